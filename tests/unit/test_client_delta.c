/* A home that holds an earlier list comes to the newest by its delta, however that is brought. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/carry.h"
#include "client/keep.h"
#include "client/parts.h"
#include "client/serve.h"
#include "proto/body.h"
#include "proto/delta.h"
#include "tests/said.h"
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct held held;
static struct context context;
static uint8_t pin[HASH_LEN];
static char other[64]; /* another home: a truck's, or what a desk publishes */
static struct said said;
static const Guosuo__V1__StatusList *first; /* what is held at the beginning */

static void load(const char *name, struct span raw)
{
	char path[96];
	snprintf(path, sizeof path, "%s/state/%s", other, name);
	rig_must(keep_write(&context, path, raw, false) == ERR_OK);
}

static void take_scene(void)
{
	char name[32];
	rig_must(held_take(&context, &held, "directory.1", scene.directory_file, SCENE_NOW) == ERR_OK);
	load("directory.1", scene.directory_file);
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		snprintf(name, sizeof name, "roster.%02u", scene.rosters[i]->province);
		load(name, scene.roster_files[i]);
		rig_must(held_take(&context, &held, name, scene.roster_files[i], SCENE_NOW) == ERR_OK);
		snprintf(name, sizeof name, "status.%02u", scene.rosters[i]->province);
		load(name, scene.status_files[i]);
		rig_must(held_take(&context, &held, name, scene.status_files[i], SCENE_NOW) == ERR_OK);
	}
}

static const Guosuo__V1__StatusList *list_in(struct span file)
{
	const Guosuo__V1__Sealed *sealed;
	uint8_t hash[HASH_LEN];
	ProtobufCMessage *list;
	rig_must(body_file_open(&guosuo__v1__status_list__descriptor, file, STATUS_MAX, &scene.rig.arena, &sealed, &list, hash) ==
		 ERR_OK);
	return (const Guosuo__V1__StatusList *)list;
}

static int fresh(void **state)
{
	static char home[64];
	(void)state;
	strcpy(home, "/tmp/guosuo-delta-XXXXXX");
	strcpy(other, "/tmp/guosuo-other-XXXXXX");
	rig_must(mkdtemp(home) != NULL && mkdtemp(other) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	scene_seal(&scene);
	root_set_hash(scene.directory, pin);
	rig_must(held_open(&context, pin, SCENE_NOW, &held) == ERR_OK);
	take_scene();
	first = list_in(scene.status_files[AT_HEBEI]);
	said_begin(&said);
	return 0;
}

static int gone(void **state)
{
	char line[256];
	(void)state;
	said_end(&said);
	free(said.text);
	snprintf(line, sizeof line, "rm -rf %s %s", context.home, other);
	rig_must(system(line) == 0);
	free(context.arena.base);
	return 0;
}

/* Hebei's list with `version` more indexes than none taken back. */
static struct span list_of(uint32_t version)
{
	uint32_t indexes[100];
	Guosuo__V1__StatusList *list = scene.lists[AT_HEBEI];
	list->version = version;
	for (uint32_t i = 0; i < version; i++)
		indexes[i] = 7 * i + 9;
	rig_must(version <= RIG_COUNT(indexes) && status_encode(indexes, version, &scene.rig.arena, list->weeks[1]) == ERR_OK);
	return rig_status_file(&scene.rig, list);
}

static struct span delta_of(const Guosuo__V1__StatusList *since, struct span file)
{
	struct span delta;
	rig_must(delta_make(since, file, &scene.rig.arena, &delta) == ERR_OK);
	return delta;
}

static struct span spoilt(struct span good)
{
	ProtobufCBinaryData bad = rig_bytes(&scene.rig, good.p, good.n);
	bad.data[bad.len - 10] ^= 1; /* of the seal */
	return span_of(bad.data, bad.len);
}

static uint32_t version_held(void)
{
	for (size_t i = 0; i < held.count; i++)
		if (held.holdings[i].roster.body->province == HEBEI)
			return held.holdings[i].status.body->version;
	return 0;
}

static void assert_kept(const char *name, struct span want)
{
	char path[64];
	struct span kept;
	snprintf(path, sizeof path, "state/%s", name);
	enum err err = keep_read(&context, path, STATUS_MAX, &kept);
	assert_int_equal(err, want.n == 0 ? ERR_NOT_FOUND : ERR_OK);
	assert_true(err != ERR_OK || span_equal(kept, want));
}

static struct synced sync_url(void)
{
	struct synced counts;
	struct serve *serve;
	char url[64];
	assert_int_equal(serve_start(other, "127.0.0.1", 0, CARRY_SECONDS, &serve), ERR_OK);
	snprintf(url, sizeof url, "http://127.0.0.1:%u", (unsigned)serve_port(serve));
	assert_int_equal(held_sync(&context, &held, url, SCENE_NOW, &counts), ERR_OK);
	serve_stop(&serve);
	return counts;
}

/* ---- a desk ---- */

static void of_a_desk_the_delta_stands_for_the_list(void **state)
{
	struct span file = list_of(30), delta = delta_of(first, file);
	(void)state;
	load("delta.13", delta);
	load("status.13", span_text("never fetched"));
	struct synced counts = sync_url();
	assert_int_equal(counts.deltas, 1);
	assert_int_equal(counts.delta_bytes, delta.n);
	assert_int_equal(counts.taken, 1);
	assert_int_equal(counts.refused, 0);
	assert_int_equal(version_held(), 30);
	assert_kept("status.13", file);
	assert_kept("delta.13", delta);
	counts = sync_url(); /* nothing has come since */
	assert_int_equal(counts.taken + counts.refused, 0);
	assert_int_equal(counts.deltas, 1);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_int_equal(version_held(), 30);
}

static void whatever_is_wrong_with_a_delta_the_list_is_fetched(void **state)
{
	struct span file = list_of(30);
	const Guosuo__V1__StatusList *later = list_in(list_of(29)), *newer = list_in(file);
	const struct {
		const char *why;
		struct span delta;
		bool is_kept; /* it leads to the list from itself, and may help the next */
	} rows[] = {
	    {"one that begins after what is held", delta_of(later, file), true},
	    {"one that begins at its own list", delta_of(newer, file), true},
	    {"one with another seal", spoilt(delta_of(first, file)), false},
	    {"none was made", span_text(""), false},
	    {"a list", file, false},
	};
	(void)state;
	load("status.13", file);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		rig_must(keep_write(&context, "state/status.13", scene.status_files[AT_HEBEI], false) == ERR_OK);
		rig_must(keep_remove(&context, "state/mark.status.13") == ERR_OK && keep_remove(&context, "state/delta.13") == ERR_OK);
		assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
		load("delta.13", rows[i].delta);
		struct synced counts = sync_url();
		if (version_held() != 30 || counts.refused != 0 || counts.deltas != 0 || counts.taken != 1)
			fail_msg("%s", rows[i].why);
		assert_kept("delta.13", rows[i].is_kept ? rows[i].delta : (struct span){NULL, 0});
	}
}

static void a_delta_goes_with_the_list_it_leads_to(void **state)
{
	struct span file = list_of(30);
	(void)state;
	assert_int_equal(held_take(&context, &held, "delta.13", delta_of(first, file), SCENE_NOW), ERR_OK);
	assert_int_equal(held_take(&context, &held, "status.13", list_of(31), SCENE_NOW), ERR_OK);
	assert_kept("delta.13", (struct span){NULL, 0});
}

/* ---- a truck ---- */

static void a_truck_brings_a_delta_and_takes_it_along(void **state)
{
	struct span file = list_of(30), delta = delta_of(first, file), older = list_of(20);
	struct synced counts;
	unsigned written, same;
	(void)state;
	load("delta.13", delta);
	load("status.13", older); /* of a stick that several have written to */
	assert_int_equal(carry_take(&context, &held, other, SCENE_NOW, &counts), ERR_OK);
	assert_int_equal(counts.refused, 0);
	assert_int_equal(version_held(), 30);
	rig_must(system("rm -rf /tmp/guosuo-stick && mkdir /tmp/guosuo-stick") == 0);
	assert_int_equal(carry_give(&context, &held, "/tmp/guosuo-stick", &written, &same), ERR_OK);
	assert_int_equal(written, 2 + 2 * SCENE_PROVINCES);
	assert_int_equal(access("/tmp/guosuo-stick/delta.13", R_OK), 0);
	rig_must(system("rm -rf /tmp/guosuo-stick") == 0);
}

static void a_truck_whose_delta_begins_later_brings_its_list(void **state)
{
	struct span file = list_of(30), later = delta_of(list_in(list_of(29)), file);
	struct synced counts;
	char path[96];
	(void)state;
	load("delta.13", later);
	load("status.13", file);
	snprintf(path, sizeof path, "%s/state/delta.13", other);
	assert_int_equal(carry_take(&context, &held, path, SCENE_NOW, &counts), ERR_OK);
	assert_int_equal(counts.refused, 1);
	fflush(stderr);
	assert_non_null(strstr(said.text, "take the whole list"));
	assert_int_equal(carry_take(&context, &held, other, SCENE_NOW, &counts), ERR_OK);
	assert_int_equal(counts.refused, 0);
	assert_int_equal(version_held(), 30);
}

static void threat_14_what_no_delta_leads_to_is_dropped_before_its_seals(void **state)
{
	struct span same = list_of(first->version), file = list_of(30);
	Guosuo__V1__StatusList *stranger = rig_status(&scene.rig, HENAN, 9);
	const struct {
		const char *name;
		struct span raw;
		enum err want;
	} rows[] = {
	    {"delta.13", spoilt(delta_of(list_in(same), same)), ERR_EXISTS},
	    {"delta.37", delta_of(first, file), ERR_FORMAT}, /* not what its name says */
	    {"delta.41", delta_of(stranger, rig_status_file(&scene.rig, stranger)), ERR_STATE},
	    {"delta.13", spoilt(delta_of(first, file)), ERR_SEAL},
	    {"delta.13", delta_of(first, file), ERR_OK},
	    {"delta.13", spoilt(delta_of(first, list_of(29))), ERR_ROLLBACK},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(carry_file(&context, &held, rows[i].name, rows[i].raw, SCENE_NOW), rows[i].want);
}

/* ---- codes ---- */

static enum err add(struct span delta)
{
	Guosuo__V1__StatePart shared;
	struct parts parts = {.of = 0};
	char *text;
	rig_must(part_begin(GUOSUO__V1__STATE_KIND__STATE_DELTA, 0, delta, &scene.rig.arena, &shared) == ERR_OK && shared.of == 1);
	rig_must(part_text(&shared, delta, 1, &scene.rig.arena, &text) == ERR_OK);
	return parts_add(&context, &held, span_text(text), SCENE_NOW, &parts);
}

static void one_code_of_a_delta_is_enough_for_who_holds_an_earlier_list(void **state)
{
	struct span file = list_of(30);
	const Guosuo__V1__StatusList *later = list_in(list_of(29));
	(void)state;
	assert_int_equal(add(delta_of(later, file)), ERR_GAP);
	assert_int_equal(version_held(), first->version);
	assert_int_equal(add(delta_of(first, file)), ERR_OK);
	assert_int_equal(version_held(), 30);
	assert_kept("status.13", file);
}

#define FRESH(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(of_a_desk_the_delta_stands_for_the_list),
	    FRESH(whatever_is_wrong_with_a_delta_the_list_is_fetched),
	    FRESH(a_delta_goes_with_the_list_it_leads_to),
	    FRESH(a_truck_brings_a_delta_and_takes_it_along),
	    FRESH(a_truck_whose_delta_begins_later_brings_its_list),
	    FRESH(threat_14_what_no_delta_leads_to_is_dropped_before_its_seals),
	    FRESH(one_code_of_a_delta_is_enough_for_who_holds_an_earlier_list),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
