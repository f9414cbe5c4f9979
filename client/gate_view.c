#include "client/gate_view.h"

#include "client/gate_listed.h"
#include "client/noticed.h"
#include "client/render_stamps.h"

enum { LINE = 512, VIN_TAIL = 6 };

static bool zh(const struct context *context)
{
	return context->lang == LANG_ZH;
}

enum screen_style gate_view_style(enum word word)
{
	static const enum screen_style styles[] = {STYLE_CALM, STYLE_GOOD, STYLE_DOUBT, STYLE_BAD};
	return styles[word];
}

void gate_view_word(const struct context *context, enum word word, char out[static GATE_VIEW_WORD])
{
	snprintf(out, GATE_VIEW_WORD, "%s   %s", word_text(word, context->lang), zh(context) ? word_name(word) : word_text(word, LANG_ZH));
}

void gate_view_clock(const struct held *held, int64_t when, char out[static GATE_VIEW_CLOCK])
{
	char text[RENDER_TIME];
	render_time(held, when, text);
	snprintf(out, GATE_VIEW_CLOCK, "%.8s", text + 11);
}

/* ---- the sign ---- */

static void vin_line(const struct context *context, const struct verdict *verdict, char *out, size_t size)
{
	char vin[VIN_LEN + 1];
	render_tractor_vin(verdict, vin);
	const size_t n = strlen(vin);
	snprintf(out, size, zh(context) ? "车架号后六位 %s   驾驶员 %s (证末四位 %s)" : "VIN ends %s   driver %s (licence ends %s)",
	         n > VIN_TAIL ? vin + n - VIN_TAIL : vin, verdict->assignment == NULL ? "?" : verdict->assignment->driver_name,
	         verdict->assignment == NULL ? "?" : verdict->assignment->licence_last4);
}

static void number_line(const struct context *context, const struct verdict *verdict, char *out, size_t size)
{
	char number[PASS_NUMBER_LEN + 1];
	const Guosuo__V1__Leg *leg = verdict->leg;
	pass_number(verdict->trip->pass_id.data, number);
	const char *province = leg == NULL ? NULL : province_name(leg->province, context->lang);
	if (leg == NULL)
		snprintf(out, size, "%s", number);
	else
		snprintf(out, size, zh(context) ? "%s  第 %u 段 %s%s" : "%s  leg %u %s%s", number, leg->ordinal,
		         province == NULL ? "?" : province, !verdict->paper ? "" : zh(context) ? "  纸质证" : "  paper");
}

static void sign(struct screen *screen, const struct context *context, const struct verdict *verdict)
{
	char word[GATE_VIEW_WORD], plates[RENDER_LIST] = "", vin[LINE] = "", number[LINE] = "";
	gate_view_word(context, verdict->word, word);
	if (verdict->trip != NULL) {
		render_plates(verdict, plates);
		vin_line(context, verdict, vin, sizeof vin);
		number_line(context, verdict, number, sizeof number);
	}
	const char *const text[SCREEN_SIGN] = {"", word, plates, vin, number};
	screen_sign(screen, gate_view_style(verdict->word), text);
}

/* ---- what to compare ---- */

static void load_rows(struct screen *screen, const struct context *context, const Guosuo__V1__Trip *trip)
{
	const Guosuo__V1__Cargo *cargo = trip->cargo;
	const Guosuo__V1__Laden *laden = trip->laden;
	if (cargo == NULL)
		screen_add(screen, STYLE_STRONG, zh(context) ? "货物  %s" : "cargo   %s", render_cargo(context, trip));
	else
		screen_add(screen, STYLE_STRONG, zh(context) ? "货物  %s  %u 件  %u.%u 吨" : "cargo   %s  %u pcs  %u.%u t", cargo->name,
		           cargo->pieces, cargo->mass_kg / 1000, cargo->mass_kg / 100 % 10);
	screen_add(screen, STYLE_STRONG,
	           zh(context) ? "外廓  长 %u.%02u  宽 %u.%02u  高 %u.%02u 米   总质量 %u.%u 吨"
	                       : "laden   L %u.%02u  W %u.%02u  H %u.%02u m   mass %u.%u t",
	           laden->length_mm / 1000, laden->length_mm / 10 % 100, laden->width_mm / 1000, laden->width_mm / 10 % 100,
	           laden->height_mm / 1000, laden->height_mm / 10 % 100, laden->mass_kg / 1000, laden->mass_kg / 100 % 10);
}

static void escort_row(struct screen *screen, const struct context *context, const struct verdict *verdict)
{
	char plates[LINE] = "";
	size_t at = 0;
	const Guosuo__V1__Assignment *assignment = verdict->assignment;
	for (size_t i = 0; assignment != NULL && i < assignment->n_escort_plates; i++) {
		char plate[PLATE_TEXT_MAX];
		int n = plate_text(assignment->escort_plates[i], plate) == RULE_OK
		            ? snprintf(plates + at, sizeof plates - at, " %s", plate)
		            : 0;
		if (n > 0 && (size_t)n < sizeof plates - at)
			at += (size_t)n;
	}
	const Guosuo__V1__Leg *leg = verdict->leg;
	if (leg == NULL)
		return;
	if (leg->escort == NULL)
		screen_add(screen, STYLE_STRONG, zh(context) ? "护送  不要求%s   限速 %u" : "escort  none%s   limit %u km/h", plates,
		           leg->speed_kmh);
	else
		screen_add(screen, STYLE_STRONG, zh(context) ? "护送  %u 车 %u 人%s   限速 %u" : "escort  %u vehicles, %u staff%s   limit %u km/h",
		           leg->escort->vehicles, leg->escort->staff, plates, leg->speed_kmh);
}

static void knowledge_row(struct screen *screen, const struct context *context, const struct verdict *verdict)
{
	char ages[LINE];
	render_knowledge(context, &verdict->knowledge, ages, sizeof ages);
	screen_add(screen, STYLE_PLAIN, zh(context) ? "时效  %s" : "known   %s", ages);
}

/* ---- what was found ---- */

static void finding_rows(struct screen *screen, const struct context *context, const struct finding *finding)
{
	char text[LINE], line[2 * LINE];
	finding_text(finding, context->lang, text, sizeof text);
	snprintf(line, sizeof line, "[%s] %s -> %s (%s)", render_severity(context, finding->severity), text,
	         finding_action(finding->code, context->lang), closer_text(finding_closer(finding->code), context->lang));
	screen_wrap(screen, finding->severity == SEVERITY_NOTE ? STYLE_PLAIN : STYLE_STRONG, 7, line);
}

struct taker {
	struct screen *screen;
	const struct context *context;
};

static void take_row(void *taker, const char *key, const char *label_zh, const char *label_en, const char *value)
{
	struct taker *mine = taker;
	char line[2 * LINE];
	(void)key;
	snprintf(line, sizeof line, "%s: %s", zh(mine->context) ? label_zh : label_en, value);
	screen_wrap(mine->screen, STYLE_PLAIN, 4, line);
}

/* Which gates it has come by, as far as its stamps tell. */
static void add_stamps(struct screen *screen, const struct context *context, const struct look *look)
{
	struct taker taker = {screen, context};
	struct sheet sheet = sheet_to(context, take_row, &taker);
	render_stamps(&sheet, &look->gate->held, &look->verdict);
	sheet_end(&sheet);
}

static void add_notices(struct screen *screen, struct context *context, const struct look *look)
{
	struct noticed_query query;
	struct taker taker = {screen, context};
	const int64_t now = look->gate->now;
	if (look->verdict.leg == NULL || noticed_of_leg(context, look->verdict.leg, now, now, &query) != ERR_OK)
		return;
	struct sheet sheet = sheet_to(context, take_row, &taker);
	noticed_show(context, &look->gate->held, &query, 1, now, &sheet);
	sheet_end(&sheet);
}

void gate_view_look(struct screen *screen, struct context *context, const struct look *look)
{
	const struct verdict *verdict = &look->verdict;
	sign(screen, context, verdict);
	const char *grade = gate_listed_grade(context, look);
	if (grade != NULL)
		screen_wrap(screen, STYLE_STRONG, 7, grade);
	if (verdict->trip != NULL) {
		load_rows(screen, context, verdict->trip);
		escort_row(screen, context, verdict);
		knowledge_row(screen, context, verdict);
	}
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (!render_same_finding(verdict, i))
			finding_rows(screen, context, &verdict->findings[i]);
	add_stamps(screen, context, look);
	add_notices(screen, context, look);
}
