/* client/reviewer.h - what the reviewer's commands share: the bytes that want a seal, shown and sealed. */
#ifndef GUOSUO_CLIENT_REVIEWER_H
#define GUOSUO_CLIENT_REVIEWER_H

#include "client/desk.h"
#include "client/leg_plan.h"

enum { SEAL_YES = PLAN_OPTIONS };
extern const struct option_row reviewer_seal_options[];

/* A leg's state; column 0 Chinese, 1 English, 2 as in the schema. */
const char *reviewer_state(uint32_t state, size_t column);

/* The bytes that want a seal: the first person's where there are some, else a new leg by the options. Said.
 */
enum err reviewer_bytes(struct context *context, const struct args *args, const struct desk *desk,
                        Guosuo__V1__Sealed *out) MUST_USE;

/* Trip and leg in lines for a person to look at, whatever --json says. */
void reviewer_render(struct context *context, const struct desk *desk, const struct leg *leg, FILE *out);

/* Adds this person's seal to the bytes, verifies the whole, sends it. Said. */
enum err reviewer_seal(struct context *context, const struct desk *desk, const struct leg *leg,
                       const Guosuo__V1__Sealed *standing, uint32_t *state) MUST_USE;

#endif
