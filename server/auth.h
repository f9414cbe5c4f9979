/* server/auth.h - who may ask. A principal is a key: company members come from the store and are kept here,
 * reviewers, counties, stop keepers, checkpoints, the task group, auditors and authorities come from the directory and
 * rosters held, gateways from the settings. A request is signed as in
 * proto/wire/httpsig.h. Loop thread only. */
#ifndef GUOSUO_SERVER_AUTH_H
#define GUOSUO_SERVER_AUTH_H

#include "proto/identity.h"
#include "proto/wire/httpsig.h"
#include "server/held.h"

/* Bits of a role set. */
#define AUTH_ROLE(role) (1u << GUOSUO__V1__ROLE__ROLE_##role)
#define AUTH_PROPOSED (1u << 30) /* the key that the request itself proposes, known or not */

enum { AUTH_AUTHORITIES_MAX = 8, AUTH_HOST_MAX = 128 };

/* Who it is: one key in one place, with every role it has there. */
struct principal {
	uint8_t keyid[KEYID_LEN];
	uint8_t key[KEY_LEN];
	uint32_t roles;                /* bits: AUTH_ROLE */
	uint32_t province;             /* roster roles and authorities; else 0 */
	uint32_t person;               /* the roster's number; else 0 */
	uint32_t post;                 /* a stop keeper's stop, a checkpoint's number; else 0 */
	char company[USCC_LEN + 1];    /* officers and drivers; else "" */
	bool paper;                    /* a company's recovery key */
	int64_t not_before, not_after; /* a roster entry's window; else all time */
};

struct auth;

/* authorities: host[:port] that requests may be signed for, comma-separated. ERR_INPUT: none, too many or too
 * long. */
enum err auth_new(const char *authorities, struct auth **out) MUST_USE;
void auth_free(struct auth **auth);

/* A company member, from the store at the start and after an enrolment. device: a DeviceKind. ERR_MEMORY. */
enum err auth_member(struct auth *auth, const char *company, const uint8_t key[static KEY_LEN], uint32_t role,
                     uint32_t device) MUST_USE;
/* A member that was removed, in every role. */
void auth_member_gone(struct auth *auth, const char *company, const uint8_t key[static KEY_LEN]);

/* Who the directory and rosters held name, in place of who they named before. ERR_MEMORY: nothing has
 * changed. */
enum err auth_held(struct auth *auth, const struct held *held) MUST_USE;

/* Fingerprints of a company's officers, at most `size`: `first` at the front, then recovery keys, so that they are in every
 * trip, then the others. Returns how many. */
size_t auth_officers(const struct auth *auth, const char *company, const uint8_t first[static KEY_LEN],
                     uint8_t out[][FINGERPRINT_LEN], size_t size);

/* The request as received. host: the Host header. */
struct auth_claim {
	struct span host, path, content_type, body;
	struct httpsig sig;
};

/* Who signed it, in a place where it has one of `roles`; with AUTH_PROPOSED, else, the key `proposed` (may be
 * NULL). ERR_UNAUTHENTICATED: another authority than ours, an unknown key, another body, or not this key's
 * signature; ERR_CLOCK; ERR_DENIED: the signature is good, and the key has none of the roles (now: a
 * reviewer's window is over). */
enum err auth_verify(const struct auth *auth, const struct auth_claim *claim, uint32_t roles,
                     const uint8_t *proposed, int64_t now, struct principal *out) MUST_USE;

#endif
