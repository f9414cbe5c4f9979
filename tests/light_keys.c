/* light_keys PASSPHRASE-FILE KEY-FILE... - seals key files of the tests' own parties anew at the least cost
 * there is, and makes those that are not there, so that a script's hundred commands do not pay a hundred times
 * for what nobody guesses at. The programs seal at KEYFILE_OPS and KEYFILE_MEM_KIB alone. */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "proto/wire/keyfile.h"

static void must(bool holds, const char *what)
{
	if (holds)
		return;
	fprintf(stderr, "light_keys: %s\n", what);
	exit(1);
}

/* One line, without its end. */
static void read_line(const char *path, char *out, size_t size)
{
	FILE *file = fopen(path, "r");
	must(file != NULL && fgets(out, (int)size, file) != NULL, path);
	fclose(file);
	out[strcspn(out, "\r\n")] = '\0';
}

static struct keyfile read_key(const char *path, struct span passphrase)
{
	char text[KEYFILE_TEXT_MAX + 2];
	struct keyfile key;
	read_line(path, text, sizeof text);
	must(keyfile_open(span_text(text), passphrase, &key) == ERR_OK, path);
	return key;
}

static struct keyfile new_key(void)
{
	struct keyfile key = {.label = "guosuo"};
	randombytes_buf(key.seed, sizeof key.seed);
	return key;
}

static void lighten(const char *path, struct span passphrase)
{
	static const struct keyfile_cost least = {1, KEYFILE_MEM_MIN_KIB};
	char text[KEYFILE_TEXT_MAX + 2];
	uint8_t random[KEYFILE_SALT_LEN + KEYFILE_NONCE_LEN];
	const struct keyfile key = access(path, F_OK) == 0 ? read_key(path, passphrase) : new_key();
	randombytes_buf(random, sizeof random);
	must(keyfile_seal(key.seed, span_text(key.label), passphrase, least, random,
	                  random + KEYFILE_SALT_LEN, text) == ERR_OK,
	     path);
	FILE *file = fopen(path, "w");
	must(file != NULL && fprintf(file, "%s\n", text) > 0 && fclose(file) == 0, path);
}

int main(int argc, char **argv)
{
	char passphrase[1024];
	must(argc > 2 && sodium_init() >= 0, "light_keys PASSPHRASE-FILE KEY-FILE...");
	read_line(argv[1], passphrase, sizeof passphrase);
	for (int i = 2; i < argc; i++)
		lighten(argv[i], span_text(passphrase));
	return 0;
}
