/* proto/assignment.h - who drives what, sealed by an officer of the trip; and the driver's "I am here now".
 */
#ifndef GUOSUO_PROTO_ASSIGNMENT_H
#define GUOSUO_PROTO_ASSIGNMENT_H

#include "proto/leg.h"

enum {
	ASSIGNMENT_MAX = 512,
	PRESENTATION_MAX = 128,
	ESCORTS_MAX = 4,
	LICENCE_LAST = 4,
	DIGEST_LEN = 4,                  /* of state and stamp in a presentation */
	ASSIGNMENT_WINDOW_S = 7 * DAY_S, /* where the limits table does not say */
	PRESENT_BEFORE_S = 30,           /* valid iff time - 30 <= now <= time + 60 */
	PRESENT_AFTER_S = 60,
	PRESENT_RENEW_S = 15,
	NONCE_MIN = 100000,
	NONCE_MAX = 999999,
};

struct assignment {
	const Guosuo__V1__Assignment *body;
	uint8_t hash[HASH_LEN];
	struct span raw;
};

/* Canonical and well-formed only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err assignment_read(const Guosuo__V1__OfficerSealed *sealed, struct arena *arena,
                         struct assignment *out) MUST_USE;

/* Ordinals exist in the trip, window inside the trip's and at most limits' assignment_window_s (0:
 * ASSIGNMENT_WINDOW_S), exactly one holder. Whether a device key is a point is asked when it is enrolled and
 * assigned, not here. What is wrong goes to `faults`, under "assignment." (NULL: not wanted).
 * ERR_FORMAT, ERR_WINDOW, ERR_SCOPE (an ordinal or journey the trip lacks). */
enum err assignment_sound(const Guosuo__V1__Assignment *assignment, const Guosuo__V1__Trip *trip,
                          const Guosuo__V1__Limits *limits, struct faults *faults) MUST_USE;

/* The longest not_before..not_after these limits permit. */
int64_t assignment_window(const Guosuo__V1__Limits *limits);

/* assignment_sound, the key's fingerprint stands in the trip, and its seal over (trip, body) verifies. The
 * trip has passed trip_sound. ERR_KEY, ERR_SEAL, ERR_WINDOW, ERR_SCOPE, ERR_FORMAT, ERR_MEMORY. */
enum err assignment_verify(const Guosuo__V1__OfficerSealed *sealed, const struct assignment *assignment,
                           const struct trip *trip, const Guosuo__V1__Limits *limits,
                           struct arena *arena) MUST_USE;

/* Makes the envelope: seals `body` (canonical, read here) for `trip` with an officer's key. ERR_KEY: the key
 * is not one of the trip's, or the device key is no valid point; ERR_SEAL: the secret is damaged; ERR_FORMAT,
 * ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err assignment_seal(struct span body, const struct trip *trip, const uint8_t secret[static SECRET_LEN],
                         struct arena *arena, Guosuo__V1__OfficerSealed **out) MUST_USE;

/* A presentation is linked to trip, leg and assignment and sealed by the device the assignment names. Its
 * time is the verdict's to judge. ERR_FORMAT (also: a paper assignment), ERR_NEWER, ERR_SIZE, ERR_MEMORY;
 * ERR_SEAL. */
enum err presentation_open(const Guosuo__V1__DeviceSealed *sealed, const struct trip *trip,
                           const struct leg *leg, const struct assignment *assignment, struct arena *arena,
                           const Guosuo__V1__Presentation **out) MUST_USE;

/* state_digest: of a province's newest status list that the phone carries, by the hour it was issued in (proto/README.md 5.5). */
void presentation_state(uint32_t province, int64_t issued_at, uint8_t out[static DIGEST_LEN]);

/* ERR_KEY: the secret is not the assigned device's; ERR_SEAL: it is damaged; ERR_FORMAT, ERR_MEMORY. */
enum err presentation_seal(const Guosuo__V1__Presentation *presentation, const struct trip *trip,
                           const struct leg *leg, const struct assignment *assignment,
                           const uint8_t secret[static SECRET_LEN], struct arena *arena,
                           Guosuo__V1__DeviceSealed **out) MUST_USE;

#endif
