#include "server/store_job.h"

/* A serialization failure may be bad luck a few times; after that the reader of the answer should decide. */
enum { ATTEMPTS = 4 };

static enum err verb(struct tx *tx, enum store_verb which)
{
	return tx->driver->verb(tx->conn, which);
}

static enum store_state state(const struct tx *tx)
{
	return tx->driver->state(tx->conn);
}

static enum err function_run(struct tx *tx, const struct job *job)
{
	tx->failed = ERR_OK;
	tx->changed = 0;
	tx->wrote = false;
	enum err err = job->fn(tx, job->ctx);
	tx->driver->finish(tx->conn);
	return err == ERR_OK ? tx->failed : err;
}

/* Most functions succeed, or fail before they have written: nothing to undo, so no savepoint was worth its copies of
 * pages. ERR_OK: the transaction stands, whatever became of the job. */
static enum err member_bare(struct tx *tx, struct job *job)
{
	job->err = function_run(tx, job);
	return tx->wrote || tx->failed != ERR_OK ? job->err : ERR_OK;
}

/* As above, and what a failed function wrote is undone. */
static enum err member_saved(struct tx *tx, struct job *job)
{
	job->err = verb(tx, STORE_SAVEPOINT);
	if (job->err != ERR_OK)
		return job->err;
	job->err = function_run(tx, job);
	if (job->err == ERR_OK)
		job->err = verb(tx, STORE_RELEASE);
	if (job->err == ERR_OK)
		return ERR_OK;
	if (state(tx) == STORE_STANDS && verb(tx, STORE_ROLLBACK_TO) == ERR_OK)
		return ERR_OK;
	return job->err;
}

typedef enum err member_run(struct tx *tx, struct job *job);

/* apart: the group may do better with savepoints, or one by one. */
static enum err group_try(struct tx *tx, struct job *first, member_run *member, bool *apart)
{
	enum err err = verb(tx, STORE_BEGIN_WRITE);
	for (struct job *job = first; job != NULL && err == ERR_OK; job = job->next) {
		err = member(tx, job);
		*apart = err != ERR_OK;
	}
	if (err == ERR_OK) {
		err = verb(tx, STORE_COMMIT);
		*apart = err == ERR_CONFLICT;
	}
	return err;
}

static void group_answer(struct job *first, enum err err)
{
	for (struct job *job = first; job != NULL; job = job->next)
		job->err = err;
}

static bool any_done(const struct job *first)
{
	while (first != NULL && first->err != ERR_OK)
		first = first->next;
	return first != NULL;
}

/* ERR_OK: decided. Otherwise nothing of the group stands and apart says what to do. */
static enum err group_once(struct tx *tx, struct job *first, member_run *member, uint64_t *commits, bool *apart,
			   bool *dead)
{
	*apart = false;
	enum err err = group_try(tx, first, member, apart);
	if (err == ERR_OK) {
		*commits += any_done(first);
		return ERR_OK;
	}
	/* asked twice: a rollback that fails leaves an unknown state as well */
	*dead = state(tx) == STORE_DEAD;
	(void)verb(tx, STORE_ROLLBACK);
	*dead |= state(tx) == STORE_DEAD;
	return err;
}

static bool alone_write(struct tx *tx, struct job *job, uint64_t *commits, uint64_t *retried)
{
	enum err err = ERR_CONFLICT;
	bool apart = true, dead = false;
	for (int attempt = 0; attempt < ATTEMPTS && err == ERR_CONFLICT && apart; attempt++) {
		*retried += attempt > 0;
		err = group_once(tx, job, member_saved, commits, &apart, &dead);
		if (dead)
			return false;
	}
	if (err != ERR_OK)
		job->err = err;
	return true;
}

/* A job alone is a list of one, so the list is cut and mended as it is walked. */
static bool each_write(struct tx *tx, struct job *first, uint64_t *commits, uint64_t *retried)
{
	bool alive = true;
	for (struct job *job = first, *next; job != NULL; job = next) {
		next = job->next;
		job->next = NULL;
		if (alive)
			alive = alone_write(tx, job, commits, retried);
		if (!alive)
			job->err = ERR_IO;
		job->next = next;
	}
	return alive;
}

bool group_write(const struct store_driver *driver, struct store_conn *conn, struct job *first,
                 uint64_t *commits, uint64_t *retried)
{
	struct tx tx = {.driver = driver, .conn = conn};
	bool apart = false, dead = false;
	if (first->next == NULL)
		return each_write(&tx, first, commits, retried);
	enum err err = group_once(&tx, first, member_bare, commits, &apart, &dead);
	if (err != ERR_OK && apart && !dead)
		err = group_once(&tx, first, member_saved, commits, &apart, &dead);
	if (err == ERR_OK)
		return true;
	if (apart && !dead) {
		(*retried)++;
		return each_write(&tx, first, commits, retried);
	}
	group_answer(first, dead ? ERR_IO : err);
	return !dead;
}

void group_read(const struct store_driver *driver, struct store_conn *conn, struct job *first,
                uint64_t *retried)
{
	struct tx tx = {.driver = driver, .conn = conn};
	for (struct job *job = first; job != NULL; job = job->next) {
		bool again = true;
		for (int attempt = 0; attempt < ATTEMPTS && again; attempt++) {
			*retried += attempt > 0;
			job->err = verb(&tx, STORE_BEGIN_READ);
			if (job->err == ERR_OK)
				job->err = function_run(&tx, job);
			again = job->err == ERR_CONFLICT && state(&tx) == STORE_LOST;
			(void)verb(&tx, STORE_ROLLBACK);
		}
	}
}
