#include "client/thread.h"

#include <string.h>

#include "client/render.h"
#include "client/say.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/identity.h"

enum err thread_held(struct context *context, const struct party *party, struct held **out)
{
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL) {
		say_err(context, ERR_MEMORY, NULL);
		return ERR_MEMORY;
	}
	*out = held;
	return party_held(context, party, held);
}

static const char *side_word(const struct context *context, Guosuo__V1__Role side)
{
	bool zh = context->lang == LANG_ZH;
	switch (side) {
	case GUOSUO__V1__ROLE__ROLE_OFFICER:
		return zh ? "企业" : "company";
	case GUOSUO__V1__ROLE__ROLE_REVIEWER:
		return zh ? "审批" : "reviewer";
	default:
		return zh ? "专班" : "task group";
	}
}

static void print_message(const struct context *context, const struct held *held, const ProtobufCMessage *line)
{
	const Guosuo__V1__ThreadMessage *message = (const void *)line;
	const char *province = message->province == 0 ? NULL : province_name(message->province, context->lang);
	char at[RENDER_TIME];
	render_time(held, message->at, at);
	printf("%s  %s %s%s%s: %s\n", at, side_word(context, message->side), message->who, province == NULL ? "" : " > ",
	       province == NULL ? "" : province, message->text);
}

static enum exit_code read_all(struct context *context, const struct party *party, ProtobufCBinaryData pass)
{
	Guosuo__V1__ListMessagesRequest request = GUOSUO__V1__LIST_MESSAGES_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = pass;
	if (pages_call(context, party, "Group/ListMessages", &request.base, &guosuo__v1__list_messages_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	return pages_print(context, party, answer, print_message);
}

static enum exit_code write_one(struct context *context, const struct args *args, const struct party *party,
				ProtobufCBinaryData pass)
{
	Guosuo__V1__PutMessageRequest request = GUOSUO__V1__PUT_MESSAGE_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = pass;
	if (party_number(context, "province", args->value[THREAD_PROVINCE], 11, 82, 0, &request.province) != ERR_OK)
		return EXIT_USAGE;
	request.text = arena_text(&context->arena, span_text(args->value[THREAD_SAY]));
	if (request.text == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Group/PutMessage", &request.base, &guosuo__v1__put_message_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_DECIDED);
	return context->json ? party_print(context, answer) : EXIT_DONE;
}

enum exit_code thread_run(struct context *context, const struct args *args, const struct party *party)
{
	ProtobufCBinaryData pass;
	if (pages_pass(context, args->argument[0], &pass) != ERR_OK)
		return EXIT_OTHER;
	return args->value[THREAD_SAY] == NULL ? read_all(context, party, pass) : write_one(context, args, party, pass);
}

/* ---- rows ---- */

static enum exit_code officer_messages(struct context *context, const struct args *args)
{
	return pages_as(context, "officer", args, thread_run);
}

static enum exit_code reviewer_messages(struct context *context, const struct args *args)
{
	return pages_as(context, "reviewer", args, thread_run);
}

static const struct option_row officer_options[] = {THREAD_OPTION_ROWS, {0}};
static const struct option_row reviewer_options[] = {{"say", "TEXT", "写一条消息", "write a message"}, {0}};

const struct command thread_commands[] = {
    {"officer", "messages", "PASS", 1, 1, "与审批人员、工作专班的消息", "messages with reviewers and task group",
     officer_options, officer_messages},
    {"reviewer", "messages", "PASS", 1, 1, "与企业、工作专班的消息", "messages with company and task group",
     reviewer_options, reviewer_messages},
    {0}};
