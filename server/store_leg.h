/* server/store_leg.h - statements: legs and decisions. A reviewer's name the province, an officer's the
 * company. */
#ifndef GUOSUO_SERVER_STORE_LEG_H
#define GUOSUO_SERVER_STORE_LEG_H

#include "server/store.h"

/* How a leg's clock stood when it was last looked at: server/clock.h in columns. */
struct leg_clock {
	uint32_t days; /* 0: none */
	int64_t due, stopped, paused_s, left_s;
	uint32_t level, missing_year;
	int64_t turn;            /* what a queue is ordered by: server/due.h */
	int64_t watch;           /* when it is to be looked at again */
	int64_t latest_decision; /* with which the port is still reached; 0: none. Moved by server/store_timetable.h alone */
};

struct leg_row {
	uint32_t province;
	struct span pass_id, company;
	uint32_t ordinal;
	int64_t state, since, created;
	int64_t begun; /* since when its clock runs: when it came, or was last opened again */
	bool decided;
	uint32_t revision, week, status_index;
	struct span holder, reason;
	uint32_t person[2]; /* who sealed, by the roster's number; 0: nobody */
	struct span body, seals;
	struct leg_clock clock;
	/* of its trip, for the queue; only store_leg_put looks at them */
	uint32_t class;
	struct span company_name, cargo;
	int64_t timetable;
};

/* ERR_EXISTS. */
enum err store_leg_put(struct tx *tx, const struct leg_row *row) MUST_USE;
/* Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_leg_get(struct tx *tx, uint32_t province, struct span pass_id, struct leg_row *out) MUST_USE;
/* Writes state, since, begun, decided, holder, reason, persons, body, seals and the clock where the state is still
 * `from`. ERR_NOT_FOUND. */
enum err store_leg_move(struct tx *tx, const struct leg_row *row, int64_t from) MUST_USE;
/* When the last of a company's trip's legs began. */
enum err store_leg_begun(struct tx *tx, struct span company, struct span pass_id, int64_t *begun) MUST_USE;
/* All legs of a company's trip by ordinal. Then store_next and store_leg_row. */
enum err store_leg_list(struct tx *tx, struct span company, struct span pass_id,
                        struct row_cursor *out) MUST_USE;
void store_leg_row(const struct row_cursor *row, struct leg_row *out);

/* A line of a province's queue. */
struct queue_line {
	struct span pass_id;
	uint32_t ordinal;
	int64_t state, since;
	bool decided;
	uint32_t class;
	struct span company_name, cargo;
	uint32_t person[2];
	int64_t timetable; /* server/store_timetable.h */
	uint32_t unit, units; /* 0: it travels alone */
	bool expedited;
	struct leg_clock clock;
};
/* Where a queue goes on: after (decided, turn, pass_id). A leg whose turn has moved between two pages may come
 * twice or not at all. */
struct queue_place {
	bool decided;
	int64_t turn;
	struct span pass_id;
};
/* Whose turn is first comes first, and what is decided after all others or, without `decided`, not at all. Then
 * store_next and store_queue_line. */
enum err store_queue_list(struct tx *tx, uint32_t province, bool decided, const struct queue_place *after,
                          uint32_t limit, struct row_cursor *out) MUST_USE;
void store_queue_line(const struct row_cursor *row, struct queue_line *out);

/* The trip a province has a leg of: what a reviewer reads. ERR_NOT_FOUND. */
struct reviewed_trip {
	struct span company;
	int64_t state;
	uint32_t class;
	struct span hash, body, seals, application, annex;
};
enum err store_leg_trip(struct tx *tx, uint32_t province, struct span pass_id,
                        struct reviewed_trip *out) MUST_USE;

/* ERR_EXISTS: this decision has been put already. */
enum err store_decision_put(struct tx *tx, uint32_t province, struct span pass_id, struct span hash,
                            int64_t kind, int64_t created, struct span body, struct span seals) MUST_USE;
/* Oldest first: columns body, seals. */
enum err store_decision_list(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                             struct row_cursor *out) MUST_USE;

#endif
