/* client/reviewer.h - what the reviewer's commands share: the options of a seal and the bytes that want one. */
#ifndef GUOSUO_CLIENT_REVIEWER_H
#define GUOSUO_CLIENT_REVIEWER_H

#include "client/desk.h"
#include "client/leg_plan.h"

enum { SEAL_YES = PLAN_OPTIONS };
extern const struct option_row reviewer_seal_options[];

/* The bytes that want a seal: the first person's where there are some, else a new leg by the options. *text: the words of
 * its conditions. Said. */
enum err reviewer_bytes(struct context *context, const struct args *args, const struct desk *desk,
                        Guosuo__V1__Sealed *out, const char **text) MUST_USE;

#endif
