#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <errno.h>
#include <ftw.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "server/shelf.h"
#include "tests/papers.h"

#define COMPANY "91370103MA3TE5TX13"
#define OTHER "91110000600037341L"

static char folder[] = "/tmp/guosuo-shelf-XXXXXX";
static struct shelf shelf;
static struct paper paper;
static int full_after = -1; /* bytes until the disk is full; -1: never */

/* In place of the C library's: the disk of this test. */
ssize_t pwrite(int fd, const void *p, size_t n, off_t at)
{
	if (full_after >= 0 && (size_t)full_after < n) {
		n = (size_t)full_after;
		if (n == 0) {
			errno = ENOSPC;
			return -1;
		}
	}
	ssize_t wrote = syscall(SYS_pwrite64, fd, p, n, at);
	if (full_after >= 0 && wrote > 0)
		full_after -= (int)wrote;
	return wrote;
}

static unsigned files;

static int count_file(const char *path, const struct stat *info, int kind, struct FTW *walk)
{
	(void)path;
	(void)info;
	(void)walk;
	files += kind == FTW_F;
	return 0;
}

static unsigned count_files(void)
{
	files = 0;
	assert_int_equal(nftw(folder, count_file, 16, FTW_PHYS), 0);
	return files;
}

static struct shelf_part part_of(const char *company, const uint8_t *hash, uint32_t offset, uint32_t n)
{
	return (struct shelf_part){.company = company,
	                           .hash = hash,
	                           .size = (uint32_t)paper.n,
	                           .offset = offset,
	                           .bytes = span_of(paper.bytes + offset, n),
	                           .open_max = 3};
}

static const uint8_t *hash_now(void)
{
	static uint8_t hash[HASH_LEN];
	body_hash(paper_span(&paper), hash);
	return hash;
}

static enum err take_whole(const char *company)
{
	struct shelf_part part = part_of(company, hash_now(), 0, (uint32_t)paper.n);
	return shelf_take(&shelf, &part);
}

static int fresh(void **state)
{
	static const char clean[] = "rm -rf ";
	char command[64];
	(void)state;
	full_after = -1;
	snprintf(command, sizeof command, "%s%s/documents", clean, folder);
	if (system(command) != 0)
		return -1;
	return shelf_open(folder, &shelf) == ERR_OK ? 0 : -1;
}

static void a_file_comes_in_parts_and_is_read_in_parts(void **state)
{
	(void)state;
	uint8_t back[64];
	size_t n = 0;
	paper_png(&paper, 100);
	uint32_t half = (uint32_t)paper.n / 2;
	struct shelf_part first = part_of(COMPANY, hash_now(), 0, half);
	struct shelf_part second = part_of(COMPANY, hash_now(), half, (uint32_t)paper.n - half);
	assert_int_equal(shelf_take(&shelf, &first), ERR_OK);
	assert_int_equal(first.received, half);
	assert_int_equal(first.content, CONTENT_NONE);
	assert_int_equal(shelf_read(&shelf, hash_now(), 0, back, sizeof back, &n), ERR_NOT_FOUND);
	assert_int_equal(shelf_take(&shelf, &first), ERR_OK); /* the answer was lost: sent again */
	assert_int_equal(shelf_take(&shelf, &second), ERR_OK);
	assert_int_equal(second.content, CONTENT_PNG);
	assert_int_equal(count_files(), 1);
	assert_int_equal(shelf_read(&shelf, hash_now(), half, back, sizeof back, &n), ERR_OK);
	assert_int_equal(n, sizeof back);
	assert_memory_equal(back, paper.bytes + half, n);
	assert_int_equal(shelf_read(&shelf, hash_now(), (uint32_t)paper.n - 5, back, sizeof back, &n), ERR_OK);
	assert_int_equal(n, 5);
}

static void the_same_bytes_are_one_file_whoever_sends_them(void **state)
{
	(void)state;
	paper_pdf(&paper, "one", "");
	assert_int_equal(take_whole(COMPANY), ERR_OK);
	assert_int_equal(take_whole(COMPANY), ERR_OK);
	assert_int_equal(take_whole(OTHER), ERR_OK);
	assert_int_equal(count_files(), 1);
}

static void a_gap_is_told_and_what_came_stays(void **state)
{
	(void)state;
	paper_png(&paper, 100);
	struct shelf_part first = part_of(COMPANY, hash_now(), 0, 100);
	struct shelf_part third = part_of(COMPANY, hash_now(), 200, 100);
	assert_int_equal(shelf_take(&shelf, &third), ERR_INPUT);
	assert_int_equal(third.limit, 0);
	assert_int_equal(shelf_take(&shelf, &first), ERR_OK);
	assert_int_equal(shelf_take(&shelf, &third), ERR_INPUT);
	assert_int_equal(third.rule, RULE_DOCUMENT_GAP);
	assert_int_equal(third.limit, 100);
	assert_int_equal(count_files(), 1);
}

static void what_is_not_what_it_says_is_dropped(void **state)
{
	(void)state;
	uint8_t hash[HASH_LEN];
	paper.n = 0;
	paper_text(&paper, "<html>outline.pdf</html>");
	struct shelf_part lie = part_of(COMPANY, hash_now(), 0, (uint32_t)paper.n);
	assert_int_equal(shelf_take(&shelf, &lie), ERR_INPUT);
	assert_int_equal(lie.rule, RULE_DOCUMENT_TYPE);
	paper_pdf(&paper, "two", "");
	memcpy(hash, hash_now(), sizeof hash);
	hash[3] ^= 1;
	struct shelf_part other = part_of(COMPANY, hash, 0, (uint32_t)paper.n);
	assert_int_equal(shelf_take(&shelf, &other), ERR_INPUT);
	assert_int_equal(other.rule, RULE_DOCUMENT_HASH);
	assert_int_equal(count_files(), 0);
}

static void a_full_disk_keeps_nothing_half_written(void **state)
{
	(void)state;
	paper_png(&paper, 100);
	struct shelf_part first = part_of(COMPANY, hash_now(), 0, 1000);
	assert_int_equal(shelf_take(&shelf, &first), ERR_OK);
	full_after = 500;
	struct shelf_part next = part_of(COMPANY, hash_now(), 1000, (uint32_t)paper.n - 1000);
	assert_int_equal(shelf_take(&shelf, &next), ERR_FULL);
	assert_int_equal(count_files(), 0);
	full_after = -1;
	assert_int_equal(take_whole(COMPANY), ERR_OK); /* there is room again */
}

static void one_company_cannot_begin_without_end_nor_hinder_another(void **state)
{
	(void)state;
	uint8_t hash[HASH_LEN] = {0};
	paper_png(&paper, 100);
	for (hash[0] = 0; hash[0] < 3; hash[0]++) {
		struct shelf_part part = part_of(COMPANY, hash, 0, 10);
		assert_int_equal(shelf_take(&shelf, &part), ERR_OK);
	}
	struct shelf_part fourth = part_of(COMPANY, hash, 0, 10);
	assert_int_equal(shelf_take(&shelf, &fourth), ERR_INPUT);
	assert_int_equal(fourth.rule, RULE_TOO_MANY);
	/* Another's rubbish under the same hash does not get into ours. */
	struct shelf_part spoil = part_of(OTHER, hash_now(), 10, 10);
	spoil.offset = 0;
	assert_int_equal(shelf_take(&shelf, &spoil), ERR_OK);
	assert_int_equal(take_whole("91370103MA3TE5TX14"), ERR_OK);
}

static void the_walk_finds_what_is_old_and_leaves_what_was_touched(void **state)
{
	(void)state;
	enum { PAPERS = 20 };
	hash_t found[4], last;
	struct shelf_walk walk = {0};
	size_t count, seen = 0;
	char say[16];
	int64_t now = time(NULL);
	for (int i = 0; i < PAPERS; i++) {
		snprintf(say, sizeof say, "%d", i);
		paper_pdf(&paper, say, "");
		assert_int_equal(take_whole(COMPANY), ERR_OK);
	}
	struct shelf_part begun = part_of(OTHER, hash_now(), 0, 10);
	assert_int_equal(shelf_take(&shelf, &begun), ERR_OK);
	assert_int_equal(shelf_old(&shelf, now - 10, &walk, found, 4, &count), ERR_OK);
	assert_int_equal(count, 0);
	assert_int_equal(count_files(), PAPERS + 1);
	for (walk = (struct shelf_walk){0};; seen += count) {
		assert_int_equal(shelf_old(&shelf, now + 10, &walk, found, 4, &count), ERR_OK);
		if (count == 0)
			break;
		memcpy(last, found[0], sizeof last);
	}
	assert_int_equal(seen, PAPERS);
	assert_int_equal(count_files(), PAPERS); /* what began and was left is gone */
	assert_int_equal(shelf_drop(&shelf, last, now - 10), ERR_OK);
	assert_int_equal(count_files(), PAPERS);
	assert_int_equal(shelf_drop(&shelf, last, now + 10), ERR_OK);
	assert_int_equal(count_files(), PAPERS - 1);
}

/* More files in a folder than one step takes: none is seen twice or left out. */
static void the_walk_goes_on_inside_a_folder(void **state)
{
	(void)state;
	enum { FILES = 5 };
	struct shelf_walk walk = {0};
	hash_t found[2];
	size_t count, seen = 0;
	char command[256];
	snprintf(command, sizeof command,
	         "mkdir %s/documents/07 && cd %s/documents/07 && for i in 5 3 1 2 4; do touch $(printf '07%%062d' $i); done; "
	         "touch 07-no-hash",
	         folder, folder);
	assert_int_equal(system(command), 0);
	do {
		assert_int_equal(shelf_old(&shelf, time(NULL) + 10, &walk, found, 2, &count), ERR_OK);
		for (size_t i = 0; i < count; i++)
			assert_int_equal(found[i][HASH_LEN - 1], ++seen);
	} while (count > 0);
	assert_int_equal(seen, FILES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_file_comes_in_parts_and_is_read_in_parts, fresh),
	    cmocka_unit_test_setup(the_same_bytes_are_one_file_whoever_sends_them, fresh),
	    cmocka_unit_test_setup(a_gap_is_told_and_what_came_stays, fresh),
	    cmocka_unit_test_setup(what_is_not_what_it_says_is_dropped, fresh),
	    cmocka_unit_test_setup(a_full_disk_keeps_nothing_half_written, fresh),
	    cmocka_unit_test_setup(one_company_cannot_begin_without_end_nor_hinder_another, fresh),
	    cmocka_unit_test_setup(the_walk_finds_what_is_old_and_leaves_what_was_touched, fresh),
	    cmocka_unit_test_setup(the_walk_goes_on_inside_a_folder, fresh),
	};
	if (sodium_init() < 0 || mkdtemp(folder) == NULL)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);
	char command[64];
	snprintf(command, sizeof command, "rm -rf %s", folder);
	return system(command) == 0 ? failed : 1;
}
