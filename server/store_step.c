#include "server/store_step.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- steps ---- */

enum err store_step_put(struct tx *tx, const struct leg_row *leg, bool stands, int64_t ruling, struct span rule,
                        int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO step (province, pass_id, company, n, state, created, ruling, rule, stands) SELECT CAST($1 AS BIGINT), $2, "
	    "$3, "
	    "COALESCE(MAX(n), 0) + 1, CAST($4 AS BIGINT), CAST($5 AS BIGINT), CAST($6 AS BIGINT), CAST($7 AS TEXT), "
	    "CAST($8 AS BIGINT) FROM step WHERE province = $1 AND pass_id = $2",
	    "ibtiiiti"};
	const struct value params[] = {value_int(leg->province), value_blob(leg->pass_id),
	                               value_text(leg->company), value_int(leg->state), value_int(created),
	                               value_int(ruling),        value_text(rule),       value_int(stands)};
	return store_run(tx, &put, params, COUNT(params));
}

enum err store_step_list(struct tx *tx, uint32_t province, struct span pass_id, int64_t before,
                         uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT state, created, ruling, rule FROM step WHERE province = $1 AND "
	                                      "pass_id = $2 AND created < $3 ORDER BY n LIMIT $4",
	                                      "ibii"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(before),
	                               value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

/* Each part of the union is a range of an index: legs that are open now, that came in the time, that
 * something has happened to since it began. A leg that was decided before (3, 4, 7 and 8) does not count, unless
 * a step lies in the time: it was taken up again, or revoked. */
enum err store_step_legs(struct tx *tx, uint32_t province, int64_t from, int64_t to, struct span above,
                         uint32_t limit, struct row_cursor *out)
{
	static const struct statement legs = {
	    "SELECT leg.pass_id FROM leg WHERE leg.province = $1 AND leg.created < $3 AND leg.pass_id > $4 "
	    "AND "
	    "leg.pass_id IN (SELECT pass_id FROM leg WHERE province = $1 AND decided = 0 "
	    "UNION SELECT pass_id FROM leg WHERE province = $1 AND created >= $2 AND created < $3 "
	    "UNION SELECT pass_id FROM step WHERE province = $1 AND created >= $2) AND "
	    "(COALESCE((SELECT step.state FROM step WHERE step.province = $1 AND step.pass_id = leg.pass_id "
	    "AND "
	    "step.created < $2 ORDER BY step.n DESC LIMIT 1), 1) NOT IN (3, 4, 7, 8) OR "
	    "EXISTS (SELECT 1 FROM step WHERE step.province = $1 AND step.pass_id = leg.pass_id AND "
	    "step.created >= $2 AND step.created < $3)) "
	    "ORDER BY leg.pass_id LIMIT $5",
	    "iiibi"};
	const struct value params[] = {value_int(province), value_int(from), value_int(to), value_blob(above),
	                               value_int(limit)};
	return store_query(tx, &legs, params, COUNT(params), out);
}

/* ---- haste ---- */

enum err store_expedite_put(struct tx *tx, const struct expedite_row *row)
{
	static const struct statement put = {
	    "INSERT INTO expedite (province, pass_id, company, created, id, who, actor, reason) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
	    "ibtibtbt"};
	const struct value params[] = {value_int(row->province), value_blob(row->pass_id),
	                               value_text(row->company), value_int(row->created),
	                               value_blob(row->id),      value_text(row->who),
	                               value_blob(row->actor),   value_text(row->reason)};
	static const struct statement mark = {
	    "UPDATE leg SET expedited = 1 WHERE province = $1 AND pass_id = $2 AND expedited = 0", "ib"};
	enum err err = store_run(tx, &put, params, COUNT(params));
	return err == ERR_OK ? store_run(tx, &mark, params, 2) : err;
}

enum err store_expedite_newest(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                               struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT province, created, who, reason FROM expedite WHERE province = $1 AND pass_id = $2 "
	    "ORDER BY created DESC, id DESC LIMIT $3",
	    "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_expedite_before(struct tx *tx, uint32_t province, struct span pass_id, int64_t before,
                               uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT province, created, who, reason FROM expedite WHERE "
	                                      "province = $1 AND pass_id = $2 AND created < $3 "
	                                      "ORDER BY created, id LIMIT $4",
	                                      "ibii"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(before),
	                               value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_expedite_trip(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                             struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT province, created, who, reason FROM expedite WHERE company = $1 AND pass_id = $2 "
	    "ORDER BY created, id LIMIT $3",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}
