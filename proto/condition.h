/* proto/condition.h - what a leg's condition codes mean in words. The words travel beside the leg, their hash
 * inside it: Leg.condition_text_hash. */
#ifndef GUOSUO_PROTO_CONDITION_H
#define GUOSUO_PROTO_CONDITION_H

#include "proto/leg.h"

enum { CONDITION_TEXT_MAX = 2048 }; /* bytes of one leg's text */

/* 1 to CONDITION_TEXT_MAX bytes of UTF-8 without control characters but line feeds. */
bool condition_text_sound(struct span text);

void condition_text_hash(struct span text, uint8_t out[static TEXT_HASH_LEN]);

/* Is this the text the leg was sealed with? A leg without a hash has none. */
bool condition_text_is(const Guosuo__V1__Leg *leg, struct span text);

#endif
