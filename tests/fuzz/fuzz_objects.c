/* One body, read as the first byte says; what reads is asked whether it is sound, and what is sound never
 * fails a sanitizer where it is used. The trip that legs and assignments are held against is itself fuzzed.
 */
#include <stdlib.h>
#include <string.h>

#include "proto/body.h"
#include "proto/decision.h"
#include "proto/pass.h"
#include "tests/trust_rig.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { TIANJIN = 12 };

static uint8_t memory[1 << 20], held[1 << 20];
static struct rig rig;
static struct directory directory;
static struct roster roster;

static void prepare(void)
{
	if (directory.body != NULL)
		return;
	rig = rig_make(held, sizeof held);
	Guosuo__V1__Directory *body = rig_directory(&rig, 1);
	body->provinces[1] = rig_province(&rig, TIANJIN, "天津", "Tianjin", HEBEI, HEBEI);
	body->provinces[2] = rig_province(&rig, HEBEI, "河北", "Hebei", TIANJIN, SHANDONG);
	directory = (struct directory){.body = body};
	roster = (struct roster){.body = rig_roster(&rig, HEBEI, 1)};
}

static Guosuo__V1__Sealed sealed_of(struct span body, struct span seals)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = span_bytes(body);
	sealed.seals = span_bytes(seals);
	return sealed;
}

static void leg_of(struct span body, struct span seals, const struct trip *trip, struct arena *arena)
{
	Guosuo__V1__Sealed sealed = sealed_of(body, seals);
	struct leg leg;
	if (leg_read(&sealed, arena, &leg) != ERR_OK)
		return;
	(void)hours_permit(leg.body->hours, leg.body->n_hours, RIG_NOW, 480);
	bool sound = leg_sound(leg.body, trip->body, NULL) == ERR_OK;
	if (leg_verify(&sealed, &leg, trip, &roster, 3, true, RIG_NOW, arena, NULL, NULL) == ERR_OK)
		rig_must(sound && seals.n == 2 * SEAL_LEN);
	if (sound)
		rig_must(leg.body->province == trip->body->provinces[leg.body->ordinal - 1]);
}

static void assignment_of(struct span body, struct span seals, const struct trip *trip, struct arena *arena)
{
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	struct assignment assignment;
	sealed.body = span_bytes(body);
	if (seals.n >= KEY_LEN + SIG_LEN) {
		sealed.key = span_bytes(span_of(seals.p, KEY_LEN));
		sealed.signature = span_bytes(span_of(seals.p + KEY_LEN, SIG_LEN));
	}
	if (assignment_read(&sealed, arena, &assignment) != ERR_OK)
		return;
	bool sound = assignment_sound(assignment.body, trip->body, directory.body->limits, NULL) == ERR_OK;
	if (assignment_verify(&sealed, &assignment, trip, directory.body->limits, arena) == ERR_OK)
		rig_must(sound);
	if (sound)
		rig_must(assignment.body->tractor <= trip->body->n_tractors);
}

static void decision_of(struct span body, struct span seals, const struct trip *trip, struct arena *arena)
{
	Guosuo__V1__Sealed sealed = sealed_of(body, seals);
	const Guosuo__V1__Decision *decision;
	size_t entry;
	if (decision_open(&sealed, trip, &roster, RIG_NOW, arena, &decision, &entry) == ERR_OK)
		rig_must(decision->province == HEBEI && entry < roster.body->n_entries);
}

static void presentation_of(struct span body, struct span seals, const struct trip *trip, struct arena *arena)
{
	static Guosuo__V1__Assignment on_device = GUOSUO__V1__ASSIGNMENT__INIT;
	static uint8_t key[KEY_LEN];
	Guosuo__V1__DeviceSealed sealed = GUOSUO__V1__DEVICE_SEALED__INIT;
	const Guosuo__V1__Presentation *presentation;
	struct leg leg = {.body = NULL};
	struct assignment assignment = {.body = &on_device};
	on_device.holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
	on_device.device_key = (ProtobufCBinaryData){KEY_LEN, key};
	sealed.body = span_bytes(body);
	sealed.signature = span_bytes(seals);
	if (presentation_open(&sealed, trip, &leg, &assignment, arena, &presentation) == ERR_OK)
		rig_must(presentation->counter >= 1);
}

/* kind, length of the trip (2), length of the body (2), trip, body, seals */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const of[])(struct span, struct span, const struct trip *,
	                          struct arena *) = {leg_of, assignment_of, decision_of, presentation_of};
	struct arena arena = {memory, sizeof memory, 0};
	struct trip trip;
	prepare();
	if (size < 5)
		return 0;
	size_t of_trip = (size_t)data[1] << 8 | data[2], of_body = (size_t)data[3] << 8 | data[4];
	if (of_trip > size - 5 || of_body > size - 5 - of_trip)
		return 0;
	struct span body = span_of(data + 5 + of_trip, of_body);
	struct span seals = span_of(body.p + of_body, size - 5 - of_trip - of_body);
	Guosuo__V1__Sealed sealed = sealed_of(span_of(data + 5, of_trip), seals);
	if (trip_read(&sealed, &arena, &trip) != ERR_OK)
		return 0;
	bool sound = trip_sound(trip.body, &directory) == ERR_OK;
	if (trip_verify(&sealed, &trip, &roster, &directory, RIG_NOW, &arena) == ERR_OK)
		rig_must(sound);
	if (sound)
		rig_must(trip_class(trip.body, directory.body->limits) <=
		         (uint32_t)trip.body->over_limit_class);
	(void)trip_code_bound(trip.raw.n, (uint32_t)trip.body->over_limit_class);
	of[data[0] % 4](body, seals, &trip, &arena);
	return 0;
}
