/* client/revoke.h - taking back what was sealed: an officer the own trip, a reviewer passes and legs; and how
 * a pass that is held here stands. */
#ifndef GUOSUO_CLIENT_REVOKE_H
#define GUOSUO_CLIENT_REVOKE_H

#include "client/party.h"
#include "client/wallet.h"

/* A RevocationReason in words. */
const char *revoke_reason(const struct context *context, uint32_t reason);

/* The own trip as the desk has it, taken back under this officer's seal. A device the trip does not name:
 * said, ERR_OK, and *out is NULL: the desk knows whether one is needed. Errors are said. */
enum err revoke_own(struct context *context, const struct party *party,
                    const uint8_t pass_id[static PASS_ID_LEN], uint32_t reason,
                    Guosuo__V1__OfficerSealed **out) MUST_USE;

/* Says so where the status lists held here revoke the pass or one of its legs. */
void revoke_warn(struct context *context, const struct held *held, const struct kept *pass);

#endif
