#include "client/records.h"

#include <sodium.h>
#include <string.h>

#include "client/keep.h"

_Static_assert(RECORDS_NAME + 1 == crypto_shorthash_KEYBYTES && RECORD_CHECK == crypto_shorthash_BYTES, "a check");

void record_put(uint8_t *out, uint64_t number, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (uint8_t)(number >> 8 * i);
}

uint64_t record_get(const uint8_t *p, size_t n)
{
	uint64_t number = 0;
	for (size_t i = 0; i < n; i++)
		number |= (uint64_t)p[i] << 8 * i;
	return number;
}

static size_t place_size(const struct records *of)
{
	return of->size + RECORD_CHECK;
}

/* Of damage, not of malice: whoever writes to this disk writes all of it. */
static void check_of(const struct records *of, const uint8_t *record, uint8_t out[static RECORD_CHECK])
{
	uint8_t key[crypto_shorthash_KEYBYTES] = {0};
	memcpy(key, of->name, strnlen(of->name, RECORDS_NAME));
	crypto_shorthash(out, record, of->size, key);
}

/* Behind the last whole place lies at most what a break left unfinished: the next one takes its place. */
enum err records_read(struct context *context, const struct records *of, struct records_read *out)
{
	*out = (struct records_read){{NULL, 0}, 0};
	enum err err = keep_read(context, of->name, of->most * place_size(of), &out->raw);
	out->places = out->raw.n / place_size(of);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

const uint8_t *records_at(const struct records *of, const struct records_read *read, size_t at)
{
	const uint8_t *p = read->raw.p + at * place_size(of);
	uint8_t check[RECORD_CHECK];
	check_of(of, p, check);
	return memcmp(check, p + of->size, sizeof check) == 0 ? p : NULL;
}

/* The newer half stays, in the order they came: by age, a clock that leaps ahead would forget them all. */
static enum err forget_older(struct context *context, const struct records *of, size_t *places)
{
	struct records_read read;
	const size_t keep = of->most / 2;
	enum err err = records_read(context, of, &read);
	if (err == ERR_OK && read.places < *places)
		err = ERR_IO;
	if (err == ERR_OK)
		err = keep_write(context, of->name,
		                 span_of(read.raw.p + (*places - keep) * place_size(of), keep * place_size(of)), false);
	if (err == ERR_OK)
		*places = keep;
	return err;
}

enum err records_add(struct context *context, const struct records *of, size_t places, const uint8_t *record)
{
	uint8_t place[RECORD_SIZE_MAX + RECORD_CHECK];
	enum err err = places >= of->most ? forget_older(context, of, &places) : ERR_OK;
	memcpy(place, record, of->size);
	check_of(of, record, place + of->size);
	return err == ERR_OK ? keep_put(context, of->name, places * place_size(of), span_of(place, place_size(of))) : err;
}

int64_t records_time(const struct records *of, const uint8_t *record)
{
	return (int64_t)record_get(record + of->time, 8);
}

enum err records_cut_later(struct context *context, const struct records *of, int64_t than)
{
	struct records_read read;
	bool cut = false;
	enum err err = records_read(context, of, &read);
	if (err != ERR_OK)
		return err;
	for (size_t i = 0; i < read.places; i++) {
		uint8_t *record = (uint8_t *)(uintptr_t)records_at(of, &read, i);
		if (record == NULL || records_time(of, record) <= than)
			continue;
		record_put(record + of->time, (uint64_t)than, 8);
		check_of(of, record, record + of->size);
		cut = true;
	}
	return cut ? keep_write(context, of->name, span_of(read.raw.p, read.places * place_size(of)), false) : ERR_OK;
}
