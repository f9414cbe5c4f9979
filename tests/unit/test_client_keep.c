#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/keep.h"

static uint8_t memory[1 << 20];
static char home[64];
static struct context context;

static int fresh(void **state)
{
	(void)state;
	strcpy(home, "/tmp/guosuo-keep-XXXXXX");
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

static unsigned mode_of(const char *name)
{
	char path[128];
	struct stat stat_of;
	snprintf(path, sizeof path, "%s/%s", home, name);
	assert_int_equal(stat(path, &stat_of), 0);
	return stat_of.st_mode & 0777;
}

static void what_was_written_is_read_back(void **state)
{
	struct span out;
	(void)state;
	assert_int_equal(keep_write(&context, "a/b/c", span_text("one"), false), ERR_OK);
	assert_int_equal(keep_write(&context, "a/b/c", span_text("two!"), false), ERR_OK);
	assert_int_equal(keep_read(&context, "a/b/c", 4, &out), ERR_OK);
	assert_true(span_equal(out, span_text("two!")));
	assert_int_equal(out.p[out.n], 0);
	assert_int_equal(mode_of("a"), 0700);
}

static void threat_30_a_link_that_somebody_planted_is_not_written_through(void **state)
{
	struct span out;
	char link[128], victim[128];
	(void)state;
	assert_int_equal(keep_write(&context, "victim", span_text("mine"), false), ERR_OK);
	snprintf(victim, sizeof victim, "%s/victim", home);
	snprintf(link, sizeof link, "%s/f.new", home);
	assert_int_equal(symlink(victim, link), 0);
	assert_int_equal(keep_write(&context, "f", span_text("other"), false), ERR_OK);
	assert_int_equal(keep_read(&context, "victim", 8, &out), ERR_OK);
	assert_true(span_equal(out, span_text("mine")));
	assert_int_equal(keep_read(&context, "f", 8, &out), ERR_OK);
	assert_true(span_equal(out, span_text("other")));
}

static void a_file_over_its_cap_is_not_read(void **state)
{
	struct span out;
	(void)state;
	assert_int_equal(keep_write(&context, "f", span_text("12345"), false), ERR_OK);
	assert_int_equal(keep_read(&context, "f", 4, &out), ERR_SIZE);
	assert_int_equal(keep_read(&context, "g", 4, &out), ERR_NOT_FOUND);
	assert_int_equal(keep_read(&context, ".", 4, &out), ERR_IO);
}

static void threat_a_secret_is_for_its_owner_alone(void **state)
{
	(void)state;
	assert_int_equal(keep_write(&context, "open", span_text("x"), false), ERR_OK);
	assert_int_equal(keep_write(&context, "secret", span_text("x"), true), ERR_OK);
	assert_int_equal(mode_of("secret"), 0600);
	assert_int_equal(mode_of("open") & 0022, 0);
}

static void a_file_that_is_there_is_not_made_again(void **state)
{
	struct span out;
	(void)state;
	assert_int_equal(keep_create(&context, "key", span_text("first"), true), ERR_OK);
	assert_int_equal(keep_create(&context, "key", span_text("second"), true), ERR_EXISTS);
	assert_int_equal(keep_read(&context, "key", 16, &out), ERR_OK);
	assert_true(span_equal(out, span_text("first")));
}

static void names_come_sorted_without_unfinished_ones(void **state)
{
	char **names;
	size_t count;
	(void)state;
	assert_int_equal(keep_list(&context, "none", &names, &count), ERR_OK);
	assert_int_equal(count, 0);
	assert_int_equal(keep_write(&context, "d/b", span_text("x"), false), ERR_OK);
	assert_int_equal(keep_write(&context, "d/a", span_text("x"), false), ERR_OK);
	assert_int_equal(keep_write(&context, "d/c.new", span_text("x"), false), ERR_OK);
	assert_int_equal(keep_list(&context, "d", &names, &count), ERR_OK);
	assert_int_equal(count, 2);
	assert_string_equal(names[0], "a");
	assert_string_equal(names[1], "b");
}

static void a_removed_file_is_gone_and_may_be_removed_again(void **state)
{
	struct span out;
	(void)state;
	assert_int_equal(keep_write(&context, "f", span_text("x"), false), ERR_OK);
	assert_int_equal(keep_remove(&context, "f"), ERR_OK);
	assert_int_equal(keep_remove(&context, "f"), ERR_OK);
	assert_int_equal(keep_read(&context, "f", 4, &out), ERR_NOT_FOUND);
}

static void a_second_command_finds_the_home_locked(void **state)
{
	(void)state;
	assert_int_equal(keep_lock(&context), ERR_OK);
	pid_t child = fork();
	if (child == 0)
		_exit(keep_lock(&context) == ERR_BUSY ? 0 : 1);
	int status = -1;
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
}

static void a_typed_path_is_where_the_person_stands(void **state)
{
	(void)state;
	assert_string_equal(keep_path(&context, "plan.json"), "./plan.json");
	assert_string_equal(keep_path(&context, "./plan.json"), "./plan.json");
	assert_string_equal(keep_path(&context, "/tmp/plan.json"), "/tmp/plan.json");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(what_was_written_is_read_back, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_30_a_link_that_somebody_planted_is_not_written_through, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_file_over_its_cap_is_not_read, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_a_secret_is_for_its_owner_alone, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_file_that_is_there_is_not_made_again, fresh, clear),
	    cmocka_unit_test_setup_teardown(names_come_sorted_without_unfinished_ones, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_removed_file_is_gone_and_may_be_removed_again, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_second_command_finds_the_home_locked, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_typed_path_is_where_the_person_stands, fresh, clear),
	};
	return cmocka_run_group_tests_name("client/keep", tests, NULL, NULL);
}
