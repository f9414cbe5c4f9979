#include "client/sheet.h"

#include <stdarg.h>
#include <stdlib.h>
#include <unistd.h>

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
		print_label(sheet, zh, en);
		fprintf(sheet->out, "%s\n", text);
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
