#include "server/upkeep.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>

#include "proto/civil.h"
#include "server/documents.h"
#include "server/lists.h"
#include "server/log.h"
#include "server/notices.h"
#include "server/rpc.h"
#include "server/store_notice.h"
#include "server/store_outbox.h"
#include "server/store_share.h"

struct upkeep {
	struct app *app;
	struct event *timer;
};

struct prune {
	const struct config *config;
	int64_t now, lost; /* lost: deliveries that were never made */
};

enum { PRUNE_AT_ONCE = 10000, CROWDED_MAX = 64 };

struct crowd {
	char company[USCC_LEN + 1];
	int64_t many;
};

/* The rows end when this transaction changes them: they are read first. */
static enum err read_crowds(struct tx *tx, int64_t keep, struct crowd *out, size_t *count)
{
	struct row_cursor row;
	size_t n = 0;
	enum err err = store_outbox_crowded(tx, keep, CROWDED_MAX, &row);
	while (err == ERR_OK && n < CROWDED_MAX && (err = store_next(&row)) == ERR_OK) {
		struct span company = row_text(&row, 0);
		snprintf(out[n].company, sizeof out[n].company, "%.*s", (int)company.n, (const char *)company.p);
		out[n++].many = row_int(&row, 1);
	}
	*count = n;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* By age; then each company's oldest beyond its number, so that nobody's heap pushes out another's. A big one goes in
 * several rounds. */
static enum err prune_outbox(struct tx *tx, struct prune *prune)
{
	uint8_t id[STORE_ID_LEN];
	struct crowd crowds[CROWDED_MAX];
	size_t count = 0;
	int64_t room = PRUNE_AT_ONCE;
	prune->lost = 0;
	store_id_from(prune->now - prune->config->outbox_keep_days * DAY_S, id);
	enum err err = store_outbox_prune(tx, id, PRUNE_AT_ONCE, &prune->lost);
	if (err == ERR_OK)
		err = read_crowds(tx, prune->config->outbox_keep_events, crowds, &count);
	for (size_t i = 0; err == ERR_OK && i < count && room > 0; i++) {
		int64_t many = crowds[i].many < room ? crowds[i].many : room;
		err = store_outbox_prune_company(tx, span_text(crowds[i].company), many, &prune->lost);
		room -= many;
	}
	return err;
}

static enum err prune_all(struct tx *tx, void *ctx)
{
	struct prune *prune = ctx;
	enum err err = store_request_prune(tx, prune->now - RPC_KEEP_S);
	if (err == ERR_OK)
		err = store_share_prune(tx, prune->now);
	if (err == ERR_OK)
		err = store_notice_prune(tx, prune->now);
	return err == ERR_OK ? prune_outbox(tx, prune) : err;
}

static void pruned(enum err err, void *ctx)
{
	const struct prune *prune = ctx;
	if (err != ERR_OK)
		log_warn("not_pruned", NULL, log_text("error", err_name(err)));
	else if (prune->lost > 0)
		log_warn("undelivered_events_pruned", NULL, log_number("count", prune->lost));
	free(ctx);
}

static void start_prune(struct app *app, int64_t now)
{
	struct prune *prune = malloc(sizeof *prune);
	if (prune == NULL)
		return;
	*prune = (struct prune){.config = app->config, .now = now};
	enum err err = store_write(app->store, app->store_loop, prune_all, prune, pruned);
	if (err != ERR_OK)
		pruned(err, prune);
}

void upkeep_round(struct upkeep *upkeep)
{
	struct app *app = upkeep->app;
	int64_t now = time(NULL);
	if (!app->ready)
		return;
	start_prune(app, now);
	notices_publish(app);
	documents_sweep(app);
	lists_round(app->lists);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	upkeep_round(context);
}

enum err upkeep_new(struct app *app, struct upkeep **out)
{
	struct upkeep *upkeep = calloc(1, sizeof *upkeep);
	if (upkeep == NULL)
		return ERR_MEMORY;
	upkeep->app = app;
	upkeep->timer = event_new(app->base, -1, EV_PERSIST, on_timer, upkeep);
	const struct timeval every = {.tv_sec = app->config->interval_s};
	if (upkeep->timer == NULL || event_add(upkeep->timer, &every) != 0) {
		upkeep_free(&upkeep);
		return ERR_MEMORY;
	}
	*out = upkeep;
	return ERR_OK;
}

void upkeep_free(struct upkeep **upkeep)
{
	if (*upkeep != NULL && (*upkeep)->timer != NULL)
		event_free((*upkeep)->timer);
	free(*upkeep);
	*upkeep = NULL;
}
