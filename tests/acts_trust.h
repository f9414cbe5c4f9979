/* tests/acts_trust.h - what is done to a scene, around the pass: lists, rosters, the directory, the clock and
 * the place. */
#ifndef GUOSUO_TESTS_ACTS_TRUST_H
#define GUOSUO_TESTS_ACTS_TRUST_H

#include "tests/acts.h"

/* ---- taken back, and what is known ----------------------------------------------------------------------
 */

static inline void case_revoke(struct scene *scene, size_t at, uint8_t bits)
{
	Guosuo__V1__StatusWeek *week = scene->lists[at]->weeks[0];
	week->rice = 7; /* a zero, then six bits of index - 1, then a one to fill the byte */
	week->revoked = rig_bytes(&scene->rig, &bits, 1);
}

static inline void case_revoked_trip(struct scene *scene)
{
	case_revoke(scene, AT_SHANDONG, 0x51); /* 41 */
}

static inline void case_revoked_leg(struct scene *scene)
{
	case_revoke(scene, AT_HEBEI, 0x67); /* 52 */
}

static inline void case_revoked_other(struct scene *scene)
{
	case_revoke(scene, AT_HEBEI, 0x51); /* the trip's index, in the leg's list */
}

static inline void case_revoked_expired(struct scene *scene)
{
	case_revoked_trip(scene);
	scene->lists[AT_SHANDONG]->expires_at = SCENE_NOW - 1;
	scene->lists[AT_SHANDONG]->next_update = SCENE_NOW - 2;
}

static inline void case_week_missing(struct scene *scene)
{
	scene->lists[AT_SHANDONG]->weeks++;
	scene->lists[AT_SHANDONG]->n_weeks--;
}

static inline void case_list_expired(struct scene *scene)
{
	scene->lists[AT_HEBEI]->next_update = SCENE_NOW - 2;
	scene->lists[AT_HEBEI]->expires_at = SCENE_NOW - 1;
}

static inline void case_list_missing(struct scene *scene)
{
	scene->holdings[AT_SHANDONG].status = (struct status){0};
}

static inline void case_list_key_over(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->entries[ENTRY_STATUS]->not_after = SCENE_NOW - 1;
}

static inline void case_bar(struct scene *scene, uint32_t phone, uint32_t paper, uint32_t slot)
{
	Guosuo__V1__AssignmentBar *bar =
	    RIG_NEW(&scene->rig, Guosuo__V1__AssignmentBar, GUOSUO__V1__ASSIGNMENT_BAR__INIT);
	bar->week = 202011;
	bar->index = 41;
	bar->lowest_phone_serial = phone;
	bar->lowest_paper_serial = paper;
	if (slot != 0) {
		bar->barred_slots = scene_list(scene, &slot, 1, sizeof slot);
		bar->n_barred_slots = 1;
	}
	scene->lists[AT_SHANDONG]->bars = scene_list(scene, &bar, 1, sizeof(void *));
	scene->lists[AT_SHANDONG]->n_bars = 1;
}

static inline void case_serial_barred(struct scene *scene)
{
	case_bar(scene, 4, 0, 0);
}

static inline void case_serial_lowest(struct scene *scene)
{
	case_bar(scene, 3, 4, 0);
}

static inline void case_paper_serial_barred(struct scene *scene)
{
	case_paper_compared(scene);
	case_bar(scene, 0, 4, 0);
}

static inline void case_slot_barred(struct scene *scene)
{
	case_bar(scene, 0, 0, 1);
}

static inline void case_other_slot_barred(struct scene *scene)
{
	case_bar(scene, 0, 0, 2);
}

static inline void case_issued(struct scene *scene, int64_t age_s)
{
	for (size_t i = 0; i < SCENE_PROVINCES; i++) {
		scene->lists[i]->issued_at = SCENE_NOW - age_s;
		scene->lists[i]->next_update = SCENE_NOW - age_s + 86400;
		scene->rosters[i]->issued_at = SCENE_NOW - age_s;
	}
	scene->directory->issued_at = SCENE_NOW - age_s;
	scene->trust.synced_at = SCENE_NOW - age_s;
}

static inline void case_day_old(struct scene *scene)
{
	case_issued(scene, 24 * 3600);
}

static inline void case_aged(struct scene *scene)
{
	case_issued(scene, 30 * 3600);
}

static inline void case_aged_silent(struct scene *scene)
{
	case_aged(scene);
	scene->trust.synced_at = SCENE_NOW - 60;
}

static inline void case_old(struct scene *scene)
{
	case_issued(scene, 73 * 3600);
}

static inline void case_old_compared(struct scene *scene)
{
	case_old(scene);
	scene_observe_plate(scene, "鲁A12345");
}

static inline void case_old_class_two(struct scene *scene)
{
	case_old(scene);
	scene_class_two(scene);
}

static inline void case_old_class_two_compared(struct scene *scene)
{
	case_old_class_two(scene);
	scene_observe_plate(scene, "鲁A12345");
}

static inline void case_strict_place(struct scene *scene)
{
	case_aged(scene);
	scene->policy = (struct policy){.accept_s = 26 * 3600};
	scene->question.policy = &scene->policy;
}

static inline void case_roster_ages(struct scene *scene)
{
	Guosuo__V1__AgePolicy *row =
	    RIG_NEW(&scene->rig, Guosuo__V1__AgePolicy, GUOSUO__V1__AGE_POLICY__INIT);
	case_aged(scene);
	row->over_limit_class = GUOSUO__V1__OVER_LIMIT_CLASS__CLASS_III;
	row->fresh_s = 6 * 3600, row->accept_s = 12 * 3600, row->refer_beyond = true;
	scene->rosters[AT_HEBEI]->ages = scene_list(scene, &row, 1, sizeof(void *));
	scene->rosters[AT_HEBEI]->n_ages = 1;
}

/* ---- the trust held -------------------------------------------------------------------------------------
 */

static inline void case_no_directory(struct scene *scene)
{
	scene->trust.directory = NULL;
}

static inline void case_no_issuer_roster(struct scene *scene)
{
	scene->holdings[AT_SHANDONG] = (struct holding){0};
}

static inline void case_no_local_roster(struct scene *scene)
{
	scene->holdings[AT_HEBEI] = (struct holding){0};
}

/* No roster to ask whose seal it is, and a time to come. */
static inline void case_no_issuer_roster_ahead(struct scene *scene)
{
	scene->trip->sealed_at = (uint32_t)(SCENE_NOW + 301);
	scene->trip->not_after = (uint32_t)(scene->trip->sealed_at + LIFE_MAX_S + 1);
}

static inline void case_roster_expired(struct scene *scene)
{
	scene->rosters[AT_HEBEI]->expires_at = SCENE_NOW - 1;
}

static inline void case_directory_expired(struct scene *scene)
{
	scene->directory->expires_at = SCENE_NOW - 1;
}

static inline void case_roster_behind(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_HEBEI]);
	scene->lists[AT_HEBEI]->rosters[1]->version++;
	scene->lists_name_rosters[AT_HEBEI] = false;
}

/* Another province's word does not make a roster old. */
static inline void case_roster_behind_elsewhere(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_TIANJIN]);
	scene->lists[AT_TIANJIN]->rosters[1]->version++;
	scene->lists_name_rosters[AT_TIANJIN] = false;
}

static inline void case_roster_other_bytes(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_HEBEI]);
	scene->lists[AT_HEBEI]->rosters[1]->hash.data[0] ^= 1;
	scene->lists_name_rosters[AT_HEBEI] = false;
}

static inline void case_directory_behind(struct scene *scene)
{
	scene_name_rosters(scene, scene->lists[AT_HEBEI]);
	scene->lists[AT_HEBEI]->directory_version++;
	scene->lists_name_rosters[AT_HEBEI] = false;
}

static inline void case_forked(struct scene *scene)
{
	scene->holdings[AT_SHANDONG].forked = true;
}

/* The trip's index, which an earlier list revoked and the newest does not; kept as after a sync. */
static inline void case_shrunk(struct scene *scene)
{
	static const uint32_t index = 41;
	Guosuo__V1__StatusList *kept =
	    RIG_NEW(&scene->rig, Guosuo__V1__StatusList, GUOSUO__V1__STATUS_LIST__INIT);
	Guosuo__V1__StatusWeek *week =
	    RIG_NEW(&scene->rig, Guosuo__V1__StatusWeek, GUOSUO__V1__STATUS_WEEK__INIT);
	week->week = 202011;
	rig_must(status_encode(&index, 1, &scene->rig.arena, week) == ERR_OK);
	kept->province = SHANDONG;
	kept->weeks = scene_list(scene, &week, 1, sizeof(void *));
	kept->n_weeks = 1;
	scene->holdings[AT_SHANDONG].kept = kept;
}

/* The newest list bars serials below 3, an earlier one barred those below 4; the assignment has 3. */
static inline void case_bar_shrunk(struct scene *scene)
{
	Guosuo__V1__StatusList *kept =
	    RIG_NEW(&scene->rig, Guosuo__V1__StatusList, GUOSUO__V1__STATUS_LIST__INIT);
	case_bar(scene, 4, 0, 0);
	kept->province = SHANDONG;
	kept->bars = scene->lists[AT_SHANDONG]->bars;
	kept->n_bars = 1;
	case_bar(scene, 3, 0, 0);
	scene->holdings[AT_SHANDONG].kept = kept;
}

static inline void case_shrunk_no_list(struct scene *scene)
{
	case_shrunk(scene);
	case_list_missing(scene);
}

static inline void case_list_ahead(struct scene *scene)
{
	scene->lists[AT_HEBEI]->issued_at = SCENE_NOW + 24 * 3600 + 1;
	scene->lists[AT_HEBEI]->next_update = SCENE_NOW + 26 * 3600;
}

static inline void case_roster_ahead(struct scene *scene)
{
	scene->rosters[AT_SHANDONG]->issued_at = SCENE_NOW + 24 * 3600 + 1;
}

static inline void case_directory_ahead(struct scene *scene)
{
	scene->directory->issued_at = SCENE_NOW + 24 * 3600 + 1;
}

static inline void case_clock_behind(struct scene *scene)
{
	scene->trust.ratchet = SCENE_NOW + 301;
}

/* Taken within the day that is allowed; then the ratchet was put back, and it is not believed that far. */
static inline void case_reset_then_ahead(struct scene *scene)
{
	scene->lists[AT_HEBEI]->issued_at = SCENE_NOW + 301;
	scene->trust.reset_at = SCENE_NOW - 3600;
}

static inline void case_reset_then_near(struct scene *scene)
{
	case_reset_then_ahead(scene);
	scene->lists[AT_HEBEI]->issued_at = SCENE_NOW + 300;
}

static inline void case_reset_a_day_ago(struct scene *scene)
{
	case_reset_then_ahead(scene);
	scene->trust.reset_at = SCENE_NOW - 24 * 3600;
}

/* No province's file is so new, and this place has recorded something. */
static inline void case_clock_behind_its_own(struct scene *scene)
{
	scene->question.latest_at = SCENE_NOW + 301;
}

static inline void case_clock_skewed_by_its_own(struct scene *scene)
{
	scene->question.latest_at = SCENE_NOW + 300;
}

static inline void case_clock_skewed(struct scene *scene)
{
	scene->trust.ratchet = SCENE_NOW + 300;
}

/* A stranger in the roster of today may be a reviewer of the one that is named and not held. */
static inline void case_forged_leg_newer_elsewhere(struct scene *scene)
{
	case_forged_leg(scene);
	case_roster_behind_elsewhere(scene);
}

/* ---- time and place -------------------------------------------------------------------------------------
 */

static inline void case_at(struct scene *scene, int64_t now)
{
	scene->question.now = now;
	scene->trust.synced_at = now;
	scene_presentation(scene, now, 17);
}

static inline void case_trip_early(struct scene *scene)
{
	scene->trip->not_before = scene->leg->not_before = scene->assignment->not_before =
	    (uint32_t)(SCENE_NOW + 1);
}

static inline void case_trip_over(struct scene *scene)
{
	scene->trip->not_after = scene->leg->not_after = scene->assignment->not_after =
	    (uint32_t)(SCENE_NOW - 1);
}

static inline void case_trip_last_second(struct scene *scene)
{
	scene->trip->not_after = scene->leg->not_after = scene->assignment->not_after = (uint32_t)SCENE_NOW;
}

static inline void case_leg_early(struct scene *scene)
{
	scene->leg->not_before = (uint32_t)(SCENE_NOW + 1);
}

static inline void case_leg_over(struct scene *scene)
{
	scene->leg->not_after = (uint32_t)(SCENE_NOW - 1);
}

static inline void case_assignment_early(struct scene *scene)
{
	scene->assignment->not_before = (uint32_t)(SCENE_NOW + 1);
}

static inline void case_assignment_over(struct scene *scene)
{
	scene->assignment->not_after = (uint32_t)(SCENE_NOW - 1);
}

/* 22:00 in Hebei is the first minute outside. */
static inline void case_night(struct scene *scene)
{
	case_at(scene, SCENE_NOW + 8 * 3600);
}

static inline void case_wrong_province(struct scene *scene)
{
	scene->question.place = (struct place){.province = TIANJIN, .checkpoint = CHECKPOINT, .road = "G2"};
}

static inline void case_other_road(struct scene *scene)
{
	scene->question.place.road = "G18";
}

static inline void case_other_station(struct scene *scene)
{
	scene->question.place =
	    (struct place){.province = HEBEI, .checkpoint = CHECKPOINT, .division = 130900, .station = 4};
}

#endif
