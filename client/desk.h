/* client/desk.h - a reviewer's desk as the server tells it: its list, and one pass with its trip verified against held rosters. */
#ifndef GUOSUO_CLIENT_DESK_H
#define GUOSUO_CLIENT_DESK_H

#include "client/party.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/identity.h"
#include "proto/leg.h"

enum { DESK_PAGES_MAX = 100 }; /* of the list, 100 lines each */

/* One pass as this desk has it. */
struct desk {
	struct party party;
	struct held held;
	ProtobufCBinaryData pass_id;
	const Guosuo__V1__GetReviewResponse *review;
	const Guosuo__V1__GetLegRoundsResponse *rounds; /* rounds->leg is there */
	struct trip trip;
	const struct roster *roster; /* of this province */
	int64_t now;
};

/* One page of the list; an empty `after`: the first. Errors are said. */
enum err desk_list(struct context *context, const struct party *party, bool decided, ProtobufCBinaryData after,
		   const Guosuo__V1__ListReviewsResponse **out) MUST_USE;

/* With the party open: the state files, this province's roster, now. Said. */
enum err desk_trust(struct context *context, struct desk *desk) MUST_USE;

/* Then one pass (whole id or number): fetched, its trip verified. Said. */
enum err desk_look(struct context *context, const char *pass, struct desk *desk) MUST_USE;

/* Opens the party and the pass of argument[0] (whole id or number), verifies the trip, and runs the command on it. */
enum exit_code desk_run(struct context *context, const struct args *args,
			enum exit_code (*run)(struct context *context, const struct args *args, struct desk *desk));

/* A LegState as a word: column 0 Chinese, 1 English, 2 as in the schema. */
const char *desk_state(uint32_t state, size_t column);

/* The higher of the claimed and the computed class. */
uint32_t desk_class(const struct desk *desk);

#endif
