/* server/notices.h - what provinces and counties say about their roads: taken under a seal, listed along a
 * route, published as state files notice.PP, gone when they end. */
#ifndef GUOSUO_SERVER_NOTICES_H
#define GUOSUO_SERVER_NOTICES_H

#include "server/rpc.h"

enum err notices_put(struct tx *tx, struct call *call);
void notices_changed(struct call *call);
enum err notices_list(struct tx *tx, struct call *call);

/* The state files anew: when a notice came, and in every round of server/upkeep.h. */
void notices_publish(struct app *app);

#endif
