/* guosuo checkpoint policy - what this place asks for beyond the rosters, set by whoever has the passphrase of its key. */
#include "client/party.h"
#include "client/strict.h"

/* The rules' options, in the order of strict_rows. */
enum { P_FRESH, P_ACCEPT, P_REFER, P_INSPECTED, P_KMH, P_CLEAR };
static const struct option_row options[] = {
    [P_FRESH] = {"fresh-hours", "N", "名单签发后多少小时内算新", "for how many hours a status list is fresh"},
    [P_ACCEPT] = {"accept-hours", "N", "多少小时内可用", "for how many it is usable"},
    [P_REFER] = {"refer-beyond", NULL, "逾期一律转人工", "beyond that refer every class"},
    [P_INSPECTED] = {"inspected-minutes", "N", "前站查验在多少分钟内有效", "for how many minutes an earlier inspection counts"},
    [P_KMH] = {"impossible-kmh", "N", "两站间超过此速度即可疑", "what speed between two gates is impossible"},
    [P_CLEAR] = {"clear", NULL, "先取消本站全部规定", "first drop all that this place had set"},
    {NULL, NULL, NULL, NULL},
};

/* What was typed, in place of what was set. ERR_INPUT: said. */
static enum err change(struct context *context, const struct args *args, struct strict *strict)
{
	for (size_t i = 0; i < STRICT_ROWS; i++) {
		const struct strict_row *row = &strict_rows[i];
		uint32_t number = 1;
		if (args->value[i] == NULL)
			continue;
		if (i != P_REFER &&
		    party_number(context, row->name, args->value[i], row->least, row->most, 0, &number) != ERR_OK)
			return ERR_INPUT;
		*strict_value(strict, row) = number * row->unit_s;
	}
	return ERR_OK;
}

/* A damaged file is replaced with --clear alone. */
static enum exit_code set(struct context *context, const struct args *args)
{
	struct party party;
	struct strict strict = {0};
	enum exit_code code = EXIT_OTHER;
	enum err err = party_open(context, "checkpoint", &party);
	if (err == ERR_OK) {
		err = args->value[P_CLEAR] != NULL ? ERR_OK : strict_read(context, &strict);
		if (err != ERR_OK)
			say_err(context, err, "policy");
		else if (change(context, args, &strict) != ERR_OK)
			code = EXIT_USAGE;
		else
			code = (err = strict_write(context, &strict)) == ERR_OK ? EXIT_DONE : say_err(context, err, "policy");
	}
	party_close(&party);
	return code;
}

static enum exit_code show(struct context *context)
{
	struct strict strict;
	enum err err = strict_read(context, &strict);
	if (err != ERR_OK)
		return say_err(context, err, "policy");
	struct sheet sheet = sheet_begin(context, stdout);
	strict_show(&strict, &sheet);
	sheet_end(&sheet);
	const bool none = (strict.fresh_s | strict.accept_s | strict.refer | strict.inspected_s | strict.impossible_kmh) == 0;
	if (!context->json)
		say(context, none ? SAY_POLICY_NONE : SAY_POLICY_STRICTER);
	return EXIT_DONE;
}

static enum exit_code run(struct context *context, const struct args *args)
{
	bool typed = false;
	for (size_t i = 0; i <= P_CLEAR; i++)
		typed |= args->value[i] != NULL;
	const enum exit_code code = typed ? set(context, args) : EXIT_DONE;
	return code == EXIT_DONE ? show(context) : code;
}

const struct command policy_commands[] = {
    {"checkpoint", "policy", "", 0, 0, "本站规定: 只可比名册更严", "what this place asks for beyond the rosters: stricter alone",
     options, run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
