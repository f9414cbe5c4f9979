#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>
#include <stdio.h>
#include <time.h>

#include "tests/trust_rig.h"

typedef Guosuo__V1__StatusList body;

enum { WEEK = 202012 };

static uint8_t memory[1 << 21];
static struct rig rig;
static struct directory directory;
static struct roster roster;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	directory = rig_opened_directory(&rig, 5);
	roster = rig_opened_roster(&rig, &directory, SHANDONG);
	return sodium_init() < 0;
}

static struct span file(const body *list, const uint32_t *keys)
{
	return rig_file(&rig, KIND_status, &list->base, keys);
}

/* ---- weeks ----------------------------------------------------------------------------------------------
 */

static const struct {
	const char *why;
	int64_t when;
	uint32_t want;
} week_rows[] = {
    {"1970-01-01, a Thursday", 0, 197001},
    {"1970-01-05, the first Monday", 4 * 86400, 197002},
    {"2020-03-10", RIG_NOW, 202011},
    {"2018-12-31 belongs to the next year", 1546214400, 201901},
    {"2021-01-03, the last second of a 53rd week", 1609718399, 202053},
    {"2021-01-04", 1609718400, 202101},
    {"2016-01-03 belongs to the year before", 1451779200, 201553},
    {"9999-12-31, the last second", 253402300799, 999952},
    {"later", 253402300800, 0},
    {"earlier", -1, 0},
    {"the end of time", INT64_MAX, 0},
    {"the beginning of time", INT64_MIN, 0},
};

static void weeks_are_those_of_iso_8601_in_utc(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(week_rows); i++)
		if (iso_week(week_rows[i].when) != week_rows[i].want)
			fail_msg("%s: %u", week_rows[i].why, iso_week(week_rows[i].when));
}

static void weeks_agree_with_the_c_library_for_four_centuries(void **state)
{
	(void)state;
	for (int64_t day = 0; day < 400 * 366; day += 1) {
		time_t when = (time_t)(day * 86400);
		struct tm tm;
		char text[16];
		gmtime_r(&when, &tm);
		strftime(text, sizeof text, "%G%V", &tm);
		if (iso_week(when) != (uint32_t)strtoul(text, NULL, 10))
			fail_msg("day %ld: %u, %s", (long)day, iso_week(when), text);
	}
}

/* ---- gap-Rice -------------------------------------------------------------------------------------------
 */

struct writer {
	uint8_t bytes[4096];
	size_t bits;
};

static void put_bit(struct writer *writer, unsigned bit)
{
	assert_true(writer->bits < sizeof writer->bytes * 8);
	if (bit != 0)
		writer->bytes[writer->bits / 8] |= (uint8_t)(0x80U >> writer->bits % 8);
	writer->bits++;
}

static void put_gap(struct writer *writer, uint32_t k, uint32_t v)
{
	for (uint32_t i = 0; i < v >> k; i++)
		put_bit(writer, 1);
	put_bit(writer, 0);
	for (uint32_t i = k; i-- > 0;)
		put_bit(writer, v >> i & 1);
}

static size_t encode(const uint32_t *indexes, size_t count, uint32_t k, struct writer *writer)
{
	uint32_t last = 0;
	*writer = (struct writer){0};
	for (size_t i = 0; i < count; i++) {
		put_gap(writer, k, indexes[i] - last - 1);
		last = indexes[i];
	}
	while (writer->bits % 8 != 0)
		put_bit(writer, 1);
	return writer->bits / 8;
}

/* A list whose middle week has these revoked bytes. */
static enum err open_with(uint32_t rice, struct span revoked, struct status *out)
{
	body *list = rig_status(&rig, SHANDONG, 1);
	list->weeks[1]->rice = rice;
	list->weeks[1]->revoked = rig_bytes(&rig, revoked.p, revoked.n);
	return status_open(rig_status_file(&rig, list), &roster, &rig.arena, out);
}

#define BYTES(...)                                                                                           \
	{                                                                                                    \
		(const uint8_t[]){__VA_ARGS__}, sizeof((const uint8_t[]){__VA_ARGS__})                       \
	}

static const struct {
	const char *why;
	uint32_t rice;
	struct span revoked;
	uint32_t want[10]; /* the revoked ones up to 20; {0}: malformed */
} code_rows[] = {
    {"one to eight, each a zero", 1, BYTES(0x00), {1, 2, 3, 4, 5, 6, 7, 8}},
    {"index 1 and seven bits of filling", 1, BYTES(0x7F), {1}},
    {"index 8, no filling", 1, BYTES(0xFE), {8}},
    {"index 9 over the byte", 1, BYTES(0xFF, 0x7F), {9}},
    {"k = 2: 0.10 is 3, 10.01 is 3 + 6, one bit of filling", 3, BYTES(0x53), {3, 9}},
    {"filling alone", 1, BYTES(0xFF), {0}},
    {"a byte of filling too many", 1, BYTES(0x7F, 0xFF), {0}},
    {"a remainder cut off", 9, BYTES(0x00), {0}},
    {"nothing after the parameter", 1, {NULL, 0}, {0}},
    {"bytes without a parameter", 0, BYTES(0x7F), {0}},
    {"a parameter too large", RICE_MAX + 1, BYTES(0, 0, 0, 0), {0}},
    {"a parameter far too large", UINT32_MAX, BYTES(0, 0, 0, 0, 0x3F), {0}},
};

static void the_code_reads_as_its_description_says(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(code_rows); i++) {
		struct status status;
		const uint32_t *want = code_rows[i].want;
		enum err got = open_with(code_rows[i].rice, code_rows[i].revoked, &status);
		if (got != (want[0] == 0 ? ERR_FORMAT : ERR_OK))
			fail_msg("%s: %s", code_rows[i].why, err_name(got));
		for (uint32_t index = 1; got == ERR_OK && index <= 20; index++) {
			bool revoked = *want == index;
			want += revoked;
			if (status_ask(&status, WEEK, index) != (revoked ? STATUS_REVOKED : STATUS_GOOD))
				fail_msg("%s: index %u", code_rows[i].why, index);
		}
	}
}

static void what_is_encoded_is_revoked_and_nothing_else(void **state)
{
	(void)state;
	for (uint32_t k = 0; k < 12; k++) {
		uint32_t indexes[60], last = 0;
		struct writer writer;
		struct status status;
		size_t used = rig.arena.used;
		for (size_t i = 0; i < RIG_COUNT(indexes); i++) {
			last += 1 + (uint32_t)(i * i * 7 + k * 3) % (i % 5 == 0 ? 1U : 3U << k);
			indexes[i] = last;
		}
		size_t n = encode(indexes, RIG_COUNT(indexes), k, &writer);
		assert_int_equal(open_with(k + 1, span_of(writer.bytes, n), &status), ERR_OK);
		for (uint32_t index = 1, at = 0; index <= last + 5; index++) {
			bool revoked = at < RIG_COUNT(indexes) && indexes[at] == index;
			at += revoked;
			assert_int_equal(status_ask(&status, WEEK, index),
			                 revoked ? STATUS_REVOKED : STATUS_GOOD);
		}
		rig.arena.used = used;
	}
}

static void the_last_index_there_is_can_be_revoked_and_none_beyond(void **state)
{
	const uint32_t largest[] = {UINT32_MAX}, before[] = {UINT32_MAX - 1, UINT32_MAX};
	struct writer writer;
	struct status status;
	(void)state;
	size_t n = encode(largest, 1, RICE_MAX - 1, &writer);
	assert_int_equal(open_with(RICE_MAX, span_of(writer.bytes, n), &status), ERR_OK);
	assert_int_equal(status_ask(&status, WEEK, UINT32_MAX), STATUS_REVOKED);
	assert_int_equal(status_ask(&status, WEEK, UINT32_MAX - 1), STATUS_GOOD);
	n = encode(before, 2, RICE_MAX - 1, &writer);
	assert_int_equal(open_with(RICE_MAX, span_of(writer.bytes, n), &status), ERR_OK);
	writer = (struct writer){0};
	put_gap(&writer, RICE_MAX - 1, UINT32_MAX);
	while (writer.bits % 8 != 0)
		put_bit(&writer, 1);
	assert_int_equal(open_with(RICE_MAX, span_of(writer.bytes, writer.bits / 8), &status), ERR_FORMAT);
	memset(writer.bytes, 0xFF, sizeof writer.bytes);
	writer.bytes[sizeof writer.bytes - 5] = 0;
	assert_int_equal(open_with(RICE_MAX, span_of(writer.bytes, sizeof writer.bytes), &status),
	                 ERR_FORMAT);
}

/* Every byte, every parameter to 8: either refused, or the revoked ones encode to just this byte. */
static void no_set_has_two_codes(void **state)
{
	(void)state;
	for (uint32_t k = 0; k < 8; k++)
		for (unsigned byte = 0; byte < 256; byte++) {
			uint8_t raw[] = {(uint8_t)byte};
			uint32_t indexes[16];
			struct writer writer;
			struct status status;
			size_t count = 0, used = rig.arena.used;
			if (open_with(k + 1, span_of(raw, 1), &status) == ERR_OK) {
				for (uint32_t index = 1; index <= 8U << k; index++)
					if (status_ask(&status, WEEK, index) == STATUS_REVOKED)
						indexes[count++] = index;
				assert_true(count > 0);
				assert_int_equal(encode(indexes, count, k, &writer), 1);
				assert_int_equal(writer.bytes[0], byte);
			}
			rig.arena.used = used;
		}
}

static void a_thousand_of_a_million_fit_in_a_kilobyte_and_a_half(void **state)
{
	uint32_t indexes[1000], last = 0, random = 1;
	struct writer writer;
	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		random = random * 1664525 + 1013904223;
		last += 1 + (random >> 8) % 2000;
		indexes[i] = last;
	}
	assert_in_range(encode(indexes, 1000, 9, &writer), 1200, 1500);
}

/* ---- the encoder ---- */

enum { LIVE = 2500000, MANY = 8192 }; /* passes of one week: 10 million in four weeks */

static uint32_t many[MANY];

/* Each of `live` indexes with this chance, out of 2^32. */
static size_t draw(uint32_t live, uint32_t chance, uint64_t seed)
{
	size_t n = 0;
	for (uint32_t index = 1; index <= live && n < MANY; index++) {
		seed = seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		if ((uint32_t)(seed >> 32) < chance)
			many[n++] = index;
	}
	return n;
}

static void must_decode_to(const Guosuo__V1__StatusWeek *week, const uint32_t *indexes, size_t count)
{
	struct status_walk walk;
	uint32_t index;
	status_walk(week, &walk);
	for (size_t i = 0; i < count; i++) {
		assert_true(status_next(&walk, &index));
		assert_int_equal(index, indexes[i]);
	}
	assert_false(status_next(&walk, &index));
}

static void what_is_encoded_is_read_again_and_no_other_parameter_is_shorter(void **state)
{
	static const uint32_t chances[] = {1U << 31, 1U << 29, 1U << 25, 1U << 22, 1U << 18};
	struct writer writer;
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(chances); i++) {
		Guosuo__V1__StatusWeek *week = rig_week(&rig, WEEK);
		size_t count = draw(i < 2 ? 400 : 20000, chances[i], i + 1);
		assert_int_equal(status_encode(many, count, &rig.arena, week), ERR_OK);
		must_decode_to(week, many, count);
		for (uint32_t k = i < 2 ? 0 : 4; count > 0 && k < RICE_MAX; k++) {
			if (many[count - 1] >> k > 20000)
				continue;
			size_t n = encode(many, count, k, &writer);
			assert_true(n >= week->revoked.len);
			if (k + 1 == week->rice)
				assert_memory_equal(writer.bytes, week->revoked.data, n);
		}
	}
}

static void the_encoder_takes_what_rises_and_nothing_else(void **state)
{
	static const uint32_t twice[] = {5, 5}, falls[] = {5, 4}, zero[] = {0}, largest[] = {1, UINT32_MAX};
	Guosuo__V1__StatusWeek *week = rig_week(&rig, WEEK);
	struct arena small = {memory, 3, 0};
	(void)state;
	assert_int_equal(status_encode(twice, 2, &rig.arena, week), ERR_FORMAT);
	assert_int_equal(status_encode(falls, 2, &rig.arena, week), ERR_FORMAT);
	assert_int_equal(status_encode(zero, 1, &rig.arena, week), ERR_FORMAT);
	assert_int_equal(status_encode(largest, 2, &small, week), ERR_MEMORY);
	assert_int_equal(week->rice, 0);
	assert_int_equal(status_encode(largest, 2, &rig.arena, week), ERR_OK);
	must_decode_to(week, largest, 2);
	assert_int_equal(status_encode(NULL, 0, &rig.arena, week), ERR_OK);
	assert_int_equal(week->rice, 0);
	assert_int_equal(week->revoked.len, 0);
}

/* H(0.001) = 0.011 407 758 bits a pass. */
static void a_list_is_within_a_twentieth_of_the_entropy_bound(void **state)
{
	Guosuo__V1__StatusWeek *week = rig_week(&rig, WEEK);
	(void)state;
	size_t count = draw(LIVE, UINT32_MAX / 1000, 7);
	assert_in_range(count, 2350, 2650);
	assert_int_equal(status_encode(many, count, &rig.arena, week), ERR_OK);
	const uint64_t bound_bytes = UINT64_C(11407758) * LIVE / 1000 / 8000000;
	assert_in_range(week->revoked.len * 100, bound_bytes * 90, bound_bytes * 105);
	printf("status: %zu of %d revoked: %zu bytes, the bound is %llu\n", count, LIVE, week->revoked.len,
	       (unsigned long long)bound_bytes);
}

/* ---- answers --------------------------------------------------------------------------------------------
 */

static void what_a_list_does_not_cover_is_never_good(void **state)
{
	struct status status;
	(void)state;
	assert_int_equal(
	    status_open(rig_status_file(&rig, rig_status(&rig, SHANDONG, 1)), &roster, &rig.arena, &status),
	    ERR_OK);
	assert_int_equal(status_ask(&status, 202011, 1), STATUS_GOOD);
	assert_int_equal(status_ask(&status, 202013, 5000), STATUS_GOOD);
	assert_int_equal(status_ask(&status, 202013, 0), STATUS_NOT_COVERED);
	assert_int_equal(status_ask(&status, 202014, 1), STATUS_NOT_COVERED);
	assert_int_equal(status_ask(&status, 202010, 1), STATUS_NOT_COVERED);
	assert_int_equal(status_ask(&status, 0, 1), STATUS_NOT_COVERED);
}

static Guosuo__V1__AssignmentBar *bar(uint32_t week, uint32_t index)
{
	Guosuo__V1__AssignmentBar *out =
	    RIG_NEW(&rig, Guosuo__V1__AssignmentBar, GUOSUO__V1__ASSIGNMENT_BAR__INIT);
	out->week = week;
	out->index = index;
	out->lowest_phone_serial = index;
	return out;
}

static void bars(body *list, size_t count, ...)
{
	va_list numbers;
	list->bars = rig_take(&rig, count * sizeof *list->bars);
	list->n_bars = count;
	va_start(numbers, count);
	for (size_t i = 0; i < count; i++) {
		uint32_t week = va_arg(numbers, uint32_t);
		list->bars[i] = bar(week, va_arg(numbers, uint32_t));
	}
	va_end(numbers);
}

static void a_bar_is_found_by_week_and_index_together(void **state)
{
	struct status status;
	body *list = rig_status(&rig, SHANDONG, 1);
	(void)state;
	bars(list, 5, 202011U, 5U, 202011U, 9U, 202012U, 1U, 202012U, 5U, 202013U, 7U);
	assert_int_equal(status_open(rig_status_file(&rig, list), &roster, &rig.arena, &status), ERR_OK);
	for (uint32_t week = 202010; week <= 202014; week++)
		for (uint32_t index = 0; index < 12; index++) {
			bool listed = (week == 202011 && (index == 5 || index == 9)) ||
			              (week == 202012 && (index == 1 || index == 5)) ||
			              (week == 202013 && index == 7);
			const Guosuo__V1__AssignmentBar *found = status_bar(&status, week, index);
			assert_int_equal(found != NULL, listed);
			assert_true(found == NULL || found->lowest_phone_serial == index);
		}
}

/* ---- who seals a list -----------------------------------------------------------------------------------
 */

static const struct {
	const char *why;
	uint32_t province, keys[4];
	enum err want;
} open_rows[] = {
    {"its status key", SHANDONG, {3711 + ENTRY_STATUS}, ERR_OK},
    {"an issuing key", SHANDONG, {3711 + ENTRY_ISSUING}, ERR_KEY},
    {"an authority", SHANDONG, {3701}, ERR_KEY},
    {"threat 14: another province's status key", SHANDONG, {4111 + ENTRY_STATUS}, ERR_KEY},
    {"threat 18: its status key about another province", HENAN, {3711 + ENTRY_STATUS}, ERR_SCOPE},
    {"a second seal", SHANDONG, {3711 + ENTRY_STATUS, 3711 + ENTRY_COUNTY}, ERR_SURPLUS},
};

static void a_list_carries_one_seal_of_its_provinces_status_key(void **state)
{
	body *two = NULL;
	(void)state;
	Guosuo__V1__Roster *with_two = rig_roster(&rig, SHANDONG, 1);
	with_two->entries[ENTRY_COUNTY]->role = GUOSUO__V1__ROLE__ROLE_STATUS;
	struct roster second;
	assert_int_equal(roster_open(rig_roster_file(&rig, with_two), &directory, &rig.arena, &second),
	                 ERR_OK);
	for (size_t i = 0; i < RIG_COUNT(open_rows); i++) {
		struct status out = {0};
		size_t used = rig.arena.used;
		two = rig_status(&rig, open_rows[i].province, 1);
		struct span raw = file(two, open_rows[i].keys);
		size_t before = rig.arena.used;
		enum err got = status_open(raw, &second, &rig.arena, &out);
		if (got != open_rows[i].want || (out.body != NULL) != (got == ERR_OK))
			fail_msg("%s: %s", open_rows[i].why, err_name(got));
		assert_true(got == ERR_OK || rig.arena.used == before);
		rig.arena.used = used;
	}
}

static void threat_14_a_seal_of_another_kind_or_another_list_is_refused(void **state)
{
	struct span one = rig_pack(&rig, &rig_status(&rig, SHANDONG, 1)->base);
	struct span two = rig_pack(&rig, &rig_status(&rig, SHANDONG, 2)->base);
	const uint32_t *key = RIG_KEYS(rig_entry(SHANDONG, ENTRY_STATUS));
	struct span as_notice = rig_seals(&rig, KIND_notice, NULL, one, key);
	struct span of_two = rig_seals(&rig, KIND_status, NULL, two, key);
	struct status out;
	(void)state;
	assert_int_equal(status_open(rig_envelope(&rig, one, as_notice), &roster, &rig.arena, &out),
	                 ERR_SEAL);
	assert_int_equal(status_open(rig_envelope(&rig, one, of_two), &roster, &rig.arena, &out), ERR_SEAL);
}

static void the_sealing_entry_is_given_out_even_where_its_window_closed(void **state)
{
	Guosuo__V1__Roster *closed = rig_roster(&rig, SHANDONG, 1);
	struct roster opened;
	struct status out;
	(void)state;
	closed->entries[ENTRY_STATUS]->not_after = RIG_NOW - RIG_DAY;
	assert_int_equal(roster_open(rig_roster_file(&rig, closed), &directory, &rig.arena, &opened), ERR_OK);
	assert_int_equal(
	    status_open(rig_status_file(&rig, rig_status(&rig, SHANDONG, 1)), &opened, &rig.arena, &out),
	    ERR_OK);
	assert_ptr_equal(out.key, opened.body->entries[ENTRY_STATUS]);
	assert_true(out.key->not_after < RIG_NOW);
}

/* ---- soundness ------------------------------------------------------------------------------------------
 */

static void weeks_fall(body *l)
{
	l->weeks[1]->week = 202011;
}
static void week_zero(body *l)
{
	l->weeks[0]->week = 202000;
}
static void week_54(body *l)
{
	l->weeks[2]->week = 202054;
}
static void too_many_weeks(body *l)
{
	l->n_weeks = STATUS_SECTIONS_MAX + 1;
	l->weeks = rig_take(&rig, l->n_weeks * sizeof *l->weeks);
	for (uint32_t i = 0; i < l->n_weeks; i++)
		l->weeks[i] = rig_week(&rig, (2020 + i / 50) * 100 + i % 50 + 1);
}
static void epoch_zero(body *l)
{
	l->epoch = 0;
}

static void version_zero(body *l)
{
	l->version = 0;
}
static void not_issued(body *l)
{
	l->issued_at = 0;
}
static void due_before_issued(body *l)
{
	l->next_update = l->issued_at - 1;
}
static void ends_before_due(body *l)
{
	l->expires_at = l->next_update - 1;
}
static void bars_fall(body *l)
{
	bars(l, 2, 202012U, 5U, 202011U, 9U);
}
static void bar_twice(body *l)
{
	bars(l, 2, 202012U, 5U, 202012U, 5U);
}
static void bar_of_index_zero(body *l)
{
	bars(l, 1, 202012U, 0U);
}
static void slots(body *l, uint32_t a, uint32_t b)
{
	bars(l, 1, 202012U, 1U);
	l->bars[0]->barred_slots = rig_take(&rig, 2 * sizeof(uint32_t));
	l->bars[0]->barred_slots[0] = a;
	l->bars[0]->barred_slots[1] = b;
	l->bars[0]->n_barred_slots = 2;
}
static void slots_fall(body *l)
{
	slots(l, 2, 1);
}
static void slot_zero(body *l)
{
	slots(l, 0, 1);
}
static void directory_without_hash(body *l)
{
	l->directory_version = 5;
}
static void directory_hash_cut(body *l)
{
	l->directory_version = 5;
	l->directory_hash = rig_bytes(&rig, directory.hash, HASH_LEN - 1);
}
static void hash_without_directory(body *l)
{
	l->directory_hash = rig_bytes(&rig, directory.hash, HASH_LEN);
}
static void rosters(body *l, uint32_t a, uint32_t b, size_t hash_len)
{
	l->rosters = rig_take(&rig, 2 * sizeof *l->rosters);
	l->n_rosters = 2;
	for (size_t i = 0; i < 2; i++) {
		l->rosters[i] = RIG_NEW(&rig, Guosuo__V1__RosterVersion, GUOSUO__V1__ROSTER_VERSION__INIT);
		l->rosters[i]->province = i == 0 ? a : b;
		l->rosters[i]->version = 1;
		l->rosters[i]->hash = rig_bytes(&rig, roster.hash, hash_len);
	}
}
static void rosters_fall(body *l)
{
	rosters(l, HENAN, SHANDONG, HASH_LEN);
}
static void roster_hash_cut(body *l)
{
	rosters(l, SHANDONG, HENAN, 31);
}
static void all_in_order(body *l)
{
	l->directory_version = 5;
	l->directory_hash = rig_bytes(&rig, directory.hash, HASH_LEN);
	rosters(l, SHANDONG, HENAN, HASH_LEN);
	slots(l, 1, 3);
}
static void no_weeks_at_all(body *l)
{
	l->n_weeks = 0;
}

static const struct {
	const char *why;
	void (*spoil)(body *);
	enum err want;
} sound_rows[] = {
    {"everything in order", all_in_order, ERR_OK},
    {"a list that covers nothing", no_weeks_at_all, ERR_OK},
    {"weeks fall", weeks_fall, ERR_FORMAT},
    {"a week 0", week_zero, ERR_FORMAT},
    {"a week 54", week_54, ERR_FORMAT},
    {"too many weeks", too_many_weeks, ERR_FORMAT},
    {"epoch 0, which no claim of its file could say", epoch_zero, ERR_FORMAT},
    {"version 0", version_zero, ERR_FORMAT},
    {"never issued", not_issued, ERR_FORMAT},
    {"due before issued", due_before_issued, ERR_FORMAT},
    {"ends before due", ends_before_due, ERR_FORMAT},
    {"bars fall", bars_fall, ERR_FORMAT},
    {"a bar twice", bar_twice, ERR_FORMAT},
    {"a bar of index 0", bar_of_index_zero, ERR_FORMAT},
    {"slots fall", slots_fall, ERR_FORMAT},
    {"a slot 0", slot_zero, ERR_FORMAT},
    {"a directory without hash", directory_without_hash, ERR_FORMAT},
    {"a directory hash cut short", directory_hash_cut, ERR_FORMAT},
    {"a hash without directory", hash_without_directory, ERR_FORMAT},
    {"rosters fall", rosters_fall, ERR_FORMAT},
    {"a roster hash cut short", roster_hash_cut, ERR_FORMAT},
};

static void an_unsound_list_is_refused_whoever_sealed_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(sound_rows); i++) {
		struct status out;
		body *list = rig_status(&rig, SHANDONG, 1);
		sound_rows[i].spoil(list);
		enum err got = status_open(rig_status_file(&rig, list), &roster, &rig.arena, &out);
		if (got != sound_rows[i].want)
			fail_msg("%s: %s", sound_rows[i].why, err_name(got));
	}
}

static void a_newer_list_is_said_to_be_newer(void **state)
{
	struct span bytes = rig_pack(&rig, &rig_status(&rig, SHANDONG, 1)->base);
	uint8_t *newer = rig_take(&rig, bytes.n + 3);
	const uint8_t field_20[] = {0xA0, 0x01, 0x01};
	struct status out;
	(void)state;
	memcpy(newer, bytes.p, bytes.n);
	memcpy(newer + bytes.n, field_20, sizeof field_20);
	struct span whole = span_of(newer, bytes.n + sizeof field_20);
	struct span seals =
	    rig_seals(&rig, KIND_status, NULL, whole, RIG_KEYS(rig_entry(SHANDONG, ENTRY_STATUS)));
	assert_int_equal(status_open(rig_envelope(&rig, whole, seals), &roster, &rig.arena, &out), ERR_NEWER);
}

static void threat_12_lists_never_go_back(void **state)
{
	static const struct {
		uint32_t epoch, version;
		bool same;
		enum err want;
	} rows[] = {
	    {2, 8, false, ERR_OK},       {2, 7, true, ERR_EXISTS}, {2, 7, false, ERR_FORKED},
	    {2, 6, false, ERR_ROLLBACK}, {3, 1, false, ERR_OK},    {1, UINT32_MAX, false, ERR_ROLLBACK},
	};
	body held_body = *rig_status(&rig, SHANDONG, 7), next_body = held_body;
	struct status held = {.body = &held_body}, next = {.body = &next_body};
	(void)state;
	held_body.epoch = 2;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		next_body.epoch = rows[i].epoch, next_body.version = rows[i].version;
		next.hash[0] = rows[i].same ? 0 : 1;
		assert_int_equal(status_supersedes(&next, &held), rows[i].want);
	}
}

/* ---- bytes and memory -----------------------------------------------------------------------------------
 */

static struct span full_file(void)
{
	body *list = rig_status(&rig, SHANDONG, 1);
	const uint8_t revoked[] = {0x53, 0x10, 0x77};
	all_in_order(list);
	list->weeks[0]->rice = 3;
	list->weeks[0]->revoked = rig_bytes(&rig, revoked, sizeof revoked);
	return rig_status_file(&rig, list);
}

static void threat_8_whatever_is_malformed_is_refused(void **state)
{
	struct status out;
	struct span raw = full_file();
	uint8_t *bytes = rig_take(&rig, raw.n + 1);
	(void)state;
	memcpy(bytes, raw.p, raw.n);
	assert_int_equal(status_open(raw, &roster, &rig.arena, &out), ERR_OK);
	for (size_t n = 0; n < raw.n; n++)
		assert_int_not_equal(status_open(span_of(bytes, n), &roster, &rig.arena, &out), ERR_OK);
	assert_int_equal(status_open(span_of(bytes, raw.n + 1), &roster, &rig.arena, &out), ERR_FORMAT);
	static uint8_t large[STATUS_MAX + 1];
	assert_int_equal(status_open(span_of(large, sizeof large), &roster, &rig.arena, &out), ERR_SIZE);
	for (size_t bit = 0; bit < raw.n * 8; bit++) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (status_open(span_of(bytes, raw.n), &roster, &rig.arena, &out) == ERR_OK)
			fail_msg("bit %zu", bit);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void any_smaller_arena_is_said_and_left_as_it_was(void **state)
{
	struct span raw = full_file();
	static uint8_t room[1 << 15];
	enum err got = ERR_MEMORY;
	size_t n = 0;
	(void)state;
	for (; n < sizeof room && got == ERR_MEMORY; n += 13) {
		struct arena arena = {room, n, 0};
		struct status out = {0};
		got = status_open(raw, &roster, &arena, &out);
		assert_true(got == ERR_OK || (arena.used == 0 && out.body == NULL));
	}
	assert_int_equal(got, ERR_OK);
	assert_true(n > raw.n);
}

static void an_open_list_costs_its_bytes_and_its_steps_and_nothing_of_the_check(void **state)
{
	static uint8_t room[1 << 15] __attribute__((aligned(16))), other[1 << 15] __attribute__((aligned(16)));
	struct span raw = full_file();
	struct arena opened = {room, sizeof room, 0}, unpacked = {room, sizeof room, 0};
	ProtobufCMessage *sealed, *list;
	struct status out;
	(void)state;
	assert_int_equal(status_open(raw, &roster, &opened, &out), ERR_OK);
	assert_int_equal(canon_open(&guosuo__v1__sealed__descriptor, raw, &unpacked, &sealed), ERR_OK);
	ProtobufCBinaryData bytes = ((Guosuo__V1__Sealed *)sealed)->body;
	assert_int_equal(canon_open(&guosuo__v1__status_list__descriptor, span_of(bytes.data, bytes.len),
	                            &unpacked, &list),
	                 ERR_OK);
	unpacked.base = other; /* the first is still read from */
	assert_non_null(arena_take(&unpacked, (out.body->n_weeks + 1) * sizeof *out.sections));
	for (size_t i = 0; i < out.body->n_weeks; i++) {
		const Guosuo__V1__StatusWeek *week = out.body->weeks[i];
		size_t most = week->rice == 0 ? 1 : week->revoked.len * 8 / (week->rice * STATUS_STEP) + 1;
		assert_true(out.sections[i].count <= most);
		assert_non_null(arena_take(&unpacked, most * sizeof *out.sections[i].steps));
	}
	assert_int_equal(opened.used, unpacked.used);
}

/* Every index, in a section with many codes: whether it is asked by steps or walked to. */
static void steps_lead_to_the_same_answers(void **state)
{
	enum { COUNT = 5 * STATUS_STEP + 3, SPREAD = 37 };
	uint32_t indexes[COUNT];
	struct status out;
	(void)state;
	for (size_t count = 0; count <= COUNT; count += count < 3 ? 1 : STATUS_STEP / 2) {
		body *list = rig_status(&rig, SHANDONG, 1);
		for (uint32_t i = 0; i < count; i++)
			indexes[i] = 1 + i * SPREAD - i % 5;
		assert_int_equal(status_encode(indexes, count, &rig.arena, list->weeks[1]), ERR_OK);
		assert_int_equal(status_open(rig_status_file(&rig, list), &roster, &rig.arena, &out), ERR_OK);
		const struct status walked = {.body = out.body};
		for (uint32_t index = 1; index < (COUNT + 2) * SPREAD; index++)
			assert_int_equal(status_ask(&out, list->weeks[1]->week, index),
			                 status_ask(&walked, list->weeks[1]->week, index));
		for (size_t i = 0; i < count; i++)
			assert_int_equal(status_ask(&out, list->weeks[1]->week, indexes[i]), STATUS_REVOKED);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(weeks_are_those_of_iso_8601_in_utc, fresh),
	    cmocka_unit_test_setup(weeks_agree_with_the_c_library_for_four_centuries, fresh),
	    cmocka_unit_test_setup(the_code_reads_as_its_description_says, fresh),
	    cmocka_unit_test_setup(what_is_encoded_is_revoked_and_nothing_else, fresh),
	    cmocka_unit_test_setup(the_last_index_there_is_can_be_revoked_and_none_beyond, fresh),
	    cmocka_unit_test_setup(no_set_has_two_codes, fresh),
	    cmocka_unit_test_setup(a_thousand_of_a_million_fit_in_a_kilobyte_and_a_half, fresh),
	    cmocka_unit_test_setup(what_is_encoded_is_read_again_and_no_other_parameter_is_shorter, fresh),
	    cmocka_unit_test_setup(the_encoder_takes_what_rises_and_nothing_else, fresh),
	    cmocka_unit_test_setup(a_list_is_within_a_twentieth_of_the_entropy_bound, fresh),
	    cmocka_unit_test_setup(what_a_list_does_not_cover_is_never_good, fresh),
	    cmocka_unit_test_setup(a_bar_is_found_by_week_and_index_together, fresh),
	    cmocka_unit_test_setup(a_list_carries_one_seal_of_its_provinces_status_key, fresh),
	    cmocka_unit_test_setup(threat_14_a_seal_of_another_kind_or_another_list_is_refused, fresh),
	    cmocka_unit_test_setup(the_sealing_entry_is_given_out_even_where_its_window_closed, fresh),
	    cmocka_unit_test_setup(an_unsound_list_is_refused_whoever_sealed_it, fresh),
	    cmocka_unit_test_setup(a_newer_list_is_said_to_be_newer, fresh),
	    cmocka_unit_test_setup(threat_12_lists_never_go_back, fresh),
	    cmocka_unit_test_setup(threat_8_whatever_is_malformed_is_refused, fresh),
	    cmocka_unit_test_setup(any_smaller_arena_is_said_and_left_as_it_was, fresh),
	    cmocka_unit_test_setup(an_open_list_costs_its_bytes_and_its_steps_and_nothing_of_the_check, fresh),
	    cmocka_unit_test_setup(steps_lead_to_the_same_answers, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
