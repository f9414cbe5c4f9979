#include "client/leg_plan.h"

#include <stdlib.h>
#include <string.h>

#include "client/condition.h"
#include "client/party.h"
#include "client/say.h"
#include "proto/identity.h"

struct plan {
	struct context *context;
	const struct plan_source *source;
	Guosuo__V1__Leg *leg;
	const char *text; /* of the conditions */
};

static const char *option(const struct plan *plan, size_t which)
{
	return plan->source->value == NULL ? NULL : plan->source->value[which];
}

/* ---- names into codes ---- */

static enum err station(const struct plan *plan, const Guosuo__V1__ApplicationStation *wish, uint32_t *out)
{
	const Guosuo__V1__Site *site = NULL;
	uint32_t division;
	if (wish == NULL)
		return ERR_FORMAT;
	if (division_read(span_text(wish->division), &division) == RULE_OK)
		site = roster_site_named(plan->source->roster, GUOSUO__V1__SITE_KIND__SITE_STATION, division,
					 wish->station);
	if (site == NULL) {
		say(plan->context, SAY_SITE_UNKNOWN, wish->division, wish->station);
		return ERR_NOT_FOUND;
	}
	*out = station_of(site->division, site->code);
	return ERR_OK;
}

enum err road_list(struct context *context, const char *typed, Guosuo__V1__Road ***out, size_t *count)
{
	char *rest = arena_text(&context->arena, span_text(typed));
	Guosuo__V1__Road **list = arena_take(&context->arena, ROADS_MAX * sizeof *list);
	size_t n = 0;
	if (rest == NULL || list == NULL)
		return ERR_MEMORY;
	for (char *one; (one = strsep(&rest, ",")) != NULL; n++) {
		Guosuo__V1__Road *road = arena_take(&context->arena, sizeof *road);
		char *exit = strchr(one, '/');
		if (road == NULL)
			return ERR_MEMORY;
		guosuo__v1__road__init(road);
		if (n == ROADS_MAX || one[0] == '\0' || exit == one ||
		    (exit != NULL && party_numbers(exit + 1, UINT16_MAX, &road->exit, 1) != 1)) {
			say(context, SAY_ROADS_BAD, (unsigned)ROADS_MAX, typed);
			return ERR_INPUT;
		}
		if (exit != NULL)
			*exit = '\0';
		road->number = one;
		list[n] = road;
	}
	*out = list;
	*count = n;
	return ERR_OK;
}

static enum err moment(struct context *context, const char *name, const char *typed, uint32_t *out)
{
	int64_t when;
	enum err err = party_time(context, name, typed, *out, &when);
	if (err == ERR_OK)
		*out = (uint32_t)when;
	return err;
}

/* "11,德州服务区": codes or names of the roster; "" for none. */
static enum err stop_list(struct context *context, const struct roster *roster, const char *typed, uint32_t **out, size_t *count)
{
	char *rest = arena_text(&context->arena, span_text(typed));
	uint32_t *list = arena_take(&context->arena, (strlen(typed) + 1) * sizeof *list);
	size_t n = 0;
	if (rest == NULL || list == NULL)
		return ERR_MEMORY;
	for (char *one; typed[0] != '\0' && (one = strsep(&rest, ",")) != NULL;) {
		uint32_t code;
		const Guosuo__V1__Site *site =
		    party_numbers(one, UINT32_MAX, &code, 1) == 1
			? roster_stop(roster, code)
			: roster_site_named(roster, GUOSUO__V1__SITE_KIND__SITE_STOP, 0, one);
		if (site == NULL) {
			say(context, SAY_SITE_UNKNOWN, "--stops", one);
			return ERR_NOT_FOUND;
		}
		list[n++] = site->code;
	}
	*out = list;
	*count = n;
	return ERR_OK;
}

/* What a proposal leaves empty stays as it was: it cannot say "none". */
static enum err proposed_stops(struct context *context, const struct roster *roster, const char *typed, Guosuo__V1__Proposal *into)
{
	if (typed == NULL)
		return ERR_OK;
	if (typed[0] != '\0')
		return stop_list(context, roster, typed, &into->stops, &into->n_stops);
	say(context, SAY_LIST_BAD, "--stops", typed);
	return ERR_INPUT;
}

enum err proposal_typed(struct context *context, const struct roster *roster, const struct proposal_words *typed,
			Guosuo__V1__Proposal **out)
{
	*out = NULL;
	if (typed->roads == NULL && typed->from == NULL && typed->to == NULL && typed->stops == NULL)
		return ERR_OK;
	Guosuo__V1__Proposal *made = arena_take(&context->arena, sizeof *made);
	if (made == NULL)
		return ERR_MEMORY;
	guosuo__v1__proposal__init(made);
	*out = made;
	enum err err = moment(context, "--window-from", typed->from, &made->not_before);
	if (err == ERR_OK)
		err = moment(context, "--window-to", typed->to, &made->not_after);
	if (err == ERR_OK && typed->roads != NULL)
		err = road_list(context, typed->roads, &made->roads, &made->n_roads);
	return err == ERR_OK ? proposed_stops(context, roster, typed->stops, made) : err;
}

static enum err roads(const struct plan *plan, const Guosuo__V1__ApplicationLeg *wish)
{
	struct arena *arena = &plan->context->arena;
	Guosuo__V1__Leg *leg = plan->leg;
	leg->roads = arena_take(arena, wish->n_roads * sizeof *leg->roads);
	if (leg->roads == NULL)
		return ERR_MEMORY;
	for (; leg->n_roads < wish->n_roads; leg->n_roads++) {
		Guosuo__V1__Road *road = arena_take(arena, sizeof *road);
		if (road == NULL)
			return ERR_MEMORY;
		guosuo__v1__road__init(road);
		road->number = wish->roads[leg->n_roads];
		leg->roads[leg->n_roads] = road;
	}
	return ERR_OK;
}

static enum err stops(const struct plan *plan, const Guosuo__V1__ApplicationLeg *wish)
{
	Guosuo__V1__Leg *leg = plan->leg;
	leg->stops = arena_take(&plan->context->arena, wish->n_stops * sizeof *leg->stops);
	if (leg->stops == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < wish->n_stops; i++) {
		const Guosuo__V1__Site *site =
		    roster_site_named(plan->source->roster, GUOSUO__V1__SITE_KIND__SITE_STOP, 0, wish->stops[i]->name);
		if (site == NULL) {
			say(plan->context, SAY_SITE_UNKNOWN, wish->province, wish->stops[i]->name);
			return ERR_NOT_FOUND;
		}
		leg->stops[leg->n_stops++] = site->code;
	}
	return ERR_OK;
}

/* What the officer wished since, or accepted as a proposal; NULL. */
static const Guosuo__V1__Proposal *wished(const struct plan *plan)
{
	return plan->source->rounds == NULL ? NULL : plan->source->rounds->wish;
}

static bool other_stops(const struct plan *plan)
{
	return option(plan, PLAN_STOPS) != NULL || (wished(plan) != NULL && wished(plan)->n_stops > 0);
}

static enum err from_application(const struct plan *plan)
{
	const Guosuo__V1__Application *application = plan->source->review->application;
	uint32_t ordinal = plan->source->review->leg->ordinal;
	const Guosuo__V1__Journey *journey = application == NULL ? NULL : application->journey;
	if (journey == NULL || ordinal < 1 || ordinal > journey->n_legs) {
		say(plan->context, SAY_LEG_NOT_ASKED);
		return ERR_NOT_FOUND;
	}
	const Guosuo__V1__ApplicationLeg *wish = journey->legs[ordinal - 1];
	enum err err = roads(plan, wish);
	if (err == ERR_OK)
		err = station(plan, wish->entry, &plan->leg->entry);
	if (err == ERR_OK)
		err = station(plan, wish->exit, &plan->leg->exit);
	return err == ERR_OK && !other_stops(plan) ? stops(plan, wish) : err;
}

static void from_wish(const struct plan *plan)
{
	const Guosuo__V1__Proposal *wish = wished(plan);
	Guosuo__V1__Leg *leg = plan->leg;
	if (wish == NULL)
		return;
	if (wish->not_before != 0)
		leg->not_before = wish->not_before;
	if (wish->not_after != 0)
		leg->not_after = wish->not_after;
	if (wish->n_roads > 0) {
		leg->roads = wish->roads;
		leg->n_roads = wish->n_roads;
	}
	if (wish->n_hours > 0) {
		leg->hours = wish->hours;
		leg->n_hours = wish->n_hours;
	}
	if (wish->n_stops > 0) {
		leg->stops = wish->stops;
		leg->n_stops = wish->n_stops;
	}
}

/* A revision begins as what stands. */
static enum err from_standing(struct plan *plan)
{
	struct leg leg;
	enum err err = leg_read(plan->source->rounds->standing, &plan->context->arena, &leg);
	if (err == ERR_OK)
		*plan->leg = *leg.body;
	else
		say_err(plan->context, err, say_text(plan->context, SAY_LEG_BAD));
	return err;
}

static enum err from_file(struct plan *plan)
{
	struct span text;
	ProtobufCMessage *message;
	enum err err = party_read(plan->context, option(plan, PLAN_LEG), PLAN_MAX, &text);
	if (err == ERR_OK)
		err = party_parse(plan->context, &guosuo__v1__leg__descriptor, text, &message);
	if (err == ERR_OK)
		plan->leg = (Guosuo__V1__Leg *)message;
	return err;
}

/* ---- the reviewer's terms ---- */

bool leg_plan_minute(const char *text, uint32_t *out)
{
	unsigned hour, minute;
	char rest;
	if (strlen(text) != 5 || strspn(text, "0123456789:") != 5 || sscanf(text, "%2u:%2u%c", &hour, &minute, &rest) != 2)
		return false;
	if (minute > 59 || hour * 60 + minute > 24 * 60)
		return false;
	*out = hour * 60 + minute;
	return true;
}

static enum err add_hours(const struct plan *plan, uint32_t weekdays, uint32_t from, uint32_t to)
{
	Guosuo__V1__Hours *hours = arena_take(&plan->context->arena, sizeof *hours);
	if (hours == NULL)
		return ERR_MEMORY;
	guosuo__v1__hours__init(hours);
	hours->weekdays = weekdays;
	hours->from_min = from;
	hours->to_min = to;
	plan->leg->hours[plan->leg->n_hours++] = hours;
	return ERR_OK;
}

static enum err weekdays(const struct plan *plan, uint32_t *out)
{
	const char *text = option(plan, PLAN_WEEKDAYS) == NULL ? "1-7" : option(plan, PLAN_WEEKDAYS);
	uint32_t days[7], mask = 0;
	size_t n = party_numbers(text, 7, days, 7);
	for (size_t i = 0; i < n; i++)
		mask |= 1u << (days[i] - 1);
	if (n == 0) {
		say(plan->context, SAY_LIST_BAD, "--weekdays", text);
		return ERR_INPUT;
	}
	*out = mask;
	return ERR_OK;
}

/* A range past midnight is two: until 24:00, and from 00:00 of the days after. */
static enum err hours_between(const struct plan *plan, uint32_t from, uint32_t to)
{
	uint32_t days;
	enum err err = weekdays(plan, &days);
	if (err != ERR_OK)
		return err;
	uint32_t after = (days << 1 | days >> 6) & 127;
	plan->leg->n_hours = 0;
	plan->leg->hours = arena_take(&plan->context->arena, 2 * sizeof *plan->leg->hours);
	if (plan->leg->hours == NULL)
		return ERR_MEMORY;
	err = add_hours(plan, days, from, to > from ? to : DAY_S / 60);
	return err == ERR_OK && to <= from && to > 0 ? add_hours(plan, after, 0, to) : err;
}

static enum err hours(const struct plan *plan)
{
	const char *from_text = option(plan, PLAN_HOURS_FROM), *to_text = option(plan, PLAN_HOURS_TO);
	uint32_t from, to;
	if (from_text == NULL && to_text == NULL && option(plan, PLAN_WEEKDAYS) == NULL)
		return ERR_OK;
	if ((from_text == NULL) != (to_text == NULL)) {
		say(plan->context, SAY_HOURS_PAIR);
		return ERR_INPUT;
	}
	if (from_text == NULL)
		return hours_between(plan, 0, DAY_S / 60);
	if (!leg_plan_minute(from_text, &from) || from >= DAY_S / 60) {
		say(plan->context, SAY_HOURS_BAD, "--hours-from", from_text);
		return ERR_INPUT;
	}
	if (!leg_plan_minute(to_text, &to)) {
		say(plan->context, SAY_HOURS_BAD, "--hours-to", to_text);
		return ERR_INPUT;
	}
	return hours_between(plan, from, to);
}

static const Guosuo__V1__LegTerms *desk_terms(const struct plan *plan)
{
	static const Guosuo__V1__LegTerms silent = GUOSUO__V1__LEG_TERMS__INIT;
	return plan->source->review->leg_terms == NULL ? &silent : plan->source->review->leg_terms;
}

/* The desk's word, or what is usual where it says nothing. */
static uint32_t term(uint32_t desks, uint32_t usual)
{
	return desks == 0 ? usual : desks;
}

static enum err escort(const struct plan *plan)
{
	const Guosuo__V1__LegTerms *desks = desk_terms(plan);
	uint32_t vehicles, staff;
	if (option(plan, PLAN_ESCORT_VEHICLES) == NULL && option(plan, PLAN_ESCORT_STAFF) == NULL)
		return ERR_OK;
	enum err err = party_number(plan->context, "escort-vehicles", option(plan, PLAN_ESCORT_VEHICLES), 1,
				    term(desks->escort_vehicles_most, PLAN_ESCORT_VEHICLES_MAX), 1, &vehicles);
	if (err == ERR_OK)
		err = party_number(plan->context, "escort-staff", option(plan, PLAN_ESCORT_STAFF), 0,
				   term(desks->escort_staff_most, PLAN_ESCORT_STAFF_MAX), 0, &staff);
	if (err != ERR_OK)
		return err;
	plan->leg->escort = arena_take(&plan->context->arena, sizeof *plan->leg->escort);
	if (plan->leg->escort == NULL)
		return ERR_MEMORY;
	guosuo__v1__escort_duty__init(plan->leg->escort);
	plan->leg->escort->vehicles = vehicles;
	plan->leg->escort->staff = staff;
	return ERR_OK;
}

/* The conditions that were typed, and the bridges as one more: a comma would end its value. */
static enum err typed_conditions(const struct plan *plan, const char **out)
{
	const char *conditions = option(plan, PLAN_CONDITIONS), *bridges = option(plan, PLAN_BRIDGES);
	*out = conditions;
	if (bridges == NULL)
		return ERR_OK;
	size_t size = sizeof "; bridges list=" + (conditions == NULL ? 0 : strlen(conditions)) + 3 * strlen(bridges);
	char *text = arena_take(&plan->context->arena, size);
	if (text == NULL)
		return ERR_MEMORY;
	int n = snprintf(text, size, "%s%sbridges list=", conditions == NULL ? "" : conditions,
			 conditions == NULL ? "" : "; ");
	for (char *at = text + n; *bridges != '\0'; bridges++)
		at += snprintf(at, size - (size_t)(at - text), *bridges == ',' ? "、" : "%c", *bridges);
	*out = text;
	return ERR_OK;
}

/* Codes and, where templates are held, the text whose hash goes with them. */
static enum err conditions(struct plan *plan)
{
	struct conditions *picked;
	const char *typed;
	json_t *templates = NULL;
	enum err err = typed_conditions(plan, &typed);
	if (err != ERR_OK || typed == NULL)
		return err;
	picked = arena_take(&plan->context->arena, sizeof *picked);
	err = picked == NULL ? ERR_MEMORY : condition_held(plan->context, option(plan, PLAN_TEMPLATES), &templates);
	if (err == ERR_OK)
		err = condition_pick(plan->context, templates, typed, picked);
	json_decref(templates);
	if (err != ERR_OK)
		return err;
	plan->leg->conditions = picked->codes;
	plan->leg->n_conditions = picked->count;
	plan->leg->condition_text_hash = (ProtobufCBinaryData){0, NULL};
	plan->text = picked->text;
	if (picked->text[0] == '\0')
		return ERR_OK;
	uint8_t *hash = arena_take(&plan->context->arena, TEXT_HASH_LEN);
	if (hash == NULL)
		return ERR_MEMORY;
	condition_text_hash(span_text(picked->text), hash);
	plan->leg->condition_text_hash = (ProtobufCBinaryData){TEXT_HASH_LEN, hash};
	return ERR_OK;
}

/* "G3/12,G18": a number, and the exit at which it is left. */
static enum err named_roads(const struct plan *plan)
{
	const char *typed = option(plan, PLAN_ROADS);
	return typed == NULL ? ERR_OK : road_list(plan->context, typed, &plan->leg->roads, &plan->leg->n_roads);
}

static enum err named_stops(const struct plan *plan)
{
	const char *typed = option(plan, PLAN_STOPS);
	return typed == NULL ? ERR_OK
			     : stop_list(plan->context, plan->source->roster, typed, &plan->leg->stops, &plan->leg->n_stops);
}

static enum err terms(struct plan *plan)
{
	Guosuo__V1__Leg *leg = plan->leg;
	const Guosuo__V1__Trip *trip = plan->source->trip;
	const Guosuo__V1__LegTerms *desks = desk_terms(plan);
	uint32_t most = term(desks->speed_most_kmh, SPEED_MAX_KMH), usual = term(desks->speed_kmh, PLAN_SPEED_KMH);
	if (leg->not_before == 0)
		leg->not_before = trip->not_before;
	if (leg->not_after == 0)
		leg->not_after = trip->not_after;
	enum err err = party_number(plan->context, "speed", option(plan, PLAN_SPEED), 1, most,
				    leg->speed_kmh != 0 ? leg->speed_kmh : usual < most ? usual : most, &leg->speed_kmh);
	if (err == ERR_OK)
		err = named_roads(plan);
	if (err == ERR_OK)
		err = named_stops(plan);
	if (err == ERR_OK)
		err = hours(plan);
	if (err == ERR_OK)
		err = escort(plan);
	if (err == ERR_OK)
		err = conditions(plan);
	if (err == ERR_OK)
		err = moment(plan->context, "--window-from", option(plan, PLAN_WINDOW_FROM), &leg->not_before);
	if (err == ERR_OK)
		err = moment(plan->context, "--window-to", option(plan, PLAN_WINDOW_TO), &leg->not_after);
	return err;
}

/* What the desk alone decides, whatever a file says. */
static void numbers(const struct plan *plan, int64_t now)
{
	const Guosuo__V1__GetReviewResponse *review = plan->source->review;
	plan->leg->ordinal = review->leg->ordinal;
	plan->leg->revision = review->leg->revision;
	plan->leg->status_index = review->status_index;
	plan->leg->province = review->leg->province;
	plan->leg->sealed_at = (uint32_t)now;
}

static enum err base(struct plan *plan)
{
	if (option(plan, PLAN_LEG) != NULL)
		return from_file(plan);
	bool stands = plan->source->rounds != NULL && plan->source->rounds->standing != NULL;
	enum err err = stands ? from_standing(plan) : from_application(plan);
	if (err == ERR_OK)
		from_wish(plan);
	return err;
}

/* What was typed goes by its option, what came from a file or the application by its field. */
static void say_wrong(const struct plan *plan, struct faults *faults)
{
	static const struct {
		size_t which;
		struct alias alias;
	} rows[] = {
	    {PLAN_CONDITIONS, {"leg.conditions", "--conditions"}},
	    {PLAN_ROADS, {"leg.roads", "--roads"}},
	    {PLAN_STOPS, {"leg.stops", "--stops"}},
	    {PLAN_WINDOW_FROM, {"leg.not_before", "--window-from"}},
	    {PLAN_WINDOW_TO, {"leg.not_after", "--window-to"}},
	};
	struct alias typed[sizeof rows / sizeof rows[0]];
	size_t count = 0;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (option(plan, rows[i].which) != NULL)
			typed[count++] = rows[i].alias;
	say_aliased(plan->context, faults, typed, count);
}

enum err leg_plan(struct context *context, const struct plan_source *source, int64_t now, Guosuo__V1__Leg **out,
		  const char **text)
{
	struct plan plan = {context, source, arena_take(&context->arena, sizeof *plan.leg), ""};
	struct faults faults = {0};
	if (plan.leg == NULL)
		return ERR_MEMORY;
	guosuo__v1__leg__init(plan.leg);
	enum err err = base(&plan);
	if (err == ERR_OK)
		err = terms(&plan);
	if (err != ERR_OK)
		return err;
	numbers(&plan, now);
	err = leg_sound(plan.leg, source->trip, &faults);
	if (err != ERR_OK) {
		say_wrong(&plan, &faults);
		return err;
	}
	*out = plan.leg;
	*text = plan.text;
	return ERR_OK;
}
