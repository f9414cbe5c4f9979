/* Three claims: the grammar is the one jansson knows; what is read is written and read back the same; a
 * refusal says why. The first byte chooses the message. */
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "guosuo/v1/api.pb-c.h"
#include "proto/wire/json.h"
#include "proto/wire/lex.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t memory[2][1 << 20];

static const ProtobufCMessageDescriptor *const types[] = {
    &guosuo__v1__leg__descriptor,        &guosuo__v1__trip__descriptor,
    &guosuo__v1__assignment__descriptor, &guosuo__v1__application__descriptor,
    &guosuo__v1__roster__descriptor,     &guosuo__v1__status_list__descriptor,
};

static bool strings_decode(struct span text)
{
	struct lex lex = {text, 0};
	char *out = malloc(text.n + 1);
	size_t n;
	bool ok = true;
	struct token token;
	while (ok && (token = lex_next(&lex)).kind != LEX_END)
		ok = token.kind != LEX_TEXT || lex_decode(token.text, out, &n);
	free(out);
	return ok;
}

/* jansson refuses numbers beyond 64 bits or double, which are still JSON, and passes over a NUL byte behind a
 * word, which is not. */
static void same_grammar(struct span text)
{
	json_error_t error;
	struct lex_place where;
	bool ours = lex_check(text, JSON_DEPTH, &where);
	if (text.n > 0 && memchr(text.p, 0, text.n) != NULL) {
		assert(!ours);
		return;
	}
	json_t *theirs = json_loadb((const char *)text.p, text.n, JSON_DECODE_ANY, &error);
	if (theirs != NULL)
		assert(ours ? strings_decode(text) : where.deep);
	else if (ours && json_error_code(&error) != json_error_numeric_overflow)
		assert(!strings_decode(text));
	json_decref(theirs);
}

static struct span packed(const ProtobufCMessage *message)
{
	size_t n = protobuf_c_message_get_packed_size(message);
	uint8_t *out = malloc(n + 1);
	protobuf_c_message_pack(message, out);
	return span_of(out, n);
}

static void there_and_back(const ProtobufCMessage *message, enum json_style style)
{
	struct arena arena = {memory[1], sizeof memory[1], 0};
	struct faults faults = {0};
	ProtobufCMessage *again;
	char *text;
	size_t n;
	assert(json_write(message, style, &text, &n) == ERR_OK);
	enum err err = json_read(message->descriptor, span_of(text, n), &arena, &faults, &again);
	free(text);
	if (err == ERR_MEMORY)
		return;
	assert(err == ERR_OK && faults.count == 0);
	struct span before = packed(message), after = packed(again);
	assert(span_equal(before, after));
	free((void *)(uintptr_t)before.p);
	free((void *)(uintptr_t)after.p);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {memory[0], sizeof memory[0], 0};
	struct faults faults = {0};
	ProtobufCMessage *message;
	if (size == 0)
		return 0;
	struct span text = span_of(data + 1, size - 1);
	same_grammar(text);
	enum err err =
	    json_read(types[data[0] % (sizeof types / sizeof types[0])], text, &arena, &faults, &message);
	if (err == ERR_OK) {
		assert(faults.count == 0);
		there_and_back(message, JSON_FOR_PROGRAMS);
		there_and_back(message, JSON_FOR_PEOPLE);
	} else {
		assert(arena.used == 0);
		assert(err == ERR_MEMORY || (err == ERR_INPUT && faults.errors > 0));
	}
	return 0;
}
