#include "server/store_expected.h"

#define COLUMNS                                                                                                  \
	"leg.province, leg.pass_id, leg.company, leg.state, leg.revision, leg.body, leg.seals, leg.closes, trip.body, trip.seals " \
	"FROM leg JOIN trip ON trip.company = leg.company AND trip.pass_id = leg.pass_id "

enum err store_expected_put(struct tx *tx, uint32_t province, struct span pass_id, int64_t opens, int64_t closes)
{
	static const struct statement put = {"UPDATE leg SET opens = $3, closes = $4 WHERE province = $1 AND pass_id = $2", "ibii"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(opens), value_int(closes)};
	return store_run_one(tx, &put, params, 4);
}

/* closes > 0 is the index's own condition. */
enum err store_expected_list(struct tx *tx, uint32_t province, int64_t closes, struct span pass_id, int64_t until,
                             uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS "WHERE leg.province = $1 AND leg.closes > 0 AND (leg.closes, leg.pass_id) > ($2, $3) AND "
	    "leg.opens <= $4 AND trip.state NOT IN (4, 6, 7) ORDER BY leg.closes, leg.pass_id LIMIT $5",
	    "iibii"};
	const struct value params[] = {value_int(province), value_int(closes), value_blob(pass_id), value_int(until),
	                               value_int(limit)};
	return store_query(tx, &list, params, 5, out);
}

void store_expected_row(const struct row_cursor *row, struct expected_row *out)
{
	*out = (struct expected_row){.leg = {.province = (uint32_t)row_int(row, 0),
	                                     .pass_id = row_blob(row, 1),
	                                     .company = row_text(row, 2),
	                                     .state = row_int(row, 3),
	                                     .revision = (uint32_t)row_int(row, 4),
	                                     .body = row_blob(row, 5),
	                                     .seals = row_blob(row, 6)},
	                             .closes = row_int(row, 7),
	                             .trip_body = row_blob(row, 8),
	                             .trip_seals = row_blob(row, 9)};
}

enum err store_expected_get(struct tx *tx, uint32_t province, struct span pass_id, int64_t now, int64_t until,
                            struct expected_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS "WHERE leg.province = $1 AND leg.pass_id = $2 AND leg.closes >= $3 AND leg.opens <= $4 AND "
	    "trip.state NOT IN (4, 6, 7)",
	    "ibii"};
	struct row_cursor row;
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(now), value_int(until)};
	enum err err = store_one(tx, &get, params, 4, &row);
	if (err == ERR_OK)
		store_expected_row(&row, out);
	return err;
}
