/* The table of inspections, and what a roster's policies ask for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include "proto/inspection.h"

enum { NOW = 1583820000 };

static void an_inspection_has_a_number_and_words(void **state)
{
	(void)state;
	assert_int_equal(inspection_of(span_text("disinfected")), INSPECTION_DISINFECTED);
	assert_int_equal(inspection_of(span_text("已消毒")), INSPECTION_DISINFECTED);
	assert_int_equal(inspection_of(span_text("Disinfected")), 0);
	assert_int_equal(inspection_of(span_text("")), 0);
	assert_string_equal(inspection_text(INSPECTION_LOAD_SEAL, LANG_ZH), "铅封完好");
	assert_string_equal(inspection_word(INSPECTION_RAISED), "raised");
	assert_null(inspection_text(11, LANG_EN));
	assert_null(inspection_word(0));
}

static void a_list_has_each_once_and_so_many(void **state)
{
	struct inspections list = {.count = 0};
	(void)state;
	for (uint32_t i = 1; i <= INSPECTIONS_MAX; i++)
		assert_true(inspections_add(&list, i) && inspections_add(&list, i));
	assert_int_equal(list.count, INSPECTIONS_MAX);
	assert_false(inspections_add(&list, 99));
	inspections_drop(&list, 7);
	assert_false(inspections_have(&list, 7));
	assert_true(inspections_have(&list, 6) && inspections_have(&list, 8));
	assert_true(inspections_add(&list, 99));
}

/* Two policies: an epidemic's, for every vehicle and for a time; and for loads with a pass, always. */
static uint32_t epidemic_asks[] = {INSPECTION_TEMPERATURE, INSPECTION_DISINFECTED}, loads_ask[] = {INSPECTION_ESCORT, INSPECTION_DISINFECTED};
static Guosuo__V1__InspectionPolicy epidemic, loads, *policies[] = {&epidemic, &loads};
static Guosuo__V1__Roster roster;

static int fresh(void **state)
{
	(void)state;
	guosuo__v1__roster__init(&roster);
	guosuo__v1__inspection_policy__init(&epidemic);
	guosuo__v1__inspection_policy__init(&loads);
	epidemic.asked = epidemic_asks, epidemic.n_asked = 2;
	epidemic.people = epidemic.every = true, epidemic.raised_dc = 373;
	epidemic.not_before = NOW - 100, epidemic.not_after = NOW + 100;
	loads.asked = loads_ask, loads.n_asked = 2;
	roster.inspections = policies, roster.n_inspections = 2;
	return 0;
}

static void it_asks_in_its_time_of_whom_it_says(void **state)
{
	static const struct {
		const char *why;
		int64_t when;
		bool of_ours;
		size_t count;
		bool people;
	} rows[] = {
	    {"a pass, in the epidemic: each inspection once", NOW, true, 3, true},
	    {"no pass, in the epidemic", NOW, false, 2, true},
	    {"a pass, before it", NOW - 101, true, 2, false},
	    {"its first second", NOW - 100, false, 2, true},
	    {"its last", NOW + 100, false, 2, true},
	    {"no pass, after it", NOW + 101, false, 0, false},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct inspection_asked asked;
		inspection_ask(&roster, rows[i].when, rows[i].of_ours, NULL, 0, &asked);
		if (asked.list.count != rows[i].count || asked.people != rows[i].people)
			fail_msg("%s: %zu", rows[i].why, asked.list.count);
	}
}

static void the_lowest_limit_counts(void **state)
{
	struct inspection_asked asked;
	(void)state;
	loads.raised_dc = 372;
	inspection_ask(&roster, NOW, true, NULL, 0, &asked);
	assert_int_equal(asked.raised_dc, 372);
	inspection_ask(&roster, NOW, false, NULL, 0, &asked);
	assert_int_equal(asked.raised_dc, 373);
}

static void what_was_not_done_is_due(void **state)
{
	static const struct {
		const char *why;
		struct inspections done;
		uint32_t people;
		bool due;
	} rows[] = {
	    {"nothing was done", {{0}, 0}, 0, true},
	    {"all of it", {{1, 2}, 2}, 2, false},
	    {"more than that", {{7, 2, 1}, 3}, 2, false},
	    {"nobody was counted", {{1, 2}, 2}, 0, true},
	    {"no temperature", {{2}, 1}, 2, true},
	    {"a raised one", {{INSPECTION_RAISED, 2}, 2}, 2, true},
	    {"a raised one that is called normal", {{1, 2, INSPECTION_RAISED}, 3}, 2, true},
	};
	struct inspection_asked asked, due;
	(void)state;
	inspection_ask(&roster, NOW, false, NULL, 0, &asked);
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
		if (inspection_due(&asked, &rows[i].done, rows[i].people, &due) != rows[i].due)
			fail_msg("%s", rows[i].why);
	asked = (struct inspection_asked){.raised_dc = 373};
	assert_true(inspection_due(&asked, &(struct inspections){{INSPECTION_RAISED}, 1}, 0, &due));
	assert_int_equal(due.list.codes[0], INSPECTION_TEMPERATURE);
	asked.raised_dc = 0;
	assert_false(inspection_due(&asked, &(struct inspections){{INSPECTION_RAISED}, 1}, 0, &due));
}

static void what_an_earlier_gate_did_is_spared_as_long_as_the_policy_says(void **state)
{
	static const struct {
		const char *why;
		uint32_t lasts_s;
		struct inspection_earlier earlier[2];
		size_t count; /* asked still, of temperature and disinfection */
	} rows[] = {
	    {"both were done", 3600, {{NOW - 60, {{1, 2}, 2}}}, 0},
	    {"at two gates", 3600, {{NOW - 60, {{1}, 1}}, {NOW - 1800, {{2}, 1}}}, 0},
	    {"one of them", 3600, {{NOW - 60, {{2, 5}, 2}}}, 1},
	    {"its last second", 3600, {{NOW - 3600, {{1, 2}, 2}}}, 0},
	    {"too long ago", 3600, {{NOW - 3601, {{1, 2}, 2}}}, 2},
	    {"in the future", 3600, {{NOW + 1, {{1, 2}, 2}}}, 2},
	    {"the policy says nothing of it", 0, {{NOW - 60, {{1, 2}, 2}}}, 2},
	    {"a temperature was raised, however long ago", 3600, {{NOW - 60, {{1, 2}, 2}}, {NOW - 90000, {{INSPECTION_RAISED}, 1}}}, 1},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct inspection_asked asked;
		epidemic.earlier_s = rows[i].lasts_s;
		inspection_ask(&roster, NOW, false, rows[i].earlier, 2, &asked);
		if (asked.list.count != rows[i].count || !asked.people)
			fail_msg("%s: %zu", rows[i].why, asked.list.count);
	}
}

/* Another policy that asks for it does not recognise it. */
static void each_policy_for_itself(void **state)
{
	const struct inspection_earlier earlier = {NOW - 60, {{INSPECTION_DISINFECTED, INSPECTION_TEMPERATURE}, 2}};
	struct inspection_asked asked;
	(void)state;
	epidemic.earlier_s = 3600;
	inspection_ask(&roster, NOW, true, &earlier, 1, &asked);
	assert_int_equal(asked.list.count, 2);
	assert_true(inspections_have(&asked.list, INSPECTION_DISINFECTED));
	assert_false(inspections_have(&asked.list, INSPECTION_TEMPERATURE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(an_inspection_has_a_number_and_words),
	    cmocka_unit_test(a_list_has_each_once_and_so_many),
	    cmocka_unit_test_setup(it_asks_in_its_time_of_whom_it_says, fresh),
	    cmocka_unit_test_setup(the_lowest_limit_counts, fresh),
	    cmocka_unit_test_setup(what_was_not_done_is_due, fresh),
	    cmocka_unit_test_setup(what_an_earlier_gate_did_is_spared_as_long_as_the_policy_says, fresh),
	    cmocka_unit_test_setup(each_policy_for_itself, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
