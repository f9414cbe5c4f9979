/* server/store_notice.h - statements: sealed notices. They are public; what changes them names the province.
 */
#ifndef GUOSUO_SERVER_STORE_NOTICE_H
#define GUOSUO_SERVER_STORE_NOTICE_H

#include "server/store.h"

struct notice_row {
	uint32_t province;
	struct span hash;
	int64_t not_after, created;
	struct span body, seals;
};

/* ERR_EXISTS: this notice is there. */
enum err store_notice_put(struct tx *tx, const struct notice_row *row) MUST_USE;
/* Spans as row_blob's. ERR_NOT_FOUND. */
enum err store_notice_get(struct tx *tx, uint32_t province, struct span hash,
                          struct notice_row *out) MUST_USE;
enum err store_notice_remove(struct tx *tx, uint32_t province, struct span hash) MUST_USE; /* ERR_NOT_FOUND */
/* A province's that have not ended at `now`, the first to end first. Then store_next and store_notice_row. */
enum err store_notice_list(struct tx *tx, uint32_t province, int64_t now, uint32_t limit,
                           struct row_cursor *out) MUST_USE;
void store_notice_row(const struct row_cursor *row, struct notice_row *out);
enum err store_notice_count(struct tx *tx, uint32_t province, int64_t now, int64_t *count) MUST_USE;
/* Those that ended before. */
enum err store_notice_prune(struct tx *tx, int64_t before) MUST_USE;

#endif
