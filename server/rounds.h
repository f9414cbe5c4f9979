/* server/rounds.h - everything that was said about a leg, for its company and for its province. */
#ifndef GUOSUO_SERVER_ROUNDS_H
#define GUOSUO_SERVER_ROUNDS_H

#include "server/rpc.h"

enum err rounds_get_trip(struct tx *tx, struct call *call); /* the officer's: all legs of an own trip */
enum err rounds_get_leg(struct tx *tx, struct call *call);  /* the reviewer's: the own leg, and what was before */

#endif
