#include "proto/claim.h"

enum { TAG_BODY = 1 << 3 | 2, FIELDS = 3, NUMBER_MAX = 5 /* bytes */ };

/* The shortest form there is, 32 bits, not zero: canonical bytes write no other. */
static bool take_number(struct span *rest, uint32_t *out)
{
	uint64_t value = 0;
	for (size_t i = 0; i < rest->n && i < NUMBER_MAX; i++) {
		uint8_t byte = rest->p[i];
		value |= (uint64_t)(byte & 0x7F) << (7 * i);
		if ((byte & 0x80) != 0)
			continue;
		if (byte == 0 || value > UINT32_MAX)
			return false;
		*rest = span_of(rest->p + i + 1, rest->n - i - 1);
		*out = (uint32_t)value;
		return true;
	}
	return false;
}

static bool take_tag(struct span *rest, uint8_t tag)
{
	if (rest->n == 0 || *rest->p != tag)
		return false;
	*rest = span_of(rest->p + 1, rest->n - 1);
	return true;
}

enum err claim_read(enum kind kind, struct span head, struct claim *out)
{
	struct claim claim = {0};
	uint32_t *const all[FIELDS] = {&claim.province, &claim.epoch, &claim.version};
	const size_t first = kind == KIND_directory ? FIELDS - 1 : 0;
	uint32_t length;
	if (!take_tag(&head, TAG_BODY) || !take_number(&head, &length))
		return ERR_FORMAT;
	for (size_t i = first; i < FIELDS; i++)
		if (!take_tag(&head, (uint8_t)((i - first + 1) << 3)) || !take_number(&head, all[i]))
			return ERR_FORMAT;
	*out = claim;
	return ERR_OK;
}

enum err claim_above(const struct claim *claim, uint32_t epoch, uint32_t version)
{
	static const uint8_t same[HASH_LEN];
	return edition_supersedes((struct edition){claim->epoch, claim->version, same}, (struct edition){epoch, version, same});
}
