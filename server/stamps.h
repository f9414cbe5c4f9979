/* server/stamps.h - the stamps in a device's log, of trips that this desk has; and what a delivery ends. */
#ifndef GUOSUO_SERVER_STAMPS_H
#define GUOSUO_SERVER_STAMPS_H

#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/passage.h"
#include "server/rpc.h"

/* A record's stamp, which is sealed, kept where the desk has its trip, with a leg in the caller's province, and the stamp
 * verifies. *fate: PASSAGE_FATE_UNSPECIFIED, it was; ELSEWHERE; AHEAD or FAR_AHEAD, as its time is still to come. ERR_BUSY: no
 * directory or roster is held; ERR_MEMORY, or the store's. */
enum err stamps_take(struct tx *tx, struct call *call, const struct passage *passage,
                     Guosuo__V1__PassageFate *fate) MUST_USE;

/* The officer's view: which journeys were delivered and where the trains came by, the newest first, and how many are left.
 * view->trip is in it already. */
enum err stamps_add_trip(struct tx *tx, struct call *call, Guosuo__V1__TripView *view) MUST_USE;

/* How many journeys of a company's pass were delivered, and the first that was not; 0: all were. of: how many it is for. */
struct journeys {
	uint32_t of, delivered, next;
};
enum err stamps_journeys(struct tx *tx, struct span company, struct span pass_id, uint32_t of,
                         struct journeys *out) MUST_USE;

#endif
