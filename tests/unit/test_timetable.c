#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/timetable.h"
#include "tests/case.h"

#define HOUR INT64_C(3600)
#define ANY 127

static uint8_t memory[CASE_MEMORY];
static struct rig rig;
static Guosuo__V1__DrivingTime driving;
static const int64_t monday = 1583683200; /* 9 March 2020, 00:00 at +08:00 */

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	guosuo__v1__driving_time__init(&driving);
	driving.drive_s = 4 * 3600;
	driving.break_s = 20 * 60;
	driving.day_drive_s = 8 * 3600;
	driving.rest_s = 10 * 3600;
	driving.speed_kmh = 60;
	driving.prepare_s = 2 * 3600;
	return 0;
}

/* ---- the case ---- */

static struct timetable_query of_case(int64_t depart)
{
	static struct case_text text;
	struct faults faults = {.count = 0};
	struct timetable_query query;
	Guosuo__V1__Application *application;
	int64_t from, to;
	const struct directory directory = case_directory(&rig);
	case_text(depart, &text);
	assert_int_equal(case_parse(&text, &rig, &faults, &application), ERR_OK);
	assert_int_equal(application_window(application->journey, &from, &to), ERR_OK);
	timetable_wishes(application, &directory, from, to, &query);
	query.now = from - 5 * RIG_DAY;
	return query;
}

static void says(const char *what, int64_t got, const char *want)
{
	char text[TIME_TEXT_LEN + 1];
	rfc3339_write(got, 480, text);
	if (strcmp(text, want) != 0)
		fail_msg("%s: %s, not %s", what, text, want);
}

/* 140 + 120 + 75 km at 60 km/h: 5 h 35 min of driving, and a break of 20 min after four hours, in Hebei. */
static void the_case_of_march_2020_has_a_timetable(void **state)
{
	(void)state;
	struct timetable_query query = of_case(1583805600);
	struct timetable table;
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_GOOD);
	assert_int_equal(table.count, 3);
	says("leg 1 is entered", table.rows[0].enter, "2020-03-10T10:00:00+08:00");
	says("leg 2 is entered", table.rows[1].enter, "2020-03-10T12:20:00+08:00");
	says("leg 3 is entered", table.rows[2].enter, "2020-03-10T14:40:00+08:00");
	says("the port is reached", table.arrival, "2020-03-10T15:55:00+08:00");
	says("the target", table.target, "2020-03-13T18:00:00+08:00");
	says("the latest departure", table.rows[0].enter_latest, "2020-03-13T12:05:00+08:00");
	says("the latest entry of Tianjin", table.rows[2].enter_latest, "2020-03-13T16:45:00+08:00");
	says("the latest decision", table.latest_decision, "2020-03-13T10:05:00+08:00");
	assert_int_equal(table.rows[0].drive_s, 8400);
	assert_int_equal(table.rows[1].stand_s, 1200);
	assert_int_equal(table.rows[0].stand_s + table.rows[2].stand_s, 0);
	for (size_t i = 0; i < 3; i++)
		assert_int_equal(table.rows[i].slack_s, 74 * HOUR + 300);
	assert_int_equal(table.help_count, 0);
}

static void a_moved_cutoff_moves_the_slack_and_nothing_else(void **state)
{
	(void)state;
	struct timetable_query query = of_case(1583805600);
	struct timetable table;
	query.cutoff -= 24 * HOUR;
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_GOOD);
	assert_int_equal(table.rows[0].slack_s, 50 * HOUR + 300);
	query.cutoff += 48 * HOUR; /* beyond the trip's window: that comes first */
	timetable_make(&query, &table);
	assert_int_equal(table.target, query.not_after);
	assert_int_equal(table.rows[0].slack_s, 74 * HOUR + 300);
}

static void what_can_no_longer_make_it_is_said_with_what_helps(void **state)
{
	(void)state;
	struct timetable_query query = of_case(1583805600);
	struct timetable table;
	query.cutoff = query.not_before + 5 * HOUR; /* the road takes 5 h 55 min */
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_LATE);
	assert_int_equal(table.late_s, 55 * 60);
	assert_int_equal(table.help_count, 2);
	assert_int_equal(table.helps[0].kind, HELP_CUTOFF);
	assert_int_equal(table.helps[0].by_s, 55 * 60);
	assert_int_equal(table.helps[1].kind, HELP_DEPART);
	assert_int_equal(table.helps[1].by_s, 55 * 60);
	query.cutoff = query.not_after;
	query.now = query.not_after - 3 * HOUR; /* it has not left */
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_LATE);
	assert_int_equal(table.late_s, 2 * HOUR + 55 * 60);
	assert_int_equal(table.rows[0].slack_s, -(2 * HOUR + 55 * 60));
}

/* ---- two legs, and what can stand between them ---- */

struct hours_row {
	uint32_t weekdays, from_h, to_h;
};

struct leg_row {
	uint32_t minutes, stops; /* of driving */
	int64_t from_h, to_h;    /* window, hours after Monday 00:00 */
	struct hours_row hours[3];
};

static struct timetable_leg leg_of(const struct leg_row *row)
{
	struct timetable_leg leg = {.province = 37,
	                            .km = row->minutes,
	                            .speed_kmh = 60,
	                            .not_before = monday + row->from_h * HOUR,
	                            .not_after = monday + row->to_h * HOUR,
	                            .stops = row->stops};
	Guosuo__V1__Hours **hours = rig_take(&rig, 3 * sizeof *hours);
	for (; leg.hours_count < 3 && row->hours[leg.hours_count].weekdays != 0; leg.hours_count++) {
		const struct hours_row *of = &row->hours[leg.hours_count];
		Guosuo__V1__Hours *one = RIG_NEW(&rig, Guosuo__V1__Hours, GUOSUO__V1__HOURS__INIT);
		one->weekdays = of->weekdays;
		one->from_min = of->from_h * 60;
		one->to_min = of->to_h * 60;
		hours[leg.hours_count] = one;
	}
	leg.hours = hours;
	return leg;
}

static struct timetable_query of_rows(const struct leg_row *rows, size_t count, int64_t from_h, int64_t to_h)
{
	struct timetable_query query = {.count = count,
	                                .not_before = monday + from_h * HOUR,
	                                .not_after = monday + to_h * HOUR,
	                                .now = monday - 24 * HOUR,
	                                .utc_offset_min = 480,
	                                .driving = &driving};
	for (size_t i = 0; i < count; i++)
		query.legs[i] = leg_of(&rows[i]);
	return query;
}

static const struct {
	const char *why;
	struct leg_row legs[2];
	enum timetable_state want;
	size_t first, second;
	int64_t arrival_h; /* GOOD: after Monday 00:00 */
} pairs[] = {
    {"windows that meet", {{120, 1, 0, 12, {{0}}}, {60, 1, 2, 24, {{0}}}}, TIMETABLE_GOOD, 0, 0, 3},
    {"waits in the first leg for the second's window",
     {{120, 1, 0, 12, {{0}}}, {60, 1, 10, 24, {{0}}}},
     TIMETABLE_GOOD,
     0,
     0,
     11},
    {"the second opens after the first has ended",
     {{120, 1, 0, 12, {{0}}}, {60, 1, 13, 24, {{0}}}},
     TIMETABLE_NONE,
     1,
     2,
     0},
    {"the second ends before the first can be driven",
     {{120, 1, 6, 24, {{0}}}, {60, 1, 0, 7, {{0}}}},
     TIMETABLE_NONE,
     1,
     2,
     0},
    {"the first is too short for its own road",
     {{180, 1, 0, 2, {{0}}}, {60, 1, 0, 24, {{0}}}},
     TIMETABLE_NONE,
     1,
     2,
     0},
    {"the last is too short for its own road",
     {{60, 1, 0, 24, {{0}}}, {180, 1, 0, 2, {{0}}}},
     TIMETABLE_NONE,
     1,
     2,
     0},
    {"hours of the second stand behind the first's window",
     {{120, 1, 0, 12, {{0}}}, {60, 1, 0, 24, {{ANY, 13, 20}}}},
     TIMETABLE_NONE,
     1,
     2,
     0},
    {"by night in the second leg, past midnight",
     {{60, 1, 6, 30, {{0}}}, {180, 1, 6, 48, {{ANY, 22, 24}, {ANY, 0, 6}}}},
     TIMETABLE_GOOD,
     0,
     0,
     25},
    {"the wait for the night is the break",
     {{120, 1, 6, 30, {{0}}}, {180, 1, 6, 48, {{ANY, 22, 24}, {ANY, 0, 6}}}},
     TIMETABLE_GOOD,
     0,
     0,
     25},
    {"the wait for a window just long enough is the break",
     {{140, 1, 0, 24, {{0}}}, {240, 1, 22, 26, {{0}}}},
     TIMETABLE_GOOD,
     0,
     0,
     26},
    {"no stop, and five hours to drive",
     {{60, 1, 0, 48, {{0}}}, {300, 0, 0, 48, {{0}}}},
     TIMETABLE_NONE,
     2,
     2,
     0},
    {"no stop, and hours too short to pass in one go",
     {{60, 1, 0, 100, {{0}}}, {180, 0, 0, 100, {{ANY, 8, 10}}}},
     TIMETABLE_NONE,
     1,
     2,
     0},
    {"no stop: the break is taken before the entry",
     {{180, 1, 0, 48, {{0}}}, {220, 0, 0, 48, {{0}}}},
     TIMETABLE_GOOD,
     0,
     0,
     7},
    {"a rest of ten hours after eight of driving: 8 h + 20 min, 10 h, 1 h 40 min",
     {{480, 1, 0, 100, {{0}}}, {100, 1, 0, 100, {{0}}}},
     TIMETABLE_GOOD,
     0,
     0,
     20},
    {"only on Wednesdays",
     {{120, 1, 0, 100, {{0}}}, {60, 1, 0, 100, {{1 << 2, 0, 24}}}},
     TIMETABLE_GOOD,
     0,
     0,
     49},
    {"six hours a day: the nights are the rests",
     {{60, 1, 0, 200, {{0}}}, {780, 1, 0, 200, {{ANY, 6, 12}}}},
     TIMETABLE_GOOD,
     0,
     0,
     56},
};

static void two_legs_connect_or_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(pairs); i++) {
		struct timetable_query query = of_rows(pairs[i].legs, 2, 0, 240);
		struct timetable table;
		timetable_make(&query, &table);
		int64_t arrival = pairs[i].arrival_h == 0 ? 0 : monday + pairs[i].arrival_h * HOUR;
		if (table.state != pairs[i].want || table.first != pairs[i].first ||
		    table.second != pairs[i].second || (arrival != 0 && table.arrival != arrival))
			fail_msg("%s: state %d, %zu and %zu, arrives after %lld min", pairs[i].why,
			         table.state, table.first, table.second,
			         (long long)(table.arrival - monday) / 60);
	}
}

static const struct timetable_help *help_of(const struct timetable *table, enum timetable_help_kind kind,
                                            size_t ordinal)
{
	for (size_t i = 0; i < table->help_count; i++)
		if (table->helps[i].kind == kind && table->helps[i].ordinal == ordinal)
			return &table->helps[i];
	return NULL;
}

static void apply(struct timetable_query *query, const struct timetable_help *help)
{
	struct timetable_leg *leg = &query->legs[help->ordinal == 0 ? 0 : help->ordinal - 1];
	switch (help->kind) {
	case HELP_CUTOFF:
		query->cutoff += help->by_s;
		break;
	case HELP_HOURS:
		leg->hours_count = 0;
		break;
	case HELP_STOP:
		leg->stops = 1;
		leg->placed = false;
		break;
	case HELP_DEPART:
		for (size_t i = 0; i < query->count; i++)
			if (query->legs[i].not_before <= query->not_before)
				query->legs[i].not_before = query->not_before - help->by_s;
		query->not_before -= help->by_s;
		break;
	default:
		leg->not_before = help->from;
		leg->not_after = help->to;
	}
}

/* What is proposed is tried: alone, or both together where it says so. */
static void every_proposal_does_what_it_says(const struct timetable_query *query)
{
	struct timetable table, after;
	timetable_make(query, &table);
	for (size_t i = 0; i < table.help_count; i++) {
		struct timetable_query changed = *query;
		apply(&changed, &table.helps[i]);
		if (table.helps[i].kind == HELP_BOTH)
			apply(&changed, &table.helps[++i]);
		timetable_make(&changed, &after);
		bool better = after.state == TIMETABLE_GOOD ||
		              (table.state == TIMETABLE_NONE && after.state == TIMETABLE_LATE) ||
		              (after.state == TIMETABLE_NONE && after.first > table.first);
		if (!better)
			fail_msg("help %d for leg %zu: state %d", table.helps[i].kind, table.helps[i].ordinal,
			         after.state);
	}
}

static void every_proposal_of_the_table_helps(void **state)
{
	(void)state;
	size_t none = 0;
	for (size_t i = 0; i < RIG_COUNT(pairs); i++) {
		const struct timetable_query query = of_rows(pairs[i].legs, 2, 0, 240);
		struct timetable table;
		timetable_make(&query, &table);
		every_proposal_does_what_it_says(&query);
		if (table.state != TIMETABLE_NONE)
			continue;
		none++;
		if (table.help_count == 0)
			fail_msg("%s: nothing would help", pairs[i].why);
	}
	assert_int_equal(none, 7);
}

static void the_two_windows_proposed_keep_what_was_sealed(void **state)
{
	(void)state;
	static const struct leg_row legs[] = {{120, 1, 0, 12, {{0}}}, {60, 1, 13, 24, {{0}}}};
	const struct timetable_query query = of_rows(legs, 2, 0, 48);
	struct timetable table;
	timetable_make(&query, &table);
	assert_int_equal(table.first, 1);
	assert_int_equal(table.second, 2);
	const struct timetable_help *alone = help_of(&table, HELP_WINDOW, 2);
	assert_non_null(alone); /* Hebei opens when Shandong is left, eleven hours earlier */
	assert_int_equal(alone->from, monday + 2 * HOUR);
	assert_int_equal(alone->to, monday + 24 * HOUR);
	assert_int_equal(alone->by_s, 11 * HOUR);
	const struct timetable_help *first = help_of(&table, HELP_WINDOW, 1);
	assert_non_null(first); /* or Shandong stays open until Hebei opens */
	assert_int_equal(first->to, monday + 13 * HOUR);
	assert_non_null(help_of(&table, HELP_BOTH, 1));
	assert_non_null(help_of(&table, HELP_BOTH, 2));
}

static void what_is_not_known_is_not_reckoned(void **state)
{
	(void)state;
	struct timetable_query query = of_case(1583805600);
	struct timetable table;
	query.legs[1].km = 0;
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_UNKNOWN);
	assert_int_equal(table.first, 2);
	query = of_case(1583805600);
	query.driving = NULL;
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_UNKNOWN);
	assert_int_equal(table.first, 0);
	query.count = 0;
	timetable_make(&query, &table);
	assert_int_equal(table.state, TIMETABLE_UNKNOWN);
}

static void a_sealed_leg_takes_the_place_of_the_wish(void **state)
{
	(void)state;
	struct timetable_query query = of_case(1583805600);
	struct timetable table;
	Guosuo__V1__Leg leg = GUOSUO__V1__LEG__INIT;
	leg.ordinal = 2;
	leg.speed_kmh = 40;
	leg.not_before = (uint32_t)query.not_before;
	leg.not_after = (uint32_t)query.not_before + 6 * 3600;
	timetable_sealed(&query, &leg);
	timetable_make(&query, &table);
	assert_int_equal(table.rows[1].drive_s, 3 * HOUR);
	assert_int_equal(table.rows[0].stand_s + table.rows[1].stand_s, 0);
	assert_int_equal(table.rows[1].before_s, 1200); /* no stop was sealed: the break comes before it */
	says("Hebei is left", table.rows[1].exit, "2020-03-10T15:40:00+08:00");
	leg.ordinal = 4;
	timetable_sealed(&query, &leg);
	leg.ordinal = 0;
	timetable_sealed(&query, &leg);
}

/* ---- where stops lie ---- */

/* One leg at 60 km/h, so that a kilometre is a minute, four hours to a break and eight to a rest. */
static const struct {
	const char *why;
	uint32_t km, stops, stop_km[3];
	enum timetable_state state;
	int64_t stand_s;
} places[] = {
    {"a break falls due after four hours, and the stop lies before that", 300, 1, {200}, TIMETABLE_GOOD, 20 * 60},
    {"the last stop in reach is taken", 420, 3, {100, 235, 190}, TIMETABLE_GOOD, 20 * 60},
    {"a stop too early needs another", 420, 2, {100, 330}, TIMETABLE_GOOD, 2 * 20 * 60},
    {"from the stop to the end is too far", 420, 1, {100}, TIMETABLE_NONE, 0},
    {"and so is it to the first one", 300, 1, {241}, TIMETABLE_NONE, 0},
    {"four hours exactly", 480, 1, {240}, TIMETABLE_GOOD, 20 * 60},
    {"a day's drive ends at a stop before it", 600, 2, {200, 400}, TIMETABLE_GOOD, 20 * 60 + 10 * HOUR},
    {"where there is one, the last of the day", 600, 3, {200, 400, 470}, TIMETABLE_GOOD, 2 * 20 * 60 + 10 * HOUR},
    {"none is needed", 240, 1, {1}, TIMETABLE_GOOD, 0},
};

static void a_break_is_taken_where_a_stop_lies(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(places); i++) {
		const struct leg_row row = {places[i].km, places[i].stops, 0, 90, {{0}}};
		struct timetable_query query = of_rows(&row, 1, 0, 90);
		struct timetable table;
		query.legs[0].placed = true;
		memcpy(query.legs[0].stop_km, places[i].stop_km, sizeof places[i].stop_km);
		timetable_make(&query, &table);
		if (table.state != places[i].state || (table.state == TIMETABLE_GOOD && table.rows[0].stand_s != places[i].stand_s))
			fail_msg("%s: state %d, stands %lld s", places[i].why, table.state, (long long)table.rows[0].stand_s);
		if (table.state == TIMETABLE_NONE && help_of(&table, HELP_STOP, 1) == NULL)
			fail_msg("%s: another stop is not proposed", places[i].why);
	}
}

static void a_stop_whose_place_is_not_told_may_be_anywhere(void **state)
{
	(void)state;
	struct timetable_query query = of_case(1583805600);
	assert_true(query.legs[1].stops > 0 && !query.legs[1].placed);
	Guosuo__V1__Application *application = case_application(&rig);
	const struct directory directory = case_directory(&rig);
	Guosuo__V1__ApplicationLeg *leg = application->journey->legs[1];
	for (size_t i = 0; i < leg->n_stops; i++)
		leg->stops[i]->km = 60;
	timetable_wishes(application, &directory, 1583805600, 1583805600 + 80 * HOUR, &query);
	assert_true(query.legs[1].placed && query.legs[1].stop_km[0] == 60);
	Guosuo__V1__Leg sealed = GUOSUO__V1__LEG__INIT;
	uint32_t codes[] = {11, 12};
	sealed.ordinal = 2, sealed.stops = codes, sealed.n_stops = 2;
	timetable_sealed(&query, &sealed);
	assert_true(query.legs[1].stops == 2 && !query.legs[1].placed);
}

/* ---- the drive, minute by minute, by somebody else's reckoning ---- */

/* Templates of hours; nights: rests lie between them. */
static const struct {
	struct hours_row hours[3];
	bool nights;
	int64_t longest_min;
} times[] = {
    {{{0}}, false, 0},
    {{{ANY, 6, 18}}, false, 0},
    {{{ANY, 22, 24}, {ANY, 0, 6}}, true, 8 * 60},
    {{{ANY, 9, 15}}, true, 6 * 60},
    {{{31, 7, 22}}, false, 0},
};

struct drive {
	const struct timetable_query *query;
	const struct timetable *table;
	const size_t *kinds;
	int64_t now;
	int64_t since_break_s, since_rest_s;      /* as planned */
	int64_t stood_s, law_break_s, law_rest_s; /* as an inspector's tachograph has it */
};

static void stands(struct drive *drive, int64_t seconds)
{
	drive->now += seconds;
	drive->stood_s += seconds;
	if (drive->stood_s >= driving.break_s)
		drive->law_break_s = 0;
	if (drive->stood_s >= driving.rest_s)
		drive->law_rest_s = 0;
}

static bool permitted(const struct drive *drive, size_t i, int64_t when)
{
	const struct timetable_leg *leg = &drive->query->legs[i];
	return hours_permit(leg->hours, leg->hours_count, when, 480);
}

/* One minute; false: a window or the law does not allow it. */
static bool drives(struct drive *drive, size_t i)
{
	const struct timetable_leg *leg = &drive->query->legs[i];
	assert_true(permitted(drive, i, drive->now));
	drive->stood_s = 0;
	drive->law_break_s += 60;
	drive->law_rest_s += 60;
	drive->since_break_s += 60;
	drive->since_rest_s += 60;
	bool lawful = drive->law_break_s <= driving.drive_s && drive->law_rest_s <= driving.day_drive_s;
	bool inside = drive->now >= leg->not_before && drive->now + 60 <= leg->not_after;
	drive->now += 60;
	return inside && lawful;
}

static void takes_a_break(struct drive *drive, bool rest)
{
	stands(drive, rest ? driving.rest_s : driving.break_s);
	drive->since_break_s = 0;
	drive->since_rest_s = rest ? 0 : drive->since_rest_s;
}

static bool may_pass_whole(const struct drive *drive, size_t i)
{
	for (int64_t k = 0; k < drive->query->legs[i].km; k++)
		if (!permitted(drive, i, drive->now + k * 60))
			return false;
	return true;
}

static bool waits(struct drive *drive, size_t i, bool whole)
{
	while (!(whole ? may_pass_whole(drive, i) : permitted(drive, i, drive->now))) {
		if (drive->now > drive->query->not_after)
			return false;
		stands(drive, 60);
	}
	return true;
}

/* Minutes from here to the next stop, or to the end; a minute is a kilometre. */
static uint32_t to_next(const struct timetable_leg *leg, uint32_t minute)
{
	uint32_t next = leg->km;
	for (size_t k = 0; k < leg->stops; k++)
		if (leg->stop_km[k] > minute && leg->stop_km[k] < next)
			next = leg->stop_km[k];
	return next - minute;
}

/* At a stop that has its place: what lets the next one be reached; false: nothing does. */
static bool stands_at_stop(struct drive *drive, const struct timetable_leg *leg, uint32_t minute, bool nights)
{
	bool here = false, entry = minute == 0;
	int64_t next_s = to_next(leg, minute) * INT64_C(60);
	for (size_t k = 0; k < leg->stops; k++)
		here |= leg->stop_km[k] == minute;
	bool rest = !nights && drive->since_rest_s + next_s > driving.day_drive_s;
	if (here && (rest || drive->since_break_s + next_s > driving.drive_s))
		takes_a_break(drive, rest);
	bool reached = drive->since_break_s + next_s <= driving.drive_s &&
	               (nights || drive->since_rest_s + next_s <= driving.day_drive_s);
	return reached || !(here || entry);
}

static bool drives_leg(struct drive *drive, size_t i)
{
	const struct timetable_leg *leg = &drive->query->legs[i];
	bool nights = leg->stops > 0 && times[drive->kinds[i]].nights, whole = leg->stops == 0;
	if (drive->table->rows[i].before_s > 0)
		takes_a_break(drive, drive->table->rows[i].before_s == driving.rest_s);
	int64_t longest_s = times[drive->kinds[i]].longest_min * 60, day_s = leg->km * INT64_C(60);
	int64_t rest_after_s = drive->since_rest_s + (day_s < longest_s ? day_s : longest_s);
	if (drive->now < leg->not_before)
		stands(drive, leg->not_before - drive->now);
	for (uint32_t minute = 0; minute < leg->km; minute++) {
		bool rest = !nights && !whole && drive->since_rest_s == driving.day_drive_s;
		if (leg->placed && !stands_at_stop(drive, leg, minute, nights))
			return false;
		if (!leg->placed && !whole && (rest || drive->since_break_s == driving.drive_s))
			takes_a_break(drive, rest);
		if ((!whole || minute == 0) && !waits(drive, i, whole))
			return false;
		if (minute == 0 && i > 0 && drive->now > leg[-1].not_after)
			return false;
		if (!drives(drive, i))
			return false;
	}
	if (nights)
		drive->since_rest_s = rest_after_s;
	return true;
}

/* Does who leaves then reach the target inside every window? */
static bool reaches(const struct timetable_query *query, const struct timetable *table, const size_t *kinds,
                    int64_t depart)
{
	struct drive drive = {.query = query, .table = table, .kinds = kinds, .now = depart};
	for (size_t i = 0; i < query->count; i++)
		if (!drives_leg(&drive, i))
			return false;
	return drive.now <= table->target;
}

static uint32_t dice(uint32_t *seed, uint32_t sides)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % sides;
}

static void random_places(uint32_t *seed, struct timetable_leg *leg)
{
	leg->placed = true;
	leg->stops = 1 + dice(seed, 3);
	for (size_t k = 0; k < leg->stops; k++)
		leg->stop_km[k] = 1 + dice(seed, leg->km);
}

static struct timetable_query random_query(uint32_t *seed, size_t kinds[LEGS_MAX])
{
	enum { DAYS = 6 };
	struct leg_row rows[4];
	size_t count = 1 + dice(seed, 4);
	for (size_t i = 0; i < count; i++) {
		uint32_t from_h = dice(seed, 2) == 0 ? 0 : dice(seed, 24 * DAYS / 2);
		uint32_t last_h = dice(seed, 2) == 0 ? 24 * DAYS : from_h + 12 + dice(seed, 72);
		kinds[i] = dice(seed, RIG_COUNT(times));
		rows[i] = (struct leg_row){.minutes = 20 + dice(seed, 480),
		                           .stops = dice(seed, 4) > 0,
		                           .from_h = from_h,
		                           .to_h = last_h > 24 * DAYS ? 24 * DAYS : last_h};
		memcpy(rows[i].hours, times[kinds[i]].hours, sizeof rows[i].hours);
	}
	struct timetable_query query = of_rows(rows, count, 0, 24 * DAYS);
	for (size_t i = 0; i < count; i++)
		if (rows[i].stops > 0 && dice(seed, 2) == 0)
			random_places(seed, &query.legs[i]);
	query.cutoff = dice(seed, 2) == 0 ? 0 : monday + (12 + dice(seed, 24 * DAYS - 12)) * HOUR;
	return query;
}

static void is_good(const struct timetable_query *query, const struct timetable *table, const size_t *kinds)
{
	int64_t first = table->rows[0].enter, last = table->rows[0].enter_latest, step = (last - first) / 7;
	for (int64_t depart = first; depart <= last; depart += step < 60 ? 60 : step / 60 * 60)
		if (!reaches(query, table, kinds, depart))
			fail_msg("who leaves at %lld of %lld to %lld is late", (long long)(depart - monday),
			         (long long)(first - monday), (long long)(last - monday));
	assert_true(reaches(query, table, kinds, last));
	if (reaches(query, table, kinds, last + 60))
		fail_msg("%lld is not the latest departure", (long long)(last - monday));
}

static void is_bad(const struct timetable_query *query, const struct timetable *table, const size_t *kinds)
{
	for (int64_t depart = query->not_before; depart < query->not_after; depart += 4 * HOUR)
		if (reaches(query, table, kinds, depart))
			fail_msg("who leaves at %lld arrives, and state is %d", (long long)(depart - monday),
			         table->state);
}

static void any_departure_the_plan_allows_reaches_the_target_and_no_other(void **state)
{
	(void)state;
	uint32_t seed = 20200310;
	size_t seen[4] = {0};
	for (int round = 0; round < 400; round++) {
		size_t kinds[LEGS_MAX];
		rig = rig_make(memory, sizeof memory);
		const struct timetable_query query = random_query(&seed, kinds);
		struct timetable table;
		timetable_make(&query, &table);
		seen[table.state]++;
		(table.state == TIMETABLE_GOOD ? is_good : is_bad)(&query, &table, kinds);
		every_proposal_does_what_it_says(&query);
	}
	assert_int_equal(seen[TIMETABLE_UNKNOWN], 0);
	for (int which = TIMETABLE_GOOD; which <= TIMETABLE_NONE; which++)
		if (seen[which] < 20)
			fail_msg("state %d was met %zu times", which, seen[which]);
}

#define FRESH(test) cmocka_unit_test_setup(test, fresh)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(the_case_of_march_2020_has_a_timetable),
	    FRESH(a_moved_cutoff_moves_the_slack_and_nothing_else),
	    FRESH(what_can_no_longer_make_it_is_said_with_what_helps),
	    FRESH(two_legs_connect_or_are_named),
	    FRESH(every_proposal_of_the_table_helps),
	    FRESH(the_two_windows_proposed_keep_what_was_sealed),
	    FRESH(what_is_not_known_is_not_reckoned),
	    FRESH(a_sealed_leg_takes_the_place_of_the_wish),
	    FRESH(a_break_is_taken_where_a_stop_lies),
	    FRESH(a_stop_whose_place_is_not_told_may_be_anywhere),
	    FRESH(any_departure_the_plan_allows_reaches_the_target_and_no_other),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
