/* client/fetch.h - calls to the desk: signed with this device's key (RFC 9421), Connect protocol, application/proto. */
#ifndef GUOSUO_CLIENT_FETCH_H
#define GUOSUO_CLIENT_FETCH_H

#include "client/key.h"

enum { FETCH_MAX = 4 * 1024 * 1024, FETCH_SECONDS = 30 };

/* method: "Desk/SubmitTrip". The answer is unpacked into the context's arena. Errors are said on standard error in the
 * language in force, field by field; the caller only returns EXIT_OTHER. A call that got no answer is sent once more with
 * the same nonce, so it takes effect once. ERR_NETWORK, or the error the server named. */
enum err fetch_call(struct context *context, const struct key *key, const char *server, const char *method,
		    const ProtobufCMessage *request, const ProtobufCMessageDescriptor *answer,
		    ProtobufCMessage **out) MUST_USE;

/* GET server/path, unsigned: state files. ERR_NOT_FOUND, ERR_NETWORK, ERR_SIZE, ERR_MEMORY; nothing is said. */
enum err fetch_file(struct context *context, const char *server, const char *path, size_t max,
		    struct span *out) MUST_USE;

#endif
