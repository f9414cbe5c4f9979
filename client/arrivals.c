/* guosuo checkpoint arrivals - the gate of a port: what is on its way there. */
#include "client/pages.h"
#include "client/party.h"
#include "client/render.h"
#include "client/say.h"
#include "guosuo/v1/arrivals.pb-c.h"

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
	if (party_resume(context, "checkpoint", &party) == ERR_OK) /* the gate goes on meanwhile */
		code = list_arrivals(context, &party, days);
	party_close(&party);
	return code;
}

const struct command arrivals_commands[] = {
    {"checkpoint", "arrivals", "", 0, 0, "将到本港的运次", "what is on its way to this port", arrivals_options, run_arrivals},
    {NULL, NULL, NULL, 0, 0, NULL, NULL, NULL, NULL},
};
