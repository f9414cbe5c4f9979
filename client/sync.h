/* client/sync.h - `guosuo NOUN sync [FROM]`: newer state files from the desk this home enrolled with, or from a folder. */
#ifndef GUOSUO_CLIENT_SYNC_H
#define GUOSUO_CLIENT_SYNC_H

#include "client/command.h"

/* argument[0], if there: a server's URL or a folder. Prints how many were new, same, refused, missing. EXIT_OTHER: the source
 * was not reached (what was held stays) or something was refused. */
enum exit_code sync_run(struct context *context, const struct args *args, const char *role);

#endif
