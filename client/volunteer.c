/* guosuo checkpoint volunteer - who helps at this gate, enrolled by the shift leader. */
#include "client/volunteer.h"

#include <string.h>

#include "client/keep.h"
#include "client/party.h"
#include "client/render.h"
#include "proto/stamp.h"
#include "proto/verdict.h"

enum { LINE = 48 + VOLUNTEER_NAME, FILE_MAX = VOLUNTEERS_MAX * LINE };

struct volunteers {
	struct volunteer items[VOLUNTEERS_MAX];
	size_t count;
};

/* ---- the list: NUMBER UNTIL NAME, a line each ---- */

static bool read_line(const char *line, struct volunteer *out)
{
	long long until;
	*out = (struct volunteer){.duty = 0};
	if (sscanf(line, "%10u %20lld %64[^\n]", &out->duty, &until, out->name) != 3)
		return false;
	out->until = until;
	return out->duty > 0;
}

static enum err read_list(struct context *context, struct volunteers *out)
{
	struct span text;
	out->count = 0;
	enum err err = keep_read(context, "volunteers", FILE_MAX, &text);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	for (const char *at = (const char *)text.p; *at != '\0';) {
		const char *end = strchr(at, '\n');
		if (end == NULL || out->count == VOLUNTEERS_MAX || !read_line(at, &out->items[out->count]))
			return ERR_FORMAT;
		out->count++;
		at = end + 1;
	}
	return ERR_OK;
}

static enum err write_list(struct context *context, const struct volunteers *list)
{
	char *text = arena_take(&context->arena, FILE_MAX);
	size_t n = 0;
	if (text == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < list->count; i++)
		n += (size_t)snprintf(text + n, FILE_MAX - n, "%u %lld %s\n", list->items[i].duty,
		                      (long long)list->items[i].until, list->items[i].name);
	return keep_write(context, "volunteers", span_of(text, n), true);
}

static struct volunteer *find(struct volunteers *list, uint32_t duty)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->items[i].duty == duty)
			return &list->items[i];
	return NULL;
}

enum err volunteer_find(struct context *context, uint32_t duty, struct volunteer *out)
{
	const size_t used = context->arena.used;
	struct volunteers *list = arena_take(&context->arena, sizeof *list);
	enum err err = list == NULL ? ERR_MEMORY : read_list(context, list);
	const struct volunteer *found = err == ERR_OK ? find(list, duty) : NULL;
	if (found != NULL)
		*out = *found;
	context->arena.used = used;
	return err != ERR_OK ? err : found == NULL ? ERR_NOT_FOUND : ERR_OK;
}

enum err volunteer_may(struct context *context, uint32_t duty, uint32_t verdict, Guosuo__V1__Outcome outcome, bool due)
{
	const bool passed = outcome == GUOSUO__V1__OUTCOME__PASSED;
	const bool overrules = stamp_against(verdict, outcome) || (verdict != VERDICT_ACCEPT && passed);
	if (overrules || (due && passed))
		return volunteer_is_none(context, duty, overrules ? SAY_VOLUNTEER_MAY_NOT : SAY_VOLUNTEER_DUE);
	return ERR_OK;
}

enum err volunteer_is_none(struct context *context, uint32_t duty, enum say may_not)
{
	struct volunteer volunteer;
	enum err err = volunteer_find(context, duty, &volunteer);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err == ERR_OK)
		say(context, may_not, duty);
	else
		say_err(context, err, "volunteers");
	return ERR_INPUT;
}

/* ---- commands ---- */

enum { V_NAME, V_UNTIL };
static const struct option_row options[] = {
    [V_NAME] = {"name", "NAME", "姓名 (只存本机)", "who it is (kept on this device alone)"},
    [V_UNTIL] = {"until", "TIME", "到何时 (默认 12 小时)", "until when (12 hours)"},
    {NULL, NULL, NULL, NULL},
};

static bool name_ok(const char *name)
{
	for (const char *at = name; *at != '\0'; at++)
		if ((unsigned char)*at < 0x20)
			return false;
	return *name != '\0' && *name != ' ' && strlen(name) <= VOLUNTEER_NAME;
}

static enum exit_code add(struct context *context, const struct args *args, struct volunteers *list, uint32_t duty)
{
	const int64_t now = party_now();
	int64_t until;
	const char *name = args->value[V_NAME];
	if (name == NULL)
		return party_needs(context, "--name");
	if (party_time(context, "--until", args->value[V_UNTIL], now + VOLUNTEER_HOURS * 3600, &until) != ERR_OK)
		return EXIT_USAGE;
	if (!name_ok(name) || until <= now || until > now + VOLUNTEER_DAYS_MAX * 86400) {
		say(context, SAY_VOLUNTEER_BAD, (unsigned)VOLUNTEER_NAME, (unsigned)VOLUNTEER_DAYS_MAX);
		return EXIT_USAGE;
	}
	struct volunteer *row = find(list, duty);
	if (row == NULL && list->count == VOLUNTEERS_MAX) {
		say(context, SAY_VOLUNTEERS_MANY, (unsigned)VOLUNTEERS_MAX);
		return EXIT_OTHER;
	}
	if (row == NULL)
		row = &list->items[list->count++];
	*row = (struct volunteer){.duty = duty, .until = until};
	strcpy(row->name, name);
	enum err err = write_list(context, list);
	if (err != ERR_OK)
		return say_err(context, err, "volunteers");
	say(context, SAY_VOLUNTEER_ADDED, duty, name);
	return EXIT_DONE;
}

static enum exit_code strike(struct context *context, const struct args *args, struct volunteers *list, uint32_t duty)
{
	struct volunteer *row = find(list, duty);
	(void)args;
	if (row == NULL) {
		say(context, SAY_VOLUNTEER_NONE, duty);
		return EXIT_OTHER;
	}
	*row = list->items[--list->count];
	enum err err = write_list(context, list);
	if (err != ERR_OK)
		return say_err(context, err, "volunteers");
	say(context, SAY_VOLUNTEER_REMOVED, duty);
	return EXIT_DONE;
}

static json_t *as_json(const struct volunteers *list)
{
	json_t *out = json_array();
	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(out, json_pack("{s:I, s:s, s:I}", "duty", (json_int_t)list->items[i].duty, "name",
		                                     list->items[i].name, "until", (json_int_t)list->items[i].until));
	return out;
}

static enum exit_code print(struct context *context, const struct volunteers *list)
{
	struct membership membership;
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (role_read(context, "checkpoint", &membership) != ERR_OK ||
	    held_open(context, membership.root_set, party_now(), held) != ERR_OK)
		return EXIT_OTHER;
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_json(&sheet, "volunteers", as_json(list));
	for (size_t i = 0; !context->json && i < list->count; i++) {
		char until[RENDER_TIME];
		render_time(held, list->items[i].until, until);
		printf("%u  %s  %s%s\n", list->items[i].duty, list->items[i].name, until,
		       list->items[i].until > party_now() ? ""
		       : context->lang == LANG_ZH         ? "  已到期"
		                                          : "  over");
	}
	sheet_end(&sheet);
	return EXIT_DONE;
}

static enum exit_code show(struct context *context)
{
	struct volunteers *list = arena_take(&context->arena, sizeof *list);
	enum err err = list == NULL ? ERR_MEMORY : read_list(context, list);
	return err == ERR_OK ? print(context, list) : say_err(context, err, "volunteers");
}

/* Whoever changes the list has the passphrase of the gate's key. */
static enum exit_code change(struct context *context, const struct args *args,
                             enum exit_code (*how)(struct context *context, const struct args *args,
                                                   struct volunteers *list, uint32_t duty))
{
	uint32_t duty;
	struct party party;
	enum exit_code code = EXIT_OTHER;
	struct volunteers *list = arena_take(&context->arena, sizeof *list);
	if (list == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_number(context, "duty", args->argument[1], 1, UINT32_MAX, 0, &duty) != ERR_OK)
		return EXIT_USAGE;
	enum err err = party_open(context, "checkpoint", &party);
	if (err == ERR_OK) {
		err = read_list(context, list);
		code = err == ERR_OK ? how(context, args, list, duty) : say_err(context, err, "volunteers");
	}
	party_close(&party);
	return code;
}

static enum exit_code run(struct context *context, const struct args *args)
{
	const char *verb = args->argument[0];
	if (args->count == 1 && strcmp(verb, "list") == 0)
		return show(context);
	if (args->count == 2 && strcmp(verb, "add") == 0)
		return change(context, args, add);
	if (args->count == 2 && strcmp(verb, "remove") == 0)
		return change(context, args, strike);
	say(context, SAY_VOLUNTEER_HOW);
	return EXIT_USAGE;
}

const struct command volunteer_commands[] = {
    {"checkpoint", "volunteer", "add N|list|remove N", 1, 2, "志愿者名单: 可记录, 不可推翻核验结果",
     "volunteers: they record, and do not overrule", options, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
