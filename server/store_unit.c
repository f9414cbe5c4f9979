#include "server/store_unit.h"

enum err store_unit_put(struct tx *tx, const struct unit_row *row)
{
	static const struct statement put = {
	    "INSERT INTO unit (company, pass_id, consignment, unit, units, return_of) "
	    "VALUES ($1, $2, $3, $4, $5, $6)",
	    "tbtiib"};
	const struct value params[] = {value_text(row->company),     value_blob(row->pass_id),
	                               value_text(row->consignment), value_int(row->unit),
	                               value_int(row->units),        value_blob(row->return_of)};
	static const struct statement mark = {"UPDATE leg SET unit = $3, units = $4 WHERE company = $1 AND pass_id = $2", "tbii"};
	const struct value place[] = {params[0], params[1], params[3], params[4]};
	enum err err = store_run(tx, &put, params, 6);
	return err == ERR_OK ? store_run(tx, &mark, place, 4) : err;
}

enum err store_unit_out(struct tx *tx, struct span company, struct span consignment, struct span number,
                        struct span *pass_id)
{
	static const struct statement get = {
	    "SELECT pass_id FROM unit WHERE company = $1 AND consignment = $2 AND "
	    "substr(pass_id, 1, CAST($4 AS INTEGER)) = $3 AND return_of = $5 LIMIT 1",
	    "ttbib"};
	const struct value params[] = {value_text(company), value_text(consignment), value_blob(number),
	                               value_int((int64_t)number.n), value_blob((struct span){NULL, 0})};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 5, &row);
	if (err == ERR_OK)
		*pass_id = row_blob(&row, 0);
	return err;
}

enum err store_unit_of(struct tx *tx, uint32_t province, struct span pass_id, struct unit_row *out)
{
	static const struct statement get = {
	    "SELECT unit.company, unit.consignment FROM leg JOIN unit ON unit.company = leg.company AND "
	    "unit.pass_id = leg.pass_id WHERE leg.province = $1 AND leg.pass_id = $2",
	    "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err != ERR_OK)
		return err;
	*out = (struct unit_row){.company = row_text(&row, 0),
	                         .pass_id = pass_id,
	                         .consignment = row_text(&row, 1)};
	return ERR_OK;
}

enum err store_unit_list(struct tx *tx, uint32_t province, struct span company, struct span consignment,
                         int64_t unit, struct span pass_id, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT unit.pass_id, unit.unit, unit.units, unit.return_of, leg.ordinal, leg.state, leg.since, "
	    "trip.cargo, leg.person_1, leg.person_2 FROM unit JOIN leg ON leg.pass_id = unit.pass_id AND "
	    "leg.company = unit.company JOIN trip ON trip.company = unit.company AND trip.pass_id = "
	    "unit.pass_id "
	    "WHERE leg.province = $1 AND unit.company = $2 AND unit.consignment = $3 AND (unit.unit > $4 OR "
	    "(unit.unit = $4 AND unit.pass_id > $5)) ORDER BY unit.unit, unit.pass_id LIMIT $6",
	    "ittibi"};
	const struct value params[] = {value_int(province), value_text(company), value_text(consignment),
	                               value_int(unit),     value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 6, out);
}

void store_unit_line(const struct row_cursor *row, struct unit_line *out)
{
	*out = (struct unit_line){.row = {.pass_id = row_blob(row, 0),
	                                  .unit = (uint32_t)row_int(row, 1),
	                                  .units = (uint32_t)row_int(row, 2),
	                                  .return_of = row_blob(row, 3)},
	                          .ordinal = (uint32_t)row_int(row, 4),
	                          .state = row_int(row, 5),
	                          .since = row_int(row, 6),
	                          .cargo = row_text(row, 7),
	                          .person = {(uint32_t)row_int(row, 8), (uint32_t)row_int(row, 9)}};
}
