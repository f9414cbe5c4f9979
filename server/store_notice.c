#include "server/store_notice.h"

#define COLUMNS "province, hash, not_after, created, body, seals"

enum err store_notice_put(struct tx *tx, const struct notice_row *row)
{
	static const struct statement put = {
	    "INSERT INTO notice (" COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6)", "ibiibb"};
	const struct value params[] = {value_int(row->province),  value_blob(row->hash),
	                               value_int(row->not_after), value_int(row->created),
	                               value_blob(row->body),     value_blob(row->seals)};
	return store_run(tx, &put, params, 6);
}

void store_notice_row(const struct row_cursor *row, struct notice_row *out)
{
	*out = (struct notice_row){.province = (uint32_t)row_int(row, 0),
	                           .hash = row_blob(row, 1),
	                           .not_after = row_int(row, 2),
	                           .created = row_int(row, 3),
	                           .body = row_blob(row, 4),
	                           .seals = row_blob(row, 5)};
}

enum err store_notice_get(struct tx *tx, uint32_t province, struct span hash, struct notice_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS " FROM notice WHERE province = $1 AND hash = $2", "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(hash)}, 2, &row);
	if (err == ERR_OK)
		store_notice_row(&row, out);
	return err;
}

enum err store_notice_remove(struct tx *tx, uint32_t province, struct span hash)
{
	static const struct statement remove = {"DELETE FROM notice WHERE province = $1 AND hash = $2", "ib"};
	return store_run_one(tx, &remove, (const struct value[]){value_int(province), value_blob(hash)}, 2);
}

enum err store_notice_list(struct tx *tx, uint32_t province, int64_t now, uint32_t limit,
                           struct row_cursor *out)
{
	static const struct statement list = {"SELECT " COLUMNS " FROM notice WHERE province = $1 AND "
	                                      "not_after > $2 ORDER BY not_after, hash LIMIT $3",
	                                      "iii"};
	const struct value params[] = {value_int(province), value_int(now), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

enum err store_notice_count(struct tx *tx, uint32_t province, int64_t now, int64_t *count)
{
	static const struct statement ask = {
	    "SELECT COUNT(*) FROM notice WHERE province = $1 AND not_after > $2", "ii"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &ask, (const struct value[]){value_int(province), value_int(now)}, 2, &row);
	if (err == ERR_OK)
		*count = row_int(&row, 0);
	return err;
}

enum err store_notice_prune(struct tx *tx, int64_t before)
{
	static const struct statement prune = {"DELETE FROM notice WHERE not_after < $1", "i"};
	return store_run(tx, &prune, (const struct value[]){value_int(before)}, 1);
}
