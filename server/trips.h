/* server/trips.h - a company's trips: submitted once, seen, withdrawn. */
#ifndef GUOSUO_SERVER_TRIPS_H
#define GUOSUO_SERVER_TRIPS_H

#include "server/rpc.h"

/* Checks the application, takes status indexes for the trip and each leg, drafts the trip and has it sealed;
 * then one transaction writes trip, legs and history. */
void trips_prepare(struct call *call);
enum err trips_submit(struct tx *tx, struct call *call);

enum err trips_get(struct tx *tx, struct call *call);
enum err trips_list(struct tx *tx, struct call *call);

/* The trip and all its legs. What has been sealed and handed out is no longer given to anybody. */
enum err trips_withdraw(struct tx *tx, struct call *call);

/* CheckTrip: the same, found and told, and nothing done. */
void trips_check_prepare(struct call *call);
enum err trips_check(struct tx *tx, struct call *call);

#endif
