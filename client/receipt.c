#include "client/receipt.h"

#include <string.h>

#include "client/keep.h"
#include "client/party.h"
#include "client/stamps.h"
#include "proto/body.h"
#include "proto/canon.h"

/* ---- a gate hands it over ---- */

/* Its own stamp, with all that it is about. */
static enum err own_chain(struct context *context, const struct passage *passage, Guosuo__V1__StampChain **out)
{
	Guosuo__V1__StampChain one = GUOSUO__V1__STAMP_CHAIN__INIT;
	Guosuo__V1__CarriedStamp *carried;
	one.trip = party_bytes(context, passage->shown.trip.hash, CHAIN_TRIP_LEN);
	enum err err = one.trip.data == NULL
	                   ? ERR_MEMORY
	                   : chain_carry(passage->passage->stamp, &passage->of, &context->arena, &carried);
	if (err != ERR_OK)
		return err;
	one.n_stamps = 1, one.stamps = &carried;
	return stamps_join(context, &one, NULL, 1, out);
}

enum err receipt_write(struct context *context, const char *typed, const struct passage *passage)
{
	Guosuo__V1__PassFile file = GUOSUO__V1__PASS_FILE__INIT;
	struct code code = passage->shown.code;
	Guosuo__V1__Sealed *leg = &code.leg;
	Guosuo__V1__OfficerSealed *assignment = &code.assignment;
	struct span raw;
	enum err err = own_chain(context, passage, &file.chain);
	file.trip = &code.trip;
	file.legs = &leg, file.n_legs = 1;
	file.assignments = &assignment, file.n_assignments = 1;
	if (err == ERR_OK)
		err = canon_pack(&file.base, &context->arena, &raw);
	if (err != ERR_OK) {
		say_err(context, err, typed);
		return err;
	}
	return party_write(context, typed, raw, false);
}

enum err receipt_text(struct context *context, const struct passage *passage, const struct verdict *shown, char **out)
{
	Guosuo__V1__StampChain before = GUOSUO__V1__STAMP_CHAIN__INIT, *own, *all;
	enum err err = own_chain(context, passage, &own);
	if (err == ERR_OK && shown != NULL) {
		before.stamps = (Guosuo__V1__CarriedStamp **)(uintptr_t)shown->carried_as;
		before.n_stamps = shown->carried_count;
	}
	if (err == ERR_OK)
		err = stamps_join(context, &before, own, CHAIN_SHOWN_MAX, &all);
	if (err == ERR_OK)
		err = chain_text(all, &passage->shown.assignment, &context->arena, out);
	if (err != ERR_OK)
		say_err(context, err, "receipt");
	return err;
}

/* ---- a driver takes it ---- */

bool receipt_is(const struct kept *pass)
{
	return pass->file->annex.len == 0 && pass->file->chain != NULL && pass->file->chain->n_stamps == 1 &&
	       pass->file->n_legs == 1 && pass->file->n_assignments == 1;
}

/* The assignment it was made under: its own, or the one of the pass that its seal names. */
static enum err verify_under_any(struct context *context, const struct kept *pass, const struct roster *roster,
                                 const Guosuo__V1__CarriedStamp *carried, struct assignment *under)
{
	struct mark mark;
	enum err err = chain_verify(carried, &pass->trip, NULL, roster, party_now(), &context->arena, &mark);
	for (size_t i = 0; err != ERR_OK && carried->assignment.len == 0 && i < pass->file->n_assignments; i++)
		if (assignment_read(pass->file->assignments[i], &context->arena, under) == ERR_OK)
			err = chain_verify(carried, &pass->trip, under, roster, party_now(), &context->arena, &mark);
	return err;
}

/* Without a roster its seal cannot be judged, and its assignment not told unless it has its own or there is one only. ERR_NOT_FOUND: none is held. */
static enum err verify(struct context *context, const struct kept *pass, const struct held *held,
                       Guosuo__V1__CarriedStamp *carried)
{
	struct assignment under = {.body = NULL};
	struct stand stand;
	trust_stand(&held->trust, carried->province, party_now(), &stand);
	enum err err = ERR_NOT_FOUND;
	if (stand.roster != NULL)
		err = verify_under_any(context, pass, stand.roster, carried, &under);
	else if (carried->assignment.len == 0 && pass->file->n_assignments > 0)
		err = assignment_read(pass->file->assignments[pass->file->n_assignments - 1], &context->arena, &under) == ERR_OK
		          ? ERR_NOT_FOUND
		          : ERR_FORMAT;
	if (carried->assignment.len == 0 && under.body != NULL)
		carried->assignment = span_bytes(under.raw);
	return err;
}

/* Those that are new and hold, in `fresh`; the error of the last that does not. */
static enum err sift(struct context *context, const struct kept *pass, const Guosuo__V1__StampChain *chain,
                     Guosuo__V1__StampChain *fresh)
{
	struct held *held = arena_take(&context->arena, sizeof *held);
	enum err worst = held == NULL ? ERR_MEMORY : wallet_held(context, held);
	if (worst != ERR_OK)
		return worst;
	fresh->trip = chain->trip;
	fresh->stamps = arena_take(&context->arena, chain->n_stamps * sizeof(void *));
	if (fresh->stamps == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < chain->n_stamps; i++) {
		if (stamps_have(pass->file->chain, chain->stamps[i]))
			continue;
		enum err err = verify(context, pass, held, chain->stamps[i]);
		if (err == ERR_OK || err == ERR_NOT_FOUND)
			fresh->stamps[fresh->n_stamps++] = chain->stamps[i];
		if (err != ERR_OK && worst != ERR_SEAL)
			worst = err;
	}
	return worst;
}

static enum exit_code keep(struct context *context, const struct kept *pass, const Guosuo__V1__StampChain *fresh)
{
	Guosuo__V1__PassFile file = *pass->file;
	struct span raw;
	enum err err = stamps_join(context, pass->file->chain, fresh, CHAIN_KEPT_MAX, &file.chain);
	if (err == ERR_OK)
		err = canon_pack(&file.base, &context->arena, &raw);
	return err == ERR_OK ? wallet_keep(context, raw, pass) : say_err(context, err, pass->number);
}

static enum exit_code take(struct context *context, const struct kept *pass, const Guosuo__V1__StampChain *chain)
{
	Guosuo__V1__StampChain fresh = GUOSUO__V1__STAMP_CHAIN__INIT;
	enum err err = sift(context, pass, chain, &fresh);
	if (err != ERR_OK && err != ERR_NOT_FOUND) {
		say(context, SAY_RECEIPT_BAD, pass->number);
		return say_err(context, err, pass->number);
	}
	if (fresh.n_stamps == 0) {
		say(context, SAY_STAMP_NO_RECEIPT, pass->number);
		return EXIT_DONE;
	}
	if (err == ERR_NOT_FOUND)
		say(context, SAY_RECEIPT_UNVERIFIED);
	enum exit_code code = keep(context, pass, &fresh);
	if (code == EXIT_DONE)
		say(context, SAY_RECEIPT_KEPT, pass->number);
	return code;
}

enum exit_code receipt_take(struct context *context, const struct kept *receipt)
{
	struct kept pass;
	char name[PASS_NUMBER_LEN + 6];
	snprintf(name, sizeof name, "%s.pass", receipt->number);
	enum err err = wallet_read(context, name, &pass);
	if (err == ERR_NOT_FOUND || (err == ERR_OK && !span_equal(pass.trip.raw, receipt->trip.raw))) {
		say(context, SAY_RECEIPT_WHOSE, receipt->number);
		return EXIT_OTHER;
	}
	return err == ERR_OK ? take(context, &pass, receipt->file->chain) : say_err(context, err, receipt->number);
}

/* ERR_NOT_FOUND: no pass of the wallet is of this trip. */
static enum err find(struct context *context, const Guosuo__V1__StampChain *chain, struct kept *out)
{
	char **names;
	size_t count;
	enum err err = wallet_list(context, &names, &count);
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		if (wallet_read(context, names[i], out) == ERR_OK && chain_of(chain, &out->trip))
			return ERR_OK;
	return err == ERR_OK ? ERR_NOT_FOUND : err;
}

enum exit_code receipt_take_chain(struct context *context, const Guosuo__V1__StampChain *chain)
{
	struct kept pass;
	enum err err = find(context, chain, &pass);
	if (err == ERR_NOT_FOUND)
		say(context, SAY_RECEIPT_WHOSE, "GUOSUOS1:");
	return err == ERR_OK ? take(context, &pass, chain) : EXIT_OTHER;
}
