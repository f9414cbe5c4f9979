#include "server/store_round.h"

enum err store_leg_at(struct tx *tx, struct span company, struct span pass_id, uint32_t ordinal,
                      struct leg_row *out)
{
	struct row_cursor row;
	enum err err = store_leg_list(tx, company, pass_id, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, out);
		if (out->ordinal == ordinal)
			return ERR_OK;
	}
	return err;
}

/* ---- decisions ---- */

enum err store_decision_last(struct tx *tx, uint32_t province, struct span pass_id, int64_t *created)
{
	static const struct statement last = {"SELECT COALESCE(MAX(created), 0) FROM decision "
	                                      "WHERE province = $1 AND pass_id = $2",
	                                      "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &last, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*created = row_int(&row, 0);
	return err;
}

enum err store_decision_newest(struct tx *tx, struct span company, uint32_t province, struct span pass_id,
                               int64_t kind, struct span *hash, struct span *body)
{
	static const struct statement newest = {
	    "SELECT decision.hash, decision.body FROM decision JOIN leg ON leg.province = decision.province "
	    "AND leg.pass_id = decision.pass_id WHERE leg.company = $1 AND decision.province = $2 "
	    "AND decision.pass_id = $3 AND decision.kind = $4 ORDER BY decision.created DESC LIMIT 1",
	    "tibi"};
	const struct value params[] = {value_text(company), value_int(province), value_blob(pass_id),
	                               value_int(kind)};
	struct row_cursor row;
	enum err err = store_one(tx, &newest, params, 4, &row);
	if (err != ERR_OK)
		return err;
	*hash = row_blob(&row, 0);
	*body = row_blob(&row, 1);
	return ERR_OK;
}

enum err store_decision_list_company(struct tx *tx, struct span company, uint32_t province,
                                     struct span pass_id, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT decision.body, decision.seals, decision.kind FROM decision JOIN leg ON "
	    "leg.province = decision.province AND leg.pass_id = decision.pass_id WHERE leg.company = $1 "
	    "AND decision.province = $2 AND decision.pass_id = $3 ORDER BY decision.created, decision.hash "
	    "LIMIT $4",
	    "tibi"};
	const struct value params[] = {value_text(company), value_int(province), value_blob(pass_id),
	                               value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

/* ---- answers ---- */

enum err store_answer_put(struct tx *tx, const struct answer_row *row)
{
	static const struct statement put = {
	    "INSERT INTO answer (company, pass_id, province, decision, item, keyid, created, body) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
	    "tbibibib"};
	const struct value params[] = {value_text(row->company),  value_blob(row->pass_id),
	                               value_int(row->province),  value_blob(row->decision),
	                               value_int(row->item),      value_blob(row->keyid),
	                               value_int(row->created),   value_blob(row->body)};
	enum err err = store_run(tx, &put, params, 8);
	return err == ERR_OK && store_changed(tx) == 0 ? ERR_EXISTS : err;
}

enum err store_answer_count(struct tx *tx, struct span company, struct span pass_id, uint32_t province,
                            struct span decision, uint32_t *count)
{
	static const struct statement get = {"SELECT COUNT(*) FROM answer WHERE company = $1 "
	                                     "AND pass_id = $2 AND province = $3 AND decision = $4",
	                                     "tbib"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(province),
	                               value_blob(decision)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 4, &row);
	if (err == ERR_OK)
		*count = (uint32_t)row_int(&row, 0);
	return err;
}

enum err store_answer_list(struct tx *tx, struct span company, struct span pass_id, uint32_t province,
                           uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT decision, body, created, keyid FROM answer WHERE "
	                                      "company = $1 AND pass_id = $2 AND province = $3 "
	                                      "ORDER BY created, decision, item LIMIT $4",
	                                      "tbii"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(province),
	                               value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

/* ---- wishes ---- */

enum err store_wish_put(struct tx *tx, const struct leg_row *leg, struct span body)
{
	static const struct statement put = {
	    "INSERT INTO wish (company, pass_id, province, body) VALUES ($1, $2, $3, $4) "
	    "ON CONFLICT (pass_id, province) DO UPDATE SET body = excluded.body",
	    "tbib"};
	const struct value params[] = {value_text(leg->company), value_blob(leg->pass_id),
	                               value_int(leg->province), value_blob(body)};
	return store_run(tx, &put, params, 4);
}

enum err store_wish_get(struct tx *tx, uint32_t province, struct span pass_id, struct span *body)
{
	static const struct statement get = {
	    "SELECT body FROM wish WHERE province = $1 AND pass_id = $2", "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*body = row_blob(&row, 0);
	return err;
}

enum err store_wish_drop(struct tx *tx, uint32_t province, struct span pass_id)
{
	static const struct statement drop = {"DELETE FROM wish WHERE province = $1 AND pass_id = $2", "ib"};
	return store_run(tx, &drop, (const struct value[]){value_int(province), value_blob(pass_id)}, 2);
}

/* ---- changed trips ---- */

enum err store_amendment_put(struct tx *tx, struct span company, struct span pass_id, struct span amends,
                             struct span reason, int64_t now)
{
	static const struct statement put = {
	    "INSERT INTO amendment (company, pass_id, amends, reason, created) VALUES ($1, $2, $3, $4, $5)",
	    "tbbti"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_blob(amends),
	                               value_text(reason), value_int(now)};
	return store_run(tx, &put, params, 5);
}

enum err store_amendment_of(struct tx *tx, struct span company, struct span pass_id, struct span *amends)
{
	static const struct statement get = {
	    "SELECT amends FROM amendment WHERE company = $1 AND pass_id = $2", "tb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*amends = row_blob(&row, 0);
	return err;
}

enum err store_amendment_newer(struct tx *tx, struct span company, struct span pass_id, struct span *newer)
{
	static const struct statement get = {
	    "SELECT amendment.pass_id FROM amendment JOIN trip ON trip.company = amendment.company AND "
	    "trip.pass_id = amendment.pass_id WHERE amendment.company = $1 AND amendment.amends = $2 "
	    "AND trip.state NOT IN (4, 6) ORDER BY amendment.created DESC LIMIT 1",
	    "tb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*newer = row_blob(&row, 0);
	return err;
}
