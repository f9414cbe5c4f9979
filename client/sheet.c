#include "client/sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/utf8.h"

struct sheet sheet_begin(const struct context *context, FILE *out)
{
	return (struct sheet){.context = context, .out = out, .object = context->json ? json_object() : NULL};
}

struct sheet sheet_to(const struct context *context, sheet_taker *take, void *taker)
{
	return (struct sheet){.context = context, .take = take, .taker = taker};
}

static void print_label(struct sheet *sheet, const char *zh, const char *en)
{
	fputs(sheet->context->lang == LANG_ZH ? zh : en, sheet->out);
	fputs(": ", sheet->out);
}

void sheet_clean(char *text, bool lines)
{
	struct span rest = span_text(text);
	char *out = text;
	uint32_t point;
	while (rest.n > 0) {
		const uint8_t *from = rest.p;
		if (!utf8_next(&rest, &point)) {
			rest = span_of(rest.p + 1, rest.n - 1);
			point = 0;
		}
		if (utf8_commands(point) && !(lines && point == '\n')) {
			*out++ = '?';
			continue;
		}
		memmove(out, from, (size_t)(rest.p - from));
		out += rest.p - from;
	}
	*out = '\0';
}

static void print_row(struct sheet *sheet, const char *zh, const char *en, const char *separator, char *text, bool lines)
{
	sheet_clean(text, lines);
	print_label(sheet, zh, en);
	fprintf(sheet->out, "%s%s\n", separator, text);
}

void sheet_lines(struct sheet *sheet, const char *key, const char *zh, const char *en, const char *text)
{
	char *copy = sheet->object == NULL && sheet->take == NULL ? strdup(text) : NULL;
	if (copy != NULL)
		print_row(sheet, zh, en, "\n", copy, true);
	else
		sheet_text(sheet, key, zh, en, "%s", text);
	free(copy);
}

void sheet_text(struct sheet *sheet, const char *key, const char *zh, const char *en, const char *format, ...)
{
	char *text = NULL;
	va_list list;
	va_start(list, format);
	int length = vasprintf(&text, format, list);
	va_end(list);
	if (length < 0)
		return;
	if (sheet->take != NULL) {
		sheet->take(sheet->taker, key, zh, en, text);
	} else if (sheet->object != NULL) {
		json_object_set_new(sheet->object, key, json_string(text));
	} else {
		print_row(sheet, zh, en, "", text, false);
	}
	free(text);
}

void sheet_number(struct sheet *sheet, const char *key, const char *zh, const char *en, int64_t value, const char *unit)
{
	if (sheet->take != NULL) {
		sheet_text(sheet, key, zh, en, "%lld%s%s", (long long)value, unit[0] == '\0' ? "" : " ", unit);
	} else if (sheet->object != NULL) {
		json_object_set_new(sheet->object, key, json_integer(value));
	} else {
		print_label(sheet, zh, en);
		fprintf(sheet->out, "%lld%s%s\n", (long long)value, unit[0] == '\0' ? "" : " ", unit);
	}
}

void sheet_json(struct sheet *sheet, const char *key, json_t *value)
{
	if (sheet->object != NULL)
		json_object_set_new(sheet->object, key, value);
	else
		json_decref(value);
}

void sheet_end(struct sheet *sheet)
{
	if (sheet->object == NULL)
		return;
	json_dumpf(sheet->object, sheet->out, JSON_INDENT(1));
	fputc('\n', sheet->out);
	json_decref(sheet->object);
	sheet->object = NULL;
}

bool sheet_colour(FILE *out)
{
	const char *no = getenv("NO_COLOR");
	return isatty(fileno(out)) && (no == NULL || *no == '\0');
}
