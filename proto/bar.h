/* proto/bar.h - an officer whose device is lost, or who has gone, is barred from a trip by another of its
 * officers: what the barred one assigns counts no longer where the next status list of the issuer is known.
 */
#ifndef GUOSUO_PROTO_BAR_H
#define GUOSUO_PROTO_BAR_H

#include "proto/trip.h"

enum { BAR_MAX = 32 }; /* bytes of the body */

struct bar {
	const Guosuo__V1__Bar *body;
	uint8_t hash[HASH_LEN];
};

/* A slot of this trip, sealed_at <= now + SKEW_S, and the signature over (trip, body) of an officer the trip
 * names in another slot. Whether the trip itself is sealed is the caller's to know. ERR_FORMAT, ERR_NEWER,
 * ERR_SIZE, ERR_KEY (not named in it), ERR_SEAL, ERR_SCOPE (no such slot, or the own one), ERR_WINDOW,
 * ERR_MEMORY. */
enum err bar_open(const Guosuo__V1__OfficerSealed *sealed, const struct trip *trip, int64_t now,
                  struct arena *arena, struct bar *out) MUST_USE;

/* ERR_KEY: not named in it; ERR_SCOPE: no such slot, or the own one; ERR_FORMAT: no moment; ERR_SEAL: the
 * secret is damaged; ERR_MEMORY. */
enum err bar_seal(const struct trip *trip, uint32_t slot, int64_t now,
                  const uint8_t secret[static SECRET_LEN], struct arena *arena,
                  Guosuo__V1__OfficerSealed **out) MUST_USE;

#endif
