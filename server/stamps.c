#include "server/stamps.h"

#include "proto/body.h"
#include "proto/pass.h"
#include "proto/stamp.h"
#include "server/arrivals.h"
#include "server/bookings.h"
#include "server/log.h"
#include "server/outbox.h"
#include "server/progress.h"
#include "server/store_arrival.h"
#include "server/store_request.h"
#include "server/store_revision.h"
#include "server/store_stamp.h"
#include "server/store_trip.h"
#include "server/view.h"

#define FATE(name) GUOSUO__V1__PASSAGE_FATE__PASSAGE_##name

enum { STAMPS_LISTED = 50 };

/* A record's stamp, and what the desk has of its trip. */
struct stamping {
	const struct passage *passage;
	struct reviewed_trip row;
	struct span pass_id;
	uint32_t journey;
};

/* ---- judging ---- */

/* The leg as it is, or as it was before it was reopened. */
static enum err find_leg(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	struct leg_row leg;
	enum err err = store_leg_get(tx, call->who.province, stamping->pass_id, &leg);
	if (err == ERR_OK && span_equal(leg.body, stamping->passage->shown.leg.raw))
		return ERR_OK;
	return err == ERR_OK ? store_revision_has(tx, call->who.province, stamping->pass_id, stamping->passage->shown.leg.raw) : err;
}

/* The trip and the leg are the desk's own bytes; the assignment may have been sealed without a network. */
static enum err find_pass(struct tx *tx, struct call *call, struct stamping *stamping)
{
	const struct directory *directory = held_directory(call->held);
	if (directory == NULL)
		return ERR_BUSY;
	enum err err = store_leg_trip(tx, call->who.province, stamping->pass_id, &stamping->row);
	if (err == ERR_OK && !span_equal(stamping->row.body, stamping->passage->shown.trip.raw))
		err = ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = find_leg(tx, call, stamping);
	const struct shown *shown = &stamping->passage->shown;
	return err == ERR_OK ? assignment_verify(&shown->code.assignment, &shown->assignment, &shown->trip,
	                                         directory->body->limits, &call->arena)
	                     : err;
}

static bool is_delivery(const struct stamping *stamping)
{
	return stamping->passage->stamp.body->direction == GUOSUO__V1__DIRECTION__DELIVERED;
}

/* A delivery is sealed at the gate of the trip's own port. */
static enum err check_gate(struct call *call, const struct stamping *stamping)
{
	struct span port;
	if (!is_delivery(stamping))
		return ERR_OK;
	enum err err = arrivals_port(call, &port);
	return err == ERR_OK && !span_equal(port, span_text(stamping->passage->shown.trip.body->port)) ? ERR_SCOPE : err;
}

/* A device sends its own stamps. now: the stamp's own time where that is still to come. */
static enum err verify(struct call *call, const struct stamping *stamping, int64_t now)
{
	const struct passage *passage = stamping->passage;
	const struct roster *roster = held_roster(call->held, call->who.province);
	size_t entry;
	if (roster == NULL)
		return ERR_BUSY;
	enum err err = stamp_verify(passage->passage->stamp, &passage->stamp, &passage->of, roster, now, &call->arena,
	                            &entry);
	if (err != ERR_OK)
		return err;
	return span_equal(field_span(roster->body->entries[entry]->key), span_of(call->who.key, KEY_LEN)) ? ERR_OK
	                                                                                                   : ERR_KEY;
}

/* ---- journeys ---- */

enum err stamps_journeys(struct tx *tx, struct span company, struct span pass_id, uint32_t of, struct journeys *out)
{
	struct row_cursor row;
	*out = (struct journeys){.of = of, .next = 1};
	enum err err = store_stamp_journeys(tx, company, pass_id, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		out->delivered++;
		out->next += row_int(&row, 0) == out->next;
	}
	if (out->next > of)
		out->next = 0;
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

/* ---- keeping ---- */

/* The last journey ends the trip. What was withdrawn or revoked stays so: the goods have come all the same. */
static enum err end_trip(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	const int64_t to = GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED;
	struct span company = stamping->row.company;
	struct journeys journeys;
	enum err err = stamps_journeys(tx, company, stamping->pass_id, trip_journeys(stamping->passage->shown.trip.body), &journeys);
	if (err != ERR_OK || journeys.next != 0 || review_over(stamping->row.state))
		return err;
	err = progress_close(tx, &call->rules, company, stamping->pass_id, call->now);
	if (err == ERR_OK)
		err = bookings_release(tx, call, company, stamping->pass_id, stamping->passage->shown.leg.body->ordinal);
	return err == ERR_OK ? store_trip_move(tx, company, stamping->pass_id, stamping->row.state, to, call->now,
	                                       span_text(""))
	                     : err;
}

static enum err deliver(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	const struct outbox_news news = {.event = OUTBOX_TRIP_DELIVERED,
	                                 .company = stamping->row.company,
	                                 .pass_id = stamping->pass_id,
	                                 .now = call->now};
	enum err err = store_arrival_close(tx, news.company, news.pass_id);
	if (err == ERR_OK)
		err = end_trip(tx, call, stamping);
	return err == ERR_OK ? outbox_put(tx, &news) : err;
}

static enum err keep(struct tx *tx, struct call *call, const struct stamping *stamping, bool closes)
{
	const Guosuo__V1__Passage *passage = stamping->passage->passage;
	const Guosuo__V1__Stamp *stamp = stamping->passage->stamp.body;
	const struct stamp_row row = {.province = call->who.province,
	                              .device = span_of(call->who.keyid, KEYID_LEN),
	                              .sequence = stamp->sequence,
	                              .company = stamping->row.company,
	                              .pass_id = stamping->pass_id,
	                              .checkpoint = stamp->checkpoint,
	                              .at = stamp->time,
	                              .created = call->now,
	                              .delivered = closes ? stamping->journey : 0,
	                              .previous = field_span(passage->previous),
	                              .body = stamping->passage->stamp.raw,
	                              .seals = field_span(passage->stamp->seals),
	                              .journey = stamping->journey};
	enum err err = store_stamp_put(tx, &row);
	if (err != ERR_OK || store_changed(tx) == 0)
		return err;
	err = store_entry_put(tx, ENTRY_STAMP, call->who.province, span_of(stamping->passage->stamp.hash, HASH_LEN),
		                      row.device, call->now);
	return err == ERR_OK && closes ? deliver(tx, call, stamping) : err;
}

/* A journey is delivered once, by whichever stamp is first here. */
static enum err keep_once(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	int64_t at;
	if (!is_delivery(stamping))
		return keep(tx, call, stamping, false);
	enum err err = store_stamp_delivered(tx, stamping->row.company, stamping->pass_id, stamping->journey, &at);
	return err == ERR_OK || err == ERR_NOT_FOUND ? keep(tx, call, stamping, err == ERR_NOT_FOUND) : err;
}

/* The record stands in the log whatever comes of its stamp; these say that the desk has nothing to add it to. */
static bool is_elsewhere(enum err err)
{
	static const enum err list[] = {ERR_NOT_FOUND, ERR_INPUT, ERR_KEY, ERR_SEAL, ERR_SURPLUS, ERR_WINDOW, ERR_SCOPE, ERR_FORMAT};
	for (size_t i = 0; i < sizeof list / sizeof list[0]; i++)
		if (list[i] == err)
			return true;
	return false;
}

/* The gate's clock was fast: is its stamp one that the desk can take when that time has come? No clock is honestly further ahead than
 * an assignment lasts, and behind the window of the device's key it will not verify. Whatever else is wrong with it is wrong now. */
static enum err judge_ahead(struct call *call, const struct stamping *stamping, Guosuo__V1__PassageFate *fate)
{
	const struct directory *directory = held_directory(call->held);
	const int64_t time = stamping->passage->stamp.body->time;
	const bool far = time - call->now > assignment_window(directory->body->limits);
	const enum err err = far ? ERR_OK : verify(call, stamping, time);
	if (err != ERR_OK && err != ERR_KEY)
		return err;
	*fate = far || err == ERR_KEY ? FATE(FAR_AHEAD) : FATE(AHEAD);
	return ERR_OK;
}

static enum err judge(struct tx *tx, struct call *call, struct stamping *stamping, Guosuo__V1__PassageFate *fate)
{
	enum err err = find_pass(tx, call, stamping);
	if (err == ERR_OK)
		err = check_gate(call, stamping);
	if (err != ERR_OK)
		return err;
	const bool ahead = stamping->passage->stamp.body->time > call->now + SKEW_S;
	return ahead ? judge_ahead(call, stamping, fate) : verify(call, stamping, call->now);
}

enum err stamps_take(struct tx *tx, struct call *call, const struct passage *passage, Guosuo__V1__PassageFate *fate)
{
	struct stamping stamping = {.passage = passage,
	                            .pass_id = field_span(passage->shown.trip.body->pass_id),
	                            .journey = passage->shown.assignment.body->journey};
	*fate = FATE(FATE_UNSPECIFIED);
	enum err err = judge(tx, call, &stamping, fate);
	if (is_elsewhere(err)) {
		*fate = FATE(ELSEWHERE);
		return ERR_OK;
	}
	return err == ERR_OK && *fate == FATE(FATE_UNSPECIFIED) ? keep_once(tx, call, &stamping) : err;
}

/* ---- the officer's view ---- */

static enum err add_delivery(struct call *call, const struct stamp_row *stamp, Guosuo__V1__TripView *view)
{
	Guosuo__V1__TripDelivery *out = call_make(call, &guosuo__v1__trip_delivery__descriptor);
	if (out == NULL)
		return ERR_MEMORY;
	out->journey = stamp->delivered;
	out->at = stamp->at;
	out->province = stamp->province;
	out->checkpoint = stamp->checkpoint;
	out->stamp = view_sealed(call, stamp->body, stamp->seals);
	view->deliveries[view->n_deliveries++] = out;
	return ERR_OK;
}

static enum err add_passage(struct call *call, const struct stamp_row *stamp, Guosuo__V1__TripView *view)
{
	Guosuo__V1__TripPassage *out = call_make(call, &guosuo__v1__trip_passage__descriptor);
	if (out == NULL)
		return ERR_MEMORY;
	out->at = stamp->at;
	out->province = stamp->province;
	out->checkpoint = stamp->checkpoint;
	out->journey = stamp->journey;
	out->stamp = view_sealed(call, stamp->body, stamp->seals);
	view->passages[view->n_passages++] = out;
	return ERR_OK;
}

typedef enum err stamp_list(struct tx *tx, struct span company, struct span pass_id, uint32_t limit,
                            struct row_cursor *out);
typedef enum err stamp_add(struct call *call, const struct stamp_row *stamp, Guosuo__V1__TripView *view);

static enum err add_all(struct tx *tx, struct call *call, stamp_list *list, stamp_add *add, Guosuo__V1__TripView *view)
{
	struct row_cursor row;
	struct stamp_row stamp;
	enum err err = list(tx, span_text(call->who.company), field_span(view->pass_id), STAMPS_LISTED, &row);
	while (err == ERR_OK && (err = store_next(&row)) == ERR_OK) {
		store_stamp_row(&row, &stamp);
		err = add(call, &stamp, view);
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err add_journeys(struct tx *tx, struct call *call, Guosuo__V1__TripView *view)
{
	struct trip trip;
	struct journeys journeys;
	view->journeys = call_make(call, &guosuo__v1__journey_count__descriptor);
	enum err err = view->journeys == NULL ? ERR_MEMORY : trip_read(view->trip, &call->arena, &trip);
	if (err == ERR_OK)
		err = stamps_journeys(tx, span_text(call->who.company), field_span(view->pass_id),
		                      trip_journeys(trip.body), &journeys);
	if (err != ERR_OK)
		return err;
	view->journeys->of = journeys.of;
	view->journeys->delivered = journeys.delivered;
	view->journeys->next = journeys.next;
	return ERR_OK;
}

enum err stamps_add_trip(struct tx *tx, struct call *call, Guosuo__V1__TripView *view)
{
	view->deliveries = call_take(call, STAMPS_LISTED * sizeof(void *));
	view->passages = call_take(call, STAMPS_LISTED * sizeof(void *));
	if (view->deliveries == NULL || view->passages == NULL)
		return ERR_MEMORY;
	enum err err = add_all(tx, call, store_stamp_list, add_delivery, view);
	if (err == ERR_OK)
		err = add_all(tx, call, store_stamp_passages, add_passage, view);
	return err == ERR_OK ? add_journeys(tx, call, view) : err;
}
