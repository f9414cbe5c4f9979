#include "client/complaint.h"

#include <string.h>
#include <unistd.h>

enum { CELLS = 6 };

/* RFC 4180; a spreadsheet takes = + - @ at the beginning for a formula, so a blank goes before them. */
static void put_cell(FILE *file, const char *text, bool last)
{
	fputs(text[0] != '\0' && strchr("=+-@", text[0]) != NULL ? "\" " : "\"", file);
	for (; *text != '\0'; text++) {
		if (*text == '"')
			fputc('"', file);
		fputc(*text, file);
	}
	fputs(last ? "\"\r\n" : "\",", file);
}

static enum err put_line(struct complaints *complaints, const char *const cells[static CELLS])
{
	for (size_t i = 0; i < CELLS; i++)
		put_cell(complaints->file, cells[i], i + 1 == CELLS);
	return ferror(complaints->file) ? ERR_IO : ERR_OK;
}

enum err complaints_open(const char *path, struct complaints *out)
{
	static const char *const head[CELLS] = {"行 line",   "列 column", "栏 field",
	                                        "规则 rule", "说明",      "says"};
	struct complaints complaints = {.path = path, .file = fopen(path, "we")};
	if (complaints.file == NULL)
		return ERR_IO;
	fputs("\xEF\xBB\xBF", complaints.file);
	*out = complaints;
	return put_line(out, head);
}

void complaints_close(struct complaints *complaints)
{
	if (complaints->file == NULL)
		return;
	fclose(complaints->file);
	if (complaints->lines == 0)
		unlink(complaints->path);
	*complaints = (struct complaints){0};
}

/* What is broken has no field, but a place among the columns. */
static const char *column_name(const struct csv_row *row, const struct column_map *map, const char *field)
{
	const struct column *column = column_of(map, field);
	if (column != NULL)
		return column->name;
	return field[0] == '\0' && row->at >= 1 && row->at <= map->count ? map->item[row->at - 1].name : "";
}

static enum err add(struct complaints *complaints, const struct csv_row *row, const struct column_map *map,
                    const char *field, const char *rule, const char *zh, const char *en)
{
	char line[24];
	snprintf(line, sizeof line, "%zu", row->line);
	complaints->lines++;
	return put_line(complaints,
	                (const char *const[CELLS]){line, column_name(row, map, field), field, rule, zh, en});
}

enum err complaints_add(struct complaints *complaints, const struct csv_row *row,
                        const struct column_map *map, const struct faults *faults)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < faults->count; i++) {
		const struct fault *fault = &faults->item[i];
		char zh[512], en[512];
		fault_text(fault, LANG_ZH, zh, sizeof zh);
		fault_text(fault, LANG_EN, en, sizeof en);
		if (fault_is_error(fault->rule))
			err = add(complaints, row, map, fault->field, fault_name(fault->rule), zh, en);
	}
	return err;
}

enum err complaints_add_refusal(struct complaints *complaints, const struct csv_row *row,
                                const struct column_map *map, const Guosuo__V1__ErrorDetail *refused)
{
	enum err err = ERR_OK;
	if (refused->n_fields == 0)
		return add(complaints, row, map, "", "", refused->zh, refused->en);
	for (size_t i = 0; err == ERR_OK && i < refused->n_fields; i++) {
		const Guosuo__V1__FieldError *field = refused->fields[i];
		err = add(complaints, row, map, field->field, field->rule, field->zh, field->en);
	}
	return err;
}

enum rule complaint_rule(enum csv_fault fault)
{
	static const enum rule rules[] = {[CSV_OK] = RULE_OK,
	                                  [CSV_QUOTE] = RULE_CSV_QUOTE,
	                                  [CSV_OPEN] = RULE_CSV_OPEN,
	                                  [CSV_LONG] = RULE_CSV_LONG};
	return rules[fault];
}
