/* server/webhooks.h - where a company wants to be told: its webhooks, their deliveries so far, a test.
 * Calling them is server/deliver.h's. */
#ifndef GUOSUO_SERVER_WEBHOOKS_H
#define GUOSUO_SERVER_WEBHOOKS_H

#include "server/rpc.h"

/* The secret is made here and told once; whoever asks again under the same nonce within RPC_KEEP_S gets that
 * answer. */
enum err webhooks_put(struct tx *tx, struct call *call);
enum err webhooks_list(struct tx *tx, struct call *call);
enum err webhooks_remove(struct tx *tx, struct call *call);
enum err webhooks_test(struct tx *tx, struct call *call);
enum err webhooks_deliveries(struct tx *tx, struct call *call);

#endif
