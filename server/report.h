/* server/report.h - the daily report without a database: which day is to be frozen, what it spans, how two
 * editions differ. Pure. Days are civil ones since 1 January 1970 at the directory's offset; times are Unix
 * seconds. */
#ifndef GUOSUO_SERVER_REPORT_H
#define GUOSUO_SERVER_REPORT_H

#include "guosuo/v1/group.pb-c.h"
#include "proto/err.h"
#include "proto/span.h"

enum {
	REPORT_DAYS_MAX = 31,  /* that were missed and are frozen late */
	REPORT_LATE_MAX = 200, /* lines */
	REPORT_DAY_LEN = 10,
};

/* When reports are frozen. */
struct report_hour {
	uint32_t report_min; /* of the day */
	uint32_t utc_offset_min;
};

/* The last day whose report is due by now; when a day's is. */
int64_t report_day(const struct report_hour *hour, int64_t now);
int64_t report_ends(const struct report_hour *hour, int64_t day);

/* "2020-03-10" and back: ERR_FORMAT. */
void report_day_write(int64_t day, char out[static REPORT_DAY_LEN + 1]);
enum err report_day_read(struct span text, int64_t *out) MUST_USE;

/* Adds one's figures to a sum. */
void report_add(Guosuo__V1__Figures *sum, const Guosuo__V1__Figures *one);
/* Sets nil where every figure is 0. */
void report_nil(Guosuo__V1__Figures *figures);

/* What changed, figure by figure, total first; provinces are paired by their number. Up to max rows; returns
 * how many there are. */
size_t report_compare(const Guosuo__V1__DailyReport *was, const Guosuo__V1__DailyReport *is,
                      Guosuo__V1__Restated *out, size_t max);

#endif
