#include "client/invite.h"

#include <sodium.h>
#include <string.h>

#include "client/keep.h"
#include "client/say.h"
#include "proto/canon.h"
#include "proto/wire/enrol.h"

void invite_name(const uint8_t id[static HASH_LEN], char out[static INVITATION_NAME])
{
	memcpy(out, "invitations/", 12);
	sodium_bin2hex(out + 12, INVITATION_NAME - 12, id, HASH_LEN);
}

static enum err make(struct context *context, const struct party *party, const struct offer *offer,
		     Guosuo__V1__Invitation *out)
{
	uint8_t secret[INVITE_SECRET_LEN];
	guosuo__v1__invitation__init(out);
	randombytes_buf(secret, sizeof secret);
	out->secret = party_bytes(context, secret, sizeof secret);
	out->role = (Guosuo__V1__Role)offer->role;
	out->province = offer->province;
	out->checkpoint = offer->checkpoint;
	out->organisation = arena_text(&context->arena, span_text(offer->organisation));
	out->expires_at = party_now() + (int64_t)offer->hours * 3600;
	out->root_set = party_bytes(context, party->membership.root_set, HASH_LEN);
	out->server = arena_text(&context->arena, span_text(party->server));
	return out->secret.data == NULL || out->root_set.data == NULL || out->organisation == NULL ||
		       out->server == NULL
		   ? ERR_MEMORY
		   : ERR_OK;
}

/* The whole invitation is kept: who admits compares what the device claims with what it was invited to. */
static enum err keep(struct context *context, const Guosuo__V1__Invitation *invitation,
		     const uint8_t id[static HASH_LEN])
{
	char name[INVITATION_NAME];
	struct span raw;
	enum err err = canon_pack(&invitation->base, &context->arena, &raw);
	if (err != ERR_OK)
		return err;
	invite_name(id, name);
	return keep_create(context, name, raw, true);
}

static enum err tell_desk(struct context *context, const struct party *party, const struct offer *offer,
			  const Guosuo__V1__Invitation *invitation, const uint8_t id[static HASH_LEN])
{
	Guosuo__V1__PutInvitationRequest request = GUOSUO__V1__PUT_INVITATION_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.invitation = party_bytes(context, id, HASH_LEN);
	request.role = invitation->role;
	request.province = invitation->province;
	request.organisation = invitation->organisation;
	request.organisation_name = arena_text(&context->arena, span_text(offer->organisation_name));
	request.expires_at = invitation->expires_at;
	if (request.invitation.data == NULL || request.organisation_name == NULL)
		return ERR_MEMORY;
	return party_call(context, party, "Desk/PutInvitation", &request.base,
			  &guosuo__v1__put_invitation_response__descriptor, &answer);
}

static enum exit_code hand_over(struct context *context, const struct offer *offer,
				const Guosuo__V1__Invitation *invitation)
{
	char *text;
	enum err err = invitation_text(invitation, &context->arena, &text);
	if (err != ERR_OK)
		return say_err(context, err, NULL);
	size_t n = strlen(text);
	text[n] = '\n'; /* in the place of the NUL */
	if (party_write(context, offer->out, span_of(text, n + 1), true) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		printf("{\"invitation\":\"%.*s\",\"expiresAt\":\"%lld\"}\n", (int)n, text,
		       (long long)invitation->expires_at);
	return EXIT_DONE;
}

enum err invite_make(struct context *context, const struct party *party, const struct offer *offer,
		     Guosuo__V1__Invitation *out)
{
	uint8_t id[HASH_LEN];
	enum err err = make(context, party, offer, out);
	if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_INVITATION));
		return err;
	}
	invitation_id(out->secret.data, id);
	return tell_desk(context, party, offer, out, id);
}

enum exit_code invite_run(struct context *context, const struct party *party, const struct offer *offer)
{
	Guosuo__V1__Invitation invitation;
	uint8_t id[HASH_LEN];
	if (party->server[0] == '\0') {
		say(context, SAY_NO_SERVER);
		return EXIT_USAGE;
	}
	enum err err = make(context, party, offer, &invitation);
	if (err == ERR_OK) {
		invitation_id(invitation.secret.data, id);
		if (offer->organisation[0] == '\0') /* a company's desk checks the proof itself */
			err = keep(context, &invitation, id);
	}
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_INVITATION));
	if (!offer->offline && tell_desk(context, party, offer, &invitation, id) != ERR_OK)
		return EXIT_OTHER;
	return hand_over(context, offer, &invitation);
}
