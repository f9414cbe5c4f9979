#include "server/trips.h"

#include <string.h>

#include "proto/decision.h"
#include "proto/leg.h"
#include "server/board.h"
#include "server/bookings.h"
#include "server/due.h"
#include "server/part.h"
#include "server/progress.h"
#include "server/stamps.h"
#include "server/revocations.h"
#include "server/store_request.h"
#include "server/store_trip.h"
#include "server/timetables.h"
#include "server/view.h"

static Guosuo__V1__LegView *view_of(Guosuo__V1__TripView *view, uint32_t province)
{
	for (size_t i = 0; i < view->n_legs; i++)
		if (view->legs[i]->province == province)
			return view->legs[i];
	return NULL;
}

/* Who was told that a leg waits. */
static enum err add_escalation(struct call *call, const struct escalation_row *row,
                               Guosuo__V1__TripView *view)
{
	Guosuo__V1__LegView *leg = view_of(view, row->province);
	if (leg == NULL || leg->n_escalations == POLICY_LEVELS)
		return ERR_OK;
	if (leg->escalations == NULL)
		leg->escalations = call_take(call, POLICY_LEVELS * sizeof(void *));
	Guosuo__V1__Escalation *out = call_make(call, &guosuo__v1__escalation__descriptor);
	if (leg->escalations == NULL || out == NULL)
		return ERR_MEMORY;
	out->level = (Guosuo__V1__Level)row->level;
	out->at = row->created;
	out->who = call_text(call, row->who);
	out->phone = call_text(call, row->phone);
	leg->escalations[leg->n_escalations++] = out;
	return ERR_OK;
}

static enum err add_escalations(struct tx *tx, struct call *call, struct span pass_id,
                                Guosuo__V1__TripView *view)
{
	enum { MOST = TRIP_LEGS_MAX * POLICY_LEVELS };
	struct row_cursor row;
	struct escalation_row escalation;
	enum err err = store_escalation_list(tx, span_text(call->who.company), pass_id, MOST, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_escalation_row(&row, &escalation);
		err = add_escalation(call, &escalation, view);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static bool is_open(const struct trip_row *row)
{
	return row->state == GUOSUO__V1__TRIP_STATE__IN_REVIEW;
}

/* The whole trip's clock, which runs while a leg of it is to be decided. */
static enum err add_clock(struct tx *tx, struct call *call, const struct trip_row *row,
                          Guosuo__V1__TripView *view)
{
	struct clock_state state;
	struct clock_case what = {.province = row->issuer};
	if (!is_open(row) || call->rules.policy == NULL)
		return ERR_OK;
	what.days = policy_trip_days(call->rules.policy, row->class, row->legs);
	enum err err =
	    due_trip(tx, &call->rules, row->company, row->pass_id, &what, call->now, &call->arena, &state);
	if (err == ERR_OK) {
		view->due = state.due;
		view->left_s = state.left_s;
	}
	return err;
}

static enum err add_legs(struct tx *tx, struct call *call, struct span pass_id, Guosuo__V1__TripView *view)
{
	struct row_cursor row;
	struct leg_row leg;
	view->legs = call_take(call, TRIP_LEGS_MAX * sizeof(void *));
	if (view->legs == NULL)
		return ERR_MEMORY;
	enum err err = store_leg_list(tx, span_text(call->who.company), pass_id, &row);
	while (err == ERR_OK && view->n_legs < TRIP_LEGS_MAX && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		err = view_leg(tx, call, &leg, &view->legs[view->n_legs]);
		view->n_legs += err == ERR_OK;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static Guosuo__V1__TripView *trip_view(struct call *call, const struct trip_row *row)
{
	Guosuo__V1__TripView *view = call_make(call, &guosuo__v1__trip_view__descriptor);
	if (view == NULL)
		return NULL;
	view->pass_id = call_bytes(call, row->pass_id);
	view->number = view_number(call, row->pass_id);
	view->state = (Guosuo__V1__TripState)row->state;
	view->since = row->since;
	view->trip = view_sealed(call, row->body, row->seals);
	view->application = view_application(call, row->application);
	return view;
}

enum err trips_get(struct tx *tx, struct call *call)
{
	const Guosuo__V1__GetTripRequest *request = (const void *)call->request;
	struct trip_row row;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK)
		err = store_trip_get(tx, span_text(call->who.company), pass_id, &row);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__GetTripResponse *reply = call_reply(call);
	Guosuo__V1__TripView *view = trip_view(call, &row);
	if (reply == NULL || view == NULL)
		return ERR_MEMORY;
	reply->trip = view;
	err = add_legs(tx, call, row.pass_id, view);
	if (err == ERR_OK)
		err = revocations_add(tx, call, row.company, row.pass_id, &view->revoked, view->legs, view->n_legs);
	if (err == ERR_OK)
		err = timetables_add_trip(tx, call, view);
	if (err == ERR_OK)
		err = add_escalations(tx, call, row.pass_id, view);
	if (err == ERR_OK)
		err = board_haste_trip(tx, call, row.pass_id, view);
	if (err == ERR_OK)
		err = stamps_add_trip(tx, call, view);
	return err == ERR_OK ? add_clock(tx, call, &row, view) : err;
}

static Guosuo__V1__TripLine *line_message(struct call *call, const struct trip_line *line)
{
	Guosuo__V1__TripLine *out = call_make(call, &guosuo__v1__trip_line__descriptor);
	if (out == NULL)
		return NULL;
	out->pass_id = call_bytes(call, line->pass_id);
	out->number = view_number(call, line->pass_id);
	out->state = (Guosuo__V1__TripState)line->state;
	out->since = line->since;
	out->cargo = call_text(call, line->cargo);
	out->legs = line->legs;
	out->legs_sealed = line->legs_sealed;
	return out;
}

enum err trips_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListTripsRequest *request = (const void *)call->request;
	struct page page;
	struct row_cursor row;
	struct trip_line line;
	Guosuo__V1__ListTripsResponse *reply = call_reply(call);
	enum err err = view_page(call, request->page_size, request->after, INT64_MAX, &page);
	if (err != ERR_OK)
		return err;
	Guosuo__V1__TripLine **lines = call_take(call, page.size * sizeof(void *));
	if (reply == NULL || lines == NULL)
		return ERR_MEMORY;
	reply->trips = lines;
	struct span company = span_text(call->who.company), consignment = span_text(request->consignment);
	err = consignment.n == 0
	          ? store_trip_list(tx, company, page.created, page.pass_id, page.size, &row)
	          : store_trip_list_units(tx, company, consignment, page.created, page.pass_id, page.size, &row);
	while (err == ERR_OK && reply->n_trips < page.size && (err = store_next(&row)) == ERR_OK) {
		store_trip_line(&row, &line);
		lines[reply->n_trips] = line_message(call, &line);
		if (lines[reply->n_trips++] == NULL)
			return ERR_MEMORY;
		if (reply->n_trips == page.size)
			reply->next = view_next(call, line.created, line.pass_id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err trips_withdraw(struct tx *tx, struct call *call)
{
	const Guosuo__V1__WithdrawTripRequest *request = (const void *)call->request;
	size_t reason = strlen(request->reason);
	struct trip_row row;
	struct span pass_id;
	enum err err = part_pass(tx, call, request->pass_id, &pass_id);
	if (err == ERR_OK && reason > REASON_MAX)
		err = call_fault(call, RULE_TOO_LONG, "reason", (int64_t)reason, REASON_MAX);
	if (err == ERR_OK)
		err = store_trip_get(tx, span_text(call->who.company), pass_id, &row);
	if (err == ERR_OK)
		err = view_alive(call, row.state);
	if (err == ERR_OK)
		err = revocations_withdraw(tx, call, &row, request->revocation, true);
	if (err == ERR_OK)
		err = progress_withdraw(tx, &call->rules, row.company, pass_id, call->now);
	if (err == ERR_OK)
		err = bookings_withdraw(tx, call, row.company, pass_id);
	if (err == ERR_OK)
		err =
		    progress_trip(tx, row.company, pass_id, row.state, call->now, span_text(request->reason));
	if (err == ERR_OK)
		err = store_entry_put(tx, ENTRY_WITHDRAWAL, row.issuer, row.hash,
		                      span_of(call->who.keyid, KEYID_LEN), call->now);
	call_reply(call);
	return err;
}
