/* The plan at the desk: what officer and reviewers are told, a cut-off that moves, a pass that is not ready.
 */
#include "guosuo/v1/group.pb-c.h"
#include "tests/desk_rig.h"

#define HOUR INT64_C(3600)
#define CALL_MOVE "/guosuo.v1.Timetables/MoveCutoff"

static struct desk desk;

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

static uint32_t reviewer(uint32_t province, uint32_t entry)
{
	return rig_entry(province, entry);
}

static Guosuo__V1__TripView *get_trip(ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = pass_id;
	const Guosuo__V1__GetTripResponse *reply =
	    desk_call(&desk, OFFICER_A2, "/guosuo.v1.Desk/GetTrip", &request);
	return reply->trip;
}

static Guosuo__V1__LegView *get_leg(ProtobufCBinaryData pass_id, uint32_t province)
{
	return desk_review(&desk, reviewer(province, ENTRY_REVIEWER_A), pass_id)->leg;
}

static Guosuo__V1__ReviewLine *line_of(uint32_t province)
{
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	request.decided = true;
	const Guosuo__V1__ListReviewsResponse *reply =
	    desk_call(&desk, reviewer(province, ENTRY_REVIEWER_A), "/guosuo.v1.Review/ListReviews", &request);
	assert_int_equal(reply->n_reviews, 1);
	return reply->reviews[0];
}

/* Both reviewers seal a leg with this window, in hours after the trip's beginning. */
static void seal_window(ProtobufCBinaryData pass_id, uint32_t province, int64_t from_h, int64_t to_h)
{
	const uint32_t a = reviewer(province, ENTRY_REVIEWER_A), b = reviewer(province, ENTRY_REVIEWER_B);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, a, pass_id);
	struct trip trip = desk_trip(&desk, review->trip);
	Guosuo__V1__Leg *leg = desk_leg(&desk, &trip, province, review->status_index);
	leg->not_before = (uint32_t)(trip.body->not_before + from_h * HOUR);
	leg->not_after = (uint32_t)(trip.body->not_before + to_h * HOUR);
	desk_put_leg(&desk, pass_id, &trip, leg, a);
	assert_int_equal(desk_put_leg(&desk, pass_id, &trip, leg, b), GUOSUO__V1__LEG_STATE__LEG_SEALED);
}

static Guosuo__V1__MoveCutoffRequest move_to(ProtobufCBinaryData pass_id, int64_t cutoff)
{
	Guosuo__V1__MoveCutoffRequest request = GUOSUO__V1__MOVE_CUTOFF_REQUEST__INIT;
	request.pass_id = pass_id;
	request.cutoff = cutoff;
	request.reason = (char *)(uintptr_t) "船期提前";
	return request;
}

static const Guosuo__V1__Timetable *move_cutoff(ProtobufCBinaryData pass_id, int64_t cutoff)
{
	const Guosuo__V1__MoveCutoffRequest request = move_to(pass_id, cutoff);
	const Guosuo__V1__MoveCutoffResponse *reply = desk_call(&desk, OFFICER_A, CALL_MOVE, &request);
	assert_non_null(reply->timetable);
	return reply->timetable;
}

static int64_t begin_of(const Guosuo__V1__SubmitTripResponse *trip)
{
	return desk_trip(&desk, trip->trip).body->not_before;
}

static void a_new_trip_has_a_plan_for_everyone(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip), latest = begin + 74 * HOUR + 300;
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->cutoff, begin + 80 * HOUR);
	assert_int_equal(view->timetable->state, GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_GOOD);
	assert_int_equal(view->timetable->departure, begin);
	assert_int_equal(view->timetable->latest_departure, latest);
	assert_int_equal(view->timetable->latest_decision, latest - 2 * HOUR);
	assert_int_equal(view->timetable->slack_s, 74 * HOUR + 300);
	assert_int_equal(view->n_legs, 3);
	assert_int_equal(view->legs[1]->plan->stand_s, 1200);
	assert_int_equal(view->legs[1]->plan->slack_s, 74 * HOUR + 300);
	assert_string_equal(view->legs[1]->plan->stops[0], "沧州服务区");
	const Guosuo__V1__LegView *leg = get_leg(trip->pass_id, HEBEI);
	assert_int_equal(leg->plan->enter, begin + 140 * 60);
	assert_int_equal(leg->before->province, SHANDONG);
	assert_int_equal(leg->after->province, TIANJIN);
	assert_false(leg->before->sealed);
	assert_null(get_leg(trip->pass_id, SHANDONG)->before);
	assert_null(get_leg(trip->pass_id, TIANJIN)->after);
	const Guosuo__V1__ReviewLine *line = line_of(HEBEI);
	assert_int_equal(line->timetable, GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_GOOD);
	assert_int_equal(line->latest_decision, latest - 2 * HOUR);
	assert_in_range(line->latest_decision - line->slack_s, desk.now, time(NULL));
}

static void a_sealed_leg_changes_what_is_reckoned(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	seal_window(trip->pass_id, HEBEI, 24, 48);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->legs[1]->plan->enter, begin + 24 * HOUR);
	assert_int_equal(view->timetable->latest_departure, begin + 48 * HOUR - 260 * 60 - 1200);
	const Guosuo__V1__LegView *leg = get_leg(trip->pass_id, SHANDONG);
	assert_true(leg->after->sealed);
	assert_int_equal(leg->after->not_before, begin + 24 * HOUR);
	assert_int_equal(line_of(SHANDONG)->latest_decision, view->timetable->latest_departure - 2 * HOUR);
}

/* Nothing is sealed again: the legs' bytes, the trip's and the states stay. */
static void a_moved_cutoff_is_kept_and_reckoned_with(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	static const char sum[] = "SELECT SUM(length(body) + length(seals) + state * 7 + since) FROM leg";
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, trip->pass_id, desk_provinces[i]);
	int64_t legs = desk_sql(&desk, sum), entries = desk_sql(&desk, "SELECT COUNT(*) FROM entry");
	const Guosuo__V1__Timetable *table = move_cutoff(trip->pass_id, begin + 30 * HOUR);
	assert_int_equal(table->state, GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_GOOD);
	assert_int_equal(table->slack_s, 24 * HOUR + 300);
	move_cutoff(trip->pass_id, begin + 40 * HOUR);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->state, GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(view->cutoff, begin + 40 * HOUR);
	assert_int_equal(view->timetable->slack_s, 34 * HOUR + 300);
	assert_int_equal(view->n_cutoff_moves, 2);
	assert_int_equal(view->cutoff_moves[0]->cutoff, begin + 30 * HOUR);
	assert_string_equal(view->cutoff_moves[0]->reason, "船期提前");
	assert_in_range(view->cutoff_moves[1]->moved_at, desk.now, time(NULL));
	assert_int_equal(line_of(TIANJIN)->latest_decision, begin + 32 * HOUR + 300);
	assert_int_equal(desk_sql(&desk, sum), legs);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry"), entries);
	desk_down(&desk);
	desk_up(&desk);
	assert_int_equal(get_trip(trip->pass_id)->cutoff, begin + 40 * HOUR);
}

/* A pass that stands is not taken away because a ship leaves earlier; it is said. */
static void a_cutoff_that_is_missed_is_said_with_what_helps(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, trip->pass_id, desk_provinces[i]);
	const Guosuo__V1__Timetable *table = move_cutoff(trip->pass_id, begin + 5 * HOUR);
	assert_int_equal(table->state, GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_LATE);
	assert_int_equal(table->late_s, 55 * 60);
	assert_int_equal(table->help[0]->kind, GUOSUO__V1__HELP_KIND__HELP_CUTOFF);
	assert_int_equal(table->help[0]->by_s, 55 * 60);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(line_of(HEBEI)->timetable, GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_LATE);
}

static int64_t told_late(void)
{
	return desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 19");
}

static void what_is_too_late_is_told_once_until_it_is_not(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	assert_int_equal(told_late(), 0);
	move_cutoff(trip->pass_id, begin + 5 * HOUR);
	assert_int_equal(told_late(), 1);
	move_cutoff(trip->pass_id, begin + 4 * HOUR);
	seal_window(trip->pass_id, HEBEI, 0, 80);
	assert_int_equal(told_late(), 1); /* it is late already */
	move_cutoff(trip->pass_id, begin + 60 * HOUR);
	assert_int_equal(told_late(), 1);
	seal_window(trip->pass_id, SHANDONG, 0, 80);
	move_cutoff(trip->pass_id, begin + 5 * HOUR);
	assert_int_equal(told_late(), 2); /* and now anew */
}

static void an_application_that_is_too_late_is_told_with_its_submission(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	Guosuo__V1__Journey *journey = request->application->journey;
	char depart[TIME_TEXT_LEN + 1], cutoff[TIME_TEXT_LEN + 1];
	rfc3339_write(desk.now - 4 * HOUR, 480, depart); /* it could have, then */
	rfc3339_write(desk.now + 3 * HOUR, 480, cutoff);
	journey->depart_not_before = depart;
	journey->port_cutoff = cutoff;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	assert_int_equal(told_late(), 1);
}

static void windows_that_do_not_meet_are_no_pass(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	seal_window(trip->pass_id, SHANDONG, 0, 12);
	seal_window(trip->pass_id, TIANJIN, 0, 80);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__IN_REVIEW);
	seal_window(trip->pass_id, HEBEI, 20, 40);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->state, GUOSUO__V1__TRIP_STATE__NO_TIMETABLE);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 2"), 0); /* nobody is told: ready */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 14"), 1);
	for (size_t i = 0; i < 3; i++) /* each province is told, and the officer */
		assert_int_equal(get_leg(trip->pass_id, desk_provinces[i])->timetable->state,
		                 GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_NONE);
	const Guosuo__V1__Timetable *table = view->timetable;
	assert_int_equal(table->first_province, SHANDONG);
	assert_int_equal(table->second_province, HEBEI);
	assert_int_equal(table->help[0]->kind, GUOSUO__V1__HELP_KIND__HELP_BOTH);
	assert_int_equal(table->help[0]->province, SHANDONG);
	assert_int_equal(table->help[1]->province, HEBEI);
	/* no stop was sealed: the break of 20 minutes is taken at the border */
	assert_int_equal(table->help[1]->from, begin + 140 * 60 + 1200);
	assert_int_equal(table->help[1]->to, begin + 40 * HOUR);
	/* whatever the port does */
	move_cutoff(trip->pass_id, begin + 79 * HOUR);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__NO_TIMETABLE);
	Guosuo__V1__WithdrawTripRequest withdraw = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	withdraw.pass_id = trip->pass_id;
	withdraw.revocation = desk_taken_back(&desk, trip->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &withdraw);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__WITHDRAWN);
	const Guosuo__V1__MoveCutoffRequest late = move_to(trip->pass_id, begin + 78 * HOUR);
	assert_int_equal(desk_post(&desk, OFFICER_A, CALL_MOVE, &late), 400);
}

static void a_directory_without_driving_times_reckons_nothing(void **state)
{
	(void)state;
	Guosuo__V1__PutDirectoryRequest next = GUOSUO__V1__PUT_DIRECTORY_REQUEST__INIT;
	Guosuo__V1__Directory *directory = desk_directory(&desk, 2);
	directory->limits->driving = NULL;
	next.directory = desk_unpack_sealed(&desk, rig_directory_file(&desk.rig, directory));
	desk_call(&desk, ROOT_A, "/guosuo.v1.Trust/PutDirectory", &next);
	while (!desk.app.ready)
		desk_turn(&desk);
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	seal_window(trip->pass_id, SHANDONG, 0, 12);
	seal_window(trip->pass_id, HEBEI, 20, 40);
	seal_window(trip->pass_id, TIANJIN, 0, 80);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->state, GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(view->timetable->state, GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_STATE_UNSPECIFIED);
	assert_null(view->legs[0]->plan);
	assert_int_equal(line_of(HEBEI)->latest_decision, 0);
}

static void a_bad_move_is_refused_and_leaves_nothing(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	const struct {
		const char *why, *field, *rule, *reason;
		int64_t cutoff;
	} rows[] = {
	    {"no time", "cutoff", "REQUIRED", "船期", 0},
	    {"it has passed", "cutoff", "WINDOW_PAST", "船期", desk.now - 60},
	    {"before the trip begins", "cutoff", "WINDOW_ORDER", "船期", begin - 60},
	    {"the present one", "cutoff", "CUTOFF_SAME", "船期", begin + 80 * HOUR},
	    {"further than any time", "cutoff", "TOO_LARGE", "船期", INT64_C(1) << 40},
	    {"no reason", "reason", "REQUIRED", "", begin + 40 * HOUR},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__MoveCutoffRequest request = move_to(trip->pass_id, rows[i].cutoff);
		request.reason = (char *)(uintptr_t)rows[i].reason;
		if (desk_post(&desk, OFFICER_A, CALL_MOVE, &request) != 400 ||
		    !answer_says(&desk_answer, rows[i].rule) || !answer_says(&desk_answer, rows[i].field))
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
	}
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM cutoff_move"), 0);
	const Guosuo__V1__MoveCutoffRequest good = move_to(trip->pass_id, begin + 40 * HOUR);
	assert_int_equal(desk_post(&desk, OFFICER_B, CALL_MOVE, &good), 404);
	assert_int_equal(desk_post(&desk, DRIVER_A, CALL_MOVE, &good), 403);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM cutoff_move"), 0);
}

static void a_cutoff_moves_a_hundred_times_at_most(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t begin = begin_of(trip);
	for (int64_t i = 1; i <= 100; i++)
		move_cutoff(trip->pass_id, begin + 40 * HOUR + i);
	const Guosuo__V1__MoveCutoffRequest one_more = move_to(trip->pass_id, begin + 40 * HOUR);
	assert_int_equal(desk_post(&desk, OFFICER_A, CALL_MOVE, &one_more), 400);
	assert_true(answer_says(&desk_answer, "TOO_MANY"));
	assert_int_equal(get_trip(trip->pass_id)->n_cutoff_moves, 100);
}

/* ---- the order of a queue ---- */

/* Of these two trips `first` comes before the other in a reviewer's queue and on the task group's board. */
static void comes_first(const char *why, const Guosuo__V1__SubmitTripResponse *first)
{
	Guosuo__V1__ListReviewsRequest queue = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	Guosuo__V1__BoardRequest board = GUOSUO__V1__BOARD_REQUEST__INIT;
	board.province = SHANDONG;
	const Guosuo__V1__ListReviewsResponse *lines =
	    desk_call(&desk, reviewer(SHANDONG, ENTRY_REVIEWER_A), "/guosuo.v1.Review/ListReviews", &queue);
	const Guosuo__V1__BoardResponse *rows =
	    desk_call(&desk, reviewer(HEBEI, ENTRY_GROUP), "/guosuo.v1.Group/Board", &board);
	assert_int_equal(lines->n_reviews, 2);
	assert_int_equal(rows->n_lines, 2);
	if (strcmp(lines->reviews[0]->number, first->number) != 0 || strcmp(rows->lines[0]->number, first->number) != 0)
		fail_msg("%s: the other trip stands first", why);
}

static void decide(const Guosuo__V1__SubmitTripResponse *trip, Guosuo__V1__DecisionKind kind)
{
	const uint32_t a = reviewer(SHANDONG, ENTRY_REVIEWER_A);
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_call(&desk, a, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, kind, desk.now, a));
}

static void a_queue_goes_by_what_port_and_law_leave(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *a = desk_submit(&desk), *b = desk_submit(&desk);
	int64_t begin = begin_of(a);
	move_cutoff(b->pass_id, begin + 60 * HOUR);
	comes_first("its ship leaves first", b);
	move_cutoff(a->pass_id, begin + 30 * HOUR);
	comes_first("now the other one's does", a);
	move_cutoff(a->pass_id, begin + 5 * HOUR);
	comes_first("no haste reaches this port any more: the law alone orders it", b);
	move_cutoff(a->pass_id, begin + 70 * HOUR);
	comes_first("a later ship", b);
	decide(b, GUOSUO__V1__DECISION_KIND__PAUSE);
	comes_first("what stands still stands last", a);
	decide(b, GUOSUO__V1__DECISION_KIND__RESUME);
	comes_first("its pause has ended", b);
	seal_window(a->pass_id, HEBEI, 10, 20);
	comes_first("a neighbour's window leaves less than the port", a);
	/* b's port was moved once until now */
	desk_sql(&desk, "UPDATE leg SET due = due - 30 * 86400 WHERE pass_id NOT IN (SELECT pass_id FROM cutoff_move "
	                "WHERE serial = 2)");
	move_cutoff(b->pass_id, begin + 65 * HOUR);
	comes_first("the law leaves less than any port", b);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_new_trip_has_a_plan_for_everyone),
	    FRESH(a_sealed_leg_changes_what_is_reckoned),
	    FRESH(a_moved_cutoff_is_kept_and_reckoned_with),
	    FRESH(a_cutoff_that_is_missed_is_said_with_what_helps),
	    FRESH(what_is_too_late_is_told_once_until_it_is_not),
	    FRESH(an_application_that_is_too_late_is_told_with_its_submission),
	    FRESH(windows_that_do_not_meet_are_no_pass),
	    FRESH(a_directory_without_driving_times_reckons_nothing),
	    FRESH(a_bad_move_is_refused_and_leaves_nothing),
	    FRESH(a_cutoff_moves_a_hundred_times_at_most),
	    FRESH(a_queue_goes_by_what_port_and_law_leave),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
