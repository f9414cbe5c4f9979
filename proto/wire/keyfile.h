/* proto/wire/keyfile.h - a private key at rest: an Ed25519 seed and its label under a passphrase.
 *
 * One line of text: "guosuo-key-v1:" and base64 (RFC 4648 section 4, padded) of
 *
 *   offset  bytes
 *        0      1  version, 1
 *        1      1  passphrase hash, 1 = Argon2id version 1.3, one lane (RFC 9106)
 *        2      1  passes over the memory, 1 to KEYFILE_OPS_MAX
 *        3      4  memory in KiB, big-endian, KEYFILE_MEM_MIN_KIB to KEYFILE_MEM_MAX_KIB
 *        7     16  salt
 *       23     24  XChaCha20-Poly1305 nonce
 *       47     32  Ed25519 public key
 *       79     32  seed, encrypted from here on
 *      111      n  label, UTF-8 without NUL, 0 to KEYFILE_LABEL_MAX bytes
 *    111+n     16  Poly1305 tag
 *
 * The cipher's key is the 32-byte Argon2id hash of the passphrase; bytes 0 to 78 are its associated data, so
 * nobody weakens the cost or swaps the public key unnoticed. A final LF or CRLF is allowed on reading. */
#ifndef GUOSUO_PROTO_WIRE_KEYFILE_H
#define GUOSUO_PROTO_WIRE_KEYFILE_H

#include "proto/seal.h"

enum {
	KEYFILE_SEED_LEN = 32,
	KEYFILE_SALT_LEN = 16,
	KEYFILE_NONCE_LEN = 24,
	KEYFILE_LABEL_MAX = 96,
	KEYFILE_TEXT_MAX = 14 + 300, /* characters, no line feed, no NUL */
	KEYFILE_OPS_MAX = 8,
	KEYFILE_MEM_MIN_KIB = 8,
	KEYFILE_MEM_MAX_KIB = 256 * 1024,
	KEYFILE_OPS = 3, /* what our programs seal with: RFC 9106 section 4, second option, on one lane */
	KEYFILE_MEM_KIB = 64 * 1024,
};

/* What one guess at the passphrase costs. */
struct keyfile_cost {
	uint32_t ops, mem_kib;
};

/* An opened file. It is a secret: keep it in sodium_malloc or wipe it. */
struct keyfile {
	uint8_t seed[KEYFILE_SEED_LEN];
	uint8_t public_key[KEY_LEN];
	char label[KEYFILE_LABEL_MAX + 1]; /* NUL-terminated */
};

/* salt, nonce: random, new for every file. out: NUL-terminated, without line feed.
 * ERR_INPUT   an empty passphrase, a cost out of bounds, a label too long or not UTF-8 without NUL
 * ERR_MEMORY  cost.mem_kib cannot be had */
enum err keyfile_seal(const uint8_t seed[static KEYFILE_SEED_LEN], struct span label, struct span passphrase,
                      struct keyfile_cost cost, const uint8_t salt[static KEYFILE_SALT_LEN],
                      const uint8_t nonce[static KEYFILE_NONCE_LEN],
                      char out[static KEYFILE_TEXT_MAX + 1]) MUST_USE;

/* ERR_FORMAT      not a key file, or a cost out of bounds (refused before any of it is spent)
 * ERR_NEWER       a key file of another version or hash
 * ERR_PASSPHRASE  another passphrase, or the file was changed
 * ERR_MEMORY      the cost's memory cannot be had */
enum err keyfile_open(struct span text, struct span passphrase, struct keyfile *out) MUST_USE;

/* The public key as the file names it: nobody has vouched for it until keyfile_open succeeds.
 * ERR_FORMAT, ERR_NEWER. */
enum err keyfile_public(struct span text, uint8_t out[static KEY_LEN]) MUST_USE;

#endif
