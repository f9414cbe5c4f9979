#include "server/group_policy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/wire/json.h"
#include "server/file.h"

enum { ROOM = 1024 * 1024, FILE_MAX = 128 * 1024 };

/* "18:00", as minutes of the day. */
static bool read_minute(const char *text, uint32_t *out)
{
	unsigned hour, minute;
	int end = 0;
	if (strlen(text) != 5 || sscanf(text, "%2u:%2u%n", &hour, &minute, &end) != 2 || end != 5 ||
	    hour > 23 || minute > 59)
		return false;
	*out = hour * 60 + minute;
	return true;
}

static void fault(struct faults *faults, size_t i, const char *name, enum rule rule, int64_t got,
                  int64_t limit)
{
	char at[48], field[64];
	field_index(at, sizeof at, "difficultyKinds", i);
	field_name(field, sizeof field, at, name);
	fault_add(faults, rule, field, got, limit);
}

static void check_kind(const Guosuo__V1__GroupPolicy *policy, size_t i, struct faults *faults)
{
	const Guosuo__V1__DifficultyKind *kind = policy->difficulty_kinds[i];
	const struct {
		const char *name, *text;
	} texts[] = {{"code", kind->code}, {"zh", kind->zh}, {"en", kind->en}};
	for (size_t k = 0; k < sizeof texts / sizeof texts[0]; k++)
		if (texts[k].text[0] == '\0')
			fault(faults, i, texts[k].name, RULE_REQUIRED, 0, 0);
	if (strlen(kind->code) > GROUP_CODE_MAX)
		fault(faults, i, "code", RULE_TOO_LONG, (int64_t)strlen(kind->code), GROUP_CODE_MAX);
	if (kind->answer_hours == 0)
		fault(faults, i, "answerHours", RULE_REQUIRED, 0, 0);
	if (kind->answer_hours > GROUP_HOURS_MAX)
		fault(faults, i, "answerHours", RULE_TOO_LARGE, kind->answer_hours, GROUP_HOURS_MAX);
	for (size_t k = 0; k < i; k++)
		if (strcmp(kind->code, policy->difficulty_kinds[k]->code) == 0)
			fault(faults, i, "code", RULE_DUPLICATE, 0, 0);
}

static void check(struct group_policy *policy, struct faults *faults)
{
	const Guosuo__V1__GroupPolicy *body = policy->body;
	if (!read_minute(body->report_at, &policy->report_min))
		fault_add(faults, RULE_DAYTIME_FORM, "reportAt", 0, 0);
	if (body->restate_days > GROUP_RESTATE_MAX)
		fault_add(faults, RULE_TOO_LARGE, "restateDays", body->restate_days, GROUP_RESTATE_MAX);
	if (body->n_difficulty_kinds == 0)
		fault_add(faults, RULE_REQUIRED, "difficultyKinds", 0, 0);
	for (size_t i = 0; i < body->n_difficulty_kinds; i++)
		check_kind(body, i, faults);
}

static void say(const struct faults *faults, enum err err, char problem[static GROUP_POLICY_PROBLEM])
{
	char zh[192] = "", en[192] = "";
	const char *field = faults->count == 0 ? "" : faults->item[0].field;
	if (faults->count > 0) {
		fault_text(&faults->item[0], LANG_ZH, zh, sizeof zh);
		fault_text(&faults->item[0], LANG_EN, en, sizeof en);
	}
	snprintf(problem, GROUP_POLICY_PROBLEM, "desk.group: %s: %s / %s", field,
	         zh[0] == '\0' ? err_text(err, LANG_ZH) : zh, en[0] == '\0' ? err_text(err, LANG_EN) : en);
}

enum err group_policy_make(struct span text, struct group_policy **out,
                           char problem[static GROUP_POLICY_PROBLEM])
{
	struct group_policy *policy = calloc(1, sizeof *policy);
	struct faults faults = {.count = 0};
	ProtobufCMessage *body;
	if (policy == NULL || (policy->arena.base = malloc(ROOM)) == NULL) {
		free(policy);
		return ERR_MEMORY;
	}
	policy->arena.size = ROOM;
	enum err err = json_read(&guosuo__v1__group_policy__descriptor, text, &policy->arena, &faults, &body);
	if (err == ERR_OK) {
		policy->body = (const Guosuo__V1__GroupPolicy *)body;
		check(policy, &faults);
		err = faults.errors > 0 ? ERR_INPUT : ERR_OK;
	}
	if (err == ERR_OK) {
		*out = policy;
		return ERR_OK;
	}
	say(&faults, err, problem);
	group_policy_free(&policy);
	return err;
}

enum err group_policy_load(const char *path, struct group_policy **out,
                           char problem[static GROUP_POLICY_PROBLEM])
{
	uint8_t *text = NULL;
	size_t n = 0;
	*out = NULL;
	if (path[0] == '\0')
		return ERR_OK;
	enum err err = file_read(path, FILE_MAX, &text, &n);
	if (err != ERR_OK)
		snprintf(problem, GROUP_POLICY_PROBLEM, "desk.group: %.200s: %s / %s", path,
		         err_text(err, LANG_ZH), err_text(err, LANG_EN));
	else
		err = group_policy_make(span_of(text, n), out, problem);
	free(text);
	return err;
}

void group_policy_free(struct group_policy **policy)
{
	if (*policy != NULL)
		free((*policy)->arena.base);
	free(*policy);
	*policy = NULL;
}

const Guosuo__V1__DifficultyKind *group_policy_kind(const struct group_policy *policy, const char *code)
{
	for (size_t i = 0; policy != NULL && i < policy->body->n_difficulty_kinds; i++)
		if (strcmp(policy->body->difficulty_kinds[i]->code, code) == 0)
			return policy->body->difficulty_kinds[i];
	return NULL;
}
