#include "client/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>

#include "proto/utf8.h"

/* ---- converting ---- */

/* A byte of GB18030 makes at most three of UTF-8 (two bytes make three, one that is none makes one). */
enum { GROWTH = 3 };

/* Converts all of it; false: at *bad bytes could not be read. */
static bool convert(iconv_t cd, char **from, size_t *from_left, char **to, size_t *to_left)
{
	return iconv(cd, from, from_left, to, to_left) != (size_t)-1;
}

/* How many bytes were no character; -1: there is no memory or no such conversion. */
static long from_gbk(struct span text, char **out, size_t *length)
{
	iconv_t cd = iconv_open("UTF-8", "GB18030");
	size_t room = text.n * GROWTH + 1, left = text.n, to_left = room - 1;
	char *bytes = cd == (iconv_t)-1 ? NULL : malloc(room), *to = bytes, *from = (char *)(uintptr_t)text.p;
	long bad = bytes == NULL ? -1 : 0;
	while (bad >= 0 && left > 0 && !convert(cd, &from, &left, &to, &to_left) && errno != E2BIG) {
		*to++ = (char)0xFF;
		to_left--, from++, left--, bad++;
		iconv(cd, NULL, NULL, NULL, NULL);
	}
	if (cd != (iconv_t)-1)
		iconv_close(cd);
	if (bad < 0) {
		free(bytes);
		return bad;
	}
	*to = '\0';
	*out = bytes;
	*length = (size_t)(to - bytes);
	return bad;
}

enum err charset_from_gbk(struct span text, char **out, size_t *length)
{
	return from_gbk(text, out, length) < 0 ? ERR_MEMORY : ERR_OK;
}

/* ---- telling apart ---- */

static bool is_ascii(struct span text)
{
	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] >= 0x80)
			return false;
	return true;
}

static bool reads_as_gbk(struct span text)
{
	char *out = NULL;
	size_t n;
	bool good = from_gbk(text, &out, &n) == 0;
	free(out);
	return good;
}

bool charset_is_gbk(struct span text)
{
	const uint8_t *end = text.n == 0 ? NULL : memchr(text.p, '\n', text.n);
	struct span first = span_of(text.p, end == NULL ? text.n : (size_t)(end - text.p));
	if (utf8_valid(text))
		return false;
	return is_ascii(first) ? reads_as_gbk(text) : !utf8_valid(first);
}
