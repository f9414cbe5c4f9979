/* proto/finding.h - the one table of findings: number, name, default severity, who may close it, what it says and the one
 * next action, in Chinese and English. proto/README.md prints it; a test compares the two. Numbers never change meaning. */
#ifndef GUOSUO_PROTO_FINDING_H
#define GUOSUO_PROTO_FINDING_H

#include "proto/err.h"
#include "proto/span.h"

enum severity { SEVERITY_NOTE, SEVERITY_REFER, SEVERITY_REJECT };
enum closer { BY_INSPECTOR, BY_SHIFT_LEADER, BY_TELEPHONE };

/* X(number, NAME, severity, closer, zh text, en text, zh action, en action) */
#define FINDING_LIST(X)                                                                                          \
	X(1, NOT_A_PASS, REFER, INSPECTOR, "不是过所通行码", "not a Guosuo code", "请出示通行证上的二维码",       \
	  "ask for the code of the pass")                                                                         \
	X(2, FORMAT_BAD, REJECT, INSPECTOR, "通行码损坏或被改动", "the code is damaged or altered", "重新扫描一次", \
	  "scan once more")                                                                                       \
	X(3, FORMAT_NEWER, REFER, TELEPHONE, "通行码版本较新, 本机不能判读", "a newer format than this device reads", \
	  "升级本机后再验, 或电话核实", "update this device, or telephone")                                        \
	X(4, TRUST_MISSING, REFER, TELEPHONE, "本机没有发证省或本省的名册", "this device holds no roster of the " \
	  "province", "同步离线数据包, 或电话核实", "sync the state files, or telephone")                          \
	X(5, TRUST_EXPIRED, REFER, TELEPHONE, "名录或名册已过期", "directory or roster has expired",               \
	  "同步离线数据包, 或电话核实", "sync the state files, or telephone")                                      \
	X(6, SEAL_BAD, REJECT, SHIFT_LEADER, "电子签章不符 (内容被改或取自他证)",                                   \
	  "a seal does not verify: altered, or taken from another pass", "扣留核查", "hold and investigate")      \
	X(7, SEAL_UNKNOWN_KEY, REFER, TELEPHONE, "签章密钥不在所持名册", "sealed by a key this roster does not have", \
	  "同步名册后再验, 或电话核实", "sync the roster and verify again, or telephone")                          \
	X(8, SEAL_FEW, REJECT, TELEPHONE, "审批签章人数不足", "too few reviewers have sealed", "电话核实省段审批",   \
	  "telephone the province of the leg")                                                                    \
	X(9, SEAL_SURPLUS, REJECT, SHIFT_LEADER, "签章多余或同一人重复", "a surplus seal, or one person twice",     \
	  "扣留核查", "hold and investigate")                                                                      \
	X(10, KEY_WINDOW, REJECT, TELEPHONE, "签章时密钥不在有效期", "the key was not valid when it sealed",        \
	  "电话核实发证机关", "telephone the issuer")                                                              \
	X(11, OFFICER_UNKNOWN, REJECT, TELEPHONE, "派车单签发人不是本证经办人",                                      \
	  "the assignment is not by an officer of this trip", "请企业重新派车", "ask the company to assign again") \
	X(12, FIELD_BAD, REJECT, TELEPHONE, "证件内容自相矛盾", "the pass contradicts itself", "电话核实发证机关",   \
	  "telephone the issuer")                                                                                 \
	X(13, REVOKED, REJECT, TELEPHONE, "通行证或省段许可已撤销", "the pass or the leg is revoked",               \
	  "劝返或电话核实", "turn back, or telephone")                                                             \
	X(14, STATUS_UNKNOWN, REFER, TELEPHONE, "不掌握撤销情况", "not known whether it is revoked",                \
	  "同步撤销名单, 或电话核实", "sync the status lists, or telephone")                                       \
	X(15, STATUS_AGED, NOTE, INSPECTOR, "撤销名单超过 {limit} 小时", "the status list is more than {limit} h old", \
	  "有网络时同步", "sync when there is a network")                                                         \
	X(16, STATUS_OLD, NOTE, SHIFT_LEADER, "撤销名单超过 {limit} 小时", "the status list is more than {limit} h old", \
	  "逐项比对车货; 仍需人工核查的, 电话核实", "compare vehicle and load; if it is still referred, telephone") \
	X(17, SERIAL_BARRED, REJECT, TELEPHONE, "派车单已被替代", "the assignment has been replaced",               \
	  "请驾驶员更新派车单", "ask the driver to fetch the new one")                                             \
	X(18, SLOT_BARRED, REJECT, TELEPHONE, "签发派车单的经办人已被停用", "the officer who assigned is barred",   \
	  "请企业重新派车", "ask the company to assign again")                                                     \
	X(19, TRIP_NOT_YET, REJECT, TELEPHONE, "通行期限未到", "the trip's window has not begun", "等候或劝返",      \
	  "wait, or turn back")                                                                                   \
	X(20, TRIP_EXPIRED, REJECT, TELEPHONE, "通行期限已过", "the trip's window is over", "劝返, 请企业办理延期",  \
	  "turn back; the company asks for an extension")                                                         \
	X(21, LEG_NOT_YET, REJECT, TELEPHONE, "本省段期限未到", "this leg's window has not begun", "等候或劝返",     \
	  "wait, or turn back")                                                                                   \
	X(22, LEG_EXPIRED, REJECT, TELEPHONE, "本省段期限已过", "this leg's window is over", "请企业申请变更省段",   \
	  "the company asks for a new leg window")                                                                \
	X(23, HOURS_CLOSED, REFER, SHIFT_LEADER, "不在准行时段", "outside the permitted hours", "引导停车等候",      \
	  "let it park and wait")                                                                                 \
	X(24, ASSIGNMENT_NOT_YET, REJECT, TELEPHONE, "派车单期限未到", "the assignment's window has not begun",     \
	  "等候, 或请企业重新派车", "wait, or ask the company to assign again")                                    \
	X(25, ASSIGNMENT_EXPIRED, REJECT, TELEPHONE, "派车单期限已过", "the assignment's window is over",           \
	  "请企业重新派车", "ask the company to assign again")                                                     \
	X(26, WRONG_PROVINCE, REFER, INSPECTOR, "出示的是其他省段", "this is another province's leg",               \
	  "请驾驶员出示本省段", "ask for this province's leg")                                                     \
	X(27, PLACE_MISMATCH, REFER, SHIFT_LEADER, "本查验点不在许可路线上", "this checkpoint is not on the "        \
	  "permitted roads", "核对路线, 或电话核实", "compare the route, or telephone")                            \
	X(28, PRESENTATION_MISSING, REFER, INSPECTOR, "没有亮证 (可能是截图或打印件)",                               \
	  "no live presentation: perhaps a screenshot or a print", "请驾驶员在手机上现场亮证",                      \
	  "ask the driver to show it live on the phone")                                                          \
	X(29, PRESENTATION_STALE, REFER, INSPECTOR, "亮证已过时 {got} 秒 (可能是截图)",                              \
	  "the presentation is {got} s old: perhaps a screenshot", "请驾驶员重新亮证, 必要时用现场口令",            \
	  "ask for a live one, with a nonce if in doubt")                                                         \
	X(30, PRESENTATION_AHEAD, REFER, INSPECTOR, "亮证时间超前 {got} 秒 (时钟不一致)",                            \
	  "the presentation is {got} s ahead: clocks differ", "用现场口令重新亮证", "ask for one with a nonce")    \
	X(31, PRESENTATION_REPLAYED, REJECT, SHIFT_LEADER, "亮证被重放", "a replayed presentation", "扣留核查",      \
	  "hold and investigate")                                                                                 \
	X(32, NONCE_WRONG, REJECT, SHIFT_LEADER, "现场口令不符或属于其他查验点",                                     \
	  "the nonce is wrong or of another checkpoint", "重新给出口令再验", "give a new nonce and verify again")   \
	X(33, NONCE_MISSING, REFER, INSPECTOR, "未按现场口令亮证", "shown without the nonce that was asked for",    \
	  "请驾驶员输入口令", "ask the driver to type the nonce")                                                  \
	X(34, PAPER_UNOBSERVED, REFER, INSPECTOR, "纸质证须先比对号牌或车架号",                                      \
	  "paper: compare plate or VIN first", "输入所见号牌再验", "enter the plate you see and verify again")     \
	X(35, PLATE_MISMATCH, REJECT, SHIFT_LEADER, "牵引车号牌不符", "the tractor's plate differs", "扣留核查",      \
	  "hold and investigate")                                                                                 \
	X(36, TRAILER_MISMATCH, REJECT, SHIFT_LEADER, "挂车号牌不符", "a trailer's plate differs", "扣留核查",        \
	  "hold and investigate")                                                                                 \
	X(37, VIN_MISMATCH, REJECT, SHIFT_LEADER, "车辆识别代号不符", "the VIN differs", "扣留核查",                  \
	  "hold and investigate")                                                                                 \
	X(38, CARGO_MISMATCH, REJECT, SHIFT_LEADER, "货物与证载不符", "the cargo differs from the pass", "扣留核查",  \
	  "hold and investigate")                                                                                 \
	X(39, PIECES_MISMATCH, REJECT, SHIFT_LEADER, "件数 {got}, 证载 {limit}", "{got} pieces seen, the pass says {limit}", \
	  "扣留核查", "hold and investigate")                                                                      \
	X(40, LENGTH_OVER, REJECT, SHIFT_LEADER, "车长 {got} 毫米, 证载 {limit}", "length {got} mm, the pass says {limit}", \
	  "复测; 超出则劝返", "measure again; turn back if over")                                                  \
	X(41, WIDTH_OVER, REJECT, SHIFT_LEADER, "宽度 {got} 毫米, 证载 {limit}", "width {got} mm, the pass says {limit}", \
	  "复测; 超出则劝返", "measure again; turn back if over")                                                  \
	X(42, HEIGHT_OVER, REJECT, SHIFT_LEADER, "高度 {got} 毫米, 证载 {limit}", "height {got} mm, the pass says {limit}", \
	  "复测; 超出则劝返", "measure again; turn back if over")                                                  \
	X(43, MASS_OVER, REJECT, SHIFT_LEADER, "总质量 {got} 公斤, 证载 {limit}", "mass {got} kg, the pass says {limit}", \
	  "复测; 超出则劝返", "weigh again; turn back if over")                                                    \
	X(44, AXLE_OVER, REJECT, SHIFT_LEADER, "轴荷 {got} 公斤, 证载 {limit}", "axle load {got} kg, the pass says {limit}", \
	  "复测; 超出则劝返", "weigh again; turn back if over")                                                    \
	X(45, ESCORT_MISSING, REFER, SHIFT_LEADER, "护送车 {got} 辆, 许可要求 {limit}",                              \
	  "{got} escort vehicles, the leg asks for {limit}", "等候护送车到位", "wait for the escort")              \
	X(46, CLASS_UNDERSTATED, REJECT, TELEPHONE, "证载类别 {got} 低于计算类别 {limit}",                           \
	  "class {got} is claimed, the measures make it {limit}", "电话核实发证机关", "telephone the issuer")      \
	X(47, CLOCK_BEHIND, REFER, SHIFT_LEADER, "本机时间偏慢", "this device's clock is behind", "校准本机时间再验", \
	  "set this device's clock and verify again")                                                             \
	X(48, TIME_AHEAD, NOTE, SHIFT_LEADER, "有离线数据包来自未来, 已搁置", "a state file from the future was set aside", \
	  "检查本机时间", "check this device's clock")                                                            \
	X(49, TRUST_FORKED, REFER, TELEPHONE, "同一版本名册出现不同内容", "two different files of one version",      \
	  "报告并电话核实", "report it, and telephone")                                                            \
	X(50, STATUS_SHRUNK, NOTE, TELEPHONE, "曾撤销或停用的内容从名单消失, 仍按原样处理",                                 \
	  "what was revoked or barred has vanished from the list and stays so", "报告发证机关", "report it to the issuer") \
	X(51, SAME_PASSAGE, NOTE, INSPECTOR, "刚刚验过的同一次过卡", "the same passage as a moment ago", "无需重复处理", \
	  "nothing more to do")                                                                                   \
	X(52, COMPARE, NOTE, INSPECTOR, "请目视比对号牌和车架号 (现场转发只能靠比对发现)",                            \
	  "compare plate and VIN by eye: only that stops a live relay", "比对以下各项", "compare the fields below") \
	X(53, NOT_SYNCED, NOTE, INSPECTOR, "本查验点 {got} 小时未同步", "this checkpoint has not synced for {got} h", \
	  "有网络时同步", "sync when there is a network")                                                         \
	X(54, ISSUER_SILENT, NOTE, INSPECTOR, "发证机关逾期未更新名单", "the issuer is late with its next list",     \
	  "有网络时同步", "sync when there is a network")                                                         \
	X(55, SEALED_AHEAD, REFER, SHIFT_LEADER, "签章时间在本机时间之后", "sealed later than this device's clock",   \
	  "检查本机时间", "check this device's clock")                                                            \
	X(56, MEMORY_FULL, REFER, SHIFT_LEADER, "内容超出本机判读上限", "larger than this device can judge",         \
	  "电话核实", "telephone")                                                                                 \
	X(57, TRUST_BEHIND, REFER, TELEPHONE, "名录或名册已有新版, 本机未持有",                                      \
	  "a newer directory or roster exists than this device holds", "同步离线数据包, 或电话核实",                \
	  "sync the state files, or telephone")                                                                   \
	X(58, CLOCK_DOUBTED, NOTE, SHIFT_LEADER, "最近 {limit} 部手机的时间都与本机相差约 {got} 秒, 本机时间可能不准", \
	  "the last {limit} phones all differ from this device's clock by about {got} s: it may be wrong",         \
	  "核对本机时间", "check this device's clock")                                                                   \
	X(59, INSPECTED, NOTE, INSPECTOR, "查验点 {got} 已在 {limit} 小时内查验放行, 同一牵引车和挂车",             \
	  "inspected and let pass at checkpoint {got} within the last {limit} h, the same tractor and trailers",  \
	  "优先放行", "wave it through")                                                                          \
	X(60, CLONE_SUSPECTED, REFER, SHIFT_LEADER, "同一趟疑有两组车: 查验点 {got} 另有过卡",                       \
	  "perhaps two trains on one journey: another passed checkpoint {got}", "逐项比对车货, 电话核实",         \
	  "compare vehicle and load, and telephone")                                                              \
	X(61, CHAIN_FORKED, REFER, SHIFT_LEADER, "查验签章分叉: 查验点 {got} 与 {limit} 的签章接在同一签章之后",     \
	  "the stamps fork: those of checkpoints {got} and {limit} follow the same one",                          \
	  "扣留核查; 漏带回执的, 逐项比对后放行", "hold and investigate; where only a receipt was left behind, compare and let pass") \
	X(62, SPEED_IMPOSSIBLE, REFER, SHIFT_LEADER, "两次查验之间时速须达 {got} 公里, 不可能 (上限 {limit})",      \
	  "between two gates it must have driven {got} km/h, more than {limit} is impossible",                    \
	  "逐项比对车货, 电话核实", "compare vehicle and load, and telephone")                                     \
	X(63, STAMP_BAD, NOTE, INSPECTOR, "随带的查验签章不能采信: 签章不符, 属于其他运次, 或无从核对",               \
	  "a carried stamp is not believed: its seal does not hold, it is of another trip, or cannot be verified", \
	  "按未出示处理", "treat it as not shown")                                                                \
	X(64, STATE_CARRIED, NOTE, INSPECTOR, "手机称带有较新的本省段撤销名单, 约 {got} 小时前签发",                 \
	  "the phone says it carries a newer status list of the leg's province, issued about {got} h ago",         \
	  "请驾驶员出示该名单的离线数据码, 扫入后再验", "have that list shown as codes, take it, and verify again") \
	X(65, STAMP_UNSHOWN, NOTE, INSPECTOR, "手机称带有较新的查验签章, 没有出示",                                 \
	  "the phone says it carries a newer stamp than was shown", "请驾驶员出示签章码再扫",                       \
	  "ask for its stamps, and scan them")                                                                    \
	X(66, ALREADY_DELIVERED, REFER, TELEPHONE, "本趟已送达: {limit} 小时内, 查验点 {got}",                      \
	  "this journey was delivered at checkpoint {got} within the last {limit} h",                             \
	  "逐项比对车货, 电话核实该查验点", "compare vehicle and load, and telephone that checkpoint")

enum finding_code {
	FINDING_NONE,
#define X(number, name, severity, closer, zh, en, zh_do, en_do) FINDING_##name = number,
	FINDING_LIST(X)
#undef X
	    FINDING_END
};

const char *finding_name(enum finding_code code); /* "SEAL_BAD"; "NONE" for a number that is not in the table */
enum severity finding_severity(enum finding_code code);
enum closer finding_closer(enum finding_code code);
/* Templates: {got} and {limit} are the finding's numbers, see finding_text. */
const char *finding_action(enum finding_code code, enum lang lang);
const char *closer_text(enum closer closer, enum lang lang);

struct finding {
	enum finding_code code;
	enum severity severity; /* the table's, or stricter by policy */
	uint32_t province;      /* whose statement it is about; 0: none */
	int64_t got, limit;
};

void finding_text(const struct finding *finding, enum lang lang, char *out, size_t size);

#endif
