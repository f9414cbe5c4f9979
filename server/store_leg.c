#include "server/store_leg.h"

#define COLUMNS                                                                                              \
	"province, pass_id, company, ordinal, state, since, created, decided, revision, week, "              \
	"status_index, holder, "                                                                             \
	"reason, person_1, person_2, body, seals, days, due, stopped, paused, remaining, level, "            \
	"missing_year, turn, watch, latest_decision, begun"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

enum err store_leg_put(struct tx *tx, const struct leg_row *row)
{
	static const struct statement put = {
	    "INSERT INTO leg (" COLUMNS
	    ", class, company_name, cargo, timetable) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, "
	    "$9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25, $26, $27, "
	    "$28, $29, $30, $31, $32)",
	    "ibtiiiiiiiittiibbiiiiiiiiiiiitti"};
	const struct leg_clock *clock = &row->clock;
	const struct value params[] = {
	    value_int(row->province),      value_blob(row->pass_id),     value_text(row->company),
	    value_int(row->ordinal),       value_int(row->state),        value_int(row->since),
	    value_int(row->created),       value_int(row->decided),      value_int(row->revision),
	    value_int(row->week),          value_int(row->status_index), value_text(row->holder),
	    value_text(row->reason),       value_int(row->person[0]),    value_int(row->person[1]),
	    value_blob(row->body),         value_blob(row->seals),       value_int(clock->days),
	    value_int(clock->due),         value_int(clock->stopped),    value_int(clock->paused_s),
	    value_int(clock->left_s),      value_int(clock->level),      value_int(clock->missing_year),
	    value_int(clock->turn),        value_int(clock->watch),      value_int(clock->latest_decision),
	    value_int(row->begun),         value_int(row->class),        value_text(row->company_name),
	    value_text(row->cargo),        value_int(row->timetable),
	};
	return store_run(tx, &put, params, COUNT(params));
}

static struct leg_clock clock_at(const struct row_cursor *row, unsigned first)
{
	return (struct leg_clock){.days = (uint32_t)row_int(row, first),
	                          .due = row_int(row, first + 1),
	                          .stopped = row_int(row, first + 2),
	                          .paused_s = row_int(row, first + 3),
	                          .left_s = row_int(row, first + 4),
	                          .level = (uint32_t)row_int(row, first + 5),
	                          .missing_year = (uint32_t)row_int(row, first + 6),
	                          .turn = row_int(row, first + 7),
	                          .watch = row_int(row, first + 8),
	                          .latest_decision = row_int(row, first + 9)};
}

void store_leg_row(const struct row_cursor *row, struct leg_row *out)
{
	*out = (struct leg_row){.province = (uint32_t)row_int(row, 0),
	                        .pass_id = row_blob(row, 1),
	                        .company = row_text(row, 2),
	                        .ordinal = (uint32_t)row_int(row, 3),
	                        .state = row_int(row, 4),
	                        .since = row_int(row, 5),
	                        .created = row_int(row, 6),
	                        .decided = row_int(row, 7) != 0,
	                        .revision = (uint32_t)row_int(row, 8),
	                        .week = (uint32_t)row_int(row, 9),
	                        .status_index = (uint32_t)row_int(row, 10),
	                        .holder = row_text(row, 11),
	                        .reason = row_text(row, 12),
	                        .person = {(uint32_t)row_int(row, 13), (uint32_t)row_int(row, 14)},
	                        .body = row_blob(row, 15),
	                        .seals = row_blob(row, 16),
	                        .clock = clock_at(row, 17),
	                        .begun = row_int(row, 27)};
}

enum err store_leg_get(struct tx *tx, uint32_t province, struct span pass_id, struct leg_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS " FROM leg WHERE province = $1 AND pass_id = $2", "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		store_leg_row(&row, out);
	return err;
}

enum err store_leg_move(struct tx *tx, const struct leg_row *row, int64_t from)
{
	static const struct statement move = {
	    "UPDATE leg SET state = $4, since = $5, decided = $6, holder = $7, reason = $8, person_1 = $9, "
	    "person_2 = $10, "
	    "body = $11, seals = $12, days = $13, due = $14, stopped = $15, paused = $16, remaining = $17, "
	    "level = $18, missing_year = $19, turn = $20, watch = $21, begun = $22 "
	    "WHERE province = $1 AND pass_id = $2 AND state = $3",
	    "ibiiiittiibbiiiiiiiiii"};
	const struct leg_clock *clock = &row->clock;
	const struct value params[] = {
	    value_int(row->province),       value_blob(row->pass_id), value_int(from),
	    value_int(row->state),          value_int(row->since),    value_int(row->decided),
	    value_text(row->holder),        value_text(row->reason),  value_int(row->person[0]),
	    value_int(row->person[1]),      value_blob(row->body),    value_blob(row->seals),
	    value_int(clock->days),         value_int(clock->due),    value_int(clock->stopped),
	    value_int(clock->paused_s),     value_int(clock->left_s), value_int(clock->level),
	    value_int(clock->missing_year), value_int(clock->turn),   value_int(clock->watch),
	    value_int(row->begun)};
	return store_run_one(tx, &move, params, COUNT(params));
}

enum err store_leg_begun(struct tx *tx, struct span company, struct span pass_id, int64_t *begun)
{
	static const struct statement last = {
	    "SELECT COALESCE(MAX(begun), 0) FROM leg WHERE company = $1 AND pass_id = $2", "tb"};
	struct row_cursor row;
	enum err err = store_one(tx, &last, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*begun = row_int(&row, 0);
	return err;
}

enum err store_leg_list(struct tx *tx, struct span company, struct span pass_id, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS " FROM leg WHERE company = $1 AND pass_id = $2 ORDER BY ordinal", "tb"};
	return store_query(tx, &list, (const struct value[]){value_text(company), value_blob(pass_id)}, 2,
	                   out);
}

/* The three last words of the WHERE are the index's, so a page begins where the one before ended; and every column that is
 * read stands in it, so that no leg is. */
enum err store_queue_list(struct tx *tx, uint32_t province, bool decided, const struct queue_place *after,
                          uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT pass_id, ordinal, state, since, decided, class, company_name, cargo, person_1, person_2, "
	    "days, due, stopped, paused, remaining, level, missing_year, turn, watch, "
	    "latest_decision, timetable, unit, units, expedited FROM leg "
	    "WHERE province = $1 AND decided <= $2 AND (decided, turn, pass_id) > ($3, $4, $5) "
	    "ORDER BY decided, turn, pass_id LIMIT $6",
	    "iiiibi"};
	const struct value params[] = {value_int(province),        value_int(decided),
	                               value_int(after->decided),  value_int(after->turn),
	                               value_blob(after->pass_id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

void store_queue_line(const struct row_cursor *row, struct queue_line *out)
{
	*out = (struct queue_line){.pass_id = row_blob(row, 0),
	                           .ordinal = (uint32_t)row_int(row, 1),
	                           .state = row_int(row, 2),
	                           .since = row_int(row, 3),
	                           .decided = row_int(row, 4) != 0,
	                           .class = (uint32_t)row_int(row, 5),
	                           .company_name = row_text(row, 6),
	                           .cargo = row_text(row, 7),
	                           .person = {(uint32_t)row_int(row, 8), (uint32_t)row_int(row, 9)},
	                           .clock = clock_at(row, 10),
	                           .timetable = row_int(row, 20),
	                           .unit = (uint32_t)row_int(row, 21),
	                           .units = (uint32_t)row_int(row, 22),
	                           .expedited = row_int(row, 23) != 0};
}

enum err store_leg_trip(struct tx *tx, uint32_t province, struct span pass_id, struct reviewed_trip *out)
{
	static const struct statement get = {
	    "SELECT trip.company, trip.state, trip.class, trip.hash, trip.body, trip.seals, "
	    "trip.application, trip.annex "
	    "FROM leg JOIN trip ON trip.company = leg.company AND trip.pass_id = leg.pass_id "
	    "WHERE leg.province = $1 AND leg.pass_id = $2",
	    "ib"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_int(province), value_blob(pass_id)}, 2, &row);
	if (err != ERR_OK)
		return err;
	*out = (struct reviewed_trip){.company = row_text(&row, 0),
	                              .state = row_int(&row, 1),
	                              .class = (uint32_t)row_int(&row, 2),
	                              .hash = row_blob(&row, 3),
	                              .body = row_blob(&row, 4),
	                              .seals = row_blob(&row, 5),
	                              .application = row_blob(&row, 6),
	                              .annex = row_blob(&row, 7)};
	return ERR_OK;
}

enum err store_decision_put(struct tx *tx, uint32_t province, struct span pass_id, struct span hash,
                            int64_t kind, int64_t created, struct span body, struct span seals)
{
	static const struct statement put = {
	    "INSERT INTO decision (province, pass_id, hash, kind, created, body, seals) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7)",
	    "ibbiibb"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_blob(hash),
	                               value_int(kind),     value_int(created),  value_blob(body),
	                               value_blob(seals)};
	return store_run(tx, &put, params, 7);
}

enum err store_decision_list(struct tx *tx, uint32_t province, struct span pass_id, uint32_t limit,
                             struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT body, seals FROM decision WHERE province = $1 AND pass_id = $2 "
	    "ORDER BY created, hash LIMIT $3",
	    "ibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}
