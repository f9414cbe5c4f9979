#include "server/daily.h"

#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#include <event2/event.h>

#include "server/group_policy.h"
#include "server/log.h"
#include "server/reports.h"
#include "server/store.h"
#include "server/store_report.h"
#include "server/timing.h"

enum { ROOM = 4 * 1024 * 1024, SEQUENCE_MAX = 256, SEED_LEN = 32 };

/* A round is one chain of transactions: the history's order, then report by report. */
struct round {
	struct app *app;
	struct held *held; /* NULL: there is no directory yet */
	struct timing *timing;
	struct report_job report;
	int64_t now;
	bool seeded;   /* the seed is there */
	bool freezing; /* there may be days to freeze */
	int64_t last;  /* the day that is due */
	int64_t first; /* the first one to freeze; after last: none */
	uint8_t seed[SEED_LEN];
	uint32_t sequenced;
};

struct daily {
	struct app *app;
	struct event *timer;
	struct round *round; /* under way */
	bool seeded;
	int64_t done; /* the last day that is frozen, as far as is known here; INT64_MIN: unknown */
};

static void round_end(struct round *round, enum err err)
{
	struct daily *daily = round->app->daily;
	if (err != ERR_OK && !round->app->stopping)
		log_error("day_not_written", NULL, log_text("error", err_name(err)));
	if (daily != NULL) {
		daily->round = NULL;
		daily->seeded |= err == ERR_OK;
		if (err == ERR_OK && round->freezing)
			daily->done = round->last;
	}
	held_release(&round->held);
	timing_release(&round->timing);
	free(round->report.arena.base);
	free(round);
}

/* ---- in the store ---- */

static enum err order_in_store(struct tx *tx, void *ctx)
{
	struct round *round = ctx;
	enum err err = ERR_OK;
	if (!round->seeded)
		err = store_seed_put(tx, DAILY_SEED, span_of(round->seed, SEED_LEN), round->now);
	return err == ERR_OK ? store_entry_sequence(tx, SEQUENCE_MAX, &round->sequenced) : err;
}

static enum err first_in_store(struct tx *tx, void *ctx)
{
	struct round *round = ctx;
	return reports_first(tx, round->last, &round->first);
}

static enum err report_in_store(struct tx *tx, void *ctx)
{
	struct round *round = ctx;
	bool fresh = round->report.day >= round->first;
	return fresh ? reports_freeze(tx, &round->report) : reports_restate(tx, &round->report);
}

/* ---- in the loop ---- */

static void go_on(struct round *round, store_function *next, store_answer *then)
{
	enum err err = store_write(round->app->store, round->app->store_loop, next, round, then);
	if (err != ERR_OK)
		round_end(round, err);
}

static void reported(enum err err, void *ctx)
{
	struct round *round = ctx;
	if (err == ERR_OK && round->report.changed)
		log_info(round->report.day >= round->first ? "report_frozen" : "report_restated", NULL,
		         log_number("day", round->report.day));
	if (err != ERR_OK || round->app->stopping || round->report.day == round->last) {
		round_end(round, err);
		return;
	}
	round->report.day++;
	go_on(round, report_in_store, reported);
}

/* Earlier days are counted again only together with a new one. */
static void know_first(enum err err, void *ctx)
{
	struct round *round = ctx;
	if (err != ERR_OK || round->app->stopping || round->first > round->last) {
		round_end(round, err);
		return;
	}
	round->report.day = round->first - round->app->group->body->restate_days;
	go_on(round, report_in_store, reported);
}

static void ordered(enum err err, void *ctx)
{
	struct round *round = ctx;
	if (err != ERR_OK || round->app->stopping)
		round_end(round, err);
	else if (round->sequenced == SEQUENCE_MAX)
		go_on(round, order_in_store, ordered);
	else if (round->freezing)
		go_on(round, first_in_store, know_first);
	else
		round_end(round, ERR_OK);
}

static struct round *round_new(const struct daily *daily, int64_t now)
{
	struct app *app = daily->app;
	const struct directory *directory = held_directory(app->held);
	struct round *round = calloc(1, sizeof *round);
	if (round == NULL)
		return NULL;
	round->app = app;
	round->now = now;
	round->seeded = daily->seeded;
	round->held = held_keep(app->held);
	round->timing = timing_keep(app->timing);
	randombytes_buf(round->seed, SEED_LEN);
	if (app->group == NULL || directory == NULL)
		return round;
	round->report.hour = (struct report_hour){app->group->report_min, directory->body->utc_offset_min};
	round->report.held = round->held;
	round->report.policy = round->timing == NULL ? NULL : round->timing->policy;
	round->report.now = now;
	round->last = report_day(&round->report.hour, now);
	round->freezing = round->last > daily->done;
	if (round->freezing)
		round->report.arena = (struct arena){malloc(ROOM), ROOM, 0};
	if (!round->freezing || round->report.arena.base != NULL)
		return round;
	held_release(&round->held);
	timing_release(&round->timing);
	free(round);
	return NULL;
}

bool daily_round(struct daily *daily, int64_t now)
{
	if (daily->app->stopping || daily->round != NULL)
		return false;
	daily->round = round_new(daily, now);
	if (daily->round == NULL) {
		log_error("day_not_written", NULL, log_text("error", "MEMORY"));
		return false;
	}
	go_on(daily->round, order_in_store, ordered);
	return true;
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	(void)daily_round(context, (int64_t)time(NULL));
}

enum err daily_new(struct app *app, struct daily **out)
{
	struct daily *daily = calloc(1, sizeof *daily);
	if (daily == NULL)
		return ERR_MEMORY;
	daily->app = app;
	daily->done = INT64_MIN;
	daily->timer = event_new(app->base, -1, EV_PERSIST, on_timer, daily);
	const struct timeval every = {.tv_sec = app->config->look_s};
	if (daily->timer == NULL || event_add(daily->timer, &every) != 0) {
		daily_free(&daily);
		return ERR_MEMORY;
	}
	event_active(daily->timer, EV_TIMEOUT, 0);
	*out = daily;
	return ERR_OK;
}

void daily_free(struct daily **daily)
{
	if (*daily != NULL && (*daily)->timer != NULL)
		event_free((*daily)->timer);
	free(*daily);
	*daily = NULL;
}
