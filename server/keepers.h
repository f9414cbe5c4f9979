/* server/keepers.h - bookings as a stop's keeper sees them: its own stop's, and no other's. */
#ifndef GUOSUO_SERVER_KEEPERS_H
#define GUOSUO_SERVER_KEEPERS_H

#include "server/rpc.h"

enum err keepers_list(struct tx *tx, struct call *call);
enum err keepers_get(struct tx *tx, struct call *call);

/* A booking sealed by this keeper, exactly as it was asked for. */
enum err keepers_confirm(struct tx *tx, struct call *call);

/* Before it is confirmed, or after: a promise that cannot be kept is taken back with its reason. */
enum err keepers_decline(struct tx *tx, struct call *call);

/* Nobody came: not before the window has begun. */
enum err keepers_miss(struct tx *tx, struct call *call);

#endif
