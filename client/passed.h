/* client/passed.h - the stamps of passages that this gate recorded, its own and those it was shown with them (home/passed): what
 * a sheet of paper or a second train betrays itself by. */
#ifndef GUOSUO_CLIENT_PASSED_H
#define GUOSUO_CLIENT_PASSED_H

#include "client/command.h"
#include "proto/verdict.h"

enum { PASSED_MAX = 20000 }; /* stamps; then the older half is forgotten */

struct passed {
	struct marks marks; /* of one trip, in the arena, in the order they came */
	size_t places;      /* in the file, of all trips and the damaged ones too */
	int64_t newest_at;  /* of those made here, of all trips; 0: there is none */
};

/* Those of the trip whose hash begins so; here: this gate's province and number. No file: none. ERR_FORMAT: some are damaged, and
 * the others are in out; else out is untouched: ERR_SIZE, ERR_IO, ERR_MEMORY. */
enum err passed_read(struct context *context, const struct place *here, const uint8_t trip[static CHAIN_TRIP_LEN],
                     struct passed *out) MUST_USE;

/* One more, unless it is among those that were read; *before follows. Durable when it returns. ERR_IO, ERR_MEMORY. */
enum err passed_add(struct context *context, struct passed *before, const struct mark *mark) MUST_USE;

/* Those later than `now`, which a clock that stood ahead has left, are of now: what they are is not forgotten. ERR_SIZE, ERR_IO,
 * ERR_MEMORY: none is. */
enum err passed_cut_later(struct context *context, int64_t now) MUST_USE;

#endif
