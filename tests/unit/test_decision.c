#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/condition.h"
#include "proto/decision.h"
#include "tests/world.h"

enum { LEG = 1 };

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static char long_text[ITEM_TEXT_MAX + 2];
static Guosuo__V1__CorrectionItem item;
static Guosuo__V1__CorrectionItem *items[ITEMS_MAX + 1];
static Guosuo__V1__Proposal proposal;
static Guosuo__V1__Road road, *roads[] = {&road};

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	memset(long_text, 'x', sizeof long_text - 1);
	guosuo__v1__correction_item__init(&item);
	item.field = item.wrong = item.needed = (char *)(uintptr_t) "x";
	item.fault = GUOSUO__V1__ITEM_FAULT__ITEM_WRONG;
	item.remedy = GUOSUO__V1__REMEDY__REMEDY_EXPLAIN;
	for (size_t i = 0; i < ITEMS_MAX + 1; i++)
		items[i] = &item;
	guosuo__v1__road__init(&road);
	road.number = (char *)(uintptr_t) "G3";
	guosuo__v1__proposal__init(&proposal);
	proposal.roads = roads;
	proposal.n_roads = 1;
	return 0;
}

static Guosuo__V1__Decision decision(Guosuo__V1__DecisionKind kind)
{
	Guosuo__V1__Decision out = GUOSUO__V1__DECISION__INIT;
	out.ordinal = 2;
	out.province = HEBEI;
	out.kind = kind;
	out.sealed_at = WORLD_NOW;
	out.reason = (char *)(uintptr_t) "x";
	return out;
}

static enum err open_it(const Guosuo__V1__Decision *body)
{
	const Guosuo__V1__Decision *out;
	size_t entry;
	Guosuo__V1__Sealed sealed =
	    world_sealed(&world.rig, KIND_decision, (const hash_t *)&world.trip.hash,
	                 rig_pack(&world.rig, &body->base), RIG_KEYS(WORLD_REVIEWER(HEBEI, 0)));
	return decision_open(&sealed, &world.trip, &world.rosters[LEG], WORLD_NOW, &world.rig.arena, &out, &entry);
}

/* What a kind carries: each part in each kind. */
static void each_part_belongs_to_one_kind(void **state)
{
	(void)state;
	for (int kind = 1; kind <= GUOSUO__V1__DECISION_KIND__REOPEN; kind++) {
		bool reopen = kind == GUOSUO__V1__DECISION_KIND__REOPEN;
		Guosuo__V1__Decision d = decision((Guosuo__V1__DecisionKind)kind);
		assert_int_equal(open_it(&d), reopen ? ERR_FORMAT : ERR_OK);
		d.change = GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS;
		assert_int_equal(open_it(&d), ERR_FORMAT);
		d.revision = 1;
		assert_int_equal(open_it(&d), reopen ? ERR_OK : ERR_FORMAT);
		d.items = items;
		d.n_items = 1;
		if (!reopen)
			d.change = 0, d.revision = 0;
		assert_int_equal(open_it(&d), kind == GUOSUO__V1__DECISION_KIND__ASK ? ERR_OK : ERR_FORMAT);
		d.n_items = 0;
		d.proposal = &proposal;
		assert_int_equal(open_it(&d), kind == GUOSUO__V1__DECISION_KIND__REFUSE ? ERR_OK : ERR_FORMAT);
	}
}

static void an_item_is_whole_and_there_are_not_too_many(void **state)
{
	(void)state;
	Guosuo__V1__Decision d = decision(GUOSUO__V1__DECISION_KIND__ASK);
	d.items = items;
	d.n_items = ITEMS_MAX;
	assert_int_equal(open_it(&d), ERR_OK);
	d.n_items = ITEMS_MAX + 1;
	assert_int_equal(open_it(&d), ERR_FORMAT);
	d.n_items = 1;
	char *const whole = item.wrong, **const texts[] = {&item.field, &item.wrong, &item.needed};
	for (size_t i = 0; i < 3; i++) {
		*texts[i] = (char *)(uintptr_t) "";
		assert_int_equal(open_it(&d), ERR_FORMAT);
		*texts[i] = long_text;
		assert_int_equal(open_it(&d), ERR_FORMAT);
		*texts[i] = whole;
	}
	item.fault = 0;
	assert_int_equal(open_it(&d), ERR_FORMAT);
	item.fault = GUOSUO__V1__ITEM_FAULT__ITEM_UNCLEAR;
	item.remedy = 0;
	assert_int_equal(open_it(&d), ERR_FORMAT);
}

static void a_proposal_says_something_inside_the_trips_window(void **state)
{
	(void)state;
	const Guosuo__V1__Trip *trip = world.trip.body;
	const struct {
		uint32_t from, to;
		size_t roads;
		enum err want;
		const char *field;
	} rows[] = {
	    {0, 0, 0, ERR_FORMAT, "wish"},
	    {0, 0, 1, ERR_OK, NULL},
	    {trip->not_before, 0, 0, ERR_OK, NULL},
	    {trip->not_before - 1, 0, 0, ERR_WINDOW, "wish.not_before"},
	    {0, trip->not_after, 0, ERR_OK, NULL},
	    {0, trip->not_after + 1, 0, ERR_WINDOW, "wish.not_after"},
	    {trip->not_after, 0, 1, ERR_WINDOW, "wish.not_after"},
	    {trip->not_before + 2, trip->not_before + 1, 1, ERR_WINDOW, "wish.not_after"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		proposal.not_before = rows[i].from;
		proposal.not_after = rows[i].to;
		proposal.n_roads = rows[i].roads;
		struct faults faults = {0};
		assert_int_equal(proposal_sound(&proposal, trip, "wish", &faults), rows[i].want);
		assert_int_equal(faults.count, rows[i].want != ERR_OK);
		if (rows[i].field != NULL)
			assert_string_equal(faults.item[0].field, rows[i].field);
	}
	road.number = (char *)(uintptr_t) "";
	proposal = (Guosuo__V1__Proposal)GUOSUO__V1__PROPOSAL__INIT;
	proposal.roads = roads;
	proposal.n_roads = 1;
	assert_int_equal(proposal_sound(&proposal, trip, "wish", NULL), ERR_FORMAT);
}

static void a_proposal_of_stops_names_codes_as_a_leg_does(void **state)
{
	(void)state;
	static uint32_t stops[][STOPS_MAX + 1] = {{11}, {11, 12}, {11, 11}, {0}, {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17}};
	static const struct {
		size_t stops, count;
		enum err want;
	} rows[] = {{0, 1, ERR_OK}, {1, 2, ERR_OK}, {2, 2, ERR_FORMAT}, {3, 1, ERR_FORMAT}, {4, STOPS_MAX, ERR_OK}, {4, STOPS_MAX + 1, ERR_FORMAT}};
	proposal = (Guosuo__V1__Proposal)GUOSUO__V1__PROPOSAL__INIT;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct faults faults = {0};
		proposal.stops = stops[rows[i].stops];
		proposal.n_stops = rows[i].count;
		assert_int_equal(proposal_sound(&proposal, world.trip.body, "wish", &faults), rows[i].want);
		assert_true(rows[i].want == ERR_OK || strcmp(faults.item[0].field, "wish.stops") == 0);
	}
}

static void an_ask_without_items_is_one(void **state)
{
	(void)state;
	Guosuo__V1__Decision d = decision(GUOSUO__V1__DECISION_KIND__ASK);
	assert_int_equal(decision_items(&d), 1);
	assert_int_equal(decision_remedy(&d, 1), GUOSUO__V1__REMEDY__REMEDY_LEG);
	assert_int_equal(decision_remedy(&d, 0), 0);
	assert_int_equal(decision_remedy(&d, 2), 0);
	d.items = items;
	d.n_items = 2;
	assert_int_equal(decision_items(&d), 2);
	assert_int_equal(decision_remedy(&d, 2), GUOSUO__V1__REMEDY__REMEDY_EXPLAIN);
	assert_int_equal(decision_remedy(&d, 3), 0);
}

static void a_text_belongs_to_the_leg_that_has_its_hash(void **state)
{
	(void)state;
	Guosuo__V1__Leg leg = GUOSUO__V1__LEG__INIT;
	uint8_t hash[TEXT_HASH_LEN];
	const struct span text = span_text("1 护送 / Escort");
	assert_false(condition_text_is(&leg, text));
	condition_text_hash(text, hash);
	leg.condition_text_hash = (ProtobufCBinaryData){sizeof hash, hash};
	assert_true(condition_text_is(&leg, text));
	assert_false(condition_text_is(&leg, span_text("1 护送 / escort")));
	static const struct {
		const char *text;
		size_t n;
		bool sound;
	} rows[] = {{"", 0, false}, {"a\nb", 3, true}, {"a\tb", 3, false}, {"a\0b", 3, false}, {"\xff", 1, false}, {"\x7f", 1, false}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		assert_int_equal(condition_text_sound(span_of(rows[i].text, rows[i].n)), rows[i].sound);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(each_part_belongs_to_one_kind, fresh),
	    cmocka_unit_test_setup(an_item_is_whole_and_there_are_not_too_many, fresh),
	    cmocka_unit_test_setup(a_proposal_says_something_inside_the_trips_window, fresh),
	    cmocka_unit_test_setup(a_proposal_of_stops_names_codes_as_a_leg_does, fresh),
	    cmocka_unit_test_setup(an_ask_without_items_is_one, fresh),
	    cmocka_unit_test_setup(a_text_belongs_to_the_leg_that_has_its_hash, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
