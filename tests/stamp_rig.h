/* tests/stamp_rig.h - stamps of the case at Tianjin's checkpoint, as a device seals them. Keys are numbers, as in
 * tests/trust_rig.h. */
#ifndef GUOSUO_TESTS_STAMP_RIG_H
#define GUOSUO_TESTS_STAMP_RIG_H

#include "proto/stamp.h"
#include "tests/world.h"

enum {
	STAMP_LEG = 2, /* Tianjin's, from 0 */
	STAMP_CHECKPOINT = 7, /* rig_roster's */
	STAMP_DEVICE = 5,
	STAMP_KEY = CASE_TIANJIN * 100 + 11 + ENTRY_CHECKPOINT,
};

/* The delivery: accepted, let pass by person 7, weighed. */
static inline Guosuo__V1__Stamp stamp_body(void)
{
	static uint32_t findings[] = {52}, axles[] = {7000, 11500}, inspections[] = {1, 2};
	static Guosuo__V1__Measured measured;
	Guosuo__V1__Stamp stamp = GUOSUO__V1__STAMP__INIT;
	guosuo__v1__measured__init(&measured);
	measured.length_mm = 21800, measured.mass_kg = 109500;
	measured.axle_loads_kg = axles, measured.n_axle_loads_kg = 2;
	stamp.checkpoint = STAMP_CHECKPOINT, stamp.device = STAMP_DEVICE, stamp.sequence = 12;
	stamp.time = WORLD_NOW - 60;
	stamp.direction = GUOSUO__V1__DIRECTION__DELIVERED;
	stamp.verdict = 1, stamp.findings = findings, stamp.n_findings = 1;
	stamp.outcome = GUOSUO__V1__OUTCOME__PASSED, stamp.duty = 7;
	stamp.assignment_serial = 1;
	stamp.measured = &measured;
	stamp.inspections = inspections, stamp.n_inspections = 2, stamp.people = 3;
	return stamp;
}

static inline struct stamped stamp_of(const struct world *world, const uint8_t *previous)
{
	return (struct stamped){&world->trip, &world->legs[STAMP_LEG], &world->assignment, previous};
}

/* Sealed by these keys, sound or not. */
static inline Guosuo__V1__Sealed stamp_sealed(struct rig *rig, const Guosuo__V1__Stamp *stamp,
                                              const struct stamped *of, const uint32_t *keys)
{
	hash_t links[STAMP_LINKS];
	stamp_links(of, links);
	return world_sealed(rig, KIND_stamp, (const hash_t *)links, rig_pack(rig, &stamp->base), keys);
}

#endif
