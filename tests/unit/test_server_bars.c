/* What bars assignments at a desk: a higher serial, an officer of the trip; and what the list then says. */
#include "tests/desk_rig.h"

#include "proto/status.h"
#include "server/bar_fact.h"

static struct desk desk;
static Guosuo__V1__SubmitTripResponse *trip;
static struct trip opened;

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	trip = desk_submit(&desk);
	opened = desk_trip(&desk, trip->trip);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static void assign(uint32_t device, uint32_t serial)
{
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, device, serial));
}

/* The bar as Shandong's published list has it; NULL: none. */
static const Guosuo__V1__AssignmentBar *listed(void)
{
	struct status status;
	char name[32];
	snprintf(name, sizeof name, "/state/status.%02u", SHANDONG);
	desk_turn(&desk);
	desk_get(&desk, name, "", &desk_answer);
	if (desk_answer.status != 200 ||
	    status_open(span_of(desk_answer.body, desk_answer.length), held_roster(desk.app.held, SHANDONG),
	                &desk.rig.arena, &status) != ERR_OK)
		return NULL;
	return status_bar(&status, iso_week(opened.body->not_after), opened.body->status_index);
}

/* Waits until the list says this. */
static bool list_says(uint32_t phone, uint32_t paper, uint32_t slot)
{
	for (int turn = 0; turn < 300; turn++) {
		size_t used = desk.rig.arena.used;
		const Guosuo__V1__AssignmentBar *bar = listed();
		bool said = bar != NULL && bar->lowest_phone_serial == phone &&
		            bar->lowest_paper_serial == paper && bar->n_barred_slots == (slot != 0) &&
		            (slot == 0 || bar->barred_slots[0] == slot);
		desk.rig.arena.used = used;
		if (said)
			return true;
		usleep(10000);
	}
	return false;
}

static const Guosuo__V1__ListUnbarredResponse *unbarred(uint32_t caller)
{
	Guosuo__V1__ListUnbarredRequest request = GUOSUO__V1__LIST_UNBARRED_REQUEST__INIT;
	return desk_call(&desk, caller, "/guosuo.v1.Bars/ListUnbarred", &request);
}

static unsigned bar(uint32_t caller, uint32_t officer, uint32_t barred)
{
	return desk_post(&desk, caller, "/guosuo.v1.Bars/PutBar",
	                 desk_bar(&desk, trip->pass_id, &opened, officer, barred));
}

/* ---- serials ---- */

static void the_lower_serials_of_a_kind_are_barred_by_the_next_list(void **state)
{
	(void)state;
	assign(DRIVER_A, 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM bar"), 0); /* there is nothing lower */
	assign(DRIVER_B, 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM bar"), 0); /* one crew */
	assign(DRIVER_B, 2);
	assert_true(list_says(2, 0, 0));
	assign(0, 3);
	assert_true(list_says(2, 3, 0));
	assign(DRIVER_A, 5);
	assign(DRIVER_A, 6);
	assert_true(list_says(6, 3, 0));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 43"), 0);
}

static void a_restart_loses_no_bar(void **state)
{
	(void)state;
	assign(DRIVER_A, 1);
	assign(DRIVER_A, 2);
	assert_true(list_says(2, 0, 0));
	desk_down(&desk);
	desk_up(&desk);
	assign(0, 2);
	assert_true(list_says(2, 2, 0));
}

/* ---- journeys ---- */

static const Guosuo__V1__PutAssignmentRequest *of_journey(uint32_t journey, uint32_t serial)
{
	Guosuo__V1__PutAssignmentRequest *request =
	    desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, DRIVER_A, serial);
	ProtobufCMessage *body;
	assert_int_equal(canon_open(&guosuo__v1__assignment__descriptor,
	                            span_of(request->assignment->body.data, request->assignment->body.len),
	                            &desk.rig.arena, &body),
	                 ERR_OK);
	((Guosuo__V1__Assignment *)body)->journey = journey;
	assert_int_equal(assignment_seal(desk_pack(&desk, body), &opened, rig_pair(OFFICER_A).secret,
	                                 &desk.rig.arena, &request->assignment),
	                 ERR_OK);
	return request;
}

/* One pass for three journeys: the second train is assigned while the first is on the road. */
static void a_journey_that_still_runs_is_not_barred_by_the_next_one(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	request->application->journeys = 3;
	trip = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	opened = desk_trip(&desk, trip->trip);
	static const struct {
		uint32_t journey, serial;
		int64_t barred;
	} rows[] = {
	    {1, 1, 0}, {1, 2, 2}, /* the first journey's driver is replaced */
	    {2, 3, 2},            /* and goes on while the second begins */
	    {2, 4, 2}, {1, 5, 4}, /* serials are the trip's: 3 goes when neither journey has it */
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
		          of_journey(rows[i].journey, rows[i].serial));
		assert_int_equal(desk_sql(&desk, "SELECT COALESCE(MAX(number), 0) FROM bar WHERE kind = 1"),
		                 rows[i].barred);
	}
	assert_true(list_says(4, 0, 0));
}

/* ---- slots ---- */

static void a_removed_officer_is_barred_by_another_of_the_trip(void **state)
{
	(void)state;
	uint32_t slot = trip_officer(opened.body, rig_pair(OFFICER_A).key);
	assign(DRIVER_A, 1);
	assert_int_equal(unbarred(OFFICER_A2)->n_trips, 0);
	assert_int_equal(bar(OFFICER_A2, OFFICER_A2, OFFICER_A), 400);
	assert_true(answer_says(&desk_answer, "\"NOT_REMOVED\""));
	desk_remove_member(&desk, OFFICER_A2, OFFICER_A);
	const Guosuo__V1__ListUnbarredResponse *left = unbarred(OFFICER_A2);
	assert_int_equal(left->n_trips, 1);
	assert_int_equal(left->trips[0]->n_slots, 1);
	assert_int_equal(left->trips[0]->slots[0], slot);
	assert_true(left->trips[0]->assigned);
	assert_int_equal(bar(OFFICER_A2, OFFICER_A2, OFFICER_A), 200);
	assert_int_equal(bar(OFFICER_A2, OFFICER_A2, OFFICER_A), 200); /* done already */
	assert_int_equal(unbarred(OFFICER_A2)->n_trips, 0);
	assert_true(list_says(0, 0, slot));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 43"), 1);
}

static void whose_bars_a_desk_takes(void **state)
{
	(void)state;
	ProtobufCBinaryData other = desk_submit(&desk)->pass_id;
	desk_admit(&desk, OFFICER_A, OFFICER_A2 + 100, GUOSUO__V1__ROLE__ROLE_OFFICER, COMPANY_A);
	desk_remove_member(&desk, OFFICER_A2, OFFICER_A);
	assert_int_equal(bar(OFFICER_A2 + 100, OFFICER_A2, OFFICER_A), 403); /* another's seal */
	assert_int_equal(bar(OFFICER_A, OFFICER_A, OFFICER_A2), 401);        /* who was removed bars nobody */
	Guosuo__V1__PutBarRequest *request = desk_bar(&desk, trip->pass_id, &opened, OFFICER_A2, OFFICER_A);
	request->pass_id = other;
	assert_int_equal(desk_post(&desk, OFFICER_A2, "/guosuo.v1.Bars/PutBar", request),
	                 403); /* another trip's */
	request->bar = NULL;
	assert_int_equal(desk_post(&desk, OFFICER_A2, "/guosuo.v1.Bars/PutBar", request), 400);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM bar"), 0);
}

static void every_live_trip_is_found_page_by_page(void **state)
{
	(void)state;
	Guosuo__V1__ListUnbarredRequest request = GUOSUO__V1__LIST_UNBARRED_REQUEST__INIT;
	size_t found = 0, pages = 0;
	for (int i = 0; i < 4; i++)
		desk_submit(&desk);
	desk_remove_member(&desk, OFFICER_A2, OFFICER_A);
	request.page_size = 2;
	do {
		const Guosuo__V1__ListUnbarredResponse *page =
		    desk_call(&desk, OFFICER_A2, "/guosuo.v1.Bars/ListUnbarred", &request);
		found += page->n_trips;
		request.after = page->next;
	} while (request.after.len > 0 && ++pages < 10);
	assert_int_equal(found, 5);
}

/* ---- facts ---- */

static void facts_become_bars_and_facts_again(void **state)
{
	(void)state;
	static const struct bar_fact given[] = {
	    {202012, 9, BAR_SLOT, 3},  {202012, 9, BAR_PHONE, 2}, {202011, 70, BAR_PAPER, 4},
	    {202012, 9, BAR_SLOT, 1},  {202012, 9, BAR_SLOT, 3},  {202012, 9, BAR_PHONE, 11},
	    {202012, 8, BAR_PHONE, 5},
	};
	static const struct bar_fact want[] = {
	    {202011, 70, BAR_PAPER, 4}, {202012, 8, BAR_PHONE, 5}, {202012, 9, BAR_PHONE, 11},
	    {202012, 9, BAR_SLOT, 1},   {202012, 9, BAR_SLOT, 3},
	};
	struct bar_fact facts[RIG_COUNT(given)], again[3 * BAR_FACTS_MAX];
	Guosuo__V1__StatusList list = GUOSUO__V1__STATUS_LIST__INIT;
	memcpy(facts, given, sizeof facts);
	assert_int_equal(bar_facts_pack(facts, RIG_COUNT(given), &desk.rig.arena, &list.bars, &list.n_bars),
	                 ERR_OK);
	assert_int_equal(list.n_bars, 3);
	assert_true(status_bars_sound(&list));
	assert_int_equal(bar_facts_of(&list, 0, again), RIG_COUNT(want));
	assert_memory_equal(again, want, sizeof want);
	assert_int_equal(bar_facts_of(&list, 202012, again), 4);
	for (size_t i = 0; i < RIG_COUNT(given); i++)
		assert_true(bar_fact_said(&list, &given[i]));
	assert_false(bar_fact_said(&list, &(const struct bar_fact){202012, 9, BAR_PHONE, 12}));
	assert_false(bar_fact_said(&list, &(const struct bar_fact){202012, 9, BAR_PAPER, 1}));
	assert_false(bar_fact_said(&list, &(const struct bar_fact){202012, 9, BAR_SLOT, 2}));
	assert_false(bar_fact_said(&list, &(const struct bar_fact){202013, 9, BAR_PHONE, 2}));
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(the_lower_serials_of_a_kind_are_barred_by_the_next_list),
	    PROOF(a_restart_loses_no_bar),
	    PROOF(a_journey_that_still_runs_is_not_barred_by_the_next_one),
	    PROOF(a_removed_officer_is_barred_by_another_of_the_trip),
	    PROOF(whose_bars_a_desk_takes),
	    PROOF(every_live_trip_is_found_page_by_page),
	    PROOF(facts_become_bars_and_facts_again),
	};
	return cmocka_run_group_tests_name("server/bars", tests, NULL, NULL);
}
