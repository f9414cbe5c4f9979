/* server/threads.h - messages on a trip, between its company, its provinces' reviewers and the task group:
 * methods of guosuo.v1.Group. */
#ifndef GUOSUO_SERVER_THREADS_H
#define GUOSUO_SERVER_THREADS_H

#include "guosuo/v1/group.pb-c.h"
#include "server/rpc.h"

enum { MESSAGE_MAX = 3000 }; /* bytes of a message, a difficulty and its answer */

/* ERR_NOT_FOUND: no such trip of the caller's. ERR_INPUT: no text, a province the trip has no leg in. */
enum err threads_put(struct tx *tx, struct call *call) MUST_USE;
enum err threads_list(struct tx *tx, struct call *call) MUST_USE;

#endif
