/* server/bars.h - assignments that count no longer although their seals hold: those that a higher serial
 * replaced, and those of an officer whose key the company has removed. The issuer's next status list says so
 * (server/lists.h). */
#ifndef GUOSUO_SERVER_BARS_H
#define GUOSUO_SERVER_BARS_H

#include "server/rpc.h"
#include "server/store_trip.h"

/* After an assignment of this kind was filed. Serials are counted for the whole trip: a lower one is barred
 * once no journey that may still run has it as its newest. Sets call->took_back. Errors of the store;
 * ERR_MEMORY. */
enum err bars_assigned(struct tx *tx, struct call *call, const struct trip_row *trip, uint32_t journeys,
                       bool paper) MUST_USE;

enum err bars_put(struct tx *tx, struct call *call);
enum err bars_list(struct tx *tx, struct call *call);

#endif
