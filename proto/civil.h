/* proto/civil.h - civil time (RFC 3339, proleptic Gregorian) and Unix seconds. */
#ifndef GUOSUO_PROTO_CIVIL_H
#define GUOSUO_PROTO_CIVIL_H

#include "proto/err.h"
#include "proto/span.h"

enum { DAY_S = 24 * 3600, TIME_TEXT_LEN = 25 };

/* "2020-03-10T10:00:00+08:00" or Z; a fraction of a second is dropped. Years 2000 to 2105, so that the result
 * fits 32 bits. ERR_FORMAT: anything else, leap seconds and days a month does not have included. */
enum err rfc3339_read(struct span text, int64_t *out) MUST_USE;

/* At an offset of less than a day, in whole minutes east; never "Z". Years beyond 9999 are written as 9999.
 */
void rfc3339_write(int64_t when, uint32_t utc_offset_min, char out[static TIME_TEXT_LEN + 1]);

/* Of that moment at that offset: 0 Monday .. 6 Sunday, and the minute of the day, 0..1439. */
void civil_minute(int64_t when, uint32_t utc_offset_min, uint32_t *weekday, uint32_t *minute);

#endif
