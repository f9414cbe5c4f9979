#include "client/seen.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"

enum { RECORD = 28 }; /* device 8, digest 8, counter 4, time 8; numbers little-endian */

static void put_number(uint8_t *out, uint64_t number, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(number >> 8 * i);
}

static uint64_t get_number(const uint8_t *p, size_t n)
{
	uint64_t number = 0;
	for (size_t i = 0; i < n; i++)
		number |= (uint64_t)p[i] << 8 * i;
	return number;
}

static struct sighting get_record(const uint8_t *p)
{
	struct sighting out = {.counter = (uint32_t)get_number(p + 16, 4), .at = (int64_t)get_number(p + 20, 8)};
	memcpy(out.device, p, sizeof out.device);
	memcpy(out.digest, p + 8, sizeof out.digest);
	return out;
}

static void put_record(uint8_t *out, const struct sighting *sighting)
{
	memcpy(out, sighting->device, sizeof sighting->device);
	memcpy(out + 8, sighting->digest, sizeof sighting->digest);
	put_number(out + 16, sighting->counter, 4);
	put_number(out + 20, (uint64_t)sighting->at, 8);
}

static int by_device(const void *a, const void *b)
{
	return memcmp(((const struct sighting *)a)->device, ((const struct sighting *)b)->device, 8);
}

enum err seen_read(struct context *context, int64_t now, struct sighting **items, size_t *count)
{
	struct span raw = {NULL, 0};
	size_t n = 0;
	enum err err = keep_read(context, "seen", (size_t)SIGHTINGS_MAX * RECORD, &raw);
	if (err != ERR_OK && err != ERR_NOT_FOUND)
		return err;
	if (raw.n % RECORD != 0)
		return ERR_FORMAT;
	struct sighting *list = arena_take(&context->arena, (raw.n / RECORD + 1) * sizeof *list);
	if (list == NULL)
		return ERR_MEMORY;
	for (size_t at = 0; at < raw.n; at += RECORD) {
		struct sighting one = get_record(raw.p + at);
		if (trust_age(one.at, now) <= SEEN_KEEP_S)
			list[n++] = one;
	}
	qsort(list, n, sizeof *list, by_device);
	*items = list;
	*count = n;
	return ERR_OK;
}

enum err seen_add(struct context *context, struct sighting *items, size_t count, const struct sighting *mine)
{
	if (count >= SIGHTINGS_MAX)
		return ERR_SIZE;
	uint8_t *raw = arena_take(&context->arena, (count + 1) * RECORD);
	if (raw == NULL)
		return ERR_MEMORY;
	items[count] = *mine;
	for (size_t i = 0; i <= count; i++)
		put_record(raw + i * RECORD, &items[i]);
	return keep_write(context, "seen", span_of(raw, (count + 1) * RECORD), false);
}

enum err challenge_write(struct context *context, uint32_t nonce, int64_t now)
{
	char line[48];
	snprintf(line, sizeof line, "%u %lld\n", nonce, (long long)now);
	return keep_write(context, "challenge", span_text(line), true);
}

uint32_t challenge_read(struct context *context, int64_t now)
{
	struct span text;
	unsigned nonce;
	long long at;
	if (keep_read(context, "challenge", 48, &text) != ERR_OK || sscanf((const char *)text.p, "%6u %lld", &nonce, &at) != 2)
		return 0;
	return at <= now && now - at <= CHALLENGE_S ? nonce : 0;
}
