#include "server/report.h"

#include <string.h>

#include "proto/civil.h"

enum { MINUTE_S = 60 };

/* ---- days ---- */

static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b < 0);
}

int64_t report_ends(const struct report_hour *hour, int64_t day)
{
	return day * DAY_S + ((int64_t)hour->report_min - hour->utc_offset_min) * MINUTE_S;
}

int64_t report_day(const struct report_hour *hour, int64_t now)
{
	return floor_div(now - report_ends(hour, 0), DAY_S);
}

void report_day_write(int64_t day, char out[static REPORT_DAY_LEN + 1])
{
	char text[TIME_TEXT_LEN + 1];
	rfc3339_write(day * DAY_S, 0, text);
	memcpy(out, text, REPORT_DAY_LEN);
	out[REPORT_DAY_LEN] = '\0';
}

enum err report_day_read(struct span text, int64_t *out)
{
	static const char midnight[] = "T00:00:00Z";
	uint8_t whole[REPORT_DAY_LEN + sizeof midnight - 1];
	int64_t when;
	if (text.n != REPORT_DAY_LEN)
		return ERR_FORMAT;
	memcpy(whole, text.p, REPORT_DAY_LEN);
	memcpy(whole + REPORT_DAY_LEN, midnight, sizeof midnight - 1);
	enum err err = rfc3339_read(span_of(whole, sizeof whole), &when);
	if (err == ERR_OK)
		*out = when / DAY_S;
	return err;
}

/* ---- figures: the fields of the message, by its descriptor ---- */

enum { PROVINCE = 1 };

/* The next figure at or after a place among the fields; *at goes on behind it. NULL: there are no more. */
static const ProtobufCFieldDescriptor *next_figure(unsigned *at)
{
	const ProtobufCMessageDescriptor *all = &guosuo__v1__figures__descriptor;
	while (*at < all->n_fields) {
		const ProtobufCFieldDescriptor *field = &all->fields[(*at)++];
		if (field->type == PROTOBUF_C_TYPE_UINT32 && field->id != PROVINCE)
			return field;
	}
	return NULL;
}

static uint32_t read_figure(const Guosuo__V1__Figures *figures, const ProtobufCFieldDescriptor *figure)
{
	uint32_t value;
	memcpy(&value, (const uint8_t *)figures + figure->offset, sizeof value);
	return value;
}

void report_add(Guosuo__V1__Figures *sum, const Guosuo__V1__Figures *one)
{
	unsigned at = 0;
	for (const ProtobufCFieldDescriptor *figure; (figure = next_figure(&at)) != NULL;) {
		uint32_t value = read_figure(sum, figure) + read_figure(one, figure);
		memcpy((uint8_t *)sum + figure->offset, &value, sizeof value);
	}
}

void report_nil(Guosuo__V1__Figures *figures)
{
	unsigned at = 0;
	figures->nil = true;
	for (const ProtobufCFieldDescriptor *figure; (figure = next_figure(&at)) != NULL;)
		if (read_figure(figures, figure) != 0)
			figures->nil = false;
}

static size_t compare_figures(const Guosuo__V1__Figures *was, const Guosuo__V1__Figures *is,
                              Guosuo__V1__Restated *out, size_t max, size_t count)
{
	unsigned at = 0;
	for (const ProtobufCFieldDescriptor *figure; (figure = next_figure(&at)) != NULL;) {
		if (read_figure(was, figure) == read_figure(is, figure))
			continue;
		if (count < max) {
			guosuo__v1__restated__init(&out[count]);
			out[count].province = is->province;
			out[count].figure = (char *)(uintptr_t)figure->name;
			out[count].was = read_figure(was, figure);
			out[count].is = read_figure(is, figure);
		}
		count++;
	}
	return count;
}

static const Guosuo__V1__Figures *figures_of(const Guosuo__V1__DailyReport *report, uint32_t province)
{
	static const Guosuo__V1__Figures none = GUOSUO__V1__FIGURES__INIT;
	for (size_t i = 0; i < report->n_provinces; i++)
		if (report->provinces[i]->province == province)
			return report->provinces[i];
	return &none;
}

size_t report_compare(const Guosuo__V1__DailyReport *was, const Guosuo__V1__DailyReport *is,
                      Guosuo__V1__Restated *out, size_t max)
{
	size_t count = compare_figures(was->total, is->total, out, max, 0);
	for (size_t i = 0; i < is->n_provinces; i++)
		count = compare_figures(figures_of(was, is->provinces[i]->province), is->provinces[i], out,
		                        max, count);
	return count;
}
