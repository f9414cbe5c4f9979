/* server/signer_high.h - the child's memory of what it has ever sealed: a durable mark no seal may fall to again.
 * The file holds one line a mark, "kind province shard mark", and is replaced whole. A mark on disk is reserved ahead,
 * so that most seals need no write; after a crash everything reserved counts as sealed. */
#ifndef GUOSUO_SERVER_SIGNER_HIGH_H
#define GUOSUO_SERVER_SIGNER_HIGH_H

#include "proto/seal.h"

enum { HIGH_MARKS = 4096 };

struct high;

/* ERR_IO, ERR_FORMAT (a damaged file: nothing is sealed until a person looks), ERR_MEMORY. */
enum err high_open(const char *path, struct high **out) MUST_USE;
void high_free(struct high **high);

/* Moves the mark of (kind, province, shard) up to `value`, on disk before it returns. `step` is reserved ahead.
 * ERR_ROLLBACK: value is not above the mark; ERR_IO: nothing moved; ERR_SIZE: HIGH_MARKS are in use
 * and none is of trips of an earlier week, which would make room. */
enum err high_raise(struct high *high, enum kind kind, uint32_t province, uint32_t shard, uint32_t value,
		    uint32_t step) MUST_USE;

#endif
