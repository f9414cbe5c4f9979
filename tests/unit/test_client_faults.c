/* Between a home's files and the disk stands a layer (the linker's --wrap): each call fails in turn, a write ends early and the power goes.
 * What was said to be kept is there, whole, and what was there before is not half anything. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/records.h"

enum { NEVER = INT32_MAX };

static uint8_t memory[1 << 20];
static char home[64];
static struct context context;
static int calls_left; /* until one fails; NEVER */
static int bytes_left; /* until the disk is full, or the power gone; NEVER */
static bool dead;      /* the power is: nothing is done any more */
static bool dies;      /* it goes when the bytes are spent */

int __real_fsync(int fd);
int __wrap_fsync(int fd);
int __real_rename(const char *from, const char *to);
int __wrap_rename(const char *from, const char *to);
ssize_t __real_write(int fd, const void *p, size_t n);
ssize_t __wrap_write(int fd, const void *p, size_t n);

static bool fails(int why)
{
	errno = why;
	if (dead || calls_left == NEVER)
		return dead;
	return calls_left-- == 0;
}

int __wrap_fsync(int fd)
{
	return fails(EIO) ? -1 : __real_fsync(fd);
}

int __wrap_rename(const char *from, const char *to)
{
	return fails(EIO) ? -1 : __real_rename(from, to);
}

ssize_t __wrap_write(int fd, const void *p, size_t n)
{
	if (fails(ENOSPC))
		return -1;
	if (bytes_left == NEVER)
		return __real_write(fd, p, n);
	const size_t some = n < (size_t)bytes_left ? n : (size_t)bytes_left;
	bytes_left -= (int)some;
	if (some < n && dies)
		dead = true;
	errno = ENOSPC;
	return some == 0 ? -1 : __real_write(fd, p, some);
}

static void heal(void)
{
	calls_left = bytes_left = NEVER;
	dead = dies = false;
	context.arena.used = 0;
}

static int fresh(void **state)
{
	(void)state;
	strcpy(home, "/tmp/guosuo-faults-XXXXXX");
	context = (struct context){.home = home, .arena = {memory, sizeof memory, 0}};
	heal();
	return mkdtemp(home) == NULL;
}

static int clear(void **state)
{
	char command[96];
	(void)state;
	heal();
	snprintf(command, sizeof command, "rm -rf %s", home);
	return system(command);
}

static const char *content(const char *name)
{
	struct span out;
	assert_int_equal(keep_read(&context, name, 64, &out), ERR_OK);
	return (const char *)out.p;
}

/* Once a call, until all of them were done. */
static void a_file_is_replaced_whole_or_not_at_all_whichever_call_fails(void **state)
{
	enum err err = ERR_IO;
	(void)state;
	for (int call = 0; err != ERR_OK; call++) {
		assert_true(call < 16);
		heal();
		assert_int_equal(keep_write(&context, "f", span_text("before"), false), ERR_OK);
		calls_left = call;
		err = keep_write(&context, "f", span_text("behind"), false);
		heal();
		const char *now = content("f");
		assert_string_equal(now, err == ERR_OK || strcmp(now, "behind") == 0 ? "behind" : "before");
	}
}

static void a_disk_that_is_full_at_any_byte_leaves_the_file_as_it_was(void **state)
{
	(void)state;
	for (int bytes = 0; bytes < 6; bytes++) {
		heal();
		assert_int_equal(keep_write(&context, "f", span_text("before"), false), ERR_OK);
		bytes_left = bytes;
		assert_int_equal(keep_write(&context, "f", span_text("behind"), false), ERR_IO);
		heal();
		assert_string_equal(content("f"), "before");
	}
}

/* ---- files that grow ---- */

static const struct records of = {"grows", 12, 8, 4};

static size_t sound(void)
{
	struct records_read read;
	size_t n = 0;
	assert_int_equal(records_read(&context, &of, &read), ERR_OK);
	for (size_t i = 0; i < read.places; i++) {
		const uint8_t *record = records_at(&of, &read, i);
		assert_non_null(record);
		assert_true(record_get(record, 4) > 0);
		n++;
	}
	return n;
}

static enum err add(size_t places, uint32_t number)
{
	uint8_t record[12] = {0};
	record_put(record, number, 4);
	return records_add(&context, &of, places, record);
}

static uint32_t newest(void)
{
	struct records_read read;
	assert_int_equal(records_read(&context, &of, &read), ERR_OK);
	return (uint32_t)record_get(records_at(&of, &read, read.places - 1), 4);
}

static void the_power_goes_at_any_byte_of_a_record_and_those_before_it_stay(void **state)
{
	(void)state;
	for (int bytes = 0; bytes < 12 + RECORD_CHECK; bytes++) {
		heal();
		assert_int_equal(keep_remove(&context, of.name), ERR_OK);
		for (uint32_t i = 1; i <= 3; i++)
			assert_int_equal(add(i - 1, i), ERR_OK);
		bytes_left = bytes, dies = true;
		assert_int_equal(add(3, 4), ERR_IO);
		heal();
		assert_int_equal(sound(), 3);
		assert_int_equal(newest(), 3);
		assert_int_equal(add(3, 5), ERR_OK);
		assert_int_equal(sound(), 4);
		assert_int_equal(newest(), 5);
	}
}

/* At the file's end the older half goes, in a new file. */
static void a_record_is_said_to_be_there_only_if_it_is_whichever_call_fails(void **state)
{
	(void)state;
	for (size_t places = 0; places <= of.most; places++) {
		enum err err = ERR_IO;
		for (int call = 0; err != ERR_OK; call++) {
			assert_true(call < 16);
			heal();
			assert_int_equal(keep_remove(&context, of.name), ERR_OK);
			for (uint32_t i = 1; i <= places; i++)
				assert_int_equal(add(i - 1, i), ERR_OK);
			calls_left = call;
			err = add(places, 99);
			heal();
			const size_t before = places == of.most ? of.most / 2 : places;
			const size_t now = sound();
			assert_true(err == ERR_OK ? now == before + 1 && newest() == 99 : now >= before);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(a_file_is_replaced_whole_or_not_at_all_whichever_call_fails, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_disk_that_is_full_at_any_byte_leaves_the_file_as_it_was, fresh, clear),
	    cmocka_unit_test_setup_teardown(the_power_goes_at_any_byte_of_a_record_and_those_before_it_stay, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_record_is_said_to_be_there_only_if_it_is_whichever_call_fails, fresh, clear),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
