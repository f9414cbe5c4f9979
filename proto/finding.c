#include "proto/finding.h"
#include "proto/line.h"

struct row {
	const char *name, *text[2], *action[2];
	enum severity severity;
	enum closer closer;
};

/* An unknown number is as bad as can be: nothing may pass for a reason nobody can read. */
static const struct row rows[FINDING_END] = {
    [FINDING_NONE] = {"NONE", {"", ""}, {"", ""}, SEVERITY_REJECT, BY_TELEPHONE},
#define X(number, name, severity, closer, zh, en, zh_do, en_do)                                              \
	[number] = {#name, {zh, en}, {zh_do, en_do}, SEVERITY_##severity, BY_##closer},
    FINDING_LIST(X)
#undef X
};

static const char *const closers[][2] = {
    [BY_INSPECTOR] = {"查验员", "inspector"},
    [BY_SHIFT_LEADER] = {"班长", "shift leader"},
    [BY_TELEPHONE] = {"电话核实", "telephone"},
};

static const struct row *row_of(enum finding_code code)
{
	return &rows[(size_t)code < FINDING_END ? code : FINDING_NONE];
}

const char *finding_name(enum finding_code code)
{
	return row_of(code)->name;
}

enum severity finding_severity(enum finding_code code)
{
	return row_of(code)->severity;
}

enum closer finding_closer(enum finding_code code)
{
	return row_of(code)->closer;
}

const char *finding_action(enum finding_code code, enum lang lang)
{
	return row_of(code)->action[lang == LANG_EN];
}

const char *closer_text(enum closer closer, enum lang lang)
{
	return closers[(size_t)closer <= BY_TELEPHONE ? closer : BY_TELEPHONE][lang == LANG_EN];
}

void finding_text(const struct finding *finding, enum lang lang, char *out, size_t size)
{
	if (size == 0)
		return;
	struct line line = line_over(out, size);
	line_fill(&line, row_of(finding->code)->text[lang == LANG_EN], finding->got, finding->limit);
}
