/* client/wallet.h - the passes a driver's home keeps: home/passes/NUMBER.pass. */
#ifndef GUOSUO_CLIENT_WALLET_H
#define GUOSUO_CLIENT_WALLET_H

#include "client/held.h"
#include "proto/identity.h"
#include "proto/pass.h"

/* A pass of the wallet, opened. */
struct kept {
	char number[PASS_NUMBER_LEN + 1];
	const Guosuo__V1__PassFile *file;
	struct trip trip;
};

/* pass_read's and trip_read's errors, unsaid. */
enum err wallet_open(struct context *context, struct span raw, struct kept *out) MUST_USE;

/* By its name in the folder. ERR_NOT_FOUND, keep_read's and wallet_open's errors, unsaid. */
enum err wallet_read(struct context *context, const char *file, struct kept *out) MUST_USE;

/* Names of the passes; anything else in the folder is not looked at. Errors are said. */
enum err wallet_list(struct context *context, char ***out, size_t *count) MUST_USE;

/* By number or whole id; text NULL: the only one there is. Errors are said. */
enum err wallet_find(struct context *context, const char *text, struct kept *out) MUST_USE;

/* A sealed leg, by its ordinal as typed; text NULL: the first whose window holds now, else the first sealed one. Said. */
enum err wallet_leg(struct context *context, const struct kept *pass, const char *text, uint32_t *ordinal,
		    struct leg *out) MUST_USE;

/* The newest for this device's key; key NULL: for paper. ERR_NOT_FOUND: there is none. Said. */
enum err wallet_assignment(struct context *context, const struct kept *pass, const uint8_t *key,
			   const Guosuo__V1__OfficerSealed **sealed, struct assignment *out) MUST_USE;

/* A pass that was amended is newer: ERR_ROLLBACK where an older copy would take its place. Stamps of the copy it replaces stay
 * with the same trip. keep_write's errors, ERR_MEMORY. Unsaid. */
enum err wallet_put(struct context *context, struct span raw, const struct kept *pass) MUST_USE;

/* wallet_put, and says and prints what came of it. */
enum exit_code wallet_keep(struct context *context, struct span raw, const struct kept *pass);

/* The state files of this home. A wallet that never enrolled or synced holds nothing: ERR_OK. Errors are said. */
enum err wallet_held(struct context *context, struct held *out) MUST_USE;

#endif
