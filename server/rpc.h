/* server/rpc.h - a call from its bytes to its answer: Connect protocol, unary, POST
 * /guosuo.v1.Service/Method.
 *
 * The schema's service descriptors say which methods there are; each has one row here. On the way of a call:
 *   loop   method, signature, role, message, then the row's begin
 *   store  the row's run, in a transaction; a write keeps its answer under (keyid, nonce), so that the same
 * request again gets the same answer, and another body under that nonce is refused loop   the row's after,
 * then the answer, once the commit is on disk */
#ifndef GUOSUO_SERVER_RPC_H
#define GUOSUO_SERVER_RPC_H

#include "proto/fault.h"
#include "guosuo/v1/signals.pb-c.h"
#include "server/app.h"
#include "server/auth.h"
#include "server/connect.h"
#include "server/http.h"
#include "server/store.h"
#include "server/timing.h"

struct call;

enum rpc_effect {
	RPC_READ,
	RPC_WRITE,
	RPC_WRITE_ONCE, /* a write whose begin leaves something behind: a repeated request is known before it */
};

struct rpc_row {
	const char *name;
	uint32_t roles; /* AUTH_ROLE and AUTH_PROPOSED bits */
	enum rpc_effect effect;
	size_t body_max; /* bytes of a request's body */
	/* In a store thread, perhaps more than once. Sets call->reply. Touches only tx and call. */
	enum err (*run)(struct tx *tx, struct call *call);
	/* In the loop before that; ends in rpc_go_on, now or later. Once for each time a request comes, so it changes
	 * nothing that could not be lost. NULL: nothing to do. */
	void (*begin)(struct call *call);
	/* In the loop after the commit; not for a repeated request. NULL: nothing to do. */
	void (*after)(struct call *call);
	/* The key a request proposes, where roles has AUTH_PROPOSED. NULL, or a result of NULL: none. */
	const uint8_t *(*proposed)(struct call *call);
};

struct rpc_service {
	const ProtobufCServiceDescriptor *descriptor;
	const struct rpc_row *rows;
	size_t count;
};
extern const struct rpc_service rpc_services[];
extern const size_t rpc_service_count;

enum {
	RPC_BODY_MAX = 128 * 1024,       /* a request's body */
	RPC_FILE_BODY_MAX = 1024 * 1024, /* one that carries a state file */
	RPC_KEEP_S = 7 * 24 * 3600,      /* how long answers are kept */
};

struct call {
	struct app *app;
	struct http_request *http;
	const struct rpc_row *row;
	const ProtobufCMethodDescriptor *method;
	struct connect_head head;
	int64_t now;        /* Unix seconds, when it arrived */
	int64_t arrived_ms; /* monotonic */
	struct httpsig sig;
	uint8_t digest[HASH_LEN]; /* of path and body */
	struct principal who;
	struct held *held; /* the trust that was held when it arrived */
	struct timing *timing; /* and the clocks; may be NULL */
	struct clock_rules rules; /* of these two */
	ProtobufCMessage *request;
	ProtobufCMessage *reply;
	struct span kept;       /* the packed answer that is or was stored with the request */
	bool repeated;          /* kept was there before */
	struct faults faults;   /* of the present step */
	enum err refused;       /* the begin's error */
	void *plan;             /* begin's, in the arena, for run and after */
	struct held_file *file; /* begin's, released with the call */
	struct arena arena;
	size_t mark;  /* arena.used before run */
	bool starved; /* the arena was full */
	bool took_back; /* an index is revoked: a new status list is due */
};

/* POST of a known or unknown method. Answers it. */
void rpc_serve(struct app *app, struct http_request *request);

/* Bytes a request with this path may have; 0: there is no such method. */
size_t rpc_body_cap(struct span path);

/* The row of "/guosuo.v1.Service/Method", or NULL. */
const struct rpc_row *rpc_find(struct span path, const ProtobufCMethodDescriptor **method);

/* Ends a begin: its transaction is next; after an error the answer this request has had before, or that error. */
void rpc_go_on(struct call *call, enum err err);

/* ---- for methods: memory that lives until the answer is sent ---- */

/* A zeroed piece, or NULL, and the call fails with ERR_MEMORY. */
void *call_take(struct call *call, size_t n);
/* A message of this type, initialised, or NULL as above. call_reply makes the method's own and sets
 * call->reply. */
void *call_make(struct call *call, const ProtobufCMessageDescriptor *type);
void *call_reply(struct call *call);
/* Copies; empty when there is no memory, and the call fails. */
ProtobufCBinaryData call_bytes(struct call *call, struct span bytes);
char *call_text(struct call *call, struct span text);

/* What a request's field holds. */
struct span field_span(ProtobufCBinaryData data);

/* Has the field this many bytes? ERR_INPUT, faulted: it has none, or others. */
enum err call_length(struct call *call, ProtobufCBinaryData data, size_t want, const char *field) MUST_USE;

/* Adds a fault and is ERR_INPUT. */
enum err call_fault(struct call *call, enum rule rule, const char *field, int64_t got,
                    int64_t limit) MUST_USE;

/* The faults (or the warnings alone) as messages of the answer. NULL with *count 0 when there are none. */
Guosuo__V1__FieldError **call_field_errors(struct call *call, const struct faults *faults, size_t *count);

#endif
