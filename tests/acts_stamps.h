/* tests/acts_stamps.h - what is done to a scene with the stamps its driver carries. */
#ifndef GUOSUO_TESTS_ACTS_STAMPS_H
#define GUOSUO_TESTS_ACTS_STAMPS_H

#include "tests/acts.h"
#include "tests/chain_rig.h"

enum { HOUR = 3600 };

#define STEPS(...) chain_of_steps(scene, (const struct chain_step[]){__VA_ARGS__, {.ago_s = 0}})

/* Where the checkpoints of the scene stand: Qihe, Cangzhou, Jinnan, 120 and 100 km apart. */
static inline void case_positions(struct scene *scene)
{
	static const uint32_t places[SCENE_PROVINCES][2] = {
	    {36780000, 116760000}, {38300000, 116850000}, {38990000, 117390000}};
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		Guosuo__V1__Site *site = rig_site(&scene->rig, GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT,
		                                  scene->rosters[i]->sites[0]->division, CHECKPOINT);
		site->position = RIG_NEW(&scene->rig, Guosuo__V1__Position, GUOSUO__V1__POSITION__INIT);
		site->position->north_udeg = places[i][0], site->position->east_udeg = places[i][1];
		scene->rosters[i]->sites[1] = site;
	}
}

static inline void case_policy_of_stamps(struct scene *scene)
{
	Guosuo__V1__StampPolicy *policy = RIG_NEW(&scene->rig, Guosuo__V1__StampPolicy, GUOSUO__V1__STAMP_POLICY__INIT);
	policy->inspected_s = HOUR, policy->impossible_kmh = 60;
	scene->rosters[AT_HEBEI]->stamps = policy;
	case_positions(scene);
}

static inline void case_inspected(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR});
}

static inline void case_inspected_long_ago(struct scene *scene)
{
	STEPS({.ago_s = 12 * HOUR + 1});
}

static inline void case_inspected_then_held(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR}, {.ago_s = HOUR, .after = 1, .outcome = GUOSUO__V1__OUTCOME__HELD, .verdict = VERDICT_REFER});
}

static inline void case_referred_before(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .verdict = VERDICT_REFER});
}

static inline void case_inspected_and_stripped(struct scene *scene)
{
	case_stripped(scene);
	case_inspected(scene);
}

/* The same tractor and trailers, assigned once more. */
static inline void case_inspected_reassigned(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .serial = 2});
}

static inline void case_inspected_swapped(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .serial = 2, .tractor = 2});
}

static inline void case_two_tractors(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .tractor = 2});
}

/* Serials of the two kinds say nothing of each other. */
static inline void case_two_kinds(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .serial = 1, .tractor = 2, .other_kind = true});
}

static inline void case_two_kinds_of_one_train(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .serial = 1, .other_kind = true});
}

static inline void case_delivered(struct scene *scene)
{
	STEPS({.at = AT_TIANJIN, .ago_s = 2 * HOUR, .direction = GUOSUO__V1__DIRECTION__DELIVERED});
}

static inline void case_other_journey_delivered(struct scene *scene)
{
	STEPS({.at = AT_TIANJIN, .ago_s = 2 * HOUR, .direction = GUOSUO__V1__DIRECTION__DELIVERED, .journey = 2});
}

static inline void case_older_serial_later(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .serial = 2}, {.ago_s = HOUR, .after = 1, .serial = 1, .tractor = 2});
}

static inline void case_other_journey(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .journey = 2, .tractor = 2});
}

/* Two gates that were shown none: each made the first of a chain. */
static inline void case_no_receipts_shown(struct scene *scene)
{
	STEPS({.ago_s = 3 * HOUR}, {.at = AT_HEBEI, .ago_s = 2 * HOUR});
}

static inline void case_receipt_left_behind(struct scene *scene)
{
	STEPS({.ago_s = 3 * HOUR}, {.ago_s = 2 * HOUR, .after = 1}, {.at = AT_TIANJIN, .ago_s = HOUR, .after = 1});
}

static inline void case_forked_by_two(struct scene *scene)
{
	STEPS({.ago_s = 4 * HOUR, .serial = 1}, {.ago_s = 3 * HOUR, .after = 1, .serial = 2, .tractor = 2},
	      {.ago_s = HOUR, .after = 1});
}

static inline void case_forked_in_two_places(struct scene *scene)
{
	STEPS({.ago_s = 4 * HOUR}, {.at = AT_HEBEI, .ago_s = 2 * HOUR, .after = 1},
	      {.at = AT_TIANJIN, .ago_s = 2 * HOUR - 600, .after = 1});
}

/* Held, and let pass an hour later without the first slip: one train. */
static inline void case_held_then_passed(struct scene *scene)
{
	STEPS({.ago_s = 4 * HOUR},
	      {.ago_s = 3 * HOUR, .after = 1, .outcome = GUOSUO__V1__OUTCOME__HELD, .verdict = VERDICT_REFER},
	      {.ago_s = 2 * HOUR, .after = 1});
}

static inline void case_too_fast(struct scene *scene)
{
	STEPS({.ago_s = HOUR / 2});
}

static inline void case_fast_before(struct scene *scene)
{
	STEPS({.ago_s = 5 * HOUR}, {.at = AT_TIANJIN, .ago_s = 5 * HOUR - 900, .after = 1});
}

static inline void case_slow_enough(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR});
}

static inline void case_stamp_altered(struct scene *scene)
{
	case_inspected(scene);
	ProtobufCBinaryData *seals = &scene->question.stamps->stamps[0]->stamp->seals;
	seals->data[SEAL_LEN - 1] ^= 1;
}

static inline void case_stamp_by_a_stranger(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .key = STRANGER_KEY});
}

static inline void case_stamp_by_a_reviewer(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .key = rig_entry(SHANDONG, ENTRY_REVIEWER_A)});
}

static inline void case_stamps_of_another_trip(struct scene *scene)
{
	case_inspected(scene);
	scene->question.stamps->trip.data[0] ^= 1;
}

/* Under another trip's first bytes only: the seal tells. */
static inline void case_stamp_of_another_leg(struct scene *scene)
{
	case_inspected(scene);
	scene->question.stamps->stamps[0]->leg = rig_bytes(&scene->rig, scene->assignment->device_key.data, HASH_LEN);
}

static inline void case_stamp_under_another_assignment(struct scene *scene)
{
	STEPS({.ago_s = 2 * HOUR, .tractor = 2});
	scene->question.stamps->stamps[0]->assignment = (ProtobufCBinaryData){0, NULL};
}

static inline void case_stamp_out_of_its_chain(struct scene *scene)
{
	STEPS({.ago_s = 3 * HOUR}, {.ago_s = 2 * HOUR, .after = 1});
	scene->question.stamps->stamps[1]->previous = (ProtobufCBinaryData){0, NULL};
}

/* Two stamps, of which the phone names the second as its newest; the first `shown` of them are shown. */
static inline void case_named(struct scene *scene, size_t shown)
{
	struct chain_rig rig = chain_begin(scene);
	chain_add(&rig, (struct chain_step){.ago_s = 3 * HOUR});
	chain_add(&rig, (struct chain_step){.ago_s = 2 * HOUR, .after = 1});
	scene->presentation->stamp_digest = rig_bytes(&scene->rig, rig.marks[1].payload, DIGEST_LEN);
	scene_seal_presentation(scene);
	scene_pack(scene);
	rig.chain->n_stamps = shown;
	if (shown > 0)
		chain_show(&rig);
}

static inline void case_named_and_shown(struct scene *scene)
{
	case_named(scene, 2);
}

static inline void case_named_first_shown(struct scene *scene)
{
	case_named(scene, 1);
}

static inline void case_named_none_shown(struct scene *scene)
{
	case_named(scene, 0);
}

/* It is the newest as it is carried, whatever its seal is worth: STAMP_BAD says that. */
static inline void case_named_and_altered(struct scene *scene)
{
	case_named(scene, 2);
	ProtobufCBinaryData *seals = &scene->question.stamps->stamps[1]->stamp->seals;
	seals->data[SEAL_LEN - 1] ^= 1;
}

#undef STEPS
#endif
