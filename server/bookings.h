/* server/bookings.h - beds and meals as the company and its driver see them; and what every change of a
 * booking shares. */
#ifndef GUOSUO_SERVER_BOOKINGS_H
#define GUOSUO_SERVER_BOOKINGS_H

#include "guosuo/v1/stops.pb-c.h"
#include "server/booking_step.h"
#include "server/rpc.h"
#include "server/store_booking.h"

/* Holds capacity for the keeper's answer, in each night of the window at once or not at all. */
enum err bookings_ask(struct tx *tx, struct call *call);
enum err bookings_list(struct tx *tx, struct call *call);
enum err bookings_cancel(struct tx *tx, struct call *call);
/* When the crew will be there: by the company, or by a driver who is assigned. */
enum err bookings_arrive(struct tx *tx, struct call *call);

/* A trip that is withdrawn gives back its beds. */
enum err bookings_withdraw(struct tx *tx, struct call *call, struct span company, struct span pass_id) MUST_USE;

/* One that is delivered gives back those that have not begun; but where it arrived, on its last leg, the crew still
 * sleeps this night. */
enum err bookings_release(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                          uint32_t last) MUST_USE;

/* The confirmed ones into a pass file. */
enum err bookings_carry(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                        Guosuo__V1__PassFile *file) MUST_USE;

/* What comes with an event; empty: stays as it was. */
struct booking_change {
	enum booking_event event;
	struct span reason, body, seals;
};
/* Moves a booking, tells its company what others did, and gives its capacity back where it ends. ERR_STATE: not possible in its state;
 * ERR_CONFLICT: it is no longer in the state that was read. */
enum err bookings_move(struct tx *tx, struct call *call, const struct booking_row *row,
                       const struct booking_change *change) MUST_USE;

/* As a message of an answer. ERR_MEMORY, and the store's. */
enum err bookings_view(struct tx *tx, struct call *call, const struct booking_row *row,
                       Guosuo__V1__BookingView **out) MUST_USE;

/* Only what the sealed leg permits may be booked or confirmed; before it is sealed, any stop of its province.
 * Faulted (ERR_INPUT), or ERR_STATE: the leg is refused or withdrawn. */
enum err bookings_permitted(struct call *call, int64_t leg_state, struct span leg_body, uint32_t ordinal,
                            uint32_t stop) MUST_USE;

#endif
