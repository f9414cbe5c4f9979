/* proto/bounds.h - is it the time and the place the pass was given for? */
#ifndef GUOSUO_PROTO_BOUNDS_H
#define GUOSUO_PROTO_BOUNDS_H

#include "proto/judge.h"

void bounds_trip(struct judging *j);       /* TRIP_NOT_YET, TRIP_EXPIRED */
void bounds_leg(struct judging *j);        /* LEG_NOT_YET, LEG_EXPIRED */
void bounds_assignment(struct judging *j); /* ASSIGNMENT_NOT_YET, ASSIGNMENT_EXPIRED */
void bounds_hours(struct judging *j);      /* HOURS_CLOSED, at the directory's offset */

/* WRONG_PROVINCE; PLACE_MISMATCH where the place told its road or station and neither is the leg's. */
void bounds_place(struct judging *j);

#endif
