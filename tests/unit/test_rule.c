#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "proto/rule.h"
#include "tests/case.h"

static uint8_t memory[1 << 18];
static struct rig rig;
static const Guosuo__V1__Limits *limits;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	limits = case_limits(&rig);
	return 0;
}

/* Order 62/2016, Arts. 3 and 13: each limit itself, and one more. */
static const struct {
	const char *why;
	uint32_t length_mm, width_mm, height_mm, mass_kg;
	struct axles axles;
	uint32_t want;
} classes[] = {
    {"at every basic limit", 18100, 2550, 4000, 49000, {6, true, false}, 0},
    {"length above the basic limit", 18101, 2550, 4000, 49000, {6, true, false}, 1},
    {"width above the basic limit", 18100, 2551, 4000, 49000, {6, true, false}, 1},
    {"height above the basic limit", 18100, 2550, 4001, 49000, {6, true, false}, 1},
    {"mass above the basic limit is never class I", 18100, 2550, 4000, 49001, {6, true, false}, 2},
    {"at every limit of class I", 20000, 3000, 4200, 49000, {6, true, false}, 1},
    {"length above class I", 20001, 3000, 4200, 49000, {6, true, false}, 2},
    {"width above class I", 20000, 3001, 4200, 49000, {6, true, false}, 2},
    {"height above class I", 20000, 3000, 4201, 49000, {6, true, false}, 2},
    {"mass above class I", 20000, 3000, 4200, 49001, {6, true, false}, 2},
    {"at every limit of class II", 28000, 3750, 4500, 100000, {6, true, false}, 2},
    {"length above class II", 28001, 3750, 4500, 100000, {6, true, false}, 3},
    {"width above class II", 28000, 3751, 4500, 100000, {6, true, false}, 3},
    {"height above class II", 28000, 3750, 4501, 100000, {6, true, false}, 3},
    {"mass above class II", 28000, 3750, 4500, 100001, {6, true, false}, 3},
    {"the case: class III by mass alone", 21800, 3400, 4480, 110500, {15, true, false}, 3},
};

static void every_limit_holds_to_the_millimetre_and_kilogram(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(classes); i++) {
		Guosuo__V1__Laden laden = GUOSUO__V1__LADEN__INIT;
		laden.length_mm = classes[i].length_mm;
		laden.width_mm = classes[i].width_mm;
		laden.height_mm = classes[i].height_mm;
		laden.mass_kg = classes[i].mass_kg;
		uint32_t got = class_of(&laden, classes[i].axles, limits);
		if (got != classes[i].want)
			fail_msg("%s: class %u", classes[i].why, got);
	}
}

static const struct {
	const char *why;
	struct axles axles;
	uint32_t want;
} masses[] = {
    {"truck of two axles", {2, false, true}, 18000},
    {"truck of three", {3, false, false}, 25000},
    {"truck of four", {4, false, false}, 31000},
    {"a truck of six has no row of its own", {6, false, false}, 31000},
    {"train of three", {3, true, true}, 27000},
    {"train of four", {4, true, true}, 36000},
    {"train of five", {5, true, true}, 43000},
    {"train of six, two drive axles", {6, true, false}, 49000},
    {"train of six, one drive axle", {6, true, true}, 46000},
    {"train of fifteen", {15, true, false}, 49000},
    {"a train below every row takes the lowest", {2, true, true}, 27000},
};

static void a_combination_has_its_basic_mass(void **state)
{
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(masses); i++) {
		uint32_t got = basic_mass(masses[i].axles, limits);
		if (got != masses[i].want)
			fail_msg("%s: %u", masses[i].why, got);
	}
}

static void without_a_table_any_mass_is_over(void **state)
{
	const Guosuo__V1__Limits none = GUOSUO__V1__LIMITS__INIT;
	Guosuo__V1__Laden laden = GUOSUO__V1__LADEN__INIT;
	(void)state;
	laden.mass_kg = 1;
	assert_int_equal(basic_mass((struct axles){6, true, false}, &none), 0);
	assert_int_equal(class_of(&laden, (struct axles){6, true, false}, &none), 3);
}

static void axles_are_counted_over_what_rolls(void **state)
{
	Guosuo__V1__Vehicle tractor = GUOSUO__V1__VEHICLE__INIT, spare = tractor, modular = tractor;
	Guosuo__V1__Vehicle *tractors[] = {&spare, &tractor}, *trailers[] = {&modular};
	Guosuo__V1__Trip trip = GUOSUO__V1__TRIP__INIT;
	(void)state;
	tractor.kind = spare.kind = GUOSUO__V1__VEHICLE_KIND__TRACTOR;
	tractor.axles = 2, spare.axles = 3, spare.spare = true;
	modular.kind = GUOSUO__V1__VEHICLE_KIND__HYDRAULIC_MODULAR, modular.axles = 6;
	trip.n_tractors = 2, trip.tractors = tractors;
	struct axles alone = trip_axles(&trip);
	assert_true(alone.count == 2 && !alone.train && alone.single_drive);
	trip.n_trailers = 1, trip.trailers = trailers;
	struct axles train = trip_axles(&trip);
	assert_true(train.count == 14 && train.train && train.single_drive);
	spare.spare = false;
	assert_false(trip_axles(&trip).single_drive);
}

static void class_three_needs_two_persons(void **state)
{
	(void)state;
	assert_int_equal(class_persons(1), 1);
	assert_int_equal(class_persons(2), 1);
	assert_int_equal(class_persons(3), 2);
	assert_int_equal(class_persons(9), 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(every_limit_holds_to_the_millimetre_and_kilogram, fresh),
	    cmocka_unit_test_setup(a_combination_has_its_basic_mass, fresh),
	    cmocka_unit_test(without_a_table_any_mass_is_over),
	    cmocka_unit_test(axles_are_counted_over_what_rolls),
	    cmocka_unit_test(class_three_needs_two_persons),
	};
	return cmocka_run_group_tests_name("rule", tests, NULL, NULL);
}
