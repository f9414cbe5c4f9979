/* Length of the body (1), body, seals: a stamp of the case's pass at Tianjin's checkpoint. What reads is sound or not, what
 * verifies is sound and is the one that was sealed. The first byte's upper half spoils the good stamp instead. */
#include <stdlib.h>
#include <string.h>

#include "tests/stamp_rig.h"
#include "tests/fuzz/trust_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t memory[1 << 20], held[WORLD_MEMORY], spoiled[EDITED_MAX];
static struct world world;
static struct stamped of;
static struct span good; /* body || seal */
static size_t good_body;

static void prepare(void)
{
	const Guosuo__V1__Stamp stamp = stamp_body();
	world_make(&world, held);
	of = stamp_of(&world, NULL);
	Guosuo__V1__Sealed sealed = stamp_sealed(&world.rig, &stamp, &of, RIG_KEYS(STAMP_KEY));
	uint8_t *both = rig_take(&world.rig, sealed.body.len + sealed.seals.len);
	memcpy(both, sealed.body.data, sealed.body.len);
	memcpy(both + sealed.body.len, sealed.seals.data, sealed.seals.len);
	good = span_of(both, sealed.body.len + sealed.seals.len);
	good_body = sealed.body.len;
}

static void judge(struct span body, struct span seals)
{
	struct arena arena = {memory, sizeof memory, 0};
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct stamp stamp;
	size_t entry = 0;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(seals);
	if (stamp_read(&sealed, &arena, &stamp) != ERR_OK)
		return;
	bool sound = stamp_sound(stamp.body, &of) == ERR_OK;
	enum err err =
	    stamp_verify(&sealed, &stamp, &of, &world.rosters[STAMP_LEG], WORLD_NOW, &arena, &entry);
	rig_must(err != ERR_MEMORY);
	if (err != ERR_OK)
		return;
	/* signatures are real here: only the good bytes verify */
	rig_must(sound && seals.n == SEAL_LEN && entry == ENTRY_CHECKPOINT);
	rig_must(span_equal(body, span_of(good.p, good_body)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (good.p == NULL)
		prepare();
	if (size == 0)
		return 0;
	if (data[0] >= 128) {
		struct span all = edited(good, data + 1, size - 1, spoiled);
		size_t n = all.n < good_body ? all.n : good_body;
		judge(span_of(all.p, n), span_of(all.p + n, all.n - n));
		return 0;
	}
	size_t n = (size_t)data[0] < size - 1 ? data[0] : size - 1;
	judge(span_of(data + 1, n), span_of(data + 1 + n, size - 1 - n));
	return 0;
}
