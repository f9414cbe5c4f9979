#include "server/lapses.h"

#include "guosuo/v1/group.pb-c.h"
#include "proto/status.h"
#include "server/part.h"
#include "server/store_passage.h"
#include "server/store_revocation.h"
#include "server/view.h"

/* ---- as it comes in ---- */

static enum err ask(struct tx *tx, uint32_t province, uint32_t week, uint32_t index, int64_t at, int64_t *out)
{
	int64_t since;
	enum err err = store_revoked_at(tx, province, week, index, &since);
	if (err == ERR_OK && since <= at && (*out == 0 || since < *out))
		*out = since;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err lapses_find(struct tx *tx, const struct passage *passage, int64_t at, int64_t *out)
{
	*out = 0;
	if (passage->passage == NULL || !passage->sealed || passage->stamp.body->outcome != GUOSUO__V1__OUTCOME__PASSED)
		return ERR_OK;
	const Guosuo__V1__Trip *trip = passage->shown.trip.body;
	const Guosuo__V1__Leg *leg = passage->shown.leg.body;
	const uint32_t week = iso_week(trip->not_after);
	enum err err = ask(tx, trip->issuer, week, trip->status_index, at, out);
	return err == ERR_OK ? ask(tx, leg->province, week, leg->status_index, at, out) : err;
}

/* ---- as they are listed ---- */

static Guosuo__V1__Lapse *line_of(struct call *call, uint32_t province, const struct passage_row *row)
{
	Guosuo__V1__Lapse *lapse = call_make(call, &guosuo__v1__lapse__descriptor);
	struct passage *opened = call_take(call, sizeof *opened);
	const ProtobufCBinaryData record = call_bytes(call, row->record);
	if (lapse == NULL || opened == NULL || record.data == NULL)
		return NULL;
	lapse->province = province;
	lapse->checkpoint = row->checkpoint;
	lapse->device = call_bytes(call, row->device);
	lapse->sequence = row->sequence;
	lapse->at = row->at;
	lapse->pass_id = call_bytes(call, row->pass_id);
	lapse->revoked_at = row->lapse;
	if (passage_read(field_span(record), &call->arena, opened) == ERR_OK && opened->passage != NULL) {
		lapse->plate = opened->passage->plate;
		lapse->verdict = opened->stamp.body->verdict;
		lapse->duty = opened->stamp.body->duty;
	}
	return lapse;
}

enum err lapses_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListLapsesRequest *request = (const void *)call->request;
	struct page page;
	struct row_cursor row;
	struct passage_row found;
	Guosuo__V1__ListLapsesResponse *reply = call_reply(call);
	enum err err = part_province(call, request->province);
	if (err == ERR_OK)
		err = view_page(call, request->page_size, request->after, INT64_MAX, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->lapses = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = store_passage_lapses(tx, request->province, page.created, page.pass_id, page.size, &row);
	while (err == ERR_OK && reply->n_lapses < page.size && (err = store_next(&row)) == ERR_OK) {
		store_passage_lapse(&row, &found);
		reply->lapses[reply->n_lapses] = line_of(call, request->province, &found);
		if (reply->lapses[reply->n_lapses++] == NULL)
			return ERR_MEMORY;
		if (reply->n_lapses == page.size)
			reply->next = view_next(call, found.at, span_of(found.hash.p, PASS_ID_LEN));
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
