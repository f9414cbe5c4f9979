/* client/fetch.h - calls to the desk: signed with this device's key (RFC 9421), Connect protocol, application/proto. */
#ifndef GUOSUO_CLIENT_FETCH_H
#define GUOSUO_CLIENT_FETCH_H

#include "client/key.h"
#include "guosuo/v1/api.pb-c.h"
#include "proto/wire/httpsig.h"

enum { FETCH_MAX = 4 * 1024 * 1024, FETCH_SECONDS = 30, FETCH_NAME = 256 };

/* method: "Desk/SubmitTrip". The answer is unpacked into the context's arena. Errors are said on standard error in the
 * language in force, field by field; the caller only returns EXIT_OTHER. A call that got no answer is sent once more with
 * the same nonce, so it takes effect once. ERR_NETWORK, or the error the server named. */
enum err fetch_call(struct context *context, const struct key *key, const char *server, const char *method,
		    const ProtobufCMessage *request, const ProtobufCMessageDescriptor *answer,
		    ProtobufCMessage **out) MUST_USE;

/* As fetch_call, but under the caller's nonce, so that the same request sent again, by this program or a later one, takes
 * effect once; and nothing is said: what the desk refused by is in *refused, or NULL. */
enum err fetch_under(struct context *context, const struct key *key, const char *server, const char *method,
		     const uint8_t nonce[static HTTPSIG_NONCE_LEN], const ProtobufCMessage *request,
		     const ProtobufCMessageDescriptor *answer, ProtobufCMessage **out,
		     const Guosuo__V1__ErrorDetail **refused) MUST_USE;

/* GET server/path, unsigned: state files. ERR_NOT_FOUND, ERR_NETWORK, ERR_SIZE, ERR_MEMORY; nothing is said. */
enum err fetch_file(struct context *context, const char *server, const char *path, size_t max,
		    struct span *out) MUST_USE;

/* The parts of fetch_call, for `guosuo request`: a signed request that was not sent yet. */
struct fetch_signed {
	char authority[FETCH_NAME], path[FETCH_NAME];
	const char *content_type; /* borrowed, as the body is */
	struct span body;
	struct httpsig_headers headers;
};
/* ERR_FORMAT: server is no URL, or httpsig_sign's; ERR_SIZE. */
enum err fetch_sign(const struct key *key, const char *server, const char *method, const char *content_type,
		    struct span body, struct fetch_signed *out) MUST_USE;

/* Sends it, once more when no answer came. out: the answer's body whatever the status, in the arena. ERR_NETWORK, ERR_SIZE,
 * ERR_MEMORY; nothing is said. */
enum err fetch_post(struct context *context, const char *server, const struct fetch_signed *request, long *status,
		    struct span *out) MUST_USE;

/* Says what an error answer of the Connect protocol means, field by field; returns the error it names. */
enum err fetch_said(struct context *context, struct span body) MUST_USE;

#endif
