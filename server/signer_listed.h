/* server/signer_listed.h - the child's memory of what its lists revoke and bar: the last body it sealed for
 * each province, in a file of its own (PATH.PP), and what has been proved since. An index comes in with its
 * proof and stays until its week is over; so do bars, and their serials only rise. */
#ifndef GUOSUO_SERVER_SIGNER_LISTED_H
#define GUOSUO_SERVER_SIGNER_LISTED_H

#include "server/bar_fact.h"

enum { PROVED_MAX = 1000 * 1000 }; /* indexes and bars that wait for a list */

struct listed;

/* ERR_IO; ERR_FORMAT (a damaged file: nothing is sealed until a person looks); ERR_MEMORY. */
enum err listed_open(const char *path, const uint32_t *provinces, size_t count, struct listed **out) MUST_USE;
void listed_free(struct listed **listed);

/* A sealed revocation takes it back: it may stand in lists from now on. ERR_SIZE, ERR_MEMORY. */
enum err listed_prove(struct listed *listed, uint32_t province, uint32_t week, uint32_t index) MUST_USE;

/* An officer's seal says it: lists may say it from now on. ERR_SIZE, ERR_MEMORY. */
enum err listed_prove_bar(struct listed *listed, uint32_t province, const struct bar_fact *fact) MUST_USE;

/* Has the list every index and says it all that the one before had and said, in weeks that are not over at its
 * issued_at, and nothing else that is not proved? ERR_SCOPE: no. ERR_MEMORY: the arena is full. */
enum err listed_check(const struct listed *listed, const Guosuo__V1__StatusList *list,
                      struct arena *arena) MUST_USE;

/* The body of a list that passed is the one before from now on, on disk before it returns. ERR_IO: nothing
 * changed. */
enum err listed_keep(struct listed *listed, uint32_t province, struct span body) MUST_USE;

#endif
