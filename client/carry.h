/* client/carry.h - state files that a truck brings, and takes along. Carried, not trusted: a file is dropped by what its first
 * bytes say unless its issuer is known here and it is newer than what is held; then its seals decide, as everywhere. A truck
 * never counts as the desk: it moves neither synced_at nor the kept ratchet. */
#ifndef GUOSUO_CLIENT_CARRY_H
#define GUOSUO_CLIENT_CARRY_H

#include "client/held.h"

enum {
	CARRY_BYTES_MAX = 8 * 1024 * 1024, /* read of one truck */
	CARRY_FILES_MAX = 192,             /* read of one truck */
	CARRY_SECONDS = 120,               /* one truck's time, where its files come over a network */
	CARRY_NAME = 32,                   /* "directory.4294967295", NUL included */
	CARRY_PORT = 8787,
};

/* Is it the name of a file that trucks carry: directory.N, roster.PP, status.PP, delta.PP or notice.PP? */
bool carry_is_name(const char *name);

/* One file under its name, however it came. held_wants's, held_take's and noticed_take's errors, unsaid. */
enum err carry_file(struct context *context, struct held *held, const char *name, struct span raw, int64_t now) MUST_USE;

/* What is new in a wallet: a URL, one file, a folder, or a home (a folder with state/ in it), as keep_path gives it. Refusals
 * are said and counted. ERR_SIZE: more than one truck may bring, what was taken by then is held; ERR_DEADLINE, likewise;
 * ERR_IO, ERR_NETWORK: it was lost on the way, likewise; ERR_NOT_FOUND: there is nothing in it; ERR_FORMAT: a file that is not
 * called so. */
enum err carry_take(struct context *context, struct held *held, const char *from, int64_t now, struct synced *out) MUST_USE;

/* What is held, into such a folder; what the folder has as new already stays. written, same count files. ERR_IO. */
enum err carry_give(struct context *context, const struct held *held, const char *to, unsigned *written, unsigned *same) MUST_USE;

#endif
