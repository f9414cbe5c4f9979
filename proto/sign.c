#include "proto/sign.h"

#include <sodium.h>
#include <string.h>

_Static_assert(SECRET_LEN == crypto_sign_SECRETKEYBYTES, "secret");

enum err seal_sign(enum kind kind, const hash_t *links, struct span body,
                   const uint8_t secret[static SECRET_LEN], struct arena *arena, uint8_t out[static SEAL_LEN])
{
	const uint8_t *key = secret + SECRET_LEN - KEY_LEN;
	uint8_t id[HASH_LEN], sig[SIG_LEN];
	struct span message;
	size_t used = arena->used;
	enum err err = seal_message(kind, links, body, arena, &message);
	if (err != ERR_OK)
		return err;
	/* A fault while signing can give the secret away: what does not verify is never shown to anyone. */
	crypto_sign_detached(sig, NULL, message.p, message.n, secret);
	err = seal_check(message, key, sig);
	arena->used = used;
	if (err != ERR_OK)
		return err;
	key_id(key, id);
	memcpy(out, id, KID_LEN);
	memcpy(out + KID_LEN, sig, SIG_LEN);
	return ERR_OK;
}

void key_from_seed(const uint8_t seed[static 32], uint8_t key[static KEY_LEN],
                   uint8_t secret[static SECRET_LEN])
{
	crypto_sign_seed_keypair(key, secret, seed);
}
