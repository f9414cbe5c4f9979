/* What is taken back at a desk: by whom, what ends with it, what a list then says. */
#include "tests/desk_rig.h"

#include "guosuo/v1/revocations.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/delta.h"
#include "server/file.h"
#include "server/outbox.h"
#include "server/publish.h"

static struct desk desk;
static Guosuo__V1__SubmitTripResponse *trip;
static struct trip opened;

enum {
	A = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A,
	B = SHANDONG * 100 + 11 + ENTRY_REVIEWER_B,
	A2 = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A2,
	HEBEI_A = HEBEI * 100 + 11 + ENTRY_REVIEWER_A,
	MISUSED = GUOSUO__V1__REVOCATION_REASON__MISUSED,
	WITHDRAWN = GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN,
};

static void seal_all(const Guosuo__V1__SubmitTripResponse *of)
{
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		desk_seal_leg(&desk, of->pass_id, desk_provinces[i]);
}

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

static uint32_t week_of(void)
{
	return iso_week(opened.body->not_after);
}

static uint32_t index_of(const Guosuo__V1__SubmitTripResponse *of)
{
	return desk_trip(&desk, of->trip).body->status_index;
}

static unsigned put(const Guosuo__V1__Sealed *sealed, uint32_t caller)
{
	Guosuo__V1__PutRevocationRequest request = GUOSUO__V1__PUT_REVOCATION_REQUEST__INIT;
	request.revocation = (Guosuo__V1__Sealed *)(uintptr_t)sealed;
	return desk_post(&desk, caller, "/guosuo.v1.Revocations/PutRevocation", &request);
}

static const Guosuo__V1__Sealed *pass_revoked_by(uint32_t reviewer)
{
	uint32_t index = opened.body->status_index;
	return desk_revocation(&desk, SHANDONG, week_of(), &index, 1, MISUSED, RIG_KEYS(reviewer));
}

static Guosuo__V1__TripView *view(void)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	return ((Guosuo__V1__GetTripResponse *)desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip",
	                                                 &request))
	    ->trip;
}

static unsigned fetch(uint32_t caller)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	return desk_post(&desk, caller, "/guosuo.v1.Desk/GetPass", &request);
}

/* A list as the desk publishes it; waits until it says so of the index. */
static bool list_says(uint32_t province, uint32_t index, enum status_answer want)
{
	struct status status;
	char name[32];
	size_t used = desk.rig.arena.used;
	snprintf(name, sizeof name, "/state/status.%02u", province);
	for (int turn = 0; turn < 300; turn++) {
		desk_turn(&desk);
		desk_get(&desk, name, "", &desk_answer);
		desk.rig.arena.used = used;
		if (desk_answer.status == 200 &&
		    status_open(span_of(desk_answer.body, desk_answer.length),
		                held_roster(desk.app.held, province), &desk.rig.arena, &status) == ERR_OK &&
		    status_ask(&status, week_of(), index) == want)
			return true;
		usleep(10000);
	}
	return false;
}

static size_t objects(uint32_t province, size_t *officers)
{
	char name[40];
	ProtobufCMessage *message;
	snprintf(name, sizeof name, "/state/revocations.%02u", province);
	desk_get(&desk, name, "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	assert_int_equal(canon_open(&guosuo__v1__revocation_file__descriptor,
	                            span_of(desk_answer.body, desk_answer.length), &desk.rig.arena, &message),
	                 ERR_OK);
	*officers = ((Guosuo__V1__RevocationFile *)message)->n_withdrawals;
	return ((Guosuo__V1__RevocationFile *)message)->n_revocations;
}

static struct span published(const char *kind, uint32_t province)
{
	char name[40];
	snprintf(name, sizeof name, "/state/%s.%02u", kind, province);
	desk_get(&desk, name, "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	ProtobufCBinaryData copy = rig_bytes(&desk.rig, desk_answer.body, desk_answer.length);
	return span_of(copy.data, copy.len);
}

/* ---- one pass, one person ---- */

static void a_pass_is_taken_back_by_one_reviewer_and_ends_with_its_legs(void **state)
{
	(void)state;
	size_t officers;
	struct status before;
	struct span file;
	seal_all(trip);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_GOOD));
	assert_int_equal(status_open(published("status", SHANDONG), held_roster(desk.app.held, SHANDONG), &desk.rig.arena, &before),
	                 ERR_OK);
	assert_int_equal(put(pass_revoked_by(A), A), 200);
	const Guosuo__V1__TripView *now = view();
	assert_int_equal(now->state, GUOSUO__V1__TRIP_STATE__REVOKED);
	assert_non_null(now->revoked);
	assert_int_equal(now->revoked->reason, MISUSED);
	assert_string_equal(now->revoked->note, "申报质量与实测不符");
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg WHERE state = 7"), 3);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 15 AND reason <> ''"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 27"), 1);
	assert_int_equal(fetch(OFFICER_A), 400);
	assert_true(answer_says(&desk_answer, "\"REVOKED\""));
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	assert_int_equal(objects(SHANDONG, &officers), 1);
	assert_int_equal(officers, 0);
	/* and whoever holds the list before comes to the new one by its delta */
	assert_int_equal(delta_apply(before.body, published("delta", SHANDONG), &desk.rig.arena, &file), ERR_OK);
	assert_true(span_equal(file, published("status", SHANDONG)));
}

static void a_leg_is_taken_back_by_its_province_and_may_be_reviewed_again(void **state)
{
	(void)state;
	seal_all(trip);
	const Guosuo__V1__GetReviewResponse *review = desk_review(&desk, HEBEI_A, trip->pass_id);
	uint32_t index = review->status_index;
	const Guosuo__V1__Sealed *sealed =
	    desk_revocation(&desk, HEBEI, week_of(), &index, 1, GUOSUO__V1__REVOCATION_REASON__ROAD_CHANGED,
	                    RIG_KEYS(HEBEI_A));
	assert_int_equal(put(sealed, HEBEI_A), 200);
	const Guosuo__V1__TripView *now = view();
	assert_int_equal(now->state, GUOSUO__V1__TRIP_STATE__REFUSED);
	assert_null(now->revoked);
	assert_int_equal(now->legs[1]->state, GUOSUO__V1__LEG_STATE__LEG_REVOKED);
	assert_non_null(now->legs[1]->revoked);
	assert_int_equal(now->legs[1]->revoked->reason, GUOSUO__V1__REVOCATION_REASON__ROAD_CHANGED);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 16 AND ordinal = 2"), 1);
	assert_int_equal(fetch(OFFICER_A), 200); /* the other legs stand */
	assert_true(list_says(HEBEI, index, STATUS_REVOKED));
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_GOOD));
	/* looked at again, under another index, and the pass is ready again */
	Guosuo__V1__PutDecisionRequest *again = desk_decision(
	    &desk, trip->pass_id, &opened, HEBEI, 2, GUOSUO__V1__DECISION_KIND__REOPEN, desk.now, HEBEI_A);
	struct trip *same = &opened;
	ProtobufCMessage *message;
	assert_int_equal(canon_open(&guosuo__v1__decision__descriptor,
	                            span_of(again->decision->body.data, again->decision->body.len),
	                            &desk.rig.arena, &message),
	                 ERR_OK);
	((Guosuo__V1__Decision *)message)->revision = 2;
	again->decision = desk_seal(&desk, KIND_decision, same, desk_pack(&desk, message), RIG_KEYS(HEBEI_A));
	desk_call(&desk, HEBEI_A, "/guosuo.v1.Review/PutDecision", again);
	review = desk_review(&desk, HEBEI_A, trip->pass_id);
	assert_int_not_equal(review->status_index, index);
	Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, HEBEI, review->status_index);
	leg->revision = 2;
	desk_put_leg(&desk, trip->pass_id, &opened, leg, HEBEI_A);
	desk_put_leg(&desk, trip->pass_id, &opened, leg, rig_entry(HEBEI, ENTRY_REVIEWER_B));
	assert_int_equal(view()->state, GUOSUO__V1__TRIP_STATE__READY);
	assert_null(view()->legs[1]->revoked);
}

/* ---- more than one ---- */

static void threat_17_two_passes_are_taken_back_by_two_persons_or_not_at_all(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk);
	const uint32_t both[] = {opened.body->status_index, index_of(other)};
	const Guosuo__V1__Sealed *first =
	    desk_revocation(&desk, SHANDONG, week_of(), both, 2, MISUSED, RIG_KEYS(A));
	Guosuo__V1__Sealed *second = RIG_NEW(&desk.rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	struct span body = span_of(first->body.data, first->body.len), seals;
	assert_int_equal(put(first, A), 200);
	assert_int_equal(view()->state, GUOSUO__V1__TRIP_STATE__IN_REVIEW);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM revoked"), 0);
	assert_int_equal(put(first, A), 400); /* the same person again */
	assert_true(answer_says(&desk_answer, "PERSON_TWICE"));
	second->body = first->body;
	seals = rig_seals(&desk.rig, KIND_revocation, NULL, body, RIG_KEYS(A2));
	second->seals = rig_bytes(&desk.rig, seals.p, seals.n);
	assert_int_equal(put(second, A2), 400); /* under another key */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM revoked"), 0);
	seals = rig_seals(&desk.rig, KIND_revocation, NULL, body, RIG_KEYS(B));
	second->seals = rig_bytes(&desk.rig, seals.p, seals.n);
	assert_int_equal(put(second, A), 403); /* somebody else's seal */
	assert_int_equal(put(second, B), 200);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM revoked"), 2);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip WHERE state = 7"), 2);
	assert_int_equal(put(second, B), 409);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM entry WHERE kind = 27"), 2);
	assert_true(list_says(SHANDONG, both[1], STATUS_REVOKED));
}

static const Guosuo__V1__Sealed *sealed_by_second(const Guosuo__V1__Sealed *first)
{
	Guosuo__V1__Sealed *second = RIG_NEW(&desk.rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	struct span body = span_of(first->body.data, first->body.len);
	struct span seals = rig_seals(&desk.rig, KIND_revocation, NULL, body, RIG_KEYS(B));
	second->body = first->body;
	second->seals = rig_bytes(&desk.rig, seals.p, seals.n);
	return second;
}

static void what_ends_between_two_seals_is_listed_with_what_stands(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk);
	const uint32_t both[] = {opened.body->status_index, index_of(other)};
	const Guosuo__V1__Sealed *first =
	    desk_revocation(&desk, SHANDONG, week_of(), both, 2, MISUSED, RIG_KEYS(A));
	Guosuo__V1__WithdrawTripRequest withdraw = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	Guosuo__V1__GetRevocationRequest one = GUOSUO__V1__GET_REVOCATION_REQUEST__INIT;
	uint8_t hash[HASH_LEN];
	assert_int_equal(put(first, A), 200);
	withdraw.pass_id = trip->pass_id;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &withdraw);
	body_hash(span_of(first->body.data, first->body.len), hash);
	one.revocation = rig_bytes(&desk.rig, hash, sizeof hash);
	const Guosuo__V1__GetRevocationResponse *got =
	    desk_call(&desk, B, "/guosuo.v1.Revocations/GetRevocation", &one);
	assert_int_equal(got->n_items, 1);
	assert_int_equal(got->items[0]->index, both[1]);
	assert_int_equal(put(sealed_by_second(first), B), 200);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip WHERE state = 4"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip WHERE state = 7"), 1);
	assert_true(list_says(SHANDONG, both[0], STATUS_REVOKED));
	assert_true(list_says(SHANDONG, both[1], STATUS_REVOKED));
}

static void a_pass_and_its_own_leg_are_taken_back_together(void **state)
{
	(void)state;
	seal_all(trip);
	uint32_t leg = desk_review(&desk, A, trip->pass_id)->status_index, pass = opened.body->status_index;
	const uint32_t both[] = {leg < pass ? leg : pass, leg < pass ? pass : leg};
	const Guosuo__V1__Sealed *first =
	    desk_revocation(&desk, SHANDONG, week_of(), both, 2, MISUSED, RIG_KEYS(A));
	assert_int_equal(put(first, A), 200);
	assert_int_equal(put(sealed_by_second(first), B), 200);
	assert_int_equal(view()->state, GUOSUO__V1__TRIP_STATE__REVOKED);
	assert_true(list_says(SHANDONG, leg, STATUS_REVOKED));
	assert_true(list_says(SHANDONG, pass, STATUS_REVOKED));
}

static void a_delivered_pass_is_taken_back_and_stays_delivered(void **state)
{
	(void)state;
	seal_all(trip);
	desk_sql(&desk, "UPDATE trip SET state = 6");
	assert_int_equal(put(pass_revoked_by(A), A), 200);
	assert_int_equal(view()->state, GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED);
	assert_int_equal(view()->revoked->reason, MISUSED);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg WHERE state = 3"), 3);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	assert_int_equal(put(pass_revoked_by(B), B), 400); /* once */
	assert_true(answer_says(&desk_answer, "NOT_STANDING"));
}

/* One by one is as many. */
static void threat_17_what_a_person_takes_back_alone_in_a_day_has_a_bound(void **state)
{
	(void)state;
	desk_down(&desk);
	desk_write(
	    &desk, "policy.json",
	    "{\"forwardDays\":2,\"clocks\":[{\"overLimitClass\":\"CLASS_I\",\"daysOne\":2,\"daysSeveral\":5,"
	    "\"shareDays\":3},{\"overLimitClass\":\"CLASS_II\",\"daysOne\":5,\"daysSeveral\":10,"
	    "\"shareDays\":8},"
	    "{\"overLimitClass\":\"CLASS_III\",\"daysOne\":15,\"daysSeveral\":20,\"shareDays\":18}],"
	    "\"revokedAloneADay\":1}");
	snprintf(desk.config.policy, sizeof desk.config.policy, "%s/policy.json", desk.dir);
	desk_up(&desk);
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk);
	uint32_t index = index_of(other);
	assert_int_equal(put(pass_revoked_by(A), A), 200);
	const Guosuo__V1__Sealed *next =
	    desk_revocation(&desk, SHANDONG, week_of(), &index, 1, MISUSED, RIG_KEYS(A));
	assert_int_equal(put(next, A), 400);
	assert_true(answer_says(&desk_answer, "REVOKED_ALONE"));
	next = desk_revocation(&desk, SHANDONG, week_of(), &index, 1, MISUSED, RIG_KEYS(B));
	assert_int_equal(put(next, B), 200);
}

static void what_a_desk_does_not_take_back(void **state)
{
	(void)state;
	uint32_t nobodys = 200, leg = desk_review(&desk, A, trip->pass_id)->status_index,
	         own = opened.body->status_index;
	const struct {
		const char *why, *says;
		const Guosuo__V1__Sealed *sealed;
		uint32_t caller;
		unsigned status;
	} rows[] = {
	    {"an index nobody was given", "NOT_STANDING",
	     desk_revocation(&desk, SHANDONG, week_of(), &nobodys, 1, MISUSED, RIG_KEYS(A)), A, 400},
	    {"a leg that is not sealed", "NOT_STANDING",
	     desk_revocation(&desk, SHANDONG, week_of(), &leg, 1, MISUSED, RIG_KEYS(A)), A, 400},
	    {"a pass by another province", "NOT_STANDING",
	     desk_revocation(&desk, HEBEI, week_of(), &own, 1, MISUSED, RIG_KEYS(HEBEI_A)), HEBEI_A, 400},
	    {"another province's list", "", pass_revoked_by(HEBEI_A), HEBEI_A, 403},
	    {"a week that is over", "WINDOW_PAST",
	     desk_revocation(&desk, SHANDONG, 202001, &own, 1, MISUSED, RIG_KEYS(A)), A, 400},
	    {"an officer's reason", "CHOICE",
	     desk_revocation(&desk, SHANDONG, week_of(), &own, 1, WITHDRAWN, RIG_KEYS(A)), A, 400},
	    {"no reason", "REQUIRED", desk_revocation(&desk, SHANDONG, week_of(), &own, 1, 0, RIG_KEYS(A)), A,
	     400},
	    {"nothing", "REQUIRED",
	     desk_revocation(&desk, SHANDONG, week_of(), &own, 0, MISUSED, RIG_KEYS(A)), A, 400},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		unsigned got = put(rows[i].sealed, rows[i].caller);
		if (got != rows[i].status || !answer_says(&desk_answer, rows[i].says))
			fail_msg("%s: %u %.*s", rows[i].why, got, (int)desk_answer.length,
			         (char *)desk_answer.body);
	}
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM revocation"), 0);
}

/* ---- what brings its own object ---- */

static void a_former_revision_is_taken_back_with_the_seal_of_the_next(void **state)
{
	(void)state;
	uint32_t index;
	seal_all(trip);
	index = desk_review(&desk, A, trip->pass_id)->status_index;
	desk_call(&desk, A, "/guosuo.v1.Review/PutDecision",
	          desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__REOPEN,
	                        desk.now, A));
	Guosuo__V1__Leg *leg =
	    desk_leg(&desk, &opened, SHANDONG, desk_review(&desk, A, trip->pass_id)->status_index);
	leg->revision = 2;
	desk_put_leg(&desk, trip->pass_id, &opened, leg, A);
	Guosuo__V1__PutLegRequest *request = desk_leg_request(&desk, trip->pass_id, &opened, leg, B);
	assert_int_equal(desk_post(&desk, B, "/guosuo.v1.Review/PutLeg", request), 400);
	assert_true(answer_says(&desk_answer, "superseded") && answer_says(&desk_answer, "REQUIRED"));
	request->superseded = desk_superseded(&desk, &opened, SHANDONG, index + 1, B);
	assert_int_equal(desk_post(&desk, B, "/guosuo.v1.Review/PutLeg", request), 400);
	request->superseded = desk_superseded(&desk, &opened, SHANDONG, index, A);
	assert_int_equal(desk_post(&desk, B, "/guosuo.v1.Review/PutLeg", request), 403);
	request->superseded = desk_superseded(&desk, &opened, SHANDONG, index, B);
	assert_int_equal(desk_post(&desk, B, "/guosuo.v1.Review/PutLeg", request), 200);
	assert_true(list_says(SHANDONG, index, STATUS_REVOKED));
	assert_true(list_says(SHANDONG, leg->status_index, STATUS_GOOD));
	assert_null(view()->legs[0]->revoked);
}

static void a_withdrawn_trip_is_taken_back_by_an_officer_it_names(void **state)
{
	(void)state;
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	size_t officers;
	request.pass_id = trip->pass_id;
	request.reason = (char *)(uintptr_t) "改期";
	desk_seal_leg(&desk, trip->pass_id, SHANDONG);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request), 400);
	assert_true(answer_says(&desk_answer, "\"revocation\""));
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk);
	request.revocation = desk_taken_back(&desk, other->trip, OFFICER_A, WITHDRAWN);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request), 403);
	request.revocation = desk_taken_back(&desk, trip->trip, OFFICER_A, WITHDRAWN);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request), 200);
	assert_int_equal(view()->state, GUOSUO__V1__TRIP_STATE__WITHDRAWN);
	assert_null(view()->revoked);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	assert_int_equal(objects(SHANDONG, &officers), 0);
	assert_int_equal(officers, 1);
}

static void a_trip_nobody_has_sealed_is_withdrawn_without(void **state)
{
	(void)state;
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM revocation"), 0);
}

static void a_changed_trip_takes_the_former_back_when_it_is_ready(void **state)
{
	(void)state;
	Guosuo__V1__AmendTripRequest request = GUOSUO__V1__AMEND_TRIP_REQUEST__INIT;
	seal_all(trip);
	request.application = desk_application(&desk, COMPANY_A)->application;
	request.amends = trip->pass_id;
	request.reason = (char *)(uintptr_t) "改港";
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Rounds/AmendTrip", &request), 400);
	request.revocation =
	    desk_taken_back(&desk, trip->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED);
	const Guosuo__V1__SubmitTripResponse *next =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Rounds/AmendTrip", &request);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM revoked"), 0);
	seal_all(next);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	assert_true(list_says(SHANDONG, index_of(next), STATUS_GOOD));
}

/* ---- a full file ---- */

static void a_full_file_of_objects_has_the_newest_and_holds_up_no_list(void **state)
{
	(void)state;
	enum { MEMORY = 16 * 1024 * 1024 };
	struct arena arena = {malloc(MEMORY), MEMORY, 0};
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk);
	uint32_t index = index_of(other);
	struct published raw;
	ProtobufCMessage *message;
	assert_non_null(arena.base);
	assert_int_equal(put(pass_revoked_by(A), A), 200);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	desk_sql(&desk, "UPDATE revocation SET in_force = 1");
	desk_sql(&desk,
	         "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 600) INSERT INTO revocation "
	         "SELECT province, CAST(printf('%032d', n) AS BLOB), week, reason, 1, created, 2, person_1, 0, key, "
	         "company, pass_id, zeroblob(8192), seals FROM revocation JOIN n ON 1 = 1");
	const Guosuo__V1__Sealed *newest =
	    desk_revocation(&desk, SHANDONG, week_of(), &index, 1, MISUSED, RIG_KEYS(B));
	assert_int_equal(put(newest, B), 200);
	assert_true(list_says(SHANDONG, index, STATUS_REVOKED));
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	assert_true(publish_get(desk.app.publish, span_text("revocations.37"), &raw));
	assert_in_range(raw.raw.n, REVOCATION_FILE_MAX - 32 * 1024, REVOCATION_FILE_MAX);
	assert_int_equal(canon_open(&guosuo__v1__revocation_file__descriptor, raw.raw, &arena, &message), ERR_OK);
	const Guosuo__V1__RevocationFile *file = (const Guosuo__V1__RevocationFile *)message;
	assert_true(file->partial);
	assert_int_equal(file->revocations[0]->body.len, newest->body.len);
	assert_memory_equal(file->revocations[0]->body.data, newest->body.data, newest->body.len);
	free(arena.base);
}

/* ---- never dropped ---- */

static void threat_18b_an_index_stays_though_its_object_has_vanished_from_the_store(void **state)
{
	(void)state;
	assert_int_equal(put(pass_revoked_by(A), A), 200);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	desk_sql(&desk, "DELETE FROM revoked");
	desk_sql(&desk, "DELETE FROM revocation");
	desk_down(&desk);
	desk_up(&desk);
	for (int turn = 0; turn < 50; turn++)
		desk_turn(&desk);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
}

static void threat_18b_an_index_without_an_object_never_comes_in(void **state)
{
	(void)state;
	char sql[256];
	assert_int_equal(put(pass_revoked_by(A), A), 200);
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
	/* as a server that lies would have it: a row of its own, and seals that are none */
	snprintf(sql, sizeof sql,
	         "INSERT INTO revoked SELECT province, week, 77, x'%064d', company, pass_id, 0, created FROM "
	         "revoked",
	         1);
	desk_sql(&desk, sql);
	snprintf(sql, sizeof sql,
	         "INSERT INTO revocation SELECT province, x'%064d', week, reason, 1, created, in_force, "
	         "person_1, 0, key, "
	         "company, pass_id, body, zeroblob(68) FROM revocation",
	         1);
	desk_sql(&desk, sql);
	desk_down(&desk);
	desk_up(&desk);
	for (int turn = 0; turn < 50; turn++)
		desk_turn(&desk);
	assert_true(list_says(SHANDONG, 77, STATUS_GOOD));
	assert_true(list_says(SHANDONG, opened.body->status_index, STATUS_REVOKED));
}

/* ---- reading ---- */

static void a_province_reads_its_own_with_what_is_under_each_index(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *other = desk_submit(&desk);
	const uint32_t both[] = {opened.body->status_index, index_of(other)};
	Guosuo__V1__ListRevocationsRequest list = GUOSUO__V1__LIST_REVOCATIONS_REQUEST__INIT;
	Guosuo__V1__GetRevocationRequest one = GUOSUO__V1__GET_REVOCATION_REQUEST__INIT;
	assert_int_equal(put(desk_revocation(&desk, SHANDONG, week_of(), both, 2, MISUSED, RIG_KEYS(A)), A),
	                 200);
	list.page_size = 1;
	const Guosuo__V1__ListRevocationsResponse *lines =
	    desk_call(&desk, B, "/guosuo.v1.Revocations/ListRevocations", &list);
	assert_int_equal(lines->n_revocations, 1);
	assert_int_equal(lines->revocations[0]->count, 2);
	assert_int_equal(lines->revocations[0]->in_force, 0);
	assert_false(lines->revocations[0]->mine);
	list.after = lines->next;
	one.revocation = lines->revocations[0]->revocation;
	lines = desk_call(&desk, B, "/guosuo.v1.Revocations/ListRevocations", &list);
	assert_int_equal(lines->n_revocations, 0);
	const Guosuo__V1__GetRevocationResponse *got =
	    desk_call(&desk, B, "/guosuo.v1.Revocations/GetRevocation", &one);
	assert_int_equal(got->n_items, 2);
	assert_int_equal(got->items[1]->index, both[1]);
	assert_string_equal(got->items[1]->number, other->number);
	assert_int_equal(desk_post(&desk, HEBEI_A, "/guosuo.v1.Revocations/GetRevocation", &one), 404);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, up, down)
	const struct CMUnitTest tests[] = {
	    TEST(a_pass_is_taken_back_by_one_reviewer_and_ends_with_its_legs),
	    TEST(a_leg_is_taken_back_by_its_province_and_may_be_reviewed_again),
	    TEST(threat_17_two_passes_are_taken_back_by_two_persons_or_not_at_all),
	    TEST(what_ends_between_two_seals_is_listed_with_what_stands),
	    TEST(a_pass_and_its_own_leg_are_taken_back_together),
	    TEST(a_delivered_pass_is_taken_back_and_stays_delivered),
	    TEST(threat_17_what_a_person_takes_back_alone_in_a_day_has_a_bound),
	    TEST(what_a_desk_does_not_take_back),
	    TEST(a_former_revision_is_taken_back_with_the_seal_of_the_next),
	    TEST(a_withdrawn_trip_is_taken_back_by_an_officer_it_names),
	    TEST(a_trip_nobody_has_sealed_is_withdrawn_without),
	    TEST(a_changed_trip_takes_the_former_back_when_it_is_ready),
	    TEST(a_full_file_of_objects_has_the_newest_and_holds_up_no_list),
	    TEST(threat_18b_an_index_stays_though_its_object_has_vanished_from_the_store),
	    TEST(threat_18b_an_index_without_an_object_never_comes_in),
	    TEST(a_province_reads_its_own_with_what_is_under_each_index),
	};
	return cmocka_run_group_tests_name("server/revocations", tests, NULL, NULL);
}
