#include "server/store_trip.h"

enum err store_trip_put(struct tx *tx, const struct trip_row *row)
{
	static const struct statement put = {
	    "INSERT INTO trip (company, pass_id, state, since, created, issuer, week, status_index, class, "
	    "company_name, "
	    "cargo, legs, hash, body, seals, application, annex, reason, timetable, latest_decision) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, '', $18, $19)",
	    "tbiiiiiiittibbbbbii"};
	const struct value params[] = {
	    value_text(row->company),      value_blob(row->pass_id),     value_int(row->state),
	    value_int(row->since),         value_int(row->created),      value_int(row->issuer),
	    value_int(row->week),          value_int(row->status_index), value_int(row->class),
	    value_text(row->company_name), value_text(row->cargo),       value_int(row->legs),
	    value_blob(row->hash),         value_blob(row->body),        value_blob(row->seals),
	    value_blob(row->application),  value_blob(row->annex),       value_int(row->timetable),
	    value_int(row->latest_decision),
	};
	return store_run(tx, &put, params, sizeof params / sizeof params[0]);
}

enum err store_trip_get(struct tx *tx, struct span company, struct span pass_id, struct trip_row *out)
{
	static const struct statement get = {
	    "SELECT state, since, created, issuer, week, status_index, class, company_name, cargo, legs, "
	    "hash, body, "
	    "seals, application, annex, reason FROM trip WHERE company = $1 AND pass_id = $2",
	    "tb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err != ERR_OK)
		return err;
	*out = (struct trip_row){.company = company,
	                         .pass_id = pass_id,
	                         .state = row_int(&row, 0),
	                         .since = row_int(&row, 1),
	                         .created = row_int(&row, 2),
	                         .issuer = (uint32_t)row_int(&row, 3),
	                         .week = (uint32_t)row_int(&row, 4),
	                         .status_index = (uint32_t)row_int(&row, 5),
	                         .class = (uint32_t)row_int(&row, 6),
	                         .company_name = row_text(&row, 7),
	                         .cargo = row_text(&row, 8),
	                         .legs = (uint32_t)row_int(&row, 9),
	                         .hash = row_blob(&row, 10),
	                         .body = row_blob(&row, 11),
	                         .seals = row_blob(&row, 12),
	                         .application = row_blob(&row, 13),
	                         .annex = row_blob(&row, 14),
	                         .reason = row_text(&row, 15)};
	return ERR_OK;
}

enum err store_trip_move(struct tx *tx, struct span company, struct span pass_id, int64_t from, int64_t to,
                         int64_t since, struct span reason)
{
	static const struct statement move = {"UPDATE trip SET state = $4, since = $5, reason = $6 "
	                                      "WHERE company = $1 AND pass_id = $2 AND state = $3",
	                                      "tbiiit"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(from),
	                               value_int(to),       value_int(since),    value_text(reason)};
	return store_run_one(tx, &move, params, 6);
}

/* State 3 is LEG_SEALED. */
enum err store_trip_list(struct tx *tx, struct span company, int64_t created, struct span pass_id,
                         uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT pass_id, state, since, created, cargo, legs, (SELECT COUNT(*) FROM leg WHERE "
	    "leg.company = $1 AND leg.pass_id = trip.pass_id AND leg.state = 3) FROM trip WHERE company = $1 "
	    "AND "
	    "(created < $2 OR (created = $2 AND pass_id < $3)) ORDER BY created DESC, pass_id DESC LIMIT $4",
	    "tibi"};
	const struct value params[] = {value_text(company), value_int(created), value_blob(pass_id),
	                               value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

enum err store_trip_list_units(struct tx *tx, struct span company, struct span consignment, int64_t created,
                               struct span pass_id, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT trip.pass_id, trip.state, trip.since, trip.created, trip.cargo, trip.legs, (SELECT COUNT(*) FROM "
	    "leg WHERE leg.company = $1 AND leg.pass_id = trip.pass_id AND leg.state = 3) FROM unit JOIN trip ON "
	    "trip.company = unit.company AND trip.pass_id = unit.pass_id WHERE unit.company = $1 AND "
	    "unit.consignment = $2 AND (trip.created < $3 OR (trip.created = $3 AND trip.pass_id < $4)) "
	    "ORDER BY trip.created DESC, trip.pass_id DESC LIMIT $5",
	    "ttibi"};
	const struct value params[] = {value_text(company), value_text(consignment), value_int(created),
	                               value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 5, out);
}

void store_trip_line(const struct row_cursor *row, struct trip_line *out)
{
	*out = (struct trip_line){.pass_id = row_blob(row, 0),
	                          .state = row_int(row, 1),
	                          .since = row_int(row, 2),
	                          .created = row_int(row, 3),
	                          .cargo = row_text(row, 4),
	                          .legs = (uint32_t)row_int(row, 5),
	                          .legs_sealed = (uint32_t)row_int(row, 6)};
}

enum err store_assignment_put(struct tx *tx, const struct assignment_row *row, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO assignment (company, pass_id, paper, serial, device, created, body, signature, key) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	    "tbiibibbb"};
	const struct value params[] = {
	    value_text(row->company), value_blob(row->pass_id),   value_int(row->paper),
	    value_int(row->serial),   value_blob(row->device),    value_int(created),
	    value_blob(row->body),    value_blob(row->signature), value_blob(row->key)};
	return store_run(tx, &put, params, 9);
}

enum err store_assignment_highest(struct tx *tx, struct span company, struct span pass_id, bool paper,
                                  uint32_t *serial)
{
	static const struct statement highest = {"SELECT COALESCE(MAX(serial), 0) FROM assignment WHERE "
	                                         "company = $1 AND pass_id = $2 AND paper = $3",
	                                         "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(paper)};
	struct row_cursor row;
	enum err err = store_one(tx, &highest, params, 3, &row);
	if (err == ERR_OK)
		*serial = (uint32_t)row_int(&row, 0);
	return err;
}

enum err store_assignment_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                               struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT body, signature, key FROM assignment WHERE company = $1 AND "
	    "pass_id = $2 ORDER BY serial DESC, paper, device LIMIT $3",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

enum err store_assignment_list_device(struct tx *tx, struct span company, struct span pass_id,
                                      struct span device, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT body, signature, key FROM assignment WHERE company = $1 AND "
	    "pass_id = $2 AND (device = $3 OR paper = 1) ORDER BY serial DESC LIMIT $4",
	    "tbbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_blob(device),
	                               value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

enum err store_assignment_trip(struct tx *tx, struct span device, struct span pass_id,
                               struct span *company, struct span *found)
{
	static const struct statement named = {
	    "SELECT a.company, a.pass_id FROM assignment a WHERE a.device = $1 AND "
	    "substr(a.pass_id, 1, CAST($3 AS INTEGER)) = $2 AND NOT EXISTS (SELECT 1 FROM assignment b WHERE "
	    "b.company = a.company AND b.pass_id = a.pass_id AND b.paper = a.paper AND b.serial > a.serial) "
	    "LIMIT 1",
	    "bbi"};
	static const struct statement newest = {
	    "SELECT a.company, a.pass_id FROM assignment a JOIN trip t ON t.company = a.company AND "
	    "t.pass_id = a.pass_id "
	    "WHERE a.device = $1 AND t.state NOT IN (4, 6) AND NOT EXISTS (SELECT 1 FROM assignment b WHERE "
	    "b.company = a.company AND b.pass_id = a.pass_id AND b.paper = a.paper AND b.serial > a.serial) "
	    "ORDER BY a.created DESC, a.serial DESC LIMIT 1",
	    "b"};
	struct row_cursor row;
	const struct value by_pass[] = {value_blob(device), value_blob(pass_id),
	                                value_int((int64_t)pass_id.n)};
	const struct value by_time[] = {value_blob(device)};
	enum err err = pass_id.n > 0 ? store_one(tx, &named, by_pass, 3, &row)
	                             : store_one(tx, &newest, by_time, 1, &row);
	if (err != ERR_OK)
		return err;
	*company = row_text(&row, 0);
	*found = row_blob(&row, 1);
	return ERR_OK;
}
