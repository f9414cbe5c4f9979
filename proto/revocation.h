/* proto/revocation.h - what is taken back: a province's reviewers, or an officer named in the trip, say which
 * indexes of its list of one week stand no longer, and why. Nothing a status list revokes is without one. */
#ifndef GUOSUO_PROTO_REVOCATION_H
#define GUOSUO_PROTO_REVOCATION_H

#include "proto/fault.h"
#include "proto/trip.h"

enum {
	REVOCATION_MAX = 8192, /* bytes of the body */
	REVOKED_MAX = 1000,    /* indexes of one */
	NOTE_MAX = 600,        /* bytes of its note */
	REVOCATION_FILE_MAX = 4 * 1024 * 1024,
};

struct revocation {
	const Guosuo__V1__Revocation *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

/* Canonical and of its size only: no seals. body: of a Sealed or an OfficerSealed. ERR_FORMAT, ERR_NEWER,
 * ERR_SIZE, ERR_MEMORY. */
enum err revocation_read(ProtobufCBinaryData body, struct arena *arena, struct revocation *out) MUST_USE;

/* What is wrong with it, field by field: a province, an ISO week, 1 to REVOKED_MAX indexes rising from 1 (one
 * alone where it is a single thing that ends: SUPERSEDED, TRIP_WITHDRAWN, TRIP_REPLACED), a moment, a reason,
 * a note. */
void revocation_check(const Guosuo__V1__Revocation *revocation, struct faults *faults);

/* How many persons must seal it: one for one index, two for more. */
size_t revocation_persons(const Guosuo__V1__Revocation *revocation);

/* Is this a reason of officers, about a trip of their own? */
bool revocation_is_officers(uint32_t reason);

/* revocation_check, and seals by reviewers of its province's roster whose windows held at sealed_at (<= now +
 * SKEW_S), by exactly revocation_persons distinct persons; complete = false accepts fewer. A reviewer with a
 * scope takes back only what was SUPERSEDED: whether other indexes lie in a scope cannot be seen. `entries`
 * (may be NULL) receives the roster's indexes in the order of the seals, `count` (may be NULL) their number.
 * ERR_FORMAT, ERR_KEY, ERR_SEAL, ERR_FEW, ERR_SURPLUS, ERR_WINDOW (sealed in the future), ERR_SCOPE (another
 * province's roster, a reviewer's scope, an officer's reason), ERR_MEMORY. */
enum err revocation_verify(const Guosuo__V1__Sealed *sealed, const struct revocation *revocation,
                           const struct roster *roster, bool complete, int64_t now, struct arena *arena,
                           size_t entries[SEALS_MAX], size_t *count) MUST_USE;

/* revocation_check, an officer's reason, about the index of this trip and nothing else, signed by an officer
 * named in it. Whether the trip itself is sealed is the caller's to know. ERR_FORMAT, ERR_KEY (the trip does
 * not name this key), ERR_SEAL, ERR_SCOPE (another trip, or a reviewers' reason), ERR_WINDOW, ERR_MEMORY. */
enum err revocation_verify_officer(const Guosuo__V1__OfficerSealed *sealed,
                                   const struct revocation *revocation, const struct trip *trip, int64_t now,
                                   struct arena *arena) MUST_USE;

/* An officer takes the own trip back. ERR_KEY: not named in it; ERR_FORMAT: the note; ERR_SCOPE: no reason of
 * officers; ERR_MEMORY. */
enum err revocation_seal_officer(const struct trip *trip, uint32_t reason, const char *note, int64_t now,
                                 const uint8_t secret[static SECRET_LEN], struct arena *arena,
                                 Guosuo__V1__OfficerSealed **out) MUST_USE;

#endif
