#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <locale.h>
#include <string.h>
#include <cmocka.h>

#include "client/screen.h"

static struct screen screen;

static void chinese_is_two_columns_wide(void **state)
{
	(void)state;
	assert_int_equal(screen_width("过所 A"), 6);
	assert_int_equal(screen_fit("过所", 3), 3); /* the second one does not fit */
	assert_int_equal(screen_fit("过所", 4), 6);
	assert_int_equal(screen_width("\xff\x01"), 2); /* what cannot be printed is a column each */
}

static void a_row_never_passes_the_edge(void **state)
{
	(void)state;
	screen_begin(&screen, 10, 24, 0);
	screen_add(&screen, STYLE_PLAIN, "%s", "过所过所过所");
	screen_sides(&screen, STYLE_BAR, "查验点三七零零一", "12");
	for (size_t i = 0; i < screen.count; i++)
		assert_true(screen_width(screen.rows[i].text) <= 10);
	assert_string_equal(screen.rows[1].text, "查验点  12");
}

static void long_text_goes_on_below_between_words(void **state)
{
	(void)state;
	screen_begin(&screen, 12, 24, 0);
	screen_wrap(&screen, STYLE_PLAIN, 2, "hold and investigate");
	assert_int_equal(screen.count, 3);
	assert_string_equal(screen.rows[0].text, "hold and");
	assert_string_equal(screen.rows[1].text, "  investigat"); /* longer than a row: broken */
	screen_begin(&screen, 8, 24, 0);
	screen_wrap(&screen, STYLE_PLAIN, 0, "扣留核查再报");
	assert_string_equal(screen.rows[0].text, "扣留核查");
	assert_string_equal(screen.rows[1].text, "再报");
}

static void what_has_no_room_is_counted_and_the_foot_stays_free(void **state)
{
	(void)state;
	screen_begin(&screen, 80, 24, 4);
	for (int i = 0; i < 30; i++)
		screen_add(&screen, STYLE_PLAIN, "%d", i);
	assert_int_equal(screen.count, 20);
	assert_int_equal(screen.left_out, 10);
	screen_to_foot(&screen);
	for (int i = 0; i < 4; i++)
		screen_add(&screen, STYLE_BAR, "%d", i);
	assert_int_equal(screen.count, 24);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(chinese_is_two_columns_wide),
	    cmocka_unit_test(a_row_never_passes_the_edge),
	    cmocka_unit_test(long_text_goes_on_below_between_words),
	    cmocka_unit_test(what_has_no_room_is_counted_and_the_foot_stays_free),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
