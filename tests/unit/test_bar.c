/* Bars: an officer of the trip, another slot of it, this trip and no other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "proto/bar.h"
#include "proto/canon.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	return 0;
}

/* Whatever it says, under this key. */
static Guosuo__V1__OfficerSealed *sealed_by(uint32_t key, uint32_t slot, int64_t sealed_at, enum kind kind)
{
	Guosuo__V1__Bar bar = GUOSUO__V1__BAR__INIT;
	Guosuo__V1__OfficerSealed *out;
	hash_t links[LINKS_MAX] = {{0}};
	memcpy(links[0], world.trip.hash, HASH_LEN);
	bar.slot = slot, bar.sealed_at = sealed_at;
	assert_int_equal(body_sign_officer(kind, (const hash_t *)links, rig_pack(&world.rig, &bar.base),
	                                   rig_pair(key).secret, &world.rig.arena, &out),
	                 ERR_OK);
	return out;
}

static void whom_an_officer_may_bar(void **state)
{
	(void)state;
	static const struct {
		const char *why;
		uint32_t key, slot;
		int64_t sealed_at;
		enum err want;
	} rows[] = {
	    {"the second officer, by the first", WORLD_OFFICER, 2, WORLD_NOW, ERR_OK},
	    {"the first, by the third", WORLD_OFFICER + 2, 1, WORLD_NOW, ERR_OK},
	    {"the own slot", WORLD_OFFICER, 1, WORLD_NOW, ERR_SCOPE},
	    {"no slot", WORLD_OFFICER, 0, WORLD_NOW, ERR_SCOPE},
	    {"a slot the trip lacks", WORLD_OFFICER, WORLD_OFFICERS + 1, WORLD_NOW, ERR_SCOPE},
	    {"a slot far beyond", WORLD_OFFICER, UINT32_MAX, WORLD_NOW, ERR_SCOPE},
	    {"by nobody of the trip", WORLD_STRANGER, 2, WORLD_NOW, ERR_KEY},
	    {"at no moment", WORLD_OFFICER, 2, 0, ERR_FORMAT},
	    {"just ahead", WORLD_OFFICER, 2, WORLD_NOW + SKEW_S, ERR_OK},
	    {"too far ahead", WORLD_OFFICER, 2, WORLD_NOW + SKEW_S + 1, ERR_WINDOW},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct bar bar;
		const Guosuo__V1__OfficerSealed *sealed =
		    sealed_by(rows[i].key, rows[i].slot, rows[i].sealed_at, KIND_bar);
		enum err err = bar_open(sealed, &world.trip, WORLD_NOW, &world.rig.arena, &bar);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
}

static void what_is_made_opens(void **state)
{
	(void)state;
	Guosuo__V1__OfficerSealed *sealed;
	struct bar bar;
	struct rig_pair officer = rig_pair(WORLD_OFFICER), stranger = rig_pair(WORLD_STRANGER);
	assert_int_equal(bar_seal(&world.trip, 2, WORLD_NOW, officer.secret, &world.rig.arena, &sealed),
	                 ERR_OK);
	assert_int_equal(bar_open(sealed, &world.trip, WORLD_NOW, &world.rig.arena, &bar), ERR_OK);
	assert_int_equal(bar.body->slot, 2);
	assert_int_equal(bar_seal(&world.trip, 1, WORLD_NOW, officer.secret, &world.rig.arena, &sealed),
	                 ERR_SCOPE);
	assert_int_equal(bar_seal(&world.trip, 2, WORLD_NOW, stranger.secret, &world.rig.arena, &sealed),
	                 ERR_KEY);
}

static void threat_11_no_other_kind_is_a_bar(void **state)
{
	(void)state;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		struct bar bar;
		const Guosuo__V1__OfficerSealed *sealed = sealed_by(WORLD_OFFICER, 2, WORLD_NOW, kind);
		enum err err = bar_open(sealed, &world.trip, WORLD_NOW, &world.rig.arena, &bar);
		assert_int_equal(err, kind == KIND_bar ? ERR_OK : ERR_SEAL);
	}
}

static void threat_7_a_bar_holds_for_its_trip_alone(void **state)
{
	(void)state;
	struct bar bar;
	struct trip other = world.trip;
	other.hash[0] ^= 1;
	const Guosuo__V1__OfficerSealed *sealed = sealed_by(WORLD_OFFICER, 2, WORLD_NOW, KIND_bar);
	assert_int_equal(bar_open(sealed, &other, WORLD_NOW, &world.rig.arena, &bar), ERR_SEAL);
}

static void no_flipped_bit_and_no_cut_passes(void **state)
{
	(void)state;
	struct bar bar;
	Guosuo__V1__OfficerSealed *sealed = sealed_by(WORLD_OFFICER, 2, WORLD_NOW, KIND_bar);
	const ProtobufCBinaryData parts[] = {sealed->body, sealed->key, sealed->signature};
	for (size_t i = 0; i < RIG_COUNT(parts); i++)
		for (size_t bit = 0; bit < parts[i].len * 8; bit++) {
			parts[i].data[bit / 8] ^= (uint8_t)(1U << bit % 8);
			assert_int_not_equal(bar_open(sealed, &world.trip, WORLD_NOW, &world.rig.arena, &bar),
			                     ERR_OK);
			parts[i].data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		}
	ProtobufCBinaryData *cut[] = {&sealed->body, &sealed->key, &sealed->signature};
	for (size_t i = 0; i < RIG_COUNT(cut); i++) {
		cut[i]->len--;
		assert_int_not_equal(bar_open(sealed, &world.trip, WORLD_NOW, &world.rig.arena, &bar),
		                     ERR_OK);
		cut[i]->len++;
	}
	assert_int_equal(bar_open(sealed, &world.trip, WORLD_NOW, &world.rig.arena, &bar), ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(whom_an_officer_may_bar, fresh),
	    cmocka_unit_test_setup(what_is_made_opens, fresh),
	    cmocka_unit_test_setup(threat_11_no_other_kind_is_a_bar, fresh),
	    cmocka_unit_test_setup(threat_7_a_bar_holds_for_its_trip_alone, fresh),
	    cmocka_unit_test_setup(no_flipped_bit_and_no_cut_passes, fresh),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
