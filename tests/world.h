/* tests/world.h - the case as it travels: drafted, sealed by Shandong, its three legs sealed by two reviewers
 * each, assigned and presented. A test spoils a body and seals it again. Keys are numbers, as in
 * tests/trust_rig.h. */
#ifndef GUOSUO_TESTS_WORLD_H
#define GUOSUO_TESTS_WORLD_H

#include "proto/body.h"
#include "proto/identity.h"
#include "proto/pass.h"
#include "tests/case.h"

enum {
	WORLD_MEMORY = 4 << 20,
	WORLD_LEGS = 3,
	WORLD_OFFICERS = 3,
	WORLD_OFFICER = 8001, /* to 8003 */
	WORLD_STRANGER = 8901,
	WORLD_DEVICE = 8101,
	WORLD_OTHER_DEVICE = 8102,
	WORLD_NONCE = 482915,
};

#define WORLD_NOW (CASE_DEPART + 4 * 3600)

struct world {
	struct rig rig;
	struct directory directory;
	struct roster rosters[WORLD_LEGS]; /* of the legs' provinces, in their order */
	Guosuo__V1__Sealed trip_sealed, leg_sealed[WORLD_LEGS];
	struct trip trip;
	struct leg legs[WORLD_LEGS];
	Guosuo__V1__OfficerSealed *assignment_sealed;
	struct assignment assignment;
	Guosuo__V1__DeviceSealed *presentation_sealed; /* of leg 2 */
};

static const uint32_t world_provinces[WORLD_LEGS] = {SHANDONG, HEBEI, CASE_TIANJIN};

/* ---- trip ---- */

static inline struct trip_grant world_grant(void)
{
	static uint8_t officers[WORLD_OFFICERS][FINGERPRINT_LEN];
	for (uint32_t i = 0; i < WORLD_OFFICERS; i++) {
		struct rig_pair pair = rig_pair(WORLD_OFFICER + i);
		uint8_t id[HASH_LEN];
		key_id(pair.key, id);
		memcpy(officers[i], id, FINGERPRINT_LEN);
	}
	return (struct trip_grant){
	    .pass_id = {0x9D, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16},
	    .revision = 1,
	    .status_index = 48211,
	    .sealed_at = CASE_SUBMITTED + 3600,
	    .officers = (const uint8_t(*)[FINGERPRINT_LEN])officers,
	    .officer_count = WORLD_OFFICERS,
	    .annex_hash = {0xA1, 0xA2},
	};
}

static inline Guosuo__V1__Sealed world_sealed(struct rig *rig, enum kind kind, const hash_t *links,
                                              struct span body, const uint32_t *keys)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(rig_seals(rig, kind, links, body, keys));
	return sealed;
}

static inline void world_seal_trip(struct world *world, const Guosuo__V1__Trip *trip, const uint32_t *keys)
{
	struct span body = rig_pack(&world->rig, &trip->base);
	world->trip_sealed = world_sealed(&world->rig, KIND_trip, NULL, body, keys);
	rig_must(trip_read(&world->trip_sealed, &world->rig.arena, &world->trip) == ERR_OK);
}

#define WORLD_ISSUING RIG_KEYS(rig_entry(SHANDONG, ENTRY_ISSUING))

static inline void world_trip(struct world *world)
{
	struct trip_grant grant = world_grant();
	struct faults faults = {.count = 0};
	Guosuo__V1__Trip *trip;
	rig_must(trip_draft(case_application(&world->rig), &world->directory, &grant, &world->rig.arena,
	                    &faults, &trip) == ERR_OK);
	world_seal_trip(world, trip, WORLD_ISSUING);
}

/* ---- leg ---- */

static inline Guosuo__V1__Road *world_road(struct rig *rig, const char *number, uint32_t exit)
{
	Guosuo__V1__Road *road = RIG_NEW(rig, Guosuo__V1__Road, GUOSUO__V1__ROAD__INIT);
	road->number = (char *)(uintptr_t)number;
	road->exit = exit;
	return road;
}

static inline uint32_t *world_numbers(struct rig *rig, const uint32_t *numbers, size_t n)
{
	return memcpy(rig_take(rig, n * sizeof *numbers), numbers, n * sizeof *numbers);
}

/* Three roads, hours, escort, a condition and three stops: as large as the case gets. */
static inline Guosuo__V1__Leg *world_leg(struct world *world, size_t at)
{
	static const uint32_t ends[WORLD_LEGS][2] = {
	    {370103004, 371400012}, {130900003, 130900017}, {120116004, 120116099}};
	static const uint32_t stops[] = {301, 302, 303}, conditions[] = {7};
	struct rig *rig = &world->rig;
	Guosuo__V1__Leg *leg = RIG_NEW(rig, Guosuo__V1__Leg, GUOSUO__V1__LEG__INIT);
	leg->ordinal = (uint32_t)at + 1;
	leg->revision = 1;
	leg->status_index = 48377;
	leg->sealed_at = (uint32_t)(CASE_DEPART - 5 * RIG_DAY);
	leg->province = world_provinces[at];
	leg->n_roads = 3;
	leg->roads = rig_take(rig, 3 * sizeof *leg->roads);
	leg->roads[0] = world_road(rig, "G2", 0);
	leg->roads[1] = world_road(rig, "G20", 0);
	leg->roads[2] = world_road(rig, "G3", 35);
	leg->entry = ends[at][0];
	leg->exit = ends[at][1];
	leg->not_before = (uint32_t)CASE_DEPART;
	leg->not_after = (uint32_t)(CASE_DEPART + 72 * 3600);
	leg->speed_kmh = 60;
	leg->n_hours = 1;
	leg->hours = rig_take(rig, sizeof *leg->hours);
	leg->hours[0] = RIG_NEW(rig, Guosuo__V1__Hours, GUOSUO__V1__HOURS__INIT);
	leg->hours[0]->weekdays = 127, leg->hours[0]->from_min = 360, leg->hours[0]->to_min = 1140;
	leg->escort = RIG_NEW(rig, Guosuo__V1__EscortDuty, GUOSUO__V1__ESCORT_DUTY__INIT);
	leg->escort->vehicles = 2, leg->escort->staff = 4;
	leg->conditions = world_numbers(rig, conditions, 1);
	leg->n_conditions = 1;
	leg->stops = world_numbers(rig, stops, 3);
	leg->n_stops = 3;
	return leg;
}

static inline void world_seal_leg(struct world *world, size_t at, const Guosuo__V1__Leg *leg,
                                  const uint32_t *keys)
{
	struct span body = rig_pack(&world->rig, &leg->base);
	world->leg_sealed[at] =
	    world_sealed(&world->rig, KIND_leg, (const hash_t *)&world->trip.hash, body, keys);
	rig_must(leg_read(&world->leg_sealed[at], &world->rig.arena, &world->legs[at]) == ERR_OK);
}

#define WORLD_REVIEWER(province, n) rig_entry((province), ENTRY_REVIEWER_A + (n))
#define WORLD_REVIEWERS(province) RIG_KEYS(WORLD_REVIEWER(province, 0), WORLD_REVIEWER(province, 1))

/* ---- assignment, presentation ---- */

static inline Guosuo__V1__Assignment *world_assignment(struct world *world)
{
	static uint32_t trailers[] = {1};
	static uint64_t escorts[2];
	static char name[] = "示例司机甲", licence[] = "0015";
	rig_must(plate_pack(span_text("鲁A54321"), &escorts[0]) == RULE_OK);
	rig_must(plate_pack(span_text("冀J54322"), &escorts[1]) == RULE_OK);
	Guosuo__V1__Assignment *assignment = rig_take(&world->rig, sizeof *assignment);
	guosuo__v1__assignment__init(assignment);
	assignment->serial = 1;
	assignment->journey = 1;
	assignment->tractor = 1;
	assignment->trailers = trailers, assignment->n_trailers = 1;
	assignment->driver_name = name;
	assignment->licence_last4 = licence;
	assignment->not_before = (uint32_t)CASE_DEPART;
	assignment->not_after = (uint32_t)(CASE_DEPART + 72 * 3600);
	assignment->escort_plates = escorts, assignment->n_escort_plates = 2;
	assignment->escort_staff = 4;
	assignment->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
	assignment->device_key = rig_key(&world->rig, WORLD_DEVICE);
	return assignment;
}

static inline void world_seal_assignment(struct world *world, const Guosuo__V1__Assignment *assignment)
{
	struct rig_pair officer = rig_pair(WORLD_OFFICER);
	rig_must(assignment_seal(rig_pack(&world->rig, &assignment->base), &world->trip, officer.secret,
	                         &world->rig.arena, &world->assignment_sealed) == ERR_OK);
	rig_must(assignment_read(world->assignment_sealed, &world->rig.arena, &world->assignment) == ERR_OK);
}

static inline Guosuo__V1__Presentation *world_presentation(struct world *world)
{
	static const uint8_t digests[2][DIGEST_LEN] = {{1, 2, 3, 4}, {5, 6, 7, 8}};
	struct rig *rig = &world->rig;
	Guosuo__V1__Presentation *presentation =
	    RIG_NEW(rig, Guosuo__V1__Presentation, GUOSUO__V1__PRESENTATION__INIT);
	presentation->time = (uint32_t)WORLD_NOW;
	presentation->counter = 300;
	presentation->state_digest = rig_bytes(rig, digests[0], DIGEST_LEN);
	presentation->stamp_digest = rig_bytes(rig, digests[1], DIGEST_LEN);
	return presentation;
}

static inline void world_challenge(struct world *world, Guosuo__V1__Presentation *presentation)
{
	presentation->challenge = RIG_NEW(&world->rig, Guosuo__V1__Challenge, GUOSUO__V1__CHALLENGE__INIT);
	presentation->challenge->nonce = WORLD_NONCE;
	presentation->challenge->checkpoint = 1207;
}

static inline void world_seal_presentation(struct world *world, const Guosuo__V1__Presentation *presentation,
                                           size_t leg)
{
	struct rig_pair device = rig_pair(WORLD_DEVICE);
	rig_must(presentation_seal(presentation, &world->trip, &world->legs[leg], &world->assignment,
	                           device.secret, &world->rig.arena, &world->presentation_sealed) == ERR_OK);
}

/* ---- all of it ---- */

static inline void world_make(struct world *world, uint8_t *memory)
{
	*world = (struct world){.rig = rig_make(memory, WORLD_MEMORY)};
	world->directory = case_directory(&world->rig);
	world_trip(world);
	for (size_t i = 0; i < WORLD_LEGS; i++) {
		world->rosters[i] = rig_opened_roster(&world->rig, &world->directory, world_provinces[i]);
		world_seal_leg(world, i, world_leg(world, i), WORLD_REVIEWERS(world_provinces[i]));
	}
	world_seal_assignment(world, world_assignment(world));
	world_seal_presentation(world, world_presentation(world), 1);
}

/* One more step of an arena that grows from nothing: it is too small until it is enough, and then stays
 * enough. */
static inline void world_step(enum err *last, enum err got, size_t size)
{
	rig_must(got == ERR_OK || got == ERR_MEMORY);
	rig_must(size > 0 || got == ERR_MEMORY);
	rig_must(*last == ERR_MEMORY || got == ERR_OK);
	*last = got;
}

/* The wallet's file with the first `legs` of them. */
static inline Guosuo__V1__PassFile *world_pass(struct world *world, size_t legs)
{
	Guosuo__V1__PassFile *pass = RIG_NEW(&world->rig, Guosuo__V1__PassFile, GUOSUO__V1__PASS_FILE__INIT);
	pass->trip = &world->trip_sealed;
	pass->n_legs = legs;
	pass->legs = rig_take(&world->rig, legs * sizeof *pass->legs);
	for (size_t i = 0; i < legs; i++)
		pass->legs[i] = &world->leg_sealed[i];
	pass->n_assignments = 1;
	pass->assignments = rig_take(&world->rig, sizeof *pass->assignments);
	pass->assignments[0] = world->assignment_sealed;
	return pass;
}

#endif
