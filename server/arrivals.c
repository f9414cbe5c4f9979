#include "server/arrivals.h"

#include <string.h>

#include "proto/assignment.h"
#include "proto/body.h"
#include "server/store_arrival.h"
#include "server/store_stamp.h"
#include "server/view.h"

enum { ROW_ROOM = 64 * 1024 }; /* what one trip and its assignment are opened in */

static enum err open_trip(struct span body, struct arena *arena, struct trip *out)
{
	Guosuo__V1__Sealed sealed = GUOSUO__V1__SEALED__INIT;
	sealed.body = span_bytes(body);
	return trip_read(&sealed, arena, out);
}

/* The newest one. ERR_NOT_FOUND: nobody is assigned yet. */
static enum err open_assignment(struct tx *tx, struct span company, struct span pass_id, struct arena *arena,
                                struct assignment *out)
{
	struct row_cursor row;
	Guosuo__V1__OfficerSealed sealed = GUOSUO__V1__OFFICER_SEALED__INIT;
	enum err err = store_assignment_list(tx, company, pass_id, 1, &row);
	if (err == ERR_OK)
		err = store_next(&row);
	if (err != ERR_OK)
		return err;
	sealed.body = span_bytes(row_blob(&row, 0));
	return assignment_read(&sealed, arena, out);
}

/* ---- coming in ---- */

/* Without a timetable: when the trip's window ends. */
static struct arrival_row reckoned(const struct trip_row *row, const struct trip *trip, const struct timetable *table,
                                   int64_t cutoff)
{
	const Guosuo__V1__Trip *body = trip->body;
	bool known = table->state != TIMETABLE_UNKNOWN;
	struct arrival_row out = {.province = body->provinces[body->n_provinces - 1],
	                          .port = span_text(body->port),
	                          .company = row->company,
	                          .pass_id = row->pass_id,
	                          .earliest = known ? table->arrival : body->not_after,
	                          .run_s = known ? table->arrival - table->rows[0].enter : 0,
	                          .cutoff = cutoff};
	out.expected = out.earliest;
	return out;
}

enum err arrivals_ready(struct tx *tx, struct call *call, const struct trip_row *trip, const struct timetable *table,
                        int64_t cutoff)
{
	struct trip opened;
	struct assignment assignment;
	enum err err = open_trip(trip->body, &call->arena, &opened);
	if (err != ERR_OK || opened.body->port[0] == '\0' || opened.body->n_provinces == 0)
		return err;
	struct arrival_row row = reckoned(trip, &opened, table, cutoff);
	err = open_assignment(tx, trip->company, trip->pass_id, &call->arena, &assignment);
	if (err == ERR_OK && assignment.body->not_before + row.run_s > row.expected)
		row.expected = assignment.body->not_before + row.run_s;
	return err == ERR_OK || err == ERR_NOT_FOUND ? store_arrival_put(tx, &row) : err;
}

enum err arrivals_assigned(struct tx *tx, const struct trip_row *trip, const Guosuo__V1__Assignment *assignment)
{
	int64_t at;
	enum err err = store_stamp_delivered(tx, trip->company, trip->pass_id, assignment->journey, &at);
	if (err == ERR_NOT_FOUND)
		err = store_arrival_assign(tx, trip->company, trip->pass_id, assignment->not_before);
	return err;
}

/* ---- as messages ---- */

static char *plate(struct call *call, uint64_t packed)
{
	char text[PLATE_TEXT_MAX];
	return call_text(call, span_text(plate_text(packed, text) == RULE_OK ? text : ""));
}

static void add_plate(struct call *call, char **list, size_t *count, uint64_t packed)
{
	if (list != NULL)
		list[(*count)++] = plate(call, packed);
}

/* Before anybody is assigned: whatever is no spare. */
static void add_vehicles(struct call *call, const Guosuo__V1__Trip *trip, Guosuo__V1__Arrival *out)
{
	for (size_t i = 0; i < trip->n_tractors && out->tractor[0] == '\0'; i++)
		if (!trip->tractors[i]->spare)
			out->tractor = plate(call, trip->tractors[i]->plate);
	out->trailers = call_take(call, (trip->n_trailers + 1) * sizeof(char *));
	for (size_t i = 0; i < trip->n_trailers; i++)
		if (!trip->trailers[i]->spare)
			add_plate(call, out->trailers, &out->n_trailers, trip->trailers[i]->plate);
}

/* The desk took the assignment, so its ordinals are the trip's. */
static void add_assigned(struct call *call, const Guosuo__V1__Trip *trip, const Guosuo__V1__Assignment *assignment,
                         Guosuo__V1__Arrival *out)
{
	out->assigned = true;
	out->journey = assignment->journey;
	out->tractor = plate(call, trip->tractors[assignment->tractor - 1]->plate);
	out->trailers = call_take(call, (assignment->n_trailers + 1) * sizeof(char *));
	for (size_t i = 0; i < assignment->n_trailers; i++)
		add_plate(call, out->trailers, &out->n_trailers, trip->trailers[assignment->trailers[i] - 1]->plate);
	out->escorts = call_take(call, (assignment->n_escort_plates + 1) * sizeof(char *));
	for (size_t i = 0; i < assignment->n_escort_plates; i++)
		add_plate(call, out->escorts, &out->n_escorts, assignment->escort_plates[i]);
	out->escort_staff = assignment->escort_staff;
}

static void add_load(struct call *call, const Guosuo__V1__Trip *trip, Guosuo__V1__Arrival *out)
{
	if (trip->cargo != NULL) {
		out->cargo = call_text(call, span_text(trip->cargo->name));
		out->pieces = trip->cargo->pieces;
	}
	out->length_mm = trip->laden->length_mm;
	out->width_mm = trip->laden->width_mm;
	out->height_mm = trip->laden->height_mm;
	out->mass_kg = trip->laden->mass_kg;
	out->over_limit_class = trip->over_limit_class;
	out->journeys = trip_journeys(trip);
}

static void add_times(const struct call *call, const struct arrival_line *line, Guosuo__V1__Arrival *out)
{
	int64_t arrives = line->expected > call->now ? line->expected : call->now;
	out->expected = line->expected;
	out->overdue_s = arrives - line->expected;
	out->cutoff = line->cutoff;
	out->slack_s = line->cutoff == 0 ? 0 : line->cutoff - arrives;
}

static enum err arrival_message(struct tx *tx, struct call *call, const struct arrival_line *line,
                                struct arena *room, Guosuo__V1__Arrival **out)
{
	struct trip trip;
	struct assignment assignment;
	Guosuo__V1__Arrival *arrival = call_make(call, &guosuo__v1__arrival__descriptor);
	room->used = 0;
	if (arrival == NULL)
		return ERR_MEMORY;
	arrival->pass_id = call_bytes(call, line->pass_id);
	arrival->number = view_number(call, line->pass_id);
	arrival->state = (Guosuo__V1__TripState)line->state;
	arrival->company = call_text(call, line->company_name);
	add_times(call, line, arrival);
	enum err err = open_trip(line->body, room, &trip);
	if (err != ERR_OK)
		return err;
	add_load(call, trip.body, arrival);
	err = open_assignment(tx, line->company, line->pass_id, room, &assignment);
	if (err == ERR_OK)
		add_assigned(call, trip.body, assignment.body, arrival);
	else if (err == ERR_NOT_FOUND)
		add_vehicles(call, trip.body, arrival);
	*out = arrival;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- the list ---- */

enum err arrivals_port(struct call *call, struct span *out)
{
	const struct roster *roster = held_roster(call->held, call->who.province);
	if (roster == NULL)
		return ERR_BUSY;
	const char *port = roster_port(roster, call->who.post);
	if (port == NULL)
		return call_fault(call, RULE_NO_GATE, "checkpoint", call->who.post, 0);
	*out = span_text(port);
	return ERR_OK;
}

static enum err page_of(struct call *call, struct arrival_page *out)
{
	const Guosuo__V1__ListArrivalsRequest *request = (const void *)call->request;
	struct page page;
	if (request->not_after != 0 && request->not_after < request->not_before)
		return call_fault(call, RULE_WINDOW_ORDER, "not_after", 0, 0);
	enum err err = view_page(call, request->page_size, request->after, request->not_before, &page);
	if (err == ERR_OK)
		err = arrivals_port(call, &out->port);
	out->province = call->who.province;
	out->expected = page.created;
	out->pass_id = page.pass_id;
	out->until = request->not_after == 0 ? INT64_MAX : request->not_after;
	out->size = page.size;
	return err;
}

static enum err read_page(struct tx *tx, struct call *call, const struct arrival_page *page,
                          Guosuo__V1__ListArrivalsResponse *reply)
{
	struct arena room = {call_take(call, ROW_ROOM), ROW_ROOM, 0};
	struct row_cursor row;
	struct arrival_line line;
	if (room.base == NULL)
		return ERR_MEMORY;
	enum err err = store_arrival_list(tx, page, &row);
	while (err == ERR_OK && reply->n_arrivals < page->size && (err = store_next(&row)) == ERR_OK) {
		store_arrival_line(&row, &line);
		err = arrival_message(tx, call, &line, &room, &reply->arrivals[reply->n_arrivals]);
		if (err == ERR_OK && ++reply->n_arrivals == page->size)
			reply->next = view_next(call, line.expected, line.pass_id);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err arrivals_list(struct tx *tx, struct call *call)
{
	struct arrival_page page;
	Guosuo__V1__ListArrivalsResponse *reply = call_reply(call);
	enum err err = page_of(call, &page);
	if (err != ERR_OK)
		return err;
	if (reply == NULL || (reply->arrivals = call_take(call, page.size * sizeof(void *))) == NULL)
		return ERR_MEMORY;
	const struct roster *roster = held_roster(call->held, call->who.province);
	reply->port = call_text(call, page.port);
	reply->name = call_text(call, span_text(roster_checkpoint(roster, call->who.post)->name));
	return read_page(tx, call, &page, reply);
}
