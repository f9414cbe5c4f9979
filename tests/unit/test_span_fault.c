/* The arena, the two lists of texts, and how a fault is put into words. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <cmocka.h>

#include "proto/fault.h"
#include "proto/utf8.h"

/* ---- spans and the arena ---- */

static void spans_are_equal_by_content(void **state)
{
	(void)state;
	assert_true(span_equal(span_text("abc"), span_of("abcd", 3)));
	assert_false(span_equal(span_text("abc"), span_text("abd")));
	assert_false(span_equal(span_text("abc"), span_text("ab")));
	assert_true(span_equal(span_of(NULL, 0), span_text("")));
	assert_int_equal(span_text("挂").n, 3);
}

static void everything_taken_is_aligned_zeroed_and_apart(void **state)
{
	(void)state;
	static alignas(max_align_t) uint8_t memory[512];
	for (size_t shift = 0; shift < alignof(max_align_t); shift++) {
		memset(memory, 0xEE, sizeof memory);
		struct arena arena = {memory + shift, sizeof memory - shift, 0};
		uint8_t *end = memory;
		for (size_t n = 0; n < 20; n++) {
			uint8_t *p = arena_take(&arena, n);
			assert_non_null(p);
			assert_int_equal((uintptr_t)p % alignof(max_align_t), 0);
			assert_true(p >= end && p + n <= memory + sizeof memory);
			for (size_t i = 0; i < n; i++)
				assert_int_equal(p[i], 0);
			memset(p, 0xEE, n);
			end = p + n;
		}
	}
}

static void a_full_arena_gives_null_and_stays_as_it_was(void **state)
{
	(void)state;
	static alignas(max_align_t) uint8_t memory[64];
	struct arena arena = {memory, sizeof memory, 0};
	assert_null(arena_take(&arena, 65));
	assert_null(arena_take(&arena, SIZE_MAX));
	assert_null(arena_take(&arena, SIZE_MAX - 8));
	assert_int_equal(arena.used, 0);
	assert_non_null(arena_take(&arena, 64));
	assert_null(arena_take(&arena, 1));
	assert_int_equal(arena.used, 64);
	assert_non_null(arena_take(&arena, 0));
	arena.used = 63;
	assert_null(arena_take(&arena, 1)); /* the gap for alignment is the last byte */
	assert_int_equal(arena.used, 63);
}

static void a_text_in_the_arena_ends_in_nul(void **state)
{
	(void)state;
	static alignas(max_align_t) uint8_t memory[4];
	struct arena arena = {memory, sizeof memory, 0};
	memset(memory, 0xEE, sizeof memory);
	assert_null(arena_text(&arena, span_text("four")));
	assert_null(arena_text(&arena, span_of("x", SIZE_MAX)));
	assert_string_equal(arena_text(&arena, span_text("挂")), "挂");
	arena.used = 0;
	assert_string_equal(arena_text(&arena, span_of(NULL, 0)), "");
}

static void protobuf_c_allocates_from_the_arena(void **state)
{
	(void)state;
	static alignas(max_align_t) uint8_t memory[64];
	struct arena arena = {memory, sizeof memory, 0};
	ProtobufCAllocator allocator = arena_allocator(&arena);
	void *p = allocator.alloc(allocator.allocator_data, 40);
	assert_true(p == memory);
	allocator.free(allocator.allocator_data, p);
	assert_int_equal(arena.used, 40);
	assert_null(allocator.alloc(allocator.allocator_data, 40));
}

/* ---- utf8 ---- */

static void every_character_reads_as_itself_and_only_in_its_shortest_form(void **state)
{
	(void)state;
	for (uint32_t point = 0; point < 0x120000; point++) {
		uint8_t form[4] = {(uint8_t)(0xF0 | point >> 18), (uint8_t)(0x80 | (point >> 12 & 63)),
		                   (uint8_t)(0x80 | (point >> 6 & 63)), (uint8_t)(0x80 | (point & 63))};
		size_t n = point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
		bool valid = point < 0x110000 && (point < 0xD800 || point > 0xDFFF);
		for (size_t length = 1; length <= 4; length++) {
			static const uint8_t marks[] = {0x00, 0xC0, 0xE0, 0xF0};
			uint8_t *p = form + 4 - length, bytes[4];
			struct span rest = span_of(bytes, length);
			uint32_t read;
			memcpy(bytes, p, length);
			bytes[0] = (uint8_t)(length == 1 ? point & 0x7F : marks[length - 1] | (p[0] & 63));
			if (length < n)
				continue;
			if (length == 4)
				bytes[0] = form[0];
			assert_int_equal(utf8_next(&rest, &read), valid && length == n);
			if (valid && length == n)
				assert_true(read == point && rest.n == 0);
		}
	}
}

static void what_is_not_utf8_is_left_untouched(void **state)
{
	(void)state;
	static const char *const bad[] = {"",      "\x80",     "\xbf",        "\xc3",
	                                  "\xc3(", "\xe6\x8c", "\xe6(\x82",   "\xf8\x88\x80\x80\x80",
	                                  "\xfe",  "\xff",     "\xf4\x8f\xbf"};
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		struct span rest = span_text(bad[i]);
		const uint8_t *start = rest.p;
		uint32_t point = 77;
		assert_false(utf8_next(&rest, &point));
		assert_true(point == 77 && rest.p == start && rest.n == strlen(bad[i]));
		assert_int_equal(utf8_valid(rest), rest.n == 0);
	}
	assert_true(utf8_valid(span_text("挂 and 超")));
	assert_false(utf8_valid(span_of("a\0b", 3)));
	assert_false(utf8_valid(span_text("a\xff")));
}

/* ---- lists of texts ---- */

static const char *const connect_codes[] = {
    "canceled",         "unknown",  "invalid_argument",   "deadline_exceeded",   "not_found",
    "already_exists",   "aborted",  "resource_exhausted", "failed_precondition", "out_of_range",
    "unimplemented",    "internal", "unavailable",        "data_loss",           "unauthenticated",
    "permission_denied"};

static bool is_connect_code(const char *code)
{
	for (size_t i = 0; i < sizeof connect_codes / sizeof *connect_codes; i++)
		if (strcmp(code, connect_codes[i]) == 0)
			return true;
	return false;
}

static bool has_chinese(const char *text)
{
	struct span rest = span_text(text);
	uint32_t point;
	while (utf8_next(&rest, &point))
		if (point >= 0x4E00 && point <= 0x9FFF)
			return true;
	return false;
}

static void every_error_has_a_name_a_connect_code_and_two_texts(void **state)
{
	(void)state;
	for (int i = 0; i < ERR_COUNT; i++) {
		enum err err = (enum err)i;
		assert_true(err_name(err)[0] != '\0');
		assert_true(has_chinese(err_text(err, LANG_ZH)));
		assert_true(err_text(err, LANG_EN)[0] != '\0');
		assert_true(err == ERR_OK ? err_connect(err)[0] == '\0' : is_connect_code(err_connect(err)));
		for (int other = 0; other < i; other++) {
			assert_string_not_equal(err_name(err), err_name((enum err)other));
			assert_string_not_equal(err_text(err, LANG_EN), err_text((enum err)other, LANG_EN));
			assert_string_not_equal(err_text(err, LANG_ZH), err_text((enum err)other, LANG_ZH));
		}
	}
	assert_string_equal(err_name((enum err)ERR_COUNT), "INTERNAL");
	assert_string_equal(err_name((enum err)9999), "INTERNAL");
}

static void text_of(enum rule rule, enum lang lang, int64_t got, int64_t limit, char *out, size_t size)
{
	struct fault fault = {.rule = rule, .got = got, .limit = limit};
	fault_text(&fault, lang, out, size);
}

static void every_rule_has_a_name_and_says_the_same_in_both_languages(void **state)
{
	(void)state;
	for (int i = RULE_OK + 1; i < RULE_COUNT; i++) {
		enum rule rule = (enum rule)i;
		char zh[512], en[512];
		text_of(rule, LANG_ZH, 987654, 123456, zh, sizeof zh);
		text_of(rule, LANG_EN, 987654, 123456, en, sizeof en);
		assert_true(fault_name(rule)[0] != '\0');
		assert_true(has_chinese(zh));
		assert_true(en[0] != '\0' && strlen(zh) < 500 && strlen(en) < 500);
		assert_true(utf8_valid(span_text(zh)) && utf8_valid(span_text(en)));
		assert_null(strpbrk(zh, "{}"));
		assert_null(strpbrk(en, "{}"));
		assert_int_equal(strstr(zh, "987654") != NULL, strstr(en, "987654") != NULL);
		assert_int_equal(strstr(zh, "123456") != NULL, strstr(en, "123456") != NULL);
		for (int other = 0; other < i; other++)
			assert_string_not_equal(fault_name(rule), fault_name((enum rule)other));
	}
	assert_string_equal(fault_name((enum rule)9999), "OK");
}

static const struct {
	const char *name, *zh, *en;
} remedies[] = {
#define X(name, severity, zh, zh_do, en, en_do) {#name, zh_do, en_do},
    RULE_LIST(X)
#undef X
};

/* The joining sign, a space, and something after them. */
static bool joined(const char *remedy, const char *signs)
{
	return remedy[0] != '\0' && strchr(signs, remedy[0]) != NULL && remedy[1] == ' ' && strlen(remedy) >= 8;
}

static void every_rule_says_what_to_do(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof remedies / sizeof *remedies; i++)
		if (!joined(remedies[i].zh, ",;:") || !has_chinese(remedies[i].zh) || !joined(remedies[i].en, ":"))
			fail_msg("%s: \"%s\", \"%s\"", remedies[i].name, remedies[i].zh, remedies[i].en);
}

/* ---- faults in words ---- */

static void a_fault_says_its_numbers(void **state)
{
	(void)state;
	static const struct {
		int64_t got, limit;
		const char *zh, *en;
	} rows[] = {
	    {0, 1, "0 低于下限 1, 请改大", "is 0, at least 1 is needed: raise it"},
	    {-5, 10, "-5 低于下限 10, 请改大", "is -5, at least 10 is needed: raise it"},
	    {INT64_MIN, INT64_MAX, "-9223372036854775808 低于下限 9223372036854775807, 请改大",
	     "is -9223372036854775808, at least 9223372036854775807 is needed: raise it"},
	};
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		char text[128];
		text_of(RULE_TOO_SMALL, LANG_ZH, rows[i].got, rows[i].limit, text, sizeof text);
		assert_string_equal(text, rows[i].zh);
		text_of(RULE_TOO_SMALL, LANG_EN, rows[i].got, rows[i].limit, text, sizeof text);
		assert_string_equal(text, rows[i].en);
	}
}

/* At every size: a prefix of the whole text, ending between characters, one NUL, nothing beyond. */
static void a_text_too_long_is_cut_between_characters(void **state)
{
	(void)state;
	for (int i = RULE_OK + 1; i < RULE_COUNT; i++)
		for (int lang = LANG_ZH; lang <= LANG_EN; lang++) {
			char whole[512], cut[512];
			text_of((enum rule)i, (enum lang)lang, 110500, -7, whole, sizeof whole);
			for (size_t size = 1; size <= strlen(whole) + 1; size++) {
				memset(cut, 0x55, sizeof cut);
				text_of((enum rule)i, (enum lang)lang, 110500, -7, cut, size);
				size_t n = strlen(cut);
				assert_true(n < size && n + 4 > size - 1);
				if (memcmp(cut, whole, n) != 0)
					fail_msg("%zu bytes of \"%s\": \"%s\"", size, whole, cut);
				assert_true(utf8_valid(span_text(cut)));
				assert_int_equal(cut[size], 0x55);
			}
		}
	char untouched = 0x55;
	text_of(RULE_REQUIRED, LANG_ZH, 0, 0, &untouched, 0);
	assert_int_equal(untouched, 0x55);
}

static void faults_beyond_the_last_are_counted_not_kept(void **state)
{
	(void)state;
	static struct faults faults;
	fault_add(&faults, RULE_VIN_CHECK, "vin", 0, 0);
	assert_int_equal(faults.errors, 0);
	for (int i = 0; i < FAULTS_MAX + 5; i++)
		fault_add(&faults, RULE_TOO_LARGE, "laden.mass_kg", i, 100);
	assert_int_equal(faults.count, FAULTS_MAX);
	assert_int_equal(faults.errors, FAULTS_MAX + 5);
	assert_int_equal(faults.item[0].rule, RULE_VIN_CHECK);
	assert_int_equal(faults.item[FAULTS_MAX - 1].got, FAULTS_MAX - 2);
	assert_int_equal(faults.item[5].limit, 100);
	assert_string_equal(faults.item[5].field, "laden.mass_kg");
}

static void field_paths_read_as_in_the_json_and_are_cut_to_size(void **state)
{
	(void)state;
	char out[64], small[8];
	field_name(out, sizeof out, "", "vehicle");
	assert_string_equal(out, "vehicle");
	field_name(out, sizeof out, "vehicle", "tractors");
	assert_string_equal(out, "vehicle.tractors");
	field_index(out, sizeof out, "vehicle.tractors", 12);
	assert_string_equal(out, "vehicle.tractors[12]");
	field_index(small, sizeof small, "abcdef", 3);
	assert_string_equal(small, "abcdef[");
	field_name(small, sizeof small, "abcdefghij", "k");
	assert_string_equal(small, "abcdefg");
	field_name(small, sizeof small, "挂挂挂", "k");
	assert_string_equal(small, "挂挂");
	static struct faults faults;
	char path[200];
	memset(path, 'x', sizeof path);
	path[sizeof path - 1] = '\0';
	memcpy(path + 61, "挂", 3);
	fault_add(&faults, RULE_REQUIRED, path, 0, 0);
	assert_int_equal(strlen(faults.item[0].field), 61);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(spans_are_equal_by_content),
	    cmocka_unit_test(everything_taken_is_aligned_zeroed_and_apart),
	    cmocka_unit_test(a_full_arena_gives_null_and_stays_as_it_was),
	    cmocka_unit_test(a_text_in_the_arena_ends_in_nul),
	    cmocka_unit_test(protobuf_c_allocates_from_the_arena),
	    cmocka_unit_test(every_character_reads_as_itself_and_only_in_its_shortest_form),
	    cmocka_unit_test(what_is_not_utf8_is_left_untouched),
	    cmocka_unit_test(every_error_has_a_name_a_connect_code_and_two_texts),
	    cmocka_unit_test(every_rule_has_a_name_and_says_the_same_in_both_languages),
	    cmocka_unit_test(every_rule_says_what_to_do),
	    cmocka_unit_test(a_fault_says_its_numbers),
	    cmocka_unit_test(a_text_too_long_is_cut_between_characters),
	    cmocka_unit_test(faults_beyond_the_last_are_counted_not_kept),
	    cmocka_unit_test(field_paths_read_as_in_the_json_and_are_cut_to_size),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
