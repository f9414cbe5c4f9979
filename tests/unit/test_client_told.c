/* The desk's word on a pass's bookings, as a wallet keeps it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "client/keep.h"
#include "client/told.h"

static const char number[] = "A1850-M2GA1-8504", name[] = "passes/A1850-M2GA1-8504.told";
static struct context context;

static int fresh(void **state)
{
	static char home[] = "/tmp/guosuo-told-XXXXXX";
	(void)state;
	strcpy(home, "/tmp/guosuo-told-XXXXXX");
	context = (struct context){.home = mkdtemp(home), .arena = {malloc(1 << 20), 1 << 20, 0}};
	return context.home == NULL || context.arena.base == NULL;
}

static int gone(void **state)
{
	char path[128];
	(void)state;
	snprintf(path, sizeof path, "%s/passes", context.home);
	int bad = keep_remove(&context, name) != ERR_OK;
	rmdir(path);
	rmdir(context.home);
	free(context.arena.base);
	return bad;
}

static void keep(int64_t at, bool given)
{
	Guosuo__V1__ListBookingsResponse answer = GUOSUO__V1__LIST_BOOKINGS_RESPONSE__INIT;
	Guosuo__V1__BookingView view = GUOSUO__V1__BOOKING_VIEW__INIT, *views[] = {&view};
	char reason[] = "水管爆裂";
	view.code = 482190;
	view.state = GUOSUO__V1__BOOKING_STATE__BOOKING_DECLINED;
	view.reason = reason;
	answer.bookings = views;
	answer.n_bookings = 1;
	const struct told told = {at, given, &answer};
	assert_int_equal(told_keep(&context, number, &told), ERR_OK);
}

static void what_was_kept_is_read_with_its_time(void **state)
{
	struct told told;
	(void)state;
	for (int given = 0; given < 2; given++) {
		keep(1583805600 + given, given != 0);
		told_read(&context, number, &told);
		assert_int_equal(told.at, 1583805600 + given);
		assert_int_equal(told.given, given);
		assert_int_equal(told.bookings->n_bookings, 1);
		assert_int_equal(told.bookings->bookings[0]->code, 482190);
		assert_string_equal(told.bookings->bookings[0]->reason, "水管爆裂");
	}
}

static void no_bookings_are_an_answer_too(void **state)
{
	const Guosuo__V1__ListBookingsResponse none = GUOSUO__V1__LIST_BOOKINGS_RESPONSE__INIT;
	const struct told kept = {7, true, &none};
	struct told told;
	(void)state;
	assert_int_equal(told_keep(&context, number, &kept), ERR_OK);
	told_read(&context, number, &told);
	assert_int_equal(told.at, 7);
	assert_int_equal(told.bookings->n_bookings, 0);
}

static void what_is_damaged_was_never_told(void **state)
{
	static const char *const rows[] = {"", "x given\n", "7", "7 given", "7 given\n\xff", "7 given\nnot a message"};
	struct told told;
	(void)state;
	told_read(&context, number, &told);
	assert_int_equal(told.at, 0);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		assert_int_equal(keep_write(&context, name, span_text(rows[i]), true), ERR_OK);
		told_read(&context, number, &told);
		if (told.at != 0 || told.bookings != NULL)
			fail_msg("row %zu", i);
	}
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(what_was_kept_is_read_with_its_time),
	    PROOF(no_bookings_are_an_answer_too),
	    PROOF(what_is_damaged_was_never_told),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
