/* guosuo checkpoint|driver take, give, carry - a truck brings newer state files to a gate, and takes newer ones along. */
#include <string.h>
#include <unistd.h>

#include "client/carry.h"
#include "client/keep.h"
#include "client/parts.h"
#include "client/party.h"
#include "client/say.h"
#include "client/scan.h"
#include "client/serve.h"
#include "client/sheet.h"
#include "client/sync.h"

/* What a home that is enrolled in this role holds, under the lock of state files until it is closed: a gate goes on judging. */
struct home {
	struct held *held;
	int lock;
};

static void close_home(struct home *home)
{
	close(home->lock);
}

static enum err open_home(struct context *context, const char *role, struct home *out)
{
	struct membership membership;
	struct home home = {.held = arena_take(&context->arena, sizeof *home.held)};
	enum err err = role_read(context, role, &membership);
	if (err != ERR_OK)
		return err;
	err = home.held == NULL ? ERR_MEMORY : keep_lock_as(context, "lock.state", &home.lock);
	if (err != ERR_OK) {
		say_lock(context, err);
		return err;
	}
	err = held_open(context, membership.root_set, party_now(), home.held);
	if (err == ERR_OK)
		*out = home;
	else
		close_home(&home);
	return err;
}

static enum exit_code say_truck(struct context *context, enum err err, const char *from)
{
	if (err == ERR_FORMAT)
		say(context, SAY_CARRY_NAMES, from);
	else if (err == ERR_SIZE || err == ERR_DEADLINE)
		say(context, SAY_TRUCK_OVER, (unsigned)CARRY_FILES_MAX, (unsigned)(CARRY_BYTES_MAX >> 20), (unsigned)CARRY_SECONDS);
	else
		say_err(context, err, from);
	say(context, SAY_SYNC_HELD, from);
	return EXIT_OTHER;
}

/* ---- codes ---- */

static void say_parts(struct context *context, const struct parts *parts)
{
	char missing[PARTS_LIST];
	parts_missing(parts, missing);
	if (parts->anew)
		say(context, SAY_PARTS_ANEW, parts->name);
	if (parts->whole)
		say(context, SAY_PARTS_WHOLE, parts->name);
	else
		say(context, SAY_PARTS_MISSING, parts->name, missing, parts->of);
}

static enum exit_code take_code(struct context *context, struct held *held, struct span text, struct parts *out)
{
	enum err err = parts_add(context, held, text, party_now(), out);
	if (err == ERR_OK)
		say_parts(context, out);
	else if (err == ERR_EXISTS || err == ERR_ROLLBACK)
		say(context, SAY_PARTS_KNOWN);
	else
		return say_err(context, err, say_text(context, SAY_NOT_PART));
	return EXIT_DONE;
}

static enum exit_code take_line(struct context *context, const char *role, const char *line, struct parts *out)
{
	const size_t used = context->arena.used;
	struct home home;
	if (open_home(context, role, &home) != ERR_OK)
		return EXIT_OTHER;
	const enum exit_code code = take_code(context, home.held, span_text(line), out);
	close_home(&home);
	context->arena.used = used;
	return code;
}

/* As a scanner types them, one a line, until a file is whole or no more come; one that is refused ends nothing. Nobody waits for
 * what is being typed: each line has the lock for itself, and what is held by then. */
static enum exit_code take_lines(struct context *context, const char *role, struct parts *out)
{
	char line[PART_TEXT_MAX + 2];
	struct membership membership;
	enum exit_code code = EXIT_DONE;
	if (role_read(context, role, &membership) != ERR_OK)
		return EXIT_OTHER;
	while (!out->whole && fgets(line, sizeof line, stdin) != NULL)
		if (line[0] != '\n' && take_line(context, role, line, out) != EXIT_DONE)
			code = EXIT_OTHER;
	return code;
}

static enum exit_code take_picture(struct context *context, struct held *held, const char *typed, struct parts *out)
{
	const char *path = keep_path(context, typed);
	struct span text;
	enum err err = path == NULL ? ERR_MEMORY : scan_picture(path, &context->arena, &text);
	if (err == ERR_OK)
		return take_code(context, held, text, out);
	if (err == ERR_NOT_FOUND || err == ERR_SURPLUS)
		say(context, err == ERR_NOT_FOUND ? SAY_PICTURE_EMPTY : SAY_PICTURE_MANY, typed);
	else
		say_err(context, err, typed);
	return EXIT_OTHER;
}

static void print_parts(struct context *context, const struct parts *parts)
{
	char missing[PARTS_LIST];
	if (!context->json || parts->of == 0)
		return;
	parts_missing(parts, missing);
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_text(&sheet, "name", "", "", "%s", parts->name);
	sheet_number(&sheet, "of", "", "", parts->of, "");
	sheet_text(&sheet, "missing", "", "", "%s", missing);
	sheet_end(&sheet);
}

/* ---- commands ---- */

enum { TAKE_CODE, TAKE_PICTURE };
static const struct option_row take_options[] = {
    {"code", "TEXT", "一个离线数据码 (driver show --state); - 表示逐行读入", "one code of driver show --state; - reads them line by line"},
    {"picture", "PNG", "码的照片", "a photograph of one"},
    {NULL, NULL, NULL, NULL},
};

static enum exit_code take_from(struct context *context, struct held *held, const char *from)
{
	const char *path = held_is_desk(from) ? from : keep_path(context, from);
	struct synced counts;
	if (path == NULL)
		return say_err(context, ERR_MEMORY, from);
	enum err err = carry_take(context, held, path, party_now(), &counts);
	sync_print(context, &counts);
	if (err != ERR_OK)
		return say_truck(context, err, from);
	return counts.refused > 0 ? EXIT_OTHER : EXIT_DONE;
}

static enum exit_code take_one(struct context *context, const struct args *args, const char *role, struct parts *out)
{
	const char *text = args->value[TAKE_CODE], *picture = args->value[TAKE_PICTURE];
	struct home home;
	if (open_home(context, role, &home) != ERR_OK)
		return EXIT_OTHER;
	const enum exit_code code = args->count > 0   ? take_from(context, home.held, args->argument[0])
	                            : picture != NULL ? take_picture(context, home.held, picture, out)
	                                              : take_code(context, home.held, span_text(text), out);
	close_home(&home);
	return code;
}

static enum exit_code take(struct context *context, const struct args *args, const char *role)
{
	const char *text = args->value[TAKE_CODE], *picture = args->value[TAKE_PICTURE];
	struct parts parts = {.of = 0};
	if (args->count + (text != NULL) + (picture != NULL) != 1) {
		say(context, SAY_TAKE_FROM);
		return EXIT_USAGE;
	}
	const bool lines = text != NULL && strcmp(text, "-") == 0;
	const enum exit_code code = lines ? take_lines(context, role, &parts) : take_one(context, args, role, &parts);
	print_parts(context, &parts);
	return code;
}

static enum exit_code give(struct context *context, const struct args *args, const char *role)
{
	const char *to = keep_path(context, args->argument[0]);
	struct home home;
	unsigned written, same;
	if (to == NULL)
		return say_err(context, ERR_MEMORY, args->argument[0]);
	if (open_home(context, role, &home) != ERR_OK)
		return EXIT_OTHER;
	enum err err = carry_give(context, home.held, to, &written, &same);
	close_home(&home);
	if (err != ERR_OK)
		return say_err(context, err, args->argument[0]);
	say(context, SAY_GIVEN, written, same);
	return EXIT_DONE;
}

enum { CARRY_BIND, CARRY_AT_PORT, CARRY_LONGEST };
static const struct option_row carry_options[] = {
    {"bind", "ADDRESS", "监听地址 (默认只限本机 127.0.0.1)", "address to listen on (only this machine: 127.0.0.1)"},
    {"port", "N", "监听端口 (默认 8787)", "port to listen on (8787)"},
    {"seconds", "N", "一个连接最长几秒 (默认 60)", "how long a connection may last (60)"},
    {NULL, NULL, NULL, NULL},
};

/* The home is not locked: each file is whole whenever it is opened, and the wallet goes on showing codes. */
static enum exit_code carry(struct context *context, const struct args *args)
{
	const char *address = args->value[CARRY_BIND] == NULL ? "127.0.0.1" : args->value[CARRY_BIND];
	struct serve *serve;
	uint32_t port, longest_s;
	if (party_number(context, "port", args->value[CARRY_AT_PORT], 0, UINT16_MAX, CARRY_PORT, &port) != ERR_OK ||
	    party_number(context, "seconds", args->value[CARRY_LONGEST], 1, 3600, SERVE_LONGEST_S, &longest_s) != ERR_OK)
		return EXIT_USAGE;
	enum err err = serve_start(context->home, address, (uint16_t)port, longest_s, &serve);
	if (err != ERR_OK) {
		say(context, err == ERR_FORMAT ? SAY_BIND_BAD : SAY_BIND_FAILED, address, port);
		return err == ERR_FORMAT ? EXIT_USAGE : EXIT_OTHER;
	}
	printf("http://%s%s%s:%u\n", strchr(address, ':') == NULL ? "" : "[", address, strchr(address, ':') == NULL ? "" : "]",
	       (unsigned)serve_port(serve));
	fflush(stdout);
	say(context, SAY_CARRIES);
	serve_until_ended(serve);
	serve_stop(&serve);
	return EXIT_DONE;
}

static enum exit_code take_checkpoint(struct context *context, const struct args *args)
{
	return take(context, args, "checkpoint");
}

static enum exit_code take_driver(struct context *context, const struct args *args)
{
	return take(context, args, "driver");
}

static enum exit_code give_checkpoint(struct context *context, const struct args *args)
{
	return give(context, args, "checkpoint");
}

static enum exit_code give_driver(struct context *context, const struct args *args)
{
	return give(context, args, "driver");
}

#define CARRY_ROWS(noun)                                                                                                         \
	{#noun, "take", "[FROM]", 0, 1, "取用车辆带来的离线数据", "newer state that a truck brings: file, folder, URL", take_options,       \
	 take_##noun},    \
	{#noun, "give", "FOLDER", 1, 1, "交车辆带走离线数据", "newer state into a folder, for a truck to take along", NULL, give_##noun},       \
	{#noun, "carry", "", 0, 0, "通过本地网络提供离线数据", "serve the state held here to those near by", carry_options, carry}
const struct command take_commands[] = {
    CARRY_ROWS(checkpoint),
    CARRY_ROWS(driver),
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
