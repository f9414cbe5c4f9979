#include "proto/condition.h"

#include <string.h>

#include "proto/body.h"
#include "proto/utf8.h"

bool condition_text_sound(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if ((text.p[i] < 0x20 && text.p[i] != '\n') || text.p[i] == 0x7f)
			return false;
	return text.n >= 1 && text.n <= CONDITION_TEXT_MAX && utf8_valid(text);
}

void condition_text_hash(struct span text, uint8_t out[static TEXT_HASH_LEN])
{
	uint8_t hash[HASH_LEN];
	body_hash(text, hash);
	memcpy(out, hash, TEXT_HASH_LEN);
}

bool condition_text_is(const Guosuo__V1__Leg *leg, struct span text)
{
	uint8_t hash[TEXT_HASH_LEN];
	condition_text_hash(text, hash);
	return leg->condition_text_hash.len == TEXT_HASH_LEN &&
	       memcmp(leg->condition_text_hash.data, hash, TEXT_HASH_LEN) == 0;
}
