/* What a place asks for beyond the rosters: kept, bounded, and never milder when its file is damaged. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "client/keep.h"
#include "client/strict.h"
#include "tests/said.h"
#include "tests/trust_rig.h"

static struct context context;

static int fresh(void **state)
{
	static char home[32];
	(void)state;
	strcpy(home, "/tmp/guosuo-strict-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	return 0;
}

static int gone(void **state)
{
	(void)state;
	rig_must(keep_remove(&context, "policy") == ERR_OK);
	rmdir(context.home);
	free(context.arena.base);
	return 0;
}

static struct policy policy_of(bool said_something)
{
	struct said said;
	said_begin(&said);
	const struct policy policy = strict_policy(&context);
	said_end(&said);
	assert_int_equal(said.length > 0, said_something);
	free(said.text);
	return policy;
}

static void file_is(const char *text)
{
	rig_must(keep_write(&context, "policy", span_text(text), false) == ERR_OK);
}

static void a_place_that_asks_for_nothing_leaves_the_rosters_in_force(void **state)
{
	(void)state;
	const struct policy policy = policy_of(false);
	assert_int_equal(policy.fresh_s | policy.accept_s | policy.inspected_s | policy.impossible_kmh, 0);
	assert_false(policy.refer_beyond);
}

static void what_was_set_is_in_force_in_every_field(void **state)
{
	const struct strict set = {2 * 3600, 12 * 3600, 1, 90 * 60, 110};
	(void)state;
	assert_int_equal(strict_write(&context, &set), ERR_OK);
	const struct policy policy = policy_of(false);
	assert_int_equal(policy.fresh_s, 7200);
	assert_int_equal(policy.accept_s, 43200);
	assert_true(policy.refer_beyond);
	assert_int_equal(policy.inspected_s, 5400);
	assert_int_equal(policy.impossible_kmh, 110);
}

static void nothing_set_leaves_no_file(void **state)
{
	const struct strict none = {0};
	struct span text;
	(void)state;
	file_is("accept-hours 3\n");
	assert_int_equal(strict_write(&context, &none), ERR_OK);
	assert_int_equal(keep_read(&context, "policy", 64, &text), ERR_NOT_FOUND);
}

static void a_damaged_file_is_said_and_makes_no_verdict_milder(void **state)
{
	static const char *const damaged[] = {
	    "",                    "accept-hours 3\n",       "accept-hours 3\nen", /* torn */
	    "accept-hours 0\nend\n", "accept-hours 99999\nend\n", "refer-beyond 2\nend\n", "accept-hours three\nend\n",
	    "accept-days 3\nend\n", "accept-hours 3 4\nend\n", "\nend\n", "accept-hours 4294967296\nend\n",
	    "impossible-kmh 59\nend\n", "accept-hours 3\n\x01\nend\n", "accept-hours 3end\n",
	};
	(void)state;
	for (size_t i = 0; i < sizeof damaged / sizeof damaged[0]; i++) {
		file_is(damaged[i]);
		const struct policy policy = policy_of(true);
		assert_true(policy.accept_s == 1 && policy.fresh_s == 1 && policy.refer_beyond && policy.inspected_s == 1 &&
		            policy.impossible_kmh == 60);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_place_that_asks_for_nothing_leaves_the_rosters_in_force, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_was_set_is_in_force_in_every_field, fresh, gone),
	    cmocka_unit_test_setup_teardown(nothing_set_leaves_no_file, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_damaged_file_is_said_and_makes_no_verdict_milder, fresh, gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
