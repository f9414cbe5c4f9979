/* client/officer.h - what the officer's commands share: a pass by number or id, the trip inside a pass file. */
#ifndef GUOSUO_CLIENT_OFFICER_H
#define GUOSUO_CLIENT_OFFICER_H

#include "client/party.h"
#include "guosuo/v1/api.pb-c.h"
#include "guosuo/v1/rounds.pb-c.h"
#include "proto/identity.h"
#include "proto/pass.h"

/* PASS as typed: 32 hex digits, or the pass number: looked up in home/passes/NUMBER, then at the desk.
 * ERR_NOT_FOUND (said), ERR_FORMAT (said), or the call's. */
enum err officer_pass(struct context *context, const struct party *party, const char *typed,
		      uint8_t out[static PASS_ID_LEN]) MUST_USE;

/* Keeps the number of a pass, so that it can be typed. */
enum err officer_remember(struct context *context, const uint8_t pass_id[static PASS_ID_LEN]) MUST_USE;

/* Runs with the officer's party open. */
typedef enum exit_code officer_verb(struct context *context, const struct args *args, const struct party *party);
enum exit_code officer_run(struct context *context, const struct args *args, officer_verb *run);

/* The pass file as the desk has it. */
enum err officer_file(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
		      struct span *raw, Guosuo__V1__PassFile **out) MUST_USE;

/* A page of the company's passes, or of one consignment's (NULL: all), behind `after`. */
enum err officer_list(struct context *context, const struct party *party, const char *consignment, ProtobufCBinaryData after,
		      const Guosuo__V1__ListTripsResponse **out) MUST_USE;

/* A pass as the desk has it. */
enum err officer_view(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
		      Guosuo__V1__TripView **out) MUST_USE;

/* The trip as the desk has it, read and not verified; and what was said about its legs. */
enum err officer_trip(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
		      const Guosuo__V1__Sealed **sealed, struct trip *out) MUST_USE;
enum err officer_rounds(struct context *context, const struct party *party, const uint8_t pass_id[static PASS_ID_LEN],
			const Guosuo__V1__GetTripRoundsResponse **out) MUST_USE;

/* The members of this company. */
enum err officer_list_members(struct context *context, const struct party *party,
			      const Guosuo__V1__ListMembersResponse **out) MUST_USE;

enum {
	ASSIGN_DRIVER,
	ASSIGN_LICENCE,
	ASSIGN_TRACTOR,
	ASSIGN_TRAILERS,
	ASSIGN_JOURNEY,
	ASSIGN_ESCORT,
	ASSIGN_STAFF,
	ASSIGN_HOURS,
	ASSIGN_PAPER,
	ASSIGN_SERIAL,
	ASSIGN_OPTIONS
};
enum exit_code assign_run(struct context *context, const struct args *args);

#endif
