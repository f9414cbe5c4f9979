#include "client/slip.h"

#include <stdlib.h>
#include <string.h>

#include "client/inspect.h"
#include "client/party.h"
#include "client/print.h"
#include "client/receipt.h"
#include "client/render.h"
#include "client/show.h"
#include "client/typeset.h"

#define FONT "WenQuanYi Micro Hei, sans "
#define GAP 10.0

enum { ROWS_ROOM = 4096, INK = 128, VALUE_MAX = 2 * INSPECT_NAMES + 1 };

/* Dots are points here: a line of type is as wide as its paper. */
struct pen {
	cairo_t *cairo;
	double width, y;
};

/* ---- lines ---- */

static double put_text(struct pen *pen, const char *font, double x, double width, PangoAlignment align, const char *text)
{
	PangoLayout *layout = typeset(pen->cairo, font, width, text);
	const double high = typeset_height(layout);
	pango_layout_set_alignment(layout, align);
	cairo_move_to(pen->cairo, x, pen->y);
	pango_cairo_show_layout(pen->cairo, layout);
	g_object_unref(layout);
	return high;
}

static void put_line(struct pen *pen, const char *font, const char *text)
{
	pen->y += put_text(pen, font, 0, pen->width, PANGO_ALIGN_CENTER, text);
}

static void put_row(struct pen *pen, const char *label, const char *value)
{
	const double column = pen->width * 0.3;
	const double left = put_text(pen, FONT "20", 0, column - GAP, PANGO_ALIGN_LEFT, label);
	const double right = put_text(pen, FONT "25", column, pen->width - column, PANGO_ALIGN_LEFT, value);
	pen->y += (left > right ? left : right) + GAP;
}

static void put_rule(struct pen *pen)
{
	cairo_rectangle(pen->cairo, 0, pen->y + GAP / 2, pen->width, 2);
	cairo_fill(pen->cairo);
	pen->y += 2 * GAP;
}

/* ---- what stands on it ---- */

struct fact {
	const char *label;
	void (*write)(const struct held *held, const struct passage *passage, char out[static VALUE_MAX]);
};

static void write_gate(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	const uint32_t province = passage->shown.leg.body->province;
	const char *zh = province_name(province, LANG_ZH), *en = province_name(province, LANG_EN);
	(void)held;
	snprintf(out, VALUE_MAX, "%s %s %u", zh == NULL ? "?" : zh, en == NULL ? "?" : en, passage->stamp.body->checkpoint);
}

static void write_time(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	char at[RENDER_TIME];
	render_time(held, passage->stamp.body->time, at);
	snprintf(out, VALUE_MAX, "%.10s %s", at, at + strlen("2020-03-10T"));
}

static void write_number(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	char number[PASS_NUMBER_LEN + 1];
	(void)held;
	pass_number(passage->shown.trip.body->pass_id.data, number);
	snprintf(out, VALUE_MAX, "%s", number);
}

/* As it was read; where nobody typed it, as it is assigned. */
static void write_plate(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	const Guosuo__V1__Trip *trip = passage->shown.trip.body;
	const uint32_t tractor = passage->shown.assignment.body->tractor;
	char plate[PLATE_TEXT_MAX] = "?";
	(void)held;
	if (passage->passage->plate[0] == '\0' && tractor >= 1 && tractor <= trip->n_tractors &&
	    plate_text(trip->tractors[tractor - 1]->plate, plate) != RULE_OK)
		strcpy(plate, "?");
	snprintf(out, VALUE_MAX, "%s", passage->passage->plate[0] == '\0' ? plate : passage->passage->plate);
}

static void write_verdict(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	const enum word word = (enum word)passage->stamp.body->verdict;
	(void)held;
	snprintf(out, VALUE_MAX, "%s %s", word_text(word, LANG_ZH), word_name(word));
}

static void write_outcome(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	const char *zh = stamp_reason_text(stamp->reason, LANG_ZH), *en = stamp_reason_text(stamp->reason, LANG_EN);
	(void)held;
	const int n = snprintf(out, VALUE_MAX, "%s %s", stamp_outcome_text(stamp->outcome, LANG_ZH),
	                       stamp_outcome_text(stamp->outcome, LANG_EN));
	if (stamp->reason != 0 && zh != NULL && en != NULL)
		snprintf(out + n, VALUE_MAX - (size_t)n, "\n%s %s", zh, en);
}

static void write_duty(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	(void)held;
	snprintf(out, VALUE_MAX, "%u", passage->stamp.body->duty);
}

static void write_inspections(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	const Guosuo__V1__Stamp *stamp = passage->stamp.body;
	char zh[INSPECT_NAMES], en[INSPECT_NAMES];
	(void)held;
	inspect_names(stamp->inspections, stamp->n_inspections, LANG_ZH, zh);
	inspect_names(stamp->inspections, stamp->n_inspections, LANG_EN, en);
	snprintf(out, VALUE_MAX, "%s%s%s", zh, stamp->n_inspections == 0 ? "" : "\n", en);
}

static void write_record(const struct held *held, const struct passage *passage, char out[static VALUE_MAX])
{
	(void)held;
	snprintf(out, VALUE_MAX, "%u", passage->record->sequence);
}

static const struct fact facts[] = {
    {"查验点\nCheckpoint", write_gate},  {"时间\nTime", write_time},       {"通行证\nPass", write_number}, {"号牌\nPlate", write_plate},
    {"核验结果\nVerdict", write_verdict}, {"处置\nOutcome", write_outcome}, {"查验\nInspected", write_inspections}, {"值班\nDuty", write_duty},    {"记录\nRecord", write_record},
};

static void put_facts(struct pen *pen, const struct held *held, const struct passage *passage)
{
	const bool delivered = passage->stamp.body->direction == GUOSUO__V1__DIRECTION__DELIVERED;
	put_line(pen, FONT "Bold 40", delivered ? "送达回执" : "查验回执");
	put_line(pen, FONT "22", delivered ? "过所 Guosuo · delivery receipt" : "过所 Guosuo · checkpoint receipt");
	put_rule(pen);
	for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
		char value[VALUE_MAX];
		facts[i].write(held, passage, value);
		if (value[0] != '\0')
			put_row(pen, facts[i].label, value);
	}
	put_rule(pen);
}

/* ---- the code ---- */

struct modules {
	unsigned side, scale;
	uint8_t *p;
};

/* The quiet zone is on the paper: beyond it a roll has an edge. Level Q where its modules are large enough, else M. */
static enum err make_code(const char *code, unsigned dots, struct modules *out)
{
	static const bool quartile[] = {true, false};
	for (size_t i = 0; i < 2; i++) {
		enum err err = show_modules(code, quartile[i], &out->side, &out->p);
		if (err != ERR_OK)
			return err;
		out->scale = dots / (out->side + 2 * SHOW_QUIET);
		if (out->scale >= SLIP_MODULE)
			return ERR_OK;
		free(out->p);
	}
	return ERR_SIZE;
}

static void put_code(struct pen *pen, const struct modules *code)
{
	const double size = (double)(code->side + 2 * SHOW_QUIET) * code->scale;
	cairo_save(pen->cairo);
	cairo_translate(pen->cairo, (double)(((unsigned)pen->width - (unsigned)size) / 2), (double)(unsigned)(pen->y + 1));
	print_modules(pen->cairo, code->p, code->side, SHOW_QUIET, size);
	cairo_restore(pen->cairo);
	pen->y += size + 1;
	put_line(pen, FONT "20", "请留存: 下一查验点出示此码, 或存入手机");
	put_line(pen, FONT "18", "Keep it: show it at the next checkpoint,\nor take it with your phone: guosuo driver stamp");
}

/* ---- the slip ---- */

static enum err to_bits(cairo_surface_t *surface, unsigned dots, unsigned rows, struct raster *out)
{
	const uint8_t *ink = cairo_image_surface_get_data(surface);
	const size_t stride = (size_t)cairo_image_surface_get_stride(surface), wide = dots / 8;
	uint8_t *bits = calloc(rows, wide);
	if (bits == NULL)
		return ERR_MEMORY;
	for (size_t y = 0; y < rows; y++)
		for (size_t x = 0; x < dots; x++)
			if (ink[y * stride + x] >= INK)
				bits[y * wide + x / 8] |= (uint8_t)(0x80 >> x % 8);
	*out = (struct raster){dots, rows, bits};
	return ERR_OK;
}

enum err slip_draw(const struct held *held, const struct passage *passage, const char *code, unsigned dots, struct raster *out)
{
	struct modules modules;
	enum err err = make_code(code, dots, &modules);
	if (err != ERR_OK)
		return err;
	cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_A8, (int)dots, ROWS_ROOM);
	struct pen pen = {cairo_create(surface), dots, 0};
	put_facts(&pen, held, passage);
	put_code(&pen, &modules);
	cairo_surface_flush(surface);
	err = cairo_status(pen.cairo) == CAIRO_STATUS_SUCCESS ? to_bits(surface, dots, pen.y < ROWS_ROOM ? (unsigned)pen.y : ROWS_ROOM, out)
	                                                      : ERR_MEMORY;
	cairo_destroy(pen.cairo);
	cairo_surface_destroy(surface);
	free(modules.p);
	return err;
}

/* ---- printed ---- */

static const enum say sentences[ESCPOS_COUNT] = {
    [ESCPOS_ABSENT] = SAY_PRINTER_ABSENT, [ESCPOS_DENIED] = SAY_PRINTER_DENIED,   [ESCPOS_OTHER] = SAY_PRINTER_OTHER,
    [ESCPOS_PAPER] = SAY_PRINTER_PAPER,   [ESCPOS_COVER] = SAY_PRINTER_COVER,     [ESCPOS_FAULT] = SAY_PRINTER_FAULT,
    [ESCPOS_HUNG] = SAY_PRINTER_HUNG,     [ESCPOS_OFFLINE] = SAY_PRINTER_OFFLINE, [ESCPOS_LOST] = SAY_PRINTER_LOST,
};

static enum err make(struct context *context, const struct held *held, unsigned dots, const struct passage *passage,
                     const struct verdict *shown, struct raster *out)
{
	char *code;
	enum err err = receipt_text(context, passage, shown, &code);
	return err == ERR_OK ? slip_draw(held, passage, code, dots, out) : err;
}

enum err slip_dots(struct context *context, const char *typed, uint32_t *out)
{
	uint32_t dots;
	enum err err = party_number(context, "printer-dots", typed, SLIP_DOTS_MIN, SLIP_DOTS_MAX, SLIP_DOTS, &dots);
	if (err == ERR_OK && dots % 8 != 0) {
		say(context, SAY_PRINTER_DOTS, dots);
		err = ERR_INPUT;
	}
	if (err == ERR_OK)
		*out = dots;
	return err;
}

bool slip_print(struct context *context, const char *device, unsigned dots, const struct held *held,
                const struct passage *passage, const struct verdict *shown)
{
	struct raster raster;
	enum err err = make(context, held, dots, passage, shown, &raster);
	if (err == ERR_SIZE && shown != NULL)
		err = make(context, held, dots, passage, NULL, &raster);
	if (err != ERR_OK) {
		say_err(context, err, device);
		say(context, SAY_SLIP_NOT_PRINTED, passage->record->sequence);
		return false;
	}
	const enum escpos how = escpos_print(device, &raster);
	free(raster.bits);
	if (how == ESCPOS_PRINTED)
		return true;
	say(context, sentences[how], device);
	say(context, SAY_SLIP_NOT_PRINTED, passage->record->sequence);
	return false;
}
