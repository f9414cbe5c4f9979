/* server/http.h - HTTP/1.1 on a listening socket: connections, deadlines and answers.
 *
 * Source: RFC 9110, RFC 9112. request.h says what a request must look like; here are the sockets. One loop, one
 * thread: every function is called on the loop's thread, and so are the handler and done.
 *
 * A connection has one request at a time. While it is being answered at most HTTP_AHEAD bytes of what the client
 * sends next are read; the rest waits in the kernel. A connection without a request holds no request memory.
 * A refused request is answered {"code":...,"message":...}, logged, and its connection closed. */
#ifndef GUOSUO_SERVER_HTTP_H
#define GUOSUO_SERVER_HTTP_H

#include <event2/event.h>

#include "proto/err.h"
#include "proto/span.h"
#include "server/answer.h"
#include "server/request.h"

enum { HTTP_AHEAD = 16384, HTTP_ID_LEN = 16 };

struct http;
struct http_request;

/* Takes over the request, and answers it by http_reply, exactly once: now or later. */
typedef void (*http_handler)(void *context, struct http_request *request);

struct http_config {
	const char *address; /* numeric, IPv4 or IPv6 */
	uint16_t port;       /* 0: any free one, see http_port */
	unsigned max_connections;
	size_t head_max; /* bytes of a request's head, at most REQUEST_HEAD_MAX */
	/* As in request.h, called with the handler's context. */
	size_t (*body_cap)(void *context, struct span method, struct span path);
	/* Deadlines in ms, none 0. Each is for the whole of its part, so a trickle does not renew it. */
	unsigned head_ms;  /* from a request's first byte to its last header */
	unsigned body_ms;  /* from there to its last byte */
	unsigned idle_ms;  /* between requests, and before the first */
	unsigned write_ms; /* from an answer's first byte to its last in the kernel */
};

/* Listen, and serve as soon as the loop runs. Ignores SIGPIPE in the whole process. config is copied, the address
 * is not kept.
 * ERR_INPUT   not a numeric address of this machine, or a setting is 0 or above its limit
 * ERR_BUSY    the port is in use      ERR_DENIED  the port is privileged
 * ERR_MEMORY, ERR_IO */
MUST_USE enum err http_start(struct event_base *base, const struct http_config *config, http_handler handler,
			     void *context, struct http **out);
uint16_t http_port(const struct http *http);

/* Stop listening, close the idle connections, answer what has begun with Connection: close. done is called once,
 * from the loop, when no connection is left. */
void http_drain(struct http *http, void (*done)(void *context), void *context);

/* Close everything at once; not from a handler. Requests not yet answered stay good for http_reply, which then
 * only frees them. libevent keeps some of its memory until the loop has run once more. */
void http_free(struct http **http);

struct http_counts {
	uint64_t accepted, requests, refused, evicted; /* since the start */
	unsigned connections;                          /* now */
};
struct http_counts http_counts(const struct http *http);

/* Valid until http_reply. */
struct span http_method(const struct http_request *request);
struct span http_path(const struct http_request *request);                     /* as sent, with its query if any */
struct span http_header(const struct http_request *request, const char *name); /* the first; p NULL if none */
size_t http_header_count(const struct http_request *request);
struct request_header http_header_at(const struct http_request *request, size_t index);
struct span http_body(const struct http_request *request);
const char *http_id(const struct http_request *request);   /* HTTP_ID_LEN hexadecimal digits */
const char *http_peer(struct http_request *request); /* numeric address, without port */

/* Answer and free the request; dropped silently when the connection is gone. The body is copied. Content-Length,
 * Date, Connection and X-Request-Id are added. HEAD, 204 and 304 send no body. A header with a control byte in it
 * is our own fault: 500 is sent instead. */
void http_reply(struct http_request *request, unsigned status, const struct http_header *headers, size_t count,
		struct span body);

#endif
