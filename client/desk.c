#include "client/desk.h"

#include <sodium.h>
#include <string.h>

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

/* ---- which pass ---- */

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

static enum err find_pass(struct context *context, const struct party *party, const uint8_t *number,
			  ProtobufCBinaryData *out)
{
	ProtobufCBinaryData after = {0, NULL};
	for (size_t page = 0; page < DESK_PAGES_MAX; page++) {
		const Guosuo__V1__ListReviewsResponse *list;
		enum err err = desk_list(context, party, true, after, &list);
		if (err != ERR_OK)
			return err;
		for (size_t i = 0; i < list->n_reviews; i++) {
			ProtobufCBinaryData id = list->reviews[i]->pass_id;
			if (id.len == PASS_ID_LEN && memcmp(id.data, number, 8) == 0) {
				*out = id;
				return ERR_OK;
			}
		}
		if (list->next.len == 0)
			break;
		after = list->next;
	}
	return ERR_NOT_FOUND;
}

/* A whole pass id in hexadecimal, or a pass number that this desk's list resolves. */
enum err desk_pass(struct context *context, const struct party *party, const char *text, ProtobufCBinaryData *out)
{
	uint8_t id[PASS_ID_LEN], number[8];
	size_t n = 0;
	enum err err = ERR_NOT_FOUND;
	if (strlen(text) == 2 * PASS_ID_LEN && sodium_hex2bin(id, sizeof id, text, strlen(text), NULL, &n, NULL) == 0 &&
	    n == sizeof id) {
		*out = party_bytes(context, id, sizeof id);
		return out->data == NULL ? ERR_MEMORY : ERR_OK;
	}
	if (pass_number_read(span_text(text), number) == RULE_OK)
		err = find_pass(context, party, number, out);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_PASS_UNKNOWN, text);
	return err;
}

/* ---- what the desk says about it ---- */

static enum err verify_trip(struct context *context, struct desk *desk)
{
	const Guosuo__V1__GetReviewResponse *review = desk->review;
	enum err err = ERR_FORMAT;
	if (review->trip != NULL && review->leg != NULL)
		err = trip_read(review->trip, &context->arena, &desk->trip);
	if (err == ERR_OK && (desk->trip.body->pass_id.len != desk->pass_id.len ||
			      memcmp(desk->trip.body->pass_id.data, desk->pass_id.data, desk->pass_id.len) != 0))
		err = ERR_FORMAT;
	if (err == ERR_OK)
		return party_verify_trip(context, &desk->held, review->trip, &desk->trip, desk->now);
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
	enum err err = desk_pass(context, &desk->party, pass, &desk->pass_id);
	if (err != ERR_OK)
		return err;
	request.pass_id = desk->pass_id;
	err = party_call(context, &desk->party, "Review/GetReview", &request.base,
			 &guosuo__v1__get_review_response__descriptor, &answer);
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
