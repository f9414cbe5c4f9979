/* server/group_policy.h - the task group's file (desk.group): when the day's report is frozen, which kinds of
 * difficulties there are and when each is to be answered. Read once, at the start. */
#ifndef GUOSUO_SERVER_GROUP_POLICY_H
#define GUOSUO_SERVER_GROUP_POLICY_H

#include "guosuo/v1/group.pb-c.h"
#include "proto/fault.h"

enum { GROUP_POLICY_PROBLEM = 512, GROUP_HOURS_MAX = 24 * 60, GROUP_RESTATE_MAX = 31, GROUP_CODE_MAX = 32 };

struct group_policy {
	const Guosuo__V1__GroupPolicy *body;
	uint32_t report_min; /* of the day */
	struct arena arena;
};

/* ERR_INPUT: problem names the field and the rule in both languages; ERR_SIZE, ERR_MEMORY. */
enum err group_policy_make(struct span text, struct group_policy **out,
                           char problem[static GROUP_POLICY_PROBLEM]) MUST_USE;
/* From a file; *out NULL where path is "". As above, and ERR_NOT_FOUND, ERR_IO with a problem. */
enum err group_policy_load(const char *path, struct group_policy **out,
                           char problem[static GROUP_POLICY_PROBLEM]) MUST_USE;
void group_policy_free(struct group_policy **policy);

/* NULL: there is no such kind. */
const Guosuo__V1__DifficultyKind *group_policy_kind(const struct group_policy *policy, const char *code);

#endif
