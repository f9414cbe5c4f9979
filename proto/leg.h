/* proto/leg.h - one province's decision about its own roads, and the reviewer's other sealed acts. */
#ifndef GUOSUO_PROTO_LEG_H
#define GUOSUO_PROTO_LEG_H

#include "proto/trip.h"

enum {
	LEG_MAX = 512, /* bytes of the body */
	ROADS_MAX = 16,
	STOPS_MAX = 16,
	HOURS_MAX = 14,
	CONDITIONS_MAX = 16,
	DECISION_MAX = 2048,
	REASON_MAX = 1500, /* bytes of a decision's reason */
};

struct leg {
	const Guosuo__V1__Leg *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

enum err leg_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct leg *out) MUST_USE;

/* Forms and bounds; ordinal and province are the trip's; window inside the trip's; stations of that province.
 * ERR_FORMAT, ERR_WINDOW, ERR_SCOPE. */
enum err leg_sound(const Guosuo__V1__Leg *leg, const Guosuo__V1__Trip *trip) MUST_USE;

/* Seals by reviewers of `roster` valid at sealed_at, linked to this trip, by exactly class_persons(max of claimed and
 * computed class) distinct persons, for class III at least one on a DEVICE. `over_limit_class` is that maximum.
 * complete = false accepts one seal fewer (the first of two). persons receives the entries' indexes.
 * ERR_KEY, ERR_SEAL (also: sealed for another trip), ERR_FEW, ERR_SURPLUS, ERR_WINDOW, ERR_SCOPE, ERR_FORMAT, ERR_MEMORY. */
enum err leg_verify(const Guosuo__V1__Sealed *sealed, const struct leg *leg, const struct trip *trip,
		    const struct roster *roster, uint32_t over_limit_class, bool complete, int64_t now,
		    struct arena *arena, size_t entries[SEALS_MAX], size_t *count) MUST_USE;

/* A decision (refuse, ask, pause, resume): one reviewer's seal. Same errors. */
enum err decision_open(const Guosuo__V1__Sealed *sealed, const struct trip *trip, const struct roster *roster, int64_t now,
		       struct arena *arena, const Guosuo__V1__Decision **out, size_t *entry) MUST_USE;

/* Is the moment inside the permitted hours at this offset? None listed: always. */
bool hours_permit(Guosuo__V1__Hours *const *hours, size_t count, int64_t when, uint32_t utc_offset_min);

#endif
