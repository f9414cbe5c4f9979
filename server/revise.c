#include "server/revise.h"

#include "proto/canon.h"
#include "proto/condition.h"
#include "server/store_revision.h"

enum err revise_text(struct tx *tx, struct call *call, const struct leg_row *row, const Guosuo__V1__Leg *leg,
                     const char *text)
{
	struct span given = span_text(text), hash = field_span(leg->condition_text_hash), kept;
	if (given.n == 0 && hash.n == 0)
		return ERR_OK;
	if (given.n > CONDITION_TEXT_MAX)
		return call_fault(call, RULE_TOO_LONG, "condition_text", (int64_t)given.n, CONDITION_TEXT_MAX);
	if (given.n > 0 && !condition_text_sound(given))
		return call_fault(call, RULE_TEXT, "condition_text", 0, 0);
	if (given.n > 0)
		return condition_text_is(leg, given) ? store_text_put(tx, row, hash, given)
		                                     : call_fault(call, RULE_TEXT_HASH, "condition_text", 0, 0);
	enum err err = store_text_get(tx, row->province, row->pass_id, hash, &kept);
	return err == ERR_NOT_FOUND ? call_fault(call, RULE_REQUIRED, "condition_text", 0, 0) : err;
}

/* What an extension may change, taken out of both; the rest as bytes. */
static enum err without_window(struct call *call, const Guosuo__V1__Leg *leg, struct span *out)
{
	Guosuo__V1__Leg rest = *leg;
	rest.revision = rest.status_index = rest.sealed_at = 1;
	rest.not_before = rest.not_after = 1;
	return canon_pack(&rest.base, &call->arena, out);
}

static enum err check_extension(struct call *call, struct span standing, const Guosuo__V1__Leg *leg)
{
	ProtobufCMessage *before;
	struct span a, b;
	enum err err = canon_open(&guosuo__v1__leg__descriptor, standing, &call->arena, &before);
	if (err == ERR_OK)
		err = without_window(call, (const Guosuo__V1__Leg *)before, &a);
	if (err == ERR_OK)
		err = without_window(call, leg, &b);
	if (err != ERR_OK)
		return err;
	return span_equal(a, b) ? ERR_OK : call_fault(call, RULE_EXTENSION_ONLY, "leg", 0, 0);
}

enum err revise_change(struct tx *tx, struct call *call, const struct leg_row *row, const Guosuo__V1__Leg *leg)
{
	struct leg_row standing = *row;
	int64_t change;
	if (row->revision < 2)
		return ERR_OK;
	enum err err = store_revision_standing(tx, row->province, row->pass_id, &standing, &change);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	if (change == GUOSUO__V1__LEG_CHANGE__CHANGE_EXTENSION)
		return check_extension(call, standing.body, leg);
	if (change == GUOSUO__V1__LEG_CHANGE__CHANGE_DETOUR && leg->n_conditions == 0)
		return call_fault(call, RULE_DETOUR_TERMS, "leg.conditions", 0, 0);
	return ERR_OK;
}
