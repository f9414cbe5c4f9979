/* A state file as codes, and back again. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "tests/part_cases.h"

static uint8_t memory[1 << 21], room[1 << 20];
static struct rig rig;
static struct arena arena;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	arena = (struct arena){room, sizeof room, 0};
	return 0;
}

static void each_code_is_read_or_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(part_cases); i++) {
		const Guosuo__V1__StatePart *one;
		struct rig own = rig;
		enum err err = part_read(part_case_text(&own, &part_cases[i]), &arena, &one);
		if (err != part_cases[i].want)
			fail_msg("%s: %d", part_cases[i].en, err);
	}
}

/* Reads the parts of a file in this order, ended by 0, and joins them. */
static enum err joined(struct span file, const uint32_t *order, struct span *out)
{
	Guosuo__V1__StatePart shared;
	const Guosuo__V1__StatePart *items[PARTS_MAX];
	size_t n = 0;
	assert_int_equal(part_begin(GUOSUO__V1__STATE_KIND__STATE_STATUS, 0, file, &arena, &shared), ERR_OK);
	for (; order[n] != 0; n++) {
		char *text;
		assert_int_equal(part_text(&shared, file, order[n], &arena, &text), ERR_OK);
		assert_true(strlen(text) <= PART_TEXT_MAX);
		assert_int_equal(part_read(span_text(text), &arena, &items[n]), ERR_OK);
		struct claim claim = part_claim(items[n]);
		assert_int_equal(claim.province, SHANDONG);
		assert_int_equal(claim.version, 300);
	}
	return part_join(items, n, &arena, out);
}

static void in_any_order_they_are_the_file_and_in_none_but_all(void **state)
{
	static const struct {
		uint32_t order[4];
		enum err want;
	} rows[] = {{{1, 2, 0}, ERR_OK}, {{2, 1, 0}, ERR_OK}, {{1, 0}, ERR_STATE}, {{2, 0}, ERR_STATE}, {{1, 1, 0}, ERR_STATE}, {{0}, ERR_STATE}};
	struct span file = part_case_file(&rig), out;
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows) - 1; i++) {
		assert_int_equal(joined(file, rows[i].order, &out), rows[i].want);
		assert_true(rows[i].want != ERR_OK || span_equal(out, file));
	}
	assert_int_equal(part_join(NULL, 0, &arena, &out), ERR_STATE);
}

/* Someone mixed another file's bytes in: the digest tells. */
static void what_is_not_the_file_they_name_is_refused(void **state)
{
	Guosuo__V1__StatePart one = part_case_good(&rig, 1), two = part_case_good(&rig, 2), other = one;
	const Guosuo__V1__StatePart *items[] = {&one, &two};
	struct span out;
	(void)state;
	assert_int_equal(part_join(items, 2, &arena, &out), ERR_OK);
	uint8_t *bytes = rig_take(&rig, PART_BYTES);
	memcpy(bytes, one.bytes.data, PART_BYTES);
	bytes[PART_BYTES - 1] ^= 1;
	one.bytes.data = bytes;
	assert_int_equal(part_join(items, 2, &arena, &out), ERR_FORMAT);
	other.version++;
	items[0] = &other;
	assert_int_equal(part_join(items, 2, &arena, &out), ERR_STATE);
}

static void a_file_that_is_too_large_for_codes_is_said(void **state)
{
	Guosuo__V1__StatePart shared;
	struct span file = part_case_file(&rig);
	uint8_t *large = rig_take(&rig, PARTS_FILE_MAX + 1);
	const Guosuo__V1__StateKind kind = GUOSUO__V1__STATE_KIND__STATE_STATUS;
	char *text;
	(void)state;
	memcpy(large, file.p, file.n);
	assert_int_equal(part_begin(kind, 0, span_of(large, PARTS_FILE_MAX + 1), &arena, &shared), ERR_SIZE);
	assert_int_equal(part_begin(kind, 0, span_of(large, 0), &arena, &shared), ERR_SIZE);
	assert_int_equal(part_begin(kind, 0, span_of(large + 1, 20), &arena, &shared), ERR_FORMAT);
	assert_int_equal(part_begin(kind, 0, span_of(large, PARTS_FILE_MAX), &arena, &shared), ERR_OK);
	assert_int_equal(shared.of, PARTS_MAX);
	assert_int_equal(part_text(&shared, span_of(large, PARTS_FILE_MAX), PARTS_MAX, &arena, &text), ERR_OK);
	assert_int_equal(part_text(&shared, span_of(large, PARTS_FILE_MAX), PARTS_MAX + 1, &arena, &text), ERR_SIZE);
	assert_int_equal(part_text(&shared, span_of(large, PARTS_FILE_MAX), 0, &arena, &text), ERR_SIZE);
}

static void notices_say_their_province_and_no_edition(void **state)
{
	Guosuo__V1__StatePart shared;
	const Guosuo__V1__StatePart *one;
	const uint8_t file[] = {8, 37};
	char *text;
	(void)state;
	assert_int_equal(part_begin(GUOSUO__V1__STATE_KIND__STATE_NOTICES, 37, span_of(file, sizeof file), &arena, &shared), ERR_OK);
	assert_int_equal(part_text(&shared, span_of(file, sizeof file), 1, &arena, &text), ERR_OK);
	assert_int_equal(part_read(span_text(text), &arena, &one), ERR_OK);
	assert_int_equal(one->province, 37);
	assert_int_equal(one->version, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(each_code_is_read_or_refused, fresh),
	    cmocka_unit_test_setup(in_any_order_they_are_the_file_and_in_none_but_all, fresh),
	    cmocka_unit_test_setup(what_is_not_the_file_they_name_is_refused, fresh),
	    cmocka_unit_test_setup(a_file_that_is_too_large_for_codes_is_said, fresh),
	    cmocka_unit_test_setup(notices_say_their_province_and_no_edition, fresh),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
