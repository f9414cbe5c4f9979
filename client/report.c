#include "client/report.h"

#include <limits.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

#include "client/cells.h"
#include "proto/civil.h"
#include "proto/identity.h"

#define AT(member) offsetof(Guosuo__V1__Figures, member), #member
const struct report_column report_columns[REPORT_COLUMNS] = {
    {AT(originated), "发起运次", "trips begun"},
    {AT(submitted), "收到省段", "legs in"},
    {AT(decided), "办结", "decided"},
    {AT(approved), "准予许可", "approved"},
    {AT(refused), "不予许可", "refused"},
    {AT(withdrawn), "撤回", "withdrawn"},
    {AT(corrections), "补正", "corrections"},
    {AT(pauses), "不计入时限", "pauses"},
    {AT(open), "在办", "open"},
    {AT(late), "逾期", "late"},
    {AT(expedited), "加急", "expedited"},
    {AT(difficulties), "企业诉求", "difficulties"},
    {AT(answered), "已答复", "answered"},
    {AT(overdue), "逾期未答", "overdue"},
    {AT(escalated), "已升级提醒", "escalated"},
    {AT(no_timetable), "行程不能衔接", "no timetable"},
    {AT(revised), "重新审查", "revised"},
    {AT(revoked), "撤销", "revoked"},
    {AT(restored), "撤销后重审", "restored after revocation"},
    {AT(delivered), "送达", "delivered"},
    {AT(passages), "过卡", "passages"},
    {AT(not_passed), "未放行", "not let pass"},
    {AT(silent), "失联查验点", "silent checkpoints"},
};

uint32_t report_figure(const Guosuo__V1__Figures *figures, const struct report_column *column)
{
	uint32_t value;
	memcpy(&value, (const uint8_t *)figures + column->at, sizeof value);
	return value;
}

const struct report_column *report_column_named(const char *name)
{
	for (size_t i = 0; i < REPORT_COLUMNS; i++)
		if (strcmp(report_columns[i].name, name) == 0)
			return &report_columns[i];
	return NULL;
}

void report_time(const Guosuo__V1__DailyReport *report, int64_t when, char out[static REPORT_TIME])
{
	enum { MINUTES = 16 }; /* "2020-03-10T18:00" */
	char text[TIME_TEXT_LEN + 1];
	rfc3339_write(when, report->utc_offset_min, text);
	memcpy(out, text, MINUTES);
	out[MINUTES] = '\0';
	out[10] = ' ';
}

void report_place(uint32_t province, char out[static REPORT_PLACE])
{
	const char *zh = province_name(province, LANG_ZH), *en = province_name(province, LANG_EN);
	if (province == 0)
		snprintf(out, REPORT_PLACE, "合计 Total");
	else
		snprintf(out, REPORT_PLACE, "%s %s", zh == NULL ? "?" : zh, en == NULL ? "?" : en);
}

const char *report_state(uint32_t state)
{
	static const char *const words[] = {
	    [GUOSUO__V1__LEG_STATE__LEG_OPEN] = "待审 open",
	    [GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED] = "已签一人 half sealed",
	    [GUOSUO__V1__LEG_STATE__LEG_ASKED] = "待补正 asked",
	    [GUOSUO__V1__LEG_STATE__LEG_PAUSED] = "不计入时限 paused",
	};
	return state < sizeof words / sizeof words[0] && words[state] != NULL ? words[state] : "?";
}

/* ---- for people ---- */

static const char *pick(const struct context *context, const char *zh, const char *en)
{
	return context->lang == LANG_ZH ? zh : en;
}

static const char *place(const struct context *context, uint32_t province)
{
	const char *name = province_name(province, context->lang);
	return province == 0 ? pick(context, "合计", "Total") : name == NULL ? "?" : name;
}

static void print_figures(const struct context *context, const Guosuo__V1__Figures *figures)
{
	printf("%s:", place(context, figures->province));
	for (size_t i = 0; i < REPORT_COLUMNS; i++)
		if (report_figure(figures, &report_columns[i]) != 0)
			printf("  %s %u", pick(context, report_columns[i].zh, report_columns[i].en),
			       report_figure(figures, &report_columns[i]));
	puts(figures->nil ? pick(context, "  零报告", "  nil report") : "");
}

void report_print(const struct context *context, const Guosuo__V1__DailyReport *report)
{
	char from[REPORT_TIME], to[REPORT_TIME];
	report_time(report, report->from_at, from);
	report_time(report, report->to_at, to);
	printf(context->lang == LANG_ZH ? "日报 %s 第 %u 版 (%s 至 %s)\n" : "Daily report %s, edition %u (%s to %s)\n", report->day,
	       report->edition, from, to);
	print_figures(context, report->total);
	for (size_t i = 0; i < report->n_provinces; i++)
		print_figures(context, report->provinces[i]);
	for (size_t i = 0; i < report->n_late; i++) {
		const Guosuo__V1__LateLine *late = report->late[i];
		report_time(report, late->due, to);
		printf("%s %s  %s  %s  %s  %s %s\n", pick(context, "逾期", "late"), place(context, late->province), late->number,
		       late->company, to, late->holder, late->phone);
	}
	for (size_t i = 0; i < report->n_changes; i++) {
		const Guosuo__V1__Restated *change = report->changes[i];
		const struct report_column *column = report_column_named(change->figure);
		printf("%s %s  %s: %u -> %u\n", pick(context, "更正", "restated"), place(context, change->province),
		       column == NULL ? change->figure : pick(context, column->zh, column->en), change->was, change->is);
	}
}

/* ---- CSV: a province a row, then all together; beside it what is late and what was restated ---- */

static void write_head(FILE *out)
{
	cells_text(out, "day", false);
	cells_text(out, "edition", false);
	cells_text(out, "province", false);
	cells_text(out, "name", false);
	for (size_t i = 0; i < REPORT_COLUMNS; i++)
		cells_text(out, report_columns[i].name, false);
	cells_text(out, "nil", true);
}

static void write_row(FILE *out, const Guosuo__V1__DailyReport *report, const Guosuo__V1__Figures *figures)
{
	char name[REPORT_PLACE];
	report_place(figures->province, name);
	cells_text(out, report->day, false);
	cells_number(out, report->edition, false);
	cells_number(out, figures->province, false);
	cells_text(out, name, false);
	for (size_t i = 0; i < REPORT_COLUMNS; i++)
		cells_number(out, report_figure(figures, &report_columns[i]), false);
	cells_number(out, figures->nil, true);
}

static void write_figures(FILE *out, const Guosuo__V1__DailyReport *report)
{
	write_head(out);
	for (size_t i = 0; i < report->n_provinces; i++)
		write_row(out, report, report->provinces[i]);
	write_row(out, report, report->total);
}

/* A text a cell. */
static void write_texts(FILE *out, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		cells_text(out, texts[i], i + 1 == count);
}

static void write_late(FILE *out, const Guosuo__V1__DailyReport *report)
{
	static const char *const heads[] = {"day", "edition", "province", "number", "company", "class", "state", "since", "due", "holder", "phone"};
	write_texts(out, heads, sizeof heads / sizeof heads[0]);
	for (size_t i = 0; i < report->n_late; i++) {
		const Guosuo__V1__LateLine *late = report->late[i];
		char since[REPORT_TIME], due[REPORT_TIME];
		report_time(report, late->since, since);
		report_time(report, late->due, due);
		cells_text(out, report->day, false);
		cells_number(out, report->edition, false);
		cells_number(out, late->province, false);
		cells_text(out, late->number, false);
		cells_text(out, late->company, false);
		cells_number(out, late->over_limit_class, false);
		write_texts(out, (const char *const[]){report_state((uint32_t)late->state), since, due, late->holder, late->phone}, 5);
	}
}

static void write_restated(FILE *out, const Guosuo__V1__DailyReport *report)
{
	static const char *const heads[] = {"day", "edition", "province", "figure", "was", "is"};
	write_texts(out, heads, sizeof heads / sizeof heads[0]);
	for (size_t i = 0; i < report->n_changes; i++) {
		const Guosuo__V1__Restated *change = report->changes[i];
		cells_text(out, report->day, false);
		cells_number(out, report->edition, false);
		cells_number(out, change->province, false);
		cells_text(out, change->figure, false);
		cells_number(out, change->was, false);
		cells_number(out, change->is, true);
	}
}

enum err report_csv(const Guosuo__V1__DailyReport *report, const char *path)
{
	static const struct {
		const char *suffix;
		void (*write)(FILE *out, const Guosuo__V1__DailyReport *report);
	} parts[] = {{"", write_figures}, {".late.csv", write_late}, {".restated.csv", write_restated}};
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < sizeof parts / sizeof parts[0]; i++) {
		char name[PATH_MAX];
		int n = snprintf(name, sizeof name, "%s%s", path, parts[i].suffix);
		FILE *out = n < 0 || (size_t)n >= sizeof name ? NULL : fopen(name, "we");
		if (out == NULL)
			return ERR_IO;
		cells_begin(out);
		parts[i].write(out, report);
		bool good = fflush(out) == 0 && fsync(fileno(out)) == 0;
		err = fclose(out) == 0 && good ? ERR_OK : ERR_IO;
	}
	return err;
}
