/* Notices: what is sound, who may say what, whom it concerns. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>

#include "tests/notice_rig.h"

static uint8_t memory[4 << 20];
static struct rig rig;
static struct roster roster;

static int up(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	roster = (struct roster){.body = rig_roster(&rig, SHANDONG, 1)};
	return 0;
}

static const uint32_t reviewer = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A,
                      county = SHANDONG * 100 + 11 + ENTRY_COUNTY;

static enum err judge(const Guosuo__V1__Sealed *sealed, int64_t now, size_t *entry)
{
	struct notice notice;
	enum err err = notice_read(sealed, &rig.arena, &notice);
	return err == ERR_OK ? notice_verify(sealed, &notice, &roster, now, &rig.arena, entry) : err;
}

static enum err judged(const Guosuo__V1__Notice *notice, const uint32_t *keys)
{
	size_t entry;
	return judge(notice_sealed(&rig, notice, keys), RIG_NOW, &entry);
}

/* ---- what is sound ---- */

static void no_province(Guosuo__V1__Notice *notice)
{
	notice->province = 0;
}
static void no_time(Guosuo__V1__Notice *notice)
{
	notice->sealed_at = 0;
}
static void ends_before(Guosuo__V1__Notice *notice)
{
	notice->not_after = notice->not_before;
}
static void ended(Guosuo__V1__Notice *notice)
{
	notice->not_before = notice->sealed_at - 2 * RIG_DAY;
	notice->not_after = notice->sealed_at;
}
static void too_long_a_life(Guosuo__V1__Notice *notice)
{
	notice->not_after = notice->sealed_at + NOTICE_LIFE_MAX_S + 1;
}
static void as_long_as_may_be(Guosuo__V1__Notice *notice)
{
	notice->not_after = notice->sealed_at + NOTICE_LIFE_MAX_S;
}
static void no_title(Guosuo__V1__Notice *notice)
{
	notice->title = notice_words("");
}
static void long_title(Guosuo__V1__Notice *notice)
{
	char *title = rig_take(&rig, NOTICE_TITLE_MAX + 2);
	notice->title = memset(title, 'a', NOTICE_TITLE_MAX + 1);
}
static void nothing_said(Guosuo__V1__Notice *notice)
{
	notice->n_items = 0;
}
static void elsewhere(Guosuo__V1__Notice *notice)
{
	notice->divisions[0] = 130323;
}
static void no_matter(Guosuo__V1__Notice *notice)
{
	notice->items[2]->matter = GUOSUO__V1__NOTICE_MATTER__NOTICE_MATTER_UNSPECIFIED;
}
static void no_words(Guosuo__V1__Notice *notice)
{
	notice->items[1]->text = notice_words("");
}
static void words_or_a_site(Guosuo__V1__Notice *notice)
{
	notice->items[0]->text = notice_words("");
}
static void site_elsewhere(Guosuo__V1__Notice *notice)
{
	notice->items[0]->division = 130323;
}
static void hours_backwards(Guosuo__V1__Notice *notice)
{
	notice->items[1]->hours[0]->to_min = 60;
}
static void hours_beyond_the_day(Guosuo__V1__Notice *notice)
{
	notice->items[1]->hours[0]->to_min = 1441;
}
static void half_a_hash(Guosuo__V1__Notice *notice)
{
	notice->replaces = rig_bytes(&rig, "half", 4);
}
static void many_roads(Guosuo__V1__Notice *notice)
{
	notice->roads = rig_take(&rig, (NOTICE_ROADS_MAX + 1) * sizeof(char *));
	for (notice->n_roads = 0; notice->n_roads <= NOTICE_ROADS_MAX; notice->n_roads++)
		notice->roads[notice->n_roads] = notice_words("G3");
}
static void nothing(Guosuo__V1__Notice *notice)
{
	(void)notice;
}

static void a_notice_says_what_is_wrong_with_it(void **state)
{
	(void)state;
	static const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__Notice *notice);
		const char *field;
		enum rule rule;
		enum err err; /* under a reviewer's seal */
	} rows[] = {
	    {"a sound one", nothing, NULL, RULE_OK, ERR_OK},
	    {"as long as may be", as_long_as_may_be, NULL, RULE_OK, ERR_OK},
	    {"a site without words", words_or_a_site, NULL, RULE_OK, ERR_OK},
	    {"no province", no_province, "province", RULE_REQUIRED, ERR_SCOPE},
	    {"no time of sealing", no_time, "sealed_at", RULE_REQUIRED, ERR_FORMAT},
	    {"an end at its beginning", ends_before, "not_after", RULE_WINDOW_ORDER, ERR_FORMAT},
	    {"an end when it is sealed", ended, "not_after", RULE_WINDOW_PAST, ERR_FORMAT},
	    {"too long a life", too_long_a_life, "not_after", RULE_WINDOW_FAR, ERR_FORMAT},
	    {"no title", no_title, "title", RULE_REQUIRED, ERR_FORMAT},
	    {"too long a title", long_title, "title", RULE_TOO_LONG, ERR_FORMAT},
	    {"nothing said", nothing_said, "items", RULE_REQUIRED, ERR_FORMAT},
	    {"another province's division", elsewhere, "divisions[0]", RULE_SCOPE_OUTSIDE, ERR_SCOPE},
	    {"no matter", no_matter, "items[2].matter", RULE_REQUIRED, ERR_FORMAT},
	    {"no words and no site", no_words, "items[1].text", RULE_REQUIRED, ERR_FORMAT},
	    {"a site elsewhere", site_elsewhere, "items[0].division", RULE_SCOPE_OUTSIDE, ERR_SCOPE},
	    {"hours that end first", hours_backwards, "items[1].hours", RULE_WINDOW_ORDER, ERR_FORMAT},
	    {"hours beyond midnight", hours_beyond_the_day, "items[1].hours", RULE_WINDOW_ORDER, ERR_FORMAT},
	    {"half a hash", half_a_hash, "replaces", RULE_BYTES, ERR_FORMAT},
	    {"too many roads", many_roads, "roads", RULE_TOO_MANY, ERR_FORMAT},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__Notice *notice = notice_make(&rig, SHANDONG, RIG_NOW);
		struct faults faults = {.count = 0};
		rows[i].spoil(notice);
		notice_check(notice, &faults);
		if (rows[i].rule == RULE_OK ? faults.count != 0
		                            : faults.count == 0 || faults.item[0].rule != rows[i].rule ||
		                                  strcmp(faults.item[0].field, rows[i].field) != 0)
			fail_msg("%s: %zu, %s %s", rows[i].why, faults.count, faults.item[0].field,
			         fault_name(faults.item[0].rule));
		if (judged(notice, RIG_KEYS(reviewer)) != rows[i].err)
			fail_msg("%s, sealed: %s", rows[i].why, err_name(judged(notice, RIG_KEYS(reviewer))));
	}
}

/* ---- who may say it ---- */

static void whole_province(Guosuo__V1__Notice *notice)
{
	notice->n_divisions = 0;
}
static void next_county(Guosuo__V1__Notice *notice)
{
	notice->divisions[0] = SHANDONG * 10000 + 324;
}
static void site_next_door(Guosuo__V1__Notice *notice)
{
	notice->items[0]->division = SHANDONG * 10000 + 324;
}
static void tomorrow(Guosuo__V1__Notice *notice)
{
	notice->sealed_at = RIG_NOW + SKEW_S + 1;
}
static void before_the_key(Guosuo__V1__Notice *notice)
{
	notice->sealed_at = RIG_NOW - 31 * RIG_DAY;
	notice->not_after = RIG_NOW - RIG_DAY;
	notice->not_before = RIG_NOW - 31 * RIG_DAY;
}

static void threat_18_a_notice_counts_only_where_its_sealer_may_speak(void **state)
{
	(void)state;
	const uint32_t both[] = {reviewer, county, 0}, other = rig_entry(HEBEI, ENTRY_REVIEWER_A);
	const uint32_t officer = 8001, issuing = rig_entry(SHANDONG, ENTRY_ISSUING);
	const struct {
		const char *why;
		void (*spoil)(Guosuo__V1__Notice *notice);
		uint32_t key; /* 0: both */
		enum err want;
	} rows[] = {
	    {"a reviewer about a county", nothing, reviewer, ERR_OK},
	    {"a reviewer about the province", whole_province, reviewer, ERR_OK},
	    {"a county about itself", nothing, county, ERR_OK},
	    {"a county about the province", whole_province, county, ERR_SCOPE},
	    {"a county about the next one", next_county, county, ERR_SCOPE},
	    {"a county about a site next door", site_next_door, county, ERR_SCOPE},
	    {"a reviewer about it", site_next_door, reviewer, ERR_OK},
	    {"another province's reviewer", nothing, other, ERR_KEY},
	    {"nobody of a roster", nothing, officer, ERR_KEY},
	    {"another role of the roster", nothing, issuing, ERR_KEY},
	    {"two seals", nothing, 0, ERR_SURPLUS},
	    {"sealed in the future", tomorrow, reviewer, ERR_WINDOW},
	    {"sealed before the key's window", before_the_key, reviewer, ERR_KEY},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		Guosuo__V1__Notice *notice = notice_make(&rig, SHANDONG, RIG_NOW);
		rows[i].spoil(notice);
		enum err err = judged(notice, rows[i].key == 0 ? both : RIG_KEYS(rows[i].key));
		if (err != rows[i].want)
			fail_msg("%s: %s, wanted %s", rows[i].why, err_name(err), err_name(rows[i].want));
	}
}

static void the_sealing_entry_is_named(void **state)
{
	(void)state;
	size_t entry = 99;
	const Guosuo__V1__Notice *notice = notice_make(&rig, SHANDONG, RIG_NOW);
	assert_int_equal(judge(notice_sealed(&rig, notice, RIG_KEYS(county)), RIG_NOW, &entry), ERR_OK);
	assert_int_equal(entry, ENTRY_COUNTY);
}

static void a_notice_of_one_province_says_nothing_in_another(void **state)
{
	(void)state;
	roster = (struct roster){.body = rig_roster(&rig, HEBEI, 1)};
	assert_int_equal(judged(notice_make(&rig, SHANDONG, RIG_NOW), RIG_KEYS(reviewer)), ERR_SCOPE);
}

static void any_bit_that_is_flipped_is_seen(void **state)
{
	(void)state;
	const Guosuo__V1__Sealed *good =
	    notice_sealed(&rig, notice_make(&rig, SHANDONG, RIG_NOW), RIG_KEYS(reviewer));
	size_t used = rig.arena.used, entry;
	for (size_t bit = 0; bit < 8 * (good->body.len + good->seals.len); bit++) {
		uint8_t *at = bit / 8 < good->body.len ? &good->body.data[bit / 8]
		                                       : &good->seals.data[bit / 8 - good->body.len];
		*at ^= (uint8_t)(1 << bit % 8);
		if (judge(good, RIG_NOW, &entry) == ERR_OK)
			fail_msg("bit %zu", bit);
		*at ^= (uint8_t)(1 << bit % 8);
		rig.arena.used = used;
	}
	assert_int_equal(judge(good, RIG_NOW, &entry), ERR_OK);
}

static void another_kinds_seal_is_none(void **state)
{
	(void)state;
	Guosuo__V1__Sealed *sealed =
	    notice_sealed(&rig, notice_make(&rig, SHANDONG, RIG_NOW), RIG_KEYS(reviewer));
	struct span body = span_of(sealed->body.data, sealed->body.len);
	size_t entry;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		hash_t links[LINKS_MAX] = {{0}};
		struct span seals = rig_seals(&rig, kind, (const hash_t *)links, body, RIG_KEYS(reviewer));
		sealed->seals = rig_bytes(&rig, seals.p, seals.n);
		assert_int_equal(judge(sealed, RIG_NOW, &entry), kind == KIND_notice ? ERR_OK : ERR_SEAL);
	}
}

static void what_is_too_long_is_not_read(void **state)
{
	(void)state;
	struct notice out;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = (ProtobufCBinaryData){NOTICE_MAX + 1, memory};
	assert_int_equal(notice_read(&sealed, &rig.arena, &out), ERR_SIZE);
	sealed.body.len = 0;
	assert_int_equal(notice_read(&sealed, &rig.arena, &out),
	                 ERR_OK); /* all its fields are absent: not sound */
}

static void every_arena_that_is_too_small_says_so(void **state)
{
	(void)state;
	static uint8_t small[1 << 16];
	const Guosuo__V1__Sealed *good =
	    notice_sealed(&rig, notice_make(&rig, SHANDONG, RIG_NOW), RIG_KEYS(reviewer));
	enum err err = ERR_MEMORY;
	for (size_t size = 0; err == ERR_MEMORY && size < sizeof small; size += 16) {
		struct arena arena = {small, size, 0};
		struct notice notice;
		size_t entry;
		err = notice_read(good, &arena, &notice);
		if (err == ERR_OK)
			err = notice_verify(good, &notice, &roster, RIG_NOW, &arena, &entry);
	}
	assert_int_equal(err, ERR_OK);
}

/* ---- whom it concerns ---- */

static void it_concerns_who_takes_its_roads(void **state)
{
	(void)state;
	char *g3[] = {notice_words("g3")}, *others[] = {notice_words("G30"), notice_words("S101")},
	     *two[] = {notice_words("S101"), notice_words("G3")};
	Guosuo__V1__Notice *notice = notice_make(&rig, SHANDONG, RIG_NOW);
	assert_true(notice_concerns(notice, g3, 1));
	assert_true(notice_concerns(notice, two, 2));
	assert_false(notice_concerns(notice, others, 2));
	assert_true(notice_concerns(notice, NULL, 0));
	notice->n_roads = 0;
	assert_true(notice_concerns(notice, others, 2));
	assert_true(notice_live(notice, notice->not_after - 1));
	assert_false(notice_live(notice, notice->not_after));
}

static void it_holds_from_its_beginning_to_its_end(void **state)
{
	(void)state;
	const Guosuo__V1__Notice *notice = notice_make(&rig, SHANDONG, RIG_NOW);
	const int64_t from = notice->not_before, to = notice->not_after;
	const struct {
		const char *why;
		int64_t from, to;
		bool want;
	} rows[] = {
	    {"before it begins", from - 2, from - 1, false}, {"as it begins", from - 2, from, true},
	    {"in between", from + 5, from + 5, true},        {"until it ends", to - 1, to - 1, true},
	    {"as it ends", to, to + 5, false},               {"all the while", from - 5, to + 5, true},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++)
		if (notice_holds(notice, rows[i].from, rows[i].to) != rows[i].want)
			fail_msg("%s", rows[i].why);
}

static void it_ends_what_it_names_and_its_sealer_might_have_said(void **state)
{
	(void)state;
	struct notice earlier, later;
	const Guosuo__V1__RosterEntry *province = roster.body->entries[ENTRY_REVIEWER_A],
				      *place = roster.body->entries[ENTRY_COUNTY];
	Guosuo__V1__Notice *wide = notice_make(&rig, SHANDONG, RIG_NOW), *next = notice_make(&rig, SHANDONG, RIG_NOW);
	wide->n_divisions = 0;
	assert_int_equal(notice_read(notice_sealed(&rig, wide, RIG_KEYS(reviewer)), &rig.arena, &earlier), ERR_OK);
	assert_int_equal(notice_read(notice_sealed(&rig, next, RIG_KEYS(reviewer)), &rig.arena, &later), ERR_OK);
	assert_false(notice_ends(&later, province, &earlier)); /* it names none */
	next->replaces = rig_bytes(&rig, earlier.hash, HASH_LEN);
	assert_int_equal(notice_read(notice_sealed(&rig, next, RIG_KEYS(reviewer)), &rig.arena, &later), ERR_OK);
	assert_true(notice_ends(&later, province, &earlier));
	assert_false(notice_ends(&later, place, &earlier));
	assert_false(notice_ends(&later, province, &later));
}

static void a_file_is_canonical_and_of_its_size(void **state)
{
	(void)state;
	static uint8_t large[NOTICE_FILE_MAX + 1];
	Guosuo__V1__Sealed *many[NOTICES_LIVE_MAX + 1];
	Guosuo__V1__NoticeFile file = GUOSUO__V1__NOTICE_FILE__INIT;
	const Guosuo__V1__NoticeFile *out;
	for (size_t i = 0; i < RIG_COUNT(many); i++)
		many[i] = notice_sealed(&rig, notice_make(&rig, SHANDONG, RIG_NOW), RIG_KEYS(reviewer));
	file.province = SHANDONG;
	file.notices = many;
	file.n_notices = NOTICES_LIVE_MAX;
	assert_int_equal(notice_file_read(rig_pack(&rig, &file.base), &rig.arena, &out), ERR_OK);
	assert_int_equal(out->n_notices, NOTICES_LIVE_MAX);
	file.n_notices++;
	assert_int_equal(notice_file_read(rig_pack(&rig, &file.base), &rig.arena, &out), ERR_SIZE);
	assert_int_equal(notice_file_read(span_of(large, sizeof large), &rig.arena, &out), ERR_SIZE);
	assert_int_equal(notice_file_read(span_text("no file"), &rig.arena, &out), ERR_FORMAT);
}

#define FRESH(test) cmocka_unit_test_setup(test, up)

int main(void)
{
	const struct CMUnitTest tests[] = {
	    FRESH(a_notice_says_what_is_wrong_with_it),
	    FRESH(threat_18_a_notice_counts_only_where_its_sealer_may_speak),
	    FRESH(the_sealing_entry_is_named),
	    FRESH(a_notice_of_one_province_says_nothing_in_another),
	    FRESH(any_bit_that_is_flipped_is_seen),
	    FRESH(another_kinds_seal_is_none),
	    FRESH(what_is_too_long_is_not_read),
	    FRESH(every_arena_that_is_too_small_says_so),
	    FRESH(it_concerns_who_takes_its_roads),
	    FRESH(it_holds_from_its_beginning_to_its_end),
	    FRESH(it_ends_what_it_names_and_its_sealer_might_have_said),
	    FRESH(a_file_is_canonical_and_of_its_size),
	};
	return sodium_init() < 0 ? 1 : cmocka_run_group_tests(tests, NULL, NULL);
}
