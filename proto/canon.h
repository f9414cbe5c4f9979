/* proto/canon.h - the canonical form every sealed or carried object must have (proto/README.md, "Canonical
 * form"). One walk over the received bytes, driven by the message descriptor, before protobuf-c sees them:
 * ascending field numbers, equal ones only for the entries of a repeated string, bytes or message; no default
 * values (in oneofs too); at most one member of a oneof; repeated scalars packed, not empty; shortest varints
 * that fit their type; known enum values; valid UTF-8 without NUL; right wire types; no floats; no fields
 * 1-99 that the schema lacks. Unknown fields from 100 may stand (ascending, well-formed, no zero numbers,
 * kept under the seal): they are not looked into. Entries of a repeated field may be zero or empty: their
 * place says something. */
#ifndef GUOSUO_PROTO_CANON_H
#define GUOSUO_PROTO_CANON_H

#include "proto/err.h"
#include "proto/span.h"

enum {
	CANON_DEPTH = 8,   /* messages inside each other, the outermost counted; deeper is ERR_FORMAT */
	CANON_FIELDS = 64, /* fields a message of the schema may have (asserted) */
	CANON_CRITICAL_END = 100, /* unknown field numbers below are critical */
};

/* ERR_FORMAT: not canonical. ERR_NEWER: an unknown critical field or enum value, and canonical in all else.
 */
enum err canon_check(const ProtobufCMessageDescriptor *type, struct span raw) MUST_USE;

/* canon_check, then unpack into the arena. `out` is the generated message; untouched on error, and the arena
 * gives nothing out. ERR_FORMAT, ERR_NEWER, ERR_MEMORY. */
enum err canon_open(const ProtobufCMessageDescriptor *type, struct span raw, struct arena *arena,
                    ProtobufCMessage **out) MUST_USE;

/* The bytes of a string, bytes or message field, as they stand in bytes that canon_check has passed: what is canonical
 * inside them need not be packed again. False: it is not there. Of a repeated field, the first entry. */
bool canon_field(struct span raw, uint32_t number, struct span *out) MUST_USE;

/* Pack a message of ours into the arena. ERR_FORMAT when it would not be canonical (a zero in a oneof, an
 * unknown enum value, bad UTF-8). ERR_MEMORY. On error the arena gives nothing out. */
enum err canon_pack(const ProtobufCMessage *message, struct arena *arena, struct span *out) MUST_USE;

#endif
