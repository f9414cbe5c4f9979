/* A recovery key written as signs is read back from however it was scanned or typed, and a line that is wrong is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "client/keypaper.h"

static uint8_t roots[HASH_LEN];
static char keyfile[KEYFILE_TEXT_MAX + 1];

static int setup(void **state)
{
	static const uint8_t seed[KEYFILE_SEED_LEN] = {1, 2, 3}, salt[KEYFILE_SALT_LEN] = {4}, nonce[KEYFILE_NONCE_LEN] = {5};
	static const struct keyfile_cost cheap = {1, KEYFILE_MEM_MIN_KIB};
	(void)state;
	memset(roots, 0xa5, sizeof roots);
	return keyfile_seal(seed, span_text("91370103MA3TE5TX13 https://desk.example"), span_text("word"), cheap, salt, nonce,
	                    keyfile) == ERR_OK
	           ? 0
	           : 1;
}

static enum err read_back(const char *text, size_t *line)
{
	uint8_t read_roots[HASH_LEN];
	char read_key[KEYFILE_TEXT_MAX + 1];
	struct keyfile opened;
	enum err err = keypaper_read(span_text(text), read_roots, read_key, line);
	if (err != ERR_OK)
		return err;
	assert_memory_equal(read_roots, roots, HASH_LEN);
	assert_string_equal(read_key, keyfile);
	assert_int_equal(keyfile_open(span_text(read_key), span_text("word"), &opened), ERR_OK);
	return ERR_OK;
}

static void what_is_written_is_read(void **state)
{
	(void)state;
	char lines[KEYPAPER_TEXT_MAX], code[KEYPAPER_TEXT_MAX];
	size_t line;
	assert_int_equal(keypaper_write(roots, keyfile, '\n', lines), ERR_OK);
	assert_int_equal(keypaper_write(roots, keyfile, '/', code), ERR_OK);
	assert_int_equal(read_back(lines, &line), ERR_OK);
	assert_int_equal(read_back(code, &line), ERR_OK);
	for (const char *c = code; *c != '\0'; c++) /* what a QR code's alphanumeric mode has */
		assert_non_null(strchr("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", *c));
}

/* However a person types it. */
static void retype(const char *lines, char *out)
{
	for (; *lines != '\0'; lines++) {
		if (*lines == '-')
			*out++ = ' ';
		else if (*lines == '0')
			*out++ = 'o';
		else if (*lines == '1')
			*out++ = 'l';
		else if (*lines == '\n')
			out += sprintf(out, " \r\n\n");
		else
			*out++ = (char)tolower((unsigned char)*lines);
	}
	*out = '\0';
}

static void how_it_is_typed_does_not_matter(void **state)
{
	(void)state;
	char lines[KEYPAPER_TEXT_MAX], typed[2 * KEYPAPER_TEXT_MAX];
	size_t line;
	assert_int_equal(keypaper_write(roots, keyfile, '\n', lines), ERR_OK);
	retype(lines, typed);
	assert_int_equal(read_back(typed, &line), ERR_OK);
}

/* Every sign, changed: the line it stands on is named, and nothing else comes of it. The number before the dot is for people. */
static void a_wrong_sign_names_its_line(void **state)
{
	(void)state;
	char lines[KEYPAPER_TEXT_MAX];
	size_t at_line = 1, line, wrong = 0;
	assert_int_equal(keypaper_write(roots, keyfile, '\n', lines), ERR_OK);
	for (size_t i = 0; lines[i] != '\0'; i++) {
		char was = lines[i];
		if (was == '\n')
			at_line++;
		if (!isalnum((unsigned char)was) || strchr("./", lines[i + 1]) != NULL || (i > 0 && isdigit(was) && lines[i + 1] == '.'))
			continue;
		lines[i] = was == '7' ? '8' : '7';
		enum err err = keypaper_read(span_text(lines), (uint8_t[HASH_LEN]){0}, (char[KEYFILE_TEXT_MAX + 1]){0}, &line);
		wrong++;
		assert_int_not_equal(err, ERR_OK);
		assert_int_equal(line, at_line);
		lines[i] = was;
	}
	assert_true(wrong > 300);
}

static void lines_that_are_swapped_or_missing_are_refused(void **state)
{
	(void)state;
	char lines[KEYPAPER_TEXT_MAX], other[KEYPAPER_TEXT_MAX];
	size_t line;
	assert_int_equal(keypaper_write(roots, keyfile, '\n', lines), ERR_OK);
	size_t first = strcspn(lines, "\n") + 1, second = first + strcspn(lines + first, "\n") + 1;
	snprintf(other, sizeof other, "%.*s%.*s%s", (int)(second - first), lines + first, (int)first, lines, lines + second);
	assert_int_equal(keypaper_read(span_text(other), roots, keyfile, &line), ERR_SEAL);
	assert_int_equal(line, 1);
	assert_int_equal(keypaper_read(span_text(lines + first), roots, keyfile, &line), ERR_SEAL);
	lines[strlen(lines) - 1] = '\0';
	size_t count = 1;
	for (const char *c = lines; *c != '\0'; c++)
		count += *c == '\n';
	*strrchr(lines, '\n') = '\0'; /* the last one, left out */
	assert_int_equal(keypaper_read(span_text(lines), roots, keyfile, &line), ERR_FORMAT);
	assert_int_equal(line, count);
	static const char *const none[] = {"", "\n\n", "hello", "1. AB", "GUOSUO1:0000", "1. ////"};
	for (size_t i = 0; i < sizeof none / sizeof none[0]; i++)
		assert_int_not_equal(keypaper_read(span_text(none[i]), roots, keyfile, &line), ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(what_is_written_is_read, setup),
	    cmocka_unit_test_setup(how_it_is_typed_does_not_matter, setup),
	    cmocka_unit_test_setup(a_wrong_sign_names_its_line, setup),
	    cmocka_unit_test_setup(lines_that_are_swapped_or_missing_are_refused, setup),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
