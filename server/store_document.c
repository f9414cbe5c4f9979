#include "server/store_document.h"

enum err store_document_put(struct tx *tx, struct span company, const struct document_row *row)
{
	static const struct statement put = {
	    "INSERT INTO document (company, hash, size, media_type, created, used) VALUES ($1, $2, $3, $4, $5, 0) "
	    "ON CONFLICT (company, hash) DO UPDATE SET created = excluded.created",
	    "tbiti"};
	const struct value params[] = {value_text(company), value_blob(row->hash), value_int(row->size),
	                               value_text(row->media_type), value_int(row->created)};
	return store_run(tx, &put, params, 5);
}

void store_document_row(const struct row_cursor *row, struct document_row *out)
{
	*out = (struct document_row){.hash = row_blob(row, 0),
	                             .size = (uint32_t)row_int(row, 1),
	                             .media_type = row_text(row, 2),
	                             .created = row_int(row, 3),
	                             .used = row_int(row, 4) != 0,
	                             .kind = row_text(row, 5),
	                             .name = row_text(row, 6)};
}

enum err store_document_get(struct tx *tx, struct span company, struct span hash, struct document_row *out)
{
	static const struct statement get = {"SELECT hash, size, media_type, created, used, '', '' FROM document "
	                                     "WHERE company = $1 AND hash = $2",
	                                     "tb"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_text(company), value_blob(hash)}, 2, &row);
	if (err == ERR_OK)
		store_document_row(&row, out);
	return err;
}

enum err store_document_waiting(struct tx *tx, struct span company, uint32_t most, uint32_t *count)
{
	static const struct statement waiting = {"SELECT COUNT(*) FROM (SELECT 1 FROM document WHERE company = $1 AND "
	                                         "used = 0 LIMIT $2) AS waiting",
	                                         "ti"};
	struct row_cursor row;
	enum err err = store_one(tx, &waiting, (const struct value[]){value_text(company), value_int(most)}, 2, &row);
	if (err == ERR_OK)
		*count = (uint32_t)row_int(&row, 0);
	return err;
}

enum err store_document_list(struct tx *tx, struct span company, int64_t created, struct span hash, uint32_t limit,
                             struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT hash, size, media_type, created, used, '', '' FROM document WHERE company = $1 AND "
	    "(created < $2 OR (created = $2 AND hash < $3)) ORDER BY created DESC, hash DESC LIMIT $4",
	    "tibi"};
	const struct value params[] = {value_text(company), value_int(created), value_blob(hash), value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

static enum err mark_used(struct tx *tx, struct span company, struct span hash)
{
	static const struct statement use = {"UPDATE document SET used = 1 WHERE company = $1 AND hash = $2", "tb"};
	return store_run_one(tx, &use, (const struct value[]){value_text(company), value_blob(hash)}, 2);
}

enum err store_attachment_put(struct tx *tx, struct span company, struct span pass_id, int64_t place,
                              uint32_t province, const struct document_row *row)
{
	static const struct statement put = {"INSERT INTO attachment (company, pass_id, place, province, kind, name, "
	                                     "hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
	                                     "tbiittb"};
	const struct value params[] = {value_text(company),   value_blob(pass_id),   value_int(place),    value_int(province),
	                               value_text(row->kind), value_text(row->name), value_blob(row->hash)};
	enum err err = mark_used(tx, company, row->hash);
	return err == ERR_OK ? store_run(tx, &put, params, 7) : err;
}

enum err store_attachment_last(struct tx *tx, struct span company, struct span pass_id, int64_t *place)
{
	static const struct statement last = {
	    "SELECT COALESCE(MAX(place), 0) FROM attachment WHERE company = $1 AND pass_id = $2", "tb"};
	struct row_cursor row;
	enum err err = store_one(tx, &last, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*place = row_int(&row, 0);
	return err;
}

#define COLUMNS "d.hash, d.size, d.media_type, d.created, d.used, a.kind, a.name "

enum err store_attachment_list(struct tx *tx, struct span company, struct span pass_id, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS "FROM attachment a JOIN document d ON d.company = a.company AND d.hash = a.hash "
	            "WHERE a.company = $1 AND a.pass_id = $2 ORDER BY a.place",
	    "tb"};
	return store_query(tx, &list, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, out);
}

enum err store_attachment_review(struct tx *tx, uint32_t province, struct span pass_id, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS "FROM leg JOIN attachment a ON a.company = leg.company AND a.pass_id = leg.pass_id "
	            "JOIN document d ON d.company = a.company AND d.hash = a.hash "
	            "WHERE leg.province = $1 AND leg.pass_id = $2 AND a.province IN (0, $1) ORDER BY a.place",
	    "ib"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, out);
}

enum err store_attachment_get(struct tx *tx, uint32_t province, struct span pass_id, struct span hash,
                              struct document_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS "FROM leg JOIN attachment a ON a.company = leg.company AND a.pass_id = leg.pass_id "
	            "JOIN document d ON d.company = a.company AND d.hash = a.hash "
	            "WHERE leg.province = $1 AND leg.pass_id = $2 AND a.hash = $3 AND a.province IN (0, $1) LIMIT 1",
	    "ibb"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_blob(hash)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 3, &row);
	if (err == ERR_OK)
		store_document_row(&row, out);
	return err;
}

enum err store_history_list(struct tx *tx, const struct history_scope *scope, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT created, kind, province, object, actor, sequence FROM entry WHERE province = $1 AND "
	    "created >= $2 AND created <= $3 AND (object = $4 OR object = $5 OR object IN "
	    "(SELECT hash FROM decision WHERE province = $1 AND pass_id = $6)) ORDER BY created, id LIMIT $7",
	    "iiibbbi"};
	const struct value params[] = {value_int(scope->province),   value_int(scope->from),
	                               value_int(scope->to),         value_blob(scope->trip_hash),
	                               value_blob(scope->leg_hash),  value_blob(scope->pass_id),
	                               value_int(limit)};
	return store_query(tx, &list, params, 7, out);
}

enum err store_document_prune(struct tx *tx, int64_t before)
{
	static const struct statement prune = {"DELETE FROM document WHERE used = 0 AND created < $1", "i"};
	return store_run(tx, &prune, (const struct value[]){value_int(before)}, 1);
}

enum err store_document_wanted(struct tx *tx, struct span hash, bool *wanted)
{
	static const struct statement find = {"SELECT 1 FROM document WHERE hash = $1 LIMIT 1", "b"};
	struct row_cursor row;
	enum err err = store_one(tx, &find, (const struct value[]){value_blob(hash)}, 1, &row);
	*wanted = err == ERR_OK;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
