/* client/held.h - the state files this home holds (home/state/...), opened into one struct trust; newer ones are taken in,
 * older ones never. What it takes it has verified; what was on its disk it verifies again. */
#ifndef GUOSUO_CLIENT_HELD_H
#define GUOSUO_CLIENT_HELD_H

#include "client/command.h"
#include "proto/claim.h"
#include "proto/verdict.h"

struct held {
	uint8_t root_set[HASH_LEN]; /* the pin */
	struct directory directory;
	bool has_directory;
	struct holding holdings[PROVINCES_MAX];
	size_t count;
	struct trust trust; /* points into this struct */
};

/* root_set pins the first directory. Files that no longer verify are left out (said). An empty home holds nothing: ERR_OK.
 * ERR_IO, ERR_MEMORY, ERR_FORMAT: (said). */
enum err held_open(struct context *context, const uint8_t root_set[static HASH_LEN], int64_t now,
		   struct held *out) MUST_USE;

/* One file, named as on the server (directory.N, roster.PP, status.PP, delta.PP): verified against what is held and stored when it is
 * newer. ERR_EXISTS: nothing new; ERR_ROLLBACK, ERR_FORKED (kept, marked), ERR_SEAL, ...; ERR_GAP: a delta that does not begin at the
 * list held or before it */
enum err held_take(struct context *context, struct held *held, const char *name, struct span raw, int64_t now) MUST_USE;

/* A delta: the list it leads to is taken as that file would be, and it is kept beside it for whoever comes next. */
enum err held_take_delta(struct context *context, struct held *held, const char *name, struct span raw, int64_t now) MUST_USE;

/* Is one of them worth a look, by what its first bytes say it is (proto/claim.h)? No seal is checked. ERR_OK; ERR_EXISTS,
 * ERR_ROLLBACK: no newer than what is or was held; ERR_STATE: its issuer is not known here, or a directory before it is missing;
 * ERR_FORMAT: it does not say, or something else than its name. */
enum err held_wants(struct context *context, const struct held *held, const char *name, struct span head) MUST_USE;
enum err held_wants_claim(struct context *context, const struct held *held, const char *name, const struct claim *claim) MUST_USE;

/* From a server URL or a folder (a USB stick): every directory from the next version on, then rosters, then status lists; of a server
 * a list's delta, where there is one for what is held, stands for the list.
 * counts say how many were new, old, refused. Marks synced_at when all of it was reached. */
struct synced {
	unsigned taken, same, refused, missing;
	unsigned deltas; /* lists that came as deltas, and the bytes of those */
	size_t delta_bytes;
};
/* One more file, and what became of it; a refusal is said. */
void held_count(const struct context *context, const char *name, enum err err, struct synced *counts);
enum err held_sync(struct context *context, struct held *held, const char *from, int64_t now, struct synced *out) MUST_USE;

/* All of a source was reached: the time of it and the ratchet stay. ERR_IO. */
enum err held_synced(struct context *context, struct held *held, int64_t now) MUST_USE;

/* What would be believed if the ratchet were put back now: it stands where the files prove that are not ahead of this clock, and for
 * AHEAD_S nothing further ahead than BEHIND_S is believed. Views of held. */
void held_if_reset(const struct held *held, int64_t now, struct trust *out);
/* And does it. Who does has it in the passage log before. ERR_IO: it stands as it stood. */
enum err held_reset(struct context *context, struct held *held, int64_t now) MUST_USE;

/* One file of that source, named as on the server, at most STATUS_MAX bytes. keep_read's and fetch_file's errors, unsaid. */
enum err held_from(struct context *context, const char *from, const char *name, struct span *out) MUST_USE;
bool held_is_desk(const char *from); /* a URL, not a folder */

/* The higher of the claimed and the computed class; a directory is held. */
uint32_t held_class(const struct held *held, const Guosuo__V1__Trip *trip);

int64_t held_oldest_list(const struct held *held); /* issued_at of the oldest status list; 0: one lacks */

const char *held_site(const struct held *held, uint32_t station); /* the name behind a code, or NULL */

/* A stop by its code in its province's roster, or NULL. */
const Guosuo__V1__Site *held_stop(const struct held *held, uint32_t province, uint32_t stop);

#endif
