#include "server/keepers.h"

#include "proto/booking.h"
#include "proto/decision.h"
#include "server/bookings.h"
#include "server/stops.h"
#include "server/view.h"

/* ---- reading ---- */

enum {
	SEEN_AFTER_S = DAY_S
}; /* a booking that is over stays in the queue so long: a no-show can still be told */

/* A page goes on after (not_before, code): the code stands in the first bytes of the cursor's id. */
static uint32_t code_read(struct span id)
{
	return id.n < 4
	           ? 0
	           : (uint32_t)id.p[0] << 24 | (uint32_t)id.p[1] << 16 | (uint32_t)id.p[2] << 8 | id.p[3];
}

static ProtobufCBinaryData next_after(struct call *call, const struct booking_row *row)
{
	const uint8_t code[] = {(uint8_t)(row->code >> 24), (uint8_t)(row->code >> 16),
	                        (uint8_t)(row->code >> 8), (uint8_t)row->code};
	return view_next(call, row->not_before, span_of(code, sizeof code));
}

/* No window is longer than BOOKING_WINDOW_S, so what began before that is over: the list needs not read it.
 */
static enum err page_of(struct call *call, const Guosuo__V1__ListStopBookingsRequest *request,
                        struct booking_page *out)
{
	struct page page;
	int64_t least = request->ended ? 0 : call->now - SEEN_AFTER_S;
	enum err err = view_page(call, request->page_size, request->after,
	                         request->ended ? 0 : least - BOOKING_WINDOW_S, &page);
	if (err != ERR_OK)
		return err;
	*out = (struct booking_page){.province = call->who.province,
	                             .stop = call->who.post,
	                             .ended = request->ended,
	                             .not_before = page.created,
	                             .not_after = least,
	                             .code = code_read(page.pass_id),
	                             .size = page.size};
	return ERR_OK;
}

enum err keepers_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListStopBookingsRequest *request = (const void *)call->request;
	Guosuo__V1__ListStopBookingsResponse *reply = call_reply(call);
	struct booking_page page;
	struct row_cursor cursor;
	struct booking_row row;
	enum err err = page_of(call, request, &page);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__BookingView **list = call_take(call, page.size * sizeof(void *));
	if (reply == NULL || list == NULL)
		return ERR_MEMORY;
	reply->bookings = list;
	err = store_booking_queue(tx, &page, &cursor);
	while (err == ERR_OK && reply->n_bookings < page.size && (err = store_next(&cursor)) == ERR_OK) {
		store_booking_row(&cursor, &row);
		err = bookings_view(tx, call, &row, &list[reply->n_bookings]);
		if (err == ERR_OK && ++reply->n_bookings == page.size)
			reply->next = next_after(call, &row);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err own_booking(struct tx *tx, const struct call *call, uint32_t code, struct booking_row *out)
{
	return store_booking_at_stop(tx, call->who.province, call->who.post, code, out);
}

enum err keepers_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetStopBookingRequest *request = (const void *)call->request;
	struct booking_row row;
	struct booked_trip trip;
	enum err err = own_booking(tx, call, request->code, &row);
	if (err == ERR_OK)
		err = store_booking_trip(tx, call->who.province, call->who.post, request->code, &trip);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__GetStopBookingResponse *reply = call_reply(call);
	if (reply == NULL)
		return ERR_MEMORY;
	reply->trip = view_sealed(call, trip.body, trip.seals);
	return bookings_view(tx, call, &row, &reply->booking);
}

/* ---- confirming ---- */

/* The company's words, the stop's telephone, and nothing else. */
static bool is_as_asked(const Guosuo__V1__Booking *booking, const struct booking_row *row, const char *phone)
{
	return booking->ordinal == row->ordinal && booking->province == row->province &&
	       booking->stop == row->stop && booking->not_before == row->not_before &&
	       booking->not_after == row->not_after && booking->beds == row->beds &&
	       booking->meals == row->meals && strcmp(booking->phone, phone) == 0;
}

static enum err verify(struct call *call, const Guosuo__V1__Sealed *sealed, const struct booking *booking,
                       const struct booked_trip *row)
{
	const struct roster *roster = held_roster(call->held, call->who.province);
	const Guosuo__V1__Sealed *envelope = view_sealed(call, row->body, row->seals);
	struct trip trip;
	size_t entry;
	if (roster == NULL || envelope == NULL)
		return ERR_BUSY;
	enum err err = trip_read(envelope, &call->arena, &trip);
	if (err == ERR_OK)
		err = booking_verify(sealed, booking, &trip, roster, call->now, &call->arena, &entry);
	if (err != ERR_OK)
		return err;
	return span_equal(field_span(roster->body->entries[entry]->key), span_of(call->who.key, KEY_LEN))
	           ? ERR_OK
	           : ERR_KEY;
}

static enum err confirm(struct tx *tx, struct call *call, const Guosuo__V1__Sealed *sealed,
                        const struct booking *booking)
{
	const struct booking_change change = {
	    .event = BOOKING_CONFIRM, .body = booking->raw, .seals = field_span(sealed->seals)};
	struct booking_row row;
	struct booked_trip trip;
	struct stop_at stop;
	enum err err = own_booking(tx, call, booking->body->code, &row);
	if (err == ERR_OK)
		err = store_booking_trip(tx, row.province, row.stop, row.code, &trip);
	if (err == ERR_OK)
		err = stops_find(tx, call, row.province, row.stop, &stop);
	if (err == ERR_OK && !is_as_asked(booking->body, &row, stop.body->phone))
		err = call_fault(call, RULE_BOOKING_DIFFERS, "booking", 0, 0);
	if (err == ERR_OK)
		err = verify(call, sealed, booking, &trip);
	if (err == ERR_OK)
		err = bookings_permitted(call, trip.leg_state, trip.leg, row.ordinal, row.stop);
	return err == ERR_OK ? bookings_move(tx, call, &row, &change) : err;
}

enum err keepers_confirm(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutBookingRequest *request = (const void *)call->request;
	struct booking booking;
	if (request->booking == NULL)
		return call_fault(call, RULE_REQUIRED, "booking", 0, 0);
	enum err err = booking_read(request->booking, &call->arena, &booking);
	if (err == ERR_OK)
		err = confirm(tx, call, request->booking, &booking);
	call_reply(call);
	return err;
}

/* ---- not keeping it ---- */

enum err keepers_decline(struct tx *tx, struct call *call)
{
	const Guosuo__V1__DeclineBookingRequest *request = (const void *)call->request;
	const struct booking_change change = {.event = BOOKING_DECLINE, .reason = span_text(request->reason)};
	struct booking_row row;
	if (change.reason.n == 0)
		return call_fault(call, RULE_REQUIRED, "reason", 0, 0);
	if (change.reason.n > REASON_MAX)
		return call_fault(call, RULE_TOO_LONG, "reason", (int64_t)change.reason.n, REASON_MAX);
	enum err err = own_booking(tx, call, request->code, &row);
	if (err == ERR_OK)
		err = bookings_move(tx, call, &row, &change);
	call_reply(call);
	return err;
}

enum err keepers_miss(struct tx *tx, struct call *call)
{
	static const struct booking_change change = {.event = BOOKING_MISS};
	const Guosuo__V1__PutNoShowRequest *request = (const void *)call->request;
	struct booking_row row;
	enum err err = own_booking(tx, call, request->code, &row);
	if (err == ERR_OK && call->now < row.not_before) {
		fault_add(&call->faults, RULE_BOOKING_EARLY, "code", 0, 0);
		err = ERR_STATE;
	}
	if (err == ERR_OK)
		err = bookings_move(tx, call, &row, &change);
	call_reply(call);
	return err;
}
