#include "client/keypaper.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/wire/base64.h"

enum {
	SIGNS = KEYPAPER_LINE_BYTES * 8 / 5,
	CHECKS = 3,
	GROUP = 5,
	BYTES_MAX = KEYPAPER_LINES_MAX * KEYPAPER_LINE_BYTES,
	VARIANT = sodium_base64_VARIANT_ORIGINAL,
};

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
static const char prefix[] = "guosuo-key-v1:";
enum { PREFIX = sizeof prefix - 1 };

/* Fifteen bits that depend on the line's bytes and on which line it is, so that no two are swapped unseen nor the last left out. */
static unsigned check_of(size_t line, bool last, const uint8_t *bytes, size_t n)
{
	uint8_t hash[crypto_hash_sha256_BYTES], number = (uint8_t)(line | (last ? 0x80u : 0));
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, &number, 1);
	crypto_hash_sha256_update(&state, bytes, n);
	crypto_hash_sha256_final(&state, hash);
	return (unsigned)(hash[0] << 7 | hash[1] >> 1);
}

/* ---- writing ---- */

/* Five bits a sign, the first ones first; the last sign is filled with zeros. */
static size_t signs_of(const uint8_t *bytes, size_t n, char out[static SIGNS])
{
	size_t count = (n * 8 + 4) / 5;
	for (size_t i = 0; i < count; i++) {
		unsigned value = 0;
		for (size_t bit = 5 * i; bit < 5 * i + 5; bit++)
			value = value << 1 | (bit / 8 < n ? (bytes[bit / 8] >> (7 - bit % 8)) & 1u : 0);
		out[i] = alphabet[value];
	}
	return count;
}

static void put_line(char **out, size_t line, bool last, const uint8_t *bytes, size_t n, char end)
{
	char signs[SIGNS + CHECKS];
	unsigned check = check_of(line, last, bytes, n);
	size_t count = signs_of(bytes, n, signs);
	for (size_t i = CHECKS; i-- > 0;)
		signs[count++] = alphabet[check >> 5 * i & 31];
	*out += sprintf(*out, "%zu.", line);
	for (size_t i = 0; i < count; i++) {
		if (i % GROUP == 0)
			*(*out)++ = i == 0 ? ' ' : '-';
		*(*out)++ = signs[i];
	}
	*(*out)++ = end;
}

enum err keypaper_write(const uint8_t root_set[static HASH_LEN], const char *keyfile, char end,
                     char out[static KEYPAPER_TEXT_MAX])
{
	uint8_t bytes[BYTES_MAX];
	size_t n;
	struct span text = span_text(keyfile);
	memcpy(bytes, root_set, HASH_LEN);
	if (text.n < PREFIX || memcmp(text.p, prefix, PREFIX) != 0 ||
	    !base64_read(span_of(text.p + PREFIX, text.n - PREFIX), VARIANT, bytes + HASH_LEN, BYTES_MAX - HASH_LEN, &n))
		return ERR_FORMAT;
	n += HASH_LEN;
	for (size_t at = 0, line = 1, size; at < n; at += size, line++) {
		size = n - at < KEYPAPER_LINE_BYTES ? n - at : KEYPAPER_LINE_BYTES;
		put_line(&out, line, at + size == n, bytes + at, size, end);
	}
	*out = '\0';
	return ERR_OK;
}

/* ---- reading ---- */

/* 0..31; -1: no sign; -2: to be passed over. */
static int value_of(uint8_t c)
{
	if (c == '-' || c == ' ' || c == '\t' || c == '\r')
		return -2;
	if (c >= 'a' && c <= 'z')
		c = (uint8_t)(c - 'a' + 'A');
	if (c == 'O')
		c = '0';
	if (c == 'I' || c == 'L')
		c = '1';
	const char *at = c == '\0' ? NULL : strchr(alphabet, c);
	return at == NULL ? -1 : (int)(at - alphabet);
}

/* A line's signs as numbers, behind "N." where that is there. How many, or -1. */
static int read_signs(struct span line, uint8_t out[static SIGNS + CHECKS])
{
	int n = 0;
	const uint8_t *dot = line.n == 0 ? NULL : memchr(line.p, '.', line.n);
	if (dot != NULL)
		line = span_of(dot + 1, line.n - (size_t)(dot + 1 - line.p));
	for (size_t i = 0; i < line.n; i++) {
		int value = value_of(line.p[i]);
		if (value == -2)
			continue;
		if (value < 0 || n == SIGNS + CHECKS)
			return -1;
		out[n++] = (uint8_t)value;
	}
	return n;
}

static size_t bytes_of(const uint8_t *signs, size_t count, uint8_t *out)
{
	size_t n = count * 5 / 8;
	memset(out, 0, n);
	for (size_t bit = 0; bit < n * 8; bit++)
		out[bit / 8] = (uint8_t)(out[bit / 8] | ((signs[bit / 5] >> (4 - bit % 5)) & 1u) << (7 - bit % 8));
	return n;
}

struct line {
	uint8_t bytes[KEYPAPER_LINE_BYTES];
	size_t n; /* 0: an empty line */
	bool last;
};

static enum err read_line(struct span text, size_t number, struct line *out)
{
	uint8_t signs[SIGNS + CHECKS];
	int count = read_signs(text, signs);
	out->n = 0;
	if (count == 0)
		return ERR_OK;
	if (count <= CHECKS)
		return ERR_FORMAT;
	out->n = bytes_of(signs, (size_t)count - CHECKS, out->bytes);
	unsigned check = 0;
	for (int i = count - CHECKS; i < count; i++)
		check = check << 5 | signs[i];
	out->last = check == check_of(number, true, out->bytes, out->n);
	return out->last || check == check_of(number, false, out->bytes, out->n) ? ERR_OK : ERR_SEAL;
}

static struct span next_line(struct span *text)
{
	size_t n = 0;
	while (n < text->n && text->p[n] != '\n' && text->p[n] != '/')
		n++;
	struct span line = span_of(text->p, n);
	size_t used = n < text->n ? n + 1 : n;
	*text = span_of(text->p + used, text->n - used);
	return line;
}

/* *number ends at 0, or at the line that is wrong or missing. */
static enum err read_bytes(struct span text, uint8_t out[static BYTES_MAX], size_t *length, size_t *number)
{
	struct line line = {.last = false};
	size_t at = 0;
	for (*number = 1; text.n > 0;) {
		bool ended = line.last;
		enum err err = read_line(next_line(&text), *number, &line);
		if (err != ERR_OK)
			return err;
		if (line.n == 0) {
			line.last = ended;
			continue;
		}
		if (ended || at + line.n > BYTES_MAX || (!line.last && line.n < KEYPAPER_LINE_BYTES))
			return ERR_FORMAT;
		memcpy(out + at, line.bytes, line.n);
		at += line.n;
		(*number)++;
	}
	if (at > 0 && !line.last)
		return ERR_FORMAT;
	*number = 0;
	*length = at;
	return ERR_OK;
}

enum err keypaper_read(struct span text, uint8_t root_set[static HASH_LEN], char keyfile[static KEYFILE_TEXT_MAX + 1],
                    size_t *line)
{
	uint8_t bytes[BYTES_MAX];
	size_t n = 0;
	*line = 0;
	if (text.n > KEYPAPER_READ_MAX)
		return ERR_FORMAT;
	enum err err = read_bytes(text, bytes, &n, line);
	if (err != ERR_OK)
		return err;
	if (n <= HASH_LEN || PREFIX + sodium_base64_encoded_len(n - HASH_LEN, VARIANT) > KEYFILE_TEXT_MAX + 1)
		return ERR_FORMAT;
	memcpy(root_set, bytes, HASH_LEN);
	memcpy(keyfile, prefix, PREFIX);
	sodium_bin2base64(keyfile + PREFIX, KEYFILE_TEXT_MAX + 1 - PREFIX, bytes + HASH_LEN, n - HASH_LEN, VARIANT);
	return ERR_OK;
}
