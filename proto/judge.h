/* proto/judge.h - one judgement under way: what the steps of the verdict share. Inside the core only; see verdict.h. */
#ifndef GUOSUO_PROTO_JUDGE_H
#define GUOSUO_PROTO_JUDGE_H

#include "proto/verdict.h"

/* What earlier steps have brought; a step says what it needs. */
enum have {
	HAVE_CODE = 1,
	HAVE_TRIP = 2,
	HAVE_LEG = 4,
	HAVE_ASSIGNMENT = 8,
	HAVE_DIRECTORY = 16,
	HAVE_TRIP_SEAL = 32,
	HAVE_LEG_SEAL = 64,
	HAVE_ASSIGNMENT_SEAL = 128,
	HAVE_PRESENTATION = 256, /* read, and its seal is the device's */
	HAVE_SOUND_TRIP = 512,   /* its fields are in their forms and bounds */
	HAVE_ALL_BODIES = HAVE_TRIP | HAVE_LEG | HAVE_ASSIGNMENT,
	HAVE_ALL_SEALS = HAVE_TRIP_SEAL | HAVE_LEG_SEAL | HAVE_ASSIGNMENT_SEAL,
};

/* Age policy in force for this pass. */
struct ages {
	int64_t fresh_s, accept_s;
	int64_t proven_s; /* fresh_s without the place's own: a place that trusts its files less proves no roster older by it */
	bool refer_beyond;
};

struct judging {
	const struct question *q;
	struct arena *arena;
	struct verdict *out;
	unsigned have; /* of enum have */
	struct code code;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	const struct directory *directory; /* not one from the future */
	struct stand issuer, local;        /* the trip's province, the leg's province */
	struct ages ages;
	uint32_t over_limit_class; /* max(claimed, computed) */
	bool compared;             /* plate or VIN was looked at */
};

/* A finding once per (code, province); the more severe one stays. The list is kept in its order, and when it is full the
 * least of it goes. */
void judge_find(struct judging *j, enum finding_code code, uint32_t province, int64_t got, int64_t limit);

/* The same, stricter than the table says. */
void judge_find_as(struct judging *j, enum severity severity, enum finding_code code, uint32_t province, int64_t got,
		   int64_t limit);

#endif
