/* The legal grounds for refusal, each with the number that is over and by how much; agents, consignments and
 * the empty way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/identity.h"
#include "tests/world.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	return 0;
}

static Guosuo__V1__Application *parse(struct case_text *text)
{
	struct faults faults = {.count = 0};
	Guosuo__V1__Application *application = NULL;
	if (case_parse(text, &world.rig, &faults, &application) != ERR_OK)
		fail_msg("the JSON itself: %s %s", faults.item[0].field, fault_name(faults.item[0].rule));
	return application;
}

static const struct fault *find(const struct faults *faults, enum rule rule, const char *field)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->item[i].rule == rule && strcmp(faults->item[i].field, field) == 0)
			return &faults->item[i];
	return NULL;
}

#define AGENT                                                                                                   \
	"\"agent\": {\"uscc\": \"91110000600037341L\", \"name\": \"代办\", \"contact\": {\"name\": \"甲\", " \
	"\"mobile\": "                                                                                          \
	"\"13800000009\"}, \"authority\": \"委托书 2020-17\", \"valid_until\": "                             \
	"\"2020-12-31T00:00:00+08:00\"}, "
#define RETURN                                                                                               \
	"\"empty_return\": {\"laden\": {\"length_mm\": 21800, \"width_mm\": 3000, \"height_mm\": 3000, "     \
	"\"mass_kg\": 35500, "                                                                               \
	"\"axle_loads_kg\": [4000, 3500, 3500], \"axle_line_loads_kg\": [4083, 4083, 4083, 4083, 4084, "     \
	"4084]}, "                                                                                           \
	"\"depart_not_before\": \"2020-03-15T10:00:00+08:00\"}, "

/* What of the case's text becomes what, and the fault that must follow; RULE_OK: none. */
static const struct {
	const char *why, *old, *fresh;
	enum rule rule;
	const char *field;
	int64_t got, limit;
} rows[] = {
    {"axle lines 2,001 kg over in the mean",
     "13266,\n    13266,\n    13267,\n    13267,\n    13267,\n    13267",
     "20000, 20000, 20000, 20001, 20002, 20003", RULE_AXLE_LINE_MEAN, "vehicle.laden.axle_line_loads_kg",
     20001, 18000},
    {"then seven lines would do", "13266,\n    13266,\n    13267,\n    13267,\n    13267,\n    13267",
     "20000, 20000, 20000, 20000, 20000, 20000", RULE_AXLES_NEEDED, "vehicle.laden.axle_line_loads_kg", 6, 7},
    {"one line 1 kg over", "13266,\n    13266", "6531, 20001", RULE_AXLE_LINE_MAX,
     "vehicle.laden.axle_line_loads_kg[1]", 20001, 20000},
    {"lines at both limits", "13266,\n    13266,\n    13267", "6532, 20000, 13267", RULE_OK, NULL, 0, 0},
    {"three pieces", "\"pieces\": 1", "\"pieces\": 3", RULE_CARGO_DIVISIBLE, "cargo.pieces", 3, 1},
    {"three pieces that cannot part", "\"pieces\": 1", "\"pieces\": 3, \"indivisible\": \"油箱与本体焊接\"",
     RULE_OK, NULL, 0, 0},
    {"a licence that is none", "鲁交运管许可济字370103000001号", "370103000001", RULE_LICENCE_FORM,
     "applicant.haulier_licence", 0, 0},
    {"a licence one digit short", "鲁交运管许可济字370103000001号", "鲁交运管许可济字37010300001号",
     RULE_LICENCE_FORM, "applicant.haulier_licence", 0, 0},
    {"a licence without 号", "鲁交运管许可济字370103000001号", "鲁交运管许可济字370103000001",
     RULE_LICENCE_FORM, "applicant.haulier_licence", 0, 0},
    {"a licence of two provinces", "鲁交运管许可济字370103000001号", "鲁交运管许可济字130103000001号",
     RULE_LICENCE_PROVINCE, "applicant.haulier_licence", 37, 13},
    {"an agent", "\"haulier_licence\"", AGENT "\"haulier_licence\"", RULE_OK, NULL, 0, 0},
    {"unit 3 of 3", "\"drivers\"", "\"consignment\": {\"id\": \"c\", \"unit\": 3, \"units\": 3}, \"drivers\"",
     RULE_OK, NULL, 0, 0},
    {"unit 4 of 3", "\"drivers\"", "\"consignment\": {\"id\": \"c\", \"unit\": 4, \"units\": 3}, \"drivers\"",
     RULE_ORDINAL, "consignment.unit", 4, 3},
    {"unit 0", "\"drivers\"", "\"consignment\": {\"id\": \"c\", \"units\": 3}, \"drivers\"", RULE_ORDINAL,
     "consignment.unit", 0, 3},
    {"101 units", "\"drivers\"", "\"consignment\": {\"id\": \"c\", \"unit\": 1, \"units\": 101}, \"drivers\"",
     RULE_TOO_LARGE, "consignment.units", 101, 100},
    {"a consignment without a name", "\"drivers\"",
     "\"consignment\": {\"unit\": 1, \"units\": 1}, \"drivers\"", RULE_REQUIRED, "consignment.id", 0, 0},
    {"an empty way back", "\"drivers\"", RETURN "\"drivers\"", RULE_OK, NULL, 0, 0},
    {"a way back of no pass", "\"drivers\"",
     "\"return_of\": \"00000-00000-0001\", \"consignment\": {\"id\": \"c\", \"unit\": 1, \"units\": 1}, "
     "\"drivers\"",
     RULE_PASS_NUMBER, "return_of", 0, 0},
};

static void row_check(size_t i)
{
	static struct case_text text;
	struct faults faults = {.count = 0};
	case_text(CASE_DEPART, &text);
	case_replace(&text, rows[i].old, rows[i].fresh);
	application_check(parse(&text), &world.directory, CASE_SUBMITTED, &faults);
	if (rows[i].rule == RULE_OK) {
		if (faults.count > 0)
			fail_msg("%s: %s %s", rows[i].why, faults.item[0].field,
			         fault_name(faults.item[0].rule));
		return;
	}
	const struct fault *fault = find(&faults, rows[i].rule, rows[i].field);
	if (fault == NULL)
		fail_msg("%s: is not found among %zu", rows[i].why, faults.count);
	if (fault->got != rows[i].got || fault->limit != rows[i].limit)
		fail_msg("%s: %lld %lld", rows[i].why, (long long)fault->got, (long long)fault->limit);
}

static void every_ground_is_named_with_its_numbers(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		row_check(i);
}

/* An ordinary flatbed trailer with four axles in the place of the modular one. */
static Guosuo__V1__Application *with_flatbed(uint32_t *loads, size_t n)
{
	static char kind[] = "flatbed";
	Guosuo__V1__Application *application = case_application(&world.rig);
	Guosuo__V1__Train *train = application->vehicle;
	train->trailers[0]->kind = kind;
	train->trailers[0]->axles = 4, train->trailers[0]->axle_lines = 0;
	train->trailers[0]->n_wheelbases_mm = train->trailers[0]->n_tyres = 0;
	train->laden->n_axle_line_loads_kg = 0;
	train->laden->axle_loads_kg = loads, train->laden->n_axle_loads_kg = n;
	return application;
}

static void a_flatbed_says_how_much_it_is_over_and_how_many_axles_would_do(void **state)
{
	(void)state;
	uint32_t loads[] = {7300, 11800, 11800, 11000, 12000, 13001, 11000};
	struct faults faults = {.count = 0};
	char text[512];
	application_check(with_flatbed(loads, 7), &world.directory, CASE_SUBMITTED, &faults);
	const struct fault *mean = find(&faults, RULE_AXLE_MEAN, "vehicle.laden.axle_loads_kg");
	const struct fault *most = find(&faults, RULE_AXLE_MAX, "vehicle.laden.axle_loads_kg[5]");
	const struct fault *help = find(&faults, RULE_AXLES_NEEDED, "vehicle.laden.axle_loads_kg");
	assert_true(mean != NULL && mean->got == 11751 && mean->limit == 10000);
	assert_true(most != NULL && most->got == 13001 && most->limit == 13000);
	assert_true(help != NULL && help->got == 4 && help->limit == 5);
	fault_text(most, LANG_ZH, text, sizeof text);
	assert_non_null(strstr(text, "超过上限 13000 公斤 1 公斤"));
	fault_text(mean, LANG_EN, text, sizeof text);
	assert_non_null(strstr(text, "11751 kg, is 1751 kg over the limit of 10000 kg"));
}

static void the_limits_are_the_directorys(void **state)
{
	(void)state;
	struct faults faults = {.count = 0};
	const Guosuo__V1__Application *application = case_application(&world.rig);
	Guosuo__V1__Limits limits = *world.directory.body->limits;
	Guosuo__V1__Directory body = *world.directory.body;
	const struct directory stricter = {.body = &body};
	body.limits = &limits;
	limits.axle_line_mean_kg = 13000, limits.axle_line_max_kg = 13266;
	application_check(application, &stricter, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_AXLE_LINE_MEAN, "vehicle.laden.axle_line_loads_kg"));
	assert_non_null(find(&faults, RULE_AXLE_LINE_MAX, "vehicle.laden.axle_line_loads_kg[2]"));
	assert_null(find(&faults, RULE_AXLE_LINE_MAX, "vehicle.laden.axle_line_loads_kg[1]"));
	limits.axle_line_mean_kg = limits.axle_line_max_kg = 0; /* none */
	faults = (struct faults){.count = 0};
	application_check(application, &stricter, CASE_SUBMITTED, &faults);
	assert_int_equal(faults.count, 0);
}

static void a_line_with_fewer_tyres_than_the_limits_are_for_is_said(void **state)
{
	(void)state;
	struct faults faults = {.count = 0};
	const Guosuo__V1__Application *application = case_application(&world.rig);
	Guosuo__V1__Limits limits = *world.directory.body->limits;
	Guosuo__V1__Directory body = *world.directory.body;
	const struct directory directory = {.body = &body};
	body.limits = &limits;
	application->vehicle->trailers[0]->tyres[5] = 4;
	limits.line_tyres = 0; /* for any line */
	application_check(application, &directory, CASE_SUBMITTED, &faults);
	assert_int_equal(faults.count, 0);
	limits.line_tyres = 8;
	application_check(application, &directory, CASE_SUBMITTED, &faults);
	const struct fault *fault = find(&faults, RULE_LINE_TYRES, "vehicle.trailers[0].tyres[5]");
	assert_true(faults.count == 1 && faults.errors == 0 && fault != NULL && fault->got == 4 && fault->limit == 8);
}

/* ---- agent ---- */

static void a_power_of_attorney_is_named_and_in_force(void **state)
{
	(void)state;
	static struct case_text text;
	struct faults faults = {.count = 0};
	case_text(CASE_DEPART, &text);
	case_replace(&text, "\"haulier_licence\"", AGENT "\"haulier_licence\"");
	Guosuo__V1__Application *application = parse(&text);
	static char own[] = "91370103MA3TE5TX13", late[] = "2020-01-01T00:00:00+08:00", none[] = "";
	application->applicant->agent->uscc = own;
	application->applicant->agent->valid_until = late;
	application->applicant->agent->authority = none;
	application_check(application, &world.directory, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_DUPLICATE, "applicant.agent.uscc"));
	assert_non_null(find(&faults, RULE_WINDOW_PAST, "applicant.agent.valid_until"));
	assert_non_null(find(&faults, RULE_REQUIRED, "applicant.agent.authority"));
}

/* ---- the empty way back ---- */

static Guosuo__V1__Application *with_return(void)
{
	static struct case_text text;
	case_text(CASE_DEPART, &text);
	case_replace(&text, "\"drivers\"",
	             "\"consignment\": {\"id\": \"c\", \"unit\": 1, \"units\": 1}, " RETURN "\"drivers\"");
	return parse(&text);
}

static Guosuo__V1__Application *way_back(const Guosuo__V1__Application *application)
{
	Guosuo__V1__Application *back = NULL;
	char number[PASS_NUMBER_LEN + 1];
	pass_number((const uint8_t[PASS_ID_LEN]){7}, number);
	assert_int_equal(application_return(application, number, &world.rig.arena, &back), ERR_OK);
	return back;
}

static void the_way_back_is_a_trip_without_cargo_issued_at_home(void **state)
{
	(void)state;
	struct faults faults = {.count = 0};
	struct trip_grant grant = world_grant();
	Guosuo__V1__Trip *trip = NULL;
	struct trip packed, opened;
	const Guosuo__V1__Application *back = way_back(with_return());
	enum err err = trip_draft(back, &world.directory, &grant, &world.rig.arena, &faults, &trip);
	if (err != ERR_OK)
		fail_msg("%s: %s %s", err_name(err), faults.item[0].field, fault_name(faults.item[0].rule));
	assert_null(trip->cargo);
	assert_int_equal(trip->issuer, SHANDONG);
	assert_int_equal(trip->origin, 120116);
	assert_int_equal(trip->provinces[0], CASE_TIANJIN);
	assert_int_equal(trip->provinces[2], SHANDONG);
	assert_int_equal(trip->laden->mass_kg, 35500);
	assert_int_equal(trip->over_limit_class, 2);
	assert_int_equal(trip->not_after - trip->not_before, 7 * RIG_DAY);
	assert_string_equal(back->journey->legs[0]->entry->station, "天津港");
	assert_string_equal(back->journey->legs[2]->roads[0], "G3");
	assert_int_equal(trip_pack(trip, &world.rig.arena, &packed), ERR_OK);
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = span_bytes(packed.raw);
	assert_int_equal(trip_read(&sealed, &world.rig.arena, &opened), ERR_OK);
	assert_int_equal(trip_sound(opened.body, &world.directory), ERR_OK);
	trip->issuer = CASE_TIANJIN;
	assert_int_equal(trip_sound(trip, &world.directory), ERR_SCOPE);
}

static void a_laden_trip_is_still_issued_where_it_begins(void **state)
{
	(void)state;
	Guosuo__V1__Trip trip = *world.trip.body;
	trip.issuer = CASE_TIANJIN;
	assert_int_equal(trip_sound(&trip, &world.directory), ERR_SCOPE);
}

static void a_way_back_carries_nothing_and_weighs_what_its_vehicles_do(void **state)
{
	(void)state;
	struct faults faults = {.count = 0};
	Guosuo__V1__Application *out = with_return(), *back = way_back(out);
	back->cargo = out->cargo;
	back->empty_return = out->empty_return;
	back->consignment = NULL;
	back->vehicle->trailers[0]->kerb_mass_kg += 100;
	application_check(back, &world.directory, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_RETURN_CARGO, "cargo"));
	assert_non_null(find(&faults, RULE_RETURN_CARGO, "empty_return"));
	assert_non_null(find(&faults, RULE_REQUIRED, "consignment"));
	const struct fault *mass = find(&faults, RULE_MASS_PARTS, "vehicle.laden.mass_kg");
	assert_true(mass != NULL && mass->got == 35500 && mass->limit == 35600);
}

static void the_way_back_is_judged_with_the_way_out(void **state)
{
	(void)state;
	struct faults faults = {.count = 0};
	static char early[] = "2020-03-09T10:00:00+08:00";
	Guosuo__V1__Application *application = with_return();
	Guosuo__V1__EmptyReturn *back = application->empty_return;
	back->depart_not_before = early;
	back->laden->axle_line_loads_kg[3] = 20001;
	application_check(application, &world.directory, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_WINDOW_ORDER, "empty_return.depart_not_before"));
	assert_non_null(find(&faults, RULE_AXLE_LINE_MAX, "empty_return.laden.axle_line_loads_kg[3]"));
	back->n_legs = 1,
	back->legs = application->journey->legs; /* Shandong alone does not lead home from Tianjin */
	faults = (struct faults){.count = 0};
	application_check(application, &world.directory, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_LEG_ORIGIN, "empty_return.legs[0].province"));
	back->laden = NULL;
	faults = (struct faults){.count = 0};
	application_check(application, &world.directory, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_REQUIRED, "empty_return.laden"));
}

static void a_small_empty_train_needs_no_pass_home(void **state)
{
	(void)state;
	struct faults faults = {.count = 0};
	Guosuo__V1__Application *application = with_return();
	Guosuo__V1__ApplicationLaden *laden = application->empty_return->laden;
	assert_true(application_return_needed(application, &world.directory));
	laden->length_mm = 18100, laden->width_mm = 2550, laden->height_mm = 4000;
	assert_false(application_return_needed(application, &world.directory));
	application_check(application, &world.directory, CASE_SUBMITTED, &faults);
	assert_non_null(find(&faults, RULE_RETURN_FREE, "empty_return.laden"));
	assert_int_equal(faults.errors, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(every_ground_is_named_with_its_numbers, fresh),
	    cmocka_unit_test_setup(a_flatbed_says_how_much_it_is_over_and_how_many_axles_would_do, fresh),
	    cmocka_unit_test_setup(the_limits_are_the_directorys, fresh),
	    cmocka_unit_test_setup(a_line_with_fewer_tyres_than_the_limits_are_for_is_said, fresh),
	    cmocka_unit_test_setup(a_power_of_attorney_is_named_and_in_force, fresh),
	    cmocka_unit_test_setup(the_way_back_is_a_trip_without_cargo_issued_at_home, fresh),
	    cmocka_unit_test_setup(a_laden_trip_is_still_issued_where_it_begins, fresh),
	    cmocka_unit_test_setup(a_way_back_carries_nothing_and_weighs_what_its_vehicles_do, fresh),
	    cmocka_unit_test_setup(the_way_back_is_judged_with_the_way_out, fresh),
	    cmocka_unit_test_setup(a_small_empty_train_needs_no_pass_home, fresh),
	};
	return cmocka_run_group_tests_name("grounds", tests, NULL, NULL);
}
