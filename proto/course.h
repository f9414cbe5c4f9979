/* proto/course.h - the course of one journey, as stamps tell it: those the driver carries and those this place remembers. What
 * they say can spare an inspection or raise a suspicion; that there are none says nothing. */
#ifndef GUOSUO_PROTO_COURSE_H
#define GUOSUO_PROTO_COURSE_H

#include "proto/judge.h"

/* Where neither the roster of the leg's province nor the place's own policy says otherwise. */
enum { INSPECTED_S = 12 * 3600, IMPOSSIBLE_KMH = 120 };

enum { COURSE_MAX = 64 }; /* stamps of one journey that are looked at, the newest */

/* The shown stamps, each verified: STAMP_BAD, raised to REFER where a seal was altered or is another's. Sets what is carried. */
void course_read(struct judging *j);

/* STAMP_UNSHOWN: the phone says that its newest stamp is one that was neither shown nor is remembered here. */
void course_unshown(struct judging *j);

/* CHAIN_FORKED, raised to REJECT where one train cannot have made both stamps; CLONE_SUSPECTED, SPEED_IMPOSSIBLE,
 * SAME_PASSAGE (of paper), ALREADY_DELIVERED. */
void course_judge(struct judging *j);

/* INSPECTED. Only where all else has said ACCEPT. */
void course_inspected(struct judging *j);

#endif
