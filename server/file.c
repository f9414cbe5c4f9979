#include "server/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

static enum err fill(int fd, size_t max, uint8_t **out, size_t *length)
{
	size_t size = 0, room = 4096;
	uint8_t *bytes = malloc(room + 1);
	while (bytes != NULL) {
		ssize_t n = read(fd, bytes + size, room - size);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 || size + (size_t)n > max) {
			free(bytes);
			return n < 0 ? ERR_IO : ERR_SIZE;
		}
		if (n == 0) {
			bytes[size] = 0;
			*out = bytes;
			*length = size;
			return ERR_OK;
		}
		size += (size_t)n;
		if (size == room) {
			room *= 2;
			uint8_t *more = realloc(bytes, room + 1);
			if (more == NULL)
				free(bytes);
			bytes = more;
		}
	}
	return ERR_MEMORY;
}

enum err file_read(const char *path, size_t max, uint8_t **out, size_t *length)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		return errno == ENOENT ? ERR_NOT_FOUND : ERR_IO;
	enum err err = fill(fd, max, out, length);
	close(fd);
	return err;
}

enum err passphrase_read(const char *path, uint8_t **out, size_t *length)
{
	enum err err = file_read(path, 4096, out, length);
	while (err == ERR_OK && *length > 0 && ((*out)[*length - 1] == '\n' || (*out)[*length - 1] == '\r'))
		--*length;
	return err;
}

static bool write_all(int fd, struct span bytes)
{
	while (bytes.n > 0) {
		ssize_t n = write(fd, bytes.p, bytes.n);
		if (n < 0 && errno == EINTR)
			continue;
		if (n <= 0)
			return false;
		bytes = span_of(bytes.p + n, bytes.n - (size_t)n);
	}
	return true;
}

static bool write_new(const char *path, struct span bytes, unsigned mode)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
	if (fd < 0)
		return false;
	bool good = write_all(fd, bytes) && fsync(fd) == 0;
	return close(fd) == 0 && good;
}

static bool sync_folder_of(const char *path)
{
	char folder[PATH_MAX];
	const char *slash = strrchr(path, '/');
	snprintf(folder, sizeof folder, "%.*s", slash == NULL ? 1 : (int)(slash - path) + 1, slash == NULL ? "." : path);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0)
		return false;
	bool good = fsync(fd) == 0;
	close(fd);
	return good;
}

enum err file_replace(const char *path, struct span bytes, unsigned mode)
{
	char fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh)
		return ERR_IO;
	if (write_new(fresh, bytes, mode) && rename(fresh, path) == 0 && sync_folder_of(path))
		return ERR_OK;
	unlink(fresh);
	return ERR_IO;
}

enum err file_create(const char *path, struct span bytes, unsigned mode)
{
	char fresh[PATH_MAX];
	if (snprintf(fresh, sizeof fresh, "%s.new", path) >= (int)sizeof fresh || !write_new(fresh, bytes, mode))
		return ERR_IO;
	enum err err = link(fresh, path) == 0 ? ERR_OK : errno == EEXIST ? ERR_EXISTS : ERR_IO;
	unlink(fresh);
	return err == ERR_OK && !sync_folder_of(path) ? ERR_IO : err;
}

enum err folder_make(const char *path)
{
	char at[PATH_MAX];
	if (snprintf(at, sizeof at, "%s", path) >= (int)sizeof at)
		return ERR_IO;
	for (char *slash = strchr(at + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
		*slash = '\0';
		if (mkdir(at, 0700) != 0 && errno != EEXIST)
			return ERR_IO;
		*slash = '/';
	}
	return mkdir(at, 0700) == 0 || errno == EEXIST ? ERR_OK : ERR_IO;
}

enum err folder_claim(const char *path, FILE **out)
{
	char at[PATH_MAX];
	if (snprintf(at, sizeof at, "%s/lock", path) >= (int)sizeof at)
		return ERR_IO;
	FILE *file = fopen(at, "ae");
	if (file == NULL)
		return ERR_IO;
	if (flock(fileno(file), LOCK_EX | LOCK_NB) != 0) {
		enum err err = errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO;
		fclose(file);
		return err;
	}
	*out = file;
	return ERR_OK;
}
