/* client/print.h - text on A4 pages as a PDF (pango, cairo): what is drawn flows from page to page. The same text, moment and
 * fonts give the same bytes, where a process makes one document: nothing in them tells when they were made, but cairo orders
 * fonts by when it met them. */
#ifndef GUOSUO_CLIENT_PRINT_H
#define GUOSUO_CLIENT_PRINT_H

#include <cairo.h>

#include "proto/err.h"
#include "proto/span.h"

struct print;

enum print_style { PRINT_TITLE, PRINT_TITLE_EN, PRINT_SALUTE, PRINT_BODY, PRINT_BODY_EN, PRINT_SMALL, PRINT_RIGHT, PRINT_STYLES };

/* A paragraph. */
void print_text(struct print *print, enum print_style style, const char *text);

/* A row of a table of two columns; rows that follow one another share a line. */
void print_row(struct print *print, const char *label, const char *value);

/* Empty height; points. */
void print_gap(struct print *print, double height);

/* A place across the page, `height` points high, for what `put` draws: its origin is the place's left upper corner, `width`
 * points reach to the right margin. */
void print_picture(struct print *print, double height, void (*put)(cairo_t *cairo, double width, const void *of), const void *of);

/* For such a picture: a code of side by side modules (0 light) amid `quiet` more of light on each side, `size` points square from
 * the origin. */
void print_modules(cairo_t *cairo, const uint8_t *modules, unsigned side, unsigned quiet, double size);

/* A page of its own for what follows. */
void print_break(struct print *print);

/* What must not be torn apart: a new page unless this much is left; points. */
void print_need(struct print *print, double height);

struct print_sheet {
	const char *title;  /* of the document */
	const char *footer; /* at the foot of every page, before its number */
	int64_t when;       /* the moment the document says it was made at; Unix seconds */
};

/* draw runs twice: to count the pages, then to make them. *out is in malloc's memory: free it. ERR_MEMORY, ERR_IO. */
enum err print_make(const struct print_sheet *sheet, void (*draw)(struct print *print, void *context), void *context,
		    uint8_t **out, size_t *length) MUST_USE;

#endif
