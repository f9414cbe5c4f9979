/* Deltas beside the lists of tests/delta_cases.h. First byte: bits 0 and 1: which list is held; bit 7: the rest edits the good delta, else
 * it is one. Whatever it leads to is a list's file in bounds, opens only where it is the newest one, and a delta can be made of it again. */
#include "tests/fuzz/trust_fuzz.h"
#include "tests/delta_cases.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct delta_world world;
static struct directory directory;
static struct roster roster;

static void prepare(void)
{
	static uint8_t memory[1 << 20];
	struct rig rig = rig_make(memory, sizeof memory);
	directory = rig_opened_directory(&rig, 5);
	roster = rig_opened_roster(&rig, &directory, SHANDONG);
	world = delta_world(&rig);
}

static void judge(const Guosuo__V1__StatusList *held, struct span raw, struct arena *arena)
{
	struct span file, again;
	struct status status;
	if (delta_apply(held, raw, arena, &file) != ERR_OK)
		return;
	rig_must(file.n <= STATUS_MAX && canon_check(&guosuo__v1__sealed__descriptor, file) == ERR_OK);
	if (status_open(file, &roster, arena, &status) == ERR_OK)
		rig_must(span_equal(file, world.files[2]));
	enum err err = delta_make(held, file, arena, &again);
	rig_must(err == ERR_OK || err == ERR_STATE || err == ERR_MEMORY);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[1 << 22], edit[EDITED_MAX];
	struct arena arena = {room, sizeof room, 0};
	if (world.delta.p == NULL)
		prepare();
	if (size == 0)
		return 0;
	const Guosuo__V1__StatusList *held = world.lists[(data[0] & 3) % DELTA_LISTS];
	struct span raw = span_of(data + 1, size - 1);
	judge(held, data[0] < 0x80 ? raw : edited(world.delta, raw.p, raw.n, edit), &arena);
	return 0;
}
