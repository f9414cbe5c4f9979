#include "client/seen.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/keep.h"

enum { RECORD = 40, CHECKED = 32 }; /* device 8, digest 8, counter 4, ahead 4, time 8, check 8; numbers little-endian */

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

/* Of damage, not of malice: whoever writes to this disk writes all of it. */
static void check_of(const uint8_t *record, uint8_t out[static crypto_shorthash_BYTES])
{
	static const uint8_t key[crypto_shorthash_KEYBYTES] = "sightings";
	crypto_shorthash(out, record, CHECKED, key);
}

static bool get_record(const uint8_t *p, struct sighting *out)
{
	uint8_t check[crypto_shorthash_BYTES];
	check_of(p, check);
	*out = (struct sighting){.counter = (uint32_t)get_number(p + 16, 4),
				 .ahead_s = (int32_t)(uint32_t)get_number(p + 20, 4),
				 .at = (int64_t)get_number(p + 24, 8)};
	memcpy(out->device, p, sizeof out->device);
	memcpy(out->digest, p + 8, sizeof out->digest);
	return memcmp(check, p + CHECKED, sizeof check) == 0;
}

static void put_record(uint8_t *out, const struct sighting *sighting)
{
	memcpy(out, sighting->device, sizeof sighting->device);
	memcpy(out + 8, sighting->digest, sizeof sighting->digest);
	put_number(out + 16, sighting->counter, 4);
	put_number(out + 20, (uint32_t)sighting->ahead_s, 4);
	put_number(out + 24, (uint64_t)sighting->at, 8);
	check_of(out, out + CHECKED);
}

static int by_device(const void *a, const void *b)
{
	return memcmp(((const struct sighting *)a)->device, ((const struct sighting *)b)->device, 8);
}

static enum err read_file(struct context *context, struct span *out)
{
	*out = (struct span){NULL, 0};
	enum err err = keep_read(context, "sightings", (size_t)SIGHTINGS_MAX * RECORD, out);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* Behind the last whole record lies at most what a break left unfinished: the next one takes its place. */
enum err seen_read(struct context *context, struct sightings *out)
{
	struct span raw;
	size_t n = 0;
	enum err err = read_file(context, &raw);
	if (err != ERR_OK)
		return err;
	const size_t places = raw.n / RECORD;
	struct sighting *list = arena_take(&context->arena, (places + 1) * sizeof *list);
	if (list == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < places; i++)
		n += get_record(raw.p + i * RECORD, &list[n]);
	qsort(list, n, sizeof *list, by_device);
	*out = (struct sightings){{list, n}, places};
	return n == places ? ERR_OK : ERR_FORMAT;
}

/* The newer half stays, in the order they came: by age, a clock that leaps ahead would forget them all. */
static enum err forget_older(struct context *context, size_t *places)
{
	struct span raw;
	const size_t keep = SIGHTINGS_MAX / 2;
	enum err err = read_file(context, &raw);
	if (err == ERR_OK && raw.n < *places * RECORD)
		err = ERR_IO;
	if (err == ERR_OK)
		err = keep_write(context, "sightings", span_of(raw.p + (*places - keep) * RECORD, keep * RECORD), false);
	if (err == ERR_OK)
		*places = keep;
	return err;
}

enum err seen_add(struct context *context, size_t places, const struct sighting *mine)
{
	uint8_t record[RECORD];
	enum err err = places >= SIGHTINGS_MAX ? forget_older(context, &places) : ERR_OK;
	put_record(record, mine);
	return err == ERR_OK ? keep_put(context, "sightings", places * RECORD, span_of(record, RECORD)) : err;
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
