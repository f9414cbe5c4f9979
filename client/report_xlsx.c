#include "client/report.h"

#include <time.h>
#include <xlsxwriter.h>

/* Three sheets: figures, what is late, what was restated. */
struct book {
	lxw_workbook *file;
	const Guosuo__V1__DailyReport *report;
	lxw_format *title, *note, *head, *text, *number, *sum, *sum_text;
};

static lxw_format *boxed(lxw_workbook *file, bool bold)
{
	lxw_format *out = workbook_add_format(file);
	format_set_border(out, LXW_BORDER_THIN);
	format_set_align(out, LXW_ALIGN_VERTICAL_CENTER);
	if (bold)
		format_set_bold(out);
	return out;
}

static void add_formats(struct book *book)
{
	book->title = workbook_add_format(book->file);
	format_set_bold(book->title);
	format_set_font_size(book->title, 16);
	book->note = workbook_add_format(book->file);
	format_set_font_color(book->note, 0x595959);
	book->head = boxed(book->file, true);
	format_set_text_wrap(book->head);
	format_set_align(book->head, LXW_ALIGN_CENTER);
	format_set_bg_color(book->head, 0xDDEBF7);
	book->text = boxed(book->file, false);
	book->number = boxed(book->file, false);
	format_set_num_format(book->number, "#,##0");
	book->sum = boxed(book->file, true);
	format_set_num_format(book->sum, "#,##0");
	book->sum_text = boxed(book->file, true);
}

static lxw_worksheet *add_sheet(struct book *book, const char *name, const char *title)
{
	char from[REPORT_TIME], to[REPORT_TIME], frozen[REPORT_TIME], note[256];
	lxw_worksheet *sheet = workbook_add_worksheet(book->file, name);
	const Guosuo__V1__DailyReport *report = book->report;
	report_time(report, report->from_at, from);
	report_time(report, report->to_at, to);
	report_time(report, report->frozen_at, frozen);
	snprintf(note, sizeof note, "%s  第 %u 版 edition %u  %s – %s  定稿 frozen %s", report->day, report->edition,
		 report->edition, from, to, frozen);
	worksheet_write_string(sheet, 0, 0, title, book->title);
	worksheet_write_string(sheet, 1, 0, note, book->note);
	worksheet_set_landscape(sheet);
	worksheet_set_paper(sheet, 9); /* A4 */
	worksheet_fit_to_pages(sheet, 1, 0);
	worksheet_freeze_panes(sheet, 4, 1);
	worksheet_repeat_rows(sheet, 3, 3);
	worksheet_set_row(sheet, 3, 34, NULL);
	return sheet;
}

static void head(const struct book *book, lxw_worksheet *sheet, lxw_col_t column, double width, const char *zh, const char *en)
{
	char text[96];
	snprintf(text, sizeof text, "%s\n%s", zh, en);
	worksheet_write_string(sheet, 3, column, text, book->head);
	worksheet_set_column(sheet, column, column, width, NULL);
}

static void figures_row(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, const Guosuo__V1__Figures *figures)
{
	bool sum = figures->province == 0;
	char name[REPORT_PLACE];
	report_place(figures->province, name);
	worksheet_write_string(sheet, row, 0, name, sum ? book->sum_text : book->text);
	for (lxw_col_t i = 0; i < REPORT_COLUMNS; i++)
		worksheet_write_number(sheet, row, i + 1, report_figure(figures, &report_columns[i]),
				       sum ? book->sum : book->number);
	worksheet_write_string(sheet, row, REPORT_COLUMNS + 1, figures->nil ? "零报告 nil" : "", sum ? book->sum_text : book->text);
}

static void figures_sheet(struct book *book)
{
	lxw_worksheet *sheet = add_sheet(book, "日报 Figures", "跨省大件通行许可工作日报 Daily report");
	lxw_row_t row = 4;
	head(book, sheet, 0, 22, "省份", "province");
	for (lxw_col_t i = 0; i < REPORT_COLUMNS; i++)
		head(book, sheet, i + 1, 12, report_columns[i].zh, report_columns[i].en);
	head(book, sheet, REPORT_COLUMNS + 1, 12, "备注", "remark");
	for (size_t i = 0; i < book->report->n_provinces; i++)
		figures_row(book, sheet, row++, book->report->provinces[i]);
	figures_row(book, sheet, row, book->report->total);
}

/* A text a cell, from the left. */
static void text_row(const struct book *book, lxw_worksheet *sheet, lxw_row_t row, const char *const *texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		worksheet_write_string(sheet, row, (lxw_col_t)i, texts[i], book->text);
}

static void late_sheet(struct book *book)
{
	static const struct {
		double width;
		const char *zh, *en;
	} heads[] = {{22, "省份", "province"}, {20, "通行证编号", "pass"},    {34, "企业", "company"},
		     {8, "类别", "class"},     {22, "状态", "state"},	     {18, "自", "since"},
		     {18, "应办结", "due"},    {18, "承办", "held by"}, {18, "电话", "telephone"}};
	lxw_worksheet *sheet = add_sheet(book, "逾期 Late", "逾期省段 Legs that are late");
	for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++)
		head(book, sheet, (lxw_col_t)i, heads[i].width, heads[i].zh, heads[i].en);
	for (size_t i = 0; i < book->report->n_late; i++) {
		static const char *const classes[] = {"", "I", "II", "III"};
		const Guosuo__V1__LateLine *late = book->report->late[i];
		uint32_t class = (uint32_t)late->over_limit_class;
		char name[REPORT_PLACE], since[REPORT_TIME], due[REPORT_TIME];
		report_place(late->province, name);
		report_time(book->report, late->since, since);
		report_time(book->report, late->due, due);
		const char *const texts[] = {name,  late->number, late->company, classes[class < 4 ? class : 0],
					     report_state((uint32_t)late->state), since, due, late->holder, late->phone};
		text_row(book, sheet, (lxw_row_t)i + 4, texts, sizeof texts / sizeof texts[0]);
	}
}

static void changes_sheet(struct book *book)
{
	lxw_worksheet *sheet = add_sheet(book, "更正 Restated", "与上一版相比 Against the edition before");
	head(book, sheet, 0, 22, "省份", "province");
	head(book, sheet, 1, 26, "项目", "figure");
	head(book, sheet, 2, 12, "原", "was");
	head(book, sheet, 3, 12, "现", "is");
	for (size_t i = 0; i < book->report->n_changes; i++) {
		const Guosuo__V1__Restated *change = book->report->changes[i];
		const struct report_column *column = report_column_named(change->figure);
		lxw_row_t row = (lxw_row_t)i + 4;
		char name[REPORT_PLACE], figure[96];
		report_place(change->province, name);
		snprintf(figure, sizeof figure, "%s %s", column == NULL ? "" : column->zh, change->figure);
		text_row(book, sheet, row, (const char *const[]){name, figure}, 2);
		worksheet_write_number(sheet, row, 2, change->was, book->number);
		worksheet_write_number(sheet, row, 3, change->is, book->number);
	}
}

enum err report_xlsx(const Guosuo__V1__DailyReport *report, const char *path)
{
	struct book book = {.file = workbook_new(path), .report = report};
	if (book.file == NULL)
		return ERR_MEMORY;
	/* the report's own moment, so that the same report is the same file */
	lxw_doc_properties properties = {.title = (char *)(uintptr_t) "日报 Daily report", .created = (time_t)report->frozen_at};
	workbook_set_properties(book.file, &properties);
	add_formats(&book);
	figures_sheet(&book);
	late_sheet(&book);
	if (report->n_changes > 0)
		changes_sheet(&book);
	lxw_error error = workbook_close(book.file);
	return error == LXW_NO_ERROR ? ERR_OK : error == LXW_ERROR_MEMORY_MALLOC_FAILED ? ERR_MEMORY : ERR_IO;
}
