#include "server/store_revocation.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])
#define COLUMNS                                                                                              \
	"province, id, week, reason, indexes, created, in_force, person_1, person_2, key, company, "         \
	"pass_id, body, seals"

enum err store_revocation_put(struct tx *tx, const struct revocation_row *row)
{
	static const struct statement put = {"INSERT INTO revocation (" COLUMNS
	                                     ") VALUES ($1, $2, $3, $4, $5, $6, $7, "
	                                     "$8, $9, $10, $11, $12, $13, $14) ON CONFLICT DO NOTHING",
	                                     "ibiiiiiiibtbbb"};
	const struct value params[] = {
	    value_int(row->province), value_blob(row->id),       value_int(row->week),
	    value_int(row->reason),   value_int(row->indexes),   value_int(row->created),
	    value_int(row->in_force), value_int(row->person[0]), value_int(row->person[1]),
	    value_blob(row->key),     value_text(row->company),  value_blob(row->pass_id),
	    value_blob(row->body),    value_blob(row->seals)};
	return store_run(tx, &put, params, COUNT(params));
}

void store_revocation_row(const struct row_cursor *row, struct revocation_row *out)
{
	*out = (struct revocation_row){.province = (uint32_t)row_int(row, 0),
	                               .id = row_blob(row, 1),
	                               .week = (uint32_t)row_int(row, 2),
	                               .reason = (uint32_t)row_int(row, 3),
	                               .indexes = (uint32_t)row_int(row, 4),
	                               .created = row_int(row, 5),
	                               .in_force = row_int(row, 6),
	                               .person = {(uint32_t)row_int(row, 7), (uint32_t)row_int(row, 8)},
	                               .key = row_blob(row, 9),
	                               .company = row_text(row, 10),
	                               .pass_id = row_blob(row, 11),
	                               .body = row_blob(row, 12),
	                               .seals = row_blob(row, 13)};
}

static enum err one(struct tx *tx, const struct statement *get, const struct value *params, size_t n,
                    struct revocation_row *out)
{
	struct row_cursor row;
	enum err err = store_one(tx, get, params, n, &row);
	if (err == ERR_OK)
		store_revocation_row(&row, out);
	return err;
}

enum err store_revocation_get(struct tx *tx, uint32_t province, struct span id, struct revocation_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS " FROM revocation WHERE province = $1 AND id = $2", "ib"};
	return one(tx, &get, (const struct value[]){value_int(province), value_blob(id)}, 2, out);
}

enum err store_revocation_force(struct tx *tx, uint32_t province, struct span id, int64_t now,
                                struct span seals, uint32_t person)
{
	static const struct statement force = {
	    "UPDATE revocation SET in_force = $3, seals = $4, person_2 = $5 WHERE province = $1 AND id = $2 "
	    "AND in_force = 0",
	    "ibibi"};
	const struct value params[] = {value_int(province), value_blob(id), value_int(now), value_blob(seals),
	                               value_int(person)};
	return store_run_one(tx, &force, params, COUNT(params));
}

enum err store_revocation_list(struct tx *tx, uint32_t province, int64_t created, struct span id,
                               uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS " FROM revocation WHERE province = $1 AND person_1 <> 0 "
	    "AND (created < $2 OR (created = $2 AND substr(id, 1, 16) > $3)) "
	    "ORDER BY created DESC, id LIMIT $4",
	    "iibi"};
	const struct value params[] = {value_int(province), value_int(created), value_blob(id),
	                               value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_revocation_waiting(struct tx *tx, struct span company, struct span pass_id,
                                  struct revocation_row *out)
{
	static const struct statement get = {"SELECT " COLUMNS
	                                     " FROM revocation WHERE company = $1 AND pass_id = $2 "
	                                     "AND in_force = 0 ORDER BY created DESC, id LIMIT 1",
	                                     "tb"};
	return one(tx, &get, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, out);
}

enum err store_revocation_from(struct tx *tx, uint32_t province, uint32_t week, struct row_cursor *out)
{
	static const struct statement list = {"SELECT " COLUMNS
	                                      " FROM revocation WHERE province = $1 AND week >= $2 "
	                                      "AND in_force > 0 ORDER BY in_force DESC, id DESC",
	                                      "ii"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_int(week)}, 2, out);
}

enum err store_revocation_alone(struct tx *tx, uint32_t province, uint32_t person, int64_t since,
                                int64_t *count)
{
	/* 6: SUPERSEDED */
	static const struct statement ask = {
	    "SELECT COUNT(*) FROM revocation WHERE province = $1 AND person_1 = $2 "
	    "AND person_2 = 0 AND created > $3 AND in_force > 0 AND reason <> 6",
	    "iii"};
	const struct value params[] = {value_int(province), value_int(person), value_int(since)};
	struct row_cursor row;
	enum err err = store_one(tx, &ask, params, COUNT(params), &row);
	if (err == ERR_OK)
		*count = row_int(&row, 0);
	return err;
}

/* ---- indexes ---- */

enum err store_revoked_put(struct tx *tx, const struct revoked_row *row)
{
	static const struct statement put = {"INSERT INTO revoked (province, week, status_index, revocation, "
	                                     "company, pass_id, ordinal, created) "
	                                     "VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT DO NOTHING",
	                                     "iiibtbii"};
	const struct value params[] = {value_int(row->province), value_int(row->week),
	                               value_int(row->index),    value_blob(row->revocation),
	                               value_text(row->company), value_blob(row->pass_id),
	                               value_int(row->ordinal),  value_int(row->created)};
	return store_run(tx, &put, params, COUNT(params));
}

enum err store_revoked_at(struct tx *tx, uint32_t province, uint32_t week, uint32_t index, int64_t *out)
{
	static const struct statement at = {
	    "SELECT created FROM revoked WHERE province = $1 AND week = $2 AND status_index = $3", "iii"};
	const struct value params[] = {value_int(province), value_int(week), value_int(index)};
	struct row_cursor row;
	enum err err = store_one(tx, &at, params, COUNT(params), &row);
	if (err == ERR_OK)
		*out = row_int(&row, 0);
	return err;
}

enum err store_revoked_from(struct tx *tx, uint32_t province, uint32_t week, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT week, status_index, revocation FROM revoked WHERE province = $1 AND week >= $2 "
	    "ORDER BY week, status_index",
	    "ii"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_int(week)}, 2, out);
}

enum err store_revoked_by(struct tx *tx, uint32_t province, struct span id, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT revoked.status_index, revoked.pass_id, revoked.ordinal, trip.company_name FROM revoked "
	    "JOIN trip "
	    "ON trip.company = revoked.company AND trip.pass_id = revoked.pass_id "
	    "WHERE revoked.province = $1 AND revoked.revocation = $2 ORDER BY revoked.status_index",
	    "ib"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_blob(id)}, 2, out);
}

enum err store_revoked_of(struct tx *tx, struct span company, struct span pass_id, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT revoked.ordinal, revoked.created, revoked.revocation, revocation.body FROM revoked JOIN "
	    "revocation "
	    "ON revocation.province = revoked.province AND revocation.id = revoked.revocation "
	    "WHERE revoked.company = $1 AND revoked.pass_id = $2 ORDER BY revoked.created, "
	    "revoked.status_index",
	    "tb"};
	return store_query(tx, &list, (const struct value[]){value_text(company), value_blob(pass_id)}, 2,
	                   out);
}

/* ---- what stands ---- */

static enum err standing(struct tx *tx, const struct statement *find, const struct value *params,
                         struct standing_row *out)
{
	struct row_cursor row;
	enum err err = store_one(tx, find, params, 3, &row);
	if (err == ERR_OK)
		*out = (struct standing_row){.company = row_text(&row, 0),
		                             .pass_id = row_blob(&row, 1),
		                             .company_name = row_text(&row, 2),
		                             .ordinal = (uint32_t)row_int(&row, 3),
		                             .ended = row_int(&row, 4) != 0};
	return err;
}

static enum err whose(struct tx *tx, const struct value *params, struct standing_row *out)
{
	/* TripState: 4 WITHDRAWN, 7 REVOKED; LegState: 3 LEG_SEALED */
	static const struct statement pass = {
	    "SELECT company, pass_id, company_name, 0, CASE WHEN state IN (4, 7) THEN 1 ELSE 0 END FROM trip "
	    "WHERE issuer = $1 AND week = $2 AND status_index = $3",
	    "iii"};
	static const struct statement leg = {
	    "SELECT company, pass_id, company_name, ordinal, CASE WHEN state <> 3 THEN 1 ELSE 0 END FROM leg "
	    "WHERE province = $1 AND week = $2 AND status_index = $3",
	    "iii"};
	static const struct statement aside = {
	    "SELECT leg.company, leg.pass_id, leg.company_name, leg.ordinal, leg_revision.ended FROM "
	    "leg_revision "
	    "JOIN leg ON leg.province = leg_revision.province AND leg.pass_id = leg_revision.pass_id WHERE "
	    "leg_revision.province = $1 AND leg_revision.week = $2 AND leg_revision.status_index = $3",
	    "iii"};
	enum err err = standing(tx, &pass, params, out);
	if (err == ERR_NOT_FOUND)
		err = standing(tx, &leg, params, out);
	if (err != ERR_NOT_FOUND)
		return err;
	err = standing(tx, &aside, params, out);
	if (err == ERR_OK)
		out->aside = true;
	return err;
}

/* What has arrived stays where it is though it is taken back: the index alone says so. */
enum err store_standing(struct tx *tx, uint32_t province, uint32_t week, uint32_t index,
                        struct standing_row *out)
{
	static const struct statement taken = {
	    "SELECT 1 FROM revoked WHERE province = $1 AND week = $2 AND status_index = $3", "iii"};
	const struct value params[] = {value_int(province), value_int(week), value_int(index)};
	struct row_cursor row;
	enum err err = whose(tx, params, out);
	if (err != ERR_OK)
		return err;
	err = store_one(tx, &taken, params, COUNT(params), &row);
	out->ended = out->ended || err == ERR_OK;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err store_ever_sealed(struct tx *tx, struct span company, struct span pass_id, bool *out)
{
	static const struct statement ask = {
	    "SELECT COUNT(*) FROM leg WHERE company = $1 AND pass_id = $2 AND "
	    "(state = 3 OR revision > 1)",
	    "tb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &ask, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err == ERR_OK)
		*out = row_int(&row, 0) > 0;
	return err;
}

enum err store_trip_sealed(struct tx *tx, struct span company, struct span pass_id, struct span *body,
                           struct span *seals)
{
	static const struct statement get = {
	    "SELECT body, seals FROM trip WHERE company = $1 AND pass_id = $2", "tb"};
	struct row_cursor row;
	enum err err =
	    store_one(tx, &get, (const struct value[]){value_text(company), value_blob(pass_id)}, 2, &row);
	if (err != ERR_OK)
		return err;
	*body = row_blob(&row, 0);
	*seals = row_blob(&row, 1);
	return ERR_OK;
}
