/* server/connect.h - the Connect protocol's unary form: which headers a call carries, and how an error is
 * said. Source: https://connectrpc.com/docs/protocol. Identity encoding only. */
#ifndef GUOSUO_SERVER_CONNECT_H
#define GUOSUO_SERVER_CONNECT_H

#include "guosuo/v1/api.pb-c.h"
#include "proto/fault.h"
#include "server/http.h"

struct connect_head {
	bool json;          /* else binary */
	int64_t timeout_ms; /* 0: the client set none */
};

/* ERR_OK, or ERR_FORMAT with the HTTP status the protocol asks for (415: another content type, 501: another
 * encoding, 400). */
enum err connect_read(const struct http_request *request, struct connect_head *out,
                      unsigned *status) MUST_USE;

/* A message, unknown fields refused. Faults name fields of a JSON body. ERR_FORMAT, ERR_NEWER, ERR_INPUT,
 * ERR_MEMORY. */
enum err connect_open(bool json, struct span body, const ProtobufCMessageDescriptor *type,
                      struct arena *arena, struct faults *faults, ProtobufCMessage **out) MUST_USE;

unsigned connect_status(enum err err); /* HTTP status */

/* Answer and free the request. */
void connect_reply(struct http_request *request, bool json, const ProtobufCMessage *message);
/* The same from the packed message. */
void connect_reply_raw(struct http_request *request, struct span raw);
/* status 0: connect_status(err). detail may be NULL. */
void connect_fail(struct http_request *request, enum err err, unsigned status,
                  const Guosuo__V1__ErrorDetail *detail);

#endif
