#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <cmocka.h>

#include "tests/passage_rig.h"

static uint8_t memory[WORLD_MEMORY];
static struct world world;
static struct roster *roster; /* Tianjin's */
static Guosuo__V1__PassageRecord *pass, *none, *over, *back;
static Guosuo__V1__Stamp plain;

static int fresh(void **state)
{
	(void)state;
	world_make(&world, memory);
	roster = &world.rosters[STAMP_LEG];
	plain = passage_plain(PASSAGE_FIRST + 1);
	pass = passage_of_pass(&world);
	none = passage_without(&world.rig, &plain);
	over = passage_handover(&world.rig, PASSAGE_FIRST + 2);
	back = passage_reset(&world.rig, PASSAGE_FIRST + 3);
	return 0;
}

static enum err read(const Guosuo__V1__PassageRecord *record, struct passage *out)
{
	return passage_read(rig_pack(&world.rig, &record->base), &world.rig.arena, out);
}

/* ---- records ---- */

static void a_pass_a_car_a_hand_over_and_a_reset_are_read_as_they_were_written(void **state)
{
	struct passage out;
	(void)state;
	assert_int_equal(read(pass, &out), ERR_OK);
	assert_true(out.sealed);
	assert_int_equal(out.stamp.body->direction, GUOSUO__V1__DIRECTION__DELIVERED);
	assert_memory_equal(out.of.trip->hash, world.trip.hash, HASH_LEN);
	assert_int_equal(read(none, &out), ERR_OK);
	assert_false(out.sealed);
	assert_string_equal(out.passage->plate, "冀J0B123");
	assert_int_equal(read(over, &out), ERR_OK);
	assert_null(out.passage);
	assert_string_equal(out.handover->note, "消毒液余 2 桶");
	assert_int_equal(read(back, &out), ERR_OK);
	assert_true(out.passage == NULL && out.handover == NULL);
	assert_string_equal(out.reset->reason, "两省名单超前");
}

static char long_plate[PASSAGE_PLATE_MAX + 2], long_note[PASSAGE_NOTE_MAX + 2];
static uint8_t bytes[CODE_MAX + 1];

/* none_again: its stamp is packed once more. */
static void none_again(void)
{
	none->passage->stamp->body = span_bytes(rig_pack(&world.rig, &plain.base));
}

#define SPOIL(name, statement)                                                                                   \
	static void name(void)                                                                                   \
	{                                                                                                        \
		statement;                                                                                       \
	}
SPOIL(nothing, (void)0)
SPOIL(no_sequence, over->sequence = 0)
SPOIL(no_time, over->time = 0)
SPOIL(no_what, over->what_case = GUOSUO__V1__PASSAGE_RECORD__WHAT__NOT_SET)
SPOIL(pass_nothing, (void)0)
SPOIL(other_sequence, pass->sequence++)
SPOIL(other_time, pass->time++)
SPOIL(no_code, pass->passage->code.len = 0)
SPOIL(half_a_code, pass->passage->code.len /= 2)
SPOIL(other_kind, pass->passage->kind = GUOSUO__V1__PASSAGE_KIND__NO_PASS)
SPOIL(listed, pass->passage->kind = GUOSUO__V1__PASSAGE_KIND__PASS_LISTED)
SPOIL(previous, pass->passage->previous = ((ProtobufCBinaryData){HASH_LEN, bytes}))
SPOIL(half_previous, pass->passage->previous = ((ProtobufCBinaryData){HASH_LEN - 1, bytes}))
SPOIL(fever, pass->passage->temperature_dc = TEMPERATURE_MAX_DC + 1)
SPOIL(undone, none->passage->undone_reason = STAMP_REASON_LEADER)
SPOIL(undone_and_passed, (plain.outcome = GUOSUO__V1__OUTCOME__PASSED, none_again(), none->passage->undone_reason = STAMP_REASON_LEADER))
SPOIL(no_stamp, none->passage->stamp = NULL)
SPOIL(no_kind, none->passage->kind = GUOSUO__V1__PASSAGE_KIND__PASSAGE_KIND_UNSPECIFIED)
SPOIL(long_plates, (memset(long_plate, 'A', sizeof long_plate - 1), none->passage->plate = long_plate))
SPOIL(line_break, none->passage->plate = (char *)(uintptr_t)"A\n1")
SPOIL(previous_of_none, none->passage->previous = ((ProtobufCBinaryData){HASH_LEN, bytes}))
SPOIL(with_serial, (plain.assignment_serial = 1, none_again()))
SPOIL(delivers, (plain.direction = GUOSUO__V1__DIRECTION__DELIVERED, none_again()))
SPOIL(no_outcome, (plain.outcome = GUOSUO__V1__OUTCOME__OUTCOME_UNSPECIFIED, none_again()))
SPOIL(needless_reason, (plain.reason = 1, none_again()))
SPOIL(judged, (plain.verdict = 3, none_again()))
SPOIL(unreadable, (none->passage->kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN,
                   none->passage->code = ((ProtobufCBinaryData){5, bytes})))
SPOIL(huge_code, (none->passage->kind = GUOSUO__V1__PASSAGE_KIND__PASS_SHOWN,
                  none->passage->code = ((ProtobufCBinaryData){CODE_MAX + 1, bytes})))
SPOIL(nobody, over->handover->from = 0)
SPOIL(left, over->handover->to = 0)
SPOIL(no_since, over->handover->since = 0)
SPOIL(judged_more, over->handover->rejected = 2)
SPOIL(stopped_more, over->handover->not_passed = 3)
SPOIL(nil, (over->handover->passages = over->handover->accepted = over->handover->not_passed = 0))
SPOIL(long_notes, (memset(long_note, 'A', sizeof long_note - 1), over->handover->note = long_note))

SPOIL(nobody_reset, back->reset->duty = 0)
SPOIL(without_reason, back->reset->reason = (char *)(uintptr_t)"")
SPOIL(long_reason, (memset(long_note, 'A', sizeof long_note - 1), back->reset->reason = long_note))
SPOIL(reason_of_two_lines, back->reset->reason = (char *)(uintptr_t)"a\nb")
SPOIL(was_not_above, back->reset->from = back->time + 300)
SPOIL(just_above, back->reset->from = back->time + 301)
SPOIL(to_nothing, back->reset->to = 0)
SPOIL(to_before_all_time, back->reset->to = -1)
SPOIL(still_above, back->reset->to = back->time + 301)
SPOIL(from_the_end_of_time, back->reset->from = INT64_MAX)

static void a_record_is_sound_or_says_why_not(void **state)
{
	static const struct {
		const char *why;
		Guosuo__V1__PassageRecord **record;
		void (*spoil)(void);
		enum err want;
	} rows[] = {
	    {"a hand-over", &over, nothing, ERR_OK},
	    {"no number", &over, no_sequence, ERR_FORMAT},
	    {"no time", &over, no_time, ERR_FORMAT},
	    {"nothing in it", &over, no_what, ERR_FORMAT},
	    {"a pass", &pass, pass_nothing, ERR_OK},
	    {"its stamp has another number", &pass, other_sequence, ERR_FORMAT},
	    {"its stamp has another time", &pass, other_time, ERR_FORMAT},
	    {"stamped, and no code", &pass, no_code, ERR_FORMAT},
	    {"stamped, and half a code", &pass, half_a_code, ERR_FORMAT},
	    {"a code of no pass", &pass, other_kind, ERR_FORMAT},
	    {"found on the list", &pass, listed, ERR_OK},
	    {"after another stamp", &pass, previous, ERR_OK},
	    {"after half a stamp", &pass, half_previous, ERR_FORMAT},
	    {"too hot to be true", &pass, fever, ERR_FORMAT},
	    {"no pass, no stamp", &none, no_stamp, ERR_FORMAT},
	    {"turned back without an inspection, and why", &none, undone, ERR_FORMAT},
	    {"let pass without an inspection, and why", &none, undone_and_passed, ERR_OK},
	    {"no kind", &none, no_kind, ERR_FORMAT},
	    {"a plate too long", &none, long_plates, ERR_FORMAT},
	    {"a plate of two lines", &none, line_break, ERR_FORMAT},
	    {"no pass, and after a stamp", &none, previous_of_none, ERR_FORMAT},
	    {"no pass, and an assignment's serial", &none, with_serial, ERR_FORMAT},
	    {"no pass, and delivered", &none, delivers, ERR_FORMAT},
	    {"nothing decided", &none, no_outcome, ERR_FORMAT},
	    {"a reason where no verdict is", &none, needless_reason, ERR_FORMAT},
	    {"no pass, rejected", &none, judged, ERR_OK},
	    {"a code that does not open", &none, unreadable, ERR_OK},
	    {"more than a code may be", &none, huge_code, ERR_FORMAT},
	    {"nobody was on duty", &over, nobody, ERR_FORMAT},
	    {"the post is left", &over, left, ERR_OK},
	    {"since never", &over, no_since, ERR_FORMAT},
	    {"more judged than came", &over, judged_more, ERR_FORMAT},
	    {"more stopped than came", &over, stopped_more, ERR_FORMAT},
	    {"nil report", &over, nil, ERR_OK},
	    {"a note too long", &over, long_notes, ERR_FORMAT},
	    {"a reset by nobody", &back, nobody_reset, ERR_FORMAT},
	    {"without a reason", &back, without_reason, ERR_FORMAT},
	    {"with one too long", &back, long_reason, ERR_FORMAT},
	    {"with one of two lines", &back, reason_of_two_lines, ERR_FORMAT},
	    {"a ratchet that was not above the clock", &back, was_not_above, ERR_FORMAT},
	    {"one that was by a second", &back, just_above, ERR_OK},
	    {"back to nothing", &back, to_nothing, ERR_OK},
	    {"back before all time", &back, to_before_all_time, ERR_FORMAT},
	    {"and still above the clock", &back, still_above, ERR_FORMAT},
	    {"from the end of time", &back, from_the_end_of_time, ERR_OK},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct passage out;
		fresh(state);
		rows[i].spoil();
		enum err got = read(*rows[i].record, &out);
		if (got != rows[i].want)
			fail_msg("%s: %s", rows[i].why, err_name(got));
	}
}

static void what_is_not_sound_is_not_packed(void **state)
{
	struct span raw;
	(void)state;
	assert_int_equal(passage_pack(pass, &world.rig.arena, &raw), ERR_OK);
	other_time();
	assert_int_equal(passage_pack(pass, &world.rig.arena, &raw), ERR_FORMAT);
}

static void a_record_over_its_bound_is_refused_before_it_is_read(void **state)
{
	static const uint8_t zeros[PASSAGE_RECORD_MAX + 1];
	struct passage out;
	(void)state;
	assert_int_equal(passage_read(span_of(zeros, sizeof zeros), &world.rig.arena, &out), ERR_SIZE);
	assert_int_equal(passage_read(span_of(zeros, 0), &world.rig.arena, &out), ERR_FORMAT);
}

static void the_largest_record_fits(void **state)
{
	struct span raw;
	(void)state;
	memset(long_plate, 'A', PASSAGE_PLATE_MAX);
	long_plate[PASSAGE_PLATE_MAX] = '\0';
	pass->passage->plate = long_plate;
	previous();
	assert_int_equal(passage_pack(pass, &world.rig.arena, &raw), ERR_OK);
	/* the case's code and stamp may each still grow to their own bounds */
	assert_true(raw.n + (CODE_MAX - pass->passage->code.len) + (STAMP_MAX - pass->passage->stamp->body.len) <=
	            PASSAGE_RECORD_MAX);
}

/* ---- the chain and its head ---- */

static void threat_20_a_record_changed_dropped_or_moved_gives_another_hash(void **state)
{
	const struct span a = rig_pack(&world.rig, &pass->base), b = rig_pack(&world.rig, &none->base);
	struct rig_pair pair = rig_pair(STAMP_KEY), other = rig_pair(STAMP_KEY + 1);
	uint8_t first[HASH_LEN], one[HASH_LEN], two[HASH_LEN], got[HASH_LEN];
	(void)state;
	passage_first(pair.key, first);
	passage_next(first, a, one);
	passage_next(one, b, two);
	passage_next(first, b, got); /* dropped */
	assert_memory_not_equal(got, two, HASH_LEN);
	passage_next(got, a, got); /* moved */
	assert_memory_not_equal(got, two, HASH_LEN);
	passage_first(other.key, got); /* of another device */
	assert_memory_not_equal(got, first, HASH_LEN);
	for (size_t bit = 0; bit < 8 * a.n; bit += 7) {
		struct span spoiled = bytes_span(rig_bytes(&world.rig, a.p, a.n));
		((uint8_t *)(uintptr_t)spoiled.p)[bit / 8] ^= (uint8_t)(1u << bit % 8);
		passage_next(first, spoiled, got);
		assert_memory_not_equal(got, one, HASH_LEN);
		world.rig.arena.used -= a.n;
	}
}

static uint8_t hash[HASH_LEN] = {7};

static enum err head_verify(const Guosuo__V1__PassageHead *body, enum kind kind, const uint32_t *keys)
{
	Guosuo__V1__Sealed sealed = world_sealed(&world.rig, kind, NULL, rig_pack(&world.rig, &body->base), keys);
	struct passage_head head;
	size_t entry = 99;
	enum err err = passage_head_read(&sealed, &world.rig.arena, &head);
	if (err == ERR_OK)
		err = passage_head_verify(&sealed, &head, roster, WORLD_NOW, &world.rig.arena, &entry);
	assert_true(err != ERR_OK || entry == ENTRY_CHECKPOINT);
	return err;
}

static enum err sealed_head(const Guosuo__V1__PassageHead *body)
{
	return head_verify(body, KIND_passages, RIG_KEYS(STAMP_KEY));
}

static void a_head_is_its_own_devices(void **state)
{
	Guosuo__V1__PassageHead head = passage_head(14, hash);
	(void)state;
	assert_int_equal(sealed_head(&head), ERR_OK);
	assert_int_equal(head_verify(&head, KIND_passages, RIG_KEYS(rig_entry(CASE_TIANJIN, ENTRY_REVIEWER_A))), ERR_KEY);
	head.checkpoint++;
	assert_int_equal(sealed_head(&head), ERR_SCOPE);
	head = passage_head(14, hash), head.device++;
	assert_int_equal(sealed_head(&head), ERR_SCOPE);
	head = passage_head(14, hash), head.province = HEBEI;
	assert_int_equal(sealed_head(&head), ERR_SCOPE);
	head = passage_head(14, hash), head.time = WORLD_NOW + SKEW_S + 1;
	assert_int_equal(sealed_head(&head), ERR_WINDOW);
	head = passage_head(14, hash), head.hash.len = HASH_LEN - 1;
	assert_int_equal(sealed_head(&head), ERR_FORMAT);
	head = passage_head(0, hash);
	assert_int_equal(sealed_head(&head), ERR_FORMAT);
}

static void threat_22_a_stolen_devices_log_counts_up_to_its_last_sequence(void **state)
{
	Guosuo__V1__PassageHead head = passage_head(14, hash);
	(void)state;
	roster->body->entries[ENTRY_CHECKPOINT]->last_sequence = 14;
	assert_int_equal(sealed_head(&head), ERR_OK);
	head.sequence++;
	assert_int_equal(sealed_head(&head), ERR_WINDOW);
}

static void threat_11_a_head_sealed_as_another_kind_is_none(void **state)
{
	const Guosuo__V1__PassageHead head = passage_head(14, hash);
	(void)state;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++)
		if (kind_links(kind) == 0)
			assert_int_equal(head_verify(&head, kind, RIG_KEYS(STAMP_KEY)), kind == KIND_passages ? ERR_OK : ERR_SEAL);
}

static void a_head_that_is_made_verifies(void **state)
{
	struct rig_pair pair = rig_pair(STAMP_KEY);
	Guosuo__V1__PassageHead head = passage_head(14, hash);
	Guosuo__V1__Sealed *sealed;
	struct passage_head opened;
	size_t entry;
	(void)state;
	assert_int_equal(passage_head_seal(&head, pair.secret, &world.rig.arena, &sealed), ERR_OK);
	assert_int_equal(passage_head_read(sealed, &world.rig.arena, &opened), ERR_OK);
	assert_int_equal(passage_head_verify(sealed, &opened, roster, WORLD_NOW, &world.rig.arena, &entry), ERR_OK);
	head.device = 0;
	assert_int_equal(passage_head_seal(&head, pair.secret, &world.rig.arena, &sealed), ERR_FORMAT);
}

static void whatever_the_arena_the_answer_is_the_same_or_no_memory(void **state)
{
	static uint8_t small[32 * 1024];
	struct span raw = rig_pack(&world.rig, &pass->base);
	enum err last = ERR_MEMORY;
	(void)state;
	for (size_t size = 0; size < sizeof small; size += 16) {
		struct arena arena = {small, size, 0};
		struct passage out;
		world_step(&last, passage_read(raw, &arena, &out), size);
	}
	assert_int_equal(last, ERR_OK);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup(a_pass_a_car_a_hand_over_and_a_reset_are_read_as_they_were_written, fresh),
	    cmocka_unit_test_setup(a_record_is_sound_or_says_why_not, fresh),
	    cmocka_unit_test_setup(what_is_not_sound_is_not_packed, fresh),
	    cmocka_unit_test_setup(a_record_over_its_bound_is_refused_before_it_is_read, fresh),
	    cmocka_unit_test_setup(the_largest_record_fits, fresh),
	    cmocka_unit_test_setup(threat_20_a_record_changed_dropped_or_moved_gives_another_hash, fresh),
	    cmocka_unit_test_setup(a_head_is_its_own_devices, fresh),
	    cmocka_unit_test_setup(threat_22_a_stolen_devices_log_counts_up_to_its_last_sequence, fresh),
	    cmocka_unit_test_setup(threat_11_a_head_sealed_as_another_kind_is_none, fresh),
	    cmocka_unit_test_setup(a_head_that_is_made_verifies, fresh),
	    cmocka_unit_test_setup(whatever_the_arena_the_answer_is_the_same_or_no_memory, fresh),
	};
	return cmocka_run_group_tests_name("passage", tests, NULL, NULL);
}
