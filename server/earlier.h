/* server/earlier.h - of each province two lists that were published before, in data/earlier/: the one that its delta begins at (PP.since),
 * and the one that will take its place (PP.next). Any list of the last publish.delta_s, once there is such a one, lies between the first
 * and the newest. */
#ifndef GUOSUO_SERVER_EARLIER_H
#define GUOSUO_SERVER_EARLIER_H

#include "proto/delta.h"
#include "server/config.h"

/* The delta that leads to the list in `file`, sealed at `now`, in the arena; where none leads there it begins at that list itself, which
 * serves who holds it. What is kept moves on. ERR_IO, ERR_MEMORY, ERR_FORMAT: none is made. */
enum err earlier_delta(const struct config *config, uint32_t province, struct span file, int64_t now, struct arena *arena,
		       struct span *out) MUST_USE;

#endif
