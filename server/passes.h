/* server/passes.h - who drives, and what the driver carries. */
#ifndef GUOSUO_SERVER_PASSES_H
#define GUOSUO_SERVER_PASSES_H

#include "server/rpc.h"

enum { PASS_ASSIGNMENTS_MAX = 24 };

/* Sealed by an officer of the trip; its serial is above every one of its kind, or the same for another
 * driver's device. */
enum err passes_assign(struct tx *tx, struct call *call);

/* The pass file: trip, annex, the legs that are sealed, assignments (a driver's own; an officer's company's,
 * newest first). */
enum err passes_get(struct tx *tx, struct call *call);

#endif
