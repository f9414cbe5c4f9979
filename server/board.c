#include "server/board.h"

#include "proto/decision.h"
#include "proto/leg.h"
#include "server/across.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/store_consultation.h"
#include "server/store_step.h"

/* ---- the board ---- */

static enum err list_province(struct tx *tx, uint32_t province, int64_t order, struct span id, uint32_t limit,
                              const void *what, struct row_cursor *out)
{
	(void)what;
	return store_part_board(tx, province, order, id, limit, out);
}

static enum err line_of(struct tx *tx, struct call *call, const struct across_key *key,
                        Guosuo__V1__BoardLine **out)
{
	struct span pass_id = span_of(key->id, PASS_ID_LEN);
	struct part_trip trip;
	struct leg_row leg;
	Guosuo__V1__BoardLine *line = call_make(call, &guosuo__v1__board_line__descriptor);
	enum err err = line == NULL ? ERR_MEMORY : store_part_trip(tx, key->province, pass_id, &trip);
	if (err != ERR_OK)
		return err;
	line->pass_id = call_bytes(call, pass_id);
	line->number = view_number(call, pass_id);
	line->company = call_text(call, trip.company_name);
	line->cargo = call_text(call, trip.cargo);
	line->over_limit_class = (Guosuo__V1__OverLimitClass)trip.class;
	err = store_leg_get(tx, key->province, pass_id, &leg);
	if (err == ERR_OK)
		err = view_leg(tx, call, &leg, &line->leg);
	if (err == ERR_OK)
		err = board_haste_leg(tx, call, pass_id, line->leg);
	if (err == ERR_OK)
		err = store_consultation_late(tx, key->province, pass_id, call->now, &line->overdue);
	*out = line;
	return err;
}

enum err board_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__BoardRequest *request = (const void *)call->request;
	const struct across across = {.list = list_province, .ordered = true, .only = request->province};
	struct across_page *page = call_take(call, sizeof *page);
	Guosuo__V1__BoardResponse *reply = call_reply(call);
	if (page == NULL || reply == NULL)
		return ERR_MEMORY;
	enum err err = across_read(call, request->page_size, request->after, page);
	if (err == ERR_OK && request->province != 0)
		err = part_province(call, request->province);
	if (err == ERR_OK)
		err = across_fill(tx, call, &across, page);
	if (err != ERR_OK)
		return err;
	reply->lines = call_take(call, page->count * sizeof(void *));
	reply->next = across_next(call, page);
	for (size_t i = 0; err == ERR_OK && reply->lines != NULL && i < page->count;
	     i++, reply->n_lines += err == ERR_OK)
		err = line_of(tx, call, &page->keys[i], &reply->lines[i]);
	return err;
}

/* ---- haste ---- */

static enum err expedite_leg(struct tx *tx, struct call *call, const struct part *part, uint32_t province,
                             struct span who)
{
	const Guosuo__V1__ExpediteRequest *request = (const void *)call->request;
	const struct expedite_row row = {.province = province,
	                                 .pass_id = span_of(part->pass_id, PASS_ID_LEN),
	                                 .company = span_text(part->company),
	                                 .created = call->now,
	                                 .id = span_of(call->sig.nonce, HTTPSIG_NONCE_LEN),
	                                 .who = who,
	                                 .actor = span_of(call->who.keyid, KEYID_LEN),
	                                 .reason = span_text(request->reason)};
	struct row_cursor words;
	size_t count = 0;
	enum err err = store_expedite_newest(tx, province, row.pass_id, EXPEDITES_MAX, &words);
	while (err == ERR_OK && (err = store_next(&words)) == ERR_OK)
		count++;
	if (err != ERR_NOT_FOUND)
		return err;
	if (count == EXPEDITES_MAX)
		return call_fault(call, RULE_TOO_MANY, "reason", (int64_t)count + 1, EXPEDITES_MAX);
	return store_expedite_put(tx, &row);
}

/* The provinces whose leg is not decided, of those asked for. */
static enum err open_legs(struct tx *tx, const struct part *part, uint32_t only,
                          uint32_t out[static TRIP_LEGS_MAX], uint32_t *count)
{
	struct row_cursor row;
	struct leg_row leg;
	bool found = false;
	enum err err =
	    store_leg_list(tx, span_text(part->company), span_of(part->pass_id, PASS_ID_LEN), &row);
	*count = 0;
	while (err == ERR_OK && *count < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		if (only != 0 && only != leg.province)
			continue;
		found = true;
		if (!leg.decided)
			out[(*count)++] = leg.province;
	}
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	return found ? ERR_OK : ERR_NOT_FOUND;
}

enum err board_expedite(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ExpediteRequest *request = (const void *)call->request;
	uint32_t provinces[TRIP_LEGS_MAX], count = 0;
	struct part part;
	struct span who;
	enum err err = part_text(call, "reason", request->reason, REASON_MAX);
	if (err == ERR_OK)
		err = part_open(tx, call, request->pass_id, &part);
	if (err == ERR_OK)
		err = part_name(tx, call, &who);
	if (err == ERR_OK)
		err = open_legs(tx, &part, request->province, provinces, &count);
	if (err == ERR_OK && count == 0)
		err = call_fault(call, RULE_DECIDED, "province", 0, 0);
	for (uint32_t i = 0; err == ERR_OK && i < count; i++)
		err = expedite_leg(tx, call, &part, provinces[i], who);
	Guosuo__V1__ExpediteResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->legs = count;
	return err;
}

/* ---- how others see it ---- */

static Guosuo__V1__Expedited *word_of(struct call *call, const struct row_cursor *row)
{
	Guosuo__V1__Expedited *out = call_make(call, &guosuo__v1__expedited__descriptor);
	if (out == NULL)
		return NULL;
	out->at = row_int(row, 1);
	out->who = call_text(call, row_text(row, 2));
	out->reason = call_text(call, row_text(row, 3));
	return out;
}

enum err board_haste(struct tx *tx, struct call *call, uint32_t province, struct span pass_id,
                     Guosuo__V1__Expedited **out)
{
	struct row_cursor row;
	*out = NULL;
	enum err err = store_expedite_newest(tx, province, pass_id, 1, &row);
	if (err == ERR_OK)
		err = store_next(&row);
	if (err == ERR_OK && (*out = word_of(call, &row)) == NULL)
		err = ERR_MEMORY;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err add_word(struct call *call, const struct row_cursor *row, Guosuo__V1__LegView *leg)
{
	if (leg->n_expedites == EXPEDITES_MAX)
		return ERR_OK;
	if (leg->expedites == NULL)
		leg->expedites = call_take(call, EXPEDITES_MAX * sizeof(void *));
	Guosuo__V1__Expedited *word = word_of(call, row);
	if (leg->expedites == NULL || word == NULL)
		return ERR_MEMORY;
	leg->expedites[leg->n_expedites++] = word;
	return ERR_OK;
}

enum err board_haste_leg(struct tx *tx, struct call *call, struct span pass_id, Guosuo__V1__LegView *leg)
{
	struct row_cursor row;
	enum err err = store_expedite_before(tx, leg->province, pass_id, INT64_MAX, EXPEDITES_MAX, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK)
		err = add_word(call, &row, leg);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err board_haste_trip(struct tx *tx, struct call *call, struct span pass_id, Guosuo__V1__TripView *trip)
{
	struct row_cursor row;
	enum err err = store_expedite_trip(tx, span_text(call->who.company), pass_id,
	                                   EXPEDITES_MAX * TRIP_LEGS_MAX, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK)
		for (size_t i = 0; err == ERR_OK && i < trip->n_legs; i++)
			if (trip->legs[i]->province == row_int(&row, 0))
				err = add_word(call, &row, trip->legs[i]);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
