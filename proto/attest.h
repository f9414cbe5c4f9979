/* proto/attest.h - the seals of one code, each checked once, and what a seal that does not hold means. */
#ifndef GUOSUO_PROTO_ATTEST_H
#define GUOSUO_PROTO_ATTEST_H

#include "proto/judge.h"

/* SEAL_BAD, SEAL_UNKNOWN_KEY (REJECT where the held roster is proven the newest), KEY_WINDOW, SEAL_FEW, SEAL_SURPLUS,
 * SEALED_AHEAD, OFFICER_UNKNOWN, FIELD_BAD, CLASS_UNDERSTATED, MEMORY_FULL. Each sets its HAVE_*_SEAL when all is well. */
void attest_trip(struct judging *j);
void attest_leg(struct judging *j);
void attest_assignment(struct judging *j);

/* Also PRESENTATION_MISSING: a phone's assignment without one. Brings HAVE_PRESENTATION. */
void attest_presentation(struct judging *j);

#endif
