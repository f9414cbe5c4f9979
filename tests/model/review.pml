/* Class III legs of PROVINCES provinces, two reviewers each, one officer, one desk; among the officer's acts is also an
 * authority's, which takes a key off a roster. Everybody first looks and then acts, so what was seen may have changed; the desk
 * takes one act at a time, as its transactions do. table.pml is server/review.c's own table.
 *
 * Proved for every interleaving of ACTS acts a person:
 *   no lost seal      what two persons sealed stays in force, sealed or aside, until two seal its successor, the officer withdraws,
 *                     it is revoked under a seal, or one of the keys is taken off the roster
 *   no forged quorum  a sealed leg has both persons' seals on the same bytes of the same revision
 *   no deadlock       from wherever they stop, two who cooperate bring every leg to a decision */
#include "table.pml"

byte state[PROVINCES], content[PROVINCES], sealers[PROVINCES], revision[PROVINCES];
bool aside[PROVINCES], granted[PROVINCES];
byte done;

#define PERSONS (2 * PROVINCES + 1)
#define BOTH 3
#define STOOD 7 /* the bytes that were put aside */

inline check(lc) {
	assert(state[lc] != SEALED || (sealers[lc] == BOTH && content[lc] != 0));
	assert(state[lc] != HALF_SEALED || ((sealers[lc] == 1 || sealers[lc] == 2) && content[lc] != 0));
	assert(!aside[lc] || (state[lc] != SEALED && state[lc] != REFUSED && state[lc] != WITHDRAWN && state[lc] != REVOKED));
	assert(granted[lc] == (state[lc] == SEALED || aside[lc]));
}

/* One step of the table with its effects, as server/progress.c does them. */
inline apply(la, event, kept, by) {
	if
	:: NEXT(state[la], event) == 0 -> skip /* refused: nothing changes */
	:: else ->
		effects = EFFECTS(state[la], event);
		state[la] = NEXT(state[la], event);
		if :: effects & EFFECT_KEEP -> content[la] = kept; sealers[la] = by :: else -> skip fi;
		if :: effects & (EFFECT_DROP | EFFECT_ASIDE) -> content[la] = 0; sealers[la] = 0 :: else -> skip fi;
		if :: effects & EFFECT_ASIDE -> aside[la] = true; revision[la] = (revision[la] + 1) % 4 :: else -> skip fi;
		if :: effects & EFFECT_END -> aside[la] = false :: else -> skip fi;
		if
		:: effects & EFFECT_RESTORE ->
			assert(aside[la]);
			aside[la] = false; content[la] = STOOD; sealers[la] = BOTH; revision[la] = (revision[la] + 3) % 4
		:: else -> skip
		fi;
		if
		:: event == EVENT_COMPLETE -> granted[la] = true
		:: event == EVENT_WITHDRAW || event == EVENT_REVOKE || (event == EVENT_UNSEAL && effects & EFFECT_ASIDE) -> granted[la] = false
		:: else -> skip
		fi;
		effects = 0
	fi;
	check(la)
}

/* server/reviews.c: the bytes name the revision; the same bytes by the other person complete, the same person is refused, other
 * bytes start over. */
inline put_leg(lp, who, what, of_revision) {
	if
	:: of_revision != revision[lp] -> skip
	:: of_revision == revision[lp] && state[lp] == HALF_SEALED && content[lp] == what && sealers[lp] == who -> skip
	:: of_revision == revision[lp] && state[lp] == HALF_SEALED && content[lp] == what && sealers[lp] != who ->
		apply(lp, EVENT_COMPLETE, what, BOTH)
	:: else -> apply(lp, EVENT_HALF, what, who)
	fi
}

inline refuse(lr) {
	if
	:: aside[lr] -> apply(lr, EVENT_RESTORE, 0, 0)
	:: else -> apply(lr, EVENT_REFUSE, 0, 0)
	fi
}

proctype reviewer(byte p; byte me) {
	byte acts, bytes, seen, effects;
	do
	:: acts == ACTS -> break
	:: acts < ACTS ->
		acts++;
		d_step {
			seen = revision[p];
			bytes = (state[p] == HALF_SEALED -> content[p] : me)
		};
		if
		:: true -> atomic { put_leg(p, me, bytes, seen) }
		:: true -> atomic { refuse(p) }
		:: true -> atomic { apply(p, EVENT_ASK, 0, 0) }
		:: true -> atomic { apply(p, EVENT_PAUSE, 0, 0) }
		:: true -> atomic { apply(p, EVENT_RESUME, 0, 0) }
		:: true -> atomic { if :: seen == revision[p] -> apply(p, EVENT_REOPEN, 0, 0) :: else -> skip fi }
		:: true -> atomic { apply(p, EVENT_REVOKE, 0, 0) }
		fi
	:: break
	od;
	atomic { acts = 0; bytes = 0; seen = 0; done++ }
}

/* Everybody withdraws in one transaction, and no leg may refuse it. */
inline withdraw() {
	q = 0;
	do
	:: q == PROVINCES -> break
	:: q < PROVINCES ->
		assert(state[q] == WITHDRAWN || NEXT(state[q], EVENT_WITHDRAW) == WITHDRAWN);
		apply(q, EVENT_WITHDRAW, 0, 0);
		q++
	od;
	q = 0
}

proctype officer() {
	byte acts, q, effects;
	do
	:: acts == ACTS -> break
	:: acts < ACTS ->
		acts++;
		if
		:: true -> atomic { select(q : 0 .. PROVINCES - 1); apply(q, EVENT_ANSWER, 0, 0); q = 0 }
		:: true -> atomic { select(q : 0 .. PROVINCES - 1); apply(q, EVENT_ACCEPT, 0, 0); q = 0 }
		:: true -> atomic { withdraw() }
		:: true -> atomic { select(q : 0 .. PROVINCES - 1); apply(q, EVENT_UNSEAL, 0, 0); q = 0 } /* an authority's act */
		fi
	:: break
	od;
	atomic { acts = 0; done++ }
}

/* When all have stopped: resume what waits, then one seals and the other seals the same. */
proctype cooperate() {
	byte p, effects, bytes;
	done == PERSONS;
	d_step {
		p = 0;
		do
		:: p == PROVINCES -> break
		:: p < PROVINCES ->
			if :: state[p] == ASKED || state[p] == PAUSED -> apply(p, EVENT_RESUME, 0, 0) :: else -> skip fi;
			if
			:: state[p] == OPEN -> put_leg(p, 1, 1, revision[p]); put_leg(p, 2, content[p], revision[p])
			:: state[p] == HALF_SEALED -> bytes = 3 - sealers[p]; put_leg(p, bytes, content[p], revision[p])
			:: else -> skip
			fi;
			assert(state[p] == SEALED || state[p] == REFUSED || state[p] == WITHDRAWN || state[p] == REVOKED);
			p++
		od
	}
}

init {
	byte p;
	d_step { fill() };
	atomic {
		do
		:: p == PROVINCES -> break
		:: p < PROVINCES ->
			state[p] = OPEN;
			run reviewer(p, 1);
			run reviewer(p, 2);
			p++
		od;
		run officer();
		run cooperate()
	}
}
