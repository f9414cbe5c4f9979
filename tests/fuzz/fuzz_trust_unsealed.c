/* The same files with every signature taken for good: what is behind the seals must bear any bytes. First
 * byte: which file; bit 7: the rest edits a good body, else it is the body. What opens must be sound, and
 * answer any question. */
#include "tests/fuzz/trust_fuzz.h"

#include <sodium.h>

#include "proto/claim.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk);

int __wrap_crypto_sign_verify_detached(const unsigned char *sig, const unsigned char *m,
                                       unsigned long long mlen, const unsigned char *pk)
{
	(void)sig, (void)m, (void)mlen, (void)pk;
	return 0;
}

static struct world {
	struct rig rig;
	struct directory directory;
	struct roster roster;
	struct span good[TRUST_FILES];
	size_t used;
} world;

static void world_make(void)
{
	static uint8_t memory[1 << 20];
	world.rig = rig_make(memory, sizeof memory);
	world.directory = rig_opened_directory(&world.rig, 5);
	world.roster = rig_opened_roster(&world.rig, &world.directory, SHANDONG);
	for (enum trust_file file = 0; file < TRUST_FILES; file++)
		world.good[file] = rig_pack(&world.rig, trust_message(&world.rig, file));
	world.used = world.rig.arena.used;
}

static void seal_add(struct span *seals, const uint8_t *key)
{
	uint8_t id[HASH_LEN], seal[SEAL_LEN] = {0};
	key_id(key, id);
	memcpy(seal, id, KID_LEN);
	enum err err = seals_insert(*seals, seal, &world.rig.arena, seals);
	rig_must(err == ERR_OK || err == ERR_EXISTS || err == ERR_SURPLUS);
}

/* A first directory names its own roots: they are taken from the body, and its own pin. */
static bool own_roots(struct span body, struct span *seals, uint8_t *pin)
{
	ProtobufCMessage *message;
	if (canon_open(&guosuo__v1__directory__descriptor, body, &world.rig.arena, &message) != ERR_OK)
		return false;
	const Guosuo__V1__Directory *directory = (const Guosuo__V1__Directory *)message;
	root_set_hash(directory, pin);
	for (size_t i = 0; i < directory->n_roots && i < directory->threshold; i++)
		if (directory->roots[i]->key.len == KEY_LEN)
			seal_add(seals, directory->roots[i]->key.data);
	return true;
}

static struct span seals_of(const uint32_t *numbers)
{
	struct span seals = {NULL, 0};
	for (; *numbers != 0; numbers++)
		seal_add(&seals, rig_pair(*numbers).key);
	return seals;
}

static void ask_directory(const struct directory *directory)
{
	struct faults faults = {0};
	directory_check(directory->body, &faults);
	rig_must(faults.errors == 0 && directory->body->version > 0);
	for (size_t i = 0; i < directory->body->n_provinces; i++) {
		uint32_t code = directory->body->provinces[i]->code;
		rig_must(directory_province(directory, code) == directory->body->provinces[i]);
		for (uint32_t other = 0; other < 100; other++)
			rig_must(directory_neighbours(directory, code, other) ==
			         directory_neighbours(directory, other, code));
	}
	for (size_t i = 0; i < directory->body->n_roots; i++)
		rig_must(directory_has_key(directory, directory->body->roots[i]->key.data));
}

static void ask_roster(const struct roster *roster)
{
	struct signer_key keys[16];
	rig_must(roster_supersedes(roster, roster) == ERR_EXISTS);
	for (uint32_t role = 0; role < 25; role++) {
		size_t n = roster_keys(roster, role, RIG_NOW, keys, RIG_COUNT(keys));
		for (size_t i = 0; i < n; i++)
			rig_must(roster_entry(roster, role, keys[i].key) ==
			         roster->body->entries[keys[i].tag]);
	}
	for (size_t i = 0; i < roster->body->n_sites; i++) {
		const Guosuo__V1__Site *site = roster->body->sites[i];
		rig_must(site->division / 10000 == roster->body->province);
		rig_must(roster_site(roster, site->kind, site->division, site->code) == site);
	}
}

static void ask_status(const struct status *status)
{
	rig_must(status->key->role == GUOSUO__V1__ROLE__ROLE_STATUS);
	rig_must(status_supersedes(status, status) == ERR_EXISTS);
	for (size_t i = 0; i < status->body->n_weeks; i++) {
		const Guosuo__V1__StatusWeek *week = status->body->weeks[i];
		size_t revoked = 0;
		for (uint32_t index = 1; index < 100; index++)
			revoked += status_ask(status, week->week, index) == STATUS_REVOKED;
		rig_must(week->rice != 0 || revoked == 0);
		rig_must(status_ask(status, week->week, 0) == STATUS_NOT_COVERED);
	}
	for (size_t i = 0; i < status->body->n_bars; i++)
		rig_must(status_bar(status, status->body->bars[i]->week, status->body->bars[i]->index) ==
		         status->body->bars[i]);
}

/* What opens is of the edition its first bytes say. */
static void ask_claim(enum kind kind, struct span raw, const struct claim *is)
{
	struct claim claim = {0};
	enum err err = claim_read(kind, span_of(raw.p, raw.n < CLAIM_HEAD ? raw.n : CLAIM_HEAD), &claim);
	rig_must(err == ERR_OK && memcmp(&claim, is, sizeof claim) == 0);
}

static void try_directory(struct span body, bool first, struct arena *arena)
{
	struct directory directory;
	struct span seals = {NULL, 0};
	uint8_t pin[HASH_LEN];
	if (first && !own_roots(body, &seals, pin))
		return;
	if (!first)
		seals = seals_of(RIG_KEYS(ROOT_A, ROOT_B, ROOT_C));
	struct span raw = rig_envelope(&world.rig, body, seals);
	enum err err = first ? directory_open(raw, pin, arena, &directory)
	                     : directory_follow(raw, &world.directory, arena, &directory);
	if (err != ERR_OK)
		return;
	rig_must(first || directory.body->version == world.directory.body->version + 1);
	ask_directory(&directory);
	ask_claim(KIND_directory, raw, &(struct claim){.version = directory.body->version});
}

static void try_roster(struct span body, struct arena *arena)
{
	struct roster roster;
	struct span raw = rig_envelope(&world.rig, body, seals_of(RIG_KEYS(3701, 3702)));
	if (roster_open(raw, &world.directory, arena, &roster) != ERR_OK)
		return;
	ask_roster(&roster);
	ask_claim(KIND_roster, raw, &(struct claim){roster.body->province, roster.body->epoch, roster.body->version});
}

static void try_status(struct span body, struct arena *arena)
{
	struct status status;
	struct span raw = rig_envelope(&world.rig, body, seals_of(RIG_KEYS(3711 + ENTRY_STATUS)));
	if (status_open(raw, &world.roster, arena, &status) != ERR_OK)
		return;
	ask_status(&status);
	ask_claim(KIND_status, raw, &(struct claim){status.body->province, status.body->epoch, status.body->version});
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static uint8_t room[1 << 20], edit[EDITED_MAX];
	if (world.used == 0)
		world_make();
	world.rig.arena.used = world.used;
	if (size == 0 || size > EDITED_MAX)
		return 0;
	enum trust_file file = data[0] % TRUST_FILES;
	struct span body = span_of(data + 1, size - 1);
	struct arena arena = {room, sizeof room, 0};
	if (data[0] >= 0x80)
		body = edited(world.good[file], body.p, body.n, edit);
	if (file == TRUST_ROSTER)
		try_roster(body, &arena);
	else if (file == TRUST_STATUS)
		try_status(body, &arena);
	else
		try_directory(body, file == TRUST_FIRST, &arena);
	return 0;
}
