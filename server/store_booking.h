/* server/store_booking.h - statements: bookings. A company's name the company, a keeper's the province and
 * stop. */
#ifndef GUOSUO_SERVER_STORE_BOOKING_H
#define GUOSUO_SERVER_STORE_BOOKING_H

#include "server/night.h"
#include "server/store.h"

struct booking_row {
	uint32_t province, stop, code;
	struct span company, pass_id;
	uint32_t ordinal;
	int64_t state, since, created;
	bool ended;
	int64_t hold_until, not_before, not_after;
	struct nights nights;
	uint32_t beds, meals;
	int64_t arrival; /* 0: nobody has said */
	struct span reason, body, seals;
	struct span company_name; /* the trip's; not written */
};

/* ERR_NOT_FOUND: this code is in use at this stop or on this trip. */
enum err store_booking_put(struct tx *tx, const struct booking_row *row) MUST_USE;
/* Writes state, since, ended, reason, body and seals where the state is still `from`. ERR_NOT_FOUND. */
enum err store_booking_move(struct tx *tx, const struct booking_row *row, int64_t from) MUST_USE;
enum err store_booking_arrive(struct tx *tx, struct span company, struct span pass_id, uint32_t code,
                              int64_t arrival) MUST_USE;

/* Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_booking_of_trip(struct tx *tx, struct span company, struct span pass_id, uint32_t code,
                               struct booking_row *out) MUST_USE;
enum err store_booking_at_stop(struct tx *tx, uint32_t province, uint32_t stop, uint32_t code,
                               struct booking_row *out) MUST_USE;

/* Lists: then store_next and store_booking_row. A trip's by time, those that are not ended first. */
enum err store_booking_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                            struct row_cursor *out) MUST_USE;
/* A stop's by time, after (not_before, code), that last until not_after at least; ended: those that are ended
 * too. */
struct booking_page {
	uint32_t province, stop;
	bool ended;
	int64_t not_before, not_after;
	uint32_t code, size;
};
enum err store_booking_queue(struct tx *tx, const struct booking_page *page, struct row_cursor *out) MUST_USE;
/* A stop's in this state that were held until before now. */
enum err store_booking_overdue(struct tx *tx, uint32_t province, uint32_t stop, int64_t state, int64_t now,
                               uint32_t limit, struct row_cursor *out) MUST_USE;
void store_booking_row(const struct row_cursor *row, struct booking_row *out);

/* How many bookings of a trip are not ended. */
enum err store_booking_count(struct tx *tx, struct span company, struct span pass_id, uint32_t *out) MUST_USE;

/* The trip a stop's booking is for, and its leg there: what its keeper seals for. ERR_NOT_FOUND. */
struct booked_trip {
	struct span body, seals, leg;
	int64_t state, leg_state;
};
enum err store_booking_trip(struct tx *tx, uint32_t province, uint32_t stop, uint32_t code,
                            struct booked_trip *out) MUST_USE;

#endif
