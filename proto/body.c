#include "proto/body.h"

#include <string.h>

#include "proto/canon.h"
#include "proto/sign.h"

struct span bytes_span(ProtobufCBinaryData bytes)
{
	return span_of(bytes.data, bytes.len);
}

ProtobufCBinaryData span_bytes(struct span span)
{
	return (ProtobufCBinaryData){span.n, (uint8_t *)span.p};
}

enum err body_open(const ProtobufCMessageDescriptor *type, ProtobufCBinaryData body, size_t most,
                   struct arena *arena, ProtobufCMessage **out)
{
	return body.len > most ? ERR_SIZE : canon_open(type, bytes_span(body), arena, out);
}

enum err body_file_open(const ProtobufCMessageDescriptor *type, struct span raw, size_t most, struct arena *arena,
                        const Guosuo__V1__Sealed **sealed, ProtobufCMessage **body, uint8_t hash[static HASH_LEN])
{
	ProtobufCMessage *envelope;
	if (raw.n > most)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__sealed__descriptor, raw, arena, &envelope);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Sealed *opened = (const Guosuo__V1__Sealed *)envelope;
	err = opened->body.len == 0 ? ERR_FORMAT : canon_open(type, bytes_span(opened->body), arena, body);
	if (err != ERR_OK)
		return err;
	body_hash(bytes_span(opened->body), hash);
	*sealed = opened;
	return ERR_OK;
}

enum err body_sealers(const struct sealing *sealing, const struct roster *roster, uint32_t role, int64_t now,
                      struct arena *arena, size_t entries[static SEALS_MAX], size_t *persons)
{
	if (sealing->sealed_at - SKEW_S > now)
		return ERR_WINDOW;
	size_t used = arena->used, most = roster->body->n_entries;
	struct signer_key *keys = arena_take(arena, most * sizeof *keys);
	if (keys == NULL)
		return ERR_MEMORY;
	size_t count = roster_keys(roster, role, sealing->sealed_at, keys, most);
	enum err err = seals_check(sealing->kind, sealing->links, bytes_span(sealing->sealed->body),
	                           bytes_span(sealing->sealed->seals), keys, count, arena, persons, entries);
	arena->used = used;
	return err;
}

enum err body_sealer(const struct sealing *sealing, const struct roster *roster, uint32_t role, int64_t now,
                     struct arena *arena, size_t *entry)
{
	size_t entries[SEALS_MAX], persons;
	enum err err = body_sealers(sealing, roster, role, now, arena, entries, &persons);
	if (err == ERR_OK && persons > 1)
		err = ERR_SURPLUS;
	if (err == ERR_OK && entry != NULL)
		*entry = entries[0];
	return err;
}

enum err body_signed(enum kind kind, const hash_t *links, struct span body, const uint8_t key[static KEY_LEN],
                     ProtobufCBinaryData signature, struct arena *arena)
{
	size_t used = arena->used;
	struct span message;
	if (signature.len != SIG_LEN)
		return ERR_FORMAT;
	enum err err = seal_message(kind, links, body, arena, &message);
	if (err == ERR_OK)
		err = seal_check(message, key, signature.data);
	arena->used = used;
	return err;
}

/* The key stands elsewhere, so the kid is left behind. */
enum err body_sign(enum kind kind, const hash_t *links, struct span body, const uint8_t secret[static SECRET_LEN],
                   struct arena *arena, ProtobufCBinaryData *out)
{
	uint8_t *seal = arena_take(arena, SEAL_LEN);
	if (seal == NULL)
		return ERR_MEMORY;
	enum err err = seal_sign(kind, links, body, secret, arena, seal);
	if (err == ERR_OK)
		*out = (ProtobufCBinaryData){SIG_LEN, seal + KID_LEN};
	return err;
}

enum err body_sign_officer(enum kind kind, const hash_t *links, struct span body,
                           const uint8_t secret[static SECRET_LEN], struct arena *arena,
                           Guosuo__V1__OfficerSealed **out)
{
	Guosuo__V1__OfficerSealed *sealed = arena_take(arena, sizeof *sealed);
	uint8_t *key = arena_take(arena, KEY_LEN);
	if (sealed == NULL || key == NULL)
		return ERR_MEMORY;
	guosuo__v1__officer_sealed__init(sealed);
	memcpy(key, secret + SECRET_LEN - KEY_LEN, KEY_LEN);
	sealed->body = span_bytes(body);
	sealed->key = (ProtobufCBinaryData){KEY_LEN, key};
	enum err err = body_sign(kind, links, body, secret, arena, &sealed->signature);
	if (err == ERR_OK)
		*out = sealed;
	return err;
}
