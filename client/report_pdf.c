#include "client/report.h"

#include <cairo-pdf.h>

#include "client/typeset.h"
/* Points: A4 across. */
#define PAGE_WIDTH 841.890
#define PAGE_HEIGHT 595.276
#define MARGIN 36.0
#define BOTTOM 40.0
#define PADDING 3.0
#define FONT "WenQuanYi Micro Hei, sans "

enum { COLUMNS_MAX = REPORT_COLUMNS + 2, CELL = 160 };

struct column {
	double width; /* points */
	bool right;
};

/* What the sheets of a report have in common. */
struct paper {
	cairo_t *cairo;
	const Guosuo__V1__DailyReport *report;
	double y;
	unsigned page;
};

struct table {
	struct column columns[COLUMNS_MAX];
	char heads[COLUMNS_MAX][CELL];
	size_t count;
	const char *head_font;
};

/* ---- text ---- */

static void show(const struct paper *paper, PangoLayout *layout, double x, double y)
{
	cairo_set_source_rgb(paper->cairo, 0, 0, 0);
	cairo_move_to(paper->cairo, x, y);
	pango_cairo_show_layout(paper->cairo, layout);
}

static void line(struct paper *paper, const char *font, PangoAlignment align, const char *text, double after)
{
	PangoLayout *layout = typeset(paper->cairo, font, PAGE_WIDTH - 2 * MARGIN, text);
	pango_layout_set_alignment(layout, align);
	show(paper, layout, MARGIN, paper->y);
	paper->y += typeset_height(layout) + after;
	g_object_unref(layout);
}

/* ---- pages ---- */

static void draw_foot(struct paper *paper)
{
	char text[128];
	snprintf(text, sizeof text, "过所·跨省大件通行  日报 %s 第 %u 版 / Guosuo, daily report %s, edition %u  ·  %u", paper->report->day,
		 paper->report->edition, paper->report->day, paper->report->edition, paper->page);
	paper->y = PAGE_HEIGHT - BOTTOM + 12;
	line(paper, FONT "8", PANGO_ALIGN_CENTER, text, 0);
}

static void next_page(struct paper *paper)
{
	draw_foot(paper);
	cairo_show_page(paper->cairo);
	paper->page++;
	paper->y = MARGIN;
}

/* ---- tables ---- */

static double fit(const struct paper *paper, const struct table *table, const char (*texts)[CELL], const char *font,
		  PangoLayout **cells)
{
	double height = 0;
	for (size_t i = 0; i < table->count; i++) {
		cells[i] = typeset(paper->cairo, font, table->columns[i].width - 2 * PADDING, texts[i]);
		pango_layout_set_alignment(cells[i], table->columns[i].right ? PANGO_ALIGN_RIGHT : PANGO_ALIGN_LEFT);
		height = typeset_height(cells[i]) > height ? typeset_height(cells[i]) : height;
	}
	return height + 2 * PADDING;
}

static void draw_cells(struct paper *paper, const struct table *table, PangoLayout **cells, double height, double shade)
{
	double x = MARGIN;
	for (size_t i = 0; i < table->count; i++) {
		double width = table->columns[i].width;
		cairo_rectangle(paper->cairo, x, paper->y, width, height);
		cairo_set_source_rgb(paper->cairo, shade, shade, 1 - (1 - shade) / 3);
		cairo_fill_preserve(paper->cairo);
		cairo_set_source_rgb(paper->cairo, 0.55, 0.55, 0.55);
		cairo_set_line_width(paper->cairo, 0.5);
		cairo_stroke(paper->cairo);
		show(paper, cells[i], x + PADDING, paper->y + (height - typeset_height(cells[i])) / 2);
		g_object_unref(cells[i]);
		x += width;
	}
	paper->y += height;
}

static void draw_row(struct paper *paper, const struct table *table, const char (*texts)[CELL], const char *font, double shade)
{
	PangoLayout *cells[COLUMNS_MAX];
	double height = fit(paper, table, texts, font, cells);
	draw_cells(paper, table, cells, height, shade);
}

static void draw_head(struct paper *paper, const struct table *table)
{
	draw_row(paper, table, (const char(*)[CELL])table->heads, table->head_font, 0.88);
}

static void body_row(struct paper *paper, const struct table *table, const char (*texts)[CELL], bool bold)
{
	PangoLayout *cells[COLUMNS_MAX];
	double height = fit(paper, table, texts, bold ? FONT "Bold 9" : FONT "9", cells);
	if (paper->y + height > PAGE_HEIGHT - BOTTOM) {
		next_page(paper);
		draw_head(paper, table);
	}
	draw_cells(paper, table, cells, height, bold ? 0.95 : 1);
}

static void add_column(struct table *table, double width, bool right, const char *zh, const char *en)
{
	table->columns[table->count] = (struct column){width, right};
	snprintf(table->heads[table->count++], CELL, "%s\n%s", zh, en);
}

/* A heading stays with its table's head and a row. */
static void heading(struct paper *paper, const char *text)
{
	if (paper->y + 90 > PAGE_HEIGHT - BOTTOM)
		next_page(paper);
	paper->y += 12;
	line(paper, FONT "Bold 11", PANGO_ALIGN_LEFT, text, 5);
}

/* ---- the report ---- */

/* The columns from `first` on, as many as fit across the page. */
struct figures_part {
	size_t first, count;
	double width;
	bool remark;
};

static void figures_row(struct paper *paper, const struct table *table, const struct figures_part *part,
			const Guosuo__V1__Figures *figures)
{
	char texts[COLUMNS_MAX][CELL];
	report_place(figures->province, texts[0]);
	for (size_t i = 0; i < part->count; i++)
		snprintf(texts[i + 1], CELL, "%u", report_figure(figures, &report_columns[part->first + i]));
	snprintf(texts[part->count + 1], CELL, "%s", figures->nil ? "零报告 nil" : "");
	body_row(paper, table, (const char(*)[CELL])texts, figures->province == 0);
}

static void draw_part(struct paper *paper, const struct figures_part *part)
{
	const Guosuo__V1__DailyReport *report = paper->report;
	struct table table = {.head_font = FONT "7"}; /* fourteen words in one line */
	add_column(&table, 80, false, "省份", "province");
	for (size_t i = part->first; i < part->first + part->count; i++)
		add_column(&table, part->width, true, report_columns[i].zh, report_columns[i].en);
	if (part->remark)
		add_column(&table, 52, false, "备注", "remark");
	draw_head(paper, &table);
	for (size_t i = 0; i < report->n_provinces; i++)
		figures_row(paper, &table, part, report->provinces[i]);
	figures_row(paper, &table, part, report->total);
}

static void draw_figures(struct paper *paper)
{
	static const struct figures_part work = {0, REPORT_WORK, 45.5, true},
					 exceptions = {REPORT_WORK, REPORT_COLUMNS - REPORT_WORK, 74, false};
	draw_part(paper, &work);
	heading(paper, "例外、送达与过卡 / Exceptions, deliveries, passages");
	draw_part(paper, &exceptions);
}

static void late_row(struct paper *paper, const struct table *table, const Guosuo__V1__LateLine *late)
{
	static const char *const classes[] = {"", "I", "II", "III"};
	uint32_t class = (uint32_t)late->over_limit_class;
	char texts[COLUMNS_MAX][CELL];
	report_place(late->province, texts[0]);
	snprintf(texts[1], CELL, "%s", late->number);
	snprintf(texts[2], CELL, "%s", late->company);
	snprintf(texts[3], CELL, "%s", classes[class < 4 ? class : 0]);
	snprintf(texts[4], CELL, "%s", report_state((uint32_t)late->state));
	report_time(paper->report, late->since, texts[5]);
	report_time(paper->report, late->due, texts[6]);
	snprintf(texts[7], CELL, "%s", late->holder);
	snprintf(texts[8], CELL, "%s", late->phone);
	body_row(paper, table, (const char(*)[CELL])texts, false);
}

static void draw_late(struct paper *paper)
{
	const Guosuo__V1__DailyReport *report = paper->report;
	struct table table = {.head_font = FONT "8"};
	char text[160];
	heading(paper, "逾期省段 / Legs that are late");
	if (report->n_late == 0) {
		line(paper, FONT "9", PANGO_ALIGN_LEFT, "无 / none", 0);
		return;
	}
	add_column(&table, 84, false, "省份", "province");
	add_column(&table, 98, false, "通行证编号", "pass");
	add_column(&table, 150, false, "企业", "company");
	add_column(&table, 32, false, "类别", "class");
	add_column(&table, 90, false, "状态", "state");
	add_column(&table, 78, false, "自", "since");
	add_column(&table, 78, false, "应办结", "due");
	add_column(&table, 74, false, "承办", "held by");
	add_column(&table, 85, false, "电话", "telephone");
	draw_head(paper, &table);
	for (size_t i = 0; i < report->n_late; i++)
		late_row(paper, &table, report->late[i]);
	snprintf(text, sizeof text, "共 %u 段, 列出 %zu 段 / %u in all, %zu listed", report->total->late, report->n_late,
		 report->total->late, report->n_late);
	if (report->total->late > report->n_late)
		line(paper, FONT "8", PANGO_ALIGN_LEFT, text, 0);
}

static void draw_changes(struct paper *paper)
{
	const Guosuo__V1__DailyReport *report = paper->report;
	struct table table = {.head_font = FONT "8"};
	if (report->n_changes == 0)
		return;
	heading(paper, "更正: 与上一版相比 / Restated against the edition before");
	add_column(&table, 120, false, "省份", "province");
	add_column(&table, 160, false, "项目", "figure");
	add_column(&table, 50, true, "原", "was");
	add_column(&table, 50, true, "现", "is");
	draw_head(paper, &table);
	for (size_t i = 0; i < report->n_changes; i++) {
		const struct report_column *column = report_column_named(report->changes[i]->figure);
		char texts[COLUMNS_MAX][CELL];
		report_place(report->changes[i]->province, texts[0]);
		snprintf(texts[1], CELL, "%s %s", column == NULL ? "" : column->zh,
			 column == NULL ? report->changes[i]->figure : column->en);
		snprintf(texts[2], CELL, "%u", report->changes[i]->was);
		snprintf(texts[3], CELL, "%u", report->changes[i]->is);
		body_row(paper, &table, (const char(*)[CELL])texts, false);
	}
}

static void draw_title(struct paper *paper)
{
	const Guosuo__V1__DailyReport *report = paper->report;
	char from[REPORT_TIME], to[REPORT_TIME], frozen[REPORT_TIME], text[256];
	report_time(report, report->from_at, from);
	report_time(report, report->to_at, to);
	report_time(report, report->frozen_at, frozen);
	line(paper, FONT "Bold 18", PANGO_ALIGN_CENTER, "跨省大件通行许可工作日报", 2);
	line(paper, FONT "11", PANGO_ALIGN_CENTER, "Daily report of the task group, cross-province heavy-haul passes", 4);
	snprintf(text, sizeof text, "%s  第 %u 版 / edition %u    %s – %s    定稿 / frozen %s", report->day, report->edition,
		 report->edition, from, to, frozen);
	line(paper, FONT "9.5", PANGO_ALIGN_CENTER, text, 10);
}

static void draw_note(struct paper *paper)
{
	static const char note[] =
	    "在办、逾期未答为期末数; 逾期、已升级提醒、行程不能衔接、失联查验点按首版定稿时刻统计, 以后各版不再更动。时间为当地时间。\n"
	    "Open and overdue stand at the end of the period; late, escalated, no timetable and silent are counted when the first edition is "
	    "frozen and stay in later ones. Times are local.";
	if (paper->y + 40 > PAGE_HEIGHT - BOTTOM)
		next_page(paper);
	paper->y += 10;
	line(paper, FONT "8", PANGO_ALIGN_LEFT, note, 0);
}

enum err report_pdf(const Guosuo__V1__DailyReport *report, const char *path)
{
	cairo_surface_t *surface = cairo_pdf_surface_create(path, PAGE_WIDTH, PAGE_HEIGHT);
	struct paper paper = {.cairo = cairo_create(surface), .report = report, .y = MARGIN, .page = 1};
	cairo_pdf_surface_restrict_to_version(surface, CAIRO_PDF_VERSION_1_4);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, "日报 / Daily report");
	draw_title(&paper);
	draw_figures(&paper);
	draw_late(&paper);
	draw_changes(&paper);
	draw_note(&paper);
	draw_foot(&paper);
	cairo_show_page(paper.cairo);
	cairo_destroy(paper.cairo);
	cairo_surface_finish(surface);
	cairo_status_t status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? ERR_OK : status == CAIRO_STATUS_NO_MEMORY ? ERR_MEMORY : ERR_IO;
}
