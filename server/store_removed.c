#include "server/store_removed.h"

enum err store_removed_put(struct tx *tx, uint32_t province, struct span key, uint32_t person, int64_t now)
{
	static const struct statement put = {
	    "INSERT INTO removed_key (province, key, person, removed) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT DO NOTHING",
	    "ibii"};
	const struct value params[] = {value_int(province), value_blob(key), value_int(person),
	                               value_int(now)};
	return store_run(tx, &put, params, 4);
}

enum err store_removed_has(struct tx *tx, uint32_t province, struct span key)
{
	static const struct statement find = {"SELECT 1 FROM removed_key WHERE province = $1 AND key = $2",
	                                      "ib"};
	struct row_cursor row;
	return store_one(tx, &find, (const struct value[]){value_int(province), value_blob(key)}, 2, &row);
}

enum err store_removed_roster(struct tx *tx, uint32_t province, struct span *raw)
{
	static const struct statement get = {"SELECT raw FROM roster WHERE province = $1", "i"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_int(province)}, 1, &row);
	if (err == ERR_OK)
		*raw = row_blob(&row, 0);
	return err;
}

enum err store_removed_legs(struct tx *tx, uint32_t province, struct leg_place after, uint32_t person,
                            uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT pass_id, week, status_index FROM leg WHERE province = $1 AND (week, status_index) > ($2, "
	    "$3) "
	    "AND (person_1 = $4 OR person_2 = $4 OR revision > 1) ORDER BY week, status_index LIMIT $5",
	    "iiiii"};
	const struct value params[] = {value_int(province), value_int(after.week),
	                               value_int(after.status_index), value_int(person), value_int(limit)};
	return store_query(tx, &list, params, 5, out);
}
