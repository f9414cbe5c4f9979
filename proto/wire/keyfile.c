#include "proto/wire/keyfile.h"

#include <sodium.h>
#include <string.h>

#include "proto/sign.h"
#include "proto/utf8.h"
#include "proto/wire/base64.h"

#define VARIANT sodium_base64_VARIANT_ORIGINAL

static const char prefix[] = "guosuo-key-v1:";

enum {
	PREFIX_LEN = sizeof prefix - 1,
	VERSION = 1,
	ARGON2ID = 1,
	AT_VERSION = 0,
	AT_HASH = 1,
	AT_OPS = 2,
	AT_MEM = 3,
	AT_SALT = 7,
	AT_NONCE = AT_SALT + KEYFILE_SALT_LEN,
	AT_PUBLIC = AT_NONCE + KEYFILE_NONCE_LEN,
	HEADER_LEN = AT_PUBLIC + KEY_LEN,
	TAG_LEN = crypto_aead_xchacha20poly1305_ietf_ABYTES,
	CIPHER_KEY_LEN = crypto_aead_xchacha20poly1305_ietf_KEYBYTES,
	PLAIN_MAX = KEYFILE_SEED_LEN + KEYFILE_LABEL_MAX,
	RAW_MIN = HEADER_LEN + KEYFILE_SEED_LEN + TAG_LEN,
	RAW_MAX = HEADER_LEN + PLAIN_MAX + TAG_LEN,
};

_Static_assert(PREFIX_LEN + sodium_base64_ENCODED_LEN(RAW_MAX, VARIANT) <= KEYFILE_TEXT_MAX + 1, "text fits");
_Static_assert(KEYFILE_SALT_LEN == crypto_pwhash_argon2id_SALTBYTES, "salt");
_Static_assert(KEYFILE_NONCE_LEN == crypto_aead_xchacha20poly1305_ietf_NPUBBYTES, "nonce");

struct raw {
	uint8_t p[RAW_MAX];
	size_t n;
};

static struct keyfile_cost cost_of(const struct raw *raw)
{
	const uint8_t *mem = raw->p + AT_MEM;
	return (struct keyfile_cost){raw->p[AT_OPS], (uint32_t)mem[0] << 24 | (uint32_t)mem[1] << 16 |
	                                                 (uint32_t)mem[2] << 8 | (uint32_t)mem[3]};
}

static bool cost_ok(struct keyfile_cost cost)
{
	return cost.ops >= 1 && cost.ops <= KEYFILE_OPS_MAX && cost.mem_kib >= KEYFILE_MEM_MIN_KIB &&
	       cost.mem_kib <= KEYFILE_MEM_MAX_KIB;
}

/* Version and hash first: a later version may lay out the rest otherwise. */
static enum err raw_ok(const struct raw *raw)
{
	if (raw->n < AT_OPS)
		return ERR_FORMAT;
	if (raw->p[AT_VERSION] != VERSION || raw->p[AT_HASH] != ARGON2ID)
		return ERR_NEWER;
	return raw->n >= RAW_MIN && cost_ok(cost_of(raw)) ? ERR_OK : ERR_FORMAT;
}

static struct span without_line_end(struct span text)
{
	if (text.n == 0 || text.p[text.n - 1] != '\n')
		return text;
	text.n--;
	if (text.n > 0 && text.p[text.n - 1] == '\r')
		text.n--;
	return text;
}

static enum err raw_read(struct span text, struct raw *raw)
{
	text = without_line_end(text);
	if (text.n < PREFIX_LEN || memcmp(text.p, prefix, PREFIX_LEN) != 0)
		return ERR_FORMAT;
	text = span_of(text.p + PREFIX_LEN, text.n - PREFIX_LEN);
	if (!base64_read(text, VARIANT, raw->p, sizeof raw->p, &raw->n))
		return ERR_FORMAT;
	return raw_ok(raw);
}

static void raw_write(const struct raw *raw, char out[static KEYFILE_TEXT_MAX + 1])
{
	memcpy(out, prefix, PREFIX_LEN);
	sodium_bin2base64(out + PREFIX_LEN, KEYFILE_TEXT_MAX + 1 - PREFIX_LEN, raw->p, raw->n, VARIANT);
}

static enum err stretch(const struct raw *raw, struct span passphrase, uint8_t key[static CIPHER_KEY_LEN])
{
	struct keyfile_cost cost = cost_of(raw);
	int failed = crypto_pwhash_argon2id(key, CIPHER_KEY_LEN, (const char *)passphrase.p, passphrase.n,
	                                    raw->p + AT_SALT, cost.ops, (size_t)cost.mem_kib * 1024,
	                                    crypto_pwhash_ALG_ARGON2ID13);
	return failed ? ERR_MEMORY : ERR_OK;
}

static void public_of(const uint8_t seed[static KEYFILE_SEED_LEN], uint8_t out[static KEY_LEN])
{
	uint8_t secret[SECRET_LEN];
	key_from_seed(seed, out, secret);
	sodium_memzero(secret, sizeof secret);
}

static void header_write(const uint8_t *seed, struct keyfile_cost cost, const uint8_t *salt,
                         const uint8_t *nonce, struct raw *raw)
{
	raw->p[AT_VERSION] = VERSION;
	raw->p[AT_HASH] = ARGON2ID;
	raw->p[AT_OPS] = (uint8_t)cost.ops;
	for (size_t i = 0; i < 4; i++)
		raw->p[AT_MEM + i] = (uint8_t)(cost.mem_kib >> (24 - 8 * i));
	memcpy(raw->p + AT_SALT, salt, KEYFILE_SALT_LEN);
	memcpy(raw->p + AT_NONCE, nonce, KEYFILE_NONCE_LEN);
	public_of(seed, raw->p + AT_PUBLIC);
}

static void encrypt(const uint8_t *seed, struct span label, const uint8_t key[static CIPHER_KEY_LEN],
                    struct raw *raw)
{
	uint8_t plain[PLAIN_MAX];
	unsigned long long sealed;
	memcpy(plain, seed, KEYFILE_SEED_LEN);
	if (label.n > 0)
		memcpy(plain + KEYFILE_SEED_LEN, label.p, label.n);
	crypto_aead_xchacha20poly1305_ietf_encrypt(raw->p + HEADER_LEN, &sealed, plain,
	                                           KEYFILE_SEED_LEN + label.n, raw->p, HEADER_LEN, NULL,
	                                           raw->p + AT_NONCE, key);
	raw->n = HEADER_LEN + (size_t)sealed;
	sodium_memzero(plain, sizeof plain);
}

enum err keyfile_seal(const uint8_t seed[static KEYFILE_SEED_LEN], struct span label, struct span passphrase,
                      struct keyfile_cost cost, const uint8_t salt[static KEYFILE_SALT_LEN],
                      const uint8_t nonce[static KEYFILE_NONCE_LEN], char out[static KEYFILE_TEXT_MAX + 1])
{
	struct raw raw;
	uint8_t key[CIPHER_KEY_LEN];
	if (passphrase.n == 0 || !cost_ok(cost) || label.n > KEYFILE_LABEL_MAX || !utf8_valid(label))
		return ERR_INPUT;
	header_write(seed, cost, salt, nonce, &raw);
	enum err err = stretch(&raw, passphrase, key);
	if (err != ERR_OK)
		return err;
	encrypt(seed, label, key, &raw);
	sodium_memzero(key, sizeof key);
	raw_write(&raw, out);
	return ERR_OK;
}

/* The label and the key pair were checked when the file was sealed, but not by us. */
static enum err plain_read(const uint8_t *plain, size_t n, const uint8_t *public_key, struct keyfile *out)
{
	struct span label = span_of(plain + KEYFILE_SEED_LEN, n - KEYFILE_SEED_LEN);
	uint8_t derived[KEY_LEN];
	public_of(plain, derived);
	if (memcmp(derived, public_key, sizeof derived) != 0 || !utf8_valid(label))
		return ERR_PASSPHRASE;
	*out = (struct keyfile){0};
	memcpy(out->seed, plain, KEYFILE_SEED_LEN);
	memcpy(out->public_key, derived, sizeof derived);
	memcpy(out->label, label.p, label.n);
	return ERR_OK;
}

static enum err decrypt(const struct raw *raw, const uint8_t key[static CIPHER_KEY_LEN], struct keyfile *out)
{
	uint8_t plain[PLAIN_MAX];
	unsigned long long n;
	enum err err = ERR_PASSPHRASE;
	if (crypto_aead_xchacha20poly1305_ietf_decrypt(plain, &n, NULL, raw->p + HEADER_LEN,
	                                               raw->n - HEADER_LEN, raw->p, HEADER_LEN,
	                                               raw->p + AT_NONCE, key) == 0)
		err = plain_read(plain, (size_t)n, raw->p + AT_PUBLIC, out);
	sodium_memzero(plain, sizeof plain);
	return err;
}

enum err keyfile_open(struct span text, struct span passphrase, struct keyfile *out)
{
	struct raw raw;
	uint8_t key[CIPHER_KEY_LEN];
	enum err err = raw_read(text, &raw);
	if (err != ERR_OK)
		return err;
	err = stretch(&raw, passphrase, key);
	if (err == ERR_OK)
		err = decrypt(&raw, key, out);
	sodium_memzero(key, sizeof key);
	return err;
}

enum err keyfile_public(struct span text, uint8_t out[static KEY_LEN])
{
	struct raw raw;
	enum err err = raw_read(text, &raw);
	if (err == ERR_OK)
		memcpy(out, raw.p + AT_PUBLIC, KEY_LEN);
	return err;
}
