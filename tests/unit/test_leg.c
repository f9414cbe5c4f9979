#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/decision.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;

enum { LEG = 1 /* Hebei's */ };

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	return 0;
}

static Guosuo__V1__Roster *roster_again(void)
{
	Guosuo__V1__Roster *roster = rig_roster(&world.rig, HEBEI, 1);
	world.rosters[LEG].body = roster;
	return roster;
}

static enum err verify_as(uint32_t over_limit_class, bool complete, int64_t now)
{
	size_t entries[SEALS_MAX], count;
	return leg_verify(&world.leg_sealed[LEG], &world.legs[LEG], &world.trip, &world.rosters[LEG], over_limit_class,
	                  complete, now, &world.rig.arena, entries, &count);
}

static enum err verify(void)
{
	return verify_as(3, true, WORLD_NOW);
}

static void seal(const Guosuo__V1__Leg *leg, const uint32_t *keys)
{
	world_seal_leg(&world, LEG, leg, keys);
}

/* ---- sound ---- */

typedef Guosuo__V1__Leg body;
static uint32_t zero[] = {0}, twice[] = {7, 7}, many[CONDITIONS_MAX + 1];
static uint8_t few_bytes[15], text_hash[TEXT_HASH_LEN];
static char no_text[] = "", long_text[ROAD_BYTES + 2], longest[ROAD_BYTES + 1];
static Guosuo__V1__Hours *hours_list[HOURS_MAX + 1];
static Guosuo__V1__EscortDuty no_vehicle = GUOSUO__V1__ESCORT_DUTY__INIT;

#define SPOIL(name, statement)                                                                                \
	static void name(body *l)                                                                             \
	{                                                                                                     \
		statement;                                                                                    \
	}
SPOIL(nothing, (void)l)
SPOIL(any_hour, l->n_hours = 0)
SPOIL(no_escort, l->escort = NULL)
SPOIL(with_text, l->condition_text_hash = ((ProtobufCBinaryData){TEXT_HASH_LEN, text_hash}))
SPOIL(until_midnight, l->hours[0]->to_min = 1440)
SPOIL(conditions_most, (l->conditions = many, l->n_conditions = CONDITIONS_MAX))
SPOIL(fastest, l->speed_kmh = SPEED_MAX_KMH)
SPOIL(longest_road, l->roads[0]->number = longest)
SPOIL(hours_most, (l->hours = hours_list, l->n_hours = HOURS_MAX))
SPOIL(hours_many, (l->hours = hours_list, l->n_hours = HOURS_MAX + 1))
SPOIL(mondays_only, l->hours[0]->weekdays = 1)
SPOIL(first_station, l->entry = 130900001)
SPOIL(one_escort, l->escort->vehicles = 1)
SPOIL(sealed_a_life_ago_just, l->sealed_at = (uint32_t)(l->not_after - LIFE_MAX_S))
SPOIL(no_revision, l->revision = 0)
SPOIL(no_status_index, l->status_index = 0)
SPOIL(no_speed, l->speed_kmh = 0)
SPOIL(too_fast, l->speed_kmh = SPEED_MAX_KMH + 1)
SPOIL(no_roads, l->n_roads = 0)
SPOIL(road_unnamed, l->roads[0]->number = no_text)
SPOIL(road_long, l->roads[0]->number = long_text)
SPOIL(no_weekday, l->hours[0]->weekdays = 0)
SPOIL(eighth_weekday, l->hours[0]->weekdays = 128)
SPOIL(hours_backwards, l->hours[0]->to_min = l->hours[0]->from_min)
SPOIL(hours_past_midnight, l->hours[0]->to_min = 1441)
SPOIL(escort_of_nobody, l->escort = &no_vehicle)
SPOIL(condition_zero, l->conditions = zero)
SPOIL(condition_twice, (l->conditions = twice, l->n_conditions = 2))
SPOIL(conditions_many, (l->conditions = many, l->n_conditions = CONDITIONS_MAX + 1))
SPOIL(stop_zero, (l->stops = zero, l->n_stops = 1))
SPOIL(text_hash_short, l->condition_text_hash = ((ProtobufCBinaryData){15, few_bytes}))
SPOIL(from_before_the_trip, l->not_before--)
SPOIL(until_the_trips_end, l->not_after = world.trip.body->not_after)
SPOIL(until_after_the_trip, l->not_after = world.trip.body->not_after + 1)
SPOIL(window_backwards, l->not_after = l->not_before)
SPOIL(sealed_a_life_ago, l->sealed_at = (uint32_t)(l->not_after - LIFE_MAX_S - 1))
SPOIL(ordinal_zero, l->ordinal = 0)
SPOIL(ordinal_over, l->ordinal = 4)
SPOIL(another_legs_ordinal, l->ordinal = 1)
SPOIL(another_province, l->province = SHANDONG)
SPOIL(entry_elsewhere, l->entry = 370103004)
SPOIL(exit_elsewhere, l->exit = 120116004)
SPOIL(entry_without_number, l->entry = 130900000)
SPOIL(no_exit, l->exit = 0)

static const struct {
	void (*spoil)(body *l);
	const char *why;
	enum err want;
	const char *field;
	enum rule rule; /* of the fault that is said */
} spoils[] = {
#define GOOD(name) {name, #name, ERR_OK, NULL, RULE_OK}
#define ROW(name, want, field, rule) {name, #name, want, "leg." field, RULE_##rule}
    GOOD(nothing),
    GOOD(any_hour),
    GOOD(no_escort),
    GOOD(with_text),
    GOOD(until_midnight),
    GOOD(until_the_trips_end),
    GOOD(conditions_most),
    GOOD(fastest),
    GOOD(longest_road),
    GOOD(hours_most),
    GOOD(one_escort),
    GOOD(mondays_only),
    GOOD(first_station),
    GOOD(sealed_a_life_ago_just),
    ROW(hours_many, ERR_FORMAT, "hours", HOURS_FORM),
    ROW(no_revision, ERR_FORMAT, "revision", TOO_SMALL),
    ROW(no_status_index, ERR_FORMAT, "status_index", TOO_SMALL),
    ROW(no_speed, ERR_FORMAT, "speed_kmh", TOO_SMALL),
    ROW(too_fast, ERR_FORMAT, "speed_kmh", TOO_LARGE),
    ROW(no_roads, ERR_FORMAT, "roads", REQUIRED),
    ROW(road_unnamed, ERR_FORMAT, "roads", ROAD_FORM),
    ROW(road_long, ERR_FORMAT, "roads", ROAD_FORM),
    ROW(no_weekday, ERR_FORMAT, "hours", HOURS_FORM),
    ROW(eighth_weekday, ERR_FORMAT, "hours", HOURS_FORM),
    ROW(hours_backwards, ERR_FORMAT, "hours", HOURS_FORM),
    ROW(hours_past_midnight, ERR_FORMAT, "hours", HOURS_FORM),
    ROW(escort_of_nobody, ERR_FORMAT, "escort.vehicles", TOO_SMALL),
    ROW(condition_zero, ERR_FORMAT, "conditions", CODES_FORM),
    ROW(condition_twice, ERR_FORMAT, "conditions", CODES_FORM),
    ROW(conditions_many, ERR_FORMAT, "conditions", CODES_FORM),
    ROW(stop_zero, ERR_FORMAT, "stops", CODES_FORM),
    ROW(text_hash_short, ERR_FORMAT, "condition_text_hash", TEXT_HASH),
    ROW(from_before_the_trip, ERR_WINDOW, "not_before", WINDOW_OUTSIDE),
    ROW(until_after_the_trip, ERR_WINDOW, "not_after", WINDOW_OUTSIDE),
    ROW(window_backwards, ERR_WINDOW, "not_after", WINDOW_ORDER),
    ROW(sealed_a_life_ago, ERR_WINDOW, "not_after", WINDOW_FAR),
    ROW(ordinal_zero, ERR_SCOPE, "ordinal", ORDINAL),
    ROW(ordinal_over, ERR_SCOPE, "ordinal", ORDINAL),
    ROW(another_legs_ordinal, ERR_SCOPE, "province", LEG_PROVINCE),
    ROW(another_province, ERR_SCOPE, "province", LEG_PROVINCE),
    ROW(entry_elsewhere, ERR_SCOPE, "entry", LEG_DIVISION),
    ROW(exit_elsewhere, ERR_SCOPE, "exit", LEG_DIVISION),
    ROW(entry_without_number, ERR_SCOPE, "entry", LEG_DIVISION),
    ROW(no_exit, ERR_SCOPE, "exit", LEG_DIVISION),
};

static void an_unsound_leg_is_known_by_its_kind_of_fault_and_names_the_field(void **state)
{
	(void)state;
	memset(long_text, 'G', ROAD_BYTES + 1);
	memset(longest, 'G', ROAD_BYTES);
	for (size_t i = 0; i <= HOURS_MAX; i++)
		hours_list[i] = world_leg(&world, LEG)->hours[0];
	for (uint32_t i = 0; i <= CONDITIONS_MAX; i++)
		many[i] = i + 1;
	for (size_t i = 0; i < RIG_COUNT(spoils); i++) {
		body *leg = world_leg(&world, LEG);
		spoils[i].spoil(leg);
		struct faults faults = {0};
		enum err got = leg_sound(leg, world.trip.body, &faults);
		bool named = got == ERR_OK ? faults.count == 0
		                           : faults.count == 1 && faults.item[0].rule == spoils[i].rule &&
		                                 strcmp(faults.item[0].field, spoils[i].field) == 0;
		if (got != spoils[i].want || !named)
			fail_msg("%s: %s, %s %s", spoils[i].why, err_name(got), faults.item[0].field,
			         fault_name(faults.item[0].rule));
	}
}

/* Both reviewers seal it all the same. */
static void threat_6_stretched_window(void **state)
{
	body *leg = world_leg(&world, LEG);
	(void)state;
	leg->not_after = world.trip.body->not_after + 1;
	seal(leg, WORLD_REVIEWERS(HEBEI));
	assert_int_equal(verify(), ERR_WINDOW);
	leg = world_leg(&world, LEG);
	leg->not_before = world.trip.body->not_before - 1;
	seal(leg, WORLD_REVIEWERS(HEBEI));
	assert_int_equal(verify(), ERR_WINDOW);
}

/* ---- who seals ---- */

static const struct {
	const char *why;
	uint32_t keys[4], over_limit_class;
	bool complete;
	enum err want;
} seals[] = {
    {"class III by two reviewers", {1311, 1312}, 3, true, ERR_OK},
    {"class II by one", {1311}, 2, true, ERR_OK},
    {"class I by one", {1312}, 1, true, ERR_OK},
    {"class II by two", {1311, 1312}, 2, true, ERR_SURPLUS},
    {"class III by one", {1311}, 3, true, ERR_FEW},
    {"the first of two, waiting for the second", {1311}, 3, false, ERR_OK},
    {"class III by two, as if waiting", {1311, 1312}, 3, false, ERR_OK},
    {"class II waits for nobody: one is needed", {1311}, 2, false, ERR_OK},
    {"one person with two keys", {1311, 1313}, 3, true, ERR_SURPLUS},
    {"that person's other key and another person", {1312, 1313}, 3, true, ERR_OK},
    {"a reviewer and the issuing key", {1311, 1314}, 3, true, ERR_KEY},
    {"a reviewer of another province", {1311, 3711}, 3, true, ERR_KEY},
    {"a stranger", {WORLD_STRANGER}, 2, true, ERR_KEY},
};

static void a_leg_is_sealed_by_as_many_persons_as_its_class_needs(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(seals); i++) {
		seal(world_leg(&world, LEG), seals[i].keys);
		enum err got = verify_as(seals[i].over_limit_class, seals[i].complete, WORLD_NOW);
		if (got != seals[i].want)
			fail_msg("%s: %s", seals[i].why, err_name(got));
	}
}

static void threat_2b_one_reviewer_counted_twice(void **state)
{
	uint32_t first = WORLD_REVIEWER(HEBEI, 0), other_key = WORLD_REVIEWER(HEBEI, 2);
	(void)state;
	assert_int_equal(roster_again()->entries[ENTRY_REVIEWER_A2]->person, 1);
	seal(world_leg(&world, LEG), RIG_KEYS(first, other_key));
	assert_int_equal(verify(), ERR_SURPLUS);
	assert_int_equal(verify_as(3, false, WORLD_NOW), ERR_SURPLUS);
}

/* The same seal written twice is no list of seals. */
static void threat_33_one_key_cannot_make_class_three(void **state)
{
	uint8_t twice_sealed[2 * SEAL_LEN];
	(void)state;
	seal(world_leg(&world, LEG), RIG_KEYS(WORLD_REVIEWER(HEBEI, 0)));
	assert_int_equal(verify(), ERR_FEW);
	memcpy(twice_sealed, world.leg_sealed[LEG].seals.data, SEAL_LEN);
	memcpy(twice_sealed + SEAL_LEN, world.leg_sealed[LEG].seals.data, SEAL_LEN);
	world.leg_sealed[LEG].seals = (ProtobufCBinaryData){sizeof twice_sealed, twice_sealed};
	assert_int_equal(verify(), ERR_SURPLUS);
}

static void class_three_needs_one_device(void **state)
{
	Guosuo__V1__Roster *roster = roster_again();
	(void)state;
	roster->entries[ENTRY_REVIEWER_A]->device = GUOSUO__V1__DEVICE_KIND__WEB;
	assert_int_equal(verify(), ERR_OK);
	roster->entries[ENTRY_REVIEWER_B]->device = GUOSUO__V1__DEVICE_KIND__WEB;
	assert_int_equal(verify(), ERR_FEW);
	seal(world_leg(&world, LEG), RIG_KEYS(WORLD_REVIEWER(HEBEI, 0)));
	assert_int_equal(verify_as(2, true, WORLD_NOW), ERR_OK);
	assert_int_equal(verify_as(3, false, WORLD_NOW), ERR_OK);
}

static void a_reviewer_seals_within_scope_and_class(void **state)
{
	static const struct {
		const char *why;
		uint32_t scope;
		Guosuo__V1__OverLimitClass highest;
		enum err want;
	} rows[] = {
	    {"the whole province said", 130000, 0, ERR_OK},
	    {"the city both stations are in", 130900, 0, ERR_OK},
	    {"a county of that city", 130921, 0, ERR_SCOPE},
	    {"another city", 130100, 0, ERR_SCOPE},
	    {"up to class III", 0, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III, ERR_OK},
	    {"up to class II", 0, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II, ERR_SCOPE},
	};
	Guosuo__V1__Roster *roster = roster_again();
	Guosuo__V1__RosterEntry *entry = roster->entries[ENTRY_REVIEWER_B];
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		uint32_t scope[] = {rows[i].scope};
		entry->scope = scope, entry->n_scope = rows[i].scope != 0;
		entry->highest_class = rows[i].highest;
		enum err got = verify();
		if (got != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(got));
	}
	uint32_t two[] = {130100, 130900};
	entry->scope = two, entry->n_scope = 2, entry->highest_class = 0;
	assert_int_equal(verify(), ERR_OK);
	body *leg = world_leg(&world, LEG);
	leg->exit = 130200001;
	seal(leg, WORLD_REVIEWERS(HEBEI));
	assert_int_equal(verify(), ERR_SCOPE);
}

static void a_seal_counts_at_its_own_time(void **state)
{
	const int64_t sealed_at = world.legs[LEG].body->sealed_at;
	Guosuo__V1__Roster *roster = roster_again();
	(void)state;
	assert_int_equal(verify_as(3, true, sealed_at - SKEW_S), ERR_OK);
	assert_int_equal(verify_as(3, true, sealed_at - SKEW_S - 1), ERR_WINDOW);
	roster->entries[ENTRY_REVIEWER_A]->not_after = sealed_at;
	assert_int_equal(verify(), ERR_OK);
	roster->entries[ENTRY_REVIEWER_A]->not_after = sealed_at - 1;
	assert_int_equal(verify(), ERR_KEY);
}

static void the_sealing_entries_are_told(void **state)
{
	size_t entries[SEALS_MAX], count = 0;
	(void)state;
	seal(world_leg(&world, LEG), RIG_KEYS(WORLD_REVIEWER(HEBEI, 1), WORLD_REVIEWER(HEBEI, 2)));
	assert_int_equal(leg_verify(&world.leg_sealed[LEG], &world.legs[LEG], &world.trip, &world.rosters[LEG], 3, true,
	                            WORLD_NOW, &world.rig.arena, entries, &count),
	                 ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(entries[0] + entries[1], ENTRY_REVIEWER_B + ENTRY_REVIEWER_A2);
	assert_int_equal(leg_verify(&world.leg_sealed[LEG], &world.legs[LEG], &world.trip, &world.rosters[LEG], 3, true,
	                            WORLD_NOW, &world.rig.arena, NULL, NULL),
	                 ERR_OK);
}

/* ---- of which trip ---- */

/* Only the pass id differs, and all the same keys sealed it. */
static struct trip another_trip(void)
{
	Guosuo__V1__Trip body_of_it = *world.trip.body;
	static uint8_t id[PASS_ID_LEN] = {9, 9, 9};
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct trip other;
	body_of_it.pass_id = (ProtobufCBinaryData){sizeof id, id};
	sealed.body = span_bytes(rig_pack(&world.rig, &body_of_it.base));
	rig_must(trip_read(&sealed, &world.rig.arena, &other) == ERR_OK);
	return other;
}

static void threat_7_leg_of_another_trip_is_refused(void **state)
{
	struct trip other = another_trip();
	(void)state;
	assert_int_equal(trip_sound(other.body, &world.directory), ERR_OK);
	assert_int_equal(leg_verify(&world.leg_sealed[LEG], &world.legs[LEG], &other, &world.rosters[LEG], 3, true,
	                            WORLD_NOW, &world.rig.arena, NULL, NULL),
	                 ERR_SEAL);
}

static void another_provinces_roster_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(leg_verify(&world.leg_sealed[LEG], &world.legs[LEG], &world.trip, &world.rosters[0], 3, true,
	                            WORLD_NOW, &world.rig.arena, NULL, NULL),
	                 ERR_SCOPE);
}

static void every_leg_verifies_whatever_becomes_of_the_others(void **state)
{
	static uint8_t noise[40];
	(void)state;
	for (size_t at = 0; at < WORLD_LEGS; at++)
		for (size_t other = 0; other < WORLD_LEGS; other++) {
			struct world copy = world;
			if (other != at)
				copy.leg_sealed[other].seals = (ProtobufCBinaryData){sizeof noise, noise};
			assert_int_equal(leg_verify(&copy.leg_sealed[at], &copy.legs[at], &copy.trip, &copy.rosters[at], 3,
			                            true, WORLD_NOW, &copy.rig.arena, NULL, NULL),
			                 ERR_OK);
		}
}

static void any_flipped_bit_of_a_leg_refuses_it(void **state)
{
	struct span raw = world.legs[LEG].raw;
	uint8_t *p = rig_take(&world.rig, raw.n);
	(void)state;
	for (size_t bit = 0; bit < raw.n * 8; bit += 3) {
		size_t used = world.rig.arena.used;
		Guosuo__V1__Sealed sealed = world.leg_sealed[LEG];
		struct leg leg;
		memcpy(p, raw.p, raw.n);
		p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		sealed.body = (ProtobufCBinaryData){raw.n, p};
		if (leg_read(&sealed, &world.rig.arena, &leg) == ERR_OK)
			assert_int_not_equal(leg_verify(&sealed, &leg, &world.trip, &world.rosters[LEG], 3, true, WORLD_NOW,
			                                &world.rig.arena, NULL, NULL),
			                     ERR_OK);
		world.rig.arena.used = used;
	}
}

/* ---- decisions ---- */

static char reason[REASON_MAX + 2];

static Guosuo__V1__Decision decision(void)
{
	Guosuo__V1__Decision out = GUOSUO__V1__DECISION__INIT;
	memset(reason, 'x', sizeof reason - 1);
	reason[REASON_MAX] = '\0';
	out.ordinal = 2;
	out.province = HEBEI;
	out.kind = GUOSUO__V1__DECISION_KIND__REFUSE;
	out.sealed_at = WORLD_NOW;
	out.reason = reason;
	return out;
}

static enum err decide(const Guosuo__V1__Decision *body_of_it, const struct trip *trip, const uint32_t *keys)
{
	const Guosuo__V1__Decision *out = NULL;
	size_t entry = 99;
	Guosuo__V1__Sealed sealed =
	    world_sealed(&world.rig, KIND_decision, (const hash_t *)&world.trip.hash, rig_pack(&world.rig, &body_of_it->base),
	                 keys);
	enum err err =
	    decision_open(&sealed, trip, &world.rosters[LEG], WORLD_NOW, &world.rig.arena, &out, &entry);
	assert_true((err == ERR_OK) == (out != NULL) && (err == ERR_OK) == (entry != 99));
	return err;
}

static void a_decision_is_one_reviewers_about_the_own_leg(void **state)
{
	const uint32_t *one = RIG_KEYS(WORLD_REVIEWER(HEBEI, 0));
	Guosuo__V1__Decision d = decision();
	struct trip other = another_trip();
	(void)state;
	assert_int_equal(decide(&d, &world.trip, one), ERR_OK);
	assert_int_equal(decide(&d, &other, one), ERR_SEAL);
	assert_int_equal(decide(&d, &world.trip, WORLD_REVIEWERS(HEBEI)), ERR_SURPLUS);
	assert_int_equal(decide(&d, &world.trip, RIG_KEYS(rig_entry(HEBEI, ENTRY_ISSUING))), ERR_KEY);
	d.ordinal = 1;
	assert_int_equal(decide(&d, &world.trip, one), ERR_SCOPE);
	d.ordinal = 0;
	assert_int_equal(decide(&d, &world.trip, one), ERR_SCOPE);
	d = decision(), d.province = SHANDONG, d.ordinal = 1;
	assert_int_equal(decide(&d, &world.trip, one), ERR_SCOPE);
	d = decision(), d.kind = 0;
	assert_int_equal(decide(&d, &world.trip, one), ERR_FORMAT);
	d = decision(), d.sealed_at = INT64_MIN;
	assert_int_equal(decide(&d, &world.trip, one), ERR_FORMAT);
	d = decision(), d.sealed_at = WORLD_NOW + SKEW_S + 1;
	assert_int_equal(decide(&d, &world.trip, one), ERR_WINDOW);
	d = decision(), reason[0] = '\0';
	assert_int_equal(decide(&d, &world.trip, one), ERR_FORMAT);
	d = decision(), reason[REASON_MAX] = 'x';
	assert_int_equal(decide(&d, &world.trip, one), ERR_FORMAT);
	d = decision(), d.province = CASE_TIANJIN, d.ordinal = 3;
	assert_int_equal(decide(&d, &world.trip, one), ERR_SCOPE);
	world.rosters[LEG] = world.rosters[2];
	assert_int_equal(decide(&d, &world.trip, RIG_KEYS(WORLD_REVIEWER(CASE_TIANJIN, 1))), ERR_OK);
	d.ordinal = 4;
	assert_int_equal(decide(&d, &world.trip, RIG_KEYS(WORLD_REVIEWER(CASE_TIANJIN, 1))), ERR_SCOPE);
}

/* ---- hours ---- */

static void permitted_hours_are_the_directorys_wall_clock(void **state)
{
	/* Tuesday to Friday 22:00 to 24:00 and, past midnight, Wednesday to Saturday to 05:00. */
	Guosuo__V1__Hours late = GUOSUO__V1__HOURS__INIT, early = late, *hours[] = {&late, &early};
	const int64_t midnight = CASE_DEPART - 10 * 3600; /* Tuesday, at +08:00 */
	late.weekdays = 0x1E, late.from_min = 22 * 60, late.to_min = 1440;
	early.weekdays = 0x3C, early.to_min = 5 * 60;
	static const struct {
		int64_t after_s;
		bool want;
	} rows[] = {{22 * 3600 - 1, false},      {22 * 3600, true},     {24 * 3600 - 1, true}, {24 * 3600, true},
	            {29 * 3600 - 1, true},       {29 * 3600, false},    {0, false},            {-2 * 3600, false},
	            {(3 * 24 + 23) * 3600, true}, {4 * 86400, true},    {4 * 86400 + 5 * 3600, false},
	            {(4 * 24 + 23) * 3600, false}};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (hours_permit(hours, 2, midnight + rows[i].after_s, 480) != rows[i].want)
			fail_msg("row %zu", i);
	assert_true(hours_permit(NULL, 0, midnight, 480));
	assert_false(hours_permit(hours, 2, midnight + 23 * 3600, 0));
}

static void a_station_is_a_division_and_a_number(void **state)
{
	(void)state;
	assert_int_equal(station_of(370103, 4), 370103004);
	assert_int_equal(station_division(659001999), 659001);
	assert_int_equal(station_number(659001999), 999);
}

/* ---- memory ---- */

static uint8_t tight[32 * 1024];

static void every_arena_that_is_too_small_says_so(void **state)
{
	enum err err[3] = {ERR_MEMORY, ERR_MEMORY, ERR_MEMORY};
	Guosuo__V1__Decision d = decision();
	Guosuo__V1__Sealed sealed =
	    world_sealed(&world.rig, KIND_decision, (const hash_t *)&world.trip.hash, rig_pack(&world.rig, &d.base),
	                 RIG_KEYS(WORLD_REVIEWER(HEBEI, 0)));
	size_t size;
	(void)state;
	for (size = 0; size < sizeof tight && (err[0] | err[1] | err[2]) != ERR_OK; size += 8) {
		struct arena one = {tight, size, 0}, two = one, three = one;
		struct leg leg;
		const Guosuo__V1__Decision *out;
		size_t entry;
		world_step(&err[0], leg_read(&world.leg_sealed[LEG], &one, &leg), size);
		world_step(&err[1],
		           leg_verify(&world.leg_sealed[LEG], &world.legs[LEG], &world.trip, &world.rosters[LEG], 3, true,
		                      WORLD_NOW, &two, NULL, NULL),
		           size);
		world_step(&err[2],
		           decision_open(&sealed, &world.trip, &world.rosters[LEG], WORLD_NOW, &three, &out, &entry), size);
	}
	assert_true(size < sizeof tight);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(an_unsound_leg_is_known_by_its_kind_of_fault_and_names_the_field, fresh),
	    cmocka_unit_test_setup(threat_6_stretched_window, fresh),
	    cmocka_unit_test_setup(a_leg_is_sealed_by_as_many_persons_as_its_class_needs, fresh),
	    cmocka_unit_test_setup(threat_2b_one_reviewer_counted_twice, fresh),
	    cmocka_unit_test_setup(threat_33_one_key_cannot_make_class_three, fresh),
	    cmocka_unit_test_setup(class_three_needs_one_device, fresh),
	    cmocka_unit_test_setup(a_reviewer_seals_within_scope_and_class, fresh),
	    cmocka_unit_test_setup(a_seal_counts_at_its_own_time, fresh),
	    cmocka_unit_test_setup(the_sealing_entries_are_told, fresh),
	    cmocka_unit_test_setup(threat_7_leg_of_another_trip_is_refused, fresh),
	    cmocka_unit_test_setup(another_provinces_roster_says_nothing, fresh),
	    cmocka_unit_test_setup(every_leg_verifies_whatever_becomes_of_the_others, fresh),
	    cmocka_unit_test_setup(any_flipped_bit_of_a_leg_refuses_it, fresh),
	    cmocka_unit_test_setup(a_decision_is_one_reviewers_about_the_own_leg, fresh),
	    cmocka_unit_test(permitted_hours_are_the_directorys_wall_clock),
	    cmocka_unit_test(a_station_is_a_division_and_a_number),
	    cmocka_unit_test_setup(every_arena_that_is_too_small_says_so, fresh),
	};
	return cmocka_run_group_tests_name("leg", tests, NULL, NULL);
}
