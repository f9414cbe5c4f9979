/* client/show.h - a code as a picture: in the terminal by half blocks, or as a PNG. Level M, which survives cracked screens
 * twice as often as L; the terminal takes L where only that fits. Quiet zone of 4 modules (ISO/IEC 18004). */
#ifndef GUOSUO_CLIENT_SHOW_H
#define GUOSUO_CLIENT_SHOW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "proto/err.h"

enum { SHOW_QUIET = 4, SHOW_SCALE = 8, SHOW_LINE = 3 * (177 + 2 * SHOW_QUIET) + 1 /* bytes of a line, of the largest version */ };

/* text: a code's text. columns, rows: the place it has. Line by line from above, its quiet zone too, two modules one above the other
 * to a character; what is ink is dark, whatever a terminal's colours are. ERR_SIZE: it does not fit at level L, and no line was
 * given; *columns_needed and *rows_needed say what would (set on ERR_SIZE only, and not where no QR version holds it).
 * ERR_MEMORY. */
typedef void show_line(void *taker, const char *line);
enum err show_lines(const char *text, unsigned columns, unsigned rows, show_line *take, void *taker, unsigned *columns_needed,
		    unsigned *rows_needed) MUST_USE;

/* The same on a terminal whose colours are not to be trusted: black on white by escapes. The caller of what does not fit writes a PNG
 * and names it. And ERR_IO. */
enum err show_terminal(const char *text, unsigned columns, unsigned rows, FILE *out, unsigned *columns_needed,
		       unsigned *rows_needed) MUST_USE;

/* scale: pixels a module. paper: level Q where a version holds it, else M. The file is replaced whole. ERR_IO, ERR_SIZE (no QR version holds it), ERR_MEMORY. */
enum err show_png(const char *text, unsigned scale, bool paper, const char *path) MUST_USE;

/* For a page: side modules by side modules from the upper left, each 0 light or 1 dark, without a quiet zone. The caller frees
 * *modules. Levels as for show_png. ERR_SIZE, ERR_MEMORY. */
enum err show_modules(const char *text, bool paper, unsigned *side, uint8_t **modules) MUST_USE;

#endif
