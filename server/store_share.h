/* server/store_share.h - statements: pages shared by a link. A company's name the company; the page itself is
 * found by the hash of a token that only those know who were handed it. */
#ifndef GUOSUO_SERVER_STORE_SHARE_H
#define GUOSUO_SERVER_STORE_SHARE_H

#include "server/store.h"

struct share_row {
	struct span company, pass_id, id;
	int64_t created, expires;
};

/* ERR_EXISTS. */
enum err store_share_put(struct tx *tx, const struct share_row *row) MUST_USE;
/* Live at `now`. Spans as row_blob's. ERR_NOT_FOUND. */
enum err store_share_get(struct tx *tx, struct span id, int64_t now, struct share_row *out) MUST_USE;
/* A trip's live ones, oldest first. Then store_next and store_share_row. */
enum err store_share_list(struct tx *tx, struct span company, struct span pass_id, int64_t now,
                          uint32_t limit, struct row_cursor *out) MUST_USE;
void store_share_row(const struct row_cursor *row, struct share_row *out);
enum err store_share_count(struct tx *tx, struct span company, struct span pass_id, int64_t now,
                           int64_t *count) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_share_remove(struct tx *tx, struct span company, struct span pass_id, struct span id) MUST_USE;
/* Those that expired before. */
enum err store_share_prune(struct tx *tx, int64_t before) MUST_USE;

#endif
