/* The plan as people read it, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <locale.h>
#include <stdlib.h>

#include "client/timetable.h"

#define COUNT(a) (sizeof(a) / sizeof *(a))
#define STATE(name) GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_##name
#define KIND(name) GUOSUO__V1__HELP_KIND__HELP_##name

static const struct context zh = {.lang = LANG_ZH}, en = {.lang = LANG_EN};
static struct held held; /* none: times at +08:00 */

static const struct {
	Guosuo__V1__TimetableState state;
	int64_t slack_s, late_s;
	uint32_t first, second, first_province, second_province;
	const char *zh, *en;
} words[] = {
    {STATE(GOOD), 266700, 0, 0, 0, 0, 0, "可行, 富余时间 3 天 2 小时", "good, slack 3 d 2 h"},
    {STATE(LATE), -3300, 3300, 0, 0, 0, 0, "若尚未出发, 已赶不上, 晚 55 分钟", "too late by 55 min, if the train has not left"},
    {STATE(LATE), 0, 0, 0, 0, 0, 0, "若尚未出发, 各段期限内已赶不上",
     "too late for the legs' windows, if the train has not left"},
    {STATE(NONE), 0, 0, 1, 2, 37, 13, "没有可行的时刻表: 山东段与河北段不能衔接",
     "no timetable: the legs of Shandong and Hebei do not connect"},
    {STATE(NONE), 0, 0, 2, 2, 13, 13, "没有可行的时刻表: 河北段无法行驶", "no timetable: the leg of Hebei cannot be driven"},
    {STATE(STATE_UNSPECIFIED), 0, 0, 0, 0, 0, 0, "未推算: 机构名录中没有行车时间规定",
     "not reckoned: the directory has no driving times"},
    {STATE(STATE_UNSPECIFIED), 0, 0, 3, 3, 12, 12, "未推算: 申请中天津段没有公里数",
     "not reckoned: the application has no kilometres for the leg of Tianjin"},
};

static void the_outcome_is_said_in_both_languages(void **state)
{
	(void)state;
	char text[TIMETABLE_TEXT];
	for (size_t i = 0; i < COUNT(words); i++) {
		Guosuo__V1__Timetable table = GUOSUO__V1__TIMETABLE__INIT;
		table.state = words[i].state;
		table.slack_s = words[i].slack_s, table.late_s = words[i].late_s;
		table.first = words[i].first, table.second = words[i].second;
		table.first_province = words[i].first_province, table.second_province = words[i].second_province;
		timetable_word(&zh, &table, text);
		assert_string_equal(text, words[i].zh);
		timetable_word(&en, &table, text);
		assert_string_equal(text, words[i].en);
	}
	timetable_word(&en, NULL, text);
	assert_string_equal(text, "not reckoned: the directory has no driving times");
}

static void slack_that_is_over_is_not_a_negative_number(void **state)
{
	(void)state;
	Guosuo__V1__ReviewLine line = GUOSUO__V1__REVIEW_LINE__INIT;
	char text[TIMETABLE_TEXT];
	line.timetable = GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_GOOD;
	line.latest_decision = 1, line.slack_s = 2 * 3600;
	timetable_line(&zh, &line, text);
	assert_string_equal(text, "富余 2 小时 0 分");
	line.slack_s = -1200;
	timetable_line(&en, &line, text);
	assert_string_equal(text, "over by 20 min");
}

/* Of a trip that is late there is no latest decision any more: the word stands in its place. */
static void a_queue_says_what_cannot_make_it(void **state)
{
	(void)state;
	static const struct {
		Guosuo__V1__TimetableState state;
		const char *zh, *en;
	} rows[] = {
	    {GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_LATE, "若尚未出发, 已赶不上", "too late, if it has not left"},
	    {GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_NONE, "各段不能衔接", "legs do not connect"},
	    {GUOSUO__V1__TIMETABLE_STATE__TIMETABLE_STATE_UNSPECIFIED, "", ""},
	};
	char text[TIMETABLE_TEXT];
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		Guosuo__V1__ReviewLine line = GUOSUO__V1__REVIEW_LINE__INIT;
		line.timetable = rows[i].state;
		timetable_line(&zh, &line, text);
		assert_string_equal(text, rows[i].zh);
		timetable_line(&en, &line, text);
		assert_string_equal(text, rows[i].en);
	}
}

/* What is printed for one leg of a trip. The caller frees it. */
static char *printed(const struct context *context, Guosuo__V1__LegPlan *plan, Guosuo__V1__Timetable *table)
{
	Guosuo__V1__LegView leg = GUOSUO__V1__LEG_VIEW__INIT, *legs[] = {&leg};
	Guosuo__V1__TripView view = GUOSUO__V1__TRIP_VIEW__INIT;
	char *text = NULL;
	size_t n = 0;
	FILE *out = open_memstream(&text, &n);
	assert_non_null(out);
	leg.ordinal = 2, leg.province = 13, leg.plan = plan;
	view.legs = legs, view.n_legs = 1, view.timetable = table, view.cutoff = 1584093600;
	timetable_print(context, &held, &view, out);
	fclose(out);
	return text;
}

static void a_leg_is_a_line_in_columns(void **state)
{
	(void)state;
	static char stop[] = "沧州服务区", *stops[] = {stop};
	Guosuo__V1__LegPlan plan = GUOSUO__V1__LEG_PLAN__INIT;
	Guosuo__V1__Timetable table = GUOSUO__V1__TIMETABLE__INIT;
	plan.enter = 1583814000, plan.exit = 1583822400, plan.enter_latest = 1584080700;
	plan.drive_s = 7200, plan.stand_s = 1200, plan.before_s = 36000, plan.slack_s = -3300;
	plan.stops = stops, plan.n_stops = 1;
	table.state = STATE(GOOD);
	char *text = printed(&zh, &plan, &table);
	assert_non_null(
	    strstr(text, "2   河北       03-10 12:20  03-13 14:25  03-10 14:40  2:00   驶入前 10:00, 0:20 -0:55    沧州服务区\n"));
	free(text);
	plan.enter = plan.enter_latest = plan.exit = plan.stand_s = plan.before_s = 0, plan.n_stops = 0;
	text = printed(&en, &plan, &table);
	assert_non_null(strstr(text, "2   Hebei      -            -            -            2:00   -               -        -\n"));
	free(text);
	text = printed(&en, NULL, NULL);
	assert_string_equal(text, "port cut-off: 2020-03-13T18:00:00+08:00\n"
				  "timetable: not reckoned: the directory has no driving times\n");
	free(text);
}

static const struct {
	Guosuo__V1__HelpKind kind;
	const char *zh, *en;
} helps[] = {
    {KIND(CUTOFF), "可行办法: 截港推迟 1 小时 0 分\n", "would help: a cut-off 1 h 0 min later\n"},
    {KIND(WINDOW), "可行办法: 河北段通行期限改为 03-10 12:20 至 03-10 14:40 (延长 1 小时 0 分)\n",
     "would help: the window of Hebei as 03-10 12:20 to 03-10 14:40 (1 h 0 min longer)\n"},
    {KIND(HOURS), "可行办法: 河北段不限准行时段\n", "would help: any hour in Hebei\n"},
    {KIND(STOP), "可行办法: 河北段增加途中食宿点\n", "would help: a stop in Hebei\n"},
    {KIND(DEPART), "可行办法: 提前 1 小时 0 分 出发 (须重新申请)\n", "would help: leaving 1 h 0 min earlier (a new application)\n"},
    {KIND(BOTH), "可行办法: 两省可同签: 河北段 03-10 12:20 至 03-10 14:40\n",
     "would help: both can seal: Hebei 03-10 12:20 to 03-10 14:40\n"},
};

static void every_kind_of_help_has_its_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT(helps); i++) {
		Guosuo__V1__TimetableHelp help = GUOSUO__V1__TIMETABLE_HELP__INIT, *list[] = {&help};
		Guosuo__V1__Timetable table = GUOSUO__V1__TIMETABLE__INIT;
		help.kind = helps[i].kind, help.province = 13, help.by_s = 3600;
		help.from = 1583814000, help.to = 1583822400;
		table.help = list, table.n_help = 1;
		char *chinese = printed(&zh, NULL, &table), *english = printed(&en, NULL, &table);
		assert_non_null(strstr(chinese, helps[i].zh));
		assert_non_null(strstr(english, helps[i].en));
		free(chinese);
		free(english);
	}
	assert_int_equal(COUNT(helps), guosuo__v1__help_kind__descriptor.n_values - 1);
}

/* A newer desk may know more: it is left out, and the rest is read. */
static void an_unknown_kind_of_help_is_left_out(void **state)
{
	(void)state;
	Guosuo__V1__TimetableHelp help = GUOSUO__V1__TIMETABLE_HELP__INIT, *list[] = {&help};
	Guosuo__V1__Timetable table = GUOSUO__V1__TIMETABLE__INIT;
	table.help = list, table.n_help = 1;
	for (int kind = -1; kind < 100; kind = kind == -1 ? 0 : kind == 0 ? 7 : kind * 10) {
		help.kind = (Guosuo__V1__HelpKind)kind;
		char *text = printed(&en, NULL, &table);
		assert_null(strstr(text, "would help"));
		free(text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_outcome_is_said_in_both_languages),
	    cmocka_unit_test(slack_that_is_over_is_not_a_negative_number),
	    cmocka_unit_test(a_queue_says_what_cannot_make_it),
	    cmocka_unit_test(a_leg_is_a_line_in_columns),
	    cmocka_unit_test(every_kind_of_help_has_its_sentence),
	    cmocka_unit_test(an_unknown_kind_of_help_is_left_out),
	};
	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
