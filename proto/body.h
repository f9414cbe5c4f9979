/* proto/body.h - what trip, leg, assignment, presentation and decision share: opening a body, asking a roster
 * who sealed it. */
#ifndef GUOSUO_PROTO_BODY_H
#define GUOSUO_PROTO_BODY_H

#include "proto/roster.h"

struct span bytes_span(ProtobufCBinaryData bytes);
ProtobufCBinaryData span_bytes(struct span span); /* protobuf-c's view; it is only read */

/* A body of at most `most` bytes. ERR_SIZE, ERR_FORMAT, ERR_NEWER, ERR_MEMORY. */
enum err body_open(const ProtobufCMessageDescriptor *type, ProtobufCBinaryData body, size_t most,
                   struct arena *arena, ProtobufCMessage **out) MUST_USE;

/* A file of trust: one Sealed of at most `most` bytes, its body opened and hashed. As body_open. */
enum err body_file_open(const ProtobufCMessageDescriptor *type, struct span raw, size_t most, struct arena *arena,
                        const Guosuo__V1__Sealed **sealed, ProtobufCMessage **body, uint8_t hash[static HASH_LEN]) MUST_USE;

/* An object sealed by entries of a roster. */
struct sealing {
	enum kind kind;
	const hash_t *links;
	const Guosuo__V1__Sealed *sealed;
	int64_t sealed_at;
};

/* Every seal is by a key of this role whose window held at sealed_at, no person twice, and sealed_at <= now +
 * SKEW_S. entries receives the roster's indexes in the order of the seals. The arena is given back.
 * ERR_WINDOW, ERR_FORMAT, ERR_KEY, ERR_SEAL, ERR_SURPLUS, ERR_MEMORY. */
enum err body_sealers(const struct sealing *sealing, const struct roster *roster, uint32_t role, int64_t now,
                      struct arena *arena, size_t entries[static SEALS_MAX], size_t *persons) MUST_USE;

/* As body_sealers where one person seals: ERR_SURPLUS when it were two. entry (may be NULL) receives the roster's index. */
enum err body_sealer(const struct sealing *sealing, const struct roster *roster, uint32_t role, int64_t now,
                     struct arena *arena, size_t *entry) MUST_USE;

/* A signature alone, by a key that stands elsewhere. ERR_FORMAT (no signature's length), ERR_SEAL, ERR_MEMORY. */
enum err body_signed(enum kind kind, const hash_t *links, struct span body, const uint8_t key[static KEY_LEN],
                     ProtobufCBinaryData signature, struct arena *arena) MUST_USE;
/* In the arena. ERR_MEMORY. */
enum err body_sign(enum kind kind, const hash_t *links, struct span body, const uint8_t secret[static SECRET_LEN],
                   struct arena *arena, ProtobufCBinaryData *out) MUST_USE;
/* An officer's envelope, in the arena: the body as it is, the key, the signature. ERR_SEAL (the secret is damaged),
 * ERR_MEMORY. */
enum err body_sign_officer(enum kind kind, const hash_t *links, struct span body,
                           const uint8_t secret[static SECRET_LEN], struct arena *arena,
                           Guosuo__V1__OfficerSealed **out) MUST_USE;

#endif
