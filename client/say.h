/* client/say.h - every sentence the client says, once, in both languages. Data goes to standard output, everything else
 * to standard error. Texts are printf formats; both languages take the same arguments in the same order. */
#ifndef GUOSUO_CLIENT_SAY_H
#define GUOSUO_CLIENT_SAY_H

#include "client/command.h"

/* clang-format off */
#define SAY_LIST(X) \
	X(CONFIRM, "以上内容是否签章? 输入 yes 签章: ", "seal exactly this? type yes: ") \
	X(CONFIRM_NO_TERMINAL, "没有终端可供确认, 请用 --yes", "no terminal to ask on: give --yes") \
	X(NOT_SEALED, "未签章", "nothing was sealed") \
	X(SEALED, "已签章并送达", "sealed and delivered") \
	X(SEALED_HALF, "已送达第一人签章, 还需另一人签同一内容", "the first seal is delivered: another person must seal the same bytes") \
	X(DECIDED, "已送达", "delivered") \
	X(SITE_UNKNOWN, "名册中没有此站点, 请主管机关先登记: %s %s", "the roster has no such site, ask the authority to add it: %s %s") \
	X(LEG_NOT_ASKED, "申请中没有本省段, 请用 --leg", "the application has no leg for this province: give --leg") \
	X(NO_ROSTER, "未持有该省有效名册, 请先同步 (sync): %u", "no current roster of this province is held, sync first: %u") \
	X(TRIP_BAD, "行程的发证签章不能核实", "the trip's seal cannot be verified") \
	X(LEG_BAD, "省段内容不符合要求", "the leg is not sound") \
	X(DECISION_BAD, "一项决定不能核实, 未列出", "a decision does not verify and is not shown") \
	X(PASS_UNKNOWN, "没有此通行证: %s", "no such pass: %s") \
	X(PASS_WHICH, "有多个通行证, 请指明编号 (guosuo driver list)", "several passes are held: name one (guosuo driver list)") \
	X(PASS_NONE, "本目录没有通行证, 请先取证 (fetch 或 import)", "no pass is held: fetch or import one first") \
	X(PASS_OTHER, "服务器给出了另一个通行证", "the desk answered with another pass") \
	X(PASS_KEPT, "已保存通行证 %s", "kept pass %s") \
	X(PASS_OLDER, "文件中的行程早于已保存的, 未替换", "the file's trip is older than the one kept: not replaced") \
	X(NOT_ASSIGNED, "通行证 %s 没有派给本机", "pass %s is not assigned to this device") \
	X(NO_PAPER, "通行证 %s 没有纸质派车", "pass %s has no assignment for paper") \
	X(LEG_NONE, "通行证 %s 没有已签的第 %u 段", "pass %s has no sealed leg %u") \
	X(SHOWING, "第 %u 段, 次数 %u; 每 %u 秒更新, Ctrl-C 结束", "leg %u, count %u; renewed every %u s, Ctrl-C ends") \
	X(TERMINAL_SMALL, "终端太小 (需 %u 列 %u 行), 图片在 %s", "the terminal is too small (%u columns, %u rows needed): the picture is %s") \
	X(NONCE_PAIR, "--nonce 与 --checkpoint 须同时给出", "--nonce and --checkpoint go together") \
	X(ONE_SOURCE, "通行码只能来自一处", "the code can come from one place only") \
	X(NOT_PNG, "不是可读的 PNG 图片: %s", "not a PNG picture that can be read: %s") \
	X(PICTURE_EMPTY, "图片中没有识别到通行码, 请重拍或放大: %s", "no code was found in the picture, take it again or closer: %s") \
	X(PICTURE_MANY, "图片中有多个不同的码, 请只拍一个: %s", "the picture shows several codes, take one alone: %s") \
	X(NO_CODE, "没有通行码", "there is no code") \
	X(HOURS_PAIR, "--hours-from 与 --hours-to 须同时给出", "--hours-from and --hours-to go together") \
	X(HOURS_BAD, "时间应为 HH:MM: %s %s", "a time of day is HH:MM: %s %s") \
	X(LIST_BAD, "应为数字列表, 如 1,2 或 1-5: %s %s", "a list of numbers such as 1,2 or 1-5: %s %s") \
	X(SYNCED, "新 %u, 未变 %u, 拒收 %u, 缺 %u", "new %u, same %u, refused %u, missing %u") \
	X(SYNC_HELD, "未能同步, 原有数据不变: %s", "not synced, what was held stays: %s") \
	X(NOT_LISTED, "本机密钥不在所持名册内", "this device's key is not on the roster that is held") \
	X(ENROLLED, "已登记: %s %s, 本机身份 %s", "enrolled as %s of %s, this device's key is %s") \
	X(INVITATION_USED, "此邀请已用过, 或本机已登记", "this invitation has been used, or this device is enrolled already") \
	X(NOTHING_ASSIGNED, "尚无派给本机的通行证: 请企业派车, 或写明编号", "no pass is assigned to this device yet: ask the company, or give the number") \
	X(SYNC_FIRST, "名册可能已更新, 请先同步: guosuo reviewer sync", "the roster may have changed, sync first: guosuo reviewer sync") \
	X(WAITS_ROSTER, "等待主管机关把本机列入名册", "waiting for the authority to put this device on its roster") \
	X(PASSPHRASE, "密钥口令: ", "passphrase of the key: ") \
	X(PASSPHRASE_NEW, "为新密钥设置口令: ", "a passphrase for the new key: ") \
	X(PASSPHRASE_AGAIN, "再输入一次: ", "once more: ") \
	X(PASSPHRASE_DIFFERS, "两次输入不同", "the two differ") \
	X(PASSPHRASE_EMPTY, "口令不能为空", "the passphrase must not be empty") \
	X(NO_KEY, "本目录没有密钥, 请先登记 (enrol): %s", "no key in this home, enrol first: %s") \
	X(NOT_ENROLLED, "本目录未登记为此角色: %s", "this home is not enrolled in this role: %s") \
	X(NO_SERVER, "没有服务器地址, 请用 --server", "no server is known: give --server") \
	X(FILE_BAD, "文件不能读: %s", "cannot read the file: %s") \
	X(WROTE, "已写入 %s", "wrote %s") \
	X(NUMBER_BAD, "--%s: %s 不是 %u 至 %u 之间的整数", "--%s: %s is not a whole number from %u to %u") \
	X(TAKES, "参数不符, 用法如下, 选项见 --help", "wrong arguments, it goes like this; --help lists the options") \
	X(HOME_BUSY, "另一个 guosuo 正在使用本目录, 请先结束它: %s", "another guosuo is using this home, end it first: %s") \
	X(OPTION_NEEDED, "缺少选项 %s", "the option %s is needed") \
	X(INVITATION, "邀请", "invitation") \
	X(INVITED_AS, "此邀请的角色是 %s, 请用 guosuo 的对应命令登记", "this invitation is for the role %s: enrol with that noun") \
	X(ROLE_BAD, "不能邀请此角色: %s", "nobody can be invited to this role: %s") \
	X(NO_DIRECTORY, "本目录尚无机构名录, 请先发布或同步", "this home holds no directory: publish or sync it first") \
	X(NO_PROVINCE, "请用 --province 指明省份", "say which province: --province") \
	X(SEAL_NOT_OURS, "本机密钥不在应签章者之内, 未签章", "this home's key is none of those that may seal it: not sealed") \
	X(SEAL_UNJUDGED, "没有名录, 无法核对本机是否有权签章", "without a directory nobody can tell whether this key may seal it") \
	X(SEALS, "现有 %u 个签章", "%u seals are on it now") \
	X(ADMITTED, "已准入: %s %s, 身份 %s, 人员号 %u", "admitted: %s %s, key %s, person %u") \
	X(ADMITTED_BEFORE, "此前已准入: %s", "admitted before: %s") \
	X(REFUSED_ENROLMENT, "不准入: %s %s: %s", "refused: %s %s: %s") \
	X(NO_INVITATION, "不是本机发出的邀请, 或已用过", "no invitation of this home's, or one that was used") \
	X(INVITATION_LATE, "邀请过期已久", "its invitation expired too long ago") \
	X(NO_ENROLMENTS, "没有待准入的登记", "no enrolments are waiting") \
	X(PUBLISHED, "已发布 %s", "published %s") \
	X(CHECK_GOOD, "未发现错误", "no faults were found") \
	X(NO_SUCH_PASS, "没有此通行证: %s", "no such pass: %s") \
	X(WITHDRAWN, "已撤回 %s", "withdrew %s") \
	X(NO_SUCH_DRIVER, "没有此驾驶员: %s", "no such driver: %s") \
	X(DRIVER_TWICE, "有多名驾驶员叫 %s, 请用身份号", "several drivers are called %s: give the key's id") \
	X(ASSIGNED, "已派车: 编号 %s, 派车单 %u, 驾驶员 %s", "assigned: pass %s, serial %u, driver %s") \
	X(LEGS_WAIT, "%u 段已决定, %u 段未决定", "%u legs are decided, %u are not") \
	X(TEMPLATE_BAD, "条件模板第 %zu 条有误: 须有不重复的 code 和 name, zh 与 en 的 {参数} 相同", "template %zu is not sound: code and name of its own, and the same {parameters} in zh and en") \
	X(NO_TEMPLATES, "本目录没有条件模板, 请用 --templates 或先导入 (reviewer conditions FILE)", "no templates are held: give --templates, or take them in (reviewer conditions FILE)") \
	X(CONDITION_UNKNOWN, "没有此条件模板: %s", "no such condition: %s") \
	X(CONDITION_FORM, "条件应写作 \"NAME K=V,K=V; NAME ...\": %s", "conditions are written \"NAME K=V,K=V; NAME ...\": %s") \
	X(PARAMETER_MISSING, "条件 %s 缺少参数 %s, 请写在其后", "condition %s needs %s: write it after its name") \
	X(PARAMETER_UNKNOWN, "条件 %s 没有参数 %s, 请删除或改正", "condition %s has no parameter %s: remove or correct it") \
	X(TEXT_LONG, "条件文字须在 %u 字节以内且不含控制字符, 请缩短", "the conditions' text may have %u bytes and no control characters: shorten it") \
	X(WORDS_MISSING, "省段带有条件文字的摘要, 而文字不在此处或不符, 不能签章; 请重写 --conditions", "the leg has the hash of words that are not here or differ, so it is not sealed: give --conditions again") \
	X(WORD_BAD, "%s 不接受 %s, 请从用法所列中选一个", "%s does not take %s: choose one that the usage lists") \
	X(CONSULTED, "已登记第 %u 次征求意见: %s", "consultation %u is recorded: %s") \
	X(NOT_AMENDED, "本运次不是变更而来, 或本省未签过原运次, 请照常签章 (reviewer seal)", "this trip changes none that this province has sealed: seal it as usual (reviewer seal)") \
	X(DIFFERENCES, "与原运次 %s 相比, 本省有 %u 处不同; 有不同则请照常审查签章 (reviewer seal)", "against pass %s there are %u differences for this province; where there are some, review and seal as usual (reviewer seal)") \
	X(ANSWERED, "已送达, 还有 %u 项未答复", "delivered; %u items are not answered yet") \
	X(ACCEPTED, "已接受建议, 第 %u 段重新审查", "accepted: leg %u is reviewed again") \
	X(PASS_FILE_OTHER, "该文件不是所验通行证的, 或其中没有本段条件的文字", "that file is another pass's, or does not have the words of this leg's conditions")
/* clang-format on */

enum say {
#define X(name, zh, en) SAY_##name,
	SAY_LIST(X)
#undef X
	    SAY_COUNT
};

const char *say_text(const struct context *context, enum say what);

/* A line on standard error. */
void say(const struct context *context, enum say what, ...);

/* "about: text of the error" on standard error; about may be NULL. Returns EXIT_OTHER. */
enum exit_code say_err(const struct context *context, enum err err, const char *about);

/* What keep_lock refused: the home that is in use, or the error. Returns EXIT_OTHER. */
enum exit_code say_lock(const struct context *context, enum err err);

/* Each fault on a line of standard error: field, text in the language in force. EXIT_OTHER when one is an error. */
enum exit_code say_faults(const struct context *context, const struct faults *faults);

#endif
