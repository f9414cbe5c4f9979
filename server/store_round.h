/* server/store_round.h - statements: corrections as their company sees them, answers, wishes, changed trips. */
#ifndef GUOSUO_SERVER_STORE_ROUND_H
#define GUOSUO_SERVER_STORE_ROUND_H

#include "server/store_leg.h"

/* A company's leg by its place. Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_leg_at(struct tx *tx, struct span company, struct span pass_id, uint32_t ordinal,
                      struct leg_row *out) MUST_USE;
/* The moment of a leg's newest decision; 0: none. */
enum err store_decision_last(struct tx *tx, uint32_t province, struct span pass_id, int64_t *created) MUST_USE;
/* The newest decision of a kind about a company's leg: its hash and body. ERR_NOT_FOUND. */
enum err store_decision_newest(struct tx *tx, struct span company, uint32_t province, struct span pass_id,
                               int64_t kind, struct span *hash, struct span *body) MUST_USE;
/* A company's leg's decisions, oldest first: columns body, seals, kind. */
enum err store_decision_list_company(struct tx *tx, struct span company, uint32_t province,
                                     struct span pass_id, uint32_t limit, struct row_cursor *out) MUST_USE;

struct answer_row {
	struct span company, pass_id;
	uint32_t province;
	struct span decision;
	uint32_t item;
	struct span keyid;
	int64_t created;
	struct span body;
};
/* ERR_EXISTS: the item is answered; this does not end the function. */
enum err store_answer_put(struct tx *tx, const struct answer_row *row) MUST_USE;
enum err store_answer_count(struct tx *tx, struct span company, struct span pass_id, uint32_t province,
                            struct span decision, uint32_t *count) MUST_USE;
/* Of a leg, oldest first: columns decision, body, created, keyid. */
enum err store_answer_list(struct tx *tx, struct span company, struct span pass_id, uint32_t province,
                           uint32_t limit, struct row_cursor *out) MUST_USE;

enum err store_wish_put(struct tx *tx, const struct leg_row *leg, struct span body) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_wish_get(struct tx *tx, uint32_t province, struct span pass_id, struct span *body) MUST_USE;
/* ERR_OK where there is none. */
enum err store_wish_drop(struct tx *tx, uint32_t province, struct span pass_id) MUST_USE;

enum err store_amendment_put(struct tx *tx, struct span company, struct span pass_id, struct span amends,
                             struct span reason, int64_t now) MUST_USE;
/* The pass that this one changes. ERR_NOT_FOUND. */
enum err store_amendment_of(struct tx *tx, struct span company, struct span pass_id, struct span *amends) MUST_USE;
/* The pass that changes this one and is neither withdrawn nor revoked. ERR_NOT_FOUND. */
enum err store_amendment_newer(struct tx *tx, struct span company, struct span pass_id, struct span *newer) MUST_USE;

#endif
