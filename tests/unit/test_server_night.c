#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "server/booking_step.h"
#include "server/night.h"

/* 2020-03-10T00:00:00+08:00 */
#define MIDNIGHT INT64_C(1583769600)
#define H INT64_C(3600)

enum { EAST = 480, NOON = 720 };

/* ---- nights ---- */

static void a_window_takes_the_nights_it_touches(void **state)
{
	(void)state;
	const int64_t tenth = night_of(MIDNIGHT + 13 * H, EAST, NOON);
	const struct {
		const char *why;
		int64_t from, to;
		int64_t first; /* nights after that of the tenth */
		uint32_t count;
	} rows[] = {
	    {"evening to morning is one night", MIDNIGHT + 18 * H, MIDNIGHT + 32 * H, 0, 1},
	    {"who comes at two takes the bed of the evening before", MIDNIGHT + 2 * H, MIDNIGHT + 8 * H, -1,
	     1},
	    {"leaving at noon is leaving in time", MIDNIGHT + 18 * H, MIDNIGHT + 36 * H, 0, 1},
	    {"a second after noon is another night", MIDNIGHT + 18 * H, MIDNIGHT + 36 * H + 1, 0, 2},
	    {"coming in the morning needs last night's bed too", MIDNIGHT + 10 * H, MIDNIGHT + 32 * H, -1, 2},
	    {"a week", MIDNIGHT + 18 * H, MIDNIGHT + (7 * 24 + 8) * H, 0, 7},
	    {"one second", MIDNIGHT + 12 * H, MIDNIGHT + 12 * H + 1, 0, 1},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct nights got = nights_of(rows[i].from, rows[i].to, EAST, NOON);
		if (got.first != tenth + rows[i].first || got.count != rows[i].count)
			fail_msg("%s: %lld, %u", rows[i].why, (long long)(got.first - tenth), got.count);
	}
}

static void nights_before_1970_and_at_other_offsets_are_in_order_too(void **state)
{
	(void)state;
	assert_int_equal(night_of(0, 0, 0), 0);
	assert_int_equal(night_of(-1, 0, 0), -1);
	assert_int_equal(night_of(-86400, 0, 0), -1);
	assert_int_equal(night_of(-86401, 0, 0), -2);
	assert_int_equal(night_of(0, EAST, NOON), -1);
	for (int64_t t = -3 * 86400; t < 3 * 86400; t += 601)
		assert_in_range(night_of(t + 86400, EAST, NOON) - night_of(t, EAST, NOON), 1, 1);
}

static void meals_are_shared_over_the_nights_and_never_too_few(void **state)
{
	(void)state;
	for (uint32_t meals = 0; meals < 50; meals++)
		for (uint32_t nights = 1; nights < 9; nights++) {
			assert_true(night_meals(meals, nights) * nights >= meals);
			assert_true(meals == 0 || (night_meals(meals, nights) - 1) * nights < meals);
		}
}

/* ---- steps: written apart from the table they prove ---- */

static const struct {
	char state;
	const char *on; /* CONFIRM DECLINE CANCEL MISS LAPSE; . is refused */
} want[BOOKING_STATES] = {{'?', "....."}, {'A', "CDX.L"}, {'C', ".DXN."}, {'D', "....."},
                          {'X', "....."}, {'N', "....."}, {'L', "....."}};

static void every_state_and_event_has_one_outcome(void **test)
{
	(void)test;
	for (int state = -1; state <= BOOKING_STATES; state++)
		for (int event = -1; event <= BOOKING_EVENTS; event++) {
			bool in =
			    state >= 0 && state < BOOKING_STATES && event >= 0 && event < BOOKING_EVENTS;
			char letter = in ? want[state].on[event] : '.';
			Guosuo__V1__BookingState to = (Guosuo__V1__BookingState)99;
			enum err err =
			    booking_step((Guosuo__V1__BookingState)state, (enum booking_event)event, &to);
			assert_int_equal(err, letter == '.' ? ERR_STATE : ERR_OK);
			if (letter == '.')
				assert_int_equal(to, 99);
			else
				assert_int_equal(want[to].state, letter);
		}
}

static void only_what_is_asked_or_confirmed_takes_a_bed(void **test)
{
	(void)test;
	for (int state = 1; state < BOOKING_STATES; state++)
		assert_int_equal(booking_ended((Guosuo__V1__BookingState)state),
		                 strchr("AC", want[state].state) == NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_window_takes_the_nights_it_touches),
	    cmocka_unit_test(nights_before_1970_and_at_other_offsets_are_in_order_too),
	    cmocka_unit_test(meals_are_shared_over_the_nights_and_never_too_few),
	    cmocka_unit_test(every_state_and_event_has_one_outcome),
	    cmocka_unit_test(only_what_is_asked_or_confirmed_takes_a_bed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
