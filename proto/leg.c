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

static bool escort_ok(const Guosuo__V1__EscortDuty *escort)
{
	return escort == NULL || escort->vehicles >= 1;
}

static bool form_ok(const Guosuo__V1__Leg *leg)
{
	return leg->revision >= 1 && leg->status_index >= 1 && leg->sealed_at >= 1 && leg->speed_kmh >= 1 &&
	       leg->speed_kmh <= SPEED_MAX_KMH && leg->n_roads >= 1 && roads_sound(leg->roads, leg->n_roads) &&
	       hours_sound(leg->hours, leg->n_hours) && escort_ok(leg->escort) &&
	       codes_ok(leg->n_conditions, leg->conditions, CONDITIONS_MAX) &&
	       codes_ok(leg->n_stops, leg->stops, STOPS_MAX) &&
	       (leg->condition_text_hash.len == 0 || leg->condition_text_hash.len == TEXT_HASH_LEN);
}

static bool window_ok(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip)
{
	return leg->not_before < leg->not_after && leg->not_before >= trip->not_before &&
	       leg->not_after <= trip->not_after && leg->not_after <= (int64_t)leg->sealed_at + LIFE_MAX_S;
}

static bool station_ok(uint32_t station, uint32_t province)
{
	return station_division(station) / 10000 == province && station_number(station) >= 1;
}

static bool scope_ok(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip)
{
	return leg->ordinal >= 1 && leg->ordinal <= trip->n_provinces &&
	       leg->province == trip->provinces[leg->ordinal - 1] && station_ok(leg->entry, leg->province) &&
	       station_ok(leg->exit, leg->province);
}

enum err leg_sound(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip)
{
	if (!form_ok(leg))
		return ERR_FORMAT;
	if (!window_ok(leg, trip))
		return ERR_WINDOW;
	return scope_ok(leg, trip) ? ERR_OK : ERR_SCOPE;
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
		err = leg_sound(leg->body, trip->body);
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
