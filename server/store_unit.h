/* server/store_unit.h - statements: the units of a consignment. A reviewer's name the province, an officer's
 * the company. */
#ifndef GUOSUO_SERVER_STORE_UNIT_H
#define GUOSUO_SERVER_STORE_UNIT_H

#include "server/store.h"

struct unit_row {
	struct span company, pass_id, consignment;
	uint32_t unit, units;
	struct span return_of; /* a pass id; empty: this is no empty return */
};

/* In the legs of the trip too, for their queues. ERR_EXISTS. */
enum err store_unit_put(struct tx *tx, const struct unit_row *row) MUST_USE;

/* The company's trip whose id begins with `number` and that is no return itself, in this consignment. The
 * span lives as row_blob's. ERR_NOT_FOUND. */
enum err store_unit_out(struct tx *tx, struct span company, struct span consignment, struct span number,
                        struct span *pass_id) MUST_USE;

/* Whose a trip is that a province has a leg of, and its consignment; nothing else of the row. The spans live as row_blob's.
 * ERR_NOT_FOUND: the province has none, or the trip travels alone. */
enum err store_unit_of(struct tx *tx, uint32_t province, struct span pass_id, struct unit_row *out) MUST_USE;

/* A unit as the province that has a leg of it sees it. */
struct unit_line {
	struct unit_row row;
	uint32_t ordinal;
	int64_t state, since;
	struct span cargo;
	uint32_t person[2];
};
/* By unit, after (unit, pass_id). Then store_next and store_unit_line. */
enum err store_unit_list(struct tx *tx, uint32_t province, struct span company, struct span consignment,
                         int64_t unit, struct span pass_id, uint32_t limit, struct row_cursor *out) MUST_USE;
void store_unit_line(const struct row_cursor *row, struct unit_line *out);

#endif
