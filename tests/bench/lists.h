/* tests/bench/lists.h - a province's list as large as it gets: 4 weeks of 2.5 million live passes each, 0.1% of them revoked at
 * random, the same ones in every run. */
#ifndef GUOSUO_TESTS_BENCH_LISTS_H
#define GUOSUO_TESTS_BENCH_LISTS_H

#include <sodium.h>

#include "tests/trust_rig.h"

enum { LISTS_WEEKS = 4, LISTS_LIVE = 2500 * 1000, LISTS_REVOKED = LISTS_LIVE / 1000 };

static inline int lists_order(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
	return (a > b) - (a < b);
}

/* Different indexes, ascending. */
static inline void lists_draw(uint32_t week, uint32_t indexes[static LISTS_REVOKED])
{
	static uint32_t drawn[2 * LISTS_REVOKED];
	uint8_t seed[randombytes_SEEDBYTES] = {9, (uint8_t)week};
	size_t n = 0;
	randombytes_buf_deterministic(drawn, sizeof drawn, seed);
	for (size_t i = 0; n < LISTS_REVOKED; i++) {
		bool twice = false;
		rig_must(i < 2 * LISTS_REVOKED);
		indexes[n] = drawn[i] % LISTS_LIVE + 1;
		for (size_t k = 0; k < n; k++)
			twice |= indexes[k] == indexes[n];
		n += !twice;
	}
	qsort(indexes, LISTS_REVOKED, sizeof *indexes, lists_order);
}

/* As a publisher lists them: every week there may be one of, the first four full. */
static inline void lists_fill(struct rig *rig, Guosuo__V1__StatusList *list, int64_t now)
{
	static uint32_t indexes[LISTS_REVOKED];
	list->n_weeks = STATUS_WEEKS;
	list->weeks = rig_take(rig, STATUS_WEEKS * sizeof *list->weeks);
	for (size_t w = 0; w < STATUS_WEEKS; w++) {
		list->weeks[w] = rig_week(rig, iso_week(now + (int64_t)w * 7 * RIG_DAY));
		if (w >= LISTS_WEEKS)
			continue;
		lists_draw((uint32_t)w, indexes);
		list->weeks[w]->issued = LISTS_LIVE;
		rig_must(status_encode(indexes, LISTS_REVOKED, &rig->arena, list->weeks[w]) == ERR_OK);
	}
}

#endif
