#include "server/timing.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

#include "proto/wire/json.h"
#include "server/file.h"

enum { ROOM = 8 * 1024 * 1024 };

/* ---- making ---- */

static enum err say(const char *file, const struct faults *faults, enum err err, char problem[static TIMING_PROBLEM])
{
	const struct fault *first = NULL;
	char zh[192], en[192];
	for (size_t i = 0; first == NULL && i < faults->count; i++)
		if (fault_is_error(faults->item[i].rule))
			first = &faults->item[i];
	if (first == NULL) {
		snprintf(problem, TIMING_PROBLEM, "%s: %s / %s", file, err_text(err, LANG_ZH), err_text(err, LANG_EN));
		return err;
	}
	fault_text(first, LANG_ZH, zh, sizeof zh);
	fault_text(first, LANG_EN, en, sizeof en);
	snprintf(problem, TIMING_PROBLEM, "%s: %s: %s / %s", file, first->field, zh, en);
	return err;
}

static enum err read_policy(struct timing *timing, struct span text, char problem[static TIMING_PROBLEM])
{
	struct faults faults = {.count = 0};
	ProtobufCMessage *policy;
	enum err err = json_read(&guosuo__v1__desk_policy__descriptor, text, &timing->arena, &faults, &policy);
	if (err == ERR_OK) {
		timing->policy = (const Guosuo__V1__DeskPolicy *)policy;
		policy_check(timing->policy, &faults);
		err = faults.errors > 0 ? ERR_INPUT : ERR_OK;
	}
	return err == ERR_OK ? err : say("desk.policy", &faults, err, problem);
}

static enum err read_calendar(struct timing *timing, struct span text, char problem[static TIMING_PROBLEM])
{
	struct faults faults = {.count = 0};
	ProtobufCMessage *calendar;
	enum err err = json_read(&guosuo__v1__calendar__descriptor, text, &timing->arena, &faults, &calendar);
	if (err == ERR_OK)
		err = calendar_build((const Guosuo__V1__Calendar *)calendar, &timing->arena, &faults, &timing->calendar);
	return err == ERR_OK ? err : say("desk.calendar", &faults, err, problem);
}

static void digest(struct span policy, struct span calendar, uint8_t out[static HASH_LEN])
{
	crypto_hash_sha256_state state;
	const uint64_t length = policy.n;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)&length, sizeof length);
	crypto_hash_sha256_update(&state, policy.p, policy.n);
	crypto_hash_sha256_update(&state, calendar.p, calendar.n);
	crypto_hash_sha256_final(&state, out);
}

enum err timing_make(struct span policy, struct span calendar, struct timing **out, char problem[static TIMING_PROBLEM])
{
	struct timing *timing = calloc(1, sizeof *timing);
	uint8_t *memory = timing == NULL ? NULL : malloc(ROOM);
	if (memory == NULL) {
		free(timing);
		return ERR_MEMORY;
	}
	timing->users = 1;
	timing->arena = (struct arena){memory, ROOM, 0};
	digest(policy, calendar, timing->digest);
	enum err err = read_policy(timing, policy, problem);
	if (err == ERR_OK)
		err = read_calendar(timing, calendar, problem);
	if (err == ERR_OK)
		*out = timing;
	else
		timing_release(&timing);
	return err;
}

/* ---- loading ---- */

static enum err load(const char *setting, const char *path, uint8_t **out, size_t *n, char problem[static TIMING_PROBLEM])
{
	enum err err = file_read(path, TIMING_FILE_MAX, out, n);
	if (err != ERR_OK)
		snprintf(problem, TIMING_PROBLEM, "%s: %s: %s / %s", setting, path, err_text(err, LANG_ZH),
			 err_text(err, LANG_EN));
	return err;
}

enum err timing_load(const struct config *config, struct timing **out, char problem[static TIMING_PROBLEM])
{
	uint8_t *policy = NULL, *calendar = NULL;
	size_t policy_n = 0, calendar_n = 0;
	if (config->policy[0] == '\0') {
		*out = NULL;
		return ERR_OK;
	}
	enum err err = load("desk.policy", config->policy, &policy, &policy_n, problem);
	if (err == ERR_OK)
		err = load("desk.calendar", config->calendar, &calendar, &calendar_n, problem);
	if (err == ERR_OK)
		err = timing_make(span_of(policy, policy_n), span_of(calendar, calendar_n), out, problem);
	free(policy);
	free(calendar);
	return err;
}

/* ---- keeping ---- */

struct timing *timing_keep(struct timing *timing)
{
	if (timing != NULL)
		timing->users++;
	return timing;
}

void timing_release(struct timing **timing)
{
	struct timing *one = *timing;
	*timing = NULL;
	if (one == NULL || --one->users > 0)
		return;
	free(one->arena.base);
	free(one);
}

struct clock_rules timing_rules(const struct timing *timing, const struct directory *directory)
{
	if (timing == NULL || directory == NULL)
		return (struct clock_rules){.policy = NULL};
	return (struct clock_rules){.policy = timing->policy,
				    .calendar = &timing->calendar,
				    .utc_offset_min = directory->body->utc_offset_min};
}
