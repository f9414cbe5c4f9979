/* server/deliver.h - events on their way to webhooks: what is due is read from the store, called in threads
 * of its own (server/post.h), and how it went is written back; what fails is tried again, ever later, until
 * it is given up. A crash repeats what was under way. A company has one call at a time, so that none can fill
 * all threads with slow ones. */
#ifndef GUOSUO_SERVER_DELIVER_H
#define GUOSUO_SERVER_DELIVER_H

#include "server/app.h"

struct deliver;

/* Errors of server/pool.h; ERR_MEMORY. */
enum err deliver_new(struct app *app, struct deliver **out) MUST_USE;

/* Before the store is closed: ends what is under way; it will be tried again after the next start. NULL:
 * nothing. */
void deliver_stop(struct deliver *deliver);
/* After the store's last answers. */
void deliver_free(struct deliver **deliver);

/* Seconds until the next attempt, after `attempts` that failed (at least 1): first_s, doubled each time up to
 * longest_s, less up to a quarter by chance, so that many that failed together do not come back together. */
int64_t deliver_wait(int64_t attempts, int64_t first_s, int64_t longest_s, uint32_t chance);

#endif
