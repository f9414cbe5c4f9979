/* client/receipt.h - what a gate hands to the driver, and how it comes into the wallet: a pass file without its annex, of one leg,
 * its assignment and a chain of one stamp; or that stamp behind those that were shown with it, as a code. Errors are said. */
#ifndef GUOSUO_CLIENT_RECEIPT_H
#define GUOSUO_CLIENT_RECEIPT_H

#include "client/wallet.h"
#include "proto/passage.h"
#include "proto/verdict.h"

/* ---- a gate hands it over ---- */

/* passage: sealed. The file a person named is written. ERR_MEMORY, ERR_IO. */
enum err receipt_write(struct context *context, const char *typed, const struct passage *passage) MUST_USE;

/* The code's text, in the arena; shown: the verdict with the stamps that were shown (NULL: none). ERR_MEMORY. */
enum err receipt_text(struct context *context, const struct passage *passage, const struct verdict *shown, char **out) MUST_USE;

/* ---- a driver takes it ---- */

bool receipt_is(const struct kept *pass);

/* Verifies its stamp by the roster that is held, and puts it into the pass that is kept. Without a roster it is kept and said
 * to be unverified. */
enum exit_code receipt_take(struct context *context, const struct kept *receipt);

/* The same of what was read from a code: into the pass of the wallet that it is of. */
enum exit_code receipt_take_chain(struct context *context, const Guosuo__V1__StampChain *chain);

#endif
