#include "server/outbox.h"

#include <sodium.h>

#include "proto/civil.h"
#include "server/holder.h"
#include "server/store_clock.h"
#include "server/store_leg.h"
#include "server/view.h"

enum { ACK_MAX = PAGE_MAX };

const char *outbox_word(int64_t event)
{
	static const char *const words[] = {
#define X(number, name, word) [number] = word,
	    OUTBOX_LIST(X)
#undef X
	};
	bool known = event > 0 && event < (int64_t)(sizeof words / sizeof words[0]) && words[event] != NULL;
	return known ? words[event] : "";
}

enum err outbox_put(struct tx *tx, const struct outbox_news *news)
{
	struct outbox_row row = {.company = news->company,
	                         .event = news->event,
	                         .pass_id = news->pass_id,
	                         .province = news->province,
	                         .ordinal = news->ordinal,
	                         .level = news->level,
	                         .reason = news->reason,
	                         .created = news->now};
	if (news->event == OUTBOX_NOTHING)
		return ERR_OK;
	store_id(row.id);
	enum err err = store_outbox_put(tx, &row);
	return err == ERR_OK ? store_outbox_tell(tx, &row) : err;
}

/* ---- as a message ---- */

void outbox_id(const uint8_t id[static STORE_ID_LEN], char out[static OUTBOX_ID_TEXT + 1])
{
	memcpy(out, "evt_", 4);
	sodium_bin2hex(out + 4, OUTBOX_ID_TEXT + 1 - 4, id, STORE_ID_LEN);
}

static bool read_id(const char *text, uint8_t out[static STORE_ID_LEN])
{
	size_t n = 0;
	return strlen(text) == OUTBOX_ID_TEXT && memcmp(text, "evt_", 4) == 0 &&
	       sodium_hex2bin(out, STORE_ID_LEN, text + 4, OUTBOX_ID_TEXT - 4, NULL, &n, NULL) == 0 &&
	       n == STORE_ID_LEN;
}

static bool fill_data(const struct outbox_row *row, struct arena *arena, Guosuo__V1__SignalData *data)
{
	char number[PASS_NUMBER_LEN + 1] = "";
	if (row->pass_id.n == PASS_ID_LEN)
		pass_number(row->pass_id.p, number);
	guosuo__v1__signal_data__init(data);
	data->number = arena_text(arena, span_text(number));
	data->pass_id = (ProtobufCBinaryData){row->pass_id.n, arena_take(arena, row->pass_id.n)};
	data->province = row->province;
	data->ordinal = row->ordinal;
	data->level = (Guosuo__V1__Level)row->level;
	data->reason = arena_text(arena, row->reason);
	if (data->pass_id.data != NULL && row->pass_id.n > 0)
		memcpy(data->pass_id.data, row->pass_id.p, row->pass_id.n);
	return data->number != NULL && data->pass_id.data != NULL && data->reason != NULL;
}

Guosuo__V1__Signal *outbox_signal(const struct outbox_row *row, uint32_t utc_offset_min, struct arena *arena)
{
	char id[OUTBOX_ID_TEXT + 1], when[TIME_TEXT_LEN + 1];
	Guosuo__V1__Signal *out = arena_take(arena, sizeof *out);
	Guosuo__V1__SignalData *data = arena_take(arena, sizeof *data);
	if (out == NULL || data == NULL || !fill_data(row, arena, data))
		return NULL;
	outbox_id(row->id, id);
	rfc3339_write(row->created, utc_offset_min, when);
	guosuo__v1__signal__init(out);
	out->id = arena_text(arena, span_text(id));
	out->type = arena_text(arena, span_text(outbox_word(row->event)));
	out->timestamp = arena_text(arena, span_text(when));
	out->company = arena_text(arena, row->company);
	out->data = data;
	return out->id != NULL && out->type != NULL && out->timestamp != NULL && out->company != NULL ? out
	                                                                                              : NULL;
}

/* ---- a gateway ---- */

/* A trip that is gone leaves the event without. */
static enum err add_contact(struct tx *tx, struct call *call, Guosuo__V1__OutboxItem *item)
{
	struct holder contact;
	enum err err = holder_company(tx, call, span_text(item->signal->company),
	                              field_span(item->signal->data->pass_id), &contact);
	if (err != ERR_OK)
		return err;
	item->contact = call_text(call, contact.name);
	item->mobile = call_text(call, contact.phone);
	return ERR_OK;
}

/* Whom the level reached: it was written down with the event. */
static enum err add_reached(struct tx *tx, struct call *call, Guosuo__V1__OutboxItem *item)
{
	const Guosuo__V1__SignalData *data = item->signal->data;
	struct escalation_row row = {.company = span_text(item->signal->company),
	                             .pass_id = field_span(data->pass_id),
	                             .province = data->province,
	                             .level = (uint32_t)data->level};
	enum err err = store_escalation_get(tx, &row);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	item->contact = call_text(call, row.who);
	item->mobile = call_text(call, row.phone);
	return ERR_OK;
}

/* Who has to decide without that answer: the leg is with him. */
static enum err add_asking(struct tx *tx, struct call *call, Guosuo__V1__OutboxItem *item)
{
	const Guosuo__V1__SignalData *data = item->signal->data;
	struct leg_row leg;
	enum err err = store_leg_get(tx, data->province, field_span(data->pass_id), &leg);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	struct holder to = holder_at_desk(call->held, call->rules.policy, &leg, call->now);
	item->contact = call_text(call, to.name);
	item->mobile = call_text(call, to.phone);
	return ERR_OK;
}

static enum err add_whom(struct tx *tx, struct call *call, Guosuo__V1__OutboxItem *item)
{
	if (strcmp(item->signal->type, outbox_word(OUTBOX_CONSULTATION_OVERDUE)) == 0)
		return add_asking(tx, call, item);
	return (item->signal->data->level == 0 ? add_contact : add_reached)(tx, call, item);
}

static Guosuo__V1__OutboxItem *item_message(struct call *call, const struct outbox_row *row)
{
	const struct directory *directory = held_directory(call->held);
	Guosuo__V1__OutboxItem *item = call_make(call, &guosuo__v1__outbox_item__descriptor);
	if (item == NULL)
		return NULL;
	item->signal =
	    outbox_signal(row, directory == NULL ? 0 : directory->body->utc_offset_min, &call->arena);
	return item->signal == NULL ? NULL : item;
}

static enum err read_items(struct tx *tx, struct call *call, uint32_t size,
                           Guosuo__V1__ListOutboxResponse *reply)
{
	struct row_cursor row;
	struct delivery_row delivery;
	enum err err = store_delivery_waiting(tx, span_of(call->who.keyid, KEYID_LEN), size, &row);
	while (err == ERR_OK && reply->n_items < size && (err = store_next(&row)) == ERR_OK) {
		store_delivery_row(&row, &delivery);
		reply->items[reply->n_items] = item_message(call, &delivery.event);
		if (reply->items[reply->n_items++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err outbox_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListOutboxRequest *request = (const void *)call->request;
	struct page page;
	Guosuo__V1__ListOutboxResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, (ProtobufCBinaryData){0, NULL}, 0, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->items = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	err = read_items(tx, call, page.size, reply);
	for (size_t i = 0; err == ERR_OK && i < reply->n_items; i++)
		err = add_whom(tx, call, reply->items[i]);
	return err;
}

static enum err ack_one(struct tx *tx, struct call *call, const char *text, uint32_t *count)
{
	struct delivery_row row = {.state = DELIVERY_DONE, .attempts = 1, .last_at = call->now};
	if (!read_id(text, row.event.id))
		return call_fault(call, RULE_EVENT_ID, "ids", 0, 0);
	enum err err = store_delivery_move(tx, span_of(call->who.keyid, KEYID_LEN), &row);
	*count += err == ERR_OK;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err outbox_ack(struct tx *tx, struct call *call)
{
	const Guosuo__V1__AckOutboxRequest *request = (const void *)call->request;
	uint32_t count = 0;
	enum err err = ERR_OK;
	if (request->n_ids > ACK_MAX)
		return call_fault(call, RULE_TOO_MANY, "ids", (int64_t)request->n_ids, ACK_MAX);
	for (size_t i = 0; err == ERR_OK && i < request->n_ids; i++)
		err = ack_one(tx, call, request->ids[i], &count);
	Guosuo__V1__AckOutboxResponse *reply = call_reply(call);
	if (reply != NULL)
		reply->acknowledged = count;
	return err;
}
