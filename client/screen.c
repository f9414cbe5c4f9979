#include "client/screen.h"

#include <stdio.h>
#include <string.h>
#include <wchar.h>

/* Each reads from metres away, in any language. */
static const char *const good_mark[SCREEN_SIGN] = {"       ##", "      ## ", "##   ##  ", " ## ##   ", "  ###    "};
static const char *const doubt_mark[SCREEN_SIGN] = {"  ####   ", " ##  ##  ", "    ##   ", "   ##    ", "   ##    "};
static const char *const bad_mark[SCREEN_SIGN] = {" ##   ## ", "  ## ##  ", "   ###   ", "  ## ##  ", " ##   ## "};
static const char *const calm_mark[SCREEN_SIGN] = {"         ", "##  ##  #", "##  ##  #", "##  ##  #", "         "};

static const char *const *const marks[] = {[STYLE_CALM] = calm_mark, [STYLE_GOOD] = good_mark, [STYLE_DOUBT] = doubt_mark,
					   [STYLE_BAD] = bad_mark, [STYLE_CODE] = NULL};

/* ---- widths ---- */

/* The next character: its bytes and its columns. */
static size_t next(const char *text, size_t *columns)
{
	wchar_t wide;
	mbstate_t state = {0};
	size_t n = mbrtowc(&wide, text, strlen(text), &state);
	if (n == (size_t)-1 || n == (size_t)-2 || n == 0) {
		*columns = 1;
		return 1;
	}
	int width = wcwidth(wide);
	*columns = width < 0 ? 1 : (size_t)width;
	return n;
}

size_t screen_width(const char *text)
{
	size_t width = 0;
	while (*text != '\0') {
		size_t columns;
		text += next(text, &columns);
		width += columns;
	}
	return width;
}

size_t screen_fit(const char *text, size_t columns)
{
	size_t at = 0, width = 0;
	while (text[at] != '\0') {
		size_t wide, n = next(text + at, &wide);
		if (width + wide > columns)
			break;
		width += wide;
		at += n;
	}
	return at;
}

/* ---- rows ---- */

void screen_begin(struct screen *screen, unsigned columns, unsigned lines, unsigned reserved)
{
	screen->columns = columns;
	screen->lines = lines > SCREEN_LINES ? SCREEN_LINES : lines;
	screen->reserved = reserved;
	screen->count = screen->left_out = 0;
}

bool screen_has_room(const struct screen *screen)
{
	return screen->count + screen->reserved < screen->lines;
}

static struct screen_row *row(struct screen *screen, enum screen_style style)
{
	if (!screen_has_room(screen)) {
		screen->left_out++;
		return NULL;
	}
	struct screen_row *out = &screen->rows[screen->count++];
	out->style = style;
	out->mark = NULL;
	out->text[0] = '\0';
	return out;
}

void screen_add(struct screen *screen, enum screen_style style, const char *format, ...)
{
	struct screen_row *out = row(screen, style);
	if (out == NULL)
		return;
	va_list list;
	va_start(list, format);
	vsnprintf(out->text, sizeof out->text, format, list);
	va_end(list);
	out->text[screen_fit(out->text, screen->columns)] = '\0';
}

void screen_gap(struct screen *screen)
{
	row(screen, STYLE_PLAIN);
}

/* Where to break: behind the last space that fits, but nowhere inside a word of Latin letters. */
static size_t break_at(const char *text, size_t columns)
{
	size_t fits = screen_fit(text, columns), at = fits;
	if (text[fits] == '\0')
		return fits;
	while (at > 0 && (unsigned char)text[at] < 0x80 && text[at] != ' ' && (unsigned char)text[at - 1] < 0x80)
		at--;
	return at > 0 ? at : fits > 0 ? fits : 1;
}

void screen_wrap(struct screen *screen, enum screen_style style, unsigned indent, const char *text)
{
	for (unsigned before = 0; *text != '\0'; before = indent) {
		size_t n = break_at(text, screen->columns - before);
		screen_add(screen, style, "%*s%.*s", (int)before, "", (int)n, text);
		text += n;
		while (*text == ' ')
			text++;
	}
}

void screen_sides(struct screen *screen, enum screen_style style, const char *left, const char *right)
{
	const size_t taken = screen_width(right), room = screen->columns > taken ? screen->columns - taken : 0;
	const size_t n = screen_fit(left, room > 0 ? room - 1 : 0);
	char cut[SCREEN_TEXT];
	snprintf(cut, sizeof cut, "%.*s", (int)n, left);
	screen_add(screen, style, "%s%*s%s", cut, (int)(room - screen_width(cut)), "", right);
}

void screen_sign(struct screen *screen, enum screen_style style, const char *const text[SCREEN_SIGN])
{
	for (size_t i = 0; i < SCREEN_SIGN; i++) {
		struct screen_row *out = row(screen, style);
		if (out == NULL)
			continue;
		out->mark = marks[style][i];
		snprintf(out->text, sizeof out->text, "%s", text[i] == NULL ? "" : text[i]);
		out->text[screen_fit(out->text, screen->columns - SCREEN_MARK - 2)] = '\0';
	}
}

void screen_to_foot(struct screen *screen)
{
	while (screen_has_room(screen))
		screen_gap(screen);
	screen->reserved = 0;
}
