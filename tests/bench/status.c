/* status_bytes: a province's published list (lists.h); limit: the
 * entropy of so many revoked among so many. status_query: one question to it, a revoked index every other time; limit: 1 us.
 * status_delta: what leads to it from the list without DELTA_NEW of those; limit: one code of a sequence. */
#include <math.h>

#include "proto/delta.h"
#include "proto/part.h"
#include "tests/bench/bench.h"
#include "tests/bench/lists.h"

enum { MEMORY = 64 << 20, TURNS = 1000 * 1000, ASKED = 4096, DELTA_NEW = 100 };

static void ask_for(const Guosuo__V1__StatusList *list, uint32_t asked[static ASKED], uint32_t weeks[static ASKED])
{
	static uint32_t indexes[LISTS_REVOKED];
	for (uint32_t w = 0; w < LISTS_WEEKS; w++) {
		lists_draw(w, indexes);
		for (size_t i = w; i < ASKED; i += LISTS_WEEKS) {
			uint32_t index = indexes[i % LISTS_REVOKED];
			asked[i] = i / LISTS_WEEKS % 2 == 0 ? index : index % LISTS_LIVE + 1;
			weeks[i] = list->weeks[w]->week;
		}
	}
}

static double query_us(const struct status *status, const uint32_t *asked, const uint32_t *weeks)
{
	size_t revoked = 0;
	double began = bench_now();
	for (size_t i = 0; i < TURNS; i++)
		revoked += status_ask(status, weeks[i % ASKED], asked[i % ASKED]) == STATUS_REVOKED;
	double us = (bench_now() - began) / TURNS * 1e6;
	rig_must(revoked >= TURNS / 2 && revoked < TURNS);
	return us;
}

/* The list before the last DELTA_NEW were taken back: as many of each full week are left out. */
static double delta_bytes(struct rig *rig, struct span file)
{
	static uint32_t indexes[LISTS_REVOKED];
	Guosuo__V1__StatusList *old = rig_status(rig, SHANDONG, 1);
	const size_t every = LISTS_REVOKED / (DELTA_NEW / LISTS_WEEKS);
	struct span delta;
	lists_fill(rig, old, RIG_NOW);
	for (uint32_t w = 0; w < LISTS_WEEKS; w++) {
		size_t n = 0;
		lists_draw(w, indexes);
		for (size_t i = 0; i < LISTS_REVOKED; i++)
			if (i % every != 0)
				indexes[n++] = indexes[i];
		rig_must(status_encode(indexes, n, &rig->arena, old->weeks[w]) == ERR_OK);
	}
	rig_must(delta_make(old, file, &rig->arena, &delta) == ERR_OK);
	return (double)delta.n;
}

int main(void)
{
	static uint32_t asked[ASKED], weeks[ASKED];
	double value[BENCH_ROUNDS];
	struct status status;
	uint8_t *memory = malloc(MEMORY);
	rig_must(memory != NULL && sodium_init() >= 0);
	struct rig rig = rig_make(memory, MEMORY);
	const struct directory directory = rig_opened_directory(&rig, 1);
	const struct roster roster = rig_opened_roster(&rig, &directory, SHANDONG);
	Guosuo__V1__StatusList *list = rig_status(&rig, SHANDONG, 1);
	lists_fill(&rig, list, RIG_NOW);
	ask_for(list, asked, weeks);
	struct span file = rig_status_file(&rig, list);
	rig_must(status_open(file, &roster, &rig.arena, &status) == ERR_OK);
	double bits = (lgamma(LISTS_LIVE + 1.0) - lgamma(LISTS_REVOKED + 1.0) -
	               lgamma(LISTS_LIVE - LISTS_REVOKED + 1.0)) / log(2.0);
	double bound = LISTS_WEEKS * bits / 8;
	bench_line("status_bytes", (double)file.n, "B", bound, (double)file.n / bound);
	const double delta = delta_bytes(&rig, file);
	bench_line("status_delta", delta, "B", PART_BYTES, delta / PART_BYTES);
	query_us(&status, asked, weeks); /* warm */
	for (size_t i = 0; i < BENCH_ROUNDS; i++)
		value[i] = query_us(&status, asked, weeks);
	bench_line("status_query", bench_median(value, BENCH_ROUNDS), "us", 1, bench_median(value, BENCH_ROUNDS));
	free(memory);
	return 0;
}
