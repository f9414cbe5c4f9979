/* tests/bench/replay.h - what the disk alone could do: the very rows the server wrote for some trips, written again to a copy of
 * the database as it was before them, with the server's settings, in groups of 64 trips a commit, on the same file system. */
#ifndef GUOSUO_TESTS_BENCH_REPLAY_H
#define GUOSUO_TESTS_BENCH_REPLAY_H

#include <sqlite3.h>
#include <unistd.h>

#include "tests/bench/bench.h"

enum { REPLAY_TABLES = 32, REPLAY_GROUP = 64 };

struct replay_table {
	char name[64];
	long long before, rows; /* the last row before the trips; rows they added */
	sqlite3_stmt *read, *write;
};

struct replay {
	sqlite3 *from;
	struct replay_table tables[REPLAY_TABLES];
	size_t count;
};

static inline void replay_must(sqlite3 *db, int got, int want)
{
	if (got == want)
		return;
	fprintf(stderr, "sqlite: %s\n", sqlite3_errmsg(db));
	exit(1);
}

static inline long long replay_number(sqlite3 *db, const char *what, const char *table, long long after)
{
	char sql[192];
	sqlite3_stmt *statement;
	snprintf(sql, sizeof sql, "SELECT %s FROM \"%s\" WHERE rowid > %lld", what, table, after);
	replay_must(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	replay_must(db, sqlite3_step(statement), SQLITE_ROW);
	long long number = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return number;
}

static inline void replay_copy(sqlite3 *from, const char *path)
{
	sqlite3 *to;
	char log[512];
	snprintf(log, sizeof log, "%s-wal", path);
	unlink(path);
	unlink(log);
	replay_must(NULL, sqlite3_open(path, &to), SQLITE_OK);
	sqlite3_backup *backup = sqlite3_backup_init(to, "main", from, "main");
	replay_must(to, backup == NULL ? SQLITE_ERROR : sqlite3_backup_step(backup, -1), SQLITE_DONE);
	replay_must(to, sqlite3_backup_finish(backup), SQLITE_OK);
	sqlite3_close(to);
}

/* Before the trips: copies the database to `copy`. */
static inline void replay_open(struct replay *replay, const char *path, const char *copy)
{
	sqlite3_stmt *names;
	memset(replay, 0, sizeof *replay);
	replay_must(NULL, sqlite3_open_v2(path, &replay->from, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	replay_copy(replay->from, copy);
	replay_must(replay->from, sqlite3_prepare_v2(replay->from, "SELECT name FROM sqlite_master WHERE type = 'table'", -1,
						     &names, NULL), SQLITE_OK);
	while (sqlite3_step(names) == SQLITE_ROW && replay->count < REPLAY_TABLES) {
		struct replay_table *table = &replay->tables[replay->count++];
		snprintf(table->name, sizeof table->name, "%s", (const char *)sqlite3_column_text(names, 0));
		table->before = replay_number(replay->from, "COALESCE(MAX(rowid), 0)", table->name, 0);
	}
	sqlite3_finalize(names);
}

/* After the trips: how many rows each table gained. */
static inline void replay_measure(struct replay *replay)
{
	for (size_t i = 0; i < replay->count; i++)
		replay->tables[i].rows =
		    replay_number(replay->from, "COUNT(*)", replay->tables[i].name, replay->tables[i].before);
}

static inline void replay_prepare(const struct replay *replay, sqlite3 *to, struct replay_table *table)
{
	char sql[512], marks[256] = "?";
	snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" WHERE rowid > %lld", table->name, table->before);
	replay_must(replay->from, sqlite3_prepare_v2(replay->from, sql, -1, &table->read, NULL), SQLITE_OK);
	for (int i = 1; i < sqlite3_column_count(table->read); i++)
		strcat(marks, ",?");
	snprintf(sql, sizeof sql, "INSERT OR IGNORE INTO \"%s\" VALUES (%s)", table->name, marks);
	replay_must(to, sqlite3_prepare_v2(to, sql, -1, &table->write, NULL), SQLITE_OK);
}

static inline void replay_rows(sqlite3 *to, struct replay_table *table, long long rows)
{
	for (long long i = 0; i < rows && sqlite3_step(table->read) == SQLITE_ROW; i++) {
		for (int c = 0; c < sqlite3_column_count(table->read); c++)
			sqlite3_bind_value(table->write, c + 1, sqlite3_column_value(table->read, c));
		replay_must(to, sqlite3_step(table->write), SQLITE_DONE);
		sqlite3_reset(table->write);
	}
}

/* Trips a second; `trips` is how many made the measured rows. */
static inline double replay_rate(struct replay *replay, const char *path, long long trips)
{
	sqlite3 *to;
	replay_must(NULL, sqlite3_open(path, &to), SQLITE_OK);
	replay_must(to, sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-32768; "
				     "PRAGMA wal_autocheckpoint=8000;", NULL, NULL, NULL), SQLITE_OK);
	for (size_t i = 0; i < replay->count; i++)
		replay_prepare(replay, to, &replay->tables[i]);
	double began = bench_now();
	for (long long done = 0; done < trips; done += REPLAY_GROUP) {
		replay_must(to, sqlite3_exec(to, "BEGIN IMMEDIATE", NULL, NULL, NULL), SQLITE_OK);
		for (size_t i = 0; i < replay->count; i++)
			replay_rows(to, &replay->tables[i], replay->tables[i].rows * REPLAY_GROUP / trips);
		replay_must(to, sqlite3_exec(to, "COMMIT", NULL, NULL, NULL), SQLITE_OK);
	}
	double rate = (double)trips / (bench_now() - began);
	for (size_t i = 0; i < replay->count; i++) {
		sqlite3_finalize(replay->tables[i].read);
		sqlite3_finalize(replay->tables[i].write);
	}
	sqlite3_close(to);
	return rate;
}

#endif
