#include "server/http.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/listener.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>
#include <unistd.h>

#include "server/listen.h"
#include "server/log.h"

enum {
	LINGER_MS = 1000,  /* how long a closed connection may still talk, so that it gets to read our answer */
	EVICT_MS = 500,    /* how long a connection is idle at least before it makes room for another */
	PAUSE_MS = 50,     /* how long not to accept when there is no room or no descriptor */
	MESSAGE_MAX = 512, /* of a refusal */
};

enum state {
	STATE_IDLE,   /* no byte of a request yet */
	STATE_HEAD,
	STATE_BODY,
	STATE_BUSY,   /* the handler has the request */
	STATE_REPLY,  /* the answer is on its way */
	STATE_LINGER, /* answered and closed on our side */
	STATE_COUNT
};

struct conn {
	struct http *http;
	struct bufferevent *bev;
	struct http_request *request; /* from its first byte until it is answered */
	TAILQ_ENTRY(conn) link;       /* in the queue of its state */
	int64_t due;                  /* ms on the monotonic clock, if its state has a deadline */
	enum state state;
	bool closing; /* the answer under way is the last one */
	bool ended;   /* the client sends no more */
};

/* Every connection in a state has the same time left from entering it, so the first one is due first. */
struct queue {
	struct http *http;
	TAILQ_HEAD(conns, conn) conns;
	unsigned ms;
	struct event *timer;
};

struct http {
	struct event_base *base;
	struct evconnlistener *listener; /* NULL once draining */
	struct event *listen_again, *drained;
	struct evbuffer *scratch; /* an answer on its way out; empty between calls */
	struct queue queue[STATE_COUNT];
	struct request_limits limits;
	unsigned max_connections;
	uint16_t port;
	http_handler handler;
	void *context;
	struct http_counts counts;
	uint64_t next_id;
	bool draining;
	void (*done)(void *context);
	void *done_context;
};

struct http_request {
	struct conn *conn; /* NULL: it is gone */
	struct request *request;
	char id[HTTP_ID_LEN + 1];
	char peer[INET6_ADDRSTRLEN];
};

static int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void arm(struct event *timer, int64_t ms)
{
	struct timeval after = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	evtimer_add(timer, &after);
}

/* ---- connections ---- */

static void conn_enter(struct conn *conn, enum state state)
{
	struct http *http = conn->http;
	struct queue *queue = &http->queue[state];

	TAILQ_REMOVE(&http->queue[conn->state].conns, conn, link);
	TAILQ_INSERT_TAIL(&queue->conns, conn, link);
	conn->state = state;
	if (queue->ms) {
		conn->due = now_ms() + queue->ms;
		if (!evtimer_pending(queue->timer, NULL))
			arm(queue->timer, queue->ms);
	}
}

static void request_drop(struct http_request **request)
{
	if (!*request)
		return;
	request_free(&(*request)->request);
	free(*request);
	*request = NULL;
}

static void conn_free(struct conn *conn)
{
	struct http *http = conn->http;

	TAILQ_REMOVE(&http->queue[conn->state].conns, conn, link);
	if (conn->state == STATE_BUSY)
		conn->request->conn = NULL;
	else
		request_drop(&conn->request);
	bufferevent_free(conn->bev);
	free(conn);
	http->counts.connections--;
	if (http->draining && !http->counts.connections)
		event_active(http->drained, EV_TIMEOUT, 0);
}

/* Bytes the client still sends would make the kernel reset the connection under our answer: read them away. */
static void conn_linger(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);

	if (conn->ended) {
		conn_free(conn);
		return;
	}
	shutdown(bufferevent_getfd(conn->bev), SHUT_WR);
	evbuffer_drain(input, evbuffer_get_length(input));
	conn_enter(conn, STATE_LINGER);
}

/* ---- answers ---- */

/* Most answers fit into the socket at once, which spares a turn through the kernel's readiness; what does not fit, or must
 * wait behind a 100 Continue, is the bufferevent's. false: no memory. */
static bool conn_send(struct conn *conn, const struct answer *answer)
{
	struct evbuffer *now = conn->http->scratch, *later = bufferevent_get_output(conn->bev);

	if (evbuffer_get_length(later))
		return answer_write(answer, later);
	if (!answer_write(answer, now))
		return false;
	evbuffer_write(now, bufferevent_getfd(conn->bev));
	if (!evbuffer_get_length(now))
		bufferevent_trigger(conn->bev, EV_WRITE, BEV_TRIG_DEFER_CALLBACKS | BEV_TRIG_IGNORE_WATERMARKS);
	return !evbuffer_get_length(now) || !evbuffer_add_buffer(later, now);
}

/* Without memory the connection is closed. Whatever follows comes later: the connection's owner may be up the stack. */
static void conn_answer(struct conn *conn, struct answer answer)
{
	conn->closing |= conn->http->draining;
	answer.closing = conn->closing;
	answer.now = time(NULL);
	conn_enter(conn, STATE_REPLY);
	if (!conn_send(conn, &answer))
		bufferevent_trigger_event(conn->bev, BEV_EVENT_ERROR, BEV_TRIG_DEFER_CALLBACKS);
	evbuffer_drain(conn->http->scratch, evbuffer_get_length(conn->http->scratch));
}

static bool is_head(const struct http_request *request)
{
	return span_equal(request_method(request->request), span_text("HEAD"));
}

static void conn_refuse(struct conn *conn, enum refusal refusal)
{
	const struct refusal_row *row = refusal_row(refusal);
	static const struct http_header json = {"Content-Type", "application/json"};
	struct http_request *request = conn->request;
	char message[MESSAGE_MAX];
	int n = snprintf(message, sizeof message, "{\"code\":\"%s\",\"message\":\"%s / %s\"}", row->code, row->zh,
			 row->en);

	log_info("http_refused", request->id, log_number("status", row->status), log_text("rule", row->name));
	conn->http->counts.refused++;
	conn->closing = true;
	conn->request = NULL;
	conn_answer(conn, (struct answer){.status = row->status,
					  .id = request->id,
					  .headers = &json,
					  .count = 1,
					  .body = span_of(message, (size_t)n),
					  .to_head = is_head(request)});
	request_drop(&request);
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	evbuffer_drain(input, evbuffer_get_length(input));
}

void http_reply(struct http_request *request, unsigned status, const struct http_header *headers, size_t count,
		struct span body)
{
	struct conn *conn = request->conn;
	struct answer answer = {status, request->id, 0, headers, count, body, is_head(request), false};

	if (!answer_is_plain(&answer)) {
		log_error("http_header_not_plain", request->id, log_number("status", status));
		answer = (struct answer){.status = 500, .id = request->id};
	}
	if (conn) {
		conn->closing = !request_keep_alive(request->request);
		conn->request = NULL;
		conn_answer(conn, answer);
	}
	request_drop(&request);
}

/* ---- requests ---- */

static bool request_begin(struct conn *conn)
{
	struct http *http = conn->http;
	struct http_request *request = malloc(sizeof *request);

	if (!request)
		return false;
	request->conn = conn;
	request->request = request_new(&http->limits);
	if (!request->request) {
		free(request);
		return false;
	}
	snprintf(request->id, sizeof request->id, "%016llx", (unsigned long long)http->next_id++);
	request->peer[0] = '\0';
	conn->request = request;
	http->counts.requests++;
	conn_enter(conn, STATE_HEAD);
	return true;
}

static void request_progress(struct conn *conn)
{
	static const char go_on[] = "HTTP/1.1 100 Continue\r\n\r\n";
	struct request *request = conn->request->request;
	enum request_stage stage = request_stage(request);

	if (stage == REQUEST_DONE) {
		conn_enter(conn, STATE_BUSY);
		conn->http->handler(conn->http->context, conn->request);
	} else if (stage == REQUEST_BODY && conn->state == STATE_HEAD) {
		conn_enter(conn, STATE_BODY);
		if (request_awaits_continue(request))
			bufferevent_write(conn->bev, go_on, sizeof go_on - 1);
	}
}

static bool conn_reads(const struct conn *conn)
{
	return conn->state <= STATE_BODY;
}

static void conn_advance(struct conn *conn)
{
	struct evbuffer *input = bufferevent_get_input(conn->bev);
	struct evbuffer_iovec piece;
	size_t used = 0;

	/* At the client's end libevent leaves an empty piece behind: the length tells. */
	while (conn_reads(conn) && evbuffer_get_length(input) && evbuffer_peek(input, -1, NULL, &piece, 1) > 0) {
		if (conn->state == STATE_IDLE && !request_begin(conn)) {
			conn_free(conn);
			return;
		}
		enum refusal refusal =
			request_feed(conn->request->request, span_of(piece.iov_base, piece.iov_len), &used);
		if (refusal) {
			conn_refuse(conn, refusal);
			return;
		}
		evbuffer_drain(input, used);
		request_progress(conn);
	}
	if (conn->ended && conn_reads(conn))
		conn_free(conn);
}

static void on_read(struct bufferevent *bev, void *argument)
{
	struct conn *conn = argument;
	struct evbuffer *input = bufferevent_get_input(bev);

	if (conn_reads(conn))
		conn_advance(conn);
	else if (conn->closing)
		evbuffer_drain(input, evbuffer_get_length(input));
}

/* The output ran empty: only now may the next request begin. */
static void on_write(struct bufferevent *bev, void *argument)
{
	struct conn *conn = argument;

	if (conn->state != STATE_REPLY || evbuffer_get_length(bufferevent_get_output(bev)))
		return;
	if (conn->closing || conn->http->draining) {
		conn_linger(conn);
		return;
	}
	conn_enter(conn, STATE_IDLE);
	conn_advance(conn);
}

/* A client may end its side and still wait for its answer. */
static void on_event(struct bufferevent *bev, short what, void *argument)
{
	struct conn *conn = argument;

	(void)bev;
	conn->ended = true;
	if (what & BEV_EVENT_ERROR || (conn->state != STATE_BUSY && conn->state != STATE_REPLY))
		conn_free(conn);
}

/* ---- deadlines ---- */

static void slow_head(struct conn *conn)
{
	conn_refuse(conn, REFUSAL_SLOW_HEAD);
}

static void slow_body(struct conn *conn)
{
	conn_refuse(conn, REFUSAL_SLOW_BODY);
}

static void (*const expire[STATE_COUNT])(struct conn *conn) = {
	[STATE_IDLE] = conn_free, [STATE_HEAD] = slow_head,   [STATE_BODY] = slow_body,
	[STATE_REPLY] = conn_free, [STATE_LINGER] = conn_free,
};

static void on_timer(evutil_socket_t fd, short what, void *argument)
{
	struct queue *queue = argument;
	struct conn *first;
	int64_t now = now_ms();

	(void)fd;
	(void)what;
	while ((first = TAILQ_FIRST(&queue->conns)) && first->due <= now)
		expire[queue - queue->http->queue](first);
	if (first)
		arm(queue->timer, first->due - now);
}

/* ---- listening ---- */

static bool conn_new(struct http *http, evutil_socket_t fd)
{
	struct conn *conn = calloc(1, sizeof *conn);

	if (!conn)
		return false;
	conn->bev = bufferevent_socket_new(http->base, fd, BEV_OPT_CLOSE_ON_FREE);
	if (!conn->bev) {
		free(conn);
		return false;
	}
	conn->http = http;
	TAILQ_INSERT_TAIL(&http->queue[STATE_IDLE].conns, conn, link);
	http->counts.connections++;
	http->counts.accepted++;
	conn_enter(conn, STATE_IDLE);
	bufferevent_setcb(conn->bev, on_read, on_write, on_event, conn);
	bufferevent_setwatermark(conn->bev, EV_READ, 0, HTTP_AHEAD);
	bufferevent_enable(conn->bev, EV_READ | EV_WRITE);
	return true;
}

static bool is_full(const struct http *http)
{
	return http->counts.connections >= http->max_connections;
}

/* The longest idle connection makes room, so that idle ones cannot lock others out (threat 26). */
static bool evict(struct http *http, int64_t idle_ms)
{
	struct queue *idle = &http->queue[STATE_IDLE];
	struct conn *oldest = TAILQ_FIRST(&idle->conns);

	if (!oldest || now_ms() - (oldest->due - idle->ms) < idle_ms)
		return false;
	http->counts.evicted++;
	conn_free(oldest);
	return true;
}

/* Those who knock meanwhile wait in the kernel. */
static void listen_pause(struct http *http)
{
	evconnlistener_disable(http->listener);
	arm(http->listen_again, PAUSE_MS);
}

static void on_listen_again(evutil_socket_t fd, short what, void *argument)
{
	struct http *http = argument;

	(void)fd;
	(void)what;
	if (!http->listener)
		return;
	if (is_full(http) && !evict(http, EVICT_MS))
		listen_pause(http);
	else
		evconnlistener_enable(http->listener);
}

static void on_accept(struct evconnlistener *listener, evutil_socket_t fd, struct sockaddr *peer, int n,
		      void *argument)
{
	struct http *http = argument;

	(void)listener;
	(void)peer;
	(void)n;
	if (!conn_new(http, fd))
		evutil_closesocket(fd);
	if (is_full(http) && !evict(http, EVICT_MS))
		listen_pause(http);
}

static void on_accept_error(struct evconnlistener *listener, void *argument)
{
	struct http *http = argument;

	(void)listener;
	log_warn("http_accept_failed", NULL, log_number("errno", errno),
		 log_number("connections", http->counts.connections));
	evict(http, 0);
	listen_pause(http);
}

/* ---- start and end ---- */

static void on_drained(evutil_socket_t fd, short what, void *argument)
{
	struct http *http = argument;

	(void)fd;
	(void)what;
	http->done(http->done_context);
}

static bool queues_make(struct http *http, const struct http_config *config)
{
	const unsigned ms[STATE_COUNT] = {
		[STATE_IDLE] = config->idle_ms,   [STATE_HEAD] = config->head_ms, [STATE_BODY] = config->body_ms,
		[STATE_REPLY] = config->write_ms, [STATE_LINGER] = LINGER_MS,
	};
	bool made = true;

	for (size_t i = 0; i < STATE_COUNT; i++) {
		struct queue *queue = &http->queue[i];
		TAILQ_INIT(&queue->conns);
		queue->http = http;
		queue->ms = ms[i];
		queue->timer = evtimer_new(http->base, on_timer, queue);
		made &= queue->timer != NULL;
	}
	return made;
}

static struct http *http_make(struct event_base *base, const struct http_config *config)
{
	struct http *http = calloc(1, sizeof *http);

	if (!http)
		return NULL;
	http->base = base;
	http->max_connections = config->max_connections;
	randombytes_buf(&http->next_id, sizeof http->next_id);
	http->listen_again = evtimer_new(base, on_listen_again, http);
	http->drained = evtimer_new(base, on_drained, http);
	http->scratch = evbuffer_new();
	if (!queues_make(http, config) || !http->listen_again || !http->drained || !http->scratch)
		http_free(&http);
	return http;
}

static bool config_is_whole(const struct http_config *config)
{
	return config->address && config->body_cap && config->max_connections && config->head_max &&
	       config->head_max <= REQUEST_HEAD_MAX && config->head_ms && config->body_ms && config->idle_ms &&
	       config->write_ms;
}

enum err http_start(struct event_base *base, const struct http_config *config, http_handler handler,
		    void *context, struct http **out)
{
	int fd;
	uint16_t port;

	if (!config_is_whole(config))
		return ERR_INPUT;
	enum err err = listen_on(config->address, config->port, &fd, &port);
	if (err)
		return err;
	signal(SIGPIPE, SIG_IGN);
	struct http *http = http_make(base, config);
	if (http)
		http->listener = evconnlistener_new(base, on_accept, http,
						    LEV_OPT_CLOSE_ON_FREE | LEV_OPT_CLOSE_ON_EXEC, 0, fd);
	if (!http || !http->listener) {
		close(fd);
		http_free(&http);
		return ERR_MEMORY;
	}
	evconnlistener_set_error_cb(http->listener, on_accept_error);
	http->limits = (struct request_limits){config->head_max, config->body_cap, context};
	http->handler = handler;
	http->context = context;
	http->port = port;
	*out = http;
	return ERR_OK;
}

uint16_t http_port(const struct http *http)
{
	return http->port;
}

struct http_counts http_counts(const struct http *http)
{
	return http->counts;
}

static void listener_close(struct http *http)
{
	if (http->listener)
		evconnlistener_free(http->listener);
	http->listener = NULL;
}

static void queue_close(struct queue *queue)
{
	while (!TAILQ_EMPTY(&queue->conns))
		conn_free(TAILQ_FIRST(&queue->conns));
}

void http_drain(struct http *http, void (*done)(void *context), void *context)
{
	http->draining = true;
	http->done = done;
	http->done_context = context;
	listener_close(http);
	if (!http->counts.connections)
		event_active(http->drained, EV_TIMEOUT, 0);
	queue_close(&http->queue[STATE_IDLE]);
}

static void event_drop(struct event *event)
{
	if (event)
		event_free(event);
}

void http_free(struct http **http)
{
	struct http *gone = *http;

	if (!gone)
		return;
	gone->draining = false;
	listener_close(gone);
	for (size_t i = 0; i < STATE_COUNT; i++) {
		queue_close(&gone->queue[i]);
		event_drop(gone->queue[i].timer);
	}
	event_drop(gone->listen_again);
	event_drop(gone->drained);
	if (gone->scratch)
		evbuffer_free(gone->scratch);
	free(gone);
	*http = NULL;
}

/* ---- what the handler sees ---- */

struct span http_method(const struct http_request *request)
{
	return request_method(request->request);
}

struct span http_path(const struct http_request *request)
{
	return request_path(request->request);
}

struct span http_header(const struct http_request *request, const char *name)
{
	return request_header(request->request, name);
}

size_t http_header_count(const struct http_request *request)
{
	return request_header_count(request->request);
}

struct request_header http_header_at(const struct http_request *request, size_t index)
{
	return request_header_at(request->request, index);
}

struct span http_body(const struct http_request *request)
{
	return request_body(request->request);
}

const char *http_id(const struct http_request *request)
{
	return request->id;
}

static void peer_text(evutil_socket_t fd, char *out)
{
	struct sockaddr_storage peer = {.ss_family = AF_UNSPEC};
	socklen_t n = sizeof peer;

	getpeername(fd, (struct sockaddr *)&peer, &n);
	if (peer.ss_family == AF_INET)
		inet_ntop(AF_INET, &((struct sockaddr_in *)&peer)->sin_addr, out, INET6_ADDRSTRLEN);
	else if (peer.ss_family == AF_INET6)
		inet_ntop(AF_INET6, &((struct sockaddr_in6 *)&peer)->sin6_addr, out, INET6_ADDRSTRLEN);
}

const char *http_peer(struct http_request *request)
{
	if (request->peer[0] == '\0' && request->conn)
		peer_text(bufferevent_getfd(request->conn->bev), request->peer);
	return request->peer;
}
