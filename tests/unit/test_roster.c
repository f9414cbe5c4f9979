#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>

#include "proto/inspection.h"
#include "tests/trust_rig.h"

typedef Guosuo__V1__Roster body;

static uint8_t memory[1 << 21];
static struct rig rig;
static struct directory directory;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	directory = rig_opened_directory(&rig, 5);
	return sodium_init() < 0;
}

static struct span file(const body *roster, const uint32_t *keys)
{
	return rig_file(&rig, KIND_roster, &roster->base, keys);
}

/* ---- who seals a roster ---------------------------------------------------------------------------------
 */

static const struct {
	const char *why;
	uint32_t province, keys[5];
	enum err want;
} open_rows[] = {
    {"two authorities", SHANDONG, {3701, 3702}, ERR_OK},
    {"all three", SHANDONG, {3701, 3702, 3703}, ERR_OK},
    {"one of two", SHANDONG, {3703}, ERR_FEW},
    {"threat 14: another province's authorities", SHANDONG, {4101, 4102}, ERR_KEY},
    {"one of theirs, one of another's", SHANDONG, {3701, 4102}, ERR_KEY},
    {"the roots have no say in a province", SHANDONG, {ROOT_A, ROOT_B}, ERR_KEY},
    {"a roster's own reviewer", SHANDONG, {3711, 3712}, ERR_KEY},
    {"a province the directory lacks", 11, {3701, 3702}, ERR_SCOPE},
};

static void a_roster_is_sealed_by_its_own_province(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(open_rows); i++) {
		struct roster out = {0};
		struct span raw = file(rig_roster(&rig, open_rows[i].province, 1), open_rows[i].keys);
		size_t used = rig.arena.used;
		enum err got = roster_open(raw, &directory, &rig.arena, &out);
		if (got != open_rows[i].want || (out.body != NULL) != (got == ERR_OK))
			fail_msg("%s: %s", open_rows[i].why, err_name(got));
		assert_true(got == ERR_OK || rig.arena.used == used);
	}
}

/* Parts of two good files make none. */
static void threat_14_mix_and_match_is_refused(void **state)
{
	struct span shandong = rig_pack(&rig, &rig_roster(&rig, SHANDONG, 1)->base);
	struct span newer = rig_pack(&rig, &rig_roster(&rig, SHANDONG, 2)->base);
	struct span status = rig_pack(&rig, &rig_status(&rig, SHANDONG, 1)->base);
	struct span seals = rig_seals(&rig, KIND_roster, NULL, shandong, RIG_KEYS(3701, 3702));
	struct span newer_seals = rig_seals(&rig, KIND_roster, NULL, newer, RIG_KEYS(3701, 3702));
	struct span as_status = rig_seals(&rig, KIND_status, NULL, shandong, RIG_KEYS(3701, 3702));
	struct roster out;
	uint8_t mixed[2 * SEAL_LEN];
	(void)state;
	assert_int_equal(roster_open(rig_envelope(&rig, shandong, seals), &directory, &rig.arena, &out),
	                 ERR_OK);
	assert_int_equal(roster_open(rig_envelope(&rig, newer, seals), &directory, &rig.arena, &out),
	                 ERR_SEAL);
	assert_int_equal(roster_open(rig_envelope(&rig, shandong, as_status), &directory, &rig.arena, &out),
	                 ERR_SEAL);
	assert_int_not_equal(roster_open(rig_envelope(&rig, status, seals), &directory, &rig.arena, &out),
	                     ERR_OK);
	memcpy(mixed, seals.p, SEAL_LEN);
	memcpy(mixed + SEAL_LEN, newer_seals.p + SEAL_LEN, SEAL_LEN);
	assert_int_equal(roster_open(rig_envelope(&rig, shandong, span_of(mixed, sizeof mixed)), &directory,
	                             &rig.arena, &out),
	                 ERR_SEAL);
}

static void threat_2b_one_authority_with_two_keys_counts_once(void **state)
{
	Guosuo__V1__Directory *one_person = rig_directory(&rig, 1);
	struct directory opened;
	struct roster out;
	uint8_t pin[HASH_LEN];
	(void)state;
	one_person->provinces[0]->authorities[1]->person = 1;
	root_set_hash(one_person, pin);
	assert_int_equal(directory_open(rig_directory_file(&rig, one_person), pin, &rig.arena, &opened),
	                 ERR_OK);
	body *roster = rig_roster(&rig, SHANDONG, 1);
	assert_int_equal(roster_open(file(roster, RIG_KEYS(3701, 3702)), &opened, &rig.arena, &out),
	                 ERR_SURPLUS);
	assert_int_equal(roster_open(file(roster, RIG_KEYS(3701, 3703)), &opened, &rig.arena, &out), ERR_OK);
}

/* ---- soundness ------------------------------------------------------------------------------------------
 */

static void scope_of_another_province(body *r)
{
	r->entries[ENTRY_COUNTY]->scope[0] = HENAN * 10000 + 323;
}
static void reviewer_with_foreign_scope(body *r)
{
	r->entries[0]->scope = rig_take(&rig, 2 * sizeof(uint32_t));
	r->entries[0]->n_scope = 2;
	r->entries[0]->scope[0] = SHANDONG * 10000 + 100;
	r->entries[0]->scope[1] = HEBEI * 10000 + 100;
}
static void scope_of_seven_digits(body *r)
{
	r->entries[ENTRY_COUNTY]->scope[0] = SHANDONG * 100000 + 323;
}
static void site_of_another_province(body *r)
{
	r->sites[1]->division = HENAN * 10000 + 100;
}
static void county_without_scope(body *r)
{
	r->entries[ENTRY_COUNTY]->n_scope = 0;
}
static void checkpoint_without_number(body *r)
{
	r->entries[ENTRY_CHECKPOINT]->checkpoint = 0;
}
static void reviewer_without_device_kind(body *r)
{
	r->entries[1]->device = GUOSUO__V1__DEVICE_KIND__DEVICE_KIND_UNSPECIFIED;
}
static void entry_on_paper(body *r)
{
	r->entries[1]->device = GUOSUO__V1__DEVICE_KIND__PAPER;
}
static void entry_without_person(body *r)
{
	r->entries[3]->person = 0;
}
static void entry_without_name(body *r)
{
	static char none[] = "";
	r->entries[3]->name = none;
}
static void entry_without_role(body *r)
{
	r->entries[3]->role = 0;
}
static void entry_with_an_officers_role(body *r)
{
	r->entries[3]->role = GUOSUO__V1__ROLE__ROLE_OFFICER;
}
static void entry_with_an_authoritys_role(body *r)
{
	r->entries[3]->role = GUOSUO__V1__ROLE__ROLE_AUTHORITY;
}
static void entry_without_algorithm(body *r)
{
	r->entries[2]->algorithm = GUOSUO__V1__ALGORITHM__ALGORITHM_UNSPECIFIED;
}
static void window_backwards(body *r)
{
	r->entries[0]->not_after = r->entries[0]->not_before - 1;
}
static void window_without_beginning(body *r)
{
	r->entries[0]->not_before = 0;
}
static void key_twice(body *r)
{
	r->entries[4]->key = r->entries[1]->key;
}
static void key_of_the_directory(body *r)
{
	r->entries[4]->key = rig_key(&rig, rig_authority(HENAN, 1));
}
static void key_of_small_order(body *r)
{
	memset(r->entries[4]->key.data, 0, KEY_LEN);
}
static void key_too_long(body *r)
{
	uint8_t longer[KEY_LEN + 1] = {9};
	r->entries[4]->key = rig_bytes(&rig, longer, sizeof longer);
}
static void unknown_role_with_a_known_key(body *r)
{
	r->entries[4]->role = 99;
	r->entries[4]->key = r->entries[1]->key;
}
static void site_twice(body *r)
{
	*r->sites[1] = *r->sites[0];
}
static void site_without_code(body *r)
{
	r->sites[0]->code = 0;
}
static void site_without_kind(body *r)
{
	r->sites[0]->kind = GUOSUO__V1__SITE_KIND__SITE_KIND_UNSPECIFIED;
}
static void epoch_zero(body *r)
{
	r->epoch = 0;
}

static void version_zero(body *r)
{
	r->version = 0;
}
static void ends_before_it_begins(body *r)
{
	r->expires_at = r->issued_at;
}
static void ages(body *r, Guosuo__V1__OverLimitClass a, Guosuo__V1__OverLimitClass b, uint32_t accept_s)
{
	r->ages = rig_take(&rig, 2 * sizeof *r->ages);
	r->n_ages = 2;
	for (size_t i = 0; i < 2; i++) {
		r->ages[i] = RIG_NEW(&rig, Guosuo__V1__AgePolicy, GUOSUO__V1__AGE_POLICY__INIT);
		r->ages[i]->over_limit_class = i == 0 ? a : b;
		r->ages[i]->fresh_s = 3600;
		r->ages[i]->accept_s = accept_s;
	}
}
static void ages_of_one_class_twice(body *r)
{
	ages(r, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I, 7200);
}
static void ages_without_class(body *r)
{
	ages(r, GUOSUO__V1__OVER_LIMIT_CLASS__OVER_LIMIT_CLASS_UNSPECIFIED,
	     GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I, 7200);
}
static void ages_accepted_before_fresh(body *r)
{
	ages(r, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_I, GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_II, 3599);
}
static void position(body *r, uint32_t north_udeg, uint32_t east_udeg)
{
	r->sites[1]->position = RIG_NEW(&rig, Guosuo__V1__Position, GUOSUO__V1__POSITION__INIT);
	r->sites[1]->position->north_udeg = north_udeg, r->sites[1]->position->east_udeg = east_udeg;
}
static void position_without_north(body *r)
{
	position(r, 0, 117000000);
}
static void position_beyond_the_pole(body *r)
{
	position(r, 90000001, 117000000);
}
static void position_west_of_greenwich(body *r)
{
	position(r, 36000000, 180000001);
}

static Guosuo__V1__InspectionPolicy *inspect(body *r, uint32_t number)
{
	Guosuo__V1__InspectionPolicy *policy = RIG_NEW(&rig, Guosuo__V1__InspectionPolicy, GUOSUO__V1__INSPECTION_POLICY__INIT);
	r->inspections = rig_take(&rig, 2 * sizeof *r->inspections);
	r->inspections[0] = r->inspections[1] = policy;
	r->n_inspections = 1;
	policy->asked = rig_take(&rig, 2 * INSPECTIONS_MAX * sizeof *policy->asked);
	policy->asked[0] = number;
	policy->n_asked = number != 0;
	return policy;
}
static void inspections_ask_nothing(body *r)
{
	inspect(r, 0);
}
static void inspections_number_nothing(body *r)
{
	inspect(r, 0)->n_asked = 1;
}
static void inspections_twice(body *r)
{
	Guosuo__V1__InspectionPolicy *policy = inspect(r, INSPECTION_DISINFECTED);
	policy->asked[1] = INSPECTION_DISINFECTED, policy->n_asked = 2;
}
static void inspections_ask_for_fever(body *r)
{
	inspect(r, INSPECTION_RAISED);
}
static void inspections_temperature_without_limit(body *r)
{
	inspect(r, INSPECTION_TEMPERATURE);
}
static void inspections_limit_beyond_any(body *r)
{
	inspect(r, 0)->raised_dc = TEMPERATURE_MAX_DC + 1;
}
static void inspections_end_before_they_begin(body *r)
{
	Guosuo__V1__InspectionPolicy *policy = inspect(r, INSPECTION_ESCORT);
	policy->not_before = RIG_NOW, policy->not_after = RIG_NOW - 1;
}
static void inspections_before_time_began(body *r)
{
	inspect(r, INSPECTION_ESCORT)->not_before = -1;
}
static void inspections_of_too_many_policies(body *r)
{
	Guosuo__V1__InspectionPolicy *policy = inspect(r, INSPECTION_ESCORT);
	r->inspections = rig_take(&rig, (INSPECTION_POLICIES_MAX + 1) * sizeof *r->inspections);
	for (r->n_inspections = 0; r->n_inspections <= INSPECTION_POLICIES_MAX; r->n_inspections++)
		r->inspections[r->n_inspections] = policy;
}
/* Each has room in a stamp, both together have not. */
static void inspections_more_than_a_stamp_holds(body *r)
{
	Guosuo__V1__InspectionPolicy *first = inspect(r, 100);
	for (; first->n_asked < INSPECTIONS_MAX; first->n_asked++)
		first->asked[first->n_asked] = 100 + (uint32_t)first->n_asked;
	r->inspections[1] = RIG_NEW(&rig, Guosuo__V1__InspectionPolicy, GUOSUO__V1__INSPECTION_POLICY__INIT);
	*r->inspections[1] = *first;
	r->inspections[1]->asked = rig_take(&rig, sizeof(uint32_t));
	r->inspections[1]->asked[0] = 99, r->inspections[1]->n_asked = 1;
	r->n_inspections = 2;
}

static const struct {
	void (*spoil)(body *);
	enum rule rule;
	const char *field;
	enum err want;
} check_rows[] = {
    {scope_of_another_province, RULE_SCOPE_OUTSIDE, "entries[6].scope[0]", ERR_SCOPE},
    {reviewer_with_foreign_scope, RULE_SCOPE_OUTSIDE, "entries[0].scope[1]", ERR_SCOPE},
    {scope_of_seven_digits, RULE_SCOPE_OUTSIDE, "entries[6].scope[0]", ERR_SCOPE},
    {site_of_another_province, RULE_SCOPE_OUTSIDE, "sites[1].division", ERR_SCOPE},
    {county_without_scope, RULE_REQUIRED, "entries[6].scope", ERR_INPUT},
    {checkpoint_without_number, RULE_REQUIRED, "entries[5].checkpoint", ERR_INPUT},
    {reviewer_without_device_kind, RULE_REQUIRED, "entries[1].device", ERR_INPUT},
    {entry_on_paper, RULE_CHOICE, "entries[1].device", ERR_INPUT},
    {entry_without_person, RULE_REQUIRED, "entries[3].person", ERR_INPUT},
    {entry_without_name, RULE_REQUIRED, "entries[3].name", ERR_INPUT},
    {entry_without_role, RULE_CHOICE, "entries[3].role", ERR_INPUT},
    {entry_with_an_officers_role, RULE_CHOICE, "entries[3].role", ERR_INPUT},
    {entry_with_an_authoritys_role, RULE_CHOICE, "entries[3].role", ERR_INPUT},
    {entry_without_algorithm, RULE_CHOICE, "entries[2].algorithm", ERR_INPUT},
    {window_backwards, RULE_WINDOW_ORDER, "entries[0].not_after", ERR_INPUT},
    {window_without_beginning, RULE_REQUIRED, "entries[0].not_before", ERR_INPUT},
    {key_twice, RULE_DUPLICATE, "entries[4].key", ERR_INPUT},
    {key_of_the_directory, RULE_DUPLICATE, "entries[4].key", ERR_INPUT},
    {key_of_small_order, RULE_KEY_POINT, "entries[4].key", ERR_INPUT},
    {key_too_long, RULE_KEY_POINT, "entries[4].key", ERR_INPUT},
    {unknown_role_with_a_known_key, RULE_DUPLICATE, "entries[4].key", ERR_INPUT},
    {site_twice, RULE_DUPLICATE, "sites[1].code", ERR_INPUT},
    {site_without_code, RULE_REQUIRED, "sites[0].code", ERR_INPUT},
    {site_without_kind, RULE_REQUIRED, "sites[0].kind", ERR_INPUT},
    {epoch_zero, RULE_REQUIRED, "epoch", ERR_INPUT},
    {version_zero, RULE_REQUIRED, "version", ERR_INPUT},
    {ends_before_it_begins, RULE_WINDOW_ORDER, "expires_at", ERR_INPUT},
    {ages_of_one_class_twice, RULE_TOO_SMALL, "ages[1].over_limit_class", ERR_INPUT},
    {ages_without_class, RULE_TOO_SMALL, "ages[0].over_limit_class", ERR_INPUT},
    {ages_accepted_before_fresh, RULE_TOO_SMALL, "ages[0].accept_s", ERR_INPUT},
    {position_without_north, RULE_REQUIRED, "sites[1].position.north_udeg", ERR_INPUT},
    {position_beyond_the_pole, RULE_TOO_LARGE, "sites[1].position.north_udeg", ERR_INPUT},
    {position_west_of_greenwich, RULE_TOO_LARGE, "sites[1].position.east_udeg", ERR_INPUT},
    {inspections_ask_nothing, RULE_REQUIRED, "inspections[0].asked", ERR_INPUT},
    {inspections_number_nothing, RULE_CODES_FORM, "inspections[0].asked", ERR_INPUT},
    {inspections_twice, RULE_CODES_FORM, "inspections[0].asked", ERR_INPUT},
    {inspections_ask_for_fever, RULE_CHOICE, "inspections[0].asked", ERR_INPUT},
    {inspections_temperature_without_limit, RULE_REQUIRED, "inspections[0].raised_dc", ERR_INPUT},
    {inspections_limit_beyond_any, RULE_TOO_LARGE, "inspections[0].raised_dc", ERR_INPUT},
    {inspections_end_before_they_begin, RULE_WINDOW_ORDER, "inspections[0].not_after", ERR_INPUT},
    {inspections_before_time_began, RULE_TOO_SMALL, "inspections[0].not_before", ERR_INPUT},
    {inspections_of_too_many_policies, RULE_TOO_MANY, "inspections", ERR_INPUT},
    {inspections_more_than_a_stamp_holds, RULE_CODES_FORM, "inspections[1].asked", ERR_INPUT},
};

static bool has_fault(const struct faults *faults, enum rule rule, const char *field)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->item[i].rule == rule && strcmp(faults->item[i].field, field) == 0)
			return true;
	return false;
}

static void threat_18_province_outside_scope_is_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(check_rows); i++) {
		struct faults faults = {0};
		struct roster out;
		size_t used = rig.arena.used;
		body *roster = rig_roster(&rig, SHANDONG, 1);
		check_rows[i].spoil(roster);
		roster_check(roster, &directory, &faults);
		if (!has_fault(&faults, check_rows[i].rule, check_rows[i].field))
			fail_msg("%s at %s: %zu faults, first %s at %s", fault_name(check_rows[i].rule),
			         check_rows[i].field, faults.count, fault_name(faults.item[0].rule),
			         faults.item[0].field);
		enum err got = roster_open(rig_roster_file(&rig, roster), &directory, &rig.arena, &out);
		if (got != check_rows[i].want)
			fail_msg("%s: %s", check_rows[i].field, err_name(got));
		rig.arena.used = used;
	}
}

static void a_later_role_disables_its_entry_and_not_the_file(void **state)
{
	struct roster out;
	struct signer_key keys[8];
	body *roster = rig_roster(&rig, SHANDONG, 1);
	(void)state;
	roster->entries[0]->role = 99;
	roster->entries[0]->person = 0;
	roster->entries[0]->key.len = 12;
	assert_int_equal(roster_open(rig_roster_file(&rig, roster), &directory, &rig.arena, &out), ERR_OK);
	assert_int_equal(roster_keys(&out, GUOSUO__V1__ROLE__ROLE_REVIEWER, RIG_NOW, keys, 8), 2);
	assert_int_equal(keys[0].tag, 1);
}

static void too_many_entries_or_sites_are_refused_without_being_compared(void **state)
{
	struct faults faults = {0};
	body *roster = rig_roster(&rig, SHANDONG, 1);
	(void)state;
	roster->n_entries = ROSTER_ENTRIES_MAX + 1;
	roster->n_sites = ROSTER_SITES_MAX + 1;
	roster_check(roster, &directory, &faults);
	assert_true(has_fault(&faults, RULE_TOO_MANY, "entries"));
	assert_true(has_fault(&faults, RULE_TOO_MANY, "sites"));
}

/* ---- versions -------------------------------------------------------------------------------------------
 */

static const struct {
	const char *why;
	uint32_t epoch, version;
	bool same;
	enum err want;
} version_rows[] = {
    {"a later version", 2, 8, false, ERR_OK},
    {"much later", 2, UINT32_MAX, false, ERR_OK},
    {"the same bytes", 2, 7, true, ERR_EXISTS},
    {"the same version with other bytes", 2, 7, false, ERR_FORKED},
    {"threat 12: an earlier version", 2, 6, false, ERR_ROLLBACK},
    {"threat 15b: a later epoch ends a version that ran away", 3, 1, false, ERR_OK},
    {"threat 15b: a version that ran away in an earlier epoch", 1, UINT32_MAX, false, ERR_ROLLBACK},
};

static void threat_15b_an_epoch_the_directory_did_not_grant_is_refused(void **state)
{
	struct roster out;
	Guosuo__V1__Roster *runaway = rig_roster(&rig, SHANDONG, 1);
	(void)state;
	runaway->epoch = 2;
	assert_int_equal(roster_open(rig_roster_file(&rig, runaway), &directory, &rig.arena, &out), ERR_SCOPE);
	runaway->epoch = 1;
	assert_int_equal(roster_open(rig_roster_file(&rig, runaway), &directory, &rig.arena, &out), ERR_OK);
}

static void threat_12_rosters_never_go_back(void **state)
{
	struct roster held = rig_opened_roster(&rig, &directory, SHANDONG);
	body held_body = *held.body, next_body = *held.body;
	(void)state;
	held_body.epoch = 2, held_body.version = 7;
	held.body = &held_body;
	for (size_t i = 0; i < RIG_COUNT(version_rows); i++) {
		struct roster next = held;
		next.body = &next_body;
		next_body.epoch = version_rows[i].epoch, next_body.version = version_rows[i].version;
		next.hash[31] ^= version_rows[i].same ? 0 : 1;
		enum err got = roster_supersedes(&next, &held);
		if (got != version_rows[i].want)
			fail_msg("%s: %s", version_rows[i].why, err_name(got));
	}
}

/* ---- bytes and memory -----------------------------------------------------------------------------------
 */

static void threat_8_whatever_is_malformed_is_refused(void **state)
{
	struct roster out;
	struct span raw = rig_roster_file(&rig, rig_roster(&rig, SHANDONG, 1));
	uint8_t *bytes = rig_take(&rig, raw.n + 1);
	(void)state;
	memcpy(bytes, raw.p, raw.n);
	for (size_t n = 0; n < raw.n; n += 3)
		assert_int_not_equal(roster_open(span_of(bytes, n), &directory, &rig.arena, &out), ERR_OK);
	assert_int_equal(roster_open(span_of(bytes, raw.n + 1), &directory, &rig.arena, &out), ERR_FORMAT);
	static uint8_t large[ROSTER_MAX + 1];
	assert_int_equal(roster_open(span_of(large, sizeof large), &directory, &rig.arena, &out), ERR_SIZE);
	for (size_t bit = 0; bit < raw.n * 8; bit += 3) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (roster_open(span_of(bytes, raw.n), &directory, &rig.arena, &out) == ERR_OK)
			fail_msg("bit %zu", bit);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void any_smaller_arena_is_said_and_left_as_it_was(void **state)
{
	struct span raw = rig_roster_file(&rig, rig_roster(&rig, SHANDONG, 1));
	static uint8_t room[1 << 16];
	enum err got = ERR_MEMORY;
	size_t n = 0;
	(void)state;
	for (; n < sizeof room && got == ERR_MEMORY; n += 61) {
		struct arena arena = {room, n, 0};
		struct roster out = {0};
		got = roster_open(raw, &directory, &arena, &out);
		assert_true(got == ERR_OK || (arena.used == 0 && out.body == NULL));
	}
	assert_int_equal(got, ERR_OK);
	assert_true(n > 2 * raw.n);
}

/* ---- questions ------------------------------------------------------------------------------------------
 */

static const struct {
	const char *why;
	int64_t when;
	size_t want;
} window_rows[] = {
    {"now", RIG_NOW, 3},
    {"the first second", RIG_NOW - 30 * RIG_DAY, 3},
    {"a second before", RIG_NOW - 30 * RIG_DAY - 1, 0},
    {"the last second of two of them", RIG_NOW + 10, 3},
    {"a second later", RIG_NOW + 11, 1},
    {"the last second", RIG_NOW + 30 * RIG_DAY, 1},
    {"a second after", RIG_NOW + 30 * RIG_DAY + 1, 0},
    {"the beginning of time", INT64_MIN, 0},
    {"the end of time", INT64_MAX, 0},
};

static void keys_hold_in_their_windows_only(void **state)
{
	struct signer_key keys[8];
	struct roster roster;
	body *raw = rig_roster(&rig, SHANDONG, 1);
	(void)state;
	raw->entries[ENTRY_REVIEWER_A]->not_after = RIG_NOW + 10;
	raw->entries[ENTRY_REVIEWER_B]->not_after = RIG_NOW + 10;
	assert_int_equal(roster_open(rig_roster_file(&rig, raw), &directory, &rig.arena, &roster), ERR_OK);
	for (size_t i = 0; i < RIG_COUNT(window_rows); i++)
		if (roster_keys(&roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, window_rows[i].when, keys, 8) !=
		    window_rows[i].want)
			fail_msg("%s", window_rows[i].why);
	assert_int_equal(roster_keys(&roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, RIG_NOW, keys, 2), 2);
	assert_int_equal(keys[1].person, 2);
	assert_int_equal(keys[1].tag, ENTRY_REVIEWER_B);
	assert_memory_equal(keys[1].key, rig_pair(rig_entry(SHANDONG, ENTRY_REVIEWER_B)).key, KEY_LEN);
}

static void an_entry_is_found_by_role_and_key_together(void **state)
{
	struct roster roster = rig_opened_roster(&rig, &directory, SHANDONG);
	struct rig_pair issuing = rig_pair(rig_entry(SHANDONG, ENTRY_ISSUING));
	(void)state;
	assert_non_null(roster_entry(&roster, GUOSUO__V1__ROLE__ROLE_ISSUING, issuing.key));
	assert_null(roster_entry(&roster, GUOSUO__V1__ROLE__ROLE_REVIEWER, issuing.key));
	assert_null(roster_entry(&roster, GUOSUO__V1__ROLE__ROLE_ISSUING, rig_pair(77).key));
}

static void a_site_is_found_by_kind_division_and_code_together(void **state)
{
	struct roster roster = rig_opened_roster(&rig, &directory, SHANDONG);
	(void)state;
	assert_non_null(roster_site(&roster, GUOSUO__V1__SITE_KIND__SITE_STATION, 370323, 12));
	assert_null(roster_site(&roster, GUOSUO__V1__SITE_KIND__SITE_STOP, 370323, 12));
	assert_null(roster_site(&roster, GUOSUO__V1__SITE_KIND__SITE_STATION, 370100, 12));
	assert_null(roster_site(&roster, GUOSUO__V1__SITE_KIND__SITE_STATION, 370323, 13));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_roster_is_sealed_by_its_own_province, fresh),
	    cmocka_unit_test_setup(threat_14_mix_and_match_is_refused, fresh),
	    cmocka_unit_test_setup(threat_2b_one_authority_with_two_keys_counts_once, fresh),
	    cmocka_unit_test_setup(threat_18_province_outside_scope_is_refused, fresh),
	    cmocka_unit_test_setup(a_later_role_disables_its_entry_and_not_the_file, fresh),
	    cmocka_unit_test_setup(too_many_entries_or_sites_are_refused_without_being_compared, fresh),
	    cmocka_unit_test_setup(threat_15b_an_epoch_the_directory_did_not_grant_is_refused, fresh),
	    cmocka_unit_test_setup(threat_12_rosters_never_go_back, fresh),
	    cmocka_unit_test_setup(threat_8_whatever_is_malformed_is_refused, fresh),
	    cmocka_unit_test_setup(any_smaller_arena_is_said_and_left_as_it_was, fresh),
	    cmocka_unit_test_setup(keys_hold_in_their_windows_only, fresh),
	    cmocka_unit_test_setup(an_entry_is_found_by_role_and_key_together, fresh),
	    cmocka_unit_test_setup(a_site_is_found_by_kind_division_and_code_together, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
