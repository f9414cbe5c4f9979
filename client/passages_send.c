#include "client/passages_send.h"

#include "client/gate.h"
#include "client/party.h"
#include "client/passages.h"
#include "client/say.h"
#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/body.h"

enum { PIECE_RECORDS = 256, PIECE_BYTES = 512 * 1024 };

struct sending {
	struct party party;
	struct passages log;
	const struct roster *roster;
	const Guosuo__V1__RosterEntry *entry;
	int64_t state_at; /* of the oldest status list that is held; 0: one lacks */
	/* The piece at hand. */
	ProtobufCBinaryData records[PIECE_RECORDS];
	size_t count, bytes;
	uint32_t last; /* its last record */
	uint8_t before[HASH_LEN], after[HASH_LEN];
	/* What came of it. */
	uint32_t sent, odd;
};

/* ---- opening ---- */

static int64_t oldest_list(const struct held *held)
{
	int64_t oldest = 0;
	for (size_t i = 0; i < held->count; i++) {
		const Guosuo__V1__StatusList *list = held->holdings[i].status.body;
		if (list == NULL)
			return 0;
		if (oldest == 0 || list->issued_at < oldest)
			oldest = list->issued_at;
	}
	return oldest;
}

static enum err open_sending(struct context *context, struct sending *out)
{
	const struct gate *gate = gate_resume(context);
	enum err err = gate == NULL ? ERR_NOT_FOUND : party_resume(context, "checkpoint", &out->party);
	if (err != ERR_OK)
		return err;
	out->roster = gate_roster(gate);
	out->entry = out->roster == NULL ? NULL
	                                 : roster_entry(out->roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, out->party.key.public_key);
	out->state_at = oldest_list(&gate->held);
	if (out->entry == NULL) {
		say(context, SAY_NOT_LISTED);
		return ERR_NOT_FOUND;
	}
	err = passages_open(context, out->party.key.public_key, &out->log);
	if (err != ERR_OK)
		say_err(context, err, "passages");
	return err;
}

static void close_sending(struct sending *sending)
{
	passages_close(&sending->log);
	party_close(&sending->party);
}

/* ---- a piece ---- */

static bool fits(const struct sending *sending, const struct passages_reader *reader)
{
	return sending->count == 0 || (sending->count < PIECE_RECORDS && sending->bytes + reader->record.n <= PIECE_BYTES &&
	                               reader->sequence == sending->last + 1);
}

static enum err collect(struct context *context, struct sending *sending, const struct passages_reader *reader)
{
	ProtobufCBinaryData copy = party_bytes(context, reader->record.p, reader->record.n);
	if (copy.data == NULL)
		return ERR_MEMORY;
	if (sending->count == 0)
		memcpy(sending->before, reader->before, HASH_LEN);
	memcpy(sending->after, reader->after, HASH_LEN);
	sending->records[sending->count++] = copy;
	sending->bytes += copy.len;
	sending->last = reader->sequence;
	return ERR_OK;
}

static enum err seal_head(struct context *context, struct sending *sending, Guosuo__V1__Sealed **out)
{
	Guosuo__V1__PassageHead head = GUOSUO__V1__PASSAGE_HEAD__INIT;
	head.province = sending->party.membership.province;
	head.checkpoint = sending->entry->checkpoint;
	head.device = sending->entry->person;
	head.sequence = sending->last;
	head.hash = (ProtobufCBinaryData){HASH_LEN, sending->after};
	head.time = party_now();
	head.state_at = sending->state_at;
	return passage_head_seal(&head, sending->party.key.secret, &context->arena, out);
}

static void tell_odd(struct context *context, struct sending *sending, const Guosuo__V1__PutPassagesResponse *reply)
{
	for (size_t i = 0; i < reply->n_odd; i++) {
		if (reply->odd[i]->fate == GUOSUO__V1__PASSAGE_FATE__PASSAGE_FORKED)
			say(context, SAY_RECORD_FORKED, reply->odd[i]->sequence);
		else if (reply->odd[i]->fate == GUOSUO__V1__PASSAGE_FATE__PASSAGE_UNSOUND)
			say(context, SAY_RECORD_UNSOUND, reply->odd[i]->sequence);
		sending->odd += reply->odd[i]->fate != GUOSUO__V1__PASSAGE_FATE__PASSAGE_ELSEWHERE;
	}
}

/* What the desk has is noted before anything else is sent. */
static enum err send_piece(struct context *context, struct sending *sending)
{
	Guosuo__V1__PutPassagesRequest request = GUOSUO__V1__PUT_PASSAGES_REQUEST__INIT;
	ProtobufCMessage *answer;
	enum err err = seal_head(context, sending, &request.head);
	if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_NOT_SEALED));
		return err;
	}
	request.before = (ProtobufCBinaryData){HASH_LEN, sending->before};
	request.records = sending->records;
	request.n_records = sending->count;
	err = party_call(context, &sending->party, "Gate/PutPassages", &request.base,
	                 &guosuo__v1__put_passages_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	tell_odd(context, sending, (const Guosuo__V1__PutPassagesResponse *)answer);
	sending->sent += (uint32_t)sending->count;
	sending->count = sending->bytes = 0;
	err = passages_note_sent(&sending->log, sending->last);
	if (err != ERR_OK)
		say_err(context, err, "passages/sent");
	return err;
}

static enum err send_all(struct context *context, struct sending *sending, uint32_t from)
{
	struct passages_reader reader;
	enum err err = passages_read(&sending->log, from, &reader);
	if (err != ERR_OK)
		return err;
	const size_t used = context->arena.used;
	while (err == ERR_OK && (err = passages_read_next(&reader)) == ERR_OK) {
		if (!fits(sending, &reader)) {
			err = send_piece(context, sending);
			context->arena.used = used;
		}
		if (err == ERR_OK)
			err = collect(context, sending, &reader);
	}
	passages_read_close(&reader);
	return err != ERR_NOT_FOUND ? err : sending->count > 0 ? send_piece(context, sending) : ERR_OK;
}

enum exit_code passages_send(struct context *context)
{
	struct sending *sending = arena_take(&context->arena, sizeof *sending);
	uint32_t sent;
	if (sending == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	sending->log = (struct passages){.folder = -1, .file = -1};
	enum err err = open_sending(context, sending);
	if (err == ERR_OK && (err = passages_sent(context, &sent)) != ERR_OK)
		say_err(context, err, "passages/sent");
	uint32_t waiting = 0;
	if (err == ERR_OK && sending->log.last > sent) {
		waiting = sending->log.last - sent;
		err = send_all(context, sending, sent + 1);
		say(context, SAY_PASSAGES_SENT, sending->sent, waiting - sending->sent);
	}
	close_sending(sending);
	return err == ERR_OK && sending->odd == 0 ? EXIT_DONE : EXIT_OTHER;
}

void passages_waiting(struct context *context)
{
	uint8_t key[KEY_LEN];
	struct passages log;
	uint32_t sent;
	if (key_public(context, key) != ERR_OK || passages_open(context, key, &log) != ERR_OK)
		return;
	if (passages_sent(context, &sent) == ERR_OK && log.last > sent)
		say(context, SAY_PASSAGES_WAIT, log.last - sent);
	passages_close(&log);
}
