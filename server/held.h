/* server/held.h - the directory and rosters this server believes: an immutable snapshot with a count of its
 * users. Loop thread only, but what a snapshot points to may be read from any thread while it is kept. */
#ifndef GUOSUO_SERVER_HELD_H
#define GUOSUO_SERVER_HELD_H

#include "proto/roster.h"

/* One opened file with its bytes and memory. */
struct held_file {
	unsigned users;
	bool is_directory;
	struct span raw;
	struct directory directory; /* is_directory */
	struct roster roster;       /* else */
	struct held_file *under;    /* the directory the roster was verified under */
	struct arena arena;
};

struct held {
	unsigned users;
	struct held_file *directory; /* NULL: none yet */
	struct held_file *rosters[PROVINCES_MAX];
	size_t roster_count;
};

/* NULL: no memory. One user: the caller. */
struct held *held_new(void);
struct held *held_keep(struct held *held);
void held_release(struct held **held);
void held_file_release(struct held_file **file);

/* Opens the next directory, or the first against `pin`. raw is copied. Errors as directory_follow and
 * directory_open. */
enum err held_open_directory(const struct held *held, struct span raw, const uint8_t pin[static HASH_LEN],
                             struct held_file **out) MUST_USE;

/* Opens a roster that may take the held one's place. Errors as roster_open and roster_supersedes; ERR_STATE:
 * no directory is held; ERR_INPUT: one of its keys stands in another province's roster. */
enum err held_open_roster(const struct held *held, struct span raw, struct held_file **out) MUST_USE;

/* A new snapshot: held with this file in its place; the file is kept by it. Under a new directory every
 * roster is verified again, and those that fail are left out (*dropped counts them). ERR_MEMORY; for a roster
 * under a newer directory than it was opened under, as held_open_roster. */
enum err held_with(const struct held *held, struct held_file *file, struct held **out,
                   size_t *dropped) MUST_USE;

/* NULL: not held. */
const struct directory *held_directory(const struct held *held);
const struct roster *held_roster(const struct held *held, uint32_t province);

#endif
