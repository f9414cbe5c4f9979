/* tests/chain_rig.h - stamps of earlier gates on the scene's journey, as its driver carries them. The scene is sealed. */
#ifndef GUOSUO_TESTS_CHAIN_RIG_H
#define GUOSUO_TESTS_CHAIN_RIG_H

#include "tests/scene.h"

enum {
	STEP_FIRST = 0, /* nothing before it */
	STEP_DEVICE = 5,
	STEPS_MAX = CHAIN_SHOWN_MAX + 1,
};

/* One stamp. Zero stands for what is usual: let pass where it was accepted, under the shown assignment. */
struct chain_step {
	size_t at; /* AT_SHANDONG.. */
	int64_t ago_s;
	size_t after; /* STEP_FIRST, or which step it follows, from 1 */
	uint32_t verdict, tractor, serial, journey;
	Guosuo__V1__Outcome outcome;
	Guosuo__V1__Direction direction; /* or PASSING */
	uint32_t reason;
	uint32_t key;  /* another one's than the checkpoint's device's */
	bool own_body; /* its assignment stands in it, though it is the shown one */
	struct inspections done;
	bool other_kind; /* its assignment is paper where a phone's is shown, and a phone's where paper is */
};

struct chain_rig {
	struct scene *scene;
	struct trip trip;
	struct assignment shown;
	Guosuo__V1__StampChain *chain;
	Guosuo__V1__CarriedStamp *list[STEPS_MAX];
	struct mark marks[STEPS_MAX]; /* what each says where it holds */
};

static inline struct chain_rig chain_begin(struct scene *scene)
{
	struct chain_rig out = {.scene = scene};
	struct arena *arena = &scene->rig.arena;
	out.chain = RIG_NEW(&scene->rig, Guosuo__V1__StampChain, GUOSUO__V1__STAMP_CHAIN__INIT);
	rig_must(trip_read(&scene->code.trip, arena, &out.trip) == ERR_OK &&
	         assignment_read(&scene->code.assignment, arena, &out.shown) == ERR_OK);
	out.chain->trip = rig_bytes(&scene->rig, out.trip.hash, CHAIN_TRIP_LEN);
	out.chain->stamps = rig_take(&scene->rig, STEPS_MAX * sizeof(void *));
	return out;
}

static inline void chain_other_kind(struct chain_rig *rig, Guosuo__V1__Assignment *assignment)
{
	const bool paper = assignment->holder_case == GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	assignment->holder_case = paper ? GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY : GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	if (paper)
		assignment->device_key = rig_bytes(&rig->scene->rig, rig->trip.hash, KEY_LEN);
	else
		assignment->paper = true;
}

/* The shown assignment, or one that differs as the step says. */
static inline void chain_assignment(struct chain_rig *rig, const struct chain_step *step, struct assignment *out)
{
	Guosuo__V1__Assignment other = *rig->shown.body;
	*out = rig->shown;
	if (step->tractor == 0 && step->serial == 0 && step->journey == 0 && !step->other_kind)
		return;
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	other.tractor = step->tractor != 0 ? step->tractor : other.tractor;
	other.serial = step->serial != 0 ? step->serial : other.serial;
	other.journey = step->journey != 0 ? step->journey : other.journey;
	if (step->other_kind)
		chain_other_kind(rig, &other);
	sealed.body = scene_view(rig_pack(&rig->scene->rig, &other.base));
	rig_must(assignment_read(&sealed, &rig->scene->rig.arena, out) == ERR_OK);
}

static inline Guosuo__V1__Stamp chain_stamp(const struct chain_rig *rig, struct chain_step *step,
                                            const struct assignment *assignment)
{
	Guosuo__V1__Stamp stamp = GUOSUO__V1__STAMP__INIT;
	stamp.checkpoint = CHECKPOINT, stamp.device = STEP_DEVICE;
	stamp.sequence = 100 + (uint32_t)rig->chain->n_stamps;
	stamp.time = rig->scene->question.now - step->ago_s;
	stamp.direction = step->direction != 0 ? step->direction : GUOSUO__V1__DIRECTION__PASSING;
	stamp.verdict = step->verdict != 0 ? step->verdict : VERDICT_ACCEPT;
	stamp.outcome = step->outcome != 0 ? step->outcome : GUOSUO__V1__OUTCOME__PASSED;
	stamp.duty = 7, stamp.reason = step->reason;
	stamp.inspections = step->done.codes, stamp.n_inspections = step->done.count;
	stamp.assignment_serial = assignment->body->serial;
	return stamp;
}

/* Sealed and put behind the others; its number from 1. */
static inline size_t chain_add(struct chain_rig *rig, struct chain_step step)
{
	static const uint32_t provinces[SCENE_LEGS] = {SHANDONG, HEBEI, TIANJIN};
	struct arena *arena = &rig->scene->rig.arena;
	const uint32_t province = provinces[step.at];
	const size_t at = rig->chain->n_stamps++;
	struct assignment *assignment = rig_take(&rig->scene->rig, sizeof *assignment);
	struct leg *leg = rig_take(&rig->scene->rig, sizeof *leg);
	Guosuo__V1__Leg *body = RIG_NEW(&rig->scene->rig, Guosuo__V1__Leg, GUOSUO__V1__LEG__INIT);
	const struct stamped of = {&rig->trip, leg, assignment,
	                           step.after == STEP_FIRST ? NULL : rig->marks[step.after - 1].payload};
	const struct rig_pair pair = rig_pair(step.key != 0 ? step.key : rig_entry(province, ENTRY_CHECKPOINT));
	Guosuo__V1__Sealed *sealed;
	struct stamp stamp;
	body->province = province, body->ordinal = (uint32_t)step.at + 1;
	*leg = (struct leg){.body = body};
	memset(leg->hash, (int)province, HASH_LEN);
	chain_assignment(rig, &step, assignment);
	const Guosuo__V1__Stamp made = chain_stamp(rig, &step, assignment);
	rig_must(stamp_seal(&made, &of, pair.secret, arena, &sealed) == ERR_OK && stamp_read(sealed, arena, &stamp) == ERR_OK &&
	         chain_mark(&stamp, &of, &rig->marks[at]) == ERR_OK &&
	         chain_carry(sealed, &of, arena, &rig->list[at]) == ERR_OK);
	rig->list[at]->previous = rig_bytes(&rig->scene->rig, rig->marks[at].previous, step.after == STEP_FIRST ? 0 : HASH_LEN);
	if (!step.own_body && span_equal(assignment->raw, rig->shown.raw))
		rig->list[at]->assignment = (ProtobufCBinaryData){0, NULL};
	rig->chain->stamps[at] = rig->list[at];
	return at + 1;
}

/* The scene's driver shows them. */
static inline void chain_show(struct chain_rig *rig)
{
	rig->scene->question.stamps = rig->chain;
}

/* One chain, shown: the steps in their order, ended by one with ago_s 0. */
static inline void chain_of_steps(struct scene *scene, const struct chain_step *steps)
{
	struct chain_rig rig = chain_begin(scene);
	for (; steps->ago_s != 0; steps++)
		chain_add(&rig, *steps);
	chain_show(&rig);
}

#endif
