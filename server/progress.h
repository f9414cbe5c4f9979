/* server/progress.h - what happened to a leg, written down: the step of server/review.h, its effects, and what follows for
 * the trip. Inside a transaction. */
#ifndef GUOSUO_SERVER_PROGRESS_H
#define GUOSUO_SERVER_PROGRESS_H

#include "server/review.h"
#include "server/store_leg.h"

struct clock_rules;

enum { TRIP_LEGS_MAX = 16 };

/* What comes with an event. Empty: stays as it was. */
struct progress {
	enum review_event event;
	int64_t now;
	const struct clock_rules *rules;
	struct span holder, reason;
	struct span body, seals; /* kept when the step says so */
	uint32_t person[2];
	int64_t change; /* a LegChange, of a revision that begins */
	int64_t ruling; /* a Ruling: what a rule said; 0: none held */
	struct span rule;
};

/* Moves the leg. *to (may be NULL) is its new state. ERR_STATE: not possible in its state. ERR_CONFLICT: it
 * is no longer in the state that was read. ERR_SIZE: it has been paused too often. */
enum err progress_leg(struct tx *tx, const struct leg_row *leg, const struct progress *progress,
                      Guosuo__V1__LegState *to) MUST_USE;

/* Withdraws every leg of a trip, whatever its state, and nothing of it is expected at its port; the caller moves the
 * trip. */
enum err progress_withdraw(struct tx *tx, const struct clock_rules *rules, struct span company,
                           struct span pass_id, int64_t now) MUST_USE;

/* A trip that was delivered: nobody decides its open legs any more. */
enum err progress_close(struct tx *tx, const struct clock_rules *rules, struct span company, struct span pass_id,
                        int64_t now) MUST_USE;

/* The trip's state from its legs'; was: the state that was read. What a timetable and a change make of it is
 * server/timetables.h's and server/amends.h's. */
enum err progress_trip(struct tx *tx, struct span company, struct span pass_id, int64_t was, int64_t now,
                       struct span reason) MUST_USE;

#endif
