/* client/listed.h - the expected list of a checkpoint (home/expected): sealed passes that are due on its province's roads, found by
 * a plate where nothing can be shown. Whatever comes out of it is judged like any code, as one that nobody showed.
 *
 * The file, in numbers of this machine: struct listed_head, the passes, the vehicles, then each pass as it came from the desk. What
 * a look needs is read, and no more: the head's hash holds for passes and vehicles, and each pass's digest for its bytes. */
#ifndef GUOSUO_CLIENT_LISTED_H
#define GUOSUO_CLIENT_LISTED_H

#include "client/command.h"
#include "proto/identity.h"
#include "proto/pass.h"

enum {
	LISTED_MAX = 20000,              /* passes */
	LISTED_VEHICLES_MAX = 16,        /* of a pass on average, spares too */
	LISTED_FILE_MAX = 64 * 1024 * 1024,
	LISTED_PASS_MAX = 4096,          /* bytes of one */
	LISTED_DIGEST = 16,
	LISTED_FOUND = 32,
};

/* What a plate is to a pass. The likelier comes first. */
enum listed_as { LISTED_TRACTOR = 1, LISTED_TRAILER, LISTED_OTHER_TRACTOR, LISTED_OTHER_TRAILER };
const char *listed_as_text(enum listed_as as, enum lang lang);

struct listed_head {
	char magic[8];
	int64_t as_of; /* the desk's time */
	uint32_t count, vehicles;
	uint8_t hash[HASH_LEN]; /* of passes and vehicles */
};
struct listed_pass {
	uint8_t pass_id[PASS_ID_LEN], digest[LISTED_DIGEST];
	int64_t from, to; /* when leg and assignment both let it drive here */
	uint32_t at, size;          /* its bytes, from the end of the vehicles on */
	uint32_t vehicle, vehicles; /* its first vehicle, and how many it has */
};
struct listed_vehicle {
	uint64_t plate; /* packed */
	uint32_t pass;  /* its place among the passes */
	uint32_t as;
};

struct listed {
	int file;
	struct listed_head head;
	const struct listed_pass *passes; /* whose leg ends first comes first; in the arena */
	const struct listed_vehicle *vehicles;
};

/* ERR_NOT_FOUND: none is held; ERR_SIZE, ERR_FORMAT: the file is too large, or damaged; ERR_IO, ERR_MEMORY. Unsaid, and nothing is
 * open then. */
enum err listed_open(struct context *context, struct listed *out) MUST_USE;
void listed_close(struct listed *list);

/* The bytes of one pass, in `arena`: canonical Expected. ERR_FORMAT: damaged; ERR_IO, ERR_MEMORY. */
enum err listed_read(const struct listed *list, size_t pass, struct arena *arena, struct span *out) MUST_USE;

/* ---- looking for a plate ---- */

struct listed_one {
	struct span text; /* of its code, which has no presentation; NUL behind it */
	enum listed_as as;
	char number[PASS_NUMBER_LEN + 1];
	int64_t from, to;
};
struct listed_found {
	int64_t as_of;
	struct listed_one item[LISTED_FOUND]; /* those that may drive now first, then by what the plate is to them */
	size_t count, all; /* here; on the list */
	bool sure; /* the first is likelier than the second */
};

/* The passes a packed plate stands in, of all of them or the one with this number (packed; NULL: all); none: count 0. Of one pass the likeliest vehicle. Errors as listed_open's and
 * listed_read's, unsaid: the gate goes on without a list. */
enum err listed_find(struct context *context, uint64_t plate, const uint8_t *number, int64_t now,
                     struct listed_found *out) MUST_USE;

/* ---- making one ---- */

struct listed_draft {
	uint32_t province; /* whose legs */
	struct listed_pass *passes;
	struct listed_vehicle *vehicles;
	uint8_t *bytes;
	size_t count, vehicle_count, size;
};

/* ERR_MEMORY. Free it in any case. */
enum err listed_draft_begin(uint32_t province, struct listed_draft *out) MUST_USE;
void listed_draft_free(struct listed_draft *draft);

/* Adds a pass behind the others. ERR_FORMAT: it makes no code of this province's; ERR_FULL: there are LISTED_MAX, or the file would be
 * too large; ERR_MEMORY. The arena is given back. */
enum err listed_draft_add(struct listed_draft *draft, struct span expected, struct arena *arena) MUST_USE;

/* home/expected becomes this. Durable when it returns. ERR_IO: the old one stands; ERR_MEMORY. */
enum err listed_draft_write(struct context *context, const struct listed_draft *draft, int64_t as_of) MUST_USE;

#endif
