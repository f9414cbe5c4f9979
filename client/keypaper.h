/* client/keypaper.h - a recovery key as signs on paper: to be scanned, or typed. Lines of 25 bytes, each "N. " and groups of five
 * signs of Crockford's base32, at its end three check signs more: of this line, at this place, the last one or not. A line ends at a
 * line feed or "/"; hyphens, spaces, the number, upper and lower case do not matter, O is 0, I and L are 1.
 *
 * The bytes: 32 of the root set's hash, then what proto/wire/keyfile.h describes, less its text form; the label is
 * "USCC SERVER". */
#ifndef GUOSUO_CLIENT_KEYPAPER_H
#define GUOSUO_CLIENT_KEYPAPER_H

#include "proto/wire/keyfile.h"

enum {
	KEYPAPER_LINE_BYTES = 25,
	KEYPAPER_LINES_MAX = 11,
	KEYPAPER_LINE_MAX = 64,                                /* characters of a line as it is printed, its end counted */
	KEYPAPER_TEXT_MAX = KEYPAPER_LINES_MAX * KEYPAPER_LINE_MAX, /* NUL counted */
	KEYPAPER_READ_MAX = 4096,                              /* characters that are looked at, however it was typed */
};

/* end: of each line, '\n' to read, '/' inside a QR code. ERR_FORMAT: no key file. */
enum err keypaper_write(const uint8_t root_set[static HASH_LEN], const char *keyfile, char end,
                     char out[static KEYPAPER_TEXT_MAX]) MUST_USE;

/* *line: the one at fault, from 1, or 0: the whole. ERR_FORMAT: a sign that is none, a line that is missing or too much, no such
 * paper at all. ERR_SEAL: the line's check signs do not fit it. The key itself is judged by keyfile_open. */
enum err keypaper_read(struct span text, uint8_t root_set[static HASH_LEN], char keyfile[static KEYFILE_TEXT_MAX + 1],
                    size_t *line) MUST_USE;

#endif
