/* proto/kept.h - what a place has seen revoked or barred and the newest list of the province no longer says: it
 * stays so there until its week is over. Kept as a StatusList without seals, in the place's own home; only its
 * weeks and bars say anything. */
#ifndef GUOSUO_PROTO_KEPT_H
#define GUOSUO_PROTO_KEPT_H

#include "proto/status.h"

/* What is kept once `newest` counts: what was kept (may be NULL), and what `seen`, a list of the province,
 * revokes or bars and `newest` does not, each in `week` and later ones; in the arena. *out is NULL where that is
 * nothing. ERR_MEMORY, ERR_SIZE. */
enum err kept_from(const Guosuo__V1__StatusList *seen, const Guosuo__V1__StatusList *kept,
                   const Guosuo__V1__StatusList *newest, uint32_t week, struct arena *arena,
                   Guosuo__V1__StatusList **out) MUST_USE;

/* As it was written. ERR_FORMAT, ERR_NEWER, ERR_SIZE, ERR_MEMORY. */
enum err kept_open(struct span raw, struct arena *arena, const Guosuo__V1__StatusList **out) MUST_USE;

/* How many indexes and bars it holds; kept may be NULL. */
size_t kept_count(const Guosuo__V1__StatusList *kept);

#endif
