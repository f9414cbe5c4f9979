/* server/pool.h - a few threads for work that waits for others, such as a call to somebody's webhook.
 * Submitted and answered on the loop's thread; the loop never waits. */
#ifndef GUOSUO_SERVER_POOL_H
#define GUOSUO_SERVER_POOL_H

#include <stdatomic.h>

#include "proto/err.h"

struct event_base;
struct pool;

/* ERR_MEMORY, ERR_IO: no thread or no eventfd. */
enum err pool_new(struct event_base *base, unsigned threads, struct pool **out) MUST_USE;

/* In a thread of the pool; touches nothing but ctx. *stop: end soon. */
typedef void pool_work(void *ctx, const atomic_bool *stop);
/* Once, in the loop's thread. */
typedef void pool_done(void *ctx);

/* ctx belongs to the pool until done. ERR_MEMORY: then done is not called. */
enum err pool_submit(struct pool *pool, pool_work *work, pool_done *done, void *ctx) MUST_USE;

/* Tells the work to stop, waits for it, and calls every done that is left: of work that never began, too. */
void pool_free(struct pool **pool);

#endif
