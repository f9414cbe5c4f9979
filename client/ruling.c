#include "client/ruling.h"

#include <stdio.h>
#include <stdlib.h>

#include "client/differ.h"
#include "proto/body.h"
#include "proto/civil.h"
#include "proto/line.h"
#include "proto/rule.h"

static bool missed(struct miss *why, enum miss_reason reason, int64_t got, int64_t limit)
{
	*why = (struct miss){reason, got, limit};
	return false;
}

/* ---- class, road ---- */

static bool class_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	for (size_t i = 0; i < when->n_classes; i++)
		if (when->classes[i] == of->over_limit_class)
			return true;
	return when->n_classes == 0 || missed(why, MISS_CLASS, of->over_limit_class, 0);
}

static bool station_is(const struct roster *roster, const Guosuo__V1__ApplicationStation *named, uint32_t station)
{
	uint32_t division = station_division(station);
	if (named == NULL)
		return true;
	const Guosuo__V1__Site *site =
	    roster_site(roster, GUOSUO__V1__SITE_KIND__SITE_STATION, division, station_number(station));
	return site != NULL && strtoul(named->division, NULL, 10) == division && strcmp(site->name, named->station) == 0;
}

/* An exit that the leg names must be the corridor's; one that it does not name becomes the corridor's. */
static bool road_is(const char *text, const Guosuo__V1__Road *road)
{
	size_t n;
	uint32_t exit;
	return rules_road(text, &n, &exit) && span_equal(span_of(text, n), span_text(road->number)) &&
	       (road->exit == 0 || road->exit == exit);
}

static bool corridor_is(const Guosuo__V1__Corridor *corridor, const struct ruling_case *of)
{
	const Guosuo__V1__Leg *leg = of->leg;
	if (corridor->n_roads != leg->n_roads || !station_is(of->roster, corridor->entry, leg->entry) ||
	    !station_is(of->roster, corridor->exit, leg->exit))
		return false;
	for (size_t i = 0; i < leg->n_roads; i++)
		if (!road_is(corridor->roads[i], leg->roads[i]))
			return false;
	return true;
}

const Guosuo__V1__Corridor *ruling_corridor(const Guosuo__V1__ProvinceRule *rule, const struct ruling_case *of)
{
	for (size_t i = 0; rule->when != NULL && i < rule->when->n_corridors; i++)
		if (corridor_is(rule->when->corridors[i], of))
			return rule->when->corridors[i];
	return NULL;
}

static bool corridor_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	for (size_t i = 0; i < when->n_corridors; i++)
		if (corridor_is(when->corridors[i], of))
			return true;
	return when->n_corridors == 0 || missed(why, MISS_CORRIDOR, 0, 0);
}

/* ---- measures ---- */

enum { MEASURES = 6 };

static uint32_t heaviest(const uint32_t *loads, size_t n)
{
	uint32_t most = 0;
	for (size_t i = 0; i < n; i++)
		if (loads[i] > most)
			most = loads[i];
	return most;
}

/* In the order of the MISS rows. */
static void measure(const Guosuo__V1__Laden *laden, uint32_t out[static MEASURES])
{
	const uint32_t got[MEASURES] = {laden->mass_kg,
					laden->length_mm,
					laden->width_mm,
					laden->height_mm,
					heaviest(laden->axle_loads_kg, laden->n_axle_loads_kg),
					heaviest(laden->axle_line_loads_kg, laden->n_axle_line_loads_kg)};
	memcpy(out, got, sizeof got);
}

static void limits_of(const Guosuo__V1__RuleMeasures *named, uint32_t out[static MEASURES])
{
	const uint32_t limits[MEASURES] = {named->mass_kg,   named->length_mm,    named->width_mm,
					   named->height_mm, named->axle_load_kg, named->axle_line_load_kg};
	memcpy(out, limits, sizeof limits);
}

static bool at_most_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	uint32_t got[MEASURES], limit[MEASURES];
	if (when->at_most == NULL)
		return true;
	measure(of->trip->laden, got);
	limits_of(when->at_most, limit);
	for (size_t i = 0; i < MEASURES; i++)
		if (limit[i] != 0 && got[i] > limit[i])
			return missed(why, MISS_MASS_OVER + (enum miss_reason)i, got[i], limit[i]);
	return true;
}

static bool above_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	uint32_t got[MEASURES], limit[MEASURES];
	if (when->above == NULL)
		return true;
	measure(of->trip->laden, got);
	limits_of(when->above, limit);
	for (size_t i = 0; i < MEASURES; i++)
		if (limit[i] != 0 && got[i] <= limit[i])
			return missed(why, MISS_MASS_NOT_ABOVE + (enum miss_reason)i, got[i], limit[i]);
	return true;
}

/* ---- goods, company ---- */

static bool hs_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	char code[16];
	if (when->n_hs == 0)
		return true;
	if (of->trip->cargo == NULL)
		return missed(why, MISS_EMPTY, 0, 0);
	snprintf(code, sizeof code, "%06u", of->trip->cargo->hs_code);
	for (size_t i = 0; i < when->n_hs; i++)
		if (strncmp(code, when->hs[i], strlen(when->hs[i])) == 0)
			return true;
	return missed(why, MISS_HS, of->trip->cargo->hs_code, 0);
}

static bool company_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	uint8_t packed[USCC_PACKED];
	for (size_t i = 0; i < when->n_companies; i++)
		if (uscc_pack(span_text(when->companies[i]), packed) == RULE_OK &&
		    span_equal(bytes_span(of->trip->company->uscc), span_of(packed, sizeof packed)))
			return true;
	return when->n_companies == 0 || missed(why, MISS_COMPANY, 0, 0);
}

/* ---- times ---- */

static bool days_hold(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	int64_t from, to;
	for (size_t i = 0; i < when->n_days; i++)
		if (rules_days(when->days[i], of->utc_offset_min, &from, &to) && from <= of->leg->not_before &&
		    of->leg->not_after <= to)
			return true;
	return when->n_days == 0 || missed(why, MISS_DAYS, 0, 0);
}

/* A range that cannot be read is taken to touch it. */
static bool not_days_hold(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	int64_t from, to;
	for (size_t i = 0; i < when->n_not_days; i++)
		if (!rules_days(when->not_days[i], of->utc_offset_min, &from, &to) ||
		    (from <= of->leg->not_after && of->leg->not_before <= to))
			return missed(why, MISS_NOT_DAYS, 0, 0);
	return true;
}

static bool says_one_of(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, const Guosuo__V1__Notice *notice)
{
	char *roads[ROADS_MAX];
	size_t count = 0;
	bool says = false;
	for (; count < of->leg->n_roads && count < ROADS_MAX; count++)
		roads[count] = of->leg->roads[count]->number;
	for (size_t i = 0; i < when->n_no_notices; i++)
		says = says || notice_says(notice, when->no_notices[i], roads, count);
	return says && notice_holds(notice, of->leg->not_before, of->leg->not_after);
}

static bool notices_hold(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	if (when->n_no_notices > 0 && !of->noticed)
		return missed(why, MISS_NOTICES, 0, 0);
	for (size_t i = 0; when->n_no_notices > 0 && i < of->notice_count; i++)
		if (says_one_of(when, of, of->notices[i].body))
			return missed(why, MISS_NOTICE, 0, 0);
	return true;
}

static bool window_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	enum { HOUR_S = 3600 };
	int64_t length = (int64_t)of->leg->not_after - of->leg->not_before;
	return when->window_hours == 0 || length <= (int64_t)when->window_hours * HOUR_S ||
	       missed(why, MISS_WINDOW, (length + HOUR_S - 1) / HOUR_S, when->window_hours);
}

static bool journeys_hold(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	uint32_t journeys = trip_journeys(of->trip);
	return when->journeys == 0 || journeys <= when->journeys || missed(why, MISS_JOURNEYS, journeys, when->journeys);
}

/* ---- as before ---- */

/* All that may differ in a trip that repeats another: what the desk makes anew, and what is no matter of this province's roads. */
static const char *const may_differ[] = {"pass_id",   "revision", "status_index", "sealed_at",   "not_before",
					 "not_after", "provinces", "origin",       "destination", "port",
					 "officers",  "annex_hash", "export_country", NULL};

/* A person may have named exits where the wish names none: those stand. */
static bool same_way(const Guosuo__V1__Leg *leg, const Guosuo__V1__Leg *former)
{
	if (leg->n_roads != former->n_roads || leg->entry != former->entry || leg->exit != former->exit ||
	    leg->n_stops != former->n_stops ||
	    (leg->n_stops > 0 && memcmp(leg->stops, former->stops, leg->n_stops * sizeof leg->stops[0]) != 0))
		return false;
	for (size_t i = 0; i < leg->n_roads; i++)
		if (strcmp(leg->roads[i]->number, former->roads[i]->number) != 0 ||
		    (leg->roads[i]->exit != 0 && leg->roads[i]->exit != former->roads[i]->exit))
			return false;
	return true;
}

static bool repeat_holds(const Guosuo__V1__RuleWhen *when, const struct ruling_case *of, struct miss *why)
{
	if (when->repeat_days == 0)
		return true;
	if (of->former_trip == NULL || of->former_leg == NULL)
		return missed(why, MISS_NEVER, 0, 0);
	int64_t age = of->now - of->former_leg->sealed_at;
	if (age > (int64_t)when->repeat_days * DAY_S)
		return missed(why, MISS_LONG_AGO, (age + DAY_S - 1) / DAY_S, when->repeat_days);
	struct difference first;
	size_t differences = differ(&guosuo__v1__trip__descriptor, of->former_trip, of->trip, may_differ, 0, &first, 1);
	if (differences > 0)
		return missed(why, MISS_DIFFERS, (int64_t)differences, 0);
	return same_way(of->leg, of->former_leg) || missed(why, MISS_OTHER_WAY, 0, 0);
}

/* ---- all of it ---- */

bool ruling_holds(const Guosuo__V1__ProvinceRule *rule, const struct ruling_case *of, struct miss *why)
{
	static bool (*const conditions[])(const Guosuo__V1__RuleWhen *, const struct ruling_case *, struct miss *) = {
	    class_holds,   corridor_holds, at_most_holds, above_holds,   hs_holds,    company_holds,
	    days_hold,     not_days_hold,  notices_hold,  window_holds,  journeys_hold, repeat_holds};
	*why = (struct miss){.reason = MISS_NONE};
	for (size_t i = 0; rule->when != NULL && i < sizeof conditions / sizeof conditions[0]; i++)
		if (!conditions[i](rule->when, of, why))
			return false;
	return true;
}

const Guosuo__V1__ProvinceRule *ruling_of(const struct rules *rules, const struct ruling_case *of,
					  struct miss why[static RULES_MAX], size_t *missed_count)
{
	*missed_count = 0;
	for (size_t i = 0; i < rules->body->n_rules && i < RULES_MAX; i++) {
		if (ruling_holds(rules->body->rules[i], of, &why[i]))
			return rules->body->rules[i];
		++*missed_count;
	}
	return NULL;
}

void ruling_text(const struct miss *miss, enum lang lang, char *out, size_t size)
{
	static const char *const texts[MISS_COUNT][2] = {
	    [MISS_NONE] = {"", ""},
#define X(name, zh, en) [MISS_##name] = {zh, en},
	    MISS_LIST(X)
#undef X
	};
	struct line line = line_over(out, size);
	line_fill(&line, texts[miss->reason][lang == LANG_EN], miss->got, miss->limit);
}
