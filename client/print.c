#include "client/print.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cairo-pdf.h>

#include "client/typeset.h"
/* Points: A4 with margins as official papers have them (GB/T 9704: 37 mm above, 28 mm left, 26 mm right). */
#define PAGE_WIDTH 595.276
#define PAGE_HEIGHT 841.890
#define LEFT 79.4
#define RIGHT 73.7
#define TOP 82.0
#define BOTTOM 70.0
#define LABEL_WIDTH 136.0
#define PADDING 3.5

struct bytes {
	uint8_t *p;
	size_t n, room;
	bool failed;
};

struct print {
	cairo_t *cairo;
	const struct print_sheet *sheet;
	double y;
	unsigned page, pages; /* pages 0: they are being counted */
	bool in_table;
};

static const struct look {
	const char *font;
	double indent, after, spacing; /* spacing: between lines, of a line */
	PangoAlignment align;
	double grey;
} looks[PRINT_STYLES] = {
    [PRINT_TITLE] = {"WenQuanYi Micro Hei, sans Bold 22", 0, 4, 1.2, PANGO_ALIGN_CENTER, 0},
    [PRINT_TITLE_EN] = {"WenQuanYi Micro Hei, sans 12", 0, 14, 1.2, PANGO_ALIGN_CENTER, 0.25},
    [PRINT_SALUTE] = {"WenQuanYi Micro Hei, sans 13", 0, 4, 1.45, PANGO_ALIGN_LEFT, 0},
    [PRINT_BODY] = {"WenQuanYi Micro Hei, sans 13", 26, 4, 1.45, PANGO_ALIGN_LEFT, 0},
    [PRINT_BODY_EN] = {"WenQuanYi Micro Hei, sans 10.5", 0, 3, 1.3, PANGO_ALIGN_LEFT, 0.15},
    [PRINT_SMALL] = {"WenQuanYi Micro Hei, sans 9.5", 0, 2, 1.25, PANGO_ALIGN_LEFT, 0.25},
    [PRINT_RIGHT] = {"WenQuanYi Micro Hei, sans 13", 0, 3, 1.3, PANGO_ALIGN_RIGHT, 0},
};

static const char row_font[] = "WenQuanYi Micro Hei, sans 10";

static double width(void)
{
	return PAGE_WIDTH - LEFT - RIGHT;
}

/* ---- pages ---- */

static void draw_footer(struct print *print)
{
	char number[64];
	snprintf(number, sizeof number, "%u / %u", print->page, print->pages);
	cairo_set_source_rgb(print->cairo, 0.35, 0.35, 0.35);
	PangoLayout *text = typeset(print->cairo, "WenQuanYi Micro Hei, sans 8.5", width() - 40, print->sheet->footer);
	cairo_move_to(print->cairo, LEFT, PAGE_HEIGHT - BOTTOM + 22);
	pango_cairo_show_layout(print->cairo, text);
	g_object_unref(text);
	text = typeset(print->cairo, "WenQuanYi Micro Hei, sans 9.5", 40, number);
	pango_layout_set_alignment(text, PANGO_ALIGN_RIGHT);
	cairo_move_to(print->cairo, PAGE_WIDTH - RIGHT - 40, PAGE_HEIGHT - BOTTOM + 22);
	pango_cairo_show_layout(print->cairo, text);
	g_object_unref(text);
}

static void end_page(struct print *print)
{
	draw_footer(print);
	cairo_show_page(print->cairo);
}

static void new_page(struct print *print)
{
	end_page(print);
	print->page++;
	print->y = TOP;
	print->in_table = false;
}

void print_need(struct print *print, double height)
{
	if (print->y + height > PAGE_HEIGHT - BOTTOM && print->y > TOP)
		new_page(print);
}

void print_break(struct print *print)
{
	if (print->y > TOP)
		new_page(print);
}

void print_picture(struct print *print, double height, void (*put)(cairo_t *cairo, double width, const void *of), const void *of)
{
	print_need(print, height);
	cairo_save(print->cairo);
	cairo_translate(print->cairo, LEFT, print->y);
	put(print->cairo, width(), of);
	cairo_restore(print->cairo);
	print->y += height;
	print->in_table = false;
}

void print_gap(struct print *print, double height)
{
	print->y += height;
	print->in_table = false;
}

/* ---- text ---- */

/* One line of a layout at its place; the layout's own positions give indent and alignment. */
static void draw_line(struct print *print, PangoLayoutIter *iter, double after)
{
	PangoRectangle logical;
	pango_layout_iter_get_line_extents(iter, NULL, &logical);
	double high = (double)logical.height / PANGO_SCALE, x = LEFT + (double)logical.x / PANGO_SCALE;
	double baseline = (double)(pango_layout_iter_get_baseline(iter) - logical.y) / PANGO_SCALE;
	print_need(print, high);
	cairo_move_to(print->cairo, x, print->y + baseline);
	pango_cairo_show_layout_line(print->cairo, pango_layout_iter_get_line_readonly(iter));
	print->y += high * after;
}

void print_text(struct print *print, enum print_style style, const char *text)
{
	const struct look *look = &looks[style];
	PangoLayout *layout = typeset(print->cairo, look->font, width(), text);
	pango_layout_set_alignment(layout, look->align);
	pango_layout_set_indent(layout, (int)(look->indent * PANGO_SCALE));
	PangoLayoutIter *iter = pango_layout_get_iter(layout);
	print->in_table = false;
	do {
		cairo_set_source_rgb(print->cairo, look->grey, look->grey, look->grey);
		draw_line(print, iter, look->spacing);
	} while (pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
	g_object_unref(layout);
	print->y += look->after;
}

/* ---- table ---- */

static void rule(struct print *print, double x1, double y1, double x2, double y2)
{
	cairo_set_source_rgb(print->cairo, 0.45, 0.45, 0.45);
	cairo_set_line_width(print->cairo, 0.6);
	cairo_move_to(print->cairo, x1, y1);
	cairo_line_to(print->cairo, x2, y2);
	cairo_stroke(print->cairo);
}

static void frame(struct print *print, double high)
{
	const double right = PAGE_WIDTH - RIGHT, columns[] = {LEFT, LEFT + LABEL_WIDTH, right};
	if (!print->in_table)
		rule(print, LEFT, print->y, right, print->y);
	rule(print, LEFT, print->y + high, right, print->y + high);
	for (size_t i = 0; i < 3; i++)
		rule(print, columns[i], print->y, columns[i], print->y + high);
}

static void cell(struct print *print, PangoLayout *layout, double x, double grey)
{
	cairo_set_source_rgb(print->cairo, grey, grey, grey);
	cairo_move_to(print->cairo, x + PADDING, print->y + PADDING);
	pango_cairo_show_layout(print->cairo, layout);
}

void print_row(struct print *print, const char *label, const char *value)
{
	PangoLayout *left = typeset(print->cairo, row_font, LABEL_WIDTH - 2 * PADDING, label);
	PangoLayout *right = typeset(print->cairo, row_font, width() - LABEL_WIDTH - 2 * PADDING, value);
	double high = typeset_height(left) > typeset_height(right) ? typeset_height(left) : typeset_height(right);
	high += 2 * PADDING;
	print_need(print, high);
	frame(print, high);
	cell(print, left, LEFT, 0.25);
	cell(print, right, LEFT + LABEL_WIDTH, 0);
	g_object_unref(left);
	g_object_unref(right);
	print->y += high;
	print->in_table = true;
}

void print_modules(cairo_t *cairo, const uint8_t *modules, unsigned side, unsigned quiet, double size)
{
	double module = size / (side + 2 * quiet);
	cairo_set_source_rgb(cairo, 0, 0, 0);
	for (unsigned y = 0; y < side; y++)
		for (unsigned x = 0, run; x < side; x += run) {
			const uint8_t *at = modules + (size_t)y * side + x;
			for (run = 1; x + run < side && at[run] == *at; run++)
				;
			if (*at != 0) /* a whole run: no hair lines between its modules */
				cairo_rectangle(cairo, (x + quiet) * module, (y + quiet) * module, run * module, module * 1.01);
		}
	cairo_fill(cairo);
}

/* ---- the document ---- */

static cairo_status_t collect(void *context, const unsigned char *data, unsigned n)
{
	struct bytes *bytes = context;
	if (bytes->n + n > bytes->room) {
		size_t room = 2 * (bytes->n + n);
		uint8_t *more = realloc(bytes->p, room);
		if (more == NULL)
			return CAIRO_STATUS_NO_MEMORY;
		bytes->p = more;
		bytes->room = room;
	}
	memcpy(bytes->p + bytes->n, data, n);
	bytes->n += n;
	return CAIRO_STATUS_SUCCESS;
}

static void name(cairo_surface_t *surface, const struct print_sheet *sheet)
{
	char when[32] = "";
	struct tm tm;
	time_t at = (time_t)sheet->when;
	gmtime_r(&at, &tm);
	strftime(when, sizeof when, "%Y-%m-%dT%H:%M:%SZ", &tm);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATE_DATE, when);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_TITLE, sheet->title);
	cairo_pdf_surface_set_metadata(surface, CAIRO_PDF_METADATA_CREATOR, "guosuo");
}

static enum err run(struct print *print, struct bytes *bytes, void (*draw)(struct print *, void *), void *context)
{
	cairo_surface_t *surface = cairo_pdf_surface_create_for_stream(collect, bytes, PAGE_WIDTH, PAGE_HEIGHT);
	name(surface, print->sheet);
	print->cairo = cairo_create(surface);
	print->page = 1;
	print->y = TOP;
	draw(print, context);
	end_page(print);
	cairo_status_t status = cairo_status(print->cairo);
	cairo_destroy(print->cairo);
	cairo_surface_finish(surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_surface_status(surface);
	cairo_surface_destroy(surface);
	return status == CAIRO_STATUS_SUCCESS ? ERR_OK : status == CAIRO_STATUS_NO_MEMORY ? ERR_MEMORY : ERR_IO;
}

enum err print_make(const struct print_sheet *sheet, void (*draw)(struct print *print, void *context), void *context,
		    uint8_t **out, size_t *length)
{
	struct print counting = {.sheet = sheet}, making = {.sheet = sheet};
	struct bytes first = {0}, second = {0};
	enum err err = run(&counting, &first, draw, context);
	making.pages = counting.page;
	free(first.p);
	if (err == ERR_OK)
		err = run(&making, &second, draw, context);
	if (err != ERR_OK) {
		free(second.p);
		return err;
	}
	*out = second.p;
	*length = second.n;
	return ERR_OK;
}
