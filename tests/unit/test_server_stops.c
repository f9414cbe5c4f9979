#include "proto/body.h"
#include "server/stops.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "tests/stops_desk.h"

static struct desk desk;
static Guosuo__V1__SubmitTripResponse *mine;
static struct trip trip;

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	stops_open(&desk);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

/* Each test has a trip of its own, and stops that nobody has booked. */
static int fresh(void **state)
{
	(void)state;
	desk_sql(&desk, "DELETE FROM booking");
	desk_sql(&desk, "DELETE FROM stop_night");
	mine = desk_submit(&desk);
	trip = desk_trip(&desk, mine->trip);
	return 0;
}

static Guosuo__V1__AskBookingRequest *asking(uint32_t beds)
{
	return stops_asking(&desk, mine->pass_id, &trip, 1, beds);
}

static const Guosuo__V1__BookingView *ask(uint32_t beds)
{
	return stops_ask(&desk, OFFICER_A, asking(beds));
}

static int64_t taken(void)
{
	return desk_sql(&desk, "SELECT COALESCE(SUM(beds), 0) FROM stop_night");
}

static void answers(uint32_t key, const char *path, const void *message, unsigned status, const char *said)
{
	unsigned got = desk_post(&desk, key, path, message);
	if (got != status || !answer_says(&desk_answer, said))
		fail_msg("%s: %u, wanted %u and %s in %.*s", path, got, status, said, (int)desk_answer.length,
		         (char *)desk_answer.body);
}

static Guosuo__V1__PassFile *pass_of(uint32_t key)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	Guosuo__V1__PassFile *file;
	request.pass_id = mine->pass_id;
	const Guosuo__V1__GetPassResponse *reply = desk_call(&desk, key, "/guosuo.v1.Desk/GetPass", &request);
	assert_int_equal(pass_read(bytes_span(reply->pass_file), &desk.rig.arena, &file), ERR_OK);
	return file;
}

/* ---- from asking to the driver's pass file ---- */

static void a_confirmed_booking_travels_with_the_pass(void **state)
{
	(void)state;
	const struct roster roster = {.body = stops_desk_roster(&desk, SHANDONG)};
	struct booking booking;
	size_t entry;
	const Guosuo__V1__BookingView *view = ask(3);
	assert_int_equal(view->state, GUOSUO__V1__BOOKING_STATE__BOOKING_ASKED);
	assert_in_range(view->hold_until, desk.now + 4 * H, time(NULL) + 4 * H);
	assert_string_equal(view->phone, "0317-00000011");
	assert_int_equal(taken(), 3);
	assert_int_equal(pass_of(OFFICER_A)->n_bookings, 0);
	stops_confirm(&desk, &trip, view, KEEPER_SHANDONG);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, mine->pass_id, &trip, OFFICER_A, DRIVER_A, 1));
	const Guosuo__V1__PassFile *file = pass_of(DRIVER_A);
	assert_int_equal(file->n_bookings, 1);
	assert_int_equal(booking_read(file->bookings[0], &desk.rig.arena, &booking), ERR_OK);
	assert_int_equal(
	    booking_verify(file->bookings[0], &booking, &trip, &roster, time(NULL), &desk.rig.arena, &entry),
	    ERR_OK);
	assert_int_equal(entry, ENTRY_KEEPER);
	assert_int_equal(booking.body->beds, 3);
	assert_int_equal(taken(), 3);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 20"), 1);
}

/* ---- bad input ---- */

typedef Guosuo__V1__AskBookingRequest body;
#define SPOIL(name, statement)                                                                               \
	static void name(body *r)                                                                            \
	{                                                                                                    \
		statement;                                                                                   \
	}
SPOIL(no_pass, r->pass_id.len = 0)
SPOIL(empty, r->beds = r->meals = 0)
SPOIL(beds_huge, r->beds = BEDS_MAX + 1)
SPOIL(beds_beyond, r->beds = STOP_BEDS + 1)
SPOIL(meals_beyond, r->meals = STOP_MEALS + 1)
SPOIL(ends_first, r->not_after = r->not_before - 1)
SPOIL(no_time, r->not_before = r->not_after = 0)
SPOIL(over, (r->not_before = desk.now - 99, r->not_after = desk.now - 9))
SPOIL(too_long, r->not_after = r->not_before + BOOKING_WINDOW_S + 1)
SPOIL(before_the_trip, r->not_before = trip.body->not_before - 1)
SPOIL(after_the_trip, (r->not_before = trip.body->not_after + 1, r->not_after = r->not_before + 9))
SPOIL(arrives_before, r->arrival = r->not_before - 1)
SPOIL(arrives_after, r->arrival = r->not_after + 1)
SPOIL(leg_zero, r->ordinal = 0)
SPOIL(leg_four, r->ordinal = 4)
SPOIL(no_such_stop, r->stop = 99)
SPOIL(silent_stop, (r->ordinal = 3, r->stop = STOP))
SPOIL(another_provinces, (r->ordinal = 2, r->stop = STOP_OTHER))

static void bad_input_names_field_and_rule_and_takes_nothing(void **state)
{
	(void)state;
	static const struct {
		void (*spoil)(body *r);
		const char *field, *rule;
	} rows[] = {
	    {no_pass, "pass_id", "REQUIRED"},
	    {empty, "beds", "BOOKING_EMPTY"},
	    {beds_huge, "beds", "TOO_LARGE"},
	    {beds_beyond, "beds", "BEDS_FREE"},
	    {meals_beyond, "meals", "MEALS_FREE"},
	    {ends_first, "not_after", "WINDOW_ORDER"},
	    {no_time, "not_after", "WINDOW_ORDER"},
	    {over, "not_after", "WINDOW_PAST"},
	    {too_long, "not_after", "WINDOW_LENGTH"},
	    {before_the_trip, "not_before", "WINDOW_OUTSIDE"},
	    {after_the_trip, "not_before", "WINDOW_OUTSIDE"},
	    {arrives_before, "arrival", "ARRIVAL_OUTSIDE"},
	    {arrives_after, "arrival", "ARRIVAL_OUTSIDE"},
	    {leg_zero, "ordinal", "ORDINAL"},
	    {leg_four, "ordinal", "ORDINAL"},
	    {no_such_stop, "stop", "STOP_UNKNOWN"},
	    {silent_stop, "stop", "STOP_SILENT"},
	    {another_provinces, "stop",
	     "STOP_SILENT"}, /* Hebei has one of this code too, that has said nothing */
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		char field[64], rule[64];
		body *request = asking(1);
		rows[i].spoil(request);
		snprintf(field, sizeof field, "\"field\":\"%s\"", rows[i].field);
		snprintf(rule, sizeof rule, "\"rule\":\"%s\"", rows[i].rule);
		answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", request, 400, rule);
		if (!answer_says(&desk_answer, field))
			fail_msg("%s: %.*s", rows[i].rule, (int)desk_answer.length, (char *)desk_answer.body);
	}
	assert_int_equal(taken(), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM booking"), 0);
}

static void a_train_longer_than_the_stop_is_refused(void **state)
{
	(void)state;
	Guosuo__V1__Stop *stop = stops_stop(&desk, SHANDONG, STOP);
	stop->longest_mm = STOP_SHORT_MM;
	stops_put_stop(&desk, KEEPER_SHANDONG, stop);
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", asking(1), 400, "21800");
	assert_true(answer_says(&desk_answer, "STOP_SHORT"));
	stops_put_stop(&desk, KEEPER_SHANDONG, stops_stop(&desk, SHANDONG, STOP));
}

static void a_name_the_roster_lacks_is_warned_and_a_stop_too_short_refused_in_trip_and_leg(void **state)
{
	(void)state;
	static char listed[] = "收费站";
	static uint32_t number = STOP;
	Guosuo__V1__Stop *stop = stops_stop(&desk, SHANDONG, STOP);
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	Guosuo__V1__CheckTripRequest check = GUOSUO__V1__CHECK_TRIP_REQUEST__INIT;
	const Guosuo__V1__GetReviewResponse *review =
	    desk_review(&desk, rig_entry(SHANDONG, ENTRY_REVIEWER_A), mine->pass_id);
	Guosuo__V1__Leg *leg = desk_leg(&desk, &trip, SHANDONG, review->status_index);
	uint32_t reviewer = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	check.application = request->application;
	leg->stops = &number, leg->n_stops = 1;
	answers(OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request, 200, "journey.legs[0].stops[0].name");
	assert_true(answer_says(&desk_answer, "SITE_UNKNOWN"));
	assert_true(answer_says(&desk_answer, "journey.legs[2].exit.station"));
	request->application->journey->legs[0]->stops[0]->name = listed;
	answers(OFFICER_A, "/guosuo.v1.Desk/CheckTrip", &check, 200, "SITE_UNKNOWN"); /* of the others */
	assert_false(answer_says(&desk_answer, "journey.legs[0].stops[0].name"));
	stop->longest_mm = STOP_SHORT_MM;
	stops_put_stop(&desk, KEEPER_SHANDONG, stop);
	answers(OFFICER_A, "/guosuo.v1.Desk/CheckTrip", &check, 200, "STOP_SHORT");
	answers(OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request, 400, "STOP_SHORT");
	assert_true(answer_says(&desk_answer, "journey.legs[0].stops[0].name"));
	answers(reviewer, "/guosuo.v1.Review/PutLeg", desk_leg_request(&desk, mine->pass_id, &trip, leg, reviewer), 400,
	        "STOP_SHORT");
	assert_true(answer_says(&desk_answer, "leg.stops[0]"));
	/* nor is it wished since */
	Guosuo__V1__PutAnswerRequest put = GUOSUO__V1__PUT_ANSWER_REQUEST__INIT;
	Guosuo__V1__ItemAnswer answer = GUOSUO__V1__ITEM_ANSWER__INIT, *all[] = {&answer};
	Guosuo__V1__Proposal wish = GUOSUO__V1__PROPOSAL__INIT;
	desk_call(&desk, reviewer, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, mine->pass_id, &trip, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__ASK, desk.now, reviewer));
	wish.stops = &number, wish.n_stops = 1;
	answer.item = 1, answer.text = listed, answer.wish = &wish;
	put.pass_id = mine->pass_id, put.ordinal = 1, put.answers = all, put.n_answers = 1;
	answers(OFFICER_A, "/guosuo.v1.Rounds/PutAnswer", &put, 400, "STOP_SHORT");
	assert_true(answer_says(&desk_answer, "answers[0].wish.stops[0]"));
	stops_put_stop(&desk, KEEPER_SHANDONG, stops_stop(&desk, SHANDONG, STOP));
	answers(reviewer, "/guosuo.v1.Review/PutLeg", desk_leg_request(&desk, mine->pass_id, &trip, leg, reviewer), 200, "");
}

static void a_stop_that_is_closed_then_is_refused(void **state)
{
	(void)state;
	Guosuo__V1__Stop *stop = stops_stop(&desk, SHANDONG, STOP);
	Guosuo__V1__Hours hours = GUOSUO__V1__HOURS__INIT, *list[] = {&hours};
	hours.weekdays = 127;
	hours.to_min = 17 * 60;
	stop->hours = list, stop->n_hours = 1;
	stops_put_stop(&desk, KEEPER_SHANDONG, stop);
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", asking(1), 400, "STOP_CLOSED");
	hours.to_min = 19 * 60;
	stops_put_stop(&desk, KEEPER_SHANDONG, stop);
	ask(1);
	stops_put_stop(&desk, KEEPER_SHANDONG, stops_stop(&desk, SHANDONG, STOP));
}

/* ---- never overbooked ---- */

enum { CROWD = 60 };

static int knock(const Guosuo__V1__AskBookingRequest *request, uint32_t officer)
{
	struct ask one = ask_make(officer, "/guosuo.v1.Stops/AskBooking", desk_pack(&desk, request));
	char head[4096];
	struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(http_port(desk.app.http))};
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ask_sign(&one);
	int n = snprintf(head, sizeof head,
	                 "POST %s HTTP/1.1\r\nHost: %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	                 "Content-Digest: %s\r\nSignature-Input: %s\r\nSignature: %s\r\n\r\n",
	                 one.path, one.host, one.content_type, one.body.n, one.headers.digest,
	                 one.headers.input, one.headers.signature);
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	assert_int_equal(connect(fd, (struct sockaddr *)&to, sizeof to), 0);
	assert_int_equal(send(fd, head, (size_t)n, MSG_NOSIGNAL), n);
	assert_int_equal(send(fd, one.body.p, one.body.n, MSG_NOSIGNAL), one.body.n);
	assert_int_equal(fcntl(fd, F_SETFL, O_NONBLOCK), 0);
	return fd;
}

/* The status of an answer that has come, or 0. */
static unsigned heard(int fd)
{
	char head[16] = "";
	return recv(fd, head, sizeof head - 1, MSG_PEEK) < 12 ? 0 : (unsigned)strtoul(head + 9, NULL, 10);
}

static void many_at_once_get_exactly_what_there_is(void **state)
{
	(void)state;
	int fds[CROWD];
	unsigned got[CROWD] = {0};
	size_t left = CROWD, served = 0, told = 0;
	for (size_t i = 0; i < CROWD; i++)
		fds[i] = knock(asking(i % 2 == 0 ? 1 : 2), i % 3 == 0 ? OFFICER_A2 : OFFICER_A);
	for (int turn = 0; left > 0 && turn < 20000; turn++) {
		desk_turn(&desk);
		for (size_t i = 0; i < CROWD; i++)
			if (got[i] == 0 && (got[i] = heard(fds[i])) != 0)
				left--;
	}
	assert_int_equal(left, 0);
	for (size_t i = 0; i < CROWD; i++) {
		served += got[i] == 200;
		told += got[i] == 400;
		close(fds[i]);
	}
	assert_int_equal(served + told, CROWD);
	assert_int_equal(taken(), STOP_BEDS);
	assert_int_equal(desk_sql(&desk, "SELECT SUM(beds) FROM booking WHERE ended = 0"), STOP_BEDS);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM booking"), served);
	assert_int_equal(desk_sql(&desk, "SELECT MAX(meals) <= 40 FROM stop_night"), 1);
}

static void several_nights_are_taken_together_or_not_at_all(void **state)
{
	(void)state;
	body *second = asking(STOP_BEDS - 1), *three = asking(2);
	second->not_before += RIG_DAY, second->not_after += RIG_DAY;
	stops_ask(&desk, OFFICER_A, second);
	three->not_after += 2 * RIG_DAY;
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", three, 400, "BEDS_FREE");
	assert_true(answer_says(&desk_answer, "1 are free"));
	assert_int_equal(taken(), STOP_BEDS - 1);
	three->beds = 1;
	stops_ask(&desk, OFFICER_A, three);
	assert_int_equal(taken(), STOP_BEDS - 1 + 3);
}

static void a_trip_has_so_many_bookings_and_no_more(void **state)
{
	(void)state;
	body *request = asking(0);
	request->meals = 1;
	for (int i = 0; i < BOOKINGS_MAX; i++)
		stops_ask(&desk, OFFICER_A, request);
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", request, 400, "TOO_MANY");
}

/* ---- what gives beds back ---- */

static Guosuo__V1__CancelBookingRequest *cancelling(uint32_t code)
{
	Guosuo__V1__CancelBookingRequest *request =
	    desk_new(&desk, &guosuo__v1__cancel_booking_request__descriptor);
	request->pass_id = mine->pass_id;
	request->code = code;
	return request;
}

static Guosuo__V1__DeclineBookingRequest *declining(uint32_t code, const char *reason)
{
	Guosuo__V1__DeclineBookingRequest *request =
	    desk_new(&desk, &guosuo__v1__decline_booking_request__descriptor);
	request->code = code;
	request->reason = (char *)(uintptr_t)reason;
	return request;
}

static Guosuo__V1__PutNoShowRequest *missing(uint32_t code)
{
	Guosuo__V1__PutNoShowRequest *request = desk_new(&desk, &guosuo__v1__put_no_show_request__descriptor);
	request->code = code;
	return request;
}

/* Events to its own company that say this of its booking. */
static int64_t told(uint32_t code, const char *words)
{
	char sql[512];
	snprintf(sql, sizeof sql,
	         "SELECT COUNT(*) FROM outbox WHERE event = 21 AND company = '" COMPANY_A "' AND length(pass_id) = 16 "
	         "AND province = 37 AND ordinal = 1 AND reason LIKE '%%%06u: %%%s%%'",
	         code, words);
	return desk_sql(&desk, sql);
}

static void what_ends_gives_its_beds_back_once(void **state)
{
	(void)state;
	const Guosuo__V1__BookingView *one = ask(2), *two = ask(2), *three = ask(2);
	stops_confirm(&desk, &trip, two, KEEPER_SHANDONG);
	stops_confirm(&desk, &trip, three, KEEPER_SHANDONG);
	assert_int_equal(taken(), 6);
	assert_int_equal(told(two->code, "confirmed"), 1);
	desk_call(&desk, OFFICER_A2, "/guosuo.v1.Stops/CancelBooking", cancelling(one->code));
	assert_int_equal(taken(), 4);
	desk_call(&desk, KEEPER_SHANDONG, "/guosuo.v1.Stops/DeclineBooking",
	          declining(two->code, "水管爆裂"));
	assert_int_equal(taken(), 2);
	answers(KEEPER_SHANDONG, "/guosuo.v1.Stops/PutNoShow", missing(three->code), 400,
	        "failed_precondition");
	desk_sql(&desk, "UPDATE booking SET not_before = 1");
	desk_call(&desk, KEEPER_SHANDONG, "/guosuo.v1.Stops/PutNoShow", missing(three->code));
	assert_int_equal(taken(), 0);
	answers(OFFICER_A, "/guosuo.v1.Stops/CancelBooking", cancelling(one->code), 400,
	        "failed_precondition");
	answers(KEEPER_SHANDONG, "/guosuo.v1.Stops/DeclineBooking", declining(two->code, "x"), 400,
	        "failed_precondition");
	assert_int_equal(taken(), 0);
	assert_int_equal(pass_of(OFFICER_A)->n_bookings, 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 21"), 2);
	assert_int_equal(told(one->code, ""), 0); /* the company's own doing */
	assert_int_equal(told(two->code, "declined: 水管爆裂"), 1);
	assert_int_equal(told(three->code, "missed"), 1);
}

static void a_withdrawn_trip_gives_its_beds_back(void **state)
{
	(void)state;
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	stops_confirm(&desk, &trip, ask(2), KEEPER_SHANDONG);
	ask(3);
	request.pass_id = mine->pass_id;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
	assert_int_equal(taken(), 0);
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", asking(1), 400, "failed_precondition");
}

static void seal_trip(ProtobufCBinaryData pass_id)
{
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, pass_id, desk_provinces[i]);
}

static void a_replaced_trip_gives_its_beds_back_and_is_told_as_withdrawn(void **state)
{
	(void)state;
	Guosuo__V1__AmendTripRequest request = GUOSUO__V1__AMEND_TRIP_REQUEST__INIT;
	stops_confirm(&desk, &trip, ask(2), KEEPER_SHANDONG);
	ask(3);
	seal_trip(mine->pass_id);
	request.application = desk_application(&desk, COMPANY_A)->application;
	request.amends = mine->pass_id;
	request.reason = (char *)(uintptr_t) "改港";
	request.revocation = desk_taken_back(&desk, mine->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED);
	const Guosuo__V1__SubmitTripResponse *next = desk_call(&desk, OFFICER_A, "/guosuo.v1.Rounds/AmendTrip", &request);
	assert_int_equal(taken(), 5); /* the former one counts until the new one is ready */
	desk_sql(&desk, "DELETE FROM outbox");
	seal_trip(next->pass_id);
	assert_int_equal(taken(), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 4 AND reason LIKE '%superseded' AND "
	                                 "pass_id = (SELECT amends FROM amendment)"),
	                 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 4"), 1);
	desk_sql(&desk, "DELETE FROM amendment");
}

static void a_request_left_unanswered_makes_room_for_another(void **state)
{
	(void)state;
	const Guosuo__V1__BookingView *first = ask(STOP_BEDS);
	answers(OFFICER_A2, "/guosuo.v1.Stops/AskBooking", asking(1), 400, "BEDS_FREE");
	desk_sql(&desk, "UPDATE booking SET hold_until = 1");
	ask(1);
	assert_int_equal(taken(), 1);
	assert_int_equal(told(first->code, "lapsed"), 1);
	const Guosuo__V1__Booking booking = stops_booking(first);
	answers(KEEPER_SHANDONG, "/guosuo.v1.Stops/PutBooking",
	        stops_confirming(&desk, &trip, &booking, KEEPER_SHANDONG), 400, "failed_precondition");
}

/* ---- the keeper ---- */

static void only_what_was_asked_is_confirmed_and_only_by_its_keeper(void **state)
{
	(void)state;
	const Guosuo__V1__BookingView *view = ask(2);
	const char *path = "/guosuo.v1.Stops/PutBooking";
	Guosuo__V1__Booking booking = stops_booking(view);
	answers(KEEPER_SHANDONG_OTHER, path, stops_confirming(&desk, &trip, &booking, KEEPER_SHANDONG_OTHER),
	        404, "");
	answers(KEEPER_HEBEI, path, stops_confirming(&desk, &trip, &booking, KEEPER_HEBEI), 404, "");
	answers(KEEPER_SHANDONG, path, stops_confirming(&desk, &trip, &booking, KEEPER_SHANDONG_OTHER), 403,
	        "");
	answers(KEEPER_SHANDONG, path,
	        stops_confirming(&desk, &trip, &booking, rig_entry(SHANDONG, ENTRY_REVIEWER_A)), 403, "");
	booking.beds = 3;
	answers(KEEPER_SHANDONG, path, stops_confirming(&desk, &trip, &booking, KEEPER_SHANDONG), 400,
	        "BOOKING_DIFFERS");
	booking.beds = 2;
	struct trip other = trip;
	other.hash[0] ^= 1;
	answers(KEEPER_SHANDONG, path, stops_confirming(&desk, &other, &booking, KEEPER_SHANDONG), 403, "");
	stops_confirm(&desk, &trip, view, KEEPER_SHANDONG);
	answers(KEEPER_SHANDONG, path, stops_confirming(&desk, &trip, &booking, KEEPER_SHANDONG), 400,
	        "failed_precondition");
}

static void seal_leg_with_stop(ProtobufCBinaryData pass_id, const struct trip *of, uint32_t province, uint32_t stop)
{
	const uint32_t a = rig_entry(province, ENTRY_REVIEWER_A), b = rig_entry(province, ENTRY_REVIEWER_B);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, a, pass_id);
	Guosuo__V1__Leg *leg = desk_leg(&desk, of, province, review->status_index);
	leg->stops = &stop;
	leg->n_stops = 1;
	desk_put_leg(&desk, pass_id, of, leg, a);
	assert_int_equal(desk_put_leg(&desk, pass_id, of, leg, b), GUOSUO__V1__LEG_STATE__LEG_SEALED);
}

static void seal_with_stop(uint32_t stop)
{
	seal_leg_with_stop(mine->pass_id, &trip, SHANDONG, stop);
}

/* The plan of Hebei's leg, where the break falls due after 100 km of 120. */
static const Guosuo__V1__LegPlan *planned(ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = pass_id;
	const Guosuo__V1__GetTripResponse *reply = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request);
	assert_non_null(reply->trip->legs[1]->plan);
	return reply->trip->legs[1]->plan;
}

static void the_plan_knows_where_a_stop_lies_and_still_does_once_the_leg_is_sealed(void **state)
{
	(void)state;
	static const struct {
		const char *name; /* the roster calls its stop 收费站 */
		uint32_t km;
		int64_t before_s, sealed_before_s;
	} rows[] = {{"收费站", 60, 0, 0}, {"收费站", 110, 20 * 60, 20 * 60}, {"收费站", 0, 0, 0}, {"别处", 110, 20 * 60, 0}};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
		Guosuo__V1__ApplicationLeg *leg = request->application->journey->legs[1];
		leg->n_stops = 1;
		leg->stops[0]->name = (char *)(uintptr_t)rows[i].name;
		leg->stops[0]->km = rows[i].km;
		const Guosuo__V1__SubmitTripResponse *reply = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
		assert_int_equal(planned(reply->pass_id)->before_s, rows[i].before_s);
		const struct trip of = desk_trip(&desk, reply->trip);
		seal_leg_with_stop(reply->pass_id, &of, HEBEI, STOP);
		assert_int_equal(planned(reply->pass_id)->before_s, rows[i].sealed_before_s);
	}
}

static void once_the_leg_is_sealed_only_its_stops_are_booked_or_confirmed(void **state)
{
	(void)state;
	const Guosuo__V1__BookingView *before = ask(1);
	body *other = asking(1);
	other->stop = STOP_OTHER;
	seal_with_stop(STOP_OTHER);
	const Guosuo__V1__Booking booking = stops_booking(before);
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", asking(1), 400, "STOP_OUTSIDE");
	answers(KEEPER_SHANDONG, "/guosuo.v1.Stops/PutBooking",
	        stops_confirming(&desk, &trip, &booking, KEEPER_SHANDONG), 400, "STOP_OUTSIDE");
	stops_confirm(&desk, &trip, stops_ask(&desk, OFFICER_A, other), KEEPER_SHANDONG_OTHER);
}

static const Guosuo__V1__ListStopBookingsResponse *queue_of(uint32_t keeper, uint32_t size,
                                                            ProtobufCBinaryData after)
{
	Guosuo__V1__ListStopBookingsRequest request = GUOSUO__V1__LIST_STOP_BOOKINGS_REQUEST__INIT;
	request.page_size = size;
	request.after = after;
	return desk_call(&desk, keeper, "/guosuo.v1.Stops/ListStopBookings", &request);
}

static void a_keeper_reads_its_own_queue_page_by_page(void **state)
{
	(void)state;
	uint32_t seen[5];
	size_t count = 0;
	ProtobufCBinaryData after = {0, NULL};
	for (int i = 0; i < 5; i++)
		ask(1);
	do {
		const Guosuo__V1__ListStopBookingsResponse *page = queue_of(KEEPER_SHANDONG, 2, after);
		for (size_t i = 0; i < page->n_bookings; i++) {
			for (size_t k = 0; k < count; k++)
				assert_int_not_equal(seen[k], page->bookings[i]->code);
			seen[count++] = page->bookings[i]->code;
		}
		after = page->next;
	} while (after.len > 0);
	assert_int_equal(count, 5);
	assert_int_equal(queue_of(KEEPER_SHANDONG_OTHER, 0, (ProtobufCBinaryData){0, NULL})->n_bookings, 0);
	assert_int_equal(queue_of(KEEPER_HEBEI, 0, (ProtobufCBinaryData){0, NULL})->n_bookings, 0);
}

/* ---- arrival ---- */

static Guosuo__V1__PutArrivalRequest *arriving(uint32_t code, int64_t when)
{
	Guosuo__V1__PutArrivalRequest *request =
	    desk_new(&desk, &guosuo__v1__put_arrival_request__descriptor);
	request->pass_id = mine->pass_id;
	request->code = code;
	request->arrival = when;
	return request;
}

static void the_company_and_its_driver_say_when_they_will_be_there(void **state)
{
	(void)state;
	const char *path = "/guosuo.v1.Stops/PutArrival";
	const Guosuo__V1__BookingView *view = ask(1);
	answers(DRIVER_A, path, arriving(view->code, view->not_before), 404, "");
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, mine->pass_id, &trip, OFFICER_A, DRIVER_A, 1));
	desk_call(&desk, DRIVER_A, path, arriving(view->code, view->not_before + 60));
	assert_int_equal(desk_sql(&desk, "SELECT arrival FROM booking"), view->not_before + 60);
	desk_call(&desk, OFFICER_A, path, arriving(view->code, view->not_after));
	answers(OFFICER_A, path, arriving(view->code, view->not_after + 1), 400, "ARRIVAL_OUTSIDE");
	answers(OFFICER_B, path, arriving(view->code, view->not_after), 404, "");
	answers(DRIVER_B, path, arriving(view->code, view->not_after), 404, "");
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Stops/CancelBooking", cancelling(view->code));
	answers(OFFICER_A, path, arriving(view->code, view->not_after), 400, "failed_precondition");
}

/* ---- what a stop says of itself ---- */

#define SPOIL_STOP(name, statement)                                                                          \
	static void name(Guosuo__V1__Stop *s)                                                                \
	{                                                                                                    \
		statement;                                                                                   \
	}
static char nothing[] = "", long_text[NAME_BYTES + 2];
SPOIL_STOP(no_length, s->longest_mm = 0)
SPOIL_STOP(too_many_beds, s->beds = BEDS_MAX + 1)
SPOIL_STOP(too_many_meals, s->meals = MEALS_MAX + 1)
SPOIL_STOP(no_phone, s->phone = nothing)
SPOIL_STOP(long_phone, s->phone = long_text)
SPOIL_STOP(odd_night, s->night_ends_min = 1440)
SPOIL_STOP(short_hold, s->hold_s = STOP_HOLD_MIN_S - 1)
SPOIL_STOP(long_hold, s->hold_s = STOP_HOLD_MAX_S + 1)
SPOIL_STOP(long_service, s->services[1] = long_text)
SPOIL_STOP(not_on_the_roster, s->stop = 99)

static void a_stop_says_nothing_that_is_out_of_range(void **state)
{
	(void)state;
	static const struct {
		void (*spoil)(Guosuo__V1__Stop *s);
		const char *field;
	} rows[] = {
	    {no_length, "stop.longest_mm"}, {too_many_beds, "stop.beds"}, {too_many_meals, "stop.meals"},
	    {no_phone, "stop.phone"},       {long_phone, "stop.phone"},   {odd_night, "stop.night_ends_min"},
	    {short_hold, "stop.hold_s"},    {long_hold, "stop.hold_s"},   {long_service, "stop.services[1]"},
	    {not_on_the_roster, "stop"},
	};
	memset(long_text, 'x', NAME_BYTES + 1);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		char field[64];
		Guosuo__V1__Stop *stop = stops_stop(&desk, SHANDONG, STOP);
		rows[i].spoil(stop);
		snprintf(field, sizeof field, "\"field\":\"%s\"", rows[i].field);
		answers(rig_authority(SHANDONG, 1), "/guosuo.v1.Stops/PutStop",
		        stops_put_request(&desk, stop), 400, field);
	}
}

static void a_stop_is_spoken_for_by_its_keeper_or_its_province(void **state)
{
	(void)state;
	const char *path = "/guosuo.v1.Stops/PutStop";
	const Guosuo__V1__PutStopRequest *request =
	    stops_put_request(&desk, stops_stop(&desk, SHANDONG, STOP));
	answers(KEEPER_SHANDONG_OTHER, path, request, 403, "");
	answers(KEEPER_HEBEI, path, request, 403, "");
	answers(rig_authority(HEBEI, 1), path, request, 403, "");
	answers(OFFICER_A, path, request, 403, "");
	desk_call(&desk, rig_authority(SHANDONG, 1), path, request);
	desk_call(&desk, KEEPER_SHANDONG, path, request);
}

static void capacity_does_not_fall_below_what_was_promised(void **state)
{
	(void)state;
	Guosuo__V1__Stop *stop = stops_stop(&desk, SHANDONG, STOP);
	ask(4);
	stop->beds = 3;
	answers(KEEPER_SHANDONG, "/guosuo.v1.Stops/PutStop", stops_put_request(&desk, stop), 400,
	        "CAPACITY_TAKEN");
	stop->beds = 4;
	stop->night_ends_min = 0;
	answers(KEEPER_SHANDONG, "/guosuo.v1.Stops/PutStop", stops_put_request(&desk, stop), 400,
	        "NIGHTS_TAKEN");
	stop->night_ends_min = 720;
	stops_put_stop(&desk, KEEPER_SHANDONG, stop);
	answers(OFFICER_A, "/guosuo.v1.Stops/AskBooking", asking(1), 400, "BEDS_FREE");
	stops_put_stop(&desk, KEEPER_SHANDONG, stops_stop(&desk, SHANDONG, STOP));
}

static Guosuo__V1__ListStopsRequest *listing(void)
{
	Guosuo__V1__ListStopsRequest *request = desk_new(&desk, &guosuo__v1__list_stops_request__descriptor);
	request->province = SHANDONG;
	return request;
}

static const Guosuo__V1__ListStopsResponse *list(const Guosuo__V1__ListStopsRequest *request)
{
	return desk_call(&desk, DRIVER_A, "/guosuo.v1.Stops/ListStops", request);
}

static void the_list_says_what_fits_and_what_is_free_then(void **state)
{
	(void)state;
	char *repair[] = {(char *)(uintptr_t) "lodging", (char *)(uintptr_t) "repair"};
	Guosuo__V1__ListStopsRequest *request = listing();
	assert_int_equal(list(request)->n_stops, 2);
	request->length_mm = STOP_LONGEST_MM + 1;
	assert_int_equal(list(request)->n_stops, 0);
	request->length_mm = STOP_LONGEST_MM;
	request->services = repair;
	request->n_services = 2;
	assert_int_equal(list(request)->n_stops, 0);
	request->n_services = 1;
	request->page_size = 1;
	const Guosuo__V1__ListStopsResponse *page = list(request);
	assert_int_equal(page->n_stops, 1);
	assert_int_equal(page->next, STOP);
	request->after = page->next;
	assert_int_equal(list(request)->stops[0]->stop->stop, STOP_OTHER);
	const Guosuo__V1__BookingView *view = ask(5);
	request = listing();
	request->stop = STOP;
	request->not_before = view->not_before;
	request->not_after = view->not_after;
	assert_int_equal(list(request)->stops[0]->beds_free, STOP_BEDS - 5);
	request->not_before += RIG_DAY;
	request->not_after += RIG_DAY;
	assert_int_equal(list(request)->stops[0]->beds_free, STOP_BEDS);
	request->not_after = request->not_before;
	answers(OFFICER_A, "/guosuo.v1.Stops/ListStops", request, 400, "WINDOW_ORDER");
	/* eight bytes' worth of time is no window */
	const int64_t wide[][2] = {{1, INT64_MAX}, {INT64_MAX - 1, INT64_MAX}, {INT64_MIN, INT64_MAX}, {INT64_MIN, INT64_MIN}};
	for (size_t i = 0; i < RIG_COUNT(wide); i++) {
		request->not_before = wide[i][0];
		request->not_after = wide[i][1];
		answers(OFFICER_A, "/guosuo.v1.Stops/ListStops", request, 400, wide[i][0] < 0 ? "TOO_SMALL" : "TOO_LARGE");
	}
	request = listing();
	request->province = 99;
	answers(OFFICER_A, "/guosuo.v1.Stops/ListStops", request, 400, "PROVINCE_UNKNOWN");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_confirmed_booking_travels_with_the_pass, fresh),
	    cmocka_unit_test_setup(bad_input_names_field_and_rule_and_takes_nothing, fresh),
	    cmocka_unit_test_setup(a_train_longer_than_the_stop_is_refused, fresh),
	    cmocka_unit_test_setup(a_name_the_roster_lacks_is_warned_and_a_stop_too_short_refused_in_trip_and_leg, fresh),
	    cmocka_unit_test_setup(a_stop_that_is_closed_then_is_refused, fresh),
	    cmocka_unit_test_setup(many_at_once_get_exactly_what_there_is, fresh),
	    cmocka_unit_test_setup(several_nights_are_taken_together_or_not_at_all, fresh),
	    cmocka_unit_test_setup(a_trip_has_so_many_bookings_and_no_more, fresh),
	    cmocka_unit_test_setup(what_ends_gives_its_beds_back_once, fresh),
	    cmocka_unit_test_setup(a_withdrawn_trip_gives_its_beds_back, fresh),
	    cmocka_unit_test_setup(a_replaced_trip_gives_its_beds_back_and_is_told_as_withdrawn, fresh),
	    cmocka_unit_test_setup(a_request_left_unanswered_makes_room_for_another, fresh),
	    cmocka_unit_test_setup(only_what_was_asked_is_confirmed_and_only_by_its_keeper, fresh),
	    cmocka_unit_test_setup(the_plan_knows_where_a_stop_lies_and_still_does_once_the_leg_is_sealed, fresh),
	    cmocka_unit_test_setup(once_the_leg_is_sealed_only_its_stops_are_booked_or_confirmed, fresh),
	    cmocka_unit_test_setup(a_keeper_reads_its_own_queue_page_by_page, fresh),
	    cmocka_unit_test_setup(the_company_and_its_driver_say_when_they_will_be_there, fresh),
	    cmocka_unit_test_setup(a_stop_says_nothing_that_is_out_of_range, fresh),
	    cmocka_unit_test_setup(a_stop_is_spoken_for_by_its_keeper_or_its_province, fresh),
	    cmocka_unit_test_setup(capacity_does_not_fall_below_what_was_promised, fresh),
	    cmocka_unit_test_setup(the_list_says_what_fits_and_what_is_free_then, fresh),
	};
	return cmocka_run_group_tests_name("stops", tests, up, down);
}
