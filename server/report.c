#include "server/report.h"

#include <string.h>

#include "proto/civil.h"

enum { MINUTE_S = 60, FIRST_FIGURE = 2, LAST_FIGURE = 15 };

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

static const ProtobufCFieldDescriptor *figure(unsigned number)
{
	return protobuf_c_message_descriptor_get_field(&guosuo__v1__figures__descriptor, number);
}

static uint32_t read_figure(const Guosuo__V1__Figures *figures, unsigned number)
{
	uint32_t value;
	memcpy(&value, (const uint8_t *)figures + figure(number)->offset, sizeof value);
	return value;
}

static void write_figure(Guosuo__V1__Figures *figures, unsigned number, uint32_t value)
{
	memcpy((uint8_t *)figures + figure(number)->offset, &value, sizeof value);
}

void report_add(Guosuo__V1__Figures *sum, const Guosuo__V1__Figures *one)
{
	for (unsigned i = FIRST_FIGURE; i <= LAST_FIGURE; i++)
		write_figure(sum, i, read_figure(sum, i) + read_figure(one, i));
}

void report_nil(Guosuo__V1__Figures *figures)
{
	figures->nil = true;
	for (unsigned i = FIRST_FIGURE; i <= LAST_FIGURE; i++)
		if (read_figure(figures, i) != 0)
			figures->nil = false;
}

static size_t compare_figures(const Guosuo__V1__Figures *was, const Guosuo__V1__Figures *is,
                              Guosuo__V1__Restated *out, size_t max, size_t count)
{
	for (unsigned i = FIRST_FIGURE; i <= LAST_FIGURE; i++) {
		if (read_figure(was, i) == read_figure(is, i))
			continue;
		if (count < max) {
			guosuo__v1__restated__init(&out[count]);
			out[count].province = is->province;
			out[count].figure = (char *)(uintptr_t)figure(i)->name;
			out[count].was = read_figure(was, i);
			out[count].is = read_figure(is, i);
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
