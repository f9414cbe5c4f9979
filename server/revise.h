/* server/revise.h - what a leg must be beyond sound before the desk keeps it: its words are here, and a revision changes
 * what it was opened for. */
#ifndef GUOSUO_SERVER_REVISE_H
#define GUOSUO_SERVER_REVISE_H

#include "server/rpc.h"
#include "server/store_leg.h"

/* ERR_INPUT: the fault says. Keeps the text where the leg has its hash. */
enum err revise_text(struct tx *tx, struct call *call, const struct leg_row *row, const Guosuo__V1__Leg *leg,
                     const char *text) MUST_USE;
enum err revise_change(struct tx *tx, struct call *call, const struct leg_row *row,
                       const Guosuo__V1__Leg *leg) MUST_USE;

#endif
