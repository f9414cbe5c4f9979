#include "tests/sim/press.h"

enum { ROOM = 8 * 1024 * 1024 };

int64_t press_clock(unsigned minute)
{
	return RIG_NOW - 8 * 3600 + 60 * (int64_t)minute;
}

uint32_t press_version(unsigned minute)
{
	return 1 + minute / 60 + (minute >= PRESS_REVOKED_MIN);
}

/* The minute from which a version is the newest. */
static unsigned minute_of(uint32_t version)
{
	unsigned minute = 0;
	while (press_version(minute) < version)
		minute++;
	return minute;
}

static struct span list_of(struct rig *rig, uint32_t version)
{
	static const uint32_t revoked[] = {PRESS_REVOKED_INDEX};
	unsigned minute = minute_of(version);
	Guosuo__V1__StatusList *list = rig_status(rig, PRESS_PROVINCE, version);
	list->issued_at = press_clock(minute);
	list->next_update = list->issued_at + 3600;
	list->expires_at = list->issued_at + 7 * RIG_DAY;
	if (minute >= PRESS_REVOKED_MIN)
		rig_must(status_encode(revoked, 1, &rig->arena, list->weeks[0]) == ERR_OK);
	return rig_status_file(rig, list);
}

static struct span forged_of(struct rig *rig)
{
	struct span good = rig_status_file(rig, rig_status(rig, PRESS_PROVINCE, UINT32_MAX));
	uint8_t *bad = rig_take(rig, good.n);
	memcpy(bad, good.p, good.n);
	bad[good.n - 1] ^= 1;
	return span_of(bad, good.n);
}

void press_make(unsigned hours, struct press *out)
{
	struct rig rig = rig_make(malloc(ROOM), ROOM);
	rig_must(rig.arena.base != NULL && hours <= PRESS_HOURS_MAX);
	const Guosuo__V1__Directory *directory = rig_directory(&rig, 1);
	root_set_hash(directory, out->root_set);
	out->directory = rig_directory_file(&rig, directory);
	out->roster = rig_roster_file(&rig, rig_roster(&rig, PRESS_PROVINCE, 1));
	for (uint32_t version = 1; version <= press_version(hours * 60); version++)
		out->lists[version] = list_of(&rig, version);
	out->forged = forged_of(&rig);
}
