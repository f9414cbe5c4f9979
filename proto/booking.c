#include "proto/booking.h"

#include <string.h>

#include "proto/body.h"

enum err booking_read(const Guosuo__V1__Sealed *sealed, struct arena *arena, struct booking *out)
{
	ProtobufCMessage *body;
	enum err err = body_open(&guosuo__v1__booking__descriptor, sealed->body, BOOKING_MAX, arena, &body);
	if (err != ERR_OK)
		return err;
	out->body = (const Guosuo__V1__Booking *)body;
	out->raw = bytes_span(sealed->body);
	body_hash(out->raw, out->hash);
	return ERR_OK;
}

static bool form_ok(const Guosuo__V1__Booking *booking)
{
	size_t phone = strlen(booking->phone);
	return booking->stop >= 1 && booking->code >= BOOKING_CODE_MIN && booking->code <= BOOKING_CODE_MAX &&
	       booking->sealed_at >= 1 && booking->beds <= BEDS_MAX && booking->meals <= MEALS_MAX &&
	       (booking->beds > 0 || booking->meals > 0) && phone >= 1 && phone <= PHONE_BYTES;
}

/* The last night may end after the trip's window: the goods have arrived, the crew sleeps. */
static bool window_ok(const Guosuo__V1__Booking *booking, const Guosuo__V1__Trip *trip)
{
	return booking->not_before >= trip->not_before && booking->not_before <= trip->not_after &&
	       booking->not_before < booking->not_after &&
	       booking->not_after - booking->not_before <= BOOKING_WINDOW_S;
}

enum err booking_sound(const Guosuo__V1__Booking *booking, const Guosuo__V1__Trip *trip)
{
	if (!form_ok(booking))
		return ERR_FORMAT;
	if (booking->ordinal < 1 || booking->ordinal > trip->n_provinces ||
	    booking->province != trip->provinces[booking->ordinal - 1])
		return ERR_SCOPE;
	return window_ok(booking, trip) ? ERR_OK : ERR_WINDOW;
}

enum err booking_verify(const Guosuo__V1__Sealed *sealed, const struct booking *booking,
                        const struct trip *trip, const struct roster *roster, int64_t now,
                        struct arena *arena, size_t *entry)
{
	const struct sealing sealing = {KIND_booking, &trip->hash, sealed, booking->body->sealed_at};
	size_t found;
	if (roster->body->province != booking->body->province)
		return ERR_SCOPE;
	enum err err = booking_sound(booking->body, trip->body);
	if (err == ERR_OK)
		err = body_sealer(&sealing, roster, GUOSUO__V1__ROLE__ROLE_STOP_KEEPER, now, arena, &found);
	if (err != ERR_OK)
		return err;
	if (roster->body->entries[found]->checkpoint != booking->body->stop)
		return ERR_SCOPE;
	if (entry != NULL)
		*entry = found;
	return ERR_OK;
}

bool booking_permitted(const Guosuo__V1__Leg *leg, uint32_t stop)
{
	for (size_t i = 0; i < leg->n_stops; i++)
		if (leg->stops[i] == stop)
			return true;
	return false;
}
