#include "client/stamps.h"

#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "proto/canon.h"

enum { DIGITS = 10, NAME_MAX_LEN = sizeof "stamps/" + DIGITS };

static void name_of(uint32_t sequence, char out[static NAME_MAX_LEN])
{
	snprintf(out, NAME_MAX_LEN, "stamps/%0*u", DIGITS, sequence);
}

/* 0: no stamp's name. */
static uint32_t sequence_of(const char *name)
{
	unsigned long long number = strspn(name, "0123456789") == DIGITS && name[DIGITS] == '\0' ? strtoull(name, NULL, 10) : 0;
	return number <= UINT32_MAX ? (uint32_t)number : 0;
}

enum err stamps_list(struct context *context, uint32_t **sequences, size_t *count)
{
	char **names;
	size_t n;
	enum err err = keep_list(context, "stamps", &names, &n);
	if (err != ERR_OK)
		return err;
	uint32_t *list = arena_take(&context->arena, (n + 1) * sizeof *list);
	if (list == NULL)
		return ERR_MEMORY;
	*count = 0;
	for (size_t i = 0; i < n; i++)
		if (sequence_of(names[i]) != 0)
			list[(*count)++] = sequence_of(names[i]);
	*sequences = list;
	return ERR_OK;
}

/* ---- numbers ---- */

/* The largest number the desk has taken. */
static enum err read_sent(struct context *context, uint32_t *out)
{
	struct span text;
	char *end;
	enum err err = keep_read(context, "stamps/sent", 24, &text);
	*out = 0;
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	unsigned long long number = strtoull((const char *)text.p, &end, 10);
	if (text.n == 0 || *text.p < '0' || *text.p > '9' || *end != '\n' || number > UINT32_MAX)
		return ERR_FORMAT;
	*out = (uint32_t)number;
	return ERR_OK;
}

enum err stamps_next(struct context *context, uint32_t *sequence)
{
	uint32_t *list, last = 0;
	size_t count = 0;
	enum err err = read_sent(context, &last);
	if (err == ERR_OK)
		err = stamps_list(context, &list, &count);
	if (err != ERR_OK)
		return err;
	if (count > 0 && list[count - 1] > last)
		last = list[count - 1];
	if (last == UINT32_MAX)
		return ERR_SIZE;
	*sequence = last + 1;
	return ERR_OK;
}

/* The number is noted before the file that shows it was used goes. */
static enum err done(struct context *context, uint32_t sequence)
{
	char name[NAME_MAX_LEN], line[24];
	uint32_t last;
	enum err err = read_sent(context, &last);
	if (err == ERR_OK && sequence > last) {
		snprintf(line, sizeof line, "%u\n", sequence);
		err = keep_write(context, "stamps/sent", span_text(line), false);
	}
	name_of(sequence, name);
	return err == ERR_OK ? keep_remove(context, name) : err;
}

/* ---- files ---- */

enum err stamps_keep(struct context *context, uint32_t sequence, const Guosuo__V1__PutStampRequest *request)
{
	char name[NAME_MAX_LEN];
	struct span raw;
	enum err err = canon_pack(&request->base, &context->arena, &raw);
	name_of(sequence, name);
	return err == ERR_OK ? keep_create(context, name, raw, true) : err;
}

enum err stamps_read(struct context *context, uint32_t sequence, Guosuo__V1__PutStampRequest **out)
{
	char name[NAME_MAX_LEN];
	struct span raw;
	ProtobufCMessage *message;
	name_of(sequence, name);
	enum err err = keep_read(context, name, STAMPS_RAW_MAX, &raw);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__put_stamp_request__descriptor, raw, &context->arena, &message);
	if (err == ERR_OK)
		*out = (Guosuo__V1__PutStampRequest *)message;
	return err;
}

/* ---- sending ---- */

static enum err send_one(struct context *context, const struct party *party, uint32_t sequence)
{
	Guosuo__V1__PutStampRequest *request;
	ProtobufCMessage *answer;
	enum err err = stamps_read(context, sequence, &request);
	if (err != ERR_OK) {
		say_err(context, err, "stamps");
		return err;
	}
	err = party_call(context, party, "Gate/PutStamp", &request->base, &guosuo__v1__put_stamp_response__descriptor, &answer);
	return err == ERR_OK ? done(context, sequence) : err;
}

/* Nothing more can be sent now: the others wait. */
static bool is_over(enum err err)
{
	return err == ERR_NETWORK || err == ERR_BUSY || err == ERR_DEADLINE || err == ERR_UNAUTHENTICATED || err == ERR_CLOCK ||
	       err == ERR_FULL || err == ERR_IO;
}

static enum exit_code send_all(struct context *context, const struct party *party, const uint32_t *list, size_t count)
{
	unsigned sent = 0;
	enum err err = ERR_OK;
	for (size_t i = 0; i < count && !is_over(err); i++) {
		size_t used = context->arena.used;
		err = send_one(context, party, list[i]);
		sent += err == ERR_OK;
		context->arena.used = used;
	}
	say(context, SAY_STAMPS_SENT, sent, (unsigned)count - sent);
	return sent == count ? EXIT_DONE : EXIT_OTHER;
}

enum exit_code stamps_send(struct context *context)
{
	struct party party;
	uint32_t *list;
	size_t count;
	enum exit_code code = EXIT_OTHER;
	enum err err = stamps_list(context, &list, &count);
	if (err != ERR_OK)
		return say_err(context, err, "stamps");
	if (count == 0)
		return EXIT_DONE;
	if (party_resume(context, "checkpoint", &party) == ERR_OK)
		code = send_all(context, &party, list, count);
	party_close(&party);
	return code;
}

void stamps_waiting(struct context *context)
{
	uint32_t *list;
	size_t count = 0;
	enum err err = stamps_list(context, &list, &count);
	if (err != ERR_OK)
		say_err(context, err, "stamps");
	else if (count > 0)
		say(context, SAY_STAMPS_WAIT, (unsigned)count);
}
