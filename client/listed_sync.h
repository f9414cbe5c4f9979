/* client/listed_sync.h - the expected list comes from the desk: in short first, then each pass that is not held yet. */
#ifndef GUOSUO_CLIENT_LISTED_SYNC_H
#define GUOSUO_CLIENT_LISTED_SYNC_H

#include "client/party.h"

/* home/expected becomes the desk's list as it is now, or stays as it was. Says what came of it. A list that is damaged is fetched
 * anew. */
enum err listed_sync(struct context *context, const struct party *party) MUST_USE;

#endif
