/* The authority lets a key in only when the proof was made with a secret of its own: a server in between can slip none in. */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "client/authority.h"
#include "client/invite.h"
#include "client/keep.h"
#include "client/say.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/wire/base64.h"
#include "proto/wire/enrol.h"
#include "proto/wire/json.h"

enum {
	ENROLMENT_MAX = 4096,
	ENTRY_MAX = 8192,
	ADMIT_LATE_S = 7 * 86400, /* an enrolment made in time may wait this long for its authority */
	ADMIT_DAYS_DEFAULT = 365,
	ADMIT_DAYS_MAX = 3660,
};

struct admission {
	struct party party;
	struct held held;
	uint32_t person, days; /* person 0: the next free */
	unsigned admitted, refused;
};

void admit_name(const uint8_t key[static KEY_LEN], char out[static ADMITTED_NAME])
{
	char hex[17];
	key_hex(key, hex);
	snprintf(out, ADMITTED_NAME, "admitted/%s", hex);
}

enum err admit_entries(struct context *context, Guosuo__V1__RosterEntry ***out, size_t *count)
{
	char **names, path[300];
	size_t n;
	enum err err = keep_list(context, "admitted", &names, &n);
	Guosuo__V1__RosterEntry **list = arena_take(&context->arena, (n + 1) * sizeof *list);
	if (err == ERR_OK && list == NULL)
		err = ERR_MEMORY;
	for (size_t i = 0; err == ERR_OK && i < n; i++) {
		struct span text;
		ProtobufCMessage *message;
		snprintf(path, sizeof path, "admitted/%s", names[i]);
		err = keep_read(context, path, ENTRY_MAX, &text);
		if (err == ERR_OK)
			err = party_parse(context, &guosuo__v1__roster_entry__descriptor, text, &message);
		if (err == ERR_OK)
			list[i] = (Guosuo__V1__RosterEntry *)message;
	}
	if (err != ERR_OK)
		return err;
	*out = list;
	*count = n;
	return ERR_OK;
}

static uint32_t highest_person(uint32_t highest, Guosuo__V1__RosterEntry *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (list[i]->person > highest)
			highest = list[i]->person;
	return highest;
}

static enum err next_person(struct context *context, const struct admission *admission, uint32_t *out)
{
	Guosuo__V1__RosterEntry **list;
	size_t count;
	const struct roster *roster = authority_roster(&admission->held, admission->party.membership.province);
	enum err err = admit_entries(context, &list, &count);
	if (err != ERR_OK)
		return err;
	uint32_t highest = highest_person(0, list, count);
	if (roster != NULL)
		highest = highest_person(highest, roster->body->entries, roster->body->n_entries);
	*out = highest + 1;
	return ERR_OK;
}

/* The invitation this home made, and is the enrolment its answer? */
static enum err judge(struct context *context, const Guosuo__V1__Enrolment *enrolment,
		      char name[static INVITATION_NAME], const char **why)
{
	struct span raw;
	ProtobufCMessage *message;
	*why = NULL;
	if (enrolment->invitation.len != HASH_LEN || enrolment->key.len != KEY_LEN)
		return ERR_FORMAT;
	invite_name(enrolment->invitation.data, name);
	enum err err = keep_read(context, name, INVITATION_MAX, &raw);
	if (err == ERR_NOT_FOUND)
		*why = say_text(context, SAY_NO_INVITATION);
	if (err == ERR_OK)
		err = canon_open(&guosuo__v1__invitation__descriptor, raw, &context->arena, &message);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Invitation *invitation = (const Guosuo__V1__Invitation *)message;
	if (party_now() > invitation->expires_at + ADMIT_LATE_S) {
		*why = say_text(context, SAY_INVITATION_LATE);
		return ERR_WINDOW;
	}
	return enrol_answers(enrolment, invitation, &context->arena);
}

static enum err write_entry(struct context *context, const struct admission *admission,
			    const Guosuo__V1__Enrolment *enrolment, uint32_t person)
{
	Guosuo__V1__RosterEntry entry = GUOSUO__V1__ROSTER_ENTRY__INIT;
	char name[ADMITTED_NAME], *text;
	size_t n;
	entry.key = enrolment->key;
	entry.algorithm = GUOSUO__V1__ALGORITHM__ED25519;
	entry.role = enrolment->role;
	entry.person = person;
	entry.name = enrolment->name;
	entry.device = enrolment->device;
	entry.not_before = party_now() - SKEW_S; /* the device's clock may be that much behind */
	entry.not_after = party_now() + (int64_t)admission->days * 86400;
	entry.checkpoint = enrolment->checkpoint;
	enum err err = json_write(&entry.base, JSON_FOR_PEOPLE, &text, &n);
	if (err != ERR_OK)
		return err;
	admit_name(enrolment->key.data, name);
	err = keep_write(context, name, span_of(text, n), false);
	free(text);
	return err;
}

static bool is_admitted(struct context *context, const Guosuo__V1__Enrolment *enrolment)
{
	char name[ADMITTED_NAME];
	struct span text;
	if (enrolment->key.len != KEY_LEN)
		return false;
	admit_name(enrolment->key.data, name);
	return keep_read(context, name, ENTRY_MAX, &text) == ERR_OK;
}

static enum err admit_one(struct context *context, struct admission *admission, const Guosuo__V1__Enrolment *enrolment)
{
	char hex[17], invitation[INVITATION_NAME];
	const char *why, *word = role_word(enrolment->role);
	uint32_t person = admission->person;
	enum err err = judge(context, enrolment, invitation, &why);
	if (err == ERR_NOT_FOUND && is_admitted(context, enrolment)) {
		say(context, SAY_ADMITTED_BEFORE, enrolment->name);
		return ERR_OK;
	}
	if (err != ERR_OK) {
		admission->refused++;
		say(context, SAY_REFUSED_ENROLMENT, word == NULL ? "?" : word, enrolment->name,
		    why != NULL ? why : err_text(err, context->lang));
		return ERR_OK;
	}
	if (person == 0)
		err = next_person(context, admission, &person);
	if (err == ERR_OK)
		err = write_entry(context, admission, enrolment, person);
	if (err == ERR_OK)
		err = keep_remove(context, invitation); /* one use */
	if (err != ERR_OK)
		return err;
	admission->admitted++;
	key_hex(enrolment->key.data, hex);
	say(context, SAY_ADMITTED, word == NULL ? "?" : word, enrolment->name, hex, person);
	if (context->json)
		printf("{\"keyid\":\"%s\",\"role\":\"%s\",\"person\":%u}\n", hex, word == NULL ? "" : word, person);
	return ERR_OK;
}

static enum err read_enrolment(struct context *context, const char *typed, ProtobufCMessage **out)
{
	struct span text;
	uint8_t raw[ENROLMENT_MAX];
	size_t n;
	enum err err = party_read(context, typed, ENROLMENT_MAX, &text);
	if (err != ERR_OK)
		return err;
	while (text.n > 0 && (text.p[text.n - 1] == '\n' || text.p[text.n - 1] == '\r'))
		text.n--;
	err = base64_read(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING, raw, sizeof raw, &n)
		  ? canon_open(&guosuo__v1__enrolment__descriptor, span_of(raw, n), &context->arena, out)
		  : ERR_FORMAT;
	if (err != ERR_OK)
		say_err(context, err, typed);
	return err;
}

static enum err admit_file(struct context *context, struct admission *admission, const char *typed)
{
	ProtobufCMessage *message;
	enum err err = read_enrolment(context, typed, &message);
	if (err != ERR_OK)
		return err;
	err = admit_one(context, admission, (const Guosuo__V1__Enrolment *)message);
	if (err != ERR_OK)
		say_err(context, err, typed);
	return err;
}

static enum err admit_waiting(struct context *context, struct admission *admission)
{
	Guosuo__V1__ListEnrolmentsRequest request = GUOSUO__V1__LIST_ENROLMENTS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.province = admission->party.membership.province;
	enum err err = party_call(context, &admission->party, "Trust/ListEnrolments", &request.base,
				  &guosuo__v1__list_enrolments_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__ListEnrolmentsResponse *list = (const Guosuo__V1__ListEnrolmentsResponse *)answer;
	if (list->n_enrolments == 0)
		say(context, SAY_NO_ENROLMENTS);
	for (size_t i = 0, mark = context->arena.used; err == ERR_OK && i < list->n_enrolments; i++) {
		err = admit_one(context, admission, list->enrolments[i]);
		context->arena.used = mark; /* a province may have hundreds waiting */
	}
	if (err != ERR_OK)
		say_err(context, err, "admitted");
	return err;
}

static enum exit_code admit(struct context *context, const struct args *args, struct admission *admission)
{
	if (party_open(context, "authority", &admission->party) != ERR_OK ||
	    party_held(context, &admission->party, &admission->held) != ERR_OK)
		return EXIT_OTHER;
	enum err err = args->count > 0 ? admit_file(context, admission, args->argument[0])
				       : admit_waiting(context, admission);
	return err == ERR_OK && admission->refused == 0 ? EXIT_DONE : EXIT_OTHER;
}

enum exit_code admit_run(struct context *context, const struct args *args)
{
	struct admission admission = {.party = {.server = ""}};
	if (party_number(context, "person", args->value[ADMIT_PERSON], 1, UINT32_MAX, 0, &admission.person) != ERR_OK ||
	    party_number(context, "days", args->value[ADMIT_DAYS], 1, ADMIT_DAYS_MAX, ADMIT_DAYS_DEFAULT,
			 &admission.days) != ERR_OK)
		return EXIT_USAGE;
	enum exit_code code = admit(context, args, &admission);
	party_close(&admission.party);
	return code;
}
