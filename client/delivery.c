/* guosuo checkpoint arrivals, deliver - the gate of a port: what is on its way there, and the sealed stamp that ends a
 * journey. A delivery needs no network: it is kept here until the next sync. */
#include <string.h>

#include "client/gate.h"
#include "client/render.h"
#include "client/stamps.h"
#include "proto/body.h"
#include "proto/canon.h"
#include "proto/stamp.h"

#define OUTCOME(name) GUOSUO__V1__OUTCOME__##name

/* ---- arrivals ---- */

enum { ARRIVALS_DAYS };
static const struct option_row arrivals_options[] = {{"days", "N", "今后几天 (默认 7)", "so many days from now (7)"}, {0}};

enum { DAYS_MAX = 366, DAYS = 7 };

static const char *plus(const char *text)
{
	return text[0] == '\0' ? "" : " + ";
}

/* When, how far beyond or before the cut-off. */
static void print_times(const struct context *context, const struct held *held, const Guosuo__V1__Arrival *arrival)
{
	bool zh = context->lang == LANG_ZH;
	char expected[RENDER_TIME], cutoff[RENDER_TIME], age[RENDER_AGE];
	render_time(held, arrival->expected, expected);
	printf("%s  %s  %s", expected, arrival->number, arrival->company);
	if (arrival->overdue_s > 0) {
		render_age(context, arrival->overdue_s, age);
		printf(zh ? "  逾 %s" : "  overdue %s", age);
	}
	if (arrival->cutoff != 0) {
		bool late = arrival->slack_s < 0;
		render_time(held, arrival->cutoff, cutoff);
		render_age(context, late ? -arrival->slack_s : arrival->slack_s, age);
		printf(zh ? "  截港 %s %s %s" : "  cut-off %s, %s %s", cutoff, zh ? (late ? "迟" : "余") : (late ? "late by" : "slack"), age);
	}
	putchar('\n');
}

static void print_train(const struct context *context, const Guosuo__V1__Arrival *arrival)
{
	bool zh = context->lang == LANG_ZH;
	printf("   %s  %u %s  %.2f x %.2f x %.2f m  %.1f t\n", arrival->cargo[0] != '\0' ? arrival->cargo : zh ? "空车" : "empty",
	       arrival->pieces, zh ? "件" : "pcs", arrival->length_mm / 1000.0, arrival->width_mm / 1000.0,
	       arrival->height_mm / 1000.0, arrival->mass_kg / 1000.0);
	printf("   %s", arrival->tractor);
	for (size_t i = 0; i < arrival->n_trailers; i++)
		printf("%s%s", plus(arrival->trailers[i]), arrival->trailers[i]);
	if (!arrival->assigned)
		fputs(zh ? "  未派车" : "  not assigned yet", stdout);
	for (size_t i = 0; i < arrival->n_escorts; i++)
		printf("%s%s", i > 0 ? " " : zh ? "  护送 " : "  escort ", arrival->escorts[i]);
	if (arrival->escort_staff > 0)
		printf(zh ? " %u 人" : ", %u staff", arrival->escort_staff);
	if (arrival->journeys > 1)
		printf(zh ? "  第 %u 趟, 共 %u 趟" : "  journey %u of %u", arrival->journey, arrival->journeys);
	putchar('\n');
}

static enum exit_code print_page(struct context *context, const struct held *held,
				 const Guosuo__V1__ListArrivalsResponse *page, bool first)
{
	if (context->json)
		return party_print(context, &page->base);
	if (first)
		printf("%s  %s\n", page->port, page->name);
	for (size_t i = 0; i < page->n_arrivals; i++) {
		print_times(context, held, page->arrivals[i]);
		print_train(context, page->arrivals[i]);
	}
	return EXIT_DONE;
}

/* What should have come is listed as long as what is still to come. */
static enum exit_code list_arrivals(struct context *context, const struct party *party, uint32_t days)
{
	Guosuo__V1__ListArrivalsRequest request = GUOSUO__V1__LIST_ARRIVALS_REQUEST__INIT;
	const Guosuo__V1__ListArrivalsResponse *page;
	struct held *held = arena_take(&context->arena, sizeof *held);
	size_t count = 0;
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	request.page_size = 100;
	request.not_before = party_now() - (int64_t)days * DAY_S;
	request.not_after = party_now() + (int64_t)days * DAY_S;
	do {
		ProtobufCMessage *answer;
		if (party_call(context, party, "Gate/ListArrivals", &request.base,
			       &guosuo__v1__list_arrivals_response__descriptor, &answer) != ERR_OK)
			return EXIT_OTHER;
		page = (const Guosuo__V1__ListArrivalsResponse *)answer;
		if (print_page(context, held, page, count == 0) != EXIT_DONE)
			return EXIT_OTHER;
		count += page->n_arrivals;
		request.after = page->next;
	} while (page->next.len > 0);
	if (count == 0)
		say(context, SAY_ARRIVALS_NONE);
	return EXIT_DONE;
}

static enum exit_code run_arrivals(struct context *context, const struct args *args)
{
	struct party party;
	uint32_t days;
	enum exit_code code = EXIT_OTHER;
	if (party_number(context, "days", args->value[ARRIVALS_DAYS], 1, DAYS_MAX, DAYS, &days) != ERR_OK)
		return EXIT_USAGE;
	if (party_open(context, "checkpoint", &party) == ERR_OK)
		code = list_arrivals(context, &party, days);
	party_close(&party);
	return code;
}

/* ---- deliver: what a person decided ---- */

enum { D_DUTY = GATE_OPTIONS, D_OUTCOME, D_REASON, D_PEOPLE, D_RECEIPT };
static const struct option_row deliver_options[] = {
    GATE_OPTION_ROWS,
    [D_DUTY] = {"duty", "N", "值班人员编号", "the number of whoever is on duty"},
    [D_OUTCOME] = {"outcome", "passed|turned-back|diverted|held", "处置 (核验通过时默认 passed)", "what was decided (where it was accepted: passed)"},
    [D_REASON] = {"reason", "WORD", "处置与核验结果不一致的原因: telephone, compared, leader, rescue, road, unsafe, ordered",
		  "why it goes against the verdict: telephone, compared, leader, rescue, road, unsafe, ordered"},
    [D_PEOPLE] = {"people", "N", "驾乘人数", "people in the cab"},
    [D_RECEIPT] = {"receipt", "FILE", "回执写入文件, 交给驾驶员", "write the receipt, for the driver"},
    {NULL, NULL, NULL, NULL},
};

struct decision {
	uint32_t duty, reason, people;
	Guosuo__V1__Outcome outcome; /* unspecified: the verdict's */
};

static bool read_outcome(const char *word, Guosuo__V1__Outcome *out)
{
	static const char *const words[] = {[OUTCOME(PASSED)] = "passed", [OUTCOME(TURNED_BACK)] = "turned-back",
					    [OUTCOME(DIVERTED)] = "diverted", [OUTCOME(HELD)] = "held"};
	for (uint32_t i = OUTCOME(PASSED); i < sizeof words / sizeof words[0]; i++)
		if (strcmp(words[i], word) == 0)
			*out = (Guosuo__V1__Outcome)i;
	return *out != OUTCOME(OUTCOME_UNSPECIFIED);
}

static enum exit_code read_decision(struct context *context, const struct args *args, struct decision *out)
{
	const char *reason = args->value[D_REASON], *outcome = args->value[D_OUTCOME];
	*out = (struct decision){.outcome = OUTCOME(OUTCOME_UNSPECIFIED)};
	if (args->value[D_DUTY] == NULL)
		return party_needs(context, "--duty");
	if (party_number(context, "duty", args->value[D_DUTY], 1, UINT32_MAX, 0, &out->duty) != ERR_OK ||
	    party_number(context, "people", args->value[D_PEOPLE], 1, PEOPLE_MAX, 0, &out->people) != ERR_OK)
		return EXIT_USAGE;
	if (outcome != NULL && !read_outcome(outcome, &out->outcome)) {
		say(context, SAY_WORD_BAD, "--outcome", outcome);
		return EXIT_USAGE;
	}
	out->reason = reason == NULL ? 0 : stamp_reason_of(span_text(reason));
	if (reason != NULL && out->reason == 0) {
		say(context, SAY_WORD_BAD, "--reason", reason);
		return EXIT_USAGE;
	}
	return EXIT_DONE;
}

/* ---- deliver: the stamp ---- */

/* The code taken apart once more, and this gate's place in its roster. */
struct stamping {
	const struct look *look;
	struct span raw;
	struct code code;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct stamped of;
	const struct roster *roster;
	const Guosuo__V1__RosterEntry *entry;
	Guosuo__V1__Stamp stamp;
	Guosuo__V1__Sealed *sealed;
};

static enum err open_code(struct context *context, struct stamping *out)
{
	struct arena *arena = &context->arena;
	enum err err = code_read(out->look->text, arena, &out->raw);
	if (err == ERR_OK)
		err = code_open(out->raw, arena, &out->code);
	if (err == ERR_OK)
		err = trip_read(&out->code.trip, arena, &out->trip);
	if (err == ERR_OK)
		err = leg_read(&out->code.leg, arena, &out->leg);
	if (err == ERR_OK)
		err = assignment_read(&out->code.assignment, arena, &out->assignment);
	out->of = (struct stamped){&out->trip, &out->leg, &out->assignment, NULL};
	return err;
}

/* Is this gate the one where the trip ends? Said if not. */
static bool is_here(struct context *context, struct stamping *stamping)
{
	const struct membership *membership = &stamping->look->gate->membership;
	uint8_t key[KEY_LEN];
	stamping->roster = gate_roster(stamping->look->gate);
	stamping->entry = NULL;
	if (stamping->roster != NULL && key_public(context, key) == ERR_OK)
		stamping->entry = roster_entry(stamping->roster, GUOSUO__V1__ROLE__ROLE_CHECKPOINT, key);
	if (stamping->entry == NULL || stamping->entry->checkpoint != membership->checkpoint) {
		say(context, SAY_NOT_LISTED);
		return false;
	}
	const char *port = roster_port(stamping->roster, membership->checkpoint);
	const Guosuo__V1__Trip *trip = stamping->trip.body;
	if (port != NULL && strcmp(port, trip->port) == 0 && stamping->leg.body->ordinal == trip->n_provinces &&
	    stamping->leg.body->province == membership->province)
		return true;
	say(context, SAY_NOT_THE_PORT, trip->port, port == NULL ? "-" : port);
	return false;
}

static enum err measured(struct context *context, const struct observed *seen, Guosuo__V1__Measured **out)
{
	*out = NULL;
	if (seen->length_mm == 0 && seen->width_mm == 0 && seen->height_mm == 0 && seen->mass_kg == 0)
		return ERR_OK;
	Guosuo__V1__Measured *measured = arena_take(&context->arena, sizeof *measured);
	if (measured == NULL)
		return ERR_MEMORY;
	guosuo__v1__measured__init(measured);
	measured->length_mm = seen->length_mm;
	measured->width_mm = seen->width_mm;
	measured->height_mm = seen->height_mm;
	measured->mass_kg = seen->mass_kg;
	*out = measured;
	return ERR_OK;
}

/* Numbers of findings, each once. */
static enum err add_findings(struct context *context, const struct verdict *verdict, Guosuo__V1__Stamp *stamp)
{
	stamp->findings = arena_take(&context->arena, FINDINGS_MAX * sizeof *stamp->findings);
	if (stamp->findings == NULL)
		return ERR_MEMORY;
	for (size_t i = 0; i < verdict->finding_count; i++) {
		size_t k = 0;
		while (k < stamp->n_findings && stamp->findings[k] != (uint32_t)verdict->findings[i].code)
			k++;
		if (k == stamp->n_findings)
			stamp->findings[stamp->n_findings++] = (uint32_t)verdict->findings[i].code;
	}
	return ERR_OK;
}

static enum err fill(struct context *context, const struct decision *decision, struct stamping *stamping)
{
	const struct look *look = stamping->look;
	Guosuo__V1__Stamp *stamp = &stamping->stamp;
	guosuo__v1__stamp__init(stamp);
	stamp->checkpoint = stamping->entry->checkpoint;
	stamp->device = stamping->entry->person;
	stamp->time = look->gate->now;
	stamp->outcome = decision->outcome;
	stamp->direction = decision->outcome == OUTCOME(PASSED) ? GUOSUO__V1__DIRECTION__DELIVERED
								: GUOSUO__V1__DIRECTION__ENTERING;
	stamp->verdict = (uint32_t)look->verdict.word;
	stamp->duty = decision->duty;
	stamp->reason = decision->reason;
	stamp->people = decision->people;
	stamp->assignment_serial = stamping->assignment.body->serial;
	enum err err = stamps_next(context, &stamp->sequence);
	if (err == ERR_OK)
		err = add_findings(context, &look->verdict, stamp);
	return err == ERR_OK ? measured(context, &look->observed, &stamp->measured) : err;
}

/* Sealed, and judged as the desk and the driver will judge it, before it counts. */
static enum err seal(struct context *context, struct stamping *stamping)
{
	struct party party;
	struct stamp opened;
	enum err err = party_resume(context, "checkpoint", &party);
	if (err == ERR_OK) {
		err = stamp_seal(&stamping->stamp, &stamping->of, party.key.secret, &context->arena, &stamping->sealed);
		if (err == ERR_OK)
			err = stamp_read(stamping->sealed, &context->arena, &opened);
		if (err == ERR_OK)
			err = stamp_verify(stamping->sealed, &opened, &stamping->of, stamping->roster, stamping->stamp.time,
					   &context->arena, NULL);
		if (err != ERR_OK)
			say_err(context, err, say_text(context, SAY_NOT_SEALED));
	}
	party_close(&party);
	return err;
}

static enum err keep(struct context *context, const struct stamping *stamping)
{
	Guosuo__V1__PutStampRequest request = GUOSUO__V1__PUT_STAMP_REQUEST__INIT;
	request.code = span_bytes(stamping->raw);
	request.stamp = stamping->sealed;
	return stamps_keep(context, stamping->stamp.sequence, &request);
}

/* ---- deliver: twice is once ---- */

/* Does a stamp that waits close this journey already? 0: none does. */
static enum err find_waiting(struct context *context, const struct stamping *stamping, uint32_t *found)
{
	uint32_t *list;
	size_t count;
	enum err err = stamps_list(context, &list, &count);
	*found = 0;
	for (size_t i = 0; err == ERR_OK && *found == 0 && i < count; i++) {
		Guosuo__V1__PutStampRequest *request;
		struct code code;
		struct assignment assignment;
		struct stamp stamp;
		err = stamps_read(context, list[i], &request);
		if (err != ERR_OK || request->stamp == NULL || code_open(bytes_span(request->code), &context->arena, &code) != ERR_OK ||
		    assignment_read(&code.assignment, &context->arena, &assignment) != ERR_OK ||
		    stamp_read(request->stamp, &context->arena, &stamp) != ERR_OK)
			continue;
		if (span_equal(bytes_span(code.trip.body), stamping->trip.raw) &&
		    assignment.body->journey == stamping->assignment.body->journey &&
		    stamp.body->direction == GUOSUO__V1__DIRECTION__DELIVERED)
			*found = list[i];
	}
	return err;
}

/* ---- deliver ---- */

/* The receipt: the pass as far as it was shown here, with its stamp. */
static enum err write_receipt(struct context *context, const char *typed, struct stamping *stamping)
{
	Guosuo__V1__PassFile file = GUOSUO__V1__PASS_FILE__INIT;
	Guosuo__V1__Sealed *leg = &stamping->code.leg;
	Guosuo__V1__OfficerSealed *assignment = &stamping->code.assignment;
	struct span raw;
	file.trip = &stamping->code.trip;
	file.legs = &leg, file.n_legs = 1;
	file.assignments = &assignment, file.n_assignments = 1;
	file.stamps = &stamping->sealed, file.n_stamps = 1;
	enum err err = canon_pack(&file.base, &context->arena, &raw);
	if (err != ERR_OK) {
		say_err(context, err, typed);
		return err;
	}
	return party_write(context, typed, raw, false);
}

/* The journey is delivered already: only its receipt can be had once more. */
static enum exit_code again(struct context *context, const char *receipt, uint32_t sequence, struct stamping *stamping)
{
	Guosuo__V1__PutStampRequest *request;
	say(context, SAY_DELIVERED_BEFORE, sequence);
	if (receipt == NULL)
		return EXIT_DONE;
	enum err err = stamps_read(context, sequence, &request);
	if (err == ERR_OK)
		err = code_open(bytes_span(request->code), &context->arena, &stamping->code);
	if (err != ERR_OK)
		return say_err(context, err, "stamps");
	stamping->sealed = request->stamp;
	return write_receipt(context, receipt, stamping) == ERR_OK ? EXIT_DONE : EXIT_OTHER;
}

static enum exit_code report(struct context *context, const struct stamping *stamping)
{
	char number[PASS_NUMBER_LEN + 1];
	const Guosuo__V1__Stamp *stamp = &stamping->stamp;
	bool delivered = stamp->direction == GUOSUO__V1__DIRECTION__DELIVERED;
	pass_number(stamping->trip.body->pass_id.data, number);
	say(context, delivered ? SAY_DELIVERED_KEPT : SAY_STAMP_KEPT, number, stamp->sequence);
	if (!context->json)
		return EXIT_DONE;
	struct sheet sheet = sheet_begin(context, stdout);
	sheet_text(&sheet, "number", "", "", "%s", number);
	sheet_text(&sheet, "verdict", "", "", "%s", word_name(stamping->look->verdict.word));
	sheet_number(&sheet, "outcome", "", "", (int64_t)stamp->outcome, "");
	sheet_json(&sheet, "delivered", json_boolean(delivered));
	sheet_number(&sheet, "sequence", "", "", stamp->sequence, "");
	sheet_end(&sheet);
	return EXIT_DONE;
}

static enum exit_code stamp_it(struct context *context, const struct args *args, const struct decision *decision,
			       struct stamping *stamping)
{
	uint32_t waiting;
	enum err err = find_waiting(context, stamping, &waiting);
	if (err != ERR_OK)
		return say_err(context, err, "stamps");
	if (waiting != 0)
		return again(context, args->value[D_RECEIPT], waiting, stamping);
	err = fill(context, decision, stamping);
	if (err != ERR_OK)
		return say_err(context, err, "stamps");
	if (seal(context, stamping) != ERR_OK)
		return EXIT_OTHER;
	err = keep(context, stamping);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, SAY_NOT_RECORDED));
	if (args->value[D_RECEIPT] != NULL && write_receipt(context, args->value[D_RECEIPT], stamping) != ERR_OK)
		return EXIT_OTHER;
	return report(context, stamping);
}

/* What goes against the verdict needs a reason, and nothing else has one. */
static enum exit_code decide(struct context *context, const struct look *look, struct decision *decision)
{
	enum word word = look->verdict.word;
	if (decision->outcome == OUTCOME(OUTCOME_UNSPECIFIED) && word == VERDICT_ACCEPT)
		decision->outcome = OUTCOME(PASSED);
	if (decision->outcome == OUTCOME(OUTCOME_UNSPECIFIED)) {
		say(context, SAY_OUTCOME_NEEDED);
		return gate_exit(word);
	}
	if (stamp_against((uint32_t)word, decision->outcome) == (decision->reason != 0))
		return EXIT_DONE;
	say(context, decision->reason == 0 ? SAY_REASON_NEEDED : SAY_REASON_NEEDLESS);
	return EXIT_USAGE;
}

static enum exit_code run_deliver(struct context *context, const struct args *args)
{
	struct decision decision;
	struct look *look = arena_take(&context->arena, sizeof *look);
	struct stamping *stamping = arena_take(&context->arena, sizeof *stamping);
	if (look == NULL || stamping == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	enum exit_code code = read_decision(context, args, &decision);
	if (code == EXIT_DONE)
		code = gate_look(context, args, look);
	if (code != EXIT_DONE)
		return code;
	struct context plain = *context;
	plain.json = false;
	gate_print(&plain, look, context->json ? stderr : stdout);
	stamping->look = look;
	if (open_code(context, stamping) != ERR_OK) {
		say(context, SAY_NOT_RECORDED);
		return gate_exit(look->verdict.word);
	}
	if (!is_here(context, stamping))
		return EXIT_OTHER;
	code = decide(context, look, &decision);
	return code == EXIT_DONE ? stamp_it(context, args, &decision, stamping) : code;
}

const struct command delivery_commands[] = {
    {"checkpoint", "arrivals", "", 0, 0, "将到本港的运次", "what is on its way to this port", arrivals_options, run_arrivals},
    {"checkpoint", "deliver", "[TEXT]", 0, 1, "核验并加盖送达签章 (无需网络)", "judge a code and seal its delivery; needs no network",
     deliver_options, run_deliver},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
