#include "proto/stamp.h"

#include <sodium.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/sign.h"
#include "proto/verdict.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name
#define DIRECTION(name) GUOSUO__V1__DIRECTION__##name

/* ---- reasons ---- */

struct reason_row {
	uint32_t number;
	const char *word, *zh, *en;
};

static const struct reason_row reasons[] = {
#define X(number, name, word, zh, en) {number, word, zh, en},
    STAMP_REASON_LIST(X)
#undef X
};

enum { REASONS = sizeof reasons / sizeof reasons[0] };

const char *stamp_outcome_text(Guosuo__V1__Outcome outcome, enum lang lang)
{
	static const char *const texts[][2] = {[OUTCOME(PASSED)] = {"放行", "passed"},
	                                       [OUTCOME(TURNED_BACK)] = {"劝返", "turned back"},
	                                       [OUTCOME(DIVERTED)] = {"分流", "diverted"},
	                                       [OUTCOME(HELD)] = {"待查", "held"}};
	bool known = outcome >= OUTCOME(PASSED) && outcome <= OUTCOME(HELD);
	return known ? texts[outcome][lang == LANG_EN] : "?";
}

const char *stamp_reason_text(uint32_t reason, enum lang lang)
{
	for (size_t i = 0; i < REASONS; i++)
		if (reasons[i].number == reason)
			return lang == LANG_ZH ? reasons[i].zh : reasons[i].en;
	return NULL;
}

uint32_t stamp_reason_of(struct span word)
{
	for (size_t i = 0; i < REASONS; i++)
		if (span_equal(span_text(reasons[i].word), word))
			return reasons[i].number;
	return 0;
}

/* ---- is it sound? ---- */

enum err stamp_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct stamp *out)
{
	ProtobufCMessage *body;
	enum err err = body_open(&guosuo__v1__stamp__descriptor, sealed->body, STAMP_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__Stamp *)body;
	out->raw = bytes_span(sealed->body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

bool stamp_against(uint32_t verdict, Guosuo__V1__Outcome outcome)
{
	return (verdict == VERDICT_ACCEPT && outcome != OUTCOME(PASSED)) ||
	       (verdict == VERDICT_REJECT && outcome == OUTCOME(PASSED));
}

/* Each 1..largest, none twice. */
static bool codes_ok(const uint32_t *codes, size_t count, size_t most, uint32_t largest)
{
	if (count > most)
		return false;
	for (size_t i = 0; i < count; i++) {
		if (codes[i] < 1 || codes[i] > largest)
			return false;
		for (size_t k = 0; k < i; k++)
			if (codes[k] == codes[i])
				return false;
	}
	return true;
}

static bool measured_ok(const Guosuo__V1__Measured *measured)
{
	if (measured == NULL)
		return true;
	bool axles = measured->n_axle_loads_kg <= AXLES_MAX;
	for (size_t i = 0; axles && i < measured->n_axle_loads_kg; i++)
		axles = measured->axle_loads_kg[i] >= 1 && measured->axle_loads_kg[i] <= MASS_MAX_KG;
	bool empty = measured->length_mm == 0 && measured->width_mm == 0 && measured->height_mm == 0 &&
	             measured->mass_kg == 0 && measured->n_axle_loads_kg == 0;
	return axles && !empty && measured->length_mm <= MEASURE_MAX_MM &&
	       measured->width_mm <= MEASURE_MAX_MM && measured->height_mm <= MEASURE_MAX_MM &&
	       measured->mass_kg <= MASS_MAX_KG;
}

static bool decision_ok(const Guosuo__V1__Stamp *stamp)
{
	return stamp->verdict <= VERDICT_REJECT && stamp->outcome >= OUTCOME(PASSED) && stamp->outcome <= OUTCOME(HELD) && stamp->duty >= 1 &&
	       stamp_against(stamp->verdict, stamp->outcome) == (stamp->reason != 0);
}

static bool form_ok(const Guosuo__V1__Stamp *stamp)
{
	return stamp->checkpoint >= 1 && stamp->device >= 1 && stamp->sequence >= 1 && stamp->time >= 1 &&
	       stamp->direction >= DIRECTION(ENTERING) && stamp->direction <= DIRECTION(DELIVERED) &&
	       codes_ok(stamp->findings, stamp->n_findings, FINDINGS_MAX, STAMP_FINDING_NUMBER_MAX) &&
	       codes_ok(stamp->inspections, stamp->n_inspections, INSPECTIONS_MAX, UINT32_MAX) &&
	       stamp->people <= PEOPLE_MAX;
}

static bool all_ok(const Guosuo__V1__Stamp *stamp)
{
	return form_ok(stamp) && decision_ok(stamp) && measured_ok(stamp->measured);
}

enum err stamp_unsealed_sound(const Guosuo__V1__Stamp *stamp)
{
	return all_ok(stamp) && stamp->assignment_serial == 0 && stamp->direction != DIRECTION(DELIVERED) ? ERR_OK : ERR_FORMAT;
}

enum err stamp_sound(const Guosuo__V1__Stamp *stamp, const struct stamped *of)
{
	bool last = of->leg->body->ordinal == of->trip->body->n_provinces;
	if (!all_ok(stamp) || stamp->verdict < VERDICT_ACCEPT)
		return ERR_FORMAT;
	if (stamp->direction == DIRECTION(DELIVERED) && (!last || stamp->outcome != OUTCOME(PASSED)))
		return ERR_SCOPE;
	return stamp->assignment_serial == of->assignment->body->serial ? ERR_OK : ERR_SCOPE;
}

/* ---- the chain ---- */

void stamp_links(const struct stamped *of, hash_t out[static STAMP_LINKS])
{
	memcpy(out[0], of->trip->hash, HASH_LEN);
	memcpy(out[1], of->leg->hash, HASH_LEN);
	memcpy(out[2], of->assignment->hash, HASH_LEN);
	memset(out[3], 0, HASH_LEN);
	if (of->previous != NULL)
		memcpy(out[3], of->previous, HASH_LEN);
}

void stamp_payload(const struct stamped *of, struct span body, uint8_t out[static HASH_LEN])
{
	hash_t links[STAMP_LINKS];
	crypto_hash_sha256_state state;
	stamp_links(of, links);
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, links[0], sizeof links);
	crypto_hash_sha256_update(&state, body.p, body.n);
	crypto_hash_sha256_final(&state, out);
}

/* ---- seals ---- */

enum err stamp_verify(const Guosuo__V1__Sealed *sealed, const struct stamp *stamp, const struct stamped *of,
                      const struct roster *roster, int64_t now, struct arena *arena, size_t *entry)
{
	hash_t links[STAMP_LINKS];
	const struct sealing sealing = {KIND_stamp, (const hash_t *)links, sealed, stamp->body->time};
	size_t found;
	if (roster->body->province != of->leg->body->province)
		return ERR_SCOPE;
	stamp_links(of, links);
	enum err err = stamp_sound(stamp->body, of);
	if (err == ERR_OK)
		err = body_sealer(&sealing, roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, now, arena, &found);
	if (err == ERR_OK)
		err = roster_device(roster->body->entries[found], stamp->body->checkpoint, stamp->body->device,
		                    stamp->body->sequence);
	if (err == ERR_OK && entry != NULL)
		*entry = found;
	return err;
}

enum err stamp_seal(const Guosuo__V1__Stamp *stamp, const struct stamped *of, const uint8_t secret[static SECRET_LEN],
                    struct arena *arena, Guosuo__V1__Sealed **out)
{
	struct span body;
	hash_t links[STAMP_LINKS];
	Guosuo__V1__Sealed *sealed = arena_take(arena, sizeof *sealed);
	uint8_t *seal = arena_take(arena, SEAL_LEN);
	if (sealed == NULL || seal == NULL)
		return ERR_MEMORY;
	enum err err = stamp_sound(stamp, of);
	if (err == ERR_OK)
		err = canon_pack(&stamp->base, arena, &body);
	if (err == ERR_OK && body.n > STAMP_MAX)
		err = ERR_SIZE;
	stamp_links(of, links);
	if (err == ERR_OK)
		err = seal_sign(KIND_stamp, (const hash_t *)links, body, secret, arena, seal);
	if (err != ERR_OK)
		return err;
	guosuo__v1__sealed__init(sealed);
	sealed->body = span_bytes(body);
	sealed->seals = (ProtobufCBinaryData){SEAL_LEN, seal};
	*out = sealed;
	return ERR_OK;
}
