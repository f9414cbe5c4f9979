#include "guosuo/v1/documents.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/condition.h"
#include "proto/decision.h"
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

/* ---- what people do ---- */

static uint32_t reviewer(uint32_t province, bool second)
{
	return rig_entry(province, second ? ENTRY_REVIEWER_B : ENTRY_REVIEWER_A);
}

static Guosuo__V1__LegState decide(uint32_t province, uint32_t ordinal, Guosuo__V1__Decision *decision)
{
	struct rig *rig = &desk.rig;
	Guosuo__V1__PutDecisionRequest *request =
	    RIG_NEW(rig, Guosuo__V1__PutDecisionRequest, GUOSUO__V1__PUT_DECISION_REQUEST__INIT);
	decision->province = province;
	decision->ordinal = ordinal;
	decision->sealed_at = time(NULL);
	decision->reason = (char *)(uintptr_t) "理由";
	request->pass_id = trip->pass_id;
	request->decision = desk_seal(&desk, KIND_decision, &opened, desk_pack(&desk, decision),
	                              RIG_KEYS(reviewer(province, false)));
	unsigned status =
	    desk_post(&desk, reviewer(province, false), "/guosuo.v1.Review/PutDecision", request);
	if (status != 200)
		return GUOSUO__V1__LEG_STATE__LEG_STATE_UNSPECIFIED;
	ProtobufCAllocator allocator = arena_allocator(&rig->arena);
	const Guosuo__V1__PutDecisionResponse *reply = guosuo__v1__put_decision_response__unpack(
	    &allocator, desk_answer.length, desk_answer.body);
	assert_non_null(reply);
	return reply->state;
}

static Guosuo__V1__LegState say(uint32_t province, uint32_t ordinal, Guosuo__V1__DecisionKind kind)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	decision.kind = kind;
	return decide(province, ordinal, &decision);
}

static Guosuo__V1__LegState reopen(uint32_t province, uint32_t ordinal, Guosuo__V1__LegChange change,
                                   uint32_t revision)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	decision.kind = GUOSUO__V1__DECISION_KIND__REOPEN;
	decision.change = change;
	decision.revision = revision;
	return decide(province, ordinal, &decision);
}

static Guosuo__V1__GetReviewResponse *review(uint32_t province)
{
	return desk_review(&desk, reviewer(province, false), trip->pass_id);
}

static Guosuo__V1__Leg *leg_of(uint32_t province)
{
	const Guosuo__V1__GetReviewResponse *now = review(province);
	Guosuo__V1__Leg *leg = desk_leg(&desk, &opened, province, now->status_index);
	leg->revision = now->leg->revision;
	return leg;
}

/* Of the revision that stands while the next is reviewed. */
static uint32_t standing_index(uint32_t province)
{
	Guosuo__V1__GetLegRoundsRequest request = GUOSUO__V1__GET_LEG_ROUNDS_REQUEST__INIT;
	struct leg leg;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__GetLegRoundsResponse *said =
	    desk_call(&desk, reviewer(province, false), "/guosuo.v1.Rounds/GetLegRounds", &request);
	assert_non_null(said->leg->standing);
	assert_int_equal(leg_read(said->leg->standing, &desk.rig.arena, &leg), ERR_OK);
	return leg.body->status_index;
}

static unsigned put_leg(uint32_t province, bool second, const Guosuo__V1__Leg *leg, const char *text)
{
	uint32_t key = reviewer(province, second);
	Guosuo__V1__PutLegRequest *request = desk_leg_request(&desk, trip->pass_id, &opened, leg, key);
	request->condition_text = (char *)(uintptr_t)text;
	if (leg->revision > 1)
		request->superseded = desk_superseded(&desk, &opened, province, standing_index(province), key);
	return desk_post(&desk, key, "/guosuo.v1.Review/PutLeg", request);
}

static void seal(uint32_t province, const Guosuo__V1__Leg *leg)
{
	assert_int_equal(put_leg(province, false, leg, ""), 200);
	assert_int_equal(put_leg(province, true, leg, ""), 200);
	assert_int_equal(review(province)->leg->state, GUOSUO__V1__LEG_STATE__LEG_SEALED);
}

static void seal_all(void)
{
	for (size_t i = 0; i < RIG_COUNT(desk_provinces); i++)
		seal(desk_provinces[i], leg_of(desk_provinces[i]));
}

static Guosuo__V1__TripState trip_state(ProtobufCBinaryData pass_id)
{
	Guosuo__V1__GetTripRequest request = GUOSUO__V1__GET_TRIP_REQUEST__INIT;
	request.pass_id = pass_id;
	const Guosuo__V1__GetTripResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetTrip", &request);
	return reply->trip->state;
}

static const Guosuo__V1__PassFile *pass_file(void)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	Guosuo__V1__PassFile *file;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__GetPassResponse *reply =
	    desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/GetPass", &request);
	assert_int_equal(pass_read(field_span(reply->pass_file), &desk.rig.arena, &file), ERR_OK);
	return file;
}

/* Which revision of a leg the pass file carries; 0: none. */
static uint32_t carried(uint32_t ordinal)
{
	const Guosuo__V1__Sealed *sealed;
	struct leg leg;
	if (pass_leg(pass_file(), ordinal, &desk.rig.arena, &sealed) != ERR_OK)
		return 0;
	assert_int_equal(leg_read(sealed, &desk.rig.arena, &leg), ERR_OK);
	return leg.body->revision;
}

/* ---- revisions ---- */

static void a_leg_under_revision_stands_until_the_next_is_sealed(void **state)
{
	(void)state;
	seal_all();
	uint32_t index = review(SHANDONG)->status_index;
	assert_int_equal(reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1),
	                 GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(review(SHANDONG)->leg->revision, 2);
	assert_int_not_equal(review(SHANDONG)->status_index, index);
	assert_int_equal(carried(1), 1);
	assert_int_equal(carried(2), 1);
	assert_int_equal(trip_state(trip->pass_id), GUOSUO__V1__TRIP_STATE__IN_REVIEW);
	assert_int_equal(desk_sql(&desk, "SELECT ended FROM leg_revision"), 0);
	Guosuo__V1__Leg *next = leg_of(SHANDONG);
	next->speed_kmh = 40;
	assert_int_equal(put_leg(SHANDONG, false, next, ""), 200);
	assert_int_equal(carried(1), 1); /* one person's seal replaces nothing */
	assert_int_equal(put_leg(SHANDONG, true, next, ""), 200);
	assert_int_equal(carried(1), 2);
	assert_int_equal(trip_state(trip->pass_id), GUOSUO__V1__TRIP_STATE__READY);
	assert_true(desk_sql(&desk, "SELECT ended FROM leg_revision WHERE revision = 1") > 0);
	assert_int_equal(desk_sql(&desk, "SELECT status_index FROM leg_revision"), index);
}

/* Threats 17 and 33: whoever holds one reviewer's key takes away nothing that two have sealed. */
static void threat_33_one_reviewer_cannot_take_a_sealed_leg_away(void **state)
{
	(void)state;
	seal_all();
	uint32_t index = review(SHANDONG)->status_index;
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	assert_int_equal(say(SHANDONG, 1, GUOSUO__V1__DECISION_KIND__REFUSE),
	                 GUOSUO__V1__LEG_STATE__LEG_SEALED);
	assert_int_equal(carried(1), 1);
	assert_int_equal(review(SHANDONG)->status_index, index);
	assert_int_equal(trip_state(trip->pass_id), GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM leg_revision"), 0);
}

static void a_half_sealed_revision_that_is_refused_leaves_what_stood(void **state)
{
	(void)state;
	seal_all();
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	Guosuo__V1__Leg *next = leg_of(SHANDONG);
	assert_int_equal(put_leg(SHANDONG, false, next, ""), 200);
	assert_int_equal(say(SHANDONG, 1, GUOSUO__V1__DECISION_KIND__REFUSE),
	                 GUOSUO__V1__LEG_STATE__LEG_SEALED);
	struct leg leg;
	assert_int_equal(leg_read(review(SHANDONG)->sealed, &desk.rig.arena, &leg), ERR_OK);
	assert_int_equal(leg.body->revision, 1);
	/* who waits was told of both */
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 12 AND province = 37 AND ordinal = 1"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 13 AND province = 37 AND ordinal = 1"), 1);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event = 7"), 0); /* the leg was not refused */
	/* the next revision takes a number of its own again */
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	assert_int_not_equal(review(SHANDONG)->status_index, next->status_index);
}

static void a_decision_about_another_revision_is_refused(void **state)
{
	(void)state;
	seal_all();
	assert_int_equal(reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 7), 0);
	assert_true(answer_says(&desk_answer, "REVISION"));
	assert_int_equal(reopen(HEBEI, 2, GUOSUO__V1__LEG_CHANGE__LEG_CHANGE_UNSPECIFIED, 1), 0);
}

static void a_withdrawn_trip_ends_what_stood_aside(void **state)
{
	(void)state;
	Guosuo__V1__WithdrawTripRequest request = GUOSUO__V1__WITHDRAW_TRIP_REQUEST__INIT;
	seal_all();
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	request.pass_id = trip->pass_id;
	request.revocation = desk_taken_back(&desk, trip->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN);
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Desk/WithdrawTrip", &request);
	assert_true(desk_sql(&desk, "SELECT ended FROM leg_revision") > 0);
}

static void an_extension_changes_the_window_alone(void **state)
{
	(void)state;
	Guosuo__V1__Leg *first = leg_of(SHANDONG);
	first->not_after -= 7200;
	seal(SHANDONG, first);
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_EXTENSION, 1);
	Guosuo__V1__Leg *next = leg_of(SHANDONG);
	next->speed_kmh = 40;
	assert_int_equal(put_leg(SHANDONG, false, next, ""), 400);
	assert_true(answer_says(&desk_answer, "EXTENSION_ONLY"));
	next->speed_kmh = first->speed_kmh;
	seal(SHANDONG, next);
	assert_int_equal(carried(1), 2);
}

static void a_detour_is_under_a_condition(void **state)
{
	(void)state;
	static uint32_t codes[] = {5};
	seal(SHANDONG, leg_of(SHANDONG));
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_DETOUR, 1);
	Guosuo__V1__Leg *next = leg_of(SHANDONG);
	assert_int_equal(put_leg(SHANDONG, false, next, ""), 400);
	assert_true(answer_says(&desk_answer, "leg.conditions"));
	assert_true(answer_says(&desk_answer, "DETOUR_TERMS"));
	next->conditions = codes;
	next->n_conditions = 1;
	seal(SHANDONG, next);
}

/* ---- conditions in words ---- */

static void the_words_are_kept_only_under_their_hash(void **state)
{
	(void)state;
	static const char words[] = "1 护送: 前后各一车 / Escort: one ahead, one behind";
	static uint32_t codes[] = {1};
	uint8_t hash[TEXT_HASH_LEN];
	Guosuo__V1__Leg *leg = leg_of(SHANDONG);
	condition_text_hash(span_text(words), hash);
	leg->conditions = codes;
	leg->n_conditions = 1;
	assert_int_equal(put_leg(SHANDONG, false, leg, words), 400); /* words without a hash */
	assert_true(answer_says(&desk_answer, "TEXT_HASH"));
	leg->condition_text_hash = rig_bytes(&desk.rig, hash, sizeof hash);
	assert_int_equal(put_leg(SHANDONG, false, leg, ""), 400); /* a hash without words */
	assert_true(answer_says(&desk_answer, "condition_text"));
	assert_int_equal(put_leg(SHANDONG, false, leg, "1 其他文字"), 400);
	assert_true(answer_says(&desk_answer, "TEXT_HASH"));
	assert_int_equal(put_leg(SHANDONG, false, leg, words), 200);
	assert_int_equal(put_leg(SHANDONG, true, leg, ""), 200); /* the second person need not send them */
	const Guosuo__V1__PassFile *file = pass_file();
	assert_int_equal(file->n_condition_texts, 1);
	assert_string_equal(pass_text(file, leg), words);
}

/* ---- corrections ---- */

static unsigned answer_wishing(uint32_t officer, uint32_t ordinal, uint32_t item, const char *text, Guosuo__V1__Proposal *wish)
{
	Guosuo__V1__PutAnswerRequest request = GUOSUO__V1__PUT_ANSWER_REQUEST__INIT;
	Guosuo__V1__ItemAnswer one = GUOSUO__V1__ITEM_ANSWER__INIT, *list[] = {&one};
	one.item = item;
	one.wish = wish;
	one.text = (char *)(uintptr_t)text;
	request.pass_id = trip->pass_id;
	request.ordinal = ordinal;
	request.answers = list;
	request.n_answers = 1;
	return desk_post(&desk, officer, "/guosuo.v1.Rounds/PutAnswer", &request);
}

static unsigned answer(uint32_t officer, uint32_t ordinal, uint32_t item, const char *text)
{
	return answer_wishing(officer, ordinal, item, text, NULL);
}

static void ask(const Guosuo__V1__Remedy *remedies, size_t count)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	decision.kind = GUOSUO__V1__DECISION_KIND__ASK;
	decision.items = rig_take(&desk.rig, count * sizeof *decision.items);
	for (; decision.n_items < count; decision.n_items++) {
		Guosuo__V1__CorrectionItem *item =
		    RIG_NEW(&desk.rig, Guosuo__V1__CorrectionItem, GUOSUO__V1__CORRECTION_ITEM__INIT);
		item->field = (char *)(uintptr_t) "journey.legs[0].roads";
		item->wrong = item->needed = (char *)(uintptr_t) "见理由";
		item->fault = GUOSUO__V1__ITEM_FAULT__ITEM_WRONG;
		item->remedy = remedies[decision.n_items];
		decision.items[decision.n_items] = item;
	}
	assert_int_equal(decide(SHANDONG, 1, &decision), GUOSUO__V1__LEG_STATE__LEG_ASKED);
}

static void the_last_answer_opens_the_leg_and_none_is_asked_again(void **state)
{
	(void)state;
	const Guosuo__V1__Remedy remedies[] = {GUOSUO__V1__REMEDY__REMEDY_LEG,
	                                       GUOSUO__V1__REMEDY__REMEDY_EXPLAIN};
	ask(remedies, 2);
	static const struct {
		uint32_t officer, ordinal, item;
		const char *text;
		unsigned status;
		const char *says;
	} rows[] = {
	    {OFFICER_A, 1, 3, "x", 400, "ORDINAL"},
	    {OFFICER_A, 1, 1, "", 400, "REQUIRED"},
	    {OFFICER_A, 9, 1, "x", 400, "ORDINAL"},
	    {OFFICER_A, 2, 1, "x", 400, "failed_precondition"}, /* that leg was not asked */
	    {OFFICER_B, 1, 1, "x", 404, "not_found"},
	    {OFFICER_A, 1, 1, "x", 200, ""},
	    {OFFICER_A2, 1, 1, "y", 400, "ANSWERED"},
	    {OFFICER_A2, 1, 2, "y", 200, ""},
	    {OFFICER_A2, 1, 2, "y", 400, "failed_precondition"},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		unsigned status = answer(rows[i].officer, rows[i].ordinal, rows[i].item, rows[i].text);
		if (status != rows[i].status || !answer_says(&desk_answer, rows[i].says))
			fail_msg("row %zu: %u %.*s", i, status, (int)desk_answer.length,
			         (char *)desk_answer.body);
		assert_int_equal(review(SHANDONG)->leg->state, i < 7 ? GUOSUO__V1__LEG_STATE__LEG_ASKED
		                                                     : GUOSUO__V1__LEG_STATE__LEG_OPEN);
	}
}

static void what_needs_a_changed_trip_is_not_answered_in_place(void **state)
{
	(void)state;
	const Guosuo__V1__Remedy remedies[] = {GUOSUO__V1__REMEDY__REMEDY_REAPPLY};
	ask(remedies, 1);
	assert_int_equal(answer(OFFICER_A, 1, 1, "x"), 400);
	assert_true(answer_says(&desk_answer, "NEEDS_AMEND"));
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM answer"), 0);
}

static void a_correction_without_items_is_answered_as_one(void **state)
{
	(void)state;
	assert_int_equal(say(SHANDONG, 1, GUOSUO__V1__DECISION_KIND__ASK), GUOSUO__V1__LEG_STATE__LEG_ASKED);
	assert_int_equal(answer(OFFICER_A, 1, 1, "x"), 200);
	assert_int_equal(review(SHANDONG)->leg->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	/* a second one in the same second is the newest */
	assert_int_equal(say(SHANDONG, 1, GUOSUO__V1__DECISION_KIND__PAUSE), GUOSUO__V1__LEG_STATE__LEG_PAUSED);
	assert_int_equal(say(SHANDONG, 1, GUOSUO__V1__DECISION_KIND__RESUME), GUOSUO__V1__LEG_STATE__LEG_OPEN);
	const Guosuo__V1__Remedy remedies[] = {GUOSUO__V1__REMEDY__REMEDY_EXPLAIN};
	ask(remedies, 1);
	assert_int_equal(answer(OFFICER_A, 1, 1, "y"), 200);
}

/* ---- proposals ---- */

static unsigned take(uint32_t officer, uint32_t ordinal)
{
	Guosuo__V1__AcceptProposalRequest request = GUOSUO__V1__ACCEPT_PROPOSAL_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	request.ordinal = ordinal;
	return desk_post(&desk, officer, "/guosuo.v1.Rounds/AcceptProposal", &request);
}

static const Guosuo__V1__Proposal *wish_of(uint32_t province)
{
	Guosuo__V1__GetLegRoundsRequest request = GUOSUO__V1__GET_LEG_ROUNDS_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	const Guosuo__V1__GetLegRoundsResponse *said = desk_call(
	    &desk, reviewer(province, true), "/guosuo.v1.Rounds/GetLegRounds", &request);
	return said->leg->wish;
}

static void an_answers_stops_are_the_rosters_and_join_what_was_wished(void **state)
{
	(void)state;
	const Guosuo__V1__Remedy remedies[] = {GUOSUO__V1__REMEDY__REMEDY_LEG, GUOSUO__V1__REMEDY__REMEDY_LEG};
	Guosuo__V1__Proposal stops = GUOSUO__V1__PROPOSAL__INIT, later = GUOSUO__V1__PROPOSAL__INIT;
	uint32_t codes[] = {12, 99};
	ask(remedies, 2);
	stops.stops = codes, stops.n_stops = 2;
	later.not_before = opened.body->not_before + 3600;
	assert_int_equal(answer_wishing(OFFICER_A, 1, 1, "x", &stops), 400);
	assert_true(answer_says(&desk_answer, "answers[0].wish.stops[1]") && answer_says(&desk_answer, "STOP_UNKNOWN"));
	codes[1] = 12;
	assert_int_equal(answer_wishing(OFFICER_A, 1, 1, "x", &stops), 400);
	assert_true(answer_says(&desk_answer, "answers[0].wish.stops") && answer_says(&desk_answer, "CODES_FORM"));
	stops.n_stops = 1;
	assert_int_equal(answer_wishing(OFFICER_A, 1, 1, "x", &stops), 200);
	assert_int_equal(answer_wishing(OFFICER_A, 1, 2, "y", &later), 200);
	const Guosuo__V1__Proposal *wish = wish_of(SHANDONG);
	assert_true(wish->n_stops == 1 && wish->stops[0] == 12);
	assert_int_equal(wish->not_before, later.not_before);
}

static void a_proposal_is_accepted_by_its_company_once(void **state)
{
	(void)state;
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	Guosuo__V1__Proposal proposal = GUOSUO__V1__PROPOSAL__INIT;
	proposal.not_before = opened.body->not_before + 3600;
	decision.kind = GUOSUO__V1__DECISION_KIND__REFUSE;
	decision.proposal = &proposal;
	assert_int_equal(decide(SHANDONG, 1, &decision), GUOSUO__V1__LEG_STATE__LEG_REFUSED);
	assert_int_equal(say(HEBEI, 2, GUOSUO__V1__DECISION_KIND__REFUSE), GUOSUO__V1__LEG_STATE__LEG_REFUSED);
	assert_int_equal(take(OFFICER_B, 1), 404);
	assert_int_equal(take(OFFICER_A, 2), 400); /* it proposed nothing */
	assert_true(answer_says(&desk_answer, "NO_PROPOSAL"));
	assert_int_equal(take(OFFICER_A, 1), 200);
	assert_int_equal(review(SHANDONG)->leg->state, GUOSUO__V1__LEG_STATE__LEG_OPEN);
	assert_int_equal(take(OFFICER_A, 1), 400);
	assert_int_equal(wish_of(SHANDONG)->not_before, proposal.not_before);
}

static void a_revision_begins_without_what_was_wished_before_the_seal(void **state)
{
	(void)state;
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	Guosuo__V1__Proposal proposal = GUOSUO__V1__PROPOSAL__INIT;
	proposal.not_before = opened.body->not_before + 3600;
	decision.kind = GUOSUO__V1__DECISION_KIND__REFUSE;
	decision.proposal = &proposal;
	for (uint32_t ordinal = 1; ordinal <= 2; ordinal++) {
		assert_int_equal(decide(desk_provinces[ordinal - 1], ordinal, &decision), GUOSUO__V1__LEG_STATE__LEG_REFUSED);
		assert_int_equal(take(OFFICER_A, ordinal), 200);
	}
	seal_all();
	assert_non_null(wish_of(desk_provinces[0]));
	reopen(desk_provinces[0], 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	assert_null(wish_of(desk_provinces[0]));
	assert_non_null(wish_of(desk_provinces[1])); /* another leg's stays */
}

/* ---- changed trips ---- */

static unsigned amend(uint32_t officer, const char *company, ProtobufCBinaryData amends)
{
	Guosuo__V1__AmendTripRequest request = GUOSUO__V1__AMEND_TRIP_REQUEST__INIT;
	request.application = desk_application(&desk, company)->application;
	request.amends = amends;
	request.reason = (char *)(uintptr_t) "改港";
	request.revocation = desk_taken_back(&desk, trip->trip, OFFICER_A, GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED);
	return desk_post(&desk, officer, "/guosuo.v1.Rounds/AmendTrip", &request);
}

static Guosuo__V1__SubmitTripResponse *amended(void)
{
	ProtobufCAllocator allocator = arena_allocator(&desk.rig.arena);
	assert_int_equal(amend(OFFICER_A, COMPANY_A, trip->pass_id), 200);
	return guosuo__v1__submit_trip_response__unpack(&allocator, desk_answer.length, desk_answer.body);
}

static void a_changed_trip_replaces_the_former_when_it_is_ready(void **state)
{
	(void)state;
	seal_all();
	const Guosuo__V1__SubmitTripResponse *former = trip, *next = amended();
	assert_int_equal(trip_state(former->pass_id), GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(amend(OFFICER_A, COMPANY_A, former->pass_id), 409);
	assert_true(answer_says(&desk_answer, "SUPERSEDED") && answer_says(&desk_answer, next->number));
	assert_int_equal(reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1), 0);
	assert_true(answer_says(&desk_answer, next->number));
	trip = (Guosuo__V1__SubmitTripResponse *)(uintptr_t)next;
	opened = desk_trip(&desk, next->trip);
	seal_all();
	assert_int_equal(trip_state(next->pass_id), GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(trip_state(former->pass_id), GUOSUO__V1__TRIP_STATE__WITHDRAWN);
}

static void a_trip_that_is_not_ready_is_reviewed_no_more_once_it_is_changed(void **state)
{
	(void)state;
	seal(SHANDONG, leg_of(SHANDONG));
	const Guosuo__V1__SubmitTripResponse *next = amended();
	assert_int_equal(trip_state(trip->pass_id), GUOSUO__V1__TRIP_STATE__WITHDRAWN);
	Guosuo__V1__GetLegRoundsRequest request = GUOSUO__V1__GET_LEG_ROUNDS_REQUEST__INIT;
	request.pass_id = next->pass_id;
	const Guosuo__V1__GetLegRoundsResponse *said = desk_call(
	    &desk, reviewer(SHANDONG, false), "/guosuo.v1.Rounds/GetLegRounds", &request);
	assert_true(said->former != NULL && said->former->amended); /* what was right is kept */
	said = desk_call(&desk, reviewer(HEBEI, false), "/guosuo.v1.Rounds/GetLegRounds", &request);
	assert_null(said->former);
}

/* Of the trip, in hours after its beginning. */
static void seal_window(uint32_t province, int64_t from_h, int64_t to_h)
{
	Guosuo__V1__Leg *leg = leg_of(province);
	leg->not_before = (uint32_t)(opened.body->not_before + from_h * 3600);
	leg->not_after = (uint32_t)(opened.body->not_before + to_h * 3600);
	seal(province, leg);
}

static void a_changed_trip_without_a_timetable_replaces_nothing_yet(void **state)
{
	(void)state;
	seal_all();
	const Guosuo__V1__SubmitTripResponse *former = trip, *next = amended();
	desk_sql(&desk, "DELETE FROM outbox");
	trip = (Guosuo__V1__SubmitTripResponse *)(uintptr_t)next;
	opened = desk_trip(&desk, next->trip);
	seal_window(SHANDONG, 0, 12);
	seal_window(TIANJIN, 0, 80);
	seal_window(HEBEI, 20, 40);
	assert_int_equal(trip_state(next->pass_id), GUOSUO__V1__TRIP_STATE__NO_TIMETABLE);
	assert_int_equal(trip_state(former->pass_id), GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event IN (2, 4)"), 0);
	reopen(HEBEI, 2, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	seal_window(HEBEI, 0, 40);
	assert_int_equal(trip_state(next->pass_id), GUOSUO__V1__TRIP_STATE__READY);
	assert_int_equal(trip_state(former->pass_id), GUOSUO__V1__TRIP_STATE__WITHDRAWN);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM outbox WHERE event IN (2, 4)"), 2);
}

static void threat_24_another_companys_trip_is_not_changed(void **state)
{
	(void)state;
	assert_int_equal(amend(OFFICER_B, desk.company_b, trip->pass_id), 404);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM amendment"), 0);
	assert_int_equal(desk_sql(&desk, "SELECT COUNT(*) FROM trip"), 1);
}

static void what_was_approved_for_the_same_vehicles_is_found(void **state)
{
	(void)state;
	seal_all();
	const Guosuo__V1__SubmitTripResponse *next = desk_submit(&desk);
	Guosuo__V1__GetLegRoundsRequest request = GUOSUO__V1__GET_LEG_ROUNDS_REQUEST__INIT;
	request.pass_id = next->pass_id;
	const Guosuo__V1__GetLegRoundsResponse *said = desk_call(
	    &desk, reviewer(HEBEI, false), "/guosuo.v1.Rounds/GetLegRounds", &request);
	assert_non_null(said->former);
	assert_false(said->former->amended);
	assert_string_equal(said->former->number, trip->number);
}

/* ---- what the case file asks for ---- */

static const Guosuo__V1__ListHistoryResponse *history(uint32_t province)
{
	Guosuo__V1__ListHistoryRequest request = GUOSUO__V1__LIST_HISTORY_REQUEST__INIT;
	request.pass_id = trip->pass_id;
	return desk_call(&desk, reviewer(province, false), "/guosuo.v1.Documents/ListHistory", &request);
}

static void the_history_has_former_revisions_and_every_move_of_the_cutoff(void **state)
{
	(void)state;
	Guosuo__V1__MoveCutoffRequest move = GUOSUO__V1__MOVE_CUTOFF_REQUEST__INIT;
	seal_all();
	const Guosuo__V1__Sealed *first = review(SHANDONG)->sealed;
	reopen(SHANDONG, 1, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS, 1);
	assert_int_equal(history(SHANDONG)->n_revisions, 0); /* it stands still */
	seal(SHANDONG, leg_of(SHANDONG));
	move.pass_id = trip->pass_id;
	move.cutoff = opened.body->not_after - 3600;
	move.reason = (char *)(uintptr_t) "船期提前";
	desk_call(&desk, OFFICER_A, "/guosuo.v1.Timetables/MoveCutoff", &move);
	const Guosuo__V1__ListHistoryResponse *own = history(SHANDONG), *other = history(HEBEI);
	assert_int_equal(own->n_revisions, 1);
	const Guosuo__V1__FormerRevision *former = own->revisions[0];
	assert_true(span_equal(field_span(former->leg->body), field_span(first->body)));
	assert_true(span_equal(field_span(former->leg->seals), field_span(first->seals)));
	assert_int_equal(former->change, GUOSUO__V1__LEG_CHANGE__CHANGE_TERMS);
	assert_in_range(former->ended_at, former->aside_at, time(NULL));
	assert_int_equal(other->n_revisions, 0); /* another province's is not its own */
	assert_int_equal(other->n_cutoff_moves, 1);
	assert_string_equal(own->cutoff_moves[0]->reason, "船期提前");
	assert_string_equal(own->cutoff_moves[0]->who, "示例经办人");
	assert_int_equal(own->cutoff_moves[0]->cutoff, move.cutoff);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, up, down)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_leg_under_revision_stands_until_the_next_is_sealed),
	    FRESH(threat_33_one_reviewer_cannot_take_a_sealed_leg_away),
	    FRESH(a_half_sealed_revision_that_is_refused_leaves_what_stood),
	    FRESH(a_decision_about_another_revision_is_refused),
	    FRESH(the_history_has_former_revisions_and_every_move_of_the_cutoff),
	    FRESH(a_withdrawn_trip_ends_what_stood_aside),
	    FRESH(an_extension_changes_the_window_alone),
	    FRESH(a_detour_is_under_a_condition),
	    FRESH(the_words_are_kept_only_under_their_hash),
	    FRESH(the_last_answer_opens_the_leg_and_none_is_asked_again),
	    FRESH(what_needs_a_changed_trip_is_not_answered_in_place),
	    FRESH(a_correction_without_items_is_answered_as_one),
	    FRESH(an_answers_stops_are_the_rosters_and_join_what_was_wished),
	    FRESH(a_proposal_is_accepted_by_its_company_once),
	    FRESH(a_revision_begins_without_what_was_wished_before_the_seal),
	    FRESH(a_changed_trip_replaces_the_former_when_it_is_ready),
	    FRESH(a_changed_trip_without_a_timetable_replaces_nothing_yet),
	    FRESH(a_trip_that_is_not_ready_is_reviewed_no_more_once_it_is_changed),
	    FRESH(threat_24_another_companys_trip_is_not_changed),
	    FRESH(what_was_approved_for_the_same_vehicles_is_found),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
