/* A write is done whole or not at all: every table it touches refuses it in turn. */
#include "guosuo/v1/revocations.pb-c.h"
#include "tests/desk_rig.h"
#include "tests/notice_rig.h"

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

/* The tables a call writes, in any order. */
struct write {
	const char *path;
	uint32_t key;
	const void *message;
	const char *const *verbs; /* "INSERT ON trip" ... */
	size_t count;
};

/* Everything in the database but leases, which a crash may lose, as one number. */
static uint64_t contents(void)
{
	static const char *const sums[] = {
	    "SELECT COUNT(*) FROM trip",
	    "SELECT COALESCE(SUM(state), 0) FROM trip",
	    "SELECT COUNT(*) FROM leg",
	    "SELECT COALESCE(SUM(state + length(body) + length(seals)), 0) FROM leg",
	    "SELECT COUNT(*) FROM assignment",
	    "SELECT COUNT(*) FROM decision",
	    "SELECT COUNT(*) FROM entry",
	    "SELECT COUNT(*) FROM cutoff_move",
	    "SELECT COALESCE(SUM(timetable + latest_decision), 0) FROM trip",
	    "SELECT COUNT(*) FROM outbox",
	    "SELECT COUNT(*) FROM receiver",
	    "SELECT COUNT(*) FROM delivery",
	    "SELECT COUNT(*) FROM share",
	    "SELECT COUNT(*) FROM notice",
	    "SELECT COUNT(*) FROM request",
	    "SELECT COUNT(*) FROM member",
	    "SELECT COUNT(*) FROM company",
	    "SELECT COUNT(*) FROM enrolment",
	    "SELECT COUNT(*) FROM invitation WHERE used = 0",
	};
	uint64_t mixed = 0;
	for (size_t i = 0; i < RIG_COUNT(sums); i++)
		mixed = mixed * 1000003 + (uint64_t)desk_sql(&desk, sums[i]);
	return mixed;
}

static void refuse(const char *verb)
{
	char sql[256];
	snprintf(sql, sizeof sql, "CREATE TRIGGER broken BEFORE %s BEGIN SELECT RAISE(ABORT, 'broken'); END",
	         verb);
	desk_sql(&desk, sql);
}

static void whole_or_nothing(const struct write *write)
{
	struct ask ask = ask_make(write->key, write->path, desk_pack(&desk, write->message));
	uint64_t before = contents();
	ask_sign(&ask);
	for (size_t i = 0; i < write->count; i++) {
		refuse(write->verbs[i]);
		ask_send(&desk, &ask, &desk_answer);
		desk_sql(&desk, "DROP TRIGGER broken");
		if (desk_answer.status == 200)
			fail_msg("%s is not part of %s", write->verbs[i], write->path);
		if (contents() != before)
			fail_msg("%s left something of %s", write->verbs[i], write->path);
	}
	/* The same request, once nothing is broken. */
	ask_send(&desk, &ask, &desk_answer);
	if (desk_answer.status != 200)
		fail_msg("%s: %u %.*s", write->path, desk_answer.status, (int)desk_answer.length,
		         (char *)desk_answer.body);
	assert_true(contents() != before);
	uint64_t after = contents();
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	assert_true(contents() == after);
}

#define WHOLE(service_method, caller, request, ...)                                                          \
	do {                                                                                                 \
		static const char *const verbs[] = {__VA_ARGS__};                                            \
		const struct write write = {"/guosuo.v1." service_method, caller, request, verbs,            \
		                            RIG_COUNT(verbs)};                                               \
		whole_or_nothing(&write);                                                                    \
	} while (0)

static void a_trip_is_submitted_whole(void **state)
{
	(void)state;
	WHOLE("Desk/SubmitTrip", OFFICER_A, desk_application(&desk, COMPANY_A), "INSERT ON trip",
	      "INSERT ON leg", "INSERT ON entry", "INSERT ON request", "INSERT ON leg WHEN new.ordinal = 3",
	      "INSERT ON outbox");
}

static void a_leg_is_sealed_whole(void **state)
{
	(void)state;
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A), b = rig_entry(SHANDONG, ENTRY_REVIEWER_B);
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_seal_leg(&desk, trip->pass_id, HEBEI);
	desk_seal_leg(&desk, trip->pass_id, TIANJIN);
	const Guosuo__V1__Leg *leg =
	    desk_leg(&desk, &opened, SHANDONG, desk_review(&desk, a, trip->pass_id)->status_index);
	WHOLE("Review/PutLeg", a, desk_leg_request(&desk, trip->pass_id, &opened, leg, a), "UPDATE ON leg",
	      "INSERT ON entry", "INSERT ON request");
	/* The last seal makes the trip ready, too. */
	WHOLE("Review/PutLeg", b, desk_leg_request(&desk, trip->pass_id, &opened, leg, b), "UPDATE ON leg",
	      "UPDATE ON trip", "INSERT ON entry", "INSERT ON request", "INSERT ON outbox WHEN new.event = 6",
	      "INSERT ON outbox WHEN new.event = 2");
}

static void a_decision_an_assignment_and_a_withdrawal_are_whole(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	WHOLE("Desk/PutAssignment", OFFICER_A,
	      desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, DRIVER_A, 1), "INSERT ON assignment",
	      "INSERT ON entry", "INSERT ON request", "INSERT ON outbox");
	WHOLE("Review/PutDecision", a,
	      desk_decision(&desk, trip->pass_id, &opened, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__REFUSE,
	                    desk.now, a),
	      "INSERT ON decision", "UPDATE ON leg", "UPDATE ON trip", "INSERT ON entry", "INSERT ON request",
	      "INSERT ON outbox");
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	WHOLE("Desk/WithdrawTrip", OFFICER_A, &request, "UPDATE ON leg", "UPDATE ON leg WHEN new.ordinal = 3",
	      "UPDATE ON trip", "INSERT ON entry", "INSERT ON request", "INSERT ON outbox");
}

static void a_revocation_is_whole(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	uint32_t index = opened.body->status_index;
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	Guosuo__V1__PutRevocationRequest request = GUOSUO__V1__PUT_REVOCATION_REQUEST__INIT;
	request.revocation = desk_revocation(&desk, SHANDONG, iso_week(opened.body->not_after), &index, 1,
	                                     GUOSUO__V1__REVOCATION_REASON__MISUSED, RIG_KEYS(a));
	WHOLE("Revocations/PutRevocation", a, &request, "INSERT ON revocation", "INSERT ON revoked", "UPDATE ON leg",
	      "UPDATE ON trip", "INSERT ON entry", "INSERT ON request", "INSERT ON outbox");
}

static void a_cutoff_is_moved_whole(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	Guosuo__V1__MoveCutoffRequest request = GUOSUO__V1__MOVE_CUTOFF_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	request.cutoff = desk.now + 12 * RIG_DAY;
	request.reason = (char *)(uintptr_t) "船期提前";
	WHOLE("Timetables/MoveCutoff", OFFICER_A, &request, "INSERT ON cutoff_move", "UPDATE ON trip",
	      "INSERT ON request");
}

static void an_enrolment_is_whole(void **state)
{
	(void)state;
	Guosuo__V1__PutInvitationRequest invitation;
	struct invited invited =
	    desk_invitation(&desk, GUOSUO__V1__ROLE__ROLE_DRIVER, COMPANY_A, 0, &invitation);
	WHOLE("Desk/PutInvitation", OFFICER_A, &invitation, "INSERT ON invitation", "INSERT ON request");
	WHOLE("Desk/Enrol", STRANGER,
	      desk_enrolment(&desk, &invited, STRANGER, GUOSUO__V1__ROLE__ROLE_DRIVER, COMPANY_A, 0),
	      "INSERT ON member", "UPDATE ON invitation", "INSERT ON request");
}

static void webhooks_shares_and_notices_are_whole(void **state)
{
	(void)state;
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	Guosuo__V1__PutWebhookRequest webhook = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
	Guosuo__V1__TestWebhookRequest test = GUOSUO__V1__TEST_WEBHOOK_REQUEST__INIT;
	Guosuo__V1__RemoveWebhookRequest removal = GUOSUO__V1__REMOVE_WEBHOOK_REQUEST__INIT;
	Guosuo__V1__PutShareRequest share = GUOSUO__V1__PUT_SHARE_REQUEST__INIT;
	Guosuo__V1__PutNoticeRequest notice = GUOSUO__V1__PUT_NOTICE_REQUEST__INIT;
	snprintf(desk.config.webhook_hosts, sizeof desk.config.webhook_hosts, "127.0.0.1");
	snprintf(desk.config.webhook_networks, sizeof desk.config.webhook_networks, "127.0.0.1/32");
	webhook.url = (char *)(uintptr_t) "http://127.0.0.1:9/";
	WHOLE("Signals/PutWebhook", OFFICER_A, &webhook, "INSERT ON receiver", "INSERT ON request");
	const Guosuo__V1__PutWebhookResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/PutWebhook", &webhook);
	test.webhook = removal.webhook = reply->webhook;
	WHOLE("Signals/TestWebhook", OFFICER_A, &test, "INSERT ON outbox", "INSERT ON delivery",
	      "UPDATE ON receiver", "INSERT ON request");
	WHOLE("Signals/RemoveWebhook", OFFICER_A, &removal, "DELETE ON receiver", "DELETE ON delivery",
	      "INSERT ON request");
	share.pass_id = trip->pass_id;
	share.share = rig_bytes(&desk.rig, "an SHA-256 hash, or 32 bytes....", HASH_LEN);
	share.expires_at = desk.now + RIG_DAY;
	WHOLE("Signals/PutShare", OFFICER_A, &share, "INSERT ON share", "INSERT ON request");
	notice.notice = notice_sealed(&desk.rig, notice_make(&desk.rig, SHANDONG, desk.now), RIG_KEYS(a));
	WHOLE("Signals/PutNotice", a, &notice, "INSERT ON notice", "INSERT ON entry", "INSERT ON request");
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_trip_is_submitted_whole),
	    FRESH(a_leg_is_sealed_whole),
	    FRESH(a_decision_an_assignment_and_a_withdrawal_are_whole),
	    FRESH(a_revocation_is_whole),
	    FRESH(a_cutoff_is_moved_whole),
	    FRESH(an_enrolment_is_whole),
	    FRESH(webhooks_shares_and_notices_are_whole),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
