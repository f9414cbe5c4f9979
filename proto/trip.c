#include "proto/trip.h"

#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/identity.h"

/* ---- reading ---- */

enum err trip_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct trip *out)
{
	ProtobufCMessage *body;
	enum err err = body_open(&guosuo__v1__trip__descriptor, sealed->body, TRIP_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Trip *trip = (const Guosuo__V1__Trip *)body;
	if (trip->pass_id.len != PASS_ID_LEN || trip->company == NULL || trip->laden == NULL)
		return ERR_FORMAT;
	out->body = trip;
	out->raw = bytes_span(sealed->body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

uint32_t trip_journeys(const Guosuo__V1__Trip *trip)
{
	return trip->journeys == 0 ? 1 : trip->journeys;
}

const uint8_t *trip_fingerprint(const Guosuo__V1__Trip *trip, uint32_t slot)
{
	bool there = slot >= 1 && slot <= trip->officers.len / FINGERPRINT_LEN;
	return there ? trip->officers.data + (size_t)(slot - 1) * FINGERPRINT_LEN : NULL;
}

uint32_t trip_officer(const Guosuo__V1__Trip *trip, const uint8_t key[static KEY_LEN])
{
	uint8_t id[HASH_LEN];
	const uint8_t *print;
	key_id(key, id);
	for (uint32_t slot = 1; (print = trip_fingerprint(trip, slot)) != NULL; slot++)
		if (memcmp(print, id, FINGERPRINT_LEN) == 0)
			return slot;
	return 0;
}

/* ---- forms ---- */

static bool in_range(uint32_t value, uint32_t most)
{
	return value >= 1 && value <= most;
}

static bool name_ok(const char *name)
{
	size_t n = strlen(name);
	return n >= 1 && n <= NAME_BYTES;
}

static bool company_ok(const Guosuo__V1__Company *company)
{
	char text[USCC_LEN + 1];
	return company != NULL && uscc_text(bytes_span(company->uscc), text) == RULE_OK &&
	       name_ok(company->name);
}

static bool outline_ok(uint32_t length_mm, uint32_t width_mm, uint32_t height_mm, uint32_t mass_kg)
{
	return in_range(length_mm, MEASURE_MAX_MM) && in_range(width_mm, MEASURE_MAX_MM) &&
	       in_range(height_mm, MEASURE_MAX_MM) && in_range(mass_kg, MASS_MAX_KG);
}

/* None: the train is empty. */
static bool cargo_ok(const Guosuo__V1__Cargo *cargo)
{
	if (cargo == NULL)
		return true;
	return hs_check(cargo->hs_code) == RULE_OK && name_ok(cargo->name) && cargo->pieces >= 1 &&
	       outline_ok(cargo->length_mm, cargo->width_mm, cargo->height_mm, cargo->mass_kg);
}

/* Adds a list of loads to the sum; false when one is zero or they are too many. */
static bool loads_ok(size_t n, const uint32_t *loads, uint64_t *sum)
{
	for (size_t i = 0; i < n; i++) {
		if (!in_range(loads[i], MASS_MAX_KG))
			return false;
		*sum += loads[i];
	}
	return n <= AXLES_MAX;
}

static bool laden_ok(const Guosuo__V1__Laden *laden)
{
	uint64_t sum = 0;
	return laden != NULL &&
	       outline_ok(laden->length_mm, laden->width_mm, laden->height_mm, laden->mass_kg) &&
	       loads_ok(laden->n_axle_loads_kg, laden->axle_loads_kg, &sum) &&
	       loads_ok(laden->n_axle_line_loads_kg, laden->axle_line_loads_kg, &sum) &&
	       sum == laden->mass_kg;
}

static bool kind_is_trailer(Guosuo__V1__VehicleKind kind)
{
	return kind == GUOSUO__V1__VEHICLE_KIND__FLATBED ||
	       kind == GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR;
}

static bool vehicle_ok(const Guosuo__V1__Vehicle *vehicle, bool trailer)
{
	char plate[PLATE_TEXT_MAX], vin[VIN_LEN + 1];
	if (plate_text(vehicle->plate, plate) != RULE_OK ||
	    vin_text(bytes_span(vehicle->vin), vin) != RULE_OK)
		return false;
	bool plate_fits = plate_is_temporary(vehicle->plate) || plate_is_trailer(vehicle->plate) == trailer;
	return vehicle->kind != GUOSUO__V1__VEHICLE_KIND__VEHICLE_KIND_UNSPECIFIED &&
	       kind_is_trailer(vehicle->kind) == trailer && plate_fits && in_range(vehicle->axles, AXLES_MAX);
}

static bool vehicles_ok(size_t n, Guosuo__V1__Vehicle *const *vehicles, bool trailer)
{
	for (size_t i = 0; i < n; i++) {
		if (!vehicle_ok(vehicles[i], trailer))
			return false;
		for (size_t k = 0; k < i; k++)
			if (vehicles[i]->plate == vehicles[k]->plate)
				return false;
	}
	return true;
}

static bool one_rolls(size_t n, Guosuo__V1__Vehicle *const *vehicles)
{
	size_t i = 0;
	while (i < n && vehicles[i]->spare)
		i++;
	return i < n;
}

static bool fleet_ok(const Guosuo__V1__Trip *trip)
{
	return trip->n_tractors >= 1 && trip->n_tractors <= TRACTORS_MAX &&
	       trip->n_trailers <= TRAILERS_MAX && vehicles_ok(trip->n_tractors, trip->tractors, false) &&
	       one_rolls(trip->n_tractors, trip->tractors) &&
	       vehicles_ok(trip->n_trailers, trip->trailers, true);
}

static bool officers_ok(ProtobufCBinaryData officers)
{
	if (officers.len == 0 || officers.len % FINGERPRINT_LEN != 0 ||
	    officers.len / FINGERPRINT_LEN > OFFICERS_MAX)
		return false;
	for (size_t i = 0; i < officers.len; i += FINGERPRINT_LEN)
		for (size_t k = 0; k < i; k += FINGERPRINT_LEN)
			if (memcmp(officers.data + i, officers.data + k, FINGERPRINT_LEN) == 0)
				return false;
	return true;
}

static bool destination_ok(const Guosuo__V1__Trip *trip)
{
	return division_check(trip->origin) == RULE_OK && division_check(trip->destination) == RULE_OK &&
	       (trip->port[0] == '\0' || locode_check(span_text(trip->port)) == RULE_OK) &&
	       (trip->export_country[0] == '\0' || country_check(span_text(trip->export_country)) == RULE_OK);
}

static bool numbers_ok(const Guosuo__V1__Trip *trip)
{
	return trip->pass_id.len == PASS_ID_LEN && trip->revision >= 1 && trip->status_index >= 1 &&
	       trip->sealed_at >= 1 && trip->journeys != 1 && trip->journeys <= JOURNEYS_MAX &&
	       trip->annex_hash.len == ANNEX_HASH_LEN &&
	       in_range((uint32_t)trip->over_limit_class, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III);
}

static bool form_ok(const Guosuo__V1__Trip *trip)
{
	return numbers_ok(trip) && company_ok(trip->company) && cargo_ok(trip->cargo) &&
	       laden_ok(trip->laden) && fleet_ok(trip) && officers_ok(trip->officers) &&
	       destination_ok(trip) && trip->n_provinces >= 1 && trip->n_provinces <= LEGS_MAX;
}

/* ---- window, route, class ---- */

static bool window_ok(const Guosuo__V1__Trip *trip, const Guosuo__V1__Limits *limits)
{
	int64_t from = trip->not_before, to = trip->not_after, sealed_at = trip->sealed_at;
	bool short_enough = limits->trip_window_s == 0 || to - from <= limits->trip_window_s;
	return from >= 1 && from < to && short_enough && to <= sealed_at + LIFE_MAX_S;
}

static bool route_ok(const Guosuo__V1__Trip *trip, const struct directory *directory)
{
	const uint32_t *provinces = trip->provinces;
	uint32_t home = trip->cargo != NULL ? provinces[0] : provinces[trip->n_provinces - 1];
	if (trip->issuer != home || trip->origin / 10000 != provinces[0] ||
	    trip->destination / 10000 != provinces[trip->n_provinces - 1])
		return false;
	for (size_t i = 0; i < trip->n_provinces; i++)
		if (directory_province(directory, provinces[i]) == NULL ||
		    (i > 0 && !directory_neighbours(directory, provinces[i - 1], provinces[i])))
			return false;
	return true;
}

enum err trip_sound(const Guosuo__V1__Trip *trip, const struct directory *directory)
{
	const Guosuo__V1__Limits *limits = directory->body->limits;
	if (!form_ok(trip))
		return ERR_FORMAT;
	if (!window_ok(trip, limits))
		return ERR_WINDOW;
	if (!route_ok(trip, directory))
		return ERR_SCOPE;
	return (uint32_t)trip->over_limit_class < trip_class(trip, limits) ? ERR_INPUT : ERR_OK;
}

enum err trip_verify(const Guosuo__V1__Sealed *sealed, const struct trip *trip, const struct roster *issuer,
                     const struct directory *directory, int64_t now, struct arena *arena)
{
	const struct sealing sealing = {KIND_trip, NULL, sealed, trip->body->sealed_at};
	if (issuer->body->province != trip->body->issuer)
		return ERR_SCOPE;
	enum err err = body_sealer(&sealing, issuer, GUOSUO__V1__ROLE__ROLE_ISSUING, now, arena, NULL);
	return err == ERR_OK ? trip_sound(trip->body, directory) : err;
}
