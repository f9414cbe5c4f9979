#include "server/log.h"
#include "server/store_sqlite.h"
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SLOTS = 1024,         /* a power of two, well above the number of statements in the program */
	SLOTS_FULL = 768,     /* beyond this, probing gets long */
	LOG_PAGES_MAX = 8000, /* 32 MiB: a page changed by many commits is moved into the file once */
	PARAMS_MAX = 40,
};

/* A statement and its prepared form. use counts its runs, so that an older cursor is known. order: SQLite numbers
 * parameters as they first appear, so its parameter i + 1 is ours of index order[i]. */
struct slot {
	const struct statement *key;
	sqlite3_stmt *prepared;
	uint64_t use;
	uint8_t order[PARAMS_MAX];
};

struct store_conn {
	sqlite3 *db;
	sqlite3_stmt *verbs[STORE_VERB_COUNT];
	void (*say)(const char *what, const char *sql);
	int log_pages;
	unsigned slots_used;
	bool cursors; /* a query has run since the last finish */
	bool dead;
	struct slot slots[SLOTS];
};

static const char *const verbs[STORE_VERB_COUNT] = {
    [STORE_BEGIN_WRITE] = "BEGIN IMMEDIATE", [STORE_BEGIN_READ] = "BEGIN",      [STORE_COMMIT] = "COMMIT",
    [STORE_ROLLBACK] = "ROLLBACK",           [STORE_SAVEPOINT] = "SAVEPOINT f", [STORE_RELEASE] = "RELEASE f",
    [STORE_ROLLBACK_TO] = "ROLLBACK TO f",
};

struct pragma {
	bool writer; /* else for every connection */
	const char *sql;
};

static const struct pragma pragmas[] = {
    {true, "PRAGMA journal_mode = WAL"},   {true, "PRAGMA synchronous = FULL"},
    {true, "PRAGMA foreign_keys = ON"},    {true, "PRAGMA journal_size_limit = 67108864"},
    {false, "PRAGMA temp_store = MEMORY"}, /* nothing personal in /tmp */
    {false, "PRAGMA cache_size = -16384"},
    {true, "PRAGMA cache_size = -32768"}, /* rows have random keys, so each commit touches pages all over */
};

static const char read_only[] = "PRAGMA query_only = ON";

struct class
{
	int code; /* extended, or primary for all its others */
	enum err err;
	bool dead; /* the disk or the file can no longer be trusted */
};

static const struct class classes[] = {
    {SQLITE_OK, ERR_OK, false},
    {SQLITE_DONE, ERR_OK, false},
    {SQLITE_CONSTRAINT_UNIQUE, ERR_EXISTS, false},
    {SQLITE_CONSTRAINT_PRIMARYKEY, ERR_EXISTS, false},
    {SQLITE_CONSTRAINT_ROWID, ERR_EXISTS, false},
    {SQLITE_CONSTRAINT, ERR_CONFLICT, false},
    {SQLITE_NOMEM, ERR_MEMORY, false},
    {SQLITE_BUSY, ERR_BUSY, false},
    {SQLITE_LOCKED, ERR_BUSY, false},
    {SQLITE_PROTOCOL, ERR_BUSY, false},
    {SQLITE_FULL, ERR_IO, false},
    {SQLITE_CANTOPEN, ERR_IO, false},
    {SQLITE_PERM, ERR_IO, false},
    {SQLITE_READONLY_DBMOVED, ERR_IO, true},
    {SQLITE_IOERR, ERR_IO, true},
    {SQLITE_CORRUPT, ERR_IO, true},
    {SQLITE_NOTADB, ERR_IO, true},
};

static struct class classify(int rc)
{
	const size_t n = sizeof classes / sizeof classes[0];
	for (size_t i = 0; i < n; i++)
		if (classes[i].code == rc)
			return classes[i];
	for (size_t i = 0; i < n; i++)
		if (classes[i].code == (rc & 0xff))
			return classes[i];
	return (struct class){rc, ERR_INTERNAL, false};
}

/* Only SQL of ours and SQLite's message, which names tables and columns but holds no values. */
static void say(const struct store_conn *conn, const char *what, const char *sql)
{
	if (conn->say != NULL) {
		conn->say(what, sql);
		return;
	}
	char start[LOG_TEXT_MAX];
	snprintf(start, sizeof start, "%s", sql);
	log_error("store", NULL, log_text("what", what), log_text("sql", start));
}

static enum err judge(struct store_conn *conn, int rc, const char *sql)
{
	struct class class = classify(rc);
	conn->dead |= class.dead;
	if (class.err == ERR_IO || class.err == ERR_INTERNAL)
		say(conn, sqlite3_errmsg(conn->db), sql);
	return class.err;
}

static bool blank(const char *tail)
{
	return tail[strspn(tail, " \t\r\n;")] == '\0';
}

static enum err script(struct store_conn *conn, const char *sql, size_t n)
{
	sqlite3_stmt *prepared = NULL;
	int rc = sqlite3_prepare_v2(conn->db, sql, (int)n, &prepared, NULL);
	if (rc == SQLITE_OK && prepared != NULL) /* NULL: only a comment */
		while ((rc = sqlite3_step(prepared)) == SQLITE_ROW)
			continue;
	enum err err = judge(conn, rc, sql);
	sqlite3_finalize(prepared);
	return err;
}

/* ---- opening ---- */

static int on_log(void *arg, sqlite3 *db, const char *name, int pages)
{
	struct store_conn *conn = arg;
	(void)db;
	(void)name;
	conn->log_pages = pages;
	return SQLITE_OK;
}

static enum err prepare(struct store_conn *conn, const char *sql, sqlite3_stmt **out)
{
	const char *tail = "";
	int rc = sqlite3_prepare_v3(conn->db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, &tail);
	enum err err = judge(conn, rc, sql);
	if (err == ERR_OK && (*out == NULL || !blank(tail))) {
		say(conn, "not one statement", sql);
		err = ERR_INTERNAL;
	}
	return err;
}

static enum err verbs_prepare(struct store_conn *conn)
{
	enum err err = ERR_OK;
	for (int i = 0; i < STORE_VERB_COUNT && err == ERR_OK; i++)
		err = prepare(conn, verbs[i], &conn->verbs[i]);
	return err;
}

static enum err pragmas_run(struct store_conn *conn, bool writer)
{
	enum err err = ERR_OK;
	for (size_t i = 0; i < sizeof pragmas / sizeof pragmas[0] && err == ERR_OK; i++)
		if (writer || !pragmas[i].writer)
			err = script(conn, pragmas[i].sql, strlen(pragmas[i].sql));
	if (err == ERR_OK && !writer)
		err = script(conn, read_only, sizeof read_only - 1);
	return err;
}

/* Applications, licences and telephone numbers are in it: not for the world to read. Only when it is new,
 * because closing a second descriptor of an open file would drop this process's locks. */
static void create_private(const char *path)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	if (fd >= 0)
		close(fd);
}

static enum err connect(struct store_conn *conn, const struct store_settings *settings, bool writer)
{
	const int flags =
	    SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
	int rc = sqlite3_open_v2(settings->path, &conn->db, flags, settings->vfs);
	if (rc == SQLITE_OK)
		rc = sqlite3_busy_timeout(conn->db, (int)settings->busy_ms);
	enum err err = judge(conn, rc, settings->path);
	if (err == ERR_OK)
		err = pragmas_run(conn, writer);
	if (err == ERR_OK && writer)
		sqlite3_wal_hook(conn->db, on_log, conn);
	if (err == ERR_OK && writer && sqlite3_db_readonly(conn->db, "main") != 0)
		err = ERR_IO;
	return err == ERR_OK ? verbs_prepare(conn) : err;
}

static void sqlite_close(struct store_conn **conn)
{
	if (*conn == NULL)
		return;
	for (int i = 0; i < STORE_VERB_COUNT; i++)
		sqlite3_finalize((*conn)->verbs[i]);
	for (int i = 0; i < SLOTS; i++)
		sqlite3_finalize((*conn)->slots[i].prepared);
	sqlite3_close((*conn)->db);
	free(*conn);
	*conn = NULL;
}

/* A name that SQLite would read as something other than a file. */
static bool path_is_file(const char *path)
{
	return path[0] != '\0' && path[0] != ':' && strncmp(path, "file:", 5) != 0;
}

static enum err sqlite_open(const struct store_settings *settings, bool writer, struct store_conn **out)
{
	if (!path_is_file(settings->path))
		return ERR_INPUT;
	struct store_conn *conn = calloc(1, sizeof *conn);
	if (conn == NULL)
		return ERR_MEMORY;
	conn->say = settings->say;
	if (writer)
		create_private(settings->path);
	enum err err = connect(conn, settings, writer);
	if (err != ERR_OK)
		sqlite_close(&conn);
	else
		*out = conn;
	return err;
}

/* ---- transactions ---- */

static enum err once(struct store_conn *conn, enum store_verb which)
{
	sqlite3_stmt *prepared = conn->verbs[which];
	int rc = sqlite3_step(prepared);
	enum err err = judge(conn, rc, verbs[which]);
	sqlite3_reset(prepared);
	return err;
}

static enum err rollback(struct store_conn *conn)
{
	if (sqlite3_get_autocommit(conn->db))
		return ERR_OK;
	enum err err = once(conn, STORE_ROLLBACK);
	conn->dead |= sqlite3_get_autocommit(conn->db) == 0;
	return err;
}

static enum err sqlite_verb(struct store_conn *conn, enum store_verb which)
{
	if (which == STORE_ROLLBACK)
		return rollback(conn);
	enum err err = once(conn, which);
	if (err == ERR_OK && which == STORE_ROLLBACK_TO)
		err = once(conn, STORE_RELEASE);
	return err;
}

static enum store_state sqlite_state(struct store_conn *conn)
{
	if (conn->dead)
		return STORE_DEAD;
	return sqlite3_get_autocommit(conn->db) ? STORE_LOST : STORE_STANDS;
}

/* SQLite's own checkpoint after a commit drops its errors, and a failed fsync must not pass in silence. */
static void sqlite_tend(struct store_conn *conn)
{
	if (conn->log_pages < LOG_PAGES_MAX)
		return;
	int rc = sqlite3_wal_checkpoint_v2(conn->db, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
	(void)judge(conn, rc, "checkpoint");
	conn->log_pages = 0;
}

/* ---- statements ---- */

static struct slot *slot_find(struct store_conn *conn, const struct statement *key)
{
	size_t i = (size_t)(((uintptr_t)key >> 3) * 0x9e3779b1u) & (SLOTS - 1);
	while (conn->slots[i].key != NULL && conn->slots[i].key != key)
		i = (i + 1) & (SLOTS - 1);
	return &conn->slots[i];
}

/* "$12" -> 12; 0 when it is not of that form. */
static size_t ordinal(const char *name)
{
	if (name == NULL || name[0] != '$' || name[1] < '1' || name[1] > '9')
		return 0;
	char *end;
	unsigned long n = strtoul(name + 1, &end, 10);
	return *end == '\0' ? n : 0;
}

static bool read_order(sqlite3_stmt *prepared, size_t n, uint8_t order[static PARAMS_MAX])
{
	int count = sqlite3_bind_parameter_count(prepared);
	if ((size_t)count != n || n > PARAMS_MAX)
		return false;
	for (int i = 0; i < count; i++) {
		size_t which = ordinal(sqlite3_bind_parameter_name(prepared, i + 1));
		if (which < 1 || which > n)
			return false;
		order[i] = (uint8_t)(which - 1);
	}
	return true;
}

static enum err slot_get(struct store_conn *conn, const struct statement *statement, struct slot **out)
{
	struct slot *slot = slot_find(conn, statement);
	if (slot->key == NULL) {
		struct slot fresh = {.key = statement};
		sqlite3_stmt *prepared = NULL;
		enum err err =
		    conn->slots_used < SLOTS_FULL ? prepare(conn, statement->sql, &prepared) : ERR_INTERNAL;
		if (err == ERR_OK && !read_order(prepared, strlen(statement->params), fresh.order)) {
			say(conn, "parameters differ from params", statement->sql);
			err = ERR_INTERNAL;
		}
		if (err != ERR_OK) {
			sqlite3_finalize(prepared);
			return err;
		}
		fresh.prepared = prepared;
		*slot = fresh;
		conn->slots_used++;
	}
	*out = slot;
	return ERR_OK;
}

/* A NULL pointer would bind NULL, and an empty text or blob is not NULL. */
static int bind(sqlite3_stmt *prepared, int i, const struct value *value, sqlite3_destructor_type keeping)
{
	const void *bytes = value->bytes.n == 0 ? "" : (const void *)value->bytes.p;
	switch (value->type) {
	case VALUE_INT:
		return sqlite3_bind_int64(prepared, i, value->number);
	case VALUE_TEXT:
		return sqlite3_bind_text64(prepared, i, bytes, value->bytes.n, keeping, SQLITE_UTF8);
	case VALUE_BLOB:
		return sqlite3_bind_blob64(prepared, i, bytes, value->bytes.n, keeping);
	case VALUE_NULL:
		break;
	}
	return sqlite3_bind_null(prepared, i);
}

static enum err start(struct store_conn *conn, const struct statement *statement, const struct value *params,
                      size_t n, sqlite3_destructor_type keeping, struct slot **out)
{
	enum err err = slot_get(conn, statement, out);
	if (err != ERR_OK)
		return err;
	sqlite3_stmt *prepared = (*out)->prepared;
	sqlite3_reset(prepared); /* its result is that of the previous run */
	(*out)->use++;
	int rc = SQLITE_OK;
	for (int i = 1; rc == SQLITE_OK && i <= (int)n; i++)
		rc = bind(prepared, i, &params[(*out)->order[i - 1]], keeping);
	return judge(conn, rc, statement->sql);
}

static enum err sqlite_run(struct store_conn *conn, const struct statement *statement,
                           const struct value *params, size_t n, int64_t *changed)
{
	struct slot *slot;
	enum err err = start(conn, statement, params, n, SQLITE_STATIC, &slot);
	if (err != ERR_OK)
		return err;
	int rc = sqlite3_step(slot->prepared);
	if (rc == SQLITE_ROW) {
		say(conn, "rows from a statement that should have none", statement->sql);
		err = ERR_INTERNAL;
	} else {
		err = judge(conn, rc, statement->sql);
	}
	if (err == ERR_OK)
		*changed = sqlite3_changes64(conn->db);
	sqlite3_reset(slot->prepared);
	return err;
}

static enum err sqlite_query(struct store_conn *conn, const struct statement *statement,
                             const struct value *params, size_t n, struct row_cursor *out)
{
	struct slot *slot;
	enum err err = start(conn, statement, params, n, SQLITE_TRANSIENT, &slot);
	if (err != ERR_OK)
		return err;
	conn->cursors = true;
	out->handle = slot;
	out->use = slot->use;
	return ERR_OK;
}

static enum err sqlite_step(struct store_conn *conn, struct row_cursor *cursor)
{
	struct slot *slot = cursor->handle;
	if (slot->use != cursor->use)
		return ERR_INTERNAL;
	int rc = sqlite3_step(slot->prepared);
	if (rc == SQLITE_ROW)
		return ERR_OK;
	if (rc == SQLITE_DONE) {
		slot->use++; /* another step would start the query again */
		sqlite3_reset(slot->prepared);
		return ERR_NOT_FOUND;
	}
	return judge(conn, rc, slot->key->sql);
}

static const enum value_type types[] = {
    [SQLITE_NULL] = VALUE_NULL,
    [SQLITE_INTEGER] = VALUE_INT,
    [SQLITE_TEXT] = VALUE_TEXT,
    [SQLITE_BLOB] = VALUE_BLOB,
};

static enum err sqlite_column(const struct row_cursor *cursor, unsigned index, struct value *out)
{
	const struct slot *slot = cursor->handle;
	sqlite3_stmt *row = slot->prepared;
	const int i = (int)index;
	if (slot->use != cursor->use || i >= sqlite3_data_count(row))
		return ERR_INTERNAL;
	int type = sqlite3_column_type(row, i);
	if (type == SQLITE_FLOAT)
		return ERR_INTERNAL;
	const void *bytes = type == SQLITE_TEXT   ? (const void *)sqlite3_column_text(row, i)
	                    : type == SQLITE_BLOB ? sqlite3_column_blob(row, i)
	                                          : NULL;
	const size_t n = bytes == NULL ? 0 : (size_t)sqlite3_column_bytes(row, i);
	if (bytes == NULL && (type == SQLITE_TEXT || type == SQLITE_BLOB) &&
	    sqlite3_errcode(sqlite3_db_handle(row)) == SQLITE_NOMEM)
		return ERR_MEMORY;
	*out = (struct value){
	    types[type], type == SQLITE_INTEGER ? sqlite3_column_int64(row, i) : 0, {bytes, n}};
	return ERR_OK;
}

static void sqlite_finish(struct store_conn *conn)
{
	if (!conn->cursors)
		return;
	conn->cursors = false;
	for (sqlite3_stmt *each = sqlite3_next_stmt(conn->db, NULL); each != NULL;
	     each = sqlite3_next_stmt(conn->db, each))
		if (sqlite3_stmt_busy(each))
			sqlite3_reset(each);
}

const struct store_driver store_sqlite = {
    .open = sqlite_open,
    .close = sqlite_close,
    .verb = sqlite_verb,
    .script = script,
    .run = sqlite_run,
    .query = sqlite_query,
    .step = sqlite_step,
    .column = sqlite_column,
    .finish = sqlite_finish,
    .state = sqlite_state,
    .tend = sqlite_tend,
};
