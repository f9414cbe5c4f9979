/* Nobody stalls unseen: a leg names whoever can go on with it, with a telephone. */
#include "guosuo/v1/group.pb-c.h"
#include "tests/desk_rig.h"

#include "server/watch.h"

static struct desk desk;

enum { GROUP_SHANDONG = SHANDONG * 100 + 11 + ENTRY_GROUP };

static uint32_t reviewer(uint32_t province, uint32_t entry)
{
	return rig_entry(province, entry);
}

/* Hebei's reviewers have names of their own, and so has a duty room of Shandong's. */
static void put_names(uint32_t version, bool without_first)
{
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	Guosuo__V1__Roster *roster = desk_roster(&desk, HEBEI, version);
	roster->phone = (char *)(uintptr_t) "0311-00000013";
	roster->entries[ENTRY_REVIEWER_A]->name = (char *)(uintptr_t) "赵初审";
	roster->entries[ENTRY_REVIEWER_A2]->name = (char *)(uintptr_t) "赵初审";
	roster->entries[ENTRY_REVIEWER_B]->name = (char *)(uintptr_t) "李复核";
	if (without_first)
		roster->entries[ENTRY_REVIEWER_A]->not_after = roster->entries[ENTRY_REVIEWER_A2]->not_after = desk.now - 1;
	request.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, roster));
	desk_call(&desk, rig_authority(HEBEI, 1), "/guosuo.v1.Trust/PutRoster", &request);
}

static void put_policy(const char *name)
{
	char text[2048];
	snprintf(text, sizeof text,
	         "{\"forwardDays\": 2, \"clocks\": ["
	         "{\"overLimitClass\": \"CLASS_I\", \"daysOne\": 2, \"daysSeveral\": 5, \"shareDays\": 3},"
	         "{\"overLimitClass\": \"CLASS_II\", \"daysOne\": 5, \"daysSeveral\": 10, \"shareDays\": 8},"
	         "{\"overLimitClass\": \"CLASS_III\", \"daysOne\": 15, \"daysSeveral\": 20, \"shareDays\": 18}],"
	         "\"contacts\": [{\"level\": \"LEVEL_REVIEWER\", \"province\": 37, \"name\": \"%s\", \"phone\": \"0531-00000037\"}],"
	         "\"notCounted\": [\"ASK\", \"PAUSE\"]}",
	         name);
	desk_write(&desk, "policy.json", text);
	snprintf(desk.config.policy, sizeof desk.config.policy, "%s/policy.json", desk.dir);
	watch_round(desk.app.watch); /* reads the files anew */
}

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	put_names(2, false);
	put_policy("山东省值班室");
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

static void decide(const Guosuo__V1__SubmitTripResponse *trip, uint32_t province, uint32_t ordinal, Guosuo__V1__DecisionKind kind)
{
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_call(&desk, reviewer(province, ENTRY_REVIEWER_A), "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, province, ordinal, kind, desk.now,
	                        reviewer(province, ENTRY_REVIEWER_A)));
}

/* The leg that one reviewer sealed. */
static const Guosuo__V1__Leg *half_seal(const Guosuo__V1__SubmitTripResponse *trip, uint32_t province, uint32_t entry)
{
	const uint32_t key = reviewer(province, entry);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, key, trip->pass_id);
	struct trip opened = desk_trip(&desk, trip->trip);
	const Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, province, review->status_index);
	assert_int_equal(desk_put_leg(&desk, trip->pass_id, &opened, leg, key), GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
	return leg;
}

/* As the company sees it, its reviewers, and the task group. */
static void is_held(const Guosuo__V1__SubmitTripResponse *trip, uint32_t province, const char *name, const char *phone)
{
	Guosuo__V1__GetTripRequest of_trip = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	Guosuo__V1__BoardRequest of_board = GUOSUO__V1__BOARD_REQUEST__INIT;
	of_trip.pass_id = trip->pass_id;
	of_board.province = province;
	const Guosuo__V1__GetTripResponse *view = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &of_trip);
	const Guosuo__V1__BoardResponse *board = desk_call(&desk, GROUP_SHANDONG, "/guosuo.v1.Group/Board", &of_board);
	const Guosuo__V1__LegView *legs[3] = {NULL,
	                                      desk_review(&desk, reviewer(province, ENTRY_REVIEWER_B), trip->pass_id)->leg,
	                                      board->n_lines == 0 ? NULL : board->lines[0]->leg};
	for (size_t i = 0; i < view->trip->n_legs; i++)
		if (view->trip->legs[i]->province == province)
			legs[0] = view->trip->legs[i];
	for (size_t i = 0; i < RIG_COUNT(legs); i++) {
		if (i == 2 && board->n_lines == 0)
			continue; /* it is decided */
		assert_string_equal(legs[i]->holder, name);
		assert_string_equal(legs[i]->phone, phone);
	}
}

static void before_anybody_acts_it_is_the_duty_contact_of_the_policy(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	is_held(trip, SHANDONG, "山东省值班室", "0531-00000037");
	is_held(trip, HEBEI, "河北", "0311-00000013"); /* the policy names nobody there */
	/* a policy that was edited holds at once */
	put_policy("夜间值班");
	is_held(trip, SHANDONG, "夜间值班", "0531-00000037");
}

static void then_it_is_who_acted_last_while_that_is_a_reviewer(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	decide(trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__PAUSE);
	is_held(trip, HEBEI, "赵初审", "0311-00000013");
	decide(trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__RESUME);
	is_held(trip, HEBEI, "赵初审", "0311-00000013");
	put_names(3, true); /* who has left holds nothing */
	is_held(trip, HEBEI, "河北", "0311-00000013");
}

static void who_sealed_first_is_not_who_is_waited_for(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	const Guosuo__V1__Leg *leg = half_seal(trip, HEBEI, ENTRY_REVIEWER_A);
	is_held(trip, HEBEI, "李复核", "0311-00000013");
	half_seal(trip, SHANDONG, ENTRY_REVIEWER_B);
	is_held(trip, SHANDONG, "山东省值班室", "0531-00000037");
	put_policy("王审批"); /* the contact is who sealed, and so is everybody else of that name */
	is_held(trip, SHANDONG, "山东", "12345678");
	desk_put_leg(&desk, trip->pass_id, &opened, leg, reviewer(HEBEI, ENTRY_REVIEWER_B));
	is_held(trip, HEBEI, "李复核", "0311-00000013");
}

static void while_a_correction_is_asked_it_is_the_company(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const Guosuo__V1__Contact *contact = desk_application(&desk, COMPANY_A)->application->applicant->contact;
	decide(trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__ASK);
	is_held(trip, HEBEI, contact->name, contact->mobile);
	decide(trip, HEBEI, 2, GUOSUO__V1__DECISION_KIND__RESUME);
	is_held(trip, HEBEI, "赵初审", "0311-00000013");
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(before_anybody_acts_it_is_the_duty_contact_of_the_policy),
	    FRESH(then_it_is_who_acted_last_while_that_is_a_reviewer),
	    FRESH(who_sealed_first_is_not_who_is_waited_for),
	    FRESH(while_a_correction_is_asked_it_is_the_company),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
