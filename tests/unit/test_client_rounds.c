#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "client/condition.h"
#include "client/differ.h"
#include "client/leg_plan.h"
#include "tests/world.h"

static struct context context;

static int fresh(void **state)
{
	(void)state;
	context = (struct context){.lang = LANG_EN, .home = "/nonexistent", .arena = {malloc(1 << 20), 1 << 20, 0}};
	rig_must(context.arena.base != NULL);
	return 0;
}

static int gone(void **state)
{
	(void)state;
	free(context.arena.base);
	return 0;
}

/* ---- conditions ---- */

static const char two[] = "{\"conditions\": ["
			  "{\"code\": 1, \"name\": \"escort\", \"zh\": \"前{front}后{rear}\", \"en\": \"{front} ahead, {rear} behind\"},"
			  "{\"code\": 7, \"name\": \"daylight\", \"zh\": \"白天通行\", \"en\": \"by day\"}]}";

static void templates_are_refused_whole(void **state)
{
	(void)state;
	static const struct {
		const char *why, *text;
		enum err want;
	} rows[] = {
	    {"good", two, ERR_OK},
	    {"not JSON", "{\"conditions\": [", ERR_INPUT},
	    {"no list", "{}", ERR_INPUT},
	    {"empty", "{\"conditions\": []}", ERR_INPUT},
	    {"a code of 0", "{\"conditions\": [{\"code\": 0, \"name\": \"a\", \"zh\": \"甲\", \"en\": \"a\"}]}", ERR_INPUT},
	    {"no Chinese", "{\"conditions\": [{\"code\": 1, \"name\": \"a\", \"zh\": \"\", \"en\": \"a\"}]}", ERR_INPUT},
	    {"a name with a space", "{\"conditions\": [{\"code\": 1, \"name\": \"a b\", \"zh\": \"甲\", \"en\": \"a\"}]}", ERR_INPUT},
	    {"other parameters", "{\"conditions\": [{\"code\": 1, \"name\": \"a\", \"zh\": \"{x}\", \"en\": \"{y}\"}]}", ERR_INPUT},
	    {"a code twice",
	     "{\"conditions\": [{\"code\": 1, \"name\": \"a\", \"zh\": \"甲\", \"en\": \"a\"}, {\"code\": 1, \"name\": \"b\", \"zh\": \"乙\", "
	     "\"en\": \"b\"}]}",
	     ERR_INPUT},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		json_t *list = NULL;
		enum err err = condition_templates(&context, span_text(rows[i].text), &list);
		if (err != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)err);
		json_decref(list);
	}
}

static void picks_become_codes_and_one_text(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *text; /* NULL: refused */
		size_t count;
	} rows[] = {
	    {"7", "7 白天通行 / by day", 1},
	    {"daylight", "7 白天通行 / by day", 1},
	    {"escort front=1,rear=2; daylight", "1 前1后2 / 1 ahead, 2 behind\n7 白天通行 / by day", 2},
	    {" escort  front = 1 , rear = two cars ", "1 前1后two cars / 1 ahead, two cars behind", 1},
	    {"escort front=1", NULL, 0},
	    {"escort front=1,rear=", NULL, 0},
	    {"escort front=1,rear=2,left=3", NULL, 0},
	    {"escort front", NULL, 0},
	    {"1", NULL, 0},
	    {"fly", NULL, 0},
	    {"", NULL, 0},
	    {"daylight;; daylight", NULL, 0},
	    {"escort front=\x01,rear=2", NULL, 0},
	};
	json_t *list;
	assert_int_equal(condition_templates(&context, span_text(two), &list), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct conditions picked;
		enum err err = condition_pick(&context, list, rows[i].typed, &picked);
		if ((err == ERR_OK) != (rows[i].text != NULL))
			fail_msg("%s: %d", rows[i].typed, (int)err);
		if (err != ERR_OK)
			continue;
		assert_string_equal(picked.text, rows[i].text);
		assert_int_equal(picked.count, rows[i].count);
	}
	json_decref(list);
}

static void without_templates_codes_stand_alone(void **state)
{
	(void)state;
	struct conditions picked;
	assert_int_equal(condition_pick(&context, NULL, "1,3-5", &picked), ERR_OK);
	assert_int_equal(picked.count, 4);
	assert_string_equal(picked.text, "");
	assert_int_equal(condition_pick(&context, NULL, "escort", &picked), ERR_INPUT);
	assert_int_equal(condition_pick(&context, NULL, "3-1", &picked), ERR_INPUT);
}

/* ---- roads ---- */

static void roads_are_read_with_their_exits(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "G3,", ",G3", "/12", "G3/", "G3/x", "G3/0"};
	Guosuo__V1__Road **roads;
	size_t count;
	assert_int_equal(road_list(&context, "G35/8,G20", &roads, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(roads[0]->number, "G35");
	assert_int_equal(roads[0]->exit, 8);
	assert_int_equal(roads[1]->exit, 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (road_list(&context, bad[i], &roads, &count) != ERR_INPUT)
			fail_msg("%s", bad[i]);
}

/* ---- differences ---- */

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static void the_fields_that_differ_are_named_with_both_values(void **state)
{
	(void)state;
	static const char *const except[] = {"sealed_at", NULL};
	struct difference found[4];
	world_make(&world, memory);
	Guosuo__V1__Trip other = *world.trip.body;
	Guosuo__V1__Laden laden = *other.laden;
	Guosuo__V1__Vehicle tractor = *other.tractors[0], *tractors[8];
	memcpy(tractors, other.tractors, other.n_tractors * sizeof tractors[0]);
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, NULL, 480, found, 4), 0);
	other.sealed_at++;
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, except, 480, found, 4), 0);
	laden.height_mm++;
	other.laden = &laden;
	assert_int_equal(plate_pack(span_text("鲁B99999"), &tractor.plate), RULE_OK);
	tractors[0] = &tractor;
	other.tractors = tractors;
	other.n_provinces--;
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, except, 480, found, 4), 3);
	assert_string_equal(found[0].path, "laden.height_mm");
	assert_string_equal(found[1].path, "tractors[0].plate");
	assert_string_equal(found[1].after, "鲁B99999");
	assert_string_equal(found[2].path, "provinces");
	/* more than there is room for: all are counted */
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, except, 480, found, 1), 3);
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, NULL, &other, NULL, 480, found, 4), 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(templates_are_refused_whole, fresh, gone),
	    cmocka_unit_test_setup_teardown(picks_become_codes_and_one_text, fresh, gone),
	    cmocka_unit_test_setup_teardown(without_templates_codes_stand_alone, fresh, gone),
	    cmocka_unit_test_setup_teardown(roads_are_read_with_their_exits, fresh, gone),
	    cmocka_unit_test_setup_teardown(the_fields_that_differ_are_named_with_both_values, fresh, gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
