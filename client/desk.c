#include "client/desk.h"

#include <string.h>

#include "client/pages.h"
#include "client/say.h"

enum { PAGE = 100 };

/* ---- states ---- */

static const char *const states[][3] = {
    [GUOSUO__V1__LEG_STATE__LEG_STATE_UNSPECIFIED] = {"?", "?", "?"},
    [GUOSUO__V1__LEG_STATE__LEG_OPEN] = {"待审", "open", "LEG_OPEN"},
    [GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED] = {"已签一人", "half sealed", "LEG_HALF_SEALED"},
    [GUOSUO__V1__LEG_STATE__LEG_SEALED] = {"已签", "sealed", "LEG_SEALED"},
    [GUOSUO__V1__LEG_STATE__LEG_REFUSED] = {"不予许可", "refused", "LEG_REFUSED"},
    [GUOSUO__V1__LEG_STATE__LEG_ASKED] = {"待补正", "asked", "LEG_ASKED"},
    [GUOSUO__V1__LEG_STATE__LEG_PAUSED] = {"暂停", "paused", "LEG_PAUSED"},
    [GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN] = {"已撤回", "withdrawn", "LEG_WITHDRAWN"},
    [GUOSUO__V1__LEG_STATE__LEG_REVOKED] = {"已撤销", "revoked", "LEG_REVOKED"},
};

const char *desk_state(uint32_t state, size_t column)
{
	return states[state < sizeof states / sizeof states[0] ? state : 0][column];
}

/* ---- the list ---- */

enum err desk_list(struct context *context, const struct party *party, bool decided, ProtobufCBinaryData after,
			  const Guosuo__V1__ListReviewsResponse **out)
{
	Guosuo__V1__ListReviewsRequest request = GUOSUO__V1__LIST_REVIEWS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.page_size = PAGE;
	request.after = after;
	request.decided = decided;
	enum err err = party_call(context, party, "Review/ListReviews", &request.base,
				  &guosuo__v1__list_reviews_response__descriptor, &answer);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__ListReviewsResponse *)answer;
	return err;
}

/* ---- what the desk says about it ---- */

/* The trip of the pass that was asked for, by its id or its number; from here on, by its id. */
static enum err verify_trip(struct context *context, struct desk *desk)
{
	const Guosuo__V1__GetReviewResponse *review = desk->review;
	enum err err = ERR_FORMAT;
	if (review->trip != NULL && review->leg != NULL)
		err = trip_read(review->trip, &context->arena, &desk->trip);
	if (err == ERR_OK && memcmp(desk->trip.body->pass_id.data, desk->pass_id.data, desk->pass_id.len) != 0)
		err = ERR_FORMAT;
	if (err == ERR_OK) {
		desk->pass_id = desk->trip.body->pass_id;
		return party_verify_trip(context, &desk->held, review->trip, &desk->trip, desk->now);
	}
	say_err(context, err, say_text(context, SAY_TRIP_BAD));
	return err;
}

static enum err open_rounds(struct context *context, struct desk *desk)
{
	Guosuo__V1__GetLegRoundsRequest request = GUOSUO__V1__GET_LEG_ROUNDS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	enum err err = party_call(context, &desk->party, "Rounds/GetLegRounds", &request.base,
				  &guosuo__v1__get_leg_rounds_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	desk->rounds = (const Guosuo__V1__GetLegRoundsResponse *)answer;
	return desk->rounds->leg == NULL ? say_err(context, ERR_FORMAT, desk->party.server), ERR_FORMAT : ERR_OK;
}

enum err desk_trust(struct context *context, struct desk *desk)
{
	desk->now = party_now();
	enum err err = party_held(context, &desk->party, &desk->held);
	if (err == ERR_OK)
		desk->roster = party_roster(context, &desk->held, desk->party.membership.province, desk->now);
	return err == ERR_OK && desk->roster == NULL ? ERR_KEY : err;
}

enum err desk_look(struct context *context, const char *pass, struct desk *desk)
{
	Guosuo__V1__GetReviewRequest request = GUOSUO__V1__GET_REVIEW_REQUEST__INIT;
	ProtobufCMessage *answer;
	enum err err = pages_pass(context, pass, &desk->pass_id);
	if (err != ERR_OK)
		return err;
	request.pass_id = desk->pass_id;
	err = party_call(context, &desk->party, "Review/GetReview", &request.base,
			 &guosuo__v1__get_review_response__descriptor, &answer);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_PASS_UNKNOWN, pass);
	if (err != ERR_OK)
		return err;
	desk->review = (const Guosuo__V1__GetReviewResponse *)answer;
	err = verify_trip(context, desk);
	return err == ERR_OK ? open_rounds(context, desk) : err;
}

enum exit_code desk_run(struct context *context, const struct args *args,
				  enum exit_code (*run)(struct context *, const struct args *, struct desk *))
{
	struct desk *desk = arena_take(&context->arena, sizeof *desk);
	enum exit_code code = EXIT_OTHER;
	if (desk == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_open(context, "reviewer", &desk->party) == ERR_OK && desk_trust(context, desk) == ERR_OK &&
	    desk_look(context, args->argument[0], desk) == ERR_OK)
		code = run(context, args, desk);
	party_close(&desk->party);
	return code;
}

uint32_t desk_class(const struct desk *desk)
{
	return held_class(&desk->held, desk->trip.body);
}
