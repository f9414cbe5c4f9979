/* A vehicle that is judged again, as more was seen of it: what it left itself is no replay, and what others left is. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/gate.h"
#include "proto/text.h"
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct context context;
static struct gate gate;

static int fresh(void **state)
{
	static char home[32];
	(void)state;
	strcpy(home, "/tmp/guosuo-gate-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	scene_seal(&scene);
	gate = (struct gate){.membership = {.province = HEBEI, .checkpoint = CHECKPOINT}, .now = SCENE_NOW};
	gate.held.trust = scene.trust;
	return 0;
}

static int gone(void **state)
{
	char line[64];
	(void)state;
	snprintf(line, sizeof line, "rm -rf %s", context.home);
	rig_must(system(line) == 0);
	free(context.arena.base);
	return 0;
}

/* The code a phone shows as its count has come to this. */
static struct look shown(uint32_t counter)
{
	struct look look = {.gate = &gate};
	char *text;
	scene_presentation(&scene, SCENE_NOW - 5, counter);
	scene_seal_code(&scene);
	rig_must(code_text(scene.raw, &scene.rig.arena, &text) == ERR_OK);
	look.sight.text = span_text(text);
	look.sight.road = "G3";
	return look;
}

static void judge(struct look *look)
{
	look->sight.again = look->verdict.trip != NULL;
	assert_int_equal(gate_judge(&context, &gate, look), ERR_OK);
	assert_non_null(look->verdict.trip);
}

static void what_was_judged_first_is_no_replay_when_it_is_judged_again(void **state)
{
	struct look look = shown(17);
	(void)state;
	judge(&look);
	judge(&look);
	assert_false(scene_found(&look.verdict, FINDING_SAME_PASSAGE));
	assert_false(scene_found(&look.verdict, FINDING_PRESENTATION_REPLAYED));
}

static void a_later_code_of_the_same_second_counts_against_it(void **state)
{
	struct look look = shown(17), later = shown(18);
	(void)state;
	judge(&look);
	judge(&later);
	judge(&look);
	assert_true(scene_found(&look.verdict, FINDING_PRESENTATION_REPLAYED));
}

/* Of two lanes, both with the very same code. */
static void the_same_code_left_by_another_look_is_the_same_passage_still(void **state)
{
	struct look look = shown(17), copy = shown(17);
	(void)state;
	judge(&look);
	judge(&copy);
	assert_true(scene_found(&copy.verdict, FINDING_SAME_PASSAGE));
	judge(&copy);
	assert_true(scene_found(&copy.verdict, FINDING_SAME_PASSAGE));
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, gone)
	const struct CMUnitTest tests[] = {
	    TEST(what_was_judged_first_is_no_replay_when_it_is_judged_again),
	    TEST(a_later_code_of_the_same_second_counts_against_it),
	    TEST(the_same_code_left_by_another_look_is_the_same_passage_still),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
