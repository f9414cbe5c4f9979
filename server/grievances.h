/* server/grievances.h - what drivers report of checkpoints: a demand for money above all. It stands in the one history and is read by
 * auditors alone. The company does not read it either: it passes the same gate tomorrow, and who told must not have to fear. */
#ifndef GUOSUO_SERVER_GRIEVANCES_H
#define GUOSUO_SERVER_GRIEVANCES_H

#include "guosuo/v1/grievances.pb-c.h"
#include "server/rpc.h"

enum {
	GRIEVANCE_TEXT_MAX = 1000,   /* bytes */
	GRIEVANCE_NEAR_S = 24 * 3600, /* stamps so near to it are told with it */
	GRIEVANCE_STAMPS = 20,
};

/* Twice is once. ERR_INPUT: a field; ERR_NOT_FOUND: the device was never assigned to such a pass, or the pass has no leg there. */
enum err grievances_put(struct tx *tx, struct call *call) MUST_USE;
enum err grievances_list(struct tx *tx, struct call *call) MUST_USE;

#endif
