#include "client/seen.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/records.h"

enum { TIME = 24, SIZE = 32 }; /* device 8, digest 8, counter 4, ahead 4, time 8 */

static const struct records file = {"sightings", SIZE, SIGHTINGS_MAX, TIME};

static struct sighting get_record(const uint8_t *p)
{
	struct sighting out = {.counter = (uint32_t)record_get(p + 16, 4),
			       .ahead_s = (int32_t)(uint32_t)record_get(p + 20, 4),
			       .at = records_time(&file, p)};
	memcpy(out.device, p, sizeof out.device);
	memcpy(out.digest, p + 8, sizeof out.digest);
	return out;
}

static void put_record(uint8_t *out, const struct sighting *sighting)
{
	memcpy(out, sighting->device, sizeof sighting->device);
	memcpy(out + 8, sighting->digest, sizeof sighting->digest);
	record_put(out + 16, sighting->counter, 4);
	record_put(out + 20, (uint32_t)sighting->ahead_s, 4);
	record_put(out + TIME, (uint64_t)sighting->at, 8);
}

static int by_device(const void *a, const void *b)
{
	return memcmp(((const struct sighting *)a)->device, ((const struct sighting *)b)->device, 8);
}

enum err seen_read(struct context *context, struct sightings *out)
{
	struct records_read read;
	size_t n = 0;
	int64_t newest_at = 0;
	enum err err = records_read(context, &file, &read);
	if (err != ERR_OK)
		return err;
	struct sighting *list = arena_take(&context->arena, (read.places + 1) * sizeof *list);
	if (list == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < read.places; i++) {
		const uint8_t *record = records_at(&file, &read, i);
		if (record == NULL)
			continue;
		list[n] = get_record(record);
		if (list[n].at > newest_at)
			newest_at = list[n].at;
		n++;
	}
	qsort(list, n, sizeof *list, by_device);
	*out = (struct sightings){{list, n}, read.places, newest_at};
	return n == read.places ? ERR_OK : ERR_FORMAT;
}

enum err seen_add(struct context *context, size_t places, const struct sighting *mine)
{
	uint8_t record[SIZE];
	put_record(record, mine);
	return records_add(context, &file, places, record);
}

enum err seen_cut_later(struct context *context, int64_t now)
{
	return records_cut_later(context, &file, now);
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
