/* server/passes.h - who drives, and what the driver carries. */
#ifndef GUOSUO_SERVER_PASSES_H
#define GUOSUO_SERVER_PASSES_H

#include "server/rpc.h"
#include "server/store_trip.h"

enum { PASS_ASSIGNMENTS_MAX = 24 };

/* Sealed by an officer of the trip; its serial is above every one of its kind, or the same for another
 * driver's device. */
enum err passes_assign(struct tx *tx, struct call *call);

/* The pass file: trip, annex, the legs that are sealed, assignments (a driver's own; an officer's company's,
 * newest first). */
enum err passes_get(struct tx *tx, struct call *call);

/* The trip an officer (by its whole id) or an assigned driver (by id, number, or none: the newest) may see.
 * ERR_INPUT, ERR_NOT_FOUND. */
enum err passes_trip(struct tx *tx, struct call *call, ProtobufCBinaryData asked, struct trip_row *out,
                     bool *driver) MUST_USE;

#endif
