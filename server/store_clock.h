/* server/store_clock.h - statements: pauses, escalations, and what the desk looks at by itself. Every one
 * names its owner: the province, or the company. */
#ifndef GUOSUO_SERVER_STORE_CLOCK_H
#define GUOSUO_SERVER_STORE_CLOCK_H

#include "server/store_leg.h"

/* Begins one, or takes up again what ended in the same second. */
enum err store_pause_begin(struct tx *tx, const struct leg_row *leg, int64_t kind, int64_t began) MUST_USE;
/* Of the one that lasts, if there is one. */
enum err store_pause_end(struct tx *tx, uint32_t province, struct span pass_id, int64_t ended) MUST_USE;
/* Columns kind, began, ended (0: it lasts), oldest first, of those that did not end before: of a leg, or of all legs of a
 * trip. */
enum err store_pause_list(struct tx *tx, uint32_t province, struct span pass_id, int64_t since, uint32_t limit,
                          struct row_cursor *out) MUST_USE;
enum err store_pause_list_trip(struct tx *tx, struct span company, struct span pass_id, int64_t since,
                               uint32_t limit, struct row_cursor *out) MUST_USE;

/* Open legs of a province whose watch has come: store_leg_row, and from `class_column` on the trip's class
 * and number of legs. */
enum { STORE_WATCH_CLASS = 28, STORE_WATCH_LEGS };
enum err store_watch_list(struct tx *tx, uint32_t province, int64_t now, uint32_t limit,
                          struct row_cursor *out) MUST_USE;
/* Writes a leg's clock. ERR_NOT_FOUND. */
enum err store_watch_put(struct tx *tx, const struct leg_row *leg) MUST_USE;
/* Every open leg of a province is to be looked at. */
enum err store_watch_all(struct tx *tx, uint32_t province) MUST_USE;

struct escalation_row {
	uint32_t province, level;
	struct span pass_id, company;
	int64_t created;
	struct span who, phone;
};
/* Once for a leg and a level: a second one changes nothing. */
enum err store_escalation_put(struct tx *tx, const struct escalation_row *row) MUST_USE;
/* Who and phone, of the row's company, pass, province and level. ERR_NOT_FOUND. */
enum err store_escalation_get(struct tx *tx, struct escalation_row *row) MUST_USE;
/* Of a company's trip, by province and level. Then store_next and store_escalation_row. */
enum err store_escalation_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                               struct row_cursor *out) MUST_USE;
void store_escalation_row(const struct row_cursor *row, struct escalation_row *out);

/* One more leg is decided. */
enum err store_tally_add(struct tx *tx, uint32_t province, bool late) MUST_USE;

/* A province's desk in numbers. Reads its open legs' index, not the legs. */
struct desk_numbers {
	uint32_t province;
	int64_t open, late, paused, oldest; /* oldest: when the oldest open leg came; 0: none */
	int64_t too_late;                   /* open, and the port is no longer reached */
	int64_t decided, decided_late;      /* since the desk began */
};
/* late: due before now. stopped_turn: from where on those stand that stand still. */
enum err store_desk_numbers(struct tx *tx, uint32_t province, int64_t now, int64_t stopped_turn,
                            struct desk_numbers *out) MUST_USE;

#endif
