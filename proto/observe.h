/* proto/observe.h - what the inspector saw against what the pass says. What was not looked at is not judged. */
#ifndef GUOSUO_PROTO_OBSERVE_H
#define GUOSUO_PROTO_OBSERVE_H

#include "proto/judge.h"

void observe_vehicle(struct judging *j);  /* PLATE_MISMATCH, VIN_MISMATCH, TRAILER_MISMATCH */
void observe_cargo(struct judging *j);    /* CARGO_MISMATCH, PIECES_MISMATCH */
void observe_measures(struct judging *j); /* LENGTH_OVER .. AXLE_OVER, with the tolerance of the leg's province */
void observe_escort(struct judging *j);   /* ESCORT_MISSING */

#endif
