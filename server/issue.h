/* server/issue.h - status indexes. Each province and ISO week counts from 1; a block of numbers is leased
 * from the store at once and given out from memory, rising. A crash loses what is left of a block: no number
 * is ever given twice. */
#ifndef GUOSUO_SERVER_ISSUE_H
#define GUOSUO_SERVER_ISSUE_H

#include "server/store.h"

enum { ISSUE_BLOCK = 256, ISSUE_LISTS_MAX = 4096, ISSUE_WANTS_MAX = 16 };

struct issue;

/* One number wanted. */
struct issue_want {
	uint32_t province, week;
	uint32_t index; /* the answer */
};

enum err issue_new(struct store *store, struct store_loop *loop, struct issue **out) MUST_USE;
void issue_free(struct issue **issue);

/* Fills every want, all at one moment: numbers of one list rise from one call of done to the next. done runs
 * in the loop, at once when the blocks suffice. wants stay the caller's and must live until then; at most
 * ISSUE_WANTS_MAX. ERR_BUSY, ERR_IO, ERR_MEMORY: of the store; then no want is filled. */
typedef void (*issue_done)(enum err err, void *context);
void issue_take(struct issue *issue, struct issue_want *wants, size_t count, issue_done done, void *context);

/* The signer knows of higher numbers than the store (after a crash it counts what it had reserved, after a
 * restored backup what the store forgot): what is left of the block that gave `want` is dropped, and the next
 * lies `step` further. */
void issue_skip(struct issue *issue, const struct issue_want *want, uint32_t step);

#endif
