#include "server/store_arrival.h"

enum err store_arrival_put(struct tx *tx, const struct arrival_row *row)
{
	static const struct statement put = {
	    "INSERT INTO arrival (province, port, open, expected, pass_id, company, earliest, run_s, cutoff) "
	    "VALUES ($1, $2, 1, $3, $4, $5, $6, $7, $8) "
	    "ON CONFLICT (pass_id) DO UPDATE SET expected = excluded.expected, earliest = excluded.earliest, "
	    "run_s = excluded.run_s, cutoff = excluded.cutoff",
	    "itibtiii"};
	const struct value params[] = {value_int(row->province), value_text(row->port),    value_int(row->expected),
	                               value_blob(row->pass_id), value_text(row->company), value_int(row->earliest),
	                               value_int(row->run_s),    value_int(row->cutoff)};
	return store_run(tx, &put, params, 8);
}

enum err store_arrival_assign(struct tx *tx, struct span company, struct span pass_id, int64_t not_before)
{
	static const struct statement assign = {
	    "UPDATE arrival SET open = 1, "
	    "expected = CASE WHEN $3 + run_s > earliest THEN $3 + run_s ELSE earliest END "
	    "WHERE company = $1 AND pass_id = $2",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(not_before)};
	return store_run(tx, &assign, params, 3);
}

enum err store_arrival_close(struct tx *tx, struct span company, struct span pass_id)
{
	static const struct statement close = {"UPDATE arrival SET open = 0 WHERE company = $1 AND pass_id = $2", "tb"};
	return store_run(tx, &close, (const struct value[]){value_text(company), value_blob(pass_id)}, 2);
}

enum err store_arrival_list(struct tx *tx, const struct arrival_page *page, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT a.pass_id, a.company, t.company_name, t.body, t.state, a.expected, a.cutoff "
	    "FROM arrival a JOIN trip t ON t.company = a.company AND t.pass_id = a.pass_id "
	    "WHERE a.province = $1 AND a.port = $2 AND a.open = 1 AND a.expected >= $3 AND a.expected <= $4 AND "
	    "(a.expected > $3 OR a.pass_id > $5) ORDER BY a.expected, a.pass_id LIMIT $6",
	    "itiibi"};
	const struct value params[] = {value_int(page->province), value_text(page->port),    value_int(page->expected),
	                               value_int(page->until),    value_blob(page->pass_id), value_int(page->size)};
	return store_query(tx, &list, params, 6, out);
}

void store_arrival_line(const struct row_cursor *row, struct arrival_line *out)
{
	*out = (struct arrival_line){.pass_id = row_blob(row, 0),
	                             .company = row_text(row, 1),
	                             .company_name = row_text(row, 2),
	                             .body = row_blob(row, 3),
	                             .state = row_int(row, 4),
	                             .expected = row_int(row, 5),
	                             .cutoff = row_int(row, 6)};
}
