/* client/stamps.h - the stamps a driver carries, as they come to hand: a text, a file of texts, a picture. Errors are said. */
#ifndef GUOSUO_CLIENT_STAMPS_H
#define GUOSUO_CLIENT_STAMPS_H

#include "client/command.h"
#include "proto/chain.h"

/* What a person typed: a chain's text itself, or a file with one to each line, or a PNG. Several become one, in their order, at
 * most the newest CHAIN_SHOWN_MAX stamps. ERR_INPUT: of two trips; chain_read's and the file's errors. */
enum err stamps_read(struct context *context, const char *typed, const Guosuo__V1__StampChain **out) MUST_USE;

/* Does the chain (NULL: none) have this very stamp? */
bool stamps_have(const Guosuo__V1__StampChain *chain, const Guosuo__V1__CarriedStamp *carried);

/* The first chain with the stamps of the second behind its own, which it does not have; the newest `most` of all. In the
 * arena (views). NULL for a chain: none. ERR_MEMORY. */
enum err stamps_join(struct context *context, const Guosuo__V1__StampChain *first, const Guosuo__V1__StampChain *second,
                     size_t most, Guosuo__V1__StampChain **out) MUST_USE;

#endif
