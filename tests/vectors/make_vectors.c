/* Writes tests/vectors from the tables of cases, the same bytes every time; with --check it only says what
 * differs. make_vectors DIR | make_vectors --check DIR */
#include <errno.h>
#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <sys/stat.h>

#include "proto/bar.h"
#include "proto/body.h"
#include "proto/stamp.h"
#include "tests/cases.h"
#include "tests/file_cases.h"
#include "tests/part_cases.h"
#include "tests/delta_cases.h"
#include "tests/passage_rig.h"
#include "tests/text_cases.h"

static struct {
	const char *dir;
	bool check;
	size_t files, wrong;
} run;

static uint8_t memory[SCENE_MEMORY], base_memory[SCENE_MEMORY];
static struct scene scene, base;

/* ---- files ----------------------------------------------------------------------------------------------
 */

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "make_vectors: %s: %s\n", what, strerror(errno));
	exit(1);
}

static bool same_file(const char *path, struct span bytes)
{
	static uint8_t held[1 << 20];
	FILE *file = fopen(path, "rb");
	if (file == NULL)
		return false;
	size_t n = fread(held, 1, sizeof held, file);
	fclose(file);
	return n == bytes.n && memcmp(held, bytes.p, n) == 0;
}

static void put_file(const char *name, struct span bytes)
{
	char path[512];
	snprintf(path, sizeof path, "%s/%s", run.dir, name);
	run.files++;
	if (run.check) {
		if (same_file(path, bytes))
			return;
		run.wrong++;
		fprintf(stderr, "differs: %s\n", name);
		return;
	}
	FILE *file = fopen(path, "wb");
	must(file != NULL, path);
	must(fwrite(bytes.p, 1, bytes.n, file) == bytes.n && fclose(file) == 0, path);
}

static void put_json(const char *name, json_t *value)
{
	char *text = json_dumps(value, JSON_INDENT(1));
	must(text != NULL, name);
	size_t n = strlen(text);
	text[n] = '\n';
	put_file(name, span_of(text, n + 1));
	free(text);
	json_decref(value);
}

/* ---- small values ---------------------------------------------------------------------------------------
 */

static json_t *hex(struct span bytes)
{
	static char text[2 * 4096 + 1];
	must(bytes.n <= 4096, "hex");
	sodium_bin2hex(text, sizeof text, bytes.p, bytes.n);
	return json_string(text);
}

static json_t *plate(uint64_t packed)
{
	char text[PLATE_TEXT_MAX];
	must(plate_text(packed, text) == RULE_OK, "plate");
	return json_string(text);
}

static json_t *words(const char *list)
{
	json_t *out = json_array();
	while (*list != '\0') {
		size_t n = strcspn(list, " ");
		json_array_append_new(out, json_stringn(list, n));
		list += n + (list[n] == ' ');
	}
	return out;
}

static void set_number(json_t *object, const char *name, int64_t value)
{
	if (value != 0)
		json_object_set_new(object, name, json_integer(value));
}

static json_t *numbers(const uint32_t *list, size_t count)
{
	json_t *out = json_array();
	for (size_t i = 0; i < count; i++)
		json_array_append_new(out, json_integer(list[i]));
	return out;
}

/* ---- the question ---------------------------------------------------------------------------------------
 */

static json_t *place_json(const struct place *place)
{
	json_t *out = json_object();
	set_number(out, "province", place->province);
	set_number(out, "checkpoint", place->checkpoint);
	set_number(out, "division", place->division);
	set_number(out, "station", place->station);
	if (place->road != NULL)
		json_object_set_new(out, "road", json_string(place->road));
	return out;
}

static void vehicle_json(json_t *out, const struct observed *seen)
{
	char vin[VIN_LEN + 1];
	if (seen->tractor_plate != 0)
		json_object_set_new(out, "tractor_plate", plate(seen->tractor_plate));
	if (seen->vin_read) {
		must(vin_text(span_of(seen->vin, VIN_PACKED), vin) == RULE_OK, "VIN");
		json_object_set_new(out, "vin", json_string(vin));
	}
	json_t *trailers = json_array();
	for (size_t i = 0; i < seen->trailer_count; i++)
		json_array_append_new(trailers, plate(seen->trailer_plates[i]));
	json_object_set_new(out, "trailer_plates", trailers);
}

static json_t *observed_json(const struct observed *seen)
{
	if (seen == NULL)
		return json_null();
	json_t *out = json_object();
	vehicle_json(out, seen);
	set_number(out, "length_mm", seen->length_mm);
	set_number(out, "width_mm", seen->width_mm);
	set_number(out, "height_mm", seen->height_mm);
	set_number(out, "mass_kg", seen->mass_kg);
	json_object_set_new(out, "axle_loads_kg", numbers(seen->axle_loads_kg, seen->axle_count));
	set_number(out, "pieces", seen->pieces);
	set_number(out, "hs_code", seen->hs_code);
	if (seen->escort_seen)
		json_object_set_new(out, "escort_vehicles", json_integer(seen->escort_vehicles));
	return out;
}

static json_t *seen_json(const struct seen *seen)
{
	json_t *out = json_array();
	for (size_t i = 0; seen != NULL && i < seen->count; i++) {
		json_t *item = json_object();
		json_object_set_new(item, "device",
		                    hex(span_of(seen->items[i].device, sizeof seen->items[i].device)));
		json_object_set_new(item, "digest",
		                    hex(span_of(seen->items[i].digest, sizeof seen->items[i].digest)));
		json_object_set_new(item, "counter", json_integer(seen->items[i].counter));
		if (seen->items[i].ahead_s != 0)
			json_object_set_new(item, "ahead_s", json_integer(seen->items[i].ahead_s));
		json_object_set_new(item, "at", json_integer(seen->items[i].at));
		json_array_append_new(out, item);
	}
	return out;
}

static json_t *policy_json(const struct policy *policy)
{
	if (policy == NULL)
		return json_null();
	json_t *out = json_object();
	set_number(out, "fresh_s", policy->fresh_s);
	set_number(out, "accept_s", policy->accept_s);
	json_object_set_new(out, "refer_beyond", json_boolean(policy->refer_beyond));
	return out;
}

/* ---- the trust ------------------------------------------------------------------------------------------
 */

/* The scene's file under the base name where it is the base's, else under the case's own. */
static json_t *trust_file(const char *vector, const char *what, struct span file, struct span of_base)
{
	char name[160];
	if (span_equal(file, of_base))
		snprintf(name, sizeof name, "trust/%s.bin", what);
	else
		snprintf(name, sizeof name, "trust/%s.%s.bin", vector, what);
	put_file(name, file);
	return json_string(name);
}

static json_t *holding_json(const char *vector, size_t at)
{
	static const char *const rosters[] = {"roster-37", "roster-13", "roster-12"};
	static const char *const lists[] = {"status-37", "status-13", "status-12"};
	const struct holding *holding = &scene.holdings[at];
	json_t *out = json_object();
	json_object_set_new(
	    out, "roster",
	    holding->roster.body == NULL
	        ? json_null()
	        : trust_file(vector, rosters[at], scene.roster_files[at], base.roster_files[at]));
	json_object_set_new(
	    out, "status",
	    holding->status.body == NULL
	        ? json_null()
	        : trust_file(vector, lists[at], scene.status_files[at], base.status_files[at]));
	json_object_set_new(out, "forked", json_boolean(holding->forked));
	if (holding->kept != NULL) {
		struct span kept = rig_pack(&scene.rig, &holding->kept->base);
		json_object_set_new(out, "kept", trust_file(vector, "kept", kept, span_of(NULL, 0)));
	}
	return out;
}

static json_t *trust_json(const char *vector)
{
	json_t *out = json_object(), *holdings = json_array();
	json_object_set_new(out, "directory",
	                    scene.trust.directory == NULL
	                        ? json_null()
	                        : trust_file(vector, "directory", scene.directory_file, base.directory_file));
	for (size_t i = 0; i < SCENE_PROVINCES; i++)
		json_array_append_new(holdings, holding_json(vector, i));
	json_object_set_new(out, "holdings", holdings);
	json_object_set_new(out, "ratchet", json_integer(scene.trust.ratchet));
	if (scene.trust.reset_at != 0)
		json_object_set_new(out, "reset_at", json_integer(scene.trust.reset_at));
	json_object_set_new(out, "synced_at", json_integer(scene.trust.synced_at));
	return out;
}

/* ---- the stamps ---- */

/* Whatever they are: chain_text would leave some out. */
static void stamps_file(const char *vector, json_t *out)
{
	char name[160], *text;
	if (scene.question.stamps == NULL)
		return;
	snprintf(name, sizeof name, "codes/%s.stamps.txt", vector);
	must(prefixed_text(CHAIN_PREFIX, rig_pack(&scene.rig, &scene.question.stamps->base), &scene.rig.arena, &text) == ERR_OK,
	     name);
	put_file(name, span_text(text));
	json_object_set_new(out, "stamps", json_string(name));
}

/* ---- the manifest ---------------------------------------------------------------------------------------
 */

static json_t *vector_json(const char *name, const char *zh, const char *en, enum word word,
                           const char *findings)
{
	const struct question *q = &scene.question;
	char file[160];
	json_t *out = json_object();
	snprintf(file, sizeof file, "codes/%s.txt", name);
	json_object_set_new(out, "name", json_string(name));
	json_object_set_new(out, "zh", json_string(zh));
	json_object_set_new(out, "en", json_string(en));
	json_object_set_new(out, "code", json_string(file));
	stamps_file(name, out);
	json_object_set_new(out, "now", json_integer(q->now));
	set_number(out, "latest_at", q->latest_at);
	json_object_set_new(out, "nonce", json_integer(q->nonce));
	json_object_set_new(out, "place", place_json(&q->place));
	json_object_set_new(out, "observed", observed_json(q->observed));
	json_object_set_new(out, "seen", seen_json(q->seen));
	json_object_set_new(out, "policy", policy_json(q->policy));
	json_object_set_new(out, "trust", trust_json(name));
	json_object_set_new(out, "word", json_string(word_name(word)));
	json_object_set_new(out, "findings", words(findings));
	return out;
}

static void put_text(const char *name, struct span text)
{
	char file[160];
	snprintf(file, sizeof file, "codes/%s.txt", name);
	put_file(file, text);
}

static json_t *codes(void)
{
	json_t *out = json_array();
	for (size_t i = 0; i < RIG_COUNT(vectors); i++) {
		char *text;
		case_stage(&vectors[i], &scene, memory);
		must(code_text(scene.raw, &scene.rig.arena, &text) == ERR_OK, vectors[i].name);
		put_text(vectors[i].name, span_text(text));
		json_array_append_new(out, vector_json(vectors[i].name, vectors[i].zh, vectors[i].en,
		                                       vectors[i].word, vectors[i].findings));
	}
	return out;
}

static void texts(json_t *out)
{
	scene_draft(&scene, memory);
	scene_seal(&scene);
	for (size_t i = 0; i < RIG_COUNT(text_vectors); i++) {
		const struct text_vector *vector = &text_vectors[i];
		put_text(vector->name, text_make(vector, &scene));
		json_array_append_new(
		    out, vector_json(vector->name, vector->zh, vector->en, vector->word, vector->findings));
	}
}

static json_t *files(void)
{
	json_t *out = json_array();
	for (size_t i = 0; i < RIG_COUNT(file_vectors); i++) {
		const struct file_vector *vector = &file_vectors[i];
		json_t *item = json_object();
		char name[160];
		snprintf(name, sizeof name, "files/%s.bin", vector->name);
		scene_draft(&scene, memory);
		put_file(name, vector->make(&scene));
		json_object_set_new(item, "name", json_string(vector->name));
		json_object_set_new(item, "zh", json_string(vector->zh));
		json_object_set_new(item, "en", json_string(vector->en));
		json_object_set_new(item, "file", json_string(name));
		json_object_set_new(item, "kind",
		                    json_string(vector->kind == KIND_directory ? "directory"
		                                : vector->kind == KIND_roster  ? "roster"
		                                                               : "status"));
		set_number(item, "province", vector->province);
		json_object_set_new(item, "want", json_string(err_name(vector->want)));
		json_array_append_new(out, item);
	}
	return out;
}

static void manifest(void)
{
	json_t *out = json_object(), *all = codes();
	uint8_t pin[HASH_LEN];
	texts(all);
	root_set_hash(base.directory, pin);
	json_object_set_new(
	    out, "note",
	    json_string("Codes and trust files, good and hostile. Keys are made of numbered seeds; nobody in "
	                "here exists."));
	json_object_set_new(out, "root_set", hex(span_of(pin, sizeof pin)));
	json_object_set_new(out, "codes", all);
	json_object_set_new(out, "files", files());
	put_json("manifest.json", out);
}

/* ---- the worked example ---------------------------------------------------------------------------------
 */

struct step {
	const char *name;
	enum kind kind;
	ProtobufCBinaryData body, seals; /* seals: kid and signature, or a signature alone */
	size_t links[3], link_count;     /* earlier steps */
	uint32_t keys[2];                /* numbers of the sealing keys */
};

static json_t *key_json(uint32_t number)
{
	struct rig_pair pair = rig_pair(number);
	uint8_t id[HASH_LEN];
	json_t *out = json_object();
	key_id(pair.key, id);
	json_object_set_new(out, "seed", hex(span_of(pair.secret, 32)));
	json_object_set_new(out, "key", hex(span_of(pair.key, KEY_LEN)));
	json_object_set_new(out, "key_id", hex(span_of(id, sizeof id)));
	return out;
}

static json_t *step_json(const struct step *steps, const struct step *step)
{
	hash_t links[LINKS_MAX];
	struct span message, body = span_of(step->body.data, step->body.len);
	json_t *out = json_object(), *linked = json_array(), *keys = json_array();
	uint8_t hash[HASH_LEN];
	for (size_t i = 0; i < step->link_count; i++) {
		const ProtobufCBinaryData *of = &steps[step->links[i]].body;
		body_hash(span_of(of->data, of->len), links[i]);
		json_array_append_new(linked, hex(span_of(links[i], HASH_LEN)));
	}
	must(seal_message(step->kind, (const hash_t *)links, body, &base.rig.arena, &message) == ERR_OK,
	     step->name);
	body_hash(body, hash);
	for (size_t i = 0; i < 2 && step->keys[i] != 0; i++)
		json_array_append_new(keys, key_json(step->keys[i]));
	json_object_set_new(out, "name", json_string(step->name));
	json_object_set_new(out, "type", json_string(kind_type(step->kind)));
	json_object_set_new(out, "links", linked);
	json_object_set_new(out, "body", hex(body));
	json_object_set_new(out, "body_sha256", hex(span_of(hash, sizeof hash)));
	json_object_set_new(out, "signed_bytes", hex(message));
	json_object_set_new(out, "keys", keys);
	json_object_set_new(out, "seals", hex(span_of(step->seals.data, step->seals.len)));
	return out;
}

static void example(void)
{
	enum { TRIP, LEG, ASSIGNMENT, PRESENTATION };
	const struct code *code = &base.code;
	const struct step steps[] = {
	    {"trip", KIND_trip, code->trip.body, code->trip.seals, {0}, 0, {base.trip_keys[0], 0}},
	    {"leg",
	     KIND_leg,
	     code->leg.body,
	     code->leg.seals,
	     {TRIP},
	     1,
	     {base.leg_keys[0], base.leg_keys[1]}},
	    {"assignment",
	     KIND_assignment,
	     code->assignment.body,
	     code->assignment.signature,
	     {TRIP},
	     1,
	     {OFFICER_KEY, 0}},
	    {"presentation",
	     KIND_presentation,
	     code->presentation.body,
	     code->presentation.signature,
	     {TRIP, LEG, ASSIGNMENT},
	     3,
	     {DEVICE_KEY, 0}},
	};
	json_t *out = json_object(), *list = json_array();
	char *text;
	must(code_text(base.raw, &base.rig.arena, &text) == ERR_OK, "example");
	for (size_t i = 0; i < RIG_COUNT(steps); i++)
		json_array_append_new(list, step_json(steps, &steps[i]));
	json_object_set_new(out, "steps", list);
	json_object_set_new(out, "code", hex(base.raw));
	json_object_set_new(out, "text", json_string(text));
	put_json("example.json", out);
}

/* ---- a chain of stamps ----------------------------------------------------------------------------------
 */

enum { HEBEI_STAMP_KEY = HEBEI * 100 + 11 + ENTRY_CHECKPOINT };

/* The code of the example at Hebei's checkpoint: let pass, and turned back an hour later. */
static Guosuo__V1__Stamp hebei_stamp(uint32_t sequence)
{
	static uint32_t findings[] = {FINDING_COMPARE};
	Guosuo__V1__Stamp stamp = GUOSUO__V1__STAMP__INIT;
	stamp.checkpoint = CHECKPOINT, stamp.device = 5, stamp.sequence = sequence;
	stamp.time = SCENE_NOW + 3600 * (sequence - 1);
	stamp.direction = GUOSUO__V1__DIRECTION__PASSING;
	stamp.verdict = VERDICT_ACCEPT, stamp.findings = findings, stamp.n_findings = RIG_COUNT(findings);
	stamp.outcome = sequence == 1 ? GUOSUO__V1__OUTCOME__PASSED : GUOSUO__V1__OUTCOME__TURNED_BACK;
	stamp.duty = 7, stamp.reason = sequence == 1 ? 0 : STAMP_REASON_ROAD;
	stamp.assignment_serial = base.assignment->serial;
	return stamp;
}

static json_t *stamp_json(const struct stamped *of, const Guosuo__V1__Sealed *sealed)
{
	struct span message, body = span_of(sealed->body.data, sealed->body.len);
	json_t *out = json_object(), *linked = json_array();
	hash_t links[STAMP_LINKS];
	uint8_t payload[HASH_LEN];
	stamp_links(of, links);
	stamp_payload(of, body, payload);
	must(seal_message(KIND_stamp, (const hash_t *)links, body, &base.rig.arena, &message) == ERR_OK, "stamp");
	for (size_t i = 0; i < STAMP_LINKS; i++)
		json_array_append_new(linked, hex(span_of(links[i], HASH_LEN)));
	json_object_set_new(out, "type", json_string(kind_type(KIND_stamp)));
	json_object_set_new(out, "links", linked);
	json_object_set_new(out, "body", hex(body));
	json_object_set_new(out, "payload_sha256", hex(span_of(payload, sizeof payload)));
	json_object_set_new(out, "signed_bytes", hex(message));
	json_object_set_new(out, "seals", hex(span_of(sealed->seals.data, sealed->seals.len)));
	return out;
}

static void stamps(void)
{
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct stamped of = {&trip, &leg, &assignment, NULL};
	struct arena *arena = &base.rig.arena;
	struct rig_pair pair = rig_pair(HEBEI_STAMP_KEY);
	uint8_t payload[HASH_LEN];
	json_t *out = json_object(), *list = json_array(), *keys = json_array();
	must(trip_read(&base.code.trip, arena, &trip) == ERR_OK && leg_read(&base.code.leg, arena, &leg) == ERR_OK &&
	         assignment_read(&base.code.assignment, arena, &assignment) == ERR_OK,
	     "stamped");
	for (uint32_t sequence = 1; sequence <= 2; sequence++) {
		const Guosuo__V1__Stamp stamp = hebei_stamp(sequence);
		Guosuo__V1__Sealed *sealed;
		must(stamp_seal(&stamp, &of, pair.secret, arena, &sealed) == ERR_OK, "stamp");
		json_array_append_new(list, stamp_json(&of, sealed));
		stamp_payload(&of, span_of(sealed->body.data, sealed->body.len), payload);
		of.previous = payload;
	}
	json_array_append_new(keys, key_json(HEBEI_STAMP_KEY));
	json_object_set_new(out, "note", json_string("Two stamps of Hebei's checkpoint on the pass of example.json."));
	json_object_set_new(out, "keys", keys);
	json_object_set_new(out, "code", hex(base.raw));
	json_object_set_new(out, "stamps", list);
	put_json("stamps.json", out);
}

/* ---- a log ---------------------------------------------------------------------------------------------- */

static json_t *record_json(struct span raw, uint8_t hash[static HASH_LEN])
{
	passage_next(hash, raw, hash);
	return json_pack("{s:o, s:o}", "record", hex(raw), "hash", hex(span_of(hash, HASH_LEN)));
}

static void passages(void)
{
	static uint8_t room[WORLD_MEMORY];
	static struct world world;
	struct rig_pair pair = rig_pair(STAMP_KEY);
	uint8_t hash[HASH_LEN];
	json_t *out = json_object(), *list = json_array(), *keys = json_array();
	Guosuo__V1__Sealed *head;
	world_make(&world, room);
	const Guosuo__V1__Stamp plain = passage_plain(PASSAGE_FIRST + 1);
	const Guosuo__V1__PassageRecord *const records[] = {passage_of_pass(&world), passage_without(&world.rig, &plain),
	                                                    passage_handover(&world.rig, PASSAGE_FIRST + 2)};
	passage_first(pair.key, hash);
	json_object_set_new(out, "first", hex(span_of(hash, sizeof hash)));
	for (size_t i = 0; i < RIG_COUNT(records); i++) {
		struct span raw;
		must(passage_pack(records[i], &world.rig.arena, &raw) == ERR_OK, "record");
		json_array_append_new(list, record_json(raw, hash));
	}
	const Guosuo__V1__PassageHead body = passage_head(PASSAGE_FIRST + 2, hash);
	must(passage_head_seal(&body, pair.secret, &world.rig.arena, &head) == ERR_OK, "head");
	json_array_append_new(keys, key_json(STAMP_KEY));
	json_object_set_new(out, "note", json_string("Three records of the log of Tianjin's checkpoint, and a head over them."));
	json_object_set_new(out, "keys", keys);
	json_object_set_new(out, "records", list);
	json_object_set_new(out, "head", json_pack("{s:s, s:o, s:o}", "type", kind_type(KIND_passages), "body",
	                                           hex(span_of(head->body.data, head->body.len)), "seals",
	                                           hex(span_of(head->seals.data, head->seals.len))));
	put_json("passages.json", out);
}

/* ---- bars ----------------------------------------------------------------------------------------------
 */

static const struct {
	const char *en, *want;
	uint32_t key, slot;
	int64_t sealed_at;
	enum kind kind;
} bar_rows[] = {
    {"the second officer is barred by the first", "OK", OFFICER_KEY, 2, SCENE_NOW, KIND_bar},
    {"the first by the second", "OK", OTHER_OFFICER_KEY, 1, SCENE_NOW - 3600, KIND_bar},
    {"the own slot", "SCOPE", OFFICER_KEY, 1, SCENE_NOW, KIND_bar},
    {"a slot the trip lacks", "SCOPE", OFFICER_KEY, 4, SCENE_NOW, KIND_bar},
    {"by a key the trip does not name", "KEY", DEVICE_KEY, 2, SCENE_NOW, KIND_bar},
    {"sealed as a decision", "SEAL", OFFICER_KEY, 2, SCENE_NOW, KIND_decision},
    {"sealed 301 s ahead", "WINDOW", OFFICER_KEY, 2, SCENE_NOW + SKEW_S + 1, KIND_bar},
};

static json_t *bar_json(size_t i, const hash_t *trip)
{
	Guosuo__V1__Bar bar = GUOSUO__V1__BAR__INIT;
	Guosuo__V1__OfficerSealed *sealed;
	json_t *out = json_object();
	bar.slot = bar_rows[i].slot, bar.sealed_at = bar_rows[i].sealed_at;
	must(body_sign_officer(bar_rows[i].kind, trip, rig_pack(&base.rig, &bar.base), rig_pair(bar_rows[i].key).secret,
	                       &base.rig.arena, &sealed) == ERR_OK,
	     "bar");
	json_object_set_new(out, "en", json_string(bar_rows[i].en));
	json_object_set_new(out, "body", hex(span_of(sealed->body.data, sealed->body.len)));
	json_object_set_new(out, "key", hex(span_of(sealed->key.data, sealed->key.len)));
	json_object_set_new(out, "signature", hex(span_of(sealed->signature.data, sealed->signature.len)));
	json_object_set_new(out, "want", json_string(bar_rows[i].want));
	return out;
}

static void bars(void)
{
	json_t *out = json_object(), *list = json_array();
	struct trip trip;
	must(trip_read(&base.code.trip, &base.rig.arena, &trip) == ERR_OK, "trip");
	for (size_t i = 0; i < RIG_COUNT(bar_rows); i++)
		json_array_append_new(list, bar_json(i, (const hash_t *)&trip.hash));
	json_object_set_new(out, "note", json_string("Bars of officers of the trip of example.json, judged at `now`."));
	json_object_set_new(out, "code", hex(base.raw));
	json_object_set_new(out, "now", json_integer(SCENE_NOW));
	json_object_set_new(out, "bars", list);
	put_json("bars.json", out);
}

/* ---- parts ---------------------------------------------------------------------------------------------
 */

static void parts(void)
{
	static uint8_t room[1 << 21];
	json_t *out = json_object(), *list = json_array();
	for (size_t i = 0; i < RIG_COUNT(part_cases); i++) {
		struct rig rig = rig_make(room, sizeof room);
		struct span text = part_case_text(&rig, &part_cases[i]);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "en", part_cases[i].en, "text", (const char *)text.p, "want",
		                                      err_name(part_cases[i].want)));
	}
	struct rig rig = rig_make(room, sizeof room);
	json_object_set_new(out, "note", json_string("Codes of a sequence; the first two are of the file, whole."));
	json_object_set_new(out, "file", hex(part_case_file(&rig)));
	json_object_set_new(out, "parts", list);
	put_json("parts.json", out);
}

/* ---- deltas --------------------------------------------------------------------------------------------
 */

static void deltas(void)
{
	static uint8_t room[1 << 21];
	json_t *out = json_object(), *lists = json_array(), *list = json_array();
	struct rig rig = rig_make(room, sizeof room);
	const struct delta_world world = delta_world(&rig);
	for (size_t i = 0; i < DELTA_LISTS; i++)
		json_array_append_new(lists, hex(world.files[i]));
	for (size_t i = 0; i < RIG_COUNT(delta_cases); i++) {
		const struct delta_case *row = &delta_cases[i];
		json_array_append_new(list, json_pack("{s:s, s:i, s:o, s:s, s:b}", "en", row->en, "held", (int)row->held, "delta",
		                                      hex(delta_case_raw(&rig, &world, row)), "want", err_name(row->want), "opens",
		                                      row->opens));
	}
	json_object_set_new(out, "note", json_string("Each is applied to files[held]; where it opens, it has led to the last of the files."));
	json_object_set_new(out, "files", lists);
	json_object_set_new(out, "deltas", list);
	put_json("deltas.json", out);
}

int main(int argc, char **argv)
{
	run.check = argc == 3 && strcmp(argv[1], "--check") == 0;
	if (argc != (run.check ? 3 : 2)) {
		fprintf(stderr, "usage: make_vectors [--check] DIR\n");
		return 2;
	}
	run.dir = argv[argc - 1];
	static const char *const rooms[] = {"codes", "trust", "files"};
	for (size_t i = 0; !run.check && i < RIG_COUNT(rooms); i++) {
		char path[512];
		snprintf(path, sizeof path, "%s/%s", run.dir, rooms[i]);
		must(mkdir(path, 0755) == 0 || errno == EEXIST, path);
	}
	must(sodium_init() >= 0, "libsodium");
	scene_draft(&base, base_memory);
	scene_seal(&base);
	manifest();
	example();
	stamps();
	passages();
	bars();
	parts();
	deltas();
	printf("%zu files, %zu differ\n", run.files, run.wrong);
	return run.wrong != 0;
}
