/* server/store_outbox.h - statements: events, who is told of them, and how far each is. A company's
 * statements name the company, a gateway's its key id; those of the desk's own rounds name nobody. */
#ifndef GUOSUO_SERVER_STORE_OUTBOX_H
#define GUOSUO_SERVER_STORE_OUTBOX_H

#include "server/store.h"
#include "server/store_request.h"

enum { RECEIVER_ID_LEN = 8 };

struct outbox_row {
	uint8_t id[STORE_ID_LEN];
	struct span company;
	int64_t event;
	struct span pass_id;
	uint32_t province, ordinal, level;
	struct span reason;
	int64_t created;
};

/* The event alone; and what makes it a delivery: to the company's webhooks and every gateway, or to one
 * webhook. */
enum err store_outbox_put(struct tx *tx, const struct outbox_row *row) MUST_USE;
enum err store_outbox_tell(struct tx *tx, const struct outbox_row *row) MUST_USE;
enum err store_outbox_tell_one(struct tx *tx, const struct outbox_row *row, struct span receiver) MUST_USE;
/* How many of this kind a company has from this id on. */
enum err store_outbox_count(struct tx *tx, struct span company, int64_t event,
                            const uint8_t from[static STORE_ID_LEN], int64_t *count) MUST_USE;
/* The oldest events before this id, or of a company, at most `limit` of them, with their deliveries. *lost grows by those
 * that had not been made. */
enum err store_outbox_prune(struct tx *tx, const uint8_t before[static STORE_ID_LEN], int64_t limit,
                            int64_t *lost) MUST_USE;
enum err store_outbox_prune_company(struct tx *tx, struct span company, int64_t limit, int64_t *lost) MUST_USE;
/* Companies with more than `keep` events: these two columns, the company and how many more. */
enum err store_outbox_crowded(struct tx *tx, int64_t keep, uint32_t limit, struct row_cursor *out) MUST_USE;

struct receiver_row {
	struct span company, id, url, secret;
	int64_t created;
	uint32_t waiting, given_up; /* read by the list only */
};
/* ERR_EXISTS. */
enum err store_receiver_put(struct tx *tx, const struct receiver_row *row) MUST_USE;
/* With its deliveries. ERR_NOT_FOUND. */
enum err store_receiver_remove(struct tx *tx, struct span company, struct span id) MUST_USE;
/* ERR_NOT_FOUND: no such webhook of the company's. */
enum err store_receiver_find(struct tx *tx, struct span company, struct span id) MUST_USE;
enum err store_receiver_count(struct tx *tx, struct span company, int64_t *count) MUST_USE;
/* A company's (of "": the gateways). Then store_next and store_receiver_row. */
enum err store_receiver_list(struct tx *tx, struct span company, struct row_cursor *out) MUST_USE;
void store_receiver_row(const struct row_cursor *row, struct receiver_row *out);
/* Webhooks with a delivery that may be tried now, the longest due first. Then the same. */
enum err store_receiver_due(struct tx *tx, int64_t now, uint32_t limit, struct row_cursor *out) MUST_USE;
/* When it is due again, from its deliveries. */
enum err store_receiver_wake(struct tx *tx, struct span id) MUST_USE;

/* The numbers are those of DeliveryState. */
enum delivery_state { DELIVERY_WAITING = 1, DELIVERY_DONE = 2, DELIVERY_GIVEN_UP = 3 };

struct delivery_row {
	struct outbox_row event;
	int64_t state, attempts, next_at, last_at, outcome, status;
};
void store_delivery_row(const struct row_cursor *row, struct delivery_row *out);
/* The one that has waited longest. ERR_NOT_FOUND: none may be tried now. */
enum err store_delivery_next(struct tx *tx, struct span receiver, int64_t now,
                             struct delivery_row *out) MUST_USE;
/* All but the event is written. ERR_NOT_FOUND: the webhook or the event is gone, or it does not wait any
 * more. */
enum err store_delivery_move(struct tx *tx, struct span receiver, const struct delivery_row *row) MUST_USE;
/* Newest first, before this event (empty: all). Then store_next and store_delivery_row. */
enum err store_delivery_list(struct tx *tx, struct span company, struct span receiver, struct span before,
                             uint32_t limit, struct row_cursor *out) MUST_USE;
/* What waits for a gateway, oldest first. Then the same. */
enum err store_delivery_waiting(struct tx *tx, struct span receiver, uint32_t limit,
                                struct row_cursor *out) MUST_USE;

#endif
