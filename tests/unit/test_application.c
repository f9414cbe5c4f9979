#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/application.h"
#include "tests/case.h"

static uint8_t memory[CASE_MEMORY];
static struct rig rig;
static struct directory directory;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	directory = case_directory(&rig);
	return 0;
}

static void check_text_at(const struct case_text *text, int64_t now, struct faults *faults)
{
	size_t used = rig.arena.used;
	Guosuo__V1__Application *application;
	*faults = (struct faults){.count = 0};
	enum err err = case_parse(text, &rig, faults, &application);
	if (err != ERR_OK)
		fail_msg("the JSON itself: %s %s", faults->item[0].field, fault_name(faults->item[0].rule));
	application_check(application, &directory, now, faults);
	rig.arena.used = used;
}

static const struct fault *find(const struct faults *faults, enum rule rule, const char *field)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->item[i].rule == rule && strcmp(faults->item[i].field, field) == 0)
			return &faults->item[i];
	return NULL;
}

static void the_case_has_no_fault(void **state)
{
	static struct case_text text;
	struct faults faults;
	(void)state;
	case_text(CASE_DEPART, &text);
	check_text_at(&text, CASE_SUBMITTED, &faults);
	for (size_t i = 0; i < faults.count; i++)
		fail_msg("%s %s", faults.item[i].field, fault_name(faults.item[i].rule));
}

#define ALONE true

/* What of the case's text becomes what, and the fault that must follow; ALONE: no other one may. */
static const struct {
	const char *why, *old, *fresh;
	enum rule rule;
	const char *field;
	int64_t got, limit;
	bool alone;
} rows[] = {
    {"no USCC", "91370103MA3TE5TX13", "", RULE_REQUIRED, "applicant.uscc", 0, 0, ALONE},
    {"USCC with a letter it has not", "91370103MA3TE5TX13", "91370103MA3TE5TXI3", RULE_USCC_FORM, "applicant.uscc", 0,
     0, ALONE},
    {"USCC with two digits swapped", "91370103MA3TE5TX13", "91370130MA3TE5TX13", RULE_USCC_CHECK, "applicant.uscc", 0,
     0, ALONE},
    {"no company name", "济南示例电力设备有限公司", "", RULE_REQUIRED, "applicant.name", 0, 0, ALONE},
    {"a company name of 93 bytes", "济南示例电力设备有限公司",
     "济南示例电力设备有限公司济南示例电力设备有限公司济南示例电力设", RULE_TOO_LONG, "applicant.name", 93, 90, ALONE},
    {"no haulier's licence", "鲁交运管许可济字370103000001号", "", RULE_REQUIRED, "applicant.haulier_licence", 0, 0,
     ALONE},
    {"contact's mobile one short", "13800000001", "1380000000", RULE_MOBILE_FORM, "applicant.contact.mobile", 0, 0,
     ALONE},
    {"no cargo name", "220 kV 电力变压器 (Castellet)", "", RULE_REQUIRED, "cargo.name", 0, 0, ALONE},
    {"HS of five digits", "\"850423\"", "\"85042\"", RULE_HS_FORM, "cargo.hs_code", 0, 0, ALONE},
    {"no pieces", "\"pieces\": 1", "\"pieces\": 0", RULE_TOO_SMALL, "cargo.pieces", 0, 1, ALONE},
    {"a cargo lighter than the papers", "\"mass_kg\": 75000", "\"mass_kg\": 70000", RULE_MASS_PARTS,
     "vehicle.laden.mass_kg", 110500, 105500, ALONE},
    {"a cargo without mass", "\"mass_kg\": 75000", "\"mass_kg\": 0", RULE_TOO_SMALL, "cargo.mass_kg", 0, 1, false},
    {"a cargo longer than the train", "\"length_mm\": 8600", "\"length_mm\": 21801", RULE_OUTLINE_CARGO,
     "vehicle.laden.length_mm", 21800, 21801, ALONE},
    {"a cargo wider than the train", "\"width_mm\": 3400", "\"width_mm\": 3401", RULE_OUTLINE_CARGO,
     "vehicle.laden.width_mm", 3400, 3401, ALONE},
    {"a cargo higher than the train", "\"height_mm\": 3950", "\"height_mm\": 4481", RULE_OUTLINE_CARGO,
     "vehicle.laden.height_mm", 4480, 4481, ALONE},
    {"a plate one short", "鲁A12345", "鲁A1234", RULE_PLATE_FORM, "vehicle.tractors[0].plate", 0, 0, ALONE},
    {"a plate of no province", "鲁A12345", "国A12345", RULE_PLATE_FORM, "vehicle.tractors[0].plate", 0, 0, ALONE},
    {"a letter O for the digit", "鲁A12345", "鲁A1O345", RULE_PLATE_LOOKALIKE, "vehicle.tractors[0].plate", 0, 0,
     ALONE},
    {"a full-width plate is a warning", "鲁A12345", "鲁Ａ１２３４５", RULE_PLATE_NORMALISED,
     "vehicle.tractors[0].plate", 0, 0, ALONE},
    {"a plate with a middle dot is a warning", "鲁A12345", "鲁A·12345", RULE_PLATE_NORMALISED,
     "vehicle.tractors[0].plate", 0, 0, ALONE},
    {"no plate", "鲁A12345", "", RULE_REQUIRED, "vehicle.tractors[0].plate", 0, 0, ALONE},
    {"a trailer's plate on the tractor", "鲁A12345", "鲁A1235挂", RULE_PLATE_KIND, "vehicle.tractors[0].plate", 0, 0,
     ALONE},
    {"a tractor's plate on the trailer", "鲁A1234挂", "鲁A12347", RULE_PLATE_KIND, "vehicle.trailers[0].plate", 0, 0,
     ALONE},
    {"a temporary oversize plate on the trailer is good", "鲁A1234挂", "鲁A1234超", RULE_OK, NULL, 0, 0, ALONE},
    {"a temporary oversize plate on the tractor is good", "鲁A12345", "鲁A1234超", RULE_OK, NULL, 0, 0, ALONE},
    {"a new-energy plate is good", "鲁A12345", "鲁AD12345", RULE_OK, NULL, 0, 0, ALONE},
    {"the same plate twice", "鲁A12346", "鲁A12345", RULE_DUPLICATE, "vehicle.tractors[1].plate", 0, 0, ALONE},
    {"VIN one short", "LZZ1ABCD3LA000018", "LZZ1ABCD3LA00001", RULE_VIN_FORM, "vehicle.tractors[0].vin", 0, 0, ALONE},
    {"a VIN's wrong check is a warning", "LZZ1ABCD3LA000018", "LZZ1ABCD4LA000018", RULE_VIN_CHECK,
     "vehicle.tractors[0].vin", 0, 0, ALONE},
    {"the same VIN twice", "LZZ1ABCD2LA000026", "LZZ1ABCD3LA000018", RULE_DUPLICATE, "vehicle.tractors[1].vin", 0, 0,
     ALONE},
    {"no kerb mass", "\"kerb_mass_kg\": 11000", "\"kerb_mass_kg\": 0", RULE_TOO_SMALL,
     "vehicle.tractors[0].kerb_mass_kg", 0, 1, false},
    {"an unknown kind", "\"hydraulic_modular\"", "\"airship\"", RULE_CHOICE, "vehicle.trailers[0].kind", 0, 0, false},
    {"no kind", "\"hydraulic_modular\"", "\"\"", RULE_REQUIRED, "vehicle.trailers[0].kind", 0, 0, false},
    {"a trailer among the tractors", "\"kind\": \"tractor\"", "\"kind\": \"flatbed\"", RULE_CHOICE,
     "vehicle.tractors[0].kind", 0, 0, false},
    {"no axles", "\"axles\": 3", "\"axles\": 0", RULE_TOO_SMALL, "vehicle.tractors[0].axles", 0, 1, false},
    {"no axle lines", "\"axle_lines\": 6", "\"axle_lines\": 0", RULE_TOO_SMALL, "vehicle.trailers[0].axle_lines", 0, 1,
     false},
    {"25 axle lines", "\"axle_lines\": 6", "\"axle_lines\": 25", RULE_TOO_LARGE, "vehicle.trailers[0].axle_lines", 25,
     24, false},
    {"a tractor's wheelbase too many", "[3300, 1350]", "[3300, 1350, 1350]", RULE_WHEELBASE_COUNT,
     "vehicle.tractors[0].wheelbases_mm", 3, 2, ALONE},
    {"a wheelbase of nothing", "[3300, 1350]", "[3300, 0]", RULE_TOO_SMALL, "vehicle.tractors[0].wheelbases_mm[1]", 0, 1,
     ALONE},
    {"wheelbases nobody tells", "[3300, 1350]", "[]", RULE_OK, "", 0, 0, ALONE},
    {"wheelbases longer than the train", "[1550, 1550, 1550, 1550, 1550]", "[1550, 1550, 1550, 1550, 10950]",
     RULE_WHEELBASE_SUM, "vehicle.laden.length_mm", 21800, 21800, ALONE},
    {"wheelbases just shorter than the train", "[1550, 1550, 1550, 1550, 1550]", "[1550, 1550, 1550, 1550, 10949]", RULE_OK,
     "", 0, 0, ALONE},
    {"an axle whose tyres are not told", "[2, 4, 4]", "[2, 4]", RULE_TYRE_COUNT, "vehicle.tractors[0].tyres", 2, 3, ALONE},
    {"a line whose tyres are not told", "[8, 8, 8, 8, 8, 8]", "[8]", RULE_TYRE_COUNT, "vehicle.trailers[0].tyres", 1, 6,
     ALONE},
    {"an axle with 33 tyres", "[2, 4, 4]", "[2, 4, 33]", RULE_TOO_LARGE, "vehicle.tractors[0].tyres[2]", 33, 32, ALONE},
    {"a size of a tyre too long", "12.00R20", "12.00R20 12.00R20 12.00R20 12.00R20 12.00R20 12.00R20 12.00R20 12.00R20 12.00R20 12.00R20 x",
     RULE_TOO_LONG, "vehicle.tractors[0].tyre_size", 91, 90, ALONE},
    {"a stop at its leg's end", "\"need\": {", "\"km\": 140, \"need\": {", RULE_OK, "", 0, 0, ALONE},
    {"a stop beyond its leg", "\"need\": {", "\"km\": 141, \"need\": {", RULE_STOP_BEYOND, "journey.legs[0].stops[0].km", 141, 140,
     ALONE},
    {"an escort without a name", "示例护送员甲", "", RULE_REQUIRED, "escorts[0].name", 0, 0, ALONE},
    {"an escort without a telephone", "13800000004", "", RULE_REQUIRED, "escorts[0].mobile", 0, 0, ALONE},
    {"an escort's telephone short of a digit", "13800000005", "1380000000", RULE_MOBILE_FORM, "escorts[1].mobile", 0, 0, ALONE},
    {"an escort's vehicle not known yet", "鲁A20001", "", RULE_OK, "", 0, 0, ALONE},
    {"an escort's plate that is none", "鲁A20001", "鲁A2000", RULE_PLATE_FORM, "escorts[0].plate", 0, 0, ALONE},
    {"all tractors spare", "\"axles\": 3,", "\"axles\": 3, \"spare\": true,", RULE_REQUIRED, "vehicle.tractors", 0, 0,
     false},
    {"an axle without a load", "7300,", "", RULE_AXLE_COUNT, "vehicle.laden.axle_loads_kg", 2, 3, false},
    {"a line too many", "13266,", "13266, 1,", RULE_AXLE_COUNT, "vehicle.laden.axle_line_loads_kg", 7, 6, false},
    {"an axle load of nothing", "7300,", "0,", RULE_TOO_SMALL, "vehicle.laden.axle_loads_kg[0]", 0, 1, false},
    {"axle loads short of the mass", "7300,", "7200,", RULE_MASS_SUM, "vehicle.laden.mass_kg", 110500, 110400, ALONE},
    {"an axle line above the limit", "13266,", "20001,", RULE_AXLE_LINE_MAX, "vehicle.laden.axle_line_loads_kg[0]", 20001,
     20000, false},
    {"no laden height", "\"height_mm\": 4480", "\"height_mm\": 0", RULE_TOO_SMALL, "vehicle.laden.height_mm", 0, 1,
     ALONE},
    {"no kilometres", "\"km\": 140", "\"km\": 0", RULE_TOO_SMALL, "journey.legs[0].km", 0, 1, ALONE},
    {"more kilometres than a province has", "\"km\": 140", "\"km\": 3001", RULE_TOO_LARGE, "journey.legs[0].km", 3001,
     3000, ALONE},
    {"more hours of driving in a leg than the cut-off leaves", "\"km\": 75", "\"km\": 2400", RULE_CUTOFF_MISSED,
     "journey.port_cutoff", 980, 5780, ALONE},
    {"no driver's name", "示例司机乙", "", RULE_REQUIRED, "drivers[1].name", 0, 0, ALONE},
    {"a driver's licence with a wrong check", "130902190001010026", "130902190001010027", RULE_ID_CHECK,
     "drivers[1].licence", 0, 0, ALONE},
    {"a driver's mobile of 12 digits", "13800000003", "138000000031", RULE_MOBILE_FORM, "drivers[1].mobile", 0, 0,
     ALONE},
    {"an origin of five digits", "\"division\": \"370103\"", "\"division\": \"37010\"", RULE_DIVISION_FORM,
     "journey.origin.division", 0, 0, ALONE},
    {"an origin in no province", "\"division\": \"370103\"", "\"division\": \"380103\"", RULE_DIVISION_FORM,
     "journey.origin.division", 0, 0, ALONE},
    {"an origin elsewhere", "\"division\": \"370103\"", "\"division\": \"410103\"", RULE_LEG_ORIGIN,
     "journey.legs[0].province", 37, 41, ALONE},
    {"a destination elsewhere", "\"division\": \"120116\"", "\"division\": \"130100\"", RULE_LEG_DESTINATION,
     "journey.legs[2].province", 12, 13, ALONE},
    {"a port that is none", "\"CNTXG\"", "\"TXG\"", RULE_LOCODE_FORM, "journey.destination.unlocode", 0, 0, ALONE},
    {"no port is good", "\"CNTXG\"", "\"\"", RULE_OK, NULL, 0, 0, ALONE},
    {"a country in three letters", "\"ES\"", "\"ESP\"", RULE_COUNTRY_FORM, "journey.export_country", 0, 0, ALONE},
    {"a departure that is no time", "2020-03-10T10:00:00+08:00", "10 March", RULE_TIME_FORM,
     "journey.depart_not_before", 0, 0, ALONE},
    {"no departure", "2020-03-10T10:00:00+08:00", "", RULE_REQUIRED, "journey.depart_not_before", 0, 0, ALONE},
    {"a cut-off that is no time", "2020-03-13T18:00:00+08:00", "2020-03-13", RULE_TIME_FORM, "journey.port_cutoff", 0,
     0, ALONE},
    {"a cut-off before the departure", "2020-03-13T18:00:00+08:00", "2020-03-10T10:00:00+08:00", RULE_WINDOW_ORDER,
     "journey.port_cutoff", CASE_DEPART, CASE_DEPART, ALONE},
    {"an arrival before the departure", "\"port_cutoff\"",
     "\"arrive_not_after\": \"2020-03-10T09:00:00+08:00\", \"port_cutoff\"", RULE_WINDOW_ORDER,
     "journey.arrive_not_after", CASE_DEPART - 3600, CASE_DEPART, ALONE},
    {"a window of seven months", "\"port_cutoff\"",
     "\"arrive_not_after\": \"2020-10-10T10:00:00+08:00\", \"port_cutoff\"", RULE_WINDOW_LENGTH,
     "journey.arrive_not_after", 214 * 86400, 180 * 86400, ALONE},
    {"a window of 180 days is good", "\"port_cutoff\"",
     "\"arrive_not_after\": \"2020-09-06T10:00:00+08:00\", \"port_cutoff\"", RULE_OK, NULL, 0, 0, ALONE},
    {"a contract date that is no time", "2020-04-30T06:00:00+08:00", "April", RULE_TIME_FORM,
     "journey.contract_delivery", 0, 0, ALONE},
    {"a leg in an unknown province", "\"province\": \"13\"", "\"province\": \"99\"", RULE_PROVINCE_UNKNOWN,
     "journey.legs[1].province", 99, 0, ALONE},
    {"a leg in a province of one digit and a letter", "\"province\": \"13\"", "\"province\": \"1E\"",
     RULE_DIVISION_FORM, "journey.legs[1].province", 0, 0, ALONE},
    {"a leg in a province by name", "\"province\": \"13\"", "\"province\": \"河北\"", RULE_DIVISION_FORM,
     "journey.legs[1].province", 0, 0, ALONE},
    {"a leg in the wrong province", "\"province\": \"13\"", "\"province\": \"41\"", RULE_LEG_NEIGHBOUR,
     "journey.legs[2].province", 41, 12, false},
    {"its stations are not there", "\"province\": \"13\"", "\"province\": \"41\"", RULE_LEG_DIVISION,
     "journey.legs[1].entry.division", 130900, 41, false},
    {"an exit beyond the province", "\"division\": \"371400\"", "\"division\": \"130900\"", RULE_LEG_DIVISION,
     "journey.legs[0].exit.division", 130900, 37, ALONE},
    {"a station without a name", "德州 (鲁冀界)", "", RULE_REQUIRED, "journey.legs[0].exit.station", 0, 0, ALONE},
    {"a road without a name", "\"S11\"", "\"\"", RULE_REQUIRED, "journey.legs[2].roads[1]", 0, 0, ALONE},
    {"a road of 25 bytes", "\"S11\"", "\"S111111111111111111111111\"", RULE_TOO_LONG, "journey.legs[2].roads[1]", 25, 24,
     ALONE},
    {"a stop without a name", "沧州服务区", "", RULE_REQUIRED, "journey.legs[1].stops[0].name", 0, 0, ALONE},
    {"class II claimed for class III", "\"drivers\"", "\"over_limit_class\": \"II\", \"drivers\"", RULE_CLASS_BELOW,
     "over_limit_class", 2, 3, ALONE},
    {"class III claimed for class III is good", "\"drivers\"", "\"over_limit_class\": \"III\", \"drivers\"", RULE_OK,
     NULL, 0, 0, ALONE},
    {"class 3 is no class", "\"drivers\"", "\"over_limit_class\": \"3\", \"drivers\"", RULE_CHOICE, "over_limit_class",
     0, 0, ALONE},
    {"1000 journeys are good", "\"drivers\"", "\"journeys\": 1000, \"drivers\"", RULE_OK, NULL, 0, 0, ALONE},
    {"a cargo name of 90 bytes is good", "220 kV 电力变压器 (Castellet)",
     "变压器变压器变压器变压器变压器变压器变压器变压器变压器变压器", RULE_OK, NULL, 0, 0, ALONE},
    {"1001 journeys", "\"drivers\"", "\"journeys\": 1001, \"drivers\"", RULE_TOO_LARGE, "journeys", 1001, 1000, ALONE},
};

static void row_check(size_t i)
{
	static struct case_text text;
	struct faults faults;
	case_text(CASE_DEPART, &text);
	case_replace(&text, rows[i].old, rows[i].fresh);
	check_text_at(&text, CASE_SUBMITTED, &faults);
	for (size_t k = 0; k < faults.count; k++)
		if (rows[i].rule == RULE_OK || (rows[i].alone && faults.item[k].rule != rows[i].rule))
			fail_msg("%s: also %s %s", rows[i].why, faults.item[k].field, fault_name(faults.item[k].rule));
	if (rows[i].rule == RULE_OK)
		return;
	const struct fault *fault = find(&faults, rows[i].rule, rows[i].field);
	if (fault == NULL)
		fail_msg("%s: %zu faults, first %s %s", rows[i].why, faults.count, faults.item[0].field,
		         fault_name(faults.item[0].rule));
	if (fault->got != rows[i].got || fault->limit != rows[i].limit)
		fail_msg("%s: %lld %lld", rows[i].why, (long long)fault->got, (long long)fault->limit);
}

static void one_wrong_field_is_named_with_its_rule(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		row_check(i);
}

/* ---- what has no place in the text ---- */

static void judge(const Guosuo__V1__Application *application, int64_t now, enum rule rule, const char *field)
{
	struct faults faults = {.count = 0};
	application_check(application, &directory, now, &faults);
	if (find(&faults, rule, field) == NULL)
		fail_msg("%s %s is missing", field, fault_name(rule));
}

static void every_missing_part_is_asked_for(void **state)
{
	const Guosuo__V1__Application none = GUOSUO__V1__APPLICATION__INIT;
	static const char *const fields[] = {"applicant", "cargo", "vehicle", "drivers", "journey"};
	Guosuo__V1__Application *application = case_application(&rig);
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(fields); i++)
		judge(&none, CASE_SUBMITTED, RULE_REQUIRED, fields[i]);
	application->applicant->contact = NULL;
	application->vehicle->laden = NULL;
	application->journey->origin = NULL;
	application->journey->legs[1]->entry = NULL;
	judge(application, CASE_SUBMITTED, RULE_REQUIRED, "applicant.contact");
	judge(application, CASE_SUBMITTED, RULE_REQUIRED, "vehicle.laden");
	judge(application, CASE_SUBMITTED, RULE_REQUIRED, "journey.origin");
	judge(application, CASE_SUBMITTED, RULE_REQUIRED, "journey.legs[1].entry");
}

static void what_is_over_is_past_and_what_is_far_is_refused(void **state)
{
	const Guosuo__V1__Application *application = case_application(&rig);
	const int64_t end = CASE_DEPART + 80 * 3600;
	struct faults faults = {.count = 0};
	(void)state;
	application_check(application, &directory, end - 1, &faults);
	assert_int_equal(faults.errors, 0);
	faults = (struct faults){.count = 0};
	judge(application, end, RULE_WINDOW_PAST, "journey.port_cutoff");
	application_check(application, &directory, end - LIFE_MAX_S, &faults);
	assert_int_equal(faults.count, 0);
	judge(application, end - LIFE_MAX_S - 1, RULE_WINDOW_FAR, "journey.port_cutoff");
	application_check(application, &directory, end - LIFE_MAX_S - 1, &faults);
	assert_int_equal(faults.item[0].got, LIFE_MAX_S + 1);
}

static void the_window_ends_at_arrival_then_cut_off_then_a_week(void **state)
{
	Guosuo__V1__Journey *journey = case_application(&rig)->journey;
	static char arrival[] = "2020-03-12T10:00:00+08:00", none[] = "", bad[] = "soon";
	int64_t from = 0, to = 0;
	(void)state;
	assert_int_equal(application_window(journey, &from, &to), ERR_OK);
	assert_true(from == CASE_DEPART && to == CASE_DEPART + 80 * 3600);
	journey->arrive_not_after = arrival;
	assert_int_equal(application_window(journey, &from, &to), ERR_OK);
	assert_true(to == CASE_DEPART + 48 * 3600);
	journey->arrive_not_after = none, journey->port_cutoff = none;
	assert_int_equal(application_window(journey, &from, &to), ERR_OK);
	assert_true(to == CASE_DEPART + 7 * RIG_DAY);
	journey->port_cutoff = bad;
	assert_int_equal(application_window(journey, &from, &to), ERR_FORMAT);
	assert_true(to == CASE_DEPART + 7 * RIG_DAY);
}

static void lists_have_their_caps(void **state)
{
	Guosuo__V1__Application *application = case_application(&rig);
	Guosuo__V1__ApplicationVehicle *vehicles[5];
	Guosuo__V1__ApplicationLeg *legs[13];
	Guosuo__V1__ApplicationDriver *drivers[9];
	(void)state;
	for (size_t i = 0; i < 13; i++) {
		vehicles[i % 5] = application->vehicle->trailers[0];
		legs[i] = application->journey->legs[0];
		drivers[i % 9] = application->drivers[0];
	}
	application->vehicle->trailers = vehicles, application->vehicle->n_trailers = 5;
	application->journey->legs = legs, application->journey->n_legs = 13;
	application->drivers = drivers, application->n_drivers = 9;
	judge(application, CASE_SUBMITTED, RULE_TOO_MANY, "vehicle.trailers");
	judge(application, CASE_SUBMITTED, RULE_TOO_MANY, "journey.legs");
	judge(application, CASE_SUBMITTED, RULE_TOO_MANY, "drivers");
}

/* An ordinary flatbed trailer with four axles in the place of the modular one. */
static Guosuo__V1__Application *with_flatbed(uint32_t *loads, size_t n)
{
	static char kind[] = "flatbed";
	Guosuo__V1__Application *application = case_application(&rig);
	Guosuo__V1__Train *train = application->vehicle;
	train->trailers[0]->kind = kind;
	train->trailers[0]->axles = 4, train->trailers[0]->axle_lines = 0;
	train->trailers[0]->n_wheelbases_mm = train->trailers[0]->n_tyres = 0;
	train->laden->n_axle_line_loads_kg = 0;
	train->laden->axle_loads_kg = loads, train->laden->n_axle_loads_kg = n;
	return application;
}

static void a_flatbed_is_held_to_axle_loads_and_its_tractor_is_not(void **state)
{
	uint32_t heavy[] = {7300, 11800, 14000, 10000, 10000, 10000, 10000}; /* only the tractor's are above */
	uint32_t mean[] = {7300, 11800, 11800, 10000, 10000, 10000, 10001};
	uint32_t most[] = {7300, 11800, 11800, 1000, 1000, 1000, 13001};
	struct faults faults = {.count = 0};
	(void)state;
	application_check(with_flatbed(heavy, 7), &directory, CASE_SUBMITTED, &faults);
	assert_null(find(&faults, RULE_AXLE_MEAN, "vehicle.laden.axle_loads_kg"));
	assert_null(find(&faults, RULE_AXLE_MAX, "vehicle.laden.axle_loads_kg[2]"));
	judge(with_flatbed(mean, 7), CASE_SUBMITTED, RULE_AXLE_MEAN, "vehicle.laden.axle_loads_kg");
	judge(with_flatbed(most, 7), CASE_SUBMITTED, RULE_AXLE_MAX, "vehicle.laden.axle_loads_kg[6]");
	faults = (struct faults){.count = 0};
	application_check(with_flatbed(mean, 7), &directory, CASE_SUBMITTED, &faults);
	assert_int_equal(find(&faults, RULE_AXLE_MEAN, "vehicle.laden.axle_loads_kg")->got, 10001);
}

static void a_train_within_the_basic_limits_needs_no_pass(void **state)
{
	uint32_t loads[] = {6000, 6000, 6000, 5000, 5000, 5000, 5000};
	Guosuo__V1__Application *application = with_flatbed(loads, 7);
	Guosuo__V1__ApplicationLaden *laden = application->vehicle->laden;
	(void)state;
	laden->length_mm = 18100, laden->width_mm = 2550, laden->height_mm = 4000, laden->mass_kg = 38000;
	judge(application, CASE_SUBMITTED, RULE_CLASS_NONE, "vehicle.laden");
}

static void a_cutoff_that_cannot_be_made_is_warned_of(void **state)
{
	Guosuo__V1__Application *application = case_application(&rig);
	struct faults faults = {.count = 0};
	(void)state;
	/* 5 h 55 min on the road, and five are left */
	application_check(application, &directory, CASE_DEPART + 75 * 3600, &faults);
	const struct fault *fault = find(&faults, RULE_CUTOFF_MISSED, "journey.port_cutoff");
	assert_non_null(fault);
	assert_int_equal(fault->got, 55);
	assert_int_equal(fault->limit, 355);
	assert_int_equal(faults.errors, 0);
	faults = (struct faults){.count = 0};
	application_check(application, &directory, CASE_DEPART + 74 * 3600 + 300, &faults);
	assert_int_equal(faults.count, 0);
	/* five hours without a place to stand */
	application->journey->legs[0]->km = 300;
	application->journey->legs[0]->n_stops = 0;
	application_check(application, &directory, CASE_SUBMITTED, &faults);
	fault = find(&faults, RULE_STOP_NEEDED, "journey.legs[0].stops");
	assert_non_null(fault);
	assert_int_equal(fault->got, 300);
	assert_int_equal(fault->limit, 240);
	/* a directory without driving times asks for none of this */
	Guosuo__V1__DrivingTime *driving = directory.body->limits->driving;
	directory.body->limits->driving = NULL;
	application->journey->legs[1]->km = 0;
	faults = (struct faults){.count = 0};
	application_check(application, &directory, CASE_SUBMITTED, &faults);
	directory.body->limits->driving = driving;
	assert_int_equal(faults.count, 0);
}

static void text_that_is_not_utf8_is_refused(void **state)
{
	static char bad[] = "\xE6\xB5", road[] = "\xFF";
	Guosuo__V1__Application *application = case_application(&rig);
	(void)state;
	application->cargo->name = bad;
	application->journey->legs[0]->roads[0] = road;
	judge(application, CASE_SUBMITTED, RULE_TEXT, "cargo.name");
	judge(application, CASE_SUBMITTED, RULE_TEXT, "journey.legs[0].roads[0]");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_case_has_no_fault, fresh),
	    cmocka_unit_test_setup(one_wrong_field_is_named_with_its_rule, fresh),
	    cmocka_unit_test_setup(every_missing_part_is_asked_for, fresh),
	    cmocka_unit_test_setup(what_is_over_is_past_and_what_is_far_is_refused, fresh),
	    cmocka_unit_test_setup(the_window_ends_at_arrival_then_cut_off_then_a_week, fresh),
	    cmocka_unit_test_setup(lists_have_their_caps, fresh),
	    cmocka_unit_test_setup(a_flatbed_is_held_to_axle_loads_and_its_tractor_is_not, fresh),
	    cmocka_unit_test_setup(a_train_within_the_basic_limits_needs_no_pass, fresh),
	    cmocka_unit_test_setup(a_cutoff_that_cannot_be_made_is_warned_of, fresh),
	    cmocka_unit_test_setup(text_that_is_not_utf8_is_refused, fresh),
	};
	return cmocka_run_group_tests_name("application", tests, NULL, NULL);
}
