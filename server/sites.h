/* server/sites.h - the stations and stops that legs name, against the rosters held and what stops say of themselves. */
#ifndef GUOSUO_SERVER_SITES_H
#define GUOSUO_SERVER_SITES_H

#include "guosuo/v1/application.pb-c.h"
#include "proto/check.h"
#include "server/rpc.h"

/* Adds SITE_UNKNOWN (a warning: a roster may be the newer) for each name a province's roster lacks, STOP_SHORT for each stop that
 * says it takes no train this long. A province without a roster here, and a stop that said nothing, are passed over. */
enum err sites_check(struct tx *tx, struct call *call, const Guosuo__V1__Application *application,
                     struct faults *faults) MUST_USE;

/* The stops of a leg about to be sealed. ERR_INPUT (STOP_SHORT). */
enum err sites_leg(struct tx *tx, struct call *call, const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip) MUST_USE;

/* The stops that are wished for a leg, under this path. ERR_INPUT (STOP_UNKNOWN, STOP_SHORT). */
enum err sites_wish(struct tx *tx, struct call *call, uint32_t province, const Guosuo__V1__Proposal *wish,
                    const Guosuo__V1__Trip *trip, struct path path) MUST_USE;

#endif
