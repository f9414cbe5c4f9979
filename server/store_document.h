/* server/store_document.h - statements: the files a company has put, which of them an application lists, and the history
 * of a pass. A reviewer's name the province, an officer's the company; those of the upkeep answer nobody. */
#ifndef GUOSUO_SERVER_STORE_DOCUMENT_H
#define GUOSUO_SERVER_STORE_DOCUMENT_H

#include "server/store.h"

struct document_row {
	struct span hash;
	uint32_t size;
	struct span media_type;
	int64_t created;
	bool used;
	struct span kind, name; /* of a pass's */
};

/* Put again, it is young again. */
enum err store_document_put(struct tx *tx, struct span company, const struct document_row *row) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_document_get(struct tx *tx, struct span company, struct span hash, struct document_row *out) MUST_USE;
/* How many no application lists; counted to `most`. */
enum err store_document_waiting(struct tx *tx, struct span company, uint32_t most, uint32_t *count) MUST_USE;
/* Newest first, older than (created, hash). Then store_next and store_document_row. */
enum err store_document_list(struct tx *tx, struct span company, int64_t created, struct span hash, uint32_t limit,
                             struct row_cursor *out) MUST_USE;
void store_document_row(const struct row_cursor *row, struct document_row *out);

/* An application lists it, at this place, for every province (0), or an answer for the one that asked: it is kept from now
 * on. ERR_NOT_FOUND: the company has put no such file. */
enum err store_attachment_put(struct tx *tx, struct span company, struct span pass_id, int64_t place,
                              uint32_t province, const struct document_row *row) MUST_USE;
/* The last place of a pass that is taken; 0: none. */
enum err store_attachment_last(struct tx *tx, struct span company, struct span pass_id, int64_t *place) MUST_USE;
/* In the application's order, then the answers'. Then store_next and store_document_row. */
enum err store_attachment_list(struct tx *tx, struct span company, struct span pass_id, struct row_cursor *out) MUST_USE;
enum err store_attachment_review(struct tx *tx, uint32_t province, struct span pass_id, struct row_cursor *out) MUST_USE;
/* One file of a pass that has a leg in this province, for this province. ERR_NOT_FOUND. */
enum err store_attachment_get(struct tx *tx, uint32_t province, struct span pass_id, struct span hash,
                              struct document_row *out) MUST_USE;

/* What the history tells of the trip, this province's leg and its decisions, between two moments: columns created, kind,
 * province, object, actor, sequence. */
struct history_scope {
	uint32_t province;
	int64_t from, to;
	struct span pass_id, trip_hash, leg_hash;
};
enum err store_history_list(struct tx *tx, const struct history_scope *scope, uint32_t limit,
                            struct row_cursor *out) MUST_USE;

/* ---- upkeep ---- */

/* Forgets those that no application lists and that were put before. */
enum err store_document_prune(struct tx *tx, int64_t before) MUST_USE;
/* Does anybody's row name this file? */
enum err store_document_wanted(struct tx *tx, struct span hash, bool *wanted) MUST_USE;

#endif
