#include "server/log.h"
#include "server/store_job.h"
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum {
	EXIT_IO = 74, /* EX_IOERR of sysexits.h: systemd restarts, and SQLite recovers from disk */
	READERS_MAX = 64,
	QUEUE_MAX = 1 << 20,
};

struct queue {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	struct jobs jobs;
	unsigned max;
	bool closing;
};

/* A thread and its connection. take: how many functions at once. */
struct worker {
	struct store *store;
	struct queue *queue;
	struct store_conn *conn;
	void (*serve)(struct worker *worker, struct jobs *jobs);
	unsigned take;
	bool started;
	pthread_t thread;
};

struct store {
	const struct store_driver *driver;
	void (*fatal)(void);
	struct queue writes;
	struct queue reads;
	atomic_bool dead;
	atomic_uint_fast64_t functions, commits, reads_done, failed, refused, retried;
	unsigned worker_count;
	struct worker workers[]; /* the first one writes */
};

/* ---- queues ---- */

static void queue_init(struct queue *queue, unsigned max)
{
	pthread_mutex_init(&queue->lock, NULL);
	pthread_cond_init(&queue->wake, NULL);
	queue->max = max;
}

static bool queue_put(struct queue *queue, struct job *job)
{
	pthread_mutex_lock(&queue->lock);
	bool room = queue->jobs.count < queue->max && !queue->closing;
	if (room) {
		jobs_put(&queue->jobs, job);
		pthread_cond_signal(&queue->wake);
	}
	pthread_mutex_unlock(&queue->lock);
	return room;
}

/* Waits for work and takes up to max. false: closing, and nothing is left. */
static bool queue_take(struct queue *queue, unsigned max, struct jobs *out)
{
	pthread_mutex_lock(&queue->lock);
	while (queue->jobs.first == NULL && !queue->closing)
		pthread_cond_wait(&queue->wake, &queue->lock);
	while (out->count < max && queue->jobs.first != NULL)
		jobs_put(out, jobs_take(&queue->jobs));
	pthread_mutex_unlock(&queue->lock);
	return out->count > 0;
}

static void queue_finish(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	queue->closing = true;
	pthread_cond_broadcast(&queue->wake);
	pthread_mutex_unlock(&queue->lock);
}

static unsigned queue_count(struct queue *queue)
{
	pthread_mutex_lock(&queue->lock);
	unsigned count = queue->jobs.count;
	pthread_mutex_unlock(&queue->lock);
	return count;
}

static void queue_drop(struct queue *queue)
{
	pthread_cond_destroy(&queue->wake);
	pthread_mutex_destroy(&queue->lock);
}

/* ---- threads ---- */

static void die(struct store *store)
{
	if (atomic_exchange(&store->dead, true))
		return;
	if (store->fatal != NULL) {
		store->fatal();
		return;
	}
	log_error("store_dead", NULL, log_text("next", "exit, recover from disk at the next start"));
	_exit(EXIT_IO);
}

static void answer(struct store *store, struct jobs *jobs, atomic_uint_fast64_t *done)
{
	for (struct job *job; (job = jobs_take(jobs)) != NULL;) {
		atomic_fetch_add(job->err == ERR_OK ? done : &store->failed, 1);
		store_loop_post(job);
	}
}

static void refuse_all(struct jobs *jobs)
{
	for (struct job *job = jobs->first; job != NULL; job = job->next)
		job->err = ERR_IO;
}

static void serve_write(struct worker *worker, struct jobs *jobs)
{
	struct store *store = worker->store;
	uint64_t commits = 0, retried = 0;
	bool alive = false;
	if (atomic_load(&store->dead))
		refuse_all(jobs);
	else
		alive = group_write(store->driver, worker->conn, jobs->first, &commits, &retried);
	atomic_fetch_add(&store->commits, commits);
	atomic_fetch_add(&store->retried, retried);
	answer(store, jobs, &store->functions);
	if (alive) /* after the answers: upkeep delays nobody who has been served */
		store->driver->tend(worker->conn);
	if (!alive || store->driver->state(worker->conn) == STORE_DEAD)
		die(store);
}

static void serve_read(struct worker *worker, struct jobs *jobs)
{
	struct store *store = worker->store;
	uint64_t retried = 0;
	if (atomic_load(&store->dead))
		refuse_all(jobs);
	else
		group_read(store->driver, worker->conn, jobs->first, &retried);
	atomic_fetch_add(&store->retried, retried);
	answer(store, jobs, &store->reads_done);
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	for (struct jobs jobs = {NULL, NULL, 0}; queue_take(worker->queue, worker->take, &jobs);)
		worker->serve(worker, &jobs);
	return NULL;
}

/* Signals belong to the event loop's thread. */
static enum err threads_start(struct store *store)
{
	sigset_t all, before;
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	enum err err = ERR_OK;
	for (unsigned i = 0; i < store->worker_count && err == ERR_OK; i++) {
		struct worker *worker = &store->workers[i];
		worker->started = pthread_create(&worker->thread, NULL, work, worker) == 0;
		err = worker->started ? ERR_OK : ERR_MEMORY;
	}
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	return err;
}

/* ---- opening and closing ---- */

static bool settings_hold(const struct store_settings *settings)
{
	return settings->path != NULL && settings->schema != NULL && settings->readers >= 1 &&
	       settings->readers <= READERS_MAX && settings->queue_max >= 1 &&
	       settings->queue_max <= QUEUE_MAX && settings->group_max >= 1 && settings->busy_ms <= 60000;
}

static enum err migrate(struct store *store, const struct schema *schema, char *why)
{
	struct tx tx = {.driver = store->driver, .conn = store->workers[0].conn};
	enum err err = store->driver->verb(tx.conn, STORE_BEGIN_WRITE);
	if (err != ERR_OK)
		return err;
	err = schema_update(&tx, schema, why);
	if (err == ERR_OK)
		err = store->driver->verb(tx.conn, STORE_COMMIT);
	if (err != ERR_OK)
		(void)store->driver->verb(tx.conn, STORE_ROLLBACK);
	return err;
}

/* The writer first: it makes the tables the readers need. */
static enum err connections_open(struct store *store, const struct store_settings *settings, char *why)
{
	enum err err = ERR_OK;
	for (unsigned i = 0; i < store->worker_count && err == ERR_OK; i++) {
		err = store->driver->open(settings, i == 0, &store->workers[i].conn);
		if (err == ERR_OK && i == 0)
			err = migrate(store, settings->schema, why);
	}
	return err;
}

static struct store *store_make(const struct store_driver *driver, const struct store_settings *settings)
{
	const unsigned count = settings->readers + 1;
	struct store *store = calloc(1, sizeof *store + count * sizeof store->workers[0]);
	if (store == NULL)
		return NULL;
	store->driver = driver;
	store->fatal = settings->fatal;
	store->worker_count = count;
	queue_init(&store->writes, settings->queue_max);
	queue_init(&store->reads, settings->queue_max);
	for (unsigned i = 0; i < count; i++)
		store->workers[i] =
		    (struct worker){.store = store, .queue = &store->reads, .serve = serve_read, .take = 1};
	store->workers[0].queue = &store->writes;
	store->workers[0].serve = serve_write;
	store->workers[0].take = settings->group_max;
	return store;
}

enum err store_open(const struct store_driver *driver, const struct store_settings *settings,
                    struct store **out, char why[static STORE_WHY_MAX])
{
	char reason[STORE_WHY_MAX] = "";
	struct store *store = NULL;
	enum err err = settings_hold(settings) ? ERR_OK : ERR_INPUT;
	if (err == ERR_OK && (store = store_make(driver, settings)) == NULL)
		err = ERR_MEMORY;
	if (err == ERR_OK)
		err = connections_open(store, settings, reason);
	if (err == ERR_OK)
		err = threads_start(store);
	if (err == ERR_OK) {
		*out = store;
		return ERR_OK;
	}
	if (reason[0] == '\0')
		snprintf(reason, sizeof reason, "数据库无法打开: %s / the database cannot be opened: %s",
		         err_text(err, LANG_ZH), err_text(err, LANG_EN));
	snprintf(why, STORE_WHY_MAX, "%s", reason);
	store_close(&store);
	return err;
}

/* The writer's connection last: SQLite's last one to close moves the log into the file. */
void store_close(struct store **out)
{
	struct store *store = *out;
	if (store == NULL)
		return;
	queue_finish(&store->writes);
	queue_finish(&store->reads);
	for (unsigned i = 0; i < store->worker_count; i++)
		if (store->workers[i].started)
			pthread_join(store->workers[i].thread, NULL);
	for (unsigned i = store->worker_count; i-- > 0;)
		store->driver->close(&store->workers[i].conn);
	queue_drop(&store->writes);
	queue_drop(&store->reads);
	free(store);
	*out = NULL;
}

/* ---- submitting ---- */

static enum err submit(struct store *store, struct queue *queue, const struct job *job)
{
	if (atomic_load(&store->dead))
		return ERR_IO;
	struct job *copy = malloc(sizeof *copy);
	if (copy == NULL)
		return ERR_MEMORY;
	*copy = *job;
	if (queue_put(queue, copy))
		return ERR_OK;
	free(copy);
	atomic_fetch_add(&store->refused, 1);
	return ERR_BUSY;
}

enum err store_write(struct store *store, struct store_loop *loop, store_function *fn, void *ctx,
                     store_answer *done)
{
	return submit(store, &store->writes, &(struct job){.loop = loop, .fn = fn, .ctx = ctx, .done = done});
}

enum err store_read(struct store *store, struct store_loop *loop, store_function *fn, void *ctx,
                    store_answer *done)
{
	return submit(store, &store->reads, &(struct job){.loop = loop, .fn = fn, .ctx = ctx, .done = done});
}

void store_count(struct store *store, struct store_counts *out)
{
	*out = (struct store_counts){
	    .functions = atomic_load(&store->functions),
	    .commits = atomic_load(&store->commits),
	    .reads = atomic_load(&store->reads_done),
	    .failed = atomic_load(&store->failed),
	    .refused = atomic_load(&store->refused),
	    .retried = atomic_load(&store->retried),
	    .waiting = queue_count(&store->writes) + queue_count(&store->reads),
	};
}
