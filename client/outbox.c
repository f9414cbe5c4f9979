/* guosuo outbox - what a mail or SMS gateway runs: events as JSON lines, each until it is acknowledged. */
#include <errno.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/party.h"
#include "client/say.h"
#include "guosuo/v1/signals.pb-c.h"
#include "proto/wire/json.h"

enum { PAGE = 100, LINE_MAX_BYTES = 256 };

/* ---- the gateway's key ---- */

static enum exit_code make_key(struct context *context)
{
	struct membership membership = {.role = GUOSUO__V1__ROLE__ROLE_GATEWAY};
	struct key key;
	char hex[2 * KEY_LEN + 1];
	if (snprintf(membership.server, sizeof membership.server, "%s", context->server) >=
	    (int)sizeof membership.server)
		return say_err(context, ERR_SIZE, context->server);
	if (key_open_or_make(context, &key) != ERR_OK)
		return EXIT_OTHER;
	sodium_bin2hex(hex, sizeof hex, key.public_key, KEY_LEN);
	key_close(&key);
	enum err err = role_write(context, &membership);
	if (err != ERR_OK)
		return say_err(context, err, context->home);
	printf(context->json ? "{\"key\":\"%s\"}\n" : "%s\n", hex);
	say(context, SAY_GATEWAY_KEY);
	return EXIT_DONE;
}

static enum exit_code run_key(struct context *context, const struct args *args)
{
	(void)args;
	if (context->server == NULL)
		return party_needs(context, "--server");
	enum err err = keep_lock(context);
	return err == ERR_OK ? make_key(context) : say_lock(context, err);
}

/* ---- acknowledging ---- */

static enum err acknowledge(struct context *context, const struct party *party, char **ids, size_t count)
{
	Guosuo__V1__AckOutboxRequest request = GUOSUO__V1__ACK_OUTBOX_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.ids = ids;
	request.n_ids = count;
	return count == 0 ? ERR_OK
	                  : party_call(context, party, "Signals/AckOutbox", &request.base,
	                               &guosuo__v1__ack_outbox_response__descriptor, &answer);
}

/* ---- draining ---- */

enum { DRAIN_KEEP };
static const struct option_row drain_options[] = {
    [DRAIN_KEEP] = {"keep", NULL, "只列出最早的一页, 不确认",
                    "only print the oldest page, acknowledge nothing"},
    {NULL, NULL, NULL, NULL},
};

static enum err print_items(const Guosuo__V1__ListOutboxResponse *page, char **ids)
{
	for (size_t i = 0; i < page->n_items; i++) {
		char *text;
		size_t n;
		enum err err = page->items[i]->signal == NULL
		                   ? ERR_FORMAT
		                   : json_write(&page->items[i]->base, JSON_FOR_PROGRAMS, &text, &n);
		if (err != ERR_OK)
			return err;
		puts(text);
		free(text);
		ids[i] = page->items[i]->signal->id;
	}
	/* acknowledged only once it is out of our hands; a pipe or a terminal has nothing to sync */
	if (fflush(stdout) != 0 || (fsync(STDOUT_FILENO) != 0 && errno != EINVAL && errno != EROFS))
		return ERR_IO;
	return ERR_OK;
}

static enum err drain_page(struct context *context, const struct party *party, bool keep, size_t *count)
{
	Guosuo__V1__ListOutboxRequest request = GUOSUO__V1__LIST_OUTBOX_REQUEST__INIT;
	ProtobufCMessage *answer;
	char *ids[PAGE];
	request.page_size = PAGE;
	enum err err = party_call(context, party, "Signals/ListOutbox", &request.base,
	                          &guosuo__v1__list_outbox_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__ListOutboxResponse *page = (const Guosuo__V1__ListOutboxResponse *)answer;
	*count = page->n_items;
	err = page->n_items > PAGE ? ERR_SIZE : print_items(page, ids);
	if (err != ERR_OK) {
		say_err(context, err, "stdout");
		return err;
	}
	return keep ? ERR_OK : acknowledge(context, party, ids, page->n_items);
}

static enum exit_code drain(struct context *context, const struct args *args, const struct party *party)
{
	bool keep = args->value[DRAIN_KEEP] != NULL;
	size_t count = PAGE, used = context->arena.used;
	enum err err = ERR_OK;
	while (err == ERR_OK && count == PAGE) {
		context->arena.used = used;
		err = drain_page(context, party, keep, &count);
		if (keep)
			break;
	}
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* Ids from standard input, one a line, a page at a time. */
static enum exit_code ack_lines(struct context *context, const struct party *party)
{
	char line[LINE_MAX_BYTES], *ids[PAGE];
	size_t count = 0, used = context->arena.used;
	bool more = true;
	while (more) {
		more = fgets(line, sizeof line, stdin) != NULL;
		line[more ? strcspn(line, " \t\r\n") : 0] = '\0';
		if (line[0] != '\0' && (ids[count++] = arena_text(&context->arena, span_text(line))) == NULL)
			return say_err(context, ERR_MEMORY, NULL);
		if (more && count < PAGE)
			continue;
		if (acknowledge(context, party, ids, count) != ERR_OK)
			return EXIT_OTHER;
		context->arena.used = used;
		count = 0;
	}
	return EXIT_DONE;
}

static enum exit_code ack(struct context *context, const struct args *args, const struct party *party)
{
	char *ids[ARGUMENTS_MAX];
	if (args->count == 0)
		return ack_lines(context, party);
	for (size_t i = 0; i < args->count; i++)
		ids[i] = (char *)(uintptr_t)args->argument[i];
	return acknowledge(context, party, ids, args->count) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code as_gateway(struct context *context, const struct args *args,
                                 enum exit_code (*run)(struct context *, const struct args *,
                                                       const struct party *))
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "gateway", &party) == ERR_OK)
		code = run(context, args, &party);
	party_close(&party);
	return code;
}

static enum exit_code run_drain(struct context *context, const struct args *args)
{
	return as_gateway(context, args, drain);
}

static enum exit_code run_ack(struct context *context, const struct args *args)
{
	return as_gateway(context, args, ack);
}

const struct command outbox_commands[] = {
    {"outbox", "key", "", 0, 0, "生成网关密钥, 输出公钥", "make a gateway's key, print its public half", NULL,
     run_key},
    {"outbox", "drain", "", 0, 0, "取出待发消息 (JSON 行)", "take what is to be told, as JSON lines",
     drain_options, run_drain},
    {"outbox", "ack", "[ID...]", 0, 6, "确认已发出 (或从标准输入逐行读)",
     "acknowledge what was sent (or ids from standard input)", NULL, run_ack},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
