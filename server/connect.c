#include "server/connect.h"

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "proto/canon.h"
#include "proto/wire/json.h"

static bool is_text(struct span value, const char *text)
{
	return span_equal(value, span_text(text));
}

static bool read_type(struct span type, bool *json)
{
	if (is_text(type, "application/proto"))
		*json = false;
	else if (is_text(type, "application/json") || is_text(type, "application/json; charset=utf-8"))
		*json = true;
	else
		return false;
	return true;
}

/* Connect-Timeout-Ms: at most ten digits. */
static bool read_timeout(struct span text, int64_t *out)
{
	int64_t ms = 0;
	if (text.p == NULL) {
		*out = 0;
		return true;
	}
	if (text.n == 0 || text.n > 10)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] < '0' || text.p[i] > '9')
			return false;
		ms = ms * 10 + (text.p[i] - '0');
	}
	*out = ms > 0 ? ms : 1;
	return true;
}

enum err connect_read(const struct http_request *request, struct connect_head *out, unsigned *status)
{
	struct connect_head head = {0};
	struct span encoding = http_header(request, "content-encoding");
	struct span version = http_header(request, "connect-protocol-version");
	if (!read_type(http_header(request, "content-type"), &head.json)) {
		*status = 415;
		return ERR_FORMAT;
	}
	if (encoding.p != NULL && !is_text(encoding, "identity")) {
		*status = 501;
		return ERR_FORMAT;
	}
	if ((version.p != NULL && !is_text(version, "1")) ||
	    !read_timeout(http_header(request, "connect-timeout-ms"), &head.timeout_ms)) {
		*status = 400;
		return ERR_FORMAT;
	}
	*out = head;
	return ERR_OK;
}

enum err connect_open(bool json, struct span body, const ProtobufCMessageDescriptor *type,
                      struct arena *arena, struct faults *faults, ProtobufCMessage **out)
{
	return json ? json_read(type, body, arena, faults, out) : canon_open(type, body, arena, out);
}

unsigned connect_status(enum err err)
{
	static const struct {
		const char *code;
		unsigned status;
	} rows[] = {
	    {"invalid_argument", 400},  {"failed_precondition", 400}, {"unauthenticated", 401},
	    {"permission_denied", 403}, {"not_found", 404},           {"already_exists", 409},
	    {"aborted", 409},           {"resource_exhausted", 429},  {"unimplemented", 501},
	    {"unavailable", 503},       {"deadline_exceeded", 504},   {"internal", 500},
	    {"data_loss", 500},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i].code, err_connect(err)) == 0)
			return rows[i].status;
	return 500;
}

static const struct http_header as_json[] = {{"Content-Type", "application/json"},
                                             {"Cache-Control", "no-store"}};
static const struct http_header as_proto[] = {{"Content-Type", "application/proto"},
                                              {"Cache-Control", "no-store"}};

void connect_reply_raw(struct http_request *request, struct span raw)
{
	http_reply(request, 200, as_proto, 2, raw);
}

static void reply_json(struct http_request *request, const ProtobufCMessage *message)
{
	char *text;
	size_t length;
	enum err err = json_write(message, JSON_FOR_PROGRAMS, &text, &length);
	if (err != ERR_OK) {
		connect_fail(request, err, 0, NULL);
		return;
	}
	http_reply(request, 200, as_json, 2, span_of(text, length));
	free(text);
}

void connect_reply(struct http_request *request, bool json, const ProtobufCMessage *message)
{
	size_t n = json ? 0 : protobuf_c_message_get_packed_size(message);
	uint8_t *raw = json ? NULL : malloc(n + 1);
	if (json) {
		reply_json(request, message);
	} else if (raw == NULL) {
		connect_fail(request, ERR_MEMORY, 0, NULL);
	} else {
		protobuf_c_message_pack(message, raw);
		connect_reply_raw(request, span_of(raw, n));
	}
	free(raw);
}

/* The detail as {"type", "value"}: value is the packed message in base64 without padding. */
static json_t *detail_json(const Guosuo__V1__ErrorDetail *detail)
{
	size_t n = protobuf_c_message_get_packed_size(&detail->base);
	size_t room = sodium_base64_encoded_len(n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	uint8_t *raw = malloc(n + 1);
	char *text = malloc(room);
	json_t *out = NULL;
	if (raw != NULL && text != NULL) {
		protobuf_c_message_pack(&detail->base, raw);
		sodium_bin2base64(text, room, raw, n, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
		out = json_pack("{s:s, s:s}", "type", "guosuo.v1.ErrorDetail", "value", text);
	}
	free(raw);
	free(text);
	return out;
}

/* For people who read the answer without the schema. */
static json_t *fields_json(const Guosuo__V1__ErrorDetail *detail)
{
	json_t *out = json_array();
	for (size_t i = 0; i < detail->n_fields; i++) {
		const Guosuo__V1__FieldError *field = detail->fields[i];
		json_array_append_new(out, json_pack("{s:s, s:s, s:s, s:s}", "field", field->field, "rule",
		                                     field->rule, "zh", field->zh, "en", field->en));
	}
	return out;
}

static char *fail_text(enum err err, const Guosuo__V1__ErrorDetail *detail)
{
	char message[512];
	strcpy(message, err_text(err, LANG_ZH));
	strcat(message, " / ");
	strcat(message, err_text(err, LANG_EN));
	json_t *root = json_pack("{s:s, s:s}", "code", err_connect(err), "message", message);
	json_t *item = detail == NULL ? NULL : detail_json(detail);
	if (item != NULL) {
		json_object_set_new(item, "debug", json_pack("{s:o}", "fields", fields_json(detail)));
		json_object_set_new(root, "details", json_pack("[o]", item));
	}
	char *text = json_dumps(root, JSON_COMPACT);
	json_decref(root);
	return text;
}

void connect_fail(struct http_request *request, enum err err, unsigned status,
                  const Guosuo__V1__ErrorDetail *detail)
{
	static const struct http_header headers[] = {{"Content-Type", "application/json"},
	                                             {"Cache-Control", "no-store"},
	                                             {"Accept-Post", "application/proto, application/json"}};
	char *text = fail_text(err, detail);
	http_reply(request, status != 0 ? status : connect_status(err), headers, 3,
	           text == NULL ? span_text("{\"code\":\"resource_exhausted\"}") : span_text(text));
	free(text);
}
