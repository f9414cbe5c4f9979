/* Stamps as a driver carries them: what a chain's text holds, what is refused of it, and what a stamp says once its seal
 * held. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/body.h"
#include "proto/distance.h"
#include "tests/acts_stamps.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct chain_rig rig;

static int fresh(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene_seal(&scene);
	rig = chain_begin(&scene);
	return 0;
}

static void add(size_t count)
{
	for (size_t i = 0; i < count; i++)
		chain_add(&rig, (struct chain_step){.ago_s = (int64_t)(count - i) * HOUR, .after = i, .own_body = true});
}

static enum err read_text(const char *text, const Guosuo__V1__StampChain **out)
{
	return chain_read(span_text(text), &scene.rig.arena, out);
}

static const char *made(void)
{
	char *text;
	assert_int_equal(chain_text(rig.chain, &rig.shown, &scene.rig.arena, &text), ERR_OK);
	return text;
}

/* ---- the text ---- */

static void what_was_made_is_read_without_the_assignment_beside_it(void **state)
{
	const Guosuo__V1__StampChain *chain;
	(void)state;
	add(2);
	assert_int_equal(read_text(made(), &chain), ERR_OK);
	assert_int_equal(chain->n_stamps, 2);
	for (size_t i = 0; i < 2; i++) {
		struct mark mark;
		assert_int_equal(chain->stamps[i]->assignment.len, 0);
		assert_true(rig.list[i]->assignment.len > 0);
		assert_int_equal(chain_verify(chain->stamps[i], &rig.trip, &rig.shown, &scene.holdings[AT_SHANDONG].roster,
		                              SCENE_NOW, &scene.rig.arena, &mark),
		                 ERR_OK);
		assert_memory_equal(mark.payload, rig.marks[i].payload, HASH_LEN);
	}
	assert_true(chain_of(chain, &rig.trip));
}

static void the_newest_that_fit_are_shown(void **state)
{
	const Guosuo__V1__StampChain *chain;
	(void)state;
	add(STEPS_MAX);
	const char *text = made();
	assert_true(strlen(text) <= 9 + base45_length(CODE_FIT_MAX));
	assert_int_equal(read_text(text, &chain), ERR_OK);
	assert_in_range(chain->n_stamps, 5, CHAIN_SHOWN_MAX);
	for (size_t i = 0; i < chain->n_stamps; i++)
		assert_true(span_equal(bytes_span(chain->stamps[i]->stamp->body),
		                       bytes_span(rig.list[STEPS_MAX - chain->n_stamps + i]->stamp->body)));
}

static void another_assignments_body_stays_in_it(void **state)
{
	const Guosuo__V1__StampChain *chain;
	(void)state;
	chain_add(&rig, (struct chain_step){.ago_s = HOUR, .serial = 2});
	assert_int_equal(read_text(made(), &chain), ERR_OK);
	assert_true(span_equal(bytes_span(chain->stamps[0]->assignment), bytes_span(rig.list[0]->assignment)));
}

static void an_empty_chain_has_no_text(void **state)
{
	char *text;
	(void)state;
	assert_int_equal(chain_text(rig.chain, &rig.shown, &scene.rig.arena, &text), ERR_NOT_FOUND);
}

static void a_pass_and_a_chain_are_never_taken_for_each_other(void **state)
{
	const Guosuo__V1__StampChain *chain;
	static uint8_t room[VERDICT_ARENA];
	struct arena arena = {room, sizeof room, 0};
	struct verdict out;
	char *pass;
	(void)state;
	add(1);
	const char *text = made();
	assert_int_equal(code_text(scene.raw, &scene.rig.arena, &pass), ERR_OK);
	assert_int_equal(read_text(pass, &chain), ERR_FORMAT);
	assert_false(chain_is(span_text(pass)));
	assert_true(chain_is(span_text(text)));
	verdict_text(span_text(text), &scene.question, &arena, &out);
	assert_int_equal(out.findings[0].code, FINDING_NOT_A_PASS);
}

/* ---- what is refused ---- */

static ProtobufCBinaryData cut(ProtobufCBinaryData bytes)
{
	return (ProtobufCBinaryData){bytes.len - 1, bytes.data};
}

#define SPOIL(name, statement)                                                                                   \
	static void name(Guosuo__V1__StampChain *chain, Guosuo__V1__CarriedStamp *one)                           \
	{                                                                                                        \
		(void)chain, (void)one;                                                                          \
		statement;                                                                                       \
	}
static uint8_t large[STAMP_MAX + 1], disordered[] = {0x10, 1, 0x08, 1}, newer[] = {0x98, 0x06, 1}, nothing[1];
SPOIL(as_it_is, )
SPOIL(no_stamps, chain->n_stamps = 0)
SPOIL(short_trip, chain->trip = cut(chain->trip))
SPOIL(no_trip, chain->trip.len = 0)
SPOIL(no_province, one->province = 0)
SPOIL(no_stamp, one->stamp = NULL)
SPOIL(short_leg, one->leg = cut(one->leg))
SPOIL(short_previous, one->previous = cut(one->leg))
SPOIL(no_body, one->stamp->body = ((ProtobufCBinaryData){0, nothing}))
SPOIL(large_body, one->stamp->body = ((ProtobufCBinaryData){sizeof large, large}))
SPOIL(disordered_body, one->stamp->body = ((ProtobufCBinaryData){sizeof disordered, disordered}))
SPOIL(newer_body, one->stamp->body = ((ProtobufCBinaryData){sizeof newer, newer}))
SPOIL(cut_assignment, one->assignment = cut(one->assignment))
SPOIL(large_assignment, one->assignment = ((ProtobufCBinaryData){sizeof large, large}))
SPOIL(many, (chain->n_stamps = STEPS_MAX))

static void a_chain_is_well_formed_or_refused(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__StampChain *chain, Guosuo__V1__CarriedStamp *one);
		enum err want;
	} rows[] = {
	    {"as it is", as_it_is, ERR_OK},
	    {"no stamps", no_stamps, ERR_FORMAT},
	    {"half a trip's hash", short_trip, ERR_FORMAT},
	    {"no trip", no_trip, ERR_FORMAT},
	    {"no province", no_province, ERR_FORMAT},
	    {"no stamp in it", no_stamp, ERR_FORMAT},
	    {"half a leg's hash", short_leg, ERR_FORMAT},
	    {"half a link", short_previous, ERR_FORMAT},
	    {"no body", no_body, ERR_FORMAT},
	    {"a body too large", large_body, ERR_SIZE},
	    {"a body out of order", disordered_body, ERR_FORMAT},
	    {"a body of a newer program", newer_body, ERR_NEWER},
	    {"an assignment cut short", cut_assignment, ERR_FORMAT},
	    {"an assignment too large", large_assignment, ERR_SIZE},
	    {"one more than are looked at", many, ERR_FORMAT},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		const Guosuo__V1__StampChain *chain;
		fresh(state);
		chain_add(&rig, (struct chain_step){.ago_s = HOUR, .own_body = true});
		for (size_t k = 1; k < STEPS_MAX; k++)
			rig.chain->stamps[k] = RIG_NEW(&scene.rig, Guosuo__V1__CarriedStamp, GUOSUO__V1__CARRIED_STAMP__INIT);
		rows[i].spoil(rig.chain, rig.list[0]);
		enum err err = chain_open(rig_pack(&scene.rig, &rig.chain->base), &scene.rig.arena, &chain);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
}

static void a_text_is_ours_or_refused(void **state)
{
	static char longest[CHAIN_TEXT_MAX + 2];
	const Guosuo__V1__StampChain *chain;
	(void)state;
	memset(longest, '0', sizeof longest - 1);
	memcpy(longest, CHAIN_PREFIX, sizeof CHAIN_PREFIX - 1);
	const struct {
		const char *text;
		enum err want;
	} rows[] = {
	    {"", ERR_FORMAT},          {"GUOSUOS1:", ERR_FORMAT}, {"GUOSUOS2:00", ERR_NEWER}, {"GUOSUOS1:0", ERR_FORMAT},
	    {"GUOSUOSX:00", ERR_FORMAT}, {"guosuos1:00", ERR_FORMAT}, {longest, ERR_SIZE},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(read_text(rows[i].text, &chain), rows[i].want);
}

static void whatever_the_arena_the_answer_is_the_same_or_no_memory(void **state)
{
	static uint8_t small[64 * 1024];
	enum err last = ERR_MEMORY;
	(void)state;
	add(3);
	const struct span text = span_text(made());
	for (size_t size = 0; size < sizeof small; size += 64) {
		struct arena arena = {small, size, 0};
		const Guosuo__V1__StampChain *chain;
		struct mark mark;
		enum err err = chain_read(text, &arena, &chain);
		if (err == ERR_OK)
			err = chain_verify(chain->stamps[0], &rig.trip, &rig.shown, &scene.holdings[AT_SHANDONG].roster, SCENE_NOW,
			                   &arena, &mark);
		assert_true(err == ERR_OK || err == ERR_MEMORY);
		assert_true(last == ERR_MEMORY || err == ERR_OK);
		last = err;
	}
	assert_int_equal(last, ERR_OK);
}

/* ---- what it says ---- */

static void a_stamp_says_who_came_by_and_under_what(void **state)
{
	struct mark mark;
	(void)state;
	const size_t first = chain_add(&rig, (struct chain_step){.ago_s = HOUR});
	chain_add(&rig, (struct chain_step){.at = AT_HEBEI, .ago_s = 60, .after = first, .tractor = 2, .serial = 9, .journey = 1});
	assert_int_equal(chain_verify(rig.list[1], &rig.trip, &rig.shown, &scene.holdings[AT_HEBEI].roster, SCENE_NOW,
	                              &scene.rig.arena, &mark),
	                 ERR_OK);
	assert_int_equal(mark.province, HEBEI);
	assert_int_equal(mark.checkpoint, CHECKPOINT);
	assert_int_equal(mark.time, SCENE_NOW - 60);
	assert_int_equal(mark.tractor, 2);
	assert_int_equal(mark.trailers, 1);
	assert_int_equal(mark.serial, 9);
	assert_false(mark.paper);
	assert_memory_equal(mark.previous, rig.marks[0].payload, HASH_LEN);
	assert_false(chain_same_train(&mark, &rig.marks[0]));
	assert_true(chain_same_journey(&mark, &rig.marks[0]));
}

static void a_province_the_trip_does_not_pass_stamps_nothing(void **state)
{
	struct mark mark;
	(void)state;
	add(1);
	for (size_t i = 0; i < rig.trip.body->n_provinces; i++)
		rig.trip.body->provinces[i] = HENAN;
	assert_int_equal(chain_verify(rig.list[0], &rig.trip, &rig.shown, &scene.holdings[AT_SHANDONG].roster, SCENE_NOW,
	                              &scene.rig.arena, &mark),
	                 ERR_SCOPE);
}

static void without_its_assignment_a_stamp_needs_the_shown_one(void **state)
{
	struct mark mark;
	(void)state;
	chain_add(&rig, (struct chain_step){.ago_s = HOUR});
	assert_int_equal(chain_verify(rig.list[0], &rig.trip, NULL, &scene.holdings[AT_SHANDONG].roster, SCENE_NOW,
	                              &scene.rig.arena, &mark),
	                 ERR_SCOPE);
}

static void threat_6_a_skipped_leg_is_told(void **state)
{
	uint32_t silent[LEGS_MAX];
	(void)state;
	chain_add(&rig, (struct chain_step){.at = AT_HEBEI, .ago_s = HOUR});
	assert_int_equal(chain_silent(scene.trip, 3, rig.marks, 1, silent), 1);
	assert_int_equal(silent[0], SHANDONG);
	chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR});
	assert_int_equal(chain_silent(scene.trip, 3, rig.marks, 2, silent), 0);
	assert_int_equal(chain_silent(scene.trip, 1, NULL, 0, silent), 0);
	assert_int_equal(chain_silent(scene.trip, 3, NULL, 0, silent), 2);
}

/* ---- how far ---- */

static void distances_are_those_of_the_map(void **state)
{
	static const struct {
		const char *why;
		uint32_t a[2], b[2], want_m, slack_m;
	} rows[] = {
	    {"nowhere", {39000000, 117000000}, {39000000, 117000000}, 0, 0},
	    {"a metre or so", {39000000, 117000000}, {39000010, 117000000}, 1, 1},
	    {"Jinan to Tianjin", {36651200, 117120000}, {39084200, 117200900}, 270630, 300},
	    {"Urumqi to Tianjin", {43825600, 87616800}, {39084200, 117200900}, 2507000, 25000},
	    {"Sanya to Mohe", {18252800, 109512000}, {53481500, 122367700}, 4071100, 40000},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__Position a = GUOSUO__V1__POSITION__INIT, b = a;
		a.north_udeg = rows[i].a[0], a.east_udeg = rows[i].a[1];
		b.north_udeg = rows[i].b[0], b.east_udeg = rows[i].b[1];
		const int64_t off = (int64_t)distance_m(&a, &b) - rows[i].want_m;
		if (off > rows[i].slack_m || -off > rows[i].slack_m)
			fail_msg("%s: %u m", rows[i].why, distance_m(&a, &b));
		assert_int_equal(distance_m(&a, &b), distance_m(&b, &a));
	}
}

static void the_ends_of_the_earth_do_not_overflow(void **state)
{
	Guosuo__V1__Position a = GUOSUO__V1__POSITION__INIT, b = a;
	(void)state;
	a.north_udeg = 1, a.east_udeg = 1;
	b.north_udeg = NORTH_MAX_UDEG, b.east_udeg = EAST_MAX_UDEG;
	assert_in_range(distance_m(&a, &b), 10000000, 30000000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_was_made_is_read_without_the_assignment_beside_it, fresh),
	    cmocka_unit_test_setup(the_newest_that_fit_are_shown, fresh),
	    cmocka_unit_test_setup(another_assignments_body_stays_in_it, fresh),
	    cmocka_unit_test_setup(an_empty_chain_has_no_text, fresh),
	    cmocka_unit_test_setup(a_pass_and_a_chain_are_never_taken_for_each_other, fresh),
	    cmocka_unit_test(a_chain_is_well_formed_or_refused),
	    cmocka_unit_test_setup(a_text_is_ours_or_refused, fresh),
	    cmocka_unit_test_setup(whatever_the_arena_the_answer_is_the_same_or_no_memory, fresh),
	    cmocka_unit_test_setup(a_stamp_says_who_came_by_and_under_what, fresh),
	    cmocka_unit_test_setup(a_province_the_trip_does_not_pass_stamps_nothing, fresh),
	    cmocka_unit_test_setup(without_its_assignment_a_stamp_needs_the_shown_one, fresh),
	    cmocka_unit_test_setup(threat_6_a_skipped_leg_is_told, fresh),
	    cmocka_unit_test(distances_are_those_of_the_map),
	    cmocka_unit_test(the_ends_of_the_earth_do_not_overflow),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
