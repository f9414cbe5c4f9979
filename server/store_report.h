/* server/store_report.h - statements: a province's figures, reports as they were frozen, the order of the
 * history. */
#ifndef GUOSUO_SERVER_STORE_REPORT_H
#define GUOSUO_SERVER_STORE_REPORT_H

#include "server/store_leg.h"

enum { STORE_STATES = 9 }; /* of a leg, with 0 */

struct figures_row {
	int64_t originated, submitted;
	int64_t steps[STORE_STATES]; /* how many legs came into each state */
	int64_t open;                /* before `to` */
	int64_t expedited, difficulties, answered, overdue;
	int64_t revised, restored, delivered;
	int64_t passages, not_passed;
};
/* Of a province from `from` to before `to`. */
enum err store_figures(struct tx *tx, uint32_t province, int64_t from, int64_t to,
                       struct figures_row *out) MUST_USE;

/* Open legs of a province that were due before now: how many, and store_late_row's columns by due. */
enum err store_late_count(struct tx *tx, uint32_t province, int64_t now, int64_t *count) MUST_USE;
enum err store_late_list(struct tx *tx, uint32_t province, int64_t now, uint32_t limit,
                         struct row_cursor *out) MUST_USE;
/* Of a leg: province, pass_id, company_name, holder, class, state, since, person[0] and clock.due. */
void store_late_row(const struct row_cursor *row, struct leg_row *out);
/* As they stand: open legs of a province that have reached a level, trips it issued that nobody could drive. */
enum err store_held_up(struct tx *tx, uint32_t province, int64_t *escalated, int64_t *no_timetable) MUST_USE;

struct report_row {
	int64_t day, edition, ends;
	struct span body;
};
/* ERR_EXISTS. */
enum err store_report_put(struct tx *tx, const struct report_row *row, int64_t created) MUST_USE;
/* edition 0: the newest of the day. ERR_NOT_FOUND. */
enum err store_report_get(struct tx *tx, int64_t day, int64_t edition, struct report_row *out) MUST_USE;
/* The newest report before a day, its newest edition; without the body. ERR_NOT_FOUND. */
enum err store_report_last(struct tx *tx, int64_t before_day, struct report_row *out) MUST_USE;

/* Gives up to `limit` entries that have no sequence the next ones, oldest first; *count: how many. */
enum err store_entry_sequence(struct tx *tx, uint32_t limit, uint32_t *count) MUST_USE;
/* Rising after a sequence: columns sequence, created, kind, province, object, actor. */
enum err store_entry_list(struct tx *tx, int64_t after, uint32_t limit, struct row_cursor *out) MUST_USE;

/* Nothing happens when there is one of this name. */
enum err store_seed_put(struct tx *tx, const char *name, struct span secret, int64_t created) MUST_USE;
/* ERR_NOT_FOUND. */
enum err store_seed_get(struct tx *tx, const char *name, struct span *secret) MUST_USE;

#endif
