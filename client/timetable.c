#include "client/timetable.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "client/render.h"
#include "proto/identity.h"

enum { SHORT_TIME = 16, DURATION = 24, CELL = 160 };

__attribute__((format_arg(2), format_arg(3))) static const char *pick(const struct context *context, const char *zh,
								      const char *en)
{
	return context->lang == LANG_ZH ? zh : en;
}

static const char *province(const struct context *context, uint32_t code)
{
	const char *name = province_name(code, context->lang);
	return name == NULL ? "?" : name;
}

/* "03-10 12:20", at the directory's offset; "-" for no time. */
static void short_time(const struct held *held, int64_t when, char out[static SHORT_TIME])
{
	char whole[RENDER_TIME];
	snprintf(out, SHORT_TIME, "-");
	if (when == 0)
		return;
	render_time(held, when, whole);
	snprintf(out, SHORT_TIME, "%.5s %.5s", whole + 5, whole + 11);
}

/* "2:20", "-0:55"; nothing of it is "-". */
static void duration(int64_t seconds, char out[static DURATION])
{
	long long minutes = (seconds < 0 ? -seconds : seconds) / 60;
	if (minutes == 0)
		snprintf(out, DURATION, "-");
	else
		snprintf(out, DURATION, "%s%lld:%02lld", seconds < 0 ? "-" : "", minutes / 60, minutes % 60);
}

/* "富余 3 天 2 小时", "over by 20 min". */
static void slack_text(const struct context *context, int64_t slack_s, char out[static TIMETABLE_TEXT])
{
	char age[RENDER_AGE];
	render_age(context, slack_s < 0 ? -slack_s : slack_s, age);
	snprintf(out, TIMETABLE_TEXT, slack_s < 0 ? pick(context, "已过 %s", "over by %s") : pick(context, "富余 %s", "slack %s"),
		 age);
}

void timetable_line(const struct context *context, const Guosuo__V1__ReviewLine *line, char out[static TIMETABLE_TEXT])
{
	out[0] = '\0';
	if (line->timetable == GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_NONE)
		snprintf(out, TIMETABLE_TEXT, "%s", pick(context, "各段不能衔接", "legs do not connect"));
	else if (line->timetable == GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_LATE)
		snprintf(out, TIMETABLE_TEXT, "%s", pick(context, "若尚未出发, 已赶不上", "too late, if it has not left"));
	else if (line->latest_decision != 0)
		slack_text(context, line->slack_s, out);
}

/* ---- the outcome ---- */

static void word_of_none(const struct context *context, const Guosuo__V1__Timetable *table, char out[static TIMETABLE_TEXT])
{
	const char *first = province(context, table->first_province);
	if (table->first == table->second)
		snprintf(out, TIMETABLE_TEXT, pick(context, "没有可行的时刻表: %s段无法行驶", "no timetable: the leg of %s cannot be driven"),
			 first);
	else
		snprintf(out, TIMETABLE_TEXT,
			 pick(context, "没有可行的时刻表: %s段与%s段不能衔接", "no timetable: the legs of %s and %s do not connect"),
			 first, province(context, table->second_province));
}

static void word_of_unknown(const struct context *context, const Guosuo__V1__Timetable *table, char out[static TIMETABLE_TEXT])
{
	if (table == NULL || table->first == 0)
		snprintf(out, TIMETABLE_TEXT, "%s",
			 pick(context, "未推算: 机构名录中没有行车时间规定", "not reckoned: the directory has no driving times"));
	else
		snprintf(out, TIMETABLE_TEXT,
			 pick(context, "未推算: 申请中%s段没有公里数", "not reckoned: the application has no kilometres for the leg of %s"),
			 province(context, table->first_province));
}

static void word_of_late(const struct context *context, const Guosuo__V1__Timetable *table, char out[static TIMETABLE_TEXT])
{
	char late[RENDER_AGE];
	render_age(context, table->late_s, late);
	if (table->late_s > 0)
		snprintf(out, TIMETABLE_TEXT,
			 pick(context, "若尚未出发, 已赶不上, 晚 %s", "too late by %s, if the train has not left"), late);
	else
		snprintf(out, TIMETABLE_TEXT, "%s",
			 pick(context, "若尚未出发, 各段期限内已赶不上",
			      "too late for the legs' windows, if the train has not left"));
}

void timetable_word(const struct context *context, const Guosuo__V1__Timetable *table, char out[static TIMETABLE_TEXT])
{
	char slack[RENDER_AGE];
	switch (table == NULL ? GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_STATE_UNSPECIFIED : table->state) {
	case GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_GOOD:
		render_age(context, table->slack_s, slack);
		snprintf(out, TIMETABLE_TEXT, pick(context, "可行, 富余时间 %s", "good, slack %s"), slack);
		return;
	case GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_LATE:
		word_of_late(context, table, out);
		return;
	case GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_NONE:
		word_of_none(context, table, out);
		return;
	default:
		word_of_unknown(context, table, out);
	}
}

/* ---- what would help ---- */

/* {name}, {from}, {to}, {by}: the leg's province, its new window, how much. */
static const char *const helps[][2] = {
    [GUOSUO__V1__HELP_KIND__HELP_CUTOFF] = {"截港推迟 {by}", "a cut-off {by} later"},
    [GUOSUO__V1__HELP_KIND__HELP_WINDOW] = {"{name}段通行期限改为 {from} 至 {to} (延长 {by})",
					    "the window of {name} as {from} to {to} ({by} longer)"},
    [GUOSUO__V1__HELP_KIND__HELP_HOURS] = {"{name}段不限准行时段", "any hour in {name}"},
    [GUOSUO__V1__HELP_KIND__HELP_STOP] = {"{name}段增加途中食宿点", "a stop in {name}"},
    [GUOSUO__V1__HELP_KIND__HELP_DEPART] = {"提前 {by} 出发 (须重新申请)", "leaving {by} earlier (a new application)"},
    [GUOSUO__V1__HELP_KIND__HELP_BOTH] = {"两省可同签: {name}段 {from} 至 {to}", "both can seal: {name} {from} to {to}"},
};

static void fill(const char *form, const char *const values[4], char out[static TIMETABLE_TEXT])
{
	static const char *const names[4] = {"{name}", "{from}", "{to}", "{by}"};
	size_t n = 0;
	while (*form != '\0' && n + 1 < TIMETABLE_TEXT) {
		size_t i = 0;
		while (i < 4 && strncmp(form, names[i], strlen(names[i])) != 0)
			i++;
		int added = i < 4 ? snprintf(out + n, TIMETABLE_TEXT - n, "%s", values[i])
				  : snprintf(out + n, TIMETABLE_TEXT - n, "%c", *form);
		form += i < 4 ? strlen(names[i]) : 1;
		n += added > 0 ? (size_t)added : 0;
	}
	out[n < TIMETABLE_TEXT ? n : TIMETABLE_TEXT - 1] = '\0';
}

/* false: a kind this program does not know. */
static bool help_text(const struct context *context, const struct held *held, const Guosuo__V1__TimetableHelp *help,
		      char out[static TIMETABLE_TEXT])
{
	char from[SHORT_TIME], to[SHORT_TIME], by[RENDER_AGE];
	size_t kind = (size_t)help->kind;
	if (kind >= sizeof helps / sizeof helps[0] || helps[kind][0] == NULL)
		return false;
	short_time(held, help->from, from);
	short_time(held, help->to, to);
	render_age(context, help->by_s, by);
	fill(helps[kind][context->lang == LANG_EN], (const char *const[4]){province(context, help->province), from, to, by}, out);
	return true;
}

void timetable_helps(const struct context *context, const struct held *held, const Guosuo__V1__Timetable *table, FILE *out)
{
	char text[TIMETABLE_TEXT];
	for (size_t i = 0; table != NULL && i < table->n_help; i++)
		if (help_text(context, held, table->help[i], text))
			fprintf(out, "%s: %s\n", pick(context, "可行办法", "would help"), text);
}

/* ---- a reviewer's rows ---- */

static void show_window(struct sheet *sheet, const struct held *held, const char *key, const char *zh, const char *en,
			const Guosuo__V1__LegWindow *window)
{
	char from[RENDER_TIME], to[RENDER_TIME];
	if (window == NULL)
		return;
	render_time(held, window->not_before, from);
	render_time(held, window->not_after, to);
	sheet_text(sheet, key, zh, en, "%s %s > %s %s", province(sheet->context, window->province), from, to,
		   window->sealed ? pick(sheet->context, "(已签)", "(sealed)") : pick(sheet->context, "(申请)", "(asked for)"));
}

static void show_helps(struct sheet *sheet, const struct held *held, const Guosuo__V1__Timetable *table)
{
	json_t *list = json_array();
	char text[TIMETABLE_TEXT];
	for (size_t i = 0; i < table->n_help; i++) {
		if (!help_text(sheet->context, held, table->help[i], text))
			continue;
		json_array_append_new(list, json_string(text));
		if (!sheet->context->json)
			sheet_text(sheet, "", "可行办法", "would help", "%s", text);
	}
	sheet_json(sheet, "helps", list);
}

void timetable_show_leg(struct sheet *sheet, const struct held *held, const Guosuo__V1__LegView *leg)
{
	char text[TIMETABLE_TEXT], from[RENDER_TIME], to[RENDER_TIME];
	timetable_word(sheet->context, leg->timetable, text);
	sheet_text(sheet, "timetable", "时刻表", "timetable", "%s", text);
	if (leg->timetable == NULL || leg->plan == NULL)
		return;
	if (leg->timetable->latest_decision != 0) {
		render_time(held, leg->timetable->latest_decision, from);
		sheet_text(sheet, "latest_decision", "最晚决定", "latest decision", "%s", from);
	}
	render_time(held, leg->plan->enter, from);
	render_time(held, leg->plan->enter_latest, to);
	if (leg->plan->enter_latest != 0) {
		sheet_text(sheet, "enter", "驶入本段", "enters this leg", "%s > %s", from, to);
		duration(leg->plan->slack_s, text);
		sheet_text(sheet, "slack", "本段富余时间", "slack of this leg", "%s", text);
	}
	show_window(sheet, held, "before", "上一段期限", "window of the leg before", leg->before);
	show_window(sheet, held, "after", "下一段期限", "window of the leg after", leg->after);
	show_helps(sheet, held, leg->timetable);
}

/* ---- the officer's table ---- */

/* Chinese characters are two columns wide. width 0: the last one of a line. */
static void cell(FILE *out, const char *text, int width)
{
	wchar_t wide[CELL];
	size_t n = mbstowcs(wide, text, CELL - 1);
	int taken = n == (size_t)-1 ? (int)strlen(text) : wcswidth(wide, n);
	int room = width == 0 ? 0 : taken < width ? width - taken : 1;
	fprintf(out, "%s%*s", text, room, "");
}

static const struct column {
	const char *zh, *en;
	int width;
} columns[] = {
    {"段", "leg", 4},	 {"省份", "province", 11},   {"驶入 (最早)", "enter from", 13},
    {"驶入 (最晚)", "to", 13}, {"驶出 (最早)", "exit", 13}, {"行车", "drive", 7},
    {"停歇", "break", 16},    {"富余", "slack", 9},	     {"食宿点", "stop", 0},
};

static void print_head(const struct context *context, FILE *out)
{
	for (size_t i = 0; i < sizeof columns / sizeof columns[0]; i++)
		cell(out, pick(context, columns[i].zh, columns[i].en), columns[i].width);
	fputc('\n', out);
}

static void breaks(const struct context *context, const Guosuo__V1__LegPlan *plan, char out[static CELL])
{
	char inside[DURATION], before[DURATION];
	duration(plan->stand_s, inside);
	duration(plan->before_s, before);
	if (plan->before_s == 0)
		snprintf(out, CELL, "%s", inside);
	else
		snprintf(out, CELL, pick(context, "驶入前 %s%s%s", "%s before%s%s"), before, plan->stand_s == 0 ? "" : ", ",
			 plan->stand_s == 0 ? "" : inside);
}

static void stops(const Guosuo__V1__LegPlan *plan, char out[static CELL])
{
	size_t n = 0;
	snprintf(out, CELL, "-");
	for (size_t i = 0; i < plan->n_stops && n < CELL; i++) {
		int added = snprintf(out + n, CELL - n, "%s%s", i > 0 ? ", " : "", plan->stops[i]);
		n += added > 0 ? (size_t)added : 0;
	}
}

static void print_leg(const struct context *context, const struct held *held, const Guosuo__V1__LegView *leg, FILE *out)
{
	const Guosuo__V1__LegPlan *plan = leg->plan;
	char cells[9][CELL];
	snprintf(cells[0], CELL, "%u", leg->ordinal);
	snprintf(cells[1], CELL, "%s", province(context, leg->province));
	short_time(held, plan->enter, cells[2]);
	short_time(held, plan->enter_latest, cells[3]);
	short_time(held, plan->exit, cells[4]);
	duration(plan->drive_s, cells[5]);
	breaks(context, plan, cells[6]);
	duration(plan->enter_latest == 0 ? 0 : plan->slack_s, cells[7]);
	stops(plan, cells[8]);
	for (size_t i = 0; i < 9; i++)
		cell(out, cells[i], columns[i].width);
	fputc('\n', out);
}

static void print_moment(const struct context *context, const struct held *held, const char *zh, const char *en, int64_t when,
			 FILE *out)
{
	char text[RENDER_TIME] = "-";
	if (when != 0)
		render_time(held, when, text);
	fprintf(out, "%s: %s\n", pick(context, zh, en), text);
}

static void print_moves(const struct context *context, const struct held *held, const Guosuo__V1__TripView *view, FILE *out)
{
	char when[RENDER_TIME], to[RENDER_TIME];
	print_moment(context, held, "截港时间", "port cut-off", view->cutoff, out);
	for (size_t i = 0; i < view->n_cutoff_moves; i++) {
		const Guosuo__V1__CutoffMove *move = view->cutoff_moves[i];
		render_time(held, move->moved_at, when);
		render_time(held, move->cutoff, to);
		fprintf(out, pick(context, "  %s 改为 %s: %s", "  on %s moved to %s: %s"), when, to, move->reason);
		if (move->who[0] != '\0')
			fprintf(out, " (%s)", move->who);
		fputc('\n', out);
	}
}

void timetable_print(const struct context *context, const struct held *held, const Guosuo__V1__TripView *view, FILE *out)
{
	const Guosuo__V1__Timetable *table = view->timetable;
	char text[TIMETABLE_TEXT];
	bool planned = false;
	for (size_t i = 0; i < view->n_legs; i++) {
		if (view->legs[i]->plan != NULL && !planned)
			print_head(context, out);
		planned |= view->legs[i]->plan != NULL;
		if (view->legs[i]->plan != NULL)
			print_leg(context, held, view->legs[i], out);
	}
	print_moves(context, held, view, out);
	if (planned && table != NULL) {
		print_moment(context, held, "最早到达", "earliest arrival", table->arrival, out);
		print_moment(context, held, "最晚出发", "latest departure", table->latest_departure, out);
		print_moment(context, held, "最晚决定", "latest decision", table->latest_decision, out);
	}
	timetable_word(context, table, text);
	fprintf(out, "%s: %s\n", pick(context, "时刻表", "timetable"), text);
	timetable_helps(context, held, table, out);
}
