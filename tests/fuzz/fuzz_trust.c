/* Directory, roster and status files with their seals judged: whatever is done to a good file, or made of
 * nothing, nothing opens but the good file itself. First byte: which file; bit 7: the rest edits the good
 * one, else it is the file. */
#include "tests/fuzz/trust_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct world {
	struct rig rig;
	struct directory directory;
	struct roster roster;
	uint8_t pin[HASH_LEN];
	struct span good[TRUST_FILES];
} world;

static struct span good_file(enum trust_file file)
{
	static const uint32_t roots[] = {ROOT_A, ROOT_B, 0}, authorities[] = {3701, 3702, 0},
	                      status[] = {3711 + ENTRY_STATUS, 0};
	static const struct {
		enum kind kind;
		const uint32_t *keys;
	} rows[TRUST_FILES] = {
	    [TRUST_FIRST] = {KIND_directory, roots},
	    [TRUST_NEXT] = {KIND_directory, roots},
	    [TRUST_ROSTER] = {KIND_roster, authorities},
	    [TRUST_STATUS] = {KIND_status, status},
	};
	return rig_file(&world.rig, rows[file].kind, trust_message(&world.rig, file), rows[file].keys);
}

static void world_make(void)
{
	static uint8_t memory[1 << 18];
	world.rig = rig_make(memory, sizeof memory);
	world.directory = rig_opened_directory(&world.rig, 5);
	root_set_hash(world.directory.body, world.pin);
	world.roster = rig_opened_roster(&world.rig, &world.directory, SHANDONG);
	for (enum trust_file file = 0; file < TRUST_FILES; file++)
		world.good[file] = good_file(file);
}

static enum err open_file(enum trust_file file, struct span raw, struct arena *arena)
{
	struct directory directory;
	struct roster roster;
	struct status status;
	switch (file) {
	case TRUST_FIRST:
		return directory_open(raw, world.pin, arena, &directory);
	case TRUST_NEXT:
		return directory_follow(raw, &world.directory, arena, &directory);
	case TRUST_ROSTER:
		return roster_open(raw, &world.directory, arena, &roster);
	default:
		return status_open(raw, &world.roster, arena, &status);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[1 << 20], edit[EDITED_MAX];
	if (world.good[0].n == 0)
		world_make();
	if (size == 0)
		return 0;
	enum trust_file file = data[0] % TRUST_FILES;
	struct span raw = span_of(data + 1, size - 1);
	if (data[0] >= 0x80)
		raw = edited(world.good[file], raw.p, raw.n, edit);
	struct arena arena = {room, sizeof room, 0};
	enum err err = open_file(file, raw, &arena);
	rig_must((err == ERR_OK) == span_equal(raw, world.good[file]));
	rig_must(err == ERR_OK || arena.used == 0);
	return 0;
}
