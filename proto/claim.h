/* proto/claim.h - which edition a state file says it is, from its first bytes and before its seals are looked at: what is not
 * newer than what is held is dropped for the price of a few bytes, however large it is and whoever brings it. Nothing here is
 * believed: who takes the file opens it. */
#ifndef GUOSUO_PROTO_CLAIM_H
#define GUOSUO_PROTO_CLAIM_H

#include "proto/roster.h"

enum { CLAIM_HEAD = 32 }; /* bytes of a file that are enough */

struct claim {
	uint32_t province, epoch; /* 0: a directory */
	uint32_t version;
};

/* kind: KIND_directory, KIND_roster or KIND_status. head: the file, or its first CLAIM_HEAD bytes. Whatever opens, reads.
 * ERR_FORMAT. */
enum err claim_read(enum kind kind, struct span head, struct claim *out) MUST_USE;

/* Is it newer than this edition? ERR_OK, ERR_EXISTS (the same), ERR_ROLLBACK. */
enum err claim_above(const struct claim *claim, uint32_t epoch, uint32_t version) MUST_USE;

#endif
