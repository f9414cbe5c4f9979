#include "server/documents.h"

#include "proto/leg.h"
#include "server/approval.h"
#include "server/document_policy.h"
#include "server/part.h"
#include "server/shelf.h"
#include "server/store_aside.h"
#include "server/store_document.h"
#include "server/store_revision.h"
#include "server/timetables.h"
#include "server/view.h"

enum { HISTORY_MAX = 256, REVISIONS_LISTED = 64 };

/* ---- put ---- */

static enum err check_part(struct call *call, const Guosuo__V1__PutDocumentRequest *request)
{
	uint32_t most = document_policy_body(call->app->document_policy)->size_max;
	if (call_length(call, request->hash, HASH_LEN, "hash") != ERR_OK)
		return ERR_INPUT;
	if (request->size < 1)
		return call_fault(call, RULE_TOO_SMALL, "size", request->size, 1);
	if (request->size > most)
		return call_fault(call, RULE_TOO_LARGE, "size", request->size, most);
	if (request->part.len < 1)
		return call_fault(call, RULE_REQUIRED, "part", 0, 0);
	if (request->part.len > SHELF_PART_MAX)
		return call_fault(call, RULE_TOO_LONG, "part", (int64_t)request->part.len, SHELF_PART_MAX);
	if (request->offset > request->size || request->part.len > request->size - request->offset)
		return call_fault(call, RULE_TOO_LARGE, "offset", (int64_t)request->offset + (int64_t)request->part.len,
		                  request->size);
	return ERR_OK;
}

static enum err on_shelf(void *ctx)
{
	struct call *call = ctx;
	return shelf_take(&call->app->shelf, call->plan);
}

static void shelved(enum err err, void *ctx)
{
	struct call *call = ctx;
	const struct shelf_part *part = call->plan;
	if (err == ERR_INPUT)
		fault_add(&call->faults, part->rule, part->rule == RULE_DOCUMENT_GAP ? "offset" : "part", part->got,
		          part->limit);
	rpc_go_on(call, err);
}

void documents_take(struct call *call)
{
	const Guosuo__V1__PutDocumentRequest *request = (const void *)call->request;
	struct shelf_part *part = call->plan = call_take(call, sizeof *part);
	enum err err = part == NULL ? ERR_MEMORY : check_part(call, request);
	if (err == ERR_OK) {
		*part = (struct shelf_part){.company = call->who.company,
		                            .hash = request->hash.data,
		                            .size = request->size,
		                            .offset = request->offset,
		                            .bytes = field_span(request->part),
		                            .open_max = (uint32_t)call->app->config->waiting_max};
		err = aside_run(call->app->aside, on_shelf, call, shelved);
	}
	if (err != ERR_OK)
		rpc_go_on(call, err);
}

/* Put anew it counts once; only what is new may be too much. */
static enum err record(struct tx *tx, struct call *call, const struct shelf_part *part)
{
	uint32_t most = (uint32_t)call->app->config->waiting_max, waiting = 0;
	struct span company = span_text(call->who.company);
	struct document_row row;
	enum err err = store_document_get(tx, company, span_of(part->hash, HASH_LEN), &row);
	if (err == ERR_NOT_FOUND) {
		err = store_document_waiting(tx, company, most, &waiting);
		if (err == ERR_OK && waiting >= most)
			return call_fault(call, RULE_TOO_MANY, "documents", (int64_t)waiting + 1, most);
	}
	if (err != ERR_OK)
		return err;
	row = (struct document_row){.hash = span_of(part->hash, HASH_LEN),
	                            .size = part->size,
	                            .media_type = span_text(content_type(part->content)),
	                            .created = call->now};
	return store_document_put(tx, company, &row);
}

enum err documents_put(struct tx *tx, struct call *call)
{
	const struct shelf_part *part = call->plan;
	bool whole = part->content != CONTENT_NONE;
	enum err err = whole ? record(tx, call, part) : ERR_OK;
	Guosuo__V1__PutDocumentResponse *reply = call_reply(call);
	if (reply == NULL)
		return ERR_MEMORY;
	reply->received = part->received;
	if (whole)
		reply->media_type = call_text(call, span_text(content_type(part->content)));
	return err;
}

/* ---- get ---- */

static bool by_reviewer(const struct call *call)
{
	return call->who.company[0] == '\0';
}

static enum err find(struct tx *tx, struct call *call, const Guosuo__V1__GetDocumentRequest *request,
                     struct document_row *out)
{
	if (call_length(call, request->hash, HASH_LEN, "hash") != ERR_OK)
		return ERR_INPUT;
	if (!by_reviewer(call))
		return store_document_get(tx, span_text(call->who.company), field_span(request->hash), out);
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	return err == ERR_OK ? store_attachment_get(tx, call->who.province, pass_id, field_span(request->hash), out)
	                     : err;
}

enum err documents_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetDocumentRequest *request = (const void *)call->request;
	struct document_row row;
	enum err err = find(tx, call, request, &row);
	if (err == ERR_OK && request->offset >= row.size)
		err = call_fault(call, RULE_TOO_LARGE, "offset", request->offset, (int64_t)row.size - 1);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__GetDocumentResponse *reply = call_reply(call);
	uint8_t *part = call_take(call, SHELF_PART_MAX);
	if (reply == NULL || part == NULL)
		return ERR_MEMORY;
	reply->size = row.size;
	reply->media_type = call_text(call, row.media_type);
	reply->part.data = part;
	return shelf_read(&call->app->shelf, request->hash.data, request->offset, part, SHELF_PART_MAX, &reply->part.len);
}

/* ---- list ---- */

static Guosuo__V1__DocumentLine *line_message(struct call *call, const struct document_row *row)
{
	Guosuo__V1__DocumentLine *out = call_make(call, &guosuo__v1__document_line__descriptor);
	if (out == NULL)
		return NULL;
	out->hash = call_bytes(call, row->hash);
	out->media_type = call_text(call, row->media_type);
	out->size = row->size;
	out->kind = call_text(call, row->kind);
	out->name = call_text(call, row->name);
	out->created = row->created;
	out->used = row->used;
	return out;
}

static enum err add_lines(struct call *call, struct row_cursor *cursor, Guosuo__V1__ListDocumentsResponse *reply,
                          size_t room)
{
	struct document_row row;
	enum err err = ERR_OK;
	reply->documents = call_take(call, room * sizeof(void *));
	if (reply->documents == NULL)
		return ERR_MEMORY;
	while (reply->n_documents < room && (err = store_next(cursor)) == ERR_OK) {
		store_document_row(cursor, &row);
		reply->documents[reply->n_documents] = line_message(call, &row);
		if (reply->documents[reply->n_documents++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err list_pass(struct tx *tx, struct call *call, struct span pass_id,
                          Guosuo__V1__ListDocumentsResponse *reply)
{
	enum { OF_A_PASS = 2 * DOCUMENTS_MAX };
	struct row_cursor row;
	enum err err = by_reviewer(call)
	                   ? store_attachment_review(tx, call->who.province, pass_id, &row)
	                   : store_attachment_list(tx, span_text(call->who.company), pass_id, &row);
	return err == ERR_OK ? add_lines(call, &row, reply, OF_A_PASS) : err;
}

/* A page ends with (created, hash) of its last line. */
enum { PLACE_LEN = 8 + HASH_LEN };

static ProtobufCBinaryData place_of(struct call *call, const Guosuo__V1__DocumentLine *line)
{
	uint8_t place[PLACE_LEN] = {0};
	for (size_t i = 0; i < 8; i++)
		place[i] = (uint8_t)((uint64_t)line->created >> (56 - 8 * i));
	if (line->hash.len == HASH_LEN)
		memcpy(place + 8, line->hash.data, HASH_LEN);
	return call_bytes(call, span_of(place, sizeof place));
}

static int64_t place_time(const uint8_t *place)
{
	uint64_t created = 0;
	for (size_t i = 0; i < 8; i++)
		created = created << 8 | place[i];
	return (int64_t)(created & INT64_MAX);
}

static enum err list_own(struct tx *tx, struct call *call, const Guosuo__V1__ListDocumentsRequest *request,
                         Guosuo__V1__ListDocumentsResponse *reply)
{
	struct row_cursor row;
	uint32_t size = request->page_size == 0 ? PAGE_DEFAULT : request->page_size;
	bool first = request->after.len == 0;
	if (size > PAGE_MAX)
		return call_fault(call, RULE_TOO_LARGE, "page_size", size, PAGE_MAX);
	if (!first && call_length(call, request->after, PLACE_LEN, "after") != ERR_OK)
		return ERR_INPUT;
	int64_t created = first ? INT64_MAX : place_time(request->after.data);
	struct span hash = first ? (struct span){NULL, 0} : span_of(request->after.data + 8, HASH_LEN);
	enum err err = store_document_list(tx, span_text(call->who.company), created, hash, size, &row);
	if (err == ERR_OK)
		err = add_lines(call, &row, reply, size);
	if (err == ERR_OK && reply->n_documents == size)
		reply->next = place_of(call, reply->documents[size - 1]);
	return err;
}

enum err documents_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListDocumentsRequest *request = (const void *)call->request;
	Guosuo__V1__ListDocumentsResponse *reply = call_reply(call);
	if (reply == NULL)
		return ERR_MEMORY;
	/* only read while it is packed */
	reply->policy = (Guosuo__V1__DocumentPolicy *)(uintptr_t)document_policy_body(call->app->document_policy);
	if (!by_reviewer(call) && request->pass_id.len == 0)
		return list_own(tx, call, request, reply);
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	return err == ERR_OK ? list_pass(tx, call, pass_id, reply) : err;
}

/* ---- history ---- */

static Guosuo__V1__HistoryLine *history_line(struct call *call, const struct row_cursor *row)
{
	Guosuo__V1__HistoryLine *out = call_make(call, &guosuo__v1__history_line__descriptor);
	if (out == NULL)
		return NULL;
	out->created = row_int(row, 0);
	out->kind = (uint32_t)row_int(row, 1);
	out->province = (uint32_t)row_int(row, 2);
	out->object = call_bytes(call, row_blob(row, 3));
	out->actor = call_bytes(call, row_blob(row, 4));
	out->sequence = row_int(row, 5);
	return out;
}

static enum err revision_message(struct tx *tx, struct call *call, struct span pass_id, const struct row_cursor *row,
                                 Guosuo__V1__FormerRevision **view)
{
	const struct leg_row leg = {.province = call->who.province, .pass_id = pass_id, .body = row_blob(row, 0)};
	Guosuo__V1__FormerRevision *out = call_make(call, &guosuo__v1__former_revision__descriptor);
	char *text = NULL;
	enum err err = out == NULL ? ERR_MEMORY : approval_text(tx, call, &leg, &text);
	if (err != ERR_OK)
		return err;
	out->leg = view_sealed(call, leg.body, row_blob(row, 1));
	out->change = (Guosuo__V1__LegChange)row_int(row, 2);
	out->aside_at = row_int(row, 3);
	out->ended_at = row_int(row, 4);
	if (text != NULL)
		out->condition_text = text;
	*view = out;
	return ERR_OK;
}

static enum err add_revisions(struct tx *tx, struct call *call, struct span pass_id,
                              Guosuo__V1__ListHistoryResponse *reply)
{
	struct row_cursor row;
	reply->revisions = call_take(call, REVISIONS_LISTED * sizeof(void *));
	if (reply->revisions == NULL)
		return ERR_MEMORY;
	enum err err = store_revision_list(tx, call->who.province, pass_id, REVISIONS_LISTED, &row);
	while (err == ERR_OK && reply->n_revisions < REVISIONS_LISTED && (err = store_next(&row)) == ERR_OK) {
		err = revision_message(tx, call, pass_id, &row, &reply->revisions[reply->n_revisions]);
		reply->n_revisions += err == ERR_OK;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err find_scope(struct tx *tx, struct call *call, struct span pass_id, uint8_t leg_hash[static HASH_LEN],
                           struct span *company, struct history_scope *out)
{
	struct leg_row leg;
	struct reviewed_trip trip;
	enum err err = store_leg_get(tx, call->who.province, pass_id, &leg);
	if (err != ERR_OK)
		return err;
	body_hash(leg.body, leg_hash);
	*company = span_text(call_text(call, leg.company));
	*out = (struct history_scope){.province = call->who.province,
	                              .from = leg.created,
	                              .to = leg.since,
	                              .pass_id = pass_id,
	                              .leg_hash = span_of(leg_hash, HASH_LEN)};
	err = store_leg_trip(tx, call->who.province, pass_id, &trip);
	if (err == ERR_OK)
		out->trip_hash = field_span(call_bytes(call, trip.hash));
	return err;
}

enum err documents_history(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListHistoryRequest *request = (const void *)call->request;
	uint8_t leg_hash[HASH_LEN];
	struct history_scope scope;
	struct row_cursor row;
	Guosuo__V1__ListHistoryResponse *reply = call_reply(call);
	struct span pass_id, company;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = find_scope(tx, call, pass_id, leg_hash, &company, &scope);
	if (err == ERR_OK && reply != NULL)
		err = add_revisions(tx, call, pass_id, reply);
	if (err == ERR_OK && reply != NULL)
		err = timetables_moves(tx, call, company, pass_id, &reply->cutoff_moves, &reply->n_cutoff_moves);
	if (err == ERR_OK)
		err = store_history_list(tx, &scope, HISTORY_MAX, &row);
	if (err != ERR_OK || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	reply->entries = call_take(call, HISTORY_MAX * sizeof(void *));
	while (reply->entries != NULL && reply->n_entries < HISTORY_MAX && (err = store_next(&row)) == ERR_OK) {
		reply->entries[reply->n_entries] = history_line(call, &row);
		if (reply->entries[reply->n_entries++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
