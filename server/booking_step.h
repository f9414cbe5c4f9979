/* server/booking_step.h - how a booking moves: one table of state and event, pure. */
#ifndef GUOSUO_SERVER_BOOKING_STEP_H
#define GUOSUO_SERVER_BOOKING_STEP_H

#include <stdbool.h>

#include "guosuo/v1/stops.pb-c.h"
#include "proto/err.h"

enum { BOOKING_STATES = 7 }; /* values of BookingState, the unspecified one counted */

enum booking_event {
	BOOKING_CONFIRM, /* the keeper's seal has come */
	BOOKING_DECLINE,
	BOOKING_CANCEL, /* by the company, or with its trip */
	BOOKING_MISS,   /* nobody came */
	BOOKING_LAPSE,  /* nobody answered in time */
	BOOKING_EVENTS
};

/* ERR_STATE: this event is not possible in this state. A step into a state that is ended gives the capacity
 * back. */
enum err booking_step(Guosuo__V1__BookingState state, enum booking_event event,
                      Guosuo__V1__BookingState *out) MUST_USE;

/* It takes no capacity any more, and nothing can happen to it. */
bool booking_ended(Guosuo__V1__BookingState state);

#endif
