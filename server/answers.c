#include "server/answers.h"

#include <string.h>

#include "guosuo/v1/rounds.pb-c.h"
#include "proto/canon.h"
#include "proto/check.h"
#include "proto/decision.h"
#include "server/amends.h"
#include "server/attachments.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/sites.h"
#include "server/store_request.h"
#include "server/store_round.h"
#include "server/store_trip.h"
#include "server/view.h"

/* A company's leg and the sealed act it replies to. */
struct matter {
	struct trip_row row;
	struct leg_row leg;
	struct trip trip;
	struct span hash;
	const Guosuo__V1__Decision *decision;
};

static enum err open_leg(struct tx *tx, struct call *call, ProtobufCBinaryData pass_id, uint32_t ordinal,
                         struct matter *out)
{
	struct span found, company = span_text(call->who.company);
	enum err err = part_pass(tx, call, pass_id, &found);
	if (err == ERR_OK)
		err = store_trip_get(tx, company, found, &out->row);
	if (err == ERR_OK)
		err = amends_current(tx, call, company, out->row.pass_id);
	if (err == ERR_OK)
		err = view_alive(call, out->row.state);
	if (err == ERR_OK && (ordinal < 1 || ordinal > out->row.legs))
		err = call_fault(call, RULE_ORDINAL, "ordinal", ordinal, out->row.legs);
	if (err == ERR_OK)
		err = store_leg_at(tx, company, out->row.pass_id, ordinal, &out->leg);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Sealed *envelope = view_sealed(call, out->row.body, out->row.seals);
	return envelope == NULL ? ERR_MEMORY : trip_read(envelope, &call->arena, &out->trip);
}

/* The leg is in this state because of a decision of this kind. */
static enum err open_decision(struct tx *tx, struct call *call, Guosuo__V1__LegState state,
                              Guosuo__V1__DecisionKind kind, struct matter *matter)
{
	ProtobufCMessage *body;
	struct span raw;
	if (matter->leg.state != (int64_t)state)
		return view_leg_state(call, matter->leg.state);
	enum err err = store_decision_newest(tx, matter->row.company, matter->leg.province,
	                                     matter->row.pass_id, kind, &matter->hash, &raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__decision__descriptor, raw, &call->arena, &body);
	if (err == ERR_OK)
		matter->decision = (const Guosuo__V1__Decision *)body;
	return err == ERR_NOT_FOUND ? view_leg_state(call, matter->leg.state) : err;
}

/* The leg, the trip and the history together. */
static enum err record(struct tx *tx, struct call *call, const struct matter *matter, enum review_event event,
                       enum entry_kind kind, Guosuo__V1__LegState *to)
{
	const struct progress progress = {.event = event, .now = call->now, .rules = &call->rules};
	enum err err = progress_leg(tx, &matter->leg, &progress, to);
	if (err == ERR_OK)
		err = amends_settle(tx, call, matter->row.company, matter->row.pass_id, matter->row.state);
	return err == ERR_OK ? store_entry_put(tx, kind, matter->leg.province, matter->hash,
	                                       span_of(call->who.keyid, KEYID_LEN), call->now)
	                     : err;
}

/* ---- wishes ---- */

/* What the new wish does not name stays as it was wished before. */
static void overlay(Guosuo__V1__Proposal *base, const Guosuo__V1__Proposal *over)
{
	if (over->not_before != 0)
		base->not_before = over->not_before;
	if (over->not_after != 0)
		base->not_after = over->not_after;
	if (over->n_roads > 0) {
		base->roads = over->roads;
		base->n_roads = over->n_roads;
	}
	if (over->n_hours > 0) {
		base->hours = over->hours;
		base->n_hours = over->n_hours;
	}
	if (over->n_stops > 0) {
		base->stops = over->stops;
		base->n_stops = over->n_stops;
	}
}

static enum err put_wish(struct tx *tx, struct call *call, const struct matter *matter,
                         const Guosuo__V1__Proposal *wish)
{
	Guosuo__V1__Proposal whole = GUOSUO__V1__PROPOSAL__INIT;
	ProtobufCMessage *before;
	struct span raw;
	enum err err = store_wish_get(tx, matter->leg.province, matter->row.pass_id, &raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__proposal__descriptor, raw, &call->arena, &before);
	if (err == ERR_OK)
		whole = *(const Guosuo__V1__Proposal *)before;
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	overlay(&whole, wish);
	err = canon_pack(&whole.base, &call->arena, &raw);
	return err == ERR_OK ? store_wish_put(tx, &matter->leg, raw) : err;
}

/* ---- answers ---- */

static struct path field_at(size_t at, const char *name)
{
	return path_under(path_at(path_root("answers"), at), name);
}

static enum err fault_at(struct call *call, size_t at, const char *name, enum rule rule, int64_t got,
                         int64_t limit)
{
	return call_fault(call, rule, field_at(at, name).text, got, limit);
}

static enum err check_wish(struct tx *tx, struct call *call, const struct matter *matter, size_t at,
                           const Guosuo__V1__Proposal *wish, Guosuo__V1__Remedy remedy)
{
	if (wish == NULL)
		return ERR_OK;
	if (remedy != GUOSUO__V1__REMEDY__REMEDY_LEG)
		return fault_at(call, at, "wish", RULE_NOT_LEG_MATTER, 0, 0);
	if (proposal_sound(wish, matter->trip.body, field_at(at, "wish").text, &call->faults) != ERR_OK)
		return ERR_INPUT;
	return sites_wish(tx, call, matter->leg.province, wish, matter->trip.body, field_at(at, "wish"));
}

static enum err check_answer(struct tx *tx, struct call *call, const struct matter *matter, size_t at,
                             const Guosuo__V1__ItemAnswer *answer)
{
	Guosuo__V1__Remedy remedy = decision_remedy(matter->decision, answer->item);
	size_t n = strlen(answer->text);
	if (remedy == GUOSUO__V1__REMEDY__REMEDY_UNSPECIFIED)
		return fault_at(call, at, "item", RULE_ORDINAL, answer->item,
		                (int64_t)decision_items(matter->decision));
	if (remedy == GUOSUO__V1__REMEDY__REMEDY_REAPPLY)
		return fault_at(call, at, "item", RULE_NEEDS_AMEND, 0, 0);
	if (n < 1 || n > REASON_MAX)
		return fault_at(call, at, "text", n < 1 ? RULE_REQUIRED : RULE_TOO_LONG, (int64_t)n, REASON_MAX);
	return check_wish(tx, call, matter, at, answer->wish, remedy);
}

static enum err put_answer(struct tx *tx, struct call *call, const struct matter *matter, size_t at,
                           const Guosuo__V1__ItemAnswer *answer)
{
	struct answer_row row = {.company = matter->row.company,
	                         .pass_id = matter->row.pass_id,
	                         .province = matter->leg.province,
	                         .decision = matter->hash,
	                         .item = answer->item,
	                         .keyid = span_of(call->who.keyid, KEYID_LEN),
	                         .created = call->now};
	char field[48], list[64];
	field_index(field, sizeof field, "answers", at);
	field_name(list, sizeof list, field, "documents");
	enum err err = check_answer(tx, call, matter, at, answer);
	if (err == ERR_OK)
		err = attachments_answer(tx, call, list, answer, matter->row.pass_id, matter->leg.province);
	if (err == ERR_OK)
		err = canon_pack(&answer->base, &call->arena, &row.body);
	if (err == ERR_OK)
		err = store_answer_put(tx, &row);
	if (err == ERR_EXISTS)
		return fault_at(call, at, "item", RULE_ANSWERED, 0, 0);
	return err == ERR_OK && answer->wish != NULL ? put_wish(tx, call, matter, answer->wish) : err;
}

static enum err put_all(struct tx *tx, struct call *call, const Guosuo__V1__PutAnswerRequest *request,
                        const struct matter *matter, uint32_t *unanswered)
{
	uint32_t count = 0;
	enum err err = ERR_OK;
	if (request->n_answers < 1 || request->n_answers > ITEMS_MAX)
		return call_fault(call, request->n_answers < 1 ? RULE_REQUIRED : RULE_TOO_MANY, "answers",
		                  (int64_t)request->n_answers, ITEMS_MAX);
	for (size_t i = 0; err == ERR_OK && i < request->n_answers; i++)
		err = put_answer(tx, call, matter, i, request->answers[i]);
	if (err == ERR_OK)
		err = store_answer_count(tx, matter->row.company, matter->row.pass_id, matter->leg.province,
		                         matter->hash, &count);
	*unanswered = (uint32_t)decision_items(matter->decision) - count;
	return err;
}

enum err answers_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutAnswerRequest *request = (const void *)call->request;
	struct matter matter;
	uint32_t unanswered = 0;
	Guosuo__V1__LegState to = GUOSUO__V1__LEG_STATE__LEG_ASKED;
	enum err err = open_leg(tx, call, request->pass_id, request->ordinal, &matter);
	if (err == ERR_OK)
		err = open_decision(tx, call, to, GUOSUO__V1__DECISION_KIND__ASK, &matter);
	if (err == ERR_OK)
		err = put_all(tx, call, request, &matter, &unanswered);
	if (err == ERR_OK && unanswered == 0)
		err = record(tx, call, &matter, EVENT_ANSWER, ENTRY_ANSWER, &to);
	Guosuo__V1__PutAnswerResponse *reply = call_reply(call);
	if (reply != NULL) {
		reply->state = to;
		reply->unanswered = unanswered;
	}
	return err;
}

/* ---- proposals ---- */

enum err answers_accept(struct tx *tx, struct call *call)
{
	const Guosuo__V1__AcceptProposalRequest *request = (const void *)call->request;
	struct matter matter;
	Guosuo__V1__LegState to = GUOSUO__V1__LEG_STATE__LEG_STATE_UNSPECIFIED;
	enum err err = open_leg(tx, call, request->pass_id, request->ordinal, &matter);
	if (err == ERR_OK)
		err = open_decision(tx, call, GUOSUO__V1__LEG_STATE__LEG_REFUSED,
		                    GUOSUO__V1__DECISION_KIND__REFUSE, &matter);
	if (err == ERR_OK && matter.decision->proposal == NULL)
		err = call_fault(call, RULE_NO_PROPOSAL, "ordinal", 0, 0);
	if (err == ERR_OK)
		err = put_wish(tx, call, &matter, matter.decision->proposal);
	if (err == ERR_OK)
		err = record(tx, call, &matter, EVENT_ACCEPT, ENTRY_ACCEPT, &to);
	Guosuo__V1__AcceptProposalResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->state = to;
	return err;
}
