/* client/ledger.h - what this machine sealed by rules, in home/auto.jsonl: a line before each seal leaves, with the very bytes,
 * and a line after it; so that whatever stops the machine, a leg is never sealed a second time with other bytes.
 *
 * {"key": "PASS/LEG/REVISION", "at": seconds, "number": .., "rule": id, "rules": SHA-256 of the rules file, "leg": SHA-256 of the
 * body, "body": hex, "text": the conditions' words}, then {"key": .., "at": .., "end": "sealed"|"refused"|"overtaken"}. */
#ifndef GUOSUO_CLIENT_LEDGER_H
#define GUOSUO_CLIENT_LEDGER_H

#include "client/lines.h"
#include "proto/identity.h"
#include "proto/seal.h"

enum { LEDGER_KEY = 2 * PASS_ID_LEN + 24, LEDGER_ENDS = 3 };

enum ledger_end { LEDGER_SEALED, LEDGER_REFUSED, LEDGER_OVERTAKEN };

struct ledger {
	struct line_file file;
	json_t *begun; /* key: its first line, with "end" where it is over */
};

/* One leg's revision. */
void ledger_key(struct span pass_id, uint32_t ordinal, uint32_t revision, char out[static LEDGER_KEY]);

/* As lines_open. ERR_FORMAT also: an end without a beginning, or two beginnings. */
enum err ledger_open(const char *path, struct ledger *out) MUST_USE;
void ledger_close(struct ledger *ledger);

/* What a begun seal is remembered by; texts are borrowed. */
struct ledger_line {
	const char *key, *number, *rule, *text;
	const uint8_t *rules, *leg; /* HASH_LEN each */
	struct span body;
};

/* On disk when it returns. ERR_EXISTS: this revision was begun before; ERR_IO, ERR_MEMORY. */
enum err ledger_begin(struct ledger *ledger, const struct ledger_line *line, int64_t now) MUST_USE;
enum err ledger_over(struct ledger *ledger, const char *key, enum ledger_end end, int64_t now) MUST_USE;

/* The line of a key, or NULL. Borrowed. */
const json_t *ledger_find(const struct ledger *ledger, const char *key);
bool ledger_is_over(const json_t *line);

/* Body and words of a begun seal, in the arena. ERR_FORMAT, ERR_MEMORY. */
enum err ledger_bytes(const json_t *line, struct arena *arena, struct span *body, const char **text) MUST_USE;

/* How many seals were begun since then that the desk took, or may have. */
size_t ledger_count(const struct ledger *ledger, int64_t since);

#endif
