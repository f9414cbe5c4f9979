#include "server/store_job.h"
#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct store_loop {
	pthread_mutex_t lock;
	struct jobs answered;
	struct event *event;
	int fd;
};

void jobs_put(struct jobs *jobs, struct job *job)
{
	job->next = NULL;
	if (jobs->last == NULL)
		jobs->first = job;
	else
		jobs->last->next = job;
	jobs->last = job;
	jobs->count++;
}

struct job *jobs_take(struct jobs *jobs)
{
	struct job *job = jobs->first;
	if (job == NULL)
		return NULL;
	jobs->first = job->next;
	if (jobs->first == NULL)
		jobs->last = NULL;
	jobs->count--;
	job->next = NULL;
	return job;
}

/* The counter cannot overflow: it is written only when the list was empty, so at most once for each read. */
void store_loop_post(struct job *job)
{
	struct store_loop *loop = job->loop;
	const uint64_t one = 1;
	pthread_mutex_lock(&loop->lock);
	bool wake = loop->answered.first == NULL;
	jobs_put(&loop->answered, job);
	/* under the lock: once the loop has seen its last answer it may be freed */
	if (wake && write(loop->fd, &one, sizeof one) != (ssize_t)sizeof one)
		abort();
	pthread_mutex_unlock(&loop->lock);
}

static void deliver(struct store_loop *loop)
{
	pthread_mutex_lock(&loop->lock);
	struct jobs jobs = loop->answered;
	loop->answered = (struct jobs){NULL, NULL, 0};
	pthread_mutex_unlock(&loop->lock);
	for (struct job *job; (job = jobs_take(&jobs)) != NULL;) {
		store_answer *done = job->done;
		void *ctx = job->ctx;
		enum err err = job->err;
		free(job);
		done(err, ctx);
	}
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	uint64_t count;
	(void)what;
	if (read(fd, &count, sizeof count) == (ssize_t)sizeof count)
		deliver(arg);
}

static enum err loop_listen(struct store_loop *loop, struct event_base *base)
{
	loop->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (loop->fd < 0)
		return ERR_IO;
	loop->event = event_new(base, loop->fd, EV_READ | EV_PERSIST, on_readable, loop);
	if (loop->event == NULL || event_priority_set(loop->event, 0) != 0 || event_add(loop->event, NULL) != 0)
		return ERR_MEMORY;
	return ERR_OK;
}

static void loop_drop(struct store_loop *loop)
{
	if (loop->event != NULL)
		event_free(loop->event);
	if (loop->fd >= 0)
		close(loop->fd);
	pthread_mutex_destroy(&loop->lock);
	free(loop);
}

enum err store_loop_new(struct event_base *base, struct store_loop **out)
{
	struct store_loop *loop = calloc(1, sizeof *loop);
	if (loop == NULL)
		return ERR_MEMORY;
	pthread_mutex_init(&loop->lock, NULL);
	enum err err = loop_listen(loop, base);
	if (err != ERR_OK)
		loop_drop(loop);
	else
		*out = loop;
	return err;
}

void store_loop_free(struct store_loop **loop)
{
	if (*loop == NULL)
		return;
	deliver(*loop);
	loop_drop(*loop);
	*loop = NULL;
}
