#include "tests/desk_rig.h"

#include <signal.h>
#include <sys/wait.h>

#include "server/file.h"
#include "server/publish.h"
#include "server/signer_child.h"
#include "server/signer_high.h"
#include "tests/revocation_rig.h"
#include "tests/world.h"

/* A folder with keys, a configuration that names it, and one trip and one status list to be sealed at WORLD_SEALED. */
struct bench {
	char dir[64];
	struct config config;
	struct world *world;
	uint8_t *memory;
	Guosuo__V1__Directory *directory;
	struct span directory_file;
	Guosuo__V1__Trip *trip;
	struct child *child;
	struct child_hello hello;
};

enum { BENCH_MEMORY = 8 << 20 };

static void bench_keys(struct bench *bench)
{
	struct desk desk = {0}; /* for its key files */
	memcpy(desk.dir, bench->dir, sizeof desk.dir);
	desk_write(&desk, "pass", "passphrase\n");
	desk_key_file(&desk, SHANDONG, "issuing", ENTRY_ISSUING);
	desk_key_file(&desk, SHANDONG, "status", ENTRY_STATUS);
	desk_key_file(&desk, HEBEI, "issuing", ENTRY_ISSUING);
}

static void bench_configure(struct bench *bench)
{
	struct config *config = &bench->config;
	snprintf(config->data, sizeof config->data, "%s", bench->dir);
	snprintf(config->keys, sizeof config->keys, "%s/keys", bench->dir);
	snprintf(config->passphrase_file, sizeof config->passphrase_file, "%s/pass", bench->dir);
	config->provinces[0] = SHANDONG, config->provinces[1] = HEBEI;
	config->province_count = 2;
}

/* The case's directory, and a trip drafted from the case that nobody has sealed. */
static void bench_papers(struct bench *bench)
{
	struct rig *rig = &bench->world->rig;
	struct trip_grant grant = world_grant();
	struct faults faults = {.count = 0};
	const struct directory opened = case_directory(rig);
	bench->directory = rig_directory(rig, 1);
	bench->directory->provinces = opened.body->provinces;
	bench->directory->n_provinces = opened.body->n_provinces;
	bench->directory->limits = opened.body->limits;
	root_set_hash(bench->directory, bench->config.root_set);
	bench->directory_file = rig_directory_file(rig, bench->directory);
	assert_int_equal(trip_draft(case_application(rig), &opened, &grant, &rig->arena, &faults, &bench->trip),
	                 ERR_OK);
}

static struct bench bench_make(void)
{
	struct bench bench = {.world = calloc(1, sizeof(struct world)), .memory = malloc(BENCH_MEMORY)};
	char keys[96];
	assert_true(sodium_init() >= 0);
	assert_non_null(bench.world);
	assert_non_null(bench.memory);
	bench.world->rig = rig_make(bench.memory, BENCH_MEMORY);
	snprintf(bench.dir, sizeof bench.dir, "/tmp/guosuo-signer-XXXXXX");
	assert_non_null(mkdtemp(bench.dir));
	snprintf(keys, sizeof keys, "%s/keys", bench.dir);
	assert_int_equal(mkdir(keys, 0700), 0);
	bench_keys(&bench);
	bench_configure(&bench);
	bench_papers(&bench);
	return bench;
}

static void bench_free(struct bench *bench)
{
	child_free(&bench->child);
	assert_int_equal(nftw(bench->dir, desk_unlink, 16, FTW_DEPTH | FTW_PHYS), 0);
	free(bench->world);
	free(bench->memory);
}

static enum err ask_child(struct bench *bench, struct child_question question, struct span body, int64_t now)
{
	uint8_t seal[SEAL_LEN];
	question.length = (uint32_t)body.n;
	return child_answer_to(bench->child, &question, body, now, seal);
}

/* Opens the child, and with it the directory: as after a restart. */
static void restart(struct bench *bench)
{
	child_free(&bench->child);
	assert_int_equal(child_open(&bench->config, &bench->child, &bench->hello), ERR_OK);
	assert_int_equal(ask_child(bench, (struct child_question){.op = CHILD_DIRECTORY}, bench->directory_file, RIG_NOW),
			 ERR_OK);
}

static enum err seal_trip_for(struct bench *bench, uint32_t province, int64_t now)
{
	return ask_child(bench, (struct child_question){.op = CHILD_SEAL, .kind = KIND_trip, .province = province},
			 rig_pack(&bench->world->rig, &bench->trip->base), now);
}

static enum err seal_trip_at(struct bench *bench, int64_t now)
{
	return seal_trip_for(bench, SHANDONG, now);
}

static enum err seal_index(struct bench *bench, uint32_t index)
{
	bench->trip->status_index = index;
	return seal_trip_at(bench, bench->trip->sealed_at);
}

/* ---- opening ---- */

static void it_says_which_keys_it_holds(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(bench.hello.count, 3);
	assert_int_equal(bench.hello.keys[0].role, GUOSUO__V1__ROLE__ROLE_ISSUING);
	struct rig_pair pair = rig_pair(rig_entry(SHANDONG, ENTRY_ISSUING));
	assert_memory_equal(bench.hello.keys[0].key, pair.key, KEY_LEN);
	bench_free(&bench);
}

static void a_wrong_passphrase_or_a_missing_key_is_named(void **state)
{
	struct bench bench = bench_make();
	struct child *child = NULL;
	(void)state;
	bench.config.provinces[1] = HENAN;
	assert_int_equal(child_open(&bench.config, &child, &bench.hello), ERR_NOT_FOUND);
	assert_non_null(strstr(bench.hello.problem, "keys/issuing.41.key"));
	bench.config.provinces[1] = HEBEI;
	char path[96];
	snprintf(path, sizeof path, "%s/pass", bench.dir);
	assert_int_equal(file_replace(path, span_text("another"), 0600), ERR_OK);
	assert_int_equal(child_open(&bench.config, &child, &bench.hello), ERR_PASSPHRASE);
	assert_non_null(strstr(bench.hello.problem, "keys/issuing.37.key"));
	assert_null(child);
	bench_free(&bench);
}

static void a_damaged_mark_file_stops_it(void **state)
{
	static const char *const damaged[] = {"0 37 202011", "zero 37 202011 5\n", "0 37 202011 5\nx"};
	struct bench bench = bench_make();
	char path[96];
	(void)state;
	snprintf(path, sizeof path, "%s/signer.high", bench.dir);
	for (size_t i = 0; i < RIG_COUNT(damaged); i++) {
		struct child *child = NULL;
		assert_int_equal(file_replace(path, span_text(damaged[i]), 0600), ERR_OK);
		assert_int_equal(child_open(&bench.config, &child, &bench.hello), ERR_FORMAT);
		assert_null(child);
		assert_non_null(strstr(bench.hello.problem, "signer.high"));
	}
	bench_free(&bench);
}

/* ---- trips ---- */

static void a_sound_trip_is_sealed_by_the_province_key(void **state)
{
	struct bench bench = bench_make();
	struct rig *rig = &bench.world->rig;
	struct rig_pair pair = rig_pair(rig_entry(SHANDONG, ENTRY_ISSUING));
	const struct signer_key key = {pair.key, 1, 0};
	const struct child_question question = {.op = CHILD_SEAL, .kind = KIND_trip, .province = SHANDONG};
	uint8_t seal[SEAL_LEN];
	size_t persons;
	(void)state;
	restart(&bench);
	struct span body = rig_pack(rig, &bench.trip->base);
	assert_int_equal(child_answer_to(bench.child, &question, body, bench.trip->sealed_at, seal), ERR_OK);
	assert_int_equal(
	    seals_check(KIND_trip, NULL, body, span_of(seal, sizeof seal), &key, 1, &rig->arena, &persons, NULL), ERR_OK);
	bench_free(&bench);
}

static void without_a_directory_nothing_is_sealed(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	assert_int_equal(child_open(&bench.config, &bench.child, &bench.hello), ERR_OK);
	assert_int_equal(seal_trip_at(&bench, bench.trip->sealed_at), ERR_STATE);
	bench_free(&bench);
}

static void a_directory_of_other_roots_is_refused(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	bench.config.root_set[0] ^= 1;
	assert_int_equal(child_open(&bench.config, &bench.child, &bench.hello), ERR_OK);
	assert_int_not_equal(
	    ask_child(&bench, (struct child_question){.op = CHILD_DIRECTORY}, bench.directory_file, RIG_NOW), ERR_OK);
	assert_int_equal(seal_trip_at(&bench, bench.trip->sealed_at), ERR_STATE);
	bench_free(&bench);
}

static void spoil_class(Guosuo__V1__Trip *trip) { trip->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I; }
static void spoil_window(Guosuo__V1__Trip *trip) { trip->not_after = trip->not_before - 1; }
static void spoil_route(Guosuo__V1__Trip *trip) { trip->provinces[1] = HENAN; }
static void spoil_index(Guosuo__V1__Trip *trip) { trip->status_index = 0; }

static void what_the_desk_may_not_have_sealed(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__Trip *trip);
		uint32_t province;
		int64_t late;
		enum err want;
	} rows[] = {
	    {"a lower class than its sizes", spoil_class, SHANDONG, 0, ERR_INPUT},
	    {"a window that ends before it begins", spoil_window, SHANDONG, 0, ERR_WINDOW},
	    {"provinces that are no neighbours", spoil_route, SHANDONG, 0, ERR_SCOPE},
	    {"no index", spoil_index, SHANDONG, 0, ERR_FORMAT},
	    {"by the key of another province", NULL, HEBEI, 0, ERR_SCOPE},
	    {"by a key it does not hold", NULL, HENAN, 0, ERR_KEY},
	    {"dated too far back", NULL, SHANDONG, SKEW_S + 1, ERR_CLOCK},
	    {"dated ahead", NULL, SHANDONG, -SKEW_S - 1, ERR_CLOCK},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct bench bench = bench_make();
		restart(&bench);
		if (rows[i].spoil != NULL)
			rows[i].spoil(bench.trip);
		enum err err = seal_trip_for(&bench, rows[i].province, bench.trip->sealed_at + rows[i].late);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
		bench_free(&bench);
	}
}

static void only_trips_and_lists_are_sealed(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		const struct child_question question = {.op = CHILD_SEAL, .kind = kind, .province = SHANDONG};
		if (kind != KIND_trip && kind != KIND_status)
			assert_int_equal(ask_child(&bench, question, span_text("x"), RIG_NOW), ERR_SCOPE);
	}
	assert_int_equal(ask_child(&bench, (struct child_question){.op = 7}, span_text("x"), RIG_NOW), ERR_SCOPE);
	bench_free(&bench);
}

/* ---- marks ---- */

static void an_index_is_never_sealed_twice(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(seal_index(&bench, 100), ERR_OK);
	assert_int_equal(seal_index(&bench, 100), ERR_ROLLBACK);
	assert_int_equal(seal_index(&bench, 99), ERR_ROLLBACK);
	assert_int_equal(seal_index(&bench, 101), ERR_OK);
	bench_free(&bench);
}

static void threat_37_a_restart_repeats_no_index(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(seal_index(&bench, 100), ERR_OK);
	restart(&bench);
	assert_int_equal(seal_index(&bench, 100), ERR_ROLLBACK);
	assert_int_equal(seal_index(&bench, 100 + SIGNER_STEP), ERR_ROLLBACK);
	assert_int_equal(seal_index(&bench, 101 + SIGNER_STEP), ERR_OK);
	bench_free(&bench);
}

static void a_mark_that_cannot_be_written_seals_nothing(void **state)
{
	struct bench bench = bench_make();
	char path[96];
	(void)state;
	restart(&bench);
	snprintf(path, sizeof path, "%s/signer.high.new", bench.dir);
	assert_int_equal(mkdir(path, 0700), 0); /* root may write anywhere, but not over a folder */
	assert_int_equal(seal_index(&bench, 100), ERR_IO);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(seal_index(&bench, 100), ERR_OK);
	bench_free(&bench);
}

/* As full as thirty provinces leave it after some three years; written once, so that the test is quick. */
static void full_marks(const struct bench *bench, char path[static 96])
{
	snprintf(path, 96, "%s/marks", bench->dir);
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fprintf(file, "%d 37 1 7\n", KIND_status);
	for (unsigned i = 1; i < HIGH_MARKS; i++)
		fprintf(file, "%d 37 %u 9\n", KIND_trip, 202000 + i);
	assert_int_equal(fclose(file), 0);
}

static void a_full_file_forgets_the_oldest_week_only(void **state)
{
	struct bench bench = bench_make();
	struct high *high;
	char path[96];
	(void)state;
	full_marks(&bench, path);
	assert_int_equal(high_open(path, &high), ERR_OK);
	assert_int_equal(high_raise(high, KIND_trip, 37, 202000, 1, 0), ERR_SIZE);
	assert_int_equal(high_raise(high, KIND_status, 37, 2, 1, 0), ERR_SIZE);
	assert_int_equal(high_raise(high, KIND_trip, 37, 209001, 1, 0), ERR_OK);
	high_free(&high);
	assert_int_equal(high_open(path, &high), ERR_OK);
	assert_int_equal(high_raise(high, KIND_trip, 37, 209001, 1, 0), ERR_ROLLBACK);
	assert_int_equal(high_raise(high, KIND_trip, 37, 202002, 9, 0), ERR_ROLLBACK);
	assert_int_equal(high_raise(high, KIND_status, 37, 1, 7, 0), ERR_ROLLBACK);
	assert_int_equal(high_raise(high, KIND_trip, 37, 202001, 1, 0), ERR_SIZE);
	high_free(&high);
	bench_free(&bench);
}

/* ---- status lists ---- */

static Guosuo__V1__StatusList *list_at(struct bench *bench, uint32_t version, int64_t now)
{
	struct rig *rig = &bench->world->rig;
	const struct directory opened = rig_opened_directory(rig, 1);
	const struct status_facts facts = {.province = SHANDONG,
					   .epoch = 1,
					   .version = version,
					   .now = now,
					   .next_update = now + 3600,
					   .expires_at = now + 7 * RIG_DAY,
					   .directory = &opened};
	struct span body;
	ProtobufCMessage *list;
	assert_int_equal(publish_status_body(&facts, &rig->arena, &body), ERR_OK);
	assert_int_equal(canon_open(&guosuo__v1__status_list__descriptor, body, &rig->arena, &list), ERR_OK);
	return (Guosuo__V1__StatusList *)list;
}

static Guosuo__V1__StatusList *fresh_list(struct bench *bench, uint32_t version)
{
	return list_at(bench, version, RIG_NOW);
}

static enum err seal_list(struct bench *bench, const Guosuo__V1__StatusList *list, int64_t now)
{
	return ask_child(bench, (struct child_question){.op = CHILD_SEAL, .kind = KIND_status, .province = SHANDONG},
			 rig_pack(&bench->world->rig, &list->base), now);
}

static void revoke_one(struct bench *bench, Guosuo__V1__StatusList *list)
{
	list->weeks[0]->rice = 1;
	list->weeks[0]->revoked = rig_bytes(&bench->world->rig, "\x7F", 1);
}
static void drop_last_week(struct bench *bench, Guosuo__V1__StatusList *list)
{
	(void)bench;
	list->n_weeks--;
}
static void drop_first_week(struct bench *bench, Guosuo__V1__StatusList *list)
{
	(void)bench;
	list->weeks++, list->n_weeks--;
}
static void of_hebei(struct bench *bench, Guosuo__V1__StatusList *list)
{
	(void)bench;
	list->province = HEBEI;
}
static void never_valid(struct bench *bench, Guosuo__V1__StatusList *list)
{
	(void)bench;
	list->expires_at = list->issued_at;
}
static void from_tomorrow(struct bench *bench, Guosuo__V1__StatusList *list)
{
	(void)bench;
	list->issued_at += 3600, list->next_update += 3600;
}

static void which_lists_are_refused(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(struct bench *bench, Guosuo__V1__StatusList *list);
		enum err want;
	} rows[] = {
	    {"it revokes", revoke_one, ERR_SCOPE},
	    {"the last live week is missing", drop_last_week, ERR_SCOPE},
	    {"this week is missing", drop_first_week, ERR_SCOPE},
	    {"another province", of_hebei, ERR_SCOPE},
	    {"never valid", never_valid, ERR_WINDOW},
	    {"an hour ahead", from_tomorrow, ERR_CLOCK},
	};
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__StatusList *list = fresh_list(&bench, 1);
		rows[i].spoil(&bench, list);
		enum err err = seal_list(&bench, list, RIG_NOW);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
	}
	assert_int_equal(seal_list(&bench, fresh_list(&bench, 1), RIG_NOW), ERR_OK);
	bench_free(&bench);
}

static void a_list_version_only_rises_across_restarts(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(seal_list(&bench, fresh_list(&bench, 5), RIG_NOW), ERR_OK);
	assert_int_equal(seal_list(&bench, fresh_list(&bench, 5), RIG_NOW), ERR_ROLLBACK);
	restart(&bench);
	assert_int_equal(seal_list(&bench, fresh_list(&bench, 5), RIG_NOW), ERR_ROLLBACK);
	assert_int_equal(seal_list(&bench, fresh_list(&bench, 6), RIG_NOW), ERR_OK);
	bench_free(&bench);
}

/* ---- what a list takes back ---- */

enum { TAKEN_WEEK = 202012 }; /* tests/revocation_rig.h */

static enum err seal_taken(struct bench *bench, uint32_t version, int64_t now, const uint32_t *indexes, size_t count)
{
	Guosuo__V1__StatusList *list = list_at(bench, version, now);
	for (size_t i = 0; i < list->n_weeks; i++)
		if (list->weeks[i]->week == TAKEN_WEEK)
			assert_int_equal(status_encode(indexes, count, &bench->world->rig.arena, list->weeks[i]), ERR_OK);
	return seal_list(bench, list, now);
}

static enum err tell_roster(struct bench *bench)
{
	struct rig *rig = &bench->world->rig;
	return ask_child(bench, (struct child_question){.op = CHILD_ROSTER}, rig_roster_file(rig, rig_roster(rig, SHANDONG, 1)),
			 RIG_NOW);
}

/* The first `count` of 3, 4, 9. */
static enum err prove(struct bench *bench, size_t count, const uint32_t *keys)
{
	struct rig *rig = &bench->world->rig;
	Guosuo__V1__RevocationProof proof = GUOSUO__V1__REVOCATION_PROOF__INIT;
	proof.revocation = revocation_sealed(rig, revocation_make(rig, SHANDONG, count, RIG_NOW), keys);
	return ask_child(bench, (struct child_question){.op = CHILD_PROVE, .province = SHANDONG}, rig_pack(rig, &proof.base),
			 RIG_NOW);
}

static const uint32_t three[] = {3, 4, 9};
#define REVIEWER_A rig_entry(SHANDONG, ENTRY_REVIEWER_A)
#define REVIEWER_B rig_entry(SHANDONG, ENTRY_REVIEWER_B)

static void threat_18b_a_list_adds_only_what_a_sealed_revocation_takes_back(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(seal_taken(&bench, 1, RIG_NOW, three, 1), ERR_SCOPE);
	assert_int_equal(prove(&bench, 1, RIG_KEYS(REVIEWER_A)), ERR_STATE); /* by no roster */
	assert_int_equal(tell_roster(&bench), ERR_OK);
	assert_int_equal(tell_roster(&bench), ERR_EXISTS);
	assert_int_equal(prove(&bench, 1, RIG_KEYS(rig_entry(SHANDONG, ENTRY_STATUS))), ERR_KEY);
	assert_int_equal(prove(&bench, 2, RIG_KEYS(REVIEWER_A)), ERR_FEW);
	assert_int_equal(seal_taken(&bench, 1, RIG_NOW, three, 1), ERR_SCOPE);
	assert_int_equal(prove(&bench, 1, RIG_KEYS(REVIEWER_A)), ERR_OK);
	assert_int_equal(seal_taken(&bench, 1, RIG_NOW, three, 2), ERR_SCOPE);
	assert_int_equal(seal_taken(&bench, 1, RIG_NOW, three, 1), ERR_OK);
	assert_int_equal(prove(&bench, 3, RIG_KEYS(REVIEWER_A, REVIEWER_B)), ERR_OK);
	assert_int_equal(seal_taken(&bench, 2, RIG_NOW, three, 3), ERR_OK);
	bench_free(&bench);
}

static void threat_18b_what_a_list_had_every_later_one_has_until_its_week_is_over(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(tell_roster(&bench), ERR_OK);
	assert_int_equal(prove(&bench, 2, RIG_KEYS(REVIEWER_A, REVIEWER_B)), ERR_OK);
	assert_int_equal(seal_taken(&bench, 1, RIG_NOW, three, 2), ERR_OK);
	assert_int_equal(seal_taken(&bench, 2, RIG_NOW, three, 1), ERR_SCOPE);
	assert_int_equal(seal_taken(&bench, 2, RIG_NOW, three, 0), ERR_SCOPE);
	restart(&bench);
	assert_int_equal(seal_taken(&bench, 2, RIG_NOW, three, 1), ERR_SCOPE);
	assert_int_equal(seal_taken(&bench, 2, RIG_NOW, three, 2), ERR_OK); /* and needs no proof again */
	assert_int_equal(seal_taken(&bench, 3, RIG_NOW + 6 * RIG_DAY, three, 0), ERR_SCOPE);
	assert_int_equal(seal_taken(&bench, 3, RIG_NOW + 13 * RIG_DAY, three, 0), ERR_OK);
	bench_free(&bench);
}

/* ---- what a list bars ---- */

struct sealed_trip {
	Guosuo__V1__Sealed *sealed;
	struct trip trip;
};

/* The case's trip under this key. */
static struct sealed_trip seal_trip_by(struct bench *bench, uint32_t key)
{
	struct rig *rig = &bench->world->rig;
	struct sealed_trip out = {.sealed = RIG_NEW(rig, Guosuo__V1__Sealed, GUOSUO__V1__SEALED__INIT)};
	struct span body = rig_pack(rig, &bench->trip->base), seals = rig_seals(rig, KIND_trip, NULL, body, RIG_KEYS(key));
	out.sealed->body = rig_bytes(rig, body.p, body.n);
	out.sealed->seals = rig_bytes(rig, seals.p, seals.n);
	assert_int_equal(trip_read(out.sealed, &rig->arena, &out.trip), ERR_OK);
	return out;
}

static enum err prove_officers(struct bench *bench, const struct sealed_trip *trip, Guosuo__V1__OfficerSealed *assignment,
			       Guosuo__V1__OfficerSealed *bar)
{
	Guosuo__V1__RevocationProof proof = GUOSUO__V1__REVOCATION_PROOF__INIT;
	proof.trip = trip->sealed;
	proof.assignment = assignment;
	proof.bar = bar;
	return ask_child(bench, (struct child_question){.op = CHILD_PROVE, .province = SHANDONG},
			 rig_pack(&bench->world->rig, &proof.base), RIG_NOW);
}

static Guosuo__V1__OfficerSealed *bar_by(struct bench *bench, const struct sealed_trip *trip, uint32_t officer, uint32_t slot)
{
	Guosuo__V1__OfficerSealed *out;
	assert_int_equal(bar_seal(&trip->trip, slot, RIG_NOW, rig_pair(officer).secret, &bench->world->rig.arena, &out), ERR_OK);
	return out;
}

static Guosuo__V1__OfficerSealed *assignment_by(struct bench *bench, const struct sealed_trip *trip, uint32_t serial)
{
	struct rig *rig = &bench->world->rig;
	Guosuo__V1__Assignment body = GUOSUO__V1__ASSIGNMENT__INIT;
	Guosuo__V1__OfficerSealed *out;
	body.serial = serial, body.journey = 1, body.tractor = 1;
	body.driver_name = (char *)(uintptr_t) "示例司机甲", body.licence_last4 = (char *)(uintptr_t) "0015";
	body.not_before = trip->trip.body->not_before, body.not_after = body.not_before + 3600;
	body.holder_case = GUOSUO__V1__ASSIGNMENT__HOLDER_DEVICE_KEY;
	body.device_key = rig_key(rig, WORLD_DEVICE);
	assert_int_equal(assignment_seal(rig_pack(rig, &body.base), &trip->trip, rig_pair(WORLD_OFFICER).secret, &rig->arena, &out),
			 ERR_OK);
	return out;
}

/* A list with one bar of this trip; phone and slot 0: it says nothing. */
static enum err seal_barred(struct bench *bench, uint32_t version, int64_t now, uint32_t phone, uint32_t slot)
{
	Guosuo__V1__StatusList *list = list_at(bench, version, now);
	Guosuo__V1__AssignmentBar bar = GUOSUO__V1__ASSIGNMENT_BAR__INIT, *bars[] = {&bar};
	bar.week = iso_week(bench->trip->not_after), bar.index = bench->trip->status_index;
	bar.lowest_phone_serial = phone;
	bar.barred_slots = &slot, bar.n_barred_slots = slot != 0;
	list->bars = bars, list->n_bars = 1;
	return seal_list(bench, list, now);
}

static void threat_18b_a_list_bars_only_what_an_officer_of_the_trip_has_sealed(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(tell_roster(&bench), ERR_OK);
	struct sealed_trip trip = seal_trip_by(&bench, rig_entry(SHANDONG, ENTRY_ISSUING)),
			   forged = seal_trip_by(&bench, REVIEWER_A);
	Guosuo__V1__OfficerSealed *three_of = assignment_by(&bench, &trip, 3), *second = bar_by(&bench, &trip, WORLD_OFFICER, 2);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 3, 0), ERR_SCOPE);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 0, 2), ERR_SCOPE);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 0, 0), ERR_SCOPE);
	assert_int_equal(prove_officers(&bench, &forged, three_of, NULL), ERR_KEY); /* a trip nobody issued */
	assert_int_equal(prove_officers(&bench, &trip, three_of, second), ERR_FORMAT);
	assert_int_equal(prove_officers(&bench, &trip, NULL, NULL), ERR_FORMAT);
	assert_int_equal(prove_officers(&bench, &trip, second, NULL), ERR_SEAL); /* neither is the other */
	assert_int_equal(prove_officers(&bench, &trip, NULL, three_of), ERR_SIZE);
	Guosuo__V1__OfficerSealed strangers = *three_of;
	strangers.key = rig_key(&bench.world->rig, WORLD_STRANGER);
	assert_int_equal(prove_officers(&bench, &trip, &strangers, NULL), ERR_KEY);
	strangers.key = rig_key(&bench.world->rig, WORLD_OFFICER + 1);
	assert_int_equal(prove_officers(&bench, &trip, &strangers, NULL), ERR_SEAL);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 3, 0), ERR_SCOPE);
	assert_int_equal(prove_officers(&bench, &trip, three_of, NULL), ERR_OK);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 4, 0), ERR_SCOPE);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 3, 2), ERR_SCOPE);
	assert_int_equal(prove_officers(&bench, &trip, NULL, second), ERR_OK);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 3, 2), ERR_OK);
	bench_free(&bench);
}

static void threat_18b_a_bar_stays_and_only_rises_until_its_week_is_over(void **state)
{
	struct bench bench = bench_make();
	(void)state;
	restart(&bench);
	assert_int_equal(tell_roster(&bench), ERR_OK);
	struct sealed_trip trip = seal_trip_by(&bench, rig_entry(SHANDONG, ENTRY_ISSUING));
	assert_int_equal(prove_officers(&bench, &trip, assignment_by(&bench, &trip, 3), NULL), ERR_OK);
	assert_int_equal(prove_officers(&bench, &trip, NULL, bar_by(&bench, &trip, WORLD_OFFICER, 2)), ERR_OK);
	assert_int_equal(seal_barred(&bench, 1, RIG_NOW, 3, 2), ERR_OK);
	restart(&bench);
	assert_int_equal(tell_roster(&bench), ERR_OK);
	assert_int_equal(seal_list(&bench, fresh_list(&bench, 2), RIG_NOW), ERR_SCOPE);
	assert_int_equal(seal_barred(&bench, 2, RIG_NOW, 2, 2), ERR_SCOPE);
	assert_int_equal(seal_barred(&bench, 2, RIG_NOW, 3, 0), ERR_SCOPE);
	assert_int_equal(prove_officers(&bench, &trip, assignment_by(&bench, &trip, 2), NULL), ERR_OK);
	assert_int_equal(seal_barred(&bench, 2, RIG_NOW, 2, 2), ERR_SCOPE); /* though two was assigned */
	assert_int_equal(prove_officers(&bench, &trip, assignment_by(&bench, &trip, 7), NULL), ERR_OK);
	assert_int_equal(seal_barred(&bench, 2, RIG_NOW, 7, 2), ERR_OK);
	int64_t end = bench.trip->not_after;
	assert_int_equal(seal_list(&bench, list_at(&bench, 3, end), end), ERR_SCOPE);
	assert_int_equal(seal_list(&bench, list_at(&bench, 3, end + 8 * RIG_DAY), end + 8 * RIG_DAY), ERR_OK);
	bench_free(&bench);
}

static void a_damaged_list_stops_it(void **state)
{
	struct bench bench = bench_make();
	struct child *child = NULL;
	char path[96];
	(void)state;
	snprintf(path, sizeof path, "%s/signer.list.37", bench.dir);
	assert_int_equal(file_replace(path, span_text("no list"), 0600), ERR_OK);
	assert_int_equal(child_open(&bench.config, &child, &bench.hello), ERR_FORMAT);
	assert_non_null(strstr(bench.hello.problem, "signer.list"));
	assert_null(child);
	bench_free(&bench);
}

/* ---- the process ---- */

struct heard {
	struct event_base *base;
	int answers, deaths;
	enum err last;
	bool sealed;
};

static void on_done(enum err err, const uint8_t *seal, void *context)
{
	struct heard *heard = context;
	heard->answers++;
	heard->last = err;
	heard->sealed = seal != NULL;
	event_base_loopbreak(heard->base);
}

static void on_death(void *context)
{
	struct heard *heard = context;
	heard->deaths++;
	event_base_loopbreak(heard->base);
}

static struct signer *start(struct bench *bench, struct heard *heard)
{
	char problem[CONFIG_TEXT];
	struct signer *signer = NULL;
	assert_int_equal(signer_spawn(&bench->config, &signer, problem), ERR_OK);
	heard->base = event_base_new();
	assert_non_null(heard->base);
	assert_int_equal(signer_attach(signer, heard->base, on_death, heard), ERR_OK);
	signer_directory(signer, bench->directory_file, on_done, heard);
	assert_int_equal(heard->answers, 0); /* never inside the call that asked */
	event_base_dispatch(heard->base);
	assert_int_equal(heard->last, ERR_OK);
	return signer;
}

/* The child's process: the one child this process has. */
static pid_t child_pid(void)
{
	char path[64], text[64] = {0};
	snprintf(path, sizeof path, "/proc/self/task/%d/children", (int)getpid());
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	assert_non_null(fgets(text, sizeof text, file));
	fclose(file);
	return (pid_t)strtol(text, NULL, 10);
}

static void the_child_answers_and_refuses(void **state)
{
	struct bench bench = bench_make();
	struct heard heard = {0};
	(void)state;
	struct signer *signer = start(&bench, &heard);
	bench.trip->sealed_at = (uint32_t)time(NULL);
	signer_seal(signer, KIND_trip, SHANDONG, rig_pack(&bench.world->rig, &bench.trip->base), on_done, &heard);
	event_base_dispatch(heard.base);
	assert_int_equal(heard.last, ERR_WINDOW); /* a window that lies in 2020 */
	bench.trip->not_before = bench.trip->sealed_at;
	bench.trip->not_after = bench.trip->sealed_at + 3 * 24 * 3600;
	signer_seal(signer, KIND_trip, SHANDONG, rig_pack(&bench.world->rig, &bench.trip->base), on_done, &heard);
	event_base_dispatch(heard.base);
	assert_int_equal(heard.last, ERR_OK);
	assert_true(heard.sealed);
	signer_seal(signer, KIND_trip, SHANDONG, rig_pack(&bench.world->rig, &bench.trip->base), on_done, &heard);
	event_base_dispatch(heard.base);
	assert_int_equal(heard.last, ERR_ROLLBACK);
	assert_false(heard.sealed);
	assert_non_null(signer_key(signer, GUOSUO__V1__ROLE__ROLE_STATUS, SHANDONG));
	assert_null(signer_key(signer, GUOSUO__V1__ROLE__ROLE_STATUS, HEBEI));
	signer_free(&signer);
	assert_int_equal(heard.deaths, 0);
	event_base_free(heard.base);
	bench_free(&bench);
}

static void the_death_of_the_child_is_told_once(void **state)
{
	struct bench bench = bench_make();
	struct heard heard = {0};
	(void)state;
	struct signer *signer = start(&bench, &heard);
	heard.answers = 0;
	assert_int_equal(kill(child_pid(), SIGKILL), 0);
	signer_seal(signer, KIND_trip, SHANDONG, rig_pack(&bench.world->rig, &bench.trip->base), on_done, &heard);
	for (int turn = 0; turn < 50 && (heard.deaths == 0 || heard.answers == 0); turn++)
		event_base_loop(heard.base, EVLOOP_ONCE);
	assert_int_equal(heard.deaths, 1);
	assert_int_equal(heard.answers, 1);
	assert_int_equal(heard.last, ERR_BUSY);
	signer_free(&signer);
	assert_int_equal(heard.answers, 1);
	event_base_free(heard.base);
	bench_free(&bench);
}

/* Under a filter, without privileges to gain, and not to be read by others: as the kernel says. */
static void the_child_has_given_up_its_powers(void **state)
{
	struct bench bench = bench_make();
	struct heard heard = {0};
	char path[64], line[128];
	int found = 0;
	(void)state;
	struct signer *signer = start(&bench, &heard);
	snprintf(path, sizeof path, "/proc/%d/status", (int)child_pid());
	FILE *file = fopen(path, "r");
	assert_non_null(file);
	while (fgets(line, sizeof line, file) != NULL)
		found += strcmp(line, "Seccomp:\t2\n") == 0 || strcmp(line, "NoNewPrivs:\t1\n") == 0;
	fclose(file);
	assert_int_equal(found, 2);
	signer_free(&signer);
	event_base_free(heard.base);
	bench_free(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(it_says_which_keys_it_holds),
	    cmocka_unit_test(a_wrong_passphrase_or_a_missing_key_is_named),
	    cmocka_unit_test(a_damaged_mark_file_stops_it),
	    cmocka_unit_test(a_sound_trip_is_sealed_by_the_province_key),
	    cmocka_unit_test(without_a_directory_nothing_is_sealed),
	    cmocka_unit_test(a_directory_of_other_roots_is_refused),
	    cmocka_unit_test(what_the_desk_may_not_have_sealed),
	    cmocka_unit_test(only_trips_and_lists_are_sealed),
	    cmocka_unit_test(an_index_is_never_sealed_twice),
	    cmocka_unit_test(threat_37_a_restart_repeats_no_index),
	    cmocka_unit_test(a_mark_that_cannot_be_written_seals_nothing),
	    cmocka_unit_test(a_full_file_forgets_the_oldest_week_only),
	    cmocka_unit_test(which_lists_are_refused),
	    cmocka_unit_test(a_list_version_only_rises_across_restarts),
	    cmocka_unit_test(threat_18b_a_list_adds_only_what_a_sealed_revocation_takes_back),
	    cmocka_unit_test(threat_18b_what_a_list_had_every_later_one_has_until_its_week_is_over),
	    cmocka_unit_test(threat_18b_a_list_bars_only_what_an_officer_of_the_trip_has_sealed),
	    cmocka_unit_test(threat_18b_a_bar_stays_and_only_rises_until_its_week_is_over),
	    cmocka_unit_test(a_damaged_list_stops_it),
	    cmocka_unit_test(the_child_answers_and_refuses),
	    cmocka_unit_test(the_death_of_the_child_is_told_once),
	    cmocka_unit_test(the_child_has_given_up_its_powers),
	};
	return cmocka_run_group_tests_name("server/signer", tests, NULL, NULL);
}
