#include "client/enrol.h"

#include <sodium.h>
#include <string.h>

#include "client/fetch.h"
#include "client/party.h"
#include "client/say.h"
#include "client/keep.h"
#include "proto/canon.h"
#include "proto/wire/enrol.h"

static bool is_company_role(uint32_t role)
{
	return role == GUOSUO__V1__ROLE__ROLE_OFFICER || role == GUOSUO__V1__ROLE__ROLE_DRIVER;
}

static enum err read_invitation(struct context *context, const char *given, uint32_t role,
				Guosuo__V1__Invitation **out)
{
	struct span text = span_text(given);
	enum err err = ERR_OK;
	if (strncmp(given, "guosuo-invite-", 14) != 0)
		err = party_read(context, given, INVITE_TEXT_MAX + 2, &text);
	if (err != ERR_OK)
		return err;
	while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	err = invitation_read(text, party_now(), &context->arena, out);
	if (err != ERR_OK) {
		say_err(context, err, say_text(context, SAY_INVITATION));
		return err;
	}
	if ((*out)->role == role)
		return ERR_OK;
	const char *word = role_word((*out)->role);
	say(context, SAY_INVITED_AS, word == NULL ? "?" : word);
	return ERR_DENIED;
}

/* The enrolment of this key under this invitation, with its proof. */
static enum err propose(struct context *context, const Guosuo__V1__Invitation *invitation, const struct key *key,
			const char *name, Guosuo__V1__DeviceKind device, Guosuo__V1__Enrolment *out)
{
	uint8_t id[HASH_LEN], proof[HASH_LEN];
	guosuo__v1__enrolment__init(out);
	invitation_id(invitation->secret.data, id);
	out->invitation = party_bytes(context, id, sizeof id);
	out->role = invitation->role;
	out->province = invitation->province;
	out->organisation = invitation->organisation;
	out->checkpoint = invitation->checkpoint;
	out->key = party_bytes(context, key->public_key, KEY_LEN);
	out->name = arena_text(&context->arena, span_text(name));
	out->device = device;
	if (out->invitation.data == NULL || out->key.data == NULL || out->name == NULL)
		return ERR_MEMORY;
	enum err err = enrol_proof(out, invitation->secret.data, &context->arena, proof);
	out->proof = party_bytes(context, proof, sizeof proof);
	return err == ERR_OK && out->proof.data == NULL ? ERR_MEMORY : err;
}

static enum err write_out(struct context *context, const Guosuo__V1__Enrolment *enrolment, const char *path)
{
	enum { VARIANT = sodium_base64_VARIANT_URLSAFE_NO_PADDING };
	struct span raw;
	enum err err = canon_pack(&enrolment->base, &context->arena, &raw);
	if (err != ERR_OK)
		return err;
	size_t size = sodium_base64_encoded_len(raw.n, VARIANT);
	char *text = arena_take(&context->arena, size);
	if (text == NULL)
		return ERR_MEMORY;
	sodium_bin2base64(text, size, raw.p, raw.n, VARIANT);
	text[size - 1] = '\n'; /* in the place of the NUL */
	return party_write(context, path, span_of(text, size), false);
}

static enum err send(struct context *context, const struct key *key, const char *server,
		     const Guosuo__V1__Invitation *invitation, Guosuo__V1__Enrolment *enrolment, bool *admitted)
{
	Guosuo__V1__EnrolRequest request = GUOSUO__V1__ENROL_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.enrolment = enrolment;
	if (is_company_role(invitation->role)) /* a roster role's secret is for its authority's eyes alone */
		request.secret = invitation->secret;
	enum err err = fetch_call(context, key, server, "Desk/Enrol", &request.base,
				  &guosuo__v1__enrol_response__descriptor, &answer);
	if (err == ERR_OK)
		*admitted = ((const Guosuo__V1__EnrolResponse *)answer)->admitted;
	return err;
}

static enum err remember(struct context *context, const Guosuo__V1__Invitation *invitation, const char *server,
			 const char *name)
{
	struct membership membership = {.role = invitation->role,
					.province = invitation->province,
					.checkpoint = invitation->checkpoint};
	int lengths[] = {
	    snprintf(membership.organisation, sizeof membership.organisation, "%s", invitation->organisation),
	    snprintf(membership.server, sizeof membership.server, "%s", server),
	    snprintf(membership.name, sizeof membership.name, "%s", name),
	};
	if (lengths[0] >= (int)sizeof membership.organisation || lengths[1] >= (int)sizeof membership.server ||
	    lengths[2] >= (int)sizeof membership.name)
		return ERR_SIZE;
	memcpy(membership.root_set, invitation->root_set.data, HASH_LEN);
	return role_write(context, &membership);
}

static enum exit_code tell(struct context *context, const Guosuo__V1__Enrolment *enrolment, bool admitted)
{
	char hex[17], place[32];
	key_hex(enrolment->key.data, hex);
	snprintf(place, sizeof place, "%u", enrolment->province);
	const char *where = enrolment->organisation[0] != '\0' ? enrolment->organisation : place;
	if (admitted)
		say(context, SAY_ENROLLED, role_word(enrolment->role), where, hex);
	else
		say(context, SAY_WAITS_ROSTER);
	if (context->json)
		printf("{\"role\":\"%s\",\"keyid\":\"%s\",\"admitted\":%s}\n", role_word(enrolment->role), hex,
		       admitted ? "true" : "false");
	return EXIT_DONE;
}

static enum exit_code enrol_with(struct context *context, const struct args *args,
				 const Guosuo__V1__Invitation *invitation, const char *name, const struct key *key)
{
	Guosuo__V1__Enrolment enrolment;
	const char *server = context->server != NULL ? context->server : invitation->server;
	bool admitted = false;
	enum err err = propose(context, invitation, key, name, GUOSUO__V1__DEVICE_KIND__DEVICE, &enrolment);
	if (err != ERR_OK)
		return say_err(context, err, NULL);
	err = args->value[ENROL_OUT] != NULL ? write_out(context, &enrolment, args->value[ENROL_OUT])
					     : send(context, key, server, invitation, &enrolment, &admitted);
	if (err == ERR_EXISTS)
		say(context, SAY_INVITATION_USED);
	if (err != ERR_OK)
		return EXIT_OTHER;
	err = remember(context, invitation, server, name);
	return err == ERR_OK ? tell(context, &enrolment, admitted) : say_err(context, err, NULL);
}

enum err enrol_here(struct context *context, const Guosuo__V1__Invitation *invitation, const struct key *key,
		    const char *name, Guosuo__V1__DeviceKind device)
{
	Guosuo__V1__Enrolment enrolment;
	bool admitted;
	enum err err = propose(context, invitation, key, name, device, &enrolment);
	if (err != ERR_OK) {
		say_err(context, err, NULL);
		return err;
	}
	return send(context, key, invitation->server, invitation, &enrolment, &admitted);
}

enum exit_code enrol_run(struct context *context, const struct args *args, uint32_t role)
{
	Guosuo__V1__Invitation *invitation;
	struct key key;
	const char *name = args->value[ENROL_NAME];
	/* a driver's name stands in the pass; a post may go by its role's word */
	if (name == NULL && role == GUOSUO__V1__ROLE__ROLE_DRIVER)
		return party_needs(context, "--name");
	enum err err = keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (read_invitation(context, args->argument[0], role, &invitation) != ERR_OK ||
	    key_open_or_make(context, &key) != ERR_OK)
		return EXIT_OTHER;
	enum exit_code code = enrol_with(context, args, invitation, name == NULL ? role_word(role) : name, &key);
	key_close(&key);
	return code;
}
