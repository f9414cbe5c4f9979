/* proto/fault.h - what is wrong with a field: which rule, what was found, what is allowed, what to do.
 * One list makes the codes, the names and both texts. {got} and {limit} stand for the two numbers. */
#ifndef GUOSUO_PROTO_FAULT_H
#define GUOSUO_PROTO_FAULT_H

#include "proto/err.h"
#include "proto/span.h"

/*      name, severity (E refused, W said and accepted), Chinese, English */
#define RULE_LIST(X)                                                                                             \
	X(REQUIRED, E, "必填", "is required: fill it in")                                                         \
	X(SYNTAX, E, "不是有效的 JSON (第 {got} 行, 第 {limit} 列)", "is not JSON at line {got}, column {limit}")        \
	X(DEPTH, E, "嵌套 {got} 层, 上限 {limit}", "is nested {got} deep, at most {limit} are allowed")           \
	X(CHOICE, E, "不在可选值之内, 请按格式说明选填", "is not one of the known values: take one of those the format lists") \
	X(BASE64, E, "不是有效的 Base64", "is not valid base64")                                                  \
	X(ONE_OF, E, "与另一栏只能填一栏", "excludes another field that is filled in: keep one of them")          \
	X(UNKNOWN_FIELD, E, "没有这一栏, 请删除或改正名称", "no such field: remove it or correct its name")       \
	X(TYPE, E, "数据类型不符", "has the wrong type")                                                          \
	X(TEXT, E, "不是有效的 UTF-8 文字", "is not valid UTF-8 text without NUL")                                \
	X(TOO_LONG, E, "{got} 字节, 上限 {limit}", "has {got} bytes, at most {limit} are allowed: shorten it")    \
	X(TOO_MANY, E, "{got} 项, 上限 {limit}", "has {got} entries, at most {limit} are allowed")                \
	X(TOO_SMALL, E, "{got} 低于下限 {limit}", "is {got}, at least {limit} is needed")                         \
	X(TOO_LARGE, E, "{got} 超过上限 {limit}", "is {got}, at most {limit} is allowed")                         \
	X(PLATE_FORM, E, "号牌格式不符: 省份汉字 + 字母 + 5 位 (新能源 6 位; 挂车末位为挂, 临时超限牌末位为超)",  \
	  "not a plate: province character, letter, 5 characters (6 for new energy; a trailer ends in 挂, a "     \
	  "temporary oversize plate in 超)")                                                                      \
	X(PLATE_NORMALISED, W, "号牌已转为半角大写并去掉空格和间隔号", "plate normalised to plain upper case")    \
	X(PLATE_LOOKALIKE, E, "号牌含字母 O 或 I, 请核对是否为数字 0 或 1",                                       \
	  "the plate has a letter O or I: check whether it is the digit 0 or 1")                                  \
	X(PLATE_KIND, E, "挂车号牌末位应为挂 (或临时牌), 牵引车不应为挂",                                         \
	  "a trailer's plate ends in 挂 (or is temporary), a tractor's does not")                                 \
	X(USCC_FORM, E, "统一社会信用代码应为 18 位 (不含 I O S V Z)",                                            \
	  "a USCC has 18 characters out of 0-9 A-Z without I O S V Z")                                            \
	X(USCC_CHECK, E, "统一社会信用代码校验位不符, 请逐位核对", "the USCC's check character is wrong: compare " \
								   "it with the licence, character by character") \
	X(VIN_FORM, E, "车辆识别代号应为 17 位 (不含 I O Q)", "a VIN has 17 characters without I O Q")            \
	X(VIN_CHECK, W, "车辆识别代号校验位不符; 进口车可能没有校验位, 请核对行驶证",                             \
	  "the VIN's check character is wrong; foreign VINs may lack it: compare with the vehicle")               \
	X(ID_CHECK, E, "身份证或驾驶证号码校验位不符", "the ID or licence number's check character is wrong")     \
	X(MOBILE_FORM, E, "手机号应为 1[3-9] 开头的 11 位", "a mobile number has 11 digits and begins 13 to 19")  \
	X(PASS_NUMBER, E, "通行证编号有误, 请逐位核对", "is not a pass number: compare it, character by character") \
	X(HS_FORM, E, "HS 编码应为 6 至 10 位数字", "an HS code has 6 to 10 digits")                              \
	X(LOCODE_FORM, E, "港口代码应为 5 位 UN/LOCODE, 如 CNTXG", "a port is a UN/LOCODE such as CNTXG")         \
	X(COUNTRY_FORM, E, "国家代码应为两位大写字母 (ISO 3166-1)", "a country is two capitals (ISO 3166-1)")     \
	X(DIVISION_FORM, E, "行政区划代码应为 6 位且省份前两位有效", "a division is 6 digits of a known province") \
	X(TIME_FORM, E, "时间应为 RFC 3339, 如 2020-03-10T10:00:00+08:00", "a time is written as in RFC 3339: "    \
									   "2020-03-10T10:00:00+08:00")             \
	X(WINDOW_ORDER, E, "结束时间不晚于开始时间, 请更正其一", "the window ends before it starts: correct one of the two times") \
	X(WINDOW_LENGTH, E, "期限 {got} 秒, 上限 {limit}", "the window is {got} s long, at most {limit} s")       \
	X(WINDOW_FAR, E, "结束时间距签发 {got} 秒, 上限 {limit}",                                                 \
	  "the window ends {got} s after issue, at most {limit} s: apply later or shorten it")                   \
	X(WINDOW_PAST, E, "期限已过", "the window lies in the past")                                              \
	X(WINDOW_OUTSIDE, E, "超出本次运输的通行期限", "lies outside the trip's window")                          \
	X(MASS_SUM, E, "车货总质量 {got} 公斤不等于各轴荷之和 {limit} 公斤, 请更正其一", \
	  "laden mass {got} kg is not the sum of the axle loads, {limit} kg: correct one of them")                \
	X(MASS_PARTS, E, "车货总质量 {got} 公斤不等于货物与车辆自重之和 {limit} 公斤, 请更正其一", \
	  "laden mass {got} kg is not cargo plus vehicles, {limit} kg: correct one of them")                      \
	X(OUTLINE_CARGO, E, "车货外廓 {got} 毫米小于货物 {limit} 毫米",                                           \
	  "the laden outline, {got} mm, is smaller than the cargo, {limit} mm")                                   \
	X(CLASS_BELOW, E, "申报类别 {got} 低于按尺寸质量计算的类别 {limit}, 请按后者申报", \
	  "class {got} is claimed, the measures make it class {limit}: claim that one")                           \
	X(CLASS_NONE, E, "未超限, 无需办理通行证", "is within the basic limits: no permit is needed")             \
	X(AXLE_MEAN, E, "平均轴荷 {got} 公斤, 上限 {limit}", "mean axle load {got} kg, at most {limit} kg")       \
	X(AXLE_MAX, E, "轴荷 {got} 公斤, 上限 {limit}", "axle load {got} kg, at most {limit} kg")                 \
	X(AXLE_COUNT, E, "填了 {got} 个轴荷, 车辆共 {limit} 轴 (线)",                                             \
	  "{got} loads are given for {limit} axles (or lines): one for each that is not spare")                  \
	X(PROVINCE_UNKNOWN, E, "省份代码 {got} 不在机构名录中, 请核对代码", "province {got} is not in the directory: check the code") \
	X(LEG_ORIGIN, E, "首段省份 {got} 不是起点所在省 {limit}, 请更正其一", "the first leg is in province {got}, the " \
								  "origin in {limit}: correct one of them") \
	X(LEG_DESTINATION, E, "末段省份 {got} 不是终点所在省 {limit}, 请更正其一", "the last leg is in province {got}, the " \
								       "destination in {limit}: correct one of them") \
	X(LEG_DIVISION, E, "收费站 {got} 不在本段省份 {limit}, 请更正其一", "the station's division {got} is not in the " \
								"leg's province {limit}: correct one of them") \
	X(LEG_NEIGHBOUR, E, "省份 {got} 与 {limit} 不相邻, 缺少中间省段", "provinces {got} and {limit} are not "   \
									  "neighbours: a leg is missing")           \
	X(ORDINAL, E, "序号 {got} 不存在 (1 至 {limit})", "{got} does not exist: count from 1 to {limit}")        \
	X(DUPLICATE, E, "重复", "is there twice")                                                                 \
	X(CODE_FIT, E, "通行码需 {got} 字节, 上限 {limit}; 请缩短货物或单位名称或减少备用车",                     \
	  "the code would need {got} bytes, at most {limit} fit: shorten names or take fewer spare vehicles")     \
	X(NEIGHBOUR_ONE_SIDED, E, "省份 {got} 与 {limit} 须互相列为相邻", "provinces {got} and {limit} must list "  \
									 "each other as neighbours")               \
	X(SCOPE_OUTSIDE, E, "区划 {got} 不在本省 {limit} 之内", "division {got} is outside the province, {limit}")  \
	X(KEY_POINT, E, "不是有效的公钥", "is not a valid public key")                                            \
	X(PERSON_TWICE, E, "同一人不能签两次, 请另一位审批员签章", "the same person cannot seal twice: another reviewer must") \
	X(SAME_BYTES, E, "与首签内容不一致", "differs from the bytes the first person sealed")                    \
	X(NONCE_BODY, E, "同一请求编号已用于其他内容, 请换新编号重发", "the same nonce was used with another body: send it with a new one") \
	X(HANDED, E, "不属于本单位, 请由所属单位办理", "belongs to somebody else, who must do this")                   \
	X(NEEDS_AMEND, E, "须变更运次本身, 不能就地答复; 请用 officer apply --amends 重新申请",                   \
	  "needs a changed trip, not an answer: apply anew with officer apply --amends")                          \
	X(NOT_LEG_MATTER, E, "这一项不是省段事项, 不能附路线或时段, 只能用文字答复",                              \
	  "is not about the leg: answer it in words, without roads, window or hours")                             \
	X(ANSWERED, E, "已答复, 无需再答; 只答其余各项", "is answered and stays answered: answer only the others") \
	X(SUPERSEDED, E, "此证变更原证, 原证不再办理; 请改用此证编号",                                            \
	  "is the newer pass that changes this one: act on that one")                                             \
	X(EXTENSION_ONLY, E, "延期只能改通行期限, 其他各项须与原省段相同; 其他变更请以 terms 或 detour 重开",     \
	  "an extension changes only the window: reopen it as terms or detour for anything else")                 \
	X(TEXT_HASH, E, "条件文字与省段中的摘要不符, 请重新生成并签章",                                           \
	  "the conditions' text is not the one whose hash is in the leg: make and seal it again")                 \
	X(NO_PROPOSAL, E, "该省段的不予许可决定没有附建议, 请重新申请或联系该省",                                 \
	  "the refusal of this leg proposes nothing: apply anew or call the province")                            \
	X(REVISION, E, "所指第 {got} 版已不是现行版, 现行第 {limit} 版, 请刷新后重试",                            \
	  "names revision {got}, the leg is at revision {limit}: reload and decide again")                        \
	X(ASK_LATE, W, "首次补正时即可提出; 补正应一次告知 (已提 {got} 次)",                                      \
	  "could have been asked the first time: a correction is asked once and completely ({got} asked before)")

enum rule {
	RULE_OK,
#define X(name, severity, zh, en) RULE_##name,
	RULE_LIST(X)
#undef X
	    RULE_COUNT
};

struct fault {
	enum rule rule;
	char field[64]; /* path as in the JSON, e.g. "vehicle.tractors[0].plate"; cut when longer */
	int64_t got;    /* in the field's own unit */
	int64_t limit;
};

enum { FAULTS_MAX = 32 };

/* The first FAULTS_MAX faults of one input. errors counts those of severity E, kept or not. */
struct faults {
	struct fault item[FAULTS_MAX];
	size_t count;
	size_t errors;
};

void fault_add(struct faults *faults, enum rule rule, const char *field, int64_t got, int64_t limit);

const char *fault_name(enum rule rule); /* "MASS_SUM" */
bool fault_is_error(enum rule rule);    /* false: a warning, said and accepted */

/* Writes the text with its numbers into out, NUL-terminated, cut at a character when size is too small. */
void fault_text(const struct fault *fault, enum lang lang, char *out, size_t size);

/* "a.b" + index -> "a.b[3]", or + name -> "a.b.name". Cut to size; out may not overlap prefix. */
void field_index(char *out, size_t size, const char *prefix, size_t index);
void field_name(char *out, size_t size, const char *prefix, const char *name);

#endif
