/* guosuo reviewer, the rounds - corrections and refusals with what they ask or propose, revisions of a sealed leg, a changed trip
 * sealed again, and those who are consulted. */
#include <stdlib.h>
#include <string.h>

#include "client/condition.h"
#include "client/keep.h"
#include "client/leg_plan.h"
#include "client/render.h"
#include "client/rounds.h"
#include "client/say.h"
#include "client/sealing.h"
#include "client/units.h"
#include "proto/canon.h"

#define END {NULL, NULL, NULL, NULL}

/* A decision's parts in JSON. Errors are said. */
static enum err read_decision(struct context *context, const char *typed, const Guosuo__V1__Decision **out)
{
	struct span text;
	ProtobufCMessage *message;
	enum err err = party_read(context, typed, PLAN_MAX, &text);
	if (err == ERR_OK)
		err = party_parse(context, &guosuo__v1__decision__descriptor, text, &message);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__Decision *)message;
	return err;
}

static bool given(const struct args *args, size_t which)
{
	return args->value[which] != NULL && args->value[which][0] != '\0';
}

/* ---- ask ---- */

enum { ASK_REASON, ASK_ITEMS, ASK_FIELD, ASK_WRONG, ASK_NEEDED, ASK_UNITS };
static const struct option_row ask_options[] = {
    {"reason", "TEXT", "理由", "the reason"},
    {"items", "FILE", "补正项 JSON 文件: {\"items\": [...]}", "what to put right, as JSON: {\"items\": [...]}"},
    {"field", "PATH", "单项: 申请中的栏目", "one item: the application's field"},
    {"wrong", "TEXT", "单项: 哪里不对", "one item: what is wrong"},
    {"needed", "TEXT", "单项: 需要什么", "one item: what is needed"},
    UNITS_OPTION,
    END};

/* How an item about this field can be answered: what stands in the trip's body needs a changed trip. */
static Guosuo__V1__Remedy remedy_of(const char *field)
{
	static const struct {
		const char *prefix;
		Guosuo__V1__Remedy remedy;
	} rows[] = {
	    {"journey.legs", GUOSUO__V1__REMEDY__REMEDY_LEG},		{"journey.contract", GUOSUO__V1__REMEDY__REMEDY_EXPLAIN},
	    {"journey.port_cutoff", GUOSUO__V1__REMEDY__REMEDY_EXPLAIN}, {"applicant.contact", GUOSUO__V1__REMEDY__REMEDY_EXPLAIN},
	    {"cargo", GUOSUO__V1__REMEDY__REMEDY_REAPPLY},		{"vehicle", GUOSUO__V1__REMEDY__REMEDY_REAPPLY},
	    {"applicant", GUOSUO__V1__REMEDY__REMEDY_REAPPLY},		{"journey", GUOSUO__V1__REMEDY__REMEDY_REAPPLY},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strncmp(field, rows[i].prefix, strlen(rows[i].prefix)) == 0)
			return rows[i].remedy;
	return GUOSUO__V1__REMEDY__REMEDY_EXPLAIN;
}

static enum err one_item(struct context *context, const struct args *args, Guosuo__V1__Decision *decision)
{
	Guosuo__V1__CorrectionItem *item = arena_take(&context->arena, sizeof *item);
	decision->items = arena_take(&context->arena, sizeof *decision->items);
	if (item == NULL || decision->items == NULL)
		return ERR_MEMORY;
	guosuo__v1__correction_item__init(item);
	item->field = arena_text(&context->arena, span_text(args->value[ASK_FIELD]));
	item->wrong = arena_text(&context->arena, span_text(args->value[ASK_WRONG]));
	item->needed = arena_text(&context->arena, span_text(args->value[ASK_NEEDED]));
	item->fault = GUOSUO__V1__ITEM_FAULT__ITEM_WRONG;
	if (item->field == NULL || item->wrong == NULL || item->needed == NULL)
		return ERR_MEMORY;
	item->remedy = remedy_of(item->field);
	decision->items[0] = item;
	decision->n_items = 1;
	return ERR_OK;
}

static enum err items(struct context *context, const struct args *args, Guosuo__V1__Decision *decision)
{
	const Guosuo__V1__Decision *file;
	if (given(args, ASK_FIELD))
		return one_item(context, args, decision);
	if (!given(args, ASK_ITEMS))
		return ERR_OK;
	enum err err = read_decision(context, args->value[ASK_ITEMS], &file);
	if (err != ERR_OK)
		return err;
	decision->items = file->items;
	decision->n_items = file->n_items;
	for (size_t i = 0; i < decision->n_items; i++)
		if (decision->items[i]->remedy == GUOSUO__V1__REMEDY__REMEDY_UNSPECIFIED)
			decision->items[i]->remedy = remedy_of(decision->items[i]->field);
	return ERR_OK;
}

static bool asked_before(struct context *context, const struct desk *desk, const char *field)
{
	const Guosuo__V1__LegRounds *leg = desk->rounds->leg;
	for (size_t i = 0; i < leg->n_decisions; i++) {
		const Guosuo__V1__Decision *decision;
		size_t entry;
		if (decision_open(leg->decisions[i], &desk->trip, desk->roster, desk->now, &context->arena, &decision, &entry) !=
		    ERR_OK)
			continue;
		for (size_t k = 0; k < decision->n_items; k++)
			if (strcmp(decision->items[k]->field, field) == 0)
				return true;
	}
	return false;
}

/* A correction is asked once and completely: what the first could have asked is late, and said to be. */
static void warn_late(struct context *context, const struct desk *desk, const Guosuo__V1__Decision *decision)
{
	struct faults faults = {0};
	uint32_t rounds = desk->rounds->leg->rounds;
	if (rounds == 0)
		return;
	for (size_t i = 0; i < decision->n_items; i++)
		if (!asked_before(context, desk, decision->items[i]->field))
			fault_add(&faults, RULE_ASK_LATE, decision->items[i]->field, rounds, 0);
	if (decision->n_items == 0)
		fault_add(&faults, RULE_ASK_LATE, "--reason", rounds, 0);
	say_faults(context, &faults);
}

static enum err ask_one(struct context *context, const struct args *args, const struct desk *desk, uint32_t *state)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	decision.kind = GUOSUO__V1__DECISION_KIND__ASK;
	enum err err = items(context, args, &decision);
	if (err != ERR_OK)
		return err;
	warn_late(context, desk, &decision);
	return sealing_decision(context, desk, &decision, args->value[ASK_REASON], state);
}

static enum exit_code ask_run(struct context *context, const struct args *args, struct desk *desk)
{
	return units_decide(context, args, desk, args->value[ASK_UNITS] != NULL, ask_one);
}

static enum exit_code ask(struct context *context, const struct args *args)
{
	if (!given(args, ASK_REASON))
		return party_needs(context, "--reason");
	if (given(args, ASK_FIELD) && !given(args, ASK_WRONG))
		return party_needs(context, "--wrong");
	if (given(args, ASK_FIELD) && !given(args, ASK_NEEDED))
		return party_needs(context, "--needed");
	return desk_run(context, args, ask_run);
}

/* ---- refuse ---- */

enum { REFUSE_REASON, REFUSE_PROPOSAL, REFUSE_ROADS, REFUSE_FROM, REFUSE_TO, REFUSE_STOPS, REFUSE_UNITS };
static const struct option_row refuse_options[] = {
    {"reason", "TEXT", "理由", "the reason"},
    {"proposal", "FILE", "建议 JSON 文件: {\"proposal\": {...}}", "what could be permitted, as JSON: {\"proposal\": {...}}"},
    {"roads", "G3/12,G18", "建议路线", "roads that could be permitted"},
    {"window-from", "TIME", "建议期限开始", "start of a window that could be permitted"},
    {"window-to", "TIME", "建议期限结束", "end of a window that could be permitted"},
    {"stops", "11,NAME", "建议停靠点, 代码或名称", "stops that could be permitted, by code or name"},
    UNITS_OPTION,
    END};

static bool is_typed(const struct args *args)
{
	return args->value[REFUSE_ROADS] != NULL || args->value[REFUSE_FROM] != NULL || args->value[REFUSE_TO] != NULL ||
	       args->value[REFUSE_STOPS] != NULL;
}

static enum err proposal(struct context *context, const struct args *args, const struct roster *roster,
			 Guosuo__V1__Decision *decision)
{
	const Guosuo__V1__Decision *file;
	const struct proposal_words typed = {args->value[REFUSE_ROADS], args->value[REFUSE_FROM], args->value[REFUSE_TO],
					     args->value[REFUSE_STOPS]};
	enum err err = proposal_typed(context, roster, &typed, &decision->proposal);
	if (err != ERR_OK || decision->proposal != NULL || !given(args, REFUSE_PROPOSAL))
		return err;
	err = read_decision(context, args->value[REFUSE_PROPOSAL], &file);
	if (err == ERR_OK)
		decision->proposal = file->proposal;
	return err;
}

static enum err refuse_one(struct context *context, const struct args *args, const struct desk *desk, uint32_t *state)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	struct faults faults = {0};
	static const struct alias aliases[] = {{"proposal.roads", "--roads"},
					       {"proposal.not_before", "--window-from"},
					       {"proposal.not_after", "--window-to"},
					       {"proposal.stops", "--stops"}};
	decision.kind = GUOSUO__V1__DECISION_KIND__REFUSE;
	enum err err = proposal(context, args, desk->roster, &decision);
	if (err == ERR_OK && decision.proposal != NULL)
		err = proposal_sound(decision.proposal, desk->trip.body, "proposal", &faults);
	say_aliased(context, &faults, aliases, is_typed(args) ? sizeof aliases / sizeof aliases[0] : 0);
	return err == ERR_OK ? sealing_decision(context, desk, &decision, args->value[REFUSE_REASON], state) : err;
}

static enum exit_code refuse_run(struct context *context, const struct args *args, struct desk *desk)
{
	return units_decide(context, args, desk, args->value[REFUSE_UNITS] != NULL, refuse_one);
}

static enum exit_code refuse(struct context *context, const struct args *args)
{
	if (!given(args, REFUSE_REASON))
		return party_needs(context, "--reason");
	return desk_run(context, args, refuse_run);
}

/* ---- revise ---- */

enum { REVISE_REASON, REVISE_KIND, REVISE_UNITS };
static const struct option_row revise_options[] = {
    {"reason", "TEXT", "理由", "the reason"},
    {"kind", "extension|detour|terms", "延期、绕行或其他变更 (terms)", "what it is for (terms)"},
    UNITS_OPTION,
    END};

static enum err revise_one(struct context *context, const struct args *args, const struct desk *desk, uint32_t *state)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	const char *kind = given(args, REVISE_KIND) ? args->value[REVISE_KIND] : "terms";
	decision.kind = GUOSUO__V1__DECISION_KIND__REOPEN;
	decision.change = (Guosuo__V1__LegChange)rounds_change_number(kind);
	decision.revision = desk->review->leg->revision;
	return sealing_decision(context, desk, &decision, args->value[REVISE_REASON], state);
}

static enum exit_code revise_run(struct context *context, const struct args *args, struct desk *desk)
{
	return units_decide(context, args, desk, args->value[REVISE_UNITS] != NULL, revise_one);
}

static enum exit_code revise(struct context *context, const struct args *args)
{
	if (!given(args, REVISE_REASON))
		return party_needs(context, "--reason");
	if (given(args, REVISE_KIND) && rounds_change_number(args->value[REVISE_KIND]) == 0) {
		say(context, SAY_WORD_BAD, "--kind", args->value[REVISE_KIND]);
		return EXIT_USAGE;
	}
	return desk_run(context, args, revise_run);
}

/* ---- reaffirm ---- */

enum { REAFFIRM_YES };
static const struct option_row reaffirm_options[] = {{"yes", NULL, "不再询问", "do not ask"}, END};

/* The leg as it was sealed for the former trip, under this trip's numbers. */
static enum err former_leg(struct context *context, const struct desk *desk, Guosuo__V1__Sealed *out)
{
	const Guosuo__V1__Former *former = desk->rounds->former;
	struct trip trip;
	struct leg leg;
	struct span body;
	struct faults faults = {0};
	enum err err = former->leg == NULL ? ERR_FORMAT : trip_read(former->trip, &context->arena, &trip);
	if (err == ERR_OK)
		err = leg_read(former->leg, &context->arena, &leg);
	if (err == ERR_OK)
		err = leg_verify(former->leg, &leg, &trip, desk->roster, desk_class(desk), true, desk->now, &context->arena, NULL,
				 NULL);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__Leg again = *leg.body;
	again.ordinal = desk->review->leg->ordinal;
	again.revision = desk->review->leg->revision;
	again.status_index = desk->review->status_index;
	again.sealed_at = (uint32_t)desk->now;
	err = leg_sound(&again, desk->trip.body, &faults);
	say_faults(context, &faults);
	if (err == ERR_OK)
		err = canon_pack(&again.base, &context->arena, &body);
	if (err == ERR_OK)
		out->body = (ProtobufCBinaryData){body.n, (uint8_t *)(uintptr_t)body.p};
	return err;
}

static enum exit_code reaffirm_run(struct context *context, const struct args *args, struct desk *desk)
{
	const Guosuo__V1__Former *former = desk->rounds->former;
	bool yes = args->value[REAFFIRM_YES] != NULL;
	Guosuo__V1__Sealed bytes = GUOSUO__V1__SEALED__INIT;
	struct difference found[DIFFER_MAX];
	enum err err;
	if (former == NULL || !former->amended) {
		say(context, SAY_NOT_AMENDED);
		return EXIT_OTHER;
	}
	size_t n = rounds_differences(context, desk, found, DIFFER_MAX, &err);
	if (err != ERR_OK)
		return say_err(context, err, former->number);
	for (size_t i = 0; i < n && i < DIFFER_MAX; i++)
		fprintf(stderr, "%s: %s -> %s\n", found[i].path, found[i].before, found[i].after);
	say(context, SAY_DIFFERENCES, former->number, (unsigned)n);
	if (n > 0)
		return EXIT_OTHER;
	if (desk->review->leg->state == GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED)
		return sealing_begun(context, desk, &bytes) == ERR_OK
			   ? sealing_leg(context, desk, &bytes, desk->rounds->leg->condition_text, yes)
			   : EXIT_OTHER;
	err = former_leg(context, desk, &bytes);
	return err == ERR_OK ? sealing_leg(context, desk, &bytes, former->condition_text, yes)
			     : say_err(context, err, former->number);
}

static enum exit_code reaffirm(struct context *context, const struct args *args)
{
	return desk_run(context, args, reaffirm_run);
}

/* ---- rows ---- */

/* Templates are data: checked, then kept in this home. */
static enum exit_code templates(struct context *context, const struct args *args)
{
	json_t *list;
	struct span text;
	if (args->count > 0 && party_read(context, args->argument[0], PLAN_MAX, &text) != ERR_OK)
		return EXIT_OTHER;
	enum err err = args->count > 0 ? condition_templates(context, text, &list) : condition_held(context, NULL, &list);
	if (err != ERR_OK)
		return EXIT_OTHER;
	if (list == NULL)
		say(context, SAY_NO_TEMPLATES);
	else if (args->count > 0)
		err = keep_write(context, "conditions.json", text, false);
	if (context->json && list != NULL)
		json_dumpf(list, stdout, JSON_INDENT(1));
	for (size_t i = 0; !context->json && i < json_array_size(list); i++) {
		const json_t *one = json_array_get(list, i);
		printf("%lld %s: %s\n", (long long)json_integer_value(json_object_get(one, "code")),
		       json_string_value(json_object_get(one, "name")),
		       json_string_value(json_object_get(one, context->lang == LANG_ZH ? "zh" : "en")));
	}
	enum exit_code code = err != ERR_OK ? say_err(context, err, "conditions.json") : list == NULL ? EXIT_OTHER : EXIT_DONE;
	json_decref(list);
	return code;
}

const struct command revise_commands[] = {
    {"reviewer", "ask", "PASS", 1, 1, "要求补正 (一次性告知)", "ask for a correction, once and completely", ask_options, ask},
    {"reviewer", "refuse", "PASS", 1, 1, "不予许可, 可附建议", "refuse, with a proposal or without", refuse_options, refuse},
    {"reviewer", "revise", "PASS", 1, 1, "重开已签省段", "reopen this province's leg", revise_options, revise},
    {"reviewer", "reaffirm", "PASS", 1, 1, "变更后本省无不同, 一步重签", "seal again what does not differ for this province",
     reaffirm_options, reaffirm},
    {"reviewer", "conditions", "[FILE]", 0, 1, "条件模板: 导入或列出", "the conditions' templates: take from a file, or list", NULL,
     templates},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
