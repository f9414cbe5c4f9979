/* server/stamps.h - stamps as their devices send them, in any order and more than once; and what a delivery ends. */
#ifndef GUOSUO_SERVER_STAMPS_H
#define GUOSUO_SERVER_STAMPS_H

#include "guosuo/v1/arrivals.pb-c.h"
#include "server/rpc.h"

/* The method. A stamp stands once: the same bytes again get the same answer. ERR_NOT_FOUND: the desk has no such trip with
 * a leg in this province, or another body of it; ERR_CONFLICT: the device sealed another stamp under this number. */
enum err stamps_put(struct tx *tx, struct call *call);

/* The officer's view: which journeys were delivered, the newest first. */
enum err stamps_add_trip(struct tx *tx, struct call *call, Guosuo__V1__TripView *view) MUST_USE;

#endif
