/* Consignments, empty returns, agents, barred hauliers and repeat trips at a running desk. */
#include "guosuo/v1/drafts.pb-c.h"
#include "server/barred.h"
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

/* ---- consignments ---- */

static Guosuo__V1__SubmitTripRequest *unit_request(const char *company, uint32_t unit, uint32_t units)
{
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, company);
	Guosuo__V1__Consignment *consignment =
	    RIG_NEW(&desk.rig, Guosuo__V1__Consignment, GUOSUO__V1__CONSIGNMENT__INIT);
	consignment->id = (char *)(uintptr_t) "Castellet";
	consignment->unit = unit;
	consignment->units = units;
	request->application->consignment = consignment;
	return request;
}

static Guosuo__V1__SubmitTripResponse *submit_unit(uint32_t officer, const char *company, uint32_t unit,
                                                   uint32_t units)
{
	return desk_call(&desk, officer, "/guosuo.v1.Desk/SubmitTrip", unit_request(company, unit, units));
}

static Guosuo__V1__EmptyReturn *empty_return(void)
{
	static uint32_t axles[] = {4000, 3500, 3500}, lines[] = {4083, 4083, 4083, 4083, 4084, 4084};
	static char depart[TIME_TEXT_LEN + 1];
	Guosuo__V1__EmptyReturn *back =
	    RIG_NEW(&desk.rig, Guosuo__V1__EmptyReturn, GUOSUO__V1__EMPTY_RETURN__INIT);
	Guosuo__V1__ApplicationLaden *laden =
	    RIG_NEW(&desk.rig, Guosuo__V1__ApplicationLaden, GUOSUO__V1__APPLICATION_LADEN__INIT);
	laden->length_mm = 21800, laden->width_mm = 3000, laden->height_mm = 3000, laden->mass_kg = 35500;
	laden->axle_loads_kg = axles, laden->n_axle_loads_kg = 3;
	laden->axle_line_loads_kg = lines, laden->n_axle_line_loads_kg = 6;
	rfc3339_write(desk.now + 15 * RIG_DAY, 480, depart);
	back->laden = laden;
	back->depart_not_before = depart;
	return back;
}

/* The way back of unit 1, linked to this number. */
static Guosuo__V1__SubmitTripRequest *return_request(const char *number)
{
	Guosuo__V1__SubmitTripRequest *request = unit_request(COMPANY_A, 1, 3);
	request->application->empty_return = empty_return();
	assert_int_equal(
	    application_return(request->application, number, &desk.rig.arena, &request->application), ERR_OK);
	return request;
}

static Guosuo__V1__ListUnitsResponse *units(uint32_t reviewer, ProtobufCBinaryData pass_id, uint32_t page,
                                            ProtobufCBinaryData after)
{
	Guosuo__V1__ListUnitsRequest request = GUOSUO__V1__LIST_UNITS_REQUEST__INIT;
	request.pass_id = pass_id;
	request.page_size = page;
	request.after = after;
	return desk_call(&desk, reviewer, "/guosuo.v1.Consignments/ListUnits", &request);
}

static const ProtobufCBinaryData none = {0, NULL};

static void a_province_sees_the_units_of_a_consignment_together(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripResponse *trip[3];
	const uint32_t reviewer = rig_entry(HEBEI, ENTRY_REVIEWER_A);
	for (uint32_t i = 3; i-- > 0;)
		trip[i] = submit_unit(OFFICER_A, COMPANY_A, i + 1, 3);
	submit_unit(OFFICER_B, desk.company_b, 1,
	            1); /* the same name in another company is another consignment */
	const Guosuo__V1__SubmitTripResponse *back =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", return_request(trip[0]->number));
	const Guosuo__V1__ListUnitsResponse *list = units(reviewer, trip[1]->pass_id, 0, none);
	assert_string_equal(list->consignment, "Castellet");
	assert_int_equal(list->n_units, 4);
	for (size_t i = 0; i < 4; i++) {
		static const uint32_t want[] = {1, 1, 2, 3};
		assert_int_equal(list->units[i]->unit, want[i]);
		assert_int_equal(list->units[i]->units, 3);
		assert_int_equal(list->units[i]->ordinal, 2);
		bool is_back = span_equal(field_span(list->units[i]->pass_id), field_span(back->pass_id));
		assert_int_equal(list->units[i]->return_of.len, is_back ? PASS_ID_LEN : 0);
		if (is_back)
			assert_memory_equal(list->units[i]->return_of.data, trip[0]->pass_id.data,
			                    PASS_ID_LEN);
		assert_int_equal(list->units[i]->cargo[0] == '\0', is_back);
	}
	/* page by page */
	const Guosuo__V1__ListUnitsResponse *first = units(reviewer, trip[0]->pass_id, 3, none);
	const Guosuo__V1__ListUnitsResponse *rest = units(reviewer, trip[0]->pass_id, 3, first->next);
	assert_true(first->n_units == 3 && rest->n_units == 1 && rest->units[0]->unit == 3);
	assert_int_equal(rest->next.len, 0);
}

static const Guosuo__V1__ListTripsResponse *trips_of(uint32_t officer, const char *consignment, ProtobufCBinaryData after)
{
	Guosuo__V1__ListTripsRequest request = GUOSUO__V1__LIST_TRIPS_REQUEST__INIT;
	request.page_size = 2;
	request.consignment = (char *)(uintptr_t)consignment;
	request.after = after;
	return desk_call(&desk, officer, "/guosuo.v1.Desk/ListTrips", &request);
}

static void a_company_lists_the_passes_of_its_consignment(void **state)
{
	(void)state;
	size_t count = 0;
	ProtobufCBinaryData after = none;
	desk_submit(&desk);
	for (uint32_t i = 1; i <= 3; i++)
		submit_unit(OFFICER_A, COMPANY_A, i, 3);
	const Guosuo__V1__SubmitTripResponse *other = submit_unit(OFFICER_B, desk.company_b, 1, 1);
	do {
		const Guosuo__V1__ListTripsResponse *page = trips_of(OFFICER_A, "Castellet", after);
		for (size_t i = 0; i < page->n_trips; i++, count++)
			assert_string_not_equal(page->trips[i]->number, other->number);
		after = page->next;
	} while (after.len > 0);
	assert_int_equal(count, 3);
	assert_int_equal(trips_of(OFFICER_B, "Castellet", none)->n_trips, 1);
	assert_int_equal(trips_of(OFFICER_A, "nothing", none)->n_trips, 0);
	assert_int_equal(trips_of(OFFICER_A, "", none)->n_trips, 2); /* without one, all */
}

static void a_trip_in_no_consignment_has_no_units(void **state)
{
	(void)state;
	Guosuo__V1__ListUnitsRequest request = GUOSUO__V1__LIST_UNITS_REQUEST__INIT;
	request.pass_id = desk_submit(&desk)->pass_id;
	assert_int_equal(desk_post(&desk, rig_entry(HEBEI, ENTRY_REVIEWER_A),
	                           "/guosuo.v1.Consignments/ListUnits", &request),
	                 404);
}

static void a_way_back_is_sealed_by_every_province_and_issued_at_home(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripResponse *out = submit_unit(OFFICER_A, COMPANY_A, 1, 3);
	Guosuo__V1__SubmitTripResponse *back =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", return_request(out->number));
	struct trip trip = desk_trip(&desk, back->trip);
	assert_int_equal(trip.body->issuer, SHANDONG);
	assert_int_equal(trip.body->over_limit_class, 2);
	const uint32_t reviewer = rig_entry(TIANJIN, ENTRY_REVIEWER_A);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, reviewer, back->pass_id);
	const Guosuo__V1__Leg *leg = desk_leg(&desk, &trip, TIANJIN, review->status_index);
	assert_int_equal(leg->ordinal, 1);
	assert_int_equal(desk_put_leg(&desk, back->pass_id, &trip, leg, reviewer),
	                 GUOSUO__V1__LEG_STATE__LEG_SEALED);
}

static void a_way_back_names_a_pass_of_its_own_consignment(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripResponse *out = submit_unit(OFFICER_A, COMPANY_A, 1, 3);
	const Guosuo__V1__SubmitTripResponse *foreign = submit_unit(OFFICER_B, desk.company_b, 1, 1);
	const Guosuo__V1__SubmitTripResponse *alone = desk_submit(&desk);
	const Guosuo__V1__SubmitTripResponse *back =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", return_request(out->number));
	const char *const numbers[] = {foreign->number, alone->number, back->number};
	int64_t trips = desk_sql(&desk, "SELECT COUNT(*) FROM trip"),
	        rows = desk_sql(&desk, "SELECT COUNT(*) FROM unit");
	for (size_t i = 0; i < RIG_COUNT(numbers); i++) {
		assert_int_equal(
		    desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", return_request(numbers[i])),
		    400);
		assert_true(answer_says(&desk_answer, "RETURN_LINK") &&
		            answer_says(&desk_answer, "return_of"));
	}
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), trips);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM unit"), rows);
}

static void the_queue_says_which_unit_of_how_many_and_nothing_of_what_travels_alone(void **state)
{
	(void)state;
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	submit_unit(OFFICER_A, COMPANY_A, 1, 3);
	submit_unit(OFFICER_A, COMPANY_A, 3, 3);
	desk_submit(&desk);
	const Guosuo__V1__ListReviewsResponse *reply =
	    desk_call(&desk, rig_entry(HEBEI, ENTRY_REVIEWER_A), "/guosuo.v1.Review/ListReviews", &request);
	uint32_t sum = 0, together = 0;
	assert_int_equal(reply->n_reviews, 3);
	for (size_t i = 0; i < 3; i++) {
		assert_true(reply->reviews[i]->units == 3 || reply->reviews[i]->units == 0);
		assert_int_equal(reply->reviews[i]->units == 0, reply->reviews[i]->unit == 0);
		sum += reply->reviews[i]->unit;
		together += reply->reviews[i]->units != 0;
	}
	assert_true(sum == 4 && together == 2);
}

/* ---- agent ---- */

static Guosuo__V1__SubmitTripRequest *by_agent(const char *agent_uscc)
{
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	desk_agent(&desk, request->application->applicant, agent_uscc);
	return request;
}

static void an_agent_files_in_the_applicants_name_and_keeps_what_it_filed(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *reply =
	    desk_call(&desk, OFFICER_B, "/guosuo.v1.Desk/SubmitTrip", by_agent(desk.company_b));
	assert_true(reply->n_warnings > 0);
	assert_string_equal(reply->warnings[0]->rule, "AGENT_ACTS");
	Guosuo__V1__GetTripRequest get = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	get.pass_id = reply->pass_id;
	assert_int_equal(desk_post(&desk, OFFICER_B, "/guosuo.v1.Desk/GetTrip", &get), 200);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &get), 404);
	const Guosuo__V1__GetReviewResponse *review =
	    desk_review(&desk, rig_entry(HEBEI, ENTRY_REVIEWER_A), reply->pass_id);
	assert_string_equal(review->application->applicant->agent->authority, "委托书 17");
}

static void somebody_elses_agent_is_not_the_caller(void **state)
{
	(void)state;
	assert_int_equal(
	    desk_post(&desk, OFFICER_B, "/guosuo.v1.Desk/SubmitTrip", by_agent("91110000600037341L")), 400);
	assert_true(answer_says(&desk_answer, "HANDED"));
}

/* ---- barred ---- */

static void bar(const char *text)
{
	char path[128];
	desk_write(&desk, "barred", text);
	snprintf(path, sizeof path, "%s/barred", desk.dir);
	static long edits; /* each has a time of its own, however coarse the clock of the disk */
	const struct timespec times[2] = {{.tv_sec = desk.now}, {.tv_sec = desk.now, .tv_nsec = ++edits}};
	assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static unsigned submit_status(const void *request)
{
	return desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
}

static void a_barred_haulier_is_refused_until_its_day_is_over(void **state)
{
	(void)state;
	char path[128];
	bar("# 停办名单\n" COMPANY_A " - 未履行加固义务\n");
	snprintf(path, sizeof path, "%s/barred", desk.dir);
	barred_free(&desk.app.barred);
	assert_int_equal(barred_open(path, &desk.app.barred), ERR_OK);
	assert_int_equal(submit_status(desk_application(&desk, COMPANY_A)), 400);
	assert_true(answer_says(&desk_answer, "\"BARRED\"") && answer_says(&desk_answer, "applicant.uscc"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), 0);
	bar(COMPANY_A " 2099-12-31\n");
	assert_int_equal(submit_status(desk_application(&desk, COMPANY_A)), 400);
	assert_true(answer_says(&desk_answer, "20991231"));
	bar(COMPANY_A " 2020-03-10\n"); /* over */
	assert_int_equal(submit_status(desk_application(&desk, COMPANY_A)), 200);
	bar("91110000600037341L - an agent\n");
	assert_int_equal(submit_status(by_agent("91110000600037341L")), 400);
	assert_true(answer_says(&desk_answer, "applicant.agent.uscc"));
	bar("91110000600037341L soon\n"); /* not sound: the list before stays */
	assert_int_equal(submit_status(by_agent("91110000600037341L")), 400);
	assert_int_equal(submit_status(desk_application(&desk, COMPANY_A)), 200);
	struct barred *broken = NULL;
	assert_int_equal(barred_open(path, &broken), ERR_INPUT);
	assert_null(broken);
}

/* ---- repeat trips ---- */

static void a_journey_beyond_the_last_is_refused(void **state)
{
	(void)state;
	static char until[TIME_TEXT_LEN + 1];
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	rfc3339_write(desk.now + 100 * RIG_DAY, 480, until);
	request->application->journeys = 3;
	request->application->journey->arrive_not_after = until;
	Guosuo__V1__SubmitTripResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	struct trip trip = desk_trip(&desk, reply->trip);
	assert_int_equal(trip_journeys(trip.body), 3);
	static const struct {
		uint32_t journey;
		unsigned status;
	} rows[] = {{0, 400}, {1, 200}, {3, 200}, {4, 400}};
	for (uint32_t i = 0; i < RIG_COUNT(rows); i++) {
		struct assignment read;
		Guosuo__V1__PutAssignmentRequest *assignment =
		    desk_assignment(&desk, reply->pass_id, &trip, OFFICER_A, DRIVER_A, i + 1);
		assert_int_equal(assignment_read(assignment->assignment, &desk.rig.arena, &read), ERR_OK);
		Guosuo__V1__Assignment changed = *read.body;
		changed.journey = rows[i].journey;
		assert_int_equal(assignment_seal(desk_pack(&desk, &changed), &trip,
		                                 rig_pair(OFFICER_A).secret, &desk.rig.arena,
		                                 &assignment->assignment),
		                 ERR_OK);
		assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment", assignment),
		                 rows[i].status);
		if (rows[i].status != 200)
			assert_true(answer_says(&desk_answer, "assignment.journey") &&
			            answer_says(&desk_answer, "1 to 3"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_province_sees_the_units_of_a_consignment_together, up, down),
	    cmocka_unit_test_setup_teardown(a_company_lists_the_passes_of_its_consignment, up, down),
	    cmocka_unit_test_setup_teardown(a_trip_in_no_consignment_has_no_units, up, down),
	    cmocka_unit_test_setup_teardown(the_queue_says_which_unit_of_how_many_and_nothing_of_what_travels_alone, up,
	                                    down),
	    cmocka_unit_test_setup_teardown(a_way_back_is_sealed_by_every_province_and_issued_at_home, up,
	                                    down),
	    cmocka_unit_test_setup_teardown(a_way_back_names_a_pass_of_its_own_consignment, up, down),
	    cmocka_unit_test_setup_teardown(an_agent_files_in_the_applicants_name_and_keeps_what_it_filed, up,
	                                    down),
	    cmocka_unit_test_setup_teardown(somebody_elses_agent_is_not_the_caller, up, down),
	    cmocka_unit_test_setup_teardown(a_barred_haulier_is_refused_until_its_day_is_over, up, down),
	    cmocka_unit_test_setup_teardown(a_journey_beyond_the_last_is_refused, up, down),
	};
	return cmocka_run_group_tests_name("units", tests, NULL, NULL);
}
