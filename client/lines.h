/* client/lines.h - a file of JSON objects, one a line, that is only added to: each line is on disk before the next thing is
 * done, and a last line that was torn is cut off. One process has it at a time. */
#ifndef GUOSUO_CLIENT_LINES_H
#define GUOSUO_CLIENT_LINES_H

#include <jansson.h>

#include "client/command.h"

enum {
	LINES_MAX_BYTES = 64 * 1024 * 1024, /* of the file */
	LINES_LINE_MAX = 8192,              /* bytes of one line */
};

struct line_file {
	FILE *file; /* locked, at its end; NULL: closed */
};

/* place: 0 for the first. false: no line of such a file. */
typedef bool lines_taker(void *taker, size_t place, json_t *line);

/* Makes the file where there is none, hands over every whole line, stands at the end. *count: how many lines there were.
 * ERR_BUSY: another process has it; ERR_FORMAT: a line is none; ERR_SIZE, ERR_IO, ERR_MEMORY. */
enum err lines_open(const char *path, lines_taker *take, void *taker, struct line_file *out, size_t *count) MUST_USE;
void lines_close(struct line_file *lines);

/* On disk when it returns. line NULL: ERR_MEMORY. ERR_IO. */
enum err lines_add(struct line_file *lines, const json_t *line) MUST_USE;

#endif
