/* client/show.h - a code as a picture: in the terminal by half blocks, or as a PNG. */
#ifndef GUOSUO_CLIENT_SHOW_H
#define GUOSUO_CLIENT_SHOW_H

#include <stdio.h>

#include "proto/err.h"

/* text: a code's text. Level M, or L where M would be above version `largest`; alphanumeric mode. columns, rows: the
 * terminal's; ERR_SIZE when the code with its quiet zone does not fit (the caller writes a PNG and names it). */
enum err show_terminal(const char *text, unsigned columns, unsigned rows, FILE *out) MUST_USE;

/* scale: pixels a module. ERR_IO, ERR_SIZE, ERR_MEMORY. The file is replaced whole. */
enum err show_png(const char *text, unsigned scale, const char *path) MUST_USE;

#endif
