#include "server/pool.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>

struct task {
	struct task *next;
	pool_work *work;
	pool_done *done;
	void *ctx;
};

struct tasks {
	struct task *first, *last;
};

struct pool {
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct tasks waiting, finished;
	atomic_bool stop;
	struct event *event;
	int fd;
	unsigned count;
	pthread_t threads[];
};

static void put(struct tasks *tasks, struct task *task)
{
	task->next = NULL;
	if (tasks->last == NULL)
		tasks->first = task;
	else
		tasks->last->next = task;
	tasks->last = task;
}

static struct task *take(struct tasks *tasks)
{
	struct task *task = tasks->first;
	if (task == NULL)
		return NULL;
	tasks->first = task->next;
	if (tasks->first == NULL)
		tasks->last = NULL;
	return task;
}

/* The counter cannot overflow: the loop reads it whole each time. */
static void finish(struct pool *pool, struct task *task)
{
	const uint64_t one = 1;
	pthread_mutex_lock(&pool->lock);
	put(&pool->finished, task);
	pthread_mutex_unlock(&pool->lock);
	if (write(pool->fd, &one, sizeof one) != (ssize_t)sizeof one)
		abort();
}

static struct task *next_task(struct pool *pool)
{
	pthread_mutex_lock(&pool->lock);
	while (pool->waiting.first == NULL && !atomic_load(&pool->stop))
		pthread_cond_wait(&pool->more, &pool->lock);
	struct task *task = atomic_load(&pool->stop) ? NULL : take(&pool->waiting);
	pthread_mutex_unlock(&pool->lock);
	return task;
}

static void *run(void *context)
{
	struct pool *pool = context;
	for (struct task *task; (task = next_task(pool)) != NULL;) {
		task->work(task->ctx, &pool->stop);
		finish(pool, task);
	}
	return NULL;
}

static void answer(struct tasks *tasks)
{
	for (struct task *task; (task = take(tasks)) != NULL;) {
		task->done(task->ctx);
		free(task);
	}
}

static void on_finished(evutil_socket_t fd, short what, void *context)
{
	struct pool *pool = context;
	uint64_t count;
	(void)what;
	if (read(fd, &count, sizeof count) != (ssize_t)sizeof count)
		return;
	pthread_mutex_lock(&pool->lock);
	struct tasks tasks = pool->finished;
	pool->finished = (struct tasks){NULL, NULL};
	pthread_mutex_unlock(&pool->lock);
	answer(&tasks);
}

static enum err start(struct pool *pool, struct event_base *base, unsigned threads)
{
	pool->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	if (pool->fd < 0)
		return ERR_IO;
	pool->event = event_new(base, pool->fd, EV_READ | EV_PERSIST, on_finished, pool);
	if (pool->event == NULL || event_add(pool->event, NULL) != 0)
		return ERR_MEMORY;
	for (; pool->count < threads; pool->count++)
		if (pthread_create(&pool->threads[pool->count], NULL, run, pool) != 0)
			return ERR_IO;
	return ERR_OK;
}

enum err pool_new(struct event_base *base, unsigned threads, struct pool **out)
{
	struct pool *pool = calloc(1, sizeof *pool + threads * sizeof pool->threads[0]);
	if (pool == NULL)
		return ERR_MEMORY;
	pthread_mutex_init(&pool->lock, NULL);
	pthread_cond_init(&pool->more, NULL);
	enum err err = start(pool, base, threads);
	if (err == ERR_OK)
		*out = pool;
	else
		pool_free(&pool);
	return err;
}

enum err pool_submit(struct pool *pool, pool_work *work, pool_done *done, void *ctx)
{
	struct task *task = malloc(sizeof *task);
	if (task == NULL)
		return ERR_MEMORY;
	*task = (struct task){NULL, work, done, ctx};
	pthread_mutex_lock(&pool->lock);
	put(&pool->waiting, task);
	pthread_cond_signal(&pool->more);
	pthread_mutex_unlock(&pool->lock);
	return ERR_OK;
}

void pool_free(struct pool **pool)
{
	struct pool *gone = *pool;
	if (gone == NULL)
		return;
	pthread_mutex_lock(&gone->lock);
	atomic_store(&gone->stop, true);
	pthread_cond_broadcast(&gone->more);
	pthread_mutex_unlock(&gone->lock);
	for (unsigned i = 0; i < gone->count; i++)
		pthread_join(gone->threads[i], NULL);
	answer(&gone->finished);
	answer(&gone->waiting);
	if (gone->event != NULL)
		event_free(gone->event);
	if (gone->fd >= 0)
		close(gone->fd);
	pthread_cond_destroy(&gone->more);
	pthread_mutex_destroy(&gone->lock);
	free(gone);
	*pool = NULL;
}
