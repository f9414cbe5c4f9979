/* server/store_bar.h - statements: what bars assignments of a trip, and a company's trips that may need it.
 */
#ifndef GUOSUO_SERVER_STORE_BAR_H
#define GUOSUO_SERVER_STORE_BAR_H

#include "server/bar_fact.h"
#include "server/store.h"

struct bar_row {
	uint32_t province; /* the issuer */
	struct bar_fact fact;
	struct span company, pass_id;
	struct span body, signature, key; /* an OfficerSealed */
};

/* ERR_EXISTS: it is barred already. */
enum err store_bar_put(struct tx *tx, const struct bar_row *row, int64_t created) MUST_USE;
/* What a province's list of this week or a later one has to say: columns week, status_index, kind, number. Of
 * serials the highest alone. */
enum err store_bar_from(struct tx *tx, uint32_t province, uint32_t week, struct row_cursor *out) MUST_USE;
/* With what it rests on. Spans as row_blob's. ERR_NOT_FOUND. */
enum err store_bar_get(struct tx *tx, uint32_t province, const struct bar_fact *fact,
                       struct bar_row *out) MUST_USE;
/* Since when a fact's assignments are barred: of its slot, or of its serial, which a higher one bars. ERR_NOT_FOUND: they are not. */
enum err store_bar_since(struct tx *tx, uint32_t province, const struct bar_fact *fact, int64_t *out) MUST_USE;
/* Is this slot of the company's pass barred? ERR_OK, or ERR_NOT_FOUND. */
enum err store_bar_slot(struct tx *tx, struct span company, struct span pass_id, uint32_t slot) MUST_USE;

/* A company's trips whose week is not over and that are neither withdrawn nor revoked, oldest first, from
 * after (created, pass_id) on: columns pass_id, created, body, seals. */
enum err store_bar_trips(struct tx *tx, struct span company, uint32_t week, int64_t created,
                         struct span pass_id, uint32_t limit, struct row_cursor *out) MUST_USE;
/* A pass's assignments of a kind, the highest serial first: columns serial, body. */
enum err store_bar_serials(struct tx *tx, struct span company, struct span pass_id, bool paper,
                           struct row_cursor *out) MUST_USE;
/* One with this serial: columns body, signature, key. ERR_NOT_FOUND. */
enum err store_bar_serial(struct tx *tx, struct span company, struct span pass_id, bool paper,
                          uint32_t serial, struct row_cursor *out) MUST_USE;
/* Did this key assign what is in force of the pass, on a phone or on paper? ERR_OK, or ERR_NOT_FOUND. */
enum err store_bar_assigned(struct tx *tx, struct span company, struct span pass_id,
                            struct span key) MUST_USE;

#endif
