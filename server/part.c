#include "server/part.h"

#include <string.h>

#include "server/view.h"
#include "proto/utf8.h"

#define ROLE(name) GUOSUO__V1__ROLE__ROLE_##name

/* The least and the greatest pass id that begin so. */
struct range {
	uint8_t low[PASS_ID_LEN], high[PASS_ID_LEN];
};

static struct range range_of(ProtobufCBinaryData pass)
{
	struct range out;
	memset(out.low, 0, sizeof out.low);
	memset(out.high, 0xff, sizeof out.high);
	memcpy(out.low, pass.data, pass.len);
	memcpy(out.high, pass.data, pass.len);
	return out;
}

static enum err keep(struct span company, struct span pass_id, struct part *out)
{
	if (company.n > USCC_LEN || pass_id.n != PASS_ID_LEN)
		return ERR_FORMAT;
	*out = (struct part){.company = ""};
	memcpy(out->company, company.p, company.n);
	memcpy(out->pass_id, pass_id.p, PASS_ID_LEN);
	return ERR_OK;
}

static enum err find_in_province(struct tx *tx, uint32_t province, const struct range *range,
                                 struct part *out)
{
	struct span company, pass_id;
	enum err err = store_part_province(tx, province, span_of(range->low, PASS_ID_LEN),
	                                   span_of(range->high, PASS_ID_LEN), &company, &pass_id);
	return err == ERR_OK ? keep(company, pass_id, out) : err;
}

static enum err find_anywhere(struct tx *tx, struct call *call, const struct range *range, struct part *out)
{
	const struct directory *directory = held_directory(call->held);
	enum err err = ERR_NOT_FOUND;
	for (size_t i = 0; err == ERR_NOT_FOUND && directory != NULL && i < directory->body->n_provinces; i++)
		err = find_in_province(tx, directory->body->provinces[i]->code, range, out);
	return err;
}

static enum err find_in_company(struct tx *tx, struct call *call, const struct range *range, struct part *out)
{
	struct span pass_id, company = span_text(call->who.company);
	enum err err = store_part_company(tx, company, span_of(range->low, PASS_ID_LEN),
	                                  span_of(range->high, PASS_ID_LEN), &pass_id);
	return err == ERR_OK ? keep(company, pass_id, out) : err;
}

Guosuo__V1__Role part_role(const struct call *call)
{
	static const Guosuo__V1__Role roles[] = {ROLE(GROUP), ROLE(AUDITOR), ROLE(REVIEWER), ROLE(OFFICER),
	                                         ROLE(CHECKPOINT)};
	for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++)
		if ((call->who.roles & call->row->roles & 1u << roles[i]) != 0)
			return roles[i];
	return ROLE(UNSPECIFIED);
}

enum err part_open(struct tx *tx, struct call *call, ProtobufCBinaryData pass, struct part *out)
{
	enum err err = view_pass_id(call, pass);
	if (err != ERR_OK)
		return err;
	const struct range range = range_of(pass);
	switch (part_role(call)) {
	case ROLE(OFFICER):
		return find_in_company(tx, call, &range, out);
	case ROLE(REVIEWER):
	case ROLE(CHECKPOINT):
		return find_in_province(tx, call->who.province, &range, out);
	case ROLE(GROUP):
		return find_anywhere(tx, call, &range, out);
	default:
		return ERR_DENIED;
	}
}

enum err part_pass(struct tx *tx, struct call *call, ProtobufCBinaryData asked, struct span *out)
{
	struct part part;
	if (asked.len == PASS_ID_LEN) {
		*out = field_span(asked);
		return ERR_OK;
	}
	enum err err = part_open(tx, call, asked, &part);
	if (err != ERR_OK)
		return err;
	ProtobufCBinaryData pass_id = call_bytes(call, span_of(part.pass_id, PASS_ID_LEN));
	*out = field_span(pass_id);
	return pass_id.data == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err member_name(struct tx *tx, struct call *call, struct span *out)
{
	struct row_cursor row;
	struct member_row member;
	enum err err = store_member_list(tx, span_text(call->who.company), &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_member_row(&row, &member);
		if (!span_equal(member.key, span_of(call->who.key, KEY_LEN)))
			continue;
		*out = span_text(call_text(call, member.name));
		return ERR_OK;
	}
	return err == ERR_NOT_FOUND ? ERR_DENIED : err;
}

enum err part_name(struct tx *tx, struct call *call, struct span *out)
{
	if (part_role(call) == ROLE(OFFICER))
		return member_name(tx, call, out);
	const struct roster *roster = held_roster(call->held, call->who.province);
	const Guosuo__V1__RosterEntry *entry =
	    roster == NULL ? NULL : roster_entry(roster, (uint32_t)part_role(call), call->who.key);
	if (entry == NULL)
		return ERR_DENIED;
	*out = span_text(entry->name);
	return ERR_OK;
}

enum err part_text(struct call *call, const char *field, const char *text, size_t max)
{
	size_t n = strlen(text);
	if (n == 0)
		return call_fault(call, RULE_REQUIRED, field, 0, 0);
	if (n > max)
		return call_fault(call, RULE_TOO_LONG, field, (int64_t)n, (int64_t)max);
	return utf8_plain(span_of(text, n)) ? ERR_OK : call_fault(call, RULE_TEXT, field, 0, 0);
}

enum err part_province(struct call *call, uint32_t province)
{
	const struct directory *directory = held_directory(call->held);
	bool known = directory != NULL && directory_province(directory, province) != NULL;
	return known ? ERR_OK : call_fault(call, RULE_PROVINCE_UNKNOWN, "province", province, 0);
}
