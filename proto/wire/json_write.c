#include "proto/wire/json.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/utf8.h"
#include "proto/wire/form.h"

typedef ProtobufCFieldDescriptor field_t;

/* Makes the value at `value`, or says why not; a NULL result always has *err set. */
typedef json_t *value_fn(const field_t *field, const void *value, enum err *err);

static value_fn message_value;

static json_t *made(json_t *value, enum err *err)
{
	if (value == NULL)
		*err = ERR_MEMORY;
	return value;
}

static json_t *wide_value(const field_t *field, const void *value, enum err *err)
{
	uint64_t number;
	char digits[24];
	memcpy(&number, value, sizeof number);
	snprintf(digits, sizeof digits, form_of(field->type)->least < 0 ? "%" PRId64 : "%" PRIu64, number);
	return made(json_string_nocheck(digits), err);
}

static json_t *integer_value(const field_t *field, const void *value, enum err *err)
{
	uint32_t number;
	if (form_of(field->type)->size == sizeof(uint64_t))
		return wide_value(field, value, err);
	memcpy(&number, value, sizeof number);
	return made(json_integer(form_of(field->type)->least < 0 ? (json_int_t)(int32_t)number : number),
	            err);
}

static json_t *bool_value(const field_t *field, const void *value, enum err *err)
{
	(void)field;
	return made(json_boolean(*(const protobuf_c_boolean *)value), err);
}

static json_t *enum_value(const field_t *field, const void *value, enum err *err)
{
	int number = *(const int *)value;
	const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(field->descriptor, number);
	return made(known != NULL ? json_string_nocheck(known->name) : json_integer(number), err);
}

static json_t *string_value(const field_t *field, const void *value, enum err *err)
{
	const char *text = *(char *const *)value;
	(void)field;
	if (text == NULL)
		text = "";
	if (!utf8_valid(span_text(text))) {
		*err = ERR_FORMAT;
		return NULL;
	}
	return made(json_string_nocheck(text), err);
}

static json_t *bytes_value(const field_t *field, const void *value, enum err *err)
{
	const ProtobufCBinaryData *raw = value;
	size_t size = sodium_base64_encoded_len(raw->len, sodium_base64_VARIANT_ORIGINAL);
	json_malloc_t take;
	json_free_t give_back;
	(void)field;
	json_get_alloc_funcs(&take, &give_back);
	char *text = take(size);
	if (text == NULL)
		return made(NULL, err);
	sodium_bin2base64(text, size, raw->data, raw->len, sodium_base64_VARIANT_ORIGINAL);
	json_t *made_of = made(json_stringn_nocheck(text, size - 1), err);
	give_back(text);
	return made_of;
}

static value_fn *const value_of[FORM_KINDS] = {
    [FORM_INTEGER] = integer_value, [FORM_BOOL] = bool_value,   [FORM_ENUM] = enum_value,
    [FORM_STRING] = string_value,   [FORM_BYTES] = bytes_value, [FORM_MESSAGE] = message_value,
};

static json_t *list_value(const field_t *field, const void *values, size_t count, enum err *err)
{
	const struct form *form = form_of(field->type);
	json_t *list = made(json_array(), err);
	for (size_t i = 0; list != NULL && i < count; i++) {
		json_t *value = value_of[form->kind](field, (const uint8_t *)values + i * form->size, err);
		if (value != NULL && json_array_append_new(list, value) != 0)
			*err = ERR_MEMORY;
		if (*err != ERR_OK) {
			json_decref(list);
			list = NULL;
		}
	}
	return list;
}

static bool is_zero(const uint8_t *value, size_t size)
{
	return sodium_is_zero(value, size);
}

static bool is_default(const field_t *field, const void *value)
{
	const struct form *form = form_of(field->type);
	const char *text;
	switch (form->kind) {
	case FORM_STRING:
		text = *(char *const *)value;
		return text == NULL || text[0] == '\0';
	case FORM_BYTES:
		return ((const ProtobufCBinaryData *)value)->len == 0;
	default:
		return is_zero(value, form->size);
	}
}

/* NULL with *err OK: the field is absent. */
static json_t *field_value(const ProtobufCMessage *message, const field_t *field, enum err *err)
{
	const uint8_t *base = (const uint8_t *)message;
	const void *value = base + field->offset;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t count = *(const size_t *)(base + field->quantifier_offset);
		return count == 0 ? NULL : list_value(field, *(void *const *)value, count, err);
	}
	bool chosen = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
	if (chosen ? *(const uint32_t *)(base + field->quantifier_offset) != field->id
	           : is_default(field, value))
		return NULL;
	return value_of[form_of(field->type)->kind](field, value, err);
}

static json_t *object_of(const ProtobufCMessage *message, enum err *err)
{
	json_t *object = made(json_object(), err);
	for (unsigned i = 0; object != NULL && i < message->descriptor->n_fields; i++) {
		const field_t *field = &message->descriptor->fields[i];
		char name[FORM_NAME_MAX];
		json_t *value = field_value(message, field, err);
		form_name(field->name, name);
		if (value != NULL && json_object_set_new_nocheck(object, name, value) != 0)
			*err = ERR_MEMORY;
		if (*err != ERR_OK) {
			json_decref(object);
			object = NULL;
		}
	}
	return object;
}

static json_t *message_value(const field_t *field, const void *value, enum err *err)
{
	(void)field;
	return object_of(*(ProtobufCMessage *const *)value, err);
}

/* Not json_dumps: jansson 2.14 passes over a failed growth of its buffer while it writes a key. Here the
 * length is counted first, and nothing can fail to grow. */
static char *text_of(const json_t *object, enum json_style style, size_t *length)
{
	const size_t flags = style == JSON_FOR_PEOPLE ? JSON_INDENT(2) : JSON_COMPACT;
	json_malloc_t take;
	json_free_t give_back;
	json_get_alloc_funcs(&take, &give_back);
	size_t n = json_dumpb(object, NULL, 0, flags);
	char *text = n == 0 ? NULL : take(n + 2);
	if (text == NULL)
		return NULL;
	if (json_dumpb(object, text, n, flags) != n) {
		give_back(text);
		return NULL;
	}
	if (style == JSON_FOR_PEOPLE)
		text[n++] = '\n';
	text[n] = '\0';
	*length = n;
	return text;
}

enum err json_write(const ProtobufCMessage *message, enum json_style style, char **out, size_t *length)
{
	enum err err = ERR_OK;
	json_t *object = object_of(message, &err);
	if (object == NULL)
		return err;
	char *text = text_of(object, style, length);
	json_decref(object);
	if (text == NULL)
		return ERR_MEMORY;
	*out = text;
	return ERR_OK;
}
