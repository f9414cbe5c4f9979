/* tests/sim/press.h - what the desk of a province publishes while the clock runs: a sealed list an hour, and one at once when a pass is
 * revoked. Real files, by the keys of tests/trust_rig.h. */
#ifndef GUOSUO_TESTS_SIM_PRESS_H
#define GUOSUO_TESTS_SIM_PRESS_H

#include "tests/trust_rig.h"

enum {
	PRESS_PROVINCE = SHANDONG,
	PRESS_REVOKED_MIN = 12 * 60 + 20, /* when, in minutes from the beginning, */
	PRESS_REVOKED_INDEX = 417,        /* and what */
	PRESS_HOURS_MAX = 120,
	PRESS_LISTS_MAX = PRESS_HOURS_MAX + 2,
};
#define PRESS_WEEK 202011u

struct press {
	struct span directory, roster;
	struct span lists[PRESS_LISTS_MAX + 1]; /* by version, from 1 */
	struct span forged;			/* newer than any by its own account; its seal does not hold */
	uint8_t root_set[HASH_LEN];
};

int64_t press_clock(unsigned minute); /* Unix seconds; minute 0 is two in the morning in China */
uint32_t press_version(unsigned minute); /* the newest list at that minute */

/* Until so many hours are over; in memory that it takes and keeps. */
void press_make(unsigned hours, struct press *out);

#endif
