#include "server/lapses.h"

#include "proto/finding.h"
#include "proto/status.h"
#include "server/part.h"
#include "server/store_bar.h"
#include "server/store_passage.h"
#include "server/store_revocation.h"
#include "server/view.h"

#define WHAT(name) GUOSUO__V1__LAPSE_WHAT__LAPSE_##name
#define WHY(name) GUOSUO__V1__LAPSE_WHY__LAPSE_##name

/* ---- as it comes in ---- */

static enum err pass_since(struct tx *tx, const struct passage *passage, int64_t *out)
{
	const Guosuo__V1__Trip *trip = passage->shown.trip.body;
	return store_revoked_at(tx, trip->issuer, iso_week(trip->not_after), trip->status_index, out);
}

static enum err leg_since(struct tx *tx, const struct passage *passage, int64_t *out)
{
	const Guosuo__V1__Leg *leg = passage->shown.leg.body;
	return store_revoked_at(tx, leg->province, iso_week(passage->shown.trip.body->not_after), leg->status_index, out);
}

static struct bar_fact fact_of(const struct passage *passage, enum bar_kind kind, uint32_t number)
{
	const Guosuo__V1__Trip *trip = passage->shown.trip.body;
	return (struct bar_fact){iso_week(trip->not_after), trip->status_index, kind, number};
}

static enum err serial_since(struct tx *tx, const struct passage *passage, int64_t *out)
{
	const Guosuo__V1__Assignment *assignment = passage->shown.assignment.body;
	const bool paper = assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	const struct bar_fact fact = fact_of(passage, paper ? BAR_PAPER : BAR_PHONE, assignment->serial);
	return store_bar_since(tx, passage->shown.trip.body->issuer, &fact, out);
}

static enum err slot_since(struct tx *tx, const struct passage *passage, int64_t *out)
{
	const Guosuo__V1__Trip *trip = passage->shown.trip.body;
	const ProtobufCBinaryData key = passage->shown.code.assignment.key;
	const struct bar_fact fact = fact_of(passage, BAR_SLOT, key.len == KEY_LEN ? trip_officer(trip, key.data) : 0);
	return fact.number == 0 ? ERR_NOT_FOUND : store_bar_since(tx, trip->issuer, &fact, out);
}

static const struct question {
	Guosuo__V1__LapseWhat what;
	enum finding_code finding; /* the gate's, where it knew */
	enum err (*since)(struct tx *tx, const struct passage *passage, int64_t *out);
} questions[] = {
    {WHAT(PASS), FINDING_REVOKED, pass_since},
    {WHAT(LEG), FINDING_REVOKED, leg_since},
    {WHAT(ASSIGNMENT), FINDING_SERIAL_BARRED, serial_since},
    {WHAT(OFFICER), FINDING_SLOT_BARRED, slot_since},
};

static bool has(const Guosuo__V1__Stamp *stamp, enum finding_code finding)
{
	for (size_t i = 0; i < stamp->n_findings; i++)
		if (stamp->findings[i] == (uint32_t)finding)
			return true;
	return false;
}

/* The gate found itself that its clock could not be right. */
static bool doubts_clock(const Guosuo__V1__Stamp *stamp)
{
	static const enum finding_code findings[] = {FINDING_CLOCK_BEHIND, FINDING_TIME_AHEAD, FINDING_SEALED_AHEAD, FINDING_CLOCK_DOUBTED};
	for (size_t i = 0; i < sizeof findings / sizeof findings[0]; i++)
		if (has(stamp, findings[i]))
			return true;
	return false;
}

enum err lapses_find(struct tx *tx, const struct passage *passage, int64_t at, int64_t state_at, struct lapse *out)
{
	*out = (struct lapse){0};
	if (passage->passage == NULL || !passage->sealed || passage->stamp.body->outcome != GUOSUO__V1__OUTCOME__PASSED)
		return ERR_OK;
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		int64_t since;
		enum err err = questions[i].since(tx, passage, &since);
		if (err == ERR_NOT_FOUND)
			continue;
		if (err != ERR_OK)
			return err;
		const Guosuo__V1__LapseWhy why = since <= at                                      ? WHY(LATER)
		                                 : has(stamp, questions[i].finding)             ? WHY(KNOWN)
		                                 : since <= state_at && doubts_clock(stamp) ? WHY(CLOCK)
		                                                                            : WHY(WHY_UNSPECIFIED);
		if (why != WHY(WHY_UNSPECIFIED) && (out->since == 0 || since < out->since))
			*out = (struct lapse){since, questions[i].what, why};
	}
	return ERR_OK;
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
	lapse->what = (Guosuo__V1__LapseWhat)row->lapse_what;
	lapse->why = (Guosuo__V1__LapseWhy)row->lapse_why;
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
