/* client/report.h - the daily report: its columns and words, once, and the files they are written to. */
#ifndef GUOSUO_CLIENT_REPORT_H
#define GUOSUO_CLIENT_REPORT_H

#include "client/command.h"
#include "guosuo/v1/group.pb-c.h"

struct report_column {
	size_t at;        /* of a uint32_t in Figures */
	const char *name; /* as the schema has it */
	const char *zh, *en;
};
/* The work, then the exceptions, what was delivered, and the gates. */
enum { REPORT_COLUMNS = 23, REPORT_WORK = 14 };
extern const struct report_column report_columns[REPORT_COLUMNS];
uint32_t report_figure(const Guosuo__V1__Figures *figures, const struct report_column *column);
/* NULL: no such figure. */
const struct report_column *report_column_named(const char *name);

enum { REPORT_TIME = 24, REPORT_PLACE = 64 };
/* "2020-03-10 18:00" at the report's offset. */
void report_time(const Guosuo__V1__DailyReport *report, int64_t when, char out[static REPORT_TIME]);
/* "山东 Shandong"; 0: "合计 Total". */
void report_place(uint32_t province, char out[static REPORT_PLACE]);
/* Of a late leg: "待审 open". */
const char *report_state(uint32_t state);

/* On standard output, for people. */
void report_print(const struct context *context, const Guosuo__V1__DailyReport *report);

/* Each makes the file anew; what it has written when it fails is of no use. ERR_IO, ERR_MEMORY. */
typedef enum err report_file(const Guosuo__V1__DailyReport *report, const char *path);
report_file report_csv, report_xlsx, report_pdf;

/* `group report`. */
enum { REPORT_DAY, REPORT_EDITION, REPORT_XLSX, REPORT_PDF, REPORT_CSV };
#define REPORT_OPTION_ROWS                                                                                             \
	{"day", "DATE", "哪一天, 如 2020-03-10 (最近一期)", "which day, such as 2020-03-10 (the newest)"},               \
	    {"edition", "N", "第几版 (最新)", "which edition (the newest)"},                                           \
	    {"xlsx", "FILE", "写成 Excel 工作簿", "write an Excel workbook"}, {"pdf", "FILE", "写成 A4 PDF", "write an A4 PDF"}, \
	    {"csv", "FILE", "写成 CSV", "write CSV"}

#endif
