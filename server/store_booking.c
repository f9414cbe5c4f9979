#include "server/store_booking.h"

#define COLUMNS                                                                                              \
	"b.province, b.stop, b.code, b.company, b.pass_id, b.ordinal, b.state, b.since, b.created, "         \
	"b.ended, "                                                                                          \
	"b.hold_until, b.not_before, b.not_after, b.first_night, b.nights, b.beds, b.meals, b.arrival, "     \
	"b.reason, b.body, b.seals, t.company_name"

enum err store_booking_put(struct tx *tx, const struct booking_row *row)
{
	static const struct statement put = {"INSERT INTO booking (province, stop, code, company, pass_id, "
	                                     "ordinal, state, since, created, ended, "
	                                     "hold_until, not_before, not_after, first_night, nights, beds, "
	                                     "meals, arrival, reason, body, seals) "
	                                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
	                                     "$13, $14, $15, $16, $17, $18, $19, $20, "
	                                     "$21) ON CONFLICT DO NOTHING",
	                                     "iiitbiiiiiiiiiiiiitbb"};
	const struct value params[] = {
	    value_int(row->province),  value_int(row->stop),         value_int(row->code),
	    value_text(row->company),  value_blob(row->pass_id),     value_int(row->ordinal),
	    value_int(row->state),     value_int(row->since),        value_int(row->created),
	    value_int(row->ended),     value_int(row->hold_until),   value_int(row->not_before),
	    value_int(row->not_after), value_int(row->nights.first), value_int(row->nights.count),
	    value_int(row->beds),      value_int(row->meals),        value_int(row->arrival),
	    value_text(row->reason),   value_blob(row->body),        value_blob(row->seals),
	};
	return store_run_one(tx, &put, params, sizeof params / sizeof params[0]);
}

void store_booking_row(const struct row_cursor *row, struct booking_row *out)
{
	*out = (struct booking_row){.province = (uint32_t)row_int(row, 0),
	                            .stop = (uint32_t)row_int(row, 1),
	                            .code = (uint32_t)row_int(row, 2),
	                            .company = row_text(row, 3),
	                            .pass_id = row_blob(row, 4),
	                            .ordinal = (uint32_t)row_int(row, 5),
	                            .state = row_int(row, 6),
	                            .since = row_int(row, 7),
	                            .created = row_int(row, 8),
	                            .ended = row_int(row, 9) != 0,
	                            .hold_until = row_int(row, 10),
	                            .not_before = row_int(row, 11),
	                            .not_after = row_int(row, 12),
	                            .nights = {row_int(row, 13), (uint32_t)row_int(row, 14)},
	                            .beds = (uint32_t)row_int(row, 15),
	                            .meals = (uint32_t)row_int(row, 16),
	                            .arrival = row_int(row, 17),
	                            .reason = row_text(row, 18),
	                            .body = row_blob(row, 19),
	                            .seals = row_blob(row, 20),
	                            .company_name = row_text(row, 21)};
}

enum err store_booking_move(struct tx *tx, const struct booking_row *row, int64_t from)
{
	static const struct statement move = {
	    "UPDATE booking SET state = $5, since = $6, ended = $7, reason = $8, body = $9, seals = $10 "
	    "WHERE province = $1 AND stop = $2 AND code = $3 AND state = $4",
	    "iiiiiiitbb"};
	const struct value params[] = {
	    value_int(row->province), value_int(row->stop),  value_int(row->code),  value_int(from),
	    value_int(row->state),    value_int(row->since), value_int(row->ended), value_text(row->reason),
	    value_blob(row->body),    value_blob(row->seals)};
	return store_run_one(tx, &move, params, sizeof params / sizeof params[0]);
}

enum err store_booking_arrive(struct tx *tx, struct span company, struct span pass_id, uint32_t code,
                              int64_t arrival)
{
	static const struct statement arrive = {
	    "UPDATE booking SET arrival = $4 WHERE company = $1 AND pass_id = $2 AND code = $3", "tbii"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(code),
	                               value_int(arrival)};
	return store_run_one(tx, &arrive, params, 4);
}

static enum err one_booking(struct tx *tx, const struct statement *get, const struct value params[static 3],
                            struct booking_row *out)
{
	struct row_cursor row;
	enum err err = store_one(tx, get, params, 3, &row);
	if (err == ERR_OK)
		store_booking_row(&row, out);
	return err;
}

enum err store_booking_of_trip(struct tx *tx, struct span company, struct span pass_id, uint32_t code,
                               struct booking_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS
	    " FROM booking b JOIN trip t ON t.company = b.company AND t.pass_id = b.pass_id "
	    "WHERE b.company = $1 AND b.pass_id = $2 AND b.code = $3",
	    "tbi"};
	return one_booking(
	    tx, &get, (const struct value[]){value_text(company), value_blob(pass_id), value_int(code)}, out);
}

enum err store_booking_at_stop(struct tx *tx, uint32_t province, uint32_t stop, uint32_t code,
                               struct booking_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS
	    " FROM booking b JOIN trip t ON t.company = b.company AND t.pass_id = b.pass_id "
	    "WHERE b.province = $1 AND b.stop = $2 AND b.code = $3",
	    "iii"};
	return one_booking(
	    tx, &get, (const struct value[]){value_int(province), value_int(stop), value_int(code)}, out);
}

enum err store_booking_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                            struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS
	    " FROM booking b JOIN trip t ON t.company = b.company AND t.pass_id = b.pass_id "
	    "WHERE b.company = $1 AND b.pass_id = $2 ORDER BY b.ended, b.not_before, b.code LIMIT $3",
	    "tbi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(limit)};
	return store_query(tx, &list, params, 3, out);
}

enum err store_booking_queue(struct tx *tx, const struct booking_page *page, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS
	    " FROM booking b JOIN trip t ON t.company = b.company AND t.pass_id = b.pass_id "
	    "WHERE b.province = $1 AND b.stop = $2 AND b.ended <= $3 AND (b.not_before > $4 OR "
	    "(b.not_before = $4 AND b.code > $5)) AND b.not_after >= $6 ORDER BY b.not_before, b.code LIMIT "
	    "$7",
	    "iiiiiii"};
	const struct value params[] = {value_int(page->province), value_int(page->stop),
	                               value_int(page->ended),    value_int(page->not_before),
	                               value_int(page->code),     value_int(page->not_after),
	                               value_int(page->size)};
	return store_query(tx, &list, params, 7, out);
}

enum err store_booking_overdue(struct tx *tx, uint32_t province, uint32_t stop, int64_t state, int64_t now,
                               uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS
	    " FROM booking b JOIN trip t ON t.company = b.company AND t.pass_id = b.pass_id "
	    "WHERE b.province = $1 AND b.stop = $2 AND b.state = $3 AND b.hold_until < $4 "
	    "ORDER BY b.hold_until LIMIT $5",
	    "iiiii"};
	const struct value params[] = {value_int(province), value_int(stop), value_int(state), value_int(now),
	                               value_int(limit)};
	return store_query(tx, &list, params, 5, out);
}

enum err store_booking_count(struct tx *tx, struct span company, struct span pass_id, uint32_t *out)
{
	static const struct statement count = {
	    "SELECT COUNT(*) FROM booking WHERE company = $1 AND pass_id = $2 AND ended = 0", "tb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &count, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*out = (uint32_t)row_int(&row, 0);
	return err;
}

enum err store_booking_trip(struct tx *tx, uint32_t province, uint32_t stop, uint32_t code,
                            struct booked_trip *out)
{
	static const struct statement get = {
	    "SELECT trip.body, trip.seals, leg.body, trip.state, leg.state FROM booking "
	    "JOIN trip ON trip.company = booking.company AND trip.pass_id = booking.pass_id "
	    "JOIN leg ON leg.pass_id = booking.pass_id AND leg.province = booking.province "
	    "WHERE booking.province = $1 AND booking.stop = $2 AND booking.code = $3",
	    "iii"};
	const struct value params[] = {value_int(province), value_int(stop), value_int(code)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, 3, &row);
	if (err == ERR_OK)
		*out = (struct booked_trip){.body = row_blob(&row, 0),
		                            .seals = row_blob(&row, 1),
		                            .leg = row_blob(&row, 2),
		                            .state = row_int(&row, 3),
		                            .leg_state = row_int(&row, 4)};
	return err;
}
