/* What a truck brings to a gate without a network, and what it takes along: carried, not trusted. */
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/carry.h"
#include "client/fetch.h"
#include "client/keep.h"
#include "client/noticed.h"
#include "client/parts.h"
#include "client/serve.h"
#include "proto/text.h"
#include "tests/notice_rig.h"
#include "tests/said.h"
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct held held;
static struct context context;
static uint8_t pin[HASH_LEN];
static char truck[64];
static struct said said;

static void fill_truck(void)
{
	char path[96];
	const char *const kinds[] = {"roster", "status"};
	snprintf(path, sizeof path, "%s/state/directory.1", truck);
	rig_must(keep_write(&context, path, scene.directory_file, false) == ERR_OK);
	for (size_t i = 0; i < 2 * SCENE_PROVINCES; i++) {
		size_t at = i % SCENE_PROVINCES;
		snprintf(path, sizeof path, "%s/state/%s.%02u", truck, kinds[i / SCENE_PROVINCES], scene.rosters[at]->province);
		rig_must(keep_write(&context, path, i < SCENE_PROVINCES ? scene.roster_files[at] : scene.status_files[at], false) ==
			 ERR_OK);
	}
}

/* A gate's home that holds nothing, and a truck that carries all of the scene. */
static int fresh(void **state)
{
	static char home[] = "/tmp/guosuo-carry-XXXXXX";
	(void)state;
	strcpy(home, "/tmp/guosuo-carry-XXXXXX");
	strcpy(truck, "/tmp/guosuo-truck-XXXXXX");
	rig_must(mkdtemp(home) != NULL && mkdtemp(truck) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	scene_seal(&scene);
	root_set_hash(scene.directory, pin);
	fill_truck();
	rig_must(held_open(&context, pin, SCENE_NOW, &held) == ERR_OK);
	said_begin(&said);
	return 0;
}

static int gone(void **state)
{
	char line[256];
	(void)state;
	said_end(&said);
	free(said.text);
	snprintf(line, sizeof line, "rm -rf %s %s", context.home, truck);
	rig_must(system(line) == 0);
	free(context.arena.base);
	return 0;
}

static enum err take(struct synced *counts)
{
	return carry_take(&context, &held, truck, SCENE_NOW, counts);
}

static void take_all(void)
{
	struct synced counts;
	assert_int_equal(take(&counts), ERR_OK);
	assert_int_equal(counts.taken, 1 + 2 * SCENE_PROVINCES);
	assert_int_equal(counts.refused, 0);
}

static struct span status_of_version(uint32_t version)
{
	scene.lists[AT_HEBEI]->version = version;
	return rig_status_file(&scene.rig, scene.lists[AT_HEBEI]);
}

static void load(const char *name, struct span raw)
{
	char path[96];
	snprintf(path, sizeof path, "%s/state/%s", truck, name);
	rig_must(keep_write(&context, path, raw, false) == ERR_OK);
}

static struct span spoilt(struct span good)
{
	uint8_t *bad = rig_take(&scene.rig, good.n);
	memcpy(bad, good.p, good.n);
	bad[good.n - 1] ^= 1;
	return span_of(bad, good.n);
}

static uint32_t hebei_version(void)
{
	for (size_t i = 0; i < held.count; i++)
		if (held.holdings[i].roster.body->province == HEBEI)
			return held.holdings[i].status.body == NULL ? 0 : held.holdings[i].status.body->version;
	return 0;
}

static void a_gate_that_never_synced_takes_all_a_truck_brings(void **state)
{
	struct synced counts;
	(void)state;
	take_all();
	assert_int_equal(held.count, SCENE_PROVINCES);
	assert_int_equal(hebei_version(), scene.lists[AT_HEBEI]->version);
	assert_int_equal(take(&counts), ERR_OK); /* the next truck with the same */
	assert_int_equal(counts.taken + counts.refused, 0);
	assert_int_equal(counts.same, 2 * SCENE_PROVINCES);
	load("status.13", status_of_version(30));
	assert_int_equal(take(&counts), ERR_OK);
	assert_int_equal(counts.taken, 1);
	assert_int_equal(hebei_version(), 30);
}

/* The gate goes on saying that it has not synced, whatever came by truck; and time is proved by what is sealed alone. */
static void threat_15_a_truck_counts_as_no_sync_and_moves_no_clock(void **state)
{
	struct synced counts;
	struct span kept;
	int64_t far = SCENE_NOW + 3650 * RIG_DAY;
	(void)state;
	take_all();
	int64_t ratchet = held.trust.ratchet;
	assert_int_equal(held.trust.synced_at, 0);
	assert_int_equal(keep_read(&context, "state/synced_at", 64, &kept), ERR_NOT_FOUND);
	assert_int_equal(keep_read(&context, "state/ratchet", 64, &kept), ERR_NOT_FOUND);
	scene.lists[AT_HEBEI]->issued_at = far;
	scene.lists[AT_HEBEI]->next_update = scene.lists[AT_HEBEI]->expires_at = far + RIG_DAY;
	load("status.13", status_of_version(30));
	assert_int_equal(take(&counts), ERR_OK);
	assert_true(held.trust.ratchet == ratchet && ratchet != 0);
}

static void what_is_no_newer_or_of_nobody_known_is_dropped_before_its_seals(void **state)
{
	Guosuo__V1__Roster *stranger = rig_roster(&scene.rig, HENAN, 9); /* a neighbour the directory does not have */
	(void)state;
	assert_int_equal(carry_file(&context, &held, "status.13", spoilt(scene.status_files[AT_HEBEI]), SCENE_NOW), ERR_STATE);
	assert_int_equal(carry_file(&context, &held, "roster.13", spoilt(scene.roster_files[AT_HEBEI]), SCENE_NOW), ERR_STATE);
	take_all();
	const struct {
		const char *name;
		struct span raw;
		enum err want;
	} rows[] = {
	    {"directory.3", spoilt(scene.directory_file), ERR_EXISTS},
	    {"roster.13", spoilt(scene.roster_files[AT_HEBEI]), ERR_EXISTS},
	    {"status.13", spoilt(scene.status_files[AT_HEBEI]), ERR_EXISTS},
	    {"status.13", spoilt(status_of_version(2)), ERR_ROLLBACK},
	    {"status.37", spoilt(status_of_version(30)), ERR_FORMAT}, /* not what its name says */
	    {"roster.41", spoilt(rig_roster_file(&scene.rig, stranger)), ERR_STATE},
	    {"key", scene.directory_file, ERR_FORMAT},
	    {"status.13", spoilt(status_of_version(30)), ERR_SEAL}, /* newer by its own account: now its seal is asked */
	    {"status.13", status_of_version(30), ERR_OK},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(carry_file(&context, &held, rows[i].name, rows[i].raw, SCENE_NOW), rows[i].want);
	assert_int_equal(hebei_version(), 30);
}

/* The mark outlives the file: what was damaged here does not come back older by truck. */
static void threat_12_damage_does_not_open_the_way_for_an_older_list_on_a_truck(void **state)
{
	(void)state;
	take_all();
	struct span old = status_of_version(29);
	assert_int_equal(carry_file(&context, &held, "status.13", status_of_version(30), SCENE_NOW), ERR_OK);
	assert_int_equal(keep_write(&context, "state/status.13", span_text("damaged"), false), ERR_OK);
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_int_equal(carry_file(&context, &held, "status.13", old, SCENE_NOW), ERR_ROLLBACK);
	assert_int_equal(carry_file(&context, &held, "status.13", status_of_version(30), SCENE_NOW), ERR_OK);
}

/* ---- bad carriers ---- */

static void make_pipe(const char *path)
{
	rig_must(mkfifo(path, 0600) == 0);
}

static void make_loop(const char *path)
{
	rig_must(symlink(path, path) == 0);
}

static void make_folder(const char *path)
{
	rig_must(mkdir(path, 0700) == 0);
}

/* Of 1 GB, and newer by its first bytes. */
static void make_huge(const char *path)
{
	rig_must(keep_write(&context, path, status_of_version(30), false) == ERR_OK && truncate(path, 1 << 30) == 0);
}

static void make_empty(const char *path)
{
	rig_must(keep_write(&context, path, span_of("", 0), false) == ERR_OK);
}

static void make_half(const char *path)
{
	struct span whole = status_of_version(30);
	rig_must(keep_write(&context, path, span_of(whole.p, whole.n / 2), false) == ERR_OK);
}

static void a_file_that_is_none_is_refused_and_what_was_held_stays(void **state)
{
	static const struct {
		void (*make)(const char *path);
		const char *said;
	} rows[] = {
	    {make_pipe, "status.13: reading or writing failed"}, {make_loop, "status.13: reading or writing failed"},
	    {make_folder, "status.13: reading or writing failed"}, {make_huge, "status.13: larger than the limit"},
	    {make_empty, "status.13: malformed"},		 {make_half, "status.13: malformed"},
	};
	char path[96];
	(void)state;
	take_all();
	uint32_t before = hebei_version();
	snprintf(path, sizeof path, "%s/state/status.13", truck);
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct synced counts;
		rig_must(unlink(path) == 0 || rmdir(path) == 0);
		rows[i].make(path);
		assert_int_equal(take(&counts), ERR_OK);
		assert_int_equal(counts.refused, 1);
		assert_int_equal(hebei_version(), before);
		fflush(stderr);
		assert_non_null(strstr(said.text, rows[i].said));
	}
}

/* Each says it is newer, is as large as a list may be, and is nothing. */
static void of_one_truck_no_more_than_its_share_is_read(void **state)
{
	struct synced counts;
	char path[96];
	(void)state;
	take_all();
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		scene.lists[i]->version = 30;
		snprintf(path, sizeof path, "%s/state/status.%02u", truck, scene.lists[i]->province);
		rig_must(keep_write(&context, path, rig_status_file(&scene.rig, scene.lists[i]), false) == ERR_OK &&
			 truncate(path, STATUS_MAX) == 0);
	}
	load("notice.13", span_text("never reached"));
	assert_int_equal(take(&counts), ERR_SIZE);
	assert_int_equal(counts.refused, SCENE_PROVINCES);
	assert_int_equal(held.count, SCENE_PROVINCES);
}

static void an_empty_folder_and_one_that_is_not_there_are_said(void **state)
{
	struct synced counts;
	(void)state;
	assert_int_equal(carry_take(&context, &held, "/tmp/guosuo-no-such-truck", SCENE_NOW, &counts), ERR_NOT_FOUND);
	assert_int_equal(carry_take(&context, &held, context.home, SCENE_NOW, &counts), ERR_NOT_FOUND);
	assert_int_equal(held.count, 0);
}

static void one_file_alone_may_be_named(void **state)
{
	struct synced counts;
	char path[96];
	(void)state;
	take_all();
	load("status.13", status_of_version(30));
	snprintf(path, sizeof path, "%s/state/status.13", truck);
	assert_int_equal(carry_take(&context, &held, path, SCENE_NOW, &counts), ERR_OK);
	assert_int_equal(counts.taken, 1);
	load("status.37.bak", scene.status_files[AT_SHANDONG]);
	snprintf(path, sizeof path, "%s/state/status.37.bak", truck);
	assert_int_equal(carry_take(&context, &held, path, SCENE_NOW, &counts), ERR_FORMAT);
}

/* ---- notices ---- */

static struct span notices_at(int64_t sealed_at)
{
	const uint32_t reviewer = rig_entry(HEBEI, ENTRY_REVIEWER_A);
	Guosuo__V1__Sealed *one = notice_sealed(&scene.rig, notice_make(&scene.rig, HEBEI, sealed_at), RIG_KEYS(reviewer));
	Guosuo__V1__NoticeFile file = GUOSUO__V1__NOTICE_FILE__INIT;
	file.province = HEBEI;
	file.notices = &one;
	file.n_notices = 1;
	return rig_pack(&scene.rig, &file.base);
}

static void notices_come_by_truck_as_old_as_their_seals(void **state)
{
	const struct noticed_query query = {.place = {.province = HEBEI}, .from = SCENE_NOW, .to = INT64_MAX};
	struct noticed noticed;
	struct span newer = notices_at(SCENE_NOW - 60), older = notices_at(SCENE_NOW - 7200);
	(void)state;
	take_all();
	assert_int_equal(carry_file(&context, &held, "notice.13", newer, SCENE_NOW), ERR_OK);
	assert_int_equal(noticed_read(&context, &held, &query, SCENE_NOW, &noticed), ERR_OK);
	assert_int_equal(noticed.count, 1);
	assert_int_equal(noticed.as_of, SCENE_NOW - 60);
	assert_int_equal(carry_file(&context, &held, "notice.13", older, SCENE_NOW), ERR_ROLLBACK);
	assert_int_equal(carry_file(&context, &held, "notice.13", newer, SCENE_NOW), ERR_EXISTS);
	assert_int_equal(carry_file(&context, &held, "notice.41", newer, SCENE_NOW), ERR_STATE); /* nobody's roster is held */
	assert_int_equal(carry_file(&context, &held, "notice.37", newer, SCENE_NOW), ERR_SCOPE);
}

/* ---- given, and served ---- */

static void what_is_given_goes_from_gate_to_gate_and_takes_no_newer_ones_place(void **state)
{
	static const char stick[] = "/tmp/guosuo-stick";
	unsigned written, same;
	struct synced counts;
	(void)state;
	take_all();
	rig_must(system("rm -rf /tmp/guosuo-stick && mkdir /tmp/guosuo-stick") == 0);
	assert_int_equal(carry_give(&context, &held, stick, &written, &same), ERR_OK);
	assert_int_equal(written, 1 + 2 * SCENE_PROVINCES);
	assert_int_equal(carry_give(&context, &held, stick, &written, &same), ERR_OK);
	assert_int_equal(written, 0);
	assert_int_equal(carry_file(&context, &held, "status.13", status_of_version(30), SCENE_NOW), ERR_OK);
	assert_int_equal(carry_give(&context, &held, stick, &written, &same), ERR_OK);
	assert_int_equal(written, 1);
	assert_int_equal(keep_write(&context, "/tmp/guosuo-stick/status.13", status_of_version(31), false), ERR_OK);
	assert_int_equal(carry_give(&context, &held, stick, &written, &same), ERR_OK);
	assert_int_equal(written, 0);
	assert_int_equal(carry_take(&context, &held, stick, SCENE_NOW, &counts), ERR_OK);
	assert_int_equal(hebei_version(), 31);
	rig_must(system("rm -rf /tmp/guosuo-stick") == 0);
}

static struct serve *served_by_the_truck(char url[static 64])
{
	struct serve *serve;
	assert_int_equal(serve_start(truck, "127.0.0.1", 0, 1, &serve), ERR_OK);
	snprintf(url, 64, "http://127.0.0.1:%u", (unsigned)serve_port(serve));
	return serve;
}

static void a_phone_serves_what_it_carries(void **state)
{
	char url[64];
	struct synced counts;
	struct serve *serve = served_by_the_truck(url);
	(void)state;
	strcat(url, "/"); /* as some type it */
	assert_int_equal(carry_take(&context, &held, url, SCENE_NOW, &counts), ERR_OK);
	assert_int_equal(counts.taken, 1 + 2 * SCENE_PROVINCES);
	assert_int_equal(held.trust.synced_at, 0);
	serve_stop(&serve);
	assert_int_equal(carry_take(&context, &held, url, SCENE_NOW, &counts), ERR_NETWORK);
}

static void nothing_else_of_a_home_is_served(void **state)
{
	static const char *const paths[] = {"key", "state/key", "state/../key", "state/%2e%2e/key", "state/..%2fkey",
					    "state/mark.status.13", "state/synced_at", "state/status.13/", "state/status.1",
					    "state//status.13", "state", "state/", "state/linked.13", "state/roster.37"};
	char url[64], path[96];
	struct span raw;
	struct serve *serve = served_by_the_truck(url);
	(void)state;
	snprintf(path, sizeof path, "%s/key", truck);
	rig_must(keep_write(&context, path, span_text("secret"), true) == ERR_OK);
	load("mark.status.13", span_text("1 3\n"));
	load("synced_at", span_text("7\n"));
	load("key", span_text("secret"));
	snprintf(path, sizeof path, "%s/state/roster.37", truck);
	rig_must(unlink(path) == 0 && symlink("../key", path) == 0); /* a name that is carried, and leads elsewhere */
	for (size_t i = 0; i < RIG_COUNT(paths); i++)
		assert_int_equal(fetch_file(&context, url, paths[i], STATUS_MAX, &raw), ERR_NOT_FOUND);
	assert_int_equal(fetch_file(&context, url, "state/status.13", STATUS_MAX, &raw), ERR_OK);
	assert_true(span_equal(raw, scene.status_files[AT_HEBEI]));
	serve_stop(&serve);
}

static int connect_to(uint16_t port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = socket(AF_INET, SOCK_STREAM, 0);
	rig_must(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
	return fd;
}

/* What a client of no library sends, and the first line of what it gets; "" where the line is cut. */
static void ask_raw(uint16_t port, const char *request, char *line, size_t size)
{
	int fd = connect_to(port);
	rig_must(send(fd, request, strlen(request), MSG_NOSIGNAL) == (ssize_t)strlen(request));
	ssize_t n = recv(fd, line, size - 1, 0);
	line[n > 0 ? n : 0] = '\0';
	line[strcspn(line, "\r\n")] = '\0';
	close(fd);
}

static void only_get_is_answered(void **state)
{
	static const struct {
		const char *request, *want;
	} rows[] = {
	    {"GET /state/status.13 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 200 OK"},
	    {"POST /state/status.13 HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 405 Method Not Allowed"},
	    {"PUT /state/status.13 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc", "HTTP/1.1 405 Method Not Allowed"},
	    {"DELETE /state/status.13 HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 405 Method Not Allowed"},
	    {"GET /state/../key HTTP/1.1\r\nHost: x\r\n\r\n", "HTTP/1.1 404 Not Found"},
	};
	char url[64], line[1024];
	struct serve *serve = served_by_the_truck(url);
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		ask_raw(serve_port(serve), rows[i].request, line, sizeof line);
		assert_string_equal(line, rows[i].want);
	}
	serve_stop(&serve);
}

static void *until_ended(void *serve)
{
	serve_until_ended(serve);
	return NULL;
}

/* How many of its tenths of a second a client is left that sends a byte in each. */
static unsigned drip(int fd, unsigned most)
{
	unsigned n = 0;
	char byte;
	for (; n < most; n++) {
		const bool sent = send(fd, "x", 1, MSG_NOSIGNAL) == 1;
		usleep(100000);
		if (!sent || recv(fd, &byte, 1, MSG_DONTWAIT) == 0 || errno == ECONNRESET)
			break;
	}
	return n;
}

static void a_connection_that_drips_is_ended_at_its_limit(void **state)
{
	char url[64], line[64];
	struct serve *serve = served_by_the_truck(url);
	pthread_t thread;
	(void)state;
	rig_must(pthread_create(&thread, NULL, until_ended, serve) == 0);
	int fd = connect_to(serve_port(serve));
	const unsigned tenths = drip(fd, 60);
	assert_in_range(tenths, 10, 50);
	close(fd);
	ask_raw(serve_port(serve), "GET /state/status.13 HTTP/1.1\r\nHost: x\r\n\r\n", line, sizeof line);
	assert_string_equal(line, "HTTP/1.1 200 OK"); /* the others go on */
	rig_must(kill(getpid(), SIGTERM) == 0 && pthread_join(thread, NULL) == 0);
	serve_stop(&serve);
}

static void an_address_that_is_none_or_is_taken_is_refused(void **state)
{
	char url[64];
	struct serve *serve = served_by_the_truck(url), *second;
	(void)state;
	assert_int_equal(serve_start(truck, "everywhere", 0, 1, &second), ERR_FORMAT);
	assert_int_equal(serve_start(truck, "127.0.0.1", serve_port(serve), 1, &second), ERR_IO);
	serve_stop(&serve);
}

/* ---- codes ---- */

enum { CODES = 3 };

/* Hebei's list of this version, so long that it takes CODES of them; and their texts. */
static struct span long_list(uint32_t version, char *codes[CODES])
{
	static uint32_t indexes[2000];
	Guosuo__V1__StatePart shared;
	indexes[0] = 1;
	for (uint32_t i = 1; i < RIG_COUNT(indexes); i++)
		indexes[i] = indexes[i - 1] + 1 + i * i % 97;
	Guosuo__V1__StatusWeek *week = scene.lists[AT_HEBEI]->weeks[0];
	week->issued = 200000;
	rig_must(status_encode(indexes, RIG_COUNT(indexes), &scene.rig.arena, week) == ERR_OK);
	struct span file = status_of_version(version);
	rig_must(part_begin(GUOSUO__V1__STATE_KIND__STATE_STATUS, 0, file, &scene.rig.arena, &shared) == ERR_OK && shared.of == CODES);
	for (uint32_t i = 0; i < CODES; i++)
		rig_must(part_text(&shared, file, i + 1, &scene.rig.arena, &codes[i]) == ERR_OK);
	return file;
}

static struct parts add(const char *text)
{
	struct parts parts = {.of = 0};
	assert_int_equal(parts_add(&context, &held, span_text(text), SCENE_NOW, &parts), ERR_OK);
	return parts;
}

static void assert_missing(struct parts parts, const char *want)
{
	char list[PARTS_LIST];
	parts_missing(&parts, list);
	assert_string_equal(list, want);
	assert_true(parts.whole == (want[0] == '\0'));
}

static void codes_make_a_file_in_any_order_and_over_a_restart(void **state)
{
	char *codes[CODES];
	struct span left;
	struct parts parts;
	(void)state;
	take_all();
	long_list(30, codes);
	assert_missing(add(codes[2]), "1,2");
	assert_missing(add(codes[2]), "1,2"); /* again */
	assert_int_equal(held_open(&context, pin, SCENE_NOW, &held), ERR_OK);
	assert_missing(add(codes[0]), "2");
	assert_int_not_equal(hebei_version(), 30);
	assert_missing(add(codes[1]), "");
	assert_int_equal(hebei_version(), 30);
	assert_int_equal(held.trust.synced_at, 0);
	assert_int_equal(keep_read(&context, "parts/status.13", 1 << 20, &left), ERR_NOT_FOUND);
	assert_int_equal(parts_add(&context, &held, span_text(codes[0]), SCENE_NOW, &parts), ERR_EXISTS); /* none is kept for nothing */
	assert_int_equal(keep_read(&context, "parts/status.13", 1 << 20, &left), ERR_NOT_FOUND);
}

static void a_code_of_another_edition_begins_anew(void **state)
{
	char *old[CODES], *new[CODES];
	(void)state;
	take_all();
	long_list(30, old);
	long_list(31, new);
	assert_missing(add(old[0]), "2,3");
	struct parts parts = add(new[1]);
	assert_true(parts.anew);
	assert_missing(parts, "1,3");
	assert_missing(add(new[0]), "3");
	assert_missing(add(new[2]), "");
	assert_int_equal(hebei_version(), 31);
}

static void what_was_kept_of_codes_and_is_damaged_is_read_again(void **state)
{
	char *codes[CODES];
	(void)state;
	take_all();
	long_list(30, codes);
	assert_missing(add(codes[0]), "2,3");
	assert_int_equal(keep_write(&context, "parts/status.13", span_text("GUOSUOD1:half a code"), false), ERR_OK);
	assert_missing(add(codes[1]), "1,3");
	assert_missing(add(codes[0]), "3");
}

/* A whole that is forged is refused by its seal, one that is mixed by its digest; then its codes may come again. */
static void a_whole_that_is_refused_leaves_nothing(void **state)
{
	char *codes[CODES];
	const Guosuo__V1__StatePart *last;
	Guosuo__V1__StatePart shared;
	struct parts parts;
	struct span raw;
	uint32_t before;
	char *mixed, *forged;
	(void)state;
	take_all();
	before = hebei_version();
	long_list(30, codes);
	assert_int_equal(part_read(span_text(codes[2]), &scene.rig.arena, &last), ERR_OK);
	last->bytes.data[last->bytes.len - 1] ^= 1;
	rig_must(canon_pack(&last->base, &scene.rig.arena, &raw) == ERR_OK);
	rig_must(prefixed_text(PART_PREFIX, raw, &scene.rig.arena, &mixed) == ERR_OK);
	add(codes[0]), add(codes[1]);
	assert_int_equal(parts_add(&context, &held, span_text(mixed), SCENE_NOW, &parts), ERR_FORMAT);
	struct span file = spoilt(status_of_version(40));
	for (uint32_t i = 1; i <= CODES; i++) {
		rig_must(part_begin(GUOSUO__V1__STATE_KIND__STATE_STATUS, 0, file, &scene.rig.arena, &shared) == ERR_OK);
		rig_must(part_text(&shared, file, i, &scene.rig.arena, &forged) == ERR_OK);
		assert_int_equal(parts_add(&context, &held, span_text(forged), SCENE_NOW, &parts), i < CODES ? ERR_OK : ERR_SEAL);
	}
	assert_int_equal(hebei_version(), before);
	assert_missing(add(codes[0]), "2,3");
	assert_missing(add(codes[1]), "3");
	assert_missing(add(codes[2]), "");
	assert_int_equal(hebei_version(), 30);
}

static void of_nobody_known_no_code_is_kept(void **state)
{
	char *codes[CODES];
	struct parts parts;
	struct span left;
	(void)state;
	long_list(30, codes); /* this home holds no directory yet */
	assert_int_equal(parts_add(&context, &held, span_text(codes[0]), SCENE_NOW, &parts), ERR_STATE);
	assert_int_equal(keep_read(&context, "parts/status.13", 1 << 20, &left), ERR_NOT_FOUND);
}

static void notices_come_as_codes_too(void **state)
{
	Guosuo__V1__StatePart shared;
	struct parts parts;
	char *text;
	struct span file = notices_at(SCENE_NOW - 60);
	(void)state;
	take_all();
	rig_must(part_begin(GUOSUO__V1__STATE_KIND__STATE_NOTICES, HEBEI, file, &scene.rig.arena, &shared) == ERR_OK && shared.of == 1);
	rig_must(part_text(&shared, file, 1, &scene.rig.arena, &text) == ERR_OK);
	assert_true(add(text).whole);
	assert_int_equal(parts_add(&context, &held, span_text(text), SCENE_NOW, &parts), ERR_EXISTS);
}

static void names_of_files_that_are_carried(void **state)
{
	static const struct {
		const char *name;
		bool is;
	} rows[] = {
	    {"directory.1", true},   {"directory.4294967295", true}, {"roster.37", true},     {"status.01", true},
	    {"notice.82", true},     {"directory", false},	     {"directory.", false},   {"directory.01", false},
	    {"directory.0", false},  {"directory.12345678901", false}, {"status.1", false},    {"status.137", false},
	    {"status.3x", false},    {"status.-1", false},	     {"mark.status.37", false}, {"statu.37", false},
	    {"status.37.new", false}, {"../status.37", false},	     {"", false},	      {".37", false},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(carry_is_name(rows[i].name), rows[i].is);
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(a_gate_that_never_synced_takes_all_a_truck_brings),
	    PROOF(threat_15_a_truck_counts_as_no_sync_and_moves_no_clock),
	    PROOF(what_is_no_newer_or_of_nobody_known_is_dropped_before_its_seals),
	    PROOF(threat_12_damage_does_not_open_the_way_for_an_older_list_on_a_truck),
	    PROOF(a_file_that_is_none_is_refused_and_what_was_held_stays),
	    PROOF(of_one_truck_no_more_than_its_share_is_read),
	    PROOF(an_empty_folder_and_one_that_is_not_there_are_said),
	    PROOF(one_file_alone_may_be_named),
	    PROOF(notices_come_by_truck_as_old_as_their_seals),
	    PROOF(what_is_given_goes_from_gate_to_gate_and_takes_no_newer_ones_place),
	    PROOF(a_phone_serves_what_it_carries),
	    PROOF(nothing_else_of_a_home_is_served),
	    PROOF(only_get_is_answered),
	    PROOF(a_connection_that_drips_is_ended_at_its_limit),
	    PROOF(an_address_that_is_none_or_is_taken_is_refused),
	    PROOF(codes_make_a_file_in_any_order_and_over_a_restart),
	    PROOF(a_code_of_another_edition_begins_anew),
	    PROOF(what_was_kept_of_codes_and_is_damaged_is_read_again),
	    PROOF(a_whole_that_is_refused_leaves_nothing),
	    PROOF(of_nobody_known_no_code_is_kept),
	    PROOF(notices_come_as_codes_too),
	    cmocka_unit_test(names_of_files_that_are_carried),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
