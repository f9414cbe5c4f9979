/* tests/passage_rig.h - records of a log at Tianjin's checkpoint: the case's pass, a car without one, a hand-over. */
#ifndef GUOSUO_TESTS_PASSAGE_RIG_H
#define GUOSUO_TESTS_PASSAGE_RIG_H

#include "proto/passage.h"
#include "tests/stamp_rig.h"

enum { PASSAGE_FIRST = 12 }; /* the number of the first record below, stamp_body's */

static inline Guosuo__V1__PassageRecord *passage_record(struct rig *rig, uint32_t sequence)
{
	Guosuo__V1__PassageRecord *record = RIG_NEW(rig, Guosuo__V1__PassageRecord, GUOSUO__V1__PASSAGE_RECORD__INIT);
	record->sequence = sequence;
	record->time = WORLD_NOW - 60 + (int64_t)(sequence - PASSAGE_FIRST);
	return record;
}

static inline void passage_set(Guosuo__V1__PassageRecord *record, Guosuo__V1__Passage *passage)
{
	record->what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_PASSAGE;
	record->passage = passage;
}

/* The case's train arrives. */
static inline Guosuo__V1__PassageRecord *passage_of_pass(struct world *world)
{
	struct rig *rig = &world->rig;
	Guosuo__V1__Passage *passage = RIG_NEW(rig, Guosuo__V1__Passage, GUOSUO__V1__PASSAGE__INIT);
	Guosuo__V1__PassageRecord *record = passage_record(rig, PASSAGE_FIRST);
	const Guosuo__V1__Stamp stamp = stamp_body();
	const struct stamped of = stamp_of(world, NULL);
	const struct code code = {world->trip_sealed, world->leg_sealed[STAMP_LEG], *world->assignment_sealed,
	                          GUOSUO__V1__DEVICE_SEALED__INIT};
	struct span raw;
	rig_must(code_pack(&code, &rig->arena, &raw) == ERR_OK);
	passage->kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN;
	passage->code = span_bytes(raw);
	passage->stamp = RIG_NEW(rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	*passage->stamp = stamp_sealed(rig, &stamp, &of, RIG_KEYS(STAMP_KEY));
	passage->plate = (char *)(uintptr_t)"鲁A12345";
	passage->temperature_dc = 366;
	passage_set(record, passage);
	return record;
}

/* What is written down of a vehicle nobody has a pass of. */
static inline Guosuo__V1__Stamp passage_plain(uint32_t sequence)
{
	Guosuo__V1__Stamp stamp = GUOSUO__V1__STAMP__INIT;
	stamp.checkpoint = STAMP_CHECKPOINT, stamp.device = STAMP_DEVICE, stamp.sequence = sequence;
	stamp.time = WORLD_NOW - 60 + (int64_t)(sequence - PASSAGE_FIRST);
	stamp.direction = GUOSUO__V1__DIRECTION__ENTERING;
	stamp.outcome = GUOSUO__V1__OUTCOME__TURNED_BACK, stamp.duty = 7, stamp.people = 2;
	return stamp;
}

static inline Guosuo__V1__PassageRecord *passage_without(struct rig *rig, const Guosuo__V1__Stamp *stamp)
{
	Guosuo__V1__Passage *passage = RIG_NEW(rig, Guosuo__V1__Passage, GUOSUO__V1__PASSAGE__INIT);
	Guosuo__V1__PassageRecord *record = passage_record(rig, stamp->sequence);
	passage->kind = GUOSUO__V1__PASSAGE_KIND__NO_PASS;
	passage->stamp = RIG_NEW(rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT);
	passage->stamp->body = span_bytes(rig_pack(rig, &stamp->base));
	passage->plate = (char *)(uintptr_t)"冀J0B123";
	passage_set(record, passage);
	return record;
}

static inline Guosuo__V1__PassageRecord *passage_handover(struct rig *rig, uint32_t sequence)
{
	Guosuo__V1__PassageRecord *record = passage_record(rig, sequence);
	Guosuo__V1__Handover *handover = RIG_NEW(rig, Guosuo__V1__Handover, GUOSUO__V1__HANDOVER__INIT);
	handover->from = 7, handover->to = 8, handover->since = WORLD_NOW - 8 * 3600;
	handover->passages = 2, handover->accepted = 1, handover->not_passed = 1;
	handover->note = (char *)(uintptr_t)"消毒液余 2 桶";
	record->what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_HANDOVER;
	record->handover = handover;
	return record;
}

static inline Guosuo__V1__PassageRecord *passage_reset(struct rig *rig, uint32_t sequence)
{
	Guosuo__V1__PassageRecord *record = passage_record(rig, sequence);
	Guosuo__V1__RatchetReset *reset = RIG_NEW(rig, Guosuo__V1__RatchetReset, GUOSUO__V1__RATCHET_RESET__INIT);
	reset->duty = 7, reset->from = record->time + 20 * 3600, reset->to = record->time - 3600;
	reset->reason = (char *)(uintptr_t)"两省名单超前";
	record->what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT_RESET;
	record->reset = reset;
	return record;
}

static inline Guosuo__V1__PassageHead passage_head(uint32_t sequence, uint8_t hash[static HASH_LEN])
{
	Guosuo__V1__PassageHead head = GUOSUO__V1__PASSAGE_HEAD__INIT;
	head.province = CASE_TIANJIN, head.checkpoint = STAMP_CHECKPOINT, head.device = STAMP_DEVICE;
	head.sequence = sequence, head.time = WORLD_NOW, head.state_at = WORLD_NOW - 3600;
	head.hash = (ProtobufCBinaryData){HASH_LEN, hash};
	return head;
}

#endif
