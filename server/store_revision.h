/* server/store_revision.h - statements: sealed legs that were reopened, the words of conditions, and what a
 * province sealed last for a company's vehicles. */
#ifndef GUOSUO_SERVER_STORE_REVISION_H
#define GUOSUO_SERVER_STORE_REVISION_H

#include "server/store_leg.h"

/* Puts the leg aside as it is. change: a LegChange. ERR_EXISTS: this revision was put aside already. */
enum err store_revision_put(struct tx *tx, const struct leg_row *leg, int64_t change, int64_t now) MUST_USE;
/* The one that stands: revision, week, status_index, persons, body and seals of `out`, and its change. The spans
 * live as row_blob's. ERR_NOT_FOUND. */
enum err store_revision_standing(struct tx *tx, uint32_t province, struct span pass_id, struct leg_row *out,
                                 int64_t *change) MUST_USE;
/* Those that no longer stand, oldest first: columns body, seals, change, created, ended. */
enum err store_revision_list(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                             struct row_cursor *out) MUST_USE;
/* Was this the body of a leg that was put aside, whether it still stands or not? ERR_NOT_FOUND. */
enum err store_revision_has(struct tx *tx, uint32_t province, struct span pass_id, struct span body) MUST_USE;
/* It stands no longer; where none does, nothing happens. */
enum err store_revision_end(struct tx *tx, uint32_t province, struct span pass_id, int64_t now) MUST_USE;
/* Forgets the standing one, which is the leg again. */
enum err store_revision_drop(struct tx *tx, uint32_t province, struct span pass_id) MUST_USE;
/* The leg's revision and index become these. ERR_NOT_FOUND. */
enum err store_leg_number(struct tx *tx, uint32_t province, struct span pass_id, uint32_t revision,
                          uint32_t status_index) MUST_USE;

/* Once put, a text stays. */
enum err store_text_put(struct tx *tx, const struct leg_row *leg, struct span hash, struct span text) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_text_get(struct tx *tx, uint32_t province, struct span pass_id, struct span hash,
                        struct span *text) MUST_USE;

enum err store_approval_put(struct tx *tx, uint32_t province, struct span company, struct span train,
                            struct span pass_id) MUST_USE;
/* ERR_NOT_FOUND: none, or only this pass. */
enum err store_approval_get(struct tx *tx, uint32_t province, struct span company, struct span train,
                            struct span pass_id, struct span *out) MUST_USE;

#endif
