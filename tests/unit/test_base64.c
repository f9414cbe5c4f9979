#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <string.h>

#include "proto/wire/base64.h"

static void one_text_for_each_value(void **state)
{
	enum { STANDARD = sodium_base64_VARIANT_ORIGINAL, URL = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
	static const struct {
		const char *why, *text;
		int variant;
		size_t size;
		const char *want; /* NULL: refused */
	} rows[] = {
	    {"nothing", "", STANDARD, 0, ""},
	    {"RFC 4648: f", "Zg==", STANDARD, 8, "f"},
	    {"RFC 4648: foobar", "Zm9vYmFy", STANDARD, 6, "foobar"},
	    {"no room for the last byte", "Zm9vYmFy", STANDARD, 5, NULL},
	    {"padding missing", "Zg=", STANDARD, 8, NULL},
	    {"padding behind it", "Zm9v====", STANDARD, 8, NULL},
	    {"bits left over", "Zh==", STANDARD, 8, NULL},
	    {"one character of four", "Zm9vY", URL, 8, NULL},
	    {"a line feed", "Zm9v\nYmFy", STANDARD, 8, NULL},
	    {"the other alphabet", "-_--", STANDARD, 8, NULL},
	    {"the other alphabet, in turn", "+/++", URL, 8, NULL},
	    {"url-safe, unpadded", "Zg", URL, 8, "f"},
	    {"padding where none belongs", "Zg==", URL, 8, NULL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		uint8_t out[8];
		size_t n = 99;
		bool read = base64_read(span_text(rows[i].text), rows[i].variant, out, rows[i].size, &n);
		if (read != (rows[i].want != NULL) || (!read && n != 99))
			fail_msg("%s", rows[i].why);
		if (read && (n != strlen(rows[i].want) || memcmp(out, rows[i].want, n) != 0))
			fail_msg("%s: other bytes", rows[i].why);
	}
}

/* libsodium 1.0.18 takes every byte above 0x7F for a letter. */
static void only_the_64_letters_count(void **state)
{
	static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	(void)state;
	for (int c = 0; c < 256; c++) {
		uint8_t text[4] = {'A', (uint8_t)c, 'A', 'A'}, out[3];
		size_t n;
		bool read =
		    base64_read(span_of(text, 4), sodium_base64_VARIANT_ORIGINAL, out, sizeof out, &n);
		if (read != (c != 0 && strchr(letters, c) != NULL))
			fail_msg("byte %d", c);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(one_text_for_each_value),
	    cmocka_unit_test(only_the_64_letters_count),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
