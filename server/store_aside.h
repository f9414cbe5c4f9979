/* server/store_aside.h - one thread for what waits for the disk but not for the database: its functions run one after the
 * other, and their answers come back to the loop as the store's do, never inside the asking call. */
#ifndef GUOSUO_SERVER_STORE_ASIDE_H
#define GUOSUO_SERVER_STORE_ASIDE_H

#include "server/store.h"

struct aside;

/* queue_max: functions that may wait. ERR_MEMORY: memory or threads. */
MUST_USE enum err aside_new(unsigned queue_max, struct store_loop *loop, struct aside **out);

/* Finishes the queue, joins the thread, frees and nulls. Answers stay with their loop. */
void aside_free(struct aside **aside);

typedef enum err aside_function(void *ctx);

/* ctx belongs to the thread from ERR_OK until done is called in the loop, with what fn returned. ERR_BUSY: the queue is full;
 * ERR_MEMORY; then done is not called. */
MUST_USE enum err aside_run(struct aside *aside, aside_function *fn, void *ctx, store_answer *done);

#endif
