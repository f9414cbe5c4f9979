/* What is inspected of the vehicle at the gate: a digit each, one key for all that is asked, and the way past what is not done. */
#include <string.h>

#include "client/inspect.h"
#include "client/lane.h"

enum { DIGITS = 10 };

static const struct look *look_of(const struct lane *lane)
{
	return lane->vehicle.judged ? &lane->vehicle.look : NULL;
}

bool lane_due(const struct lane *lane, struct inspection_asked *out)
{
	return inspect_due(lane->shift.gate, look_of(lane), &lane->vehicle.decision, out);
}

/* ---- doing it ---- */

/* Of the temperature one or the other was found. */
static void add(struct inspections *list, uint32_t number)
{
	if (number == INSPECTION_TEMPERATURE || number == INSPECTION_RAISED)
		inspections_drop(list, INSPECTION_TEMPERATURE + INSPECTION_RAISED - number);
	(void)inspections_add(list, number);
}

/* What it is stands in its rows. */
static void tell_due(struct lane *lane)
{
	struct inspection_asked due;
	if (lane_due(lane, &due))
		lane_tell(lane, true, "%s", lane_zh(lane) ? "应查的未做完, 不能放行" : "it may not pass before what is due is done");
}

/* A temperature that was typed tells of itself, and nobody is counted by a key. */
void lane_press_done(struct lane *lane)
{
	struct lane_vehicle *vehicle = &lane->vehicle;
	struct inspection_asked due;
	struct inspections whole;
	(void)lane_due(lane, &due);
	(void)inspect_whole(lane->shift.gate, look_of(lane), &vehicle->decision, &whole);
	for (size_t i = 0; i < due.list.count; i++)
		if (due.list.codes[i] != INSPECTION_TEMPERATURE || !inspections_have(&whole, INSPECTION_RAISED))
			add(&vehicle->decision.inspections, due.list.codes[i]);
	lane_go(lane, &lane_vehicle);
	if (due.people)
		lane_press_people(lane);
	else
		tell_due(lane);
}

/* Of one that goes on: what ends its journey asks by itself. */
void lane_press_inspect(struct lane *lane)
{
	lane->vehicle.decision.direction = GUOSUO__V1__DIRECTION__PASSING;
	lane_go(lane, &lane_inspect);
}

void lane_show_due(struct lane *lane)
{
	terminal_ring(&lane->terminal, 3);
	lane_go(lane, &lane_inspect);
	tell_due(lane);
}

static void toggle(struct lane *lane, uint32_t number)
{
	struct inspections *list = &lane->vehicle.decision.inspections;
	const bool of_temperature = number == INSPECTION_TEMPERATURE || number == INSPECTION_RAISED;
	if (of_temperature && lane->vehicle.decision.temperature_dc != 0)
		lane_tell(lane, true, "%s", lane_zh(lane) ? "体温已输入, 由数值定: 按 Esc 再按 w 改" : "the temperature that was typed tells it: Esc, then w to change it");
	else if (inspections_have(list, number))
		inspections_drop(list, number);
	else
		add(list, number);
}

/* Past what is due, with a reason; not for a volunteer. */
static void press_reason(struct lane *lane)
{
	struct inspection_asked due;
	struct decision *decision = &lane->vehicle.decision;
	decision->outcome = GUOSUO__V1__OUTCOME__PASSED;
	if (!lane_due(lane, &due)) {
		lane_tell(lane, false, "%s", lane_zh(lane) ? "应查的已做完: 返回后按 1 放行" : "nothing is due: go back and press 1");
		return;
	}
	const uint32_t word = lane->vehicle.judged ? (uint32_t)lane->vehicle.look.verdict.word : 0;
	if (!lane_on_duty(lane))
		return;
	if (volunteer_may(lane->context, lane->duty, word, decision->outcome, true) == ERR_OK)
		lane_go(lane, &lane_reason);
	else
		terminal_ring(&lane->terminal, 3);
}

static void press_back(struct lane *lane)
{
	lane_go(lane, &lane_vehicle);
}

/* ---- the screen ---- */

void lane_inspect_rows(const struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	struct inspection_asked due;
	struct inspections whole;
	char names[INSPECT_NAMES], line[2 * INSPECT_NAMES];
	(void)inspect_whole(lane->shift.gate, look_of(lane), &lane->vehicle.decision, &whole);
	if (whole.count > 0) {
		inspect_names(whole.codes, whole.count, lane->context->lang, names);
		snprintf(line, sizeof line, zh ? "已查  %s" : "done    %s", names);
		screen_wrap(screen, STYLE_STRONG, 6, line);
	}
	if (lane_due(lane, &due)) {
		inspect_asked_names(&due, lane->context->lang, names);
		snprintf(line, sizeof line, zh ? "应查  %s" : "due     %s", names);
		screen_wrap(screen, STYLE_ALARM, 6, line);
	}
}

static void row(const struct lane *lane, struct screen *screen, uint32_t number, const struct inspection_asked *due,
                const struct inspections *whole)
{
	const bool zh = lane_zh(lane), is_due = inspections_have(&due->list, number), done = inspections_have(whole, number);
	char name[64];
	inspect_name(number, lane->context->lang, name, sizeof name);
	screen_add(screen, is_due ? STYLE_ALARM : done ? STYLE_STRONG : STYLE_PLAIN, "   %u  [%c] %s%s", number % DIGITS, done ? 'x' : ' ', name,
	           !is_due ? "" : zh ? "  应查" : "  due");
}

static void view(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	struct inspection_asked due;
	struct inspections whole;
	const bool left = lane_due(lane, &due);
	const char *const text[SCREEN_SIGN] = {"", zh ? "查验项目" : "INSPECTIONS",
	                                       !left ? (zh ? "应查的已做完" : "all that is asked was done")
	                                       : due.people && due.list.count == 0 ? (zh ? "还须清点驾乘人数 (e)" : "the people in the cab are to be counted (e)")
	                                                                           : (zh ? "按数字记下所查; a: 应查的全做完" : "a digit each; a: all that is asked was done")};
	(void)inspect_whole(lane->shift.gate, look_of(lane), &lane->vehicle.decision, &whole);
	screen_sign(screen, left ? STYLE_DOUBT : STYLE_GOOD, text);
#define X(number, name, word, chinese, english) row(lane, screen, number, &due, &whole);
	INSPECTION_LIST(X)
#undef X
	if (due.people)
		screen_add(screen, STYLE_ALARM, "   e  [ ] %s", zh ? "驾乘人数  应查" : "people in the cab  due");
}

static const struct lane_key keys[] = {
    {'1', "1-9 0 逐项", "1-9 0 one by one", NULL},
    {'a', "a 应查已做完", "a all done", lane_press_done},
    {'e', "e 人数", "e people", lane_press_people},
    {'w', "w 体温", "w temp", lane_press_temperature},
    {'r', "r 不查放行 (说明原因)", "r pass without (a reason)", press_reason},
    {0x1b, "Esc 返回", "Esc back", press_back},
    {0},
};

static void type(struct lane *lane, uint8_t key)
{
	lane_tell(lane, false, "%s", "");
	if (key >= '0' && key <= '9') {
		toggle(lane, key == '0' ? DIGITS : (uint32_t)(key - '0'));
		return;
	}
	for (const struct lane_key *row = keys + 1; row->key != 0; row++)
		if (row->key == key || (key == '\r' && row->key == 0x1b)) {
			row->press(lane);
			return;
		}
}

const struct lane_mode lane_inspect = {"查验项目", "inspections", keys, view, NULL, type};
