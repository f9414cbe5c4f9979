#include "proto/utf8.h"

/* How many bytes follow the first one, or more than any character has. */
static size_t more_of(uint8_t first)
{
	if (first < 0x80)
		return 0;
	if (first < 0xC0)
		return SIZE_MAX;
	return first < 0xE0 ? 1 : first < 0xF0 ? 2 : first < 0xF8 ? 3 : SIZE_MAX;
}

bool utf8_next(struct span *rest, uint32_t *point)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000}; /* worth that length */
	if (rest->n == 0)
		return false;
	size_t more = more_of(rest->p[0]);
	if (more >= rest->n)
		return false;
	uint32_t value = more == 0 ? rest->p[0] : rest->p[0] & (0x3Fu >> more);
	for (size_t i = 1; i <= more; i++) {
		if ((rest->p[i] & 0xC0) != 0x80)
			return false;
		value = value << 6 | (rest->p[i] & 0x3F);
	}
	if (value < least[more] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
		return false;
	*point = value;
	*rest = span_of(rest->p + more + 1, rest->n - more - 1);
	return true;
}

/* Most text is a run of these. */
static struct span skip_ascii(struct span text)
{
	size_t n = 0;
	while (n < text.n && text.p[n] > 0 && text.p[n] < 0x80)
		n++;
	return span_of(text.p + n, text.n - n);
}

bool utf8_valid(struct span text)
{
	while (text.n > 0) {
		uint32_t point;
		text = skip_ascii(text);
		if (text.n > 0 && (!utf8_next(&text, &point) || point == 0))
			return false;
	}
	return true;
}

bool utf8_commands(uint32_t point)
{
	return point < 0x20 || (point >= 0x7F && point < 0xA0) || (point >= 0x200E && point <= 0x200F) ||
	       (point >= 0x2028 && point <= 0x202E) || (point >= 0x2066 && point <= 0x2069);
}

bool utf8_plain(struct span text)
{
	for (uint32_t point; text.n > 0;)
		if (!utf8_next(&text, &point) || (utf8_commands(point) && point != '\n' && point != '\t'))
			return false;
	return true;
}
