#include "proto/wire/json.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

#include "proto/line.h"
#include "proto/wire/base64.h"
#include "proto/wire/form.h"
#include "proto/wire/lex.h"

typedef ProtobufCFieldDescriptor field_t;

enum { PATH_SIZE = sizeof(((struct fault *)NULL)->field) };

/* lex runs over text that lex_check has passed, so no reader below meets bad syntax. */
struct reader {
	struct lex lex;
	struct arena *arena;
	struct faults *faults;
	char path[PATH_SIZE];
	struct line at; /* over path */
	bool refused, full;
};

/* Reads the value whose first token is `token` into the generated struct's member. Always gets behind the
 * value. */
typedef void read_fn(struct reader *r, const field_t *field, struct token token, void *out);

static read_fn read_message;

static void refuse(struct reader *r, enum rule rule, int64_t got, int64_t limit)
{
	fault_add(r->faults, rule, r->path, got, limit);
	r->refused = true;
}

static void *take(struct reader *r, size_t n)
{
	void *p = arena_take(r->arena, n);
	r->full |= p == NULL;
	return p;
}

/* ---- where we are ---------------------------------------------------------------------------------------
 */

static size_t enter_name(struct reader *r, const char *name, size_t n)
{
	size_t was = r->at.len;
	if (was > 0)
		line_put(&r->at, ".", 1);
	line_put(&r->at, name, n);
	return was;
}

static size_t enter_index(struct reader *r, size_t index)
{
	size_t was = r->at.len;
	line_put(&r->at, "[", 1);
	line_number(&r->at, (int64_t)index);
	line_put(&r->at, "]", 1);
	return was;
}

static void leave(struct reader *r, size_t was)
{
	r->at.len = was;
	r->path[was] = '\0';
}

/* ---- values ---------------------------------------------------------------------------------------------
 */

struct number {
	bool negative, huge; /* huge: beyond 64 bits */
	uint64_t size;
};

/* -?(0|[1-9][0-9]*), as a number or inside a string. */
static bool number_of(struct span text, struct number *out)
{
	struct number number = {0};
	number.negative = text.n > 0 && text.p[0] == '-';
	size_t i = number.negative;
	if (i == text.n || (text.p[i] == '0' && i + 1 < text.n))
		return false;
	for (; i < text.n; i++) {
		unsigned digit = (unsigned)text.p[i] - '0';
		if (digit > 9)
			return false;
		number.huge |= __builtin_mul_overflow(number.size, 10, &number.size) ||
		               __builtin_add_overflow(number.size, digit, &number.size);
	}
	*out = number;
	return true;
}

static int64_t shown(struct number number)
{
	if (number.huge || number.size > INT64_MAX)
		return number.negative ? INT64_MIN : INT64_MAX;
	return number.negative ? -(int64_t)number.size : (int64_t)number.size;
}

static bool in_range(struct reader *r, const struct form *form, struct number number)
{
	uint64_t lowest = -(uint64_t)form->least;
	if (number.negative && (number.huge || number.size > lowest))
		refuse(r, RULE_TOO_SMALL, shown(number), form->least);
	else if (!number.negative && (number.huge || number.size > form->most))
		refuse(r, RULE_TOO_LARGE, shown(number),
		       form->most > INT64_MAX ? INT64_MAX : (int64_t)form->most);
	else
		return true;
	return false;
}

static void store(const struct form *form, struct number number, void *out)
{
	uint64_t wide = number.negative ? -number.size : number.size;
	uint32_t narrow = (uint32_t)wide;
	if (form->size == sizeof wide)
		memcpy(out, &wide, sizeof wide);
	else
		memcpy(out, &narrow, sizeof narrow);
}

static void read_integer(struct reader *r, const field_t *field, struct token token, void *out)
{
	const struct form *form = form_of(field->type);
	struct number number;
	if ((token.kind != LEX_NUMBER && token.kind != LEX_TEXT) || !number_of(token.text, &number))
		refuse(r, RULE_TYPE, 0, 0);
	else if (in_range(r, form, number))
		store(form, number, out);
}

static void read_bool(struct reader *r, const field_t *field, struct token token, void *out)
{
	(void)field;
	if (token.kind != 't' && token.kind != 'f')
		refuse(r, RULE_TYPE, 0, 0);
	else
		*(protobuf_c_boolean *)out = token.kind == 't';
}

static char *text_of(struct reader *r, struct span raw, size_t *length)
{
	char *text = take(r, raw.n + 1);
	if (text == NULL)
		return NULL;
	if (!lex_decode(raw, text, length)) {
		refuse(r, RULE_TEXT, 0, 0);
		return NULL;
	}
	text[*length] = '\0';
	return text;
}

static void read_enum_name(struct reader *r, const ProtobufCEnumDescriptor *type, struct span raw, int *out)
{
	size_t mark = r->arena->used, n;
	const char *name = text_of(r, raw, &n);
	if (name != NULL) {
		const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value_by_name(type, name);
		if (known == NULL)
			refuse(r, RULE_CHOICE, 0, 0);
		else
			*out = known->value;
	}
	r->arena->used = mark;
}

static void read_enum(struct reader *r, const field_t *field, struct token token, void *out)
{
	struct number number;
	if (token.kind == LEX_TEXT) {
		read_enum_name(r, field->descriptor, token.text, out);
	} else if (token.kind != LEX_NUMBER || !number_of(token.text, &number)) {
		refuse(r, RULE_TYPE, 0, 0);
	} else if (in_range(r, form_of(field->type), number)) {
		int value = (int)shown(number);
		if (protobuf_c_enum_descriptor_get_value(field->descriptor, value) == NULL)
			refuse(r, RULE_CHOICE, value, 0);
		else
			*(int *)out = value;
	}
}

static void read_string(struct reader *r, const field_t *field, struct token token, void *out)
{
	size_t n;
	(void)field;
	if (token.kind != LEX_TEXT) {
		refuse(r, RULE_TYPE, 0, 0);
		return;
	}
	char *text = text_of(r, token.text, &n);
	if (text != NULL)
		*(char **)out = text;
}

static int variant_of(struct span text)
{
	bool url = memchr(text.p, '-', text.n) != NULL || memchr(text.p, '_', text.n) != NULL;
	if (text.p[text.n - 1] == '=')
		return url ? sodium_base64_VARIANT_URLSAFE : sodium_base64_VARIANT_ORIGINAL;
	return url ? sodium_base64_VARIANT_URLSAFE_NO_PADDING : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

/* Escapes are legal in base64 text too ("\/"). */
static void read_bytes(struct reader *r, const field_t *field, struct token token, void *out)
{
	const size_t size = token.text.n / 4 * 3 + 3;
	ProtobufCBinaryData raw = {0, NULL};
	size_t n;
	(void)field;
	if (token.kind != LEX_TEXT) {
		refuse(r, RULE_TYPE, 0, 0);
		return;
	}
	raw.data = take(r, size);
	size_t mark = r->arena->used;
	const char *text = raw.data == NULL ? NULL : text_of(r, token.text, &n);
	r->arena->used = mark;
	if (text == NULL || n == 0)
		return;
	struct span coded = span_of(text, n);
	if (base64_read(coded, variant_of(coded), raw.data, size, &raw.len))
		*(ProtobufCBinaryData *)out = raw;
	else
		refuse(r, RULE_BASE64, 0, 0);
}

static read_fn *const read_of[FORM_KINDS] = {
    [FORM_INTEGER] = read_integer, [FORM_BOOL] = read_bool,   [FORM_ENUM] = read_enum,
    [FORM_STRING] = read_string,   [FORM_BYTES] = read_bytes, [FORM_MESSAGE] = read_message,
};

/* Reads the value ahead, and steps over what no reader walks through. */
static void read_value(struct reader *r, const field_t *field, void *out)
{
	struct lex start = r->lex;
	struct token token = lex_next(&r->lex);
	enum form_kind kind = form_of(field->type)->kind;
	read_of[kind](r, field, token, out);
	if (token.kind == '[' || (token.kind == '{' && kind != FORM_MESSAGE)) {
		r->lex = start;
		lex_skip(&r->lex);
	}
}

/* ---- lists and messages ---------------------------------------------------------------------------------
 */

/* lex: behind the opening bracket. */
static size_t count_items(struct lex lex)
{
	struct lex ahead = lex;
	size_t count = 0;
	if (lex_next(&ahead).kind == ']')
		return 0;
	do {
		lex_skip(&lex);
		count++;
	} while (lex_next(&lex).kind == ',');
	return count;
}

static void read_items(struct reader *r, const field_t *field, uint8_t *items, size_t count)
{
	for (size_t i = 0; i < count && !r->full; i++) {
		size_t was = enter_index(r, i);
		read_value(r, field, items + i * form_of(field->type)->size);
		leave(r, was);
		lex_next(&r->lex);
	}
}

static void read_list(struct reader *r, const field_t *field, size_t *count, void *out)
{
	struct lex start = r->lex;
	if (lex_next(&r->lex).kind != '[') {
		refuse(r, RULE_TYPE, 0, 0);
		r->lex = start;
		lex_skip(&r->lex);
		return;
	}
	size_t n = count_items(r->lex);
	if (n == 0) {
		lex_next(&r->lex);
		return;
	}
	uint8_t *items = take(r, n * form_of(field->type)->size);
	if (items == NULL)
		return;
	read_items(r, field, items, n);
	*count = n;
	*(void **)out = items;
}

static bool is_null(struct reader *r)
{
	struct lex ahead = r->lex;
	if (lex_next(&ahead).kind != 'n')
		return false;
	r->lex = ahead;
	return true;
}

/* False when another member of the oneof stands already. */
static bool choose(struct reader *r, const field_t *field, uint32_t *chosen)
{
	if (*chosen != 0) {
		refuse(r, RULE_ONE_OF, 0, 0);
		return false;
	}
	*chosen = field->id;
	return true;
}

static void read_field(struct reader *r, const field_t *field, ProtobufCMessage *message)
{
	uint8_t *base = (uint8_t *)message;
	void *quantifier = base + field->quantifier_offset;
	if (is_null(r))
		return;
	if (field->label == PROTOBUF_C_LABEL_REPEATED)
		read_list(r, field, quantifier, base + field->offset);
	else if ((field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0 && !choose(r, field, quantifier))
		lex_skip(&r->lex);
	else
		read_value(r, field, base + field->offset);
}

/* The index of the field the key names, as in the schema or in JSON; n_fields when none. */
static unsigned field_named(const ProtobufCMessageDescriptor *type, const char *key)
{
	char name[FORM_NAME_MAX];
	unsigned i = 0;
	for (; i < type->n_fields; i++) {
		form_name(type->fields[i].name, name);
		if (strcmp(key, name) == 0 || strcmp(key, type->fields[i].name) == 0)
			break;
	}
	return i;
}

/* From the value on; the path names the member. */
static void read_known(struct reader *r, unsigned index, uint64_t *seen, ProtobufCMessage *message)
{
	const ProtobufCMessageDescriptor *type = message->descriptor;
	assert(type->n_fields <= 64);
	enum rule rule = RULE_OK;
	if (index == type->n_fields)
		rule = RULE_UNKNOWN_FIELD;
	else if ((*seen >> index & 1) != 0)
		rule = RULE_DUPLICATE;
	if (rule != RULE_OK) {
		refuse(r, rule, 0, 0);
		lex_skip(&r->lex);
		return;
	}
	*seen |= UINT64_C(1) << index;
	read_field(r, &type->fields[index], message);
}

/* The key's memory is free again as soon as it has been looked up and stands in the path. */
static void read_member(struct reader *r, struct span raw_key, uint64_t *seen, ProtobufCMessage *message)
{
	size_t mark = r->arena->used, n;
	const char *key = text_of(r, raw_key, &n);
	r->arena->used = mark;
	lex_next(&r->lex);
	if (key == NULL) {
		lex_skip(&r->lex);
		return;
	}
	unsigned index = field_named(message->descriptor, key);
	size_t was = enter_name(r, key, n);
	read_known(r, index, seen, message);
	leave(r, was);
}

/* From behind the opening bracket to behind the closing one. */
static void read_members(struct reader *r, ProtobufCMessage *message)
{
	uint64_t seen = 0;
	struct token token = lex_next(&r->lex);
	while (token.kind == LEX_TEXT && !r->full) {
		read_member(r, token.text, &seen, message);
		if (lex_next(&r->lex).kind == '}')
			return;
		token = lex_next(&r->lex);
	}
}

static ProtobufCMessage *message_of(struct reader *r, const ProtobufCMessageDescriptor *type,
                                    struct token token)
{
	if (token.kind != '{') {
		refuse(r, RULE_TYPE, 0, 0);
		return NULL;
	}
	ProtobufCMessage *message = take(r, type->sizeof_message);
	if (message == NULL)
		return NULL;
	type->message_init(message);
	read_members(r, message);
	return message;
}

static void read_message(struct reader *r, const field_t *field, struct token token, void *out)
{
	*(ProtobufCMessage **)out = message_of(r, field->descriptor, token);
}

static enum err refuse_syntax(struct faults *faults, struct lex_place where)
{
	if (where.deep)
		fault_add(faults, RULE_DEPTH, "", JSON_DEPTH + 1, JSON_DEPTH);
	else
		fault_add(faults, RULE_SYNTAX, "", (int64_t)where.line, (int64_t)where.column);
	return ERR_INPUT;
}

enum err json_read(const ProtobufCMessageDescriptor *type, struct span text, struct arena *arena,
                   struct faults *faults, ProtobufCMessage **out)
{
	struct reader r = {.lex = {text, 0}, .arena = arena, .faults = faults};
	struct lex_place where;
	const size_t mark = arena->used;
	if (text.n > JSON_TEXT_MAX)
		return ERR_SIZE;
	if (!lex_check(text, JSON_DEPTH, &where))
		return refuse_syntax(faults, where);
	r.at = line_over(r.path, sizeof r.path);
	ProtobufCMessage *message = message_of(&r, type, lex_next(&r.lex));
	if (r.full || r.refused) {
		arena->used = mark;
		return r.full ? ERR_MEMORY : ERR_INPUT;
	}
	*out = message;
	return ERR_OK;
}
