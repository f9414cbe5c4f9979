/* server/board.h - the task group's board and its word of haste: methods of guosuo.v1.Group, and how others
 * see that word. */
#ifndef GUOSUO_SERVER_BOARD_H
#define GUOSUO_SERVER_BOARD_H

#include "guosuo/v1/group.pb-c.h"
#include "server/rpc.h"

enum { EXPEDITES_MAX = 5 }; /* of a leg: as many as an answer can carry of many legs */

enum err board_list(struct tx *tx, struct call *call) MUST_USE;
/* ERR_INPUT: no reason, or the leg, or every leg, is decided. ERR_NOT_FOUND: the trip has no leg in that
 * province. */
enum err board_expedite(struct tx *tx, struct call *call) MUST_USE;

/* The last word on a leg, NULL where there is none; the words on it, or on all legs of a company's trip, into
 * their views. ERR_MEMORY, or the store's. */
enum err board_haste(struct tx *tx, struct call *call, uint32_t province, struct span pass_id,
                     Guosuo__V1__Expedited **out) MUST_USE;
enum err board_haste_leg(struct tx *tx, struct call *call, struct span pass_id,
                         Guosuo__V1__LegView *leg) MUST_USE;
enum err board_haste_trip(struct tx *tx, struct call *call, struct span pass_id,
                          Guosuo__V1__TripView *trip) MUST_USE;

#endif
