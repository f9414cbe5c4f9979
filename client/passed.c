#include "client/passed.h"

#include <string.h>

#include "client/records.h"

enum { TRIP = 0, PAYLOAD = 8, PREVIOUS = 40, TIME = 72, NUMBERS = 80, NUMBER_COUNT = 7, BYTES = 108, BYTE_COUNT = 5, SIZE = 113 };

static const struct records file = {"passed", SIZE, PASSED_MAX, TIME};

static void put_record(uint8_t *out, const struct mark *mark)
{
	const uint32_t numbers[NUMBER_COUNT] = {mark->province, mark->checkpoint, mark->device, mark->sequence,
	                                        mark->journey,  mark->serial,     mark->tractor};
	const uint8_t bytes[BYTE_COUNT] = {mark->trailers, mark->verdict, mark->outcome, mark->direction, mark->paper};
	memcpy(out + TRIP, mark->trip, sizeof mark->trip);
	memcpy(out + PAYLOAD, mark->payload, HASH_LEN);
	memcpy(out + PREVIOUS, mark->previous, HASH_LEN);
	record_put(out + TIME, (uint64_t)mark->time, 8);
	for (size_t i = 0; i < NUMBER_COUNT; i++)
		record_put(out + NUMBERS + 4 * i, numbers[i], 4);
	memcpy(out + BYTES, bytes, sizeof bytes);
}

static void get_record(const uint8_t *p, struct mark *mark)
{
	uint32_t *const numbers[NUMBER_COUNT] = {&mark->province, &mark->checkpoint, &mark->device, &mark->sequence,
	                                         &mark->journey,  &mark->serial,     &mark->tractor};
	memcpy(mark->trip, p + TRIP, sizeof mark->trip);
	memcpy(mark->payload, p + PAYLOAD, HASH_LEN);
	memcpy(mark->previous, p + PREVIOUS, HASH_LEN);
	mark->time = records_time(&file, p);
	for (size_t i = 0; i < NUMBER_COUNT; i++)
		*numbers[i] = (uint32_t)record_get(p + NUMBERS + 4 * i, 4);
	mark->trailers = p[BYTES], mark->verdict = p[BYTES + 1], mark->outcome = p[BYTES + 2];
	mark->direction = p[BYTES + 3], mark->paper = p[BYTES + 4] != 0;
}

static bool is_of(const uint8_t *record, const uint8_t *trip)
{
	return memcmp(record + TRIP, trip, CHAIN_TRIP_LEN) == 0;
}

/* What a driver carried here is dated by other gates' clocks. */
static bool is_made(const uint8_t *record, const struct place *here)
{
	return record_get(record + NUMBERS, 4) == here->province && record_get(record + NUMBERS + 4, 4) == here->checkpoint;
}

/* What the file says before a record of it is opened. */
struct survey {
	size_t count, damaged; /* of this trip; which cannot be told */
	int64_t newest_at;
};

static struct survey survey_of(const struct records_read *read, const struct place *here, const uint8_t *trip)
{
	struct survey out = {0, 0, 0};
	for (size_t i = 0; i < read->places; i++) {
		const uint8_t *record = records_at(&file, read, i);
		out.damaged += record == NULL;
		out.count += record != NULL && is_of(record, trip);
		if (record != NULL && is_made(record, here) && records_time(&file, record) > out.newest_at)
			out.newest_at = records_time(&file, record);
	}
	return out;
}

enum err passed_read(struct context *context, const struct place *here, const uint8_t trip[static CHAIN_TRIP_LEN],
                     struct passed *out)
{
	struct records_read read;
	size_t n = 0;
	enum err err = records_read(context, &file, &read);
	if (err != ERR_OK)
		return err;
	const struct survey survey = survey_of(&read, here, trip);
	struct mark *items = arena_take(&context->arena, (survey.count + 1) * sizeof *items);
	if (items == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < read.places; i++) {
		const uint8_t *record = records_at(&file, &read, i);
		if (record != NULL && is_of(record, trip))
			get_record(record, &items[n++]);
	}
	*out = (struct passed){{items, n}, read.places, survey.newest_at};
	return survey.damaged == 0 ? ERR_OK : ERR_FORMAT;
}

enum err passed_add(struct context *context, struct passed *before, const struct mark *mark)
{
	uint8_t record[SIZE];
	for (size_t i = 0; i < before->marks.count; i++)
		if (memcmp(before->marks.items[i].payload, mark->payload, HASH_LEN) == 0)
			return ERR_OK;
	put_record(record, mark);
	enum err err = records_add(context, &file, before->places, record);
	if (err == ERR_OK)
		before->places = before->places >= PASSED_MAX ? PASSED_MAX / 2 + 1 : before->places + 1;
	return err;
}

enum err passed_cut_later(struct context *context, int64_t now)
{
	return records_cut_later(context, &file, now);
}
