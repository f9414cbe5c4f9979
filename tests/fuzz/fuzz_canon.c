/* The first byte names the message. What is canonical reads; without unknown fields it packs to the same
 * bytes; and canon_check and canon_open never differ. */
#include <stdlib.h>
#include <string.h>

#include "proto/canon.h"
#include "tests/canon_types.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool true_always)
{
	if (!true_always)
		abort();
}

static bool packs_the_same(const ProtobufCMessage *message, struct span raw, struct arena *arena)
{
	struct span again;
	return canon_pack(message, arena, &again) == ERR_OK && span_equal(again, raw);
}

/* Fields from 100 on stand last in the packed form, so only where there are none must it be the same. */
static bool has_unknown(const ProtobufCMessage *message)
{
	if (message->n_unknown_fields > 0)
		return true;
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		const char *p = (const char *)message + field->offset;
		const char *quantifier = (const char *)message + field->quantifier_offset;
		bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
		bool oneof = (field->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
		if (field->type != PROTOBUF_C_TYPE_MESSAGE ||
		    (oneof && *(const uint32_t *)quantifier != field->id))
			continue;
		ProtobufCMessage *const *items =
		    list ? *(ProtobufCMessage *const *const *)p : (ProtobufCMessage *const *)p;
		size_t n = list ? *(const size_t *)quantifier : items[0] != NULL;
		for (size_t k = 0; k < n; k++)
			if (has_unknown(items[k]))
				return true;
	}
	return false;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[8 << 20];
	struct arena arena = {memory, sizeof memory, 0}, small = {memory, 256, 0};
	ProtobufCMessage *message = NULL;
	if (size == 0)
		return 0;
	const ProtobufCMessageDescriptor *type = canon_types[data[0] % CANON_TYPES];
	struct span raw = span_of(data + 1, size - 1);
	enum err err = canon_check(type, raw), tight = canon_open(type, raw, &small, &message);
	must(err == ERR_OK ? tight == ERR_OK || tight == ERR_MEMORY : tight == err);
	must((tight == ERR_OK) == (message != NULL) && (tight == ERR_OK || small.used == 0));
	must(canon_open(type, raw, &arena, &message) == err);
	if (err == ERR_OK)
		must(has_unknown(message) || packs_the_same(message, raw, &arena));
	return 0;
}
