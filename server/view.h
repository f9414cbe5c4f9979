/* server/view.h - rows of the store as messages of an answer. Copies into the call's memory; NULL: it is
 * full, and the call fails. */
#ifndef GUOSUO_SERVER_VIEW_H
#define GUOSUO_SERVER_VIEW_H

#include "server/rpc.h"
#include "server/store_leg.h"

enum { PAGE_DEFAULT = 50, PAGE_MAX = 100, CURSOR_LEN = 8 + PASS_ID_LEN };

Guosuo__V1__Sealed *view_sealed(struct call *call, struct span body, struct span seals);
Guosuo__V1__Application *view_application(struct call *call, struct span raw);
char *view_number(struct call *call, struct span pass_id);

/* With whoever holds it. ERR_MEMORY, or the store's. */
enum err view_leg(struct tx *tx, struct call *call, const struct leg_row *row, Guosuo__V1__LegView **view) MUST_USE;

/* Where a page begins: after (created, pass_id). `start` stands in for a first page. ERR_INPUT. */
struct page {
	uint32_t size;
	int64_t created;
	struct span pass_id;
};
enum err view_page(struct call *call, uint32_t size, ProtobufCBinaryData after, int64_t start,
                   struct page *out) MUST_USE;
ProtobufCBinaryData view_next(struct call *call, int64_t created, struct span pass_id);

/* What was asked for is not possible with a leg in this state: says what is. ERR_STATE. */
enum err view_leg_state(struct call *call, int64_t state) MUST_USE;

/* Can a trip in this state still be acted on? ERR_STATE, faulted: it is withdrawn, delivered or revoked. */
enum err view_alive(struct call *call, int64_t state) MUST_USE;

/* An id, or the PASS_NUMBER_BYTES of it that its number tells. ERR_INPUT. */
enum err view_pass_id(struct call *call, ProtobufCBinaryData pass_id) MUST_USE;

#endif
