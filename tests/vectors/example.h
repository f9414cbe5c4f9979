/* tests/vectors/example.h - the worked example of proto/README.md: one province, class I, one reviewer, small
 * deterministic keys. Everything from the root key to the verdict, printed step by step. */
#ifndef GUOSUO_TESTS_VECTORS_EXAMPLE_H
#define GUOSUO_TESTS_VECTORS_EXAMPLE_H

#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "proto/body.h"
#include "proto/canon.h"
#include "proto/revocation.h"
#include "proto/sign.h"
#include "proto/verdict.h"
#include "proto/wire/enrol.h"
#include "proto/wire/httpsig.h"
#include "proto/wire/keyfile.h"

#define EXAMPLE_NOW INT64_C(1583805600) /* 2020-03-10T02:00:00Z */

enum {
	EXAMPLE_PROVINCE = 37,
	EXAMPLE_DAY = 86400,
	EXAMPLE_MEMORY = 1 << 19,
	EXAMPLE_WEEK = 202012,
	/* A key's seed is 32 times its byte. */
	EXAMPLE_ROOT = 1,
	EXAMPLE_AUTHORITY,
	EXAMPLE_REVIEWER,
	EXAMPLE_ISSUING,
	EXAMPLE_STATUS,
	EXAMPLE_OFFICER,
	EXAMPLE_DEVICE,
};

struct example {
	FILE *out;
	struct arena arena;
	struct directory directory;
	struct holding holding;
	Guosuo__V1__Sealed trip_sealed, leg_sealed;
	Guosuo__V1__OfficerSealed *assignment_sealed;
	Guosuo__V1__DeviceSealed *presentation_sealed;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct verdict verdict;
};

static inline void example_must(bool holds)
{
	if (!holds)
		abort();
}

/* ---- printing ---- */

static inline void example_hex(const struct example *example, const char *name, struct span bytes)
{
	fprintf(example->out, "    %s (%zu)\n", name, bytes.n);
	for (size_t i = 0; i < bytes.n; i++)
		fprintf(example->out, "%s%02x%s", i % 48 == 0 ? "      " : "", bytes.p[i],
		        i % 48 == 47 || i + 1 == bytes.n ? "\n" : "");
}

static inline void example_hash(const struct example *example, const char *name, const uint8_t *hash)
{
	example_hex(example, name, span_of(hash, HASH_LEN));
}

static inline void example_head(const struct example *example, const char *title)
{
	fprintf(example->out, "\n%s\n\n", title);
}

/* ---- keys and seals ---- */

struct example_pair {
	uint8_t key[KEY_LEN], secret[SECRET_LEN];
};

static inline struct example_pair example_pair(int number)
{
	struct example_pair pair;
	uint8_t seed[32];
	memset(seed, number, sizeof seed);
	key_from_seed(seed, pair.key, pair.secret);
	return pair;
}

static inline ProtobufCBinaryData example_key(struct example *example, int number)
{
	struct example_pair pair = example_pair(number);
	uint8_t *key = arena_take(&example->arena, KEY_LEN);
	example_must(key != NULL);
	memcpy(key, pair.key, KEY_LEN);
	return (ProtobufCBinaryData){KEY_LEN, key};
}

static inline void example_keys(struct example *example)
{
	static const char *const names[] = {"root 01",   "authority 02", "reviewer 03", "issuing 04",
	                                    "status 05", "officer 06",   "device 07"};
	example_head(example, "**Keys.** seed = 32 times the byte beside the name; the id is "
	                      "SHA-256(\"guosuo-key-v1\" || key).");
	for (int i = 0; i < 7; i++) {
		struct example_pair pair = example_pair(EXAMPLE_ROOT + i);
		uint8_t id[HASH_LEN];
		key_id(pair.key, id);
		example_hex(example, names[i], span_of(pair.key, KEY_LEN));
		example_hash(example, "its id", id);
	}
}

static inline struct span example_pack(struct example *example, const ProtobufCMessage *message)
{
	struct span raw;
	enum err err = canon_pack(message, &example->arena, &raw);
	example_must(err == ERR_OK);
	return raw;
}

static inline Guosuo__V1__Sealed example_seal(struct example *example, enum kind kind, const hash_t *links,
                                              struct span body, int number)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	uint8_t *seal = arena_take(&example->arena, SEAL_LEN);
	struct example_pair pair = example_pair(number);
	example_must(seal != NULL);
	enum err err = seal_sign(kind, links, body, pair.secret, &example->arena, seal);
	example_must(err == ERR_OK);
	sealed.body = span_bytes(body);
	sealed.seals = (ProtobufCBinaryData){SEAL_LEN, seal};
	return sealed;
}

static inline void example_signed(struct example *example, enum kind kind, const hash_t *links,
                                  struct span body)
{
	struct span message;
	enum err err = seal_message(kind, links, body, &example->arena, &message);
	example_must(err == ERR_OK);
	example_hex(example, "signed bytes", message);
}

static inline void example_sealed(struct example *example, enum kind kind, const hash_t *links,
                                  const Guosuo__V1__Sealed *sealed)
{
	uint8_t hash[HASH_LEN];
	struct span body = bytes_span(sealed->body);
	body_hash(body, hash);
	example_hex(example, "body", body);
	example_hash(example, "SHA-256(body)", hash);
	if (kind == KIND_leg)
		example_signed(example, kind, links, body);
	example_hex(example, "seals", bytes_span(sealed->seals));
}

/* ---- directory, roster, status list ---- */

static inline void example_directory(struct example *example)
{
	static char zh[] = "山东", en[] = "Shandong";
	Guosuo__V1__PartyKey root = GUOSUO__V1__PARTY_KEY__INIT, authority = root, *roots[] = {&root},
	                     *authorities[] = {&authority};
	Guosuo__V1__Province province = GUOSUO__V1__PROVINCE__INIT, *provinces[] = {&province};
	Guosuo__V1__MassLimit single = GUOSUO__V1__MASS_LIMIT__INIT, train = single,
	                      *masses[] = {&single, &train};
	Guosuo__V1__ClassBound one = GUOSUO__V1__CLASS_BOUND__INIT, two = one, *classes[] = {&one, &two};
	Guosuo__V1__Limits limits = GUOSUO__V1__LIMITS__INIT;
	Guosuo__V1__Directory body = GUOSUO__V1__DIRECTORY__INIT;
	single = (Guosuo__V1__MassLimit){single.base, 2, false, 18000, 0};
	train = (Guosuo__V1__MassLimit){train.base, 6, true, 49000, 46000};
	one = (Guosuo__V1__ClassBound){one.base, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I, 4200, 3000, 20000, 0};
	two = (Guosuo__V1__ClassBound){two.base, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II, 4500, 3750, 28000,
	                               100000};
	limits = (Guosuo__V1__Limits){
	    limits.base,       4000,           2550, 18100, 2, masses, 2, classes, 10000, 13000, 18000, 20000,
	    186 * EXAMPLE_DAY, 7 * EXAMPLE_DAY, NULL, 0};
	root.key = example_key(example, EXAMPLE_ROOT),
	authority.key = example_key(example, EXAMPLE_AUTHORITY);
	root.algorithm = authority.algorithm = GUOSUO__V1__ALGORITHM__ED25519;
	root.person = authority.person = 1;
	province.code = EXAMPLE_PROVINCE, province.name_zh = zh, province.name_en = en;
	province.authorities = authorities, province.n_authorities = 1, province.threshold = 1;
	body.version = 1, body.threshold = 1, body.limits = &limits, body.utc_offset_min = 480;
	body.issued_at = EXAMPLE_NOW - EXAMPLE_DAY, body.expires_at = EXAMPLE_NOW + 90 * EXAMPLE_DAY;
	body.roots = roots, body.n_roots = 1, body.provinces = provinces, body.n_provinces = 1;
	uint8_t pin[HASH_LEN];
	root_set_hash(&body, pin);
	Guosuo__V1__Sealed sealed =
	    example_seal(example, KIND_directory, NULL, example_pack(example, &body.base), EXAMPLE_ROOT);
	struct span file = example_pack(example, &sealed.base);
	enum err err = directory_open(file, pin, &example->arena, &example->directory);
	example_must(err == ERR_OK);
	example_head(example,
	             "**Directory 1.** One root, one province with one authority, threshold 1 each.");
	example_hash(example, "root_set_hash", pin);
	example_sealed(example, KIND_directory, NULL, &sealed);
	example_hex(example, "file", file);
}

static inline void example_roster(struct example *example)
{
	static char name[] = "王审批";
	static const uint32_t roles[] = {GUOSUO__V1__ROLE__ROLE_REVIEWER, GUOSUO__V1__ROLE__ROLE_ISSUING,
	                                 GUOSUO__V1__ROLE__ROLE_STATUS};
	Guosuo__V1__RosterEntry rows[3], *entries[] = {rows, rows + 1, rows + 2};
	Guosuo__V1__Roster body = GUOSUO__V1__ROSTER__INIT;
	for (uint32_t i = 0; i < 3; i++) {
		guosuo__v1__roster_entry__init(&rows[i]);
		rows[i].key = example_key(example, EXAMPLE_REVIEWER + (int)i);
		rows[i].algorithm = GUOSUO__V1__ALGORITHM__ED25519;
		rows[i].role = roles[i], rows[i].person = i + 1, rows[i].name = name;
		rows[i].device = GUOSUO__V1__DEVICE_KIND__DEVICE;
		rows[i].not_before = EXAMPLE_NOW - 30 * EXAMPLE_DAY,
		rows[i].not_after = EXAMPLE_NOW + 30 * EXAMPLE_DAY;
	}
	body.province = EXAMPLE_PROVINCE, body.epoch = 1, body.version = 1;
	body.issued_at = EXAMPLE_NOW - EXAMPLE_DAY, body.expires_at = EXAMPLE_NOW + 30 * EXAMPLE_DAY;
	body.entries = entries, body.n_entries = 3;
	Guosuo__V1__Sealed sealed =
	    example_seal(example, KIND_roster, NULL, example_pack(example, &body.base), EXAMPLE_AUTHORITY);
	struct span file = example_pack(example, &sealed.base);
	enum err err = roster_open(file, &example->directory, &example->arena, &example->holding.roster);
	example_must(err == ERR_OK);
	example_head(example, "**Roster 37, epoch 1, version 1.**");
	example_sealed(example, KIND_roster, NULL, &sealed);
}

static inline void example_status(struct example *example)
{
	static uint8_t revoked[] = {0x86, 0x7F};
	Guosuo__V1__StatusWeek now = GUOSUO__V1__STATUS_WEEK__INIT, next = now, *weeks[] = {&now, &next};
	Guosuo__V1__StatusList body = GUOSUO__V1__STATUS_LIST__INIT;
	now.week = EXAMPLE_WEEK - 1;
	next.week = EXAMPLE_WEEK, next.issued = 10, next.rice = 2;
	next.revoked = (ProtobufCBinaryData){sizeof revoked, revoked};
	body.province = EXAMPLE_PROVINCE, body.epoch = 1, body.version = 1;
	body.issued_at = EXAMPLE_NOW - 3600, body.next_update = EXAMPLE_NOW + 3600;
	body.expires_at = EXAMPLE_NOW + 7 * EXAMPLE_DAY;
	body.weeks = weeks, body.n_weeks = 2;
	Guosuo__V1__Sealed sealed =
	    example_seal(example, KIND_status, NULL, example_pack(example, &body.base), EXAMPLE_STATUS);
	struct span file = example_pack(example, &sealed.base);
	enum err err = status_open(file, &example->holding.roster, &example->arena, &example->holding.status);
	example_must(err == ERR_OK);
	example_head(example, "**Status list 37.** Week 202012: k = 1 (rice 2), revoked 3, 4, 9, so v = 2, "
	                      "0, 4: bits 100 00 1100,\n"
	                      "then ones to the byte's end.");
	example_sealed(example, KIND_status, NULL, &sealed);
}

static inline void example_revocation(struct example *example)
{
	static char note[] = "质量不符";
	static uint32_t indexes[] = {9};
	Guosuo__V1__Revocation body = GUOSUO__V1__REVOCATION__INIT;
	struct revocation revocation;
	body.province = EXAMPLE_PROVINCE, body.week = EXAMPLE_WEEK;
	body.indexes = indexes, body.n_indexes = 1;
	body.sealed_at = EXAMPLE_NOW - 7200;
	body.reason = GUOSUO__V1__REVOCATION_REASON__FALSE_STATEMENT, body.note = note;
	Guosuo__V1__Sealed sealed =
	    example_seal(example, KIND_revocation, NULL, example_pack(example, &body.base), EXAMPLE_REVIEWER);
	enum err err = revocation_read(sealed.body, &example->arena, &revocation);
	if (err == ERR_OK)
		err = revocation_verify(&sealed, &revocation, &example->holding.roster, true, EXAMPLE_NOW,
		                        &example->arena, NULL, NULL);
	example_must(err == ERR_OK);
	example_head(example, "**Revocation.** One of the three above, so one person's seal.");
	example_sealed(example, KIND_revocation, NULL, &sealed);
}

/* ---- the pass ---- */

static inline void example_vehicle(Guosuo__V1__Vehicle *vehicle, const char *plate, const char *vin,
                                   uint8_t *packed, Guosuo__V1__VehicleKind kind)
{
	guosuo__v1__vehicle__init(vehicle);
	example_must(plate_pack(span_text(plate), &vehicle->plate) == RULE_OK);
	enum rule rule = vin_pack(span_text(vin), packed);
	example_must(rule == RULE_OK || rule == RULE_VIN_CHECK);
	vehicle->vin = (ProtobufCBinaryData){VIN_PACKED, packed};
	vehicle->kind = kind, vehicle->axles = 3;
}

static inline struct span example_trip_body(struct example *example)
{
	static char company_name[] = "济南示例公司", cargo_name[] = "变压器", port[] = "CNTAO",
	            country[] = "ES";
	static uint8_t uscc[USCC_PACKED], vins[2][VIN_PACKED], pass_id[PASS_ID_LEN], annex[ANNEX_HASH_LEN];
	static uint32_t loads[] = {6000, 7000, 7000, 6000, 7000, 7000}, provinces[] = {EXAMPLE_PROVINCE};
	Guosuo__V1__Company company = GUOSUO__V1__COMPANY__INIT;
	Guosuo__V1__Cargo cargo = GUOSUO__V1__CARGO__INIT;
	Guosuo__V1__Laden laden = GUOSUO__V1__LADEN__INIT;
	Guosuo__V1__Vehicle tractor, trailer, *tractors[] = {&tractor}, *trailers[] = {&trailer};
	Guosuo__V1__Trip trip = GUOSUO__V1__TRIP__INIT;
	uint8_t officer[HASH_LEN];
	struct example_pair pair = example_pair(EXAMPLE_OFFICER);
	key_id(pair.key, officer);
	memset(pass_id, 0xA0, sizeof pass_id);
	memset(annex, 0xB0, sizeof annex);
	example_must(uscc_pack(span_text("91370103MA3TE5TX13"), uscc) == RULE_OK);
	company.uscc = (ProtobufCBinaryData){USCC_PACKED, uscc}, company.name = company_name;
	cargo = (Guosuo__V1__Cargo){cargo.base, 850423, cargo_name, 1, 25000, 8600, 2900, 2500};
	laden = (Guosuo__V1__Laden){laden.base, 18000, 2900, 3900, 40000, 6, loads, 0, NULL};
	example_vehicle(&tractor, "鲁A12345", "LZZ1ABCD3LA000018", vins[0],
	                GUOSUO__V1__VEHICLE_KIND__TRACTOR);
	example_vehicle(&trailer, "鲁A1234挂", "LA9920R37LA000034", vins[1],
	                GUOSUO__V1__VEHICLE_KIND__FLATBED);
	trip.pass_id = (ProtobufCBinaryData){sizeof pass_id, pass_id};
	trip.revision = 1, trip.issuer = EXAMPLE_PROVINCE, trip.status_index = 1;
	trip.sealed_at = (uint32_t)EXAMPLE_NOW - EXAMPLE_DAY, trip.not_before = (uint32_t)EXAMPLE_NOW - 3600;
	trip.not_after = (uint32_t)EXAMPLE_NOW + 7 * EXAMPLE_DAY;
	trip.company = &company, trip.cargo = &cargo, trip.laden = &laden;
	trip.over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I;
	trip.tractors = tractors, trip.n_tractors = 1, trip.trailers = trailers, trip.n_trailers = 1;
	trip.provinces = provinces, trip.n_provinces = 1;
	trip.origin = 370103, trip.destination = 370200, trip.port = port, trip.export_country = country;
	trip.officers = (ProtobufCBinaryData){FINGERPRINT_LEN, officer};
	trip.annex_hash = (ProtobufCBinaryData){sizeof annex, annex};
	return example_pack(example, &trip.base);
}

static inline void example_trip(struct example *example)
{
	char number[PASS_NUMBER_LEN + 1];
	example->trip_sealed =
	    example_seal(example, KIND_trip, NULL, example_trip_body(example), EXAMPLE_ISSUING);
	enum err err = trip_read(&example->trip_sealed, &example->arena, &example->trip);
	example_must(err == ERR_OK);
	example_head(example, "**Trip.** Sealed by the issuing key; no links.");
	example_sealed(example, KIND_trip, NULL, &example->trip_sealed);
	pass_number(example->trip.body->pass_id.data, number);
	fprintf(example->out, "    pass number %s; tractor 鲁A12345 = %llu; trailer 鲁A1234挂 = %llu\n",
	        number, (unsigned long long)example->trip.body->tractors[0]->plate,
	        (unsigned long long)example->trip.body->trailers[0]->plate);
}

static inline void example_leg(struct example *example)
{
	static char number[] = "G3";
	Guosuo__V1__Road road = GUOSUO__V1__ROAD__INIT, *roads[] = {&road};
	Guosuo__V1__Hours hours = GUOSUO__V1__HOURS__INIT, *list[] = {&hours};
	Guosuo__V1__Leg leg = GUOSUO__V1__LEG__INIT;
	road.number = number, road.exit = 35;
	hours.weekdays = 127, hours.from_min = 360, hours.to_min = 1140;
	leg.ordinal = 1, leg.revision = 1, leg.status_index = 2, leg.province = EXAMPLE_PROVINCE;
	leg.sealed_at = (uint32_t)EXAMPLE_NOW - EXAMPLE_DAY / 2;
	leg.roads = roads, leg.n_roads = 1, leg.entry = 370103004, leg.exit = 370200001;
	leg.not_before = (uint32_t)EXAMPLE_NOW - 3600,
	leg.not_after = (uint32_t)EXAMPLE_NOW + 3 * EXAMPLE_DAY;
	leg.speed_kmh = 60, leg.hours = list, leg.n_hours = 1;
	const hash_t *links = (const hash_t *)&example->trip.hash;
	example->leg_sealed =
	    example_seal(example, KIND_leg, links, example_pack(example, &leg.base), EXAMPLE_REVIEWER);
	enum err err = leg_read(&example->leg_sealed, &example->arena, &example->leg);
	example_must(err == ERR_OK);
	example_head(example, "**Leg.** payload = SHA-256(trip) || body.");
	example_sealed(example, KIND_leg, links, &example->leg_sealed);
}

static inline void example_assignment(struct example *example)
{
	static char name[] = "示例司机甲", licence[] = "0015";
	static uint32_t trailers[] = {1};
	struct example_pair officer = example_pair(EXAMPLE_OFFICER);
	Guosuo__V1__Assignment body = GUOSUO__V1__ASSIGNMENT__INIT;
	body.serial = 1, body.journey = 1, body.tractor = 1, body.trailers = trailers, body.n_trailers = 1;
	body.driver_name = name, body.licence_last4 = licence;
	body.not_before = (uint32_t)EXAMPLE_NOW - 3600,
	body.not_after = (uint32_t)EXAMPLE_NOW + 2 * EXAMPLE_DAY;
	body.holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
	body.device_key = example_key(example, EXAMPLE_DEVICE);
	enum err err = assignment_seal(example_pack(example, &body.base), &example->trip, officer.secret,
	                               &example->arena, &example->assignment_sealed);
	if (err == ERR_OK)
		err = assignment_read(example->assignment_sealed, &example->arena, &example->assignment);
	example_must(err == ERR_OK);
	example_head(example, "**Assignment.** payload = SHA-256(trip) || body; the officer's slot is 1.");
	example_hex(example, "body", example->assignment.raw);
	example_hash(example, "SHA-256(body)", example->assignment.hash);
	example_hex(example, "signature", bytes_span(example->assignment_sealed->signature));
}

static inline void example_presentation(struct example *example)
{
	struct example_pair device = example_pair(EXAMPLE_DEVICE);
	Guosuo__V1__Presentation body = GUOSUO__V1__PRESENTATION__INIT;
	body.time = (uint32_t)EXAMPLE_NOW - 5, body.counter = 300;
	enum err err = presentation_seal(&body, &example->trip, &example->leg, &example->assignment,
	                                 device.secret, &example->arena, &example->presentation_sealed);
	example_must(err == ERR_OK);
	example_head(
	    example,
	    "**Presentation.** payload = SHA-256(trip) || SHA-256(leg) || SHA-256(assignment) || body.");
	example_hex(example, "body", bytes_span(example->presentation_sealed->body));
	example_hex(example, "signature", bytes_span(example->presentation_sealed->signature));
}

static inline void example_code(struct example *example)
{
	struct code code = {example->trip_sealed, example->leg_sealed, *example->assignment_sealed,
	                    *example->presentation_sealed};
	struct span raw;
	char *text;
	enum err err = code_pack(&code, &example->arena, &raw);
	if (err == ERR_OK)
		err = code_text(raw, &example->arena, &text);
	example_must(err == ERR_OK);
	example_head(example, "**Code.**");
	example_hex(example, "bytes", raw);
	fprintf(example->out, "    text (%zu), in lines of 96\n", strlen(text));
	for (size_t i = 0; i < strlen(text); i += 96)
		fprintf(example->out, "      |%.96s|\n", text + i);
	struct trust trust = {
	    .directory = &example->directory, .holdings = &example->holding, .count = 1, .synced_at = EXAMPLE_NOW - 60};
	struct question question = {
	    .code = raw, .trust = &trust, .now = EXAMPLE_NOW, .place = {.province = EXAMPLE_PROVINCE}};
	uint8_t *memory = arena_take(&example->arena, VERDICT_ARENA);
	example_must(memory != NULL);
	struct arena arena = {memory, VERDICT_ARENA, 0};
	verdict_text(span_text(text), &question, &arena, &example->verdict);
	example_head(example,
	             "**Verdict**, with these files, at 1583805600, in province 37, nothing observed:");
	fprintf(example->out, "    %s", word_name(example->verdict.word));
	for (size_t i = 0; i < example->verdict.finding_count; i++)
		fprintf(example->out, " %d %s", (int)example->verdict.findings[i].code,
		        finding_name(example->verdict.findings[i].code));
	fputs("\n", example->out);
}

/* ---- what surrounds it ---- */

static inline void example_request(const struct example *example)
{
	struct example_pair device = example_pair(EXAMPLE_DEVICE);
	struct httpsig_headers headers;
	uint8_t nonce[HTTPSIG_NONCE_LEN];
	memset(nonce, 0xC0, sizeof nonce);
	struct httpsig_request request = {span_text("POST"), span_text("desk.example"),
	                                  span_text("/guosuo.v1.Desk/GetPass"),
	                                  span_text("application/proto"), span_of("", 0)};
	enum err err = httpsig_sign(&request, device.secret, EXAMPLE_NOW, nonce, &headers);
	example_must(err == ERR_OK);
	example_head(example, "**Request.** POST https://desk.example/guosuo.v1.Desk/GetPass, "
	                      "application/proto, no body, by the device:");
	fprintf(example->out, "    Content-Digest: %s\n    Signature-Input: %s\n    Signature: %s\n",
	        headers.digest, headers.input, headers.signature);
}

static inline void example_enrolment(struct example *example)
{
	static char name[] = "王审批";
	uint8_t secret[INVITE_SECRET_LEN], id[HASH_LEN], proof[HASH_LEN];
	memset(secret, 0xD0, sizeof secret);
	invitation_id(secret, id);
	Guosuo__V1__Enrolment body = GUOSUO__V1__ENROLMENT__INIT;
	body.invitation = (ProtobufCBinaryData){HASH_LEN, id};
	body.role = GUOSUO__V1__ROLE__ROLE_REVIEWER, body.province = EXAMPLE_PROVINCE;
	body.key = example_key(example, EXAMPLE_REVIEWER);
	body.name = name, body.device = GUOSUO__V1__DEVICE_KIND__DEVICE;
	struct span bare = example_pack(example, &body.base);
	enum err err = enrol_proof(&body, secret, &example->arena, proof);
	example_must(err == ERR_OK);
	example_head(example, "**Enrolment.** The secret is 16 times d0.");
	example_hex(example, "Enrolment without proof", bare);
	example_hash(example, "proof", proof);
}

static inline void example_keyfile(const struct example *example)
{
	uint8_t seed[KEYFILE_SEED_LEN], salt[KEYFILE_SALT_LEN], nonce[KEYFILE_NONCE_LEN];
	char text[KEYFILE_TEXT_MAX + 1];
	memset(seed, EXAMPLE_DEVICE, sizeof seed);
	memset(salt, 0xE0, sizeof salt);
	memset(nonce, 0xF0, sizeof nonce);
	enum err err = keyfile_seal(seed, span_text("example"), span_text("open sesame"),
	                            (struct keyfile_cost){1, 8}, salt, nonce, text);
	example_must(err == ERR_OK);
	example_head(example, "**Key file** of the device: passphrase `open sesame`, label `example`, 1 "
	                      "pass, 8 KiB, salt e0.., nonce f0..:");
	fprintf(example->out, "    %s\n", text);
}

/* memory: EXAMPLE_MEMORY bytes. */
static inline void example_write(struct example *example, FILE *out, uint8_t *memory)
{
	*example = (struct example){.out = out, .arena = {memory, EXAMPLE_MEMORY, 0}};
	example_keys(example);
	example_directory(example);
	example_roster(example);
	example_status(example);
	example_revocation(example);
	example_trip(example);
	example_leg(example);
	example_assignment(example);
	example_presentation(example);
	example_code(example);
	example_request(example);
	example_enrolment(example);
	example_keyfile(example);
	fputs("\n", out);
}

#endif
