#include "client/act_source.h"

#include <stdlib.h>

#include "proto/body.h"
#include "proto/decision.h"

/* By the issuer, when it sealed the trip. */
static enum err of_trip(struct context *context, const struct act_source *source, struct act *act)
{
	struct stand stand;
	size_t entries[SEALS_MAX], persons;
	const Guosuo__V1__Trip *trip = source->trip->body;
	trust_stand(&source->held->trust, trip->issuer, source->now, &stand);
	if (stand.roster == NULL)
		return ERR_KEY;
	act->roster = stand.roster;
	act->province = trip->issuer;
	act->body = source->trip->raw;
	act->sealed_at = trip->sealed_at;
	const struct sealing sealing = {KIND_trip, NULL, source->sealed_trip, act->sealed_at};
	enum err err = body_sealers(&sealing, stand.roster, GUOSUO__V1__ROLE__ROLE_ISSUING, source->now, &context->arena, entries,
				    &persons);
	if (err != ERR_OK)
		return err;
	act->persons[act->person_count++] = stand.roster->body->entries[entries[0]];
	return ERR_OK;
}

static enum err of_leg(struct context *context, const struct act_source *source, struct act *act)
{
	struct leg leg;
	size_t entries[SEALS_MAX], count = 0;
	if (source->leg == NULL)
		return ERR_NOT_FOUND;
	enum err err = leg_read(source->leg, &context->arena, &leg);
	if (err == ERR_OK)
		err = leg_verify(source->leg, &leg, source->trip, source->roster, source->class, true, source->now,
				 &context->arena, entries, &count);
	if (err != ERR_OK)
		return err;
	act->leg = leg.body;
	act->conditions = source->conditions;
	act->body = leg.raw;
	act->sealed_at = leg.body->sealed_at;
	for (size_t i = 0; i < count; i++)
		act->persons[act->person_count++] = source->roster->body->entries[entries[i]];
	return ERR_OK;
}

/* The newest of its kind that still verifies: what a key has decided that was taken off the roster since is no act. */
static enum err of_decision(struct context *context, const struct act_source *source, Guosuo__V1__DecisionKind kind,
			    struct act *act)
{
	for (size_t i = source->n_decisions; i-- > 0;) {
		const Guosuo__V1__Decision *decision;
		size_t entry;
		enum err err = decision_open(source->decisions[i], source->trip, source->roster, source->now, &context->arena,
					     &decision, &entry);
		if (err == ERR_KEY)
			say(context, SAY_DECISION_BAD);
		else if (err != ERR_OK)
			return err;
		if (err == ERR_KEY || decision->kind != kind)
			continue;
		act->decision = decision;
		act->body = bytes_span(source->decisions[i]->body);
		act->sealed_at = decision->sealed_at;
		act->persons[act->person_count++] = source->roster->body->entries[entry];
		return ERR_OK;
	}
	return ERR_NOT_FOUND;
}

static enum err find(struct context *context, const struct act_source *source, struct act *act)
{
	static const Guosuo__V1__DecisionKind kinds[ACT_KINDS] = {
	    [ACT_CORRECTION] = GUOSUO__V1__DECISION_KIND__ASK,
	    [ACT_EXTENSION] = GUOSUO__V1__DECISION_KIND__PAUSE,
	    [ACT_REFUSAL] = GUOSUO__V1__DECISION_KIND__REFUSE,
	};
	if (act->kind == ACT_ACCEPTANCE)
		return of_trip(context, source, act);
	if (act->kind == ACT_APPROVAL)
		return of_leg(context, source, act);
	return of_decision(context, source, kinds[act->kind], act);
}

static enum err write_act(struct context *context, const struct args *args, const struct act *act)
{
	struct span texts = {NULL, 0};
	uint8_t *pdf = NULL;
	size_t n = 0;
	if (args->value[ACT_TEXTS] != NULL && party_read(context, args->value[ACT_TEXTS], PLAN_MAX, &texts) != ERR_OK)
		return ERR_IO;
	enum err err = act_make(context, act, texts, &pdf, &n);
	if (err != ERR_OK)
		say_err(context, err, args->value[ACT_TEXTS] == NULL ? args->value[ACT_OUT] : args->value[ACT_TEXTS]);
	else
		err = party_write(context, args->value[ACT_OUT], span_of(pdf, n), false);
	free(pdf);
	return err;
}

enum exit_code act_source_print(struct context *context, const struct args *args, const struct act_source *source)
{
	struct act act = {.kind = act_kind_of(args->value[ACT_KIND]),
			  .trip = source->trip,
			  .held = source->held,
			  .roster = source->roster,
			  .province = source->province};
	enum err err = find(context, source, &act);
	if (err == ERR_NOT_FOUND || err == ERR_FEW) {
		say(context, SAY_ACT_NONE, args->value[ACT_KIND]);
		return EXIT_OTHER;
	}
	if (err != ERR_OK)
		return say_err(context, err, args->value[ACT_KIND]);
	return write_act(context, args, &act) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

enum exit_code act_source_asked(struct context *context, const struct args *args)
{
	if (args->value[ACT_KIND] == NULL || args->value[ACT_OUT] == NULL)
		return party_needs(context, args->value[ACT_KIND] == NULL ? "--kind" : "--out");
	if (act_kind_of(args->value[ACT_KIND]) < ACT_KINDS)
		return EXIT_DONE;
	say(context, SAY_ACT_KINDS, args->value[ACT_KIND]);
	return EXIT_USAGE;
}
