/* proto/delta.h - a newer status list for who holds an earlier one: what it adds, and its seals. Nothing is believed by that: what it
 * leads to is a list's file as any other, and opens by its own seals or not at all. */
#ifndef GUOSUO_PROTO_DELTA_H
#define GUOSUO_PROTO_DELTA_H

#include "proto/status.h"

enum { DELTA_MAX = 256 * 1024 }; /* bytes of the file; a larger one saves too little */

/* The delta that leads from `old`, and from whatever lies between, to the list in `file` (a Sealed; its seals are not judged), in the
 * arena. ERR_STATE: none does, because old is another province's or epoch's, newer, or has what the new one lacks; ERR_SIZE: it would
 * be larger than DELTA_MAX; ERR_FORMAT, ERR_NEWER, ERR_MEMORY. On error the arena gives nothing out. */
enum err delta_make(const Guosuo__V1__StatusList *old, struct span file, struct arena *arena, struct span *out) MUST_USE;

/* The file that `delta` leads to from the list that is held (an opened one), in the arena, for status_open. Where the two do not belong
 * together, its seal will not verify.
 * ERR_GAP: held is another province's or epoch's, or of a version before since: the whole list is needed; ERR_ROLLBACK: held is newer;
 * ERR_FORMAT, ERR_NEWER; ERR_SIZE: one of both is larger than it may be; ERR_MEMORY. On error the arena gives nothing out. */
enum err delta_apply(const Guosuo__V1__StatusList *held, struct span delta, struct arena *arena, struct span *out) MUST_USE;

#endif
