#include "server/store_revision.h"

enum err store_revision_put(struct tx *tx, const struct leg_row *leg, int64_t change, int64_t now)
{
	static const struct statement put = {
	    "INSERT INTO leg_revision (province, pass_id, revision, company, week, status_index, change, "
	    "created, ended, person_1, person_2, body, seals) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, $9, $10, $11, $12)",
	    "ibitiiiiiibb"};
	const struct value params[] = {
	    value_int(leg->province),  value_blob(leg->pass_id), value_int(leg->revision),
	    value_text(leg->company),  value_int(leg->week),     value_int(leg->status_index),
	    value_int(change),         value_int(now),           value_int(leg->person[0]),
	    value_int(leg->person[1]), value_blob(leg->body),    value_blob(leg->seals)};
	return store_run(tx, &put, params, sizeof params / sizeof params[0]);
}

enum err store_revision_standing(struct tx *tx, uint32_t province, struct span pass_id, struct leg_row *out,
                                 int64_t *change)
{
	static const struct statement get = {
	    "SELECT revision, week, status_index, person_1, person_2, body, seals, change FROM leg_revision "
	    "WHERE province = $1 AND pass_id = $2 AND ended = 0",
	    "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err != ERR_OK)
		return err;
	out->revision = (uint32_t)row_int(&row, 0);
	out->week = (uint32_t)row_int(&row, 1);
	out->status_index = (uint32_t)row_int(&row, 2);
	out->person[0] = (uint32_t)row_int(&row, 3);
	out->person[1] = (uint32_t)row_int(&row, 4);
	out->body = row_blob(&row, 5);
	out->seals = row_blob(&row, 6);
	*change = row_int(&row, 7);
	return ERR_OK;
}

enum err store_revision_list(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                             struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT body, seals, change, created, ended FROM leg_revision WHERE province = $1 AND pass_id = $2 AND "
	    "ended > 0 ORDER BY revision LIMIT $3",
	    "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

enum err store_revision_end(struct tx *tx, uint32_t province, struct span pass_id, int64_t now)
{
	static const struct statement end = {
	    "UPDATE leg_revision SET ended = $3 WHERE province = $1 AND pass_id = $2 AND ended = 0", "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(now)};
	return store_run(tx, &end, params, 3);
}

enum err store_revision_drop(struct tx *tx, uint32_t province, struct span pass_id)
{
	static const struct statement drop = {
	    "DELETE FROM leg_revision WHERE province = $1 AND pass_id = $2 AND ended = 0", "ib"};
	return store_run(tx, &drop, (const struct value[]){value_int(province), value_blob(pass_id)}, 2);
}

enum err store_revision_has(struct tx *tx, uint32_t province, struct span pass_id, struct span body)
{
	static const struct statement has = {
	    "SELECT 1 FROM leg_revision WHERE province = $1 AND pass_id = $2 AND body = $3", "ibb"};
	struct row_cursor row;
	return store_one(tx, &has, (const struct value[]){value_int(province), value_blob(pass_id), value_blob(body)},
	                 3, &row);
}

enum err store_leg_number(struct tx *tx, uint32_t province, struct span pass_id, uint32_t revision,
                          uint32_t status_index)
{
	static const struct statement number = {
	    "UPDATE leg SET revision = $3, status_index = $4 WHERE province = $1 AND pass_id = $2", "ibii"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(revision),
	                               value_int(status_index)};
	return store_run_one(tx, &number, params, 4);
}

enum err store_text_put(struct tx *tx, const struct leg_row *leg, struct span hash, struct span text)
{
	static const struct statement put = {
	    "INSERT INTO condition_text (province, pass_id, hash, company, body) VALUES ($1, $2, $3, $4, $5) "
	    "ON CONFLICT DO NOTHING",
	    "ibbtt"};
	const struct value params[] = {value_int(leg->province), value_blob(leg->pass_id), value_blob(hash),
	                               value_text(leg->company), value_text(text)};
	return store_run(tx, &put, params, 5);
}

enum err store_text_get(struct tx *tx, uint32_t province, struct span pass_id, struct span hash,
                        struct span *text)
{
	static const struct statement get = {
	    "SELECT body FROM condition_text WHERE province = $1 AND pass_id = $2 AND hash = $3", "ibb"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_blob(hash)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 3, &row);
	if (err == ERR_OK)
		*text = row_text(&row, 0);
	return err;
}

enum err store_approval_put(struct tx *tx, uint32_t province, struct span company, struct span train,
                            struct span pass_id)
{
	static const struct statement put = {
	    "INSERT INTO approval (province, company, train, pass_id) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT (province, company, train) DO UPDATE SET pass_id = excluded.pass_id",
	    "itbb"};
	const struct value params[] = {value_int(province), value_text(company), value_blob(train),
	                               value_blob(pass_id)};
	return store_run(tx, &put, params, 4);
}

enum err store_approval_get(struct tx *tx, uint32_t province, struct span company, struct span train,
                            struct span pass_id, struct span *out)
{
	static const struct statement get = {"SELECT pass_id FROM approval WHERE province = $1 "
	                                     "AND company = $2 AND train = $3 AND pass_id <> $4",
	                                     "itbb"};
	const struct value params[] = {value_int(province), value_text(company), value_blob(train),
	                               value_blob(pass_id)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 4, &row);
	if (err == ERR_OK)
		*out = row_blob(&row, 0);
	return err;
}
