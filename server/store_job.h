/* server/store_job.h - a function on its way through the store. Only store*.c include this. */
#ifndef GUOSUO_SERVER_STORE_JOB_H
#define GUOSUO_SERVER_STORE_JOB_H

#include "server/store_driver.h"

struct job {
	struct job *next;
	struct store_loop *loop;
	store_function *fn;
	store_answer *done;
	void *ctx;
	enum err err;
};

/* First in, first out. */
struct jobs {
	struct job *first;
	struct job *last;
	unsigned count;
};

void jobs_put(struct jobs *jobs, struct job *job);
struct job *jobs_take(struct jobs *jobs); /* NULL when empty */

/* Hands the job to its loop, which runs done and frees it. Never fails; from any thread. */
void store_loop_post(struct job *job);

/* Both set err of every job and leave no transaction open. */

/* Runs the jobs in one transaction; when one of them loses it for all, each in its own.
 * commits, retried  are added to.   false: the engine is dead, and every job has ERR_IO */
MUST_USE bool group_write(const struct store_driver *driver, struct store_conn *conn, struct job *first,
                          uint64_t *commits, uint64_t *retried);

/* Each job in a read transaction of its own. */
void group_read(const struct store_driver *driver, struct store_conn *conn, struct job *first,
                uint64_t *retried);

#endif
