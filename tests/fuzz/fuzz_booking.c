/* Length of the body (1), body, seals: a booking of the case's trip at Hebei's stop. What reads is sound or
 * not, what verifies is sound, has one seal, and is its own stop's keeper's. The first byte's upper half
 * spoils a good booking instead. */
#include <stdlib.h>
#include <string.h>

#include "proto/body.h"
#include "tests/stops_rig.h"
#include "tests/fuzz/trust_fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static uint8_t memory[1 << 20], held[1 << 20], spoiled[EDITED_MAX];
static struct rig rig;
static struct roster roster;
static Guosuo__V1__Trip trip_body = GUOSUO__V1__TRIP__INIT;
static struct trip trip;
static struct span good; /* body || seal */
static size_t good_body;

static void prepare(void)
{
	static uint32_t provinces[] = {SHANDONG, HEBEI};
	static char phone[] = "0317-00000011";
	Guosuo__V1__Booking booking = GUOSUO__V1__BOOKING__INIT;
	rig = rig_make(held, sizeof held);
	roster = (struct roster){.body = stops_roster(&rig, HEBEI, 1)};
	trip_body.provinces = provinces, trip_body.n_provinces = 2;
	trip_body.not_before = (uint32_t)RIG_NOW, trip_body.not_after = (uint32_t)(RIG_NOW + 3 * RIG_DAY);
	trip = (struct trip){.body = &trip_body, .hash = {1, 2, 3}};
	booking.ordinal = 2, booking.province = HEBEI, booking.stop = STOP, booking.code = BOOKING_CODE;
	booking.sealed_at = RIG_NOW - 60, booking.not_before = RIG_NOW + 8 * 3600;
	booking.not_after = RIG_NOW + 22 * 3600, booking.beds = 3, booking.meals = 6, booking.phone = phone;
	struct span body = rig_pack(&rig, &booking.base);
	struct span seals = rig_seals(&rig, KIND_booking, (const hash_t *)&trip.hash, body,
	                              RIG_KEYS(rig_entry(HEBEI, ENTRY_KEEPER)));
	uint8_t *both = rig_take(&rig, body.n + seals.n);
	memcpy(both, body.p, body.n);
	memcpy(both + body.n, seals.p, seals.n);
	good = span_of(both, body.n + seals.n);
	good_body = body.n;
}

static void judge(struct span body, struct span seals)
{
	struct arena arena = {memory, sizeof memory, 0};
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct booking booking;
	size_t entry = 0;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(seals);
	if (booking_read(&sealed, &arena, &booking) != ERR_OK)
		return;
	bool sound = booking_sound(booking.body, &trip_body) == ERR_OK;
	enum err err = booking_verify(&sealed, &booking, &trip, &roster, RIG_NOW, &arena, &entry);
	rig_must(err != ERR_MEMORY);
	if (err != ERR_OK)
		return;
	/* signatures are real here: only the good bytes verify */
	rig_must(sound && seals.n == SEAL_LEN && entry == ENTRY_KEEPER);
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
