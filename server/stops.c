#include "server/stops.h"

#include "proto/booking.h"
#include "proto/canon.h"
#include "server/view.h"

uint32_t stops_offset(const struct call *call)
{
	const struct directory *directory = held_directory(call->held);
	return directory == NULL ? 0 : directory->body->utc_offset_min;
}

static enum err open_body(struct call *call, struct span raw, const Guosuo__V1__Stop **out)
{
	ProtobufCMessage *body;
	enum err err = canon_open(&guosuo__v1__stop__descriptor, raw, &call->arena, &body);
	if (err == ERR_OK)
		*out = (const Guosuo__V1__Stop *)body;
	return err;
}

static enum err find_site(struct call *call, uint32_t province, uint32_t stop, const Guosuo__V1__Site **out)
{
	const struct roster *roster = held_roster(call->held, province);
	if (roster == NULL)
		return ERR_BUSY;
	*out = roster_stop(roster, stop);
	return *out != NULL ? ERR_OK : call_fault(call, RULE_STOP_UNKNOWN, "stop", stop, province);
}

enum err stops_find(struct tx *tx, struct call *call, uint32_t province, uint32_t stop, struct stop_at *out)
{
	enum err err = find_site(call, province, stop, &out->site);
	if (err == ERR_OK)
		err = store_stop_get(tx, province, stop, &out->row);
	if (err == ERR_NOT_FOUND)
		err = call_fault(call, RULE_STOP_SILENT, "stop", stop, province);
	return err == ERR_OK ? open_body(call, out->row.body, &out->body) : err;
}

/* ---- what a stop says of itself ---- */

static void need_number(struct call *call, const char *field, uint32_t value, uint32_t least, uint32_t most)
{
	if (value < least)
		fault_add(&call->faults, RULE_TOO_SMALL, field, value, least);
	if (value > most)
		fault_add(&call->faults, RULE_TOO_LARGE, field, value, most);
}

static void need_text(struct call *call, const char *field, const char *text, size_t most)
{
	size_t n = strlen(text);
	if (n == 0)
		fault_add(&call->faults, RULE_REQUIRED, field, 0, 0);
	if (n > most)
		fault_add(&call->faults, RULE_TOO_LONG, field, (int64_t)n, (int64_t)most);
}

static bool need_count(struct call *call, const char *field, size_t n, size_t most)
{
	if (n > most)
		fault_add(&call->faults, RULE_TOO_MANY, field, (int64_t)n, (int64_t)most);
	return n <= most;
}

static void check_lists(struct call *call, const Guosuo__V1__Stop *stop)
{
	char field[64];
	if (need_count(call, "stop.services", stop->n_services, STOP_SERVICES_MAX))
		for (size_t i = 0; i < stop->n_services; i++) {
			field_index(field, sizeof field, "stop.services", i);
			need_text(call, field, stop->services[i], NAME_BYTES);
		}
	if (need_count(call, "stop.prices", stop->n_prices, STOP_SERVICES_MAX))
		for (size_t i = 0; i < stop->n_prices; i++) {
			field_index(field, sizeof field, "stop.prices", i);
			need_text(call, field, stop->prices[i]->item, NAME_BYTES);
		}
	if (need_count(call, "stop.hours", stop->n_hours, HOURS_MAX) &&
	    !hours_sound(stop->hours, stop->n_hours))
		fault_add(&call->faults, RULE_WINDOW_ORDER, "stop.hours", 0, 0);
}

static enum err check_stop(struct call *call, const Guosuo__V1__Stop *stop)
{
	need_number(call, "stop.longest_mm", stop->longest_mm, 1, MEASURE_MAX_MM);
	need_number(call, "stop.beds", stop->beds, 0, BEDS_MAX);
	need_number(call, "stop.meals", stop->meals, 0, MEALS_MAX);
	need_number(call, "stop.night_ends_min", stop->night_ends_min, 0, DAY_S / 60 - 1);
	need_number(call, "stop.hold_s", stop->hold_s, STOP_HOLD_MIN_S, STOP_HOLD_MAX_S);
	need_text(call, "stop.phone", stop->phone, PHONE_BYTES);
	check_lists(call, stop);
	return call->faults.errors == 0 ? ERR_OK : ERR_INPUT;
}

/* A keeper speaks for one stop, an authority for its province. */
static bool may_put(const struct call *call, const Guosuo__V1__Stop *stop)
{
	return call->who.province == stop->province &&
	       ((call->who.roles & AUTH_ROLE(AUTHORITY)) != 0 || call->who.post == stop->stop);
}

/* ERR_NOT_FOUND: the stop has said nothing before. */
static enum err said_before(struct tx *tx, struct call *call, const Guosuo__V1__Stop *stop,
                            const Guosuo__V1__Stop **out)
{
	struct stop_row row;
	enum err err = store_stop_get(tx, stop->province, stop->stop, &row);
	return err == ERR_OK ? open_body(call, row.body, out) : err;
}

/* What has been promised stands, and is counted in the nights it was promised in. */
static enum err check_taken(struct tx *tx, struct call *call, const Guosuo__V1__Stop *stop)
{
	const Guosuo__V1__Stop *before;
	struct stop_load taken;
	enum err err = said_before(tx, call, stop, &before);
	if (err == ERR_NOT_FOUND)
		return ERR_OK;
	if (err != ERR_OK)
		return err;
	int64_t tonight = night_of(call->now, stops_offset(call), before->night_ends_min);
	err = store_night_most(tx, stop->province, stop->stop, (struct nights){tonight, 0}, &taken);
	if (err != ERR_OK)
		return err;
	if (stop->night_ends_min != before->night_ends_min && (taken.beds > 0 || taken.meals > 0))
		return call_fault(call, RULE_NIGHTS_TAKEN, "stop.night_ends_min", 0, 0);
	if (stop->beds < taken.beds)
		return call_fault(call, RULE_CAPACITY_TAKEN, "stop.beds", stop->beds, taken.beds);
	if (stop->meals < taken.meals)
		return call_fault(call, RULE_CAPACITY_TAKEN, "stop.meals", stop->meals, taken.meals);
	return ERR_OK;
}

enum err stops_put(struct tx *tx, struct call *call)
{
	const Guosuo__V1__Stop *stop =
	    ((const Guosuo__V1__PutStopRequest *)(const void *)call->request)->stop;
	const Guosuo__V1__Site *site;
	struct span body;
	if (stop == NULL)
		return call_fault(call, RULE_REQUIRED, "stop", 0, 0);
	if (!may_put(call, stop))
		return ERR_DENIED;
	enum err err = find_site(call, stop->province, stop->stop, &site);
	if (err == ERR_OK)
		err = check_stop(call, stop);
	if (err == ERR_OK)
		err = check_taken(tx, call, stop);
	if (err == ERR_OK)
		err = canon_pack(&stop->base, &call->arena, &body);
	if (err != ERR_OK)
		return err;
	const struct stop_row row = {stop->province, stop->stop,  stop->longest_mm,
	                             stop->beds,     stop->meals, body};
	call_reply(call);
	return store_stop_put(tx, &row, call->now);
}

/* ---- the list ---- */

enum err stops_free(struct tx *tx, const struct stop_row *stop, struct nights nights, struct stop_load *out)
{
	struct stop_load taken;
	enum err err = store_night_most(tx, stop->province, stop->stop, nights, &taken);
	if (err == ERR_OK)
		*out = (struct stop_load){stop->beds > taken.beds ? stop->beds - taken.beds : 0,
		                          stop->meals > taken.meals ? stop->meals - taken.meals : 0};
	return err;
}

static bool has_service(const Guosuo__V1__Stop *stop, const char *service)
{
	for (size_t i = 0; i < stop->n_services; i++)
		if (strcmp(stop->services[i], service) == 0)
			return true;
	return false;
}

static bool is_wanted(const Guosuo__V1__ListStopsRequest *request, const Guosuo__V1__Stop *stop)
{
	for (size_t i = 0; i < request->n_services; i++)
		if (!has_service(stop, request->services[i]))
			return false;
	return request->stop == 0 || request->stop == stop->stop;
}

/* The window asked about; without one, this moment. */
static struct nights window_of(const struct call *call, const Guosuo__V1__ListStopsRequest *request,
                               const Guosuo__V1__Stop *stop)
{
	int64_t from = request->not_before == 0 ? call->now : request->not_before;
	int64_t to = request->not_before == 0 ? from + 1 : request->not_after;
	return nights_of(from, to, stops_offset(call), stop->night_ends_min);
}

static enum err view_of(struct tx *tx, struct call *call, const struct stop_row *row,
                        const Guosuo__V1__Stop *stop, const Guosuo__V1__Site *site,
                        Guosuo__V1__StopView **out)
{
	const Guosuo__V1__ListStopsRequest *request = (const void *)call->request;
	Guosuo__V1__StopView *view = call_make(call, &guosuo__v1__stop_view__descriptor);
	struct stop_load room;
	if (view == NULL)
		return ERR_MEMORY;
	enum err err = stops_free(tx, row, window_of(call, request, stop), &room);
	if (err != ERR_OK)
		return err;
	view->stop = (Guosuo__V1__Stop *)(uintptr_t)stop;
	view->division = site->division;
	view->name = call_text(call, span_text(site->name));
	view->beds_free = room.beds;
	view->meals_free = room.meals;
	view->open =
	    hours_permit(stop->hours, stop->n_hours,
	                 request->not_before == 0 ? call->now : request->not_before, stops_offset(call));
	*out = view;
	return ERR_OK;
}

/* Stops that have left the roster are not listed. */
static enum err add_stops(struct tx *tx, struct call *call, const struct roster *roster, uint32_t size,
                          Guosuo__V1__ListStopsResponse *reply)
{
	const Guosuo__V1__ListStopsRequest *request = (const void *)call->request;
	struct row_cursor cursor;
	struct stop_row row;
	enum err err = store_stop_list(tx, request->province, request->after, request->length_mm, &cursor);
	while (err == ERR_OK && reply->n_stops < size && (err = store_next(&cursor)) == ERR_OK) {
		const Guosuo__V1__Stop *stop;
		size_t mark = call->arena.used;
		store_stop_row(&cursor, &row);
		const Guosuo__V1__Site *site = roster_stop(roster, row.stop);
		err = open_body(call, row.body, &stop);
		if (err == ERR_OK && (site == NULL || !is_wanted(request, stop))) {
			call->arena.used = mark;
			continue;
		}
		if (err == ERR_OK)
			err = view_of(tx, call, &row, stop, site, &reply->stops[reply->n_stops]);
		if (err == ERR_OK && ++reply->n_stops == size)
			reply->next = row.stop;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err stops_list(struct tx *tx, struct call *call)
{
	const Guosuo__V1__ListStopsRequest *request = (const void *)call->request;
	const struct roster *roster = held_roster(call->held, request->province);
	Guosuo__V1__ListStopsResponse *reply = call_reply(call);
	struct page page;
	enum err err = view_page(call, request->page_size, (ProtobufCBinaryData){0, NULL}, 0, &page);
	if (err == ERR_OK && roster == NULL)
		err = call_fault(call, RULE_PROVINCE_UNKNOWN, "province", request->province, 0);
	if (err == ERR_OK && request->not_before < 0)
		err = call_fault(call, RULE_TOO_SMALL, "not_before", request->not_before, 0);
	if (err == ERR_OK && request->not_after > UINT32_MAX)
		err = call_fault(call, RULE_TOO_LARGE, "not_after", request->not_after, UINT32_MAX);
	if (err == ERR_OK && request->not_before != 0 && request->not_after <= request->not_before)
		err = call_fault(call, RULE_WINDOW_ORDER, "not_after", 0, 0);
	if (err == ERR_OK && request->not_before != 0 &&
	    request->not_after - request->not_before > BOOKING_WINDOW_S)
		err = call_fault(call, RULE_WINDOW_LENGTH, "not_after",
		                 request->not_after - request->not_before, BOOKING_WINDOW_S);
	if (err != ERR_OK)
		return err;
	reply->stops = reply == NULL ? NULL : call_take(call, page.size * sizeof(void *));
	return reply == NULL || reply->stops == NULL ? ERR_MEMORY
	                                             : add_stops(tx, call, roster, page.size, reply);
}
