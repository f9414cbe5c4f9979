#include "client/rows.h"

#include <string.h>

#include "proto/line.h"

static struct row *row_of(struct rows *rows, const char *key)
{
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->row[i].key, key) == 0)
			return &rows->row[i];
	return rows->count == ROWS_MAX ? NULL : &rows->row[rows->count++];
}

static void set_value(char value[static RENDER_LIST], const char *text)
{
	struct line line = line_over(value, RENDER_LIST);
	line_put(&line, text, strlen(text));
}

static void take_zh(void *taker, const char *key, const char *zh, const char *en, const char *value)
{
	struct row *row = row_of(taker, key);
	if (row == NULL)
		return;
	row->key = key;
	row->zh = zh;
	row->en = en;
	set_value(row->value_zh, value);
}

static void take_en(void *taker, const char *key, const char *zh, const char *en, const char *value)
{
	struct rows *rows = taker;
	(void)zh;
	(void)en;
	for (size_t i = 0; i < rows->count; i++)
		if (strcmp(rows->row[i].key, key) == 0)
			set_value(rows->row[i].value_en, value);
}

void rows_gather(struct rows *rows, const struct context *context, void (*render)(struct sheet *sheet, void *of), void *of)
{
	static sheet_taker *const takers[] = {[LANG_ZH] = take_zh, [LANG_EN] = take_en};
	static const enum lang order[] = {LANG_ZH, LANG_EN};
	for (size_t i = 0; i < 2; i++) {
		struct context plain = *context;
		plain.lang = order[i];
		struct sheet sheet = sheet_to(&plain, takers[order[i]], rows);
		render(&sheet, of);
	}
}

void rows_print(struct print *print, const struct rows *rows, bool (*keep)(const void *of, const char *key), const void *of)
{
	for (size_t i = 0; i < rows->count; i++) {
		const struct row *row = &rows->row[i];
		char label[256], value[2 * RENDER_LIST + 2];
		bool same = strcmp(row->value_zh, row->value_en) == 0;
		if (keep != NULL && !keep(of, row->key))
			continue;
		snprintf(label, sizeof label, "%s %s", row->zh, row->en);
		snprintf(value, sizeof value, "%s%s%s", row->value_zh, same ? "" : "\n", same ? "" : row->value_en);
		print_row(print, label, value);
	}
}
