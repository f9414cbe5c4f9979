/* Bars of a trip with officers 1 to 3. First byte: bit 7 the rest edits a good one (offset, byte), else it is
 * length of the body (1), body, key, signature. Nothing counts but the good one itself. */
#include "proto/bar.h"
#include "proto/canon.h"
#include "tests/world.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROOM = BAR_MAX + KEY_LEN + SIG_LEN };

static uint8_t memory[WORLD_MEMORY], good[ROOM];
static size_t good_body;
static struct world world;

static void prepare(void)
{
	Guosuo__V1__OfficerSealed *sealed;
	if (good_body != 0)
		return;
	world_make(&world, memory);
	rig_must(bar_seal(&world.trip, 2, WORLD_NOW, rig_pair(WORLD_OFFICER).secret, &world.rig.arena,
	                  &sealed) == ERR_OK);
	good_body = sealed->body.len;
	memcpy(good, sealed->body.data, good_body);
	memcpy(good + good_body, sealed->key.data, KEY_LEN);
	memcpy(good + good_body + KEY_LEN, sealed->signature.data, SIG_LEN);
}

static void as_bar(uint8_t *bytes, size_t n, size_t of_body)
{
	static uint8_t room[64 * 1024];
	struct arena arena = {room, sizeof room, 0};
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	struct bar bar;
	size_t key = n - of_body < KEY_LEN ? n - of_body : KEY_LEN;
	sealed.body = (ProtobufCBinaryData){of_body, bytes};
	sealed.key = (ProtobufCBinaryData){key, bytes + of_body};
	sealed.signature = (ProtobufCBinaryData){n - of_body - key, bytes + of_body + key};
	if (bar_open(&sealed, &world.trip, WORLD_NOW, &arena, &bar) == ERR_OK)
		rig_must(n == good_body + KEY_LEN + SIG_LEN && memcmp(bytes, good, n) == 0 &&
		         bar.body->slot == 2);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	uint8_t bytes[512];
	prepare();
	if (size > 0 && (data[0] & 0x80) != 0) {
		size_t n = good_body + KEY_LEN + SIG_LEN;
		memcpy(bytes, good, n);
		for (size_t i = 1; i + 1 < size; i += 2)
			bytes[data[i] % n] = data[i + 1];
		as_bar(bytes, n, good_body);
	} else if (size > 1 && size - 1 <= sizeof bytes && data[0] <= size - 1) {
		memcpy(bytes, data + 1, size - 1);
		as_bar(bytes, size - 1, data[0]);
	}
	return 0;
}
