/* server/store.h - transactions are functions.
 *
 * The event loop never waits for the database: it hands a function to the store. One writer thread takes all
 * functions that wait, runs each in a savepoint, commits once, then answers them all; readers run on threads
 * and connections of their own. Answers come back to the loop that asked, through its eventfd, after the
 * commit is on disk and never inside the submitting call.
 *
 * Every statement is a `static const struct statement`, written once for SQLite 3.40 and PostgreSQL 15. */
#ifndef GUOSUO_SERVER_STORE_H
#define GUOSUO_SERVER_STORE_H

#include "proto/err.h"
#include "proto/span.h"
#include "server/store_schema.h"

struct event_base;
struct store;
struct store_driver;
struct store_loop;
struct tx;

/* ---- statements: used inside a transaction function ---- */

/* sql     one statement with $1, $2 ... ; PostgreSQL's types are only BIGINT, TEXT, BYTEA (so: CAST(SUM(x) AS
 *         BIGINT), no booleans, no deferred constraints)
 * params  one letter for each parameter: i BIGINT, t TEXT, b BYTEA */
struct statement {
	const char *sql;
	const char *params;
};

enum value_type { VALUE_NULL, VALUE_INT, VALUE_TEXT, VALUE_BLOB };

struct value {
	enum value_type type;
	int64_t number;
	struct span bytes;
};

static inline struct value value_null(void)
{
	return (struct value){VALUE_NULL, 0, {NULL, 0}};
}

static inline struct value value_int(int64_t number)
{
	return (struct value){VALUE_INT, number, {NULL, 0}};
}

static inline struct value value_text(struct span text)
{
	return (struct value){VALUE_TEXT, 0, text};
}

static inline struct value value_blob(struct span blob)
{
	return (struct value){VALUE_BLOB, 0, blob};
}

/* Runs a statement that returns no rows. As in PostgreSQL, a statement that failed ends its function: every
 * later statement returns the same error, and the function cannot end with ERR_OK. Where a duplicate is
 * expected, write ON CONFLICT DO NOTHING and ask store_changed.
 * ERR_EXISTS    a unique or primary key has this value already
 * ERR_CONFLICT  a foreign key, NOT NULL or CHECK refuses it, or another transaction came first
 * ERR_IO        disk full or broken       ERR_BUSY   another process holds the database
 * ERR_MEMORY    out of memory
 * ERR_INTERNAL  the statement is wrong, the parameters do not fit it, or it writes in a read */
MUST_USE enum err store_run(struct tx *tx, const struct statement *statement, const struct value *params,
                            size_t n);

/* How many rows the last store_run of this function inserted, changed or deleted. */
int64_t store_changed(const struct tx *tx);

/* As store_run. ERR_NOT_FOUND  no row was changed (this does not end the function) */
MUST_USE enum err store_run_one(struct tx *tx, const struct statement *statement, const struct value *params,
                                size_t n);

/* The rows of one query; the memory is the caller's, nothing to free. It ends with the function, or when the
 * same statement is run again (then store_next is ERR_INTERNAL). */
struct row_cursor {
	struct tx *tx;
	void *handle;
	uint64_t use;
};

/* Errors as store_run. The parameters' bytes are copied. */
MUST_USE enum err store_query(struct tx *tx, const struct statement *statement, const struct value *params,
                              size_t n, struct row_cursor *out);

/* The next row. ERR_NOT_FOUND  there is none (this does not end the function); else as store_run */
MUST_USE enum err store_next(struct row_cursor *cursor);

/* store_query and its first row. ERR_NOT_FOUND  there is none */
MUST_USE enum err store_one(struct tx *tx, const struct statement *statement, const struct value *params,
                            size_t n, struct row_cursor *out);

/* A column of the present row, counted from 0. Spans are valid until the next store_next or the cursor's end.
 * NULL reads as 0 or as the empty span. A column of another type, or out of memory, ends the function with
 * ERR_INTERNAL or ERR_MEMORY as a failed statement does. */
bool row_null(const struct row_cursor *cursor, unsigned column);
int64_t row_int(const struct row_cursor *cursor, unsigned column);
struct span row_text(const struct row_cursor *cursor, unsigned column);
struct span row_blob(const struct row_cursor *cursor, unsigned column);

/* ---- loops: where answers arrive ---- */

/* Registers with base, in the thread that runs it. ERR_MEMORY, or ERR_IO: no eventfd */
MUST_USE enum err store_loop_new(struct event_base *base, struct store_loop **out);

/* In the loop's thread, after store_close: delivers the answers that are left, then frees and nulls. */
void store_loop_free(struct store_loop **loop);

/* ---- the store ---- */

struct store_settings {
	const char *path;            /* SQLite: the file, made with mode 0600; its directory must exist */
	const char *vfs;             /* SQLite: a registered VFS, NULL for the system's */
	const struct schema *schema; /* &store_schema */
	unsigned readers;            /* threads, at least 1 */
	unsigned queue_max;          /* functions that may wait, for writers and for readers each */
	unsigned group_max;          /* functions in one commit */
	unsigned busy_ms;            /* how long to wait for another process that writes */
	/* Engine errors: what went wrong and in which statement; both ASCII, no values. NULL: to
	 * server/log.h. */
	void (*say)(const char *what, const char *sql);
	/* What is on disk is unknown (a failed fsync or write): leave the process now, and let the next start
	 * recover. NULL: a line in the log and _exit(74). When it returns, all further calls are ERR_IO. */
	void (*fatal)(void);
};

/* Everything but path. */
#define STORE_SETTINGS_DEFAULT                                                                               \
	.schema = &store_schema, .readers = 1, .queue_max = 4096, .group_max = 32, .busy_ms = 5000

/* Opens or makes the database, brings its tables up to date and starts the threads. Blocks.
 * why  one line in Chinese and English on error, else untouched
 * ERR_INPUT     a setting is out of range    ERR_NEWER  a newer program has written this database
 * ERR_IO        cannot be opened or written  ERR_BUSY   another process holds it
 * ERR_MEMORY    memory or threads            ERR_INTERNAL  a step of the schema does not run */
MUST_USE enum err store_open(const struct store_driver *driver, const struct store_settings *settings,
                             struct store **out, char why[static STORE_WHY_MAX]);

/* Finishes the queues, joins the threads, closes, frees and nulls. Blocks. Submitting at the same time is not
 * allowed. Answers stay with their loops: run them, or free the loops. */
void store_close(struct store **store);

/* Runs in a store thread, perhaps more than once, so it writes only to tx and to its own reply in ctx, and
 * starts that reply anew each time. A result other than ERR_OK undoes what it did, and nothing of the others.
 */
typedef enum err store_function(struct tx *tx, void *ctx);

/* Runs once, in the loop's thread. ERR_OK: what a write did is on disk. ERR_IO: it may or may not be there
 * after a restart. Otherwise nothing of it stands. */
typedef void store_answer(enum err err, void *ctx);

/* ctx belongs to the store from ERR_OK until done is called.
 * ERR_BUSY  the queue is full   ERR_MEMORY   ERR_IO  the store has failed; then done is not called */
MUST_USE enum err store_write(struct store *store, struct store_loop *loop, store_function *fn, void *ctx,
                              store_answer *done);
MUST_USE enum err store_read(struct store *store, struct store_loop *loop, store_function *fn, void *ctx,
                             store_answer *done);

/* Since the start. */
struct store_counts {
	uint64_t functions; /* writes answered with ERR_OK */
	uint64_t commits;   /* commits on disk that held at least one of them */
	uint64_t reads;     /* reads answered */
	uint64_t failed;    /* functions of either kind answered with an error */
	uint64_t refused;   /* not taken: queue full */
	uint64_t retried;   /* groups run again */
	uint64_t waiting;   /* in the queues now */
};

void store_count(struct store *store, struct store_counts *out);

#endif
