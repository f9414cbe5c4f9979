#include "server/deliver.h"

#include <curl/curl.h>
#include <event2/event.h>
#include <sodium.h>
#include <stdlib.h>
#include <time.h>

#include "proto/wire/json.h"
#include "server/log.h"
#include "server/outbox.h"
#include "server/pool.h"
#include "server/post.h"
#include "server/target.h"

enum { LOOK_AT = 8 /* receivers for each thread */, SCRATCH = 16 * 1024 };

/* One delivery under way. */
struct flight {
	struct flight *next;
	struct deliver *deliver;
	char company[USCC_LEN + 1];
	uint8_t receiver[RECEIVER_ID_LEN], secret[POST_SECRET_LEN];
	char url[TARGET_URL_MAX + 1], id[OUTBOX_ID_TEXT + 1];
	char *body;
	size_t length;
	struct delivery_row row; /* its spans are not kept */
	struct post_result result;
};

struct deliver {
	struct app *app;
	struct pool *pool;
	struct event *timer;
	struct flight *flights; /* in the pool, or being written down */
	unsigned count;
	bool looking;
};

/* ---- waiting ---- */

int64_t deliver_wait(int64_t attempts, int64_t first_s, int64_t longest_s, uint32_t chance)
{
	int64_t wait = first_s;
	for (int64_t i = 1; i < attempts && wait < longest_s; i++)
		wait *= 2;
	if (wait > longest_s)
		wait = longest_s;
	return wait - (wait / 4) * (int64_t)(chance % 1024) / 1023;
}

/* ---- what is due ---- */

/* A look into the store, for as many as there are threads free. */
struct look {
	struct deliver *deliver;
	int64_t now;
	uint32_t utc_offset_min;
	char busy[CONFIG_WEBHOOK_THREADS][USCC_LEN + 1]; /* copied: flights land while the store is read */
	unsigned busy_count, room;
	struct flight *found;
};

static void flight_free(struct flight *flight)
{
	free(flight->body);
	sodium_memzero(flight, sizeof *flight);
	free(flight);
}

static void forget(struct look *look)
{
	while (look->found != NULL) {
		struct flight *gone = look->found;
		look->found = gone->next;
		flight_free(gone);
	}
}

static bool is_busy(const struct look *look, struct span company)
{
	for (unsigned i = 0; i < look->busy_count; i++)
		if (span_equal(company, span_text(look->busy[i])))
			return true;
	for (const struct flight *at = look->found; at != NULL; at = at->next)
		if (span_equal(company, span_text(at->company)))
			return true;
	return false;
}

static enum err write_body(struct flight *flight, const struct look *look)
{
	uint8_t memory[SCRATCH];
	struct arena arena = {memory, sizeof memory, 0};
	const Guosuo__V1__Signal *signal = outbox_signal(&flight->row.event, look->utc_offset_min, &arena);
	return signal == NULL ? ERR_MEMORY
	                      : json_write(&signal->base, JSON_FOR_PROGRAMS, &flight->body, &flight->length);
}

static enum err flight_new(struct look *look, const struct receiver_row *receiver,
                           const struct delivery_row *row)
{
	struct flight *flight = calloc(1, sizeof *flight);
	if (flight == NULL)
		return ERR_MEMORY;
	flight->next = look->found;
	look->found = flight;
	if (receiver->company.n > USCC_LEN || receiver->id.n != RECEIVER_ID_LEN ||
	    receiver->url.n > TARGET_URL_MAX || receiver->secret.n != POST_SECRET_LEN)
		return ERR_FORMAT;
	flight->deliver = look->deliver;
	flight->row = *row;
	memcpy(flight->company, receiver->company.p, receiver->company.n);
	memcpy(flight->receiver, receiver->id.p, RECEIVER_ID_LEN);
	memcpy(flight->secret, receiver->secret.p, POST_SECRET_LEN);
	memcpy(flight->url, receiver->url.p, receiver->url.n);
	outbox_id(row->event.id, flight->id);
	return write_body(flight, look);
}

static enum err look_at(struct tx *tx, struct look *look, const struct receiver_row *receiver)
{
	struct delivery_row row;
	if (is_busy(look, receiver->company))
		return ERR_OK;
	enum err err = store_delivery_next(tx, receiver->id, look->now, &row);
	if (err == ERR_OK) {
		look->room--;
		err = flight_new(look, receiver, &row);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err find_due(struct tx *tx, void *ctx)
{
	struct look *look = ctx;
	const unsigned room = look->room;
	struct row_cursor row;
	struct receiver_row receiver;
	forget(look);
	/* those of a busy company stand first in time, and must not hide all others */
	uint32_t most = room * LOOK_AT + look->busy_count * (uint32_t)look->deliver->app->config->webhook_per_company;
	enum err err = store_receiver_due(tx, look->now, most, &row);
	while (err == ERR_OK && look->room > 0 && (err = store_next(&row)) == ERR_OK) {
		store_receiver_row(&row, &receiver);
		err = look_at(tx, look, &receiver);
	}
	look->room = room;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- how it went ---- */

static void look_around(struct deliver *deliver);

static void land(struct flight *flight)
{
	struct deliver *deliver = flight->deliver;
	struct flight **at = &deliver->flights;
	while (*at != flight)
		at = &(*at)->next;
	*at = flight->next;
	deliver->count--;
	flight_free(flight);
}

static void judge(const struct flight *flight, int64_t now, struct delivery_row *row)
{
	const struct config *config = flight->deliver->app->config;
	*row = flight->row;
	row->attempts++;
	row->last_at = now;
	row->outcome = flight->result.outcome;
	row->status = flight->result.status;
	row->next_at = now + deliver_wait(row->attempts, config->webhook_retry_first_s,
	                                  config->webhook_retry_longest_s, randombytes_random());
	if (flight->result.outcome == OUTCOME_DELIVERED)
		row->state = DELIVERY_DONE;
	else if (now - row->event.created >= config->webhook_give_up_s)
		row->state = DELIVERY_GIVEN_UP;
}

static enum err write_down(struct tx *tx, void *ctx)
{
	const struct flight *flight = ctx;
	struct delivery_row row;
	judge(flight, time(NULL), &row);
	enum err err = store_delivery_move(tx, span_of(flight->receiver, RECEIVER_ID_LEN), &row);
	if (err == ERR_NOT_FOUND) /* removed meanwhile */
		return ERR_OK;
	return err == ERR_OK ? store_receiver_wake(tx, span_of(flight->receiver, RECEIVER_ID_LEN)) : err;
}

static void written_down(enum err err, void *ctx)
{
	struct flight *flight = ctx;
	struct deliver *deliver = flight->deliver;
	if (err != ERR_OK && !deliver->app->stopping)
		log_warn("delivery_not_recorded", NULL, log_text("error", err_name(err)));
	land(flight);
	look_around(deliver);
}

static void call_it(void *ctx, const atomic_bool *stop)
{
	struct flight *flight = ctx;
	const struct config *config = flight->deliver->app->config;
	const struct post post = {.url = flight->url,
	                          .id = flight->id,
	                          .secret = span_of(flight->secret, POST_SECRET_LEN),
	                          .body = span_of(flight->body, flight->length),
	                          .now = time(NULL),
	                          .hosts = config->webhook_hosts,
	                          .networks = config->webhook_networks,
	                          .timeout_ms = (long)config->webhook_timeout_ms,
	                          .stop = stop};
	flight->result.outcome = OUTCOME_STOPPED;
	if (!atomic_load(stop))
		flight->result = post_send(&post);
}

static void called(void *ctx)
{
	struct flight *flight = ctx;
	struct app *app = flight->deliver->app;
	enum err err = ERR_BUSY;
	if (flight->result.outcome == OUTCOME_STOPPED || app->stopping) {
		land(flight); /* at least once: again after the next start */
		return;
	}
	log_info("webhook_called", flight->id, log_text("outcome", post_outcome_name(flight->result.outcome)),
	         log_number("status", flight->result.status),
	         log_number("attempt", flight->row.attempts + 1));
	err = store_write(app->store, app->store_loop, write_down, flight, written_down);
	if (err != ERR_OK)
		land(flight);
}

/* ---- rounds ---- */

static void take_off(struct deliver *deliver, struct look *look)
{
	while (look->found != NULL) {
		struct flight *flight = look->found;
		look->found = flight->next;
		flight->next = deliver->flights;
		deliver->flights = flight;
		deliver->count++;
		if (pool_submit(deliver->pool, call_it, called, flight) != ERR_OK)
			land(flight);
	}
}

static void looked(enum err err, void *ctx)
{
	struct look *look = ctx;
	struct deliver *deliver = look->deliver;
	deliver->looking = false;
	if (err == ERR_OK && deliver->pool != NULL && !deliver->app->stopping)
		take_off(deliver, look);
	else if (err != ERR_OK && !deliver->app->stopping)
		log_warn("webhooks_not_read", NULL, log_text("error", err_name(err)));
	forget(look);
	free(look);
}

static void look_around(struct deliver *deliver)
{
	struct app *app = deliver->app;
	unsigned threads = (unsigned)app->config->webhook_threads;
	const struct directory *directory = held_directory(app->held);
	if (deliver->looking || app->stopping || deliver->pool == NULL || deliver->count >= threads)
		return;
	struct look *look = calloc(1, sizeof *look);
	if (look == NULL)
		return;
	look->deliver = deliver;
	look->now = time(NULL);
	look->utc_offset_min = directory == NULL ? 0 : directory->body->utc_offset_min;
	for (const struct flight *at = deliver->flights; at != NULL; at = at->next)
		memcpy(look->busy[look->busy_count++], at->company, sizeof at->company);
	look->room = threads - deliver->count;
	deliver->looking = store_read(app->store, app->store_loop, find_due, look, looked) == ERR_OK;
	if (!deliver->looking)
		free(look);
}

static void on_timer(evutil_socket_t fd, short what, void *context)
{
	(void)fd;
	(void)what;
	look_around(context);
}

enum err deliver_new(struct app *app, struct deliver **out)
{
	const struct timeval every = {.tv_sec = 1};
	struct deliver *deliver = calloc(1, sizeof *deliver);
	if (deliver == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(deliver);
		return ERR_MEMORY;
	}
	deliver->app = app;
	deliver->timer = event_new(app->base, -1, EV_PERSIST, on_timer, deliver);
	enum err err = deliver->timer == NULL || event_add(deliver->timer, &every) != 0 ? ERR_MEMORY : ERR_OK;
	if (err == ERR_OK)
		err = pool_new(app->base, (unsigned)app->config->webhook_threads, &deliver->pool);
	if (err == ERR_OK)
		*out = deliver;
	else
		deliver_free(&deliver);
	return err;
}

void deliver_stop(struct deliver *deliver)
{
	if (deliver == NULL)
		return;
	pool_free(&deliver->pool);
	if (deliver->timer != NULL)
		event_free(deliver->timer);
	deliver->timer = NULL;
}

void deliver_free(struct deliver **deliver)
{
	struct deliver *gone = *deliver;
	if (gone == NULL)
		return;
	deliver_stop(gone);
	free(gone);
	curl_global_cleanup();
	*deliver = NULL;
}
