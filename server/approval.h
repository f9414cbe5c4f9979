/* server/approval.h - what a province decided before about the same thing: a leg of the trip that was changed into this one,
 * or the last one it sealed for the same company and vehicles. */
#ifndef GUOSUO_SERVER_APPROVAL_H
#define GUOSUO_SERVER_APPROVAL_H

#include "guosuo/v1/rounds.pb-c.h"
#include "server/rpc.h"
#include "server/store_leg.h"

/* A leg of this trip has been sealed by as many as it needs. */
enum err approval_record(struct tx *tx, const struct leg_row *leg, const Guosuo__V1__Trip *trip) MUST_USE;

/* NULL in *out: there is none. */
enum err approval_former(struct tx *tx, struct call *call, const struct leg_row *leg,
                         const Guosuo__V1__Trip *trip, Guosuo__V1__Former **out) MUST_USE;

/* The words of a leg's conditions; NULL in *out: it has none, or they are not here. */
enum err approval_text(struct tx *tx, struct call *call, const struct leg_row *leg, char **out) MUST_USE;

#endif
