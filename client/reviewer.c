/* guosuo reviewer - a province's desk: what waits, what a leg would say, and the seals and decisions on it. */
#include <sodium.h>
#include <string.h>

#include "client/advice.h"
#include "client/desk.h"
#include "client/due.h"
#include "client/enrol.h"
#include "client/filed.h"
#include "client/leg_plan.h"
#include "client/notice.h"
#include "client/party.h"
#include "client/render.h"
#include "client/reviewer.h"
#include "client/rounds.h"
#include "client/say.h"
#include "client/sealing.h"
#include "client/sync.h"
#include "client/timetable.h"
#include "client/units.h"
#include "proto/canon.h"

/* ---- queue ---- */

/* What a page of the queue is printed with. */
struct queue {
	struct desk *desk; /* its state files give the offset of what is due; each pass is laid on it where rules are asked */
	struct rules rules; /* body NULL: they are not */
	bool decided, colour;
	json_t *list;
};

/* One line more, or two members of the row. */
static void print_advice(struct context *context, const char *pass, const struct queue *queue, json_t *row)
{
	struct advice *advice = arena_take(&context->arena, sizeof *advice);
	if (advice == NULL || desk_look(context, pass, queue->desk) != ERR_OK ||
	    advice_of(context, queue->desk, &queue->rules, advice) != ERR_OK || advice->rule == NULL)
		return;
	const char *id = advice->rule->id, *word = advice_word(context, advice->rule->then);
	if (!context->json)
		printf("   %s: %s\n", id, word);
	json_object_set_new(row, "rule", json_string(id));
	json_object_set_new(row, "ruling", json_string(word));
}

static void print_words(const struct context *context, const Guosuo__V1__ReviewLine *line, const struct queue *queue,
			const struct due *due)
{
	char time[DUE_TEXT], slack[TIMETABLE_TEXT], unit[32] = "";
	if (line->units > 0)
		snprintf(unit, sizeof unit, "  %u/%u", line->unit, line->units);
	timetable_line(context, line, slack);
	due_text(context, &queue->desk->held, due, queue->colour, time);
	printf("%s  %u  %s%s  %d  %s  %s%s%s%s%s%s\n", line->number, line->ordinal,
	       desk_state((uint32_t)line->state, context->lang == LANG_EN), line->mine ? " *" : "", (int)line->over_limit_class,
	       line->company, line->cargo, unit, time[0] == '\0' ? "" : "  ", time, slack[0] == '\0' ? "" : "  ", slack);
	if (line->expedited != NULL)
		printf("   %s %s: %s\n", context->lang == LANG_ZH ? "加急" : "expedited by", line->expedited->who,
		       line->expedited->reason);
}

static json_t *line_row(const Guosuo__V1__ReviewLine *line, const char *pass, const struct due *due)
{
	json_t *row = json_pack("{s:s, s:s, s:i, s:s, s:I, s:i, s:s, s:s, s:b, s:I, s:I}", "number", line->number, "pass_id", pass,
				"leg", (int)line->ordinal, "state", desk_state((uint32_t)line->state, 2), "since",
				(json_int_t)line->since, "class", (int)line->over_limit_class, "company", line->company, "cargo",
				line->cargo, "mine", (int)line->mine, "latest_decision", (json_int_t)line->latest_decision,
				"slack_s", (json_int_t)line->slack_s);
	due_json(due, row);
	if (line->units > 0)
		json_object_update_new(row, json_pack("{s:i, s:i}", "unit", (int)line->unit, "units", (int)line->units));
	const ProtobufCEnumValue *timetable =
	    protobuf_c_enum_descriptor_get_value(&guosuo__v1__timetable_state__descriptor, (int)line->timetable);
	if (timetable != NULL)
		json_object_set_new(row, "timetable", json_string(timetable->name));
	if (line->expedited != NULL)
		json_object_set_new(row, "expedited", json_pack("{s:I, s:s, s:s}", "at", (json_int_t)line->expedited->at, "who",
								line->expedited->who, "reason", line->expedited->reason));
	return row;
}

static void print_line(struct context *context, const Guosuo__V1__ReviewLine *line, const struct queue *queue)
{
	const struct due due = due_of_line(line);
	char hex[2 * PASS_ID_LEN + 1] = "";
	if (line->pass_id.len == PASS_ID_LEN)
		sodium_bin2hex(hex, sizeof hex, line->pass_id.data, PASS_ID_LEN);
	json_t *row = line_row(line, hex, &due);
	if (!context->json)
		print_words(context, line, queue, &due);
	if (queue->rules.body != NULL && line->state == GUOSUO__V1__LEG_STATE__LEG_OPEN) {
		size_t mark = context->arena.used;
		print_advice(context, hex, queue, row);
		context->arena.used = mark;
	}
	json_array_append_new(queue->list, row);
}

static enum err print_queue(struct context *context, const struct party *party, const struct queue *queue)
{
	ProtobufCBinaryData after = {0, NULL};
	for (size_t page = 0; page < DESK_PAGES_MAX; page++) {
		const Guosuo__V1__ListReviewsResponse *answer;
		enum err err = desk_list(context, party, queue->decided, after, &answer);
		if (err != ERR_OK)
			return err;
		for (size_t i = 0; i < answer->n_reviews; i++)
			print_line(context, answer->reviews[i], queue);
		if (answer->next.len == 0)
			break;
		after = answer->next;
	}
	return ERR_OK;
}

enum { QUEUE_ALL, QUEUE_RULES };

/* What the lines are shown with: of a desk without state files only the rules need more than an offset. */
static enum err open_queue(struct context *context, const struct args *args, struct queue *queue)
{
	if (args->value[QUEUE_RULES] == NULL)
		return context->json ? ERR_OK : party_held(context, &queue->desk->party, &queue->desk->held);
	enum err err = desk_trust(context, queue->desk);
	if (err == ERR_OK)
		err = advice_rules(context, NULL, &queue->rules);
	if (err == ERR_OK && queue->rules.body == NULL)
		say(context, SAY_RULES_NONE);
	return err;
}

static enum exit_code queue(struct context *context, const struct args *args)
{
	struct queue queue = {.desk = arena_take(&context->arena, sizeof *queue.desk),
			      .decided = args->value[QUEUE_ALL] != NULL,
			      .colour = sheet_colour(stdout),
			      .list = json_array()};
	if (queue.desk == NULL) {
		json_decref(queue.list);
		return say_err(context, ERR_MEMORY, NULL);
	}
	struct party *party = &queue.desk->party;
	enum err err = party_open(context, "reviewer", party);
	if (err == ERR_OK)
		err = open_queue(context, args, &queue);
	if (err == ERR_OK)
		err = print_queue(context, party, &queue);
	if (err == ERR_OK && context->json) {
		json_dumpf(queue.list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(queue.list);
	party_close(party);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* ---- show ---- */

static void show_wishes(struct sheet *sheet, const struct desk *desk)
{
	const Guosuo__V1__Application *application = desk->review->application;
	uint32_t ordinal = desk->review->leg->ordinal;
	if (application == NULL || application->journey == NULL || ordinal < 1 || ordinal > application->journey->n_legs)
		return;
	const Guosuo__V1__ApplicationLeg *wish = application->journey->legs[ordinal - 1];
	char text[RENDER_LIST] = "";
	for (size_t i = 0; i < wish->n_roads; i++) {
		size_t n = strlen(text);
		snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? " > " : "", wish->roads[i]);
	}
	sheet_text(sheet, "asked_roads", "申请路线", "roads asked for", "%s", text);
	if (wish->entry != NULL && wish->exit != NULL)
		sheet_text(sheet, "asked_stations", "申请驶入驶出", "stations asked for", "%s %s > %s %s", wish->entry->division,
			   wish->entry->station, wish->exit->division, wish->exit->station);
	text[0] = '\0';
	for (size_t i = 0; i < wish->n_stops; i++) {
		size_t n = strlen(text);
		snprintf(text + n, sizeof text - n, "%s%s", i > 0 ? ", " : "", wish->stops[i]->name);
	}
	sheet_text(sheet, "asked_stops", "申请停靠", "stops asked for", "%s", text);
	filed_rows(sheet, application);
}

/* The task group's words on this leg. */
static void show_haste(struct sheet *sheet, const struct desk *desk)
{
	const Guosuo__V1__LegView *leg = desk->review->leg;
	json_t *list = json_array();
	for (size_t i = 0; i < leg->n_expedites; i++) {
		const Guosuo__V1__Expedited *word = leg->expedites[i];
		char when[RENDER_TIME];
		render_time(&desk->held, word->at, when);
		if (!sheet->context->json)
			sheet_text(sheet, "", "加急", "expedited", "%s %s: %s", when, word->who, word->reason);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "at", when, "by", word->who, "reason", word->reason));
	}
	sheet_json(sheet, "expedited", list);
}

/* What stands sealed, or what would be sealed without any option. */
static const Guosuo__V1__Leg *show_leg(struct context *context, struct sheet *sheet, const struct desk *desk)
{
	const struct plan_source source = {desk->roster, desk->trip.body, desk->review, desk->rounds->leg, NULL};
	struct leg leg;
	Guosuo__V1__Leg *plan;
	const char *text;
	if (desk->review->sealed != NULL) {
		enum err err = leg_read(desk->review->sealed, &context->arena, &leg);
		if (err != ERR_OK) {
			say_err(context, err, say_text(context, SAY_LEG_BAD));
			return NULL;
		}
		render_leg(sheet, &desk->held, leg.body);
		render_conditions(sheet, leg.body, desk->rounds->leg->condition_text);
		return leg.body;
	}
	if (leg_plan(context, &source, desk->now, &plan, &text) != ERR_OK)
		return NULL;
	render_leg(sheet, &desk->held, plan);
	return plan;
}

/* Of this province, about the roads of the leg that was shown; about all of them where none could be. */
static void show_notices(struct context *context, struct sheet *sheet, struct desk *desk, const Guosuo__V1__Leg *leg)
{
	struct notice_place place = {.province = desk->review->leg->province};
	enum err err = leg == NULL ? ERR_OK : notice_place(context, leg, &place);
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_NOTICE_BAD));
	notice_show(context, &desk->party, &desk->held, &place, 1, sheet);
}

static enum exit_code show_run(struct context *context, const struct args *args, struct desk *desk)
{
	(void)args;
	struct sheet sheet = sheet_begin(context, stdout);
	render_trip(&sheet, &desk->held, desk->trip.body);
	sheet_text(&sheet, "state", "状态", "state", "%s",
		   desk_state((uint32_t)desk->review->leg->state, context->json ? 2 : context->lang == LANG_EN));
	if (desk->review->leg->reason[0] != '\0')
		sheet_text(&sheet, "reason", "事由", "reason", "%s", desk->review->leg->reason);
	timetable_show_leg(&sheet, &desk->held, desk->review->leg);
	show_wishes(&sheet, desk);
	show_haste(&sheet, desk);
	rounds_show_desk(context, &sheet, desk);
	const Guosuo__V1__Leg *leg = show_leg(context, &sheet, desk);
	advice_show_held(context, &sheet, desk);
	show_notices(context, &sheet, desk, leg);
	sheet_end(&sheet);
	return EXIT_DONE;
}

static enum exit_code show(struct context *context, const struct args *args)
{
	return desk_run(context, args, show_run);
}

/* ---- seal ---- */

const struct option_row reviewer_seal_options[] = {PLAN_OPTION_ROWS,
						 {"yes", NULL, "不再询问", "do not ask"},
						 {NULL, NULL, NULL, NULL}};

/* The bytes that want a seal: the first person's where there are some, else a new leg. *text: its conditions' words. */
enum err reviewer_bytes(struct context *context, const struct args *args, const struct desk *desk,
			      Guosuo__V1__Sealed *out, const char **text)
{
	const struct plan_source source = {desk->roster, desk->trip.body, desk->review, desk->rounds->leg, args->value};
	struct span body;
	Guosuo__V1__Leg *plan;
	if (desk->review->leg->state == GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED) {
		*text = desk->rounds->leg->condition_text;
		return sealing_begun(context, desk, out);
	}
	enum err err = leg_plan(context, &source, desk->now, &plan, text);
	if (err == ERR_OK)
		err = canon_pack(&plan->base, &context->arena, &body);
	if (err == ERR_OK)
		out->body = (ProtobufCBinaryData){body.n, (uint8_t *)(uintptr_t)body.p};
	return err;
}

static enum exit_code seal_run(struct context *context, const struct args *args, struct desk *desk)
{
	Guosuo__V1__Sealed standing = GUOSUO__V1__SEALED__INIT;
	const char *text;
	if (reviewer_bytes(context, args, desk, &standing, &text) != ERR_OK)
		return EXIT_OTHER;
	return sealing_leg(context, desk, &standing, text, args->value[SEAL_YES] != NULL);
}

static enum exit_code seal(struct context *context, const struct args *args)
{
	return desk_run(context, args, seal_run);
}

/* ---- decisions ---- */

enum { REASON, REASON_UNITS };
static const struct option_row reason_options[] = {
    {"reason", "TEXT", "理由", "the reason"}, UNITS_OPTION, {NULL, NULL, NULL, NULL}};

static enum err decide(struct context *context, const struct args *args, const struct desk *desk,
		       Guosuo__V1__DecisionKind kind, uint32_t *state)
{
	Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;
	decision.kind = kind;
	return sealing_decision(context, desk, &decision, args->value[REASON], state);
}

#define DECISION(name, kind)                                                                                     \
	static enum err name##_one(struct context *context, const struct args *args, const struct desk *desk,    \
				   uint32_t *state)                                                               \
	{                                                                                                        \
		return decide(context, args, desk, GUOSUO__V1__DECISION_KIND__##kind, state);                    \
	}                                                                                                        \
	static enum exit_code name##_run(struct context *context, const struct args *args, struct desk *desk)        \
	{                                                                                                        \
		return units_decide(context, args, desk, args->value[REASON_UNITS] != NULL, name##_one);         \
	}                                                                                                        \
	static enum exit_code name(struct context *context, const struct args *args)                             \
	{                                                                                                        \
		if (args->value[REASON] == NULL || args->value[REASON][0] == '\0')                              \
			return party_needs(context, "--reason");                                                   \
		return desk_run(context, args, name##_run);                                                   \
	}
DECISION(suspend, PAUSE)
DECISION(resume, RESUME)

/* ---- rows ---- */

static enum exit_code enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_REVIEWER);
}

static enum exit_code sync_state(struct context *context, const struct args *args)
{
	return sync_run(context, args, "reviewer");
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {NULL, NULL, NULL, NULL}};
static const struct option_row queue_options[] = {{"all", NULL, "也列出已决定的", "also those that are decided"},
						  {"rules", NULL, "并列出本省规则的建议", "also what the province's rules recommend"},
						  {NULL, NULL, NULL, NULL}};

const struct command reviewer_commands[] = {
    {"reviewer", "enrol", "INVITATION", 1, 1, "登记本机为审批员", "enrol this device as a reviewer", enrol_options, enrol},
    {"reviewer", "sync", "[FROM]", 0, 1, "更新名录名册名单", "fetch newer state files", NULL, sync_state},
    {"reviewer", "queue", "", 0, 0, "待审列表", "what waits for this province", queue_options, queue},
    {"reviewer", "show", "PASS", 1, 1, "查看一件", "one pass: what is asked, decided, to be sealed", NULL, show},
    {"reviewer", "seal", "PASS", 1, 1, "签章省段", "seal this province's leg", reviewer_seal_options, seal},
    {"reviewer", "units", "PASS", 1, 1, "同批各台", "the other units of its consignment", NULL, units_run},
    {"reviewer", "seal-units", "PASS", 1, 1, "看一次, 签同批各台的本省段", "seal the same leg of every unit, after one look", reviewer_seal_options,
     units_seal_run},
    {"reviewer", "pause", "PASS", 1, 1, "暂停办理", "pause", reason_options, suspend},
    {"reviewer", "resume", "PASS", 1, 1, "恢复办理", "resume", reason_options, resume},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
