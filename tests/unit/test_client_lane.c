/* A lane's screen without its terminal: who shows nothing is chosen from the list, a journey ends where its port is, each word has a
 * sound of its own, and a receipt's code is read back from the screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include <png.h>
#include <sodium.h>

#include "client/delivery.h"
#include "client/lane.h"
#include "client/scan.h"
#include "guosuo/v1/arrivals.pb-c.h"
#include "tests/said.h"
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct context context;
static struct gate gate;
static struct lane lane;
static struct screen screen;

/* The gate's, in the roster. */
static void scene_site(void)
{
	Guosuo__V1__Roster *roster = scene.rosters[AT_HEBEI];
	Guosuo__V1__Site **sites = rig_take(&scene.rig, (roster->n_sites + 1) * sizeof *sites);
	memcpy(sites, roster->sites, roster->n_sites * sizeof *sites);
	sites[roster->n_sites++] = rig_site(&scene.rig, GUOSUO__V1__SITE_KIND__SITE_CHECKPOINT, sites[0]->division, CHECKPOINT);
	roster->sites = sites;
}

static int fresh(void **state)
{
	static char home[32];
	(void)state;
	strcpy(home, "/tmp/guosuo-lane-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_ZH, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	scene_site();
	scene_seal(&scene);
	gate = (struct gate){.now = SCENE_NOW, .membership = {.province = HEBEI, .checkpoint = CHECKPOINT}};
	gate.held.directory = scene.opened;
	gate.held.has_directory = true;
	gate.held.trust = scene.trust;
	memset(&lane, 0, sizeof lane);
	lane.context = &context;
	lane.shift = (struct shift){.context = &context, .gate = &gate};
	lane.duty = 5;
	lane_forget(&lane);
	return 0;
}

static int gone(void **state)
{
	char line[64];
	(void)state;
	snprintf(line, sizeof line, "rm -rf %s", context.home);
	free(context.arena.base);
	return system(line);
}

static void view(enum lang lang)
{
	context.lang = lang;
	screen_begin(&screen, SCREEN_LEAST_COLUMNS, SCREEN_LEAST_LINES, 4);
	screen_add(&screen, STYLE_BAR, "bar");
	lane.mode->view(&lane, &screen);
	assert_int_equal(screen.left_out, 0);
}

static bool shows(const char *text)
{
	for (size_t i = 0; i < screen.count; i++)
		if (strstr(screen.rows[i].text, text) != NULL)
			return true;
	return false;
}

static void press(uint8_t key)
{
	for (const struct lane_key *row = lane.mode->keys; row->key != 0; row++)
		if (row->key == key) {
			row->press(&lane);
			return;
		}
	fail_msg("no such key: %c", key);
}

/* ---- from the list ---- */

/* So many passes of one train, each with its number. */
static void list(uint8_t count)
{
	struct listed_draft draft;
	rig_must(listed_draft_begin(HEBEI, &draft) == ERR_OK);
	for (uint8_t i = 0; i < count; i++) {
		Guosuo__V1__Expected expected = GUOSUO__V1__EXPECTED__INIT;
		scene.trip->pass_id.data[0] = i;
		scene_seal_code(&scene);
		expected.trip = &scene.code.trip, expected.leg = &scene.code.leg, expected.assignment = &scene.code.assignment;
		rig_must(listed_draft_add(&draft, rig_pack(&scene.rig, &expected.base), &context.arena) == ERR_OK);
	}
	rig_must(listed_draft_write(&context, &draft, SCENE_NOW) == ERR_OK);
	listed_draft_free(&draft);
}

static void look_up(const char *plate)
{
	struct said said;
	said_begin(&said);
	const struct lane_mode *on = lane_look_up(&lane, plate, NULL);
	said_end(&said);
	free(said.text);
	assert_non_null(on);
	lane_go(&lane, on);
}

static void one_pass_of_a_plate_is_judged_at_once(void **state)
{
	(void)state;
	list(1);
	look_up("鲁A12345");
	assert_ptr_equal(lane.mode, &lane_vehicle);
	assert_true(lane.vehicle.judged);
	assert_int_equal(lane.vehicle.decision.kind, GUOSUO__V1__PASSAGE_KIND__PASS_LISTED);
	assert_string_equal(lane.vehicle.plate, "鲁A12345");
}

static void of_several_a_person_chooses(void **state)
{
	char number[PASS_NUMBER_LEN + 1];
	(void)state;
	list(3);
	look_up("鲁A1234挂");
	assert_ptr_equal(lane.mode, &lane_choose);
	assert_false(lane.vehicle.there);
	view(LANG_ZH);
	assert_true(shows("鲁A1234挂: 预到清单中有 3 件"));
	assert_true(shows("鲁A12345 + 鲁A1234挂  (派车单上的挂车)"));
	assert_true(shows("山东 > CNTXG  03-10 10:00 .. 03-13 10:00  220 kV 电力变压器"));
	view(LANG_EN);
	assert_true(shows("the list has 3 passes"));
	memcpy(number, lane.choice.rows[1].number, sizeof number);
	assert_true(shows(number));
	context.arena.used = 0; /* as between two looks: only text is chosen from */
	lane_choose.type(&lane, '2');
	assert_ptr_equal(lane.mode, &lane_vehicle);
	assert_string_equal(lane.vehicle.listed.number, number);
	assert_int_equal(lane.vehicle.look.sight.observed.trailer_count, 1);
}

static void pages_are_turned_and_the_last_leads_to_the_first(void **state)
{
	char number[PASS_NUMBER_LEN + 1];
	(void)state;
	list(LANE_CHOICE_PAGE + 3);
	look_up("鲁A12345");
	view(LANG_ZH);
	assert_true(shows("第 1 / 2 页") && shows(lane.choice.rows[LANE_CHOICE_PAGE - 1].number));
	assert_false(shows(lane.choice.rows[LANE_CHOICE_PAGE].number));
	lane_choose.type(&lane, '9');
	assert_ptr_equal(lane.mode, &lane_choose);
	assert_true(lane.alarm);
	lane_choose.type(&lane, ' ');
	view(LANG_ZH);
	assert_true(shows("第 2 / 2 页") && shows(lane.choice.rows[LANE_CHOICE_PAGE + 2].number));
	lane_choose.type(&lane, '4'); /* there are three */
	assert_ptr_equal(lane.mode, &lane_choose);
	lane_choose.type(&lane, ' ');
	assert_int_equal(lane.choice.first, 0);
	lane_choose.type(&lane, ' ');
	memcpy(number, lane.choice.rows[LANE_CHOICE_PAGE + 2].number, sizeof number);
	lane_choose.type(&lane, '3');
	assert_string_equal(lane.vehicle.listed.number, number);
}

static void what_is_not_shown_of_very_many_is_counted(void **state)
{
	(void)state;
	list(LISTED_FOUND + 2);
	look_up("鲁A12345");
	view(LANG_EN);
	assert_true(shows("the list has 34 passes") && shows("2 more are not shown"));
	lane_choose.type(&lane, 0x1b);
	assert_ptr_equal(lane.mode, &lane_idle);
}

/* A sync takes a pass off the list while somebody looks at it. */
static void one_that_is_gone_meanwhile_is_not_chosen(void **state)
{
	struct said said;
	(void)state;
	list(2);
	look_up("鲁A12345");
	list(1);
	const size_t which = strcmp(lane.choice.rows[0].number, lane.choice.rows[1].number) < 0;
	said_begin(&said);
	lane_choose.type(&lane, (uint8_t)('1' + which));
	said_end(&said);
	assert_ptr_equal(lane.mode, &lane_choose);
	assert_non_null(strstr(said.text, lane.choice.rows[which].number));
	free(said.text);
}

/* ---- delivered ---- */

static void a_journey_ends_at_the_gate_of_its_port_with_its_last_leg(void **state)
{
	static const struct {
		const char *why, *gate_port;
		uint32_t ordinal, province;
		const char *said; /* NULL: it does */
	} rows[] = {
	    {"a gate on the way", "", 3, HEBEI, "不是港口的查验点"},
	    {"another port's", "CNTAO", 3, HEBEI, "是 CNTAO 的查验点"},
	    {"an earlier leg", "CNTXG", 2, HEBEI, "最后一段 (第 3 段)"},
	    {"another province's", "CNTXG", 3, TIANJIN, "最后一段 (第 3 段)"},
	    {"there", "CNTXG", 3, HEBEI, NULL},
	};
	(void)state;
	Guosuo__V1__Site *site = (Guosuo__V1__Site *)(uintptr_t)roster_checkpoint(gate_roster(&gate), CHECKPOINT);
	rig_must(site != NULL);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		Guosuo__V1__Leg leg = *scene.leg;
		struct said said;
		site->port = scene_text(&scene, rows[i].gate_port);
		leg.ordinal = rows[i].ordinal, leg.province = rows[i].province;
		said_begin(&said);
		const bool here = delivery_is_here(&context, &gate, scene.trip, &leg);
		said_end(&said);
		if (here != (rows[i].said == NULL) || (!here && strstr(said.text, rows[i].said) == NULL))
			print_error("%s: %s\n", rows[i].why, said.text);
		assert_int_equal(here, rows[i].said == NULL);
		assert_true(here || strstr(said.text, rows[i].said) != NULL);
		free(said.text);
	}
}

static void elsewhere_the_key_says_why_not(void **state)
{
	struct said said;
	(void)state;
	lane.vehicle.there = lane.vehicle.judged = true;
	lane.vehicle.look.verdict = (struct verdict){.word = VERDICT_ACCEPT, .trip = scene.trip, .leg = scene.leg};
	lane_go(&lane, &lane_vehicle);
	said_begin(&said);
	press('5');
	said_end(&said);
	assert_non_null(strstr(said.text, "不是港口的查验点"));
	assert_ptr_equal(lane.mode, &lane_vehicle);
	assert_int_equal(lane.terminal.rings, 3);
	assert_int_equal(lane.vehicle.decision.direction, GUOSUO__V1__DIRECTION__PASSING);
	free(said.text);
}

static void what_has_no_pass_is_not_delivered(void **state)
{
	(void)state;
	lane.vehicle.there = true;
	lane.vehicle.decision.kind = GUOSUO__V1__PASSAGE_KIND__NO_PASS;
	lane_go(&lane, &lane_vehicle);
	press('5');
	assert_non_null(strstr(lane.told, "不能记送达"));
	lane.vehicle.decision.kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN; /* that could not be judged */
	press('5');
	assert_non_null(strstr(lane.told, "未判读"));
}

/* ---- heard ---- */

static void each_word_has_a_sound_of_its_own(void **state)
{
	static const struct {
		enum word word;
		unsigned rings;
	} rows[] = {{VERDICT_ACCEPT, 1}, {VERDICT_REFER, 2}, {VERDICT_REJECT, 3}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		lane.vehicle.look.verdict.word = rows[i].word;
		lane_ring_word(&lane);
		assert_int_equal(lane.terminal.rings, rows[i].rings);
	}
}

/* ---- the receipt's code ---- */

/* Half blocks as a picture. */
static void take_picture(const char *path)
{
	enum { SCALE = 4, SIDE = 240 * SCALE };
	static uint8_t pixels[SIDE][SIDE];
	unsigned y = 0, width = 0;
	memset(pixels, 255, sizeof pixels);
	for (size_t i = 0; i < screen.count; i++) {
		if (screen.rows[i].style != STYLE_CODE)
			continue;
		unsigned x = 0;
		for (const char *at = screen.rows[i].text; *at != '\0'; at += *at == ' ' ? 1 : 3, x++) {
			const bool upper = strncmp(at, "▀", 3) == 0 || strncmp(at, "█", 3) == 0;
			const bool lower = strncmp(at, "▄", 3) == 0 || strncmp(at, "█", 3) == 0;
			for (unsigned p = 0; p < SCALE * SCALE; p++) {
				pixels[y + p / SCALE][x * SCALE + p % SCALE] = upper ? 0 : 255;
				pixels[y + SCALE + p / SCALE][x * SCALE + p % SCALE] = lower ? 0 : 255;
			}
		}
		width = x * SCALE;
		y += 2 * SCALE;
	}
	png_image image = {.version = PNG_IMAGE_VERSION, .width = width, .height = y, .format = PNG_FORMAT_GRAY};
	rig_must(png_image_write_to_file(&image, path, 0, pixels, SIDE, NULL) != 0);
}

static void receipts(const char *all, const char *own)
{
	lane.receipt = (struct lane_receipt){.there = true, .sequence = 7};
	snprintf(lane.receipt.all, sizeof lane.receipt.all, "%s", all);
	snprintf(lane.receipt.own, sizeof lane.receipt.own, "%s", own);
	press('r');
	assert_ptr_equal(lane.mode, &lane_receipt);
}

static void in(unsigned columns, unsigned lines)
{
	screen_begin(&screen, columns, lines, 4);
	lane.mode->view(&lane, &screen);
	assert_int_equal(screen.left_out, 0);
}

static void reads(const char *want)
{
	char path[64];
	struct span got;
	snprintf(path, sizeof path, "%s/screen.png", context.home);
	take_picture(path);
	assert_int_equal(scan_picture(path, &context.arena, &got), ERR_OK);
	assert_true(span_equal(got, span_text(want)));
}

static void a_receipt_is_read_from_the_screen(void **state)
{
	static char all[901], own[401];
	(void)state;
	memset(all, 'A', sizeof all - 1), memcpy(all, CHAIN_PREFIX, sizeof CHAIN_PREFIX - 1);
	memset(own, 'B', sizeof own - 1), memcpy(own, CHAIN_PREFIX, sizeof CHAIN_PREFIX - 1);
	receipts(all, own);
	in(200, 80);
	reads(all);
	in(90, 42); /* too small for all that was shown, and not for this gate's own */
	reads(own);
}

static void a_window_that_is_too_small_is_told_what_it_needs(void **state)
{
	static char text[401];
	unsigned columns = 0, lines = 0;
	(void)state;
	memset(text, 'A', sizeof text - 1), memcpy(text, CHAIN_PREFIX, sizeof CHAIN_PREFIX - 1);
	receipts(text, text);
	in(SCREEN_LEAST_COLUMNS, SCREEN_LEAST_LINES);
	assert_true(shows("按 s 存成图片"));
	context.lang = LANG_EN;
	in(SCREEN_LEAST_COLUMNS, SCREEN_LEAST_LINES);
	assert_int_equal(sscanf(screen.rows[1].text, "the window is too small for the code (%u columns, %u rows)", &columns, &lines), 2);
	in(columns, lines - 1);
	assert_true(shows("too small"));
	in(columns, lines);
	assert_false(shows("too small"));
	reads(lane.receipt.all);
}

static void what_was_not_stamped_has_no_receipt(void **state)
{
	(void)state;
	press('r');
	assert_ptr_equal(lane.mode, &lane_idle);
	assert_non_null(strstr(lane.told, "没有回执"));
}

#define PROOF(test) cmocka_unit_test_setup_teardown(test, fresh, gone)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    PROOF(one_pass_of_a_plate_is_judged_at_once),
	    PROOF(of_several_a_person_chooses),
	    PROOF(pages_are_turned_and_the_last_leads_to_the_first),
	    PROOF(what_is_not_shown_of_very_many_is_counted),
	    PROOF(one_that_is_gone_meanwhile_is_not_chosen),
	    PROOF(a_journey_ends_at_the_gate_of_its_port_with_its_last_leg),
	    PROOF(elsewhere_the_key_says_why_not),
	    PROOF(what_has_no_pass_is_not_delivered),
	    PROOF(each_word_has_a_sound_of_its_own),
	    PROOF(a_receipt_is_read_from_the_screen),
	    PROOF(a_window_that_is_too_small_is_told_what_it_needs),
	    PROOF(what_was_not_stamped_has_no_receipt),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
