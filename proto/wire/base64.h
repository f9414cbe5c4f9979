/* proto/wire/base64.h - base64 (RFC 4648 sections 4 and 5), strictly: one text for each value. */
#ifndef GUOSUO_PROTO_WIRE_BASE64_H
#define GUOSUO_PROTO_WIRE_BASE64_H

#include "proto/span.h"

/* variant: sodium_base64_VARIANT_*. False, when text has a character outside the alphabet, wrong or missing
 * padding, bits left over, or more than size bytes; then out holds part of it and *length is untouched. */
bool base64_read(struct span text, int variant, uint8_t *out, size_t size, size_t *length)
    __attribute__((warn_unused_result));

#endif
