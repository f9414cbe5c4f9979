#include "client/consignment.h"

#include <sodium.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "client/check.h"
#include "client/say.h"

struct batch {
	struct context *context;
	const struct party *party;
	const struct held *held;
	struct journal journal;
	json_t *passes;
};

static enum exit_code say_refused(const struct batch *batch, enum err err,
                                  const Guosuo__V1__ErrorDetail *refused)
{
	if (refused == NULL)
		return say_err(batch->context, err, batch->party->server);
	say_detail(batch->context, refused);
	return EXIT_OTHER;
}

static enum exit_code send_in_batch(struct batch *batch, const Guosuo__V1__Application *application,
                                    struct apply_sent *sent)
{
	const Guosuo__V1__ErrorDetail *refused;
	const Guosuo__V1__Consignment *consignment = application->consignment;
	uint8_t key[HASH_LEN];
	enum err err = apply_key(batch->context, application, key);
	if (err == ERR_OK)
		err = apply_once(batch->context, batch->party, &batch->journal, application, key, sent,
		                 &refused);
	else
		refused = NULL;
	if (err == ERR_OK)
		err = officer_remember(batch->context, sent->pass_id);
	if (err != ERR_OK) {
		say(batch->context, SAY_UNIT, consignment->unit);
		return say_refused(batch, err, refused);
	}
	say_fields(batch->context, sent->n_warnings, sent->warnings);
	bool back = application_is_return(application);
	if (back)
		say(batch->context, SAY_RETURN_SENT, consignment->unit, sent->number);
	else
		say(batch->context, SAY_UNIT_SENT, consignment->unit, consignment->units, sent->number);
	if (!batch->context->json)
		printf("%s %s\n", sent->number, sent->id);
	json_array_append_new(batch->passes, json_pack("{s:i, s:s, s:s, s:s}", "unit", (int)consignment->unit,
	                                               "passId", sent->id, "number", sent->number, "returnOf",
	                                               application->return_of));
	return EXIT_DONE;
}

static enum exit_code send_unit(struct batch *batch, const Guosuo__V1__Application *application)
{
	struct apply_sent sent;
	Guosuo__V1__Application *back;
	enum exit_code code = send_in_batch(batch, application, &sent);
	if (code != EXIT_DONE || application->empty_return == NULL)
		return code;
	if (batch->held->has_directory && !application_return_needed(application, &batch->held->directory)) {
		say(batch->context, SAY_RETURN_NONE, application->consignment->unit);
		return EXIT_DONE;
	}
	enum err err = application_return(application, sent.number, &batch->context->arena, &back);
	return err == ERR_OK ? send_in_batch(batch, back, &sent) : say_err(batch->context, err, NULL);
}

enum err consignment_name(struct context *context, const uint8_t name[static JOURNAL_ID_LEN], struct apply_set *set)
{
	char hex[2 * JOURNAL_ID_LEN + 1];
	sodium_bin2hex(hex, sizeof hex, name, JOURNAL_ID_LEN);
	char *id = arena_text(&context->arena, span_of(hex, 12));
	for (size_t i = 0; i < set->n; i++) {
		Guosuo__V1__Application *one = arena_take(&context->arena, sizeof *one);
		Guosuo__V1__Consignment *consignment = arena_take(&context->arena, sizeof *consignment);
		if (id == NULL || one == NULL || consignment == NULL)
			return ERR_MEMORY;
		guosuo__v1__consignment__init(consignment);
		consignment->id = id;
		consignment->unit = (uint32_t)i + 1;
		consignment->units = (uint32_t)set->n;
		*one = *set->item[i];
		if (one->consignment == NULL)
			one->consignment = consignment;
		set->item[i] = one;
	}
	return ERR_OK;
}

/* home/batches/HASH of what is asked for: the same things asked for again go on where they were. */
static enum err batch_path(struct context *context, const struct apply_set *set, char out[static 4096])
{
	crypto_hash_sha256_state state;
	uint8_t hash[HASH_LEN], key[HASH_LEN];
	char hex[2 * HASH_LEN + 1];
	enum err err = ERR_OK;
	crypto_hash_sha256_init(&state);
	for (size_t i = 0; err == ERR_OK && i < set->n; i++) {
		err = apply_key(context, set->item[i], key);
		crypto_hash_sha256_update(&state, key, sizeof key);
	}
	crypto_hash_sha256_final(&state, hash);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(out, 4096, "%s/batches", context->home);
	mkdir(out, 0700); /* there already, or opening the journal fails */
	snprintf(out, 4096, "%s/batches/%s", context->home, hex);
	return err;
}

static enum exit_code send_units(struct batch *batch, struct apply_set *set)
{
	struct context *context = batch->context;
	/* after the journal, so that a second run names it alike */
	enum err err = consignment_name(context, batch->journal.id, set);
	enum exit_code code = err == ERR_OK ? EXIT_DONE : say_err(context, err, NULL);
	if (code == EXIT_DONE && batch->held->has_directory)
		code =
		    check_set(context, set, batch->held, batch->party->membership.organisation, false);
	for (size_t i = 0; code == EXIT_DONE && i < set->n; i++)
		code = send_unit(batch, set->item[i]);
	if (context->json) {
		json_t *object =
		    json_pack("{s:s, s:O}", "consignment",
		              set->item[0]->consignment == NULL ? "" : set->item[0]->consignment->id,
		              "passes", batch->passes);
		json_dumpf(object, stdout, JSON_INDENT(1));
		putchar('\n');
		json_decref(object);
	}
	return code;
}

enum exit_code consignment_send(struct context *context, const struct party *party, const struct held *held,
                                struct apply_set *set)
{
	char path[4096];
	struct batch batch = {.context = context, .party = party, .held = held, .passes = json_array()};
	enum err err = batch_path(context, set, path);
	enum exit_code code =
	    err == ERR_OK ? apply_journal(context, path, &batch.journal) : say_err(context, err, NULL);
	if (code == EXIT_DONE) {
		code = send_units(&batch, set);
		if (code == EXIT_DONE)
			unlink(path); /* all of it is done: the same again is a new consignment */
		journal_close(&batch.journal);
	}
	json_decref(batch.passes);
	return code;
}
