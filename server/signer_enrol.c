#include <limits.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "proto/canon.h"
#include "proto/sign.h"
#include "proto/wire/enrol.h"
#include "proto/wire/keyfile.h"
#include "server/file.h"
#include "server/signer.h"

enum { ENROL_ARENA = 16 * 1024, INVITATION_FILE_MAX = 4096 };

static const char *role_name(Guosuo__V1__Role role)
{
	return role == GUOSUO__V1__ROLE__ROLE_ISSUING  ? "issuing"
	       : role == GUOSUO__V1__ROLE__ROLE_STATUS ? "status"
						       : NULL;
}

static enum err write_key(const struct config *config, const Guosuo__V1__Invitation *invitation,
			  const uint8_t seed[static KEYFILE_SEED_LEN])
{
	uint8_t *passphrase = NULL, random[KEYFILE_SALT_LEN + KEYFILE_NONCE_LEN];
	size_t length;
	char path[PATH_MAX], label[32], text[KEYFILE_TEXT_MAX + 2];
	enum err err = passphrase_read(config->passphrase_file, &passphrase, &length);
	if (err != ERR_OK)
		return err;
	randombytes_buf(random, sizeof random);
	snprintf(label, sizeof label, "%s.%02u", role_name(invitation->role), invitation->province);
	snprintf(path, sizeof path, "%s/%s.key", config->keys, label);
	err = keyfile_seal(seed, span_text(label), span_of(passphrase, length),
			   (struct keyfile_cost){KEYFILE_OPS, KEYFILE_MEM_KIB}, random, random + KEYFILE_SALT_LEN, text);
	sodium_memzero(passphrase, length);
	free(passphrase);
	if (err == ERR_OK)
		err = folder_make(config->keys);
	if (err == ERR_OK)
		err = file_create(path, span_text(strcat(text, "\n")), 0600);
	return err;
}

static enum err write_enrolment(const Guosuo__V1__Invitation *invitation, const uint8_t key[static KEY_LEN],
				struct arena *arena, char *out, size_t size)
{
	uint8_t id[HASH_LEN], proof[HASH_LEN];
	Guosuo__V1__Enrolment enrolment = GUOSUO__V1__ENROLMENT__INIT;
	struct span packed;
	invitation_id(invitation->secret.data, id);
	enrolment.invitation = (ProtobufCBinaryData){sizeof id, id};
	enrolment.role = invitation->role;
	enrolment.province = invitation->province;
	enrolment.key = (ProtobufCBinaryData){KEY_LEN, (uint8_t *)(uintptr_t)key};
	enrolment.name = (char *)(uintptr_t)role_name(invitation->role);
	enrolment.device = GUOSUO__V1__DEVICE_KIND__DEVICE;
	enum err err = enrol_proof(&enrolment, invitation->secret.data, arena, proof);
	enrolment.proof = (ProtobufCBinaryData){sizeof proof, proof};
	if (err == ERR_OK)
		err = canon_pack(&enrolment.base, arena, &packed);
	if (err == ERR_OK && sodium_base64_ENCODED_LEN(packed.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING) > size)
		err = ERR_SIZE;
	if (err == ERR_OK)
		sodium_bin2base64(out, size, packed.p, packed.n, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
	return err;
}

static enum err enrol(const struct config *config, struct span text, struct arena *arena, char *out, size_t size)
{
	Guosuo__V1__Invitation *invitation;
	uint8_t seed[KEYFILE_SEED_LEN], key[KEY_LEN], secret[SECRET_LEN];
	enum err err = invitation_read(text, (int64_t)time(NULL), arena, &invitation);
	if (err != ERR_OK)
		return err;
	if (role_name(invitation->role) == NULL)
		return ERR_INPUT;
	randombytes_buf(seed, sizeof seed);
	key_from_seed(seed, key, secret);
	err = write_enrolment(invitation, key, arena, out, size);
	if (err == ERR_OK)
		err = write_key(config, invitation, seed);
	sodium_memzero(seed, sizeof seed);
	sodium_memzero(secret, sizeof secret);
	return err;
}

enum err signer_enrol(const struct config *config, const char *invitation_path, char *out, size_t size)
{
	static uint8_t room[ENROL_ARENA];
	struct arena arena = {room, sizeof room, 0};
	uint8_t *text = NULL;
	size_t length;
	enum err err = file_read(invitation_path, INVITATION_FILE_MAX, &text, &length);
	if (err != ERR_OK)
		return err;
	while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r'))
		length--;
	err = enrol(config, span_of(text, length), &arena, out, size);
	sodium_memzero(text, length);
	free(text);
	return err;
}
