#include "proto/barred.h"

#include <string.h>

#include "proto/civil.h"
#include "proto/identity.h"
#include "proto/utf8.h"

/* ---- lines ---- */

/* The next line without its end and its comment; false: there is none. */
static bool next_line(struct span *rest, struct span *line)
{
	if (rest->n == 0)
		return false;
	const uint8_t *end = memchr(rest->p, '\n', rest->n);
	size_t n = end == NULL ? rest->n : (size_t)(end - rest->p);
	const uint8_t *note = memchr(rest->p, '#', n);
	*line = span_of(rest->p, note == NULL ? n : (size_t)(note - rest->p));
	size_t used = end == NULL ? n : n + 1;
	*rest = span_of(rest->p + used, rest->n - used);
	return true;
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

/* The next word of a line; empty: none is left. */
static struct span next_word(struct span *line)
{
	size_t from = 0, to;
	while (from < line->n && is_blank(line->p[from]))
		from++;
	for (to = from; to < line->n && !is_blank(line->p[to]);)
		to++;
	struct span word = span_of(line->p + from, to - from);
	*line = span_of(line->p + to, line->n - to);
	return word;
}

/* "2026-12-31" as 20261231, "-" as 0. */
static enum rule day_read(struct span word, int64_t *out)
{
	char text[] = "0000-00-00T00:00:00Z";
	int64_t when, day = 0;
	if (span_equal(word, span_text("-"))) {
		*out = 0;
		return RULE_OK;
	}
	if (word.n != 10)
		return RULE_DAY_FORM;
	memcpy(text, word.p, word.n);
	if (rfc3339_read(span_text(text), &when) != ERR_OK)
		return RULE_DAY_FORM;
	for (size_t i = 0; i < 10; i++)
		if (text[i] != '-')
			day = day * 10 + (text[i] - '0');
	*out = day;
	return RULE_OK;
}

static enum rule entry_read(struct span line, uint8_t uscc[static USCC_PACKED], int64_t *until)
{
	enum rule rule = uscc_pack(next_word(&line), uscc);
	if (rule == RULE_OK)
		rule = day_read(next_word(&line), until);
	return rule == RULE_OK && !utf8_valid(line) ? RULE_TEXT : rule;
}

static bool is_empty(struct span line)
{
	return next_word(&line).n == 0;
}

enum err barred_sound(struct span list, struct faults *faults)
{
	struct span line;
	uint8_t uscc[USCC_PACKED];
	int64_t until;
	size_t errors = faults->errors;
	for (size_t n = 1; next_line(&list, &line); n++) {
		enum rule rule = is_empty(line) ? RULE_OK : entry_read(line, uscc, &until);
		char field[32];
		field_index(field, sizeof field, "line", n);
		if (rule != RULE_OK)
			fault_add(faults, rule, field, 0, 0);
	}
	return faults->errors == errors ? ERR_OK : ERR_INPUT;
}

/* ---- looking up ---- */

static int64_t day_of(int64_t now, uint32_t utc_offset_min)
{
	char text[TIME_TEXT_LEN + 1];
	int64_t day = 0;
	rfc3339_write(now, utc_offset_min, text);
	for (size_t i = 0; i < 10; i++)
		if (text[i] != '-')
			day = day * 10 + (text[i] - '0');
	return day;
}

static void find(struct span list, const char *text, int64_t today, const char *field, struct faults *faults)
{
	uint8_t asked[USCC_PACKED], uscc[USCC_PACKED];
	struct span line;
	int64_t until;
	if (uscc_pack(span_text(text), asked) != RULE_OK)
		return;
	while (next_line(&list, &line)) {
		if (is_empty(line) || entry_read(line, uscc, &until) != RULE_OK ||
		    memcmp(uscc, asked, sizeof uscc) != 0 || (until != 0 && until < today))
			continue;
		fault_add(faults, until == 0 ? RULE_BARRED : RULE_BARRED_UNTIL, field, 0, until);
		return;
	}
}

void barred_check(struct span list, const Guosuo__V1__Application *application, int64_t now,
                  uint32_t utc_offset_min, struct faults *faults)
{
	const Guosuo__V1__Applicant *applicant = application->applicant;
	int64_t today = day_of(now, utc_offset_min);
	if (applicant == NULL)
		return;
	find(list, applicant->uscc, today, "applicant.uscc", faults);
	if (applicant->agent != NULL)
		find(list, applicant->agent->uscc, today, "applicant.agent.uscc", faults);
}
