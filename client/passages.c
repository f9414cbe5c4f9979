#include "client/passages.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/keep.h"

enum {
	MAGIC = 8, CHECK = 12, MARK = 16, TAG = 8, LENGTH = 4, DIGITS = 10, PAGE = 4096,
	CHECKED = MAGIC + KEYID_LEN + 4,
	MARK_AT = CHECKED + CHECK,
	HEAD = MARK_AT + MARK + HASH_LEN + TAG,
	END = PASSAGES_FILE - MARK, /* of the frames */
	AROUND = LENGTH + HASH_LEN + TAG, /* of a frame, beside its record */
	FRAME_MAX = AROUND + PASSAGE_RECORD_MAX,
	FRAME_MIN = AROUND + 8,
};
static const char magic[] = "guosuoP1", spare_name[] = "spare";

static void put_u32(uint8_t *out, uint32_t number)
{
	for (size_t i = 0; i < 4; i++)
		out[i] = (uint8_t)(number >> 8 * i);
}

static uint32_t get_u32(const uint8_t *p)
{
	return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* ---- a file's bytes ---- */

struct head {
	const uint8_t *key_id;
	uint32_t first;
	const uint8_t *hash; /* before it */
};

static void hash_cut(struct span first, struct span second, uint8_t *out, size_t n)
{
	uint8_t hash[HASH_LEN];
	passage_hash(first, second, hash);
	memcpy(out, hash, n);
}

static void head_check(const uint8_t *head, uint8_t out[static CHECK])
{
	hash_cut(span_of(head, CHECKED), span_of(head + MARK_AT, HEAD - MARK_AT), out, CHECK);
}

static void tag_of(const uint8_t *mark, const uint8_t *hash, uint8_t out[static TAG])
{
	hash_cut(span_of(mark, MARK), span_of(hash, HASH_LEN), out, TAG);
}

static void head_write(const struct passages *log, const uint8_t mark[static MARK], uint8_t out[static HEAD])
{
	uint8_t *hash = out + HEAD - TAG - HASH_LEN;
	memcpy(out, magic, MAGIC);
	memcpy(out + MAGIC, log->key_id, KEYID_LEN);
	put_u32(out + MAGIC + KEYID_LEN, log->last + 1);
	memcpy(out + MARK_AT, mark, MARK);
	memcpy(hash, log->hash, HASH_LEN);
	tag_of(mark, hash, hash + HASH_LEN);
	head_check(out, out + CHECKED);
}

static bool head_read(const uint8_t *bytes, struct head *out)
{
	uint8_t check[CHECK];
	head_check(bytes, check);
	*out = (struct head){bytes + MAGIC, get_u32(bytes + MAGIC + KEYID_LEN), bytes + HEAD - TAG - HASH_LEN};
	return memcmp(bytes, magic, MAGIC) == 0 && memcmp(check, bytes + CHECKED, CHECK) == 0;
}

/* The head's, else the one at the end. */
static const uint8_t *mark_of(const uint8_t *bytes)
{
	struct head head;
	return head_read(bytes, &head) ? bytes + MARK_AT : bytes + END;
}

/* Is there a frame at this place? Returns where it ends; 0: there is none. */
static size_t frame(const uint8_t *bytes, const uint8_t *mark, size_t at, struct span *record)
{
	uint8_t hash[HASH_LEN], tag[TAG];
	if (at + AROUND > END)
		return 0;
	const size_t n = get_u32(bytes + at);
	if (n < 1 || n > PASSAGE_RECORD_MAX || at + AROUND + n > END)
		return 0;
	*record = span_of(bytes + at + LENGTH, n);
	passage_next(bytes + at - TAG - HASH_LEN, *record, hash);
	tag_of(mark, hash, tag);
	return memcmp(hash, record->p + n, HASH_LEN) == 0 && memcmp(tag, record->p + n + HASH_LEN, TAG) == 0 ? at + AROUND + n : 0;
}

/* How many bytes up to the last that is not 0; 0: nothing stands from here on. */
static size_t used_from(const uint8_t *bytes, size_t at)
{
	size_t end = END;
	while (end > at && bytes[end - 1] == 0)
		end--;
	return end - at;
}

/* The next frame from `at` on, over what is damaged. 0: none follows. */
static size_t next_frame(const uint8_t *bytes, const uint8_t *mark, size_t at, struct span *record)
{
	size_t end = frame(bytes, mark, at, record);
	const size_t last = at + (end == 0 ? used_from(bytes, at) : 0);
	while (end == 0 && ++at < last)
		end = frame(bytes, mark, at, record);
	return end;
}

/* ---- files ---- */

static void name_of(uint32_t first, char out[static DIGITS + 1])
{
	snprintf(out, DIGITS + 1, "%0*u", DIGITS, first);
}

static bool first_of(const char *name, uint32_t *out)
{
	unsigned long long number = strspn(name, "0123456789") == DIGITS && name[DIGITS] == '\0' ? strtoull(name, NULL, 10) : 0;
	*out = (uint32_t)number;
	return number >= 1 && number <= UINT32_MAX;
}

/* Their first records, rising. */
static enum err list_files(struct context *context, uint32_t **files, size_t *count)
{
	char **names;
	size_t n;
	enum err err = keep_list(context, "passages", &names, &n);
	uint32_t *list = arena_take(&context->arena, (n + 1) * sizeof *list);
	if (err != ERR_OK || list == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	*count = 0;
	for (size_t i = 0; i < n; i++)
		*count += first_of(names[i], &list[*count]);
	*files = list;
	return ERR_OK;
}

/* What cannot be read stays 0. False: some could not. */
static bool read_pages(int fd, uint8_t *out, size_t n)
{
	bool whole = true;
	for (size_t at = 0; at < n;) {
		const size_t most = whole ? n - at : n - at < PAGE ? n - at : PAGE;
		ssize_t got = pread(fd, out + at, most, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got == 0)
			return false;
		if (got < 0 && whole && most > PAGE) {
			whole = false; /* page by page from here on */
			continue;
		}
		whole &= got > 0;
		at += got > 0 ? (size_t)got : most;
	}
	return whole;
}

static bool write_at(int fd, size_t at, struct span bytes)
{
	while (bytes.n > 0) {
		ssize_t put = pwrite(fd, bytes.p, bytes.n, (off_t)at);
		if (put < 0 && errno == EINTR)
			continue;
		if (put <= 0)
			return false;
		at += (size_t)put;
		bytes = span_of(bytes.p + put, bytes.n - (size_t)put);
	}
	return true;
}

/* A file that is too short was never finished: its missing bytes count as blank. *whole: all of it was read. */
static enum err read_file(const struct passages *log, uint32_t first, int flags, uint8_t *bytes, int *file, bool *whole)
{
	char name[DIGITS + 1];
	name_of(first, name);
	int fd = openat(log->folder, name, flags | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	memset(bytes, 0, PASSAGES_FILE);
	const off_t size = lseek(fd, 0, SEEK_END);
	*whole = size == PASSAGES_FILE && read_pages(fd, bytes, PASSAGES_FILE);
	if (size < PASSAGES_FILE && size > 0 && !read_pages(fd, bytes, (size_t)size))
		*whole = false;
	if (file != NULL)
		*file = fd;
	else
		close(fd);
	return ERR_OK;
}

static void leave_file(struct passages *log)
{
	if (log->file >= 0)
		close(log->file);
	log->file = -1;
}

/* ---- making room ---- */

/* The spare is whole under its name, or it is not there. */
static bool make_spare(const struct passages *log)
{
	static const char fresh[] = "spare.new";
	int fd = openat(log->folder, fresh, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0)
		return false;
	bool good = posix_fallocate(fd, 0, PASSAGES_FILE) == 0 && fsync(fd) == 0;
	good = close(fd) == 0 && good && renameat(log->folder, fresh, log->folder, spare_name) == 0;
	if (!good)
		unlinkat(log->folder, fresh, 0);
	return good && fsync(log->folder) == 0;
}

/* The spare becomes the file of the next record. Should this be broken off, it is still the spare, or it is that file. */
static enum err begin_file(struct passages *log)
{
	uint8_t head[HEAD], mark[MARK];
	char name[DIGITS + 1];
	leave_file(log);
	if (!log->spare && !(log->spare = make_spare(log)))
		return ERR_FULL;
	int fd = openat(log->folder, spare_name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	randombytes_buf(mark, MARK);
	head_write(log, mark, head);
	name_of(log->last + 1, name);
	if (!write_at(fd, 0, span_of(head, HEAD)) || !write_at(fd, END, span_of(mark, MARK)) || fsync(fd) != 0 ||
	    renameat(log->folder, spare_name, log->folder, name) != 0 || fsync(log->folder) != 0) {
		close(fd);
		log->spare = faccessat(log->folder, spare_name, F_OK, 0) == 0;
		return ERR_IO;
	}
	log->file = fd;
	memcpy(log->mark, mark, MARK);
	log->at = HEAD;
	log->spare = make_spare(log);
	return ERR_OK;
}

size_t passages_room(const struct passages *log)
{
	size_t here = log->file < 0 ? 0 : (END - log->at) / FRAME_MAX;
	return here + (log->spare ? (END - HEAD) / FRAME_MAX : 0);
}

/* ---- opening ---- */

/* To the end of what this file has; a head alone is an end too. False: neither head nor record can be read. */
static bool stand_at_end(struct passages *log, const uint8_t *bytes)
{
	struct span record;
	struct head head;
	size_t at = HEAD;
	bool known = head_read(bytes, &head);
	memcpy(log->mark, mark_of(bytes), MARK);
	if (known) {
		log->last = head.first - 1;
		memcpy(log->hash, head.hash, HASH_LEN);
	}
	for (size_t end; (end = next_frame(bytes, log->mark, at, &record)) != 0; at = end) {
		log->last = passage_sequence(record);
		memcpy(log->hash, bytes + end - TAG - HASH_LEN, HASH_LEN);
		known = true;
	}
	log->at = at;
	return known;
}

static bool is_ours(const struct passages *log, const uint8_t *bytes)
{
	struct head head;
	return !head_read(bytes, &head) || memcmp(head.key_id, log->key_id, KEYID_LEN) == 0;
}

static void raise_last(struct passages *log, uint64_t to)
{
	if (log->last < to)
		log->last = to > UINT32_MAX ? UINT32_MAX : (uint32_t)to;
}

/* How many records may have stood where none can be read. */
static uint64_t may_have_been(const uint8_t *bytes, size_t at, size_t used)
{
	const size_t n = used == 0 ? 0 : get_u32(bytes + at);
	const bool one = n >= 1 && n <= PASSAGE_RECORD_MAX && used <= AROUND + n;
	return one ? 1 : (used + FRAME_MIN - 1) / FRAME_MIN;
}

/* From the newest file of which anything can be read. Behind what is unfinished or damaged the next record begins another file,
 * and as many numbers are left out as may have been given there. */
static enum err open_last(struct passages *log, const uint32_t *files, size_t count, uint8_t *bytes)
{
	uint64_t least = 0;
	for (size_t i = count; i > 0; i--) {
		bool whole, newest = i == count;
		leave_file(log);
		enum err err = read_file(log, files[i - 1], log->foreign ? O_RDONLY : O_RDWR, bytes, &log->file, &whole);
		if (err != ERR_OK)
			return err;
		if (!is_ours(log, bytes))
			return ERR_KEY;
		const bool synced = !log->foreign && fdatasync(log->file) == 0, known = stand_at_end(log, bytes);
		const size_t used = used_from(bytes, log->at);
		if (newest) {
			least = (known ? log->last : files[i - 1] - 1) + may_have_been(bytes, log->at, used);
			log->torn = used > 0 || !known || !whole;
		}
		if (!newest || log->torn || !synced)
			leave_file(log);
		if (known)
			break;
	}
	raise_last(log, least);
	raise_last(log, passages_sent(log->context));
	return ERR_OK;
}

static enum err open_log(struct passages *log)
{
	uint32_t *files;
	size_t count;
	enum err err = list_files(log->context, &files, &count);
	if (err != ERR_OK || count == 0)
		return err;
	uint8_t *bytes = malloc(PASSAGES_FILE);
	err = bytes == NULL ? ERR_MEMORY : open_last(log, files, count, bytes);
	free(bytes);
	return err;
}

static enum err open_at_end(struct context *context, const uint8_t key[static KEY_LEN], bool foreign, struct passages *out)
{
	uint8_t id[HASH_LEN];
	*out = (struct passages){.context = context, .folder = -1, .file = -1, .foreign = foreign};
	key_id(key, id);
	memcpy(out->key_id, id, KEYID_LEN);
	passage_first(key, out->hash);
	enum err err = (foreign ? keep_open : keep_folder)(context, "passages", &out->folder);
	if (err == ERR_OK)
		err = open_log(out);
	if (err != ERR_OK)
		passages_close(out);
	return err;
}

enum err passages_look(struct context *context, const uint8_t key[static KEY_LEN], struct passages *out)
{
	return open_at_end(context, key, true, out);
}

enum err passages_open(struct context *context, const uint8_t key[static KEY_LEN], struct passages *out)
{
	enum err err = open_at_end(context, key, false, out);
	if (err != ERR_OK)
		return err;
	out->spare = faccessat(out->folder, spare_name, F_OK, 0) == 0 || make_spare(out);
	return ERR_OK;
}

void passages_close(struct passages *log)
{
	leave_file(log);
	if (log->folder >= 0)
		close(log->folder);
	log->folder = -1;
}

/* ---- adding ---- */

/* Behind a write that failed nothing is trusted: another file begins under the same number, so that what was left there does
 * not count. */
static enum err write_failed(struct passages *log)
{
	leave_file(log);
	return begin_file(log) == ERR_OK ? ERR_IO : ERR_BUSY;
}

static enum err write_frame(struct passages *log, struct span record)
{
	uint8_t bytes[FRAME_MAX], *after = bytes + LENGTH + record.n;
	const struct span whole = span_of(bytes, AROUND + record.n);
	const uint8_t *mark = log->mark;
	put_u32(bytes, (uint32_t)record.n);
	memcpy(bytes + LENGTH, record.p, record.n);
	passage_next(log->hash, record, after);
	tag_of(mark, after, after + HASH_LEN);
	if (!write_at(log->file, log->at, whole) || fdatasync(log->file) != 0)
		return write_failed(log);
	log->at += whole.n;
	log->last++;
	memcpy(log->hash, after, HASH_LEN);
	return ERR_OK;
}

enum err passages_add(struct passages *log, struct span record)
{
	enum err err = ERR_OK;
	if (record.n > PASSAGE_RECORD_MAX || log->last == UINT32_MAX || passage_sequence(record) != log->last + 1)
		return ERR_FORMAT;
	if (log->file < 0 || log->at + AROUND + record.n > END)
		err = begin_file(log);
	return err == ERR_OK ? write_frame(log, record) : err;
}

/* ---- reading ---- */

enum err passages_read(const struct passages *log, uint32_t from, struct passages_reader *out)
{
	*out = (struct passages_reader){.log = log, .sequence = from == 0 ? 0 : from - 1, .at = END};
	enum err err = list_files(log->context, &out->files, &out->count);
	while (err == ERR_OK && out->next + 1 < out->count && out->files[out->next + 1] <= from)
		out->next++;
	out->bytes = err == ERR_OK ? malloc(PASSAGES_FILE) : NULL;
	return err == ERR_OK && out->bytes == NULL ? ERR_MEMORY : err;
}

void passages_read_close(struct passages_reader *reader)
{
	free(reader->bytes);
	reader->bytes = NULL;
}

/* False: this file has no more that count. */
static bool read_here(struct passages_reader *reader)
{
	uint32_t until = reader->next < reader->count ? reader->files[reader->next] : UINT32_MAX;
	for (size_t end; (end = next_frame(reader->bytes, reader->mark, reader->at, &reader->record)) != 0;) {
		uint32_t sequence = passage_sequence(reader->record);
		reader->at = end;
		if (sequence >= until)
			return false;
		if (sequence <= reader->sequence)
			continue;
		reader->sequence = sequence;
		memcpy(reader->before, reader->record.p - LENGTH - TAG - HASH_LEN, HASH_LEN);
		memcpy(reader->after, reader->record.p + reader->record.n, HASH_LEN);
		return true;
	}
	return false;
}

enum err passages_read_next(struct passages_reader *reader)
{
	while (reader->at >= END || !read_here(reader)) {
		if (reader->next == reader->count)
			return ERR_NOT_FOUND;
		bool whole; /* what cannot be read shows as a gap */
		enum err err = read_file(reader->log, reader->files[reader->next++], O_RDONLY, reader->bytes, NULL, &whole);
		if (err != ERR_OK)
			return err;
		reader->mark = mark_of(reader->bytes);
		reader->at = HEAD;
	}
	return ERR_OK;
}

/* ---- what the desk has ---- */

uint32_t passages_sent(struct context *context)
{
	struct span text;
	char *end;
	if (keep_read(context, "passages/sent", 24, &text) != ERR_OK || text.n == 0 || *text.p < '0' || *text.p > '9')
		return 0;
	const unsigned long long number = strtoull((const char *)text.p, &end, 10);
	return *end == '\n' && number <= UINT32_MAX ? (uint32_t)number : 0;
}

enum err passages_note_sent(const struct passages *log, uint32_t sequence)
{
	char line[24], name[DIGITS + 1];
	uint32_t *files;
	size_t count;
	size_t used = log->context->arena.used;
	snprintf(line, sizeof line, "%u\n", sequence);
	enum err err = keep_write(log->context, "passages/sent", span_text(line), false);
	if (err == ERR_OK)
		err = list_files(log->context, &files, &count);
	for (size_t i = 0; err == ERR_OK && i + PASSAGES_KEPT < count && files[i + 1] <= sequence + 1; i++) {
		name_of(files[i], name);
		err = unlinkat(log->folder, name, 0) == 0 ? ERR_OK : ERR_IO;
	}
	log->context->arena.used = used;
	return err;
}
