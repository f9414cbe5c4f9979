#include "client/keep.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

static enum err path_of(const struct context *context, const char *name, const char *tail, char out[static PATH_MAX])
{
	bool as_it_is = name[0] == '/' || strncmp(name, "./", 2) == 0;
	int n = as_it_is ? snprintf(out, PATH_MAX, "%s%s", name, tail)
			 : snprintf(out, PATH_MAX, "%s/%s%s", context->home, name, tail);
	return n > 0 && n < PATH_MAX ? ERR_OK : ERR_IO;
}

const char *keep_path(struct context *context, const char *typed)
{
	if (typed[0] == '/' || strncmp(typed, "./", 2) == 0)
		return typed;
	size_t n = strlen(typed);
	char *path = arena_take(&context->arena, n + 3);
	if (path != NULL) {
		memcpy(path, "./", 2);
		memcpy(path + 2, typed, n);
	}
	return path;
}

static enum err make_folders(const char *path)
{
	char at[PATH_MAX];
	snprintf(at, sizeof at, "%s", path);
	for (char *slash = strchr(at + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(at, 0700) != 0 && errno != EEXIST)
			return ERR_IO;
		*slash = '/';
	}
	return ERR_OK;
}

/* whole: more than max is an error; else no more than that is read. */
static enum err read_open(struct context *context, int fd, size_t max, bool whole, struct span *out)
{
	struct stat stat;
	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return ERR_IO;
	if (stat.st_size < 0 || (whole && (uint64_t)stat.st_size > max))
		return ERR_SIZE;
	size_t size = (uint64_t)stat.st_size > max ? max : (size_t)stat.st_size, at = 0;
	uint8_t *bytes = arena_take(&context->arena, size + 1);
	while (bytes != NULL && at < size) {
		ssize_t n = read(fd, bytes + at, size - at);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return ERR_IO;
		at += (size_t)n;
	}
	if (bytes == NULL)
		return ERR_MEMORY;
	*out = span_of(bytes, size);
	return ERR_OK;
}

/* O_NONBLOCK: what is no file (a pipe) is not waited for. */
enum err keep_open(struct context *context, const char *name, int *fd)
{
	char path[PATH_MAX];
	enum err err = path_of(context, name, "", path);
	if (err != ERR_OK)
		return err;
	int opened = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (opened < 0)
		return errno == ENOENT || errno == ENOTDIR ? ERR_NOT_FOUND : ERR_IO;
	*fd = opened;
	return ERR_OK;
}

static enum err read_named(struct context *context, const char *name, size_t max, bool whole, struct span *out)
{
	int fd;
	enum err err = keep_open(context, name, &fd);
	if (err != ERR_OK)
		return err;
	err = read_open(context, fd, max, whole, out);
	close(fd);
	return err;
}

enum err keep_read(struct context *context, const char *name, size_t max, struct span *out)
{
	return read_named(context, name, max, true, out);
}

enum err keep_head(struct context *context, const char *name, size_t most, struct span *out)
{
	return read_named(context, name, most, false, out);
}

/* Takes fd along. */
static bool write_rest(int fd, struct span bytes)
{
	bool good = true;
	while (good && bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		good = n > 0;
		if (good)
			bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
	}
	good = good && fsync(fd) == 0;
	return close(fd) == 0 && good;
}

static bool write_synced(const char *path, struct span bytes, mode_t mode)
{
	unlink(path); /* left by a break, or a link that somebody planted on a stick */
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
	return fd >= 0 && write_rest(fd, bytes);
}

static bool sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	snprintf(folder, sizeof folder, "%s", path);
	char *slash = strrchr(folder, '/');
	if (slash == NULL)
		return false;
	slash[1] = '\0';
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool good = fsync(fd) == 0;
	close(fd);
	return good;
}

/* Puts the finished new file in place: over the old one, or only where there is none. */
static enum err put_in_place(const char *fresh, const char *path, bool replace)
{
	int done = replace ? rename(fresh, path) : link(fresh, path);
	enum err err = done == 0 ? ERR_OK : errno == EEXIST ? ERR_EXISTS : ERR_IO;
	if (err != ERR_OK || !replace)
		unlink(fresh);
	return err == ERR_OK && !sync_folder_of(path) ? ERR_IO : err;
}

static enum err write_whole(struct context *context, const char *name, struct span bytes, bool secret, bool replace)
{
	char path[PATH_MAX], fresh[PATH_MAX];
	enum err err = path_of(context, name, "", path);
	if (err == ERR_OK)
		err = path_of(context, name, ".new", fresh);
	if (err == ERR_OK)
		err = make_folders(path);
	if (err != ERR_OK)
		return err;
	if (!write_synced(fresh, bytes, secret ? 0600 : 0644)) {
		unlink(fresh);
		return ERR_IO;
	}
	return put_in_place(fresh, path, replace);
}

enum err keep_write(struct context *context, const char *name, struct span bytes, bool secret)
{
	return write_whole(context, name, bytes, secret, true);
}

enum err keep_create(struct context *context, const char *name, struct span bytes, bool secret)
{
	return write_whole(context, name, bytes, secret, false);
}

enum err keep_put(struct context *context, const char *name, size_t at, struct span bytes)
{
	char path[PATH_MAX];
	enum err err = path_of(context, name, "", path);
	if (err != ERR_OK)
		return err;
	int fd = open(path, O_WRONLY | O_CLOEXEC);
	if (fd < 0 && errno == ENOENT && at == 0)
		return keep_write(context, name, bytes, false);
	if (fd >= 0 && lseek(fd, (off_t)at, SEEK_SET) < 0) {
		close(fd);
		return ERR_IO;
	}
	return fd >= 0 && write_rest(fd, bytes) ? ERR_OK : ERR_IO;
}

enum err keep_remove(struct context *context, const char *name)
{
	char path[PATH_MAX];
	enum err err = path_of(context, name, "", path);
	if (err != ERR_OK)
		return err;
	return unlink(path) == 0 || errno == ENOENT ? ERR_OK : ERR_IO;
}

static int by_name(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool is_ours(const char *name)
{
	size_t n = strlen(name);
	return name[0] != '.' && (n < 4 || strcmp(name + n - 4, ".new") != 0);
}

static enum err read_names(struct context *context, DIR *folder, size_t room, char **names, size_t *count)
{
	size_t n = 0;
	for (struct dirent *entry; (entry = readdir(folder)) != NULL && n < room;) {
		if (!is_ours(entry->d_name))
			continue;
		names[n] = arena_text(&context->arena, span_text(entry->d_name));
		if (names[n++] == NULL)
			return ERR_MEMORY;
	}
	qsort(names, n, sizeof *names, by_name);
	*count = n;
	return ERR_OK;
}

enum err keep_list(struct context *context, const char *folder, char ***out, size_t *count)
{
	enum { NAMES = 65536 };
	char path[PATH_MAX];
	enum err err = path_of(context, folder, "", path);
	if (err != ERR_OK)
		return err;
	DIR *open_folder = opendir(path);
	*count = 0;
	*out = NULL;
	if (open_folder == NULL)
		return errno == ENOENT ? ERR_OK : ERR_IO;
	char **names = arena_take(&context->arena, NAMES * sizeof *names);
	err = names == NULL ? ERR_MEMORY : read_names(context, open_folder, NAMES, names, count);
	closedir(open_folder);
	*out = names;
	return err;
}

enum err keep_folder(struct context *context, const char *name, int *fd)
{
	char path[PATH_MAX];
	enum err err = path_of(context, name, "/", path);
	if (err == ERR_OK)
		err = make_folders(path);
	if (err != ERR_OK)
		return err;
	*fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return *fd < 0 ? ERR_IO : ERR_OK;
}

/* Others hold it for as long as they write. */
static enum err wait_for(int fd)
{
	const struct timespec pause = {.tv_nsec = 10 * 1000 * 1000};
	for (unsigned waited = 0; flock(fd, LOCK_EX | LOCK_NB) != 0; waited += 10) {
		if (errno != EWOULDBLOCK)
			return ERR_IO;
		if (waited >= KEEP_WAIT_MS)
			return ERR_BUSY;
		nanosleep(&pause, NULL);
	}
	return ERR_OK;
}

enum err keep_lock_as(struct context *context, const char *name, int *fd)
{
	char path[PATH_MAX];
	enum err err = path_of(context, name, "", path);
	if (err == ERR_OK)
		err = make_folders(path);
	if (err != ERR_OK)
		return err;
	const int opened = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (opened < 0)
		return ERR_IO;
	err = wait_for(opened);
	if (err == ERR_OK)
		*fd = opened;
	else
		close(opened);
	return err;
}

enum err keep_lock(struct context *context)
{
	int fd;
	enum err err = keep_lock_as(context, "lock", &fd);
	if (err == ERR_OK)
		context->lock = fd;
	return err;
}

void keep_unlock(struct context *context)
{
	if (context->lock > 0)
		close(context->lock);
	context->lock = 0;
}
