/* client/ruling.h - what a province's rules say about one leg. Pure: everything it judges by is in the case. */
#ifndef GUOSUO_CLIENT_RULING_H
#define GUOSUO_CLIENT_RULING_H

#include "client/rules.h"
#include "proto/leg.h"
#include "proto/notice.h"

/* The first reason why a rule does not hold.
 *      name, Chinese, English: {got} of the trip, {limit} of the rule */
#define MISS_LIST(X)                                                                                             \
	X(CLASS, "{got} 类不在规则所列类别内", "class {got} is none of the rule's")                               \
	X(CORRIDOR, "路线或进出站不在规则所列走廊内", "its roads or stations are none of the rule's corridors")   \
	X(MASS_OVER, "总质量 {got} 公斤, 规则至多 {limit}", "weighs {got} kg, the rule takes {limit}")            \
	X(LENGTH_OVER, "总长 {got} 毫米, 规则至多 {limit}", "is {got} mm long, the rule takes {limit}")           \
	X(WIDTH_OVER, "总宽 {got} 毫米, 规则至多 {limit}", "is {got} mm wide, the rule takes {limit}")            \
	X(HEIGHT_OVER, "总高 {got} 毫米, 规则至多 {limit}", "is {got} mm high, the rule takes {limit}")           \
	X(AXLE_OVER, "最大轴荷 {got} 公斤, 规则至多 {limit}", "has {got} kg on an axle, the rule takes {limit}")  \
	X(LINE_OVER, "最大轴线荷 {got} 公斤, 规则至多 {limit}", "has {got} kg on an axle line, the rule takes {limit}") \
	X(MASS_NOT_ABOVE, "总质量 {got} 公斤, 未超过 {limit}", "weighs {got} kg, not above {limit}")              \
	X(LENGTH_NOT_ABOVE, "总长 {got} 毫米, 未超过 {limit}", "is {got} mm long, not above {limit}")             \
	X(WIDTH_NOT_ABOVE, "总宽 {got} 毫米, 未超过 {limit}", "is {got} mm wide, not above {limit}")              \
	X(HEIGHT_NOT_ABOVE, "总高 {got} 毫米, 未超过 {limit}", "is {got} mm high, not above {limit}")             \
	X(AXLE_NOT_ABOVE, "最大轴荷 {got} 公斤, 未超过 {limit}", "has {got} kg on an axle, not above {limit}")    \
	X(LINE_NOT_ABOVE, "最大轴线荷 {got} 公斤, 未超过 {limit}", "has {got} kg on an axle line, not above {limit}") \
	X(EMPTY, "空车, 没有货物", "the train is empty and has no cargo")                                         \
	X(HS, "HS {got} 不在规则所列", "HS {got} is none of the rule's")                                          \
	X(COMPANY, "申请单位不在规则所列", "its company is none of the rule's")                                   \
	X(DAYS, "通行期限不在规则所列日期内", "its window is not inside the rule's days")                         \
	X(NOT_DAYS, "通行期限含规则排除的日期", "its window touches days that the rule leaves out")               \
	X(NOTICE, "其路线上有规则排除的管控通告", "a notice that the rule leaves out holds on its roads in its window")       \
	X(NOTICES, "本机未取得本省管控通告, 请先同步 (sync)", "the notices of the province were never fetched here, sync first") \
	X(WINDOW, "通行期限 {got} 小时, 规则至多 {limit}", "its window has {got} h, the rule takes {limit}")      \
	X(JOURNEYS, "{got} 趟, 规则至多 {limit}", "makes {got} journeys, the rule takes {limit}")                 \
	X(NEVER, "本省未准予过同一单位、车辆的运次, 或已撤销, 或其签章不能核实", \
	  "nothing of this company and these vehicles was approved here before, or it was revoked, or its seals do not verify") \
	X(LONG_AGO, "上次准予在 {got} 天前, 规则至多 {limit} 天", "was last approved {got} days ago, the rule takes {limit}") \
	X(DIFFERS, "与上次准予的有 {got} 处不同", "differs from the last approved one in {got} places")           \
	X(OTHER_WAY, "路线、进出站或停靠点与上次准予的不同", "goes by other roads, stations or stops than the last approved one")

enum miss_reason {
	MISS_NONE,
#define X(name, zh, en) MISS_##name,
	MISS_LIST(X)
#undef X
	    MISS_COUNT
};

struct miss {
	enum miss_reason reason;
	int64_t got, limit;
};

/* former_trip and former_leg: what this province sealed last, its seals verified, not taken back; NULL: nothing. */
struct ruling_case {
	const Guosuo__V1__Trip *trip;
	const Guosuo__V1__Leg *leg; /* as it would be sealed */
	uint32_t over_limit_class;
	const struct roster *roster; /* of the leg's province: names its stations */
	const Guosuo__V1__Trip *former_trip;
	const Guosuo__V1__Leg *former_leg;
	const struct notice *notices; /* of the province, those that hold or will */
	size_t notice_count;
	bool noticed; /* false: they are not known */
	uint32_t utc_offset_min;
	int64_t now;
};

/* Does every condition of the rule hold? *why: the first that does not. */
bool ruling_holds(const Guosuo__V1__ProvinceRule *rule, const struct ruling_case *of, struct miss *why);

/* The first rule that holds; NULL: none does. why: of each rule before it; room for all. */
const Guosuo__V1__ProvinceRule *ruling_of(const struct rules *rules, const struct ruling_case *of,
					  struct miss why[static RULES_MAX], size_t *missed);

/* The corridor of the rule this leg lies in; NULL: none, or the rule names none. */
const Guosuo__V1__Corridor *ruling_corridor(const Guosuo__V1__ProvinceRule *rule, const struct ruling_case *of);

/* Cut to size. */
void ruling_text(const struct miss *miss, enum lang lang, char *out, size_t size);

#endif
