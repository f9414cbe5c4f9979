/* client/units.h - the units of a consignment, together: seen, sealed after one look, decided about in one go. */
#ifndef GUOSUO_CLIENT_UNITS_H
#define GUOSUO_CLIENT_UNITS_H

#include "client/desk.h"

enum exit_code units_run(struct context *context, const struct args *args);

/* Shows the named unit's trip and leg whole, of every other unit that still waits for this person what
 * differs, and after a yes seals the leg of each. What goes the other way (empty returns) is another leg, and
 * is left. */
enum exit_code units_seal_run(struct context *context, const struct args *args);

#define UNITS_OPTION {"units", NULL, "对同批各台一并办理", "for every unit of its consignment"}

/* A decision about one leg, sealed and sent; *state: the leg's, after it. What is wrong is said. */
typedef enum err units_decider(struct context *context, const struct args *args, const struct desk *desk,
                               uint32_t *state);

/* Decides about this pass; with `all` about every unit of its consignment that goes the same way, one after the
 * other, whatever becomes of the others, and prints what became of each. EXIT_DONE: all were decided. */
enum exit_code units_decide(struct context *context, const struct args *args, const struct desk *desk, bool all,
                            units_decider *decide);

#endif
