#include "server/store_stop.h"

enum err store_stop_put(struct tx *tx, const struct stop_row *row, int64_t now)
{
	static const struct statement put = {
	    "INSERT INTO stop (province, stop, longest_mm, beds, meals, body, changed) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (province, stop) DO UPDATE SET "
	    "longest_mm = excluded.longest_mm, beds = excluded.beds, meals = excluded.meals, "
	    "body = excluded.body, changed = excluded.changed",
	    "iiiiibi"};
	const struct value params[] = {value_int(row->province),
	                               value_int(row->stop),
	                               value_int(row->longest_mm),
	                               value_int(row->beds),
	                               value_int(row->meals),
	                               value_blob(row->body),
	                               value_int(now)};
	return store_run(tx, &put, params, 7);
}

void store_stop_row(const struct row_cursor *row, struct stop_row *out)
{
	*out = (struct stop_row){.province = (uint32_t)row_int(row, 0),
	                         .stop = (uint32_t)row_int(row, 1),
	                         .longest_mm = (uint32_t)row_int(row, 2),
	                         .beds = (uint32_t)row_int(row, 3),
	                         .meals = (uint32_t)row_int(row, 4),
	                         .body = row_blob(row, 5)};
}

enum err store_stop_get(struct tx *tx, uint32_t province, uint32_t stop, struct stop_row *out)
{
	static const struct statement get = {"SELECT province, stop, longest_mm, beds, meals, body FROM stop "
	                                     "WHERE province = $1 AND stop = $2",
	                                     "ii"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_int(stop)}, 2, &row);
	if (err == ERR_OK)
		store_stop_row(&row, out);
	return err;
}

enum err store_stop_list(struct tx *tx, uint32_t province, uint32_t after, uint32_t length_mm,
                         struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT province, stop, longest_mm, beds, meals, body FROM stop "
	    "WHERE province = $1 AND stop > $2 AND longest_mm >= $3 ORDER BY stop",
	    "iii"};
	const struct value params[] = {value_int(province), value_int(after), value_int(length_mm)};
	return store_query(tx, &list, params, 3, out);
}

/* ---- nights ---- */

static enum err night_begin(struct tx *tx, uint32_t province, uint32_t stop, int64_t night)
{
	static const struct statement begin = {
	    "INSERT INTO stop_night (province, stop, night, beds, meals) VALUES ($1, $2, $3, 0, 0) "
	    "ON CONFLICT (province, stop, night) DO NOTHING",
	    "iii"};
	const struct value params[] = {value_int(province), value_int(stop), value_int(night)};
	return store_run(tx, &begin, params, 3);
}

enum err store_night_take(struct tx *tx, const struct stop_row *stop, int64_t night, struct stop_load load)
{
	static const struct statement take = {"UPDATE stop_night SET beds = beds + $4, meals = meals + $5 "
	                                      "WHERE province = $1 AND stop = $2 AND "
	                                      "night = $3 AND beds + $4 <= $6 AND meals + $5 <= $7",
	                                      "iiiiiii"};
	const struct value params[] = {
	    value_int(stop->province), value_int(stop->stop), value_int(night),      value_int(load.beds),
	    value_int(load.meals),     value_int(stop->beds), value_int(stop->meals)};
	enum err err = night_begin(tx, stop->province, stop->stop, night);
	return err == ERR_OK ? store_run_one(tx, &take, params, 7) : err;
}

enum err store_night_give(struct tx *tx, uint32_t province, uint32_t stop, int64_t night,
                          struct stop_load load)
{
	static const struct statement give = {"UPDATE stop_night SET beds = beds - $4, meals = meals - $5 "
	                                      "WHERE province = $1 AND stop = $2 AND "
	                                      "night = $3 AND beds >= $4 AND meals >= $5",
	                                      "iiiii"};
	const struct value params[] = {value_int(province), value_int(stop), value_int(night),
	                               value_int(load.beds), value_int(load.meals)};
	return store_run_one(tx, &give, params, 5);
}

enum err store_night_most(struct tx *tx, uint32_t province, uint32_t stop, struct nights nights,
                          struct stop_load *out)
{
	static const struct statement most = {
	    "SELECT COALESCE(MAX(beds), 0), COALESCE(MAX(meals), 0) FROM stop_night "
	    "WHERE province = $1 AND stop = $2 AND night >= $3 AND night <= $4",
	    "iiii"};
	int64_t last = nights.count == 0 ? INT64_MAX : nights.first + nights.count - 1;
	const struct value params[] = {value_int(province), value_int(stop), value_int(nights.first),
	                               value_int(last)};
	struct row_cursor row;
	enum err err = store_one(tx, &most, params, 4, &row);
	if (err == ERR_OK)
		*out = (struct stop_load){(uint32_t)row_int(&row, 0), (uint32_t)row_int(&row, 1)};
	return err;
}
