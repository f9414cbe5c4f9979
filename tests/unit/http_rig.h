/* A server on its own thread and a client with blocking sockets, for tests of server/http.h. */
#ifndef GUOSUO_TESTS_HTTP_RIG_H
#define GUOSUO_TESTS_HTTP_RIG_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <arpa/inet.h>
#include <errno.h>
#include <event2/thread.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "server/http.h"
#include "tests/unit/http_rows.h"

#define COUNT(table) (sizeof(table) / sizeof *(table))
#define HELLO "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"

enum { LATE_MS = 60, BIG = 8 << 20 };

/* ---- the server, on its own thread ---- */

static struct event_base *base;
static struct http *http;
static struct http_request *held;
static pthread_t thread;
static atomic_bool drained;
static atomic_int late_replies;

/* On the server's thread, where cmocka cannot jump from. */
static inline void must(bool holds)
{
	if (!holds)
		abort();
}

static inline size_t body_cap(void *context, struct span method, struct span path)
{
	bool post = span_equal(method, span_text("POST"));

	must(context == &base);
	if (span_equal(path, span_text("/echo")))
		return post ? 1000 : 0;
	return post || span_equal(path, span_text("/nothing")) || memchr(path.p, '?', path.n) ? 0 : 1000;
}

static inline void reply_text(struct http_request *request, const char *text)
{
	const struct http_header type = {"Content-Type", "text/plain"};

	http_reply(request, 200, &type, 1, span_text(text));
}

static inline void reply_late(evutil_socket_t fd, short what, void *request)
{
	(void)fd;
	(void)what;
	reply_text(request, "late");
	late_replies++;
}

static inline void take_hello(struct http_request *request)
{
	reply_text(request, "hello");
}

static inline void take_echo(struct http_request *request)
{
	http_reply(request, 200, NULL, 0, http_body(request));
}

static inline void take_late(struct http_request *request)
{
	event_base_once(base, -1, EV_TIMEOUT, reply_late, request, &(struct timeval){0, LATE_MS * 1000});
}

static inline void take_unchanged(struct http_request *request)
{
	const struct http_header tag = {"ETag", "\"1\""};

	http_reply(request, 304, &tag, 1, span_text("never sent"));
}

static inline void take_split(struct http_request *request)
{
	const struct http_header bad = {"X", "a\r\nSet-Cookie: b"};

	http_reply(request, 200, &bad, 1, span_text("never sent"));
}

static inline void take_big(struct http_request *request)
{
	static uint8_t big[BIG];

	http_reply(request, 200, NULL, 0, span_of(big, sizeof big));
}

static inline void take_peer(struct http_request *request)
{
	char text[100];

	snprintf(text, sizeof text, "%s %zu %zu", http_peer(request), strlen(http_id(request)),
		 http_header_count(request));
	reply_text(request, text);
}

static inline void take_hold(struct http_request *request)
{
	held = request;
}

static const struct {
	const char *path;
	void (*take)(struct http_request *request);
} routes[] = {
	{"/hello", take_hello}, {"/echo", take_echo}, {"/late", take_late}, {"/unchanged", take_unchanged},
	{"/split", take_split}, {"/big", take_big},   {"/peer", take_peer}, {"/hold", take_hold},
};

static inline void handle(void *context, struct http_request *request)
{
	must(context == &base);
	for (size_t i = 0; i < COUNT(routes); i++) {
		if (span_equal(http_path(request), span_text(routes[i].path))) {
			routes[i].take(request);
			return;
		}
	}
	reply_text(request, "elsewhere");
}

static const struct http_config usual = {
	.address = "127.0.0.1",
	.max_connections = 10000,
	.head_max = 16384,
	.body_cap = body_cap,
	.head_ms = 3000,
	.body_ms = 3000,
	.idle_ms = 3000,
	.write_ms = 3000,
};

static inline void *run(void *unused)
{
	(void)unused;
	event_base_loop(base, EVLOOP_NO_EXIT_ON_EMPTY);
	return NULL;
}

static inline void serve(struct http_config config)
{
	drained = false;
	late_replies = 0;
	held = NULL;
	base = event_base_new();
	assert_int_equal(http_start(base, &config, handle, &base, &http), ERR_OK);
	pthread_create(&thread, NULL, run, NULL);
}

static inline void stop(void)
{
	event_base_loopexit(base, NULL);
	pthread_join(thread, NULL);
	http_free(&http);
	assert_null(http);
	/* A request outlives its connection and its server. */
	if (held)
		reply_text(held, "too late");
	event_base_loop(base, EVLOOP_NONBLOCK);
	event_base_free(base);
}

static inline void say_drained(void *context)
{
	must(context == &held);
	must(!drained);
	drained = true;
}

static inline void drain_now(evutil_socket_t fd, short what, void *unused)
{
	(void)fd;
	(void)what;
	(void)unused;
	http_drain(http, say_drained, &held);
}

static inline void drain(void)
{
	event_base_once(base, -1, EV_TIMEOUT, drain_now, NULL, &(struct timeval){0, 0});
}

/* ---- a client ---- */

static inline void pause_ms(int ms)
{
	poll(NULL, 0, ms);
}

static inline int64_t now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static inline int dial_from(int receive_buffer)
{
	const struct sockaddr_in to = {.sin_family = AF_INET,
				       .sin_port = htons(http_port(http)),
				       .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct timeval patience = {.tv_sec = 5};
	int fd = socket(AF_INET, SOCK_STREAM, 0), on = 1;

	assert_true(fd >= 0);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
	if (receive_buffer)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
	if (connect(fd, (const struct sockaddr *)&to, sizeof to)) {
		close(fd);
		return -1;
	}
	return fd;
}

static inline int dial(void)
{
	return dial_from(0);
}

static inline void say(int fd, const char *text)
{
	send(fd, text, strlen(text), MSG_NOSIGNAL);
}

/* What comes until `until` came count times, or, if until is NULL, until the server ends the connection. */
static const char *hear(int fd, const char *until, size_t count)
{
	static char text[1 << 16];
	size_t n = 0;

	for (text[0] = '\0'; n < sizeof text - 1;) {
		size_t seen = 0;
		for (const char *at = text; until && (at = strstr(at, until)); at++)
			seen++;
		if (until && seen >= count)
			return text;
		ssize_t got = recv(fd, text + n, sizeof text - 1 - n, 0);
		if (got < 0)
			fail_msg("%s; so far: %s", strerror(errno), text);
		if (got <= 0 && until)
			fail_msg("ended early: %s", text);
		if (got <= 0)
			return text;
		n += (size_t)got;
		text[n] = '\0';
	}
	return text;
}

static const char *hear_all(int fd)
{
	return hear(fd, NULL, 0);
}

static inline size_t occurrences(const char *text, const char *part)
{
	size_t count = 0;

	for (; (text = strstr(text, part)); text++)
		count++;
	return count;
}

static inline unsigned status_of(const char *answer)
{
	unsigned status = 0;

	return sscanf(answer, "HTTP/1.1 %3u ", &status) == 1 ? status : 0;
}

#endif
