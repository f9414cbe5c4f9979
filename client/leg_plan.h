/* client/leg_plan.h - the leg a reviewer is about to seal: the application's wishes (or a file's leg) turned into codes of the
 * held roster, with the terms the reviewer gave. */
#ifndef GUOSUO_CLIENT_LEG_PLAN_H
#define GUOSUO_CLIENT_LEG_PLAN_H

#include "client/command.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/leg.h"

/* The option rows `reviewer seal` begins with. */
enum {
	PLAN_LEG,
	PLAN_SPEED,
	PLAN_HOURS_FROM,
	PLAN_HOURS_TO,
	PLAN_WEEKDAYS,
	PLAN_ESCORT_VEHICLES,
	PLAN_ESCORT_STAFF,
	PLAN_CONDITIONS,
	PLAN_TEMPLATES,
	PLAN_ROADS,
	PLAN_WINDOW_FROM,
	PLAN_WINDOW_TO,
	PLAN_BRIDGES,
	PLAN_STOPS,
	PLAN_OPTIONS
};
enum {
	PLAN_SPEED_KMH = 60, /* this and the rest: where the desk's policy (legTerms) says nothing */
	PLAN_ESCORT_VEHICLES_MAX = 20,
	PLAN_ESCORT_STAFF_MAX = 100,
};

#define PLAN_OPTION_ROWS                                                                                         \
	{"leg", "FILE", "从 JSON 文件读省段", "read the leg from a JSON file"},                                      \
	    {"speed", "KMH", "限速 (服务台策略所定, 如 60)", "speed limit (the desk's policy, such as 60)"},                                                   \
	    {"hours-from", "HH:MM", "准行开始", "permitted from"},                                               \
	    {"hours-to", "HH:MM", "准行结束, 可过午夜", "permitted until, may pass midnight"},                   \
	    {"weekdays", "1-7", "准行的周几, 1 为周一", "permitted days, 1 is Monday"},                          \
	    {"escort-vehicles", "N", "护送车数", "escort vehicles"},                                             \
	    {"escort-staff", "N", "护送人数", "escort staff"},                                                   \
	    {"conditions", "1,2|NAME K=V,K=V; ...", "条件代码, 或模板名及其参数", "condition codes, or templates and what they ask for"}, \
	    {"templates", "FILE", "条件模板 (本目录 conditions.json)", "the conditions' templates (home/conditions.json)"},  \
	    {"roads", "G3/12,G18", "路线, 斜线后为驶出口编号", "roads, after a slash the exit"},                    \
	    {"window-from", "TIME", "省段期限开始 (行程的)", "start of the leg's window (the trip's)"},          \
	    {"window-to", "TIME", "省段期限结束 (行程的)", "end of the leg's window (the trip's)"},        \
	    {"bridges", "NAME,NAME", "途经桥梁, 按模板 bridges 写入条件", "the bridges on the way, as the template bridges says it"}, \
	    {"stops", "11,NAME", "停靠点, 代码或名称, 空为不停 (申请的)", "stops, by code or name, empty for none (those asked for)"}

struct plan_source {
	const struct roster *roster; /* of the leg's province: names become its codes */
	const Guosuo__V1__Trip *trip;
	const Guosuo__V1__GetReviewResponse *review;
	const Guosuo__V1__LegRounds *rounds; /* what was wished since, what stands; NULL: not known */
	const char *const *value; /* the options, PLAN_OPTIONS of them, or NULL: none */
};

/* From a file; else what stands, else the application, and what was wished since; then the options. In the arena, and leg_sound.
 * *text: the words of --conditions, "" for none. Errors are said: ERR_INPUT: an option; ERR_NOT_FOUND: a station or stop the roster lacks, or the
 * application has no such leg; ERR_FORMAT, ERR_WINDOW, ERR_SCOPE: leg_sound's; ERR_MEMORY. */
enum err leg_plan(struct context *context, const struct plan_source *source, int64_t now, Guosuo__V1__Leg **out,
		  const char **text) MUST_USE;

/* "09:00" or "24:00" as minutes of the day. false: it is none. */
bool leg_plan_minute(const char *text, uint32_t *out);

/* "G3/12,G18", typed after --roads, as roads in the arena. ERR_INPUT: it is no such list, or longer than ROADS_MAX: said; ERR_MEMORY. */
enum err road_list(struct context *context, const char *typed, Guosuo__V1__Road ***out, size_t *count) MUST_USE;

/* What was typed after --roads, --window-from, --window-to and --stops, each NULL where it was not; the roster is looked at for stops
 * alone. *out: in the arena, NULL for nothing. ERR_INPUT, ERR_NOT_FOUND (a stop): said; ERR_MEMORY. */
struct proposal_words {
	const char *roads, *from, *to, *stops;
};
enum err proposal_typed(struct context *context, const struct roster *roster, const struct proposal_words *typed,
			Guosuo__V1__Proposal **out) MUST_USE;

#endif
