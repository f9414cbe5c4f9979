#include "client/passages_send.h"

#include "client/gate.h"
#include "client/keep.h"
#include "client/party.h"
#include "client/passages.h"
#include "client/render.h"
#include "client/say.h"
#include "guosuo/v1/arrivals.pb-c.h"
#include "proto/body.h"

#define FATE(name) GUOSUO__V1__PASSAGE_FATE__PASSAGE_##name

enum { PIECE_RECORDS = 256, PIECE_BYTES = 512 * 1024 };

struct sending {
	const struct party *party;
	struct context *from; /* whose home has the log */
	bool foreign;         /* another device's */
	const struct roster *roster;
	const Guosuo__V1__RosterEntry *entry;
	int64_t state_at;      /* of the oldest status list it has judged by; 0: one lacked */
	bool torn, beyond;     /* behind its last record lies what is none; the roster lets the last ones not through */
	uint32_t next, through; /* the first record that is not sent yet; the last there was when it began */
	struct passages log;    /* opened once: what is acknowledged in it stands, and is read without a lock */
	struct passages_reader reader;
	enum err at_hand; /* of the reader's record, which begins the next piece */
	/* The piece at hand. */
	ProtobufCBinaryData records[PIECE_RECORDS];
	size_t count, bytes;
	uint32_t last; /* its last record */
	uint8_t before[HASH_LEN], after[HASH_LEN];
	/* What came of it. */
	uint32_t sent, fresh, odd, damaged; /* fresh: of those sent, what the desk had not */
};

/* ---- opening ---- */

static enum err open_sending(struct context *context, struct sending *out)
{
	const struct gate *gate = gate_resume(context);
	if (gate == NULL)
		return ERR_NOT_FOUND;
	out->roster = gate_roster(gate);
	out->entry = out->roster == NULL ? NULL
	                                 : roster_entry(out->roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, out->party->key.public_key);
	if (out->entry != NULL)
		return ERR_OK;
	say(context, out->foreign ? SAY_OLD_NOT_LISTED : SAY_NOT_LISTED);
	return ERR_NOT_FOUND;
}

/* The log is the recording gate's again when its end is known. */
static enum err take_log(struct context *context, const uint8_t *key, struct passages *log)
{
	*log = (struct passages){.folder = -1, .file = -1};
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err), err;
	err = passages_open(context, key, log);
	if (err == ERR_OK)
		return ERR_OK;
	keep_unlock(context);
	return say_err(context, err, "passages"), err;
}

/* Nobody records in it any more. */
static enum err look_into(struct context *from, const uint8_t *key, struct passages *log)
{
	enum err err = passages_look(from, key, log);
	if (err == ERR_KEY || err == ERR_NOT_FOUND)
		say(from, err == ERR_KEY ? SAY_OLD_LOG_OTHER : SAY_OLD_LOG_NONE, from->home);
	else if (err != ERR_OK)
		say_err(from, err, from->home);
	return err;
}

static enum err take(const struct sending *sending, struct passages *log)
{
	return (sending->foreign ? look_into : take_log)(sending->from, sending->party->key.public_key, log);
}

/* ---- a piece ---- */

static bool fits(const struct sending *sending)
{
	const struct passages_reader *reader = &sending->reader;
	return sending->count == 0 || (sending->count < PIECE_RECORDS && sending->bytes + reader->record.n <= PIECE_BYTES &&
	                               reader->sequence == sending->last + 1);
}

static enum err collect(struct context *context, struct sending *sending)
{
	const struct passages_reader *reader = &sending->reader;
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
	head.province = sending->party->membership.province;
	head.checkpoint = sending->entry->checkpoint;
	head.device = sending->entry->person;
	head.sequence = sending->last;
	head.hash = (ProtobufCBinaryData){HASH_LEN, sending->after};
	head.time = party_now();
	head.state_at = sending->state_at;
	return passage_head_seal(&head, sending->party->key.secret, &context->arena, out);
}

/* What is said of a record's fate; nothing of one that is elsewhere. */
static const struct {
	enum { UNSAID, TOLD, ALARM } how;
	enum say what;
} fates[] = {
    [FATE(FORKED)] = {ALARM, SAY_RECORD_FORKED},       [FATE(BROKEN)] = {ALARM, SAY_RECORD_BROKEN},
    [FATE(UNSOUND)] = {ALARM, SAY_RECORD_UNSOUND},     [FATE(AHEAD)] = {TOLD, SAY_RECORD_AHEAD},
    [FATE(FAR_AHEAD)] = {ALARM, SAY_RECORD_FAR_AHEAD},
};

static void tell_odd(struct context *context, struct sending *sending, const Guosuo__V1__PutPassagesResponse *reply)
{
	char ahead[RENDER_AGE];
	for (size_t i = 0; i < reply->n_odd; i++) {
		const size_t fate = (size_t)reply->odd[i]->fate;
		if (fate >= sizeof fates / sizeof fates[0] || fates[fate].how == UNSAID)
			continue;
		render_age(context, reply->odd[i]->ahead_s, ahead);
		say(context, fates[fate].what, reply->odd[i]->sequence, ahead);
		sending->odd += fates[fate].how == ALARM;
	}
}

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
	err = party_call(context, sending->party, "Gate/PutPassages", &request.base,
	                 &guosuo__v1__put_passages_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__PutPassagesResponse *reply = (const Guosuo__V1__PutPassagesResponse *)answer;
	tell_odd(context, sending, reply);
	sending->fresh += reply->taken;
	sending->sent += (uint32_t)sending->count;
	sending->next = sending->last + 1;
	return ERR_OK;
}

/* Numbers that are left out were damaged or never finished. */
static void tell_gap(struct context *context, struct sending *sending, uint32_t sequence)
{
	for (uint32_t next = sending->count == 0 ? sending->next : sending->last + 1; next < sequence; next++, sending->damaged++)
		say(context, SAY_RECORD_DAMAGED, next);
}

/* Nothing above last_sequence counts, and what stands below must not wait for it. */
static bool is_beyond(struct context *context, struct sending *sending, uint32_t sequence)
{
	const uint32_t last = sending->entry->last_sequence;
	if (last == 0 || sequence <= last)
		return false;
	say(context, SAY_RECORDS_BEYOND, last);
	sending->through = last;
	return sending->beyond = true;
}

/* So many as fit. */
static enum err collect_piece(struct context *context, struct sending *sending)
{
	sending->count = sending->bytes = 0;
	while (sending->at_hand == ERR_OK) {
		const uint32_t sequence = sending->reader.sequence;
		if (sequence > sending->through || !fits(sending) || is_beyond(context, sending, sequence))
			return ERR_OK;
		tell_gap(context, sending, sequence);
		enum err err = collect(context, sending);
		if (err != ERR_OK)
			return say_err(context, err, "passages"), err;
		sending->at_hand = passages_read_next(&sending->reader);
	}
	if (sending->count > 0 || sending->at_hand == ERR_NOT_FOUND)
		return ERR_OK;
	return say_err(context, sending->at_hand, "passages"), sending->at_hand;
}

/* What the desk has: if it cannot be noted, it is sent once more the next time. */
static void note(struct context *context, const struct sending *sending)
{
	if (sending->foreign)
		return;
	enum err err = keep_lock(context);
	if (err != ERR_OK) {
		say_lock(context, err);
		return;
	}
	err = passages_note_sent(&sending->log, sending->next - 1);
	keep_unlock(context);
	if (err != ERR_OK)
		say_err(context, err, "passages/sent");
}

static enum err send_pieces(struct context *context, struct sending *sending)
{
	const size_t used = context->arena.used;
	for (;;) {
		enum err err = collect_piece(context, sending);
		if (err == ERR_OK && sending->count == 0)
			return ERR_OK;
		if (err == ERR_OK)
			err = send_piece(context, sending);
		if (err != ERR_OK)
			return err;
		note(context, sending);
		context->arena.used = used;
	}
}

static enum err send_all(struct context *context, struct sending *sending)
{
	enum err err = passages_read(&sending->log, sending->next, &sending->reader);
	if (err == ERR_OK) {
		sending->at_hand = passages_read_next(&sending->reader);
		err = send_pieces(context, sending);
	} else {
		say_err(context, err, "passages");
	}
	passages_read_close(&sending->reader);
	return err;
}

/* Nothing is new: the last record under a fresh head says that the gate is there, and how old its lists are. */
static enum err look_at_log(struct sending *sending, uint32_t *sent)
{
	enum err err = take(sending, &sending->log);
	if (err != ERR_OK)
		return err;
	*sent = passages_sent(sending->from);
	sending->through = sending->log.last;
	sending->next = sending->through > *sent ? *sent + 1 : sending->through;
	sending->torn = sending->log.torn;
	keep_unlock(sending->from);
	return ERR_OK;
}

enum exit_code passages_send(struct context *context, const struct party *party, int64_t state_at)
{
	uint32_t sent = 0;
	struct sending *sending = arena_take(&context->arena, sizeof *sending);
	if (sending == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	*sending = (struct sending){.party = party, .from = context, .state_at = state_at, .log = {.folder = -1, .file = -1}};
	enum err err = open_sending(context, sending);
	if (err == ERR_OK)
		err = look_at_log(sending, &sent);
	if (err == ERR_OK && sending->through > 0)
		err = send_all(context, sending);
	passages_close(&sending->log);
	if (err == ERR_OK && sending->through > sent)
		say(context, SAY_PASSAGES_SENT, sending->sent, sending->through - passages_sent(context));
	else if (err != ERR_OK && sending->through > sent)
		say(context, SAY_PASSAGES_WAIT, sending->through - passages_sent(context));
	return err == ERR_OK && sending->odd == 0 ? EXIT_DONE : EXIT_OTHER;
}

/* Its entry must let it send. */
static enum err open_foreign(struct context *context, struct sending *sending, uint32_t *sent)
{
	enum err err = open_sending(context, sending);
	if (err == ERR_OK && sending->entry->not_after < party_now()) {
		say(context, SAY_OLD_CLOSED);
		err = ERR_WINDOW;
	}
	return err == ERR_OK ? look_at_log(sending, sent) : err;
}

/* Numbers behind the last record that can be read may never have been given: that there is something is told, and not how many. */
static void tell_foreign(struct context *context, const struct sending *sending, uint32_t sent, enum err err)
{
	say(context, SAY_OLD_SENT, sending->sent, sending->fresh, sending->damaged);
	if (err != ERR_OK)
		say(context, SAY_OLD_AGAIN);
	else if (sending->torn && !sending->beyond)
		say(context, SAY_OLD_TORN, sending->sent == 0 ? sent : sending->next - 1);
}

enum exit_code passages_send_from(struct context *context, struct context *from, const struct party *party, int64_t state_at)
{
	uint32_t sent = 0;
	struct sending *sending = arena_take(&context->arena, sizeof *sending);
	if (sending == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	*sending = (struct sending){.party = party, .from = from, .foreign = true, .state_at = state_at, .log = {.folder = -1, .file = -1}};
	enum err err = open_foreign(context, sending, &sent);
	if (err != ERR_OK)
		return EXIT_OTHER;
	if (sending->through > sent)
		err = send_all(context, sending);
	passages_close(&sending->log);
	tell_foreign(context, sending, sent, err);
	return err == ERR_OK && sending->odd == 0 ? EXIT_DONE : EXIT_OTHER;
}

void passages_waiting(struct context *context)
{
	uint8_t key[KEY_LEN];
	struct passages log;
	if (key_public(context, key) != ERR_OK || take_log(context, key, &log) != ERR_OK)
		return;
	const uint32_t sent = passages_sent(context);
	if (log.last > sent)
		say(context, SAY_PASSAGES_WAIT, log.last - sent);
	passages_close(&log);
	keep_unlock(context);
}
