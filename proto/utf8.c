#include "proto/utf8.h"

/* By length in bytes: what the first byte says about itself, and the least character worth that length. */
static const struct {
	uint8_t mask, mark;
	uint32_t least;
} forms[] = {
    {0x80, 0x00, 0},
    {0xE0, 0xC0, 0x80},
    {0xF0, 0xE0, 0x800},
    {0xF8, 0xF0, 0x10000},
};

bool utf8_next(struct span *rest, uint32_t *point)
{
	if (rest->n == 0)
		return false;
	size_t more = 0;
	while (more < 4 && (rest->p[0] & forms[more].mask) != forms[more].mark)
		more++;
	if (more == 4 || more >= rest->n)
		return false;
	uint32_t value = rest->p[0] & (uint8_t)~forms[more].mask;
	for (size_t i = 1; i <= more; i++) {
		if ((rest->p[i] & 0xC0) != 0x80)
			return false;
		value = value << 6 | (rest->p[i] & 0x3F);
	}
	if (value < forms[more].least || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF))
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
