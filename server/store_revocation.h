/* server/store_revocation.h - statements: revocations and the indexes they take back. A reviewer's name the
 * province, an officer's the company; what stands under an index is asked by its province. */
#ifndef GUOSUO_SERVER_STORE_REVOCATION_H
#define GUOSUO_SERVER_STORE_REVOCATION_H

#include "server/store.h"

struct revocation_row {
	uint32_t province;
	struct span id;
	uint32_t week, reason, indexes;
	int64_t created, in_force;
	uint32_t person[2];
	struct span key, company, pass_id, body, seals;
};

/* The same a second time changes nothing. */
enum err store_revocation_put(struct tx *tx, const struct revocation_row *row) MUST_USE;
/* Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_revocation_get(struct tx *tx, uint32_t province, struct span id,
                              struct revocation_row *out) MUST_USE;
/* Puts one that waits in force, with these seals and this second person (0: none). ERR_NOT_FOUND: none waits.
 */
enum err store_revocation_force(struct tx *tx, uint32_t province, struct span id, int64_t now,
                                struct span seals, uint32_t person) MUST_USE;
/* Reviewers' of a province, newest first, older than (created, the first half of an id). Then store_next and
 * store_revocation_row. */
enum err store_revocation_list(struct tx *tx, uint32_t province, int64_t created, struct span id,
                               uint32_t limit, struct row_cursor *out) MUST_USE;
void store_revocation_row(const struct row_cursor *row, struct revocation_row *out);
/* What an officer has sealed about a trip and is not in force. ERR_NOT_FOUND. */
enum err store_revocation_waiting(struct tx *tx, struct span company, struct span pass_id,
                                  struct revocation_row *out) MUST_USE;
/* All in force of a province from a week on, the newest first. */
enum err store_revocation_from(struct tx *tx, uint32_t province, uint32_t week,
                               struct row_cursor *out) MUST_USE;
/* How many a person has put in force alone since then, the superseded ones not counted. */
enum err store_revocation_alone(struct tx *tx, uint32_t province, uint32_t person, int64_t since,
                                int64_t *count) MUST_USE;

struct revoked_row {
	uint32_t province, week, index;
	struct span revocation, company, pass_id;
	uint32_t ordinal; /* 0: the pass */
	int64_t created;
};
/* An index that is taken back already stays as it was. */
enum err store_revoked_put(struct tx *tx, const struct revoked_row *row) MUST_USE;
/* Since when; ERR_NOT_FOUND: it is not. */
enum err store_revoked_at(struct tx *tx, uint32_t province, uint32_t week, uint32_t index, int64_t *out) MUST_USE;
/* A province's from a week on, by week and index: columns week, status_index, revocation. */
enum err store_revoked_from(struct tx *tx, uint32_t province, uint32_t week, struct row_cursor *out) MUST_USE;
/* What one took back, by index: columns status_index, pass_id, ordinal, and the trip's company_name. */
enum err store_revoked_by(struct tx *tx, uint32_t province, struct span id, struct row_cursor *out) MUST_USE;
/* Of a company's pass, oldest first: columns ordinal, created, revocation, its body. */
enum err store_revoked_of(struct tx *tx, struct span company, struct span pass_id,
                          struct row_cursor *out) MUST_USE;

/* What was given an index of a province's list. */
struct standing_row {
	struct span company, pass_id, company_name;
	uint32_t ordinal; /* 0: the pass */
	bool aside;       /* a leg's former revision, while the next is reviewed */
	bool ended;       /* it stands no longer, or never did */
};
/* Spans as row_blob's. ERR_NOT_FOUND: nothing was. */
enum err store_standing(struct tx *tx, uint32_t province, uint32_t week, uint32_t index,
                        struct standing_row *out) MUST_USE;
/* Has a leg of it ever been sealed? */
enum err store_ever_sealed(struct tx *tx, struct span company, struct span pass_id, bool *out) MUST_USE;
/* A trip's body and seals, for the status key's process. ERR_NOT_FOUND. */
enum err store_trip_sealed(struct tx *tx, struct span company, struct span pass_id, struct span *body,
                           struct span *seals) MUST_USE;

#endif
