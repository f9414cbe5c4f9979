#include "server/bookings.h"

#include <stdio.h>

#include <sodium.h>

#include "proto/body.h"
#include "proto/booking.h"
#include "proto/decision.h"
#include "server/outbox.h"
#include "server/part.h"
#include "server/passes.h"
#include "server/progress.h"
#include "server/stops.h"
#include "server/store_request.h"
#include "server/store_trip.h"
#include "server/view.h"

#define STATE(name) GUOSUO__V1__BOOKING_STATE__BOOKING_##name

/* ---- what every change shares ---- */

static struct stop_load load_of(const struct booking_row *row)
{
	return (struct stop_load){row->beds, night_meals(row->meals, row->nights.count)};
}

static enum err give_back(struct tx *tx, const struct booking_row *row)
{
	enum err err = ERR_OK;
	for (uint32_t i = 0; err == ERR_OK && i < row->nights.count; i++)
		err = store_night_give(tx, row->province, row->stop, row->nights.first + i, load_of(row));
	return err == ERR_NOT_FOUND ? ERR_INTERNAL : err;
}

/* What was sealed is history, and so is its end. */
static enum err record(struct tx *tx, struct call *call, const struct booking_row *row)
{
	uint8_t hash[HASH_LEN];
	if (row->body.n == 0)
		return ERR_OK;
	body_hash(row->body, hash);
	return store_entry_put(tx, row->ended ? ENTRY_BOOKING_END : ENTRY_BOOKING, row->province,
	                       span_of(hash, sizeof hash), span_of(call->who.keyid, KEYID_LEN), call->now);
}

/* What was asked for is not possible with a booking in this state: says what is. */
static enum err refuse_state(struct call *call, int64_t state)
{
	static const enum rule rules[BOOKING_STATES] = {
	    [STATE(ASKED)] = RULE_BOOKING_IS_ASKED,         [STATE(CONFIRMED)] = RULE_BOOKING_IS_CONFIRMED,
	    [STATE(DECLINED)] = RULE_BOOKING_IS_DECLINED,   [STATE(CANCELLED)] = RULE_BOOKING_IS_CANCELLED,
	    [STATE(NO_SHOW)] = RULE_BOOKING_IS_NO_SHOW,     [STATE(LAPSED)] = RULE_BOOKING_IS_LAPSED,
	};
	if ((size_t)state < BOOKING_STATES && rules[state] != RULE_OK)
		fault_add(&call->faults, rules[state], "code", 0, 0);
	return ERR_STATE;
}

/* The booking's events that others than its company bring about, in words; none: nothing is told. */
static const char *const told[BOOKING_EVENTS] = {
    [BOOKING_CONFIRM] = "已确认 / confirmed",
    [BOOKING_DECLINE] = "不能接待 / declined",
    [BOOKING_MISS] = "未到 / missed",
    [BOOKING_LAPSE] = "逾时未答, 已失效 / lapsed without an answer",
};

/* Copied, as the row ends where it is moved. */
static struct outbox_news news_of(struct call *call, const struct booking_row *row, const struct booking_change *change)
{
	char text[128 + REASON_MAX];
	const char *word = told[change->event];
	if (word == NULL)
		return (struct outbox_news){.event = OUTBOX_NOTHING};
	snprintf(text, sizeof text, "食宿预订 booking %06u: %s%s%.*s", row->code, word, change->reason.n > 0 ? ": " : "",
	         (int)change->reason.n, change->reason.n > 0 ? (const char *)change->reason.p : "");
	return (struct outbox_news){.event = OUTBOX_BOOKING_CHANGED,
	                            .company = span_text(call_text(call, row->company)),
	                            .pass_id = field_span(call_bytes(call, row->pass_id)),
	                            .province = row->province,
	                            .ordinal = row->ordinal,
	                            .reason = span_text(call_text(call, span_text(text))),
	                            .now = call->now};
}

enum err bookings_move(struct tx *tx, struct call *call, const struct booking_row *row,
                       const struct booking_change *change)
{
	struct booking_row next = *row;
	Guosuo__V1__BookingState to;
	if (booking_step((Guosuo__V1__BookingState)row->state, change->event, &to) != ERR_OK)
		return refuse_state(call, row->state);
	next.state = to;
	next.since = call->now;
	next.ended = booking_ended(to);
	next.reason = change->reason;
	if (change->body.n > 0) {
		next.body = change->body;
		next.seals = change->seals;
	}
	const struct outbox_news news = news_of(call, row, change);
	enum err err = call->starved ? ERR_MEMORY : store_booking_move(tx, &next, row->state);
	if (err == ERR_OK && next.ended)
		err = give_back(tx, row);
	if (err == ERR_OK)
		err = record(tx, call, &next);
	if (err == ERR_OK)
		err = outbox_put(tx, &news);
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

enum err bookings_view(struct tx *tx, struct call *call, const struct booking_row *row,
                       Guosuo__V1__BookingView **out)
{
	const struct roster *roster = held_roster(call->held, row->province);
	const Guosuo__V1__Site *site = roster == NULL ? NULL : roster_stop(roster, row->stop);
	Guosuo__V1__BookingView *view = call_make(call, &guosuo__v1__booking_view__descriptor);
	if (view == NULL)
		return ERR_MEMORY;
	view->pass_id = call_bytes(call, row->pass_id);
	view->number = view_number(call, row->pass_id);
	view->ordinal = row->ordinal;
	view->province = row->province;
	view->stop = row->stop;
	view->code = row->code;
	view->state = (Guosuo__V1__BookingState)row->state;
	view->since = row->since;
	view->hold_until = row->hold_until;
	view->not_before = row->not_before;
	view->not_after = row->not_after;
	view->beds = row->beds;
	view->meals = row->meals;
	view->arrival = row->arrival;
	view->reason = call_text(call, row->reason);
	view->company = call_text(call, row->company_name);
	view->name = call_text(call, span_text(site == NULL ? "" : site->name));
	if (row->body.n > 0)
		view->booking = view_sealed(call, row->body, row->seals);
	*out = view;
	struct stop_at stop;
	if (site == NULL || stops_find(tx, call, row->province, row->stop, &stop) != ERR_OK)
		return ERR_OK; /* a stop that has left the roster has no telephone any more */
	view->phone = call_text(call, span_text(stop.body->phone));
	return ERR_OK;
}

enum err bookings_permitted(struct call *call, int64_t leg_state, struct span leg_body, uint32_t ordinal,
                            uint32_t stop)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	struct leg leg;
	if (leg_state == GUOSUO__V1__LEG_STATE__LEG_REFUSED ||
	    leg_state == GUOSUO__V1__LEG_STATE__LEG_WITHDRAWN ||
	    leg_state == GUOSUO__V1__LEG_STATE__LEG_REVOKED)
		return view_leg_state(call, leg_state);
	if (leg_state != GUOSUO__V1__LEG_STATE__LEG_SEALED)
		return ERR_OK;
	sealed.body = span_bytes(leg_body);
	enum err err = leg_read(&sealed, &call->arena, &leg);
	if (err != ERR_OK)
		return err;
	return booking_permitted(leg.body, stop) ? ERR_OK
	                                         : call_fault(call, RULE_STOP_OUTSIDE, "stop", stop, ordinal);
}

/* ---- asking ---- */

static enum err check_numbers(struct call *call, const Guosuo__V1__AskBookingRequest *request)
{
	struct faults *faults = &call->faults;
	if (request->beds == 0 && request->meals == 0)
		fault_add(faults, RULE_BOOKING_EMPTY, "beds", 0, 1);
	if (request->beds > BEDS_MAX)
		fault_add(faults, RULE_TOO_LARGE, "beds", request->beds, BEDS_MAX);
	if (request->meals > MEALS_MAX)
		fault_add(faults, RULE_TOO_LARGE, "meals", request->meals, MEALS_MAX);
	return faults->errors == 0 ? ERR_OK : ERR_INPUT;
}

static enum err check_window(struct call *call, const Guosuo__V1__AskBookingRequest *request)
{
	int64_t from = request->not_before, to = request->not_after;
	if (from <= 0 || to <= from)
		return call_fault(call, RULE_WINDOW_ORDER, "not_after", 0, 0);
	if (to <= call->now)
		return call_fault(call, RULE_WINDOW_PAST, "not_after", 0, 0);
	if (to - from > BOOKING_WINDOW_S)
		return call_fault(call, RULE_WINDOW_LENGTH, "not_after", to - from, BOOKING_WINDOW_S);
	if (request->arrival != 0 && (request->arrival < from || request->arrival > to))
		return call_fault(call, RULE_ARRIVAL_OUTSIDE, "arrival", 0, 0);
	return ERR_OK;
}

/* The leg of this ordinal. */
static enum err find_leg(struct tx *tx, struct call *call, struct span pass_id, uint32_t ordinal,
                         struct leg_row *out)
{
	struct row_cursor row;
	uint32_t count = 0;
	enum err err = store_leg_list(tx, span_text(call->who.company), pass_id, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, out);
		count++;
		if (out->ordinal == ordinal)
			return ERR_OK;
	}
	return err == ERR_NOT_FOUND ? call_fault(call, RULE_ORDINAL, "ordinal", ordinal, count) : err;
}

static enum err check_trip(struct call *call, const struct trip_row *row,
                           const Guosuo__V1__AskBookingRequest *request, const struct stop_at *stop)
{
	const Guosuo__V1__Sealed *sealed = view_sealed(call, row->body, row->seals);
	struct trip trip;
	if (sealed == NULL)
		return ERR_MEMORY;
	enum err err = trip_read(sealed, &call->arena, &trip);
	if (err != ERR_OK)
		return err;
	if (request->not_before < trip.body->not_before || request->not_before > trip.body->not_after)
		return call_fault(call, RULE_WINDOW_OUTSIDE, "not_before", 0, 0);
	if (trip.body->laden->length_mm > stop->row.longest_mm)
		return call_fault(call, RULE_STOP_SHORT, "stop", trip.body->laden->length_mm,
		                  stop->row.longest_mm);
	if (!hours_permit(stop->body->hours, stop->body->n_hours, request->not_before, stops_offset(call)))
		return call_fault(call, RULE_STOP_CLOSED, "not_before", 0, 0);
	return ERR_OK;
}

enum { OVERDUE_MAX = 64 };

/* Requests that their keeper left unanswered make room for others. Read first, then move: the rows of a list
 * end when another statement changes them under it. */
static enum err lapse(struct tx *tx, struct call *call, const struct stop_row *stop)
{
	static const struct booking_change change = {.event = BOOKING_LAPSE};
	struct booking_row overdue[OVERDUE_MAX];
	struct row_cursor row;
	size_t count = 0;
	enum err err =
	    store_booking_overdue(tx, stop->province, stop->stop, STATE(ASKED), call->now, OVERDUE_MAX, &row);
	while (err == ERR_OK && count < OVERDUE_MAX && (err = store_next(&row)) == ERR_OK) {
		store_booking_row(&row, &overdue[count]);
		overdue[count].body = overdue[count].seals = (struct span){NULL, 0};
		overdue[count].company = span_text(call_text(call, overdue[count].company));
		overdue[count].pass_id = field_span(call_bytes(call, overdue[count].pass_id));
		count++;
	}
	if (err == ERR_NOT_FOUND)
		err = ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = bookings_move(tx, call, &overdue[i], &change);
	return err;
}

static enum err check_free(struct tx *tx, struct call *call, const struct stop_row *stop,
                           const struct booking_row *row)
{
	struct stop_load want = load_of(row), room;
	enum err err = stops_free(tx, stop, row->nights, &room);
	if (err == ERR_OK && want.beds > room.beds)
		err = call_fault(call, RULE_BEDS_FREE, "beds", want.beds, room.beds);
	if (err == ERR_OK && want.meals > room.meals)
		err = call_fault(call, RULE_MEALS_FREE, "meals", want.meals, room.meals);
	return err;
}

/* Each night asks for itself whether there is room: on an engine with several writers another may have come
 * between. Each or none: what a full night refuses is undone with the whole function. */
static enum err take(struct tx *tx, const struct stop_row *stop, const struct booking_row *row)
{
	enum err err = ERR_OK;
	for (uint32_t i = 0; err == ERR_OK && i < row->nights.count; i++)
		err = store_night_take(tx, stop, row->nights.first + i, load_of(row));
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

/* Six digits to say aloud: of this stop and this trip no other booking has them. */
static enum err put_with_code(struct tx *tx, struct booking_row *row)
{
	enum { DRAWS = 16 };
	enum err err = ERR_NOT_FOUND;
	for (int i = 0; err == ERR_NOT_FOUND && i < DRAWS; i++) {
		row->code = BOOKING_CODE_MIN + randombytes_uniform(BOOKING_CODE_MAX - BOOKING_CODE_MIN + 1);
		err = store_booking_put(tx, row);
	}
	return err == ERR_NOT_FOUND ? ERR_CONFLICT : err;
}

static enum err check_trip_room(struct tx *tx, struct call *call, struct span pass_id)
{
	uint32_t count;
	enum err err = store_booking_count(tx, span_text(call->who.company), pass_id, &count);
	if (err == ERR_OK && count >= BOOKINGS_MAX)
		err = call_fault(call, RULE_TOO_MANY, "pass_id", (int64_t)count + 1, BOOKINGS_MAX);
	return err;
}

static struct booking_row booking_of(const struct call *call, const struct trip_row *trip,
                                     const Guosuo__V1__AskBookingRequest *request, const struct stop_at *stop)
{
	int64_t hold = call->now + stop->body->hold_s;
	return (struct booking_row){
	    .province = stop->row.province,
	    .stop = stop->row.stop,
	    .company = trip->company,
	    .pass_id = trip->pass_id,
	    .ordinal = request->ordinal,
	    .state = STATE(ASKED),
	    .since = call->now,
	    .created = call->now,
	    .hold_until = hold < request->not_after ? hold : request->not_after,
	    .not_before = request->not_before,
	    .not_after = request->not_after,
	    .nights = nights_of(request->not_before, request->not_after, stops_offset(call),
	                        stop->body->night_ends_min),
	    .beds = request->beds,
	    .meals = request->meals,
	    .arrival = request->arrival,
	    .company_name = trip->company_name,
	};
}

static enum err hold(struct tx *tx, struct call *call, const struct stop_at *stop, struct booking_row *row)
{
	enum err err = check_trip_room(tx, call, row->pass_id);
	if (err == ERR_OK)
		err = lapse(tx, call, &stop->row);
	if (err == ERR_OK)
		err = check_free(tx, call, &stop->row, row);
	if (err == ERR_OK)
		err = take(tx, &stop->row, row);
	return err == ERR_OK ? put_with_code(tx, row) : err;
}

/* Everything that must be right before capacity is looked at. */
static enum err find_place(struct tx *tx, struct call *call, const Guosuo__V1__AskBookingRequest *request,
                           struct span pass_id, struct trip_row *trip, struct stop_at *stop)
{
	struct leg_row leg;
	enum err err = store_trip_get(tx, span_text(call->who.company), pass_id, trip);
	if (err == ERR_OK)
		err = view_alive(call, trip->state);
	if (err == ERR_OK)
		err = find_leg(tx, call, pass_id, request->ordinal, &leg);
	if (err == ERR_OK)
		err = stops_find(tx, call, leg.province, request->stop, stop);
	if (err == ERR_OK)
		err = bookings_permitted(call, leg.state, leg.body, leg.ordinal, request->stop);
	return err == ERR_OK ? check_trip(call, trip, request, stop) : err;
}

enum err bookings_ask(struct tx *tx, struct call *call)
{
	const Guosuo__V1__AskBookingRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct stop_at stop;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = check_numbers(call, request);
	if (err == ERR_OK)
		err = check_window(call, request);
	if (err == ERR_OK)
		err = find_place(tx, call, request, pass_id, &trip, &stop);
	if (err != ERR_OK)
		return err;
	struct booking_row row = booking_of(call, &trip, request, &stop);
	Guosuo__V1__AskBookingResponse *reply = call_reply(call);
	err = hold(tx, call, &stop, &row);
	if (err != ERR_OK || reply == NULL)
		return err != ERR_OK ? err : ERR_MEMORY;
	return bookings_view(tx, call, &row, &reply->booking);
}

/* ---- a trip's bookings ---- */

enum { BOOKINGS_LISTED = 100 };

enum err bookings_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListBookingsRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct row_cursor cursor;
	struct booking_row row;
	bool driver;
	enum err err = passes_trip(tx, call, request->pass_id, &trip, &driver);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__ListBookingsResponse *reply = call_reply(call);
	Guosuo__V1__BookingView **list = call_take(call, BOOKINGS_LISTED * sizeof(void *));
	if (reply == NULL || list == NULL)
		return ERR_MEMORY;
	reply->bookings = list;
	err = store_booking_list(tx, trip.company, trip.pass_id, BOOKINGS_LISTED, &cursor);
	while (err == ERR_OK && (err = store_next(&cursor)) == ERR_OK) {
		store_booking_row(&cursor, &row);
		err = bookings_view(tx, call, &row, &list[reply->n_bookings]);
		reply->n_bookings += err == ERR_OK;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err bookings_carry(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                        Guosuo__V1__PassFile *file)
{
	struct row_cursor cursor;
	struct booking_row row;
	file->bookings = call_take(call, BOOKINGS_MAX * sizeof(void *));
	if (file->bookings == NULL)
		return ERR_MEMORY;
	enum err err = store_booking_list(tx, company, pass_id, BOOKINGS_MAX, &cursor);
	while (err == ERR_OK && (err = store_next(&cursor)) == ERR_OK) {
		store_booking_row(&cursor, &row);
		if (row.state != STATE(CONFIRMED))
			continue;
		file->bookings[file->n_bookings] = view_sealed(call, row.body, row.seals);
		if (file->bookings[file->n_bookings++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err bookings_cancel(struct tx *tx, struct call *call)
{
	const Guosuo__V1__CancelBookingRequest *request = (const void *)call->request;
	const struct booking_change change = {.event = BOOKING_CANCEL, .reason = span_text(request->reason)};
	struct booking_row row;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK && change.reason.n > REASON_MAX)
		err = call_fault(call, RULE_TOO_LONG, "reason", (int64_t)change.reason.n, REASON_MAX);
	if (err == ERR_OK)
		err = store_booking_of_trip(tx, span_text(call->who.company), pass_id, request->code, &row);
	if (err == ERR_OK)
		err = bookings_move(tx, call, &row, &change);
	call_reply(call);
	return err;
}

enum err bookings_arrive(struct tx *tx, struct call *call)
{
	const Guosuo__V1__PutArrivalRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct booking_row row;
	bool driver;
	enum err err = passes_trip(tx, call, request->pass_id, &trip, &driver);
	if (err == ERR_OK)
		err = store_booking_of_trip(tx, trip.company, trip.pass_id, request->code, &row);
	if (err == ERR_OK && row.ended)
		err = refuse_state(call, row.state);
	if (err == ERR_OK && (request->arrival < row.not_before || request->arrival > row.not_after))
		err = call_fault(call, RULE_ARRIVAL_OUTSIDE, "arrival", 0, 0);
	if (err == ERR_OK)
		err = store_booking_arrive(tx, trip.company, trip.pass_id, request->code, request->arrival);
	call_reply(call);
	return err;
}

/* Those that begin after this; on the last leg (0: no leg is) after `late`. */
struct released {
	int64_t after, late;
	uint32_t last;
};

static bool is_released(const struct booking_row *row, const struct released *what)
{
	return !row->ended && row->not_before > (row->ordinal == what->last ? what->late : what->after);
}

static enum err release(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                        const struct released *what)
{
	static const struct booking_change change = {.event = BOOKING_CANCEL};
	struct booking_row live[BOOKINGS_MAX];
	struct row_cursor cursor;
	struct booking_row row;
	size_t count = 0;
	enum err err = store_booking_list(tx, company, pass_id, BOOKINGS_MAX, &cursor);
	while (err == ERR_OK && count < BOOKINGS_MAX && (err = store_next(&cursor)) == ERR_OK) {
		store_booking_row(&cursor, &row);
		row.body = field_span(call_bytes(call, row.body));
		row.seals = field_span(call_bytes(call, row.seals));
		if (is_released(&row, what))
			live[count++] = row;
	}
	if (err == ERR_NOT_FOUND || err == ERR_OK)
		err = call->starved ? ERR_MEMORY : ERR_OK;
	for (size_t i = 0; err == ERR_OK && i < count; i++)
		err = bookings_move(tx, call, &live[i], &change);
	return err;
}

enum err bookings_withdraw(struct tx *tx, struct call *call, struct span company, struct span pass_id)
{
	return release(tx, call, company, pass_id, &(const struct released){.after = 0});
}

enum err bookings_release(struct tx *tx, struct call *call, struct span company, struct span pass_id, uint32_t last)
{
	const struct released what = {.after = call->now, .late = call->now + DAY_S, .last = last};
	return release(tx, call, company, pass_id, &what);
}
