/* proto/timetable.h - does a timetable exist: can a train go from leg to leg so that each leg's exit falls
 * inside the next leg's window, at its speeds, permitted hours, driving times and stops, and reach the port
 * before the cut-off? Forwards as early as can be, backwards as late as can be.
 *
 * A train stands where it must: in a leg with a planned stop when a break falls due or hours end, else at the
 * leg's entry, still inside the window of the leg before. Where in its leg a stop lies may not be known: then
 * the plan takes it to be where the break falls due. Where all of a leg's stops are known it drives to the last
 * one within reach, and a leg with a longer way between two of them cannot be driven. Breaks follow from the distance alone; one may be taken
 * early, before an entry, where the train waits anyway, and no other waiting is counted as one: so who leaves
 * later never arrives earlier, and between the earliest and the latest departure every one arrives in time. A
 * second driver's time is reserve and not planned with. Times are Unix seconds. */
#ifndef GUOSUO_PROTO_TIMETABLE_H
#define GUOSUO_PROTO_TIMETABLE_H

#include "guosuo/v1/application.pb-c.h"
#include "proto/check.h"
#include "proto/week.h"

enum {
	KM_MAX = 3000, /* of a leg */
	HELPS_MAX = 3 * LEGS_MAX + 4,
};

enum timetable_state {
	TIMETABLE_UNKNOWN, /* the directory has no driving times, or a leg no kilometres */
	TIMETABLE_GOOD,
	TIMETABLE_LATE, /* legs connect, and a train that has not left yet misses the target */
	TIMETABLE_NONE, /* legs do not connect, whenever the train leaves */
};

struct timetable_leg {
	uint32_t province, km, speed_kmh;
	int64_t not_before, not_after;
	Guosuo__V1__Hours *const *hours;
	size_t hours_count;
	size_t stops;
	bool placed;                /* where each of them lies is known: */
	uint32_t stop_km[STOPS_MAX]; /* from the entry */
};

struct timetable_query {
	struct timetable_leg legs[LEGS_MAX];
	size_t count;
	int64_t not_before, not_after; /* of the trip: outer bounds of every leg's window */
	int64_t cutoff;                /* the port's; 0: none is known */
	int64_t now;
	uint32_t utc_offset_min;
	const Guosuo__V1__DrivingTime *driving; /* NULL: TIMETABLE_UNKNOWN */
};

/* One leg of the plan. enter and exit: the earliest; *_latest: with which the target is still reached, 0
 * where it is not. before_s: stands so long before entering, in the leg before. */
struct timetable_row {
	int64_t drive_s, stand_s, before_s;
	int64_t enter, exit;
	int64_t enter_latest, exit_latest;
	int64_t slack_s; /* enter_latest - enter */
};

/* What would make it good, each alone. */
enum timetable_help_kind {
	HELP_CUTOFF = 1, /* a cut-off by_s later */
	HELP_WINDOW,     /* that leg's window as from..to, by_s longer */
	HELP_HOURS,      /* that leg driven at any hour */
	HELP_STOP,       /* a stop in that leg */
	HELP_DEPART,     /* a trip that may begin by_s earlier */
	HELP_BOTH,       /* this leg's window and the other HELP_BOTH's together */
};

struct timetable_help {
	enum timetable_help_kind kind;
	size_t ordinal; /* of the leg, from 1; 0: no leg's matter */
	int64_t by_s, from, to;
};

struct timetable {
	enum timetable_state state;
	int64_t target; /* the cut-off, or the window's end where that comes first */
	struct timetable_row rows[LEGS_MAX];
	size_t count;
	int64_t arrival;         /* the earliest; 0: not known */
	int64_t late_s;          /* TIMETABLE_LATE: arrival after the target, windows aside */
	int64_t latest_decision; /* of any leg: a pass is ready when all are sealed; 0 where nothing helps any
	                            more */
	size_t first, second;    /* TIMETABLE_NONE: the two legs that do not connect, one twice where it alone
	                            cannot be driven; TIMETABLE_UNKNOWN: the leg without kilometres */
	struct timetable_help helps[HELPS_MAX];
	size_t help_count;
};

/* Reckons it, all but what would help. `out` is filled whatever comes. */
void timetable_judge(const struct timetable_query *query, struct timetable *out);

/* And what would help, where it is late or none. */
void timetable_make(const struct timetable_query *query, struct timetable *out);

/* As the application asks: its kilometres and stops, the directory's speed, any hour, each leg's window the
 * trip's. now and cutoff are the caller's; the application's own cut-off is put in where it can be read. */
void timetable_wishes(const Guosuo__V1__Application *application, const struct directory *directory,
                      int64_t not_before, int64_t not_after, struct timetable_query *out);

/* As this leg was sealed, in place of a wish. Kilometres stay the application's; where its stops lie, which it names by
 * codes, is not known any more. */
void timetable_sealed(struct timetable_query *query, const Guosuo__V1__Leg *leg);

/* While it is being written, where the directory has driving times: every leg's kilometres are there
 * (journey.legs[i].km, errors); then, once nothing else is wrong, STOP_NEEDED or CUTOFF_MISSED as warnings.
 */
void timetable_check(const struct check *check, const Guosuo__V1__Application *application);

#endif
