/* server/reviews.h - a province's desk: its queue, and what its reviewers seal. */
#ifndef GUOSUO_SERVER_REVIEWS_H
#define GUOSUO_SERVER_REVIEWS_H

#include "server/rpc.h"

enum { DECISIONS_MAX = 100 };

enum err reviews_list(struct tx *tx, struct call *call);
enum err reviews_get(struct tx *tx, struct call *call);

/* A leg with exactly one seal, the caller's. Class III: the first person's bytes are kept half-sealed; the
 * same bytes with another person's seal complete them; other bytes start over with this seal. */
enum err reviews_put_leg(struct tx *tx, struct call *call);

/* Refuse, ask, pause, resume, reopen, with the caller's seal. */
enum err reviews_put_decision(struct tx *tx, struct call *call);

#endif
