#include "client/render.h"

#include <stdlib.h>
#include <string.h>

#include "proto/condition.h"
#include "proto/identity.h"
#include "proto/rule.h"

static bool zh(const struct context *context)
{
	return context->lang == LANG_ZH;
}

static uint32_t offset_of(const struct held *held)
{
	return held->has_directory ? held->directory.body->utc_offset_min : 480;
}

void render_time(const struct held *held, int64_t when, char out[static RENDER_TIME])
{
	rfc3339_write(when, offset_of(held), out);
}

void render_age(const struct context *context, int64_t age_s, char out[static RENDER_AGE])
{
	long long minutes = age_s / 60;
	if (minutes < 60)
		snprintf(out, RENDER_AGE, zh(context) ? "%lld 分钟" : "%lld min", minutes);
	else if (minutes < 48 * 60)
		snprintf(out, RENDER_AGE, zh(context) ? "%lld 小时 %lld 分" : "%lld h %lld min", minutes / 60, minutes % 60);
	else
		snprintf(out, RENDER_AGE, zh(context) ? "%lld 天 %lld 小时" : "%lld d %lld h", minutes / 1440,
			 minutes / 60 % 24);
}

/* A list under construction: pieces with a separator, cut when full. */
struct list {
	char text[RENDER_LIST];
	size_t length;
};

static void join(struct list *list, const char *separator, const char *piece)
{
	int n = snprintf(list->text + list->length, sizeof list->text - list->length, "%s%s",
			 list->length > 0 ? separator : "", piece);
	if (n > 0 && (size_t)n < sizeof list->text - list->length)
		list->length += (size_t)n;
}

static void join_number(struct list *list, const char *separator, uint64_t number)
{
	char text[24];
	snprintf(text, sizeof text, "%llu", (unsigned long long)number);
	join(list, separator, text);
}

static const char *plate_or(uint64_t packed, char out[static PLATE_TEXT_MAX])
{
	return plate_text(packed, out) == RULE_OK ? out : "?";
}

static void vehicle_rows(struct sheet *sheet, Guosuo__V1__Vehicle *const *vehicles, size_t count, const char *key,
			 const char *label_zh, const char *label_en)
{
	struct list list = {.length = 0};
	for (size_t i = 0; i < count; i++) {
		char plate[PLATE_TEXT_MAX], vin[VIN_LEN + 1] = "?", one[128];
		if (vin_text(span_of(vehicles[i]->vin.data, vehicles[i]->vin.len), vin) != RULE_OK)
			strcpy(vin, "?");
		snprintf(one, sizeof one, "%s VIN %s, %u%s%s", plate_or(vehicles[i]->plate, plate), vin, vehicles[i]->axles,
			 vehicles[i]->kind == GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR
			     ? zh(sheet->context) ? " 轴线" : " axle lines"
			     : zh(sheet->context) ? " 轴" : " axles",
			 !vehicles[i]->spare ? "" : zh(sheet->context) ? " (备用)" : " (spare)");
		join(&list, "; ", one);
	}
	sheet_text(sheet, key, label_zh, label_en, "%s", list.text);
}

static const char *const classes[] = {"?", "I", "II", "III"};

static void window_row(struct sheet *sheet, const struct held *held, const char *key, const char *label_zh,
		       const char *label_en, int64_t from, int64_t to)
{
	char start[RENDER_TIME], end[RENDER_TIME];
	render_time(held, from, start);
	render_time(held, to, end);
	sheet_text(sheet, key, label_zh, label_en, "%s / %s", start, end);
}

const char *render_cargo(const struct context *context, const Guosuo__V1__Trip *trip)
{
	if (trip->cargo != NULL)
		return trip->cargo->name;
	return zh(context) ? "空车返程" : "empty, on its way back";
}

static void load_rows(struct sheet *sheet, const Guosuo__V1__Trip *trip)
{
	const Guosuo__V1__Cargo *cargo = trip->cargo;
	const Guosuo__V1__Laden *laden = trip->laden;
	struct list axles = {.length = 0};
	for (size_t i = 0; i < laden->n_axle_loads_kg; i++)
		join_number(&axles, " + ", laden->axle_loads_kg[i]);
	for (size_t i = 0; i < laden->n_axle_line_loads_kg; i++)
		join_number(&axles, i == 0 ? " | " : " + ", laden->axle_line_loads_kg[i]);
	if (cargo == NULL)
		sheet_text(sheet, "cargo", "货物", "cargo", "%s", render_cargo(sheet->context, trip));
	else
		sheet_text(sheet, "cargo", "货物", "cargo", "%s (HS %06u), %u %s, %u kg, %u x %u x %u mm", cargo->name, cargo->hs_code,
		   cargo->pieces, zh(sheet->context) ? "件" : cargo->pieces == 1 ? "piece" : "pieces", cargo->mass_kg, cargo->length_mm, cargo->width_mm,
		   cargo->height_mm);
	sheet_text(sheet, "laden", "车货外廓", "laden outline", "%u x %u x %u mm", laden->length_mm, laden->width_mm,
		   laden->height_mm);
	sheet_number(sheet, "mass_kg", "总质量", "laden mass", laden->mass_kg, "kg");
	sheet_text(sheet, "axle_loads", "轴荷 | 轴线荷", "axle loads | axle lines", "%s kg", axles.text);
}

static void company_row(struct sheet *sheet, const Guosuo__V1__Company *company)
{
	char uscc[USCC_LEN + 1];
	if (uscc_text(span_of(company->uscc.data, company->uscc.len), uscc) != RULE_OK)
		strcpy(uscc, "?");
	sheet_text(sheet, "company", "承运单位", "carrier", "%s (%s)", company->name, uscc);
}

static void route_row(struct sheet *sheet, const Guosuo__V1__Trip *trip)
{
	struct list list = {.length = 0};
	for (size_t i = 0; i < trip->n_provinces; i++) {
		const char *name = province_name(trip->provinces[i], sheet->context->lang);
		join(&list, " - ", name == NULL ? "?" : name);
	}
	sheet_text(sheet, "route", "起讫和省段", "from, to, legs", "%u > %u %s %s: %s", trip->origin, trip->destination, trip->port,
		   trip->export_country, list.text);
}

void render_trip(struct sheet *sheet, const struct held *held, const Guosuo__V1__Trip *trip)
{
	char number[PASS_NUMBER_LEN + 1];
	const char *issuer = province_name(trip->issuer, sheet->context->lang);
	pass_number(trip->pass_id.data, number);
	sheet_text(sheet, "number", "编号", "number", "%s", number);
	sheet_text(sheet, "issuer", "发证机关", "issuer", "%s", issuer == NULL ? "?" : issuer);
	company_row(sheet, trip->company);
	load_rows(sheet, trip);
	sheet_text(sheet, "class", "类别", "class", "%s", classes[trip->over_limit_class & 3]);
	vehicle_rows(sheet, trip->tractors, trip->n_tractors, "tractors", "牵引车", "tractors");
	vehicle_rows(sheet, trip->trailers, trip->n_trailers, "trailers", "挂车", "trailers");
	route_row(sheet, trip);
	window_row(sheet, held, "window", "通行期限", "window", trip->not_before, trip->not_after);
}

const char *render_station(const struct held *held, uint32_t station, char out[static RENDER_STATION])
{
	const char *name = held_site(held, station);
	snprintf(out, RENDER_STATION, "%u-%03u%s%s", station / 1000, station % 1000, name == NULL ? "" : " ", name == NULL ? "" : name);
	return out;
}

static void hours_row(struct sheet *sheet, const Guosuo__V1__Leg *leg)
{
	struct list list = {.length = 0};
	for (size_t i = 0; i < leg->n_hours; i++) {
		const Guosuo__V1__Hours *hours = leg->hours[i];
		char days[8] = "", one[64];
		size_t n = 0;
		for (unsigned day = 0; day < 7; day++)
			if ((hours->weekdays >> day & 1) != 0)
				days[n++] = (char)('1' + day);
		days[n] = '\0';
		snprintf(one, sizeof one, "%s %02u:%02u-%02u:%02u",
			 n < 7 ? days : zh(sheet->context) ? "每日" : "daily", hours->from_min / 60, hours->from_min % 60,
			 hours->to_min / 60, hours->to_min % 60);
		join(&list, ", ", one);
	}
	sheet_text(sheet, "hours", "准行时段 (周几 时:分)", "permitted hours (ISO weekday, time)", "%s",
		   leg->n_hours > 0 ? list.text : zh(sheet->context) ? "全天" : "any");
}

/* With the name and telephone that its province's roster gives it. */
static void join_stop(struct list *list, const struct held *held, uint32_t province, uint32_t code)
{
	char text[192];
	const Guosuo__V1__Site *site = held_stop(held, province, code);
	snprintf(text, sizeof text, "%u%s%s%s%s", code, site == NULL ? "" : " ", site == NULL ? "" : site->name,
		 site == NULL || site->phone[0] == '\0' ? "" : " ", site == NULL ? "" : site->phone);
	join(list, "; ", text);
}

static void terms_rows(struct sheet *sheet, const struct held *held, const Guosuo__V1__Leg *leg)
{
	struct list conditions = {.length = 0}, stops = {.length = 0};
	for (size_t i = 0; i < leg->n_conditions; i++)
		join_number(&conditions, ", ", leg->conditions[i]);
	for (size_t i = 0; i < leg->n_stops; i++)
		join_stop(&stops, held, leg->province, leg->stops[i]);
	sheet_number(sheet, "speed_kmh", "限速", "speed limit", leg->speed_kmh, "km/h");
	hours_row(sheet, leg);
	if (leg->escort != NULL)
		sheet_text(sheet, "escort", "护送", "escort", zh(sheet->context) ? "%u 车 %u 人" : "%u vehicles, %u staff",
			   leg->escort->vehicles, leg->escort->staff);
	if (leg->n_conditions > 0)
		sheet_text(sheet, "conditions", "条件代码", "condition codes", "%s", conditions.text);
	if (leg->n_stops > 0)
		sheet_text(sheet, "stops", "途中食宿点代码", "stops", "%s", stops.text);
}

void render_leg(struct sheet *sheet, const struct held *held, const Guosuo__V1__Leg *leg)
{
	char entry[RENDER_STATION], exit[RENDER_STATION];
	struct list roads = {.length = 0};
	const char *province = province_name(leg->province, sheet->context->lang);
	for (size_t i = 0; i < leg->n_roads; i++) {
		join(&roads, " > ", leg->roads[i]->number);
		if (leg->roads[i]->exit != 0)
			join_number(&roads, "/", leg->roads[i]->exit);
	}
	sheet_text(sheet, "leg", "省段", "leg", zh(sheet->context) ? "第 %u 段 %s (第 %u 版)" : "%u, %s (revision %u)", leg->ordinal,
		   province == NULL ? "?" : province, leg->revision);
	sheet_text(sheet, "roads", "路线", "roads", "%s", roads.text);
	sheet_text(sheet, "entry", "驶入", "entry", "%s", render_station(held, leg->entry, entry));
	sheet_text(sheet, "exit", "驶出", "exit", "%s", render_station(held, leg->exit, exit));
	window_row(sheet, held, "leg_window", "省段期限", "leg window", leg->not_before, leg->not_after);
	terms_rows(sheet, held, leg);
}

void render_conditions(struct sheet *sheet, const Guosuo__V1__Leg *leg, const char *text)
{
	if (leg->condition_text_hash.len == 0)
		return;
	if (text != NULL && condition_text_is(leg, span_text(text))) {
		sheet_lines(sheet, "condition_text", "条件", "conditions", text);
		return;
	}
	sheet_text(sheet, "condition_text", "条件", "conditions", "%s",
		   zh(sheet->context) ? "文字不在此处, 请向驾驶员或签章省索取" : "their words are not here: ask the driver or the province");
}

/* Which of the trip's vehicles were assigned, by plate. */
static void assigned_plates(const Guosuo__V1__Trip *trip, const Guosuo__V1__Assignment *assignment, struct list *list)
{
	char plate[PLATE_TEXT_MAX];
	if (assignment->tractor >= 1 && assignment->tractor <= trip->n_tractors)
		join(list, " + ", plate_or(trip->tractors[assignment->tractor - 1]->plate, plate));
	for (size_t i = 0; i < assignment->n_trailers; i++)
		if (assignment->trailers[i] >= 1 && assignment->trailers[i] <= trip->n_trailers)
			join(list, " + ", plate_or(trip->trailers[assignment->trailers[i] - 1]->plate, plate));
}

void render_plates(const struct verdict *verdict, char out[static RENDER_LIST])
{
	struct list list = {.length = 0};
	if (verdict->assignment != NULL)
		assigned_plates(verdict->trip, verdict->assignment, &list);
	memcpy(out, list.length > 0 ? list.text : "?", list.length > 0 ? list.length + 1 : 2);
}

void render_tractor_vin(const struct verdict *verdict, char out[static VIN_LEN + 1])
{
	const Guosuo__V1__Assignment *assignment = verdict->assignment;
	strcpy(out, "?");
	if (assignment == NULL || assignment->tractor < 1 || assignment->tractor > verdict->trip->n_tractors)
		return;
	const Guosuo__V1__Vehicle *tractor = verdict->trip->tractors[assignment->tractor - 1];
	if (vin_text(span_of(tractor->vin.data, tractor->vin.len), out) != RULE_OK)
		strcpy(out, "?");
}

void render_assignment(struct sheet *sheet, const struct held *held, const Guosuo__V1__Trip *trip,
		       const Guosuo__V1__Assignment *assignment)
{
	struct list plates = {.length = 0}, escorts = {.length = 0};
	bool paper = assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	assigned_plates(trip, assignment, &plates);
	for (size_t i = 0; i < assignment->n_escort_plates; i++) {
		char plate[PLATE_TEXT_MAX];
		join(&escorts, ", ", plate_or(assignment->escort_plates[i], plate));
	}
	sheet_text(sheet, "driver", "驾驶员", "driver", zh(sheet->context) ? "%s, 驾驶证末四位 %s" : "%s, licence ends %s",
		   assignment->driver_name, assignment->licence_last4);
	sheet_text(sheet, "plates", "号牌", "plates", "%s", plates.text);
	if (escorts.length > 0)
		sheet_text(sheet, "escort_plates", "护送车", "escort vehicles", zh(sheet->context) ? "%s (%u 人)" : "%s (%u staff)",
			   escorts.text, assignment->escort_staff);
	window_row(sheet, held, "assignment_window", "派车单期限", "assignment window", assignment->not_before,
		   assignment->not_after);
	sheet_text(sheet, "assignment", "派车单", "assignment", zh(sheet->context) ? "第 %u 号 (%s)" : "serial %u (%s)",
		   assignment->serial, paper ? (zh(sheet->context) ? "纸质" : "paper") : zh(sheet->context) ? "手机" : "phone");
}

void render_knowledge(const struct context *context, const struct knowledge *knowledge, char *out, size_t size)
{
	const struct statement *parts[] = {&knowledge->issuer_list, &knowledge->leg_list, &knowledge->roster};
	static const char *const names[][2] = {{"发证省名单", "issuer's list"},
					       {"本省名单", "this province's list"},
					       {"名册", "roster"}};
	size_t at = 0;
	out[0] = '\0';
	for (size_t i = 0; i < 3; i++) {
		char age[RENDER_AGE];
		if (parts[i]->grade == GRADE_UNKNOWN)
			snprintf(age, sizeof age, "%s", zh(context) ? "未知" : "unknown");
		else
			render_age(context, parts[i]->age_s, age);
		int n = snprintf(out + at, size - at, "%s%s %s", i > 0 ? (zh(context) ? ", " : ", ") : "",
				 names[i][!zh(context)], age);
		if (n > 0 && (size_t)n < size - at)
			at += (size_t)n;
	}
}

/* The one line: what to look at with one's own eyes, and how old what this device knows is. */
static void one_line(const struct context *context, const struct verdict *verdict, FILE *out)
{
	char ages[256], plates[RENDER_LIST], vin[VIN_LEN + 1];
	if (verdict->trip == NULL) /* nothing was read: nothing to compare */
		return;
	render_knowledge(context, &verdict->knowledge, ages, sizeof ages);
	render_plates(verdict, plates);
	render_tractor_vin(verdict, vin);
	char cargo[RENDER_LIST];
	snprintf(cargo, sizeof cargo, "%s", render_cargo(context, verdict->trip));
	sheet_clean(cargo, false);
	fprintf(out, zh(context) ? "目视比对 %s, VIN %s, %s; 数据时效: %s\n" : "Compare by eye %s, VIN %s, %s; knowledge: %s\n",
		plates, vin, cargo, ages);
}

static const char *const severities[][3] = {{"提示", "note", "note"}, {"核查", "refer", "refer"}, {"不符", "reject", "reject"}};

const char *render_severity(const struct context *context, enum severity severity)
{
	return severities[severity][!zh(context)];
}

bool render_same_finding(const struct verdict *verdict, size_t i)
{
	const struct finding *a = &verdict->findings[i], *b = a - 1;
	return i > 0 && a->code == b->code && a->severity == b->severity && a->province == b->province &&
	       a->got == b->got && a->limit == b->limit;
}

static void print_findings(const struct context *context, const struct verdict *verdict, FILE *out)
{
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		char text[256];
		if (render_same_finding(verdict, i))
			continue;
		finding_text(finding, context->lang, text, sizeof text);
		fprintf(out, "  [%s] %s %s -> %s (%s)\n", render_severity(context, finding->severity), finding_name(finding->code),
			text, finding_action(finding->code, context->lang),
			closer_text(finding_closer(finding->code), context->lang));
	}
}

static json_t *findings_json(const struct context *context, const struct verdict *verdict)
{
	json_t *list = json_array();
	for (size_t i = 0; i < verdict->finding_count; i++) {
		const struct finding *finding = &verdict->findings[i];
		char text[256];
		finding_text(finding, context->lang, text, sizeof text);
		json_array_append_new(list, json_pack("{s:s, s:i, s:s, s:s, s:s, s:s, s:i}", "code",
						      finding_name(finding->code), "number", (int)finding->code, "severity",
						      severities[finding->severity][2], "text", text, "action",
						      finding_action(finding->code, context->lang), "closer",
						      closer_text(finding_closer(finding->code), context->lang), "province",
						      (int)finding->province));
	}
	return list;
}

static json_t *statement_json(const struct statement *statement)
{
	static const char *const grades[] = {"unknown", "old", "aged", "fresh"};
	if (statement->grade == GRADE_UNKNOWN)
		return json_pack("{s:s}", "grade", grades[0]);
	return json_pack("{s:s, s:i, s:I}", "grade", grades[statement->grade], "province", (int)statement->province, "age_s",
			 (json_int_t)statement->age_s);
}

static void fields(struct sheet *sheet, const struct held *held, const struct verdict *verdict, const char *words)
{
	if (verdict->trip == NULL)
		return;
	if (verdict->assignment != NULL)
		render_assignment(sheet, held, verdict->trip, verdict->assignment);
	render_trip(sheet, held, verdict->trip);
	if (verdict->leg == NULL)
		return;
	render_leg(sheet, held, verdict->leg);
	render_conditions(sheet, verdict->leg, words);
}

static void verdict_json(struct sheet *sheet, const struct held *held, const struct verdict *verdict, const char *words)
{
	struct sheet part = sheet_begin(sheet->context, sheet->out);
	fields(&part, held, verdict, words);
	sheet_text(sheet, "verdict", "", "", "%s", word_name(verdict->word));
	sheet_json(sheet, "findings", findings_json(sheet->context, verdict));
	sheet_json(sheet, "knowledge",
		   json_pack("{s:o, s:o, s:o, s:I}", "issuer_list", statement_json(&verdict->knowledge.issuer_list), "leg_list",
			     statement_json(&verdict->knowledge.leg_list), "roster",
			     statement_json(&verdict->knowledge.roster), "synced_at",
			     (json_int_t)verdict->knowledge.synced_at));
	sheet_json(sheet, "fields", part.object);
}

static void print_word(const struct context *context, const struct verdict *verdict, FILE *out)
{
	static const char *const colours[] = {"", "\033[1;97;42m", "\033[1;30;103m", "\033[1;97;41m"};
	bool colour = sheet_colour(out);
	fprintf(out, "%s  %s  %s%s\n", colour ? colours[verdict->word] : "", word_text(verdict->word, context->lang),
		zh(context) ? word_name(verdict->word) : word_text(verdict->word, LANG_ZH), colour ? "  \033[0m" : "");
}

void render_verdict(struct sheet *sheet, const struct held *held, const struct verdict *verdict, const char *grade,
		    const char *words)
{
	const struct context *context = sheet->context;
	if (context->json) {
		if (grade != NULL)
			sheet_text(sheet, "listed", "", "", "%s", grade);
		verdict_json(sheet, held, verdict, words);
		return;
	}
	print_word(context, verdict, sheet->out);
	one_line(context, verdict, sheet->out);
	if (grade != NULL)
		fprintf(sheet->out, "  %s\n", grade);
	print_findings(context, verdict, sheet->out);
	fields(sheet, held, verdict, words);
}
