/* server/calendar.h - which days are working days: pure, built from the file that an administrator edits
 * (proto/guosuo/v1/clock.proto). A day is a civil one, counted from 1 January 1970. */
#ifndef GUOSUO_SERVER_CALENDAR_H
#define GUOSUO_SERVER_CALENDAR_H

#include "guosuo/v1/clock.pb-c.h"
#include "proto/fault.h"
#include "proto/span.h"

enum { CALENDAR_YEARS_MAX = 64, CALENDAR_RANGE_DAYS = 62, CALENDAR_WORDS_MAX = 16384 };

/* One published word about one day. */
struct calendar_word {
	int64_t day;
	int64_t published_at; /* Unix seconds; INT64_MIN: with the year itself */
	uint32_t province;    /* 0: every one */
	bool working;
};

struct calendar_year {
	uint32_t year;
	int64_t first, next; /* its first day, and the next year's */
};

struct calendar {
	struct calendar_year years[CALENDAR_YEARS_MAX]; /* rising */
	size_t year_count;
	const struct calendar_word *words; /* rising by day, then by publication; a province's after everyone's */
	size_t word_count;
	const int64_t *published; /* of each amendment, rising */
	size_t amendment_count;
};

enum calendar_answer { DAY_OFF, DAY_WORKING, DAY_UNKNOWN };

/* The file's words in `arena`; nothing points into the file.
 * ERR_INPUT   faults name the field: a date, a moment, a range back to front or too long, a year given twice, none
 *             at all, too many
 * ERR_MEMORY */
enum err calendar_build(const Guosuo__V1__Calendar *file, struct arena *arena, struct faults *faults,
			struct calendar *out) MUST_USE;

/* Of a province, as published by `now`. DAY_UNKNOWN: the calendar does not have this year. */
enum calendar_answer calendar_day(const struct calendar *calendar, uint32_t province, int64_t day, int64_t now);

/* The year of a day, whether the calendar has it or not. */
uint32_t calendar_year_of(int64_t day);
bool calendar_has(const struct calendar *calendar, uint32_t year);

/* How many amendments are published by now: when it has risen, open clocks are computed again. */
size_t calendar_amended(const struct calendar *calendar, int64_t now);

#endif
