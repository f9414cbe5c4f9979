/* status_bytes: a province's published list, 4 weeks of 2.5 million live passes each, 0.1% of them revoked at random; limit: the
 * entropy of so many revoked among so many. status_query: one question to it, a revoked index every other time; limit: 1 us. */
#include <math.h>
#include <sodium.h>

#include "tests/bench/bench.h"
#include "tests/trust_rig.h"

enum { WEEKS = 4, LIVE = 2500 * 1000, REVOKED = LIVE / 1000, MEMORY = 64 << 20, TURNS = 1000 * 1000, ASKED = 4096 };

static const uint8_t seed[randombytes_SEEDBYTES] = {9};

static int by_number(const void *one, const void *other)
{
	uint32_t a = *(const uint32_t *)one, b = *(const uint32_t *)other;
	return (a > b) - (a < b);
}

/* REVOKED different indexes, ascending; the same ones in every run. */
static void draw(uint32_t week, uint32_t indexes[static REVOKED])
{
	static uint32_t drawn[2 * REVOKED];
	uint8_t own[randombytes_SEEDBYTES];
	size_t n = 0;
	memcpy(own, seed, sizeof own);
	own[1] = (uint8_t)week;
	randombytes_buf_deterministic(drawn, sizeof drawn, own);
	for (size_t i = 0; n < REVOKED; i++) {
		bool twice = false;
		rig_must(i < 2 * REVOKED);
		indexes[n] = drawn[i] % LIVE + 1;
		for (size_t k = 0; k < n; k++)
			twice |= indexes[k] == indexes[n];
		n += !twice;
	}
	qsort(indexes, REVOKED, sizeof *indexes, by_number);
}

static void fill(struct rig *rig, Guosuo__V1__StatusList *list, uint32_t asked[static ASKED], uint32_t weeks[static ASKED])
{
	static uint32_t indexes[REVOKED];
	for (uint32_t w = 0; w < WEEKS; w++) {
		draw(w, indexes);
		list->weeks[w]->issued = LIVE;
		rig_must(status_encode(indexes, REVOKED, &rig->arena, list->weeks[w]) == ERR_OK);
		for (size_t i = w; i < ASKED; i += WEEKS) {
			uint32_t index = indexes[i % REVOKED];
			asked[i] = i / WEEKS % 2 == 0 ? index : index % LIVE + 1;
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
	list->n_weeks = STATUS_WEEKS; /* as a publisher lists them */
	list->weeks = rig_take(&rig, STATUS_WEEKS * sizeof *list->weeks);
	for (size_t i = 0; i < STATUS_WEEKS; i++)
		list->weeks[i] = rig_week(&rig, iso_week(RIG_NOW + (int64_t)i * 7 * RIG_DAY));
	fill(&rig, list, asked, weeks);
	struct span file = rig_status_file(&rig, list);
	rig_must(status_open(file, &roster, &rig.arena, &status) == ERR_OK);
	double bits = (lgamma(LIVE + 1.0) - lgamma(REVOKED + 1.0) - lgamma(LIVE - REVOKED + 1.0)) / log(2.0);
	double bound = WEEKS * bits / 8;
	bench_line("status_bytes", (double)file.n, "B", bound, (double)file.n / bound);
	query_us(&status, asked, weeks); /* warm */
	for (size_t i = 0; i < BENCH_ROUNDS; i++)
		value[i] = query_us(&status, asked, weeks);
	bench_line("status_query", bench_median(value, BENCH_ROUNDS), "us", 1, bench_median(value, BENCH_ROUNDS));
	free(memory);
	return 0;
}
