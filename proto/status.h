/* proto/status.h - what an issuer takes back: one list a province, one section a week.
 *
 * Revoked indexes of a section, the gap-Rice code: StatusWeek.rice = k + 1 with k from 0 to RICE_MAX - 1; absent together
 * with `revoked` when nothing is revoked. `revoked` is a run of bits, the most significant of each byte first. For each
 * revoked index in ascending order, v = index - previous - 1 (previous = 0 before the first, so indexes start at 1 and no
 * code can repeat one): v >> k ones, a zero, then the low k bits of v, highest first. There is no count: the last byte is
 * filled with ones, at most seven, which is no code. At least one index; none above 2^32 - 1. */
#ifndef GUOSUO_PROTO_STATUS_H
#define GUOSUO_PROTO_STATUS_H

#include "proto/roster.h"

enum {
	STATUS_MAX = 4 * 1024 * 1024, /* bytes of the Sealed file */
	STATUS_WEEKS = 33,            /* the week of issued_at and those a pass sealed then may still end in */
	STATUS_SECTIONS_MAX = 64,     /* a list may keep some past weeks */
	RICE_MAX = 31,
};

/* Where every STATUS_STEP-th code of a section begins, and the index before it: a question is answered in the same time
 * however much is revoked. */
enum { STATUS_STEP = 16 };
struct status_step {
	uint32_t index, at; /* bits */
};
struct status_section {
	const struct status_step *steps;
	size_t count;
};

struct status {
	const Guosuo__V1__StatusList *body;
	const struct status_section *sections; /* of body's weeks; NULL: they are walked from their beginning */
	uint8_t hash[HASH_LEN];
	const Guosuo__V1__RosterEntry *key; /* the entry whose seal it carries; its window is judged at now */
};

enum status_answer { STATUS_GOOD, STATUS_REVOKED, STATUS_NOT_COVERED };

/* ISO 8601 week of a moment in UTC as year * 100 + week (202611); 0, which no section has, before 1970 and after 9999. */
uint32_t iso_week(int64_t when);

/* Of this roster's province, under exactly one seal of one of its status keys, whatever that key's window (it is judged at
 * now, by the caller). Weeks strictly rising, every gap-Rice section well-formed to its last bit, bars, barred slots and
 * roster versions in order, hashes whole, issued_at <= next_update <= expires_at.
 * ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY, ERR_KEY, ERR_SEAL, ERR_SURPLUS (more than one seal), ERR_SCOPE (sealed by
 * this roster's key, about another province). */
enum err status_open(struct span raw, const struct roster *roster, struct arena *arena, struct status *out) MUST_USE;

/* As roster_supersedes. */
enum err status_supersedes(const struct status *next, const struct status *held) MUST_USE;

/* STATUS_NOT_COVERED when the week has no section, or for index 0: never "good". An index above StatusWeek.issued was given
 * out after this list and is not revoked by it. */
enum status_answer status_ask(const struct status *list, uint32_t week, uint32_t index);

/* The revoked indexes of a sound section, ascending. */
struct status_walk {
	const uint8_t *bytes;
	size_t at, end; /* bits */
	uint32_t k;
	uint64_t index; /* the last one given; 0 before the first */
};
void status_walk(const Guosuo__V1__StatusWeek *week, struct status_walk *out);
bool status_next(struct status_walk *walk, uint32_t *index); /* false: that was all */

/* The section of a week, or NULL; list may be NULL. */
const Guosuo__V1__StatusWeek *status_week(const Guosuo__V1__StatusList *list, uint32_t week);

/* What only `a` revokes, ascending; either section may be NULL. */
struct status_apart {
	struct status_walk a, b;
	uint32_t of_b;
	bool more_b;
};
void status_apart(const Guosuo__V1__StatusWeek *a, const Guosuo__V1__StatusWeek *b, struct status_apart *out);
bool status_apart_next(struct status_apart *apart, uint32_t *index); /* false: that was all */

/* Every index of either, once, ascending: how many. out NULL: they are only counted. */
size_t status_merge(struct status_apart one, struct status_apart other, uint32_t *out);

/* Its code is well-formed to the last bit; bars and barred slots rise. status_open asks this. */
bool status_section_sound(const Guosuo__V1__StatusWeek *week);
bool status_weeks_sound(const Guosuo__V1__StatusList *list);
bool status_bars_sound(const Guosuo__V1__StatusList *list);

/* Sets rice and revoked of a section: count indexes, strictly ascending from 1, in the shortest code there is, in the arena.
 * ERR_FORMAT: they do not ascend; ERR_SIZE: longer than a list may be; ERR_MEMORY. */
enum err status_encode(const uint32_t *indexes, size_t count, struct arena *arena, Guosuo__V1__StatusWeek *week) MUST_USE;

const Guosuo__V1__AssignmentBar *status_bar(const struct status *list, uint32_t week, uint32_t index); /* or NULL */

#endif
