#include "client/wallet.h"

#include <sodium.h>
#include <string.h>

#include "client/enrol.h"
#include "client/keep.h"
#include "client/party.h"
#include "client/say.h"
#include "client/stamps.h"
#include "proto/canon.h"

enum { PASS_NAME = 64 };

enum err wallet_open(struct context *context, struct span raw, struct kept *out)
{
	Guosuo__V1__PassFile *file;
	enum err err = pass_read(raw, &context->arena, &file);
	if (err == ERR_OK)
		err = trip_read(file->trip, &context->arena, &out->trip);
	if (err == ERR_OK && out->trip.body->pass_id.len != PASS_ID_LEN)
		err = ERR_FORMAT;
	if (err != ERR_OK)
		return err;
	out->file = file;
	pass_number(out->trip.body->pass_id.data, out->number);
	return ERR_OK;
}

enum err wallet_read(struct context *context, const char *file, struct kept *out)
{
	char name[PASS_NAME];
	struct span raw;
	int n = snprintf(name, sizeof name, "passes/%s", file);
	enum err err = n < (int)sizeof name ? keep_read(context, name, PASS_FILE_MAX, &raw) : ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = wallet_open(context, raw, out);
	return err;
}

enum err wallet_list(struct context *context, char ***out, size_t *count)
{
	char **names;
	size_t n, passes = 0;
	enum err err = keep_list(context, "passes", &names, &n);
	for (size_t i = 0; err == ERR_OK && i < n; i++)
		if (strlen(names[i]) == PASS_NUMBER_LEN + 5 && strcmp(names[i] + PASS_NUMBER_LEN, ".pass") == 0)
			names[passes++] = names[i];
	if (err != ERR_OK) {
		say_err(context, err, "passes");
		return err;
	}
	*out = names;
	*count = passes;
	return ERR_OK;
}

/* The number in its written form, from a number or a whole pass id. */
static bool number_of(const char *text, char out[static PASS_NUMBER_LEN + 1])
{
	uint8_t id[PASS_ID_LEN] = {0};
	size_t n = 0;
	bool whole = strlen(text) == 2 * PASS_ID_LEN &&
		     sodium_hex2bin(id, sizeof id, text, strlen(text), NULL, &n, NULL) == 0 && n == sizeof id;
	if (!whole && pass_number_read(span_text(text), id) != RULE_OK)
		return false;
	pass_number(id, out);
	return true;
}

static enum err only_pass(struct context *context, char name[static PASS_NAME])
{
	char **names;
	size_t count;
	enum err err = wallet_list(context, &names, &count);
	if (err == ERR_OK && count != 1) {
		say(context, count == 0 ? SAY_PASS_NONE : SAY_PASS_WHICH);
		err = ERR_NOT_FOUND;
	}
	if (err == ERR_OK)
		snprintf(name, PASS_NAME, "%s", names[0]);
	return err;
}

enum err wallet_find(struct context *context, const char *text, struct kept *out)
{
	char number[PASS_NUMBER_LEN + 1], name[PASS_NAME];
	enum err err = ERR_OK;
	if (text == NULL)
		err = only_pass(context, name);
	else if (number_of(text, number))
		snprintf(name, sizeof name, "%s.pass", number);
	else
		err = ERR_INPUT;
	if (text == NULL && err != ERR_OK)
		return err;
	if (err == ERR_OK)
		err = wallet_read(context, name, out);
	if (err == ERR_NOT_FOUND || err == ERR_INPUT)
		say(context, SAY_PASS_UNKNOWN, text == NULL ? name : text);
	else if (err != ERR_OK)
		say_err(context, err, name);
	return err;
}

/* The first leg whose window holds now, else the first sealed one. */
static uint32_t leg_now(struct context *context, const Guosuo__V1__PassFile *file, int64_t now)
{
	uint32_t first = 0, inside = 0;
	for (size_t i = 0; i < file->n_legs; i++) {
		struct leg leg;
		size_t used = context->arena.used;
		if (leg_read(file->legs[i], &context->arena, &leg) == ERR_OK) {
			uint32_t ordinal = leg.body->ordinal;
			if (first == 0 || ordinal < first)
				first = ordinal;
			if (leg.body->not_before <= now && now <= leg.body->not_after && (inside == 0 || ordinal < inside))
				inside = ordinal;
		}
		context->arena.used = used;
	}
	return inside != 0 ? inside : first;
}

enum err wallet_leg(struct context *context, const struct kept *pass, const char *text, uint32_t *ordinal,
			   struct leg *out)
{
	const Guosuo__V1__Sealed *sealed;
	enum err err = party_number(context, "leg", text, 1, LEGS_MAX, leg_now(context, pass->file, party_now()), ordinal);
	if (err != ERR_OK)
		return err;
	err = pass_leg(pass->file, *ordinal, &context->arena, &sealed);
	if (err == ERR_OK)
		err = leg_read(sealed, &context->arena, out);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_LEG_NONE, pass->number, *ordinal);
	else if (err != ERR_OK)
		say_err(context, err, pass->number);
	return err;
}

enum err wallet_assignment(struct context *context, const struct kept *pass, const uint8_t *key,
				  const Guosuo__V1__OfficerSealed **sealed, struct assignment *out)
{
	enum err err = pass_assignment(pass->file, key, &context->arena, sealed);
	if (err == ERR_OK)
		err = assignment_read(*sealed, &context->arena, out);
	if (err == ERR_NOT_FOUND)
		say(context, key == NULL ? SAY_NO_PAPER : SAY_NOT_ASSIGNED, pass->number);
	else if (err != ERR_OK)
		say_err(context, err, pass->number);
	return err;
}

/* The desk's file brings no stamps: those a gate has handed over stay. */
static enum err with_stamps(struct context *context, const struct kept *old, struct span *raw)
{
	Guosuo__V1__PassFile *file;
	if (old->file->chain == NULL)
		return ERR_OK;
	enum err err = pass_read(*raw, &context->arena, &file);
	if (err == ERR_OK)
		err = stamps_join(context, old->file->chain, file->chain, CHAIN_KEPT_MAX, &file->chain);
	return err == ERR_OK ? canon_pack(&file->base, &context->arena, raw) : err;
}

enum err wallet_put(struct context *context, struct span raw, const struct kept *pass)
{
	char name[PASS_NAME];
	struct kept old;
	snprintf(name, sizeof name, "%s.pass", pass->number);
	enum err err = wallet_read(context, name, &old);
	if (err == ERR_OK && old.trip.body->revision > pass->trip.body->revision)
		return ERR_ROLLBACK;
	if (err == ERR_OK && span_equal(old.trip.raw, pass->trip.raw) && (err = with_stamps(context, &old, &raw)) != ERR_OK)
		return err;
	snprintf(name, sizeof name, "passes/%s.pass", pass->number);
	return keep_write(context, name, raw, true);
}

enum exit_code wallet_keep(struct context *context, struct span raw, const struct kept *pass)
{
	enum err err = wallet_put(context, raw, pass);
	if (err == ERR_ROLLBACK) {
		say(context, SAY_PASS_OLDER);
		return EXIT_OTHER;
	}
	if (err != ERR_OK)
		return say_err(context, err, pass->number);
	if (context->json)
		printf("{\"number\":\"%s\"}\n", pass->number);
	else
		say(context, SAY_PASS_KEPT, pass->number);
	return EXIT_DONE;
}

enum err wallet_held(struct context *context, struct held *out)
{
	struct membership membership;
	struct span role;
	enum err err = keep_read(context, "role.driver", INT32_MAX, &role);
	*out = (struct held){.has_directory = false};
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	err = role_read(context, "driver", &membership);
	return err == ERR_OK ? held_open(context, membership.root_set, party_now(), out) : err;
}
