#include "server/review.h"

#define LEG(name) GUOSUO__V1__LEG_STATE__LEG_##name

/* A cell that is not here is refused: a withdrawn leg is over, and a pause must be ended under a seal before
 * anything else counts. */
/* clang-format off */
static const struct review_step steps[LEG_STATES][EVENT_COUNT] = {
	[LEG(OPEN)] = {
		[EVENT_HALF] = {LEG(HALF_SEALED), EFFECT_KEEP},
		[EVENT_COMPLETE] = {LEG(SEALED), EFFECT_KEEP | EFFECT_END},
		[EVENT_REFUSE] = {LEG(REFUSED), 0},
		[EVENT_RESTORE] = {LEG(SEALED), EFFECT_RESTORE},
		[EVENT_ASK] = {LEG(ASKED), 0},
		[EVENT_PAUSE] = {LEG(PAUSED), 0},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), EFFECT_END},
	},
	[LEG(HALF_SEALED)] = {
		[EVENT_HALF] = {LEG(HALF_SEALED), EFFECT_KEEP},
		[EVENT_COMPLETE] = {LEG(SEALED), EFFECT_KEEP | EFFECT_END},
		[EVENT_REFUSE] = {LEG(REFUSED), EFFECT_DROP},
		[EVENT_RESTORE] = {LEG(SEALED), EFFECT_RESTORE},
		[EVENT_ASK] = {LEG(ASKED), EFFECT_DROP},
		[EVENT_PAUSE] = {LEG(PAUSED), EFFECT_DROP},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), EFFECT_DROP | EFFECT_END},
		[EVENT_UNSEAL] = {LEG(OPEN), EFFECT_DROP},
	},
	[LEG(SEALED)] = {
		[EVENT_REOPEN] = {LEG(OPEN), EFFECT_ASIDE},
		[EVENT_REVOKE] = {LEG(REVOKED), EFFECT_ASIDE | EFFECT_END},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), 0},
		[EVENT_UNSEAL] = {LEG(OPEN), EFFECT_ASIDE | EFFECT_END},
	},
	[LEG(REFUSED)] = {
		[EVENT_REOPEN] = {LEG(OPEN), 0},
		[EVENT_ACCEPT] = {LEG(OPEN), 0},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), 0},
	},
	[LEG(REVOKED)] = {
		[EVENT_REOPEN] = {LEG(OPEN), 0},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), 0},
	},
	[LEG(ASKED)] = {
		[EVENT_HALF] = {LEG(HALF_SEALED), EFFECT_KEEP},
		[EVENT_COMPLETE] = {LEG(SEALED), EFFECT_KEEP | EFFECT_END},
		[EVENT_REFUSE] = {LEG(REFUSED), 0},
		[EVENT_RESTORE] = {LEG(SEALED), EFFECT_RESTORE},
		[EVENT_RESUME] = {LEG(OPEN), 0},
		[EVENT_ANSWER] = {LEG(OPEN), 0},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), EFFECT_END},
	},
	[LEG(PAUSED)] = {
		[EVENT_RESUME] = {LEG(OPEN), 0},
		[EVENT_WITHDRAW] = {LEG(WITHDRAWN), EFFECT_END},
	},
};
/* clang-format on */

enum err review_step(Guosuo__V1__LegState state, enum review_event event, struct review_step *out)
{
	if ((size_t)state >= LEG_STATES || (size_t)event >= EVENT_COUNT)
		return ERR_STATE;
	const struct review_step *step = &steps[state][event];
	if (step->to == LEG(STATE_UNSPECIFIED))
		return ERR_STATE;
	*out = *step;
	return ERR_OK;
}

enum err review_decision(Guosuo__V1__DecisionKind kind, bool standing, enum review_event *out)
{
	static const enum review_event events[] = {
	    [GUOSUO__V1__DECISION_KIND__REFUSE] = EVENT_REFUSE,
	    [GUOSUO__V1__DECISION_KIND__ASK] = EVENT_ASK,
	    [GUOSUO__V1__DECISION_KIND__PAUSE] = EVENT_PAUSE,
	    [GUOSUO__V1__DECISION_KIND__RESUME] = EVENT_RESUME,
	    [GUOSUO__V1__DECISION_KIND__REOPEN] = EVENT_REOPEN,
	};
	if (kind < GUOSUO__V1__DECISION_KIND__REFUSE || kind > GUOSUO__V1__DECISION_KIND__REOPEN)
		return ERR_FORMAT;
	*out = kind == GUOSUO__V1__DECISION_KIND__REFUSE && standing ? EVENT_RESTORE : events[kind];
	return ERR_OK;
}

bool review_decided(Guosuo__V1__LegState state)
{
	static const bool decided[LEG_STATES] = {
	    [LEG(SEALED)] = true,
	    [LEG(REFUSED)] = true,
	    [LEG(WITHDRAWN)] = true,
	    [LEG(REVOKED)] = true,
	};
	return (size_t)state < LEG_STATES && decided[state];
}

bool review_over(int64_t trip_state)
{
	return trip_state == GUOSUO__V1__TRIP_STATE__WITHDRAWN || trip_state == GUOSUO__V1__TRIP_STATE__REVOKED;
}

Guosuo__V1__TripState review_trip(const Guosuo__V1__LegState *legs, size_t count)
{
	size_t seen[LEG_STATES] = {0};
	for (size_t i = 0; i < count; i++)
		seen[(size_t)legs[i] < LEG_STATES ? legs[i] : 0]++;
	if (seen[LEG(WITHDRAWN)] > 0)
		return GUOSUO__V1__TRIP_STATE__WITHDRAWN;
	if (seen[LEG(REFUSED)] + seen[LEG(REVOKED)] > 0)
		return GUOSUO__V1__TRIP_STATE__REFUSED;
	return count > 0 && seen[LEG(SEALED)] == count ? GUOSUO__V1__TRIP_STATE__READY
						       : GUOSUO__V1__TRIP_STATE__IN_REVIEW;
}
