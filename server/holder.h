/* server/holder.h - who holds a leg, and under which telephone. Policy, roster and application say it, so that what is
 * changed there is shown at once. */
#ifndef GUOSUO_SERVER_HOLDER_H
#define GUOSUO_SERVER_HOLDER_H

#include "server/rpc.h"
#include "server/store_leg.h"

/* Spans live as what they were read from: the leg, what is held, the policy, or the call. */
struct holder {
	struct span name, phone;
};

/* Whom a level reaches about a leg: what the policy says (NULL: there is none), else what roster and directory know.
 * Of a leg that one person sealed, never that person. */
struct holder holder_reached(const struct held *held, const Guosuo__V1__DeskPolicy *policy,
                             const struct leg_row *leg, Guosuo__V1__Level level, int64_t now);

/* Who holds it at its province's desk: who acted last, while that is a reviewer of the roster; where nobody did, and
 * where another person's seal is missing, whom LEVEL_REVIEWER reaches. Of `leg` its province, state, decided, holder
 * and person are looked at. */
struct holder holder_at_desk(const struct held *held, const Guosuo__V1__DeskPolicy *policy,
                             const struct leg_row *leg, int64_t now);

/* The contact that the application of a company's trip names; empty where the trip is gone or names none. */
enum err holder_company(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                        struct holder *out) MUST_USE;

/* Who holds it: at the desk or, while a correction is asked for, at the company. */
enum err holder_find(struct tx *tx, struct call *call, const struct leg_row *leg, struct holder *out) MUST_USE;

#endif
