#include "proto/wire/base64.h"

#include <sodium.h>

/* libsodium 1.0.18 decodes some bytes above 0x7F as if they were letters. */
static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] > 0x7F)
			return false;
	return true;
}

bool base64_read(struct span text, int variant, uint8_t *out, size_t size, size_t *length)
{
	size_t n;
	if (!is_ascii(text) ||
	    sodium_base642bin(out, size, (const char *)text.p, text.n, NULL, &n, NULL, variant) != 0)
		return false;
	*length = n;
	return true;
}
