#include "proto/passage.h"

#include <sodium.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/sign.h"
#include "proto/trust.h"

#define KIND(name) GUOSUO__V1__PASSAGE_KIND__##name

/* ---- records ---- */

static bool line_ok(const char *text, size_t most)
{
	size_t n = strlen(text);
	for (size_t i = 0; i < n; i++)
		if ((uint8_t)text[i] < ' ' || text[i] == 0x7f)
			return false;
	return n <= most;
}

/* What goes on without all that is asked for was let pass. */
static bool undone_ok(const struct passage *passage)
{
	return passage->passage->undone_reason == 0 || passage->stamp.body->outcome == GUOSUO__V1__OUTCOME__PASSED;
}

static bool passage_ok(const Guosuo__V1__Passage *passage)
{
	bool of_ours = passage->kind == KIND(PASS_SHOWN) || passage->kind == KIND(PASS_LISTED);
	return passage->kind >= KIND(PASS_SHOWN) && passage->kind <= KIND(NO_PASS) && passage->stamp != NULL &&
	       passage->code.len <= CODE_MAX && (of_ours || passage->code.len == 0) &&
	       (passage->previous.len == 0 || passage->previous.len == HASH_LEN) &&
	       line_ok(passage->plate, PASSAGE_PLATE_MAX) && passage->temperature_dc <= TEMPERATURE_MAX_DC;
}

static bool handover_ok(const Guosuo__V1__Handover *handover)
{
	uint64_t judged = (uint64_t)handover->accepted + handover->referred + handover->rejected;
	return handover->from >= 1 && handover->since >= 1 && judged <= handover->passages &&
	       handover->not_passed <= handover->passages && line_ok(handover->note, PASSAGE_NOTE_MAX);
}

/* It stood above the clock, and does no longer. */
static bool reset_ok(const Guosuo__V1__RatchetReset *reset, int64_t time)
{
	return reset->duty >= 1 && *reset->reason != '\0' && line_ok(reset->reason, PASSAGE_NOTE_MAX) && reset->to >= 0 &&
	       trust_age(time, reset->from) > BEHIND_S && trust_age(time, reset->to) <= BEHIND_S;
}

/* A code that opens was stamped, any other was not. */
static enum err open_sealed(struct arena *arena, struct passage *out)
{
	enum err err = code_show(bytes_span(out->passage->code), arena, &out->shown);
	out->of = (struct stamped){&out->shown.trip, &out->shown.leg, &out->shown.assignment,
	                           out->passage->previous.len == 0 ? NULL : out->passage->previous.data};
	out->sealed = true;
	return err == ERR_OK ? stamp_sound(out->stamp.body, &out->of) : err;
}

static enum err open_passage(struct arena *arena, struct passage *out)
{
	const Guosuo__V1__Passage *passage = out->passage;
	if (!passage_ok(passage))
		return ERR_FORMAT;
	enum err err = stamp_read(passage->stamp, arena, &out->stamp);
	if (err != ERR_OK)
		return err;
	if (out->stamp.body->sequence != out->record->sequence || out->stamp.body->time != out->record->time || !undone_ok(out))
		return ERR_FORMAT;
	if (passage->stamp->seals.len > 0)
		return open_sealed(arena, out);
	return passage->previous.len == 0 ? stamp_unsealed_sound(out->stamp.body) : ERR_FORMAT;
}

enum err passage_read(struct span raw, struct arena *arena, struct passage *out)
{
	ProtobufCMessage *message;
	memset(out, 0, sizeof *out);
	if (raw.n > PASSAGE_RECORD_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__passage_record__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	out->record = (const Guosuo__V1__PassageRecord *)message;
	out->raw = raw;
	if (out->record->sequence < 1 || out->record->time < 1)
		return ERR_FORMAT;
	switch (out->record->what_case) {
	case GUOSUO__V1__PASSAGE_RECORD__WHAT_PASSAGE:
		out->passage = out->record->passage;
		return open_passage(arena, out);
	case GUOSUO__V1__PASSAGE_RECORD__WHAT_HANDOVER:
		out->handover = out->record->handover;
		return handover_ok(out->handover) ? ERR_OK : ERR_FORMAT;
	case GUOSUO__V1__PASSAGE_RECORD__WHAT_RESET:
		out->reset = out->record->reset;
		return reset_ok(out->reset, out->record->time) ? ERR_OK : ERR_FORMAT;
	default:
		return ERR_FORMAT;
	}
}

enum err passage_pack(const Guosuo__V1__PassageRecord *record, struct arena *arena, struct span *out)
{
	struct passage opened;
	enum err err = canon_pack(&record->base, arena, out);
	size_t used = arena->used;
	if (err == ERR_OK)
		err = passage_read(*out, arena, &opened);
	arena->used = used;
	return err;
}

uint32_t passage_sequence(struct span raw)
{
	uint64_t number = 0;
	if (raw.n < 2 || raw.p[0] != (1 << 3 | PROTOBUF_C_WIRE_TYPE_VARINT))
		return 0;
	for (size_t i = 1; i < raw.n && i <= 5; i++) {
		number |= (uint64_t)(raw.p[i] & 0x7f) << 7 * (i - 1);
		if (raw.p[i] < 0x80)
			return number <= UINT32_MAX ? (uint32_t)number : 0;
	}
	return 0;
}

/* ---- the chain ---- */

void passage_hash(struct span first, struct span second, uint8_t out[static HASH_LEN])
{
	crypto_hash_sha256_state state;
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, first.p, first.n);
	crypto_hash_sha256_update(&state, second.p, second.n);
	crypto_hash_sha256_final(&state, out);
}

void passage_first(const uint8_t key[static KEY_LEN], uint8_t out[static HASH_LEN])
{
	passage_hash(span_text("guosuo-passages-v1"), span_of(key, KEY_LEN), out);
}

void passage_next(const uint8_t before[static HASH_LEN], struct span record, uint8_t out[static HASH_LEN])
{
	passage_hash(span_of(before, HASH_LEN), record, out);
}

/* ---- heads ---- */

enum err passage_head_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct passage_head *out)
{
	ProtobufCMessage *message;
	enum err err = body_open(&guosuo__v1__passage_head__descriptor, sealed->body, PASSAGE_HEAD_MAX, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__PassageHead *body = (const Guosuo__V1__PassageHead *)message;
	out->body = body;
	out->raw = bytes_span(sealed->body);
	return body->province >= 1 && body->checkpoint >= 1 && body->device >= 1 && body->sequence >= 1 &&
	               body->hash.len == HASH_LEN && body->time >= 1 && body->state_at >= 0
	           ? ERR_OK
	           : ERR_FORMAT;
}

enum err passage_head_verify(const Guosuo__V1__Sealed *sealed, const struct passage_head *head, const struct roster *roster,
                             int64_t now, struct arena *arena, size_t *entry)
{
	const struct sealing sealing = {KIND_passages, NULL, sealed, head->body->time};
	if (roster->body->province != head->body->province)
		return ERR_SCOPE;
	enum err err = body_sealer(&sealing, roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, now, arena, entry);
	if (err == ERR_OK)
		err = roster_device(roster->body->entries[*entry], head->body->checkpoint, head->body->device,
		                    head->body->sequence);
	return err;
}

enum err passage_head_seal(const Guosuo__V1__PassageHead *head, const uint8_t secret[static SECRET_LEN], struct arena *arena,
                           Guosuo__V1__Sealed **out)
{
	struct span body;
	struct passage_head opened;
	Guosuo__V1__Sealed *sealed = arena_take(arena, sizeof *sealed);
	uint8_t *seal = arena_take(arena, SEAL_LEN);
	if (sealed == NULL || seal == NULL)
		return ERR_MEMORY;
	guosuo__v1__sealed__init(sealed);
	enum err err = canon_pack(&head->base, arena, &body);
	if (err != ERR_OK)
		return err;
	sealed->body = span_bytes(body);
	sealed->seals = (ProtobufCBinaryData){SEAL_LEN, seal};
	err = passage_head_read(sealed, arena, &opened);
	if (err == ERR_OK)
		err = seal_sign(KIND_passages, NULL, body, secret, arena, seal);
	if (err == ERR_OK)
		*out = sealed;
	return err;
}
