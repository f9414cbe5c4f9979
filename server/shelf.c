#include "server/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "server/file.h"

enum { HEX = 2 * HASH_LEN, OWNER_HEX = 16, PATH = SHELF_PATH + 2 * HASH_LEN + 64, FOLDERS = 256 };

/* ---- names ---- */

static void name_whole(const struct shelf *shelf, const uint8_t hash[static HASH_LEN], char out[static PATH])
{
	char hex[HEX + 1];
	sodium_bin2hex(hex, sizeof hex, hash, HASH_LEN);
	snprintf(out, PATH, "%s/%.2s/%s", shelf->root, hex, hex);
}

static void name_owner(const char *company, char out[static OWNER_HEX + 1])
{
	uint8_t hash[HASH_LEN];
	body_hash(span_text(company), hash);
	sodium_bin2hex(out, OWNER_HEX + 1, hash, OWNER_HEX / 2);
}

static void name_part(const struct shelf *shelf, const struct shelf_part *part, char out[static PATH])
{
	char hex[HEX + 1], owner[OWNER_HEX + 1];
	sodium_bin2hex(hex, sizeof hex, part->hash, HASH_LEN);
	name_owner(part->company, owner);
	snprintf(out, PATH, "%s/parts/%s-%s", shelf->root, owner, hex);
}

enum err shelf_open(const char *data, struct shelf *out)
{
	char path[PATH];
	struct shelf shelf;
	if (snprintf(shelf.root, sizeof shelf.root, "%s/documents", data) >= (int)sizeof shelf.root)
		return ERR_IO;
	snprintf(path, sizeof path, "%s/parts", shelf.root);
	enum err err = folder_make(path);
	if (err == ERR_OK)
		*out = shelf;
	return err;
}

/* ---- arriving ---- */

static enum err io_error(void)
{
	return errno == ENOSPC || errno == EDQUOT ? ERR_FULL : ERR_IO;
}

static enum err refuse(struct shelf_part *part, enum rule rule, int64_t got, int64_t limit)
{
	part->rule = rule;
	part->got = got;
	part->limit = limit;
	return ERR_INPUT;
}

static enum err count_begun(const struct shelf *shelf, const char *company, uint32_t *count)
{
	char path[PATH], owner[OWNER_HEX + 1];
	name_owner(company, owner);
	snprintf(path, sizeof path, "%s/parts", shelf->root);
	DIR *folder = opendir(path);
	if (folder == NULL)
		return ERR_IO;
	*count = 0;
	for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
		*count += strncmp(entry->d_name, owner, OWNER_HEX) == 0;
	closedir(folder);
	return ERR_OK;
}

/* The unfinished file, made when this is its first part and the company has not begun too many. */
static enum err open_part(const struct shelf *shelf, struct shelf_part *part, const char *path, int *fd)
{
	uint32_t begun = 0;
	*fd = open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW);
	if (*fd >= 0)
		return ERR_OK;
	if (errno != ENOENT)
		return io_error();
	if (part->offset > 0)
		return refuse(part, RULE_DOCUMENT_GAP, part->offset, 0);
	enum err err = count_begun(shelf, part->company, &begun);
	if (err == ERR_OK && begun >= part->open_max)
		return refuse(part, RULE_TOO_MANY, begun + 1, part->open_max);
	if (err != ERR_OK)
		return err;
	*fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);
	return *fd >= 0 ? ERR_OK : io_error();
}

static enum err write_at(int fd, struct span bytes, off_t at)
{
	while (bytes.n > 0) {
		ssize_t n = pwrite(fd, bytes.p, bytes.n, at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return io_error();
		bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
		at += n;
	}
	return ERR_OK;
}

/* A part that was sent before is written over with what must be the same: the hash will tell. */
static enum err add_part(int fd, struct shelf_part *part)
{
	struct stat info;
	if (fstat(fd, &info) != 0)
		return ERR_IO;
	if (part->offset > info.st_size)
		return refuse(part, RULE_DOCUMENT_GAP, part->offset, info.st_size);
	enum err err = write_at(fd, part->bytes, part->offset);
	if (err == ERR_OK && fdatasync(fd) != 0)
		err = io_error();
	if (err != ERR_OK)
		return err;
	off_t end = (off_t)part->offset + (off_t)part->bytes.n;
	part->received = (uint32_t)(end > info.st_size ? end : info.st_size);
	return ERR_OK;
}

static bool has_hash(struct span bytes, const uint8_t *hash)
{
	uint8_t own[HASH_LEN];
	body_hash(bytes, own);
	return memcmp(own, hash, HASH_LEN) == 0;
}

static enum err judge(const char *path, struct shelf_part *part)
{
	uint8_t *bytes = NULL;
	size_t n = 0;
	int64_t at = 0;
	enum err err = file_read(path, part->size, &bytes, &n);
	if (err != ERR_OK)
		return err;
	enum rule rule = content_check(span_of(bytes, n), &part->content, &at);
	if (!has_hash(span_of(bytes, n), part->hash))
		err = refuse(part, RULE_DOCUMENT_HASH, 0, 0);
	else if (rule != RULE_OK)
		err = refuse(part, rule, at, CONTENT_PIXELS_MAX);
	free(bytes);
	return err;
}

static enum err sync_folder(const char *path)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return ERR_IO;
	enum err err = fsync(fd) == 0 ? ERR_OK : ERR_IO;
	close(fd);
	return err;
}

/* Into its place, or, where the same bytes lie already, they are marked as wanted anew: see shelf_drop. */
static enum err put_in_place(const struct shelf *shelf, const char *path, const struct shelf_part *part)
{
	char whole[PATH], folder[PATH];
	name_whole(shelf, part->hash, whole);
	snprintf(folder, sizeof folder, "%.*s", (int)(strrchr(whole, '/') - whole), whole);
	if (utimensat(AT_FDCWD, whole, NULL, 0) == 0)
		return unlink(path) == 0 ? ERR_OK : ERR_IO;
	if (mkdir(folder, 0700) != 0 && errno != EEXIST)
		return io_error();
	if (rename(path, whole) != 0)
		return io_error();
	enum err err = sync_folder(folder);
	return err == ERR_OK ? sync_folder(shelf->root) : err;
}

enum err shelf_take(const struct shelf *shelf, struct shelf_part *part)
{
	char path[PATH];
	int fd = -1;
	name_part(shelf, part, path);
	enum err err = open_part(shelf, part, path, &fd);
	if (err != ERR_OK)
		return err;
	err = add_part(fd, part);
	close(fd);
	bool gap = err == ERR_INPUT;
	bool whole = err == ERR_OK && part->received >= part->size;
	if (whole)
		err = judge(path, part);
	if (whole && err == ERR_OK)
		err = put_in_place(shelf, path, part);
	if (err != ERR_OK && !gap)
		unlink(path); /* nothing half-written stays */
	return err;
}

/* ---- reading ---- */

enum err shelf_read(const struct shelf *shelf, const uint8_t hash[static HASH_LEN], uint32_t offset, uint8_t *out,
                    size_t room, size_t *n)
{
	char path[PATH];
	size_t at = 0;
	name_whole(shelf, hash, path);
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	for (ssize_t got = 1; at < room && got != 0;) {
		got = pread(fd, out + at, room - at, (off_t)offset + (off_t)at);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			close(fd);
			return ERR_IO;
		}
		at += (size_t)got;
	}
	close(fd);
	*n = at;
	return ERR_OK;
}

/* ---- what nobody wants any more ---- */

static bool is_old(int folder, const char *name, int64_t before)
{
	struct stat info;
	return fstatat(folder, name, &info, AT_SYMLINK_NOFOLLOW) == 0 && S_ISREG(info.st_mode) && info.st_mtime < before;
}

static enum err drop_parts(const struct shelf *shelf, int64_t before)
{
	char path[PATH];
	snprintf(path, sizeof path, "%s/parts", shelf->root);
	DIR *folder = opendir(path);
	if (folder == NULL)
		return ERR_IO;
	for (const struct dirent *entry; (entry = readdir(folder)) != NULL;)
		if (is_old(dirfd(folder), entry->d_name, before))
			unlinkat(dirfd(folder), entry->d_name, 0);
	closedir(folder);
	return ERR_OK;
}

static bool is_whole(const char *name, uint8_t hash[static HASH_LEN])
{
	size_t n = 0;
	return strlen(name) == HEX && sodium_hex2bin(hash, HASH_LEN, name, HEX, NULL, &n, NULL) == 0 && n == HASH_LEN;
}

static int by_hash(const void *a, const void *b)
{
	return memcmp(a, b, HASH_LEN);
}

struct names {
	hash_t *item;
	size_t count, room;
};

static enum err add_name(struct names *names, const hash_t hash)
{
	if (names->count == names->room) {
		size_t room = names->room * 2 + 64;
		hash_t *more = realloc(names->item, room * sizeof *more);
		if (more == NULL)
			return ERR_MEMORY;
		names->item = more;
		names->room = room;
	}
	memcpy(names->item[names->count++], hash, HASH_LEN);
	return ERR_OK;
}

static enum err list_folder(const struct shelf *shelf, const struct shelf_walk *walk, int64_t before, struct names *out)
{
	char path[PATH];
	hash_t hash;
	enum err err = ERR_OK;
	snprintf(path, sizeof path, "%s/%02x", shelf->root, walk->folder);
	DIR *folder = opendir(path);
	if (folder == NULL)
		return errno == ENOENT ? ERR_OK : ERR_IO;
	for (const struct dirent *entry; err == ERR_OK && (entry = readdir(folder)) != NULL;)
		if (is_whole(entry->d_name, hash) && (!walk->inside || by_hash(hash, walk->after) > 0) &&
		    is_old(dirfd(folder), entry->d_name, before))
			err = add_name(out, hash);
	closedir(folder);
	if (out->count > 0)
		qsort(out->item, out->count, sizeof *out->item, by_hash);
	return err;
}

static enum err next_folder(const struct shelf *shelf, int64_t before, struct shelf_walk *walk, hash_t *out, size_t room,
                            size_t *count)
{
	struct names names = {NULL, 0, 0};
	enum err err = list_folder(shelf, walk, before, &names);
	*count = names.count < room ? names.count : room;
	if (err == ERR_OK && *count > 0)
		memcpy(out, names.item, *count * sizeof *out);
	walk->inside = names.count > room;
	if (walk->inside)
		memcpy(walk->after, out[room - 1], HASH_LEN);
	else
		walk->folder++;
	free(names.item);
	return err;
}

enum err shelf_old(const struct shelf *shelf, int64_t before, struct shelf_walk *walk, hash_t *out, size_t room,
                   size_t *count)
{
	enum err err = walk->folder == 0 && !walk->inside ? drop_parts(shelf, before) : ERR_OK;
	*count = 0;
	while (err == ERR_OK && walk->folder < FOLDERS && *count == 0)
		err = next_folder(shelf, before, walk, out, room, count);
	return err;
}

enum err shelf_drop(const struct shelf *shelf, const uint8_t hash[static HASH_LEN], int64_t before)
{
	char path[PATH];
	name_whole(shelf, hash, path);
	if (!is_old(AT_FDCWD, path, before))
		return ERR_OK;
	return unlink(path) == 0 || errno == ENOENT ? ERR_OK : ERR_IO;
}
