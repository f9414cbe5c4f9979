#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "client/condition.h"
#include "client/differ.h"
#include "client/leg_plan.h"
#include "client/rounds.h"
#include "tests/said.h"
#include "tests/world.h"

static struct context context;

static int fresh(void **state)
{
	(void)state;
	context = (struct context){.lang = LANG_EN, .home = "/nonexistent", .arena = {malloc(1 << 20), 1 << 20, 0}};
	rig_must(context.arena.base != NULL);
	return 0;
}

static int gone(void **state)
{
	(void)state;
	free(context.arena.base);
	return 0;
}

/* ---- conditions ---- */

static const char two[] = "{\"conditions\": ["
			  "{\"code\": 1, \"name\": \"escort\", \"zh\": \"前{front}后{rear}\", \"en\": \"{front} ahead, {rear} behind\"},"
			  "{\"code\": 7, \"name\": \"daylight\", \"zh\": \"白天通行\", \"en\": \"by day\"}]}";

static void templates_are_refused_whole(void **state)
{
	(void)state;
	static const struct {
		const char *why, *text;
		enum err want;
	} rows[] = {
	    {"good", two, ERR_OK},
	    {"not JSON", "{\"conditions\": [", ERR_INPUT},
	    {"no list", "{}", ERR_INPUT},
	    {"empty", "{\"conditions\": []}", ERR_INPUT},
	    {"a code of 0", "{\"conditions\": [{\"code\": 0, \"name\": \"a\", \"zh\": \"甲\", \"en\": \"a\"}]}", ERR_INPUT},
	    {"no Chinese", "{\"conditions\": [{\"code\": 1, \"name\": \"a\", \"zh\": \"\", \"en\": \"a\"}]}", ERR_INPUT},
	    {"a name with a space", "{\"conditions\": [{\"code\": 1, \"name\": \"a b\", \"zh\": \"甲\", \"en\": \"a\"}]}", ERR_INPUT},
	    {"other parameters", "{\"conditions\": [{\"code\": 1, \"name\": \"a\", \"zh\": \"{x}\", \"en\": \"{y}\"}]}", ERR_INPUT},
	    {"a code twice",
	     "{\"conditions\": [{\"code\": 1, \"name\": \"a\", \"zh\": \"甲\", \"en\": \"a\"}, {\"code\": 1, \"name\": \"b\", \"zh\": \"乙\", "
	     "\"en\": \"b\"}]}",
	     ERR_INPUT},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		json_t *list = NULL;
		enum err err = condition_templates(&context, span_text(rows[i].text), &list);
		if (err != rows[i].want)
			fail_msg("%s: %d", rows[i].why, (int)err);
		json_decref(list);
	}
}

static void picks_become_codes_and_one_text(void **state)
{
	(void)state;
	static const struct {
		const char *typed, *text; /* NULL: refused */
		size_t count;
	} rows[] = {
	    {"7", "7 白天通行 / by day", 1},
	    {"daylight", "7 白天通行 / by day", 1},
	    {"escort front=1,rear=2; daylight", "1 前1后2 / 1 ahead, 2 behind\n7 白天通行 / by day", 2},
	    {" escort  front = 1 , rear = two cars ", "1 前1后two cars / 1 ahead, two cars behind", 1},
	    {"escort front=1", NULL, 0},
	    {"escort front=1,rear=", NULL, 0},
	    {"escort front=1,rear=2,left=3", NULL, 0},
	    {"escort front", NULL, 0},
	    {"1", NULL, 0},
	    {"fly", NULL, 0},
	    {"", NULL, 0},
	    {"daylight;; daylight", NULL, 0},
	    {"escort front=\x01,rear=2", NULL, 0},
	};
	json_t *list;
	assert_int_equal(condition_templates(&context, span_text(two), &list), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct conditions picked;
		enum err err = condition_pick(&context, list, rows[i].typed, &picked);
		if ((err == ERR_OK) != (rows[i].text != NULL))
			fail_msg("%s: %d", rows[i].typed, (int)err);
		if (err != ERR_OK)
			continue;
		assert_string_equal(picked.text, rows[i].text);
		assert_int_equal(picked.count, rows[i].count);
	}
	json_decref(list);
}

/* More than a leg holds, by name and by number, and more words than their text may have. */
static void what_does_not_fit_is_said(void **state)
{
	(void)state;
	static char names[17 * 9 + 1], longer[2 * 1000 + 1];
	json_t *list;
	for (size_t i = 0; i < 17; i++)
		strcat(names, "daylight;");
	for (size_t i = 0; i < 2; i++)
		snprintf(longer + i * 1000, 1001, "escort front=1,rear=%0979d;", 1);
	const struct {
		const char *typed, *says;
		bool templates;
	} rows[] = {{names, "at most 16 conditions", true},
	            {"1-17", "at most 16 conditions", false},
	            {"escort front=1", "escort needs rear", true},
	            {longer, "text may have 2048 bytes", true}};
	assert_int_equal(condition_templates(&context, span_text(two), &list), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct conditions picked;
		struct said said;
		said_begin(&said);
		enum err err = condition_pick(&context, rows[i].templates ? list : NULL, rows[i].typed, &picked);
		said_end(&said);
		assert_int_equal(err, ERR_INPUT);
		if (strstr(said.text, rows[i].says) == NULL)
			fail_msg("%.40s: \"%s\"", rows[i].typed, said.text);
		free(said.text);
	}
	json_decref(list);
}

static void without_templates_codes_stand_alone(void **state)
{
	(void)state;
	struct conditions picked;
	assert_int_equal(condition_pick(&context, NULL, "1,3-5", &picked), ERR_OK);
	assert_int_equal(picked.count, 4);
	assert_string_equal(picked.text, "");
	assert_int_equal(condition_pick(&context, NULL, "escort", &picked), ERR_INPUT);
	assert_int_equal(condition_pick(&context, NULL, "3-1", &picked), ERR_INPUT);
}

/* ---- roads ---- */

static void roads_are_read_with_their_exits(void **state)
{
	(void)state;
	static const char *const bad[] = {"", "G3,", ",G3", "/12", "G3/", "G3/x", "G3/0"};
	Guosuo__V1__Road **roads;
	size_t count;
	assert_int_equal(road_list(&context, "G35/8,G20", &roads, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(roads[0]->number, "G35");
	assert_int_equal(roads[0]->exit, 8);
	assert_int_equal(roads[1]->exit, 0);
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (road_list(&context, bad[i], &roads, &count) != ERR_INPUT)
			fail_msg("%s", bad[i]);
}

/* ---- differences ---- */

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static void the_fields_that_differ_are_named_with_both_values(void **state)
{
	(void)state;
	static const char *const except[] = {"sealed_at", NULL};
	struct difference found[4];
	world_make(&world, memory);
	Guosuo__V1__Trip other = *world.trip.body;
	Guosuo__V1__Laden laden = *other.laden;
	Guosuo__V1__Vehicle tractor = *other.tractors[0], *tractors[8];
	memcpy(tractors, other.tractors, other.n_tractors * sizeof tractors[0]);
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, NULL, 480, found, 4), 0);
	other.sealed_at++;
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, except, 480, found, 4), 0);
	laden.height_mm++;
	other.laden = &laden;
	assert_int_equal(plate_pack(span_text("鲁B99999"), &tractor.plate), RULE_OK);
	tractors[0] = &tractor;
	other.tractors = tractors;
	other.n_provinces--;
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, except, 480, found, 4), 3);
	assert_string_equal(found[0].path, "laden.height_mm");
	assert_string_equal(found[1].path, "tractors[0].plate");
	assert_string_equal(found[1].after, "鲁B99999");
	assert_string_equal(found[2].path, "provinces");
	/* more than there is room for: all are counted */
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, world.trip.body, &other, except, 480, found, 1), 3);
	assert_int_equal(differ(&guosuo__v1__trip__descriptor, NULL, &other, NULL, 480, found, 4), 1);
}

/* The trip as it is now, and the applications of then and now. */
struct pair {
	Guosuo__V1__Trip trip;
	Guosuo__V1__Application *before, after;
};

/* The case with an outline drawing and an escort plan. */
static Guosuo__V1__Application *with_papers(void)
{
	static const char *const kinds[] = {"outline_drawing", "escort_plan"}, *const hashes[] = {"01", "02"};
	Guosuo__V1__Application *application = case_application(&world.rig);
	application->documents = rig_take(&world.rig, 2 * sizeof(void *));
	for (size_t i = 0; i < 2; i++) {
		application->documents[i] =
		    RIG_NEW(&world.rig, Guosuo__V1__ApplicationDocument, GUOSUO__V1__APPLICATION_DOCUMENT__INIT);
		application->documents[i]->kind = (char *)(uintptr_t)kinds[i];
		application->documents[i]->hash = (char *)(uintptr_t)hashes[i];
	}
	application->n_documents = 2;
	return application;
}

/* The desk as far as a comparison reads it: the case twice, once as it was approved. */
static struct desk *compared_desk(struct pair *pair)
{
	static struct desk desk;
	static Guosuo__V1__GetReviewResponse review;
	static Guosuo__V1__GetLegRoundsResponse rounds;
	static Guosuo__V1__LegView leg;
	static Guosuo__V1__Former former;
	guosuo__v1__get_review_response__init(&review);
	guosuo__v1__get_leg_rounds_response__init(&rounds);
	guosuo__v1__leg_view__init(&leg);
	guosuo__v1__former__init(&former);
	leg.province = SHANDONG;
	former.trip = &world.trip_sealed;
	former.application = pair->before = with_papers();
	pair->trip = *world.trip.body;
	pair->after = *with_papers();
	review.leg = &leg;
	review.application = &pair->after;
	rounds.former = &former;
	desk.review = &review;
	desk.rounds = &rounds;
	desk.trip.body = &pair->trip;
	desk.held.directory = world.directory;
	return &desk;
}

static void same(struct pair *pair)
{
	pair->trip.status_index++;
	pair->trip.port = (char *)(uintptr_t) "CNTSN"; /* another province's */
	pair->after.documents[1]->name = (char *)(uintptr_t) "另一文件名.pdf";
}
static void order(struct pair *pair)
{
	Guosuo__V1__ApplicationDocument *first = pair->after.documents[0];
	pair->after.documents[0] = pair->after.documents[1];
	pair->after.documents[1] = first;
}
static void more_journeys(struct pair *pair)
{
	pair->trip.journeys = 1000;
}
static void other_paper(struct pair *pair)
{
	pair->after.documents[1]->hash = (char *)(uintptr_t) "03";
}
static void other_kind(struct pair *pair)
{
	pair->after.documents[0]->kind = (char *)(uintptr_t) "photo";
}
static void one_less(struct pair *pair)
{
	pair->after.n_documents--;
}
static void none_before(struct pair *pair)
{
	pair->before->n_documents = 0;
}

/* What a reviewer seals again in one step is what was judged: the journeys and the papers too. */
static void papers_and_journeys_differ_by_what_they_hold(void **state)
{
	(void)state;
	static const struct {
		const char *why, *path, *after;
		size_t count;
		void (*change)(struct pair *pair);
	} rows[] = {
	    {"a paper called otherwise is the same", "", "", 0, same},
	    {"papers in another order are the same", "", "", 0, order},
	    {"one journey became 1000", "journeys", "1000", 1, more_journeys},
	    {"another escort plan", "documents[kind=escort_plan]", "", 2, other_paper},
	    {"a paper of another kind", "documents[kind=outline_drawing]", "", 2, other_kind},
	    {"a paper less", "documents[kind=escort_plan]", "", 1, one_less},
	    {"all papers new", "documents[kind=outline_drawing]", "", 2, none_before},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct difference found[4];
		struct pair pair;
		enum err err;
		world_make(&world, memory);
		struct desk *desk = compared_desk(&pair);
		rows[i].change(&pair);
		size_t n = rounds_differences(&context, desk, found, 4, &err);
		assert_int_equal(err, ERR_OK);
		if (n != rows[i].count || (n > 0 && (strcmp(found[0].path, rows[i].path) != 0 ||
						     strncmp(found[0].after, rows[i].after, strlen(rows[i].after)) != 0)))
			fail_msg("%s: %zu %s", rows[i].why, n, n > 0 ? found[0].path : "");
		assert_int_equal(rounds_differences(&context, desk, found, 0, &err), n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(templates_are_refused_whole, fresh, gone),
	    cmocka_unit_test_setup_teardown(picks_become_codes_and_one_text, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_does_not_fit_is_said, fresh, gone),
	    cmocka_unit_test_setup_teardown(without_templates_codes_stand_alone, fresh, gone),
	    cmocka_unit_test_setup_teardown(roads_are_read_with_their_exits, fresh, gone),
	    cmocka_unit_test_setup_teardown(papers_and_journeys_differ_by_what_they_hold, fresh, gone),
	    cmocka_unit_test_setup_teardown(the_fields_that_differ_are_named_with_both_values, fresh, gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
