#include "server/due.h"

#include "guosuo/v1/api.pb-c.h"
#include "server/progress.h"

#define LEG(name) GUOSUO__V1__LEG_STATE__LEG_##name

/* The decision whose time a state is; 0: none. */
static int64_t pause_kind(int64_t state)
{
	return state == LEG(ASKED)    ? GUOSUO__V1__DECISION_KIND__ASK
	       : state == LEG(PAUSED) ? GUOSUO__V1__DECISION_KIND__PAUSE
	                              : 0;
}

static int64_t turn_of(const struct leg_row *leg)
{
	const struct leg_clock *clock = &leg->clock;
	int64_t turn = DUE_TURN_NONE + leg->created;
	if (clock->stopped != 0)
		return DUE_TURN_STOPPED + clock->stopped;
	if (clock->due != 0)
		turn = clock->due;
	if (clock->latest_decision != 0 && clock->latest_decision < turn)
		turn = clock->latest_decision;
	return turn;
}

/* The desk looks again when `next` comes, or the latest decision. */
static int64_t watch_of(const struct leg_row *leg, int64_t next)
{
	int64_t latest = leg->clock.latest_decision;
	return latest != 0 && latest < next ? latest : next;
}

/* A leg without a clock stands behind those that have one. */
static void set_none(struct leg_row *leg)
{
	leg->clock = (struct leg_clock){.level = leg->clock.level,
	                                .watch = watch_of(leg, CLOCK_NEVER),
	                                .latest_decision = leg->clock.latest_decision};
	leg->clock.turn = turn_of(leg);
}

static void set_clock(struct leg_row *leg, const struct clock_state *state)
{
	struct leg_clock *clock = &leg->clock;
	clock->due = state->due;
	clock->stopped = state->stopped;
	clock->left_s = state->stopped != 0 ? state->left_s : 0;
	clock->paused_s = state->paused_s;
	clock->missing_year = state->missing_year;
	clock->watch = state->level > (Guosuo__V1__Level)clock->level ? 0 : watch_of(leg, state->next_at);
	clock->turn = turn_of(leg);
}

/* ---- pauses ---- */

/* Those whose time does not count. ERR_SIZE: more than `max`. */
static enum err take_pauses(const struct clock_rules *rules, struct row_cursor *row, struct pause *out,
                            size_t max, size_t *count)
{
	enum err err;
	size_t n = 0;
	while ((err = store_next(row)) == ERR_OK) {
		if (n == max)
			return ERR_SIZE;
		if (!policy_stops(rules->policy, (Guosuo__V1__DecisionKind)row_int(row, 0)))
			continue;
		int64_t ended = row_int(row, 2);
		out[n++] = (struct pause){row_int(row, 1), ended == 0 ? CLOCK_NEVER : ended};
	}
	*count = pause_merge(out, n);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_leg(struct tx *tx, const struct clock_rules *rules, const struct leg_row *leg,
                         int64_t now, struct clock_state *state)
{
	struct pause pauses[DUE_PAUSES_MAX];
	struct row_cursor row;
	struct clock_case what = {
	    .province = leg->province, .days = leg->clock.days, .accepted = leg->begun, .pauses = pauses};
	enum err err = store_pause_list(tx, leg->province, leg->pass_id, leg->begun, DUE_PAUSES_MAX + 1, &row);
	if (err == ERR_OK)
		err = take_pauses(rules, &row, pauses, DUE_PAUSES_MAX, &what.pause_count);
	if (err == ERR_OK)
		err = clock_read(rules, &what, now, state);
	return err == ERR_NOT_FOUND ? ERR_OK : err; /* missing_year says it */
}

/* ---- the leg ---- */

void due_begin(const struct clock_rules *rules, uint32_t class, size_t provinces, struct leg_row *leg)
{
	struct clock_state state;
	uint32_t days =
	    rules->policy == NULL ? 0 : policy_leg_days(rules->policy, class, provinces, leg->province);
	const struct clock_case what = {.province = leg->province, .days = days, .accepted = leg->begun};
	set_none(leg);
	if (days == 0)
		return;
	leg->clock.days = days;
	enum err err = clock_read(rules, &what, leg->begun, &state);
	if (err == ERR_OK || err == ERR_NOT_FOUND)
		set_clock(leg, &state);
}

enum err due_look(struct tx *tx, const struct clock_rules *rules, uint32_t class, size_t provinces,
                  struct leg_row *leg, int64_t now, struct clock_state *state)
{
	*state = (struct clock_state){.next_at = CLOCK_NEVER};
	if (rules->policy == NULL) {
		set_none(leg);
		return ERR_OK;
	}
	if (leg->clock.days == 0)
		leg->clock.days = policy_leg_days(rules->policy, class, provinces, leg->province);
	enum err err = read_leg(tx, rules, leg, now, state);
	if (err == ERR_OK)
		set_clock(leg, state);
	return err;
}

static enum err step_pauses(struct tx *tx, const struct leg_row *was, const struct leg_row *next, int64_t now)
{
	int64_t before = pause_kind(was->state), after = pause_kind(next->state);
	if (before == after)
		return ERR_OK;
	enum err err = before == 0 ? ERR_OK : store_pause_end(tx, was->province, was->pass_id, now);
	return err == ERR_OK && after != 0 ? store_pause_begin(tx, next, after, now) : err;
}

enum err due_step(struct tx *tx, const struct clock_rules *rules, const struct leg_row *was,
                  struct leg_row *next, int64_t now)
{
	struct clock_state state = {.due = 0};
	enum err err = step_pauses(tx, was, next, now);
	if (was->decided && !next->decided) {
		next->begun = now;
		next->clock.level = 0;
	}
	if (err == ERR_OK && rules->policy != NULL && next->clock.days != 0) {
		err = read_leg(tx, rules, next, now, &state);
		if (err == ERR_OK)
			set_clock(next, &state);
	}
	if (err != ERR_OK || !next->decided)
		return err;
	next->clock.watch = CLOCK_NEVER;
	bool counts = !was->decided && next->state != LEG(WITHDRAWN);
	return counts ? store_tally_add(tx, next->province, state.due != 0 && now > state.due) : ERR_OK;
}

int64_t due_left_s(const struct clock_rules *rules, uint32_t province, const struct leg_clock *clock,
                   int64_t now)
{
	if (clock->stopped != 0 || clock->due == 0 || rules->policy == NULL)
		return clock->left_s;
	return clock_left_s(rules, province, clock->days, clock->due, now);
}

int64_t due_paused_s(const struct clock_rules *rules, uint32_t province, const struct leg_clock *clock,
                     int64_t now)
{
	if (clock->stopped == 0 || rules->policy == NULL)
		return clock->paused_s;
	return clock->paused_s + clock_working_s(rules, province, clock->stopped, now, now);
}

/* ---- the trip ---- */

/* The rows of a list end when another statement changes them under it. */
enum err due_turns(struct tx *tx, struct span company, struct span pass_id)
{
	struct leg_row legs[TRIP_LEGS_MAX];
	struct row_cursor row;
	size_t count = 0;
	enum err err = store_leg_list(tx, company, pass_id, &row);
	while (err == ERR_OK && count < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		struct leg_row *leg = &legs[count];
		store_leg_row(&row, leg);
		leg->pass_id = pass_id;
		int64_t before = leg->clock.turn;
		leg->clock.turn = turn_of(leg);
		count += !leg->decided && leg->clock.turn != before;
	}
	err = err == ERR_NOT_FOUND ? ERR_OK : err;
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = store_watch_put(tx, &legs[i]);
	return err;
}

enum err due_trip(struct tx *tx, const struct clock_rules *rules, struct span company, struct span pass_id,
                  const struct clock_case *what, int64_t now, struct arena *arena, struct clock_state *out)
{
	enum { MOST = DUE_PAUSES_MAX * TRIP_LEGS_MAX };
	struct clock_case whole = *what;
	struct row_cursor row;
	*out = (struct clock_state){.next_at = CLOCK_NEVER};
	if (rules->policy == NULL || what->days == 0)
		return ERR_OK;
	struct pause *pauses = arena_take(arena, MOST * sizeof *pauses);
	if (pauses == NULL)
		return ERR_MEMORY;
	enum err err = store_leg_begun(tx, company, pass_id, &whole.accepted);
	if (err == ERR_OK)
		err = store_pause_list_trip(tx, company, pass_id, whole.accepted, MOST + 1, &row);
	if (err == ERR_OK)
		err = take_pauses(rules, &row, pauses, MOST, &whole.pause_count);
	whole.pauses = pauses;
	if (err == ERR_OK)
		err = clock_read(rules, &whole, now, out);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
