/* client/key.h - this device's key (home/key, encrypted) and what it is enrolled as (home/role.NAME, one a role). */
#ifndef GUOSUO_CLIENT_KEY_H
#define GUOSUO_CLIENT_KEY_H

#include "client/command.h"
#include "proto/seal.h"
#include "proto/wire/keyfile.h"

struct key {
	uint8_t public_key[KEY_LEN];
	uint8_t *secret; /* SECRET_LEN bytes of sodium_malloc */
};

/* Asks for the passphrase (or reads --passphrase-file). ERR_NOT_FOUND: no key yet (said); ERR_PASSPHRASE, ERR_IO ... (said). */
enum err key_open(struct context *context, struct key *out) MUST_USE;

/* Is this the passphrase of this home's key? Nothing is said. ERR_PASSPHRASE, and key_open's. */
enum err key_check(struct context *context, const char *passphrase) MUST_USE;

/* A key that is kept nowhere but in this text, NUL-terminated, with a label under its passphrase, which is asked twice (or read
 * from --passphrase-file). Said. */
enum err key_new(struct context *context, const char *label, struct key *out,
		 char text[static KEYFILE_TEXT_MAX + 1]) MUST_USE;

/* Opens the key in such a text and keeps it as this home's; label as it was. ERR_EXISTS: the home has one. Said. */
enum err key_adopt(struct context *context, const char *text, struct key *out,
		   char label[static KEYFILE_LABEL_MAX + 1]) MUST_USE;

/* Opens it, or makes one first: the passphrase is asked twice. */
enum err key_open_or_make(struct context *context, struct key *out) MUST_USE;
void key_close(struct key *key);

/* The public key without a passphrase. ERR_NOT_FOUND, ERR_FORMAT. */
enum err key_public(struct context *context, uint8_t out[static KEY_LEN]) MUST_USE;

/* "7f3a..." 16 hex characters. */
void key_hex(const uint8_t key[static KEY_LEN], char out[static 17]);

/* What home/role.NAME says: made by enrolment, JSON for people. */
struct membership {
	uint32_t role;       /* Guosuo__V1__Role */
	uint32_t province;   /* 0: a company role */
	uint32_t checkpoint; /* the number of its post: a checkpoint's, or the code of a keeper's stop */
	char organisation[64];
	char server[256];
	char name[128];
	uint8_t root_set[HASH_LEN];
};
/* "officer", "reviewer", "driver", "checkpoint", "authority", "issuing" ...; NULL and 0 for others. */
const char *role_word(uint32_t role);
uint32_t role_number(const char *word);
enum err role_read(struct context *context, const char *role, struct membership *out) MUST_USE; /* ERR_NOT_FOUND is said */
enum err role_write(struct context *context, const struct membership *membership) MUST_USE;

#endif
