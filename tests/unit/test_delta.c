/* What leads from a held list to a newer one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "proto/claim.h"
#include "tests/delta_cases.h"

static uint8_t memory[1 << 25], room[1 << 22];
static struct rig rig;
static struct directory directory;
static struct roster roster;
static struct delta_world world;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	directory = rig_opened_directory(&rig, 5);
	roster = rig_opened_roster(&rig, &directory, SHANDONG);
	world = delta_world(&rig);
	return 0;
}

static bool opens(struct span file)
{
	const size_t used = rig.arena.used;
	struct status status;
	enum err err = status_open(file, &roster, &rig.arena, &status);
	rig.arena.used = used;
	return err == ERR_OK;
}

static void a_delta_leads_to_the_newer_file_or_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(delta_cases); i++) {
		const struct delta_case *row = &delta_cases[i];
		struct arena arena = {room, sizeof room, 0};
		struct span file = {NULL, 0};
		enum err err = delta_apply(world.lists[row->held], delta_case_raw(&rig, &world, row), &arena, &file);
		if (err != row->want || (err != ERR_OK) != (arena.used == 0))
			fail_msg("%s: %s", row->en, err_name(err));
		if (err == ERR_OK && (opens(file) != row->opens || span_equal(file, world.files[2]) != row->opens))
			fail_msg("%s: it %s", row->en, row->opens ? "does not open" : "opens");
	}
}

static void its_first_bytes_say_its_edition_as_a_lists_do(void **state)
{
	struct claim claim;
	(void)state;
	assert_int_equal(claim_read(KIND_status, span_of(world.delta.p, CLAIM_HEAD), &claim), ERR_OK);
	assert_int_equal(claim.province, SHANDONG);
	assert_int_equal(claim.version, DELTA_NEWER);
}

static void neither_is_taken_for_the_other(void **state)
{
	struct arena arena = {room, sizeof room, 0};
	struct span file;
	(void)state;
	assert_false(opens(world.delta));
	assert_int_not_equal(delta_apply(world.lists[0], world.files[2], &arena, &file), ERR_OK);
}

/* since alone is under no seal: it says only whom the delta is for. */
static void whatever_bit_is_flipped_nothing_opens_but_the_newer_file(void **state)
{
	uint8_t *bytes = rig_take(&rig, world.delta.n);
	(void)state;
	memcpy(bytes, world.delta.p, world.delta.n);
	for (size_t bit = 0; bit < world.delta.n * 8; bit++) {
		struct arena arena = {room, sizeof room, 0};
		struct span file;
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (delta_apply(world.lists[0], span_of(bytes, world.delta.n), &arena, &file) == ERR_OK && opens(file) &&
		    !span_equal(file, world.files[2]))
			fail_msg("bit %zu", bit);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

/* ---- lists by chance ---- */

enum { CHAIN = 6, WEEKS = 5, MOST = 4000, ROUNDS = 60 };

static uint32_t chance(uint32_t below)
{
	static uint8_t seed[randombytes_SEEDBYTES];
	uint32_t number;
	randombytes_buf_deterministic(&number, sizeof number, seed);
	sodium_increment(seed, sizeof seed);
	return number % below;
}

static int rising(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
	return (a > b) - (a < b);
}

/* What was listed stays, and some more is, out of as many as fit 32 bits. */
static size_t grow(uint32_t *indexes, size_t n, uint32_t range)
{
	size_t more = chance(40), kept = 0;
	for (size_t i = 0; i < more && n < MOST; i++)
		indexes[n++] = range == 0 ? UINT32_MAX - chance(1000) : 1 + chance(range);
	qsort(indexes, n, sizeof *indexes, rising);
	for (size_t i = 0; i < n; i++)
		if (kept == 0 || indexes[kept - 1] != indexes[i])
			indexes[kept++] = indexes[i];
	return kept;
}

static Guosuo__V1__StatusList *listed(uint32_t version, uint32_t first, uint32_t indexes[WEEKS + CHAIN][MOST], const size_t *counts,
				      const uint32_t *serials)
{
	Guosuo__V1__StatusList *list = rig_status(&rig, SHANDONG, version);
	list->weeks = rig_take(&rig, WEEKS * sizeof *list->weeks);
	list->n_weeks = WEEKS;
	list->bars = rig_take(&rig, (WEEKS + CHAIN) * sizeof *list->bars);
	list->rosters = rig_take(&rig, 2 * sizeof *list->rosters);
	for (uint32_t w = 0; w < WEEKS; w++) {
		list->weeks[w] = rig_week(&rig, 202001 + first + w);
		rig_must(status_encode(indexes[first + w], counts[first + w], &rig.arena, list->weeks[w]) == ERR_OK);
		if (serials[first + w] > 0)
			delta_bar(&rig, list, 202001 + first + w, 3, serials[first + w]);
	}
	delta_roster(&rig, list, HEBEI, 1 + serials[0]);
	if (serials[1] > 0)
		delta_roster(&rig, list, SHANDONG, serials[1]);
	return list;
}

static void from_any_version_since_the_newer_file_comes_out_byte_by_byte(void **state)
{
	static uint32_t indexes[WEEKS + CHAIN][MOST];
	(void)state;
	for (size_t round = 0; round < ROUNDS; round++) {
		size_t counts[WEEKS + CHAIN] = {0}, used = rig.arena.used;
		uint32_t serials[WEEKS + CHAIN] = {0}, first = 0;
		Guosuo__V1__StatusList *lists[CHAIN];
		for (uint32_t v = 0; v < CHAIN; v++) {
			static const uint32_t ranges[] = {50, 3000, 1000000, 0};
			for (size_t w = first; w < WEEKS + first; w++) {
				counts[w] = grow(indexes[w], counts[w], ranges[chance(RIG_COUNT(ranges))]);
				serials[w] += chance(3) == 0;
			}
			lists[v] = listed(v + 1, first, indexes, counts, serials);
			first += chance(3) == 0;
		}
		struct span newest = rig_status_file(&rig, lists[CHAIN - 1]), delta, file;
		for (size_t since = 0; since < CHAIN; since++) {
			assert_int_equal(delta_make(lists[since], newest, &rig.arena, &delta), ERR_OK);
			for (size_t held = 0; held < CHAIN; held++) {
				struct arena arena = {room, sizeof room, 0};
				enum err err = delta_apply(lists[held], delta, &arena, &file);
				assert_int_equal(err, held < since ? ERR_GAP : ERR_OK);
				if (err == ERR_OK && !span_equal(file, newest))
					fail_msg("round %zu: from %zu, since %zu", round, held, since);
			}
		}
		rig.arena.used = used;
	}
}

/* ---- none is made ---- */

static void index_gone(Guosuo__V1__StatusList *old) { old->weeks[2]->rice = 1, old->weeks[2]->revoked = rig_bytes(&rig, "\x7F", 1); }
static void bar_gone(Guosuo__V1__StatusList *old) { delta_bar(&rig, old, 202012, 900, 1); }
static void roster_gone(Guosuo__V1__StatusList *old) { old->rosters[1]->province = HENAN; }
static void other_province(Guosuo__V1__StatusList *old) { old->province = HENAN; }
static void other_epoch(Guosuo__V1__StatusList *old) { old->epoch = 2; }
static void newer(Guosuo__V1__StatusList *old) { old->version = DELTA_NEWER + 1; }

static void none_leads_from_a_list_that_the_newer_one_does_not_follow(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__StatusList *);
	} rows[] = {
	    {"an index has vanished", index_gone},	{"a bar has vanished", bar_gone},
	    {"a roster has vanished", roster_gone},	{"another province's", other_province},
	    {"of another epoch", other_epoch},		{"a newer one", newer},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__StatusList *old = delta_list(&rig, 0);
		const size_t used = rig.arena.used;
		struct span delta;
		rows[i].spoil(old);
		enum err err = delta_make(old, world.files[2], &rig.arena, &delta);
		if (err != ERR_STATE)
			fail_msg("%s: %s", rows[i].why, err_name(err));
		assert_true(rig.arena.used == used || rows[i].spoil == index_gone || rows[i].spoil == bar_gone);
	}
}

static void what_is_hardly_smaller_than_the_list_is_not_made(void **state)
{
	enum { COUNT = 2 * DELTA_MAX };
	static uint8_t large[1 << 25];
	struct rig big = rig_make(large, sizeof large);
	Guosuo__V1__StatusList *list = rig_status(&big, SHANDONG, DELTA_NEWER);
	uint32_t *indexes = rig_take(&big, COUNT * sizeof *indexes);
	struct span delta;
	(void)state;
	for (uint32_t i = 0; i < COUNT; i++)
		indexes[i] = 1 + i * 1000 + i % 7;
	rig_must(status_encode(indexes, COUNT, &big.arena, list->weeks[0]) == ERR_OK);
	assert_int_equal(delta_make(world.lists[0], rig_status_file(&big, list), &big.arena, &delta), ERR_SIZE);
	list = rig_status(&big, SHANDONG, DELTA_NEWER);
	assert_int_equal(delta_apply(world.lists[0], span_of(large, DELTA_MAX + 1), &big.arena, &delta), ERR_SIZE);
}

static void any_smaller_arena_is_said_and_left_as_it_was(void **state)
{
	enum err got = ERR_MEMORY;
	(void)state;
	for (size_t n = 0; got == ERR_MEMORY; n += 97) {
		struct arena arena = {room, n, 0};
		struct span out = {NULL, 0};
		got = delta_apply(world.lists[0], world.delta, &arena, &out);
		assert_true(got == ERR_OK || (got == ERR_MEMORY && arena.used == 0 && out.p == NULL));
	}
	got = ERR_MEMORY;
	for (size_t n = 0; got == ERR_MEMORY; n += 997) {
		struct arena arena = {room, n, 0};
		struct span out = {NULL, 0};
		got = delta_make(world.lists[0], world.files[2], &arena, &out);
		assert_true(got == ERR_OK || (got == ERR_MEMORY && arena.used == 0 && out.p == NULL));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_delta_leads_to_the_newer_file_or_is_refused, fresh),
	    cmocka_unit_test_setup(its_first_bytes_say_its_edition_as_a_lists_do, fresh),
	    cmocka_unit_test_setup(neither_is_taken_for_the_other, fresh),
	    cmocka_unit_test_setup(whatever_bit_is_flipped_nothing_opens_but_the_newer_file, fresh),
	    cmocka_unit_test_setup(from_any_version_since_the_newer_file_comes_out_byte_by_byte, fresh),
	    cmocka_unit_test_setup(none_leads_from_a_list_that_the_newer_one_does_not_follow, fresh),
	    cmocka_unit_test_setup(what_is_hardly_smaller_than_the_list_is_not_made, fresh),
	    cmocka_unit_test_setup(any_smaller_arena_is_said_and_left_as_it_was, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
