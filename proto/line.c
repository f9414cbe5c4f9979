#include "proto/line.h"

#include <stdbool.h>
#include <string.h>

struct line line_over(char *out, size_t size)
{
	out[0] = '\0';
	return (struct line){out, size, 0};
}

void line_put(struct line *line, const char *text, size_t n)
{
	size_t room = line->size - 1 - line->len;
	bool cut = n > room;
	if (cut) {
		n = room;
		while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(line->p + line->len, text, n);
	line->len += n;
	line->p[line->len] = '\0';
	if (cut)
		line->size = line->len + 1; /* a shorter piece that still fits must not follow the gap */
}

void line_number(struct line *line, int64_t value)
{
	char digits[21];
	size_t at = sizeof digits;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		digits[--at] = '-';
	line_put(line, digits + at, sizeof digits - at);
}

void line_fill(struct line *line, const char *text, int64_t got, int64_t limit)
{
	static const char a[] = "{got}", b[] = "{limit}";
	while (*text != '\0') {
		if (strncmp(text, a, sizeof a - 1) == 0) {
			line_number(line, got);
			text += sizeof a - 1;
		} else if (strncmp(text, b, sizeof b - 1) == 0) {
			line_number(line, limit);
			text += sizeof b - 1;
		} else {
			size_t n = 1 + strcspn(text + 1, "{");
			line_put(line, text, n);
			text += n;
		}
	}
}
