/* tests/bench/bench.h - a measurement beside its limit: both timed in turn, the median of five ratios is what counts. */
#ifndef GUOSUO_TESTS_BENCH_H
#define GUOSUO_TESTS_BENCH_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { BENCH_ROUNDS = 5 };

static inline double bench_now(void)
{
	struct timespec now;
	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static inline int bench_order(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;
	return (x > y) - (x < y);
}

static inline double bench_median(const double *values, size_t count)
{
	double sorted[64];
	memcpy(sorted, values, count * sizeof *values);
	qsort(sorted, count, sizeof *sorted, bench_order);
	return sorted[count / 2];
}

/* Prints the line of tests/bench/run. */
static inline void bench_line(const char *name, double value, const char *unit, double limit, double ratio)
{
	printf("{\"name\":\"%s\",\"value\":%.6g,\"unit\":\"%s\",\"limit\":%.6g,\"ratio\":%.4g}\n", name, value, unit, limit,
	       ratio);
	fflush(stdout);
}

#endif
