/* server/review.h - how a leg moves: one table of state and event, pure. Legs move apart from each other;
 * what the trip is follows from them. */
#ifndef GUOSUO_SERVER_REVIEW_H
#define GUOSUO_SERVER_REVIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guosuo/v1/api.pb-c.h"
#include "proto/err.h"

enum { LEG_STATES = 9, TRIP_STATES = 8 }; /* values of LegState and TripState, the unspecified one counted */

enum review_event {
	EVENT_HALF, /* the first of two persons sealed; where somebody had begun, these other bytes start over
	             */
	EVENT_COMPLETE, /* as many persons sealed these bytes as the class needs */
	EVENT_REFUSE,
	EVENT_ASK,    /* a correction is asked for */
	EVENT_PAUSE,  /* time that does not count begins */
	EVENT_RESUME, /* the correction is in, or the time counts again */
	EVENT_WITHDRAW,
	EVENT_REOPEN,  /* a sealed leg is to be revised, or a refused one looked at again */
	EVENT_RESTORE, /* the revision is refused: what stood before it is the leg again */
	EVENT_ANSWER,  /* the officer has answered every item of the correction */
	EVENT_ACCEPT,  /* the officer takes what the refusal proposed */
	EVENT_UNSEAL,  /* a key that sealed or half-sealed it was taken off the roster */
	EVENT_REVOKE,  /* the province takes the sealed leg back */
	EVENT_COUNT
};

/* What a step asks of the desk beside the new state. */
enum review_effect {
	EFFECT_KEEP = 1, /* keep the sealed bytes that came */
	EFFECT_DROP = 2, /* drop the half-sealed bytes */
	EFFECT_ASIDE = 4, /* put the sealed leg aside, where it stands until its revision is decided; a new index */
	EFFECT_END = 8,   /* what was put aside, if anything, stands no longer: server/revocations.h has its object */
	EFFECT_RESTORE = 16, /* what was put aside is the leg again */
};

struct review_step {
	Guosuo__V1__LegState to;
	unsigned effects; /* bits of enum review_effect */
};

/* ERR_STATE: this event is not possible in this state. */
enum err review_step(Guosuo__V1__LegState state, enum review_event event, struct review_step *out) MUST_USE;

/* The event of a decision. standing: a sealed revision was put aside and stands, so that to refuse is to
 * refuse its change: one reviewer alone never takes away what two have sealed. ERR_FORMAT: no known kind. */
enum err review_decision(Guosuo__V1__DecisionKind kind, bool standing, enum review_event *out) MUST_USE;

/* Sealed, refused, withdrawn or revoked: nobody need act. */
bool review_decided(Guosuo__V1__LegState state);

/* Withdrawn or revoked: nothing follows any more. */
bool review_over(int64_t trip_state);

/* What a trip is, from its legs: any withdrawn, it is; any refused or revoked, it is refused; all sealed, it is ready. That a ready
 * one also has a timetable is server/timetables.h's. */
Guosuo__V1__TripState review_trip(const Guosuo__V1__LegState *legs, size_t count);

#endif
