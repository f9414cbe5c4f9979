/* tests/scene.h - one code and the trust it is judged by, on the case of March 2020: Shandong issues, Hebei's
 * leg is shown at a Hebei checkpoint on the G3. A test drafts it, spoils what it likes, seals it, twists what
 * it likes, and asks. */
#ifndef GUOSUO_TESTS_SCENE_H
#define GUOSUO_TESTS_SCENE_H

#include "proto/verdict.h"
#include "tests/trust_rig.h"

enum {
	TIANJIN = 12,
	SCENE_PROVINCES = 3,
	SCENE_LEGS = 3,
	AT_SHANDONG = 0, /* places in the arrays below, and legs less one */
	AT_HEBEI = 1,
	AT_TIANJIN = 2,
	OFFICER_KEY = 9001, /* slots 1 to 3 of the trip */
	OTHER_OFFICER_KEY = 9002,
	RECOVERY_KEY = 9003,
	DEVICE_KEY = 9101,
	OTHER_DEVICE_KEY = 9102,
	STRANGER_KEY = 9901, /* in no roster */
	CHECKPOINT = 7,
	OTHER_CHECKPOINT = 8,
	NONCE = 482915,
	STATION_DEZHOU = 371400012,
	STATION_WUQIAO = 130900003,
	STATION_QINGXIAN = 130900017,
	SCENE_MEMORY = 2 * 1024 * 1024,
	KEYS_MAX = 6,
	SEEN_MAX = 20,
};

#define SCENE_NOW (RIG_NOW + 4 * 3600) /* 2020-03-10T06:00:00Z, 14:00 in Hebei */

struct scene {
	struct rig rig;
	/* The bodies, until they are sealed; each file's keys end with 0. */
	Guosuo__V1__Directory *directory;
	Guosuo__V1__Roster *rosters[SCENE_PROVINCES];
	Guosuo__V1__StatusList *lists[SCENE_PROVINCES];
	bool lists_name_rosters[SCENE_PROVINCES]; /* each names the directory and all rosters of the scene */
	Guosuo__V1__Trip *trip;
	Guosuo__V1__Leg *leg;
	Guosuo__V1__Assignment *assignment;
	Guosuo__V1__Presentation *presentation; /* NULL: none is shown */
	uint32_t trip_keys[KEYS_MAX], leg_keys[KEYS_MAX];
	uint32_t officer_key, device_key;
	/* As files. */
	struct span directory_file, roster_files[SCENE_PROVINCES], status_files[SCENE_PROVINCES];
	/* Opened. */
	struct directory opened;
	struct holding holdings[SCENE_PROVINCES];
	struct trust trust;
	struct code code;
	struct span raw;
	/* The question. */
	struct observed observed;
	struct policy policy;
	struct sighting sightings[SEEN_MAX];
	struct seen seen;
	struct question question;
};

static inline void *scene_list(struct scene *scene, const void *items, size_t count, size_t size)
{
	return memcpy(rig_take(&scene->rig, count * size), items, count * size);
}

static inline char *scene_text(struct scene *scene, const char *text)
{
	char *copy = arena_text(&scene->rig.arena, span_text(text));
	rig_must(copy != NULL);
	return copy;
}

static inline uint64_t scene_plate(const char *text)
{
	uint64_t packed = 0;
	rig_must(plate_pack(span_text(text), &packed) == RULE_OK);
	return packed;
}

static inline void scene_vin(const char *text, uint8_t out[static VIN_PACKED])
{
	enum rule rule = vin_pack(span_text(text), out);
	rig_must(rule == RULE_OK || rule == RULE_VIN_CHECK);
}

static inline Guosuo__V1__Vehicle *scene_vehicle(struct scene *scene, const char *plate, const char *vin,
                                                 Guosuo__V1__VehicleKind kind, uint32_t axles, bool spare)
{
	Guosuo__V1__Vehicle *vehicle = RIG_NEW(&scene->rig, Guosuo__V1__Vehicle, GUOSUO__V1__VEHICLE__INIT);
	uint8_t packed[VIN_PACKED];
	scene_vin(vin, packed);
	vehicle->plate = scene_plate(plate);
	vehicle->vin = rig_bytes(&scene->rig, packed, sizeof packed);
	vehicle->kind = kind;
	vehicle->axles = axles;
	vehicle->spare = spare;
	return vehicle;
}

static inline void scene_load(struct scene *scene)
{
	static const uint32_t axles[] = {7300, 11800, 11800};
	static const uint32_t lines[] = {13266, 13266, 13267, 13267, 13267, 13267};
	Guosuo__V1__Cargo *cargo = RIG_NEW(&scene->rig, Guosuo__V1__Cargo, GUOSUO__V1__CARGO__INIT);
	Guosuo__V1__Laden *laden = RIG_NEW(&scene->rig, Guosuo__V1__Laden, GUOSUO__V1__LADEN__INIT);
	cargo->hs_code = 850423;
	cargo->name = scene_text(scene, "220 kV 电力变压器");
	cargo->pieces = 1;
	cargo->mass_kg = 75000;
	cargo->length_mm = 8600, cargo->width_mm = 3400, cargo->height_mm = 3950;
	laden->length_mm = 21800, laden->width_mm = 3400, laden->height_mm = 4480;
	laden->mass_kg = 110500;
	laden->n_axle_loads_kg = RIG_COUNT(axles);
	laden->axle_loads_kg = scene_list(scene, axles, RIG_COUNT(axles), sizeof *axles);
	laden->n_axle_line_loads_kg = RIG_COUNT(lines);
	laden->axle_line_loads_kg = scene_list(scene, lines, RIG_COUNT(lines), sizeof *lines);
	scene->trip->cargo = cargo;
	scene->trip->laden = laden;
	scene->trip->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
}

static inline void scene_vehicles(struct scene *scene)
{
	Guosuo__V1__Trip *trip = scene->trip;
	trip->n_tractors = 2;
	trip->tractors = rig_take(&scene->rig, 2 * sizeof *trip->tractors);
	trip->tractors[0] = scene_vehicle(scene, "鲁A12345", "LZZ1ABCD3LA000018",
	                                  GUOSUO__V1__VEHICLE_KIND__TRACTOR, 3, false);
	trip->tractors[1] =
	    scene_vehicle(scene, "鲁A12346", "LZZ1ABCD2LA000026", GUOSUO__V1__VEHICLE_KIND__TRACTOR, 3, true);
	trip->n_trailers = 2;
	trip->trailers = rig_take(&scene->rig, 2 * sizeof *trip->trailers);
	trip->trailers[0] = scene_vehicle(scene, "鲁A1234挂", "LA9920R37LA000034",
	                                  GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR, 6, false);
	trip->trailers[1] = scene_vehicle(scene, "鲁A1235挂", "LA9920R37LA000034",
	                                  GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR, 6, true);
}

static inline void scene_officers(struct scene *scene)
{
	static const uint32_t numbers[] = {OFFICER_KEY, OTHER_OFFICER_KEY, RECOVERY_KEY};
	uint8_t prints[RIG_COUNT(numbers) * FINGERPRINT_LEN];
	for (size_t i = 0; i < RIG_COUNT(numbers); i++) {
		uint8_t id[HASH_LEN];
		key_id(rig_pair(numbers[i]).key, id);
		memcpy(prints + i * FINGERPRINT_LEN, id, FINGERPRINT_LEN);
	}
	scene->trip->officers = rig_bytes(&scene->rig, prints, sizeof prints);
}

static inline void scene_trip(struct scene *scene)
{
	static const uint8_t pass_id[16] = {0x47, 0x75, 0x6f, 0x73, 0x75, 0x6f, 1, 2,
	                                    3,    4,    5,    6,    7,    8,    9, 10};
	static const uint8_t annex[ANNEX_HASH_LEN] = {0xA1, 0xA2, 0xA3};
	static const uint32_t provinces[] = {SHANDONG, HEBEI, TIANJIN};
	Guosuo__V1__Trip *trip = RIG_NEW(&scene->rig, Guosuo__V1__Trip, GUOSUO__V1__TRIP__INIT);
	Guosuo__V1__Company *company = RIG_NEW(&scene->rig, Guosuo__V1__Company, GUOSUO__V1__COMPANY__INIT);
	uint8_t uscc[USCC_PACKED];
	rig_must(uscc_pack(span_text("91370103MA3TE5TX13"), uscc) == RULE_OK);
	company->uscc = rig_bytes(&scene->rig, uscc, sizeof uscc);
	company->name = scene_text(scene, "济南示例电力设备有限公司");
	scene->trip = trip;
	trip->pass_id = rig_bytes(&scene->rig, pass_id, sizeof pass_id);
	trip->revision = 1;
	trip->issuer = SHANDONG;
	trip->status_index = 41;
	trip->sealed_at = (uint32_t)(RIG_NOW - 10 * RIG_DAY);
	trip->not_before = (uint32_t)RIG_NOW;
	trip->not_after = (uint32_t)(RIG_NOW + 4 * RIG_DAY);
	trip->company = company;
	trip->n_provinces = RIG_COUNT(provinces);
	trip->provinces = scene_list(scene, provinces, RIG_COUNT(provinces), sizeof *provinces);
	trip->origin = 370103;
	trip->destination = 120116;
	trip->port = scene_text(scene, "CNTXG");
	trip->export_country = scene_text(scene, "ES");
	trip->annex_hash = rig_bytes(&scene->rig, annex, sizeof annex);
	scene_load(scene);
	scene_vehicles(scene);
	scene_officers(scene);
}

static inline Guosuo__V1__Road *scene_road(struct scene *scene, const char *number, uint32_t exit)
{
	Guosuo__V1__Road *road = RIG_NEW(&scene->rig, Guosuo__V1__Road, GUOSUO__V1__ROAD__INIT);
	road->number = scene_text(scene, number);
	road->exit = exit;
	return road;
}

/* The leg of the trip's province at this place in its order. */
static inline void scene_leg(struct scene *scene, size_t at)
{
	static const uint32_t ends[SCENE_LEGS][2] = {
	    {370103001, STATION_DEZHOU}, {STATION_WUQIAO, STATION_QINGXIAN}, {120116004, 120116099}};
	Guosuo__V1__Leg *leg = RIG_NEW(&scene->rig, Guosuo__V1__Leg, GUOSUO__V1__LEG__INIT);
	const uint32_t province = scene->trip->provinces[at], stop = 12;
	scene->leg = leg;
	leg->ordinal = (uint32_t)at + 1;
	leg->revision = 1;
	leg->status_index = 52;
	leg->sealed_at = (uint32_t)(RIG_NOW - 5 * RIG_DAY);
	leg->province = province;
	leg->n_roads = 2;
	leg->roads = rig_take(&scene->rig, 2 * sizeof *leg->roads);
	leg->roads[0] = scene_road(scene, "G3", 12);
	leg->roads[1] = scene_road(scene, "G2", 0);
	leg->entry = ends[at][0];
	leg->exit = ends[at][1];
	leg->not_before = (uint32_t)RIG_NOW;
	leg->not_after = (uint32_t)(RIG_NOW + 3 * RIG_DAY);
	leg->speed_kmh = 60;
	leg->n_hours = 1;
	leg->hours = rig_take(&scene->rig, sizeof *leg->hours);
	leg->hours[0] = RIG_NEW(&scene->rig, Guosuo__V1__Hours, GUOSUO__V1__HOURS__INIT);
	leg->hours[0]->weekdays = 0x7F, leg->hours[0]->from_min = 6 * 60, leg->hours[0]->to_min = 22 * 60;
	leg->escort = RIG_NEW(&scene->rig, Guosuo__V1__EscortDuty, GUOSUO__V1__ESCORT_DUTY__INIT);
	leg->escort->vehicles = 1, leg->escort->staff = 2;
	leg->stops = scene_list(scene, &stop, 1, sizeof stop);
	leg->n_stops = 1;
	scene->leg_keys[0] = rig_entry(province, ENTRY_REVIEWER_A);
	scene->leg_keys[1] = rig_entry(province, ENTRY_REVIEWER_B);
}

static inline void scene_assignment(struct scene *scene)
{
	static const uint32_t trailers[] = {1};
	Guosuo__V1__Assignment *assignment = rig_take(&scene->rig, sizeof *assignment);
	const uint64_t escort = scene_plate("鲁A54321");
	guosuo__v1__assignment__init(assignment);
	scene->assignment = assignment;
	assignment->serial = 3;
	assignment->journey = 1;
	assignment->tractor = 1;
	assignment->n_trailers = RIG_COUNT(trailers);
	assignment->trailers = scene_list(scene, trailers, RIG_COUNT(trailers), sizeof *trailers);
	assignment->driver_name = scene_text(scene, "示例司机甲");
	assignment->licence_last4 = scene_text(scene, "0015");
	assignment->not_before = (uint32_t)RIG_NOW;
	assignment->not_after = (uint32_t)(RIG_NOW + 3 * RIG_DAY);
	assignment->n_escort_plates = 1;
	assignment->escort_plates = scene_list(scene, &escort, 1, sizeof escort);
	assignment->escort_staff = 2;
	assignment->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
	assignment->device_key = rig_key(&scene->rig, DEVICE_KEY);
}

static inline void scene_presentation(struct scene *scene, int64_t time, uint32_t counter)
{
	scene->presentation = RIG_NEW(&scene->rig, Guosuo__V1__Presentation, GUOSUO__V1__PRESENTATION__INIT);
	scene->presentation->time = (uint32_t)time;
	scene->presentation->counter = counter;
}

static inline void scene_challenge(struct scene *scene, uint32_t nonce, uint32_t checkpoint)
{
	Guosuo__V1__Challenge *challenge =
	    RIG_NEW(&scene->rig, Guosuo__V1__Challenge, GUOSUO__V1__CHALLENGE__INIT);
	challenge->nonce = nonce;
	challenge->checkpoint = checkpoint;
	scene->presentation->challenge = challenge;
}

static inline void scene_paper(struct scene *scene)
{
	scene->assignment->holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_PAPER;
	scene->assignment->paper = true;
	scene->presentation = NULL;
}

/* A lighter train: class II, one reviewer. */
static inline void scene_class_two(struct scene *scene)
{
	static const uint32_t lines[] = {10000, 10000, 10000, 10000, 10000, 9100};
	Guosuo__V1__Laden *laden = scene->trip->laden;
	scene->trip->cargo->mass_kg = 54500;
	laden->mass_kg = 90000;
	memcpy(laden->axle_line_loads_kg, lines, sizeof lines);
	scene->trip->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II;
	scene->leg_keys[1] = 0;
}

static inline void scene_trust(struct scene *scene)
{
	static const uint32_t provinces[SCENE_PROVINCES] = {SHANDONG, HEBEI, TIANJIN};
	struct rig *rig = &scene->rig;
	scene->directory = rig_directory(rig, 3);
	scene->directory->provinces[0] = rig_province(rig, TIANJIN, "天津", "Tianjin", HEBEI, HENAN);
	scene->directory->provinces[1] = rig_province(rig, HEBEI, "河北", "Hebei", TIANJIN, SHANDONG);
	scene->directory->provinces[2] = rig_province(rig, SHANDONG, "山东", "Shandong", HEBEI, HENAN);
	scene->directory->provinces[0]->n_neighbours = 1;
	scene->directory->provinces[2]->n_neighbours = 1;
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		scene->rosters[i] = rig_roster(rig, provinces[i], 3);
		scene->lists[i] = rig_status(rig, provinces[i], 3);
		scene->lists[i]->issued_at = SCENE_NOW - 3600;
		scene->lists[i]->next_update = SCENE_NOW + 3600;
		scene->lists_name_rosters[i] = true;
	}
}

/* Everything as it should be: a phone, nothing observed, no nonce; memory holds SCENE_MEMORY bytes. */
static inline void scene_draft(struct scene *scene, uint8_t *memory)
{
	*scene = (struct scene){.rig = rig_make(memory, SCENE_MEMORY)};
	scene_trust(scene);
	scene_trip(scene);
	scene_leg(scene, AT_HEBEI);
	scene_assignment(scene);
	scene_presentation(scene, SCENE_NOW - 5, 17);
	scene->trip_keys[0] = rig_entry(SHANDONG, ENTRY_ISSUING);
	scene->officer_key = OFFICER_KEY;
	scene->device_key = DEVICE_KEY;
	scene->trust.synced_at = SCENE_NOW - 1800;
	scene->question.now = SCENE_NOW;
	scene->question.place = (struct place){.province = HEBEI, .checkpoint = CHECKPOINT, .road = "G3"};
}

/* ---- sealing --------------------------------------------------------------------------------------------
 */

static inline ProtobufCBinaryData scene_view(struct span span)
{
	return (ProtobufCBinaryData){span.n, (uint8_t *)(uintptr_t)span.p};
}

static inline void scene_name_rosters(struct scene *scene, Guosuo__V1__StatusList *list)
{
	struct rig *rig = &scene->rig;
	const size_t order[SCENE_PROVINCES] = {AT_TIANJIN, AT_HEBEI, AT_SHANDONG};
	uint8_t hash[HASH_LEN];
	body_hash(rig_pack(rig, &scene->directory->base), hash);
	list->directory_version = scene->directory->version;
	list->directory_hash = rig_bytes(rig, hash, sizeof hash);
	list->n_rosters = SCENE_PROVINCES;
	list->rosters = rig_take(rig, SCENE_PROVINCES * sizeof *list->rosters);
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		const Guosuo__V1__Roster *roster = scene->rosters[order[i]];
		Guosuo__V1__RosterVersion *named =
		    RIG_NEW(rig, Guosuo__V1__RosterVersion, GUOSUO__V1__ROSTER_VERSION__INIT);
		body_hash(rig_pack(rig, &roster->base), hash);
		named->province = roster->province;
		named->epoch = roster->epoch;
		named->version = roster->version;
		named->hash = rig_bytes(rig, hash, sizeof hash);
		list->rosters[i] = named;
	}
}

static inline void scene_seal_trust(struct scene *scene)
{
	struct rig *rig = &scene->rig;
	uint8_t pin[HASH_LEN];
	root_set_hash(scene->directory, pin);
	scene->directory_file = rig_directory_file(rig, scene->directory);
	rig_must(directory_open(scene->directory_file, pin, &rig->arena, &scene->opened) == ERR_OK);
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		struct holding *holding = &scene->holdings[i];
		if (scene->lists_name_rosters[i])
			scene_name_rosters(scene, scene->lists[i]);
		scene->roster_files[i] = rig_roster_file(rig, scene->rosters[i]);
		scene->status_files[i] = rig_status_file(rig, scene->lists[i]);
		rig_must(roster_open(scene->roster_files[i], &scene->opened, &rig->arena, &holding->roster) ==
		         ERR_OK);
		rig_must(status_open(scene->status_files[i], &holding->roster, &rig->arena,
		                     &holding->status) == ERR_OK);
	}
	scene->trust.directory = &scene->opened;
	scene->trust.holdings = scene->holdings;
	scene->trust.count = SCENE_PROVINCES;
}

static inline struct span scene_signature(struct scene *scene, enum kind kind, const hash_t *links,
                                          struct span body, uint32_t number)
{
	struct rig_pair pair = rig_pair(number);
	uint8_t *seal = rig_take(&scene->rig, SEAL_LEN);
	rig_must(seal_sign(kind, links, body, pair.secret, &scene->rig.arena, seal) == ERR_OK);
	return span_of(seal + KID_LEN, SIG_LEN);
}

/* The presentation is linked to what the code has now. */
static inline void scene_seal_presentation(struct scene *scene)
{
	hash_t links[3];
	const ProtobufCBinaryData *linked[] = {&scene->code.trip.body, &scene->code.leg.body,
	                                       &scene->code.assignment.body};
	scene->code.presentation = (Guosuo__V1__DeviceSealed)GUOSUO__V1__DEVICE_SEALED__INIT;
	if (scene->presentation == NULL)
		return;
	for (size_t i = 0; i < RIG_COUNT(linked); i++)
		body_hash(span_of(linked[i]->data, linked[i]->len), links[i]);
	struct span body = rig_pack(&scene->rig, &scene->presentation->base);
	scene->code.presentation.body = scene_view(body);
	scene->code.presentation.signature = scene_view(
	    scene_signature(scene, KIND_presentation, (const hash_t *)links, body, scene->device_key));
}

static inline void scene_seal_assignment(struct scene *scene)
{
	hash_t links[1];
	struct span body = rig_pack(&scene->rig, &scene->assignment->base);
	body_hash(span_of(scene->code.trip.body.data, scene->code.trip.body.len), links[0]);
	scene->code.assignment = (Guosuo__V1__OfficerSealed)GUOSUO__V1__OFFICER_SEALED__INIT;
	scene->code.assignment.body = scene_view(body);
	scene->code.assignment.key = rig_key(&scene->rig, scene->officer_key);
	scene->code.assignment.signature = scene_view(
	    scene_signature(scene, KIND_assignment, (const hash_t *)links, body, scene->officer_key));
}

static inline void scene_seal_leg(struct scene *scene)
{
	hash_t links[1];
	struct span body = rig_pack(&scene->rig, &scene->leg->base);
	body_hash(span_of(scene->code.trip.body.data, scene->code.trip.body.len), links[0]);
	scene->code.leg = (Guosuo__V1__Sealed)GUOSUO__V1__SEALED__INIT;
	scene->code.leg.body = scene_view(body);
	scene->code.leg.seals =
	    scene_view(rig_seals(&scene->rig, KIND_leg, (const hash_t *)links, body, scene->leg_keys));
}

static inline void scene_seal_trip(struct scene *scene)
{
	struct span body = rig_pack(&scene->rig, &scene->trip->base);
	scene->code.trip = (Guosuo__V1__Sealed)GUOSUO__V1__SEALED__INIT;
	scene->code.trip.body = scene_view(body);
	scene->code.trip.seals = scene_view(rig_seals(&scene->rig, KIND_trip, NULL, body, scene->trip_keys));
}

/* Whatever the parts are: code_pack would refuse the hostile ones. */
static inline void scene_pack(struct scene *scene)
{
	const struct code *code = &scene->code;
	const ProtobufCBinaryData runs[] = {code->trip.seals, code->leg.seals, code->assignment.key,
	                                    code->assignment.signature, code->presentation.signature};
	Guosuo__V1__Code message = GUOSUO__V1__CODE__INIT;
	message.trip = code->trip.body;
	message.leg = code->leg.body;
	message.assignment = code->assignment.body;
	message.presentation = code->presentation.body;
	message.seals.data = rig_take(&scene->rig, (SEALS_MAX + 2) * SEAL_LEN);
	for (size_t i = 0; i < RIG_COUNT(runs); i++) {
		if (runs[i].len > 0)
			memcpy(message.seals.data + message.seals.len, runs[i].data, runs[i].len);
		message.seals.len += runs[i].len;
	}
	scene->raw = rig_pack(&scene->rig, &message.base);
	scene->question.code = scene->raw;
}

static inline void scene_seal_code(struct scene *scene)
{
	scene_seal_trip(scene);
	scene_seal_leg(scene);
	scene_seal_assignment(scene);
	scene_seal_presentation(scene);
	scene_pack(scene);
}

static inline void scene_seal(struct scene *scene)
{
	scene_seal_trust(scene);
	scene_seal_code(scene);
	scene->question.trust = &scene->trust;
}

/* ---- asking ---------------------------------------------------------------------------------------------
 */

/* The matching plate, for what asks for a physical comparison. */
static inline void scene_observe_plate(struct scene *scene, const char *plate)
{
	scene->observed.tractor_plate = scene_plate(plate);
	scene->question.observed = &scene->observed;
}

static inline void scene_ask(const struct scene *scene, struct verdict *out)
{
	static uint8_t memory[VERDICT_ARENA];
	struct arena arena = {memory, sizeof memory, 0};
	verdict(&scene->question, &arena, out);
}

static inline bool scene_found(const struct verdict *verdict, enum finding_code code)
{
	for (size_t i = 0; i < verdict->finding_count; i++)
		if (verdict->findings[i].code == code)
			return true;
	return false;
}

#endif
