/* A record of a checkpoint's log. What reads packs to the same bytes, is sound, and fits. The first byte above 127 spoils a good
 * record, of those in tests/passage_rig.h, instead. */
#include "tests/passage_rig.h"
#include "tests/fuzz/trust_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t memory[1 << 20], held[WORLD_MEMORY], spoiled[EDITED_MAX];
static struct world world;
static struct span good[3];

static void prepare(void)
{
	world_make(&world, held);
	const Guosuo__V1__Stamp plain = passage_plain(PASSAGE_FIRST + 1);
	good[0] = rig_pack(&world.rig, &passage_of_pass(&world)->base);
	good[1] = rig_pack(&world.rig, &passage_without(&world.rig, &plain)->base);
	good[2] = rig_pack(&world.rig, &passage_handover(&world.rig, PASSAGE_FIRST + 2)->base);
}

static void judge(struct span raw)
{
	struct arena arena = {memory, sizeof memory, 0};
	struct passage out;
	struct span again;
	enum err err = passage_read(raw, &arena, &out);
	rig_must(err != ERR_MEMORY);
	if (err != ERR_OK)
		return;
	rig_must((out.passage != NULL) != (out.handover != NULL) && raw.n <= PASSAGE_RECORD_MAX);
	rig_must(passage_pack(out.record, &arena, &again) == ERR_OK && span_equal(again, raw));
	if (out.passage == NULL)
		return;
	rig_must(out.stamp.body->sequence == out.record->sequence && out.stamp.body->time == out.record->time);
	rig_must(out.sealed ? stamp_sound(out.stamp.body, &out.of) == ERR_OK : stamp_unsealed_sound(out.stamp.body) == ERR_OK);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (good[0].p == NULL)
		prepare();
	if (size == 0)
		return 0;
	judge(data[0] >= 128 ? edited(good[data[0] % 3], data + 1, size - 1, spoiled) : span_of(data + 1, size - 1));
	return 0;
}
