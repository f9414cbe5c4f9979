/* guosuo officer, the rounds - what the provinces asked and proposed, and the company's reply. */
#include <string.h>

#include "client/document.h"
#include "client/leg_plan.h"
#include "client/officer.h"
#include "client/render.h"
#include "client/rounds.h"
#include "client/say.h"
#include "proto/body.h"

#define END {NULL, NULL, NULL, NULL}

/* ---- rounds ---- */

static void show_leg(struct context *context, struct sheet *sheet, const struct held *held, const struct trip *trip,
		     const Guosuo__V1__LegRounds *leg)
{
	const struct roster *roster = party_roster(context, held, leg->province, party_now());
	const char *name = province_name(leg->province, context->lang);
	sheet_text(sheet, "leg", "省段", "leg", "%u %s, %s (%u)", leg->ordinal, name == NULL ? "?" : name,
		   desk_state((uint32_t)leg->state, context->json ? 2 : context->lang == LANG_EN), leg->revision);
	if (roster != NULL)
		rounds_show(context, sheet, held, roster, trip, leg);
}

/* Under --json one object a leg, in a list. */
static void show_all(struct context *context, const struct held *held, const struct trip *trip,
		     const Guosuo__V1__GetTripRoundsResponse *rounds)
{
	json_t *list = json_array();
	for (size_t i = 0; i < rounds->n_legs; i++) {
		struct sheet sheet = sheet_begin(context, stdout);
		show_leg(context, &sheet, held, trip, rounds->legs[i]);
		if (sheet.object != NULL)
			json_array_append_new(list, sheet.object);
	}
	if (context->json) {
		json_t *all = json_pack("{s:s, s:s, s:o}", "amends", rounds->amends, "newer", rounds->newer, "legs", list);
		json_dumpf(all, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(all);
		return;
	}
	json_decref(list);
	struct sheet sheet = sheet_begin(context, stdout);
	if (rounds->amends[0] != '\0')
		sheet_text(&sheet, "", "变更自", "changes", "%s", rounds->amends);
	if (rounds->newer[0] != '\0')
		sheet_text(&sheet, "", "已变更为", "changed by", "%s", rounds->newer);
	sheet_end(&sheet);
}

static enum exit_code rounds(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__GetTripRoundsResponse *said;
	const Guosuo__V1__Sealed *sealed;
	struct held *held = arena_take(&context->arena, sizeof *held);
	uint8_t id[PASS_ID_LEN];
	struct trip trip;
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	if (party_held(context, party, held) != ERR_OK || officer_trip(context, party, id, &sealed, &trip) != ERR_OK ||
	    officer_rounds(context, party, id, &said) != ERR_OK)
		return EXIT_OTHER;
	show_all(context, held, &trip, said);
	return EXIT_DONE;
}

static enum exit_code run_rounds(struct context *context, const struct args *args)
{
	return officer_run(context, args, rounds);
}

/* ---- answer ---- */

enum { ANSWER_LEG, ANSWER_FILE, ANSWER_ITEM, ANSWER_TEXT, ANSWER_ROADS, ANSWER_FROM, ANSWER_TO, ANSWER_STOPS, ANSWER_ATTACH };
static const struct option_row answer_options[] = {
    {"leg", "N", "第几段", "which leg"},
    {"file", "FILE", "答复 JSON 文件: {\"answers\": [...]}", "the answers as JSON: {\"answers\": [...]}"},
    {"item", "N", "单项: 第几项 (1)", "one answer: to which item (1)"},
    {"text", "TEXT", "单项: 答复文字", "one answer: in words"},
    {"roads", "G3/12,G18", "单项: 改走路线", "one answer: the roads that are wished"},
    {"window-from", "TIME", "单项: 希望的期限开始", "one answer: start of the window that is wished"},
    {"window-to", "TIME", "单项: 希望的期限结束", "one answer: end of the window that is wished"},
    {"stops", "11,NAME", "单项: 希望的停靠点, 代码或名称", "one answer: the stops that are wished, by code or name"},
    {"attach", "KIND=FILE,..", "单项: 上传并附上文件", "one answer: send these files with it"},
    END};

static enum err from_file(struct context *context, const char *typed, Guosuo__V1__PutAnswerRequest *out)
{
	struct span text;
	ProtobufCMessage *message;
	enum err err = party_read(context, typed, PLAN_MAX, &text);
	if (err == ERR_OK)
		err = party_parse(context, &guosuo__v1__put_answer_request__descriptor, text, &message);
	if (err == ERR_OK)
		*out = *(const Guosuo__V1__PutAnswerRequest *)message;
	return err;
}

/* Of the province whose leg it is. */
static enum err leg_roster(struct context *context, const struct args *args, const struct party *party,
			   const uint8_t id[static PASS_ID_LEN], const struct roster **out)
{
	struct held *held = arena_take(&context->arena, sizeof *held);
	const Guosuo__V1__Sealed *sealed;
	struct trip trip;
	uint32_t ordinal = 0;
	enum err err = held == NULL ? ERR_MEMORY : party_held(context, party, held);
	if (err == ERR_OK)
		err = officer_trip(context, party, id, &sealed, &trip);
	if (err == ERR_OK)
		err = party_number(context, "leg", args->value[ANSWER_LEG], 1, (uint32_t)trip.body->n_provinces, 0, &ordinal);
	if (err != ERR_OK)
		return err;
	*out = party_roster(context, held, trip.body->provinces[ordinal - 1], party_now());
	return *out == NULL ? ERR_NOT_FOUND : ERR_OK;
}

static enum err wished(struct context *context, const struct args *args, const struct party *party,
		       const uint8_t id[static PASS_ID_LEN], Guosuo__V1__Proposal **out)
{
	const struct proposal_words typed = {args->value[ANSWER_ROADS], args->value[ANSWER_FROM], args->value[ANSWER_TO],
					     args->value[ANSWER_STOPS]};
	const struct roster *roster = NULL;
	enum err err = typed.stops == NULL ? ERR_OK : leg_roster(context, args, party, id, &roster);
	return err == ERR_OK ? proposal_typed(context, roster, &typed, out) : err;
}

static enum err one_answer(struct context *context, const struct args *args, const struct party *party,
			   const uint8_t id[static PASS_ID_LEN], Guosuo__V1__PutAnswerRequest *out)
{
	Guosuo__V1__ItemAnswer *answer = arena_take(&context->arena, sizeof *answer);
	out->answers = arena_take(&context->arena, sizeof *out->answers);
	if (answer == NULL || out->answers == NULL)
		return ERR_MEMORY;
	guosuo__v1__item_answer__init(answer);
	out->answers[0] = answer;
	out->n_answers = 1;
	answer->text = arena_text(&context->arena, span_text(args->value[ANSWER_TEXT]));
	if (answer->text == NULL)
		return ERR_MEMORY;
	enum err err = party_number(context, "item", args->value[ANSWER_ITEM], 1, ITEMS_MAX, 1, &answer->item);
	if (err == ERR_OK)
		err = wished(context, args, party, id, &answer->wish);
	return err == ERR_OK ? document_attach(context, party, args->value[ANSWER_ATTACH], &answer->documents,
					       &answer->n_documents)
			     : err;
}

static enum exit_code answer(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__PutAnswerRequest request = GUOSUO__V1__PUT_ANSWER_REQUEST__INIT;
	ProtobufCMessage *message;
	uint8_t id[PASS_ID_LEN];
	enum err err = officer_pass(context, party, args->argument[0], id);
	if (err == ERR_OK)
		err = args->value[ANSWER_FILE] != NULL ? from_file(context, args->value[ANSWER_FILE], &request)
						       : one_answer(context, args, party, id, &request);
	if (err == ERR_OK)
		err = party_number(context, "leg", args->value[ANSWER_LEG], 1, LEGS_MAX, request.ordinal, &request.ordinal);
	if (err != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	if (party_call(context, party, "Rounds/PutAnswer", &request.base, &guosuo__v1__put_answer_response__descriptor, &message) !=
	    ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_ANSWERED, ((const Guosuo__V1__PutAnswerResponse *)message)->unanswered);
	return context->json ? party_print(context, message) : EXIT_DONE;
}

static enum exit_code run_answer(struct context *context, const struct args *args)
{
	if (args->value[ANSWER_FILE] == NULL && args->value[ANSWER_TEXT] == NULL)
		return party_needs(context, "--file, --text");
	if (args->value[ANSWER_FILE] == NULL && args->value[ANSWER_LEG] == NULL)
		return party_needs(context, "--leg");
	return officer_run(context, args, answer);
}

/* ---- accept ---- */

enum { ACCEPT_LEG };
static const struct option_row accept_options[] = {{"leg", "N", "第几段", "which leg"}, END};

static enum exit_code accept_proposal(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__AcceptProposalRequest request = GUOSUO__V1__ACCEPT_PROPOSAL_REQUEST__INIT;
	ProtobufCMessage *message;
	uint8_t id[PASS_ID_LEN];
	if (party_number(context, "leg", args->value[ACCEPT_LEG], 1, LEGS_MAX, 0, &request.ordinal) != ERR_OK ||
	    officer_pass(context, party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	if (party_call(context, party, "Rounds/AcceptProposal", &request.base,
		       &guosuo__v1__accept_proposal_response__descriptor, &message) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_ACCEPTED, request.ordinal);
	return context->json ? party_print(context, message) : EXIT_DONE;
}

static enum exit_code run_accept(struct context *context, const struct args *args)
{
	if (args->value[ACCEPT_LEG] == NULL)
		return party_needs(context, "--leg");
	return officer_run(context, args, accept_proposal);
}

const struct command reply_commands[] = {
    {"officer", "rounds", "PASS", 1, 1, "各省要求了什么, 答复了什么", "what the provinces asked, and what was answered", NULL,
     run_rounds},
    {"officer", "answer", "PASS", 1, 1, "答复补正", "answer a correction", answer_options, run_answer},
    {"officer", "accept", "PASS", 1, 1, "接受不予许可所附的建议", "accept what a refusal proposed", accept_options, run_accept},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
