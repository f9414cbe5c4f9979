#include "server/store_report.h"

#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- figures ---- */

static enum err count_steps(struct tx *tx, const struct value *window, struct figures_row *out)
{
	static const struct statement steps = {
	    "SELECT state, COUNT(*) FROM step WHERE province = $1 AND created >= $2 AND "
	    "created < $3 GROUP BY state",
	    "iii"};
	struct row_cursor row;
	enum err err = store_query(tx, &steps, window, 3, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK)
		if (row_int(&row, 0) > 0 && row_int(&row, 0) < STORE_STATES)
			out->steps[row_int(&row, 0)] = row_int(&row, 1);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err count_legs(struct tx *tx, const struct value *window, struct figures_row *out)
{
	static const struct statement legs = {"SELECT COUNT(*), CAST(COALESCE(SUM(CASE WHEN ordinal = 1 THEN "
	                                      "1 ELSE 0 END), 0) AS BIGINT) FROM leg "
	                                      "WHERE province = $1 AND created >= $2 AND created < $3",
	                                      "iii"};
	struct row_cursor row;
	enum err err = store_one(tx, &legs, window, 3, &row);
	if (err == ERR_OK) {
		out->submitted = row_int(&row, 0);
		out->originated = row_int(&row, 1);
	}
	return err;
}

/* Legs that are open now or that something has happened to since, of those that came before: what was the
 * last state each had then? None: it was open. 3, 4 and 7 are decided. */
static enum err count_open(struct tx *tx, const struct value *window, struct figures_row *out)
{
	static const struct statement open = {
	    "SELECT COUNT(*) FROM leg WHERE leg.province = $1 AND leg.created < $3 AND $2 <= $3 AND "
	    "leg.pass_id IN "
	    "(SELECT pass_id FROM leg WHERE province = $1 AND decided = 0 "
	    "UNION SELECT pass_id FROM step WHERE province = $1 AND created >= $3) AND "
	    "COALESCE((SELECT step.state FROM step WHERE step.province = $1 AND step.pass_id = leg.pass_id "
	    "AND "
	    "step.created < $3 ORDER BY step.n DESC LIMIT 1), 1) NOT IN (3, 4, 7, 8)",
	    "iii"};
	struct row_cursor row;
	enum err err = store_one(tx, &open, window, 3, &row);
	if (err == ERR_OK)
		out->open = row_int(&row, 0);
	return err;
}

static enum err count_work(struct tx *tx, const struct value *window, struct figures_row *out)
{
	static const struct statement work = {
	    "SELECT (SELECT COUNT(*) FROM expedite WHERE province = $1 AND created >= $2 AND created < $3), "
	    "(SELECT COUNT(*) FROM difficulty WHERE province = $1 AND created >= $2 AND created < $3), "
	    "(SELECT COUNT(*) FROM difficulty WHERE province = $1 AND answered >= $2 AND answered < $3), "
	    "(SELECT COUNT(*) FROM difficulty WHERE province = $1 AND pending = 1 AND answer_by < $3) + "
	    "(SELECT COUNT(*) FROM difficulty WHERE province = $1 AND answered >= $3 AND answer_by < $3)",
	    "iii"};
	struct row_cursor row;
	enum err err = store_one(tx, &work, window, 3, &row);
	if (err != ERR_OK)
		return err;
	out->expedited = row_int(&row, 0);
	out->difficulties = row_int(&row, 1);
	out->answered = row_int(&row, 2);
	out->overdue = row_int(&row, 3);
	return ERR_OK;
}

/* A step back to open (1), from sealed (3, or a revision refused) or from revoked (8). */
static enum err count_exceptions(struct tx *tx, const struct value *window, struct figures_row *out)
{
	static const struct statement exceptions = {
	    "SELECT CAST(COALESCE(SUM(CASE WHEN was.state = 3 OR was.stands = 1 THEN 1 ELSE 0 END), 0) AS BIGINT), "
	    "CAST(COALESCE(SUM(CASE WHEN was.state = 8 THEN 1 ELSE 0 END), 0) AS BIGINT), "
	    "(SELECT COUNT(*) FROM stamp WHERE province = $1 AND created >= $2 AND created < $3 AND delivered > 0) "
	    "FROM step JOIN step was ON was.pass_id = step.pass_id AND was.province = step.province AND was.n = step.n - 1 "
	    "WHERE step.province = $1 AND step.created >= $2 AND step.created < $3 AND step.state = 1",
	    "iii"};
	struct row_cursor row;
	enum err err = store_one(tx, &exceptions, window, 3, &row);
	if (err != ERR_OK)
		return err;
	out->revised = row_int(&row, 0);
	out->restored = row_int(&row, 1);
	out->delivered = row_int(&row, 2);
	return ERR_OK;
}

/* By the gates' own time: what comes in late restates the day it belongs to. 1: PASSED. */
static enum err count_passages(struct tx *tx, const struct value *window, struct figures_row *out)
{
	static const struct statement passages = {
	    "SELECT COUNT(*), CAST(COALESCE(SUM(stopped), 0) AS BIGINT) FROM (SELECT MAX(CASE WHEN outcome = 1 THEN 0 ELSE 1 END) "
	    "AS stopped FROM passage WHERE province = $1 AND at >= $2 AND at < $3 AND kind > 0 GROUP BY device, sequence) AS once",
	    "iii"};
	struct row_cursor row;
	enum err err = store_one(tx, &passages, window, 3, &row);
	if (err != ERR_OK)
		return err;
	out->passages = row_int(&row, 0);
	out->not_passed = row_int(&row, 1);
	return ERR_OK;
}

enum err store_figures(struct tx *tx, uint32_t province, int64_t from, int64_t to, struct figures_row *out)
{
	const struct value window[] = {value_int(province), value_int(from), value_int(to)};
	struct figures_row row = {0};
	enum err err = count_legs(tx, window, &row);
	if (err == ERR_OK)
		err = count_steps(tx, window, &row);
	if (err == ERR_OK)
		err = count_open(tx, window, &row);
	if (err == ERR_OK)
		err = count_work(tx, window, &row);
	if (err == ERR_OK)
		err = count_exceptions(tx, window, &row);
	if (err == ERR_OK)
		err = count_passages(tx, window, &row);
	if (err == ERR_OK)
		*out = row;
	return err;
}

/* A leg is late by the law, not by its port; its turn is never after its due, and leads the index. */
enum err store_late_count(struct tx *tx, uint32_t province, int64_t now, int64_t *count)
{
	static const struct statement late = {
	    "SELECT COUNT(*) FROM leg WHERE province = $1 AND decided = 0 AND turn < $2 AND due > 0 AND due < $2",
	    "ii"};
	const struct value params[] = {value_int(province), value_int(now)};
	struct row_cursor row;
	enum err err = store_one(tx, &late, params, COUNT(params), &row);
	if (err == ERR_OK)
		*count = row_int(&row, 0);
	return err;
}

/* 5: NO_TIMETABLE. */
enum err store_held_up(struct tx *tx, uint32_t province, int64_t *escalated, int64_t *no_timetable)
{
	static const struct statement held_up = {
	    "SELECT (SELECT COUNT(*) FROM leg WHERE province = $1 AND decided = 0 AND level > 0), "
	    "(SELECT COUNT(*) FROM trip WHERE issuer = $1 AND state = 5)",
	    "i"};
	const struct value params[] = {value_int(province)};
	struct row_cursor row;
	enum err err = store_one(tx, &held_up, params, COUNT(params), &row);
	if (err != ERR_OK)
		return err;
	*escalated = row_int(&row, 0);
	*no_timetable = row_int(&row, 1);
	return ERR_OK;
}

enum err store_late_list(struct tx *tx, uint32_t province, int64_t now, uint32_t limit,
                         struct row_cursor *out)
{
	static const struct statement late = {"SELECT pass_id, company_name, holder, class, state, since, due, "
	                                      "person_1, province FROM leg WHERE province = $1 AND decided = 0 "
	                                      "AND turn < $2 AND due > 0 AND due < $2 ORDER BY due, pass_id LIMIT $3",
	                                      "iii"};
	const struct value params[] = {value_int(province), value_int(now), value_int(limit)};
	return store_query(tx, &late, params, COUNT(params), out);
}

void store_late_row(const struct row_cursor *row, struct leg_row *out)
{
	*out = (struct leg_row){.pass_id = row_blob(row, 0),
	                        .company_name = row_text(row, 1),
	                        .holder = row_text(row, 2),
	                        .class = (uint32_t)row_int(row, 3),
	                        .state = row_int(row, 4),
	                        .since = row_int(row, 5),
	                        .clock.due = row_int(row, 6),
	                        .person = {(uint32_t)row_int(row, 7), 0},
	                        .province = (uint32_t)row_int(row, 8)};
}

/* ---- reports ---- */

enum err store_report_put(struct tx *tx, const struct report_row *row, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO report (day, edition, ends, created, body) VALUES ($1, $2, $3, $4, $5)", "iiiib"};
	const struct value params[] = {value_int(row->day), value_int(row->edition), value_int(row->ends),
	                               value_int(created), value_blob(row->body)};
	return store_run(tx, &put, params, COUNT(params));
}

static enum err take_report(struct tx *tx, const struct statement *get, const struct value *params, size_t n,
                            struct report_row *out)
{
	struct row_cursor row;
	enum err err = store_one(tx, get, params, n, &row);
	if (err == ERR_OK)
		*out = (struct report_row){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2),
		                           row_blob(&row, 3)};
	return err;
}

enum err store_report_get(struct tx *tx, int64_t day, int64_t edition, struct report_row *out)
{
	static const struct statement get = {
	    "SELECT day, edition, ends, body FROM report WHERE day = $1 AND ($2 = 0 OR edition = $2) "
	    "ORDER BY edition DESC LIMIT 1",
	    "ii"};
	const struct value params[] = {value_int(day), value_int(edition)};
	return take_report(tx, &get, params, COUNT(params), out);
}

enum err store_report_last(struct tx *tx, int64_t before_day, struct report_row *out)
{
	static const struct statement last = {
	    "SELECT day, edition, ends FROM report WHERE day < $1 ORDER BY day DESC, edition DESC LIMIT 1",
	    "i"};
	struct row_cursor row;
	enum err err = store_one(tx, &last, (const struct value[]){value_int(before_day)}, 1, &row);
	if (err == ERR_OK)
		*out = (struct report_row){row_int(&row, 0), row_int(&row, 1), row_int(&row, 2), {NULL, 0}};
	return err;
}

/* ---- the history ---- */

enum { IDS_MAX = 256, ID_LEN = 16 };

static enum err take_ids(struct tx *tx, uint32_t limit, uint8_t (*ids)[ID_LEN], uint32_t *count)
{
	static const struct statement next = {
	    "SELECT id FROM entry WHERE sequence IS NULL ORDER BY id LIMIT $1", "i"};
	struct row_cursor row;
	uint32_t n = 0;
	enum err err = store_query(tx, &next, (const struct value[]){value_int(limit)}, 1, &row);
	while (err == ERR_OK && n < limit && (err = store_next(&row)) == ERR_OK) {
		struct span id = row_blob(&row, 0);
		if (id.n != ID_LEN)
			return ERR_FORMAT;
		memcpy(ids[n++], id.p, ID_LEN);
	}
	*count = n;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err store_entry_sequence(struct tx *tx, uint32_t limit, uint32_t *count)
{
	static const struct statement highest = {"SELECT COALESCE(MAX(sequence), 0) FROM entry", ""};
	static const struct statement give = {"UPDATE entry SET sequence = $2 WHERE id = $1", "bi"};
	uint8_t ids[IDS_MAX][ID_LEN];
	struct row_cursor row;
	enum err err = take_ids(tx, limit < IDS_MAX ? limit : IDS_MAX, ids, count);
	if (err == ERR_OK)
		err = store_one(tx, &highest, NULL, 0, &row);
	int64_t sequence = err == ERR_OK ? row_int(&row, 0) : 0;
	for (uint32_t i = 0; err == ERR_OK && i < *count; i++) {
		const struct value params[] = {value_blob(span_of(ids[i], ID_LEN)),
		                               value_int(sequence + 1 + i)};
		err = store_run_one(tx, &give, params, COUNT(params));
	}
	return err;
}

enum err store_entry_list(struct tx *tx, int64_t after, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT sequence, created, kind, province, object, actor FROM "
	                                      "entry WHERE sequence > $1 ORDER BY sequence LIMIT $2",
	                                      "ii"};
	const struct value params[] = {value_int(after), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_seed_put(struct tx *tx, const char *name, struct span secret, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO seed (name, secret, created) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING",
	    "tbi"};
	const struct value params[] = {value_text(span_text(name)), value_blob(secret), value_int(created)};
	return store_run(tx, &put, params, COUNT(params));
}

enum err store_seed_get(struct tx *tx, const char *name, struct span *secret)
{
	static const struct statement get = {"SELECT secret FROM seed WHERE name = $1", "t"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_text(span_text(name))}, 1, &row);
	if (err == ERR_OK)
		*secret = row_blob(&row, 0);
	return err;
}
