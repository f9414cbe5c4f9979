#include "server/passages.h"

#include "proto/civil.h"
#include "server/lapses.h"
#include "server/log.h"
#include "server/part.h"
#include "server/stamps.h"
#include "server/store_passage.h"
#include "server/store_request.h"

#define FATE(name) GUOSUO__V1__PASSAGE_FATE__PASSAGE_##name

enum { POSTS_MAX = 100 };

/* A piece of a log on its way into the store. */
struct piece {
	const Guosuo__V1__PutPassagesRequest *request;
	struct passage_head head;
	uint32_t first; /* its first record's number */
	uint8_t hashes[PASSAGES_MAX + 1][HASH_LEN]; /* [i]: before record i */
	bool known[PASSAGES_MAX], forked[PASSAGES_MAX], broken[PASSAGES_MAX];
	int64_t waits[PASSAGES_MAX]; /* the stamp of what is known waits for this; 0: it does not */
	uint32_t forks, resets, numbers; /* numbers: that were not here */
	int64_t nil_at, reset_at; /* the last reset of the ratchet in it, whose and why */
	uint32_t reset_duty;
	char reset_reason[PASSAGE_NOTE_MAX + 1];
	struct passage opened; /* the record at hand */
	enum err sound;        /* whether it could be */
	Guosuo__V1__PassageOdd odd[2 * PASSAGES_MAX];
	Guosuo__V1__PutPassagesResponse *reply;
};

/* ---- is it the device's own? ---- */

static enum err check_parts(struct call *call, const Guosuo__V1__PutPassagesRequest *request)
{
	if (request->head == NULL)
		return call_fault(call, RULE_REQUIRED, "head", 0, 0);
	if (call_length(call, request->before, HASH_LEN, "before") != ERR_OK)
		return ERR_INPUT;
	if (request->n_records < 1)
		return call_fault(call, RULE_REQUIRED, "records", 0, 0);
	return request->n_records <= PASSAGES_MAX
	           ? ERR_OK
	           : call_fault(call, RULE_TOO_MANY, "records", (int64_t)request->n_records, PASSAGES_MAX);
}

static enum err check_head(struct call *call, struct piece *piece)
{
	const struct roster *roster = held_roster(call->held, call->who.province);
	size_t entry;
	if (roster == NULL)
		return ERR_BUSY;
	enum err err = passage_head_read(piece->request->head, &call->arena, &piece->head);
	if (err == ERR_OK)
		err = passage_head_verify(piece->request->head, &piece->head, roster, call->now, &call->arena, &entry);
	if (err != ERR_OK)
		return err;
	return span_equal(field_span(roster->body->entries[entry]->key), span_of(call->who.key, KEY_LEN)) ? ERR_OK : ERR_KEY;
}

/* Every record leads to the next, with the number after it, and the last to the head; the first of all begins the chain. */
static enum err check_chain(const struct call *call, struct piece *piece)
{
	const Guosuo__V1__PutPassagesRequest *request = piece->request;
	const size_t n = request->n_records;
	if (piece->head.body->sequence < n)
		return ERR_SEAL;
	piece->first = piece->head.body->sequence - (uint32_t)n + 1;
	memcpy(piece->hashes[0], request->before.data, HASH_LEN);
	uint8_t genesis[HASH_LEN];
	passage_first(call->who.key, genesis);
	if (piece->first == 1 && memcmp(genesis, request->before.data, HASH_LEN) != 0)
		return ERR_SEAL;
	for (size_t i = 0; i < n; i++) {
		const struct span record = field_span(request->records[i]);
		if (passage_sequence(record) != piece->first + i)
			return ERR_SEAL;
		passage_next(piece->hashes[i], record, piece->hashes[i + 1]);
	}
	return memcmp(piece->hashes[n], piece->head.body->hash.data, HASH_LEN) == 0 ? ERR_OK : ERR_SEAL;
}

/* ---- what is here ---- */

/* What is here of the numbers before, in and behind the piece. A neighbour's chain must go through it. */
struct neighbours {
	bool before, after;     /* one is here */
	bool leads_in, leads_on; /* and its chain goes through */
};

static void compare(struct piece *piece, const struct row_cursor *row, struct neighbours *out)
{
	const struct span hash = row_blob(row, 1), before = row_blob(row, 2);
	const size_t n = piece->request->n_records;
	const int64_t i = row_int(row, 0) - piece->first;
	if (i < 0) {
		out->before = true;
		out->leads_in |= span_equal(hash, span_of(piece->hashes[0], HASH_LEN));
	} else if (i >= (int64_t)n) {
		out->after = true;
		out->leads_on |= span_equal(before, span_of(piece->hashes[n], HASH_LEN));
	} else if (span_equal(hash, span_of(piece->hashes[i + 1], HASH_LEN))) {
		piece->known[i] = true;
		piece->waits[i] = row_int(row, 3);
	} else {
		piece->forked[i] = true;
	}
}

static enum err find_known(struct tx *tx, struct call *call, struct piece *piece)
{
	struct row_cursor row;
	struct neighbours neighbours = {0};
	const uint32_t last = piece->head.body->sequence;
	enum err err = store_passage_hashes(tx, call->who.province, span_of(call->who.keyid, KEYID_LEN), piece->first - 1,
	                                    last == UINT32_MAX ? last : last + 1, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK)
		compare(piece, &row, &neighbours);
	if (neighbours.before && !neighbours.leads_in)
		piece->broken[0] = true;
	if (neighbours.after && !neighbours.leads_on)
		piece->broken[piece->request->n_records - 1] = true;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- one record ---- */

static void add_odd(struct piece *piece, size_t i, Guosuo__V1__PassageFate fate, int64_t ahead_s)
{
	Guosuo__V1__PassageOdd *odd = &piece->odd[piece->reply->n_odd];
	guosuo__v1__passage_odd__init(odd);
	odd->sequence = piece->first + (uint32_t)i;
	odd->fate = fate;
	odd->ahead_s = ahead_s;
	piece->reply->odd[piece->reply->n_odd++] = odd;
}

/* What stands under a number that was used already, or beside what its chain does not go through: kept, told in the history, and
 * the gate is told. */
static enum err alarm(struct tx *tx, struct call *call, struct piece *piece, size_t i)
{
	log_warn(piece->forked[i] ? "passage_forked" : "passage_broken", NULL, log_number("province", call->who.province),
	         log_number("checkpoint", piece->head.body->checkpoint), log_number("device", piece->head.body->device),
	         log_number("sequence", (int64_t)(piece->first + i)));
	piece->forks++;
	return store_entry_put(tx, ENTRY_PASSAGE_FORKED, call->who.province, span_of(piece->hashes[i + 1], HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

static enum err lapsed(struct tx *tx, struct call *call, const struct piece *piece, size_t i)
{
	log_warn("passed_revoked", NULL, log_number("province", call->who.province),
	         log_number("checkpoint", piece->head.body->checkpoint), log_number("sequence", (int64_t)(piece->first + i)));
	return store_entry_put(tx, ENTRY_LAPSE, call->who.province, span_of(piece->hashes[i + 1], HASH_LEN),
	                       span_of(call->who.keyid, KEYID_LEN), call->now);
}

/* A person at the gate moved what its clock is held against: told in the history, and of its post. */
static enum err reset(struct tx *tx, struct call *call, struct piece *piece, const struct passage_row *row)
{
	const Guosuo__V1__RatchetReset *reset = piece->opened.reset;
	if (reset == NULL)
		return ERR_OK;
	log_warn("ratchet_reset", NULL, log_number("province", row->province), log_number("checkpoint", row->checkpoint),
	         log_number("sequence", row->sequence));
	piece->resets++;
	piece->reset_at = row->at;
	piece->reset_duty = reset->duty;
	snprintf(piece->reset_reason, sizeof piece->reset_reason, "%s", reset->reason);
	return store_entry_put(tx, ENTRY_RATCHET_RESET, row->province, row->hash, row->device, call->now);
}

static void fill_row(const struct piece *piece, struct passage_row *row)
{
	const struct passage *opened = &piece->opened;
	row->at = opened->record->time < row->created ? opened->record->time : row->created; /* no gate's clock fills days to come */
	if (opened->passage == NULL)
		return;
	row->checkpoint = opened->stamp.body->checkpoint; /* the device's post then */
	row->kind = (uint32_t)opened->passage->kind;
	row->verdict = opened->stamp.body->verdict;
	row->outcome = (uint32_t)opened->stamp.body->outcome;
	if (opened->sealed)
		row->pass_id = field_span(opened->shown.trip.body->pass_id);
}

/* No time comes for it: somebody must look. */
static void warn_far(const struct call *call, const struct piece *piece, size_t i, int64_t ahead_s)
{
	log_warn("stamp_far_ahead", NULL, log_number("province", call->who.province),
	         log_number("checkpoint", piece->head.body->checkpoint), log_number("device", piece->head.body->device),
	         log_number("sequence", (int64_t)(piece->first + i)), log_number("ahead_s", ahead_s));
}

/* The stamp is about a trip of this desk, or of another's. Under a number that was used already it is none: whichever came first
 * stands. */
static enum err take_stamp(struct tx *tx, struct call *call, struct piece *piece, struct passage_row *row, size_t i)
{
	Guosuo__V1__PassageFate fate;
	if (piece->opened.passage == NULL || !piece->opened.sealed || piece->forked[i])
		return ERR_OK;
	enum err err = stamps_take(tx, call, &piece->opened, &fate);
	if (err != ERR_OK || fate == FATE(FATE_UNSPECIFIED))
		return err;
	const int64_t time = piece->opened.stamp.body->time;
	const int64_t ahead_s = fate == FATE(ELSEWHERE) ? 0 : time - call->now;
	if (fate == FATE(FAR_AHEAD))
		warn_far(call, piece, i, ahead_s);
	if (fate == FATE(AHEAD))
		row->waits = time - SKEW_S;
	add_odd(piece, i, fate, ahead_s);
	return ERR_OK;
}

static enum err find_lapse(struct tx *tx, const struct piece *piece, struct passage_row *row)
{
	struct lapse lapse;
	enum err err = lapses_find(tx, &piece->opened, row->at, piece->head.body->state_at, &lapse);
	if (err != ERR_OK)
		return err;
	row->lapse = lapse.since;
	row->lapse_what = (uint32_t)lapse.what;
	row->lapse_why = (uint32_t)lapse.why;
	return ERR_OK;
}

static enum err take_new(struct tx *tx, struct call *call, struct piece *piece, size_t i)
{
	const bool sound = piece->sound == ERR_OK;
	struct passage_row row = {.province = call->who.province,
	                          .device = span_of(call->who.keyid, KEYID_LEN),
	                          .sequence = piece->first + (uint32_t)i,
	                          .hash = span_of(piece->hashes[i + 1], HASH_LEN),
	                          .before = span_of(piece->hashes[i], HASH_LEN),
	                          .checkpoint = piece->head.body->checkpoint,
	                          .at = piece->head.body->time,
	                          .created = call->now,
	                          .record = field_span(piece->request->records[i])};
	if (sound)
		fill_row(piece, &row);
	enum err err = sound ? find_lapse(tx, piece, &row) : ERR_OK;
	if (err == ERR_OK && row.lapse != 0)
		err = lapsed(tx, call, piece, i);
	if (err == ERR_OK && sound)
		err = take_stamp(tx, call, piece, &row, i);
	if (err == ERR_OK)
		err = store_passage_put(tx, &row);
	if (err == ERR_OK && (piece->forked[i] || piece->broken[i]))
		err = alarm(tx, call, piece, i);
	if (err != ERR_OK)
		return err;
	piece->reply->taken++;
	piece->numbers += !piece->forked[i];
	if (sound && piece->opened.handover != NULL && piece->opened.handover->passages == 0)
		piece->nil_at = row.at;
	return sound ? reset(tx, call, piece, &row) : ERR_OK;
}

/* What cannot be read, stands against another or waits is told each time it is sent. */
static void tell(const struct call *call, struct piece *piece, size_t i)
{
	if (piece->forked[i])
		add_odd(piece, i, FATE(FORKED), 0);
	else if (piece->broken[i])
		add_odd(piece, i, FATE(BROKEN), 0);
	else if (piece->sound != ERR_OK)
		add_odd(piece, i, FATE(UNSOUND), 0);
	else if (piece->waits[i] > call->now)
		add_odd(piece, i, FATE(AHEAD), piece->waits[i] + SKEW_S - call->now);
}

/* What a record was opened in is given back. */
static enum err take_one(struct tx *tx, struct call *call, struct piece *piece, size_t i)
{
	const size_t used = call->arena.used;
	enum err err = ERR_OK;
	piece->sound = passage_read(field_span(piece->request->records[i]), &call->arena, &piece->opened);
	if (piece->sound == ERR_MEMORY)
		return ERR_MEMORY;
	tell(call, piece, i);
	if (piece->known[i])
		piece->reply->known++;
	else
		err = take_new(tx, call, piece, i);
	call->arena.used = used;
	return err;
}

static enum err take_all(struct tx *tx, struct call *call, struct piece *piece)
{
	enum err err = ERR_OK;
	piece->reply->odd = call_take(call, 2 * piece->request->n_records * sizeof(void *));
	if (piece->reply->odd == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; err == ERR_OK && i < piece->request->n_records; i++)
		err = take_one(tx, call, piece, i);
	return err;
}

static enum err hear(struct tx *tx, struct call *call, const struct piece *piece)
{
	const Guosuo__V1__PassageHead *head = piece->head.body;
	const struct post_row row = {.province = call->who.province,
	                             .checkpoint = head->checkpoint,
	                             .device = span_of(call->who.keyid, KEYID_LEN),
	                             .heard = call->now,
	                             .sequence = head->sequence,
	                             .at = head->time < call->now ? head->time : call->now,
	                             .state_at = head->state_at,
	                             .forks = piece->forks,
	                             .nil_at = piece->nil_at,
	                             .resets = piece->resets,
	                             .reset_at = piece->reset_at,
	                             .reset_duty = piece->reset_duty,
	                             .reset_reason = span_text(piece->reset_reason)};
	enum err err = store_passage_logged(tx, row.province, row.device, row.sequence, piece->numbers);
	return err == ERR_OK ? store_post_hear(tx, &row) : err;
}

enum err passages_put(struct tx *tx, struct call *call)
{
	struct piece *piece = call_take(call, sizeof *piece);
	if (piece == NULL)
		return ERR_MEMORY;
	piece->request = (const void *)call->request;
	piece->reply = call_reply(call);
	enum err err = piece->reply == NULL ? ERR_MEMORY : check_parts(call, piece->request);
	if (err == ERR_OK)
		err = check_head(call, piece);
	if (err == ERR_OK)
		err = check_chain(call, piece);
	if (err == ERR_OK)
		err = find_known(tx, call, piece);
	if (err == ERR_OK)
		err = take_all(tx, call, piece);
	return err == ERR_OK ? hear(tx, call, piece) : err;
}

/* ---- which posts were heard from ---- */

static enum err post_of(struct tx *tx, struct call *call, const struct post_row *row, Guosuo__V1__Post **out)
{
	Guosuo__V1__Post *post = call_make(call, &guosuo__v1__post__descriptor);
	if (post == NULL)
		return ERR_MEMORY;
	post->province = row->province;
	post->checkpoint = row->checkpoint;
	post->device = call_bytes(call, row->device);
	post->heard = row->heard;
	post->sequence = row->sequence;
	post->at = row->at;
	post->state_at = row->state_at;
	post->forks = row->forks;
	post->nil_at = row->nil_at;
	post->resets = row->resets;
	post->reset_at = row->reset_at;
	post->reset_duty = row->reset_duty;
	post->reset_reason = call_text(call, row->reset_reason);
	if (post->reset_reason == NULL)
		return ERR_MEMORY;
	*out = post;
	enum err err = store_passage_count(tx, row->province, row->device, call->now - DAY_S, call->now + 1, &post->passages,
	                                   &post->passed);
	return err == ERR_OK ? store_passage_missing(tx, row->province, row->device, &post->missing) : err;
}

/* Rows first: what is counted for each is another statement. */
static enum err read_posts(struct tx *tx, struct call *call, struct post_row *rows, size_t *count)
{
	const Guosuo__V1__ListPostsRequest *request = (const void *)call->request;
	struct row_cursor row;
	enum err err = store_post_list(tx, request->province, request->after_checkpoint, field_span(request->after_device),
	                               POSTS_MAX, &row);
	while (err == ERR_OK && *count < POSTS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_post_row(&row, &rows[*count]);
		ProtobufCBinaryData device = call_bytes(call, rows[*count].device), reason = call_bytes(call, rows[*count].reset_reason);
		rows[*count].device = field_span(device);
		rows[(*count)++].reset_reason = field_span(reason);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err passages_posts(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListPostsRequest *request = (const void *)call->request;
	struct post_row *rows = call_take(call, POSTS_MAX * sizeof *rows);
	Guosuo__V1__ListPostsResponse *reply = call_reply(call);
	size_t count = 0;
	if (rows == NULL || reply == NULL)
		return ERR_MEMORY;
	enum err err = part_province(call, request->province);
	if (err == ERR_OK)
		err = read_posts(tx, call, rows, &count);
	reply->posts = call_take(call, (count + 1) * sizeof(void *));
	if (reply->posts == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		err = post_of(tx, call, &rows[i], &reply->posts[i]);
		reply->n_posts += err == ERR_OK;
	}
	reply->more = count == POSTS_MAX;
	return err;
}
