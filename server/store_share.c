#include "server/store_share.h"

#define COLUMNS "company, pass_id, id, created, expires"

enum err store_share_put(struct tx *tx, const struct share_row *row)
{
	static const struct statement put = {"INSERT INTO share (" COLUMNS ") VALUES ($1, $2, $3, $4, $5)",
	                                     "tbbii"};
	const struct value params[] = {value_text(row->company), value_blob(row->pass_id),
	                               value_blob(row->id), value_int(row->created), value_int(row->expires)};
	return store_run(tx, &put, params, 5);
}

void store_share_row(const struct row_cursor *row, struct share_row *out)
{
	*out = (struct share_row){.company = row_text(row, 0),
	                          .pass_id = row_blob(row, 1),
	                          .id = row_blob(row, 2),
	                          .created = row_int(row, 3),
	                          .expires = row_int(row, 4)};
}

enum err store_share_get(struct tx *tx, struct span id, int64_t now, struct share_row *out)
{
	static const struct statement get = {"SELECT " COLUMNS " FROM share WHERE id = $1 AND expires > $2",
	                                     "bi"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_blob(id), value_int(now)}, 2, &row);
	if (err == ERR_OK)
		store_share_row(&row, out);
	return err;
}

enum err store_share_list(struct tx *tx, struct span company, struct span pass_id, int64_t now,
                          uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT " COLUMNS
	                                      " FROM share WHERE company = $1 AND pass_id = $2 "
	                                      "AND expires > $3 ORDER BY created, id LIMIT $4",
	                                      "tbii"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(now),
	                               value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

enum err store_share_count(struct tx *tx, struct span company, struct span pass_id, int64_t now,
                           int64_t *count)
{
	static const struct statement ask = {
	    "SELECT COUNT(*) FROM share WHERE company = $1 AND pass_id = $2 AND expires > $3", "tbi"};
	struct row_cursor row;
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(now)};
	enum err err = store_one(tx, &ask, params, 3, &row);
	if (err == ERR_OK)
		*count = row_int(&row, 0);
	return err;
}

enum err store_share_remove(struct tx *tx, struct span company, struct span pass_id, struct span id)
{
	static const struct statement remove = {
	    "DELETE FROM share WHERE company = $1 AND pass_id = $2 AND id = $3", "tbb"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_blob(id)};
	return store_run_one(tx, &remove, params, 3);
}

enum err store_share_prune(struct tx *tx, int64_t before)
{
	static const struct statement prune = {"DELETE FROM share WHERE expires < $1", "i"};
	return store_run(tx, &prune, (const struct value[]){value_int(before)}, 1);
}
