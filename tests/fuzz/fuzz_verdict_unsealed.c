/* A code whose signatures are all taken for good, so that what is behind the seals meets any bytes. First
 * byte: bits 0-1 which body, bit 6 with everything observed, bit 7 the rest edits the good body (offset high,
 * offset low, byte), else it is the body. Never ACCEPT unless every seal the code owes was asked for, over
 * its own kind of bytes. */
#include "tests/fuzz/verdict_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk);

static size_t asked[KIND_COUNT];

int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk)
{
	(void)sig, (void)pk;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		const char *type = kind_type(kind);
		asked[kind] += memmem(m, mlen < 64 ? (size_t)mlen : 64, type, strlen(type)) != NULL;
	}
	return 0;
}

static ProtobufCBinaryData edited(ProtobufCBinaryData good, const uint8_t *edits, size_t size)
{
	ProtobufCBinaryData out = rig_bytes(&fuzz_scene.rig, good.data, good.len);
	for (size_t i = 0; i + 2 < size; i += 3)
		out.data[(edits[i] * 256U + edits[i + 1]) % out.len] = edits[i + 2];
	return out;
}

static void all_were_asked_for(const struct verdict *out)
{
	uint32_t claimed = (uint32_t)out->trip->over_limit_class;
	uint32_t computed = trip_class(out->trip, fuzz_scene.directory->limits);
	rig_must(asked[KIND_trip] == 1);
	rig_must(asked[KIND_leg] == class_persons(claimed > computed ? claimed : computed));
	rig_must(asked[KIND_assignment] == 1);
	rig_must(asked[KIND_presentation] == (out->paper ? 0 : 1));
}

static void observe(struct scene *scene, bool everything)
{
	scene->observed = (struct observed){.tractor_plate = 1,
	                                    .trailer_count = 1,
	                                    .vin_read = true,
	                                    .length_mm = 1,
	                                    .mass_kg = 1,
	                                    .axle_count = 9,
	                                    .pieces = 1,
	                                    .hs_code = 1,
	                                    .escort_seen = true};
	scene->question.observed = everything ? &scene->observed : NULL;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t memory[VERDICT_ARENA];
	struct scene *scene = fuzz_stage();
	struct arena arena = {memory, sizeof memory, 0};
	struct code good = scene->code;
	ProtobufCBinaryData *bodies[] = {&scene->code.trip.body, &scene->code.leg.body,
	                                 &scene->code.assignment.body, &scene->code.presentation.body};
	size_t used = scene->rig.arena.used;
	struct verdict out;
	if (size < 1 || size > CODE_MAX / 2)
		return 0;
	ProtobufCBinaryData *body = bodies[data[0] & 3];
	*body = (data[0] & 0x80) != 0 ? edited(*body, data + 1, size - 1)
	                              : rig_bytes(&scene->rig, data + 1, size - 1);
	if (scene->code.presentation.body.len == 0)
		scene->code.presentation.signature.len = 0;
	scene_pack(scene);
	observe(scene, (data[0] & 0x40) != 0);
	memset(asked, 0, sizeof asked);
	verdict(&scene->question, &arena, &out);
	fuzz_holds(&out);
	if (out.word == VERDICT_ACCEPT)
		all_were_asked_for(&out);
	scene->code = good;
	scene->rig.arena.used = used;
	return 0;
}
