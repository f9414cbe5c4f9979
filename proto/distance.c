#include "proto/distance.h"

enum { METRES_PER_DEGREE = 111195, UDEG = 1000000 };

static uint64_t apart(uint32_t a, uint32_t b)
{
	return a > b ? a - b : b - a;
}

/* Bhaskara's cosine, good to 0.2 %: (4 * 8100 - 4 x x) / (4 * 8100 + x x), x in degrees; here in thousandths. */
static uint64_t times_cosine(uint64_t length, uint32_t udeg)
{
	const uint64_t x = udeg / 1000, square = x * x, whole = 32400ull * 1000 * 1000;
	return length * (whole - 4 * square) / (whole + square);
}

static uint32_t root(uint64_t square)
{
	uint64_t low = 0, high = UINT32_MAX;
	while (low < high) {
		uint64_t middle = low + (high - low + 1) / 2;
		if (middle * middle <= square)
			low = middle;
		else
			high = middle - 1;
	}
	return (uint32_t)low;
}

uint32_t distance_m(const Guosuo__V1__Position *a, const Guosuo__V1__Position *b)
{
	const uint32_t middle = a->north_udeg / 2 + b->north_udeg / 2;
	const uint64_t north_m = apart(a->north_udeg, b->north_udeg) * METRES_PER_DEGREE / UDEG;
	const uint64_t east_m = times_cosine(apart(a->east_udeg, b->east_udeg) * METRES_PER_DEGREE / UDEG, middle);
	return root(north_m * north_m + east_m * east_m);
}
