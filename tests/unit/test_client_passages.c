/* Between the log and the disk stands a layer (the linker's --wrap): a call fails, the power goes in the middle of a write, what
 * was not synced is lost by sectors. A sync tells the layer alone: nothing here outlives the machine. `test_client_passages kills N` kills a writing process N times. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/passages.h"
#include "tests/passage_rig.h"

enum { SECTOR = 512, NOBODY = INT32_MAX, HEADS = 88, LENGTHS = 4 + HASH_LEN + 8 /* of a frame beside the record */, MARKS_LEN = 16 };

/* ---- the disk ---- */

static struct disk {
	int calls_left;   /* until one fails; NOBODY: never */
	int bytes_left;   /* until the power goes in a write; NOBODY: never */
	bool dead;        /* it is gone */
	bool failed;      /* one did */
	bool dies;        /* and with it the whole disk */
	bool full;        /* no room for anything new */
	int fd;           /* what was written and not synced: here (its own descriptor), */
	off_t at;         /* from here, */
	size_t n;
	uint8_t before[8192]; /* over this */
} disk;

static void disk_heal(void)
{
	disk = (struct disk){.calls_left = NOBODY, .bytes_left = NOBODY, .fd = -1};
}

static void disk_synced(void)
{
	if (disk.fd >= 0)
		close(disk.fd);
	disk.fd = -1;
}

static bool fails(void)
{
	if (disk.dead || disk.calls_left == NOBODY)
		return disk.dead;
	if (disk.calls_left-- > 0)
		return false;
	disk.calls_left = NOBODY;
	disk.dead = disk.dies;
	return disk.failed = true;
}

ssize_t __real_pwrite(int fd, const void *bytes, size_t n, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t n, off_t at);
ssize_t __wrap_pwrite(int fd, const void *bytes, size_t n, off_t at)
{
	errno = EIO;
	if (fails())
		return -1;
	if (n <= sizeof disk.before) {
		memset(disk.before, 0, sizeof disk.before);
		if (pread(fd, disk.before, n, at) < 0)
			return -1;
		disk_synced();
		disk.fd = dup(fd), disk.at = at, disk.n = n;
	}
	if (disk.bytes_left == NOBODY)
		return __real_pwrite(fd, bytes, n, at);
	size_t now = (size_t)disk.bytes_left < n ? (size_t)disk.bytes_left : n;
	disk.bytes_left -= (int)now;
	disk.dead = now < n;
	ssize_t put = __real_pwrite(fd, bytes, now, at);
	return disk.dead ? -1 : put;
}

int __wrap_fdatasync(int fd);
int __wrap_fdatasync(int fd)
{
	(void)fd;
	errno = EIO;
	if (fails())
		return -1;
	disk_synced();
	return 0;
}

int __wrap_fsync(int fd);
int __wrap_fsync(int fd)
{
	return __wrap_fdatasync(fd);
}

int __real_posix_fallocate(int fd, off_t at, off_t n);
int __wrap_posix_fallocate(int fd, off_t at, off_t n);
int __wrap_posix_fallocate(int fd, off_t at, off_t n)
{
	return disk.full || fails() ? ENOSPC : __real_posix_fallocate(fd, at, n);
}

int __real_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new);
int __wrap_renameat(int from, const char *old, int to, const char *new)
{
	errno = EIO;
	return fails() ? -1 : __real_renameat(from, old, to, new);
}

/* Of what was written and not synced, each sector is new or old, by the bits of `which`. */
static void lose_sectors(unsigned which)
{
	if (disk.fd < 0)
		return;
	for (size_t at = 0; at < disk.n;) {
		size_t n = SECTOR - ((size_t)disk.at + at) % SECTOR;
		n = n < disk.n - at ? n : disk.n - at;
		if (which & 1u)
			assert_int_equal(__real_pwrite(disk.fd, disk.before + at, n, disk.at + (off_t)at), n);
		which >>= 1;
		at += n;
	}
}

/* ---- a log ---- */

static uint8_t memory[8 << 20], rig_memory[1 << 20];
static char home[64];
static struct context context;
static struct rig rig;
static struct passages passages;
static uint8_t key[KEY_LEN] = {1, 2, 3}, other_key[KEY_LEN] = {3, 2, 1};

static int fresh(void **state)
{
	(void)state;
	disk_heal();
	strcpy(home, "/tmp/guosuo-passages-XXXXXX");
	context = (struct context){.home = home, .arena = {memory, sizeof memory, 0}};
	rig = rig_make(rig_memory, sizeof rig_memory);
	passages = (struct passages){.folder = -1, .file = -1};
	return mkdtemp(home) == NULL;
}

static int clear(void **state)
{
	char command[96];
	(void)state;
	passages_close(&passages);
	snprintf(command, sizeof command, "rm -rf %s", home);
	return system(command);
}

static void open_again(void)
{
	passages_close(&passages);
	disk_heal();
	context.arena.used = 0;
	assert_int_equal(passages_open(&context, key, &passages), ERR_OK);
}

/* Different records under one number have different marks; one is longer than the others. */
enum { LONGER = 900 };

static struct span record(uint32_t sequence, uint32_t mark)
{
	Guosuo__V1__Stamp stamp = passage_plain(sequence);
	rig = rig_make(rig_memory, sizeof rig_memory);
	stamp.people = mark;
	Guosuo__V1__PassageRecord *out = passage_without(&rig, &stamp);
	if (mark == LONGER)
		out->passage->plate = (char *)(uintptr_t)"冀J0B123 冀J0B12挂";
	return rig_pack(&rig, &out->base);
}

/* As large as they come: what was shown was no code. */
static struct span large(uint32_t sequence)
{
	static uint8_t code[CODE_MAX];
	Guosuo__V1__Stamp stamp = passage_plain(sequence);
	rig = rig_make(rig_memory, sizeof rig_memory);
	Guosuo__V1__PassageRecord *out = passage_without(&rig, &stamp);
	out->passage->kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN;
	out->passage->code = (ProtobufCBinaryData){sizeof code, code};
	return rig_pack(&rig, &out->base);
}

static enum err add(uint32_t mark)
{
	return passages_add(&passages, record(passages.last + 1, mark));
}

/* What the log says from this number on, as marks; 0 where a number is left out. */
static size_t marks_from(uint32_t from, uint32_t *out, size_t room)
{
	static uint8_t small[64 * 1024];
	struct passages_reader reader;
	uint8_t after[HASH_LEN];
	size_t n = 0;
	context.arena.used = 0;
	assert_int_equal(passages_read(&passages, from, &reader), ERR_OK);
	memset(out, 0, room * sizeof *out);
	while (passages_read_next(&reader) == ERR_OK) {
		struct arena arena = {small, sizeof small, 0};
		struct passage opened;
		assert_int_equal(passage_read(reader.record, &arena, &opened), ERR_OK);
		assert_int_equal(opened.record->sequence, reader.sequence);
		passage_next(reader.before, reader.record, after);
		assert_memory_equal(after, reader.after, HASH_LEN);
		n = reader.sequence - from + 1;
		assert_true(n <= room);
		out[n - 1] = opened.stamp.body->people;
	}
	passages_read_close(&reader);
	return n;
}

static void expect_marks(const uint32_t *want, size_t count)
{
	uint32_t got[64];
	assert_int_equal(marks_from(1, got, RIG_COUNT(got)), count);
	assert_memory_equal(got, want, count * sizeof *want);
}
#define MARKS(...) expect_marks((const uint32_t[]){__VA_ARGS__}, RIG_COUNT(((const uint32_t[]){__VA_ARGS__})))

static void fill_file(void)
{
	while (passages.file < 0 || passages.at + LENGTHS + CODE_MAX + 200 <= PASSAGES_FILE - MARKS_LEN)
		assert_int_equal(passages_add(&passages, large(passages.last + 1)), ERR_OK);
	while (passages.at + LENGTHS + record(passages.last + 1, 9).n <= PASSAGES_FILE - MARKS_LEN)
		assert_int_equal(add(9), ERR_OK);
}

/* ---- as long as all goes well ---- */

static void records_are_read_as_they_were_added_and_numbers_go_on(void **state)
{
	uint32_t got[4];
	(void)state;
	open_again();
	assert_int_equal(passages.last, 0);
	assert_int_equal(add(1), ERR_OK);
	assert_int_equal(add(2), ERR_OK);
	open_again();
	assert_int_equal(passages.last, 2);
	assert_int_equal(add(3), ERR_OK);
	MARKS(1, 2, 3);
	assert_int_equal(marks_from(3, got, 4), 1);
	assert_int_equal(got[0], 3);
	assert_int_equal(marks_from(4, got, 4), 0);
}

static void another_number_is_refused(void **state)
{
	(void)state;
	open_again();
	assert_int_equal(passages_add(&passages, record(2, 1)), ERR_FORMAT);
	assert_int_equal(passages_add(&passages, span_text("no record")), ERR_FORMAT);
	assert_int_equal(add(1), ERR_OK);
	assert_int_equal(passages_add(&passages, record(1, 2)), ERR_FORMAT);
	MARKS(1);
}

static void a_full_file_goes_on_in_the_next(void **state)
{
	uint32_t got[4], last;
	(void)state;
	open_again();
	fill_file();
	last = passages.last;
	for (uint32_t i = 1; i <= 4; i++)
		assert_int_equal(add(i), ERR_OK);
	open_again();
	assert_int_equal(passages.last, last + 4);
	assert_int_equal(marks_from(last + 1, got, 4), 4);
	assert_int_equal(got[3], 4);
	assert_true(passages.at < PASSAGES_FILE / 2);
}

/* A gate goes on recording while its log is sent: in this file, in another after a disk that failed, and in the next. */
static void what_is_acknowledged_is_read_while_others_add(void **state)
{
	struct passages sender;
	struct passages_reader reader;
	(void)state;
	open_again();
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(add(i), ERR_OK);
	assert_int_equal(passages_open(&context, key, &sender), ERR_OK);
	assert_int_equal(passages_read(&sender, 1, &reader), ERR_OK);
	assert_int_equal(passages_read_next(&reader), ERR_OK);
	assert_int_equal(reader.sequence, 1);
	assert_int_equal(add(4), ERR_OK);
	disk.calls_left = 1; /* written, not synced */
	assert_int_equal(add(5), ERR_IO);
	assert_int_equal(add(6), ERR_OK);
	fill_file();
	assert_int_equal(add(7), ERR_OK);
	for (uint32_t i = 2; i <= sender.last; i++) {
		assert_int_equal(passages_read_next(&reader), ERR_OK);
		assert_int_equal(reader.sequence, i);
	}
	assert_int_equal(reader.sequence, 3);
	passages_read_close(&reader);
	passages_close(&sender);
}

static void another_devices_log_is_not_gone_on_with(void **state)
{
	struct passages other;
	(void)state;
	open_again();
	assert_int_equal(add(1), ERR_OK);
	passages_close(&passages);
	assert_int_equal(passages_open(&context, other_key, &other), ERR_KEY);
}

/* Every call on the disk that would change something fails. */
static void another_devices_log_is_read_where_it_lies_and_nothing_is_written(void **state)
{
	char **names;
	size_t count, after;
	uint32_t got[4];
	(void)state;
	open_again();
	for (uint32_t i = 1; i <= 3; i++)
		assert_int_equal(add(i), ERR_OK);
	const size_t end = passages.at;
	assert_int_equal(__real_pwrite(passages.file, "half", 4, (off_t)end), 4);
	assert_int_equal(unlinkat(passages.folder, "spare", 0), 0);
	passages_close(&passages);
	assert_int_equal(keep_list(&context, "passages", &names, &count), ERR_OK);
	disk.calls_left = 0, disk.dies = true;
	assert_int_equal(passages_look(&context, key, &passages), ERR_OK);
	assert_true(passages.torn);
	assert_true(passages.last >= 3);
	assert_int_equal(marks_from(1, got, 4), 3);
	assert_int_equal(got[2], 3);
	passages_close(&passages);
	assert_int_equal(passages_look(&context, other_key, &passages), ERR_KEY);
	assert_false(disk.failed);
	assert_int_equal(keep_list(&context, "passages", &names, &after), ERR_OK);
	assert_int_equal(after, count);
}

static void where_no_log_is_none_is_made(void **state)
{
	int folder;
	(void)state;
	assert_int_equal(passages_look(&context, key, &passages), ERR_NOT_FOUND);
	assert_int_equal(keep_open(&context, "passages", &folder), ERR_NOT_FOUND);
}

/* ---- threat 23: the disk is full ---- */

static void threat_23_a_full_disk_leaves_the_room_that_was_promised(void **state)
{
	size_t room, added = 0;
	enum err err;
	(void)state;
	open_again();
	fill_file();
	disk.full = true;
	room = passages_room(&passages);
	assert_true(room >= 1000);
	while ((err = passages_add(&passages, large(passages.last + 1))) == ERR_OK)
		added++;
	assert_int_equal(err, ERR_FULL);
	assert_true(added >= room);
	assert_false(passages.spare);
	assert_int_equal(passages_room(&passages), 0);
	uint32_t last = passages.last;
	open_again(); /* still full when it starts again: it stands where it stood */
	passages_close(&passages);
	disk.full = true;
	unlink("spare");
	assert_int_equal(passages_open(&context, key, &passages), ERR_OK);
	assert_int_equal(passages.last, last);
	disk.full = false;
	assert_int_equal(add(6), ERR_OK);
	uint32_t got[2];
	assert_int_equal(marks_from(last, got, 2), 2);
	assert_int_equal(got[0], 2);
	assert_int_equal(got[1], 6);
}

/* ---- threat 23: the power goes ---- */

static void threat_23_a_write_torn_at_any_byte_loses_nothing_acknowledged(void **state)
{
	int frame = LENGTHS + (int)record(3, LONGER).n;
	for (int bytes = 0; bytes <= frame; bytes++) {
		fresh(state);
		open_again();
		assert_int_equal(add(1), ERR_OK);
		assert_int_equal(add(2), ERR_OK);
		disk.bytes_left = bytes;
		assert_int_equal(add(LONGER), bytes == frame ? ERR_OK : ERR_BUSY);
		open_again();
		bool torn = bytes > 0 && bytes < frame;
		assert_int_equal(passages.torn, torn);
		assert_int_equal(passages.last, bytes > 0 ? 3 : 2); /* what may have been given is not given again */
		assert_int_equal(add(4), ERR_OK);
		open_again();
		assert_false(passages.torn);
		assert_int_equal(add(5), ERR_OK);
		if (bytes == frame)
			MARKS(1, 2, LONGER, 4, 5);
		else if (torn)
			MARKS(1, 2, 0, 4, 5);
		else
			MARKS(1, 2, 4, 5);
		clear(state);
	}
}

static void threat_23_sectors_that_were_not_synced_lose_nothing_acknowledged(void **state)
{
	for (unsigned which = 0; which < 8; which++)
		for (uint32_t before = 1; before <= 6; before++) {
			fresh(state);
			open_again();
			for (uint32_t i = 1; i <= before; i++)
				assert_int_equal(add(i), ERR_OK);
			disk.calls_left = 1, disk.dies = true; /* written, and the sync does not come to its end */
			assert_int_equal(add(40), ERR_BUSY);
			lose_sectors(which);
			disk_synced();
			open_again();
			/* it was never acknowledged: it is there or it is not */
			assert_true(passages.last >= before);
			assert_int_equal(add(41), ERR_OK);
			uint32_t got[16];
			size_t n = marks_from(1, got, 16);
			for (uint32_t i = 1; i <= before; i++)
				assert_int_equal(got[i - 1], i);
			assert_int_equal(got[n - 1], 41);
			clear(state);
		}
}

/* Every call of the disk fails once, in a run that goes from one file to the next. What failed last may be there all the same. */
static void threat_23_whichever_call_fails_what_was_acknowledged_stands(void **state)
{
	int calls = 0;
	for (bool failed = true; failed; calls++) {
		uint32_t acknowledged[8], count = 0, got[8];
		enum err err = ERR_OK;
		fresh(state);
		open_again();
		fill_file();
		const uint32_t base = passages.last;
		disk.calls_left = calls;
		for (uint32_t i = 1; i <= 6; i++) {
			err = add(i);
			if (err == ERR_OK)
				acknowledged[count++] = i;
		}
		failed = disk.failed;
		assert_true(count >= 5);
		open_again();
		size_t n = marks_from(base + 1, got, RIG_COUNT(got));
		assert_true(n == count || (n == count + 1 && err != ERR_OK && got[count] == 6));
		assert_memory_equal(got, acknowledged, count * sizeof *got);
		clear(state);
	}
	assert_true(calls > 10);
}

/* ---- damage ---- */

static void damage(uint32_t first, off_t at, size_t n)
{
	char path[128];
	uint8_t bytes[4096];
	snprintf(path, sizeof path, "%s/passages/%010u", home, first);
	int fd = open(path, O_RDWR);
	assert_true(fd >= 0);
	assert_int_equal(pread(fd, bytes, n, at), n);
	for (size_t i = 0; i < n; i++)
		bytes[i] ^= 0x5a;
	assert_int_equal(__real_pwrite(fd, bytes, n, at), n);
	close(fd);
}

static void what_is_damaged_hides_nothing_behind_it(void **state)
{
	(void)state;
	open_again();
	for (uint32_t i = 1; i <= 5; i++)
		assert_int_equal(add(i), ERR_OK);
	size_t frame = (passages.at - HEADS) / 5;
	damage(1, (off_t)(HEADS + 2 * frame), 4); /* the third's length */
	open_again();
	assert_int_equal(passages.last, 5);
	MARKS(1, 2, 0, 4, 5);
	damage(1, (off_t)(HEADS + frame + 20), 1); /* a byte of the second */
	MARKS(1, 0, 0, 4, 5);
	damage(1, 0, 30); /* the head, but for the hash */
	open_again();
	assert_int_equal(add(6), ERR_OK);
	MARKS(1, 0, 0, 4, 5, 6);
}

static void a_number_that_may_have_been_given_is_not_given_again(void **state)
{
	(void)state;
	open_again();
	fill_file();
	const uint32_t last = passages.last;
	const off_t end = (off_t)passages.at;
	assert_int_equal(add(1), ERR_OK);
	assert_int_equal(add(2), ERR_OK);
	passages_close(&passages);
	damage(last + 1, 0, 4096); /* all of the second file that was used */
	damage(1, end - LENGTHS, 1); /* and the last record of the first */
	open_again();
	assert_true(passages.torn);
	assert_true(passages.last >= last + 2);
	assert_int_equal(add(3), ERR_OK);
	open_again();
	assert_false(passages.torn);
}

static void what_the_desk_has_is_not_given_again(void **state)
{
	(void)state;
	open_again();
	assert_int_equal(add(1), ERR_OK);
	assert_int_equal(add(2), ERR_OK);
	assert_int_equal(passages_note_sent(&passages, 2), ERR_OK);
	damage(1, (off_t)passages.at - 20, 20); /* the second, to its last byte */
	open_again();
	assert_int_equal(passages.last, 2);
	assert_int_equal(add(3), ERR_OK);
	MARKS(1, 0, 3);
}

/* A frame as the files have it, but for the tag, in what a forger shows; and the write of that is torn behind it. */
static void threat_1_what_was_shown_is_never_taken_for_a_record(void **state)
{
	uint8_t code[CODE_MAX] = {0}, *at = code + 40, after[HASH_LEN];
	(void)state;
	open_again();
	assert_int_equal(add(1), ERR_OK);
	const struct span forged = record(UINT32_MAX, 7);
	at[0] = (uint8_t)forged.n;
	memcpy(at + 4, forged.p, forged.n);
	passage_next(code, forged, after); /* the 32 bytes before it, wherever a tag is looked for */
	memcpy(at + 4 + forged.n, after, HASH_LEN);
	passage_next(code + 8, forged, after);
	Guosuo__V1__Stamp stamp = passage_plain(2);
	rig = rig_make(rig_memory, sizeof rig_memory);
	Guosuo__V1__PassageRecord *out = passage_without(&rig, &stamp);
	out->passage->kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN;
	out->passage->code = (ProtobufCBinaryData){sizeof code, code};
	disk.bytes_left = 1200;
	assert_int_equal(passages_add(&passages, rig_pack(&rig, &out->base)), ERR_BUSY);
	open_again();
	assert_true(passages.torn);
	assert_int_equal(passages.last, 2);
	assert_int_equal(add(3), ERR_OK);
	MARKS(1, 0, 3);
}

static void an_empty_file_takes_no_record(void **state)
{
	(void)state;
	open_again();
	assert_int_equal(add(1), ERR_OK);
	passages_close(&passages);
	assert_int_equal(keep_write(&context, "passages/0000000002", span_text(""), false), ERR_OK);
	open_again();
	assert_int_equal(add(2), ERR_OK);
	open_again();
	MARKS(1, 2);
}

/* ---- what the desk has ---- */

static void what_was_sent_is_noted_and_the_oldest_files_go(void **state)
{
	char **names;
	size_t count;
	(void)state;
	open_again();
	assert_int_equal(passages_sent(&context), 0);
	for (uint32_t i = 0; i < PASSAGES_KEPT + 3; i++) {
		char name[64];
		snprintf(name, sizeof name, "passages/%010u", 10 * i + 1);
		assert_int_equal(keep_write(&context, name, span_text("x"), false), ERR_OK);
	}
	assert_int_equal(passages_note_sent(&passages, 15), ERR_OK);
	assert_int_equal(passages_sent(&context), 15);
	assert_int_equal(keep_list(&context, "passages", &names, &count), ERR_OK);
	assert_string_equal(names[0], "0000000011"); /* the second still has what the desk lacks */
	assert_int_equal(passages_note_sent(&passages, 600), ERR_OK);
	assert_int_equal(keep_list(&context, "passages", &names, &count), ERR_OK);
	assert_string_equal(names[0], "0000000031");
	assert_int_equal(keep_write(&context, "passages/sent", span_text("-1\n"), false), ERR_OK);
	assert_int_equal(passages_sent(&context), 0);
}

/* ---- kill -9 ---- */

/* Adds as fast as it can, and tells the other end the number of each record once it is acknowledged. */
static void write_until_killed(int out, uint32_t seed)
{
	if (passages_open(&context, key, &passages) != ERR_OK)
		_exit(1);
	for (;;) {
		uint32_t mark = 1 + (passages.last * 7 + seed) % 900;
		if (add(mark) != ERR_OK)
			_exit(2);
		const uint32_t told[2] = {passages.last, mark};
		if (write(out, told, sizeof told) != (ssize_t)sizeof told)
			_exit(3);
	}
}

static uint32_t marks[1 << 20], read_back[1 << 20];

static uint32_t kill_once(uint32_t round, uint32_t last)
{
	int ends[2];
	uint32_t told[2];
	assert_int_equal(pipe(ends), 0);
	pid_t child = fork();
	if (child == 0) {
		close(ends[0]);
		write_until_killed(ends[1], round);
	}
	close(ends[1]);
	if (round % 4 != 0 && read(ends[0], told, sizeof told) == (ssize_t)sizeof told)
		marks[told[0]] = told[1], last = told[0]; /* else perhaps before it has even opened the log */
	usleep((useconds_t)(round * 7919 % 3000));
	kill(child, SIGKILL);
	while (read(ends[0], told, sizeof told) == (ssize_t)sizeof told) {
		assert_true(told[0] < RIG_COUNT(marks));
		marks[told[0]] = told[1];
		last = told[0];
	}
	close(ends[0]);
	assert_int_equal(waitpid(child, NULL, 0), child);
	return last;
}

/* Every record that was acknowledged is there, as it was; at most one more a round is. */
static void kill_often(uint32_t rounds)
{
	uint32_t last = 0, whole = 0;
	for (uint32_t round = 1; round <= rounds; round++) {
		last = kill_once(round, last);
		open_again();
		assert_true(passages.last == last || passages.last == last + 1);
		passages_close(&passages);
		whole = passages.last > whole ? passages.last : whole;
		last = passages.last;
	}
	open_again();
	size_t n = marks_from(1, read_back, RIG_COUNT(read_back));
	assert_int_equal(n, whole);
	for (uint32_t i = 1; i <= whole; i++)
		assert_true(read_back[i - 1] != 0 && (marks[i] == 0 || marks[i] == read_back[i - 1]));
	print_message("%u kills, %u records\n", rounds, whole);
}

static uint32_t kills = 40;

static void threat_23_a_killed_gate_has_lost_nothing_it_had_recorded(void **state)
{
	(void)state;
	kill_often(kills);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(records_are_read_as_they_were_added_and_numbers_go_on, fresh, clear),
	    cmocka_unit_test_setup_teardown(another_number_is_refused, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_full_file_goes_on_in_the_next, fresh, clear),
	    cmocka_unit_test_setup_teardown(what_is_acknowledged_is_read_while_others_add, fresh, clear),
	    cmocka_unit_test_setup_teardown(another_devices_log_is_not_gone_on_with, fresh, clear),
	    cmocka_unit_test_setup_teardown(another_devices_log_is_read_where_it_lies_and_nothing_is_written, fresh, clear),
	    cmocka_unit_test_setup_teardown(where_no_log_is_none_is_made, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_23_a_full_disk_leaves_the_room_that_was_promised, fresh, clear),
	    cmocka_unit_test(threat_23_a_write_torn_at_any_byte_loses_nothing_acknowledged),
	    cmocka_unit_test(threat_23_sectors_that_were_not_synced_lose_nothing_acknowledged),
	    cmocka_unit_test(threat_23_whichever_call_fails_what_was_acknowledged_stands),
	    cmocka_unit_test_setup_teardown(what_is_damaged_hides_nothing_behind_it, fresh, clear),
	    cmocka_unit_test_setup_teardown(a_number_that_may_have_been_given_is_not_given_again, fresh, clear),
	    cmocka_unit_test_setup_teardown(what_the_desk_has_is_not_given_again, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_1_what_was_shown_is_never_taken_for_a_record, fresh, clear),
	    cmocka_unit_test_setup_teardown(an_empty_file_takes_no_record, fresh, clear),
	    cmocka_unit_test_setup_teardown(what_was_sent_is_noted_and_the_oldest_files_go, fresh, clear),
	    cmocka_unit_test_setup_teardown(threat_23_a_killed_gate_has_lost_nothing_it_had_recorded, fresh, clear),
	};
	const struct CMUnitTest only[] = {
	    cmocka_unit_test_setup_teardown(threat_23_a_killed_gate_has_lost_nothing_it_had_recorded, fresh, clear),
	};
	if (argc == 3 && strcmp(argv[1], "kills") == 0) {
		kills = (uint32_t)atoi(argv[2]);
		return cmocka_run_group_tests_name("kills", only, NULL, NULL);
	}
	return cmocka_run_group_tests_name("client_passages", tests, NULL, NULL);
}
