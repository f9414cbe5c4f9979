/* server/store_trip.h - statements: trips and assignments. Every one names its owner: the company, or the
 * driver's device. */
#ifndef GUOSUO_SERVER_STORE_TRIP_H
#define GUOSUO_SERVER_STORE_TRIP_H

#include "server/store.h"

struct trip_row {
	struct span company, pass_id;
	int64_t state, since, created;
	uint32_t issuer, week, status_index, class;
	struct span company_name, cargo;
	uint32_t legs;
	struct span hash, body, seals, application, annex, reason;
	int64_t timetable, latest_decision; /* server/store_timetable.h; only store_trip_put looks at them */
};

/* ERR_EXISTS. */
enum err store_trip_put(struct tx *tx, const struct trip_row *row) MUST_USE;
/* Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_trip_get(struct tx *tx, struct span company, struct span pass_id,
                        struct trip_row *out) MUST_USE;
/* From one state to another. ERR_NOT_FOUND: it is not in that state any more. */
enum err store_trip_move(struct tx *tx, struct span company, struct span pass_id, int64_t from, int64_t to,
                         int64_t since, struct span reason) MUST_USE;

/* A line of a list; where the next page begins. */
struct trip_line {
	struct span pass_id;
	int64_t state, since, created;
	struct span cargo;
	uint32_t legs, legs_sealed;
};
/* Newest first, older than (created, pass_id): all, or those of a consignment. Then store_next and store_trip_line. */
enum err store_trip_list(struct tx *tx, struct span company, int64_t created, struct span pass_id,
                         uint32_t limit, struct row_cursor *out) MUST_USE;
enum err store_trip_list_units(struct tx *tx, struct span company, struct span consignment, int64_t created,
                               struct span pass_id, uint32_t limit, struct row_cursor *out) MUST_USE;
void store_trip_line(const struct row_cursor *row, struct trip_line *out);

struct assignment_row {
	struct span company, pass_id;
	bool paper;
	uint32_t serial;
	struct span device; /* empty for paper */
	struct span body, signature, key;
};

/* ERR_EXISTS: this serial has been given to this device already. */
enum err store_assignment_put(struct tx *tx, const struct assignment_row *row, int64_t created) MUST_USE;
/* The highest serial of a kind; 0: none. */
enum err store_assignment_highest(struct tx *tx, struct span company, struct span pass_id, bool paper,
                                  uint32_t *serial) MUST_USE;
/* Newest first: columns body, signature, key. For a device: its own and those on paper. */
enum err store_assignment_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                               struct row_cursor *out) MUST_USE;
enum err store_assignment_list_device(struct tx *tx, struct span company, struct span pass_id,
                                      struct span device, uint32_t limit, struct row_cursor *out) MUST_USE;
/* Whose trip a device drives: of this pass (its id, or the first bytes, which are its number), or with an
 * empty pass_id the newest that is neither withdrawn nor revoked. ERR_NOT_FOUND: also where a higher serial
 * has replaced it. */
enum err store_assignment_trip(struct tx *tx, struct span device, struct span pass_id,
                               struct span *company, struct span *found) MUST_USE;

#endif
