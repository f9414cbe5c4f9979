#include "server/outbox.h"
#include "server/part.h"
#include "server/timetables.h"

#include <string.h>

#include "proto/application.h"
#include "proto/decision.h"
#include "proto/leg.h"
#include "proto/trip.h"
#include "server/amends.h"
#include "server/arrivals.h"
#include "server/due.h"
#include "server/progress.h"
#include "server/store_timetable.h"
#include "server/store_trip.h"
#include "server/view.h"

#define TRIP(name) GUOSUO__V1__TRIP_STATE__##name
#define TABLE(name) GUOSUO__V1__TIMETABLE_STATE__##name

/* What is asked, and what came out. */
struct plan {
	const Guosuo__V1__Application *application;
	struct timetable_query query;
	bool sealed[LEGS_MAX];
	uint32_t moves;
	struct timetable table;
};

/* ---- reading ---- */

/* false: an application without a window, which no trip has. */
static bool from_application(struct call *call, const Guosuo__V1__Application *application, struct plan *out)
{
	int64_t from, to;
	const struct directory *directory = held_directory(call->held);
	memset(out, 0, sizeof *out);
	out->application = application;
	if (directory == NULL || application == NULL || application->journey == NULL ||
	    application_window(application->journey, &from, &to) != ERR_OK)
		return false;
	timetable_wishes(application, directory, from, to, &out->query);
	out->query.now = call->now;
	return true;
}

static enum err read_cutoff(struct tx *tx, struct span company, struct span pass_id, struct plan *plan)
{
	struct row_cursor row;
	struct cutoff_row move;
	enum err err = store_cutoff_list(tx, company, pass_id, CUTOFF_MOVES_MAX, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_cutoff_row(&row, &move);
		plan->moves = move.serial;
		plan->query.cutoff = move.cutoff;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* The application tells by their names where stops lie, a leg has their codes: the roster knows both. */
static void place_stops(const struct call *call, const Guosuo__V1__Leg *leg, struct plan *plan)
{
	const Guosuo__V1__ApplicationLeg *wish = plan->application->journey->legs[leg->ordinal - 1];
	struct timetable_leg *row = &plan->query.legs[leg->ordinal - 1];
	const struct roster *roster = held_roster(call->held, leg->province);
	row->placed = roster != NULL && leg->n_stops > 0 && leg->n_stops <= STOPS_MAX;
	for (size_t i = 0; row->placed && i < leg->n_stops; i++) {
		const Guosuo__V1__Site *site = roster_stop(roster, leg->stops[i]);
		row->stop_km[i] = 0;
		for (size_t k = 0; site != NULL && k < wish->n_stops; k++)
			if (strcmp(wish->stops[k]->name, site->name) == 0)
				row->stop_km[i] = wish->stops[k]->km;
		row->placed = row->stop_km[i] != 0 && row->stop_km[i] <= row->km;
	}
}

static enum err take_leg(struct call *call, const struct leg_row *row, struct plan *plan)
{
	struct leg leg;
	if (row->state != GUOSUO__V1__LEG_STATE__LEG_SEALED || row->ordinal < 1 || row->ordinal > LEGS_MAX)
		return ERR_OK;
	const Guosuo__V1__Sealed *sealed = view_sealed(call, row->body, row->seals);
	if (sealed == NULL)
		return ERR_MEMORY;
	enum err err = leg_read(sealed, &call->arena, &leg);
	if (err != ERR_OK)
		return err;
	timetable_sealed(&plan->query, leg.body);
	if (leg.body->ordinal >= 1 && leg.body->ordinal <= plan->query.count)
		place_stops(call, leg.body, plan);
	plan->sealed[row->ordinal - 1] = true;
	return ERR_OK;
}

static enum err read_legs(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                          struct plan *plan)
{
	struct row_cursor row;
	struct leg_row leg;
	enum err err = store_leg_list(tx, company, pass_id, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_leg_row(&row, &leg);
		err = take_leg(call, &leg, plan);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err read_plan(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                          const Guosuo__V1__Application *application, struct plan *out)
{
	if (!from_application(call, application, out))
		return ERR_OK;
	enum err err = read_cutoff(tx, company, pass_id, out);
	if (err == ERR_OK)
		err = read_legs(tx, call, company, pass_id, out);
	if (err == ERR_OK)
		timetable_make(&out->query, &out->table);
	return err;
}

/* ---- writing down ---- */

struct timetables_first timetables_begin(struct call *call, const Guosuo__V1__Application *application)
{
	struct plan plan;
	if (!from_application(call, application, &plan))
		return (struct timetables_first){TIMETABLE_UNKNOWN, 0};
	timetable_judge(&plan.query, &plan.table);
	return (struct timetables_first){plan.table.state, plan.table.latest_decision};
}

/* Only the last step of the way: what legs make of a trip is server/review.h's. */
static int64_t settled(int64_t state, enum timetable_state timetable)
{
	if (state == TRIP(READY) && timetable == TIMETABLE_NONE)
		return TRIP(NO_TIMETABLE);
	if (state == TRIP(NO_TIMETABLE) && timetable != TIMETABLE_NONE)
		return TRIP(READY);
	return state;
}

static enum err tell(struct tx *tx, struct call *call, struct span company, struct span pass_id, int64_t state)
{
	struct outbox_news news = {.company = company, .pass_id = pass_id, .now = call->now};
	if (state == TRIP(READY))
		news.event = OUTBOX_TRIP_READY;
	if (state == TRIP(NO_TIMETABLE))
		news.event = OUTBOX_TRIP_NO_TIMETABLE;
	return outbox_put(tx, &news);
}

enum err timetables_late(struct tx *tx, struct span company, struct span pass_id, const char *reason, int64_t now)
{
	const struct outbox_news news = {.event = OUTBOX_TRIP_LATE,
	                                 .company = company,
	                                 .pass_id = pass_id,
	                                 .reason = span_text(reason),
	                                 .now = now};
	enum err err = store_late_put(tx, company, pass_id, now);
	return err == ERR_OK ? outbox_put(tx, &news) : err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err timetables_judged(struct tx *tx, struct span company, struct span pass_id, int64_t state, int64_t now)
{
	static const char late[] = "若尚未出发, 已赶不上截港时间 / too late for the port's cut-off, if it has not left";
	if (state == TIMETABLE_LATE)
		return timetables_late(tx, company, pass_id, late, now);
	return state == TIMETABLE_GOOD ? store_late_end(tx, company, pass_id) : ERR_OK;
}

static enum err settle(struct tx *tx, struct call *call, const struct trip_row *trip, int64_t was, struct plan *plan)
{
	int64_t from = trip->state, to;
	struct span company = trip->company, pass_id = trip->pass_id;
	enum err err = read_plan(tx, call, company, pass_id, view_application(call, trip->application), plan);
	if (err == ERR_OK)
		err =
		    store_timetable_put(tx, company, pass_id, plan->table.state, plan->table.latest_decision);
	if (err == ERR_OK)
		err = due_turns(tx, company, pass_id);
	to = settled(from, plan->table.state);
	if (err == ERR_OK && to != from)
		err = store_trip_move(tx, company, pass_id, from, to, call->now, span_text(""));
	if (err == ERR_OK)
		err = timetables_judged(tx, company, pass_id, plan->table.state, call->now);
	if (err == ERR_OK && to == TRIP(READY))
		err = arrivals_ready(tx, call, trip, &plan->table, plan->query.cutoff);
	return err == ERR_OK && to != was ? tell(tx, call, company, pass_id, to) : err;
}

enum err timetables_settle(struct tx *tx, struct call *call, struct span company, struct span pass_id, int64_t was)
{
	struct trip_row trip;
	struct plan plan;
	enum err err = store_trip_get(tx, company, pass_id, &trip);
	return err == ERR_OK ? settle(tx, call, &trip, was, &plan) : err;
}

/* ---- as messages ---- */

static uint32_t province_at(const struct plan *plan, size_t ordinal)
{
	return ordinal < 1 || ordinal > plan->query.count ? 0 : plan->query.legs[ordinal - 1].province;
}

static void add_help(struct call *call, const struct plan *plan, Guosuo__V1__Timetable *out)
{
	const struct timetable *table = &plan->table;
	out->help = call_take(call, table->help_count * sizeof(void *));
	for (size_t i = 0; out->help != NULL && i < table->help_count; i++) {
		Guosuo__V1__TimetableHelp *help = call_make(call, &guosuo__v1__timetable_help__descriptor);
		if (help == NULL)
			return;
		help->kind = (Guosuo__V1__HelpKind)table->helps[i].kind;
		help->ordinal = (uint32_t)table->helps[i].ordinal;
		help->province = province_at(plan, table->helps[i].ordinal);
		help->by_s = table->helps[i].by_s;
		help->from = table->helps[i].from;
		help->to = table->helps[i].to;
		out->help[out->n_help++] = help;
	}
}

static Guosuo__V1__Timetable *timetable_message(struct call *call, const struct plan *plan)
{
	const struct timetable *table = &plan->table;
	Guosuo__V1__Timetable *out = call_make(call, &guosuo__v1__timetable__descriptor);
	if (out == NULL)
		return NULL;
	out->state = (Guosuo__V1__TimetableState)table->state;
	out->target = table->target;
	out->departure = table->rows[0].enter;
	out->latest_departure = table->rows[0].enter_latest;
	out->latest_decision = table->latest_decision;
	out->arrival = table->arrival;
	out->late_s = table->late_s;
	out->first = (uint32_t)table->first;
	out->second = (uint32_t)table->second;
	out->first_province = province_at(plan, table->first);
	out->second_province = province_at(plan, table->second);
	out->slack_s = table->rows[0].slack_s;
	add_help(call, plan, out);
	return out;
}

static Guosuo__V1__LegWindow *window_message(struct call *call, const struct plan *plan, size_t ordinal)
{
	if (ordinal < 1 || ordinal > plan->query.count)
		return NULL;
	const struct timetable_leg *leg = &plan->query.legs[ordinal - 1];
	Guosuo__V1__LegWindow *out = call_make(call, &guosuo__v1__leg_window__descriptor);
	if (out == NULL)
		return NULL;
	out->province = leg->province;
	out->not_before = leg->not_before;
	out->not_after = leg->not_after;
	out->sealed = plan->sealed[ordinal - 1];
	return out;
}

static void add_stops(struct call *call, const struct plan *plan, size_t ordinal, Guosuo__V1__LegPlan *out)
{
	const Guosuo__V1__ApplicationLeg *wish = plan->application->journey->legs[ordinal - 1];
	out->stops = call_take(call, wish->n_stops * sizeof(char *));
	for (; out->stops != NULL && out->n_stops < wish->n_stops; out->n_stops++)
		out->stops[out->n_stops] = call_text(call, span_text(wish->stops[out->n_stops]->name));
}

/* NULL where nothing was reckoned. */
static Guosuo__V1__LegPlan *leg_message(struct call *call, const struct plan *plan, size_t ordinal)
{
	if (ordinal < 1 || ordinal > plan->query.count || plan->table.state == TIMETABLE_UNKNOWN)
		return NULL;
	const struct timetable_row *row = &plan->table.rows[ordinal - 1];
	Guosuo__V1__LegPlan *out = call_make(call, &guosuo__v1__leg_plan__descriptor);
	if (out == NULL)
		return NULL;
	out->enter = row->enter;
	out->exit = row->exit;
	out->enter_latest = row->enter_latest;
	out->exit_latest = row->exit_latest;
	out->drive_s = row->drive_s;
	out->stand_s = row->stand_s;
	out->before_s = row->before_s;
	out->slack_s = row->slack_s;
	out->speed_kmh = plan->query.legs[ordinal - 1].speed_kmh;
	out->window = window_message(call, plan, ordinal);
	add_stops(call, plan, ordinal, out);
	return out;
}

static Guosuo__V1__CutoffMove *move_message(struct call *call, const struct cutoff_row *row)
{
	Guosuo__V1__CutoffMove *out = call_make(call, &guosuo__v1__cutoff_move__descriptor);
	if (out == NULL)
		return NULL;
	out->cutoff = row->cutoff;
	out->moved_at = row->created;
	out->reason = call_text(call, row->reason);
	out->who = call_text(call, row->who);
	out->province = row->province;
	out->checkpoint = row->checkpoint;
	return out;
}

enum err timetables_moves(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                          Guosuo__V1__CutoffMove ***out, size_t *count)
{
	struct row_cursor row;
	struct cutoff_row move;
	*count = 0;
	*out = call_take(call, CUTOFF_MOVES_MAX * sizeof(void *));
	if (*out == NULL)
		return ERR_MEMORY;
	enum err err = store_cutoff_list(tx, company, pass_id, CUTOFF_MOVES_MAX, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_cutoff_row(&row, &move);
		(*out)[*count] = move_message(call, &move);
		if ((*out)[(*count)++] == NULL)
			return ERR_MEMORY;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

enum err timetables_add_trip(struct tx *tx, struct call *call, Guosuo__V1__TripView *view)
{
	struct plan plan;
	struct span company = span_text(call->who.company), pass_id = field_span(view->pass_id);
	enum err err = read_plan(tx, call, company, pass_id, view->application, &plan);
	if (err == ERR_OK)
		err = timetables_moves(tx, call, company, pass_id, &view->cutoff_moves, &view->n_cutoff_moves);
	if (err != ERR_OK)
		return err;
	view->cutoff = plan.query.cutoff;
	view->timetable = timetable_message(call, &plan);
	for (size_t i = 0; i < view->n_legs; i++)
		view->legs[i]->plan = leg_message(call, &plan, view->legs[i]->ordinal);
	return call->starved ? ERR_MEMORY : ERR_OK;
}

enum err timetables_add_leg(struct tx *tx, struct call *call, struct span company, struct span pass_id,
                            const Guosuo__V1__Application *application, Guosuo__V1__LegView *view)
{
	struct plan plan;
	if (application == NULL || view == NULL)
		return ERR_OK;
	enum err err = read_plan(tx, call, company, pass_id, application, &plan);
	if (err != ERR_OK)
		return err;
	view->plan = leg_message(call, &plan, view->ordinal);
	view->before = window_message(call, &plan, (size_t)view->ordinal - 1);
	view->after = window_message(call, &plan, (size_t)view->ordinal + 1);
	view->timetable = timetable_message(call, &plan);
	return call->starved ? ERR_MEMORY : ERR_OK;
}

/* ---- the cut-off is moved ---- */

static bool is_gate(const struct call *call)
{
	return part_role(call) == GUOSUO__V1__ROLE__ROLE_CHECKPOINT;
}

static enum err check_move(struct call *call, const Guosuo__V1__MoveCutoffRequest *request)
{
	size_t reason = strlen(request->reason);
	if (reason == 0)
		return call_fault(call, RULE_REQUIRED, "reason", 0, 0);
	if (reason > REASON_MAX)
		return call_fault(call, RULE_TOO_LONG, "reason", (int64_t)reason, REASON_MAX);
	if (request->cutoff == 0)
		return call_fault(call, RULE_REQUIRED, "cutoff", 0, 0);
	if (request->cutoff <= call->now)
		return call_fault(call, RULE_WINDOW_PAST, "cutoff", request->cutoff, call->now);
	if (request->cutoff > UINT32_MAX)
		return call_fault(call, RULE_TOO_LARGE, "cutoff", request->cutoff, UINT32_MAX);
	return ERR_OK;
}

/* What holds now, before the move. */
static enum err check_against(struct call *call, const struct plan *plan, int64_t cutoff)
{
	if (cutoff == plan->query.cutoff)
		return call_fault(call, RULE_CUTOFF_SAME, "cutoff", cutoff, cutoff);
	if (cutoff <= plan->query.not_before)
		return call_fault(call, RULE_WINDOW_ORDER, "cutoff", cutoff, plan->query.not_before);
	if (plan->moves >= CUTOFF_MOVES_MAX)
		return call_fault(call, RULE_TOO_MANY, "cutoff", (int64_t)plan->moves + 1, CUTOFF_MOVES_MAX);
	return ERR_OK;
}

static enum err move(struct tx *tx, struct call *call, const struct trip_row *trip, struct plan *plan)
{
	const Guosuo__V1__MoveCutoffRequest *request = (const void *)call->request;
	if (!from_application(call, view_application(call, trip->application), plan))
		return ERR_BUSY;
	enum err err = read_cutoff(tx, trip->company, trip->pass_id, plan);
	if (err == ERR_OK)
		err = check_against(call, plan, request->cutoff);
	struct cutoff_row row = {.serial = plan->moves + 1,
	                         .cutoff = request->cutoff,
	                         .created = call->now,
	                         .reason = span_text(request->reason),
	                         .province = is_gate(call) ? call->who.province : 0,
	                         .checkpoint = is_gate(call) ? call->who.post : 0};
	if (err == ERR_OK)
		err = part_name(tx, call, &row.who);
	if (err == ERR_OK)
		err = store_cutoff_put(tx, trip->company, trip->pass_id, &row,
		                       span_of(call->who.keyid, KEYID_LEN));
	return err == ERR_OK ? settle(tx, call, trip, trip->state, plan) : err;
}

/* A gate finds what goes to its port, and nothing else. */
static enum err goes_there(struct call *call, const struct trip_row *row, struct span port)
{
	struct trip trip;
	const Guosuo__V1__Sealed *envelope = view_sealed(call, row->body, row->seals);
	enum err err = envelope == NULL ? ERR_MEMORY : trip_read(envelope, &call->arena, &trip);
	if (err != ERR_OK)
		return err;
	const Guosuo__V1__Trip *body = trip.body;
	bool there = body->n_provinces > 0 && body->provinces[body->n_provinces - 1] == call->who.province;
	return there && span_equal(span_text(body->port), port) ? ERR_OK : ERR_NOT_FOUND;
}

static enum err find_trip(struct tx *tx, struct call *call, ProtobufCBinaryData asked, struct trip_row *out)
{
	struct part part;
	struct span port;
	enum err err = is_gate(call) ? arrivals_port(call, &port) : ERR_OK;
	if (err == ERR_OK)
		err = part_open(tx, call, asked, &part);
	if (err != ERR_OK)
		return err;
	struct span company = span_text(call_text(call, span_text(part.company)));
	struct span pass_id = field_span(call_bytes(call, span_of(part.pass_id, PASS_ID_LEN)));
	err = call->starved ? ERR_MEMORY : store_trip_get(tx, company, pass_id, out);
	return err == ERR_OK && is_gate(call) ? goes_there(call, out, port) : err;
}

/* Whoever did not move it is told. */
static enum err tell_company(struct tx *tx, struct call *call, const struct trip_row *trip)
{
	const Guosuo__V1__MoveCutoffRequest *request = (const void *)call->request;
	const struct outbox_news news = {.event = is_gate(call) ? OUTBOX_TRIP_CUTOFF : OUTBOX_NOTHING,
	                                 .company = trip->company,
	                                 .pass_id = trip->pass_id,
	                                 .reason = span_text(request->reason),
	                                 .now = call->now};
	return outbox_put(tx, &news);
}

enum err timetables_move_cutoff(struct tx *tx, struct call *call)
{
	const Guosuo__V1__MoveCutoffRequest *request = (const void *)call->request;
	struct trip_row trip;
	struct plan plan;
	enum err err = check_move(call, request);
	if (err == ERR_OK)
		err = find_trip(tx, call, request->pass_id, &trip);
	if (err == ERR_OK)
		err = view_alive(call, trip.state);
	if (err == ERR_OK)
		err = move(tx, call, &trip, &plan);
	if (err == ERR_OK)
		err = tell_company(tx, call, &trip);
	if (err == ERR_OK)
		err = amends_replace(tx, call, trip.company, trip.pass_id);
	Guosuo__V1__MoveCutoffResponse *reply = call_reply(call);
	if (err != ERR_OK || reply == NULL)
		return err == ERR_OK ? ERR_MEMORY : err;
	reply->timetable = timetable_message(call, &plan);
	return call->starved ? ERR_MEMORY : ERR_OK;
}
