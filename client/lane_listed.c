/* A phone is dead: the plate is looked up in the expected list, and where that has several passes a person chooses. */
#include <string.h>

#include "client/gate_listed.h"
#include "client/lane.h"
#include "client/party.h"
#include "client/render.h"
#include "client/say.h"

/* ---- judged ---- */

/* The list has it: judged with all that was seen, as of now. */
static bool judge_listed(struct lane *lane, const struct sight *found)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	struct sight *sight = &vehicle->look.sight;
	const struct observed typed = sight->observed;
	*sight = *found;
	vehicle->came_at = lane->shift.gate->now;
	vehicle->listed = *found->listed;
	sight->listed = &vehicle->listed;
	memcpy(vehicle->code, found->text.p, found->text.n);
	sight->text = vehicle->listed.text = span_of(vehicle->code, found->text.n);
	if (lane_judge(lane)) {
		lane_ring_word(lane);
		return true;
	}
	sight->observed = typed;
	return false;
}

/* ---- several ---- */

/* When leg and assignment both let it drive here: "03-10 10:00". */
static void write_hour(const struct lane *lane, int64_t when, char out[static RENDER_TIME])
{
	char text[RENDER_TIME];
	render_time(&lane->shift.gate->held, when, text);
	snprintf(out, RENDER_TIME, "%.5s %.5s", text + 5, text + 11);
}

static void write_row(struct lane *lane, const struct listed_one *one, struct lane_choice_row *out)
{
	struct context *context = lane->context;
	struct span raw;
	char from[RENDER_TIME], to[RENDER_TIME];
	struct shown *shown = arena_take(&context->arena, sizeof *shown);
	struct verdict *opened = arena_take(&context->arena, sizeof *opened);
	memcpy(out->number, one->number, sizeof out->number);
	out->as = one->as;
	if (shown == NULL || opened == NULL || code_read(one->text, &context->arena, &raw) != ERR_OK ||
	    code_show(raw, &context->arena, shown) != ERR_OK)
		return; /* its number is enough: it is looked up again when it is chosen */
	const Guosuo__V1__Trip *trip = opened->trip = shown->trip.body;
	opened->assignment = shown->assignment.body;
	render_plates(opened, out->plates);
	write_hour(lane, one->from, from);
	write_hour(lane, one->to, to);
	const char *province = province_name(trip->origin / 10000, context->lang);
	snprintf(out->what, sizeof out->what, "%s > %s  %s .. %s  %s  %s", province == NULL ? "?" : province, trip->port, from, to,
	         render_cargo(context, trip), trip->company == NULL ? "" : trip->company->name);
}

static const struct lane_mode *ask_which(struct lane *lane, const char *plate, const struct listed_found *found)
{
	struct lane_choice *choice = &lane->choice;
	*choice = (struct lane_choice){.count = found->count, .all = found->all, .typed = plate == lane->vehicle.plate};
	snprintf(choice->plate, sizeof choice->plate, "%s", plate);
	for (size_t i = 0; i < found->count; i++) {
		const size_t used = lane->context->arena.used;
		write_row(lane, &found->item[i], &choice->rows[i]);
		lane->context->arena.used = used;
	}
	return &lane_choose;
}

/* What was typed before stays seen, and where the list has nothing it is as if nobody had asked; what the plate is to the pass, the
 * list tells. */
const struct lane_mode *lane_look_up(struct lane *lane, const char *plate, const char *number)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	struct sight found = {.road = lane->road, .direction = vehicle->decision.direction, .observed = vehicle->look.sight.observed};
	const bool typed = plate == vehicle->plate;
	const struct listed_found *passes;
	uint64_t packed;
	if (shift_fresh(&lane->shift) != ERR_OK)
		say(lane->context, SAY_STATE_STANDS);
	lane->shift.gate->now = party_now();
	if (gate_listed_find(lane->context, lane->shift.gate, plate, number, &packed, &passes) != EXIT_DONE)
		return NULL;
	if (passes->count > 1)
		return ask_which(lane, plate, passes);
	if (typed)
		found.observed.tractor_plate = 0;
	gate_listed_take(&passes->item[0], passes->as_of, packed, &found);
	if (!judge_listed(lane, &found))
		return NULL;
	if (!typed)
		snprintf(vehicle->plate, sizeof vehicle->plate, "%s", plate);
	return &lane_vehicle;
}

void lane_press_listed(struct lane *lane)
{
	static const enum lane_field plate = FIELD_LISTED;
	if (lane->vehicle.plate[0] == '\0') {
		lane_ask(lane, &plate, 1, &lane_idle);
		return;
	}
	const struct lane_mode *on = lane_look_up(lane, lane->vehicle.plate, NULL);
	if (on != NULL)
		lane_go(lane, on);
}

/* ---- choosing ---- */

static void view_choose(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	const struct lane_choice *choice = &lane->choice;
	screen_add(screen, STYLE_CALM, zh ? " %s: 预到清单中有 %zu 件, 请核对后按数字 (第 %zu / %zu 页)" : " %s: the list has %zu passes, compare and press a digit (page %zu of %zu)",
	           choice->plate, choice->all, choice->first / LANE_CHOICE_PAGE + 1, (choice->count - 1) / LANE_CHOICE_PAGE + 1);
	for (size_t i = choice->first; i < choice->count && i < choice->first + LANE_CHOICE_PAGE; i++) {
		const struct lane_choice_row *row = &choice->rows[i];
		screen_add(screen, STYLE_STRONG, " %zu  %s  %s  (%s)", i - choice->first + 1, row->number, row->plates,
		           listed_as_text(row->as, lane->context->lang));
		screen_add(screen, STYLE_PLAIN, "    %s", row->what);
	}
	if (choice->all > choice->count)
		screen_add(screen, STYLE_ALARM, zh ? "另有 %zu 件不在此列: Esc, 再按 l, 号牌后空格写编号" : "%zu more are not shown: Esc, l, the plate, a space, the number",
		           choice->all - choice->count);
}

static void choose(struct lane *lane, const struct lane_choice_row *row)
{
	struct lane_choice *choice = &lane->choice;
	const struct lane_mode *on = lane_look_up(lane, choice->typed ? lane->vehicle.plate : choice->plate, row->number);
	if (on != NULL)
		lane_go(lane, on);
}

static void type_choose(struct lane *lane, uint8_t key)
{
	struct lane_choice *choice = &lane->choice;
	const size_t at = choice->first + (size_t)(key - '1');
	lane_tell(lane, false, "%s", "");
	if (key == 0x1b)
		lane_go(lane, &lane_idle);
	else if (key == ' ')
		choice->first = choice->first + LANE_CHOICE_PAGE < choice->count ? choice->first + LANE_CHOICE_PAGE : 0;
	else if (key >= '1' && key < '1' + LANE_CHOICE_PAGE && at < choice->count)
		choose(lane, &choice->rows[at]);
	else
		lane_tell(lane, true, "%s", lane_zh(lane) ? "请按所列数字, 空格翻页, 或 Esc 返回" : "press one of these digits, Space for the next page, or Esc to go back");
}

static const struct lane_key keys[] = {{'1', "1-8 选定", "1-8 choose", NULL}, {' ', "空格 下页", "Space next page", NULL}, {0x1b, "Esc 返回", "Esc back", NULL}, {0}};

const struct lane_mode lane_choose = {"清单中选择", "choosing from the list", keys, view_choose, lane_take_code, type_choose};
