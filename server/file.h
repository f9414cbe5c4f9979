/* server/file.h - whole files: read with a cap, replaced at once or not at all. */
#ifndef GUOSUO_SERVER_FILE_H
#define GUOSUO_SERVER_FILE_H

#include <stdio.h>

#include "proto/err.h"
#include "proto/span.h"

/* The whole file in memory of malloc, with a NUL behind it. ERR_NOT_FOUND, ERR_SIZE (over max), ERR_IO, ERR_MEMORY. */
enum err file_read(const char *path, size_t max, uint8_t **out, size_t *length) MUST_USE;

/* A passphrase file: its first 4 KiB less line ends at the end. Wipe and free it. As file_read. */
enum err passphrase_read(const char *path, uint8_t **out, size_t *length) MUST_USE;

/* Writes path.new, syncs it, renames it over path, syncs the folder: after ERR_OK the new bytes are on disk, after
 * ERR_IO the old file stands as it was. mode as in open(2). */
enum err file_replace(const char *path, struct span bytes, unsigned mode) MUST_USE;

/* As file_replace, but never over an existing file: ERR_EXISTS. */
enum err file_create(const char *path, struct span bytes, unsigned mode) MUST_USE;

/* The folder and its parents, mode 0700. ERR_IO. */
enum err folder_make(const char *path) MUST_USE;

/* The folder is the caller's until *out is closed (a lock on its file "lock"). ERR_BUSY when another's, ERR_IO. */
enum err folder_claim(const char *path, FILE **out) MUST_USE;

#endif
