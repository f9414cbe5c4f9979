/* tests/bench/replay.h - what the disk alone could do: the very rows the server wrote for some trips, written again to a fresh
 * database of the same schema, in groups of 64 trips a commit, on the same file system. */
#ifndef GUOSUO_TESTS_BENCH_REPLAY_H
#define GUOSUO_TESTS_BENCH_REPLAY_H

#include <sqlite3.h>
#include <unistd.h>

#include "tests/bench/bench.h"

enum { REPLAY_TABLES = 32, REPLAY_GROUP = 64 };

struct replay_table {
	char name[64];
	long long before, rows; /* rows the trips added */
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

static inline long long replay_count(sqlite3 *db, const char *table)
{
	char sql[128];
	sqlite3_stmt *statement;
	snprintf(sql, sizeof sql, "SELECT count(*) FROM \"%s\"", table);
	replay_must(db, sqlite3_prepare_v2(db, sql, -1, &statement, NULL), SQLITE_OK);
	replay_must(db, sqlite3_step(statement), SQLITE_ROW);
	long long count = sqlite3_column_int64(statement, 0);
	sqlite3_finalize(statement);
	return count;
}

static inline void replay_open(struct replay *replay, const char *path)
{
	sqlite3_stmt *names;
	memset(replay, 0, sizeof *replay);
	replay_must(NULL, sqlite3_open_v2(path, &replay->from, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	replay_must(replay->from, sqlite3_prepare_v2(replay->from, "SELECT name FROM sqlite_master WHERE type = 'table'", -1,
						     &names, NULL), SQLITE_OK);
	while (sqlite3_step(names) == SQLITE_ROW && replay->count < REPLAY_TABLES) {
		struct replay_table *table = &replay->tables[replay->count++];
		snprintf(table->name, sizeof table->name, "%s", (const char *)sqlite3_column_text(names, 0));
		table->before = replay_count(replay->from, table->name);
	}
	sqlite3_finalize(names);
}

/* After the trips: how many rows each table gained. */
static inline void replay_measure(struct replay *replay)
{
	for (size_t i = 0; i < replay->count; i++)
		replay->tables[i].rows = replay_count(replay->from, replay->tables[i].name) - replay->tables[i].before;
}

static inline void replay_copy_schema(const struct replay *replay, sqlite3 *to)
{
	sqlite3_stmt *rows;
	replay_must(replay->from, sqlite3_prepare_v2(replay->from, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND "
						     "name NOT LIKE 'sqlite_%' ORDER BY type DESC", -1, &rows, NULL), SQLITE_OK);
	replay_must(to, sqlite3_exec(to, "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;", NULL, NULL, NULL), SQLITE_OK);
	while (sqlite3_step(rows) == SQLITE_ROW)
		replay_must(to, sqlite3_exec(to, (const char *)sqlite3_column_text(rows, 0), NULL, NULL, NULL), SQLITE_OK);
	sqlite3_finalize(rows);
}

static inline void replay_prepare(const struct replay *replay, sqlite3 *to, struct replay_table *table)
{
	char sql[512], marks[256] = "?";
	snprintf(sql, sizeof sql, "SELECT * FROM \"%s\" LIMIT -1 OFFSET %lld", table->name, table->before);
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
	unlink(path);
	replay_must(NULL, sqlite3_open(path, &to), SQLITE_OK);
	replay_copy_schema(replay, to);
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
