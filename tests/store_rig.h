/* tests/store_rig.h - a store in a directory of its own, a loop, and calls that wait for their answer. */
#ifndef GUOSUO_TESTS_STORE_RIG_H
#define GUOSUO_TESTS_STORE_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "server/store_sqlite.h"
#include <event2/event.h>
#include <semaphore.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct rig {
	char dir[64];
	char path[96];
	char why[STORE_WHY_MAX];
	struct store_settings settings;
	struct event_base *base;
	struct store_loop *loop;
	struct store *store;
};

static inline void rig_silent(const char *what, const char *sql)
{
	(void)what;
	(void)sql;
}

static const struct migration rig_rows[] = {
    {1, "001_rig",
     "CREATE TABLE item (id BIGINT PRIMARY KEY, body TEXT, raw BYTEA);\n"
     "CREATE TABLE part (item BIGINT NOT NULL REFERENCES item (id), size BIGINT CHECK (size > 0));\n"},
};
static const struct schema rig_schema = {rig_rows, 1};

static const struct statement put_item = {"INSERT INTO item (id, body, raw) VALUES ($1, $2, $3)", "itb"};
static const struct statement get_item = {"SELECT body, raw FROM item WHERE id = $1", "i"};
static const struct statement count_items = {"SELECT COUNT(*) FROM item", ""};

static inline void rig_make(struct rig *rig)
{
	memset(rig, 0, sizeof *rig);
	/* memory where there is some: these tests fail the calls themselves and need no slow disk */
	snprintf(rig->dir, sizeof rig->dir, "%s/guosuo-store-XXXXXX",
	         access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp");
	assert_non_null(mkdtemp(rig->dir));
	snprintf(rig->path, sizeof rig->path, "%s/db", rig->dir);
	rig->settings = (struct store_settings){.path = rig->path, STORE_SETTINGS_DEFAULT};
	rig->settings.schema = &rig_schema;
	rig->settings.group_max = 256;
	rig->settings.say = rig_silent;
	rig->base = event_base_new();
	assert_non_null(rig->base);
	assert_int_equal(store_loop_new(rig->base, &rig->loop), ERR_OK);
}

static inline enum err rig_open(struct rig *rig)
{
	return store_open(&store_sqlite, &rig->settings, &rig->store, rig->why);
}

static inline void rig_start(struct rig *rig)
{
	rig_make(rig);
	assert_int_equal(rig_open(rig), ERR_OK);
}

static inline void rig_remove(const char *path)
{
	static const char *const tails[] = {"", "-wal", "-shm", "-journal"};
	char name[128];
	for (size_t i = 0; i < COUNT(tails); i++) {
		snprintf(name, sizeof name, "%s%s", path, tails[i]);
		unlink(name);
	}
}

static inline void rig_stop(struct rig *rig)
{
	store_close(&rig->store);
	store_loop_free(&rig->loop);
	event_base_free(rig->base);
	rig_remove(rig->path);
	assert_int_equal(rmdir(rig->dir), 0);
}

struct rig_wait {
	bool answered;
	enum err err;
};

struct rig_call {
	store_function *fn;
	void *ctx;
	struct rig_wait wait;
};

static inline enum err rig_function(struct tx *tx, void *arg)
{
	struct rig_call *call = arg;
	return call->fn(tx, call->ctx);
}

static inline void rig_answer(enum err err, void *arg)
{
	struct rig_call *call = arg;
	assert_false(call->wait.answered);
	call->wait.answered = true;
	call->wait.err = err;
}

static inline enum err rig_wait(struct rig *rig, struct rig_call *call, enum err err)
{
	while (err == ERR_OK && !call->wait.answered)
		assert_int_equal(event_base_loop(rig->base, EVLOOP_ONCE), 0);
	return err == ERR_OK ? call->wait.err : err;
}

static inline enum err rig_write(struct rig *rig, store_function *fn, void *ctx)
{
	struct rig_call call = {.fn = fn, .ctx = ctx};
	return rig_wait(rig, &call, store_write(rig->store, rig->loop, rig_function, &call, rig_answer));
}

static inline enum err rig_read(struct rig *rig, store_function *fn, void *ctx)
{
	struct rig_call call = {.fn = fn, .ctx = ctx};
	return rig_wait(rig, &call, store_read(rig->store, rig->loop, rig_function, &call, rig_answer));
}

/* Functions used by several tests. */

static inline enum err insert_item(struct tx *tx, int64_t id)
{
	const struct value params[] = {value_int(id), value_text(span_text("体")), value_null()};
	return store_run(tx, &put_item, params, 3);
}

static inline enum err do_insert(struct tx *tx, void *ctx)
{
	return insert_item(tx, *(int64_t *)ctx);
}

static inline enum err do_count(struct tx *tx, void *ctx)
{
	struct row_cursor row;
	enum err err = store_one(tx, &count_items, NULL, 0, &row);
	if (err == ERR_OK)
		*(int64_t *)ctx = row_int(&row, 0);
	return err;
}

static inline int64_t rig_count(struct rig *rig)
{
	int64_t count = -1;
	assert_int_equal(rig_read(rig, do_count, &count), ERR_OK);
	return count;
}

/* What another program finds in the file: one number. */
static inline int64_t look(const char *path, const char *sql)
{
	sqlite3 *db = NULL;
	sqlite3_stmt *row = NULL;
	assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &row, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(row), SQLITE_ROW);
	int64_t number = sqlite3_column_int64(row, 0);
	sqlite3_finalize(row);
	sqlite3_close(db);
	return number;
}

#endif
