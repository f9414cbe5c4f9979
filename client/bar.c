/* guosuo officer bar - a Bar for each slot of a removed officer, in each pass that may still run. */
#include "client/bar.h"

#include <jansson.h>
#include <string.h>

#include "client/officer.h"
#include "client/say.h"
#include "guosuo/v1/bars.pb-c.h"
#include "proto/bar.h"
#include "proto/body.h"

struct barring {
	struct context *context;
	const struct party *party;
	const Guosuo__V1__ListMembersResponse *members;
	json_t *list;
	unsigned barred, left;
};

/* The desk says which slots; who is in them must be somebody this company knows as removed. */
static const Guosuo__V1__RemovedMember *removed_in(const struct barring *barring,
                                                   const Guosuo__V1__Trip *trip, uint32_t slot)
{
	for (size_t i = 0; i < barring->members->n_removed; i++) {
		const Guosuo__V1__RemovedMember *removed = barring->members->removed[i];
		if (removed->officer && removed->key.len == KEY_LEN &&
		    trip_officer(trip, removed->key.data) == slot)
			return removed;
	}
	return NULL;
}

static enum err put(struct barring *barring, const struct trip *trip, uint32_t slot)
{
	Guosuo__V1__PutBarRequest request = GUOSUO__V1__PUT_BAR_REQUEST__INIT;
	ProtobufCMessage *answer;
	struct context *context = barring->context;
	enum err err = removed_in(barring, trip->body, slot) == NULL
	                   ? ERR_SCOPE
	                   : bar_seal(trip, slot, party_now(), barring->party->key.secret, &context->arena,
	                              &request.bar);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_NOT_SEALED)), err;
	request.pass_id = trip->body->pass_id;
	return party_call(context, barring->party, "Bars/PutBar", &request.base,
	                  &guosuo__v1__put_bar_response__descriptor, &answer);
}

static void tell(struct barring *barring, const struct trip *trip, const Guosuo__V1__UnbarredTrip *unbarred,
                 bool named)
{
	const struct context *context = barring->context;
	char number[PASS_NUMBER_LEN + 1];
	pass_number(trip->body->pass_id.data, number);
	barring->barred += named;
	barring->left += !named;
	json_array_append_new(barring->list, json_pack("{s:s, s:b, s:b}", "number", number, "barred",
	                                               (int)named, "assignAgain", (int)unbarred->assigned));
	for (size_t i = 0; named && !context->json && i < unbarred->n_slots; i++)
		printf("%s  %s  %s\n", number, context->lang == LANG_ZH ? "停用" : "barred",
		       removed_in(barring, trip->body, unbarred->slots[i])->name);
	if (!named)
		say(context, SAY_BAR_NOT_NAMED, number);
	if (unbarred->assigned)
		say(context, SAY_BAR_ASSIGN, number);
}

static enum err bar_trip(struct barring *barring, const Guosuo__V1__UnbarredTrip *unbarred)
{
	struct trip trip;
	enum err err =
	    unbarred->trip == NULL ? ERR_FORMAT : trip_read(unbarred->trip, &barring->context->arena, &trip);
	if (err == ERR_OK && !span_equal(bytes_span(trip.body->pass_id), bytes_span(unbarred->pass_id)))
		err = ERR_FORMAT;
	if (err != ERR_OK)
		return say_err(barring->context, err, barring->party->server), err;
	bool named = trip_officer(trip.body, barring->party->key.public_key) != 0;
	for (size_t i = 0; named && err == ERR_OK && i < unbarred->n_slots; i++)
		err = put(barring, &trip, unbarred->slots[i]);
	if (err == ERR_OK)
		tell(barring, &trip, unbarred, named);
	return err;
}

/* What a page took of the arena is given back. */
static enum err bar_pages(struct barring *barring)
{
	Guosuo__V1__ListUnbarredRequest request = GUOSUO__V1__LIST_UNBARRED_REQUEST__INIT;
	struct arena *arena = &barring->context->arena;
	size_t mark = arena->used;
	uint8_t cursor[32];
	enum err err = ERR_OK;
	do {
		ProtobufCMessage *answer;
		err = party_call(barring->context, barring->party, "Bars/ListUnbarred", &request.base,
		                 &guosuo__v1__list_unbarred_response__descriptor, &answer);
		if (err != ERR_OK)
			return err;
		const Guosuo__V1__ListUnbarredResponse *page =
		    (const Guosuo__V1__ListUnbarredResponse *)answer;
		for (size_t i = 0; err == ERR_OK && i < page->n_trips; i++)
			err = bar_trip(barring, page->trips[i]);
		if (page->next.len > sizeof cursor)
			err = ERR_FORMAT;
		if (err != ERR_OK)
			return err;
		request.after = (ProtobufCBinaryData){page->next.len, cursor};
		if (page->next.len > 0)
			memcpy(cursor, page->next.data, page->next.len);
		arena->used = mark;
	} while (request.after.len > 0);
	return err;
}

enum exit_code bar_removed(struct context *context, const struct party *party, unsigned *left)
{
	struct barring barring = {.context = context, .party = party, .list = json_array()};
	enum err err = officer_list_members(context, party, &barring.members);
	if (err == ERR_OK)
		err = bar_pages(&barring);
	if (barring.barred > 0)
		say(context, SAY_BAR_DONE, barring.barred);
	if (context->json && err == ERR_OK) {
		json_dumpf(barring.list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(barring.list);
	*left = barring.left;
	return err == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code bar(struct context *context, const struct args *args, const struct party *party)
{
	unsigned left;
	(void)args;
	enum exit_code code = bar_removed(context, party, &left);
	return code == EXIT_DONE && left > 0 ? EXIT_OTHER : code;
}

static enum exit_code run_bar(struct context *context, const struct args *args)
{
	return officer_run(context, args, bar);
}

const struct command bar_commands[] = {
    {"officer", "bar", "", 0, 0, "停用已移除的经办人: 其派车单不再有效",
     "bar removed officers: what they assign counts no longer", NULL, run_bar},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
