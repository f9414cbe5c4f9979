/* client/keep.h - files in this party's home: read with a cap, replaced whole, never half-written. Names are relative to
 * context->home ("state/roster.37"); folders are made as needed, mode 0700. A path a person gave goes through keep_path first. */
#ifndef GUOSUO_CLIENT_KEEP_H
#define GUOSUO_CLIENT_KEEP_H

#include "client/command.h"

/* A path as a person typed it, relative to where they stand: "plan.json" becomes "./plan.json", which is taken as it is, like
 * an absolute one. In the arena, or NULL when that is full. */
const char *keep_path(struct context *context, const char *typed);

/* In the context's arena, with a NUL behind it. ERR_NOT_FOUND, ERR_SIZE (over max), ERR_IO, ERR_MEMORY. */
enum err keep_read(struct context *context, const char *name, size_t max, struct span *out) MUST_USE;

/* Its first bytes, at most so many; of whatever size it is. ERR_NOT_FOUND, ERR_IO (or it is no file), ERR_MEMORY. */
enum err keep_head(struct context *context, const char *name, size_t most, struct span *out) MUST_USE;

/* To be read in parts: a descriptor that the caller closes. ERR_NOT_FOUND, ERR_IO. */
enum err keep_open(struct context *context, const char *name, int *fd) MUST_USE;

/* Synced before it returns. ERR_IO: the old file stands. secret: mode 0600, else 0644. */
enum err keep_write(struct context *context, const char *name, struct span bytes, bool secret) MUST_USE;

/* Bytes at this place of a file that grows, which is made where it was not: a break leaves at most these unfinished. Synced before it
 * returns. ERR_IO: what stands there may be part of it. */
enum err keep_put(struct context *context, const char *name, size_t at, struct span bytes) MUST_USE;

/* As keep_write but ERR_EXISTS when there is one. */
enum err keep_create(struct context *context, const char *name, struct span bytes, bool secret) MUST_USE;

enum err keep_remove(struct context *context, const char *name) MUST_USE; /* gone already: ERR_OK */

/* Names in a folder of the home, sorted, in the arena. No such folder: none. ERR_IO, ERR_MEMORY. */
enum err keep_list(struct context *context, const char *folder, char ***out, size_t *count) MUST_USE;

/* A folder of the home, made where it was not, and a descriptor of it that the caller closes. ERR_IO. */
enum err keep_folder(struct context *context, const char *name, int *fd) MUST_USE;

enum { KEEP_WAIT_MS = 2000 }; /* for whoever has a lock */

/* An exclusive lock on the home, until keep_unlock or the process's end, so that two commands never interleave writes. ERR_BUSY,
 * ERR_IO. */
enum err keep_lock(struct context *context) MUST_USE;
void keep_unlock(struct context *context);

/* A lock of another name, which is the caller's to close. "lock.state": whoever takes state files or notices in, so that a gate
 * judges and records meanwhile under the home's. Of both, the home's comes first. ERR_BUSY, ERR_IO. */
enum err keep_lock_as(struct context *context, const char *name, int *fd) MUST_USE;

#endif
