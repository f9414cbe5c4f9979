/* client/due.h - how much time a leg has, in one line for people, and the same for programs. */
#ifndef GUOSUO_CLIENT_DUE_H
#define GUOSUO_CLIENT_DUE_H

#include <jansson.h>

#include "client/held.h"
#include "guosuo/v1/api.pb-c.h"

/* What LegView and ReviewLine say alike. */
struct due {
	bool decided;
	int64_t due, left_s, paused_s;
	uint32_t level, clock_days, missing_year;
};
struct due due_of_leg(const Guosuo__V1__LegView *leg);
struct due due_of_line(const Guosuo__V1__ReviewLine *line);

enum { DUE_TEXT = 256 };

/* "2020-02-12 前办结, 余 10.0 个工作日, 已提醒审批人员"; of a decided leg nothing. colour: late is red, what
 * has reached a level yellow. */
void due_text(const struct context *context, const struct held *held, const struct due *due, bool colour,
              char out[static DUE_TEXT]);

/* Into a JSON object: due, left_s, paused_s, level (its name), clock_days, calendar_year_missing; what is not
 * known is not there. */
void due_json(const struct due *due, json_t *object);

const char *due_level(const struct context *context, uint32_t level);

#endif
