/* Nobody stalls unseen: clocks of a whole desk. Time passes by moving what came in back in the database. */
#include "tests/desk_rig.h"

#include "server/due.h"

#define NONE ((ProtobufCBinaryData){0, NULL})
#define LEVEL(name) GUOSUO__V1__LEVEL__LEVEL_##name

static struct desk desk;

static uint32_t reviewer(uint32_t province)
{
	return rig_entry(province, ENTRY_REVIEWER_A);
}

static void put_phone(uint32_t province, const char *phone)
{
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	Guosuo__V1__Roster *roster = desk_roster(&desk, province, 2);
	roster->phone = (char *)(uintptr_t)phone;
	request.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, roster));
	desk_call(&desk, rig_authority(province, 1), "/guosuo.v1.Trust/PutRoster", &request);
}

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	put_phone(SHANDONG, "0531-00000000");
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

/* ---- small words ---- */

static const Guosuo__V1__TripView *get_trip(ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = pass_id;
	const Guosuo__V1__GetTripResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request);
	return reply->trip;
}

static const Guosuo__V1__ListReviewsResponse *queue(uint32_t size, ProtobufCBinaryData after, bool decided)
{
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	request.page_size = size;
	request.after = after;
	request.decided = decided;
	return desk_call(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/ListReviews", &request);
}

static void decide(const Guosuo__V1__SubmitTripResponse *trip, Guosuo__V1__DecisionKind kind, int64_t at)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_call(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, kind, at, reviewer(SHANDONG)));
}

/* Everything came in so many days earlier, and the desk has not looked since. */
static void days_pass(int days)
{
	char sql[160];
	snprintf(sql, sizeof sql, "UPDATE leg SET created = created - %d, begun = begun - %d, latest_decision = latest_decision - %d, watch = 0",
	         days * 86400, days * 86400, days * 86400);
	desk_sql(&desk, sql);
	snprintf(sql, sizeof sql, "UPDATE trip SET created = created - %d", days * 86400);
	desk_sql(&desk, sql);
	snprintf(sql, sizeof sql, "UPDATE pause SET began = began - %d, ended = MAX(ended - %d, 0)", days * 86400,
	         days * 86400);
	desk_sql(&desk, sql);
	desk_watch(&desk);
}

/* ---- clocks ---- */

static void a_leg_says_what_it_has_and_whose_it_is(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	const Guosuo__V1__ListReviewsResponse *list = queue(0, NONE, false);
	for (size_t i = 0; i < 3; i++) {
		const int64_t days = i == 2 ? 7 : 18; /* Tianjin promises less */
		assert_int_equal(view->legs[i]->clock_days, days);
		assert_int_equal(view->legs[i]->left_s, days * RIG_DAY);
		assert_true(view->legs[i]->due > desk.now + days * 5 / 4 * RIG_DAY &&
		            view->legs[i]->due < desk.now + (days * 3 / 2 + 2) * RIG_DAY);
		assert_int_equal(view->legs[i]->level, LEVEL(UNSPECIFIED));
		assert_int_equal(view->legs[i]->n_escalations, 0);
	}
	assert_string_equal(view->legs[0]->phone, "0531-00000001");
	assert_true(view->due > view->legs[0]->due);
	assert_int_equal(view->left_s, 20 * RIG_DAY);
	assert_int_equal(list->reviews[0]->due, view->legs[0]->due);
	assert_int_equal(list->reviews[0]->left_s, 18 * RIG_DAY);
	assert_int_equal(list->reviews[0]->clock_days, 18);
}

static void a_pause_stops_the_clock_and_its_end_starts_it(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t due = get_trip(trip->pass_id)->legs[0]->due;
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->legs[0]->due, 0);
	assert_int_equal(view->legs[0]->left_s, 18 * RIG_DAY);
	assert_int_equal(view->due, 0); /* the whole waits with it */
	assert_true(view->legs[1]->due > 0);
	/* ten days later: as much is left, and the time that passed is not counted */
	days_pass(10);
	view = get_trip(trip->pass_id);
	assert_int_equal(view->legs[0]->left_s, 18 * RIG_DAY);
	assert_in_range(view->legs[0]->paused_s, 5 * RIG_DAY, 8 * RIG_DAY + 60);
	assert_int_equal(queue(0, NONE, false)->reviews[0]->left_s, 18 * RIG_DAY);
	assert_in_range(view->legs[1]->left_s, 10 * RIG_DAY, 13 * RIG_DAY);
	decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, desk.now);
	view = get_trip(trip->pass_id);
	assert_in_range(view->legs[0]->due, due, due + 3 * RIG_DAY);
	assert_in_range(view->legs[0]->paused_s, 5 * RIG_DAY, 8 * RIG_DAY + 60);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM pause WHERE ended > 0"), 1);
	assert_true(view->due > 0);
}

static void a_correction_stops_it_until_the_leg_is_sealed(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	decide(trip, GUOSUO__V1__DECISION_KIND__ASK, desk.now);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->due, 0);
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	assert_true(get_trip(trip->pass_id)->legs[0]->due > 0);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->left_s, 0); /* decided: nothing runs */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM pause WHERE ended = 0"), 0);
}

static void a_leg_cannot_be_paused_without_end(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_sql(
	    &desk,
	    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 64) INSERT INTO pause "
	    "SELECT 37, pass_id, company, created - 500 + i, created - 499 + i, 3 FROM trip, n");
	desk_sql(&desk, "UPDATE leg SET created = created - 1000, begun = begun - 1000");
	assert_int_equal(
	    desk_post(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutDecision",
	              desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1,
	                            GUOSUO__V1__DECISION_KIND__PAUSE, desk.now, reviewer(SHANDONG))),
	    400);
	assert_true(answer_says(&desk_answer, "TOO_MANY"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM pause"), 64);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM decision"), 0);
	/* another life of the leg has pauses of its own */
	decide(trip, GUOSUO__V1__DECISION_KIND__REFUSE, desk.now);
	decide(trip, GUOSUO__V1__DECISION_KIND__REOPEN, desk.now);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->paused_s, 0);
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM pause"), 65);
}

/* ---- levels ---- */

static void a_level_is_raised_once_and_says_whom_it_reached(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_watch(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM escalation"), 0);
	days_pass(15);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM escalation"), 6); /* Tianjin's promise is over */
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->level, LEVEL(REVIEWER));
	days_pass(0);
	desk_watch(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM escalation"), 6);
	days_pass(30);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM escalation"), 12);
	/* and who waits is told of each, once */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 18"), 12);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM (SELECT DISTINCT province, ordinal, level FROM outbox WHERE "
	                                 "event = 18)"),
	                 12);
	const Guosuo__V1__LegView *leg = get_trip(trip->pass_id)->legs[0];
	assert_int_equal(leg->n_escalations, 4);
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(leg->escalations[i]->level, i + 1);
		char phone[] = "0531-00000000";
		phone[sizeof phone - 2] = (char)('1' + i);
		assert_string_equal(leg->escalations[i]->phone, phone);
		assert_true(leg->escalations[i]->at >= desk.now);
	}
	assert_string_equal(leg->escalations[0]->who, leg->holder);
	assert_string_equal(leg->escalations[1]->who, "山东省大件审批带班"); /* of the policy */
	assert_string_equal(leg->escalations[3]->who, "山东省工作专班");
	assert_true(leg->left_s < 0);
	assert_int_equal(queue(0, NONE, false)->reviews[0]->level, LEVEL(TASK_GROUP));
}

static void what_stands_still_is_raised_too(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	days_pass(10);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->level, LEVEL(REVIEWER));
	assert_int_equal(get_trip(trip->pass_id)->legs[1]->level, LEVEL(UNSPECIFIED));
	decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, desk.now);
	days_pass(0);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->level, LEVEL(REVIEWER)); /* never lowered */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM escalation WHERE province = 37"), 1);
}

static void a_decided_leg_is_left_alone(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	days_pass(60);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->level, LEVEL(UNSPECIFIED));
	assert_int_equal(get_trip(trip->pass_id)->legs[1]->level, LEVEL(TASK_GROUP));
}

static void a_leg_that_is_opened_again_has_all_its_days_anew(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	days_pass(60);
	decide(trip, GUOSUO__V1__DECISION_KIND__REFUSE, desk.now);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->level, LEVEL(TASK_GROUP));
	decide(trip, GUOSUO__V1__DECISION_KIND__REOPEN, desk.now);
	days_pass(0);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_in_range(view->legs[0]->left_s, 18 * RIG_DAY - 60, 18 * RIG_DAY);
	assert_true(view->legs[0]->due > desk.now + 17 * RIG_DAY);
	assert_int_equal(view->legs[0]->level, LEVEL(UNSPECIFIED));
	assert_int_equal(view->legs[0]->paused_s, 0); /* its former life was none */
	assert_in_range(view->left_s, 20 * RIG_DAY - 60, 20 * RIG_DAY);
	assert_true(view->legs[1]->left_s < 0); /* another leg's days are its own */
	assert_int_equal(queue(0, NONE, false)->reviews[0]->left_s, view->legs[0]->left_s);
	/* and they run out like the first ones */
	days_pass(60);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->level, LEVEL(TASK_GROUP));
}

/* ---- consultations ---- */

static void deadlines_pass(void)
{
	desk_sql(&desk, "UPDATE consultation SET deadline = deadline - 2 * 86400");
	desk_watch(&desk);
}

static void a_consultation_that_nobody_answers_in_time_is_raised_once(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk), *sealed = desk_submit(&desk);
	desk_consult(&desk, trip->pass_id, HEBEI, "河北高速集团");
	desk_consult(&desk, trip->pass_id, HEBEI, "沧州交警支队");
	desk_consult(&desk, trip->pass_id, SHANDONG, "德州市公路局");
	desk_consult(&desk, sealed->pass_id, SHANDONG, "德州市公路局");
	desk_seal_leg(&desk, sealed->pass_id, SHANDONG);
	desk_sql(&desk, "UPDATE consultation SET answered = 1 WHERE number = 2");
	desk_watch(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 24"), 0);
	deadlines_pass();
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 24"), 2);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 24 AND province = 13 AND ordinal = 2 AND "
	                                 "reason = '河北高速集团' AND company = '" COMPANY_A "'"),
	                 1);
	/* and not again: neither after a start, nor when what was decided is opened again */
	desk_down(&desk);
	desk_up(&desk);
	decide(sealed, GUOSUO__V1__DECISION_KIND__REOPEN, desk.now);
	deadlines_pass();
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 24"), 2);
	/* one that is asked later has its own */
	desk_consult(&desk, trip->pass_id, HEBEI, "子牙河大桥管理处");
	deadlines_pass();
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 24"), 3);
}

static void more_than_a_transaction_takes_are_all_raised(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	desk_consult(&desk, trip->pass_id, HEBEI, "河北高速集团");
	desk_sql(&desk, "WITH RECURSIVE n (i) AS (SELECT 2 UNION ALL SELECT i + 1 FROM n WHERE i < 150) INSERT INTO consultation "
	                "SELECT province, pass_id, i, deadline, body, 0, 0, '', 0 FROM consultation, n");
	deadlines_pass();
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 24"), 150);
}

/* ---- the port ---- */

static void a_latest_decision_that_passes_with_a_leg_open_is_told_once(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *open = desk_submit(&desk), *sealed = desk_submit(&desk);
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, sealed->pass_id, desk_provinces[i]);
	int64_t latest = desk_sql(&desk, "SELECT MIN(latest_decision) FROM leg WHERE decided = 0");
	assert_true(latest > desk.now);
	desk_watch(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 19"), 0);
	assert_in_range(desk_sql(&desk, "SELECT MAX(watch) FROM leg WHERE decided = 0"), desk.now, latest + 1);
	days_pass(20);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 19"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip WHERE late > 0"), 1);
	days_pass(1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 19"), 1);
	assert_int_equal(get_trip(open->pass_id)->state, GUOSUO__V1__TRIP_STATE__IN_REVIEW);
}

static void a_standing_revision_still_takes_the_train_there(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, trip->pass_id, desk_provinces[i]);
	decide(trip, GUOSUO__V1__DECISION_KIND__REOPEN, desk.now);
	days_pass(20);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 19"), 0);
}

/* ---- the queue ---- */

static bool is_at(const Guosuo__V1__ListReviewsResponse *list, size_t i,
                  const Guosuo__V1__SubmitTripResponse *trip)
{
	return i < list->n_reviews &&
	       span_equal(field_span(list->reviews[i]->pass_id), field_span(trip->pass_id));
}

static void what_is_due_first_comes_first(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *old = desk_submit(&desk), *paused, *young, *decided;
	days_pass(20);
	decided = desk_submit(&desk);
	desk_seal_leg(&desk, decided->pass_id, SHANDONG);
	paused = desk_submit(&desk);
	decide(paused, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	days_pass(5);
	young = desk_submit(&desk);
	const Guosuo__V1__ListReviewsResponse *open = queue(0, NONE, false), *all = queue(0, NONE, true);
	assert_int_equal(open->n_reviews, 3);
	assert_int_equal(all->n_reviews, 4);
	for (size_t i = 0; i < 4; i++) {
		const Guosuo__V1__SubmitTripResponse *want[] = {old, young, paused, decided};
		assert_true(i == 3 || is_at(open, i, want[i]));
		assert_true(is_at(all, i, want[i]));
	}
	/* and page by page the same */
	ProtobufCBinaryData after = NONE;
	for (size_t i = 0; i < 4; i++) {
		const Guosuo__V1__ListReviewsResponse *page = queue(1, after, true);
		assert_true(is_at(
		    page, 0, (const Guosuo__V1__SubmitTripResponse *[]){old, young, paused, decided}[i]));
		after = page->next;
	}
	assert_int_equal(queue(1, after, true)->n_reviews, 0);
}

/* The text of the queue's statement, as its source has it. */
static void queue_sql(char *out, size_t size)
{
	static char source[64 * 1024];
	FILE *file = fopen(TESTS_DIR "/../server/store_leg.c", "r");
	assert_non_null(file);
	source[fread(source, 1, sizeof source - 1, file)] = '\0';
	fclose(file);
	const char *at = strstr(source, "enum err store_queue_list("), *end = at == NULL ? NULL : strstr(at, "};");
	size_t n = (size_t)snprintf(out, size, "EXPLAIN QUERY PLAN ");
	assert_non_null(end);
	for (bool inside = false; at < end && n + 1 < size; at++) {
		if (*at == ',' && !inside && n > 30)
			break; /* the parameters' kinds come next */
		if (*at == '"')
			inside = !inside;
		else if (inside)
			out[n++] = *at;
	}
	out[n] = '\0';
}

/* However many legs the desk has, a page is so many neighbours of one index. */
static void a_page_of_a_queue_reads_its_index_and_no_legs(void **state)
{
	(void)state;
	char sql[2048], path[128];
	sqlite3 *db;
	sqlite3_stmt *plan;
	queue_sql(sql, sizeof sql);
	snprintf(path, sizeof path, "%s/data/guosuo.db", desk.dir);
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &plan, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(plan), SQLITE_ROW);
	if (strstr((const char *)sqlite3_column_text(plan, 3), "USING COVERING INDEX leg_turn (province=? AND (decided,turn,") == NULL)
		fail_msg("%s", (const char *)sqlite3_column_text(plan, 3));
	assert_int_equal(sqlite3_step(plan), SQLITE_DONE); /* nothing is sorted either */
	sqlite3_finalize(plan);
	sqlite3_close(db);
}

/* ---- the files ---- */

static void holidays_at_short_notice_move_what_is_open(void **state)
{
	(void)state;
	char first[TIME_TEXT_LEN + 1], last[TIME_TEXT_LEN + 1], now[TIME_TEXT_LEN + 1], more[256];
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk), *sealed = desk_submit(&desk);
	desk_seal_leg(&desk, sealed->pass_id, SHANDONG);
	int64_t due = get_trip(trip->pass_id)->legs[0]->due, kept = get_trip(sealed->pass_id)->legs[0]->due;
	rfc3339_write(desk.now + 7 * RIG_DAY, 480, first);
	rfc3339_write(desk.now + 13 * RIG_DAY, 480, last);
	rfc3339_write(desk.now - 60, 480, now);
	snprintf(more, sizeof more,
	         ", \"amendments\": [{\"publishedAt\": \"%s\", \"holidays\": [{\"first\": \"%.10s\", "
	         "\"last\": \"%.10s\"}]}]",
	         now, first, last);
	desk_calendar(&desk, desk_year(&desk) - 1, desk_year(&desk) + 1, more);
	desk_watch(&desk);
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->due,
	                 due + 7 * RIG_DAY); /* a week of five working days */
	assert_int_equal(get_trip(sealed->pass_id)->legs[0]->due, kept);
}

static void a_file_that_is_bad_changes_nothing(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t due = get_trip(trip->pass_id)->legs[0]->due;
	desk_write(&desk, "calendar.json", "{\"years\": [{\"year\": 2020");
	desk_watch(&desk);
	assert_int_equal(get_trip(desk_submit(&desk)->pass_id)->legs[0]->due, due);
}

static void a_missing_year_is_said_and_mended(void **state)
{
	(void)state;
	desk_calendar(&desk, 2001, 2001, "");
	desk_watch(&desk);
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const Guosuo__V1__LegView *leg = get_trip(trip->pass_id)->legs[0];
	assert_true(trip->n_warnings > 0);
	assert_string_equal(trip->warnings[trip->n_warnings - 1]->rule, "CALENDAR_YEAR");
	assert_int_equal(leg->due, 0);
	assert_int_equal(leg->calendar_year_missing, desk_year(&desk));
	assert_int_equal(leg->clock_days, 18);
	assert_int_equal(queue(0, NONE, false)->reviews[0]->calendar_year_missing, desk_year(&desk));
	desk_calendar(&desk, desk_year(&desk), desk_year(&desk) + 1, "");
	desk_watch(&desk);
	leg = get_trip(trip->pass_id)->legs[0];
	assert_true(leg->due > desk.now);
	assert_int_equal(leg->calendar_year_missing, 0);
}

static void a_desk_without_a_policy_goes_by_the_port_then_by_what_came_first(void **state)
{
	(void)state;
	desk_down(&desk);
	desk.config.policy[0] = desk.config.calendar[0] = '\0';
	desk_up(&desk);
	const Guosuo__V1__SubmitTripResponse *first = desk_submit(&desk);
	days_pass(1);
	const Guosuo__V1__SubmitTripResponse *second = desk_submit(&desk);
	assert_int_equal(get_trip(first->pass_id)->legs[0]->clock_days, 0);
	assert_int_equal(get_trip(first->pass_id)->due, 0);
	assert_true(is_at(queue(0, NONE, false), 0, first) && is_at(queue(0, NONE, false), 1, second));
	desk_sql(&desk, "UPDATE leg SET watch = 0, latest_decision = latest_decision * (created > (SELECT MIN(created) FROM leg))");
	desk_watch(&desk);
	assert_true(is_at(queue(0, NONE, false), 0, second) && is_at(queue(0, NONE, false), 1, first));
	desk_sql(&desk, "UPDATE leg SET watch = 0, latest_decision = 0");
	desk_watch(&desk);
	assert_true(is_at(queue(0, NONE, false), 0, first) && is_at(queue(0, NONE, false), 1, second));
	/* the day it gets one, what is open has a clock */
	desk_down(&desk);
	desk_configure(&desk);
	desk_up(&desk);
	desk_watch(&desk);
	assert_int_equal(get_trip(first->pass_id)->legs[0]->clock_days, 18);
	assert_true(get_trip(first->pass_id)->legs[0]->due > 0);
}

/* ---- /metrics ---- */

static bool metric(const char *line)
{
	char whole[128];
	snprintf(whole, sizeof whole, "\n%s\n", line);
	return answer_says(&desk_answer, whole);
}

static void metrics_count_and_name_nobody(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *a = desk_submit(&desk), *b = desk_submit(&desk);
	desk_submit(&desk);
	desk_seal_leg(&desk, a->pass_id, SHANDONG);
	decide(b, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	days_pass(60);
	desk_watch(&desk);
	desk_get(&desk, "/metrics", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	static const char *const lines[] = {
	    "# TYPE guosuo_legs_open gauge",
	    "guosuo_legs_open{province=\"37\"} 2",
	    "guosuo_legs_open{province=\"13\"} 3",
	    "guosuo_legs_late{province=\"37\"} 1",
	    "guosuo_legs_late{province=\"12\"} 3",
	    "guosuo_legs_paused{province=\"37\"} 1",
	    "guosuo_legs_decided_total{province=\"37\"} 1",
	    "guosuo_legs_decided_total{province=\"13\"} 0",
	    "guosuo_legs_decided_late_total{province=\"37\"} 0",
	};
	for (size_t i = 0; i < RIG_COUNT(lines); i++)
		if (!metric(lines[i]))
			fail_msg("%s\n%.*s", lines[i], (int)desk_answer.length, (char *)desk_answer.body);
	assert_true(answer_says(&desk_answer, "guosuo_commits_total "));
	assert_true(answer_says(&desk_answer, "guosuo_requests_total "));
	assert_true(answer_says(&desk_answer, "guosuo_legs_oldest_seconds{province=\"37\"} 51"));
	static const char *const personal[] = {"济南", "王审批", "示例", "91370103", "变压器", "0531"};
	for (size_t i = 0; i < RIG_COUNT(personal); i++)
		assert_false(answer_says(&desk_answer, personal[i]));
}

static void late_is_who_is_late_by_the_law_not_by_the_port(void **state)
{
	(void)state;
	desk_submit(&desk);
	desk_sql(&desk, "UPDATE leg SET watch = 0, latest_decision = 1 WHERE province = 13");
	desk_watch(&desk);
	desk_watch(&desk);
	desk_get(&desk, "/metrics", "", &desk_answer);
	assert_true(metric("guosuo_legs_open{province=\"13\"} 1"));
	assert_true(metric("guosuo_legs_late{province=\"13\"} 0"));
	assert_true(metric("guosuo_legs_too_late{province=\"13\"} 1"));
	assert_true(metric("guosuo_legs_too_late{province=\"37\"} 0"));
	assert_int_equal(desk_sql(&desk, "SELECT turn FROM leg WHERE province = 13"), 1);
}

static void a_late_decision_is_counted_as_late_and_a_withdrawal_not_at_all(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *late = desk_submit(&desk), *gone = desk_submit(&desk);
	Guosuo__V1__WithdrawTripRequest withdraw = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	withdraw.pass_id = gone->pass_id;
	withdraw.reason = (char *)(uintptr_t) "改期";
	days_pass(60);
	desk_seal_leg(&desk, late->pass_id, SHANDONG);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &withdraw);
	assert_int_equal(desk_sql(&desk, "SELECT decided * 10 + late FROM tally WHERE province = 37"), 11);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM tally"), 1);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_leg_says_what_it_has_and_whose_it_is),
	    FRESH(a_pause_stops_the_clock_and_its_end_starts_it),
	    FRESH(a_correction_stops_it_until_the_leg_is_sealed),
	    FRESH(a_leg_cannot_be_paused_without_end),
	    FRESH(a_level_is_raised_once_and_says_whom_it_reached),
	    FRESH(what_stands_still_is_raised_too),
	    FRESH(a_decided_leg_is_left_alone),
	    FRESH(a_leg_that_is_opened_again_has_all_its_days_anew),
	    FRESH(a_consultation_that_nobody_answers_in_time_is_raised_once),
	    FRESH(more_than_a_transaction_takes_are_all_raised),
	    FRESH(a_latest_decision_that_passes_with_a_leg_open_is_told_once),
	    FRESH(a_standing_revision_still_takes_the_train_there),
	    FRESH(what_is_due_first_comes_first),
	    FRESH(a_page_of_a_queue_reads_its_index_and_no_legs),
	    FRESH(holidays_at_short_notice_move_what_is_open),
	    FRESH(a_file_that_is_bad_changes_nothing),
	    FRESH(a_missing_year_is_said_and_mended),
	    FRESH(a_desk_without_a_policy_goes_by_the_port_then_by_what_came_first),
	    FRESH(metrics_count_and_name_nobody),
	    FRESH(late_is_who_is_late_by_the_law_not_by_the_port),
	    FRESH(a_late_decision_is_counted_as_late_and_a_withdrawal_not_at_all),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
