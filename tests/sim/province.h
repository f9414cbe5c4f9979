/* tests/sim/province.h - days of a province: 120 checkpoints, some of which never have a network, loads that drive from one to the next,
 * and a pass that is revoked in the early afternoon. */
#ifndef GUOSUO_TESTS_SIM_PROVINCE_H
#define GUOSUO_TESTS_SIM_PROVINCE_H

#include "tests/sim/press.h"
#include "tests/sim/road.h"

enum {
	PROVINCE_HOURLY = 30, /* percent of the checkpoints that sync every hour, */
	PROVINCE_DAILY = 30,  /* that sync once a day; the others never do */
	PROVINCE_LIARS = 20,  /* one wallet in so many brings a forged list */
	PROVINCE_HOURS_MAX = 96,
};

struct plan {
	uint64_t seed;
	unsigned trucks;
	unsigned hours;	  /* after the revocation; at most PROVINCE_HOURS_MAX */
	unsigned carries; /* percent of the trucks whose wallet brings and takes state files */
};

struct outcome {
	unsigned posts, never;			    /* how many; how many of them never have a network */
	uint16_t knows[PROVINCE_HOURS_MAX + 1];	    /* of all, by full hours after the revocation */
	uint16_t never_knows[PROVINCE_HOURS_MAX + 1]; /* of those without */
	unsigned visits, taken, refused;	    /* at checkpoints by those who carry; lists taken; forged ones refused */
};

/* The same plan has the same outcome, and but for `carries` the same trucks drive the same ways at the same times. folder: an empty
 * one, for the checkpoints' homes. */
void province_run(const struct plan *plan, const struct press *press, const char *folder, struct outcome *out);

#endif
