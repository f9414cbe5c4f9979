#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

#include "client/keep.h"
#include "client/volunteer.h"
#include "proto/verdict.h"
#include "tests/said.h"
#include "tests/trust_rig.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name

static struct context context;

static int fresh(void **state)
{
	static char home[32];
	(void)state;
	strcpy(home, "/tmp/guosuo-helps-XXXXXX");
	rig_must(mkdtemp(home) != NULL);
	context = (struct context){.lang = LANG_EN, .home = home, .arena = {malloc(CONTEXT_ARENA), CONTEXT_ARENA, 0}};
	rig_must(context.arena.base != NULL);
	return 0;
}

static int gone(void **state)
{
	(void)state;
	rig_must(keep_remove(&context, "volunteers") == ERR_OK);
	rmdir(context.home);
	free(context.arena.base);
	return 0;
}

static void list_is(const char *text)
{
	rig_must(keep_write(&context, "volunteers", span_text(text), true) == ERR_OK);
}

static enum err may(uint32_t duty, uint32_t verdict, Guosuo__V1__Outcome outcome)
{
	struct said said;
	said_begin(&said);
	enum err err = volunteer_may(&context, duty, verdict, outcome, false);
	said_end(&said);
	assert_int_equal(said.length > 0, err != ERR_OK);
	free(said.text);
	return err;
}

static void a_volunteer_records_and_does_not_overrule(void **state)
{
	static const struct {
		const char *why;
		uint32_t duty, verdict;
		Guosuo__V1__Outcome outcome;
		enum err want;
	} rows[] = {
	    {"what was accepted may pass", 7, VERDICT_ACCEPT, OUTCOME(PASSED), ERR_OK},
	    {"and is not turned back", 7, VERDICT_ACCEPT, OUTCOME(TURNED_BACK), ERR_INPUT},
	    {"what was rejected is turned back", 7, VERDICT_REJECT, OUTCOME(TURNED_BACK), ERR_OK},
	    {"or held", 7, VERDICT_REJECT, OUTCOME(HELD), ERR_OK},
	    {"and does not pass", 7, VERDICT_REJECT, OUTCOME(PASSED), ERR_INPUT},
	    {"what is in doubt is held", 7, VERDICT_REFER, OUTCOME(HELD), ERR_OK},
	    {"or diverted", 7, VERDICT_REFER, OUTCOME(DIVERTED), ERR_OK},
	    {"and does not pass", 7, VERDICT_REFER, OUTCOME(PASSED), ERR_INPUT},
	    {"what was not judged does not pass: it may have shown a code before", 7, 0, OUTCOME(PASSED), ERR_INPUT},
	    {"and is turned back", 7, 0, OUTCOME(TURNED_BACK), ERR_OK},
	    {"or held", 7, 0, OUTCOME(HELD), ERR_OK},
	    {"one whose time is over is a volunteer still", 8, VERDICT_REJECT, OUTCOME(PASSED), ERR_INPUT},
	    {"who goes on recording until somebody else logs in", 8, VERDICT_REJECT, OUTCOME(TURNED_BACK), ERR_OK},
	    {"whoever is not on the list decides", 5, VERDICT_REJECT, OUTCOME(PASSED), ERR_OK},
	    {"on what is in doubt too", 5, VERDICT_REFER, OUTCOME(PASSED), ERR_OK},
	    {"and on what was not judged", 5, 0, OUTCOME(PASSED), ERR_OK},
	};
	(void)state;
	list_is("7 4000000000 李 四\n8 1 王五\n");
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (may(rows[i].duty, rows[i].verdict, rows[i].outcome) != rows[i].want)
			print_error("%s\n", rows[i].why);
		assert_int_equal(may(rows[i].duty, rows[i].verdict, rows[i].outcome), rows[i].want);
	}
}

static void a_list_that_cannot_be_read_lets_nobody_overrule(void **state)
{
	static const char *const texts[] = {"seven\n", "7\n", "7 4000000000 x", "0 4000000000 x\n", "7 4000000000 \n"};
	(void)state;
	for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
		list_is(texts[i]);
		assert_int_equal(may(5, VERDICT_REJECT, OUTCOME(PASSED)), ERR_INPUT);
		assert_int_equal(may(5, VERDICT_REJECT, OUTCOME(HELD)), ERR_OK);
	}
}

static void who_it_is_and_until_when(void **state)
{
	struct volunteer found;
	(void)state;
	assert_int_equal(volunteer_find(&context, 7, &found), ERR_NOT_FOUND);
	list_is("7 4000000000 李 四\n");
	assert_int_equal(volunteer_find(&context, 7, &found), ERR_OK);
	assert_int_equal(found.until, 4000000000);
	assert_string_equal(found.name, "李 四");
	assert_int_equal(volunteer_find(&context, 70, &found), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_volunteer_records_and_does_not_overrule, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_list_that_cannot_be_read_lets_nobody_overrule, fresh, gone),
	    cmocka_unit_test_setup_teardown(who_it_is_and_until_when, fresh, gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
