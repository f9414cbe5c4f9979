#include "server/store_trust.h"

enum err store_directory_put(struct tx *tx, uint32_t version, struct span raw, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO directory (version, raw, created) VALUES ($1, $2, $3)", "ibi"};
	return store_run(tx, &put,
	                 (const struct value[]){value_int(version), value_blob(raw), value_int(created)}, 3);
}

enum err store_directory_list(struct tx *tx, struct row_cursor *out)
{
	static const struct statement list = {"SELECT version, raw FROM directory ORDER BY version", ""};
	return store_query(tx, &list, NULL, 0, out);
}

enum err store_roster_put(struct tx *tx, uint32_t province, uint32_t epoch, uint32_t version, struct span raw,
                          int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO roster (province, epoch, version, raw, created) VALUES ($1, $2, $3, $4, $5) "
	    "ON CONFLICT (province) DO UPDATE SET epoch = excluded.epoch, version = excluded.version, "
	    "raw = excluded.raw, created = excluded.created "
	    "WHERE roster.epoch < excluded.epoch OR (roster.epoch = excluded.epoch AND roster.version < "
	    "excluded.version)",
	    "iiibi"};
	const struct value params[] = {value_int(province), value_int(epoch), value_int(version),
	                               value_blob(raw), value_int(created)};
	enum err err = store_run_one(tx, &put, params, 5);
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

enum err store_roster_list(struct tx *tx, struct row_cursor *out)
{
	static const struct statement list = {"SELECT province, raw FROM roster ORDER BY province", ""};
	return store_query(tx, &list, NULL, 0, out);
}

/* The first row of a statement that changes and returns one number. */
static enum err number_of(struct tx *tx, const struct statement *statement, const struct value *params,
                          size_t n, int64_t *out)
{
	struct row_cursor row;
	enum err err = store_one(tx, statement, params, n, &row);
	if (err == ERR_OK)
		*out = row_int(&row, 0);
	return err;
}

enum err store_lease(struct tx *tx, uint32_t province, uint32_t week, uint32_t count, uint32_t *first)
{
	static const struct statement lease = {
	    "INSERT INTO lease (province, week, next_index) VALUES ($1, $2, 1 + $3) "
	    "ON CONFLICT (province, week) DO UPDATE SET next_index = lease.next_index + $3 RETURNING "
	    "next_index",
	    "iii"};
	const struct value params[] = {value_int(province), value_int(week), value_int(count)};
	int64_t next;
	enum err err = number_of(tx, &lease, params, 3, &next);
	if (err == ERR_OK)
		*first = (uint32_t)(next - count);
	return err;
}

enum err store_lease_list(struct tx *tx, uint32_t province, uint32_t from_week, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT week, next_index - 1 FROM lease WHERE province = $1 AND week >= $2 ORDER BY week", "ii"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_int(from_week)}, 2,
	                   out);
}

enum err store_edition_next(struct tx *tx, uint32_t province, uint32_t least, uint32_t *version)
{
	static const struct statement next = {
	    "INSERT INTO edition (province, version) VALUES ($1, $2) ON CONFLICT (province) DO UPDATE SET "
	    "version = CASE WHEN edition.version + 1 > $2 THEN edition.version + 1 ELSE $2 END RETURNING "
	    "version",
	    "ii"};
	int64_t number;
	enum err err =
	    number_of(tx, &next, (const struct value[]){value_int(province), value_int(least)}, 2, &number);
	if (err == ERR_OK)
		*version = (uint32_t)number;
	return err;
}
