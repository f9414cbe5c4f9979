#include "server/store_consultation.h"

enum err store_consultation_highest(struct tx *tx, uint32_t province, struct span pass_id, uint32_t *number)
{
	static const struct statement get = {"SELECT COALESCE(MAX(number), 0) FROM consultation "
	                                     "WHERE province = $1 AND pass_id = $2",
	                                     "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*number = (uint32_t)row_int(&row, 0);
	return err;
}

enum err store_consultation_put(struct tx *tx, uint32_t province, struct span pass_id, uint32_t number,
                                int64_t deadline, struct span body)
{
	static const struct statement put = {"INSERT INTO consultation (province, pass_id, number, deadline, "
	                                     "body, answered, opinion, answer) "
	                                     "VALUES ($1, $2, $3, $4, $5, 0, 0, '')",
	                                     "ibiib"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(number),
	                               value_int(deadline), value_blob(body)};
	return store_run(tx, &put, params, 5);
}

enum err store_consultation_answer(struct tx *tx, uint32_t province, struct span pass_id, uint32_t number,
                                   int64_t now, int64_t opinion, struct span answer)
{
	static const struct statement put = {
	    "UPDATE consultation SET answered = $4, opinion = $5, answer = $6 "
	    "WHERE province = $1 AND pass_id = $2 AND number = $3 AND answered = 0",
	    "ibiiit"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(number),
	                               value_int(now),      value_int(opinion),  value_text(answer)};
	return store_run_one(tx, &put, params, 6);
}

enum err store_consultation_list(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                                 struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT body, answered, opinion, answer FROM consultation WHERE province = $1 AND pass_id = $2 "
	    "ORDER BY number LIMIT $3",
	    "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

enum err store_consultation_open(struct tx *tx, uint32_t province, int64_t deadline, struct span pass_id,
                                 uint32_t number, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT pass_id, number, body FROM consultation WHERE province = $1 AND answered = 0 AND "
	    "(deadline > $2 OR (deadline = $2 AND (pass_id > $3 OR (pass_id = $3 AND number > $4)))) "
	    "ORDER BY deadline, pass_id, number LIMIT $5",
	    "iibii"};
	const struct value params[] = {value_int(province), value_int(deadline), value_blob(pass_id),
	                               value_int(number), value_int(limit)};
	return store_query(tx, &list, params, 5, out);
}

enum err store_consultation_overdue(struct tx *tx, uint32_t province, int64_t now, struct row_cursor *out)
{
	static const struct statement get = {
	    "SELECT consultation.pass_id, consultation.number, consultation.body, leg.company, leg.ordinal, leg.decided "
	    "FROM consultation JOIN leg ON leg.pass_id = consultation.pass_id AND leg.province = consultation.province "
	    "WHERE consultation.province = $1 AND consultation.answered = 0 AND consultation.told = 0 AND "
	    "consultation.deadline < $2 "
	    "ORDER BY consultation.deadline, consultation.pass_id, consultation.number LIMIT 1",
	    "ii"};
	return store_one(tx, &get, (const struct value[]){value_int(province), value_int(now)}, 2, out);
}

enum err store_consultation_told(struct tx *tx, uint32_t province, struct span pass_id, uint32_t number, int64_t now)
{
	static const struct statement put = {"UPDATE consultation SET told = $4 "
	                                     "WHERE province = $1 AND pass_id = $2 AND number = $3",
	                                     "ibii"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(number), value_int(now)};
	return store_run_one(tx, &put, params, 4);
}

enum err store_consultation_late(struct tx *tx, uint32_t province, struct span pass_id, int64_t now, uint32_t *count)
{
	static const struct statement get = {"SELECT COUNT(*) FROM consultation "
	                                     "WHERE province = $1 AND pass_id = $2 AND answered = 0 AND deadline < $3",
	                                     "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(now)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 3, &row);
	if (err == ERR_OK)
		*count = (uint32_t)row_int(&row, 0);
	return err;
}
