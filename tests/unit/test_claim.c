/* Which edition a state file says it is, from its first bytes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include <sodium.h>

#include "proto/claim.h"
#include "tests/trust_rig.h"

static uint8_t memory[1 << 20];

static void every_kind_says_its_edition_in_its_first_bytes(void **state)
{
	struct rig rig = rig_make(memory, sizeof memory);
	Guosuo__V1__Roster *roster = rig_roster(&rig, HEBEI, UINT32_MAX);
	roster->epoch = UINT32_MAX;
	const struct {
		enum kind kind;
		struct span raw;
		struct claim want;
	} rows[] = {
	    {KIND_directory, rig_directory_file(&rig, rig_directory(&rig, 300)), {0, 0, 300}},
	    {KIND_roster, rig_roster_file(&rig, roster), {HEBEI, UINT32_MAX, UINT32_MAX}},
	    {KIND_status, rig_status_file(&rig, rig_status(&rig, SHANDONG, 7)), {SHANDONG, 1, 7}},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct claim claim;
		assert_int_equal(claim_read(rows[i].kind, span_of(rows[i].raw.p, CLAIM_HEAD), &claim), ERR_OK);
		assert_memory_equal(&claim, &rows[i].want, sizeof claim);
	}
}

static void what_is_not_canonical_claims_nothing(void **state)
{
	static const struct {
		const char *why;
		uint8_t head[12];
		size_t n;
	} rows[] = {
	    {"nothing", {0}, 0},
	    {"seals first", {0x12, 9, 8, 13, 16, 1, 24, 7}, 8},
	    {"no province", {0x0a, 9, 16, 1, 24, 7}, 6},
	    {"no epoch", {0x0a, 9, 8, 13, 24, 7}, 6},
	    {"version zero", {0x0a, 9, 8, 13, 16, 1, 24, 0}, 8},
	    {"a number that is longer than it must be", {0x0a, 9, 8, 0x8d, 0, 16, 1, 24, 7}, 9},
	    {"more than 32 bits", {0x0a, 9, 8, 0xff, 0xff, 0xff, 0xff, 0x1f, 16, 1, 24, 7}, 12},
	    {"cut in a number", {0x0a, 9, 8, 13, 16, 1, 24, 0x87}, 8},
	    {"cut before the version", {0x0a, 9, 8, 13, 16, 1}, 6},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct claim claim;
		if (claim_read(KIND_status, span_of(rows[i].head, rows[i].n), &claim) != ERR_FORMAT)
			fail_msg("%s", rows[i].why);
	}
}

static void editions_compare_by_epoch_then_version(void **state)
{
	static const struct {
		struct claim claim;
		enum err want;
	} rows[] = {
	    {{HEBEI, 2, 5}, ERR_EXISTS}, {{HEBEI, 2, 6}, ERR_OK}, {{HEBEI, 2, 4}, ERR_ROLLBACK},
	    {{HEBEI, 3, 1}, ERR_OK},	 {{HEBEI, 1, 9}, ERR_ROLLBACK},
	};
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		assert_int_equal(claim_above(&rows[i].claim, 2, 5), rows[i].want);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_kind_says_its_edition_in_its_first_bytes),
	    cmocka_unit_test(what_is_not_canonical_claims_nothing),
	    cmocka_unit_test(editions_compare_by_epoch_then_version),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
