#include "client/strict.h"

#include <string.h>

#include "client/keep.h"
#include "client/say.h"

enum { FILE_MAX = 1024, HOUR = 3600, MINUTE = 60, KMH_LEAST = 60 };

static const char end_line[] = "end\n"; /* a file that lost its tail has none */

#define AT(field) offsetof(struct strict, field)
const struct strict_row strict_rows[STRICT_ROWS] = {
    {"fresh-hours", "小时", "h", "名单在此时间内算新", "a status list is fresh for", HOUR, 1, 24 * 28, AT(fresh_s)},
    {"accept-hours", "小时", "h", "名单在此时间内可用", "a status list is usable for", HOUR, 1, 24 * 28, AT(accept_s)},
    {"refer-beyond", "", "", "逾期一律转人工", "beyond that every class is referred", 1, 1, 1, AT(refer)},
    {"inspected-minutes", "分钟", "min", "前站查验在此时间内有效", "an earlier inspection counts for", MINUTE, 1, 60 * 24 * 28,
     AT(inspected_s)},
    {"impossible-kmh", "km/h", "km/h", "两站间超过此速度即可疑", "between two gates impossible is above", 1, KMH_LEAST, 300,
     AT(impossible_kmh)},
};

uint32_t *strict_value(struct strict *strict, const struct strict_row *row)
{
	return (uint32_t *)(void *)((char *)strict + row->offset);
}

static bool take(struct strict *out, const char *name, unsigned long long number)
{
	for (size_t i = 0; i < STRICT_ROWS; i++) {
		const struct strict_row *row = &strict_rows[i];
		if (strcmp(row->name, name) != 0)
			continue;
		*strict_value(out, row) = (uint32_t)number * row->unit_s;
		return number >= row->least && number <= row->most;
	}
	return false;
}

enum err strict_read(struct context *context, struct strict *out)
{
	struct span text;
	struct strict read = *out = (struct strict){0};
	enum err err = keep_read(context, "policy", FILE_MAX, &text);
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	const char *last = (const char *)text.p + text.n;
	if (text.n < sizeof end_line - 1 || memcmp(last -= sizeof end_line - 1, end_line, sizeof end_line - 1) != 0)
		return ERR_FORMAT;
	for (const char *at = (const char *)text.p, *end; at < last; at = end + 1) {
		char name[24];
		unsigned long long number;
		int used = 0;
		end = strchr(at, '\n');
		if (end == NULL || sscanf(at, "%23s %9llu%n", name, &number, &used) != 2 || at + used != end ||
		    !take(&read, name, number))
			return ERR_FORMAT;
	}
	*out = read;
	return ERR_OK;
}

enum err strict_write(struct context *context, const struct strict *strict)
{
	char text[FILE_MAX];
	struct strict copy = *strict;
	size_t n = 0;
	for (size_t i = 0; i < STRICT_ROWS; i++)
		if (*strict_value(&copy, &strict_rows[i]) != 0)
			n += (size_t)snprintf(text + n, sizeof text - n, "%s %u\n", strict_rows[i].name,
			                      *strict_value(&copy, &strict_rows[i]) / strict_rows[i].unit_s);
	if (n == 0)
		return keep_remove(context, "policy");
	n += (size_t)snprintf(text + n, sizeof text - n, "%s", end_line);
	return keep_write(context, "policy", span_of(text, n), false);
}

struct policy strict_policy(struct context *context)
{
	struct strict strict;
	enum err err = strict_read(context, &strict);
	if (err == ERR_OK)
		return (struct policy){strict.fresh_s, strict.accept_s, strict.refer != 0, strict.inspected_s, strict.impossible_kmh};
	say_err(context, err, say_text(context, SAY_POLICY_LOST));
	return (struct policy){.fresh_s = 1, .accept_s = 1, .refer_beyond = true, .inspected_s = 1, .impossible_kmh = KMH_LEAST};
}

static void show_row(const struct strict_row *row, uint32_t value, struct sheet *sheet)
{
	char key[40];
	snprintf(key, sizeof key, "policy_%s", row->name);
	for (char *at = key; *at != '\0'; at++)
		*at = *at == '-' ? '_' : *at;
	const char *unit = sheet->context->lang == LANG_EN ? row->unit_en : row->unit_zh;
	if (*unit == '\0' && !sheet->context->json)
		sheet_text(sheet, key, row->zh, row->en, "%s", sheet->context->lang == LANG_EN ? "yes" : "是");
	else
		sheet_number(sheet, key, row->zh, row->en, value / row->unit_s, unit);
}

void strict_show(const struct strict *strict, struct sheet *sheet)
{
	struct strict copy = *strict;
	for (size_t i = 0; i < STRICT_ROWS; i++)
		if (*strict_value(&copy, &strict_rows[i]) != 0)
			show_row(&strict_rows[i], *strict_value(&copy, &strict_rows[i]), sheet);
}
