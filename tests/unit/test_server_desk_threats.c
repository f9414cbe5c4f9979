#include "guosuo/v1/drafts.pb-c.h"
#include "guosuo/v1/documents.pb-c.h"
#include "guosuo/v1/grievances.pb-c.h"
#include "guosuo/v1/group.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "guosuo/v1/revocations.pb-c.h"
#include "tests/desk_rig.h"
#include "tests/gate_desk.h"
#include "tests/notice_rig.h"

#include "server/gateways.h"

static struct desk desk;

enum { REVIEWER_HENAN = HENAN * 100 + 11, AUTHORITY_HENAN = HENAN * 100 + 1, GATEWAY_KEY = 8801, OFFICER_GONE = 8005 };

/* ---- a trip of company A, and people it is no business of ---- */

static Guosuo__V1__SubmitTripResponse *mine;
static struct trip mine_trip;
static const Guosuo__V1__Leg *mine_leg; /* of Shandong, open */
static struct invited mine_invitation;
static const Guosuo__V1__BookingView *mine_booking; /* in Shandong, asked for */
static ProtobufCBinaryData mine_difficulty;
static struct gate_pass *mine_shown; /* at Hebei's checkpoint */
static Guosuo__V1__SubmitTripResponse *mine_second;
static ProtobufCBinaryData mine_revocation;

static void put_roster(uint32_t province, uint32_t version)
{
	Guosuo__V1__PutRosterRequest request = GUOSUO__V1__PUT_ROSTER_REQUEST__INIT;
	request.roster =
	    desk_unpack_sealed(&desk, rig_roster_file(&desk.rig, desk_roster(&desk, province, version)));
	desk_call(&desk, rig_authority(province, 1), "/guosuo.v1.Trust/PutRoster", &request);
}

static void invite_to_a(void)
{
	Guosuo__V1__PutInvitationRequest request;
	mine_invitation = desk_invitation(&desk, GUOSUO__V1__ROLE__ROLE_DRIVER, COMPANY_A, 0, &request);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutInvitation", &request);
}

static ProtobufCBinaryData mine_webhook;
static uint8_t mine_share[HASH_LEN];

/* A webhook of A's and a shared page; and a gateway, which is told of all. */
static void open_signals(void)
{
	Guosuo__V1__PutWebhookRequest webhook = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
	Guosuo__V1__PutShareRequest share = GUOSUO__V1__PUT_SHARE_REQUEST__INIT;
	snprintf(desk.config.webhook_hosts, sizeof desk.config.webhook_hosts, "127.0.0.1");
	snprintf(desk.config.webhook_networks, sizeof desk.config.webhook_networks, "127.0.0.1/32");
	memcpy(desk.config.gateways[0], rig_pair(GATEWAY_KEY).key, KEY_LEN);
	desk.config.gateway_count = 1;
	assert_int_equal(gateways_start(&desk.app), ERR_OK);
	webhook.url = (char *)(uintptr_t) "http://127.0.0.1:9/hook-of-a";
	const Guosuo__V1__PutWebhookResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/PutWebhook", &webhook);
	mine_webhook = reply->webhook;
	randombytes_buf(mine_share, sizeof mine_share);
	share.pass_id = mine->pass_id;
	share.share = rig_bytes(&desk.rig, mine_share, HASH_LEN);
	share.expires_at = desk.now + RIG_DAY;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Signals/PutShare", &share);
}

static void *probe_difficulty(void);
static void *probe_message(void);
static void begin_revocation(void);

static int up(void **state)
{
	(void)state;
	desk_open(&desk);
	desk_admit(&desk, OFFICER_A, OFFICER_GONE, GUOSUO__V1__ROLE__ROLE_OFFICER, COMPANY_A);
	put_roster(HENAN, 1);
	invite_to_a();
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	Guosuo__V1__Consignment consignment = GUOSUO__V1__CONSIGNMENT__INIT;
	consignment.id = (char *)(uintptr_t) "C-1", consignment.unit = 1, consignment.units = 1;
	request->application->consignment = &consignment;
	mine = desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", request);
	mine_trip = desk_trip(&desk, mine->trip);
	desk_seal_leg(&desk, mine->pass_id, HEBEI);
	const Guosuo__V1__GetReviewResponse *review =
	    desk_review(&desk, rig_entry(SHANDONG, ENTRY_REVIEWER_A), mine->pass_id);
	mine_leg = desk_leg(&desk, &mine_trip, SHANDONG, review->status_index);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/PutAssignment",
	          desk_assignment(&desk, mine->pass_id, &mine_trip, OFFICER_A, DRIVER_A, 1));
	stops_open(&desk);
	desk.config.expected_days = 31; /* the case departs in ten */
	mine_booking = stops_ask(&desk, OFFICER_A, stops_asking(&desk, mine->pass_id, &mine_trip, 1, 2));
	mine_shown = gate_shown(&desk, mine->pass_id, HEBEI);
	open_signals();
	const Guosuo__V1__PutDifficultyResponse *difficulty =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Group/PutDifficulty", probe_difficulty());
	mine_difficulty = difficulty->id;
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Group/PutMessage", probe_message());
	mine_second = desk_submit(&desk);
	begin_revocation();
	desk_remove_member(&desk, OFFICER_A, OFFICER_GONE);
	desk_daily(&desk, desk.now);
	return 0;
}

static int down(void **state)
{
	(void)state;
	desk_remove(&desk);
	return 0;
}

/* ---- 24: every method, asked by everybody it is no business of ---- */

static void *probe_invitation(void)
{
	Guosuo__V1__PutInvitationRequest *request =
	    desk_new(&desk, &guosuo__v1__put_invitation_request__descriptor);
	desk_invitation(&desk, GUOSUO__V1__ROLE__ROLE_OFFICER, COMPANY_A, 0, request);
	return request;
}

static void *probe_members(void)
{
	return desk_new(&desk, &guosuo__v1__list_members_request__descriptor);
}

static void *probe_trip(void)
{
	Guosuo__V1__GetTripRequest *request = desk_new(&desk, &guosuo__v1__get_trip_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_trips(void)
{
	return desk_new(&desk, &guosuo__v1__list_trips_request__descriptor);
}

static void *probe_withdraw(void)
{
	Guosuo__V1__WithdrawTripRequest *request =
	    desk_new(&desk, &guosuo__v1__withdraw_trip_request__descriptor);
	request->pass_id = mine->pass_id;
	request->revocation =
	    desk_taken_back(&desk, mine->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	return request;
}

static void *probe_pass(void)
{
	Guosuo__V1__GetPassRequest *request = desk_new(&desk, &guosuo__v1__get_pass_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_remove_member(void)
{
	Guosuo__V1__RemoveMemberRequest *request = desk_new(&desk, &guosuo__v1__remove_member_request__descriptor);
	request->key = rig_key(&desk.rig, DRIVER_A);
	request->reason = (char *)(uintptr_t) "试探";
	return request;
}

static void *probe_reviews(void)
{
	Guosuo__V1__ListReviewsRequest *request =
	    desk_new(&desk, &guosuo__v1__list_reviews_request__descriptor);
	request->decided = true;
	return request;
}

static void *probe_review(void)
{
	Guosuo__V1__GetReviewRequest *request = desk_new(&desk, &guosuo__v1__get_review_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_enrolments(void)
{
	Guosuo__V1__ListEnrolmentsRequest *request =
	    desk_new(&desk, &guosuo__v1__list_enrolments_request__descriptor);
	request->province = SHANDONG;
	return request;
}

/* The id of an invitation is known, its secret is not. */
static void *probe_enrol(void)
{
	struct invited guess = mine_invitation;
	guess.secret[0] ^= 1;
	return desk_enrolment(&desk, &guess, STRANGER, GUOSUO__V1__ROLE__ROLE_DRIVER, COMPANY_A, 0);
}

static void *probe_submit(void)
{
	return desk_application(&desk, COMPANY_A);
}

static void *probe_check(void)
{
	Guosuo__V1__CheckTripRequest *request = desk_new(&desk, &guosuo__v1__check_trip_request__descriptor);
	request->application = desk_application(&desk, COMPANY_A)->application;
	return request;
}

static void *probe_assign(void)
{
	return desk_assignment(&desk, mine->pass_id, &mine_trip, OFFICER_A, DRIVER_B, 1);
}

static void *probe_leg(void)
{
	return desk_leg_request(&desk, mine->pass_id, &mine_trip, mine_leg,
	                        rig_entry(SHANDONG, ENTRY_REVIEWER_A));
}

static void *probe_decision(void)
{
	return desk_decision(&desk, mine->pass_id, &mine_trip, SHANDONG, 1, GUOSUO__V1__DECISION_KIND__REFUSE,
	                     desk.now, rig_entry(SHANDONG, ENTRY_REVIEWER_A));
}

static void *probe_directory(void)
{
	Guosuo__V1__PutDirectoryRequest *request =
	    RIG_NEW(&desk.rig, Guosuo__V1__PutDirectoryRequest, GUOSUO__V1__PUT_DIRECTORY_REQUEST__INIT);
	request->directory =
	    desk_unpack_sealed(&desk, rig_file(&desk.rig, KIND_directory, &desk_directory(&desk, 2)->base,
	                                       RIG_KEYS(AUTHORITY_HENAN)));
	return request;
}

static void *probe_roster(void)
{
	Guosuo__V1__PutRosterRequest *request =
	    RIG_NEW(&desk.rig, Guosuo__V1__PutRosterRequest, GUOSUO__V1__PUT_ROSTER_REQUEST__INIT);
	request->roster =
	    desk_unpack_sealed(&desk, rig_file(&desk.rig, KIND_roster, &desk_roster(&desk, SHANDONG, 2)->base,
	                                       RIG_KEYS(AUTHORITY_HENAN, AUTHORITY_HENAN + 1)));
	return request;
}

static void *probe_cutoff(void)
{
	Guosuo__V1__MoveCutoffRequest *request = desk_new(&desk, &guosuo__v1__move_cutoff_request__descriptor);
	request->pass_id = mine->pass_id;
	static int64_t moved;
	request->cutoff = desk.now + 12 * RIG_DAY + ++moved; /* another one each time: the same is refused */
	request->reason = (char *)(uintptr_t) "船期推迟";
	return request;
}

static void *probe_units(void)
{
	Guosuo__V1__ListUnitsRequest *request = desk_new(&desk, &guosuo__v1__list_units_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_stop(void)
{
	return stops_put_request(&desk, stops_stop(&desk, SHANDONG, STOP));
}

static void *probe_stops(void)
{
	Guosuo__V1__ListStopsRequest *request = desk_new(&desk, &guosuo__v1__list_stops_request__descriptor);
	request->province = SHANDONG;
	return request;
}

static void *probe_ask(void)
{
	return stops_asking(&desk, mine->pass_id, &mine_trip, 1, 1);
}

static void *probe_bookings(void)
{
	Guosuo__V1__ListBookingsRequest *request =
	    desk_new(&desk, &guosuo__v1__list_bookings_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_cancel(void)
{
	Guosuo__V1__CancelBookingRequest *request =
	    desk_new(&desk, &guosuo__v1__cancel_booking_request__descriptor);
	request->pass_id = mine->pass_id;
	request->code = mine_booking->code;
	return request;
}

static void *probe_arrival(void)
{
	Guosuo__V1__PutArrivalRequest *request =
	    desk_new(&desk, &guosuo__v1__put_arrival_request__descriptor);
	request->pass_id = mine->pass_id;
	request->code = mine_booking->code;
	request->arrival = mine_booking->not_before;
	return request;
}

static void *probe_queue(void)
{
	return desk_new(&desk, &guosuo__v1__list_stop_bookings_request__descriptor);
}

static void *probe_booking(void)
{
	Guosuo__V1__GetStopBookingRequest *request =
	    desk_new(&desk, &guosuo__v1__get_stop_booking_request__descriptor);
	request->code = mine_booking->code;
	return request;
}

static void *probe_confirm(void)
{
	const Guosuo__V1__Booking booking = stops_booking(mine_booking);
	return stops_confirming(&desk, &mine_trip, &booking, KEEPER_SHANDONG);
}

static void *probe_decline(void)
{
	Guosuo__V1__DeclineBookingRequest *request =
	    desk_new(&desk, &guosuo__v1__decline_booking_request__descriptor);
	request->code = mine_booking->code;
	request->reason = (char *)(uintptr_t) "客满";
	return request;
}

static void *probe_no_show(void)
{
	Guosuo__V1__PutNoShowRequest *request = desk_new(&desk, &guosuo__v1__put_no_show_request__descriptor);
	request->code = mine_booking->code;
	return request;
}

/* Any officer may have a webhook of their own, so what is asked for here is refused to everybody. */
static void *probe_put_webhook(void)
{
	Guosuo__V1__PutWebhookRequest *request =
	    desk_new(&desk, &guosuo__v1__put_webhook_request__descriptor);
	request->url = (char *)(uintptr_t) "https://10.0.0.1/";
	return request;
}

static void *probe_webhooks(void)
{
	return desk_new(&desk, &guosuo__v1__list_webhooks_request__descriptor);
}

static void *probe_remove_webhook(void)
{
	Guosuo__V1__RemoveWebhookRequest *request =
	    desk_new(&desk, &guosuo__v1__remove_webhook_request__descriptor);
	request->webhook = mine_webhook;
	return request;
}

static void *probe_test_webhook(void)
{
	Guosuo__V1__TestWebhookRequest *request =
	    desk_new(&desk, &guosuo__v1__test_webhook_request__descriptor);
	request->webhook = mine_webhook;
	return request;
}

static void *probe_deliveries(void)
{
	Guosuo__V1__ListDeliveriesRequest *request =
	    desk_new(&desk, &guosuo__v1__list_deliveries_request__descriptor);
	request->webhook = mine_webhook;
	return request;
}

static void *probe_outbox(void)
{
	return desk_new(&desk, &guosuo__v1__list_outbox_request__descriptor);
}

static void *probe_ack(void)
{
	return desk_new(&desk, &guosuo__v1__ack_outbox_request__descriptor);
}

static void *probe_share(void)
{
	Guosuo__V1__PutShareRequest *request = desk_new(&desk, &guosuo__v1__put_share_request__descriptor);
	uint8_t id[HASH_LEN];
	randombytes_buf(id, sizeof id);
	request->pass_id = mine->pass_id;
	request->share = rig_bytes(&desk.rig, id, sizeof id);
	request->expires_at = desk.now + RIG_DAY;
	return request;
}

static void *probe_shares(void)
{
	Guosuo__V1__ListSharesRequest *request =
	    desk_new(&desk, &guosuo__v1__list_shares_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_remove_share(void)
{
	Guosuo__V1__RemoveShareRequest *request =
	    desk_new(&desk, &guosuo__v1__remove_share_request__descriptor);
	request->pass_id = mine->pass_id;
	request->share = rig_bytes(&desk.rig, mine_share, HASH_LEN);
	return request;
}

static void *probe_notice(void)
{
	Guosuo__V1__PutNoticeRequest *request = desk_new(&desk, &guosuo__v1__put_notice_request__descriptor);
	request->notice = notice_sealed(&desk.rig, notice_make(&desk.rig, SHANDONG, desk.now),
	                                RIG_KEYS(rig_entry(SHANDONG, ENTRY_REVIEWER_A)));
	return request;
}

static void *probe_notices(void)
{
	Guosuo__V1__ListNoticesRequest *request =
	    desk_new(&desk, &guosuo__v1__list_notices_request__descriptor);
	request->province = SHANDONG;
	return request;
}

/* What A lists, and what it is about to send. */
static void *probe_document(void)
{
	Guosuo__V1__GetDocumentRequest *request = desk_new(&desk, &guosuo__v1__get_document_request__descriptor);
	request->pass_id = mine->pass_id;
	request->hash = rig_bytes(&desk.rig, mine_trip.hash, HASH_LEN);
	return request;
}

static void *probe_documents(void)
{
	Guosuo__V1__ListDocumentsRequest *request = desk_new(&desk, &guosuo__v1__list_documents_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_history(void)
{
	Guosuo__V1__ListHistoryRequest *request = desk_new(&desk, &guosuo__v1__list_history_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

/* Another company's upload is its own, whatever hash it names: here one that goes on where A's has not begun. */
static void *probe_put(void)
{
	Guosuo__V1__PutDocumentRequest *request = desk_new(&desk, &guosuo__v1__put_document_request__descriptor);
	request->hash = rig_bytes(&desk.rig, mine_trip.hash, HASH_LEN);
	request->size = 100;
	request->offset = 50;
	request->part = rig_bytes(&desk.rig, mine_trip.hash, HASH_LEN);
	return request;
}

static void *probe_board(void)
{
	return desk_new(&desk, &guosuo__v1__board_request__descriptor);
}

static void *probe_expedite(void)
{
	Guosuo__V1__ExpediteRequest *request = desk_new(&desk, &guosuo__v1__expedite_request__descriptor);
	request->pass_id = mine->pass_id;
	request->reason = (char *)(uintptr_t) "截港提前";
	return request;
}

static void *probe_message(void)
{
	Guosuo__V1__PutMessageRequest *request = desk_new(&desk, &guosuo__v1__put_message_request__descriptor);
	request->pass_id = mine->pass_id;
	request->text = (char *)(uintptr_t) "请问何时办结";
	return request;
}

static void *probe_messages(void)
{
	Guosuo__V1__ListMessagesRequest *request = desk_new(&desk, &guosuo__v1__list_messages_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_difficulties(void)
{
	return desk_new(&desk, &guosuo__v1__list_difficulties_request__descriptor);
}

static void *probe_answer(void)
{
	Guosuo__V1__AnswerDifficultyRequest *request =
	    desk_new(&desk, &guosuo__v1__answer_difficulty_request__descriptor);
	request->id = mine_difficulty;
	request->answer = (char *)(uintptr_t) "已安排";
	return request;
}

static void *probe_report(void)
{
	return desk_new(&desk, &guosuo__v1__get_report_request__descriptor);
}

static void *probe_posts(void)
{
	Guosuo__V1__ListPostsRequest *request = desk_new(&desk, &guosuo__v1__list_posts_request__descriptor);
	request->province = SHANDONG;
	return request;
}

static void *probe_lapses(void)
{
	Guosuo__V1__ListLapsesRequest *request = desk_new(&desk, &guosuo__v1__list_lapses_request__descriptor);
	request->province = SHANDONG;
	return request;
}

static void *probe_entries(void)
{
	return desk_new(&desk, &guosuo__v1__list_entries_request__descriptor);
}

static void *probe_week(void)
{
	Guosuo__V1__GetWeekRequest *request = desk_new(&desk, &guosuo__v1__get_week_request__descriptor);
	request->day = (char *)(uintptr_t) "2020-03-10";
	return request;
}

static void *probe_trip_rounds(void)
{
	Guosuo__V1__GetTripRoundsRequest *request =
	    desk_new(&desk, &guosuo__v1__get_trip_rounds_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_leg_rounds(void)
{
	Guosuo__V1__GetLegRoundsRequest *request =
	    desk_new(&desk, &guosuo__v1__get_leg_rounds_request__descriptor);
	request->pass_id = mine->pass_id;
	return request;
}

static void *probe_accept(void)
{
	Guosuo__V1__AcceptProposalRequest *request =
	    desk_new(&desk, &guosuo__v1__accept_proposal_request__descriptor);
	request->pass_id = mine->pass_id;
	request->ordinal = 1;
	return request;
}

static void *probe_amend(void)
{
	Guosuo__V1__AmendTripRequest *request = desk_new(&desk, &guosuo__v1__amend_trip_request__descriptor);
	request->application = desk_application(&desk, COMPANY_A)->application;
	request->amends = mine->pass_id;
	request->reason = (char *)(uintptr_t) "改港";
	request->revocation =
	    desk_taken_back(&desk, mine->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED);
	return request;
}

static void *probe_consult(void)
{
	return desk_consultation(&desk, mine->pass_id, "交警支队");
}

static void *probe_opinion(void)
{
	Guosuo__V1__AnswerConsultationRequest *request =
	    desk_new(&desk, &guosuo__v1__answer_consultation_request__descriptor);
	request->pass_id = mine->pass_id;
	request->number = 1;
	request->opinion = GUOSUO__V1__OPINION__OPINION_AGREED;
	request->answer = (char *)(uintptr_t) "同意";
	return request;
}

static void *probe_consultations(void)
{
	return desk_new(&desk, &guosuo__v1__list_consultations_request__descriptor);
}

static uint32_t index_of(const Guosuo__V1__SubmitTripResponse *trip)
{
	return desk_trip(&desk, trip->trip).body->status_index;
}

/* The indexes of A's passes, taken back by a reviewer of Shandong. */
static void *revoke_request(const uint32_t *indexes, size_t count)
{
	Guosuo__V1__PutRevocationRequest *request = desk_new(&desk, &guosuo__v1__put_revocation_request__descriptor);
	request->revocation =
	    desk_revocation(&desk, SHANDONG, iso_week(mine_trip.body->not_after), indexes, count,
	                    GUOSUO__V1__REVOCATION_REASON__MISUSED, RIG_KEYS(SHANDONG * 100 + 11));
	return request;
}

/* Both wait for a second person. */
static void begin_revocation(void)
{
	const uint32_t both[] = {index_of(mine), index_of(mine_second)};
	const Guosuo__V1__PutRevocationResponse *reply =
	    desk_call(&desk, SHANDONG * 100 + 11, "/guosuo.v1.Revocations/PutRevocation",
	              revoke_request(both, RIG_COUNT(both)));
	assert_false(reply->in_force);
	mine_revocation = reply->revocation;
}

static void *probe_revoke(void)
{
	const uint32_t second = index_of(mine_second);
	return revoke_request(&second, 1);
}

static void *probe_revocation(void)
{
	Guosuo__V1__GetRevocationRequest *request = desk_new(&desk, &guosuo__v1__get_revocation_request__descriptor);
	request->revocation = mine_revocation;
	return request;
}

static void *probe_revocations(void)
{
	return desk_new(&desk, &guosuo__v1__list_revocations_request__descriptor);
}

static void *probe_difficulty(void)
{
	Guosuo__V1__PutDifficultyRequest *request =
	    desk_new(&desk, &guosuo__v1__put_difficulty_request__descriptor);
	request->pass_id = mine->pass_id;
	request->kind = (char *)(uintptr_t) "lodging";
	request->text = (char *)(uintptr_t) "沿途旅店停业, 变压器车组无处食宿";
	return request;
}

static void *probe_put_answer(void)
{
	Guosuo__V1__PutAnswerRequest *request = desk_new(&desk, &guosuo__v1__put_answer_request__descriptor);
	Guosuo__V1__ItemAnswer *answer = desk_new(&desk, &guosuo__v1__item_answer__descriptor);
	answer->item = 1;
	answer->text = (char *)(uintptr_t) "补充说明";
	request->pass_id = mine->pass_id;
	request->ordinal = 1;
	request->answers = rig_take(&desk.rig, sizeof *request->answers);
	request->answers[0] = answer;
	request->n_answers = 1;
	return request;
}

static void *probe_arrivals(void)
{
	return desk_new(&desk, &guosuo__v1__list_arrivals_request__descriptor);
}

static void *probe_passages(void)
{
	const Guosuo__V1__Stamp stamp = gate_stamp(mine_shown, 1);
	return gate_request(&desk, GATE_HEBEI, mine_shown, &stamp, RIG_KEYS(GATE_HEBEI));
}

static void *probe_expected_list(void)
{
	return desk_new(&desk, &guosuo__v1__list_expected_request__descriptor);
}

static void *probe_expected(void)
{
	Guosuo__V1__GetExpectedRequest *request = desk_new(&desk, &guosuo__v1__get_expected_request__descriptor);
	request->pass_ids = &mine->pass_id;
	request->n_pass_ids = 1;
	return request;
}

static void *probe_grievance(void)
{
	Guosuo__V1__PutGrievanceRequest *request = desk_new(&desk, &guosuo__v1__put_grievance_request__descriptor);
	request->pass = mine->pass_id;
	request->province = HEBEI, request->checkpoint = GATE_NUMBER;
	request->kind = GUOSUO__V1__GRIEVANCE_KIND__MONEY_DEMANDED;
	request->at = desk.now;
	request->text = (char *)(uintptr_t) "要 500 元放行";
	return request;
}

static void *probe_grievances(void)
{
	Guosuo__V1__ListGrievancesRequest *request = desk_new(&desk, &guosuo__v1__list_grievances_request__descriptor);
	request->province = HEBEI;
	return request;
}

static void *probe_unbarred(void)
{
	return desk_new(&desk, &guosuo__v1__list_unbarred_request__descriptor);
}

static void *probe_bar(void)
{
	return desk_bar(&desk, mine->pass_id, &mine_trip, OFFICER_A, OFFICER_GONE);
}

static const struct probe {
	const char *path;
	void *(*make)(void);
	bool list; /* a list may also be answered, with nothing of A's in it */
} probes[] = {
    {"/guosuo.v1.Desk/PutInvitation", probe_invitation, false},
    {"/guosuo.v1.Desk/Enrol", probe_enrol, false},
    {"/guosuo.v1.Desk/ListMembers", probe_members, true},
    {"/guosuo.v1.Desk/SubmitTrip", probe_submit, false},
    {"/guosuo.v1.Desk/CheckTrip", probe_check, true},
    {"/guosuo.v1.Desk/GetTrip", probe_trip, false},
    {"/guosuo.v1.Desk/ListTrips", probe_trips, true},
    {"/guosuo.v1.Desk/WithdrawTrip", probe_withdraw, false},
    {"/guosuo.v1.Desk/PutAssignment", probe_assign, false},
    {"/guosuo.v1.Desk/GetPass", probe_pass, false},
    {"/guosuo.v1.Desk/RemoveMember", probe_remove_member, false},
    {"/guosuo.v1.Review/ListReviews", probe_reviews, true},
    {"/guosuo.v1.Review/GetReview", probe_review, false},
    {"/guosuo.v1.Review/PutLeg", probe_leg, false},
    {"/guosuo.v1.Review/PutDecision", probe_decision, false},
    {"/guosuo.v1.Trust/PutDirectory", probe_directory, false},
    {"/guosuo.v1.Trust/PutRoster", probe_roster, false},
    {"/guosuo.v1.Trust/ListEnrolments", probe_enrolments, false},
    {"/guosuo.v1.Timetables/MoveCutoff", probe_cutoff, false},
    {"/guosuo.v1.Consignments/ListUnits", probe_units, false},
    {"/guosuo.v1.Stops/PutStop", probe_stop, false},
    {"/guosuo.v1.Stops/ListStops", probe_stops, true},
    {"/guosuo.v1.Stops/AskBooking", probe_ask, false},
    {"/guosuo.v1.Stops/ListBookings", probe_bookings, false},
    {"/guosuo.v1.Stops/CancelBooking", probe_cancel, false},
    {"/guosuo.v1.Stops/PutArrival", probe_arrival, false},
    {"/guosuo.v1.Stops/ListStopBookings", probe_queue, true},
    {"/guosuo.v1.Stops/GetStopBooking", probe_booking, false},
    {"/guosuo.v1.Stops/PutBooking", probe_confirm, false},
    {"/guosuo.v1.Stops/DeclineBooking", probe_decline, false},
    {"/guosuo.v1.Stops/PutNoShow", probe_no_show, false},
    {"/guosuo.v1.Signals/PutWebhook", probe_put_webhook, false},
    {"/guosuo.v1.Signals/ListWebhooks", probe_webhooks, true},
    {"/guosuo.v1.Signals/RemoveWebhook", probe_remove_webhook, false},
    {"/guosuo.v1.Signals/TestWebhook", probe_test_webhook, false},
    {"/guosuo.v1.Signals/ListDeliveries", probe_deliveries, false},
    {"/guosuo.v1.Signals/ListOutbox", probe_outbox, false},
    {"/guosuo.v1.Signals/AckOutbox", probe_ack, false},
    {"/guosuo.v1.Signals/PutShare", probe_share, false},
    {"/guosuo.v1.Signals/ListShares", probe_shares, false},
    {"/guosuo.v1.Signals/RemoveShare", probe_remove_share, false},
    {"/guosuo.v1.Signals/PutNotice", probe_notice, false},
    {"/guosuo.v1.Signals/ListNotices", probe_notices, true},
    {"/guosuo.v1.Documents/PutDocument", probe_put, false},
    {"/guosuo.v1.Documents/GetDocument", probe_document, false},
    {"/guosuo.v1.Documents/ListDocuments", probe_documents, true},
    {"/guosuo.v1.Documents/ListHistory", probe_history, false},
    {"/guosuo.v1.Group/Board", probe_board, false},
    {"/guosuo.v1.Group/Expedite", probe_expedite, false},
    {"/guosuo.v1.Group/PutMessage", probe_message, false},
    {"/guosuo.v1.Group/ListMessages", probe_messages, false},
    {"/guosuo.v1.Group/PutDifficulty", probe_difficulty, false},
    {"/guosuo.v1.Group/ListDifficulties", probe_difficulties, true},
    {"/guosuo.v1.Group/AnswerDifficulty", probe_answer, false},
    {"/guosuo.v1.Group/GetReport", probe_report, false},
    {"/guosuo.v1.Group/ListPosts", probe_posts, false},
    {"/guosuo.v1.Group/ListLapses", probe_lapses, false},
    {"/guosuo.v1.Audit/ListEntries", probe_entries, false},
    {"/guosuo.v1.Audit/GetWeek", probe_week, false},
    {"/guosuo.v1.Rounds/GetTripRounds", probe_trip_rounds, false},
    {"/guosuo.v1.Rounds/GetLegRounds", probe_leg_rounds, false},
    {"/guosuo.v1.Rounds/PutAnswer", probe_put_answer, false},
    {"/guosuo.v1.Rounds/AcceptProposal", probe_accept, false},
    {"/guosuo.v1.Rounds/AmendTrip", probe_amend, false},
    {"/guosuo.v1.Rounds/PutConsultation", probe_consult, false},
    {"/guosuo.v1.Rounds/AnswerConsultation", probe_opinion, false},
    {"/guosuo.v1.Rounds/ListConsultations", probe_consultations, true},
    {"/guosuo.v1.Gate/ListArrivals", probe_arrivals, true},
    {"/guosuo.v1.Gate/PutPassages", probe_passages, false},
    {"/guosuo.v1.Gate/ListExpected", probe_expected_list, true},
    {"/guosuo.v1.Gate/GetExpected", probe_expected, true},
    {"/guosuo.v1.Grievances/PutGrievance", probe_grievance, false},
    {"/guosuo.v1.Grievances/ListGrievances", probe_grievances, false},
    {"/guosuo.v1.Revocations/PutRevocation", probe_revoke, false},
    {"/guosuo.v1.Revocations/GetRevocation", probe_revocation, false},
    {"/guosuo.v1.Revocations/ListRevocations", probe_revocations, true},
    {"/guosuo.v1.Bars/ListUnbarred", probe_unbarred, true},
    {"/guosuo.v1.Bars/PutBar", probe_bar, false},
};

static const struct probe *probe_of(const char *path)
{
	for (size_t i = 0; i < RIG_COUNT(probes); i++)
		if (strcmp(probes[i].path, path) == 0)
			return &probes[i];
	fail_msg("%s has no probe: add one", path);
	return NULL;
}

/* Nothing in this may come from company A. */
static void holds_nothing_of_a(const char *path, const struct got *got)
{
	struct rig_pair officer = rig_pair(OFFICER_A);
	const struct {
		const void *p;
		size_t n;
	} secrets[] = {{mine->pass_id.data, mine->pass_id.len},
	               {mine->trip->body.data, mine->trip->body.len},
	               {officer.key, KEY_LEN},
	               {"济南示例", strlen("济南示例")},
	               {"变压器", strlen("变压器")},
	               {mine_webhook.data, mine_webhook.len},
	               {mine_share, HASH_LEN},
	               {"hook-of-a", strlen("hook-of-a")}};
	for (size_t i = 0; i < RIG_COUNT(secrets); i++)
		if (memmem(got->body, got->length, secrets[i].p, secrets[i].n) != NULL)
			fail_msg("%s told something of company A", path);
}

/* The same question about a pass, which it names by the 8 bytes of its number. */
static void *by_number(void *request)
{
	ProtobufCMessage *message = request;
	static const char *const names[] = {"pass_id", "amends"};
	for (size_t i = 0; i < RIG_COUNT(names); i++) {
		const ProtobufCFieldDescriptor *field =
		    protobuf_c_message_descriptor_get_field_by_name(message->descriptor, names[i]);
		if (field != NULL)
			((ProtobufCBinaryData *)(void *)((uint8_t *)message + field->offset))->len = PASS_NUMBER_BYTES;
	}
	return message;
}

static void is_refused(const struct probe *probe, uint32_t caller, void *request)
{
	unsigned status = desk_post(&desk, caller, probe->path, request);
	bool handed = status == 400 &&
	              (answer_says(&desk_answer, "\"HANDED\"") || answer_says(&desk_answer, "\"DOCUMENT_GAP\"") ||
	               answer_says(&desk_answer, "\"WEBHOOK_ADDRESS\"")); /* of the probe, not of A's */
	if (!(status == 403 || status == 404 || handed || (status == 401 && caller == STRANGER) ||
	      (probe->list && status == 200)))
		fail_msg("%s by %u: %u %.*s", probe->path, caller, status, (int)desk_answer.length,
		         (char *)desk_answer.body);
	holds_nothing_of_a(probe->path, &desk_answer);
}

/* What company A has, as one number. */
static uint64_t fingerprint_of_a(void)
{
	static const char *const counts[] = {
	    "SELECT SUM(state * 7 + since) FROM trip",
	    "SELECT SUM(state * 7 + since + person_1 * 31) FROM leg",
	    "SELECT COUNT(*) FROM assignment",
	    "SELECT COUNT(*) FROM decision",
	    "SELECT COUNT(*) FROM answer",
	    "SELECT COUNT(*) FROM passage",
	    "SELECT COUNT(*) + COALESCE(SUM(sequence), 0) FROM post",
	    "SELECT COUNT(*) FROM wish",
	    "SELECT COUNT(*) + COALESCE(SUM(answered), 0) FROM consultation",
	    "SELECT COUNT(*) FROM amendment",
	    "SELECT COUNT(*) FROM member",
	    "SELECT COUNT(*) FROM invitation WHERE used = 0",
	    "SELECT COUNT(*) FROM entry",
	    "SELECT COUNT(*) FROM message",
	    "SELECT COUNT(*) FROM expedite",
	    "SELECT SUM(pending) FROM difficulty",
	    "SELECT COUNT(*) FROM request",
	    "SELECT COUNT(*) FROM cutoff_move",
	    "SELECT SUM(latest_decision + timetable) FROM trip",
	    "SELECT SUM(version) FROM directory",
	    "SELECT SUM(version) FROM roster",
	    "SELECT SUM(state * 7 + since + arrival * 31) FROM booking",
	    "SELECT SUM(beds * 7 + meals) FROM stop_night",
	    "SELECT SUM(changed) FROM stop",
	    "SELECT COUNT(*) FROM outbox",
	    "SELECT COUNT(*) FROM receiver",
	    "SELECT COUNT(*) FROM delivery",
	    "SELECT COUNT(*) FROM share",
	    "SELECT COUNT(*) FROM notice",
	    "SELECT COUNT(*) FROM stamp",
	    "SELECT COALESCE(SUM(expected * 7 + open), 0) FROM arrival",
	    "SELECT COUNT(*) + COALESCE(SUM(in_force), 0) FROM revocation",
	    "SELECT COUNT(*) FROM revoked",
	    "SELECT COUNT(*) FROM bar",
	    "SELECT COUNT(*) FROM grievance",
	};
	uint64_t mixed = 0;
	for (size_t i = 0; i < RIG_COUNT(counts); i++)
		mixed = mixed * 1000003 + (uint64_t)desk_sql(&desk, counts[i]);
	return mixed;
}

static void threat_24_one_company_cannot_read_another(void **state)
{
	(void)state;
	static const uint32_t callers[] = {OFFICER_B,    DRIVER_B, REVIEWER_HENAN,       AUTHORITY_HENAN,
	                                   KEEPER_HEBEI, STRANGER, KEEPER_SHANDONG_OTHER, GATE_SHANDONG};
	uint64_t before = fingerprint_of_a();
	size_t probed = 0;
	for (size_t s = 0; s < rpc_service_count; s++) {
		const ProtobufCServiceDescriptor *service = rpc_services[s].descriptor;
		for (unsigned m = 0; m < service->n_methods; m++) {
			char path[96];
			snprintf(path, sizeof path, "/%s/%s", service->name, service->methods[m].name);
			for (size_t c = 0; c < RIG_COUNT(callers); c++) {
				const struct probe *probe = probe_of(path);
				is_refused(probe, callers[c], probe->make());
				is_refused(probe, callers[c], by_number(probe->make()));
			}
			probed++;
		}
	}
	assert_int_equal(probed, RIG_COUNT(probes));
	assert_true(fingerprint_of_a() == before);
}

/* The same questions, asked by whom they are for, are answered, where they name a pass by its number too: the probes
 * are not refused for being malformed. */
static void the_probes_of_threat_24_are_good_questions(void **state)
{
	(void)state;
	static const struct {
		const char *path;
		uint32_t caller;
	} rows[] = {
	    {"/guosuo.v1.Desk/PutInvitation", OFFICER_A},
	    {"/guosuo.v1.Desk/ListMembers", OFFICER_A},
	    {"/guosuo.v1.Desk/SubmitTrip", OFFICER_A},
	    {"/guosuo.v1.Desk/CheckTrip", OFFICER_A},
	    {"/guosuo.v1.Desk/GetTrip", OFFICER_A2},
	    {"/guosuo.v1.Desk/ListTrips", OFFICER_A},
	    {"/guosuo.v1.Desk/PutAssignment", OFFICER_A},
	    {"/guosuo.v1.Desk/GetPass", OFFICER_A},
	    {"/guosuo.v1.Desk/GetPass", DRIVER_A},
	    {"/guosuo.v1.Stops/PutStop", KEEPER_SHANDONG},
	    {"/guosuo.v1.Stops/ListStops", OFFICER_A},
	    {"/guosuo.v1.Stops/AskBooking", OFFICER_A},
	    {"/guosuo.v1.Stops/ListBookings", DRIVER_A},
	    {"/guosuo.v1.Stops/PutArrival", DRIVER_A},
	    {"/guosuo.v1.Stops/ListStopBookings", KEEPER_SHANDONG},
	    {"/guosuo.v1.Stops/GetStopBooking", KEEPER_SHANDONG},
	    {"/guosuo.v1.Stops/PutBooking", KEEPER_SHANDONG},
	    {"/guosuo.v1.Stops/DeclineBooking", KEEPER_SHANDONG},
	    {"/guosuo.v1.Review/ListReviews", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Review/GetReview", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Rounds/GetTripRounds", OFFICER_A2},
	    {"/guosuo.v1.Rounds/GetLegRounds", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Rounds/PutConsultation", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Rounds/AnswerConsultation", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Rounds/ListConsultations", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Review/PutLeg", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Review/PutDecision", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Trust/ListEnrolments", SHANDONG * 100 + 1},
	    {"/guosuo.v1.Timetables/MoveCutoff", OFFICER_A},
	    {"/guosuo.v1.Timetables/MoveCutoff", GATE_TIANJIN},
	    {"/guosuo.v1.Consignments/ListUnits", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Signals/ListWebhooks", OFFICER_A2},
	    {"/guosuo.v1.Signals/TestWebhook", OFFICER_A2},
	    {"/guosuo.v1.Signals/ListDeliveries", OFFICER_A},
	    {"/guosuo.v1.Signals/RemoveWebhook", OFFICER_A},
	    {"/guosuo.v1.Signals/ListOutbox", GATEWAY_KEY},
	    {"/guosuo.v1.Signals/AckOutbox", GATEWAY_KEY},
	    {"/guosuo.v1.Signals/PutShare", OFFICER_A},
	    {"/guosuo.v1.Signals/ListShares", OFFICER_A},
	    {"/guosuo.v1.Signals/RemoveShare", OFFICER_A},
	    {"/guosuo.v1.Signals/PutNotice", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Signals/ListNotices", OFFICER_A},
	    {"/guosuo.v1.Documents/ListDocuments", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Documents/ListDocuments", OFFICER_A},
	    {"/guosuo.v1.Documents/ListHistory", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Group/Board", HEBEI * 100 + 11 + ENTRY_GROUP},
	    {"/guosuo.v1.Group/Expedite", HENAN * 100 + 11 + ENTRY_GROUP},
	    {"/guosuo.v1.Group/PutMessage", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Group/ListMessages", HENAN * 100 + 11 + ENTRY_GROUP},
	    {"/guosuo.v1.Group/PutDifficulty", OFFICER_A2},
	    {"/guosuo.v1.Group/ListDifficulties", OFFICER_A},
	    {"/guosuo.v1.Group/AnswerDifficulty", HENAN * 100 + 11 + ENTRY_GROUP},
	    {"/guosuo.v1.Group/GetReport", HENAN * 100 + 11 + ENTRY_AUDITOR},
	    {"/guosuo.v1.Group/ListPosts", HENAN * 100 + 11 + ENTRY_AUDITOR},
	    {"/guosuo.v1.Group/ListLapses", HENAN * 100 + 11 + ENTRY_AUDITOR},
	    {"/guosuo.v1.Audit/ListEntries", HENAN * 100 + 11 + ENTRY_AUDITOR},
	    {"/guosuo.v1.Audit/GetWeek", SHANDONG * 100 + 11 + ENTRY_AUDITOR},
	    {"/guosuo.v1.Gate/ListArrivals", GATE_TIANJIN},
	    {"/guosuo.v1.Gate/PutPassages", GATE_HEBEI},
	    {"/guosuo.v1.Grievances/PutGrievance", DRIVER_A},
	    {"/guosuo.v1.Grievances/ListGrievances", HENAN * 100 + 11 + ENTRY_AUDITOR},
	    {"/guosuo.v1.Gate/ListExpected", GATE_HEBEI},
	    {"/guosuo.v1.Gate/GetExpected", GATE_HEBEI},
	    {"/guosuo.v1.Revocations/GetRevocation", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Revocations/ListRevocations", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Revocations/PutRevocation", SHANDONG * 100 + 11},
	    {"/guosuo.v1.Bars/ListUnbarred", OFFICER_A2},
	    {"/guosuo.v1.Bars/PutBar", OFFICER_A},
	    {"/guosuo.v1.Desk/WithdrawTrip", OFFICER_A},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		desk_call(&desk, rows[i].caller, rows[i].path, by_number(probe_of(rows[i].path)->make()));
}

static void every_method_of_the_schema_has_one_row(void **state)
{
	(void)state;
	for (size_t s = 0; s < rpc_service_count; s++) {
		const struct rpc_service *service = &rpc_services[s];
		assert_int_equal(service->count, service->descriptor->n_methods);
		for (unsigned m = 0; m < service->descriptor->n_methods; m++) {
			size_t rows = 0;
			for (size_t i = 0; i < service->count; i++)
				rows +=
				    strcmp(service->rows[i].name, service->descriptor->methods[m].name) == 0;
			assert_int_equal(rows, 1);
		}
		for (size_t i = 0; i < service->count; i++) {
			assert_non_null(service->rows[i].run);
			assert_int_not_equal(service->rows[i].roles, 0);
			assert_true(service->rows[i].body_max > 0);
		}
	}
}

/* ---- 25: requests that are replayed or altered ---- */

struct spoiled {
	const char *why;
	void (*sign)(struct ask *ask);  /* before it is signed; NULL */
	void (*spoil)(struct ask *ask); /* after; NULL */
	unsigned status;
};

static uint8_t other_body[256 * 1024];

static void alter_body(struct ask *ask)
{
	memcpy(other_body, ask->body.p, ask->body.n);
	other_body[ask->body.n - 1] ^= 1;
	ask->body.p = other_body;
}

static void alter_path(struct ask *ask)
{
	ask->path = "/guosuo.v1.Desk/WithdrawTrip";
}

static void alter_host(struct ask *ask)
{
	ask->host = "other.example";
}

static void alter_type(struct ask *ask)
{
	ask->content_type = "application/json";
}

static void alter_signature(struct ask *ask)
{
	char *c = &ask->headers.signature[20];
	*c = *c == 'A' ? 'B' : 'A';
}

static void alter_nonce(struct ask *ask)
{
	char *nonce = strstr(ask->headers.input, "nonce=\"") + 7;
	*nonce = *nonce == '0' ? '1' : '0';
}

static void alter_created(struct ask *ask)
{
	char *created = strstr(ask->headers.input, "created=") + 16;
	*created = *created == '0' ? '1' : '0';
}

static void second_signature(struct ask *ask)
{
	ask->more = "Signature: sig1=:AAAA:\r\n";
}

static void second_type(struct ask *ask)
{
	ask->more = "content-type: application/proto\r\n";
}

static void no_digest(struct ask *ask)
{
	ask->headers.digest[0] = '\0';
}

static void sign_long_ago(struct ask *ask)
{
	ask->created = time(NULL) - HTTPSIG_SKEW_S - 5;
}

static void sign_far_ahead(struct ask *ask)
{
	ask->created = time(NULL) + HTTPSIG_SKEW_S + 5;
}

static void sign_for_another_desk(struct ask *ask)
{
	ask->host = "elsewhere.example";
}

static void sign_within_skew(struct ask *ask)
{
	ask->created = time(NULL) - HTTPSIG_SKEW_S + 20;
}

static void sign_by_nobody(struct ask *ask)
{
	ask->key = STRANGER;
}

static void threat_25_altered_request(void **state)
{
	(void)state;
	static const struct spoiled rows[] = {
	    {"as it should be", NULL, NULL, 200},
	    {"the clock is off by less than five minutes", sign_within_skew, NULL, 200},
	    {"another body", NULL, alter_body, 401},
	    {"another method", NULL, alter_path, 401},
	    {"another of our names", NULL, alter_host, 401},
	    {"a name that is not ours", sign_for_another_desk, NULL, 401},
	    {"another content type", NULL, alter_type, 401},
	    {"another signature", NULL, alter_signature, 401},
	    {"another nonce", NULL, alter_nonce, 401},
	    {"another time", NULL, alter_created, 401},
	    {"two signatures", NULL, second_signature, 401},
	    {"two content types", NULL, second_type, 401},
	    {"no digest", NULL, no_digest, 401},
	    {"signed long ago", sign_long_ago, NULL, 401},
	    {"signed in the future", sign_far_ahead, NULL, 401},
	    {"a key nobody knows", sign_by_nobody, NULL, 401},
	};
	const Guosuo__V1__GetTripRequest request = {
	    .base = PROTOBUF_C_MESSAGE_INIT(&guosuo__v1__get_trip_request__descriptor),
	    .pass_id = mine->pass_id};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct ask ask = ask_make(OFFICER_A, "/guosuo.v1.Desk/GetTrip", desk_pack(&desk, &request));
		if (rows[i].sign != NULL)
			rows[i].sign(&ask);
		ask_sign(&ask);
		if (rows[i].spoil != NULL)
			rows[i].spoil(&ask);
		ask_send(&desk, &ask, &desk_answer);
		if (desk_answer.status != rows[i].status)
			fail_msg("%s: %u %.*s", rows[i].why, desk_answer.status, (int)desk_answer.length,
			         (char *)desk_answer.body);
		if (rows[i].status != 200)
			holds_nothing_of_a(rows[i].why, &desk_answer);
	}
}

static void threat_25_replayed_request(void **state)
{
	(void)state;
	static struct got first;
	int64_t trips = desk_sql(&desk, "SELECT COUNT(*) FROM trip"), leased;
	struct ask ask = ask_make(OFFICER_A, "/guosuo.v1.Desk/SubmitTrip",
	                          desk_pack(&desk, desk_application(&desk, COMPANY_A)));
	ask_sign(&ask);
	ask_send(&desk, &ask, &first);
	assert_int_equal(first.status, 200);
	leased = desk_sql(&desk, "SELECT SUM(status_index) FROM trip");
	for (int again = 0; again < 3; again++) {
		ask_send(&desk, &ask, &desk_answer);
		assert_int_equal(desk_answer.status, 200);
		assert_int_equal(desk_answer.length, first.length);
		assert_memory_equal(desk_answer.body, first.body, first.length);
	}
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), trips + 1);
	assert_true(desk_sql(&desk, "SELECT SUM(status_index) FROM trip") == leased);
}

static void threat_25_one_nonce_is_for_one_request(void **state)
{
	(void)state;
	Guosuo__V1__SubmitTripRequest *request = desk_application(&desk, COMPANY_A);
	struct ask ask = ask_make(OFFICER_A, "/guosuo.v1.Desk/SubmitTrip", desk_pack(&desk, request));
	ask_sign(&ask);
	ask_send(&desk, &ask, &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	int64_t trips = desk_sql(&desk, "SELECT COUNT(*) FROM trip");
	request->application->note = (char *)(uintptr_t) "another";
	struct ask other = ask_make(OFFICER_A, ask.path, desk_pack(&desk, request));
	memcpy(other.nonce, ask.nonce, sizeof other.nonce);
	ask_sign(&other);
	ask_send(&desk, &other, &desk_answer);
	assert_int_equal(desk_answer.status, 409);
	assert_true(answer_says(&desk_answer, "NONCE_BODY"));
	/* Somebody else's nonce is another nonce. */
	struct ask theirs = ask_make(OFFICER_A2, ask.path, ask.body);
	memcpy(theirs.nonce, ask.nonce, sizeof theirs.nonce);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), trips);
	ask_sign(&theirs);
	ask_send(&desk, &theirs, &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), trips + 1);
}

/* ---- 30: paths ---- */

static void threat_30_path_traversal(void **state)
{
	(void)state;
	static const char *const paths[] = {
	    "/state/../guosuo.db",
	    "/state/..",
	    "/state/../state/directory",
	    "/state//directory",
	    "/state/./directory",
	    "/state/%2e%2e/guosuo.db",
	    "/state/directory%00",
	    "/state/directory/",
	    "/state/Directory",
	    "/state/",
	    "/state",
	    "/state/guosuo.db",
	    "/state/directory?x=../..",
	    "/state/roster.99",
	    "/etc/passwd",
	    "/../../../../etc/passwd",
	    "//state/directory",
	    "/state/..%2fguosuo.db",
	    "/state/..\\guosuo.db",
	    "/guosuo.v1.Desk/GetTrip",
	    "/state/directory.1/../../guosuo.db",
	    "/keys/issuing.37.key",
	    "/state/index.json.new",
	};
	desk_get(&desk, "/state/directory", "", &desk_answer);
	assert_int_equal(desk_answer.status, 200);
	for (size_t i = 0; i < RIG_COUNT(paths); i++) {
		desk_get(&desk, paths[i], "", &desk_answer);
		if (desk_answer.status != 404 && desk_answer.status != 400)
			fail_msg("%s: %u", paths[i], desk_answer.status);
		assert_false(answer_says(&desk_answer, "SQLite"));
	}
}

/* ---- 32: ids ---- */

static void threat_32_ids_are_128_random_bits(void **state)
{
	(void)state;
	enum { TRIPS = 64 };
	static uint8_t ids[TRIPS][PASS_ID_LEN];
	for (size_t i = 0; i < TRIPS; i++) {
		const Guosuo__V1__SubmitTripResponse *trip = desk_submit(&desk);
		assert_int_equal(trip->pass_id.len, PASS_ID_LEN);
		memcpy(ids[i], trip->pass_id.data, PASS_ID_LEN);
		for (size_t k = 0; k < i; k++)
			assert_memory_not_equal(ids[k], ids[i], PASS_ID_LEN);
	}
	/* Each bit is set in about half of them: 8 and 56 lie six deviations out. */
	for (size_t bit = 0; bit < 8 * PASS_ID_LEN; bit++) {
		int set = 0;
		for (size_t i = 0; i < TRIPS; i++)
			set += ids[i][bit / 8] >> (bit % 8) & 1;
		assert_in_range(set, 8, 56);
	}
	/* A neighbour of a good id is nobody's. */
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	ids[0][PASS_ID_LEN - 1] ^= 1;
	request.pass_id = rig_bytes(&desk.rig, ids[0], PASS_ID_LEN);
	assert_int_equal(desk_post(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request), 404);
}

/* ---- 33: two persons ---- */

static unsigned put_leg(const Guosuo__V1__Leg *leg, uint32_t reviewer)
{
	return desk_post(&desk, reviewer, "/guosuo.v1.Review/PutLeg",
	                 desk_leg_request(&desk, mine->pass_id, &mine_trip, leg, reviewer));
}

static Guosuo__V1__GetReviewResponse *review_now(void)
{
	return desk_review(&desk, rig_entry(SHANDONG, ENTRY_REVIEWER_B), mine->pass_id);
}

static void threat_33_one_reviewer_cannot_seal_class_three_twice(void **state)
{
	(void)state;
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A), a2 = rig_entry(SHANDONG, ENTRY_REVIEWER_A2),
	               b = rig_entry(SHANDONG, ENTRY_REVIEWER_B);
	assert_int_equal(put_leg(mine_leg, a), 200);
	assert_int_equal(review_now()->leg->state, GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
	assert_int_equal(put_leg(mine_leg, a), 400);
	assert_true(answer_says(&desk_answer, "PERSON_TWICE"));
	assert_int_equal(put_leg(mine_leg, a2), 400); /* the same person's other key */
	assert_true(answer_says(&desk_answer, "PERSON_TWICE"));
	/* Both of one person's seals in one envelope. */
	Guosuo__V1__PutLegRequest *both = desk_leg_request(&desk, mine->pass_id, &mine_trip, mine_leg, a);
	both->leg = desk_seal(&desk, KIND_leg, &mine_trip, field_span(both->leg->body), RIG_KEYS(a, a2));
	assert_int_equal(desk_post(&desk, a, "/guosuo.v1.Review/PutLeg", both), 400);
	/* Another person's seal, handed in by the first. */
	both->leg = desk_seal(&desk, KIND_leg, &mine_trip, field_span(both->leg->body), RIG_KEYS(b));
	assert_int_equal(desk_post(&desk, a, "/guosuo.v1.Review/PutLeg", both), 403);
	assert_int_equal(review_now()->leg->state, GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
	assert_int_equal(put_leg(mine_leg, b), 200);
	const Guosuo__V1__GetReviewResponse *done = review_now();
	assert_int_equal(done->leg->state, GUOSUO__V1__LEG_STATE__LEG_SEALED);
	assert_int_equal(done->sealed->seals.len, 2 * SEAL_LEN);
}

static void threat_33_other_bytes_start_over(void **state)
{
	(void)state;
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A), b = rig_entry(SHANDONG, ENTRY_REVIEWER_B);
	Guosuo__V1__Leg other = *mine_leg;
	other.speed_kmh = 80;
	struct span bytes = desk_pack(&desk, &other);
	assert_int_equal(put_leg(mine_leg, a), 200);
	assert_int_equal(put_leg(&other, b), 200);
	const Guosuo__V1__GetReviewResponse *half = review_now();
	assert_int_equal(half->leg->state, GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED);
	assert_int_equal(half->sealed->seals.len, SEAL_LEN);
	assert_true(span_equal(field_span(half->sealed->body), bytes));
	/* The second's own seal again is no second person; the first person's is. */
	assert_int_equal(put_leg(&other, b), 400);
	assert_int_equal(put_leg(&other, a), 200);
	assert_int_equal(review_now()->leg->state, GUOSUO__V1__LEG_STATE__LEG_SEALED);
}

/* deploy/desk-policy.json: legTerms. */
static void a_leg_asks_for_no_more_than_the_policy_lets_it(void **state)
{
	(void)state;
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	Guosuo__V1__Leg leg = *mine_leg;
	Guosuo__V1__EscortDuty escort = GUOSUO__V1__ESCORT_DUTY__INIT;
	leg.escort = &escort;
	escort.vehicles = 21;
	assert_int_equal(put_leg(&leg, a), 400);
	assert_true(answer_says(&desk_answer, "leg.escort.vehicles") && answer_says(&desk_answer, "20"));
	escort.vehicles = 20, escort.staff = 101;
	assert_int_equal(put_leg(&leg, a), 400);
	assert_true(answer_says(&desk_answer, "leg.escort.staff"));
	escort.staff = 100;
	assert_int_equal(put_leg(&leg, a), 200);
	assert_int_equal(review_now()->leg_terms->speed_kmh, 60);
}

static void a_leg_of_another_index_ordinal_or_province_is_refused(void **state)
{
	(void)state;
	const uint32_t a = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
	Guosuo__V1__Leg leg = *mine_leg;
	leg.status_index++;
	assert_int_equal(put_leg(&leg, a), 400);
	leg = *mine_leg;
	leg.revision++;
	assert_int_equal(put_leg(&leg, a), 409); /* names the one that is current */
	assert_true(answer_says(&desk_answer, "\"REVISION\""));
	leg = *mine_leg;
	leg.ordinal = 3;
	assert_int_equal(put_leg(&leg, a), 400);
	leg = *mine_leg;
	leg.province = TIANJIN;
	assert_int_equal(put_leg(&leg, a), 403);
	assert_int_equal(review_now()->leg->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
}

/* ---- 35: what is personal stays out of the log ---- */

static size_t read_log(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	size_t n = fread(out, 1, size - 1, file);
	out[n] = '\0';
	fclose(file);
	return n;
}

static void threat_35_nothing_personal_is_logged(void **state)
{
	(void)state;
	static char log[256 * 1024];
	/* What the case, its drivers and its reviewers are called, and what no log needs. */
	static const char *const planted[] = {"13800000", "370103190001010015", "示例司机",
	                                      "王审批",   "济南示例",           "鲁A12345",
	                                      "桥梁验算", "91370103",           "0531"};
	char path[96];
	snprintf(path, sizeof path, "%s/log", desk.dir);
	int kept = dup(STDERR_FILENO), file = open(path, O_CREAT | O_WRONLY | O_APPEND, 0600);
	assert_true(kept >= 0 && file >= 0);
	assert_int_equal(dup2(file, STDERR_FILENO), STDERR_FILENO);
	for (size_t i = 0; i < RIG_COUNT(probes); i++) {
		desk_post(&desk, OFFICER_A, probes[i].path, probes[i].make());
		desk_post(&desk, rig_entry(SHANDONG, ENTRY_REVIEWER_A), probes[i].path, probes[i].make());
	}
	desk_get(&desk, "/13800000001", "User-Agent: 13800000001\r\n", &desk_answer);
	dup2(kept, STDERR_FILENO);
	close(kept);
	close(file);
	assert_true(read_log(path, log, sizeof log) > 0);
	assert_non_null(strstr(log, "\"method\":\"SubmitTrip\""));
	for (size_t i = 0; i < RIG_COUNT(planted); i++)
		if (strstr(log, planted[i]) != NULL)
			fail_msg("the log says %s", planted[i]);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_method_of_the_schema_has_one_row),
	    FRESH(threat_24_one_company_cannot_read_another),
	    FRESH(the_probes_of_threat_24_are_good_questions),
	    FRESH(threat_25_altered_request),
	    FRESH(threat_25_replayed_request),
	    FRESH(threat_25_one_nonce_is_for_one_request),
	    FRESH(threat_30_path_traversal),
	    FRESH(threat_32_ids_are_128_random_bits),
	    FRESH(threat_33_one_reviewer_cannot_seal_class_three_twice),
	    FRESH(threat_33_other_bytes_start_over),
	    FRESH(threat_35_nothing_personal_is_logged),
	    FRESH(a_leg_asks_for_no_more_than_the_policy_lets_it),
	    FRESH(a_leg_of_another_index_ordinal_or_province_is_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
