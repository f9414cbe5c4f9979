/* server/store_step.h - statements: what legs went through, and what the task group asked haste for. Every
 * one names its owner: the province, or the company. */
#ifndef GUOSUO_SERVER_STORE_STEP_H
#define GUOSUO_SERVER_STORE_STEP_H

#include "server/store_leg.h"

/* A leg has come into a state. stands: what is refused is a revision, and the one before it stands.
 * ruling, rule: what a rule had said; 0, empty: none held. */
enum err store_step_put(struct tx *tx, const struct leg_row *leg, bool stands, int64_t ruling, struct span rule,
                        int64_t created) MUST_USE;
/* Of a leg before a moment: columns state, created, ruling, rule, in order. */
enum err store_step_list(struct tx *tx, uint32_t province, struct span pass_id, int64_t before,
                         uint32_t limit, struct row_cursor *out) MUST_USE;

/* Legs of a province that were open, or that something happened to, at some time from `from` to before `to`, above a pass id: column pass_id,
 * rising. */
enum err store_step_legs(struct tx *tx, uint32_t province, int64_t from, int64_t to, struct span above,
                         uint32_t limit, struct row_cursor *out) MUST_USE;

struct expedite_row {
	uint32_t province;
	struct span pass_id, company;
	int64_t created;
	struct span id, who, actor, reason;
};
/* ERR_EXISTS. */
enum err store_expedite_put(struct tx *tx, const struct expedite_row *row) MUST_USE;
/* Columns province, created, who, reason: of a leg, newest first; of a leg before a moment, and of a
 * company's trip, oldest first. */
enum err store_expedite_newest(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                               struct row_cursor *out) MUST_USE;
enum err store_expedite_before(struct tx *tx, uint32_t province, struct span pass_id, int64_t before,
                               uint32_t limit, struct row_cursor *out) MUST_USE;
enum err store_expedite_trip(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                             struct row_cursor *out) MUST_USE;

#endif
