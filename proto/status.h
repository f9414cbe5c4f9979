/* proto/status.h - what an issuer takes back: one list a province, one section a week. */
#ifndef GUOSUO_PROTO_STATUS_H
#define GUOSUO_PROTO_STATUS_H

#include "proto/roster.h"

enum {
	STATUS_MAX = 4 * 1024 * 1024, /* bytes of the Sealed file */
	STATUS_WEEKS = 33,            /* the week of issued_at and those a pass sealed then may still end in */
};

struct status {
	const Guosuo__V1__StatusList *body;
	uint8_t hash[HASH_LEN];
	const Guosuo__V1__RosterEntry *key; /* the entry whose seal it carries; its window is judged at now */
};

enum status_answer { STATUS_GOOD, STATUS_REVOKED, STATUS_NOT_COVERED };

/* ISO 8601 week of a moment in UTC as year * 100 + week (202611). */
uint32_t iso_week(int64_t when);

/* Weeks strictly rising, gap-Rice sections well-formed, bars in order. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY,
 * ERR_KEY, ERR_SEAL, ERR_SURPLUS (exactly one seal), ERR_SCOPE (another province's roster). */
enum err status_open(struct span raw, const struct roster *roster, struct arena *arena, struct status *out) MUST_USE;

/* As roster_supersedes. */
enum err status_supersedes(const struct status *next, const struct status *held) MUST_USE;

/* STATUS_NOT_COVERED when the week has no section: never "good". */
enum status_answer status_ask(const struct status *list, uint32_t week, uint32_t index);

const Guosuo__V1__AssignmentBar *status_bar(const struct status *list, uint32_t week, uint32_t index); /* or NULL */

#endif
