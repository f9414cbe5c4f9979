/* client/cells.h - CSV as RFC 4180 has it, UTF-8, with a byte order mark so that office programs read Chinese. */
#ifndef GUOSUO_CLIENT_CELLS_H
#define GUOSUO_CLIENT_CELLS_H

#include <stdbool.h>
#include <stdio.h>

void cells_begin(FILE *out);
/* last: the row ends. A text that a spreadsheet would run as a formula gets an apostrophe before it. */
void cells_text(FILE *out, const char *text, bool last);
void cells_number(FILE *out, long long number, bool last);

#endif
