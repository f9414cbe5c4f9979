/* The files of tests/vectors, judged: what is read is the manifest and the files alone, as any other program
 * would. */
#include <dirent.h>
#include <jansson.h>
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "proto/bar.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/delta.h"
#include "proto/kept.h"
#include "proto/part.h"
#include "proto/passage.h"
#include "proto/stamp.h"
#include "proto/verdict.h"

#define VECTORS TESTS_DIR "/vectors/"
#define COUNT(array) (sizeof(array) / sizeof *(array))

static json_t *manifest;
static uint8_t memory[2 * 1024 * 1024];
static struct arena arena;

/* ---- reading --------------------------------------------------------------------------------------------
 */

static struct span read_file(const char *name)
{
	char path[512];
	snprintf(path, sizeof path, VECTORS "%s", name);
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		fail_msg("%s cannot be opened", path);
	uint8_t *bytes = arena_take(&arena, 64 * 1024);
	assert_non_null(bytes);
	size_t n = fread(bytes, 1, 64 * 1024, file);
	fclose(file);
	return span_of(bytes, n);
}

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static int64_t number_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static void unhex(const char *text, uint8_t *out, size_t size)
{
	size_t n = 0;
	assert_int_equal(sodium_hex2bin(out, size, text, strlen(text), NULL, &n, NULL), 0);
	assert_int_equal(n, size);
}

static uint64_t plate_of(const char *text)
{
	uint64_t packed = 0;
	if (text != NULL)
		assert_int_equal(plate_pack(span_text(text), &packed), RULE_OK);
	return packed;
}

/* ---- the question ---------------------------------------------------------------------------------------
 */

struct asked {
	struct directory directory;
	struct holding holdings[8];
	struct trust trust;
	struct observed observed;
	struct sighting sightings[20];
	struct seen seen;
	struct policy policy;
	struct question question;
};

static void read_pin(uint8_t pin[static HASH_LEN])
{
	unhex(text_of(manifest, "root_set"), pin, HASH_LEN);
}

static void read_directory(const char *file, struct directory *out)
{
	uint8_t pin[HASH_LEN];
	read_pin(pin);
	assert_int_equal(directory_open(read_file(file), pin, &arena, out), ERR_OK);
}

static void read_holding(const json_t *held, const struct directory *directory, struct holding *out)
{
	const char *roster = text_of(held, "roster"), *status = text_of(held, "status");
	if (roster != NULL)
		assert_int_equal(roster_open(read_file(roster), directory, &arena, &out->roster), ERR_OK);
	if (status != NULL)
		assert_int_equal(status_open(read_file(status), &out->roster, &arena, &out->status), ERR_OK);
	out->forked = json_is_true(json_object_get(held, "forked"));
	if (text_of(held, "kept") != NULL)
		assert_int_equal(kept_open(read_file(text_of(held, "kept")), &arena, &out->kept), ERR_OK);
}

/* Rosters are opened with the directory of the manifest's first code where a case holds none itself. */
static void read_trust(const json_t *trust, struct asked *out)
{
	const char *directory = text_of(trust, "directory");
	const json_t *holdings = json_object_get(trust, "holdings");
	read_directory(directory != NULL ? directory : "trust/directory.bin", &out->directory);
	out->trust.directory = directory != NULL ? &out->directory : NULL;
	out->trust.holdings = out->holdings;
	out->trust.count = json_array_size(holdings);
	out->trust.ratchet = number_of(trust, "ratchet");
	out->trust.reset_at = number_of(trust, "reset_at");
	out->trust.synced_at = number_of(trust, "synced_at");
	for (size_t i = 0; i < out->trust.count; i++)
		read_holding(json_array_get(holdings, i), &out->directory, &out->holdings[i]);
	out->question.trust = &out->trust;
}

static void read_vehicle(const json_t *seen, struct observed *out)
{
	const json_t *trailers = json_object_get(seen, "trailer_plates");
	const char *vin = text_of(seen, "vin");
	out->tractor_plate = plate_of(text_of(seen, "tractor_plate"));
	out->trailer_count = json_array_size(trailers);
	for (size_t i = 0; i < out->trailer_count; i++)
		out->trailer_plates[i] = plate_of(json_string_value(json_array_get(trailers, i)));
	out->vin_read = vin != NULL;
	if (vin != NULL)
		assert_int_not_equal(vin_pack(span_text(vin), out->vin), RULE_VIN_FORM);
}

static void read_observed(const json_t *seen, struct asked *out)
{
	struct observed *observed = &out->observed;
	const json_t *axles = json_object_get(seen, "axle_loads_kg");
	if (!json_is_object(seen))
		return;
	read_vehicle(seen, observed);
	observed->length_mm = (uint32_t)number_of(seen, "length_mm");
	observed->width_mm = (uint32_t)number_of(seen, "width_mm");
	observed->height_mm = (uint32_t)number_of(seen, "height_mm");
	observed->mass_kg = (uint32_t)number_of(seen, "mass_kg");
	observed->pieces = (uint32_t)number_of(seen, "pieces");
	observed->hs_code = (uint32_t)number_of(seen, "hs_code");
	observed->axle_count = json_array_size(axles);
	for (size_t i = 0; i < observed->axle_count; i++)
		observed->axle_loads_kg[i] = (uint32_t)json_integer_value(json_array_get(axles, i));
	observed->escort_seen = json_object_get(seen, "escort_vehicles") != NULL;
	observed->escort_vehicles = (uint32_t)number_of(seen, "escort_vehicles");
	out->question.observed = observed;
}

static void read_seen(const json_t *list, struct asked *out)
{
	out->seen = (struct seen){out->sightings, json_array_size(list)};
	for (size_t i = 0; i < out->seen.count; i++) {
		const json_t *item = json_array_get(list, i);
		struct sighting *sighting = &out->sightings[i];
		unhex(text_of(item, "device"), sighting->device, sizeof sighting->device);
		unhex(text_of(item, "digest"), sighting->digest, sizeof sighting->digest);
		sighting->counter = (uint32_t)number_of(item, "counter");
		sighting->ahead_s = (int32_t)number_of(item, "ahead_s");
		sighting->at = number_of(item, "at");
	}
	out->question.seen = &out->seen;
}

static void read_question(const json_t *vector, struct asked *out)
{
	const json_t *place = json_object_get(vector, "place"), *policy = json_object_get(vector, "policy");
	*out = (struct asked){0};
	out->question.now = number_of(vector, "now");
	out->question.latest_at = number_of(vector, "latest_at");
	out->question.nonce = (uint32_t)number_of(vector, "nonce");
	out->question.place = (struct place){
	    .province = (uint32_t)number_of(place, "province"),
	    .checkpoint = (uint32_t)number_of(place, "checkpoint"),
	    .division = (uint32_t)number_of(place, "division"),
	    .station = (uint32_t)number_of(place, "station"),
	    .road = text_of(place, "road"),
	};
	if (json_is_object(policy)) {
		out->policy = (struct policy){(uint32_t)number_of(policy, "fresh_s"),
		                              (uint32_t)number_of(policy, "accept_s"),
		                              json_is_true(json_object_get(policy, "refer_beyond")), 0, 0};
		out->question.policy = &out->policy;
	}
	read_trust(json_object_get(vector, "trust"), out);
	read_observed(json_object_get(vector, "observed"), out);
	read_seen(json_object_get(vector, "seen"), out);
	if (text_of(vector, "stamps") != NULL)
		assert_int_equal(chain_read(read_file(text_of(vector, "stamps")), &arena, &out->question.stamps), ERR_OK);
}

/* ---- codes ----------------------------------------------------------------------------------------------
 */

static void judge(const json_t *vector, struct verdict *out)
{
	static uint8_t room[VERDICT_ARENA + CODE_MAX + 16];
	struct arena own = {room, sizeof room, 0};
	struct asked asked;
	arena = (struct arena){memory, sizeof memory, 0};
	read_question(vector, &asked);
	verdict_text(read_file(text_of(vector, "code")), &asked.question, &own, out);
}

static void compare(const json_t *vector, const struct verdict *got)
{
	const json_t *wanted = json_object_get(vector, "findings");
	const char *name = text_of(vector, "name");
	if (strcmp(word_name(got->word), text_of(vector, "word")) != 0)
		fail_msg("%s: %s, not %s", name, word_name(got->word), text_of(vector, "word"));
	for (size_t i = 0; i < got->finding_count; i++) {
		const char *found = finding_name(got->findings[i].code);
		const char *want = json_string_value(json_array_get(wanted, i));
		if (want == NULL || strcmp(found, want) != 0)
			fail_msg("%s: finding %zu is %s, not %s", name, i + 1, found,
			         want != NULL ? want : "none");
	}
	if (got->finding_count != json_array_size(wanted))
		fail_msg("%s: %zu findings, not %zu", name, got->finding_count, json_array_size(wanted));
}

static void every_code_gets_its_word_and_findings(void **state)
{
	(void)state;
	const json_t *codes = json_object_get(manifest, "codes");
	assert_true(json_array_size(codes) > 150);
	for (size_t i = 0; i < json_array_size(codes); i++) {
		struct verdict got;
		judge(json_array_get(codes, i), &got);
		compare(json_array_get(codes, i), &got);
	}
}

/* Not from a code and the files: the arena was too small. */
static const enum finding_code elsewhere[] = {FINDING_MEMORY_FULL};

static bool is_elsewhere(enum finding_code code)
{
	for (size_t i = 0; i < COUNT(elsewhere); i++)
		if (elsewhere[i] == code)
			return true;
	return false;
}

static void every_finding_of_the_table_is_reached_by_a_code(void **state)
{
	(void)state;
	bool reached[FINDING_END] = {false};
	const json_t *codes = json_object_get(manifest, "codes");
	for (size_t i = 0; i < json_array_size(codes); i++) {
		struct verdict got;
		judge(json_array_get(codes, i), &got);
		for (size_t k = 0; k < got.finding_count; k++)
			reached[got.findings[k].code] = true;
	}
	for (enum finding_code code = FINDING_NOT_A_PASS; code < FINDING_END; code++)
		if (reached[code] == is_elsewhere(code))
			fail_msg("%s is %s", finding_name(code),
			         reached[code] ? "reached after all" : "never reached");
}

static void names_are_single(void **state)
{
	(void)state;
	const json_t *codes = json_object_get(manifest, "codes");
	for (size_t i = 0; i < json_array_size(codes); i++)
		for (size_t k = 0; k < i; k++)
			assert_string_not_equal(text_of(json_array_get(codes, i), "name"),
			                        text_of(json_array_get(codes, k), "name"));
}

/* ---- files ----------------------------------------------------------------------------------------------
 */

static enum err meet_directory(struct span file, const struct directory *held)
{
	struct directory next;
	return directory_follow(file, held, &arena, &next);
}

static enum err meet_roster(struct span file, const struct directory *directory, const struct roster *held)
{
	struct roster next;
	enum err err = roster_open(file, directory, &arena, &next);
	return err == ERR_OK ? roster_supersedes(&next, held) : err;
}

static enum err meet_status(struct span file, const struct roster *roster, const struct status *held)
{
	struct status next;
	enum err err = status_open(file, roster, &arena, &next);
	return err == ERR_OK ? status_supersedes(&next, held) : err;
}

static enum err meet(const json_t *vector)
{
	struct directory directory;
	struct roster roster;
	struct status status;
	arena = (struct arena){memory, sizeof memory, 0};
	read_directory("trust/directory.bin", &directory);
	assert_int_equal(roster_open(read_file("trust/roster-13.bin"), &directory, &arena, &roster), ERR_OK);
	assert_int_equal(status_open(read_file("trust/status-13.bin"), &roster, &arena, &status), ERR_OK);
	struct span file = read_file(text_of(vector, "file"));
	if (strcmp(text_of(vector, "kind"), "directory") == 0)
		return meet_directory(file, &directory);
	if (strcmp(text_of(vector, "kind"), "roster") == 0)
		return meet_roster(file, &directory, &roster);
	return meet_status(file, &roster, &status);
}

static void every_trust_file_is_taken_or_refused_as_told(void **state)
{
	(void)state;
	const json_t *files = json_object_get(manifest, "files");
	assert_true(json_array_size(files) > 20);
	for (size_t i = 0; i < json_array_size(files); i++) {
		const json_t *vector = json_array_get(files, i);
		enum err got = meet(vector);
		if (strcmp(err_name(got), text_of(vector, "want")) != 0)
			fail_msg("%s: %s, not %s", text_of(vector, "name"), err_name(got),
			         text_of(vector, "want"));
	}
}

static bool named_in(const json_t *value, const char *name)
{
	const char *key;
	json_t *item;
	size_t i;
	if (json_is_string(value))
		return strcmp(json_string_value(value), name) == 0;
	json_array_foreach(value, i, item) if (named_in(item, name)) return true;
	json_object_foreach((json_t *)(uintptr_t)value, key, item) if (named_in(item, name)) return true;
	return false;
}

static void every_file_is_named_by_the_manifest(void **state)
{
	(void)state;
	static const char *const rooms[] = {"codes", "trust", "files"};
	for (size_t i = 0; i < COUNT(rooms); i++) {
		char path[512], name[512];
		snprintf(path, sizeof path, VECTORS "%s", rooms[i]);
		DIR *room = opendir(path);
		assert_non_null(room);
		for (const struct dirent *entry = readdir(room); entry != NULL; entry = readdir(room)) {
			snprintf(name, sizeof name, "%s/%s", rooms[i], entry->d_name);
			if (entry->d_name[0] != '.' && !named_in(manifest, name))
				fail_msg("%s is in no vector", name);
		}
		closedir(room);
	}
}

/* ---- the worked example, with nothing of the core but base45 ---------------------------------------------
 */

static struct span hex_text(const char *text)
{
	uint8_t *bytes = arena_take(&arena, strlen(text) / 2);
	unhex(text, bytes, strlen(text) / 2);
	return span_of(bytes, strlen(text) / 2);
}

static struct span hex_of(const json_t *object, const char *name)
{
	return hex_text(text_of(object, name));
}

static struct span signed_bytes(const json_t *step, struct span body)
{
	const json_t *links = json_object_get(step, "links");
	const char *type = text_of(step, "type");
	size_t linked = json_array_size(links) * 32;
	char head[200];
	int n = snprintf(head, sizeof head, "DSSEv1 %zu %s %zu ", strlen(type), type, linked + body.n);
	uint8_t *bytes = arena_take(&arena, (size_t)n + linked + body.n);
	memcpy(bytes, head, (size_t)n);
	for (size_t i = 0; i < json_array_size(links); i++)
		unhex(json_string_value(json_array_get(links, i)), bytes + n + 32 * i, 32);
	memcpy(bytes + n + linked, body.p, body.n);
	return span_of(bytes, (size_t)n + linked + body.n);
}

static bool one_verifies(const json_t *keys, struct span message, const uint8_t *sig)
{
	for (size_t i = 0; i < json_array_size(keys); i++) {
		struct span key = hex_of(json_array_get(keys, i), "key");
		if (crypto_sign_verify_detached(sig, message.p, message.n, key.p) == 0)
			return true;
	}
	return false;
}

static void links_name_earlier_bodies(const json_t *steps, size_t at)
{
	const json_t *links = json_object_get(json_array_get(steps, at), "links");
	for (size_t i = 0; i < json_array_size(links); i++) {
		bool found = false;
		for (size_t k = 0; k < at; k++)
			found |= strcmp(text_of(json_array_get(steps, k), "body_sha256"),
			                json_string_value(json_array_get(links, i))) == 0;
		assert_true(found);
	}
}

static void step_holds(const json_t *steps, size_t at)
{
	const json_t *step = json_array_get(steps, at);
	struct span body = hex_of(step, "body"), hash = hex_of(step, "body_sha256"),
	            seals = hex_of(step, "seals");
	struct span message = signed_bytes(step, body);
	size_t kid = seals.n % 68 == 0 ? 4 : 0;
	uint8_t digest[32];
	crypto_hash_sha256(digest, body.p, body.n);
	assert_memory_equal(digest, hash.p, sizeof digest);
	assert_true(span_equal(message, hex_of(step, "signed_bytes")));
	links_name_earlier_bodies(steps, at);
	for (size_t i = 0; i < seals.n; i += kid + 64)
		assert_true(one_verifies(json_object_get(step, "keys"), message, seals.p + i + kid));
}

static void the_worked_example_holds_step_by_step(void **state)
{
	(void)state;
	json_t *example = json_load_file(VECTORS "example.json", 0, NULL);
	const json_t *steps = json_object_get(example, "steps");
	struct span raw;
	arena = (struct arena){memory, sizeof memory, 0};
	assert_int_equal(json_array_size(steps), 4);
	for (size_t i = 0; i < 4; i++)
		step_holds(steps, i);
	assert_int_equal(code_read(span_text(text_of(example, "text")), &arena, &raw), ERR_OK);
	assert_true(span_equal(raw, hex_of(example, "code")));
	json_decref(example);
}

/* The parts of the code that are stamped, and a stamp of them: where it stands in the chain is its fourth link. */
static void stamp_holds(const json_t *all, const json_t *item, struct stamped *of, uint8_t payload[static HASH_LEN])
{
	struct span body = hex_of(item, "body"), seals = hex_of(item, "seals"), message = signed_bytes(item, body);
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct stamp stamp;
	hash_t links[STAMP_LINKS];
	sealed.body = span_bytes(body);
	assert_int_equal(stamp_read(&sealed, &arena, &stamp), ERR_OK);
	assert_int_equal(stamp_sound(stamp.body, of), ERR_OK);
	stamp_links(of, links);
	for (size_t i = 0; i < STAMP_LINKS; i++) {
		uint8_t want[HASH_LEN];
		unhex(json_string_value(json_array_get(json_object_get(item, "links"), i)), want, sizeof want);
		assert_memory_equal(links[i], want, HASH_LEN);
	}
	assert_true(span_equal(message, hex_of(item, "signed_bytes")));
	assert_int_equal(seals.n, 68);
	assert_true(one_verifies(json_object_get(all, "keys"), message, seals.p + 4));
	stamp_payload(of, body, payload);
	assert_memory_equal(payload, hex_of(item, "payload_sha256").p, HASH_LEN);
	of->previous = payload;
}

static void the_chain_of_stamps_holds(void **state)
{
	(void)state;
	json_t *all = json_load_file(VECTORS "stamps.json", 0, NULL);
	const json_t *list = json_object_get(all, "stamps");
	uint8_t payloads[2][HASH_LEN];
	struct code code;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct stamped of = {&trip, &leg, &assignment, NULL};
	arena = (struct arena){memory, sizeof memory, 0};
	assert_int_equal(json_array_size(list), 2);
	assert_int_equal(code_open(hex_of(all, "code"), &arena, &code), ERR_OK);
	assert_int_equal(trip_read(&code.trip, &arena, &trip), ERR_OK);
	assert_int_equal(leg_read(&code.leg, &arena, &leg), ERR_OK);
	assert_int_equal(assignment_read(&code.assignment, &arena, &assignment), ERR_OK);
	for (size_t i = 0; i < 2; i++)
		stamp_holds(all, json_array_get(list, i), &of, payloads[i]);
	json_decref(all);
}

static void the_log_and_its_head_hold(void **state)
{
	(void)state;
	json_t *all = json_load_file(VECTORS "passages.json", 0, NULL);
	const json_t *list = json_object_get(all, "records"), *keys = json_object_get(all, "keys"), *top = json_object_get(all, "head");
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct passage_head head;
	struct span message, seals;
	uint8_t hash[HASH_LEN];
	arena = (struct arena){memory, sizeof memory, 0};
	passage_first(hex_of(json_array_get(keys, 0), "key").p, hash);
	assert_memory_equal(hash, hex_of(all, "first").p, HASH_LEN);
	assert_int_equal(json_array_size(list), 3);
	for (size_t i = 0; i < 3; i++) {
		const json_t *item = json_array_get(list, i);
		const struct span raw = hex_of(item, "record");
		struct passage record;
		assert_int_equal(passage_read(raw, &arena, &record), ERR_OK);
		passage_next(hash, raw, hash);
		assert_memory_equal(hash, hex_of(item, "hash").p, HASH_LEN);
	}
	sealed.body = span_bytes(hex_of(top, "body"));
	seals = hex_of(top, "seals");
	assert_int_equal(passage_head_read(&sealed, &arena, &head), ERR_OK);
	assert_memory_equal(head.body->hash.data, hash, HASH_LEN);
	assert_string_equal(json_string_value(json_object_get(top, "type")), kind_type(KIND_passages));
	assert_int_equal(seal_message(KIND_passages, NULL, head.raw, &arena, &message), ERR_OK);
	assert_true(one_verifies(keys, message, seals.p + 4));
	json_decref(all);
}

static void every_bar_is_judged_as_it_says(void **state)
{
	(void)state;
	json_t *all = json_load_file(VECTORS "bars.json", 0, NULL), *item;
	struct code code;
	struct trip trip;
	size_t i;
	arena = (struct arena){memory, sizeof memory, 0};
	assert_int_equal(code_open(hex_of(all, "code"), &arena, &code), ERR_OK);
	assert_int_equal(trip_read(&code.trip, &arena, &trip), ERR_OK);
	assert_true(json_array_size(json_object_get(all, "bars")) >= 7);
	json_array_foreach(json_object_get(all, "bars"), i, item) {
		Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
		struct bar bar;
		sealed.body = span_bytes(hex_of(item, "body"));
		sealed.key = span_bytes(hex_of(item, "key"));
		sealed.signature = span_bytes(hex_of(item, "signature"));
		enum err err = bar_open(&sealed, &trip, json_integer_value(json_object_get(all, "now")), &arena, &bar);
		if (strcmp(err_name(err), text_of(item, "want")) != 0)
			fail_msg("%s: %s", text_of(item, "en"), err_name(err));
	}
	json_decref(all);
}

static void parts_are_read_or_refused_and_two_make_the_file(void **state)
{
	json_t *all = json_load_file(VECTORS "parts.json", 0, NULL), *item;
	const Guosuo__V1__StatePart *good[2];
	struct span file;
	size_t i, n = 0;
	(void)state;
	arena = (struct arena){memory, sizeof memory, 0};
	assert_true(json_array_size(json_object_get(all, "parts")) >= 19);
	json_array_foreach(json_object_get(all, "parts"), i, item) {
		const Guosuo__V1__StatePart *one;
		enum err err = part_read(span_text(text_of(item, "text")), &arena, &one);
		if (strcmp(err_name(err), text_of(item, "want")) != 0)
			fail_msg("%s: %s", text_of(item, "en"), err_name(err));
		if (err == ERR_OK && n < 2)
			good[n++] = one;
	}
	assert_int_equal(part_join(good, 2, &arena, &file), ERR_OK);
	assert_true(span_equal(file, hex_of(all, "file")));
	json_decref(all);
}

static const Guosuo__V1__StatusList *list_in(struct span file)
{
	ProtobufCMessage *sealed, *list;
	assert_int_equal(canon_open(&guosuo__v1__sealed__descriptor, file, &arena, &sealed), ERR_OK);
	assert_int_equal(canon_open(&guosuo__v1__status_list__descriptor, bytes_span(((Guosuo__V1__Sealed *)sealed)->body), &arena, &list),
	                 ERR_OK);
	return (const Guosuo__V1__StatusList *)list;
}

static void deltas_lead_to_the_last_file_or_are_refused(void **state)
{
	json_t *all = json_load_file(VECTORS "deltas.json", 0, NULL), *item, *files = json_object_get(all, "files");
	size_t i;
	(void)state;
	assert_true(json_array_size(json_object_get(all, "deltas")) >= 16);
	json_array_foreach(json_object_get(all, "deltas"), i, item) {
		struct span file;
		arena = (struct arena){memory, sizeof memory, 0};
		size_t held = (size_t)json_integer_value(json_object_get(item, "held"));
		struct span raw = hex_text(json_string_value(json_array_get(files, held)));
		enum err err = delta_apply(list_in(raw), hex_of(item, "delta"), &arena, &file);
		if (strcmp(err_name(err), text_of(item, "want")) != 0)
			fail_msg("%s: %s", text_of(item, "en"), err_name(err));
		struct span last = hex_text(json_string_value(json_array_get(files, json_array_size(files) - 1)));
		if (err == ERR_OK && span_equal(file, last) != json_is_true(json_object_get(item, "opens")))
			fail_msg("%s", text_of(item, "en"));
	}
	json_decref(all);
}

static int load(void **state)
{
	(void)state;
	json_error_t error;
	manifest = json_load_file(VECTORS "manifest.json", 0, &error);
	return manifest == NULL || sodium_init() < 0 ? -1 : 0;
}

static int unload(void **state)
{
	(void)state;
	json_decref(manifest);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_code_gets_its_word_and_findings),
	    cmocka_unit_test(every_finding_of_the_table_is_reached_by_a_code),
	    cmocka_unit_test(names_are_single),
	    cmocka_unit_test(every_trust_file_is_taken_or_refused_as_told),
	    cmocka_unit_test(every_file_is_named_by_the_manifest),
	    cmocka_unit_test(the_worked_example_holds_step_by_step),
	    cmocka_unit_test(the_chain_of_stamps_holds),
	    cmocka_unit_test(the_log_and_its_head_hold),
	    cmocka_unit_test(every_bar_is_judged_as_it_says),
	    cmocka_unit_test(parts_are_read_or_refused_and_two_make_the_file),
	    cmocka_unit_test(deltas_lead_to_the_last_file_or_are_refused),
	};
	return cmocka_run_group_tests(tests, load, unload);
}
