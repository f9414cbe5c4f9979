#include "server/document_policy.h"

#include <stdio.h>
#include <stdlib.h>

#include "proto/application.h"
#include "proto/wire/json.h"
#include "server/file.h"

enum { FILE_MAX = 64 * 1024, ROOM = 512 * 1024, SIZE_DEFAULT = 8 * 1024 * 1024, TRIP_DEFAULT = 20, CLASSES = 3 };

struct document_policy {
	Guosuo__V1__DocumentPolicy *body;
	struct arena arena;
};

bool document_policy_takes(const struct document_policy *policy, const char *kind)
{
	const Guosuo__V1__DocumentPolicy *body = policy->body;
	for (size_t i = 0; i < body->n_kinds; i++)
		if (strcmp(body->kinds[i]->kind, kind) == 0)
			return true;
	return body->n_kinds == 0;
}

const Guosuo__V1__DocumentPolicy *document_policy_body(const struct document_policy *policy)
{
	return policy->body;
}

static void in_range(struct faults *faults, const char *field, uint32_t got, uint32_t least, uint32_t most)
{
	if (got < least)
		fault_add(faults, RULE_TOO_SMALL, field, got, least);
	if (got > most)
		fault_add(faults, RULE_TOO_LARGE, field, got, most);
}

static void check_duty(const struct document_policy *policy, const Guosuo__V1__DocumentDuty *duty, size_t at,
                       struct faults *faults)
{
	char base[32], field[64];
	field_index(base, sizeof base, "duties", at);
	field_name(field, sizeof field, base, "overLimitClass");
	in_range(faults, field, duty->over_limit_class, duty->agent ? 0 : 1, duty->agent ? 0 : CLASSES);
	for (size_t i = 0; i < duty->n_kinds; i++) {
		char kinds[64];
		field_name(kinds, sizeof kinds, base, "kinds");
		field_index(field, sizeof field, kinds, i);
		if (!document_policy_takes(policy, duty->kinds[i]))
			fault_add(faults, RULE_CHOICE, field, 0, 0);
	}
}

static void check(const struct document_policy *policy, struct faults *faults)
{
	const Guosuo__V1__DocumentPolicy *body = policy->body;
	in_range(faults, "sizeMax", body->size_max, 1, DOCUMENT_SIZE_MAX);
	in_range(faults, "tripMax", body->trip_max, 1, DOCUMENTS_MAX);
	for (size_t i = 0; i < body->n_duties; i++)
		check_duty(policy, body->duties[i], i, faults);
}

static void tell(const struct faults *faults, char *problem, size_t size)
{
	char zh[256], en[256];
	if (faults->count == 0)
		return;
	fault_text(&faults->item[0], LANG_ZH, zh, sizeof zh);
	fault_text(&faults->item[0], LANG_EN, en, sizeof en);
	snprintf(problem, size, "documents.policy: %s: %s / %s", faults->item[0].field, zh, en);
}

static enum err read_body(const char *path, struct document_policy *policy, struct faults *faults)
{
	uint8_t *text = NULL;
	size_t n = 0;
	ProtobufCMessage *message;
	enum err err = file_read(path, FILE_MAX, &text, &n);
	if (err == ERR_OK)
		err = json_read(&guosuo__v1__document_policy__descriptor, span_of(text, n), &policy->arena, faults,
		                &message);
	free(text);
	if (err == ERR_OK)
		policy->body = (Guosuo__V1__DocumentPolicy *)message;
	return err;
}

static enum err plain_body(struct document_policy *policy)
{
	policy->body = arena_take(&policy->arena, sizeof *policy->body);
	if (policy->body == NULL)
		return ERR_MEMORY;
	guosuo__v1__document_policy__init(policy->body);
	policy->body->size_max = SIZE_DEFAULT;
	policy->body->trip_max = TRIP_DEFAULT;
	return ERR_OK;
}

enum err document_policy_read(const char *path, struct document_policy **out, char *problem, size_t size)
{
	struct document_policy *policy = calloc(1, sizeof *policy);
	uint8_t *memory = policy == NULL ? NULL : malloc(ROOM);
	struct faults faults = {0};
	if (memory == NULL) {
		free(policy);
		return ERR_MEMORY;
	}
	policy->arena = (struct arena){memory, ROOM, 0};
	enum err err = path[0] == '\0' ? plain_body(policy) : read_body(path, policy, &faults);
	if (err == ERR_OK)
		check(policy, &faults);
	if (err == ERR_OK && faults.errors > 0)
		err = ERR_INPUT;
	if (err == ERR_OK) {
		*out = policy;
		return ERR_OK;
	}
	tell(&faults, problem, size);
	document_policy_free(&policy);
	return err;
}

void document_policy_free(struct document_policy **policy)
{
	if (*policy == NULL)
		return;
	free((*policy)->arena.base);
	free(*policy);
	*policy = NULL;
}
