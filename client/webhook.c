/* guosuo officer webhook - where this company's systems are told what happens: added, listed, tried, removed.
 */
#include <jansson.h>
#include <sodium.h>
#include <string.h>

#include "client/party.h"
#include "client/render.h"
#include "client/say.h"
#include "guosuo/v1/signals.pb-c.h"

enum { ID_LEN = 8, LOG_PAGE = 50 };

/* What follows "webhook": a word, and what it takes. */
struct act {
	const char *word;
	bool takes;
	enum exit_code (*run)(struct context *context, const struct party *party, const char *what);
};

static void id_hex(ProtobufCBinaryData id, char out[static 2 * ID_LEN + 1])
{
	out[0] = '\0';
	if (id.len == ID_LEN)
		sodium_bin2hex(out, 2 * ID_LEN + 1, id.data, id.len);
}

static enum err read_id(struct context *context, const char *text, ProtobufCBinaryData *out)
{
	uint8_t id[ID_LEN];
	size_t n = 0;
	if (sodium_hex2bin(id, sizeof id, text, strlen(text), NULL, &n, NULL) != 0 || n != sizeof id) {
		say(context, SAY_WEBHOOK_ID, text);
		return ERR_INPUT;
	}
	*out = party_bytes(context, id, sizeof id);
	return out->data == NULL ? ERR_MEMORY : ERR_OK;
}

static enum exit_code add(struct context *context, const struct party *party, const char *url)
{
	Guosuo__V1__PutWebhookRequest request = GUOSUO__V1__PUT_WEBHOOK_REQUEST__INIT;
	ProtobufCMessage *answer;
	char hex[2 * ID_LEN + 1];
	request.url = arena_text(&context->arena, span_text(url));
	if (request.url == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Signals/PutWebhook", &request.base,
	               &guosuo__v1__put_webhook_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__PutWebhookResponse *reply = (const Guosuo__V1__PutWebhookResponse *)answer;
	id_hex(reply->webhook, hex);
	printf(context->json ? "{\"webhook\":\"%s\",\"secret\":\"%s\"}\n" : "%s %s\n", hex, reply->secret);
	say(context, SAY_WEBHOOK_SECRET);
	return EXIT_DONE;
}

static void print_webhook(const struct context *context, const Guosuo__V1__Webhook *webhook, json_t *list)
{
	char hex[2 * ID_LEN + 1];
	id_hex(webhook->webhook, hex);
	if (context->json)
		json_array_append_new(list, json_pack("{s:s, s:s, s:I, s:i, s:i}", "webhook", hex, "url",
		                                      webhook->url, "created", (json_int_t)webhook->created,
		                                      "waiting", (int)webhook->waiting, "givenUp",
		                                      (int)webhook->given_up));
	else
		printf("%s  %s  %s %u  %s %u\n", hex, webhook->url, say_text(context, SAY_WEBHOOK_WAITING),
		       webhook->waiting, say_text(context, SAY_WEBHOOK_GIVEN_UP), webhook->given_up);
}

static enum exit_code print_list(const struct context *context, json_t *list)
{
	if (context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return EXIT_DONE;
}

static enum exit_code list_all(struct context *context, const struct party *party, const char *none)
{
	Guosuo__V1__ListWebhooksRequest request = GUOSUO__V1__LIST_WEBHOOKS_REQUEST__INIT;
	ProtobufCMessage *answer;
	(void)none;
	if (party_call(context, party, "Signals/ListWebhooks", &request.base,
	               &guosuo__v1__list_webhooks_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__ListWebhooksResponse *reply = (const Guosuo__V1__ListWebhooksResponse *)answer;
	json_t *list = json_array();
	for (size_t i = 0; i < reply->n_webhooks; i++)
		print_webhook(context, reply->webhooks[i], list);
	return print_list(context, list);
}

static enum exit_code remove_one(struct context *context, const struct party *party, const char *id)
{
	Guosuo__V1__RemoveWebhookRequest request = GUOSUO__V1__REMOVE_WEBHOOK_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (read_id(context, id, &request.webhook) != ERR_OK)
		return EXIT_USAGE;
	if (party_call(context, party, "Signals/RemoveWebhook", &request.base,
	               &guosuo__v1__remove_webhook_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_WEBHOOK_REMOVED, id);
	return EXIT_DONE;
}

static enum exit_code test(struct context *context, const struct party *party, const char *id)
{
	Guosuo__V1__TestWebhookRequest request = GUOSUO__V1__TEST_WEBHOOK_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (read_id(context, id, &request.webhook) != ERR_OK)
		return EXIT_USAGE;
	if (party_call(context, party, "Signals/TestWebhook", &request.base,
	               &guosuo__v1__test_webhook_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	const char *event = ((const Guosuo__V1__TestWebhookResponse *)answer)->id;
	printf(context->json ? "{\"id\":\"%s\"}\n" : "%s\n", event);
	say(context, SAY_WEBHOOK_TEST, id);
	return EXIT_DONE;
}

static void print_delivery(const struct context *context, const Guosuo__V1__Delivery *delivery, json_t *list)
{
	static const char *const states[][2] = {
	    {"?", "?"}, {"待送达", "waiting"}, {"已送达", "delivered"}, {"已放弃", "given up"}};
	const Guosuo__V1__Signal *signal = delivery->signal;
	size_t state = (size_t)delivery->state < 4 ? (size_t)delivery->state : 0;
	if (signal == NULL || signal->data == NULL)
		return;
	if (context->json)
		json_array_append_new(
		    list, json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:s, s:i, s:I}", "id", signal->id, "type",
		                    signal->type, "timestamp", signal->timestamp, "number",
		                    signal->data->number, "state", states[state][1], "attempts",
		                    (int)delivery->attempts, "outcome", delivery->outcome, "status",
		                    (int)delivery->status, "nextAt", (json_int_t)delivery->next_at));
	else
		printf("%s  %s  %s  %s  %s  %u  %s %u\n", signal->timestamp, signal->type,
		       signal->data->number, signal->id, states[state][context->lang == LANG_EN],
		       delivery->attempts, delivery->outcome, delivery->status);
}

static enum exit_code log_of(struct context *context, const struct party *party, const char *id)
{
	Guosuo__V1__ListDeliveriesRequest request = GUOSUO__V1__LIST_DELIVERIES_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (read_id(context, id, &request.webhook) != ERR_OK)
		return EXIT_USAGE;
	request.page_size = LOG_PAGE;
	if (party_call(context, party, "Signals/ListDeliveries", &request.base,
	               &guosuo__v1__list_deliveries_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__ListDeliveriesResponse *reply = (const Guosuo__V1__ListDeliveriesResponse *)answer;
	json_t *list = json_array();
	for (size_t i = 0; i < reply->n_deliveries; i++)
		print_delivery(context, reply->deliveries[i], list);
	return print_list(context, list);
}

static const struct act acts[] = {
    {"add", true, add},   {"list", false, list_all}, {"remove", true, remove_one},
    {"test", true, test}, {"log", true, log_of},
};

static enum exit_code run(struct context *context, const struct args *args)
{
	const struct act *act = NULL;
	struct party party;
	enum exit_code code = EXIT_OTHER;
	for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
		if (strcmp(acts[i].word, args->argument[0]) == 0 && acts[i].takes == (args->count == 2))
			act = &acts[i];
	if (act == NULL) {
		say(context, SAY_WEBHOOK_HOW);
		return EXIT_USAGE;
	}
	if (party_open(context, "officer", &party) == ERR_OK)
		code = act->run(context, &party, args->argument[1]);
	party_close(&party);
	return code;
}

const struct command webhook_commands[] = {
    {"officer", "webhook", "add URL | list | test ID | log ID | remove ID", 1, 2, "办理动态推送到本企业系统",
     "have what happens pushed to the company's own system", NULL, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
