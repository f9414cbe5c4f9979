/* What is typed at a gate: a field is a row, taken when Enter comes; an empty one is left as it is. */
#include <sodium.h>
#include <string.h>

#include "client/lane.h"
#include "client/party.h"
#include "client/render.h"

enum { CLEAR = 0x15 /* Ctrl-U */ };

/* ---- the fields ---- */

bool lane_log_in(struct lane *lane, uint32_t duty)
{
	struct volunteer found = {.duty = 0};
	enum err err = volunteer_find(lane->context, duty, &found);
	if (err == ERR_OK && found.until <= party_now()) {
		say(lane->context, SAY_VOLUNTEER_OVER, duty);
		return false;
	}
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		say_err(lane->context, err, "volunteers");
	lane->duty = duty;
	lane->volunteer = found;
	lane->guarded |= found.duty != 0;
	return true;
}

bool lane_on_duty(struct lane *lane)
{
	struct volunteer now;
	if (lane->volunteer.duty == 0)
		return true;
	const enum err err = volunteer_find(lane->context, lane->volunteer.duty, &now);
	if (err != ERR_NOT_FOUND && (err != ERR_OK || now.until > party_now())) /* a list that cannot be read lets nobody overrule */
		return true;
	lane->duty = 0;
	lane_ask_duty(lane);
	terminal_ring(&lane->terminal, 3);
	lane_tell_of(lane, true, SAY_VOLUNTEER_OVER, lane->volunteer.duty);
	return false;
}

/* A volunteer becomes nobody else by typing another number: behind one, whoever is none has the passphrase of the gate's key. */
static bool take_duty(struct lane *lane, const char *text)
{
	struct volunteer found;
	struct lane_typed *typed = &lane->typed;
	if (text[0] == '\0' || party_number(lane->context, "duty", text, 1, UINT32_MAX, 0, &lane->asking) != ERR_OK)
		return false;
	if (!lane->guarded || volunteer_find(lane->context, lane->asking, &found) == ERR_OK)
		return lane_log_in(lane, lane->asking);
	typed->steps[typed->count++] = FIELD_PASSPHRASE;
	return true;
}

static bool take_passphrase(struct lane *lane, const char *text)
{
	struct lane_typed *typed = &lane->typed;
	const enum err err = key_check(lane->context, text);
	sodium_memzero(typed->text, sizeof typed->text);
	typed->n = 0;
	if (err == ERR_OK) {
		lane->guarded = false;
		return lane_log_in(lane, lane->asking);
	}
	terminal_ring(&lane->terminal, 3);
	lane_tell(lane, true, "%s", err_text(err, lane->context->lang));
	return false;
}

/* The tractor's, and behind a space or comma the trailers'. Of what has no pass of ours any text is kept, whatever is said of it. */
static bool take_plate(struct lane *lane, const char *text)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	char list[LANE_TYPED];
	snprintf(list, sizeof list, "%s", text);
	for (char *at = list; *at != '\0'; at++)
		if (*at == ' ')
			*at = ',';
	const bool plain = vehicle->there && !vehicle->judged;
	if (gate_plates(lane->context, list, &vehicle->look.sight.observed) != ERR_OK && !plain)
		return false;
	const size_t n = strcspn(list, ",");
	if (n > PASSAGE_PLATE_MAX) {
		lane_tell(lane, true, lane_zh(lane) ? "号牌至多 %u 字节" : "a plate has %u bytes at most", (unsigned)PASSAGE_PLATE_MAX);
		return false;
	}
	memcpy(vehicle->plate, list, n);
	vehicle->plate[n] = '\0';
	lane_judge_again(lane);
	return true;
}

/* The phone is dead: a plate of the train, and the pass's number behind a space where one is known. */
static bool take_listed(struct lane *lane, const char *text)
{
	char plate[LANE_TYPED];
	const size_t n = strcspn(text, " ");
	snprintf(plate, sizeof plate, "%.*s", (int)n, text);
	const struct lane_mode *on = lane_look_up(lane, plate, text[n] == ' ' && text[n + 1] != '\0' ? text + n + 1 : NULL);
	if (on != NULL)
		lane->typed.back = on;
	return on != NULL;
}

static bool take_people(struct lane *lane, const char *text)
{
	return party_number(lane->context, "people", text, 1, PEOPLE_MAX, 0, &lane->vehicle.decision.people) == ERR_OK;
}

static bool take_temperature(struct lane *lane, const char *text)
{
	struct inspections *list = &lane->vehicle.decision.inspections;
	if (recorder_temperature(lane->context, text, &lane->vehicle.decision.temperature_dc) != ERR_OK)
		return false;
	inspections_drop(list, INSPECTION_TEMPERATURE); /* what was said of one before */
	inspections_drop(list, INSPECTION_RAISED);
	return true;
}

/* "21800 3600 4500 109500"; 0: not measured. */
static bool take_measures(struct lane *lane, const char *text)
{
	uint32_t all[4] = {0};
	char end;
	int n = sscanf(text, "%8u %8u %8u %8u %c", &all[0], &all[1], &all[2], &all[3], &end);
	if (n < 1 || n > 4 || all[0] > MEASURE_MAX_MM || all[1] > MEASURE_MAX_MM || all[2] > MEASURE_MAX_MM || all[3] > MASS_MAX_KG) {
		lane_tell(lane, true, lane_zh(lane) ? "写作: 长 宽 高 总质量, 如 21800 3600 4500 109500; 没量的写 0; 至多 %u 毫米, %u 公斤"
		                                    : "it goes: length width height mass, such as 21800 3600 4500 109500; 0 for what was not taken; at most %u mm, %u kg",
		          (unsigned)MEASURE_MAX_MM, (unsigned)MASS_MAX_KG);
		return false;
	}
	struct observed *seen = &lane->vehicle.look.sight.observed;
	seen->length_mm = all[0], seen->width_mm = all[1], seen->height_mm = all[2], seen->mass_kg = all[3];
	lane_judge_again(lane);
	return true;
}

static bool take_to(struct lane *lane, const char *text)
{
	lane->handover.to = 0;
	lane->note[0] = '\0';
	return text[0] == '\0' || party_number(lane->context, "to", text, 1, UINT32_MAX, 0, &lane->handover.to) == ERR_OK;
}

/* The last of a hand-over: it is recorded. */
static bool take_note(struct lane *lane, const char *text)
{
	Guosuo__V1__Handover *handover = &lane->handover;
	const bool zh = lane_zh(lane);
	snprintf(lane->note, sizeof lane->note, "%s", text);
	handover->from = lane->duty;
	handover->note = lane->note;
	if (shift_fresh(&lane->shift) != ERR_OK || shift_hand_over(&lane->shift, handover) != ERR_OK) {
		terminal_ring(&lane->terminal, 3);
		lane_tell(lane, true, "%s", zh ? "未交接!" : "NOT HANDED OVER!");
		return false;
	}
	lane->duty = 0;
	lane->tried = false;
	lane_tell(lane, false, zh ? "已交接 %u -> %u: 过卡 %u, 未放行 %u%s" : "handed over %u -> %u: %u passages, %u not let pass%s", handover->from,
	          handover->to, handover->passages, handover->not_passed, handover->passages > 0 ? "" : zh ? " (零报告)" : " (nil report)");
	return true;
}

static const struct {
	const char *zh, *en, *example;
	bool (*take)(struct lane *lane, const char *text);
	bool codes, empty; /* a code may come instead; Enter alone is taken too (else it leaves the field as it is) */
} fields[] = {
    [FIELD_DUTY] = {"值班编号", "your duty number", "5", take_duty, false, true},
    [FIELD_PASSPHRASE] = {"志愿者值班后: 本机密钥口令", "after a volunteer: the passphrase of this gate's key", "*****", take_passphrase, false, true},
    [FIELD_PLATE] = {"号牌 (挂车写在空格后)", "plate (trailers behind a space)", "鲁A12345 鲁A1234挂", take_plate, true, false},
    [FIELD_LISTED] = {"没有亮证: 号牌 (知道编号的, 写在空格后)", "nothing to show: a plate (its pass's number behind a space, if known)", "鲁A12345", take_listed, true, false},
    [FIELD_PEOPLE] = {"驾乘人数", "people in the cab", "2", take_people, true, false},
    [FIELD_TEMPERATURE] = {"最高体温", "highest temperature", "36.6", take_temperature, true, false},
    [FIELD_MEASURES] = {"长 宽 高 总质量 (毫米, 公斤)", "length width height mass (mm, kg)", "21800 3600 4500 109500", take_measures, true, false},
    [FIELD_TO] = {"接班人编号 (空: 撤岗)", "who takes over (empty: the post is left)", "6", take_to, false, true},
    [FIELD_NOTE] = {"物资与未了事项", "supplies and open cases", "消毒液余2桶", take_note, false, true},
};

/* ---- typing ---- */

void lane_ask(struct lane *lane, const enum lane_field *steps, size_t count, const struct lane_mode *back)
{
	struct lane_typed *typed = &lane->typed;
	*typed = (struct lane_typed){.count = count, .back = back};
	memcpy(typed->steps, steps, count * sizeof *steps);
	lane_go(lane, &lane_typing);
}

void lane_ask_duty(struct lane *lane)
{
	static const enum lane_field duty = FIELD_DUTY;
	lane_ask(lane, &duty, 1, lane->vehicle.there ? &lane_vehicle : &lane_idle);
}

static void finish(struct lane *lane)
{
	if (lane->duty != 0) {
		lane_go(lane, lane->typed.back);
		return;
	}
	lane_ask_duty(lane);
	if (lane->handover.to != 0)
		lane->typed.n = (size_t)snprintf(lane->typed.text, sizeof lane->typed.text, "%u", lane->handover.to);
}

static void take_line(struct lane *lane)
{
	struct lane_typed *typed = &lane->typed;
	const enum lane_field field = typed->steps[typed->at];
	if (typed->n > 0 || fields[field].empty) {
		lane_tell(lane, false, "%s", "");
		if (!fields[field].take(lane, typed->text))
			return;
	}
	typed->n = 0;
	typed->text[0] = '\0';
	if (++typed->at == typed->count)
		finish(lane);
}

static void rub_out(struct lane_typed *typed)
{
	while (typed->n > 0 && ((unsigned char)typed->text[--typed->n] & 0xc0) == 0x80) {
	}
	typed->text[typed->n] = '\0';
}

/* What was typed before stays; of the log-in there is no way back. */
static void leave(struct lane *lane)
{
	if (lane->typed.steps[lane->typed.at] == FIELD_PASSPHRASE)
		lane_ask_duty(lane);
	else if (lane->duty == 0)
		lane_press_quit(lane);
	else if (lane->typed.back == &lane_vehicle && lane->typed.count > 1) /* n or o is taken back */
		lane_forget(lane);
	else
		lane_go(lane, lane->typed.back);
}

static void type(struct lane *lane, uint8_t key)
{
	struct lane_typed *typed = &lane->typed;
	switch (key) {
	case '\r':
	case '\t':
		take_line(lane);
		break;
	case 0x1b:
		leave(lane);
		break;
	case 0x7f:
	case '\b':
		rub_out(typed);
		break;
	case CLEAR:
		typed->n = 0, typed->text[0] = '\0';
		break;
	default:
		if (key >= 0x20 && typed->n + 1 < sizeof typed->text) {
			typed->text[typed->n++] = (char)key;
			typed->text[typed->n] = '\0';
		}
	}
}

static void take_code(struct lane *lane, struct span text, int64_t took_ms)
{
	if (fields[lane->typed.steps[lane->typed.at]].codes) {
		lane_take_code(lane, text, took_ms);
		return;
	}
	terminal_ring(&lane->terminal, 3);
	lane_tell(lane, true, "%s", lane->duty == 0 ? (lane_zh(lane) ? "先输入值班编号, 再扫码" : "type your duty number first, then scan")
	                                            : (lane_zh(lane) ? "先完成交接班, 或按 Esc" : "finish the hand-over first, or press Esc"));
}

static void shift_rows(struct lane *lane, struct screen *screen)
{
	const Guosuo__V1__Handover *shift = &lane->shift.so_far;
	char since[RENDER_TIME], line[512];
	render_time(&lane->shift.gate->held, shift->since, since);
	snprintf(line, sizeof line, lane_zh(lane) ? "本班自 %s 起: 过卡 %u, 通过 %u, 核查 %u, 不通过 %u, 未放行 %u"
	                               : "since %s: %u passages, %u accepted, %u referred, %u rejected, %u not let pass",
	         since, shift->passages, shift->accepted, shift->referred, shift->rejected, shift->not_passed);
	screen_gap(screen);
	screen_wrap(screen, STYLE_STRONG, 2, line);
}

static void view(struct lane *lane, struct screen *screen)
{
	char hidden[LANE_TYPED];
	memset(hidden, '*', sizeof hidden);
	const struct lane_typed *typed = &lane->typed;
	const bool zh = lane_zh(lane);
	const enum lane_field field = typed->steps[typed->at];
	const char *const text[SCREEN_SIGN] = {"", zh ? fields[field].zh : fields[field].en, "", "", ""};
	screen_sign(screen, STYLE_CALM, text);
	screen_gap(screen);
	screen_add(screen, STYLE_BAR, "  > %.*s_", (int)typed->n, field == FIELD_PASSPHRASE ? hidden : typed->text);
	screen_gap(screen);
	screen_add(screen, STYLE_PLAIN, zh ? "  如 %s; 回车确认, Esc 返回" : "  such as %s; Enter takes it, Esc goes back", fields[field].example);
	if (field == FIELD_TO || field == FIELD_NOTE)
		shift_rows(lane, screen);
	if (lane->vehicle.judged)
		gate_view_look(screen, lane->context, &lane->vehicle.look);
	screen->left_out = 0;
}

static const struct lane_key keys[] = {{'\r', "回车 确认", "Enter takes it", NULL}, {0x1b, "Esc 返回", "Esc back", NULL}, {0}};

const struct lane_mode lane_typing = {"输入", "typing", keys, view, take_code, type};
