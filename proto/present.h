/* proto/present.h - is the presentation made here and now? Its time, its nonce, its counter. */
#ifndef GUOSUO_PROTO_PRESENT_H
#define GUOSUO_PROTO_PRESENT_H

#include "proto/judge.h"

enum {
	SAME_PASSAGE_S = 60, /* identical bytes at one place within this are one passage */
	PHONES_AGREE = 10,   /* so many phones against the place's clock, this one among them, */
	PHONES_ALIKE_S = 60, /* none further from this one's time than this */
	CARRIED_HOURS = 31 * 24, /* how long ago a list that a phone carries is looked for */
};

/* PRESENTATION_STALE, _AHEAD; NONCE_WRONG, _MISSING. A matching nonce replaces the test of time. */
void present_fresh(struct judging *j);

/* PRESENTATION_REPLAYED, SAME_PASSAGE; sets what to remember. */
void present_once(struct judging *j);

/* CLOCK_DOUBTED: the last PHONES_AGREE phones all say another time, and the same one. */
void present_clock(struct judging *j);

/* STATE_CARRIED: the phone says that it carries a list of the leg's province issued in a later hour than the held one. A hint: it is
 * the phone's word. */
void present_state(struct judging *j);

/* What only the inspector's eyes can tell: COMPARE for a phone, PAPER_UNOBSERVED for paper. */
void present_compare(struct judging *j);

#endif
