#include "client/rules.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/leg_plan.h"
#include "client/party.h"
#include "proto/civil.h"
#include "proto/rule.h"
#include "proto/wire/json.h"

enum { PATH_ROOM = 64 };

/* One rule under check; its faults stand below `at`. */
struct checked {
	const Guosuo__V1__ProvinceRules *rules;
	const Guosuo__V1__ProvinceRule *rule;
	struct faults *faults;
	char at[PATH_ROOM];
};

static void fault(struct checked *checked, const char *field, enum rule rule, int64_t got, int64_t limit)
{
	char path[PATH_ROOM];
	field_name(path, sizeof path, checked->at, field);
	fault_add(checked->faults, rule, path, got, limit);
}

/* ---- texts ---- */

bool rules_days(const Guosuo__V1__DayRange *range, uint32_t utc_offset_min, int64_t *from, int64_t *to)
{
	enum { DAY_TEXT = 10 };
	const char *const days[] = {range->from, range->to};
	int64_t at[2];
	for (size_t i = 0; i < 2; i++) {
		char text[TIME_TEXT_LEN + 1];
		if (strlen(days[i]) != DAY_TEXT)
			return false;
		snprintf(text, sizeof text, "%sT00:00:00Z", days[i]);
		if (rfc3339_read(span_text(text), &at[i]) != ERR_OK)
			return false;
	}
	*from = at[0] - (int64_t)utc_offset_min * 60;
	*to = at[1] - (int64_t)utc_offset_min * 60 + DAY_S - 1;
	return at[0] <= at[1];
}

bool rules_road(const char *text, size_t *n, uint32_t *exit)
{
	*exit = 0;
	*n = strcspn(text, "/");
	bool named = *n > 0 && *n <= ROAD_BYTES && text[strcspn(text, ", ")] == '\0';
	return named && (text[*n] == '\0' || party_numbers(text + *n + 1, UINT16_MAX, exit, 1) == 1);
}

bool rules_approves(const Guosuo__V1__ProvinceRule *rule)
{
	return rule->then == GUOSUO__V1__RULING__RECOMMEND_APPROVE || rule->then == GUOSUO__V1__RULING__SEAL_AT_ONCE;
}

/* ---- numbers and words ---- */

static void check_most(struct checked *checked, const char *field, uint32_t got, uint32_t most)
{
	if (got > most)
		fault(checked, field, RULE_TOO_LARGE, got, most);
}

static void check_words(struct checked *checked, const char *field, const char *text, bool needed, size_t most)
{
	if (needed && text[0] == '\0')
		fault(checked, field, RULE_REQUIRED, 0, 0);
	else if (strlen(text) > most)
		fault(checked, field, RULE_TOO_LONG, (int64_t)strlen(text), (int64_t)most);
}

/* ---- when ---- */

static void check_classes(struct checked *checked)
{
	const Guosuo__V1__RuleWhen *when = checked->rule->when;
	bool seals = checked->rule->then == GUOSUO__V1__RULING__SEAL_AT_ONCE;
	if (seals && (when == NULL || when->n_classes == 0))
		fault(checked, "when.classes", RULE_REQUIRED, 0, 0);
	for (size_t i = 0; when != NULL && i < when->n_classes; i++) {
		if (when->classes[i] == GUOSUO__V1__OVER_LIMIT_CLASS__OVER_LIMIT_CLASS_UNSPECIFIED)
			fault(checked, "when.classes", RULE_CHOICE, 0, 0);
		else if (seals && class_persons(when->classes[i]) > 1)
			fault(checked, "when.classes", RULE_SEALS_TWO_PERSONS, when->classes[i], 0);
		else if (seals && when->classes[i] != GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I && when->repeat_days == 0)
			fault(checked, "when.repeatDays", RULE_SEALS_REPEATS, 0, 0);
	}
}

static void check_station(struct checked *checked, const char *field, const Guosuo__V1__ApplicationStation *station)
{
	uint32_t division;
	if (station == NULL)
		return;
	enum rule rule = division_read(span_text(station->division), &division);
	if (rule != RULE_OK)
		fault(checked, field, rule, 0, 0);
	else if (division / 10000 != checked->rules->province)
		fault(checked, field, RULE_LEG_DIVISION, division, checked->rules->province);
	if (station->station[0] == '\0')
		fault(checked, field, RULE_REQUIRED, 0, 0);
}

static void check_corridor(struct checked *checked, size_t at)
{
	const Guosuo__V1__Corridor *corridor = checked->rule->when->corridors[at];
	char path[PATH_ROOM], field[PATH_ROOM];
	size_t n;
	uint32_t exit;
	field_index(path, sizeof path, "when.corridors", at);
	field_name(field, sizeof field, path, "roads");
	if (corridor->n_roads == 0)
		fault(checked, field, RULE_REQUIRED, 0, 0);
	if (corridor->n_roads > ROADS_MAX)
		fault(checked, field, RULE_TOO_MANY, (int64_t)corridor->n_roads, ROADS_MAX);
	for (size_t i = 0; i < corridor->n_roads; i++)
		if (!rules_road(corridor->roads[i], &n, &exit))
			fault(checked, field, RULE_ROAD_FORM, 0, 0);
	field_name(field, sizeof field, path, "entry");
	check_station(checked, field, corridor->entry);
	field_name(field, sizeof field, path, "exit");
	check_station(checked, field, corridor->exit);
}

/* Braces without a number in them ask for nothing, and were not meant so. */
static void check_measures(struct checked *checked, const char *field, const Guosuo__V1__RuleMeasures *limits)
{
	static const Guosuo__V1__RuleMeasures none = GUOSUO__V1__RULE_MEASURES__INIT;
	if (limits != NULL && protobuf_c_message_get_packed_size(&limits->base) == protobuf_c_message_get_packed_size(&none.base))
		fault(checked, field, RULE_REQUIRED, 0, 0);
}

static void check_goods(struct checked *checked)
{
	const Guosuo__V1__RuleWhen *when = checked->rule->when;
	uint8_t packed[USCC_PACKED];
	for (size_t i = 0; i < when->n_hs; i++) {
		size_t n = strlen(when->hs[i]);
		if (n < 2 || n > 6 || when->hs[i][strspn(when->hs[i], "0123456789")] != '\0')
			fault(checked, "when.hs", RULE_HS_PREFIX, 0, 0);
	}
	for (size_t i = 0; i < when->n_companies; i++) {
		enum rule rule = uscc_pack(span_text(when->companies[i]), packed);
		if (rule != RULE_OK)
			fault(checked, "when.companies", rule, 0, 0);
	}
}

static void check_ranges(struct checked *checked, const char *field, Guosuo__V1__DayRange *const *ranges, size_t count)
{
	int64_t from, to;
	for (size_t i = 0; i < count; i++) {
		char path[PATH_ROOM];
		field_index(path, sizeof path, field, i);
		Guosuo__V1__DayRange first = *ranges[i], last = *ranges[i];
		first.to = first.from;
		last.from = last.to;
		if (!rules_days(&first, 0, &from, &to) || !rules_days(&last, 0, &from, &to))
			fault(checked, path, RULE_DATE_FORM, 0, 0);
		else if (!rules_days(ranges[i], 0, &from, &to))
			fault(checked, path, RULE_WINDOW_ORDER, 0, 0);
	}
}

static void check_matters(struct checked *checked, const Guosuo__V1__RuleWhen *when)
{
	for (size_t i = 0; i < when->n_no_notices; i++)
		if (when->no_notices[i] == GUOSUO__V1__NOTICE_MATTER__NOTICE_MATTER_UNSPECIFIED)
			fault(checked, "when.noNotices", RULE_CHOICE, 0, 0);
}

static void check_when(struct checked *checked)
{
	const Guosuo__V1__RuleWhen *when = checked->rule->when;
	check_classes(checked);
	if (when == NULL)
		return;
	for (size_t i = 0; i < when->n_corridors; i++)
		check_corridor(checked, i);
	check_measures(checked, "when.atMost", when->at_most);
	check_measures(checked, "when.above", when->above);
	check_goods(checked);
	check_ranges(checked, "when.days", when->days, when->n_days);
	check_ranges(checked, "when.notDays", when->not_days, when->n_not_days);
	check_matters(checked, when);
	check_most(checked, "when.windowHours", when->window_hours, RULES_HOURS_MAX);
	check_most(checked, "when.journeys", when->journeys, JOURNEYS_MAX);
	check_most(checked, "when.repeatDays", when->repeat_days, RULES_REPEAT_DAYS_MAX);
}

/* ---- then ---- */

static void check_hours(struct checked *checked, const Guosuo__V1__RuleTerms *terms)
{
	uint32_t minute, days[7];
	bool from = terms->hours_from[0] != '\0', to = terms->hours_to[0] != '\0';
	if (from != to)
		fault(checked, from ? "terms.hoursTo" : "terms.hoursFrom", RULE_REQUIRED, 0, 0);
	if (from && (!leg_plan_minute(terms->hours_from, &minute) || minute >= DAY_S / 60))
		fault(checked, "terms.hoursFrom", RULE_DAYTIME_FORM, 0, 0);
	if (to && !leg_plan_minute(terms->hours_to, &minute))
		fault(checked, "terms.hoursTo", RULE_DAYTIME_FORM, 0, 0);
	if (terms->weekdays[0] != '\0' && party_numbers(terms->weekdays, 7, days, 7) == 0)
		fault(checked, "terms.weekdays", RULE_WEEKDAYS_FORM, 0, 0);
}

/* What is sealed without a person is said outright: nothing in it is a default. */
static void check_terms(struct checked *checked)
{
	const Guosuo__V1__RuleTerms *terms = checked->rule->terms;
	bool repeats = checked->rule->when != NULL && checked->rule->when->repeat_days > 0;
	if (terms == NULL) {
		if (rules_approves(checked->rule) && !repeats)
			fault(checked, "terms", RULE_REQUIRED, 0, 0);
		return;
	}
	if (!rules_approves(checked->rule))
		fault(checked, "terms", RULE_TERMS_UNUSED, 0, 0);
	if (terms->speed_kmh == 0)
		fault(checked, "terms.speedKmh", RULE_REQUIRED, 0, 0);
	if (terms->escort_staff > 0 && terms->escort_vehicles == 0)
		fault(checked, "terms.escortVehicles", RULE_REQUIRED, 0, 0);
	check_most(checked, "terms.speedKmh", terms->speed_kmh, SPEED_MAX_KMH);
	check_most(checked, "terms.escortVehicles", terms->escort_vehicles, PLAN_ESCORT_VEHICLES_MAX);
	check_most(checked, "terms.escortStaff", terms->escort_staff, PLAN_ESCORT_STAFF_MAX);
	check_most(checked, "terms.windowHours", terms->window_hours, RULES_HOURS_MAX);
	check_hours(checked, terms);
}

static void check_then(struct checked *checked)
{
	const Guosuo__V1__ProvinceRule *rule = checked->rule;
	bool consults = rule->then == GUOSUO__V1__RULING__RECOMMEND_CONSULT;
	bool speaks = rule->then != GUOSUO__V1__RULING__RULING_UNSPECIFIED && !rules_approves(rule);
	if (rule->then == GUOSUO__V1__RULING__RULING_UNSPECIFIED)
		fault(checked, "then", RULE_REQUIRED, 0, 0);
	check_words(checked, "words", rule->words, speaks, RULES_WORDS_MAX);
	check_words(checked, "wordsEn", rule->words_en, speaks, RULES_WORDS_MAX);
	if (consults && rule->party == GUOSUO__V1__PARTY__PARTY_UNSPECIFIED)
		fault(checked, "party", RULE_REQUIRED, 0, 0);
	check_terms(checked);
}

/* ---- the file ---- */

static void check_rule(const Guosuo__V1__ProvinceRules *rules, size_t at, struct faults *faults)
{
	const Guosuo__V1__ProvinceRule *rule = rules->rules[at];
	struct checked checked = {.rules = rules, .rule = rule, .faults = faults};
	enum rule id = rule_id_check(span_text(rule->id));
	if (id == RULE_OK)
		snprintf(checked.at, sizeof checked.at, "%s", rule->id);
	else
		field_index(checked.at, sizeof checked.at, "rules", at);
	if (id != RULE_OK)
		fault(&checked, "id", rule->id[0] == '\0' ? RULE_REQUIRED : id, 0, RULE_ID_MAX);
	for (size_t i = 0; i < at; i++)
		if (id == RULE_OK && strcmp(rules->rules[i]->id, rule->id) == 0)
			fault(&checked, "id", RULE_DUPLICATE, 0, 0);
	check_words(&checked, "name", rule->name, true, RULES_NAME_MAX);
	check_words(&checked, "nameEn", rule->name_en, true, RULES_NAME_MAX);
	check_when(&checked);
	check_then(&checked);
}

static bool any_seals(const Guosuo__V1__ProvinceRules *rules)
{
	for (size_t i = 0; i < rules->n_rules; i++)
		if (rules->rules[i]->then == GUOSUO__V1__RULING__SEAL_AT_ONCE)
			return true;
	return false;
}

static void check_pace(const char *field, uint32_t got, uint32_t most, bool needed, struct faults *faults)
{
	if (needed && got == 0)
		fault_add(faults, RULE_REQUIRED, field, 0, 0);
	if (got > most)
		fault_add(faults, RULE_TOO_LARGE, field, got, most);
}

static void check(const Guosuo__V1__ProvinceRules *rules, struct faults *faults)
{
	bool seals = any_seals(rules);
	if (province_name(rules->province, LANG_ZH) == NULL)
		fault_add(faults, rules->province == 0 ? RULE_REQUIRED : RULE_PROVINCE_UNKNOWN, "province", rules->province, 0);
	check_pace("perHour", rules->per_hour, RULES_PER_HOUR_MAX, seals, faults);
	check_pace("perDay", rules->per_day, RULES_PER_DAY_MAX, seals, faults);
	if (rules->n_rules == 0)
		fault_add(faults, RULE_REQUIRED, "rules", 0, 0);
	if (rules->n_rules > RULES_MAX)
		fault_add(faults, RULE_TOO_MANY, "rules", (int64_t)rules->n_rules, RULES_MAX);
	for (size_t i = 0; i < rules->n_rules && i < RULES_MAX; i++)
		check_rule(rules, i, faults);
}

/* "rules[3].when.hs" becomes "short-haul.when.hs": a clerk looks for the id. */
static void name_rule(const json_t *list, struct fault *fault)
{
	unsigned place;
	int end = 0;
	if (sscanf(fault->field, "rules[%5u]%n", &place, &end) != 1 || end == 0)
		return;
	const char *id = json_string_value(json_object_get(json_array_get(list, place), "id"));
	if (id == NULL || rule_id_check(span_text(id)) != RULE_OK)
		return;
	char rest[sizeof fault->field];
	snprintf(rest, sizeof rest, "%s", fault->field + end);
	snprintf(fault->field, sizeof fault->field, "%.*s%.*s", RULE_ID_MAX, id, (int)(sizeof rest - RULE_ID_MAX - 1), rest);
}

static void name_rules(struct span text, struct faults *faults)
{
	json_t *root = json_loadb((const char *)text.p, text.n, 0, NULL);
	for (size_t i = 0; i < faults->count; i++)
		name_rule(json_object_get(root, "rules"), &faults->item[i]);
	json_decref(root);
}

enum err rules_read(struct span text, struct arena *arena, struct faults *faults, struct rules *out)
{
	ProtobufCMessage *message;
	if (text.n > RULES_FILE_MAX)
		return ERR_SIZE;
	enum err err = json_read(&guosuo__v1__province_rules__descriptor, text, arena, faults, &message);
	if (err == ERR_OK)
		check((const Guosuo__V1__ProvinceRules *)message, faults);
	name_rules(text, faults);
	if (err != ERR_OK)
		return err;
	if (faults->errors > 0)
		return ERR_INPUT;
	out->body = (const Guosuo__V1__ProvinceRules *)message;
	out->raw = text;
	crypto_hash_sha256(out->hash, text.p, text.n);
	return ERR_OK;
}
