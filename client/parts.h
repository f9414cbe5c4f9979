/* client/parts.h - state files that are shown and read as a sequence of codes (proto/part.h). What a gate has read of one is kept in
 * home/parts/NAME, a code's text a line, until it is whole. */
#ifndef GUOSUO_CLIENT_PARTS_H
#define GUOSUO_CLIENT_PARTS_H

#include "client/carry.h"
#include "proto/part.h"

struct parts {
	char name[CARRY_NAME];
	uint32_t of;
	uint64_t have; /* bit index - 1 */
	bool anew;     /* those of another edition that were kept are gone */
	bool whole;    /* it was put together, and taken */
};

/* One code more, any that is there already included. The file that is whole by it is taken as carry_file takes one. ERR_EXISTS,
 * ERR_ROLLBACK: its file is no newer than what is held; part_read's; carry_file's and part_join's: the whole is refused, and
 * nothing of it is kept; ERR_IO. Unsaid. */
enum err parts_add(struct context *context, struct held *held, struct span text, int64_t now, struct parts *out) MUST_USE;

/* "2,4,5"; "" when all are there. */
enum { PARTS_LIST = 3 * PARTS_MAX };
void parts_missing(const struct parts *parts, char out[static PARTS_LIST]);

/* The codes of a file of this home: in the terminal one after the other, over and over; as pictures NAME-01.png for --png NAME.png;
 * as text. only: "2,4-5", or NULL. */
struct parts_wish {
	const char *name, *only, *png;
	bool text, once;
};
enum exit_code parts_show(struct context *context, const struct parts_wish *wish);

#endif
