#include "server/store_aside.h"

#include <pthread.h>
#include <stdlib.h>

#include "server/store_job.h"

struct aside {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	pthread_t thread;
	struct jobs jobs;
	struct store_loop *loop;
	unsigned queue_max;
	bool closing;
};

/* What the loop frees with the answer begins with the job. */
struct work {
	struct job job;
	aside_function *fn;
};

static struct job *next(struct aside *aside)
{
	pthread_mutex_lock(&aside->lock);
	while (aside->jobs.count == 0 && !aside->closing)
		pthread_cond_wait(&aside->wake, &aside->lock);
	struct job *job = jobs_take(&aside->jobs);
	pthread_mutex_unlock(&aside->lock);
	return job;
}

static void *run(void *context)
{
	struct aside *aside = context;
	for (struct job *job; (job = next(aside)) != NULL;) {
		job->err = ((struct work *)job)->fn(job->ctx);
		store_loop_post(job);
	}
	return NULL;
}

enum err aside_new(unsigned queue_max, struct store_loop *loop, struct aside **out)
{
	struct aside *aside = calloc(1, sizeof *aside);
	if (aside == NULL)
		return ERR_MEMORY;
	aside->queue_max = queue_max;
	aside->loop = loop;
	pthread_mutex_init(&aside->lock, NULL);
	pthread_cond_init(&aside->wake, NULL);
	if (pthread_create(&aside->thread, NULL, run, aside) != 0) {
		free(aside);
		return ERR_MEMORY;
	}
	*out = aside;
	return ERR_OK;
}

void aside_free(struct aside **aside)
{
	if (*aside == NULL)
		return;
	pthread_mutex_lock(&(*aside)->lock);
	(*aside)->closing = true;
	pthread_cond_signal(&(*aside)->wake);
	pthread_mutex_unlock(&(*aside)->lock);
	pthread_join((*aside)->thread, NULL);
	pthread_cond_destroy(&(*aside)->wake);
	pthread_mutex_destroy(&(*aside)->lock);
	free(*aside);
	*aside = NULL;
}

enum err aside_run(struct aside *aside, aside_function *fn, void *ctx, store_answer *done)
{
	struct work *work = calloc(1, sizeof *work);
	if (work == NULL)
		return ERR_MEMORY;
	work->fn = fn;
	work->job.loop = aside->loop;
	work->job.ctx = ctx;
	work->job.done = done;
	pthread_mutex_lock(&aside->lock);
	bool full = aside->jobs.count >= aside->queue_max;
	if (!full)
		jobs_put(&aside->jobs, &work->job);
	pthread_cond_signal(&aside->wake);
	pthread_mutex_unlock(&aside->lock);
	if (full)
		free(work);
	return full ? ERR_BUSY : ERR_OK;
}
