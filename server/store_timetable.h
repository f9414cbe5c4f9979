/* server/store_timetable.h - statements: what was reckoned for a trip, and how the port moved its cut-off.
 * Every one names the company. */
#ifndef GUOSUO_SERVER_STORE_TIMETABLE_H
#define GUOSUO_SERVER_STORE_TIMETABLE_H

#include "server/store.h"

/* state: a TimetableState. The desk looks at the legs when the latest decision has come. ERR_NOT_FOUND. */
enum err store_timetable_put(struct tx *tx, struct span company, struct span pass_id, int64_t state,
                             int64_t latest_decision) MUST_USE;

/* Told that it is late: since now. ERR_NOT_FOUND: it was before, or there is no such trip. */
enum err store_late_put(struct tx *tx, struct span company, struct span pass_id, int64_t now) MUST_USE;
/* It is late no longer, if it was. */
enum err store_late_end(struct tx *tx, struct span company, struct span pass_id) MUST_USE;

struct cutoff_row {
	uint32_t serial; /* from 1 */
	int64_t cutoff, created;
	struct span reason, who;
	uint32_t province, checkpoint; /* the gate that moved it; 0: the company did */
};

/* actor: a key id. ERR_EXISTS: another move came first. */
enum err store_cutoff_put(struct tx *tx, struct span company, struct span pass_id,
                          const struct cutoff_row *row, struct span actor) MUST_USE;
/* Oldest first. Then store_next and store_cutoff_row; spans live as row_text's. */
enum err store_cutoff_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                           struct row_cursor *out) MUST_USE;
void store_cutoff_row(const struct row_cursor *row, struct cutoff_row *out);

#endif
