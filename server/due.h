/* server/due.h - a leg's clock, written down: its pauses are read, server/clock.h says how it stands, and the
 * leg's columns take that. Inside a transaction. */
#ifndef GUOSUO_SERVER_DUE_H
#define GUOSUO_SERVER_DUE_H

#include "server/clock.h"
#include "server/store_clock.h"

enum { DUE_PAUSES_MAX = 64 }; /* of one leg */

/* The order of a queue: the earlier of a leg's due and the latest decision with which its port is still reached, and what
 * is past either stays first; then legs with neither, by their coming; then those that stand still. A word of haste is
 * seen and moves nothing. */
#define DUE_TURN_NONE (INT64_C(1) << 38)
#define DUE_TURN_STOPPED (INT64_C(1) << 40)

/* The clock of a leg that comes in: class and provinces are its trip's. */
void due_begin(const struct clock_rules *rules, uint32_t class, size_t provinces, struct leg_row *leg);

/* A leg moves from `was` to `next`, whose clock is written into it: pauses begin and end with the states, and
 * what is decided is counted. One that was decided and is open again has all its days anew. ERR_SIZE: it has DUE_PAUSES_MAX pauses already. */
enum err due_step(struct tx *tx, const struct clock_rules *rules, const struct leg_row *was,
                  struct leg_row *next, int64_t now) MUST_USE;

/* How the clock of an open leg stands now; its level is never lowered. A leg that came before the desk had a
 * policy is given its days. *state is server/clock.h's answer (its level may be below the leg's). */
enum err due_look(struct tx *tx, const struct clock_rules *rules, uint32_t class, size_t provinces,
                  struct leg_row *leg, int64_t now, struct clock_state *state) MUST_USE;

/* The turns of a trip's open legs, once their latest decision has changed. Errors of the store. */
enum err due_turns(struct tx *tx, struct span company, struct span pass_id) MUST_USE;

/* Of the whole trip, from when the last of its legs began: pauses of all its legs, those at the same time once. days 0 in *out's place: no clock,
 * and everything is 0. */
enum err due_trip(struct tx *tx, const struct clock_rules *rules, struct span company, struct span pass_id,
                  const struct clock_case *what, int64_t now, struct arena *arena,
                  struct clock_state *out) MUST_USE;

/* What is left and what was not counted, now; 0 where the leg has no clock. */
int64_t due_left_s(const struct clock_rules *rules, uint32_t province, const struct leg_clock *clock,
                   int64_t now);
int64_t due_paused_s(const struct clock_rules *rules, uint32_t province, const struct leg_clock *clock,
                     int64_t now);

#endif
