/* client/records.h - a file of records of one size in a home, which grows by one at a time. Each has a check, so that what is
 * damaged is told; when the file is full its older half goes. */
#ifndef GUOSUO_CLIENT_RECORDS_H
#define GUOSUO_CLIENT_RECORDS_H

#include "client/command.h"

enum { RECORD_SIZE_MAX = 256, RECORD_CHECK = 8, RECORDS_NAME = 15 };

struct records {
	const char *name; /* of the file, RECORDS_NAME characters at most */
	size_t size;      /* of a record, its check not counted */
	size_t most;      /* records */
	size_t time;      /* where in a record its time stands, eight bytes */
};

/* What stands in the file: whole places, and the sound ones' bytes by records_at. No file: none. ERR_SIZE, ERR_IO, ERR_MEMORY. */
struct records_read {
	struct span raw;
	size_t places;
};
enum err records_read(struct context *context, const struct records *of, struct records_read *out) MUST_USE;

/* The record at this place; NULL: it is damaged. */
const uint8_t *records_at(const struct records *of, const struct records_read *read, size_t at);

/* One more behind so many places. Durable when it returns. ERR_IO, ERR_MEMORY. */
enum err records_add(struct context *context, const struct records *of, size_t places, const uint8_t *record) MUST_USE;

/* The time of a sound record. */
int64_t records_time(const struct records *of, const uint8_t *record);

/* Those of a later time than this are of this time from now on; what is damaged stays. Durable when it returns. ERR_SIZE, ERR_IO,
 * ERR_MEMORY: none is. */
enum err records_cut_later(struct context *context, const struct records *of, int64_t than) MUST_USE;

/* Numbers of n bytes, little-endian. */
void record_put(uint8_t *out, uint64_t number, size_t n);
uint64_t record_get(const uint8_t *p, size_t n);

#endif
