/* proto/directory.h - the top of trust: provinces, their authorities, the limits table. Immutable, walked by +1. */
#ifndef GUOSUO_PROTO_DIRECTORY_H
#define GUOSUO_PROTO_DIRECTORY_H

#include "guosuo/v1/trust.pb-c.h"
#include "proto/fault.h"
#include "proto/seal.h"

enum {
	DIRECTORY_MAX = 256 * 1024, /* bytes of the Sealed file */
	PROVINCES_MAX = 40,
	PARTY_KEYS_MAX = 16,
	ROOT_THRESHOLD_MAX = SEALS_MAX / 2, /* a change of roots carries the seals of both sets */
	OFFSET_MAX_MIN = 14 * 60,
};

struct directory {
	const Guosuo__V1__Directory *body;
	uint8_t hash[HASH_LEN]; /* of the body's bytes */
};

/* What clients pin and invitations carry: SHA-256("guosuo-roots-v1" || threshold (1 byte) || for each root in listed
 * order: algorithm (1 byte) || person (4 bytes, big-endian) || key). The person is in it: with the same keys under other
 * persons, one holder of two keys would count twice. */
void root_set_hash(const Guosuo__V1__Directory *directory, uint8_t out[static HASH_LEN]);

/* Is the body itself sound? Known provinces, no duplicate key or province, valid points, thresholds that the listed
 * persons can meet (roots: at most ROOT_THRESHOLD_MAX, authorities: SEALS_MAX), neighbours that are symmetric and exist,
 * limits present and in order. Faults name the field. */
void directory_check(const Guosuo__V1__Directory *directory, struct faults *faults);

/* The first directory a party holds: its own root set must hash to `pin` and meet its own threshold.
 * ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY; ERR_KEY: another root set than the pinned one; ERR_SEAL, ERR_FEW,
 * ERR_SURPLUS; ERR_INPUT: sealed, but directory_check finds faults. Expiry is not judged here. */
enum err directory_open(struct span raw, const uint8_t pin[static HASH_LEN], struct arena *arena,
			struct directory *out) MUST_USE;

/* The next one: version exactly held + 1, sealed by the held root set's threshold and, where the root set changed,
 * also by the new one's; persons are counted in each set apart, and one person counts in both. A version is judged
 * FORKED only under the held roots' seals. As above, and ERR_ROLLBACK: an older version; ERR_FORKED: the held version with other bytes;
 * ERR_EXISTS: the same bytes; ERR_STATE: a version is missing between. */
enum err directory_follow(struct span raw, const struct directory *held, struct arena *arena,
			  struct directory *out) MUST_USE;

/* NULL when the directory does not have it. */
const Guosuo__V1__Province *directory_province(const struct directory *directory, uint32_t code);
bool directory_has_key(const struct directory *directory, const uint8_t key[static KEY_LEN]);
bool directory_neighbours(const struct directory *directory, uint32_t a, uint32_t b);

#endif
