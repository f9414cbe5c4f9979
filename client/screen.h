/* client/screen.h - what a full screen shows, as rows of text with a style, reckoned in columns: Chinese takes two. Nothing here
 * touches a terminal; widths are the C library's, in the locale the program set. */
#ifndef GUOSUO_CLIENT_SCREEN_H
#define GUOSUO_CLIENT_SCREEN_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>

enum {
	SCREEN_LINES = 120, SCREEN_TEXT = 1024, /* bytes of a row */
	SCREEN_LEAST_COLUMNS = 80, SCREEN_LEAST_LINES = 24,
	SCREEN_SIGN = 5, /* rows of a sign */
	SCREEN_MARK = 10, /* columns of its mark */
};

/* Without colour each can be told by words, reverse and bold. */
enum screen_style { STYLE_PLAIN, STYLE_STRONG, STYLE_BAR, STYLE_CALM, STYLE_GOOD, STYLE_DOUBT, STYLE_BAD, STYLE_ALARM, STYLE_CODE };

struct screen_row {
	enum screen_style style;
	const char *mark; /* of a sign: '#' are cells the other way round, left of the text; NULL: none */
	char text[SCREEN_TEXT];
};

struct screen {
	unsigned columns, lines, reserved; /* the terminal's; lines kept for the foot */
	struct screen_row rows[SCREEN_LINES];
	size_t count, left_out; /* rows; and those for which there was no room */
};

/* Columns a text takes; what cannot be printed counts as one, and is drawn as '?'. */
size_t screen_width(const char *text);

/* Bytes of a text that fit so many columns. */
size_t screen_fit(const char *text, size_t columns);

/* reserved: rows of the foot, which screen_foot adds. */
void screen_begin(struct screen *screen, unsigned columns, unsigned lines, unsigned reserved);

void screen_add(struct screen *screen, enum screen_style style, const char *format, ...) __attribute__((format(printf, 3, 4)));

void screen_gap(struct screen *screen); /* an empty row */

/* One text over as many rows as it needs, those after the first indented; broken at spaces or between Chinese characters. */
void screen_wrap(struct screen *screen, enum screen_style style, unsigned indent, const char *text);

/* One at the left edge and one at the right; where they do not fit the left one is cut. */
void screen_sides(struct screen *screen, enum screen_style style, const char *left, const char *right);

/* Large and in the style's colour over the whole width: the style's mark, and up to SCREEN_SIGN rows of text. */
void screen_sign(struct screen *screen, enum screen_style style, const char *const text[SCREEN_SIGN]);

/* Room for one row more before the foot? */
bool screen_has_room(const struct screen *screen);

/* Empty rows down to the foot, whose rows are then added. */
void screen_to_foot(struct screen *screen);

#endif
