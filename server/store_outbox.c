#include "server/store_outbox.h"

/* ---- events ---- */

enum err store_outbox_put(struct tx *tx, const struct outbox_row *row)
{
	static const struct statement put = {
	    "INSERT INTO outbox (id, company, event, pass_id, province, ordinal, reason, created, level) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	    "btibiitii"};
	const struct value params[] = {value_blob(span_of(row->id, STORE_ID_LEN)),
	                               value_text(row->company),
	                               value_int(row->event),
	                               value_blob(row->pass_id),
	                               value_int(row->province),
	                               value_int(row->ordinal),
	                               value_text(row->reason),
	                               value_int(row->created),
	                               value_int(row->level)};
	return store_run(tx, &put, params, 9);
}

/* A gateway asks for itself, so only webhooks become due. */
enum err store_outbox_tell(struct tx *tx, const struct outbox_row *row)
{
	static const struct statement tell = {
	    "INSERT INTO delivery (receiver, event, state, attempts, next_at, last_at, outcome, status) "
	    "SELECT id, $2, 1, 0, $3, 0, 0, 0 FROM receiver WHERE company IN ($1, '')",
	    "tbi"};
	static const struct statement wake = {"UPDATE receiver SET due = $2 WHERE company = $1 AND due > $2",
	                                      "ti"};
	const struct value params[] = {value_text(row->company), value_blob(span_of(row->id, STORE_ID_LEN)),
	                               value_int(row->created)};
	enum err err = store_run(tx, &tell, params, 3);
	if (err != ERR_OK || store_changed(tx) == 0)
		return err;
	return store_run(tx, &wake, (const struct value[]){value_text(row->company), value_int(row->created)},
	                 2);
}

enum err store_outbox_tell_one(struct tx *tx, const struct outbox_row *row, struct span receiver)
{
	static const struct statement tell = {
	    "INSERT INTO delivery (receiver, event, state, attempts, next_at, last_at, outcome, status) "
	    "VALUES ($1, $2, 1, 0, $3, 0, 0, 0)",
	    "bbi"};
	const struct value params[] = {value_blob(receiver), value_blob(span_of(row->id, STORE_ID_LEN)),
	                               value_int(row->created)};
	enum err err = store_run(tx, &tell, params, 3);
	return err == ERR_OK ? store_receiver_wake(tx, receiver) : err;
}

enum err store_outbox_count(struct tx *tx, struct span company, int64_t event,
                            const uint8_t from[static STORE_ID_LEN], int64_t *count)
{
	static const struct statement ask = {
	    "SELECT COUNT(*) FROM outbox WHERE company = $1 AND id >= $2 AND event = $3", "tbi"};
	const struct value params[] = {value_text(company), value_blob(span_of(from, STORE_ID_LEN)),
	                               value_int(event)};
	struct row_cursor row;
	enum err err = store_one(tx, &ask, params, 3, &row);
	if (err == ERR_OK)
		*count = row_int(&row, 0);
	return err;
}

/* Deliveries that wait, those that were made, the events. */
static enum err prune(struct tx *tx, const struct statement *const steps[3], const struct value params[2], int64_t *lost)
{
	enum err err = store_run(tx, steps[0], params, 2);
	if (err != ERR_OK)
		return err;
	*lost += store_changed(tx);
	err = store_run(tx, steps[1], params, 2);
	return err == ERR_OK ? store_run(tx, steps[2], params, 2) : err;
}

enum err store_outbox_prune(struct tx *tx, const uint8_t before[static STORE_ID_LEN], int64_t limit, int64_t *lost)
{
	static const struct statement waiting = {"DELETE FROM delivery WHERE state = 1 AND event IN (SELECT "
	                                         "id FROM outbox WHERE id < $1 ORDER BY id "
	                                         "LIMIT $2)",
	                                         "bi"};
	static const struct statement made = {
	    "DELETE FROM delivery WHERE event IN (SELECT id FROM outbox WHERE id < $1 ORDER BY id LIMIT $2)",
	    "bi"};
	static const struct statement events = {
	    "DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE id < $1 ORDER BY id LIMIT $2)",
	    "bi"};
	const struct value params[] = {value_blob(span_of(before, STORE_ID_LEN)), value_int(limit)};
	return prune(tx, (const struct statement *const[]){&waiting, &made, &events}, params, lost);
}

enum err store_outbox_prune_company(struct tx *tx, struct span company, int64_t limit, int64_t *lost)
{
	static const struct statement waiting = {"DELETE FROM delivery WHERE state = 1 AND event IN (SELECT "
	                                         "id FROM outbox WHERE company = $1 ORDER BY id "
	                                         "LIMIT $2)",
	                                         "ti"};
	static const struct statement made = {"DELETE FROM delivery WHERE event IN (SELECT id FROM outbox WHERE "
	                                      "company = $1 ORDER BY id LIMIT $2)",
	                                      "ti"};
	static const struct statement events = {"DELETE FROM outbox WHERE id IN (SELECT id FROM outbox WHERE "
	                                        "company = $1 ORDER BY id LIMIT $2)",
	                                        "ti"};
	const struct value params[] = {value_text(company), value_int(limit)};
	return prune(tx, (const struct statement *const[]){&waiting, &made, &events}, params, lost);
}

enum err store_outbox_crowded(struct tx *tx, int64_t keep, uint32_t limit, struct row_cursor *out)
{
	static const struct statement crowded = {
	    "SELECT company, COUNT(*) - $1 FROM outbox GROUP BY company HAVING COUNT(*) > $1 LIMIT $2", "ii"};
	return store_query(tx, &crowded, (const struct value[]){value_int(keep), value_int(limit)}, 2, out);
}

/* ---- receivers ---- */

enum err store_receiver_put(struct tx *tx, const struct receiver_row *row)
{
	static const struct statement put = {
	    "INSERT INTO receiver (company, id, url, secret, created, due) VALUES ($1, $2, $3, $4, $5, $6)",
	    "tbtbii"};
	const struct value params[] = {value_text(row->company), value_blob(row->id),
	                               value_text(row->url),     value_blob(row->secret),
	                               value_int(row->created),  value_int(INT64_MAX)};
	return store_run(tx, &put, params, 6);
}

enum err store_receiver_remove(struct tx *tx, struct span company, struct span id)
{
	static const struct statement remove = {"DELETE FROM receiver WHERE company = $1 AND id = $2", "tb"};
	static const struct statement deliveries = {"DELETE FROM delivery WHERE receiver = $1", "b"};
	enum err err =
	    store_run_one(tx, &remove, (const struct value[]){value_text(company), value_blob(id)}, 2);
	return err == ERR_OK ? store_run(tx, &deliveries, (const struct value[]){value_blob(id)}, 1) : err;
}

enum err store_receiver_find(struct tx *tx, struct span company, struct span id)
{
	static const struct statement find = {"SELECT created FROM receiver WHERE company = $1 AND id = $2",
	                                      "tb"};
	struct row_cursor row;
	return store_one(tx, &find, (const struct value[]){value_text(company), value_blob(id)}, 2, &row);
}

enum err store_receiver_count(struct tx *tx, struct span company, int64_t *count)
{
	static const struct statement ask = {"SELECT COUNT(*) FROM receiver WHERE company = $1", "t"};
	struct row_cursor row;
	enum err err = store_one(tx, &ask, (const struct value[]){value_text(company)}, 1, &row);
	if (err == ERR_OK)
		*count = row_int(&row, 0);
	return err;
}

enum err store_receiver_list(struct tx *tx, struct span company, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT company, id, url, secret, created, "
	    "(SELECT COUNT(*) FROM delivery WHERE delivery.receiver = receiver.id AND state = 1), "
	    "(SELECT COUNT(*) FROM delivery WHERE delivery.receiver = receiver.id AND state = 3) "
	    "FROM receiver WHERE company = $1 ORDER BY created, id",
	    "t"};
	return store_query(tx, &list, (const struct value[]){value_text(company)}, 1, out);
}

enum err store_receiver_due(struct tx *tx, int64_t now, uint32_t limit, struct row_cursor *out)
{
	static const struct statement due = {"SELECT company, id, url, secret, created, 0, 0 FROM receiver "
	                                     "WHERE due <= $1 AND EXISTS (SELECT 1 FROM delivery WHERE "
	                                     "delivery.receiver = receiver.id AND delivery.state = 1) ORDER BY due LIMIT $2",
	                                     "ii"};
	return store_query(tx, &due, (const struct value[]){value_int(now), value_int(limit)}, 2, out);
}

void store_receiver_row(const struct row_cursor *row, struct receiver_row *out)
{
	*out = (struct receiver_row){.company = row_text(row, 0),
	                             .id = row_blob(row, 1),
	                             .url = row_text(row, 2),
	                             .secret = row_blob(row, 3),
	                             .created = row_int(row, 4),
	                             .waiting = (uint32_t)row_int(row, 5),
	                             .given_up = (uint32_t)row_int(row, 6)};
}

enum err store_receiver_wake(struct tx *tx, struct span id)
{
	static const struct statement wake = {
	    "UPDATE receiver SET due = COALESCE((SELECT MIN(next_at) FROM delivery WHERE receiver = $1 AND "
	    "state = 1), $2) WHERE id = $1",
	    "bi"};
	return store_run(tx, &wake, (const struct value[]){value_blob(id), value_int(INT64_MAX)}, 2);
}

/* ---- deliveries ---- */

#define COLUMNS                                                                                              \
	"outbox.id, outbox.company, outbox.event, outbox.pass_id, outbox.province, outbox.ordinal, "         \
	"outbox.reason, outbox.created, delivery.state, delivery.attempts, delivery.next_at, "               \
	"delivery.last_at, delivery.outcome, delivery.status, outbox.level"
#define BOTH " FROM delivery JOIN outbox ON outbox.id = delivery.event "

void store_delivery_row(const struct row_cursor *row, struct delivery_row *out)
{
	*out = (struct delivery_row){.event = {.company = row_text(row, 1),
	                                       .event = row_int(row, 2),
	                                       .pass_id = row_blob(row, 3),
	                                       .province = (uint32_t)row_int(row, 4),
	                                       .ordinal = (uint32_t)row_int(row, 5),
	                                       .reason = row_text(row, 6),
	                                       .created = row_int(row, 7),
	                                       .level = (uint32_t)row_int(row, 14)},
	                             .state = row_int(row, 8),
	                             .attempts = row_int(row, 9),
	                             .next_at = row_int(row, 10),
	                             .last_at = row_int(row, 11),
	                             .outcome = row_int(row, 12),
	                             .status = row_int(row, 13)};
	struct span id = row_blob(row, 0);
	memcpy(out->event.id, id.p, id.n < STORE_ID_LEN ? id.n : STORE_ID_LEN);
}

enum err store_delivery_next(struct tx *tx, struct span receiver, int64_t now, struct delivery_row *out)
{
	static const struct statement next = {
	    "SELECT " COLUMNS BOTH "WHERE delivery.receiver = $1 AND delivery.state = 1 AND "
	    "delivery.next_at <= $2 ORDER BY delivery.next_at, delivery.event LIMIT 1",
	    "bi"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &next, (const struct value[]){value_blob(receiver), value_int(now)}, 2, &row);
	if (err == ERR_OK)
		store_delivery_row(&row, out);
	return err;
}

enum err store_delivery_move(struct tx *tx, struct span receiver, const struct delivery_row *row)
{
	static const struct statement move = {
	    "UPDATE delivery SET state = $3, attempts = $4, next_at = $5, last_at = $6, outcome = $7, "
	    "status = $8 WHERE receiver = $1 AND event = $2 AND state = 1",
	    "bbiiiiii"};
	const struct value params[] = {
	    value_blob(receiver),    value_blob(span_of(row->event.id, STORE_ID_LEN)),
	    value_int(row->state),   value_int(row->attempts),
	    value_int(row->next_at), value_int(row->last_at),
	    value_int(row->outcome), value_int(row->status)};
	return store_run_one(tx, &move, params, 8);
}

enum err store_delivery_list(struct tx *tx, struct span company, struct span receiver, struct span before,
                             uint32_t limit, struct row_cursor *out)
{
	static const uint8_t last[STORE_ID_LEN] = {0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
	                                           0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff};
	static const struct statement list = {
	    "SELECT " COLUMNS BOTH "JOIN receiver ON receiver.id = delivery.receiver "
	    "WHERE receiver.company = $1 AND delivery.receiver = $2 AND delivery.event < $3 "
	    "ORDER BY delivery.event DESC LIMIT $4",
	    "tbbi"};
	const struct value params[] = {value_text(company), value_blob(receiver),
	                               value_blob(before.n > 0 ? before : span_of(last, sizeof last)),
	                               value_int(limit)};
	return store_query(tx, &list, params, 4, out);
}

enum err store_delivery_waiting(struct tx *tx, struct span receiver, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT " COLUMNS BOTH
	                                      "WHERE delivery.receiver = $1 AND delivery.state = 1 "
	                                      "ORDER BY delivery.next_at, delivery.event LIMIT $2",
	                                      "bi"};
	return store_query(tx, &list, (const struct value[]){value_blob(receiver), value_int(limit)}, 2, out);
}
