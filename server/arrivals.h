/* server/arrivals.h - what is expected at the gate of a port: a trip comes in when it is ready, and goes when it is
 * delivered or withdrawn. Which checkpoint is a port's gate stands in its province's sealed roster. */
#ifndef GUOSUO_SERVER_ARRIVALS_H
#define GUOSUO_SERVER_ARRIVALS_H

#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/timetable.h"
#include "server/rpc.h"
#include "server/store_trip.h"

/* The method. */
enum err arrivals_list(struct tx *tx, struct call *call);

/* The port whose gate the caller's checkpoint is. Faulted (ERR_INPUT): none's; ERR_BUSY: its roster is not held. */
enum err arrivals_port(struct call *call, struct span *out) MUST_USE;

/* A trip that is ready, as it is reckoned now. One without a port: nothing happens. The store's errors; ERR_MEMORY. */
enum err arrivals_ready(struct tx *tx, struct call *call, const struct trip_row *trip, const struct timetable *table,
                        int64_t cutoff) MUST_USE;

/* An assignment was put: a journey that is not delivered yet is expected. */
enum err arrivals_assigned(struct tx *tx, const struct trip_row *trip, const Guosuo__V1__Assignment *assignment) MUST_USE;

#endif
