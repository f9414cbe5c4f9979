#include "client/differ.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "proto/civil.h"
#include "proto/fault.h"
#include "proto/identity.h"

struct walk {
	struct difference *out;
	size_t most, count;
	uint32_t utc_offset_min;
};

/* ---- values ---- */

static size_t width(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_MESSAGE:
	case PROTOBUF_C_TYPE_STRING:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_FIXED64:
	case PROTOBUF_C_TYPE_SFIXED64:
		return sizeof(uint64_t);
	default:
		return sizeof(uint32_t);
	}
}

static struct span content(ProtobufCType type, const void *at)
{
	const ProtobufCBinaryData *bytes = at;
	const char *text;
	if (type == PROTOBUF_C_TYPE_BYTES)
		return span_of(bytes->data, bytes->len);
	if (type != PROTOBUF_C_TYPE_STRING)
		return span_of(at, width(type));
	memcpy(&text, at, sizeof text);
	return span_text(text == NULL ? "" : text);
}

static void number_text(const struct walk *walk, const ProtobufCFieldDescriptor *field, const void *at,
			char out[static DIFFER_VALUE])
{
	char plate[PLATE_TEXT_MAX], when[TIME_TEXT_LEN + 1];
	uint64_t number = 0;
	uint32_t small;
	if (width(field->type) == sizeof number) {
		memcpy(&number, at, sizeof number);
	} else {
		memcpy(&small, at, sizeof small);
		number = small;
	}
	if (number == 0)
		return;
	if (strcmp(field->name, "plate") == 0 && plate_text(number, plate) == RULE_OK) {
		snprintf(out, DIFFER_VALUE, "%s", plate);
	} else if (field->type == PROTOBUF_C_TYPE_FIXED32) { /* times, and only they */
		rfc3339_write((int64_t)number, walk->utc_offset_min, when);
		snprintf(out, DIFFER_VALUE, "%s", when);
	} else {
		snprintf(out, DIFFER_VALUE, "%" PRIu64, number);
	}
}

static void bytes_text(const ProtobufCFieldDescriptor *field, struct span bytes, char out[static DIFFER_VALUE])
{
	char vin[VIN_LEN + 1];
	if (strcmp(field->name, "vin") == 0 && vin_text(bytes, vin) == RULE_OK)
		snprintf(out, DIFFER_VALUE, "%s", vin);
	else if (bytes.n > 0 && 2 * bytes.n < DIFFER_VALUE)
		sodium_bin2hex(out, DIFFER_VALUE, bytes.p, bytes.n);
}

static void value_text(const struct walk *walk, const ProtobufCFieldDescriptor *field, const void *at,
		       char out[static DIFFER_VALUE])
{
	struct span bytes = content(field->type, at);
	out[0] = '\0';
	if (field->type == PROTOBUF_C_TYPE_STRING)
		snprintf(out, DIFFER_VALUE, "%.*s", (int)bytes.n, (const char *)bytes.p);
	else if (field->type == PROTOBUF_C_TYPE_BYTES)
		bytes_text(field, bytes, out);
	else
		number_text(walk, field, at, out);
}

/* ---- the walk ---- */

static struct difference *note(struct walk *walk, const char *path)
{
	static const struct difference none = {.path = ""};
	if (walk->count++ >= walk->most)
		return NULL;
	struct difference *out = &walk->out[walk->count - 1];
	*out = none;
	snprintf(out->path, sizeof out->path, "%s", path);
	return out;
}

static void compare(struct walk *walk, const ProtobufCMessageDescriptor *type, const uint8_t *a, const uint8_t *b,
		    const char *prefix, const char *const *except);

static void compare_one(struct walk *walk, const ProtobufCFieldDescriptor *field, const void *a, const void *b,
			const char *path)
{
	const uint8_t *inner_a, *inner_b;
	if (field->type != PROTOBUF_C_TYPE_MESSAGE) {
		if (span_equal(content(field->type, a), content(field->type, b)))
			return;
		struct difference *found = note(walk, path);
		if (found != NULL) {
			value_text(walk, field, a, found->before);
			value_text(walk, field, b, found->after);
		}
		return;
	}
	memcpy(&inner_a, a, sizeof inner_a);
	memcpy(&inner_b, b, sizeof inner_b);
	if (inner_a != NULL && inner_b != NULL)
		compare(walk, field->descriptor, inner_a, inner_b, path, NULL);
	else if (inner_a != inner_b)
		note(walk, path);
}

static void compare_list(struct walk *walk, const ProtobufCFieldDescriptor *field, const uint8_t *a, const uint8_t *b,
			 const char *path)
{
	const uint8_t *items_a, *items_b;
	size_t n_a, n_b, step = width(field->type);
	memcpy(&n_a, a + field->quantifier_offset, sizeof n_a);
	memcpy(&n_b, b + field->quantifier_offset, sizeof n_b);
	memcpy(&items_a, a + field->offset, sizeof items_a);
	memcpy(&items_b, b + field->offset, sizeof items_b);
	if (n_a != n_b) {
		struct difference *found = note(walk, path);
		if (found != NULL) {
			snprintf(found->before, sizeof found->before, "%zu", n_a);
			snprintf(found->after, sizeof found->after, "%zu", n_b);
		}
	}
	for (size_t i = 0; i < n_a && i < n_b; i++) {
		char at[DIFFER_PATH];
		field_index(at, sizeof at, path, i);
		compare_one(walk, field, items_a + i * step, items_b + i * step, at);
	}
}

static bool listed(const char *name, const char *const *names)
{
	while (names != NULL && *names != NULL && strcmp(*names, name) != 0)
		names++;
	return names != NULL && *names != NULL;
}

static void compare(struct walk *walk, const ProtobufCMessageDescriptor *type, const uint8_t *a, const uint8_t *b,
		    const char *prefix, const char *const *except)
{
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		char path[DIFFER_PATH];
		if (listed(field->name, except))
			continue;
		if (prefix[0] == '\0')
			snprintf(path, sizeof path, "%s", field->name);
		else
			field_name(path, sizeof path, prefix, field->name);
		if (field->label == PROTOBUF_C_LABEL_REPEATED)
			compare_list(walk, field, a, b, path);
		else
			compare_one(walk, field, a + field->offset, b + field->offset, path);
	}
}

size_t differ(const ProtobufCMessageDescriptor *type, const void *before, const void *after,
	      const char *const *except, uint32_t utc_offset_min, struct difference *out, size_t most)
{
	struct walk walk = {out, most, 0, utc_offset_min};
	if (before != NULL && after != NULL)
		compare(&walk, type, before, after, "", except);
	else if (before != after)
		note(&walk, type->short_name);
	return walk.count;
}
