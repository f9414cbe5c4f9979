#include "proto/leg.h"

#include <string.h>

#include "proto/body.h"

enum err leg_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct leg *out)
{
	ProtobufCMessage *body;
	enum err err = body_open(&guosuo__v1__leg__descriptor, sealed->body, LEG_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__Leg *)body;
	out->raw = bytes_span(sealed->body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

/* ---- stations ---- */

enum { STATION_NUMBERS = 1000 };

uint32_t station_of(uint32_t division, uint32_t number)
{
	return division * STATION_NUMBERS + number % STATION_NUMBERS;
}

uint32_t station_division(uint32_t station)
{
	return station / STATION_NUMBERS;
}

uint32_t station_number(uint32_t station)
{
	return station % STATION_NUMBERS;
}

/* ---- forms ---- */

bool roads_sound(Guosuo__V1__Road *const *roads, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		size_t n = strlen(roads[i]->number);
		if (n < 1 || n > ROAD_BYTES)
			return false;
	}
	return count <= ROADS_MAX;
}

bool hours_sound(Guosuo__V1__Hours *const *hours, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (hours[i]->weekdays < 1 || hours[i]->weekdays > 127 ||
		    hours[i]->from_min >= hours[i]->to_min || hours[i]->to_min > DAY_S / 60)
			return false;
	return count <= HOURS_MAX;
}

/* Codes are numbered from 1 and stand once. */
static bool codes_ok(size_t n, const uint32_t *codes, size_t most)
{
	for (size_t i = 0; i < n; i++) {
		if (codes[i] == 0)
			return false;
		for (size_t k = 0; k < i; k++)
			if (codes[i] == codes[k])
				return false;
	}
	return n <= most;
}

bool stops_sound(const uint32_t *stops, size_t count)
{
	return codes_ok(count, stops, STOPS_MAX);
}

/* The first station of a province is number 1. */
static bool station_ok(uint32_t station, uint32_t province)
{
	return station_division(station) / 10000 == province && station_number(station) >= 1;
}

static enum err form(const Guosuo__V1__Leg *leg, struct faults *faults)
{
	size_t text = leg->condition_text_hash.len;
	const struct demand demands[] = {
	    {leg->revision >= 1, ERR_FORMAT, RULE_TOO_SMALL, "leg.revision", leg->revision, 1},
	    {leg->status_index >= 1, ERR_FORMAT, RULE_TOO_SMALL, "leg.status_index", leg->status_index, 1},
	    {leg->sealed_at >= 1, ERR_FORMAT, RULE_TOO_SMALL, "leg.sealed_at", leg->sealed_at, 1},
	    {leg->speed_kmh >= 1, ERR_FORMAT, RULE_TOO_SMALL, "leg.speed_kmh", leg->speed_kmh, 1},
	    {leg->speed_kmh <= SPEED_MAX_KMH, ERR_FORMAT, RULE_TOO_LARGE, "leg.speed_kmh", leg->speed_kmh,
	     SPEED_MAX_KMH},
	    {leg->n_roads >= 1, ERR_FORMAT, RULE_REQUIRED, "leg.roads", 0, 0},
	    {leg->n_roads <= ROADS_MAX, ERR_FORMAT, RULE_TOO_MANY, "leg.roads", (int64_t)leg->n_roads, ROADS_MAX},
	    {roads_sound(leg->roads, leg->n_roads), ERR_FORMAT, RULE_ROAD_FORM, "leg.roads", 0, 0},
	    {hours_sound(leg->hours, leg->n_hours), ERR_FORMAT, RULE_HOURS_FORM, "leg.hours", 0, HOURS_MAX},
	    {leg->escort == NULL || leg->escort->vehicles >= 1, ERR_FORMAT, RULE_TOO_SMALL, "leg.escort.vehicles",
	     0, 1},
	    {codes_ok(leg->n_conditions, leg->conditions, CONDITIONS_MAX), ERR_FORMAT, RULE_CODES_FORM,
	     "leg.conditions", 0, CONDITIONS_MAX},
	    {stops_sound(leg->stops, leg->n_stops), ERR_FORMAT, RULE_CODES_FORM, "leg.stops", 0, STOPS_MAX},
	    {text == 0 || text == TEXT_HASH_LEN, ERR_FORMAT, RULE_TEXT_HASH, "leg.condition_text_hash", 0, 0},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

static enum err window(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip, struct faults *faults)
{
	int64_t from = leg->not_before, to = leg->not_after, life = to - leg->sealed_at;
	const struct demand demands[] = {
	    {from < to, ERR_WINDOW, RULE_WINDOW_ORDER, "leg.not_after", to, from},
	    {from >= trip->not_before, ERR_WINDOW, RULE_WINDOW_OUTSIDE, "leg.not_before", from, trip->not_before},
	    {to <= trip->not_after, ERR_WINDOW, RULE_WINDOW_OUTSIDE, "leg.not_after", to, trip->not_after},
	    {life <= LIFE_MAX_S, ERR_WINDOW, RULE_WINDOW_FAR, "leg.not_after", life, LIFE_MAX_S},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

static enum err scope(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip, struct faults *faults)
{
	bool there = leg->ordinal >= 1 && leg->ordinal <= trip->n_provinces;
	uint32_t province = there ? trip->provinces[leg->ordinal - 1] : 0;
	const struct demand demands[] = {
	    {there, ERR_SCOPE, RULE_ORDINAL, "leg.ordinal", leg->ordinal, (int64_t)trip->n_provinces},
	    {leg->province == province, ERR_SCOPE, RULE_LEG_PROVINCE, "leg.province", leg->province, province},
	    {station_ok(leg->entry, province), ERR_SCOPE, RULE_LEG_DIVISION, "leg.entry",
	     station_division(leg->entry), province},
	    {station_ok(leg->exit, province), ERR_SCOPE, RULE_LEG_DIVISION, "leg.exit", station_division(leg->exit),
	     province},
	};
	return demands_met(demands, sizeof demands / sizeof demands[0], faults);
}

enum err leg_sound(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip, struct faults *faults)
{
	enum err err = form(leg, faults);
	if (err == ERR_OK)
		err = window(leg, trip, faults);
	return err == ERR_OK ? scope(leg, trip, faults) : err;
}

/* ---- who sealed ---- */

static bool may_seal(const Guosuo__V1__RosterEntry *entry, const Guosuo__V1__Leg *leg,
                     uint32_t over_limit_class)
{
	uint32_t highest = (uint32_t)entry->highest_class;
	return roster_covers(entry, station_division(leg->entry)) &&
	       roster_covers(entry, station_division(leg->exit)) &&
	       (highest == 0 || over_limit_class <= highest);
}

/* `need` persons of whom one seals on a DEVICE where two are needed; one fewer while it is not complete. */
static enum err quorum(const struct roster *roster, const size_t *entries, size_t persons, size_t need,
                       bool complete)
{
	bool device = false;
	for (size_t i = 0; i < persons; i++)
		device |= roster->body->entries[entries[i]]->device == GUOSUO__V1__DEVICE_KIND__DEVICE;
	if (persons > need)
		return ERR_SURPLUS;
	if (persons < need)
		return complete ? ERR_FEW : ERR_OK;
	return need > 1 && !device ? ERR_FEW : ERR_OK;
}

enum err leg_verify(const Guosuo__V1__Sealed *sealed, const struct leg *leg, const struct trip *trip,
                    const struct roster *roster, uint32_t over_limit_class, bool complete, int64_t now,
                    struct arena *arena, size_t entries[SEALS_MAX], size_t *count)
{
	const struct sealing sealing = {KIND_leg, &trip->hash, sealed, leg->body->sealed_at};
	size_t found[SEALS_MAX], persons;
	if (roster->body->province != leg->body->province)
		return ERR_SCOPE;
	enum err err =
	    body_sealers(&sealing, roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, now, arena, found, &persons);
	if (err == ERR_OK)
		err = quorum(roster, found, persons, class_persons(over_limit_class), complete);
	if (err == ERR_OK)
		err = leg_sound(leg->body, trip->body, NULL);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < persons; i++)
		if (!may_seal(roster->body->entries[found[i]], leg->body, over_limit_class))
			return ERR_SCOPE;
	if (entries != NULL)
		memcpy(entries, found, persons * sizeof *found);
	if (count != NULL)
		*count = persons;
	return ERR_OK;
}

/* ---- permitted hours ---- */

bool hours_permit(Guosuo__V1__Hours *const *hours, size_t count, int64_t when, uint32_t utc_offset_min)
{
	uint32_t weekday, minute;
	civil_minute(when, utc_offset_min, &weekday, &minute);
	for (size_t i = 0; i < count; i++)
		if ((hours[i]->weekdays >> weekday & 1) != 0 && minute >= hours[i]->from_min &&
		    minute < hours[i]->to_min)
			return true;
	return count == 0;
}
