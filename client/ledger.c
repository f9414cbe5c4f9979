#include "client/ledger.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

enum { HEX_HASH = 2 * HASH_LEN + 1 };

static const char *const ends[LEDGER_ENDS] = {"sealed", "refused", "overtaken"};

static const char *word(const json_t *line, const char *name)
{
	const char *text = json_string_value(json_object_get(line, name));
	return text == NULL ? "" : text;
}

static bool is_end(const char *text)
{
	for (size_t i = 0; i < LEDGER_ENDS; i++)
		if (strcmp(ends[i], text) == 0)
			return true;
	return false;
}

/* ---- reading ---- */

static bool take(void *taker, size_t place, json_t *line)
{
	struct ledger *ledger = taker;
	const char *key = word(line, "key"), *end = word(line, "end");
	json_t *begun = json_object_get(ledger->begun, key);
	(void)place;
	if (key[0] == '\0' || json_integer_value(json_object_get(line, "at")) <= 0)
		return false;
	if (end[0] != '\0')
		return begun != NULL && is_end(end) && json_object_set(begun, "end", json_object_get(line, "end")) == 0;
	return begun == NULL && word(line, "body")[0] != '\0' && json_object_set(ledger->begun, key, line) == 0;
}

void ledger_key(struct span pass_id, uint32_t ordinal, uint32_t revision, char out[static LEDGER_KEY])
{
	char hex[2 * PASS_ID_LEN + 1] = "";
	if (pass_id.n == PASS_ID_LEN)
		sodium_bin2hex(hex, sizeof hex, pass_id.p, pass_id.n);
	snprintf(out, LEDGER_KEY, "%s/%u/%u", hex, ordinal, revision);
}

enum err ledger_open(const char *path, struct ledger *out)
{
	struct ledger ledger = {.begun = json_object()};
	size_t count;
	enum err err = ledger.begun == NULL ? ERR_MEMORY : lines_open(path, take, &ledger, &ledger.file, &count);
	if (err == ERR_OK)
		*out = ledger;
	else
		ledger_close(&ledger);
	return err;
}

void ledger_close(struct ledger *ledger)
{
	lines_close(&ledger->file);
	json_decref(ledger->begun);
	*ledger = (struct ledger){0};
}

const json_t *ledger_find(const struct ledger *ledger, const char *key)
{
	return json_object_get(ledger->begun, key);
}

bool ledger_is_over(const json_t *line)
{
	return json_object_get(line, "end") != NULL;
}

enum err ledger_bytes(const json_t *line, struct arena *arena, struct span *body, const char **text)
{
	const char *hex = word(line, "body");
	size_t room = strlen(hex) / 2, n = 0;
	uint8_t *bytes = arena_take(arena, room);
	*text = arena_text(arena, span_text(word(line, "text")));
	if (bytes == NULL || *text == NULL)
		return ERR_MEMORY;
	if (sodium_hex2bin(bytes, room, hex, strlen(hex), NULL, &n, NULL) != 0 || n != room)
		return ERR_FORMAT;
	*body = span_of(bytes, n);
	return ERR_OK;
}

size_t ledger_count(const struct ledger *ledger, int64_t since)
{
	size_t count = 0;
	const char *key;
	json_t *line;
	json_object_foreach(ledger->begun, key, line)
	{
		bool taken = !ledger_is_over(line) || strcmp(word(line, "end"), ends[LEDGER_SEALED]) == 0;
		count += taken && json_integer_value(json_object_get(line, "at")) > since;
	}
	return count;
}

/* ---- writing ---- */

static enum err add(struct ledger *ledger, json_t *line)
{
	enum err err = lines_add(&ledger->file, line);
	if (err == ERR_OK && !take(ledger, 0, line))
		err = ERR_MEMORY;
	json_decref(line);
	return err;
}

enum err ledger_begin(struct ledger *ledger, const struct ledger_line *line, int64_t now)
{
	char rules[HEX_HASH], leg[HEX_HASH];
	if (ledger_find(ledger, line->key) != NULL)
		return ERR_EXISTS;
	char *body = malloc(2 * line->body.n + 1);
	if (body == NULL)
		return ERR_MEMORY;
	sodium_bin2hex(rules, sizeof rules, line->rules, HASH_LEN);
	sodium_bin2hex(leg, sizeof leg, line->leg, HASH_LEN);
	sodium_bin2hex(body, 2 * line->body.n + 1, line->body.p, line->body.n);
	json_t *made = json_pack("{s:s, s:I, s:s, s:s, s:s, s:s, s:s, s:s}", "key", line->key, "at", (json_int_t)now, "number",
				 line->number, "rule", line->rule, "rules", rules, "leg", leg, "body", body, "text", line->text);
	free(body);
	return add(ledger, made);
}

enum err ledger_over(struct ledger *ledger, const char *key, enum ledger_end end, int64_t now)
{
	return add(ledger, json_pack("{s:s, s:I, s:s}", "key", key, "at", (json_int_t)now, "end", ends[end]));
}
