/* client/say.h - every sentence the client says, once, in both languages. Data goes to standard output, everything else
 * to standard error. Texts are printf formats; both languages take the same arguments in the same order. */
#ifndef GUOSUO_CLIENT_SAY_H
#define GUOSUO_CLIENT_SAY_H

#include "client/command.h"
#include "guosuo/v1/api.pb-c.h"

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
	X(PASS_GONE, "服务器不再给出通行证 %s (已撤回、已变更或已改派他人), 请联系企业", "the desk no longer gives pass %s (withdrawn, changed, or assigned to another): ask the company") \
	X(NOTICES_ON_LEG, "本段有 %u 份管控通告, 见 guosuo driver card", "%u notices are about this leg's roads, see guosuo driver card") \
	X(NOT_ASSIGNED, "通行证 %s 没有派给本机", "pass %s is not assigned to this device") \
	X(NO_PAPER, "通行证 %s 没有纸质派车", "pass %s has no assignment for paper") \
	X(PAPER_UNSEALED, "%u 段尚未签章, 未印出", "%u legs are not sealed yet and have no page") \
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
	X(ROADS_BAD, "--roads 写作 G3/12,G18, 斜线后为驶出口编号, 至多 %u 条: %s", "--roads is written G3/12,G18, after a slash the exit, at most %u of them: %s") \
	X(BRIDGES_BAD, "--bridges 为桥梁名称, 用逗号分开, 至多 %u 座: %s", "--bridges are names, with commas between, at most %u of them: %s") \
	X(CONDITIONS_MANY, "条件至多 %u 项, 请减少", "at most %u conditions: take some away") \
	X(LIST_BAD, "应为数字列表, 如 1,2 或 1-5: %s %s", "a list of numbers such as 1,2 or 1-5: %s %s") \
	X(SYNCED, "新 %u, 未变 %u, 拒收 %u, 缺 %u", "new %u, same %u, refused %u, missing %u") \
	X(SYNCED_DELTAS, "其中 %u 份名单以增量取得, 共 %lu 字节", "%u of the lists came as deltas, %lu bytes in all") \
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
	X(WITHDRAWN, "已撤回 %s", "withdrew %s") \
	X(NO_SUCH_DRIVER, "没有此驾驶员: %s", "no such driver: %s") \
	X(DRIVER_TWICE, "有多名驾驶员叫 %s, 请用身份号", "several drivers are called %s: give the key's id") \
	X(ASSIGNED, "已派车: 编号 %s, 派车单 %u, 驾驶员 %s", "assigned: pass %s, serial %u, driver %s") \
	X(CREW_PAIRS, "每名驾驶员各有自己的证号后四位, 依次用逗号分开, 最多 %d 人: --driver 甲,乙 --licence-last4 0015,0026", \
	  "each driver has their own digits, in the same order, at most %d: --driver A,B --licence-last4 0015,0026") \
	X(CREW_PAPER, "纸质派车只写一名驾驶员", "an assignment for paper names one driver") \
	X(PASS_NOT_YOURS, "没有派给本机的通行证 %s, 或已改派他人: 请问企业经办人", \
	  "no pass %s is assigned to this device, or another driver has taken over: ask the company officer") \
	X(LEGS_WAIT, "%u 段已决定, %u 段未决定", "%u legs are decided, %u are not") \
	X(CUTOFF_MOVED, "截港时间已变更: %s, 各省签章不变", "the cut-off of %s is moved, nothing is sealed again") \
	X(APPLY_WHAT, "请给出一个申请文件, 或 --draft, 或 --like, 三者取一", "give one of: an application's file, --draft, --like") \
	X(LIKE_DEPART, "--like 须与 --depart 同时给出", "--like needs --depart, the new departure") \
	X(LIKE_RETURN, "这是空车返程, 请以其去程为样本: %s", "this is an empty return, take its way out as the model: %s") \
	X(CHANGES, "与 %s 的不同之处:", "what differs from %s:") \
	X(SAME, "与 %s 相同", "the same as %s") \
	X(SEND_ASK, "是否提交? 输入 yes 提交: ", "send it? type yes: ") \
	X(NOT_SENT, "未提交", "nothing was sent") \
	X(UNITS_BAD, "应为 1 至 %u 个申请", "from 1 to %u applications are needed") \
	X(UNIT, "第 %u 台:", "unit %u:") \
	X(NOT_DONE, "未办", "not done") \
	X(UNIT_SENT, "第 %u 台, 共 %u 台: %s", "unit %u of %u: %s") \
	X(RETURN_SENT, "第 %u 台的空车返程: %s", "the empty return of unit %u: %s") \
	X(RETURN_NONE, "第 %u 台空车未超限, 返程无需办理", "unit %u is within the basic limits when empty: its way back needs no pass") \
	X(GOING_ON, "上次中断, 接着办理: 已办 %u 件", "going on where it was broken off: %u are done") \
	X(JOURNAL_BAD, "不是办理记录, 或已损坏: %s", "not a journal, or a damaged one: %s") \
	X(JOURNAL_BUSY, "另一个 guosuo 正在办理: %s", "another guosuo is at it: %s") \
	X(JOURNAL_OLD, "中断已超过 6 天, 服务器可能已忘记最后一件: 请对照 officer list, 删去已办的行和 %s 后重来", \
	  "it was broken off more than 6 days ago, and the desk may have forgotten the last one: compare officer list, take out what is done and %s, and begin again") \
	X(BULK_GBK, "文件是 GBK 编码, 已转为 UTF-8", "the file is in GBK: converted to UTF-8") \
	X(BULK_EMPTY, "文件没有表头: %s", "the file has no header: %s") \
	X(BULK_ROWS, "超过 %u 行, 请拆分文件", "more than %u rows: split the file") \
	X(BULK_JUDGED, "检查", "judged") \
	X(BULK_SENT, "提交", "sent") \
	X(BULK_COUNTS, "共 %u 行: 待提交 %u, 有误 %u, 已提交 %u", "%u rows: %u to be sent, %u bad, %u done") \
	X(BULK_ERRORS, "有误的行见 %s", "what is wrong is in %s") \
	X(BULK_BROKEN, "在第 %u 行中断; 再次运行同一命令即从此处继续", "broken off at line %u; the same command again goes on from there") \
	X(EMPTY_RETURN, "空车返程", "empty, on its way back") \
	X(UNIT_DIFFERS, "第 %u 台与第 %u 台的不同之处:", "unit %u, as against unit %u:") \
	X(UNITS_NONE, "同批中没有待您签章的", "no unit of the consignment waits for your seal") \
	X(DRAFT_NAME, "草稿名称只能含字母、数字、汉字和 - _, 至多 64 字节: %s", "a draft's name has letters, digits, - and _, at most 64 bytes: %s") \
	X(DRAFT_EXISTS, "已有此草稿: %s", "there is such a draft already: %s") \
	X(DRAFT_NONE, "没有此草稿: %s", "no such draft: %s") \
	X(DRAFT_MADE, "草稿: %s", "the draft is %s") \
	X(DRAFT_EDITOR, "编辑器没有正常结束: %s", "the editor did not end well: %s") \
	X(DRAFT_WORD, "应为 new, edit, list 或 delete: %s", "is one of new, edit, list, delete: %s") \
	X(STOP_PUT, "已登记食宿点 %u 的接待能力", "the desk knows now what stop %u can take") \
	X(STOP_NONE, "没有符合的食宿点", "no stop fits") \
	X(STOP_EMPTY, "食宿点 %u 尚未登记接待能力, 请先: guosuo stop capacity FILE", "stop %u has not said what it can take, first: guosuo stop capacity FILE") \
	X(BOOKING_ASKED, "已预留, 待食宿点确认: 订单号 %u, 预留至 %s", "held until the stop answers: code %u, held until %s") \
	X(BOOKING_NONE, "没有预订", "there are no bookings") \
	X(BOOKING_BAD, "订单号应为六位数字: %s", "a booking's code is six digits: %s") \
	X(BOOKING_GONE, "预订 %u 不是待确认状态", "booking %u does not wait for an answer") \
	X(BOOKING_SEALED, "已确认并签章: 订单号 %u", "confirmed and sealed: code %u") \
	X(BOOKING_ENDED, "已办理: 订单号 %u", "done: code %u") \
	X(BOOKING_FORGED, "订单号 %u 的签章不符, 不可采信", "booking %u: its seal does not verify, do not rely on it") \
	X(BOOKING_UNVERIFIED, "订单号 %u 的签章未核实: 请先同步 (guosuo driver sync)", "booking %u: its seal was not verified, sync first (guosuo driver sync)") \
	X(BOOKING_OUTSIDE, "订单号 %u: 已签的省段不含此食宿点", "booking %u: the sealed leg does not name this stop") \
	X(WEBHOOK_HOW, "写法: webhook add URL | list | test ID | log ID | remove ID", "it goes: webhook add URL | list | test ID | log ID | remove ID") \
	X(WEBHOOK_ID, "不是推送编号 (16 位十六进制, 见 webhook list): %s", "not a webhook's id (16 hexadecimal digits, see webhook list): %s") \
	X(WEBHOOK_SECRET, "密钥只显示这一次, 请交给接收系统保管", "the secret is shown only now: hand it to the receiving system") \
	X(WEBHOOK_WAITING, "待送达", "waiting") \
	X(WEBHOOK_GIVEN_UP, "已放弃", "given up") \
	X(WEBHOOK_TEST, "测试消息已排队, 结果见 guosuo officer webhook log %s", "a test is on its way, for how it went: guosuo officer webhook log %s") \
	X(WEBHOOK_REMOVED, "已取消推送 %s", "removed webhook %s") \
	X(SHARED, "持链接者可查看进度, %u 天内有效; 收回: --list, --revoke", "whoever has the link sees the progress for %u days; to take it back: --list, --revoke") \
	X(SHARE_NONE, "没有此链接: %s", "no such link: %s") \
	X(SHARE_TAKEN_BACK, "已收回链接 %s", "took back link %s") \
	X(GATEWAY_KEY, "请系统管理员把公钥加入 gateway.keys", "ask the administrator to add this key to gateway.keys") \
	X(NOTICE_BAD, "一份管控通告不能核实, 未列出", "a notice does not verify and is not shown") \
	X(LISTED_SYNCED, "预到清单 %u 件, 其中新取 %u 件", "expected list: %u passes, %u of them fetched now") \
	X(LISTED_BAD, "预到清单中有 %u 件读不成通行码, 未留", "%u of the expected list make no code and are left out") \
	X(LISTED_FULL, "预到清单只留得下 %u 件, 其余的到卡时须亮证", "the expected list holds %u passes and no more: the others must be shown at the gate") \
	X(LISTED_NONE, "本机没有预到清单, 请联网后 guosuo checkpoint sync", "this device has no expected list: guosuo checkpoint sync, when there is a network") \
	X(LISTED_DAMAGED, "预到清单损坏或过大, 不用; 亮证核验照常, 联网后 guosuo checkpoint sync 重取", \
	  "the expected list is damaged or too large and is not used; what is shown is judged as ever; guosuo checkpoint sync fetches it anew") \
	X(LISTED_PLATE, "--listed 凭号牌查预到清单: 请同时给 --plate, 不给通行码", "--listed looks a plate up in the expected list: give --plate with it, and no code") \
	X(LISTED_NO_PLATE, "预到清单 (%s前取得) 中没有号牌 %s", "the expected list (of %s ago) has no plate %s") \
	X(LISTED_ALIKE, "号牌中的字母 O、I 按数字 0、1 查得 %s, 请核对实车", "letters O and I of the plate were looked up as 0 and 1: %s; compare it with the vehicle") \
	X(LISTED_MANY, "%s: 也可能是通行证 %s; 请核对货物, 必要时指明编号 (--number)", "%s, but it may be pass %s as well: compare the load, and name the pass if need be (--number)") \
	X(LISTED_STANDS, "预到清单: %u 件, %s前取得", "expected list: %u passes, of %s ago") \
	X(REPORT_TEXT, "--text 须为 1 至 %u 字节的 UTF-8 文字, 不含控制字符", "--text has 1 to %u bytes of UTF-8, without control characters") \
	X(REPORT_ROAD, "通行证 %s 不经过省份 %u; 省份与查验点编号不同时用 --province", "pass %s has no leg in province %u; where the number does not tell it: --province") \
	X(REPORT_KEPT, "举报已存本机, 有网络时 guosuo driver sync 送达审计员; 查验点、所在省审批人员和本企业均看不到", \
	  "kept on this device; guosuo driver sync brings it to the auditors when there is a network; neither the checkpoint, its province's reviewers nor the company reads it") \
	X(REPORT_SENT, "一份举报已送达审计员", "a report has reached the auditors") \
	X(REPORT_WAITS, "一份举报未送达, 留待下次", "a report was not taken and waits for the next time") \
	X(REPORT_REFUSED, "一份举报未予受理, 不再送 (guosuo driver reports 可查; 改正后重新举报, 或 --again 再送)", \
	  "a report was refused and is not sent again (guosuo driver reports lists it; report it anew put right, or --again)") \
	X(REPORT_IS_WAITING, "待送", "waits for the next sync") \
	X(REPORT_IS_REFUSED, "未予受理:", "refused:") \
	X(REPORT_NONE, "没有举报", "nothing was reported") \
	X(NOTICES_BAD, "%s: 有 %u 份通告不能核实, 不予采信 (密钥不在名册或已停用)", "%s: %u notices do not verify and are not believed (their key is not on the roster, or no longer)") \
	X(NOTICES_DAMAGED, "所存管控通告不能读, 请重新同步 (sync)", "the kept notices cannot be read, sync again") \
	X(NOTICE_NONE, "没有此通告: %s", "no such notice: %s") \
	X(NOTICE_SENT, "管控通告已发布", "the notice is published") \
	X(NOT_ATTACHED, "未上传: %s", "not attached: %s") \
	X(ATTACH_FORM, "附件写法是 类别=文件, 多个用逗号分开: %s", "a document is written KIND=FILE, several with commas: %s") \
	X(DOCUMENT_USED, "已列入申请", "listed by an application") \
	X(DOCUMENT_WAITS, "未列入申请", "not listed by any") \
	X(DOCUMENT_DUTY, "%u 类大件必须附: %s", "class %u needs: %s") \
	X(DOCUMENT_DUTY_AGENT, "由代办人办理的必须附: %s", "an application with an agent needs: %s") \
	X(ANNEX_BAD, "附件目录与行程不符", "the annex is not this trip's") \
	X(ACT_NONE, "本段尚无此项决定, 不能出具: %s", "this leg has no such act yet: %s") \
	X(ACT_KINDS, "没有此种文书: %s (acceptance 受理, correction 补正, extension 顺延, approval 准予, refusal 不予)", \
	  "no such act: %s (acceptance, correction, extension, approval, refusal)") \
	X(HASH_GOOD, "摘要相符", "its hash holds") \
	X(SEALS_GOOD, "电子签章相符", "its seals hold") \
	X(SEALS_HALF, "电子签章相符, 还缺一人", "its seal holds, another person's is missing") \
	X(SEALS_STRUCK, "签章人的身份已从名册剔除, 其签章不再核对", "whoever sealed it was struck off the roster: that seal is not looked at") \
	X(FORM_GOOD, "格式相符", "its form holds") \
	X(BELONGS, "属于本次运输", "belongs to this trip") \
	X(DOSSIER_GOOD, "案卷完整, 各项摘要和签章相符", "the dossier is whole: every hash and seal holds") \
	X(DOSSIER_BAD, "案卷有不符之处, 见上", "the dossier does not hold, see above") \
	X(DOSSIER_NOT_MADE, "案卷未导出", "no dossier was made") \
	X(MEASURE_NONE, "没有此支持措施 (见 guosuo group measures): %s", "no such support measure, see guosuo group measures: %s") \
	X(DIFFICULTY_NONE, "没有编号如此开头的待答复诉求: %s", "no difficulty that waits for an answer has an id that begins so: %s") \
	X(DIFFICULTY_MANY, "多项诉求的编号如此开头, 请多写几位: %s", "several ids begin so, type more of it: %s") \
	X(EXPEDITED, "已加急 %u 个省段", "expedited: %u legs") \
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
	X(AMENDS_BACK, "变更不含空车返程", "a change has no empty return") \
	X(AMENDS_ALONE, "%s 不属于任何批次, 请以一个申请变更", "%s is in no consignment: change it by one application") \
	X(AMENDS_UNITS, "%s 同批共 %u 台, 已找到 %u 台, 给出的申请为 %u 个, 应逐台对应", "the consignment of %s has %u units, %u of them were found, and %u applications were given: one is needed for each") \
	X(CHANGES_MORE, "另有 %u 处", "and %u more") \
	X(ACCEPTED, "已接受建议, 第 %u 段重新审查", "accepted: leg %u is reviewed again") \
	X(PASSAGES_SENT, "过卡记录: 已送达 %u, 待送 %u", "passages: %u sent, %u wait") \
	X(PASSAGES_WAIT, "有 %u 条过卡记录待送, 联网后请再同步: guosuo checkpoint sync", "%u records wait to be sent: sync again when there is a network (guosuo checkpoint sync)") \
	X(ARRIVALS_NONE, "没有将到的运次", "nothing is on its way") \
	X(NO_PORT_GATE, "本证目的港是 %s, 本查验点不是港口的查验点, 不能记送达, 未记录", \
	  "this pass ends at port %s, this checkpoint is no port's gate and delivers nothing: not recorded") \
	X(NOT_THE_PORT, "本证目的港是 %s, 本查验点是 %s 的查验点, 不能记送达, 未记录", \
	  "this pass ends at port %s, this checkpoint is the gate of %s: not recorded") \
	X(NOT_THE_LAST_LEG, "送达凭最后一段 (第 %u 段) 的码: 请驾驶员出示, 未记录", \
	  "a delivery needs the last leg's code (leg %u), let the driver show it: not recorded") \
	X(OUTCOME_NEEDED, "未核验通过, 未记录; 处置由人决定, 请写明 --outcome", "it was not accepted, and nothing is recorded: a person decides, give --outcome") \
	X(REASON_NEEDED, "处置与核验结果不一致, 未记录; 请写明 --reason", "the outcome goes against the verdict, and nothing is recorded: give --reason") \
	X(REASON_NEEDLESS, "处置与核验结果一致, 不需要 --reason, 未记录", "the outcome goes with the verdict, leave out --reason: nothing is recorded") \
	X(NOT_RECORDED, "未记录", "nothing is recorded") \
	X(DELIVERED_KEPT, "已记录送达: %s, 本机第 %u 号签章, 联网后同步 (sync)", "delivered: %s, recorded as this device's stamp %u, sent with the next sync") \
	X(STAMP_KEPT, "已记录并签章: %s, 本机第 %u 号, 联网后同步 (sync)", "recorded and stamped: %s, this device's record %u, sent with the next sync") \
	X(PASSAGE_KEPT, "已记录, 未签章: %s, 本机第 %u 号, 联网后同步 (sync)", "recorded, not stamped: %s, this device's record %u, sent with the next sync") \
	X(RECEIPT_NONE, "未签章, 没有回执", "nothing was stamped, so there is no receipt") \
	X(WITHOUT_CODE, "有 --without 时不读码", "with --without no code is read") \
	X(TEMPERATURE_BAD, "--temperature 应为摄氏度, 如 36.6: %s", "--temperature is in degrees Celsius, such as 36.6: %s") \
	X(NOTE_LONG, "--note 最多 %u 字节", "--note has %u bytes at most") \
	X(LOG_OTHER, "过卡记录是另一台设备的: 请用原设备的资料目录; 移开 passages 文件夹前, 先用原设备同步, 否则未送的记录不会到服务器", "the passage log is another device's: use that device's home. Sync with it before you move the folder passages away, or what was not sent never reaches the desk") \
	X(LOG_TORN, "上次记录未完成 (断电或被终止), 第 %u 号以前的记录完好", "the last record was not finished (power or process ended); all up to %u are whole") \
	X(LOG_ROOM, "磁盘已满: 预留空间还可记录约 %u 次过卡, 请尽快清理", "the disk is full: the room set aside takes about %u more passages, make space soon") \
	X(LOG_FULL, "磁盘已满, 未记录: 核验照常, 请改用纸笔登记并清理磁盘", "the disk is full and nothing was recorded: judging goes on, write it down on paper and make space") \
	X(LOG_UNSURE, "磁盘出错, 无法确定是否已记录: 请用 checkpoint log 查看, 并用纸笔登记", "the disk failed and it cannot be told whether this is recorded: look at checkpoint log, and write it down on paper") \
	X(STAMPS_MIXED, "这些查验签章属于不同运次, 请只给一个运次的", "these stamps are of different trips: give those of one") \
	X(STAMPS_NONE, "没有读到随带的查验签章 (GUOSUOS1: 开头的码), 请重新扫描", "no stamps were read (a code that begins GUOSUOS1:), scan again") \
	X(MISREAD, "读到的码: %s", "what was read: %s") \
	X(CODE_IS_STAMPS, "这是随带的查验签章, 不是通行码: 请用 --stamps 给出, 并出示通行码", "these are the stamps of earlier gates, not the pass: give them with --stamps, and the pass's code beside them") \
	X(PASSED_LOST, "过往过卡的记忆不全 (磁盘): 核验照常, 但纸质证重复使用可能认不出", "the memory of earlier passages is incomplete (disk): judging goes on, but paper used twice may not be noticed") \
	X(LOG_BELIED, "警告: 驾驶员持有本机第 %u 号查验签章, 本机记录 (至第 %u 号) 中没有或不同: 记录可能被截断或改动, 请报告", "WARNING: a driver carries this device's stamp number %u, and its log (up to %u) lacks it or has another: it may have been cut or altered, report it") \
	X(STAMP_NO_RECEIPT, "没有需要保存的新签章: %s", "no stamp in it is new: %s") \
	X(STAMPS_NONE_KEPT, "通行证 %s 没有查验签章", "pass %s has no stamps") \
	X(SEEN_LOST, "未能记住此次亮证 (磁盘): 核验照常, 但再次出示同一亮证可能认不出", "this presentation could not be remembered (disk): judging goes on, but the same one shown again may not be noticed") \
	X(POLICY_LOST, "本站规定 (policy) 读不出, 一律从严核验; 请重设: checkpoint policy --clear", "this place's policy cannot be read, so everything is judged strictly; set it again: checkpoint policy --clear") \
	X(POLICY_STRICTER, "以上为本站所定; 名册更严的, 从名册", "these are this place's; where a roster is stricter, the roster's is in force") \
	X(POLICY_NONE, "本站没有另定: 按名册", "this place asks for nothing beyond the rosters") \
	X(RECORDS_BEYOND, "第 %u 号以后的记录超出名册所定的 last_sequence, 不予接收", "records above %u are beyond the last_sequence of the roster and are not taken") \
	X(LOG_STANDS, "共 %u 条, 待送 %u, 预留空间可记 %u 次", "%u records, %u wait to be sent, room for %u more is set aside") \
	X(POSTS_SILENT, "失联的查验点: %u", "silent: %u") \
	X(RECORD_NONE, "本机没有第 %u 号记录, 或已损坏、已清出 (编号见 checkpoint log)", "record %u is not in this log, is damaged, or was let go (checkpoint log lists them)") \
	X(RECORD_DAMAGED, "第 %u 号记录损坏", "record %u is damaged") \
	X(RECORD_FORKED, "警报: 第 %u 号已有不同的记录, 两份均保留, 请报告主管部门", "ALARM: another record stands under number %u, both are kept, report it to the authority") \
	X(RECORD_BROKEN, "警报: 第 %u 号记录与服务器上相邻的记录不相连 (记录曾丢失或重建), 已保留, 请报告主管部门", "ALARM: record %u does not follow from what the desk has beside it (records were lost, or begun anew); it is kept, report it to the authority") \
	X(RECORD_UNSOUND, "第 %u 号记录服务器无法读取, 已原样保留", "the desk cannot read record %u, it is kept as it is") \
	X(RECORD_AHEAD, "第 %u 号记录的时间超前 %s (本机时钟曾偏快): 已保留, 到时服务器自行核验其签章; 请校准本机时间", "record %u is dated %s ahead (this device's clock was fast): it is kept, and the desk takes its stamp once that time comes; set this device's clock") \
	X(RECORD_FAR_AHEAD, "警报: 第 %u 号记录的时间超前 %s (超过派车单最长期限, 或本机密钥到期之后): 已保留, 其签章不予采信, 请报告主管部门", "ALARM: record %u is dated %s ahead (more than an assignment may last, or behind the end of this device's key): it is kept, its stamp counts for nothing, report it to the authority") \
	X(DELIVERED_BEFORE, "此趟已记录送达: 本机第 %u 号签章, 不再记录", "this journey's delivery is recorded already, as stamp %u: nothing new is") \
	X(RECEIPT_KEPT, "已保存回执: %s", "kept the receipt of %s") \
	X(RECEIPT_BAD, "回执的签章不符, 未保存: %s", "the receipt's seal does not verify, not kept: %s") \
	X(RECEIPT_UNVERIFIED, "回执的签章未核实: 请先同步 (guosuo driver sync)", "the receipt's seal was not verified, sync first (guosuo driver sync)") \
	X(RECEIPT_WHOSE, "没有此回执的通行证, 请先取证: %s", "the pass of this receipt is not held, fetch it first: %s") \
	X(MEMBER_UNKNOWN, "本企业没有此身份: %s; 身份号见 officer members", "the company has no such key: %s; officer members lists key ids") \
	X(MEMBER_REMOVED, "已移除 %s, 其请求即被拒绝; 请为其派过的车重新派车 (officer assign)", "removed %s: its requests are refused from now on; assign again what it has assigned (officer assign)") \
	X(PAPER_PASSPHRASE, "以下为纸质备用身份设定口令; 与纸分开保管, 遗忘即无法恢复", "a passphrase for the recovery key on paper: keep it apart from the paper, without it the paper is worthless") \
	X(PAPER_MADE, "备用身份 %s 已登记, 今后每个运次都列入; 请打印 %s 后删除文件, 封存备用", "recovery key %s is enrolled and stands in every trip from now on: print %s, delete the file, seal the paper") \
	X(PAPER_LINE, "第 %zu 行与纸上不符, 请逐字核对", "line %zu is not as on the paper: compare it sign by sign") \
	X(PAPER_NONE, "不是备用身份纸: %s", "not a recovery key's paper: %s") \
	X(PAPER_SERVER, "服务器地址过长, 备用身份纸容不下: %s", "the desk's address is too long for a recovery key's paper: %s") \
	X(RECOVERED, "本目录现为企业 %s 的经办人 (身份 %s), 口令同纸质备用身份; 请邀请新设备 (officer invite officer), 并移除遗失的 (officer remove)", \
	  "this home is now an officer of %s (key %s), under the paper's passphrase: invite a new device (officer invite officer) and remove the lost one (officer remove)") \
	X(KEY_THERE, "本目录已有本机身份, 请用 --home 另指一个空目录", "this home has a key already: name an empty one with --home") \
	X(KEYID_UNKNOWN, "名册和已登记者中没有此身份: %.*s; 身份号见 authority seal 所示", "neither the roster nor who was admitted has this key: %.*s; authority seal shows key ids") \
	X(RULE_CONDITIONS, "规则 %s 的 terms.conditions 不能用, 见上, 请改正", "rule %s: terms.conditions cannot be used, see above: correct it") \
	X(RULES_OTHER, "规则属于省份 %u, 本机属于省份 %u, 请用本省的规则文件", "the rules are province %u's, this home is province %u's: take its own file") \
	X(RULES_NONE, "本目录没有规则, 请先导入 (guosuo reviewer rules FILE)", "this home holds no rules: take them in first (guosuo reviewer rules FILE)") \
	X(RULES_SILENT, "没有适用的规则, 由审批人员决定", "no rule holds: a person decides") \
	X(RULES_KEPT, "规则已导入, 共 %zu 条", "the rules are taken in, %zu of them") \
	X(RULES_GOOD, "规则无误, 共 %zu 条", "the rules are sound, %zu of them") \
	X(AUTO_RUNS, "按规则自动签章中, 每 %u 秒查看一次, SIGTERM 结束", "sealing by rules, looking every %u s; SIGTERM ends it") \
	X(AUTO_ENDS, "已结束: 自动签章 %u 件, 留给审批人员 %u 件", "ended: %u sealed, %u left to a person") \
	X(AUTO_SEALED, "已自动签章", "sealed") \
	X(AUTO_WOULD, "将自动签章 (未签)", "would be sealed") \
	X(AUTO_LEFT, "留给审批人员", "left to a person") \
	X(DESK_AWAY, "服务器暂不可用, 等待其恢复: %s", "the desk is away, waiting for it: %s") \
	X(DESK_BACK, "服务器已恢复: %s", "the desk is back: %s") \
	X(LEDGER_BAD, "自动签章记录不能用, 不签章; 请核对后移走: %s", "the record of what was sealed cannot be used, so nothing is sealed; look into it, then move it away: %s") \
	X(REVOKE_REASON, "--reason 须为: false-statement 申报不实, unlawful-grant 违法准予, misused 违规使用, road-changed 道路情况或公共利益, key-lost 密钥失控", "--reason is one of: false-statement, unlawful-grant, misused, road-changed, key-lost") \
	X(REVOKE_WHAT, "请指明要撤销的通行证 (或 --from FILE), 或用 --second ID 会签", "name the passes to revoke (or --from FILE), or give --second ID to add the second seal") \
	X(REVOKE_MOST, "一次最多 %u 件: %s", "at most %u at once: %s") \
	X(REVOKE_ISSUER, "%s 由 %s 发证, 只能由该省撤销; 本省段请用 --leg", "%s was issued by %s, which alone may revoke it; your own leg: --leg") \
	X(REVOKE_NO_LEG, "%s 没有已签的本省段", "%s has no sealed leg of this province") \
	X(REVOKE_CONFIRM, "是否撤销以上 %u 件? 说明将公开。输入 yes 签章: ", "revoke these %u? The note will be public. Type yes: ") \
	X(REVOKED_NOW, "已撤销 (%s): %u 件; 同步过名单的查验点即拒绝", "revoked (%s): %u; every gate that syncs refuses them") \
	X(REVOKED_HALF, "还需另一人签同一内容: guosuo reviewer revoke --second %s", "another person must seal the same bytes: guosuo reviewer revoke --second %s") \
	X(REVOKE_NONE, "没有编号如此开头的待会签撤销: %s", "no revocation that waits has an id that begins so: %s") \
	X(REVOKE_DIFFERS, "服务器所列与所签编号不符, 未签章: %s", "what the desk lists is not what its indexes are, nothing was sealed: %s") \
	X(REVOKE_ENDED, "服务器称编号 %u/%u 在首签之后已失效, 仍随本决定列入名单", \
	  "by the desk, index %u/%u has ended since the first seal; it is listed with the rest all the same") \
	X(PASS_IS_REVOKED, "通行证 %s 已撤销, 查验点不会放行", "pass %s is revoked: no gate will accept it") \
	X(LEG_IS_REVOKED, "通行证 %s 的第 %u 段已撤销, 请重新取证 (guosuo driver fetch)", "pass %s: its leg %u is revoked, fetch it again (guosuo driver fetch)") \
	X(NOT_NAMED, "本机不是该运次所列的经办设备; 已有签章省段的, 须由所列的一台办理", "this device is not named in the trip; where a leg is sealed, one that is must do it") \
	X(LIST_HOLDS, "%s: 名单 %u 件, 每件都有签章的撤销决定", "%s: %u indexes listed, a sealed revocation behind each") \
	X(LIST_PARTIAL, "%s: 撤销决定文件已满, 只含最新的; 名单所列 %u 件的撤销决定不在其中, 无从核对", \
	  "%s: the file of revocations is full and has the newest only; %u listed indexes are not in it and cannot be held against it") \
	X(LIST_FAILS, "%s: 名单与撤销决定不符, 见上; 请告知主管机关", "%s: the list does not agree with the revocations, see above; tell the authority") \
	X(FEED_CODE, "没有 text、file、picture、listed, 也没有 without: 不知道来的是什么", "neither text, file, picture, listed nor without: what came is not told") \
	X(FEED_LINE, "这一行不是 JSON 对象 (一行一个, 不超过 64 KB, 键不重复)", "this line is no JSON object (one a line, at most 64 kB, no key twice)") \
	X(FEED_KEY, "%s: 没有这一项, 或取值不对; 可用 text 和 checkpoint record 的选项 (开关用 true)", "%s: there is none of that name, or its value is wrong; there are text and the options of checkpoint record (true for a switch)") \
	X(LAPSES, "共 %u 次", "%u in all") \
	X(STATUS_SHRUNK, "status.%02u: 名单少了曾撤销或停用的内容, 本处仍按原样处理 (共 %u 项); 请报告发证机关", "status.%02u: what was revoked or barred has vanished from the list and stays so here (%u in all): report it to the issuer") \
	X(BAR_DONE, "已在 %u 份通行证中停用; 同步过名单的查验点即拒绝被移除者的派车单", "barred in %u passes: every gate that syncs refuses what a removed officer assigns") \
	X(BAR_ASSIGN, "%s: 现行派车单由被移除者签发, 请重新派车 (guosuo officer assign)", "%s: the assignment in force is by a removed officer, assign again (guosuo officer assign)") \
	X(BAR_NOT_NAMED, "%s: 其中未列本机, 须由所列的另一经办设备停用 (guosuo officer bar); 没有的, 请发证机关撤销", "%s does not name this device: another officer it names must bar them (guosuo officer bar); where there is none, ask the issuer to revoke it") \
	X(PASS_FILE_OTHER, "该文件不是所验通行证的, 或其中没有本段条件的文字", "that file is another pass's, or does not have the words of this leg's conditions") \
	X(CARRY_NAMES, "车辆携带的离线数据文件名应为 directory.N, roster.PP, status.PP, delta.PP 或 notice.PP: %s", \
	  "a state file is called directory.N, roster.PP, status.PP, delta.PP or notice.PP: %s") \
	X(TRUCK_OVER, "一辆车至多取 %u 个文件, %u MiB, %u 秒; 其余未取, 请核对来源后再取一次", \
	  "of one truck at most %u files, %u MiB, %u s are taken; the rest was left: look at where it comes from, then take again") \
	X(GIVEN, "写入 %u, 未变 %u", "wrote %u, same %u") \
	X(CARRIES, "正在提供离线数据, Ctrl-C 结束", "serving the state held here, Ctrl-C ends it") \
	X(BIND_BAD, "--bind 应为本机的一个 IP 地址: %s", "--bind is an IP address of this machine: %s") \
	X(BIND_FAILED, "不能在 %s 的端口 %u 监听, 请换一个 (--port, --bind)", "cannot listen on %s, port %u: take another (--port, --bind)") \
	X(VOLUNTEER_HOW, "写法: volunteer add 编号 --name 姓名 | list | remove 编号", "it goes: volunteer add NUMBER --name NAME | list | remove NUMBER") \
	X(VOLUNTEER_BAD, "--name 须为 1 至 %u 字节; --until 须在今后 %u 天内", "--name has 1 to %u bytes; --until lies within the next %u days") \
	X(VOLUNTEERS_MANY, "志愿者至多 %u 人, 请先移除", "at most %u volunteers: remove some first") \
	X(VOLUNTEER_ADDED, "值班 %u 登记为志愿者: %s; 可记录, 不可推翻核验结果", "duty %u is a volunteer now: %s; records, and does not overrule") \
	X(VOLUNTEER_REMOVED, "值班 %u 不再是志愿者", "duty %u is no volunteer any more") \
	X(VOLUNTEER_NONE, "值班 %u 不在志愿者名单上", "duty %u is not on the list of volunteers") \
	X(VOLUNTEER_MAY_NOT, "值班 %u 是志愿者, 不能放行未核验通过的, 也不能拦下核验通过的, 未记录: 请班长用自己的编号处置", "duty %u is a volunteer, who lets pass only what was accepted and stops nothing that was; nothing is recorded: the shift leader decides, under a number of his own") \
	X(RATCHET_CLOCK, "所填时间与本机时间 %s 相差 %u 分钟以上, 未重置: 先对钟, 再校准本机时间", "the time given and this device's, %s, are more than %u min apart; nothing is reset: read a clock again, and set the device's") \
	X(RATCHET_STANDS, "时间下限和本站所记最近时间 %s 未高于本机时间, 无需重置", "the ratchet and what was recorded here, %s at the latest, is not above this device's clock: there is nothing to reset") \
	X(RATCHET_VOLUNTEER, "值班 %u 是志愿者, 不能重置时间下限: 请班长用自己的编号", "duty %u is a volunteer, who does not reset the ratchet: the shift leader does, under a number of his own") \
	X(RATCHET_ROSTER, "本省名册的签发时间在本机时间之后, 重置后本查验点将无法记录, 未重置: 先同步正确的名册", "this province's own roster was issued after this clock, and without it this gate could record nothing; nothing is reset: sync a right one first") \
	X(RATCHET_RESET, "时间下限由 %s 重置为 %s, 本机记录第 %u 条; 一天之内, 签发时间晚于本机时间的数据包一律搁置", "the ratchet is reset from %s to %s, this device's record %u; for a day whatever was issued after this clock is set aside") \
	X(RATCHET_LOGGED, "已记录 (第 %u 条), 但未重置: 请再试", "it is recorded (record %u) and not reset: try again") \
	X(VOLUNTEER_OVER, "值班 %u 的志愿者登记已到期: 请班长重新登记 (checkpoint volunteer add)", "duty %u was a volunteer until now: the shift leader enrols anew (checkpoint volunteer add)") \
	X(NO_SCREEN, "工作台须在终端中运行 (标准输入输出为终端, TERM 为终端类型); 逐条命令见 checkpoint verify, record", "the gate's screen needs a terminal (standard input and output, and its kind in TERM); without one: checkpoint verify, record") \
	X(TAKE_FROM, "取自何处只能写一处: 文件、文件夹、网址, 或 --code, 或 --picture", "take from one place: a file, a folder, a URL, or --code, or --picture") \
	X(PART_SHOWN, "%s: 第 %u 个码, 共 %u 个; Ctrl-C 结束", "%s: code %u of %u; Ctrl-C ends") \
	X(PARTS_LARGE, "%s 超过 %u 字节, 不能用码显示, 请用 carry 或 give", "%s is larger than %u bytes and goes into no codes: carry or give it") \
	X(PARTS_DELTA, "对方若持有近几天的名单, 用 --state %s 只需 %u 个码", \
	  "to a gate that holds a list of the last days, --state %s says as much in %u") \
	X(PARTS_WHICH, "--parts 应为 1 至 %u 的列表, 如 2,4-5: %s", "--parts is a list from 1 to %u such as 2,4-5: %s") \
	X(PARTS_MISSING, "%s: 还缺第 %s 个码, 共 %u 个", "%s: codes %s of %u are missing") \
	X(PARTS_WHOLE, "%s: 码已齐, 已取用", "%s: all codes are there, and it is taken") \
	X(PARTS_ANEW, "%s: 是另一版的码, 此前读到的不再用", "%s: a code of another edition, those read before are dropped") \
	X(PARTS_KNOWN, "此码的数据本机已有, 或已有更新的", "what this code is of is held here already, or a newer one is") \
	X(NOT_PART, "离线数据码未取用", "this state code was not taken") \
	X(NOT_JUDGED, "未判读: 请再扫", "NOT JUDGED: scan again") \
	X(STATE_STANDS, "离线数据包不能读, 按此前读到的核验", "the state files cannot be read: judged by what was read before") \
	X(SLIP_PRINTED, "回执已打印: %s", "the receipt is printed: %s") \
	X(SLIP_NOT_PRINTED, "回执未打印, 过卡已记录; 驾驶员的手机取回执码: checkpoint receipt %u (工作台上按 r)", "the receipt is not printed, the passage is recorded; for the driver's phone: checkpoint receipt %u (on the gate's screen: r)") \
	X(PRINTER_ABSENT, "没有此打印机, 请检查电源和连线: %s", "no such printer, look at its power and cable: %s") \
	X(PRINTER_DENIED, "不能打开打印机: 其他程序正在用, 或本用户不在其用户组 (lp): %s", "the printer does not open: another program has it, or this user is not in its group (lp): %s") \
	X(PRINTER_OTHER, "不是打印机设备 (如 /dev/usb/lp0), 未写入: %s", "no printer's device (such as /dev/usb/lp0), left as it is: %s") \
	X(PRINTER_PAPER, "打印机缺纸, 请换纸卷: %s", "the printer is out of paper, put in a new roll: %s") \
	X(PRINTER_COVER, "打印机上盖未关, 请关好: %s", "the printer's cover is open, close it: %s") \
	X(PRINTER_FAULT, "打印机报错 (切刀、过热), 请关机再开: %s", "the printer reports an error (cutter, heat), switch it off and on: %s") \
	X(PRINTER_OFFLINE, "打印机脱机, 请按其联机键: %s", "the printer is offline, press its online button: %s") \
	X(PRINTER_HUNG, "打印机不再接收, 请检查纸和连线, 关机再开: %s", "the printer takes nothing more, look at paper and cable, switch it off and on: %s") \
	X(PRINTER_LOST, "打印中断, 请检查打印机连线: %s", "printing broke off, look at the printer's cable: %s") \
	X(PRINTER_DOTS, "--printer-dots 须为 8 的倍数: %u", "--printer-dots is a multiple of 8: %u") \
	X(OLD_NO_GATE, "不是查验点设备的资料目录: %s", "no checkpoint device's home: %s") \
	X(OLD_PROVINCE, "%s 是另一省 (%u) 的查验点设备, 请由该省的设备取回", "%s is a device of another province (%u): one of that province recovers it") \
	X(OLD_SELF, "这就是本机的资料目录, 请照常同步: %s", "this is this device's own home, sync as usual: %s") \
	X(OLD_PASSPHRASE, "以下为原设备的密钥口令", "the passphrase of the old device's key:") \
	X(OLD_KEY_SHUT, "原设备的密钥打不开, 需要原设备自己的口令 (--old-passphrase-file): %s", "the old device's key does not open, it needs that device's own passphrase (--old-passphrase-file): %s") \
	X(OLD_LOG_OTHER, "%s 中的过卡记录是另一台设备的, 未送", "the passage log in %s is another device's, nothing was sent") \
	X(OLD_LOG_NONE, "%s 中没有过卡记录", "there is no passage log in %s") \
	X(OLD_NOT_LISTED, "原设备的密钥不在所持名册内, 其记录不予接收; 请先同步 (sync), 或由主管机关在名册中保留该密钥至取回为止", "the old device's key is not on the roster that is held, and its records are not taken: sync first, or let the authority keep it on the roster until they are recovered") \
	X(OLD_CLOSED, "原设备的密钥在名册中已停用, 其记录不予接收: 请主管机关在取回之前保留其期限", "the old device's key is closed in the roster, and its records are not taken: the authority leaves it open until they are recovered") \
	X(OLD_TORN, "原设备第 %u 号以后的内容未写完或已损坏, 无法读取", "what stands behind the old device's record %u is unfinished or damaged and cannot be read") \
	X(OLD_SENT, "原设备的过卡记录: 已送达 %u, 其中服务器原来没有的 %u, 损坏 %u", "the old device's records: %u sent, %u of them new to the desk, %u damaged") \
	X(OLD_AGAIN, "尚未送完, 联网后请再次取回 (recover)", "not all was sent: recover again when there is a network") \
	X(CODE_BAD_STAMPS, "随带签章的码不能读, 未采信: 请重扫", "the code of stamps cannot be read and is not believed: scan it again") \
	X(INSPECTION_BAD, "--inspections 不接受 \"%.*s\": 以逗号分隔的下列各词或其编号, 各写一次: %s", "--inspections does not take \"%.*s\": words of this list or their numbers, each once, with commas between: %s") \
	X(INSPECTION_CLASH, "\"测温正常\"、\"体温偏高\"与所测体温不符 (二者只取其一, 以本省名册的限值为准), 未记录: 请核对", "\"temperature normal\", \"temperature raised\" and the temperature do not go together (it is one of them, by the limit of the roster), and nothing is recorded: look again") \
	X(INSPECTION_DUE, "本省名册要求查验, 尚未做: %s; 不能放行, 未记录: 请补做 (--inspections, --people, --temperature), 或用 --reason 说明为何放行", "the roster asks for what was not done yet: %s; it may not pass, and nothing is recorded: do it (--inspections, --people, --temperature), or give --reason why it passes") \
	X(VOLUNTEER_DUE, "值班 %u 是志愿者, 应查的未做完不能放行, 未记录: 请补做, 或由班长用自己的编号处置", "duty %u is a volunteer, who lets nothing pass while an inspection is due; nothing is recorded: do it, or the shift leader decides, under a number of his own")
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

/* Each fault on a line of standard error: field, text in the language in force, [RULE]. EXIT_OTHER when one is an error. */
enum exit_code say_faults(const struct context *context, const struct faults *faults);

/* A field as it is called on the command line. */
struct alias {
	const char *field, *option;
};

/* The same, each field under its alias where it has one. */
enum exit_code say_aliased(const struct context *context, struct faults *faults, const struct alias *aliases, size_t count);

/* The same of what a desk found; say_detail: under the text of the error. */
void say_fields(const struct context *context, size_t n, Guosuo__V1__FieldError *const *fields);
void say_detail(const struct context *context, const Guosuo__V1__ErrorDetail *detail);

#endif
