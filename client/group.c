/* guosuo group - the task group: what waits in every province, haste, messages, difficulties, the daily report. */
#include <limits.h>
#include <string.h>
#include <unistd.h>

#include "client/difficulty.h"
#include "client/due.h"
#include "client/enrol.h"
#include "client/keep.h"
#include "client/lapses.h"
#include "client/posts.h"
#include "client/render.h"
#include "client/report.h"
#include "client/say.h"
#include "client/sync.h"
#include "client/thread.h"
#include "proto/identity.h"

/* ---- board ---- */

static const char *const states[][2] = {
    {"?", "?"},		 {"待审", "open"},	   {"已签一人", "half sealed"}, {"已签", "sealed"}, {"不予许可", "refused"},
    {"待补正", "asked"}, {"暂停计时", "paused"}, {"已撤回", "withdrawn"}, {"已撤销", "revoked"}};

static void print_haste(const struct context *context, const struct held *held, const Guosuo__V1__LegView *leg)
{
	for (size_t i = 0; i < leg->n_expedites; i++) {
		char at[RENDER_TIME];
		render_time(held, leg->expedites[i]->at, at);
		printf("   %s  %s  %s: %s\n", at, context->lang == LANG_ZH ? "加急" : "expedited", leg->expedites[i]->who,
		       leg->expedites[i]->reason);
	}
}

static void print_line(const struct context *context, const struct held *held, const ProtobufCMessage *message)
{
	const Guosuo__V1__BoardLine *line = (const void *)message;
	const Guosuo__V1__LegView *leg = line->leg;
	if (leg == NULL)
		return;
	const char *province = province_name(leg->province, context->lang);
	const struct due due = due_of_leg(leg);
	uint32_t state = (uint32_t)leg->state < sizeof states / sizeof states[0] ? (uint32_t)leg->state : 0;
	char since[RENDER_TIME], time[DUE_TEXT];
	render_time(held, leg->since, since);
	due_text(context, held, &due, sheet_colour(stdout), time);
	printf("%s  %s  %s  %d  %s  %s  %s %s  %s\n", line->number, province == NULL ? "?" : province,
	       states[state][context->lang == LANG_EN], (int)line->over_limit_class, line->company, line->cargo, leg->holder,
	       leg->phone, since);
	if (time[0] != '\0')
		printf("   %s\n", time);
	if (line->overdue > 0)
		printf(context->lang == LANG_ZH ? "   征求意见逾期未复 %u 件\n" : "   consultations without an answer past their deadline: %u\n",
		       line->overdue);
	print_haste(context, held, leg);
}

static enum exit_code board(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__BoardRequest request = GUOSUO__V1__BOARD_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (party_number(context, "province", args->value[0], 11, 82, 0, &request.province) != ERR_OK)
		return EXIT_USAGE;
	if (pages_call(context, party, "Group/Board", &request.base, &guosuo__v1__board_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	return pages_print(context, party, answer, print_line);
}

/* ---- haste ---- */

enum { HASTE_REASON, HASTE_PROVINCE };

static enum exit_code expedite(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__ExpediteRequest request = GUOSUO__V1__EXPEDITE_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (args->value[HASTE_REASON] == NULL)
		return party_needs(context, "--reason");
	if (party_number(context, "province", args->value[HASTE_PROVINCE], 11, 82, 0, &request.province) != ERR_OK)
		return EXIT_USAGE;
	if (pages_pass(context, args->argument[0], &request.pass_id) != ERR_OK)
		return EXIT_OTHER;
	request.reason = arena_text(&context->arena, span_text(args->value[HASTE_REASON]));
	if (request.reason == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Group/Expedite", &request.base, &guosuo__v1__expedite_response__descriptor, &answer) !=
	    ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_EXPEDITED, ((const Guosuo__V1__ExpediteResponse *)answer)->legs);
	return context->json ? party_print(context, answer) : EXIT_DONE;
}

/* ---- report ---- */

/* Beside the file it replaces, then in its place. */
static enum err write_file(struct context *context, const Guosuo__V1__DailyReport *report, const char *typed,
			   report_file *write)
{
	const char *path = keep_path(context, typed);
	char fresh[PATH_MAX];
	if (path == NULL || snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
		return path == NULL ? ERR_MEMORY : ERR_SIZE;
	enum err err = write(report, fresh);
	if (err == ERR_OK && rename(fresh, path) != 0)
		err = ERR_IO;
	if (err != ERR_OK)
		unlink(fresh);
	else
		say(context, SAY_WROTE, typed);
	return err;
}

static enum exit_code write_report(struct context *context, const struct args *args, const Guosuo__V1__DailyReport *report)
{
	static const struct {
		size_t option;
		report_file *write;
	} files[] = {{REPORT_XLSX, report_xlsx}, {REPORT_PDF, report_pdf}, {REPORT_CSV, report_csv}};
	bool wrote = false;
	for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
		const char *typed = args->value[files[i].option];
		if (typed == NULL)
			continue;
		enum err err = write_file(context, report, typed, files[i].write);
		if (err != ERR_OK)
			return say_err(context, err, typed);
		wrote = true;
	}
	if (context->json)
		return party_print(context, &report->base);
	if (!wrote)
		report_print(context, report);
	return EXIT_DONE;
}

static enum exit_code report(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__GetReportRequest request = GUOSUO__V1__GET_REPORT_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (party_number(context, "edition", args->value[REPORT_EDITION], 1, 1000000, 0, &request.edition) != ERR_OK)
		return EXIT_USAGE;
	request.day = arena_text(&context->arena, span_text(args->value[REPORT_DAY] == NULL ? "" : args->value[REPORT_DAY]));
	if (request.day == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Group/GetReport", &request.base, &guosuo__v1__get_report_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__DailyReport *found = ((const Guosuo__V1__GetReportResponse *)answer)->report;
	if (found == NULL || found->total == NULL)
		return say_err(context, ERR_FORMAT, party->server);
	return write_report(context, args, found);
}

/* ---- rows ---- */

static enum exit_code enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_GROUP);
}

#define AS_GROUP(name, run)                                                                                            \
	static enum exit_code run_##name(struct context *context, const struct args *args)                             \
	{                                                                                                              \
		return pages_as(context, "group", args, run);                                                          \
	}
AS_GROUP(board, board)
AS_GROUP(expedite, expedite)
AS_GROUP(message, thread_run)
AS_GROUP(difficulties, difficulty_list)
AS_GROUP(answer, difficulty_answer)
AS_GROUP(report, report)
AS_GROUP(posts, posts_list)
AS_GROUP(lapses, lapses_list)

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {0}};
static const struct option_row board_options[] = {{"province", "PP", "只看一省", "one province alone"}, {0}};
static const struct option_row expedite_options[] = {
    {"reason", "TEXT", "理由", "the reason"},
    {"province", "PP", "只催一省 (各未办结省段)", "one province's leg (every one that is not decided)"},
    {0}};
static const struct option_row message_options[] = {THREAD_OPTION_ROWS, {0}};
static const struct option_row difficulty_options[] = {
    {"answered", NULL, "列出已答复的", "those that are answered"}, {0}};
static const struct option_row answer_options[] = {DIFFICULTY_ANSWER_ROWS, {0}};
static const struct option_row posts_options[] = {POSTS_OPTION_ROWS, {0}};
static const struct option_row lapses_options[] = {LAPSES_OPTION_ROWS, {0}};
static const struct option_row report_options[] = {REPORT_OPTION_ROWS, {0}};

const struct command group_commands[] = {
    {"group", "enrol", "INVITATION", 1, 1, "登记本机为工作专班", "enrol this device for the task group", enrol_options, enrol},
    {"group", "board", "", 0, 0, "各省在办件, 急件在前", "what waits in every province, most urgent first", board_options,
     run_board},
    {"group", "expedite", "PASS", 1, 1, "加急, 留下姓名和理由", "ask for haste, with name and reason", expedite_options,
     run_expedite},
    {"group", "message", "PASS", 1, 1, "与企业、审批人员的消息", "messages with company and reviewers", message_options,
     run_message},
    {"group", "difficulties", "", 0, 0, "企业诉求, 先到期的在前", "companies' difficulties, first due first",
     difficulty_options, run_difficulties},
    {"group", "answer", "ID TEXT", 2, 2, "答复企业诉求", "answer a difficulty", answer_options, run_answer},
    {"group", "report", "", 0, 0, "日报: 显示, 或写成 Excel、PDF、CSV", "the daily report: shown, or as Excel, PDF, CSV",
     report_options, run_report},
    {"group", "posts", "", 0, 0, "各查验点何时联络, 数据多旧, 过卡多少", "when each checkpoint was heard from, how old its lists are, what came by",
     posts_options, run_posts},
    {"group", "lapses", "", 0, 0, "已撤销而放行的过卡", "what gates let pass though it had been taken back", lapses_options, run_lapses},
    {0}};
