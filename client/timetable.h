/* client/timetable.h - the desk's plan as people read it: a line a leg, what is left of the time, and what would help. */
#ifndef GUOSUO_CLIENT_TIMETABLE_H
#define GUOSUO_CLIENT_TIMETABLE_H

#include "client/held.h"
#include "client/sheet.h"
#include "guosuo/v1/api.pb-c.h"

/* The outcome in a few words: that there is a timetable and the slack, or what is wrong. NULL: nothing was reckoned. */
enum { TIMETABLE_TEXT = 256 };
void timetable_word(const struct context *context, const Guosuo__V1__Timetable *table, char out[static TIMETABLE_TEXT]);

/* Of a queue's line: what is wrong, else the slack, "富余 3 天 2 小时" or "over by 20 min"; empty where nothing was reckoned. */
void timetable_line(const struct context *context, const Guosuo__V1__ReviewLine *line, char out[static TIMETABLE_TEXT]);

/* What would help, a line each. NULL: nothing. */
void timetable_helps(const struct context *context, const struct held *held, const Guosuo__V1__Timetable *table, FILE *out);

/* Rows for a reviewer: the outcome, what would help, slack and latest decision of this leg, the neighbours' windows. */
void timetable_show_leg(struct sheet *sheet, const struct held *held, const Guosuo__V1__LegView *leg);

/* A table for the officer: a line a leg, then the outcome and what would help. legs: of `view`, plans are in them. */
void timetable_print(const struct context *context, const struct held *held, const Guosuo__V1__TripView *view, FILE *out);

#endif
