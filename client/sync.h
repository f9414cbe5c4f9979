/* client/sync.h - `guosuo NOUN sync [FROM]`: newer state files from the desk this home enrolled with, or from a folder. */
#ifndef GUOSUO_CLIENT_SYNC_H
#define GUOSUO_CLIENT_SYNC_H

#include "client/held.h"
#include "client/key.h"

/* All kinds of state files: held_sync, then noticed_sync, under the lock of state files. Their errors, keep_lock_as's (said); out
 * counts both. */
enum err sync_all(struct context *context, struct held *held, const char *from, int64_t now, struct synced *out) MUST_USE;

void sync_print(struct context *context, const struct synced *counts);

/* argument[0], if there: a server's URL or a folder. Prints how many were new, same, refused, missing. EXIT_OTHER: the source
 * was not reached (what was held stays) or something was refused. */
enum exit_code sync_run(struct context *context, const struct args *args, const char *role);

/* The same by whom membership says, in a home that is locked already, or that of a gate, which goes on judging. */
enum exit_code sync_as(struct context *context, const struct args *args, const struct membership *membership);

#endif
