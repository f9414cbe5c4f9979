#include "server/consultations.h"

#include <string.h>

#include "proto/canon.h"
#include "server/amends.h"
#include "server/outbox.h"
#include "server/part.h"
#include "server/store_consultation.h"
#include "server/store_leg.h"
#include "server/store_request.h"
#include "server/view.h"

/* ---- asking ---- */

static enum err check_text(struct call *call, const char *field, const char *text, size_t most)
{
	size_t n = strlen(text);
	if (n == 0)
		return call_fault(call, RULE_REQUIRED, field, 0, 0);
	return n <= most ? ERR_OK : call_fault(call, RULE_TOO_LONG, field, (int64_t)n, (int64_t)most);
}

static enum err check_bridges(struct call *call, const Guosuo__V1__PutConsultationRequest *request)
{
	enum err err = ERR_OK;
	if (request->n_bridges > BRIDGES_MAX)
		return call_fault(call, RULE_TOO_MANY, "bridges", (int64_t)request->n_bridges, BRIDGES_MAX);
	for (size_t i = 0; err == ERR_OK && i < request->n_bridges; i++) {
		char field[64];
		field_index(field, sizeof field, "bridges", i);
		err = check_text(call, field, request->bridges[i], CONSULTATION_NAME_MAX);
	}
	return err;
}

static enum err check(struct call *call, const Guosuo__V1__PutConsultationRequest *request)
{
	if (request->party == GUOSUO__V1__PARTY__PARTY_UNSPECIFIED)
		return call_fault(call, RULE_CHOICE, "party", 0, 0);
	enum err err = check_text(call, "name", request->name, CONSULTATION_NAME_MAX);
	if (err == ERR_OK)
		err = check_text(call, "question", request->question, CONSULTATION_TEXT_MAX);
	if (err == ERR_OK && request->until <= call->now)
		err = call_fault(call, RULE_WINDOW_PAST, "until", 0, 0);
	return err == ERR_OK ? check_bridges(call, request) : err;
}

/* A leg of the reviewer's province that can still be decided about. */
static enum err open_leg(struct tx *tx, struct call *call, ProtobufCBinaryData pass_id, struct leg_row *out)
{
	struct span found;
	enum err err = part_pass(tx, call, pass_id, &found);
	if (err == ERR_OK)
		err = store_leg_get(tx, call->who.province, found, out);
	if (err == ERR_OK)
		err = amends_current(tx, call, out->company, out->pass_id);
	return err;
}

static enum err keep(struct tx *tx, struct call *call, const struct leg_row *leg, uint32_t number)
{
	const Guosuo__V1__PutConsultationRequest *request = (const void *)call->request;
	Guosuo__V1__Consultation body = GUOSUO__V1__CONSULTATION__INIT;
	uint8_t hash[HASH_LEN];
	struct span raw;
	body.number = number;
	body.party = request->party;
	body.name = request->name;
	body.question = request->question;
	body.until = request->until;
	body.bridges = request->bridges;
	body.n_bridges = request->n_bridges;
	body.at = call->now;
	enum err err = canon_pack(&body.base, &call->arena, &raw);
	if (err == ERR_OK)
		err = store_consultation_put(tx, leg->province, leg->pass_id, number, request->until, raw);
	if (err != ERR_OK)
		return err;
	body_hash(raw, hash);
	return store_entry_put(tx, ENTRY_CONSULTATION, leg->province, span_of(hash, sizeof hash),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

enum err consultations_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutConsultationRequest *request = (const void *)call->request;
	struct leg_row leg;
	uint32_t number = 0;
	enum err err = open_leg(tx, call, request->pass_id, &leg);
	if (err == ERR_OK && leg.decided)
		err = view_leg_state(call, leg.state);
	if (err == ERR_OK)
		err = check(call, request);
	if (err == ERR_OK)
		err = store_consultation_highest(tx, leg.province, leg.pass_id, &number);
	if (err == ERR_OK && number >= CONSULTATIONS_MAX)
		err = call_fault(call, RULE_TOO_MANY, "pass_id", number + 1, CONSULTATIONS_MAX);
	if (err == ERR_OK)
		err = keep(tx, call, &leg, number + 1);
	Guosuo__V1__PutConsultationResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->number = number + 1;
	return err;
}

/* An answer that comes after the decision is kept too: it is part of the case. */
enum err consultations_answer(struct tx *tx, struct call *call)
{
	const Guosuo__V1__AnswerConsultationRequest *request = (const void *)call->request;
	struct leg_row leg;
	uint32_t number = 0;
	enum err err = open_leg(tx, call, request->pass_id, &leg);
	if (err == ERR_OK && request->opinion == GUOSUO__V1__OPINION__OPINION_UNSPECIFIED)
		err = call_fault(call, RULE_CHOICE, "opinion", 0, 0);
	if (err == ERR_OK)
		err = check_text(call, "answer", request->answer, CONSULTATION_TEXT_MAX);
	if (err == ERR_OK)
		err = store_consultation_highest(tx, leg.province, leg.pass_id, &number);
	if (err == ERR_OK && (request->number < 1 || request->number > number))
		err = call_fault(call, RULE_ORDINAL, "number", request->number, number);
	if (err == ERR_OK)
		err = store_consultation_answer(tx, leg.province, leg.pass_id, request->number, call->now,
		                                request->opinion, span_text(request->answer));
	if (err == ERR_NOT_FOUND && number > 0)
		err = call_fault(call, RULE_ANSWERED, "number", 0, 0);
	call_reply(call);
	return err;
}

/* ---- reading ---- */

static enum err open_body(struct arena *arena, struct span raw, Guosuo__V1__Consultation **out)
{
	ProtobufCMessage *body;
	enum err err = canon_open(&guosuo__v1__consultation__descriptor, raw, arena, &body);
	if (err == ERR_OK)
		*out = (Guosuo__V1__Consultation *)body;
	return err;
}

enum err consultations_add(struct tx *tx, struct call *call, struct span pass_id,
                           Guosuo__V1__GetLegRoundsResponse *reply)
{
	struct row_cursor row;
	reply->consultations = call_take(call, CONSULTATIONS_MAX * sizeof(void *));
	if (reply->consultations == NULL)
		return ERR_MEMORY;
	enum err err = store_consultation_list(tx, call->who.province, pass_id, CONSULTATIONS_MAX, &row);
	while (err == ERR_OK && reply->n_consultations < CONSULTATIONS_MAX &&
	       (err = store_next(&row)) == ERR_OK) {
		Guosuo__V1__Consultation *one;
		err = open_body(&call->arena, row_blob(&row, 0), &one);
		if (err != ERR_OK)
			return err;
		one->answered_at = row_int(&row, 1);
		one->opinion = (Guosuo__V1__Opinion)row_int(&row, 2);
		one->answer = call_text(call, row_text(&row, 3));
		reply->consultations[reply->n_consultations++] = one;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err line(struct call *call, const struct row_cursor *row, Guosuo__V1__ConsultationLine **out)
{
	Guosuo__V1__Consultation *body;
	Guosuo__V1__ConsultationLine *made = call_make(call, &guosuo__v1__consultation_line__descriptor);
	enum err err = made == NULL ? ERR_MEMORY : open_body(&call->arena, row_blob(row, 2), &body);
	if (err != ERR_OK)
		return err;
	made->pass_id = call_bytes(call, row_blob(row, 0));
	made->pass_number = view_number(call, row_blob(row, 0));
	made->number = (uint32_t)row_int(row, 1);
	made->party = body->party;
	made->name = body->name;
	made->until = body->until;
	*out = made;
	return ERR_OK;
}

enum err consultations_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListConsultationsRequest *request = (const void *)call->request;
	const Guosuo__V1__ConsultationLine none = GUOSUO__V1__CONSULTATION_LINE__INIT;
	const Guosuo__V1__ConsultationLine *after = request->after == NULL ? &none : request->after;
	struct page page;
	struct row_cursor row;
	enum err err = view_page(call, request->page_size, (ProtobufCBinaryData){0, NULL}, 0, &page);
	Guosuo__V1__ListConsultationsResponse *reply = call_reply(call);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->consultations = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = store_consultation_open(tx, call->who.province, after->until, field_span(after->pass_id),
	                              after->number, page.size, &row);
	while (err == ERR_OK && reply->n_consultations < page.size && (err = store_next(&row)) == ERR_OK)
		err = line(call, &row, &reply->consultations[reply->n_consultations++]);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- nobody answered ---- */

/* The row's bytes go with the next statement: they are copied. */
static enum err raise_one(struct tx *tx, uint32_t province, int64_t now, const struct row_cursor *row, struct arena *arena)
{
	const char *pass_id = arena_text(arena, row_blob(row, 0)), *company = arena_text(arena, row_text(row, 3));
	const uint32_t number = (uint32_t)row_int(row, 1);
	const bool decided = row_int(row, 5) != 0;
	Guosuo__V1__Consultation *body;
	struct outbox_news news = {.event = OUTBOX_CONSULTATION_OVERDUE,
	                           .province = province,
	                           .ordinal = (uint32_t)row_int(row, 4),
	                           .now = now};
	enum err err = pass_id == NULL || company == NULL ? ERR_MEMORY : open_body(arena, row_blob(row, 2), &body);
	if (err != ERR_OK)
		return err;
	news.pass_id = span_of(pass_id, PASS_ID_LEN);
	news.company = span_text(company);
	news.reason = span_text(body->name);
	err = store_consultation_told(tx, province, news.pass_id, number, now);
	return err == ERR_OK && !decided ? outbox_put(tx, &news) : err;
}

enum err consultations_raise(struct tx *tx, uint32_t province, int64_t now, uint32_t most, struct arena *arena, uint32_t *count)
{
	struct row_cursor row;
	enum err err = ERR_OK;
	for (*count = 0; err == ERR_OK && *count < most; *count += err == ERR_OK) {
		const size_t used = arena->used;
		err = store_consultation_overdue(tx, province, now, &row);
		if (err == ERR_OK)
			err = raise_one(tx, province, now, &row, arena);
		arena->used = used;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
