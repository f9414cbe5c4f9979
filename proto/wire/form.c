#include "proto/wire/form.h"

#include <assert.h>

static const struct form forms[] = {
    [PROTOBUF_C_TYPE_INT32] = {FORM_INTEGER, 4, INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_SINT32] = {FORM_INTEGER, 4, INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_SFIXED32] = {FORM_INTEGER, 4, INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_INT64] = {FORM_INTEGER, 8, INT64_MIN, INT64_MAX},
    [PROTOBUF_C_TYPE_SINT64] = {FORM_INTEGER, 8, INT64_MIN, INT64_MAX},
    [PROTOBUF_C_TYPE_SFIXED64] = {FORM_INTEGER, 8, INT64_MIN, INT64_MAX},
    [PROTOBUF_C_TYPE_UINT32] = {FORM_INTEGER, 4, 0, UINT32_MAX},
    [PROTOBUF_C_TYPE_FIXED32] = {FORM_INTEGER, 4, 0, UINT32_MAX},
    [PROTOBUF_C_TYPE_UINT64] = {FORM_INTEGER, 8, 0, UINT64_MAX},
    [PROTOBUF_C_TYPE_FIXED64] = {FORM_INTEGER, 8, 0, UINT64_MAX},
    [PROTOBUF_C_TYPE_FLOAT] = {.kind = FORM_NEVER},
    [PROTOBUF_C_TYPE_DOUBLE] = {.kind = FORM_NEVER},
    [PROTOBUF_C_TYPE_BOOL] = {FORM_BOOL, sizeof(protobuf_c_boolean), 0, 0},
    [PROTOBUF_C_TYPE_ENUM] = {FORM_ENUM, sizeof(int), INT32_MIN, INT32_MAX},
    [PROTOBUF_C_TYPE_STRING] = {FORM_STRING, sizeof(char *), 0, 0},
    [PROTOBUF_C_TYPE_BYTES] = {FORM_BYTES, sizeof(ProtobufCBinaryData), 0, 0},
    [PROTOBUF_C_TYPE_MESSAGE] = {FORM_MESSAGE, sizeof(ProtobufCMessage *), 0, 0},
};

const struct form *form_of(ProtobufCType type)
{
	assert((size_t)type < sizeof forms / sizeof forms[0] && forms[type].kind != FORM_NEVER);
	return &forms[type];
}

void form_name(const char *name, char out[static FORM_NAME_MAX])
{
	size_t n = 0;
	for (size_t i = 0; name[i] != '\0'; i++) {
		bool raised = name[i] == '_';
		if (raised && name[++i] == '\0')
			break;
		assert(n < FORM_NAME_MAX - 1);
		out[n++] = raised && name[i] >= 'a' && name[i] <= 'z' ? (char)(name[i] - 'a' + 'A') : name[i];
	}
	out[n] = '\0';
}
