/* server/shelf.h - documents on disk, data/documents/: a whole file is HH/HASH, named by its SHA-256; one that is still
 * arriving is parts/COMPANY-HASH, a hash of the company's code first, so that nobody can spoil what another is sending.
 * No name comes from outside (threat 30). A file is whole, checked and synced before it gets its name.
 *
 * Every function waits for the disk: not for the loop's thread. shelf_take, shelf_old and shelf_drop are for one thread;
 * shelf_read is for any. */
#ifndef GUOSUO_SERVER_SHELF_H
#define GUOSUO_SERVER_SHELF_H

#include "proto/seal.h"
#include "server/content.h"

enum { SHELF_PART_MAX = 512 * 1024, SHELF_PATH = 256 + 32 };

struct shelf {
	char root[SHELF_PATH]; /* data/documents */
};

/* Makes the folders. ERR_IO. */
enum err shelf_open(const char *data, struct shelf *out) MUST_USE;

/* A part of a file on its way in. */
struct shelf_part {
	const char *company;
	const uint8_t *hash; /* HASH_LEN, of the whole */
	uint32_t size, offset;
	struct span bytes;
	uint32_t open_max; /* files one company may have begun */
	/* the answer */
	uint32_t received;
	enum content content; /* once it is whole */
	enum rule rule;       /* of ERR_INPUT, with its numbers */
	int64_t got, limit;
};

/* Writes the part and syncs it. With the last byte the file is read again whole: its hash and content are checked, and it is
 * put in its place, where the same bytes may be already. Then *what arrived* is forgotten.
 * ERR_INPUT  part->rule: DOCUMENT_GAP; TOO_MANY (files begun); DOCUMENT_HASH, or content_check's: the file is dropped
 * ERR_FULL   no room: what had arrived of it is dropped
 * ERR_IO, ERR_MEMORY */
enum err shelf_take(const struct shelf *shelf, struct shelf_part *part) MUST_USE;

/* At most `room` bytes from offset on. ERR_NOT_FOUND, ERR_IO. */
enum err shelf_read(const struct shelf *shelf, const uint8_t hash[static HASH_LEN], uint32_t offset, uint8_t *out,
                    size_t room, size_t *n) MUST_USE;

/* A walk over all whole files; begins as zeros. */
struct shelf_walk {
	unsigned folder; /* 256 at its end */
	bool inside;     /* of the folder: behind `after` */
	hash_t after;
};

/* The next whole files last touched before `before`, in order; none: the walk is over. Files that began to arrive and were
 * left are removed at its start. ERR_IO, ERR_MEMORY. */
enum err shelf_old(const struct shelf *shelf, int64_t before, struct shelf_walk *walk, hash_t *out, size_t room,
                   size_t *count) MUST_USE;

/* Removes a whole file unless it was touched since. */
enum err shelf_drop(const struct shelf *shelf, const uint8_t hash[static HASH_LEN], int64_t before) MUST_USE;

#endif
