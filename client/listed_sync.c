#include "client/listed_sync.h"

#include <stdlib.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/listed.h"
#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/canon.h"

enum { ASKED = 64 };

struct line {
	uint8_t pass_id[PASS_ID_LEN], digest[LISTED_DIGEST];
};

struct syncing {
	const struct party *party;
	struct line *lines; /* what is due, LISTED_MAX at most */
	size_t count;
	int64_t as_of;
	struct listed held; /* file -1: none */
	const struct listed_pass **sorted;
	size_t sorted_count;
	struct listed_draft draft;
	unsigned fetched, bad;
	bool full; /* more is due than is kept */
};

/* ---- the list in short ---- */

static void take_lines(struct syncing *sync, const Guosuo__V1__ListExpectedResponse *page)
{
	for (size_t i = 0; i < page->n_lines; i++) {
		const Guosuo__V1__ExpectedLine *line = page->lines[i];
		if (line->pass_id.len != PASS_ID_LEN || line->digest.len != LISTED_DIGEST)
			sync->bad++;
		else if (sync->count == LISTED_MAX)
			sync->full = true;
		else {
			struct line *out = &sync->lines[sync->count++];
			memcpy(out->pass_id, line->pass_id.data, PASS_ID_LEN);
			memcpy(out->digest, line->digest.data, LISTED_DIGEST);
		}
	}
}

static enum err list(struct context *context, struct syncing *sync)
{
	Guosuo__V1__ListExpectedRequest request = GUOSUO__V1__LIST_EXPECTED_REQUEST__INIT;
	uint8_t next[64];
	const size_t used = context->arena.used;
	do {
		ProtobufCMessage *answer;
		enum err err = party_call(context, sync->party, "Gate/ListExpected", &request.base,
		                          &guosuo__v1__list_expected_response__descriptor, &answer);
		if (err != ERR_OK)
			return err;
		const Guosuo__V1__ListExpectedResponse *page = (const Guosuo__V1__ListExpectedResponse *)answer;
		take_lines(sync, page);
		if (sync->as_of == 0)
			sync->as_of = page->as_of;
		request.after = (ProtobufCBinaryData){page->next.len > sizeof next ? 0 : page->next.len, next};
		if (request.after.len > 0)
			memcpy(next, page->next.data, request.after.len);
		context->arena.used = used;
	} while (request.after.len > 0 && !sync->full);
	return ERR_OK;
}

/* ---- the passes ---- */

/* One that makes no code is left out, and counted. */
static enum err add(struct context *context, struct syncing *sync, struct span raw)
{
	enum err err = listed_draft_add(&sync->draft, raw, &context->arena);
	sync->bad += err == ERR_FORMAT;
	sync->full |= err == ERR_FULL;
	return err == ERR_FORMAT || err == ERR_FULL ? ERR_OK : err;
}

static int by_digest(const void *a, const void *b)
{
	const struct listed_pass *const *one = a, *const *two = b;
	return memcmp((*one)->digest, (*two)->digest, LISTED_DIGEST);
}

/* Points at what is held, by digest. */
static enum err sort_held(struct context *context, struct syncing *sync)
{
	const size_t count = sync->held.file >= 0 ? sync->held.head.count : 0;
	sync->sorted = arena_take(&context->arena, (count + 1) * sizeof(void *));
	if (sync->sorted == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < count; i++)
		sync->sorted[i] = &sync->held.passes[i];
	qsort(sync->sorted, count, sizeof(void *), by_digest);
	sync->sorted_count = count;
	return ERR_OK;
}

/* ERR_NOT_FOUND: it is not held, or is damaged. */
static enum err add_held(struct context *context, struct syncing *sync, const struct line *line)
{
	struct listed_pass wanted;
	const struct listed_pass *key = &wanted;
	const size_t used = context->arena.used;
	struct span raw;
	memcpy(wanted.digest, line->digest, LISTED_DIGEST);
	const struct listed_pass *const *found = bsearch(&key, sync->sorted, sync->sorted_count, sizeof(void *), by_digest);
	if (found == NULL || listed_read(&sync->held, (size_t)(*found - sync->held.passes), &context->arena, &raw) != ERR_OK)
		return ERR_NOT_FOUND;
	enum err err = add(context, sync, raw);
	context->arena.used = used;
	return err;
}

static enum err fetch(struct context *context, struct syncing *sync, const struct line *const *lines, size_t count)
{
	Guosuo__V1__GetExpectedRequest request = GUOSUO__V1__GET_EXPECTED_REQUEST__INIT;
	ProtobufCBinaryData ids[ASKED];
	ProtobufCMessage *answer;
	struct span raw;
	for (size_t i = 0; i < count; i++)
		ids[i] = (ProtobufCBinaryData){PASS_ID_LEN, (uint8_t *)(uintptr_t)lines[i]->pass_id};
	request.pass_ids = ids, request.n_pass_ids = count;
	enum err err = party_call(context, sync->party, "Gate/GetExpected", &request.base,
	                          &guosuo__v1__get_expected_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__GetExpectedResponse *reply = (const Guosuo__V1__GetExpectedResponse *)answer;
	sync->fetched += (unsigned)reply->n_passes;
	for (size_t i = 0; err == ERR_OK && i < reply->n_passes; i++) {
		err = canon_pack(&reply->passes[i]->base, &context->arena, &raw);
		err = err == ERR_OK ? add(context, sync, raw) : err;
	}
	return err == ERR_OK ? err : (say_err(context, err, "expected"), err);
}

static enum err gather(struct context *context, struct syncing *sync)
{
	const struct line *missing[ASKED];
	size_t n = 0;
	enum err err = sort_held(context, sync);
	const size_t used = context->arena.used;
	for (size_t i = 0; err == ERR_OK && i < sync->count; i++) {
		err = add_held(context, sync, &sync->lines[i]);
		if (err == ERR_NOT_FOUND) {
			missing[n++] = &sync->lines[i];
			err = ERR_OK;
		}
		if (err == ERR_OK && n > 0 && (n == ASKED || i + 1 == sync->count)) {
			err = fetch(context, sync, missing, n);
			context->arena.used = used;
			n = 0;
		}
	}
	return err;
}

/* ---- all of it ---- */

static enum err keep(struct context *context, const struct syncing *sync)
{
	enum err err = listed_draft_write(context, &sync->draft, sync->as_of);
	if (err != ERR_OK)
		return say_err(context, err, "expected"), err;
	say(context, SAY_LISTED_SYNCED, (unsigned)sync->draft.count, sync->fetched);
	if (sync->bad > 0)
		say(context, SAY_LISTED_BAD, sync->bad);
	if (sync->full)
		say(context, SAY_LISTED_FULL, (unsigned)sync->draft.count);
	return ERR_OK;
}

enum err listed_sync(struct context *context, const struct party *party)
{
	struct syncing sync = {.party = party, .held = {.file = -1}, .lines = calloc(LISTED_MAX, sizeof *sync.lines)};
	enum err err = listed_draft_begin(party->membership.province, &sync.draft);
	if (err != ERR_OK || sync.lines == NULL) {
		err = ERR_MEMORY;
		say_err(context, err, "expected");
	}
	if (err == ERR_OK && listed_open(context, &sync.held) != ERR_OK)
		sync.held.file = -1; /* nothing is held that could be used again */
	if (err == ERR_OK)
		err = list(context, &sync);
	if (err == ERR_OK)
		err = gather(context, &sync);
	if (err == ERR_OK)
		err = keep(context, &sync);
	listed_close(&sync.held);
	listed_draft_free(&sync.draft);
	free(sync.lines);
	return err;
}
