#include "server/reviews.h"

#include <stdio.h>

#include "proto/decision.h"
#include "proto/identity.h"
#include "proto/leg.h"
#include "server/amends.h"
#include "server/approval.h"
#include "server/due.h"
#include "server/expected.h"
#include "server/board.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/removed.h"
#include "server/revise.h"
#include "server/revocations.h"
#include "server/sites.h"
#include "server/store_revision.h"
#include "server/store_round.h"
#include "server/store_request.h"
#include "server/timetables.h"
#include "server/view.h"

/* ---- reading ---- */

static Guosuo__V1__ReviewLine *line_message(struct call *call, const struct queue_line *line)
{
	Guosuo__V1__ReviewLine *out = call_make(call, &guosuo__v1__review_line__descriptor);
	if (out == NULL)
		return NULL;
	out->pass_id = call_bytes(call, line->pass_id);
	out->number = view_number(call, line->pass_id);
	out->ordinal = line->ordinal;
	out->state = (Guosuo__V1__LegState)line->state;
	out->since = line->since;
	out->over_limit_class = (Guosuo__V1__OverLimitClass)line->class;
	out->company = call_text(call, line->company_name);
	out->cargo = call_text(call, line->cargo);
	out->latest_decision = line->clock.latest_decision;
	out->slack_s = out->latest_decision == 0 ? 0 : out->latest_decision - call->now;
	out->timetable = (Guosuo__V1__TimetableState)line->timetable;
	out->mine = line->person[0] == call->who.person || line->person[1] == call->who.person;
	out->due = line->clock.due;
	out->left_s =
	    line->decided ? 0 : due_left_s(&call->rules, call->who.province, &line->clock, call->now);
	out->level = (Guosuo__V1__Level)line->clock.level;
	out->paused_s = due_paused_s(&call->rules, call->who.province, &line->clock, call->now);
	out->clock_days = line->clock.days;
	out->calendar_year_missing = line->clock.missing_year;
	out->unit = line->unit;
	out->units = line->units;
	return out;
}

/* decided and turn as the one number of a page's end: turns stay below 2^62. */
enum { PLACE_DECIDED_BIT = 62 };

static struct queue_place place_of(const struct page *page)
{
	return (struct queue_place){.decided = page->created >> PLACE_DECIDED_BIT != 0,
	                            .turn = page->created & ((INT64_C(1) << PLACE_DECIDED_BIT) - 1),
	                            .pass_id = page->pass_id};
}

static int64_t place_number(const struct queue_line *line)
{
	return line->clock.turn | (int64_t)line->decided << PLACE_DECIDED_BIT;
}

enum err reviews_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListReviewsRequest *request = (const void *)call->request;
	struct page page;
	struct row_cursor row;
	struct queue_line line;
	struct queue_place after;
	Guosuo__V1__ListReviewsResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, request->after, 0, &page);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__ReviewLine **lines = call_take(call, page.size * sizeof(void *));
	if (reply == NULL || lines == NULL)
		return ERR_MEMORY;
	reply->reviews = lines;
	after = place_of(&page);
	err = store_queue_list(tx, call->who.province, request->decided, &after, page.size, &row);
	while (err == ERR_OK && reply->n_reviews < page.size && (err = store_next(&row)) == ERR_OK) {
		store_queue_line(&row, &line);
		lines[reply->n_reviews] = line_message(call, &line);
		if (lines[reply->n_reviews] == NULL)
			return ERR_MEMORY;
		if (line.expedited)
			err = board_haste(tx, call, call->who.province, line.pass_id, &lines[reply->n_reviews]->expedited);
		if (err != ERR_OK)
			return err;
		reply->n_reviews++;
		if (reply->n_reviews == page.size)
			reply->next = view_next(call, place_number(&line), line.pass_id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* What a reviewer's province has of this pass. */
static enum err read_both(struct tx *tx, struct call *call, ProtobufCBinaryData pass_id, struct leg_row *leg,
                          struct reviewed_trip *trip)
{
	struct span found;
	enum err err = part_pass(tx, call, pass_id, &found);
	if (err == ERR_OK)
		err = store_leg_get(tx, call->who.province, found, leg);
	return err == ERR_OK ? store_leg_trip(tx, call->who.province, found, trip) : err;
}

static enum err add_decisions(struct tx *tx, struct call *call, struct span pass_id,
                              Guosuo__V1__GetReviewResponse *reply)
{
	struct row_cursor row;
	reply->decisions = call_take(call, DECISIONS_MAX * sizeof(void *));
	if (reply->decisions == NULL)
		return ERR_MEMORY;
	enum err err = store_decision_list(tx, call->who.province, pass_id, DECISIONS_MAX, &row);
	while (err == ERR_OK && reply->n_decisions < DECISIONS_MAX && (err = store_next(&row)) == ERR_OK) {
		reply->decisions[reply->n_decisions] =
		    view_sealed(call, row_blob(&row, 0), row_blob(&row, 1));
		if (reply->decisions[reply->n_decisions++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static Guosuo__V1__LegTerms *leg_terms(struct call *call)
{
	if (call->rules.policy == NULL || call->rules.policy->leg_terms == NULL)
		return NULL;
	Guosuo__V1__LegTerms *out = call_make(call, &guosuo__v1__leg_terms__descriptor);
	if (out != NULL)
		*out = *call->rules.policy->leg_terms;
	return out;
}

enum err reviews_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetReviewRequest *request = (const void *)call->request;
	struct leg_row leg;
	struct reviewed_trip trip;
	enum err err = read_both(tx, call, request->pass_id, &leg, &trip);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__GetReviewResponse *reply = call_reply(call);
	if (reply == NULL)
		return ERR_MEMORY;
	reply->trip = view_sealed(call, trip.body, trip.seals);
	reply->application = view_application(call, trip.application);
	reply->annex = call_bytes(call, trip.annex);
	reply->status_index = leg.status_index;
	reply->leg_terms = leg_terms(call);
	if (leg.body.n > 0)
		reply->sealed = view_sealed(call, leg.body, leg.seals);
	err = view_leg(tx, call, &leg, &reply->leg);
	if (err == ERR_OK)
		err = timetables_add_leg(tx, call, trip.company, leg.pass_id, reply->application, reply->leg);
	if (err == ERR_OK)
		err = revocations_add(tx, call, trip.company, leg.pass_id, NULL, &reply->leg, 1);
	if (err == ERR_OK)
		err = board_haste_leg(tx, call, leg.pass_id, reply->leg);
	return err == ERR_OK ? add_decisions(tx, call, leg.pass_id, reply) : err;
}

/* ---- sealing ---- */

/* Everything a seal is judged by. */
struct desk {
	struct leg_row leg;
	struct reviewed_trip row;
	struct trip trip;
	const struct roster *roster;
};

static enum err open_desk(struct tx *tx, struct call *call, ProtobufCBinaryData pass_id, struct desk *out)
{
	out->roster = held_roster(call->held, call->who.province);
	enum err err = removed_check(tx, call);
	if (err == ERR_OK)
		err = read_both(tx, call, pass_id, &out->leg, &out->row);
	if (err == ERR_OK)
		err = amends_current(tx, call, out->row.company, out->leg.pass_id);
	if (err == ERR_OK)
		err = view_alive(call, out->row.state);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Sealed *envelope = view_sealed(call, out->row.body, out->row.seals);
	if (out->roster == NULL || envelope == NULL)
		return ERR_BUSY;
	return trip_read(envelope, &call->arena, &out->trip);
}

static const Guosuo__V1__RosterEntry *own_entry(const struct call *call, const struct desk *desk)
{
	return roster_entry(desk->roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, call->who.key);
}

/* It was made before the leg went on: the newer one is named. */
static enum err refuse_revision(struct call *call, const char *field, uint32_t got, uint32_t now)
{
	fault_add(&call->faults, RULE_REVISION, field, got, now);
	return ERR_CONFLICT;
}

/* The most that the desk's policy lets a leg ask for. */
static enum err check_terms(struct call *call, const Guosuo__V1__Leg *leg)
{
	static const Guosuo__V1__EscortDuty none;
	const Guosuo__V1__LegTerms *terms = call->rules.policy == NULL ? NULL : call->rules.policy->leg_terms;
	const Guosuo__V1__EscortDuty *escort = leg->escort == NULL ? &none : leg->escort;
	if (terms == NULL)
		return ERR_OK;
	const struct {
		uint32_t got, most;
		const char *field;
	} rows[] = {{leg->speed_kmh, terms->speed_most_kmh, "leg.speed_kmh"},
	            {escort->vehicles, terms->escort_vehicles_most, "leg.escort.vehicles"},
	            {escort->staff, terms->escort_staff_most, "leg.escort.staff"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (rows[i].most > 0 && rows[i].got > rows[i].most)
			return call_fault(call, RULE_TOO_LARGE, rows[i].field, rows[i].got, rows[i].most);
	return ERR_OK;
}

/* The leg that this desk waits for, and no other. */
static enum err check_leg(struct call *call, const struct desk *desk, const Guosuo__V1__Leg *leg)
{
	if (leg->province != desk->leg.province)
		return ERR_DENIED;
	if (leg->ordinal != desk->leg.ordinal)
		return call_fault(call, RULE_ORDINAL, "leg.ordinal", leg->ordinal, desk->leg.ordinal);
	if (leg->revision != desk->leg.revision)
		return refuse_revision(call, "leg.revision", leg->revision, desk->leg.revision);
	if (leg->status_index != desk->leg.status_index)
		return call_fault(call, RULE_DIFFERS, "leg.status_index", leg->status_index,
		                  desk->leg.status_index);
	if (leg_sound(leg, desk->trip.body, &call->faults) != ERR_OK)
		return ERR_INPUT;
	return check_terms(call, leg);
}

/* Is this alone a good seal of the caller's? */
static enum err verify_one(struct call *call, const struct desk *desk, const Guosuo__V1__Sealed *sealed,
                           const struct leg *leg)
{
	size_t entries[SEALS_MAX], count;
	bool complete = class_persons(desk->row.class) == 1;
	if (sealed->seals.len != SEAL_LEN)
		return sealed->seals.len < SEAL_LEN ? ERR_FEW : ERR_SURPLUS;
	enum err err = leg_verify(sealed, leg, &desk->trip, desk->roster, desk->row.class, complete,
	                          call->now, &call->arena, entries, &count);
	if (err != ERR_OK)
		return err;
	return count == 1 && desk->roster->body->entries[entries[0]] == own_entry(call, desk) ? ERR_OK
	                                                                                      : ERR_KEY;
}

/* The second person's seal beside the first's. ERR_NOT_FOUND: there is nothing to complete, so this seal is a
 * first one. */
static enum err complete(struct call *call, const struct desk *desk, const Guosuo__V1__Sealed *sealed,
                         const struct leg *leg, struct span *seals)
{
	bool same = desk->leg.state == GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED &&
	            span_equal(desk->leg.body, field_span(sealed->body));
	if (!same)
		return ERR_NOT_FOUND;
	if (desk->leg.person[0] == call->who.person)
		return call_fault(call, RULE_PERSON_TWICE, "leg.seals", 0, 0);
	enum err err = seals_insert(desk->leg.seals, sealed->seals.data, &call->arena, seals);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__Sealed both = *sealed;
	both.seals = (ProtobufCBinaryData){seals->n, (uint8_t *)(uintptr_t)seals->p};
	err = leg_verify(&both, leg, &desk->trip, desk->roster, desk->row.class, true, call->now,
	                 &call->arena, NULL, NULL);
	/* The first person's key has left the roster since: that seal no longer counts. */
	return err == ERR_KEY ? ERR_NOT_FOUND : err;
}

/* What this seal makes of the leg. */
static enum err judge(struct call *call, const struct desk *desk, const Guosuo__V1__Sealed *sealed,
                      const struct leg *leg, struct progress *out)
{
	*out = (struct progress){.event = class_persons(desk->row.class) == 1 ? EVENT_COMPLETE : EVENT_HALF,
	                         .now = call->now,
	                         .rules = &call->rules,
	                         .holder = span_text(own_entry(call, desk)->name),
	                         .body = leg->raw,
	                         .seals = field_span(sealed->seals),
	                         .person = {call->who.person, 0}};
	if (out->event == EVENT_COMPLETE)
		return ERR_OK;
	struct span seals;
	enum err err = complete(call, desk, sealed, leg, &seals);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	out->event = EVENT_COMPLETE;
	out->seals = seals;
	out->person[0] = desk->leg.person[0];
	out->person[1] = call->who.person;
	return err;
}

/* The leg, the trip and the history together. */
static enum err record(struct tx *tx, struct call *call, const struct desk *desk,
                       const struct progress *progress, enum entry_kind kind, const uint8_t *hash,
                       Guosuo__V1__LegState *to)
{
	enum err err = progress_leg(tx, &desk->leg, progress, to);
	if (err == ERR_STATE)
		return view_leg_state(call, desk->leg.state);
	if (err == ERR_OK)
		err = amends_settle(tx, call, desk->row.company, desk->leg.pass_id, desk->row.state);
	if (err == ERR_OK)
		err = store_entry_put(tx, kind, call->who.province, span_of(hash, HASH_LEN),
		                      span_of(call->who.keyid, KEYID_LEN), call->now);
	return err;
}

/* A leg that no person looked at is one that one person alone may seal; whoever asks later is told by which rule. */
static enum err judge_rule(struct call *call, const struct desk *desk, const char *rule, struct progress *progress)
{
	enum { RULE_REASON_MAX = 64 + 2 * RULE_ID_MAX };
	char *reason = call_take(call, RULE_REASON_MAX);
	struct span id = span_text(rule);
	if (id.n == 0)
		return ERR_OK;
	if (rule_id_check(id) != RULE_OK)
		return call_fault(call, RULE_RULE_ID, "rule", 0, RULE_ID_MAX);
	if (class_persons(desk->row.class) != 1)
		return call_fault(call, RULE_SEALS_TWO_PERSONS, "rule", (int64_t)desk->row.class, 0);
	if (reason == NULL)
		return ERR_MEMORY;
	snprintf(reason, RULE_REASON_MAX, "按规则 %s 自动签章 / sealed by rule %s", rule, rule);
	progress->reason = span_text(reason);
	return ERR_OK;
}

/* What the reviewer's machine says that a rule said. */
static enum err take_advice(struct call *call, const Guosuo__V1__Advice *advice, struct progress *progress)
{
	if (advice == NULL)
		return ERR_OK;
	if (rule_id_check(span_text(advice->rule)) != RULE_OK)
		return call_fault(call, RULE_RULE_ID, "advice.rule", 0, RULE_ID_MAX);
	if (advice->ruling == GUOSUO__V1__RULING__RULING_UNSPECIFIED)
		return call_fault(call, RULE_CHOICE, "advice.ruling", 0, 0);
	progress->ruling = advice->ruling;
	progress->rule = span_text(advice->rule);
	return ERR_OK;
}

enum err reviews_put_leg(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutLegRequest *request = (const void *)call->request;
	struct desk desk;
	struct leg leg;
	struct progress progress;
	Guosuo__V1__LegState to = GUOSUO__V1__LEG_STATE__LEG_STATE_UNSPECIFIED;
	if (request->leg == NULL)
		return call_fault(call, RULE_REQUIRED, "leg", 0, 0);
	enum err err = open_desk(tx, call, request->pass_id, &desk);
	if (err == ERR_OK)
		err = leg_read(request->leg, &call->arena, &leg);
	if (err == ERR_OK)
		err = check_leg(call, &desk, leg.body);
	if (err == ERR_OK)
		err = sites_leg(tx, call, leg.body, desk.trip.body);
	if (err == ERR_OK)
		err = verify_one(call, &desk, request->leg, &leg);
	if (err == ERR_OK)
		err = revise_text(tx, call, &desk.leg, leg.body, request->condition_text);
	if (err == ERR_OK)
		err = revise_change(tx, call, &desk.leg, leg.body);
	if (err == ERR_OK)
		err = judge(call, &desk, request->leg, &leg, &progress);
	if (err == ERR_OK)
		err = judge_rule(call, &desk, request->rule, &progress);
	if (err == ERR_OK)
		err = take_advice(call, request->advice, &progress);
	if (err == ERR_OK && progress.event == EVENT_COMPLETE)
		err = approval_record(tx, &desk.leg, desk.trip.body);
	if (err == ERR_OK && progress.event == EVENT_COMPLETE)
		err = revocations_supersede(tx, call, &desk.leg, request->superseded);
	if (err == ERR_OK)
		err = record(tx, call, &desk, &progress,
		             request->rule[0] == '\0' ? ENTRY_SEAL : ENTRY_SEAL_BY_RULE, leg.hash, &to);
	if (err == ERR_OK && progress.event == EVENT_COMPLETE)
		err = expected_sealed(tx, call->who.province, field_span(desk.trip.body->pass_id), leg.body);
	Guosuo__V1__PutLegResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->state = to;
	return err;
}

static enum err open_own_decision(struct call *call, const struct desk *desk,
                                  const Guosuo__V1__Sealed *sealed, const Guosuo__V1__Decision **out)
{
	const Guosuo__V1__Decision *decision;
	size_t entry;
	enum err err =
	    decision_open(sealed, &desk->trip, desk->roster, call->now, &call->arena, &decision, &entry);
	if (err != ERR_OK)
		return err;
	if (desk->roster->body->entries[entry] != own_entry(call, desk))
		return ERR_KEY;
	if (decision->ordinal != desk->leg.ordinal)
		return call_fault(call, RULE_ORDINAL, "decision.ordinal", decision->ordinal,
		                  desk->leg.ordinal);
	if (decision->revision != 0 && decision->revision != desk->leg.revision)
		return refuse_revision(call, "decision.revision", decision->revision, desk->leg.revision);
	*out = decision;
	return ERR_OK;
}

/* Does a sealed revision stand while this one is decided? */
static enum err standing(struct tx *tx, const struct leg_row *leg, bool *out)
{
	struct leg_row aside;
	int64_t change;
	*out = false;
	if (leg->revision < 2)
		return ERR_OK;
	enum err err = store_revision_standing(tx, leg->province, leg->pass_id, &aside, &change);
	*out = err == ERR_OK;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The history of a leg keeps its order when two decisions come in one second. */
static enum err put_decision(struct tx *tx, struct call *call, const struct desk *desk,
                             const Guosuo__V1__Sealed *sealed, int64_t kind, const uint8_t *hash)
{
	int64_t last;
	enum err err = store_decision_last(tx, call->who.province, desk->leg.pass_id, &last);
	if (err != ERR_OK)
		return err;
	return store_decision_put(tx, call->who.province, desk->leg.pass_id, span_of(hash, HASH_LEN), kind,
	                          call->now > last ? call->now : last + 1, field_span(sealed->body),
	                          field_span(sealed->seals));
}

static enum err decide(struct tx *tx, struct call *call, const struct desk *desk,
                       const Guosuo__V1__PutDecisionRequest *request, Guosuo__V1__LegState *to)
{
	const Guosuo__V1__Sealed *sealed = request->decision;
	const Guosuo__V1__Decision *decision = NULL;
	struct progress progress = {.now = call->now, .rules = &call->rules};
	uint8_t hash[HASH_LEN];
	bool stands = false;
	enum err err = open_own_decision(call, desk, sealed, &decision);
	if (err == ERR_OK)
		err = standing(tx, &desk->leg, &stands);
	if (err == ERR_OK)
		err = review_decision(decision->kind, stands, &progress.event);
	if (err == ERR_OK)
		err = take_advice(call, request->advice, &progress);
	if (err != ERR_OK)
		return err;
	body_hash(field_span(sealed->body), hash);
	progress.holder = span_text(own_entry(call, desk)->name);
	progress.reason = span_text(decision->reason);
	progress.change = decision->change;
	err = put_decision(tx, call, desk, sealed, decision->kind, hash);
	if (err == ERR_OK)
		err = record(tx, call, desk, &progress, ENTRY_DECISION, hash, to);
	return err == ERR_SIZE
	           ? call_fault(call, RULE_TOO_MANY, "decision", DUE_PAUSES_MAX + 1, DUE_PAUSES_MAX)
	           : err;
}

enum err reviews_put_decision(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutDecisionRequest *request = (const void *)call->request;
	struct desk desk;
	Guosuo__V1__LegState to = GUOSUO__V1__LEG_STATE__LEG_STATE_UNSPECIFIED;
	if (request->decision == NULL)
		return call_fault(call, RULE_REQUIRED, "decision", 0, 0);
	enum err err = open_desk(tx, call, request->pass_id, &desk);
	if (err == ERR_OK)
		err = decide(tx, call, &desk, request, &to);
	Guosuo__V1__PutDecisionResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->state = to;
	return err;
}
