/* server/anchors.h - what trust hangs on: directories and rosters that are handed in. */
#ifndef GUOSUO_SERVER_ANCHORS_H
#define GUOSUO_SERVER_ANCHORS_H

#include "server/rpc.h"

/* The next directory, or the first against the configured root set. Anybody's key that stands among its
 * roots, or any authority, may bring it: what counts are its seals. */
void anchors_open_directory(struct call *call);
enum err anchors_put_directory(struct tx *tx, struct call *call);
const uint8_t *anchors_root_key(struct call *call);

/* A province's next roster, likewise brought by any authority or root. */
void anchors_open_roster(struct call *call);
enum err anchors_put_roster(struct tx *tx, struct call *call);
const uint8_t *anchors_held_root_key(struct call *call);

/* Puts it in force. */
void anchors_believe(struct call *call);

#endif
