#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	return 0;
}

/* ---- draft ---- */

static enum err draft(const Guosuo__V1__Application *application, const struct trip_grant *grant, struct faults *faults,
                      const Guosuo__V1__Trip **out)
{
	Guosuo__V1__Trip *trip = NULL;
	*faults = (struct faults){.count = 0};
	enum err err = trip_draft(application, &world.directory, grant, &world.rig.arena, faults, &trip);
	*out = trip;
	return err;
}

static void the_case_becomes_a_trip(void **state)
{
	const Guosuo__V1__Trip *trip = world.trip.body;
	char text[USCC_LEN + 1];
	(void)state;
	assert_int_equal(trip_sound(trip, &world.directory), ERR_OK);
	assert_int_equal(trip->issuer, SHANDONG);
	assert_int_equal(trip->over_limit_class, 3);
	assert_int_equal(trip->cargo->hs_code, 850423);
	assert_int_equal(trip->laden->mass_kg, 110500);
	assert_int_equal(trip->not_before, CASE_DEPART);
	assert_int_equal(trip->not_after, CASE_DEPART + 80 * 3600);
	assert_int_equal(trip->journeys, 0);
	assert_int_equal(trip_journeys(trip), 1);
	assert_int_equal(trip->n_provinces, 3);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(trip->provinces[i], world_provinces[i]);
	assert_int_equal(trip->origin, 370103);
	assert_int_equal(trip->destination, 120116);
	assert_string_equal(trip->port, "CNTXG");
	assert_string_equal(trip->export_country, "ES");
	assert_int_equal(trip->n_tractors, 2);
	assert_true(!trip->tractors[0]->spare && trip->tractors[1]->spare);
	assert_int_equal(trip->trailers[0]->axles, 6);
	assert_int_equal(plate_text(trip->trailers[0]->plate, text), RULE_OK);
	assert_string_equal(text, "鲁A1234挂");
	assert_int_equal(vin_text(bytes_span(trip->tractors[0]->vin), text), RULE_OK);
	assert_string_equal(text, "LZZ1ABCD3LA000018");
	assert_int_equal(uscc_text(bytes_span(trip->company->uscc), text), RULE_OK);
	assert_string_equal(text, "91370103MA3TE5TX13");
}

static void a_higher_claimed_class_stands_and_journeys_are_kept(void **state)
{
	static char claimed[] = "III";
	Guosuo__V1__Application *application = case_application(&world.rig);
	struct trip_grant grant = world_grant();
	struct faults faults;
	const Guosuo__V1__Trip *trip = NULL;
	(void)state;
	application->vehicle->laden->mass_kg = 90500, application->cargo->mass_kg = 55000;
	for (size_t i = 0; i < 4; i++)
		application->vehicle->laden->axle_line_loads_kg[i] -= 5000;
	assert_int_equal(draft(application, &grant, &faults, &trip), ERR_OK);
	assert_int_equal(trip->over_limit_class, 2);
	application->over_limit_class = claimed, application->journeys = 3;
	assert_int_equal(draft(application, &grant, &faults, &trip), ERR_OK);
	assert_int_equal(trip->over_limit_class, 3);
	assert_int_equal(trip_journeys(trip), 3);
	application->journeys = 1;
	assert_int_equal(draft(application, &grant, &faults, &trip), ERR_OK);
	assert_int_equal(trip->journeys, 0);
}

static void a_faulty_application_makes_no_trip(void **state)
{
	Guosuo__V1__Application *application = case_application(&world.rig);
	struct trip_grant grant = world_grant();
	struct faults faults;
	const Guosuo__V1__Trip *trip = NULL;
	(void)state;
	application->vehicle->laden->mass_kg++;
	assert_int_equal(draft(application, &grant, &faults, &trip), ERR_INPUT);
	assert_null(trip);
	assert_int_equal(faults.errors, 2);
	assert_string_equal(faults.item[0].field, "vehicle.laden.mass_kg");
	const Guosuo__V1__Application none = GUOSUO__V1__APPLICATION__INIT;
	assert_int_equal(draft(&none, &grant, &faults, &trip), ERR_INPUT);
}

static void a_trip_too_large_for_a_code_is_refused_while_it_is_drafted(void **state)
{
	static char longest[] = "济南示例电力设备有限公司济南示例电力设备有限公司济南示例电力";
	static char plates[4][16] = {"鲁A22221", "鲁A22222", "鲁A22223", "鲁A22224"};
	static char vins[4][18] = {"LZZ1ABCD3LA100018", "LZZ1ABCD3LA200018", "LZZ1ABCD3LA300018", "LZZ1ABCD3LA400018"};
	Guosuo__V1__Application *application = case_application(&world.rig);
	Guosuo__V1__ApplicationVehicle spares[4], *list[4];
	struct trip_grant grant = world_grant();
	struct faults faults;
	const Guosuo__V1__Trip *trip = NULL;
	(void)state;
	assert_int_equal(sizeof longest - 1, NAME_BYTES);
	application->applicant->name = application->cargo->name = longest;
	for (size_t i = 0; i < 4; i++) {
		spares[i] = *application->vehicle->tractors[0];
		spares[i].plate = plates[i], spares[i].vin = vins[i], spares[i].spare = i > 0;
		list[i] = &spares[i];
	}
	application->vehicle->tractors = list, application->vehicle->n_tractors = 4;
	assert_int_equal(draft(application, &grant, &faults, &trip), ERR_INPUT);
	const struct fault *last = &faults.item[faults.count - 1];
	assert_int_equal(last->rule, RULE_CODE_FIT);
	assert_true(last->got > CODE_FIT_MAX && last->limit == CODE_FIT_MAX);
}

static void the_bound_counts_bodies_seals_and_frames(void **state)
{
	(void)state;
	assert_int_equal(trip_code_bound(360, 3), 360 + 150 + 112 + 32 + 3 * 68 + 32 + 2 * 64 + 5 * 3);
	assert_int_equal(trip_code_bound(360, 2), trip_code_bound(360, 3) - 68);
}

static void a_grant_out_of_form_is_refused(void **state)
{
	const Guosuo__V1__Application *application = case_application(&world.rig);
	struct trip_grant grants[6];
	struct faults faults;
	const Guosuo__V1__Trip *trip = NULL;
	(void)state;
	for (size_t i = 0; i < 6; i++)
		grants[i] = world_grant();
	grants[0].revision = 0;
	grants[1].status_index = 0;
	grants[2].officer_count = 0;
	grants[3].officer_count = OFFICERS_MAX + 1;
	grants[4].sealed_at = -1;
	grants[5].sealed_at = INT64_C(1) << 32;
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(draft(application, &grants[i], &faults, &trip), ERR_FORMAT);
	assert_int_equal(draft(application, &grants[4], &faults, &trip), ERR_INPUT);
	assert_int_equal(faults.item[0].rule, RULE_WINDOW_FAR);
	assert_int_equal(draft(application, &grants[5], &faults, &trip), ERR_INPUT);
	assert_int_equal(faults.item[0].rule, RULE_WINDOW_PAST);
	assert_null(trip);
}

/* ---- sound ---- */

typedef Guosuo__V1__Trip body;
static uint8_t short_id[12], twin_officers[24], few_bytes[11];
static uint32_t detour[] = {SHANDONG, CASE_TIANJIN}, other_start[] = {HENAN, SHANDONG, HEBEI, CASE_TIANJIN},
                other_end[] = {SHANDONG, HEBEI}, unknown[] = {SHANDONG, 99, CASE_TIANJIN};
static char no_text[] = "", bad_port[] = "cntxg", bad_country[] = "Spain", long_name[NAME_BYTES + 2],
            longest[NAME_BYTES + 1];

#define SPOIL(name, statement)                                                                                \
	static void name(body *t)                                                                             \
	{                                                                                                     \
		statement;                                                                                    \
	}
SPOIL(nothing, (void)t)
SPOIL(pass_id_short, t->pass_id = ((ProtobufCBinaryData){12, short_id}))
SPOIL(no_revision, t->revision = 0)
SPOIL(no_status_index, t->status_index = 0)
SPOIL(not_sealed_at, t->sealed_at = 0)
SPOIL(one_journey_said, t->journeys = 1)
SPOIL(journeys_over, t->journeys = JOURNEYS_MAX + 1)
SPOIL(no_company, t->company = NULL)
SPOIL(company_unnamed, t->company->name = no_text)
SPOIL(company_long, t->company->name = long_name)
SPOIL(uscc_short, t->company->uscc = ((ProtobufCBinaryData){11, few_bytes}))
SPOIL(no_cargo, t->cargo = NULL)
SPOIL(hs_of_nothing, t->cargo->hs_code = 0)
SPOIL(no_pieces, t->cargo->pieces = 0)
SPOIL(cargo_flat, t->cargo->height_mm = 0)
SPOIL(no_laden, t->laden = NULL)
SPOIL(laden_too_long, t->laden->length_mm = MEASURE_MAX_MM + 1)
SPOIL(loads_short_of_mass, t->laden->mass_kg++)
SPOIL(load_of_nothing, t->laden->axle_loads_kg[1] = 0)
SPOIL(no_class, t->over_limit_class = 0)
SPOIL(class_four, t->over_limit_class = 4)
SPOIL(no_tractor, t->n_tractors = 0)
SPOIL(only_spares, t->tractors[0]->spare = true)
SPOIL(plate_of_nothing, t->tractors[0]->plate = 0)
SPOIL(same_plate_twice, t->tractors[1]->plate = t->tractors[0]->plate)
SPOIL(trailer_plate_on_tractor, t->tractors[0]->plate = t->trailers[0]->plate)
SPOIL(tractor_plate_on_trailer, t->trailers[0]->plate = t->tractors[0]->plate)
SPOIL(trailer_kind_on_tractor, t->tractors[0]->kind = GUOSUO__V1__VEHICLE_KIND__FLATBED)
SPOIL(no_kind, t->trailers[0]->kind = 0)
SPOIL(vin_short, t->tractors[0]->vin = ((ProtobufCBinaryData){10, few_bytes}))
SPOIL(no_axles, t->trailers[0]->axles = 0)
SPOIL(no_officers, t->officers.len = 0)
SPOIL(half_an_officer, t->officers.len = 18)
SPOIL(officer_twice, t->officers = ((ProtobufCBinaryData){24, twin_officers}))
SPOIL(no_annex_hash, t->annex_hash.len = 0)
SPOIL(no_provinces, t->n_provinces = 0)
SPOIL(port_lower, t->port = bad_port)
SPOIL(country_long, t->export_country = bad_country)
SPOIL(most_journeys, t->journeys = JOURNEYS_MAX)
SPOIL(longest_name, t->company->name = longest)
SPOIL(window_just, (t->not_after = t->not_before + 180 * 86400, t->sealed_at = t->not_before))
SPOIL(largest_outline, t->laden->length_mm = MEASURE_MAX_MM)
SPOIL(no_port_is_good, t->port = no_text)
SPOIL(origin_nowhere, t->origin = 990101)
SPOIL(window_backwards, t->not_after = t->not_before)
SPOIL(window_long, t->not_after = t->not_before + 181 * 86400)
SPOIL(life_long, t->sealed_at = (uint32_t)(t->not_after - LIFE_MAX_S - 1))
SPOIL(life_just, t->sealed_at = (uint32_t)(t->not_after - LIFE_MAX_S))
SPOIL(issuer_elsewhere, t->issuer = HEBEI)
SPOIL(origin_elsewhere, t->origin = 410100)
SPOIL(destination_elsewhere, t->destination = 370100)
SPOIL(over_a_gap, (t->provinces = detour, t->n_provinces = 2))
SPOIL(starts_elsewhere, (t->provinces = other_start, t->n_provinces = 4))
SPOIL(ends_elsewhere, (t->provinces = other_end, t->n_provinces = 2))
SPOIL(through_nowhere, t->provinces = unknown)
SPOIL(class_low, t->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II)

static const struct {
	void (*spoil)(body *t);
	const char *why;
	enum err want;
} spoils[] = {
#define ROW(name, want) {name, #name, want}
    ROW(nothing, ERR_OK),
    ROW(no_port_is_good, ERR_OK),
    ROW(life_just, ERR_OK),
    ROW(most_journeys, ERR_OK),
    ROW(longest_name, ERR_OK),
    ROW(window_just, ERR_OK),
    ROW(largest_outline, ERR_OK),
    ROW(pass_id_short, ERR_FORMAT),
    ROW(no_revision, ERR_FORMAT),
    ROW(no_status_index, ERR_FORMAT),
    ROW(not_sealed_at, ERR_FORMAT),
    ROW(one_journey_said, ERR_FORMAT),
    ROW(journeys_over, ERR_FORMAT),
    ROW(no_company, ERR_FORMAT),
    ROW(company_unnamed, ERR_FORMAT),
    ROW(company_long, ERR_FORMAT),
    ROW(uscc_short, ERR_FORMAT),
    ROW(no_cargo, ERR_SCOPE), /* an empty train is issued where it returns to */
    ROW(hs_of_nothing, ERR_FORMAT),
    ROW(no_pieces, ERR_FORMAT),
    ROW(cargo_flat, ERR_FORMAT),
    ROW(no_laden, ERR_FORMAT),
    ROW(laden_too_long, ERR_FORMAT),
    ROW(loads_short_of_mass, ERR_FORMAT),
    ROW(load_of_nothing, ERR_FORMAT),
    ROW(no_class, ERR_FORMAT),
    ROW(class_four, ERR_FORMAT),
    ROW(no_tractor, ERR_FORMAT),
    ROW(only_spares, ERR_FORMAT),
    ROW(plate_of_nothing, ERR_FORMAT),
    ROW(same_plate_twice, ERR_FORMAT),
    ROW(trailer_plate_on_tractor, ERR_FORMAT),
    ROW(tractor_plate_on_trailer, ERR_FORMAT),
    ROW(trailer_kind_on_tractor, ERR_FORMAT),
    ROW(no_kind, ERR_FORMAT),
    ROW(vin_short, ERR_FORMAT),
    ROW(no_axles, ERR_FORMAT),
    ROW(no_officers, ERR_FORMAT),
    ROW(half_an_officer, ERR_FORMAT),
    ROW(officer_twice, ERR_FORMAT),
    ROW(no_annex_hash, ERR_FORMAT),
    ROW(no_provinces, ERR_FORMAT),
    ROW(port_lower, ERR_FORMAT),
    ROW(country_long, ERR_FORMAT),
    ROW(origin_nowhere, ERR_FORMAT),
    ROW(window_backwards, ERR_WINDOW),
    ROW(window_long, ERR_WINDOW),
    ROW(life_long, ERR_WINDOW),
    ROW(issuer_elsewhere, ERR_SCOPE),
    ROW(origin_elsewhere, ERR_SCOPE),
    ROW(destination_elsewhere, ERR_SCOPE),
    ROW(over_a_gap, ERR_SCOPE),
    ROW(starts_elsewhere, ERR_SCOPE),
    ROW(ends_elsewhere, ERR_SCOPE),
    ROW(through_nowhere, ERR_SCOPE),
    ROW(class_low, ERR_INPUT),
};

/* A copy that may be spoiled. */
static body *copy_of(const body *trip)
{
	struct span raw = rig_pack(&world.rig, &trip->base);
	ProtobufCMessage *copy;
	rig_must(canon_open(&guosuo__v1__trip__descriptor, raw, &world.rig.arena, &copy) == ERR_OK);
	return (body *)copy;
}

static void an_unsound_trip_is_known_by_its_kind_of_fault(void **state)
{
	(void)state;
	memset(long_name, 'x', NAME_BYTES + 1);
	memset(longest, 'x', NAME_BYTES);
	for (size_t i = 0; i < RIG_COUNT(spoils); i++) {
		size_t used = world.rig.arena.used;
		body *trip = copy_of(world.trip.body);
		spoils[i].spoil(trip);
		enum err got = trip_sound(trip, &world.directory);
		if (got != spoils[i].want)
			fail_msg("%s: %s", spoils[i].why, err_name(got));
		world.rig.arena.used = used;
	}
}

/* ---- seals ---- */

static enum err verify_at(int64_t now)
{
	return trip_verify(&world.trip_sealed, &world.trip, &world.rosters[0], &world.directory, now, &world.rig.arena);
}

static const struct {
	const char *why;
	uint32_t keys[4];
	enum err want;
} seals[] = {
    {"the issuing key", {3714}, ERR_OK},
    {"a reviewer", {3711}, ERR_KEY},
    {"the status key", {3715}, ERR_KEY},
    {"another province's issuing key", {1314}, ERR_KEY},
    {"a stranger", {WORLD_STRANGER}, ERR_KEY},
    {"the issuing key and a reviewer", {3711, 3714}, ERR_KEY},
};

static void a_trip_is_sealed_by_its_issuers_issuing_key_alone(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(seals); i++) {
		world_seal_trip(&world, world.trip.body, seals[i].keys);
		enum err got = verify_at(WORLD_NOW);
		if (got != seals[i].want)
			fail_msg("%s: %s", seals[i].why, err_name(got));
	}
}

static void two_issuing_keys_are_one_too_many(void **state)
{
	Guosuo__V1__Roster *roster = rig_roster(&world.rig, SHANDONG, 1);
	(void)state;
	roster->entries[ENTRY_STATUS]->role = GUOSUO__V1__ROLE__ROLE_ISSUING;
	world.rosters[0].body = roster;
	world_seal_trip(&world, world.trip.body,
	                RIG_KEYS(rig_entry(SHANDONG, ENTRY_ISSUING), rig_entry(SHANDONG, ENTRY_STATUS)));
	assert_int_equal(verify_at(WORLD_NOW), ERR_SURPLUS);
}

static void a_seal_counts_at_its_own_time(void **state)
{
	const int64_t sealed_at = world.trip.body->sealed_at;
	Guosuo__V1__Roster *roster = rig_roster(&world.rig, SHANDONG, 1);
	(void)state;
	assert_int_equal(verify_at(sealed_at - SKEW_S), ERR_OK);
	assert_int_equal(verify_at(sealed_at - SKEW_S - 1), ERR_WINDOW);
	roster->entries[ENTRY_ISSUING]->not_after = sealed_at;
	world.rosters[0].body = roster;
	assert_int_equal(verify_at(WORLD_NOW), ERR_OK);
	roster->entries[ENTRY_ISSUING]->not_after = sealed_at - 1;
	assert_int_equal(verify_at(WORLD_NOW), ERR_KEY);
	roster->entries[ENTRY_ISSUING]->not_after = WORLD_NOW;
	roster->entries[ENTRY_ISSUING]->not_before = sealed_at + 1;
	assert_int_equal(verify_at(WORLD_NOW), ERR_KEY);
}

static void another_provinces_roster_says_nothing(void **state)
{
	(void)state;
	assert_int_equal(trip_verify(&world.trip_sealed, &world.trip, &world.rosters[1], &world.directory, WORLD_NOW,
	                             &world.rig.arena),
	                 ERR_SCOPE);
}

static void a_sealed_trip_that_is_unsound_is_refused(void **state)
{
	body *trip = copy_of(world.trip.body);
	(void)state;
	class_low(trip);
	world_seal_trip(&world, trip, WORLD_ISSUING);
	assert_int_equal(verify_at(WORLD_NOW), ERR_INPUT);
}

static void any_flipped_bit_of_a_trip_refuses_it(void **state)
{
	struct span raw = world.trip.raw;
	uint8_t *p = rig_take(&world.rig, raw.n);
	(void)state;
	for (size_t bit = 0; bit < raw.n * 8; bit += 5) {
		size_t used = world.rig.arena.used;
		Guosuo__V1__Sealed sealed = world.trip_sealed;
		struct trip trip;
		memcpy(p, raw.p, raw.n);
		p[bit / 8] ^= (uint8_t)(1 << bit % 8);
		sealed.body = (ProtobufCBinaryData){raw.n, p};
		if (trip_read(&sealed, &world.rig.arena, &trip) == ERR_OK)
			assert_int_not_equal(trip_verify(&sealed, &trip, &world.rosters[0], &world.directory, WORLD_NOW,
			                                 &world.rig.arena),
			                     ERR_OK);
		world.rig.arena.used = used;
	}
}

static void a_trip_beyond_its_cap_is_not_read(void **state)
{
	static uint8_t long_one[TRIP_MAX + 1];
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct trip trip;
	(void)state;
	sealed.body = (ProtobufCBinaryData){sizeof long_one, long_one};
	assert_int_equal(trip_read(&sealed, &world.rig.arena, &trip), ERR_SIZE);
}

static void officers_are_found_by_their_key(void **state)
{
	(void)state;
	for (uint32_t i = 0; i < WORLD_OFFICERS; i++)
		assert_int_equal(trip_officer(world.trip.body, rig_pair(WORLD_OFFICER + i).key), i + 1);
	assert_int_equal(trip_officer(world.trip.body, rig_pair(WORLD_STRANGER).key), 0);
}

/* ---- memory ---- */

static uint8_t tight[32 * 1024];

static void every_arena_that_is_too_small_says_so(void **state)
{
	const Guosuo__V1__Application *application = case_application(&world.rig);
	const struct trip_grant grant = world_grant();
	enum err err[3] = {ERR_MEMORY, ERR_MEMORY, ERR_MEMORY};
	size_t size;
	(void)state;
	for (size = 0; size < sizeof tight && (err[0] | err[1] | err[2]) != ERR_OK; size += 8) {
		struct arena one = {tight, size, 0}, two = one, three = one;
		struct faults faults = {.count = 0};
		Guosuo__V1__Trip *drafted;
		struct trip trip;
		world_step(&err[0], trip_draft(application, &world.directory, &grant, &one, &faults, &drafted), size);
		world_step(&err[1], trip_read(&world.trip_sealed, &two, &trip), size);
		world_step(&err[2],
		           trip_verify(&world.trip_sealed, &world.trip, &world.rosters[0], &world.directory, WORLD_NOW,
		                       &three),
		           size);
	}
	assert_true(size < sizeof tight);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_case_becomes_a_trip, fresh),
	    cmocka_unit_test_setup(a_higher_claimed_class_stands_and_journeys_are_kept, fresh),
	    cmocka_unit_test_setup(a_faulty_application_makes_no_trip, fresh),
	    cmocka_unit_test_setup(a_trip_too_large_for_a_code_is_refused_while_it_is_drafted, fresh),
	    cmocka_unit_test(the_bound_counts_bodies_seals_and_frames),
	    cmocka_unit_test_setup(a_grant_out_of_form_is_refused, fresh),
	    cmocka_unit_test_setup(an_unsound_trip_is_known_by_its_kind_of_fault, fresh),
	    cmocka_unit_test_setup(a_trip_is_sealed_by_its_issuers_issuing_key_alone, fresh),
	    cmocka_unit_test_setup(two_issuing_keys_are_one_too_many, fresh),
	    cmocka_unit_test_setup(a_seal_counts_at_its_own_time, fresh),
	    cmocka_unit_test_setup(another_provinces_roster_says_nothing, fresh),
	    cmocka_unit_test_setup(a_sealed_trip_that_is_unsound_is_refused, fresh),
	    cmocka_unit_test_setup(any_flipped_bit_of_a_trip_refuses_it, fresh),
	    cmocka_unit_test_setup(a_trip_beyond_its_cap_is_not_read, fresh),
	    cmocka_unit_test_setup(officers_are_found_by_their_key, fresh),
	    cmocka_unit_test_setup(every_arena_that_is_too_small_says_so, fresh),
	};
	return cmocka_run_group_tests_name("trip", tests, NULL, NULL);
}
