/* The daily report: which day, frozen once, and stated anew with what changed. */
#include "guosuo/v1/group.pb-c.h"
#include "server/group_policy.h"
#include "server/report.h"
#include "tests/desk_rig.h"

static struct desk desk;

enum {
	GROUP_SHANDONG = SHANDONG * 100 + 11 + ENTRY_GROUP,
	SIX_PM = 18 * 60,
	CHINA_MIN = 480,
	DAYS = 24 * 3600
};

static const struct report_hour evening = {SIX_PM, CHINA_MIN};

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

/* ---- pure ---- */

static int64_t at(const char *text)
{
	int64_t out = 0;
	assert_int_equal(rfc3339_read(span_text(text), &out), ERR_OK);
	return out;
}

static void a_day_is_due_when_its_hour_has_come(void **state)
{
	(void)state;
	static const struct {
		const char *why, *now, *day;
	} rows[] = {
	    {"a second before six", "2020-03-10T17:59:59+08:00", "2020-03-09"},
	    {"at six", "2020-03-10T18:00:00+08:00", "2020-03-10"},
	    {"after midnight", "2020-03-11T00:30:00+08:00", "2020-03-10"},
	    {"the same moment written in UTC", "2020-03-10T10:00:00Z", "2020-03-10"},
	    {"a leap day", "2020-02-29T20:00:00+08:00", "2020-02-29"},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		char day[REPORT_DAY_LEN + 1];
		report_day_write(report_day(&evening, at(rows[i].now)), day);
		if (strcmp(day, rows[i].day) != 0)
			fail_msg("%s: %s", rows[i].why, day);
	}
	int64_t day = report_day(&evening, at("2020-03-10T18:00:00+08:00"));
	assert_true(report_ends(&evening, day) == at("2020-03-10T18:00:00+08:00"));
}

static void a_day_is_read_as_it_is_written(void **state)
{
	(void)state;
	static const char *const bad[] = {"",           "2020-3-10", "2020-02-30", "2020-03-10 ",
	                                  "20200310ab", "1999-12-31"};
	int64_t day = -1;
	for (size_t i = 0; i < RIG_COUNT(bad); i++)
		assert_int_equal(report_day_read(span_text(bad[i]), &day), ERR_FORMAT);
	assert_true(day == -1);
	assert_int_equal(report_day_read(span_text("2020-03-10"), &day), ERR_OK);
	assert_int_equal(day, 18331);
}

static void a_comparison_names_every_figure_that_differs(void **state)
{
	(void)state;
	Guosuo__V1__Figures was_total = GUOSUO__V1__FIGURES__INIT, is_total = was_total, was_37 = was_total,
	                    is_37 = was_total;
	Guosuo__V1__Figures *was_list[] = {&was_37}, *is_list[] = {&is_37};
	Guosuo__V1__DailyReport was = GUOSUO__V1__DAILY_REPORT__INIT, is = was;
	Guosuo__V1__Restated out[4];
	was.total = &was_total, is.total = &is_total, was.provinces = was_list, is.provinces = is_list;
	was.n_provinces = is.n_provinces = 1;
	was_37.province = is_37.province = 37;
	was_37.refused = 1, is_37.refused = 3, is_37.delivered = 2;
	report_add(&was_total, &was_37), report_add(&is_total, &is_37);
	assert_int_equal(report_compare(&was, &is, out, 4), 4);
	assert_int_equal(out[0].province, 0);
	assert_string_equal(out[2].figure, "refused");
	assert_int_equal(out[2].province, 37);
	assert_int_equal(out[2].was, 1);
	assert_int_equal(out[2].is, 3);
	assert_string_equal(out[3].figure, "delivered");
	assert_int_equal(report_compare(&is, &is, out, 4), 0);
	assert_int_equal(report_compare(&was, &is, out, 1), 4);
}

static void nothing_at_all_is_a_nil_report(void **state)
{
	(void)state;
	Guosuo__V1__Figures figures = GUOSUO__V1__FIGURES__INIT;
	figures.province = 37;
	report_nil(&figures);
	assert_true(figures.nil);
	figures.overdue = 1;
	report_nil(&figures);
	assert_false(figures.nil);
}

static void a_bad_file_is_refused_with_its_field(void **state)
{
	(void)state;
#define KINDS "\"difficultyKinds\": [{\"code\": \"a\", \"zh\": \"a\", \"en\": \"a\", \"answerHours\": 1}"
	static const struct {
		const char *text, *field;
	} rows[] = {
	    {"{\"reportAt\": \"18:00\", " KINDS "]}", NULL},
	    {"{\"reportAt\": \"24:00\", " KINDS "]}", "reportAt"},
	    {"{\"reportAt\": \"6 pm\", " KINDS "]}", "reportAt"},
	    {"{\"reportAt\": \"18:00x\", " KINDS "]}", "reportAt"},
	    {"{" KINDS "]}", "reportAt"},
	    {"{\"reportAt\": \"18:00\"}", "difficultyKinds"},
	    {"{\"reportAt\": \"18:00\", \"restateDays\": 32, " KINDS "]}", "restateDays"},
	    {"{\"reportAt\": \"18:00\", " KINDS
	     ", {\"code\": \"a\", \"zh\": \"b\", \"en\": \"b\", \"answerHours\": 1}]}",
	     "difficultyKinds[1].code"},
	    {"{\"reportAt\": \"18:00\", " KINDS ", {\"code\": \"b\", \"zh\": \"b\", \"en\": \"b\"}]}",
	     "difficultyKinds[1].answerHours"},
	    {"{\"reportAt\": \"18:00\", \"kinds\": [], " KINDS "]}", "kinds"},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct group_policy *policy = NULL;
		char problem[GROUP_POLICY_PROBLEM] = "";
		enum err err = group_policy_make(span_text(rows[i].text), &policy, problem);
		assert_true((err == ERR_OK) == (rows[i].field == NULL));
		if (rows[i].field != NULL && strstr(problem, rows[i].field) == NULL)
			fail_msg("%s: %s", rows[i].text, problem);
		group_policy_free(&policy);
	}
}

/* ---- in the desk ---- */

static Guosuo__V1__GetReportResponse *get_report(int64_t day, uint32_t edition)
{
	Guosuo__V1__GetReportRequest request = GUOSUO__V1__GET_REPORT_REQUEST__INIT;
	char text[REPORT_DAY_LEN + 1];
	report_day_write(day, text);
	request.day = text;
	request.edition = edition;
	return desk_call(&desk, GROUP_SHANDONG, "/guosuo.v1.Group/GetReport", &request);
}

static struct report_hour hour(void)
{
	return (struct report_hour){SIX_PM, held_directory(desk.app.held)->body->utc_offset_min};
}

/* The end of the day that now is in. */
static int64_t next_end(int64_t *day)
{
	const struct report_hour at_six = hour();
	*day = report_day(&at_six, desk.now) + 1;
	return report_ends(&at_six, *day);
}

static void decide(const Guosuo__V1__SubmitTripResponse *trip, uint32_t province, uint32_t ordinal,
                   Guosuo__V1__DecisionKind kind)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	uint32_t reviewer = rig_entry(province, ENTRY_REVIEWER_A);
	desk_call(&desk, reviewer, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, province, ordinal, kind, desk.now, reviewer));
}

static const Guosuo__V1__Figures *figures_of(const Guosuo__V1__DailyReport *report, uint32_t province)
{
	for (size_t i = 0; i < report->n_provinces; i++)
		if (report->provinces[i]->province == province)
			return report->provinces[i];
	fail_msg("no province %u", province);
	return NULL;
}

static void a_report_counts_the_day_and_is_frozen_once(void **state)
{
	(void)state;
	int64_t day, end = next_end(&day);
	const Guosuo__V1__SubmitTripResponse *one = desk_submit(&desk), *other = desk_submit(&desk);
	desk_seal_leg(&desk, one->pass_id, HEBEI);
	decide(one, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__ASK);
	decide(other, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__REFUSE);
	decide(other, TIANJIN, 3, GUOSUO__V1__DECISION_KIND__PAUSE);
	desk_daily(&desk, end - 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM report WHERE edition = 1"),
	                 1); /* yesterday's */
	desk_daily(&desk, end);
	const Guosuo__V1__GetReportResponse *reply = get_report(day, 0);
	const Guosuo__V1__Figures *shandong = figures_of(reply->report, SHANDONG);
	assert_int_equal(reply->editions, 1);
	assert_true(reply->report->to_at == end && reply->report->from_at == end - DAYS);
	assert_int_equal(shandong->originated, 2);
	assert_int_equal(shandong->submitted, 2);
	assert_int_equal(shandong->refused, 1);
	assert_int_equal(shandong->decided, 1);
	assert_int_equal(shandong->corrections, 1);
	assert_int_equal(shandong->open, 1);
	assert_int_equal(figures_of(reply->report, HEBEI)->approved, 1);
	assert_int_equal(figures_of(reply->report, TIANJIN)->pauses, 1);
	assert_int_equal(figures_of(reply->report, TIANJIN)->open, 2);
	assert_true(figures_of(reply->report, HENAN)->nil);
	assert_int_equal(reply->report->total->submitted, 6);
	assert_int_equal(reply->report->total->open, 4);
	assert_false(reply->report->total->nil);
	/* What comes after changes nothing in it. */
	desk_sql(&desk, "UPDATE step SET created = created + 1000000"); /* as if it all came later */
	desk_daily(&desk, end + 60);
	assert_int_equal(get_report(day, 0)->editions, 1);
	assert_int_equal(figures_of(get_report(day, 1)->report, SHANDONG)->refused, 1);
}

enum { REPORT_CHECKPOINT = 7 }; /* rig_roster's */

/* The leg stands as it did before it was reopened, and is reopened again. */
static void refuse_and_revise_again(const Guosuo__V1__SubmitTripResponse *trip, uint32_t province, uint32_t ordinal)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	uint32_t reviewer = rig_entry(province, ENTRY_REVIEWER_A);
	decide(trip, province, ordinal, GUOSUO__V1__DECISION_KIND__REFUSE);
	desk_call(&desk, reviewer, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, province, ordinal, GUOSUO__V1__DECISION_KIND__REOPEN,
	                        desk.now + 1, reviewer));
}

static void exceptions_and_deliveries_are_counted_where_they_are(void **state)
{
	(void)state;
	int64_t day, end = next_end(&day);
	const Guosuo__V1__SubmitTripResponse *one = desk_submit(&desk);
	desk_submit(&desk);
	desk_seal_leg(&desk, one->pass_id, HEBEI);
	decide(one, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REOPEN);
	refuse_and_revise_again(one, HEBEI, 2);
	desk_sql(&desk, "INSERT INTO step (province, pass_id, company, n, state, created) "
	                "SELECT province, pass_id, company, 1, 8, created FROM leg WHERE province = 37");
	desk_sql(&desk, "INSERT INTO step (province, pass_id, company, n, state, created) "
	                "SELECT province, MIN(pass_id), company, 2, 1, created FROM leg WHERE province = 37");
	desk_sql(&desk, "UPDATE leg SET level = 2 WHERE province = 12");
	desk_sql(&desk, "UPDATE trip SET state = 5 WHERE pass_id = (SELECT MIN(pass_id) FROM trip)");
	desk_sql(&desk, "INSERT INTO stamp SELECT 12, X'01', 1, company, pass_id, 12001, created, created, 1, X'', X'', X'', 1 FROM trip "
	                "WHERE state = 5");
	desk_sql(&desk, "INSERT INTO stamp SELECT 13, X'01', 1, company, pass_id, 13001, created, created, 0, X'', X'', X'', 1 FROM trip "
	                "WHERE state = 5"); /* a passage, and no delivery */
	desk_sql(&desk, "INSERT INTO passage (province, device, sequence, hash, before, checkpoint, at, created, kind, verdict, outcome, pass_id, "
	                "record) SELECT 13, X'01', trip.class * 10 + leg.ordinal, X'', X'', 13001, trip.created, "
	                "trip.created, leg.ordinal - 1, 1, leg.ordinal - 1, X'', X'' FROM trip, leg "
	                "WHERE trip.state = 5 AND leg.pass_id = trip.pass_id"); /* one is a hand-over, one of two passed */
	char sql[240];
	snprintf(sql, sizeof sql, "INSERT INTO post (province, checkpoint, device, heard, sequence, at, state_at, forks, nil_at) VALUES (13, %d, X'01', %lld, 3, 1, 1, 0, 0)", REPORT_CHECKPOINT,
	         (long long)end - 3600);
	desk_sql(&desk, sql);
	desk_daily(&desk, end);
	const Guosuo__V1__DailyReport *report = get_report(day, 0)->report;
	const Guosuo__V1__Figures *shandong = figures_of(report, SHANDONG), *hebei = figures_of(report, HEBEI),
	                          *tianjin = figures_of(report, TIANJIN);
	assert_int_equal(hebei->passages, 2);
	assert_int_equal(hebei->not_passed, 1);
	assert_int_equal(hebei->silent, 0);
	assert_int_equal(shandong->silent, 1);
	assert_int_equal(hebei->revised, 2);
	assert_int_equal(hebei->refused, 1);
	assert_int_equal(hebei->decided, 2);
	assert_int_equal(shandong->revoked, 2);
	assert_int_equal(shandong->restored, 1);
	assert_int_equal(shandong->revised, 0);
	assert_int_equal(shandong->no_timetable, 1);
	assert_int_equal(tianjin->escalated, 2);
	assert_int_equal(tianjin->delivered, 1);
	assert_int_equal(report->total->delivered, 1);
	/* What was mended since stays as it stood. */
	desk_sql(&desk, "UPDATE leg SET level = 0");
	desk_sql(&desk, "UPDATE trip SET state = 1");
	desk_daily(&desk, end + DAYS);
	assert_int_equal(get_report(day, 0)->editions, 1);
}

static void a_figure_that_was_wrong_is_stated_anew_with_what_it_was(void **state)
{
	(void)state;
	int64_t day, end = next_end(&day);
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_daily(&desk, end);
	decide(trip, SHANDONG, 1,
	       GUOSUO__V1__DECISION_KIND__REFUSE); /* within the day, and only now written down */
	desk_daily(&desk, end + DAYS - 1);
	assert_int_equal(get_report(day, 0)->editions, 1);
	desk_daily(&desk, end + DAYS);
	const Guosuo__V1__GetReportResponse *reply = get_report(day, 0);
	assert_int_equal(reply->editions, 2);
	assert_int_equal(reply->report->edition, 2);
	assert_int_equal(figures_of(reply->report, SHANDONG)->refused, 1);
	assert_int_equal(figures_of(reply->report, SHANDONG)->open, 0);
	assert_int_equal(reply->report->n_changes, 6); /* decided, refused, open: of all, of Shandong */
	assert_string_equal(reply->report->changes[4]->figure, "refused");
	assert_int_equal(reply->report->changes[4]->province, SHANDONG);
	assert_int_equal(reply->report->changes[4]->was, 0);
	assert_int_equal(reply->report->changes[4]->is, 1);
	assert_int_equal(figures_of(get_report(day, 1)->report, SHANDONG)->refused, 0);
	assert_int_equal(figures_of(get_report(day + 1, 0)->report, SHANDONG)->open, 0);
	/* It is counted again, and is what it is. */
	desk_daily(&desk, end + 2 * DAYS);
	assert_int_equal(get_report(day, 0)->editions, 2);
}

static void days_that_were_missed_are_frozen_in_order(void **state)
{
	(void)state;
	int64_t day, end = next_end(&day);
	desk_submit(&desk);
	desk_daily(&desk, end);
	desk_daily(&desk, end + 3 * DAYS + 5);
	for (int64_t i = 0; i <= 3; i++) {
		const Guosuo__V1__DailyReport *report = get_report(day + i, 0)->report;
		assert_true(report->to_at == end + i * DAYS && report->from_at == end + (i - 1) * DAYS);
		assert_int_equal(report->total->submitted, i == 0 ? 3 : 0);
		assert_int_equal(report->total->open, 3);
	}
	Guosuo__V1__GetReportRequest newest = GUOSUO__V1__GET_REPORT_REQUEST__INIT;
	const Guosuo__V1__GetReportResponse *reply =
	    desk_call(&desk, GROUP_SHANDONG, "/guosuo.v1.Group/GetReport", &newest);
	assert_true(reply->report->to_at == end + 3 * DAYS);
}

static void what_is_late_stands_with_its_holder_and_telephone(void **state)
{
	(void)state;
	int64_t day, end = next_end(&day);
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_sql(&desk, "UPDATE leg SET due = 1600000000, turn = 1600000000 WHERE province = 13");
	desk_sql(&desk, "UPDATE leg SET due = 1500000000, turn = 1500000000 WHERE province = 12");
	desk_sql(&desk, "UPDATE leg SET turn = 1400000000 WHERE province = 37"); /* by its port, not by the law */
	desk_daily(&desk, end);
	const Guosuo__V1__DailyReport *report = get_report(day, 0)->report;
	assert_int_equal(report->n_late, 2);
	assert_int_equal(report->late[0]->province, TIANJIN);
	assert_int_equal(report->late[1]->province, HEBEI);
	assert_string_equal(report->late[1]->number, trip->number);
	assert_true(report->late[1]->due == 1600000000);
	assert_true(report->late[1]->holder[0] != '\0');
	assert_string_equal(report->late[1]->phone, "0317-00000001");
	assert_int_equal(report->total->late, 2);
	/* Decided since: the figure stands. */
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	desk_daily(&desk, end + DAYS);
	assert_int_equal(figures_of(get_report(day, 0)->report, HEBEI)->late, 1);
	assert_int_equal(figures_of(get_report(day + 1, 0)->report, HEBEI)->late, 0);
}

static void a_day_that_is_none_or_not_yet_is_said(void **state)
{
	(void)state;
	Guosuo__V1__GetReportRequest request = GUOSUO__V1__GET_REPORT_REQUEST__INIT;
	request.day = (char *)(uintptr_t) "2020-3-10";
	assert_int_equal(desk_post(&desk, GROUP_SHANDONG, "/guosuo.v1.Group/GetReport", &request), 400);
	assert_true(answer_says(&desk_answer, "DATE_FORM"));
	request.day = (char *)(uintptr_t) "2020-03-10";
	assert_int_equal(desk_post(&desk, GROUP_SHANDONG, "/guosuo.v1.Group/GetReport", &request), 404);
}

int main(void)
{
#define WITH_DESK(test) cmocka_unit_test_setup_teardown(test, up, down)
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_day_is_due_when_its_hour_has_come),
	    cmocka_unit_test(a_day_is_read_as_it_is_written),
	    cmocka_unit_test(a_comparison_names_every_figure_that_differs),
	    cmocka_unit_test(nothing_at_all_is_a_nil_report),
	    cmocka_unit_test(a_bad_file_is_refused_with_its_field),
	    WITH_DESK(a_report_counts_the_day_and_is_frozen_once),
	    WITH_DESK(exceptions_and_deliveries_are_counted_where_they_are),
	    WITH_DESK(a_figure_that_was_wrong_is_stated_anew_with_what_it_was),
	    WITH_DESK(days_that_were_missed_are_frozen_in_order),
	    WITH_DESK(what_is_late_stands_with_its_holder_and_telephone),
	    WITH_DESK(a_day_that_is_none_or_not_yet_is_said),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
