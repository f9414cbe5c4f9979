#include "guosuo/v1/bars.pb-c.h"
#include "guosuo/v1/documents.pb-c.h"
#include "guosuo/v1/revocations.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "server/amends.h"
#include "server/answers.h"
#include "server/arrivals.h"
#include "server/audit.h"
#include "server/bars.h"
#include "server/board.h"
#include "server/bookings.h"
#include "server/consultations.h"
#include "server/difficulties.h"
#include "server/documents.h"
#include "server/expected.h"
#include "server/grievances.h"
#include "server/keepers.h"
#include "server/members.h"
#include "server/passes.h"
#include "server/reports.h"
#include "server/reviews.h"
#include "server/revocations.h"
#include "server/rounds.h"
#include "guosuo/v1/drafts.pb-c.h"
#include "guosuo/v1/group.pb-c.h"
#include "server/anchors.h"
#include "server/notices.h"
#include "server/outbox.h"
#include "server/shares.h"
#include "server/lapses.h"
#include "server/passages.h"
#include "server/stamps.h"
#include "server/stops.h"
#include "server/threads.h"
#include "server/timetables.h"
#include "server/trips.h"
#include "server/units.h"
#include "server/webhooks.h"

#define READ RPC_READ
#define WRITE RPC_WRITE
#define ONCE RPC_WRITE_ONCE

enum { SMALL = RPC_BODY_MAX, LARGE = RPC_FILE_BODY_MAX };

#define OFFICER AUTH_ROLE(OFFICER)
#define DRIVER AUTH_ROLE(DRIVER)
#define REVIEWER AUTH_ROLE(REVIEWER)
#define AUTHORITY AUTH_ROLE(AUTHORITY)
#define KEEPER AUTH_ROLE(STOP_KEEPER)
#define COUNTY AUTH_ROLE(COUNTY)
#define GATEWAY AUTH_ROLE(GATEWAY)
#define GROUP AUTH_ROLE(GROUP)
#define AUDITOR AUTH_ROLE(AUDITOR)
#define CHECKPOINT AUTH_ROLE(CHECKPOINT)

/* name, roles, read or write, body, run, begin, after, proposed key */
static const struct rpc_row desk[] = {
    {"PutInvitation", OFFICER | AUTHORITY, WRITE, SMALL, members_invite, NULL, NULL, NULL},
    {"Enrol", AUTH_PROPOSED, WRITE, SMALL, members_enrol, NULL, members_enrolled, members_enrol_key},
    {"ListMembers", OFFICER, READ, SMALL, members_list, NULL, NULL, NULL},
    {"SubmitTrip", OFFICER, WRITE, SMALL, trips_submit, trips_prepare, NULL, NULL},
    {"GetTrip", OFFICER, READ, SMALL, trips_get, NULL, NULL, NULL},
    {"ListTrips", OFFICER, READ, SMALL, trips_list, NULL, NULL, NULL},
    {"WithdrawTrip", OFFICER, WRITE, SMALL, trips_withdraw, NULL, revocations_changed, NULL},
    {"PutAssignment", OFFICER, WRITE, SMALL, passes_assign, NULL, revocations_changed, NULL},
    {"GetPass", OFFICER | DRIVER, READ, SMALL, passes_get, NULL, NULL, NULL},
    {"RemoveMember", OFFICER, WRITE, SMALL, members_remove, NULL, members_removed, NULL},
    {"CheckTrip", OFFICER, READ, SMALL, trips_check, trips_check_prepare, NULL, NULL},
};

static const struct rpc_row review[] = {
    {"ListReviews", REVIEWER, READ, SMALL, reviews_list, NULL, NULL, NULL},
    {"GetReview", REVIEWER, READ, SMALL, reviews_get, NULL, NULL, NULL},
    {"PutLeg", REVIEWER, WRITE, SMALL, reviews_put_leg, NULL, revocations_changed, NULL},
    {"PutDecision", REVIEWER, WRITE, SMALL, reviews_put_decision, NULL, NULL, NULL},
};

static const struct rpc_row trust[] = {
    {"PutDirectory", AUTHORITY | AUTH_PROPOSED, WRITE, LARGE, anchors_put_directory, anchors_open_directory,
     anchors_believe, anchors_root_key},
    {"PutRoster", AUTHORITY | AUTH_PROPOSED, WRITE, LARGE, anchors_put_roster, anchors_open_roster,
     anchors_believe, anchors_held_root_key},
    {"ListEnrolments", AUTHORITY, READ, SMALL, members_list_enrolments, NULL, NULL, NULL},
};

static const struct rpc_row timetables[] = {
    {"MoveCutoff", OFFICER | CHECKPOINT, WRITE, SMALL, timetables_move_cutoff, NULL, revocations_changed, NULL},
};

static const struct rpc_row consignments[] = {
    {"ListUnits", REVIEWER, READ, SMALL, units_list, NULL, NULL, NULL},
};

static const struct rpc_row stops[] = {
    {"PutStop", KEEPER | AUTHORITY, WRITE, SMALL, stops_put, NULL, NULL, NULL},
    {"ListStops", OFFICER | DRIVER | REVIEWER | KEEPER | AUTHORITY, READ, SMALL, stops_list, NULL, NULL,
     NULL},
    {"AskBooking", OFFICER, WRITE, SMALL, bookings_ask, NULL, NULL, NULL},
    {"ListBookings", OFFICER | DRIVER, READ, SMALL, bookings_list, NULL, NULL, NULL},
    {"CancelBooking", OFFICER, WRITE, SMALL, bookings_cancel, NULL, NULL, NULL},
    {"PutArrival", OFFICER | DRIVER, WRITE, SMALL, bookings_arrive, NULL, NULL, NULL},
    {"ListStopBookings", KEEPER, READ, SMALL, keepers_list, NULL, NULL, NULL},
    {"GetStopBooking", KEEPER, READ, SMALL, keepers_get, NULL, NULL, NULL},
    {"PutBooking", KEEPER, WRITE, SMALL, keepers_confirm, NULL, NULL, NULL},
    {"DeclineBooking", KEEPER, WRITE, SMALL, keepers_decline, NULL, NULL, NULL},
    {"PutNoShow", KEEPER, WRITE, SMALL, keepers_miss, NULL, NULL, NULL},
};

static const struct rpc_row signals[] = {
    {"PutWebhook", OFFICER, WRITE, SMALL, webhooks_put, NULL, NULL, NULL},
    {"ListWebhooks", OFFICER, READ, SMALL, webhooks_list, NULL, NULL, NULL},
    {"RemoveWebhook", OFFICER, WRITE, SMALL, webhooks_remove, NULL, NULL, NULL},
    {"TestWebhook", OFFICER, WRITE, SMALL, webhooks_test, NULL, NULL, NULL},
    {"ListDeliveries", OFFICER, READ, SMALL, webhooks_deliveries, NULL, NULL, NULL},
    {"ListOutbox", GATEWAY, READ, SMALL, outbox_list, NULL, NULL, NULL},
    {"AckOutbox", GATEWAY, WRITE, SMALL, outbox_ack, NULL, NULL, NULL},
    {"PutShare", OFFICER, WRITE, SMALL, shares_put, NULL, NULL, NULL},
    {"ListShares", OFFICER, READ, SMALL, shares_list, NULL, NULL, NULL},
    {"RemoveShare", OFFICER, WRITE, SMALL, shares_remove, NULL, NULL, NULL},
    {"PutNotice", REVIEWER | COUNTY, WRITE, SMALL, notices_put, NULL, notices_changed, NULL},
    {"ListNotices", OFFICER | DRIVER | REVIEWER | COUNTY, READ, SMALL, notices_list, NULL, NULL, NULL},
};

static const struct rpc_row documents[] = {
    {"PutDocument", OFFICER, ONCE, LARGE, documents_put, documents_take, NULL, NULL},
    {"GetDocument", OFFICER | REVIEWER, READ, SMALL, documents_get, NULL, NULL, NULL},
    {"ListDocuments", OFFICER | REVIEWER, READ, SMALL, documents_list, NULL, NULL, NULL},
    {"ListHistory", REVIEWER, READ, SMALL, documents_history, NULL, NULL, NULL},
};

static const struct rpc_row group[] = {
    {"Board", GROUP | AUDITOR, READ, SMALL, board_list, NULL, NULL, NULL},
    {"Expedite", GROUP, WRITE, SMALL, board_expedite, NULL, NULL, NULL},
    {"PutMessage", GROUP | REVIEWER | OFFICER, WRITE, SMALL, threads_put, NULL, NULL, NULL},
    {"ListMessages", GROUP | REVIEWER | OFFICER, READ, SMALL, threads_list, NULL, NULL, NULL},
    {"PutDifficulty", OFFICER, WRITE, SMALL, difficulties_put, NULL, NULL, NULL},
    {"ListDifficulties", GROUP | OFFICER, READ, SMALL, difficulties_list, NULL, NULL, NULL},
    {"AnswerDifficulty", GROUP, WRITE, SMALL, difficulties_answer, NULL, NULL, NULL},
    {"GetReport", GROUP | AUDITOR, READ, SMALL, reports_get, NULL, NULL, NULL},
    {"ListPosts", GROUP | AUDITOR, READ, SMALL, passages_posts, NULL, NULL, NULL},
    {"ListLapses", GROUP | AUDITOR, READ, SMALL, lapses_list, NULL, NULL, NULL},
};

static const struct rpc_row audit[] = {
    {"ListEntries", AUDITOR, READ, SMALL, audit_entries, NULL, NULL, NULL},
    {"GetWeek", AUDITOR, READ, SMALL, audit_week, NULL, NULL, NULL},
};

static const struct rpc_row rounds[] = {
    {"GetTripRounds", OFFICER, READ, SMALL, rounds_get_trip, NULL, NULL, NULL},
    {"GetLegRounds", REVIEWER, READ, SMALL, rounds_get_leg, NULL, NULL, NULL},
    {"PutAnswer", OFFICER, WRITE, SMALL, answers_put, NULL, NULL, NULL},
    {"AcceptProposal", OFFICER, WRITE, SMALL, answers_accept, NULL, NULL, NULL},
    {"AmendTrip", OFFICER, WRITE, SMALL, amends_submit, trips_prepare, revocations_changed, NULL},
    {"PutConsultation", REVIEWER, WRITE, SMALL, consultations_put, NULL, NULL, NULL},
    {"AnswerConsultation", REVIEWER, WRITE, SMALL, consultations_answer, NULL, NULL, NULL},
    {"ListConsultations", REVIEWER, READ, SMALL, consultations_list, NULL, NULL, NULL},
};

static const struct rpc_row gate[] = {
    {"ListArrivals", CHECKPOINT, READ, SMALL, arrivals_list, NULL, NULL, NULL},
    {"ListExpected", CHECKPOINT, READ, SMALL, expected_list, NULL, NULL, NULL},
    {"GetExpected", CHECKPOINT, READ, SMALL, expected_get, NULL, NULL, NULL},
    {"PutPassages", CHECKPOINT, WRITE, LARGE, passages_put, NULL, NULL, NULL},
};

static const struct rpc_row grievances[] = {
    {"PutGrievance", DRIVER, WRITE, SMALL, grievances_put, NULL, NULL, NULL},
    {"ListGrievances", AUDITOR, READ, SMALL, grievances_list, NULL, NULL, NULL},
};

static const struct rpc_row revocations[] = {
    {"PutRevocation", REVIEWER, WRITE, SMALL, revocations_put, NULL, revocations_changed, NULL},
    {"GetRevocation", REVIEWER, READ, SMALL, revocations_get, NULL, NULL, NULL},
    {"ListRevocations", REVIEWER, READ, SMALL, revocations_list, NULL, NULL, NULL},
};

static const struct rpc_row bars[] = {
    {"ListUnbarred", OFFICER, READ, SMALL, bars_list, NULL, NULL, NULL},
    {"PutBar", OFFICER, WRITE, SMALL, bars_put, NULL, revocations_changed, NULL},
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
const struct rpc_service rpc_services[] = {
    {&guosuo__v1__desk__descriptor, desk, COUNT(desk)},
    {&guosuo__v1__review__descriptor, review, COUNT(review)},
    {&guosuo__v1__trust__descriptor, trust, COUNT(trust)},
    {&guosuo__v1__timetables__descriptor, timetables, COUNT(timetables)},
    {&guosuo__v1__consignments__descriptor, consignments, COUNT(consignments)},
    {&guosuo__v1__stops__descriptor, stops, COUNT(stops)},
    {&guosuo__v1__signals__descriptor, signals, COUNT(signals)},
    {&guosuo__v1__documents__descriptor, documents, COUNT(documents)},
    {&guosuo__v1__group__descriptor, group, COUNT(group)},
    {&guosuo__v1__audit__descriptor, audit, COUNT(audit)},
    {&guosuo__v1__rounds__descriptor, rounds, COUNT(rounds)},
    {&guosuo__v1__gate__descriptor, gate, COUNT(gate)},
    {&guosuo__v1__grievances__descriptor, grievances, COUNT(grievances)},
    {&guosuo__v1__revocations__descriptor, revocations, COUNT(revocations)},
    {&guosuo__v1__bars__descriptor, bars, COUNT(bars)},
};
const size_t rpc_service_count = COUNT(rpc_services);
