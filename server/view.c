#include "server/view.h"

#include "proto/canon.h"
#include "server/due.h"
#include "server/holder.h"
#include "server/review.h"

Guosuo__V1__Sealed *view_sealed(struct call *call, struct span body, struct span seals)
{
	Guosuo__V1__Sealed *out = call_make(call, &guosuo__v1__sealed__descriptor);
	if (out == NULL)
		return NULL;
	out->body = call_bytes(call, body);
	out->seals = call_bytes(call, seals);
	return out;
}

Guosuo__V1__Application *view_application(struct call *call, struct span raw)
{
	ProtobufCMessage *out;
	if (canon_open(&guosuo__v1__application__descriptor, raw, &call->arena, &out) != ERR_OK) {
		call->starved = true;
		return NULL;
	}
	return (Guosuo__V1__Application *)out;
}

static void view_clock(struct call *call, const struct leg_row *row, Guosuo__V1__LegView *out)
{
	const struct leg_clock *clock = &row->clock;
	out->due = clock->due;
	out->left_s = row->decided ? 0 : due_left_s(&call->rules, row->province, clock, call->now);
	out->paused_s = due_paused_s(&call->rules, row->province, clock, call->now);
	out->level = (Guosuo__V1__Level)clock->level;
	out->clock_days = clock->days;
	out->calendar_year_missing = clock->missing_year;
}

enum err view_leg(struct tx *tx, struct call *call, const struct leg_row *row, Guosuo__V1__LegView **view)
{
	struct holder holder;
	Guosuo__V1__LegView *out = call_make(call, &guosuo__v1__leg_view__descriptor);
	enum err err = out == NULL ? ERR_MEMORY : holder_find(tx, call, row, &holder);
	if (err != ERR_OK)
		return err;
	out->ordinal = row->ordinal;
	out->province = row->province;
	out->state = (Guosuo__V1__LegState)row->state;
	out->since = row->since;
	out->holder = call_text(call, holder.name);
	out->phone = call_text(call, holder.phone);
	out->reason = call_text(call, row->reason);
	out->revision = row->revision;
	view_clock(call, row, out);
	*view = out;
	return ERR_OK;
}

char *view_number(struct call *call, struct span pass_id)
{
	char number[PASS_NUMBER_LEN + 1] = "";
	if (pass_id.n == PASS_ID_LEN)
		pass_number(pass_id.p, number);
	return call_text(call, span_text(number));
}

enum err view_page(struct call *call, uint32_t size, ProtobufCBinaryData after, int64_t start,
                   struct page *out)
{
	if (size > PAGE_MAX)
		return call_fault(call, RULE_TOO_LARGE, "page_size", size, PAGE_MAX);
	if (after.len != 0 && call_length(call, after, CURSOR_LEN, "after") != ERR_OK)
		return ERR_INPUT;
	*out = (struct page){.size = size == 0 ? PAGE_DEFAULT : size, .created = start};
	if (after.len == 0)
		return ERR_OK;
	uint64_t created = 0;
	for (size_t i = 0; i < 8; i++)
		created = created << 8 | after.data[i];
	out->created = (int64_t)(created & INT64_MAX);
	out->pass_id = span_of(after.data + 8, PASS_ID_LEN);
	return ERR_OK;
}

ProtobufCBinaryData view_next(struct call *call, int64_t created, struct span pass_id)
{
	uint8_t cursor[CURSOR_LEN];
	for (size_t i = 0; i < 8; i++)
		cursor[i] = (uint8_t)((uint64_t)created >> (56 - 8 * i));
	for (size_t i = 0; i < PASS_ID_LEN; i++)
		cursor[8 + i] = i < pass_id.n ? pass_id.p[i] : 0;
	return call_bytes(call, span_of(cursor, sizeof cursor));
}

enum err view_leg_state(struct call *call, int64_t state)
{
	static const enum rule rules[LEG_STATES] = {
	    [GUOSUO__V1__LEG_STATE__LEG_OPEN] = RULE_LEG_IS_OPEN,
	    [GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED] = RULE_LEG_IS_HALF_SEALED,
	    [GUOSUO__V1__LEG_STATE__LEG_SEALED] = RULE_LEG_IS_SEALED,
	    [GUOSUO__V1__LEG_STATE__LEG_REFUSED] = RULE_LEG_IS_REFUSED,
	    [GUOSUO__V1__LEG_STATE__LEG_ASKED] = RULE_LEG_IS_ASKED,
	    [GUOSUO__V1__LEG_STATE__LEG_PAUSED] = RULE_LEG_IS_PAUSED,
	    [GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN] = RULE_LEG_IS_WITHDRAWN,
	    [GUOSUO__V1__LEG_STATE__LEG_REVOKED] = RULE_LEG_IS_REVOKED,
	};
	if ((size_t)state < LEG_STATES && rules[state] != RULE_OK)
		fault_add(&call->faults, rules[state], "leg", 0, 0);
	return ERR_STATE;
}

enum err view_alive(struct call *call, int64_t state)
{
	static const enum rule rules[TRIP_STATES] = {
	    [GUOSUO__V1__TRIP_STATE__WITHDRAWN] = RULE_WITHDRAWN,
	    [GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED] = RULE_DELIVERED,
	    [GUOSUO__V1__TRIP_STATE__REVOKED] = RULE_REVOKED,
	};
	if ((size_t)state >= TRIP_STATES || rules[state] == RULE_OK)
		return ERR_OK;
	fault_add(&call->faults, rules[state], "pass_id", 0, 0);
	return ERR_STATE;
}

enum err view_pass_id(struct call *call, ProtobufCBinaryData pass_id)
{
	if (pass_id.len == 0)
		return call_fault(call, RULE_REQUIRED, "pass_id", 0, 0);
	bool either = pass_id.len == PASS_ID_LEN || pass_id.len == PASS_NUMBER_BYTES;
	return either ? ERR_OK : call_fault(call, RULE_PASS_NUMBER, "pass_id", 0, 0);
}
