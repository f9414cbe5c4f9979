#include "server/store_clock.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- pauses ---- */

enum err store_pause_begin(struct tx *tx, const struct leg_row *leg, int64_t kind, int64_t began)
{
	static const struct statement begin = {
	    "INSERT INTO pause (province, pass_id, company, began, ended, kind) VALUES ($1, $2, $3, $4, 0, "
	    "$5) "
	    "ON CONFLICT (pass_id, province, began) DO UPDATE SET ended = 0, kind = $5",
	    "ibtii"};
	const struct value params[] = {value_int(leg->province), value_blob(leg->pass_id),
	                               value_text(leg->company), value_int(began), value_int(kind)};
	return store_run(tx, &begin, params, COUNT(params));
}

enum err store_pause_end(struct tx *tx, uint32_t province, struct span pass_id, int64_t ended)
{
	static const struct statement end = {
	    "UPDATE pause SET ended = $3 WHERE province = $1 AND pass_id = $2 AND ended = 0", "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(ended)};
	return store_run(tx, &end, params, COUNT(params));
}

enum err store_pause_list(struct tx *tx, uint32_t province, struct span pass_id, int64_t since, uint32_t limit,
                          struct row_cursor *out)
{
	static const struct statement list = {"SELECT kind, began, ended FROM pause WHERE province = $1 AND "
	                                      "pass_id = $2 AND (ended = 0 OR ended > $3) ORDER BY began LIMIT $4",
	                                      "ibii"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(since), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_pause_list_trip(struct tx *tx, struct span company, struct span pass_id, int64_t since,
                               uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT kind, began, ended FROM pause WHERE company = $1 AND "
	                                      "pass_id = $2 AND (ended = 0 OR ended > $3) ORDER BY began LIMIT $4",
	                                      "tbii"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(since), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

/* ---- what is looked at ---- */

enum err store_watch_list(struct tx *tx, uint32_t province, int64_t now, uint32_t limit,
                          struct row_cursor *out)
{
	/* decided is written out: the index covers open legs alone */
	static const struct statement list = {
	    "SELECT leg.province, leg.pass_id, leg.company, leg.ordinal, leg.state, leg.since, leg.created, "
	    "leg.decided, leg.revision, leg.week, leg.status_index, leg.holder, leg.reason, leg.person_1, "
	    "leg.person_2, leg.body, leg.seals, leg.days, leg.due, leg.stopped, leg.paused, leg.remaining, "
	    "leg.level, leg.missing_year, leg.turn, leg.watch, leg.latest_decision, leg.begun, "
	    "trip.class, trip.legs "
	    "FROM leg JOIN trip ON trip.company = leg.company AND trip.pass_id = leg.pass_id "
	    "WHERE leg.province = $1 AND leg.decided = 0 AND leg.watch <= $2 ORDER BY leg.watch LIMIT $3",
	    "iii"};
	const struct value params[] = {value_int(province), value_int(now), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_watch_put(struct tx *tx, const struct leg_row *leg)
{
	static const struct statement put = {
	    "UPDATE leg SET days = $3, due = $4, stopped = $5, paused = $6, remaining = $7, level = $8, "
	    "missing_year = $9, turn = $10, watch = $11 WHERE province = $1 AND pass_id = $2",
	    "ibiiiiiiiii"};
	const struct leg_clock *clock = &leg->clock;
	const struct value params[] = {
	    value_int(leg->province), value_blob(leg->pass_id),  value_int(clock->days),
	    value_int(clock->due),    value_int(clock->stopped), value_int(clock->paused_s),
	    value_int(clock->left_s), value_int(clock->level),   value_int(clock->missing_year),
	    value_int(clock->turn),   value_int(clock->watch)};
	return store_run_one(tx, &put, params, COUNT(params));
}

enum err store_watch_all(struct tx *tx, uint32_t province)
{
	static const struct statement all = {"UPDATE leg SET watch = 0 WHERE province = $1 AND decided = 0",
	                                     "i"};
	const struct value params[] = {value_int(province)};
	return store_run(tx, &all, params, COUNT(params));
}

/* ---- escalations ---- */

enum err store_escalation_put(struct tx *tx, const struct escalation_row *row)
{
	static const struct statement put = {
	    "INSERT INTO escalation (province, pass_id, company, level, created, who, phone) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (pass_id, province, level) "
	    "DO UPDATE SET created = $5, who = $6, phone = $7",
	    "ibtiitt"};
	const struct value params[] = {value_int(row->province), value_blob(row->pass_id),
	                               value_text(row->company), value_int(row->level),
	                               value_int(row->created),  value_text(row->who),
	                               value_text(row->phone)};
	return store_run(tx, &put, params, COUNT(params));
}

enum err store_escalation_get(struct tx *tx, struct escalation_row *row)
{
	static const struct statement get = {
	    "SELECT who, phone FROM escalation WHERE company = $1 AND pass_id = $2 AND province = $3 AND level = $4",
	    "tbii"};
	const struct value params[] = {value_text(row->company), value_blob(row->pass_id), value_int(row->province),
	                               value_int(row->level)};
	struct row_cursor found;
	enum err err = store_one(tx, &get, params, COUNT(params), &found);
	if (err != ERR_OK)
		return err;
	row->who = row_text(&found, 0);
	row->phone = row_text(&found, 1);
	return ERR_OK;
}

enum err store_escalation_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                               struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT province, level, created, who, phone FROM escalation WHERE company = $1 AND pass_id = $2 "
	    "ORDER BY province, level LIMIT $3",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

void store_escalation_row(const struct row_cursor *row, struct escalation_row *out)
{
	*out = (struct escalation_row){.province = (uint32_t)row_int(row, 0),
	                               .level = (uint32_t)row_int(row, 1),
	                               .created = row_int(row, 2),
	                               .who = row_text(row, 3),
	                               .phone = row_text(row, 4)};
}

/* ---- numbers ---- */

enum err store_tally_add(struct tx *tx, uint32_t province, bool late)
{
	static const struct statement add = {"INSERT INTO tally (province, decided, late) VALUES ($1, 1, $2) "
	                                     "ON CONFLICT (province) DO UPDATE SET "
	                                     "decided = tally.decided + 1, late = tally.late + $2",
	                                     "ii"};
	const struct value params[] = {value_int(province), value_int(late)};
	return store_run(tx, &add, params, COUNT(params));
}

static enum err tally_get(struct tx *tx, uint32_t province, struct desk_numbers *out)
{
	static const struct statement get = {"SELECT decided, late FROM tally WHERE province = $1", "i"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_int(province)}, 1, &row);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	out->decided = row_int(&row, 0);
	out->decided_late = row_int(&row, 1);
	return ERR_OK;
}

enum err store_desk_numbers(struct tx *tx, uint32_t province, int64_t now, int64_t stopped_turn,
                            struct desk_numbers *out)
{
	static const struct statement open = {
	    "SELECT COUNT(*), COALESCE(MIN(created), 0) FROM leg WHERE province = $1 AND decided = 0", "i"};
	/* the turn is never after the due, and leads the index */
	static const struct statement late = {"SELECT COUNT(*) FROM leg WHERE province = $1 AND decided = 0 AND "
	                                      "turn < $2 AND due > 0 AND due < $2",
	                                      "ii"};
	/* state 2 of a timetable is TIMETABLE_LATE */
	static const struct statement missed = {"SELECT COUNT(*) FROM leg WHERE province = $1 AND decided = 0 AND "
	                                        "(timetable = 2 OR (latest_decision > 0 AND latest_decision < $2))",
	                                        "ii"};
	static const struct statement paused = {
	    "SELECT COUNT(*) FROM leg WHERE province = $1 AND decided = 0 AND turn >= $2", "ii"};
	struct desk_numbers numbers = {.province = province};
	struct row_cursor row;
	enum err err = store_one(tx, &open, (const struct value[]){value_int(province)}, 1, &row);
	if (err == ERR_OK) {
		numbers.open = row_int(&row, 0);
		numbers.oldest = row_int(&row, 1);
		err = store_one(tx, &late, (const struct value[]){value_int(province), value_int(now)}, 2, &row);
	}
	if (err == ERR_OK) {
		numbers.late = row_int(&row, 0);
		err = store_one(tx, &missed, (const struct value[]){value_int(province), value_int(now)}, 2, &row);
	}
	if (err == ERR_OK) {
		numbers.too_late = row_int(&row, 0);
		err = store_one(tx, &paused, (const struct value[]){value_int(province), value_int(stopped_turn)}, 2,
		                &row);
	}
	if (err == ERR_OK) {
		numbers.paused = row_int(&row, 0);
		err = tally_get(tx, province, &numbers);
	}
	if (err == ERR_OK)
		*out = numbers;
	return err;
}
