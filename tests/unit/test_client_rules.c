#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <jansson.h>
#include <sodium.h>

#include "client/ruling.h"
#include "proto/wire/json.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY], scratch[4 << 20];
static struct world world;
static struct arena arena;
static struct roster roster;
static struct ruling_case of;

static json_t *load(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", TESTS_DIR, name);
	json_t *root = json_load_file(path, 0, NULL);
	rig_must(root != NULL);
	return root;
}

/* ---- files ---- */

/* Puts a value at a path of names and places; null takes away what is there. */
static void put(json_t *root, const json_t *path, json_t *value)
{
	size_t last = json_array_size(path);
	if (last-- == 0)
		return;
	for (size_t i = 0; i < last; i++) {
		const json_t *step = json_array_get(path, i);
		root = json_is_string(step) ? json_object_get(root, json_string_value(step))
					    : json_array_get(root, (size_t)json_integer_value(step));
		rig_must(root != NULL);
	}
	const char *name = json_string_value(json_array_get(path, last));
	rig_must(name != NULL);
	if (json_is_null(value))
		json_object_del(root, name);
	else
		json_object_set(root, name, value);
}

static enum err read_rules(const json_t *file, struct faults *faults, struct rules *out)
{
	char *text = json_dumps(file, 0);
	arena = (struct arena){scratch, sizeof scratch, 0};
	enum err err = rules_read(span_text(text), &arena, faults, out);
	free(text);
	return err;
}

static void a_file_that_is_not_sound_says_rule_field_and_fault(void **state)
{
	(void)state;
	json_t *rows = load("vectors/rules/files.json"), *row;
	size_t i;
	json_array_foreach(rows, i, row)
	{
		json_t *file = load("../deploy/rules/37.json"), *want = json_object_get(row, "want");
		const char *why = json_string_value(json_object_get(row, "why"));
		struct faults faults = {0};
		struct rules rules;
		put(file, json_object_get(row, "at"), json_object_get(row, "put"));
		enum err err = read_rules(file, &faults, &rules);
		if ((err == ERR_OK) != (json_array_size(want) == 0) || faults.count != json_array_size(want))
			fail_msg("%s: %s, %zu faults, first %s", why, err_name(err), faults.count, faults.item[0].field);
		for (size_t k = 0; k < faults.count; k++) {
			char got[128];
			snprintf(got, sizeof got, "%s %s", faults.item[k].field, fault_name(faults.item[k].rule));
			if (strcmp(got, json_string_value(json_array_get(want, k))) != 0)
				fail_msg("%s: %s", why, got);
		}
		json_decref(file);
	}
	json_decref(rows);
}

static void what_is_no_json_says_line_and_column(void **state)
{
	(void)state;
	struct faults faults = {0};
	struct rules rules;
	arena = (struct arena){scratch, sizeof scratch, 0};
	assert_int_equal(rules_read(span_text("{\n\"rules\": ["), &arena, &faults, &rules), ERR_INPUT);
	assert_int_equal(faults.item[0].rule, RULE_SYNTAX);
	assert_int_equal(faults.item[0].got, 2);
}

static void more_rules_than_a_clerk_can_read_are_refused(void **state)
{
	(void)state;
	json_t *file = load("../deploy/rules/37.json"), *list = json_object_get(file, "rules");
	struct faults faults = {0};
	struct rules rules;
	while (json_array_size(list) <= RULES_MAX) {
		json_t *one = json_deep_copy(json_array_get(list, 0));
		json_object_set_new(one, "id", json_sprintf("rule-%zu", json_array_size(list)));
		json_array_append_new(list, one);
	}
	assert_int_equal(read_rules(file, &faults, &rules), ERR_INPUT);
	assert_int_equal(faults.item[0].rule, RULE_TOO_MANY);
	json_decref(file);
}

/* ---- rulings ---- */

/* The case's first leg, whose two stations the roster names. */
static void open_case(void)
{
	static char south[] = "济南南", border[] = "德州";
	world_make(&world, memory);
	Guosuo__V1__Roster *body = rig_roster(&world.rig, SHANDONG, 1);
	body->sites = rig_take(&world.rig, 2 * sizeof *body->sites);
	body->sites[0] = rig_site(&world.rig, GUOSUO__V1__SITE_KIND__SITE_STATION, 370103, 4);
	body->sites[1] = rig_site(&world.rig, GUOSUO__V1__SITE_KIND__SITE_STATION, 371400, 12);
	body->sites[0]->name = south, body->sites[1]->name = border;
	body->n_sites = 2;
	roster = (struct roster){.body = body};
	of = (struct ruling_case){.trip = world.trip.body,
				  .leg = world.legs[0].body,
				  .over_limit_class = 3,
				  .roster = &roster,
				  .utc_offset_min = 480,
				  .now = CASE_DEPART};
}

static const Guosuo__V1__RuleWhen *when_of(const json_t *json)
{
	ProtobufCMessage *message;
	struct faults faults = {0};
	char *text = json_dumps(json, JSON_ENCODE_ANY);
	arena = (struct arena){scratch, sizeof scratch, 0};
	rig_must(json_read(&guosuo__v1__rule_when__descriptor, span_text(text), &arena, &faults, &message) == ERR_OK);
	free(text);
	return (const Guosuo__V1__RuleWhen *)message;
}

static enum miss_reason miss_named(const char *name)
{
	static const char *const names[] = {"",
#define X(name, zh, en) #name,
					    MISS_LIST(X)
#undef X
	};
	for (size_t i = 0; i < MISS_COUNT; i++)
		if (strcmp(names[i], name) == 0)
			return (enum miss_reason)i;
	fail_msg("no such reason: %s", name);
	return MISS_NONE;
}

static void a_rule_holds_or_says_what_does_not(void **state)
{
	(void)state;
	json_t *rows = load("vectors/rules/rulings.json"), *row;
	size_t i;
	open_case();
	json_array_foreach(rows, i, row)
	{
		Guosuo__V1__ProvinceRule rule = GUOSUO__V1__PROVINCE_RULE__INIT;
		const char *why = json_string_value(json_object_get(row, "why"));
		enum miss_reason want = miss_named(json_string_value(json_object_get(row, "miss")));
		struct miss miss;
		rule.when = (Guosuo__V1__RuleWhen *)(uintptr_t)when_of(json_object_get(row, "when"));
		bool holds = ruling_holds(&rule, &of, &miss);
		if (holds != (want == MISS_NONE) || miss.reason != want ||
		    miss.got != json_integer_value(json_object_get(row, "got")) ||
		    miss.limit != json_integer_value(json_object_get(row, "limit")))
			fail_msg("%s: %d, %lld, %lld", why, (int)miss.reason, (long long)miss.got, (long long)miss.limit);
	}
	json_decref(rows);
}

/* ---- notices ---- */

static void a_notice_counts_on_the_legs_roads_in_its_window_for_what_the_rule_names(void **state)
{
	(void)state;
	enum { ITS_WINDOW, BEFORE_IT, AFTER_IT };
	static const struct {
		const char *why, *road, *item_road;
		Guosuo__V1__NoticeMatter matter;
		int window;
		enum miss_reason want;
	} rows[] = {
	    {"works on its road", "G20", "", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, ITS_WINDOW, MISS_NOTICE},
	    {"written in small letters", "g20", "", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, ITS_WINDOW, MISS_NOTICE},
	    {"on every road", NULL, "", GUOSUO__V1__NOTICE_MATTER__ENTRANCE_CLOSED, ITS_WINDOW, MISS_NOTICE},
	    {"an item about its road alone", NULL, "G20", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, ITS_WINDOW, MISS_NOTICE},
	    {"an item about another road", NULL, "G35", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, ITS_WINDOW, MISS_NONE},
	    {"another road", "G35", "", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, ITS_WINDOW, MISS_NONE},
	    {"another matter", "G20", "", GUOSUO__V1__NOTICE_MATTER__SUPPORT_MEASURE, ITS_WINDOW, MISS_NONE},
	    {"it ends before the leg may be driven", "G20", "", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, BEFORE_IT, MISS_NONE},
	    {"it begins when that is over", "G20", "", GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, AFTER_IT, MISS_NONE},
	};
	Guosuo__V1__ProvinceRule rule = GUOSUO__V1__PROVINCE_RULE__INIT;
	Guosuo__V1__RuleWhen when = GUOSUO__V1__RULE_WHEN__INIT;
	Guosuo__V1__NoticeMatter matters[] = {GUOSUO__V1__NOTICE_MATTER__ROAD_WORKS, GUOSUO__V1__NOTICE_MATTER__ENTRANCE_CLOSED};
	open_case();
	when.no_notices = matters, when.n_no_notices = 2;
	rule.when = &when;
	of.noticed = true;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		Guosuo__V1__NoticeItem item = GUOSUO__V1__NOTICE_ITEM__INIT, *items[] = {&item};
		Guosuo__V1__Notice body = GUOSUO__V1__NOTICE__INIT;
		char *road = (char *)(uintptr_t)rows[i].road;
		const struct notice notice = {.body = &body};
		const int64_t from = of.leg->not_before, to = of.leg->not_after;
		struct miss miss;
		item.matter = rows[i].matter, item.road = (char *)(uintptr_t)rows[i].item_road;
		body.items = items, body.n_items = 1;
		body.roads = &road, body.n_roads = road != NULL;
		body.not_before = rows[i].window == AFTER_IT ? to + 1 : from - 2;
		body.not_after = rows[i].window == BEFORE_IT ? from - 1 : to + 2;
		of.notices = &notice, of.notice_count = 1;
		if (ruling_holds(&rule, &of, &miss) != (rows[i].want == MISS_NONE) || miss.reason != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)miss.reason);
	}
}

/* ---- repeats ---- */

/* What was approved before is the same trip and leg, 30 days ago; each row changes one thing of it. */
enum change { SAME, OLDER, HIGHER, OTHER_VIN, OTHER_CARGO, MORE_JOURNEYS, OTHER_WINDOW, OTHER_ROAD, OTHER_EXIT, NO_STOP };

static void a_repeat_is_the_same_in_all_that_matters(void **state)
{
	(void)state;
	static const struct {
		const char *why;
		enum change change;
		enum miss_reason want;
	} rows[] = {
	    {"the same", SAME, MISS_NONE},
	    {"another window is no difference", OTHER_WINDOW, MISS_NONE},
	    {"approved too long ago", OLDER, MISS_LONG_AGO},
	    {"it was a millimetre higher", HIGHER, MISS_DIFFERS},
	    {"another tractor", OTHER_VIN, MISS_DIFFERS},
	    {"another cargo", OTHER_CARGO, MISS_DIFFERS},
	    {"one journey was approved, not two", MORE_JOURNEYS, MISS_DIFFERS},
	    {"another road", OTHER_ROAD, MISS_OTHER_WAY},
	    {"another exit", OTHER_EXIT, MISS_OTHER_WAY},
	    {"a stop less", NO_STOP, MISS_OTHER_WAY},
	};
	Guosuo__V1__ProvinceRule rule = GUOSUO__V1__PROVINCE_RULE__INIT;
	Guosuo__V1__RuleWhen when = GUOSUO__V1__RULE_WHEN__INIT;
	when.repeat_days = 90;
	rule.when = &when;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		open_case();
		Guosuo__V1__Trip trip = *of.trip;
		Guosuo__V1__Leg leg = *of.leg;
		enum change change = rows[i].change;
		uint8_t vin[VIN_PACKED] = {1};
		struct miss miss;
		leg.sealed_at = (uint32_t)(of.now - (change == OLDER ? 91 : 30) * DAY_S);
		trip.sealed_at -= 40 * DAY_S, trip.pass_id.data = vin;
		trip.not_before -= change == OTHER_WINDOW ? DAY_S : 0;
		of.trip->laden->height_mm += change == HIGHER;
		Guosuo__V1__Laden laden = *of.trip->laden;
		Guosuo__V1__Cargo cargo = *of.trip->cargo;
		Guosuo__V1__Vehicle tractor = *of.trip->tractors[0], *tractors[TRACTORS_MAX];
		Guosuo__V1__Road road = *of.leg->roads[2], *roads[ROADS_MAX];
		laden.height_mm -= change == HIGHER;
		cargo.hs_code -= change == OTHER_CARGO;
		if (change == OTHER_VIN)
			tractor.vin = (ProtobufCBinaryData){sizeof vin, vin};
		if (change == OTHER_ROAD)
			road.number = (char *)(uintptr_t)"G35";
		road.exit += change == OTHER_EXIT;
		memcpy(tractors, trip.tractors, trip.n_tractors * sizeof tractors[0]);
		memcpy(roads, leg.roads, leg.n_roads * sizeof roads[0]);
		tractors[0] = &tractor, roads[2] = &road;
		trip.laden = &laden, trip.cargo = &cargo, trip.tractors = tractors, leg.roads = roads;
		trip.journeys = change == MORE_JOURNEYS ? 2 : trip.journeys;
		leg.n_stops -= change == NO_STOP;
		of.former_trip = &trip, of.former_leg = &leg;
		if (ruling_holds(&rule, &of, &miss) != (rows[i].want == MISS_NONE) || miss.reason != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)miss.reason);
	}
}

/* ---- first of all that hold ---- */

static void the_first_rule_that_holds_counts_and_those_before_it_say_why(void **state)
{
	(void)state;
	json_t *file = load("../deploy/rules/37.json");
	struct faults faults = {0};
	struct rules rules;
	struct miss why[RULES_MAX];
	size_t missed;
	char text[256];
	open_case();
	json_t *path = json_pack("[s, i, s]", "rules", 5, "when"), *when = json_pack("{s:[s]}", "hs", "8504");
	put(file, path, when);
	json_decref(path), json_decref(when);
	assert_int_equal(read_rules(file, &faults, &rules), ERR_OK);
	const Guosuo__V1__ProvinceRule *rule = ruling_of(&rules, &of, why, &missed);
	assert_non_null(rule);
	assert_string_equal(rule->id, "transformers");
	assert_int_equal(missed, 5);
	ruling_text(&why[0], LANG_EN, text, sizeof text);
	assert_string_equal(text, "is 4480 mm high, not above 5000");
	ruling_text(&why[2], LANG_ZH, text, sizeof text);
	assert_string_equal(text, "3 类不在规则所列类别内");
	of.over_limit_class = 1;
	rule = ruling_of(&rules, &of, why, &missed);
	assert_string_equal(rule->id, "transformers"); /* class I, and yet over the limits of the rule that seals */
	assert_int_equal(why[2].reason, MISS_CORRIDOR);
	json_decref(file);
}

/* ---- property ---- */

static uint32_t of_range(uint32_t most)
{
	return randombytes_uniform(most + 1);
}

static Guosuo__V1__RuleMeasures some_limits(void)
{
	Guosuo__V1__RuleMeasures limits = GUOSUO__V1__RULE_MEASURES__INIT;
	uint32_t *const fields[] = {&limits.mass_kg,   &limits.length_mm,    &limits.width_mm,
				    &limits.height_mm, &limits.axle_load_kg, &limits.axle_line_load_kg};
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		*fields[i] = of_range(1) == 0 ? 0 : 1 + of_range(40);
	return limits;
}

static bool exceeds(uint32_t got, uint32_t limit)
{
	return limit != 0 && got > limit;
}

static void a_rule_never_holds_for_what_exceeds_a_limit_it_names(void **state)
{
	(void)state;
	Guosuo__V1__ProvinceRule rule = GUOSUO__V1__PROVINCE_RULE__INIT;
	Guosuo__V1__RuleWhen when = GUOSUO__V1__RULE_WHEN__INIT;
	size_t held = 0, missed = 0;
	open_case();
	rule.when = &when;
	for (size_t round = 0; round < 20000; round++) {
		Guosuo__V1__RuleMeasures limits = some_limits();
		uint32_t axles[AXLES_MAX], lines[AXLES_MAX];
		Guosuo__V1__Laden laden = GUOSUO__V1__LADEN__INIT;
		Guosuo__V1__Trip trip = *of.trip;
		struct miss miss;
		laden.mass_kg = of_range(45), laden.length_mm = of_range(45), laden.width_mm = of_range(45);
		laden.height_mm = of_range(45);
		laden.axle_loads_kg = axles, laden.n_axle_loads_kg = of_range(3);
		laden.axle_line_loads_kg = lines, laden.n_axle_line_loads_kg = of_range(3);
		bool over = exceeds(laden.mass_kg, limits.mass_kg) || exceeds(laden.length_mm, limits.length_mm) ||
			    exceeds(laden.width_mm, limits.width_mm) || exceeds(laden.height_mm, limits.height_mm);
		for (size_t i = 0; i < laden.n_axle_loads_kg; i++)
			over |= exceeds(axles[i] = of_range(45), limits.axle_load_kg);
		for (size_t i = 0; i < laden.n_axle_line_loads_kg; i++)
			over |= exceeds(lines[i] = of_range(45), limits.axle_line_load_kg);
		when.at_most = &limits;
		trip.laden = &laden;
		struct ruling_case some = of;
		some.trip = &trip;
		bool holds = ruling_holds(&rule, &some, &miss);
		if (holds == over)
			fail_msg("round %zu: %s", round, over ? "sealed over a limit" : "refused inside all limits");
		held += holds, missed += !holds;
	}
	assert_true(held > 1000 && missed > 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_that_is_not_sound_says_rule_field_and_fault),
	    cmocka_unit_test(what_is_no_json_says_line_and_column),
	    cmocka_unit_test(more_rules_than_a_clerk_can_read_are_refused),
	    cmocka_unit_test(a_rule_holds_or_says_what_does_not),
	    cmocka_unit_test(a_notice_counts_on_the_legs_roads_in_its_window_for_what_the_rule_names),
	    cmocka_unit_test(a_repeat_is_the_same_in_all_that_matters),
	    cmocka_unit_test(the_first_rule_that_holds_counts_and_those_before_it_say_why),
	    cmocka_unit_test(a_rule_never_holds_for_what_exceeds_a_limit_it_names),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
