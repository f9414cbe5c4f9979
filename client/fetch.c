#include "client/fetch.h"

#include <curl/curl.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "client/say.h"
#include "proto/canon.h"
#include "proto/wire/base64.h"
#include "proto/wire/httpsig.h"

enum { URL_MAX = 1024, HEADER_MAX = 512 };

struct answer {
	uint8_t *bytes;
	size_t length, max;
	long status;
};

static size_t collect(char *data, size_t one, size_t count, void *context)
{
	struct answer *answer = context;
	size_t n = one * count;
	if (n > answer->max - answer->length)
		return 0;
	uint8_t *more = realloc(answer->bytes, answer->length + n + 1);
	if (more == NULL)
		return 0;
	memcpy(more + answer->length, data, n);
	more[answer->length + n] = 0;
	answer->bytes = more;
	answer->length += n;
	return n;
}

/* "http://host:port/base" -> "host:port", as the signature covers it. */
static enum err authority_of(const char *server, char out[static FETCH_NAME])
{
	const char *start = strstr(server, "://");
	if (start == NULL)
		return ERR_FORMAT;
	start += 3;
	size_t n = strcspn(start, "/");
	if (n == 0 || n >= FETCH_NAME)
		return ERR_FORMAT;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)(start[i] >= 'A' && start[i] <= 'Z' ? start[i] + 32 : start[i]);
	out[n] = '\0';
	return ERR_OK;
}

static enum err perform(CURL *curl, struct answer *answer)
{
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, collect);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)FETCH_SECONDS);
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	CURLcode code = curl_easy_perform(curl);
	if (code == CURLE_WRITE_ERROR)
		return ERR_SIZE;
	if (code != CURLE_OK)
		return ERR_NETWORK;
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &answer->status);
	return ERR_OK;
}

static struct curl_slist *add(struct curl_slist *list, const char *name, const char *value, bool *good)
{
	char line[HEADER_MAX];
	if (snprintf(line, sizeof line, "%s: %s", name, value) >= (int)sizeof line)
		*good = false;
	struct curl_slist *longer = curl_slist_append(list, line);
	*good = *good && longer != NULL;
	return longer == NULL ? list : longer;
}

static enum err post_once(const char *url, const struct fetch_signed *request, struct answer *answer)
{
	CURL *curl = curl_easy_init();
	bool good = curl != NULL;
	struct curl_slist *headers = NULL;
	headers = add(headers, "Content-Type", request->content_type, &good);
	headers = add(headers, "Content-Digest", request->headers.digest, &good);
	headers = add(headers, "Signature-Input", request->headers.input, &good);
	headers = add(headers, "Signature", request->headers.signature, &good);
	headers = add(headers, "Host", request->authority, &good);
	headers = add(headers, "Connect-Protocol-Version", "1", &good);
	headers = add(headers, "Expect", "", &good);
	enum err err = ERR_MEMORY;
	if (good) {
		curl_easy_setopt(curl, CURLOPT_URL, url);
		curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, (const char *)request->body.p);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)request->body.n);
		err = perform(curl, answer);
	}
	curl_slist_free_all(headers);
	curl_easy_cleanup(curl);
	return err;
}

static enum err sign_under(const struct key *key, const char *server, const char *method, const char *content_type,
			   struct span body, const uint8_t nonce[static HTTPSIG_NONCE_LEN], struct fetch_signed *out)
{
	struct fetch_signed made = {.content_type = content_type, .body = body};
	enum err err = authority_of(server, made.authority);
	if (err != ERR_OK)
		return err;
	if (snprintf(made.path, sizeof made.path, "/guosuo.v1.%s", method) >= (int)sizeof made.path)
		return ERR_SIZE;
	struct httpsig_request request = {span_text("POST"), span_text(made.authority), span_text(made.path),
					  span_text(content_type), body};
	err = httpsig_sign(&request, key->secret, (int64_t)time(NULL), nonce, &made.headers);
	if (err == ERR_OK)
		*out = made;
	return err;
}

enum err fetch_sign(const struct key *key, const char *server, const char *method, const char *content_type,
		    struct span body, struct fetch_signed *out)
{
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	randombytes_buf(nonce, sizeof nonce);
	return sign_under(key, server, method, content_type, body, nonce, out);
}

/* An answer that was lost is asked for again with the same nonce: the desk gives the first answer. */
static enum err post(const char *server, const struct fetch_signed *request, struct answer *answer)
{
	char url[URL_MAX];
	if (snprintf(url, sizeof url, "%s%s", server, request->path) >= (int)sizeof url)
		return ERR_SIZE;
	enum err err = post_once(url, request, answer);
	if (err == ERR_NETWORK) {
		answer->length = 0;
		err = post_once(url, request, answer);
	}
	return err;
}

enum err fetch_post(struct context *context, const char *server, const struct fetch_signed *request, long *status,
		    struct span *out)
{
	struct answer answer = {.max = FETCH_MAX};
	enum err err = post(server, request, &answer);
	char *copy = err == ERR_OK ? arena_text(&context->arena, span_of(answer.bytes, answer.length)) : NULL;
	if (err == ERR_OK && copy == NULL)
		err = ERR_MEMORY;
	if (err == ERR_OK) {
		*status = answer.status;
		*out = span_of(copy, answer.length);
	}
	free(answer.bytes);
	return err;
}

static enum err error_named(const char *connect)
{
	for (enum err err = ERR_OK + 1; err < ERR_COUNT; err++)
		if (connect != NULL && strcmp(err_connect(err), connect) == 0)
			return err;
	return ERR_INTERNAL;
}

/* NULL: there is none that can be read. */
static const Guosuo__V1__ErrorDetail *detail_of(struct context *context, const char *value)
{
	enum { DETAIL_MAX = 65536 };
	size_t n = 0;
	ProtobufCMessage *message;
	uint8_t *bytes = arena_take(&context->arena, DETAIL_MAX);
	if (value == NULL || bytes == NULL ||
	    !base64_read(span_text(value), sodium_base64_VARIANT_ORIGINAL_NO_PADDING, bytes, DETAIL_MAX, &n) ||
	    canon_open(&guosuo__v1__error_detail__descriptor, span_of(bytes, n), &context->arena, &message) != ERR_OK)
		return NULL;
	return (const Guosuo__V1__ErrorDetail *)message;
}

/* The error an answer names, its detail, and its plain text where somebody is to be told. */
static enum err refusal_of(struct context *context, struct span body, const Guosuo__V1__ErrorDetail **out, bool tell)
{
	json_t *object = json_loadb((const char *)body.p, body.n, 0, NULL);
	const char *code = json_string_value(json_object_get(object, "code"));
	const char *text = json_string_value(json_object_get(object, "message"));
	json_t *detail = json_array_get(json_object_get(object, "details"), 0);
	enum err err = error_named(code);
	*out = detail_of(context, json_string_value(json_object_get(detail, "value")));
	if (tell && *out != NULL)
		say_detail(context, *out);
	else if (tell)
		fprintf(stderr, "%s\n", text != NULL ? text : err_text(err, context->lang));
	json_decref(object);
	return err;
}

enum err fetch_said(struct context *context, struct span body)
{
	const Guosuo__V1__ErrorDetail *detail;
	return refusal_of(context, body, &detail, true);
}

enum err fetch_under(struct context *context, const struct key *key, const char *server, const char *method,
		     const uint8_t nonce[static HTTPSIG_NONCE_LEN], const ProtobufCMessage *request,
		     const ProtobufCMessageDescriptor *answer, ProtobufCMessage **out,
		     const Guosuo__V1__ErrorDetail **refused)
{
	struct fetch_signed made;
	struct span body, reply;
	long status = 0;
	*refused = NULL;
	enum err err = canon_pack(request, &context->arena, &body);
	if (err == ERR_OK)
		err = sign_under(key, server, method, "application/proto", body, nonce, &made);
	if (err == ERR_OK)
		err = fetch_post(context, server, &made, &status, &reply);
	if (err == ERR_OK && status != 200)
		return refusal_of(context, reply, refused, false);
	return err == ERR_OK ? canon_open(answer, reply, &context->arena, out) : err;
}

enum err fetch_call(struct context *context, const struct key *key, const char *server, const char *method,
		    const ProtobufCMessage *request, const ProtobufCMessageDescriptor *answer, ProtobufCMessage **out)
{
	struct fetch_signed made;
	struct span body, reply;
	long status = 0;
	if (server == NULL || server[0] == '\0') {
		say(context, SAY_NO_SERVER);
		return ERR_NETWORK;
	}
	enum err err = canon_pack(request, &context->arena, &body);
	if (err == ERR_OK)
		err = fetch_sign(key, server, method, "application/proto", body, &made);
	if (err == ERR_OK)
		err = fetch_post(context, server, &made, &status, &reply);
	if (err == ERR_OK && status != 200)
		return fetch_said(context, reply);
	if (err == ERR_OK)
		err = canon_open(answer, reply, &context->arena, out);
	if (err != ERR_OK)
		say_err(context, err, server);
	return err;
}

enum err fetch_file(struct context *context, const char *server, const char *path, size_t max, struct span *out)
{
	char url[URL_MAX];
	struct answer answer = {.max = max};
	if (snprintf(url, sizeof url, "%s/%s", server, path) >= (int)sizeof url)
		return ERR_SIZE;
	CURL *curl = curl_easy_init();
	if (curl == NULL)
		return ERR_MEMORY;
	curl_easy_setopt(curl, CURLOPT_URL, url);
	enum err err = perform(curl, &answer);
	curl_easy_cleanup(curl);
	if (err == ERR_OK && answer.status != 200)
		err = answer.status == 404 ? ERR_NOT_FOUND : ERR_NETWORK;
	char *copy = err == ERR_OK ? arena_text(&context->arena, span_of(answer.bytes, answer.length)) : NULL;
	if (err == ERR_OK && copy == NULL)
		err = ERR_MEMORY;
	if (err == ERR_OK)
		*out = span_of(copy, answer.length);
	free(answer.bytes);
	return err;
}
