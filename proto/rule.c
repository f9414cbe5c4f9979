#include "proto/rule.h"

/* ---- what rolls ---- */

/* Two vehicles make a train; the first one alone does not, so `train` follows the axles that were there
 * before. */
void axles_add(struct axles *axles, Guosuo__V1__VehicleKind kind, uint32_t axles_or_lines)
{
	bool tractor =
	    kind == GUOSUO__V1__VEHICLE_KIND__TRACTOR || kind == GUOSUO__V1__VEHICLE_KIND__RIGID_TRUCK;
	bool small = axles_or_lines <= 2;
	axles->single_drive =
	    axles->count == 0 ? tractor && small : axles->single_drive && (!tractor || small);
	axles->train = axles->count > 0;
	axles->count += axles_or_lines * (kind == GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR ? 2 : 1);
}

static void add_all(struct axles *axles, size_t n, Guosuo__V1__Vehicle *const *vehicles)
{
	for (size_t i = 0; i < n; i++)
		if (!vehicles[i]->spare)
			axles_add(axles, vehicles[i]->kind, vehicles[i]->axles);
}

struct axles trip_axles(const Guosuo__V1__Trip *trip)
{
	struct axles axles = {0};
	add_all(&axles, trip->n_tractors, trip->tractors);
	add_all(&axles, trip->n_trailers, trip->trailers);
	return axles;
}

/* ---- class ---- */

/* Rows rise by axles, so the last row that is not above holds; a combination below every row takes the
 * lowest. */
uint32_t basic_mass(struct axles axles, const Guosuo__V1__Limits *limits)
{
	const Guosuo__V1__MassLimit *row = NULL;
	for (size_t i = 0; i < limits->n_masses; i++) {
		const Guosuo__V1__MassLimit *next = limits->masses[i];
		if ((bool)next->train == axles.train && (row == NULL || next->axles <= axles.count))
			row = next;
	}
	if (row == NULL)
		return 0;
	return axles.single_drive && row->single_drive_mass_kg != 0 ? row->single_drive_mass_kg
	                                                            : row->mass_kg;
}

struct bound {
	uint32_t length_mm, width_mm, height_mm, mass_kg;
};

static bool within(const Guosuo__V1__Laden *laden, struct bound bound)
{
	return laden->length_mm <= bound.length_mm && laden->width_mm <= bound.width_mm &&
	       laden->height_mm <= bound.height_mm && laden->mass_kg <= bound.mass_kg;
}

uint32_t class_of(const Guosuo__V1__Laden *laden, struct axles axles, const Guosuo__V1__Limits *limits)
{
	uint32_t basic = basic_mass(axles, limits);
	if (within(laden, (struct bound){limits->length_mm, limits->width_mm, limits->height_mm, basic}))
		return 0;
	for (size_t i = 0; i < limits->n_classes; i++) {
		const Guosuo__V1__ClassBound *row = limits->classes[i];
		uint32_t mass = row->mass_kg == 0 ? basic : row->mass_kg;
		if (within(laden, (struct bound){row->length_mm, row->width_mm, row->height_mm, mass}))
			return (uint32_t)row->over_limit_class;
	}
	return GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
}

uint32_t trip_class(const Guosuo__V1__Trip *trip, const Guosuo__V1__Limits *limits)
{
	return class_of(trip->laden, trip_axles(trip), limits);
}

size_t class_persons(uint32_t over_limit_class)
{
	return over_limit_class >= GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III ? 2 : 1;
}
