/* The properties of the pass format, one test a line of it. */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "tests/cases.h"

static uint8_t memory[SCENE_MEMORY], other_memory[SCENE_MEMORY], third_memory[SCENE_MEMORY];

static void stage(struct scene *scene)
{
	scene_draft(scene, memory);
	scene_seal(scene);
}

static enum word word_now(const struct scene *scene)
{
	struct verdict verdict;
	scene_ask(scene, &verdict);
	return verdict.word;
}

static enum word word_of_bytes(const struct scene *scene, struct span code)
{
	struct question question = scene->question;
	static uint8_t room[VERDICT_ARENA];
	struct arena arena = {room, sizeof room, 0};
	struct verdict verdict_out;
	question.code = code;
	verdict(&question, &arena, &verdict_out);
	return verdict_out.word;
}

/* ---- any bit --------------------------------------------------------------------------------------------
 */

static void no_bit_may_be_flipped(struct scene *scene)
{
	uint8_t bytes[CODE_MAX];
	memcpy(bytes, scene->raw.p, scene->raw.n);
	for (size_t i = 0; i < scene->raw.n * 8; i++) {
		bytes[i / 8] ^= (uint8_t)(1U << i % 8);
		if (word_of_bytes(scene, span_of(bytes, scene->raw.n)) == VERDICT_ACCEPT)
			fail_msg("ACCEPT with bit %zu of byte %zu flipped", i % 8, i / 8);
		bytes[i / 8] ^= (uint8_t)(1U << i % 8);
	}
	assert_int_equal(word_of_bytes(scene, span_of(bytes, scene->raw.n)), VERDICT_ACCEPT);
}

static void threat_1_any_flipped_bit_is_never_accepted(void **state)
{
	(void)state;
	struct scene scene;
	stage(&scene);
	no_bit_may_be_flipped(&scene);
}

static void threat_1_any_flipped_bit_of_a_compared_paper_is_never_accepted(void **state)
{
	(void)state;
	struct scene scene;
	scene_draft(&scene, memory);
	case_paper_compared(&scene);
	scene_seal(&scene);
	no_bit_may_be_flipped(&scene);
}

/* ---- parts of another trip ------------------------------------------------------------------------------
 */

/* The three transformers of the case: same company, same vehicles, same people, three trips. */
static void unit(struct scene *scene, uint8_t *own, uint32_t number)
{
	scene_draft(scene, own);
	scene->trip->pass_id.data[15] = (uint8_t)number;
	scene->trip->status_index = 40 + number;
	scene->leg->status_index = 50 + number;
	scene_seal(scene);
}

static void threat_7_parts_of_another_trip_are_never_accepted(void **state)
{
	(void)state;
	struct scene units[3], mixed;
	size_t accepted = 0;
	unit(&units[0], memory, 1);
	unit(&units[1], other_memory, 2);
	unit(&units[2], third_memory, 3);
	mixed = units[0];
	for (size_t mix = 0; mix < 81; mix++) {
		size_t t = mix % 3, l = mix / 3 % 3, a = mix / 9 % 3, p = mix / 27;
		mixed.code.trip = units[t].code.trip;
		mixed.code.leg = units[l].code.leg;
		mixed.code.assignment = units[a].code.assignment;
		mixed.code.presentation = units[p].code.presentation;
		scene_pack(&mixed);
		bool one = t == l && l == a && a == p;
		accepted += one;
		assert_int_equal(word_now(&mixed) == VERDICT_ACCEPT, one);
	}
	assert_int_equal(accepted, 3);
}

/* ---- one kind for another -------------------------------------------------------------------------------
 */

struct part {
	enum kind kind;
	ProtobufCBinaryData *body, *seals;
	const uint32_t *keys;
	bool bare; /* a signature without a kid */
};

static void reseal_as(struct scene *scene, const struct part *part, enum kind kind)
{
	hash_t links[LINKS_MAX] = {{0}};
	const ProtobufCBinaryData linked[] = {scene->code.trip.body, scene->code.leg.body,
	                                      scene->code.assignment.body};
	struct span body = span_of(part->body->data, part->body->len);
	for (size_t i = 0; i < RIG_COUNT(linked); i++)
		body_hash(span_of(linked[i].data, linked[i].len), links[i]);
	if (part->bare)
		*part->seals =
		    scene_view(scene_signature(scene, kind, (const hash_t *)links, body, part->keys[0]));
	else
		*part->seals =
		    scene_view(rig_seals(&scene->rig, kind, (const hash_t *)links, body, part->keys));
	scene_pack(scene);
}

static void every_kind_for_part(size_t which)
{
	struct scene scene;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		stage(&scene);
		const uint32_t officer[] = {OFFICER_KEY, 0}, device[] = {DEVICE_KEY, 0};
		struct code *code = &scene.code;
		const struct part parts[] = {
		    {KIND_trip, &code->trip.body, &code->trip.seals, scene.trip_keys, false},
		    {KIND_leg, &code->leg.body, &code->leg.seals, scene.leg_keys, false},
		    {KIND_assignment, &code->assignment.body, &code->assignment.signature, officer, true},
		    {KIND_presentation, &code->presentation.body, &code->presentation.signature, device,
		     true},
		};
		reseal_as(&scene, &parts[which], kind);
		if ((word_now(&scene) == VERDICT_ACCEPT) != (kind == parts[which].kind))
			fail_msg("a %s in place of a %s", kind_type(kind), kind_type(parts[which].kind));
	}
}

static void threat_11_every_kind_for_kind_substitution_fails(void **state)
{
	(void)state;
	for (size_t which = 0; which < 4; which++)
		every_kind_for_part(which);
}

static void threat_11_no_trust_file_is_sealed_as_another_kind(void **state)
{
	(void)state;
	struct scene scene;
	for (enum kind kind = 0; kind < KIND_COUNT; kind++) {
		const hash_t links[LINKS_MAX] = {{0}};
		struct directory directory;
		struct roster roster;
		struct status status;
		uint8_t pin[HASH_LEN];
		stage(&scene);
		root_set_hash(scene.directory, pin);
		struct rig *rig = &scene.rig;
		struct span bodies[] = {rig_pack(rig, &scene.directory->base),
		                        rig_pack(rig, &scene.rosters[AT_HEBEI]->base),
		                        rig_pack(rig, &scene.lists[AT_HEBEI]->base)};
		const uint32_t *keys[] = {RIG_KEYS(ROOT_A, ROOT_B),
		                          RIG_KEYS(rig_authority(HEBEI, 1), rig_authority(HEBEI, 2)),
		                          RIG_KEYS(rig_entry(HEBEI, ENTRY_STATUS))};
		struct span files[3];
		for (size_t i = 0; i < 3; i++)
			files[i] =
			    rig_envelope(rig, bodies[i], rig_seals(rig, kind, links, bodies[i], keys[i]));
		const struct roster *held = &scene.holdings[AT_HEBEI].roster;
		assert_int_equal(directory_open(files[0], pin, &rig->arena, &directory) == ERR_OK,
		                 kind == KIND_directory);
		assert_int_equal(roster_open(files[1], &scene.opened, &rig->arena, &roster) == ERR_OK,
		                 kind == KIND_roster);
		assert_int_equal(status_open(files[2], held, &rig->arena, &status) == ERR_OK,
		                 kind == KIND_status);
	}
}

/* ---- the gate's clock -----------------------------------------------------------------------------------
 */

static void revoked(struct scene *scene)
{
	case_revoked_trip(scene);
}

/* Longer ago than the newest files that two provinces have issued. */
static void ended_two_hours_ago(struct scene *scene)
{
	scene->assignment->not_after = (uint32_t)(SCENE_NOW - 7200);
}

/* Later than any list of now is still believed of a class III. */
static void begins_in_four_days(struct scene *scene)
{
	scene->trip->not_before = scene->leg->not_before = scene->assignment->not_before =
	    (uint32_t)(SCENE_NOW + 4 * RIG_DAY);
	scene->trip->not_after = scene->leg->not_after = (uint32_t)(SCENE_NOW + 9 * RIG_DAY);
	scene->assignment->not_after = (uint32_t)(SCENE_NOW + 8 * RIG_DAY);
}

static void never_accepted(const char *why, struct scene *scene, int64_t jump)
{
	scene->question.now = SCENE_NOW + jump;
	if (word_now(scene) == VERDICT_ACCEPT)
		fail_msg("%s: ACCEPT by a clock that is %lld s off", why, (long long)jump);
}

/* The driver answers a nonce, so that no presentation's age stands in for the clock. */
static void threat_15_no_jump_of_the_clock_within_ten_years_makes_a_wrong_accept(void **state)
{
	static const struct {
		const char *why;
		void (*spoil)(struct scene *scene);
	} rows[] = {{"revoked", revoked},
	            {"ended two hours ago", ended_two_hours_ago},
	            {"begins in four days", begins_in_four_days}};
	static const int64_t years = 3653 * RIG_DAY;
	(void)state;
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		struct scene scene;
		scene_draft(&scene, memory);
		case_nonce(&scene);
		rows[i].spoil(&scene);
		scene_seal(&scene);
		scene.trust.ratchet = trust_ratchet(&scene.trust, 0, SCENE_NOW);
		assert_true(scene.trust.ratchet == SCENE_NOW - 3600);
		for (int64_t jump = -12 * RIG_DAY; jump <= 12 * RIG_DAY; jump += 3600)
			never_accepted(rows[i].why, &scene, jump);
		for (int64_t jump = -years; jump <= years; jump += years / 150)
			never_accepted(rows[i].why, &scene, jump);
	}
}

/* ---- persons --------------------------------------------------------------------------------------------
 */

/* Three reviewers' keys in the hands of one, two or three persons, and every choice of keys that seal. */
static void threat_2b_one_person_never_counts_twice(void **state)
{
	(void)state;
	static const uint32_t entries[3] = {ENTRY_REVIEWER_A, ENTRY_REVIEWER_B, ENTRY_REVIEWER_A2};
	struct scene scene;
	size_t accepted = 0;
	for (uint32_t hands = 0; hands < 27; hands++)
		for (uint32_t choice = 1; choice < 8; choice++) {
			const uint32_t person[3] = {hands % 3 + 1, hands / 3 % 3 + 1, hands / 9 + 1};
			uint32_t chosen[3] = {0}, n = 0;
			scene_draft(&scene, memory);
			memset(scene.leg_keys, 0, sizeof scene.leg_keys);
			for (uint32_t i = 0; i < 3; i++) {
				scene.rosters[AT_HEBEI]->entries[entries[i]]->person = person[i];
				if ((choice >> i & 1) == 0)
					continue;
				chosen[n] = person[i];
				scene.leg_keys[n++] = rig_entry(HEBEI, entries[i]);
			}
			scene_seal(&scene);
			bool two = n == 2 && chosen[0] != chosen[1];
			accepted += two;
			assert_int_equal(word_now(&scene) == VERDICT_ACCEPT, two);
		}
	assert_int_equal(accepted, 54);
}

static void threat_2b_one_seal_never_counts_twice(void **state)
{
	(void)state;
	struct scene scene;
	stage(&scene);
	memcpy(scene.code.leg.seals.data + SEAL_LEN, scene.code.leg.seals.data, SEAL_LEN);
	scene_pack(&scene);
	struct verdict verdict;
	scene_ask(&scene, &verdict);
	assert_int_equal(verdict.word, VERDICT_REJECT);
	assert_int_equal(verdict.findings[0].code, FINDING_SEAL_SURPLUS);
}

/* ---- more state -----------------------------------------------------------------------------------------
 */

static const char *const forged[] = {
    "edited-height", "edited-plate",       "edited-window",        "edited-assignment", "edited-time",
    "foreign-leg",   "foreign-assignment", "foreign-presentation", "other-assignment",  "forged-trip",
    "forged-leg",    "kid-collision",      "officer-unknown",      "device-unknown",    "malleable",
    "small-order",   "sealed-as-decision",
};

static const struct vector *vector_named(const char *name)
{
	for (size_t i = 0; i < RIG_COUNT(vectors); i++)
		if (strcmp(vectors[i].name, name) == 0)
			return &vectors[i];
	fail_msg("no case %s", name);
	return NULL;
}

/* Of directory, three rosters and three lists, those whose bit is set. */
static void hold(struct scene *scene, const struct holding *all, unsigned parts)
{
	scene->trust.directory = (parts & 1) != 0 ? &scene->opened : NULL;
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		scene->holdings[i] = (struct holding){0};
		if ((parts >> (1 + i) & 1) != 0)
			scene->holdings[i].roster = all[i].roster;
		if ((parts >> (4 + i) & 1) != 0)
			scene->holdings[i].status = all[i].status;
	}
}

static void more_state_never_turns_a_forged_seal_into_accept(void **state)
{
	(void)state;
	struct scene scene;
	for (size_t i = 0; i < RIG_COUNT(forged); i++) {
		struct holding all[SCENE_PROVINCES];
		case_stage(vector_named(forged[i]), &scene, memory);
		memcpy(all, scene.holdings, sizeof all);
		for (unsigned parts = 0; parts < 128; parts++) {
			hold(&scene, all, parts);
			if (word_now(&scene) == VERDICT_ACCEPT)
				fail_msg("%s is accepted with state %u", forged[i], parts);
		}
	}
}

static void less_state_than_a_code_needs_is_never_accept(void **state)
{
	(void)state;
	enum {
		NEEDED = 1 | 1 << (1 + AT_SHANDONG) | 1 << (1 + AT_HEBEI) | 1 << (4 + AT_SHANDONG) |
		         1 << (4 + AT_HEBEI)
	};
	struct scene scene;
	struct holding all[SCENE_PROVINCES];
	stage(&scene);
	memcpy(all, scene.holdings, sizeof all);
	for (unsigned parts = 0; parts < 128; parts++) {
		hold(&scene, all, parts);
		enum word want = (parts & NEEDED) == NEEDED ? VERDICT_ACCEPT : VERDICT_REFER;
		assert_int_equal(word_now(&scene), want);
	}
}

/* ---- any 2 KiB ------------------------------------------------------------------------------------------
 */

static uint64_t dice_state;

static uint32_t dice(uint32_t below)
{
	dice_state = dice_state * 6364136223846793005U + 1442695040888963407U;
	return (uint32_t)(dice_state >> 33) % below;
}

static struct {
	size_t most_used;
	const struct scene *scene;
} judged;

/* In an arena of exactly VERDICT_ARENA, whose neighbours are watched. */
static enum word judge_in_arena(struct span code)
{
	static uint8_t room[VERDICT_ARENA + 128];
	struct question question = judged.scene->question;
	struct arena arena = {room + 64, VERDICT_ARENA, 0};
	struct verdict out;
	memset(room, 0xA5, 64);
	memset(room + 64 + VERDICT_ARENA, 0xA5, 64);
	question.code = code;
	verdict(&question, &arena, &out);
	assert_true(scene_found(&out, FINDING_MEMORY_FULL) == false);
	for (size_t i = 0; i < 64; i++)
		assert_true(room[i] == 0xA5 && room[64 + VERDICT_ARENA + i] == 0xA5);
	if (arena.used > judged.most_used)
		judged.most_used = arena.used;
	return out.word;
}

static size_t mutate(const struct span *good, uint8_t *bytes)
{
	size_t n = good->n;
	memcpy(bytes, good->p, n);
	for (uint32_t times = 1 + dice(4); times > 0; times--) {
		size_t at = dice((uint32_t)n), length = 1 + dice(40), to = dice((uint32_t)n);
		length = at + length > n ? n - at : length;
		switch (dice(5)) {
		case 0: /* a byte */
			bytes[at] = (uint8_t)dice(256);
			break;
		case 1: /* a run doubled */
			if (n + length <= CODE_MAX) {
				memmove(bytes + at + length, bytes + at, n - at);
				n += length;
			}
			break;
		case 2: /* a run lost */
			if (n - length > 8) {
				memmove(bytes + at, bytes + at + length, n - at - length);
				n -= length;
			}
			break;
		case 3: /* a run over another place */
			length = to + length > n ? n - to : length;
			memmove(bytes + to, bytes + at, length);
			break;
		default: /* a length or tag moved by one */
			bytes[at] = (uint8_t)(bytes[at] + 1);
		}
	}
	return n;
}

static void any_2_kib_stay_inside_the_arena(void **state)
{
	(void)state;
	static struct scene scene;
	uint8_t bytes[CODE_MAX + 8];
	stage(&scene);
	judged.scene = &scene;
	dice_state = 20200310;
	for (size_t i = 0; i < 3000; i++) {
		size_t n = dice(CODE_MAX + 1);
		for (size_t k = 0; k < n; k++)
			bytes[k] = (uint8_t)dice(256);
		assert_int_not_equal(judge_in_arena(span_of(bytes, n)), VERDICT_ACCEPT);
	}
	for (size_t i = 0; i < 6000; i++) {
		size_t n = mutate(&scene.raw, bytes);
		if (judge_in_arena(span_of(bytes, n)) == VERDICT_ACCEPT)
			assert_true(n == scene.raw.n && memcmp(bytes, scene.raw.p, n) == 0);
	}
}

/* Bodies of the most memory a byte can cost: empty messages, two bytes each. */
static ProtobufCBinaryData heap_of(struct scene *scene, uint8_t tag, size_t n)
{
	uint8_t *bytes = rig_take(&scene->rig, n);
	for (size_t i = 0; i + 1 < n; i += 2)
		bytes[i] = tag;
	return (ProtobufCBinaryData){n, bytes};
}

static void greedy(struct scene *scene)
{
	scene->code.trip.body = heap_of(scene, 0x6a, TRIP_MAX);    /* tractors */
	scene->code.leg.body = heap_of(scene, 0x32, LEG_MAX - 40); /* roads */
	scene_pack(scene);
	assert_true(scene->raw.n <= CODE_MAX);
}

/* Rosters of the size a large province may have cost room for their keys. */
static void crowd(struct scene *scene, size_t at)
{
	Guosuo__V1__Roster *roster = scene->rosters[at];
	Guosuo__V1__RosterEntry **entries = rig_take(&scene->rig, ROSTER_ENTRIES_MAX * sizeof *entries);
	memcpy(entries, roster->entries, roster->n_entries * sizeof *entries);
	for (size_t i = roster->n_entries; i < ROSTER_ENTRIES_MAX; i++)
		entries[i] = entries[ENTRY_REVIEWER_A2];
	roster->entries = entries;
	roster->n_entries = ROSTER_ENTRIES_MAX;
}

/* Opened rosters are handed over as they are: nobody seals 2,000 entries twice a test. */
static void hold_crowds(struct scene *scene)
{
	for (size_t at = AT_SHANDONG; at <= AT_HEBEI; at++) {
		crowd(scene, at);
		scene->holdings[at].roster.body = scene->rosters[at];
	}
}

static void the_greediest_code_stays_inside_the_arena(void **state)
{
	(void)state;
	static struct scene scene;
	stage(&scene);
	hold_crowds(&scene);
	greedy(&scene);
	judged.scene = &scene;
	assert_int_equal(judge_in_arena(scene.raw), VERDICT_REJECT);
	assert_in_range(judged.most_used, VERDICT_ARENA / 3, VERDICT_ARENA);
}

static void a_code_fits_the_arena_with_the_largest_rosters(void **state)
{
	(void)state;
	static struct scene scene;
	stage(&scene);
	hold_crowds(&scene);
	judged.scene = &scene;
	assert_int_equal(judge_in_arena(scene.raw), VERDICT_ACCEPT);
}

/* ---- how many legs --------------------------------------------------------------------------------------
 */

static void scene_with_legs(struct scene *scene, size_t legs, size_t at, void (*spoil)(struct scene *))
{
	static const uint32_t destinations[SCENE_LEGS] = {371400, 130900, 120116};
	scene_draft(scene, memory);
	scene->trip->n_provinces = legs;
	scene->trip->destination = destinations[legs - 1];
	scene_leg(scene, at);
	scene->question.place =
	    (struct place){.province = scene->leg->province, .checkpoint = CHECKPOINT, .road = "G3"};
	if (spoil != NULL)
		spoil(scene);
	scene_seal(scene);
}

static void spoil_hours(struct scene *scene)
{
	scene->leg->hours[0]->to_min = 8 * 60;
}

static void spoil_road(struct scene *scene)
{
	scene->question.place.road = "G18";
}

static void the_verdict_of_a_leg_does_not_depend_on_how_many_there_are(void **state)
{
	(void)state;
	void (*const spoils[])(struct scene *) = {NULL, spoil_hours, spoil_road, case_leg_over,
	                                          case_one_reviewer};
	for (size_t s = 0; s < RIG_COUNT(spoils); s++)
		for (size_t at = 0; at < SCENE_LEGS; at++) {
			struct verdict alone, more;
			struct scene scene;
			scene_with_legs(&scene, at + 1, at, spoils[s]);
			scene_ask(&scene, &alone);
			size_t size = scene.raw.n;
			for (size_t legs = at + 2; legs <= SCENE_LEGS; legs++) {
				scene_with_legs(&scene, legs, at, spoils[s]);
				scene_ask(&scene, &more);
				assert_int_equal(more.word, alone.word);
				assert_int_equal(more.finding_count, alone.finding_count);
				for (size_t i = 0; i < more.finding_count; i++)
					assert_int_equal(more.findings[i].code, alone.findings[i].code);
				assert_in_range(scene.raw.n, size, size + legs);
			}
		}
}

static int start(void **state)
{
	(void)state;
	return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(threat_1_any_flipped_bit_is_never_accepted),
	    cmocka_unit_test(threat_1_any_flipped_bit_of_a_compared_paper_is_never_accepted),
	    cmocka_unit_test(threat_7_parts_of_another_trip_are_never_accepted),
	    cmocka_unit_test(threat_15_no_jump_of_the_clock_within_ten_years_makes_a_wrong_accept),
	    cmocka_unit_test(threat_11_every_kind_for_kind_substitution_fails),
	    cmocka_unit_test(threat_11_no_trust_file_is_sealed_as_another_kind),
	    cmocka_unit_test(threat_2b_one_person_never_counts_twice),
	    cmocka_unit_test(threat_2b_one_seal_never_counts_twice),
	    cmocka_unit_test(more_state_never_turns_a_forged_seal_into_accept),
	    cmocka_unit_test(less_state_than_a_code_needs_is_never_accept),
	    cmocka_unit_test(any_2_kib_stay_inside_the_arena),
	    cmocka_unit_test(the_greediest_code_stays_inside_the_arena),
	    cmocka_unit_test(a_code_fits_the_arena_with_the_largest_rosters),
	    cmocka_unit_test(the_verdict_of_a_leg_does_not_depend_on_how_many_there_are),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
