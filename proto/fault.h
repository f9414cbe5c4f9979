/* proto/fault.h - what is wrong with a field: which rule, what was found, what is allowed, what to do.
 * One list makes the codes, the names and both texts. {got} and {limit} stand for the two numbers, {over} for what got is above limit,
 * {pass} for the number of the pass whose id begins with the eight bytes of got. */
#ifndef GUOSUO_PROTO_FAULT_H
#define GUOSUO_PROTO_FAULT_H

#include "proto/err.h"
#include "proto/span.h"

/*      name, severity (E refused, W said and accepted), in Chinese what is wrong and what to do, in English the same. Each
 * remedy begins with the sign that joins it to its text. */
/* clang-format off */
#define RULE_LIST(X) \
	X(REQUIRED, E, "必填", ", 请补填", "is required", ": fill it in") \
	X(SYNTAX, E, "不是有效的 JSON (第 {got} 行, 第 {limit} 列)", ", 请在该处改正", \
	  "is not JSON at line {got}, column {limit}", ": mend it there") \
	X(DEPTH, E, "嵌套 {got} 层, 上限 {limit}", ", 请减少层数", \
	  "is nested {got} deep, at most {limit} are allowed", ": take levels away") \
	X(CHOICE, E, "不在可选值之内", ", 请按格式说明选填", \
	  "is not one of the known values", ": take one of those the format lists") \
	X(BASE64, E, "不是有效的 Base64", ", 请重新编码", "is not valid base64", ": encode it again") \
	X(ONE_OF, E, "与另一栏只能填一栏", ", 请删去其一", "excludes another field that is filled in", ": keep one of them") \
	X(UNKNOWN_FIELD, E, "没有这一栏", ", 请删除或改正名称", "no such field", ": remove it or correct its name") \
	X(TYPE, E, "数据类型不符", ", 请按格式说明填写 (数字、文字、对象或列表)", \
	  "has the wrong type", ": write it as the format says, as number, text, object or list") \
	X(TEXT, E, "不是有效的 UTF-8 文字", ", 请存为 UTF-8 并去掉控制字符", \
	  "is not valid UTF-8 text without NUL", ": save it as UTF-8, without control characters") \
	X(TOO_LONG, E, "{got} 字节, 上限 {limit}", ", 请缩短", \
	  "has {got} bytes, at most {limit} are allowed", ": shorten it") \
	X(TOO_MANY, E, "{got} 项, 上限 {limit}", ", 请减少", \
	  "has {got} entries, at most {limit} are allowed", ": take some away") \
	X(TOO_SMALL, E, "{got} 低于下限 {limit}", ", 请改大", "is {got}, at least {limit} is needed", ": raise it") \
	X(TOO_LARGE, E, "{got} 超过上限 {limit}", ", 请改小", "is {got}, at most {limit} is allowed", ": lower it") \
	X(PLATE_FORM, E, "号牌格式不符", ": 省份汉字 + 字母 + 5 位 (新能源 6 位; 挂车末位为挂, 临时超限牌末位为超)", \
	  "not a plate", ": province character, letter, 5 characters (6 for new energy; a trailer ends in 挂, a temporary oversize plate in 超)") \
	X(PLATE_NORMALISED, W, "号牌已转为半角大写并去掉空格和间隔号", ", 请核对", \
	  "plate normalised to plain upper case", ": check that it is the vehicle's") \
	X(PLATE_LOOKALIKE, E, "号牌含字母 O 或 I", ", 请核对是否为数字 0 或 1", \
	  "the plate has a letter O or I", ": check whether it is the digit 0 or 1") \
	X(PLATE_KIND, E, "号牌与车辆种类不符", ", 挂车号牌末位应为挂 (或临时牌), 牵引车不应为挂", \
	  "the plate is not of this kind of vehicle", ": a trailer's ends in 挂 (or is temporary), a tractor's does not") \
	X(USCC_FORM, E, "统一社会信用代码格式不符", ", 应为 18 位 (不含 I O S V Z)", \
	  "is not a USCC", ": write its 18 characters, 0-9 A-Z without I O S V Z") \
	X(USCC_CHECK, E, "统一社会信用代码校验位不符", ", 请逐位核对", \
	  "the USCC's check character is wrong", ": compare it with the licence, character by character") \
	X(VIN_FORM, E, "车辆识别代号格式不符", ", 应为 17 位 (不含 I O Q)", \
	  "is not a VIN", ": write its 17 characters, without I O Q") \
	X(VIN_CHECK, W, "车辆识别代号校验位不符; 进口车可能没有校验位", ", 请核对行驶证", \
	  "the VIN's check character is wrong; foreign VINs may lack it", ": compare with the vehicle") \
	X(ID_CHECK, E, "身份证或驾驶证号码校验位不符", ", 请照证件逐位核对", \
	  "the ID or licence number's check character is wrong", ": compare it with the card, character by character") \
	X(MOBILE_FORM, E, "手机号格式不符", ", 应为 1[3-9] 开头的 11 位", \
	  "is not a mobile number", ": write its 11 digits, they begin 13 to 19") \
	X(PASS_NUMBER, E, "通行证编号有误", ", 请逐位核对", "is not a pass number", ": compare it, character by character") \
	X(HS_FORM, E, "HS 编码格式不符", ", 应为 6 至 10 位数字", "is not an HS code", ": write its 6 to 10 digits") \
	X(LOCODE_FORM, E, "港口代码格式不符", ", 应为 5 位 UN/LOCODE, 如 CNTXG", \
	  "is not a port", ": write its UN/LOCODE, such as CNTXG") \
	X(COUNTRY_FORM, E, "国家代码格式不符", ", 应为两位大写字母 (ISO 3166-1)", \
	  "is not a country", ": write its two capitals (ISO 3166-1)") \
	X(DIVISION_FORM, E, "行政区划代码格式不符", ", 应为 6 位且省份前两位有效", \
	  "is not a division", ": write its 6 digits, they begin with a known province") \
	X(TIME_FORM, E, "时间格式不符", ", 应为 RFC 3339, 如 2020-03-10T10:00:00+08:00", \
	  "is not a time", ": write it as in RFC 3339, 2020-03-10T10:00:00+08:00") \
	X(WINDOW_ORDER, E, "结束时间不晚于开始时间", ", 请更正其一", \
	  "the window ends before it starts", ": correct one of the two times") \
	X(WINDOW_LENGTH, E, "期限 {got} 秒, 上限 {limit}", ", 请缩短", \
	  "the window is {got} s long, at most {limit} s", ": shorten it") \
	X(WINDOW_FAR, E, "结束时间距签发 {got} 秒, 上限 {limit}", ", 请临近时再申请或缩短", \
	  "the window ends {got} s after issue, at most {limit} s", ": apply later or shorten it") \
	X(WINDOW_PAST, E, "期限已过", ", 请改为以后的时间", "the window lies in the past", ": give a time to come") \
	X(WINDOW_OUTSIDE, E, "超出本次运输的通行期限", ", 请改在期限之内", \
	  "lies outside the trip's window", ": choose a time inside it") \
	X(MASS_SUM, E, "车货总质量 {got} 公斤不等于各轴荷之和 {limit} 公斤", ", 请更正其一", \
	  "laden mass {got} kg is not the sum of the axle loads, {limit} kg", ": correct one of them") \
	X(MASS_PARTS, E, "车货总质量 {got} 公斤不等于货物与车辆自重之和 {limit} 公斤", ", 请更正其一", \
	  "laden mass {got} kg is not cargo plus vehicles, {limit} kg", ": correct one of them") \
	X(OUTLINE_CARGO, E, "车货外廓 {got} 毫米小于货物 {limit} 毫米", ", 请更正其一", \
	  "the laden outline, {got} mm, is smaller than the cargo, {limit} mm", ": correct one of them") \
	X(CLASS_BELOW, E, "申报类别 {got} 低于按尺寸质量计算的类别 {limit}", ", 请按后者申报", \
	  "class {got} is claimed, the measures make it class {limit}", ": claim that one") \
	X(CLASS_NONE, E, "未超限", ", 无需办理通行证", "is within the basic limits", ": no permit is needed") \
	X(AXLE_MEAN, E, "平均轴荷 {got} 公斤, 超过上限 {limit} 公斤 {over} 公斤", ": 请增加挂车轴数, 或改用多轴多轮液压平板车", \
	  "the mean axle load, {got} kg, is {over} kg over the limit of {limit} kg", ": take a trailer with more axles, or a hydraulic modular one") \
	X(AXLE_MAX, E, "轴荷 {got} 公斤, 超过上限 {limit} 公斤 {over} 公斤", ": 请调整装载位置或增加轴数", \
	  "the axle load, {got} kg, is {over} kg over the limit of {limit} kg", ": move the cargo or take more axles") \
	X(AXLE_LINE_MEAN, E, "平均轴线荷 {got} 公斤, 超过上限 {limit} 公斤 {over} 公斤", ": 请增加轴线", \
	  "the mean axle-line load, {got} kg, is {over} kg over the limit of {limit} kg", ": take more axle lines") \
	X(AXLE_LINE_MAX, E, "轴线荷 {got} 公斤, 超过上限 {limit} 公斤 {over} 公斤", ": 请调整装载位置或增加轴线", \
	  "the axle-line load, {got} kg, is {over} kg over the limit of {limit} kg", ": move the cargo or take more axle lines") \
	X(AXLES_NEEDED, W, "此质量至少需 {limit} 轴 (线), 现为 {got}", ", 请增加或核对", \
	  "this mass needs at least {limit} axles (or lines), there are {got}", ": add some, or check the list") \
	X(WHEELBASE_COUNT, E, "填了 {got} 个轴距, 此车应有 {limit} 个", ", 比轴或轴线数少 1", \
	  "{got} wheelbases are given where this vehicle has {limit}", ": one between each axle (or line) and the next") \
	X(WHEELBASE_SUM, E, "车货总长 {got} 毫米, 不大于各车轴距之和 {limit} 毫米", ", 请更正其一", \
	  "the laden length, {got} mm, is no more than the wheelbases together, {limit} mm", ": correct one of them") \
	X(TYRE_COUNT, E, "填了 {got} 个轮胎数, 此车共 {limit} 轴 (线)", ", 每轴 (线) 填一个", \
	  "{got} numbers of tyres are given for {limit} axles (or lines)", ": one for each") \
	X(LINE_TYRES, W, "此轴线 {got} 胎, 而轴线荷上限按 {limit} 胎规定", ": 审批人员将另行核定", \
	  "has {got} tyres, and the limits of an axle line are for {limit}", ": reviewers will judge its load") \
	X(CARGO_DIVISIBLE, E, "{got} 件可以分装, 上限 {limit} 件", ": 请分别申请, 或在 cargo.indivisible 写明不可分的理由", \
	  "{got} pieces could travel apart, {limit} is allowed", ": apply for each, or say in cargo.indivisible why they cannot") \
	X(LICENCE_FORM, E, "道路运输经营许可证号格式不符", ", 应如 鲁交运管许可济字370103000001号 (省份汉字, 字, 12 位数字, 号)", \
	  "is not a haulier's licence", ": write it as 鲁交运管许可济字370103000001号, a province character, 字, 12 digits, 号") \
	X(LICENCE_PROVINCE, E, "许可证号的省份汉字属 {got}, 数字属 {limit}", ", 请更正", \
	  "the licence's character is of province {got}, its digits of {limit}", ": correct it") \
	X(CSV_QUOTE, E, "第 {got} 行第 {limit} 列的引号不成对", ": 含引号的单元格须整格加引号, 内部引号写两个", \
	  "line {got}, column {limit} has a stray quote", ": put the whole cell in quotes, and write those inside twice") \
	X(CSV_OPEN, E, "第 {got} 行第 {limit} 列的引号没有结束", ", 请补上", \
	  "line {got}, column {limit} has a quote that is never closed", ": close it") \
	X(CSV_LONG, E, "第 {got} 行第 {limit} 列, 行过长或列过多", ": 请拆分", \
	  "line {got}, column {limit}, the row is too long or has too many cells", ": split it") \
	X(CSV_CELLS, E, "本行 {got} 格, 表头 {limit} 列", ": 请补齐或加引号", \
	  "the row has {got} cells, the header {limit}", ": fill it up, or put cells with commas in quotes") \
	X(DAY_FORM, E, "日期格式不符", ", 应如 2026-12-31, 或 - 表示不定期", \
	  "is not a day", ": write it as 2026-12-31, or - for no end") \
	X(BARRED, E, "该单位在停办名单内, 不予受理", "; 请与发证机关联系", \
	  "is on the list of barred hauliers and not accepted", ": ask the issuing authority") \
	X(BARRED_UNTIL, E, "该单位在停办名单内, 至 {limit} (年月日) 止", ", 请在此后申请", \
	  "is on the list of barred hauliers until {limit} (year, month, day)", ": apply after that day") \
	X(AGENT_ACTS, W, "由代办人提交", ", 请备好委托书, 审批人员将核对", \
	  "is filed by the agent", ": have the power of attorney ready, reviewers will check it") \
	X(RETURN_CARGO, E, "空车返程不能载货, 也不能再有返程", ": 请删除", \
	  "an empty return has no cargo and no return of its own", ": remove it") \
	X(RETURN_LINK, E, "不是去程的通行证", ", 应填同一批次中本单位去程通行证的编号", \
	  "is not the pass of the way out", ": name the company's own in the same consignment") \
	X(RETURN_FREE, W, "空车未超限", ", 返程无需办理", \
	  "the empty train is within the basic limits", ": its way back needs no pass") \
	X(AXLE_COUNT, E, "填了 {got} 个轴荷, 车辆共 {limit} 轴 (线)", ", 每个非备用轴填一个", \
	  "{got} loads are given for {limit} axles (or lines)", ": one for each that is not spare") \
	X(PROVINCE_UNKNOWN, E, "省份代码 {got} 不在机构名录中", ", 请核对代码", \
	  "province {got} is not in the directory", ": check the code") \
	X(LEG_ORIGIN, E, "首段省份 {got} 不是起点所在省 {limit}", ", 请更正其一", \
	  "the first leg is in province {got}, the origin in {limit}", ": correct one of them") \
	X(LEG_DESTINATION, E, "末段省份 {got} 不是终点所在省 {limit}", ", 请更正其一", \
	  "the last leg is in province {got}, the destination in {limit}", ": correct one of them") \
	X(LEG_DIVISION, E, "收费站 {got} 不在本段省份 {limit}", ", 请更正其一", \
	  "the station's division {got} is not in the leg's province {limit}", ": correct one of them") \
	X(LEG_PROVINCE, E, "省份 {got} 不是该省段的省份 {limit}", ", 请更正", \
	  "province {got} is not that of this leg, {limit}", ": correct it") \
	X(LEG_NEIGHBOUR, E, "省份 {got} 与 {limit} 不相邻", ", 请补上中间省段", \
	  "provinces {got} and {limit} are not neighbours", ": add the leg between them") \
	X(ORDINAL, E, "序号 {got} 不存在", ", 请填 1 至 {limit}", "{got} does not exist", ": count from 1 to {limit}") \
	X(DUPLICATE, E, "重复", ", 请删去一个", "is there twice", ": keep one") \
	X(CODE_FIT, E, "通行码需 {got} 字节, 上限 {limit}", "; 请缩短货物或单位名称或减少备用车", \
	  "the code would need {got} bytes, at most {limit} fit", ": shorten names or take fewer spare vehicles") \
	X(NEIGHBOUR_ONE_SIDED, E, "省份 {got} 与 {limit} 的相邻只列了一边", ", 须互相列为相邻", \
	  "provinces {got} and {limit} are neighbours on one side only", ": let each list the other") \
	X(SCOPE_OUTSIDE, E, "区划 {got} 不在本省 {limit} 之内", ", 请改填本省的区划", \
	  "division {got} is outside the province, {limit}", ": name one of its own") \
	X(KEY_POINT, E, "不是有效的公钥", ", 请重新登记本机身份", "is not a valid public key", ": enrol the device's key again") \
	X(PERSON_TWICE, E, "同一人不能签两次", ", 请另一位审批员签章", "the same person cannot seal twice", ": another reviewer must") \
	X(SAME_BYTES, E, "与首签内容不一致", ", 请重新打开并签首签的内容", \
	  "differs from the bytes the first person sealed", ": open the leg again and seal those") \
	X(NONCE_BODY, E, "同一请求编号已用于其他内容", ", 请换新编号重发", \
	  "the same nonce was used with another body", ": send it with a new one") \
	X(HANDED, E, "不属于本单位", ", 请由所属单位办理", "belongs to somebody else", ": they must do this") \
	X(STOP_NEEDED, W, "本段行车 {got} 分钟, 连续行车上限 {limit} 分钟", ", 请增加途中食宿点", \
	  "the drive takes {got} min, at most {limit} min are allowed without a break", ": name a stop in this leg") \
	X(STOP_BEYOND, E, "食宿点在驶入后 {got} 公里处, 而本段只有 {limit} 公里", ", 请更正其一", \
	  "the stop lies {got} km from the leg's entry, and the leg has {limit} km", ": correct one of them") \
	X(CUTOFF_MISSED, W, "最早到达晚 {got} 分钟, 全程至少 {limit} 分钟", "; 请提前出发, 或请港口推迟截港", \
	  "would be missed by {got} min, the road takes at least {limit} min", ": leave earlier, or ask for a later time") \
	X(CUTOFF_SAME, E, "与现行截港时间相同", ", 无需变更", "is the cut-off already in force", ": nothing to move") \
	X(DATE_FORM, E, "日期格式不符", ", 应为 2020-01-24 的写法, 年份 2000 至 2104", \
	  "is not a day", ": write it as 2020-01-24, in the years 2000 to 2104") \
	X(CALENDAR_YEAR, W, "工作日历缺 {got} 年, 办理时限暂不能确定", ", 日历补齐后自动算出", \
	  "the calendar of working days lacks {got}", ": the time limit is not known yet, and is computed once the year is added") \
	X(STOP_UNKNOWN, E, "省份 {limit} 的名册中没有代码为 {got} 的食宿点", ", 请查看食宿点列表", \
	  "province {limit} has no stop {got} on its roster", ": see the list of stops") \
	X(STOP_OUTSIDE, E, "食宿点 {got} 不是第 {limit} 段许可的停靠点", ", 请改选, 或请该省变更省段", \
	  "stop {got} is none that leg {limit} permits", ": choose one of its stops, or ask the province to change the leg") \
	X(STOP_SILENT, E, "食宿点 {got} 尚未登记接待能力", ", 请联系其负责人", \
	  "stop {got} has not said yet what it can take", ": ask its keeper") \
	X(STOP_SHORT, E, "车货总长 {got} 毫米, 该食宿点最长可停 {limit} 毫米", ", 请改选", \
	  "the train is {got} mm long, the stop takes at most {limit} mm", ": choose another") \
	X(SITE_UNKNOWN, W, "省份 {limit} 的名册中没有此名称", ", 请核对名称; 新设的请其主管机关登记", \
	  "province {limit} has no site of this name on its roster", ": check the name; a new one is added by its authority") \
	X(STOP_CLOSED, E, "该食宿点此时不接待", ", 请按其接待时间改订", \
	  "the stop lets nobody in at that time", ": choose a time inside its hours") \
	X(BEDS_FREE, E, "需 {got} 张床位, 其中一夜仅余 {limit} 张", "; 请减少, 改期或改选", \
	  "{got} beds are asked for, in one of the nights {limit} are free", ": take fewer, other nights or another stop") \
	X(MEALS_FREE, E, "每夜需 {got} 份餐, 其中一夜仅余 {limit} 份", "; 请减少, 改期或改选", \
	  "{got} meals a night are asked for, in one of the nights {limit} are free", ": take fewer, other nights or another stop") \
	X(CAPACITY_TAKEN, E, "已有一夜订出 {limit}, 不能减到 {got}", "; 请先婉拒部分预订", \
	  "{limit} are taken in one night, so it cannot become {got}", ": decline some bookings first") \
	X(NIGHTS_TAKEN, E, "已有预订按现在的分界计夜", ", 待其结束后再改", \
	  "bookings are counted by the present end of the night", ": change it when they are over") \
	X(BOOKING_EMPTY, E, "床位与用餐都未填", ", 至少填一项", "neither beds nor meals", ": give at least one of them") \
	X(BOOKING_DIFFERS, E, "与企业所订不一致", ", 请按原样签章", "differs from what was asked for", ": seal exactly that") \
	X(ARRIVAL_OUTSIDE, E, "预计到达时间不在预订期限内", ", 请改订", \
	  "the arrival lies outside the booking's window", ": book another window") \
	X(WEBHOOK_URL, E, "不是推送地址", ", 应为 https://主机/路径, 不含用户名、口令和 #", \
	  "is not an address to call", ": write https://host/path, without user, password or #") \
	X(WEBHOOK_PLAIN, E, "http 只用于本服务自己的网络", ", 须用 https", \
	  "plain http is for the desk's own networks", ": must be https") \
	X(WEBHOOK_HOST, E, "本服务不向此主机推送", ", 请系统管理员加入 webhook.hosts", \
	  "this desk does not call that host", ": ask its administrator to add it to webhook.hosts") \
	X(WEBHOOK_ADDRESS, E, "不能推送到内网、本机或保留地址", ", 请用公网地址", \
	  "a private, loopback or reserved address is not called", ": give a public one") \
	X(DOCUMENT_TYPE, E, "按内容既不是 PDF, 也不是 JPEG 或 PNG", ", 请转换后再上传", \
	  "is by its content neither PDF nor JPEG nor PNG", ": convert it, then send it again") \
	X(DOCUMENT_BROKEN, E, "文件不完整或已损坏 (第 {got} 字节处)", ", 请重新导出后上传", \
	  "is cut off or damaged (at byte {got})", ": export it anew and send that") \
	X(DOCUMENT_LOCKED, E, "PDF 已加密, 审批人员无法打开", ", 请去除口令后上传", \
	  "is an encrypted PDF nobody here can open", ": remove its password, then send it") \
	X(DOCUMENT_PIXELS, E, "图片一边 {got} 像素, 上限 {limit}", ", 请缩小", \
	  "is {got} pixels on a side, at most {limit}", ": scale it down") \
	X(DOCUMENT_HASH, E, "收到的内容与摘要不符", ", 请从头重新上传", \
	  "what arrived has another hash", ": send the file again from its start") \
	X(DOCUMENT_GAP, E, "从第 {got} 字节起, 而此前只收到 {limit} 字节", ", 请从该处续传", \
	  "begins at byte {got}, but only {limit} bytes are here", ": go on from there") \
	X(DOCUMENT_UNHELD, E, "本单位未上传过此附件", ", 请先上传 (officer attach)", \
	  "the company has not sent this file", ": send it first (officer attach)") \
	X(DOCUMENT_DIFFERS, E, "所填大小 {got} 或类型与已上传的附件 ({limit} 字节) 不符", ", 请照上传结果填写", \
	  "size {got} or type is not that of the file that was sent, {limit} bytes", ": write what attach printed") \
	X(DOCUMENT_KIND, E, "附件类别不在受理清单内", ", 请用清单中的类别", \
	  "is not a kind of document this desk takes", ": use one of its list") \
	X(DOCUMENT_NEEDED, E, "{got} 类大件必须附此类附件", ", 请补充", \
	  "class {got} needs a document of this kind", ": attach one") \
	X(DOCUMENT_AGENT, E, "由代办人办理的申请必须附此类附件", ", 请补充", \
	  "an application with an agent needs a document of this kind", ": attach one") \
	X(HEX_FORM, E, "不是所需的十六进制", ", 应为 {limit} 位小写十六进制", \
	  "is not the hexadecimal that is needed", ": write {limit} lower-case hexadecimal digits") \
	X(DAYTIME_FORM, E, "时刻格式不符", ", 应为 18:00 的写法", "is not a time of day", ": write it as 18:00") \
	X(DIFFICULTY_KIND, E, "没有这一类诉求", ", 可选类别见 guosuo officer difficulty --kinds", \
	  "there is no such kind of difficulty", ": guosuo officer difficulty --kinds lists them") \
	X(GROUP_NONE, E, "本服务台未设工作专班", ", 请系统管理员设置 desk.group", \
	  "this desk has no task group", ": its administrator sets desk.group") \
	X(REPLIED, E, "已有答复", ", 请刷新后查看", "has been answered", ": reload and read it") \
	X(DECIDED, E, "所指省段均已办结", ", 无需加急", "every leg meant is decided", ": nothing is left to expedite") \
	X(NEEDS_AMEND, E, "须变更运次本身, 不能就地答复", "; 请用 officer apply --amends 重新申请", \
	  "needs a changed trip, not an answer", ": apply anew with officer apply --amends") \
	X(NOT_LEG_MATTER, E, "这一项不是省段事项, 不能附路线或时段", ", 只能用文字答复", \
	  "is not about the leg", ": answer it in words, without roads, window or hours") \
	X(ANSWERED, E, "已答复", ", 无需再答; 只答其余各项", "is answered and stays answered", ": answer only the others") \
	X(SUPERSEDED, E, "已由较新的通行证 {pass} 变更, 原证不再办理", "; 请改用该证编号", \
	  "was changed by the newer pass {pass}", ": act on that one") \
	X(EXTENSION_ONLY, E, "延期只能改通行期限, 其他各项须与原省段相同", "; 其他变更请以 terms 或 detour 重开", \
	  "an extension changes only the window", ": reopen it as terms or detour for anything else") \
	X(DETOUR_TERMS, E, "绕行须附条件, 驾驶员凭此改道", ": 例如 --conditions \"detour reason=..,roads=..,exit=..\"", \
	  "a detour carries the condition the driver goes by", ": as --conditions \"detour reason=..,roads=..,exit=..\"") \
	X(TEXT_HASH, E, "条件文字与省段中的摘要不符", ", 请重新生成并签章", \
	  "the conditions' text is not the one whose hash is in the leg", ": make and seal it again") \
	X(TESTS, E, "一小时内已测试 {got} 次, 上限 {limit} 次", ": 请稍后再试", \
	  "was tested {got} times within an hour, at most {limit} are allowed", ": try again later") \
	X(NO_PROPOSAL, E, "该省段的不予许可决定没有附建议", ", 请重新申请或联系该省", \
	  "the refusal of this leg proposes nothing", ": apply anew or call the province") \
	X(REVISION, E, "所指第 {got} 版已不是现行版, 现行第 {limit} 版", ", 请刷新后重试", \
	  "names revision {got}, the leg is at revision {limit}", ": reload and decide again") \
	X(NO_GATE, E, "查验点 {got} 不是港口的查验点", "; 请主管机关在名册的站点 (sites) 中写明 port", \
	  "{got} is no port's gate", ": its authority names the port with its site in the roster (port)") \
	X(DELIVERED, E, "已送达", ", 不再办理", "was delivered at its port", ": nothing is left to do") \
	X(KEY_REMOVED, E, "该身份已被移除, 不得再次登记", "; 请在新目录生成新的本机身份", \
	  "this key was removed and does not enrol again", ": make a new one in a new home") \
	X(LAST_OFFICER, E, "企业至少须有一名经办人", "; 请先邀请另一名 (officer invite officer)", \
	  "would leave the company without an officer", ": invite another first (officer invite officer)") \
	X(KEY_LISTED_AGAIN, E, "该身份已从授权名册除名, 不得再次列入", "; 请重新登记新的身份", \
	  "is a key that was taken off the roster and is not listed again", ": enrol a new one") \
	X(ASK_LATE, W, "首次补正时即可提出", "; 补正应一次告知 (已提 {got} 次)", \
	  "could have been asked the first time", ": a correction is asked once and completely ({got} asked before)") \
	X(RULE_ID, E, "规则编号只能含字母、数字和 . - _, 1 至 {limit} 字节", ", 请改名", \
	  "a rule's id has letters, digits, . - and _, 1 to {limit} bytes", ": rename it") \
	X(SEALS_TWO_PERSONS, E, "三类大件须两人签章, 不能按规则自动签章", ": 请去掉 CLASS_III, 或改为 RECOMMEND_APPROVE", \
	  "class III needs two persons and is never sealed by a rule", ": take CLASS_III out, or recommend approval") \
	X(SEALS_REPEATS, E, "二类大件只有与已准予的相同时才能自动签章", ": 请填写 repeatDays, 或改为 RECOMMEND_APPROVE", \
	  "class II is sealed by a rule only where it repeats an approved one", ": give repeatDays, or recommend approval") \
	X(TERMS_UNUSED, E, "只有 RECOMMEND_APPROVE 和 SEAL_AT_ONCE 用得到这一栏", ", 请删除", \
	  "is used only with RECOMMEND_APPROVE and SEAL_AT_ONCE", ": remove it") \
	X(ROAD_FORM, E, "路线格式不符", ", 应写作 G3, 或 G3/12 (由 12 号出口驶出)", \
	  "is not a road", ": write it as G3, or G3/12 where it is left at exit 12") \
	X(WEEKDAYS_FORM, E, "周几格式不符", ", 应为 1 至 7 的列表, 如 1-5 或 1,3 (1 为周一)", \
	  "is not a list of weekdays", ": write it as 1-5 or 1,3, 1 is Monday") \
	X(HOURS_FORM, E, "准行时段有误", ", 请至少选一天, 起早于止, 止不晚于 24:00, 至多 {limit} 段", "permitted hours are not sound", \
	  ": name a day at least, begin before the end, end by 24:00, at most {limit} ranges") \
	X(CODES_FORM, E, "代码有误", ", 请从 1 起编号, 各列一次, 至多 {limit} 个", \
	  "codes are not sound", ": number them from 1, name each once, at most {limit} of them") \
	X(LICENCE_LAST, E, "不是驾驶证号末四位", ", 应为四位, 末位为数字或 X, 其余为数字", \
	  "is not the end of a driver's licence number", ": write its last 4 signs, digits, or X at the very end") \
	X(HS_PREFIX, E, "不是 HS 编码的开头", ", 应为其前 2 至 6 位数字", \
	  "is not the beginning of an HS code", ": write its first 2 to 6 digits") \
	X(NOT_RISING, E, "{got} 未大于前一项 {limit}", ": 须由小到大, 不得重复", \
	  "has {got} after {limit}", ": let them rise, none twice") \
	X(NOT_STANDING, E, "第 {got} 号不是本省现行有效的通行证或省段 (本周序 {limit})", ", 请刷新后重新选择", \
	  "has {got}, which is no pass or leg of this province that stands in week {limit}", ": look again and choose anew") \
	X(REVOKED, E, "已被撤销, 不能再用", "; 理由见 officer status, 可重新申请", \
	  "is revoked and no longer of use", ": officer status gives the reason; apply anew") \
	X(REVOKED_ALONE, E, "您 24 小时内已单独撤销 {got} 件, 上限 {limit} 件", "; 请合为一件由两人签章", \
	  "{got} were revoked by you alone in 24 hours, the most is {limit}", ": put them in one revocation that two seal") \
	X(NOT_REMOVED, E, "第 {got} 位经办人未被本企业移除", "; 请先移除其身份 (officer remove)", \
	  "officer {got} of the trip is no key the company has removed", ": remove it first (officer remove)") \
	X(BYTES, E, "{got} 字节, 应为 {limit}", ", 请照服务器所给的填写", \
	  "has {got} bytes, {limit} are needed", ": give it as the desk gave it") \
	X(DIFFERS, E, "为 {got}, 应为 {limit}", ", 请刷新后重新生成", "is {got} and has to be {limit}", ": load it again and make it anew") \
	X(WITHDRAWN, E, "已撤回", ", 不再办理; 可重新申请", "was withdrawn", ": nothing is left to do; apply anew") \
	X(INVITATION_USED, E, "邀请码已使用", "; 请邀请人重新邀请", "has been used", ": ask whoever invited you for another") \
	X(INVITATION_PAST, E, "邀请码已过期", "; 请邀请人重新邀请", "has expired", ": ask whoever invited you for another") \
	X(INVITATION_OTHER, E, "邀请码不是给此角色、省份或单位的", "; 请按邀请登记, 或另要邀请码", \
	  "was made for another role, province or organisation", ": enrol as it says, or ask for another") \
	X(KEY_ELSEWHERE, E, "该身份已在另一企业登记", "; 请在新目录生成新的本机身份", \
	  "is a key of another company", ": make a new one in a new home") \
	X(REPLACES, E, "本省没有所替换的通告", "; 请从本省通告中选", "is no notice of this province", ": take one of its own") \
	X(EVENT_ID, E, "不是消息编号", "; 请照所收消息的 id 填写 (evt_ 开头)", "is no signal's id", ": give the id that came with it, it begins evt_") \
	X(NO_ROOT_SET, E, "本服务未设信任根", "; 请系统管理员设置 trust.root_set", "this desk has no root set", ": its administrator sets trust.root_set") \
	X(VERSION_MISSING, E, "与现行版本之间缺版本", "; 请先提交其间各版", \
	  "comes after a version that is not here", ": put that one first") \
	X(NO_DIRECTORY, E, "本服务尚无机构名录", "; 请先提交名录", "comes before any directory", ": put the directory first") \
	X(IN_FORCE, E, "该撤销已生效", ", 无需再签", "is in force already", ": no seal is needed any more") \
	X(BOOKING_IS_ASKED, E, "预订待食宿点答复", ", 此时可由食宿点确认或婉拒, 或由企业取消", \
	  "waits for the stop's answer", ": now the stop can confirm or decline it, the company cancel it") \
	X(BOOKING_IS_CONFIRMED, E, "预订已确认", ", 此时可由企业取消, 由食宿点婉拒或在到达时间后登记未到", \
	  "is confirmed", ": now the company can cancel it, the stop decline it, or say later that nobody came") \
	X(BOOKING_IS_DECLINED, E, "预订已被婉拒", "; 请另订", "was declined by the stop", ": book another") \
	X(BOOKING_IS_CANCELLED, E, "预订已取消", "; 需要时请另订", "was cancelled", ": book another where it is needed") \
	X(BOOKING_IS_NO_SHOW, E, "预订已登记未到", "; 需要时请另订", "is recorded as not used", ": book another where it is needed") \
	X(BOOKING_IS_LAPSED, E, "预订逾期未答, 已失效", "; 请另订", "lapsed, the stop did not answer in time", ": book another") \
	X(BOOKING_EARLY, E, "预订的时间尚未开始", "; 请在其后登记未到", "has not begun yet", ": say that nobody came once it has") \
	X(LEG_IS_OPEN, E, "本省段待审批", ", 此时可签章、补正 (ask)、暂停 (pause) 或不予许可 (refuse)", \
	  "is open", ": now it can be sealed, asked about, paused or refused") \
	X(LEG_IS_HALF_SEALED, E, "本省段待第二人签章", ", 此时可签同一内容、补正、暂停或不予许可", \
	  "has one seal", ": now another person can seal the same bytes, or it is asked about, paused or refused") \
	X(LEG_IS_SEALED, E, "本省段已准", "; 要变更请先重新审查 (reviewer revise)", \
	  "is sealed", ": to change it, revise it first (reviewer revise)") \
	X(LEG_IS_REFUSED, E, "本省段不准", "; 可接受其建议 (officer accept) 或重新审查 (reviewer revise)", \
	  "is refused", ": its proposal can be accepted (officer accept), or it is looked at again (reviewer revise)") \
	X(LEG_IS_ASKED, E, "本省段待补正", "; 等企业答复, 或先结束补正 (resume)", \
	  "waits for a correction", ": wait for the company's answer, or end it first (resume)") \
	X(LEG_IS_PAUSED, E, "本省段已暂停计时", "; 请先结束暂停 (resume)", "is paused", ": end the pause first (resume)") \
	X(LEG_IS_WITHDRAWN, E, "本省段已随运次撤回", ", 不再办理", "was withdrawn with its trip", ": nothing is left to do") \
	X(LEG_IS_REVOKED, E, "本省段已撤销", "; 可重新审查 (reviewer revise)", \
	  "is revoked", ": it can be looked at again (reviewer revise)") \
	X(JOURNEY_OVER, E, "第 {got} 趟已送达", "; 下一趟用 --journey {limit}", \
	  "journey {got} has been delivered", ": the next one is {limit} (--journey)")
/* clang-format on */

enum rule {
	RULE_OK,
#define X(name, severity, zh, zh_do, en, en_do) RULE_##name,
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

/* One thing an object has to meet: the error it costs, and its fault. */
struct demand {
	bool met;
	enum err err;
	enum rule rule;
	const char *field;
	int64_t got, limit;
};

/* The first that is not met: its err, and its fault in `faults` (NULL: not wanted). */
enum err demands_met(const struct demand *demands, size_t count, struct faults *faults) MUST_USE;

/* Writes the text with its numbers into out, NUL-terminated, cut at a character when size is too small. */
void fault_text(const struct fault *fault, enum lang lang, char *out, size_t size);

/* "a.b" + index -> "a.b[3]", or + name -> "a.b.name". Cut to size; out may not overlap prefix. */
void field_index(char *out, size_t size, const char *prefix, size_t index);
void field_name(char *out, size_t size, const char *prefix, const char *name);

/* fault_add for the field `name` of what is called `prefix`. */
void fault_in(struct faults *faults, enum rule rule, const char *prefix, const char *name, int64_t got, int64_t limit);

#endif
