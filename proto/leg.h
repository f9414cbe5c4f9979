/* proto/leg.h - one province's decision about its own roads. */
#ifndef GUOSUO_PROTO_LEG_H
#define GUOSUO_PROTO_LEG_H

#include "proto/trip.h"

enum {
	LEG_MAX = 512, /* bytes of the body */
	HOURS_MAX = 14,
	CONDITIONS_MAX = 16,
	TEXT_HASH_LEN = 16,
	SPEED_MAX_KMH = 120,
};

struct leg {
	const Guosuo__V1__Leg *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

/* Canonical and well-formed only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err leg_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct leg *out) MUST_USE;

/* A station as a leg names it, in Leg.entry and Leg.exit. number is 1 to 999. */
uint32_t station_of(uint32_t division, uint32_t number);
uint32_t station_division(uint32_t station);
uint32_t station_number(uint32_t station);

/* Forms and bounds; ordinal and province are the trip's; window inside the trip's; stations of that province. What is wrong
 * goes to `faults`, under "leg." (NULL: not wanted).
 * ERR_FORMAT, ERR_WINDOW (also: not_after beyond sealed_at + LIFE_MAX_S), ERR_SCOPE. */
enum err leg_sound(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip, struct faults *faults) MUST_USE;

/* leg_sound, and seals by reviewers of `roster` valid at sealed_at (<= now + SKEW_S), linked to this trip, by
 * exactly class_persons(max of claimed and computed class) distinct persons, for class III at least one on a
 * DEVICE. `over_limit_class` is that maximum. complete = false accepts one seal fewer (the first of two), on
 * any device. Each reviewer's scope covers both stations and their highest_class the class. `entries`
 * receives the indexes of the sealing entries in the roster, in the order of the seals; `entries` and `count`
 * may be NULL. ERR_KEY, ERR_SEAL (also: sealed for another trip), ERR_FEW (too few persons, or none of them
 * on a DEVICE), ERR_SURPLUS, ERR_WINDOW, ERR_SCOPE, ERR_FORMAT, ERR_MEMORY. */
enum err leg_verify(const Guosuo__V1__Sealed *sealed, const struct leg *leg, const struct trip *trip,
                    const struct roster *roster, uint32_t over_limit_class, bool complete, int64_t now,
                    struct arena *arena, size_t entries[SEALS_MAX], size_t *count) MUST_USE;

/* At most ROADS_MAX, each with a number; at most HOURS_MAX, each a range. */
bool roads_sound(Guosuo__V1__Road *const *roads, size_t count);
bool hours_sound(Guosuo__V1__Hours *const *hours, size_t count);
/* At most STOPS_MAX codes, none of them 0 or named twice. */
bool stops_sound(const uint32_t *stops, size_t count);

/* Is the moment inside the permitted hours at this offset? None listed: always. */
bool hours_permit(Guosuo__V1__Hours *const *hours, size_t count, int64_t when, uint32_t utc_offset_min);

#endif
