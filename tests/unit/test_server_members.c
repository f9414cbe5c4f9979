#include "tests/desk_rig.h"

static struct desk desk;

#define OFFICER GUOSUO__V1__ROLE__ROLE_OFFICER
#define DRIVER GUOSUO__V1__ROLE__ROLE_DRIVER
#define REVIEWER GUOSUO__V1__ROLE__ROLE_REVIEWER
#define AUTHORITY GUOSUO__V1__ROLE__ROLE_AUTHORITY
#define CHECKPOINT GUOSUO__V1__ROLE__ROLE_CHECKPOINT

static const char *const put = "/guosuo.v1.Desk/PutInvitation", *const enrol = "/guosuo.v1.Desk/Enrol";

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

static uint32_t authority(uint32_t province)
{
	return rig_authority(province, 1);
}

static void who_may_invite_whom(void **state)
{
	(void)state;
	static const char unknown[] = "91370100MA3TE5TX1B";
	char fresh[USCC_LEN + 1];
	desk_other_company(fresh);
	fresh[10] = '9'; /* another company; its check character is found below */
	for (const char *c = "0123456789ABCDEFGHJKLMNPQRTUWXY"; *c != '\0'; c++) {
		uint8_t packed[USCC_PACKED];
		fresh[USCC_LEN - 1] = *c;
		if (uscc_pack(span_text(fresh), packed) == RULE_OK)
			break;
	}
	const struct {
		const char *why;
		uint32_t key;
		Guosuo__V1__Role role;
		const char *company;
		uint32_t province;
		unsigned status;
	} rows[] = {
	    {"a company's first officer, by an authority", authority(SHANDONG), OFFICER, fresh, 0, 200},
	    {"a driver, by an authority", authority(SHANDONG), DRIVER, fresh, 0, 403},
	    {"a second officer, by another province's authority", authority(HEBEI), OFFICER, COMPANY_A, 0, 403},
	    {"an officer again, by the authority of the province it is registered in", authority(SHANDONG), OFFICER,
	     COMPANY_A, 0, 200},
	    {"an officer of the own company", OFFICER_A, OFFICER, COMPANY_A, 0, 200},
	    {"a driver of the own company", OFFICER_A, DRIVER, COMPANY_A, 0, 200},
	    {"a driver of another company", OFFICER_A, DRIVER, desk.company_b, 0, 403},
	    {"anybody, by a driver", DRIVER_A, DRIVER, COMPANY_A, 0, 403},
	    {"a reviewer, by an officer", OFFICER_A, REVIEWER, "", SHANDONG, 403},
	    {"a reviewer of the own province", authority(SHANDONG), REVIEWER, "", SHANDONG, 200},
	    {"a checkpoint of the own province", authority(SHANDONG), CHECKPOINT, "", SHANDONG, 200},
	    {"a reviewer of another province", authority(SHANDONG), REVIEWER, "", HEBEI, 403},
	    {"a reviewer of no province", authority(SHANDONG), REVIEWER, "", 0, 400},
	    {"an authority", authority(SHANDONG), AUTHORITY, "", SHANDONG, 400},
	    {"a reviewer with a company", authority(SHANDONG), REVIEWER, COMPANY_A, SHANDONG, 400},
	    {"an officer with a province", OFFICER_A, OFFICER, COMPANY_A, SHANDONG, 400},
	    {"a company with a wrong check character", authority(SHANDONG), OFFICER, unknown, 0, 400},
	    {"a reviewer, by a reviewer", rig_entry(SHANDONG, ENTRY_REVIEWER_A), REVIEWER, "", SHANDONG, 403},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__PutInvitationRequest request;
		desk_invitation(&desk, rows[i].role, rows[i].company, rows[i].province, &request);
		if (desk_post(&desk, rows[i].key, put, &request) != rows[i].status)
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
	}
}

static void an_invitation_lives_a_day(void **state)
{
	(void)state;
	const int64_t lives[] = {0, -1, INVITE_LIFE_S + 3600};
	for (size_t i = 0; i < RIG_COUNT(lives); i++) {
		Guosuo__V1__PutInvitationRequest request;
		desk_invitation(&desk, DRIVER, COMPANY_A, 0, &request);
		request.expires_at = desk.now + lives[i];
		assert_int_equal(desk_post(&desk, OFFICER_A, put, &request), 400);
		assert_true(answer_says(&desk_answer, "expires_at"));
	}
}

static struct invited invite(uint32_t inviter, Guosuo__V1__Role role, const char *company, uint32_t province)
{
	Guosuo__V1__PutInvitationRequest request;
	struct invited invited = desk_invitation(&desk, role, company, province, &request);
	desk_call(&desk, inviter, put, &request);
	return invited;
}

static void again_with_proof(Guosuo__V1__EnrolRequest *request, const struct invited *invited)
{
	uint8_t proof[HASH_LEN];
	assert_int_equal(enrol_proof(request->enrolment, invited->secret, &desk.rig.arena, proof), ERR_OK);
	request->enrolment->proof = rig_bytes(&desk.rig, proof, sizeof proof);
}

static void wrong_secret(Guosuo__V1__EnrolRequest *request)
{
	request->secret.data[0] ^= 1;
}

static void wrong_proof(Guosuo__V1__EnrolRequest *request)
{
	request->enrolment->proof.data[0] ^= 1;
}

static void no_secret(Guosuo__V1__EnrolRequest *request)
{
	request->secret.len = 0;
}

static void another_role(Guosuo__V1__EnrolRequest *request)
{
	request->enrolment->role = OFFICER;
}

static void another_company(Guosuo__V1__EnrolRequest *request)
{
	request->enrolment->organisation = desk.company_b;
}

static void nothing(Guosuo__V1__EnrolRequest *request)
{
	(void)request;
}

static void an_enrolment_must_be_what_was_invited(void **state)
{
	(void)state;
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__EnrolRequest *request);
		bool prove_again; /* whoever knows the secret can prove other words, too */
		uint32_t signer;
		unsigned status;
	} rows[] = {
	    {"another secret", wrong_secret, false, STRANGER, 403},
	    {"another proof", wrong_proof, false, STRANGER, 403},
	    {"no secret", no_secret, false, STRANGER, 400},
	    {"another role", another_role, true, STRANGER, 403},
	    {"another company", another_company, true, STRANGER, 403},
	    {"signed by another key than it proposes", nothing, false, OFFICER_B, 403},
	    {"signed by a key nobody knows", nothing, false, STRANGER + 1, 401},
	    {"as invited", nothing, false, STRANGER, 200},
	    {"a second time", nothing, false, STRANGER, 409},
	};
	struct invited invited = invite(OFFICER_A, DRIVER, COMPANY_A, 0);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__EnrolRequest *request =
		    desk_enrolment(&desk, &invited, STRANGER, DRIVER, COMPANY_A, 0);
		rows[i].spoil(request);
		if (rows[i].prove_again)
			again_with_proof(request, &invited);
		if (desk_post(&desk, rows[i].signer, enrol, request) != rows[i].status)
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
	}
	/* Used up, for another key too. */
	assert_int_equal(desk_post(&desk, STRANGER + 2, enrol,
	                           desk_enrolment(&desk, &invited, STRANGER + 2, DRIVER, COMPANY_A, 0)),
	                 409);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM member"), 6);
}

static void an_expired_invitation_admits_nobody(void **state)
{
	(void)state;
	struct invited invited = invite(OFFICER_A, DRIVER, COMPANY_A, 0);
	desk_sql(&desk, "UPDATE invitation SET expires = 1000 WHERE used = 0");
	assert_int_equal(desk_post(&desk, STRANGER, enrol,
	                           desk_enrolment(&desk, &invited, STRANGER, DRIVER, COMPANY_A, 0)),
	                 400);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM member"), 5);
}

static void a_key_belongs_to_one_company_but_may_have_two_roles(void **state)
{
	(void)state;
	struct invited other = invite(OFFICER_B, DRIVER, desk.company_b, 0);
	assert_int_equal(desk_post(&desk, DRIVER_A, enrol,
	                           desk_enrolment(&desk, &other, DRIVER_A, DRIVER, desk.company_b, 0)),
	                 409);
	struct invited own = invite(OFFICER_A, DRIVER, COMPANY_A, 0);
	desk_call(&desk, OFFICER_A, enrol, desk_enrolment(&desk, &own, OFFICER_A, DRIVER, COMPANY_A, 0));
	/* Still an officer, and now a driver too. */
	const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
	struct trip opened = desk_trip(&desk, trip->trip);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, trip->pass_id, &opened, OFFICER_A, OFFICER_A, 1));
	Guosuo__V1__GetPassRequest newest = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetPass", &newest);
}

static void a_key_that_is_no_point_is_refused(void **state)
{
	(void)state;
	struct invited invited = invite(OFFICER_A, DRIVER, COMPANY_A, 0);
	Guosuo__V1__EnrolRequest *request = desk_enrolment(&desk, &invited, STRANGER, DRIVER, COMPANY_A, 0);
	memset(request->enrolment->key.data, 0, KEY_LEN);
	again_with_proof(request, &invited);
	/* Nobody can sign for it either: whoever asks is refused first. */
	assert_int_equal(desk_post(&desk, STRANGER, enrol, request), 401);
}

/* ---- removal ---- */

static unsigned remove_key(uint32_t who, uint32_t key, const char *reason)
{
	Guosuo__V1__RemoveMemberRequest request = GUOSUO__V1__REMOVE_MEMBER_REQUEST__INIT;
	request.key = rig_key(&desk.rig, key);
	request.reason = (char *)(uintptr_t)reason;
	return desk_post(&desk, who, "/guosuo.v1.Desk/RemoveMember", &request);
}

static unsigned asks(uint32_t key)
{
	Guosuo__V1__ListMembersRequest request = GUOSUO__V1__LIST_MEMBERS_REQUEST__INIT;
	return desk_post(&desk, key, "/guosuo.v1.Desk/ListMembers", &request);
}

static const Guosuo__V1__ListMembersResponse *members(uint32_t key)
{
	Guosuo__V1__ListMembersRequest request = GUOSUO__V1__LIST_MEMBERS_REQUEST__INIT;
	return desk_call(&desk, key, "/guosuo.v1.Desk/ListMembers", &request);
}

enum { OFFICER_LOST = STRANGER + 10 };

static void a_removed_key_asks_nothing_and_comes_back_never(void **state)
{
	(void)state;
	desk_admit(&desk, OFFICER_A, OFFICER_LOST, OFFICER, COMPANY_A);
	desk_admit(&desk, OFFICER_A, OFFICER_LOST, DRIVER, COMPANY_A);
	assert_int_equal(asks(OFFICER_LOST), 200);
	assert_int_equal(remove_key(OFFICER_A, OFFICER_LOST, "设备丢失"), 200);
	assert_int_equal(asks(OFFICER_LOST), 401);
	const Guosuo__V1__ListMembersResponse *list = members(OFFICER_A);
	assert_int_equal(list->n_removed, 2); /* in both its roles */
	assert_string_equal(list->removed[0]->reason, "设备丢失");
	assert_true(list->removed[0]->removed_at > 0);
	/* nor after the next start */
	desk_down(&desk);
	desk_up(&desk);
	assert_int_equal(asks(OFFICER_LOST), 401);
	assert_int_equal(asks(OFFICER_A), 200);
	struct invited invited = invite(OFFICER_A, OFFICER, COMPANY_A, 0);
	assert_int_equal(desk_post(&desk, OFFICER_LOST, enrol,
	                           desk_enrolment(&desk, &invited, OFFICER_LOST, OFFICER, COMPANY_A, 0)),
	                 400);
	assert_true(answer_says(&desk_answer, "KEY_REMOVED"));
}

static void a_removal_must_be_sound(void **state)
{
	(void)state;
	const struct {
		const char *why;
		uint32_t who, key;
		const char *reason;
		unsigned status;
	} rows[] = {
	    {"a stranger's key", OFFICER_A, STRANGER, "x", 404},
	    {"another company's officer", OFFICER_A, OFFICER_B, "x", 404},
	    {"without a reason", OFFICER_A, DRIVER_A, "", 400},
	    {"by a driver", DRIVER_A, DRIVER_A, "x", 403},
	    {"by a reviewer", rig_entry(SHANDONG, ENTRY_REVIEWER_A), DRIVER_A, "x", 403},
	    {"the last officer", OFFICER_B, OFFICER_B, "x", 400},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (remove_key(rows[i].who, rows[i].key, rows[i].reason) != rows[i].status)
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
	assert_true(answer_says(&desk_answer, "LAST_OFFICER"));
	assert_int_equal(asks(OFFICER_B), 200); /* nothing half done */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM removed_member"), 0);
}

/* A company whose officers outnumber a trip's slots: the paper is in every trip, whoever applies. */
static void a_recovery_key_stands_in_every_trip(void **state)
{
	(void)state;
	enum { PAPER_KEY = STRANGER + 20 };
	uint8_t id[HASH_LEN];
	struct invited invited = invite(OFFICER_A, OFFICER, COMPANY_A, 0);
	Guosuo__V1__EnrolRequest *request = desk_enrolment(&desk, &invited, PAPER_KEY, OFFICER, COMPANY_A, 0);
	request->enrolment->device = GUOSUO__V1__DEVICE_KIND__PAPER;
	again_with_proof(request, &invited);
	desk_call(&desk, PAPER_KEY, enrol, request);
	for (uint32_t i = 0; i < 8; i++)
		desk_admit(&desk, OFFICER_A, OFFICER_LOST + 100 + i, OFFICER, COMPANY_A);
	struct trip opened = desk_trip(&desk, desk_submit(&desk)->trip);
	key_id(rig_key(&desk.rig, PAPER_KEY).data, id);
	assert_int_equal(opened.body->officers.len, 4 * FINGERPRINT_LEN);
	assert_memory_equal(opened.body->officers.data + FINGERPRINT_LEN, id, FINGERPRINT_LEN);
	/* a driver is never on paper */
	invited = invite(OFFICER_A, DRIVER, COMPANY_A, 0);
	request = desk_enrolment(&desk, &invited, PAPER_KEY + 1, DRIVER, COMPANY_A, 0);
	request->enrolment->device = GUOSUO__V1__DEVICE_KIND__PAPER;
	again_with_proof(request, &invited);
	assert_int_equal(desk_post(&desk, PAPER_KEY + 1, enrol, request), 400);
}

static Guosuo__V1__ListEnrolmentsResponse *waiting(uint32_t province)
{
	Guosuo__V1__ListEnrolmentsRequest request = GUOSUO__V1__LIST_ENROLMENTS_REQUEST__INIT;
	request.province = province;
	return desk_call(&desk, authority(province), "/guosuo.v1.Trust/ListEnrolments", &request);
}

static void a_roster_role_waits_for_its_authority_and_keeps_its_secret(void **state)
{
	(void)state;
	struct invited invited = invite(authority(SHANDONG), REVIEWER, "", SHANDONG);
	Guosuo__V1__EnrolRequest *request = desk_enrolment(&desk, &invited, STRANGER, REVIEWER, "", SHANDONG);
	request->secret = rig_bytes(&desk.rig, invited.secret, INVITE_SECRET_LEN);
	assert_int_equal(desk_post(&desk, STRANGER, enrol, request),
	                 400); /* told, the server could slip in a key */
	request->secret.len = 0;
	const Guosuo__V1__EnrolResponse *reply = desk_call(&desk, STRANGER, enrol, request);
	assert_false(reply->admitted);
	const Guosuo__V1__ListEnrolmentsResponse *list = waiting(SHANDONG);
	assert_int_equal(list->n_enrolments, 1);
	assert_int_equal(enrol_check(list->enrolments[0], invited.secret, &desk.rig.arena), ERR_OK);
	assert_int_equal(waiting(HEBEI)->n_enrolments, 0);
	/* It may do nothing until a roster says so. */
	Guosuo__V1__ListReviewsRequest reviews = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	assert_int_equal(desk_post(&desk, STRANGER, "/guosuo.v1.Review/ListReviews", &reviews), 401);
	Guosuo__V1__Roster *roster = desk_roster(&desk, SHANDONG, 2);
	roster->entries[ENTRY_REVIEWER_B]->key = rig_key(&desk.rig, STRANGER);
	Guosuo__V1__PutRosterRequest next = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	next.roster = desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, roster));
	desk_call(&desk, authority(SHANDONG), "/guosuo.v1.Trust/PutRoster", &next);
	desk_call(&desk, STRANGER, "/guosuo.v1.Review/ListReviews", &reviews);
	assert_int_equal(waiting(SHANDONG)->n_enrolments, 0);
	/* And whose key has left it may no longer. */
	assert_int_equal(desk_post(&desk, rig_entry(SHANDONG, ENTRY_REVIEWER_B),
	                           "/guosuo.v1.Review/ListReviews", &reviews),
	                 401);
}

static unsigned put_roster(const Guosuo__V1__Roster *roster, const uint32_t *keys)
{
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	request.roster = desk_unpack_sealed(&desk, rig_file(&desk.rig, KIND_roster, &roster->base, keys));
	return desk_post(&desk, authority(SHANDONG), "/guosuo.v1.Trust/PutRoster", &request);
}

static void rosters_go_forward_only_and_hold_no_key_of_another(void **state)
{
	(void)state;
	const uint32_t *both = RIG_KEYS(authority(SHANDONG), authority(SHANDONG) + 1);
	Guosuo__V1__Roster *roster = desk_roster(&desk, SHANDONG, 1);
	assert_int_equal(put_roster(roster, both), 409);
	roster->phone = (char *)(uintptr_t) "0531-12345678";
	assert_int_equal(put_roster(roster, both), 500); /* the same version with other bytes */
	roster->version = 3;
	assert_int_equal(put_roster(roster, RIG_KEYS(authority(SHANDONG))), 400);
	assert_int_equal(put_roster(roster, both), 200);
	roster->version = 2;
	assert_int_equal(put_roster(roster, both), 400);
	roster->version = 4;
	roster->entries[0]->key = rig_key(&desk.rig, rig_entry(HEBEI, ENTRY_REVIEWER_A));
	assert_int_equal(put_roster(roster, both), 400);
	assert_int_equal(desk_sql(&desk, "SELECT version FROM roster WHERE province = 37"), 3);
	desk_get(&desk, "/state/roster.37", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	assert_true(answer_says(&desk_answer, "0531-12345678"));
}

static unsigned put_directory(const Guosuo__V1__Directory *directory, uint32_t key)
{
	Guosuo__V1__PutDirectoryRequest request = GUOSUO__V1__PUT_DIRECTORY_REQUEST__INIT;
	request.directory = desk_unpack_sealed(&desk, rig_directory_file(&desk.rig, directory));
	return desk_post(&desk, key, "/guosuo.v1.Trust/PutDirectory", &request);
}

static void directories_are_walked_by_one_and_take_authorities_away(void **state)
{
	(void)state;
	Guosuo__V1__Directory *directory = desk_directory(&desk, 3);
	Guosuo__V1__ListEnrolmentsRequest list = GUOSUO__V1__LIST_ENROLMENTS_REQUEST__INIT;
	list.province = HEBEI;
	assert_int_equal(put_directory(directory, ROOT_B), 400);
	directory->version = 2;
	/* Hebei's three authorities are replaced: its roster falls with them. */
	directory->provinces[1]->authorities = rig_parties(&desk.rig, 7001, 3);
	assert_int_equal(put_directory(directory, ROOT_B), 200);
	assert_null(held_roster(desk.app.held, HEBEI));
	assert_non_null(held_roster(desk.app.held, SHANDONG));
	assert_int_equal(desk_post(&desk, authority(HEBEI), "/guosuo.v1.Trust/ListEnrolments", &list), 401);
	assert_int_equal(desk_post(&desk, 7001, "/guosuo.v1.Trust/ListEnrolments", &list), 200);
	desk_get(&desk, "/state/directory.2", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	desk_get(&desk, "/state/directory.1", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	desk_down(&desk);
	desk_up(&desk);
	assert_int_equal(held_directory(desk.app.held)->body->version, 2);
	assert_null(held_roster(desk.app.held, HEBEI));
}

static void a_key_whose_window_is_over_is_held_to_it(void **state)
{
	(void)state;
	Guosuo__V1__ListReviewsRequest reviews = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	Guosuo__V1__Roster *roster = desk_roster(&desk, SHANDONG, 2);
	const uint32_t reviewer = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	assert_int_equal(desk_post(&desk, reviewer, "/guosuo.v1.Review/ListReviews", &reviews), 200);
	roster->entries[ENTRY_REVIEWER_A]->not_after = desk.now - 1;
	roster->entries[ENTRY_ISSUING]->not_before = desk.now + RIG_DAY;
	assert_int_equal(put_roster(roster, RIG_KEYS(authority(SHANDONG), authority(SHANDONG) + 1)), 200);
	assert_int_equal(desk_post(&desk, reviewer, "/guosuo.v1.Review/ListReviews", &reviews), 403);
	/* A trip sealed by a key that no checkpoint would believe is not made. */
	assert_int_equal(
	    desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", desk_application(&desk, COMPANY_A)),
	    403);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), 0);
}

static void a_member_list_is_the_companys_own(void **state)
{
	(void)state;
	Guosuo__V1__ListMembersRequest request = GUOSUO__V1__LIST_MEMBERS_REQUEST__INIT;
	const Guosuo__V1__ListMembersResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/ListMembers", &request);
	size_t officers = 0;
	assert_int_equal(reply->n_members, 3);
	for (size_t i = 0; i < reply->n_members; i++)
		officers += reply->members[i]->officer != 0;
	assert_int_equal(officers, 2);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(who_may_invite_whom),
	    FRESH(an_invitation_lives_a_day),
	    FRESH(an_enrolment_must_be_what_was_invited),
	    FRESH(an_expired_invitation_admits_nobody),
	    FRESH(a_key_belongs_to_one_company_but_may_have_two_roles),
	    FRESH(a_key_that_is_no_point_is_refused),
	    FRESH(a_removed_key_asks_nothing_and_comes_back_never),
	    FRESH(a_removal_must_be_sound),
	    FRESH(a_recovery_key_stands_in_every_trip),
	    FRESH(a_roster_role_waits_for_its_authority_and_keeps_its_secret),
	    FRESH(rosters_go_forward_only_and_hold_no_key_of_another),
	    FRESH(directories_are_walked_by_one_and_take_authorities_away),
	    FRESH(a_key_whose_window_is_over_is_held_to_it),
	    FRESH(a_member_list_is_the_companys_own),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
