/* proto/wire/enrol.h - how a new device's key is tied to an invitation without trusting the server between.
 * proof = HMAC-SHA-256(key = secret (16 bytes) zero-padded to 32, canonical Enrolment without field proof).
 */
#ifndef GUOSUO_PROTO_ENROL_H
#define GUOSUO_PROTO_ENROL_H

#include "guosuo/v1/api.pb-c.h"
#include "proto/seal.h"

enum { INVITE_SECRET_LEN = 16, INVITE_TEXT_MAX = 1024, INVITE_LIFE_S = 86400 };

void invitation_id(const uint8_t secret[static INVITE_SECRET_LEN], uint8_t out[static HASH_LEN]);

/* "guosuo-invite-1." + base64url of the canonical Invitation; for a link, a QR or a file. ERR_FORMAT,
 * ERR_MEMORY. */
enum err invitation_text(const Guosuo__V1__Invitation *invitation, struct arena *arena, char **out) MUST_USE;

/* ERR_FORMAT: not an invitation, or a field of wrong length; ERR_WINDOW: expired at `now`. */
enum err invitation_read(struct span text, int64_t now, struct arena *arena,
                         Guosuo__V1__Invitation **out) MUST_USE;

/* Writes the proof of `enrolment` (whose proof field is ignored). ERR_FORMAT, ERR_MEMORY. */
enum err enrol_proof(const Guosuo__V1__Enrolment *enrolment, const uint8_t secret[static INVITE_SECRET_LEN],
                     struct arena *arena, uint8_t out[static HASH_LEN]) MUST_USE;

/* ERR_OK, or ERR_SEAL when the proof is not of this secret, ERR_KEY when the key is no valid point. */
enum err enrol_check(const Guosuo__V1__Enrolment *enrolment, const uint8_t secret[static INVITE_SECRET_LEN],
                     struct arena *arena) MUST_USE;

#endif
