#include "tests/sim/road.h"

#include <stdbool.h>

/* splitmix64 (Steele, Lea, Flood 2014) */
static uint64_t next(struct dice *dice)
{
	uint64_t z = dice->state += UINT64_C(0x9e3779b97f4a7c15);
	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

struct dice dice_of(uint64_t seed, uint64_t who)
{
	struct dice dice = {seed};
	dice.state = next(&dice) ^ who * UINT64_C(0xd1342543de82ef95);
	return dice;
}

uint32_t dice_below(struct dice *dice, uint32_t n)
{
	return (uint32_t)((next(dice) >> 32) * n >> 32);
}

enum { TURNS_MAX = 2, TURN_ONE_IN = 3 };

/* Where on a road: after how many of its checkpoints the k-th crossing lies. */
static int crossing(unsigned k)
{
	return (int)(k * ROAD_POSTS / ROADS_EACH_WAY);
}

struct place {
	unsigned road; /* 0.. ROADS_EACH_WAY - 1 go north, the others east */
	int at;	       /* the next checkpoint */
	int step;      /* 1 or -1 */
};

/* The road that crosses just before the next checkpoint is reached; ROADS_EACH_WAY: none does. */
static unsigned crossed(const struct place *place)
{
	int after = place->step > 0 ? place->at : place->at + 1;
	unsigned k = 0;
	while (k < ROADS_EACH_WAY && crossing(k) != after)
		k++;
	return k;
}

static void turn(struct place *place, unsigned k, bool back)
{
	unsigned own = place->road % ROADS_EACH_WAY;
	place->road = place->road < ROADS_EACH_WAY ? ROADS_EACH_WAY + k : k;
	place->step = back ? -1 : 1;
	place->at = back ? crossing(own) - 1 : crossing(own);
}

size_t road_route(struct dice *dice, uint16_t out[static ROUTE_MAX])
{
	bool back = dice_below(dice, 2) == 1;
	struct place place = {dice_below(dice, 2 * ROADS_EACH_WAY), back ? ROAD_POSTS - 1 : 0, back ? -1 : 1};
	unsigned turns = 0;
	size_t n = 0, turned_at = 0; /* once at a crossing, and not before the first checkpoint */
	while (place.at >= 0 && place.at < ROAD_POSTS && n < ROUTE_MAX) {
		unsigned k = crossed(&place);
		if (n > turned_at && turns < TURNS_MAX && k < ROADS_EACH_WAY && dice_below(dice, TURN_ONE_IN) == 0) {
			turn(&place, k, dice_below(dice, 2) == 1);
			turns++;
			turned_at = n;
			continue;
		}
		out[n++] = (uint16_t)(place.road * ROAD_POSTS + (unsigned)place.at);
		place.at += place.step;
	}
	return n;
}
