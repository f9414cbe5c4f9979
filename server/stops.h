/* server/stops.h - the directory of stops: what each says it can take, and what of it is free. */
#ifndef GUOSUO_SERVER_STOPS_H
#define GUOSUO_SERVER_STOPS_H

#include "guosuo/v1/stops.pb-c.h"
#include "server/rpc.h"
#include "server/store_stop.h"

enum { STOP_SERVICES_MAX = 16, STOP_HOLD_MIN_S = 600, STOP_HOLD_MAX_S = 7 * 24 * 3600 };

/* By the stop's keeper, or by an authority of its province. Capacity never falls below what is taken of a
 * coming night. */
enum err stops_put(struct tx *tx, struct call *call);
enum err stops_list(struct tx *tx, struct call *call);

/* A stop that takes bookings: its line in the roster held, and what it says of itself. */
struct stop_at {
	struct stop_row row;
	const Guosuo__V1__Site *site;
	const Guosuo__V1__Stop *body;
};
/* ERR_INPUT (faulted, field "stop"): the roster has no such stop, or it has said nothing yet. ERR_BUSY:
 * nothing is held. */
enum err stops_find(struct tx *tx, struct call *call, uint32_t province, uint32_t stop,
                    struct stop_at *out) MUST_USE;

/* Of the directory held; 0 without one. */
uint32_t stops_offset(const struct call *call);

/* What is free in the fullest of these nights. */
enum err stops_free(struct tx *tx, const struct stop_row *stop, struct nights nights,
                    struct stop_load *out) MUST_USE;

#endif
