#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/stamps.h"

static uint8_t memory[8 << 20];
static char home[64];
static struct context context;

static int fresh(void **state)
{
	(void)state;
	strcpy(home, "/tmp/guosuo-stamps-XXXXXX");
	context = (struct context){.home = home, .arena = {memory, sizeof memory, 0}};
	return mkdtemp(home) == NULL;
}

static int clear(void **state)
{
	char command[96];
	(void)state;
	snprintf(command, sizeof command, "rm -rf %s", home);
	return system(command);
}

static uint32_t next(void)
{
	uint32_t sequence = 0;
	assert_int_equal(stamps_next(&context, &sequence), ERR_OK);
	context.arena.used = 0;
	return sequence;
}

static enum err keep(uint32_t sequence)
{
	static uint8_t code[] = {1, 2, 3};
	Guosuo__V1__PutStampRequest request = GUOSUO__V1__PUT_STAMP_REQUEST__INIT;
	request.code = (ProtobufCBinaryData){sizeof code, code};
	return stamps_keep(&context, sequence, &request);
}

static void numbers_begin_at_one_and_rise_with_what_is_kept(void **state)
{
	(void)state;
	assert_int_equal(next(), 1);
	assert_int_equal(next(), 1); /* asked, not used */
	assert_int_equal(keep(1), ERR_OK);
	assert_int_equal(next(), 2);
	assert_int_equal(keep(9), ERR_OK);
	assert_int_equal(next(), 10);
}

static void a_number_is_never_kept_twice(void **state)
{
	(void)state;
	assert_int_equal(keep(1), ERR_OK);
	assert_int_equal(keep(1), ERR_EXISTS);
}

static void a_number_that_was_sent_does_not_come_back(void **state)
{
	(void)state;
	assert_int_equal(keep_write(&context, "stamps/sent", span_text("41\n"), false), ERR_OK);
	assert_int_equal(next(), 42);
	assert_int_equal(keep(7), ERR_OK); /* one that the desk refused waits below */
	assert_int_equal(next(), 42);
	assert_int_equal(keep(42), ERR_OK);
	assert_int_equal(next(), 43);
}

static void a_damaged_note_is_said_and_gives_no_number(void **state)
{
	static const char *const notes[] = {"", "x\n", "4", "-1\n", "4294967296\n", "4 1\n"};
	uint32_t sequence = 77;
	(void)state;
	for (size_t i = 0; i < sizeof notes / sizeof notes[0]; i++) {
		assert_int_equal(keep_write(&context, "stamps/sent", span_text(notes[i]), false), ERR_OK);
		assert_int_equal(stamps_next(&context, &sequence), ERR_FORMAT);
	}
	assert_int_equal(keep_write(&context, "stamps/sent", span_text("4294967295\n"), false), ERR_OK);
	assert_int_equal(stamps_next(&context, &sequence), ERR_SIZE);
	assert_int_equal(sequence, 77);
}

static void those_that_wait_are_listed_in_order_and_nothing_else_is(void **state)
{
	uint32_t *list;
	size_t count;
	Guosuo__V1__PutStampRequest *request;
	(void)state;
	assert_int_equal(stamps_list(&context, &list, &count), ERR_OK);
	assert_int_equal(count, 0);
	assert_int_equal(keep(10), ERR_OK);
	assert_int_equal(keep(9), ERR_OK);
	assert_int_equal(keep_write(&context, "stamps/sent", span_text("8\n"), false), ERR_OK);
	assert_int_equal(keep_write(&context, "stamps/0000000011.tmp", span_text("8\n"), false), ERR_OK);
	assert_int_equal(keep_write(&context, "stamps/9999999999", span_text("8\n"), false), ERR_OK);
	assert_int_equal(stamps_list(&context, &list, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_int_equal(list[0], 9);
	assert_int_equal(list[1], 10);
	assert_int_equal(stamps_read(&context, 10, &request), ERR_OK);
	assert_int_equal(request->code.len, 3);
	assert_int_equal(stamps_read(&context, 11, &request), ERR_NOT_FOUND);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(numbers_begin_at_one_and_rise_with_what_is_kept, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_number_is_never_kept_twice, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_number_that_was_sent_does_not_come_back, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_damaged_note_is_said_and_gives_no_number, fresh, clear),
	    cmocka_unit_test_setup_teardown(those_that_wait_are_listed_in_order_and_nothing_else_is, fresh, clear),
	};
	return cmocka_run_group_tests_name("client_stamps", tests, NULL, NULL);
}
