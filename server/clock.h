/* server/clock.h - the time a leg or a trip has, what of it has passed, and whom that should reach: pure.
 *
 * Counted are the seconds of working days, from the midnight after the application came in (Administrative Licensing
 * Law, Art. 82; Order 62/2016, Arts. 13-17), without those that a pause covers. Due is the last second of the day in
 * which they run out. Days begin at the directory's offset; all times are Unix seconds. */
#ifndef GUOSUO_SERVER_CLOCK_H
#define GUOSUO_SERVER_CLOCK_H

#include "server/calendar.h"
#include "server/policy.h"

#define CLOCK_NEVER INT64_MAX

/* What every clock of a desk goes by. policy NULL: the desk has none, and nobody may ask for a clock. */
struct clock_rules {
	const struct calendar *calendar;
	const Guosuo__V1__DeskPolicy *policy;
	uint32_t utc_offset_min;
};

/* to: CLOCK_NEVER while it lasts. */
struct pause {
	int64_t from, to;
};

struct clock_case {
	uint32_t province; /* whose working days */
	uint32_t days;     /* working days in all */
	int64_t accepted;
	const struct pause *pauses; /* as pause_merge leaves them */
	size_t pause_count;
};

struct clock_state {
	int64_t due;      /* the last second in time; 0: not known, the clock stands still or the calendar ends before */
	int64_t stopped;  /* since when it stands still; 0: it runs */
	int64_t left_s;   /* of working days; below 0: late */
	int64_t paused_s; /* of working days, not counted: pauses that have ended */
	int64_t next_at;  /* when a further level is reached; CLOCK_NEVER */
	Guosuo__V1__Level level;
	uint32_t missing_year; /* 0: none */
};

/* Sorts, and makes one of those that overlap or touch; the number that is left. */
size_t pause_merge(struct pause *pauses, size_t count);

/* How the clock stands at `now`, by what the calendar says then.
 * ERR_NOT_FOUND  the calendar does not reach: out->missing_year is the first it lacks, due and left_s are 0, and level
 *                and next_at are what can be said without that year */
enum err clock_read(const struct clock_rules *rules, const struct clock_case *what, int64_t now,
		    struct clock_state *out) MUST_USE;

/* Seconds of working days in [from, to); of days the calendar lacks, none. Below 0 when to comes first. */
int64_t clock_working_s(const struct clock_rules *rules, uint32_t province, int64_t from, int64_t to, int64_t now);

/* left_s of a clock that runs and was given this due time. */
int64_t clock_left_s(const struct clock_rules *rules, uint32_t province, uint32_t days, int64_t due, int64_t now);

#endif
