/* guosuo stop - the keeper of one stop: what it can take, who has asked, and the sealed word that a bed is kept. The same
 * capacity may be put by the province's authority. */
#include <string.h>

#include "client/enrol.h"
#include "client/lodging.h"
#include "client/render.h"
#include "client/say.h"
#include "client/sync.h"
#include "proto/body.h"
#include "proto/booking.h"
#include "proto/canon.h"
#include "proto/identity.h"
#include "proto/sign.h"

/* Each verb runs with the party open. */
typedef enum exit_code verb(struct context *context, const struct args *args, const struct party *party);

static enum exit_code as_party(struct context *context, const struct args *args, const char *role, verb *run)
{
	struct party party;
	enum exit_code code = EXIT_OTHER;
	if (party_open(context, role, &party) == ERR_OK)
		code = run(context, args, &party);
	party_close(&party);
	return code;
}

/* ---- capacity ---- */

static enum exit_code put_stop(struct context *context, const struct party *party, Guosuo__V1__Stop *stop)
{
	Guosuo__V1__PutStopRequest request = GUOSUO__V1__PUT_STOP_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.stop = stop;
	if (party_call(context, party, "Stops/PutStop", &request.base, &guosuo__v1__put_stop_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_STOP_PUT, stop->stop);
	return EXIT_DONE;
}

/* A file leaves out what the home knows: province, and the keeper's own stop. */
static enum err read_stop(struct context *context, const struct party *party, const char *typed, Guosuo__V1__Stop **out)
{
	struct span text;
	ProtobufCMessage *message;
	enum err err = party_read(context, typed, PLAN_MAX, &text);
	if (err == ERR_OK)
		err = party_parse(context, &guosuo__v1__stop__descriptor, text, &message);
	if (err != ERR_OK)
		return err;
	*out = (Guosuo__V1__Stop *)message;
	if ((*out)->province == 0)
		(*out)->province = party->membership.province;
	if ((*out)->stop == 0)
		(*out)->stop = party->membership.checkpoint;
	return ERR_OK;
}

static enum err get_stop(struct context *context, const struct party *party, const Guosuo__V1__StopView **out)
{
	Guosuo__V1__ListStopsRequest request = GUOSUO__V1__LIST_STOPS_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.province = party->membership.province;
	request.stop = party->membership.checkpoint;
	enum err err = party_call(context, party, "Stops/ListStops", &request.base,
				  &guosuo__v1__list_stops_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__ListStopsResponse *list = (const Guosuo__V1__ListStopsResponse *)answer;
	if (list->n_stops != 1 || list->stops[0]->stop == NULL) {
		say(context, SAY_STOP_EMPTY, party->membership.checkpoint);
		return ERR_NOT_FOUND;
	}
	*out = list->stops[0];
	return ERR_OK;
}

enum { CAPACITY_BEDS, CAPACITY_MEALS };
static const struct option_row capacity_options[] = {{"beds", "N", "每夜床位", "beds a night"},
						     {"meals", "N", "每夜份餐", "meals a night"},
						     {0}};

static enum exit_code show_capacity(struct context *context, const Guosuo__V1__StopView *view)
{
	if (context->json)
		return party_print(context, &view->base);
	lodging_print_stop(context, view);
	return EXIT_DONE;
}

/* With a file: all of it anew. With options: only that is changed. With neither: it is shown. */
static enum exit_code capacity(struct context *context, const struct args *args, const struct party *party)
{
	const Guosuo__V1__StopView *view = NULL;
	Guosuo__V1__Stop *stop;
	bool changes = args->value[CAPACITY_BEDS] != NULL || args->value[CAPACITY_MEALS] != NULL;
	enum err err = args->count > 0 ? read_stop(context, party, args->argument[0], &stop)
				       : get_stop(context, party, &view);
	if (err != ERR_OK)
		return EXIT_OTHER;
	if (view != NULL && !changes)
		return show_capacity(context, view);
	if (view != NULL)
		stop = view->stop;
	if (party_number(context, "beds", args->value[CAPACITY_BEDS], 0, BEDS_MAX, stop->beds, &stop->beds) != ERR_OK ||
	    party_number(context, "meals", args->value[CAPACITY_MEALS], 0, MEALS_MAX, stop->meals, &stop->meals) != ERR_OK)
		return EXIT_USAGE;
	return put_stop(context, party, stop);
}

static enum exit_code run_capacity(struct context *context, const struct args *args)
{
	return as_party(context, args, "stop", capacity);
}

static enum exit_code authority_put(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__Stop *stop;
	return read_stop(context, party, args->argument[0], &stop) == ERR_OK ? put_stop(context, party, stop) : EXIT_OTHER;
}

static enum exit_code run_authority_put(struct context *context, const struct args *args)
{
	return as_party(context, args, "authority", authority_put);
}

/* ---- queue ---- */

enum { QUEUE_ALL };
static const struct option_row queue_options[] = {{"all", NULL, "也列出已结束的", "also those that are over"}, {0}};

static enum exit_code queue(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__ListStopBookingsRequest request = GUOSUO__V1__LIST_STOP_BOOKINGS_REQUEST__INIT;
	const Guosuo__V1__ListStopBookingsResponse *page;
	struct held *held = arena_take(&context->arena, sizeof *held);
	size_t count = 0;
	if (held == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_held(context, party, held) != ERR_OK)
		return EXIT_OTHER;
	request.ended = args->value[QUEUE_ALL] != NULL;
	request.page_size = 100;
	do {
		ProtobufCMessage *answer;
		if (party_call(context, party, "Stops/ListStopBookings", &request.base,
			       &guosuo__v1__list_stop_bookings_response__descriptor, &answer) != ERR_OK)
			return EXIT_OTHER;
		page = (const Guosuo__V1__ListStopBookingsResponse *)answer;
		if (context->json && party_print(context, answer) != EXIT_DONE)
			return EXIT_OTHER;
		for (size_t i = 0; !context->json && i < page->n_bookings; i++)
			lodging_print_booking(context, held, page->bookings[i]);
		count += page->n_bookings;
		request.after = page->next;
	} while (page->next.len > 0);
	if (count == 0)
		say(context, SAY_BOOKING_NONE);
	return EXIT_DONE;
}

static enum exit_code run_queue(struct context *context, const struct args *args)
{
	return as_party(context, args, "stop", queue);
}

/* ---- confirm ---- */

/* One booking with the trip it will be sealed for. */
struct asking {
	struct held held;
	const Guosuo__V1__BookingView *view;
	const Guosuo__V1__Sealed *sealed_trip;
	struct trip trip;
	const struct roster *roster; /* of this province */
	int64_t now;
};

/* Nobody seals for a trip that its issuer did not. */
static enum err verify_trip(struct context *context, struct asking *asking)
{
	enum err err = trip_read(asking->sealed_trip, &context->arena, &asking->trip);
	if (err == ERR_OK &&
	    !span_equal(bytes_span(asking->trip.body->pass_id), bytes_span(asking->view->pass_id)))
		err = ERR_FORMAT;
	if (err == ERR_OK) {
		const struct roster *issuer = party_roster(context, &asking->held, asking->trip.body->issuer, asking->now);
		if (issuer == NULL)
			return ERR_KEY;
		err = trip_verify(asking->sealed_trip, &asking->trip, issuer, &asking->held.directory, asking->now,
				  &context->arena);
	}
	if (err != ERR_OK)
		say_err(context, err, say_text(context, SAY_TRIP_BAD));
	return err;
}

static enum err get_asking(struct context *context, const struct party *party, uint32_t code, struct asking *asking)
{
	Guosuo__V1__GetStopBookingRequest request = GUOSUO__V1__GET_STOP_BOOKING_REQUEST__INIT;
	ProtobufCMessage *answer;
	request.code = code;
	asking->now = party_now();
	enum err err = party_held(context, party, &asking->held);
	if (err == ERR_OK)
		asking->roster = party_roster(context, &asking->held, party->membership.province, asking->now);
	if (err != ERR_OK || asking->roster == NULL)
		return err != ERR_OK ? err : ERR_KEY;
	err = party_call(context, party, "Stops/GetStopBooking", &request.base,
			 &guosuo__v1__get_stop_booking_response__descriptor, &answer);
	if (err != ERR_OK)
		return err;
	asking->view = ((const Guosuo__V1__GetStopBookingResponse *)answer)->booking;
	asking->sealed_trip = ((const Guosuo__V1__GetStopBookingResponse *)answer)->trip;
	if (asking->view == NULL || asking->sealed_trip == NULL) {
		say_err(context, ERR_FORMAT, party->server);
		return ERR_FORMAT;
	}
	if (asking->view->state != GUOSUO__V1__BOOKING_STATE__BOOKING_ASKED) {
		say(context, SAY_BOOKING_GONE, code);
		return ERR_STATE;
	}
	return verify_trip(context, asking);
}

static Guosuo__V1__Booking booking_of(const struct asking *asking)
{
	const Guosuo__V1__BookingView *view = asking->view;
	Guosuo__V1__Booking booking = GUOSUO__V1__BOOKING__INIT;
	booking.ordinal = view->ordinal;
	booking.province = view->province;
	booking.stop = view->stop;
	booking.code = view->code;
	booking.sealed_at = asking->now;
	booking.not_before = view->not_before;
	booking.not_after = view->not_after;
	booking.beds = view->beds;
	booking.meals = view->meals;
	booking.phone = view->phone;
	return booking;
}

/* Sealed, and judged as a driver would judge it before it leaves. */
static enum err seal_booking(struct context *context, const struct party *party, const struct asking *asking,
			     uint8_t seal[static SEAL_LEN], Guosuo__V1__Sealed *out)
{
	const Guosuo__V1__Booking body = booking_of(asking);
	struct booking booking;
	struct span raw;
	enum err err = canon_pack(&body.base, &context->arena, &raw);
	if (err == ERR_OK)
		err = seal_sign(KIND_booking, &asking->trip.hash, raw, party->key.secret, &context->arena, seal);
	if (err != ERR_OK)
		return err;
	out->body = span_bytes(raw);
	out->seals = (ProtobufCBinaryData){SEAL_LEN, seal};
	err = booking_read(out, &context->arena, &booking);
	return err == ERR_OK ? booking_verify(out, &booking, &asking->trip, asking->roster, asking->now,
					      &context->arena, NULL)
			     : err;
}

static void show_asking(struct context *context, const struct asking *asking)
{
	struct context plain = *context;
	plain.json = false;
	struct sheet sheet = sheet_begin(&plain, context->json ? stderr : stdout);
	char from[RENDER_TIME], to[RENDER_TIME];
	render_time(&asking->held, asking->view->not_before, from);
	render_time(&asking->held, asking->view->not_after, to);
	render_trip(&sheet, &asking->held, asking->trip.body);
	sheet_number(&sheet, "code", "订单号", "code", asking->view->code, "");
	sheet_number(&sheet, "beds", "床位", "beds", asking->view->beds, "");
	sheet_number(&sheet, "meals", "用餐", "meals", asking->view->meals, "");
	sheet_text(&sheet, "kept", "保留时段", "kept", "%s > %s", from, to);
	sheet_text(&sheet, "phone", "电话", "telephone", "%s", asking->view->phone);
	sheet_end(&sheet);
	fflush(sheet.out);
}

enum { CONFIRM_YES };
static const struct option_row confirm_options[] = {{"yes", NULL, "不再询问", "do not ask"}, {0}};

static enum exit_code confirm(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__PutBookingRequest request = GUOSUO__V1__PUT_BOOKING_REQUEST__INIT;
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct asking *asking = arena_take(&context->arena, sizeof *asking);
	uint8_t seal[SEAL_LEN];
	uint32_t code;
	ProtobufCMessage *answer;
	if (asking == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (lodging_code(context, args->argument[0], &code) != ERR_OK)
		return EXIT_USAGE;
	if (get_asking(context, party, code, asking) != ERR_OK)
		return EXIT_OTHER;
	show_asking(context, asking);
	if (args->value[CONFIRM_YES] == NULL && !party_confirm(context, SAY_CONFIRM, SAY_NOT_SEALED))
		return EXIT_OTHER;
	enum err err = seal_booking(context, party, asking, seal, &sealed);
	if (err != ERR_OK)
		return say_err(context, err, say_text(context, err == ERR_KEY ? SAY_NOT_LISTED : SAY_NOT_SEALED));
	request.booking = &sealed;
	if (party_call(context, party, "Stops/PutBooking", &request.base, &guosuo__v1__put_booking_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_BOOKING_SEALED, code);
	return EXIT_DONE;
}

static enum exit_code run_confirm(struct context *context, const struct args *args)
{
	return as_party(context, args, "stop", confirm);
}

/* ---- decline, missed ---- */

static const struct option_row decline_options[] = {{"reason", "TEXT", "原因", "the reason"}, {0}};

static enum exit_code decline(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__DeclineBookingRequest request = GUOSUO__V1__DECLINE_BOOKING_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (lodging_code(context, args->argument[0], &request.code) != ERR_OK)
		return EXIT_USAGE;
	request.reason = arena_text(&context->arena, span_text(args->value[0]));
	if (request.reason == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, party, "Stops/DeclineBooking", &request.base,
		       &guosuo__v1__decline_booking_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_BOOKING_ENDED, request.code);
	return EXIT_DONE;
}

static enum exit_code run_decline(struct context *context, const struct args *args)
{
	if (args->value[0] == NULL || args->value[0][0] == '\0')
		return party_needs(context, "--reason");
	return as_party(context, args, "stop", decline);
}

static enum exit_code missed(struct context *context, const struct args *args, const struct party *party)
{
	Guosuo__V1__PutNoShowRequest request = GUOSUO__V1__PUT_NO_SHOW_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (lodging_code(context, args->argument[0], &request.code) != ERR_OK)
		return EXIT_USAGE;
	if (party_call(context, party, "Stops/PutNoShow", &request.base, &guosuo__v1__put_no_show_response__descriptor,
		       &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_BOOKING_ENDED, request.code);
	return EXIT_DONE;
}

static enum exit_code run_missed(struct context *context, const struct args *args)
{
	return as_party(context, args, "stop", missed);
}

/* ---- rows ---- */

static enum exit_code run_enrol(struct context *context, const struct args *args)
{
	return enrol_run(context, args, GUOSUO__V1__ROLE__ROLE_STOP_KEEPER);
}

static enum exit_code run_sync(struct context *context, const struct args *args)
{
	return sync_run(context, args, "stop");
}

static const struct option_row enrol_options[] = {ENROL_OPTION_ROWS, {0}};

const struct command stop_commands[] = {
    {"stop", "enrol", "INVITATION", 1, 1, "登记本机为食宿点", "enrol this device as a stop's", enrol_options, run_enrol},
    {"stop", "sync", "[FROM]", 0, 1, "更新名录名册名单", "fetch newer state files", NULL, run_sync},
    {"stop", "capacity", "[FILE]", 0, 1, "登记, 更改或显示接待能力", "say, change or show what the stop can take",
     capacity_options, run_capacity},
    {"stop", "queue", "", 0, 0, "待确认和将到的预订", "bookings that wait or are due", queue_options, run_queue},
    {"stop", "confirm", "CODE", 1, 1, "确认预订并签章", "confirm a booking and seal it", confirm_options, run_confirm},
    {"stop", "decline", "CODE", 1, 1, "未能接待", "decline a booking, before or after", decline_options, run_decline},
    {"stop", "missed", "CODE", 1, 1, "登记未到店", "nobody came", NULL, run_missed},
    {"authority", "stop", "FILE", 1, 1, "登记本省一个食宿点的接待能力", "say what a stop of this province can take", NULL,
     run_authority_put},
    {0}};
