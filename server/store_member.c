#include "server/store_member.h"

enum err store_invitation_put(struct tx *tx, const struct invitation_row *row, struct span inviter,
                              int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO invitation (id, role, province, company, company_name, expires, "
	    "used, inviter, created) VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8)",
	    "biittibi"};
	const struct value params[] = {value_blob(row->id),           value_int(row->role),
	                               value_int(row->province),      value_text(row->company),
	                               value_text(row->company_name), value_int(row->expires),
	                               value_blob(inviter),           value_int(created)};
	return store_run(tx, &put, params, 8);
}

enum err store_invitation_get(struct tx *tx, struct span id, struct invitation_row *out)
{
	static const struct statement get = {
	    "SELECT role, province, company, company_name, expires, used FROM invitation WHERE id = $1", "b"};
	struct row_cursor row;
	enum err err = store_one(tx, &get, (const struct value[]){value_blob(id)}, 1, &row);
	if (err != ERR_OK)
		return err;
	*out = (struct invitation_row){.id = id,
	                               .role = (uint32_t)row_int(&row, 0),
	                               .province = (uint32_t)row_int(&row, 1),
	                               .company = row_text(&row, 2),
	                               .company_name = row_text(&row, 3),
	                               .expires = row_int(&row, 4),
	                               .used = row_int(&row, 5) != 0};
	return ERR_OK;
}

enum err store_invitation_use(struct tx *tx, struct span id, int64_t now)
{
	static const struct statement use = {"UPDATE invitation SET used = $2 WHERE id = $1 AND used = 0",
	                                     "bi"};
	return store_run_one(tx, &use, (const struct value[]){value_blob(id), value_int(now)}, 2);
}

enum err store_company_put(struct tx *tx, struct span uscc, struct span name, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO company (uscc, name, created) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING", "tti"};
	return store_run(tx, &put,
	                 (const struct value[]){value_text(uscc), value_text(name), value_int(created)}, 3);
}

enum err store_member_put(struct tx *tx, const struct member_row *row, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO member (company, key, role, name, device, created) VALUES ($1, $2, $3, $4, $5, $6)",
	    "tbitii"};
	const struct value params[] = {value_text(row->company), value_blob(row->key),   value_int(row->role),
	                               value_text(row->name),    value_int(row->device), value_int(created)};
	return store_run(tx, &put, params, 6);
}

enum err store_member_elsewhere(struct tx *tx, struct span company, struct span key)
{
	static const struct statement find = {"SELECT 1 FROM member WHERE key = $2 AND company <> $1 LIMIT 1",
	                                      "tb"};
	struct row_cursor row;
	return store_one(tx, &find, (const struct value[]){value_text(company), value_blob(key)}, 2, &row);
}

enum err store_member_any(struct tx *tx, struct span company)
{
	static const struct statement find = {"SELECT 1 FROM member WHERE company = $1 LIMIT 1", "t"};
	struct row_cursor row;
	return store_one(tx, &find, (const struct value[]){value_text(company)}, 1, &row);
}

enum err store_member_list(struct tx *tx, struct span company, struct row_cursor *out)
{
	static const struct statement list = {"SELECT company, key, role, name, device FROM member WHERE "
	                                      "company = $1 ORDER BY created, key, role",
	                                      "t"};
	return store_query(tx, &list, (const struct value[]){value_text(company)}, 1, out);
}

enum err store_member_list_all(struct tx *tx, struct row_cursor *out)
{
	static const struct statement list = {"SELECT company, key, role, name, device FROM member", ""};
	return store_query(tx, &list, NULL, 0, out);
}

void store_member_row(const struct row_cursor *row, struct member_row *out)
{
	*out = (struct member_row){.company = row_text(row, 0),
	                           .key = row_blob(row, 1),
	                           .role = (uint32_t)row_int(row, 2),
	                           .name = row_text(row, 3),
	                           .device = (uint32_t)row_int(row, 4)};
}

enum err store_member_remove(struct tx *tx, struct span company, struct span key, struct span remover,
                             struct span reason, int64_t now)
{
	static const struct statement keep = {
	    "INSERT INTO removed_member (company, key, role, name, removed, remover, reason) "
	    "SELECT company, key, role, name, $3, $4, $5 FROM member WHERE company = $1 AND key = $2",
	    "tbibt"};
	static const struct statement drop = {"DELETE FROM member WHERE company = $1 AND key = $2", "tb"};
	const struct value params[] = {value_text(company), value_blob(key), value_int(now), value_blob(remover),
	                               value_text(reason)};
	enum err err = store_run(tx, &keep, params, 5);
	return err == ERR_OK ? store_run_one(tx, &drop, params, 2) : err;
}

enum err store_member_was_removed(struct tx *tx, struct span company, struct span key)
{
	static const struct statement find = {
	    "SELECT 1 FROM removed_member WHERE company = $1 AND key = $2 LIMIT 1", "tb"};
	struct row_cursor row;
	return store_one(tx, &find, (const struct value[]){value_text(company), value_blob(key)}, 2, &row);
}

enum err store_member_speaks(struct tx *tx, struct span company, uint32_t role)
{
	static const struct statement find = {"SELECT 1 FROM member WHERE company = $1 AND role = $2 LIMIT 1",
	                                      "ti"};
	struct row_cursor row;
	return store_one(tx, &find, (const struct value[]){value_text(company), value_int(role)}, 2, &row);
}

enum err store_member_list_removed(struct tx *tx, struct span company, uint32_t limit, struct row_cursor *out)
{
	static const struct statement list = {
	    "SELECT key, role, name, removed, remover, reason FROM removed_member WHERE company = $1 "
	    "ORDER BY removed DESC, key, role LIMIT $2",
	    "ti"};
	return store_query(tx, &list, (const struct value[]){value_text(company), value_int(limit)}, 2, out);
}

enum err store_enrolment_put(struct tx *tx, uint32_t province, struct span invitation, struct span key,
                             struct span body, int64_t created)
{
	static const struct statement put = {
	    "INSERT INTO enrolment (province, invitation, key, body, created) VALUES ($1, $2, $3, $4, $5)",
	    "ibbbi"};
	const struct value params[] = {value_int(province), value_blob(invitation), value_blob(key),
	                               value_blob(body), value_int(created)};
	return store_run(tx, &put, params, 5);
}

enum err store_enrolment_list(struct tx *tx, uint32_t province, int64_t since, struct row_cursor *out)
{
	static const struct statement list = {"SELECT key, body FROM enrolment WHERE province = $1 AND "
	                                      "created >= $2 ORDER BY created, invitation",
	                                      "ii"};
	return store_query(tx, &list, (const struct value[]){value_int(province), value_int(since)}, 2, out);
}
