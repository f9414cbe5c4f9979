/* proto/line.h - a bounded text under construction: what is too long is cut at a character, never in one,
 * and nothing follows a cut: the text is always the beginning of the whole. */
#ifndef GUOSUO_PROTO_LINE_H
#define GUOSUO_PROTO_LINE_H

#include <stddef.h>
#include <stdint.h>

/* The caller's memory; size >= 1 and len < size always, p[len] is NUL. */
struct line {
	char *p;
	size_t size, len;
};

struct line line_over(char *out, size_t size); /* size >= 1 */
void line_put(struct line *line, const char *text, size_t n);
void line_number(struct line *line, int64_t value);

/* `text` with its {got} and {limit} replaced by the two numbers, its {over} by got - limit, its {pass} by the number of the
 * pass whose id begins with the eight bytes of got, the highest first. */
void line_fill(struct line *line, const char *text, int64_t got, int64_t limit);

#endif
