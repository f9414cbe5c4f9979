#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/bundle.h"

static char home[] = "/tmp/guosuo-bundle-XXXXXX";
static struct context context;
static struct bundle made, read_back;

static const char *at(const char *name)
{
	static char path[4][128];
	static size_t turn;
	char *out = path[turn++ % 4];
	snprintf(out, 128, "%s/%s", home, name);
	return out;
}

static int fresh(void **state)
{
	(void)state;
	bundle_free(&made);
	bundle_free(&read_back);
	memset(&made, 0, sizeof made);
	memset(&read_back, 0, sizeof read_back);
	context.arena.used = 0;
	return 0;
}

static void fill(void)
{
	assert_int_equal(bundle_add(&made, "trip.sealed", span_text("one")), ERR_OK);
	assert_int_equal(bundle_add(&made, "document-01-photo.jpg", span_of("a\0b", 3)), ERR_OK);
	assert_int_equal(bundle_add(&made, "empty", (struct span){NULL, 0}), ERR_OK);
}

static void assert_same(void)
{
	assert_int_equal(read_back.count, made.count);
	for (size_t i = 0; i < made.count; i++) {
		struct span got = bundle_get(&read_back, made.file[i].name);
		assert_non_null(got.p);
		assert_int_equal(got.n, made.file[i].length);
		assert_memory_equal(got.p, made.file[i].bytes, got.n);
	}
}

static void a_folder_and_an_archive_come_back_as_they_were(void **state)
{
	(void)state;
	fill();
	assert_int_equal(bundle_write(&context, at("case.tar"), &made, 1583805600), ERR_OK);
	assert_int_equal(bundle_read(&context, at("case.tar"), &read_back), ERR_OK);
	assert_same();
	bundle_free(&read_back);
	assert_int_equal(bundle_write(&context, at("case"), &made, 1583805600), ERR_OK);
	assert_int_equal(bundle_read(&context, at("case"), &read_back), ERR_OK);
	assert_same();
}

static void the_same_files_are_the_same_archive(void **state)
{
	char command[300];
	(void)state;
	fill();
	assert_int_equal(bundle_write(&context, at("a.tar"), &made, 1583805600), ERR_OK);
	assert_int_equal(bundle_write(&context, at("b.tar"), &made, 1583805600), ERR_OK);
	snprintf(command, sizeof command, "cmp %s %s", at("a.tar"), at("b.tar"));
	assert_int_equal(system(command), 0);
}

static void threat_30_a_name_is_never_a_path(void **state)
{
	static const char *const names[] = {"", ".", "..", ".hidden", "../x", "a/b", "/etc/passwd", "a b", "a\n", "变压器"};
	(void)state;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		assert_int_equal(bundle_add(&made, names[i], span_text("x")), ERR_FORMAT);
	assert_int_equal(bundle_add(&made, "a", span_text("x")), ERR_OK);
	assert_int_equal(bundle_add(&made, "a", span_text("y")), ERR_EXISTS);
}

static void write_hostile(const char *path, const char *name, mode_t kind)
{
	struct archive *archive = archive_write_new();
	struct archive_entry *entry = archive_entry_new();
	archive_write_set_format_ustar(archive);
	assert_int_equal(archive_write_open_filename(archive, path), ARCHIVE_OK);
	archive_entry_set_pathname(entry, name);
	archive_entry_set_filetype(entry, kind);
	archive_entry_set_perm(entry, 0644);
	if (kind == AE_IFLNK)
		archive_entry_set_symlink(entry, "/etc/passwd");
	archive_entry_set_size(entry, kind == AE_IFREG ? 1 : 0);
	assert_int_equal(archive_write_header(archive, entry), ARCHIVE_OK);
	if (kind == AE_IFREG)
		assert_int_equal(archive_write_data(archive, "x", 1), 1);
	archive_entry_free(entry);
	archive_write_free(archive);
}

static void a_hostile_archive_is_refused(void **state)
{
	static const struct {
		const char *name;
		mode_t kind;
	} rows[] = {{"../x", AE_IFREG}, {"/tmp/x", AE_IFREG}, {"a", AE_IFLNK}, {"a", AE_IFDIR}};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		write_hostile(at("hostile.tar"), rows[i].name, rows[i].kind);
		assert_int_equal(bundle_read(&context, at("hostile.tar"), &read_back), ERR_FORMAT);
		bundle_free(&read_back);
	}
	FILE *file = fopen(at("no.tar"), "w");
	assert_non_null(file);
	fputs("not an archive at all", file);
	fclose(file);
	assert_int_equal(bundle_read(&context, at("no.tar"), &read_back), ERR_FORMAT);
	assert_int_equal(bundle_read(&context, at("nowhere"), &read_back), ERR_NOT_FOUND);
}

int main(void)
{
	enum { ROOM = 4 << 20 };
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_folder_and_an_archive_come_back_as_they_were, fresh),
	    cmocka_unit_test_setup(the_same_files_are_the_same_archive, fresh),
	    cmocka_unit_test_setup(threat_30_a_name_is_never_a_path, fresh),
	    cmocka_unit_test_setup(a_hostile_archive_is_refused, fresh),
	};
	if (mkdtemp(home) == NULL)
		return 1;
	context = (struct context){.home = home, .arena = {malloc(ROOM), ROOM, 0}};
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", home);
	bundle_free(&made);
	bundle_free(&read_back);
	free(context.arena.base);
	return system(command) == 0 ? failed : 1;
}
