/* client/bundle.h - a handful of named files as one thing: a folder, or a tar archive (libarchive). Names are plain: letters,
 * digits, '.', '-' and '_', never a path. */
#ifndef GUOSUO_CLIENT_BUNDLE_H
#define GUOSUO_CLIENT_BUNDLE_H

#include "client/command.h"

enum { BUNDLE_FILES = 256, BUNDLE_NAME = 96, BUNDLE_BYTES = 512 * 1024 * 1024 };

struct bundle {
	struct bundle_file {
		char name[BUNDLE_NAME];
		uint8_t *bytes; /* the bundle's own, from malloc */
		size_t length;
	} file[BUNDLE_FILES];
	size_t count;
	uint64_t total;
};

void bundle_free(struct bundle *bundle);

/* A copy. ERR_FORMAT: not a plain name; ERR_EXISTS: one of that name is there; ERR_SIZE: too many files or bytes; ERR_MEMORY. */
enum err bundle_add(struct bundle *bundle, const char *name, struct span bytes) MUST_USE;

/* p NULL: no such file. */
struct span bundle_get(const struct bundle *bundle, const char *name);

/* typed ends in ".tar": one file, replaced whole; else a folder, each file replaced whole. when: the time the archive gives its
 * files, so that the same files make the same archive. ERR_IO, ERR_MEMORY. */
enum err bundle_write(struct context *context, const char *typed, const struct bundle *bundle, int64_t when) MUST_USE;

/* A folder (hidden files are left out) or an archive. What is in it and no plain file with a plain name is ERR_FORMAT. ERR_NOT_FOUND, ERR_SIZE, ERR_IO,
 * ERR_MEMORY. */
enum err bundle_read(struct context *context, const char *typed, struct bundle *out) MUST_USE;

#endif
