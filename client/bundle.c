#include "client/bundle.h"

#include <archive.h>
#include <archive_entry.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "client/keep.h"

void bundle_free(struct bundle *bundle)
{
	for (size_t i = 0; i < bundle->count; i++)
		free(bundle->file[i].bytes);
	bundle->count = 0;
}

static bool plain(const char *name)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-";
	size_t n = strlen(name);
	return n > 0 && n < BUNDLE_NAME && name[0] != '.' && strspn(name, letters) == n;
}

struct span bundle_get(const struct bundle *bundle, const char *name)
{
	for (size_t i = 0; i < bundle->count; i++)
		if (strcmp(bundle->file[i].name, name) == 0)
			return span_of(bundle->file[i].bytes, bundle->file[i].length);
	return (struct span){NULL, 0};
}

/* Takes `bytes`, which are malloc's. */
static enum err add_own(struct bundle *bundle, const char *name, uint8_t *bytes, size_t n)
{
	enum err err = bytes == NULL ? ERR_MEMORY
		       : !plain(name) ? ERR_FORMAT
		       : bundle_get(bundle, name).p != NULL ? ERR_EXISTS
		       : bundle->count == BUNDLE_FILES || bundle->total + n > BUNDLE_BYTES ? ERR_SIZE
										       : ERR_OK;
	if (err != ERR_OK) {
		free(bytes);
		return err;
	}
	struct bundle_file *file = &bundle->file[bundle->count++];
	snprintf(file->name, sizeof file->name, "%s", name);
	file->bytes = bytes;
	file->length = n;
	bundle->total += n;
	return ERR_OK;
}

enum err bundle_add(struct bundle *bundle, const char *name, struct span bytes)
{
	uint8_t *copy = malloc(bytes.n + 1);
	if (copy != NULL && bytes.n > 0)
		memcpy(copy, bytes.p, bytes.n);
	return add_own(bundle, name, copy, bytes.n);
}

/* ---- writing ---- */

static bool is_tar(const char *typed)
{
	size_t n = strlen(typed);
	return n > 4 && strcmp(typed + n - 4, ".tar") == 0;
}

static bool write_entry(struct archive *archive, const struct bundle_file *file, int64_t when)
{
	struct archive_entry *entry = archive_entry_new();
	if (entry == NULL)
		return false;
	archive_entry_set_pathname(entry, file->name);
	archive_entry_set_size(entry, (int64_t)file->length);
	archive_entry_set_filetype(entry, AE_IFREG);
	archive_entry_set_perm(entry, 0644);
	archive_entry_set_mtime(entry, (time_t)when, 0);
	bool good = archive_write_header(archive, entry) == ARCHIVE_OK &&
		    archive_write_data(archive, file->bytes, file->length) == (la_ssize_t)file->length;
	archive_entry_free(entry);
	return good;
}

static enum err pack(const struct bundle *bundle, int64_t when, uint8_t *out, size_t room, size_t *used)
{
	struct archive *archive = archive_write_new();
	if (archive == NULL)
		return ERR_MEMORY;
	bool good = archive_write_set_format_ustar(archive) == ARCHIVE_OK &&
		    archive_write_open_memory(archive, out, room, used) == ARCHIVE_OK;
	for (size_t i = 0; good && i < bundle->count; i++)
		good = write_entry(archive, &bundle->file[i], when);
	good = archive_write_close(archive) == ARCHIVE_OK && good;
	archive_write_free(archive);
	return good ? ERR_OK : ERR_IO;
}

static enum err write_tar(struct context *context, const char *path, const struct bundle *bundle, int64_t when)
{
	enum { BLOCK = 512, BLOCKING = 20 * BLOCK };
	size_t room = bundle->total + bundle->count * 2 * BLOCK + 2 * BLOCKING, used = 0;
	uint8_t *bytes = malloc(room);
	enum err err = bytes == NULL ? ERR_MEMORY : pack(bundle, when, bytes, room, &used);
	if (err == ERR_OK)
		err = keep_write(context, path, span_of(bytes, used), false);
	free(bytes);
	return err;
}

static enum err write_folder(struct context *context, const char *path, const struct bundle *bundle)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < bundle->count; i++) {
		char at[PATH_MAX];
		if (snprintf(at, sizeof at, "%s/%s", path, bundle->file[i].name) >= (int)sizeof at)
			return ERR_IO;
		err = keep_write(context, at, span_of(bundle->file[i].bytes, bundle->file[i].length), false);
	}
	return err;
}

enum err bundle_write(struct context *context, const char *typed, const struct bundle *bundle, int64_t when)
{
	const char *path = keep_path(context, typed);
	if (path == NULL)
		return ERR_MEMORY;
	return is_tar(typed) ? write_tar(context, path, bundle, when) : write_folder(context, path, bundle);
}

/* ---- reading ---- */

static enum err read_entry(struct archive *archive, struct archive_entry *entry, struct bundle *out)
{
	int64_t size = archive_entry_size(entry);
	const char *name = archive_entry_pathname(entry);
	if (name == NULL || archive_entry_filetype(entry) != AE_IFREG || size < 0)
		return ERR_FORMAT;
	if (size > BUNDLE_BYTES)
		return ERR_SIZE;
	uint8_t *bytes = malloc((size_t)size + 1);
	if (bytes != NULL && archive_read_data(archive, bytes, (size_t)size) != (la_ssize_t)size) {
		free(bytes);
		return ERR_FORMAT;
	}
	return add_own(out, name, bytes, (size_t)size);
}

static enum err read_tar(const char *path, struct bundle *out)
{
	enum { BLOCK = 64 * 1024 };
	struct archive *archive = archive_read_new();
	struct archive_entry *entry;
	if (archive == NULL)
		return ERR_MEMORY;
	enum err err = archive_read_support_format_tar(archive) == ARCHIVE_OK &&
			       archive_read_open_filename(archive, path, BLOCK) == ARCHIVE_OK
			   ? ERR_OK
			   : ERR_FORMAT;
	for (int code; err == ERR_OK && (code = archive_read_next_header(archive, &entry)) != ARCHIVE_EOF;)
		err = code == ARCHIVE_OK ? read_entry(archive, entry, out) : ERR_FORMAT;
	archive_read_free(archive);
	return err;
}

static enum err read_named(const char *path, struct bundle *out)
{
	struct stat info;
	const char *name = strrchr(path, '/') + 1;
	if (lstat(path, &info) != 0)
		return ERR_IO;
	if (!S_ISREG(info.st_mode) || info.st_size > BUNDLE_BYTES)
		return S_ISREG(info.st_mode) ? ERR_SIZE : ERR_FORMAT;
	FILE *file = fopen(path, "re");
	uint8_t *bytes = malloc((size_t)info.st_size + 1);
	bool good = file != NULL && bytes != NULL && fread(bytes, 1, (size_t)info.st_size, file) == (size_t)info.st_size;
	if (file != NULL)
		fclose(file);
	if (!good) {
		free(bytes);
		return ERR_IO;
	}
	return add_own(out, name, bytes, (size_t)info.st_size);
}

static enum err read_folder(struct context *context, const char *path, struct bundle *out)
{
	char **names;
	size_t count;
	enum err err = keep_list(context, path, &names, &count);
	for (size_t i = 0; err == ERR_OK && i < count; i++) {
		char at[PATH_MAX];
		if (snprintf(at, sizeof at, "%s/%s", path, names[i]) >= (int)sizeof at)
			return ERR_IO;
		err = read_named(at, out);
	}
	return err;
}

enum err bundle_read(struct context *context, const char *typed, struct bundle *out)
{
	struct stat info;
	const char *path = keep_path(context, typed);
	if (path == NULL)
		return ERR_MEMORY;
	if (stat(path, &info) != 0)
		return ERR_NOT_FOUND;
	return S_ISDIR(info.st_mode) ? read_folder(context, path, out) : read_tar(path, out);
}
