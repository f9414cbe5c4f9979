/* client/receipt.h - what a gate hands to the driver: a pass file without its annex, of one leg, its assignment and a stamp. */
#ifndef GUOSUO_CLIENT_RECEIPT_H
#define GUOSUO_CLIENT_RECEIPT_H

#include "client/wallet.h"

bool receipt_is(const struct kept *pass);

/* Verifies its stamp by the roster that is held, and puts it into the pass that is kept. Without a roster it is kept and said
 * to be unverified. Errors are said. */
enum exit_code receipt_take(struct context *context, const struct kept *receipt);

#endif
