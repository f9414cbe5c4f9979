#include "proto/inspection.h"

/* ---- the table ---- */

static const struct row {
	uint32_t number;
	const char *word, *zh, *en;
} rows[] = {
#define X(number, name, word, zh, en) {number, word, zh, en},
    INSPECTION_LIST(X)
#undef X
};

enum { ROWS = sizeof rows / sizeof rows[0] };

static const struct row *row_of(uint32_t number)
{
	for (size_t i = 0; i < ROWS; i++)
		if (rows[i].number == number)
			return &rows[i];
	return NULL;
}

const char *inspection_text(uint32_t number, enum lang lang)
{
	const struct row *row = row_of(number);
	return row == NULL ? NULL : lang == LANG_ZH ? row->zh : row->en;
}

const char *inspection_word(uint32_t number)
{
	const struct row *row = row_of(number);
	return row == NULL ? NULL : row->word;
}

uint32_t inspection_of(struct span word)
{
	for (size_t i = 0; i < ROWS; i++)
		if (span_equal(span_text(rows[i].word), word) || span_equal(span_text(rows[i].zh), word))
			return rows[i].number;
	return 0;
}

/* ---- lists ---- */

bool inspections_have(const struct inspections *list, uint32_t number)
{
	for (size_t i = 0; i < list->count; i++)
		if (list->codes[i] == number)
			return true;
	return false;
}

bool inspections_add(struct inspections *list, uint32_t number)
{
	if (inspections_have(list, number))
		return true;
	if (list->count == INSPECTIONS_MAX)
		return false;
	list->codes[list->count++] = number;
	return true;
}

void inspections_drop(struct inspections *list, uint32_t number)
{
	size_t kept = 0;
	for (size_t i = 0; i < list->count; i++)
		if (list->codes[i] != number)
			list->codes[kept++] = list->codes[i];
	list->count = kept;
}

/* ---- what is asked ---- */

static bool holds(const Guosuo__V1__InspectionPolicy *policy, int64_t when, bool of_ours)
{
	return (of_ours || policy->every) && when >= policy->not_before && (policy->not_after == 0 || when <= policy->not_after);
}

struct earlier {
	const struct inspection_earlier *items;
	size_t count;
	int64_t when;
};

/* Within so many seconds, and never in the future. */
static bool was_done(const struct earlier *earlier, uint32_t number, uint32_t lasts_s)
{
	for (size_t i = 0; i < earlier->count; i++) {
		const struct inspection_earlier *one = &earlier->items[i];
		if (one->at <= earlier->when && one->at >= earlier->when - (int64_t)lasts_s && inspections_have(&one->list, number))
			return true;
	}
	return false;
}

static bool is_spared(const struct earlier *earlier, uint32_t number, uint32_t lasts_s)
{
	return lasts_s != 0 && was_done(earlier, number, lasts_s) &&
	       (number != INSPECTION_TEMPERATURE || !was_done(earlier, INSPECTION_RAISED, UINT32_MAX));
}

/* inspection_check saw to it that there is room. */
static void ask(struct inspection_asked *out, const Guosuo__V1__InspectionPolicy *policy, const struct earlier *earlier)
{
	for (size_t i = 0; i < policy->n_asked; i++)
		if (!is_spared(earlier, policy->asked[i], policy->earlier_s))
			(void)inspections_add(&out->list, policy->asked[i]);
	out->people = out->people || policy->people;
	if (policy->raised_dc != 0 && (out->raised_dc == 0 || policy->raised_dc < out->raised_dc))
		out->raised_dc = policy->raised_dc;
}

void inspection_ask(const Guosuo__V1__Roster *roster, int64_t when, bool of_ours, const struct inspection_earlier *earlier,
                    size_t n_earlier, struct inspection_asked *out)
{
	const struct earlier all = {earlier, n_earlier, when};
	*out = (struct inspection_asked){.people = false};
	for (size_t i = 0; i < roster->n_inspections; i++)
		if (holds(roster->inspections[i], when, of_ours))
			ask(out, roster->inspections[i], &all);
}

bool inspection_due(const struct inspection_asked *asked, const struct inspections *done, uint32_t people,
                    struct inspection_asked *out)
{
	const bool raised = asked->raised_dc != 0 && inspections_have(done, INSPECTION_RAISED);
	struct inspection_asked due = {.people = asked->people && people == 0, .raised_dc = asked->raised_dc};
	for (size_t i = 0; i < asked->list.count; i++)
		if (!inspections_have(done, asked->list.codes[i]))
			due.list.codes[due.list.count++] = asked->list.codes[i];
	if (raised && due.list.count < INSPECTIONS_MAX)
		(void)inspections_add(&due.list, INSPECTION_TEMPERATURE);
	*out = due;
	return due.people || due.list.count > 0;
}

/* ---- is it sound? ---- */

enum { FIELD_MAX = 64 };

/* all: what the policies before ask. */
static void asked_check(const Guosuo__V1__InspectionPolicy *policy, const char *field, struct inspections *all,
                        struct faults *faults)
{
	struct inspections mine = {.count = 0};
	for (size_t i = 0; i < policy->n_asked; i++) {
		const uint32_t number = policy->asked[i];
		if (number == 0 || inspections_have(&mine, number) || !inspections_add(&mine, number) || !inspections_add(all, number)) {
			fault_in(faults, RULE_CODES_FORM, field, "asked", 0, INSPECTIONS_MAX);
			return;
		}
	}
	if (inspections_have(&mine, INSPECTION_RAISED))
		fault_in(faults, RULE_CHOICE, field, "asked", INSPECTION_RAISED, 0);
	if (inspections_have(&mine, INSPECTION_TEMPERATURE) && policy->raised_dc == 0)
		fault_in(faults, RULE_REQUIRED, field, "raised_dc", 0, 1);
}

static void policy_check(const Guosuo__V1__InspectionPolicy *policy, const char *field, struct inspections *all,
                         struct faults *faults)
{
	if (policy->n_asked == 0 && !policy->people && policy->raised_dc == 0)
		fault_in(faults, RULE_REQUIRED, field, "asked", 0, 0);
	asked_check(policy, field, all, faults);
	if (policy->raised_dc > TEMPERATURE_MAX_DC)
		fault_in(faults, RULE_TOO_LARGE, field, "raised_dc", policy->raised_dc, TEMPERATURE_MAX_DC);
	if (policy->not_before < 0)
		fault_in(faults, RULE_TOO_SMALL, field, "not_before", policy->not_before, 0);
	if (policy->not_after < 0 || (policy->not_after != 0 && policy->not_after < policy->not_before))
		fault_in(faults, RULE_WINDOW_ORDER, field, "not_after", 0, 0);
}

void inspection_check(const Guosuo__V1__Roster *roster, struct faults *faults)
{
	struct inspections all = {.count = 0};
	if (roster->n_inspections > INSPECTION_POLICIES_MAX) {
		fault_add(faults, RULE_TOO_MANY, "inspections", (int64_t)roster->n_inspections, INSPECTION_POLICIES_MAX);
		return;
	}
	for (size_t i = 0; i < roster->n_inspections; i++) {
		char field[FIELD_MAX];
		field_index(field, sizeof field, "inspections", i);
		policy_check(roster->inspections[i], field, &all, faults);
	}
}
