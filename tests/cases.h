/* tests/cases.h - the table of codes, good and hostile: what is done to the scene before and after it is
 * sealed, and the word and findings it must get. tests/vectors/ holds the same as files. */
#ifndef GUOSUO_TESTS_CASES_H
#define GUOSUO_TESTS_CASES_H

#include "tests/scene.h"

struct vector {
	const char *name, *zh, *en;
	void (*draft)(struct scene *), (*twist)(struct scene *);
	enum word word;
	const char *findings; /* names in order, one space between */
};

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

/* ---- taken back, and what is known ----------------------------------------------------------------------
 */

static inline void case_revoke(struct scene *scene, size_t at, uint8_t bits)
{
	Guosuo__V1__StatusWeek *week = scene->lists[at]->weeks[0];
	week->rice = 7; /* a zero, then six bits of index - 1, then a one to fill the byte */
	week->revoked = rig_bytes(&scene->rig, &bits, 1);
}

static inline void case_revoked_trip(struct scene *scene)
{
	case_revoke(scene, AT_SHANDONG, 0x51); /* 41 */
}

static inline void case_revoked_leg(struct scene *scene)
{
	case_revoke(scene, AT_HEBEI, 0x67); /* 52 */
}

static inline void case_revoked_other(struct scene *scene)
{
	case_revoke(scene, AT_HEBEI, 0x51); /* the trip's index, in the leg's list */
}

static inline void case_revoked_expired(struct scene *scene)
{
	case_revoked_trip(scene);
	scene->lists[AT_SHANDONG]->expires_at = SCENE_NOW - 1;
	scene->lists[AT_SHANDONG]->next_update = SCENE_NOW - 2;
}

static inline void case_week_missing(struct scene *scene)
{
	scene->lists[AT_SHANDONG]->weeks++;
	scene->lists[AT_SHANDONG]->n_weeks--;
}

static inline void case_list_expired(struct scene *scene)
{
	scene->lists[AT_HEBEI]->next_update = SCENE_NOW - 2;
	scene->lists[AT_HEBEI]->expires_at = SCENE_NOW - 1;
}

static inline void case_list_missing(struct scene *scene)
{
	scene->holdings[AT_SHANDONG].status = (struct status){0};
}

static inline void case_list_key_over(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_STATUS]->not_after = SCENE_NOW - 1;
}

static inline void case_bar(struct scene *scene, uint32_t phone, uint32_t paper, uint32_t slot)
{
	Guosuo__V1__AssignmentBar *bar =
	    RIG_NEW(&scene->rig, Guosuo__V1__AssignmentBar, GUOSUO__V1__ASSIGNMENT_BAR__INIT);
	bar->week = 202011;
	bar->index = 41;
	bar->lowest_phone_serial = phone;
	bar->lowest_paper_serial = paper;
	if (slot != 0) {
		bar->barred_slots = scene_list(scene, &slot, 1, sizeof slot);
		bar->n_barred_slots = 1;
	}
	scene->lists[AT_SHANDONG]->bars = scene_list(scene, &bar, 1, sizeof(void *));
	scene->lists[AT_SHANDONG]->n_bars = 1;
}

static inline void case_serial_barred(struct scene *scene)
{
	case_bar(scene, 4, 0, 0);
}

static inline void case_serial_lowest(struct scene *scene)
{
	case_bar(scene, 3, 4, 0);
}

static inline void case_paper_serial_barred(struct scene *scene)
{
	case_paper_compared(scene);
	case_bar(scene, 0, 4, 0);
}

static inline void case_slot_barred(struct scene *scene)
{
	case_bar(scene, 0, 0, 1);
}

static inline void case_other_slot_barred(struct scene *scene)
{
	case_bar(scene, 0, 0, 2);
}

static inline void case_issued(struct scene *scene, int64_t age_s)
{
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		scene->lists[i]->issued_at = SCENE_NOW - age_s;
		scene->lists[i]->next_update = SCENE_NOW - age_s + 86400;
		scene->rosters[i]->issued_at = SCENE_NOW - age_s;
	}
	scene->directory->issued_at = SCENE_NOW - age_s;
	scene->trust.synced_at = SCENE_NOW - age_s;
}

static inline void case_day_old(struct scene *scene)
{
	case_issued(scene, 24 * 3600);
}

static inline void case_aged(struct scene *scene)
{
	case_issued(scene, 30 * 3600);
}

static inline void case_aged_silent(struct scene *scene)
{
	case_aged(scene);
	scene->trust.synced_at = SCENE_NOW - 60;
}

static inline void case_old(struct scene *scene)
{
	case_issued(scene, 73 * 3600);
}

static inline void case_old_compared(struct scene *scene)
{
	case_old(scene);
	scene_observe_plate(scene, "鲁A12345");
}

static inline void case_old_class_two(struct scene *scene)
{
	case_old(scene);
	scene_class_two(scene);
}

static inline void case_old_class_two_compared(struct scene *scene)
{
	case_old_class_two(scene);
	scene_observe_plate(scene, "鲁A12345");
}

static inline void case_strict_place(struct scene *scene)
{
	case_aged(scene);
	scene->policy = (struct policy){.accept_s = 26 * 3600};
	scene->question.policy = &scene->policy;
}

static inline void case_roster_ages(struct scene *scene)
{
	Guosuo__V1__AgePolicy *row =
	    RIG_NEW(&scene->rig, Guosuo__V1__AgePolicy, GUOSUO__V1__AGE_POLICY__INIT);
	case_aged(scene);
	row->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
	row->fresh_s = 6 * 3600, row->accept_s = 12 * 3600, row->refer_beyond = true;
	scene->rosters[AT_HEBEI]->ages = scene_list(scene, &row, 1, sizeof(void *));
	scene->rosters[AT_HEBEI]->n_ages = 1;
}

/* ---- the trust held -------------------------------------------------------------------------------------
 */

static inline void case_no_directory(struct scene *scene)
{
	scene->trust.directory = NULL;
}

static inline void case_no_issuer_roster(struct scene *scene)
{
	scene->holdings[AT_SHANDONG] = (struct holding){0};
}

static inline void case_no_local_roster(struct scene *scene)
{
	scene->holdings[AT_HEBEI] = (struct holding){0};
}

/* No roster to ask whose seal it is, and a time to come. */
static inline void case_no_issuer_roster_ahead(struct scene *scene)
{
	scene->trip->sealed_at = (uint32_t)(SCENE_NOW + 301);
	scene->trip->not_after = (uint32_t)(scene->trip->sealed_at + LIFE_MAX_S + 1);
}

static inline void case_roster_expired(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->expires_at = SCENE_NOW - 1;
}

static inline void case_directory_expired(struct scene *scene)
{
	scene->directory->expires_at = SCENE_NOW - 1;
}

static inline void case_roster_behind(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_HEBEI]);
	scene->lists[AT_HEBEI]->rosters[1]->version++;
	scene->lists_name_rosters[AT_HEBEI] = false;
}

/* Another province's word does not make a roster old. */
static inline void case_roster_behind_elsewhere(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_TIANJIN]);
	scene->lists[AT_TIANJIN]->rosters[1]->version++;
	scene->lists_name_rosters[AT_TIANJIN] = false;
}

static inline void case_roster_other_bytes(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_HEBEI]);
	scene->lists[AT_HEBEI]->rosters[1]->hash.data[0] ^= 1;
	scene->lists_name_rosters[AT_HEBEI] = false;
}

static inline void case_directory_behind(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_HEBEI]);
	scene->lists[AT_HEBEI]->directory_version++;
	scene->lists_name_rosters[AT_HEBEI] = false;
}

static inline void case_forked(struct scene *scene)
{
	scene->holdings[AT_SHANDONG].forked = true;
}

static inline void case_list_ahead(struct scene *scene)
{
	scene->lists[AT_HEBEI]->issued_at = SCENE_NOW + 24 * 3600 + 1;
	scene->lists[AT_HEBEI]->next_update = SCENE_NOW + 26 * 3600;
}

static inline void case_roster_ahead(struct scene *scene)
{
	scene->rosters[AT_SHANDONG]->issued_at = SCENE_NOW + 24 * 3600 + 1;
}

static inline void case_directory_ahead(struct scene *scene)
{
	scene->directory->issued_at = SCENE_NOW + 24 * 3600 + 1;
}

static inline void case_clock_behind(struct scene *scene)
{
	scene->trust.ratchet = SCENE_NOW + 301;
}

static inline void case_clock_skewed(struct scene *scene)
{
	scene->trust.ratchet = SCENE_NOW + 300;
}

/* A stranger in the roster of today may be a reviewer of the one that is named and not held. */
static inline void case_forged_leg_newer_elsewhere(struct scene *scene)
{
	case_forged_leg(scene);
	case_roster_behind_elsewhere(scene);
}

/* ---- time and place -------------------------------------------------------------------------------------
 */

static inline void case_at(struct scene *scene, int64_t now)
{
	scene->question.now = now;
	scene->trust.synced_at = now;
	scene_presentation(scene, now, 17);
}

static inline void case_trip_early(struct scene *scene)
{
	scene->trip->not_before = scene->leg->not_before = scene->assignment->not_before =
	    (uint32_t)(SCENE_NOW + 1);
}

static inline void case_trip_over(struct scene *scene)
{
	scene->trip->not_after = scene->leg->not_after = scene->assignment->not_after =
	    (uint32_t)(SCENE_NOW - 1);
}

static inline void case_trip_last_second(struct scene *scene)
{
	scene->trip->not_after = scene->leg->not_after = scene->assignment->not_after = (uint32_t)SCENE_NOW;
}

static inline void case_leg_early(struct scene *scene)
{
	scene->leg->not_before = (uint32_t)(SCENE_NOW + 1);
}

static inline void case_leg_over(struct scene *scene)
{
	scene->leg->not_after = (uint32_t)(SCENE_NOW - 1);
}

static inline void case_assignment_early(struct scene *scene)
{
	scene->assignment->not_before = (uint32_t)(SCENE_NOW + 1);
}

static inline void case_assignment_over(struct scene *scene)
{
	scene->assignment->not_after = (uint32_t)(SCENE_NOW - 1);
}

/* 22:00 in Hebei is the first minute outside. */
static inline void case_night(struct scene *scene)
{
	case_at(scene, SCENE_NOW + 8 * 3600);
}

static inline void case_wrong_province(struct scene *scene)
{
	scene->question.place = (struct place){.province = TIANJIN, .checkpoint = CHECKPOINT, .road = "G2"};
}

static inline void case_other_road(struct scene *scene)
{
	scene->question.place.road = "G18";
}

static inline void case_other_station(struct scene *scene)
{
	scene->question.place =
	    (struct place){.province = HEBEI, .checkpoint = CHECKPOINT, .division = 130900, .station = 4};
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

static const struct vector vectors[] = {
#define ACCEPT VERDICT_ACCEPT
#define REFER VERDICT_REFER
#define REJECT VERDICT_REJECT
    {"phone", "手机现场亮证", "a phone, shown live", NULL, NULL, ACCEPT, "COMPARE"},
    {"phone-compared", "车货逐项比对相符", "everything observed and as the pass says", NULL, case_observe_all,
     ACCEPT, ""},
    {"paper-plate", "纸质证, 号牌相符", "paper with the plate observed", case_paper_compared, NULL, ACCEPT,
     ""},
    {"paper-vin", "纸质证, 车架号相符", "paper with the VIN observed", case_paper_vin, NULL, ACCEPT, ""},
    {"paper", "纸质证未比对车辆", "paper, vehicle not observed", case_paper, NULL, REFER, "PAPER_UNOBSERVED"},
    {"shandong", "山东段, 收费站", "the first leg, at a station", case_at_shandong, NULL, ACCEPT, "COMPARE"},
    {"tianjin", "天津段", "the last leg", case_at_tianjin, NULL, ACCEPT, "COMPARE"},
    {"desk", "办公桌上核验", "judged at a desk: no place", case_desk, NULL, ACCEPT, "COMPARE"},
    {"class-two", "二类, 一人签章", "class II, one reviewer", case_class_two, NULL, ACCEPT, "COMPARE"},
    {"class-overstated", "按三类申报但只有一人签章", "measures of II, claimed III, one reviewer",
     case_overstated, NULL, REJECT, "SEAL_FEW COMPARE"},
    {"presented-60", "亮证后 60 秒", "a presentation 60 s old", NULL, case_minute_late, ACCEPT, "COMPARE"},
    {"presented-61", "截图, 61 秒后", "threat 2: a screenshot after 61 s", NULL, case_stale_61, REFER,
     "PRESENTATION_STALE COMPARE"},
    {"presented-121", "截图, 121 秒后", "threat 2: a screenshot after 121 s", NULL, case_stale_121, REFER,
     "PRESENTATION_STALE COMPARE"},
    {"presented-early", "手机快 30 秒", "a phone 30 s fast", NULL, case_half_minute_early, ACCEPT, "COMPARE"},
    {"presented-ahead", "手机快 31 秒", "a phone 31 s fast", NULL, case_ahead_31, REFER,
     "PRESENTATION_AHEAD COMPARE"},
    {"not-presented", "手机派车单没有亮证", "threat 2: a phone's assignment, not presented",
     case_not_presented, NULL, REFER, "PRESENTATION_MISSING COMPARE"},
    {"stripped", "去掉亮证", "threat 2: the presentation stripped off", NULL, case_stripped, REFER,
     "PRESENTATION_MISSING COMPARE"},
    {"printed", "打印的截图不是纸质证", "threat 2: printed, and the vehicle is the right one", NULL,
     case_printed, REFER, "PRESENTATION_MISSING"},
    {"nonce", "现场口令相符", "the nonce that was spoken", case_nonce, NULL, ACCEPT, "COMPARE"},
    {"nonce-old", "口令相符则不看时间", "a matching nonce replaces the test of time", case_nonce_old, NULL,
     ACCEPT, "COMPARE"},
    {"nonce-wrong", "口令不符", "threat 3: another nonce", case_nonce_wrong, NULL, REJECT,
     "NONCE_WRONG COMPARE"},
    {"nonce-elsewhere", "其他查验点的口令", "threat 3: the nonce of another checkpoint", case_nonce_elsewhere,
     NULL, REJECT, "NONCE_WRONG COMPARE"},
    {"nonce-elsewhere-unasked", "为其他查验点亮证",
     "threat 3: shown for another checkpoint, no nonce asked here", case_nonce_elsewhere_unasked, NULL,
     REJECT, "NONCE_WRONG COMPARE"},
    {"nonce-missing", "未按口令亮证", "threat 3: the nonce was not typed", case_nonce_missing, NULL, REFER,
     "NONCE_MISSING COMPARE"},
    {"same-passage", "60 秒内同一码", "the same bytes within 60 s", NULL, case_same_passage, ACCEPT,
     "SAME_PASSAGE COMPARE"},
    {"same-too-late", "61 秒后同一码", "the same bytes after 61 s", NULL, case_same_too_late, REJECT,
     "PRESENTATION_REPLAYED COMPARE"},
    {"counter-equal", "计数相同内容不同", "threat 3: an equal counter with other bytes", NULL,
     case_replay_equal, REJECT, "PRESENTATION_REPLAYED COMPARE"},
    {"counter-older", "计数倒退", "threat 3: an older counter", NULL, case_replay_older, REJECT,
     "PRESENTATION_REPLAYED COMPARE"},
    {"counter-newer", "计数前进", "a newer counter of the same device", NULL, case_seen_before, ACCEPT,
     "COMPARE"},

    {"edited-height", "改动证载高度", "threat 1: the height edited", NULL, case_edited_height, REJECT,
     "SEAL_BAD SEAL_BAD SEAL_BAD COMPARE"},
    {"edited-plate", "改动证载号牌", "threat 1: the plate edited", NULL, case_edited_plate, REJECT,
     "SEAL_BAD SEAL_BAD SEAL_BAD COMPARE"},
    {"edited-window", "改动省段期限", "threat 6: the leg's window stretched", NULL, case_edited_window,
     REJECT, "SEAL_BAD SEAL_BAD COMPARE"},
    {"edited-assignment", "改动派车单", "threat 1: the assignment edited", NULL, case_edited_tractor, REJECT,
     "SEAL_BAD COMPARE"},
    {"edited-time", "改动亮证时间", "threat 2: the presentation's time edited", NULL, case_edited_time,
     REJECT, "SEAL_BAD COMPARE"},
    {"foreign-leg", "取自他证的省段", "threat 7: the leg of another trip", NULL, case_foreign_leg, REJECT,
     "SEAL_BAD COMPARE"},
    {"foreign-assignment", "取自他证的派车单", "threat 7: the assignment of another trip", NULL,
     case_foreign_assignment, REJECT, "SEAL_BAD COMPARE"},
    {"foreign-presentation", "取自他证的亮证", "threat 7: the presentation of another trip", NULL,
     case_foreign_presentation, REJECT, "SEAL_BAD COMPARE"},
    {"other-assignment", "亮证不属于这张派车单", "threat 7: the presentation of another assignment", NULL,
     case_other_assignment, REJECT, "SEAL_BAD COMPARE"},
    {"forged-trip", "陌生密钥签发, 名册已证为最新", "a stranger issues; the roster is proven newest",
     case_forged_trip, NULL, REJECT, "SEAL_UNKNOWN_KEY COMPARE"},
    {"forged-trip-unproven", "陌生密钥签发, 名册未证为最新", "a stranger issues; the roster may be old",
     case_forged_trip_unproven, NULL, REFER, "SEAL_UNKNOWN_KEY COMPARE"},
    {"forged-leg", "陌生密钥签省段", "a stranger seals the leg", case_forged_leg, NULL, REJECT,
     "SEAL_UNKNOWN_KEY COMPARE"},
    {"forged-leg-newer-elsewhere", "陌生密钥签省段, 外省名单指明新名册",
     "a stranger seals; another province names a newer roster", case_forged_leg_newer_elsewhere, NULL, REFER,
     "SEAL_UNKNOWN_KEY COMPARE"},
    {"kid-collision", "密钥编号相同的陌生签章", "threat 10: the right kid, another's signature",
     case_forged_trip, case_kid_collision, REJECT, "SEAL_BAD COMPARE"},
    {"reviewer-elsewhere", "外省审批人员签本省段", "threat 18: a reviewer of another province",
     case_reviewer_of_elsewhere, NULL, REJECT, "SEAL_UNKNOWN_KEY COMPARE"},
    {"reviewer-issues", "审批人员代签运次", "threat 18: a reviewer issues", case_reviewer_issues, NULL,
     REJECT, "SEAL_UNKNOWN_KEY COMPARE"},
    {"one-reviewer", "三类只有一人签章", "class III, one reviewer", case_one_reviewer, NULL, REJECT,
     "SEAL_FEW COMPARE"},
    {"web-only", "三类两人都用网页签章", "class III, both in a browser", case_web_only, NULL, REJECT,
     "SEAL_FEW COMPARE"},
    {"one-person-twice", "同一人用两把密钥", "threat 2b: one person with two keys", case_one_person_twice,
     NULL, REJECT, "SEAL_SURPLUS COMPARE"},
    {"three-reviewers", "三人签章", "class III, three reviewers", case_three_reviewers, NULL, REJECT,
     "SEAL_SURPLUS"},
    {"surplus-reviewer", "二类两人签章", "class II, two reviewers", case_surplus_reviewer, NULL, REJECT,
     "SEAL_SURPLUS COMPARE"},
    {"key-window", "签章时密钥已到期", "a key that was over when it sealed", case_key_window, NULL, REJECT,
     "KEY_WINDOW COMPARE"},
    {"key-retired-since", "签章后密钥退役", "a key that retired after it sealed", case_key_retired_since,
     NULL, ACCEPT, "COMPARE"},
    {"reviewer-below-class", "审批人员无权批三类", "a reviewer who may seal class II at most",
     case_reviewer_below_class, NULL, REJECT, "FIELD_BAD COMPARE"},
    {"sealed-ahead", "签章时间超前 301 秒", "sealed 301 s ahead of this clock", case_sealed_ahead, NULL,
     REFER, "SEALED_AHEAD COMPARE"},
    {"sealed-skewed", "签章时间超前 300 秒", "sealed 300 s ahead of this clock", case_sealed_skewed, NULL,
     ACCEPT, "COMPARE"},
    {"officer-unknown", "派车单非本证经办人签发", "assigned by a stranger", case_officer_unknown, NULL,
     REJECT, "OFFICER_UNKNOWN COMPARE"},
    {"device-unknown", "他人手机亮证", "presented by another device", case_device_unknown, NULL, REJECT,
     "SEAL_BAD COMPARE"},
    {"malleable", "签名延展 (S + L)", "threat 9: S + L in place of S", NULL, case_malleable, REJECT,
     "SEAL_BAD COMPARE"},
    {"small-order", "小阶公钥", "threat 9: the identity as device key signs anything",
     case_small_order_device, case_small_order_signs, REJECT, "SEAL_BAD COMPARE"},
    {"sealed-as-decision", "以决定之名签的省段", "threat 11: a leg sealed as a decision", NULL,
     case_sealed_as_decision, REJECT, "SEAL_BAD COMPARE"},

    {"trailer-ordinal", "挂车序号不存在", "a trailer the trip does not have", case_trailer_ordinal, NULL,
     REJECT, "FIELD_BAD COMPARE"},
    {"journey", "第二次运输未获准", "a journey the trip does not have", case_journey, NULL, REJECT,
     "FIELD_BAD COMPARE"},
    {"long-assignment", "派车单超过 7 天", "an assignment of 8 days", case_long_assignment, NULL, REJECT,
     "FIELD_BAD COMPARE"},
    {"stretched-leg", "省段期限超出运次", "threat 6: a leg that outlives its trip", case_stretched_leg, NULL,
     REJECT, "FIELD_BAD COMPARE"},
    {"leg-ordinal", "省段序号与省份不符", "a leg in another's place", case_leg_ordinal, NULL, REJECT,
     "FIELD_BAD COMPARE"},
    {"skipped-province", "缺少中间省段", "threat 6: provinces that are not neighbours", case_skipped_province,
     NULL, REJECT, "FIELD_BAD COMPARE"},
    {"understated", "低报类别", "class II claimed, III by its measures", case_understated, NULL, REJECT,
     "CLASS_UNDERSTATED COMPARE"},
    {"paper-presented", "纸质证带亮证", "paper with a presentation", case_paper_presented, NULL, REJECT,
     "FIELD_BAD"},

    {"revoked-trip", "运次已撤销", "the trip is revoked", case_revoked_trip, NULL, REJECT, "REVOKED COMPARE"},
    {"revoked-leg", "省段已撤销", "the leg is revoked", case_revoked_leg, NULL, REJECT, "REVOKED COMPARE"},
    {"revoked-other", "他证同号被撤销", "another's index is revoked", case_revoked_other, NULL, ACCEPT,
     "COMPARE"},
    {"revoked-expired", "过期名单中的撤销仍有效", "what an expired list revoked stays revoked",
     case_revoked_expired, NULL, REJECT, "REVOKED STATUS_UNKNOWN COMPARE"},
    {"week-missing", "名单不含该周", "the list has no section for the week", case_week_missing, NULL, REFER,
     "STATUS_UNKNOWN COMPARE"},
    {"list-expired", "撤销名单已过期", "threat 13: the list is past its expiry", case_list_expired, NULL,
     REFER, "STATUS_UNKNOWN COMPARE"},
    {"list-missing", "没有发证省名单", "threat 16: no list of the issuer", NULL, case_list_missing, REFER,
     "STATUS_UNKNOWN COMPARE"},
    {"list-key-over", "名单密钥已到期", "the list's key is over", case_list_key_over, NULL, REFER,
     "STATUS_UNKNOWN COMPARE"},
    {"serial-barred", "派车单已被替代", "the assignment was replaced", case_serial_barred, NULL, REJECT,
     "SERIAL_BARRED COMPARE"},
    {"serial-lowest", "最低有效派车单", "the lowest serial that stands; paper is counted apart",
     case_serial_lowest, NULL, ACCEPT, "COMPARE"},
    {"paper-serial-barred", "纸质派车单已被替代", "the paper assignment was replaced",
     case_paper_serial_barred, NULL, REJECT, "SERIAL_BARRED"},
    {"slot-barred", "经办人已停用", "the officer who assigned is barred", case_slot_barred, NULL, REJECT,
     "SLOT_BARRED COMPARE"},
    {"other-slot-barred", "另一经办人已停用", "another officer is barred", case_other_slot_barred, NULL,
     ACCEPT, "COMPARE"},
    {"day-old", "名单 24 小时", "lists of 24 h", case_day_old, NULL, ACCEPT, "COMPARE"},
    {"aged", "名单 30 小时", "threat 16: lists of 30 h", case_aged, NULL, ACCEPT,
     "STATUS_AGED STATUS_AGED COMPARE NOT_SYNCED"},
    {"aged-silent", "名单 30 小时, 刚同步过", "lists of 30 h, though this place has just synced",
     case_aged_silent, NULL, ACCEPT, "STATUS_AGED STATUS_AGED COMPARE ISSUER_SILENT ISSUER_SILENT"},
    {"old", "名单 73 小时, 三类", "threat 16: lists of 73 h, class III", case_old_compared, NULL, REFER,
     "STATUS_OLD STATUS_OLD NOT_SYNCED"},
    {"old-class-two", "名单 73 小时, 二类, 未比对", "lists of 73 h, class II, not compared",
     case_old_class_two, NULL, REFER, "STATUS_OLD STATUS_OLD COMPARE NOT_SYNCED"},
    {"old-class-two-compared", "名单 73 小时, 二类, 已比对", "lists of 73 h, class II, compared",
     case_old_class_two_compared, NULL, ACCEPT, "STATUS_OLD STATUS_OLD NOT_SYNCED"},
    {"strict-place", "本站从严: 26 小时", "this place refers class III beyond 26 h", case_strict_place, NULL,
     REFER, "STATUS_OLD STATUS_OLD COMPARE NOT_SYNCED"},
    {"roster-ages", "名册规定 12 小时", "the roster refers class III beyond 12 h", case_roster_ages, NULL,
     REFER, "STATUS_OLD STATUS_OLD COMPARE NOT_SYNCED"},

    {"no-directory", "没有机构名录", "no directory", NULL, case_no_directory, REFER, "TRUST_MISSING COMPARE"},
    {"no-issuer-roster", "没有发证省文件", "nothing of the issuer", NULL, case_no_issuer_roster, REFER,
     "TRUST_MISSING STATUS_UNKNOWN COMPARE"},
    {"no-issuer-roster-ahead", "没有发证省文件, 期限过长", "nothing of the issuer, and a window too long",
     case_no_issuer_roster_ahead, case_no_issuer_roster, REJECT,
     "FIELD_BAD TRUST_MISSING STATUS_UNKNOWN STATUS_UNKNOWN COMPARE"},
    {"no-local-roster", "没有本省文件", "nothing of the leg's province", NULL, case_no_local_roster, REFER,
     "TRUST_MISSING STATUS_UNKNOWN COMPARE"},
    {"roster-expired", "名册已过期", "threat 13: the roster has expired", case_roster_expired, NULL, REFER,
     "TRUST_EXPIRED COMPARE"},
    {"directory-expired", "名录已过期", "threat 13: the directory has expired", case_directory_expired, NULL,
     REFER, "TRUST_EXPIRED COMPARE"},
    {"roster-behind", "名单指明名册已有新版", "threat 12: the list names a newer roster", case_roster_behind,
     NULL, REFER, "TRUST_BEHIND COMPARE"},
    {"roster-behind-elsewhere", "外省所言不算", "threat 18: another province says so",
     case_roster_behind_elsewhere, NULL, ACCEPT, "COMPARE"},
    {"roster-other-bytes", "同版本名册内容不同", "threat 12: the list names other bytes of this version",
     case_roster_other_bytes, NULL, REFER, "TRUST_FORKED COMPARE"},
    {"directory-behind", "名单指明名录已有新版", "threat 12: the list names a newer directory",
     case_directory_behind, NULL, REFER, "TRUST_BEHIND COMPARE"},
    {"forked", "同一版本两种内容", "two files of one version were met", NULL, case_forked, REFER,
     "TRUST_FORKED COMPARE"},
    {"list-ahead", "来自未来的名单", "threat 15: a list from the future is set aside", case_list_ahead, NULL,
     REFER, "STATUS_UNKNOWN TIME_AHEAD COMPARE"},
    {"roster-ahead", "来自未来的名册", "threat 15: a roster from the future is set aside", case_roster_ahead,
     NULL, REFER, "TRUST_MISSING TIME_AHEAD COMPARE"},
    {"directory-ahead", "来自未来的名录", "threat 15: a directory from the future is set aside",
     case_directory_ahead, NULL, REFER, "TRUST_MISSING TIME_AHEAD COMPARE"},
    {"clock-behind", "本机慢 301 秒", "threat 15: this clock is 301 s below the ratchet", case_clock_behind,
     NULL, REFER, "CLOCK_BEHIND COMPARE"},
    {"clock-skewed", "本机慢 300 秒", "300 s below the ratchet", case_clock_skewed, NULL, ACCEPT, "COMPARE"},

    {"trip-early", "期限未到", "a second before the window", case_trip_early, NULL, REJECT,
     "TRIP_NOT_YET LEG_NOT_YET ASSIGNMENT_NOT_YET COMPARE"},
    {"trip-over", "期限已过", "a second after the window", case_trip_over, NULL, REJECT,
     "TRIP_EXPIRED LEG_EXPIRED ASSIGNMENT_EXPIRED COMPARE"},
    {"trip-last-second", "最后一秒", "the last second inside", case_trip_last_second, NULL, ACCEPT,
     "COMPARE"},
    {"leg-early", "省段未到", "before the leg's window", case_leg_early, NULL, REJECT, "LEG_NOT_YET COMPARE"},
    {"leg-over", "省段已过", "threat 6: after the leg's window", case_leg_over, NULL, REJECT,
     "LEG_EXPIRED COMPARE"},
    {"assignment-early", "派车单未到", "before the assignment's window", case_assignment_early, NULL, REJECT,
     "ASSIGNMENT_NOT_YET COMPARE"},
    {"assignment-over", "派车单已过", "after the assignment's window", case_assignment_over, NULL, REJECT,
     "ASSIGNMENT_EXPIRED COMPARE"},
    {"night", "准行时段外", "22:00, the first minute outside", case_night, NULL, REFER,
     "HOURS_CLOSED COMPARE ISSUER_SILENT ISSUER_SILENT"},
    {"wrong-province", "出示外省段", "another province's leg", case_wrong_province, NULL, REFER,
     "WRONG_PROVINCE COMPARE"},
    {"other-road", "不在许可路线", "threat 6: a road the leg does not have", case_other_road, NULL, REFER,
     "PLACE_MISMATCH COMPARE"},
    {"other-station", "不是许可出入口", "threat 6: a station the leg does not have", case_other_station, NULL,
     REFER, "PLACE_MISMATCH COMPARE"},

    {"seen-plate", "备用车代行", "threat 4: the spare tractor, not assigned", NULL, case_seen_plate, REJECT,
     "PLATE_MISMATCH"},
    {"seen-vin", "车架号不符", "threat 4: another VIN under the right plate", NULL, case_seen_vin, REJECT,
     "VIN_MISMATCH"},
    {"seen-trailer", "换挂车", "threat 4: the other trailer", NULL, case_seen_trailer, REJECT,
     "TRAILER_MISMATCH"},
    {"seen-trailer-more", "多挂一辆", "threat 4: a second trailer", NULL, case_seen_trailer_more, REJECT,
     "TRAILER_MISMATCH"},
    {"seen-cargo", "货物不符", "another cargo", NULL, case_seen_cargo, REJECT, "CARGO_MISMATCH"},
    {"seen-pieces", "件数不符", "two pieces", NULL, case_seen_pieces, REJECT, "PIECES_MISMATCH"},
    {"seen-length", "超长 1 毫米", "1 mm longer, no tolerance", NULL, case_seen_length, REJECT,
     "LENGTH_OVER"},
    {"seen-width", "超宽 1 毫米", "1 mm wider", NULL, case_seen_width, REJECT, "WIDTH_OVER"},
    {"seen-height", "证载 4.48 米, 实测 5 米", "5 m high on a pass for 4.48 m", NULL, case_seen_height,
     REJECT, "HEIGHT_OVER"},
    {"seen-mass", "超重 1 公斤", "1 kg heavier", NULL, case_seen_mass, REJECT, "MASS_OVER"},
    {"seen-axle", "末轴线超 1 公斤", "the last axle line 1 kg heavier", NULL, case_seen_axle, REJECT,
     "AXLE_OVER"},
    {"seen-axle-first", "首轴超 1 公斤, 仍低于最重轴",
     "the steering axle 1 kg heavier, though lighter than the others", NULL, case_seen_axle_first, REJECT,
     "AXLE_OVER"},
    {"seen-axle-few", "只称一轴", "one axle weighed, above the heaviest of the pass", NULL,
     case_seen_axle_few, REJECT, "AXLE_OVER"},
    {"seen-escort", "没有护送车", "no escort", NULL, case_seen_escort, REFER, "ESCORT_MISSING"},
    {"seen-smaller", "小于证载", "smaller than the pass says", NULL, case_seen_smaller, ACCEPT, ""},
    {"tolerance", "在测量误差内", "within the roster's tolerance", case_within_tolerance, NULL, ACCEPT, ""},
    {"tolerance-over", "超出测量误差", "beyond the roster's tolerance", case_beyond_tolerance, NULL, REJECT,
     "LENGTH_OVER WIDTH_OVER HEIGHT_OVER MASS_OVER"},

    {"duplicate-field", "字段重复", "threat 8: a field twice", NULL, case_leg_duplicate, REJECT,
     "FORMAT_BAD"},
    {"field-order", "字段次序颠倒", "threat 8: fields in another order", NULL, case_leg_disorder, REJECT,
     "FORMAT_BAD"},
    {"overlong-varint", "变长整数过长", "threat 8: an overlong varint", NULL, case_leg_overlong, REJECT,
     "FORMAT_BAD"},
    {"explicit-zero", "显式零值", "threat 8: an explicit zero", NULL, case_leg_zero, REJECT, "FORMAT_BAD"},
    {"bad-utf8", "无效 UTF-8", "threat 8: bad UTF-8", NULL, case_leg_bad_utf8, REJECT, "FORMAT_BAD"},
    {"embedded-nul", "文字含 NUL", "threat 8: a NUL in a text", NULL, case_leg_nul, REJECT, "FORMAT_BAD"},
    {"cut-character", "残缺字符", "threat 8: half a surrogate", NULL, case_leg_surrogate, REJECT,
     "FORMAT_BAD"},
    {"wire-type", "线型不符", "threat 8: another wire type", NULL, case_leg_wire_type, REJECT, "FORMAT_BAD"},
    {"unpacked", "未打包的重复字段", "threat 8: a repeated scalar, not packed", NULL, case_leg_packed_apart,
     REJECT, "FORMAT_BAD"},
    {"length-beyond", "长度越界", "threat 8: a length beyond the end", NULL, case_leg_cut, REJECT,
     "FORMAT_BAD"},
    {"newer-field", "未知关键字段", "an unknown critical field", NULL, case_leg_newer, REFER, "FORMAT_NEWER"},
    {"ignorable-field", "可忽略字段", "an unknown field from 100, under the seal", NULL, case_leg_ignorable,
     ACCEPT, "COMPARE"},
    {"tail", "码后附加字段", "an unknown critical field of the code", NULL, case_tail, REFER, "FORMAT_NEWER"},
    {"cut-short", "码被截断", "threat 8: a byte missing", NULL, case_cut_short, REJECT, "FORMAT_BAD"},
    {"empty", "空码", "threat 8: no bytes at all", NULL, case_empty, REJECT, "FORMAT_BAD"},
    {"bomb", "空消息炸弹", "threat 8: 2 KiB of empty messages", NULL, case_bomb, REJECT, "FORMAT_BAD"},
#undef ACCEPT
#undef REFER
#undef REJECT
};

/* The scene of a case, sealed and twisted; memory holds SCENE_MEMORY bytes. */
static inline void case_stage(const struct vector *vector, struct scene *scene, uint8_t *memory)
{
	scene_draft(scene, memory);
	if (vector->draft != NULL)
		vector->draft(scene);
	scene_seal(scene);
	if (vector->twist != NULL)
		vector->twist(scene);
}

#endif
