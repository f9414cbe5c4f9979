/* base45 by RFC 9285, and the text of a code. */
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <cmocka.h>

#include "proto/text.h"

static uint8_t memory[16384];

static struct arena fresh(void)
{
	return (struct arena){memory, sizeof memory, 0};
}

/* RFC 9285, sections 4.3 and 4.4, and the ends of both groups. */
static const struct {
	const char *raw;
	size_t n;
	const char *text;
} examples[] = {
    {"AB", 2, "BB8"},
    {"Hello!!", 7, "%69 VD92EX0"},
    {"base-45", 7, "UJCLQE7W581"},
    {"ietf!", 5, "QED8WEX0"},
    {"", 0, ""},
    {"\x00", 1, "00"},
    {"\xff", 1, "U5"},
    {"\x00\x00", 2, "000"},
    {"\xff\xff", 2, "FGW"},
    {"\x00\x00\x00", 3, "00000"},
};

static void the_examples_of_the_rfc_hold_both_ways(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
		char text[32];
		uint8_t raw[32];
		size_t n = 99;
		struct span in = span_of(examples[i].raw, examples[i].n);
		assert_int_equal(base45_length(in.n), strlen(examples[i].text));
		base45_encode(in, text);
		assert_memory_equal(text, examples[i].text, strlen(examples[i].text));
		assert_int_equal(base45_decode(span_text(examples[i].text), raw, in.n, &n), ERR_OK);
		assert_true(span_equal(span_of(raw, n), in));
	}
}

static const struct {
	const char *why, *text;
	enum err want;
} strict[] = {
    {"a length of 1 mod 3", "BB8B", ERR_FORMAT},
    {"one character", "A", ERR_FORMAT},
    {"lower case", "bb8", ERR_FORMAT},
    {"lower case in a last pair", "BB8u5", ERR_FORMAT},
    {"three characters above 65535", "GGW", ERR_FORMAT},
    {"the largest three characters", ":::", ERR_FORMAT},
    {"two characters above 255", "V5", ERR_FORMAT},
    {"the largest two characters", "::", ERR_FORMAT},
    {"a character outside the alphabet", "B#8", ERR_FORMAT},
    {"an underscore first", "_B8", ERR_FORMAT},
    {"a character outside the alphabet last", "BB8B=", ERR_FORMAT},
    {"a line end inside", "BB\n", ERR_FORMAT},
    {"a tab", "BB\t", ERR_FORMAT},
    {"a byte above ASCII", "BB\xC3", ERR_FORMAT},
    {"one byte too many for the buffer", "00000000000", ERR_SIZE},
    {"every special character, each in range", " 00$00%00", ERR_OK},
    {"the rest of them", "*00+00-00", ERR_OK},
    {"and the last", ".00/00:00", ERR_OK},
};

static void decoding_is_strict(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof strict / sizeof *strict; i++) {
		uint8_t out[6];
		size_t n = 99;
		enum err err = base45_decode(span_text(strict[i].text), out, sizeof out, &n);
		if (err != strict[i].want)
			fail_msg("%s: ERR_%s", strict[i].why, err_name(err));
		assert_int_equal(n, err == ERR_OK ? 6 : 99);
	}
}

static void a_nul_is_no_character_of_base45(void **state)
{
	(void)state;
	uint8_t out[6];
	size_t n;
	assert_int_equal(base45_decode(span_of("B\0008", 3), out, sizeof out, &n), ERR_FORMAT);
	assert_int_equal(base45_decode(span_of("BB8\0000", 5), out, sizeof out, &n), ERR_FORMAT);
}

/* Exhaustive: what decodes is exactly what encoding makes. */
static void every_group_of_characters_is_one_value_or_an_error(void **state)
{
	(void)state;
	size_t ok = 0;
	for (uint32_t i = 0; i < 1u << 24; i += 1) {
		uint8_t text[3] = {(uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i}, raw[2];
		char again[3];
		size_t n;
		if (base45_decode(span_of(text, 3), raw, 2, &n) != ERR_OK)
			continue;
		base45_encode(span_of(raw, n), again);
		if (memcmp(text, again, 3) != 0)
			fail_msg("%06x decodes and encodes otherwise", i);
		ok++;
	}
	assert_int_equal(ok, 65536);
}

static void a_code_reads_back_at_every_length(void **state)
{
	(void)state;
	static uint8_t raw[CODE_MAX];
	for (size_t i = 0; i < sizeof raw; i++)
		raw[i] = (uint8_t)(i * 167 + i / 256);
	for (size_t n = 0; n <= CODE_MAX; n++) {
		struct arena arena = fresh();
		char *text;
		struct span back;
		assert_int_equal(code_text(span_of(raw, n), &arena, &text), ERR_OK);
		assert_int_equal(strlen(text), 8 + base45_length(n));
		assert_memory_equal(text, "GUOSUO1:", 8);
		assert_int_equal(code_read(span_text(text), &arena, &back), ERR_OK);
		assert_true(span_equal(back, span_of(raw, n)));
	}
}

static void a_code_over_the_limit_is_refused_both_ways(void **state)
{
	(void)state;
	static uint8_t raw[CODE_MAX + 1];
	static char text[CODE_TEXT_MAX + 8] = CODE_PREFIX;
	struct arena arena = fresh();
	char *out = NULL;
	struct span back = {0};
	assert_int_equal(code_text(span_of(raw, sizeof raw), &arena, &out), ERR_SIZE);
	memset(text + 8, '0', sizeof text - 8);
	assert_int_equal(code_read(span_of(text, 8 + 3072), &arena, &back), ERR_OK);
	assert_int_equal(code_read(span_of(text, 8 + 3072 + 2), &arena, &back), ERR_SIZE);
	assert_int_equal(code_read(span_of(text, 8 + 3072 + 3), &arena, &back), ERR_SIZE);
	memcpy(text + 8 + 3072, "\r\n", 2);
	arena = fresh();
	assert_int_equal(code_read(span_of(text, CODE_TEXT_MAX), &arena, &back), ERR_OK);
	assert_int_equal(back.n, CODE_MAX);
}

static const struct {
	const char *why, *text;
	enum err want;
} codes[] = {
    {"a code", "GUOSUO1:BB8", ERR_OK},
    {"a final LF", "GUOSUO1:BB8\n", ERR_OK},
    {"a final CR", "GUOSUO1:BB8\r", ERR_OK},
    {"a final CRLF", "GUOSUO1:BB8\r\n", ERR_OK},
    {"two final LF", "GUOSUO1:BB8\n\n", ERR_FORMAT},
    {"two final CR", "GUOSUO1:BB8\r\r", ERR_FORMAT},
    {"LF before CR", "GUOSUO1:BB8\n\r", ERR_FORMAT},
    {"a final tab", "GUOSUO1:BB8\t", ERR_FORMAT},
    {"a line end in front", "\nGUOSUO1:BB8", ERR_FORMAT},
    {"a space in front", " GUOSUO1:BB8", ERR_FORMAT},
    {"lower case prefix", "guosuo1:BB8", ERR_FORMAT},
    {"lower case text", "GUOSUO1:bb8", ERR_FORMAT},
    {"another program's code", "HC1:BB8", ERR_FORMAT},
    {"a web address", "https://example.org/GUOSUO1:BB8", ERR_FORMAT},
    {"nothing", "", ERR_FORMAT},
    {"only a line end", "\r\n", ERR_FORMAT},
    {"half a prefix", "GUOSUO1", ERR_FORMAT},
    {"no colon", "GUOSUO1BB8", ERR_FORMAT},
    {"no digit", "GUOSUO::BB8", ERR_FORMAT},
    {"a later version", "GUOSUO2:BB8", ERR_NEWER},
    {"a later version with a text we cannot read", "GUOSUO9:#", ERR_NEWER},
    {"version zero", "GUOSUO0:BB8", ERR_NEWER},
    {"a length that does not fit", "GUOSUO1:BB8B", ERR_FORMAT},
    {"a space is a digit of base45", "GUOSUO1: 00", ERR_OK},
};

static void a_code_has_our_prefix_and_one_line_end_at_most(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof codes / sizeof *codes; i++) {
		struct arena arena = fresh();
		struct span out = {memory, 77};
		enum err err = code_read(span_text(codes[i].text), &arena, &out);
		if (err != codes[i].want)
			fail_msg("%s: ERR_%s", codes[i].why, err_name(err));
		assert_int_equal(out.n, err == ERR_OK ? 2 : 77);
		assert_true(err == ERR_OK || arena.used == 0);
	}
}

static void a_full_arena_is_an_error(void **state)
{
	(void)state;
	struct arena arena = {memory, 11, 0};
	char *text = NULL;
	struct span out = {0};
	assert_int_equal(code_text(span_text("AB"), &arena, &text), ERR_MEMORY);
	arena.size = 1;
	assert_int_equal(code_read(span_text("GUOSUO1:BB8"), &arena, &out), ERR_MEMORY);
	assert_true(text == NULL && out.p == NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_examples_of_the_rfc_hold_both_ways),
	    cmocka_unit_test(decoding_is_strict),
	    cmocka_unit_test(a_nul_is_no_character_of_base45),
	    cmocka_unit_test(every_group_of_characters_is_one_value_or_an_error),
	    cmocka_unit_test(a_code_reads_back_at_every_length),
	    cmocka_unit_test(a_code_over_the_limit_is_refused_both_ways),
	    cmocka_unit_test(a_code_has_our_prefix_and_one_line_end_at_most),
	    cmocka_unit_test(a_full_arena_is_an_error),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
