/* guosuo officer plan, cutoff; guosuo checkpoint cutoff - when each leg is to be driven so that the port is reached, and a
 * cut-off the port has moved, as the company heard it or as its gate says. */
#include "client/officer.h"
#include "client/pages.h"
#include "client/render.h"
#include "client/say.h"
#include "client/timetable.h"
#include "proto/body.h"
#include "proto/civil.h"

/* Under --json all that is planned, without what was sealed and asked. */
static enum exit_code print_plan(struct context *context, const struct party *party, const uint8_t id[static PASS_ID_LEN])
{
	Guosuo__V1__TripView *view;
	struct held *held = arena_take(&context->arena, sizeof *held);
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (officer_view(context, party, id, &view) != ERR_OK)
		return EXIT_OTHER;
	view->trip = NULL;
	view->application = NULL;
	if (context->json)
		return party_print(context, &view->base);
	if (held_open(context, party->membership.root_set, party_now(), held) != ERR_OK)
		return EXIT_OTHER;
	timetable_print(context, held, view, stdout);
	return EXIT_DONE;
}

static enum exit_code plan(struct context *context, const struct args *args, const struct party *party)
{
	uint8_t id[PASS_ID_LEN];
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	return print_plan(context, party, id);
}

static enum exit_code run_plan(struct context *context, const struct args *args)
{
	return officer_run(context, args, plan);
}

enum { CUTOFF_REASON };
static const struct option_row cutoff_options[] = {{"reason", "TEXT", "变更原因", "why"}, {0}};

static enum err read_time(struct context *context, const char *typed, int64_t *out)
{
	struct faults faults = {0};
	if (rfc3339_read(span_text(typed), out) == ERR_OK)
		return ERR_OK;
	fault_add(&faults, RULE_TIME_FORM, typed, 0, 0);
	say_faults(context, &faults);
	return ERR_INPUT;
}

static enum err move(struct context *context, const struct args *args, const struct party *party, ProtobufCBinaryData pass,
		     const Guosuo__V1__Timetable **out)
{
	Guosuo__V1__MoveCutoffRequest request = GUOSUO__V1__MOVE_CUTOFF_REQUEST__INIT;
	ProtobufCMessage *answer;
	enum err err = read_time(context, args->argument[1], &request.cutoff);
	if (err != ERR_OK)
		return err;
	request.pass_id = pass;
	request.reason = (char *)(uintptr_t)args->value[CUTOFF_REASON];
	err = party_call(context, party, "Timetables/MoveCutoff", &request.base, &guosuo__v1__move_cutoff_response__descriptor,
			 &answer);
	if (err != ERR_OK)
		return err;
	say(context, SAY_CUTOFF_MOVED, args->argument[0]);
	*out = ((const Guosuo__V1__MoveCutoffResponse *)answer)->timetable;
	return ERR_OK;
}

static enum exit_code cutoff(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__Timetable *table;
	uint8_t id[PASS_ID_LEN];
	if (officer_pass(context, party, args->argument[0], id) != ERR_OK ||
	    move(context, args, party, span_bytes(span_of(id, sizeof id)), &table) != ERR_OK)
		return EXIT_OTHER;
	return print_plan(context, party, id);
}

/* A gate is told what it makes of the trip; the plan is the company's. */
static enum exit_code gate_cutoff(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__Timetable *table;
	ProtobufCBinaryData pass;
	char word[TIMETABLE_TEXT];
	if (pages_pass(context, args->argument[0], &pass) != ERR_OK || move(context, args, party, pass, &table) != ERR_OK)
		return EXIT_OTHER;
	timetable_word(context, table, word);
	if (context->json && table != NULL)
		return party_print(context, &table->base);
	printf("%s\n", word);
	return EXIT_DONE;
}

static enum exit_code run_cutoff(struct context *context, const struct args *args)
{
	if (args->value[CUTOFF_REASON] == NULL)
		return party_needs(context, "--reason");
	return officer_run(context, args, cutoff);
}

static enum exit_code run_gate_cutoff(struct context *context, const struct args *args)
{
	if (args->value[CUTOFF_REASON] == NULL)
		return party_needs(context, "--reason");
	return pages_as(context, "checkpoint", args, gate_cutoff);
}

const struct command cutoff_commands[] = {
    {"officer", "plan", "PASS", 1, 1, "时刻表和富余时间", "the timetable, and what is left of the time", NULL, run_plan},
    {"officer", "cutoff", "PASS TIME", 2, 2, "港口变更截港时间", "the port has moved its cut-off", cutoff_options, run_cutoff},
    {"checkpoint", "cutoff", "PASS TIME", 2, 2, "本港变更截港时间", "this port has moved its cut-off", cutoff_options,
     run_gate_cutoff},
    {0}};
