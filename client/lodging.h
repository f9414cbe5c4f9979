/* client/lodging.h - stops and bookings as people read them: shared by the stop's keeper, the company and the driver. */
#ifndef GUOSUO_CLIENT_LODGING_H
#define GUOSUO_CLIENT_LODGING_H

#include "client/party.h"
#include "client/sheet.h"
#include "guosuo/v1/stops.pb-c.h"

/* The state's word in the language in force. */
const char *lodging_state(const struct context *context, Guosuo__V1__BookingState state);

/* A line for people. */
void lodging_print_stop(const struct context *context, const Guosuo__V1__StopView *view);
void lodging_print_booking(const struct context *context, const struct held *held,
			   const Guosuo__V1__BookingView *view);

/* A booking's code as typed. ERR_INPUT: said. */
enum err lodging_code(struct context *context, const char *typed, uint32_t *out) MUST_USE;

/* Pages of ListStops until there are no more, printed. Errors are said. */
enum exit_code lodging_list_stops(struct context *context, const struct party *party,
				  Guosuo__V1__ListStopsRequest *request);

#endif
