#include "client/terminal.h"

#include <curses.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <wchar.h>
#include <term.h>
#undef columns /* capabilities are macros there */
#undef lines

static volatile sig_atomic_t ended;
static SCREEN *curses;

static void on_end(int signal)
{
	(void)signal;
	ended = 1;
}

/* Only to wake a poll. */
static void on_resize(int signal)
{
	(void)signal;
}

bool terminal_ended(void)
{
	return ended != 0;
}

/* ---- styles ---- */

static const struct {
	short front, back;
	bool bold, plain_reverse; /* and without colour */
	bool whole;               /* the row's whole width */
} styles[] = {
    [STYLE_PLAIN] = {-1, -1, false, false, false},
    [STYLE_STRONG] = {-1, -1, true, false, false},
    [STYLE_BAR] = {COLOR_BLACK, COLOR_WHITE, false, true, true},
    [STYLE_CALM] = {COLOR_WHITE, COLOR_BLUE, true, true, true},
    [STYLE_GOOD] = {COLOR_WHITE, COLOR_GREEN, true, true, true},
    [STYLE_DOUBT] = {COLOR_BLACK, COLOR_YELLOW, false, true, true},
    [STYLE_BAD] = {COLOR_WHITE, COLOR_RED, true, true, true},
    [STYLE_ALARM] = {COLOR_WHITE, COLOR_RED, true, true, true},
    [STYLE_CODE] = {COLOR_BLACK, COLOR_WHITE, false, true, false},
};
enum { STYLES = sizeof styles / sizeof styles[0] };

static void start_colours(struct terminal *terminal)
{
	const char *no = getenv("NO_COLOR");
	terminal->colour = has_colors() && (no == NULL || *no == '\0') && start_color() == OK;
	if (terminal->colour)
		use_default_colors();
	for (short i = 0; terminal->colour && i < STYLES; i++)
		init_pair((short)(i + 1), styles[i].front, styles[i].back);
}

static attr_t attribute(const struct terminal *terminal, enum screen_style style)
{
	attr_t bold = styles[style].bold ? A_BOLD : 0;
	if (terminal->colour)
		return bold | (attr_t)COLOR_PAIR((int)style + 1);
	return bold | (styles[style].plain_reverse ? A_REVERSE : 0);
}

/* ---- opening ---- */

static bool catch_signals(void)
{
	struct sigaction end = {.sa_handler = on_end, .sa_flags = SA_RESTART};
	struct sigaction size = {.sa_handler = on_resize, .sa_flags = SA_RESTART};
	return sigaction(SIGHUP, &end, NULL) == 0 && sigaction(SIGTERM, &end, NULL) == 0 &&
	       sigaction(SIGINT, &end, NULL) == 0 && sigaction(SIGWINCH, &size, NULL) == 0;
}

static bool keep_standard_error(struct terminal *terminal)
{
	terminal->said = memfd_create("said", MFD_CLOEXEC);
	terminal->standard_error = dup(STDERR_FILENO);
	return terminal->said >= 0 && terminal->standard_error >= 0 && dup2(terminal->said, STDERR_FILENO) >= 0;
}

static void give_standard_error(struct terminal *terminal)
{
	if (terminal->standard_error >= 0) {
		dup2(terminal->standard_error, STDERR_FILENO);
		close(terminal->standard_error);
	}
	if (terminal->said >= 0)
		close(terminal->said);
	terminal->said = terminal->standard_error = -1;
}

/* Can its cursor be put anywhere? A dumb one's cannot. */
static bool is_screen(void)
{
	int why;
	if (setupterm(NULL, STDOUT_FILENO, &why) != OK)
		return false;
	const char *move = tigetstr("cup");
	const bool can = move != NULL && move != (const char *)-1;
	del_curterm(cur_term);
	return can;
}

enum err terminal_open(struct terminal *out)
{
	*out = (struct terminal){.said = -1, .standard_error = -1};
	if (isatty(STDIN_FILENO) == 0 || isatty(STDOUT_FILENO) == 0 || !is_screen())
		return ERR_STATE;
	if (!catch_signals() || !keep_standard_error(out)) {
		give_standard_error(out);
		return ERR_IO;
	}
	curses = newterm(NULL, stdout, stdin);
	if (curses == NULL) {
		give_standard_error(out);
		return ERR_STATE;
	}
	raw();
	noecho();
	nonl();
	curs_set(0);
	start_colours(out);
	out->open = true;
	terminal_measure(out);
	return ERR_OK;
}

void terminal_close(struct terminal *terminal)
{
	if (!terminal->open)
		return;
	terminal->open = false;
	erase();
	refresh();
	endwin();
	delscreen(curses);
	curses = NULL;
	give_standard_error(terminal);
}

/* ---- drawing ---- */

void terminal_measure(struct terminal *terminal)
{
	struct winsize size;
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 && size.ws_row > 0 &&
	    (size.ws_col != COLS || size.ws_row != LINES))
		resizeterm(size.ws_row, size.ws_col);
	terminal->columns = (unsigned)COLS;
	terminal->lines = (unsigned)LINES;
}

/* What a terminal might take for a command is drawn as a question mark: names come from anywhere. */
static void put_text(const char *text)
{
	wchar_t wide[SCREEN_TEXT];
	size_t count = 0;
	for (mbstate_t state = {0}; *text != '\0' && count < SCREEN_TEXT;) {
		size_t n = mbrtowc(&wide[count], text, strlen(text), &state);
		if (n == (size_t)-1 || n == (size_t)-2) {
			state = (mbstate_t){0};
			wide[count] = L'?';
			n = 1;
		}
		if (wcwidth(wide[count]) < 0)
			wide[count] = L'?';
		text += n;
		count++;
	}
	addnwstr(wide, (int)count);
}

static void put_mark(const struct terminal *terminal, int y, enum screen_style style, const char *mark)
{
	for (int x = 0; mark[x] != '\0'; x++) {
		attrset((int)(attribute(terminal, style) ^ (mark[x] == '#' ? A_REVERSE : 0)));
		mvaddch(y, x + 1, ' ');
	}
}

static void put_row(const struct terminal *terminal, int y, const struct screen_row *row)
{
	attrset((int)attribute(terminal, row->style));
	if (styles[row->style].whole)
		mvhline(y, 0, ' ' | attribute(terminal, row->style), (int)terminal->columns);
	move(y, row->mark == NULL ? 0 : SCREEN_MARK + 2);
	put_text(row->text);
	if (row->mark != NULL)
		put_mark(terminal, y, row->style, row->mark);
	attrset(A_NORMAL);
}

void terminal_draw(struct terminal *terminal, const struct screen *screen)
{
	erase();
	for (size_t i = 0; i < screen->count && i < terminal->lines; i++)
		put_row(terminal, (int)i, &screen->rows[i]);
	refresh();
}

/* ---- sound ---- */

void terminal_ring(struct terminal *terminal, unsigned times)
{
	terminal->rings = times;
	terminal->ring_at_ms = 0;
}

int terminal_tick(struct terminal *terminal, int64_t now_ms)
{
	if (terminal->rings > 0 && now_ms >= terminal->ring_at_ms) {
		beep();
		terminal->rings--;
		terminal->ring_at_ms = now_ms + TERMINAL_BELL_MS;
	}
	return terminal->rings == 0 ? -1 : (int)(terminal->ring_at_ms - now_ms);
}

/* ---- what was said ---- */

void terminal_said(struct terminal *terminal, char out[static TERMINAL_SAID])
{
	ssize_t n = pread(terminal->said, out, TERMINAL_SAID - 1, 0);
	size_t at = 0;
	for (ssize_t i = 0; i < n && at + 2 < TERMINAL_SAID; i++) {
		if (out[i] != '\n')
			out[at++] = out[i];
		else if (i + 1 < n)
			out[at++] = ';'; /* in place: as long as the line's end it stands for */
	}
	out[at] = '\0';
	if (n > 0 && ftruncate(terminal->said, 0) == 0)
		lseek(terminal->said, 0, SEEK_SET);
}
