/* client/units.h - the units of a consignment, together: seen, and sealed after one look. */
#ifndef GUOSUO_CLIENT_UNITS_H
#define GUOSUO_CLIENT_UNITS_H

#include "client/command.h"

enum exit_code units_run(struct context *context, const struct args *args);

/* Shows the named unit's trip and leg whole, of every other unit that still waits for this person what
 * differs, and after a yes seals the leg of each. What goes the other way (empty returns) is another leg, and
 * is left. */
enum exit_code units_seal_run(struct context *context, const struct args *args);

#endif
