/* guosuo audit - the auditor reads: the ordered history, and a week of reviews under pseudonyms as a file that anybody may
 * be given. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/cells.h"
#include "client/enrol.h"
#include "client/pages.h"
#include "client/render.h"
#include "client/say.h"
#include "client/thread.h"
#include "guosuo/v1/group.pb-c.h"
#include "proto/civil.h"
#include "proto/identity.h"

/* ---- entries ---- */

static const char *kind_word(const struct context *context, uint32_t kind)
{
	static const char *const words[][2] = {{"?", "?"},		{"发证", "trip"},	    {"签章", "seal"},
					       {"决定", "decision"},	{"撤回", "withdrawal"},	    {"派车", "assignment"},
					       {"机构名录", "directory"}, {"授权名册", "roster"},
					       [16] = {"管控通告", "notice"},
					       [20] = {"食宿确认", "booking"},
					       [21] = {"食宿取消", "booking ended"},
					       [22] = {"补正答复", "answer"},
					       [23] = {"接受建议", "proposal accepted"},
					       [24] = {"征求意见", "consultation"},
					       [25] = {"变更", "amendment"},
					       [26] = {"按规则自动签章", "seal by rule"},
					       [27] = {"撤销", "revocation"},
					       [30] = {"查验签章", "stamp"},
					       [31] = {"过卡记录分叉", "passage forked"},
					       [32] = {"放行时已撤销", "let pass though taken back"},
					       [40] = {"身份移除", "key removed"},
					       [41] = {"邀请企业", "company invited"},
					       [42] = {"因身份移除重新审查", "leg opened, a key removed"},
					       [43] = {"停用经办人", "officer barred"},
					       [44] = {"驾驶员举报", "driver's grievance"}};
	bool known = kind < sizeof words / sizeof words[0] && words[kind][0] != NULL;
	return words[known ? kind : 0][context->lang == LANG_EN];
}

static void print_entry(const struct context *context, const struct held *held, const ProtobufCMessage *line)
{
	const Guosuo__V1__HistoryEntry *entry = (const void *)line;
	char at[RENDER_TIME], object[2 * HASH_LEN + 1] = "", actor[2 * HASH_LEN + 1] = "";
	render_time(held, entry->at, at);
	if (entry->object.len <= HASH_LEN)
		sodium_bin2hex(object, sizeof object, entry->object.data, entry->object.len);
	if (entry->actor.len <= HASH_LEN)
		sodium_bin2hex(actor, sizeof actor, entry->actor.data, entry->actor.len);
	printf("%lld  %s  %02u  %s (%u)  %s  %s\n", (long long)entry->sequence, at, entry->province,
	       kind_word(context, entry->kind), entry->kind, object, actor);
}

static enum exit_code entries(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__ListEntriesRequest request = GUOSUO__V1__LIST_ENTRIES_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint32_t after, most;
	if (party_number(context, "after", args->value[0], 0, UINT32_MAX, 0, &after) != ERR_OK ||
	    party_number(context, "count", args->value[1], 1, PAGES_SIZE, PAGES_SIZE, &most) != ERR_OK)
		return EXIT_USAGE;
	request.after = after;
	request.page_size = most;
	if (party_call(context, party, "Audit/ListEntries", &request.base, &guosuo__v1__list_entries_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	return pages_print(context, party, answer, print_entry);
}

/* ---- a week ---- */

/* One row of the file. */
struct event {
	char trip[2 * HASH_LEN + 1];
	uint32_t province, class, clock_days, state, nth; /* nth: within the leg */
	int64_t came, at;
	char *reason; /* malloc's; NULL: none */
	Guosuo__V1__Ruling ruling; /* what a rule had said */
	char rule[RULE_ID_MAX + 1];
};

struct week {
	uint32_t number, utc_offset_min;
	struct event *all;
	size_t count, room;
};

static void week_free(struct week *week)
{
	for (size_t i = 0; i < week->count; i++)
		free(week->all[i].reason);
	free(week->all);
}

static bool grow(struct week *week)
{
	size_t room = week->room == 0 ? 1024 : 2 * week->room;
	if (week->count < week->room)
		return true;
	struct event *all = realloc(week->all, room * sizeof *all);
	if (all == NULL)
		return false;
	week->all = all;
	week->room = room;
	return true;
}

static void take_advice(struct event *out, const Guosuo__V1__Advice *advice)
{
	if (advice == NULL)
		return;
	out->ruling = advice->ruling;
	snprintf(out->rule, sizeof out->rule, "%s", advice->rule);
}

static enum err take_leg(struct week *week, const Guosuo__V1__WeekLeg *leg)
{
	if (leg->n_events == 0 || leg->trip.len > HASH_LEN)
		return ERR_FORMAT;
	for (size_t i = 0; i < leg->n_events; i++) {
		const Guosuo__V1__WeekEvent *event = leg->events[i];
		if (!grow(week))
			return ERR_MEMORY;
		struct event *out = &week->all[week->count];
		*out = (struct event){.province = leg->province,
				      .class = (uint32_t)leg->over_limit_class,
				      .clock_days = leg->clock_days,
				      .state = (uint32_t)event->state,
				      .nth = (uint32_t)i,
				      .came = leg->events[0]->at,
				      .at = event->at};
		take_advice(out, event->advice);
		sodium_bin2hex(out->trip, sizeof out->trip, leg->trip.data, leg->trip.len);
		out->reason = event->reason[0] == '\0' ? NULL : strdup(event->reason);
		if (event->reason[0] != '\0' && out->reason == NULL)
			return ERR_MEMORY;
		week->count++;
	}
	return ERR_OK;
}

/* Page by page; what a page took of the arena is given back, so that a week may be of any size. */
static enum err read_week(struct context *context, const struct party *party, const char *day, struct week *week)
{
	Guosuo__V1__GetWeekRequest request = GUOSUO__V1__GET_WEEK_REQUEST__INIT;
	enum { CURSOR_MAX = 64 };
	uint8_t cursor[CURSOR_MAX];
	request.day = (char *)(uintptr_t)day;
	do {
		size_t mark = context->arena.used;
		ProtobufCMessage *answer;
		enum err err = party_call(context, party, "Audit/GetWeek", &request.base, &guosuo__v1__get_week_response__descriptor,
					  &answer);
		if (err != ERR_OK)
			return err;
		const Guosuo__V1__GetWeekResponse *page = (const Guosuo__V1__GetWeekResponse *)answer;
		week->number = page->week;
		week->utc_offset_min = page->utc_offset_min;
		for (size_t i = 0; err == ERR_OK && i < page->n_legs; i++)
			err = take_leg(week, page->legs[i]);
		if (err == ERR_OK && page->next.len > CURSOR_MAX)
			err = ERR_FORMAT;
		if (err != ERR_OK) {
			say_err(context, err, party->server);
			return err;
		}
		memcpy(cursor, page->next.data == NULL ? (const uint8_t *)"" : page->next.data, page->next.len);
		request.after = (ProtobufCBinaryData){page->next.len, cursor};
		context->arena.used = mark;
	} while (request.after.len > 0);
	return ERR_OK;
}

/* By time: the order of the desk's pages would tell the order of the trips' true names. */
static int by_time(const void *one, const void *other)
{
	const struct event *a = one, *b = other;
	if (a->at != b->at)
		return a->at < b->at ? -1 : 1;
	if (a->province != b->province)
		return a->province < b->province ? -1 : 1;
	int trips = strcmp(a->trip, b->trip);
	return trips != 0 ? trips : (a->nth > b->nth) - (a->nth < b->nth);
}

static const char *event_word(uint32_t state)
{
	static const char *const words[] = {"EXPEDITED", "OPEN", "HALF_SEALED", "SEALED", "REFUSED", "ASKED", "PAUSED", "WITHDRAWN", "REVOKED"};
	return state < sizeof words / sizeof words[0] ? words[state] : "?";
}

/* Did a person decide otherwise than the rule had said? A pause decides nothing, and whom to consult is no answer. */
static bool is_override(const struct event *event)
{
	enum {
		APPROVES = 1 << GUOSUO__V1__LEG_STATE__LEG_SEALED | 1 << GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED,
		REFUSES = 1 << GUOSUO__V1__LEG_STATE__LEG_REFUSED,
		ASKS = 1 << GUOSUO__V1__LEG_STATE__LEG_ASKED,
		DECIDES = APPROVES | REFUSES | ASKS
	};
	static const unsigned others[] = {
	    [GUOSUO__V1__RULING__RECOMMEND_REFUSE] = DECIDES & ~REFUSES,
	    [GUOSUO__V1__RULING__RECOMMEND_ASK] = DECIDES & ~ASKS,
	    [GUOSUO__V1__RULING__RECOMMEND_CONSULT] = 0,
	    [GUOSUO__V1__RULING__RECOMMEND_APPROVE] = DECIDES & ~APPROVES,
	    [GUOSUO__V1__RULING__SEAL_AT_ONCE] = DECIDES & ~APPROVES,
	};
	return (size_t)event->ruling < sizeof others / sizeof others[0] && event->state < 32 &&
	       (others[event->ruling] >> event->state & 1) != 0;
}

static const char *ruling_word(Guosuo__V1__Ruling ruling)
{
	static const char *const words[] = {"", "REFUSE", "ASK", "CONSULT", "APPROVE", "APPROVE"};
	return (size_t)ruling < sizeof words / sizeof words[0] ? words[ruling] : "?";
}

static void write_event(FILE *out, const struct week *week, const struct event *event)
{
	char came[TIME_TEXT_LEN + 1], at[TIME_TEXT_LEN + 1];
	rfc3339_write(event->came, week->utc_offset_min, came);
	rfc3339_write(event->at, week->utc_offset_min, at);
	cells_number(out, week->number, false);
	cells_text(out, event->trip, false);
	cells_number(out, event->province, false);
	cells_number(out, event->class, false);
	cells_number(out, event->clock_days, false);
	cells_text(out, came, false);
	cells_text(out, event_word(event->state), false);
	cells_text(out, at, false);
	cells_text(out, event->reason == NULL ? "" : event->reason, false);
	cells_text(out, event->rule, false);
	cells_text(out, ruling_word(event->ruling), false);
	cells_text(out, is_override(event) ? "yes" : "", true);
}

static enum err week_text(const struct week *week, char **text, size_t *n)
{
	static const char *const heads[] = {"week", "trip", "province", "class", "clock_days", "came_at", "event", "at", "reason",
					    "rule", "recommended", "override"};
	enum { HEADS = sizeof heads / sizeof heads[0] };
	FILE *out = open_memstream(text, n);
	if (out == NULL)
		return ERR_MEMORY;
	cells_begin(out);
	for (size_t i = 0; i < HEADS; i++)
		cells_text(out, heads[i], i + 1 == HEADS);
	for (size_t i = 0; i < week->count; i++)
		write_event(out, week, &week->all[i]);
	return fclose(out) == 0 ? ERR_OK : ERR_MEMORY;
}

enum { WEEK_DAY, WEEK_OUT };

static enum exit_code write_week(struct context *context, const struct args *args, struct week *week)
{
	char *text = NULL;
	size_t n = 0;
	if (week->count > 0)
		qsort(week->all, week->count, sizeof *week->all, by_time);
	enum err err = week_text(week, &text, &n);
	enum exit_code code = EXIT_DONE;
	if (err != ERR_OK)
		code = say_err(context, err, NULL);
	else if (args->value[WEEK_OUT] == NULL)
		fwrite(text, 1, n, stdout);
	else if (party_write(context, args->value[WEEK_OUT], span_of(text, n), false) != ERR_OK)
		code = EXIT_OTHER;
	free(text);
	if (code == EXIT_DONE && context->json && args->value[WEEK_OUT] != NULL)
		printf("{\"week\":%u,\"events\":%zu}\n", week->number, week->count);
	return code;
}

static enum exit_code weekly(struct context *context, const struct args *args, const struct party *party)
{
	char today[RENDER_TIME];
	struct week week = {0};
	struct held *held;
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	render_time(held, party_now(), today);
	today[strcspn(today, "T")] = '\0';
	enum exit_code code = EXIT_OTHER;
	if (read_week(context, party, args->value[WEEK_DAY] == NULL ? today : args->value[WEEK_DAY], &week) == ERR_OK)
		code = write_week(context, args, &week);
	week_free(&week);
	return code;
}

/* ---- rows ---- */

static enum exit_code run_enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_AUDITOR);
}

static enum exit_code run_entries(struct context *context, const struct args *args)
{
	return pages_as(context, "auditor", args, entries);
}

static enum exit_code run_weekly(struct context *context, const struct args *args)
{
	return pages_as(context, "auditor", args, weekly);
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {0}};
static const struct option_row entries_options[] = {
    {"after", "N", "从此序号之后 (0)", "after this number (0)"},
    {"count", "N", "最多几条 (100)", "at most so many (100)"},
    {0}};
static const struct option_row weekly_options[] = {
    {"day", "DATE", "该周任一天 (今天)", "any day of the week (today)"},
    {"out", "FILE", "写入此文件 (标准输出)", "write it to this file (standard output)"},
    {0}};

const struct command audit_commands[] = {
    {"audit", "enrol", "INVITATION", 1, 1, "登记本机为审计员", "enrol this device as an auditor", enrol_options, run_enrol},
    {"audit", "entries", "", 0, 0, "有序的办理记录", "the ordered history", entries_options, run_entries},
    {"audit", "weekly", "", 0, 0, "一周办理情况 (CSV, 运次以代号出现)", "a week of reviews as CSV, trips under pseudonyms",
     weekly_options, run_weekly},
    {0}};
