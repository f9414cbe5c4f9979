/* client/scanner.h - a handheld scanner's frames: on its own line, or among a person's keys, told from them by their pace. Pure:
 * bytes and times go in, keys and frames come out. */
#ifndef GUOSUO_CLIENT_SCANNER_H
#define GUOSUO_CLIENT_SCANNER_H

#include "proto/span.h"

enum {
	SCANNER_MAX = 8192,        /* bytes of a frame; two codes glued together are still seen as such */
	SCANNER_KEYS_MS = 60,      /* what comes further apart than this is typed by hand */
	SCANNER_SILENCE_MS = 200,  /* ends a frame on a line of its own */
	SCANNER_STALL_MS = 1000,   /* a code that has begun may pause so long: over ssh it does */
	SCANNER_BURST = 8,         /* bytes: fewer in one burst are keys, unless their CR, LF or TAB comes with them */
	SCANNER_BURST_TYPING = 64, /* where text is typed: an input method gives whole words at once */
};

struct scanner {
	bool serial; /* a line of its own: no keys on it */
	bool typing; /* a person is typing text; a code still comes through */
	uint8_t text[SCANNER_MAX];
	size_t from, n, keys; /* what is given is text[from, n); of it so many are keys */
	bool over, after_cr;
	int64_t began_ms, last_ms;
};

enum scanned_kind { SCANNED_NOTHING, SCANNED_KEY, SCANNED_FRAME, SCANNED_LONG /* over SCANNER_MAX, dropped */ };

struct scanned {
	enum scanned_kind kind;
	uint8_t key;      /* one byte; CR for the enter key */
	struct span text; /* without what ended it; valid until the next feed */
	int64_t took_ms;  /* from its first byte to its last */
};

void scanner_feed(struct scanner *scanner, struct span bytes, int64_t now_ms);

/* What is ready at now_ms, one at a time, until SCANNED_NOTHING. */
struct scanned scanner_take(struct scanner *scanner, int64_t now_ms);

/* After so many ms without another byte something will be ready; -1: nothing waits. */
int scanner_wait_ms(const struct scanner *scanner, int64_t now_ms);

#endif
