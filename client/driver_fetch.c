/* guosuo driver fetch, sync - what a driver takes along from the desk: passes, what has become of their bookings, state files. */
#include <string.h>

#include "client/grievance.h"
#include "client/pages.h"
#include "client/party.h"
#include "client/sync.h"
#include "client/told.h"
#include "client/wallet.h"
#include "guosuo/v1/api.pb-c.h"
#include "proto/body.h"

/* As the desk has it now; id empty: the newest of this device. Errors are said. */
static enum err get_pass(struct context *context, const struct party *party, ProtobufCBinaryData id, struct span *raw,
			 struct kept *out)
{
	Guosuo__V1__GetPassRequest request = GUOSUO__V1__GET_PASS_REQUEST__INIT;
	ProtobufCMessage *message;
	request.pass_id = id;
	enum err err = party_call(context, party, "Desk/GetPass", &request.base, &guosuo__v1__get_pass_response__descriptor,
				  &message);
	if (err != ERR_OK)
		return err;
	*raw = bytes_span(((const Guosuo__V1__GetPassResponse *)message)->pass_file);
	err = wallet_open(context, *raw, out);
	if (err != ERR_OK) {
		say_err(context, err, "GetPass");
	} else if (id.len > 0 && memcmp(id.data, out->trip.body->pass_id.data, id.len) != 0) {
		say(context, SAY_PASS_OTHER);
		err = ERR_INPUT;
	}
	return err;
}

/* What has become of its bookings, for a card that is read without a network. */
static enum err ask_bookings(struct context *context, const struct party *party, const struct kept *pass, bool given)
{
	Guosuo__V1__ListBookingsRequest request = GUOSUO__V1__LIST_BOOKINGS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.pass_id = pass->trip.body->pass_id;
	enum err err = party_call(context, party, "Stops/ListBookings", &request.base,
				  &guosuo__v1__list_bookings_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const struct told told = {party_now(), given, (const Guosuo__V1__ListBookingsResponse *)answer};
	err = told_keep(context, pass->number, &told);
	if (err != ERR_OK)
		say_err(context, err, pass->number);
	return err;
}

/* ---- fetch ---- */

/* The pass is there whatever becomes of the files that say how far it may be trusted: they are held or said not to be. */
static void take_state(struct context *context, const struct party *party)
{
	struct synced counts;
	struct held *held = arena_take(&context->arena, sizeof *held);
	enum err err = held == NULL ? ERR_MEMORY : held_open(context, party->membership.root_set, party_now(), held);
	if (err == ERR_OK)
		err = sync_all(context, held, party->server, party_now(), &counts);
	if (err != ERR_OK)
		say(context, SAY_SYNC_HELD, party->server);
}

static enum exit_code fetch_pass(struct context *context, const struct party *party, const char *text)
{
	ProtobufCBinaryData id = {0, NULL};
	struct span raw;
	struct kept pass;
	if (text != NULL && pages_pass(context, text, &id) != ERR_OK)
		return EXIT_OTHER;
	enum err err = get_pass(context, party, id, &raw, &pass);
	if (err == ERR_NOT_FOUND && text == NULL)
		say(context, SAY_NOTHING_ASSIGNED);
	else if (err == ERR_NOT_FOUND)
		say(context, SAY_PASS_NOT_YOURS, text);
	if (err != ERR_OK)
		return EXIT_OTHER;
	enum exit_code code = wallet_keep(context, raw, &pass);
	if (code == EXIT_DONE && ask_bookings(context, party, &pass, true) != ERR_OK)
		code = EXIT_OTHER;
	take_state(context, party);
	return code;
}

static enum exit_code fetch(struct context *context, const struct args *args)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, "driver", &party) == ERR_OK)
		code = fetch_pass(context, &party, args->count > 0 ? args->argument[0] : NULL);
	party_close(&party);
	return code;
}

/* ---- sync ---- */

/* Only a pass that is this device's and not over is the desk's matter. */
static bool is_current(struct context *context, const struct party *party, const struct kept *pass)
{
	const Guosuo__V1__OfficerSealed *sealed;
	return pass->trip.body->not_after >= party_now() &&
	       pass_assignment(pass->file, party->key.public_key, &context->arena, &sealed) == ERR_OK;
}

/* Withdrawn, or changed into another: what a desk answers then. Several errors share one code of the Connect protocol. */
static bool is_refusal(enum err err)
{
	static const enum err refusals[] = {ERR_STATE, ERR_NOT_FOUND, ERR_CONFLICT};
	size_t i = 0;
	while (i < sizeof refusals / sizeof refusals[0] && strcmp(err_connect(err), err_connect(refusals[i])) != 0)
		i++;
	return i < sizeof refusals / sizeof refusals[0];
}

/* Whom it refuses its bookings too is told so offline all the same, with the last that was heard of them. */
static enum err tell_gone(struct context *context, const struct kept *pass)
{
	Guosuo__V1__ListBookingsResponse none = GUOSUO__V1__LIST_BOOKINGS_RESPONSE__INIT;
	struct told told;
	told_read(context, pass->number, &told);
	told.at = party_now();
	told.given = false;
	if (told.bookings == NULL)
		told.bookings = &none;
	enum err err = told_keep(context, pass->number, &told);
	if (err != ERR_OK)
		say_err(context, err, pass->number);
	return err;
}

/* A desk that will not give it any more was asked all the same, and so the card says. */
static enum err refresh(struct context *context, const struct party *party, const struct kept *old)
{
	struct span raw;
	struct kept pass = *old;
	enum err err = get_pass(context, party, old->trip.body->pass_id, &raw, &pass);
	bool gone = is_refusal(err);
	if (gone)
		say(context, SAY_PASS_GONE, old->number);
	else if (err != ERR_OK)
		return err;
	enum err kept = gone ? ERR_OK : wallet_put(context, raw, &pass);
	if (kept != ERR_OK)
		say_err(context, kept, old->number);
	enum err asked = ask_bookings(context, party, old, !gone);
	if (gone && is_refusal(asked))
		asked = tell_gone(context, old);
	return err != ERR_OK ? err : kept != ERR_OK ? kept : asked;
}

static enum exit_code refresh_all(struct context *context, const struct party *party, char **names, size_t count)
{
	enum exit_code code = EXIT_DONE;
	for (size_t i = 0; i < count; i++) {
		size_t used = context->arena.used;
		struct kept pass;
		enum err err = wallet_read(context, names[i], &pass);
		if (err != ERR_OK)
			say_err(context, err, names[i]);
		else if (is_current(context, party, &pass))
			err = refresh(context, party, &pass);
		if (err != ERR_OK)
			code = EXIT_OTHER;
		context->arena.used = used;
		if (err == ERR_NETWORK)
			break;
	}
	return code;
}

/* Passes are asked for under this device's key, so its passphrase is needed where there are some and the source is a desk. */
static enum exit_code sync(struct context *context, const struct args *args)
{
	struct party party;
	char **names;
	size_t count;
	enum exit_code code = EXIT_OTHER;
	if (wallet_list(context, &names, &count) != ERR_OK)
		return EXIT_OTHER;
	if (count == 0 || (args->count > 0 && !held_is_desk(args->argument[0])))
		return sync_run(context, args, "driver");
	if (party_open(context, "driver", &party) == ERR_OK) {
		party.server = args->count > 0 ? args->argument[0] : party.server;
		code = sync_as(context, args, &party.membership);
		if (refresh_all(context, &party, names, count) != EXIT_DONE)
			code = EXIT_OTHER;
		if (grievance_send(context, &party) != ERR_OK)
			code = EXIT_OTHER;
	}
	party_close(&party);
	return code;
}

const struct command driver_fetch_commands[] = {
    {"driver", "fetch", "[PASS]", 0, 1, "取通行证, 预订情况和离线数据", "fetch a pass, or the newest for this device, and state files",
     NULL, fetch},
    {"driver", "sync", "[FROM]", 0, 1, "更新通行证、预订情况和离线数据", "newer state files; from a desk, passes and bookings too", NULL,
     sync},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
