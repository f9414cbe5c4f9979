#include "client/receipt.h"

#include "client/party.h"
#include "proto/canon.h"
#include "proto/stamp.h"

bool receipt_is(const struct kept *pass)
{
	return pass->file->annex.len == 0 && pass->file->n_stamps == 1 && pass->file->n_legs == 1 &&
	       pass->file->n_assignments == 1;
}

/* ERR_NOT_FOUND: no roster is held. */
static enum err verify(struct context *context, const struct kept *receipt)
{
	const Guosuo__V1__PassFile *file = receipt->file;
	struct leg leg;
	struct assignment assignment;
	struct stamp stamp;
	struct stand stand;
	struct held *held = arena_take(&context->arena, sizeof *held);
	enum err err = leg_read(file->legs[0], &context->arena, &leg);
	if (err == ERR_OK)
		err = assignment_read(file->assignments[0], &context->arena, &assignment);
	if (err == ERR_OK)
		err = stamp_read(file->stamps[0], &context->arena, &stamp);
	if (err == ERR_OK)
		err = held == NULL ? ERR_MEMORY : wallet_held(context, held);
	if (err != ERR_OK)
		return err;
	const struct stamped of = {&receipt->trip, &leg, &assignment, NULL};
	trust_stand(&held->trust, leg.body->province, party_now(), &stand);
	return stand.roster == NULL ? ERR_NOT_FOUND
				    : stamp_verify(file->stamps[0], &stamp, &of, stand.roster, party_now(), &context->arena, NULL);
}

static enum exit_code keep(struct context *context, const struct kept *receipt)
{
	struct kept pass;
	struct span raw;
	char name[PASS_NUMBER_LEN + 6];
	snprintf(name, sizeof name, "%s.pass", receipt->number);
	enum err err = wallet_read(context, name, &pass);
	if (err == ERR_NOT_FOUND || (err == ERR_OK && !span_equal(pass.trip.raw, receipt->trip.raw))) {
		say(context, SAY_RECEIPT_WHOSE, receipt->number);
		return EXIT_OTHER;
	}
	Guosuo__V1__PassFile file = err == ERR_OK ? *pass.file : (Guosuo__V1__PassFile)GUOSUO__V1__PASS_FILE__INIT;
	if (err == ERR_OK)
		err = wallet_add_stamps(context, &file, receipt->file);
	if (err == ERR_OK)
		err = canon_pack(&file.base, &context->arena, &raw);
	return err == ERR_OK ? wallet_keep(context, raw, receipt) : say_err(context, err, receipt->number);
}

enum exit_code receipt_take(struct context *context, const struct kept *receipt)
{
	enum err err = verify(context, receipt);
	if (err != ERR_OK && err != ERR_NOT_FOUND) {
		say(context, SAY_RECEIPT_BAD, receipt->number);
		return say_err(context, err, receipt->number);
	}
	if (err == ERR_NOT_FOUND)
		say(context, SAY_RECEIPT_UNVERIFIED);
	enum exit_code code = keep(context, receipt);
	if (code == EXIT_DONE)
		say(context, SAY_RECEIPT_KEPT, receipt->number);
	return code;
}
