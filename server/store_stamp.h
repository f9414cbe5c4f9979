/* server/store_stamp.h - statements: sealed stamps. A device's name its province, a company's the company. */
#ifndef GUOSUO_SERVER_STORE_STAMP_H
#define GUOSUO_SERVER_STORE_STAMP_H

#include "server/store.h"

struct stamp_row {
	uint32_t province;
	struct span device; /* key id */
	uint32_t sequence;
	struct span company, pass_id;
	uint32_t checkpoint;
	int64_t at, created;
	uint32_t delivered; /* the journey it has closed; 0: none */
	struct span previous, body, seals;
	uint32_t journey;
};

/* store_changed: 0 where the device has used this sequence, or the journey is closed already. */
enum err store_stamp_put(struct tx *tx, const struct stamp_row *row) MUST_USE;
/* When a journey was delivered. ERR_NOT_FOUND: it was not. */
enum err store_stamp_delivered(struct tx *tx, struct span company, struct span pass_id, uint32_t journey,
                               int64_t *at) MUST_USE;
/* The journeys that were, rising: one column. */
enum err store_stamp_journeys(struct tx *tx, struct span company, struct span pass_id, struct row_cursor *out) MUST_USE;
/* Those that closed a journey, the newest journey first. Then store_next and store_stamp_row. */
enum err store_stamp_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                          struct row_cursor *out) MUST_USE;
/* All of a trip, the newest first. */
enum err store_stamp_passages(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                              struct row_cursor *out) MUST_USE;
void store_stamp_row(const struct row_cursor *row, struct stamp_row *out);

#endif
