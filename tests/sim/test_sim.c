/* What the simulation shows, in small. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <limits.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "tests/sim/curve.h"
#include "tests/sim/work.h"

enum { TRUCKS = 300, HOURS = 26, FEW_HOURS = 6, SEED = 7, WITHIN_H = 26 };

static struct press press;

static struct curve run(uint64_t seed, unsigned hours, unsigned carries)
{
	struct curve curve = {.plan = {seed, TRUCKS, hours, carries}};
	work_run(&curve.plan, &press, &curve.outcome);
	return curve;
}

static void without_carrying_a_gate_without_a_network_never_knows(void **state)
{
	struct curve curve = run(SEED, HOURS, 0);
	(void)state;
	assert_int_equal(curve.outcome.never, 48);
	for (unsigned hour = 0; hour <= HOURS; hour++)
		assert_int_equal(curve.outcome.never_knows[hour], 0);
	assert_int_equal(curve.outcome.knows[HOURS], curve.outcome.posts - curve.outcome.never);
}

static void where_a_quarter_of_the_trucks_carries_95_of_100_know_within_hours(void **state)
{
	struct curve curve = run(SEED, HOURS, 25);
	(void)state;
	assert_true(curve_hour(&curve, 95) <= WITHIN_H);
	assert_true(curve.outcome.refused > 0); /* and some of the trucks brought a forged list */
}

static void the_same_seed_makes_the_same_rows(void **state)
{
	const uint64_t seeds[] = {SEED, SEED, SEED + 1};
	char *texts[3];
	size_t lengths[3];
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct curve curve = run(seeds[i], FEW_HOURS, 25);
		FILE *out = open_memstream(&texts[i], &lengths[i]);
		curve_csv(&curve, 1, out);
		fclose(out);
	}
	assert_string_equal(texts[0], texts[1]);
	assert_string_not_equal(texts[0], texts[2]);
	for (size_t i = 0; i < 3; i++)
		free(texts[i]);
}

static void a_route_passes_each_gate_of_a_stretch_in_order(void **state)
{
	struct dice dice = dice_of(SEED, 0);
	size_t longest = 0, gates[POSTS] = {0};
	(void)state;
	for (size_t i = 0; i < 10000; i++) {
		uint16_t route[ROUTE_MAX];
		size_t n = road_route(&dice, route);
		assert_in_range(n, 1, 3 * ROAD_POSTS);
		for (size_t k = 0; k < n; k++)
			gates[route[k]]++;
		for (size_t k = 1; k < n; k++)
			assert_true(route[k] / ROAD_POSTS != route[k - 1] / ROAD_POSTS || route[k] == route[k - 1] + 1 ||
				    route[k] + 1 == route[k - 1]);
		longest = n > longest ? n : longest;
	}
	assert_true(longest > ROAD_POSTS);
	for (size_t i = 0; i < POSTS; i++)
		assert_true(gates[i] > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_route_passes_each_gate_of_a_stretch_in_order),
	    cmocka_unit_test(without_carrying_a_gate_without_a_network_never_knows),
	    cmocka_unit_test(where_a_quarter_of_the_trucks_carries_95_of_100_know_within_hours),
	    cmocka_unit_test(the_same_seed_makes_the_same_rows),
	};
	if (sodium_init() < 0)
		return 1;
	press_make((PRESS_REVOKED_MIN + 59) / 60 + HOURS, &press);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
