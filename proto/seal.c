#include "proto/seal.h"

#include <sodium.h>
#include <string.h>

_Static_assert(KEY_LEN == crypto_sign_PUBLICKEYBYTES, "key");
_Static_assert(SIG_LEN == crypto_sign_BYTES, "signature");
_Static_assert(HASH_LEN == crypto_hash_sha256_BYTES, "hash");

struct row {
	const char *type;
	size_t links;
};

static const struct row rows[KIND_COUNT] = {
#define X(name, links) [KIND_##name] = {"application/vnd.guosuo." #name ".v1+protobuf", links},
    KIND_LIST(X)
#undef X
};

const char *kind_type(enum kind kind)
{
	return rows[kind].type;
}

size_t kind_links(enum kind kind)
{
	return rows[kind].links;
}

void body_hash(struct span body, uint8_t out[static HASH_LEN])
{
	crypto_hash_sha256(out, body.p, body.n);
}

void key_id(const uint8_t key[static KEY_LEN], uint8_t out[static HASH_LEN])
{
	static const char label[] = "guosuo-key-v1";
	uint8_t text[sizeof label - 1 + KEY_LEN];
	memcpy(text, label, sizeof label - 1);
	memcpy(text + sizeof label - 1, key, KEY_LEN);
	crypto_hash_sha256(out, text, sizeof text);
}

bool key_valid(const uint8_t key[static KEY_LEN])
{
	return crypto_core_ed25519_is_valid_point(key) == 1;
}

/* ---- the signed bytes -----------------------------------------------------------------------------------
 */

enum { NUMBER_MAX = 20 };

static size_t number_text(size_t value, uint8_t out[static NUMBER_MAX])
{
	uint8_t digits[NUMBER_MAX];
	size_t n = 0;
	do {
		digits[n++] = (uint8_t)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	for (size_t i = 0; i < n; i++)
		out[i] = digits[n - 1 - i];
	return n;
}

static uint8_t *put(uint8_t *at, const void *p, size_t n)
{
	if (n > 0)
		memcpy(at, p, n);
	return at + n;
}

static uint8_t *put_number(uint8_t *at, size_t value)
{
	at += number_text(value, at);
	*at = ' ';
	return at + 1;
}

enum err seal_message(enum kind kind, const hash_t *links, struct span body, struct arena *arena,
                      struct span *out)
{
	static const char tag[] = "DSSEv1 ";
	const size_t frame = sizeof tag - 1 + 2 * (NUMBER_MAX + 1) + 1;
	struct span type = span_text(kind_type(kind));
	size_t linked = kind_links(kind) * HASH_LEN;
	if (body.n > SIZE_MAX - frame - type.n - linked)
		return ERR_MEMORY;
	uint8_t *p = arena_take(arena, frame + type.n + linked + body.n);
	if (p == NULL)
		return ERR_MEMORY;
	uint8_t *at = put(p, tag, sizeof tag - 1);
	at = put(put_number(at, type.n), type.p, type.n);
	*at++ = ' ';
	at = put(put_number(at, linked + body.n), links, linked);
	at = put(at, body.p, body.n);
	*out = span_of(p, (size_t)(at - p));
	return ERR_OK;
}

enum err seal_check(struct span message, const uint8_t key[static KEY_LEN], const uint8_t sig[static SIG_LEN])
{
	return crypto_sign_verify_detached(sig, message.p, message.n, key) == 0 ? ERR_OK : ERR_SEAL;
}

/* ---- seals as a list ------------------------------------------------------------------------------------
 */

enum err seals_split(struct span seals, struct seal out[static SEALS_MAX], size_t *count)
{
	size_t n = seals.n / SEAL_LEN;
	if (seals.n == 0 || seals.n % SEAL_LEN != 0)
		return ERR_FORMAT;
	if (n > SEALS_MAX)
		return ERR_SURPLUS;
	for (size_t i = 1; i < n; i++) {
		int order = memcmp(seals.p + (i - 1) * SEAL_LEN, seals.p + i * SEAL_LEN, SEAL_LEN);
		if (order >= 0)
			return order == 0 ? ERR_SURPLUS : ERR_FORMAT;
	}
	for (size_t i = 0; i < n; i++)
		out[i] = (struct seal){seals.p + i * SEAL_LEN, seals.p + i * SEAL_LEN + KID_LEN};
	*count = n;
	return ERR_OK;
}

enum err seals_insert(struct span seals, const uint8_t seal[static SEAL_LEN], struct arena *arena,
                      struct span *out)
{
	struct seal list[SEALS_MAX];
	size_t count = 0, at = 0;
	enum err err = seals.n == 0 ? ERR_OK : seals_split(seals, list, &count);
	if (err != ERR_OK)
		return err;
	while (at < count && memcmp(list[at].kid, seal, SEAL_LEN) < 0)
		at++;
	if (at < count && memcmp(list[at].kid, seal, SEAL_LEN) == 0)
		return ERR_EXISTS;
	if (count == SEALS_MAX)
		return ERR_SURPLUS;
	uint8_t *p = arena_take(arena, seals.n + SEAL_LEN);
	if (p == NULL)
		return ERR_MEMORY;
	uint8_t *next = put(put(p, seals.p, at * SEAL_LEN), seal, SEAL_LEN);
	if (at < count)
		put(next, list[at].kid, seals.n - at * SEAL_LEN);
	*out = span_of(p, seals.n + SEAL_LEN);
	return ERR_OK;
}

/* ---- who sealed -----------------------------------------------------------------------------------------
 */

/* Seals of one object and what is known of each. */
struct match {
	struct seal seals[SEALS_MAX];
	size_t count;
	bool kid_known[SEALS_MAX], verified[SEALS_MAX];
	size_t who[SEALS_MAX];
};

/* Keys outside, seals inside: a key's id is computed once however many seals there are. */
static void match_key(struct match *match, struct span message, const uint8_t *key, size_t index)
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	for (size_t i = 0; i < match->count; i++) {
		if (memcmp(match->seals[i].kid, id, KID_LEN) != 0)
			continue;
		match->kid_known[i] = true;
		if (match->verified[i] || seal_check(message, key, match->seals[i].sig) != ERR_OK)
			continue;
		match->verified[i] = true;
		match->who[i] = index;
	}
}

static enum err match_judge(const struct match *match)
{
	for (size_t i = 0; i < match->count; i++)
		if (!match->kid_known[i])
			return ERR_KEY;
	for (size_t i = 0; i < match->count; i++)
		if (!match->verified[i])
			return ERR_SEAL;
	for (size_t i = 0; i < match->count; i++)
		for (size_t k = 0; k < i; k++)
			if (match->who[i] == match->who[k])
				return ERR_SURPLUS;
	return ERR_OK;
}

enum err seals_match(enum kind kind, const hash_t *links, struct span body, struct span seals,
                     const struct signer_key *keys, size_t key_count, struct arena *arena,
                     size_t who[static SEALS_MAX], size_t *count)
{
	struct match match = {0};
	struct span message;
	size_t used = arena->used;
	enum err err = seals_split(seals, match.seals, &match.count);
	if (err == ERR_OK)
		err = seal_message(kind, links, body, arena, &message);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < key_count; i++)
		match_key(&match, message, keys[i].key, i);
	arena->used = used;
	err = match_judge(&match);
	if (err != ERR_OK)
		return err;
	memcpy(who, match.who, sizeof match.who);
	*count = match.count;
	return ERR_OK;
}

enum err seals_check(enum kind kind, const hash_t *links, struct span body, struct span seals,
                     const struct signer_key *keys, size_t key_count, struct arena *arena, size_t *persons,
                     size_t tags[SEALS_MAX])
{
	size_t who[SEALS_MAX], count;
	enum err err = seals_match(kind, links, body, seals, keys, key_count, arena, who, &count);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < count; i++)
		for (size_t k = 0; k < i; k++)
			if (keys[who[i]].person == keys[who[k]].person)
				return ERR_SURPLUS;
	for (size_t i = 0; tags != NULL && i < count; i++)
		tags[i] = keys[who[i]].tag;
	*persons = count;
	return ERR_OK;
}
