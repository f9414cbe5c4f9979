#include "server/store_bar.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum err store_bar_put(struct tx *tx, const struct bar_row *row, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO bar (province, week, status_index, kind, number, company, pass_id, "
	    "created, body, signature, key) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) "
	    "ON CONFLICT DO NOTHING",
	    "iiiiitbibbb"};
	const struct value params[] = {
	    value_int(row->province),   value_int(row->fact.week),   value_int(row->fact.index),
	    value_int(row->fact.kind),  value_int(row->fact.number), value_text(row->company),
	    value_blob(row->pass_id),   value_int(created),          value_blob(row->body),
	    value_blob(row->signature), value_blob(row->key)};
	enum err err = store_run(tx, &put, params, COUNT(params));
	return err == ERR_OK && store_changed(tx) == 0 ? ERR_EXISTS : err;
}

enum err store_bar_from(struct tx *tx, uint32_t province, uint32_t week, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT week, status_index, kind, number FROM bar b WHERE province = $1 AND week >= $2 AND (kind "
	    "= 3 OR NOT EXISTS "
	    "(SELECT 1 FROM bar c WHERE c.province = b.province AND c.week = b.week AND c.status_index = "
	    "b.status_index "
	    "AND c.kind = b.kind AND c.number > b.number)) ORDER BY week, status_index, kind, number",
	    "ii"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_int(week)}, 2, out);
}

enum err store_bar_get(struct tx *tx, uint32_t province, const struct bar_fact *fact, struct bar_row *out)
{
	static const struct statement get = {
	    "SELECT company, pass_id, body, signature, key FROM bar WHERE province = $1 AND week = $2 AND "
	    "status_index = $3 AND kind = $4 AND number = $5",
	    "iiiii"};
	const struct value params[] = {value_int(province), value_int(fact->week), value_int(fact->index),
	                               value_int(fact->kind), value_int(fact->number)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, COUNT(params), &row);
	if (err == ERR_OK)
		*out = (struct bar_row){.province = province,
		                        .fact = *fact,
		                        .company = row_text(&row, 0),
		                        .pass_id = row_blob(&row, 1),
		                        .body = row_blob(&row, 2),
		                        .signature = row_blob(&row, 3),
		                        .key = row_blob(&row, 4)};
	return err;
}

enum err store_bar_since(struct tx *tx, uint32_t province, const struct bar_fact *fact, int64_t *out)
{
	static const struct statement find = {
	    "SELECT created FROM bar WHERE province = $1 AND week = $2 AND status_index = $3 AND kind = $4 AND "
	    "((kind = 3 AND number = $5) OR (kind <> 3 AND number > $5)) ORDER BY created LIMIT 1",
	    "iiiii"};
	const struct value params[] = {value_int(province), value_int(fact->week), value_int(fact->index),
	                               value_int(fact->kind), value_int(fact->number)};
	struct row_cursor row;
	enum err err = store_one(tx, &find, params, COUNT(params), &row);
	if (err == ERR_OK)
		*out = row_int(&row, 0);
	return err;
}

enum err store_bar_slot(struct tx *tx, struct span company, struct span pass_id, uint32_t slot)
{
	static const struct statement find = {
	    "SELECT 1 FROM bar WHERE company = $1 AND pass_id = $2 AND kind = 3 AND number = $3", "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(slot)};
	struct row_cursor row;
	return store_one(tx, &find, params, COUNT(params), &row);
}

enum err store_bar_trips(struct tx *tx, struct span company, uint32_t week, int64_t created,
                         struct span pass_id, uint32_t limit, struct row_cursor *out)
{
	/* TripState: 4 WITHDRAWN, 7 REVOKED */
	static const struct statement list = {
	    "SELECT pass_id, created, body, seals FROM trip WHERE company = $1 AND week >= $2 AND state NOT "
	    "IN (4, 7) "
	    "AND (created, pass_id) > ($3, $4) ORDER BY created, pass_id LIMIT $5",
	    "tiibi"};
	const struct value params[] = {value_text(company), value_int(week), value_int(created),
	                               value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_bar_serials(struct tx *tx, struct span company, struct span pass_id, bool paper,
                           struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT serial, body FROM assignment WHERE company = $1 AND pass_id = $2 AND "
	    "paper = $3 ORDER BY serial DESC",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(paper)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_bar_serial(struct tx *tx, struct span company, struct span pass_id, bool paper,
                          uint32_t serial, struct row_cursor *out)
{
	static const struct statement find = {
	    "SELECT body, signature, key FROM assignment WHERE company = $1 AND "
	    "pass_id = $2 AND paper = $3 AND serial = $4 ORDER BY device LIMIT 1",
	    "tbii"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(paper),
	                               value_int(serial)};
	return store_one(tx, &find, params, COUNT(params), out);
}

enum err store_bar_assigned(struct tx *tx, struct span company, struct span pass_id, struct span key)
{
	static const struct statement find = {
	    "SELECT 1 FROM assignment a WHERE company = $1 AND pass_id = $2 AND key = $3 AND NOT EXISTS "
	    "(SELECT 1 FROM assignment b WHERE b.company = a.company AND b.pass_id = a.pass_id AND b.paper = "
	    "a.paper "
	    "AND b.serial > a.serial) LIMIT 1",
	    "tbb"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_blob(key)};
	struct row_cursor row;
	return store_one(tx, &find, params, COUNT(params), &row);
}
