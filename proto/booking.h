/* proto/booking.h - beds and meals that a stop keeper keeps for one trip: read, checked, verified offline. */
#ifndef GUOSUO_PROTO_BOOKING_H
#define GUOSUO_PROTO_BOOKING_H

#include "proto/leg.h"

enum {
	BOOKING_MAX = 256,             /* bytes of the body */
	BOOKINGS_MAX = 32,             /* of a pass file, and of a trip at a desk */
	BOOKING_WINDOW_S = 31 * DAY_S, /* from not_before to not_after */
	BOOKING_CODE_MIN = 100000,     /* six digits that never begin with 0 */
	BOOKING_CODE_MAX = 999999,
	BEDS_MAX = 1000,
	MEALS_MAX = 10000,
	PHONE_BYTES = 32,
};

struct booking {
	const Guosuo__V1__Booking *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

/* Canonical and well-formed only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err booking_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct booking *out) MUST_USE;

/* Forms; ordinal and province are the trip's; the window is in order, at most BOOKING_WINDOW_S long and
 * begins inside the trip's. ERR_FORMAT, ERR_WINDOW, ERR_SCOPE. */
enum err booking_sound(const Guosuo__V1__Booking *booking, const Guosuo__V1__Trip *trip) MUST_USE;

/* booking_sound, and one seal, linked to this trip, by a stop keeper of `roster` whose post is this very stop
 * and whose window held at sealed_at (<= now + SKEW_S). entry (may be NULL) receives the keeper's index in
 * the roster. ERR_KEY, ERR_SEAL (also: sealed for another trip), ERR_SURPLUS, ERR_WINDOW, ERR_SCOPE (also:
 * another province's roster, another stop's keeper), ERR_FORMAT, ERR_MEMORY. */
enum err booking_verify(const Guosuo__V1__Sealed *sealed, const struct booking *booking,
                        const struct trip *trip, const struct roster *roster, int64_t now,
                        struct arena *arena, size_t *entry) MUST_USE;

/* Is the stop one that the sealed leg permits? */
bool booking_permitted(const Guosuo__V1__Leg *leg, uint32_t stop);

#endif
