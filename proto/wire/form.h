/* proto/wire/form.h - what reading and writing JSON share about a field: its size in C, its range, its JSON
 * name. */
#ifndef GUOSUO_PROTO_WIRE_FORM_H
#define GUOSUO_PROTO_WIRE_FORM_H

#include "proto/span.h"

enum form_kind {
	FORM_NEVER,
	FORM_INTEGER,
	FORM_BOOL,
	FORM_ENUM,
	FORM_STRING,
	FORM_BYTES,
	FORM_MESSAGE,
	FORM_KINDS
};

struct form {
	enum form_kind kind;
	size_t size;   /* of one value in the generated struct */
	int64_t least; /* FORM_INTEGER */
	uint64_t most;
};

const struct form *form_of(ProtobufCType type);

enum { FORM_NAME_MAX = 128 };

/* "mass_kg" -> "massKg", NUL-terminated. The name must be shorter than FORM_NAME_MAX. */
void form_name(const char *name, char out[static FORM_NAME_MAX]);

#endif
