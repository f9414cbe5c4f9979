#include "server/progress.h"

#include "server/due.h"
#include "server/outbox.h"
#include "server/store_arrival.h"
#include "server/store_revision.h"
#include "server/store_round.h"
#include "server/store_step.h"
#include "server/store_trip.h"
#include "server/store_trust.h"

/* Who waits for a leg hears of these; the first of two seals is the desk's own affair, and a withdrawal is the trip's. */
static enum outbox_event leg_news(enum review_event event)
{
	static const enum outbox_event news[EVENT_COUNT] = {
	    [EVENT_COMPLETE] = OUTBOX_LEG_SEALED, [EVENT_REFUSE] = OUTBOX_LEG_REFUSED,
	    [EVENT_ASK] = OUTBOX_LEG_ASKED,       [EVENT_PAUSE] = OUTBOX_LEG_PAUSED,
	    [EVENT_RESUME] = OUTBOX_LEG_RESUMED,  [EVENT_REOPEN] = OUTBOX_LEG_REOPENED,
	    [EVENT_RESTORE] = OUTBOX_LEG_RESTORED, [EVENT_UNSEAL] = OUTBOX_LEG_REOPENED,
	    [EVENT_REVOKE] = OUTBOX_LEG_REVOKED,
	};
	return news[event];
}

/* Ready is said by server/timetables.c, which may withhold it. */
static enum outbox_event trip_news(Guosuo__V1__TripState state)
{
	static const enum outbox_event news[TRIP_STATES] = {
	    [GUOSUO__V1__TRIP_STATE__REFUSED] = OUTBOX_TRIP_REFUSED,
	    [GUOSUO__V1__TRIP_STATE__WITHDRAWN] = OUTBOX_TRIP_WITHDRAWN,
	};
	return news[state];
}

static void keep(struct leg_row *leg, const struct progress *progress)
{
	leg->body = progress->body;
	leg->seals = progress->seals;
	leg->person[0] = progress->person[0];
	leg->person[1] = progress->person[1];
}

static void drop(struct leg_row *leg)
{
	leg->body = leg->seals = (struct span){NULL, 0};
	leg->person[0] = leg->person[1] = 0;
}

static enum err tell_leg(struct tx *tx, const struct leg_row *leg, const struct progress *progress)
{
	const struct outbox_news news = {.event = leg_news(progress->event),
	                                 .company = leg->company,
	                                 .pass_id = leg->pass_id,
	                                 .reason = progress->reason,
	                                 .province = leg->province,
	                                 .ordinal = leg->ordinal,
	                                 .now = progress->now};
	return outbox_put(tx, &news);
}

/* The revision after it, under an index nobody was ever given. Another revision of the same number may have been
 * half-sealed before, under another index: it never had a quorum. */
static enum err put_aside(struct tx *tx, const struct leg_row *leg, const struct progress *progress)
{
	uint32_t index;
	enum err err = store_revision_put(tx, leg, progress->change, progress->now);
	if (err == ERR_OK)
		err = store_lease(tx, leg->province, leg->week, 1, &index);
	return err == ERR_OK ? store_leg_number(tx, leg->province, leg->pass_id, leg->revision + 1, index) : err;
}

static enum err restore(struct tx *tx, const struct leg_row *leg)
{
	enum err err = store_revision_drop(tx, leg->province, leg->pass_id);
	return err == ERR_OK ? store_leg_number(tx, leg->province, leg->pass_id, leg->revision,
	                                        leg->status_index)
	                     : err;
}

/* What the step asks of the tables beside the leg's own. Without a revision before it, nothing stands aside. */
static enum err settle(struct tx *tx, const struct leg_row *leg, const struct leg_row *next, unsigned effects,
                       const struct progress *progress)
{
	bool aside = (effects & EFFECT_ASIDE) != 0;
	if ((effects & EFFECT_RESTORE) != 0)
		return restore(tx, next);
	bool end = (effects & EFFECT_END) != 0;
	enum err err = aside ? put_aside(tx, leg, progress) : ERR_OK;
	/* What was wished before is over: the revision begins as what stands, and what is wished from now on. */
	if (err == ERR_OK && aside && !end)
		err = store_wish_drop(tx, leg->province, leg->pass_id);
	if (err == ERR_OK && end && (aside || leg->revision > 1))
		err = store_revision_end(tx, leg->province, leg->pass_id, progress->now);
	return err;
}

static enum err prepare(struct tx *tx, struct leg_row *next, unsigned effects, const struct progress *progress)
{
	int64_t change;
	if ((effects & EFFECT_KEEP) != 0)
		keep(next, progress);
	if ((effects & (EFFECT_DROP | EFFECT_ASIDE)) != 0)
		drop(next);
	return (effects & EFFECT_RESTORE) == 0
	           ? ERR_OK
	           : store_revision_standing(tx, next->province, next->pass_id, next, &change);
}

/* What a decision said of a leg is over once that leg is sealed, answered or taken up again. */
static struct span reason_after(const struct leg_row *leg, const struct progress *progress)
{
	enum review_event event = progress->event;
	bool over = event == EVENT_COMPLETE || event == EVENT_ANSWER || event == EVENT_ACCEPT;
	return over || progress->reason.n > 0 ? progress->reason : leg->reason;
}

/* A revision refused is a refusal, though the leg stands. */
static enum err put_step(struct tx *tx, const struct leg_row *next, const struct progress *progress)
{
	struct leg_row step = *next;
	bool stands = progress->event == EVENT_RESTORE;
	if (stands)
		step.state = GUOSUO__V1__LEG_STATE__LEG_REFUSED;
	return store_step_put(tx, &step, stands, progress->ruling, progress->rule, progress->now);
}

enum err progress_leg(struct tx *tx, const struct leg_row *leg, const struct progress *progress,
                      Guosuo__V1__LegState *to)
{
	struct review_step step;
	struct leg_row next = *leg;
	enum err err = review_step((Guosuo__V1__LegState)leg->state, progress->event, &step);
	if (err != ERR_OK)
		return err;
	next.state = step.to;
	next.since = progress->now;
	next.decided = review_decided(step.to);
	if (progress->holder.n > 0)
		next.holder = progress->holder;
	next.reason = reason_after(leg, progress);
	err = prepare(tx, &next, step.effects, progress);
	if (err == ERR_OK)
		err = due_step(tx, progress->rules, leg, &next, progress->now);
	if (err == ERR_OK)
		err = store_leg_move(tx, &next, leg->state);
	if (err == ERR_NOT_FOUND)
		return ERR_CONFLICT;
	if (err == ERR_OK)
		err = settle(tx, leg, &next, step.effects, progress);
	if (err == ERR_OK)
		err = tell_leg(tx, leg, progress);
	if (err == ERR_OK)
		err = put_step(tx, &next, progress);
	if (err == ERR_OK && to != NULL)
		*to = step.to;
	return err;
}

/* The rows of a list end when another statement of this transaction changes them under it: names first, then each
 * leg by itself. */
static enum err withdraw_legs(struct tx *tx, const struct clock_rules *rules, struct span company,
                              struct span pass_id, int64_t now, bool decided)
{
	const struct progress progress = {.event = EVENT_WITHDRAW, .now = now, .rules = rules};
	uint32_t provinces[TRIP_LEGS_MAX];
	struct row_cursor row;
	struct leg_row leg;
	size_t count = 0;
	enum err err = store_leg_list(tx, company, pass_id, &row);
	while (err == ERR_OK && count < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		if (decided || !leg.decided)
			provinces[count++] = leg.province;
	}
	err = err == ERR_NOT_FOUND ? ERR_OK : err;
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		err = store_leg_get(tx, provinces[i], pass_id, &leg);
		if (err == ERR_OK)
			err = progress_leg(tx, &leg, &progress, NULL);
	}
	return err;
}

enum err progress_withdraw(struct tx *tx, const struct clock_rules *rules, struct span company,
                           struct span pass_id, int64_t now)
{
	enum err err = withdraw_legs(tx, rules, company, pass_id, now, true);
	return err == ERR_OK ? store_arrival_close(tx, company, pass_id) : err;
}

enum err progress_close(struct tx *tx, const struct clock_rules *rules, struct span company, struct span pass_id,
                        int64_t now)
{
	return withdraw_legs(tx, rules, company, pass_id, now, false);
}

enum err progress_trip(struct tx *tx, struct span company, struct span pass_id, int64_t was, int64_t now,
                       struct span reason)
{
	Guosuo__V1__LegState states[TRIP_LEGS_MAX];
	struct row_cursor row;
	struct leg_row leg;
	size_t count = 0;
	enum err err = store_leg_list(tx, company, pass_id, &row);
	while (err == ERR_OK && count < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		states[count++] = (Guosuo__V1__LegState)leg.state;
	}
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	Guosuo__V1__TripState to = review_trip(states, count);
	if ((int64_t)to == was || was == GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED)
		return ERR_OK; /* what has arrived has arrived, whatever becomes of a leg */
	err = store_trip_move(tx, company, pass_id, was, to, now, reason);
	if (err == ERR_OK)
		err = outbox_put(tx, &(const struct outbox_news){.event = trip_news(to),
		                                                 .company = company,
		                                                 .pass_id = pass_id,
		                                                 .reason = reason,
		                                                 .now = now});
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}
