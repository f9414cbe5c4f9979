/* Revocations: what is sound, who may take back how much, and an officer's own trip. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>

#include <sodium.h>

#include "tests/revocation_rig.h"

typedef Guosuo__V1__Revocation body;

static uint8_t memory[4 << 20];
static struct rig rig;
static struct roster roster;

enum {
	A = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A,
	B = SHANDONG * 100 + 11 + ENTRY_REVIEWER_B,
	A2 = SHANDONG * 100 + 11 + ENTRY_REVIEWER_A2,
	COUNTY = SHANDONG * 100 + 11 + ENTRY_COUNTY,
	STATUS = SHANDONG * 100 + 11 + ENTRY_STATUS,
	ELSEWHERE = HEBEI * 100 + 11 + ENTRY_REVIEWER_A,
	OFFICER = 9001,
	STRANGER = 9002,
};

static int up(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	roster = (struct roster){.body = rig_roster(&rig, SHANDONG, 1)};
	return sodium_init() < 0;
}

static enum err judge(const Guosuo__V1__Sealed *sealed, bool complete, int64_t now)
{
	struct revocation revocation;
	enum err err = revocation_read(sealed->body, &rig.arena, &revocation);
	return err == ERR_OK
	           ? revocation_verify(sealed, &revocation, &roster, complete, now, &rig.arena, NULL, NULL)
	           : err;
}

static enum err judged(const body *revocation, const uint32_t *keys)
{
	return judge(revocation_sealed(&rig, revocation, keys), true, RIG_NOW);
}

/* ---- what is sound ---- */

static void no_province(body *it)
{
	it->province = 0;
}
static void no_week(body *it)
{
	it->week = 202054;
}
static void no_index(body *it)
{
	it->n_indexes = 0;
}
static void index_zero(body *it)
{
	it->indexes[0] = 0;
}
static void twice(body *it)
{
	it->n_indexes = 2;
	it->indexes[1] = it->indexes[0];
}
static void falling(body *it)
{
	it->n_indexes = 2;
	it->indexes[1] = it->indexes[0] - 1;
}
static void no_time(body *it)
{
	it->sealed_at = 0;
}
static void no_reason(body *it)
{
	it->reason = 0;
}
static void no_note(body *it)
{
	static char none[] = "";
	it->note = none;
}
static void long_note(body *it)
{
	it->note = memset(rig_take(&rig, NOTE_MAX + 2), 'a', NOTE_MAX + 1);
}
static void longest_note(body *it)
{
	it->note = memset(rig_take(&rig, NOTE_MAX + 1), 'a', NOTE_MAX);
}
static void a_reason_that_came_later(body *it)
{
	it->reason = 77;
}
static void superseded(body *it)
{
	it->reason = GUOSUO__V1__REVOCATION_REASON__SUPERSEDED;
}
static void withdrawn(body *it)
{
	it->reason = GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN;
}
static void of_hebei(body *it)
{
	it->province = HEBEI;
}
static void ahead(body *it)
{
	it->sealed_at = RIG_NOW + SKEW_S + 1;
}
static void before_the_key(body *it)
{
	it->sealed_at = RIG_NOW - 31 * RIG_DAY;
}
static void as_it_is(body *it)
{
	(void)it;
}

static const struct {
	const char *why;
	void (*spoil)(body *it);
	enum err want;
} form_rows[] = {
    {"one index, one person", as_it_is, ERR_OK},
    {"no province", no_province, ERR_FORMAT},
    {"a year has no 54th week", no_week, ERR_FORMAT},
    {"nothing is taken back", no_index, ERR_FORMAT},
    {"index 0 is nobody's", index_zero, ERR_FORMAT},
    {"one index twice", twice, ERR_FORMAT},
    {"indexes that fall", falling, ERR_FORMAT},
    {"no moment", no_time, ERR_FORMAT},
    {"no reason", no_reason, ERR_FORMAT},
    {"no note", no_note, ERR_FORMAT},
    {"a note too long", long_note, ERR_FORMAT},
    {"a note as long as may be", longest_note, ERR_OK},
    {"a reason this program does not know takes back all the same", a_reason_that_came_later, ERR_OK},
    {"a revision that was replaced", superseded, ERR_OK},
    {"an officer's reason under a reviewer's seal", withdrawn, ERR_SCOPE},
    {"another province's list", of_hebei, ERR_SCOPE},
    {"sealed in the future", ahead, ERR_WINDOW},
    {"sealed before the key's window", before_the_key, ERR_KEY},
};

static void a_revocation_is_sound_field_by_field(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(form_rows); i++) {
		body *it = revocation_make(&rig, SHANDONG, 1, RIG_NOW);
		form_rows[i].spoil(it);
		enum err got = judged(it, RIG_KEYS(A));
		if (got != form_rows[i].want)
			fail_msg("%s: %s", form_rows[i].why, err_name(got));
	}
}

static void every_fault_names_its_field(void **state)
{
	(void)state;
	body empty = GUOSUO__V1__REVOCATION__INIT;
	static const char *const fields[] = {"province", "week", "sealed_at", "reason", "note", "indexes"};
	struct faults faults = {.count = 0};
	revocation_check(&empty, &faults);
	assert_int_equal(faults.count, RIG_COUNT(fields));
	for (size_t i = 0; i < faults.count; i++)
		assert_string_equal(faults.item[i].field, fields[i]);
}

/* ---- how many persons ---- */

static const struct {
	const char *why;
	size_t count;
	uint32_t keys[4];
	bool complete;
	enum err want;
} person_rows[] = {
    {"one pass, one person", 1, {A}, true, ERR_OK},
    {"one pass, a second person is too many", 1, {A, B}, true, ERR_SURPLUS},
    {"two passes, one person", 2, {A}, true, ERR_FEW},
    {"two passes, one person so far", 2, {A}, false, ERR_OK},
    {"two passes, two persons", 2, {A, B}, true, ERR_OK},
    {"two passes, one person with two keys", 2, {A, A2}, true, ERR_SURPLUS},
    {"as many as there may be, one person", REVOKED_MAX, {B}, true, ERR_FEW},
    {"as many as there may be, two persons", REVOKED_MAX, {A, B}, true, ERR_OK},
    {"more than there may be", REVOKED_MAX + 1, {A, B}, true, ERR_FORMAT},
    {"three persons", 3, {A, B, STATUS}, true, ERR_KEY},
    {"a county is no reviewer", 1, {COUNTY}, true, ERR_KEY},
    {"the status key alone takes nothing back", 1, {STATUS}, true, ERR_KEY},
    {"another province's reviewer", 1, {ELSEWHERE}, true, ERR_KEY},
};

static void threat_17_more_than_one_pass_needs_two_persons(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(person_rows); i++) {
		const body *it = revocation_make(&rig, SHANDONG, person_rows[i].count, RIG_NOW);
		enum err got =
		    judge(revocation_sealed(&rig, it, person_rows[i].keys), person_rows[i].complete, RIG_NOW);
		if (got != person_rows[i].want)
			fail_msg("%s: %s", person_rows[i].why, err_name(got));
		up(NULL);
	}
}

static void a_reviewer_with_a_scope_takes_back_only_what_was_replaced(void **state)
{
	(void)state;
	static uint32_t scope[] = {370323};
	roster.body->entries[ENTRY_REVIEWER_A]->scope = scope;
	roster.body->entries[ENTRY_REVIEWER_A]->n_scope = 1;
	body *it = revocation_make(&rig, SHANDONG, 1, RIG_NOW);
	assert_int_equal(judged(it, RIG_KEYS(A)), ERR_SCOPE);
	superseded(it);
	assert_int_equal(judged(it, RIG_KEYS(A)), ERR_OK);
}

static void it_is_judged_at_its_own_time(void **state)
{
	(void)state;
	const Guosuo__V1__Sealed *sealed =
	    revocation_sealed(&rig, revocation_make(&rig, SHANDONG, 1, RIG_NOW), RIG_KEYS(A));
	assert_int_equal(judge(sealed, true, RIG_NOW + 300 * RIG_DAY), ERR_OK);
	roster.body->entries[ENTRY_REVIEWER_A]->not_after = RIG_NOW - 1;
	assert_int_equal(judge(sealed, true, RIG_NOW), ERR_KEY);
}

static void threat_18b_no_bit_of_a_revocation_can_be_changed(void **state)
{
	(void)state;
	Guosuo__V1__Sealed *sealed =
	    revocation_sealed(&rig, revocation_make(&rig, SHANDONG, 2, RIG_NOW), RIG_KEYS(A, B));
	size_t used = rig.arena.used;
	for (size_t bit = 0; bit < sealed->body.len * 8; bit++) {
		sealed->body.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		assert_int_not_equal(judge(sealed, true, RIG_NOW), ERR_OK);
		sealed->body.data[bit / 8] ^= (uint8_t)(1U << bit % 8);
		rig.arena.used = used;
	}
	assert_int_equal(judge(sealed, true, RIG_NOW), ERR_OK);
}

static void a_seal_over_another_kind_is_none(void **state)
{
	(void)state;
	Guosuo__V1__Sealed *sealed =
	    revocation_sealed(&rig, revocation_make(&rig, SHANDONG, 1, RIG_NOW), RIG_KEYS(A));
	struct span seals = rig_seals(&rig, KIND_notice, NULL, bytes_span(sealed->body), RIG_KEYS(A));
	sealed->seals = rig_bytes(&rig, seals.p, seals.n);
	assert_int_equal(judge(sealed, true, RIG_NOW), ERR_SEAL);
}

/* ---- an officer ---- */

static uint8_t fingerprint[HASH_LEN];
static Guosuo__V1__Trip trip_body;

static struct trip trip_of(uint32_t officer)
{
	struct rig_pair pair = rig_pair(officer);
	key_id(pair.key, fingerprint);
	guosuo__v1__trip__init(&trip_body);
	trip_body.issuer = SHANDONG;
	trip_body.status_index = 41;
	trip_body.not_after = (uint32_t)(RIG_NOW + 7 * RIG_DAY);
	trip_body.officers = (ProtobufCBinaryData){FINGERPRINT_LEN, fingerprint};
	return (struct trip){.body = &trip_body};
}

static enum err seal_as(uint32_t officer, uint32_t reason, const char *note, Guosuo__V1__OfficerSealed **out)
{
	struct rig_pair pair = rig_pair(officer);
	const struct trip trip = trip_of(OFFICER);
	return revocation_seal_officer(&trip, reason, note, RIG_NOW, pair.secret, &rig.arena, out);
}

enum {
	WITHDRAWN = GUOSUO__V1__REVOCATION_REASON__TRIP_WITHDRAWN,
	REPLACED = GUOSUO__V1__REVOCATION_REASON__TRIP_REPLACED
};

static const struct {
	const char *why;
	uint32_t officer, reason;
	const char *note;
	enum err want;
} officer_rows[] = {
    {"an officer named in the trip withdraws it", OFFICER, WITHDRAWN, "改期", ERR_OK},
    {"or replaces it", OFFICER, REPLACED, "改期", ERR_OK},
    {"a stranger does not", STRANGER, WITHDRAWN, "改期", ERR_KEY},
    {"nor for a reviewers' reason", OFFICER, GUOSUO__V1__REVOCATION_REASON__MISUSED, "改期", ERR_SCOPE},
    {"never without a word", OFFICER, WITHDRAWN, "", ERR_FORMAT},
};

static void an_officer_takes_back_the_own_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(officer_rows); i++) {
		Guosuo__V1__OfficerSealed *sealed;
		enum err got =
		    seal_as(officer_rows[i].officer, officer_rows[i].reason, officer_rows[i].note, &sealed);
		if (got != officer_rows[i].want)
			fail_msg("%s: %s", officer_rows[i].why, err_name(got));
	}
}

static enum err judge_officer(const Guosuo__V1__OfficerSealed *sealed, const struct trip *trip, int64_t now)
{
	struct revocation revocation;
	enum err err = revocation_read(sealed->body, &rig.arena, &revocation);
	return err == ERR_OK ? revocation_verify_officer(sealed, &revocation, trip, now, &rig.arena) : err;
}

static void threat_18b_an_officer_takes_back_no_other_trip(void **state)
{
	(void)state;
	Guosuo__V1__OfficerSealed *sealed;
	struct trip trip = trip_of(OFFICER);
	assert_int_equal(seal_as(OFFICER, WITHDRAWN, "改期", &sealed), ERR_OK);
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_OK);
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW - SKEW_S - 1), ERR_WINDOW);
	trip_body.status_index++;
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_SCOPE);
	trip = trip_of(OFFICER);
	trip_body.issuer = HEBEI;
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_SCOPE);
	trip = trip_of(OFFICER);
	trip_body.not_after += 7 * 24 * 3600;
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_SCOPE);
	trip = trip_of(STRANGER);
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_KEY);
	trip = trip_of(OFFICER);
	sealed->signature.data[5] ^= 1;
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_SEAL);
	sealed->signature.len--;
	assert_int_equal(judge_officer(sealed, &trip, RIG_NOW), ERR_FORMAT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_revocation_is_sound_field_by_field, up),
	    cmocka_unit_test_setup(every_fault_names_its_field, up),
	    cmocka_unit_test_setup(threat_17_more_than_one_pass_needs_two_persons, up),
	    cmocka_unit_test_setup(a_reviewer_with_a_scope_takes_back_only_what_was_replaced, up),
	    cmocka_unit_test_setup(it_is_judged_at_its_own_time, up),
	    cmocka_unit_test_setup(threat_18b_no_bit_of_a_revocation_can_be_changed, up),
	    cmocka_unit_test_setup(a_seal_over_another_kind_is_none, up),
	    cmocka_unit_test_setup(an_officer_takes_back_the_own_trip, up),
	    cmocka_unit_test_setup(threat_18b_an_officer_takes_back_no_other_trip, up),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
