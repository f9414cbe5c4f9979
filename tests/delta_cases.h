/* tests/delta_cases.h - three lists of Shandong that follow each other, the delta from the first to the last, and what is made of it. */
#ifndef GUOSUO_TESTS_DELTA_CASES_H
#define GUOSUO_TESTS_DELTA_CASES_H

#include "proto/delta.h"
#include "tests/trust_rig.h"

enum { DELTA_LISTS = 3, DELTA_SINCE = 300, DELTA_NEWER = 302 };

struct delta_world {
	Guosuo__V1__StatusList *lists[DELTA_LISTS]; /* of versions 300, 301, 302 */
	struct span files[DELTA_LISTS];
	struct span delta; /* from the first to the last */
};

static inline void delta_bar(struct rig *rig, Guosuo__V1__StatusList *list, uint32_t week, uint32_t index, uint32_t serial)
{
	list->bars[list->n_bars] = RIG_NEW(rig, Guosuo__V1__AssignmentBar, GUOSUO__V1__ASSIGNMENT_BAR__INIT);
	list->bars[list->n_bars]->week = week;
	list->bars[list->n_bars]->index = index;
	list->bars[list->n_bars++]->lowest_phone_serial = serial;
}

static inline void delta_roster(struct rig *rig, Guosuo__V1__StatusList *list, uint32_t province, uint32_t version)
{
	uint8_t hash[HASH_LEN] = {(uint8_t)province, (uint8_t)version};
	Guosuo__V1__RosterVersion *roster = RIG_NEW(rig, Guosuo__V1__RosterVersion, GUOSUO__V1__ROSTER_VERSION__INIT);
	roster->province = province;
	roster->epoch = 1;
	roster->version = version;
	roster->hash = rig_bytes(rig, hash, sizeof hash);
	list->rosters[list->n_rosters++] = roster;
}

/* Every step-th index of each week up to 1000 + 100 a version; an index once listed stays. */
static inline void delta_weeks(struct rig *rig, Guosuo__V1__StatusList *list, uint32_t version)
{
	uint32_t indexes[200];
	for (size_t w = 0; w < list->n_weeks; w++) {
		const uint32_t step = list->weeks[w]->week % 100 + 7;
		size_t n = 0;
		list->weeks[w]->issued = 1000 + 100 * version;
		for (uint32_t index = step; index <= list->weeks[w]->issued; index += step)
			indexes[n++] = index;
		rig_must(n <= RIG_COUNT(indexes) && status_encode(indexes, n, &rig->arena, list->weeks[w]) == ERR_OK);
	}
}

/* Versions 0 to 2 after the first; with the last a week is over, and another begins with nothing revoked. */
static inline Guosuo__V1__StatusList *delta_list(struct rig *rig, uint32_t version)
{
	Guosuo__V1__StatusList *list = rig_status(rig, SHANDONG, DELTA_SINCE + version);
	list->bars = rig_take(rig, 4 * sizeof *list->bars);
	list->rosters = rig_take(rig, 2 * sizeof *list->rosters);
	delta_weeks(rig, list, version);
	if (version < 2) {
		list->weeks[2] = list->weeks[1], list->weeks[1] = list->weeks[0];
		list->weeks[0] = rig_week(rig, 202010);
		delta_bar(rig, list, 202010, 9, 1);
	} else {
		list->weeks[2]->rice = 0, list->weeks[2]->revoked = (ProtobufCBinaryData){0, NULL};
	}
	delta_bar(rig, list, 202011, 5, 2 + version / 2);
	delta_bar(rig, list, 202011, 6, 4);
	if (version > 0)
		delta_bar(rig, list, 202012, 7, 1);
	delta_roster(rig, list, HEBEI, 4);
	delta_roster(rig, list, SHANDONG, 1 + version);
	return list;
}

static inline struct delta_world delta_world(struct rig *rig)
{
	struct delta_world world;
	for (uint32_t i = 0; i < DELTA_LISTS; i++) {
		world.lists[i] = delta_list(rig, i);
		world.files[i] = rig_status_file(rig, world.lists[i]);
	}
	rig_must(delta_make(world.lists[0], world.files[2], &rig->arena, &world.delta) == ERR_OK);
	return world;
}

static inline void delta_no_since(Guosuo__V1__StatusDelta *delta) { delta->since = 0; }
static inline void delta_since_beyond(Guosuo__V1__StatusDelta *delta) { delta->since = DELTA_NEWER + 1; }
static inline void delta_since_later(Guosuo__V1__StatusDelta *delta) { delta->since = DELTA_SINCE + 1; }
static inline void delta_no_list(Guosuo__V1__StatusDelta *delta) { delta->list = NULL; }
static inline void delta_province(Guosuo__V1__StatusDelta *delta) { delta->list->province = HENAN; }
static inline void delta_epoch(Guosuo__V1__StatusDelta *delta) { delta->list->epoch = 2; }
static inline void delta_older(Guosuo__V1__StatusDelta *delta) { delta->list->version = DELTA_SINCE; }
static inline void delta_weeks_fall(Guosuo__V1__StatusDelta *delta) { delta->list->weeks[1]->week = delta->list->weeks[0]->week; }
static inline void delta_gap_beyond(Guosuo__V1__StatusDelta *delta) { memset(delta->list->weeks[0]->revoked.data, 0xFF, delta->list->weeks[0]->revoked.len); }
static inline void delta_rice_beyond(Guosuo__V1__StatusDelta *delta) { delta->list->weeks[0]->rice = RICE_MAX + 1; }
static inline void delta_bars_fall(Guosuo__V1__StatusDelta *delta) { delta->list->bars[1]->week = 202010; }
static inline void delta_seal_cut(Guosuo__V1__StatusDelta *delta) { delta->seals.len--; }
static inline void delta_less(Guosuo__V1__StatusDelta *delta) { delta->list->weeks[0]->rice = 0, delta->list->weeks[0]->revoked.len = 0; }

/* held: which of the lists; opens: what it leads to is the newest list's file, and opens. */
static const struct delta_case {
	const char *en;
	enum err want;
	size_t held;
	void (*spoil)(Guosuo__V1__StatusDelta *delta);
	bool opens;
} delta_cases[] = {
    {"from the list it begins at", ERR_OK, 0, NULL, true},
    {"from one between", ERR_OK, 1, NULL, true},
    {"from the newest itself", ERR_OK, 2, NULL, true},
    {"from a list before the one it begins at", ERR_GAP, 0, delta_since_later, false},
    {"of another province", ERR_GAP, 0, delta_province, false},
    {"of another epoch", ERR_GAP, 0, delta_epoch, false},
    {"to an older list than is held", ERR_ROLLBACK, 1, delta_older, false},
    {"without a beginning", ERR_FORMAT, 0, delta_no_since, false},
    {"that begins behind its end", ERR_FORMAT, 0, delta_since_beyond, false},
    {"without a list", ERR_FORMAT, 0, delta_no_list, false},
    {"whose weeks fall", ERR_FORMAT, 0, delta_weeks_fall, false},
    {"whose indexes run out of their bits", ERR_FORMAT, 0, delta_gap_beyond, false},
    {"with a parameter beyond the last", ERR_FORMAT, 0, delta_rice_beyond, false},
    {"whose bars fall", ERR_FORMAT, 0, delta_bars_fall, false},
    {"that leaves something out: no seal fits what it leads to", ERR_OK, 0, delta_less, false},
    {"with half a seal", ERR_OK, 0, delta_seal_cut, false},
};

static inline struct span delta_case_raw(struct rig *rig, const struct delta_world *world, const struct delta_case *row)
{
	ProtobufCMessage *message;
	rig_must(canon_open(&guosuo__v1__status_delta__descriptor, world->delta, &rig->arena, &message) == ERR_OK);
	if (row->spoil != NULL)
		row->spoil((Guosuo__V1__StatusDelta *)message);
	return rig_pack(rig, message);
}

#endif
