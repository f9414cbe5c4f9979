#include "proto/observe.h"
#include "proto/identity.h"

#include <string.h>

static bool vin_same(const Guosuo__V1__Vehicle *vehicle, const uint8_t vin[static VIN_PACKED])
{
	return vehicle->vin.len == VIN_PACKED && memcmp(vehicle->vin.data, vin, VIN_PACKED) == 0;
}

static void tractor(struct judging *j)
{
	const struct observed *seen = j->q->observed;
	const Guosuo__V1__Trip *trip = j->trip.body;
	uint32_t ordinal = j->assignment.body->tractor;
	if (ordinal == 0 || ordinal > trip->n_tractors)
		return; /* FIELD_BAD was said of the assignment */
	const Guosuo__V1__Vehicle *assigned = trip->tractors[ordinal - 1];
	if (seen->tractor_plate != 0 && seen->tractor_plate != assigned->plate)
		judge_find(j, FINDING_PLATE_MISMATCH, 0, 0, 0);
	if (seen->vin_read && !vin_same(assigned, seen->vin))
		judge_find(j, FINDING_VIN_MISMATCH, 0, 0, 0);
}

static uint64_t trailer_plate(const struct judging *j, size_t at)
{
	uint32_t ordinal = j->assignment.body->trailers[at];
	return ordinal == 0 || ordinal > j->trip.body->n_trailers
	           ? 0
	           : j->trip.body->trailers[ordinal - 1]->plate;
}

/* As sets: a sound assignment names no trailer twice, so as many plates, each of them found, are the same
 * ones. */
static bool trailers_same(const struct judging *j)
{
	const struct observed *seen = j->q->observed;
	if (seen->trailer_count > TRAILERS_MAX || seen->trailer_count != j->assignment.body->n_trailers)
		return false;
	for (size_t i = 0; i < seen->trailer_count; i++) {
		size_t k = 0;
		while (k < seen->trailer_count && seen->trailer_plates[k] != trailer_plate(j, i))
			k++;
		if (k == seen->trailer_count)
			return false;
	}
	return true;
}

void observe_vehicle(struct judging *j)
{
	if (j->q->observed == NULL)
		return;
	tractor(j);
	if (j->q->observed->trailer_count > 0 && !trailers_same(j))
		judge_find(j, FINDING_TRAILER_MISMATCH, 0, 0, 0);
}

void observe_cargo(struct judging *j)
{
	const struct observed *seen = j->q->observed;
	const Guosuo__V1__Cargo *cargo = j->trip.body->cargo;
	uint32_t hs_code = cargo == NULL ? 0 : cargo->hs_code, pieces = cargo == NULL ? 0 : cargo->pieces;
	if (seen == NULL)
		return;
	if (seen->hs_code != 0 && seen->hs_code != hs_code)
		judge_find(j, FINDING_CARGO_MISMATCH, 0, seen->hs_code, hs_code);
	if (seen->pieces != 0 && seen->pieces != pieces)
		judge_find(j, FINDING_PIECES_MISMATCH, 0, seen->pieces, pieces);
}

static const Guosuo__V1__Tolerance *tolerance(const struct judging *j)
{
	static const Guosuo__V1__Tolerance none = GUOSUO__V1__TOLERANCE__INIT;
	const struct roster *roster = j->local.roster;
	return roster == NULL || roster->body->tolerance == NULL ? &none : roster->body->tolerance;
}

static bool mass_over(uint32_t seen, uint32_t limit, uint32_t permille)
{
	return (uint64_t)seen * 1000 > (uint64_t)limit * (1000 + (uint64_t)permille);
}

/* The axle as listed where as many were weighed; else the heaviest the pass has. */
static uint32_t axle_limit(const Guosuo__V1__Laden *laden, size_t at, size_t weighed)
{
	size_t single = laden->n_axle_loads_kg, lines = laden->n_axle_line_loads_kg;
	uint32_t heaviest = 0;
	if (weighed == single + lines)
		return at < single ? laden->axle_loads_kg[at] : laden->axle_line_loads_kg[at - single];
	for (size_t i = 0; i < single + lines; i++) {
		uint32_t load = i < single ? laden->axle_loads_kg[i] : laden->axle_line_loads_kg[i - single];
		heaviest = load > heaviest ? load : heaviest;
	}
	return heaviest;
}

static void axles(struct judging *j, const Guosuo__V1__Laden *laden, uint32_t permille)
{
	const struct observed *seen = j->q->observed;
	size_t weighed = seen->axle_count < AXLES_MAX ? seen->axle_count : AXLES_MAX;
	for (size_t i = 0; i < weighed; i++) {
		uint32_t limit = axle_limit(laden, i, weighed);
		if (mass_over(seen->axle_loads_kg[i], limit, permille)) {
			judge_find(j, FINDING_AXLE_OVER, 0, seen->axle_loads_kg[i], limit);
			return;
		}
	}
}

void observe_measures(struct judging *j)
{
	const struct observed *seen = j->q->observed;
	const Guosuo__V1__Laden *laden = j->trip.body->laden;
	if (seen == NULL || laden == NULL)
		return;
	const Guosuo__V1__Tolerance *slack = tolerance(j);
	const struct {
		enum finding_code code;
		uint32_t seen, limit, slack;
	} lengths[] = {
	    {FINDING_LENGTH_OVER, seen->length_mm, laden->length_mm, slack->length_mm},
	    {FINDING_WIDTH_OVER, seen->width_mm, laden->width_mm, slack->width_mm},
	    {FINDING_HEIGHT_OVER, seen->height_mm, laden->height_mm, slack->height_mm},
	};
	for (size_t i = 0; i < sizeof lengths / sizeof lengths[0]; i++)
		if (lengths[i].seen > (uint64_t)lengths[i].limit + lengths[i].slack)
			judge_find(j, lengths[i].code, 0, lengths[i].seen, lengths[i].limit);
	if (mass_over(seen->mass_kg, laden->mass_kg, slack->mass_permille))
		judge_find(j, FINDING_MASS_OVER, 0, seen->mass_kg, laden->mass_kg);
	axles(j, laden, slack->mass_permille);
}

void observe_escort(struct judging *j)
{
	const struct observed *seen = j->q->observed;
	const Guosuo__V1__EscortDuty *duty = j->leg.body->escort;
	if (seen == NULL || !seen->escort_seen || duty == NULL)
		return;
	if (seen->escort_vehicles < duty->vehicles)
		judge_find(j, FINDING_ESCORT_MISSING, j->leg.body->province, seen->escort_vehicles,
		           duty->vehicles);
}
