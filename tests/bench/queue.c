/* queue DIR MANY [FEW]: p99 of a province's queue, 100 lines a page, at MANY trips over that at FEW (1,000),
 * in SQLite as the server opens it and by the method that a reviewer calls, measured in turn, the median of
 * five. Every trip has three legs; one trip in twenty is open, one in four is a unit of a consignment, for one
 * in twenty the task group has asked for haste. A page begins anywhere among the open legs or the decided ones.
 * Rows are filled in by SQL in the order of their coming, their sealed bodies shorter than real ones. */
#include <event2/event.h>
#include <inttypes.h>
#include <sqlite3.h>

#include "server/rpc.h"
#include "server/store_sqlite.h"
#include "server/view.h"
#include "tests/bench/bench.h"

enum { PAGE = 100, ASKS = 2000, PROVINCES = 3, OPEN_ONE_IN = 20, EVERY_S = 40, CLOCK_S = 2000000, MEMORY = 512 * 1024 };
enum { DECIDED_BIT = 62 }; /* as server/reviews.c writes a page's end */
#define FIRST INT64_C(1600000000)
#define FIRST_DUE (FIRST + CLOCK_S)

static const uint32_t provinces[PROVINCES] = {37, 13, 12};

static void must(bool good, const char *what)
{
	if (!good) {
		fprintf(stderr, "queue: %s\n", what);
		exit(1);
	}
}

static void fill(const char *path, long trips)
{
	static const char sql[] =
	    "PRAGMA synchronous = OFF;\n"
	    "PRAGMA cache_size = -262144;\n"
	    "BEGIN;\n"
	    "CREATE TEMP TABLE n AS WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i "
	    "< %ld) "
	    "SELECT i, randomblob(16) AS id, %lld + i * %d AS at, abs(random()) %% %d <> 0 AS done FROM n;\n"
	    "INSERT INTO trip (company, pass_id, state, since, created, issuer, week, status_index, class, company_name, "
	    "cargo, legs, hash, body, seals, application, annex, reason) SELECT printf('company-%%05d', i %% 20000), id, 1 + done, at, at, 37, 202610, "
	    "i, 3, "
	    "'济南示例电力设备有限公司', '220 kV 变压器', 3, randomblob(32), randomblob(64), randomblob(72), "
	    "randomblob(64), "
	    "randomblob(16), '' FROM n;\n"
	    "INSERT INTO leg (province, pass_id, company, ordinal, state, since, created, decided, revision, week, "
	    "status_index, holder, reason, person_1, person_2, body, seals, class, company_name, cargo, days, due, turn, "
	    "stopped, paused, remaining, level, watch, missing_year, unit, units, expedited) SELECT p.column1, id, printf('company-%%05d', i %% 20000), 1, 1 + 2 * done, at, "
	    "at, done, 1, "
	    "202610, i, '初审甲', '', 0, 0, randomblob(64), randomblob(72), 3, '济南示例电力设备有限公司', "
	    "'220 kV 变压器', 18, at + %d, at + %d, 0, 0, 0, 0, "
	    "9000000000000000, 0, (i %% 4 = 0) * (1 + i / 4 %% 3), (i %% 4 = 0) * 3, i %% 20 = 0 FROM n CROSS JOIN (VALUES (37), (13), (12)) AS p;\n"
	    "INSERT INTO unit (company, pass_id, consignment, unit, units, return_of) SELECT printf('company-%%05d', i %% 20000), id, "
	    "printf('%%012x', i / 12), 1 + i / 4 %% 3, 3, x'' FROM n WHERE i %% 4 = 0;\n"
	    "INSERT INTO expedite (province, pass_id, company, created, id, who, actor, reason) SELECT p.column1, id, "
	    "printf('company-%%05d', i %% 20000), at, randomblob(16), '专班张三', randomblob(8), '截港提前一天' FROM n CROSS JOIN "
	    "(VALUES (37), (13), (12)) AS p WHERE i %% 20 = 0;\n"
	    "COMMIT;\n"
	    "PRAGMA wal_checkpoint(TRUNCATE);\n";
	char text[4096], *why = NULL;
	sqlite3 *db = NULL;
	snprintf(text, sizeof text, sql, trips, (long long)FIRST, EVERY_S, OPEN_ONE_IN, CLOCK_S, CLOCK_S);
	must(sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK, "cannot open");
	if (sqlite3_exec(db, text, NULL, NULL, &why) != SQLITE_OK)
		must(false, why);
	sqlite3_close(db);
}

/* ---- asking as the server does ---- */

struct ask {
	struct call call;
	double seconds;
	bool answered;
	enum err err;
};

/* The reading thread's own processor time: what else the machine does is not counted. */
static double thread_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static enum err in_store(struct tx *tx, void *ctx)
{
	struct ask *ask = ctx;
	double began = thread_now();
	enum err err = ask->call.row->run(tx, &ask->call);
	ask->seconds = thread_now() - began;
	return err;
}

static void answered(enum err err, void *ctx)
{
	struct ask *ask = ctx;
	ask->err = err;
	ask->answered = true;
}

struct desk {
	long trips;
	struct event_base *base;
	struct store_loop *loop;
	struct store *store;
};

static void desk_open(const char *dir, long trips, struct desk *out)
{
	char path[512], why[STORE_WHY_MAX] = "";
	snprintf(path, sizeof path, "%s/queue-%ld.db", dir, trips);
	struct store_settings settings = {.path = path, STORE_SETTINGS_DEFAULT};
	*out = (struct desk){.trips = trips, .base = event_base_new()};
	must(out->base != NULL && store_loop_new(out->base, &out->loop) == ERR_OK, "no loop");
	must(store_open(&store_sqlite, &settings, &out->store, why) == ERR_OK, why);
	fill(path, trips);
}

static void desk_close(struct desk *desk)
{
	store_close(&desk->store);
	store_loop_free(&desk->loop);
	event_base_free(desk->base);
}

/* From anywhere on; of all legs, every second time from among those that are decided. */
static double one(const struct desk *desk, size_t i)
{
	static uint8_t memory[MEMORY];
	static const uint8_t none[PASS_ID_LEN];
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	struct ask ask = {.call = {.now = FIRST_DUE, .request = &request.base, .arena = {memory, sizeof memory, 0}}};
	const int64_t turn = FIRST_DUE + (int64_t)(random() % desk->trips) * EVERY_S;
	ask.call.who.province = provinces[i % PROVINCES];
	ask.call.row = rpc_find(span_text("/guosuo.v1.Review/ListReviews"), &ask.call.method);
	request.page_size = PAGE;
	request.decided = i % 2 == 1;
	request.after = view_next(&ask.call, turn | (int64_t)(i % 4 == 1) << DECIDED_BIT, span_of(none, sizeof none));
	must(store_read(desk->store, desk->loop, in_store, &ask, answered) == ERR_OK, "not taken");
	while (!ask.answered)
		event_base_loop(desk->base, EVLOOP_ONCE);
	must(ask.err == ERR_OK, "no answer");
	return ask.seconds;
}

static double p99(const struct desk *desk)
{
	static double seconds[ASKS];
	for (size_t i = 0; i < ASKS; i++)
		seconds[i] = one(desk, i);
	qsort(seconds, ASKS, sizeof *seconds, bench_order);
	return seconds[ASKS * 99 / 100];
}

int main(int argc, char **argv)
{
	struct desk few, many;
	double value[BENCH_ROUNDS], limit[BENCH_ROUNDS], ratio[BENCH_ROUNDS];
	if (argc < 3)
		return 2;
	desk_open(argv[1], argc > 3 ? atol(argv[3]) : 1000, &few);
	desk_open(argv[1], atol(argv[2]), &many);
	p99(&few); /* warm */
	p99(&many);
	for (size_t i = 0; i < BENCH_ROUNDS; i++) {
		limit[i] = p99(&few) * 1e3;
		value[i] = p99(&many) * 1e3;
		ratio[i] = value[i] / limit[i];
	}
	bench_line("queue", bench_median(value, BENCH_ROUNDS), "ms", bench_median(limit, BENCH_ROUNDS),
	           bench_median(ratio, BENCH_ROUNDS));
	desk_close(&few);
	desk_close(&many);
	return 0;
}
