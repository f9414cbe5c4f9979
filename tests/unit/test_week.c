#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/week.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define HOUR INT64_C(3600)

enum { OFFSET_MIN = 480 };
static const int64_t monday = 1583683200; /* 9 March 2020, 00:00 at +08:00 */

static Guosuo__V1__Hours rows[4];
static Guosuo__V1__Hours *hours[4] = {&rows[0], &rows[1], &rows[2], &rows[3]};

/* days, from, to (in hours), a range each; "" ends. */
struct range {
	uint32_t weekdays, from_h, to_h;
};

static struct week week_with(const struct range *ranges)
{
	struct week week;
	size_t n = 0;
	for (; ranges[n].weekdays != 0; n++) {
		guosuo__v1__hours__init(&rows[n]);
		rows[n].weekdays = ranges[n].weekdays;
		rows[n].from_min = ranges[n].from_h * 60;
		rows[n].to_min = ranges[n].to_h * 60;
	}
	week_make(hours, n, OFFSET_MIN, &week);
	return week;
}

#define EVERY 127
#define NIGHT                                                                                                \
	{                                                                                                    \
		{EVERY, 22, 24},                                                                             \
		{                                                                                            \
			EVERY, 0, 6                                                                          \
		}                                                                                            \
	}
#define DAY                                                                                                  \
	{                                                                                                    \
		{                                                                                            \
			EVERY, 6, 18                                                                         \
		}                                                                                            \
	}
#define ALWAYS                                                                                               \
	{                                                                                                    \
		{EVERY, 0, 12},                                                                              \
		{                                                                                            \
			EVERY, 12, 24                                                                        \
		}                                                                                            \
	}
#define FRIDAY_NIGHT                                                                                         \
	{                                                                                                    \
		{1 << 4, 20, 24},                                                                            \
		{                                                                                            \
			1 << 5, 0, 4                                                                         \
		}                                                                                            \
	}
#define SUNDAY_NIGHT                                                                                         \
	{                                                                                                    \
		{1 << 6, 20, 24},                                                                            \
		{                                                                                            \
			1 << 0, 0, 4                                                                         \
		}                                                                                            \
	}

static const struct {
	const char *why;
	struct range ranges[4];
	size_t stretches;
	int64_t longest_h, gap_h; /* -1: any hour */
} extents[] = {
    {"none given: any hour", {{0}}, 0, -1, 0},
    {"ranges that fill the week: any hour", ALWAYS, 0, -1, 0},
    {"a day", DAY, 7, 12, 12},
    {"a night is two ranges and one stretch", NIGHT, 7, 8, 16},
    {"one night, to the next day", FRIDAY_NIGHT, 1, 8, 160},
    {"one night, to the next week", SUNDAY_NIGHT, 1, 8, 160},
    {"ranges that overlap", {{EVERY, 6, 12}, {EVERY, 10, 18}, {EVERY, 7, 8}}, 7, 12, 12},
    {"two a day", {{EVERY, 6, 9}, {EVERY, 12, 18}}, 14, 6, 3},
};

static void hours_become_stretches(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(extents); i++) {
		struct week week = week_with(extents[i].ranges);
		int64_t longest_s, gap_s;
		week_extent(&week, &longest_s, &gap_s);
		int64_t want = extents[i].longest_h < 0 ? INT64_MAX : extents[i].longest_h * HOUR;
		if (week.n != extents[i].stretches || longest_s != want || gap_s != extents[i].gap_h * HOUR)
			fail_msg("%s: %zu, %lld, %lld", extents[i].why, week.n, (long long)longest_s,
			         (long long)gap_s);
	}
}

/* Hours since that Monday. */
static const struct {
	const char *why;
	struct range ranges[4];
	int64_t ready_h, need_h;
	bool whole;
	int64_t start_h, end_h;
} rolls[] = {
    {"any hour", {{0}}, 3, 5, false, 3, 8},
    {"inside a day", DAY, 7, 5, false, 7, 12},
    {"until the last second", DAY, 7, 11, false, 7, 18},
    {"waits for the morning", DAY, 3, 5, false, 6, 11},
    {"stands over night", DAY, 15, 5, false, 15, 32},
    {"two nights", DAY, 15, 17, false, 15, 56},
    {"in one go: the next day", DAY, 15, 5, true, 30, 35},
    {"at closing time: the next day", DAY, 18, 1, false, 30, 31},
    {"a night across midnight", NIGHT, 23, 6, false, 23, 29},
    {"across midnight in one go", NIGHT, 23, 7, true, 23, 30},
    {"too long for what is left of the night", NIGHT, 23, 8, true, 46, 54},
    {"on Sunday evening into Monday", SUNDAY_NIGHT, 6 * 24 + 22, 4, true, 6 * 24 + 22, 7 * 24 + 2},
    {"early on Monday it is still that night", SUNDAY_NIGHT, 1, 3, false, 1, 4},
    {"from one Friday to the next", FRIDAY_NIGHT, 5 * 24 + 3, 2, false, 5 * 24 + 3, 11 * 24 + 21},
};

static void a_train_rolls_only_in_them(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rolls); i++) {
		struct week week = week_with(rolls[i].ranges);
		const struct roll roll = {rolls[i].need_h * HOUR, rolls[i].whole};
		int64_t start = 0, end = 0, latest = 0, far = monday + 60 * WEEK_S;
		bool there = week_forward(&week, monday + rolls[i].ready_h * HOUR, roll, far, &start, &end);
		if (!there || start != monday + rolls[i].start_h * HOUR ||
		    end != monday + rolls[i].end_h * HOUR)
			fail_msg("%s: %d, %lld to %lld h", rolls[i].why, there,
			         (long long)(start - monday) / HOUR, (long long)(end - monday) / HOUR);
		if (!week_backward(&week, end, roll, 0, &latest) || latest < start)
			fail_msg("%s: backwards %lld", rolls[i].why, (long long)(latest - monday));
	}
}

/* A second later than the latest start is a later end, and the latest start itself is not. */
static void backwards_is_the_latest_that_forwards_allows(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(rolls); i++) {
		struct week week = week_with(rolls[i].ranges);
		for (int64_t end = monday - WEEK_S; end < monday + 2 * WEEK_S; end += 37 * 60) {
			const struct roll roll = {rolls[i].need_h * HOUR, rolls[i].whole};
			int64_t latest, start, got, far = end + 60 * WEEK_S;
			assert_true(week_backward(&week, end, roll, end - 60 * WEEK_S, &latest));
			assert_true(week_forward(&week, latest, roll, far, &start, &got));
			if (start != latest || got > end)
				fail_msg("%s: not by %lld", rolls[i].why, (long long)end);
			assert_true(week_forward(&week, latest + 1, roll, far, &start, &got));
			if (got <= end)
				fail_msg("%s: later would do for %lld", rolls[i].why, (long long)end);
		}
	}
}

static void bounds_hold_and_outputs_stay(void **state)
{
	(void)state;
	static const struct range ranges[] = {{EVERY, 6, 9}, {0}};
	struct week week = week_with(ranges);
	const struct roll roll = {2 * HOUR, true}, endless = {4 * HOUR, true};
	int64_t start = 7, end = 7;
	assert_false(week_forward(&week, monday, roll, monday + 8 * HOUR - 1, &start, &end));
	assert_false(week_forward(&week, monday, endless, monday + 100 * WEEK_S, &start, &end));
	assert_false(week_backward(&week, monday + 9 * HOUR, roll, monday + 7 * HOUR + 1, &start));
	assert_false(week_backward(&week, monday, endless, monday - 100 * WEEK_S, &start));
	assert_int_equal(start, 7);
	assert_int_equal(end, 7);
	assert_true(week_forward(&week, monday, roll, monday + 8 * HOUR, &start, &end));
	assert_true(week_backward(&week, monday + 9 * HOUR, roll, monday + 7 * HOUR, &start));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hours_become_stretches),
	    cmocka_unit_test(a_train_rolls_only_in_them),
	    cmocka_unit_test(backwards_is_the_latest_that_forwards_allows),
	    cmocka_unit_test(bounds_hold_and_outputs_stay),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
