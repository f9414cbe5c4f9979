#include "server/webhooks.h"

#include <sodium.h>

#include "server/outbox.h"
#include "server/post.h"
#include "server/target.h"
#include "server/view.h"

enum { HOUR_S = 3600 };

static enum err check_id(struct call *call, ProtobufCBinaryData id)
{
	return call_length(call, id, RECEIVER_ID_LEN, "webhook");
}

static enum err check_url(struct call *call, const char *url)
{
	const struct config *config = call->app->config;
	if (*url == '\0')
		return call_fault(call, RULE_REQUIRED, "url", 0, 0);
	enum rule rule = target_url(url, config->webhook_hosts, config->webhook_networks);
	return rule == RULE_OK ? ERR_OK : call_fault(call, rule, "url", (int64_t)strlen(url), TARGET_URL_MAX);
}

static enum err check_room(struct tx *tx, struct call *call)
{
	int64_t count = 0, most = call->app->config->webhook_per_company;
	enum err err = store_receiver_count(tx, span_text(call->who.company), &count);
	if (err == ERR_OK && count >= most)
		return call_fault(call, RULE_TOO_MANY, "webhook", count + 1, most);
	return err;
}

enum err webhooks_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutWebhookRequest *request = (const void *)call->request;
	uint8_t id[RECEIVER_ID_LEN], secret[POST_SECRET_LEN];
	char text[POST_SECRET_TEXT_MAX];
	randombytes_buf(id, sizeof id);
	randombytes_buf(secret, sizeof secret);
	const struct receiver_row row = {.company = span_text(call->who.company),
	                                 .id = span_of(id, sizeof id),
	                                 .url = span_text(request->url),
	                                 .secret = span_of(secret, sizeof secret),
	                                 .created = call->now};
	enum err err = check_url(call, request->url);
	if (err == ERR_OK)
		err = check_room(tx, call);
	if (err == ERR_OK)
		err = store_receiver_put(tx, &row);
	Guosuo__V1__PutWebhookResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err;
	post_secret_text(secret, text);
	reply->webhook = call_bytes(call, row.id);
	reply->secret = call_text(call, span_text(text));
	return ERR_OK;
}

static Guosuo__V1__Webhook *webhook_message(struct call *call, const struct receiver_row *row)
{
	Guosuo__V1__Webhook *out = call_make(call, &guosuo__v1__webhook__descriptor);
	if (out == NULL)
		return NULL;
	out->webhook = call_bytes(call, row->id);
	out->url = call_text(call, row->url);
	out->created = row->created;
	out->waiting = row->waiting;
	out->given_up = row->given_up;
	return out;
}

enum err webhooks_list(struct tx *tx, struct call *call)
{
	size_t most = (size_t)call->app->config->webhook_per_company;
	struct row_cursor row;
	struct receiver_row receiver;
	Guosuo__V1__ListWebhooksResponse *reply = call_reply(call);
	if (reply == NULL || (reply->webhooks = call_take(call, most * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	enum err err = store_receiver_list(tx, span_text(call->who.company), &row);
	while (err == ERR_OK && reply->n_webhooks < most && (err = store_next(&row)) == ERR_OK) {
		store_receiver_row(&row, &receiver);
		reply->webhooks[reply->n_webhooks] = webhook_message(call, &receiver);
		if (reply->webhooks[reply->n_webhooks++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err webhooks_remove(struct tx *tx, struct call *call)
{
	const Guosuo__V1__RemoveWebhookRequest *request = (const void *)call->request;
	enum err err = check_id(call, request->webhook);
	if (err == ERR_OK)
		err = store_receiver_remove(tx, span_text(call->who.company), field_span(request->webhook));
	call_reply(call);
	return err;
}

/* Each is an event that is kept. */
static enum err check_tests(struct tx *tx, struct call *call)
{
	uint8_t from[STORE_ID_LEN];
	int64_t count = 0, most = call->app->config->webhook_tests_per_hour;
	store_id_from(call->now - HOUR_S, from);
	enum err err = store_outbox_count(tx, span_text(call->who.company), OUTBOX_WEBHOOK_TEST, from, &count);
	if (err == ERR_OK && count >= most)
		return call_fault(call, RULE_TESTS, "webhook", count, most);
	return err;
}

enum err webhooks_test(struct tx *tx, struct call *call)
{
	const Guosuo__V1__TestWebhookRequest *request = (const void *)call->request;
	struct outbox_row row = {
	    .company = span_text(call->who.company), .event = OUTBOX_WEBHOOK_TEST, .created = call->now};
	char id[OUTBOX_ID_TEXT + 1];
	store_id(row.id);
	enum err err = check_id(call, request->webhook);
	if (err == ERR_OK)
		err = store_receiver_find(tx, row.company, field_span(request->webhook));
	if (err == ERR_OK)
		err = check_tests(tx, call);
	if (err == ERR_OK)
		err = store_outbox_put(tx, &row);
	if (err == ERR_OK)
		err = store_outbox_tell_one(tx, &row, field_span(request->webhook));
	Guosuo__V1__TestWebhookResponse *reply = call_reply(call);
	outbox_id(row.id, id);
	if (reply != NULL)
		reply->id = call_text(call, span_text(id));
	return err;
}

/* ---- the log ---- */

static Guosuo__V1__Delivery *delivery_message(struct call *call, const struct delivery_row *row)
{
	const struct directory *directory = held_directory(call->held);
	Guosuo__V1__Delivery *out = call_make(call, &guosuo__v1__delivery__descriptor);
	if (out == NULL)
		return NULL;
	out->signal =
	    outbox_signal(&row->event, directory == NULL ? 0 : directory->body->utc_offset_min, &call->arena);
	out->state = (Guosuo__V1__DeliveryState)row->state;
	out->attempts = (uint32_t)row->attempts;
	out->last_at = row->last_at;
	out->outcome = call_text(call, span_text(post_outcome_name(row->outcome)));
	out->status = (uint32_t)row->status;
	out->next_at = row->state == DELIVERY_WAITING ? row->next_at : 0;
	return out->signal == NULL ? NULL : out;
}

static enum err read_deliveries(struct tx *tx, struct call *call,
                                const Guosuo__V1__ListDeliveriesRequest *request, uint32_t size,
                                Guosuo__V1__ListDeliveriesResponse *reply)
{
	struct row_cursor row;
	struct delivery_row delivery;
	enum err err = store_delivery_list(tx, span_text(call->who.company), field_span(request->webhook),
	                                   field_span(request->after), size, &row);
	while (err == ERR_OK && reply->n_deliveries < size && (err = store_next(&row)) == ERR_OK) {
		store_delivery_row(&row, &delivery);
		reply->deliveries[reply->n_deliveries] = delivery_message(call, &delivery);
		if (reply->deliveries[reply->n_deliveries++] == NULL)
			return ERR_MEMORY;
		if (reply->n_deliveries == size)
			reply->next = call_bytes(call, span_of(delivery.event.id, STORE_ID_LEN));
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err webhooks_deliveries(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListDeliveriesRequest *request = (const void *)call->request;
	struct page page;
	Guosuo__V1__ListDeliveriesResponse *reply = call_reply(call);
	enum err err = check_id(call, request->webhook);
	if (err == ERR_OK && request->after.len != 0)
		err = call_length(call, request->after, STORE_ID_LEN, "after");
	if (err == ERR_OK)
		err = view_page(call, request->page_size, (ProtobufCBinaryData){0, NULL}, 0, &page);
	if (err == ERR_OK)
		err = store_receiver_find(tx, span_text(call->who.company), field_span(request->webhook));
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->deliveries = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	return read_deliveries(tx, call, request, page.size, reply);
}
