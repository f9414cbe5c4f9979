/* Canonical form: every rule broken once in hand-made bytes, and protobuf-c as a second opinion on random
 * ones. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <jansson.h>

#include "proto/canon.h"
#include "tests/canon_types.h"

/* ---- a schema with one field of every kind, made by hand ---- */

struct kitchen {
	ProtobufCMessage base;
	int32_t i32, s32, sf32;
	int64_t i64, s64, sf64;
	uint32_t u32, f32;
	uint64_t u64, f64;
	protobuf_c_boolean truth;
	int colour;
	char *text;
	ProtobufCBinaryData bytes;
	ProtobufCMessage *inner;
	size_t n_numbers, n_texts, n_inners, n_words, n_colours;
	uint32_t *numbers;
	char **texts;
	ProtobufCMessage **inners;
	uint32_t *words;
	int *colours;
	int one_case, two_case;
	union {
		uint32_t number;
		protobuf_c_boolean truth;
		ProtobufCBinaryData bytes;
		ProtobufCMessage *inner;
	} one;
	union {
		uint32_t number;
		char *text;
	} two;
	float real;
};

static const ProtobufCMessageDescriptor kitchen;

static const ProtobufCEnumValue colour_values[] = {
    {"NONE", "NONE", 0}, {"RED", "RED", 1}, {"BLUE", "BLUE", 5}};
static const ProtobufCIntRange colour_ranges[] = {{0, 0}, {5, 2}, {0, 3}};
static const ProtobufCEnumDescriptor colour = {
    .magic = PROTOBUF_C__ENUM_DESCRIPTOR_MAGIC,
    .name = "Colour",
    .n_values = 3,
    .values = colour_values,
    .n_value_ranges = 2,
    .value_ranges = colour_ranges,
};

#define PLAIN(number, type, member, descriptor)                                                              \
	{                                                                                                    \
#member, number, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_##type, 0,                           \
		    offsetof(struct kitchen, member), descriptor, NULL, 0, 0, NULL, NULL                     \
	}
#define LIST(number, type, member, descriptor, flags)                                                        \
	{                                                                                                    \
#member, number, PROTOBUF_C_LABEL_REPEATED, PROTOBUF_C_TYPE_##type,                          \
		    offsetof(struct kitchen, n_##member), offsetof(struct kitchen, member), descriptor,      \
		    NULL, flags, 0, NULL, NULL                                                               \
	}
#define MEMBER(number, type, oneof, member, descriptor)                                                      \
	{                                                                                                    \
#oneof "_" #member, number, PROTOBUF_C_LABEL_NONE, PROTOBUF_C_TYPE_##type,                   \
		    offsetof(struct kitchen, oneof##_case), offsetof(struct kitchen, oneof.member),          \
		    descriptor, NULL, PROTOBUF_C_FIELD_FLAG_ONEOF, 0, NULL, NULL                             \
	}

static const ProtobufCFieldDescriptor kitchen_fields[] = {
    PLAIN(1, INT32, i32, NULL),
    PLAIN(2, SINT32, s32, NULL),
    PLAIN(3, SFIXED32, sf32, NULL),
    PLAIN(4, INT64, i64, NULL),
    PLAIN(5, SINT64, s64, NULL),
    PLAIN(6, SFIXED64, sf64, NULL),
    PLAIN(7, UINT32, u32, NULL),
    PLAIN(8, FIXED32, f32, NULL),
    PLAIN(9, UINT64, u64, NULL),
    PLAIN(10, FIXED64, f64, NULL),
    PLAIN(11, BOOL, truth, NULL),
    PLAIN(12, ENUM, colour, &colour),
    PLAIN(13, STRING, text, NULL),
    PLAIN(14, BYTES, bytes, NULL),
    PLAIN(15, MESSAGE, inner, &kitchen),
    LIST(16, UINT32, numbers, NULL, PROTOBUF_C_FIELD_FLAG_PACKED),
    LIST(17, STRING, texts, NULL, 0),
    LIST(18, MESSAGE, inners, &kitchen, 0),
    LIST(19, FIXED32, words, NULL, PROTOBUF_C_FIELD_FLAG_PACKED),
    MEMBER(20, UINT32, one, number, NULL),
    MEMBER(21, BOOL, one, truth, NULL),
    MEMBER(22, BYTES, one, bytes, NULL),
    MEMBER(23, MESSAGE, one, inner, &kitchen),
    MEMBER(24, UINT32, two, number, NULL),
    MEMBER(25, STRING, two, text, NULL),
    PLAIN(26, FLOAT, real, NULL),
    LIST(27, ENUM, colours, &colour, PROTOBUF_C_FIELD_FLAG_PACKED),
};

enum { KITCHEN_FIELDS = sizeof kitchen_fields / sizeof *kitchen_fields };

static const ProtobufCIntRange kitchen_ranges[] = {{1, 0}, {0, KITCHEN_FIELDS}};

static const ProtobufCMessageDescriptor kitchen = {
    .magic = PROTOBUF_C__MESSAGE_DESCRIPTOR_MAGIC,
    .name = "Kitchen",
    .sizeof_message = sizeof(struct kitchen),
    .n_fields = KITCHEN_FIELDS,
    .fields = kitchen_fields,
    .n_field_ranges = 1,
    .field_ranges = kitchen_ranges,
};

/* ---- tables of bytes ---- */

static struct span hex(const char *text, uint8_t *out, size_t size)
{
	size_t n = 0;
	for (const char *p = text; *p != '\0'; p += p[0] == ' ') {
		assert_true(n < size);
		char byte[3] = {p[0], p[1], '\0'};
		out[n++] = (uint8_t)strtoul(byte, NULL, 16);
		p += 2;
	}
	return span_of(out, n);
}

struct row {
	const char *why, *bytes;
	enum err want;
};

static void check_rows(const struct row *rows, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		uint8_t bytes[256];
		struct span raw = hex(rows[i].bytes, bytes, sizeof bytes);
		uint8_t *exact = malloc(raw.n + 1); /* so that a sanitizer sees a read beyond the end */
		assert_non_null(exact);
		uint8_t *heap = realloc(exact, raw.n > 0 ? raw.n : 1);
		assert_non_null(heap);
		if (raw.n > 0)
			memcpy(heap, raw.p, raw.n);
		enum err got = canon_check(&kitchen, span_of(heap, raw.n));
		free(heap);
		if (got != rows[i].want)
			fail_msg("%s: ERR_%s, want ERR_%s", rows[i].why, err_name(got),
			         err_name(rows[i].want));
	}
}

#define CHECK(rows) check_rows(rows, sizeof(rows) / sizeof *(rows))

static void numbers_have_one_form(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an empty message", "", ERR_OK},
	    {"an int32", "08 01", ERR_OK},
	    {"a varint longer than it need be", "08 81 00", ERR_FORMAT},
	    {"a varint of two bytes", "08 80 01", ERR_OK},
	    {"a varint that never ends", "08 80", ERR_FORMAT},
	    {"no value after the tag", "08", ERR_FORMAT},
	    {"an int32 written as zero", "08 00", ERR_FORMAT},
	    {"the largest int32", "08 ff ff ff ff 07", ERR_OK},
	    {"an int32 one too large", "08 80 80 80 80 08", ERR_FORMAT},
	    {"minus one as int32, sign-extended", "08 ff ff ff ff ff ff ff ff ff 01", ERR_OK},
	    {"minus one as int32 in five bytes", "08 ff ff ff ff 0f", ERR_FORMAT},
	    {"the smallest int32", "08 80 80 80 80 f8 ff ff ff ff 01", ERR_OK},
	    {"an int32 one too small", "08 ff ff ff ff f7 ff ff ff ff 01", ERR_FORMAT},
	    {"a varint of 65 bits", "20 ff ff ff ff ff ff ff ff ff 03", ERR_FORMAT},
	    {"a varint of eleven bytes", "20 ff ff ff ff ff ff ff ff ff 81 00", ERR_FORMAT},
	    {"a sint32 that fits", "10 ff ff ff ff 0f", ERR_OK},
	    {"a sint32 of 33 bits", "10 80 80 80 80 10", ERR_FORMAT},
	    {"a zero sint32", "10 00", ERR_FORMAT},
	    {"an sfixed32", "1d 01 00 00 00", ERR_OK},
	    {"a zero sfixed32", "1d 00 00 00 00", ERR_FORMAT},
	    {"an sfixed32 cut short", "1d 01 00 00", ERR_FORMAT},
	    {"a negative int64", "20 ff ff ff ff ff ff ff ff ff 01", ERR_OK},
	    {"a zero int64", "20 00", ERR_FORMAT},
	    {"a sint64", "28 ff ff ff ff ff ff ff ff ff 01", ERR_OK},
	    {"an sfixed64 with only its last byte set", "31 00 00 00 00 00 00 00 80", ERR_OK},
	    {"a zero sfixed64", "31 00 00 00 00 00 00 00 00", ERR_FORMAT},
	    {"an sfixed64 cut short", "31 01 00 00 00 00 00 00", ERR_FORMAT},
	    {"the largest uint32", "38 ff ff ff ff 0f", ERR_OK},
	    {"a uint32 one too large", "38 80 80 80 80 10", ERR_FORMAT},
	    {"a uint32 as a negative", "38 ff ff ff ff ff ff ff ff ff 01", ERR_FORMAT},
	    {"a fixed32", "45 00 00 00 01", ERR_OK},
	    {"the largest uint64", "48 ff ff ff ff ff ff ff ff ff 01", ERR_OK},
	    {"a zero uint64", "48 00", ERR_FORMAT},
	    {"a fixed64", "51 01 00 00 00 00 00 00 00", ERR_OK},
	    {"true", "58 01", ERR_OK},
	    {"false, written", "58 00", ERR_FORMAT},
	    {"truer than true", "58 02", ERR_FORMAT},
	    {"a float", "d5 01 00 00 80 3f", ERR_FORMAT},
	};
	CHECK(rows);
}

static void fields_stand_once_and_in_order(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"ascending fields", "08 01 10 02 6a 01 61", ERR_OK},
	    {"descending fields", "10 02 08 01", ERR_FORMAT},
	    {"a number twice", "08 01 08 01", ERR_FORMAT},
	    {"a text twice", "6a 01 61 6a 01 61", ERR_FORMAT},
	    {"a message twice", "7a 00 7a 00", ERR_FORMAT},
	    {"a packed list twice", "82 01 01 01 82 01 01 02", ERR_FORMAT},
	    {"entries of a list of texts", "8a 01 01 61 8a 01 01 61", ERR_OK},
	    {"entries of a list of messages", "92 01 00 92 01 02 08 01", ERR_OK},
	    {"entries of a list with another field between", "8a 01 01 61 92 01 00 8a 01 01 61", ERR_FORMAT},
	    {"a tag longer than it need be", "88 00 01", ERR_FORMAT},
	    {"field number zero", "00 01", ERR_FORMAT},
	    {"a tag of 33 bits", "88 80 80 80 10 01", ERR_FORMAT},
	    {"a tag cut short", "82", ERR_FORMAT},
	};
	CHECK(rows);
}

static void wire_types_are_those_of_the_schema(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a varint as fixed32", "0d 01 00 00 00", ERR_FORMAT},
	    {"a varint as fixed64", "09 01 00 00 00 00 00 00 00", ERR_FORMAT},
	    {"a varint as bytes", "0a 01 01", ERR_FORMAT},
	    {"a fixed32 as varint", "18 01", ERR_FORMAT},
	    {"a text as varint", "68 01", ERR_FORMAT},
	    {"a message as varint", "78 01", ERR_FORMAT},
	    {"a group begins", "0b", ERR_FORMAT},
	    {"a group ends", "0c", ERR_FORMAT},
	    {"an unknown group", "a3 06 a4 06", ERR_FORMAT},
	    {"wire type 6", "0e 01", ERR_FORMAT},
	    {"wire type 7", "0f 01", ERR_FORMAT},
	    {"a list of numbers that is not packed", "80 01 01", ERR_FORMAT},
	    {"a list of fixed32 that is not packed", "9d 01 01 00 00 00", ERR_FORMAT},
	};
	CHECK(rows);
}

static void lists_are_packed_and_not_empty(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a packed list; zero has a place in it", "82 01 03 01 00 02", ERR_OK},
	    {"an empty packed list", "82 01 00", ERR_FORMAT},
	    {"an overlong varint in a list", "82 01 02 81 00", ERR_FORMAT},
	    {"a number cut by the end of the list", "82 01 01 80", ERR_FORMAT},
	    {"a number too large in a list", "82 01 05 80 80 80 80 10", ERR_FORMAT},
	    {"a list longer than the message", "82 01 02 01", ERR_FORMAT},
	    {"two fixed32 in a list", "9a 01 08 01 00 00 00 00 00 00 00", ERR_OK},
	    {"one and a half fixed32 in a list", "9a 01 06 01 00 00 00 00 00", ERR_FORMAT},
	    {"an empty text in a list", "8a 01 00", ERR_OK},
	};
	CHECK(rows);
}

static void texts_are_utf8_without_nul(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a text", "6a 03 e6 8c 82", ERR_OK},
	    {"an empty text, written", "6a 00", ERR_FORMAT},
	    {"a text longer than the message", "6a 04 e6 8c 82", ERR_FORMAT},
	    {"a length longer than it need be", "6a 81 00 61", ERR_FORMAT},
	    {"a length of 64 bits", "6a ff ff ff ff ff ff ff ff ff 01 61", ERR_FORMAT},
	    {"NUL in a text", "6a 03 61 00 62", ERR_FORMAT},
	    {"a lone continuation", "6a 01 82", ERR_FORMAT},
	    {"a character cut short", "6a 02 e6 8c", ERR_FORMAT},
	    {"an overlong slash", "6a 02 c0 af", ERR_FORMAT},
	    {"an overlong NUL", "6a 02 c0 80", ERR_FORMAT},
	    {"a surrogate", "6a 03 ed a0 80", ERR_FORMAT},
	    {"beyond U+10FFFF", "6a 04 f4 90 80 80", ERR_FORMAT},
	    {"U+10FFFF", "6a 04 f4 8f bf bf", ERR_OK},
	    {"five-byte form", "6a 05 f8 88 80 80 80", ERR_FORMAT},
	    {"Latin-1", "6a 02 e9 61", ERR_FORMAT},
	    {"bad UTF-8 in a list", "8a 01 01 ff", ERR_FORMAT},
	    {"bad UTF-8 in a oneof", "ca 01 01 ff", ERR_FORMAT},
	    {"bytes may be anything", "72 02 00 ff", ERR_OK},
	    {"empty bytes, written", "72 00", ERR_FORMAT},
	};
	CHECK(rows);
}

static void a_oneof_has_at_most_one_member_and_no_default(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a number in a oneof", "a0 01 01", ERR_OK},
	    {"zero in a oneof", "a0 01 00", ERR_FORMAT},
	    {"false in a oneof", "a8 01 00", ERR_FORMAT},
	    {"empty bytes in a oneof", "b2 01 00", ERR_FORMAT},
	    {"an empty message in a oneof is presence", "ba 01 00", ERR_OK},
	    {"two members of a oneof", "a0 01 01 a8 01 01", ERR_FORMAT},
	    {"two members of a oneof, apart", "a0 01 01 ba 01 00", ERR_FORMAT},
	    {"members of two oneofs", "a0 01 01 c0 01 01", ERR_OK},
	    {"two members of the second oneof", "a0 01 01 c0 01 01 ca 01 01 61", ERR_FORMAT},
	    {"a oneof in each of two messages", "7a 03 a0 01 01 a8 01 01", ERR_OK},
	};
	CHECK(rows);
}

static void messages_inside_obey_the_same_rules(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"an empty message is presence", "7a 00", ERR_OK},
	    {"a default inside", "7a 02 08 00", ERR_FORMAT},
	    {"disorder inside", "7a 04 10 01 08 01", ERR_FORMAT},
	    {"a default inside a list's message", "92 01 02 08 00", ERR_FORMAT},
	    {"a default inside a oneof's message", "ba 01 02 08 00", ERR_FORMAT},
	    {"a message longer than the one around it", "7a 03 7a 02 08 01", ERR_FORMAT},
	    {"eight inside each other", "7a 0e 7a 0c 7a 0a 7a 08 7a 06 7a 04 7a 02 08 01", ERR_OK},
	    {"nine inside each other", "7a 10 7a 0e 7a 0c 7a 0a 7a 08 7a 06 7a 04 7a 02 08 01", ERR_FORMAT},
	    {"an empty ninth is one too many as well", "7a 0e 7a 0c 7a 0a 7a 08 7a 06 7a 04 7a 02 7a 00",
	     ERR_FORMAT},
	    {"an unknown critical field inside", "7a 03 e0 01 01", ERR_NEWER},
	};
	CHECK(rows);
}

static void the_unknown_is_newer_only_if_all_else_is_canonical(void **state)
{
	(void)state;
	static const struct row rows[] = {
	    {"a known enum value", "60 05", ERR_OK},
	    {"an unknown enum value", "60 02", ERR_NEWER},
	    {"a negative unknown enum value", "60 ff ff ff ff ff ff ff ff ff 01", ERR_NEWER},
	    {"an enum value beyond 32 bits", "60 80 80 80 80 10", ERR_FORMAT},
	    {"an enum's zero, written", "60 00", ERR_FORMAT},
	    {"an unknown value in a list of enums", "da 01 02 01 03", ERR_NEWER},
	    {"a known list of enums", "da 01 03 01 00 05", ERR_OK},
	    {"an unknown critical number", "e0 01 01", ERR_NEWER},
	    {"unknown critical bytes", "e2 01 00", ERR_NEWER},
	    {"field 99 is critical", "98 06 01", ERR_NEWER},
	    {"field 100 may be ignored", "a0 06 01", ERR_OK},
	    {"bytes in field 100", "a2 06 02 ff 00", ERR_OK},
	    {"fixed64 in field 100", "a1 06 01 00 00 00 00 00 00 00", ERR_OK},
	    {"fixed32 in field 100", "a5 06 01 00 00 00", ERR_OK},
	    {"zero in field 100", "a0 06 00", ERR_FORMAT},
	    {"zero in unknown field 99", "98 06 00", ERR_FORMAT},
	    {"a list of bytes in field 100", "a2 06 01 61 a2 06 01 61", ERR_OK},
	    {"a number twice in field 100", "a0 06 01 a0 06 01", ERR_FORMAT},
	    {"an overlong varint in field 100", "a0 06 81 00", ERR_FORMAT},
	    {"field 101 before field 100", "a8 06 01 a0 06 01", ERR_FORMAT},
	    {"field 100 before a known one", "a0 06 01 08 01", ERR_FORMAT},
	    {"the largest field number", "f8 ff ff ff 0f 01", ERR_OK},
	    {"newer, then malformed", "60 02 68 01", ERR_FORMAT},
	    {"newer, then cut short", "e0 01 01 a2", ERR_FORMAT},
	    {"unknown inside, then disorder outside", "7a 03 e0 01 01 08 01", ERR_FORMAT},
	};
	CHECK(rows);
}

/* ---- protobuf-c's second opinion ---- */

static uint64_t seed = 20200310;

static uint32_t random_below(uint32_t n)
{
	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (uint32_t)((seed >> 16) % n);
}

static uint64_t random_number(void)
{
	static const uint64_t edges[] = {
	    0, 1, 2, 127, 128, INT32_MAX, (uint64_t)INT32_MAX + 1, UINT32_MAX, INT64_MAX, UINT64_MAX};
	if (random_below(3) > 0)
		return random_below(4) == 0 ? 0 : 1 + random_below(100000);
	return edges[random_below(sizeof edges / sizeof *edges)];
}

static uint8_t memory[1 << 20];

static void *take(struct arena *arena, size_t n)
{
	void *p = arena_take(arena, n);
	assert_non_null(p);
	return p;
}

static char *random_text(struct arena *arena)
{
	static const char *const texts[] = {"",  "a", "挂", "济南示例电力设备有限公司", "\xF4\x8F\xBF\xBF",
	                                    "G3"};
	return arena_text(arena, span_text(texts[random_below(6)]));
}

static ProtobufCMessage *random_message(const ProtobufCMessageDescriptor *type, struct arena *arena,
                                        int depth);

/* One value of the field's type at p, whatever its label. */
static void random_value(const ProtobufCFieldDescriptor *field, struct arena *arena, int depth, void *p)
{
	const ProtobufCEnumDescriptor *values = field->descriptor;
	uint64_t number = random_number();
	switch (field->type) {
	case PROTOBUF_C_TYPE_STRING:
		*(char **)p = random_text(arena);
		break;
	case PROTOBUF_C_TYPE_BYTES: {
		ProtobufCBinaryData *bytes = p;
		bytes->len = random_below(40);
		bytes->data = take(arena, bytes->len);
		break;
	}
	case PROTOBUF_C_TYPE_MESSAGE:
		*(ProtobufCMessage **)p = random_message(field->descriptor, arena, depth + 1);
		break;
	case PROTOBUF_C_TYPE_ENUM:
		*(int *)p = values->values[random_below(values->n_values)].value;
		break;
	case PROTOBUF_C_TYPE_BOOL:
		*(protobuf_c_boolean *)p = (protobuf_c_boolean)(number & 1);
		break;
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		memcpy(p, &number, 8);
		break;
	case PROTOBUF_C_TYPE_FLOAT:
		break;
	default:
		memcpy(p, &number, 4);
	}
}

static size_t size_of(ProtobufCType type)
{
	switch (type) {
	case PROTOBUF_C_TYPE_STRING:
	case PROTOBUF_C_TYPE_MESSAGE:
		return sizeof(void *);
	case PROTOBUF_C_TYPE_BYTES:
		return sizeof(ProtobufCBinaryData);
	case PROTOBUF_C_TYPE_INT64:
	case PROTOBUF_C_TYPE_SINT64:
	case PROTOBUF_C_TYPE_SFIXED64:
	case PROTOBUF_C_TYPE_UINT64:
	case PROTOBUF_C_TYPE_FIXED64:
		return 8;
	default:
		return 4;
	}
}

static void random_list(const ProtobufCFieldDescriptor *field, struct arena *arena, int depth, char *message)
{
	size_t n = random_below(4), size = size_of(field->type);
	char *items = take(arena, n * size);
	for (size_t i = 0; i < n; i++)
		random_value(field, arena, depth, items + i * size);
	memcpy(message + field->quantifier_offset, &n, sizeof n);
	memcpy(message + field->offset, &items, sizeof items);
}

static bool is_default(const ProtobufCFieldDescriptor *field, const char *p)
{
	static const char zeros[sizeof(ProtobufCBinaryData)];
	if (field->type == PROTOBUF_C_TYPE_STRING)
		return **(char *const *)p == '\0';
	if (field->type == PROTOBUF_C_TYPE_BYTES)
		return ((const ProtobufCBinaryData *)p)->len == 0;
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return false;
	return memcmp(p, zeros, size_of(field->type)) == 0;
}

static void random_field(const ProtobufCFieldDescriptor *field, struct arena *arena, int depth, char *message)
{
	bool oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
	int *taken = (int *)(message + field->quantifier_offset);
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && depth >= CANON_DEPTH - 1)
		return;
	if (random_below(3) == 0 || (oneof && *taken != 0))
		return;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		random_list(field, arena, depth, message);
		return;
	}
	random_value(field, arena, depth, message + field->offset);
	if (oneof && !is_default(field, message + field->offset))
		*taken = (int)field->id;
}

static ProtobufCMessage *random_message(const ProtobufCMessageDescriptor *type, struct arena *arena,
                                        int depth)
{
	ProtobufCMessage *message = take(arena, type->sizeof_message);
	if (type->message_init != NULL)
		type->message_init(message);
	else
		message->descriptor = type;
	for (unsigned i = 0; i < type->n_fields; i++)
		if (depth < 3 || type->fields[i].type != PROTOBUF_C_TYPE_MESSAGE)
			random_field(&type->fields[i], arena, depth, (char *)message);
	return message;
}

static const ProtobufCMessageDescriptor *random_type(void)
{
	uint32_t i = random_below(CANON_TYPES + 3);
	return i < CANON_TYPES ? canon_types[i] : &kitchen;
}

static void what_protobuf_c_packs_is_canonical_and_reads_back(void **state)
{
	(void)state;
	for (int round = 0; round < 4000; round++) {
		const ProtobufCMessageDescriptor *type = random_type();
		struct arena arena = {memory, sizeof memory, 0};
		struct span raw, again;
		ProtobufCMessage *read;
		assert_int_equal(canon_pack(random_message(type, &arena, 1), &arena, &raw), ERR_OK);
		assert_int_equal(canon_open(type, raw, &arena, &read), ERR_OK);
		assert_int_equal(canon_pack(read, &arena, &again), ERR_OK);
		assert_true(span_equal(raw, again));
	}
}

static bool strange_message(const ProtobufCMessage *message);

/* What repacking cannot show: an unknown enum value, bad UTF-8, a default in a oneof. */
static bool strange_value(const ProtobufCFieldDescriptor *field, const char *p)
{
	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return strange_message(*(ProtobufCMessage *const *)p);
	if (field->type == PROTOBUF_C_TYPE_ENUM)
		return protobuf_c_enum_descriptor_get_value(field->descriptor, *(const int *)p) == NULL;
	if (field->type != PROTOBUF_C_TYPE_STRING)
		return false;
	json_t *text = json_string(*(char *const *)p);
	json_decref(text);
	return text == NULL;
}

static bool strange_field(const ProtobufCFieldDescriptor *field, const char *message)
{
	const char *p = message + field->offset;
	if (field->label == PROTOBUF_C_LABEL_REPEATED) {
		size_t n = *(const size_t *)(message + field->quantifier_offset);
		for (size_t i = 0; i < n; i++)
			if (strange_value(field, *(char *const *)p + i * size_of(field->type)))
				return true;
		return false;
	}
	if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0) {
		if (*(const uint32_t *)(message + field->quantifier_offset) != field->id)
			return false;
		return is_default(field, p) || strange_value(field, p);
	}
	if (field->type == PROTOBUF_C_TYPE_MESSAGE && *(ProtobufCMessage *const *)p == NULL)
		return false;
	return strange_value(field, p);
}

static int critical, ignorable; /* unknown fields met */

static bool strange_message(const ProtobufCMessage *message)
{
	for (unsigned i = 0; i < message->n_unknown_fields; i++)
		++*(message->unknown_fields[i].tag < CANON_CRITICAL_END ? &critical : &ignorable);
	if (message->n_unknown_fields > 0)
		return true;
	for (unsigned i = 0; i < message->descriptor->n_fields; i++)
		if (strange_field(&message->descriptor->fields[i], (const char *)message))
			return true;
	return false;
}

static void mutate(uint8_t *p, size_t *n, size_t room)
{
	size_t at = random_below((uint32_t)*n);
	switch (random_below(5)) {
	case 0: /* a byte goes */
		memmove(p + at, p + at + 1, *n - at - 1);
		--*n;
		break;
	case 1: /* a byte comes */
		if (*n == room)
			break;
		memmove(p + at + 1, p + at, *n - at);
		p[at] = (uint8_t)random_below(256);
		++*n;
		break;
	case 2: /* two neighbours change places */
		if (at + 1 < *n) {
			uint8_t byte = p[at];
			p[at] = p[at + 1];
			p[at + 1] = byte;
		}
		break;
	default:
		p[at] ^= (uint8_t)(1u << random_below(8));
	}
}

/* protobuf-c reads it, packs the same bytes again, and nothing repacking is blind to is in it. */
static bool second_opinion(const ProtobufCMessageDescriptor *type, struct span raw, struct arena *arena)
{
	ProtobufCAllocator allocator = arena_allocator(arena);
	ProtobufCMessage *message = protobuf_c_message_unpack(type, &allocator, raw.n, raw.p);
	if (message == NULL || strange_message(message))
		return false;
	size_t n = protobuf_c_message_get_packed_size(message);
	if (n != raw.n)
		return false;
	uint8_t *again = take(arena, n);
	protobuf_c_message_pack(message, again);
	return n == 0 || memcmp(again, raw.p, n) == 0;
}

/* Floats are not in the real schema, so not in question here. */
static void canonical_is_what_repacks_the_same_and_holds_nothing_strange(void **state)
{
	(void)state;
	int canonical = 0, newer = 0, malformed = 0;
	for (int round = 0; round < 40000; round++) {
		const ProtobufCMessageDescriptor *type = canon_types[random_below(CANON_TYPES)];
		struct arena arena = {memory, sizeof memory, 0};
		struct span raw;
		assert_int_equal(canon_pack(random_message(type, &arena, 1), &arena, &raw), ERR_OK);
		size_t n = raw.n, room = raw.n + 4;
		if (n == 0)
			continue;
		uint8_t *bytes = take(&arena, room);
		memcpy(bytes, raw.p, n);
		for (uint32_t i = random_below(3); i < 3 && n > 0; i++)
			mutate(bytes, &n, room);
		raw = span_of(bytes, n);
		enum err err = canon_check(type, raw);
		critical = ignorable = 0;
		bool agreed = second_opinion(type, raw, &arena);
		if (err == ERR_OK && !agreed)
			assert_true(ignorable > 0 && critical == 0);
		else
			assert_int_equal(err == ERR_OK, agreed);
		canonical += err == ERR_OK;
		newer += err == ERR_NEWER;
		malformed += err == ERR_FORMAT;
	}
	assert_true(canonical > 1000 && newer > 100 && malformed > 1000);
}

/* ---- packing and memory ---- */

static struct kitchen empty_kitchen(void)
{
	return (struct kitchen){.base = {.descriptor = &kitchen}};
}

static void packing_refuses_what_nobody_would_accept(void **state)
{
	(void)state;
	static char bad[] = "\xff";
	struct kitchen rows[4];
	for (size_t i = 0; i < 4; i++)
		rows[i] = empty_kitchen();
	rows[0].one_case = 20; /* zero in a oneof */
	rows[1].text = bad;
	rows[2].colour = 2;
	rows[3].real = 1;
	for (size_t i = 0; i < 4; i++) {
		struct arena arena = {memory, sizeof memory, 7};
		struct span out = {memory, 3};
		assert_int_equal(canon_pack(&rows[i].base, &arena, &out), ERR_FORMAT);
		assert_int_equal(arena.used, 7);
		assert_true(out.p == memory && out.n == 3);
	}
}

static void a_full_arena_is_an_error_at_every_size_and_leaves_nothing(void **state)
{
	(void)state;
	struct arena arena = {memory, sizeof memory, 0};
	struct span raw;
	uint8_t bytes[64];
	raw = hex("08 01 6a 03 e6 8c 82 72 01 ff 7a 02 08 01 82 01 02 01 02 8a 01 01 61 a2 06 01 61", bytes,
	          sizeof bytes);
	ProtobufCMessage *message = NULL;
	assert_int_equal(canon_open(&kitchen, raw, &arena, &message), ERR_OK);
	size_t needed = arena.used;
	struct span out;
	for (size_t size = 0; size < needed; size++) {
		struct arena small = {memory + (sizeof memory / 2), size, 0};
		ProtobufCMessage *got = NULL;
		assert_int_equal(canon_open(&kitchen, raw, &small, &got), ERR_MEMORY);
		assert_true(got == NULL && small.used == 0);
	}
	for (size_t size = 0; size < raw.n; size++) {
		struct arena small = {memory + (sizeof memory / 2), size, 0};
		assert_int_equal(canon_pack(message, &small, &out), ERR_MEMORY);
		assert_int_equal(small.used, 0);
	}
}

static void a_field_is_found_as_its_bytes_stand(void **state)
{
	/* 1: varint, 2: "ab", 2: "c", 9: empty */
	static const uint8_t raw[] = {0x08, 0x05, 0x12, 0x02, 'a', 'b', 0x12, 0x01, 'c', 0x4A, 0x00};
	const struct {
		const char *why;
		uint32_t number;
		bool found;
		const char *want;
	} rows[] = {
	    {"the first of a list", 2, true, "ab"},  {"an empty one", 9, true, ""},
	    {"a number is none", 1, false, ""},      {"one that is not there", 3, false, ""},
	    {"nor behind the last", 10, false, ""},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct span out = {NULL, 0};
		if (canon_field(span_of(raw, sizeof raw), rows[i].number, &out) != rows[i].found ||
		    (rows[i].found && !span_equal(out, span_text(rows[i].want))))
			fail_msg("%s", rows[i].why);
	}
}

static void errors_leave_the_output_alone(void **state)
{
	(void)state;
	struct arena arena = {memory, sizeof memory, 0};
	ProtobufCMessage *out = NULL;
	assert_int_equal(canon_open(&kitchen, span_of("\x08\x00", 2), &arena, &out), ERR_FORMAT);
	assert_int_equal(canon_open(&kitchen, span_of("\x60\x02", 2), &arena, &out), ERR_NEWER);
	assert_true(out == NULL && arena.used == 0);
}

/* ---- the real schema ---- */

static void check_schema(const ProtobufCMessageDescriptor *type, int depth)
{
	assert_true(depth <= CANON_DEPTH);
	assert_true(type->n_fields <= CANON_FIELDS);
	for (unsigned i = 0; i < type->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &type->fields[i];
		bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
		bool long_value = field->type == PROTOBUF_C_TYPE_STRING ||
		                  field->type == PROTOBUF_C_TYPE_BYTES ||
		                  field->type == PROTOBUF_C_TYPE_MESSAGE;
		assert_true(i == 0 || field->id > type->fields[i - 1].id);
		assert_true(list || field->label == PROTOBUF_C_LABEL_NONE);
		assert_int_equal((field->flags & PROTOBUF_C_FIELD_FLAG_PACKED) != 0, list && !long_value);
		assert_true(field->type != PROTOBUF_C_TYPE_FLOAT && field->type != PROTOBUF_C_TYPE_DOUBLE);
		if (field->type == PROTOBUF_C_TYPE_MESSAGE)
			check_schema(field->descriptor, depth + 1);
	}
}

static void the_schema_can_be_canonical(void **state)
{
	(void)state;
	for (size_t i = 0; i < CANON_TYPES; i++)
		check_schema(canon_types[i], 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(numbers_have_one_form),
	    cmocka_unit_test(fields_stand_once_and_in_order),
	    cmocka_unit_test(wire_types_are_those_of_the_schema),
	    cmocka_unit_test(lists_are_packed_and_not_empty),
	    cmocka_unit_test(texts_are_utf8_without_nul),
	    cmocka_unit_test(a_oneof_has_at_most_one_member_and_no_default),
	    cmocka_unit_test(messages_inside_obey_the_same_rules),
	    cmocka_unit_test(the_unknown_is_newer_only_if_all_else_is_canonical),
	    cmocka_unit_test(what_protobuf_c_packs_is_canonical_and_reads_back),
	    cmocka_unit_test(canonical_is_what_repacks_the_same_and_holds_nothing_strange),
	    cmocka_unit_test(packing_refuses_what_nobody_would_accept),
	    cmocka_unit_test(a_full_arena_is_an_error_at_every_size_and_leaves_nothing),
	    cmocka_unit_test(a_field_is_found_as_its_bytes_stand),
	    cmocka_unit_test(errors_leave_the_output_alone),
	    cmocka_unit_test(the_schema_can_be_canonical),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
