#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/chain.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	return 0;
}

static struct span code_of_leg(size_t legs, uint32_t ordinal, const Guosuo__V1__DeviceSealed *presentation)
{
	struct span code;
	rig_must(code_make(world_pass(&world, legs), ordinal, world.assignment_sealed, presentation,
	                   &world.rig.arena, &code) == ERR_OK);
	return code;
}

/* ---- size: QR version 22-L holds 968 bytes ---- */

static void the_case_fits_945_bytes_and_960_with_a_nonce(void **state)
{
	Guosuo__V1__Presentation *presentation = world_presentation(&world);
	(void)state;
	size_t without = code_of_leg(3, 2, world.presentation_sealed).n;
	world_challenge(&world, presentation);
	world_seal_presentation(&world, presentation, 1);
	size_t with = code_of_leg(3, 2, world.presentation_sealed).n;
	print_message("code of the case: %zu bytes, with nonce %zu; trip %zu, leg %zu, assignment %zu\n",
	              without, with, world.trip.raw.n, world.legs[1].raw.n, world.assignment.raw.n);
	assert_true(without <= 945);
	assert_true(with <= 960);
	assert_true(with <= trip_code_bound(world.trip.raw.n, 3));
}

static void a_code_is_the_same_however_many_legs_there_are(void **state)
{
	(void)state;
	for (uint32_t ordinal = 1; ordinal <= 3; ordinal++) {
		struct span all = code_of_leg(3, ordinal, NULL), fewest = code_of_leg(ordinal, ordinal, NULL);
		assert_true(span_equal(all, fewest));
	}
}

/* ---- open and pack ---- */

static void what_is_packed_opens_to_the_same_parts(void **state)
{
	struct code code;
	struct span raw = code_of_leg(3, 2, world.presentation_sealed), again;
	(void)state;
	assert_int_equal(code_open(raw, &world.rig.arena, &code), ERR_OK);
	assert_true(span_equal(bytes_span(code.trip.body), world.trip.raw));
	assert_true(span_equal(bytes_span(code.leg.body), world.legs[1].raw));
	assert_true(span_equal(bytes_span(code.leg.seals), bytes_span(world.leg_sealed[1].seals)));
	assert_true(span_equal(bytes_span(code.assignment.key), bytes_span(world.assignment_sealed->key)));
	assert_true(span_equal(bytes_span(code.presentation.signature),
	                       bytes_span(world.presentation_sealed->signature)));
	assert_int_equal(code_pack(&code, &world.rig.arena, &again), ERR_OK);
	assert_true(span_equal(raw, again));
}

static void paper_has_no_presentation(void **state)
{
	struct code code;
	(void)state;
	assert_int_equal(code_open(code_of_leg(3, 1, NULL), &world.rig.arena, &code), ERR_OK);
	assert_int_equal(code.presentation.body.len, 0);
	assert_int_equal(code.presentation.signature.len, 0);
	assert_int_equal(code.leg.seals.len, 2 * SEAL_LEN);
}

static Guosuo__V1__Code opened(void)
{
	struct span raw = code_of_leg(3, 2, world.presentation_sealed);
	Guosuo__V1__Code *code = guosuo__v1__code__unpack(NULL, raw.n, raw.p);
	rig_must(code != NULL);
	Guosuo__V1__Code copy = *code;
	copy.trip = rig_bytes(&world.rig, code->trip.data, code->trip.len);
	copy.leg = rig_bytes(&world.rig, code->leg.data, code->leg.len);
	copy.assignment = rig_bytes(&world.rig, code->assignment.data, code->assignment.len);
	copy.presentation = rig_bytes(&world.rig, code->presentation.data, code->presentation.len);
	copy.seals = rig_bytes(&world.rig, code->seals.data, code->seals.len);
	guosuo__v1__code__free_unpacked(code, NULL);
	return copy;
}

static enum err open_again(const Guosuo__V1__Code *code)
{
	struct code out;
	return code_open(rig_pack(&world.rig, &code->base), &world.rig.arena, &out);
}

static void longer_by(ProtobufCBinaryData *bytes, size_t n)
{
	uint8_t *p = rig_take(&world.rig, bytes->len + n);
	memcpy(p, bytes->data, bytes->len);
	*bytes = (ProtobufCBinaryData){bytes->len + n, p};
}

static void no_trip(Guosuo__V1__Code *code)
{
	code->trip.len = 0;
}
static void no_leg(Guosuo__V1__Code *code)
{
	code->leg.len = 0;
}
static void no_assignment(Guosuo__V1__Code *code)
{
	code->assignment.len = 0;
}
static void no_seals(Guosuo__V1__Code *code)
{
	code->seals.len = 0;
}
static void no_leg_seal(Guosuo__V1__Code *code)
{
	code->seals.len -= 2 * SEAL_LEN;
}
static void one_byte_of_seals_less(Guosuo__V1__Code *code)
{
	code->seals.len--;
}
static void half_a_seal_more(Guosuo__V1__Code *code)
{
	longer_by(&code->seals, 34);
}
static void three_seals_on_the_leg(Guosuo__V1__Code *code)
{
	longer_by(&code->seals, SEAL_LEN);
}
static void no_presentation_but_its_seal(Guosuo__V1__Code *code)
{
	code->presentation.len = 0;
}
static void a_trip_that_is_not_canonical(Guosuo__V1__Code *code)
{
	longer_by(&code->trip, 1);
}
static void a_leg_too_long(Guosuo__V1__Code *code)
{
	longer_by(&code->leg, LEG_MAX);
}
static void nothing(Guosuo__V1__Code *code)
{
	(void)code;
}

static const struct {
	const char *why;
	void (*spoil)(Guosuo__V1__Code *code);
	enum err want;
} spoils[] = {
    {"a whole code", nothing, ERR_OK},
    {"no trip", no_trip, ERR_FORMAT},
    {"no leg", no_leg, ERR_FORMAT},
    {"no assignment", no_assignment, ERR_FORMAT},
    {"no seals", no_seals, ERR_FORMAT},
    {"no seal on the leg", no_leg_seal, ERR_FORMAT},
    {"a byte short", one_byte_of_seals_less, ERR_FORMAT},
    {"half a seal more", half_a_seal_more, ERR_FORMAT},
    {"three seals on the leg", three_seals_on_the_leg, ERR_SURPLUS},
    {"a seal of no presentation", no_presentation_but_its_seal, ERR_FORMAT},
    {"a trip that is not canonical", a_trip_that_is_not_canonical, ERR_FORMAT},
    {"a leg longer than any", a_leg_too_long, ERR_SIZE},
};

static void a_code_has_all_its_parts_or_does_not_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(spoils); i++) {
		Guosuo__V1__Code code = opened();
		spoils[i].spoil(&code);
		enum err got = open_again(&code);
		if (got != spoils[i].want)
			fail_msg("%s: %s", spoils[i].why, err_name(got));
	}
}

static void a_code_beyond_2_kib_is_not_read(void **state)
{
	static uint8_t long_one[CODE_MAX + 1];
	struct code code;
	(void)state;
	assert_int_equal(code_open(span_of(long_one, sizeof long_one), &world.rig.arena, &code), ERR_SIZE);
}

static void a_part_without_its_seals_is_not_packed(void **state)
{
	struct code whole, code;
	struct span raw;
	(void)state;
	assert_int_equal(code_open(code_of_leg(3, 2, world.presentation_sealed), &world.rig.arena, &whole),
	                 ERR_OK);
	code = whole, code.trip.seals.len = 0;
	assert_int_equal(code_pack(&code, &world.rig.arena, &raw), ERR_FORMAT);
	code = whole, code.leg.seals.len = SEAL_LEN - 1;
	assert_int_equal(code_pack(&code, &world.rig.arena, &raw), ERR_FORMAT);
	code = whole, code.assignment.key.len = 31;
	assert_int_equal(code_pack(&code, &world.rig.arena, &raw), ERR_FORMAT);
	code = whole, code.presentation.signature.len = 0;
	assert_int_equal(code_pack(&code, &world.rig.arena, &raw), ERR_FORMAT);
	code = whole, code.leg.body.len = 0;
	assert_int_equal(code_pack(&code, &world.rig.arena, &raw), ERR_FORMAT);
}

static void a_leg_that_is_not_there_makes_no_code(void **state)
{
	struct span raw;
	(void)state;
	assert_int_equal(
	    code_make(world_pass(&world, 2), 3, world.assignment_sealed, NULL, &world.rig.arena, &raw),
	    ERR_NOT_FOUND);
}

static void a_code_is_made_up_to_1130_bytes(void **state)
{
	Guosuo__V1__Leg *leg = world_leg(&world, 0);
	static const char long_name[] = "GGGGGGGGGGGGGGGGGGGG";
	Guosuo__V1__Road *long_road = world_road(&world.rig, long_name, 0);
	Guosuo__V1__Road *roads[ROADS_MAX];
	struct span raw;
	enum err err = ERR_OK;
	(void)state;
	for (size_t i = 0; i < ROADS_MAX; i++)
		roads[i] = long_road;
	leg->roads = roads, leg->n_roads = 1;
	for (size_t larger = 0; err == ERR_OK; larger++) {
		leg->n_roads = larger / 20 + 1;
		leg->roads[larger / 20] = world_road(&world.rig, &long_name[19 - larger % 20], 0);
		world_seal_leg(&world, 0, leg, WORLD_REVIEWERS(SHANDONG));
		raw = (struct span){NULL, 0};
		err = code_make(world_pass(&world, 1), 1, world.assignment_sealed, NULL, &world.rig.arena,
		                &raw);
		rig_must(larger < 300 &&
		         (err == ERR_OK ? raw.n <= CODE_FIT_MAX : err == ERR_SIZE && raw.n == 0));
	}
	size_t others = world.trip.raw.n + world.assignment.raw.n + 3 * SEAL_LEN + KEY_LEN + SIG_LEN;
	assert_int_equal(others + world.legs[0].raw.n + 3 + 3 + 2 + 3, CODE_FIT_MAX + 1);
}

/* ---- pass file ---- */

static struct span pass_raw(const Guosuo__V1__PassFile *pass)
{
	return rig_pack(&world.rig, &pass->base);
}

static void the_newest_leg_and_assignment_are_taken(void **state)
{
	Guosuo__V1__PassFile *pass = world_pass(&world, 3);
	Guosuo__V1__Assignment *newer = world_assignment(&world), *paper = world_assignment(&world);
	Guosuo__V1__Leg *amended = world_leg(&world, 0);
	struct rig_pair device = rig_pair(WORLD_DEVICE), other = rig_pair(WORLD_OTHER_DEVICE);
	const Guosuo__V1__Sealed *leg;
	const Guosuo__V1__OfficerSealed *found;
	Guosuo__V1__OfficerSealed *list[3] = {world.assignment_sealed};
	(void)state;
	newer->serial = 5;
	world_seal_assignment(&world, newer);
	list[1] = world.assignment_sealed;
	paper->serial = 9, paper->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER, paper->paper = true;
	world_seal_assignment(&world, paper);
	list[2] = world.assignment_sealed;
	pass->assignments = list, pass->n_assignments = 3;
	assert_int_equal(pass_assignment(pass, device.key, &world.rig.arena, &found), ERR_OK);
	assert_ptr_equal(found, list[1]);
	assert_int_equal(pass_assignment(pass, NULL, &world.rig.arena, &found), ERR_OK);
	assert_ptr_equal(found, list[2]);
	assert_int_equal(pass_assignment(pass, other.key, &world.rig.arena, &found), ERR_NOT_FOUND);
	Guosuo__V1__Sealed first = world.leg_sealed[0];
	amended->revision = 2;
	world_seal_leg(&world, 0, amended, WORLD_REVIEWERS(SHANDONG));
	Guosuo__V1__Sealed *legs[] = {&world.leg_sealed[0], &first};
	pass->legs = legs, pass->n_legs = 2;
	assert_int_equal(pass_leg(pass, 1, &world.rig.arena, &leg), ERR_OK);
	assert_ptr_equal(leg, legs[0]);
}

static void a_pass_file_reads_only_when_all_its_bodies_do(void **state)
{
	Guosuo__V1__PassFile *pass = world_pass(&world, 3), *out = NULL;
	static uint8_t bad[] = {0x08, 0x00};
	(void)state;
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_OK);
	assert_int_equal(out->n_legs, 3);
	pass->annex = (ProtobufCBinaryData){sizeof bad, bad};
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_FORMAT);
	pass->annex.len = 0;
	world.leg_sealed[2].body = (ProtobufCBinaryData){sizeof bad, bad};
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_FORMAT);
	pass->n_legs = 2;
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_OK);
	pass->n_stamps = 1, pass->stamps = &pass->legs[1];
	world.leg_sealed[1].body = (ProtobufCBinaryData){sizeof bad, bad};
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_FORMAT);
	pass->n_stamps = 0, pass->n_legs = 1;
	Guosuo__V1__StampChain chain = GUOSUO__V1__STAMP_CHAIN__INIT;
	chain.trip = rig_bytes(&world.rig, world.trip.hash, CHAIN_TRIP_LEN);
	pass->chain = &chain;
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_OK);
	chain.trip.len--;
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_FORMAT);
	pass->chain = NULL;
	pass->assignments[0]->body = (ProtobufCBinaryData){sizeof bad, bad};
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_FORMAT);
	pass->n_assignments = 0, pass->trip = NULL;
	assert_int_equal(pass_read(pass_raw(pass), &world.rig.arena, &out), ERR_FORMAT);
	static uint8_t long_one[PASS_FILE_MAX + 1];
	assert_int_equal(pass_read(span_of(long_one, sizeof long_one), &world.rig.arena, &out), ERR_SIZE);
}

/* ---- memory ---- */

static uint8_t tight[64 * 1024];

static void every_arena_that_is_too_small_says_so(void **state)
{
	const Guosuo__V1__PassFile *pass = world_pass(&world, 3);
	struct span raw = pass_raw(pass), code = code_of_leg(3, 2, world.presentation_sealed), made;
	Guosuo__V1__PassFile *read;
	struct code opened_code;
	size_t size;
	enum err err[3] = {ERR_MEMORY, ERR_MEMORY, ERR_MEMORY};
	(void)state;
	for (size = 0; size < sizeof tight && (err[0] | err[1] | err[2]) != ERR_OK; size += 8) {
		struct arena one = {tight, size, 0}, two = one, three = one;
		world_step(&err[0], pass_read(raw, &one, &read), size);
		world_step(&err[1], code_open(code, &two, &opened_code), size);
		world_step(&err[2], code_make(pass, 2, world.assignment_sealed, NULL, &three, &made), size);
	}
	assert_true(size < sizeof tight);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_case_fits_945_bytes_and_960_with_a_nonce, fresh),
	    cmocka_unit_test_setup(a_code_is_the_same_however_many_legs_there_are, fresh),
	    cmocka_unit_test_setup(what_is_packed_opens_to_the_same_parts, fresh),
	    cmocka_unit_test_setup(paper_has_no_presentation, fresh),
	    cmocka_unit_test_setup(a_code_has_all_its_parts_or_does_not_open, fresh),
	    cmocka_unit_test_setup(a_code_beyond_2_kib_is_not_read, fresh),
	    cmocka_unit_test_setup(a_part_without_its_seals_is_not_packed, fresh),
	    cmocka_unit_test_setup(a_leg_that_is_not_there_makes_no_code, fresh),
	    cmocka_unit_test_setup(a_code_is_made_up_to_1130_bytes, fresh),
	    cmocka_unit_test_setup(the_newest_leg_and_assignment_are_taken, fresh),
	    cmocka_unit_test_setup(a_pass_file_reads_only_when_all_its_bodies_do, fresh),
	    cmocka_unit_test_setup(every_arena_that_is_too_small_says_so, fresh),
	};
	return cmocka_run_group_tests_name("pass", tests, NULL, NULL);
}
