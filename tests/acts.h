/* tests/acts.h - what is done to a scene, on the pass itself: shown, edited, spliced, sealed by others,
 * contradicting itself, observed, and malformed. */
#ifndef GUOSUO_TESTS_ACTS_H
#define GUOSUO_TESTS_ACTS_H

#include "tests/scene.h"

/* ---- what is shown --------------------------------------------------------------------------------------
 */

static inline void case_observe_all(struct scene *scene)
{
	struct observed *seen = &scene->observed;
	scene_observe_plate(scene, "鲁A12345");
	seen->trailer_plates[0] = scene_plate("鲁A1234挂");
	seen->trailer_count = 1;
	scene_vin("LZZ1ABCD3LA000018", seen->vin);
	seen->vin_read = true;
	seen->length_mm = 21800, seen->width_mm = 3400, seen->height_mm = 4480, seen->mass_kg = 110500;
	memcpy(seen->axle_loads_kg, scene->trip->laden->axle_loads_kg, 3 * sizeof(uint32_t));
	memcpy(seen->axle_loads_kg + 3, scene->trip->laden->axle_line_loads_kg, 6 * sizeof(uint32_t));
	seen->axle_count = 9;
	seen->pieces = 1;
	seen->hs_code = 850423;
	seen->escort_seen = true;
	seen->escort_vehicles = 1;
}

static inline void case_paper(struct scene *scene)
{
	scene_paper(scene);
}

static inline void case_paper_compared(struct scene *scene)
{
	scene_paper(scene);
	scene_observe_plate(scene, "鲁A12345");
}

static inline void case_paper_vin(struct scene *scene)
{
	scene_paper(scene);
	scene_vin("LZZ1ABCD3LA000018", scene->observed.vin);
	scene->observed.vin_read = true;
	scene->question.observed = &scene->observed;
}

static inline void case_at_shandong(struct scene *scene)
{
	scene_leg(scene, AT_SHANDONG);
	scene->question.place =
	    (struct place){.province = SHANDONG, .checkpoint = 3, .division = 371400, .station = 12};
}

static inline void case_at_tianjin(struct scene *scene)
{
	scene_leg(scene, AT_TIANJIN);
	scene->question.place = (struct place){.province = TIANJIN, .checkpoint = 4, .road = "G2"};
}

static inline void case_desk(struct scene *scene)
{
	scene->question.place = (struct place){0};
}

static inline void case_class_two(struct scene *scene)
{
	scene_class_two(scene);
}

static inline void case_minute_late(struct scene *scene)
{
	scene->question.now = scene->presentation->time + 60;
}

static inline void case_stale_61(struct scene *scene)
{
	scene->question.now = scene->presentation->time + 61;
}

static inline void case_stale_121(struct scene *scene)
{
	scene->question.now = scene->presentation->time + 121;
}

static inline void case_half_minute_early(struct scene *scene)
{
	scene->question.now = scene->presentation->time - 30;
}

static inline void case_ahead_31(struct scene *scene)
{
	scene->question.now = scene->presentation->time - 31;
}

static inline void case_not_presented(struct scene *scene)
{
	scene->presentation = NULL;
}

static inline void case_stripped(struct scene *scene)
{
	scene->code.presentation = (Guosuo__V1__DeviceSealed)GUOSUO__V1__DEVICE_SEALED__INIT;
	scene_pack(scene);
}

static inline void case_printed(struct scene *scene)
{
	case_stripped(scene);
	case_observe_all(scene);
}

/* ---- what the phone says it carries ---------------------------------------------------------------------
 */

static inline void case_list_of(struct scene *scene, int64_t issued_at)
{
	uint8_t digest[DIGEST_LEN];
	presentation_state(scene->leg->province, issued_at, digest);
	scene->presentation->state_digest = rig_bytes(&scene->rig, digest, DIGEST_LEN);
}

static inline void case_list_newer(struct scene *scene)
{
	case_list_of(scene, SCENE_NOW);
}

static inline void case_list_same(struct scene *scene)
{
	case_list_of(scene, scene->lists[AT_HEBEI]->issued_at);
}

static inline void case_list_older(struct scene *scene)
{
	case_list_of(scene, scene->lists[AT_HEBEI]->issued_at - 7200);
}

/* ---- nonces and repetition ------------------------------------------------------------------------------
 */

static inline void case_nonce(struct scene *scene)
{
	scene_challenge(scene, NONCE, CHECKPOINT);
	scene->question.nonce = NONCE;
}

static inline void case_nonce_old(struct scene *scene)
{
	case_nonce(scene);
	scene->question.now += 3600;
}

static inline void case_nonce_wrong(struct scene *scene)
{
	scene_challenge(scene, NONCE + 1, CHECKPOINT);
	scene->question.nonce = NONCE;
}

static inline void case_nonce_elsewhere(struct scene *scene)
{
	scene_challenge(scene, NONCE, OTHER_CHECKPOINT);
	scene->question.nonce = NONCE;
}

static inline void case_nonce_elsewhere_unasked(struct scene *scene)
{
	scene_challenge(scene, NONCE, OTHER_CHECKPOINT);
}

static inline void case_nonce_missing(struct scene *scene)
{
	scene->question.nonce = NONCE;
}

/* The device's own presentation, or another with this counter, this long ago. */
static inline void case_seen(struct scene *scene, bool same, uint32_t counter, int64_t ago)
{
	struct sighting *sighting = &scene->sightings[0];
	uint8_t id[HASH_LEN], digest[HASH_LEN];
	key_id(rig_pair(DEVICE_KEY).key, id);
	body_hash(span_of(scene->code.presentation.body.data, scene->code.presentation.body.len), digest);
	digest[0] ^= same ? 0 : 1;
	memcpy(sighting->device, id, sizeof sighting->device);
	memcpy(sighting->digest, digest, sizeof sighting->digest);
	sighting->counter = counter;
	sighting->at = scene->question.now - ago;
	scene->seen = (struct seen){scene->sightings, 1};
	scene->question.seen = &scene->seen;
}

static inline void case_same_passage(struct scene *scene)
{
	case_seen(scene, true, 17, 60);
}

static inline void case_same_too_late(struct scene *scene)
{
	case_seen(scene, true, 17, 61);
}

static inline void case_replay_equal(struct scene *scene)
{
	case_seen(scene, false, 17, 30);
}

static inline void case_replay_older(struct scene *scene)
{
	case_seen(scene, false, 18, 3600);
}

static inline void case_seen_before(struct scene *scene)
{
	case_seen(scene, false, 16, 30);
}

/* Nine other phones, whose time was so far ahead of this gate's clock; the last by more. Then the case's own, an hour ahead. */
static inline void case_phones(struct scene *scene, int32_t ahead_s, int32_t more_s)
{
	for (uint32_t i = 0; i < 9; i++)
		scene->sightings[i] = (struct sighting){.device = {1, (uint8_t)i}, .counter = 5, .ahead_s = ahead_s,
		                                        .at = scene->question.now - 60 * (i + 1)};
	scene->sightings[8].ahead_s += more_s;
	scene->seen = (struct seen){scene->sightings, 9};
	scene->question.seen = &scene->seen;
}

static inline void case_an_hour_ahead(struct scene *scene)
{
	scene_presentation(scene, scene->question.now + 3600, 17);
}

static inline void case_phones_agree(struct scene *scene)
{
	case_phones(scene, 3570, 0);
}

/* As it was, once the clock that leapt ahead is set right: what was seen in the meantime is dated in the future. */
static inline void case_phones_agree_after_a_leap(struct scene *scene)
{
	case_phones_agree(scene);
	for (uint32_t i = 0; i < 9; i++)
		scene->sightings[9 + i] = (struct sighting){.device = {2, (uint8_t)i}, .counter = 5, .ahead_s = -86400,
		                                            .at = scene->question.now + 86400 + i};
	scene->seen.count += 9;
}

static inline void case_phones_differ(struct scene *scene)
{
	case_phones(scene, 3570, -91);
}

/* ---- bytes changed under their seals --------------------------------------------------------------------
 */

static inline void case_edit(struct scene *scene, ProtobufCBinaryData *body, const ProtobufCMessage *message)
{
	*body = scene_view(rig_pack(&scene->rig, message));
	scene_pack(scene);
}

static inline void case_edited_height(struct scene *scene)
{
	scene->trip->laden->height_mm = 5000;
	case_edit(scene, &scene->code.trip.body, &scene->trip->base);
}

static inline void case_edited_plate(struct scene *scene)
{
	scene->trip->tractors[0]->plate = scene_plate("鲁A99999");
	case_edit(scene, &scene->code.trip.body, &scene->trip->base);
}

static inline void case_edited_window(struct scene *scene)
{
	scene->leg->not_after += 86400;
	case_edit(scene, &scene->code.leg.body, &scene->leg->base);
}

static inline void case_edited_tractor(struct scene *scene)
{
	scene->assignment->tractor = 2;
	case_edit(scene, &scene->code.assignment.body, &scene->assignment->base);
}

static inline void case_edited_time(struct scene *scene)
{
	scene->presentation->time += 1;
	case_edit(scene, &scene->code.presentation.body, &scene->presentation->base);
}

/* ---- spliced from another trip --------------------------------------------------------------------------
 */

/* Seal the part for a trip of the same people with another number, then put the true trip back. */
static inline void case_foreign(struct scene *scene, void (*seal)(struct scene *))
{
	Guosuo__V1__Sealed own = scene->code.trip;
	scene->trip->status_index = 77;
	scene_seal_trip(scene);
	seal(scene);
	scene->code.trip = own;
	scene_pack(scene);
}

static inline void case_foreign_leg(struct scene *scene)
{
	case_foreign(scene, scene_seal_leg);
}

static inline void case_foreign_assignment(struct scene *scene)
{
	case_foreign(scene, scene_seal_assignment);
}

static inline void case_foreign_presentation(struct scene *scene)
{
	case_foreign(scene, scene_seal_presentation);
}

/* The assignment the driver's own presentation was not made for. */
static inline void case_other_assignment(struct scene *scene)
{
	scene->assignment->serial = 4;
	scene_seal_assignment(scene);
	scene_pack(scene);
}

/* ---- seals ----------------------------------------------------------------------------------------------
 */

static inline void case_forged_trip(struct scene *scene)
{
	scene->trip_keys[0] = STRANGER_KEY;
}

static inline void case_forged_trip_unproven(struct scene *scene)
{
	case_forged_trip(scene);
	for (size_t i = 0; i < SCENE_PROVINCES; i++)
		scene->lists_name_rosters[i] = false;
}

static inline void case_forged_leg(struct scene *scene)
{
	scene->leg_keys[1] = STRANGER_KEY;
}

/* The right kid before a stranger's signature. */
static inline void case_kid_collision(struct scene *scene)
{
	uint8_t id[HASH_LEN];
	key_id(rig_pair(rig_entry(SHANDONG, ENTRY_ISSUING)).key, id);
	memcpy(scene->code.trip.seals.data, id, KID_LEN);
	scene_pack(scene);
}

static inline void case_reviewer_of_elsewhere(struct scene *scene)
{
	scene->leg_keys[1] = rig_entry(SHANDONG, ENTRY_REVIEWER_B);
}

static inline void case_reviewer_issues(struct scene *scene)
{
	scene->trip_keys[0] = rig_entry(SHANDONG, ENTRY_REVIEWER_A);
}

static inline void case_one_reviewer(struct scene *scene)
{
	scene->leg_keys[1] = 0;
}

static inline void case_web_only(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A]->device = GUOSUO__V1__DEVICE_KIND__WEB;
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_B]->device = GUOSUO__V1__DEVICE_KIND__WEB;
}

static inline void case_one_person_twice(struct scene *scene)
{
	scene->leg_keys[1] = rig_entry(HEBEI, ENTRY_REVIEWER_A2);
}

static inline void case_three_reviewers(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A2]->person = 9;
	scene->leg_keys[2] = rig_entry(HEBEI, ENTRY_REVIEWER_A2);
}

static inline void case_surplus_reviewer(struct scene *scene)
{
	scene_class_two(scene);
	scene->leg_keys[1] = rig_entry(HEBEI, ENTRY_REVIEWER_B);
}

static inline void case_key_window(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A]->not_after = scene->leg->sealed_at - 1;
}

static inline void case_key_retired_since(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A]->not_after = scene->leg->sealed_at;
}

static inline void case_reviewer_below_class(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_REVIEWER_A]->highest_class =
	    GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II;
}

static inline void case_sealed_ahead(struct scene *scene)
{
	scene->leg->sealed_at = (uint32_t)(SCENE_NOW + 301);
}

static inline void case_sealed_skewed(struct scene *scene)
{
	scene->leg->sealed_at = (uint32_t)(SCENE_NOW + 300);
}

static inline void case_officer_unknown(struct scene *scene)
{
	scene->officer_key = STRANGER_KEY;
}

static inline void case_device_unknown(struct scene *scene)
{
	scene->device_key = OTHER_DEVICE_KEY;
}

/* S + L is the same number to a verifier that does not ask for the canonical S. */
static inline void case_malleable(struct scene *scene)
{
	static const uint8_t order[32] = {0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
	                                  0xa2, 0xde, 0xf9, 0xde, 0x14, 0,    0,    0,    0,    0,    0,
	                                  0,    0,    0,    0,    0,    0,    0,    0,    0,    0x10};
	uint8_t *s = scene->code.trip.seals.data + KID_LEN + 32;
	unsigned carry = 0;
	for (size_t i = 0; i < sizeof order; i++) {
		carry += (unsigned)s[i] + order[i];
		s[i] = (uint8_t)carry;
		carry >>= 8;
	}
	scene_pack(scene);
}

/* The identity as a public key signs anything for a verifier that does not refuse small orders. */
static inline void case_small_order_device(struct scene *scene)
{
	static const uint8_t identity[KEY_LEN] = {1};
	scene->assignment->device_key = rig_bytes(&scene->rig, identity, sizeof identity);
}

static inline void case_small_order_signs(struct scene *scene)
{
	static const uint8_t signature[SIG_LEN] = {1};
	scene->code.presentation.signature = rig_bytes(&scene->rig, signature, sizeof signature);
	scene_pack(scene);
}

/* A leg's bytes sealed by the right people as a decision. */
static inline void case_sealed_as_decision(struct scene *scene)
{
	hash_t links[1];
	struct span body = rig_pack(&scene->rig, &scene->leg->base);
	body_hash(span_of(scene->code.trip.body.data, scene->code.trip.body.len), links[0]);
	scene->code.leg.seals =
	    scene_view(rig_seals(&scene->rig, KIND_decision, (const hash_t *)links, body, scene->leg_keys));
	scene_pack(scene);
}

/* ---- content that contradicts itself --------------------------------------------------------------------
 */

static inline void case_trailer_ordinal(struct scene *scene)
{
	scene->assignment->trailers[0] = 9;
}

static inline void case_journey(struct scene *scene)
{
	scene->assignment->journey = 2;
}

static inline void case_long_assignment(struct scene *scene)
{
	scene->trip->not_after = (uint32_t)(RIG_NOW + 10 * RIG_DAY);
	scene->assignment->not_after = (uint32_t)(RIG_NOW + 8 * RIG_DAY);
}

static inline void case_stretched_leg(struct scene *scene)
{
	scene->leg->not_after = scene->trip->not_after + 1;
}

static inline void case_leg_ordinal(struct scene *scene)
{
	scene->leg->ordinal = 3;
}

static inline void case_skipped_province(struct scene *scene)
{
	scene->trip->provinces[1] = TIANJIN;
	scene->trip->n_provinces = 2;
	scene_leg(scene, 1);
	scene->question.place = (struct place){.province = TIANJIN, .checkpoint = CHECKPOINT, .road = "G3"};
}

static inline void case_understated(struct scene *scene)
{
	scene->trip->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II;
	scene->leg_keys[1] = 0;
}

static inline void case_overstated(struct scene *scene)
{
	scene_class_two(scene);
	scene->trip->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
}

static inline void case_paper_presented(struct scene *scene)
{
	scene->assignment->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	scene->assignment->paper = true;
	scene_observe_plate(scene, "鲁A12345");
}

/* ---- what was seen --------------------------------------------------------------------------------------
 */

#define CASE_SEEN(name, change)                                                                              \
	static inline void case_seen_##name(struct scene *scene)                                             \
	{                                                                                                    \
		case_observe_all(scene);                                                                     \
		struct observed *seen = &scene->observed;                                                    \
		change;                                                                                      \
	}

CASE_SEEN(plate, seen->tractor_plate = scene_plate("鲁A12346"))
CASE_SEEN(vin, scene_vin("LZZ1ABCD2LA000026", seen->vin))
CASE_SEEN(trailer, seen->trailer_plates[0] = scene_plate("鲁A1235挂"))
CASE_SEEN(trailer_more, seen->trailer_plates[1] = scene_plate("鲁A1235挂"); seen->trailer_count = 2)
CASE_SEEN(cargo, seen->hs_code = 850300)
CASE_SEEN(pieces, seen->pieces = 2)
CASE_SEEN(length, seen->length_mm++)
CASE_SEEN(width, seen->width_mm++)
CASE_SEEN(height, seen->height_mm = 5000)
CASE_SEEN(mass, seen->mass_kg++)
CASE_SEEN(axle, seen->axle_loads_kg[8]++)
CASE_SEEN(axle_first, seen->axle_loads_kg[0]++)
CASE_SEEN(axle_few, seen->axle_count = 1; seen->axle_loads_kg[0] = 13268)
CASE_SEEN(escort, seen->escort_vehicles = 0)
CASE_SEEN(smaller, seen->length_mm--; seen->mass_kg--; seen->height_mm = 4000)

static inline void case_tolerance(struct scene *scene, uint32_t excess_mm, uint32_t excess_kg)
{
	Guosuo__V1__Tolerance *slack =
	    RIG_NEW(&scene->rig, Guosuo__V1__Tolerance, GUOSUO__V1__TOLERANCE__INIT);
	slack->length_mm = slack->width_mm = slack->height_mm = 50;
	slack->mass_permille = 10;
	scene->rosters[AT_HEBEI]->tolerance = slack;
	case_observe_all(scene);
	scene->observed.length_mm += excess_mm;
	scene->observed.width_mm += excess_mm;
	scene->observed.height_mm += excess_mm;
	scene->observed.mass_kg += excess_kg;
}

static inline void case_within_tolerance(struct scene *scene)
{
	case_tolerance(scene, 50, 1105);
}

static inline void case_beyond_tolerance(struct scene *scene)
{
	case_tolerance(scene, 51, 1106);
}

/* ---- bytes no honest program writes ---------------------------------------------------------------------
 */

/* `with` in place of `drop` bytes at the first occurrence of `mark` in a body, then all seals anew: only the
 * form is wrong. */
static inline void case_splice(struct scene *scene, ProtobufCBinaryData *body, struct span mark, size_t drop,
                               struct span with)
{
	uint8_t *at = memmem(body->data, body->len, mark.p, mark.n);
	rig_must(at != NULL);
	size_t before = (size_t)(at - body->data), after = body->len - before - drop;
	uint8_t *bytes = rig_take(&scene->rig, before + with.n + after);
	memcpy(bytes, body->data, before);
	memcpy(bytes + before, with.p, with.n);
	memcpy(bytes + before + with.n, at + drop, after);
	*body = (ProtobufCBinaryData){before + with.n + after, bytes};
}

/* The leg with these bytes, honestly sealed by its reviewers, and presented. */
static inline void case_leg_bytes(struct scene *scene, struct span mark, size_t drop, struct span with)
{
	hash_t links[1];
	case_splice(scene, &scene->code.leg.body, mark, drop, with);
	body_hash(span_of(scene->code.trip.body.data, scene->code.trip.body.len), links[0]);
	scene->code.leg.seals = scene_view(
	    rig_seals(&scene->rig, KIND_leg, (const hash_t *)links,
	              span_of(scene->code.leg.body.data, scene->code.leg.body.len), scene->leg_keys));
	scene_seal_presentation(scene);
	scene_pack(scene);
}

#define CASE_BYTES(text) span_of(text, sizeof(text) - 1)
#define CASE_LEG(name, mark, drop, with)                                                                     \
	static inline void case_leg_##name(struct scene *scene)                                              \
	{                                                                                                    \
		case_leg_bytes(scene, CASE_BYTES(mark), drop, CASE_BYTES(with));                             \
	}

/* A leg begins: ordinal 08 02, revision 10 01, status index 18 34; speed is 58 3c. */
CASE_LEG(duplicate, "\x10\x01\x18\x34", 2, "\x10\x01\x10\x01")
CASE_LEG(disorder, "\x08\x02\x10\x01", 4, "\x10\x01\x08\x02")
CASE_LEG(overlong, "\x58\x3c", 2, "\x58\xbc\x00")
CASE_LEG(zero, "\x58\x3c", 2, "\x58\x00")
CASE_LEG(bad_utf8, "G3", 2, "\xff\xfe")
CASE_LEG(nul, "G3", 2, "G\x00")
CASE_LEG(surrogate, "\x0a\x02G3", 4, "\x0a\x02\xed\xa0")
CASE_LEG(wire_type, "\x58\x3c", 2, "\x5d\x3c\x00\x00\x00")
CASE_LEG(packed_apart, "\x82\x01\x01\x0c", 4, "\x80\x01\x0c")
CASE_LEG(newer, "\x82\x01\x01\x0c", 4, "\x82\x01\x01\x0c\x88\x01\x01")
CASE_LEG(ignorable, "\x82\x01\x01\x0c", 4, "\x82\x01\x01\x0c\xa0\x06\x01")
CASE_LEG(cut, "\x82\x01\x01\x0c", 4, "\x82\x01\x7f\x0c")

static inline void case_tail(struct scene *scene)
{
	uint8_t *bytes = rig_take(&scene->rig, scene->raw.n + 2);
	memcpy(bytes, scene->raw.p, scene->raw.n);
	bytes[scene->raw.n] = 0x30;
	bytes[scene->raw.n + 1] = 0x01;
	scene->question.code = scene->raw = span_of(bytes, scene->raw.n + 2);
}

static inline void case_cut_short(struct scene *scene)
{
	scene->question.code = scene->raw = span_of(scene->raw.p, scene->raw.n - 1);
}

static inline void case_empty(struct scene *scene)
{
	scene->question.code = scene->raw = span_of(scene->raw.p, 0);
}

/* 2 KiB of empty vehicles inside one trip. */
static inline void case_bomb(struct scene *scene)
{
	uint8_t *bytes = rig_take(&scene->rig, CODE_MAX);
	bytes[0] = 0x0a, bytes[1] = 0xfd, bytes[2] = 0x0f; /* field 1, 2045 bytes */
	for (size_t i = 3; i + 1 < CODE_MAX; i += 2)
		bytes[i] = 0x6a;
	scene->question.code = scene->raw = span_of(bytes, CODE_MAX);
}

#endif
