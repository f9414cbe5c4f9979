/* server/store_driver.h - what an engine must do, and no more. Only store*.c include this.
 *
 * A connection is used by one thread at a time. An engine that sends ahead (libpq's pipeline) may answer
 * STORE_BEGIN_*, STORE_SAVEPOINT and STORE_RELEASE with ERR_OK before it knows; the error then belongs to the
 * next call that waits, at the latest STORE_COMMIT. run, step and STORE_COMMIT always wait. */
#ifndef GUOSUO_SERVER_STORE_DRIVER_H
#define GUOSUO_SERVER_STORE_DRIVER_H

#include "server/store.h"

struct store_conn; /* each driver defines its own */

enum store_verb {
	STORE_BEGIN_WRITE,
	STORE_BEGIN_READ,
	STORE_COMMIT,
	STORE_ROLLBACK, /* also without a transaction */
	STORE_SAVEPOINT,
	STORE_RELEASE,
	STORE_ROLLBACK_TO, /* undo to the savepoint and release it */
	STORE_VERB_COUNT,
};

/* After an error: what has become of the transaction. */
enum store_state {
	STORE_STANDS, /* it stands: ROLLBACK_TO undoes one function */
	STORE_LOST,   /* the engine has undone it, or asks to (serialization): ROLLBACK, then run again */
	STORE_DEAD,   /* what is on disk is unknown, never to be retried by this process */
};

/* Errors are those of store_run. */
struct store_driver {
	/* writer: one connection writes, the others only read. */
	enum err (*open)(const struct store_settings *settings, bool writer, struct store_conn **out);
	void (*close)(struct store_conn **conn);
	enum err (*verb)(struct store_conn *conn, enum store_verb verb);
	/* One statement without parameters or rows, sql[0..n), used once: schema only. */
	enum err (*script)(struct store_conn *conn, const char *sql, size_t n);
	/* The statement is prepared once and kept; its address is its name. */
	enum err (*run)(struct store_conn *conn, const struct statement *statement,
	                const struct value *params, size_t n, int64_t *changed);
	/* Sets handle and use of out. */
	enum err (*query)(struct store_conn *conn, const struct statement *statement,
	                  const struct value *params, size_t n, struct row_cursor *out);
	enum err (*step)(struct store_conn *conn, struct row_cursor *cursor); /* ERR_NOT_FOUND: no more */
	enum err (*column)(const struct row_cursor *cursor, unsigned column, struct value *out);
	void (*finish)(struct store_conn *conn); /* ends all cursors */
	enum store_state (*state)(struct store_conn *conn);
	/* Upkeep between transactions (SQLite: move the log into the file). An error shows in state. */
	void (*tend)(struct store_conn *conn);
};

/* The transaction a function sees. failed: the first error of a statement; it ends the function. wrote: it has run
 * a statement that may change something. */
struct tx {
	const struct store_driver *driver;
	struct store_conn *conn;
	int64_t changed;
	bool wrote;
	enum err failed;
};

#endif
