#include "client/advice.h"

#include <stdlib.h>

#include "client/condition.h"
#include "client/keep.h"
#include "client/leg_plan.h"
#include "client/noticed.h"
#include "client/rounds.h"
#include "client/say.h"
#include "proto/rule.h"
#include "proto/status.h"

static const char held_rules[] = "rules.json";

/* ---- the file ---- */

/* Templates say what they lack; whose conditions they are is said after them. */
static enum err check_conditions(struct context *context, const struct rules *rules)
{
	json_t *templates = NULL;
	struct conditions *picked = arena_take(&context->arena, sizeof *picked);
	enum err err = picked == NULL ? ERR_MEMORY : condition_held(context, NULL, &templates), bad = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < rules->body->n_rules; i++) {
		const Guosuo__V1__ProvinceRule *rule = rules->body->rules[i];
		if (rule->terms == NULL || rule->terms->conditions[0] == '\0')
			continue;
		if (condition_pick(context, templates, rule->terms->conditions, picked) == ERR_OK)
			continue;
		say(context, SAY_RULE_CONDITIONS, rule->id);
		bad = ERR_INPUT;
	}
	json_decref(templates);
	return err == ERR_OK ? bad : err;
}

enum err advice_rules(struct context *context, const char *typed, struct rules *out)
{
	struct span text;
	struct faults faults = {0};
	const char *path = typed == NULL ? held_rules : keep_path(context, typed);
	*out = (struct rules){.body = NULL};
	enum err err = path == NULL ? ERR_MEMORY : keep_read(context, path, RULES_FILE_MAX, &text);
	if (err == ERR_NOT_FOUND && typed == NULL)
		return ERR_OK;
	if (err == ERR_OK)
		err = rules_read(text, &context->arena, &faults, out);
	say_faults(context, &faults);
	if (err != ERR_OK)
		say_err(context, err, typed == NULL ? held_rules : typed);
	return err == ERR_OK ? check_conditions(context, out) : err;
}

/* ---- what was approved before ---- */

static bool is_listed(const struct stand *stand, const struct trip *trip, uint32_t index)
{
	return stand->status != NULL && status_ask(stand->status, iso_week(trip->body->not_after), index) == STATUS_REVOKED;
}

/* Only what verifies now, by the files that are held, and was not taken back since, was approved. */
static void find_former(struct context *context, const struct desk *desk, struct ruling_case *of)
{
	const Guosuo__V1__Former *former = desk->rounds->former;
	struct stand stand, own;
	struct trip trip;
	struct leg leg;
	if (former == NULL || former->revoked != NULL || former->trip == NULL || former->leg == NULL ||
	    trip_read(former->trip, &context->arena, &trip) != ERR_OK || leg_read(former->leg, &context->arena, &leg) != ERR_OK)
		return;
	trust_stand(&desk->held.trust, trip.body->issuer, desk->now, &stand);
	if (stand.roster == NULL || trip_verify(former->trip, &trip, stand.roster, &desk->held.directory, desk->now,
						&context->arena) != ERR_OK)
		return;
	uint32_t claimed = (uint32_t)trip.body->over_limit_class,
		 computed = trip_class(trip.body, desk->held.directory.body->limits);
	if (leg_verify(former->leg, &leg, &trip, desk->roster, claimed > computed ? claimed : computed, true, desk->now,
		       &context->arena, NULL, NULL) != ERR_OK)
		return;
	trust_stand(&desk->held.trust, leg.body->province, desk->now, &own);
	if (is_listed(&stand, &trip, trip.body->status_index) || is_listed(&own, &trip, leg.body->status_index))
		return;
	of->former_trip = trip.body;
	of->former_leg = leg.body;
}

/* ---- the leg by its terms ---- */

enum { NUMBER_TEXT = 12 };

static const char *number(struct context *context, uint32_t value)
{
	char *text = value == 0 ? NULL : arena_take(&context->arena, NUMBER_TEXT);
	if (text != NULL)
		snprintf(text, NUMBER_TEXT, "%u", value);
	return text;
}

static const char *given(const char *text)
{
	return text[0] == '\0' ? NULL : text;
}

/* The corridor's roads with their exits, as --roads has them. */
static const char *roads_text(struct context *context, const Guosuo__V1__Corridor *corridor)
{
	enum { ROADS_TEXT = ROADS_MAX * (ROAD_BYTES + 8) };
	char *text = corridor == NULL ? NULL : arena_take(&context->arena, ROADS_TEXT);
	for (size_t i = 0, used = 0; text != NULL && i < corridor->n_roads; i++)
		used += (size_t)snprintf(text + used, ROADS_TEXT - used, "%s%s", i > 0 ? "," : "", corridor->roads[i]);
	return text;
}

/* The terms as the options of `reviewer seal`. */
static void options(struct context *context, const struct advice *advice, const char *value[static PLAN_OPTIONS])
{
	const Guosuo__V1__RuleTerms *terms = advice->rule->terms;
	value[PLAN_ROADS] = roads_text(context, ruling_corridor(advice->rule, &advice->of));
	value[PLAN_SPEED] = number(context, terms->speed_kmh);
	value[PLAN_HOURS_FROM] = given(terms->hours_from);
	value[PLAN_HOURS_TO] = given(terms->hours_to);
	value[PLAN_WEEKDAYS] = given(terms->weekdays);
	value[PLAN_ESCORT_VEHICLES] = number(context, terms->escort_vehicles);
	value[PLAN_ESCORT_STAFF] = number(context, terms->escort_staff);
	value[PLAN_CONDITIONS] = given(terms->conditions);
}

static void shorten(Guosuo__V1__Leg *leg, uint32_t hours)
{
	uint64_t end = leg->not_before + (uint64_t)hours * 3600;
	if (hours > 0 && end < leg->not_after)
		leg->not_after = (uint32_t)end;
}

static enum err plan_by_terms(struct context *context, const struct desk *desk, struct advice *out)
{
	const char *value[PLAN_OPTIONS] = {NULL};
	const struct plan_source source = {desk->roster, desk->trip.body, desk->review, desk->rounds->leg, value};
	Guosuo__V1__Leg *leg;
	options(context, out, value);
	enum err err = leg_plan(context, &source, desk->now, &leg, &out->text);
	if (err != ERR_OK)
		return err;
	shorten(leg, out->rule->terms->window_hours);
	out->leg = leg;
	return ERR_OK;
}

/* The former leg as what stands, but for the window: that is this trip's. */
static enum err plan_as_before(struct context *context, const struct desk *desk, struct advice *out)
{
	Guosuo__V1__LegRounds standing = *desk->rounds->leg;
	const char *value[PLAN_OPTIONS] = {NULL};
	const struct plan_source source = {desk->roster, desk->trip.body, desk->review, &standing, value};
	char from[TIME_TEXT_LEN + 1], to[TIME_TEXT_LEN + 1];
	const char *none;
	Guosuo__V1__Leg *leg;
	standing.standing = desk->rounds->former->leg;
	standing.wish = NULL;
	rfc3339_write(out->of.leg->not_before, 0, from);
	rfc3339_write(out->of.leg->not_after, 0, to);
	value[PLAN_WINDOW_FROM] = from;
	value[PLAN_WINDOW_TO] = to;
	enum err err = leg_plan(context, &source, desk->now, &leg, &none);
	if (err != ERR_OK)
		return err;
	out->leg = leg;
	out->text = desk->rounds->former->condition_text;
	return ERR_OK;
}

/* ---- advice ---- */

static enum err open_case(struct context *context, const struct desk *desk, struct ruling_case *of)
{
	const struct plan_source source = {desk->roster, desk->trip.body, desk->review, desk->rounds->leg, NULL};
	Guosuo__V1__Leg *asked;
	const char *text;
	enum err err = leg_plan(context, &source, desk->now, &asked, &text);
	if (err != ERR_OK)
		return err == ERR_MEMORY ? err : ERR_NOT_FOUND;
	*of = (struct ruling_case){.trip = desk->trip.body,
				   .leg = asked,
				   .over_limit_class = desk_class(desk),
				   .roster = desk->roster,
				   .utc_offset_min = desk->held.directory.body->utc_offset_min,
				   .now = desk->now};
	find_former(context, desk, of);
	return ERR_OK;
}

/* A damaged file is as none. */
static enum err find_notices(struct context *context, const struct desk *desk, const struct rules *rules, struct ruling_case *of)
{
	const struct noticed_query query = {.place = {.province = of->leg->province}, .from = desk->now, .to = INT64_MAX};
	struct noticed noticed;
	bool asked = false;
	for (size_t i = 0; i < rules->body->n_rules; i++)
		asked = asked || (rules->body->rules[i]->when != NULL && rules->body->rules[i]->when->n_no_notices > 0);
	enum err err = asked ? noticed_read(context, &desk->held, &query, desk->now, &noticed) : ERR_NOT_FOUND;
	if (err == ERR_OK) {
		of->notices = noticed.items;
		of->notice_count = noticed.count;
		of->noticed = noticed.as_of > 0;
	}
	return err == ERR_MEMORY ? err : ERR_OK;
}

/* Which rule holds; the leg it would have is not made. */
static enum err ask(struct context *context, const struct desk *desk, const struct rules *rules, struct advice *out)
{
	*out = (struct advice){.rules = rules, .text = ""};
	if (rules->body->province != desk->party.membership.province) {
		say(context, SAY_RULES_OTHER, rules->body->province, desk->party.membership.province);
		return ERR_SCOPE;
	}
	enum err err = open_case(context, desk, &out->of);
	if (err == ERR_OK)
		err = find_notices(context, desk, rules, &out->of);
	if (err == ERR_OK)
		out->rule = ruling_of(rules, &out->of, out->miss, &out->missed);
	return err;
}

enum err advice_of(struct context *context, const struct desk *desk, const struct rules *rules, struct advice *out)
{
	enum err err = ask(context, desk, rules, out);
	if (err != ERR_OK || out->rule == NULL || !rules_approves(out->rule))
		return err;
	err = out->rule->terms != NULL ? plan_by_terms(context, desk, out) : plan_as_before(context, desk, out);
	return err == ERR_MEMORY ? err : ERR_OK; /* a rule whose leg cannot be made was said, and seals nothing */
}

bool advice_fits(const struct advice *advice, const Guosuo__V1__Leg *leg)
{
	struct ruling_case of = advice->of;
	struct miss why;
	of.leg = leg;
	return ruling_holds(advice->rule, &of, &why);
}

/* ---- shown ---- */

const char *advice_word(const struct context *context, Guosuo__V1__Ruling ruling)
{
	static const char *const words[][3] = {
	    [GUOSUO__V1__RULING__RULING_UNSPECIFIED] = {"?", "?", "RULING_UNSPECIFIED"},
	    [GUOSUO__V1__RULING__RECOMMEND_REFUSE] = {"建议不予许可", "recommends to refuse", "RECOMMEND_REFUSE"},
	    [GUOSUO__V1__RULING__RECOMMEND_ASK] = {"建议要求补正", "recommends to ask", "RECOMMEND_ASK"},
	    [GUOSUO__V1__RULING__RECOMMEND_CONSULT] = {"建议征求意见", "recommends to consult", "RECOMMEND_CONSULT"},
	    [GUOSUO__V1__RULING__RECOMMEND_APPROVE] = {"建议准予许可", "recommends to approve", "RECOMMEND_APPROVE"},
	    [GUOSUO__V1__RULING__SEAL_AT_ONCE] = {"可自动签章", "may be sealed at once", "SEAL_AT_ONCE"},
	};
	size_t row = (size_t)ruling < sizeof words / sizeof words[0] ? (size_t)ruling : 0;
	return words[row][context->json ? 2 : context->lang == LANG_EN];
}

static void show_misses(struct sheet *sheet, const struct advice *advice)
{
	json_t *list = json_array();
	for (size_t i = 0; i < advice->missed; i++) {
		char why[256];
		const char *id = advice->rules->body->rules[i]->id;
		ruling_text(&advice->miss[i], sheet->context->lang, why, sizeof why);
		if (sheet->object == NULL)
			sheet_text(sheet, "", "   不适用", "   does not hold", "%s: %s", id, why);
		json_array_append_new(list, json_pack("{s:s, s:s}", "rule", id, "why", why));
	}
	sheet_json(sheet, "rules_missed", list);
}

/* The terms as they are typed after `reviewer seal NUMBER`. */
static void show_terms(struct sheet *sheet, const Guosuo__V1__RuleTerms *terms)
{
	char text[512];
	size_t n = (size_t)snprintf(text, sizeof text, "--speed %u", terms->speed_kmh);
	const struct {
		const char *name, *value;
	} rows[] = {{"hours-from", terms->hours_from}, {"hours-to", terms->hours_to}, {"weekdays", terms->weekdays},
		    {"conditions", terms->conditions}};
	if (terms->escort_vehicles > 0)
		n += (size_t)snprintf(text + n, sizeof text - n, " --escort-vehicles %u --escort-staff %u", terms->escort_vehicles,
				      terms->escort_staff);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0] && n < sizeof text; i++)
		if (rows[i].value[0] != '\0')
			n += (size_t)snprintf(text + n, sizeof text - n, " --%s \"%s\"", rows[i].name, rows[i].value);
	sheet_text(sheet, "rule_terms", "   签章选项", "   options of seal", "%s", text);
}

void advice_show(struct sheet *sheet, const struct advice *advice, bool all)
{
	const struct context *context = sheet->context;
	const Guosuo__V1__ProvinceRule *rule = advice->rule;
	bool english = context->lang == LANG_EN;
	if (all)
		show_misses(sheet, advice);
	if (rule == NULL) {
		if (sheet->object == NULL)
			sheet_text(sheet, "", "规则", "rules", "%s", say_text(context, SAY_RULES_SILENT));
		return;
	}
	sheet_text(sheet, "rule", "规则", "rule", context->json ? "%s" : "%s (%s): %s", rule->id, english ? rule->name_en : rule->name,
		   advice_word(context, rule->then));
	if (context->json)
		sheet_text(sheet, "ruling", "", "", "%s", advice_word(context, rule->then));
	if (rule->party != GUOSUO__V1__PARTY__PARTY_UNSPECIFIED)
		sheet_text(sheet, "rule_party", "   向谁征求", "   whom to consult", "%s",
			   rounds_party(rule->party, english || context->json));
	if (rule->words[0] != '\0')
		sheet_text(sheet, "rule_words", "   意见", "   words", "%s", english ? rule->words_en : rule->words);
	if (rule->terms != NULL)
		show_terms(sheet, rule->terms);
}

Guosuo__V1__Advice *advice_told(struct context *context, const struct desk *desk)
{
	struct rules rules;
	struct advice *advice = arena_take(&context->arena, sizeof *advice);
	Guosuo__V1__Advice *out = arena_take(&context->arena, sizeof *out);
	if (advice == NULL || out == NULL || advice_rules(context, NULL, &rules) != ERR_OK || rules.body == NULL ||
	    ask(context, desk, &rules, advice) != ERR_OK || advice->rule == NULL)
		return NULL;
	guosuo__v1__advice__init(out);
	out->rule = advice->rule->id;
	out->ruling = advice->rule->then;
	return out;
}

void advice_show_held(struct context *context, struct sheet *sheet, const struct desk *desk)
{
	struct rules rules;
	struct advice *advice = arena_take(&context->arena, sizeof *advice);
	if (advice != NULL && advice_rules(context, NULL, &rules) == ERR_OK && rules.body != NULL &&
	    advice_of(context, desk, &rules, advice) == ERR_OK)
		advice_show(sheet, advice, false);
}
