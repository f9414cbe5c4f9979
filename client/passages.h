/* client/passages.h - the passage log of this device, on its disk: home/passages/N, N ten digits of the first record in it.
 *
 * A file has PASSAGES_FILE bytes from the day it is made, so that a full disk takes no room from it, and the next one lies ready
 * as home/passages/spare. Head: "guosuoP1", key id of the device (8), number of the first record (4, little-endian), a check
 * (12: SHA-256 of all else in the head), the file's mark (16 random bytes, once more at its very end), hash of the chain before
 * that record (32), tag (8). Then frames: length of the record (4, little-endian), record, hash of the chain after it (32), tag
 * (8: SHA-256 of mark and hash). So each frame can be told by itself from the 40 bytes before it, what is damaged hides nothing
 * that follows, and nothing that was shown at a gate can pass for a frame, as nobody knows the mark. Zeros: nothing yet.
 *
 * A file ends where the next one begins: what stands behind the last acknowledged record of an earlier one was never
 * acknowledged. A number that may have been given is not given again: behind what is torn or damaged the log goes on in another
 * file, and leaves numbers out. */
#ifndef GUOSUO_CLIENT_PASSAGES_H
#define GUOSUO_CLIENT_PASSAGES_H

#include "client/command.h"
#include "proto/passage.h"

enum {
	PASSAGES_FILE = 4 * 1024 * 1024,
	PASSAGES_KEPT = 64, /* files that the desk has are kept as long as there are no more than these */
};

struct passages {
	struct context *context;
	int folder, file; /* -1: closed; file -1: a new one must be begun before anything is added */
	size_t at;        /* where in it the next frame goes */
	uint8_t mark[16]; /* the file's */
	uint8_t key_id[KEYID_LEN];
	uint32_t last;    /* number of the last record; 0: none */
	uint8_t hash[HASH_LEN]; /* of the chain, at that record */
	bool spare;       /* the next file lies ready */
	bool torn;        /* behind the last record lay what is none: unfinished, or damaged */
	bool foreign;     /* another device's: only read */
};

/* Stands at the end of the log of the device with this key, and lays a spare file ready where there is none (spare tells
 * whether that could be done). The home is locked. ERR_KEY: it is another device's log; ERR_IO, ERR_MEMORY. */
enum err passages_open(struct context *context, const uint8_t key[static KEY_LEN], struct passages *out) MUST_USE;
void passages_close(struct passages *log);

/* Another device's log, its home being context's: for passages_read alone, as its disk may be dying or a copy. Nothing is written,
 * made or locked there. ERR_NOT_FOUND: there is none; ERR_KEY: it is not this key's; ERR_IO, ERR_MEMORY. */
enum err passages_look(struct context *context, const uint8_t key[static KEY_LEN], struct passages *out) MUST_USE;

/* How many more of the largest records are sure to find room, whatever else fills the disk. */
size_t passages_room(const struct passages *log);

/* Adds the record that has the number last + 1; it is on the disk when this returns. ERR_FULL: there is no room, and nothing
 * was added; ERR_IO: the disk failed, and it is not there (another file begins under its number); ERR_BUSY: nor could that be
 * done, and whether it is there cannot be told; ERR_FORMAT: not the next number. */
enum err passages_add(struct passages *log, struct span record) MUST_USE;

/* ---- reading ---- */

struct passages_reader {
	const struct passages *log;
	uint32_t *files; /* their first records, rising; the arena's */
	size_t count, next;
	uint8_t *bytes; /* of the file that is read */
	const uint8_t *mark; /* in them */
	size_t at;
	/* What was read last. */
	struct span record; /* valid until the next call */
	uint32_t sequence;
	uint8_t before[HASH_LEN], after[HASH_LEN];
};

/* From this number on. What was acknowledged when the log was opened may be read without the home's lock, while others add to it.
 * ERR_IO, ERR_MEMORY. */
enum err passages_read(const struct passages *log, uint32_t from, struct passages_reader *out) MUST_USE;

/* ERR_NOT_FOUND: that was the last. What is damaged is left out, and shows as a gap in the numbers. ERR_IO, ERR_MEMORY. */
enum err passages_read_next(struct passages_reader *reader) MUST_USE;
void passages_read_close(struct passages_reader *reader);

/* ---- what the desk has ---- */

/* The number up to which the desk has all records; 0: none, or the note cannot be read: what the desk has may be sent again. */
uint32_t passages_sent(struct context *context);

/* Notes it, and lets the oldest files go that are more than PASSAGES_KEPT and wholly there. ERR_IO, ERR_MEMORY. */
enum err passages_note_sent(const struct passages *log, uint32_t sequence) MUST_USE;

#endif
