#include "client/difficulty.h"

#include <sodium.h>
#include <string.h>

#include "client/noticed.h"
#include "client/render.h"
#include "client/say.h"
#include "client/sync.h"
#include "client/thread.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/identity.h"

enum { ID_LEN = 16, ID_SHOWN = 8 };

static enum err ask(struct context *context, const struct party *party, bool answered,
		    const Guosuo__V1__ListDifficultiesResponse **out)
{
	Guosuo__V1__ListDifficultiesRequest request = GUOSUO__V1__LIST_DIFFICULTIES_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.answered = answered;
	enum err err = pages_call(context, party, "Group/ListDifficulties", &request.base,
				  &guosuo__v1__list_difficulties_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListDifficultiesResponse *)answer;
	return err;
}

static void hex_of(ProtobufCBinaryData id, char out[static 2 * ID_LEN + 1])
{
	out[0] = '\0';
	if (id.len == ID_LEN)
		sodium_bin2hex(out, 2 * ID_LEN + 1, id.data, ID_LEN);
}

static const char *kind_word(const struct context *context, const Guosuo__V1__ListDifficultiesResponse *list,
			     const char *code)
{
	for (size_t i = 0; i < list->n_kinds; i++)
		if (strcmp(list->kinds[i]->code, code) == 0)
			return context->lang == LANG_ZH ? list->kinds[i]->zh : list->kinds[i]->en;
	return code;
}

/* Two or three lines: whose and what, since when and until when; the answer. */
static void print_one(const struct context *context, const struct held *held,
		      const Guosuo__V1__ListDifficultiesResponse *list, const Guosuo__V1__Difficulty *one)
{
	bool zh = context->lang == LANG_ZH;
	const char *province = province_name(one->province, context->lang);
	char id[2 * ID_LEN + 1], at[RENDER_TIME], by[RENDER_TIME];
	hex_of(one->id, id);
	render_time(held, one->at, at);
	render_time(held, one->answer_by, by);
	printf("%.*s  %s  %s  %s %s  %s%s\n", ID_SHOWN, id, kind_word(context, list, one->kind),
	       province == NULL ? "?" : province, one->company, one->who, one->number, one->number[0] == '\0' ? "" : "  ");
	printf("   %s\n   %s  %s %s%s\n", one->text, at, zh ? "应答复于" : "to be answered by", by,
	       one->answered_at == 0 && one->answer_by < party_now() ? zh ? "  已逾期" : "  OVERDUE" : "");
	if (one->answered_at == 0)
		return;
	render_time(held, one->answered_at, at);
	printf("   %s  %s: %s\n", at, one->answered_by, one->answer);
}

static enum exit_code print_list(struct context *context, const struct party *party,
				 const Guosuo__V1__ListDifficultiesResponse *list)
{
	struct held *held;
	if (context->json)
		return party_print(context, &list->base);
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	for (size_t i = 0; i < list->n_difficulties; i++)
		print_one(context, held, list, list->difficulties[i]);
	return EXIT_DONE;
}

enum exit_code difficulty_list(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListDifficultiesResponse *list;
	if (ask(context, party, args->value[0] != NULL, &list) != ERR_OK)
		return EXIT_OTHER;
	return print_list(context, party, list);
}

/* ---- answering ---- */

/* The one that waits whose id begins as typed. */
static const Guosuo__V1__Difficulty *find(struct context *context, const struct party *party, const char *typed)
{
	const Guosuo__V1__ListDifficultiesResponse *list;
	const Guosuo__V1__Difficulty *found = NULL;
	char id[2 * ID_LEN + 1];
	if (ask(context, party, false, &list) != ERR_OK)
		return NULL;
	for (size_t i = 0; i < list->n_difficulties; i++) {
		hex_of(list->difficulties[i]->id, id);
		if (typed[0] == '\0' || strncmp(id, typed, strlen(typed)) != 0)
			continue;
		if (found != NULL) {
			say(context, SAY_DIFFICULTY_MANY, typed);
			return NULL;
		}
		found = list->difficulties[i];
	}
	if (found == NULL)
		say(context, SAY_DIFFICULTY_NONE, typed);
	return found;
}

/* The answer with the support measure it points to: its province, id and title, as far as this home can verify it. */
static const char *with_measure(struct context *context, const struct party *party, const char *text, const char *id)
{
	enum { NAMED = 512 };
	struct held *held;
	struct synced counts;
	struct notice notice;
	char named[NAMED];
	if (thread_held(context, party, &held) != ERR_OK)
		return NULL;
	enum err err = sync_all(context, held, party->server, party_now(), &counts);
	if (err == ERR_OK)
		err = noticed_find(context, held, id, GUOSUO__V1__NOTICE_MATTER__SUPPORT_MEASURE, party_now(), &notice);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_MEASURE_NONE, id);
	else if (err != ERR_OK)
		say_err(context, err, id);
	if (err != ERR_OK)
		return NULL;
	snprintf(named, sizeof named, " [支持措施 %s %s: %s]", province_name(notice.body->province, LANG_ZH), id, notice.body->title);
	char *whole = arena_take(&context->arena, strlen(text) + strlen(named) + 1);
	if (whole == NULL)
		say_err(context, ERR_MEMORY, NULL);
	else
		strcat(strcpy(whole, text), named);
	return whole;
}

enum exit_code difficulty_answer(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__AnswerDifficultyRequest request = GUOSUO__V1__ANSWER_DIFFICULTY_REQUEST__INIT;
	ProtobufCMessage *answer;
	const Guosuo__V1__Difficulty *one = find(context, party, args->argument[0]);
	if (one == NULL)
		return EXIT_OTHER;
	const char *text = args->argument[1], *measure = args->value[DIFFICULTY_NOTICE];
	if (measure != NULL && (text = with_measure(context, party, text, measure)) == NULL)
		return EXIT_OTHER;
	request.id = one->id;
	request.answer = arena_text(&context->arena, span_text(text));
	if (request.answer == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Group/AnswerDifficulty", &request.base,
		       &guosuo__v1__answer_difficulty_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_DECIDED);
	return context->json ? party_print(context, answer) : EXIT_DONE;
}

/* ---- the officer's ---- */

enum { KIND, PASS, PROVINCE, KINDS };
static const struct option_row options[] = {
    {"kind", "CODE", "类别, 见 --kinds", "which kind, see --kinds"},
    {"pass", "PASS", "涉及的通行证", "the pass it is about"},
    {"province", "PP", "请哪个省的工作专班 (起点省, 或企业注册地)",
     "whose task group is asked (the trip's origin, or where the company is registered)"},
    {"kinds", NULL, "列出可选类别", "list the kinds there are"},
    {0}};

static enum exit_code put(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__PutDifficultyRequest request = GUOSUO__V1__PUT_DIFFICULTY_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (args->value[KIND] == NULL)
		return party_needs(context, "--kind");
	if (party_number(context, "province", args->value[PROVINCE], 11, 82, 0, &request.province) != ERR_OK)
		return EXIT_USAGE;
	if (args->value[PASS] != NULL && pages_pass(context, args->value[PASS], &request.pass_id) != ERR_OK)
		return EXIT_OTHER;
	request.kind = arena_text(&context->arena, span_text(args->value[KIND]));
	request.text = arena_text(&context->arena, span_text(args->argument[0]));
	if (request.kind == NULL || request.text == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Group/PutDifficulty", &request.base, &guosuo__v1__put_difficulty_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_DECIDED);
	return context->json ? party_print(context, answer) : EXIT_DONE;
}

static enum exit_code print_kinds(struct context *context, const struct party *party)
{
	const Guosuo__V1__ListDifficultiesResponse *list;
	if (ask(context, party, false, &list) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, &list->base);
	for (size_t i = 0; i < list->n_kinds; i++)
		printf("%-12s %s  %u h\n", list->kinds[i]->code,
		       context->lang == LANG_ZH ? list->kinds[i]->zh : list->kinds[i]->en, list->kinds[i]->answer_hours);
	return EXIT_DONE;
}

static enum exit_code officer(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__ListDifficultiesResponse *list;
	if (args->value[KINDS] != NULL)
		return print_kinds(context, party);
	if (args->count > 0)
		return put(context, args, party);
	return ask(context, party, false, &list) == ERR_OK ? print_list(context, party, list) : EXIT_OTHER;
}

static enum exit_code officer_difficulty(struct context *context, const struct args *args)
{
	return pages_as(context, "officer", args, officer);
}

const struct command difficulty_commands[] = {
    {"officer", "difficulty", "[TEXT]", 0, 1, "向工作专班提出诉求; 不写内容则列出本企业的诉求和答复",
     "ask the task group for help; without TEXT: the company's difficulties and their answers", options,
     officer_difficulty},
    {0}};
