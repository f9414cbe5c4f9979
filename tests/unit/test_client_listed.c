/* The expected list as a gate keeps it: found by a plate, whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <cmocka.h>

#include "client/keep.h"
#include "client/listed.h"
#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/canon.h"
#include "tests/world.h"

static struct world world;
static struct context context;
static uint8_t memory[WORLD_MEMORY];

static int fresh(void **state)
{
	static char home[] = "/tmp/guosuo-listed-XXXXXX";
	(void)state;
	strcpy(home, "/tmp/guosuo-listed-XXXXXX");
	world_make(&world, memory);
	context = (struct context){.home = mkdtemp(home), .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	return context.home == NULL || context.arena.base == NULL;
}

static int gone(void **state)
{
	(void)state;
	int bad = keep_remove(&context, "expected") != ERR_OK;
	rmdir(context.home);
	free(context.arena.base);
	return bad;
}

static uint64_t plate_of(const char *text)
{
	uint64_t plate = 0;
	assert_int_equal(plate_pack(span_text(text), &plate), RULE_OK);
	return plate;
}

/* ---- passes ---- */

static Guosuo__V1__Expected parts(size_t leg)
{
	Guosuo__V1__Expected expected = GUOSUO__V1__EXPECTED__INIT;
	expected.trip = &world.trip_sealed, expected.leg = &world.leg_sealed[leg], expected.assignment = world.assignment_sealed;
	return expected;
}

static struct span pass(size_t leg)
{
	const Guosuo__V1__Expected expected = parts(leg);
	return rig_pack(&world.rig, &expected.base);
}

/* The case's train under another number, in Shandong: from so many hours later on. */
static struct span later(uint8_t number, uint32_t hours)
{
	Guosuo__V1__Trip trip = *world.trip.body;
	Guosuo__V1__Assignment assignment = *world.assignment.body;
	trip.pass_id = rig_bytes(&world.rig, trip.pass_id.data, PASS_ID_LEN);
	trip.pass_id.data[0] = number;
	world_seal_trip(&world, &trip, WORLD_ISSUING);
	assignment.not_before = (uint32_t)CASE_DEPART + hours * 3600;
	world_seal_assignment(&world, &assignment);
	return pass(0);
}

static void keep(const struct span *passes, size_t count, uint32_t province)
{
	struct listed_draft draft;
	assert_int_equal(listed_draft_begin(province, &draft), ERR_OK);
	for (size_t i = 0; i < count; i++)
		assert_int_equal(listed_draft_add(&draft, passes[i], &context.arena), ERR_OK);
	assert_int_equal(listed_draft_write(&context, &draft, WORLD_NOW - 600), ERR_OK);
	listed_draft_free(&draft);
}

static struct listed_found find(const char *plate, int64_t now)
{
	struct listed_found found;
	assert_int_equal(listed_find(&context, plate_of(plate), NULL, now, &found), ERR_OK);
	return found;
}

/* ---- finding ---- */

static void a_plate_finds_the_code_of_its_pass_without_a_presentation(void **state)
{
	struct shown shown;
	struct span raw, one = pass(1);
	char number[PASS_NUMBER_LEN + 1];
	(void)state;
	keep(&one, 1, HEBEI);
	const struct listed_found found = find("鲁A12345", WORLD_NOW);
	assert_int_equal(found.count, 1);
	assert_true(found.sure);
	assert_int_equal(found.as_of, WORLD_NOW - 600);
	pass_number(world.trip.body->pass_id.data, number);
	assert_string_equal(found.item[0].number, number);
	assert_int_equal(code_read(found.item[0].text, &context.arena, &raw), ERR_OK);
	assert_int_equal(code_show(raw, &context.arena, &shown), ERR_OK);
	assert_true(span_equal(shown.trip.raw, world.trip.raw));
	assert_true(span_equal(shown.leg.raw, world.legs[1].raw));
	assert_int_equal(shown.code.presentation.body.len, 0);
}

static void what_the_plate_is_to_the_pass_is_told(void **state)
{
	static const struct {
		const char *plate;
		size_t count;
		enum listed_as as;
	} rows[] = {{"鲁A12345", 1, LISTED_TRACTOR},
	            {"鲁A1234挂", 1, LISTED_TRAILER},
	            {"鲁A67890", 1, LISTED_OTHER_TRACTOR},
	            {"鲁A5678挂", 1, LISTED_OTHER_TRAILER},
	            {"鲁B00001", 0, LISTED_TRACTOR}};
	Guosuo__V1__Trip trip = *world.trip.body;
	Guosuo__V1__Vehicle tractor = *trip.tractors[0], trailer = *trip.trailers[0];
	Guosuo__V1__Vehicle *tractors[] = {trip.tractors[0], &tractor}, *trailers[] = {trip.trailers[0], &trailer};
	(void)state;
	tractor.plate = plate_of("鲁A67890"), tractor.spare = true;
	trailer.plate = plate_of("鲁A5678挂"), trailer.spare = true;
	trip.tractors = tractors, trip.n_tractors = 2;
	trip.trailers = trailers, trip.n_trailers = 2;
	world_seal_trip(&world, &trip, WORLD_ISSUING);
	const struct span one = pass(0);
	keep(&one, 1, SHANDONG);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		const struct listed_found found = find(rows[i].plate, WORLD_NOW);
		assert_int_equal(found.count, rows[i].count);
		if (found.count > 0)
			assert_int_equal(found.item[0].as, rows[i].as);
	}
}

static void of_two_passes_the_one_that_may_drive_now_is_likelier(void **state)
{
	const struct span both[] = {later(0x22, 24), later(0x11, 0)}, alike[] = {later(0x33, 0), later(0x44, 0)};
	(void)state;
	keep(both, 2, SHANDONG);
	struct listed_found found = find("鲁A12345", WORLD_NOW);
	assert_int_equal(found.count, 2);
	assert_true(found.sure);
	assert_int_equal(found.item[0].from, CASE_DEPART);
	keep(alike, 2, SHANDONG);
	found = find("鲁A12345", WORLD_NOW);
	assert_int_equal(found.count, 2);
	assert_false(found.sure);
}

static void more_passes_than_are_told_are_counted_to_the_limit(void **state)
{
	struct span many[LISTED_FOUND + 3];
	(void)state;
	for (uint8_t i = 0; i < LISTED_FOUND + 3; i++)
		many[i] = later(i, 0);
	keep(many, LISTED_FOUND + 3, SHANDONG);
	assert_int_equal(find("鲁A12345", WORLD_NOW).count, LISTED_FOUND);
	assert_int_equal(find("鲁A12345", WORLD_NOW).all, LISTED_FOUND + 3);
	for (uint8_t i = 0; i < LISTED_FOUND + 3; i++) { /* each by its number, whatever comes before it */
		struct listed list;
		struct listed_found found;
		char number[PASS_NUMBER_LEN + 1];
		assert_int_equal(listed_open(&context, &list), ERR_OK);
		assert_int_equal(listed_find(&context, plate_of("鲁A12345"), list.passes[i].pass_id, WORLD_NOW, &found), ERR_OK);
		pass_number(list.passes[i].pass_id, number);
		listed_close(&list);
		assert_int_equal(found.count, 1);
		assert_string_equal(found.item[0].number, number);
	}
}

/* ---- what does not come in ---- */

static void only_codes_of_this_province_come_in(void **state)
{
	Guosuo__V1__Expected half = parts(0);
	Guosuo__V1__Sealed unsealed = world.leg_sealed[0];
	struct listed_draft draft;
	(void)state;
	half.leg = NULL;
	const struct span without = rig_pack(&world.rig, &half.base);
	unsealed.seals.len = 0, half.leg = &unsealed;
	const struct span rows[] = {pass(1), without, rig_pack(&world.rig, &half.base), span_text("GUOSUO1:"), {NULL, 0}};
	assert_int_equal(listed_draft_begin(SHANDONG, &draft), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(listed_draft_add(&draft, rows[i], &context.arena), ERR_FORMAT);
	assert_int_equal(draft.count, 0);
	assert_int_equal(context.arena.used, 0);
	listed_draft_free(&draft);
}

/* ---- damage ---- */

static enum err look(struct listed_found *found)
{
	const size_t used = context.arena.used;
	enum err err = listed_find(&context, plate_of("鲁A12345"), NULL, WORLD_NOW, found);
	context.arena.used = used;
	return err;
}

static void no_list_is_held_at_first(void **state)
{
	struct listed_found found;
	(void)state;
	assert_int_equal(look(&found), ERR_NOT_FOUND);
}

/* Not synced: there are thousands of them. */
static void overwrite(const uint8_t *bytes, size_t n)
{
	char path[128];
	snprintf(path, sizeof path, "%s/expected", context.home);
	FILE *file = fopen(path, "wb");
	assert_non_null(file);
	assert_int_equal(fwrite(bytes, 1, n, file), n);
	fclose(file);
}

static void a_damaged_byte_is_seen_wherever_it_stands(void **state)
{
	struct listed_found found;
	struct span one = pass(0), whole;
	(void)state;
	keep(&one, 1, SHANDONG);
	assert_int_equal(keep_read(&context, "expected", LISTED_FILE_MAX, &whole), ERR_OK);
	uint8_t *bytes = (uint8_t *)(uintptr_t)whole.p;
	for (size_t i = 0; i < whole.n; i++) {
		bytes[i] ^= 0x10;
		overwrite(bytes, whole.n);
		assert_int_equal(look(&found), ERR_FORMAT);
		bytes[i] ^= 0x10;
	}
	for (size_t n = 0; n < whole.n; n += 7) {
		overwrite(bytes, n);
		assert_int_equal(look(&found), ERR_FORMAT);
	}
}

static void a_list_of_a_gigabyte_is_refused(void **state)
{
	struct listed_found found;
	char path[128];
	struct span one = pass(0);
	(void)state;
	keep(&one, 1, SHANDONG);
	snprintf(path, sizeof path, "%s/expected", context.home);
	assert_int_equal(truncate(path, 1 << 30), 0);
	assert_int_equal(look(&found), ERR_SIZE);
}

/* ---- many ---- */

static double milliseconds(clock_t from)
{
	return 1000.0 * (double)(clock() - from) / CLOCKS_PER_SEC;
}

/* Four thousand trains, each with plates of its own. */
static void four_thousand_passes_are_held_and_one_is_found_at_once(void **state)
{
	enum { ALL = 4000 };
	struct listed_draft draft;
	struct listed list;
	Guosuo__V1__Trip trip = *world.trip.body;
	char plate[PLATE_TEXT_MAX];
	(void)state;
	const size_t used = world.rig.arena.used;
	assert_int_equal(listed_draft_begin(SHANDONG, &draft), ERR_OK);
	for (uint32_t i = 0; i < ALL; i++) {
		snprintf(plate, sizeof plate, "鲁C%05u", i);
		trip.pass_id = rig_bytes(&world.rig, world.trip.body->pass_id.data, PASS_ID_LEN);
		memcpy(trip.pass_id.data, &i, sizeof i);
		Guosuo__V1__Vehicle tractor = *trip.tractors[0], *tractors[] = {&tractor};
		tractor.plate = plate_of(plate);
		Guosuo__V1__Trip mine = trip;
		mine.tractors = tractors, mine.n_tractors = 1;
		Guosuo__V1__Expected expected = parts(0);
		Guosuo__V1__Sealed sealed = world.trip_sealed;
		sealed.body = span_bytes(rig_pack(&world.rig, &mine.base));
		expected.trip = &sealed;
		assert_int_equal(listed_draft_add(&draft, rig_pack(&world.rig, &expected.base), &context.arena), ERR_OK);
		world.rig.arena.used = used;
	}
	assert_int_equal(listed_draft_write(&context, &draft, WORLD_NOW), ERR_OK);
	listed_draft_free(&draft);
	const clock_t from = clock();
	const struct listed_found found = find("鲁C03999", WORLD_NOW);
	assert_true(milliseconds(from) < 100);
	assert_int_equal(found.count, 1);
	assert_int_equal(listed_open(&context, &list), ERR_OK);
	assert_int_equal(list.head.count, ALL);
	listed_close(&list);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh, gone)
	const struct CMUnitTest tests[] = {
	    TEST(a_plate_finds_the_code_of_its_pass_without_a_presentation),
	    TEST(what_the_plate_is_to_the_pass_is_told),
	    TEST(of_two_passes_the_one_that_may_drive_now_is_likelier),
	    TEST(more_passes_than_are_told_are_counted_to_the_limit),
	    TEST(only_codes_of_this_province_come_in),
	    TEST(no_list_is_held_at_first),
	    TEST(a_damaged_byte_is_seen_wherever_it_stands),
	    TEST(a_list_of_a_gigabyte_is_refused),
	    TEST(four_thousand_passes_are_held_and_one_is_found_at_once),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
