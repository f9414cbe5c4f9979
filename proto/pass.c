#include "proto/pass.h"

#include <string.h>

#include "proto/body.h"
#include "proto/booking.h"
#include "proto/canon.h"
#include "proto/chain.h"
#include "proto/condition.h"

/* ---- bodies ---- */

struct part {
	const ProtobufCMessageDescriptor *type;
	size_t most;
};

static const struct part trip_part = {&guosuo__v1__trip__descriptor, TRIP_MAX};
static const struct part leg_part = {&guosuo__v1__leg__descriptor, LEG_MAX};
static const struct part assignment_part = {&guosuo__v1__assignment__descriptor, ASSIGNMENT_MAX};
static const struct part presentation_part = {&guosuo__v1__presentation__descriptor, PRESENTATION_MAX};
static const struct part annex_part = {&guosuo__v1__annex__descriptor, PASS_FILE_MAX};
static const struct part stamp_part = {&guosuo__v1__stamp__descriptor, STAMP_MAX};
static const struct part booking_part = {&guosuo__v1__booking__descriptor, BOOKING_MAX};

static enum err part_check(const struct part *part, ProtobufCBinaryData body)
{
	if (body.len > part->most)
		return ERR_SIZE;
	return body.len == 0 ? ERR_FORMAT : canon_check(part->type, bytes_span(body));
}

/* ---- pass file ---- */

static enum err sealed_check(const struct part *part, size_t n, Guosuo__V1__Sealed *const *sealed)
{
	for (size_t i = 0; i < n; i++) {
		enum err err = part_check(part, sealed[i]->body);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err assignments_check(const Guosuo__V1__PassFile *pass)
{
	for (size_t i = 0; i < pass->n_assignments; i++) {
		enum err err = part_check(&assignment_part, pass->assignments[i]->body);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

static enum err texts_check(const Guosuo__V1__PassFile *pass)
{
	for (size_t i = 0; i < pass->n_condition_texts; i++)
		if (!condition_text_sound(span_text(pass->condition_texts[i])))
			return ERR_FORMAT;
	return pass->n_condition_texts <= LEGS_MAX ? ERR_OK : ERR_FORMAT;
}

static enum err pass_check(const Guosuo__V1__PassFile *pass)
{
	if (pass->trip == NULL)
		return ERR_FORMAT;
	enum err err = part_check(&trip_part, pass->trip->body);
	if (err == ERR_OK)
		err = sealed_check(&leg_part, pass->n_legs, pass->legs);
	if (err == ERR_OK)
		err = assignments_check(pass);
	if (err == ERR_OK && pass->annex.len > 0)
		err = part_check(&annex_part, pass->annex);
	if (err == ERR_OK)
		err = texts_check(pass);
	if (err == ERR_OK)
		err = sealed_check(&stamp_part, pass->n_stamps, pass->stamps);
	if (err == ERR_OK && pass->chain != NULL)
		err = chain_check(pass->chain, CHAIN_KEPT_MAX);
	if (err == ERR_OK && pass->n_bookings > BOOKINGS_MAX)
		err = ERR_SIZE;
	return err == ERR_OK ? sealed_check(&booking_part, pass->n_bookings, pass->bookings) : err;
}

enum err pass_read(struct span raw, struct arena *arena, Guosuo__V1__PassFile **out)
{
	ProtobufCMessage *message;
	if (raw.n > PASS_FILE_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__pass_file__descriptor, raw, arena, &message);
	if (err == ERR_OK)
		err = pass_check((const Guosuo__V1__PassFile *)message);
	if (err == ERR_OK)
		*out = (Guosuo__V1__PassFile *)message;
	return err;
}

enum err pass_leg(const Guosuo__V1__PassFile *pass, uint32_t ordinal, struct arena *arena,
                  const Guosuo__V1__Sealed **out)
{
	const Guosuo__V1__Sealed *newest = NULL;
	uint32_t revision = 0;
	for (size_t i = 0; i < pass->n_legs; i++) {
		size_t used = arena->used;
		struct leg leg;
		enum err err = leg_read(pass->legs[i], arena, &leg);
		if (err != ERR_OK)
			return err;
		if (leg.body->ordinal == ordinal && leg.body->revision > revision) {
			newest = pass->legs[i];
			revision = leg.body->revision;
		}
		arena->used = used;
	}
	if (newest == NULL)
		return ERR_NOT_FOUND;
	*out = newest;
	return ERR_OK;
}

const char *pass_text(const Guosuo__V1__PassFile *pass, const Guosuo__V1__Leg *leg)
{
	for (size_t i = 0; i < pass->n_condition_texts; i++)
		if (condition_text_is(leg, span_text(pass->condition_texts[i])))
			return pass->condition_texts[i];
	return NULL;
}

static bool held_by(const Guosuo__V1__Assignment *assignment, const uint8_t *key)
{
	if (key == NULL)
		return assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	return assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY &&
	       assignment->device_key.len == KEY_LEN &&
	       memcmp(assignment->device_key.data, key, KEY_LEN) == 0;
}

enum err pass_assignment(const Guosuo__V1__PassFile *pass, const uint8_t *key, struct arena *arena,
                         const Guosuo__V1__OfficerSealed **out)
{
	const Guosuo__V1__OfficerSealed *newest = NULL;
	uint32_t serial = 0;
	for (size_t i = 0; i < pass->n_assignments; i++) {
		size_t used = arena->used;
		struct assignment assignment;
		enum err err = assignment_read(pass->assignments[i], arena, &assignment);
		if (err != ERR_OK)
			return err;
		if (held_by(assignment.body, key) && assignment.body->serial > serial) {
			newest = pass->assignments[i];
			serial = assignment.body->serial;
		}
		arena->used = used;
	}
	if (newest == NULL)
		return ERR_NOT_FOUND;
	*out = newest;
	return ERR_OK;
}

/* ---- code ---- */

static enum err bodies_check(const Guosuo__V1__Code *code)
{
	enum err err = part_check(&trip_part, code->trip);
	if (err == ERR_OK)
		err = part_check(&leg_part, code->leg);
	if (err == ERR_OK)
		err = part_check(&assignment_part, code->assignment);
	if (err == ERR_OK && code->presentation.len > 0)
		err = part_check(&presentation_part, code->presentation);
	return err;
}

static ProtobufCBinaryData take(ProtobufCBinaryData *rest, size_t n)
{
	ProtobufCBinaryData taken = {n, rest->data};
	*rest = (ProtobufCBinaryData){rest->len - n, rest->data + n};
	return taken;
}

/* How many bytes of seals the leg has: what the other parts, whose seals have one length, leave over. */
static enum err leg_seals(const Guosuo__V1__Code *code, size_t *n)
{
	size_t others = SEAL_LEN + KEY_LEN + SIG_LEN + (code->presentation.len > 0 ? SIG_LEN : 0);
	if (code->seals.len < others + SEAL_LEN || (code->seals.len - others) % SEAL_LEN != 0)
		return ERR_FORMAT;
	*n = code->seals.len - others;
	return *n > class_persons(GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III) * SEAL_LEN ? ERR_SURPLUS : ERR_OK;
}

static void take_apart(const Guosuo__V1__Code *message, size_t of_leg, struct code *out)
{
	ProtobufCBinaryData rest = message->seals;
	guosuo__v1__sealed__init(&out->trip);
	guosuo__v1__sealed__init(&out->leg);
	guosuo__v1__officer_sealed__init(&out->assignment);
	guosuo__v1__device_sealed__init(&out->presentation);
	out->trip.body = message->trip;
	out->trip.seals = take(&rest, SEAL_LEN);
	out->leg.body = message->leg;
	out->leg.seals = take(&rest, of_leg);
	out->assignment.body = message->assignment;
	out->assignment.key = take(&rest, KEY_LEN);
	out->assignment.signature = take(&rest, SIG_LEN);
	out->presentation.body = message->presentation;
	out->presentation.signature = rest;
}

enum err code_open(struct span raw, struct arena *arena, struct code *out)
{
	ProtobufCMessage *message;
	size_t of_leg;
	if (raw.n > CODE_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__code__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Code *code = (const Guosuo__V1__Code *)message;
	err = bodies_check(code);
	if (err == ERR_OK)
		err = leg_seals(code, &of_leg);
	if (err == ERR_OK)
		take_apart(code, of_leg, out);
	return err;
}

enum err code_show(struct span raw, struct arena *arena, struct shown *out)
{
	enum err err = code_open(raw, arena, &out->code);
	if (err == ERR_OK)
		err = trip_read(&out->code.trip, arena, &out->trip);
	if (err == ERR_OK)
		err = leg_read(&out->code.leg, arena, &out->leg);
	return err == ERR_OK ? assignment_read(&out->code.assignment, arena, &out->assignment) : err;
}

static bool has_seals(const struct code *code)
{
	size_t most = class_persons(GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III) * SEAL_LEN;
	size_t of_presentation = code->presentation.body.len > 0 ? SIG_LEN : 0;
	return code->trip.seals.len == SEAL_LEN && code->leg.seals.len % SEAL_LEN == 0 &&
	       code->leg.seals.len > 0 && code->leg.seals.len <= most &&
	       code->assignment.key.len == KEY_LEN && code->assignment.signature.len == SIG_LEN &&
	       code->presentation.signature.len == of_presentation;
}

static void append(ProtobufCBinaryData *run, ProtobufCBinaryData bytes)
{
	if (bytes.len > 0)
		memcpy(run->data + run->len, bytes.data, bytes.len);
	run->len += bytes.len;
}

enum err code_pack(const struct code *code, struct arena *arena, struct span *out)
{
	Guosuo__V1__Code message;
	guosuo__v1__code__init(&message);
	if (!has_seals(code))
		return ERR_FORMAT;
	message.seals.data = arena_take(arena, (SEALS_MAX + 2) * SEAL_LEN);
	if (message.seals.data == NULL)
		return ERR_MEMORY;
	message.trip = code->trip.body;
	message.leg = code->leg.body;
	message.assignment = code->assignment.body;
	message.presentation = code->presentation.body;
	append(&message.seals, code->trip.seals);
	append(&message.seals, code->leg.seals);
	append(&message.seals, code->assignment.key);
	append(&message.seals, code->assignment.signature);
	append(&message.seals, code->presentation.signature);
	enum err err = bodies_check(&message);
	return err == ERR_OK ? canon_pack(&message.base, arena, out) : err;
}

enum err code_make(const Guosuo__V1__PassFile *pass, uint32_t ordinal,
                   const Guosuo__V1__OfficerSealed *assignment, const Guosuo__V1__DeviceSealed *presentation,
                   struct arena *arena, struct span *out)
{
	const Guosuo__V1__Sealed *leg;
	struct span raw;
	enum err err = pass_leg(pass, ordinal, arena, &leg);
	if (err != ERR_OK)
		return err;
	struct code code = {.trip = *pass->trip, .leg = *leg, .assignment = *assignment};
	if (presentation != NULL)
		code.presentation = *presentation;
	err = code_pack(&code, arena, &raw);
	if (err != ERR_OK)
		return err;
	if (raw.n > CODE_FIT_MAX)
		return ERR_SIZE;
	*out = raw;
	return ERR_OK;
}
