#include "server/store_stamp.h"

#define COLUMNS                                                                                                  \
	"province, device, sequence, company, pass_id, checkpoint, at, created, delivered, previous, body, seals, journey"

enum err store_stamp_put(struct tx *tx, const struct stamp_row *row)
{
	static const struct statement put = {
	    "INSERT INTO stamp (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT DO NOTHING",
	    "ibitbiiiibbbi"};
	const struct value params[] = {
	    value_int(row->province),   value_blob(row->device),   value_int(row->sequence),  value_text(row->company),
	    value_blob(row->pass_id),   value_int(row->checkpoint), value_int(row->at),       value_int(row->created),
	    value_int(row->delivered),  value_blob(row->previous), value_blob(row->body),     value_blob(row->seals),
	    value_int(row->journey)};
	return store_run(tx, &put, params, 13);
}

void store_stamp_row(const struct row_cursor *row, struct stamp_row *out)
{
	*out = (struct stamp_row){.province = (uint32_t)row_int(row, 0),
	                          .device = row_blob(row, 1),
	                          .sequence = (uint32_t)row_int(row, 2),
	                          .company = row_text(row, 3),
	                          .pass_id = row_blob(row, 4),
	                          .checkpoint = (uint32_t)row_int(row, 5),
	                          .at = row_int(row, 6),
	                          .created = row_int(row, 7),
	                          .delivered = (uint32_t)row_int(row, 8),
	                          .previous = row_blob(row, 9),
	                          .body = row_blob(row, 10),
	                          .seals = row_blob(row, 11),
	                          .journey = (uint32_t)row_int(row, 12)};
}

enum err store_stamp_delivered(struct tx *tx, struct span company, struct span pass_id, uint32_t journey, int64_t *at)
{
	static const struct statement get = {
	    "SELECT at FROM stamp WHERE company = $1 AND pass_id = $2 AND delivered > 0 AND delivered = $3", "tbi"};
	struct row_cursor row;
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(journey)};
	enum err err = store_one(tx, &get, params, 3, &row);
	if (err == ERR_OK)
		*at = row_int(&row, 0);
	return err;
}

enum err store_stamp_journeys(struct tx *tx, struct span company, struct span pass_id, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT delivered FROM stamp WHERE company = $1 AND pass_id = $2 AND delivered > 0 ORDER BY delivered", "tb"};
	return store_query(tx, &list, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, out);
}

enum err store_stamp_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                          struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS " FROM stamp WHERE company = $1 AND pass_id = $2 AND delivered > 0 "
	    "ORDER BY delivered DESC LIMIT $3",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

enum err store_stamp_passages(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                              struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS " FROM stamp WHERE company = $1 AND pass_id = $2 ORDER BY at DESC LIMIT $3", "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}
