#include "proto/part.h"

#include <assert.h>
#include <sodium.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/text.h"

typedef Guosuo__V1__StatePart part;

static_assert(sizeof PART_PREFIX - 1 == 9, "PART_TEXT_MAX counts it");
static_assert(PARTS_MAX <= 64, "a bit each");

/* Whether a part of this kind has these fields. */
static const struct shape {
	bool known, province, epoch, version;
	enum kind kind;
} shapes[] = {
    [GUOSUO__V1__STATE_KIND__STATE_DIRECTORY] = {true, false, false, true, KIND_directory},
    [GUOSUO__V1__STATE_KIND__STATE_ROSTER] = {true, true, true, true, KIND_roster},
    [GUOSUO__V1__STATE_KIND__STATE_STATUS] = {true, true, true, true, KIND_status},
    [GUOSUO__V1__STATE_KIND__STATE_NOTICES] = {true, true, false, false, KIND_notice},
    [GUOSUO__V1__STATE_KIND__STATE_DELTA] = {true, true, true, true, KIND_status}, /* begins as its list does */
};

enum { PROVINCE_END = 100 };

/* The parser has refused every number the schema lacks. */
static const struct shape *shape_of(Guosuo__V1__StateKind kind)
{
	return (size_t)kind < sizeof shapes / sizeof shapes[0] && shapes[kind].known ? &shapes[kind] : NULL;
}

static void digest_of(struct span file, uint8_t out[static HASH_LEN])
{
	crypto_hash_sha256(out, file.p, file.n);
}

static struct span piece(struct span file, uint32_t index)
{
	size_t at = (size_t)(index - 1) * PART_BYTES, left = file.n - at;
	return span_of(file.p + at, left < PART_BYTES ? left : PART_BYTES);
}

uint32_t part_count(struct span file)
{
	return (uint32_t)((file.n + PART_BYTES - 1) / PART_BYTES);
}

enum err part_begin(Guosuo__V1__StateKind kind, uint32_t province, struct span file, struct arena *arena, part *out)
{
	const struct shape *shape = shape_of(kind);
	struct claim claim = {.province = province};
	if (file.n == 0 || file.n > PARTS_FILE_MAX)
		return ERR_SIZE;
	if (shape == NULL || (shape->version && claim_read(shape->kind, file, &claim) != ERR_OK))
		return ERR_FORMAT;
	uint8_t *digest = arena_take(arena, HASH_LEN);
	if (digest == NULL)
		return ERR_MEMORY;
	digest_of(file, digest);
	*out = (part)GUOSUO__V1__STATE_PART__INIT;
	out->kind = kind;
	out->province = claim.province;
	out->epoch = claim.epoch;
	out->version = claim.version;
	out->of = part_count(file);
	out->digest = (ProtobufCBinaryData){PART_DIGEST, digest};
	return ERR_OK;
}

enum err part_text(const part *shared, struct span file, uint32_t index, struct arena *arena, char **out)
{
	part one = *shared;
	struct span raw;
	if (index == 0 || index > shared->of)
		return ERR_SIZE;
	one.index = index;
	one.bytes = span_bytes(piece(file, index));
	enum err err = canon_pack(&one.base, arena, &raw);
	return err == ERR_OK ? prefixed_text(PART_PREFIX, raw, arena, out) : err;
}

static bool sound(const part *one)
{
	const struct shape *shape = shape_of(one->kind);
	if (shape == NULL || shape->province != (one->province > 0) || one->province >= PROVINCE_END ||
	    shape->epoch != (one->epoch > 0) || shape->version != (one->version > 0))
		return false;
	if (one->index == 0 || one->index > one->of || one->of > PARTS_MAX || one->digest.len != PART_DIGEST)
		return false;
	return one->index < one->of ? one->bytes.len == PART_BYTES : one->bytes.len > 0 && one->bytes.len <= PART_BYTES;
}

enum err part_read(struct span text, struct arena *arena, const part **out)
{
	const size_t used = arena->used;
	ProtobufCMessage *message;
	struct span raw;
	if (text.n > PART_TEXT_MAX)
		return ERR_SIZE;
	enum err err = prefixed_read(PART_PREFIX, text, PART_MAX, arena, &raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__state_part__descriptor, raw, arena, &message);
	if (err == ERR_OK && !sound((const part *)message))
		err = ERR_FORMAT;
	if (err == ERR_OK)
		*out = (const part *)message;
	else
		arena->used = used;
	return err;
}

bool part_same(const part *a, const part *b)
{
	return a->kind == b->kind && a->province == b->province && a->epoch == b->epoch && a->version == b->version &&
	       a->of == b->of && span_equal(bytes_span(a->digest), bytes_span(b->digest));
}

struct claim part_claim(const part *one)
{
	return (struct claim){one->province, one->epoch, one->version};
}

static bool are_whole(const part *const *items, size_t count)
{
	uint64_t seen = 0;
	for (size_t i = 0; i < count; i++) {
		uint64_t own = UINT64_C(1) << (items[i]->index - 1);
		if (!part_same(items[i], items[0]) || (seen & own) != 0)
			return false;
		seen |= own;
	}
	return count > 0 && count == items[0]->of;
}

enum err part_join(const part *const *items, size_t count, struct arena *arena, struct span *out)
{
	const size_t used = arena->used;
	uint8_t hash[HASH_LEN];
	size_t n = 0;
	if (!are_whole(items, count))
		return ERR_STATE;
	uint8_t *file = arena_take(arena, count * PART_BYTES);
	if (file == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++) {
		memcpy(file + (size_t)(items[i]->index - 1) * PART_BYTES, items[i]->bytes.data, items[i]->bytes.len);
		n += items[i]->bytes.len;
	}
	digest_of(span_of(file, n), hash);
	if (memcmp(hash, items[0]->digest.data, PART_DIGEST) != 0) {
		arena->used = used;
		return ERR_FORMAT;
	}
	*out = span_of(file, n);
	return ERR_OK;
}
