#include "guosuo/v1/revocations.pb-c.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/finding.h"
#include "server/passages.h"
#include "tests/gate_desk.h"

static struct desk desk;
static Guosuo__V1__SubmitTripResponse *mine;
static struct trip mine_trip;

#define TRIP(name) GUOSUO__V1__TRIP_STATE__##name

/* ---- a trip on its way to Tianjin's port ---- */

static void submit(uint32_t journeys)
{
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	request->application->journeys = journeys;
	mine = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	mine_trip = desk_trip(&desk, mine->trip);
}

static void seal_all(void)
{
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, mine->pass_id, desk_provinces[i]);
}

/* As desk_assignment, of another journey. */
static Guosuo__V1__PutAssignmentRequest *assignment(uint32_t serial, uint32_t journey, int64_t later)
{
	Guosuo__V1__PutAssignmentRequest *request =
	    desk_assignment(&desk, mine->pass_id, &mine_trip, OFFICER_A, DRIVER_A, serial);
	struct assignment opened;
	assert_int_equal(assignment_read(request->assignment, &desk.rig.arena, &opened), ERR_OK);
	Guosuo__V1__Assignment body = *opened.body;
	body.journey = journey;
	body.not_before += (uint32_t)later, body.not_after += (uint32_t)later;
	assert_int_equal(assignment_seal(desk_pack(&desk, &body), &mine_trip, rig_pair(OFFICER_A).secret,
	                                 &desk.rig.arena, &request->assignment),
	                 ERR_OK);
	return request;
}

static void assign(uint32_t serial, uint32_t journey, int64_t later)
{
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", assignment(serial, journey, later));
}

static int open_desk(void **state)
{
	(void)state;
	desk_open(&desk);
	stops_open(&desk);
	submit(0);
	return 0;
}

/* Ready and assigned. */
static int up(void **state)
{
	open_desk(state);
	seal_all();
	assign(1, 1, 0);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static Guosuo__V1__TripView *view(void)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = mine->pass_id;
	const Guosuo__V1__GetTripResponse *reply = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request);
	return reply->trip;
}

/* What the desk made of the one record, 0: nothing odd. */
static uint32_t fate(uint32_t key, const Guosuo__V1__PutPassagesRequest *request)
{
	const Guosuo__V1__PutPassagesResponse *reply = gate_send(&desk, key, request);
	return reply->n_odd > 0 ? (uint32_t)reply->odd[0]->fate : 0;
}
#define FATE(name) GUOSUO__V1__PASSAGE_FATE__PASSAGE_##name

static uint32_t put(uint32_t key, const struct gate_pass *shown, const Guosuo__V1__Stamp *stamp)
{
	return fate(key, gate_request(&desk, key, shown, stamp, RIG_KEYS(key)));
}

static const struct gate_pass *shown(void)
{
	return gate_shown(&desk, mine->pass_id, TIANJIN);
}

static struct gate_result deliver(uint32_t sequence)
{
	const struct gate_pass *pass = shown();
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, sequence);
	return gate_put(&desk, GATE_TIANJIN, pass, &stamp);
}

static void withdraw(void)
{
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	request.pass_id = mine->pass_id;
	request.reason = (char *)(uintptr_t) "改期";
	request.revocation =
	    desk_taken_back(&desk, mine->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
}

/* ---- what is expected ---- */

static void a_trip_is_expected_at_its_port_once_it_is_ready(void **state)
{
	(void)state;
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 0);
	seal_all();
	const Guosuo__V1__ListArrivalsResponse *list = gate_arrivals(&desk, GATE_TIANJIN);
	assert_string_equal(list->port, "CNTXG");
	assert_int_equal(list->n_arrivals, 1);
	const Guosuo__V1__Arrival *arrival = list->arrivals[0];
	assert_memory_equal(arrival->pass_id.data, mine->pass_id.data, PASS_ID_LEN);
	assert_int_equal(arrival->state, TRIP(READY));
	assert_int_equal(arrival->length_mm, mine_trip.body->laden->length_mm);
	assert_int_equal(arrival->width_mm, mine_trip.body->laden->width_mm);
	assert_int_equal(arrival->height_mm, mine_trip.body->laden->height_mm);
	assert_int_equal(arrival->mass_kg, mine_trip.body->laden->mass_kg);
	assert_int_equal(arrival->pieces, 1);
	assert_int_equal(arrival->over_limit_class, 3);
	assert_string_equal(arrival->tractor, "鲁A12345");
	assert_int_equal(arrival->n_trailers, 1);
	assert_false(arrival->assigned);
	assert_in_range(arrival->expected, mine_trip.body->not_before, mine_trip.body->not_after);
	assert_int_equal(arrival->overdue_s, 0);
	assert_true(arrival->cutoff > 0);
	assert_int_equal(arrival->slack_s, arrival->cutoff - arrival->expected);
}

static void an_assignment_says_which_train_comes_and_when(void **state)
{
	(void)state;
	seal_all();
	int64_t before = gate_arrivals(&desk, GATE_TIANJIN)->arrivals[0]->expected;
	assign(1, 1, 2 * H);
	const Guosuo__V1__Arrival *arrival = gate_arrivals(&desk, GATE_TIANJIN)->arrivals[0];
	assert_true(arrival->assigned);
	assert_int_equal(arrival->journey, 1);
	assert_string_equal(arrival->tractor, "鲁A12345");
	assert_int_equal(arrival->n_trailers, 1);
	assert_int_equal(arrival->expected, before + 2 * H);
	assert_null(memmem(desk_answer.body, desk_answer.length, "示例司机甲", strlen("示例司机甲")));
	assert_null(memmem(desk_answer.body, desk_answer.length, "1390000", 7));
}

static void another_ports_gate_sees_nothing_and_no_ports_gate_is_told_so(void **state)
{
	Guosuo__V1__ListArrivalsRequest request = GUOSUO__V1__LIST_ARRIVALS_REQUEST__INIT;
	(void)state;
	const Guosuo__V1__ListArrivalsResponse *list = gate_arrivals(&desk, GATE_SHANDONG);
	assert_string_equal(list->port, "CNTAO");
	assert_int_equal(list->n_arrivals, 0);
	assert_int_equal(desk_post(&desk, GATE_HEBEI, "/guosuo.v1.Gate/ListArrivals", &request), 400);
	assert_true(answer_says(&desk_answer, "\"NO_GATE\""));
}

static void a_withdrawn_trip_is_expected_no_more(void **state)
{
	(void)state;
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 1);
	withdraw();
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 0);
}

static void a_leg_that_is_opened_again_leaves_the_trip_expected(void **state)
{
	(void)state;
	desk_call(&desk, rig_entry(HEBEI, ENTRY_REVIEWER_A), "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, mine->pass_id, &mine_trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REOPEN,
	                        time(NULL), rig_entry(HEBEI, ENTRY_REVIEWER_A)));
	assert_int_equal(view()->state, TRIP(IN_REVIEW));
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 1);
}

static void pages_go_on_where_the_last_one_ended_and_windows_hold(void **state)
{
	enum { ALL = 7 };
	Guosuo__V1__ListArrivalsRequest request = GUOSUO__V1__LIST_ARRIVALS_REQUEST__INIT;
	size_t seen = 0, pages = 0;
	int64_t last = 0;
	(void)state;
	for (size_t i = 1; i < ALL; i++) {
		submit(0);
		seal_all();
		assign(1, 1, (int64_t)(i / 2) * H); /* two and two at the same moment */
	}
	request.page_size = 2;
	do {
		const Guosuo__V1__ListArrivalsResponse *page =
		    desk_call(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/ListArrivals", &request);
		for (size_t i = 0; i < page->n_arrivals; i++) {
			assert_true(page->arrivals[i]->expected >= last);
			last = page->arrivals[i]->expected;
		}
		seen += page->n_arrivals;
		request.after = page->next;
		pages++;
	} while (request.after.len > 0);
	assert_int_equal(seen, ALL);
	assert_int_equal(pages, 4);
	request.page_size = 0;
	request.not_before = last;
	assert_int_equal(
	    ((const Guosuo__V1__ListArrivalsResponse *)desk_call(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/ListArrivals",
	                                                         &request))
	        ->n_arrivals,
	    1);
	request.not_before = 0, request.not_after = last - 1;
	assert_int_equal(
	    ((const Guosuo__V1__ListArrivalsResponse *)desk_call(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/ListArrivals",
	                                                         &request))
	        ->n_arrivals,
	    ALL - 1);
	request.not_before = last, request.not_after = last - 1;
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/ListArrivals", &request), 400);
}

/* ---- delivered ---- */

static void a_delivery_ends_the_trip(void **state)
{
	Guosuo__V1__WithdrawTripRequest withdrawal = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	(void)state;
	const struct gate_result reply = deliver(1);
	assert_int_equal(reply.state, TRIP(TRIP_DELIVERED));
	assert_in_range(reply.delivered, desk.now, time(NULL));
	const Guosuo__V1__TripView *trip = view();
	assert_int_equal(trip->state, TRIP(TRIP_DELIVERED));
	assert_int_equal(trip->n_deliveries, 1);
	assert_int_equal(trip->deliveries[0]->journey, 1);
	assert_int_equal(trip->deliveries[0]->checkpoint, GATE_NUMBER);
	assert_int_equal(trip->deliveries[0]->at, reply.delivered);
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 17"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 30"), 1);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", assignment(2, 1, 0)), 400);
	assert_true(answer_says(&desk_answer, "\"DELIVERED\""));
	withdrawal.pass_id = mine->pass_id;
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &withdrawal), 400);
	assert_true(answer_says(&desk_answer, "\"DELIVERED\""));
	assert_int_equal(
	    desk_post(&desk, rig_entry(HEBEI, ENTRY_REVIEWER_A), "/guosuo.v1.Review/PutDecision",
	              desk_decision(&desk, mine->pass_id, &mine_trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REOPEN,
	                            time(NULL), rig_entry(HEBEI, ENTRY_REVIEWER_A))),
	    400);
	assert_true(answer_says(&desk_answer, "\"DELIVERED\""));
}

static void the_same_record_again_is_once_and_another_under_its_number_is_an_alarm(void **state)
{
	const struct gate_pass *pass = shown();
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 4);
	const Guosuo__V1__PutPassagesRequest *request = gate_request(&desk, GATE_TIANJIN, pass, &stamp, RIG_KEYS(GATE_TIANJIN));
	(void)state;
	assert_int_equal(gate_send(&desk, GATE_TIANJIN, request)->taken, 1);
	const Guosuo__V1__PutPassagesResponse *again = gate_send(&desk, GATE_TIANJIN, request);
	assert_int_equal(again->taken, 0);
	assert_int_equal(again->known, 1);
	assert_int_equal(again->n_odd, 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 17"), 1);
	stamp.duty = 8;
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(FORKED));
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(FORKED)); /* told again, kept once */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM passage WHERE sequence = 4"), 2);
	assert_int_equal(desk_sql(&desk, "SELECT forks FROM post"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 31"), 1);
}

static void a_journey_is_delivered_once_whoever_stamps_it_twice(void **state)
{
	(void)state;
	const struct gate_result first = deliver(1);
	const struct gate_pass *pass = shown();
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 2);
	stamp.time += 30;
	const struct gate_result second = gate_put(&desk, GATE_TIANJIN, pass, &stamp);
	assert_int_equal(second.delivered, first.delivered);
	assert_int_equal(view()->n_deliveries, 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 2);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 17"), 1);
}

static void what_was_not_let_pass_is_not_delivered(void **state)
{
	const struct gate_pass *pass = shown();
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	stamp.direction = GUOSUO__V1__DIRECTION__ENTERING;
	stamp.outcome = GUOSUO__V1__OUTCOME__HELD, stamp.reason = STAMP_REASON_UNSAFE;
	const struct gate_result reply = gate_put(&desk, GATE_TIANJIN, pass, &stamp);
	assert_int_equal(reply.state, TRIP(READY));
	assert_int_equal(reply.delivered, 0);
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 1);
}

static void a_stamp_on_the_way_delivers_nothing(void **state)
{
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	assert_int_equal(gate_put(&desk, GATE_HEBEI, pass, &stamp).delivered, 0);
	assert_int_equal(view()->state, TRIP(READY));
}

static void the_chain_goes_on_behind_an_earlier_stamp(void **state)
{
	struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI), *port = gate_shown(&desk, mine->pass_id, TIANJIN);
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	uint8_t payload[HASH_LEN];
	(void)state;
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	stamp_payload(&pass->of, desk_pack(&desk, &stamp), payload);
	port->of.previous = payload;
	stamp = gate_stamp(port, 1);
	const struct span good = gate_record(&desk, port, &stamp, RIG_KEYS(GATE_TIANJIN));
	struct passage opened;
	Guosuo__V1__PassageRecord *spoiled;
	assert_int_equal(passage_read(good, &desk.rig.arena, &opened), ERR_OK);
	spoiled = (Guosuo__V1__PassageRecord *)(uintptr_t)opened.record;
	spoiled->passage->previous.len = 0; /* sealed as the second of its journey, sent as the first */
	const struct span bad = desk_pack(&desk, spoiled);
	assert_int_equal(fate(GATE_TIANJIN, gate_piece(&desk, GATE_TIANJIN, &bad, 1)), FATE(ELSEWHERE));
	assert_int_equal(view()->state, TRIP(READY));
	stamp = gate_stamp(port, 2);
	assert_int_equal(gate_put(&desk, GATE_TIANJIN, port, &stamp).state, TRIP(TRIP_DELIVERED));
}

static void open_legs_are_over_and_beds_ahead_are_given_back(void **state)
{
	Guosuo__V1__Stamp stamp;
	const Guosuo__V1__BookingView *booking;
	(void)state;
	booking = stops_ask(&desk, OFFICER_A, stops_asking(&desk, mine->pass_id, &mine_trip, 2, 3));
	stops_confirm(&desk, &mine_trip, booking, KEEPER_HEBEI);
	assert_int_equal(desk_sql(&desk, "SELECT SUM(beds) FROM stop_night"), 3);
	seal_all();
	assign(1, 1, 0);
	const struct gate_pass *pass = shown();
	desk_call(&desk, rig_entry(HEBEI, ENTRY_REVIEWER_A), "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, mine->pass_id, &mine_trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REOPEN,
	                        time(NULL), rig_entry(HEBEI, ENTRY_REVIEWER_A)));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg WHERE decided = 0"), 1);
	stamp = gate_stamp(pass, 1);
	assert_int_equal(gate_put(&desk, GATE_TIANJIN, pass, &stamp).state, TRIP(TRIP_DELIVERED));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg WHERE decided = 0"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT SUM(beds) FROM stop_night"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT state FROM booking"), GUOSUO__V1__BOOKING_STATE__BOOKING_CANCELLED);
}

static void the_crew_sleeps_where_it_arrived(void **state)
{
	(void)state;
	deliver(1);
	/* what begins within a day on the last leg, on an earlier one, and what has begun */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM booking"), 3);
	assert_int_equal(desk_sql(&desk, "SELECT ended FROM booking WHERE code = 100001"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT ended FROM booking WHERE code = 100002"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT ended FROM booking WHERE code = 100003"), 0);
}

static int with_bookings(void **state)
{
	static const struct {
		uint32_t province, code, ordinal;
		int64_t from;
	} rows[] = {{TIANJIN, 100001, 3, 12 * H}, {HEBEI, 100002, 2, 12 * H}, {HEBEI, 100003, 2, -H}};
	up(state);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		char sql[1024];
		snprintf(sql, sizeof sql,
		         "INSERT INTO booking SELECT %u, 12, %u, company, pass_id, %u, 1, 0, 0, 0, 0, %lld, %lld, 0, 0, 1, 0, "
		         "0, '', x'', x'' FROM trip",
		         rows[i].province, rows[i].code, rows[i].ordinal, (long long)(desk.now + rows[i].from),
		         (long long)(desk.now + rows[i].from + 8 * H));
		desk_sql(&desk, sql);
	}
	return 0;
}

static int up_twice(void **state)
{
	(void)state;
	desk_open(&desk);
	stops_open(&desk);
	submit(2);
	seal_all();
	assign(1, 1, 0);
	return 0;
}

static void each_journey_is_delivered_and_the_last_ends_the_trip(void **state)
{
	(void)state;
	const struct gate_result reply = deliver(1);
	assert_int_equal(reply.state, TRIP(READY));
	assert_true(reply.delivered > 0);
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 0);
	assign(2, 2, 3 * H);
	const Guosuo__V1__ListArrivalsResponse *list = gate_arrivals(&desk, GATE_TIANJIN);
	assert_int_equal(list->n_arrivals, 1);
	assert_int_equal(list->arrivals[0]->journey, 2);
	assert_int_equal(list->arrivals[0]->journeys, 2);
	assert_int_equal(deliver(2).state, TRIP(TRIP_DELIVERED));
	assert_int_equal(view()->n_deliveries, 2);
	assert_int_equal(view()->deliveries[0]->journey, 2);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 17"), 2);
}

static Guosuo__V1__MoveCutoffRequest cutoff_at(int64_t cutoff)
{
	Guosuo__V1__MoveCutoffRequest request = GUOSUO__V1__MOVE_CUTOFF_REQUEST__INIT;
	request.pass_id = mine->pass_id;
	request.pass_id.len = PASS_NUMBER_BYTES; /* as the gate's list of arrivals tells it */
	request.cutoff = cutoff;
	request.reason = (char *)(uintptr_t) "船舶提前离港";
	return request;
}

static void the_gate_of_the_port_moves_the_cutoff_under_its_name(void **state)
{
	(void)state;
	const int64_t cutoff = view()->cutoff - 2 * H;
	const Guosuo__V1__MoveCutoffRequest request = cutoff_at(cutoff);
	const Guosuo__V1__MoveCutoffResponse *reply =
	    desk_call(&desk, GATE_TIANJIN, "/guosuo.v1.Timetables/MoveCutoff", &request);
	assert_int_equal(reply->timetable->target, cutoff);
	const Guosuo__V1__TripView *trip = view();
	assert_int_equal(trip->cutoff, cutoff);
	assert_int_equal(trip->n_cutoff_moves, 1);
	assert_string_equal(trip->cutoff_moves[0]->reason, "船舶提前离港");
	assert_string_equal(trip->cutoff_moves[0]->who, "王审批"); /* every name of these rosters */
	assert_int_equal(trip->cutoff_moves[0]->province, TIANJIN);
	assert_true(trip->cutoff_moves[0]->checkpoint > 0);
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->arrivals[0]->cutoff, cutoff);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 20"), 1);
	/* and an officer's under the officer's */
	const Guosuo__V1__MoveCutoffRequest later = cutoff_at(cutoff + H);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Timetables/MoveCutoff", &later);
	trip = view();
	assert_string_equal(trip->cutoff_moves[1]->who, "示例经办人");
	assert_int_equal(trip->cutoff_moves[1]->province + trip->cutoff_moves[1]->checkpoint, 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 20"), 1);
}

static void no_other_gate_moves_it(void **state)
{
	(void)state;
	const Guosuo__V1__MoveCutoffRequest request = cutoff_at(view()->cutoff - 2 * H);
	assert_int_equal(desk_post(&desk, GATE_HEBEI, "/guosuo.v1.Timetables/MoveCutoff", &request), 400);
	assert_true(answer_says(&desk_answer, "\"NO_GATE\""));
	assert_int_equal(desk_post(&desk, GATE_SHANDONG, "/guosuo.v1.Timetables/MoveCutoff", &request), 404);
	assert_int_equal(view()->n_cutoff_moves, 0);
}

static void journeys_are_counted(uint32_t delivered, uint32_t next)
{
	const Guosuo__V1__JourneyCount *count = view()->journeys;
	assert_int_equal(count->of, 2);
	assert_int_equal(count->delivered, delivered);
	assert_int_equal(count->next, next);
}

static void a_journey_that_has_ended_is_assigned_to_nobody_and_the_next_is_named(void **state)
{
	(void)state;
	journeys_are_counted(0, 1);
	assign(2, 2, 3 * H); /* the second may be driven before the first */
	deliver(1);
	journeys_are_counted(1, 1);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", assignment(3, 2, 3 * H)), 400);
	assert_true(answer_says(&desk_answer, "\"field\":\"assignment.journey\""));
	assert_true(answer_says(&desk_answer, "\"JOURNEY_OVER\""));
	assert_true(answer_says(&desk_answer, "第 2 趟已送达; 下一趟用 --journey 1"));
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", assignment(3, 3, 3 * H)), 400);
	assert_true(answer_says(&desk_answer, "\"ORDINAL\""));
	assign(3, 1, 3 * H);
	deliver(2);
	journeys_are_counted(2, 0);
}

static void a_withdrawn_trip_that_came_all_the_same_is_told_and_stays_withdrawn(void **state)
{
	const struct gate_pass *pass = shown();
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	withdraw();
	const struct gate_result reply = gate_put(&desk, GATE_TIANJIN, pass, &stamp);
	assert_int_equal(reply.state, TRIP(WITHDRAWN));
	assert_true(reply.delivered > 0);
	assert_int_equal(view()->n_deliveries, 1);
}

/* A pass or its leg in Hebei, taken back by one reviewer. */
static void take_back(uint32_t province, uint32_t index)
{
	Guosuo__V1__PutRevocationRequest request = GUOSUO__V1__PUT_REVOCATION_REQUEST__INIT;
	const uint32_t reviewer = rig_entry(province, ENTRY_REVIEWER_A);
	request.revocation =
	    desk_revocation(&desk, province, iso_week(mine_trip.body->not_after), &index, 1,
	                    GUOSUO__V1__REVOCATION_REASON__MISUSED, RIG_KEYS(reviewer));
	desk_call(&desk, reviewer, "/guosuo.v1.Revocations/PutRevocation", &request);
}

static void a_revoked_pass_is_expected_no_more_and_stays_revoked(void **state)
{
	const struct gate_pass *pass = shown();
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	take_back(SHANDONG, mine_trip.body->status_index);
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 0);
	const struct gate_result reply = gate_put(&desk, GATE_TIANJIN, pass, &stamp);
	assert_int_equal(reply.state, TRIP(REVOKED));
	assert_true(reply.delivered > 0);
}

static void what_has_arrived_has_arrived_though_a_leg_is_revoked(void **state)
{
	(void)state;
	deliver(1);
	take_back(HEBEI, gate_shown(&desk, mine->pass_id, HEBEI)->leg.body->status_index);
	assert_int_equal(view()->state, TRIP(TRIP_DELIVERED));
}

static const Guosuo__V1__ListLapsesResponse *lapses(uint32_t province)
{
	Guosuo__V1__ListLapsesRequest request = GUOSUO__V1__LIST_LAPSES_REQUEST__INIT;
	request.province = province;
	return desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListLapses", &request);
}

static void threat_16_what_a_gate_let_pass_though_it_was_revoked_is_told_when_its_log_comes(void **state)
{
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	(void)state;
	take_back(SHANDONG, mine_trip.body->status_index);
	const int64_t revoked_at = desk_sql(&desk, "SELECT MIN(created) FROM revoked");
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	stamp.time = revoked_at - 1; /* the last second in which it was good */
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	assert_int_equal(lapses(HEBEI)->n_lapses, 0);
	stamp = gate_stamp(pass, 2);
	stamp.time = revoked_at, stamp.outcome = GUOSUO__V1__OUTCOME__HELD, stamp.reason = STAMP_REASON_UNSAFE;
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	assert_int_equal(lapses(HEBEI)->n_lapses, 0);
	stamp = gate_stamp(pass, 3);
	stamp.time = revoked_at;
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	gate_put(&desk, GATE_HEBEI, pass, &stamp); /* twice is once */
	assert_int_equal(lapses(HEBEI)->n_lapses, 1);
	const Guosuo__V1__Lapse *lapse = lapses(HEBEI)->lapses[0];
	assert_int_equal(lapse->checkpoint, GATE_NUMBER);
	assert_int_equal(lapse->sequence, 3);
	assert_int_equal(lapse->at, revoked_at);
	assert_int_equal(lapse->revoked_at, revoked_at);
	assert_int_equal(lapse->verdict, 1);
	assert_int_equal(lapse->duty, 7);
	assert_int_equal(lapse->what, GUOSUO__V1__LAPSE_WHAT__LAPSE_PASS);
	assert_int_equal(lapse->why, GUOSUO__V1__LAPSE_WHY__LAPSE_LATER);
	assert_memory_equal(lapse->pass_id.data, mine->pass_id.data, PASS_ID_LEN);
	assert_int_equal(lapses(TIANJIN)->n_lapses, 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 32"), 1);
}

static void a_lapse_is_of_the_leg_too_and_listed_by_pages(void **state)
{
	Guosuo__V1__ListLapsesRequest request = GUOSUO__V1__LIST_LAPSES_REQUEST__INIT;
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	(void)state;
	take_back(HEBEI, pass->leg.body->status_index);
	for (uint32_t i = 1; i <= 3; i++) {
		Guosuo__V1__Stamp stamp = gate_stamp(pass, i);
		stamp.time = desk_sql(&desk, "SELECT MIN(created) FROM revoked");
		gate_put(&desk, GATE_HEBEI, pass, &stamp);
	}
	request.province = HEBEI;
	request.page_size = 2;
	const Guosuo__V1__ListLapsesResponse *page =
	    desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListLapses", &request);
	assert_int_equal(page->n_lapses, 2);
	const uint32_t seen = page->lapses[0]->sequence + page->lapses[1]->sequence;
	request.after = page->next;
	page = desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListLapses", &request);
	assert_int_equal(page->n_lapses, 1);
	assert_int_equal(seen + page->lapses[0]->sequence, 6);
}

#define WHAT(name) GUOSUO__V1__LAPSE_WHAT__LAPSE_##name
#define WHY(name) GUOSUO__V1__LAPSE_WHY__LAPSE_##name

/* Let pass in Hebei under this pass, so many seconds after it was barred by the gate's clock, with one finding (0: none); the newest
 * lapse, NULL: it is none. */
static const Guosuo__V1__Lapse *lapse_of(const struct gate_pass *pass, uint32_t sequence, int64_t after, uint32_t finding)
{
	Guosuo__V1__Stamp stamp = gate_stamp(pass, sequence);
	const size_t before = lapses(HEBEI)->n_lapses;
	stamp.time = desk_sql(&desk, "SELECT MAX(created) FROM bar") + after;
	stamp.findings = &finding, stamp.n_findings = finding != 0;
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	const Guosuo__V1__ListLapsesResponse *list = lapses(HEBEI);
	for (size_t i = 0; list->n_lapses > before && i < list->n_lapses; i++)
		if (list->lapses[i]->sequence == sequence)
			return list->lapses[i];
	return NULL;
}

static void threat_16_a_replaced_assignment_is_a_lapse_and_a_slow_clock_hides_none(void **state)
{
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	(void)state;
	assign(2, 1, 0);
	desk_sql(&desk, "UPDATE bar SET created = created - 7200"); /* before the gate's lists, which are ten minutes old */
	const Guosuo__V1__Lapse *late = lapse_of(pass, 1, 0, 0);
	assert_non_null(late);
	assert_int_equal(late->what, WHAT(ASSIGNMENT));
	assert_int_equal(late->why, WHY(LATER));
	assert_null(lapse_of(pass, 2, -1, 0)); /* the last second in which it was good */
	const Guosuo__V1__Lapse *known = lapse_of(pass, 3, -3600, FINDING_SERIAL_BARRED);
	assert_non_null(known);
	assert_int_equal(known->why, WHY(KNOWN));
	const Guosuo__V1__Lapse *slow = lapse_of(pass, 4, -3600, FINDING_CLOCK_BEHIND);
	assert_non_null(slow);
	assert_int_equal(slow->why, WHY(CLOCK));
	desk_sql(&desk, "UPDATE bar SET created = created + 7200"); /* which it could not know by its lists */
	assert_null(lapse_of(pass, 5, -3600, FINDING_CLOCK_BEHIND));
	assert_null(lapse_of(gate_shown(&desk, mine->pass_id, HEBEI), 6, 0, 0)); /* what replaces it */
}

static void threat_16_an_assignment_by_a_barred_officer_is_a_lapse(void **state)
{
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	(void)state;
	desk_remove_member(&desk, OFFICER_A2, OFFICER_A);
	desk_call(&desk, OFFICER_A2, "/guosuo.v1.Bars/PutBar", desk_bar(&desk, mine->pass_id, &mine_trip, OFFICER_A2, OFFICER_A));
	assert_null(lapse_of(pass, 1, -1, 0));
	const Guosuo__V1__Lapse *late = lapse_of(pass, 2, 0, 0);
	assert_non_null(late);
	assert_int_equal(late->what, WHAT(OFFICER));
	assert_int_equal(late->why, WHY(LATER));
}

/* ---- what is refused ---- */

/* A record whose code is one pass's and whose stamp was sealed for another. */
static uint32_t swapped(const struct gate_pass *code, const struct gate_pass *sealed, const Guosuo__V1__Stamp *stamp)
{
	struct gate_pass both = *code;
	both.of = sealed->of;
	return fate(GATE_TIANJIN, gate_request(&desk, GATE_TIANJIN, &both, stamp, RIG_KEYS(GATE_TIANJIN)));
}

static void a_stamp_of_another_gate_trip_leg_or_key_is_kept_and_delivers_nothing(void **state)
{
	const struct gate_pass *pass = shown(), *hebei = gate_shown(&desk, mine->pass_id, HEBEI);
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	assert_int_equal(put(GATE_SHANDONG, pass, &stamp), FATE(ELSEWHERE)); /* another port's gate */
	assert_int_equal(put(GATE_HEBEI, pass, &stamp), FATE(ELSEWHERE));    /* no port's */
	assert_int_equal(swapped(hebei, pass, &stamp), FATE(UNSOUND));       /* delivered on another leg */
	stamp.sequence = 2;
	assert_int_equal(swapped(pass, hebei, &stamp), FATE(ELSEWHERE));
	stamp.sequence = 3;
	assert_int_equal(fate(GATE_TIANJIN, gate_request(&desk, GATE_TIANJIN, pass, &stamp,
	                                                 RIG_KEYS(rig_entry(TIANJIN, ENTRY_REVIEWER_A)))),
	                 FATE(ELSEWHERE));
	stamp.sequence = 4, stamp.checkpoint++;
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(ELSEWHERE));
	stamp = gate_stamp(pass, 5);
	stamp.duty = 0;
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(UNSOUND));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM passage"), 7);
	assert_int_equal(view()->state, TRIP(READY));
}

static void a_stamp_of_a_fast_clock_waits_until_its_time_and_is_a_delivery_then(void **state)
{
	enum { WAIT_S = 3 };
	const struct gate_pass *pass = shown();
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	stamp.time += SKEW_S + WAIT_S;
	const Guosuo__V1__PutPassagesRequest *request = gate_request(&desk, GATE_TIANJIN, pass, &stamp, RIG_KEYS(GATE_TIANJIN));
	for (int twice = 0; twice < 2; twice++) { /* said each time it is sent */
		const Guosuo__V1__PutPassagesResponse *reply = gate_send(&desk, GATE_TIANJIN, request);
		assert_int_equal(reply->n_odd, 1);
		assert_int_equal(reply->odd[0]->fate, FATE(AHEAD));
		assert_in_range(reply->odd[0]->ahead_s, SKEW_S + 1, SKEW_S + WAIT_S);
	}
	desk_watch(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 0);
	while (time(NULL) < stamp.time - SKEW_S)
		sleep(1);
	desk_watch(&desk);
	const Guosuo__V1__TripView *delivered = view();
	assert_int_equal(delivered->state, TRIP(TRIP_DELIVERED));
	assert_int_equal(delivered->n_deliveries, 1);
	assert_int_equal(delivered->deliveries[0]->at, stamp.time);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM passage WHERE waits > 0"), 0);
	desk_watch(&desk);
	assert_int_equal(fate(GATE_TIANJIN, request), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 1);
}

static void a_stamp_that_cannot_be_taken_keeps_none_behind_it_waiting(void **state)
{
	const struct gate_pass *pass = shown(), *hebei = gate_shown(&desk, mine->pass_id, HEBEI);
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1), passing = gate_stamp(hebei, 1);
	(void)state;
	stamp.time += H, passing.time += H;
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(AHEAD));
	assert_int_equal(put(GATE_HEBEI, hebei, &passing), FATE(AHEAD));
	passing.sequence = 2, passing.time = time(NULL) + SKEW_S + 2;
	assert_int_equal(put(GATE_HEBEI, hebei, &passing), FATE(AHEAD));
	desk_sql(&desk, "UPDATE passage SET waits = 1, record = x'00' WHERE sequence = 1");
	while (time(NULL) < passing.time - SKEW_S)
		sleep(1);
	desk_watch(&desk);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp WHERE sequence = 2"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM stamp"), 1);
}

static void a_stamp_further_ahead_than_an_assignment_may_last_is_an_alarm_and_waits_for_nothing(void **state)
{
	const struct gate_pass *pass = shown();
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	stamp.time += ASSIGNMENT_WINDOW_S - 60;
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(AHEAD));
	stamp.sequence = 2, stamp.time += 120;
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(FAR_AHEAD));
	stamp.sequence = 3, stamp.time += 400 * RIG_DAY; /* behind the window of the gate's key as well */
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(FAR_AHEAD));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM passage WHERE waits > 0"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM passage"), 3);
}

/* Tianjin's checkpoint becomes another port's gate; "": no port's. */
static void move_gate(uint32_t version, char *port)
{
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	Guosuo__V1__Roster *roster = stops_desk_roster(&desk, TIANJIN);
	roster->version = version;
	roster->sites[roster->n_sites - 1]->port = port;
	request.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, roster));
	desk_call(&desk, rig_authority(TIANJIN, 1), "/guosuo.v1.Trust/PutRoster", &request);
}

static void in_the_ports_own_province_only_its_gate_delivers(void **state)
{
	static char other[] = "CNTSN", none[] = "";
	const struct gate_pass *pass = shown();
	const Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	move_gate(3, other);
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(ELSEWHERE));
	assert_int_equal(gate_arrivals(&desk, GATE_TIANJIN)->n_arrivals, 0);
	move_gate(4, none);
	const Guosuo__V1__Stamp next = gate_stamp(pass, 2);
	assert_int_equal(put(GATE_TIANJIN, pass, &next), FATE(ELSEWHERE));
	assert_int_equal(view()->state, TRIP(READY));
}

static void a_pass_the_desk_does_not_have_is_kept_as_another_desks(void **state)
{
	struct gate_pass *pass = gate_shown(&desk, mine->pass_id, TIANJIN);
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	Guosuo__V1__Trip forged = *pass->trip.body;
	(void)state;
	forged.revision = 9; /* the same pass id, another body */
	pass->code.trip.body = rig_bytes(&desk.rig, desk_pack(&desk, &forged).p, desk_pack(&desk, &forged).n);
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(ELSEWHERE));
	pass = gate_shown(&desk, mine->pass_id, TIANJIN);
	Guosuo__V1__Leg leg = *pass->leg.body;
	leg.speed_kmh = 90;
	struct span raw = desk_pack(&desk, &leg);
	pass->code.leg.body = rig_bytes(&desk.rig, raw.p, raw.n);
	stamp = gate_stamp(pass, 2);
	assert_int_equal(put(GATE_TIANJIN, pass, &stamp), FATE(ELSEWHERE));
}

/* ---- the log ---- */

/* A car without a pass. */
static struct span car(uint32_t sequence)
{
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	Guosuo__V1__Passage passage = GUOSUO__V1__PASSAGE__INIT;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	Guosuo__V1__Stamp stamp = GUOSUO__V1__STAMP__INIT;
	stamp.checkpoint = GATE_NUMBER, stamp.device = GATE_PERSON, stamp.sequence = sequence, stamp.time = desk.now - 1000 + sequence;
	stamp.direction = GUOSUO__V1__DIRECTION__ENTERING, stamp.outcome = GUOSUO__V1__OUTCOME__TURNED_BACK, stamp.duty = 7;
	sealed.body = span_bytes(desk_pack(&desk, &stamp));
	passage.kind = GUOSUO__V1__PASSAGE_KIND__NO_PASS, passage.stamp = &sealed, passage.plate = (char *)(uintptr_t)"冀J0B123";
	record.sequence = sequence, record.time = stamp.time;
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_PASSAGE, record.passage = &passage;
	return desk_pack(&desk, &record);
}

static Guosuo__V1__PutPassagesRequest *piece(uint32_t first, size_t count)
{
	struct span records[PASSAGES_MAX + 1];
	for (size_t i = 0; i < count; i++)
		records[i] = car(first + (uint32_t)i);
	return gate_piece(&desk, GATE_TIANJIN, records, count);
}

static int64_t kept(void)
{
	return desk_sql(&desk, "SELECT COUNT(*) FROM passage");
}

static void threat_21_pieces_come_in_any_order_and_more_than_once_and_each_record_is_here_once(void **state)
{
	const Guosuo__V1__PutPassagesRequest *pieces[4];
	static const uint8_t order[] = {2, 0, 3, 2, 1, 0, 1, 3};
	const Guosuo__V1__PutPassagesResponse *reply;
	(void)state;
	for (uint32_t i = 0; i < 4; i++)
		pieces[i] = piece(1 + 10 * i, 10);
	for (size_t i = 0; i < RIG_COUNT(order); i++) {
		reply = gate_send(&desk, GATE_TIANJIN, pieces[order[i]]);
		assert_int_equal(reply->taken + reply->known, 10);
		assert_int_equal(reply->n_odd, 0);
	}
	assert_int_equal(kept(), 40);
	assert_int_equal(desk_sql(&desk, "SELECT sequence FROM post"), 40);
	assert_int_equal(desk_sql(&desk, "SELECT forks FROM post"), 0);
	/* over the seam of two pieces, half known */
	reply = gate_send(&desk, GATE_TIANJIN, piece(36, 10));
	assert_int_equal(reply->taken, 5);
	assert_int_equal(reply->known, 5);
}

static void threat_20_records_that_do_not_lead_to_the_sealed_head_are_refused_whole(void **state)
{
	(void)state;
	Guosuo__V1__PutPassagesRequest *request = piece(1, 4);
	request->records[1].data[request->records[1].len - 1] ^= 1; /* edited */
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 403);
	request = piece(1, 4);
	request->records[2] = request->records[3], request->n_records = 3; /* one left out */
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 403);
	request = piece(1, 4);
	request->n_records = 3; /* the end cut off */
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 403);
	request = piece(1, 4);
	request->before.data[0] ^= 1;
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 403);
	assert_int_equal(kept(), 0);
}

static void threat_20_a_log_that_was_begun_anew_behind_what_the_desk_has_is_an_alarm(void **state)
{
	(void)state;
	assert_int_equal(fate(GATE_TIANJIN, piece(1, 4)), 0);
	gate_link(GATE_TIANJIN, 4)->hash[0] ^= 1; /* another fourth record stood in that log */
	assert_int_equal(fate(GATE_TIANJIN, piece(5, 2)), FATE(BROKEN));
	assert_int_equal(kept(), 6);
	assert_int_equal(desk_sql(&desk, "SELECT forks FROM post"), 1);
}

static void what_the_desk_lacks_is_counted(void **state)
{
	Guosuo__V1__ListPostsRequest request = GUOSUO__V1__LIST_POSTS_REQUEST__INIT;
	const Guosuo__V1__ListPostsResponse *list;
	(void)state;
	request.province = TIANJIN;
	gate_send(&desk, GATE_TIANJIN, piece(1, 3));
	piece(4, 2); /* never sent */
	gate_send(&desk, GATE_TIANJIN, piece(6, 2));
	list = desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListPosts", &request);
	assert_int_equal(list->posts[0]->missing, 2);
	assert_int_equal(list->posts[0]->passages, 5);
}

/* Two records of one number are one, a known one is none; and no year of records is counted for an answer. */
static void what_is_lacking_is_exact_and_read_from_one_row(void **state)
{
	Guosuo__V1__ListPostsRequest request = GUOSUO__V1__LIST_POSTS_REQUEST__INIT;
	const Guosuo__V1__ListPostsResponse *list;
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	request.province = HEBEI;
	for (uint32_t i = 1; i <= 5; i++) {
		stamp.sequence = i;
		if (i != 3) /* never made */
			gate_put(&desk, GATE_HEBEI, pass, &stamp);
	}
	gate_put(&desk, GATE_HEBEI, pass, &stamp); /* known */
	stamp.duty = 8;
	assert_int_equal(put(GATE_HEBEI, pass, &stamp), FATE(FORKED));
	list = desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListPosts", &request);
	assert_int_equal(list->posts[0]->missing, 1);
	assert_int_equal(desk_sql(&desk, "SELECT MAX(sequence) - COUNT(DISTINCT sequence) FROM passage"), 1);
	desk_sql(&desk, "DELETE FROM passage");
	list = desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListPosts", &request);
	assert_int_equal(list->posts[0]->missing, 1);
}

/* Its chain is not the device's from the first record on. */
static void threat_20_a_log_that_does_not_begin_at_its_beginning_is_refused(void **state)
{
	Guosuo__V1__PutPassagesRequest *request;
	const struct span record = car(1);
	(void)state;
	request = gate_piece(&desk, GATE_TIANJIN, &record, 1);
	Guosuo__V1__PassageHead head = GUOSUO__V1__PASSAGE_HEAD__INIT;
	uint8_t hash[HASH_LEN] = {9};
	request->before = rig_bytes(&desk.rig, hash, HASH_LEN);
	passage_next(hash, record, hash);
	head.province = TIANJIN, head.checkpoint = GATE_NUMBER, head.device = GATE_PERSON;
	head.sequence = 1, head.time = time(NULL), head.hash = (ProtobufCBinaryData){HASH_LEN, hash};
	assert_int_equal(passage_head_seal(&head, rig_pair(GATE_TIANJIN).secret, &desk.rig.arena, &request->head), ERR_OK);
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 403);
}

static void another_devices_log_is_refused(void **state)
{
	(void)state;
	const struct span record = car(1);
	assert_int_equal(desk_post(&desk, GATE_HEBEI, "/guosuo.v1.Gate/PutPassages",
	                           gate_piece(&desk, GATE_TIANJIN, &record, 1)),
	                 403);
	assert_int_equal(kept(), 0);
}

static void bad_input_names_its_field(void **state)
{
	Guosuo__V1__PutPassagesRequest *request = piece(1, 1);
	(void)state;
	request->before.len--;
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 400);
	assert_true(answer_says(&desk_answer, "\"before\""));
	request->n_records = 0, request->before.len = HASH_LEN;
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 400);
	assert_true(answer_says(&desk_answer, "\"records\""));
	request->head = NULL;
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 400);
	assert_true(answer_says(&desk_answer, "\"head\""));
	request = piece(1, PASSAGES_MAX + 1);
	assert_int_equal(desk_post(&desk, GATE_TIANJIN, "/guosuo.v1.Gate/PutPassages", request), 400);
	assert_true(answer_says(&desk_answer, "\"records\""));
	assert_int_equal(kept(), 0);
}

static void the_company_sees_where_its_train_came_by(void **state)
{
	const struct gate_pass *pass = gate_shown(&desk, mine->pass_id, HEBEI);
	Guosuo__V1__Stamp stamp = gate_stamp(pass, 1);
	(void)state;
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	stamp = gate_stamp(pass, 2);
	stamp.time += 60, stamp.outcome = GUOSUO__V1__OUTCOME__HELD, stamp.reason = STAMP_REASON_ROAD;
	gate_put(&desk, GATE_HEBEI, pass, &stamp);
	const Guosuo__V1__TripView *trip = view();
	assert_int_equal(trip->n_deliveries, 0);
	assert_int_equal(trip->n_passages, 2);
	assert_int_equal(trip->passages[0]->at, stamp.time); /* the newest first */
	assert_int_equal(trip->passages[0]->province, HEBEI);
	assert_int_equal(trip->passages[0]->checkpoint, GATE_NUMBER);
	assert_int_equal(trip->passages[0]->journey, 1);
}

static void the_task_group_sees_which_posts_were_heard_from(void **state)
{
	Guosuo__V1__ListPostsRequest request = GUOSUO__V1__LIST_POSTS_REQUEST__INIT;
	const Guosuo__V1__ListPostsResponse *list;
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	Guosuo__V1__Handover nil = GUOSUO__V1__HANDOVER__INIT;
	(void)state;
	request.province = TIANJIN;
	list = desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListPosts", &request);
	assert_int_equal(list->n_posts, 0);
	gate_send(&desk, GATE_TIANJIN, piece(1, 3));
	nil.from = 7, nil.since = desk.now;
	record.sequence = 4, record.time = desk.now - 4;
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_HANDOVER, record.handover = &nil;
	const struct span raw = desk_pack(&desk, &record);
	gate_send(&desk, GATE_TIANJIN, gate_piece(&desk, GATE_TIANJIN, &raw, 1));
	list = desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListPosts", &request);
	assert_int_equal(list->n_posts, 1);
	const Guosuo__V1__Post *post = list->posts[0];
	assert_int_equal(post->checkpoint, GATE_NUMBER);
	assert_in_range(post->heard, desk.now, time(NULL));
	assert_int_equal(post->sequence, 4);
	assert_int_equal(post->nil_at, desk.now - 4);
	assert_int_equal(post->forks, 0);
	assert_int_equal(post->passages + post->passed, 3); /* all turned back */
	assert_true(post->state_at > 0);
	assert_false(list->more);
}

/* Twice sent is once told; and the older of two resets, sent behind the newer, counts and does not take its place. */
static void a_reset_of_the_ratchet_reaches_the_task_group_once_with_whose_and_why(void **state)
{
	static const char *const why[] = {"两省名单超前", "again"};
	Guosuo__V1__ListPostsRequest request = GUOSUO__V1__LIST_POSTS_REQUEST__INIT;
	Guosuo__V1__PassageRecord record = GUOSUO__V1__PASSAGE_RECORD__INIT;
	Guosuo__V1__RatchetReset reset = GUOSUO__V1__RATCHET_RESET__INIT;
	struct span raw[2];
	(void)state;
	record.what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_RESET, record.reset = &reset;
	for (uint32_t i = 0; i < 2; i++) {
		record.sequence = i + 1, record.time = desk.now - 100 + i;
		reset.duty = 5 + i, reset.from = desk.now + 3600, reset.to = desk.now - 7200, reset.reason = (char *)(uintptr_t)why[i];
		raw[i] = desk_pack(&desk, &record);
	}
	const Guosuo__V1__PutPassagesRequest *both = gate_piece(&desk, GATE_TIANJIN, raw, 2);
	for (int again = 0; again < 2; again++)
		assert_int_equal(gate_send(&desk, GATE_TIANJIN, both)->n_odd, 0);
	gate_send(&desk, GATE_TIANJIN, gate_piece(&desk, GATE_TIANJIN, raw, 1));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 33"), 2);
	request.province = TIANJIN;
	const Guosuo__V1__ListPostsResponse *list =
	    desk_call(&desk, HEBEI * 100 + 11 + ENTRY_GROUP, "/guosuo.v1.Group/ListPosts", &request);
	assert_int_equal(list->n_posts, 1);
	assert_int_equal(list->posts[0]->resets, 2);
	assert_int_equal(list->posts[0]->reset_at, desk.now - 99);
	assert_int_equal(list->posts[0]->reset_duty, 6);
	assert_string_equal(list->posts[0]->reset_reason, "again");
	assert_int_equal(list->posts[0]->passages, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_trip_is_expected_at_its_port_once_it_is_ready, open_desk, down),
	    cmocka_unit_test_setup_teardown(an_assignment_says_which_train_comes_and_when, open_desk, down),
	    cmocka_unit_test_setup_teardown(another_ports_gate_sees_nothing_and_no_ports_gate_is_told_so, up, down),
	    cmocka_unit_test_setup_teardown(a_withdrawn_trip_is_expected_no_more, up, down),
	    cmocka_unit_test_setup_teardown(a_leg_that_is_opened_again_leaves_the_trip_expected, up, down),
	    cmocka_unit_test_setup_teardown(pages_go_on_where_the_last_one_ended_and_windows_hold, up, down),
	    cmocka_unit_test_setup_teardown(a_delivery_ends_the_trip, up, down),
	    cmocka_unit_test_setup_teardown(the_same_record_again_is_once_and_another_under_its_number_is_an_alarm, up, down),
	    cmocka_unit_test_setup_teardown(a_journey_is_delivered_once_whoever_stamps_it_twice, up, down),
	    cmocka_unit_test_setup_teardown(what_was_not_let_pass_is_not_delivered, up, down),
	    cmocka_unit_test_setup_teardown(a_stamp_on_the_way_delivers_nothing, up, down),
	    cmocka_unit_test_setup_teardown(the_chain_goes_on_behind_an_earlier_stamp, up, down),
	    cmocka_unit_test_setup_teardown(open_legs_are_over_and_beds_ahead_are_given_back, open_desk, down),
	    cmocka_unit_test_setup_teardown(the_crew_sleeps_where_it_arrived, with_bookings, down),
	    cmocka_unit_test_setup_teardown(each_journey_is_delivered_and_the_last_ends_the_trip, up_twice, down),
	    cmocka_unit_test_setup_teardown(the_gate_of_the_port_moves_the_cutoff_under_its_name, up, down),
	    cmocka_unit_test_setup_teardown(no_other_gate_moves_it, up, down),
	    cmocka_unit_test_setup_teardown(a_journey_that_has_ended_is_assigned_to_nobody_and_the_next_is_named, up_twice, down),
	    cmocka_unit_test_setup_teardown(a_withdrawn_trip_that_came_all_the_same_is_told_and_stays_withdrawn, up, down),
	    cmocka_unit_test_setup_teardown(a_revoked_pass_is_expected_no_more_and_stays_revoked, up, down),
	    cmocka_unit_test_setup_teardown(what_has_arrived_has_arrived_though_a_leg_is_revoked, up, down),
	    cmocka_unit_test_setup_teardown(threat_16_what_a_gate_let_pass_though_it_was_revoked_is_told_when_its_log_comes, up, down),
	    cmocka_unit_test_setup_teardown(threat_16_a_replaced_assignment_is_a_lapse_and_a_slow_clock_hides_none, up, down),
	    cmocka_unit_test_setup_teardown(threat_16_an_assignment_by_a_barred_officer_is_a_lapse, up, down),
	    cmocka_unit_test_setup_teardown(a_lapse_is_of_the_leg_too_and_listed_by_pages, up, down),
	    cmocka_unit_test_setup_teardown(a_stamp_of_another_gate_trip_leg_or_key_is_kept_and_delivers_nothing, up, down),
	    cmocka_unit_test_setup_teardown(a_stamp_of_a_fast_clock_waits_until_its_time_and_is_a_delivery_then, up, down),
	    cmocka_unit_test_setup_teardown(a_stamp_that_cannot_be_taken_keeps_none_behind_it_waiting, up, down),
	    cmocka_unit_test_setup_teardown(a_stamp_further_ahead_than_an_assignment_may_last_is_an_alarm_and_waits_for_nothing, up, down),
	    cmocka_unit_test_setup_teardown(in_the_ports_own_province_only_its_gate_delivers, up, down),
	    cmocka_unit_test_setup_teardown(a_pass_the_desk_does_not_have_is_kept_as_another_desks, up, down),
	    cmocka_unit_test_setup_teardown(
	        threat_21_pieces_come_in_any_order_and_more_than_once_and_each_record_is_here_once, open_desk, down),
	    cmocka_unit_test_setup_teardown(threat_20_records_that_do_not_lead_to_the_sealed_head_are_refused_whole, open_desk,
	                                    down),
	    cmocka_unit_test_setup_teardown(threat_20_a_log_that_was_begun_anew_behind_what_the_desk_has_is_an_alarm, open_desk,
	                                    down),
	    cmocka_unit_test_setup_teardown(what_the_desk_lacks_is_counted, open_desk, down),
	    cmocka_unit_test_setup_teardown(what_is_lacking_is_exact_and_read_from_one_row, up, down),
	    cmocka_unit_test_setup_teardown(threat_20_a_log_that_does_not_begin_at_its_beginning_is_refused, open_desk, down),
	    cmocka_unit_test_setup_teardown(another_devices_log_is_refused, open_desk, down),
	    cmocka_unit_test_setup_teardown(the_company_sees_where_its_train_came_by, up, down),
	    cmocka_unit_test_setup_teardown(the_task_group_sees_which_posts_were_heard_from, open_desk, down),
	    cmocka_unit_test_setup_teardown(a_reset_of_the_ratchet_reaches_the_task_group_once_with_whose_and_why, open_desk, down),
	    cmocka_unit_test_setup_teardown(bad_input_names_its_field, up, down),
	};
	return cmocka_run_group_tests_name("server_gate", tests, NULL, NULL);
}
