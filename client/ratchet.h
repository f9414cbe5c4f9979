/* client/ratchet.h - the time ratchet of a gate, put back by its shift leader where the files that raised it tell a wrong time. */
#ifndef GUOSUO_CLIENT_RATCHET_H
#define GUOSUO_CLIENT_RATCHET_H

#include "client/recorder.h"

struct ratchet_wish {
	uint32_t duty;      /* the shift leader's number */
	int64_t time;       /* as another clock says it */
	const char *reason; /* at most PASSAGE_NOTE_MAX bytes */
};

/* As of gate->now, in a home that this process has locked: a record in the log, and once that is on the disk the ratchet itself. What
 * was issued after this clock is set aside from then on (held_if_reset). ERR_INPUT: a clock that is wrong, nothing to put back, the own
 * roster would go, a volunteer; else it is not recorded, or (ERR_IO) recorded and not done. All of it is said. */
enum err ratchet_reset(struct context *context, struct gate *gate, struct recorder *recorder, const struct ratchet_wish *wish) MUST_USE;

#endif
