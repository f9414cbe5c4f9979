/* What an inspector sees of the case of March 2020, on the smallest screen, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "client/gate_view.h"
#include "tests/scene.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;
static struct context context;
static struct gate gate;
static struct look look;
static struct screen screen;

static int fresh(void **state)
{
	static char home[32];
	(void)state;
	strcpy(home, "/tmp/guosuo-view-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_ZH, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	scene_draft(&scene, memory);
	scene_seal(&scene);
	gate = (struct gate){.now = SCENE_NOW, .membership = {.province = HEBEI, .checkpoint = CHECKPOINT}};
	gate.held.directory = scene.opened;
	gate.held.has_directory = true;
	gate.held.trust = scene.trust;
	look = (struct look){.gate = &gate};
	return 0;
}

static int gone(void **state)
{
	(void)state;
	rmdir(context.home);
	free(context.arena.base);
	return 0;
}

static void view(enum lang lang, unsigned lines)
{
	context.lang = lang;
	scene_ask(&scene, &look.verdict);
	screen_begin(&screen, SCREEN_LEAST_COLUMNS, lines, 4);
	gate_view_look(&screen, &context, &look);
	for (size_t i = 0; i < screen.count; i++)
		assert_true(screen_width(screen.rows[i].text) + (screen.rows[i].mark == NULL ? 0 : SCREEN_MARK + 2) <= SCREEN_LEAST_COLUMNS);
}

/* The row that has it; fails where none does. */
static size_t row_with(const char *text)
{
	for (size_t i = 0; i < screen.count; i++)
		if (strstr(screen.rows[i].text, text) != NULL)
			return i;
	for (size_t i = 0; i < screen.count; i++)
		print_error("%s\n", screen.rows[i].text);
	fail_msg("not on the screen: %s", text);
	return 0;
}

static void the_word_and_what_to_compare_come_first(void **state)
{
	static const char *const fields[] = {"鲁A12345 + 鲁A1234挂", "000018", "220 kV 电力变压器  1 件  75.0 吨",
	                                     "长 21.80  宽 3.40  高 4.48 米   总质量 110.5 吨", "护送  ", "时效  "};
	(void)state;
	view(LANG_ZH, 24);
	assert_int_equal(screen.rows[0].style, STYLE_GOOD);
	assert_true(row_with("核验通过   ACCEPT") < SCREEN_SIGN);
	for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++)
		assert_true(row_with(fields[i]) < 10);
	assert_int_equal(screen.left_out, 0);
}

static void in_english_too(void **state)
{
	(void)state;
	view(LANG_EN, 24);
	row_with("ACCEPT   核验通过");
	row_with("L 21.80  W 3.40  H 4.48 m   mass 110.5 t");
	assert_int_equal(screen.left_out, 0);
}

static void each_finding_stands_with_its_action_and_who_may_close_it(void **state)
{
	(void)state;
	scene_observe_plate(&scene, "冀B99999");
	view(LANG_ZH, 24);
	assert_int_equal(screen.rows[0].style, STYLE_BAD);
	row_with("[不符] 牵引车号牌不符 -> 扣留核查 (班长)");
}

static void what_is_no_pass_shows_the_word_and_what_to_do(void **state)
{
	(void)state;
	scene.question.code = span_text("x");
	view(LANG_ZH, 24);
	assert_int_equal(screen.rows[0].style, STYLE_BAD);
	row_with("重新扫描一次");
	for (size_t i = 0; i < screen.count; i++)
		assert_null(strstr(screen.rows[i].text, "号牌"));
}

static void what_does_not_fit_is_counted(void **state)
{
	(void)state;
	view(LANG_ZH, 14);
	assert_int_equal(screen.count, 10);
	assert_true(screen.left_out > 0);
}

/* A name may hold what a terminal obeys: a row is cut at the same place all the same, and drawn as question marks. */
static void control_characters_take_their_place(void **state)
{
	(void)state;
	assert_int_equal(screen_width("a\033[2Jb"), 6);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(the_word_and_what_to_compare_come_first, fresh, gone),
	    cmocka_unit_test_setup_teardown(in_english_too, fresh, gone),
	    cmocka_unit_test_setup_teardown(each_finding_stands_with_its_action_and_who_may_close_it, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_is_no_pass_shows_the_word_and_what_to_do, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_does_not_fit_is_counted, fresh, gone),
	    cmocka_unit_test(control_characters_take_their_place),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
