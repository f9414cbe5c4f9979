/* client/bar.h - officers whose keys the company has removed are barred from every pass that still names
 * them. */
#ifndef GUOSUO_CLIENT_BAR_H
#define GUOSUO_CLIENT_BAR_H

#include "client/party.h"

/* Seals what is left to bar and tells of each pass; `left` counts those that do not name this device. What
 * breaks off goes on when it is called again. EXIT_OTHER (said). */
enum exit_code bar_removed(struct context *context, const struct party *party, unsigned *left);

#endif
