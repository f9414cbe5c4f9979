/* proto/wire/enrol.h - how a new device's key is tied to an invitation without trusting the server between.
 * proof = HMAC-SHA-256(key = secret (16 bytes) zero-padded to 32, canonical Enrolment without field proof).
 */
#ifndef GUOSUO_PROTO_ENROL_H
#define GUOSUO_PROTO_ENROL_H

#include "guosuo/v1/api.pb-c.h"
#include "proto/seal.h"

enum { INVITE_SECRET_LEN = 16, INVITE_TEXT_MAX = 1024, INVITE_LIFE_S = 86400 };

void invitation_id(const uint8_t secret[static INVITE_SECRET_LEN], uint8_t out[static HASH_LEN]);

/* A device with another clock reads an invitation this much late. */
enum { INVITE_SKEW_S = 300 };

/* "guosuo-invite-1." + base64url (no padding) of the canonical Invitation; for a link, a QR or a file. ERR_FORMAT: a
 * field of wrong length or without a value (secret, role, expires_at, root_set, server); ERR_SIZE: longer than
 * INVITE_TEXT_MAX; ERR_MEMORY. */
enum err invitation_text(const Guosuo__V1__Invitation *invitation, struct arena *arena, char **out) MUST_USE;

/* ERR_FORMAT: not an invitation, or a field of wrong length; ERR_NEWER; ERR_SIZE; ERR_MEMORY; ERR_WINDOW: expired at
 * `now`, or good for longer than INVITE_LIFE_S from now. */
enum err invitation_read(struct span text, int64_t now, struct arena *arena,
                         Guosuo__V1__Invitation **out) MUST_USE;

/* Writes the proof of `enrolment` (whose proof field is ignored). ERR_FORMAT, ERR_MEMORY. */
enum err enrol_proof(const Guosuo__V1__Enrolment *enrolment, const uint8_t secret[static INVITE_SECRET_LEN],
                     struct arena *arena, uint8_t out[static HASH_LEN]) MUST_USE;

/* ERR_OK, or ERR_SEAL when the proof or the invitation's id is not of this secret, ERR_KEY when the key is no valid point,
 * ERR_FORMAT, ERR_MEMORY. Says nothing of what was invited: who holds the invitation asks enrol_answers. */
enum err enrol_check(const Guosuo__V1__Enrolment *enrolment, const uint8_t secret[static INVITE_SECRET_LEN],
                     struct arena *arena) MUST_USE;

/* enrol_check, and the device claims just what it was invited to: ERR_SCOPE when role, province, organisation or checkpoint
 * is another. */
enum err enrol_answers(const Guosuo__V1__Enrolment *enrolment, const Guosuo__V1__Invitation *invitation,
                       struct arena *arena) MUST_USE;

#endif
