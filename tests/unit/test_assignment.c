#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;
static const Guosuo__V1__Limits *limits;

enum { LEG = 1 };

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	limits = world.directory.body->limits;
	return 0;
}

/* ---- sound ---- */

typedef Guosuo__V1__Assignment body;
static char no_text[] = "", three_digits[] = "001", with_x[] = "001X", x_first[] = "X001", long_name[NAME_BYTES + 2],
            longest[NAME_BYTES + 1];
static uint32_t no_trailer[] = {0}, second_trailer[] = {2}, trailer_twice[] = {1, 1};
static uint64_t bad_plate[] = {1}, same_plates[2], five_plates[5];
static uint8_t short_key[31];

#define SPOIL(name, statement)                                                                                \
	static void name(body *a)                                                                             \
	{                                                                                                     \
		statement;                                                                                    \
	}
SPOIL(nothing, (void)a)
SPOIL(on_paper, (a->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER, a->paper = true))
SPOIL(licence_with_x, a->licence_last4 = with_x)
SPOIL(no_escort, (a->n_escort_plates = 0, a->escort_staff = 0))
SPOIL(tractor_alone, a->n_trailers = 0)
SPOIL(the_spare_tractor, a->tractor = 2)
SPOIL(longest_name, a->driver_name = longest)
SPOIL(four_escorts, (a->escort_plates = five_plates, a->n_escort_plates = 4))
SPOIL(five_escorts, (a->escort_plates = five_plates, a->n_escort_plates = 5))
SPOIL(until_the_trips_end, a->not_after = world.trip.body->not_after)
SPOIL(no_serial, a->serial = 0)
SPOIL(no_name, a->driver_name = no_text)
SPOIL(a_long_name, a->driver_name = long_name)
SPOIL(licence_short, a->licence_last4 = three_digits)
SPOIL(licence_x_first, a->licence_last4 = x_first)
SPOIL(escort_unreadable, (a->escort_plates = bad_plate, a->n_escort_plates = 1))
SPOIL(escort_twice, a->escort_plates = same_plates)
SPOIL(staff_without_escort, a->n_escort_plates = 0)
SPOIL(nobody_holds_it, a->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER__NOT_SET)
SPOIL(paper_denied, (a->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER, a->paper = false))
SPOIL(key_short, a->device_key = ((ProtobufCBinaryData){31, short_key}))
SPOIL(from_before_the_trip, a->not_before--)
SPOIL(until_after_the_trip, a->not_after = world.trip.body->not_after + 1)
SPOIL(window_backwards, a->not_after = a->not_before)
SPOIL(no_journey, a->journey = 0)
SPOIL(second_journey, a->journey = 2)
SPOIL(no_tractor, a->tractor = 0)
SPOIL(third_tractor, a->tractor = 3)
SPOIL(trailer_zero, a->trailers = no_trailer)
SPOIL(trailer_two, a->trailers = second_trailer)
SPOIL(a_trailer_twice, (a->trailers = trailer_twice, a->n_trailers = 2))

static const struct {
	void (*spoil)(body *a);
	const char *why;
	enum err want;
	const char *field;
	enum rule rule; /* of the fault that is said */
} spoils[] = {
#define GOOD(name) {name, #name, ERR_OK, NULL, RULE_OK}
#define ROW(name, want, field, rule) {name, #name, want, "assignment." field, RULE_##rule}
    GOOD(nothing),
    GOOD(on_paper),
    GOOD(licence_with_x),
    GOOD(no_escort),
    GOOD(tractor_alone),
    GOOD(the_spare_tractor),
    GOOD(longest_name),
    GOOD(four_escorts),
    ROW(five_escorts, ERR_FORMAT, "escort_plates", TOO_MANY),
    GOOD(until_the_trips_end),
    ROW(no_serial, ERR_FORMAT, "serial", TOO_SMALL),
    ROW(no_name, ERR_FORMAT, "driver_name", REQUIRED),
    ROW(a_long_name, ERR_FORMAT, "driver_name", TOO_LONG),
    ROW(licence_short, ERR_FORMAT, "licence_last4", LICENCE_LAST),
    ROW(licence_x_first, ERR_FORMAT, "licence_last4", LICENCE_LAST),
    ROW(escort_unreadable, ERR_FORMAT, "escort_plates", PLATE_FORM),
    ROW(escort_twice, ERR_FORMAT, "escort_plates", DUPLICATE),
    ROW(staff_without_escort, ERR_FORMAT, "escort_plates", REQUIRED),
    ROW(nobody_holds_it, ERR_FORMAT, "device_key", KEY_POINT),
    ROW(paper_denied, ERR_FORMAT, "device_key", KEY_POINT),
    ROW(key_short, ERR_FORMAT, "device_key", KEY_POINT),
    ROW(from_before_the_trip, ERR_WINDOW, "not_before", WINDOW_OUTSIDE),
    ROW(until_after_the_trip, ERR_WINDOW, "not_after", WINDOW_OUTSIDE),
    ROW(window_backwards, ERR_WINDOW, "not_after", WINDOW_ORDER),
    ROW(no_journey, ERR_SCOPE, "journey", ORDINAL),
    ROW(second_journey, ERR_SCOPE, "journey", ORDINAL),
    ROW(no_tractor, ERR_SCOPE, "tractor", ORDINAL),
    ROW(third_tractor, ERR_SCOPE, "tractor", ORDINAL),
    ROW(trailer_zero, ERR_SCOPE, "trailers", ORDINAL),
    ROW(trailer_two, ERR_SCOPE, "trailers", ORDINAL),
    ROW(a_trailer_twice, ERR_SCOPE, "trailers", DUPLICATE),
};

static void an_unsound_assignment_is_known_by_its_kind_of_fault_and_names_the_field(void **state)
{
	(void)state;
	static const char *const plates[] = {"鲁A54321", "鲁A54322", "鲁A54323", "鲁A54324", "鲁A54325"};
	memset(long_name, 'x', NAME_BYTES + 1);
	memset(longest, 'x', NAME_BYTES);
	for (size_t i = 0; i < 5; i++)
		rig_must(plate_pack(span_text(plates[i]), &five_plates[i]) == RULE_OK);
	same_plates[0] = same_plates[1] = world_assignment(&world)->escort_plates[0];
	for (size_t i = 0; i < RIG_COUNT(spoils); i++) {
		body *assignment = world_assignment(&world);
		spoils[i].spoil(assignment);
		struct faults faults = {0};
		enum err got = assignment_sound(assignment, world.trip.body, limits, &faults);
		bool named = got == ERR_OK ? faults.count == 0
		                           : faults.count == 1 && faults.item[0].rule == spoils[i].rule &&
		                                 strcmp(faults.item[0].field, spoils[i].field) == 0;
		if (got != spoils[i].want || !named)
			fail_msg("%s: %s, %s %s", spoils[i].why, err_name(got), faults.item[0].field,
			         fault_name(faults.item[0].rule));
	}
}

static void an_assignment_is_short_even_in_a_long_trip(void **state)
{
	Guosuo__V1__Trip trip = *world.trip.body;
	Guosuo__V1__Limits other = *limits;
	body *assignment = world_assignment(&world);
	(void)state;
	trip.not_after = trip.not_before + 100 * 86400;
	assignment->not_after = assignment->not_before + 7 * 86400;
	assert_int_equal(assignment_sound(assignment, &trip, limits, NULL), ERR_OK);
	assignment->not_after++;
	assert_int_equal(assignment_sound(assignment, &trip, limits, NULL), ERR_WINDOW);
	other.assignment_window_s = 0;
	assert_int_equal(assignment_sound(assignment, &trip, &other, NULL), ERR_WINDOW);
	assignment->not_after--;
	assert_int_equal(assignment_sound(assignment, &trip, &other, NULL), ERR_OK);
	other.assignment_window_s = 86400;
	assert_int_equal(assignment_sound(assignment, &trip, &other, NULL), ERR_WINDOW);
}

/* ---- the officer's seal ---- */

static enum err verify(const struct trip *trip)
{
	return assignment_verify(world.assignment_sealed, &world.assignment, trip, limits, &world.rig.arena);
}

static void any_officer_of_the_trip_may_assign_and_nobody_else(void **state)
{
	struct span raw = rig_pack(&world.rig, &world_assignment(&world)->base);
	struct rig_pair stranger = rig_pair(WORLD_STRANGER), issuing = rig_pair(rig_entry(SHANDONG, ENTRY_ISSUING));
	Guosuo__V1__OfficerSealed *sealed = NULL;
	(void)state;
	for (uint32_t i = 0; i < WORLD_OFFICERS; i++) {
		struct rig_pair officer = rig_pair(WORLD_OFFICER + i);
		assert_int_equal(assignment_seal(raw, &world.trip, officer.secret, &world.rig.arena, &sealed), ERR_OK);
		assert_int_equal(assignment_verify(sealed, &world.assignment, &world.trip, limits, &world.rig.arena), ERR_OK);
	}
	assert_int_equal(assignment_seal(raw, &world.trip, stranger.secret, &world.rig.arena, &sealed), ERR_KEY);
	assert_int_equal(assignment_seal(raw, &world.trip, issuing.secret, &world.rig.arena, &sealed), ERR_KEY);
	world.assignment_sealed->key = rig_key(&world.rig, WORLD_STRANGER);
	assert_int_equal(verify(&world.trip), ERR_KEY);
	world.assignment_sealed->key = rig_key(&world.rig, WORLD_OFFICER + 1);
	assert_int_equal(verify(&world.trip), ERR_SEAL);
	world.assignment_sealed->key.len = 31;
	assert_int_equal(verify(&world.trip), ERR_FORMAT);
}

static struct trip another_trip(void)
{
	Guosuo__V1__Trip other = *world.trip.body;
	static uint8_t id[PASS_ID_LEN] = {9, 9, 9};
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct trip trip;
	other.pass_id = (ProtobufCBinaryData){sizeof id, id};
	sealed.body = span_bytes(rig_pack(&world.rig, &other.base));
	rig_must(trip_read(&sealed, &world.rig.arena, &trip) == ERR_OK);
	return trip;
}

static void threat_7_assignment_of_another_trip_is_refused(void **state)
{
	struct trip other = another_trip();
	(void)state;
	assert_int_equal(verify(&other), ERR_SEAL);
}

static void a_sealed_assignment_that_is_unsound_is_refused(void **state)
{
	body *assignment = world_assignment(&world);
	(void)state;
	assignment->not_after = world.trip.body->not_after + 1;
	world_seal_assignment(&world, assignment);
	assert_int_equal(verify(&world.trip), ERR_WINDOW);
}

static void a_device_key_that_is_no_point_is_not_assigned(void **state)
{
	static uint8_t identity[KEY_LEN] = {1};
	struct rig_pair officer = rig_pair(WORLD_OFFICER);
	body *assignment = world_assignment(&world);
	Guosuo__V1__OfficerSealed *sealed;
	(void)state;
	assignment->device_key = (ProtobufCBinaryData){KEY_LEN, identity};
	assert_int_equal(assignment_seal(rig_pack(&world.rig, &assignment->base), &world.trip, officer.secret,
	                                 &world.rig.arena, &sealed),
	                 ERR_KEY);
}

static void a_damaged_secret_seals_nothing(void **state)
{
	struct rig_pair officer = rig_pair(WORLD_OFFICER), device = rig_pair(WORLD_DEVICE);
	struct span raw = rig_pack(&world.rig, &world_assignment(&world)->base);
	Guosuo__V1__OfficerSealed *sealed;
	Guosuo__V1__DeviceSealed *presented;
	(void)state;
	officer.secret[3] ^= 1;
	assert_int_equal(assignment_seal(raw, &world.trip, officer.secret, &world.rig.arena, &sealed), ERR_SEAL);
	device.secret[3] ^= 1;
	assert_int_equal(presentation_seal(world_presentation(&world), &world.trip, &world.legs[LEG], &world.assignment,
	                                   device.secret, &world.rig.arena, &presented),
	                 ERR_SEAL);
}

static void what_is_not_canonical_is_not_sealed(void **state)
{
	static const uint8_t zero_serial[] = {0x08, 0x00};
	static uint8_t long_one[ASSIGNMENT_MAX + 1];
	struct rig_pair officer = rig_pair(WORLD_OFFICER);
	Guosuo__V1__OfficerSealed *sealed;
	(void)state;
	assert_int_equal(assignment_seal(span_of(zero_serial, 2), &world.trip, officer.secret, &world.rig.arena, &sealed),
	                 ERR_FORMAT);
	assert_int_equal(assignment_seal(span_of(long_one, sizeof long_one), &world.trip, officer.secret,
	                                 &world.rig.arena, &sealed),
	                 ERR_SIZE);
}

/* ---- presentation ---- */

static enum err present(const struct trip *trip, const struct leg *leg, const struct assignment *assignment)
{
	const Guosuo__V1__Presentation *out = NULL;
	enum err err =
	    presentation_open(world.presentation_sealed, trip, leg, assignment, &world.rig.arena, &out);
	assert_true((err == ERR_OK) == (out != NULL));
	return err;
}

static void a_presentation_is_of_this_trip_leg_and_assignment(void **state)
{
	struct trip other = another_trip();
	struct assignment later = world.assignment;
	(void)state;
	assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_OK);
	assert_int_equal(present(&other, &world.legs[LEG], &world.assignment), ERR_SEAL);
	assert_int_equal(present(&world.trip, &world.legs[0], &world.assignment), ERR_SEAL);
	later.hash[0] ^= 1;
	assert_int_equal(present(&world.trip, &world.legs[LEG], &later), ERR_SEAL);
}

static void another_phone_cannot_present(void **state)
{
	struct rig_pair other = rig_pair(WORLD_OTHER_DEVICE);
	body *assignment = world_assignment(&world);
	Guosuo__V1__DeviceSealed *sealed;
	(void)state;
	assert_int_equal(presentation_seal(world_presentation(&world), &world.trip, &world.legs[LEG], &world.assignment,
	                                   other.secret, &world.rig.arena, &sealed),
	                 ERR_KEY);
	assignment->device_key = rig_key(&world.rig, WORLD_OTHER_DEVICE);
	world_seal_assignment(&world, assignment);
	assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_SEAL);
}

static void a_signature_of_another_length_is_none(void **state)
{
	(void)state;
	world.assignment_sealed->signature.len = SIG_LEN - 1;
	assert_int_equal(verify(&world.trip), ERR_FORMAT);
	world.presentation_sealed->signature.len = 0;
	assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_FORMAT);
}

static void paper_presents_nothing(void **state)
{
	struct rig_pair device = rig_pair(WORLD_DEVICE);
	body *assignment = world_assignment(&world);
	Guosuo__V1__DeviceSealed *sealed;
	(void)state;
	on_paper(assignment);
	world_seal_assignment(&world, assignment);
	assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_FORMAT);
	assert_int_equal(presentation_seal(world_presentation(&world), &world.trip, &world.legs[LEG], &world.assignment,
	                                   device.secret, &world.rig.arena, &sealed),
	                 ERR_FORMAT);
}

static void a_presentation_out_of_form_is_neither_sealed_nor_opened(void **state)
{
	static uint8_t eight[8];
	Guosuo__V1__Presentation *bad[6];
	struct rig_pair device = rig_pair(WORLD_DEVICE);
	hash_t links[3];
	(void)state;
	memcpy(links[0], world.trip.hash, HASH_LEN);
	memcpy(links[1], world.legs[LEG].hash, HASH_LEN);
	memcpy(links[2], world.assignment.hash, HASH_LEN);
	for (size_t i = 0; i < 6; i++) {
		bad[i] = world_presentation(&world);
		world_challenge(&world, bad[i]);
	}
	bad[0]->time = 0;
	bad[1]->counter = 0;
	bad[2]->challenge->nonce = NONCE_MIN - 1;
	bad[3]->challenge->nonce = NONCE_MAX + 1;
	bad[4]->challenge->checkpoint = 0;
	bad[5]->state_digest = (ProtobufCBinaryData){8, eight};
	for (size_t i = 0; i < 6; i++) {
		Guosuo__V1__DeviceSealed *sealed = world.presentation_sealed;
		assert_int_equal(presentation_seal(bad[i], &world.trip, &world.legs[LEG], &world.assignment, device.secret,
		                                   &world.rig.arena, &sealed),
		                 ERR_FORMAT);
		struct span raw = rig_pack(&world.rig, &bad[i]->base);
		uint8_t *seal = rig_take(&world.rig, SEAL_LEN);
		rig_must(seal_sign(KIND_presentation, (const hash_t *)links, raw, device.secret, &world.rig.arena, seal) ==
		         ERR_OK);
		world.presentation_sealed->body = span_bytes(raw);
		world.presentation_sealed->signature = (ProtobufCBinaryData){SIG_LEN, seal + KID_LEN};
		assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_FORMAT);
	}
}

/* The bytes are proto/README.md's, reckoned apart from this code. */
static void a_list_is_named_by_its_province_and_hour(void **state)
{
	static const uint8_t want[DIGEST_LEN] = {0xcb, 0xe1, 0xe0, 0x7b};
	uint8_t got[DIGEST_LEN];
	(void)state;
	for (int64_t second = 0; second < 3600; second += 3599) {
		presentation_state(13, 1583805600 + second, got);
		assert_memory_equal(got, want, DIGEST_LEN);
	}
	presentation_state(13, 1583805600 + 3600, got);
	assert_memory_not_equal(got, want, DIGEST_LEN);
	presentation_state(12, 1583805600, got);
	assert_memory_not_equal(got, want, DIGEST_LEN);
}

static void every_nonce_of_six_digits_may_be_presented(void **state)
{
	static const uint32_t nonces[] = {NONCE_MIN, NONCE_MAX};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(nonces); i++) {
		Guosuo__V1__Presentation *presentation = world_presentation(&world);
		world_challenge(&world, presentation);
		presentation->challenge->nonce = nonces[i], presentation->challenge->checkpoint = 1;
		world_seal_presentation(&world, presentation, LEG);
		assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_OK);
	}
}

static void any_flipped_bit_of_either_refuses_it(void **state)
{
	struct span assigned = world.assignment.raw, shown = bytes_span(world.presentation_sealed->body);
	uint8_t *a = rig_take(&world.rig, assigned.n), *p = rig_take(&world.rig, shown.n);
	(void)state;
	world.assignment_sealed->body.data = a;
	world.presentation_sealed->body.data = p;
	memcpy(p, shown.p, shown.n);
	for (size_t bit = 0; bit < assigned.n * 8; bit += 3) {
		size_t used = world.rig.arena.used;
		memcpy(a, assigned.p, assigned.n);
		a[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (assignment_read(world.assignment_sealed, &world.rig.arena, &world.assignment) == ERR_OK)
			assert_int_not_equal(verify(&world.trip), ERR_OK);
		world.rig.arena.used = used;
	}
	memcpy(a, assigned.p, assigned.n);
	rig_must(assignment_read(world.assignment_sealed, &world.rig.arena, &world.assignment) == ERR_OK);
	assert_int_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_OK);
	for (size_t bit = 0; bit < shown.n * 8; bit++) {
		size_t used = world.rig.arena.used;
		memcpy(p, shown.p, shown.n);
		p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		assert_int_not_equal(present(&world.trip, &world.legs[LEG], &world.assignment), ERR_OK);
		world.rig.arena.used = used;
	}
}

/* ---- memory ---- */

static uint8_t tight[16 * 1024];

static void every_arena_that_is_too_small_says_so(void **state)
{
	struct span raw = rig_pack(&world.rig, &world_assignment(&world)->base);
	struct rig_pair officer = rig_pair(WORLD_OFFICER), device = rig_pair(WORLD_DEVICE);
	Guosuo__V1__Presentation *presentation = world_presentation(&world);
	enum err err[4] = {ERR_MEMORY, ERR_MEMORY, ERR_MEMORY, ERR_MEMORY};
	size_t size;
	(void)state;
	for (size = 0; size < sizeof tight && (err[0] | err[1] | err[2] | err[3]) != ERR_OK; size += 8) {
		struct arena arenas[4];
		Guosuo__V1__OfficerSealed *sealed;
		Guosuo__V1__DeviceSealed *presented;
		const Guosuo__V1__Presentation *out;
		for (size_t i = 0; i < 4; i++)
			arenas[i] = (struct arena){tight, size, 0};
		world_step(&err[0], assignment_seal(raw, &world.trip, officer.secret, &arenas[0], &sealed), size);
		world_step(&err[1],
		           assignment_verify(world.assignment_sealed, &world.assignment, &world.trip, limits, &arenas[1]),
		           size);
		world_step(&err[2],
		           presentation_seal(presentation, &world.trip, &world.legs[LEG], &world.assignment, device.secret,
		                             &arenas[2], &presented),
		           size);
		world_step(&err[3],
		           presentation_open(world.presentation_sealed, &world.trip, &world.legs[LEG], &world.assignment,
		                             &arenas[3], &out),
		           size);
	}
	assert_true(size < sizeof tight);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(an_unsound_assignment_is_known_by_its_kind_of_fault_and_names_the_field, fresh),
	    cmocka_unit_test_setup(an_assignment_is_short_even_in_a_long_trip, fresh),
	    cmocka_unit_test_setup(any_officer_of_the_trip_may_assign_and_nobody_else, fresh),
	    cmocka_unit_test_setup(threat_7_assignment_of_another_trip_is_refused, fresh),
	    cmocka_unit_test_setup(a_sealed_assignment_that_is_unsound_is_refused, fresh),
	    cmocka_unit_test_setup(a_device_key_that_is_no_point_is_not_assigned, fresh),
	    cmocka_unit_test_setup(a_damaged_secret_seals_nothing, fresh),
	    cmocka_unit_test_setup(what_is_not_canonical_is_not_sealed, fresh),
	    cmocka_unit_test_setup(a_presentation_is_of_this_trip_leg_and_assignment, fresh),
	    cmocka_unit_test_setup(another_phone_cannot_present, fresh),
	    cmocka_unit_test_setup(a_signature_of_another_length_is_none, fresh),
	    cmocka_unit_test_setup(paper_presents_nothing, fresh),
	    cmocka_unit_test_setup(a_presentation_out_of_form_is_neither_sealed_nor_opened, fresh),
	    cmocka_unit_test_setup(a_list_is_named_by_its_province_and_hour, fresh),
	    cmocka_unit_test_setup(every_nonce_of_six_digits_may_be_presented, fresh),
	    cmocka_unit_test_setup(any_flipped_bit_of_either_refuses_it, fresh),
	    cmocka_unit_test_setup(every_arena_that_is_too_small_says_so, fresh),
	};
	return cmocka_run_group_tests_name("assignment", tests, NULL, NULL);
}
