/* client/gate_listed.h - a vehicle that can show nothing: its plate in the expected list, and the code that stands there, as a sight
 * to be judged. Whatever it says, it is said with the grade: nobody showed it. */
#ifndef GUOSUO_CLIENT_GATE_LISTED_H
#define GUOSUO_CLIENT_GATE_LISTED_H

#include "client/gate.h"

/* A plate as typed. Letters that stand where only digits can are read as digits, and that is said. EXIT_USAGE: it is none, said. */
enum exit_code gate_listed_plate(struct context *context, const char *typed, uint64_t *out);

/* What the list has for a plate as typed, in the arena, one at least; *packed: the plate. number: of the pass meant, as typed; NULL: all.
 * EXIT_USAGE: it is no plate or no number; EXIT_OTHER: it is not on the list, or there is none. Said. */
enum exit_code gate_listed_find(struct context *context, const struct gate *gate, const char *plate, const char *number,
                                uint64_t *packed, const struct listed_found **out);

/* One of them as the sight: sets text, listed, as_of and the plate observed. */
void gate_listed_take(const struct listed_one *one, int64_t as_of, uint64_t packed, struct sight *out);

/* Both of the likeliest, and that others may be meant is said. */
enum exit_code gate_listed(struct context *context, const struct gate *gate, const char *plate, const char *number,
                           struct sight *out);

/* The grade, how old the list is, and what the plate is to the pass, in the arena. NULL: it was shown, or that is full. */
const char *gate_listed_grade(struct context *context, const struct look *look);

/* That the list is of no use, or there is none. EXIT_OTHER. */
enum exit_code gate_listed_bad(struct context *context, enum err err);

#endif
