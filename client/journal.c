#include "client/journal.h"

#include <sodium.h>
#include <string.h>

enum { HEX_KEY = 2 * HASH_LEN + 1 };

static void key_text(const uint8_t key[static HASH_LEN], char out[static HEX_KEY])
{
	sodium_bin2hex(out, HEX_KEY, key, HASH_LEN);
}

/* ---- reading ---- */

static bool take_head(struct journal *journal, const json_t *line)
{
	const char *id = json_string_value(json_object_get(line, "batch"));
	size_t n = 0;
	journal->last = json_integer_value(json_object_get(line, "started"));
	return id != NULL && journal->last > 0 &&
	       sodium_hex2bin(journal->id, sizeof journal->id, id, strlen(id), NULL, &n, NULL) == 0 &&
	       n == sizeof journal->id;
}

static bool take_line(struct journal *journal, json_t *line)
{
	const char *key = json_string_value(json_object_get(line, "key"));
	int64_t at = json_integer_value(json_object_get(line, "at"));
	if (key == NULL || strlen(key) != HEX_KEY - 1 || at <= 0)
		return false;
	journal->last = at;
	return json_object_set(journal->done, key, line) == 0;
}

static bool take(void *taker, size_t place, json_t *line)
{
	return place == 0 ? take_head(taker, line) : take_line(taker, line);
}

/* ---- writing ---- */

static enum err put_head(struct journal *journal, int64_t now)
{
	char id[2 * JOURNAL_ID_LEN + 1];
	randombytes_buf(journal->id, sizeof journal->id);
	sodium_bin2hex(id, sizeof id, journal->id, sizeof journal->id);
	json_t *line = json_pack("{s:s, s:I}", "batch", id, "started", (json_int_t)now);
	enum err err = lines_add(&journal->lines, line);
	json_decref(line);
	journal->last = now;
	return err;
}

enum err journal_add(struct journal *journal, const uint8_t key[static HASH_LEN], const char *number,
                     const char *pass_id, int64_t now)
{
	char hex[HEX_KEY];
	key_text(key, hex);
	json_t *line = json_pack("{s:s, s:s, s:s, s:I}", "key", hex, "number", number, "passId", pass_id,
	                         "at", (json_int_t)now);
	enum err err = lines_add(&journal->lines, line);
	if (err == ERR_OK && json_object_set(journal->done, hex, line) != 0)
		err = ERR_MEMORY;
	json_decref(line);
	journal->last = now;
	return err;
}

/* ---- opening ---- */

enum err journal_open(const char *path, int64_t now, struct journal *out)
{
	struct journal journal = {.path = path, .done = json_object()};
	size_t count;
	enum err err = journal.done == NULL ? ERR_MEMORY : lines_open(path, take, &journal, &journal.lines, &count);
	if (err == ERR_OK && count == 0)
		err = put_head(&journal, now);
	else if (err == ERR_OK && now - journal.last > JOURNAL_KEEP_S)
		err = ERR_STATE;
	if (err == ERR_OK)
		*out = journal;
	else
		journal_close(&journal);
	return err;
}

void journal_close(struct journal *journal)
{
	lines_close(&journal->lines);
	json_decref(journal->done);
	*journal = (struct journal){0};
}

/* ---- asking ---- */

const json_t *journal_line(const struct journal *journal, const uint8_t key[static HASH_LEN])
{
	char hex[HEX_KEY];
	key_text(key, hex);
	return json_object_get(journal->done, hex);
}

void journal_nonce(const struct journal *journal, const uint8_t key[static HASH_LEN],
                   uint8_t out[static HTTPSIG_NONCE_LEN])
{
	static const char type[] = "guosuo-batch-v1";
	crypto_hash_sha256_state state;
	uint8_t hash[crypto_hash_sha256_BYTES];
	crypto_hash_sha256_init(&state);
	crypto_hash_sha256_update(&state, (const uint8_t *)type, sizeof type - 1);
	crypto_hash_sha256_update(&state, journal->id, sizeof journal->id);
	crypto_hash_sha256_update(&state, key, HASH_LEN);
	crypto_hash_sha256_final(&state, hash);
	memcpy(out, hash, HTTPSIG_NONCE_LEN);
}
