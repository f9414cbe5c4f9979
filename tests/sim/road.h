/* tests/sim/road.h - the roads of a province and who drives them: chance from a seed, the same on every machine. */
#ifndef GUOSUO_TESTS_SIM_ROAD_H
#define GUOSUO_TESTS_SIM_ROAD_H

#include <stddef.h>
#include <stdint.h>

enum {
	ROADS_EACH_WAY = 6, /* so many go north, so many east; each crosses all of the other kind */
	ROAD_POSTS = 10,    /* checkpoints along one */
	POSTS = 2 * ROADS_EACH_WAY * ROAD_POSTS,
	ROUTE_MAX = 4 * ROAD_POSTS,
};

struct dice {
	uint64_t state;
};
struct dice dice_of(uint64_t seed, uint64_t who);
uint32_t dice_below(struct dice *dice, uint32_t n); /* 0..n-1 */

/* The checkpoints that a load passes, in order: in at one end of a road, at most two turns, out at an end. Returns how many. */
size_t road_route(struct dice *dice, uint16_t out[static ROUTE_MAX]);

#endif
