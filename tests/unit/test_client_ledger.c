#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <cmocka.h>
#include <unistd.h>

#include "client/ledger.h"

static char folder[] = "/tmp/guosuo-ledger-XXXXXX", path[64];
static const uint8_t pass_id[PASS_ID_LEN] = {0x9D, 2, 3}, hash[HASH_LEN] = {7}, body[] = {0, 1, 0xff};
static uint8_t memory[4096];

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
	(void)state;
	return rmdir(folder);
}

static int fresh(void **state)
{
	(void)state;
	snprintf(path, sizeof path, "%s/auto.jsonl", folder);
	return 0;
}

static int gone(void **state)
{
	(void)state;
	return unlink(path);
}

static void write_file(const char *text)
{
	FILE *file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void begin(struct ledger *ledger, uint32_t ordinal, int64_t now, enum err want)
{
	char key[LEDGER_KEY];
	ledger_key(span_of(pass_id, sizeof pass_id), ordinal, 1, key);
	const struct ledger_line line = {.key = key,
					 .number = "N",
					 .rule = "class-I",
					 .text = "1 护送\n\"2\"",
					 .rules = hash,
					 .leg = hash,
					 .body = span_of(body, sizeof body)};
	assert_int_equal(ledger_begin(ledger, &line, now), want);
}

static void what_was_begun_is_there_with_its_bytes_when_it_is_opened_again(void **state)
{
	(void)state;
	struct ledger ledger;
	struct arena arena = {memory, sizeof memory, 0};
	struct span bytes;
	const char *text;
	char key[LEDGER_KEY];
	ledger_key(span_of(pass_id, sizeof pass_id), 2, 1, key);
	assert_string_equal(key, "9d020300000000000000000000000000/2/1");
	assert_int_equal(ledger_open(path, &ledger), ERR_OK);
	assert_null(ledger_find(&ledger, key));
	begin(&ledger, 2, 100, ERR_OK);
	ledger_close(&ledger);
	assert_int_equal(ledger_open(path, &ledger), ERR_OK);
	const json_t *line = ledger_find(&ledger, key);
	assert_non_null(line);
	assert_false(ledger_is_over(line));
	assert_int_equal(ledger_bytes(line, &arena, &bytes, &text), ERR_OK);
	assert_true(span_equal(bytes, span_of(body, sizeof body)));
	assert_string_equal(text, "1 护送\n\"2\"");
	ledger_close(&ledger);
}

static void a_revision_is_begun_once_and_never_again(void **state)
{
	(void)state;
	struct ledger ledger;
	char key[LEDGER_KEY];
	ledger_key(span_of(pass_id, sizeof pass_id), 1, 1, key);
	assert_int_equal(ledger_open(path, &ledger), ERR_OK);
	begin(&ledger, 1, 100, ERR_OK);
	begin(&ledger, 1, 101, ERR_EXISTS);
	assert_int_equal(ledger_over(&ledger, key, LEDGER_REFUSED, 102), ERR_OK);
	begin(&ledger, 1, 103, ERR_EXISTS);
	ledger_close(&ledger);
	assert_int_equal(ledger_open(path, &ledger), ERR_OK);
	assert_true(ledger_is_over(ledger_find(&ledger, key)));
	begin(&ledger, 1, 104, ERR_EXISTS);
	begin(&ledger, 2, 104, ERR_OK);
	ledger_close(&ledger);
}

static void a_pace_counts_what_the_desk_took_or_may_have(void **state)
{
	(void)state;
	static const enum ledger_end ends[] = {LEDGER_SEALED, LEDGER_REFUSED, LEDGER_OVERTAKEN};
	struct ledger ledger;
	char key[LEDGER_KEY];
	assert_int_equal(ledger_open(path, &ledger), ERR_OK);
	for (uint32_t i = 0; i < LEDGER_ENDS; i++) {
		begin(&ledger, i + 1, 100 + i, ERR_OK);
		ledger_key(span_of(pass_id, sizeof pass_id), i + 1, 1, key);
		assert_int_equal(ledger_count(&ledger, 0), i == 0 ? 1 : 2);
		assert_int_equal(ledger_over(&ledger, key, ends[i], 200), ERR_OK);
	}
	begin(&ledger, 9, 300, ERR_OK);
	assert_int_equal(ledger_count(&ledger, 0), 2);
	assert_int_equal(ledger_count(&ledger, 99), 2);
	assert_int_equal(ledger_count(&ledger, 100), 1);
	assert_int_equal(ledger_count(&ledger, 300), 0);
	ledger_close(&ledger);
}

static void one_process_has_it(void **state)
{
	(void)state;
	struct ledger ledger, other;
	assert_int_equal(ledger_open(path, &ledger), ERR_OK);
	assert_int_equal(ledger_open(path, &other), ERR_BUSY);
	ledger_close(&ledger);
	assert_int_equal(ledger_open(path, &other), ERR_OK);
	ledger_close(&other);
}

#define BEGUN(key) "{\"key\":\"" key "\",\"at\":1,\"rule\":\"r\",\"leg\":\"00\",\"body\":\"0a\",\"text\":\"\"}\n"

static void a_torn_end_is_cut_off_and_anything_else_is_refused(void **state)
{
	(void)state;
	static const struct {
		const char *why, *text;
		enum err want;
	} rows[] = {
	    {"empty", "", ERR_OK},
	    {"begun", BEGUN("a"), ERR_OK},
	    {"begun and over", BEGUN("a") "{\"key\":\"a\",\"at\":2,\"end\":\"sealed\"}\n", ERR_OK},
	    {"torn", BEGUN("a") "{\"key\":\"a\",\"at\":2,\"end\":\"sea", ERR_OK},
	    {"torn inside its first line", "{\"key\":", ERR_OK},
	    {"not JSON", "x\n", ERR_FORMAT},
	    {"a line that is no object", "[]\n", ERR_FORMAT},
	    {"begun twice", BEGUN("a") BEGUN("a"), ERR_FORMAT},
	    {"over before it was begun", "{\"key\":\"a\",\"at\":2,\"end\":\"sealed\"}\n", ERR_FORMAT},
	    {"an end that is none", BEGUN("a") "{\"key\":\"a\",\"at\":2,\"end\":\"eaten\"}\n", ERR_FORMAT},
	    {"without bytes", "{\"key\":\"a\",\"at\":2}\n", ERR_FORMAT},
	    {"without a time", "{\"key\":\"a\",\"body\":\"0a\"}\n", ERR_FORMAT},
	};
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		struct ledger ledger;
		write_file(rows[i].text);
		enum err err = ledger_open(path, &ledger);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
		if (err != ERR_OK)
			continue;
		begin(&ledger, 1, 3, ERR_OK); /* behind what is whole */
		ledger_close(&ledger);
		assert_int_equal(ledger_open(path, &ledger), ERR_OK);
		ledger_close(&ledger);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_was_begun_is_there_with_its_bytes_when_it_is_opened_again, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_revision_is_begun_once_and_never_again, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_pace_counts_what_the_desk_took_or_may_have, fresh, gone),
	    cmocka_unit_test_setup_teardown(one_process_has_it, fresh, gone),
	    cmocka_unit_test_setup_teardown(a_torn_end_is_cut_off_and_anything_else_is_refused, fresh, gone),
	};
	return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
