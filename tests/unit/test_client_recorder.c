#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>

#include "client/recorder.h"
#include "tests/said.h"

#define KIND(name) GUOSUO__V1__PASSAGE_KIND__##name

/* No log is open: what is refused has touched none. */
static void a_pass_that_was_not_judged_is_not_recorded(void **state)
{
	static const Guosuo__V1__PassageKind kinds[] = {KIND(PASS_SHOWN), KIND(PASS_LISTED), KIND(PASSAGE_KIND_UNSPECIFIED)};
	struct context context = {.lang = LANG_EN};
	struct recorder recorder = {.log = {.folder = -1, .file = -1}};
	(void)state;
	for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
		const struct decision decision = {.duty = 5, .kind = kinds[i], .outcome = GUOSUO__V1__OUTCOME__HELD, .plate = ""};
		struct recorded out;
		struct said said;
		said_begin(&said);
		const enum err err = recorder_put(&context, &recorder, NULL, &decision, &out);
		said_end(&said);
		assert_int_equal(err, ERR_INPUT);
		assert_non_null(strstr(said.text, "NOT JUDGED"));
		free(said.text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_pass_that_was_not_judged_is_not_recorded),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
