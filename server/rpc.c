#include "server/rpc.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "server/log.h"
#include "server/store_request.h"

/* Room for a request's message, its answer as message, packed and as JSON; untouched memory costs nothing. */
enum { ROOM = 1024 * 1024, ROOM_FACTOR = 16 };

static int64_t monotonic_ms(void)
{
	struct timespec at;
	clock_gettime(CLOCK_MONOTONIC, &at);
	return (int64_t)at.tv_sec * 1000 + at.tv_nsec / 1000000;
}

/* ---- which method ---- */

static const struct rpc_row *row_of(const struct rpc_service *service, const char *name)
{
	for (size_t i = 0; i < service->count; i++)
		if (strcmp(service->rows[i].name, name) == 0)
			return &service->rows[i];
	return NULL;
}

/* name: "Method" of the service, n characters. */
static const struct rpc_row *method_of(const struct rpc_service *service, const char *name, size_t n,
                                       const ProtobufCMethodDescriptor **method)
{
	for (unsigned i = 0; i < service->descriptor->n_methods; i++) {
		const ProtobufCMethodDescriptor *at = &service->descriptor->methods[i];
		if (strlen(at->name) != n || memcmp(at->name, name, n) != 0)
			continue;
		*method = at;
		return row_of(service, at->name);
	}
	return NULL;
}

const struct rpc_row *rpc_find(struct span path, const ProtobufCMethodDescriptor **method)
{
	for (size_t i = 0; i < rpc_service_count; i++) {
		const char *name = rpc_services[i].descriptor->name;
		size_t n = strlen(name);
		if (path.n > n + 2 && path.p[0] == '/' && path.p[n + 1] == '/' &&
		    memcmp(path.p + 1, name, n) == 0)
			return method_of(&rpc_services[i], (const char *)path.p + n + 2, path.n - n - 2,
			                 method);
	}
	return NULL;
}

size_t rpc_body_cap(struct span path)
{
	const ProtobufCMethodDescriptor *method;
	const struct rpc_row *row = rpc_find(path, &method);
	return row == NULL ? 0 : row->body_max;
}

/* ---- a call's life ---- */

static struct call *call_new(struct app *app, struct http_request *request)
{
	size_t size = ROOM + ROOM_FACTOR * http_body(request).n;
	struct call *call = calloc(1, sizeof *call);
	uint8_t *memory = call == NULL ? NULL : malloc(size);
	if (memory == NULL) {
		free(call);
		return NULL;
	}
	call->app = app;
	call->http = request;
	call->arena = (struct arena){memory, size, 0};
	call->now = time(NULL);
	call->arrived_ms = monotonic_ms();
	call->held = held_keep(app->held);
	call->timing = timing_keep(app->timing);
	call->rules = timing_rules(call->timing, held_directory(call->held));
	return call;
}

static void call_end(struct call *call)
{
	if (call->app->opening == call)
		call->app->opening = NULL;
	held_release(&call->held);
	timing_release(&call->timing);
	held_file_release(&call->file);
	free(call->arena.base);
	free(call);
}

static void note(const struct call *call, enum err err)
{
	log_info("call", http_id(call->http), log_text("method", call->row == NULL ? "" : call->row->name),
	         log_text("outcome", err_name(err)), log_number("repeated", call->repeated),
	         log_number("ms", monotonic_ms() - call->arrived_ms));
}

static void fail(struct call *call, enum err err, unsigned status)
{
	Guosuo__V1__ErrorDetail *detail = call_make(call, &guosuo__v1__error_detail__descriptor);
	if (detail != NULL) {
		detail->zh = (char *)(uintptr_t)err_text(err, LANG_ZH);
		detail->en = (char *)(uintptr_t)err_text(err, LANG_EN);
		detail->fields = call_field_errors(call, &call->faults, &detail->n_fields);
	}
	note(call, err);
	connect_fail(call->http, err, status, detail);
	call_end(call);
}

static void succeed(struct call *call)
{
	note(call, ERR_OK);
	if (call->kept.p != NULL && !call->head.json)
		connect_reply_raw(call->http, call->kept);
	else
		connect_reply(call->http, call->head.json, call->reply);
	call_end(call);
}

/* ---- the store's part ---- */

static bool too_late(const struct call *call)
{
	return call->head.timeout_ms > 0 && monotonic_ms() - call->arrived_ms >= call->head.timeout_ms;
}

/* The answer this request has had already. ERR_NOT_FOUND: none. */
static enum err find_kept(struct tx *tx, struct call *call)
{
	struct span digest, answer;
	enum err err = store_request_find(tx, span_of(call->sig.keyid, KEYID_LEN),
	                                  span_of(call->sig.nonce, HTTPSIG_NONCE_LEN), &digest, &answer);
	if (err != ERR_OK)
		return err;
	if (!span_equal(digest, span_of(call->digest, HASH_LEN))) {
		fault_add(&call->faults, RULE_NONCE_BODY, "nonce", 0, 0);
		return ERR_EXISTS;
	}
	ProtobufCBinaryData copy = call_bytes(call, answer);
	ProtobufCAllocator allocator = arena_allocator(&call->arena);
	call->kept = field_span(copy);
	call->repeated = true;
	call->reply = protobuf_c_message_unpack(call->method->output, &allocator, copy.len, copy.data);
	return call->reply == NULL ? ERR_MEMORY : ERR_OK;
}

static enum err keep_answer(struct tx *tx, struct call *call)
{
	size_t n = protobuf_c_message_get_packed_size(call->reply);
	uint8_t *raw = call_take(call, n);
	if (raw == NULL)
		return ERR_MEMORY;
	protobuf_c_message_pack(call->reply, raw);
	call->kept = span_of(raw, n);
	return store_request_put(tx, span_of(call->sig.keyid, KEYID_LEN),
	                         span_of(call->sig.nonce, HTTPSIG_NONCE_LEN), span_of(call->digest, HASH_LEN),
	                         call->kept, call->now);
}

/* A function may run again, so each run begins as the first did. */
static void start_over(struct call *call)
{
	call->arena.used = call->mark;
	call->reply = NULL;
	call->kept = (struct span){NULL, 0};
	call->repeated = false;
	call->starved = false;
	call->faults = (struct faults){0};
}

static enum err run(struct tx *tx, struct call *call)
{
	enum err err = call->row->run(tx, call);
	if (err == ERR_OK && (call->starved || call->reply == NULL))
		err = ERR_MEMORY;
	return err;
}

static enum err in_store(struct tx *tx, void *ctx)
{
	struct call *call = ctx;
	start_over(call);
	if (too_late(call))
		return ERR_DEADLINE;
	if (call->row->effect == RPC_READ)
		return run(tx, call);
	enum err err = find_kept(tx, call);
	if (err != ERR_NOT_FOUND)
		return err;
	err = run(tx, call);
	return err == ERR_OK ? keep_answer(tx, call) : err;
}

static void from_store(enum err err, void *ctx)
{
	struct call *call = ctx;
	if (err != ERR_OK) {
		fail(call, err, 0);
		return;
	}
	if (call->row->after != NULL && !call->repeated)
		call->row->after(call);
	succeed(call);
}

/* A begin may have failed because the request has been done before: then that answer stands. */
static enum err look_back(struct tx *tx, void *ctx)
{
	struct call *call = ctx;
	const struct faults own = call->faults;
	start_over(call);
	enum err err = find_kept(tx, call);
	if (err != ERR_NOT_FOUND)
		return err;
	call->faults = own;
	return call->refused;
}

static void looked_back(enum err err, void *ctx)
{
	if (err == ERR_OK)
		succeed(ctx);
	else
		fail(ctx, err, 0);
}

void rpc_go_on(struct call *call, enum err err)
{
	struct app *app = call->app;
	call->mark = call->arena.used;
	call->refused = err;
	if (err != ERR_OK)
		err = store_read(app->store, app->store_loop, look_back, call, looked_back);
	else if (call->row->effect != RPC_READ)
		err = store_write(app->store, app->store_loop, in_store, call, from_store);
	else
		err = store_read(app->store, app->store_loop, in_store, call, from_store);
	if (err != ERR_OK)
		fail(call, err, 0);
}

static enum err look_first(struct tx *tx, void *ctx)
{
	start_over(ctx);
	return find_kept(tx, ctx);
}

static void looked_first(enum err err, void *ctx)
{
	struct call *call = ctx;
	if (err == ERR_NOT_FOUND)
		call->row->begin(call);
	else
		looked_back(err, ctx);
}

static void proceed(struct call *call)
{
	struct app *app = call->app;
	call->mark = call->arena.used;
	if (call->row->effect == RPC_WRITE_ONCE) {
		enum err err = store_read(app->store, app->store_loop, look_first, call, looked_first);
		if (err != ERR_OK)
			fail(call, err, 0);
	} else if (call->row->begin != NULL)
		call->row->begin(call);
	else
		rpc_go_on(call, ERR_OK);
}

/* ---- the loop's part ---- */

/* A header that stands twice would be read differently by somebody else. */
static bool stands_once(const struct http_request *request, const char *name)
{
	size_t count = 0;
	for (size_t i = 0; i < http_header_count(request); i++) {
		struct span at = http_header_at(request, i).name;
		count += at.n == strlen(name) && strncasecmp((const char *)at.p, name, at.n) == 0;
	}
	return count == 1;
}

static enum err read_claim(struct call *call, struct auth_claim *out)
{
	static const char *const names[] = {"host", "content-type", "content-digest", "signature-input",
	                                    "signature"};
	const struct http_request *request = call->http;
	for (size_t i = 0; i < sizeof names / sizeof names[0]; i++)
		if (!stands_once(request, names[i]))
			return ERR_UNAUTHENTICATED;
	*out = (struct auth_claim){.host = http_header(request, "host"),
	                           .path = http_path(request),
	                           .content_type = http_header(request, "content-type"),
	                           .body = http_body(request)};
	enum err err =
	    httpsig_read(http_header(request, "signature-input"), http_header(request, "signature"),
	                 http_header(request, "content-digest"), &out->sig);
	call->sig = out->sig;
	return err;
}

/* What makes a request the same request: its path and its body. */
static void set_digest(struct call *call, const struct auth_claim *claim)
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, claim->path.p, claim->path.n);
	crypto_hash_sha256_update(&state, (const uint8_t *)"", 1);
	crypto_hash_sha256_update(&state, claim->sig.digest, sizeof claim->sig.digest);
	crypto_hash_sha256_final(&state, call->digest);
}

static enum err open_message(struct call *call)
{
	return connect_open(call->head.json, http_body(call->http), call->method->input, &call->arena,
	                    &call->faults, &call->request);
}

/* The message is looked into before the signature only where it brings the key. */
static enum err admit(struct call *call)
{
	struct auth_claim claim;
	const struct rpc_row *row = call->row;
	const uint8_t *key = NULL;
	enum err err = read_claim(call, &claim);
	if (err == ERR_OK && row->proposed != NULL)
		err = open_message(call);
	if (err == ERR_OK && row->proposed != NULL)
		key = row->proposed(call);
	if (err == ERR_OK)
		err = auth_verify(call->app->auth, &claim, row->roles, key, call->now, &call->who);
	if (err == ERR_OK && row->proposed == NULL)
		err = open_message(call);
	if (err == ERR_OK)
		set_digest(call, &claim);
	return err;
}

void rpc_serve(struct app *app, struct http_request *request)
{
	struct call *call = call_new(app, request);
	unsigned status = 0;
	if (call == NULL) {
		connect_fail(request, ERR_BUSY, 0, NULL);
		return;
	}
	call->row = rpc_find(http_path(request), &call->method);
	enum err err = call->row == NULL ? ERR_UNKNOWN_METHOD : connect_read(request, &call->head, &status);
	if (err == ERR_OK)
		err = admit(call);
	if (err == ERR_OK && too_late(call))
		err = ERR_DEADLINE;
	if (err == ERR_OK)
		proceed(call);
	else
		fail(call, err, status);
}
