#include "server/clock.h"

#include <stdlib.h>

#include "proto/civil.h"

enum { WHOLE = 1000 }; /* permille */

static int64_t least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* ---- pauses ---- */

static int by_start(const void *left, const void *right)
{
	const struct pause *a = left, *b = right;
	return (a->from > b->from) - (a->from < b->from);
}

size_t pause_merge(struct pause *pauses, size_t count)
{
	size_t kept = 0;
	if (count > 1)
		qsort(pauses, count, sizeof *pauses, by_start);
	for (size_t i = 0; i < count; i++) {
		struct pause *before = kept == 0 ? NULL : &pauses[kept - 1];
		if (before == NULL || pauses[i].from > before->to)
			pauses[kept++] = pauses[i];
		else if (pauses[i].to > before->to)
			before->to = pauses[i].to;
	}
	return kept;
}

/* ---- walking over days ---- */

struct walk {
	const struct clock_rules *rules;
	uint32_t province;
	const struct pause *pauses;
	size_t pause_count;
	int64_t known_at; /* what is published by then holds */
	int64_t at, counted, paused;
	uint32_t missing_year;
};

static int64_t day_of(const struct clock_rules *rules, int64_t when)
{
	int64_t local = when + (int64_t)rules->utc_offset_min * 60;
	return local / DAY_S - (local % DAY_S < 0);
}

static int64_t day_begins(const struct clock_rules *rules, int64_t day)
{
	return day * DAY_S - (int64_t)rules->utc_offset_min * 60;
}

/* Within one working day: what no pause covers is counted. */
static void walk_day(struct walk *walk, int64_t want, int64_t end)
{
	while (walk->at < end && walk->counted < want) {
		while (walk->pause_count > 0 && walk->pauses->to <= walk->at) {
			walk->pauses++;
			walk->pause_count--;
		}
		int64_t pause = walk->pause_count == 0 ? CLOCK_NEVER : walk->pauses->from;
		int64_t from = walk->at;
		if (pause <= from) {
			walk->at = least(walk->pauses->to, end);
			walk->paused += walk->at - from;
		} else {
			int64_t free_s = least(least(pause, end) - from, want - walk->counted);
			walk->at += free_s;
			walk->counted += free_s;
		}
	}
}

/* Until `want` seconds are counted, or it is `limit`. ERR_NOT_FOUND: the calendar ends first. */
static enum err walk_on(struct walk *walk, int64_t want, int64_t limit)
{
	while (walk->counted < want && walk->at < limit) {
		int64_t day = day_of(walk->rules, walk->at);
		int64_t end = least(day_begins(walk->rules, day + 1), limit);
		switch (calendar_day(walk->rules->calendar, walk->province, day, walk->known_at)) {
		case DAY_UNKNOWN:
			walk->missing_year = calendar_year_of(day);
			return ERR_NOT_FOUND;
		case DAY_OFF:
			walk->at = end;
			break;
		case DAY_WORKING:
			walk_day(walk, want, end);
			break;
		}
	}
	return ERR_OK;
}

int64_t clock_working_s(const struct clock_rules *rules, uint32_t province, int64_t from, int64_t to, int64_t now)
{
	if (to < from)
		return -clock_working_s(rules, province, to, from, now);
	struct walk walk = {.rules = rules, .province = province, .known_at = now, .at = from};
	enum err err = walk_on(&walk, INT64_MAX, to);
	return err == ERR_OK || err == ERR_NOT_FOUND ? walk.counted : 0;
}

int64_t clock_left_s(const struct clock_rules *rules, uint32_t province, uint32_t days, int64_t due, int64_t now)
{
	return least(clock_working_s(rules, province, now, due + 1, now), (int64_t)days * DAY_S);
}

/* ---- levels ---- */

static int64_t threshold(const Guosuo__V1__LevelRule *rule, int64_t total)
{
	return (rule->permille * total + WHOLE - 1) / WHOLE;
}

/* What a level needs of a clock that stands still: this much of it. */
static int64_t stopped_threshold(const Guosuo__V1__LevelRule *rule)
{
	return rule->stopped_days == 0 ? CLOCK_NEVER : (int64_t)rule->stopped_days * DAY_S;
}

/* How far a clock has come. */
struct course {
	const struct clock_case *what;
	struct walk walk; /* to now, or to where it stands still */
	int64_t total, begins, stood_s, now;
};

static bool is_reached(const struct course *course, const struct clock_state *state, const Guosuo__V1__LevelRule *rule)
{
	bool late = state->due != 0 && course->now > state->due;
	bool passed = rule->permille < WHOLE && course->walk.counted >= threshold(rule, course->total);
	return late || passed || (state->stopped != 0 && course->stood_s >= stopped_threshold(rule));
}

/* When the clock, left alone from now on, comes to this rule. */
static int64_t reaches_at(const struct course *course, const struct clock_state *state, const Guosuo__V1__LevelRule *rule)
{
	struct walk walk = course->walk;
	int64_t want = threshold(rule, course->total);
	if (state->stopped != 0) {
		walk = (struct walk){.rules = walk.rules, .province = walk.province, .known_at = walk.known_at};
		walk.at = course->begins > state->stopped ? course->begins : state->stopped;
		want = stopped_threshold(rule);
	} else if (rule->permille >= WHOLE) {
		return state->due == 0 ? CLOCK_NEVER : state->due + 1;
	}
	if (want == CLOCK_NEVER || walk_on(&walk, want, CLOCK_NEVER) != ERR_OK)
		return CLOCK_NEVER;
	return walk.at;
}

static void read_levels(const struct course *course, struct clock_state *state)
{
	const Guosuo__V1__DeskPolicy *policy = course->walk.rules->policy;
	size_t reached = 0;
	for (size_t i = 0; i < policy->n_levels; i++)
		if (is_reached(course, state, policy->levels[i]))
			reached = i + 1;
	state->level = reached == 0 ? GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED : policy->levels[reached - 1]->level;
	state->next_at = reached == policy->n_levels ? CLOCK_NEVER : reaches_at(course, state, policy->levels[reached]);
}

/* ---- the whole ---- */

/* The last second of the day in which the counted time runs out. */
static enum err read_due(struct course *course, struct clock_state *state)
{
	struct walk walk = course->walk;
	if (state->stopped != 0) {
		state->left_s = course->total - walk.counted;
		return ERR_OK;
	}
	/* it ran out before now: the way there is walked again */
	if (walk.counted >= course->total) {
		walk.at = course->begins;
		walk.counted = 0;
		walk.pauses = course->what->pauses;
		walk.pause_count = course->what->pause_count;
	}
	enum err err = walk_on(&walk, course->total, CLOCK_NEVER);
	if (err != ERR_OK) {
		state->missing_year = walk.missing_year;
		return err;
	}
	/* where it ends at a midnight, that is the end of the day before */
	state->due = day_begins(walk.rules, day_of(walk.rules, walk.at - 1) + 1) - 1;
	state->left_s = clock_left_s(walk.rules, walk.province, course->what->days, state->due, course->now);
	return ERR_OK;
}

/* How long the clock has stood still by now. */
static int64_t stood(const struct course *course, int64_t stopped)
{
	int64_t from = stopped > course->begins ? stopped : course->begins;
	return from >= course->now ? 0
				   : clock_working_s(course->walk.rules, course->what->province, from, course->now,
						     course->now);
}

enum err clock_read(const struct clock_rules *rules, const struct clock_case *what, int64_t now,
		    struct clock_state *out)
{
	const struct pause *last = what->pause_count == 0 ? NULL : &what->pauses[what->pause_count - 1];
	struct course course = {.what = what, .total = (int64_t)what->days * DAY_S, .now = now};
	course.begins = day_begins(rules, day_of(rules, what->accepted) + 1);
	*out = (struct clock_state){.next_at = CLOCK_NEVER};
	if (last != NULL && last->to == CLOCK_NEVER)
		out->stopped = last->from;
	course.walk = (struct walk){.rules = rules,
				    .province = what->province,
				    .pauses = what->pauses,
				    .pause_count = what->pause_count,
				    .known_at = now,
				    .at = course.begins};
	enum err err = walk_on(&course.walk, INT64_MAX, now);
	if (err == ERR_OK && out->stopped != 0)
		course.stood_s = stood(&course, out->stopped);
	out->paused_s = course.walk.paused - course.stood_s;
	out->missing_year = course.walk.missing_year;
	if (err == ERR_OK)
		err = read_due(&course, out);
	read_levels(&course, out);
	return err;
}
