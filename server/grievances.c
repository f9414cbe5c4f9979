#include "server/grievances.h"

#include "proto/body.h"
#include "proto/canon.h"
#include "server/part.h"
#include "server/store_grievance.h"
#include "server/store_request.h"
#include "server/store_trip.h"
#include "server/view.h"

enum { STAMP_ROOM = 16 * 1024 };

/* ---- taken in ---- */

static enum err check(struct call *call, const Guosuo__V1__PutGrievanceRequest *request)
{
	enum err err = call_length(call, request->pass, PASS_ID_LEN, "pass");
	if (err == ERR_OK)
		err = part_text(call, "text", request->text, GRIEVANCE_TEXT_MAX);
	if (err != ERR_OK)
		return err;
	if (request->checkpoint == 0)
		return call_fault(call, RULE_REQUIRED, "checkpoint", 0, 0);
	if (request->kind == GUOSUO__V1__GRIEVANCE_KIND__GRIEVANCE_KIND_UNSPECIFIED)
		return call_fault(call, RULE_CHOICE, "kind", 0, 0);
	return request->at > 0 ? ERR_OK : call_fault(call, RULE_REQUIRED, "at", 0, 0);
}

/* Whose pass it is: its company's device may report too, as paper names none. */
static enum err find_company(struct tx *tx, struct call *call, struct grievance_row *row)
{
	struct span company;
	struct trip_row trip;
	enum err err = store_grievance_company(tx, row->device, row->pass_id, &company);
	if (err == ERR_NOT_FOUND) {
		company = span_text(call->who.company);
		err = store_trip_get(tx, company, row->pass_id, &trip);
	}
	if (err == ERR_OK)
		row->company = span_text(call_text(call, company));
	return err;
}

/* And that it goes through that province. */
static enum err place(struct tx *tx, struct call *call, struct grievance_row *row)
{
	struct leg_row leg;
	enum err err = find_company(tx, call, row);
	return err == ERR_OK ? store_leg_get(tx, row->province, row->pass_id, &leg) : err;
}

static enum err put_entry(struct tx *tx, struct call *call, uint32_t province)
{
	struct span raw;
	hash_t hash;
	enum err err = canon_pack(call->request, &call->arena, &raw);
	if (err != ERR_OK)
		return err;
	body_hash(raw, hash);
	return store_entry_put(tx, ENTRY_GRIEVANCE, province, span_of(hash, HASH_LEN), span_of(call->who.keyid, KEYID_LEN), call->now);
}

enum err grievances_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutGrievanceRequest *request = (const void *)call->request;
	struct grievance_row row = {.province = request->province,
	                            .checkpoint = request->checkpoint,
	                            .kind = (uint32_t)request->kind,
	                            .amount_fen = request->amount_fen,
	                            .id = span_of(call->sig.nonce, HTTPSIG_NONCE_LEN),
	                            .pass_id = field_span(request->pass),
	                            .device = span_of(call->who.key, KEY_LEN),
	                            .text = span_text(request->text),
	                            .at = request->at < call->now ? request->at : call->now, /* a phone's clock may be fast */
	                            .created = call->now};
	enum err err = check(call, request);
	if (err == ERR_OK)
		err = place(tx, call, &row);
	if (err == ERR_OK)
		err = store_grievance_put(tx, &row);
	if (err == ERR_OK && store_changed(tx) > 0)
		err = put_entry(tx, call, row.province);
	Guosuo__V1__PutGrievanceResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->id = call_bytes(call, row.id);
	return err;
}

/* ---- read ---- */

static Guosuo__V1__GrievanceStamp *stamp_of(struct call *call, struct span body, struct arena *room)
{
	ProtobufCMessage *message;
	Guosuo__V1__GrievanceStamp *out = call_make(call, &guosuo__v1__grievance_stamp__descriptor);
	room->used = 0;
	if (out == NULL || canon_open(&guosuo__v1__stamp__descriptor, body, room, &message) != ERR_OK)
		return out;
	const Guosuo__V1__Stamp *stamp = (const Guosuo__V1__Stamp *)message;
	out->at = stamp->time;
	out->sequence = stamp->sequence;
	out->verdict = stamp->verdict;
	out->outcome = (uint32_t)stamp->outcome;
	out->duty = stamp->duty;
	return out;
}

static enum err add_stamps(struct tx *tx, struct call *call, const struct grievance_row *row, struct arena *room,
                           Guosuo__V1__Grievance *out)
{
	struct row_cursor cursor;
	out->stamps = call_take(call, GRIEVANCE_STAMPS * sizeof(void *));
	if (out->stamps == NULL)
		return ERR_MEMORY;
	enum err err =
	    store_grievance_stamps(tx, row, row->at - GRIEVANCE_NEAR_S, row->at + GRIEVANCE_NEAR_S, GRIEVANCE_STAMPS, &cursor);
	while (err == ERR_OK && out->n_stamps < GRIEVANCE_STAMPS && (err = store_next(&cursor)) == ERR_OK) {
		out->stamps[out->n_stamps] = stamp_of(call, row_blob(&cursor, 0), room);
		if (out->stamps[out->n_stamps++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err grievance_of(struct tx *tx, struct call *call, const struct grievance_row *row, struct arena *room,
                             Guosuo__V1__Grievance **out)
{
	Guosuo__V1__Grievance *grievance = call_make(call, &guosuo__v1__grievance__descriptor);
	if (grievance == NULL)
		return ERR_MEMORY;
	grievance->id = call_bytes(call, row->id);
	grievance->number = view_number(call, row->pass_id);
	grievance->province = row->province;
	grievance->checkpoint = row->checkpoint;
	grievance->kind = (Guosuo__V1__GrievanceKind)row->kind;
	grievance->at = row->at;
	grievance->created = row->created;
	grievance->text = call_text(call, row->text);
	grievance->amount_fen = row->amount_fen;
	*out = grievance;
	return add_stamps(tx, call, row, room, grievance);
}

enum err grievances_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListGrievancesRequest *request = (const void *)call->request;
	struct arena room = {call_take(call, STAMP_ROOM), STAMP_ROOM, 0};
	Guosuo__V1__ListGrievancesResponse *reply = call_reply(call);
	struct grievance_row row;
	struct row_cursor cursor;
	struct page page;
	enum err err = part_province(call, request->province);
	if (err == ERR_OK)
		err = view_page(call, request->page_size, request->after, 0, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || room.base == NULL || (reply->grievances = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = store_grievance_list(tx, request->province, page.created, page.pass_id, page.size, &cursor);
	while (err == ERR_OK && reply->n_grievances < page.size && (err = store_next(&cursor)) == ERR_OK) {
		store_grievance_row(&cursor, &row);
		err = grievance_of(tx, call, &row, &room, &reply->grievances[reply->n_grievances]);
		if (err == ERR_OK && ++reply->n_grievances == page.size)
			reply->next = view_next(call, row.created, row.id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
