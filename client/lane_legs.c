/* All legs of a vehicle's trip in succession: a middle province may never see it, so that the entry gate may ask for each code. */
#include "client/lane.h"
#include "client/party.h"

/* What says nothing against a leg of another province or of a later day. */
static bool is_of_elsewhere(enum finding_code code)
{
	static const enum finding_code codes[] = {FINDING_WRONG_PROVINCE, FINDING_PLACE_MISMATCH, FINDING_LEG_NOT_YET,
	                                          FINDING_LEG_EXPIRED,    FINDING_HOURS_CLOSED,   FINDING_ESCORT_MISSING};
	for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
		if (codes[i] == code)
			return true;
	return false;
}

/* Shown, or shown with what is against it; what is against it is told. */
static void mark_leg(struct lane *lane, const struct verdict *verdict)
{
	char text[256];
	const uint32_t bit = verdict->leg->ordinal <= LANE_LEGS_MAX ? 1u << (verdict->leg->ordinal - 1) : 0;
	lane->vehicle.shown |= bit;
	lane->vehicle.doubtful &= ~bit;
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		if (finding->severity == SEVERITY_NOTE || is_of_elsewhere(finding->code))
			continue;
		lane->vehicle.doubtful |= bit;
		finding_text(finding, lane->context->lang, text, sizeof text);
		terminal_ring(&lane->terminal, 3);
		lane_tell(lane, true, lane_zh(lane) ? "第 %u 段: %s -> %s" : "leg %u: %s -> %s", verdict->leg->ordinal, text,
		          finding_action(finding->code, lane->context->lang));
		return;
	}
	terminal_ring(&lane->terminal, 1);
	lane_tell(lane, false, lane_zh(lane) ? "第 %u 段已出示" : "leg %u is shown", verdict->leg->ordinal);
}

void lane_press_legs(struct lane *lane)
{
	const struct verdict *verdict = &lane->vehicle.look.verdict;
	if (!lane->vehicle.judged || verdict->trip == NULL || verdict->leg == NULL) {
		lane_tell(lane, true, "%s", lane_zh(lane) ? "先扫本省段的码" : "scan this province's leg first");
		return;
	}
	lane_go(lane, &lane_legs);
	mark_leg(lane, verdict);
}

static void judge_leg(struct lane *lane, struct span text)
{
	struct look *look = arena_take(&lane->context->arena, sizeof *look);
	char *copy = arena_text(&lane->context->arena, text);
	if (look == NULL || copy == NULL) {
		lane_tell(lane, true, "%s", err_text(ERR_MEMORY, lane->context->lang));
		return;
	}
	look->sight.text = span_of(copy, text.n);
	look->sight.road = lane->road;
	look->sight.direction = lane->vehicle.decision.direction;
	if (shift_judge(&lane->shift, party_now(), look) != ERR_OK) {
		lane_tell_of(lane, true, SAY_NOT_JUDGED);
	} else if (look->verdict.leg == NULL || !lane_is_same_trip(lane, text)) {
		terminal_ring(&lane->terminal, 3);
		lane_tell(lane, true, "%s", lane_zh(lane) ? "不是同一运次的码" : "not a code of this trip");
	} else {
		mark_leg(lane, &look->verdict);
	}
}

/* What is told of a leg is all that stays of it: any number may be shown. */
static void take_leg(struct lane *lane, struct span text, int64_t took_ms)
{
	const size_t used = lane->context->arena.used;
	(void)took_ms;
	if (lane_code_is_one(lane, text))
		judge_leg(lane, text);
	lane->context->arena.used = used;
}

static void view_legs(struct lane *lane, struct screen *screen)
{
	const bool zh = lane_zh(lane);
	const struct lane_vehicle *vehicle = &lane->vehicle;
	const Guosuo__V1__Trip *trip = vehicle->look.verdict.trip;
	char count[64];
	snprintf(count, sizeof count, zh ? "%d / %zu 段已出示" : "%d of %zu legs shown", __builtin_popcount(vehicle->shown), trip->n_provinces);
	const char *const text[SCREEN_SIGN] = {"", zh ? "请依次出示各省段" : "SHOW EACH LEG IN TURN", count};
	screen_sign(screen, vehicle->doubtful != 0 ? STYLE_BAD : STYLE_CALM, text);
	for (size_t i = 0; i < trip->n_provinces && i < LANE_LEGS_MAX; i++) {
		const uint32_t bit = 1u << i;
		const char *name = province_name(trip->provinces[i], lane->context->lang);
		screen_add(screen, (vehicle->shown & bit) != 0 ? STYLE_PLAIN : STYLE_STRONG, "   %zu  %-10s %s", i + 1, name == NULL ? "?" : name,
		           (vehicle->doubtful & bit) != 0 ? (zh ? "有疑问" : "in doubt")
		           : (vehicle->shown & bit) != 0  ? (zh ? "已出示" : "shown")
		                                          : (zh ? "未出示" : "NOT SHOWN"));
	}
}

/* Back to the vehicle; what was not shown is told. */
static void press_legs_end(struct lane *lane)
{
	const Guosuo__V1__Trip *trip = lane->vehicle.look.verdict.trip;
	char missing[256] = "";
	size_t at = 0;
	for (size_t i = 0; i < trip->n_provinces && i < LANE_LEGS_MAX; i++) {
		const char *name = province_name(trip->provinces[i], lane->context->lang);
		if ((lane->vehicle.shown >> i & 1) == 0 && at < sizeof missing)
			at += (size_t)snprintf(missing + at, sizeof missing - at, " %zu %s", i + 1, name == NULL ? "?" : name);
	}
	lane_go(lane, &lane_vehicle);
	if (at > 0)
		lane_tell(lane, true, lane_zh(lane) ? "未出示的省段:%s" : "legs not shown:%s", missing);
	else
		lane_tell(lane, false, "%s", lane_zh(lane) ? "各省段均已出示" : "all legs were shown");
}

static const struct lane_key legs_keys[] = {
    {'\r', "回车 完成", "Enter done", press_legs_end},
    {0x1b, "Esc 完成", "Esc done", press_legs_end},
    {0},
};

const struct lane_mode lane_legs = {"各省段", "all legs", legs_keys, view_legs, take_leg, NULL};
