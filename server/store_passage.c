#include "server/store_passage.h"

enum err store_passage_put(struct tx *tx, const struct passage_row *row)
{
	static const struct statement put = {
	    "INSERT INTO passage (province, device, sequence, hash, before, checkpoint, at, created, kind, verdict, outcome, pass_id, "
	    "record, lapse, waits, lapse_what, lapse_why) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
	    "ibibbiiiiiibbiiii"};
	const struct value params[] = {
	    value_int(row->province), value_blob(row->device),  value_int(row->sequence), value_blob(row->hash),
	    value_blob(row->before),  value_int(row->checkpoint), value_int(row->at),     value_int(row->created),
	    value_int(row->kind),     value_int(row->verdict),  value_int(row->outcome),  value_blob(row->pass_id),
	    value_blob(row->record),  value_int(row->lapse),    value_int(row->waits),    value_int(row->lapse_what),
	    value_int(row->lapse_why)};
	return store_run(tx, &put, params, 17);
}

enum err store_passage_waiting(struct tx *tx, uint32_t province, int64_t waits, struct span hash, int64_t now,
                               struct passage_row *out)
{
	static const struct statement find = {
	    "SELECT device, sequence, hash, waits, record FROM passage WHERE province = $1 AND waits > 0 AND (waits, hash) > ($2, $3) "
	    "AND waits <= $4 ORDER BY waits, hash LIMIT 1",
	    "iibi"};
	struct row_cursor row;
	const struct value params[] = {value_int(province), value_int(waits), value_blob(hash), value_int(now)};
	enum err err = store_one(tx, &find, params, 4, &row);
	if (err == ERR_OK)
		*out = (struct passage_row){.province = province,
		                            .device = row_blob(&row, 0),
		                            .sequence = (uint32_t)row_int(&row, 1),
		                            .hash = row_blob(&row, 2),
		                            .waits = row_int(&row, 3),
		                            .record = row_blob(&row, 4)};
	return err;
}

enum err store_passage_waits(struct tx *tx, const struct passage_row *row)
{
	static const struct statement set = {
	    "UPDATE passage SET waits = $5 WHERE province = $1 AND device = $2 AND sequence = $3 AND hash = $4", "ibibi"};
	const struct value params[] = {value_int(row->province), value_blob(row->device), value_int(row->sequence),
	                               value_blob(row->hash), value_int(row->waits)};
	return store_run_one(tx, &set, params, 5);
}

enum err store_passage_lapses(struct tx *tx, uint32_t province, int64_t at, struct span hash, uint32_t limit,
                              struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT device, sequence, hash, checkpoint, at, pass_id, lapse, record, lapse_what, lapse_why FROM passage WHERE province = $1 AND lapse > 0 "
	    "AND (at < $2 OR (at = $2 AND substr(hash, 1, 16) > $3)) ORDER BY at DESC, hash LIMIT $4",
	    "iibi"};
	const struct value params[] = {value_int(province), value_int(at), value_blob(hash), value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

void store_passage_lapse(const struct row_cursor *row, struct passage_row *out)
{
	*out = (struct passage_row){.device = row_blob(row, 0),
	                            .sequence = (uint32_t)row_int(row, 1),
	                            .hash = row_blob(row, 2),
	                            .checkpoint = (uint32_t)row_int(row, 3),
	                            .at = row_int(row, 4),
	                            .pass_id = row_blob(row, 5),
	                            .lapse = row_int(row, 6),
	                            .record = row_blob(row, 7),
	                            .lapse_what = (uint32_t)row_int(row, 8),
	                            .lapse_why = (uint32_t)row_int(row, 9)};
}

enum err store_passage_hashes(struct tx *tx, uint32_t province, struct span device, uint32_t first, uint32_t last,
                              struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT sequence, hash, before, waits FROM passage WHERE province = $1 AND device = $2 AND sequence BETWEEN $3 AND $4 ORDER BY sequence",
	    "ibii"};
	const struct value params[] = {value_int(province), value_blob(device), value_int(first), value_int(last)};
	return store_query(tx, &list, params, 4, out);
}

enum err store_post_hear(struct tx *tx, const struct post_row *row)
{
	static const struct statement put = {
	    "INSERT INTO post (province, checkpoint, device, heard, sequence, at, state_at, forks, nil_at, resets, reset_at, "
	    "reset_duty, reset_reason) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (province, checkpoint, device) DO UPDATE SET "
	    "heard = CASE WHEN post.heard < $4 THEN $4 ELSE post.heard END, "
	    "state_at = CASE WHEN post.sequence <= $5 THEN $7 ELSE post.state_at END, "
	    "at = CASE WHEN post.sequence <= $5 THEN $6 ELSE post.at END, "
	    "sequence = CASE WHEN post.sequence <= $5 THEN $5 ELSE post.sequence END, "
	    "forks = post.forks + $8, "
	    "nil_at = CASE WHEN post.nil_at < $9 THEN $9 ELSE post.nil_at END, "
	    "resets = post.resets + $10, "
	    "reset_at = CASE WHEN $10 > 0 AND post.sequence <= $5 THEN $11 ELSE post.reset_at END, " /* by the log's order: the clock is in doubt */
	    "reset_duty = CASE WHEN $10 > 0 AND post.sequence <= $5 THEN $12 ELSE post.reset_duty END, "
	    "reset_reason = CASE WHEN $10 > 0 AND post.sequence <= $5 THEN $13 ELSE post.reset_reason END",
	    "iibiiiiiiiiit"};
	const struct value params[] = {value_int(row->province), value_int(row->checkpoint), value_blob(row->device),
	                               value_int(row->heard),    value_int(row->sequence),   value_int(row->at),
	                               value_int(row->state_at), value_int(row->forks),      value_int(row->nil_at),
	                               value_int(row->resets),   value_int(row->reset_at),   value_int(row->reset_duty),
	                               value_text(row->reset_reason)};
	return store_run(tx, &put, params, 13);
}

enum err store_post_list(struct tx *tx, uint32_t province, uint32_t checkpoint, struct span device, uint32_t limit,
                         struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT province, checkpoint, device, heard, sequence, at, state_at, forks, nil_at, resets, reset_at, reset_duty, "
	    "reset_reason FROM post "
	    "WHERE province = $1 AND (checkpoint, device) > ($2, $3) ORDER BY checkpoint, device LIMIT $4",
	    "iibi"};
	const struct value params[] = {value_int(province), value_int(checkpoint), value_blob(device), value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

void store_post_row(const struct row_cursor *row, struct post_row *out)
{
	*out = (struct post_row){.province = (uint32_t)row_int(row, 0),
	                         .checkpoint = (uint32_t)row_int(row, 1),
	                         .device = row_blob(row, 2),
	                         .heard = row_int(row, 3),
	                         .sequence = (uint32_t)row_int(row, 4),
	                         .at = row_int(row, 5),
	                         .state_at = row_int(row, 6),
	                         .forks = (uint32_t)row_int(row, 7),
	                         .nil_at = row_int(row, 8),
	                         .resets = (uint32_t)row_int(row, 9),
	                         .reset_at = row_int(row, 10),
	                         .reset_duty = (uint32_t)row_int(row, 11),
	                         .reset_reason = row_text(row, 12)};
}

enum err store_passage_count(struct tx *tx, uint32_t province, struct span device, int64_t from, int64_t to,
                             uint32_t *passages, uint32_t *passed)
{
	static const struct statement count = {
	    "SELECT COUNT(DISTINCT sequence), COUNT(DISTINCT CASE WHEN outcome = 1 THEN sequence END) FROM passage "
	    "WHERE province = $1 AND device = $2 AND at >= $3 AND at < $4 AND kind > 0",
	    "ibii"};
	struct row_cursor row;
	const struct value params[] = {value_int(province), value_blob(device), value_int(from), value_int(to)};
	enum err err = store_one(tx, &count, params, 4, &row);
	if (err == ERR_OK) {
		*passages = (uint32_t)row_int(&row, 0);
		*passed = (uint32_t)row_int(&row, 1);
	}
	return err;
}

enum err store_passage_logged(struct tx *tx, uint32_t province, struct span device, uint32_t last, uint32_t numbers)
{
	static const struct statement put = {
	    "INSERT INTO passage_log (province, device, last, numbers) VALUES ($1, $2, $3, $4) ON CONFLICT (province, device) DO UPDATE SET "
	    "last = CASE WHEN passage_log.last < $3 THEN $3 ELSE passage_log.last END, numbers = passage_log.numbers + $4",
	    "ibii"};
	const struct value params[] = {value_int(province), value_blob(device), value_int(last), value_int(numbers)};
	return store_run(tx, &put, params, 4);
}

enum err store_passage_missing(struct tx *tx, uint32_t province, struct span device, uint32_t *missing)
{
	static const struct statement get = {"SELECT last - numbers FROM passage_log WHERE province = $1 AND device = $2", "ib"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_int(province), value_blob(device)}, 2, &row);
	if (err == ERR_OK)
		*missing = (uint32_t)row_int(&row, 0);
	return err;
}

enum err store_post_heard(struct tx *tx, uint32_t province, uint32_t checkpoint, int64_t since, bool *out)
{
	static const struct statement heard = {
	    "SELECT COUNT(*) FROM post WHERE province = $1 AND checkpoint = $2 AND heard >= $3", "iii"};
	struct row_cursor row;
	const struct value params[] = {value_int(province), value_int(checkpoint), value_int(since)};
	enum err err = store_one(tx, &heard, params, 3, &row);
	if (err == ERR_OK)
		*out = row_int(&row, 0) > 0;
	return err;
}
