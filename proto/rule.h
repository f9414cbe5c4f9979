/* proto/rule.h - over-limit class and legal limits, computed from the directory's table (Order 62/2016, Arts.
 * 3, 13-17). */
#ifndef GUOSUO_PROTO_RULE_H
#define GUOSUO_PROTO_RULE_H

#include "guosuo/v1/pass.pb-c.h"
#include "proto/civil.h"
#include "proto/directory.h"

/* What an application and a trip may hold. */
enum {
	TRACTORS_MAX = 4,
	TRAILERS_MAX = 4,
	LEGS_MAX = 12,
	ROADS_MAX = 16, /* a leg */
	STOPS_MAX = 16, /* a leg */
	AXLES_MAX = 24, /* entries of either list of loads, and axles or axle lines of one vehicle */
	TYRES_MAX = 32, /* on an axle or axle line */
	JOURNEYS_MAX = 1000,
	NAME_BYTES = 90, /* of a name in a code: 30 Chinese characters */
	ROAD_BYTES = 24,
	MEASURE_MAX_MM = 500 * 1000,
	MASS_MAX_KG = 10 * 1000 * 1000,
};

/* What rolls: all vehicles but the spare ones. A hydraulic modular trailer's axle line counts as two road
 * axles. */
struct axles {
	uint32_t count;
	bool train;        /* more than one vehicle */
	bool single_drive; /* no tractor with more than two axles, so one drive axle at most */
};
void axles_add(struct axles *axles, Guosuo__V1__VehicleKind kind, uint32_t axles_or_lines);
struct axles trip_axles(const Guosuo__V1__Trip *trip);

/* Highest mass of such a combination without a permit, in kg. 0: the table has no row for it. */
uint32_t basic_mass(struct axles axles, const Guosuo__V1__Limits *limits);

/* 0: within the basic limits, no permit needed; 1 to 3: the class of the laden outline and mass. */
uint32_t class_of(const Guosuo__V1__Laden *laden, struct axles axles, const Guosuo__V1__Limits *limits);

/* class_of for a trip that has passed trip_sound. */
uint32_t trip_class(const Guosuo__V1__Trip *trip, const Guosuo__V1__Limits *limits);

/* How many distinct persons must seal a leg of this class: 1, or 2 for class III. */
size_t class_persons(uint32_t over_limit_class);

#endif
