#include "server/booking_step.h"

#include <stddef.h>

#define STATE(name) GUOSUO__V1__BOOKING_STATE__BOOKING_##name

/* A cell that is not here is refused. */
static const Guosuo__V1__BookingState steps[BOOKING_STATES][BOOKING_EVENTS] = {
    [STATE(ASKED)] =
        {
            [BOOKING_CONFIRM] = STATE(CONFIRMED),
            [BOOKING_DECLINE] = STATE(DECLINED),
            [BOOKING_CANCEL] = STATE(CANCELLED),
            [BOOKING_LAPSE] = STATE(LAPSED),
        },
    [STATE(CONFIRMED)] =
        {
            [BOOKING_DECLINE] = STATE(DECLINED),
            [BOOKING_CANCEL] = STATE(CANCELLED),
            [BOOKING_MISS] = STATE(NO_SHOW),
        },
};

enum err booking_step(Guosuo__V1__BookingState state, enum booking_event event, Guosuo__V1__BookingState *out)
{
	if ((size_t)state >= BOOKING_STATES || (size_t)event >= BOOKING_EVENTS ||
	    steps[state][event] == STATE(STATE_UNSPECIFIED))
		return ERR_STATE;
	*out = steps[state][event];
	return ERR_OK;
}

bool booking_ended(Guosuo__V1__BookingState state)
{
	return state != STATE(ASKED) && state != STATE(CONFIRMED);
}
