#include "server/store_part.h"

#define COUNT(array) (sizeof(array) / sizeof(array)[0])

/* ---- legs ---- */

enum err store_part_province(struct tx *tx, uint32_t province, struct span low, struct span high,
                             struct span *company, struct span *pass_id)
{
	static const struct statement find = {
	    "SELECT company, pass_id FROM leg WHERE province = $1 AND pass_id >= $2 AND "
	    "pass_id <= $3 ORDER BY pass_id LIMIT 1",
	    "ibb"};
	const struct value params[] = {value_int(province), value_blob(low), value_blob(high)};
	struct row_cursor row;
	enum err err = store_one(tx, &find, params, COUNT(params), &row);
	if (err != ERR_OK)
		return err;
	*company = row_text(&row, 0);
	*pass_id = row_blob(&row, 1);
	return ERR_OK;
}

enum err store_part_company(struct tx *tx, struct span company, struct span low, struct span high,
                            struct span *pass_id)
{
	static const struct statement find = {
	    "SELECT pass_id FROM trip WHERE company = $1 AND pass_id >= $2 AND "
	    "pass_id <= $3 ORDER BY pass_id LIMIT 1",
	    "tbb"};
	const struct value params[] = {value_text(company), value_blob(low), value_blob(high)};
	struct row_cursor row;
	enum err err = store_one(tx, &find, params, COUNT(params), &row);
	if (err == ERR_OK)
		*pass_id = row_blob(&row, 0);
	return err;
}

enum err store_part_trip(struct tx *tx, uint32_t province, struct span pass_id, struct part_trip *out)
{
	static const struct statement get = {
	    "SELECT trip.company_name, trip.cargo, trip.class, trip.issuer FROM leg JOIN trip ON "
	    "trip.company = leg.company "
	    "AND trip.pass_id = leg.pass_id WHERE leg.province = $1 AND leg.pass_id = $2",
	    "ib"};
	const struct value params[] = {value_int(province), value_blob(pass_id)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, COUNT(params), &row);
	if (err != ERR_OK)
		return err;
	*out = (struct part_trip){row_text(&row, 0), row_text(&row, 1), (uint32_t)row_int(&row, 2),
	                          (uint32_t)row_int(&row, 3)};
	return ERR_OK;
}

enum err store_part_board(struct tx *tx, uint32_t province, int64_t turn, struct span pass_id, uint32_t limit,
                          struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT turn, pass_id FROM leg WHERE province = $1 AND decided = 0 AND "
	    "(turn, pass_id) > ($2, $3) ORDER BY turn, pass_id LIMIT $4",
	    "iibi"};
	const struct value params[] = {value_int(province), value_int(turn), value_blob(pass_id),
	                               value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

/* ---- messages ---- */

enum err store_message_put(struct tx *tx, const struct message_row *row)
{
	static const struct statement put = {
	    "INSERT INTO message (pass_id, company, province, created, id, side, who, actor, text) "
	    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
	    "btiibitbt"};
	const struct value params[] = {
	    value_blob(row->pass_id), value_text(row->company), value_int(row->province),
	    value_int(row->created),  value_blob(row->id),      value_int(row->side),
	    value_text(row->who),     value_blob(row->actor),   value_text(row->text)};
	return store_run(tx, &put, params, COUNT(params));
}

enum err store_message_list(struct tx *tx, struct span company, struct span pass_id, int64_t created,
                            struct span id, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT created, id, side, province, who, text FROM message "
	                                      "WHERE company = $1 AND pass_id = $2 AND "
	                                      "(created, id) > ($3, $4) ORDER BY created, id LIMIT $5",
	                                      "tbibi"};
	const struct value params[] = {value_text(company), value_blob(pass_id), value_int(created),
	                               value_blob(id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

enum err store_message_list_province(struct tx *tx, uint32_t province, struct span pass_id, int64_t created,
                                     struct span id, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT message.created, message.id, message.side, message.province, message.who, message.text "
	    "FROM leg JOIN message ON message.pass_id = leg.pass_id AND message.company = leg.company "
	    "WHERE leg.province = $1 AND leg.pass_id = $2 AND message.province IN (0, $1) AND "
	    "(message.created, message.id) > ($3, $4) ORDER BY message.created, message.id LIMIT $5",
	    "ibibi"};
	const struct value params[] = {value_int(province), value_blob(pass_id), value_int(created),
	                               value_blob(id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

void store_message_row(const struct row_cursor *row, struct message_row *out)
{
	*out = (struct message_row){.created = row_int(row, 0),
	                            .id = row_blob(row, 1),
	                            .side = (uint32_t)row_int(row, 2),
	                            .province = (uint32_t)row_int(row, 3),
	                            .who = row_text(row, 4),
	                            .text = row_text(row, 5)};
}

/* ---- difficulties ---- */

#define COLUMNS                                                                                              \
	"province, id, company, pass_id, kind, text, who, actor, created, answer_by, pending, answered, "    \
	"answered_by, answer"

enum err store_difficulty_put(struct tx *tx, const struct difficulty_row *row)
{
	static const struct statement put = {
	    "INSERT INTO difficulty (" COLUMNS
	    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1, 0, '', '')",
	    "ibtbtttbii"};
	const struct value params[] = {value_int(row->province), value_blob(row->id),
	                               value_text(row->company), value_blob(row->pass_id),
	                               value_text(row->kind),    value_text(row->text),
	                               value_text(row->who),     value_blob(row->actor),
	                               value_int(row->created),  value_int(row->answer_by)};
	return store_run(tx, &put, params, COUNT(params));
}

enum err store_difficulty_get(struct tx *tx, uint32_t province, struct span id, struct difficulty_row *out)
{
	static const struct statement get = {
	    "SELECT " COLUMNS ", (SELECT company.name FROM company WHERE company.uscc = difficulty.company) "
	    "FROM difficulty WHERE province = $1 AND id = $2",
	    "ib"};
	const struct value params[] = {value_int(province), value_blob(id)};
	struct row_cursor row;
	enum err err = store_one(tx, &get, params, COUNT(params), &row);
	if (err == ERR_OK)
		store_difficulty_row(&row, out);
	return err;
}

enum err store_difficulty_answer(struct tx *tx, const struct difficulty_row *row)
{
	static const struct statement answer = {
	    "UPDATE difficulty SET pending = 0, answered = $3, answered_by = $4, answer = $5 "
	    "WHERE province = $1 AND id = $2 AND pending = 1",
	    "ibitt"};
	const struct value params[] = {value_int(row->province), value_blob(row->id),
	                               value_int(row->answered), value_text(row->answered_by),
	                               value_text(row->answer)};
	return store_run_one(tx, &answer, params, COUNT(params));
}

enum err store_difficulty_list(struct tx *tx, struct span company, int64_t created, struct span id,
                               uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT " COLUMNS ", (SELECT company.name FROM company WHERE company.uscc = difficulty.company) "
	    "FROM difficulty WHERE company = $1 AND (created, id) < ($2, $3) "
	    "ORDER BY created DESC, id DESC LIMIT $4",
	    "tibi"};
	const struct value params[] = {value_text(company), value_int(created), value_blob(id),
	                               value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}

void store_difficulty_row(const struct row_cursor *row, struct difficulty_row *out)
{
	*out = (struct difficulty_row){.province = (uint32_t)row_int(row, 0),
	                               .id = row_blob(row, 1),
	                               .company = row_text(row, 2),
	                               .pass_id = row_blob(row, 3),
	                               .kind = row_text(row, 4),
	                               .text = row_text(row, 5),
	                               .who = row_text(row, 6),
	                               .actor = row_blob(row, 7),
	                               .created = row_int(row, 8),
	                               .answer_by = row_int(row, 9),
	                               .pending = row_int(row, 10) != 0,
	                               .answered = row_int(row, 11),
	                               .answered_by = row_text(row, 12),
	                               .answer = row_text(row, 13),
	                               .company_name = row_text(row, 14)};
}

enum err store_difficulty_due(struct tx *tx, uint32_t province, bool pending, int64_t answer_by,
                              struct span id, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {"SELECT answer_by, id FROM difficulty WHERE province = $1 AND "
	                                      "pending = $2 AND (answer_by, id) > ($3, $4) "
	                                      "ORDER BY answer_by, id LIMIT $5",
	                                      "iiibi"};
	const struct value params[] = {value_int(province), value_int(pending), value_int(answer_by),
	                               value_blob(id), value_int(limit)};
	return store_query(tx, &list, params, COUNT(params), out);
}
