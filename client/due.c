#include "client/due.h"

#include <string.h>

#include "client/render.h"

static const char *const levels[][3] = {
    [GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED] = {"", "", "LEVEL_UNSPECIFIED"},
    [GUOSUO__V1__LEVEL__LEVEL_REVIEWER] = {"审批人员", "the reviewer", "LEVEL_REVIEWER"},
    [GUOSUO__V1__LEVEL__LEVEL_DEPUTY] = {"代理审批人员", "a deputy", "LEVEL_DEPUTY"},
    [GUOSUO__V1__LEVEL__LEVEL_AUTHORITY] = {"主管机关", "the authority", "LEVEL_AUTHORITY"},
    [GUOSUO__V1__LEVEL__LEVEL_TASK_GROUP] = {"工作专班", "the task group", "LEVEL_TASK_GROUP"},
};
enum { LEVELS = sizeof levels / sizeof levels[0] };

static bool zh(const struct context *context)
{
	return context->lang == LANG_ZH;
}

const char *due_level(const struct context *context, uint32_t level)
{
	return levels[level < LEVELS ? level : 0][zh(context) ? 0 : 1];
}

struct due due_of_leg(const Guosuo__V1__LegView *leg)
{
	bool decided = leg->state == GUOSUO__V1__LEG_STATE__LEG_SEALED ||
	               leg->state == GUOSUO__V1__LEG_STATE__LEG_REFUSED ||
	               leg->state == GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN ||
	               leg->state == GUOSUO__V1__LEG_STATE__LEG_REVOKED;
	return (struct due){decided,
	                    leg->due,
	                    leg->left_s,
	                    leg->paused_s,
	                    (uint32_t)leg->level,
	                    leg->clock_days,
	                    leg->calendar_year_missing};
}

struct due due_of_line(const Guosuo__V1__ReviewLine *line)
{
	bool decided = line->state == GUOSUO__V1__LEG_STATE__LEG_SEALED ||
	               line->state == GUOSUO__V1__LEG_STATE__LEG_REFUSED ||
	               line->state == GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN ||
	               line->state == GUOSUO__V1__LEG_STATE__LEG_REVOKED;
	return (struct due){decided,
	                    line->due,
	                    line->left_s,
	                    line->paused_s,
	                    (uint32_t)line->level,
	                    line->clock_days,
	                    line->calendar_year_missing};
}

/* ---- for people ---- */

/* Working days with one decimal, never shown as more than they are. */
static void days(int64_t seconds, char out[static 32])
{
	long long tenths = llabs(seconds) * 10 / DAY_S;
	snprintf(out, 32, "%lld.%lld", tenths / 10, tenths % 10);
}

static void say_time(const struct context *context, const struct held *held, const struct due *due, char *out,
                     size_t size)
{
	char left[32], date[RENDER_TIME];
	days(due->left_s, left);
	render_time(held, due->due, date);
	date[strcspn(date, "T")] = '\0';
	if (due->clock_days == 0)
		snprintf(out, size, "%s", zh(context) ? "无办理时限" : "no clock");
	else if (due->missing_year != 0)
		snprintf(out, size,
		         zh(context) ? "时限未定: 工作日历缺 %u 年" : "due not known: the calendar lacks %u",
		         due->missing_year);
	else if (due->due == 0)
		snprintf(out, size,
		         zh(context) ? "暂停计时, 余 %s 个工作日" : "clock stopped, %s working days left",
		         left);
	else if (due->left_s < 0)
		snprintf(out, size,
		         zh(context) ? "应于 %s 前办结, 已逾期 %s 个工作日"
		                     : "was due %s, late by %s working days",
		         date, left);
	else
		snprintf(out, size,
		         zh(context) ? "%s 前办结, 余 %s 个工作日" : "due %s, %s working days left", date,
		         left);
}

static void say_paused(const struct context *context, const struct due *due, char *out, size_t size)
{
	char paused[32];
	size_t n = strlen(out);
	days(due->paused_s, paused);
	if (due->paused_s > 0)
		snprintf(out + n, size - n,
		         zh(context) ? ", 不计入 %s 个工作日" : ", %s working days not counted", paused);
}

static void say_level(const struct context *context, const struct due *due, char *out, size_t size)
{
	size_t n = strlen(out);
	if (due->level != GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED)
		snprintf(out + n, size - n, zh(context) ? ", 已提醒%s" : ", %s has been told",
		         due_level(context, due->level));
}

static const char *colour_of(const struct due *due)
{
	if (due->due != 0 && due->left_s < 0)
		return "\033[31m";
	return due->level != GUOSUO__V1__LEVEL__LEVEL_UNSPECIFIED || due->missing_year != 0 ? "\033[33m" : "";
}

void due_text(const struct context *context, const struct held *held, const struct due *due, bool colour,
              char out[static DUE_TEXT])
{
	char text[DUE_TEXT - 16];
	out[0] = '\0';
	if (due->decided)
		return;
	say_time(context, held, due, text, sizeof text);
	say_paused(context, due, text, sizeof text);
	say_level(context, due, text, sizeof text);
	const char *on = colour ? colour_of(due) : "";
	snprintf(out, DUE_TEXT, "%s%s%s", on, text, *on == '\0' ? "" : "\033[0m");
}

/* ---- for programs ---- */

static void put(json_t *object, const char *name, int64_t value)
{
	if (value != 0)
		json_object_set_new(object, name, json_integer(value));
}

void due_json(const struct due *due, json_t *object)
{
	put(object, "due", due->due);
	put(object, "left_s", due->left_s);
	put(object, "paused_s", due->paused_s);
	put(object, "clock_days", due->clock_days);
	put(object, "calendar_year_missing", due->missing_year);
	json_object_set_new(object, "level", json_string(levels[due->level < LEVELS ? due->level : 0][2]));
}
