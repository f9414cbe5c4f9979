/* server/expected.h - the expected list: sealed passes that are due on a province's roads within [desk] expected_days, for its own
 * checkpoints. A checkpoint reads the whole list in short, then fetches what it does not hold: what is gone from the list is due
 * no more. */
#ifndef GUOSUO_SERVER_EXPECTED_H
#define GUOSUO_SERVER_EXPECTED_H

#include "guosuo/v1/arrivals.pb-c.h"
#include "server/rpc.h"

enum {
	EXPECTED_LINES = 500,  /* looked at for one answer */
	EXPECTED_ASKED = 64,   /* passes of one call */
	EXPECTED_DIGEST = 16,
};

/* The methods. */
enum err expected_list(struct tx *tx, struct call *call) MUST_USE;
enum err expected_get(struct tx *tx, struct call *call) MUST_USE;

/* A leg is sealed: when it is due from now on. */
enum err expected_sealed(struct tx *tx, uint32_t province, struct span pass_id, const Guosuo__V1__Leg *leg) MUST_USE;

#endif
