#include "server/store_timetable.h"

enum err store_timetable_put(struct tx *tx, struct span company, struct span pass_id, int64_t state,
                             int64_t latest_decision)
{
	static const struct statement put = {
	    "UPDATE trip SET timetable = $3, latest_decision = $4 WHERE company = $1 AND pass_id = $2",
	    "tbii"};
	static const struct statement put_legs = {
	    "UPDATE leg SET timetable = $3, latest_decision = $4, watch = CASE WHEN $4 > 0 AND $4 < watch THEN $4 "
	    "ELSE watch END WHERE company = $1 AND pass_id = $2",
	    "tbii"}; /* a queue's page reads legs alone */
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(state),
	                               value_int(latest_decision)};
	enum err err = store_run_one(tx, &put, params, 4);
	return err == ERR_OK ? store_run(tx, &put_legs, params, 4) : err;
}

enum err store_late_put(struct tx *tx, struct span company, struct span pass_id, int64_t now)
{
	static const struct statement put = {
	    "UPDATE trip SET late = $3 WHERE company = $1 AND pass_id = $2 AND late = 0", "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(now)};
	return store_run_one(tx, &put, params, 3);
}

enum err store_late_end(struct tx *tx, struct span company, struct span pass_id)
{
	static const struct statement end = {
	    "UPDATE trip SET late = 0 WHERE company = $1 AND pass_id = $2 AND late > 0", "tb"};
	const struct value params[] = {value_text(company), value_blob(pass_id)};
	return store_run(tx, &end, params, 2);
}

enum err store_cutoff_put(struct tx *tx, struct span company, struct span pass_id,
                          const struct cutoff_row *row, struct span actor)
{
	static const struct statement put = {
	    "INSERT INTO cutoff_move (company, pass_id, serial, cutoff, created, reason, actor, who, province, "
	    "checkpoint) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
	    "tbiiitbtii"};
	const struct value params[] = {
	    value_text(company),     value_blob(pass_id),     value_int(row->serial), value_int(row->cutoff),
	    value_int(row->created), value_text(row->reason), value_blob(actor),      value_text(row->who),
	    value_int(row->province), value_int(row->checkpoint)};
	return store_run(tx, &put, params, 10);
}

enum err store_cutoff_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                           struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT serial, cutoff, created, reason, who, province, checkpoint FROM cutoff_move "
	    "WHERE company = $1 AND pass_id = $2 "
	    "ORDER BY serial LIMIT $3",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

void store_cutoff_row(const struct row_cursor *row, struct cutoff_row *out)
{
	*out = (struct cutoff_row){.serial = (uint32_t)row_int(row, 0),
	                           .cutoff = row_int(row, 1),
	                           .created = row_int(row, 2),
	                           .reason = row_text(row, 3),
	                           .who = row_text(row, 4),
	                           .province = (uint32_t)row_int(row, 5),
	                           .checkpoint = (uint32_t)row_int(row, 6)};
}
