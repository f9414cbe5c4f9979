/* server/store_stop.h - statements: what stops offer, and what of it is taken. Every one names the province.
 */
#ifndef GUOSUO_SERVER_STORE_STOP_H
#define GUOSUO_SERVER_STORE_STOP_H

#include "server/night.h"
#include "server/store.h"

struct stop_row {
	uint32_t province, stop, longest_mm, beds, meals;
	struct span body; /* a Stop, canonical */
};

/* In place of what was there. */
enum err store_stop_put(struct tx *tx, const struct stop_row *row, int64_t now) MUST_USE;
/* Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_stop_get(struct tx *tx, uint32_t province, uint32_t stop, struct stop_row *out) MUST_USE;
/* By code, after one, those that take a train this long. Then store_next and store_stop_row. */
enum err store_stop_list(struct tx *tx, uint32_t province, uint32_t after, uint32_t length_mm,
                         struct row_cursor *out) MUST_USE;
void store_stop_row(const struct row_cursor *row, struct stop_row *out);

/* Beds and meals in one night. */
struct stop_load {
	uint32_t beds, meals;
};

/* Adds to what is taken of one night, if capacity allows. ERR_NOT_FOUND: it does not, and nothing was
 * changed. */
enum err store_night_take(struct tx *tx, const struct stop_row *stop, int64_t night,
                          struct stop_load load) MUST_USE;
/* Gives it back. ERR_NOT_FOUND: so much was never taken. */
enum err store_night_give(struct tx *tx, uint32_t province, uint32_t stop, int64_t night,
                          struct stop_load load) MUST_USE;
/* The most that is taken in one of these nights, beds and meals each; count 0: in any from the first on. */
enum err store_night_most(struct tx *tx, uint32_t province, uint32_t stop, struct nights nights,
                          struct stop_load *out) MUST_USE;

#endif
