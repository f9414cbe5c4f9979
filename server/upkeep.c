#include "server/upkeep.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <event2/event.h>

#include "proto/canon.h"
#include "proto/civil.h"
#include "server/documents.h"
#include "server/held.h"
#include "server/log.h"
#include "server/notices.h"
#include "server/publish.h"
#include "server/rpc.h"
#include "server/signer.h"
#include "server/state.h"
#include "server/store_notice.h"
#include "server/store_outbox.h"
#include "server/store_share.h"
#include "server/store_trust.h"

enum { ROOM = 256 * 1024 };

struct upkeep {
	struct app *app;
	struct event *timer;
};

/* One status list on its way: what the store counts, then the body, then the seal. */
struct statement_job {
	struct app *app;
	struct held *held;
	uint32_t province, version;
	int64_t now;
	Guosuo__V1__StatusWeek weeks[STATUS_WEEKS];
	size_t week_count;
	struct span body;
	struct arena arena;
};

static void job_end(struct statement_job *job, enum err err, const char *event)
{
	if (err != ERR_OK && !job->app->stopping)
		log_error(event, NULL, log_number("province", job->province),
		          log_text("error", err_name(err)));
	held_release(&job->held);
	free(job->arena.base);
	free(job);
}

static struct statement_job *job_new(struct app *app, uint32_t province, int64_t now)
{
	struct statement_job *job = calloc(1, sizeof *job);
	uint8_t *memory = job == NULL ? NULL : malloc(ROOM);
	if (memory == NULL) {
		free(job);
		return NULL;
	}
	job->app = app;
	job->held = held_keep(app->held);
	job->province = province;
	job->now = now;
	job->arena = (struct arena){memory, ROOM, 0};
	return job;
}

/* The version is the time: it goes on rising from any backup that is restored. */
static enum err count_issued(struct tx *tx, void *ctx)
{
	struct statement_job *job = ctx;
	struct row_cursor row;
	job->week_count = 0;
	enum err err = store_edition_next(tx, job->province, (uint32_t)job->now, &job->version);
	if (err == ERR_OK)
		err = store_lease_list(tx, job->province, iso_week(job->now), &row);
	while (err == ERR_OK && job->week_count < STATUS_WEEKS && (err = store_next(&row)) == ERR_OK) {
		Guosuo__V1__StatusWeek *week = &job->weeks[job->week_count++];
		guosuo__v1__status_week__init(week);
		week->week = (uint32_t)row_int(&row, 0);
		week->issued = (uint32_t)row_int(&row, 1);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err build(struct statement_job *job)
{
	const struct config *config = job->app->config;
	struct roster rosters[PROVINCES_MAX];
	for (size_t i = 0; i < job->held->roster_count; i++)
		rosters[i] = job->held->rosters[i]->roster;
	const struct roster *own = held_roster(job->held, job->province);
	const struct status_facts facts = {.province = job->province,
	                                   .epoch = epoch_granted(own->body->status_epoch),
	                                   .version = job->version,
	                                   .now = job->now,
	                                   .next_update = job->now + config->interval_s,
	                                   .expires_at = job->now + config->valid_s,
	                                   .weeks = job->weeks,
	                                   .week_count = job->week_count,
	                                   .directory = held_directory(job->held),
	                                   .rosters = rosters,
	                                   .roster_count = job->held->roster_count};
	return publish_status_body(&facts, &job->arena, &job->body);
}

static void sealed(enum err err, const uint8_t *seal, void *context)
{
	struct statement_job *job = context;
	char name[16];
	struct span raw;
	if (err == ERR_OK) {
		Guosuo__V1__Sealed file = GUOSUO__V1__SEALED__INIT;
		file.body = (ProtobufCBinaryData){job->body.n, (uint8_t *)(uintptr_t)job->body.p};
		file.seals = (ProtobufCBinaryData){SEAL_LEN, (uint8_t *)(uintptr_t)seal};
		err = canon_pack(&file.base, &job->arena, &raw);
	}
	snprintf(name, sizeof name, "status.%02u", job->province);
	if (err == ERR_OK)
		err = state_put(job->app->publish, name, raw);
	job_end(job, err, "status_not_published");
}

static void counted(enum err err, void *ctx)
{
	struct statement_job *job = ctx;
	if (err == ERR_OK)
		err = build(job);
	if (err != ERR_OK)
		job_end(job, err, "status_not_built");
	else
		signer_seal(job->app->signer, KIND_status, job->province, job->body, sealed, job);
}

/* A list nobody could verify is not made: the key must stand in the province's roster now. */
static bool can_state(const struct app *app, const struct roster *roster, int64_t now)
{
	const uint8_t *key = signer_key(app->signer, GUOSUO__V1__ROLE__ROLE_STATUS, roster->body->province);
	const Guosuo__V1__RosterEntry *entry =
	    key == NULL ? NULL : roster_entry(roster, GUOSUO__V1__ROLE__ROLE_STATUS, key);
	return entry != NULL && entry->not_before <= now && now <= entry->not_after;
}

static void state_province(struct app *app, uint32_t province, int64_t now)
{
	const struct roster *roster = held_roster(app->held, province);
	if (roster == NULL)
		return; /* the first one comes with a round of its own */
	if (!can_state(app, roster, now)) {
		log_warn("status_key_not_in_roster", NULL, log_number("province", province));
		return;
	}
	struct statement_job *job = job_new(app, province, now);
	if (job == NULL) {
		log_error("status_not_built", NULL, log_number("province", province),
		          log_text("error", "MEMORY"));
		return;
	}
	enum err err = store_write(app->store, app->store_loop, count_issued, job, counted);
	if (err != ERR_OK)
		job_end(job, err, "status_not_built");
}

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
	for (size_t i = 0; held_directory(app->held) != NULL && i < app->config->province_count; i++)
		state_province(app, app->config->provinces[i], now);
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
