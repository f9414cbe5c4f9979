/* The course of a journey, as the stamps tell it that a driver carries and those this gate remembers: what spares an
 * inspection, what raises a suspicion, and that none of it makes a pass better. The table of tests/cases.h has the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/course.h"
#include "tests/cases.h"

#define DIRECTION(name) GUOSUO__V1__DIRECTION__##name
#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct chain_rig rig;
static struct mark remembered[200];
static struct marks passed = {remembered, 0};

static void stage(void (*draft)(struct scene *))
{
	scene_draft(&scene, memory);
	if (draft != NULL)
		draft(&scene);
	scene_seal(&scene);
	rig = chain_begin(&scene);
	passed.count = 0;
	scene.question.passed = &passed;
}

static int fresh(void **state)
{
	(void)state;
	stage(NULL);
	return 0;
}

static int on_paper(void **state)
{
	(void)state;
	stage(case_paper_compared);
	return 0;
}

static int at_the_port(void **state)
{
	(void)state;
	stage(case_at_tianjin);
	scene.question.place.checkpoint = CHECKPOINT;
	return 0;
}

static struct verdict asked(void)
{
	struct verdict out;
	scene_ask(&scene, &out);
	return out;
}

static bool found(enum finding_code code)
{
	const struct verdict out = asked();
	return scene_found(&out, code);
}

/* The gate recorded this passage, and the driver does not show it. */
static struct mark *remember(struct chain_step step)
{
	const size_t at = chain_add(&rig, step) - 1;
	remembered[passed.count] = rig.marks[at];
	rig.chain->n_stamps--;
	return &remembered[passed.count++];
}

/* ---- paper ---- */

static void threat_5_a_sheet_used_again_at_this_gate_is_suspected(void **state)
{
	static const struct {
		const char *why;
		int64_t ago_s;
		Guosuo__V1__Outcome outcome;
		uint32_t verdict, serial, at;
		Guosuo__V1__Direction direction;
		enum finding_code want;
	} rows[] = {
	    {"two hours ago, the same way", 7200, 0, 0, 0, AT_HEBEI, DIRECTION(PASSING), FINDING_CLONE_SUSPECTED},
	    {"whichever way", 7200, 0, 0, 0, AT_HEBEI, DIRECTION(DIRECTION_UNSPECIFIED), FINDING_CLONE_SUSPECTED},
	    {"61 s ago", 61, 0, 0, 0, AT_HEBEI, DIRECTION(PASSING), FINDING_CLONE_SUSPECTED},
	    {"60 s ago", 60, 0, 0, 0, AT_HEBEI, DIRECTION(PASSING), FINDING_SAME_PASSAGE},
	    {"on its way out", 7200, 0, 0, 0, AT_HEBEI, DIRECTION(LEAVING), FINDING_NONE},
	    {"held then", 7200, OUTCOME(HELD), VERDICT_REFER, 0, AT_HEBEI, DIRECTION(PASSING), FINDING_NONE},
	    {"on another sheet", 7200, 0, 0, 2, AT_HEBEI, DIRECTION(PASSING), FINDING_NONE},
	    {"at another gate", 7200, 0, 0, 0, AT_SHANDONG, DIRECTION(PASSING), FINDING_NONE},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		on_paper(state);
		remember((struct chain_step){.at = rows[i].at, .ago_s = rows[i].ago_s, .outcome = rows[i].outcome,
		                             .verdict = rows[i].verdict, .serial = rows[i].serial});
		scene.question.direction = rows[i].direction;
		const struct verdict out = asked();
		const bool again = scene_found(&out, FINDING_CLONE_SUSPECTED) || scene_found(&out, FINDING_SAME_PASSAGE);
		if (again != (rows[i].want != FINDING_NONE) || (again && !scene_found(&out, rows[i].want)))
			fail_msg("%s", rows[i].why);
		assert_int_equal(out.word, rows[i].want == FINDING_CLONE_SUSPECTED ? VERDICT_REFER : VERDICT_ACCEPT);
	}
}

/* One copy drove on from the first gate, and was stamped here; then the other comes, with the first gate's stamp alone and
 * one of a gate a hundred kilometres off that was made ten minutes later. */
static void threat_5_a_copy_used_at_two_checkpoints_is_told_at_either(void **state)
{
	(void)state;
	stage(case_positions);
	const size_t first = chain_add(&rig, (struct chain_step){.ago_s = 5 * HOUR});
	remember((struct chain_step){.at = AT_HEBEI, .ago_s = 2 * HOUR, .after = first});
	chain_add(&rig, (struct chain_step){.at = AT_TIANJIN, .ago_s = 2 * HOUR - 600, .after = first});
	chain_show(&rig);
	const struct verdict out = asked();
	assert_int_equal(out.word, VERDICT_REJECT);
	assert_int_equal(out.findings[0].code, FINDING_CHAIN_FORKED);
	assert_true(scene_found(&out, FINDING_SPEED_IMPOSSIBLE));
}

static void a_phone_that_comes_again_is_judged_by_its_presentation(void **state)
{
	(void)state;
	remember((struct chain_step){.at = AT_HEBEI, .ago_s = 2 * HOUR});
	assert_false(found(FINDING_CLONE_SUSPECTED));
}

/* Serials are counted apart for each kind, so none tells that the one train took the other's place. */
static void threat_5_a_phone_and_a_sheet_with_two_tractors_on_one_journey_are_suspected(void **state)
{
	static int (*const shown[])(void **) = {fresh, on_paper};
	static const uint32_t serials[] = {1, 3, 9};
	for (size_t i = 0; i < RIG_COUNT(shown); i++)
		for (size_t k = 0; k < RIG_COUNT(serials); k++) {
			shown[i](state);
			remember((struct chain_step){.ago_s = HOUR, .tractor = 2, .serial = serials[k], .other_kind = true});
			assert_int_equal(asked().word, VERDICT_REFER);
			assert_true(found(FINDING_CLONE_SUSPECTED));
			remembered[0].tractor = 1;
			assert_false(found(FINDING_CLONE_SUSPECTED));
			remembered[0].trailers ^= 4;
			assert_true(found(FINDING_CLONE_SUSPECTED));
			remembered[0].journey++;
			assert_false(found(FINDING_CLONE_SUSPECTED));
		}
}

/* ---- delivered ---- */

static void threat_5_a_journey_that_was_delivered_is_over(void **state)
{
	static const struct {
		const char *why;
		int64_t ago_s;
		size_t at;
		Guosuo__V1__Direction direction;
		uint32_t journey;
		bool over;
	} rows[] = {
	    {"two hours ago, at this gate", 7200, AT_TIANJIN, DIRECTION(DELIVERED), 0, true},
	    {"61 s ago", 61, AT_TIANJIN, DIRECTION(DELIVERED), 0, true},
	    {"60 s ago: this very passage", 60, AT_TIANJIN, DIRECTION(DELIVERED), 0, false},
	    {"in a future that this clock has not come to", -61, AT_TIANJIN, DIRECTION(DELIVERED), 0, true},
	    {"it came, and was not delivered", 7200, AT_TIANJIN, DIRECTION(ENTERING), 0, false},
	    {"another journey", 7200, AT_TIANJIN, DIRECTION(DELIVERED), 2, false},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		at_the_port(state);
		remember((struct chain_step){.at = rows[i].at, .ago_s = rows[i].ago_s, .direction = rows[i].direction,
		                             .journey = rows[i].journey});
		const struct verdict out = asked();
		if (scene_found(&out, FINDING_ALREADY_DELIVERED) != rows[i].over)
			fail_msg("%s", rows[i].why);
		assert_int_equal(out.word, rows[i].over ? VERDICT_REFER : VERDICT_ACCEPT);
		if (rows[i].direction == DIRECTION(DELIVERED))
			assert_false(scene_found(&out, FINDING_INSPECTED));
	}
	at_the_port(state);
	remember((struct chain_step){.at = AT_TIANJIN, .ago_s = 30, .direction = DIRECTION(DELIVERED)})->checkpoint++;
	assert_true(found(FINDING_ALREADY_DELIVERED));
	remember((struct chain_step){.at = AT_TIANJIN, .ago_s = 20});
	assert_true(found(FINDING_ALREADY_DELIVERED));
}

static void a_delivery_is_told_with_where_and_within_how_many_hours(void **state)
{
	char text[160];
	(void)state;
	chain_add(&rig, (struct chain_step){.at = AT_TIANJIN, .ago_s = 2 * HOUR, .direction = DIRECTION(DELIVERED)});
	chain_show(&rig);
	const struct verdict out = asked();
	assert_int_equal(out.findings[0].code, FINDING_ALREADY_DELIVERED);
	assert_int_equal(out.findings[0].province, TIANJIN);
	finding_text(&out.findings[0], LANG_EN, text, sizeof text);
	assert_string_equal(text, "this journey was delivered at checkpoint 7 within the last 3 h");
}

/* ---- what is shown ---- */

static void stamps_of_another_journey_are_not_carried(void **state)
{
	(void)state;
	chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR, .journey = 2});
	chain_add(&rig, (struct chain_step){.ago_s = HOUR});
	chain_show(&rig);
	const struct verdict out = asked();
	assert_int_equal(out.carried_count, 1);
	assert_memory_equal(out.carried[0].payload, rig.marks[1].payload, HASH_LEN);
}

static void an_expired_roster_bears_out_no_stamp(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene.rosters[AT_TIANJIN]->expires_at = SCENE_NOW - 1;
	scene_seal(&scene);
	rig = chain_begin(&scene);
	chain_add(&rig, (struct chain_step){.at = AT_TIANJIN, .ago_s = HOUR});
	chain_show(&rig);
	const struct verdict out = asked();
	assert_int_equal(out.word, VERDICT_ACCEPT);
	assert_int_equal(out.carried_count, 0);
	assert_true(scene_found(&out, FINDING_STAMP_BAD));
}

/* ---- what is remembered ---- */

static void what_this_gate_remembers_counts_as_what_is_shown(void **state)
{
	(void)state;
	remember((struct chain_step){.ago_s = HOUR, .tractor = 2});
	assert_true(found(FINDING_CLONE_SUSPECTED));
}

static void another_trip_or_journey_is_no_matter_here(void **state)
{
	(void)state;
	remember((struct chain_step){.ago_s = HOUR, .tractor = 2})->trip[0] ^= 1;
	remember((struct chain_step){.ago_s = HOUR, .tractor = 2, .journey = 2});
	assert_int_equal(asked().word, VERDICT_ACCEPT);
}

static void what_was_rejected_and_turned_back_was_no_train_of_it(void **state)
{
	(void)state;
	remember((struct chain_step){.ago_s = HOUR, .tractor = 2, .verdict = VERDICT_REJECT, .outcome = OUTCOME(TURNED_BACK)});
	assert_false(found(FINDING_CLONE_SUSPECTED));
	remember((struct chain_step){.ago_s = HOUR, .tractor = 2, .verdict = VERDICT_REJECT, .reason = STAMP_REASON_LEADER});
	assert_true(found(FINDING_CLONE_SUSPECTED));
}

static void rejected_last_it_was_not_inspected(void **state)
{
	(void)state;
	chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR});
	chain_show(&rig);
	assert_true(found(FINDING_INSPECTED));
	remember((struct chain_step){.ago_s = HOUR, .verdict = VERDICT_REJECT, .outcome = OUTCOME(TURNED_BACK)});
	assert_false(found(FINDING_INSPECTED));
}

static void shown_and_remembered_is_one_stamp(void **state)
{
	(void)state;
	const size_t first = chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR});
	chain_add(&rig, (struct chain_step){.at = AT_HEBEI, .ago_s = HOUR, .after = first});
	remembered[passed.count++] = rig.marks[1];
	chain_show(&rig);
	const struct verdict out = asked();
	assert_int_equal(out.word, VERDICT_ACCEPT);
	assert_true(scene_found(&out, FINDING_INSPECTED));
}

/* The newest are looked at: the other tractor is the oldest, then the newest. */
static void of_very_many_the_newest_are_looked_at(void **state)
{
	(void)state;
	struct mark other = *remember((struct chain_step){.ago_s = 50 * HOUR, .tractor = 2});
	const struct mark mine = *remember((struct chain_step){.ago_s = 40 * HOUR});
	for (uint32_t i = 1; i < RIG_COUNT(remembered); i++) {
		remembered[i] = mine;
		remembered[i].time += i;
		memcpy(remembered[i].payload, &i, sizeof i);
	}
	passed.count = RIG_COUNT(remembered);
	assert_false(found(FINDING_CLONE_SUSPECTED));
	remembered[100] = other;
	remembered[100].time = SCENE_NOW - HOUR;
	assert_true(found(FINDING_CLONE_SUSPECTED));
}

/* ---- policy ---- */

static void a_place_is_stricter_than_its_roster_and_never_laxer(void **state)
{
	static const struct {
		const char *why;
		struct policy policy;
		bool inspected, fast;
	} rows[] = {
	    {"none of its own", {.inspected_s = 0}, true, false},
	    {"an hour", {.inspected_s = HOUR}, false, false},
	    {"a week", {.inspected_s = 7 * 24 * HOUR}, true, false},
	    {"50 km/h", {.impossible_kmh = 50}, false, true},
	    {"500 km/h", {.impossible_kmh = 500}, true, false},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		stage(case_positions);
		chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR});
		chain_show(&rig);
		scene.policy = rows[i].policy;
		scene.question.policy = &scene.policy;
		const struct verdict out = asked();
		if (scene_found(&out, FINDING_INSPECTED) != rows[i].inspected ||
		    scene_found(&out, FINDING_SPEED_IMPOSSIBLE) != rows[i].fast)
			fail_msg("%s", rows[i].why);
	}
	stage(case_positions);
	chain_add(&rig, (struct chain_step){.ago_s = HOUR / 2});
	chain_show(&rig);
	scene.policy = (struct policy){.impossible_kmh = 1000};
	scene.question.policy = &scene.policy;
	assert_true(found(FINDING_SPEED_IMPOSSIBLE));
}

static void an_inspection_tells_where_and_within_how_many_hours(void **state)
{
	char text[160];
	(void)state;
	chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR - 1});
	chain_show(&rig);
	const struct verdict out = asked();
	const struct finding *last = &out.findings[out.finding_count - 1];
	assert_int_equal(last->code, FINDING_INSPECTED);
	assert_int_equal(last->province, SHANDONG);
	finding_text(last, LANG_EN, text, sizeof text);
	assert_string_equal(text, "inspected and let pass at checkpoint 7 within the last 2 h, the same tractor and trailers");
}

/* ---- properties ---- */

/* Can a gate stamp it at all? */
static bool stampable(void)
{
	const struct stamp stamp = {.body = &(Guosuo__V1__Stamp)GUOSUO__V1__STAMP__INIT};
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct mark mark;
	const struct stamped of = {&trip, &leg, &assignment, NULL};
	return trip_read(&scene.code.trip, &scene.rig.arena, &trip) == ERR_OK &&
	       leg_read(&scene.code.leg, &scene.rig.arena, &leg) == ERR_OK &&
	       assignment_read(&scene.code.assignment, &scene.rig.arena, &assignment) == ERR_OK &&
	       chain_mark(&stamp, &of, &mark) == ERR_OK;
}

static void stamps_make_no_pass_better_and_their_absence_none_worse(void **state)
{
	static uint8_t spare[SCENE_MEMORY / 8];
	size_t judged = 0;
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(vectors); i++) {
		case_stage(&vectors[i], &scene, memory);
		scene.rig.arena = (struct arena){spare, sizeof spare, 0};
		scene.question.stamps = NULL;
		const enum word without = asked().word;
		if (!stampable())
			continue;
		judged++;
		case_inspected(&scene);
		const struct verdict with = asked();
		if (with.word < without || (with.word != VERDICT_ACCEPT && scene_found(&with, FINDING_INSPECTED)))
			fail_msg("%s", vectors[i].name);
	}
	assert_true(judged > 120);
}

static void no_bit_of_a_chain_can_be_flipped_and_still_spare_an_inspection(void **state)
{
	(void)state;
	chain_add(&rig, (struct chain_step){.ago_s = HOUR});
	const struct span good = rig_pack(&scene.rig, &rig.chain->base);
	uint8_t *raw = rig_take(&scene.rig, good.n);
	const size_t used = scene.rig.arena.used;
	for (size_t bit = 0; bit < 8 * good.n; bit++) {
		memcpy(raw, good.p, good.n);
		raw[bit / 8] ^= (uint8_t)(1u << bit % 8);
		scene.question.stamps = NULL;
		if (chain_open(span_of(raw, good.n), &scene.rig.arena, &scene.question.stamps) == ERR_OK)
			assert_false(found(FINDING_INSPECTED));
		scene.rig.arena.used = used;
	}
	chain_show(&rig);
	assert_true(found(FINDING_INSPECTED));
}

static void clocks_that_jump_ten_years_never_spare_an_inspection(void **state)
{
	static const int64_t years = INT64_C(10) * 365 * 24 * HOUR;
	(void)state;
	stage(case_positions);
	chain_add(&rig, (struct chain_step){.ago_s = HOUR});
	chain_show(&rig);
	const int64_t moments[] = {SCENE_NOW - years, SCENE_NOW + years, INT64_MAX, INT64_MIN};
	for (size_t i = 0; i < RIG_COUNT(moments); i++) {
		scene.question.now = moments[i];
		const struct verdict out = asked();
		assert_false(scene_found(&out, FINDING_INSPECTED));
		assert_int_not_equal(out.word, VERDICT_ACCEPT);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(threat_5_a_sheet_used_again_at_this_gate_is_suspected, on_paper),
	    cmocka_unit_test_setup(threat_5_a_copy_used_at_two_checkpoints_is_told_at_either, fresh),
	    cmocka_unit_test_setup(a_phone_that_comes_again_is_judged_by_its_presentation, fresh),
	    cmocka_unit_test(threat_5_a_phone_and_a_sheet_with_two_tractors_on_one_journey_are_suspected),
	    cmocka_unit_test_setup(threat_5_a_journey_that_was_delivered_is_over, at_the_port),
	    cmocka_unit_test_setup(a_delivery_is_told_with_where_and_within_how_many_hours, fresh),
	    cmocka_unit_test_setup(stamps_of_another_journey_are_not_carried, fresh),
	    cmocka_unit_test_setup(an_expired_roster_bears_out_no_stamp, fresh),
	    cmocka_unit_test_setup(what_this_gate_remembers_counts_as_what_is_shown, fresh),
	    cmocka_unit_test_setup(another_trip_or_journey_is_no_matter_here, fresh),
	    cmocka_unit_test_setup(what_was_rejected_and_turned_back_was_no_train_of_it, fresh),
	    cmocka_unit_test_setup(rejected_last_it_was_not_inspected, fresh),
	    cmocka_unit_test_setup(shown_and_remembered_is_one_stamp, fresh),
	    cmocka_unit_test_setup(of_very_many_the_newest_are_looked_at, fresh),
	    cmocka_unit_test(a_place_is_stricter_than_its_roster_and_never_laxer),
	    cmocka_unit_test_setup(an_inspection_tells_where_and_within_how_many_hours, fresh),
	    cmocka_unit_test(stamps_make_no_pass_better_and_their_absence_none_worse),
	    cmocka_unit_test_setup(no_bit_of_a_chain_can_be_flipped_and_still_spare_an_inspection, fresh),
	    cmocka_unit_test_setup(clocks_that_jump_ten_years_never_spare_an_inspection, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
