#include "proto/wire/enrol.h"

#include <sodium.h>
#include <string.h>

#include "proto/canon.h"
#include "proto/wire/base64.h"

#define VARIANT sodium_base64_VARIANT_URLSAFE_NO_PADDING

_Static_assert(HASH_LEN == crypto_auth_hmacsha256_BYTES, "proof");
_Static_assert(INVITE_SECRET_LEN <= crypto_auth_hmacsha256_KEYBYTES, "secret");

static const char prefix[] = "guosuo-invite-1.";

enum { PREFIX_LEN = sizeof prefix - 1 };

void invitation_id(const uint8_t secret[static INVITE_SECRET_LEN], uint8_t out[static HASH_LEN])
{
	crypto_hash_sha256(out, secret, INVITE_SECRET_LEN);
}

static bool invitation_ok(const Guosuo__V1__Invitation *invitation)
{
	return invitation->secret.len == INVITE_SECRET_LEN && invitation->root_set.len == HASH_LEN &&
	       invitation->role != GUOSUO__V1__ROLE__ROLE_UNSPECIFIED && invitation->expires_at > 0 &&
	       invitation->server[0] != '\0';
}

enum err invitation_text(const Guosuo__V1__Invitation *invitation, struct arena *arena, char **out)
{
	struct span raw;
	if (!invitation_ok(invitation))
		return ERR_FORMAT;
	enum err err = canon_pack(&invitation->base, arena, &raw);
	if (err != ERR_OK)
		return err;
	size_t size = sodium_base64_encoded_len(raw.n, VARIANT);
	if (PREFIX_LEN + size > INVITE_TEXT_MAX)
		return ERR_SIZE;
	char *text = arena_take(arena, PREFIX_LEN + size);
	if (text == NULL)
		return ERR_MEMORY;
	memcpy(text, prefix, PREFIX_LEN);
	sodium_bin2base64(text + PREFIX_LEN, size, raw.p, raw.n, VARIANT);
	*out = text;
	return ERR_OK;
}

static enum err text_open(struct span text, struct arena *arena, Guosuo__V1__Invitation **out)
{
	uint8_t raw[INVITE_TEXT_MAX];
	ProtobufCMessage *message;
	size_t n;
	if (text.n > INVITE_TEXT_MAX)
		return ERR_SIZE;
	if (text.n < PREFIX_LEN || memcmp(text.p, prefix, PREFIX_LEN) != 0 ||
	    !base64_read(span_of(text.p + PREFIX_LEN, text.n - PREFIX_LEN), VARIANT, raw, sizeof raw, &n))
		return ERR_FORMAT;
	enum err err = canon_open(&guosuo__v1__invitation__descriptor, span_of(raw, n), arena, &message);
	sodium_memzero(raw, sizeof raw);
	if (err == ERR_OK)
		*out = (Guosuo__V1__Invitation *)message;
	return err;
}

enum err invitation_read(struct span text, int64_t now, struct arena *arena, Guosuo__V1__Invitation **out)
{
	Guosuo__V1__Invitation *invitation;
	enum err err = text_open(text, arena, &invitation);
	if (err != ERR_OK)
		return err;
	if (!invitation_ok(invitation))
		return ERR_FORMAT;
	if (invitation->expires_at < now || invitation->expires_at - INVITE_LIFE_S - INVITE_SKEW_S > now)
		return ERR_WINDOW;
	*out = invitation;
	return ERR_OK;
}

enum err enrol_proof(const Guosuo__V1__Enrolment *enrolment, const uint8_t secret[static INVITE_SECRET_LEN],
                     struct arena *arena, uint8_t out[static HASH_LEN])
{
	uint8_t key[crypto_auth_hmacsha256_KEYBYTES] = {0};
	Guosuo__V1__Enrolment bare = *enrolment;
	struct span raw;
	size_t used = arena->used;
	bare.proof = (ProtobufCBinaryData){0};
	enum err err = canon_pack(&bare.base, arena, &raw);
	if (err != ERR_OK)
		return err;
	memcpy(key, secret, INVITE_SECRET_LEN);
	crypto_auth_hmacsha256(out, raw.p, raw.n, key);
	sodium_memzero(key, sizeof key);
	arena->used = used;
	return ERR_OK;
}

static bool bytes_are(ProtobufCBinaryData bytes, const uint8_t want[static HASH_LEN])
{
	return bytes.len == HASH_LEN && sodium_memcmp(bytes.data, want, HASH_LEN) == 0;
}

enum err enrol_check(const Guosuo__V1__Enrolment *enrolment, const uint8_t secret[static INVITE_SECRET_LEN],
                     struct arena *arena)
{
	uint8_t id[HASH_LEN], proof[HASH_LEN];
	enum err err = enrol_proof(enrolment, secret, arena, proof);
	if (err != ERR_OK)
		return err;
	invitation_id(secret, id);
	if (!bytes_are(enrolment->invitation, id) || !bytes_are(enrolment->proof, proof))
		return ERR_SEAL;
	return enrolment->key.len == KEY_LEN && key_valid(enrolment->key.data) ? ERR_OK : ERR_KEY;
}

enum err enrol_answers(const Guosuo__V1__Enrolment *enrolment, const Guosuo__V1__Invitation *invitation,
                       struct arena *arena)
{
	if (invitation->secret.len != INVITE_SECRET_LEN)
		return ERR_FORMAT;
	enum err err = enrol_check(enrolment, invitation->secret.data, arena);
	if (err != ERR_OK)
		return err;
	bool invited = enrolment->role == invitation->role && enrolment->province == invitation->province &&
	               enrolment->checkpoint == invitation->checkpoint &&
	               strcmp(enrolment->organisation, invitation->organisation) == 0;
	return invited ? ERR_OK : ERR_SCOPE;
}
