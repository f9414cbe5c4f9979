/* client/differ.h - two messages of one type, field by field, as paths and values that people can compare. */
#ifndef GUOSUO_CLIENT_DIFFER_H
#define GUOSUO_CLIENT_DIFFER_H

#include "proto/span.h"

enum { DIFFER_PATH = 96, DIFFER_VALUE = 96, DIFFER_MAX = 64 };

struct difference {
	char path[DIFFER_PATH]; /* "tractors[0].plate" */
	char before[DIFFER_VALUE], after[DIFFER_VALUE]; /* "": absent; cut when longer */
};

/* The first `most` differences; returns how many there are in all. `except`: names of outermost fields that are not compared,
 * ended by NULL, or NULL. Either message may be NULL: absent. Times are written at the offset. */
size_t differ(const ProtobufCMessageDescriptor *type, const void *before, const void *after,
	      const char *const *except, uint32_t utc_offset_min, struct difference *out, size_t most);

#endif
