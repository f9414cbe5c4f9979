/* server/across.h - one list over all provinces: each is asked for its own rows, and the least of all are the
 * page. So the task group sees across provinces, and every statement still names one. */
#ifndef GUOSUO_SERVER_ACROSS_H
#define GUOSUO_SERVER_ACROSS_H

#include "server/view.h"

enum { ACROSS_ID_LEN = 16, ACROSS_CURSOR_LEN = 8 + ACROSS_ID_LEN + 1 };

/* Rows are ordered by these three. */
struct across_key {
	int64_t order;
	uint8_t id[ACROSS_ID_LEN];
	uint32_t province;
};

/* A province's rows after (order, id), rising: columns order and id, or id alone where every order is 0. */
typedef enum err across_list(struct tx *tx, uint32_t province, int64_t order, struct span id, uint32_t limit,
                             const void *what, struct row_cursor *out);

struct across {
	across_list *list;
	const void *what; /* handed to list */
	bool ordered;     /* list gives both columns */
	uint32_t only;    /* one province; 0: all of the directory */
};

struct across_page {
	uint32_t size;
	struct across_key after; /* all 0: from the start */
	struct across_key keys[PAGE_MAX];
	size_t count;
};

/* What a request asks for. ERR_INPUT. */
enum err across_read(struct call *call, uint32_t size, ProtobufCBinaryData after,
                     struct across_page *out) MUST_USE;
/* Its keys. Errors of the list. */
enum err across_fill(struct tx *tx, struct call *call, const struct across *across,
                     struct across_page *page) MUST_USE;
/* Where the next page begins; empty: this was the last. */
ProtobufCBinaryData across_next(struct call *call, const struct across_page *page);

#endif
