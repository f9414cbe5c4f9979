/* proto/trip.h - what may travel: drafted from an application, sealed by the origin province's issuing key.
 */
#ifndef GUOSUO_PROTO_TRIP_H
#define GUOSUO_PROTO_TRIP_H

#include "proto/application.h"
#include "proto/roster.h"

enum {
	TRIP_MAX = 1024, /* bytes of the body */
	OFFICERS_MAX = 4,
	ANNEX_HASH_LEN = 16,
	CODE_FIT_MAX = 1130, /* bytes of a whole code: QR version 24-L */
};

/* What only the desk knows when it makes a trip of an application. */
struct trip_grant {
	uint8_t pass_id[16];
	uint32_t revision;
	uint32_t status_index;
	int64_t sealed_at;
	const uint8_t (*officers)[FINGERPRINT_LEN];
	size_t officer_count;
	uint8_t annex_hash[ANNEX_HASH_LEN];
};

/* A sound trip, in `arena` but for the application's texts and numbers, which it shares. The issuer is the
 * province of the origin, of an empty return that of the destination. Refuses what application_check refuses at sealed_at, and then a trip whose code (its
 * leg, assignment and presentation at their usual size) would not fit: RULE_CODE_FIT. Adds the faults and
 * warnings of application_check. ERR_INPUT (faults say), ERR_FORMAT: a grant out of its form, ERR_MEMORY. */
enum err trip_draft(const Guosuo__V1__Application *application, const struct directory *directory,
                    const struct trip_grant *grant, struct arena *arena, struct faults *faults,
                    Guosuo__V1__Trip **out) MUST_USE;

/* Bytes of a code with a trip body of this length and its leg, assignment and presentation at their usual
 * size: five roads with exits, two rows of hours, three conditions with a text, three stops, two escort
 * vehicles, a driver's name of NAME_BYTES / 3, a nonce; two seals on the leg for class III. */
size_t trip_code_bound(size_t trip_body, uint32_t over_limit_class);

struct trip {
	const Guosuo__V1__Trip *body;
	uint8_t hash[HASH_LEN];
	struct span raw; /* the body's bytes */
};

/* Packed and hashed; out->body is `body`. ERR_FORMAT: a text is not text; ERR_MEMORY. */
enum err trip_pack(const Guosuo__V1__Trip *body, struct arena *arena, struct trip *out) MUST_USE;

/* Canonical and well-formed only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err trip_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct trip *out) MUST_USE;

/* Bounds, ranges and forms of an opened trip: what the signer checks before it seals and a verifier before it
 * believes. ERR_FORMAT: a field out of its form; ERR_WINDOW: order or length of the window, or not_after
 * beyond LIFE_MAX_S; ERR_SCOPE: issuer is not the origin's province (of an empty train: the destination's), or legs do not lead from origin to
 * destination over neighbours; ERR_INPUT: claimed class below the computed one. */
enum err trip_sound(const Guosuo__V1__Trip *trip, const struct directory *directory) MUST_USE;

/* trip_sound, and one seal by an issuing key of the issuer's roster, valid at sealed_at; sealed_at <= now +
 * SKEW_S. ERR_KEY, ERR_SEAL, ERR_SURPLUS, ERR_WINDOW, ERR_SCOPE (also: another province's roster), ERR_INPUT,
 * ERR_FORMAT, ERR_MEMORY. */
enum err trip_verify(const Guosuo__V1__Sealed *sealed, const struct trip *trip, const struct roster *issuer,
                     const struct directory *directory, int64_t now, struct arena *arena) MUST_USE;

/* How many journeys it allows, at least one. */
uint32_t trip_journeys(const Guosuo__V1__Trip *trip);

/* The fingerprint of the officer in a slot, from 1; NULL: there is no such slot. */
const uint8_t *trip_fingerprint(const Guosuo__V1__Trip *trip, uint32_t slot);

/* The slot, from 1, of the officer with this key; 0: none of the trip's. */
uint32_t trip_officer(const Guosuo__V1__Trip *trip, const uint8_t key[static KEY_LEN]);

#endif
