#include "client/sealing.h"

#include <sodium.h>
#include <string.h>

#include "client/advice.h"
#include "client/render.h"
#include "client/rounds.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/condition.h"
#include "proto/decision.h"
#include "proto/sign.h"
#include "proto/status.h"

/* ---- legs ---- */

enum err sealing_begun(struct context *context, const struct desk *desk, Guosuo__V1__Sealed *out)
{
	struct leg leg;
	enum err err = desk->review->sealed == NULL ? ERR_FORMAT : leg_read(desk->review->sealed, &context->arena, &leg);
	if (err == ERR_OK)
		err = leg_verify(desk->review->sealed, &leg, &desk->trip, desk->roster, desk_class(desk), false, desk->now,
				 &context->arena, NULL, NULL);
	if (err == ERR_OK)
		*out = *desk->review->sealed;
	else
		say_err(context, err, say_text(context, SAY_LEG_BAD));
	if (err == ERR_KEY)
		say(context, SAY_SYNC_FIRST);
	return err;
}

/* Adds this person's seal and asks the roster whether the whole would stand; the desk is sent one seal, ours. */
static enum err add_seal(struct context *context, const struct desk *desk, const struct leg *leg,
			 const Guosuo__V1__Sealed *standing, uint8_t seal[static SEAL_LEN])
{
	Guosuo__V1__Sealed whole = *standing;
	struct span seals = span_of(standing->seals.data, standing->seals.len);
	uint32_t class = desk_class(desk);
	enum err err =
	    seal_sign(KIND_leg, &desk->trip.hash, leg->raw, desk->party.key.secret, &context->arena, seal);
	if (err == ERR_OK)
		err = seals_insert(seals, seal, &context->arena, &seals);
	if (err != ERR_OK)
		return err;
	whole.seals = (ProtobufCBinaryData){seals.n, (uint8_t *)(uintptr_t)seals.p};
	bool complete = seals.n == class_persons(class) * SEAL_LEN;
	return leg_verify(&whole, leg, &desk->trip, desk->roster, class, complete, desk->now, &context->arena, NULL, NULL);
}

enum err sealing_revocation(struct context *context, const struct party *party, const Guosuo__V1__Revocation *revocation,
			    Guosuo__V1__Sealed *out)
{
	struct span body;
	uint8_t *seal = arena_take(&context->arena, SEAL_LEN);
	enum err err = seal == NULL ? ERR_MEMORY : canon_pack(&revocation->base, &context->arena, &body);
	if (err == ERR_OK)
		err = seal_sign(KIND_revocation, NULL, body, party->key.secret, &context->arena, seal);
	if (err != ERR_OK)
		return err;
	guosuo__v1__sealed__init(out);
	out->body = span_bytes(body);
	out->seals = (ProtobufCBinaryData){SEAL_LEN, seal};
	return ERR_OK;
}

/* The revision that stands ends with this seal, so that is sealed too. */
static enum err supersede(struct context *context, const struct desk *desk, Guosuo__V1__Sealed *out)
{
	static char note[] = "已签新的省段 / the next revision is sealed";
	Guosuo__V1__Revocation revocation = GUOSUO__V1__REVOCATION__INIT;
	struct leg standing;
	enum err err = leg_read(desk->rounds->leg->standing, &context->arena, &standing);
	if (err != ERR_OK)
		return err;
	uint32_t index = standing.body->status_index;
	revocation.province = desk->roster->body->province;
	revocation.week = iso_week(desk->trip.body->not_after);
	revocation.indexes = &index, revocation.n_indexes = 1;
	revocation.sealed_at = desk->now;
	revocation.reason = GUOSUO__V1__REVOCATION_REASON__SUPERSEDED;
	revocation.note = note;
	return sealing_revocation(context, &desk->party, &revocation, out);
}

static enum err put_leg(struct context *context, const struct desk *desk, const Guosuo__V1__Sealed *sealed,
			const char *text, const char *rule, uint32_t *state)
{
	Guosuo__V1__PutLegRequest request = GUOSUO__V1__PUT_LEG_REQUEST__INIT;
	Guosuo__V1__Sealed copy = *sealed;
	ProtobufCMessage *answer;
	request.pass_id = desk->pass_id;
	request.leg = &copy;
	request.condition_text = (char *)(uintptr_t)text;
	request.rule = (char *)(uintptr_t)rule;
	request.advice = advice_told(context, desk);
	Guosuo__V1__Sealed superseded;
	enum err err = ERR_OK;
	if (desk->rounds->leg->standing != NULL) {
		err = supersede(context, desk, &superseded);
		request.superseded = &superseded;
	}
	if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_NOT_SEALED));
		return err;
	}
	err = party_call(context, &desk->party, "Review/PutLeg", &request.base,
				  &guosuo__v1__put_leg_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	*state = (uint32_t)((const Guosuo__V1__PutLegResponse *)answer)->state;
	say(context, *state == GUOSUO__V1__LEG_STATE__LEG_HALF_SEALED ? SAY_SEALED_HALF : SAY_SEALED);
	return ERR_OK;
}

void sealing_show(struct context *context, const struct desk *desk, const struct leg *leg, const char *text,
		  FILE *out)
{
	struct context plain = *context;
	plain.json = false;
	struct sheet sheet = sheet_begin(&plain, out);
	render_trip(&sheet, &desk->held, desk->trip.body);
	render_leg(&sheet, &desk->held, leg->body);
	render_conditions(&sheet, leg->body, text);
	rounds_show_waiting(&sheet, desk);
	sheet_end(&sheet);
}

enum err sealing_put(struct context *context, const struct desk *desk, const struct leg *leg,
		     const Guosuo__V1__Sealed *bytes, const char *text, const char *rule, uint32_t *state)
{
	Guosuo__V1__Sealed sealed = *bytes;
	uint8_t seal[SEAL_LEN];
	enum err err = add_seal(context, desk, leg, bytes, seal);
	if (err == ERR_KEY)
		say(context, SAY_SYNC_FIRST);
	if (err == ERR_EXISTS) {
		struct faults faults = {0};
		fault_add(&faults, RULE_PERSON_TWICE, say_text(context, SAY_NOT_SEALED), 0, 0);
		say_faults(context, &faults);
	} else if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_NOT_SEALED));
	}
	sealed.seals = (ProtobufCBinaryData){sizeof seal, seal};
	return err == ERR_OK ? put_leg(context, desk, &sealed, text, rule, state) : err;
}

enum err sealing_read(struct context *context, const struct desk *desk, const Guosuo__V1__Sealed *bytes,
		      struct leg *leg, const char **text)
{
	enum err err = leg_read(bytes, &context->arena, leg);
	if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_LEG_BAD));
		return err;
	}
	if (leg->body->condition_text_hash.len == 0 || condition_text_is(leg->body, span_text(*text)))
		return ERR_OK;
	*text = desk->rounds->standing_text; /* what stood before has its words at the desk already */
	if (condition_text_is(leg->body, span_text(*text)))
		return ERR_OK;
	say(context, SAY_WORDS_MISSING);
	return ERR_INPUT;
}

enum exit_code sealing_leg(struct context *context, const struct desk *desk, const Guosuo__V1__Sealed *bytes,
			   const char *text, bool yes)
{
	struct leg leg;
	uint32_t state;
	if (sealing_read(context, desk, bytes, &leg, &text) != ERR_OK)
		return EXIT_OTHER;
	/* under --json the one document is the answer; what is to be confirmed is then for the person */
	sealing_show(context, desk, &leg, text, context->json ? stderr : stdout);
	fflush(stdout);
	if (!yes && !party_confirm(context, SAY_CONFIRM, SAY_NOT_SEALED))
		return EXIT_OTHER;
	if (sealing_put(context, desk, &leg, bytes, text, "", &state) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		printf("{\"state\":\"%s\"}\n", desk_state(state, 2));
	return EXIT_DONE;
}

/* ---- decisions ---- */

static enum err put_decision(struct context *context, const struct desk *desk, struct span body, uint32_t *state)
{
	Guosuo__V1__PutDecisionRequest request = GUOSUO__V1__PUT_DECISION_REQUEST__INIT;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	ProtobufCMessage *answer;
	uint8_t mark[SEAL_LEN];
	enum err err = seal_sign(KIND_decision, &desk->trip.hash, body, desk->party.key.secret, &context->arena, mark);
	if (err != ERR_OK) {
		say_err(context, err, NULL);
		return err;
	}
	sealed.body = (ProtobufCBinaryData){body.n, (uint8_t *)(uintptr_t)body.p};
	sealed.seals = (ProtobufCBinaryData){sizeof mark, mark};
	request.pass_id = desk->pass_id;
	request.decision = &sealed;
	request.advice = advice_told(context, desk);
	err = party_call(context, &desk->party, "Review/PutDecision", &request.base,
			 &guosuo__v1__put_decision_response__descriptor, &answer);
	if (err == ERR_OK)
		*state = (uint32_t)((const Guosuo__V1__PutDecisionResponse *)answer)->state;
	return err;
}

enum err sealing_decision(struct context *context, const struct desk *desk, Guosuo__V1__Decision *decision,
			  const char *reason, uint32_t *state)
{
	struct span body;
	decision->ordinal = desk->review->leg->ordinal;
	decision->province = desk->review->leg->province;
	decision->sealed_at = desk->now;
	decision->reason = arena_text(&context->arena, span_text(reason));
	enum err err = decision->reason == NULL ? ERR_MEMORY : canon_pack(&decision->base, &context->arena, &body);
	if (err == ERR_OK)
		return put_decision(context, desk, body, state);
	say_err(context, err, "--reason");
	return err;
}
