/* client/rows.h - the rows people see on a screen, in both languages side by side as a table on paper. */
#ifndef GUOSUO_CLIENT_ROWS_H
#define GUOSUO_CLIENT_ROWS_H

#include "client/print.h"
#include "client/render.h"

enum { ROWS_MAX = 40 };

struct rows {
	struct row {
		const char *key, *zh, *en;
		char value_zh[RENDER_LIST], value_en[RENDER_LIST];
	} row[ROWS_MAX];
	size_t count;
};

/* render adds its rows to the sheet; it is asked once in each language. What is beyond ROWS_MAX is not there. */
void rows_gather(struct rows *rows, const struct context *context, void (*render)(struct sheet *sheet, void *of), void *of);

/* keep says which, by their keys; NULL: all. */
void rows_print(struct print *print, const struct rows *rows, bool (*keep)(const void *of, const char *key), const void *of);

#endif
