#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "client/misread.h"
#include "client/scanner.h"
#include "proto/text.h"

/* ---- the pace ---- */

/* Bytes that come after a pause; NULL text: the last. */
struct chunk {
	int64_t pause_ms;
	const char *text;
};

/* What comes out, as text: a key as it is, ENTER as "\n", a frame in brackets, one that is too long as "!". */
struct sentence {
	const char *why;
	bool serial, typing;
	struct chunk chunks[6];
	const char *want;
};

#define CODE "GUOSUO1:ABCDEF0123"
static const struct sentence sentences[] = {
    {"a key is a key", false, false, {{0, "1"}}, "1"},
    {"keys one after the other are keys", false, false, {{0, "1"}, {90, "n"}, {300, "q"}}, "1nq"},
    {"Enter alone is a key", false, false, {{0, "\r"}}, "\n"},
    {"a burst that ends in CR is a frame", false, false, {{0, CODE "\r"}}, "[" CODE "]"},
    {"or in LF, or in TAB", false, false, {{0, CODE "\n"}, {200, CODE "\t"}}, "[" CODE "][" CODE "]"},
    {"the LF of a CRLF is no key", false, false, {{0, CODE "\r\n"}, {200, "1"}}, "[" CODE "]1"},
    {"nor where it comes later", false, false, {{0, CODE "\r"}, {20, "\n1"}}, "[" CODE "]1"},
    {"a scanner without a suffix: silence ends it", false, false, {{0, CODE}, {1100, "1"}}, "[" CODE "]1"},
    {"a code that stalls, as over a slow line, is one frame", false, false, {{0, "GUOSUO1:AB"}, {700, "CD"}, {900, "EF\r"}}, "[GUOSUO1:ABCDEF]"},
    {"two codes, each with its end, are two frames", false, false, {{0, CODE "\r" CODE "\r"}}, "[" CODE "][" CODE "]"},
    {"two codes without an end between are one, to be named", false, false, {{0, CODE CODE "\r"}}, "[" CODE CODE "]"},
    {"a key just before a scan is a key", false, false, {{0, "1" CODE "\r"}}, "1[" CODE "]"},
    {"a key just after it too", false, false, {{0, CODE "\r2"}}, "[" CODE "]2"},
    {"another system's code is a frame", false, false, {{0, "https://example.cn/x\r"}}, "[https://example.cn/x]"},
    {"keys that waited while the gate was busy are keys", false, false, {{0, "2p"}}, "2p"},
    {"a short bar code is a frame: it decides nothing", false, false, {{0, "1\r"}, {200, "2\r\n"}, {200, "3\t"}}, "[1][2][3]"},
    {"in whatever pieces it comes", false, false, {{0, "1"}, {30, "\r"}}, "[1]"},
    {"of the same digit too", false, false, {{0, "11\r"}}, "[11]"},
    {"nor does one with control characters", false, false, {{0, "\033\r"}, {200, "\033[A\r"}}, "[\033][\033[A]"},
    {"nor the half of our mark", false, false, {{0, "GUOS\r"}}, "[GUOS]"},
    {"a person's key and Enter are keys", false, false, {{0, "1"}, {90, "\r"}}, "1\n"},
    {"where text is typed it is typed", false, true, {{0, "12\r"}}, "12\n"},
    {"a key held down is one key", false, false, {{0, "111"}, {30, "11111"}, {30, "1111"}}, "1"},
    {"arrows and function keys are none", false, false, {{0, "\033[A"}, {100, "\033OP"}, {100, "\033[15~"}, {100, "1"}}, "1"},
    {"Esc is a key", false, false, {{0, "\033"}, {100, "q"}}, "\033q"},
    {"where text is typed a word of an input method is typed", false, true, {{0, "\xe9\xb2\x81" "A12345"}, {100, "\r"}}, "\xe9\xb2\x81" "A12345\n"},
    {"and so is the same letter twice", false, true, {{0, "11"}}, "11"},
    {"a code comes through there all the same", false, true, {{0, CODE "\r"}}, "[" CODE "]"},
    {"on a line of its own everything is a frame", true, false, {{0, "1\r"}, {0, CODE "\r\n"}}, "[1][" CODE "]"},
    {"silence ends one there", true, false, {{0, "GUOSUO1:"}, {150, "AB"}, {250, "CD"}}, "[GUOSUO1:AB][CD]"},
    {"empty lines are nothing", true, false, {{0, "\r\n\r\n"}}, ""},
};

static void take_all(struct scanner *scanner, int64_t now_ms, char *out, size_t size)
{
	for (;;) {
		const struct scanned got = scanner_take(scanner, now_ms);
		size_t n = strlen(out);
		if (got.kind == SCANNED_NOTHING)
			return;
		if (got.kind == SCANNED_KEY)
			snprintf(out + n, size - n, "%c", got.key == '\r' ? '\n' : got.key);
		else if (got.kind == SCANNED_LONG)
			snprintf(out + n, size - n, "!");
		else
			snprintf(out + n, size - n, "[%.*s]", (int)got.text.n, (const char *)got.text.p);
	}
}

static void each_sentence(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++) {
		const struct sentence *row = &sentences[i];
		static struct scanner scanner;
		char out[512] = "";
		int64_t now_ms = 1000;
		scanner = (struct scanner){.serial = row->serial, .typing = row->typing};
		for (const struct chunk *chunk = row->chunks; chunk->text != NULL; chunk++) {
			now_ms += chunk->pause_ms;
			take_all(&scanner, now_ms, out, sizeof out);
			scanner_feed(&scanner, span_text(chunk->text), now_ms);
			take_all(&scanner, now_ms, out, sizeof out);
		}
		const int wait_ms = scanner_wait_ms(&scanner, now_ms);
		take_all(&scanner, now_ms + (wait_ms < 0 ? 0 : wait_ms), out, sizeof out);
		if (strcmp(out, row->want) != 0)
			print_error("%s: %s\n", row->why, out);
		assert_string_equal(out, row->want);
		assert_int_equal(scanner_wait_ms(&scanner, now_ms + 5000), -1);
	}
}

static void what_is_endless_is_dropped_and_what_follows_is_read(void **state)
{
	static struct scanner scanner;
	char chunk[1000], out[64] = "";
	(void)state;
	memset(chunk, 'A', sizeof chunk);
	for (int i = 0; i < 20; i++)
		scanner_feed(&scanner, span_of(chunk, sizeof chunk), 10 * i);
	take_all(&scanner, 200, out, sizeof out);
	assert_string_equal(out, "");
	take_all(&scanner, 2000, out, sizeof out);
	assert_string_equal(out, "!");
	scanner_feed(&scanner, span_text(CODE "\r"), 3000);
	take_all(&scanner, 3000, out, sizeof out);
	assert_string_equal(out, "![" CODE "]");
}

static void how_long_a_scan_took_is_told(void **state)
{
	static struct scanner scanner;
	(void)state;
	scanner_feed(&scanner, span_text("GUOSUO1:"), 100);
	scanner_feed(&scanner, span_text("AB\r"), 480);
	const struct scanned got = scanner_take(&scanner, 480);
	assert_int_equal(got.kind, SCANNED_FRAME);
	assert_int_equal(got.took_ms, 380);
}

/* ---- what is wrong with it ---- */

static uint8_t memory[16 * 1024];

/* A code's text of a message with one part of 60 bytes; its first `keep` bytes. */
static const char *part(size_t keep)
{
	static struct arena arena = {memory, sizeof memory, 0};
	uint8_t raw[62] = {0x0a, 60};
	char *text;
	assert_int_equal(code_text(span_of(raw, keep), &arena, &text), ERR_OK);
	return text;
}

static void a_misread_is_named(void **state)
{
	char glued[256], trial[MISREAD_LENGTH + 1];
	snprintf(glued, sizeof glued, "%s%s", part(62), part(62));
	misread_trial(trial);
	const struct {
		const char *why, *text;
		enum misread want;
	} rows[] = {
	    {"a code", part(62), MISREAD_NONE},
	    {"the first half of a code", part(40), MISREAD_HALF},
	    {"its first byte", part(1), MISREAD_HALF},
	    {"a code that lost one character at its end", "GUOSUO1:A", MISREAD_HALF},
	    {"one that is no base45 is for the verdict", "GUOSUO1:!!!", MISREAD_NONE},
	    {"a newer code is for the verdict", "GUOSUO2:ABC", MISREAD_NONE},
	    {"two codes", glued, MISREAD_GLUED},
	    {"Caps Lock", "guosuo1:abc", MISREAD_CAPS},
	    {"Caps Lock half way", "GUOSUO1:ABc", MISREAD_CAPS},
	    {"full-width letters", "\xef\xbc\xa7\xef\xbc\xb5\xef\xbc\xaf", MISREAD_WIDE},
	    {"a full-width colon", "GUOSUO1\xef\xbc\x9a" "ABC", MISREAD_WIDE},
	    {"another keyboard's colon", "GUOSUO1;ABC", MISREAD_LAYOUT},
	    {"a link", "HTTPS://example.cn", MISREAD_LINK},
	    {"a payment code", "wxp://f2f0abc", MISREAD_PAYMENT},
	    {"a payment code that is a link", "HTTPS://QR.ALIPAY.COM/fkx0", MISREAD_PAYMENT},
	    {"another of the same app is a link", "weixin://dl/business", MISREAD_LINK},
	    {"a health certificate of the EU", "HC1:6BFOXN*TS0BI$ZD", MISREAD_HEALTH},
	    {"a SMART health card", "shc:/56762909524320603460", MISREAD_HEALTH},
	    {"a visiting card", "BEGIN:VCARD\nVERSION:3.0", MISREAD_CARD},
	    {"a wireless network", "WIFI:T:WPA;S:gate;;", MISREAD_WIFI},
	    {"a truck's state code", "GUOSUOD1:ABC", MISREAD_PART},
	    {"a parcel", "6901234567892", MISREAD_DIGITS},
	    {"anything", "{\"plate\":1}", MISREAD_OTHER},
	    {"nothing", "", MISREAD_OTHER},
	    {"the test text", trial, MISREAD_TRIAL},
	};
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		if (misread_of(span_text(rows[i].text)) != rows[i].want)
			print_error("%s\n", rows[i].why);
		assert_int_equal(misread_of(span_text(rows[i].text)), rows[i].want);
	}
}

static void what_to_do_is_a_key_or_a_command(void **state)
{
	static const struct {
		enum misread misread;
		enum misread_where where;
		enum lang lang;
		const char *want;
	} rows[] = {
	    {MISREAD_LINK, MISREAD_AT_KEYS, LANG_ZH, "是网址 (健康码等多如此), 不是过所通行码 (17 个字符); 其他证件按 o"},
	    {MISREAD_LINK, MISREAD_AT_COMMANDS, LANG_ZH, "是网址 (健康码等多如此), 不是过所通行码 (17 个字符); 其他证件: record --without other"},
	    {MISREAD_HALF, MISREAD_AT_KEYS, LANG_EN, "half a code (17 characters): scan it again; press t to test the scanner"},
	    {MISREAD_PART, MISREAD_AT_COMMANDS, LANG_EN, "a truck's state code (17 characters), not a pass; to take it in: checkpoint take --code"},
	    {MISREAD_NONE, MISREAD_AT_COMMANDS, LANG_EN, "17 characters came"},
	};
	char line[512];
	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
		misread_text(rows[i].misread, 17, rows[i].lang, rows[i].where, line, sizeof line);
		assert_string_equal(line, rows[i].want);
	}
}

/* ---- the trial ---- */

static void swap_case(char *text)
{
	for (; *text != '\0'; text++)
		*text = (char)(*text >= 'A' && *text <= 'Z' ? *text + 32 : *text);
}

static void a_trial_counts_what_was_lost_and_changed(void **state)
{
	char text[MISREAD_LENGTH + 8];
	struct misread_trial got;
	(void)state;
	misread_trial(text);
	misread_compare(span_text(text), &got);
	assert_int_equal(got.got, MISREAD_LENGTH);
	assert_int_equal(got.lost + got.changed + got.extra, 0);

	memmove(text + 700, text + 703, MISREAD_LENGTH - 702); /* three are lost */
	misread_compare(span_text(text), &got);
	assert_int_equal(got.lost, 3);
	assert_int_equal(got.changed + got.extra, 0);

	misread_trial(text);
	text[99] = text[800] = '#';
	misread_compare(span_text(text), &got);
	assert_int_equal(got.changed, 2);
	assert_int_equal(got.why, MISREAD_LAYOUT);

	misread_trial(text);
	swap_case(text);
	misread_compare(span_text(text), &got);
	assert_int_equal(got.why, MISREAD_CAPS);

	misread_trial(text);
	memmove(text + 10, text + 9, MISREAD_LENGTH - 8);
	misread_compare(span_text(text), &got);
	assert_int_equal(got.extra, 1);

	misread_compare(span_text("GUOSUO"), &got);
	assert_int_equal(got.lost, MISREAD_LENGTH - 6);
	misread_compare(span_text(""), &got);
	assert_int_equal(got.lost, MISREAD_LENGTH);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_sentence),
	    cmocka_unit_test(what_is_endless_is_dropped_and_what_follows_is_read),
	    cmocka_unit_test(how_long_a_scan_took_is_told),
	    cmocka_unit_test(a_misread_is_named),
	    cmocka_unit_test(what_to_do_is_a_key_or_a_command),
	    cmocka_unit_test(a_trial_counts_what_was_lost_and_changed),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
