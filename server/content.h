/* server/content.h - what a file is, by its content: never by its name or by what somebody says it is.
 *
 * The header is parsed for real (libpng, libjpeg-turbo), the structure is walked to its end; no picture is decoded. Work
 * and memory are bounded by the file's length and CONTENT_CHUNK_MAX.
 *   PNG   signature, IHDR and all before the picture by libpng; then chunk after chunk to an IEND that ends the file
 *   JPEG  all markers to the first scan by libjpeg; an end-of-image marker behind it
 *   PDF   ISO 32000: %PDF-1.x or 2.x first; %%EOF and startxref in the last CONTENT_TAIL bytes; there a cross-reference
 *         table with its trailer or a stream of /Type /XRef; a /Root; no /Encrypt */
#ifndef GUOSUO_SERVER_CONTENT_H
#define GUOSUO_SERVER_CONTENT_H

#include "proto/fault.h"

enum content { CONTENT_NONE, CONTENT_PDF, CONTENT_JPEG, CONTENT_PNG };

enum {
	CONTENT_TAIL = 1024,
	CONTENT_PIXELS_MAX = 20000,
	CONTENT_CHUNK_MAX = 1024 * 1024, /* memory for one chunk before a picture */
};

const char *content_type(enum content content); /* "application/pdf"; "" for none */

/* RULE_OK, and *out says what it is. DOCUMENT_TYPE: none of the three. DOCUMENT_BROKEN: it begins as one and does not go on
 * as one; *at is the byte where that was seen. DOCUMENT_LOCKED: an encrypted PDF. DOCUMENT_PIXELS: *at is the longer side. */
enum rule content_check(struct span bytes, enum content *out, int64_t *at);

#endif
