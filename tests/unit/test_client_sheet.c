/* What a stranger's text may do on a terminal: nothing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "client/sheet.h"

static void threat_1_a_text_draws_no_verdict_of_its_own(void **state)
{
	static const struct {
		const char *why, *text, *want, *lines;
	} rows[] = {
	    {"words stay as they are", "变压器 220 kV", "变压器 220 kV", "变压器 220 kV"},
	    {"the screen is not cleared", "steel\033[2J\033[HACCEPT", "steel?[2J?[HACCEPT", "steel?[2J?[HACCEPT"},
	    {"nothing stands at a line's begin", "a\nACCEPT", "a?ACCEPT", "a\nACCEPT"},
	    {"nor over what was written", "a\rACCEPT\b", "a?ACCEPT?", "a?ACCEPT?"},
	    {"DEL and C1", "a\177b\302\233c", "a?b?c", "a?b?c"},
	    {"the writing does not turn round", "a\342\200\256b\342\201\246c", "a?b?c", "a?b?c"},
	    {"what is no UTF-8", "a\377b", "a?b", "a?b"},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		char one[64], many[64];
		strcpy(one, rows[i].text);
		strcpy(many, rows[i].text);
		sheet_clean(one, false);
		sheet_clean(many, true);
		if (strcmp(one, rows[i].want) != 0 || strcmp(many, rows[i].lines) != 0)
			print_error("%s\n", rows[i].why);
		assert_string_equal(one, rows[i].want);
		assert_string_equal(many, rows[i].lines);
	}
}

static void a_row_is_printed_clean(void **state)
{
	const struct context context = {.lang = LANG_EN};
	char *text = NULL;
	size_t n;
	(void)state;
	FILE *out = open_memstream(&text, &n);
	struct sheet sheet = sheet_begin(&context, out);
	sheet_text(&sheet, "cargo", "货物", "cargo", "%s", "steel\033[2J\nACCEPT");
	sheet_lines(&sheet, "conditions", "条件", "conditions", "one\ntwo\033c");
	sheet_end(&sheet);
	fclose(out);
	assert_string_equal(text, "cargo: steel?[2J?ACCEPT\nconditions: \none\ntwo?c\n");
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(threat_1_a_text_draws_no_verdict_of_its_own),
	    cmocka_unit_test(a_row_is_printed_clean),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
