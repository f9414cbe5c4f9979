#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/file.h"

enum { PATH = 128 };

static char folder[] = "/tmp/guosuo-file-XXXXXX";

static const char *at(const char *name)
{
	static char path[4][PATH];
	static size_t turn;
	char *out = path[turn++ % 4];
	snprintf(out, PATH, "%s/%s", folder, name);
	return out;
}

static void assert_holds(const char *name, const char *text)
{
	uint8_t *bytes = NULL;
	size_t length = 0;
	assert_int_equal(file_read(at(name), 1000, &bytes, &length), ERR_OK);
	assert_int_equal(length, strlen(text));
	assert_string_equal((const char *)bytes, text); /* a NUL stands behind */
	free(bytes);
}

static bool exists(const char *name)
{
	return access(at(name), F_OK) == 0;
}

static void a_file_is_replaced_whole(void **state)
{
	struct stat info;
	(void)state;
	assert_int_equal(file_replace(at("a"), span_text("one"), 0600), ERR_OK);
	assert_holds("a", "one");
	assert_int_equal(file_replace(at("a"), span_text("second"), 0600), ERR_OK);
	assert_holds("a", "second");
	assert_false(exists("a.new"));
	assert_int_equal(stat(at("a"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0600);
}

static void a_failed_write_leaves_the_old(void **state)
{
	(void)state;
	assert_int_equal(file_replace(at("b"), span_text("old"), 0600), ERR_OK);
	assert_int_equal(mkdir(at("b.new"), 0700), 0); /* the new bytes have nowhere to go */
	assert_int_equal(file_replace(at("b"), span_text("new"), 0600), ERR_IO);
	assert_holds("b", "old");
	assert_int_equal(rmdir(at("b.new")), 0);
	assert_int_equal(mkdir(at("c"), 0700), 0); /* and what cannot be renamed leaves nothing behind */
	assert_int_equal(file_replace(at("c"), span_text("new"), 0600), ERR_IO);
	assert_false(exists("c.new"));
	assert_int_equal(rmdir(at("c")), 0);
	assert_int_equal(file_replace(at("no/such/folder"), span_text("x"), 0600), ERR_IO);
}

/* /dev/full stands in for a full disk: opening works, writing does not. */
static void a_full_disk_leaves_the_old(void **state)
{
	(void)state;
	assert_int_equal(file_replace(at("d"), span_text("old"), 0600), ERR_OK);
	assert_int_equal(symlink("/dev/full", at("d.new")), 0);
	assert_int_equal(file_replace(at("d"), span_text("new"), 0600), ERR_IO);
	assert_holds("d", "old");
	assert_false(exists("d.new"));
	assert_int_equal(unlink(at("d")), 0);
}

static void create_never_writes_over(void **state)
{
	(void)state;
	assert_int_equal(file_create(at("key"), span_text("first"), 0600), ERR_OK);
	assert_int_equal(file_create(at("key"), span_text("second"), 0600), ERR_EXISTS);
	assert_holds("key", "first");
	assert_false(exists("key.new"));
	assert_int_equal(file_create(at("no/folder"), span_text("x"), 0600), ERR_IO);
}

static void reading_has_a_cap(void **state)
{
	static const struct {
		const char *why, *name;
		size_t max;
		enum err want;
	} rows[] = {
	    {"exactly the cap", "e", 5, ERR_OK},
	    {"one more than the cap", "e", 4, ERR_SIZE},
	    {"endless", "/dev/zero", 100000, ERR_SIZE},
	    {"absent", "nowhere", 5, ERR_NOT_FOUND},
	    {"a folder", "", 5, ERR_IO},
	};
	(void)state;
	assert_int_equal(file_replace(at("e"), span_text("12345"), 0600), ERR_OK);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t *bytes = NULL;
		size_t length = 77;
		enum err err = file_read(rows[i].name[0] == '/' ? rows[i].name : at(rows[i].name), rows[i].max, &bytes,
					 &length);
		if (err != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(err));
		assert_int_equal(length, err == ERR_OK ? 5 : 77);
		free(bytes);
	}
}

static void a_passphrase_loses_its_line_ends_only(void **state)
{
	static const struct {
		const char *text, *want;
	} rows[] = {{"secret\n", "secret"}, {"se cret \r\n", "se cret "}, {"\n", ""}, {"two\nlines\n\n", "two\nlines"}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		uint8_t *bytes;
		size_t length;
		assert_int_equal(file_replace(at("pass"), span_text(rows[i].text), 0600), ERR_OK);
		assert_int_equal(passphrase_read(at("pass"), &bytes, &length), ERR_OK);
		assert_true(span_equal(span_of(bytes, length), span_text(rows[i].want)));
		free(bytes);
	}
}

static void folders_come_with_their_parents(void **state)
{
	struct stat info;
	(void)state;
	assert_int_equal(folder_make(at("x/y/z")), ERR_OK);
	assert_int_equal(folder_make(at("x/y/z")), ERR_OK);
	assert_int_equal(stat(at("x/y/z"), &info), 0);
	assert_int_equal(info.st_mode & 0777, 0700);
	assert_int_equal(file_replace(at("plain"), span_text("x"), 0600), ERR_OK);
	assert_int_equal(folder_make(at("plain/below")), ERR_IO);
	assert_int_equal(rmdir(at("x/y/z")) | rmdir(at("x/y")) | rmdir(at("x")), 0);
}

static void a_folder_is_claimed_once(void **state)
{
	FILE *first, *second;
	(void)state;
	assert_int_equal(folder_make(at("claimed")), ERR_OK);
	assert_int_equal(folder_claim(at("claimed"), &first), ERR_OK);
	assert_int_equal(folder_claim(at("claimed"), &second), ERR_BUSY);
	assert_int_equal(folder_claim(at("nowhere"), &second), ERR_IO);
	assert_int_equal(fclose(first), 0);
	assert_int_equal(folder_claim(at("claimed"), &second), ERR_OK);
	assert_int_equal(fclose(second), 0);
	assert_int_equal(unlink(at("claimed/lock")) | rmdir(at("claimed")), 0);
}

static int make_folder(void **state)
{
	(void)state;
	return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
	static const char *const names[] = {"a", "b", "key", "e", "pass", "plain"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		unlink(at(names[i]));
	return rmdir(folder);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_file_is_replaced_whole),
	    cmocka_unit_test(a_failed_write_leaves_the_old),
	    cmocka_unit_test(a_full_disk_leaves_the_old),
	    cmocka_unit_test(create_never_writes_over),
	    cmocka_unit_test(reading_has_a_cap),
	    cmocka_unit_test(a_passphrase_loses_its_line_ends_only),
	    cmocka_unit_test(folders_come_with_their_parents),
	    cmocka_unit_test(a_folder_is_claimed_once),
	};
	return cmocka_run_group_tests_name("server/file", tests, make_folder, remove_folder);
}
