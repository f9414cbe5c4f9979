#include "client/amend.h"

#include <sodium.h>
#include <string.h>

#include "client/check.h"
#include "client/consignment.h"
#include "client/say.h"

/* A consignment as it is at the desk: the way out of each unit, from 0. */
struct former {
	const char *consignment;
	uint32_t units, found;
	bool there[UNITS_MAX];
	uint8_t pass_id[UNITS_MAX][PASS_ID_LEN];
};

/* ---- which passes ---- */

static enum err place(struct context *context, const struct party *party, const Guosuo__V1__TripLine *line, struct former *out)
{
	size_t used = context->arena.used;
	Guosuo__V1__TripView *view;
	if (line->pass_id.len != PASS_ID_LEN) {
		say_err(context, ERR_FORMAT, party->server);
		return ERR_FORMAT;
	}
	enum err err = officer_view(context, party, line->pass_id.data, &view);
	const Guosuo__V1__Application *application = err == ERR_OK ? view->application : NULL;
	const Guosuo__V1__Consignment *unit = application == NULL ? NULL : application->consignment;
	if (unit != NULL && !application_is_return(application) && unit->unit >= 1 && unit->unit <= out->units &&
	    !out->there[unit->unit - 1]) {
		memcpy(out->pass_id[unit->unit - 1], line->pass_id.data, PASS_ID_LEN);
		out->there[unit->unit - 1] = true;
		out->found++;
	}
	context->arena.used = used;
	return err;
}

static enum err find_units(struct context *context, const struct party *party, struct former *out)
{
	const Guosuo__V1__ListTripsResponse *page;
	ProtobufCBinaryData after = {0, NULL};
	enum err err;
	do {
		err = officer_list(context, party, out->consignment, after, &page);
		for (size_t i = 0; err == ERR_OK && i < page->n_trips; i++)
			err = place(context, party, page->trips[i], out);
		if (err == ERR_OK)
			after = page->next;
	} while (err == ERR_OK && after.len > 0);
	return err;
}

static enum err find(struct context *context, const struct party *party, const char *pass, size_t given, struct former *out)
{
	Guosuo__V1__TripView *view;
	uint8_t id[PASS_ID_LEN];
	enum err err = officer_pass(context, party, pass, id);
	if (err == ERR_OK)
		err = officer_view(context, party, id, &view);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Consignment *unit = view->application == NULL ? NULL : view->application->consignment;
	if (unit == NULL) {
		say(context, SAY_AMENDS_ALONE, pass);
		return ERR_INPUT;
	}
	out->consignment = unit->id;
	out->units = unit->units;
	err = find_units(context, party, out);
	if (err != ERR_OK || (out->found == out->units && out->found == given))
		return err;
	say(context, SAY_AMENDS_UNITS, pass, out->units, out->found, (unsigned)given);
	return ERR_INPUT;
}

/* ---- the look ---- */

static enum err show(struct context *context, const struct party *party, const struct former *former, const struct apply_set *set)
{
	enum err err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < set->n; i++) {
		size_t used = context->arena.used;
		char hex[2 * PASS_ID_LEN + 1], number[PASS_NUMBER_LEN + 1];
		Guosuo__V1__Application *before;
		sodium_bin2hex(hex, sizeof hex, former->pass_id[i], PASS_ID_LEN);
		pass_number(former->pass_id[i], number);
		err = apply_like(context, party, hex, &before);
		if (err == ERR_OK) {
			before->empty_return = NULL; /* a pass of its own, which stands */
			say(context, SAY_UNIT, (unsigned)i + 1);
			apply_show(context, number, before, set->item[i]);
		}
		context->arena.used = used;
	}
	return err;
}

/* ---- sent ---- */

/* After what it replaces and what it says, so that the same sent again is the same consignment. */
static enum err name(struct context *context, const struct former *former, struct apply_set *set)
{
	crypto_hash_sha256_state state;
	uint8_t hash[HASH_LEN], key[HASH_LEN];
	enum err err = ERR_OK;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; err == ERR_OK && i < set->n; i++) {
		err = apply_key(context, set->item[i], key);
		crypto_hash_sha256_update(&state, former->pass_id[i], PASS_ID_LEN);
		crypto_hash_sha256_update(&state, key, sizeof key);
	}
	crypto_hash_sha256_final(&state, hash);
	return err == ERR_OK ? consignment_name(context, hash, set) : err;
}

static void print_amended(const struct context *context, const struct apply_set *set, size_t at, const char *former,
			  const char *number, const char *hex, json_t *list)
{
	if (context->json)
		json_array_append_new(list, json_pack("{s:i, s:i, s:s, s:s*, s:s*}", "unit", (int)at + 1, "units", (int)set->n,
						      "amends", former, "number", number, "passId", hex));
	else
		printf("%zu/%zu  %s  %s\n", at + 1, set->n, former, number == NULL ? say_text(context, SAY_NOT_DONE) : number);
	fflush(stdout);
}

static bool amend(struct context *context, const struct args *args, const struct party *party, const struct former *former,
		  const struct apply_set *set, size_t at, json_t *list)
{
	size_t used = context->arena.used;
	const Guosuo__V1__SubmitTripResponse *reply;
	char number[PASS_NUMBER_LEN + 1], hex[2 * PASS_ID_LEN + 1] = "";
	pass_number(former->pass_id[at], number);
	say(context, SAY_UNIT, (unsigned)at + 1);
	bool done = apply_amend(context, party, former->pass_id[at], args->value[APPLY_REASON], set->item[at], &reply) == ERR_OK;
	if (done)
		sodium_bin2hex(hex, sizeof hex, reply->pass_id.data, PASS_ID_LEN);
	print_amended(context, set, at, number, done ? reply->number : NULL, done ? hex : NULL, list);
	/* it was taken; its number can be looked up again when this fails */
	enum err err = done ? officer_remember(context, reply->pass_id.data) : ERR_OK;
	if (err != ERR_OK)
		say_err(context, err, "passes");
	context->arena.used = used;
	return done;
}

static enum exit_code amend_all(struct context *context, const struct args *args, const struct party *party,
				const struct former *former, const struct apply_set *set)
{
	enum exit_code code = EXIT_DONE;
	json_t *list = json_array();
	for (size_t i = 0; i < set->n; i++)
		if (!amend(context, args, party, former, set, i, list))
			code = EXIT_OTHER;
	if (context->json) {
		json_t *object = json_pack("{s:s, s:O}", "consignment", set->item[0]->consignment->id, "passes", list);
		json_dumpf(object, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(object);
	}
	json_decref(list);
	return code;
}

static bool goes_back(const struct apply_set *set)
{
	bool back = false;
	for (size_t i = 0; i < set->n; i++)
		back = back || set->item[i]->empty_return != NULL || application_is_return(set->item[i]);
	return back;
}

enum exit_code amend_units(struct context *context, const struct args *args, const struct party *party, const struct held *held,
			   struct apply_set *set)
{
	struct former *former = arena_take(&context->arena, sizeof *former);
	if (former == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	*former = (struct former){.consignment = NULL};
	if (goes_back(set)) {
		say(context, SAY_AMENDS_BACK);
		return EXIT_OTHER;
	}
	if (find(context, party, args->value[APPLY_AMENDS], set->n, former) != ERR_OK ||
	    show(context, party, former, set) != ERR_OK)
		return EXIT_OTHER;
	enum err err = name(context, former, set);
	if (err != ERR_OK)
		return say_err(context, err, NULL);
	if (held->has_directory && check_set(context, set, held, party->membership.organisation, false) != EXIT_DONE)
		return EXIT_OTHER;
	if (args->value[APPLY_YES] == NULL && !party_confirm(context, SAY_SEND_ASK, SAY_NOT_SENT))
		return EXIT_OTHER;
	return amend_all(context, args, party, former, set);
}
