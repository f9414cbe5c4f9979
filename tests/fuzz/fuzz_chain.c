/* A chain's text, or edits to the bytes of a good one of two stamps (first byte from 128): whatever is read is well-formed, its
 * text reads back as the same, and no stamp but the two good ones verifies. */
#include <stdlib.h>
#include <string.h>

#include "tests/chain_rig.h"
#include "tests/fuzz/trust_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t held[SCENE_MEMORY], memory[1 << 20], spoiled[EDITED_MAX];
static struct scene scene;
static struct chain_rig rig;
static struct span good;

static void prepare(void)
{
	scene_draft(&scene, held);
	scene.trip->revision++; /* the stamps of the seeds are another trip's */
	scene_seal(&scene);
	rig = chain_begin(&scene);
	chain_add(&rig, (struct chain_step){.ago_s = 7200});
	chain_add(&rig, (struct chain_step){.ago_s = 3600, .after = 1, .serial = 2});
	good = rig_pack(&scene.rig, &rig.chain->base);
}

static void judge(const Guosuo__V1__StampChain *chain, struct arena *arena)
{
	const Guosuo__V1__StampChain *again;
	char *text;
	rig_must(chain->n_stamps >= 1 && chain_check(chain, CHAIN_SHOWN_MAX) == ERR_OK);
	enum err err = chain_text(chain, NULL, arena, &text);
	rig_must(err == ERR_OK || err == ERR_SIZE);
	if (err == ERR_OK)
		rig_must(chain_read(span_text(text), arena, &again) == ERR_OK && again->n_stamps <= chain->n_stamps);
	for (size_t i = 0; i < chain->n_stamps; i++) {
		struct mark mark;
		err = chain_verify(chain->stamps[i], &rig.trip, &rig.shown, &scene.holdings[AT_SHANDONG].roster, SCENE_NOW, arena,
		                   &mark);
		rig_must(err != ERR_MEMORY);
		/* signatures are real here */
		if (err == ERR_OK)
			rig_must(memcmp(mark.payload, rig.marks[0].payload, HASH_LEN) == 0 ||
			         memcmp(mark.payload, rig.marks[1].payload, HASH_LEN) == 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena arena = {memory, sizeof memory, 0};
	const Guosuo__V1__StampChain *chain;
	if (good.p == NULL)
		prepare();
	if (size == 0)
		return 0;
	const enum err err = data[0] >= 128 ? chain_open(edited(good, data + 1, size - 1, spoiled), &arena, &chain)
	                                    : chain_read(span_of(data, size), &arena, &chain);
	if (err == ERR_OK)
		judge(chain, &arena);
	return 0;
}
