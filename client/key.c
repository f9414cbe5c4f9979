#include "client/key.h"

#include <inttypes.h>
#include <jansson.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "client/keep.h"
#include "client/say.h"
#include "guosuo/v1/trust.pb-c.h"
#include "proto/sign.h"

enum { PASSPHRASE_MAX = 1024, ROLE_FILE_MAX = 8192 };

static const struct {
	uint32_t role;
	const char *word;
} roles[] = {
    {GUOSUO__V1__ROLE__ROLE_REVIEWER, "reviewer"},   {GUOSUO__V1__ROLE__ROLE_ISSUING, "issuing"},
    {GUOSUO__V1__ROLE__ROLE_STATUS, "status"},	     {GUOSUO__V1__ROLE__ROLE_LOG, "log"},
    {GUOSUO__V1__ROLE__ROLE_CHECKPOINT, "checkpoint"}, {GUOSUO__V1__ROLE__ROLE_COUNTY, "county"},
    {GUOSUO__V1__ROLE__ROLE_STOP_KEEPER, "stop"},    {GUOSUO__V1__ROLE__ROLE_AUTHORITY, "authority"},
    {GUOSUO__V1__ROLE__ROLE_OFFICER, "officer"},     {GUOSUO__V1__ROLE__ROLE_DRIVER, "driver"},
    {GUOSUO__V1__ROLE__ROLE_GATEWAY, "gateway"},
    {GUOSUO__V1__ROLE__ROLE_GROUP, "group"},         {GUOSUO__V1__ROLE__ROLE_AUDITOR, "auditor"},
};
enum { ROLES = sizeof roles / sizeof roles[0] };

const char *role_word(uint32_t role)
{
	for (size_t i = 0; i < ROLES; i++)
		if (roles[i].role == role)
			return roles[i].word;
	return NULL;
}

uint32_t role_number(const char *word)
{
	for (size_t i = 0; i < ROLES; i++)
		if (strcmp(roles[i].word, word) == 0)
			return roles[i].role;
	return 0;
}

void key_hex(const uint8_t key[static KEY_LEN], char out[static 17])
{
	uint8_t id[HASH_LEN];
	key_id(key, id);
	sodium_bin2hex(out, 17, id, KEYID_LEN);
}

/* From the terminal itself, not standard input, and without echo. */
static bool ask_terminal(const char *prompt, char out[static PASSPHRASE_MAX])
{
	struct termios before, silent;
	FILE *terminal = fopen("/dev/tty", "r+e");
	if (terminal == NULL)
		return false;
	bool quiet = tcgetattr(fileno(terminal), &before) == 0;
	if (quiet) {
		silent = before;
		silent.c_lflag &= ~(tcflag_t)ECHO;
		tcsetattr(fileno(terminal), TCSAFLUSH, &silent);
	}
	fputs(prompt, terminal);
	fflush(terminal);
	bool good = fgets(out, PASSPHRASE_MAX, terminal) != NULL;
	if (quiet)
		tcsetattr(fileno(terminal), TCSAFLUSH, &before);
	fputc('\n', terminal);
	fclose(terminal);
	return good;
}

static void trim(char *text)
{
	size_t n = strlen(text);
	while (n > 0 && (text[n - 1] == '\n' || text[n - 1] == '\r'))
		text[--n] = '\0';
}

static enum err passphrase(struct context *context, enum say prompt, char out[static PASSPHRASE_MAX])
{
	if (context->passphrase_file == NULL) {
		if (!ask_terminal(say_text(context, prompt), out))
			return ERR_PASSPHRASE;
		trim(out);
		return ERR_OK;
	}
	FILE *file = fopen(context->passphrase_file, "re");
	bool good = file != NULL && fgets(out, PASSPHRASE_MAX, file) != NULL;
	if (file != NULL)
		fclose(file);
	if (!good) {
		say(context, SAY_FILE_BAD, context->passphrase_file);
		return ERR_IO;
	}
	trim(out);
	return ERR_OK;
}

static enum err new_passphrase(struct context *context, char out[static PASSPHRASE_MAX])
{
	enum err err = passphrase(context, SAY_PASSPHRASE_NEW, out);
	if (err == ERR_OK && out[0] == '\0') {
		say(context, SAY_PASSPHRASE_EMPTY);
		return ERR_INPUT;
	}
	if (err != ERR_OK || context->passphrase_file != NULL)
		return err;
	char again[PASSPHRASE_MAX];
	err = passphrase(context, SAY_PASSPHRASE_AGAIN, again);
	if (err == ERR_OK && strcmp(out, again) != 0) {
		say(context, SAY_PASSPHRASE_DIFFERS);
		err = ERR_PASSPHRASE;
	}
	sodium_memzero(again, sizeof again);
	return err;
}

static enum err take_seed(const uint8_t seed[static KEYFILE_SEED_LEN], struct key *out)
{
	uint8_t *secret = sodium_malloc(SECRET_LEN);
	if (secret == NULL)
		return ERR_MEMORY;
	key_from_seed(seed, out->public_key, secret);
	sodium_mprotect_readonly(secret);
	out->secret = secret;
	return ERR_OK;
}

/* label may be NULL. */
static enum err open_text(struct context *context, struct span text, struct key *out, char *label)
{
	char word[PASSPHRASE_MAX];
	struct keyfile file;
	enum err err = passphrase(context, SAY_PASSPHRASE, word);
	if (err == ERR_OK)
		err = keyfile_open(text, span_text(word), &file);
	sodium_memzero(word, sizeof word);
	if (err == ERR_OK) {
		err = take_seed(file.seed, out);
		if (label != NULL)
			memcpy(label, file.label, sizeof file.label);
		sodium_memzero(&file, sizeof file);
	}
	return err;
}

enum err key_open(struct context *context, struct key *out)
{
	struct span text;
	enum err err = keep_read(context, "key", KEYFILE_TEXT_MAX + 2, &text);
	if (err == ERR_NOT_FOUND) {
		say(context, SAY_NO_KEY, context->home);
		return err;
	}
	if (err == ERR_OK)
		err = open_text(context, text, out, NULL);
	if (err != ERR_OK)
		say_err(context, err, "key");
	return err;
}

enum err key_check(struct context *context, const char *passphrase)
{
	struct span text;
	struct keyfile file;
	const size_t used = context->arena.used;
	enum err err = keep_read(context, "key", KEYFILE_TEXT_MAX + 2, &text);
	if (err == ERR_OK)
		err = keyfile_open(text, span_text(passphrase), &file);
	if (err == ERR_OK)
		sodium_memzero(&file, sizeof file);
	context->arena.used = used;
	return err;
}

enum err key_new(struct context *context, const char *label, struct key *out, char text[static KEYFILE_TEXT_MAX + 1])
{
	char word[PASSPHRASE_MAX];
	uint8_t seed[KEYFILE_SEED_LEN], random[KEYFILE_SALT_LEN + KEYFILE_NONCE_LEN];
	enum err err = new_passphrase(context, word);
	randombytes_buf(seed, sizeof seed);
	randombytes_buf(random, sizeof random);
	if (err == ERR_OK)
		err = keyfile_seal(seed, span_text(label), span_text(word), (struct keyfile_cost){KEYFILE_OPS, KEYFILE_MEM_KIB},
				   random, random + KEYFILE_SALT_LEN, text);
	sodium_memzero(word, sizeof word);
	if (err == ERR_OK)
		err = take_seed(seed, out);
	sodium_memzero(seed, sizeof seed);
	if (err != ERR_OK && err != ERR_INPUT) /* an empty passphrase was said */
		say_err(context, err, "key");
	return err;
}

/* The open key is this home's from now on, or closed. ERR_EXISTS: the home has one. Said. */
static enum err adopt(struct context *context, const char *text, struct key *key)
{
	char line[KEYFILE_TEXT_MAX + 2];
	snprintf(line, sizeof line, "%s\n", text);
	enum err err = keep_create(context, "key", span_text(line), true);
	if (err == ERR_OK)
		return ERR_OK;
	key_close(key);
	say_err(context, err, "key");
	return err;
}

static enum err make(struct context *context, struct key *out)
{
	char text[KEYFILE_TEXT_MAX + 1];
	enum err err = key_new(context, "guosuo", out, text);
	return err == ERR_OK ? adopt(context, text, out) : err;
}

enum err key_adopt(struct context *context, const char *text, struct key *out, char label[static KEYFILE_LABEL_MAX + 1])
{
	enum err err = open_text(context, span_text(text), out, label);
	if (err != ERR_OK) {
		say_err(context, err, "key");
		return err;
	}
	return adopt(context, text, out);
}

enum err key_open_or_make(struct context *context, struct key *out)
{
	struct span text;
	enum err err = keep_read(context, "key", KEYFILE_TEXT_MAX + 2, &text);
	return err == ERR_NOT_FOUND ? make(context, out) : key_open(context, out);
}

void key_close(struct key *key)
{
	sodium_free(key->secret);
	key->secret = NULL;
}

enum err key_public(struct context *context, uint8_t out[static KEY_LEN])
{
	struct span text;
	enum err err = keep_read(context, "key", KEYFILE_TEXT_MAX + 2, &text);
	return err != ERR_OK ? err : keyfile_public(text, out);
}

static void take_text(const json_t *object, const char *name, char *out, size_t size)
{
	const char *value = json_string_value(json_object_get(object, name));
	snprintf(out, size, "%s", value == NULL ? "" : value);
}

static enum err role_parse(const json_t *object, struct membership *out)
{
	char word[32], hex[2 * HASH_LEN + 1];
	size_t n = 0;
	take_text(object, "role", word, sizeof word);
	take_text(object, "root_set", hex, sizeof hex);
	take_text(object, "organisation", out->organisation, sizeof out->organisation);
	take_text(object, "server", out->server, sizeof out->server);
	take_text(object, "name", out->name, sizeof out->name);
	out->role = role_number(word);
	out->province = (uint32_t)json_integer_value(json_object_get(object, "province"));
	out->checkpoint = (uint32_t)json_integer_value(json_object_get(object, "checkpoint"));
	if (sodium_hex2bin(out->root_set, HASH_LEN, hex, strlen(hex), NULL, &n, NULL) != 0 || n != HASH_LEN)
		return ERR_FORMAT;
	return out->role == 0 ? ERR_FORMAT : ERR_OK;
}

enum err role_read(struct context *context, const char *role, struct membership *out)
{
	char name[64];
	struct span text;
	struct membership read = {0};
	snprintf(name, sizeof name, "role.%s", role);
	enum err err = keep_read(context, name, ROLE_FILE_MAX, &text);
	if (err == ERR_NOT_FOUND) {
		say(context, SAY_NOT_ENROLLED, role);
		return err;
	}
	if (err == ERR_OK) {
		json_t *object = json_loadb((const char *)text.p, text.n, JSON_REJECT_DUPLICATES, NULL);
		err = role_parse(object, &read);
		json_decref(object);
	}
	if (err == ERR_OK)
		*out = read;
	else
		say_err(context, err, name);
	return err;
}

enum err role_write(struct context *context, const struct membership *membership)
{
	char name[64], hex[2 * HASH_LEN + 1];
	const char *word = role_word(membership->role);
	if (word == NULL)
		return ERR_FORMAT;
	snprintf(name, sizeof name, "role.%s", word);
	sodium_bin2hex(hex, sizeof hex, membership->root_set, HASH_LEN);
	json_t *object = json_pack("{s:s, s:i, s:i, s:s, s:s, s:s, s:s}", "role", word, "province",
				   (int)membership->province, "checkpoint", (int)membership->checkpoint, "organisation",
				   membership->organisation, "server", membership->server, "name", membership->name,
				   "root_set", hex);
	char *text = object == NULL ? NULL : json_dumps(object, JSON_INDENT(1));
	json_decref(object);
	if (text == NULL)
		return ERR_FORMAT; /* a name that is not UTF-8 */
	enum err err = keep_write(context, name, span_text(text), false);
	free(text);
	return err;
}
