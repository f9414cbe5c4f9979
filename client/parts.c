#include "client/parts.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <jansson.h>

#include "client/display.h"
#include "client/keep.h"
#include "client/noticed.h"
#include "client/party.h"
#include "client/say.h"

enum { KEPT_MAX = PARTS_MAX * (PART_TEXT_MAX + 1), SHOWN_S = 3, LINES = 2, NAME_ROOM = CARRY_NAME + 8 };

static const struct state_name {
	Guosuo__V1__StateKind kind;
	const char *prefix;
} state_names[] = {
    {GUOSUO__V1__STATE_KIND__STATE_DIRECTORY, "directory."},
    {GUOSUO__V1__STATE_KIND__STATE_ROSTER, "roster."},
    {GUOSUO__V1__STATE_KIND__STATE_STATUS, "status."},
    {GUOSUO__V1__STATE_KIND__STATE_NOTICES, "notice."},
    {GUOSUO__V1__STATE_KIND__STATE_DELTA, "delta."},
};
enum { STATE_NAMES = sizeof state_names / sizeof state_names[0] };

/* ---- read ---- */

static void name_of(const Guosuo__V1__StatePart *one, char out[static CARRY_NAME])
{
	size_t i = 0;
	while (state_names[i].kind != one->kind) /* part_read knows no others */
		i++;
	if (one->province == 0)
		snprintf(out, CARRY_NAME, "%s%u", state_names[i].prefix, one->version);
	else
		snprintf(out, CARRY_NAME, "%s%02u", state_names[i].prefix, one->province);
}

/* Before anything of it is kept. Notices say nothing of their age: they are judged when they are whole. */
static enum err wants(struct context *context, const struct held *held, const Guosuo__V1__StatePart *one, const char *name)
{
	struct claim claim = part_claim(one);
	if (one->kind != GUOSUO__V1__STATE_KIND__STATE_NOTICES)
		return held_wants_claim(context, held, name, &claim);
	for (size_t i = 0; i < held->count; i++)
		if (held->holdings[i].roster.body->province == one->province)
			return ERR_OK;
	return ERR_STATE;
}

/* Those of the same file that were read before. What cannot be read any more is read again. */
static size_t read_kept(struct context *context, const char *path, const Guosuo__V1__StatePart *like, struct span *raw,
			const Guosuo__V1__StatePart *items[static PARTS_MAX])
{
	size_t n = 0;
	if (keep_read(context, path, KEPT_MAX, raw) != ERR_OK)
		*raw = (struct span){NULL, 0};
	for (struct span rest = *raw; rest.n > 0 && n < PARTS_MAX;) {
		const uint8_t *end = memchr(rest.p, '\n', rest.n);
		size_t line = end == NULL ? rest.n : (size_t)(end - rest.p);
		if (end == NULL || part_read(span_of(rest.p, line), &context->arena, &items[n]) != ERR_OK || !part_same(items[n], like))
			return 0;
		n++;
		rest = span_of(rest.p + line + 1, rest.n - line - 1);
	}
	return n;
}

static enum err add_line(struct context *context, const char *path, struct span kept, struct span text)
{
	uint8_t *all = arena_take(&context->arena, kept.n + text.n + 1);
	if (all == NULL)
		return ERR_MEMORY;
	while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	if (kept.n > 0)
		memcpy(all, kept.p, kept.n);
	memcpy(all + kept.n, text.p, text.n);
	all[kept.n + text.n] = '\n';
	return keep_write(context, path, span_of(all, kept.n + text.n + 1), false);
}

/* Whatever comes of the whole, its parts are done with. */
static enum err take_whole(struct context *context, struct held *held, const char *path, const char *name,
			   const Guosuo__V1__StatePart *const *items, size_t n, int64_t now)
{
	struct span file;
	enum err err = part_join(items, n, &context->arena, &file);
	if (err == ERR_OK)
		err = carry_file(context, held, name, file, now);
	enum err gone = keep_remove(context, path);
	return err == ERR_OK ? gone : err;
}

static enum err add_part(struct context *context, struct held *held, struct span text, const Guosuo__V1__StatePart *one,
			 int64_t now, struct parts *out)
{
	const Guosuo__V1__StatePart *items[PARTS_MAX + 1];
	char path[NAME_ROOM];
	struct span kept;
	snprintf(path, sizeof path, "parts/%s", out->name);
	size_t n = read_kept(context, path, one, &kept, items);
	out->anew = n == 0 && kept.n > 0;
	out->of = one->of;
	for (size_t i = 0; i < n; i++)
		out->have |= UINT64_C(1) << (items[i]->index - 1);
	const uint64_t own = UINT64_C(1) << (one->index - 1);
	if ((out->have & own) != 0)
		return ERR_OK;
	out->have |= own;
	items[n++] = one;
	if (n < one->of)
		return add_line(context, path, n == 1 ? (struct span){NULL, 0} : kept, text);
	out->whole = true;
	return take_whole(context, held, path, out->name, items, n, now);
}

enum err parts_add(struct context *context, struct held *held, struct span text, int64_t now, struct parts *out)
{
	const size_t used = context->arena.used;
	const Guosuo__V1__StatePart *one;
	struct parts parts = {.of = 0};
	enum err err = part_read(text, &context->arena, &one);
	if (err == ERR_OK) {
		name_of(one, parts.name);
		err = wants(context, held, one, parts.name);
	}
	if (err == ERR_OK)
		err = add_part(context, held, text, one, now, &parts);
	if (err != ERR_OK || !parts.whole)
		context->arena.used = used; /* what is taken stays where it is */
	if (err == ERR_OK)
		*out = parts;
	return err;
}

void parts_missing(const struct parts *parts, char out[static PARTS_LIST])
{
	size_t n = 0;
	out[0] = '\0';
	for (uint32_t i = 0; i < parts->of; i++)
		if ((parts->have >> i & 1) == 0)
			n += (size_t)snprintf(out + n, PARTS_LIST - n, "%s%u", n == 0 ? "" : ",", i + 1);
}

/* ---- shown ---- */

struct showing {
	const struct parts_wish *wish;
	Guosuo__V1__StatePart shared;
	struct span file;
	uint32_t index[PARTS_MAX];
	size_t count;
};

static enum err begin(struct context *context, const struct parts_wish *wish, struct showing *out)
{
	char path[NAME_ROOM];
	size_t i = 0;
	while (i < STATE_NAMES && strncmp(wish->name, state_names[i].prefix, strlen(state_names[i].prefix)) != 0)
		i++;
	if (i == STATE_NAMES || !carry_is_name(wish->name))
		return ERR_INPUT;
	snprintf(path, sizeof path, "state/%s", wish->name);
	enum err err = keep_read(context, path, STATUS_MAX, &out->file);
	return err == ERR_OK ? part_begin(state_names[i].kind, (uint32_t)strtoul(strchr(wish->name, '.') + 1, NULL, 10), out->file,
					  &context->arena, &out->shared)
			     : err;
}

static bool choose(const struct parts_wish *wish, struct showing *out)
{
	for (out->count = 0; wish->only == NULL && out->count < out->shared.of; out->count++)
		out->index[out->count] = (uint32_t)out->count + 1;
	if (wish->only != NULL)
		out->count = party_numbers(wish->only, out->shared.of, out->index, PARTS_MAX);
	return out->count > 0;
}

static void print_one(struct context *context, const char *text, json_t *list)
{
	if (context->json)
		json_array_append_new(list, json_string(text));
	else
		puts(text);
}

/* "usb/codes.png" -> "usb/codes-02.png" */
static enum exit_code draw_picture(struct context *context, const struct showing *showing, uint32_t index, const char *text)
{
	char name[PATH_MAX];
	const char *given = showing->wish->png, *dot = strrchr(given, '.');
	size_t stem = dot == NULL || strchr(dot, '/') != NULL ? strlen(given) : (size_t)(dot - given);
	if (snprintf(name, sizeof name, "%.*s-%02u%s", (int)stem, given, index, given + stem) >= (int)sizeof name)
		return say_err(context, ERR_IO, given);
	return display_picture(context, text, false, name);
}

static enum exit_code draw_terminal(struct context *context, const struct showing *showing, uint32_t index, const char *text)
{
	if (!showing->wish->once)
		fputs("\033[H\033[2J", stdout);
	enum exit_code code = display_code(context, text, LINES);
	if (code == EXIT_DONE)
		say(context, SAY_PART_SHOWN, showing->wish->name, index, showing->shared.of);
	if (code == EXIT_DONE && !showing->wish->once)
		sleep(SHOWN_S);
	return code;
}

/* Each once, as wished. */
static enum exit_code show_each(struct context *context, const struct showing *showing)
{
	const struct parts_wish *wish = showing->wish;
	const size_t used = context->arena.used;
	enum exit_code code = EXIT_DONE;
	json_t *list = json_array();
	for (size_t i = 0; code == EXIT_DONE && i < showing->count; i++) {
		char *text;
		enum err err = part_text(&showing->shared, showing->file, showing->index[i], &context->arena, &text);
		if (err != ERR_OK)
			code = say_err(context, err, wish->name);
		else if (wish->png != NULL)
			code = draw_picture(context, showing, showing->index[i], text);
		else if (wish->text || context->json)
			print_one(context, text, list);
		else
			code = draw_terminal(context, showing, showing->index[i], text);
		context->arena.used = used;
	}
	if (context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return code;
}

/* Who shows cannot know what the gate holds. */
static void say_delta(struct context *context, const struct showing *showing)
{
	const size_t used = context->arena.used;
	char path[NAME_ROOM];
	struct span delta;
	snprintf(path, sizeof path, "state/delta.%02u", showing->shared.province);
	if (showing->shared.kind == GUOSUO__V1__STATE_KIND__STATE_STATUS &&
	    keep_read(context, path, PARTS_FILE_MAX, &delta) == ERR_OK && part_count(delta) < showing->shared.of)
		say(context, SAY_PARTS_DELTA, strchr(path, '/') + 1, part_count(delta));
	context->arena.used = used;
}

enum exit_code parts_show(struct context *context, const struct parts_wish *wish)
{
	struct showing showing = {.wish = wish};
	enum err err = begin(context, wish, &showing);
	if (err != ERR_OK) {
		if (err == ERR_INPUT)
			say(context, SAY_CARRY_NAMES, wish->name);
		else if (err == ERR_SIZE)
			say(context, SAY_PARTS_LARGE, wish->name, (unsigned)PARTS_FILE_MAX);
		else
			say_err(context, err, wish->name);
		return err == ERR_INPUT ? EXIT_USAGE : EXIT_OTHER;
	}
	if (!choose(wish, &showing)) {
		say(context, SAY_PARTS_WHICH, showing.shared.of, wish->only);
		return EXIT_USAGE;
	}
	say_delta(context, &showing);
	enum exit_code code;
	do
		code = show_each(context, &showing);
	while (code == EXIT_DONE && wish->png == NULL && !wish->text && !wish->once && !context->json);
	return code;
}
