#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <cmocka.h>
#include <sodium.h>

#include "tests/trust_rig.h"

typedef Guosuo__V1__Directory body;

enum { ROOT_D = 4, ROOT_E = 5, ROOT_A_NEW = 6 };

static uint8_t memory[1 << 20];
static struct rig rig;
static struct directory held; /* version 5 */
static uint8_t pin[HASH_LEN];

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	held = rig_opened_directory(&rig, 5);
	root_set_hash(held.body, pin);
	return sodium_init() < 0;
}

static struct span file(const body *directory, const uint32_t *keys)
{
	return rig_file(&rig, KIND_directory, &directory->base, keys);
}

/* ---- the first one --------------------------------------------------------------------------------------
 */

static const struct {
	const char *why;
	uint32_t keys[5];
	enum err want;
} open_rows[] = {
    {"the threshold", {ROOT_A, ROOT_C}, ERR_OK},
    {"more than the threshold", {ROOT_A, ROOT_B, ROOT_C}, ERR_OK},
    {"one root of two", {ROOT_B}, ERR_FEW},
    {"a stranger beside two roots", {ROOT_A, ROOT_B, ROOT_D}, ERR_KEY},
    {"an authority instead of a root", {ROOT_A, 3701}, ERR_KEY},
};

static void the_first_directory_needs_the_pinned_roots(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(open_rows); i++) {
		struct directory out = {0};
		struct span raw = file(rig_directory(&rig, 1), open_rows[i].keys);
		size_t used = rig.arena.used;
		enum err got = directory_open(raw, pin, &rig.arena, &out);
		if (got != open_rows[i].want || (out.body != NULL) != (got == ERR_OK))
			fail_msg("%s: %s", open_rows[i].why, err_name(got));
		assert_true(got == ERR_OK || rig.arena.used == used);
	}
}

static void threat_34_another_root_set_than_the_pinned_one_is_refused(void **state)
{
	struct directory out;
	body *directory = rig_directory(&rig, 1);
	(void)state;
	directory->roots[2] = rig_party(&rig, ROOT_D, 3);
	assert_int_equal(directory_open(file(directory, RIG_KEYS(ROOT_A, ROOT_B)), pin, &rig.arena, &out),
	                 ERR_KEY);
	directory = rig_directory(&rig, 1);
	directory->threshold = 1;
	assert_int_equal(directory_open(file(directory, RIG_KEYS(ROOT_A)), pin, &rig.arena, &out), ERR_KEY);
}

/* One person holds roots A and B and seals a directory that calls them two persons. */
static void threat_2b_one_person_does_not_become_two_under_the_same_pin(void **state)
{
	struct directory out;
	body *truth = rig_directory(&rig, 1), *lie = rig_directory(&rig, 1);
	uint8_t truth_pin[HASH_LEN];
	(void)state;
	truth->roots[1]->person = 1;
	root_set_hash(truth, truth_pin);
	assert_int_equal(directory_open(file(truth, RIG_KEYS(ROOT_A, ROOT_B)), truth_pin, &rig.arena, &out),
	                 ERR_SURPLUS);
	assert_int_equal(directory_open(file(truth, RIG_KEYS(ROOT_A, ROOT_C)), truth_pin, &rig.arena, &out),
	                 ERR_OK);
	assert_int_equal(directory_open(file(lie, RIG_KEYS(ROOT_A, ROOT_B)), truth_pin, &rig.arena, &out),
	                 ERR_KEY);
}

static void a_seal_of_a_roster_is_none_of_a_directory(void **state)
{
	struct directory out;
	struct span bytes = rig_pack(&rig, &rig_directory(&rig, 1)->base);
	struct span seals = rig_seals(&rig, KIND_roster, NULL, bytes, RIG_KEYS(ROOT_A, ROOT_B));
	(void)state;
	assert_int_equal(directory_open(rig_envelope(&rig, bytes, seals), pin, &rig.arena, &out), ERR_SEAL);
}

/* ---- the next one ---------------------------------------------------------------------------------------
 */

static void later(body *directory)
{
	directory->issued_at += 60;
}

static void roots_d_e_for_b_c(body *directory)
{
	directory->roots[1] = rig_party(&rig, ROOT_D, 4);
	directory->roots[2] = rig_party(&rig, ROOT_E, 5);
}

static void a_takes_a_new_key(body *directory)
{
	directory->roots[0] = rig_party(&rig, ROOT_A_NEW, 1);
}

static void all_three_needed(body *directory)
{
	directory->threshold = 3;
}

static void b_becomes_a(body *directory)
{
	directory->roots[1]->person = 1;
}

static const struct {
	const char *why;
	uint32_t version;
	void (*change)(body *);
	uint32_t keys[5];
	enum err want;
} follow_rows[] = {
    {"the next", 6, later, {ROOT_A, ROOT_B}, ERR_OK},
    {"the next by other two", 6, later, {ROOT_C, ROOT_B}, ERR_OK},
    {"the next by one", 6, later, {ROOT_A}, ERR_FEW},
    {"the same bytes", 5, NULL, {ROOT_A, ROOT_B}, ERR_EXISTS},
    {"threat 12: an older one", 4, later, {ROOT_A, ROOT_B}, ERR_ROLLBACK},
    {"threat 12: an older one with all seals", 1, later, {ROOT_A, ROOT_B, ROOT_C}, ERR_ROLLBACK},
    {"the held version with other bytes", 5, later, {ROOT_A, ROOT_B}, ERR_FORKED},
    {"a forged fork raises no alarm", 5, later, {ROOT_D, ROOT_E}, ERR_KEY},
    {"half a fork raises no alarm", 5, later, {ROOT_A}, ERR_FEW},
    {"one missing between", 7, later, {ROOT_A, ROOT_B}, ERR_STATE},
    {"the last number there is", UINT32_MAX, later, {ROOT_A, ROOT_B}, ERR_STATE},
    {"new roots by both thresholds", 6, roots_d_e_for_b_c, {ROOT_A, ROOT_B, ROOT_D}, ERR_OK},
    {"new roots by the old ones only", 6, roots_d_e_for_b_c, {ROOT_B, ROOT_C}, ERR_FEW},
    {"new roots by the new ones only", 6, roots_d_e_for_b_c, {ROOT_D, ROOT_E}, ERR_FEW},
    {"new roots by the new ones and one old", 6, roots_d_e_for_b_c, {ROOT_A, ROOT_D, ROOT_E}, ERR_FEW},
    {"new roots with a stranger", 6, roots_d_e_for_b_c, {ROOT_A, ROOT_B, ROOT_D, 77}, ERR_KEY},
    {"one root renews her key and seals with both",
     6,
     a_takes_a_new_key,
     {ROOT_A, ROOT_A_NEW, ROOT_B},
     ERR_OK},
    {"her new key alone does not count for the old set", 6, a_takes_a_new_key, {ROOT_A_NEW, ROOT_B}, ERR_FEW},
    {"a higher threshold by the old one", 6, all_three_needed, {ROOT_A, ROOT_B}, ERR_FEW},
    {"a higher threshold by itself", 6, all_three_needed, {ROOT_A, ROOT_B, ROOT_C}, ERR_OK},
    {"two roots turn out to be one person", 6, b_becomes_a, {ROOT_A, ROOT_B}, ERR_SURPLUS},
    {"two roots turn out to be one person, by others", 6, b_becomes_a, {ROOT_A, ROOT_C}, ERR_OK},
};

static void threat_12_directories_are_walked_by_one_and_never_back(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(follow_rows); i++) {
		struct directory out = {0};
		size_t used = rig.arena.used;
		body *directory = rig_directory(&rig, follow_rows[i].version);
		if (follow_rows[i].change != NULL)
			follow_rows[i].change(directory);
		enum err got =
		    directory_follow(file(directory, follow_rows[i].keys), &held, &rig.arena, &out);
		if (got != follow_rows[i].want || (out.body != NULL) != (got == ERR_OK))
			fail_msg("%s: %s", follow_rows[i].why, err_name(got));
		rig.arena.used = used;
	}
}

static void after_a_change_of_roots_the_old_ones_have_no_say(void **state)
{
	struct directory sixth, out;
	body *directory = rig_directory(&rig, 6);
	(void)state;
	roots_d_e_for_b_c(directory);
	assert_int_equal(
	    directory_follow(file(directory, RIG_KEYS(ROOT_A, ROOT_B, ROOT_D)), &held, &rig.arena, &sixth),
	    ERR_OK);
	directory = rig_directory(&rig, 7);
	roots_d_e_for_b_c(directory);
	assert_int_equal(
	    directory_follow(file(directory, RIG_KEYS(ROOT_B, ROOT_C)), &sixth, &rig.arena, &out), ERR_KEY);
	assert_int_equal(
	    directory_follow(file(directory, RIG_KEYS(ROOT_D, ROOT_E)), &sixth, &rig.arena, &out), ERR_OK);
}

/* ---- soundness ------------------------------------------------------------------------------------------
 */

static void version_zero(body *d)
{
	d->version = 0;
}
static void ends_before_it_begins(body *d)
{
	d->expires_at = d->issued_at;
}
static void offset_of_a_day(body *d)
{
	d->utc_offset_min = 1440;
}
static void no_limits(body *d)
{
	d->limits = NULL;
}
static void no_height(body *d)
{
	d->limits->height_mm = 0;
}
static void masses_fall(body *d)
{
	d->limits->masses[1]->axles = 2;
}
static void train_before_single(body *d)
{
	d->limits->masses[1]->train = true;
	d->limits->masses[2]->train = false;
}
static void classes_in_wrong_order(body *d)
{
	Guosuo__V1__ClassBound *first = d->limits->classes[0];
	d->limits->classes[0] = d->limits->classes[1];
	d->limits->classes[1] = first;
}
static void class_two_below_one(body *d)
{
	d->limits->classes[1]->width_mm = 2999;
}
static void one_class(body *d)
{
	d->limits->n_classes = 1;
}
static Guosuo__V1__DrivingTime *driving(body *d)
{
	Guosuo__V1__DrivingTime *out =
	    RIG_NEW(&rig, Guosuo__V1__DrivingTime, GUOSUO__V1__DRIVING_TIME__INIT);
	out->drive_s = 4 * 3600, out->break_s = 1200, out->day_drive_s = 8 * 3600, out->rest_s = 10 * 3600;
	out->speed_kmh = 60;
	return d->limits->driving = out;
}
static void minutes_of_driving(body *d)
{
	driving(d)->drive_s = 3599;
}
static void no_break(body *d)
{
	driving(d)->break_s = 0;
}
static void day_shorter_than_one_drive(body *d)
{
	driving(d)->day_drive_s = 4 * 3600 - 1;
}
static void rest_shorter_than_a_break(body *d)
{
	driving(d)->rest_s = 1199;
}
static void no_speed(body *d)
{
	driving(d)->speed_kmh = 0;
}
static void faster_than_any_leg(body *d)
{
	driving(d)->speed_kmh = 121;
}
static void no_provinces(body *d)
{
	d->n_provinces = 0;
}
static void unknown_province(body *d)
{
	d->provinces[2]->code = 99;
}
static void province_twice(body *d)
{
	d->provinces[1]->code = SHANDONG;
}
static void province_without_name(body *d)
{
	static char none[] = "";
	d->provinces[1]->name_en = none;
}
static void key_in_two_provinces(body *d)
{
	d->provinces[1]->authorities[0] = rig_party(&rig, rig_authority(SHANDONG, 1), 1);
}
static void root_is_an_authority(body *d)
{
	d->provinces[1]->authorities[0] = rig_party(&rig, ROOT_A, 1);
}
static void key_of_small_order(body *d)
{
	memset(d->provinces[0]->authorities[2]->key.data, 0, KEY_LEN);
}
static void key_too_short(body *d)
{
	d->provinces[0]->authorities[2]->key.len = KEY_LEN - 1;
}
static void key_without_algorithm(body *d)
{
	d->roots[2]->algorithm = GUOSUO__V1__ALGORITHM__ALGORITHM_UNSPECIFIED;
}
static void key_without_person(body *d)
{
	d->provinces[2]->authorities[1]->person = 0;
}
static void threshold_of_none(body *d)
{
	d->provinces[0]->threshold = 0;
}
static void threshold_above_persons(body *d)
{
	d->provinces[0]->authorities[2]->person = 2;
	d->provinces[0]->threshold = 3;
}
static void neighbour_of_itself(body *d)
{
	d->provinces[0]->neighbours[0] = SHANDONG;
}
static void neighbour_unknown(body *d)
{
	d->provinces[0]->neighbours[0] = 11;
}
static void neighbour_one_sided(body *d)
{
	d->provinces[1]->n_neighbours = 1;
}
static void neighbour_twice(body *d)
{
	d->provinces[0]->neighbours[0] = HEBEI;
}

/* The first fault of each spoiled directory. */
static const struct {
	void (*spoil)(body *);
	enum rule rule;
	const char *field;
} check_rows[] = {
    {version_zero, RULE_REQUIRED, "version"},
    {ends_before_it_begins, RULE_WINDOW_ORDER, "expires_at"},
    {offset_of_a_day, RULE_TOO_LARGE, "utc_offset_min"},
    {no_limits, RULE_REQUIRED, "limits"},
    {no_height, RULE_REQUIRED, "limits.height_mm"},
    {masses_fall, RULE_TOO_SMALL, "limits.masses[1].axles"},
    {train_before_single, RULE_TOO_SMALL, "limits.masses[2].axles"},
    {classes_in_wrong_order, RULE_CHOICE, "limits.classes[0].over_limit_class"},
    {class_two_below_one, RULE_TOO_SMALL, "limits.classes[1].width_mm"},
    {one_class, RULE_TOO_SMALL, "limits.classes"},
    {minutes_of_driving, RULE_TOO_SMALL, "limits.driving.drive_s"},
    {no_break, RULE_TOO_SMALL, "limits.driving.break_s"},
    {day_shorter_than_one_drive, RULE_TOO_SMALL, "limits.driving.day_drive_s"},
    {rest_shorter_than_a_break, RULE_TOO_SMALL, "limits.driving.rest_s"},
    {no_speed, RULE_TOO_SMALL, "limits.driving.speed_kmh"},
    {faster_than_any_leg, RULE_TOO_LARGE, "limits.driving.speed_kmh"},
    {no_provinces, RULE_REQUIRED, "provinces"},
    {unknown_province, RULE_PROVINCE_UNKNOWN, "provinces[0].neighbours[1]"},
    {province_twice, RULE_PROVINCE_UNKNOWN, "provinces[0].neighbours[0]"},
    {province_without_name, RULE_REQUIRED, "provinces[1].name_en"},
    {key_in_two_provinces, RULE_DUPLICATE, "provinces[0].authorities[0].key"},
    {root_is_an_authority, RULE_DUPLICATE, "roots[0].key"},
    {key_of_small_order, RULE_KEY_POINT, "provinces[0].authorities[2].key"},
    {key_too_short, RULE_KEY_POINT, "provinces[0].authorities[2].key"},
    {key_without_algorithm, RULE_CHOICE, "roots[2].algorithm"},
    {key_without_person, RULE_REQUIRED, "provinces[2].authorities[1].person"},
    {threshold_of_none, RULE_TOO_SMALL, "provinces[0].threshold"},
    {threshold_above_persons, RULE_TOO_LARGE, "provinces[0].threshold"},
    {neighbour_of_itself, RULE_NEIGHBOUR_ONE_SIDED, "provinces[0].neighbours[0]"},
    {neighbour_unknown, RULE_PROVINCE_UNKNOWN, "provinces[0].neighbours[0]"},
    {neighbour_one_sided, RULE_NEIGHBOUR_ONE_SIDED, "provinces[2].neighbours[1]"},
    {neighbour_twice, RULE_DUPLICATE, "provinces[0].neighbours[1]"},
};

static bool has_fault(const struct faults *faults, enum rule rule, const char *field)
{
	for (size_t i = 0; i < faults->count; i++)
		if (faults->item[i].rule == rule && strcmp(faults->item[i].field, field) == 0)
			return true;
	return false;
}

static void each_unsound_directory_names_its_field_and_does_not_open(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(check_rows); i++) {
		struct faults faults = {0};
		struct directory out;
		uint8_t own_pin[HASH_LEN];
		size_t used = rig.arena.used;
		body *directory = rig_directory(&rig, 6);
		check_rows[i].spoil(directory);
		directory_check(directory, &faults);
		if (!has_fault(&faults, check_rows[i].rule, check_rows[i].field))
			fail_msg("%s at %s: %zu faults, first %s at %s", fault_name(check_rows[i].rule),
			         check_rows[i].field, faults.count, fault_name(faults.item[0].rule),
			         faults.item[0].field);
		root_set_hash(directory, own_pin);
		assert_int_equal(
		    directory_open(file(directory, RIG_KEYS(ROOT_A, ROOT_B)), own_pin, &rig.arena, &out),
		    ERR_INPUT);
		rig.arena.used = used;
	}
}

static void a_sound_directory_has_no_faults(void **state)
{
	struct faults faults = {0};
	(void)state;
	directory_check(held.body, &faults);
	assert_int_equal(faults.count, 0);
}

/* Five of eight could be asked today and never be changed tomorrow: both sets' seals must fit in one
 * envelope. */
static void a_root_threshold_that_could_never_be_rotated_is_refused(void **state)
{
	struct faults faults = {0};
	body *directory = rig_directory(&rig, 1);
	(void)state;
	directory->roots = rig_parties(&rig, 50, 8);
	directory->n_roots = 8;
	directory->threshold = ROOT_THRESHOLD_MAX;
	directory_check(directory, &faults);
	assert_int_equal(faults.count, 0);
	directory->threshold++;
	directory_check(directory, &faults);
	assert_true(has_fault(&faults, RULE_TOO_LARGE, "threshold"));
}

static void too_many_keys_or_neighbours_are_refused_without_being_compared(void **state)
{
	struct faults faults = {0};
	body *directory = rig_directory(&rig, 1);
	(void)state;
	directory->roots = rig_parties(&rig, 50, PARTY_KEYS_MAX + 1);
	directory->n_roots = PARTY_KEYS_MAX + 1;
	directory->provinces[0]->neighbours = rig_take(&rig, 50000 * sizeof(uint32_t));
	directory->provinces[0]->n_neighbours = 50000;
	directory_check(directory, &faults);
	assert_true(has_fault(&faults, RULE_TOO_MANY, "roots"));
	assert_true(has_fault(&faults, RULE_TOO_MANY, "provinces[0].neighbours"));
}

/* ---- bytes and memory -----------------------------------------------------------------------------------
 */

static void threat_8_whatever_is_malformed_is_refused(void **state)
{
	struct directory out;
	struct span raw = rig_directory_file(&rig, rig_directory(&rig, 6));
	uint8_t *bytes = rig_take(&rig, raw.n + 1);
	(void)state;
	memcpy(bytes, raw.p, raw.n);
	assert_int_equal(directory_follow(span_of(bytes, 0), &held, &rig.arena, &out), ERR_FORMAT);
	for (size_t n = 1; n < raw.n; n += 7)
		assert_int_not_equal(directory_follow(span_of(bytes, n), &held, &rig.arena, &out), ERR_OK);
	assert_int_equal(directory_follow(span_of(bytes, raw.n + 1), &held, &rig.arena, &out), ERR_FORMAT);
	static uint8_t large[DIRECTORY_MAX + 1];
	assert_int_equal(directory_follow(span_of(large, sizeof large), &held, &rig.arena, &out), ERR_SIZE);
	for (size_t bit = 0; bit < raw.n * 8; bit += 5) {
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
		if (directory_follow(span_of(bytes, raw.n), &held, &rig.arena, &out) == ERR_OK)
			fail_msg("bit %zu", bit);
		bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
	}
}

static void any_smaller_arena_is_said_and_left_as_it_was(void **state)
{
	struct span raw = rig_directory_file(&rig, rig_directory(&rig, 6));
	static uint8_t room[1 << 16];
	enum err got = ERR_MEMORY;
	size_t n = 0;
	(void)state;
	for (; n < sizeof room && got == ERR_MEMORY; n += 61) {
		struct arena arena = {room, n, 0};
		struct directory out = {0};
		got = directory_follow(raw, &held, &arena, &out);
		assert_true(got == ERR_OK || (arena.used == 0 && out.body == NULL));
	}
	assert_int_equal(got, ERR_OK);
	assert_true(n > 2 * raw.n);
}

static void questions_are_answered(void **state)
{
	struct rig_pair authority = rig_pair(rig_authority(HENAN, 3)), stranger = rig_pair(77);
	(void)state;
	assert_int_equal(directory_province(&held, HENAN)->code, HENAN);
	assert_null(directory_province(&held, 11));
	assert_true(directory_neighbours(&held, HENAN, HEBEI));
	assert_false(directory_neighbours(&held, HENAN, HENAN));
	assert_false(directory_neighbours(&held, 11, HEBEI));
	assert_true(directory_has_key(&held, authority.key));
	assert_true(directory_has_key(&held, rig_pair(ROOT_B).key));
	assert_false(directory_has_key(&held, stranger.key));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(the_first_directory_needs_the_pinned_roots, fresh),
	    cmocka_unit_test_setup(threat_34_another_root_set_than_the_pinned_one_is_refused, fresh),
	    cmocka_unit_test_setup(threat_2b_one_person_does_not_become_two_under_the_same_pin, fresh),
	    cmocka_unit_test_setup(a_seal_of_a_roster_is_none_of_a_directory, fresh),
	    cmocka_unit_test_setup(threat_12_directories_are_walked_by_one_and_never_back, fresh),
	    cmocka_unit_test_setup(after_a_change_of_roots_the_old_ones_have_no_say, fresh),
	    cmocka_unit_test_setup(each_unsound_directory_names_its_field_and_does_not_open, fresh),
	    cmocka_unit_test_setup(a_sound_directory_has_no_faults, fresh),
	    cmocka_unit_test_setup(a_root_threshold_that_could_never_be_rotated_is_refused, fresh),
	    cmocka_unit_test_setup(too_many_keys_or_neighbours_are_refused_without_being_compared, fresh),
	    cmocka_unit_test_setup(threat_8_whatever_is_malformed_is_refused, fresh),
	    cmocka_unit_test_setup(any_smaller_arena_is_said_and_left_as_it_was, fresh),
	    cmocka_unit_test_setup(questions_are_answered, fresh),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
