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
	const struct {
		const char *name;
		int64_t value;
	} marks[] = {
	    {"{got}", got}, {"{limit}", limit}, {"{over}", (int64_t)((uint64_t)got - (uint64_t)limit)}};
	while (*text != '\0') {
		size_t i = 0;
		while (i < 3 && strncmp(text, marks[i].name, strlen(marks[i].name)) != 0)
			i++;
		size_t n = i < 3 ? strlen(marks[i].name) : 1 + strcspn(text + 1, "{");
		if (i < 3)
			line_number(line, marks[i].value);
		else
			line_put(line, text, n);
		text += n;
	}
}
