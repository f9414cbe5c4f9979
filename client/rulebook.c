/* guosuo reviewer rules - a province's rules: checked, taken in, listed, tried on a pass. */
#include "client/advice.h"
#include "client/hold.h"
#include "client/keep.h"
#include "client/say.h"

enum { RULES_CHECK, RULES_PASS };
static const struct option_row rules_options[] = {
    {"check", NULL, "只检查, 不导入", "only check the file, do not take it in"},
    {"pass", "PASS", "对一件试用: 哪条规则, 其余为何不适用", "try them on a pass: which rule, and why not those before it"},
    {NULL, NULL, NULL, NULL}};

/* ---- listed ---- */

static void print_rules(const struct context *context, const struct rules *rules)
{
	json_t *list = json_array();
	for (size_t i = 0; i < rules->body->n_rules; i++) {
		const Guosuo__V1__ProvinceRule *rule = rules->body->rules[i];
		const char *name = context->lang == LANG_EN ? rule->name_en : rule->name;
		if (!context->json)
			printf("%s  %s  %s\n", rule->id, advice_word(context, rule->then), name);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "rule", rule->id, "ruling",
						      advice_word(context, rule->then), "name", name));
	}
	if (context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
}

/* ---- taken in ---- */

static enum err keep(struct context *context, const struct rules *rules)
{
	struct membership membership;
	enum err err = role_read(context, "reviewer", &membership);
	if (err != ERR_OK)
		return err;
	if (membership.province != rules->body->province) {
		say(context, SAY_RULES_OTHER, rules->body->province, membership.province);
		return ERR_SCOPE;
	}
	err = keep_write(context, "rules.json", rules->raw, false);
	if (err == ERR_OK)
		say(context, SAY_RULES_KEPT, rules->body->n_rules);
	else
		say_err(context, err, "rules.json");
	return err;
}

/* ---- tried ---- */

static enum exit_code try_run(struct context *context, const struct args *args, struct desk *desk)
{
	struct rules rules;
	struct advice *advice = arena_take(&context->arena, sizeof *advice);
	const char *file = args->argument[1];
	if (advice == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (advice_rules(context, file, &rules) != ERR_OK)
		return EXIT_OTHER;
	if (rules.body == NULL) {
		say(context, SAY_RULES_NONE);
		return EXIT_OTHER;
	}
	if (advice_of(context, desk, &rules, advice) != ERR_OK)
		return EXIT_OTHER;
	struct sheet sheet = sheet_begin(context, stdout);
	advice_show(&sheet, advice, true);
	if (advice->rule != NULL && advice->rule->then == GUOSUO__V1__RULING__SEAL_AT_ONCE && hold_of(desk) != HOLD_NONE)
		sheet_text(&sheet, "held_back", "   须由审批人员", "   left to a person", "%s", hold_text(context, hold_of(desk)));
	sheet_end(&sheet);
	return EXIT_DONE;
}

/* The pass stands first, as desk_run reads it; the file behind it. */
static enum exit_code try_pass(struct context *context, const struct args *args)
{
	struct args moved = *args;
	moved.argument[1] = args->count > 0 ? args->argument[0] : NULL;
	moved.argument[0] = args->value[RULES_PASS];
	return desk_run(context, &moved, try_run);
}

static enum exit_code rules_run(struct context *context, const struct args *args)
{
	struct rules rules;
	const char *file = args->count > 0 ? args->argument[0] : NULL;
	if (args->value[RULES_PASS] != NULL)
		return try_pass(context, args);
	if (advice_rules(context, file, &rules) != ERR_OK)
		return EXIT_OTHER;
	if (rules.body == NULL) {
		say(context, SAY_RULES_NONE);
		return EXIT_OTHER;
	}
	if (args->value[RULES_CHECK] != NULL)
		say(context, SAY_RULES_GOOD, rules.body->n_rules);
	else if (file != NULL && keep(context, &rules) != ERR_OK)
		return EXIT_OTHER;
	print_rules(context, &rules);
	return EXIT_DONE;
}

const struct command rulebook_commands[] = {
    {"reviewer", "rules", "[FILE]", 0, 1, "本省规则: 检查、导入、列出、试用", "the province's rules: check, take in, list, try on a pass",
     rules_options, rules_run},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
