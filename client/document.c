#include "client/document.h"

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/say.h"
#include "proto/application.h"
#include "proto/body.h"
#include "proto/canon.h"

/* ---- sending ---- */

struct sending {
	FILE *file;
	uint8_t hash[HASH_LEN];
	uint32_t size;
	uint8_t *part; /* DOCUMENT_PART */
};

static enum err hash_file(struct sending *sending)
{
	crypto_hash_sha256_state state;
	uint64_t size = 0;
	crypto_hash_sha256_init(&state);
	for (size_t n; (n = fread(sending->part, 1, DOCUMENT_PART, sending->file)) > 0; size += n) {
		crypto_hash_sha256_update(&state, sending->part, n);
		if (size + n > DOCUMENT_SIZE_MAX)
			return ERR_SIZE;
	}
	crypto_hash_sha256_final(&state, sending->hash);
	sending->size = (uint32_t)size;
	return ferror(sending->file) ? ERR_IO : ERR_OK;
}

static enum err send_part(struct context *context, const struct party *party, struct sending *sending, uint32_t at,
			  const Guosuo__V1__PutDocumentResponse **out)
{
	Guosuo__V1__PutDocumentRequest request = GUOSUO__V1__PUT_DOCUMENT_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (fseek(sending->file, (long)at, SEEK_SET) != 0)
		return say_err(context, ERR_IO, NULL), ERR_IO;
	request.hash = (ProtobufCBinaryData){HASH_LEN, sending->hash};
	request.size = sending->size;
	request.offset = at;
	request.part = (ProtobufCBinaryData){fread(sending->part, 1, DOCUMENT_PART, sending->file), sending->part};
	enum err err = party_call(context, party, "Documents/PutDocument", &request.base,
				  &guosuo__v1__put_document_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__PutDocumentResponse *)answer;
	return err;
}

/* The arena is given back after each part but the last, whose answer says what the file is. */
static enum err send_parts(struct context *context, const struct party *party, struct sending *sending,
			   const char **media_type)
{
	const Guosuo__V1__PutDocumentResponse *reply;
	uint32_t at = 0;
	do {
		size_t mark = context->arena.used;
		enum err err = send_part(context, party, sending, at, &reply);
		if (err != ERR_OK)
			return err;
		if (reply->received <= at || reply->received > sending->size) {
			say_err(context, ERR_FORMAT, party->server);
			return ERR_FORMAT;
		}
		at = reply->received;
		if (at < sending->size)
			context->arena.used = mark;
	} while (at < sending->size);
	*media_type = reply->media_type;
	return ERR_OK;
}

/* A name of at most NAME_BYTES, cut at a character. */
static char *short_name(struct context *context, const char *name)
{
	size_t n = strlen(name);
	if (n > NAME_BYTES)
		for (n = NAME_BYTES; n > 0 && ((uint8_t)name[n] & 0xc0) == 0x80; n--)
			continue;
	return arena_text(&context->arena, span_of(name, n));
}

static enum err make_line(struct context *context, const struct sending *sending, const char *kind, const char *name,
			  const char *media_type, Guosuo__V1__ApplicationDocument **out)
{
	Guosuo__V1__ApplicationDocument *line = arena_take(&context->arena, sizeof *line);
	char *hex = arena_take(&context->arena, 2 * HASH_LEN + 1);
	if (line == NULL || hex == NULL)
		return ERR_MEMORY;
	guosuo__v1__application_document__init(line);
	line->kind = arena_text(&context->arena, span_text(kind));
	line->hash = sodium_bin2hex(hex, 2 * HASH_LEN + 1, sending->hash, HASH_LEN);
	line->name = short_name(context, name);
	line->media_type = (char *)(uintptr_t)media_type;
	line->size = sending->size;
	*out = line;
	return line->kind == NULL || line->name == NULL ? ERR_MEMORY : ERR_OK;
}

enum err document_send(struct context *context, const struct party *party, const char *typed, const char *kind,
		       const char *name, Guosuo__V1__ApplicationDocument **out)
{
	const char *path = keep_path(context, typed), *slash = strrchr(typed, '/'), *media_type = "";
	struct sending sending = {.part = malloc(DOCUMENT_PART)};
	enum err err = path == NULL || sending.part == NULL ? ERR_MEMORY : ERR_OK;
	if (err == ERR_OK)
		sending.file = fopen(path, "re");
	if (err == ERR_OK)
		err = sending.file == NULL ? ERR_NOT_FOUND : hash_file(&sending);
	if (err != ERR_OK) {
		say_err(context, err, typed);
	} else {
		err = send_parts(context, party, &sending, &media_type);
		if (err != ERR_OK)
			say(context, SAY_NOT_ATTACHED, typed);
	}
	if (err == ERR_OK)
		err = make_line(context, &sending, kind, name != NULL ? name : slash != NULL ? slash + 1 : typed, media_type,
				out);
	if (sending.file != NULL)
		fclose(sending.file);
	free(sending.part);
	return err;
}

static enum err attach_one(struct context *context, const struct party *party, const char *item,
			   Guosuo__V1__ApplicationDocument **out)
{
	const char *equals = strchr(item, '=');
	if (equals == NULL || equals == item || equals[1] == '\0') {
		say(context, SAY_ATTACH_FORM, item);
		return ERR_INPUT;
	}
	char *kind = arena_text(&context->arena, span_of(item, (size_t)(equals - item)));
	if (kind == NULL)
		return ERR_MEMORY;
	return document_send(context, party, equals + 1, kind, NULL, out);
}

enum err document_attach(struct context *context, const struct party *party, const char *attach,
			 Guosuo__V1__ApplicationDocument ***list, size_t *count)
{
	if (attach == NULL)
		return ERR_OK;
	char *typed = arena_text(&context->arena, span_text(attach)), *rest = NULL;
	Guosuo__V1__ApplicationDocument **documents =
	    arena_take(&context->arena, (*count + DOCUMENTS_MAX) * sizeof(void *));
	if (typed == NULL || documents == NULL)
		return ERR_MEMORY;
	size_t n = *count, most = n + DOCUMENTS_MAX;
	if (n > 0)
		memcpy(documents, *list, n * sizeof(void *));
	for (char *item = strtok_r(typed, ",", &rest); item != NULL && n < most; item = strtok_r(NULL, ",", &rest)) {
		enum err err = attach_one(context, party, item, &documents[n]);
		if (err != ERR_OK)
			return err;
		n++;
	}
	*list = documents;
	*count = n;
	return ERR_OK;
}

/* ---- belonging together ---- */

enum err document_annex(struct context *context, const Guosuo__V1__Trip *trip, struct span raw,
			const Guosuo__V1__Application *application, const Guosuo__V1__Annex **out, struct span *packed)
{
	uint8_t hash[HASH_LEN];
	ProtobufCMessage *message;
	enum err err = canon_open(&guosuo__v1__annex__descriptor, raw, &context->arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Annex *annex = (const Guosuo__V1__Annex *)message;
	body_hash(raw, hash);
	if (!span_equal(bytes_span(trip->annex_hash), span_of(hash, ANNEX_HASH_LEN)))
		return ERR_SEAL;
	*out = annex;
	if (application == NULL)
		return ERR_OK;
	err = canon_pack(&application->base, &context->arena, packed);
	if (err != ERR_OK)
		return err;
	body_hash(*packed, hash);
	return span_equal(bytes_span(annex->application_hash), span_of(hash, HASH_LEN)) ? ERR_OK : ERR_SEAL;
}

/* ---- fetching ---- */

static enum err fetch_parts(struct context *context, const struct party *party, Guosuo__V1__GetDocumentRequest *request,
			    uint32_t size, uint8_t *out)
{
	while (request->offset < size) {
		ProtobufCMessage *answer;
		size_t mark = context->arena.used;
		enum err err = party_call(context, party, "Documents/GetDocument", &request->base,
					  &guosuo__v1__get_document_response__descriptor, &answer);
		if (err != ERR_OK)
			return err;
		struct span part = bytes_span(((const Guosuo__V1__GetDocumentResponse *)answer)->part);
		if (part.n == 0 || part.n > size - request->offset)
			return say_err(context, ERR_FORMAT, party->server), ERR_FORMAT;
		memcpy(out + request->offset, part.p, part.n);
		request->offset += (uint32_t)part.n;
		context->arena.used = mark;
	}
	return ERR_OK;
}

enum err document_fetch(struct context *context, const struct party *party, ProtobufCBinaryData pass_id,
			const Guosuo__V1__Document *document, uint8_t **out)
{
	Guosuo__V1__GetDocumentRequest request = GUOSUO__V1__GET_DOCUMENT_REQUEST__INIT;
	uint8_t hash[HASH_LEN];
	if (document->size > DOCUMENT_SIZE_MAX)
		return say_err(context, ERR_SIZE, document->name), ERR_SIZE;
	uint8_t *bytes = malloc(document->size + 1);
	request.pass_id = pass_id;
	request.hash = document->hash;
	enum err err = bytes == NULL ? ERR_MEMORY : fetch_parts(context, party, &request, document->size, bytes);
	if (err == ERR_OK) {
		body_hash(span_of(bytes, document->size), hash);
		if (!span_equal(bytes_span(document->hash), span_of(hash, sizeof hash)))
			err = (say_err(context, ERR_SEAL, document->name), ERR_SEAL);
	}
	if (err == ERR_OK)
		*out = bytes;
	else
		free(bytes);
	return err;
}

/* ---- names ---- */

static const char *ending(const char *media_type)
{
	static const char *const rows[][2] = {
	    {"application/pdf", "pdf"}, {"image/jpeg", "jpg"}, {"image/png", "png"}};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (strcmp(rows[i][0], media_type) == 0)
			return rows[i][1];
	return "bin";
}

static bool good_kind(const char *kind)
{
	size_t n = strlen(kind);
	return n > 0 && n <= DOCUMENT_KIND_BYTES && strspn(kind, "abcdefghijklmnopqrstuvwxyz0123456789_") == n;
}

static void put_name(struct document *out, const char *from, size_t place, const char *kind)
{
	snprintf(out->name, sizeof out->name, "%s%02zu-%s.%s", from, place, good_kind(kind) ? kind : "document",
		 ending(out->document->media_type));
}

/* ---- of a pass ---- */

static enum err of_answer(struct context *context, const Guosuo__V1__ApplicationDocument *line, struct document *out)
{
	Guosuo__V1__Document *document = arena_take(&context->arena, sizeof *document);
	uint8_t *hash = arena_take(&context->arena, HASH_LEN);
	size_t n = 0;
	if (document == NULL || hash == NULL)
		return ERR_MEMORY;
	if (sodium_hex2bin(hash, HASH_LEN, line->hash, strlen(line->hash), NULL, &n, NULL) != 0 || n != HASH_LEN)
		return ERR_FORMAT;
	guosuo__v1__document__init(document);
	document->hash = (ProtobufCBinaryData){HASH_LEN, hash};
	document->name = line->name;
	document->media_type = line->media_type;
	document->size = line->size;
	out->document = document;
	return ERR_OK;
}

static enum err add_answer(struct context *context, const Guosuo__V1__ItemAnswer *answer, struct document *list, size_t *n)
{
	for (size_t i = 0; answer != NULL && i < answer->n_documents; i++) {
		enum err err = of_answer(context, answer->documents[i], &list[*n]);
		if (err != ERR_OK)
			return err;
		put_name(&list[*n], "answer-", *n + 1, answer->documents[i]->kind);
		++*n;
	}
	return ERR_OK;
}

enum err document_list(struct context *context, const Guosuo__V1__Application *application, const Guosuo__V1__Annex *annex,
		       const Guosuo__V1__LegRounds *leg, struct document **out, size_t *count)
{
	size_t n = 0, most = annex->n_documents;
	enum err err = ERR_OK;
	for (size_t i = 0; i < leg->n_answers; i++)
		most += leg->answers[i]->answer == NULL ? 0 : leg->answers[i]->answer->n_documents;
	struct document *list = arena_take(&context->arena, (most + 1) * sizeof *list);
	if (list == NULL)
		return ERR_MEMORY;
	for (; n < annex->n_documents; n++) {
		bool told = application != NULL && n < application->n_documents;
		list[n].document = annex->documents[n];
		put_name(&list[n], "", n + 1, told ? application->documents[n]->kind : "");
	}
	for (size_t i = 0; err == ERR_OK && i < leg->n_answers; i++)
		err = add_answer(context, leg->answers[i]->answer, list, &n);
	*out = list;
	*count = n;
	return err;
}
