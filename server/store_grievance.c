#include "server/store_grievance.h"

#define COLUMNS "province, id, pass_id, company, device, checkpoint, kind, amount_fen, at, created, body"

enum err store_grievance_company(struct tx *tx, struct span device, struct span pass_id, struct span *company)
{
	static const struct statement get = {"SELECT company FROM assignment WHERE device = $1 AND pass_id = $2 LIMIT 1", "bb"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_blob(device), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*company = row_text(&row, 0);
	return err;
}

enum err store_grievance_put(struct tx *tx, const struct grievance_row *row)
{
	static const struct statement put = {"INSERT INTO grievance (" COLUMNS
	                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) ON CONFLICT DO NOTHING",
	                                     "ibbtbiiiiit"};
	const struct value params[] = {value_int(row->province),   value_blob(row->id),        value_blob(row->pass_id),
	                               value_text(row->company),   value_blob(row->device),    value_int(row->checkpoint),
	                               value_int(row->kind),       value_int(row->amount_fen), value_int(row->at),
	                               value_int(row->created),    value_text(row->text)};
	return store_run(tx, &put, params, 11);
}

enum err store_grievance_list(struct tx *tx, uint32_t province, int64_t created, struct span id, uint32_t limit,
                              struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS " FROM grievance WHERE province = $1 AND (created, id) > ($2, $3) ORDER BY created, id LIMIT $4", "iibi"};
	const struct value params[] = {value_int(province), value_int(created), value_blob(id), value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

void store_grievance_row(const struct row_cursor *row, struct grievance_row *out)
{
	*out = (struct grievance_row){.province = (uint32_t)row_int(row, 0),
	                              .id = row_blob(row, 1),
	                              .pass_id = row_blob(row, 2),
	                              .company = row_text(row, 3),
	                              .device = row_blob(row, 4),
	                              .checkpoint = (uint32_t)row_int(row, 5),
	                              .kind = (uint32_t)row_int(row, 6),
	                              .amount_fen = (uint32_t)row_int(row, 7),
	                              .at = row_int(row, 8),
	                              .created = row_int(row, 9),
	                              .text = row_text(row, 10)};
}

enum err store_grievance_stamps(struct tx *tx, const struct grievance_row *row, int64_t from, int64_t to, uint32_t limit,
                                struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT body FROM stamp WHERE province = $1 AND company = $2 AND pass_id = $3 AND checkpoint = $4 AND at BETWEEN $5 AND $6 "
	    "ORDER BY at LIMIT $7",
	    "itbiiii"};
	const struct value params[] = {value_int(row->province),   value_text(row->company), value_blob(row->pass_id),
	                               value_int(row->checkpoint), value_int(from),          value_int(to),
	                               value_int(limit)};
	return store_query(tx, &list, params, 7, out);
}
