#include "client/pages.h"

#include <sodium.h>
#include <string.h>

#include "client/say.h"
#include "client/thread.h"
#include "proto/identity.h"

static void *field_of(const ProtobufCMessage *message, const ProtobufCFieldDescriptor *field)
{
	return (uint8_t *)(uintptr_t)message + field->offset;
}

static const ProtobufCFieldDescriptor *named(const ProtobufCMessage *message, const char *name)
{
	return protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
}

/* The list: the answer's first field. */
struct lines {
	ProtobufCMessage **all;
	size_t count;
};

static struct lines lines_of(const ProtobufCMessage *answer)
{
	const ProtobufCFieldDescriptor *list = &answer->descriptor->fields[0];
	struct lines out;
	memcpy(&out.all, field_of(answer, list), sizeof out.all);
	memcpy(&out.count, (const uint8_t *)answer + list->quantifier_offset, sizeof out.count);
	return out;
}

static void set_lines(ProtobufCMessage *answer, const struct lines *lines)
{
	const ProtobufCFieldDescriptor *list = &answer->descriptor->fields[0];
	memcpy(field_of(answer, list), &lines->all, sizeof lines->all);
	memcpy((uint8_t *)answer + list->quantifier_offset, &lines->count, sizeof lines->count);
}

enum err pages_call(struct context *context, const struct party *party, const char *method, ProtobufCMessage *request,
		    const ProtobufCMessageDescriptor *answer, ProtobufCMessage **out)
{
	struct lines all = {arena_take(&context->arena, PAGES_MAX * PAGES_SIZE * sizeof *all.all), 0};
	ProtobufCBinaryData next = {0, NULL};
	ProtobufCMessage *page = NULL;
	*(uint32_t *)field_of(request, named(request, "page_size")) = PAGES_SIZE;
	if (all.all == NULL) {
		say_err(context, ERR_MEMORY, NULL);
		return ERR_MEMORY;
	}
	for (size_t i = 0; i < PAGES_MAX && (i == 0 || next.len > 0); i++) {
		memcpy(field_of(request, named(request, "after")), &next, sizeof next);
		enum err err = party_call(context, party, method, request, answer, &page);
		if (err != ERR_OK)
			return err;
		const struct lines lines = lines_of(page);
		for (size_t k = 0; k < lines.count && k < PAGES_SIZE; k++)
			all.all[all.count++] = lines.all[k];
		memcpy(&next, field_of(page, named(page, "next")), sizeof next);
	}
	set_lines(page, &all);
	*out = page;
	return ERR_OK;
}

enum exit_code pages_print(struct context *context, const struct party *party, const ProtobufCMessage *answer, pages_line *print)
{
	struct held *held;
	if (context->json)
		return party_print(context, answer);
	if (thread_held(context, party, &held) != ERR_OK)
		return EXIT_OTHER;
	const struct lines lines = lines_of(answer);
	for (size_t i = 0; i < lines.count; i++)
		print(context, held, lines.all[i]);
	return EXIT_DONE;
}

enum err pages_pass(struct context *context, const char *typed, ProtobufCBinaryData *out)
{
	uint8_t id[PASS_ID_LEN];
	size_t n = 0;
	if (strlen(typed) != 2 * PASS_ID_LEN ||
	    sodium_hex2bin(id, sizeof id, typed, strlen(typed), NULL, &n, NULL) != 0 || n != PASS_ID_LEN) {
		enum rule rule = pass_number_read(span_text(typed), id);
		if (rule != RULE_OK) {
			struct faults faults = {0};
			fault_add(&faults, rule, typed, 0, 0);
			say_faults(context, &faults);
			return ERR_FORMAT;
		}
		n = PASS_NUMBER_BYTES;
	}
	*out = party_bytes(context, id, n);
	if (out->data != NULL)
		return ERR_OK;
	say_err(context, ERR_MEMORY, NULL);
	return ERR_MEMORY;
}

enum exit_code pages_as(struct context *context, const char *role, const struct args *args, pages_run *run)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, role, &party) == ERR_OK)
		code = run(context, args, &party);
	party_close(&party);
	return code;
}
