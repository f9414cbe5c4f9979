/* client/journal.h - what of a batch is done: a file that is only added to, each line on disk before the next
 * thing is sent, so that a batch broken off anywhere goes on where it was, and nothing is sent as new twice.
 *
 * Lines of JSON: first {"batch": 32 hex, "started": seconds}, then {"key": 64 hex, "number": ..., "passId":
 * 32 hex, "at": seconds}. A last line that was torn is cut off. */
#ifndef GUOSUO_CLIENT_JOURNAL_H
#define GUOSUO_CLIENT_JOURNAL_H

#include "client/lines.h"
#include "proto/seal.h"
#include "proto/wire/httpsig.h"

enum {
	JOURNAL_ID_LEN = 16,
	JOURNAL_KEEP_S =
	    6 * 24 * 3600, /* the desk knows a nonce again for seven days; a day is left for clocks */
};

struct journal {
	const char *path; /* borrowed */
	uint8_t id[JOURNAL_ID_LEN];
	int64_t last; /* when the last line was written */
	json_t *done; /* key in hexadecimal: its line */
	struct line_file lines;
};

/* Reads the journal, or begins one with a random id. ERR_BUSY: another process has it; ERR_FORMAT: no
 * journal; ERR_SIZE, ERR_IO, ERR_MEMORY. ERR_STATE: its last line is older than JOURNAL_KEEP_S, so the desk
 * may have forgotten what was sent behind that line. */
enum err journal_open(const char *path, int64_t now, struct journal *out) MUST_USE;
void journal_close(struct journal *journal);

/* The line of a key that is done, or NULL. Borrowed. */
const json_t *journal_line(const struct journal *journal, const uint8_t key[static HASH_LEN]);

/* The nonce under which the thing with this key is sent, always the same in this batch. */
void journal_nonce(const struct journal *journal, const uint8_t key[static HASH_LEN],
                   uint8_t out[static HTTPSIG_NONCE_LEN]);

/* On disk when it returns. ERR_IO. */
enum err journal_add(struct journal *journal, const uint8_t key[static HASH_LEN], const char *number,
                     const char *pass_id, int64_t now) MUST_USE;

#endif
