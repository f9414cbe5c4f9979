/* The list of barred hauliers: a text that an operator edits. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/barred.h"
#include "tests/case.h"

#define OURS "91370103MA3TE5TX13"
#define AGENT "91110000600037341L"

static const struct {
	const char *why, *list;
	enum rule rule;
	const char *field;
} lines[] = {
    {"an empty list", "", RULE_OK, NULL},
    {"comments and empty lines", "# 停办名单\n\n  \r\n", RULE_OK, NULL},
    {"a haulier until further notice, without an end of line", OURS " - 未履行加固义务", RULE_OK, NULL},
    {"a haulier until a day, with tabs and CR", "\t" OURS "\t2026-12-31\r\n", RULE_OK, NULL},
    {"a comment behind", OURS " - # 见案卷", RULE_OK, NULL},
    {"no day", OURS "\n", RULE_DAY_FORM, "line[1]"},
    {"a day that is none", "\n" OURS " 2026-02-30\n", RULE_DAY_FORM, "line[2]"},
    {"a day with a time", OURS " 2026-02-03T00:00:00Z\n", RULE_DAY_FORM, "line[1]"},
    {"no USCC", "济南公司 -\n", RULE_USCC_FORM, "line[1]"},
    {"a USCC with two digits swapped", "91370130MA3TE5TX13 -\n", RULE_USCC_CHECK, "line[1]"},
    {"a reason that is not UTF-8", OURS " - \xD2\xC6\n", RULE_TEXT, "line[1]"},
};

static void a_bad_line_is_named_by_its_number(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(lines); i++) {
		struct faults faults = {0};
		enum err err = barred_sound(span_text(lines[i].list), &faults);
		if (err != (lines[i].rule == RULE_OK ? ERR_OK : ERR_INPUT))
			fail_msg("%s: %s", lines[i].why, err_name(err));
		if (lines[i].rule == RULE_OK)
			continue;
		if (faults.item[0].rule != lines[i].rule || strcmp(faults.item[0].field, lines[i].field) != 0)
			fail_msg("%s: %s %s", lines[i].why, faults.item[0].field,
			         fault_name(faults.item[0].rule));
	}
}

enum { LAST_MOMENT = 1583855999 }; /* 2020-03-10T23:59:59+08:00 */

static const struct {
	const char *why, *list;
	int64_t now;
	enum rule rule;
	const char *field;
	int64_t limit;
} rows[] = {
    {"nobody is barred", "", LAST_MOMENT, RULE_OK, NULL, 0},
    {"somebody else is", "91440300MA5EQXL17P - x\n", LAST_MOMENT, RULE_OK, NULL, 0},
    {"the applicant, without an end", "# x\n" OURS " - x\n", LAST_MOMENT, RULE_BARRED, "applicant.uscc", 0},
    {"the applicant, on its last day", OURS " 2020-03-10 x\n", LAST_MOMENT, RULE_BARRED_UNTIL,
     "applicant.uscc", 20200310},
    {"the day after", OURS " 2020-03-10 x\n", LAST_MOMENT + 1, RULE_OK, NULL, 0},
    {"the day after, but another line holds", OURS " 2020-03-10\n" OURS " 2020-03-11\n", LAST_MOMENT + 1,
     RULE_BARRED_UNTIL, "applicant.uscc", 20200311},
    {"the agent", AGENT " -\n", LAST_MOMENT, RULE_BARRED, "applicant.agent.uscc", 0},
};

static void a_haulier_is_barred_to_the_end_of_its_last_day(void **state)
{
	(void)state;
	Guosuo__V1__Agent agent = GUOSUO__V1__AGENT__INIT;
	Guosuo__V1__Applicant applicant = GUOSUO__V1__APPLICANT__INIT;
	Guosuo__V1__Application application = GUOSUO__V1__APPLICATION__INIT;
	static char ours[] = OURS, agents[] = AGENT;
	applicant.uscc = ours, agent.uscc = agents;
	applicant.agent = &agent, application.applicant = &applicant;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct faults faults = {0};
		barred_check(span_text(rows[i].list), &application, rows[i].now, 480, &faults);
		if (faults.count != (rows[i].rule == RULE_OK ? 0 : 1))
			fail_msg("%s: %zu faults", rows[i].why, faults.count);
		if (faults.count == 1 &&
		    (faults.item[0].rule != rows[i].rule || faults.item[0].limit != rows[i].limit ||
		     strcmp(faults.item[0].field, rows[i].field) != 0))
			fail_msg("%s: %s %s %lld", rows[i].why, faults.item[0].field,
			         fault_name(faults.item[0].rule), (long long)faults.item[0].limit);
	}
	const Guosuo__V1__Application none = GUOSUO__V1__APPLICATION__INIT;
	struct faults faults = {0};
	barred_check(span_text(OURS " -\n"), &none, LAST_MOMENT, 480, &faults);
	assert_int_equal(faults.count, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_bad_line_is_named_by_its_number),
	    cmocka_unit_test(a_haulier_is_barred_to_the_end_of_its_last_day),
	};
	return cmocka_run_group_tests_name("barred", tests, NULL, NULL);
}
