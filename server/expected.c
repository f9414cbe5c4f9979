#include "server/expected.h"

#include "proto/assignment.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/civil.h"
#include "server/store_expected.h"
#include "server/store_revision.h"
#include "server/store_stamp.h"
#include "server/store_trip.h"
#include "server/view.h"

enum { ROW_ROOM = 64 * 1024 }; /* what one pass is put together in */

enum err expected_sealed(struct tx *tx, uint32_t province, struct span pass_id, const Guosuo__V1__Leg *leg)
{
	return store_expected_put(tx, province, pass_id, leg->not_before, leg->not_after);
}

/* ---- one pass ---- */

/* The sealed leg, or what stands while its revision is reviewed. ERR_NOT_FOUND: neither does. */
static enum err find_leg(struct tx *tx, struct leg_row *leg)
{
	int64_t change;
	if (leg->state == GUOSUO__V1__LEG_STATE__LEG_SEALED)
		return ERR_OK;
	return leg->revision < 2 ? ERR_NOT_FOUND : store_revision_standing(tx, leg->province, leg->pass_id, leg, &change);
}

/* ERR_NOT_FOUND: nobody is assigned, or who is has arrived. */
static enum err find_assignment(struct tx *tx, const struct leg_row *leg, struct arena *room, Guosuo__V1__OfficerSealed *out)
{
	struct row_cursor row;
	struct assignment assignment;
	int64_t at;
	enum err err = store_assignment_list(tx, leg->company, leg->pass_id, 1, &row);
	if (err == ERR_OK)
		err = store_next(&row);
	if (err != ERR_OK)
		return err;
	guosuo__v1__officer_sealed__init(out);
	out->body = span_bytes(row_blob(&row, 0));
	out->signature = span_bytes(row_blob(&row, 1));
	out->key = span_bytes(row_blob(&row, 2));
	err = assignment_read(out, room, &assignment);
	if (err == ERR_OK)
		err = store_stamp_delivered(tx, leg->company, leg->pass_id, assignment.body->journey, &at);
	return err == ERR_NOT_FOUND ? ERR_OK : err == ERR_OK ? ERR_NOT_FOUND : err;
}

/* As canonical bytes, in `room`. ERR_NOT_FOUND: there is nothing to drive by. */
static enum err pack(struct tx *tx, struct expected_row *row, struct arena *room, struct span *out)
{
	Guosuo__V1__Expected expected = GUOSUO__V1__EXPECTED__INIT;
	Guosuo__V1__Sealed trip = GUOSUO__V1__SEALED__INIT, leg = GUOSUO__V1__SEALED__INIT;
	Guosuo__V1__OfficerSealed assignment;
	enum err err = find_leg(tx, &row->leg);
	if (err == ERR_OK)
		err = find_assignment(tx, &row->leg, room, &assignment);
	if (err != ERR_OK)
		return err;
	trip.body = span_bytes(row->trip_body), trip.seals = span_bytes(row->trip_seals);
	leg.body = span_bytes(row->leg.body), leg.seals = span_bytes(row->leg.seals);
	expected.trip = &trip, expected.leg = &leg, expected.assignment = &assignment;
	return canon_pack(&expected.base, room, out);
}

static int64_t until(const struct call *call)
{
	return call->now + call->app->config->expected_days * DAY_S;
}

/* ---- the list ---- */

static enum err add_line(struct tx *tx, struct call *call, struct expected_row *row, struct arena *room,
                         Guosuo__V1__ListExpectedResponse *reply)
{
	struct span raw;
	uint8_t hash[HASH_LEN];
	Guosuo__V1__ExpectedLine *line;
	room->used = 0;
	enum err err = pack(tx, row, room, &raw);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	line = call_make(call, &guosuo__v1__expected_line__descriptor);
	if (line == NULL)
		return ERR_MEMORY;
	body_hash(raw, hash);
	line->pass_id = call_bytes(call, row->leg.pass_id);
	line->digest = call_bytes(call, span_of(hash, EXPECTED_DIGEST));
	reply->lines[reply->n_lines++] = line;
	return ERR_OK;
}

/* Where nothing is due among those that were looked at, the next page is. */
enum err expected_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListExpectedRequest *request = (const void *)call->request;
	struct arena room = {call_take(call, ROW_ROOM), ROW_ROOM, 0};
	Guosuo__V1__ListExpectedResponse *reply = call_reply(call);
	struct page page;
	struct row_cursor cursor;
	struct expected_row row;
	size_t looked = 0;
	enum err err = view_page(call, 0, request->after, call->now, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || room.base == NULL || (reply->lines = call_take(call, EXPECTED_LINES * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	reply->as_of = call->now;
	err = store_expected_list(tx, call->who.province, page.created, page.pass_id, until(call), EXPECTED_LINES, &cursor);
	while (err == ERR_OK && looked < EXPECTED_LINES && (err = store_next(&cursor)) == ERR_OK) {
		store_expected_row(&cursor, &row);
		if (++looked == EXPECTED_LINES)
			reply->next = view_next(call, row.closes, row.leg.pass_id);
		err = add_line(tx, call, &row, &room, reply);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- the passes ---- */

static enum err add_pass(struct tx *tx, struct call *call, struct span pass_id, Guosuo__V1__GetExpectedResponse *reply)
{
	struct expected_row row;
	struct span raw;
	ProtobufCMessage *expected;
	enum err err = store_expected_get(tx, call->who.province, pass_id, call->now, until(call), &row);
	if (err == ERR_OK)
		err = pack(tx, &row, &call->arena, &raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__expected__descriptor, raw, &call->arena, &expected);
	if (err == ERR_OK)
		reply->passes[reply->n_passes++] = (Guosuo__V1__Expected *)expected;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err expected_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetExpectedRequest *request = (const void *)call->request;
	Guosuo__V1__GetExpectedResponse *reply = call_reply(call);
	enum err err = ERR_OK;
	if (request->n_pass_ids < 1)
		return call_fault(call, RULE_REQUIRED, "pass_ids", 0, 0);
	if (request->n_pass_ids > EXPECTED_ASKED)
		return call_fault(call, RULE_TOO_MANY, "pass_ids", (int64_t)request->n_pass_ids, EXPECTED_ASKED);
	if (reply == NULL || (reply->passes = call_take(call, request->n_pass_ids * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; err == ERR_OK && i < request->n_pass_ids; i++) {
		err = call_length(call, request->pass_ids[i], PASS_ID_LEN, "pass_ids");
		if (err == ERR_OK)
			err = add_pass(tx, call, field_span(request->pass_ids[i]), reply);
	}
	return err;
}
