/* Where a province's delta begins, as its lists go on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <cmocka.h>

#include <sodium.h>

#include "server/earlier.h"
#include "server/file.h"
#include "tests/trust_rig.h"

enum { HOUR = 3600, KEPT_H = 72, LISTS = 4 * KEPT_H };

static uint8_t memory[1 << 24], room[1 << 22];
static struct rig rig;
static struct config config;

static int fresh(void **state)
{
	(void)state;
	rig = rig_make(memory, sizeof memory);
	config = (struct config){.delta_s = KEPT_H * HOUR};
	snprintf(config.data, sizeof config.data, "/tmp/guosuo-earlier-XXXXXX");
	return mkdtemp(config.data) == NULL || sodium_init() < 0 ? -1 : 0;
}

static int gone(void **state)
{
	char line[CONFIG_TEXT + 16];
	(void)state;
	snprintf(line, sizeof line, "rm -rf %s", config.data);
	return system(line);
}

/* Of hour 1 and on: one more index is taken back with each. */
static Guosuo__V1__StatusList *list_at(uint32_t hour)
{
	static uint32_t indexes[2 * LISTS];
	Guosuo__V1__StatusList *list = rig_status(&rig, SHANDONG, hour);
	list->issued_at = RIG_NOW + (int64_t)hour * HOUR;
	list->next_update = list->issued_at + HOUR;
	list->expires_at = list->issued_at + RIG_DAY;
	for (uint32_t i = 0; i < hour; i++)
		indexes[i] = 3 * i + 1;
	rig_must(status_encode(indexes, hour, &rig.arena, list->weeks[1]) == ERR_OK);
	return list;
}

static struct span delta_at(const Guosuo__V1__StatusList *list)
{
	struct arena arena = {room, sizeof room, 0};
	struct span delta;
	assert_int_equal(earlier_delta(&config, SHANDONG, rig_status_file(&rig, list), list->issued_at, &arena, &delta), ERR_OK);
	ProtobufCBinaryData kept = rig_bytes(&rig, delta.p, delta.n);
	return span_of(kept.data, kept.len);
}

static uint32_t since_of(struct span delta)
{
	ProtobufCMessage *message;
	assert_int_equal(canon_open(&guosuo__v1__status_delta__descriptor, delta, &rig.arena, &message), ERR_OK);
	return ((const Guosuo__V1__StatusDelta *)message)->since;
}

static void assert_leads(const Guosuo__V1__StatusList *held, struct span delta, const Guosuo__V1__StatusList *to)
{
	struct arena arena = {room, sizeof room, 0};
	struct span file;
	assert_int_equal(delta_apply(held, delta, &arena, &file), ERR_OK);
	assert_true(span_equal(file, rig_status_file(&rig, to)));
}

static void whoever_holds_a_list_of_the_last_days_needs_only_the_delta(void **state)
{
	Guosuo__V1__StatusList *lists[LISTS + 1];
	(void)state;
	for (uint32_t hour = 1; hour <= LISTS; hour++) {
		lists[hour] = list_at(hour);
		struct span delta = delta_at(lists[hour]);
		uint32_t since = since_of(delta), first = hour > KEPT_H ? hour - KEPT_H : 1;
		assert_true(since <= first && hour - since <= 2 * KEPT_H);
		assert_leads(lists[first], delta, lists[hour]);
	}
}

static void after_a_list_that_does_not_follow_it_begins_anew(void **state)
{
	(void)state;
	delta_at(list_at(5));
	Guosuo__V1__StatusList *next = list_at(6), *after = list_at(7);
	next->epoch = after->epoch = 2; /* the key was replaced */
	struct span delta = delta_at(next);
	assert_int_equal(since_of(delta), 6);
	assert_leads(next, delta, next);
	assert_int_equal(since_of(delta_at(after)), 6);
}

static void what_is_damaged_or_lost_on_disk_is_begun_anew(void **state)
{
	char path[CONFIG_TEXT + 32];
	(void)state;
	delta_at(list_at(5));
	snprintf(path, sizeof path, "%s/earlier/37.since", config.data);
	assert_int_equal(file_replace(path, span_text("damaged"), 0600), ERR_OK);
	assert_int_equal(since_of(delta_at(list_at(6))), 5); /* the other of the two */
	snprintf(path, sizeof path, "%s/earlier/37.next", config.data);
	assert_int_equal(file_replace(path, span_text(""), 0600), ERR_OK);
	assert_int_equal(since_of(delta_at(list_at(7))), 7);
	assert_int_equal(since_of(delta_at(list_at(8))), 7);
}

static void without_room_none_is_made(void **state)
{
	struct arena arena = {room, 64, 0};
	struct span delta;
	(void)state;
	delta_at(list_at(5));
	assert_int_equal(earlier_delta(&config, SHANDONG, rig_status_file(&rig, list_at(6)), RIG_NOW, &arena, &delta), ERR_MEMORY);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(whoever_holds_a_list_of_the_last_days_needs_only_the_delta, fresh, gone),
	    cmocka_unit_test_setup_teardown(after_a_list_that_does_not_follow_it_begins_anew, fresh, gone),
	    cmocka_unit_test_setup_teardown(what_is_damaged_or_lost_on_disk_is_begun_anew, fresh, gone),
	    cmocka_unit_test_setup_teardown(without_room_none_is_made, fresh, gone),
	};
	return cmocka_run_group_tests(tests, NULL, NULL);
}
