/* What was inspected goes into the log of a gate in Hebei in March 2020, and what its roster asks for is due before anything passes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/inspect.h"
#include "client/keep.h"
#include "tests/said.h"
#include "tests/chain_rig.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name

enum { DUTY = 5 };

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct context context;
static struct gate gate;
static struct look look;
static struct recorder recorder;
static struct decision decision;
static struct recorded recorded;
static uint32_t asked[] = {INSPECTION_TEMPERATURE, INSPECTION_DISINFECTED};
static Guosuo__V1__InspectionPolicy policy, *policies[] = {&policy};

static void open_gate(void)
{
	gate = (struct gate){.now = SCENE_NOW, .membership = {.province = HEBEI, .checkpoint = CHECKPOINT}};
	gate.held.directory = scene.opened;
	gate.held.has_directory = true;
	gate.held.trust = scene.trust;
	look = (struct look){.gate = &gate};
	scene_ask(&scene, &look.verdict);
	char *text;
	assert_int_equal(code_text(scene.raw, &context.arena, &text), ERR_OK);
	look.sight.text = span_text(text);
	recorder = (struct recorder){.gate = &gate, .roster = gate_roster(&gate), .log = {.folder = -1, .file = -1}};
	recorder.entry = recorder.roster->body->entries[ENTRY_CHECKPOINT];
}

static int fresh(void **state)
{
	static char home[40];
	(void)state;
	strcpy(home, "/tmp/guosuo-inspect-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	guosuo__v1__inspection_policy__init(&policy);
	policy.asked = asked, policy.n_asked = 2, policy.people = policy.every = true, policy.raised_dc = 373;
	policy.not_before = 1, policy.not_after = 0;
	scene_draft(&scene, memory);
	scene.rosters[AT_HEBEI]->inspections = policies, scene.rosters[AT_HEBEI]->n_inspections = 1;
	scene_seal(&scene);
	open_gate();
	decision = (struct decision){.duty = DUTY, .outcome = OUTCOME(PASSED), .direction = GUOSUO__V1__DIRECTION__PASSING,
	                             .kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN, .plate = ""};
	return 0;
}

static int gone(void **state)
{
	char command[96];
	(void)state;
	snprintf(command, sizeof command, "rm -r '%s'", context.home);
	free(context.arena.base);
	return system(command);
}

static void inspected(const char *typed)
{
	assert_int_equal(inspect_read(&context, typed, &decision.inspections), ERR_OK);
}

/* The log is opened for this one record. */
static enum err put(const struct look *judged, const char *says)
{
	struct said said;
	const struct rig_pair pair = rig_pair(rig_entry(HEBEI, ENTRY_CHECKPOINT));
	recorder.party.key.secret = (uint8_t *)(uintptr_t)pair.secret;
	said_begin(&said);
	assert_int_equal(keep_lock(&context), ERR_OK);
	assert_int_equal(passages_open(&context, recorder.entry->key.data, &recorder.log), ERR_OK);
	const enum err err = recorder_put(&context, &recorder, judged, &decision, &recorded);
	passages_close(&recorder.log);
	keep_unlock(&context);
	said_end(&said);
	if (says != NULL && strstr(said.text, says) == NULL)
		fail_msg("not said: %s, but: %s", says, said.text);
	free(said.text);
	return err;
}

static void nothing_passes_while_an_inspection_is_due(void **state)
{
	(void)state;
	assert_int_equal(look.verdict.word, VERDICT_ACCEPT);
	assert_int_equal(put(&look, "not done yet: temperature normal, disinfected, people in the cab"), ERR_INPUT);
	inspected("temperature,已消毒");
	assert_int_equal(put(&look, "not done yet: people in the cab"), ERR_INPUT);
	assert_int_equal(put(NULL, "NOT JUDGED"), ERR_INPUT);
	assert_int_equal(recorder.log.last, 0);
	decision.people = 2;
	assert_int_equal(put(&look, NULL), ERR_OK);
	assert_true(recorded.passage.sealed);
	assert_int_equal(recorded.passage.stamp.body->n_inspections, 2);
	assert_int_equal(recorded.passage.stamp.body->inspections[0], INSPECTION_TEMPERATURE);
	assert_int_equal(recorded.passage.stamp.body->inspections[1], INSPECTION_DISINFECTED);
	assert_int_equal(recorded.passage.passage->undone_reason, 0);
}

static void any_other_outcome_is_recorded_whatever_is_due(void **state)
{
	(void)state;
	decision.outcome = OUTCOME(HELD), decision.reason = STAMP_REASON_UNSAFE;
	assert_int_equal(put(&look, NULL), ERR_OK);
	assert_int_equal(recorded.passage.stamp.body->n_inspections, 0);
	assert_int_equal(recorded.passage.stamp.body->reason, STAMP_REASON_UNSAFE);
	assert_int_equal(recorded.passage.passage->undone_reason, 0);
}

static void a_vehicle_without_a_pass_is_asked_too_where_the_policy_says_so(void **state)
{
	(void)state;
	decision.kind = GUOSUO__V1__PASSAGE_KIND__NO_PASS;
	assert_int_equal(put(NULL, "not done yet"), ERR_INPUT);
	scene_draft(&scene, memory);
	policy.every = false;
	scene.rosters[AT_HEBEI]->inspections = policies, scene.rosters[AT_HEBEI]->n_inspections = 1;
	scene_seal(&scene);
	open_gate();
	assert_int_equal(put(NULL, NULL), ERR_OK);
	assert_int_equal(put(&look, "not done yet"), ERR_INPUT); /* the record's kind does not matter: a pass was judged */
}

static void without_a_policy_nothing_is_asked(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene_seal(&scene);
	open_gate();
	assert_int_equal(put(&look, NULL), ERR_OK);
	assert_int_equal(recorded.passage.stamp.body->n_inspections, 0);
}

/* The thermometer is broken, or a life is at stake: a person says so, under a number, and is heard of at the desk. */
static void a_reason_lets_it_pass_and_is_kept_apart_from_the_verdicts(void **state)
{
	(void)state;
	decision.reason = STAMP_REASON_RESCUE;
	assert_int_equal(put(&look, NULL), ERR_OK);
	assert_true(recorded.passage.sealed);
	assert_int_equal(recorded.passage.stamp.body->reason, 0);
	assert_int_equal(recorded.passage.passage->undone_reason, STAMP_REASON_RESCUE);
}

static void which_no_volunteer_may_give(void **state)
{
	(void)state;
	assert_int_equal(keep_lock(&context), ERR_OK);
	assert_int_equal(keep_write(&context, "volunteers", span_text("5 9999999999 li\n"), true), ERR_OK);
	keep_unlock(&context);
	decision.reason = STAMP_REASON_LEADER;
	assert_int_equal(put(&look, "duty 5 is a volunteer, who lets nothing pass while an inspection is due"), ERR_INPUT);
	inspected("1,2");
	decision.people = 2, decision.reason = 0;
	assert_int_equal(put(&look, NULL), ERR_OK);
}

static void a_temperature_tells_itself_by_the_limit_of_the_roster(void **state)
{
	static const struct {
		const char *typed;
		uint32_t temperature_dc;
		const char *says; /* NULL: it passes */
	} rows[] = {
	    {"disinfected", 366, NULL},
	    {"disinfected", 373, NULL},
	    {"disinfected", 374, "not done yet: temperature normal"},
	    {"disinfected,temperature", 374, "do not go together"},
	    {"disinfected,raised", 366, "do not go together"},
	    {"disinfected,temperature,raised", 0, "do not go together"},
	    {"disinfected,raised", 0, "not done yet: temperature normal"},
	};
	(void)state;
	decision.people = 2;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		inspected(rows[i].typed);
		decision.temperature_dc = rows[i].temperature_dc;
		assert_int_equal(put(&look, rows[i].says), rows[i].says == NULL ? ERR_OK : ERR_INPUT);
	}
	inspected("disinfected");
	decision.temperature_dc = 385, decision.outcome = OUTCOME(HELD), decision.reason = STAMP_REASON_ORDERED;
	assert_int_equal(put(&look, NULL), ERR_OK);
	assert_int_equal(recorded.passage.stamp.body->inspections[1], INSPECTION_RAISED);
}

static void what_was_measured_is_not_said_twice(void **state)
{
	(void)state;
	asked[0] = INSPECTION_OUTLINE, asked[1] = INSPECTION_MASS;
	policy.raised_dc = 0, policy.people = false;
	scene_draft(&scene, memory);
	scene.rosters[AT_HEBEI]->inspections = policies, scene.rosters[AT_HEBEI]->n_inspections = 1;
	scene_seal(&scene);
	open_gate();
	asked[0] = INSPECTION_TEMPERATURE, asked[1] = INSPECTION_DISINFECTED;
	look.sight.observed.length_mm = 21800, look.sight.observed.width_mm = 3400;
	assert_int_equal(put(&look, "not done yet: outline measured, weighed"), ERR_INPUT);
	look.sight.observed.height_mm = 4480, look.sight.observed.mass_kg = 110500;
	assert_int_equal(put(&look, NULL), ERR_OK);
	assert_int_equal(recorded.passage.stamp.body->n_inspections, 2);
}

static void what_is_typed_is_a_word_or_a_number_once(void **state)
{
	static const struct {
		const char *typed;
		size_t count;
	} rows[] = {
	    {"temperature", 1}, {"测温正常,2", 2}, {"4294967295", 1}, {"temperature,temperature", 1}, {"", 0}, {"temperature,", 0},
	    {"warm", 0}, {"0", 0}, {"-1", 0}, {"4294967296", 0}, {" 1", 0}, {"1 ", 0}, {"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16", 16},
	    {"1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17", 0},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct inspections out = {.count = 0};
		struct said said;
		said_begin(&said);
		const enum err err = inspect_read(&context, rows[i].typed, &out);
		said_end(&said);
		if (out.count != rows[i].count || (err == ERR_OK) != (rows[i].count > 0))
			fail_msg("%s: %zu", rows[i].typed, out.count);
		assert_true(err == ERR_OK || strstr(said.text, "health-papers") != NULL);
		free(said.text);
	}
}

static void a_later_number_is_shown_as_it_is(void **state)
{
	char names[INSPECT_NAMES];
	(void)state;
	inspect_names((const uint32_t[]){2, 77}, 2, LANG_ZH, names);
	assert_string_equal(names, "已消毒, 77");
	inspect_asked_names(&(struct inspection_asked){.list = {{8}, 1}, .people = true}, LANG_EN, names);
	assert_string_equal(names, "escort present, people in the cab");
}

/* Whose seal holds, of this assignment, accepted and let pass: nothing else spares anybody an inspection. */
static void what_an_earlier_gate_did_with_this_crew_and_train_is_not_asked_again(void **state)
{
	static const struct {
		const char *why;
		struct chain_step step;
		size_t asked; /* of temperature and disinfection */
		struct chain_step then; /* ago_s 0: there is none */
	} rows[] = {
	    {"an hour ago", {.ago_s = 3600, .done = {{1, 2}, 2}}, 0, {.ago_s = 0}},
	    {"two, which is too long", {.ago_s = 7201, .done = {{1, 2}, 2}}, 2, {.ago_s = 0}},
	    {"another driver was on the road", {.ago_s = 3600, .serial = 1, .done = {{1, 2}, 2}}, 2, {.ago_s = 0}},
	    {"it was in doubt", {.ago_s = 3600, .verdict = VERDICT_REFER, .done = {{1, 2}, 2}}, 2, {.ago_s = 0}},
	    {"it was held", {.ago_s = 3600, .outcome = OUTCOME(HELD), .reason = STAMP_REASON_UNSAFE, .done = {{1, 2}, 2}}, 2, {.ago_s = 0}},
	    {"a stranger's seal", {.ago_s = 3600, .key = STRANGER_KEY, .done = {{1, 2}, 2}}, 2, {.ago_s = 0}},
	    {"nothing was inspected", {.ago_s = 3600}, 2, {.ago_s = 0}},
	    {"it found a raised temperature", {.ago_s = 3600, .done = {{2, INSPECTION_RAISED}, 2}}, 1, {.ago_s = 0}},
	    {"the next one found a raised temperature, and held it", {.ago_s = 3600, .done = {{1, 2}, 2}}, 1,
	     {.ago_s = 1800, .outcome = OUTCOME(HELD), .reason = STAMP_REASON_UNSAFE, .done = {{INSPECTION_RAISED}, 1}}},
	};
	(void)state;
	policy.earlier_s = 7200;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct inspection_asked left;
		scene_draft(&scene, memory);
		scene.rosters[AT_HEBEI]->inspections = policies, scene.rosters[AT_HEBEI]->n_inspections = 1;
		scene.assignment->serial = 2;
		scene_seal(&scene);
		struct chain_rig rig = chain_begin(&scene);
		chain_add(&rig, rows[i].step);
		if (rows[i].then.ago_s != 0)
			chain_add(&rig, rows[i].then);
		chain_show(&rig);
		open_gate();
		assert_true(inspect_due(&gate, &look, &decision, &left) && left.people);
		if (left.list.count != rows[i].asked)
			fail_msg("%s: %zu", rows[i].why, left.list.count);
		if (left.list.count == 0) {
			decision.people = 2;
			assert_int_equal(put(&look, NULL), ERR_OK);
			assert_int_equal(recorded.passage.stamp.body->n_inspections, 0);
			decision.people = 0;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(nothing_passes_while_an_inspection_is_due, fresh, gone),
	    cmocka_unit_test_setup_teardown(any_other_outcome_is_recorded_whatever_is_due, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_vehicle_without_a_pass_is_asked_too_where_the_policy_says_so, fresh, gone),
	    cmocka_unit_test_setup_teardown(without_a_policy_nothing_is_asked, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_reason_lets_it_pass_and_is_kept_apart_from_the_verdicts, fresh, gone),
	    cmocka_unit_test_setup_teardown(which_no_volunteer_may_give, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_temperature_tells_itself_by_the_limit_of_the_roster, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_was_measured_is_not_said_twice, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_is_typed_is_a_word_or_a_number_once, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_an_earlier_gate_did_with_this_crew_and_train_is_not_asked_again, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_later_number_is_shown_as_it_is, fresh, gone),
	};
	return sodium_init() < 0 || cmocka_run_group_tests(tests, NULL, NULL);
}
