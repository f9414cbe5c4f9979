#include "proto/text.h"

#include <assert.h>
#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";

static_assert(sizeof alphabet - 1 == 45, "RFC 9285, table 1");
static_assert(sizeof CODE_PREFIX - 1 == 8, "CODE_TEXT_MAX counts it");

size_t base45_length(size_t bytes)
{
	return bytes / 2 * 3 + bytes % 2 * 2;
}

void base45_encode(struct span raw, char *out)
{
	for (size_t i = 0; i + 1 < raw.n; i += 2) {
		unsigned value = raw.p[i] * 256u + raw.p[i + 1];
		*out++ = alphabet[value % 45];
		*out++ = alphabet[value / 45 % 45];
		*out++ = alphabet[value / 2025];
	}
	if (raw.n % 2 == 1) {
		*out++ = alphabet[raw.p[raw.n - 1] % 45];
		*out = alphabet[raw.p[raw.n - 1] / 45];
	}
}

/* 45 or more: not in the alphabet. */
static unsigned digit(uint8_t c)
{
	static const char signs[] = " $%*+-./:";
	if (c >= '0' && c <= '9')
		return c - (unsigned)'0';
	if (c >= 'A' && c <= 'Z')
		return c - (unsigned)'A' + 10;
	const char *at = memchr(signs, c, sizeof signs - 1);
	return at == NULL ? 45 : 36 + (unsigned)(at - signs);
}

/* n is 2 or 3; UINT32_MAX when a character is not in the alphabet. */
static uint32_t group(const uint8_t *p, size_t n)
{
	uint32_t value = 0;
	while (n-- > 0) {
		unsigned d = digit(p[n]);
		if (d >= 45)
			return UINT32_MAX;
		value = value * 45 + d;
	}
	return value;
}

enum err base45_decode(struct span text, uint8_t *out, size_t size, size_t *length)
{
	size_t bytes = text.n / 3 * 2 + text.n % 3 / 2;
	if (text.n % 3 == 1)
		return ERR_FORMAT;
	if (bytes > size)
		return ERR_SIZE;
	for (size_t i = 0; i + 2 < text.n; i += 3) {
		uint32_t value = group(text.p + i, 3);
		if (value > 0xFFFF)
			return ERR_FORMAT;
		*out++ = (uint8_t)(value >> 8);
		*out++ = (uint8_t)value;
	}
	if (text.n % 3 == 2) {
		uint32_t value = group(text.p + text.n - 2, 2);
		if (value > 0xFF)
			return ERR_FORMAT;
		*out = (uint8_t)value;
	}
	*length = bytes;
	return ERR_OK;
}

enum err prefixed_text(const char *prefix, struct span raw, struct arena *arena, char **out)
{
	const size_t n = strlen(prefix);
	char *text = arena_take(arena, n + base45_length(raw.n) + 1);
	if (text == NULL)
		return ERR_MEMORY;
	memcpy(text, prefix, n);
	base45_encode(raw, text + n);
	*out = text;
	return ERR_OK;
}

static struct span without_last(struct span text, char c)
{
	return span_of(text.p, text.n - (text.n > 0 && text.p[text.n - 1] == c));
}

/* Leaves what follows the prefix. The digit is the framing's version, so another one is a newer program's. */
static enum err take_prefix(const char *prefix, struct span *text)
{
	const size_t n = strlen(prefix), name = n - 2;
	if (text->n < n || memcmp(text->p, prefix, name) != 0 || text->p[n - 1] != ':')
		return ERR_FORMAT;
	uint8_t version = text->p[name];
	if (version < '0' || version > '9')
		return ERR_FORMAT;
	if (version != prefix[name])
		return ERR_NEWER;
	*text = span_of(text->p + n, text->n - n);
	return ERR_OK;
}

enum err prefixed_read(const char *prefix, struct span text, size_t most, struct arena *arena, struct span *out)
{
	struct span digits = without_last(without_last(text, '\n'), '\r');
	enum err err = take_prefix(prefix, &digits);
	if (err != ERR_OK)
		return err;
	size_t used = arena->used, size = digits.n / 3 * 2 + digits.n % 3 / 2, length;
	if (size > most)
		return ERR_SIZE;
	uint8_t *p = arena_take(arena, size);
	if (p == NULL)
		return ERR_MEMORY;
	err = base45_decode(digits, p, size, &length);
	if (err != ERR_OK) {
		arena->used = used;
		return err;
	}
	*out = span_of(p, length);
	return ERR_OK;
}

enum err code_text(struct span raw, struct arena *arena, char **out)
{
	return raw.n > CODE_MAX ? ERR_SIZE : prefixed_text(CODE_PREFIX, raw, arena, out);
}

enum err code_read(struct span text, struct arena *arena, struct span *out)
{
	return text.n > CODE_TEXT_MAX ? ERR_SIZE : prefixed_read(CODE_PREFIX, text, CODE_MAX, arena, out);
}
