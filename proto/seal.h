/* proto/seal.h - the envelope every sealed object shares: typed bytes, links, seals, and their check.
 * Signed bytes are DSSE's pre-authentication encoding: "DSSEv1" SP len(type) SP type SP len(payload) SP payload,
 * payload = links || body; a link is the SHA-256 of another body and is never carried. Ed25519 by libsodium's rule. */
#ifndef GUOSUO_PROTO_SEAL_H
#define GUOSUO_PROTO_SEAL_H

#include "proto/err.h"
#include "proto/span.h"

enum {
	KEY_LEN = 32,
	SECRET_LEN = 64, /* libsodium's form: seed || public key */
	SIG_LEN = 64,
	HASH_LEN = 32,
	KID_LEN = 4,
	KEYID_LEN = 8,
	FINGERPRINT_LEN = 12,
	SEAL_LEN = KID_LEN + SIG_LEN,
	SEALS_MAX = 8,
	LINKS_MAX = 4,
};

/*      kind, number of links */
#define KIND_LIST(X)                                                                                             \
	X(trip, 0)                                                                                                \
	X(leg, 1)          /* trip */                                                                             \
	X(assignment, 1)   /* trip */                                                                             \
	X(decision, 1)     /* trip */                                                                             \
	X(notice, 0)                                                                                              \
	X(booking, 1)      /* trip */                                                                             \
	X(presentation, 3) /* trip, leg, assignment */                                                            \
	X(stamp, 4)        /* trip, leg, assignment, previous stamp's payload (zeros for the first) */            \
	X(revocation, 0)                                                                                          \
	X(status, 0)                                                                                              \
	X(roster, 0)                                                                                              \
	X(directory, 0)                                                                                           \
	X(passages, 0)     /* a head: one seal for a device's log up to it */                                     \
	X(bar, 1)          /* trip */

enum kind {
#define X(name, links) KIND_##name,
	KIND_LIST(X)
#undef X
	    KIND_COUNT
};

const char *kind_type(enum kind kind); /* "application/vnd.guosuo.trip.v1+protobuf" */
size_t kind_links(enum kind kind);

typedef uint8_t hash_t[HASH_LEN];

void body_hash(struct span body, uint8_t out[static HASH_LEN]);

/* SHA-256("guosuo-key-v1" || key): first 4 bytes are the kid, 8 the keyid people and HTTP see, 12 the fingerprint. */
void key_id(const uint8_t key[static KEY_LEN], uint8_t out[static HASH_LEN]);

/* Canonical, on the curve, in the prime-order group (so neither of small nor of mixed order): asked when a key enters a
 * directory, roster or store. */
bool key_valid(const uint8_t key[static KEY_LEN]);

/* The signed bytes, in the arena. links holds kind_links(kind) hashes (may be NULL for none). ERR_MEMORY. */
enum err seal_message(enum kind kind, const hash_t *links, struct span body, struct arena *arena,
		      struct span *out) MUST_USE;

/* message comes from seal_message. ERR_SEAL. */
enum err seal_check(struct span message, const uint8_t key[static KEY_LEN], const uint8_t sig[static SIG_LEN]) MUST_USE;

struct seal {
	const uint8_t *kid; /* KID_LEN */
	const uint8_t *sig; /* SIG_LEN */
};

/* Sealed.seals as a list: whole records, at least one, strictly ascending. ERR_FORMAT; ERR_SURPLUS: more than SEALS_MAX,
 * or one twice. */
enum err seals_split(struct span seals, struct seal out[static SEALS_MAX], size_t *count) MUST_USE;

/* A seal's bytes inserted in order into `seals`, in the arena. `seals` may be empty. ERR_EXISTS when it is there,
 * ERR_SURPLUS when full, ERR_FORMAT when `seals` is no such list, ERR_MEMORY. */
enum err seals_insert(struct span seals, const uint8_t seal[static SEAL_LEN], struct arena *arena,
		      struct span *out) MUST_USE;

/* One key that may have sealed. */
struct signer_key {
	const uint8_t *key; /* KEY_LEN */
	uint32_t person;
	size_t tag; /* the caller's: which entry it was */
};

/* Whose seal is each? who[i] is the index in `keys` of seal i's key. Every seal must be of one of `keys` and verify, each
 * of another key; persons are not looked at. The arena is as before afterwards. ERR_FORMAT, ERR_SURPLUS, ERR_KEY (a kid
 * nobody has), ERR_SEAL (its holders are known, none of them sealed this), ERR_MEMORY. */
enum err seals_match(enum kind kind, const hash_t *links, struct span body, struct span seals,
		     const struct signer_key *keys, size_t key_count, struct arena *arena,
		     size_t who[static SEALS_MAX], size_t *count) MUST_USE;

/* Every seal must be of one of `keys` and verify; a kid is only a hint, all keys with it are tried. Each person counts
 * once. *persons is set when the result is ERR_OK. tags (may be NULL) receives the tag of each seal's key, in order.
 * ERR_FORMAT, ERR_SURPLUS (duplicate, or two seals of one person), ERR_KEY (a kid nobody has), ERR_SEAL, ERR_MEMORY. */
enum err seals_check(enum kind kind, const hash_t *links, struct span body, struct span seals,
		     const struct signer_key *keys, size_t key_count, struct arena *arena, size_t *persons,
		     size_t tags[SEALS_MAX]) MUST_USE;

#endif
