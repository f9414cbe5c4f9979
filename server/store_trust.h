/* server/store_trust.h - statements: directories, rosters, leased status indexes, versions of status lists.
 */
#ifndef GUOSUO_SERVER_STORE_TRUST_H
#define GUOSUO_SERVER_STORE_TRUST_H

#include "server/store.h"

/* ERR_EXISTS: that version is there. */
enum err store_directory_put(struct tx *tx, uint32_t version, struct span raw, int64_t created) MUST_USE;
/* Rising by version: columns version, raw. */
enum err store_directory_list(struct tx *tx, struct row_cursor *out) MUST_USE;

/* In place of an older one. ERR_CONFLICT: the store has this one or a newer. */
enum err store_roster_put(struct tx *tx, uint32_t province, uint32_t epoch, uint32_t version, struct span raw,
                          int64_t created) MUST_USE;
/* Rising by province: columns province, raw. */
enum err store_roster_list(struct tx *tx, struct row_cursor *out) MUST_USE;

/* Leases `count` indexes of a province and ISO week that nobody was ever given: *first and those after it. */
enum err store_lease(struct tx *tx, uint32_t province, uint32_t week, uint32_t count,
                     uint32_t *first) MUST_USE;
/* A province's weeks from one on: columns week, highest index leased. */
enum err store_lease_list(struct tx *tx, uint32_t province, uint32_t from_week,
                          struct row_cursor *out) MUST_USE;

/* The next version of a province's status list; never given twice, not below `least`. */
enum err store_edition_next(struct tx *tx, uint32_t province, uint32_t least, uint32_t *version) MUST_USE;

#endif
