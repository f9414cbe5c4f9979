/* proto/wire/json.h - messages as JSON and back, by descriptor: the proto3 JSON mapping, strict on reading.
 *
 * Names are lowerCamelCase; those of the schema are read too. 64-bit integers are strings, 32-bit ones
 * numbers, and either form is read for both, whole numbers only, without fraction or exponent. bytes are
 * base64 with padding; the url-safe alphabet and missing padding are read too. Enum values are names; a
 * number is read if the schema has it, and written for a value it has not. null reads as absent. Defaults are
 * not written, except in a oneof. Fields of type float, double, map or proto2 are not in our schema and not
 * mapped. */
#ifndef GUOSUO_PROTO_WIRE_JSON_H
#define GUOSUO_PROTO_WIRE_JSON_H

#include "proto/err.h"
#include "proto/fault.h"
#include "proto/span.h"

enum {
	JSON_TEXT_MAX = 4 << 20, /* bytes read */
	JSON_DEPTH = 32,         /* brackets inside one another; a repeated message takes two */
};

enum json_style {
	JSON_FOR_PROGRAMS, /* one line, no spaces */
	JSON_FOR_PEOPLE,   /* indented by two, ends in a line feed */
};

/* out: the caller frees it with free(); NUL-terminated, *length without the NUL.
 * ERR_FORMAT  a string is not UTF-8
 * ERR_MEMORY */
enum err json_write(const ProtobufCMessage *message, enum json_style style, char **out,
                    size_t *length) MUST_USE;

/* out: the generated message, all of it in the arena, which is left as it was on error.
 * ERR_INPUT   faults says where and why: SYNTAX (line and column), DEPTH, UNKNOWN_FIELD, TYPE, TEXT, BASE64,
 * CHOICE, TOO_SMALL, TOO_LARGE (numbers beyond int64 are shown as its bound), DUPLICATE, ONE_OF. Paths as in
 *             "legs[0].roads[1].number"; the message itself is "".
 * ERR_SIZE    longer than JSON_TEXT_MAX
 * ERR_MEMORY  the arena is full */
enum err json_read(const ProtobufCMessageDescriptor *type, struct span text, struct arena *arena,
                   struct faults *faults, ProtobufCMessage **out) MUST_USE;

#endif
