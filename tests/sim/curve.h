/* tests/sim/curve.h - what came of it, as rows and as a picture. */
#ifndef GUOSUO_TESTS_SIM_CURVE_H
#define GUOSUO_TESTS_SIM_CURVE_H

#include <stdio.h>

#include "tests/sim/province.h"

struct curve {
	struct plan plan;
	struct outcome outcome;
};

void curve_csv(const struct curve *curves, size_t count, FILE *out);

/* The first hour at which so many percent of the checkpoints that never have a network know; UINT_MAX: none. */
unsigned curve_hour(const struct curve *curve, unsigned percent);

/* A PNG. False: it cannot be written. */
bool curve_png(const struct curve *curves, size_t count, const char *path);

#endif
