#include "proto/trip.h"

#include <assert.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/identity.h"

/* ---- how large a code becomes ---- */

enum {
	FIELD = 3, /* tag and length of a body or run of seals of 128 bytes and more */
	LEG_USUAL = 150,
	ASSIGNMENT_USUAL = 112,
	PRESENTATION_USUAL = 32,
};

size_t trip_code_bound(size_t trip_body, uint32_t over_limit_class)
{
	size_t bodies = trip_body + LEG_USUAL + ASSIGNMENT_USUAL + PRESENTATION_USUAL;
	size_t seals = (1 + class_persons(over_limit_class)) * SEAL_LEN + KEY_LEN + 2 * SIG_LEN;
	return bodies + seals + 5 * FIELD;
}

/* ---- from people's form to the pass's ---- */

/* application_check has found no error, so reading again cannot fail. */
static void certain(enum rule rule)
{
	assert(!fault_is_error(rule));
	(void)rule;
}

static uint32_t division_number(const char *text)
{
	uint32_t division = 0;
	certain(division_read(span_text(text), &division));
	return division;
}

static bool vehicle_draft(const Guosuo__V1__ApplicationVehicle *from, struct arena *arena,
                          Guosuo__V1__Vehicle **out)
{
	Guosuo__V1__Vehicle *vehicle = arena_take(arena, sizeof *vehicle);
	uint8_t *vin = arena_take(arena, VIN_PACKED);
	if (vehicle == NULL || vin == NULL)
		return false;
	guosuo__v1__vehicle__init(vehicle);
	certain(plate_pack(span_text(from->plate), &vehicle->plate));
	certain(vin_pack(span_text(from->vin), vin));
	vehicle->vin = (ProtobufCBinaryData){VIN_PACKED, vin};
	vehicle->kind = vehicle_kind(from->kind);
	vehicle->axles = vehicle_axles(from);
	vehicle->spare = from->spare;
	*out = vehicle;
	return true;
}

static bool vehicles_draft(size_t n, Guosuo__V1__ApplicationVehicle *const *from, struct arena *arena,
                           Guosuo__V1__Vehicle ***out)
{
	Guosuo__V1__Vehicle **list = arena_take(arena, n * sizeof *list);
	for (size_t i = 0; list != NULL && i < n; i++)
		if (!vehicle_draft(from[i], arena, &list[i]))
			return false;
	*out = list;
	return list != NULL;
}

static bool company_draft(const Guosuo__V1__Applicant *from, struct arena *arena, Guosuo__V1__Company *out)
{
	uint8_t *uscc = arena_take(arena, USCC_PACKED);
	if (uscc == NULL)
		return false;
	guosuo__v1__company__init(out);
	certain(uscc_pack(span_text(from->uscc), uscc));
	out->uscc = (ProtobufCBinaryData){USCC_PACKED, uscc};
	out->name = from->name;
	return true;
}

static void cargo_draft(const Guosuo__V1__ApplicationCargo *from, Guosuo__V1__Cargo *out)
{
	guosuo__v1__cargo__init(out);
	certain(hs_read(span_text(from->hs_code), &out->hs_code));
	out->name = from->name;
	out->pieces = from->pieces;
	out->mass_kg = from->mass_kg;
	out->length_mm = from->length_mm;
	out->width_mm = from->width_mm;
	out->height_mm = from->height_mm;
}

static void laden_draft(const Guosuo__V1__ApplicationLaden *from, Guosuo__V1__Laden *out)
{
	guosuo__v1__laden__init(out);
	out->length_mm = from->length_mm;
	out->width_mm = from->width_mm;
	out->height_mm = from->height_mm;
	out->mass_kg = from->mass_kg;
	out->n_axle_loads_kg = from->n_axle_loads_kg;
	out->axle_loads_kg = from->axle_loads_kg;
	out->n_axle_line_loads_kg = from->n_axle_line_loads_kg;
	out->axle_line_loads_kg = from->axle_line_loads_kg;
}

static bool train_draft(const Guosuo__V1__Train *from, struct arena *arena, Guosuo__V1__Trip *trip)
{
	trip->n_tractors = from->n_tractors;
	trip->n_trailers = from->n_trailers;
	return vehicles_draft(from->n_tractors, from->tractors, arena, &trip->tractors) &&
	       vehicles_draft(from->n_trailers, from->trailers, arena, &trip->trailers);
}

static bool journey_draft(const Guosuo__V1__Journey *from, bool back, struct arena *arena, Guosuo__V1__Trip *trip)
{
	int64_t not_before = 0, not_after = 0;
	certain(application_window(from, &not_before, &not_after) == ERR_OK ? RULE_OK : RULE_TIME_FORM);
	trip->not_before = (uint32_t)not_before;
	trip->not_after = (uint32_t)not_after;
	trip->origin = division_number(from->origin->division);
	trip->destination = division_number(from->destination->division);
	trip->issuer = (back ? trip->destination : trip->origin) / 10000;
	trip->port = from->destination->unlocode;
	trip->export_country = from->export_country;
	trip->n_provinces = from->n_legs;
	trip->provinces = arena_take(arena, from->n_legs * sizeof *trip->provinces);
	for (size_t i = 0; trip->provinces != NULL && i < from->n_legs; i++)
		trip->provinces[i] = division_number(from->legs[i]->entry->division) / 10000;
	return trip->provinces != NULL;
}

static enum err grant_draft(const struct trip_grant *from, struct arena *arena, Guosuo__V1__Trip *trip)
{
	assert(from->sealed_at > 0 && from->sealed_at <= UINT32_MAX); /* the window lies that near to it */
	if (from->officer_count > OFFICERS_MAX)
		return ERR_FORMAT;
	size_t n = from->officer_count * FINGERPRINT_LEN;
	uint8_t *officers = arena_take(arena, n);
	if (officers == NULL)
		return ERR_MEMORY;
	if (n > 0)
		memcpy(officers, from->officers, n);
	trip->pass_id = span_bytes(span_of(from->pass_id, sizeof from->pass_id));
	trip->revision = from->revision;
	trip->status_index = from->status_index;
	trip->sealed_at = (uint32_t)from->sealed_at;
	trip->officers = (ProtobufCBinaryData){n, officers};
	trip->annex_hash = span_bytes(span_of(from->annex_hash, sizeof from->annex_hash));
	return ERR_OK;
}

/* ---- all of it ---- */

static bool acceptable(const Guosuo__V1__Application *application, const struct directory *directory,
                       int64_t now, struct faults *faults)
{
	struct faults found = {.count = 0};
	application_check(application, directory, now, &found);
	for (size_t i = 0; i < found.count; i++)
		fault_add(faults, found.item[i].rule, found.item[i].field, found.item[i].got,
		          found.item[i].limit);
	return found.errors == 0;
}

static uint32_t class_draft(const Guosuo__V1__Application *application, const Guosuo__V1__Limits *limits)
{
	uint32_t claimed = class_read(application->over_limit_class),
	         computed = train_class(application->vehicle, limits);
	return claimed > computed ? claimed : computed;
}

static enum err fits(const Guosuo__V1__Trip *trip, struct faults *faults)
{
	size_t n = protobuf_c_message_get_packed_size(&trip->base);
	size_t bound = trip_code_bound(n, (uint32_t)trip->over_limit_class);
	if (n <= TRIP_MAX && bound <= CODE_FIT_MAX)
		return ERR_OK;
	fault_add(faults, RULE_CODE_FIT, "cargo.name", (int64_t)bound, CODE_FIT_MAX);
	return ERR_INPUT;
}

/* The message and its parts, all empty; an empty train has no cargo. */
static Guosuo__V1__Trip *trip_make(bool back, struct arena *arena)
{
	Guosuo__V1__Trip *trip = arena_take(arena, sizeof *trip);
	Guosuo__V1__Company *company = arena_take(arena, sizeof *company);
	Guosuo__V1__Cargo *cargo = arena_take(arena, sizeof *cargo);
	Guosuo__V1__Laden *laden = arena_take(arena, sizeof *laden);
	if (trip == NULL || company == NULL || cargo == NULL || laden == NULL)
		return NULL;
	guosuo__v1__trip__init(trip);
	trip->company = company;
	trip->cargo = back ? NULL : cargo;
	trip->laden = laden;
	return trip;
}

enum err trip_draft(const Guosuo__V1__Application *application, const struct directory *directory,
                    const struct trip_grant *grant, struct arena *arena, struct faults *faults,
                    Guosuo__V1__Trip **out)
{
	if (!acceptable(application, directory, grant->sealed_at, faults))
		return ERR_INPUT;
	bool back = application_is_return(application);
	Guosuo__V1__Trip *trip = trip_make(back, arena);
	if (trip == NULL || !company_draft(application->applicant, arena, trip->company) ||
	    !train_draft(application->vehicle, arena, trip) ||
	    !journey_draft(application->journey, back, arena, trip))
		return ERR_MEMORY;
	enum err err = grant_draft(grant, arena, trip);
	if (err != ERR_OK)
		return err;
	if (!back)
		cargo_draft(application->cargo, trip->cargo);
	laden_draft(application->vehicle->laden, trip->laden);
	trip->over_limit_class = (Guosuo__V1__OverLimitClass)class_draft(application, directory->body->limits);
	trip->journeys = application->journeys == 1 ? 0 : application->journeys;
	err = trip_sound(trip, directory) == ERR_OK ? fits(trip, faults) : ERR_FORMAT;
	if (err == ERR_OK)
		*out = trip;
	return err;
}

enum err trip_pack(const Guosuo__V1__Trip *body, struct arena *arena, struct trip *out)
{
	struct span raw;
	enum err err = canon_pack(&body->base, arena, &raw);
	if (err != ERR_OK)
		return err;
	*out = (struct trip){.body = body, .raw = raw};
	body_hash(raw, out->hash);
	return ERR_OK;
}
