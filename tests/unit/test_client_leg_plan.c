#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/leg_plan.h"
#include "proto/canon.h"
#include "proto/condition.h"
#include "tests/said.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;
static struct context context;
static Guosuo__V1__Roster *body;
static struct roster roster;
static Guosuo__V1__LegView view;
static Guosuo__V1__GetReviewResponse review;

static Guosuo__V1__Site *site(Guosuo__V1__SiteKind kind, const char *division, uint32_t code, const char *name)
{
	uint32_t number = 370000;
	if (division != NULL)
		rig_must(division_read(span_text(division), &number) == RULE_OK);
	Guosuo__V1__Site *out = rig_site(&world.rig, kind, number, code);
	out->name = (char *)(uintptr_t)name;
	return out;
}

/* The first leg of the case, and a roster that has every site it asks for. */
static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	context = (struct context){.lang = LANG_EN, .home = "/nonexistent", .arena = {malloc(1 << 20), 1 << 20, 0}};
	rig_must(context.arena.base != NULL);
	guosuo__v1__get_review_response__init(&review);
	guosuo__v1__leg_view__init(&view);
	review.application = case_application(&world.rig);
	review.leg = &view;
	review.status_index = 17;
	view.ordinal = 1, view.province = SHANDONG, view.revision = 1;
	const Guosuo__V1__ApplicationLeg *wish = review.application->journey->legs[0];
	body = rig_roster(&world.rig, SHANDONG, 1);
	body->sites = rig_take(&world.rig, (2 + wish->n_stops) * sizeof *body->sites);
	body->sites[0] = site(GUOSUO__V1__SITE_KIND__SITE_STATION, wish->entry->division, 4, wish->entry->station);
	body->sites[1] = site(GUOSUO__V1__SITE_KIND__SITE_STATION, wish->exit->division, 12, wish->exit->station);
	body->n_sites = 2;
	for (size_t i = 0; i < wish->n_stops; i++)
		body->sites[body->n_sites++] =
		    site(GUOSUO__V1__SITE_KIND__SITE_STOP, NULL, 301 + (uint32_t)i, wish->stops[i]->name);
	roster = (struct roster){.body = body};
	return 0;
}

static int gone(void **state)
{
	(void)state;
	free(context.arena.base);
	return 0;
}

static const char *words; /* of the conditions of the last plan */

static enum err plan(const char *const *value, Guosuo__V1__Leg **out)
{
	const struct plan_source source = {&roster, world.trip.body, &review, NULL, value};
	return leg_plan(&context, &source, CASE_DEPART - RIG_DAY, out, &words);
}

static void the_wishes_become_codes_of_the_roster(void **state)
{
	Guosuo__V1__Leg *leg;
	const Guosuo__V1__ApplicationLeg *wish = review.application->journey->legs[0];
	(void)state;
	assert_int_equal(plan(NULL, &leg), ERR_OK);
	assert_int_equal(leg->n_roads, wish->n_roads);
	assert_string_equal(leg->roads[0]->number, wish->roads[0]);
	assert_int_equal(leg->entry, body->sites[0]->division * 1000 + 4);
	assert_int_equal(leg->exit, body->sites[1]->division * 1000 + 12);
	assert_int_equal(leg->n_stops, wish->n_stops);
	assert_int_equal(leg->status_index, 17);
	assert_int_equal(leg->speed_kmh, PLAN_SPEED_KMH);
	assert_int_equal(leg->not_before, world.trip.body->not_before);
	assert_int_equal(leg->not_after, world.trip.body->not_after);
	assert_int_equal(leg->n_hours, 0);
	assert_null(leg->escort);
}

static void a_site_the_roster_lacks_is_named_and_nothing_is_planned(void **state)
{
	Guosuo__V1__Leg *leg;
	(void)state;
	for (size_t i = 0; i < body->n_sites; i++) {
		char *name = body->sites[i]->name;
		body->sites[i]->name = (char *)(uintptr_t)"别处";
		assert_int_equal(plan(NULL, &leg), ERR_NOT_FOUND);
		body->sites[i]->name = name;
	}
	assert_int_equal(plan(NULL, &leg), ERR_OK);
	view.ordinal = 9;
	assert_int_equal(plan(NULL, &leg), ERR_NOT_FOUND);
}

#define TEMPLATES TESTS_DIR "/../deploy/conditions.json"

static const struct {
	const char *why;
	size_t option[3];
	const char *text[3];
	enum err want;
	const char *says; /* on standard error, where it is refused */
} rows[] = {
    {"a speed", {PLAN_SPEED}, {"80"}, ERR_OK, NULL},
    {"a speed above any", {PLAN_SPEED}, {"121"}, ERR_INPUT, "speed"},
    {"a speed of zero", {PLAN_SPEED}, {"0"}, ERR_INPUT, "speed"},
    {"hours without an end", {PLAN_HOURS_FROM}, {"06:00"}, ERR_INPUT, "--hours-from"},
    {"hours", {PLAN_HOURS_FROM, PLAN_HOURS_TO}, {"06:00", "19:00"}, ERR_OK, NULL},
    {"hours to midnight", {PLAN_HOURS_FROM, PLAN_HOURS_TO}, {"22:00", "24:00"}, ERR_OK, NULL},
    {"hours from midnight", {PLAN_HOURS_FROM, PLAN_HOURS_TO}, {"24:00", "06:00"}, ERR_INPUT, "--hours-from"},
    {"no such minute", {PLAN_HOURS_FROM, PLAN_HOURS_TO}, {"06:60", "19:00"}, ERR_INPUT, "--hours-from"},
    {"no colon", {PLAN_HOURS_FROM, PLAN_HOURS_TO}, {"06000", "19:00"}, ERR_INPUT, "--hours-from"},
    {"weekdays alone", {PLAN_WEEKDAYS}, {"1-5,7"}, ERR_OK, NULL},
    {"an eighth day", {PLAN_WEEKDAYS}, {"1-8"}, ERR_INPUT, "--weekdays"},
    {"a list that ends in a comma", {PLAN_CONDITIONS}, {"1,"}, ERR_INPUT, "--conditions"},
    {"conditions", {PLAN_CONDITIONS}, {"1,7,20"}, ERR_OK, NULL},
    {"a condition twice", {PLAN_CONDITIONS}, {"1,1"}, ERR_FORMAT, "--conditions: codes are not sound"},
    {"more conditions than a leg holds", {PLAN_CONDITIONS}, {"1-17"}, ERR_INPUT, "at most 16 conditions"},
    {"a range as long as numbers go", {PLAN_CONDITIONS}, {"1-18446744073709551615"}, ERR_INPUT, "--conditions"},
    {"bridges, and no words for them", {PLAN_BRIDGES}, {"黄河大桥"}, ERR_INPUT, "no templates are held"},
    {"bridges beside another condition", {PLAN_BRIDGES, PLAN_TEMPLATES, PLAN_CONDITIONS}, {"黄河大桥,徒骇河大桥", TEMPLATES,
     "speed where=桥上,kmh=5"}, ERR_OK, NULL},
    {"a bridge that would begin a condition", {PLAN_BRIDGES, PLAN_TEMPLATES}, {"黄河大桥;speed", TEMPLATES}, ERR_INPUT,
     "condition speed needs"},
    {"an escort", {PLAN_ESCORT_VEHICLES, PLAN_ESCORT_STAFF}, {"2", "4"}, ERR_OK, NULL},
    {"an escort of none", {PLAN_ESCORT_VEHICLES}, {"0"}, ERR_INPUT, "escort-vehicles"},
    {"roads that are none", {PLAN_ROADS}, {"G3,,G18"}, ERR_INPUT, "--roads is written G3/12,G18"},
    {"stops", {PLAN_STOPS}, {"301"}, ERR_OK, NULL},
    {"no stops", {PLAN_STOPS}, {""}, ERR_OK, NULL},
    {"a stop the roster lacks", {PLAN_STOPS}, {"301,999"}, ERR_NOT_FOUND, "--stops 999"},
    {"a name the roster lacks", {PLAN_STOPS}, {"别处"}, ERR_NOT_FOUND, "--stops 别处"},
    {"a stop twice", {PLAN_STOPS}, {"301,301"}, ERR_FORMAT, "--stops: codes are not sound"},
    {"a window that ends first", {PLAN_WINDOW_TO}, {"2020-01-01T00:00:00+08:00"}, ERR_WINDOW,
     "--window-to: the window ends before"},
    {"no time", {PLAN_WINDOW_FROM}, {"tomorrow"}, ERR_INPUT, "--window-from: is not a time"},
    {"a window outside the trip's", {PLAN_WINDOW_TO}, {"2020-12-01T00:00:00+08:00"}, ERR_WINDOW,
     "--window-to: lies outside the trip's window: choose a time inside it [WINDOW_OUTSIDE]"},
    {"a file that is not there", {PLAN_LEG}, {"/nonexistent/leg.json"}, ERR_NOT_FOUND, "/nonexistent/leg.json"},
};

static void the_reviewers_terms_are_taken_or_said_to_be_wrong(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		const char *value[PLAN_OPTIONS] = {NULL};
		Guosuo__V1__Leg *leg;
		for (size_t k = 0; k < 3; k++)
			if (rows[i].text[k] != NULL)
				value[rows[i].option[k]] = rows[i].text[k];
		struct said said;
		said_begin(&said);
		enum err got = plan(value, &leg);
		said_end(&said);
		if (got != rows[i].want ||
		    (rows[i].says == NULL ? said.length > 0 : strstr(said.text, rows[i].says) == NULL))
			fail_msg("%s: %s, \"%s\"", rows[i].why, err_name(got), said.text);
		free(said.text);
	}
}

static void bridges_are_a_condition_in_words_each_of_them_named(void **state)
{
	(void)state;
	const char *value[PLAN_OPTIONS] = {[PLAN_BRIDGES] = "G3 K312 徒骇河大桥,黄河大桥", [PLAN_TEMPLATES] = TEMPLATES};
	Guosuo__V1__Leg *leg;
	assert_int_equal(plan(value, &leg), ERR_OK);
	assert_true(leg->n_conditions == 1 && leg->conditions[0] == 7);
	assert_non_null(strstr(words, "7 桥梁: 途经 G3 K312 徒骇河大桥、黄河大桥, "));
	assert_true(condition_text_is(leg, span_text(words)));
}

static void the_desks_policy_sets_the_speed_and_the_most(void **state)
{
	(void)state;
	Guosuo__V1__LegTerms terms = GUOSUO__V1__LEG_TERMS__INIT;
	const char *fast[PLAN_OPTIONS] = {[PLAN_SPEED] = "71"}, *most[PLAN_OPTIONS] = {[PLAN_SPEED] = "70"},
	           *crowd[PLAN_OPTIONS] = {[PLAN_ESCORT_VEHICLES] = "3"};
	Guosuo__V1__Leg *leg;
	terms.speed_kmh = 50, terms.speed_most_kmh = 70, terms.escort_vehicles_most = 2;
	review.leg_terms = &terms;
	assert_int_equal(plan(NULL, &leg), ERR_OK);
	assert_int_equal(leg->speed_kmh, 50);
	assert_int_equal(plan(most, &leg), ERR_OK);
	assert_int_equal(leg->speed_kmh, 70);
	assert_int_equal(plan(fast, &leg), ERR_INPUT);
	assert_int_equal(plan(crowd, &leg), ERR_INPUT);
}

static void the_reviewer_names_the_stops_whatever_was_asked_for(void **state)
{
	(void)state;
	const char *value[PLAN_OPTIONS] = {[PLAN_STOPS] = "301,南服务区"}, *none[PLAN_OPTIONS] = {[PLAN_STOPS] = ""};
	Guosuo__V1__Leg *leg;
	for (size_t i = 2; i < body->n_sites; i++)
		body->sites[i]->name = (char *)(uintptr_t) "南服务区";
	body->sites[2]->code = 302;
	assert_int_equal(plan(value, &leg), ERR_NOT_FOUND);
	value[PLAN_STOPS] = "南服务区";
	assert_int_equal(plan(NULL, &leg), ERR_NOT_FOUND); /* as asked for, it has no such name */
	assert_int_equal(plan(value, &leg), ERR_OK);
	assert_true(leg->n_stops == 1 && leg->stops[0] == 302);
	assert_int_equal(plan(none, &leg), ERR_OK);
	assert_int_equal(leg->n_stops, 0);
}

static void hours_past_midnight_are_two_ranges(void **state)
{
	const char *value[PLAN_OPTIONS] = {
	    [PLAN_HOURS_FROM] = "22:00", [PLAN_HOURS_TO] = "05:30", [PLAN_WEEKDAYS] = "1,7"};
	Guosuo__V1__Leg *leg;
	(void)state;
	assert_int_equal(plan(value, &leg), ERR_OK);
	assert_int_equal(leg->n_hours, 2);
	assert_int_equal(leg->hours[0]->weekdays, 1 | 64);
	assert_int_equal(leg->hours[0]->from_min, 1320);
	assert_int_equal(leg->hours[0]->to_min, 1440);
	assert_int_equal(leg->hours[1]->weekdays, 2 | 1); /* the days after: Tuesday and Monday */
	assert_int_equal(leg->hours[1]->from_min, 0);
	assert_int_equal(leg->hours[1]->to_min, 330);
}

static void a_wish_since_a_revision_began_changes_what_it_names_of_what_stands(void **state)
{
	(void)state;
	Guosuo__V1__LegRounds rounds = GUOSUO__V1__LEG_ROUNDS__INIT;
	Guosuo__V1__Proposal wish = GUOSUO__V1__PROPOSAL__INIT;
	Guosuo__V1__Road road = GUOSUO__V1__ROAD__INIT, *roads[] = {&road};
	Guosuo__V1__Sealed standing = GUOSUO__V1__SEALED__INIT;
	const char *value[PLAN_OPTIONS] = {[PLAN_HOURS_FROM] = "06:00", [PLAN_HOURS_TO] = "19:00", [PLAN_SPEED] = "40"};
	const struct plan_source source = {&roster, world.trip.body, &review, &rounds, NULL};
	struct span raw;
	Guosuo__V1__Leg *leg;
	assert_int_equal(plan(value, &leg), ERR_OK);
	leg->not_before += 3600;
	rig_must(canon_pack(&leg->base, &context.arena, &raw) == ERR_OK);
	standing.body = span_bytes(raw);
	road.number = (char *)(uintptr_t) "G35";
	wish.roads = roads, wish.n_roads = 1;
	rounds.standing = &standing, rounds.wish = &wish;
	assert_int_equal(leg_plan(&context, &source, CASE_DEPART - RIG_DAY, &leg, &words), ERR_OK);
	assert_true(leg->n_roads == 1 && strcmp(leg->roads[0]->number, "G35") == 0);
	assert_int_equal(leg->not_before, world.trip.body->not_before + 3600);
	assert_int_equal(leg->not_after, world.trip.body->not_after);
	assert_true(leg->speed_kmh == 40 && leg->n_hours == 1);
}

static void stops_that_were_wished_since_take_the_place_of_those_asked_for(void **state)
{
	(void)state;
	Guosuo__V1__LegRounds rounds = GUOSUO__V1__LEG_ROUNDS__INIT;
	Guosuo__V1__Proposal wish = GUOSUO__V1__PROPOSAL__INIT;
	uint32_t codes[] = {302};
	const char *value[PLAN_OPTIONS] = {[PLAN_STOPS] = ""};
	const struct plan_source source = {&roster, world.trip.body, &review, &rounds, NULL};
	const struct plan_source typed = {&roster, world.trip.body, &review, &rounds, value};
	Guosuo__V1__Leg *leg;
	for (size_t i = 2; i < body->n_sites; i++)
		body->sites[i]->name = (char *)(uintptr_t) "南服务区"; /* the roster has none that was asked for */
	rounds.wish = &wish;
	wish.not_before = world.trip.body->not_before + 60;
	assert_int_equal(leg_plan(&context, &source, CASE_DEPART - RIG_DAY, &leg, &words), ERR_NOT_FOUND);
	wish.stops = codes, wish.n_stops = 1;
	assert_int_equal(leg_plan(&context, &source, CASE_DEPART - RIG_DAY, &leg, &words), ERR_OK);
	assert_true(leg->n_stops == 1 && leg->stops[0] == 302);
	assert_int_equal(leg_plan(&context, &typed, CASE_DEPART - RIG_DAY, &leg, &words), ERR_OK);
	assert_int_equal(leg->n_stops, 0); /* the reviewer's word is the last */
}

static void a_proposals_stops_are_typed_by_code_or_name(void **state)
{
	(void)state;
	static const struct {
		const char *typed;
		enum err want;
	} typings[] = {{"301", ERR_OK}, {"南服务区", ERR_OK}, {"99", ERR_NOT_FOUND}, {"北服务区", ERR_NOT_FOUND}, {"", ERR_INPUT}};
	body->sites[2]->name = (char *)(uintptr_t) "南服务区";
	for (size_t i = 0; i < sizeof typings / sizeof typings[0]; i++) {
		const struct proposal_words words_typed = {.stops = typings[i].typed};
		Guosuo__V1__Proposal *made;
		assert_int_equal(proposal_typed(&context, &roster, &words_typed, &made), typings[i].want);
		assert_true(typings[i].want != ERR_OK || (made->n_stops == 1 && made->stops[0] == 301));
	}
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(the_wishes_become_codes_of_the_roster),
	    PROOF(a_site_the_roster_lacks_is_named_and_nothing_is_planned),
	    PROOF(the_reviewers_terms_are_taken_or_said_to_be_wrong),
	    PROOF(bridges_are_a_condition_in_words_each_of_them_named),
	    PROOF(the_desks_policy_sets_the_speed_and_the_most),
	    PROOF(the_reviewer_names_the_stops_whatever_was_asked_for),
	    PROOF(hours_past_midnight_are_two_ranges),
	    PROOF(stops_that_were_wished_since_take_the_place_of_those_asked_for),
	    PROOF(a_proposals_stops_are_typed_by_code_or_name),
	    PROOF(a_wish_since_a_revision_began_changes_what_it_names_of_what_stands),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
