#include "server/app.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/barred.h"
#include "server/daily.h"
#include "server/deliver.h"
#include "server/document_policy.h"
#include "server/file.h"
#include "server/gateways.h"
#include "server/group_policy.h"
#include "server/issue.h"
#include "server/lists.h"
#include "server/load.h"
#include "server/log.h"
#include "server/publish.h"
#include "server/rpc.h"
#include "server/signer.h"
#include "server/state.h"
#include "server/store_aside.h"
#include "server/store_sqlite.h"
#include "server/timing.h"
#include "server/upkeep.h"
#include "server/watch.h"

enum { HEAD_MAX = 16 * 1024, PATH_TEXT = CONFIG_TEXT + 32 };

/* ---- trust in force ---- */

static void directory_told(enum err err, const uint8_t *seal, void *context)
{
	struct app *app = context;
	(void)seal;
	if (app->stopping)
		return;
	if (err != ERR_OK && err != ERR_EXISTS) {
		log_error("signer_refuses_directory", NULL, log_text("error", err_name(err)));
		return;
	}
	app->ready = true;
	if (app->upkeep != NULL)
		upkeep_round(app->upkeep);
	if (app->watch != NULL)
		watch_round(app->watch);
}

static void roster_told(enum err err, const uint8_t *seal, void *context)
{
	const struct app *app = context;
	(void)seal;
	if (err != ERR_OK && err != ERR_EXISTS && !app->stopping)
		log_error("signer_refuses_roster", NULL, log_text("error", err_name(err)));
}

/* The snapshot with this file in place of the one before. */
static enum err take(struct app *app, struct held_file *file)
{
	struct held *next;
	size_t dropped = 0;
	enum err err = held_with(app->held, file, &next, &dropped);
	if (err == ERR_OK)
		err = auth_held(app->auth, next);
	if (err != ERR_OK)
		return err;
	held_release(&app->held);
	app->held = next;
	if (dropped > 0)
		log_warn("rosters_left_out", NULL, log_number("count", (int64_t)dropped));
	return ERR_OK;
}

void app_believe(struct app *app, struct held_file *file)
{
	enum err err = take(app, file);
	if (err == ERR_OK)
		err = state_put_held(app->publish, file);
	if (err != ERR_OK)
		log_error("trust_not_in_force", NULL, log_text("error", err_name(err)));
	if (file->is_directory)
		signer_directory(app->signer, file->raw, directory_told, app);
	else
		signer_roster(app->signer, file->raw, roster_told, app);
	if (!file->is_directory && app->ready && app->upkeep != NULL)
		upkeep_round(app->upkeep);
}

/* ---- HTTP ---- */

static size_t body_cap(void *context, struct span method, struct span path)
{
	const struct app *app = context;
	if (!span_equal(method, span_text("POST")))
		return state_has(app, path) ? 1 : 0;
	size_t cap = rpc_body_cap(path);
	return cap < (size_t)app->config->body_max ? cap : (size_t)app->config->body_max;
}

static void serve(void *context, struct http_request *request)
{
	struct app *app = context;
	if (span_equal(http_method(request), span_text("POST")))
		rpc_serve(app, request);
	else
		state_serve(app, request);
}

static enum err start_http(struct app *app)
{
	const struct config *config = app->config;
	const struct http_config http = {.address = config->listen,
	                                 .port = (uint16_t)config->port,
	                                 .max_connections = (unsigned)config->connections,
	                                 .head_max = HEAD_MAX,
	                                 .body_cap = body_cap,
	                                 .head_ms = (unsigned)config->head_ms,
	                                 .body_ms = (unsigned)config->body_ms,
	                                 .idle_ms = (unsigned)config->idle_ms,
	                                 .write_ms = (unsigned)config->write_ms};
	return http_start(app->base, &http, serve, app, &app->http);
}

/* ---- start and stop ---- */

static enum err start_store(struct app *app, char problem[static APP_PROBLEM])
{
	char path[PATH_TEXT], why[STORE_WHY_MAX] = "";
	snprintf(path, sizeof path, "%s/guosuo.db", app->config->data);
	struct store_settings settings = {.path = path, STORE_SETTINGS_DEFAULT};
	settings.readers = (unsigned)app->config->readers;
	settings.queue_max = (unsigned)app->config->queue;
	enum err err = store_open(&store_sqlite, &settings, &app->store, why);
	if (err != ERR_OK)
		snprintf(problem, APP_PROBLEM, "%s", why);
	return err == ERR_OK ? store_loop_new(app->base, &app->store_loop) : err;
}

static void signer_died(void *context)
{
	log_error("signer_died", NULL, log_number("status", 70));
	app_stop(context, 70);
}

/* Answers of the signer and the store go before new requests, at the latest after every fourth of these: so all three
 * work at once, and what was begun first is done first. */
static struct event_base *base_new(void)
{
	enum { ANSWERS_FIRST = 2, TURN = 4 };
	struct event_config *config = event_config_new();
	struct event_base *base = NULL;
	if (config != NULL && event_config_set_max_dispatch_interval(config, NULL, TURN, 1) == 0)
		base = event_base_new_with_config(config);
	if (config != NULL)
		event_config_free(config);
	if (base == NULL || event_base_priority_init(base, ANSWERS_FIRST) == 0)
		return base;
	event_base_free(base);
	return NULL;
}

static enum err start_base(struct app *app)
{
	app->base = base_new();
	app->held = held_new();
	if (app->base == NULL || app->held == NULL)
		return ERR_MEMORY;
	/* two servers over one folder would give out the same numbers twice */
	enum err err = folder_make(app->config->data);
	return err == ERR_OK ? folder_claim(app->config->data, &app->claim) : err;
}

/* One step of the start; what names it in `problem`. */
struct step {
	const char *what;
	enum err (*run)(struct app *app);
};

static enum err start_auth(struct app *app)
{
	return auth_new(app->config->authorities, &app->auth);
}

static enum err start_publish(struct app *app)
{
	return publish_open(app->config, &app->publish);
}

static enum err start_signer(struct app *app)
{
	return signer_attach(app->signer, app->base, signer_died, app);
}

static enum err start_issue(struct app *app)
{
	return issue_new(app->store, app->store_loop, &app->issue);
}

static enum err start_barred(struct app *app)
{
	return barred_open(app->config->barred, &app->barred);
}

static enum err start_deliver(struct app *app)
{
	return deliver_new(app, &app->deliver);
}

static enum err start_documents(struct app *app)
{
	enum err err = shelf_open(app->config->data, &app->shelf);
	return err == ERR_OK ? aside_new((unsigned)app->config->queue, app->store_loop, &app->aside) : err;
}

static enum err start_lists(struct app *app)
{
	return lists_new(app, &app->lists);
}

static enum err start_upkeep(struct app *app)
{
	enum err err = upkeep_new(app, &app->upkeep);
	if (err != ERR_OK)
		return err;
	if (app->held->directory == NULL) /* nothing to wait for */
		app->ready = true;
	upkeep_round(app->upkeep);
	return ERR_OK;
}

static enum err start_watch(struct app *app)
{
	return watch_new(app, &app->watch);
}

static enum err start_daily(struct app *app)
{
	return daily_new(app, &app->daily);
}

static enum err run_steps(struct app *app, const struct step *steps, size_t count,
                          char problem[static APP_PROBLEM])
{
	for (size_t i = 0; i < count; i++) {
		enum err err = steps[i].run(app);
		if (err != ERR_OK) {
			bool taken = err == ERR_BUSY; /* the port or the folder */
			snprintf(problem, APP_PROBLEM, "%s: %s / %s", steps[i].what,
			         taken ? "已被另一进程占用" : err_text(err, LANG_ZH),
			         taken ? "in use by another process" : err_text(err, LANG_EN));
			return err;
		}
	}
	return ERR_OK;
}

static enum err start_policy(struct app *app, char problem[static APP_PROBLEM])
{
	snprintf(problem, APP_PROBLEM, "documents.policy: %s", app->config->document_policy);
	return document_policy_read(app->config->document_policy, &app->document_policy, problem, APP_PROBLEM);
}

enum err app_start(struct app *app, char problem[static APP_PROBLEM])
{
	static const struct step before[] = {{"server.data", start_base},
	                                     {"server.authorities", start_auth},
	                                     {"server.data/state", start_publish},
	                                     {"desk.barred", start_barred}};
	static const struct step after[] = {{"signer", start_signer},
	                                    {"issue", start_issue},
	                                    {"server.data/documents", start_documents},
	                                    {"server.data/guosuo.db", load_store},
	                                    {"gateway.keys", gateways_start},
	                                    {"webhook", start_deliver},
	                                    {"lists", start_lists},
	                                    {"upkeep", start_upkeep},
	                                    {"watch", start_watch},
	                                    {"daily", start_daily},
	                                    {"server.listen", start_http}};
	enum err err = run_steps(app, before, sizeof before / sizeof before[0], problem);
	if (err == ERR_OK)
		err = timing_load(app->config, &app->timing, problem);
	if (err == ERR_OK)
		err = start_policy(app, problem);
	if (err == ERR_OK)
		err = group_policy_load(app->config->group, &app->group, problem);
	if (err == ERR_OK)
		err = start_store(app, problem);
	return err == ERR_OK ? run_steps(app, after, sizeof after / sizeof after[0], problem) : err;
}

static void drained(void *context)
{
	struct app *app = context;
	event_base_loopbreak(app->base);
}

void app_stop(struct app *app, int status)
{
	if (app->stopping)
		return;
	app->stopping = true;
	app->ready = false;
	app->status = status;
	if (app->http != NULL)
		http_drain(app->http, drained, app);
	else
		drained(app);
}

/* What was put off still holds its connection, and ending it may put off more. */
static void drain(struct event_base *base)
{
	enum { PASSES = 16 };
	for (int i = 0; i < PASSES && event_base_get_num_events(base, EVENT_BASE_COUNT_ACTIVE) > 0; i++)
		event_base_loop(base, EVLOOP_NONBLOCK);
}

void app_free(struct app *app)
{
	http_free(&app->http);
	upkeep_free(&app->upkeep);
	watch_free(&app->watch);
	deliver_stop(app->deliver);
	aside_free(&app->aside);
	daily_free(&app->daily);
	store_close(&app->store);
	store_loop_free(&app->store_loop);
	deliver_free(&app->deliver);
	issue_free(&app->issue);
	document_policy_free(&app->document_policy);
	publish_free(&app->publish);
	barred_free(&app->barred);
	auth_free(&app->auth);
	held_release(&app->held);
	timing_release(&app->timing);
	group_policy_free(&app->group);
	signer_free(&app->signer);
	lists_free(&app->lists); /* what was on its way has ended with store and signer */
	if (app->base != NULL) {
		drain(app->base);
		event_base_free(app->base);
	}
	app->base = NULL;
	if (app->claim != NULL)
		fclose(app->claim);
	app->claim = NULL;
}
