/* server/removed.h - reviewers' keys that a roster lists no longer though the one before it did: compromised,
 * since a key that merely retires stays listed with a closed window. What such a key sealed and is still good
 * is opened again. */
#ifndef GUOSUO_SERVER_REMOVED_H
#define GUOSUO_SERVER_REMOVED_H

#include "server/rpc.h"

/* Before `next` takes the place of its province's roster in the store, in the same transaction: no
 * acknowledged roster without its legs opened. It passes once over the legs of the province that still live.
 * ERR_INPUT: it lists a key again that was removed; the fault says which entry. */
enum err removed_by_roster(struct tx *tx, struct call *call, const Guosuo__V1__Roster *next) MUST_USE;

/* May the caller's key still seal? The roster it was let in by may have been replaced while its request
 * waited. ERR_DENIED. */
enum err removed_check(struct tx *tx, const struct call *call) MUST_USE;

#endif
