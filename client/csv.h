/* client/csv.h - comma-separated values as RFC 4180 has them, read strictly and row by row: a broken row is
 * that row alone, and reading goes on at the next line. Pure: bytes in, cells out. */
#ifndef GUOSUO_CLIENT_CSV_H
#define GUOSUO_CLIENT_CSV_H

#include "proto/err.h"
#include "proto/span.h"

enum { CSV_COLUMNS_MAX = 256, CSV_ROW_MAX = 64 * 1024 /* bytes of a row's cells */ };

struct csv {
	struct span rest;
	size_t line; /* of the next row, from 1 */
};

enum csv_fault {
	CSV_OK,
	CSV_QUOTE, /* a quote inside an unquoted cell, or text behind a closing quote */
	CSV_OPEN,  /* a quote that is never closed, or not within CSV_ROW_MAX bytes and a line: the row ends with its first line */
	CSV_LONG,  /* more than CSV_COLUMNS_MAX cells or CSV_ROW_MAX bytes */
};

struct csv_row {
	size_t line; /* the first line of it */
	enum csv_fault fault;
	const char *cell[CSV_COLUMNS_MAX]; /* NUL-terminated, in text */
	size_t count;
	size_t at; /* where the fault is: the column, from 1 */
	char text[CSV_ROW_MAX];
};

/* A byte order mark is skipped. */
struct csv csv_over(struct span text);

/* The next row; false: there is none. Empty lines are skipped. Lines end in LF or CR LF. */
bool csv_next(struct csv *csv, struct csv_row *out);

#endif
