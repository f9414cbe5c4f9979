#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <string.h>

#include "proto/wire/lex.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static void the_grammar_is_rfc_8259(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
	    {"null", true},
	    {" true ", true},
	    {"\"a\"", true},
	    {"[]", true},
	    {"{}", true},
	    {"[1,2]", true},
	    {"{\"a\":{\"b\":[]}}", true},
	    {"0", true},
	    {"-0", true},
	    {"10.25e+7", true},
	    {"1E-9", true},
	    {"\"\\u12aF\"", true},
	    {"\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", true},
	    {"\"\x7F\"", true},
	    {"", false},
	    {"nul", false},
	    {"nulll", false},
	    {"TRUE", false},
	    {"[", false},
	    {"[1", false},
	    {"[1,", false},
	    {"[1,]", false},
	    {"[,1]", false},
	    {"[1 2]", false},
	    {"[1:2]", false},
	    {"]", false},
	    {"{\"a\"}", false},
	    {"{\"a\":}", false},
	    {"{\"a\" 1}", false},
	    {"{a:1}", false},
	    {"{1:1}", false},
	    {"{\"a\":1,}", false},
	    {"{,}", false},
	    {"{\"a\":1]", false},
	    {"{\"a\",\"b\"}", false},
	    {"[1]]", false},
	    {"{}x", false},
	    {"01", false},
	    {"-", false},
	    {"+1", false},
	    {".5", false},
	    {"1.", false},
	    {"1.e3", false},
	    {"1e", false},
	    {"1e+", false},
	    {"-a", false},
	    {"0x1", false},
	    {"Infinity", false},
	    {"\"", false},
	    {"\"a", false},
	    {"\"\\", false},
	    {"\"\\\"", false},
	    {"\"\\x\"", false},
	    {"\"\\u123\"", false},
	    {"\"\\u12g4\"", false},
	    {"\"\\u", false},
	    {"\"\n\"", false},
	    {"\"\t\"", false},
	    {"\"\x1F\"", false},
	    {"'a'", false},
	    {"/**/1", false},
	    {"\v1", false},
	    {"\xC2\xA0"
	     "1",
	     false},
	    {"\xEF\xBB\xBF"
	     "1",
	     false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct lex_place where;
		if (lex_check(span_text(rows[i].text), 4, &where) != rows[i].want)
			fail_msg("%s", rows[i].text);
	}
}

static void a_nul_byte_is_not_space(void **state)
{
	static const char *const texts[] = {"\0001",     "1\000",      "true\000",
	                                    "[1,\0002]", "[true\000]", "\"a\000\""};
	static const size_t lengths[] = {2, 2, 5, 6, 7, 4};
	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		struct lex_place where;
		if (lex_check(span_of(texts[i], lengths[i]), 4, &where))
			fail_msg("text %zu", i);
	}
}

static void depth_counts_open_brackets(void **state)
{
	static const struct {
		const char *text;
		size_t depth;
		bool want;
	} rows[] = {
	    {"1", 0, true},       {"[]", 0, false},          {"[[],[],{}]", 2, true},
	    {"[[[]]]", 2, false}, {"{\"a\":[{}]}", 3, true}, {"{\"a\":[{}]}", 2, false},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		struct lex_place where = {0};
		bool ok = lex_check(span_text(rows[i].text), rows[i].depth, &where);
		if (ok != rows[i].want || where.deep == ok)
			fail_msg("%s", rows[i].text);
	}
}

static void a_value_is_skipped_whole(void **state)
{
	static const char *const values[] = {"1", "null", "\"]}\\\"\"", "[]", "{\"a\":[1,{\"]\":2}]}"};
	(void)state;
	for (size_t i = 0; i < COUNT(values); i++) {
		char text[64];
		strcpy(text, values[i]);
		strcat(text, ",7");
		struct lex lex = {span_text(text), 0};
		lex_skip(&lex);
		if (lex.at != strlen(values[i]))
			fail_msg("%s", values[i]);
	}
}

static void strings_become_utf_8_or_are_refused(void **state)
{
	static const struct {
		const char *why, *text, *want; /* NULL: refused */
	} rows[] = {
	    {"plain", "abc", "abc"},
	    {"empty", "", ""},
	    {"every short escape", "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
	    {"one byte", "\\u007f", "\x7F"},
	    {"two bytes", "\\u0080\\u07FF", "\xC2\x80\xDF\xBF"},
	    {"three bytes", "\\u0800\\uffff", "\xE0\xA0\x80\xEF\xBF\xBF"},
	    {"below and above the surrogates", "\\ud7ff\\ue000", "\xED\x9F\xBF\xEE\x80\x80"},
	    {"the first pair", "\\ud800\\udc00", "\xF0\x90\x80\x80"},
	    {"the last pair", "\\udbff\\udfff", "\xF4\x8F\xBF\xBF"},
	    {"raw UTF-8", "过所", "过所"},
	    {"NUL", "a\\u0000b", NULL},
	    {"a high surrogate alone", "\\ud800", NULL},
	    {"a high surrogate before text", "\\ud800x", NULL},
	    {"two high surrogates", "\\ud800\\udbff", NULL},
	    {"a low surrogate alone", "\\udc00", NULL},
	    {"raw surrogates", "\xED\xA0\x80", NULL},
	    {"a torn character", "\xE8\xBF", NULL},
	};
	(void)state;
	for (size_t i = 0; i < COUNT(rows); i++) {
		char out[64];
		size_t n = 99;
		bool ok = lex_decode(span_text(rows[i].text), out, &n);
		if (ok != (rows[i].want != NULL) || (!ok && n != 99))
			fail_msg("%s", rows[i].why);
		if (ok && (n != strlen(rows[i].want) || memcmp(out, rows[i].want, n) != 0))
			fail_msg("%s: other bytes", rows[i].why);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_grammar_is_rfc_8259),
	    cmocka_unit_test(a_nul_byte_is_not_space),
	    cmocka_unit_test(depth_counts_open_brackets),
	    cmocka_unit_test(a_value_is_skipped_whole),
	    cmocka_unit_test(strings_become_utf_8_or_are_refused),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
