/* server/timing.h - the policy and the calendar in force, read from the administrator's two files: an immutable
 * snapshot with a count of its users. Loop thread only, but what a snapshot holds may be read from any thread while it
 * is kept. */
#ifndef GUOSUO_SERVER_TIMING_H
#define GUOSUO_SERVER_TIMING_H

#include "proto/directory.h"
#include "server/clock.h"
#include "server/config.h"

enum { TIMING_PROBLEM = 512, TIMING_FILE_MAX = 1024 * 1024 };

struct timing {
	unsigned users;
	const Guosuo__V1__DeskPolicy *policy;
	struct calendar calendar;
	uint8_t digest[HASH_LEN]; /* of both files */
	struct arena arena;
};

/* The two texts. ERR_INPUT: problem names file, field and rule in both languages; ERR_SIZE, ERR_MEMORY. */
enum err timing_make(struct span policy, struct span calendar, struct timing **out,
		     char problem[static TIMING_PROBLEM]) MUST_USE;

/* From the settings; NULL where there are none. Errors as timing_make, and ERR_NOT_FOUND, ERR_IO of a file, with a
 * problem. */
enum err timing_load(const struct config *config, struct timing **out, char problem[static TIMING_PROBLEM]) MUST_USE;

/* NULL stays NULL. */
struct timing *timing_keep(struct timing *timing);
void timing_release(struct timing **timing);

/* Without either of them there are no clocks. */
struct clock_rules timing_rules(const struct timing *timing, const struct directory *directory);

#endif
