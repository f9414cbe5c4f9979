#include "client/lodging.h"

#include <string.h>

#include "client/render.h"
#include "client/say.h"
#include "proto/booking.h"

const char *lodging_state(const struct context *context, Guosuo__V1__BookingState state)
{
	static const char *const words[][2] = {{"?", "?"},	     {"待确认", "asked"},   {"已确认", "confirmed"}, {"未能接待", "declined"},
					       {"已取消", "cancelled"}, {"未到店", "no-show"}, {"逾期失效", "lapsed"}};
	size_t row = (size_t)state < sizeof words / sizeof words[0] ? (size_t)state : 0;
	return words[row][context->lang == LANG_EN];
}

static void print_prices(const Guosuo__V1__Stop *stop)
{
	for (size_t i = 0; i < stop->n_prices; i++)
		printf("%s%s %u.%02u", i == 0 ? "  CNY " : ", ", stop->prices[i]->item, stop->prices[i]->fen / 100,
		       stop->prices[i]->fen % 100);
}

void lodging_print_stop(const struct context *context, const Guosuo__V1__StopView *view)
{
	const Guosuo__V1__Stop *stop = view->stop;
	if (stop == NULL)
		return;
	printf(context->lang == LANG_ZH ? "%u  %s  余床 %u/%u  余餐 %u/%u  车长 <= %u mm  %s" :
					  "%u  %s  beds free %u/%u  meals free %u/%u  trains <= %u mm  %s",
	       stop->stop, view->name, view->beds_free, stop->beds, view->meals_free, stop->meals, stop->longest_mm,
	       stop->phone);
	for (size_t i = 0; i < stop->n_services; i++)
		printf("%s%s", i == 0 ? "  " : ",", stop->services[i]);
	print_prices(stop);
	if (!view->open)
		fputs(context->lang == LANG_ZH ? "  此时不接待" : "  closed then", stdout);
	putchar('\n');
}

void lodging_print_booking(const struct context *context, const struct held *held, const Guosuo__V1__BookingView *view)
{
	char from[RENDER_TIME], to[RENDER_TIME], arrival[RENDER_TIME] = "";
	render_time(held, view->not_before, from);
	render_time(held, view->not_after, to);
	if (view->arrival != 0)
		render_time(held, view->arrival, arrival);
	printf(context->lang == LANG_ZH ? "%u  %s  %s 第 %u 段  %u %s  床 %u 餐 %u  %s 至 %s" :
					  "%u  %s  %s leg %u  %u %s  beds %u meals %u  %s to %s",
	       view->code, lodging_state(context, view->state), view->number, view->ordinal, view->stop, view->name,
	       view->beds, view->meals, from, to);
	if (view->state == GUOSUO__V1__BOOKING_STATE__BOOKING_ASKED) {
		render_time(held, view->hold_until, to);
		printf(context->lang == LANG_ZH ? "  预留至 %s" : "  held until %s", to);
	}
	if (arrival[0] != '\0')
		printf(context->lang == LANG_ZH ? "  预计 %s 到" : "  expected %s", arrival);
	printf("  %s  %s%s%s\n", view->company, view->phone, view->reason[0] == '\0' ? "" : "  ", view->reason);
}

enum err lodging_code(struct context *context, const char *typed, uint32_t *out)
{
	uint32_t code = 0;
	for (const char *at = typed; *at >= '0' && *at <= '9' && at - typed < 6; at++)
		code = code * 10 + (uint32_t)(*at - '0');
	if (strlen(typed) != 6 || code < BOOKING_CODE_MIN || code > BOOKING_CODE_MAX) {
		say(context, SAY_BOOKING_BAD, typed);
		return ERR_INPUT;
	}
	*out = code;
	return ERR_OK;
}

enum exit_code lodging_list_stops(struct context *context, const struct party *party,
				  Guosuo__V1__ListStopsRequest *request)
{
	const Guosuo__V1__ListStopsResponse *page;
	size_t count = 0;
	do {
		ProtobufCMessage *answer;
		if (party_call(context, party, "Stops/ListStops", &request->base,
			       &guosuo__v1__list_stops_response__descriptor, &answer) != ERR_OK)
			return EXIT_OTHER;
		page = (const Guosuo__V1__ListStopsResponse *)answer;
		if (context->json && party_print(context, answer) != EXIT_DONE)
			return EXIT_OTHER;
		for (size_t i = 0; !context->json && i < page->n_stops; i++)
			lodging_print_stop(context, page->stops[i]);
		count += page->n_stops;
		request->after = page->next;
	} while (page->next != 0);
	if (count == 0)
		say(context, SAY_STOP_NONE);
	return EXIT_DONE;
}
