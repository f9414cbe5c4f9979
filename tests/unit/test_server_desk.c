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
	const Guosuo__V1__GetTripResponse *reply = desk_call(&desk, OFFICER_A2, "/guosuo.v1.Desk/GetTrip", &request);
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
		assert_int_equal(leg_verify(file->legs[i], &leg, &opened, held_roster(desk.app.held, desk_provinces[i]), 3,
					    true, time(NULL), &desk.rig.arena, NULL, NULL),
				 ERR_OK);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(from_application_to_the_drivers_pass, up, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
