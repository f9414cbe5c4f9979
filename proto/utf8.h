/* proto/utf8.h - reading UTF-8 strictly (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
 */
#ifndef GUOSUO_PROTO_UTF8_H
#define GUOSUO_PROTO_UTF8_H

#include "proto/err.h"
#include "proto/span.h"

/* Takes one character off the front of `rest`. False, with both untouched, when it is empty or malformed. */
bool utf8_next(struct span *rest, uint32_t *point) MUST_USE;

/* Well-formed and without NUL; empty text is. */
bool utf8_valid(struct span text) MUST_USE;

/* Says more to a terminal than it shows: C0, DEL and C1, and what turns the direction of writing round. A line feed does too. */
bool utf8_commands(uint32_t point);

/* Well-formed, and of what commands a terminal it has line feeds and tabs alone: what people write. */
bool utf8_plain(struct span text) MUST_USE;

#endif
