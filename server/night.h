/* server/night.h - the nights of a stop: what its capacity is counted by. Pure. */
#ifndef GUOSUO_SERVER_NIGHT_H
#define GUOSUO_SERVER_NIGHT_H

#include <stdint.h>

/* A night runs from one end of night to the next (a stop's night_ends_min, at the directory's offset), so
 * whoever comes at two in the morning takes the bed of the evening before. Numbered in days since 1970. */
struct nights {
	int64_t first;
	uint32_t count; /* at least 1 */
};

int64_t night_of(int64_t when, uint32_t utc_offset_min, uint32_t night_ends_min);

/* Those that the window touches; not_after itself is no longer needed. not_before < not_after. */
struct nights nights_of(int64_t not_before, int64_t not_after, uint32_t utc_offset_min,
                        uint32_t night_ends_min);

/* Meals taken of one of the nights: shared evenly, rounded up. */
uint32_t night_meals(uint32_t meals, uint32_t nights);

#endif
