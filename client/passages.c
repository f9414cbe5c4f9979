#include "client/passages.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "client/keep.h"

enum { MAGIC = 8, CHECK = 12, HEAD = MAGIC + KEYID_LEN + 4 + CHECK + HASH_LEN, LENGTH = 4, DIGITS = 10, FRAME_MAX = LENGTH + PASSAGE_RECORD_MAX + HASH_LEN };
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

static void head_check(const uint8_t *head, uint8_t out[static CHECK])
{
	crypto_hash_sha256_state state;
	uint8_t hash[HASH_LEN];
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, head, HEAD - HASH_LEN - CHECK);
	crypto_hash_sha256_update(&state, head + HEAD - HASH_LEN, HASH_LEN);
	crypto_hash_sha256_final(&state, hash);
	memcpy(out, hash, CHECK);
}

static void head_write(const struct passages *log, uint8_t out[static HEAD])
{
	memcpy(out, magic, MAGIC);
	memcpy(out + MAGIC, log->key_id, KEYID_LEN);
	put_u32(out + MAGIC + KEYID_LEN, log->last + 1);
	memcpy(out + HEAD - HASH_LEN, log->hash, HASH_LEN);
	head_check(out, out + HEAD - HASH_LEN - CHECK);
}

static bool head_read(const uint8_t *bytes, struct head *out)
{
	uint8_t check[CHECK];
	head_check(bytes, check);
	*out = (struct head){bytes + MAGIC, get_u32(bytes + MAGIC + KEYID_LEN), bytes + HEAD - HASH_LEN};
	return memcmp(bytes, magic, MAGIC) == 0 && memcmp(check, bytes + HEAD - HASH_LEN - CHECK, CHECK) == 0;
}

/* Is there a frame at this place? Returns where it ends; 0: there is none. */
static size_t frame(const uint8_t *bytes, size_t at, struct span *record)
{
	uint8_t hash[HASH_LEN];
	if (at + LENGTH > PASSAGES_FILE)
		return 0;
	size_t n = get_u32(bytes + at);
	if (n < 1 || n > PASSAGE_RECORD_MAX || at + LENGTH + n + HASH_LEN > PASSAGES_FILE)
		return 0;
	*record = span_of(bytes + at + LENGTH, n);
	passage_next(bytes + at - HASH_LEN, *record, hash);
	return memcmp(hash, record->p + n, HASH_LEN) == 0 ? at + LENGTH + n + HASH_LEN : 0;
}

static bool is_blank(const uint8_t *bytes, size_t at)
{
	return at >= PASSAGES_FILE || (bytes[at] == 0 && memcmp(bytes + at, bytes + at + 1, PASSAGES_FILE - at - 1) == 0);
}

/* The next frame from `at` on, over what is damaged. 0: none follows. */
static size_t next_frame(const uint8_t *bytes, size_t at, struct span *record)
{
	size_t end = frame(bytes, at, record);
	if (end != 0 || is_blank(bytes, at))
		return end;
	while (end == 0 && ++at < PASSAGES_FILE)
		end = frame(bytes, at, record);
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

static bool read_at(int fd, uint8_t *out, size_t n)
{
	for (size_t at = 0; at < n;) {
		ssize_t got = pread(fd, out + at, n - at, (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += (size_t)got;
	}
	return true;
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

/* A file that is too short was never finished: its missing bytes count as blank. */
static enum err read_file(const struct passages *log, uint32_t first, int flags, uint8_t *bytes, int *file)
{
	char name[DIGITS + 1];
	name_of(first, name);
	int fd = openat(log->folder, name, flags | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	memset(bytes, 0, PASSAGES_FILE);
	off_t size = lseek(fd, 0, SEEK_END);
	bool good = size >= 0 && read_at(fd, bytes, size < PASSAGES_FILE ? (size_t)size : PASSAGES_FILE);
	if (file != NULL && good)
		*file = fd;
	else
		close(fd);
	return good ? ERR_OK : ERR_IO;
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
	uint8_t head[HEAD];
	char name[DIGITS + 1];
	leave_file(log);
	if (!log->spare && !(log->spare = make_spare(log)))
		return ERR_FULL;
	int fd = openat(log->folder, spare_name, O_RDWR | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	head_write(log, head);
	name_of(log->last + 1, name);
	if (!write_at(fd, 0, span_of(head, HEAD)) || fsync(fd) != 0 ||
	    renameat(log->folder, spare_name, log->folder, name) != 0 || fsync(log->folder) != 0) {
		close(fd);
		log->spare = faccessat(log->folder, spare_name, F_OK, 0) == 0;
		return ERR_IO;
	}
	log->file = fd;
	log->at = HEAD;
	log->spare = make_spare(log);
	return ERR_OK;
}

size_t passages_room(const struct passages *log)
{
	size_t here = log->file < 0 ? 0 : (PASSAGES_FILE - log->at) / FRAME_MAX;
	return here + (log->spare ? (PASSAGES_FILE - HEAD) / FRAME_MAX : 0);
}

/* ---- opening ---- */

/* To the end of what this file has; a head alone is an end too. False: neither head nor record can be read. */
static bool stand_at_end(struct passages *log, const uint8_t *bytes)
{
	struct span record;
	struct head head;
	size_t at = HEAD;
	bool known = head_read(bytes, &head);
	if (known) {
		log->last = head.first - 1;
		memcpy(log->hash, head.hash, HASH_LEN);
	}
	for (size_t end; (end = next_frame(bytes, at, &record)) != 0; at = end) {
		log->last = passage_sequence(record);
		memcpy(log->hash, bytes + end - HASH_LEN, HASH_LEN);
		known = true;
	}
	log->at = at;
	log->torn = !is_blank(bytes, at);
	return known;
}

static bool is_ours(const struct passages *log, const uint8_t *bytes)
{
	struct head head;
	return !head_read(bytes, &head) || memcmp(head.key_id, log->key_id, KEYID_LEN) == 0;
}

/* The newest file of which anything can be read. Where that is not the newest, or ends in an unfinished record, the next
 * record begins another; a number that may have been given is never given again. */
static enum err open_last(struct passages *log, const uint32_t *files, size_t count, uint8_t *bytes)
{
	size_t i = count;
	for (bool known = false; i > 0 && !known; i--) {
		leave_file(log);
		enum err err = read_file(log, files[i - 1], O_RDWR, bytes, &log->file);
		if (err != ERR_OK)
			return err;
		if (!is_ours(log, bytes))
			return ERR_KEY;
		known = stand_at_end(log, bytes);
	}
	if (log->last < files[count - 1] - 1)
		log->last = files[count - 1] - 1;
	if (i + 1 < count || log->torn)
		leave_file(log);
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

enum err passages_open(struct context *context, const uint8_t key[static KEY_LEN], struct passages *out)
{
	uint8_t id[HASH_LEN];
	*out = (struct passages){.context = context, .folder = -1, .file = -1};
	key_id(key, id);
	memcpy(out->key_id, id, KEYID_LEN);
	passage_first(key, out->hash);
	enum err err = keep_folder(context, "passages", &out->folder);
	if (err == ERR_OK)
		err = open_log(out);
	if (err != ERR_OK) {
		passages_close(out);
		return err;
	}
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

static enum err write_frame(struct passages *log, struct span record)
{
	uint8_t bytes[FRAME_MAX], *after = bytes + LENGTH + record.n;
	struct span whole = span_of(bytes, LENGTH + record.n + HASH_LEN);
	put_u32(bytes, (uint32_t)record.n);
	memcpy(bytes + LENGTH, record.p, record.n);
	passage_next(log->hash, record, after);
	if (!write_at(log->file, log->at, whole) || fdatasync(log->file) != 0) {
		leave_file(log);
		return ERR_IO;
	}
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
	if (log->file < 0 || log->at + LENGTH + record.n + HASH_LEN > PASSAGES_FILE)
		err = begin_file(log);
	return err == ERR_OK ? write_frame(log, record) : err;
}

/* ---- reading ---- */

enum err passages_read(const struct passages *log, uint32_t from, struct passages_reader *out)
{
	*out = (struct passages_reader){.log = log, .sequence = from == 0 ? 0 : from - 1, .at = PASSAGES_FILE};
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
	for (size_t end; (end = next_frame(reader->bytes, reader->at, &reader->record)) != 0;) {
		uint32_t sequence = passage_sequence(reader->record);
		reader->at = end;
		if (sequence >= until)
			return false;
		if (sequence <= reader->sequence)
			continue;
		reader->sequence = sequence;
		memcpy(reader->before, reader->record.p - LENGTH - HASH_LEN, HASH_LEN);
		memcpy(reader->after, reader->record.p + reader->record.n, HASH_LEN);
		return true;
	}
	return false;
}

enum err passages_read_next(struct passages_reader *reader)
{
	while (reader->at >= PASSAGES_FILE || !read_here(reader)) {
		if (reader->next == reader->count)
			return ERR_NOT_FOUND;
		enum err err = read_file(reader->log, reader->files[reader->next++], O_RDONLY, reader->bytes, NULL);
		if (err != ERR_OK)
			return err;
		reader->at = HEAD;
	}
	return ERR_OK;
}

/* ---- what the desk has ---- */

enum err passages_sent(struct context *context, uint32_t *out)
{
	struct span text;
	char *end;
	enum err err = keep_read(context, "passages/sent", 24, &text);
	*out = 0;
	if (err != ERR_OK)
		return err == ERR_NOT_FOUND ? ERR_OK : err;
	unsigned long long number = strtoull((const char *)text.p, &end, 10);
	if (text.n == 0 || *text.p < '0' || *text.p > '9' || *end != '\n' || number > UINT32_MAX)
		return ERR_FORMAT;
	*out = (uint32_t)number;
	return ERR_OK;
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
