/* guosuo checkpoint record, deliver, handover, log - what came to the gate goes into its log, with what a person decided. None of
 * it needs a network: what is recorded is sent with the next sync. */
#include <stdlib.h>
#include <string.h>

#include "client/choice.h"
#include "client/delivery.h"
#include "client/handout.h"
#include "client/inspect.h"
#include "client/record.h"
#include "client/render.h"
#include "client/say.h"
#include "proto/body.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name
#define DIRECTION(name) GUOSUO__V1__DIRECTION__##name
#define KIND(name) GUOSUO__V1__PASSAGE_KIND__##name

/* ---- words ---- */

static const struct choice outcomes[] = {{OUTCOME(PASSED), "passed", NULL, NULL},
                                         {OUTCOME(TURNED_BACK), "turned-back", NULL, NULL},
                                         {OUTCOME(DIVERTED), "diverted", NULL, NULL},
                                         {OUTCOME(HELD), "held", NULL, NULL},
                                         {0}};
static const struct choice directions[] = {{DIRECTION(ENTERING), "entering", "驶入", "entering"},
                                           {DIRECTION(LEAVING), "leaving", "驶出", "leaving"},
                                           {DIRECTION(PASSING), "passing", "经过", "passing"},
                                           {DIRECTION(DELIVERED), "", "送达", "delivered"},
                                           {0}};
static const struct choice kinds[] = {{KIND(PASS_SHOWN), "", "出示通行证", "pass shown"},
                                      {KIND(PASS_LISTED), "", "预到清单", "found on the list"},
                                      {KIND(OTHER_PASS), "other", "其他证件", "another permit"},
                                      {KIND(NO_PASS), "none", "无证", "no pass"},
                                      {0}};

/* ---- what a person decided ---- */

enum { R_DUTY = GATE_OPTIONS, R_OUTCOME, R_REASON, R_PEOPLE, R_TEMPERATURE, R_INSPECTIONS, R_RECEIPT, R_DIRECTION = R_RECEIPT + HANDOUT_OPTIONS, R_KIND };
#define DECISION_ROWS                                                                                            \
	[R_DUTY] = {"duty", "N", "值班人员编号", "the number of whoever is on duty"},                             \
	[R_OUTCOME] = {"outcome", "passed|turned-back|diverted|held", "处置 (核验通过时默认 passed)",             \
	               "what was decided (where it was accepted: passed)"},                                       \
	[R_REASON] = {"reason", "WORD",                                                                           \
	              "处置与核验结果不一致, 或应查未查而放行的原因: telephone, compared, leader, rescue, road, unsafe, ordered",   \
	              "why it goes against the verdict, or passes with an inspection due: telephone, compared, leader, rescue, road, unsafe, ordered"}, \
	[R_PEOPLE] = {"people", "N", "驾乘人数", "people in the cab"},                                            \
	[R_TEMPERATURE] = {"temperature", "36.6", "最高体温, 摄氏度", "the highest temperature in the cab, degrees Celsius"}, \
	[R_INSPECTIONS] = {"inspections", "WORD,WORD",                                                            \
	                   "查验了什么: temperature, disinfected, health-papers, load-seal, lashing, outline, mass, escort, marks; 体温偏高: raised", \
	                   "what was done: temperature, disinfected, health-papers, load-seal, lashing, outline, mass, escort, marks; or: raised"}, \
	HANDOUT_OPTION_ROWS(R_RECEIPT)

static const struct option_row deliver_options[] = {GATE_OPTION_ROWS, DECISION_ROWS, {NULL, NULL, NULL, NULL}};
const struct option_row record_options[] = {
    GATE_OPTION_ROWS,
    DECISION_ROWS,
    [R_DIRECTION] = {"direction", "entering|leaving|passing", "方向 (默认 passing)", "which way (passing)"},
    [R_KIND] = {"without", "none|other", "无通行证: none 无证, other 其他证件; 不读码",
                "no pass of ours: none, or another permit; no code is read"},
    {NULL, NULL, NULL, NULL},
};

static enum err read_reason(struct context *context, const char *typed, uint32_t *out)
{
	*out = typed == NULL ? 0 : stamp_reason_of(span_text(typed));
	if (typed == NULL || *out != 0)
		return ERR_OK;
	say(context, SAY_WORD_BAD, "--reason", typed);
	return ERR_INPUT;
}

static enum exit_code read_decision(struct context *context, const struct args *args, struct decision *out)
{
	uint32_t outcome = 0, dots;
	*out = (struct decision){.kind = args->value[GATE_LISTED] == NULL ? KIND(PASS_SHOWN) : KIND(PASS_LISTED), .plate = args->value[GATE_PLATE] == NULL ? "" : args->value[GATE_PLATE]};
	if (args->value[R_DUTY] == NULL)
		return party_needs(context, "--duty");
	enum err err = party_number(context, "duty", args->value[R_DUTY], 1, UINT32_MAX, 0, &out->duty);
	if (err == ERR_OK)
		err = party_number(context, "people", args->value[R_PEOPLE], 1, PEOPLE_MAX, 0, &out->people);
	if (err == ERR_OK)
		err = recorder_temperature(context, args->value[R_TEMPERATURE], &out->temperature_dc);
	if (err == ERR_OK)
		err = inspect_read(context, args->value[R_INSPECTIONS], &out->inspections);
	if (err == ERR_OK)
		err = choice_read(context, outcomes, "--outcome", args->value[R_OUTCOME], &outcome);
	if (err == ERR_OK)
		err = read_reason(context, args->value[R_REASON], &out->reason);
	if (err == ERR_OK)
		err = slip_dots(context, args->value[R_RECEIPT + HANDOUT_DOTS], &dots); /* now, while nothing is recorded */
	out->outcome = (Guosuo__V1__Outcome)outcome;
	return err == ERR_OK ? EXIT_DONE : EXIT_USAGE;
}

enum exit_code record_read(struct context *context, const struct args *args, struct decision *out)
{
	uint32_t direction, without;
	enum exit_code code = read_decision(context, args, out);
	if (code != EXIT_DONE)
		return code;
	if (choice_read(context, directions, "--direction", args->value[R_DIRECTION], &direction) != ERR_OK ||
	    choice_read(context, kinds, "--without", args->value[R_KIND], &without) != ERR_OK)
		return EXIT_USAGE;
	out->direction = direction == 0 ? DIRECTION(PASSING) : (Guosuo__V1__Direction)direction;
	if (without != 0)
		out->kind = (Guosuo__V1__PassageKind)without;
	return EXIT_DONE;
}

bool record_is_without(const struct decision *decision)
{
	return decision->kind == KIND(NO_PASS) || decision->kind == KIND(OTHER_PASS);
}

enum exit_code record_decide(struct context *context, const struct gate *gate, const struct look *look, struct decision *decision)
{
	const enum word word = look == NULL ? (enum word)0 : look->verdict.word;
	bool due;
	if (decision->outcome == OUTCOME(OUTCOME_UNSPECIFIED) && word == VERDICT_ACCEPT)
		decision->outcome = OUTCOME(PASSED);
	if (decision->outcome == OUTCOME(OUTCOME_UNSPECIFIED)) {
		say(context, SAY_OUTCOME_NEEDED);
		return word == 0 ? EXIT_USAGE : gate_exit(word);
	}
	if (inspect_check(context, gate, look, decision, &due) != ERR_OK)
		return EXIT_USAGE;
	if ((due || stamp_against((uint32_t)word, decision->outcome)) == (decision->reason != 0))
		return EXIT_DONE;
	say(context, decision->reason == 0 ? SAY_REASON_NEEDED : SAY_REASON_NEEDLESS);
	return EXIT_USAGE;
}

/* ---- after it ---- */

static void say_recorded(struct context *context, const struct passage *passage)
{
	char number[PASS_NUMBER_LEN + 1] = "-";
	if (passage->sealed)
		pass_number(passage->shown.trip.body->pass_id.data, number);
	bool delivered = passage->stamp.body->direction == DIRECTION(DELIVERED);
	say(context, delivered ? SAY_DELIVERED_KEPT : passage->sealed ? SAY_STAMP_KEPT : SAY_PASSAGE_KEPT, number,
	    passage->record->sequence);
}

static void print_recorded(struct context *context, const struct passage *passage, const char *receipt)
{
	char number[PASS_NUMBER_LEN + 1] = "";
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	if (passage->sealed)
		pass_number(passage->shown.trip.body->pass_id.data, number);
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_text(&sheet, "number", "", "", "%s", number);
	sheet_text(&sheet, "verdict", "", "", "%s", stamp->verdict == 0 ? "" : word_name((enum word)stamp->verdict));
	sheet_number(&sheet, "outcome", "", "", (int64_t)stamp->outcome, "");
	sheet_json(&sheet, "inspections", inspect_json(stamp->inspections, stamp->n_inspections));
	sheet_json(&sheet, "delivered", json_boolean(stamp->direction == DIRECTION(DELIVERED)));
	sheet_json(&sheet, "stamped", json_boolean(passage->sealed));
	sheet_number(&sheet, "sequence", "", "", passage->record->sequence, "");
	if (receipt != NULL)
		sheet_text(&sheet, "receipt", "", "", "%s", receipt);
	sheet_end(&sheet);
}

static enum exit_code tell(struct context *context, const struct args *args, const struct held *held,
                           const struct passage *passage, const struct verdict *shown)
{
	char *text;
	say_recorded(context, passage);
	const enum err err = handout_give(context, args, R_RECEIPT, held, passage, shown, &text);
	if (context->json)
		print_recorded(context, passage, text);
	else if (err == ERR_OK && args->value[R_RECEIPT + HANDOUT_TEXT] != NULL)
		puts(text);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* ---- record ---- */

/* The verdict goes to standard error where standard output is one document. */
static enum exit_code look_and_print(struct context *context, const struct args *args, Guosuo__V1__Direction direction,
                                     struct look *look)
{
	enum exit_code code = gate_look(context, args, direction, look);
	if (code != EXIT_DONE)
		return code;
	struct context as_text = *context;
	as_text.json = false;
	gate_print(&as_text, look, context->json ? stderr : stdout);
	return EXIT_DONE;
}

static enum exit_code put(struct context *context, const struct args *args, const struct gate *gate, const struct look *look,
                          const struct decision *decision)
{
	struct recorder recorder;
	struct recorded *recorded = arena_take(&context->arena, sizeof *recorded);
	enum exit_code code = EXIT_OTHER;
	if (recorded == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (recorder_open(context, gate, &recorder) == ERR_OK &&
	    recorder_put(context, &recorder, look, decision, recorded) == ERR_OK)
		code = tell(context, args, &gate->held, &recorded->passage, look == NULL ? NULL : &look->verdict);
	recorder_close(&recorder);
	return code;
}

static enum exit_code record_without(struct context *context, const struct args *args, struct decision *decision)
{
	if (args->count > 0 || args->value[GATE_FILE] != NULL || args->value[GATE_PICTURE] != NULL || args->value[GATE_LISTED] != NULL) {
		say(context, SAY_WITHOUT_CODE);
		return EXIT_USAGE;
	}
	const struct gate *gate = gate_open(context);
	if (gate == NULL)
		return EXIT_OTHER;
	const enum exit_code code = record_decide(context, gate, NULL, decision);
	return code == EXIT_DONE ? put(context, args, gate, NULL, decision) : code;
}

static enum exit_code run_record(struct context *context, const struct args *args)
{
	struct decision decision;
	struct look *look = arena_take(&context->arena, sizeof *look);
	if (look == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	enum exit_code code = record_read(context, args, &decision);
	if (code != EXIT_DONE)
		return code;
	if (record_is_without(&decision))
		return record_without(context, args, &decision);
	code = look_and_print(context, args, decision.direction, look);
	if (code == EXIT_DONE)
		code = record_decide(context, look->gate, look, &decision);
	return code == EXIT_DONE ? put(context, args, look->gate, look, &decision) : code;
}

/* ---- deliver ---- */

/* Nothing else is against it: where this device's own log has that delivery, there is nothing to decide. */
static bool is_only_delivered(const struct verdict *verdict)
{
	return verdict->finding_count > 0 && verdict->findings[0].code == FINDING_ALREADY_DELIVERED &&
	       (verdict->finding_count == 1 || verdict->findings[1].severity == SEVERITY_NOTE);
}

/* Twice is once: the same journey again has the receipt it had. */
static enum exit_code tell_again(struct context *context, const struct args *args, const struct held *held,
                                 const struct passage *delivery)
{
	char *text;
	const enum err err = handout_give(context, args, R_RECEIPT, held, delivery, NULL, &text);
	if (err == ERR_OK && args->value[R_RECEIPT + HANDOUT_TEXT] != NULL)
		puts(text);
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

/* ERR_NOT_FOUND: this log does not have it, or a person does not let it pass. */
static enum err find_delivery(struct context *context, const struct recorder *recorder, const struct decision *decision,
                              const struct shown *shown, struct passage *out)
{
	if (decision->outcome != OUTCOME(OUTCOME_UNSPECIFIED) && decision->outcome != OUTCOME(PASSED))
		return ERR_NOT_FOUND;
	const enum err err = delivery_find(context, &recorder->log, shown, out);
	if (err == ERR_OK)
		say(context, SAY_DELIVERED_BEFORE, out->record->sequence);
	return err;
}

static enum exit_code deliver_once(struct context *context, const struct args *args, struct recorder *recorder,
                                   const struct look *look, struct decision *decision, const struct shown *shown)
{
	struct recorded *recorded = arena_take(&context->arena, sizeof *recorded);
	if (recorded == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	const struct held *held = &look->gate->held;
	enum err err = find_delivery(context, recorder, decision, shown, &recorded->passage);
	if (err == ERR_OK)
		return tell_again(context, args, held, &recorded->passage);
	if (err != ERR_NOT_FOUND)
		return say_err(context, err, "passages");
	const enum exit_code code = record_decide(context, look->gate, look, decision);
	if (code != EXIT_DONE)
		return code;
	decision->direction = decision->outcome == OUTCOME(PASSED) ? DIRECTION(DELIVERED) : DIRECTION(ENTERING);
	err = recorder_put(context, recorder, look, decision, recorded);
	if (err == ERR_OK)
		return tell(context, args, held, &recorded->passage, &look->verdict);
	return err == ERR_EXISTS ? tell_again(context, args, held, &recorded->passage) : EXIT_OTHER;
}

static enum exit_code deliver(struct context *context, const struct args *args, const struct look *look,
                              struct decision *decision)
{
	struct shown *shown = arena_take(&context->arena, sizeof *shown);
	struct recorder recorder;
	struct span raw;
	if (shown == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (code_read(look->sight.text, &context->arena, &raw) != ERR_OK || code_show(raw, &context->arena, shown) != ERR_OK) {
		say(context, SAY_NOT_RECORDED);
		return gate_exit(look->verdict.word);
	}
	if (!delivery_is_here(context, look->gate, shown->trip.body, shown->leg.body))
		return EXIT_OTHER;
	enum exit_code code = EXIT_DONE;
	if (!is_only_delivered(&look->verdict))
		code = record_decide(context, look->gate, look, decision);
	if (code != EXIT_DONE)
		return code;
	code = EXIT_OTHER;
	if (recorder_open(context, look->gate, &recorder) == ERR_OK)
		code = deliver_once(context, args, &recorder, look, decision, shown);
	recorder_close(&recorder);
	return code;
}

static enum exit_code run_deliver(struct context *context, const struct args *args)
{
	struct decision decision;
	struct look *look = arena_take(&context->arena, sizeof *look);
	if (look == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	enum exit_code code = read_decision(context, args, &decision);
	if (code == EXIT_DONE)
		code = look_and_print(context, args, DIRECTION(DELIVERED), look);
	return code == EXIT_DONE ? deliver(context, args, look, &decision) : code;
}

/* ---- handover ---- */

enum { H_DUTY, H_TO, H_NOTE };
static const struct option_row handover_options[] = {
    [H_DUTY] = {"duty", "N", "交班人员编号", "the number of whoever goes"},
    [H_TO] = {"to", "N", "接班人员编号 (缺省: 撤岗)", "the number of whoever takes over (without it: the post is left)"},
    [H_NOTE] = {"note", "TEXT", "物资与未了事项", "supplies and open cases"},
    {NULL, NULL, NULL, NULL},
};

static void print_shift(struct context *context, const struct recorder *recorder, const Guosuo__V1__Handover *shift)
{
	char since[RENDER_TIME];
	render_time(&recorder->gate->held, shift->since, since);
	if (context->json) {
		party_print(context, &shift->base);
		return;
	}
	printf(context->lang == LANG_ZH ? "自 %s: 过卡 %u, 核验通过 %u, 需人工核查 %u, 核验不通过 %u, 未放行 %u%s\n"
	                                : "since %s: %u passages, %u accepted, %u referred, %u rejected, %u not let pass%s\n",
	       since, shift->passages, shift->accepted, shift->referred, shift->rejected, shift->not_passed,
	       shift->passages > 0           ? ""
	       : context->lang == LANG_ZH ? " (零报告)"
	                                  : " (nil report)");
	printf("%u -> %u  %s\n", shift->from, shift->to, shift->note);
}

static enum exit_code hand_over(struct context *context, struct recorder *recorder, Guosuo__V1__Handover *handover)
{
	Guosuo__V1__Handover shift;
	enum err err = recorder_shift(recorder, &shift);
	if (err != ERR_OK)
		return say_err(context, err, "passages");
	shift.from = handover->from, shift.to = handover->to, shift.note = handover->note;
	if (recorder_hand_over(context, recorder, &shift) != ERR_OK)
		return EXIT_OTHER;
	print_shift(context, recorder, &shift);
	return EXIT_DONE;
}

static enum exit_code run_handover(struct context *context, const struct args *args)
{
	Guosuo__V1__Handover handover = GUOSUO__V1__HANDOVER__INIT;
	struct recorder recorder;
	enum exit_code code = EXIT_OTHER;
	if (args->value[H_DUTY] == NULL)
		return party_needs(context, "--duty");
	if (party_number(context, "duty", args->value[H_DUTY], 1, UINT32_MAX, 0, &handover.from) != ERR_OK ||
	    party_number(context, "to", args->value[H_TO], 1, UINT32_MAX, 0, &handover.to) != ERR_OK)
		return EXIT_USAGE;
	handover.note = args->value[H_NOTE] == NULL ? (char *)"" : (char *)(uintptr_t)args->value[H_NOTE];
	if (strlen(handover.note) > PASSAGE_NOTE_MAX) {
		say(context, SAY_NOTE_LONG, (unsigned)PASSAGE_NOTE_MAX);
		return EXIT_USAGE;
	}
	const struct gate *gate = gate_open(context);
	if (gate != NULL && recorder_open(context, gate, &recorder) == ERR_OK)
		code = hand_over(context, &recorder, &handover);
	if (gate != NULL)
		recorder_close(&recorder);
	return code;
}

/* ---- log ---- */

enum { LOG_COUNT = 20, LOG_COUNT_MAX = 10000, LOG_ROOM = 64 * 1024 };
static const struct option_row log_options[] = {{"count", "N", "最近几条 (默认 20)", "so many of the last (20)"}, {0}};

/* A newer one's number, in room. */
static const char *reason_text(const struct context *context, uint32_t reason, char room[static PASS_NUMBER_LEN + 1])
{
	const char *text = stamp_reason_text(reason, context->lang);
	if (text == NULL)
		snprintf(room, PASS_NUMBER_LEN + 1, "%u", reason);
	return text == NULL ? room : text;
}

static void print_passage(const struct context *context, const struct held *held, const struct passage *passage, FILE *out)
{
	char at[RENDER_TIME], number[PASS_NUMBER_LEN + 1] = "-", names[INSPECT_NAMES];
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	render_time(held, stamp->time, at);
	inspect_names(stamp->inspections, stamp->n_inspections, context->lang, names);
	if (passage->sealed)
		pass_number(passage->shown.trip.body->pass_id.data, number);
	fprintf(out, "%u  %s  %s  %s  %s  %s  %s", passage->record->sequence, at,
	       choice_text(context, kinds, (uint32_t)passage->passage->kind), number, passage->passage->plate,
	       stamp->verdict == 0 ? "-" : word_text((enum word)stamp->verdict, context->lang),
	       stamp_outcome_text(stamp->outcome, context->lang));
	if (stamp->reason != 0)
		fprintf(out, " (%s)", reason_text(context, stamp->reason, number));
	fprintf(out, context->lang == LANG_ZH ? "  %s  值班 %u" : "  %s  duty %u",
	       choice_text(context, directions, (uint32_t)stamp->direction), stamp->duty);
	if (stamp->people != 0)
		fprintf(out, context->lang == LANG_ZH ? "  %u 人" : "  %u people", stamp->people);
	if (passage->passage->temperature_dc != 0)
		fprintf(out, "  %u.%u C", passage->passage->temperature_dc / 10, passage->passage->temperature_dc % 10);
	if (stamp->n_inspections > 0)
		fprintf(out, "  %s", names);
	if (passage->passage->undone_reason != 0)
		fprintf(out, context->lang == LANG_ZH ? "  应查未做完而放行 (%s)" : "  passed with an inspection due (%s)",
		        reason_text(context, passage->passage->undone_reason, number));
	fputc('\n', out);
}

static void print_handover(const struct context *context, const struct held *held, const struct passage *passage, FILE *out)
{
	char at[RENDER_TIME];
	const Guosuo__V1__Handover *handover = passage->handover;
	render_time(held, passage->record->time, at);
	fprintf(out, context->lang == LANG_ZH ? "%u  %s  交接班 %u -> %u  过卡 %u, 未放行 %u  %s\n"
	                                : "%u  %s  hand-over %u -> %u  %u passages, %u not let pass  %s\n",
	       passage->record->sequence, at, handover->from, handover->to, handover->passages, handover->not_passed,
	       handover->note);
}

static void print_reset(const struct context *context, const struct held *held, const struct passage *passage, FILE *out)
{
	char at[RENDER_TIME], from[RENDER_TIME], to[RENDER_TIME] = "-";
	const Guosuo__V1__RatchetReset *reset = passage->reset;
	render_time(held, passage->record->time, at);
	render_time(held, reset->from, from);
	if (reset->to != 0)
		render_time(held, reset->to, to);
	fprintf(out, context->lang == LANG_ZH ? "%u  %s  时间下限重置 %s -> %s  值班 %u  %s\n"
	                                      : "%u  %s  ratchet reset %s -> %s  duty %u  %s\n",
	        passage->record->sequence, at, from, to, reset->duty, reset->reason);
}

void record_print(const struct context *context, const struct held *held, const struct passage *passage, FILE *out)
{
	if (passage->passage != NULL)
		print_passage(context, held, passage, out);
	else if (passage->handover != NULL)
		print_handover(context, held, passage, out);
	else
		print_reset(context, held, passage, out);
}

static enum err print_record(struct context *context, const struct held *held, struct span raw)
{
	size_t used = context->arena.used;
	struct passage *passage = arena_take(&context->arena, sizeof *passage);
	enum err err = passage == NULL ? ERR_MEMORY : passage_read(raw, &context->arena, passage);
	if (err == ERR_OK && context->json)
		party_print(context, &passage->record->base);
	else if (err == ERR_OK)
		record_print(context, held, passage, stdout);
	context->arena.used = used;
	return err;
}

/* A number that is left out was damaged, and is said where it would stand. */
static enum err print_records(struct context *context, const struct held *held, const struct passages *log, uint32_t count)
{
	struct passages_reader reader;
	uint32_t next = log->last > count ? log->last - count + 1 : 1;
	enum err err = passages_read(log, next, &reader);
	while (err == ERR_OK && (err = passages_read_next(&reader)) == ERR_OK) {
		for (; next < reader.sequence; next++)
			say(context, SAY_RECORD_DAMAGED, next);
		err = print_record(context, held, reader.record);
		next++;
	}
	passages_read_close(&reader);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum exit_code run_log(struct context *context, const struct args *args)
{
	uint32_t count;
	uint8_t key[KEY_LEN];
	struct passages log;
	if (party_number(context, "count", args->value[0], 1, LOG_COUNT_MAX, LOG_COUNT, &count) != ERR_OK)
		return EXIT_USAGE;
	const struct gate *gate = gate_open(context);
	if (gate == NULL)
		return EXIT_OTHER;
	enum err err = key_public(context, key);
	if (err == ERR_OK)
		err = passages_open(context, key, &log);
	if (err != ERR_OK)
		return say_err(context, err, "passages");
	const uint32_t sent = passages_sent(context);
	err = print_records(context, &gate->held, &log, count);
	if (err == ERR_OK)
		say(context, SAY_LOG_STANDS, log.last, log.last > sent ? log.last - sent : 0, (unsigned)passages_room(&log));
	passages_close(&log);
	return err == ERR_OK ? EXIT_DONE : say_err(context, err, "passages");
}

const struct command record_commands[] = {
    {"checkpoint", "record", "[TEXT]", 0, 1, "核验并记录过卡 (无需网络)", "judge a code and record the passage; needs no network",
     record_options, run_record},
    {"checkpoint", "deliver", "[TEXT]", 0, 1, "核验并加盖送达签章 (无需网络)", "judge a code and seal its delivery; needs no network",
     deliver_options, run_deliver},
    {"checkpoint", "handover", "", 0, 0, "交接班, 零报告", "hand over the shift; a nil report where nothing came", handover_options,
     run_handover},
    {"checkpoint", "log", "", 0, 0, "过卡记录", "what was recorded, and what waits to be sent", log_options, run_log},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
