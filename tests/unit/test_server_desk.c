#include "tests/desk_rig.h"

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

static Guosuo__V1__GetPassResponse *get_pass(uint32_t key, ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	request.pass_id = pass_id;
	return desk_call(&desk, key, "/guosuo.v1.Desk/GetPass", &request);
}

static Guosuo__V1__PassFile *pass_of(const Guosuo__V1__GetPassResponse *reply)
{
	Guosuo__V1__PassFile *file;
	assert_int_equal(pass_read(field_span(reply->pass_file), &desk.rig.arena, &file), ERR_OK);
	return file;
}

static Guosuo__V1__TripView *get_trip(ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = pass_id;
	const Guosuo__V1__GetTripResponse *reply =
	    desk_call(&desk, OFFICER_A2, "/guosuo.v1.Desk/GetTrip", &request);
	return reply->trip;
}

static void from_application_to_the_drivers_pass(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	assert_int_equal(trip->pass_id.len, PASS_ID_LEN);
	assert_int_equal(trip_verify(trip->trip, &opened, held_roster(desk.app.held, SHANDONG),
	                             held_directory(desk.app.held), time(NULL), &desk.rig.arena),
	                 ERR_OK);
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__IN_REVIEW);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	desk_seal_leg(&desk, trip->pass_id, TIANJIN);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__READY);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, DRIVER_A, 1));
	const Guosuo__V1__GetPassResponse *reply = get_pass(DRIVER_A, (ProtobufCBinaryData){0, NULL});
	assert_memory_equal(reply->pass_id.data, trip->pass_id.data, PASS_ID_LEN);
	const Guosuo__V1__PassFile *file = pass_of(reply);
	assert_int_equal(file->n_legs, 3);
	assert_int_equal(file->n_assignments, 1);
	for (size_t i = 0; i < 3; i++) {
		struct leg leg;
		assert_int_equal(leg_read(file->legs[i], &desk.rig.arena, &leg), ERR_OK);
		assert_int_equal(leg_verify(file->legs[i], &leg, &opened,
		                            held_roster(desk.app.held, desk_provinces[i]), 3, true,
		                            time(NULL), &desk.rig.arena, NULL, NULL),
		                 ERR_OK);
	}
}

static uint32_t reviewer(uint32_t province)
{
	return rig_entry(province, ENTRY_REVIEWER_A);
}

static Guosuo__V1__LegState decide(const Guosuo__V1__SubmitTripResponse *trip, Guosuo__V1__DecisionKind kind,
                                   int64_t at)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	const Guosuo__V1__PutDecisionResponse *reply = desk_call(
	    &desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutDecision",
	    desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, kind, at, reviewer(SHANDONG)));
	return reply->state;
}

static void decisions_move_the_leg_and_are_kept(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	int64_t at = desk.now;
	assert_int_equal(decide(trip, GUOSUO__V1__DECISION_KIND__ASK, at), GUOSUO__V1__LEG_STATE__LEG_ASKED);
	assert_int_equal(decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, at),
	                 GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, at),
	                 GUOSUO__V1__LEG_STATE__LEG_PAUSED);
	assert_int_equal(decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, at + 1),
	                 GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(decide(trip, GUOSUO__V1__DECISION_KIND__REFUSE, at + 2),
	                 GUOSUO__V1__LEG_STATE__LEG_REFUSED);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, reviewer(SHANDONG), trip->pass_id);
	assert_int_equal(review->n_decisions, 5);
	assert_string_equal(review->leg->reason, "桥梁验算未完成");
	assert_string_equal(review->leg->holder, "王审批");
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->state, GUOSUO__V1__TRIP_STATE__REFUSED);
	assert_string_equal(view->legs[0]->reason, "桥梁验算未完成");
	assert_int_equal(view->legs[1]->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	/* A refused leg takes no more; the others go on. */
	struct trip opened = desk_trip(&desk, trip->trip);
	const Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, SHANDONG, review->status_index);
	assert_int_equal(desk_post(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutLeg",
	                           desk_leg_request(&desk, trip->pass_id, &opened, leg, reviewer(SHANDONG))),
	                 400);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	assert_int_equal(get_trip(trip->pass_id)->state, GUOSUO__V1__TRIP_STATE__REFUSED);
}

static void the_same_decision_counts_once(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	decide(trip, GUOSUO__V1__DECISION_KIND__RESUME, desk.now);
	assert_int_equal(
	    desk_post(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutDecision",
	              desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1,
	                            GUOSUO__V1__DECISION_KIND__PAUSE, desk.now, reviewer(SHANDONG))),
	    409);
}

static void a_second_pause_is_told_that_the_first_goes_on(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	assert_int_equal(
	    desk_post(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutDecision",
	              desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1,
	                            GUOSUO__V1__DECISION_KIND__PAUSE, desk.now + 1, reviewer(SHANDONG))),
	    400);
	assert_true(answer_says(&desk_answer, "LEG_IS_PAUSED"));
	assert_true(answer_says(&desk_answer, "(resume)"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM pause"), 1);
}

static void a_decision_drops_what_one_person_had_sealed(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, reviewer(SHANDONG), trip->pass_id);
	const Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, SHANDONG, review->status_index);
	assert_null(review->sealed);
	desk_put_leg(&desk, trip->pass_id, &opened, leg, reviewer(SHANDONG));
	assert_non_null(desk_review(&desk, reviewer(SHANDONG), trip->pass_id)->sealed);
	decide(trip, GUOSUO__V1__DECISION_KIND__PAUSE, desk.now);
	assert_null(desk_review(&desk, reviewer(SHANDONG), trip->pass_id)->sealed);
}

/* Class III: what only two persons may seal, no rule may. */
static void no_rule_seals_what_needs_two_persons(void **state)
{
	(void)state;
	static const char *const rules[] = {"class-I", "class I", "a234567890123456789012345", "x\ny"};
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, reviewer(SHANDONG), trip->pass_id);
	const Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, SHANDONG, review->status_index);
	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++) {
		Guosuo__V1__PutLegRequest *request =
		    desk_leg_request(&desk, trip->pass_id, &opened, leg, reviewer(SHANDONG));
		request->rule = (char *)(uintptr_t)rules[i];
		assert_int_equal(desk_post(&desk, reviewer(SHANDONG), "/guosuo.v1.Review/PutLeg", request), 400);
	}
	assert_int_equal(get_trip(trip->pass_id)->legs[0]->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(desk_put_leg(&desk, trip->pass_id, &opened, leg, reviewer(SHANDONG)),
	                 GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
}

static Guosuo__V1__ListTripsResponse *list_trips(uint32_t size, ProtobufCBinaryData after)
{
	Guosuo__V1__ListTripsRequest request = GUOSUO__V1__LIST_TRIPS_REQUEST__INIT;
	request.page_size = size;
	request.after = after;
	return desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/ListTrips", &request);
}

static Guosuo__V1__ListReviewsResponse *list_reviews(uint32_t size, ProtobufCBinaryData after, bool decided)
{
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	request.page_size = size;
	request.after = after;
	request.decided = decided;
	return desk_call(&desk, reviewer(HEBEI), "/guosuo.v1.Review/ListReviews", &request);
}

static void lists_give_every_trip_once_page_by_page(void **state)
{
	(void)state;
	enum { TRIPS = 7 };
	ProtobufCBinaryData after = {0, NULL};
	size_t trips = 0, reviews = 0;
	for (size_t i = 0; i < TRIPS; i++)
		desk_submit(&desk);
	for (; trips < TRIPS; after = list_trips(3, after)->next)
		trips += list_trips(3, after)->n_trips;
	assert_int_equal(trips, TRIPS);
	for (after.len = 0; reviews < TRIPS; after = list_reviews(2, after, false)->next)
		reviews += list_reviews(2, after, false)->n_reviews;
	assert_int_equal(reviews, TRIPS);
	assert_int_equal(list_trips(0, (ProtobufCBinaryData){0, NULL})->n_trips, TRIPS);
	assert_int_equal(list_trips(TRIPS, list_trips(TRIPS, (ProtobufCBinaryData){0, NULL})->next)->n_trips,
	                 0);
}

static void a_page_has_bounds(void **state)
{
	(void)state;
	Guosuo__V1__ListTripsRequest request = GUOSUO__V1__LIST_TRIPS_REQUEST__INIT;
	request.page_size = 101;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/ListTrips", &request), 400);
	assert_true(answer_says(&desk_answer, "TOO_LARGE"));
	request.page_size = 1;
	request.after = rig_bytes(&desk.rig, "abc", 3);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/ListTrips", &request), 400);
}

static void a_queue_leaves_out_what_is_decided_unless_asked(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const ProtobufCBinaryData start = {0, NULL};
	assert_int_equal(list_reviews(0, start, false)->n_reviews, 1);
	assert_false(list_reviews(0, start, false)->reviews[0]->mine);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	assert_int_equal(list_reviews(0, start, false)->n_reviews, 0);
	assert_int_equal(list_reviews(0, start, true)->n_reviews, 1);
	assert_true(list_reviews(0, start, true)->reviews[0]->mine);
	assert_int_equal(list_trips(0, start)->trips[0]->legs_sealed, 1);
}

static unsigned assign(const Guosuo__V1__SubmitTripResponse *trip, uint32_t device, uint32_t serial)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	return desk_post(&desk, OFFICER_A2, "/guosuo.v1.Desk/PutAssignment",
	                 desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A2, device, serial));
}

static void assignments_rise_and_a_crew_shares_a_serial(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	static const struct {
		const char *why;
		uint32_t device, serial;
		unsigned status;
	} rows[] = {
	    {"the first", DRIVER_A, 5, 200},
	    {"lower", DRIVER_A, 4, 400},
	    {"the same device again", DRIVER_A, 5, 409},
	    {"another of the crew", DRIVER_B, 5, 200},
	    {"paper counts apart", 0, 2, 200},
	    {"paper again", 0, 2, 400},
	    {"paper, higher", 0, 3, 200},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (assign(trip, rows[i].device, rows[i].serial) != rows[i].status)
			fail_msg("%s: %u", rows[i].why, desk_answer.status);
	/* A driver is given what is its own or on paper, an officer all. */
	assert_int_equal(pass_of(get_pass(DRIVER_A, trip->pass_id))->n_assignments, 3);
	assert_int_equal(pass_of(get_pass(DRIVER_B, trip->pass_id))->n_assignments, 3);
	const ProtobufCBinaryData number = {8, trip->pass_id.data};
	assert_int_equal(pass_of(get_pass(DRIVER_B, number))->n_assignments, 3);
	assert_int_equal(pass_of(get_pass(OFFICER_A, trip->pass_id))->n_assignments, 4);
}

static void a_driver_who_was_replaced_is_not_given_the_pass(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk), *trip = desk_submit(&desk);
	assert_int_equal(assign(other, DRIVER_A, 1), 200);
	assert_int_equal(assign(trip, DRIVER_A, 1), 200);
	assert_int_equal(assign(trip, DRIVER_B, 2), 200);
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	assert_int_equal(desk_post(&desk, DRIVER_A, "/guosuo.v1.Desk/GetPass", &request), 404);
	request.pass_id.len = 8;
	assert_int_equal(desk_post(&desk, DRIVER_A, "/guosuo.v1.Desk/GetPass", &request), 404);
	assert_int_equal(pass_of(get_pass(DRIVER_B, trip->pass_id))->n_assignments, 1);
	/* The newest is one that still is this driver's. */
	const Guosuo__V1__GetPassResponse *left = get_pass(DRIVER_A, (ProtobufCBinaryData){0, NULL});
	assert_memory_equal(left->pass_id.data, other->pass_id.data, PASS_ID_LEN);
}

static void an_assignment_not_sealed_by_an_officer_of_the_trip_is_refused(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	Guosuo__V1__PutAssignmentRequest *request =
	    desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, DRIVER_A, 1);
	request->assignment->signature.data[5] ^= 1;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", request), 403);
	request->assignment->key = rig_key(&desk.rig, STRANGER);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", request), 403);
}

static void a_withdrawn_trip_is_over(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	request.reason = (char *)(uintptr_t) "合同取消";
	request.revocation = desk_taken_back(&desk, trip->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	assert_int_equal(assign(trip, DRIVER_A, 1), 200);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
	const Guosuo__V1__TripView *view = get_trip(trip->pass_id);
	assert_int_equal(view->state, GUOSUO__V1__TRIP_STATE__WITHDRAWN);
	for (size_t i = 0; i < view->n_legs; i++)
		assert_int_equal(view->legs[i]->state, GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request), 400);
	assert_int_equal(assign(trip, DRIVER_A, 2), 400);
	Guosuo__V1__GetPassRequest pass = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	assert_int_equal(desk_post(&desk, DRIVER_A, "/guosuo.v1.Desk/GetPass", &pass), 404);
	pass.pass_id = trip->pass_id;
	assert_int_equal(desk_post(&desk, DRIVER_A, "/guosuo.v1.Desk/GetPass", &pass), 400);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 4"), 1);
}

static void a_bad_application_is_refused_field_by_field(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	request->application->cargo->hs_code = (char *)(uintptr_t) "85";
	request->application->applicant->uscc = desk.company_b;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request), 400);
	assert_true(answer_says(&desk_answer, "HS_FORM"));
	assert_true(answer_says(&desk_answer, "HANDED"));
	assert_true(answer_says(&desk_answer, "applicant.uscc"));
	request->application = NULL;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request), 400);
	assert_true(answer_says(&desk_answer, "REQUIRED"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), 0);
}

/* Indexes of one list never repeat, though a restart forgets what was leased. */
static void everything_stands_after_a_restart(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *first = desk_submit(&desk);
	desk_seal_leg(&desk, first->pass_id, HEBEI);
	for (int again = 0; again < 3; again++) {
		desk_down(&desk);
		desk_up(&desk);
		while (!desk.app.ready)
			desk_turn(&desk);
		const Guosuo__V1__SubmitTripResponse *next = desk_submit(&desk);
		desk_seal_leg(&desk, next->pass_id, SHANDONG);
	}
	assert_int_equal(get_trip(first->pass_id)->legs[1]->state, GUOSUO__V1__LEG_STATE__LEG_SEALED);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) - COUNT(DISTINCT status_index) FROM trip"), 0);
	assert_int_equal(
	    desk_sql(&desk, "SELECT COUNT(*) FROM (SELECT province, week, status_index FROM leg UNION ALL "
	                    "SELECT issuer, week, status_index FROM trip)"),
	    desk_sql(&desk, "SELECT COUNT(*) FROM (SELECT province, week, status_index FROM leg UNION "
	                    "SELECT issuer, week, status_index FROM trip)"));
}

static void a_status_list_says_what_was_issued(void **state)
{
	(void)state;
	struct status status;
	char name[32];
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_down(&desk); /* a list is made at every start */
	desk_up(&desk);
	uint32_t week = iso_week(opened.body->not_after);
	for (int turn = 0; turn < 250; turn++)
		desk_turn(&desk);
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++) {
		snprintf(name, sizeof name, "/state/status.%02u", desk_provinces[i]);
		desk_get(&desk, name, "", &desk_answer);
		assert_int_equal(desk_answer.status, 200);
		assert_int_equal(status_open(span_of(desk_answer.body, desk_answer.length),
		                             held_roster(desk.app.held, desk_provinces[i]), &desk.rig.arena,
		                             &status),
		                 ERR_OK);
		assert_int_equal(status_ask(&status, week, opened.body->status_index), STATUS_GOOD);
		assert_int_equal(status_ask(&status, week + 100, 1), STATUS_NOT_COVERED);
		bool covers = false;
		for (size_t w = 0; w < status.body->n_weeks; w++)
			covers |= status.body->weeks[w]->week == week &&
			          status.body->weeks[w]->issued >= opened.body->status_index;
		assert_true(covers);
	}
}

static void threat_15b_a_status_list_is_of_the_epoch_its_roster_grants(void **state)
{
	(void)state;
	struct status status;
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	Guosuo__V1__Roster *roster = desk_roster(&desk, SHANDONG, 2);
	roster->status_epoch = 3;
	request.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, roster));
	desk_call(&desk, rig_authority(SHANDONG, 1), "/guosuo.v1.Trust/PutRoster", &request);
	for (int turn = 0; turn < 50; turn++)
		desk_turn(&desk);
	desk_get(&desk, "/state/status.37", "", &desk_answer);
	assert_int_equal(status_open(span_of(desk_answer.body, desk_answer.length), held_roster(desk.app.held, SHANDONG),
	                             &desk.rig.arena, &status),
	                 ERR_OK);
	assert_int_equal(status.body->epoch, 3);
}

static void two_rosters_are_not_judged_by_the_same_holdings(void **state)
{
	(void)state;
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	static const int other;
	request.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, desk_roster(&desk, SHANDONG, 2)));
	desk.app.opening = (const struct call *)(const void *)&other;
	assert_int_equal(desk_post(&desk, rig_authority(SHANDONG, 1), "/guosuo.v1.Trust/PutRoster", &request), 503);
	assert_int_equal(held_roster(desk.app.held, SHANDONG)->body->version, 1);
	desk.app.opening = NULL;
	desk_call(&desk, rig_authority(SHANDONG, 1), "/guosuo.v1.Trust/PutRoster", &request);
	assert_int_equal(held_roster(desk.app.held, SHANDONG)->body->version, 2);
	assert_null(desk.app.opening);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(from_application_to_the_drivers_pass),
	    FRESH(decisions_move_the_leg_and_are_kept),
	    FRESH(the_same_decision_counts_once),
	    FRESH(a_second_pause_is_told_that_the_first_goes_on),
	    FRESH(a_decision_drops_what_one_person_had_sealed),
	    FRESH(no_rule_seals_what_needs_two_persons),
	    FRESH(lists_give_every_trip_once_page_by_page),
	    FRESH(a_page_has_bounds),
	    FRESH(a_queue_leaves_out_what_is_decided_unless_asked),
	    FRESH(assignments_rise_and_a_crew_shares_a_serial),
	    FRESH(a_driver_who_was_replaced_is_not_given_the_pass),
	    FRESH(an_assignment_not_sealed_by_an_officer_of_the_trip_is_refused),
	    FRESH(a_withdrawn_trip_is_over),
	    FRESH(a_bad_application_is_refused_field_by_field),
	    FRESH(everything_stands_after_a_restart),
	    FRESH(a_status_list_says_what_was_issued),
	    FRESH(threat_15b_a_status_list_is_of_the_epoch_its_roster_grants),
	    FRESH(two_rosters_are_not_judged_by_the_same_holdings),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
