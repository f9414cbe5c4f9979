#include "server/difficulties.h"

#include <string.h>

#include "server/across.h"
#include "server/group_policy.h"
#include "server/outbox.h"
#include "server/part.h"
#include "server/threads.h"

enum { ID_LEN = HTTPSIG_NONCE_LEN, HOUR_S = 3600 };

/* ---- taken in ---- */

/* The province of the company's registration: digits 3 and 4 of its USCC (GB 32100). */
static uint32_t home_of(const char *uscc)
{
	return (uint32_t)(uscc[2] - '0') * 10 + (uint32_t)(uscc[3] - '0');
}

/* About which trip, and whose task group is asked. */
static enum err place(struct tx *tx, struct call *call, const Guosuo__V1__PutDifficultyRequest *request,
                      struct part *part, struct difficulty_row *row)
{
	struct row_cursor legs;
	struct leg_row leg;
	row->province = request->province != 0 ? request->province : home_of(call->who.company);
	if (request->pass_id.len == 0)
		return part_province(call, row->province);
	enum err err = part_open(tx, call, request->pass_id, part);
	if (err != ERR_OK)
		return err;
	row->pass_id = span_of(part->pass_id, PASS_ID_LEN);
	if (request->province != 0)
		return part_province(call, row->province);
	err = store_leg_list(tx, row->company, row->pass_id, &legs);
	if (err == ERR_OK)
		err = store_next(&legs);
	if (err == ERR_OK) {
		store_leg_row(&legs, &leg);
		row->province = leg.province;
	}
	return err;
}

enum err difficulties_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutDifficultyRequest *request = (const void *)call->request;
	const struct group_policy *policy = call->app->group;
	const Guosuo__V1__DifficultyKind *kind = group_policy_kind(policy, request->kind);
	struct part part;
	struct difficulty_row row = {.id = span_of(call->sig.nonce, ID_LEN),
	                             .company = span_text(call->who.company),
	                             .kind = span_text(request->kind),
	                             .text = span_text(request->text),
	                             .actor = span_of(call->who.keyid, KEYID_LEN),
	                             .created = call->now};
	if (kind == NULL)
		return call_fault(call, policy == NULL ? RULE_GROUP_NONE : RULE_DIFFICULTY_KIND, "kind", 0,
		                  0);
	row.answer_by = call->now + (int64_t)kind->answer_hours * HOUR_S;
	enum err err = part_text(call, "text", request->text, MESSAGE_MAX);
	if (err == ERR_OK)
		err = place(tx, call, request, &part, &row);
	if (err == ERR_OK)
		err = part_name(tx, call, &row.who);
	if (err == ERR_OK)
		err = store_difficulty_put(tx, &row);
	Guosuo__V1__PutDifficultyResponse *reply = call_reply(call);
	if (reply != NULL) {
		reply->id = call_bytes(call, row.id);
		reply->answer_by = row.answer_by;
	}
	return err;
}

/* ---- listed ---- */

static Guosuo__V1__Difficulty *difficulty_of(struct call *call, const struct difficulty_row *row)
{
	Guosuo__V1__Difficulty *out = call_make(call, &guosuo__v1__difficulty__descriptor);
	if (out == NULL)
		return NULL;
	out->id = call_bytes(call, row->id);
	out->province = row->province;
	out->kind = call_text(call, row->kind);
	out->text = call_text(call, row->text);
	if (row->pass_id.n > 0)
		out->number = view_number(call, row->pass_id);
	out->company = call_text(call, row->company_name);
	out->who = call_text(call, row->who);
	out->at = row->created;
	out->answer_by = row->answer_by;
	out->answered_at = row->answered;
	out->answered_by = call_text(call, row->answered_by);
	out->answer = call_text(call, row->answer);
	return out;
}

static enum err list_own(struct tx *tx, struct call *call, Guosuo__V1__ListDifficultiesResponse *reply)
{
	const Guosuo__V1__ListDifficultiesRequest *request = (const void *)call->request;
	struct page page;
	struct row_cursor row;
	struct difficulty_row difficulty;
	enum err err = view_page(call, request->page_size, request->after, INT64_MAX, &page);
	if (err == ERR_OK)
		err = store_difficulty_list(tx, span_text(call->who.company), page.created, page.pass_id,
		                            page.size, &row);
	while (err == ERR_OK && reply->n_difficulties < page.size && (err = store_next(&row)) == ERR_OK) {
		store_difficulty_row(&row, &difficulty);
		reply->difficulties[reply->n_difficulties] = difficulty_of(call, &difficulty);
		if (reply->difficulties[reply->n_difficulties++] == NULL)
			return ERR_MEMORY;
		if (reply->n_difficulties == page.size)
			reply->next = view_next(call, difficulty.created, difficulty.id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err list_due(struct tx *tx, uint32_t province, int64_t order, struct span id, uint32_t limit,
                         const void *what, struct row_cursor *out)
{
	return store_difficulty_due(tx, province, !*(const protobuf_c_boolean *)what, order, id, limit, out);
}

static enum err list_all(struct tx *tx, struct call *call, Guosuo__V1__ListDifficultiesResponse *reply)
{
	const Guosuo__V1__ListDifficultiesRequest *request = (const void *)call->request;
	const struct across across = {.list = list_due, .what = &request->answered, .ordered = true};
	struct across_page *page = call_take(call, sizeof *page);
	struct difficulty_row difficulty;
	enum err err =
	    page == NULL ? ERR_MEMORY : across_read(call, request->page_size, request->after, page);
	if (err == ERR_OK)
		err = across_fill(tx, call, &across, page);
	if (err == ERR_OK)
		reply->next = across_next(call, page);
	for (size_t i = 0; err == ERR_OK && i < page->count; i++) {
		err = store_difficulty_get(tx, page->keys[i].province, span_of(page->keys[i].id, ID_LEN),
		                           &difficulty);
		if (err != ERR_OK)
			return err;
		reply->difficulties[i] = difficulty_of(call, &difficulty);
		if (reply->difficulties[i] == NULL)
			return ERR_MEMORY;
		reply->n_difficulties++;
	}
	return err;
}

enum err difficulties_list(struct tx *tx, struct call *call)
{
	const struct group_policy *policy = call->app->group;
	Guosuo__V1__ListDifficultiesResponse *reply = call_reply(call);
	Guosuo__V1__Difficulty **list = call_take(call, PAGE_MAX * sizeof(void *));
	if (reply == NULL || list == NULL)
		return ERR_MEMORY;
	reply->difficulties = list;
	if (policy != NULL) {
		reply->kinds = policy->body->difficulty_kinds;
		reply->n_kinds = policy->body->n_difficulty_kinds;
	}
	return part_role(call) == GUOSUO__V1__ROLE__ROLE_GROUP ? list_all(tx, call, reply)
	                                                       : list_own(tx, call, reply);
}

/* ---- answered ---- */

static enum err find(struct tx *tx, struct call *call, struct span id, struct difficulty_row *out)
{
	const struct directory *directory = held_directory(call->held);
	enum err err = ERR_NOT_FOUND;
	for (size_t i = 0; err == ERR_NOT_FOUND && directory != NULL && i < directory->body->n_provinces; i++)
		err = store_difficulty_get(tx, directory->body->provinces[i]->code, id, out);
	return err;
}

/* Copied, as the row ends where it is answered. */
static struct outbox_news news_of(struct call *call, const Guosuo__V1__AnswerDifficultyRequest *request,
                                  const struct difficulty_row *row)
{
	return (struct outbox_news){.event = OUTBOX_DIFFICULTY_ANSWERED,
	                            .company = span_text(call_text(call, row->company)),
	                            .pass_id = field_span(call_bytes(call, row->pass_id)),
	                            .province = row->province,
	                            .reason = span_text(request->answer),
	                            .now = call->now};
}

enum err difficulties_answer(struct tx *tx, struct call *call)
{
	const Guosuo__V1__AnswerDifficultyRequest *request = (const void *)call->request;
	struct outbox_news news = {.event = OUTBOX_NOTHING};
	struct difficulty_row row;
	enum err err = part_text(call, "answer", request->answer, MESSAGE_MAX);
	if (err == ERR_OK)
		err = call_length(call, request->id, ID_LEN, "id");
	if (err == ERR_OK)
		err = find(tx, call, field_span(request->id), &row);
	if (err == ERR_OK && !row.pending)
		err = call_fault(call, RULE_REPLIED, "id", 0, 0);
	if (err == ERR_OK)
		news = news_of(call, request, &row);
	if (err == ERR_OK)
		err = part_name(tx, call, &row.answered_by);
	if (err == ERR_OK) {
		row.id = field_span(request->id);
		row.answered = call->now;
		row.answer = span_text(request->answer);
		err = store_difficulty_answer(tx, &row);
	}
	if (err == ERR_OK)
		err = call->starved ? ERR_MEMORY : outbox_put(tx, &news);
	call_reply(call);
	return err;
}
