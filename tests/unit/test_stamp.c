#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/stamp_rig.h"
#include "proto/verdict.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;
static Guosuo__V1__Stamp body;
static struct stamped of;
static struct roster *roster; /* Tianjin's */

static Guosuo__V1__RosterEntry *device(void)
{
	return roster->body->entries[ENTRY_CHECKPOINT];
}

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	roster = &world.rosters[STAMP_LEG];
	body = stamp_body();
	of = stamp_of(&world, NULL);
	return 0;
}

static enum err verify(const Guosuo__V1__Sealed *sealed)
{
	struct stamp stamp;
	size_t entry = 99;
	enum err err = stamp_read(sealed, &world.rig.arena, &stamp);
	if (err == ERR_OK)
		err = stamp_verify(sealed, &stamp, &of, roster, WORLD_NOW, &world.rig.arena, &entry);
	assert_true((err == ERR_OK) == (entry == ENTRY_CHECKPOINT));
	return err;
}

static enum err verify_by(const uint32_t *keys)
{
	Guosuo__V1__Sealed sealed = stamp_sealed(&world.rig, &body, &of, keys);
	return verify(&sealed);
}

/* ---- forms ---- */

static uint32_t many[FINDINGS_MAX + 1];

static uint32_t *counted(void)
{
	for (uint32_t i = 0; i < RIG_COUNT(many); i++)
		many[i] = i + 1;
	return many;
}

static uint32_t twice[] = {3, 3}, zero[] = {0}, largest[] = {STAMP_FINDING_NUMBER_MAX},
		beyond[] = {STAMP_FINDING_NUMBER_MAX + 1}, heavy[] = {MASS_MAX_KG + 1};

#define SPOIL(name, statement)                                                                                   \
	static void name(Guosuo__V1__Stamp *s)                                                                   \
	{                                                                                                        \
		statement;                                                                                       \
	}
#define OUT(name) s->outcome = GUOSUO__V1__OUTCOME__##name
#define DIR(name) s->direction = GUOSUO__V1__DIRECTION__##name
SPOIL(nothing, (void)s)
SPOIL(no_checkpoint, s->checkpoint = 0)
SPOIL(no_device, s->device = 0)
SPOIL(no_sequence, s->sequence = 0)
SPOIL(no_time, s->time = 0)
SPOIL(no_direction, DIR(DIRECTION_UNSPECIFIED))
SPOIL(entering, DIR(ENTERING))
SPOIL(no_verdict, s->verdict = 0)
SPOIL(verdict_four, s->verdict = 4)
SPOIL(no_outcome, OUT(OUTCOME_UNSPECIFIED))
SPOIL(nobody, s->duty = 0)
SPOIL(needless_reason, s->reason = 1)
SPOIL(turned_back, (DIR(ENTERING), OUT(TURNED_BACK)))
SPOIL(turned_back_because, (DIR(ENTERING), OUT(TURNED_BACK), s->reason = 6))
SPOIL(delivered_and_held, (OUT(HELD), s->reason = 6))
SPOIL(rejected_and_passed, s->verdict = 3)
SPOIL(rejected_and_passed_because, (s->verdict = 3, s->reason = 1))
SPOIL(rejected_and_held, (s->verdict = 3, DIR(ENTERING), OUT(HELD)))
SPOIL(referred_and_passed, s->verdict = 2)
SPOIL(referred_and_diverted, (s->verdict = 2, DIR(ENTERING), OUT(DIVERTED)))
SPOIL(no_findings, s->n_findings = 0)
SPOIL(most_findings, (s->findings = counted(), s->n_findings = FINDINGS_MAX))
SPOIL(findings_many, (s->findings = counted(), s->n_findings = FINDINGS_MAX + 1))
SPOIL(finding_twice, (s->findings = twice, s->n_findings = 2))
SPOIL(finding_zero, (s->findings = zero, s->n_findings = 1))
SPOIL(finding_newer, s->findings = largest)
SPOIL(finding_beyond, s->findings = beyond)
SPOIL(other_serial, s->assignment_serial = 2)
SPOIL(not_measured, s->measured = NULL)
SPOIL(measured_nothing, guosuo__v1__measured__init(s->measured))
SPOIL(too_long, s->measured->length_mm = MEASURE_MAX_MM + 1)
SPOIL(too_heavy, s->measured->mass_kg = MASS_MAX_KG + 1)
SPOIL(axle_heavy, (s->measured->axle_loads_kg = heavy, s->measured->n_axle_loads_kg = 1))
SPOIL(axle_zero, (s->measured->axle_loads_kg = zero, s->measured->n_axle_loads_kg = 1))
SPOIL(axles_many, (s->measured->axle_loads_kg = counted(), s->measured->n_axle_loads_kg = AXLES_MAX + 1))
SPOIL(inspected_twice, (s->inspections = twice, s->n_inspections = 2))
SPOIL(inspections_many, (s->inspections = counted(), s->n_inspections = INSPECTIONS_MAX + 1))
SPOIL(crowd, s->people = PEOPLE_MAX + 1)

static void a_stamp_is_sound_or_says_why_not(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__Stamp *s);
		enum err want;
	} rows[] = {
	    {"the delivery", nothing, ERR_OK},
	    {"no checkpoint", no_checkpoint, ERR_FORMAT},
	    {"no device", no_device, ERR_FORMAT},
	    {"no sequence", no_sequence, ERR_FORMAT},
	    {"no time", no_time, ERR_FORMAT},
	    {"no direction", no_direction, ERR_FORMAT},
	    {"on its way in, accepted", entering, ERR_OK},
	    {"no verdict", no_verdict, ERR_FORMAT},
	    {"a verdict there is none of", verdict_four, ERR_FORMAT},
	    {"no outcome", no_outcome, ERR_FORMAT},
	    {"nobody on duty", nobody, ERR_FORMAT},
	    {"a reason for what goes with the verdict", needless_reason, ERR_FORMAT},
	    {"accepted and turned back for no reason", turned_back, ERR_FORMAT},
	    {"accepted and turned back for a reason", turned_back_because, ERR_OK},
	    {"delivered and held", delivered_and_held, ERR_SCOPE},
	    {"rejected and let pass for no reason", rejected_and_passed, ERR_FORMAT},
	    {"rejected and let pass for a reason", rejected_and_passed_because, ERR_OK},
	    {"rejected and held", rejected_and_held, ERR_OK},
	    {"referred and let pass", referred_and_passed, ERR_OK},
	    {"referred and diverted", referred_and_diverted, ERR_OK},
	    {"no findings", no_findings, ERR_OK},
	    {"as many findings as may be", most_findings, ERR_OK},
	    {"one more", findings_many, ERR_FORMAT},
	    {"a finding twice", finding_twice, ERR_FORMAT},
	    {"finding 0", finding_zero, ERR_FORMAT},
	    {"a finding of a newer table", finding_newer, ERR_OK},
	    {"no finding's number", finding_beyond, ERR_FORMAT},
	    {"another assignment's serial", other_serial, ERR_SCOPE},
	    {"not measured", not_measured, ERR_OK},
	    {"measured, and nothing in it", measured_nothing, ERR_FORMAT},
	    {"too long to be true", too_long, ERR_FORMAT},
	    {"too heavy to be true", too_heavy, ERR_FORMAT},
	    {"an axle too heavy to be true", axle_heavy, ERR_FORMAT},
	    {"an axle without load", axle_zero, ERR_FORMAT},
	    {"too many axles", axles_many, ERR_FORMAT},
	    {"an inspection twice", inspected_twice, ERR_FORMAT},
	    {"too many inspections", inspections_many, ERR_FORMAT},
	    {"too many people", crowd, ERR_FORMAT},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		fresh(state);
		rows[i].spoil(&body);
		enum err alone = stamp_sound(&body, &of), sealed = verify_by(RIG_KEYS(STAMP_KEY));
		if (alone != rows[i].want || sealed != rows[i].want)
			fail_msg("%s: %s and %s", rows[i].why, err_name(alone), err_name(sealed));
	}
}

static void a_delivery_is_made_on_the_last_leg_alone(void **state)
{
	(void)state;
	of.leg = &world.legs[1];
	assert_int_equal(stamp_sound(&body, &of), ERR_SCOPE);
	body.direction = GUOSUO__V1__DIRECTION__PASSING;
	assert_int_equal(stamp_sound(&body, &of), ERR_OK);
}

/* ---- seals ---- */

static void only_this_checkpoints_own_device_seals_it(void **state)
{
	(void)state;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_OK);
	assert_int_equal(verify_by(RIG_KEYS(rig_entry(CASE_TIANJIN, ENTRY_REVIEWER_A))), ERR_KEY);
	assert_int_equal(verify_by(RIG_KEYS(rig_entry(HEBEI, ENTRY_CHECKPOINT))), ERR_KEY);
	device()->checkpoint = STAMP_CHECKPOINT + 1;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_SCOPE);
	device()->checkpoint = STAMP_CHECKPOINT;
	device()->person = STAMP_DEVICE + 1;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_SCOPE);
}

static void another_provinces_roster_says_nothing_of_it(void **state)
{
	(void)state;
	roster = &world.rosters[1];
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_SCOPE);
}

static void threat_22_a_stolen_device_counts_up_to_its_last_sequence(void **state)
{
	(void)state;
	device()->last_sequence = body.sequence;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_OK);
	body.sequence++;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_WINDOW);
}

static void a_device_seals_inside_its_window_and_not_ahead(void **state)
{
	const Guosuo__V1__RosterEntry *entry = device();
	(void)state;
	body.time = entry->not_before;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_OK);
	body.time = entry->not_before - 1;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_KEY);
	body.time = WORLD_NOW + SKEW_S;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_OK);
	body.time = WORLD_NOW + SKEW_S + 1;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_WINDOW);
}

/* Sealed for `of`, judged as another's. */
static enum err moved(struct stamped to)
{
	Guosuo__V1__Sealed sealed = stamp_sealed(&world.rig, &body, &of, RIG_KEYS(STAMP_KEY));
	of = to;
	enum err err = verify(&sealed);
	of = stamp_of(&world, NULL);
	return err;
}

static void threat_7_a_stamp_of_another_trip_leg_or_assignment_is_none(void **state)
{
	struct trip trip = world.trip;
	struct leg leg = world.legs[STAMP_LEG];
	struct assignment assignment = world.assignment;
	struct stamped to = of;
	(void)state;
	assert_int_equal(moved(of), ERR_OK);
	trip.hash[0] ^= 1, leg.hash[0] ^= 1, assignment.hash[0] ^= 1;
	to.trip = &trip;
	assert_int_equal(moved(to), ERR_SEAL);
	to = of, to.leg = &leg;
	assert_int_equal(moved(to), ERR_SEAL);
	to = of, to.assignment = &assignment;
	assert_int_equal(moved(to), ERR_SEAL);
}

static void threat_11_the_same_bytes_sealed_as_another_kind_are_no_stamp(void **state)
{
	hash_t links[STAMP_LINKS];
	(void)state;
	stamp_links(&of, links);
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		Guosuo__V1__Sealed sealed = world_sealed(&world.rig, kind, (const hash_t *)links,
		                                         rig_pack(&world.rig, &body.base), RIG_KEYS(STAMP_KEY));
		assert_int_equal(verify(&sealed), kind == KIND_stamp ? ERR_OK : ERR_SEAL);
	}
}

static void any_bit_flipped_is_refused(void **state)
{
	Guosuo__V1__Sealed sealed = stamp_sealed(&world.rig, &body, &of, RIG_KEYS(STAMP_KEY));
	ProtobufCBinaryData *parts[] = {&sealed.body, &sealed.seals};
	(void)state;
	for (size_t p = 0; p < 2; p++) {
		*parts[p] = rig_bytes(&world.rig, parts[p]->data, parts[p]->len);
		size_t mark = world.rig.arena.used;
		for (size_t bit = 0; bit < 8 * parts[p]->len; bit++) {
			parts[p]->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			assert_int_not_equal(verify(&sealed), ERR_OK);
			parts[p]->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			world.rig.arena.used = mark;
		}
	}
	assert_int_equal(verify(&sealed), ERR_OK);
}

/* ---- the chain ---- */

static void a_stamp_covers_every_stamp_before_it(void **state)
{
	uint8_t first[HASH_LEN], second[HASH_LEN], other[HASH_LEN];
	struct stamped next;
	(void)state;
	stamp_payload(&of, rig_pack(&world.rig, &body.base), first);
	next = stamp_of(&world, first);
	stamp_payload(&next, rig_pack(&world.rig, &body.base), second);
	assert_memory_not_equal(first, second, HASH_LEN);
	assert_int_equal(moved(next), ERR_SEAL);
	of = next;
	assert_int_equal(verify_by(RIG_KEYS(STAMP_KEY)), ERR_OK);
	memcpy(other, first, HASH_LEN);
	other[31] ^= 1;
	next.previous = other;
	assert_int_equal(moved(next), ERR_SEAL);
	of = stamp_of(&world, NULL);
	body.people++;
	stamp_payload(&of, rig_pack(&world.rig, &body.base), other);
	assert_memory_not_equal(first, other, HASH_LEN);
}

/* ---- making ---- */

static void what_is_made_verifies_and_what_is_not_sound_is_not_made(void **state)
{
	struct rig_pair pair = rig_pair(STAMP_KEY);
	Guosuo__V1__Sealed *sealed = NULL;
	(void)state;
	assert_int_equal(stamp_seal(&body, &of, pair.secret, &world.rig.arena, &sealed), ERR_OK);
	assert_int_equal(verify(sealed), ERR_OK);
	sealed = NULL;
	body.duty = 0;
	assert_int_equal(stamp_seal(&body, &of, pair.secret, &world.rig.arena, &sealed), ERR_FORMAT);
	body = stamp_body();
	body.assignment_serial = 9;
	assert_int_equal(stamp_seal(&body, &of, pair.secret, &world.rig.arena, &sealed), ERR_SCOPE);
	body = stamp_body();
	pair.secret[40] ^= 1;
	assert_int_equal(stamp_seal(&body, &of, pair.secret, &world.rig.arena, &sealed), ERR_SEAL);
	assert_null(sealed);
}

static void the_largest_stamp_fits(void **state)
{
	static uint32_t numbers[FINDINGS_MAX], loads[AXLES_MAX];
	struct rig_pair pair = rig_pair(STAMP_KEY);
	Guosuo__V1__Sealed *sealed;
	(void)state;
	for (uint32_t i = 0; i < FINDINGS_MAX; i++)
		numbers[i] = STAMP_FINDING_NUMBER_MAX - i;
	for (uint32_t i = 0; i < AXLES_MAX; i++)
		loads[i] = MASS_MAX_KG;
	body.checkpoint = body.device = body.sequence = body.duty = UINT32_MAX;
	body.time = INT64_MAX, body.verdict = 3, body.reason = UINT32_MAX, body.people = PEOPLE_MAX;
	body.findings = numbers, body.n_findings = FINDINGS_MAX;
	body.inspections = numbers, body.n_inspections = INSPECTIONS_MAX;
	body.measured->width_mm = body.measured->height_mm = body.measured->length_mm = MEASURE_MAX_MM;
	body.measured->mass_kg = MASS_MAX_KG;
	body.measured->axle_loads_kg = loads, body.measured->n_axle_loads_kg = AXLES_MAX;
	assert_int_equal(stamp_seal(&body, &of, pair.secret, &world.rig.arena, &sealed), ERR_OK);
	assert_true(sealed->body.len <= STAMP_MAX);
}

static void whatever_the_arena_the_answer_is_the_same_or_no_memory(void **state)
{
	static uint8_t small[16 * 1024];
	Guosuo__V1__Sealed sealed = stamp_sealed(&world.rig, &body, &of, RIG_KEYS(STAMP_KEY));
	enum err last = ERR_MEMORY;
	(void)state;
	for (size_t size = 0; size < sizeof small; size += 16) {
		struct arena arena = {small, size, 0};
		struct stamp stamp;
		enum err err = stamp_read(&sealed, &arena, &stamp);
		if (err == ERR_OK)
			err = stamp_verify(&sealed, &stamp, &of, roster, WORLD_NOW, &arena, NULL);
		world_step(&last, err, size);
	}
	assert_int_equal(last, ERR_OK);
}

/* ---- reasons, ports ---- */

static void a_reason_is_said_by_its_word_and_shown_in_both_languages(void **state)
{
	(void)state;
	assert_int_equal(stamp_reason_of(span_text("leader")), STAMP_REASON_LEADER);
	assert_int_equal(stamp_reason_of(span_text("Leader")), 0);
	assert_string_equal(stamp_reason_text(STAMP_REASON_LEADER, LANG_ZH), "班长决定");
	assert_null(stamp_reason_text(0, LANG_EN));
	assert_null(stamp_reason_text(9999, LANG_EN));
}

static char port[] = "CNTXG", bad_port[] = "cntxg";

static Guosuo__V1__Roster *with_gate(void)
{
	Guosuo__V1__Roster *mine = rig_roster(&world.rig, CASE_TIANJIN, 2);
	mine->sites[0]->kind = GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT;
	mine->sites[0]->code = STAMP_CHECKPOINT;
	mine->sites[0]->port = port;
	return mine;
}

static void a_roster_says_which_checkpoint_is_the_gate_of_which_port(void **state)
{
	Guosuo__V1__Roster *mine = with_gate();
	const struct roster held = {.body = mine};
	(void)state;
	assert_string_equal(roster_port(&held, STAMP_CHECKPOINT), "CNTXG");
	assert_string_equal(roster_port(&held, 12000 + STAMP_CHECKPOINT), "CNTXG");
	assert_null(roster_port(&held, STAMP_CHECKPOINT + 1));
	mine->sites[1]->kind = GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT; /* two with one code: nobody could tell */
	mine->sites[1]->code = STAMP_CHECKPOINT;
	assert_null(roster_port(&held, STAMP_CHECKPOINT));
}

static void a_port_on_a_roster_is_well_formed_and_a_checkpoints(void **state)
{
	struct faults faults = {0};
	Guosuo__V1__Roster *mine = with_gate();
	(void)state;
	roster_check(mine, &world.directory, &faults);
	assert_int_equal(faults.errors, 0);
	mine->sites[0]->port = bad_port;
	mine->sites[1]->port = port;
	roster_check(mine, &world.directory, &faults);
	assert_int_equal(faults.errors, 2);
	assert_int_equal(faults.item[0].rule, RULE_LOCODE_FORM);
	assert_string_equal(faults.item[0].field, "sites[0].port");
	assert_string_equal(faults.item[1].field, "sites[1].port");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_stamp_is_sound_or_says_why_not, fresh),
	    cmocka_unit_test_setup(a_delivery_is_made_on_the_last_leg_alone, fresh),
	    cmocka_unit_test_setup(only_this_checkpoints_own_device_seals_it, fresh),
	    cmocka_unit_test_setup(another_provinces_roster_says_nothing_of_it, fresh),
	    cmocka_unit_test_setup(threat_22_a_stolen_device_counts_up_to_its_last_sequence, fresh),
	    cmocka_unit_test_setup(a_device_seals_inside_its_window_and_not_ahead, fresh),
	    cmocka_unit_test_setup(threat_7_a_stamp_of_another_trip_leg_or_assignment_is_none, fresh),
	    cmocka_unit_test_setup(threat_11_the_same_bytes_sealed_as_another_kind_are_no_stamp, fresh),
	    cmocka_unit_test_setup(any_bit_flipped_is_refused, fresh),
	    cmocka_unit_test_setup(a_stamp_covers_every_stamp_before_it, fresh),
	    cmocka_unit_test_setup(what_is_made_verifies_and_what_is_not_sound_is_not_made, fresh),
	    cmocka_unit_test_setup(the_largest_stamp_fits, fresh),
	    cmocka_unit_test_setup(whatever_the_arena_the_answer_is_the_same_or_no_memory, fresh),
	    cmocka_unit_test_setup(a_reason_is_said_by_its_word_and_shown_in_both_languages, fresh),
	    cmocka_unit_test_setup(a_roster_says_which_checkpoint_is_the_gate_of_which_port, fresh),
	    cmocka_unit_test_setup(a_port_on_a_roster_is_well_formed_and_a_checkpoints, fresh),
	};
	return cmocka_run_group_tests_name("stamp", tests, NULL, NULL);
}
