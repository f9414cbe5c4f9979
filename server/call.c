#include <string.h>

#include "server/rpc.h"

void *call_take(struct call *call, size_t n)
{
	void *out = arena_take(&call->arena, n);
	call->starved |= out == NULL;
	return out;
}

void *call_make(struct call *call, const ProtobufCMessageDescriptor *type)
{
	ProtobufCMessage *out = call_take(call, type->sizeof_message);
	if (out != NULL)
		type->message_init(out);
	return out;
}

void *call_reply(struct call *call)
{
	call->reply = call_make(call, call->method->output);
	return call->reply;
}

ProtobufCBinaryData call_bytes(struct call *call, struct span bytes)
{
	uint8_t *copy = call_take(call, bytes.n);
	if (copy == NULL || bytes.n == 0)
		return (ProtobufCBinaryData){0, NULL};
	memcpy(copy, bytes.p, bytes.n);
	return (ProtobufCBinaryData){bytes.n, copy};
}

char *call_text(struct call *call, struct span text)
{
	char *copy = arena_text(&call->arena, text);
	call->starved |= copy == NULL;
	return copy == NULL ? (char *)(uintptr_t)protobuf_c_empty_string : copy;
}

struct span field_span(ProtobufCBinaryData data)
{
	return span_of(data.data, data.len);
}

enum err call_fault(struct call *call, enum rule rule, const char *field, int64_t got, int64_t limit)
{
	fault_add(&call->faults, rule, field, got, limit);
	return ERR_INPUT;
}

enum err call_length(struct call *call, ProtobufCBinaryData data, size_t want, const char *field)
{
	if (data.len == want)
		return ERR_OK;
	return call_fault(call, data.len == 0 ? RULE_REQUIRED : RULE_BYTES, field, (int64_t)data.len, (int64_t)want);
}

static Guosuo__V1__FieldError *field_error(struct call *call, const struct fault *fault)
{
	char text[512];
	Guosuo__V1__FieldError *out = call_make(call, &guosuo__v1__field_error__descriptor);
	if (out == NULL)
		return NULL;
	out->field = call_text(call, span_text(fault->field));
	out->rule = call_text(call, span_text(fault_name(fault->rule)));
	fault_text(fault, LANG_ZH, text, sizeof text);
	out->zh = call_text(call, span_text(text));
	fault_text(fault, LANG_EN, text, sizeof text);
	out->en = call_text(call, span_text(text));
	return out;
}

Guosuo__V1__FieldError **call_field_errors(struct call *call, const struct faults *faults, size_t *count)
{
	Guosuo__V1__FieldError **out = call_take(call, faults->count * sizeof(void *));
	*count = 0;
	for (size_t i = 0; out != NULL && i < faults->count; i++) {
		out[*count] = field_error(call, &faults->item[i]);
		*count += out[*count] != NULL;
	}
	return out;
}
