#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/held.h"
#include "client/keep.h"
#include "client/seen.h"
#include "proto/kept.h"
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct held held;
static struct context context;
static uint8_t pin[HASH_LEN];

/* A new home, and the trust of the scene as files. */
static int fresh(void **state)
{
	static char home[] = "/tmp/guosuo-held-XXXXXX";
	(void)state;
	strcpy(home, "/tmp/guosuo-held-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	scene_seal(&scene);
	root_set_hash(scene.directory, pin);
	rig_must(held_open(&context, pin, SCENE_NOW, &held) == ERR_OK);
	return 0;
}

static void empty(const char *folder)
{
	char **names, path[128];
	size_t count;
	rig_must(keep_list(&context, folder, &names, &count) == ERR_OK);
	for (size_t i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, names[i]);
		rig_must(keep_remove(&context, path) == ERR_OK);
	}
	snprintf(path, sizeof path, "%s/%s", context.home, folder);
	rmdir(path);
}

static int gone(void **state)
{
	(void)state;
	empty("state");
	empty("usb");
	rig_must(keep_remove(&context, "sightings") == ERR_OK && keep_remove(&context, "challenge") == ERR_OK);
	rmdir(context.home);
	free(context.arena.base);
	return 0;
}

static const char *file_name(const char *kind, uint32_t province)
{
	static char name[32];
	snprintf(name, sizeof name, "%s.%02u", kind, province);
	return name;
}

static void take_all(void)
{
	assert_int_equal(held_take(&context, &held, "directory.1", scene.directory_file, SCENE_NOW), ERR_OK);
	for (size_t i = 0; i < SCENE_PROVINCES; i++)
		assert_int_equal(held_take(&context, &held, file_name("roster", scene.rosters[i]->province),
					   scene.roster_files[i], SCENE_NOW),
				 ERR_OK);
	for (size_t i = 0; i < SCENE_PROVINCES; i++)
		assert_int_equal(held_take(&context, &held, file_name("status", scene.rosters[i]->province),
					   scene.status_files[i], SCENE_NOW),
				 ERR_OK);
}

static const struct holding *hebei(void)
{
	for (size_t i = 0; i < held.count; i++)
		if (held.holdings[i].roster.body->province == HEBEI)
			return &held.holdings[i];
	fail_msg("Hebei is not held");
	return NULL;
}

static struct span status_of_version(uint32_t version, int64_t issued_at)
{
	Guosuo__V1__StatusList *list = scene.lists[AT_HEBEI];
	list->version = version;
	list->issued_at = issued_at;
	return rig_status_file(&scene.rig, list);
}

static struct span roster_of_version(uint32_t version, int64_t issued_at)
{
	Guosuo__V1__Roster *roster = scene.rosters[AT_HEBEI];
	roster->version = version;
	roster->issued_at = issued_at;
	return rig_roster_file(&scene.rig, roster);
}

static void what_was_taken_is_there_after_a_restart(void **state)
{
	(void)state;
	take_all();
	held = (struct held){0};
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_true(held.has_directory);
	assert_int_equal(held.count, SCENE_PROVINCES);
	for (size_t i = 0; i < held.count; i++)
		assert_non_null(held.holdings[i].status.body);
}

static void threat_12_rollback_of_state_files_is_refused(void **state)
{
	(void)state;
	take_all();
	const char *status = "status.13", *roster = "roster.13";
	assert_int_equal(held_take(&context, &held, status, status_of_version(30, SCENE_NOW - 60), SCENE_NOW), ERR_OK);
	assert_int_equal(held_take(&context, &held, status, status_of_version(29, SCENE_NOW - 30), SCENE_NOW), ERR_ROLLBACK);
	assert_int_equal(held_take(&context, &held, roster, roster_of_version(30, SCENE_NOW - 60), SCENE_NOW), ERR_OK);
	assert_int_equal(held_take(&context, &held, roster, roster_of_version(29, SCENE_NOW - 30), SCENE_NOW), ERR_ROLLBACK);
	assert_int_equal(held_take(&context, &held, "directory.1", scene.directory_file, SCENE_NOW), ERR_EXISTS);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK); /* nor from the disk */
	assert_int_equal(hebei()->status.body->version, 30);
	assert_int_equal(hebei()->roster.body->version, 30);
}

static void threat_12_damage_does_not_open_the_way_for_older_files(void **state)
{
	struct span old = status_of_version(29, SCENE_NOW - 90);
	(void)state;
	take_all();
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(30, SCENE_NOW - 60), SCENE_NOW), ERR_OK);
	assert_int_equal(keep_write(&context, "state/status.13", span_text("damaged"), false), ERR_OK);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_null(hebei()->status.body);
	assert_int_equal(held_take(&context, &held, "status.13", old, SCENE_NOW), ERR_ROLLBACK);
	assert_null(hebei()->status.body);
	assert_int_equal(keep_write(&context, "state/status.13", old, false), ERR_OK); /* put back from a copy */
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_null(hebei()->status.body);
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(30, SCENE_NOW - 60), SCENE_NOW), ERR_OK);
	assert_int_equal(keep_write(&context, "state/mark.directory", span_text("0 99\n"), false), ERR_OK);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK); /* directory.99 was held and is gone */
	assert_false(held.has_directory);
}

static void a_newer_file_ends_the_doubt_of_a_fork(void **state)
{
	(void)state;
	take_all();
	uint32_t version = hebei()->status.body->version;
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(version, SCENE_NOW - 10), SCENE_NOW),
			 ERR_FORKED);
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(version + 1, SCENE_NOW - 5), SCENE_NOW),
			 ERR_OK);
	assert_false(hebei()->forked);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_false(hebei()->forked);
}

static void two_files_of_one_version_are_marked_and_stay_marked(void **state)
{
	(void)state;
	take_all();
	assert_false(hebei()->forked);
	uint32_t version = hebei()->status.body->version;
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(version, SCENE_NOW - 10), SCENE_NOW),
			 ERR_FORKED);
	assert_true(hebei()->forked);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_true(hebei()->forked);
}

/* ---- what vanishes from a list ---- */

static uint32_t week_now(void)
{
	return iso_week(SCENE_NOW);
}

/* Hebei's list revokes these, in the week of now. */
static enum err take_revoking(uint32_t version, int64_t issued_at, const uint32_t *indexes, size_t count, int64_t now)
{
	Guosuo__V1__StatusWeek *week = scene.lists[AT_HEBEI]->weeks[0];
	assert_int_equal(week->week, week_now());
	assert_int_equal(status_encode(indexes, count, &scene.rig.arena, week), ERR_OK);
	return held_take(&context, &held, "status.13", status_of_version(version, issued_at), now);
}

static bool is_kept(uint32_t index)
{
	const struct status kept = {.body = hebei()->kept};
	return kept.body != NULL && status_ask(&kept, week_now(), index) == STATUS_REVOKED;
}

static void threat_18b_what_vanishes_from_a_list_stays_revoked_here(void **state)
{
	static const uint32_t both[] = {5, 700}, one[] = {700}, another[] = {9};
	(void)state;
	take_all();
	assert_int_equal(take_revoking(30, SCENE_NOW - 60, both, 2, SCENE_NOW), ERR_OK);
	assert_null(hebei()->kept);
	assert_int_equal(take_revoking(31, SCENE_NOW - 50, one, 1, SCENE_NOW), ERR_OK);
	assert_true(is_kept(5) && !is_kept(700));
	assert_int_equal(take_revoking(32, SCENE_NOW - 40, NULL, 0, SCENE_NOW), ERR_OK);
	assert_true(is_kept(5) && is_kept(700));
	assert_int_equal(take_revoking(33, SCENE_NOW - 30, another, 1, SCENE_NOW), ERR_OK);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK); /* from the disk */
	assert_true(is_kept(5) && is_kept(700) && !is_kept(9));
	assert_int_equal(kept_count(hebei()->kept), 2);
}

static Guosuo__V1__AssignmentBar *bar_of(uint32_t index, uint32_t phone, uint32_t paper, uint32_t slot)
{
	Guosuo__V1__AssignmentBar *bar = RIG_NEW(&scene.rig, Guosuo__V1__AssignmentBar, GUOSUO__V1__ASSIGNMENT_BAR__INIT);
	bar->week = week_now();
	bar->index = index;
	bar->lowest_phone_serial = phone;
	bar->lowest_paper_serial = paper;
	bar->barred_slots = scene_list(&scene, &slot, 1, sizeof slot);
	bar->n_barred_slots = slot != 0;
	return bar;
}

/* Hebei's list bars this of trip 41, and of another trip where that is not NULL; first NULL: nothing. */
static enum err take_barring(uint32_t version, int64_t issued_at, Guosuo__V1__AssignmentBar *first,
			     Guosuo__V1__AssignmentBar *second)
{
	Guosuo__V1__AssignmentBar *const both[] = {first, second};
	scene.lists[AT_HEBEI]->bars = scene_list(&scene, both, 2, sizeof(void *));
	scene.lists[AT_HEBEI]->n_bars = (size_t)(first != NULL) + (second != NULL);
	return held_take(&context, &held, "status.13", status_of_version(version, issued_at), SCENE_NOW);
}

static const Guosuo__V1__AssignmentBar *kept_bar(uint32_t index)
{
	const struct status kept = {.body = hebei()->kept};
	return kept.body == NULL ? NULL : status_bar(&kept, week_now(), index);
}

static void threat_18b_what_vanishes_from_the_bars_stays_barred_here(void **state)
{
	(void)state;
	take_all();
	assert_int_equal(take_barring(30, SCENE_NOW - 60, bar_of(41, 4, 0, 2), bar_of(50, 0, 7, 0)), ERR_OK);
	assert_null(hebei()->kept);
	assert_int_equal(take_barring(31, SCENE_NOW - 50, bar_of(41, 5, 0, 2), bar_of(50, 0, 7, 0)), ERR_OK);
	assert_null(hebei()->kept); /* more is barred */
	assert_int_equal(take_barring(32, SCENE_NOW - 40, bar_of(41, 4, 1, 3), NULL), ERR_OK);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK); /* from the disk */
	assert_int_equal(kept_count(hebei()->kept), 2);
	const Guosuo__V1__AssignmentBar *bar = kept_bar(41);
	assert_non_null(bar);
	assert_int_equal(bar->lowest_phone_serial, 5);
	assert_true(bar->n_barred_slots == 1 && bar->barred_slots[0] == 2);
	assert_int_equal(kept_bar(50)->lowest_paper_serial, 7);
	assert_int_equal(take_barring(33, SCENE_NOW - 30, NULL, NULL), ERR_OK);
	bar = kept_bar(41);
	assert_true(bar->lowest_phone_serial == 5 && bar->lowest_paper_serial == 1 && bar->n_barred_slots == 2);
	assert_true(bar->barred_slots[0] == 2 && bar->barred_slots[1] == 3);
	assert_int_equal(take_barring(34, SCENE_NOW - 20, (Guosuo__V1__AssignmentBar *)(uintptr_t)bar, bar_of(50, 0, 8, 0)), ERR_OK);
	assert_null(hebei()->kept); /* all of it is said again */
}

/* The list that says it again does not come to the disk: what was kept still is. */
static void threat_18b_what_is_kept_stays_until_the_list_that_repeats_it_is_there(void **state)
{
	char path[128];
	(void)state;
	take_all();
	assert_int_equal(take_barring(30, SCENE_NOW - 60, bar_of(41, 4, 0, 0), NULL), ERR_OK);
	assert_int_equal(take_barring(31, SCENE_NOW - 50, NULL, NULL), ERR_OK);
	assert_non_null(kept_bar(41));
	snprintf(path, sizeof path, "%s/state/status.13.new", context.home);
	assert_int_equal(mkdir(path, 0700), 0); /* its file cannot be made */
	assert_int_equal(take_barring(32, SCENE_NOW - 40, bar_of(41, 4, 0, 0), NULL), ERR_IO);
	assert_int_equal(rmdir(path), 0);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_int_equal(hebei()->status.body->version, 31);
	assert_int_equal(kept_bar(41)->lowest_phone_serial, 4);
	assert_int_equal(take_barring(32, SCENE_NOW - 40, bar_of(41, 4, 0, 0), NULL), ERR_OK);
	assert_null(hebei()->kept);
}

static void of_two_lists_of_one_version_the_revocations_of_both_count(void **state)
{
	static const uint32_t one[] = {5}, another[] = {9};
	(void)state;
	take_all();
	assert_int_equal(take_revoking(30, SCENE_NOW - 60, one, 1, SCENE_NOW), ERR_OK);
	assert_int_equal(take_revoking(30, SCENE_NOW - 60, another, 1, SCENE_NOW), ERR_FORKED);
	assert_true(hebei()->forked);
	assert_true(is_kept(9) && !is_kept(5));
	assert_int_equal(status_ask(&hebei()->status, week_now(), 5), STATUS_REVOKED);
	assert_int_equal(take_revoking(31, SCENE_NOW - 50, NULL, 0, SCENE_NOW), ERR_OK); /* ends the doubt, and takes nothing back */
	assert_true(is_kept(9) && is_kept(5) && !hebei()->forked);
}

/* A list without this week, as every list after it is; then, of an honest clock and an honest list, each alone. */
static void what_is_kept_goes_when_its_week_is_over_and_not_before(void **state)
{
	static const uint32_t one[] = {5};
	static const int64_t later = 9 * RIG_DAY;
	(void)state;
	take_all();
	assert_int_equal(take_revoking(30, SCENE_NOW - 60, one, 1, SCENE_NOW), ERR_OK);
	assert_int_equal(take_revoking(31, SCENE_NOW - 50, NULL, 0, SCENE_NOW), ERR_OK);
	scene.lists[AT_HEBEI]->weeks++, scene.lists[AT_HEBEI]->n_weeks--;
	scene.lists[AT_HEBEI]->next_update = scene.lists[AT_HEBEI]->expires_at = SCENE_NOW + later + RIG_DAY;
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(32, SCENE_NOW + later), SCENE_NOW), ERR_OK);
	assert_true(is_kept(5)); /* a list from the future */
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(33, SCENE_NOW), SCENE_NOW + later), ERR_OK);
	assert_true(is_kept(5)); /* a clock set forward */
	assert_int_equal(
	    held_take(&context, &held, "status.13", status_of_version(34, SCENE_NOW + later), SCENE_NOW + later), ERR_OK);
	assert_null(hebei()->kept);
}

/* A status key that is stolen: one list dated ten years on. What two other provinces have proved stays the time. */
static void threat_15_a_far_future_file_is_set_aside_and_moves_no_ratchet(void **state)
{
	struct stand stand;
	(void)state;
	take_all();
	int64_t ratchet = held.trust.ratchet, far = SCENE_NOW + 3650 * RIG_DAY;
	scene.lists[AT_HEBEI]->next_update = scene.lists[AT_HEBEI]->expires_at = far + RIG_DAY;
	assert_int_equal(held_take(&context, &held, "status.13", status_of_version(30, far), SCENE_NOW), ERR_OK);
	assert_true(held.trust.ratchet == ratchet && ratchet != 0);
	trust_stand(&held.trust, HEBEI, SCENE_NOW, &stand);
	assert_true(stand.ahead);
	assert_null(stand.status);
	assert_int_equal(held_open(&context, pin, far, &held), ERR_OK); /* nor does the clock of a moment */
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_true(held.trust.ratchet <= SCENE_NOW);
}

/* No news for days: each age is said, and past its expiry a list says nothing good any more. */
static void threat_13_a_frozen_state_ages_and_expires(void **state)
{
	static const struct {
		int64_t later;
		bool expired;
	} rows[] = {{0, false}, {6 * RIG_DAY, false}, {8 * RIG_DAY, true}, {3650 * RIG_DAY, true}};
	(void)state;
	take_all();
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct stand stand;
		trust_stand(&held.trust, HEBEI, SCENE_NOW + rows[i].later, &stand);
		assert_true(stand.status == NULL || stand.status_expired == rows[i].expired);
		assert_true(rows[i].expired || stand.status != NULL);
	}
}

/* One carrier brings old files and the next brings what it withheld. */
static void threat_16_a_revocation_withheld_by_one_carrier_comes_with_another(void **state)
{
	static const uint32_t one[] = {5};
	(void)state;
	take_all();
	struct span old = status_of_version(29, SCENE_NOW - 90);
	assert_int_equal(take_revoking(30, SCENE_NOW - 60, one, 1, SCENE_NOW), ERR_OK);
	assert_int_equal(held_take(&context, &held, "status.13", old, SCENE_NOW), ERR_ROLLBACK);
	assert_int_equal(status_ask(&hebei()->status, week_now(), 5), STATUS_REVOKED);
}

static void a_damaged_memory_of_what_vanished_is_said_and_the_list_still_counts(void **state)
{
	static const uint32_t one[] = {5};
	(void)state;
	take_all();
	assert_int_equal(take_revoking(30, SCENE_NOW - 60, one, 1, SCENE_NOW), ERR_OK);
	assert_int_equal(keep_write(&context, "state/kept.13", span_text("damaged"), false), ERR_OK);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_null(hebei()->kept);
	assert_int_equal(status_ask(&hebei()->status, week_now(), 5), STATUS_REVOKED);
}

static void other_roots_than_the_pinned_ones_are_refused(void **state)
{
	uint8_t other[HASH_LEN] = {1};
	(void)state;
	assert_int_equal(held_open(&context, other, SCENE_NOW, &held), ERR_OK);
	assert_int_equal(held_take(&context, &held, "directory.1", scene.directory_file, SCENE_NOW), ERR_KEY);
	assert_false(held.has_directory);
}

static void a_spoilt_file_leaves_the_held_one(void **state)
{
	(void)state;
	take_all();
	struct span good = status_of_version(9, SCENE_NOW - 60);
	uint8_t *bad = rig_take(&scene.rig, good.n);
	memcpy(bad, good.p, good.n);
	bad[good.n - 1] ^= 1;
	assert_int_equal(held_take(&context, &held, "status.13", span_of(bad, good.n), SCENE_NOW), ERR_SEAL);
	assert_int_equal(held_take(&context, &held, "status.37", good, SCENE_NOW), ERR_KEY);
	assert_int_not_equal(hebei()->status.body->version, 9);
	assert_int_equal(held_take(&context, &held, "status.13", good, SCENE_NOW), ERR_OK);
}

static void a_folder_that_is_not_there_is_no_sync_and_leaves_what_is_held(void **state)
{
	struct synced counts;
	(void)state;
	take_all();
	assert_int_equal(held_sync(&context, &held, "/tmp/guosuo-no-such-folder", SCENE_NOW, &counts), ERR_NOT_FOUND);
	assert_int_equal(counts.missing, 2 * SCENE_PROVINCES);
	assert_int_equal(counts.taken, 0);
	assert_int_equal(held.count, SCENE_PROVINCES);
}

static void sightings_are_kept_whatever_the_clock_says(void **state)
{
	const struct sighting mine = {.device = {1}, .digest = {2}, .counter = 7, .ahead_s = -9, .at = SCENE_NOW};
	struct sightings got;
	(void)state;
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.seen.count, 0);
	assert_int_equal(seen_add(&context, got.places, &mine), ERR_OK);
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.seen.count, 1);
	assert_memory_equal(got.seen.items[0].device, mine.device, sizeof mine.device);
	assert_memory_equal(got.seen.items[0].digest, mine.digest, sizeof mine.digest);
	assert_int_equal(got.seen.items[0].counter, mine.counter);
	assert_int_equal(got.seen.items[0].ahead_s, mine.ahead_s);
	assert_int_equal(got.seen.items[0].at, mine.at);
}

/* Bytes of the file of sightings as it lies on the disk. */
static struct span sightings_file(void)
{
	struct span raw;
	assert_int_equal(keep_read(&context, "sightings", 1 << 20, &raw), ERR_OK);
	return raw;
}

static void add_sightings(uint32_t from, uint32_t count)
{
	for (uint32_t i = from; i < from + count; i++) {
		const struct sighting one = {.device = {(uint8_t)i, (uint8_t)(i >> 8)}, .counter = i, .at = SCENE_NOW};
		assert_int_equal(seen_add(&context, i - 1, &one), ERR_OK);
	}
}

static void a_sighting_that_a_break_left_unfinished_gives_way_to_the_next(void **state)
{
	struct sightings got;
	(void)state;
	add_sightings(1, 3);
	struct span raw = sightings_file();
	assert_int_equal(keep_write(&context, "sightings", span_of(raw.p, raw.n - 5), false), ERR_OK);
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.seen.count, 2);
	add_sightings(3, 1);
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.seen.count, 3);
	assert_int_equal(sightings_file().n, raw.n);
}

static void a_damaged_sighting_is_said_and_the_others_stay(void **state)
{
	struct sightings got;
	(void)state;
	add_sightings(1, 3);
	struct span raw = sightings_file();
	((uint8_t *)(uintptr_t)raw.p)[raw.n / 2] ^= 1;
	assert_int_equal(keep_write(&context, "sightings", raw, false), ERR_OK);
	assert_int_equal(seen_read(&context, &got), ERR_FORMAT);
	assert_int_equal(got.seen.count, 2);
	assert_int_equal(got.places, 3);
	add_sightings(4, 1);
	assert_int_equal(seen_read(&context, &got), ERR_FORMAT);
	assert_int_equal(got.seen.count, 3);
}

static void of_too_many_sightings_the_newer_half_stays(void **state)
{
	struct sightings got;
	const size_t one = 40;
	(void)state;
	add_sightings(1, 1);
	uint8_t *many = calloc(SIGHTINGS_MAX, one);
	assert_non_null(many);
	const struct span first = sightings_file();
	for (size_t i = 0; i < SIGHTINGS_MAX; i++)
		memcpy(many + i * one, first.p, one);
	assert_int_equal(keep_write(&context, "sightings", span_of(many, SIGHTINGS_MAX * one), false), ERR_OK);
	free(many);
	const struct sighting mine = {.device = {9}, .counter = 9, .at = SCENE_NOW};
	assert_int_equal(seen_add(&context, SIGHTINGS_MAX, &mine), ERR_OK);
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.places, SIGHTINGS_MAX / 2 + 1);
	assert_int_equal(got.seen.items[got.seen.count - 1].counter, 9);
}

static void what_was_seen_while_the_clock_stood_ahead_is_of_now(void **state)
{
	struct sightings got;
	(void)state;
	for (uint32_t i = 0; i < 4; i++) {
		const struct sighting one = {.device = {(uint8_t)(9 - i)}, .counter = i + 1, .at = SCENE_NOW + (i == 1 ? 86400 : -60)};
		assert_int_equal(seen_add(&context, i, &one), ERR_OK);
	}
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.newest_at, SCENE_NOW + 86400);
	assert_int_equal(seen_cut_later(&context, SCENE_NOW), ERR_OK);
	assert_int_equal(seen_read(&context, &got), ERR_OK);
	assert_int_equal(got.seen.count, 4); /* and its counter is known still */
	assert_int_equal(got.newest_at, SCENE_NOW);
}

static void a_challenge_is_remembered_for_five_minutes(void **state)
{
	(void)state;
	assert_int_equal(challenge_read(&context, SCENE_NOW), 0);
	assert_int_equal(challenge_write(&context, 481920, SCENE_NOW), ERR_OK);
	assert_int_equal(challenge_read(&context, SCENE_NOW + CHALLENGE_S), 481920);
	assert_int_equal(challenge_read(&context, SCENE_NOW + CHALLENGE_S + 1), 0);
	assert_int_equal(challenge_read(&context, SCENE_NOW - 1), 0);
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(what_was_taken_is_there_after_a_restart),
	    PROOF(threat_12_rollback_of_state_files_is_refused),
	    PROOF(two_files_of_one_version_are_marked_and_stay_marked),
	    PROOF(threat_18b_what_vanishes_from_a_list_stays_revoked_here),
	    PROOF(threat_18b_what_vanishes_from_the_bars_stays_barred_here),
	    PROOF(threat_18b_what_is_kept_stays_until_the_list_that_repeats_it_is_there),
	    PROOF(of_two_lists_of_one_version_the_revocations_of_both_count),
	    PROOF(what_is_kept_goes_when_its_week_is_over_and_not_before),
	    PROOF(threat_13_a_frozen_state_ages_and_expires),
	    PROOF(threat_15_a_far_future_file_is_set_aside_and_moves_no_ratchet),
	    PROOF(threat_16_a_revocation_withheld_by_one_carrier_comes_with_another),
	    PROOF(a_damaged_memory_of_what_vanished_is_said_and_the_list_still_counts),
	    PROOF(other_roots_than_the_pinned_ones_are_refused),
	    PROOF(a_spoilt_file_leaves_the_held_one),
	    PROOF(threat_12_damage_does_not_open_the_way_for_older_files),
	    PROOF(a_newer_file_ends_the_doubt_of_a_fork),
	    PROOF(a_folder_that_is_not_there_is_no_sync_and_leaves_what_is_held),
	    PROOF(sightings_are_kept_whatever_the_clock_says),
	    PROOF(a_sighting_that_a_break_left_unfinished_gives_way_to_the_next),
	    PROOF(a_damaged_sighting_is_said_and_the_others_stay),
	    PROOF(of_too_many_sightings_the_newer_half_stays),
	    PROOF(what_was_seen_while_the_clock_stood_ahead_is_of_now),
	    PROOF(a_challenge_is_remembered_for_five_minutes),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
