/* server/store_removed.h - statements: reviewers' keys that a roster left out, and the legs they may have
 * sealed. */
#ifndef GUOSUO_SERVER_STORE_REMOVED_H
#define GUOSUO_SERVER_STORE_REMOVED_H

#include "server/store.h"

/* Nothing happens when it is there. */
enum err store_removed_put(struct tx *tx, uint32_t province, struct span key, uint32_t person,
                           int64_t now) MUST_USE;
/* Whether the province has removed it: ERR_OK, or ERR_NOT_FOUND. */
enum err store_removed_has(struct tx *tx, uint32_t province, struct span key) MUST_USE;

/* The roster of a province as it was put: raw. ERR_NOT_FOUND. */
enum err store_removed_roster(struct tx *tx, uint32_t province, struct span *raw) MUST_USE;

/* A province's legs whose trips end in the week `after` names or later, where this person has sealed or a
 * revision stands aside, by week and index after that place: columns pass_id, week, status_index. */
struct leg_place {
	uint32_t week, status_index;
};
enum err store_removed_legs(struct tx *tx, uint32_t province, struct leg_place after, uint32_t person,
                            uint32_t limit, struct row_cursor *out) MUST_USE;

#endif
