#include "proto/fault.h"

#include <string.h>

enum { SEVERITY_E, SEVERITY_W };

struct row {
	const char *name, *text[2];
	int severity;
};

static const struct row rows[RULE_COUNT] = {
    [RULE_OK] = {"OK", {"", ""}, SEVERITY_W},
#define X(name, severity, zh, en) [RULE_##name] = {#name, {zh, en}, SEVERITY_##severity},
    RULE_LIST(X)
#undef X
};

static const struct row *row_of(enum rule rule)
{
	return &rows[(size_t)rule < RULE_COUNT ? rule : RULE_OK];
}

const char *fault_name(enum rule rule)
{
	return row_of(rule)->name;
}

bool fault_is_error(enum rule rule)
{
	return row_of(rule)->severity == SEVERITY_E;
}

/* A bounded text under construction; len stays below size. */
struct line {
	char *p;
	size_t size, len;
};

static void put(struct line *line, const char *text, size_t n)
{
	size_t room = line->size - 1 - line->len;
	if (n > room) {
		n = room;
		while (n > 0 && ((unsigned char)text[n] & 0xC0) == 0x80)
			n--;
	}
	memcpy(line->p + line->len, text, n);
	line->len += n;
	line->p[line->len] = '\0';
}

static void put_number(struct line *line, int64_t value)
{
	char digits[21];
	size_t at = sizeof digits;
	uint64_t rest = value < 0 ? -(uint64_t)value : (uint64_t)value;
	do {
		digits[--at] = (char)('0' + rest % 10);
		rest /= 10;
	} while (rest > 0);
	if (value < 0)
		digits[--at] = '-';
	put(line, digits + at, sizeof digits - at);
}

void fault_add(struct faults *faults, enum rule rule, const char *field, int64_t got, int64_t limit)
{
	faults->errors += fault_is_error(rule);
	if (faults->count == FAULTS_MAX)
		return;
	struct fault *fault = &faults->item[faults->count++];
	*fault = (struct fault){.rule = rule, .got = got, .limit = limit};
	struct line line = {fault->field, sizeof fault->field, 0};
	put(&line, field, strlen(field));
}

void fault_text(const struct fault *fault, enum lang lang, char *out, size_t size)
{
	static const char got[] = "{got}", limit[] = "{limit}";
	if (size == 0)
		return;
	struct line line = {out, size, 0};
	out[0] = '\0';
	const char *text = row_of(fault->rule)->text[lang == LANG_EN];
	while (*text != '\0') {
		if (strncmp(text, got, sizeof got - 1) == 0) {
			put_number(&line, fault->got);
			text += sizeof got - 1;
		} else if (strncmp(text, limit, sizeof limit - 1) == 0) {
			put_number(&line, fault->limit);
			text += sizeof limit - 1;
		} else {
			size_t n = 1 + strcspn(text + 1, "{");
			put(&line, text, n);
			text += n;
		}
	}
}

void field_index(char *out, size_t size, const char *prefix, size_t index)
{
	struct line line = {out, size, 0};
	put(&line, prefix, strlen(prefix));
	put(&line, "[", 1);
	put_number(&line, (int64_t)index);
	put(&line, "]", 1);
}

void field_name(char *out, size_t size, const char *prefix, const char *name)
{
	struct line line = {out, size, 0};
	put(&line, prefix, strlen(prefix));
	if (line.len > 0)
		put(&line, ".", 1);
	put(&line, name, strlen(name));
}
