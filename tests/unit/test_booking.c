#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/stops_rig.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;
static Guosuo__V1__Booking body;
static struct roster roster; /* Hebei's */

enum { LEG = 2, KEEPER = HEBEI * 100 + 11 + ENTRY_KEEPER, OTHER_KEEPER = KEEPER + 1 };

static int fresh(void **state)
{
	static char phone[] = "0317-00000011";
	(void)state;
	world_make(&world, memory);
	roster = (struct roster){.body = stops_roster(&world.rig, HEBEI, 2)};
	body = (Guosuo__V1__Booking)GUOSUO__V1__BOOKING__INIT;
	body.ordinal = LEG;
	body.province = HEBEI;
	body.stop = STOP;
	body.code = BOOKING_CODE;
	body.sealed_at = WORLD_NOW - 3600;
	body.not_before = CASE_DEPART + 8 * 3600;
	body.not_after = CASE_DEPART + 22 * 3600;
	body.beds = 3;
	body.meals = 6;
	body.phone = phone;
	return 0;
}

static Guosuo__V1__Sealed sealed_for(const struct trip *trip, const uint32_t *keys)
{
	return world_sealed(&world.rig, KIND_booking, (const hash_t *)&trip->hash,
	                    rig_pack(&world.rig, &body.base), keys);
}

static enum err verify(const Guosuo__V1__Sealed *sealed)
{
	struct booking booking;
	size_t entry = 99;
	enum err err = booking_read(sealed, &world.rig.arena, &booking);
	if (err == ERR_OK)
		err = booking_verify(sealed, &booking, &world.trip, &roster, WORLD_NOW, &world.rig.arena,
		                     &entry);
	assert_true((err == ERR_OK) == (entry == ENTRY_KEEPER));
	return err;
}

static enum err verify_by(const uint32_t *keys)
{
	Guosuo__V1__Sealed sealed = sealed_for(&world.trip, keys);
	return verify(&sealed);
}

/* ---- forms ---- */

static char no_text[] = "", long_phone[PHONE_BYTES + 2];

#define SPOIL(name, statement)                                                                               \
	static void name(Guosuo__V1__Booking *b)                                                             \
	{                                                                                                    \
		statement;                                                                                   \
	}
SPOIL(nothing, (void)b)
SPOIL(meals_only, b->beds = 0)
SPOIL(beds_only, b->meals = 0)
SPOIL(neither, b->beds = b->meals = 0)
SPOIL(beds_many, b->beds = BEDS_MAX + 1)
SPOIL(meals_many, b->meals = MEALS_MAX + 1)
SPOIL(no_stop, b->stop = 0)
SPOIL(no_code, b->code = 0)
SPOIL(code_short, b->code = BOOKING_CODE_MIN - 1)
SPOIL(code_long, b->code = BOOKING_CODE_MAX + 1)
SPOIL(no_time, b->sealed_at = 0)
SPOIL(no_phone, b->phone = no_text)
SPOIL(phone_long, b->phone = long_phone)
SPOIL(leg_zero, b->ordinal = 0)
SPOIL(leg_four, b->ordinal = 4)
SPOIL(leg_of_another, b->ordinal = 3)
SPOIL(ends_as_it_begins, b->not_after = b->not_before)
SPOIL(ends_before, b->not_after = b->not_before - 1)
SPOIL(longest, b->not_after = b->not_before + BOOKING_WINDOW_S)
SPOIL(too_long, b->not_after = b->not_before + BOOKING_WINDOW_S + 1)
SPOIL(before_the_trip, b->not_before = world.trip.body->not_before - 1)
SPOIL(as_the_trip_begins, b->not_before = world.trip.body->not_before)
SPOIL(as_the_trip_ends, (b->not_before = world.trip.body->not_after, b->not_after = b->not_before + 9))
SPOIL(after_the_trip, (b->not_before = world.trip.body->not_after + 1, b->not_after = b->not_before + 9))

static void a_booking_is_sound_or_says_why_not(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__Booking *b);
		enum err want;
	} rows[] = {
	    {"the case", nothing, ERR_OK},
	    {"meals alone", meals_only, ERR_OK},
	    {"beds alone", beds_only, ERR_OK},
	    {"neither", neither, ERR_FORMAT},
	    {"more beds than a stop has", beds_many, ERR_FORMAT},
	    {"more meals", meals_many, ERR_FORMAT},
	    {"no stop", no_stop, ERR_FORMAT},
	    {"no code", no_code, ERR_FORMAT},
	    {"five digits", code_short, ERR_FORMAT},
	    {"seven digits", code_long, ERR_FORMAT},
	    {"never sealed", no_time, ERR_FORMAT},
	    {"no telephone", no_phone, ERR_FORMAT},
	    {"a telephone too long", phone_long, ERR_FORMAT},
	    {"leg 0", leg_zero, ERR_SCOPE},
	    {"a leg the trip lacks", leg_four, ERR_SCOPE},
	    {"another province's leg", leg_of_another, ERR_SCOPE},
	    {"no time at all", ends_as_it_begins, ERR_WINDOW},
	    {"ends before it begins", ends_before, ERR_WINDOW},
	    {"as long as may be", longest, ERR_OK},
	    {"a second longer", too_long, ERR_WINDOW},
	    {"before the trip", before_the_trip, ERR_WINDOW},
	    {"with the trip", as_the_trip_begins, ERR_OK},
	    {"the night after the goods arrived", as_the_trip_ends, ERR_OK},
	    {"after the trip", after_the_trip, ERR_WINDOW},
	};
	memset(long_phone, '1', PHONE_BYTES + 1);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		fresh(state);
		rows[i].spoil(&body);
		enum err alone = booking_sound(&body, world.trip.body), sealed = verify_by(RIG_KEYS(KEEPER));
		if (alone != rows[i].want || sealed != rows[i].want)
			fail_msg("%s: %s and %s", rows[i].why, err_name(alone), err_name(sealed));
	}
}

/* ---- seals ---- */

static void only_the_keeper_of_this_stop_seals_it(void **state)
{
	(void)state;
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_OK);
	assert_int_equal(verify_by(RIG_KEYS(OTHER_KEEPER)), ERR_SCOPE);
	assert_int_equal(verify_by(RIG_KEYS(rig_entry(HEBEI, ENTRY_REVIEWER_A))), ERR_KEY);
	assert_int_equal(verify_by(RIG_KEYS(rig_entry(HEBEI, ENTRY_CHECKPOINT))), ERR_KEY);
	assert_int_equal(verify_by(RIG_KEYS(rig_entry(SHANDONG, ENTRY_KEEPER))), ERR_KEY);
	assert_int_equal(verify_by(RIG_KEYS(KEEPER, OTHER_KEEPER)), ERR_SURPLUS);
	body.stop = STOP_OTHER;
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_SCOPE);
}

static void threat_7_a_booking_of_another_trip_is_none(void **state)
{
	struct trip other = world.trip;
	(void)state;
	other.hash[0] ^= 1;
	Guosuo__V1__Sealed sealed = sealed_for(&other, RIG_KEYS(KEEPER));
	assert_int_equal(verify(&sealed), ERR_SEAL);
}

static void threat_11_the_same_bytes_sealed_as_another_kind_are_no_booking(void **state)
{
	(void)state;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		hash_t links[LINKS_MAX];
		for (size_t i = 0; i < LINKS_MAX; i++)
			memcpy(links[i], world.trip.hash, HASH_LEN);
		Guosuo__V1__Sealed sealed = world_sealed(&world.rig, kind, (const hash_t *)links,
		                                         rig_pack(&world.rig, &body.base), RIG_KEYS(KEEPER));
		assert_int_equal(verify(&sealed), kind == KIND_booking ? ERR_OK : ERR_SEAL);
	}
}

static void a_keeper_seals_inside_its_window_and_not_ahead(void **state)
{
	const Guosuo__V1__RosterEntry *entry = roster.body->entries[ENTRY_KEEPER];
	(void)state;
	body.sealed_at = entry->not_before;
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_OK);
	body.sealed_at = entry->not_before - 1;
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_KEY);
	body.sealed_at = WORLD_NOW + SKEW_S;
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_OK);
	body.sealed_at = WORLD_NOW + SKEW_S + 1;
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_WINDOW);
}

static void another_provinces_roster_says_nothing_of_it(void **state)
{
	(void)state;
	roster.body = stops_roster(&world.rig, SHANDONG, 1);
	assert_int_equal(verify_by(RIG_KEYS(KEEPER)), ERR_SCOPE);
}

static void any_bit_flipped_is_refused(void **state)
{
	Guosuo__V1__Sealed sealed = sealed_for(&world.trip, RIG_KEYS(KEEPER));
	ProtobufCBinaryData *parts[] = {&sealed.body, &sealed.seals};
	size_t mark = world.rig.arena.used;
	(void)state;
	for (size_t p = 0; p < 2; p++) {
		*parts[p] = rig_bytes(&world.rig, parts[p]->data, parts[p]->len);
		mark = world.rig.arena.used;
		for (size_t bit = 0; bit < 8 * parts[p]->len; bit++) {
			parts[p]->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_not_equal(verify(&sealed), ERR_OK);
			parts[p]->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			world.rig.arena.used = mark;
		}
	}
	assert_int_equal(verify(&sealed), ERR_OK);
}

/* ---- the roster ---- */

static void a_keeper_without_a_stop_is_not_put_on_a_roster(void **state)
{
	struct faults faults = {0};
	Guosuo__V1__Roster *mine = stops_roster(&world.rig, HEBEI, 2);
	(void)state;
	roster_check(mine, &world.directory, &faults);
	assert_int_equal(faults.errors, 0);
	mine->entries[ENTRY_KEEPER]->checkpoint = 0;
	roster_check(mine, &world.directory, &faults);
	assert_int_equal(faults.errors, 1);
	assert_int_equal(faults.item[0].rule, RULE_REQUIRED);
	assert_string_equal(faults.item[0].field, "entries[7].checkpoint");
}

static void a_stop_is_found_by_its_code_unless_two_have_it(void **state)
{
	Guosuo__V1__Roster *mine = stops_roster(&world.rig, HEBEI, 2);
	const struct roster held = {.body = mine};
	(void)state;
	assert_int_equal(roster_stop(&held, STOP)->kind, GUOSUO__V1__SITE_KIND__SITE_STOP);
	assert_null(roster_stop(&held, 14));
	mine->sites[2]->code = STOP;
	mine->sites[2]->division = HEBEI * 10000 + 200;
	assert_null(roster_stop(&held, STOP));
}

static void a_leg_permits_the_stops_it_names(void **state)
{
	(void)state;
	assert_true(booking_permitted(world.legs[1].body, 302));
	assert_false(booking_permitted(world.legs[1].body, STOP));
}

/* ---- the pass file ---- */

static enum err read_with(size_t count, const Guosuo__V1__Sealed *sealed)
{
	Guosuo__V1__PassFile *pass = world_pass(&world, 3), *out = NULL;
	struct span raw;
	pass->n_bookings = count;
	pass->bookings = rig_take(&world.rig, (count + 1) * sizeof *pass->bookings);
	for (size_t i = 0; i < count; i++)
		pass->bookings[i] = (Guosuo__V1__Sealed *)(uintptr_t)sealed;
	assert_int_equal(canon_pack(&pass->base, &world.rig.arena, &raw), ERR_OK);
	enum err err = pass_read(raw, &world.rig.arena, &out);
	if (err == ERR_OK)
		assert_int_equal(out->n_bookings, count);
	return err;
}

static void a_pass_file_carries_bookings_up_to_a_number(void **state)
{
	static uint8_t bad[] = {0x08, 0x00};
	static uint8_t large[BOOKING_MAX + 1];
	Guosuo__V1__Sealed sealed = sealed_for(&world.trip, RIG_KEYS(KEEPER));
	(void)state;
	assert_int_equal(read_with(0, &sealed), ERR_OK);
	assert_int_equal(read_with(1, &sealed), ERR_OK);
	assert_int_equal(read_with(BOOKINGS_MAX, &sealed), ERR_OK);
	assert_int_equal(read_with(BOOKINGS_MAX + 1, &sealed), ERR_SIZE);
	sealed.body = (ProtobufCBinaryData){sizeof bad, bad};
	assert_int_equal(read_with(1, &sealed), ERR_FORMAT);
	sealed.body = (ProtobufCBinaryData){sizeof large, large};
	assert_int_equal(read_with(1, &sealed), ERR_SIZE);
}

static void the_largest_booking_fits(void **state)
{
	struct booking booking;
	(void)state;
	body.ordinal = LEGS_MAX, body.province = 99, body.stop = UINT32_MAX, body.code = BOOKING_CODE_MAX;
	body.sealed_at = body.not_before = body.not_after = INT64_MAX;
	body.beds = BEDS_MAX, body.meals = MEALS_MAX;
	long_phone[PHONE_BYTES] = '\0';
	body.phone = long_phone;
	Guosuo__V1__Sealed sealed = sealed_for(&world.trip, RIG_KEYS(KEEPER));
	assert_int_equal(booking_read(&sealed, &world.rig.arena, &booking), ERR_OK);
	assert_true(sealed.body.len <= BOOKING_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_booking_is_sound_or_says_why_not, fresh),
	    cmocka_unit_test_setup(only_the_keeper_of_this_stop_seals_it, fresh),
	    cmocka_unit_test_setup(threat_7_a_booking_of_another_trip_is_none, fresh),
	    cmocka_unit_test_setup(threat_11_the_same_bytes_sealed_as_another_kind_are_no_booking, fresh),
	    cmocka_unit_test_setup(a_keeper_seals_inside_its_window_and_not_ahead, fresh),
	    cmocka_unit_test_setup(another_provinces_roster_says_nothing_of_it, fresh),
	    cmocka_unit_test_setup(any_bit_flipped_is_refused, fresh),
	    cmocka_unit_test_setup(a_keeper_without_a_stop_is_not_put_on_a_roster, fresh),
	    cmocka_unit_test_setup(a_stop_is_found_by_its_code_unless_two_have_it, fresh),
	    cmocka_unit_test_setup(a_leg_permits_the_stops_it_names, fresh),
	    cmocka_unit_test_setup(a_pass_file_carries_bookings_up_to_a_number, fresh),
	    cmocka_unit_test_setup(the_largest_booking_fits, fresh),
	};
	return cmocka_run_group_tests_name("booking", tests, NULL, NULL);
}
