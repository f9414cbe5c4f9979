/* proto/trip.h - what may travel: drafted from an application, sealed by the origin province's issuing key. */
#ifndef GUOSUO_PROTO_TRIP_H
#define GUOSUO_PROTO_TRIP_H

#include "proto/roster.h"
#include "proto/rule.h"

enum {
	TRIP_MAX = 1024, /* bytes of the body */
	TRACTORS_MAX = 4,
	TRAILERS_MAX = 4,
	LEGS_MAX = 12,
	OFFICERS_MAX = 4,
	AXLES_MAX = 24,
	NAME_BYTES = 90, /* bytes of a name in a code: 30 Chinese characters */
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

/* application_check has passed; the issuer is the province of the origin. RULE_CODE_FIT is checked here: a code with this
 * trip and the largest leg, assignment and presentation it allows must fit. ERR_INPUT (faults say), ERR_MEMORY. */
enum err trip_draft(const Guosuo__V1__Application *application, const struct directory *directory,
		    const struct trip_grant *grant, struct arena *arena, struct faults *faults,
		    struct span *body) MUST_USE;

/* An upper bound for a code's bytes with this trip body: its leg, assignment and presentation at their usual size
 * (class III: two seals; five roads, three stops, two escorts, a name of NAME_BYTES/3 bytes, with nonce). */
size_t trip_code_bound(size_t trip_body, uint32_t over_limit_class);

/* Bounds, ranges and forms of an opened trip: what the signer checks before it seals and a verifier before it believes.
 * ERR_FORMAT: a field out of its form; ERR_WINDOW: order or length of the window, or not_after beyond LIFE_MAX_S;
 * ERR_SCOPE: issuer is not the origin's province, or legs do not lead from origin to destination over neighbours;
 * ERR_INPUT: claimed class below the computed one. */
enum err trip_sound(const Guosuo__V1__Trip *trip, const struct directory *directory) MUST_USE;

struct trip {
	const Guosuo__V1__Trip *body;
	uint8_t hash[HASH_LEN];
	struct span raw; /* the body's bytes */
};

/* Canonical and well-formed only: no seals. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err trip_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct trip *out) MUST_USE;

/* One seal by an issuing key of the issuer's roster, valid at sealed_at; sealed_at <= now + SKEW_S; trip_sound.
 * ERR_KEY, ERR_SEAL, ERR_SURPLUS, ERR_WINDOW, ERR_SCOPE, ERR_INPUT, ERR_FORMAT, ERR_MEMORY. */
enum err trip_verify(const Guosuo__V1__Sealed *sealed, const struct trip *trip, const struct roster *issuer,
		     const struct directory *directory, int64_t now, struct arena *arena) MUST_USE;

#endif
