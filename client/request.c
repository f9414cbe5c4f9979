/* A raw call, for programs that are being written: signed here, sent here or by curl. */
#include <string.h>

#include "client/fetch.h"
#include "client/keep.h"
#include "client/party.h"
#include "client/say.h"

enum { REQUEST_CURL };
static const struct option_row options[] = {
    {"curl", NULL, "不发送, 显示 curl 命令 (5 分钟内有效)", "do not send: print a curl command (good for 5 minutes)"},
    {0}};

/* Any role of this home tells the desk. */
static const char *desk_of(struct context *context)
{
	char **names;
	size_t count;
	struct membership membership;
	if (context->server != NULL)
		return context->server;
	if (keep_list(context, ".", &names, &count) != ERR_OK)
		return NULL;
	for (size_t i = 0; i < count; i++)
		if (strncmp(names[i], "role.", 5) == 0 && role_read(context, names[i] + 5, &membership) == ERR_OK)
			return arena_text(&context->arena, span_text(membership.server));
	return NULL;
}

/* In single quotes for a POSIX shell. */
static void print_quoted(struct span text)
{
	putchar('\'');
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '\'')
			fputs("'\\''", stdout);
		else
			putchar(text.p[i]);
	}
	putchar('\'');
}

static void print_header(const char *name, const char *value)
{
	printf(" -H '%s: %s'", name, value);
}

static void print_curl(const char *server, const struct fetch_signed *request)
{
	fputs("curl -sS -X POST", stdout);
	print_header("Content-Type", request->content_type);
	print_header("Connect-Protocol-Version", "1");
	print_header("Content-Digest", request->headers.digest);
	print_header("Signature-Input", request->headers.input);
	print_header("Signature", request->headers.signature);
	fputs(" --data-binary ", stdout);
	print_quoted(request->body);
	putchar(' ');
	print_quoted(span_text(server));
	print_quoted(span_text(request->path));
	putchar('\n');
}

static enum exit_code send(struct context *context, const char *server, const struct fetch_signed *request)
{
	struct span reply;
	long status = 0;
	enum err err = fetch_post(context, server, request, &status, &reply);
	if (err != ERR_OK)
		return say_err(context, err, server);
	fwrite(reply.p, 1, reply.n, stdout);
	putchar('\n');
	if (status == 200)
		return EXIT_DONE;
	return fetch_said(context, reply) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum err body_of(struct context *context, const struct args *args, struct span *out)
{
	*out = span_text("{}");
	if (args->count < 2)
		return ERR_OK;
	if (args->argument[1][0] == '@')
		return party_read(context, args->argument[1] + 1, PLAN_MAX, out);
	*out = span_text(args->argument[1]);
	return ERR_OK;
}

static enum exit_code run(struct context *context, const struct args *args)
{
	struct fetch_signed request;
	struct span body;
	struct key key;
	const char *server = desk_of(context);
	if (server == NULL || server[0] == '\0') {
		say(context, SAY_NO_SERVER);
		return EXIT_USAGE;
	}
	if (body_of(context, args, &body) != ERR_OK || key_open(context, &key) != ERR_OK)
		return EXIT_OTHER;
	enum err err = fetch_sign(&key, server, args->argument[0], "application/json", body, &request);
	key_close(&key);
	if (err != ERR_OK)
		return say_err(context, err, args->argument[0]);
	if (args->value[REQUEST_CURL] == NULL)
		return send(context, server, &request);
	print_curl(server, &request);
	return EXIT_DONE;
}

const struct command request_commands[] = {{"request", NULL, "SERVICE/METHOD [JSON|@FILE]", 1, 2, "签名并发送一个接口请求",
					    "sign and send a raw call", options, run},
					   {0}};
