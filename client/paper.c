#include "client/paper.h"

#include <stdlib.h>
#include <string.h>

#include "client/condition.h"
#include "client/rows.h"
#include "client/show.h"
#include "client/typeset.h"
#include "proto/booking.h"

/* Points. A module of the largest code paper takes (177 and its quiet zone) is 0.46 mm on this side. */
#define CODE_SIDE 241.0
#define STAMP_GAP 10.0
#define STAMP_HEAD 14.0

enum { STAMPS = 3, LINE_MAX_BYTES = 512 };

/* One leg's page. */
struct page {
	struct leg leg;
	struct rows rows;
	const char *words; /* its conditions in words, or NULL */
	unsigned side;
	uint8_t *modules; /* malloc's */
};

struct book {
	const struct paper *paper;
	struct rows rows;
	struct page *page;
	size_t count;
	struct booking booking[BOOKINGS_MAX];
	size_t booking_count;
	char footer[LINE_MAX_BYTES];
};

/* ---- what stands in it ---- */

static void render_front(struct sheet *sheet, void *of)
{
	const struct paper *paper = of;
	render_trip(sheet, paper->held, paper->pass->trip.body);
	render_assignment(sheet, paper->held, paper->pass->trip.body, paper->assignment->body);
}

struct leg_rows {
	const struct held *held;
	const Guosuo__V1__Leg *leg;
};
static void render_page(struct sheet *sheet, void *of)
{
	const struct leg_rows *rows = of;
	render_leg(sheet, rows->held, rows->leg);
}

static enum err make_code(struct context *context, const struct paper *paper, struct page *page)
{
	struct span raw;
	char *text;
	enum err err = code_make(paper->pass->file, page->leg.body->ordinal, paper->sealed, NULL, &context->arena, &raw);
	if (err == ERR_OK)
		err = code_text(raw, &context->arena, &text);
	return err == ERR_OK ? show_modules(text, true, &page->side, &page->modules) : err;
}

static enum err make_page(struct context *context, struct book *book, uint32_t ordinal)
{
	const Guosuo__V1__Sealed *sealed;
	struct page *page = &book->page[book->count];
	enum err err = pass_leg(book->paper->pass->file, ordinal, &context->arena, &sealed);
	if (err == ERR_OK)
		err = leg_read(sealed, &context->arena, &page->leg);
	if (err != ERR_OK)
		return err;
	struct leg_rows rows = {book->paper->held, page->leg.body};
	rows_gather(&page->rows, context, render_page, &rows);
	page->words = pass_text(book->paper->pass->file, page->leg.body);
	book->count++;
	return make_code(context, book->paper, page);
}

static enum err make_pages(struct context *context, struct book *book, uint32_t *unsealed)
{
	size_t legs = book->paper->pass->trip.body->n_provinces;
	book->page = arena_take(&context->arena, legs * sizeof *book->page);
	if (book->page == NULL)
		return ERR_MEMORY;
	memset(book->page, 0, legs * sizeof *book->page);
	for (uint32_t ordinal = 1; ordinal <= legs; ordinal++) {
		enum err err = make_page(context, book, ordinal);
		if (err == ERR_NOT_FOUND)
			++*unsealed;
		else if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err read_bookings(struct context *context, struct book *book)
{
	const Guosuo__V1__PassFile *file = book->paper->pass->file;
	for (size_t i = 0; i < file->n_bookings && i < BOOKINGS_MAX; i++) {
		enum err err = booking_read(file->bookings[i], &context->arena, &book->booking[i]);
		if (err != ERR_OK)
			return err;
		book->booking_count++;
	}
	return ERR_OK;
}

/* ---- the code, and beside it the place for stamps ---- */

static void draw_stamp(cairo_t *cairo, double x, double y, double wide, double high, const char *title)
{
	cairo_set_source_rgb(cairo, 0.45, 0.45, 0.45);
	cairo_set_line_width(cairo, 0.6);
	cairo_rectangle(cairo, x, y, wide, high);
	cairo_stroke(cairo);
	cairo_set_source_rgb(cairo, 0.25, 0.25, 0.25);
	PangoLayout *text = typeset(cairo, "WenQuanYi Micro Hei, sans 8.5", wide - 8, title);
	cairo_move_to(cairo, x + 4, y + 3);
	pango_cairo_show_layout(cairo, text);
	g_object_unref(text);
}

static void draw_code(cairo_t *cairo, double width, const void *of)
{
	static const char *const titles[STAMPS] = {"入省查验 Entry (时间、警号、章)", "途中查验 On the road", "出省查验或交付 Exit, or delivery"};
	double x = CODE_SIDE + STAMP_GAP, high = (CODE_SIDE - (STAMPS - 1) * STAMP_GAP) / STAMPS;
	const struct page *page = of;
	print_modules(cairo, page->modules, page->side, SHOW_QUIET, CODE_SIDE);
	for (size_t i = 0; i < STAMPS; i++)
		draw_stamp(cairo, x, (double)i * (high + STAMP_GAP), width - x, high, titles[i]);
}

/* ---- pages ---- */

static void draw_front(struct print *print, const struct book *book)
{
	print_text(print, PRINT_TITLE, "超限运输车辆通行证");
	print_text(print, PRINT_TITLE_EN, "过所 Guosuo · pass for an abnormal load across provinces");
	rows_print(print, &book->rows, NULL, NULL);
	print_gap(print, 8);
	print_text(print, PRINT_SMALL, "须与每段的通行码一并出示; 号牌、车架号或货物与证不符的, 不得通行。本证只对所派车辆、驾驶员和期限有效。");
	print_text(print, PRINT_SMALL, "Show it together with the code of the leg. Vehicle and cargo must be those named here; it holds for this "
				       "assignment, this driver and this window alone.");
}

static void draw_booking(struct print *print, const struct book *book, const Guosuo__V1__Booking *booking)
{
	char line[LINE_MAX_BYTES], from[RENDER_TIME], to[RENDER_TIME];
	const Guosuo__V1__Site *site = held_stop(book->paper->held, booking->province, booking->stop);
	render_time(book->paper->held, booking->not_before, from);
	render_time(book->paper->held, booking->not_after, to);
	snprintf(line, sizeof line, "%s\n床位 beds %u, 用餐 meals %u, 订单号 code %u\n%s - %s", site == NULL ? "" : site->name, booking->beds,
		 booking->meals, booking->code, from, to);
	char label[64];
	snprintf(label, sizeof label, "食宿点 stop %u\n%s", booking->stop, booking->phone);
	print_row(print, label, line);
}

static void draw_page(struct print *print, const struct book *book, const struct page *page)
{
	char title[LINE_MAX_BYTES], en[LINE_MAX_BYTES];
	const Guosuo__V1__Leg *leg = page->leg.body;
	const char *zh_name = province_name(leg->province, LANG_ZH), *en_name = province_name(leg->province, LANG_EN);
	snprintf(title, sizeof title, "第 %u 段 · %s", leg->ordinal, zh_name == NULL ? "?" : zh_name);
	snprintf(en, sizeof en, "Leg %u of %zu · %s · %s", leg->ordinal, book->paper->pass->trip.body->n_provinces,
		 en_name == NULL ? "?" : en_name, book->paper->pass->number);
	print_break(print);
	print_text(print, PRINT_TITLE, title);
	print_text(print, PRINT_TITLE_EN, en);
	print_picture(print, CODE_SIDE, draw_code, page);
	print_gap(print, 8);
	rows_print(print, &page->rows, NULL, NULL);
	for (size_t i = 0; i < book->booking_count; i++)
		if (book->booking[i].body->ordinal == leg->ordinal)
			draw_booking(print, book, book->booking[i].body);
	condition_print(print, page->leg.body, page->words);
}

static void draw(struct print *print, void *context)
{
	const struct book *book = context;
	draw_front(print, book);
	for (size_t i = 0; i < book->count; i++)
		draw_page(print, book, &book->page[i]);
}

enum err paper_make(struct context *context, const struct paper *paper, uint8_t **out, size_t *length, uint32_t *unsealed)
{
	struct book *book = arena_take(&context->arena, sizeof *book);
	if (book == NULL)
		return ERR_MEMORY;
	*book = (struct book){.paper = paper};
	*unsealed = 0;
	enum err err = make_pages(context, book, unsealed);
	if (err == ERR_OK)
		err = read_bookings(context, book);
	rows_gather(&book->rows, context, render_front, (void *)paper);
	snprintf(book->footer, sizeof book->footer, "过所 %s · 纸质派车单第 %u 号 · 以通行码内的电子签章为准 / paper assignment %u; the seals in the code are what counts",
		 paper->pass->number, paper->assignment->body->serial, paper->assignment->body->serial);
	const struct print_sheet sheet = {"超限运输车辆通行证", book->footer, paper->pass->trip.body->sealed_at};
	if (err == ERR_OK)
		err = print_make(&sheet, draw, book, out, length);
	for (size_t i = 0; i < book->count; i++)
		free(book->page[i].modules);
	return err;
}
