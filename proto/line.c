#include "proto/line.h"

#include <stdbool.h>
#include <string.h>

#include "proto/identity.h"

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

static void line_over_limit(struct line *line, int64_t got, int64_t limit)
{
	line_number(line, (int64_t)((uint64_t)got - (uint64_t)limit));
}

static void line_got(struct line *line, int64_t got, int64_t limit)
{
	(void)limit;
	line_number(line, got);
}

static void line_limit(struct line *line, int64_t got, int64_t limit)
{
	(void)got;
	line_number(line, limit);
}

static void line_pass(struct line *line, int64_t got, int64_t limit)
{
	uint8_t id[PASS_ID_LEN] = {0};
	char number[PASS_NUMBER_LEN + 1];
	(void)limit;
	for (size_t i = 0; i < sizeof got; i++)
		id[i] = (uint8_t)((uint64_t)got >> (56 - 8 * i));
	pass_number(id, number);
	line_put(line, number, strlen(number));
}

void line_fill(struct line *line, const char *text, int64_t got, int64_t limit)
{
	static const struct {
		const char *name;
		void (*put)(struct line *line, int64_t got, int64_t limit);
	} marks[] = {{"{got}", line_got}, {"{limit}", line_limit}, {"{over}", line_over_limit}, {"{pass}", line_pass}};
	enum { MARKS = sizeof marks / sizeof marks[0] };
	while (*text != '\0') {
		size_t i = 0;
		while (i < MARKS && strncmp(text, marks[i].name, strlen(marks[i].name)) != 0)
			i++;
		size_t n = i < MARKS ? strlen(marks[i].name) : 1 + strcspn(text + 1, "{");
		if (i < MARKS)
			marks[i].put(line, got, limit);
		else
			line_put(line, text, n);
		text += n;
	}
}
