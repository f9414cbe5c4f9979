/* What a gate remembers of the passages it recorded, and how chains of stamps become one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "client/keep.h"
#include "client/passed.h"
#include "client/stamps.h"
#include "tests/chain_rig.h"

enum { PLACE = 121 };

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct context context;
static const uint8_t trip[CHAIN_TRIP_LEN] = {7};
static const struct place here = {.province = 13, .checkpoint = 13001};

static int fresh(void **state)
{
	static char home[] = "/tmp/guosuo-passed-XXXXXX";
	(void)state;
	strcpy(home, "/tmp/guosuo-passed-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	return context.arena.base == NULL ? -1 : 0;
}

static int gone(void **state)
{
	(void)state;
	rig_must(keep_remove(&context, "passed") == ERR_OK);
	rmdir(context.home);
	free(context.arena.base);
	return 0;
}

static struct mark mark_of(uint8_t number)
{
	return (struct mark){.trip = {7}, .payload = {number}, .previous = {1, number}, .time = SCENE_NOW, .province = 13,
	                     .checkpoint = 13001, .device = 5, .sequence = number, .journey = 2, .serial = 3, .tractor = 2,
	                     .trailers = 5, .verdict = 2, .outcome = 3, .direction = 1, .paper = true};
}

static void put(struct mark mark)
{
	struct passed before;
	enum err err = passed_read(&context, &here, mark.trip, &before);
	assert_true(err == ERR_OK || err == ERR_FORMAT);
	assert_int_equal(passed_add(&context, &before, &mark), ERR_OK);
}

static struct passed got(enum err want)
{
	struct passed out = {.places = 0};
	assert_int_equal(passed_read(&context, &here, trip, &out), want);
	return out;
}

/* ---- memory ---- */

static void what_was_recorded_is_remembered_in_every_field(void **state)
{
	const struct mark mine = mark_of(9);
	(void)state;
	assert_int_equal(got(ERR_OK).marks.count, 0);
	put(mine);
	const struct passed out = got(ERR_OK);
	assert_int_equal(out.marks.count, 1);
	const struct mark *mark = &out.marks.items[0];
	assert_memory_equal(mark->trip, mine.trip, sizeof mine.trip);
	assert_memory_equal(mark->payload, mine.payload, HASH_LEN);
	assert_memory_equal(mark->previous, mine.previous, HASH_LEN);
	assert_int_equal(mark->time, mine.time);
	const uint32_t numbers[][2] = {{mark->province, 13},  {mark->checkpoint, 13001}, {mark->device, 5},   {mark->sequence, 9},
	                               {mark->journey, 2},    {mark->serial, 3},         {mark->tractor, 2},  {mark->trailers, 5},
	                               {mark->verdict, 2},    {mark->outcome, 3},        {mark->direction, 1}, {mark->paper, 1}};
	for (size_t i = 0; i < RIG_COUNT(numbers); i++)
		assert_int_equal(numbers[i][0], numbers[i][1]);
}

static void a_stamp_is_remembered_once(void **state)
{
	(void)state;
	put(mark_of(1));
	put(mark_of(1));
	put(mark_of(2));
	assert_int_equal(got(ERR_OK).marks.count, 2);
	assert_int_equal(got(ERR_OK).places, 2);
}

static void another_trips_are_not_given(void **state)
{
	struct mark other = mark_of(1);
	(void)state;
	other.trip[0] = 8;
	put(other);
	put(mark_of(2));
	const struct passed out = got(ERR_OK);
	assert_int_equal(out.marks.count, 1);
	assert_int_equal(out.marks.items[0].sequence, 2);
	assert_int_equal(out.places, 2);
}

static void what_is_damaged_is_said_and_the_others_stay(void **state)
{
	struct span raw;
	(void)state;
	for (uint8_t i = 1; i <= 3; i++)
		put(mark_of(i));
	assert_int_equal(keep_read(&context, "passed", 1 << 20, &raw), ERR_OK);
	assert_int_equal(raw.n, 3 * PLACE);
	((uint8_t *)(uintptr_t)raw.p)[PLACE + 50] ^= 1;
	assert_int_equal(keep_write(&context, "passed", raw, false), ERR_OK);
	assert_int_equal(got(ERR_FORMAT).marks.count, 2);
	put(mark_of(4));
	assert_int_equal(got(ERR_FORMAT).marks.count, 3);
}

static void of_too_many_the_newer_half_stays(void **state)
{
	struct span raw;
	(void)state;
	put(mark_of(1));
	assert_int_equal(keep_read(&context, "passed", 1 << 20, &raw), ERR_OK);
	uint8_t *many = malloc((size_t)PASSED_MAX * PLACE);
	assert_non_null(many);
	for (size_t i = 0; i < PASSED_MAX; i++)
		memcpy(many + i * PLACE, raw.p, PLACE);
	assert_int_equal(keep_write(&context, "passed", span_of(many, (size_t)PASSED_MAX * PLACE), false), ERR_OK);
	free(many);
	context.arena.used = 0;
	put(mark_of(2));
	context.arena.used = 0;
	const struct passed out = got(ERR_OK);
	assert_int_equal(out.places, PASSED_MAX / 2 + 1);
	assert_int_equal(out.marks.items[out.marks.count - 1].sequence, 2);
}

static void the_newest_is_of_all_trips_and_of_this_gate_alone(void **state)
{
	struct mark other_trip = mark_of(2), carried = mark_of(3), namesake = mark_of(4);
	(void)state;
	assert_int_equal(got(ERR_OK).newest_at, 0);
	other_trip.trip[0] = 8, other_trip.time = SCENE_NOW + 50;
	carried.province = 37, carried.time = SCENE_NOW + 200;
	namesake.checkpoint = 13002, namesake.time = SCENE_NOW + 300;
	put(other_trip);
	put(carried);
	put(namesake);
	put(mark_of(1));
	assert_int_equal(got(ERR_OK).newest_at, SCENE_NOW + 50);
}

static void what_a_clock_that_stood_ahead_left_is_of_now(void **state)
{
	(void)state;
	assert_int_equal(passed_cut_later(&context, SCENE_NOW), ERR_OK);
	for (uint8_t i = 0; i < 4; i++) {
		struct mark mark = mark_of(i);
		mark.time = SCENE_NOW + (i % 2 == 0 ? 0 : 86400);
		put(mark);
	}
	struct span raw;
	assert_int_equal(keep_read(&context, "passed", 1 << 20, &raw), ERR_OK);
	((uint8_t *)(uintptr_t)raw.p)[2 * PLACE] ^= 1;
	assert_int_equal(keep_write(&context, "passed", raw, false), ERR_OK);
	assert_int_equal(passed_cut_later(&context, SCENE_NOW), ERR_OK);
	const struct passed out = got(ERR_FORMAT);
	assert_int_equal(out.places, 4);
	assert_int_equal(out.marks.count, 3); /* one is damaged, and stays so */
	assert_int_equal(out.newest_at, SCENE_NOW);
	put(mark_of(9));
	assert_int_equal(got(ERR_FORMAT).marks.count, 4);
}

/* ---- chains ---- */

static struct chain_rig three(void)
{
	scene_draft(&scene, memory);
	scene_seal(&scene);
	struct chain_rig rig = chain_begin(&scene);
	for (size_t i = 0; i < 3; i++)
		chain_add(&rig, (struct chain_step){.ago_s = 3600 * (3 - (int64_t)i), .after = i});
	return rig;
}

static Guosuo__V1__StampChain part(const struct chain_rig *rig, size_t from, size_t count)
{
	Guosuo__V1__StampChain out = *rig->chain;
	out.stamps += from, out.n_stamps = count;
	return out;
}

static void of_two_chains_each_stamp_stands_once_and_the_newest_stay(void **state)
{
	const struct chain_rig rig = three();
	const Guosuo__V1__StampChain first = part(&rig, 0, 2), second = part(&rig, 1, 2);
	Guosuo__V1__StampChain *all;
	(void)state;
	assert_int_equal(stamps_join(&context, &first, &second, 16, &all), ERR_OK);
	assert_int_equal(all->n_stamps, 3);
	for (size_t i = 0; i < 3; i++)
		assert_ptr_equal(all->stamps[i], rig.chain->stamps[i]);
	assert_int_equal(stamps_join(&context, &first, &second, 2, &all), ERR_OK);
	assert_int_equal(all->n_stamps, 2);
	assert_ptr_equal(all->stamps[0], rig.chain->stamps[1]);
	assert_int_equal(stamps_join(&context, NULL, &second, 16, &all), ERR_OK);
	assert_int_equal(all->n_stamps, 2);
}

/* Slips of paper, a line each. */
static void slips_on_several_lines_are_one_chain_unless_of_two_trips(void **state)
{
	struct chain_rig rig = three();
	const Guosuo__V1__StampChain *read;
	char lines[8192], *texts[3];
	(void)state;
	for (size_t i = 0; i < 3; i++) {
		Guosuo__V1__StampChain one = part(&rig, i, 1);
		assert_int_equal(chain_text(&one, &rig.shown, &context.arena, &texts[i]), ERR_OK);
	}
	snprintf(lines, sizeof lines, "%s\r\n\n%s\n%s", texts[0], texts[1], texts[2]);
	assert_int_equal(stamps_read(&context, lines, &read), ERR_OK);
	assert_int_equal(read->n_stamps, 3);
	Guosuo__V1__StampChain other = part(&rig, 2, 1);
	other.trip.data[0] ^= 1;
	assert_int_equal(chain_text(&other, &rig.shown, &context.arena, &texts[2]), ERR_OK);
	snprintf(lines, sizeof lines, "%s\n%s", texts[0], texts[2]);
	assert_int_equal(stamps_read(&context, lines, &read), ERR_INPUT);
	assert_int_equal(stamps_read(&context, "GUOSUOS1:", &read), ERR_FORMAT);
	assert_int_equal(stamps_read(&context, "/tmp/guosuo-no-such-file", &read), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_was_recorded_is_remembered_in_every_field, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_stamp_is_remembered_once, fresh, gone),
	    cmocka_unit_test_setup_teardown(another_trips_are_not_given, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_is_damaged_is_said_and_the_others_stay, fresh, gone),
	    cmocka_unit_test_setup_teardown(of_too_many_the_newer_half_stays, fresh, gone),
	    cmocka_unit_test_setup_teardown(the_newest_is_of_all_trips_and_of_this_gate_alone, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_a_clock_that_stood_ahead_left_is_of_now, fresh, gone),
	    cmocka_unit_test_setup_teardown(of_two_chains_each_stamp_stands_once_and_the_newest_stay, fresh, gone),
	    cmocka_unit_test_setup_teardown(slips_on_several_lines_are_one_chain_unless_of_two_trips, fresh, gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
