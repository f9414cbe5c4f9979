/* proto/decision.h - what a reviewer says under a seal beside a leg: refuse, ask, pause, resume, reopen. */
#ifndef GUOSUO_PROTO_DECISION_H
#define GUOSUO_PROTO_DECISION_H

#include "proto/leg.h"

enum {
	DECISION_MAX = 8192,  /* bytes of the body */
	REASON_MAX = 1500,    /* bytes of its reason */
	ITEMS_MAX = 12,       /* of one correction */
	ITEM_FIELD_MAX = 64,  /* bytes of the path */
	ITEM_TEXT_MAX = 300,  /* bytes of what is wrong, and of what is needed */
};

/* A decision of one reviewer about the leg of the roster's province: canonical, linked to this trip, sealed
 * once. Items stand only in ASK, a proposal only in REFUSE, change and revision in REOPEN and always there.
 * *entry is the reviewer's index in the roster. ERR_FORMAT, ERR_NEWER, ERR_SIZE; ERR_WINDOW (a proposal's
 * window has no order, or is not inside the trip's); leg_verify's errors. */
enum err decision_open(const Guosuo__V1__Sealed *sealed, const struct trip *trip, const struct roster *roster,
                       int64_t now, struct arena *arena, const Guosuo__V1__Decision **out,
                       size_t *entry) MUST_USE;

/* Something is in it, and what is in it is sound for this trip. What is wrong goes to `faults`, under `field` (NULL: not wanted).
 * ERR_FORMAT, ERR_WINDOW. */
enum err proposal_sound(const Guosuo__V1__Proposal *proposal, const Guosuo__V1__Trip *trip, const char *field,
                        struct faults *faults) MUST_USE;

/* How many things an ASK asks for: one without items is one whole, to be answered as number 1. */
size_t decision_items(const Guosuo__V1__Decision *ask);

/* What item `number` needs, from 1. UNSPECIFIED: there is no such item. */
Guosuo__V1__Remedy decision_remedy(const Guosuo__V1__Decision *ask, uint32_t number);

#endif
