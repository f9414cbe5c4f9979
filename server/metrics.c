#include "server/metrics.h"

#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "server/connect.h"
#include "server/timing.h"
#include "server/watch.h"

struct row {
	const char *name, *type, *help;
	size_t at; /* of the number */
};

static void print_head(FILE *out, const struct row *row)
{
	fprintf(out, "# HELP %s %s\n# TYPE %s %s\n", row->name, row->help, row->name, row->type);
}

/* ---- by province ---- */

#define AT(member) offsetof(struct desk_numbers, member)
static const struct row desk_rows[] = {
    {"guosuo_legs_open", "gauge", "Legs that wait for a decision.", AT(open)},
    {"guosuo_legs_late", "gauge", "Open legs whose time is over.", AT(late)},
    {"guosuo_legs_too_late", "gauge", "Open legs of trips that no longer reach their port.", AT(too_late)},
    {"guosuo_legs_paused", "gauge", "Open legs whose clock stands still.", AT(paused)},
    {"guosuo_legs_oldest_seconds", "gauge", "Age of the oldest open leg, 0 without one.", AT(oldest)},
    {"guosuo_legs_decided_total", "counter", "Legs sealed or refused.", AT(decided)},
    {"guosuo_legs_decided_late_total", "counter", "Of these, after their time.", AT(decided_late)},
};
#undef AT

static void print_desks(FILE *out, const struct app *app)
{
	size_t count;
	int64_t now = time(NULL);
	const struct desk_numbers *all = watch_numbers(app->watch, &count);
	for (size_t r = 0; r < sizeof desk_rows / sizeof desk_rows[0]; r++) {
		print_head(out, &desk_rows[r]);
		for (size_t i = 0; i < count; i++) {
			struct desk_numbers desk = all[i];
			desk.oldest = desk.oldest == 0 ? 0 : now - desk.oldest;
			fprintf(out, "%s{province=\"%02u\"} %" PRId64 "\n", desk_rows[r].name, desk.province,
			        *(const int64_t *)((const char *)&desk + desk_rows[r].at));
		}
	}
}

/* ---- of the whole ---- */

struct totals {
	uint64_t requests, refused, connections, writes, commits, reads, failed, turned_away, waiting,
	    last_year;
};

#define AT(member) offsetof(struct totals, member)
static const struct row total_rows[] = {
    {"guosuo_requests_total", "counter", "HTTP requests.", AT(requests)},
    {"guosuo_requests_refused_total", "counter", "HTTP requests refused before any method.", AT(refused)},
    {"guosuo_connections", "gauge", "Open connections.", AT(connections)},
    {"guosuo_writes_total", "counter", "Writes on disk.", AT(writes)},
    {"guosuo_commits_total", "counter", "Commits that held them.", AT(commits)},
    {"guosuo_reads_total", "counter", "Reads answered.", AT(reads)},
    {"guosuo_failed_total", "counter", "Reads and writes answered with an error.", AT(failed)},
    {"guosuo_turned_away_total", "counter", "Reads and writes not taken, the queue being full.",
     AT(turned_away)},
    {"guosuo_waiting", "gauge", "Reads and writes that wait.", AT(waiting)},
    {"guosuo_calendar_last_year", "gauge", "The last year the calendar has, 0 without one.", AT(last_year)},
};
#undef AT

static struct totals totals(const struct app *app)
{
	struct http_counts http = http_counts(app->http);
	struct store_counts store;
	store_count(app->store, &store);
	const struct calendar *calendar = app->timing == NULL ? NULL : &app->timing->calendar;
	return (struct totals){.requests = http.requests,
	                       .refused = http.refused,
	                       .connections = http.connections,
	                       .writes = store.functions,
	                       .commits = store.commits,
	                       .reads = store.reads,
	                       .failed = store.failed,
	                       .turned_away = store.refused,
	                       .waiting = store.waiting,
	                       .last_year =
	                           calendar == NULL ? 0 : calendar->years[calendar->year_count - 1].year};
}

static void print_totals(FILE *out, const struct app *app)
{
	struct totals all = totals(app);
	for (size_t r = 0; r < sizeof total_rows / sizeof total_rows[0]; r++) {
		print_head(out, &total_rows[r]);
		fprintf(out, "%s %" PRIu64 "\n", total_rows[r].name,
		        *(const uint64_t *)((const char *)&all + total_rows[r].at));
	}
}

void metrics_serve(const struct app *app, struct http_request *request)
{
	static const struct http_header headers[] = {
	    {"Content-Type", "text/plain; version=0.0.4; charset=utf-8"}, {"Cache-Control", "no-store"}};
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	if (out == NULL) {
		connect_fail(request, ERR_BUSY, 0, NULL);
		return;
	}
	print_desks(out, app);
	print_totals(out, app);
	if (fclose(out) == 0)
		http_reply(request, 200, headers, 2, span_of(text, n));
	else
		connect_fail(request, ERR_BUSY, 0, NULL);
	free(text);
}
