/* guosuo reviewer, consultations - whom this province asks about a leg, until when, what they said, and who is late. */
#include <string.h>

#include "client/render.h"
#include "client/rounds.h"
#include "client/say.h"

#define END {NULL, NULL, NULL, NULL}
enum { BRIDGES_TYPED_MAX = 32, PAGE = 100 };

/* ---- consult ---- */

enum { CONSULT_PARTY, CONSULT_NAME, CONSULT_QUESTION, CONSULT_UNTIL, CONSULT_BRIDGES };
static const struct option_row consult_options[] = {
    {"party", "police|road_operator|city|county", "向谁征求", "who is asked"},
    {"name", "NAME", "单位名称", "its name"},
    {"question", "TEXT", "征求什么意见", "what is asked"},
    {"until", "TIME", "答复期限", "the deadline"},
    {"bridges", "NAME,NAME", "涉及的桥梁", "the bridges in question"},
    END};

static enum err bridges(struct context *context, const char *typed, Guosuo__V1__PutConsultationRequest *request)
{
	if (typed == NULL || typed[0] == '\0')
		return ERR_OK;
	char *rest = arena_text(&context->arena, span_text(typed));
	request->bridges = arena_take(&context->arena, BRIDGES_TYPED_MAX * sizeof *request->bridges);
	if (rest == NULL || request->bridges == NULL)
		return ERR_MEMORY;
	while (rest != NULL && request->n_bridges < BRIDGES_TYPED_MAX)
		request->bridges[request->n_bridges++] = strsep(&rest, ",");
	if (rest == NULL)
		return ERR_OK;
	say(context, SAY_BRIDGES_BAD, (unsigned)BRIDGES_TYPED_MAX, typed);
	return ERR_INPUT;
}

static char *text(struct context *context, const char *typed)
{
	char *copy = arena_text(&context->arena, span_text(typed == NULL ? "" : typed));
	return copy == NULL ? (char *)(uintptr_t)protobuf_c_empty_string : copy;
}

static enum exit_code consult_run(struct context *context, const struct args *args, struct desk *desk)
{
	Guosuo__V1__PutConsultationRequest request = GUOSUO__V1__PUT_CONSULTATION_REQUEST__INIT;
	struct faults faults = {0};
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	request.party = (Guosuo__V1__Party)rounds_party_number(args->value[CONSULT_PARTY]);
	request.name = text(context, args->value[CONSULT_NAME]);
	request.question = text(context, args->value[CONSULT_QUESTION]);
	if (rfc3339_read(span_text(args->value[CONSULT_UNTIL]), &request.until) != ERR_OK) {
		fault_add(&faults, RULE_TIME_FORM, "--until", 0, 0);
		return say_faults(context, &faults);
	}
	if (bridges(context, args->value[CONSULT_BRIDGES], &request) != ERR_OK ||
	    party_call(context, &desk->party, "Rounds/PutConsultation", &request.base,
		       &guosuo__v1__put_consultation_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	uint32_t number = ((const Guosuo__V1__PutConsultationResponse *)answer)->number;
	say(context, SAY_CONSULTED, number, args->value[CONSULT_NAME]);
	return context->json ? party_print(context, answer) : EXIT_DONE;
}

static enum exit_code consult(struct context *context, const struct args *args)
{
	for (size_t i = CONSULT_PARTY; i <= CONSULT_UNTIL; i++)
		if (args->value[i] == NULL || args->value[i][0] == '\0') {
			char option[32];
			snprintf(option, sizeof option, "--%s", consult_options[i].name);
			return party_needs(context, option);
		}
	if (rounds_party_number(args->value[CONSULT_PARTY]) == 0) {
		say(context, SAY_WORD_BAD, "--party", args->value[CONSULT_PARTY]);
		return EXIT_USAGE;
	}
	return desk_run(context, args, consult_run);
}

/* ---- what they said ---- */

enum { OPINION_NUMBER, OPINION_WORD, OPINION_ANSWER };
static const struct option_row opinion_options[] = {
    {"number", "N", "第几次征求 (1)", "which consultation (1)"},
    {"opinion", "agreed|conditions|objected", "同意、有条件同意、不同意", "what they think"},
    {"answer", "TEXT", "答复原文", "what they wrote"},
    END};

static enum exit_code opinion_run(struct context *context, const struct args *args, struct desk *desk)
{
	Guosuo__V1__AnswerConsultationRequest request = GUOSUO__V1__ANSWER_CONSULTATION_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	request.opinion = (Guosuo__V1__Opinion)rounds_opinion_number(args->value[OPINION_WORD]);
	request.answer = text(context, args->value[OPINION_ANSWER]);
	if (party_number(context, "number", args->value[OPINION_NUMBER], 1, UINT16_MAX, 1, &request.number) != ERR_OK ||
	    party_call(context, &desk->party, "Rounds/AnswerConsultation", &request.base,
		       &guosuo__v1__answer_consultation_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_DECIDED);
	return context->json ? party_print(context, answer) : EXIT_DONE;
}

static enum exit_code opinion(struct context *context, const struct args *args)
{
	if (args->value[OPINION_WORD] == NULL || args->value[OPINION_ANSWER] == NULL)
		return party_needs(context, args->value[OPINION_WORD] == NULL ? "--opinion" : "--answer");
	if (rounds_opinion_number(args->value[OPINION_WORD]) == 0) {
		say(context, SAY_WORD_BAD, "--opinion", args->value[OPINION_WORD]);
		return EXIT_USAGE;
	}
	return desk_run(context, args, opinion_run);
}

/* ---- those that wait ---- */

static void print_line(struct context *context, const Guosuo__V1__ConsultationLine *line, json_t *list)
{
	const struct held none = {0};
	char until[RENDER_TIME];
	bool overdue = line->until < party_now();
	render_time(&none, line->until, until);
	json_array_append_new(list, json_pack("{s:s, s:i, s:s, s:s, s:s, s:b}", "pass", line->pass_number, "number", (int)line->number,
					      "party", rounds_party(line->party, 1), "name", line->name, "until", until, "overdue",
					      (int)overdue));
	if (!context->json)
		printf("%s  %u  %s  %s  %s%s\n", line->pass_number, line->number, rounds_party(line->party, context->lang == LANG_EN),
		       line->name, until,
		       !overdue                  ? ""
		       : context->lang == LANG_ZH ? "  已逾期"
						  : "  overdue");
}

static enum err print_all(struct context *context, const struct party *party, json_t *list)
{
	Guosuo__V1__ListConsultationsRequest request = GUOSUO__V1__LIST_CONSULTATIONS_REQUEST__INIT;
	request.page_size = PAGE;
	for (size_t page = 0; page < DESK_PAGES_MAX; page++) {
		ProtobufCMessage *message;
		enum err err = party_call(context, party, "Rounds/ListConsultations", &request.base,
					  &guosuo__v1__list_consultations_response__descriptor, &message);
		if (err != ERR_OK)
			return err;
		const Guosuo__V1__ListConsultationsResponse *answer = (const Guosuo__V1__ListConsultationsResponse *)message;
		for (size_t i = 0; i < answer->n_consultations; i++)
			print_line(context, answer->consultations[i], list);
		if (answer->n_consultations < PAGE)
			break;
		request.after = answer->consultations[answer->n_consultations - 1];
	}
	return ERR_OK;
}

static enum exit_code consultations(struct context *context, const struct args *args)
{
	struct party party;
	json_t *list = json_array();
	(void)args;
	enum err err = party_open(context, "reviewer", &party);
	if (err == ERR_OK)
		err = print_all(context, &party, list);
	if (err == ERR_OK && context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	party_close(&party);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

const struct command consult_commands[] = {
    {"reviewer", "consult", "PASS", 1, 1, "征求意见", "ask somebody's opinion, with a deadline", consult_options, consult},
    {"reviewer", "opinion", "PASS", 1, 1, "登记答复的意见", "record the opinion that came", opinion_options, opinion},
    {"reviewer", "consultations", "", 0, 0, "未答复的征求意见, 逾期标出", "opinions that wait, the overdue marked", NULL,
     consultations},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
