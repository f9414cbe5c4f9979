/* client/serve.h - the state files of a home over HTTP, for gates and wallets near by: GET /state/NAME of the names that are
 * carried (client/carry.h), read-only, nothing else of the home. */
#ifndef GUOSUO_CLIENT_SERVE_H
#define GUOSUO_CLIENT_SERVE_H

#include <stdint.h>

#include "proto/err.h"

enum {
	SERVE_CONNECTIONS = 32, /* at once */
	SERVE_OF_ONE = 8,	/* of them, of one address */
	SERVE_IDLE_S = 10,	/* a connection on which nothing moves */
	SERVE_LONGEST_S = 60,	/* any connection, where nobody says otherwise */
	SERVE_HEADERS = 16384,	/* bytes of memory for a request */
};

struct serve;

/* address: IPv4 or IPv6, as text. port 0: a free one. longest_s: of any connection. SIGINT and SIGTERM are blocked from here on:
 * serve_until_ended takes them. ERR_FORMAT: no such address; ERR_IO: it cannot listen there; ERR_MEMORY. */
enum err serve_start(const char *home, const char *address, uint16_t port, uint32_t longest_s, struct serve **out) MUST_USE;
uint16_t serve_port(const struct serve *serve);

/* Returns on SIGINT or SIGTERM; connections that last too long are closed meanwhile. */
void serve_until_ended(struct serve *serve);
void serve_stop(struct serve **serve);

#endif
