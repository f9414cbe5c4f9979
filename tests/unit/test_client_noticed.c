/* Notices at a place without a network: what of a file is believed, which file takes whose place, what is shown. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/keep.h"
#include "client/noticed.h"
#include "proto/body.h"
#include "tests/notice_rig.h"
#include "tests/scene.h"

enum { NOTICES = 4 };

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct held held;
static struct context context;
static struct directory directory;
static struct rig *rig;
static const int64_t now = RIG_NOW + 3600;
static const uint32_t reviewer = HEBEI * 100 + 11 + ENTRY_REVIEWER_A, county = HEBEI * 100 + 11 + ENTRY_COUNTY;

/* A home that holds Hebei's roster. */
static int fresh(void **state)
{
	static char home[] = "/tmp/guosuo-noticed-XXXXXX";
	(void)state;
	strcpy(home, "/tmp/guosuo-noticed-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .json = true, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	rig = &scene.rig;
	held = (struct held){.has_directory = true, .count = 1};
	held.holdings[0].roster.body = rig_roster(rig, HEBEI, 1);
	held.trust = (struct trust){.directory = &directory, .holdings = held.holdings, .count = 1};
	return 0;
}

static int gone(void **state)
{
	static const char *const names[] = {"state/notice.13", "state/as_of.notice.13"};
	char path[128];
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(names); i++)
		rig_must(keep_remove(&context, names[i]) == ERR_OK);
	snprintf(path, sizeof path, "%s/state", context.home);
	rmdir(path);
	rmdir(context.home);
	free(context.arena.base);
	return 0;
}

static Guosuo__V1__Notice *about(const char *road, int64_t sealed_at)
{
	Guosuo__V1__Notice *notice = notice_make(rig, HEBEI, sealed_at);
	notice->roads[0] = notice_words(road);
	return notice;
}

static Guosuo__V1__Sealed *by(uint32_t key, const Guosuo__V1__Notice *notice)
{
	return notice_sealed(rig, notice, RIG_KEYS(key));
}

/* The province's file with these notices, ended by NULL. */
static struct span file_of(Guosuo__V1__Sealed *const *notices)
{
	Guosuo__V1__NoticeFile file = GUOSUO__V1__NOTICE_FILE__INIT;
	file.province = HEBEI;
	file.notices = (Guosuo__V1__Sealed **)(uintptr_t)notices;
	while (notices[file.n_notices] != NULL)
		file.n_notices++;
	return rig_pack(rig, &file.base);
}
#define FILE_OF(...) file_of((Guosuo__V1__Sealed *const[NOTICES + 1]){__VA_ARGS__})

static enum err take(struct span raw, enum noticed_from from, int64_t when)
{
	size_t bad = 0;
	return noticed_take(&context, &held.holdings[0].roster, raw, from, when, &bad);
}

static struct noticed read_about(const char *road, int64_t from, int64_t to)
{
	char *roads[] = {notice_words(road)};
	struct noticed out;
	const struct noticed_query query = {.place = {HEBEI, roads, 1}, .from = from, .to = to};
	assert_int_equal(noticed_read(&context, &held, &query, now, &out), ERR_OK);
	return out;
}

static size_t count_now(const char *road)
{
	return read_about(road, now, now).count;
}

static ProtobufCBinaryData hash_of(const Guosuo__V1__Sealed *sealed)
{
	uint8_t hash[HASH_LEN];
	body_hash(bytes_span(sealed->body), hash);
	return rig_bytes(rig, hash, sizeof hash);
}

static void those_of_the_roads_and_the_moment_are_read(void **state)
{
	(void)state;
	Guosuo__V1__Notice *later = about("G18", RIG_NOW), *ended = about("G3", RIG_NOW - RIG_DAY);
	later->not_before = now + RIG_DAY;
	later->not_after = now + 2 * RIG_DAY;
	ended->not_after = now; /* it holds until then */
	assert_int_equal(take(FILE_OF(by(reviewer, about("G3", RIG_NOW)), by(reviewer, later), by(reviewer, ended)), NOTICED_DESK, now),
			 ERR_OK);
	assert_int_equal(count_now("g3"), 1);
	assert_int_equal(count_now("G18"), 0);
	assert_int_equal(read_about("G18", now, INT64_MAX).count, 1);
	assert_int_equal(count_now("S101"), 0);
	assert_int_equal(read_about("G3", now, now).as_of, now);
}

static void nothing_taken_is_said_to_be_unknown(void **state)
{
	(void)state;
	assert_int_equal(read_about("G3", now, now).as_of, 0);
	assert_int_equal(take(FILE_OF(NULL), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(read_about("G3", now, now).as_of, now); /* none, and that is known */
}

static void a_notice_of_a_withdrawn_key_is_not_believed(void **state)
{
	(void)state;
	assert_int_equal(take(FILE_OF(by(county, about("G3", RIG_NOW))), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(count_now("G3"), 1);
	Guosuo__V1__Roster *roster = rig_roster(rig, HEBEI, 2);
	roster->entries[ENTRY_COUNTY] = roster->entries[--roster->n_entries]; /* the next roster leaves it out */
	held.holdings[0].roster.body = roster;
	assert_int_equal(count_now("G3"), 0);
}

static void an_altered_or_foreign_notice_is_counted_and_not_believed(void **state)
{
	(void)state;
	size_t bad = 0;
	Guosuo__V1__Sealed *altered = by(reviewer, about("G3", RIG_NOW));
	altered->seals.data[20] ^= 1;
	Guosuo__V1__Sealed *stranger = by(STRANGER_KEY, about("G3", RIG_NOW));
	assert_int_equal(noticed_take(&context, &held.holdings[0].roster,
				      FILE_OF(altered, stranger, by(reviewer, about("G3", RIG_NOW))), NOTICED_CARRIED, now, &bad),
			 ERR_OK);
	assert_int_equal(bad, 2);
	assert_int_equal(count_now("G3"), 1);
}

static void a_notice_is_ended_only_by_who_might_have_said_it(void **state)
{
	(void)state;
	Guosuo__V1__Notice *wide = about("G3", RIG_NOW), *open = about("G3", RIG_NOW + 60);
	wide->n_divisions = 0;
	wide->items[0]->site = wide->items[0]->division = 0;
	Guosuo__V1__Sealed *sealed = by(reviewer, wide);
	open->replaces = hash_of(sealed);
	assert_int_equal(take(FILE_OF(sealed, by(county, open)), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(count_now("G3"), 2); /* a county ends nothing of the province's */
	assert_int_equal(take(FILE_OF(sealed, by(reviewer, open)), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(count_now("G3"), 1);
}

static void threat_12_a_carried_file_takes_no_newer_ones_place(void **state)
{
	(void)state;
	struct span old = FILE_OF(by(reviewer, about("G3", RIG_NOW - RIG_DAY))),
		    fresh_one = FILE_OF(by(reviewer, about("G3", now + 60)), by(reviewer, about("G3", RIG_NOW)));
	assert_int_equal(take(FILE_OF(by(reviewer, about("G3", RIG_NOW))), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(take(old, NOTICED_CARRIED, now), ERR_ROLLBACK);
	assert_int_equal(count_now("G3"), 1);
	assert_int_equal(take(fresh_one, NOTICED_CARRIED, now + 120), ERR_OK);
	assert_int_equal(read_about("G3", now, INT64_MAX).as_of, now + 60); /* no newer than what it proves */
	assert_int_equal(take(fresh_one, NOTICED_CARRIED, now + 240), ERR_EXISTS);
	assert_int_equal(take(fresh_one, NOTICED_DESK, now + 240), ERR_EXISTS);
	assert_int_equal(read_about("G3", now, INT64_MAX).as_of, now + 240); /* the desk says that it still holds */
	assert_int_equal(take(old, NOTICED_DESK, now), ERR_OK);		     /* and may take one back */
}

static void what_is_no_file_of_this_province_is_refused_and_what_is_kept_stays(void **state)
{
	(void)state;
	static uint8_t large[NOTICE_FILE_MAX + 1];
	Guosuo__V1__NoticeFile elsewhere = GUOSUO__V1__NOTICE_FILE__INIT;
	elsewhere.province = SHANDONG;
	assert_int_equal(take(FILE_OF(by(reviewer, about("G3", RIG_NOW))), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(take(rig_pack(rig, &elsewhere.base), NOTICED_DESK, now), ERR_SCOPE);
	assert_int_equal(take(span_text("no file"), NOTICED_DESK, now), ERR_FORMAT);
	assert_int_equal(take(span_of(large, sizeof large), NOTICED_DESK, now), ERR_SIZE);
	assert_int_equal(count_now("G3"), 1);
	struct noticed out;
	const struct noticed_query query = {.place = {.province = HEBEI}, .from = now, .to = now};
	assert_int_equal(keep_write(&context, "state/notice.13", span_text("damaged"), false), ERR_OK);
	assert_int_equal(noticed_read(&context, &held, &query, now, &out), ERR_FORMAT);
}

static void measures_are_found_among_them(void **state)
{
	(void)state;
	Guosuo__V1__Notice *measure = about("G3", RIG_NOW);
	measure->items[1]->matter = GUOSUO__V1__NOTICE_MATTER__SUPPORT_MEASURE;
	const struct noticed_query query = {.place = {.province = HEBEI},
					    .from = now,
					    .to = now,
					    .matter = GUOSUO__V1__NOTICE_MATTER__SUPPORT_MEASURE};
	struct noticed out;
	assert_int_equal(take(FILE_OF(by(reviewer, about("G3", RIG_NOW)), by(reviewer, measure)), NOTICED_DESK, now), ERR_OK);
	assert_int_equal(noticed_read(&context, &held, &query, now, &out), ERR_OK);
	assert_int_equal(out.count, 1);
	assert_int_equal(out.items[0].body->items[1]->matter, GUOSUO__V1__NOTICE_MATTER__SUPPORT_MEASURE);
}

static void a_leg_asks_for_its_own_roads(void **state)
{
	(void)state;
	struct noticed_query query;
	assert_int_equal(noticed_of_leg(&context, scene.leg, 1, 2, &query), ERR_OK);
	assert_int_equal(query.place.province, HEBEI);
	assert_int_equal(query.place.count, scene.leg->n_roads);
	for (size_t i = 0; i < query.place.count; i++)
		assert_string_equal(query.place.roads[i], scene.leg->roads[i]->number);
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(those_of_the_roads_and_the_moment_are_read),
	    PROOF(nothing_taken_is_said_to_be_unknown),
	    PROOF(a_notice_of_a_withdrawn_key_is_not_believed),
	    PROOF(an_altered_or_foreign_notice_is_counted_and_not_believed),
	    PROOF(a_notice_is_ended_only_by_who_might_have_said_it),
	    PROOF(threat_12_a_carried_file_takes_no_newer_ones_place),
	    PROOF(what_is_no_file_of_this_province_is_refused_and_what_is_kept_stays),
	    PROOF(measures_are_found_among_them),
	    PROOF(a_leg_asks_for_its_own_roads),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
