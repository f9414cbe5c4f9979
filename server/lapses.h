/* server/lapses.h - trains that a gate let pass when their pass, leg or assignment had been taken back: it did not know, or a person
 * decided so. It is found when the gate's log comes in. */
#ifndef GUOSUO_SERVER_LAPSES_H
#define GUOSUO_SERVER_LAPSES_H

#include "guosuo/v1/group.pb-c.h"
#include "proto/passage.h"
#include "server/rpc.h"

struct lapse {
	int64_t since; /* 0: nothing had been taken back, or it was not let pass */
	Guosuo__V1__LapseWhat what;
	Guosuo__V1__LapseWhy why;
};

/* What was let pass here at `at`, by the gate's clock, by lists of state_at (0: one lacked); of several things the one that was taken
 * back first. A clock that is slow hides nothing the gate's own finding tells, and where it was found doubtful the lists count. */
enum err lapses_find(struct tx *tx, const struct passage *passage, int64_t at, int64_t state_at, struct lapse *out) MUST_USE;

/* The task group's and the auditor's, of a province's gates. ERR_INPUT. */
enum err lapses_list(struct tx *tx, struct call *call) MUST_USE;

#endif
