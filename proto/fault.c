#include "proto/fault.h"
#include "proto/line.h"

#include <string.h>

enum { SEVERITY_E, SEVERITY_W };

struct row {
	const char *name, *text[2];
	int severity;
};

static const struct row rows[RULE_COUNT] = {
    [RULE_OK] = {"OK", {"", ""}, SEVERITY_W},
#define X(name, severity, zh, zh_do, en, en_do) [RULE_##name] = {#name, {zh zh_do, en en_do}, SEVERITY_##severity},
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

void fault_add(struct faults *faults, enum rule rule, const char *field, int64_t got, int64_t limit)
{
	faults->errors += fault_is_error(rule);
	if (faults->count == FAULTS_MAX)
		return;
	struct fault *fault = &faults->item[faults->count++];
	*fault = (struct fault){.rule = rule, .got = got, .limit = limit};
	struct line line = line_over(fault->field, sizeof fault->field);
	line_put(&line, field, strlen(field));
}

enum err demands_met(const struct demand *demands, size_t count, struct faults *faults)
{
	for (size_t i = 0; i < count; i++) {
		const struct demand *one = &demands[i];
		if (one->met)
			continue;
		if (faults != NULL)
			fault_add(faults, one->rule, one->field, one->got, one->limit);
		return one->err;
	}
	return ERR_OK;
}

void fault_text(const struct fault *fault, enum lang lang, char *out, size_t size)
{
	if (size == 0)
		return;
	struct line line = line_over(out, size);
	line_fill(&line, row_of(fault->rule)->text[lang == LANG_EN], fault->got, fault->limit);
}

void field_index(char *out, size_t size, const char *prefix, size_t index)
{
	struct line line = line_over(out, size);
	line_put(&line, prefix, strlen(prefix));
	line_put(&line, "[", 1);
	line_number(&line, (int64_t)index);
	line_put(&line, "]", 1);
}

void field_name(char *out, size_t size, const char *prefix, const char *name)
{
	struct line line = line_over(out, size);
	line_put(&line, prefix, strlen(prefix));
	if (line.len > 0)
		line_put(&line, ".", 1);
	line_put(&line, name, strlen(name));
}

void fault_in(struct faults *faults, enum rule rule, const char *prefix, const char *name, int64_t got, int64_t limit)
{
	char field[sizeof faults->item[0].field];
	field_name(field, sizeof field, prefix, name);
	fault_add(faults, rule, field, got, limit);
}
