/* proto/distance.h - how far it is between two places, in a straight line, in integers. */
#ifndef GUOSUO_PROTO_DISTANCE_H
#define GUOSUO_PROTO_DISTANCE_H

#include "guosuo/v1/trust.pb-c.h"

enum { NORTH_MAX_UDEG = 90000000, EAST_MAX_UDEG = 180000000 };

/* Metres, on a sphere of 6,371 km with the cosine of the middle latitude: within 1 % between 18 and 54 degrees north as far
 * as the country reaches. Both positions in bounds. */
uint32_t distance_m(const Guosuo__V1__Position *a, const Guosuo__V1__Position *b);

#endif
