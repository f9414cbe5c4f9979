/* server/amends.h - changed trips: a new trip linked to the one it changes. The former one's sealed legs count until
 * the new one is ready; what was not decided is decided only there. */
#ifndef GUOSUO_SERVER_AMENDS_H
#define GUOSUO_SERVER_AMENDS_H

#include "server/rpc.h"

/* After trips_prepare: the former trip is the company's, not withdrawn, and no other changes it; a former trip that is not
 * ready is withdrawn. */
enum err amends_submit(struct tx *tx, struct call *call);

/* ERR_CONFLICT, with the number of the newer pass: another trip changes this one. */
enum err amends_current(struct tx *tx, struct call *call, struct span company, struct span pass_id) MUST_USE;

/* After a leg changed: progress_trip, timetables_settle, and a changed trip that is ready then replaces the one it
 * changes, which is withdrawn with its bookings. was: the trip's state before the leg changed. Errors of the store;
 * ERR_CONFLICT; ERR_MEMORY. */
enum err amends_settle(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                       int64_t was) MUST_USE;

/* The last of it by itself: after the trip's timetable changed. */
enum err amends_replace(struct tx *tx, struct call *call, struct span company, struct span pass_id) MUST_USE;

/* The number of the pass that changes this one, or that this one changes; "" for none. */
enum err amends_newer(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                      char **out) MUST_USE;
enum err amends_former(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                       char **out) MUST_USE;

#endif
