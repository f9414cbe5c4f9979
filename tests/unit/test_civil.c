#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/civil.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))

static const struct {
	const char *why, *text;
	int64_t want; /* 0: ERR_FORMAT */
} reads[] = {
    {"the case's departure", "2020-03-10T10:00:00+08:00", 1583805600},
    {"the same in UTC", "2020-03-10T02:00:00Z", 1583805600},
    {"the same west of Greenwich", "2020-03-09T21:30:00-04:30", 1583805600},
    {"a fraction is dropped", "2020-03-10T02:00:00.999Z", 1583805600},
    {"a leap day", "2020-02-29T00:00:00Z", 1582934400},
    {"a leap day of a century", "2000-02-29T00:00:00Z", 951782400},
    {"the last second", "2105-12-31T23:59:59Z", 4291747199},
    {"no leap day in 2021", "2021-02-29T00:00:00Z", 0},
    {"none in 2100", "2100-02-29T00:00:00Z", 0},
    {"April has 30 days", "2020-04-31T00:00:00Z", 0},
    {"day 0", "2020-04-00T00:00:00Z", 0},
    {"month 13", "2020-13-01T00:00:00Z", 0},
    {"month 0", "2020-00-01T00:00:00Z", 0},
    {"hour 24", "2020-03-10T24:00:00Z", 0},
    {"minute 60", "2020-03-10T10:60:00Z", 0},
    {"a leap second", "2016-12-31T23:59:60Z", 0},
    {"no offset", "2020-03-10T10:00:00", 0},
    {"an offset without colon", "2020-03-10T10:00:00+0800", 0},
    {"an offset of a day", "2020-03-10T10:00:00+24:00", 0},
    {"offset minute 60", "2020-03-10T10:00:00+08:60", 0},
    {"a space for the T", "2020-03-10 10:00:00+08:00", 0},
    {"lower case", "2020-03-10t10:00:00z", 0},
    {"a dot without digits", "2020-03-10T10:00:00.Z", 0},
    {"something after", "2020-03-10T10:00:00Z ", 0},
    {"something after an offset", "2020-03-10T10:00:00+08:00 ", 0},
    {"1999", "1999-12-31T23:59:59Z", 0},
    {"2106", "2106-01-01T00:00:00Z", 0},
    {"a date alone", "2020-03-10", 0},
    {"nothing", "", 0},
    {"five digits", "12020-03-10T10:00:00Z", 0},
};

static void a_time_reads_as_rfc_3339_or_not_at_all(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(reads); i++) {
		int64_t got = 0;
		enum err err = rfc3339_read(span_text(reads[i].text), &got);
		if ((err == ERR_OK) != (reads[i].want != 0) || got != reads[i].want)
			fail_msg("%s: %s, %lld", reads[i].why, err_name(err), (long long)got);
	}
}

static void a_time_cut_short_is_none_whatever_stands_behind_it(void **state)
{
	static const char text[] = "2020-03-10T10:00:00+08:00";
	(void)state;
	for (size_t n = 0; n < sizeof text - 1; n++) {
		int64_t got = 0;
		assert_int_equal(rfc3339_read(span_of(text, n), &got), ERR_FORMAT);
		assert_int_equal(got, 0);
	}
}

static void what_is_written_reads_back(void **state)
{
	(void)state;
	for (int64_t when = 946684800; when < 4291747199; when += 7777777)
		for (uint32_t offset = 0; offset < 1440; offset += 345) {
			char text[TIME_TEXT_LEN + 1];
			int64_t got = 0;
			rfc3339_write(when, offset, text);
			if (rfc3339_read(span_text(text), &got) != ERR_OK || got != when) {
				/* the local year may be the one after the last */
				assert_true(memcmp(text, "2106", 4) == 0);
			}
		}
}

static const struct {
	int64_t when;
	uint32_t offset;
	const char *want;
} writes[] = {
    {1583805600, 480, "2020-03-10T10:00:00+08:00"},
    {1583805600, 0, "2020-03-10T02:00:00+00:00"},
    {-1, 0, "1969-12-31T23:59:59+00:00"},
    {0, 345, "1970-01-01T05:45:00+05:45"},
    {INT64_MIN, 0, "0001-01-01T00:00:00+00:00"},
    {INT64_MAX, 0, "9999-12-31T00:00:00+00:00"},
};

static void any_moment_is_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(writes); i++) {
		char text[TIME_TEXT_LEN + 1];
		rfc3339_write(writes[i].when, writes[i].offset, text);
		assert_string_equal(text, writes[i].want);
	}
}

static const struct {
	const char *why;
	int64_t when;
	uint32_t offset, weekday, minute;
} minutes[] = {
    {"Thursday 1 January 1970", 0, 0, 3, 0},
    {"Tuesday 10 March 2020, ten in the morning", 1583805600, 480, 1, 600},
    {"still Monday in Greenwich", 1583798399, 0, 0, 1439},
    {"Sunday to Monday by the offset", 1583683200, 480, 0, 0},
    {"the minute before", 1583683199, 480, 6, 1439},
    {"before 1970", -1, 0, 2, 1439},
};

static void a_moment_has_a_weekday_and_a_minute(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(minutes); i++) {
		uint32_t weekday, minute;
		civil_minute(minutes[i].when, minutes[i].offset, &weekday, &minute);
		if (weekday != minutes[i].weekday || minute != minutes[i].minute)
			fail_msg("%s: %u %u", minutes[i].why, weekday, minute);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_time_reads_as_rfc_3339_or_not_at_all),
	    cmocka_unit_test(a_time_cut_short_is_none_whatever_stands_behind_it),
	    cmocka_unit_test(what_is_written_reads_back),
	    cmocka_unit_test(any_moment_is_written),
	    cmocka_unit_test(a_moment_has_a_weekday_and_a_minute),
	};
	return cmocka_run_group_tests_name("civil", tests, NULL, NULL);
}
