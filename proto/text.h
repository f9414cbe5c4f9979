/* proto/text.h - bytes as text: base45 (RFC 9285) and the code a phone or a sheet of paper shows. */
#ifndef GUOSUO_PROTO_TEXT_H
#define GUOSUO_PROTO_TEXT_H

#include "proto/err.h"
#include "proto/span.h"

#define CODE_PREFIX "GUOSUO1:"
enum {
	CODE_MAX = 2048,                          /* bytes of a code's message */
	CODE_TEXT_MAX = 8 + CODE_MAX / 2 * 3 + 2, /* characters: prefix, base45, one CRLF; no NUL */
};

size_t base45_length(size_t bytes); /* characters */

/* Writes base45_length(raw.n) characters, no NUL. */
void base45_encode(struct span raw, char *out);

/* Strict RFC 9285: upper case only, no value above 65535 or 255, no length of 1 mod 3. out holds size bytes.
 * On error *length is untouched; out may have been written.
 * ERR_FORMAT; ERR_SIZE: more than size bytes. */
enum err base45_decode(struct span text, uint8_t *out, size_t size, size_t *length) MUST_USE;

/* A prefix of ours, "NAME" digit ":", and base45 of the bytes, from the arena, NUL-terminated. ERR_MEMORY. */
enum err prefixed_text(const char *prefix, struct span raw, struct arena *arena, char **out) MUST_USE;

/* The bytes behind the prefix, at most `most`, in the arena. One final CR, LF or CRLF is trimmed, nothing else. ERR_SIZE;
 * ERR_NEWER: the name with another digit; ERR_FORMAT: not this prefix or not base45; ERR_MEMORY. On error the arena gives
 * nothing out. */
enum err prefixed_read(const char *prefix, struct span text, size_t most, struct arena *arena, struct span *out) MUST_USE;

/* The text of a code, from the arena, NUL-terminated. ERR_SIZE over CODE_MAX, ERR_MEMORY. */
enum err code_text(struct span raw, struct arena *arena, char **out) MUST_USE;

/* The bytes of a code, in the arena: prefixed_read. ERR_SIZE: longer than CODE_TEXT_MAX, or more than CODE_MAX bytes. */
enum err code_read(struct span text, struct arena *arena, struct span *out) MUST_USE;

#endif
