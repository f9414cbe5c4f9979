#include "client/csv.h"

struct csv csv_over(struct span text)
{
	static const uint8_t mark[] = {0xEF, 0xBB, 0xBF};
	bool marked = text.n >= sizeof mark && memcmp(text.p, mark, sizeof mark) == 0;
	size_t skip = marked ? sizeof mark : 0;
	return (struct csv){span_of(text.p + skip, text.n - skip), 1};
}

/* ---- one cell ---- */

struct reading {
	struct span rest;
	struct csv_row *row;
	size_t used;  /* of row->text */
	size_t lines; /* ended inside quotes */
};

static int peek(const struct reading *r)
{
	return r->rest.n == 0 ? -1 : r->rest.p[0];
}

static void skip(struct reading *r, size_t n)
{
	r->rest = span_of(r->rest.p + n, r->rest.n - n);
}

/* A NUL would end the cell before its end. */
static bool put(struct reading *r, int c)
{
	if (r->used + 1 >= CSV_ROW_MAX || c == 0)
		return false;
	r->row->text[r->used++] = (char)c;
	return true;
}

static bool at_end_of_line(const struct reading *r)
{
	int c = peek(r);
	return c == -1 || c == '\n' || (c == '\r' && (r->rest.n == 1 || r->rest.p[1] == '\n'));
}

static enum csv_fault plain(struct reading *r)
{
	while (!at_end_of_line(r) && peek(r) != ',') {
		if (peek(r) == '"')
			return CSV_QUOTE;
		if (!put(r, peek(r)))
			return CSV_LONG;
		skip(r, 1);
	}
	return CSV_OK;
}

static enum csv_fault quoted(struct reading *r)
{
	for (skip(r, 1);; skip(r, 1)) {
		int c = peek(r);
		if (c == -1)
			return CSV_OPEN;
		if (c == '"' && (r->rest.n < 2 || r->rest.p[1] != '"'))
			break;
		if (c == '"')
			skip(r, 1);
		r->lines += c == '\n';
		if (!put(r, c)) /* in a table of many lines the end is not come to */
			return r->lines > 0 ? CSV_OPEN : CSV_LONG;
	}
	skip(r, 1);
	return at_end_of_line(r) || peek(r) == ',' ? CSV_OK : CSV_QUOTE;
}

static enum csv_fault cell(struct reading *r)
{
	struct csv_row *row = r->row;
	if (row->count == CSV_COLUMNS_MAX || r->used == CSV_ROW_MAX)
		return CSV_LONG;
	row->at = row->count + 1;
	row->cell[row->count++] = row->text + r->used;
	enum csv_fault fault = peek(r) == '"' ? quoted(r) : plain(r);
	row->text[r->used++] = '\0'; /* put has left room for it */
	return fault;
}

/* ---- rows ---- */

static struct span past_line(struct span text)
{
	const uint8_t *end = text.n == 0 ? NULL : memchr(text.p, '\n', text.n);
	size_t n = end == NULL ? text.n : (size_t)(end - text.p) + 1;
	return span_of(text.p + n, text.n - n);
}

static void skip_empty(struct csv *csv)
{
	for (;; csv->line++) {
		size_t n = csv->rest.n;
		size_t skipped = n > 0 && csv->rest.p[0] == '\n'                ? 1
		                 : n > 1 && memcmp(csv->rest.p, "\r\n", 2) == 0 ? 2
		                                                                : 0;
		if (skipped == 0)
			return;
		csv->rest = span_of(csv->rest.p + skipped, n - skipped);
	}
}

bool csv_next(struct csv *csv, struct csv_row *out)
{
	skip_empty(csv);
	if (csv->rest.n == 0)
		return false;
	struct reading r = {.rest = csv->rest, .row = out};
	out->line = csv->line;
	out->count = out->at = 0;
	out->fault = cell(&r);
	while (out->fault == CSV_OK && peek(&r) == ',') {
		skip(&r, 1);
		out->fault = cell(&r);
	}
	/* what is broken ends with its first line: the rows below it are none of its business */
	csv->rest = past_line(out->fault == CSV_OK ? r.rest : csv->rest);
	csv->line += 1 + (out->fault == CSV_OK ? r.lines : 0);
	return true;
}
