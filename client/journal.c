#include "client/journal.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HEX_KEY = 2 * HASH_LEN + 1, LINE_MAX_BYTES = 1024 };

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

/* Every whole line; *whole: bytes up to the end of the last. */
static enum err read_lines(struct journal *journal, long *whole)
{
	char text[LINE_MAX_BYTES];
	*whole = 0;
	while (fgets(text, sizeof text, journal->file) != NULL) {
		size_t n = strlen(text);
		if (text[n - 1] != '\n')
			return n == sizeof text - 1 ? ERR_FORMAT
			                            : ERR_OK; /* torn: whoever wrote it died before the end */
		json_t *line = json_loadb(text, n, 0, NULL);
		bool good =
		    line != NULL && (*whole == 0 ? take_head(journal, line) : take_line(journal, line));
		json_decref(line);
		if (!good)
			return ERR_FORMAT;
		*whole += (long)n;
	}
	return ferror(journal->file) ? ERR_IO : ERR_OK;
}

/* ---- writing ---- */

static enum err put_line(struct journal *journal, json_t *line)
{
	char *text = line == NULL ? NULL : json_dumps(line, JSON_COMPACT);
	bool good = text != NULL && fputs(text, journal->file) >= 0 && fputc('\n', journal->file) != EOF &&
	            fflush(journal->file) == 0 && fsync(fileno(journal->file)) == 0;
	free(text);
	return good ? ERR_OK : ERR_IO;
}

static enum err put_head(struct journal *journal, int64_t now)
{
	char id[2 * JOURNAL_ID_LEN + 1];
	randombytes_buf(journal->id, sizeof journal->id);
	sodium_bin2hex(id, sizeof id, journal->id, sizeof journal->id);
	json_t *line = json_pack("{s:s, s:I}", "batch", id, "started", (json_int_t)now);
	enum err err = put_line(journal, line);
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
	enum err err = put_line(journal, line);
	if (err == ERR_OK && json_object_set(journal->done, hex, line) != 0)
		err = ERR_MEMORY;
	json_decref(line);
	journal->last = now;
	return err;
}

/* ---- opening ---- */

static enum err claim(struct journal *journal)
{
	struct stat stat;
	int fd = open(journal->path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (fd < 0)
		return ERR_IO;
	journal->file = fdopen(fd, "r+");
	if (journal->file == NULL) {
		close(fd);
		return ERR_MEMORY;
	}
	if (flock(fd, LOCK_EX | LOCK_NB) != 0)
		return errno == EWOULDBLOCK ? ERR_BUSY : ERR_IO;
	if (fstat(fd, &stat) != 0 || !S_ISREG(stat.st_mode))
		return ERR_IO;
	return stat.st_size > JOURNAL_MAX ? ERR_SIZE : ERR_OK;
}

static enum err begin_or_go_on(struct journal *journal, int64_t now)
{
	long whole = 0;
	enum err err = read_lines(journal, &whole);
	if (err == ERR_OK &&
	    (ftruncate(fileno(journal->file), whole) != 0 || fseek(journal->file, whole, SEEK_SET) != 0))
		err = ERR_IO;
	if (err != ERR_OK)
		return err;
	if (whole == 0)
		return put_head(journal, now);
	return now - journal->last > JOURNAL_KEEP_S ? ERR_STATE : ERR_OK;
}

enum err journal_open(const char *path, int64_t now, struct journal *out)
{
	struct journal journal = {.path = path, .done = json_object()};
	enum err err = journal.done == NULL ? ERR_MEMORY : claim(&journal);
	if (err == ERR_OK)
		err = begin_or_go_on(&journal, now);
	if (err == ERR_OK)
		*out = journal;
	else
		journal_close(&journal);
	return err;
}

void journal_close(struct journal *journal)
{
	if (journal->file != NULL)
		fclose(journal->file);
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
