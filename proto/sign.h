/* proto/sign.h - making seals. Apart from seal.h so that a verifier links without it. */
#ifndef GUOSUO_PROTO_SIGN_H
#define GUOSUO_PROTO_SIGN_H

#include "proto/seal.h"

/* kid || signature over the signed bytes, verified before it is handed out. ERR_SEAL: the secret is damaged. */
enum err seal_sign(enum kind kind, const hash_t *links, struct span body, const uint8_t secret[static SECRET_LEN],
		   struct arena *arena, uint8_t out[static SEAL_LEN]) MUST_USE;

/* Key pair from a seed of 32 random bytes of the caller's. */
void key_from_seed(const uint8_t seed[static 32], uint8_t key[static KEY_LEN], uint8_t secret[static SECRET_LEN]);

#endif
