/* server/store_expected.h - statements: sealed legs by when they are due. All name the province. */
#ifndef GUOSUO_SERVER_STORE_EXPECTED_H
#define GUOSUO_SERVER_STORE_EXPECTED_H

#include "server/store_leg.h"

/* A leg is sealed, with this window. */
enum err store_expected_put(struct tx *tx, uint32_t province, struct span pass_id, int64_t opens, int64_t closes) MUST_USE;

/* A leg whose sealed window is open or to come, of a trip that is not withdrawn, delivered or revoked. Whether the leg stands, and
 * with which bytes, its state tells. */
struct expected_row {
	struct leg_row leg; /* province, pass_id, company, state, revision, body and seals alone */
	int64_t closes;
	struct span trip_body, trip_seals;
};

/* Those that close at `closes` or later and open until `until`, after (closes, pass_id). Then store_next and store_expected_row. */
enum err store_expected_list(struct tx *tx, uint32_t province, int64_t closes, struct span pass_id, int64_t until,
                             uint32_t limit, struct row_cursor *out) MUST_USE;
void store_expected_row(const struct row_cursor *row, struct expected_row *out);

/* One of them, if it closes at now or later. Spans live as row_blob's. ERR_NOT_FOUND. */
enum err store_expected_get(struct tx *tx, uint32_t province, struct span pass_id, int64_t now, int64_t until,
                            struct expected_row *out) MUST_USE;

#endif
