#include "proto/chain.h"

#include <assert.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"

static_assert(sizeof CHAIN_PREFIX == sizeof CODE_PREFIX + 1, "CHAIN_TEXT_MAX counts it");

typedef Guosuo__V1__StampChain stamp_chain;
typedef Guosuo__V1__CarriedStamp carried_stamp;

/* ---- as it is carried ---- */

static enum err body_check(const ProtobufCMessageDescriptor *type, ProtobufCBinaryData body, size_t most)
{
	if (body.len > most)
		return ERR_SIZE;
	return body.len == 0 ? ERR_FORMAT : canon_check(type, bytes_span(body));
}

static enum err carried_check(const carried_stamp *carried)
{
	if (carried->stamp == NULL || carried->province == 0 || carried->leg.len != HASH_LEN ||
	    (carried->previous.len != 0 && carried->previous.len != HASH_LEN))
		return ERR_FORMAT;
	enum err err = body_check(&guosuo__v1__stamp__descriptor, carried->stamp->body, STAMP_MAX);
	if (err == ERR_OK && carried->assignment.len > 0)
		err = body_check(&guosuo__v1__assignment__descriptor, carried->assignment, ASSIGNMENT_MAX);
	return err;
}

enum err chain_check(const stamp_chain *chain, size_t most)
{
	if (chain->trip.len != CHAIN_TRIP_LEN || chain->n_stamps > most)
		return ERR_FORMAT;
	for (size_t i = 0; i < chain->n_stamps; i++) {
		enum err err = carried_check(chain->stamps[i]);
		if (err != ERR_OK)
			return err;
	}
	return ERR_OK;
}

enum err chain_open(struct span raw, struct arena *arena, const stamp_chain **out)
{
	ProtobufCMessage *message;
	if (raw.n > CHAIN_MAX)
		return ERR_SIZE;
	enum err err = canon_open(&guosuo__v1__stamp_chain__descriptor, raw, arena, &message);
	if (err != ERR_OK)
		return err;
	const stamp_chain *chain = (const stamp_chain *)message;
	err = chain->n_stamps == 0 ? ERR_FORMAT : chain_check(chain, CHAIN_SHOWN_MAX);
	if (err == ERR_OK)
		*out = chain;
	return err;
}

enum err chain_read(struct span text, struct arena *arena, const stamp_chain **out)
{
	struct span raw;
	enum err err = text.n > CHAIN_TEXT_MAX ? ERR_SIZE : prefixed_read(CHAIN_PREFIX, text, CHAIN_MAX, arena, &raw);
	return err == ERR_OK ? chain_open(raw, arena, out) : err;
}

bool chain_is(struct span text)
{
	const size_t name = sizeof CHAIN_PREFIX - 3;
	return text.n >= name && memcmp(text.p, CHAIN_PREFIX, name) == 0;
}

/* The last `count`, without the assignment that is shown beside them. */
static enum err pack_last(const stamp_chain *chain, size_t count, const struct assignment *assignment, struct arena *arena,
                          struct span *out)
{
	stamp_chain last = *chain;
	carried_stamp copies[CHAIN_SHOWN_MAX], *list[CHAIN_SHOWN_MAX];
	for (size_t i = 0; i < count; i++) {
		copies[i] = *chain->stamps[chain->n_stamps - count + i];
		list[i] = &copies[i];
		if (assignment != NULL && span_equal(bytes_span(copies[i].assignment), assignment->raw))
			copies[i].assignment = (ProtobufCBinaryData){0, NULL};
	}
	last.n_stamps = count, last.stamps = list;
	return canon_pack(&last.base, arena, out);
}

enum err chain_text(const stamp_chain *chain, const struct assignment *assignment, struct arena *arena, char **out)
{
	size_t count = chain->n_stamps < CHAIN_SHOWN_MAX ? chain->n_stamps : CHAIN_SHOWN_MAX;
	enum err err = chain_check(chain, CHAIN_KEPT_MAX);
	if (err == ERR_OK && count == 0)
		err = ERR_NOT_FOUND;
	for (; err == ERR_OK && count > 0; count--) {
		size_t used = arena->used;
		struct span raw;
		err = pack_last(chain, count, assignment, arena, &raw);
		if (err == ERR_OK && raw.n <= CODE_FIT_MAX)
			return prefixed_text(CHAIN_PREFIX, raw, arena, out);
		arena->used = used;
	}
	return err == ERR_OK ? ERR_SIZE : err;
}

enum err chain_carry(const Guosuo__V1__Sealed *sealed, const struct stamped *of, struct arena *arena, carried_stamp **out)
{
	carried_stamp *carried = arena_take(arena, sizeof *carried);
	if (carried == NULL)
		return ERR_MEMORY;
	guosuo__v1__carried_stamp__init(carried);
	carried->stamp = (Guosuo__V1__Sealed *)(uintptr_t)sealed;
	carried->province = of->leg->body->province;
	carried->leg = span_bytes(span_of(of->leg->hash, HASH_LEN));
	carried->assignment = span_bytes(of->assignment->raw);
	if (of->previous != NULL)
		carried->previous = span_bytes(span_of(of->previous, HASH_LEN));
	*out = carried;
	return ERR_OK;
}

static const uint8_t *previous_of(const carried_stamp *carried)
{
	return carried->previous.len == HASH_LEN ? carried->previous.data : NULL;
}

void chain_payload(const carried_stamp *carried, const struct trip *trip, const struct assignment *shown,
                   uint8_t out[static HASH_LEN])
{
	struct leg leg = {.body = NULL};
	struct assignment assignment = *shown;
	const struct stamped of = {trip, &leg, &assignment, previous_of(carried)};
	memcpy(leg.hash, carried->leg.data, HASH_LEN);
	if (carried->assignment.len > 0)
		body_hash(bytes_span(carried->assignment), assignment.hash);
	stamp_payload(&of, bytes_span(carried->stamp->body), out);
}

/* ---- what it says ---- */

static bool trailers_of(const Guosuo__V1__Assignment *assignment, uint8_t *out)
{
	*out = 0;
	for (size_t i = 0; i < assignment->n_trailers; i++) {
		if (assignment->trailers[i] < 1 || assignment->trailers[i] > TRAILERS_MAX)
			return false;
		*out |= (uint8_t)(1u << (assignment->trailers[i] - 1));
	}
	return true;
}

enum err chain_mark(const struct stamp *stamp, const struct stamped *of, struct mark *out)
{
	const Guosuo__V1__Stamp *body = stamp->body;
	const Guosuo__V1__Assignment *assignment = of->assignment->body;
	struct mark mark = {
	    .time = body->time,
	    .province = of->leg->body->province,
	    .checkpoint = body->checkpoint,
	    .device = body->device,
	    .sequence = body->sequence,
	    .journey = assignment->journey,
	    .serial = assignment->serial,
	    .tractor = assignment->tractor,
	    .verdict = (uint8_t)body->verdict,
	    .outcome = (uint8_t)body->outcome,
	    .direction = (uint8_t)body->direction,
	    .paper = assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER,
	};
	if (!trailers_of(assignment, &mark.trailers))
		return ERR_FORMAT;
	memcpy(mark.trip, of->trip->hash, CHAIN_TRIP_LEN);
	stamp_payload(of, stamp->raw, mark.payload);
	if (of->previous != NULL)
		memcpy(mark.previous, of->previous, HASH_LEN);
	*out = mark;
	return ERR_OK;
}

bool chain_same_train(const struct mark *a, const struct mark *b)
{
	return a->tractor == b->tractor && a->trailers == b->trailers;
}

bool chain_same_journey(const struct mark *a, const struct mark *b)
{
	return a->journey == b->journey && memcmp(a->trip, b->trip, CHAIN_TRIP_LEN) == 0;
}

bool chain_delivers(const struct mark *mark)
{
	return mark->direction == GUOSUO__V1__DIRECTION__DELIVERED && mark->outcome == GUOSUO__V1__OUTCOME__PASSED;
}

size_t chain_silent(const Guosuo__V1__Trip *trip, uint32_t ordinal, const struct mark *marks, size_t count,
                    uint32_t out[static LEGS_MAX])
{
	size_t n = 0;
	for (size_t i = 0; i + 1 < ordinal && i < trip->n_provinces; i++) {
		size_t k = 0;
		while (k < count && marks[k].province != trip->provinces[i])
			k++;
		if (k == count)
			out[n++] = trip->provinces[i];
	}
	return n;
}

bool chain_of(const stamp_chain *chain, const struct trip *trip)
{
	return span_equal(bytes_span(chain->trip), span_of(trip->hash, CHAIN_TRIP_LEN));
}

/* The leg as far as a stamp is held against it: its hash, its province, and the last place that has in the trip. */
static bool leg_of(const carried_stamp *carried, const struct trip *trip, Guosuo__V1__Leg *body, struct leg *out)
{
	guosuo__v1__leg__init(body);
	body->province = carried->province;
	for (size_t i = 0; i < trip->body->n_provinces; i++)
		if (trip->body->provinces[i] == carried->province)
			body->ordinal = (uint32_t)i + 1;
	*out = (struct leg){.body = body};
	memcpy(out->hash, carried->leg.data, HASH_LEN);
	return body->ordinal != 0;
}

static enum err assignment_of(const carried_stamp *carried, const struct assignment *shown, struct arena *arena,
                              struct assignment *out)
{
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	if (carried->assignment.len == 0 && shown == NULL)
		return ERR_SCOPE;
	*out = carried->assignment.len == 0 ? *shown : (struct assignment){.body = NULL};
	sealed.body = carried->assignment;
	return carried->assignment.len == 0 ? ERR_OK : assignment_read(&sealed, arena, out);
}

static enum err verify(const carried_stamp *carried, const struct trip *trip, const struct assignment *shown,
                       const struct roster *roster, int64_t now, struct arena *arena, struct mark *out)
{
	Guosuo__V1__Leg body;
	struct leg leg;
	struct assignment assignment;
	struct stamp stamp;
	const struct stamped of = {trip, &leg, &assignment, previous_of(carried)};
	if (!leg_of(carried, trip, &body, &leg))
		return ERR_SCOPE;
	enum err err = assignment_of(carried, shown, arena, &assignment);
	if (err == ERR_OK)
		err = stamp_read(carried->stamp, arena, &stamp);
	if (err == ERR_OK)
		err = stamp_verify(carried->stamp, &stamp, &of, roster, now, arena, NULL);
	return err == ERR_OK ? chain_mark(&stamp, &of, out) : err;
}

enum err chain_verify(const carried_stamp *carried, const struct trip *trip, const struct assignment *shown,
                      const struct roster *roster, int64_t now, struct arena *arena, struct mark *out)
{
	size_t used = arena->used;
	enum err err = verify(carried, trip, shown, roster, now, arena, out);
	arena->used = used;
	return err;
}
