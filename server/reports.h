/* server/reports.h - daily reports in the store: frozen, stated anew, read (method GetReport of
 * guosuo.v1.Group). */
#ifndef GUOSUO_SERVER_REPORTS_H
#define GUOSUO_SERVER_REPORTS_H

#include "server/held.h"
#include "server/report.h"
#include "server/rpc.h"

/* One day's report on its way. */
struct report_job {
	const struct held *held; /* with a directory */
	const Guosuo__V1__DeskPolicy *policy; /* NULL: there is none */
	struct report_hour hour;
	int64_t day, now;
	struct arena arena; /* used anew by each run */
	bool changed;       /* there is a new edition */
};

/* The first edition, if the day has none: nothing may be added to it any more. From the end of the report
 * before, if that was at most REPORT_DAYS_MAX days ago, else over 24 hours. */
enum err reports_freeze(struct tx *tx, struct report_job *job) MUST_USE;

/* Counts a frozen day again and, where a figure differs, adds an edition that names what changed. A day that
 * has no report: nothing. */
enum err reports_restate(struct tx *tx, struct report_job *job) MUST_USE;

/* The first day of those up to `day` that are to be frozen: the one after the last report's, at most
 * REPORT_DAYS_MAX. */
enum err reports_first(struct tx *tx, int64_t day, int64_t *first) MUST_USE;

/* ERR_NOT_FOUND: no such report (yet). ERR_INPUT: not a day. */
enum err reports_get(struct tx *tx, struct call *call) MUST_USE;

#endif
