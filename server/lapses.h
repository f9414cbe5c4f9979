/* server/lapses.h - trains that a gate let pass when their pass or leg had been taken back: it did not know, or a person decided so.
 * It is found when the gate's log comes in. */
#ifndef GUOSUO_SERVER_LAPSES_H
#define GUOSUO_SERVER_LAPSES_H

#include "proto/passage.h"
#include "server/rpc.h"

/* Since when what was let pass here at `at` had been taken back; 0: it had not, or it was not let pass. */
enum err lapses_find(struct tx *tx, const struct passage *passage, int64_t at, int64_t *out) MUST_USE;

/* The task group's and the auditor's, of a province's gates. ERR_INPUT. */
enum err lapses_list(struct tx *tx, struct call *call) MUST_USE;

#endif
