#include "guosuo/v1/rounds.pb-c.h"
#include "server/amends.h"
#include "server/answers.h"
#include "server/consultations.h"
#include "server/members.h"
#include "server/passes.h"
#include "server/reviews.h"
#include "server/rounds.h"
#include "server/trips.h"
#include "server/anchors.h"

enum { READ = false, WRITE = true, SMALL = RPC_BODY_MAX, LARGE = RPC_FILE_BODY_MAX };

#define OFFICER AUTH_ROLE(OFFICER)
#define DRIVER AUTH_ROLE(DRIVER)
#define REVIEWER AUTH_ROLE(REVIEWER)
#define AUTHORITY AUTH_ROLE(AUTHORITY)

/* name, roles, read or write, body, run, begin, after, proposed key */
static const struct rpc_row desk[] = {
    {"PutInvitation", OFFICER | AUTHORITY, WRITE, SMALL, members_invite, NULL, NULL, NULL},
    {"Enrol", AUTH_PROPOSED, WRITE, SMALL, members_enrol, NULL, members_enrolled, members_enrol_key},
    {"ListMembers", OFFICER, READ, SMALL, members_list, NULL, NULL, NULL},
    {"SubmitTrip", OFFICER, WRITE, SMALL, trips_submit, trips_prepare, NULL, NULL},
    {"GetTrip", OFFICER, READ, SMALL, trips_get, NULL, NULL, NULL},
    {"ListTrips", OFFICER, READ, SMALL, trips_list, NULL, NULL, NULL},
    {"WithdrawTrip", OFFICER, WRITE, SMALL, trips_withdraw, NULL, NULL, NULL},
    {"PutAssignment", OFFICER, WRITE, SMALL, passes_assign, NULL, NULL, NULL},
    {"GetPass", OFFICER | DRIVER, READ, SMALL, passes_get, NULL, NULL, NULL},
};

static const struct rpc_row review[] = {
    {"ListReviews", REVIEWER, READ, SMALL, reviews_list, NULL, NULL, NULL},
    {"GetReview", REVIEWER, READ, SMALL, reviews_get, NULL, NULL, NULL},
    {"PutLeg", REVIEWER, WRITE, SMALL, reviews_put_leg, NULL, NULL, NULL},
    {"PutDecision", REVIEWER, WRITE, SMALL, reviews_put_decision, NULL, NULL, NULL},
};

static const struct rpc_row trust[] = {
    {"PutDirectory", AUTHORITY | AUTH_PROPOSED, WRITE, LARGE, anchors_put_directory, anchors_open_directory,
     anchors_believe, anchors_root_key},
    {"PutRoster", AUTHORITY | AUTH_PROPOSED, WRITE, LARGE, anchors_put_roster, anchors_open_roster,
     anchors_believe, anchors_held_root_key},
    {"ListEnrolments", AUTHORITY, READ, SMALL, members_list_enrolments, NULL, NULL, NULL},
};

static const struct rpc_row rounds[] = {
    {"GetTripRounds", OFFICER, READ, SMALL, rounds_get_trip, NULL, NULL, NULL},
    {"GetLegRounds", REVIEWER, READ, SMALL, rounds_get_leg, NULL, NULL, NULL},
    {"PutAnswer", OFFICER, WRITE, SMALL, answers_put, NULL, NULL, NULL},
    {"AcceptProposal", OFFICER, WRITE, SMALL, answers_accept, NULL, NULL, NULL},
    {"AmendTrip", OFFICER, WRITE, SMALL, amends_submit, trips_prepare, NULL, NULL},
    {"PutConsultation", REVIEWER, WRITE, SMALL, consultations_put, NULL, NULL, NULL},
    {"AnswerConsultation", REVIEWER, WRITE, SMALL, consultations_answer, NULL, NULL, NULL},
    {"ListConsultations", REVIEWER, READ, SMALL, consultations_list, NULL, NULL, NULL},
};

#define COUNT(table) (sizeof(table) / sizeof(table)[0])
const struct rpc_service rpc_services[] = {
    {&guosuo__v1__desk__descriptor, desk, COUNT(desk)},
    {&guosuo__v1__review__descriptor, review, COUNT(review)},
    {&guosuo__v1__trust__descriptor, trust, COUNT(trust)},
    {&guosuo__v1__rounds__descriptor, rounds, COUNT(rounds)},
};
const size_t rpc_service_count = COUNT(rpc_services);
