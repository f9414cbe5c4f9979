/* A reviewer's key is taken off its province's roster: what it sealed and still lives is opened again, what others sealed
 * stands. */
#include "guosuo/v1/rounds.pb-c.h"
#include "tests/desk_rig.h"

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

static uint32_t first(uint32_t province)
{
	return rig_entry(province, ENTRY_REVIEWER_A);
}

static uint32_t second(uint32_t province)
{
	return rig_entry(province, ENTRY_REVIEWER_B);
}

static bool is_key(const Guosuo__V1__RosterEntry *entry, uint32_t key)
{
	return memcmp(entry->key.data, rig_key(&desk.rig, key).data, KEY_LEN) == 0;
}

/* closed: the entry stays with a window that is over; else it is not there. */
static unsigned put_roster(uint32_t province, uint32_t version, uint32_t key, bool closed)
{
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	Guosuo__V1__Roster *roster = desk_roster(&desk, province, version);
	size_t kept = 0;
	for (size_t i = 0; i < roster->n_entries; i++) {
		if (closed && is_key(roster->entries[i], key))
			roster->entries[i]->not_after = desk.now;
		if (closed || !is_key(roster->entries[i], key))
			roster->entries[kept++] = roster->entries[i];
	}
	roster->n_entries = kept;
	request.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, roster));
	return desk_post(&desk, rig_authority(province, 1), "/guosuo.v1.Trust/PutRoster", &request);
}

static const Guosuo__V1__LegView *leg_view(uint32_t province)
{
	return desk_review(&desk, second(province), trip->pass_id)->leg;
}

static Guosuo__V1__TripState trip_state(void)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__GetTripResponse *reply = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request);
	return reply->trip->state;
}

static size_t legs_in_pass(void)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	Guosuo__V1__PassFile *file;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__GetPassResponse *reply = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetPass", &request);
	assert_int_equal(pass_read(field_span(reply->pass_file), &desk.rig.arena, &file), ERR_OK);
	return file->n_legs;
}

static void seal_all(void)
{
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, trip->pass_id, desk_provinces[i]);
}

static void what_a_removed_key_sealed_is_opened_again(void **state)
{
	(void)state;
	seal_all();
	assert_int_equal(trip_state(), GUOSUO__V1__TRIP_STATE__READY);
	uint32_t index = desk_review(&desk, second(HEBEI), trip->pass_id)->status_index;
	assert_int_equal(put_roster(HEBEI, 2, first(HEBEI), false), 200);
	const Guosuo__V1__LegView *leg = leg_view(HEBEI);
	assert_int_equal(leg->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(leg->revision, 2);
	assert_non_null(strstr(leg->reason, "除名"));
	assert_true(leg->due > 0);
	assert_int_equal(leg_view(SHANDONG)->state, GUOSUO__V1__LEG_STATE__LEG_SEALED);
	assert_int_equal(trip_state(), GUOSUO__V1__TRIP_STATE__IN_REVIEW);
	assert_int_equal(legs_in_pass(), 2); /* it stands aside for nothing */
	/* the index it had is known to be revoked, the company is told, and history tells */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg_revision WHERE province = 13 AND ended > 0"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT status_index FROM leg_revision WHERE province = 13"), index);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 12 AND province = 13"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 42 AND province = 13"), 1);
}

static void what_others_and_a_retired_key_sealed_stands(void **state)
{
	(void)state;
	seal_all();
	assert_int_equal(put_roster(HEBEI, 2, first(HEBEI), true), 200);
	assert_int_equal(trip_state(), GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(legs_in_pass(), 3);
	/* it asks nothing any more */
	Guosuo__V1__GetReviewRequest request = GUOSUO__V1__GET_REVIEW_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	sleep(1);
	assert_int_equal(desk_post(&desk, first(HEBEI), "/guosuo.v1.Review/GetReview", &request), 403);
	/* a keeper's or checkpoint's removal opens no leg */
	assert_int_equal(put_roster(SHANDONG, 2, rig_entry(SHANDONG, ENTRY_CHECKPOINT), false), 200);
	assert_int_equal(trip_state(), GUOSUO__V1__TRIP_STATE__READY);
}

static void a_half_seal_of_a_removed_key_is_dropped(void **state)
{
	(void)state;
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, second(HEBEI), trip->pass_id);
	const Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, HEBEI, review->status_index);
	assert_int_equal(desk_put_leg(&desk, trip->pass_id, &opened, leg, first(HEBEI)),
	                 GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
	assert_int_equal(put_roster(HEBEI, 2, first(HEBEI), false), 200);
	assert_int_equal(leg_view(HEBEI)->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(leg_view(HEBEI)->revision, 1); /* it never had a quorum */
	/* the other's seal alone is the first one now */
	assert_int_equal(desk_put_leg(&desk, trip->pass_id, &opened, leg, second(HEBEI)),
	                 GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
}

static void what_stands_under_a_revision_falls_with_its_key(void **state)
{
	(void)state;
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	Guosuo__V1__PutDecisionRequest request = GUOSUO__V1__PUT_DECISION_REQUEST__INIT;
	seal_all();
	decision.kind = GUOSUO__V1__DECISION_KIND__REOPEN;
	decision.change = GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS;
	decision.province = HEBEI;
	decision.ordinal = leg_view(HEBEI)->ordinal;
	decision.revision = 1;
	decision.sealed_at = time(NULL);
	decision.reason = (char *)(uintptr_t) "施工";
	request.pass_id = trip->pass_id;
	request.decision = desk_seal(&desk, KIND_decision, &opened, desk_pack(&desk, &decision), RIG_KEYS(second(HEBEI)));
	desk_call(&desk, second(HEBEI), "/guosuo.v1.Review/PutDecision", &request);
	assert_int_equal(legs_in_pass(), 3);
	assert_int_equal(put_roster(HEBEI, 2, first(HEBEI), false), 200);
	assert_int_equal(legs_in_pass(), 2);
	assert_int_equal(leg_view(HEBEI)->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(leg_view(HEBEI)->revision, 2); /* which goes on */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg_revision WHERE province = 13 AND ended > 0"), 1);
}

static void a_removed_key_is_not_listed_again(void **state)
{
	(void)state;
	assert_int_equal(put_roster(HEBEI, 2, first(HEBEI), false), 200);
	assert_int_equal(put_roster(HEBEI, 3, 0, true), 400);
	assert_true(answer_says(&desk_answer, "KEY_LISTED_AGAIN"));
	assert_int_equal(put_roster(HEBEI, 3, first(HEBEI), false), 200);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM removed_key"), 1);
}

/* More than are read at once, over more than one trip, in one transaction with the roster. */
static void all_of_them_are_opened(void **state)
{
	(void)state;
	enum { TRIPS = 70 };
	for (size_t i = 0; i < TRIPS; i++) {
		trip = i == 0 ? trip : desk_submit(&desk);
		desk_seal_leg(&desk, trip->pass_id, HEBEI);
	}
	assert_int_equal(put_roster(HEBEI, 2, second(HEBEI), false), 200);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg WHERE province = 13 AND state = 1"), TRIPS);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg_revision WHERE ended > 0"), TRIPS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_a_removed_key_sealed_is_opened_again, up, down),
	    cmocka_unit_test_setup_teardown(what_others_and_a_retired_key_sealed_stands, up, down),
	    cmocka_unit_test_setup_teardown(a_half_seal_of_a_removed_key_is_dropped, up, down),
	    cmocka_unit_test_setup_teardown(what_stands_under_a_revision_falls_with_its_key, up, down),
	    cmocka_unit_test_setup_teardown(a_removed_key_is_not_listed_again, up, down),
	    cmocka_unit_test_setup_teardown(all_of_them_are_opened, up, down),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
