#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ftw.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/file.h"
#include "server/publish.h"
#include "tests/trust_rig.h"

struct shelf {
	struct config config;
	struct publish *publish;
};

static struct shelf shelf_make(void)
{
	struct shelf shelf = {0};
	snprintf(shelf.config.data, sizeof shelf.config.data, "/tmp/guosuo-publish-XXXXXX");
	assert_non_null(mkdtemp(shelf.config.data));
	assert_int_equal(publish_open(&shelf.config, &shelf.publish), ERR_OK);
	return shelf;
}

static int remove_one(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
	(void)info;
	(void)kind;
	(void)walk;
	return remove(path);
}

static void shelf_free(struct shelf *shelf)
{
	publish_free(&shelf->publish);
	assert_int_equal(nftw(shelf->config.data, remove_one, 8, FTW_DEPTH | FTW_PHYS), 0);
}

static void reopen(struct shelf *shelf)
{
	publish_free(&shelf->publish);
	assert_int_equal(publish_open(&shelf->config, &shelf->publish), ERR_OK);
}

static void assert_served(const struct shelf *shelf, const char *name, const char *text)
{
	struct published file;
	assert_true(publish_get(shelf->publish, span_text(name), &file));
	assert_true(span_equal(file.raw, span_text(text)));
}

static void put(struct shelf *shelf, const char *name, const char *text)
{
	assert_int_equal(publish_put(shelf->publish, name, span_text(text)), ERR_OK);
}

static void what_is_put_is_served_and_stays(void **state)
{
	static const char *const names[] = {"status.37", "directory", "roster.13", "directory.1", "index.json", "directory.10"};
	struct shelf shelf = shelf_make();
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(names); i++)
		put(&shelf, names[i], names[i]);
	for (int turn = 0; turn < 2; turn++) {
		for (size_t i = 0; i < RIG_COUNT(names); i++)
			assert_served(&shelf, names[i], names[i]);
		reopen(&shelf);
	}
	shelf_free(&shelf);
}

static void the_etag_is_of_the_bytes(void **state)
{
	struct shelf shelf = shelf_make();
	struct published file;
	char first[80];
	(void)state;
	put(&shelf, "roster.37", "abc");
	assert_true(publish_get(shelf.publish, span_text("roster.37"), &file));
	/* FIPS 180-2, appendix B.1 */
	assert_string_equal(file.etag, "\"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\"");
	snprintf(first, sizeof first, "%s", file.etag);
	put(&shelf, "roster.37", "abd");
	assert_true(publish_get(shelf.publish, span_text("roster.37"), &file));
	assert_string_not_equal(file.etag, first);
	put(&shelf, "roster.37", "abc");
	reopen(&shelf);
	assert_true(publish_get(shelf.publish, span_text("roster.37"), &file));
	assert_string_equal(file.etag, first);
	shelf_free(&shelf);
}

static void threat_30_path_traversal_in_state_names(void **state)
{
	static const char *const names[] = {"",	    ".",	  "..",	       "../guosuo.db",	  "a/b",	   "/etc/passwd",
					    "a..b", ".hidden", "roster.", "Directory", "roster.37\n", "%2e%2e%2fguosuo.db",
					    "a\\b", "a b",	  "status.37.new", "abcdefghijklmnopqrstuvwxyzabcdef"};
	struct shelf shelf = shelf_make();
	struct published file;
	char path[300];
	(void)state;
	snprintf(path, sizeof path, "%s/guosuo.db", shelf.config.data);
	assert_int_equal(file_replace(path, span_text("secret"), 0600), ERR_OK);
	snprintf(path, sizeof path, "%s/state/.hidden", shelf.config.data);
	assert_int_equal(file_replace(path, span_text("secret"), 0600), ERR_OK);
	reopen(&shelf);
	put(&shelf, "directory", "d");
	for (size_t i = 0; i < RIG_COUNT(names); i++) {
		if (publish_put(shelf.publish, names[i], span_text("x")) == ERR_OK)
			fail_msg("put under %s", names[i]);
		if (publish_get(shelf.publish, span_text(names[i]), &file))
			fail_msg("served %s", names[i]);
	}
	assert_false(publish_get(shelf.publish, span_of((const uint8_t *)"directory\0x", 11), &file));
	assert_false(publish_get(shelf.publish, span_of((const uint8_t *)"directory", 8), &file));
	assert_served(&shelf, "directory", "d");
	shelf_free(&shelf);
}

static void a_failed_put_serves_the_old(void **state)
{
	struct shelf shelf = shelf_make();
	char path[300];
	(void)state;
	put(&shelf, "directory", "old");
	snprintf(path, sizeof path, "%s/state/directory.new", shelf.config.data);
	assert_int_equal(mkdir(path, 0700), 0);
	assert_int_equal(publish_put(shelf.publish, "directory", span_text("new")), ERR_IO);
	assert_served(&shelf, "directory", "old");
	assert_int_equal(rmdir(path), 0);
	reopen(&shelf);
	assert_served(&shelf, "directory", "old");
	shelf_free(&shelf);
}

static void what_a_crash_left_is_not_served(void **state)
{
	struct shelf shelf = shelf_make();
	struct published file;
	char path[300];
	(void)state;
	snprintf(path, sizeof path, "%s/state/directory.new", shelf.config.data);
	assert_int_equal(file_replace(path, span_text("half"), 0600), ERR_OK);
	reopen(&shelf);
	assert_false(publish_get(shelf.publish, span_text("directory.new"), &file));
	assert_false(publish_get(shelf.publish, span_text("directory"), &file));
	shelf_free(&shelf);
}

static void a_status_list_names_every_live_week(void **state)
{
	static uint8_t memory[1 << 20];
	struct rig rig = rig_make(memory, sizeof memory);
	const struct directory directory = rig_opened_directory(&rig, 1);
	const struct roster rosters[] = {rig_opened_roster(&rig, &directory, SHANDONG)};
	const Guosuo__V1__StatusWeek *given = rig_week(&rig, iso_week(RIG_NOW + 7 * RIG_DAY));
	const struct status_facts facts = {.province = SHANDONG, .epoch = 1, .version = 9, .now = RIG_NOW,
					   .next_update = RIG_NOW + 60, .expires_at = RIG_NOW + 3600, .weeks = given,
					   .week_count = 1, .directory = &directory, .rosters = rosters,
					   .roster_count = 1};
	struct span body;
	struct status status;
	(void)state;
	assert_int_equal(publish_status_body(&facts, &rig.arena, &body), ERR_OK);
	struct span seals = rig_seals(&rig, KIND_status, NULL, body, RIG_KEYS(rig_entry(SHANDONG, ENTRY_STATUS)));
	assert_int_equal(status_open(rig_envelope(&rig, body, seals), &rosters[0], &rig.arena, &status), ERR_OK);
	assert_int_equal(status.body->n_weeks, STATUS_WEEKS);
	for (size_t i = 0; i < STATUS_WEEKS; i++)
		assert_int_equal(status.body->weeks[i]->week, iso_week(RIG_NOW + (int64_t)i * 7 * RIG_DAY));
	assert_int_equal(status.body->weeks[0]->issued, 0);
	assert_int_equal(status.body->weeks[1]->issued, 1000);
	assert_memory_equal(status.body->rosters[0]->hash.data, rosters[0].hash, HASH_LEN);
	struct arena tiny = {memory, 64, 0};
	assert_int_equal(publish_status_body(&facts, &tiny, &body), ERR_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_put_is_served_and_stays),
	    cmocka_unit_test(the_etag_is_of_the_bytes),
	    cmocka_unit_test(threat_30_path_traversal_in_state_names),
	    cmocka_unit_test(a_failed_put_serves_the_old),
	    cmocka_unit_test(what_a_crash_left_is_not_served),
	    cmocka_unit_test(a_status_list_names_every_live_week),
	};
	return cmocka_run_group_tests_name("server/publish", tests, NULL, NULL);
}
