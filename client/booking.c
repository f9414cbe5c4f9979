/* guosuo officer book, bookings ... - beds and meals for a trip; guosuo driver card - where the crew sleeps, offline. */
#include <stdlib.h>
#include <string.h>

#include "client/keep.h"
#include "client/lodging.h"
#include "client/officer.h"
#include "client/render.h"
#include "client/revoke.h"
#include "client/say.h"
#include "client/sync.h"
#include "client/wallet.h"
#include "proto/body.h"
#include "proto/booking.h"

/* Each verb runs with the party open and what this home holds of state files, which may be nothing. */
struct guest {
	struct party party;
	struct held held;
};
typedef enum exit_code verb(struct context *context, const struct args *args, const struct guest *guest);

static enum exit_code as_guest(struct context *context, const struct args *args, const char *role, verb *run)
{
	struct guest *guest = arena_take(&context->arena, sizeof *guest);
	enum exit_code code = EXIT_OTHER;
	if (guest == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_open(context, role, &guest->party) == ERR_OK &&
	    party_held(context, &guest->party, &guest->held) == ERR_OK)
		code = run(context, args, guest);
	party_close(&guest->party);
	return code;
}

/* ---- which stops there are ---- */

enum { STOPS_PROVINCE, STOPS_LENGTH, STOPS_SERVICES, STOPS_FROM, STOPS_TO };
static const struct option_row stops_options[] = {
    {"province", "PP", "省份代码", "the province's code"},
    {"length-mm", "N", "车货总长", "the train's length"},
    {"services", "A,B", "所需服务, 如 lodging,meal,parking", "services needed, such as lodging,meal,parking"},
    {"from", "TIME", "从何时起", "from when"},
    {"to", "TIME", "到何时止", "until when"},
    {0}};

/* "a,b" into a list of texts. */
static enum err split(struct context *context, const char *text, char ***out, size_t *count)
{
	size_t n = 1;
	for (const char *at = text; *at != '\0'; at++)
		n += *at == ',';
	char **list = arena_take(&context->arena, n * sizeof *list), *copy = arena_text(&context->arena, span_text(text));
	if (list == NULL || copy == NULL)
		return ERR_MEMORY;
	*count = n;
	*out = list;
	for (size_t i = 0; i < n; i++) {
		list[i] = copy;
		copy += strcspn(copy, ",");
		*copy++ = '\0';
	}
	return ERR_OK;
}

static enum exit_code stops(struct context *context, const struct args *args, const struct guest *guest)
{
	Guosuo__V1__ListStopsRequest request = GUOSUO__V1__LIST_STOPS_REQUEST__INIT;
	if (party_number(context, "province", args->value[STOPS_PROVINCE], 11, 82, 0, &request.province) != ERR_OK ||
	    party_number(context, "length-mm", args->value[STOPS_LENGTH], 1, MEASURE_MAX_MM, 0, &request.length_mm) != ERR_OK ||
	    party_time(context, "--from", args->value[STOPS_FROM], 0, &request.not_before) != ERR_OK ||
	    party_time(context, "--to", args->value[STOPS_TO], 0, &request.not_after) != ERR_OK)
		return EXIT_USAGE;
	if ((request.not_before == 0) != (request.not_after == 0))
		return party_needs(context, request.not_before == 0 ? "--from" : "--to");
	if (args->value[STOPS_SERVICES] != NULL &&
	    split(context, args->value[STOPS_SERVICES], &request.services, &request.n_services) != ERR_OK)
		return say_err(context, ERR_MEMORY, NULL);
	return lodging_list_stops(context, &guest->party, &request);
}

static enum exit_code run_stops(struct context *context, const struct args *args)
{
	if (args->value[STOPS_PROVINCE] == NULL)
		return party_needs(context, "--province");
	return as_guest(context, args, "officer", stops);
}

static enum exit_code run_reviewer_stops(struct context *context, const struct args *args)
{
	if (args->value[STOPS_PROVINCE] == NULL)
		return party_needs(context, "--province");
	return as_guest(context, args, "reviewer", stops);
}

/* ---- book ---- */

enum { BOOK_LEG, BOOK_STOP, BOOK_BEDS, BOOK_MEALS, BOOK_FROM, BOOK_TO, BOOK_ARRIVAL };
static const struct option_row book_options[] = {
    {"leg", "N", "第几段", "which leg"},
    {"stop", "N", "食宿点代码", "the stop's code"},
    {"beds", "N", "床位数", "beds"},
    {"meals", "N", "用餐份数", "meals"},
    {"from", "TIME", "从何时起, 如 2020-03-10T18:00:00+08:00", "from when, such as 2020-03-10T18:00:00+08:00"},
    {"to", "TIME", "到何时止", "until when"},
    {"arrival", "TIME", "预计到达", "when the crew expects to arrive"},
    {0}};

static enum err read_book(struct context *context, const struct args *args, Guosuo__V1__AskBookingRequest *out)
{
	const char *const *value = args->value;
	enum err err = party_number(context, "leg", value[BOOK_LEG], 1, LEGS_MAX, 0, &out->ordinal);
	if (err == ERR_OK)
		err = party_number(context, "stop", value[BOOK_STOP], 1, UINT32_MAX, 0, &out->stop);
	if (err == ERR_OK)
		err = party_number(context, "beds", value[BOOK_BEDS], 0, BEDS_MAX, 0, &out->beds);
	if (err == ERR_OK)
		err = party_number(context, "meals", value[BOOK_MEALS], 0, MEALS_MAX, 0, &out->meals);
	if (err == ERR_OK)
		err = party_time(context, "--from", value[BOOK_FROM], 0, &out->not_before);
	if (err == ERR_OK)
		err = party_time(context, "--to", value[BOOK_TO], 0, &out->not_after);
	return err == ERR_OK ? party_time(context, "--arrival", value[BOOK_ARRIVAL], 0, &out->arrival) : err;
}

static enum exit_code book(struct context *context, const struct args *args, const struct guest *guest)
{
	Guosuo__V1__AskBookingRequest request = GUOSUO__V1__ASK_BOOKING_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t id[PASS_ID_LEN];
	char until[RENDER_TIME];
	if (read_book(context, args, &request) != ERR_OK)
		return EXIT_USAGE;
	if (officer_pass(context, &guest->party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	if (party_call(context, &guest->party, "Stops/AskBooking", &request.base,
		       &guosuo__v1__ask_booking_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	const Guosuo__V1__BookingView *view = ((const Guosuo__V1__AskBookingResponse *)answer)->booking;
	if (view == NULL)
		return say_err(context, ERR_FORMAT, guest->party.server);
	if (context->json)
		return party_print(context, &view->base);
	lodging_print_booking(context, &guest->held, view);
	render_time(&guest->held, view->hold_until, until);
	say(context, SAY_BOOKING_ASKED, view->code, until);
	return EXIT_DONE;
}

static enum exit_code run_book(struct context *context, const struct args *args)
{
	static const int needed[] = {BOOK_LEG, BOOK_STOP, BOOK_FROM, BOOK_TO};
	static const char *const names[] = {"--leg", "--stop", "--from", "--to"};
	for (size_t i = 0; i < sizeof needed / sizeof needed[0]; i++)
		if (args->value[needed[i]] == NULL)
			return party_needs(context, names[i]);
	return as_guest(context, args, "officer", book);
}

/* ---- bookings, unbook, arriving ---- */

static enum exit_code bookings(struct context *context, const struct args *args, const struct guest *guest)
{
	Guosuo__V1__ListBookingsRequest request = GUOSUO__V1__LIST_BOOKINGS_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t id[PASS_ID_LEN];
	if (officer_pass(context, &guest->party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	if (party_call(context, &guest->party, "Stops/ListBookings", &request.base,
		       &guosuo__v1__list_bookings_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	if (context->json)
		return party_print(context, answer);
	const Guosuo__V1__ListBookingsResponse *list = (const Guosuo__V1__ListBookingsResponse *)answer;
	for (size_t i = 0; i < list->n_bookings; i++)
		lodging_print_booking(context, &guest->held, list->bookings[i]);
	if (list->n_bookings == 0)
		say(context, SAY_BOOKING_NONE);
	return EXIT_DONE;
}

static enum exit_code run_bookings(struct context *context, const struct args *args)
{
	return as_guest(context, args, "officer", bookings);
}

static const struct option_row unbook_options[] = {{"reason", "TEXT", "原因", "the reason"}, {0}};

static enum exit_code unbook(struct context *context, const struct args *args, const struct guest *guest)
{
	Guosuo__V1__CancelBookingRequest request = GUOSUO__V1__CANCEL_BOOKING_REQUEST__INIT;
	ProtobufCMessage *answer;
	uint8_t id[PASS_ID_LEN];
	if (lodging_code(context, args->argument[1], &request.code) != ERR_OK)
		return EXIT_USAGE;
	if (officer_pass(context, &guest->party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	request.pass_id = span_bytes(span_of(id, sizeof id));
	request.reason = arena_text(&context->arena, span_text(args->value[0] == NULL ? "" : args->value[0]));
	if (request.reason == NULL)
		return say_err(context, ERR_MEMORY, NULL);
	if (party_call(context, &guest->party, "Stops/CancelBooking", &request.base,
		       &guosuo__v1__cancel_booking_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_BOOKING_ENDED, request.code);
	return EXIT_DONE;
}

static enum exit_code run_unbook(struct context *context, const struct args *args)
{
	return as_guest(context, args, "officer", unbook);
}

/* PASS CODE TIME. */
static enum exit_code put_arrival(struct context *context, const struct args *args, const struct guest *guest,
				  struct span pass_id)
{
	Guosuo__V1__PutArrivalRequest request = GUOSUO__V1__PUT_ARRIVAL_REQUEST__INIT;
	ProtobufCMessage *answer;
	if (lodging_code(context, args->argument[1], &request.code) != ERR_OK ||
	    party_time(context, "TIME", args->argument[2], 0, &request.arrival) != ERR_OK)
		return EXIT_USAGE;
	request.pass_id = span_bytes(pass_id);
	if (party_call(context, &guest->party, "Stops/PutArrival", &request.base,
		       &guosuo__v1__put_arrival_response__descriptor, &answer) != ERR_OK)
		return EXIT_OTHER;
	say(context, SAY_BOOKING_ENDED, request.code);
	return EXIT_DONE;
}

static enum exit_code officer_arriving(struct context *context, const struct args *args, const struct guest *guest)
{
	uint8_t id[PASS_ID_LEN];
	if (officer_pass(context, &guest->party, args->argument[0], id) != ERR_OK)
		return EXIT_OTHER;
	return put_arrival(context, args, guest, span_of(id, sizeof id));
}

static enum exit_code run_officer_arriving(struct context *context, const struct args *args)
{
	return as_guest(context, args, "officer", officer_arriving);
}

static enum exit_code driver_arriving(struct context *context, const struct args *args, const struct guest *guest)
{
	struct kept pass;
	if (wallet_find(context, args->argument[0], &pass) != ERR_OK)
		return EXIT_OTHER;
	return put_arrival(context, args, guest, bytes_span(pass.trip.body->pass_id));
}

static enum exit_code run_driver_arriving(struct context *context, const struct args *args)
{
	return as_guest(context, args, "driver", driver_arriving);
}

/* ---- the driver's card ---- */

enum proof { PROOF_GOOD, PROOF_UNKNOWN, PROOF_BAD };

static enum proof prove(struct context *context, const struct held *held, const struct kept *pass,
			const Guosuo__V1__Sealed *sealed, const struct booking *booking)
{
	struct stand stand;
	int64_t now = party_now();
	trust_stand(&held->trust, booking->body->province, now, &stand);
	if (stand.roster == NULL)
		return PROOF_UNKNOWN;
	enum err err = booking_verify(sealed, booking, &pass->trip, stand.roster, now, &context->arena, NULL);
	/* a keeper who is not listed yet may stand on a newer roster */
	return err == ERR_OK ? PROOF_GOOD : err == ERR_KEY ? PROOF_UNKNOWN : PROOF_BAD;
}

/* False: the leg is sealed and names other stops. */
static bool is_permitted(struct context *context, const struct kept *pass, const Guosuo__V1__Booking *booking)
{
	const Guosuo__V1__Sealed *sealed;
	struct leg leg;
	if (pass_leg(pass->file, booking->ordinal, &context->arena, &sealed) != ERR_OK ||
	    leg_read(sealed, &context->arena, &leg) != ERR_OK)
		return true;
	return booking_permitted(leg.body, booking->stop);
}

static void say_proof(struct context *context, const Guosuo__V1__Booking *booking, enum proof proof, bool permitted)
{
	if (proof == PROOF_UNKNOWN)
		say(context, SAY_BOOKING_UNVERIFIED, booking->code);
	if (proof == PROOF_BAD)
		say(context, SAY_BOOKING_FORGED, booking->code);
	if (!permitted)
		say(context, SAY_BOOKING_OUTSIDE, booking->code);
}

static void print_card(struct context *context, const struct held *held, const Guosuo__V1__Booking *booking,
		       enum proof proof, bool permitted, json_t *list)
{
	static const char *const proofs[] = {"verified", "unverified", "bad"};
	char from[RENDER_TIME], to[RENDER_TIME];
	const Guosuo__V1__Site *site = held_stop(held, booking->province, booking->stop);
	const char *province = province_name(booking->province, context->lang), *name = site == NULL ? "" : site->name;
	render_time(held, booking->not_before, from);
	render_time(held, booking->not_after, to);
	say_proof(context, booking, proof, permitted);
	if (context->json) {
		json_array_append_new(list, json_pack("{s:i, s:i, s:i, s:s, s:i, s:s, s:s, s:i, s:i, s:s, s:s, s:b}", "leg",
						      (int)booking->ordinal, "province", (int)booking->province, "stop",
						      (int)booking->stop, "name", name, "code", (int)booking->code, "from", from,
						      "to", to, "beds", (int)booking->beds, "meals", (int)booking->meals, "phone",
						      booking->phone, "seal", proofs[proof], "permitted", (int)permitted));
		return;
	}
	printf(context->lang == LANG_ZH ? "第 %u 段 %s  食宿点 %u %s\n  %s 至 %s\n  床位 %u, 用餐 %u; 订单号 %u; 电话 %s\n" :
					  "leg %u %s  stop %u %s\n  %s to %s\n  beds %u, meals %u; code %u; telephone %s\n",
	       booking->ordinal, province == NULL ? "?" : province, booking->stop, name, from, to, booking->beds,
	       booking->meals, booking->code, booking->phone);
}

static enum exit_code card_of(struct context *context, const struct held *held, const struct kept *pass, json_t *list)
{
	enum exit_code code = EXIT_DONE;
	if (!context->json)
		printf("%s  %s\n", pass->number, pass->trip.body->cargo == NULL ? "" : pass->trip.body->cargo->name);
	for (size_t i = 0; i < pass->file->n_bookings; i++) {
		const Guosuo__V1__Sealed *sealed = pass->file->bookings[i];
		struct booking booking;
		enum err err = booking_read(sealed, &context->arena, &booking);
		if (err == ERR_OK)
			err = booking_sound(booking.body, pass->trip.body);
		if (err != ERR_OK) {
			code = say_err(context, err, pass->number);
			continue;
		}
		enum proof proof = prove(context, held, pass, sealed, &booking);
		print_card(context, held, booking.body, proof, is_permitted(context, pass, booking.body), list);
		if (proof == PROOF_BAD)
			code = EXIT_OTHER;
	}
	if (pass->file->n_bookings == 0)
		say(context, SAY_BOOKING_NONE);
	return code;
}

static enum exit_code run_card(struct context *context, const struct args *args)
{
	struct kept pass;
	struct held *held = arena_take(&context->arena, sizeof *held);
	enum err err = held == NULL ? ERR_MEMORY : keep_lock(context);
	if (err != ERR_OK)
		return say_lock(context, err);
	if (wallet_held(context, held) != ERR_OK ||
	    wallet_find(context, args->count > 0 ? args->argument[0] : NULL, &pass) != ERR_OK)
		return EXIT_OTHER;
	json_t *list = json_array();
	revoke_warn(context, held, &pass);
	enum exit_code code = card_of(context, held, &pass, list);
	if (context->json) {
		json_dumpf(list, stdout, JSON_INDENT(1));
		putchar('\n');
	}
	json_decref(list);
	return code;
}

static enum exit_code run_driver_sync(struct context *context, const struct args *args)
{
	return sync_run(context, args, "driver");
}

/* ---- rows ---- */

const struct command booking_commands[] = {
    {"officer", "stops", "", 0, 0, "一省的食宿点", "the stops of a province", stops_options, run_stops},
    {"officer", "book", "PASS", 1, 1, "预订床位和用餐", "ask for beds and meals", book_options, run_book},
    {"officer", "bookings", "PASS", 1, 1, "一证的预订", "a pass's bookings", NULL, run_bookings},
    {"officer", "unbook", "PASS CODE", 2, 2, "取消预订", "cancel a booking", unbook_options, run_unbook},
    {"officer", "arriving", "PASS CODE TIME", 3, 3, "更新预计到达时间", "say when the crew will be there", NULL,
     run_officer_arriving},
    {"reviewer", "stops", "", 0, 0, "一省的食宿点", "the stops of a province", stops_options, run_reviewer_stops},
    {"driver", "sync", "[FROM]", 0, 1, "更新名录名册名单", "fetch newer state files", NULL, run_driver_sync},
    {"driver", "card", "[PASS]", 0, 1, "食宿卡: 住哪里, 何时到", "where to sleep and eat, and by when", NULL, run_card},
    {"driver", "arriving", "PASS CODE TIME", 3, 3, "更新预计到达时间", "say when the crew will be there", NULL,
     run_driver_arriving},
    {0}};
