#include "client/display.h"

#include <limits.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/say.h"
#include "client/show.h"

enum exit_code display_picture(struct context *context, const char *text, bool paper, const char *typed)
{
	const char *path = keep_path(context, typed);
	enum err err = path == NULL ? ERR_MEMORY : show_png(text, SHOW_SCALE, paper, path);
	if (err != ERR_OK)
		return say_err(context, err, typed);
	say(context, SAY_WROTE, typed);
	return EXIT_DONE;
}

/* Not a terminal: as large as it needs to be. */
static struct winsize terminal_size(void)
{
	struct winsize size = {0};
	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0)
		size = (struct winsize){.ws_row = USHRT_MAX, .ws_col = USHRT_MAX};
	return size;
}

static enum exit_code picture_instead(struct context *context, const char *text, unsigned columns, unsigned rows)
{
	char path[PATH_MAX];
	if (snprintf(path, sizeof path, "%s/code.png", context->home) >= (int)sizeof path)
		return say_err(context, ERR_IO, context->home);
	enum err err = show_png(text, SHOW_SCALE, false, path);
	if (err != ERR_OK)
		return say_err(context, err, path);
	say(context, SAY_TERMINAL_SMALL, columns, rows, path);
	return EXIT_DONE;
}

enum exit_code display_code(struct context *context, const char *text, unsigned lines)
{
	struct winsize size = terminal_size();
	unsigned columns, rows, room = size.ws_row > lines ? size.ws_row - lines : 0;
	enum err err = show_terminal(text, size.ws_col, room, stdout, &columns, &rows);
	if (err == ERR_SIZE)
		return picture_instead(context, text, columns, rows);
	if (err == ERR_OK && fflush(stdout) != 0)
		err = ERR_IO;
	return err == ERR_OK ? EXIT_DONE : say_err(context, err, NULL);
}
