/* Calendars, policy and clocks, on the files that are shipped and on some made here. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <string.h>

#include "proto/civil.h"
#include "server/file.h"
#include "server/timing.h"

#define COUNT(array) (sizeof(array) / sizeof *(array))

enum { OFFSET_MIN = 480, SHANDONG = 37, HEBEI = 13, GUANGXI = 45 };

static struct timing *timing;
static struct clock_rules rules;

static int64_t at(const char *text)
{
	int64_t when = 0;
	assert_int_equal(rfc3339_read(span_text(text), &when), ERR_OK);
	return when;
}

static int64_t day(const char *text)
{
	char moment[32];
	snprintf(moment, sizeof moment, "%sT00:00:00Z", text);
	return at(moment) / DAY_S;
}

static void says(int64_t when, const char *want)
{
	char text[TIME_TEXT_LEN + 1];
	rfc3339_write(when, OFFSET_MIN, text);
	assert_string_equal(text, want);
}

static int open_shipped(void **state)
{
	static struct config config;
	char problem[TIMING_PROBLEM] = "";
	(void)state;
	snprintf(config.policy, sizeof config.policy, "%s/../deploy/desk-policy.json", TESTS_DIR);
	snprintf(config.calendar, sizeof config.calendar, "%s/../deploy/calendars/cn.json", TESTS_DIR);
	if (timing_load(&config, &timing, problem) != ERR_OK)
		fail_msg("%s", problem);
	rules = (struct clock_rules){&timing->calendar, timing->policy, OFFSET_MIN};
	return 0;
}

static int close_shipped(void **state)
{
	(void)state;
	timing_release(&timing);
	return 0;
}

static struct clock_state clock_of(uint32_t days, const char *accepted, struct pause *pauses, size_t count,
                                   int64_t now)
{
	struct clock_state state;
	const struct clock_case what = {.province = SHANDONG,
	                                .days = days,
	                                .accepted = at(accepted),
	                                .pauses = pauses,
	                                .pause_count = pause_merge(pauses, count)};
	assert_int_equal(clock_read(&rules, &what, now, &state), ERR_OK);
	return state;
}

/* ---- calendars ---- */

static void working_days_are_what_was_published(void **test)
{
	(void)test;
	static const struct {
		const char *why, *day, *now;
		enum calendar_answer want;
	} rows[] = {
	    {"a Friday", "2020-01-10", "2020-01-10T10:00:00+08:00", DAY_WORKING},
	    {"a Saturday", "2020-01-11", "2020-01-10T10:00:00+08:00", DAY_OFF},
	    {"a Sunday that is made up", "2020-01-19", "2020-01-10T10:00:00+08:00", DAY_WORKING},
	    {"the eve of the festival", "2020-01-24", "2020-01-10T10:00:00+08:00", DAY_OFF},
	    {"the last day as first published", "2020-01-30", "2020-01-10T10:00:00+08:00", DAY_OFF},
	    {"the day after, before the extension", "2020-01-31", "2020-01-26T23:59:59+08:00", DAY_WORKING},
	    {"the day after, once it is extended", "2020-01-31", "2020-01-27T00:00:00+08:00", DAY_OFF},
	    {"a make-up Saturday, before", "2020-02-01", "2020-01-26T23:59:59+08:00", DAY_WORKING},
	    {"a make-up Saturday that the extension takes back", "2020-02-01", "2020-01-27T00:00:00+08:00",
	     DAY_OFF},
	    {"the first day after it", "2020-02-03", "2020-02-01T00:00:00+08:00", DAY_WORKING},
	    {"National Day 2025", "2025-10-08", "2025-09-01T00:00:00+08:00", DAY_OFF},
	    {"make-up of 2025", "2025-10-11", "2025-09-01T00:00:00+08:00", DAY_WORKING},
	    {"the festival of 2026", "2026-02-23", "2026-01-01T00:00:00+08:00", DAY_OFF},
	    {"make-up of 2026", "2026-02-28", "2026-01-01T00:00:00+08:00", DAY_WORKING},
	    {"a year that is not there is not weekdays", "2021-03-10", "2021-01-01T00:00:00+08:00",
	     DAY_UNKNOWN},
	    {"nor is the one after the last", "2027-01-04", "2026-12-01T00:00:00+08:00", DAY_UNKNOWN},
	    {"nor one before the first", "2019-12-31", "2020-01-01T00:00:00+08:00", DAY_UNKNOWN},
	};
	for (size_t i = 0; i < COUNT(rows); i++)
		if (calendar_day(rules.calendar, SHANDONG, day(rows[i].day), at(rows[i].now)) != rows[i].want)
			fail_msg("%s", rows[i].why);
	assert_int_equal(calendar_amended(rules.calendar, at("2020-01-26T23:59:59+08:00")), 0);
	assert_int_equal(calendar_amended(rules.calendar, at("2020-01-27T00:00:00+08:00")), 1);
}

/* As many working days as the State Council's arrangements give these years. */
static void a_year_has_as_many_working_days_as_arranged(void **test)
{
	(void)test;
	static const struct {
		const char *first, *next;
		int days;
	} rows[] = {{"2020-01-01", "2021-01-01", 249},
	            {"2025-01-01", "2026-01-01", 248},
	            {"2026-01-01", "2027-01-01", 248}};
	for (size_t i = 0; i < COUNT(rows); i++) {
		int days = 0;
		for (int64_t d = day(rows[i].first); d < day(rows[i].next); d++)
			days += calendar_day(rules.calendar, SHANDONG, d, INT64_MAX) == DAY_WORKING;
		assert_int_equal(days, rows[i].days);
	}
}

/* ---- the Spring Festival of 2020 ---- */

static void an_extension_moves_what_was_due_on_12_february_2020(void **test)
{
	(void)test;
	const char *accepted = "2020-01-10T10:00:00+08:00";
	struct clock_state before = clock_of(20, accepted, NULL, 0, at("2020-01-26T12:00:00+08:00"));
	struct clock_state after = clock_of(20, accepted, NULL, 0, at("2020-01-27T12:00:00+08:00"));
	says(before.due, "2020-02-12T23:59:59+08:00");
	says(after.due, "2020-02-14T23:59:59+08:00");
	/* ten working days have passed by the festival, and none of it counts */
	assert_int_equal(before.left_s, 10 * DAY_S);
	assert_int_equal(after.left_s, 10 * DAY_S);
	assert_int_equal(before.level, GUOSUO__V1__LEVEL__LEVEL_REVIEWER);
	assert_int_equal(after.next_at, at("2020-02-08T00:00:00+08:00"));
}

/* ---- clocks ---- */

static void a_clock_has_the_days_of_its_class_and_route(void **test)
{
	(void)test;
	static const struct {
		uint32_t class, one, several, share;
	} rows[] = {{1, 2, 5, 3}, {2, 5, 10, 8}, {3, 15, 20, 18}};
	for (size_t i = 0; i < COUNT(rows); i++) {
		assert_int_equal(policy_trip_days(rules.policy, rows[i].class, 1), rows[i].one);
		assert_int_equal(policy_trip_days(rules.policy, rows[i].class, 3), rows[i].several);
		assert_int_equal(policy_leg_days(rules.policy, rows[i].class, 1, SHANDONG), rows[i].one);
		assert_int_equal(policy_leg_days(rules.policy, rows[i].class, 3, SHANDONG), rows[i].share);
	}
	assert_int_equal(policy_trip_days(rules.policy, 4, 1), 0);
	assert_int_equal(policy_leg_days(rules.policy, 0, 1, SHANDONG), 0);
}

static void a_clock_is_due_at_the_end_of_its_last_working_day(void **test)
{
	(void)test;
	static const struct {
		const char *why, *accepted;
		uint32_t days;
		const char *due;
	} rows[] = {
	    {"the day it comes in does not count", "2020-03-10T10:00:00+08:00", 2,
	     "2020-03-12T23:59:59+08:00"},
	    {"nor its last minute", "2020-03-10T23:59:59+08:00", 2, "2020-03-12T23:59:59+08:00"},
	    {"a minute later is another day", "2020-03-11T00:00:00+08:00", 2, "2020-03-13T23:59:59+08:00"},
	    {"days are the directory's, not UTC's", "2020-03-10T16:30:00Z", 2, "2020-03-13T23:59:59+08:00"},
	    {"over a weekend", "2020-03-12T10:00:00+08:00", 2, "2020-03-16T23:59:59+08:00"},
	    {"from a Saturday", "2020-03-14T10:00:00+08:00", 1, "2020-03-16T23:59:59+08:00"},
	    {"a make-up Sunday counts", "2020-04-24T10:00:00+08:00", 1, "2020-04-26T23:59:59+08:00"},
	    {"class I, several provinces", "2020-03-10T10:00:00+08:00", 5, "2020-03-17T23:59:59+08:00"},
	    {"class II, several provinces", "2020-03-10T10:00:00+08:00", 10, "2020-03-24T23:59:59+08:00"},
	    {"class III, over the Tomb-sweeping days", "2020-03-10T10:00:00+08:00", 20,
	     "2020-04-08T23:59:59+08:00"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		char text[TIME_TEXT_LEN + 1];
		struct clock_state state =
		    clock_of(rows[i].days, rows[i].accepted, NULL, 0, at(rows[i].accepted));
		rfc3339_write(state.due, OFFSET_MIN, text);
		if (strcmp(text, rows[i].due) != 0)
			fail_msg("%s: %s, wanted %s", rows[i].why, text, rows[i].due);
		assert_int_equal(state.left_s, rows[i].days * DAY_S);
	}
}

static struct pause pause_of(const char *from, const char *to)
{
	return (struct pause){at(from), to == NULL ? CLOCK_NEVER : at(to)};
}

static void pauses_do_not_count_and_overlapping_ones_once(void **test)
{
	(void)test;
	const char *accepted = "2020-03-10T10:00:00+08:00"; /* a Tuesday; 5 days: due Tuesday the 17th */
	static const struct {
		const char *why;
		const char *span[3][2];
		const char *due;
		int64_t paused_s;
	} rows[] = {
	    {"none", {{0}}, "2020-03-17T23:59:59+08:00", 0},
	    {"two working days",
	     {{"2020-03-12T00:00:00+08:00", "2020-03-14T00:00:00+08:00"}},
	     "2020-03-19T23:59:59+08:00",
	     2 * DAY_S},
	    {"half a day: due at the end of the day it ends in",
	     {{"2020-03-12T00:00:00+08:00", "2020-03-12T12:00:00+08:00"}},
	     "2020-03-18T23:59:59+08:00",
	     DAY_S / 2},
	    {"a weekend takes nothing",
	     {{"2020-03-14T00:00:00+08:00", "2020-03-16T00:00:00+08:00"}},
	     "2020-03-17T23:59:59+08:00",
	     0},
	    {"before the clock begins",
	     {{"2020-03-10T11:00:00+08:00", "2020-03-10T15:00:00+08:00"}},
	     "2020-03-17T23:59:59+08:00",
	     0},
	    {"the same two days twice",
	     {{"2020-03-12T00:00:00+08:00", "2020-03-14T00:00:00+08:00"},
	      {"2020-03-12T00:00:00+08:00", "2020-03-14T00:00:00+08:00"}},
	     "2020-03-19T23:59:59+08:00",
	     2 * DAY_S},
	    {"overlapping, given backwards",
	     {{"2020-03-12T12:00:00+08:00", "2020-03-14T00:00:00+08:00"},
	      {"2020-03-12T00:00:00+08:00", "2020-03-12T18:00:00+08:00"}},
	     "2020-03-19T23:59:59+08:00",
	     2 * DAY_S},
	    {"one inside another, and one that touches",
	     {{"2020-03-12T00:00:00+08:00", "2020-03-13T00:00:00+08:00"},
	      {"2020-03-12T06:00:00+08:00", "2020-03-12T07:00:00+08:00"},
	      {"2020-03-13T00:00:00+08:00", "2020-03-14T00:00:00+08:00"}},
	     "2020-03-19T23:59:59+08:00",
	     2 * DAY_S},
	    {"two apart",
	     {{"2020-03-12T00:00:00+08:00", "2020-03-13T00:00:00+08:00"},
	      {"2020-03-16T00:00:00+08:00", "2020-03-17T00:00:00+08:00"}},
	     "2020-03-19T23:59:59+08:00",
	     2 * DAY_S},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct pause pauses[3];
		size_t count = 0;
		char text[TIME_TEXT_LEN + 1];
		while (count < 3 && rows[i].span[count][0] != NULL) {
			pauses[count] = pause_of(rows[i].span[count][0], rows[i].span[count][1]);
			count++;
		}
		struct clock_state state =
		    clock_of(5, accepted, pauses, count, at("2020-03-17T12:00:00+08:00"));
		rfc3339_write(state.due, OFFSET_MIN, text);
		if (strcmp(text, rows[i].due) != 0 || state.paused_s != rows[i].paused_s)
			fail_msg("%s: %s paused %lld", rows[i].why, text, (long long)state.paused_s);
	}
}

static void a_clock_that_stands_still_keeps_what_is_left(void **test)
{
	(void)test;
	const char *accepted = "2020-03-10T10:00:00+08:00";
	struct pause open = pause_of("2020-03-13T00:00:00+08:00", NULL);
	struct clock_state soon = clock_of(5, accepted, &open, 1, at("2020-03-13T12:00:00+08:00"));
	struct clock_state later = clock_of(5, accepted, &open, 1, at("2020-05-20T12:00:00+08:00"));
	assert_int_equal(soon.due, 0);
	assert_int_equal(soon.stopped, open.from);
	assert_int_equal(soon.left_s, 3 * DAY_S);
	assert_int_equal(later.left_s, 3 * DAY_S);
	assert_int_equal(soon.level, GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED);
	/* but nobody stalls it unseen: it is raised for standing still */
	assert_int_equal(soon.next_at, at("2020-03-20T00:00:00+08:00"));
	assert_int_equal(later.level, GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP);
	assert_int_equal(later.next_at, CLOCK_NEVER);
}

static void levels_are_reached_at_their_part_of_the_clock(void **test)
{
	(void)test;
	const char *accepted = "2020-03-10T10:00:00+08:00"; /* 20 days, due 8 April */
	static const struct {
		const char *now;
		Guosuo__V1__Level level;
		const char *next;
		int64_t left_s;
	} rows[] = {
	    {"2020-03-10T10:00:00+08:00", GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED, "2020-03-25T00:00:00+08:00",
	     20 * DAY_S},
	    {"2020-03-24T23:59:59+08:00", GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED, "2020-03-25T00:00:00+08:00",
	     10 * DAY_S + 1},
	    {"2020-03-25T00:00:00+08:00", GUOSUO__V1__LEVEL__LEVEL_REVIEWER, "2020-04-01T00:00:00+08:00",
	     10 * DAY_S},
	    {"2020-04-01T00:00:00+08:00", GUOSUO__V1__LEVEL__LEVEL_DEPUTY, "2020-04-04T00:00:00+08:00",
	     5 * DAY_S},
	    /* the eighteenth day ends on Friday, 3 April: the clock then rests until Tuesday */
	    {"2020-04-05T12:00:00+08:00", GUOSUO__V1__LEVEL__LEVEL_AUTHORITY, "2020-04-09T00:00:00+08:00",
	     2 * DAY_S},
	    {"2020-04-08T23:59:59+08:00", GUOSUO__V1__LEVEL__LEVEL_AUTHORITY, "2020-04-09T00:00:00+08:00", 1},
	    {"2020-04-09T00:00:00+08:00", GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP, NULL, 0},
	    {"2020-04-10T12:00:00+08:00", GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP, NULL, -DAY_S - DAY_S / 2},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct clock_state state = clock_of(20, accepted, NULL, 0, at(rows[i].now));
		int64_t next = rows[i].next == NULL ? CLOCK_NEVER : at(rows[i].next);
		if (state.level != rows[i].level || state.next_at != next || state.left_s != rows[i].left_s)
			fail_msg("%s: level %d, next %lld, left %lld", rows[i].now, (int)state.level,
			         (long long)state.next_at, (long long)state.left_s);
		says(state.due, "2020-04-08T23:59:59+08:00");
	}
}

static void a_year_the_calendar_lacks_is_named(void **test)
{
	(void)test;
	struct clock_state state;
	const struct clock_case december = {
	    .province = SHANDONG, .days = 20, .accepted = at("2026-12-10T10:00:00+08:00")};
	assert_int_equal(clock_read(&rules, &december, december.accepted, &state), ERR_NOT_FOUND);
	assert_int_equal(state.missing_year, 2027);
	assert_int_equal(state.due, 0);
	/* what can be said is: half the clock is over on 24 December */
	assert_int_equal(state.next_at, at("2026-12-25T00:00:00+08:00"));
	const struct clock_case old = {
	    .province = SHANDONG, .days = 2, .accepted = at("2019-06-10T10:00:00+08:00")};
	assert_int_equal(clock_read(&rules, &old, at("2019-06-11T10:00:00+08:00"), &state), ERR_NOT_FOUND);
	assert_int_equal(state.missing_year, 2019);
	assert_int_equal(state.next_at, CLOCK_NEVER);
}

/* ---- other data ---- */

#define YEAR "{\"years\": [{\"year\": 2020}]}"
#define CLOCKS                                                                                               \
	"\"forwardDays\": 2, \"clocks\": [{\"overLimitClass\": 1, \"daysOne\": 2, \"daysSeveral\": 5, "      \
	"\"shareDays\": 3},"                                                                                 \
	"{\"overLimitClass\": 2, \"daysOne\": 5, \"daysSeveral\": 10, \"shareDays\": 8},"                    \
	"{\"overLimitClass\": 3, \"daysOne\": 15, \"daysSeveral\": 20, \"shareDays\": 18}]"

static enum err make(const char *policy, const char *calendar, struct timing **out,
                     char problem[static TIMING_PROBLEM])
{
	return timing_make(span_text(policy), span_text(calendar), out, problem);
}

static void a_province_may_promise_less_and_have_days_of_its_own(void **test)
{
	(void)test;
	char problem[TIMING_PROBLEM] = "";
	struct timing *own = NULL;
	if (make("{" CLOCKS
	         ", \"promises\": [{\"province\": 37, \"overLimitClass\": \"CLASS_III\", \"days\": 7}],"
	         " \"contacts\": [{\"level\": \"LEVEL_TASK_GROUP\", \"name\": \"专班\", \"phone\": \"1\"},"
	         " {\"level\": \"LEVEL_TASK_GROUP\", \"province\": 13, \"name\": \"冀\", \"phone\": \"2\"}]}",
	         "{\"years\": [{\"year\": 2020, \"holidays\": [{\"first\": \"2020-03-26\", \"last\": "
	         "\"2020-03-27\", "
	         "\"province\": 45, \"name\": \"三月三\"}]}]}",
	         &own, problem) != ERR_OK)
		fail_msg("%s", problem);
	assert_int_equal(policy_leg_days(own->policy, 3, 3, SHANDONG), 7);
	assert_int_equal(policy_leg_days(own->policy, 3, 3, HEBEI), 18);
	assert_int_equal(policy_leg_days(own->policy, 2, 3, SHANDONG), 8);
	assert_int_equal(policy_trip_days(own->policy, 3, 3), 20);
	assert_int_equal(calendar_day(&own->calendar, GUANGXI, day("2020-03-26"), 0), DAY_OFF);
	assert_int_equal(calendar_day(&own->calendar, SHANDONG, day("2020-03-26"), 0), DAY_WORKING);
	assert_string_equal(policy_contact(own->policy, GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP, SHANDONG)->name,
	                    "专班");
	assert_string_equal(policy_contact(own->policy, GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP, HEBEI)->name,
	                    "冀");
	assert_null(policy_contact(own->policy, GUOSUO__V1__LEVEL__LEVEL_DEPUTY, HEBEI));
	assert_false(policy_stops(own->policy, GUOSUO__V1__DECISION_KIND__ASK));
	timing_release(&own);
}

static void a_level_that_is_not_for_standing_clocks_is_passed_over(void **test)
{
	(void)test;
	char problem[TIMING_PROBLEM] = "";
	struct timing *own = NULL;
	struct clock_state state;
	struct pause open = pause_of("2020-03-13T00:00:00+08:00", NULL);
	const struct clock_case what = {
	    .days = 5, .accepted = at("2020-03-10T10:00:00+08:00"), .pauses = &open, .pause_count = 1};
	assert_int_equal(
	    make("{" CLOCKS
	         ", \"levels\": [{\"level\": 1, \"permille\": 900}, {\"level\": 3, \"permille\": 1000, "
	         "\"stoppedDays\": 3}]}",
	         YEAR, &own, problem),
	    ERR_OK);
	const struct clock_rules its = {&own->calendar, own->policy, OFFSET_MIN};
	assert_int_equal(clock_read(&its, &what, at("2020-03-13T12:00:00+08:00"), &state), ERR_OK);
	assert_int_equal(state.next_at, at("2020-03-18T00:00:00+08:00"));
	assert_int_equal(clock_read(&its, &what, state.next_at, &state), ERR_OK);
	assert_int_equal(state.level, GUOSUO__V1__LEVEL__LEVEL_AUTHORITY);
	timing_release(&own);
}

static void bad_files_are_refused_and_the_field_is_named(void **test)
{
	(void)test;
	static const struct {
		const char *policy, *calendar, *says;
	} rows[] = {
	    {"{", YEAR, "desk.policy: "},
	    {"{}", YEAR, "clocks.CLASS_I"},
	    {"{" CLOCKS ", \"colour\": 1}", YEAR, "colour"},
	    {"{\"forwardDays\": 18, "
	     "\"clocks\": [{\"overLimitClass\": 3, \"daysOne\": 15, \"daysSeveral\": 20, \"shareDays\": 3}]}",
	     YEAR, "clocks[0].shareDays"},
	    {"{\"clocks\": [{\"overLimitClass\": 3, \"daysSeveral\": 20, \"shareDays\": 3}]}", YEAR,
	     "clocks[0].daysOne"},
	    {"{" CLOCKS ", \"promises\": [{\"province\": 37, \"overLimitClass\": 3, \"days\": 19}]}", YEAR,
	     "promises[0].days"},
	    {"{" CLOCKS ", \"promises\": [{\"overLimitClass\": 3, \"days\": 7}]}", YEAR,
	     "promises[0].province"},
	    {"{" CLOCKS
	     ", \"promises\": [{\"province\": 37, \"overLimitClass\": 3, \"days\": 7}, {\"province\": 37, "
	     "\"overLimitClass\": 3, \"days\": 8}]}",
	     YEAR, "promises[1].province"},
	    {"{" CLOCKS
	     ", \"levels\": [{\"level\": 2, \"permille\": 500}, {\"level\": 1, \"permille\": 750}]}",
	     YEAR, "levels[1].level"},
	    {"{" CLOCKS
	     ", \"levels\": [{\"level\": 1, \"permille\": 500}, {\"level\": 2, \"permille\": 500}]}",
	     YEAR, "levels[1].permille"},
	    {"{" CLOCKS ", \"levels\": [{\"level\": 1, \"permille\": 1001}]}", YEAR, "levels[0].permille"},
	    {"{" CLOCKS ", \"levels\": [{\"level\": 1, \"permille\": 5, \"stoppedDays\": 9}, {\"level\": 2, "
	     "\"permille\": 6, "
	     "\"stoppedDays\": 9}]}",
	     YEAR, "levels[1].stoppedDays"},
	    {"{" CLOCKS ", \"contacts\": [{\"level\": 1, \"name\": \"甲\"}]}", YEAR, "contacts[0].phone"},
	    {"{" CLOCKS ", \"notCounted\": [\"REFUSE\"]}", YEAR, "notCounted[0]"},
	    {"{" CLOCKS ", \"legTerms\": {\"speedMostKmh\": 121}}", YEAR, "legTerms.speedMostKmh"},
	    {"{" CLOCKS ", \"legTerms\": {\"speedKmh\": 61, \"speedMostKmh\": 60}}", YEAR, "legTerms.speedKmh"},
	    {"{" CLOCKS "}", "{}", "desk.calendar: years"},
	    {"{" CLOCKS "}", "{\"years\": [{\"year\": 2020}, {\"year\": 2020}]}", "years[1].year"},
	    {"{" CLOCKS "}", "{\"years\": [{\"year\": 20}]}", "years[0].year"},
	    {"{" CLOCKS "}", "{\"years\": [{\"year\": 2020, \"holidays\": [{\"first\": \"2020-02-30\"}]}]}",
	     "years[0].holidays[0].first"},
	    {"{" CLOCKS "}",
	     "{\"years\": [{\"year\": 2020, \"makeUp\": [{\"first\": \"2020-02-02\", \"last\": "
	     "\"2020-02-01\"}]}]}",
	     "years[0].makeUp[0].last"},
	    {"{" CLOCKS "}",
	     "{\"years\": [{\"year\": 2020, \"holidays\": [{\"first\": \"2020-01-01\", \"last\": "
	     "\"2020-12-01\"}]}]}",
	     "years[0].holidays[0].last"},
	    {"{" CLOCKS "}",
	     "{\"years\": [{\"year\": 2020}], \"amendments\": [{\"publishedAt\": \"2020-01-27\"}]}",
	     "amendments[0].publishedAt"},
	};
	for (size_t i = 0; i < COUNT(rows); i++) {
		char problem[TIMING_PROBLEM] = "";
		struct timing *none = NULL;
		if (make(rows[i].policy, rows[i].calendar, &none, problem) != ERR_INPUT ||
		    strstr(problem, rows[i].says) == NULL)
			fail_msg("row %zu: \"%s\", wanted %s", i, problem, rows[i].says);
		assert_null(none);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(working_days_are_what_was_published),
	    cmocka_unit_test(a_year_has_as_many_working_days_as_arranged),
	    cmocka_unit_test(an_extension_moves_what_was_due_on_12_february_2020),
	    cmocka_unit_test(a_clock_has_the_days_of_its_class_and_route),
	    cmocka_unit_test(a_clock_is_due_at_the_end_of_its_last_working_day),
	    cmocka_unit_test(pauses_do_not_count_and_overlapping_ones_once),
	    cmocka_unit_test(a_clock_that_stands_still_keeps_what_is_left),
	    cmocka_unit_test(levels_are_reached_at_their_part_of_the_clock),
	    cmocka_unit_test(a_year_the_calendar_lacks_is_named),
	    cmocka_unit_test(a_province_may_promise_less_and_have_days_of_its_own),
	    cmocka_unit_test(a_level_that_is_not_for_standing_clocks_is_passed_over),
	    cmocka_unit_test(bad_files_are_refused_and_the_field_is_named),
	};
	return cmocka_run_group_tests(tests, open_shipped, close_shipped);
}
