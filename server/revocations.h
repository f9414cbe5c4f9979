/* server/revocations.h - what was sealed is taken back: by reviewers of the province whose index it is, by an
 * officer named in the trip, or with the seal of a leg's next revision. Nothing is taken back without its
 * object (proto/revocation.h), and an object in force stays for good. */
#ifndef GUOSUO_SERVER_REVOCATIONS_H
#define GUOSUO_SERVER_REVOCATIONS_H

#include "server/rpc.h"
#include "server/store_leg.h"
#include "server/store_trip.h"

/* PutRevocation: one person's seal. A pass ends with its legs and bookings, a leg's trip waits for another
 * leg; both are told. Half of two, the bytes wait for a second person. ERR_INPUT: a field, an index under
 * which nothing of this province stands, the same person twice, more alone than the policy has it;
 * ERR_EXISTS: it is in force. */
enum err revocations_put(struct tx *tx, struct call *call);
enum err revocations_get(struct tx *tx, struct call *call);
enum err revocations_list(struct tx *tx, struct call *call);

/* A new status list soon, where this call took something back. */
void revocations_changed(struct call *call);

/* Before the seal that ends it: the revision that stands, if one does, is taken back by whoever seals the
 * next. ERR_INPUT: it is missing, or of another index. */
enum err revocations_supersede(struct tx *tx, struct call *call, const struct leg_row *leg,
                               const Guosuo__V1__Sealed *sealed) MUST_USE;

/* An officer's, of the own trip: kept, in force at once or when revocations_end is called. Nothing was ever
 * sealed: it may be missing. ERR_INPUT: it is missing; else revocation_verify_officer's. */
enum err revocations_withdraw(struct tx *tx, struct call *call, const struct trip_row *trip,
                              const Guosuo__V1__OfficerSealed *sealed, bool at_once) MUST_USE;
enum err revocations_end(struct tx *tx, struct call *call, struct span company, struct span pass_id) MUST_USE;

/* What a pass and its legs say of it; legs that are sealed again say nothing. */
enum err revocations_add(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                         Guosuo__V1__RevokedView **pass, Guosuo__V1__LegView **legs, size_t count) MUST_USE;

#endif
