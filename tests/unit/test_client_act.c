#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/act.h"
#include "proto/condition.h"
#include "proto/decision.h"
#include "proto/identity.h"
#include "tests/case.h"

enum { ROOM = 16 << 20 };

static struct context context;
static struct rig rig;
static struct trip trip;
static struct held held; /* holds nothing: codes stand for names */
static Guosuo__V1__RosterEntry person = GUOSUO__V1__ROSTER_ENTRY__INIT;
static Guosuo__V1__Decision decision = GUOSUO__V1__DECISION__INIT;

static void draft_trip(void)
{
	static uint8_t officers[1][FINGERPRINT_LEN] = {{1}};
	struct faults faults = {0};
	static struct trip_grant grant;
	grant = (struct trip_grant){.revision = 1, .status_index = 1, .sealed_at = CASE_SUBMITTED, .officer_count = 1,
	                           .officers = (const uint8_t(*)[FINGERPRINT_LEN])officers};
	Guosuo__V1__Trip *body;
	struct directory directory = case_directory(&rig);
	assert_int_equal(trip_draft(case_application(&rig), &directory, &grant, &rig.arena, &faults, &body), ERR_OK);
	assert_int_equal(trip_pack(body, &rig.arena, &trip), ERR_OK);
}

static struct act refusal(void)
{
	static char name[] = "王审批", reason[] = "桥梁验算未完成";
	person.name = name;
	person.key = rig_key(&rig, 11);
	decision.reason = reason;
	return (struct act){.kind = ACT_REFUSAL,
	                    .trip = &trip,
	                    .held = &held,
	                    .province = SHANDONG,
	                    .decision = &decision,
	                    .body = span_text("sealed bytes"),
	                    .sealed_at = CASE_SUBMITTED,
	                    .persons = {&person},
	                    .person_count = 1};
}

/* A page's text, by a reader that is not ours. */
static const char *read_paper(const uint8_t *pdf, size_t n)
{
	static char text[64 * 1024];
	char path[] = "/tmp/guosuo-act-XXXXXX", command[128];
	int fd = mkstemp(path);
	assert_true(fd >= 0 && write(fd, pdf, n) == (ssize_t)n);
	close(fd);
	snprintf(command, sizeof command, "pdftotext -layout %s - | tr -d ' \\n'", path);
	FILE *pipe = popen(command, "r");
	assert_non_null(pipe);
	text[fread(text, 1, sizeof text - 1, pipe)] = '\0';
	assert_int_equal(pclose(pipe), 0);
	unlink(path);
	return text;
}

static bool paper_reads(const uint8_t *pdf, size_t n, const char *text)
{
	return strstr(read_paper(pdf, n), text) != NULL;
}

static void assert_reads(const uint8_t *pdf, size_t n, const char *const *texts)
{
	const char *text = read_paper(pdf, n);
	for (; *texts != NULL; texts++)
		if (strstr(text, *texts) == NULL)
			fail_msg("not on paper: %s", *texts);
}

static void the_words_of_the_kinds_are_known(void **state)
{
	(void)state;
	for (enum act_kind kind = 0; kind < ACT_KINDS; kind++)
		assert_int_equal(act_kind_of(act_word(kind)), kind);
	assert_int_equal(act_kind_of("pardon"), ACT_KINDS);
}

static void a_refusal_says_why_and_how_to_appeal(void **state)
{
	(void)state;
	static const char *const texts[] = {"不予超限运输行政许可决定书", "桥梁验算未完成", "六十日内", "山东省人民政府",
	                                    "六个月内", "行政诉讼", "administrativereconsideration", "王审批",
	                                    "济南示例电力设备有限公司", "山东省交通运输厅", NULL};
	struct act act = refusal();
	uint8_t *pdf;
	size_t n;
	assert_int_equal(act_make(&context, &act, (struct span){NULL, 0}, &pdf, &n), ERR_OK);
	assert_reads(pdf, n, texts);
	free(pdf);
}

static void assert_paper(const struct act *act, const char *const *texts, const char *never)
{
	uint8_t *pdf;
	size_t n;
	assert_int_equal(act_make(&context, act, (struct span){NULL, 0}, &pdf, &n), ERR_OK);
	assert_reads(pdf, n, texts);
	if (never != NULL && paper_reads(pdf, n, never))
		fail_msg("on paper: %s", never);
	free(pdf);
}

static void a_correction_lists_every_item(void **state)
{
	(void)state;
	static char roads[] = "journey.legs[0].roads", wrong[] = "施工封闭", needed[] = "改走的路线", plan[] = "escort_plan",
		    unclear[] = "未写桥上如何护送", more[] = "补充说明";
	static Guosuo__V1__CorrectionItem items[2] = {GUOSUO__V1__CORRECTION_ITEM__INIT, GUOSUO__V1__CORRECTION_ITEM__INIT};
	Guosuo__V1__CorrectionItem *list[] = {&items[0], &items[1]};
	static const char *const texts[] = {"桥梁验算未完成", "须补正的各项内容", "1.有误", "journey.legs[0].roads", "施工封闭", "改走的路线",
	                                    "2.不清", "escort_plan", "未写桥上如何护送", "补充说明", "可改省段路线或时间", NULL};
	struct act act = refusal();
	Guosuo__V1__Decision with = decision;
	items[0].field = roads, items[0].wrong = wrong, items[0].needed = needed;
	items[0].fault = GUOSUO__V1__ITEM_FAULT__ITEM_WRONG, items[0].remedy = GUOSUO__V1__REMEDY__REMEDY_LEG;
	items[1].field = plan, items[1].wrong = unclear, items[1].needed = more;
	items[1].fault = GUOSUO__V1__ITEM_FAULT__ITEM_UNCLEAR, items[1].remedy = GUOSUO__V1__REMEDY__REMEDY_EXPLAIN;
	with.items = list;
	with.n_items = 2;
	act.kind = ACT_CORRECTION;
	act.decision = &with;
	assert_paper(&act, texts, "可以许可");
	with.n_items = 0;
	assert_paper(&act, (const char *const[]){"桥梁验算未完成", NULL}, "须补正的各项内容");
}

static void a_refusal_says_what_could_be_permitted(void **state)
{
	(void)state;
	static char number[] = "G18";
	static uint32_t codes[] = {11};
	Guosuo__V1__Road road = GUOSUO__V1__ROAD__INIT, *roads[] = {&road};
	Guosuo__V1__Proposal proposal = GUOSUO__V1__PROPOSAL__INIT;
	struct act act = refusal();
	Guosuo__V1__Decision with = decision;
	road.number = number;
	road.exit = 30;
	proposal.roads = roads;
	proposal.n_roads = 1;
	with.proposal = &proposal;
	act.decision = &with;
	assert_paper(&act, (const char *const[]){"按下列内容可以许可", "G18/30", NULL}, "停靠点");
	proposal.stops = codes;
	proposal.n_stops = 1;
	assert_paper(&act, (const char *const[]){"G18/30", "停靠点", "@11", NULL}, NULL);
	with.proposal = NULL;
	assert_paper(&act, (const char *const[]){"桥梁验算未完成", NULL}, "按下列内容可以许可");
}

static void an_approval_has_the_words_that_were_sealed_and_no_others(void **state)
{
	(void)state;
	static const char words[] = "1 前1后2 / 1 ahead, 2 behind\n7 白天通行 / by day";
	static uint8_t hash[TEXT_HASH_LEN];
	static uint32_t codes[] = {1, 7};
	Guosuo__V1__Leg leg = GUOSUO__V1__LEG__INIT;
	struct act act = refusal();
	leg.province = SHANDONG;
	leg.conditions = codes;
	leg.n_conditions = 2;
	condition_text_hash(span_text(words), hash);
	leg.condition_text_hash = (ProtobufCBinaryData){sizeof hash, hash};
	act.kind = ACT_APPROVAL;
	act.decision = NULL;
	act.leg = &leg;
	act.conditions = words;
	assert_paper(&act, (const char *const[]){"条件Conditions", "前1后2", "7白天通行/byday", NULL}, "请向签章省索取");
	act.conditions = "1 前9后9 / 9 ahead, 9 behind";
	assert_paper(&act, (const char *const[]){"请向签章省索取", NULL}, "前9后9");
	act.conditions = NULL;
	assert_paper(&act, (const char *const[]){"请向签章省索取", NULL}, NULL);
}

/* In a process of its own, as the command makes it. */
static void make_in_child(const struct act *act, uint8_t hash[static HASH_LEN])
{
	int ends[2], status;
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		uint8_t *pdf;
		size_t n;
		bool good = act_make(&context, act, (struct span){NULL, 0}, &pdf, &n) == ERR_OK;
		if (good)
			body_hash(span_of(pdf, n), hash);
		_exit(good && write(ends[1], hash, HASH_LEN) == HASH_LEN ? 0 : 1);
	}
	assert_int_equal(read(ends[0], hash, HASH_LEN), HASH_LEN);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	close(ends[0]);
	close(ends[1]);
}

static void the_same_bytes_give_the_same_paper(void **state)
{
	(void)state;
	for (enum act_kind kind = 0; kind < ACT_KINDS; kind++) {
		uint8_t first[HASH_LEN], second[HASH_LEN], third[HASH_LEN];
		struct act act = refusal();
		act.kind = kind;
		make_in_child(&act, first);
		sleep(kind == 0); /* into another second */
		make_in_child(&act, second);
		assert_memory_equal(first, second, HASH_LEN);
		act.sealed_at++;
		make_in_child(&act, third);
		assert_memory_not_equal(first, third, HASH_LEN);
	}
}

static void other_provinces_take_the_default_and_texts_can_be_replaced(void **state)
{
	(void)state;
	static const char own[] = "{\"authorities\":{\"default\":{\"zh\":\"{province_zh}路政\",\"en\":\"Roads of "
	                          "{province_en}\"}},\"acts\":{\"refusal\":{\"title_zh\":\"决定\",\"zh\":[\"甲{reason}乙 "
	                          "{nothing}\"],\"en\":[\"x\"]}}}";
	static const char *const texts[] = {"甲桥梁验算未完成乙{nothing}", "河南路政", NULL};
	struct act act = refusal();
	uint8_t *pdf;
	size_t n;
	act.province = HENAN;
	assert_int_equal(act_make(&context, &act, span_text(own), &pdf, &n), ERR_OK);
	assert_reads(pdf, n, texts);
	free(pdf);
}

extern const unsigned char act_texts[];

static void every_province_acts_under_its_authoritys_own_name(void **state)
{
	(void)state;
	json_t *root = json_loads((const char *)act_texts, 0, NULL), *list = json_object_get(root, "authorities");
	size_t provinces = 0;
	for (uint32_t code = 1; code < 100; code++) {
		const char *name = province_name(code, LANG_ZH);
		char key[12];
		if (name == NULL)
			continue;
		snprintf(key, sizeof key, "%u", code);
		const json_t *own = json_object_get(list, key);
		const char *zh = json_string_value(json_object_get(own, "zh")), *en = json_string_value(json_object_get(own, "en"));
		if (zh == NULL || strncmp(zh, name, strlen(name)) != 0 || en == NULL ||
		    strstr(en, province_name(code, LANG_EN)) == NULL)
			fail_msg("%s: %s, %s", name, zh, en);
		provinces++;
	}
	assert_int_equal(provinces, 31);
	assert_int_equal(json_object_size(list), 32); /* and one for whatever else comes */
	json_decref(root);
}

static void texts_of_another_form_are_refused(void **state)
{
	(void)state;
	static const char *const rows[] = {"", "{", "[]", "{\"acts\":{}}", "{\"acts\":{\"refusal\":{\"zh\":[],\"en\":[]}}}",
	                                   "{\"acts\":{\"refusal\":{\"title_zh\":\"x\",\"zh\":[],\"en\":[]}}}"};
	struct act act = refusal();
	uint8_t *pdf = NULL;
	size_t n;
	for (size_t i = 1; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(act_make(&context, &act, span_text(rows[i]), &pdf, &n), ERR_FORMAT);
	assert_null(pdf);
}

/* The longest reason there may be goes over to more pages and is whole. */
static void a_long_reason_flows_over_pages(void **state)
{
	(void)state;
	char *reason = calloc(1, REASON_MAX + 1);
	for (size_t at = 0; at + 3 <= REASON_MAX - 6; at += 3)
		memcpy(reason + at, "桥", 3);
	strcat(reason, "终尾");
	static const char *const texts[] = {"终尾", "1/2", "2/2", NULL};
	struct act act = refusal();
	uint8_t *pdf;
	size_t n;
	decision.reason = reason;
	act.decision = &decision;
	Guosuo__V1__Decision with = decision;
	act.decision = &with;
	assert_int_equal(act_make(&context, &act, (struct span){NULL, 0}, &pdf, &n), ERR_OK);
	assert_reads(pdf, n, texts);
	free(pdf);
	free(reason);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_words_of_the_kinds_are_known),
	    cmocka_unit_test(a_refusal_says_why_and_how_to_appeal),
	    cmocka_unit_test(a_correction_lists_every_item),
	    cmocka_unit_test(a_refusal_says_what_could_be_permitted),
	    cmocka_unit_test(an_approval_has_the_words_that_were_sealed_and_no_others),
	    cmocka_unit_test(the_same_bytes_give_the_same_paper),
	    cmocka_unit_test(other_provinces_take_the_default_and_texts_can_be_replaced),
	    cmocka_unit_test(every_province_acts_under_its_authoritys_own_name),
	    cmocka_unit_test(texts_of_another_form_are_refused),
	    cmocka_unit_test(a_long_reason_flows_over_pages),
	};
	if (sodium_init() < 0)
		return 1;
	uint8_t *memory = malloc(CASE_MEMORY);
	rig = rig_make(memory, CASE_MEMORY);
	context = (struct context){.lang = LANG_ZH, .arena = {malloc(ROOM), ROOM, 0}};
	draft_trip();
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	free(memory);
	free(context.arena.base);
	return failed;
}
