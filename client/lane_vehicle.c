/* A vehicle at the gate: with a code or without, judged, decided on, recorded. */
#include <string.h>

#include "client/delivery.h"
#include "client/lane.h"
#include "client/party.h"
#include "client/render.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name
#define DIRECTION(name) GUOSUO__V1__DIRECTION__##name
#define KIND(name) GUOSUO__V1__PASSAGE_KIND__##name

/* ---- arriving ---- */

void lane_forget(struct lane *lane)
{
	lane->vehicle = (struct lane_vehicle){.there = false};
	lane->vehicle.decision.direction = DIRECTION(PASSING);
	lane->vehicle.decision.plate = lane->vehicle.plate;
	lane_go(lane, lane->duty == 0 ? &lane_typing : &lane_idle);
}

/* One ring, two, three: it is heard without looking. */
void lane_ring_word(struct lane *lane)
{
	static const unsigned rings[] = {[VERDICT_ACCEPT] = 1, [VERDICT_REFER] = 2, [VERDICT_REJECT] = 3};
	terminal_ring(&lane->terminal, rings[lane->vehicle.look.verdict.word]);
}

static void ring_bad(struct lane *lane, const char *told)
{
	terminal_ring(&lane->terminal, 3);
	lane_tell(lane, true, "%s", told);
}

/* A vehicle with a pass stands there still, and is decided on when its code was judged; one that came just now is not there. */
static void be_unjudged(struct lane *lane)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	if (!vehicle->there) {
		vehicle->look.sight.text = (struct span){NULL, 0};
		vehicle->look.sight.listed = NULL;
		vehicle->decision.kind = KIND(PASSAGE_KIND_UNSPECIFIED);
	}
	ring_bad(lane, say_text(lane->context, SAY_NOT_JUDGED));
}

bool lane_judge(struct lane *lane)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	vehicle->judged = false;
	memset(&vehicle->look.verdict, 0, sizeof vehicle->look.verdict);
	vehicle->decision.kind = vehicle->look.sight.listed == NULL ? KIND(PASS_SHOWN) : KIND(PASS_LISTED);
	if (shift_fresh(&lane->shift) != ERR_OK)
		say(lane->context, SAY_STATE_STANDS);
	vehicle->look.sight.stamps = NULL;
	if (vehicle->stamps[0] != '\0' && chain_read(span_text(vehicle->stamps), &lane->context->arena, &vehicle->look.sight.stamps) != ERR_OK)
		say(lane->context, SAY_CODE_BAD_STAMPS);
	vehicle->judged = shift_judge(&lane->shift, vehicle->came_at, &vehicle->look) == ERR_OK;
	if (vehicle->judged)
		vehicle->there = vehicle->look.sight.again = true;
	else
		be_unjudged(lane);
	if (lane->mode == &lane_legs && vehicle->look.verdict.leg == NULL)
		lane_go(lane, &lane_vehicle);
	return vehicle->judged;
}

/* Is it the trip of the vehicle that is at the gate? What does not open is nobody's. */
bool lane_is_same_trip(struct lane *lane, struct span text)
{
	const Guosuo__V1__Trip *mine = lane->vehicle.look.verdict.trip;
	struct context *context = lane->context;
	const size_t used = context->arena.used;
	struct shown *shown = arena_take(&context->arena, sizeof *shown);
	struct span raw;
	bool same = shown == NULL || code_read(text, &context->arena, &raw) != ERR_OK ||
	            code_show(raw, &context->arena, shown) != ERR_OK ||
	            memcmp(shown->trip.body->pass_id.data, mine->pass_id.data, mine->pass_id.len) == 0;
	context->arena.used = used;
	return same;
}

void lane_take_code(struct lane *lane, struct span text, int64_t took_ms)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	if (!lane_code_is_one(lane, text))
		return;
	if (vehicle->judged && vehicle->look.verdict.trip != NULL && !lane_is_same_trip(lane, text)) {
		terminal_ring(&lane->terminal, 3);
		lane_tell(lane, true, "%s",
		          lane_zh(lane) ? "这是另一辆车的码: 先处置本车 (1-4), 或按 Esc 不记录" : "another vehicle's code: decide on this one first (1-4), or press Esc to record nothing");
		return;
	}
	const int64_t begin = lane_clock_ms();
	vehicle->came_at = party_now();
	memcpy(vehicle->code, text.p, text.n);
	vehicle->look.sight.text = span_of(vehicle->code, text.n);
	vehicle->look.sight.road = lane->road;
	vehicle->look.sight.direction = vehicle->decision.direction;
	vehicle->look.sight.again = false;
	vehicle->look.sight.listed = NULL;
	if (!lane_judge(lane))
		return;
	lane_go(lane, &lane_vehicle);
	lane_ring_word(lane);
	if (misread_of(text) == MISREAD_NONE)
		lane_tell(lane, false, lane_zh(lane) ? "读码 %lld 毫秒, 判读 %lld 毫秒" : "read in %lld ms, judged in %lld ms",
		          (long long)took_ms, (long long)(lane_clock_ms() - begin));
}

/* What was typed since is judged as of the scan: a presentation does not grow old while somebody looks at a plate. */
void lane_judge_again(struct lane *lane)
{
	const enum word before = lane->vehicle.judged ? lane->vehicle.look.verdict.word : (enum word)0;
	if (lane->vehicle.look.sight.text.n == 0 || !lane_judge(lane))
		return;
	if (lane->vehicle.look.verdict.word != before)
		lane_ring_word(lane);
}

/* Before the pass's code or after it; what they say is judged with it. */
void lane_take_stamps(struct lane *lane, struct span text)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	const Guosuo__V1__StampChain *chain;
	const size_t used = lane->context->arena.used;
	enum err err = text.n < sizeof vehicle->stamps ? chain_read(text, &lane->context->arena, &chain) : ERR_SIZE;
	const unsigned count = err == ERR_OK ? (unsigned)chain->n_stamps : 0;
	lane->context->arena.used = used;
	if (err != ERR_OK) {
		terminal_ring(&lane->terminal, 3);
		lane_tell(lane, true, "%s: %s", say_text(lane->context, SAY_CODE_BAD_STAMPS), err_text(err, lane->context->lang));
		return;
	}
	memcpy(vehicle->stamps, text.p, text.n);
	vehicle->stamps[text.n] = '\0';
	lane_judge_again(lane);
	lane_tell(lane, false, lane_zh(lane) ? "随带签章 %u 枚%s" : "%u stamps from earlier gates%s", count,
	          vehicle->judged ? "" : lane_zh(lane) ? ": 请扫通行码" : ": now scan the pass's code");
}

/* ---- deciding ---- */

/* A pass of ours that nobody may decide on yet. */
static bool is_unjudged(const struct lane_vehicle *vehicle)
{
	return !vehicle->judged && vehicle->decision.kind != KIND(NO_PASS) && vehicle->decision.kind != KIND(OTHER_PASS);
}

static uint32_t word_of(const struct lane *lane)
{
	return lane->vehicle.judged ? (uint32_t)lane->vehicle.look.verdict.word : 0;
}

/* Its code, which may be held before the camera still. */
static void keep_gone(struct lane *lane)
{
	lane->gone_n = lane->vehicle.look.sight.text.n;
	memcpy(lane->gone, lane->vehicle.code, lane->gone_n);
	lane->gone_ms = lane_clock_ms();
}

static void tell_recorded(struct lane *lane, const struct passage *passage)
{
	const bool zh = lane_zh(lane);
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	const char *what = stamp->direction != DIRECTION(DELIVERED) ? stamp_outcome_text(stamp->outcome, lane->context->lang)
	                   : zh                                     ? "送达"
	                                                            : "delivered";
	const char *stamped = !passage->sealed ? "" : zh ? ", 已签章; 回执码按 r" : ", stamped; r shows the receipt's code";
	lane_tell(lane, false, zh ? "已记录 第 %u 号: %s%s" : "recorded, number %u: %s%s", passage->record->sequence, what, stamped);
}

static void record(struct lane *lane)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	const size_t used = lane->context->arena.used;
	struct recorded *recorded = arena_take(&lane->context->arena, sizeof *recorded);
	vehicle->decision.duty = lane->duty;
	const enum err err = recorded == NULL ? ERR_MEMORY
	                                      : shift_put(&lane->shift, vehicle->judged ? &vehicle->look : NULL, &vehicle->decision, recorded);
	if (err != ERR_OK && err != ERR_EXISTS) {
		lane->context->arena.used = used;
		ring_bad(lane, lane_zh(lane) ? "未记录!" : "NOT RECORDED!");
		lane_go(lane, &lane_vehicle);
		return;
	}
	const struct passage *passage = &recorded->passage;
	if (passage->sealed) /* what it says comes behind the line below */
		lane_hand_out(lane, passage, err == ERR_OK ? &vehicle->look.verdict : NULL);
	keep_gone(lane);
	lane_forget(lane);
	if (err == ERR_OK)
		tell_recorded(lane, passage);
}

/* Which way it goes is judged too. */
static bool turn_to(struct lane *lane, Guosuo__V1__Direction direction)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	vehicle->decision.direction = direction;
	if (vehicle->look.sight.direction == direction || !vehicle->judged)
		return !is_unjudged(vehicle);
	vehicle->look.sight.direction = direction;
	return lane_judge(lane);
}

static void choose(struct lane *lane, Guosuo__V1__Outcome outcome, Guosuo__V1__Direction direction)
{
	struct inspection_asked due;
	lane->vehicle.decision.outcome = outcome;
	lane->vehicle.decision.reason = 0;
	if (!lane_on_duty(lane))
		return;
	if (!turn_to(lane, direction))
		ring_bad(lane, say_text(lane->context, SAY_NOT_JUDGED));
	else if (volunteer_may(lane->context, lane->duty, word_of(lane), outcome, false) != ERR_OK)
		ring_bad(lane, "");
	else if (outcome == OUTCOME(PASSED) && lane_due(lane, &due))
		lane_show_due(lane);
	else if (stamp_against(word_of(lane), outcome))
		lane_go(lane, &lane_reason);
	else
		record(lane);
}

static void press_passed(struct lane *lane)
{
	choose(lane, OUTCOME(PASSED), DIRECTION(PASSING));
}

static void press_turned_back(struct lane *lane)
{
	choose(lane, OUTCOME(TURNED_BACK), DIRECTION(PASSING));
}

static void press_diverted(struct lane *lane)
{
	choose(lane, OUTCOME(DIVERTED), DIRECTION(PASSING));
}

static void press_held(struct lane *lane)
{
	choose(lane, OUTCOME(HELD), DIRECTION(PASSING));
}

/* The end of its journey, where that is. */
static void press_delivered(struct lane *lane)
{
	const struct verdict *verdict = &lane->vehicle.look.verdict;
	if (is_unjudged(&lane->vehicle))
		ring_bad(lane, say_text(lane->context, SAY_NOT_JUDGED));
	else if (!lane->vehicle.judged || verdict->trip == NULL || verdict->leg == NULL)
		ring_bad(lane, lane_zh(lane) ? "没有通行证, 不能记送达" : "without a pass nothing is delivered");
	else if (!delivery_is_here(lane->context, lane->shift.gate, verdict->trip, verdict->leg))
		ring_bad(lane, "");
	else
		choose(lane, OUTCOME(PASSED), DIRECTION(DELIVERED));
}

/* Between two vehicles: what was typed or scanned for the next one. */
static void press_clear(struct lane *lane)
{
	lane_forget(lane);
	lane_tell(lane, false, "%s", lane_zh(lane) ? "已清除" : "cleared");
}

/* Nothing is recorded, and that is told. */
static void press_drop(struct lane *lane)
{
	lane_forget(lane);
	lane_tell(lane, true, "%s", lane_zh(lane) ? "本车未记录" : "this vehicle was not recorded");
}

/* ---- what is typed about it ---- */

static void ask_one(struct lane *lane, enum lane_field field)
{
	lane_ask(lane, &field, 1, lane->mode);
}

static void press_plate(struct lane *lane)
{
	ask_one(lane, FIELD_PLATE);
}

void lane_press_people(struct lane *lane)
{
	ask_one(lane, FIELD_PEOPLE);
}

void lane_press_temperature(struct lane *lane)
{
	ask_one(lane, FIELD_TEMPERATURE);
}

static void press_measures(struct lane *lane)
{
	ask_one(lane, FIELD_MEASURES);
}

/* ---- without a pass of ours ---- */

static void begin_without(struct lane *lane, Guosuo__V1__PassageKind kind)
{
	static const enum lane_field steps[] = {FIELD_PLATE, FIELD_PEOPLE, FIELD_TEMPERATURE};
	const size_t known = lane->vehicle.plate[0] != '\0';
	lane->vehicle.there = true;
	lane->vehicle.decision.kind = kind;
	lane_ask(lane, steps + known, 3 - known, &lane_vehicle);
}

static void press_none(struct lane *lane)
{
	begin_without(lane, KIND(NO_PASS));
}

static void press_other(struct lane *lane)
{
	begin_without(lane, KIND(OTHER_PASS));
}

static void press_hand_over(struct lane *lane)
{
	static const enum lane_field steps[] = {FIELD_TO, FIELD_NOTE};
	lane_ask(lane, steps, 2, &lane_idle);
}

/* ---- the screen ---- */

static void view_idle(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	char plate[64 + PASSAGE_PLATE_MAX] = "";
	if (lane->vehicle.plate[0] != '\0')
		snprintf(plate, sizeof plate, zh ? "号牌 %s 已输入" : "plate %s is typed", lane->vehicle.plate);
	const char *const text[SCREEN_SIGN] = {"", zh ? "请扫码" : "SCAN A CODE", plate[0] != '\0' ? plate : zh ? "SCAN A CODE" : "请扫码"};
	screen_sign(screen, STYLE_CALM, text);
	screen_gap(screen);
	const struct trust *trust = &lane->shift.gate->held.trust;
	char age[RENDER_AGE];
	render_age(lane->context, trust_age(trust->synced_at, party_now()), age);
	if (trust->synced_at == 0)
		screen_add(screen, STYLE_STRONG, "%s", zh ? "本查验点从未同步: 在另一终端执行 guosuo checkpoint sync" : "this checkpoint has never synced: guosuo checkpoint sync in another terminal");
	else
		screen_add(screen, STYLE_PLAIN, zh ? "距上次同步 %s" : "last sync %s ago", age);
	if (!lane->tried)
		screen_add(screen, STYLE_PLAIN, "%s", zh ? "本班还没试过扫码枪: 按 t" : "the scanner was not tested in this shift: press t");
	if (lane->serial_path != NULL && lane->serial < 0)
		screen_add(screen, STYLE_STRONG, zh ? "串口扫码枪不在: %s (每两秒再找)" : "the serial scanner is not there: %s (looked for every two seconds)", lane->serial_path);
	if (lane->camera_path != NULL && lane->camera == NULL)
		screen_add(screen, STYLE_STRONG, zh ? "摄像头不在: %s (每两秒再找)" : "the camera is not there: %s (looked for every two seconds)", lane->camera_path);
}

static void without_sign(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane), none = lane->vehicle.decision.kind == KIND(NO_PASS), unjudged = is_unjudged(&lane->vehicle);
	const char *const what = unjudged ? say_text(lane->context, SAY_NOT_JUDGED)
	                         : none   ? (zh ? "无证车辆" : "NO PASS")
	                                  : (zh ? "持其他证件" : "ANOTHER PERMIT");
	const char *const text[SCREEN_SIGN] = {"", what, lane->vehicle.plate[0] == '\0' ? "-" : lane->vehicle.plate};
	screen_sign(screen, unjudged ? STYLE_DOUBT : STYLE_CALM, text);
}

/* What was typed, so that nobody asks twice. */
static void typed_row(struct lane *lane, struct screen *screen)
{
	const struct lane_vehicle *vehicle = &lane->vehicle;
	const struct observed *seen = &vehicle->look.sight.observed;
	const bool zh = lane_zh(lane);
	char text[512];
	int n = snprintf(text, sizeof text, zh ? "所见  号牌 %s" : "seen    plate %s", vehicle->plate[0] == '\0' ? "-" : vehicle->plate);
	if (vehicle->decision.people != 0)
		n += snprintf(text + n, sizeof text - (size_t)n, zh ? "  %u 人" : "  %u people", vehicle->decision.people);
	if (vehicle->decision.temperature_dc != 0)
		n += snprintf(text + n, sizeof text - (size_t)n, "  %u.%u C", vehicle->decision.temperature_dc / 10,
		              vehicle->decision.temperature_dc % 10);
	if (seen->length_mm + seen->width_mm + seen->height_mm + seen->mass_kg != 0)
		snprintf(text + n, sizeof text - (size_t)n, zh ? "  量得 %u x %u x %u 毫米 %u 公斤" : "  measured %u x %u x %u mm %u kg",
		         seen->length_mm, seen->width_mm, seen->height_mm, seen->mass_kg);
	screen_add(screen, STYLE_STRONG, "%s", text);
}

static void view_vehicle(struct lane *lane, struct screen *screen)
{
	enum { SEEN_ROWS = 3 }; /* what was typed, what was inspected, what is due */
	screen->reserved += SEEN_ROWS + 1; /* and for what did not fit */
	if (lane->vehicle.judged)
		gate_view_look(screen, lane->context, &lane->vehicle.look);
	else
		without_sign(lane, screen);
	screen->reserved -= SEEN_ROWS;
	typed_row(lane, screen);
	lane_inspect_rows(lane, screen);
	screen->reserved--;
	if (screen->left_out > 0)
		screen_add(screen, STYLE_ALARM, lane_zh(lane) ? "还有 %zu 行: 按 v 看全部" : "%zu rows more: press v to see all", screen->left_out);
}

static void view_reason(struct lane *lane, struct screen *screen)
{
	const struct lane_vehicle *vehicle = &lane->vehicle;
	const bool zh = lane_zh(lane);
	char word[GATE_VIEW_WORD], outcome[64];
	gate_view_word(lane->context, vehicle->look.verdict.word, word);
	snprintf(outcome, sizeof outcome, zh ? "处置: %s - 为什么?" : "decided: %s - why?", stamp_outcome_text(vehicle->decision.outcome, lane->context->lang));
	const char *const text[SCREEN_SIGN] = {"", word, outcome};
	screen_sign(screen, gate_view_style(vehicle->look.verdict.word), text);
	screen_gap(screen);
#define X(number, name, word, chinese, english) screen_add(screen, STYLE_STRONG, "   %u  %s", number, zh ? chinese : english);
	STAMP_REASON_LIST(X)
#undef X
}

static void type_reason(struct lane *lane, uint8_t key)
{
	const uint32_t reason = key >= '1' && key <= '9' ? (uint32_t)(key - '0') : 0;
	if (key == 0x1b) {
		lane_go(lane, &lane_vehicle);
	} else if (reason != 0 && stamp_reason_text(reason, lane->context->lang) != NULL) {
		lane->vehicle.decision.reason = reason;
		record(lane);
	} else {
		lane_tell(lane, true, "%s", lane_zh(lane) ? "请按所列数字, 或 Esc 返回" : "press one of these numbers, or Esc to go back");
	}
}

/* ---- keys ---- */

static const struct lane_key idle_keys[] = {
    {'n', "n 无证", "n no pass", press_none},
    {'o', "o 其他证件", "o other permit", press_other},
    {'l', "l 查清单", "l expected list", lane_press_listed},
    {'p', "p 号牌", "p plate", press_plate},
    {'c', "c 口令", "c six digits", lane_press_challenge},
    {'u', "u 记录", "u records", lane_press_log},
    {'r', "r 回执码", "r receipt", lane_press_receipt},
    {'h', "h 交接班", "h hand over", press_hand_over},
    {'t', "t 试扫码枪", "t test scanner", lane_press_trial},
    {0x1b, "Esc 清除已输入", "Esc clear", press_clear},
    {'?', "? 帮助", "? help", lane_press_help},
    {'q', "q 退出", "q quit", lane_press_quit},
    {0},
};
static const struct lane_key vehicle_keys[] = {
    {'1', "1 放行", "1 pass", press_passed},
    {'2', "2 劝返", "2 turn back", press_turned_back},
    {'3', "3 分流", "3 divert", press_diverted},
    {'4', "4 待查", "4 hold", press_held},
    {'5', "5 送达", "5 deliver", press_delivered},
    {'a', "a 应查已做完", "a inspected", lane_press_done},
    {'i', "i 查验项目", "i inspections", lane_press_inspect},
    {LANE_ROW, "", "", NULL},
    {'p', "p 号牌", "p plate", press_plate},
    {'e', "e 人数", "e people", lane_press_people},
    {'w', "w 体温", "w temp", lane_press_temperature},
    {'m', "m 测量", "m size", press_measures},
    {'k', "k 省段", "k legs", lane_press_legs},
    {'c', "c 口令", "c digits", lane_press_challenge},
    {'v', "v 全部", "v all", lane_press_all},
    {'?', "? 帮助", "? help", lane_press_help},
    {0x1b, "Esc 不记录", "Esc drop", press_drop},
    {0},
};
static const struct lane_key reason_keys[] = {{0x1b, "Esc 返回", "Esc back", NULL}, {0}};

const struct lane_mode lane_idle = {"待车", "waiting", idle_keys, view_idle, lane_take_code, NULL};
const struct lane_mode lane_vehicle = {"来车", "a vehicle", vehicle_keys, view_vehicle, lane_take_code, NULL};
const struct lane_mode lane_reason = {"原因", "the reason", reason_keys, view_reason, NULL, type_reason};
