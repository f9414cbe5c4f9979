/* server/answer.h - one HTTP/1.1 answer, from plain values to bytes (RFC 9110, RFC 9112). No socket. */
#ifndef GUOSUO_SERVER_ANSWER_H
#define GUOSUO_SERVER_ANSWER_H

#include <event2/buffer.h>
#include <time.h>

#include "proto/span.h"

/* Borrowed for the call. */
struct http_header {
	const char *name, *value;
};

struct answer {
	unsigned status;
	const char *id;  /* becomes X-Request-Id */
	time_t now;      /* becomes Date */
	const struct http_header *headers;
	size_t count;
	struct span body;
	bool to_head; /* of HEAD: the headers of a body, not the body */
	bool closing; /* the last answer on its connection */
};

/* No header is without a name, and none holds a control byte, which could end its line early. */
bool answer_is_plain(const struct answer *answer);

/* Append the whole answer; 204 and 304 get no body and no length. false: no memory, and nothing was appended. */
bool answer_write(const struct answer *answer, struct evbuffer *output);

#endif
