#include "proto/canon.h"

#include <assert.h>

#include "proto/utf8.h"

enum wire { WIRE_VARINT = 0, WIRE_FIXED64 = 1, WIRE_BYTES = 2, WIRE_FIXED32 = 5, WIRE_NEVER = 8 };

/* How a type travels, the largest number it holds, and whether 32-bit negatives (sign-extended) fit as well.
 */
struct kind {
	uint64_t most;
	bool negative;
	enum wire wire;
};

static const struct kind kinds[] = {
    [PROTOBUF_C_TYPE_INT32] = {INT32_MAX, true, WIRE_VARINT},
    [PROTOBUF_C_TYPE_SINT32] = {UINT32_MAX, false, WIRE_VARINT},
    [PROTOBUF_C_TYPE_SFIXED32] = {UINT32_MAX, false, WIRE_FIXED32},
    [PROTOBUF_C_TYPE_INT64] = {UINT64_MAX, false, WIRE_VARINT},
    [PROTOBUF_C_TYPE_SINT64] = {UINT64_MAX, false, WIRE_VARINT},
    [PROTOBUF_C_TYPE_SFIXED64] = {UINT64_MAX, false, WIRE_FIXED64},
    [PROTOBUF_C_TYPE_UINT32] = {UINT32_MAX, false, WIRE_VARINT},
    [PROTOBUF_C_TYPE_FIXED32] = {UINT32_MAX, false, WIRE_FIXED32},
    [PROTOBUF_C_TYPE_UINT64] = {UINT64_MAX, false, WIRE_VARINT},
    [PROTOBUF_C_TYPE_FIXED64] = {UINT64_MAX, false, WIRE_FIXED64},
    [PROTOBUF_C_TYPE_FLOAT] = {0, false, WIRE_NEVER},
    [PROTOBUF_C_TYPE_DOUBLE] = {0, false, WIRE_NEVER},
    [PROTOBUF_C_TYPE_BOOL] = {1, false, WIRE_VARINT},
    [PROTOBUF_C_TYPE_ENUM] = {INT32_MAX, true, WIRE_VARINT},
    [PROTOBUF_C_TYPE_STRING] = {0, false, WIRE_BYTES},
    [PROTOBUF_C_TYPE_BYTES] = {0, false, WIRE_BYTES},
    [PROTOBUF_C_TYPE_MESSAGE] = {0, false, WIRE_BYTES},
};

/* One field as it stands in the bytes. */
struct entry {
	uint32_t number;
	enum wire wire;
	uint64_t value;    /* unless WIRE_BYTES */
	struct span bytes; /* if WIRE_BYTES */
};

/* One message being walked. */
struct walk {
	const ProtobufCMessageDescriptor *type;
	int depth;
	uint32_t last; /* field number */
	uint64_t seen; /* bit i: type->fields[i] */
	bool *newer;
};

static bool message_ok(const ProtobufCMessageDescriptor *type, struct span raw, int depth, bool *newer);

static bool take_bytes(struct span *rest, uint64_t n, struct span *out)
{
	if (n > rest->n)
		return false;
	*out = span_of(rest->p, (size_t)n);
	if (n > 0)
		*rest = span_of(rest->p + n, rest->n - (size_t)n);
	return true;
}

static bool take_varint(struct span *rest, uint64_t *out)
{
	uint64_t value = 0;
	for (size_t i = 0; i < rest->n && i < 10; i++) {
		uint8_t byte = rest->p[i];
		value |= (uint64_t)(byte & 0x7F) << (7 * i);
		if ((byte & 0x80) != 0)
			continue;
		if ((i > 0 && byte == 0) || (i == 9 && byte > 1))
			return false;
		*rest = span_of(rest->p + i + 1, rest->n - i - 1);
		*out = value;
		return true;
	}
	return false;
}

static bool take_fixed(struct span *rest, size_t n, uint64_t *out)
{
	struct span bytes;
	if (!take_bytes(rest, n, &bytes))
		return false;
	*out = 0;
	while (n-- > 0)
		*out = *out << 8 | bytes.p[n];
	return true;
}

static bool take_number(struct span *rest, enum wire wire, uint64_t *out)
{
	if (wire == WIRE_VARINT)
		return take_varint(rest, out);
	return take_fixed(rest, wire == WIRE_FIXED64 ? 8 : 4, out);
}

static bool take_entry(struct span *rest, struct entry *entry)
{
	uint64_t tag, length;
	if (!take_varint(rest, &tag) || tag > UINT32_MAX || tag >> 3 == 0)
		return false;
	*entry = (struct entry){.number = (uint32_t)(tag >> 3), .wire = (enum wire)(tag & 7)};
	switch (entry->wire) {
	case WIRE_VARINT:
	case WIRE_FIXED64:
	case WIRE_FIXED32:
		return take_number(rest, entry->wire, &entry->value);
	case WIRE_BYTES:
		return take_varint(rest, &length) && take_bytes(rest, length, &entry->bytes);
	default:
		return false;
	}
}

static bool number_ok(const ProtobufCFieldDescriptor *field, uint64_t value, bool *newer)
{
	const struct kind *kind = &kinds[field->type];
	if (value > kind->most && !(kind->negative && value >= (uint64_t)INT32_MIN))
		return false;
	if (field->type == PROTOBUF_C_TYPE_ENUM &&
	    protobuf_c_enum_descriptor_get_value(field->descriptor, (int)(int64_t)value) == NULL)
		*newer = true;
	return true;
}

static bool packed_ok(const ProtobufCFieldDescriptor *field, struct span payload, bool *newer)
{
	if (payload.n == 0)
		return false;
	while (payload.n > 0) {
		uint64_t value;
		if (!take_number(&payload, kinds[field->type].wire, &value) ||
		    !number_ok(field, value, newer))
			return false;
	}
	return true;
}

/* May a later entry with the same number follow? */
static bool is_list(const ProtobufCFieldDescriptor *field)
{
	return field->label == PROTOBUF_C_LABEL_REPEATED && kinds[field->type].wire == WIRE_BYTES;
}

static bool bytes_ok(const struct walk *walk, const ProtobufCFieldDescriptor *field, struct span bytes)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return message_ok(field->descriptor, bytes, walk->depth + 1, walk->newer);
	if (bytes.n == 0 && !is_list(field))
		return false;
	return field->type == PROTOBUF_C_TYPE_BYTES || utf8_valid(bytes);
}

static bool value_ok(const struct walk *walk, const ProtobufCFieldDescriptor *field,
                     const struct entry *entry)
{
	enum wire wire = kinds[field->type].wire;
	bool packed = field->label == PROTOBUF_C_LABEL_REPEATED && !is_list(field) && wire != WIRE_NEVER;
	if (entry->wire != (packed ? WIRE_BYTES : wire))
		return false;
	if (packed)
		return packed_ok(field, entry->bytes, walk->newer);
	if (wire == WIRE_BYTES)
		return bytes_ok(walk, field, entry->bytes);
	return entry->value != 0 && number_ok(field, entry->value, walk->newer);
}

/* protobuf-c names a oneof by where its case is kept. */
static bool oneof_taken(const struct walk *walk, const ProtobufCFieldDescriptor *field)
{
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) == 0)
		return false;
	for (unsigned i = 0; i < walk->type->n_fields; i++) {
		const ProtobufCFieldDescriptor *other = &walk->type->fields[i];
		if ((other->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 &&
		    other->quantifier_offset == field->quantifier_offset && (walk->seen >> i & 1) != 0)
			return true;
	}
	return false;
}

static bool known_ok(struct walk *walk, const ProtobufCFieldDescriptor *field, const struct entry *entry)
{
	if ((entry->number == walk->last && !is_list(field)) || oneof_taken(walk, field))
		return false;
	walk->seen |= UINT64_C(1) << (field - walk->type->fields);
	return value_ok(walk, field, entry);
}

/* Whatever a later schema makes of it, it is bound by the same form: a number stands once and is not zero. */
static bool unknown_ok(struct walk *walk, const struct entry *entry)
{
	if (entry->number < CANON_CRITICAL_END)
		*walk->newer = true;
	return entry->wire == WIRE_BYTES || (entry->number != walk->last && entry->value != 0);
}

static bool message_ok(const ProtobufCMessageDescriptor *type, struct span raw, int depth, bool *newer)
{
	if (depth > CANON_DEPTH)
		return false;
	assert(type->n_fields <= CANON_FIELDS);
	struct walk walk = {.type = type, .depth = depth, .newer = newer};
	while (raw.n > 0) {
		struct entry entry;
		if (!take_entry(&raw, &entry) || entry.number < walk.last)
			return false;
		const ProtobufCFieldDescriptor *field =
		    protobuf_c_message_descriptor_get_field(type, entry.number);
		if (field != NULL ? !known_ok(&walk, field, &entry) : !unknown_ok(&walk, &entry))
			return false;
		walk.last = entry.number;
	}
	return true;
}

enum err canon_check(const ProtobufCMessageDescriptor *type, struct span raw)
{
	bool newer = false;
	if (!message_ok(type, raw, 1, &newer))
		return ERR_FORMAT;
	return newer ? ERR_NEWER : ERR_OK;
}

enum err canon_open(const ProtobufCMessageDescriptor *type, struct span raw, struct arena *arena,
                    ProtobufCMessage **out)
{
	enum err err = canon_check(type, raw);
	if (err != ERR_OK)
		return err;
	size_t used = arena->used;
	ProtobufCAllocator allocator = arena_allocator(arena);
	ProtobufCMessage *message = protobuf_c_message_unpack(type, &allocator, raw.n, raw.p);
	if (message == NULL) {
		arena->used = used;
		return ERR_MEMORY;
	}
	*out = message;
	return ERR_OK;
}

bool canon_field(struct span raw, uint32_t number, struct span *out)
{
	struct entry entry;
	while (raw.n > 0 && take_entry(&raw, &entry) && entry.number <= number) {
		if (entry.number != number || entry.wire != WIRE_BYTES)
			continue;
		*out = entry.bytes;
		return true;
	}
	return false;
}

enum err canon_pack(const ProtobufCMessage *message, struct arena *arena, struct span *out)
{
	size_t used = arena->used;
	size_t n = protobuf_c_message_get_packed_size(message);
	uint8_t *p = arena_take(arena, n);
	if (p == NULL)
		return ERR_MEMORY;
	struct span raw = span_of(p, protobuf_c_message_pack(message, p));
	if (canon_check(message->descriptor, raw) != ERR_OK) {
		arena->used = used;
		return ERR_FORMAT;
	}
	*out = raw;
	return ERR_OK;
}
