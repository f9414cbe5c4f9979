/* The verdict's own sentences: threats as sweeps and matrices, its edges of time, memory and order. The files
 * of tests/vectors are judged in test_vectors.c; the table behind them also here, threat by threat. */
#include <setjmp.h>
#include <sodium.h>
#include <stdarg.h>
#include <stdio.h>
#include <cmocka.h>

#include "proto/present.h"
#include "tests/cases.h"

static uint8_t memory[SCENE_MEMORY];
static struct scene scene;

static void stage(void)
{
	scene_draft(&scene, memory);
	scene_seal(&scene);
}

static struct verdict asked(void)
{
	struct verdict out;
	scene_ask(&scene, &out);
	return out;
}

static enum word word_now(void)
{
	return asked().word;
}

static bool only(const struct verdict *out, enum finding_code a, enum finding_code b)
{
	size_t n = 0;
	for (size_t i = 0; i < out->finding_count; i++)
		n += out->findings[i].code == a || out->findings[i].code == b;
	return n == out->finding_count;
}

/* ---- the table, threat by threat ------------------------------------------------------------------------
 */

static void names_of(const struct verdict *out, char *text, size_t size)
{
	text[0] = '\0';
	for (size_t i = 0; i < out->finding_count; i++) {
		size_t n = strlen(text);
		snprintf(text + n, size - n, "%s%s", i == 0 ? "" : " ", finding_name(out->findings[i].code));
	}
}

static void cases_of(const char *threat, size_t at_least)
{
	size_t n = 0;
	for (size_t i = 0; i < RIG_COUNT(vectors); i++) {
		char text[1024];
		if (strncmp(vectors[i].en, threat, strlen(threat)) != 0)
			continue;
		case_stage(&vectors[i], &scene, memory);
		struct verdict out = asked();
		names_of(&out, text, sizeof text);
		if (out.word != vectors[i].word || strcmp(text, vectors[i].findings) != 0)
			fail_msg("%s: %s (%s)", vectors[i].name, word_name(out.word), text);
		n++;
	}
	assert_true(n >= at_least);
}

#define THREAT(name, text, at_least)                                                                         \
	static void name(void **state)                                                                       \
	{                                                                                                    \
		(void)state;                                                                                 \
		cases_of(text, at_least);                                                                    \
	}

THREAT(threat_1_edited_images_are_refused, "threat 1:", 3)
THREAT(threat_2_screenshots_and_prints_are_never_accepted, "threat 2:", 6)
THREAT(threat_2b_two_keys_of_one_person_are_one_person, "threat 2b:", 1)
THREAT(threat_3_wrong_nonce_and_replay_are_refused, "threat 3:", 6)
THREAT(threat_4_swapped_plates_are_refused, "threat 4:", 4)
THREAT(threat_5_two_trains_on_one_paper_are_told_by_their_stamps, "threat 5:", 3)
THREAT(threat_6_stretched_windows_and_skipped_legs_are_refused, "threat 6:", 6)
THREAT(threat_7_spliced_parts_are_refused, "threat 7:", 4)
THREAT(threat_8_hostile_bytes_are_refused, "threat 8:", 12)
THREAT(threat_9_edge_case_signatures_are_refused, "threat 9:", 2)
THREAT(threat_10_a_kid_is_only_a_hint, "threat 10:", 1)
THREAT(threat_11_one_kind_is_not_another, "threat 11:", 1)
THREAT(threat_12_an_older_roster_shows, "threat 12:", 3)
THREAT(threat_13_frozen_files_expire, "threat 13:", 3)
THREAT(threat_15_clocks_that_differ_are_told, "threat 15:", 6)
THREAT(threat_16_withheld_lists_age, "threat 16:", 3)
THREAT(threat_18_a_province_keeps_to_itself, "threat 18:", 3)

/* ---- threats 2 and 3: the same picture later and elsewhere ----------------------------------------------
 */

static void threat_2_screenshot_is_accepted_from_30_s_before_to_60_s_after_only(void **state)
{
	(void)state;
	stage();
	int64_t shown = scene.presentation->time;
	for (int64_t late = -200; late <= 400; late++) {
		scene.question.now = shown + late;
		struct verdict out = asked();
		enum word want = late >= -30 && late <= 60 ? VERDICT_ACCEPT : VERDICT_REFER;
		assert_int_equal(out.word, want);
		assert_int_equal(scene_found(&out, FINDING_PRESENTATION_STALE), late > 60);
		assert_int_equal(scene_found(&out, FINDING_PRESENTATION_AHEAD), late < -30);
	}
}

static void threat_2_screenshot_is_not_saved_by_a_matching_vehicle(void **state)
{
	(void)state;
	stage();
	scene.question.now = scene.presentation->time + 61;
	case_observe_all(&scene);
	assert_int_equal(word_now(), VERDICT_REFER);
	case_stripped(&scene);
	assert_int_equal(word_now(), VERDICT_REFER);
	scene.question.nonce = NONCE;
	assert_int_equal(word_now(), VERDICT_REFER);
}

/* Found by its plate in the expected list: whatever matches, and on paper too. */
static void threat_2_what_nobody_showed_is_never_accepted(void **state)
{
	(void)state;
	for (int paper = 0; paper < 2; paper++) {
		scene_draft(&scene, memory);
		if (paper)
			scene_paper(&scene);
		scene_seal(&scene);
		case_printed(&scene);
		scene.question.listed = true;
		struct verdict out = asked();
		assert_int_equal(out.paper, paper);
		assert_int_equal(out.word, VERDICT_REFER);
		assert_true(only(&out, FINDING_PRESENTATION_MISSING, FINDING_PRESENTATION_MISSING));
	}
}

static void threat_2_screenshot_tells_how_old_it_is(void **state)
{
	(void)state;
	char text[160];
	stage();
	scene.question.now = scene.presentation->time + 121;
	struct verdict out = asked();
	finding_text(&out.findings[0], LANG_EN, text, sizeof text);
	assert_string_equal(text, "the presentation is 121 s old: perhaps a screenshot");
}

static void threat_3_wrong_nonce_is_never_accepted(void **state)
{
	(void)state;
	static const uint32_t nonces[] = {NONCE_MIN, NONCE - 1, NONCE, NONCE + 1, NONCE_MAX};
	for (size_t i = 0; i < RIG_COUNT(nonces); i++) {
		scene_draft(&scene, memory);
		scene_challenge(&scene, nonces[i], CHECKPOINT);
		scene_seal(&scene);
		scene.question.nonce = NONCE;
		assert_int_equal(word_now(), nonces[i] == NONCE ? VERDICT_ACCEPT : VERDICT_REJECT);
	}
}

static void threat_3_nonce_of_another_checkpoint_is_never_accepted(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene_challenge(&scene, NONCE, CHECKPOINT);
	scene_seal(&scene);
	for (uint32_t here = 0; here < 12; here++)
		for (uint32_t spoken = 0; spoken < 2; spoken++) {
			scene.question.place.checkpoint = here;
			scene.question.nonce = spoken * NONCE;
			struct verdict out = asked();
			assert_int_equal(out.word, here == CHECKPOINT ? VERDICT_ACCEPT : VERDICT_REJECT);
			assert_int_equal(scene_found(&out, FINDING_NONCE_WRONG), here != CHECKPOINT);
		}
}

static void threat_3_a_nonce_that_was_not_asked_for_does_not_stop_the_clock(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene_challenge(&scene, NONCE, CHECKPOINT);
	scene_seal(&scene);
	scene.question.now = scene.presentation->time + 61;
	assert_int_equal(word_now(), VERDICT_REFER);
	scene.question.nonce = NONCE;
	assert_int_equal(word_now(), VERDICT_ACCEPT);
}

/* ---- threat 4 -------------------------------------------------------------------------------------------
 */

static void threat_4_plate_and_trailer_matrix(void **state)
{
	(void)state;
	static const char *const plates[] = {NULL, "鲁A12345", "鲁A12346", "冀B12345"};
	static const char *const vins[] = {NULL, "LZZ1ABCD3LA000018", "LZZ1ABCD2LA000026"};
	static const char *const trailers[][2] = {{NULL, NULL},
	                                          {"鲁A1234挂", NULL},
	                                          {"鲁A1235挂", NULL},
	                                          {"鲁A1234挂", "鲁A1235挂"},
	                                          {"鲁A1234挂", "鲁A1234挂"}};
	stage();
	for (size_t mix = 0; mix < 4 * 3 * 5; mix++) {
		size_t p = mix % 4, v = mix / 4 % 3, t = mix / 12;
		struct observed *seen = &scene.observed;
		*seen = (struct observed){.vin_read = v > 0};
		seen->tractor_plate = p > 0 ? scene_plate(plates[p]) : 0;
		if (v > 0)
			scene_vin(vins[v], seen->vin);
		for (size_t i = 0; i < 2 && trailers[t][i] != NULL; i++)
			seen->trailer_plates[seen->trailer_count++] = scene_plate(trailers[t][i]);
		scene.question.observed = seen;
		struct verdict out = asked();
		assert_int_equal(scene_found(&out, FINDING_PLATE_MISMATCH), p > 1);
		assert_int_equal(scene_found(&out, FINDING_VIN_MISMATCH), v > 1);
		assert_int_equal(scene_found(&out, FINDING_TRAILER_MISMATCH), t > 1);
		assert_int_equal(scene_found(&out, FINDING_COMPARE), p == 0 && v == 0);
		assert_int_equal(out.word, p > 1 || v > 1 || t > 1 ? VERDICT_REJECT : VERDICT_ACCEPT);
	}
}

static void threat_4_two_trailers_are_compared_as_a_set(void **state)
{
	(void)state;
	static const uint32_t both[] = {2, 1};
	scene_draft(&scene, memory);
	scene.trip->trailers[1]->spare = false;
	scene.assignment->trailers = scene_list(&scene, both, 2, sizeof *both);
	scene.assignment->n_trailers = 2;
	scene_seal(&scene);
	struct observed *seen = &scene.observed;
	scene.question.observed = seen;
	const uint64_t a = scene_plate("鲁A1234挂"), b = scene_plate("鲁A1235挂");
	const struct {
		uint64_t plates[2];
		size_t count;
		bool same;
	} rows[] = {
	    {{a, b}, 2, true}, {{b, a}, 2, true}, {{a, a}, 2, false}, {{b, b}, 2, false}, {{a, 0}, 1, false}};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		memcpy(seen->trailer_plates, rows[i].plates, sizeof rows[i].plates);
		seen->trailer_count = rows[i].count;
		struct verdict out = asked();
		assert_int_equal(scene_found(&out, FINDING_TRAILER_MISMATCH), !rows[i].same);
	}
}

/* ---- threat 14: pieces of trust of other provinces -------------------------------------------------------
 */

static void threat_14_a_list_counts_for_its_own_province_only(void **state)
{
	(void)state;
	for (size_t a = 0; a < SCENE_PROVINCES; a++)
		for (size_t b = 0; b < SCENE_PROVINCES; b++) {
			stage();
			struct status kept = scene.holdings[a].status;
			scene.holdings[a].status = scene.holdings[b].status;
			scene.holdings[b].status = kept;
			struct verdict out = asked();
			assert_int_equal(out.word, a == b ? VERDICT_ACCEPT : VERDICT_REFER);
			assert_int_equal(scene_found(&out, FINDING_STATUS_UNKNOWN), a != b);
		}
}

static void threat_14_the_order_of_holdings_says_nothing(void **state)
{
	(void)state;
	stage();
	struct holding first = scene.holdings[0];
	scene.holdings[0] = scene.holdings[2];
	scene.holdings[2] = first;
	assert_int_equal(word_now(), VERDICT_ACCEPT);
}

static void threat_14_a_week_is_the_week_the_trip_ends_in(void **state)
{
	(void)state;
	for (uint32_t at = 0; at < 2; at++) {
		scene_draft(&scene, memory);
		scene.trip->not_after = (uint32_t)(RIG_NOW + 4 * RIG_DAY + 7 * RIG_DAY * (int64_t)at);
		case_revoked_trip(&scene);
		scene_seal(&scene);
		assert_int_equal(word_now(), at == 0 ? VERDICT_REJECT : VERDICT_ACCEPT);
	}
}

/* ---- threat 15: the clock -------------------------------------------------------------------------------
 */

static void threat_15_a_clock_set_back_is_seen_against_the_ratchet(void **state)
{
	(void)state;
	for (int64_t back = 295; back <= 305; back++) {
		stage();
		scene.trust.ratchet = SCENE_NOW + back;
		struct verdict out = asked();
		assert_int_equal(out.word, back > 300 ? VERDICT_REFER : VERDICT_ACCEPT);
		assert_int_equal(scene_found(&out, FINDING_CLOCK_BEHIND), back > 300);
	}
}

static void threat_15_a_clock_set_back_is_seen_against_what_this_place_recorded_itself(void **state)
{
	(void)state;
	for (int64_t back = 295; back <= 305; back++) {
		stage();
		const int64_t ratchet = scene.trust.ratchet;
		scene.question.latest_at = SCENE_NOW + back;
		struct verdict out = asked();
		assert_int_equal(out.word, back > 300 ? VERDICT_REFER : VERDICT_ACCEPT);
		assert_int_equal(scene_found(&out, FINDING_CLOCK_BEHIND), back > 300);
		assert_int_equal(scene.trust.ratchet, ratchet);
	}
	scene.question.latest_at = INT64_MAX;
	assert_int_equal(word_now(), VERDICT_REFER);
}

static void threat_15_a_clock_set_far_forward_never_accepts(void **state)
{
	(void)state;
	static const int64_t forward[] = {
	    61, 86400, 30 * 86400, 366 * 86400, INT64_C(1) << 40, INT64_MAX - SCENE_NOW};
	stage();
	for (size_t i = 0; i < RIG_COUNT(forward); i++) {
		scene.question.now = SCENE_NOW + forward[i];
		assert_int_not_equal(word_now(), VERDICT_ACCEPT);
	}
}

static void threat_15_any_clock_is_borne(void **state)
{
	(void)state;
	static const int64_t clocks[] = {INT64_MIN, -1, 0, 1, UINT32_MAX, INT64_MAX};
	stage();
	for (size_t i = 0; i < RIG_COUNT(clocks); i++) {
		scene.question.now = clocks[i];
		assert_int_not_equal(word_now(), VERDICT_ACCEPT);
	}
}

static void threat_15_the_ratchet_is_the_second_newest_province(void **state)
{
	(void)state;
	enum { FAR = 24 * 3600 + 1 };
	static const struct {
		const char *why;
		int64_t roster[3], list[3], held, want;
	} rows[] = {
	    {"three provinces", {100, 200, 300}, {0, 0, 0}, 0, 200},
	    {"a province counts once, by its newest file", {100, 0, 0}, {300, 200, 0}, 0, 200},
	    {"two files of one province prove nothing", {400, 0, 0}, {500, 0, 0}, 0, 0},
	    {"never back", {100, 200, 300}, {0, 0, 0}, 250, 250},
	    {"one rogue list just inside a day", {100, 200, 0}, {0, 0, SCENE_NOW + FAR - 1}, 0, 200},
	    {"two lists from the future are set aside",
	     {100, 200, 0},
	     {0, SCENE_NOW + FAR, SCENE_NOW + FAR},
	     0,
	     100},
	    {"equal moments", {300, 300, 100}, {0, 0, 0}, 0, 300},
	};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		stage();
		for (size_t k = 0; k < SCENE_PROVINCES; k++) {
			scene.rosters[k]->issued_at = rows[i].roster[k];
			scene.lists[k]->issued_at = rows[i].list[k];
			scene.holdings[k].roster.body = rows[i].roster[k] != 0 ? scene.rosters[k] : NULL;
			scene.holdings[k].status.body = rows[i].list[k] != 0 ? scene.lists[k] : NULL;
		}
		int64_t got = trust_ratchet(&scene.trust, rows[i].held, SCENE_NOW);
		if (got != rows[i].want)
			fail_msg("%s: %lld", rows[i].why, (long long)got);
	}
}

/* ---- edges of windows -----------------------------------------------------------------------------------
 */

static void threat_6_every_window_is_closed_at_both_ends(void **state)
{
	(void)state;
	for (int32_t off = -1; off <= 1; off++)
		for (uint32_t end = 0; end < 2; end++) {
			scene_draft(&scene, memory);
			uint32_t edge = (uint32_t)(SCENE_NOW + off);
			*(end == 0 ? &scene.leg->not_before : &scene.leg->not_after) = edge;
			*(end == 0 ? &scene.assignment->not_before : &scene.assignment->not_after) = edge;
			scene_seal(&scene);
			bool inside = end == 0 ? off <= 0 : off >= 0;
			struct verdict out = asked();
			assert_int_equal(out.word, inside ? VERDICT_ACCEPT : VERDICT_REJECT);
			assert_int_equal(out.finding_count, inside ? 1 : 3);
		}
}

/* ---- what is remembered ---------------------------------------------------------------------------------
 */

/* Of a place that holds no list at all, and of one whose list is two hours old: by the hour, and no word is another for it. */
static void what_a_phone_says_it_carries_is_told_by_the_hour_and_changes_no_word(void **state)
{
	(void)state;
	for (int lists = 0; lists < 2; lists++)
		for (int64_t ago = 0; ago < CARRIED_HOURS + 3; ago++) {
			const int64_t bound = lists == 0 ? CARRIED_HOURS : 2;
			scene_draft(&scene, memory);
			scene.lists[AT_HEBEI]->issued_at = SCENE_NOW - 7200;
			case_list_of(&scene, SCENE_NOW - 3600 * ago);
			scene_seal(&scene);
			if (lists == 0)
				scene.holdings[AT_HEBEI].status = (struct status){0};
			struct verdict out = asked();
			assert_int_equal(out.word, lists == 0 ? VERDICT_REFER : VERDICT_ACCEPT);
			assert_int_equal(scene_found(&out, FINDING_STATE_CARRIED), ago < bound);
			for (size_t i = 0; i < out.finding_count; i++)
				if (out.findings[i].code == FINDING_STATE_CARRIED)
					assert_int_equal(out.findings[i].got, ago);
		}
}

/* A stamp this place made itself, or was shown before, need not be shown again. */
static void a_stamp_the_phone_names_is_asked_for_where_it_is_not_known(void **state)
{
	(void)state;
	stage();
	case_named_none_shown(&scene);
	struct verdict out = asked();
	assert_true(scene_found(&out, FINDING_STAMP_UNSHOWN) && out.word == VERDICT_ACCEPT);
	struct mark mark = {.trip = {0}};
	memcpy(mark.payload, scene.presentation->stamp_digest.data, DIGEST_LEN);
	const struct marks passed = {&mark, 1};
	scene.question.passed = &passed;
	out = asked();
	assert_false(scene_found(&out, FINDING_STAMP_UNSHOWN));
	mark.payload[DIGEST_LEN - 1] ^= 1;
	out = asked();
	assert_true(scene_found(&out, FINDING_STAMP_UNSHOWN));
	scene.question.passed = NULL;
}

static void what_was_shown_is_remembered_once(void **state)
{
	(void)state;
	uint8_t id[HASH_LEN];
	key_id(rig_pair(DEVICE_KEY).key, id);
	stage();
	struct verdict first = asked();
	assert_int_equal(first.remember.counter, 17);
	assert_int_equal(first.remember.at, SCENE_NOW);
	assert_memory_equal(first.remember.device, id, sizeof first.remember.device);
	scene.sightings[0] = first.remember;
	scene.seen = (struct seen){scene.sightings, 1};
	scene.question.seen = &scene.seen;
	struct verdict again = asked();
	assert_int_equal(again.word, VERDICT_ACCEPT);
	assert_true(scene_found(&again, FINDING_SAME_PASSAGE));
	assert_int_equal(again.remember.counter, 0);
}

static void what_is_not_the_devices_own_is_not_remembered(void **state)
{
	(void)state;
	static const char *const names[] = {"device-unknown", "edited-time", "stripped", "counter-older",
	                                    "paper-plate",    "officer-unknown"};
	for (size_t i = 0; i < RIG_COUNT(names); i++)
		for (size_t k = 0; k < RIG_COUNT(vectors); k++)
			if (strcmp(vectors[k].name, names[i]) == 0) {
				case_stage(&vectors[k], &scene, memory);
				assert_int_equal(asked().remember.counter, 0);
			}
}

static void a_sighting_is_found_among_many(void **state)
{
	(void)state;
	enum { MANY = 200 };
	static struct sighting many[MANY];
	stage();
	struct sighting own = asked().remember;
	own.digest[0] ^= 1;
	for (size_t at = 0; at < MANY; at += 13) {
		for (size_t i = 0; i < MANY; i++) {
			many[i] = (struct sighting){.counter = 900, .at = SCENE_NOW};
			memset(many[i].device, i < at ? 0 : 0xFF, sizeof many[i].device);
		}
		scene.seen = (struct seen){many, MANY};
		scene.question.seen = &scene.seen;
		assert_int_equal(word_now(), VERDICT_ACCEPT);
		many[at] = own;
		struct verdict out = asked();
		assert_true(scene_found(&out, FINDING_PRESENTATION_REPLAYED));
	}
}

/* ---- knowledge ------------------------------------------------------------------------------------------
 */

static void knowledge_grades_what_was_relied_on(void **state)
{
	(void)state;
	static const struct {
		int64_t age_s;
		enum grade grade;
	} rows[] = {{0, GRADE_FRESH},
	            {86400, GRADE_FRESH},
	            {86401, GRADE_AGED},
	            {3 * 86400, GRADE_AGED},
	            {3 * 86400 + 1, GRADE_OLD}};
	for (size_t i = 0; i < RIG_COUNT(rows); i++) {
		scene_draft(&scene, memory);
		case_issued(&scene, rows[i].age_s);
		scene_seal(&scene);
		struct knowledge known = asked().knowledge;
		assert_int_equal(known.issuer_list.grade, rows[i].grade);
		assert_int_equal(known.leg_list.grade, rows[i].grade);
		assert_int_equal(known.roster.grade, rows[i].grade);
		assert_int_equal(known.issuer_list.age_s, rows[i].age_s);
		assert_int_equal(known.issuer_list.province, SHANDONG);
		assert_int_equal(known.leg_list.province, HEBEI);
		assert_int_equal(known.synced_at, SCENE_NOW - rows[i].age_s);
	}
}

static void a_roster_is_as_old_as_the_newest_word_about_it(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene.rosters[AT_HEBEI]->issued_at = SCENE_NOW - 20 * RIG_DAY;
	scene_seal(&scene);
	assert_int_equal(asked().knowledge.roster.age_s, 3600);
	scene_draft(&scene, memory);
	scene.rosters[AT_HEBEI]->issued_at = SCENE_NOW - 20 * RIG_DAY;
	memset(scene.lists_name_rosters, 0, sizeof scene.lists_name_rosters);
	scene_seal(&scene);
	struct verdict out = asked();
	assert_int_equal(out.knowledge.roster.grade, GRADE_OLD);
	assert_int_equal(out.knowledge.roster.age_s, 20 * RIG_DAY);
}

static void what_is_missing_is_unknown_and_never_good(void **state)
{
	(void)state;
	stage();
	scene.trust.count = 0;
	struct verdict out = asked();
	assert_int_equal(out.word, VERDICT_REFER);
	assert_int_equal(out.knowledge.issuer_list.grade, GRADE_UNKNOWN);
	assert_int_equal(out.knowledge.leg_list.grade, GRADE_UNKNOWN);
	assert_int_equal(out.knowledge.roster.grade, GRADE_UNKNOWN);
	assert_false(scene_found(&out, FINDING_REVOKED));
}

static void local_policy_is_never_laxer(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	case_issued(&scene, 80 * 3600);
	scene_seal(&scene);
	scene.policy = (struct policy){.fresh_s = 90 * 86400, .accept_s = 90 * 86400, .refer_beyond = false};
	scene.question.policy = &scene.policy;
	assert_int_equal(word_now(), VERDICT_REFER);
}

static void an_unknown_key_is_refused_only_by_a_fresh_proof(void **state)
{
	(void)state;
	for (int64_t age_s = 86399; age_s <= 86402; age_s++) {
		scene_draft(&scene, memory);
		case_issued(&scene, age_s);
		case_forged_trip(&scene);
		scene_seal(&scene);
		assert_int_equal(word_now(), age_s <= 86400 ? VERDICT_REJECT : VERDICT_REFER);
	}
}

static void a_stricter_place_rejects_an_unknown_key_all_the_same(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	case_issued(&scene, 3600);
	case_forged_trip(&scene);
	scene_seal(&scene);
	scene.policy = (struct policy){.fresh_s = 1, .accept_s = 1, .refer_beyond = true};
	scene.question.policy = &scene.policy;
	assert_int_equal(word_now(), VERDICT_REJECT);
}

static void what_is_usable_no_longer_is_not_fresh(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	case_issued(&scene, 2 * 3600);
	scene_seal(&scene);
	assert_int_equal(word_now(), VERDICT_ACCEPT);
	scene.policy = (struct policy){.accept_s = 3600, .refer_beyond = true};
	scene.question.policy = &scene.policy;
	assert_int_equal(word_now(), VERDICT_REFER);
}

/* ---- memory and order -----------------------------------------------------------------------------------
 */

static void an_arena_too_small_refers_and_never_accepts(void **state)
{
	(void)state;
	static uint8_t room[VERDICT_ARENA];
	size_t refused = 0;
	stage();
	for (size_t size = 0; size < 16 * 1024; size += 48) {
		struct arena arena = {room, size, 0};
		struct verdict out;
		verdict(&scene.question, &arena, &out);
		assert_true(arena.used <= size);
		if (out.word == VERDICT_ACCEPT)
			continue;
		refused++;
		assert_int_equal(out.word, VERDICT_REFER);
		assert_true(scene_found(&out, FINDING_MEMORY_FULL));
	}
	assert_in_range(refused, 10, 16 * 1024 / 48 - 10);
}

static void fields_are_shown_under_a_bad_seal_but_the_word_stays(void **state)
{
	(void)state;
	stage();
	case_edited_height(&scene);
	case_observe_all(&scene);
	scene.observed.height_mm = 5000;
	struct verdict out = asked();
	assert_int_equal(out.word, VERDICT_REJECT);
	assert_non_null(out.trip);
	assert_int_equal(out.trip->laden->height_mm, 5000);
	assert_false(scene_found(&out, FINDING_HEIGHT_OVER));
	assert_true(scene_found(&out, FINDING_SEAL_BAD));
}

/* What nobody sealed is handed to no screen with parts missing. */
static void threat_8_a_trip_without_its_parts_is_not_opened(void **state)
{
	(void)state;
	for (int part = 0; part < 3; part++) {
		struct verdict out;
		scene_draft(&scene, memory);
		if (part == 0)
			scene.trip->pass_id = (ProtobufCBinaryData){0, NULL};
		else if (part == 1)
			scene.trip->company = NULL;
		else
			scene.trip->laden = NULL;
		scene_seal(&scene);
		scene_ask(&scene, &out);
		assert_int_equal(out.word, VERDICT_REJECT);
		assert_true(scene_found(&out, FINDING_FORMAT_BAD));
		assert_null(out.trip);
	}
}

static void findings_are_kept_in_order_and_once(void **state)
{
	(void)state;
	struct verdict out = {0};
	struct judging j = {.out = &out};
	judge_find(&j, FINDING_COMPARE, 0, 0, 0);
	judge_find(&j, FINDING_HOURS_CLOSED, 13, 0, 0);
	judge_find(&j, FINDING_SEAL_BAD, 37, 0, 0);
	judge_find(&j, FINDING_SEAL_BAD, 13, 0, 0);
	judge_find(&j, FINDING_SEAL_BAD, 37, 9, 9);
	assert_int_equal(out.finding_count, 4);
	assert_int_equal(out.findings[0].province, 13);
	assert_int_equal(out.findings[1].got, 0);
	judge_find_as(&j, SEVERITY_REJECT, FINDING_COMPARE, 0, 7, 0);
	assert_int_equal(out.finding_count, 4);
	assert_int_equal(out.findings[2].code, FINDING_COMPARE);
	assert_int_equal(out.findings[2].got, 7);
	judge_find(&j, FINDING_COMPARE, 0, 8, 0);
	assert_int_equal(out.findings[2].got, 7);
}

static void the_least_finding_goes_when_the_list_is_full(void **state)
{
	(void)state;
	struct verdict out = {0};
	struct judging j = {.out = &out};
	for (uint32_t province = 1; province <= FINDINGS_MAX; province++)
		judge_find(&j, FINDING_STATUS_AGED, province, 0, 0);
	judge_find(&j, FINDING_COMPARE, 0, 0, 0);
	assert_int_equal(out.finding_count, FINDINGS_MAX);
	assert_false(scene_found(&out, FINDING_COMPARE));
	judge_find(&j, FINDING_REVOKED, 37, 0, 0);
	assert_int_equal(out.finding_count, FINDINGS_MAX);
	assert_int_equal(out.findings[0].code, FINDING_REVOKED);
	assert_int_equal(out.findings[FINDINGS_MAX - 1].province, FINDINGS_MAX - 1);
}

/* ---- tables ---------------------------------------------------------------------------------------------
 */

static void every_finding_has_both_texts_and_one_action(void **state)
{
	(void)state;
	for (enum finding_code code = FINDING_NOT_A_PASS; code < FINDING_END; code++) {
		const struct finding finding = {code, finding_severity(code), 37, 1, 2};
		char zh[256], en[256];
		finding_text(&finding, LANG_ZH, zh, sizeof zh);
		finding_text(&finding, LANG_EN, en, sizeof en);
		assert_string_not_equal(finding_name(code), "NONE");
		assert_true(zh[0] != '\0' && en[0] != '\0' && strcmp(zh, en) != 0);
		assert_true(strchr(zh, '{') == NULL && strchr(en, '{') == NULL);
		assert_true(finding_action(code, LANG_ZH)[0] != '\0' &&
		            finding_action(code, LANG_EN)[0] != '\0');
		assert_true(closer_text(finding_closer(code), LANG_ZH)[0] != '\0');
		assert_true(closer_text(finding_closer(code), LANG_EN)[0] != '\0');
		for (enum finding_code other = FINDING_NOT_A_PASS; other < code; other++)
			assert_string_not_equal(finding_name(code), finding_name(other));
	}
}

/* The roster's twelve hours, not the three days that are usual. */
static void how_old_a_list_may_be_is_told_as_the_policy_has_it(void **state)
{
	char zh[256], en[256];
	(void)state;
	scene_draft(&scene, memory);
	case_roster_ages(&scene);
	scene_seal(&scene);
	const struct verdict out = asked();
	assert_int_equal(out.findings[0].code, FINDING_STATUS_OLD);
	finding_text(&out.findings[0], LANG_ZH, zh, sizeof zh);
	finding_text(&out.findings[0], LANG_EN, en, sizeof en);
	assert_string_equal(zh, "撤销名单超过 12 小时");
	assert_string_equal(en, "the status list is more than 12 h old");
}

static void a_number_without_a_finding_is_the_worst(void **state)
{
	(void)state;
	static const int numbers[] = {0, FINDING_END, 9999, -1};
	for (size_t i = 0; i < RIG_COUNT(numbers); i++) {
		enum finding_code code = (enum finding_code)numbers[i];
		assert_string_equal(finding_name(code), "NONE");
		assert_int_equal(finding_severity(code), SEVERITY_REJECT);
	}
}

static void a_text_is_cut_at_a_character(void **state)
{
	(void)state;
	const struct finding finding = {FINDING_WIDTH_OVER, SEVERITY_REJECT, 0, -5, 3400};
	char text[64];
	finding_text(&finding, LANG_ZH, text, sizeof text);
	assert_string_equal(text, "宽度 -5 毫米, 证载 3400");
	finding_text(&finding, LANG_ZH, text, 6);
	assert_string_equal(text, "宽");
	finding_text(&finding, LANG_ZH, text, 1);
	assert_string_equal(text, "");
}

static void words_have_names_and_texts(void **state)
{
	(void)state;
	assert_string_equal(word_name(VERDICT_ACCEPT), "ACCEPT");
	assert_string_equal(word_text(VERDICT_REFER, LANG_ZH), "需人工核查");
	assert_string_equal(word_text(VERDICT_REJECT, LANG_EN), "REJECT");
	assert_string_equal(word_name((enum word)0), "REJECT");
}

static void a_plain_phone_carries_only_the_note_to_compare(void **state)
{
	(void)state;
	stage();
	struct verdict out = asked();
	assert_int_equal(out.word, VERDICT_ACCEPT);
	assert_true(only(&out, FINDING_COMPARE, FINDING_COMPARE));
	assert_false(out.paper);
	assert_non_null(out.presentation);
}

/* An empty train on its way back is issued where it returns to, and is empty. */
static void an_empty_train_that_carries_something_is_refused(void **state)
{
	(void)state;
	scene_draft(&scene, memory);
	scene.trip->cargo = NULL;
	scene.trip->issuer = TIANJIN;
	scene.trip_keys[0] = rig_entry(TIANJIN, ENTRY_ISSUING);
	scene_seal(&scene);
	scene_observe_plate(&scene, "鲁A12345");
	assert_int_equal(word_now(), VERDICT_ACCEPT);
	scene.observed.pieces = 1;
	struct verdict out = asked();
	assert_true(out.word == VERDICT_REJECT && scene_found(&out, FINDING_PIECES_MISMATCH));
	scene.observed.pieces = 0, scene.observed.hs_code = 850423;
	out = asked();
	assert_true(out.word == VERDICT_REJECT && scene_found(&out, FINDING_CARGO_MISMATCH));
}

static int start(void **state)
{
	(void)state;
	return sodium_init() < 0 ? -1 : 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_plain_phone_carries_only_the_note_to_compare),
	    cmocka_unit_test(an_empty_train_that_carries_something_is_refused),
	    cmocka_unit_test(threat_1_edited_images_are_refused),
	    cmocka_unit_test(threat_2_screenshots_and_prints_are_never_accepted),
	    cmocka_unit_test(threat_2b_two_keys_of_one_person_are_one_person),
	    cmocka_unit_test(threat_3_wrong_nonce_and_replay_are_refused),
	    cmocka_unit_test(threat_4_swapped_plates_are_refused),
	    cmocka_unit_test(threat_5_two_trains_on_one_paper_are_told_by_their_stamps),
	    cmocka_unit_test(threat_6_stretched_windows_and_skipped_legs_are_refused),
	    cmocka_unit_test(threat_7_spliced_parts_are_refused),
	    cmocka_unit_test(threat_8_hostile_bytes_are_refused),
	    cmocka_unit_test(threat_9_edge_case_signatures_are_refused),
	    cmocka_unit_test(threat_10_a_kid_is_only_a_hint),
	    cmocka_unit_test(threat_11_one_kind_is_not_another),
	    cmocka_unit_test(threat_12_an_older_roster_shows),
	    cmocka_unit_test(threat_13_frozen_files_expire),
	    cmocka_unit_test(threat_15_clocks_that_differ_are_told),
	    cmocka_unit_test(threat_16_withheld_lists_age),
	    cmocka_unit_test(threat_18_a_province_keeps_to_itself),
	    cmocka_unit_test(threat_2_screenshot_is_accepted_from_30_s_before_to_60_s_after_only),
	    cmocka_unit_test(threat_2_screenshot_is_not_saved_by_a_matching_vehicle),
	    cmocka_unit_test(threat_2_what_nobody_showed_is_never_accepted),
	    cmocka_unit_test(threat_2_screenshot_tells_how_old_it_is),
	    cmocka_unit_test(threat_3_wrong_nonce_is_never_accepted),
	    cmocka_unit_test(threat_3_nonce_of_another_checkpoint_is_never_accepted),
	    cmocka_unit_test(threat_3_a_nonce_that_was_not_asked_for_does_not_stop_the_clock),
	    cmocka_unit_test(threat_4_plate_and_trailer_matrix),
	    cmocka_unit_test(threat_4_two_trailers_are_compared_as_a_set),
	    cmocka_unit_test(threat_6_every_window_is_closed_at_both_ends),
	    cmocka_unit_test(threat_14_a_list_counts_for_its_own_province_only),
	    cmocka_unit_test(threat_14_the_order_of_holdings_says_nothing),
	    cmocka_unit_test(threat_14_a_week_is_the_week_the_trip_ends_in),
	    cmocka_unit_test(threat_15_a_clock_set_back_is_seen_against_the_ratchet),
	    cmocka_unit_test(threat_15_a_clock_set_back_is_seen_against_what_this_place_recorded_itself),
	    cmocka_unit_test(threat_15_a_clock_set_far_forward_never_accepts),
	    cmocka_unit_test(threat_15_any_clock_is_borne),
	    cmocka_unit_test(threat_15_the_ratchet_is_the_second_newest_province),
	    cmocka_unit_test(what_a_phone_says_it_carries_is_told_by_the_hour_and_changes_no_word),
	    cmocka_unit_test(a_stamp_the_phone_names_is_asked_for_where_it_is_not_known),
	    cmocka_unit_test(what_was_shown_is_remembered_once),
	    cmocka_unit_test(what_is_not_the_devices_own_is_not_remembered),
	    cmocka_unit_test(a_sighting_is_found_among_many),
	    cmocka_unit_test(knowledge_grades_what_was_relied_on),
	    cmocka_unit_test(a_roster_is_as_old_as_the_newest_word_about_it),
	    cmocka_unit_test(what_is_missing_is_unknown_and_never_good),
	    cmocka_unit_test(local_policy_is_never_laxer),
	    cmocka_unit_test(an_unknown_key_is_refused_only_by_a_fresh_proof),
	    cmocka_unit_test(a_stricter_place_rejects_an_unknown_key_all_the_same),
	    cmocka_unit_test(what_is_usable_no_longer_is_not_fresh),
	    cmocka_unit_test(an_arena_too_small_refers_and_never_accepts),
	    cmocka_unit_test(fields_are_shown_under_a_bad_seal_but_the_word_stays),
	    cmocka_unit_test(threat_8_a_trip_without_its_parts_is_not_opened),
	    cmocka_unit_test(findings_are_kept_in_order_and_once),
	    cmocka_unit_test(the_least_finding_goes_when_the_list_is_full),
	    cmocka_unit_test(every_finding_has_both_texts_and_one_action),
	    cmocka_unit_test(how_old_a_list_may_be_is_told_as_the_policy_has_it),
	    cmocka_unit_test(a_number_without_a_finding_is_the_worst),
	    cmocka_unit_test(a_text_is_cut_at_a_character),
	    cmocka_unit_test(words_have_names_and_texts),
	};
	return cmocka_run_group_tests(tests, start, NULL);
}
