/* The text of a code, and the same bytes as a code's message, judged. What is accepted is verified once more,
 * seal by seal, without the verdict. */
#include "tests/fuzz/verdict_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool sealed_by_one(struct span message, uint32_t province, const uint8_t *sig)
{
	for (size_t i = 0; i < SCENE_PROVINCES; i++)
		for (size_t k = 0; k < ENTRY_COUNT; k++) {
			const Guosuo__V1__Roster *roster = fuzz_scene.rosters[i];
			if (roster->province == province &&
			    seal_check(message, roster->entries[k]->key.data, sig) == ERR_OK)
				return true;
		}
	return false;
}

static void roster_seals_hold(enum kind kind, const hash_t *links, const Guosuo__V1__Sealed *sealed,
                              uint32_t province, struct arena *arena)
{
	struct span message;
	rig_must(seal_message(kind, links, span_of(sealed->body.data, sealed->body.len), arena, &message) ==
	         ERR_OK);
	rig_must(sealed->seals.len >= SEAL_LEN);
	for (size_t i = 0; i < sealed->seals.len; i += SEAL_LEN)
		rig_must(sealed_by_one(message, province, sealed->seals.data + i + KID_LEN));
}

static void verified_again(struct span raw, const struct verdict *out)
{
	static uint8_t memory[VERDICT_ARENA];
	struct arena arena = {memory, sizeof memory, 0};
	struct code code;
	hash_t links[3];
	struct span message;
	rig_must(code_open(raw, &arena, &code) == ERR_OK);
	body_hash(span_of(code.trip.body.data, code.trip.body.len), links[0]);
	body_hash(span_of(code.leg.body.data, code.leg.body.len), links[1]);
	body_hash(span_of(code.assignment.body.data, code.assignment.body.len), links[2]);
	const hash_t *linked = (const hash_t *)links;
	roster_seals_hold(KIND_trip, NULL, &code.trip, out->trip->issuer, &arena);
	roster_seals_hold(KIND_leg, linked, &code.leg, out->leg->province, &arena);
	rig_must(seal_message(KIND_assignment, linked,
	                      span_of(code.assignment.body.data, code.assignment.body.len), &arena,
	                      &message) == ERR_OK);
	rig_must(trip_officer(out->trip, code.assignment.key.data) != 0);
	rig_must(seal_check(message, code.assignment.key.data, code.assignment.signature.data) == ERR_OK);
	if (out->paper)
		return;
	rig_must(seal_message(KIND_presentation, linked,
	                      span_of(code.presentation.body.data, code.presentation.body.len), &arena,
	                      &message) == ERR_OK);
	rig_must(seal_check(message, out->assignment->device_key.data, code.presentation.signature.data) ==
	         ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[VERDICT_ARENA + CODE_MAX + 64], raw_memory[CODE_MAX + 64];
	struct scene *scene = fuzz_stage();
	struct arena arena = {memory, sizeof memory, 0}, raw_arena = {raw_memory, sizeof raw_memory, 0};
	struct verdict out;
	struct span raw;
	verdict_text(span_of(data, size), &scene->question, &arena, &out);
	fuzz_holds(&out);
	if (out.word == VERDICT_ACCEPT) {
		rig_must(code_read(span_of(data, size), &raw_arena, &raw) == ERR_OK);
		verified_again(raw, &out);
	}
	arena = (struct arena){memory, VERDICT_ARENA, 0};
	scene->question.code = span_of(data, size < CODE_MAX ? size : CODE_MAX);
	verdict(&scene->question, &arena, &out);
	fuzz_holds(&out);
	if (out.word == VERDICT_ACCEPT)
		verified_again(scene->question.code, &out);
	return 0;
}
