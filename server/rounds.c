#include "server/rounds.h"

#include "guosuo/v1/rounds.pb-c.h"
#include "proto/canon.h"
#include "proto/decision.h"
#include "server/amends.h"
#include "server/approval.h"
#include "server/consultations.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/reviews.h"
#include "server/store_revision.h"
#include "server/store_round.h"
#include "server/store_trip.h"
#include "server/view.h"

enum { ANSWERS_MAX = DECISIONS_MAX * ITEMS_MAX };

static enum err open_in(struct call *call, const ProtobufCMessageDescriptor *type, struct span raw, void *out)
{
	return canon_open(type, raw, &call->arena, out);
}

static enum err add_decisions(struct tx *tx, struct call *call, const struct leg_row *leg,
                              Guosuo__V1__LegRounds *out)
{
	struct row_cursor row;
	out->decisions = call_take(call, DECISIONS_MAX * sizeof(void *));
	if (out->decisions == NULL)
		return ERR_MEMORY;
	enum err err = store_decision_list_company(tx, leg->company, leg->province, leg->pass_id,
	                                           DECISIONS_MAX, &row);
	while (err == ERR_OK && out->n_decisions < DECISIONS_MAX && (err = store_next(&row)) == ERR_OK) {
		out->decisions[out->n_decisions] = view_sealed(call, row_blob(&row, 0), row_blob(&row, 1));
		if (out->decisions[out->n_decisions++] == NULL)
			return ERR_MEMORY;
		out->rounds += row_int(&row, 2) == GUOSUO__V1__DECISION_KIND__ASK;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err answer_view(struct call *call, const struct row_cursor *row, Guosuo__V1__AnswerView **out)
{
	Guosuo__V1__AnswerView *view = call_make(call, &guosuo__v1__answer_view__descriptor);
	if (view == NULL)
		return ERR_MEMORY;
	view->decision = call_bytes(call, row_blob(row, 0));
	view->at = row_int(row, 2);
	view->key_id = call_bytes(call, row_blob(row, 3));
	*out = view;
	return open_in(call, &guosuo__v1__item_answer__descriptor, row_blob(row, 1), &view->answer);
}

static enum err add_answers(struct tx *tx, struct call *call, const struct leg_row *leg,
                            Guosuo__V1__LegRounds *out)
{
	struct row_cursor row;
	out->answers = call_take(call, ANSWERS_MAX * sizeof(void *));
	if (out->answers == NULL)
		return ERR_MEMORY;
	enum err err =
	    store_answer_list(tx, leg->company, leg->pass_id, leg->province, ANSWERS_MAX, &row);
	while (err == ERR_OK && out->n_answers < ANSWERS_MAX && (err = store_next(&row)) == ERR_OK)
		err = answer_view(call, &row, &out->answers[out->n_answers++]);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err add_wish(struct tx *tx, struct call *call, const struct leg_row *leg,
                         Guosuo__V1__LegRounds *out)
{
	struct span raw;
	enum err err = store_wish_get(tx, leg->province, leg->pass_id, &raw);
	if (err == ERR_OK)
		err = open_in(call, &guosuo__v1__proposal__descriptor, raw, &out->wish);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err add_revision(struct tx *tx, struct call *call, const struct leg_row *leg,
                             Guosuo__V1__LegRounds *out)
{
	struct leg_row standing = *leg;
	int64_t change;
	enum err err = store_revision_standing(tx, leg->province, leg->pass_id, &standing, &change);
	if (err == ERR_OK) {
		out->standing = view_sealed(call, standing.body, standing.seals);
		out->change = (Guosuo__V1__LegChange)change;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err leg_rounds(struct tx *tx, struct call *call, const struct leg_row *leg,
                           Guosuo__V1__LegRounds **made)
{
	char *text;
	Guosuo__V1__LegRounds *out = call_make(call, &guosuo__v1__leg_rounds__descriptor);
	if (out == NULL)
		return ERR_MEMORY;
	*made = out;
	out->ordinal = leg->ordinal;
	out->province = leg->province;
	out->state = (Guosuo__V1__LegState)leg->state;
	out->revision = leg->revision;
	enum err err = add_decisions(tx, call, leg, out);
	if (err == ERR_OK)
		err = add_answers(tx, call, leg, out);
	if (err == ERR_OK)
		err = add_wish(tx, call, leg, out);
	if (err == ERR_OK)
		err = add_revision(tx, call, leg, out);
	if (err == ERR_OK)
		err = approval_text(tx, call, leg, &text);
	if (err == ERR_OK && text != NULL)
		out->condition_text = text;
	return err;
}

static enum err add_legs(struct tx *tx, struct call *call, const struct trip_row *trip,
                         Guosuo__V1__GetTripRoundsResponse *reply)
{
	struct row_cursor row;
	struct leg_row leg;
	reply->legs = call_take(call, TRIP_LEGS_MAX * sizeof(void *));
	if (reply->legs == NULL)
		return ERR_MEMORY;
	enum err err = store_leg_list(tx, trip->company, trip->pass_id, &row);
	while (err == ERR_OK && reply->n_legs < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		err = leg_rounds(tx, call, &leg, &reply->legs[reply->n_legs++]);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err rounds_get_trip(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetTripRoundsRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = store_trip_get(tx, span_text(call->who.company), pass_id, &trip);
	Guosuo__V1__GetTripRoundsResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	err = add_legs(tx, call, &trip, reply);
	if (err == ERR_OK)
		err = amends_former(tx, call, trip.company, trip.pass_id, &reply->amends);
	return err == ERR_OK ? amends_newer(tx, call, trip.company, trip.pass_id, &reply->newer) : err;
}

static enum err add_standing_text(struct tx *tx, struct call *call, const struct leg_row *leg,
                                  Guosuo__V1__GetLegRoundsResponse *reply)
{
	struct leg_row standing = *leg;
	char *text = NULL;
	int64_t change;
	enum err err = store_revision_standing(tx, leg->province, leg->pass_id, &standing, &change);
	if (err == ERR_OK)
		err = approval_text(tx, call, &standing, &text);
	if (text != NULL)
		reply->standing_text = text;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The former one last: it asks about another leg, and then this row is gone. */
static enum err add_desk(struct tx *tx, struct call *call, const struct leg_row *leg,
                         const Guosuo__V1__Trip *trip, Guosuo__V1__GetLegRoundsResponse *reply)
{
	enum err err = consultations_add(tx, call, leg->pass_id, reply);
	if (err == ERR_OK)
		err = add_standing_text(tx, call, leg, reply);
	if (err == ERR_OK)
		err = amends_newer(tx, call, leg->company, leg->pass_id, &reply->newer);
	return err == ERR_OK ? approval_former(tx, call, leg, trip, &reply->former) : err;
}

enum err rounds_get_leg(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetLegRoundsRequest *request = (const void *)call->request;
	struct reviewed_trip row;
	struct leg_row leg;
	struct trip trip;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = store_leg_get(tx, call->who.province, pass_id, &leg);
	if (err == ERR_OK)
		err = store_leg_trip(tx, call->who.province, pass_id, &row);
	Guosuo__V1__GetLegRoundsResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	const Guosuo__V1__Sealed *envelope = view_sealed(call, row.body, row.seals);
	err = envelope == NULL ? ERR_MEMORY : trip_read(envelope, &call->arena, &trip);
	if (err == ERR_OK)
		err = leg_rounds(tx, call, &leg, &reply->leg);
	return err == ERR_OK ? add_desk(tx, call, &leg, trip.body, reply) : err;
}
