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

enum { DELIVERIES_LISTED = 50 };

/* What was sent, opened, and what the desk has of it. */
struct stamping {
	struct code code;
	struct trip trip;
	struct leg leg;
	struct assignment assignment;
	struct stamp stamp;
	struct stamped of;
	struct reviewed_trip row;
	struct span pass_id;
	uint32_t journey;
};

/* ---- opening ---- */

static enum err open_parts(struct call *call, const Guosuo__V1__PutStampRequest *request, struct stamping *out)
{
	struct arena *arena = &call->arena;
	enum err err = code_open(field_span(request->code), arena, &out->code);
	if (err == ERR_OK)
		err = trip_read(&out->code.trip, arena, &out->trip);
	if (err == ERR_OK)
		err = leg_read(&out->code.leg, arena, &out->leg);
	if (err == ERR_OK)
		err = assignment_read(&out->code.assignment, arena, &out->assignment);
	if (err == ERR_OK)
		err = stamp_read(request->stamp, arena, &out->stamp);
	return err;
}

static enum err open_request(struct call *call, struct stamping *out)
{
	const Guosuo__V1__PutStampRequest *request = (const void *)call->request;
	if (request->code.len == 0)
		return call_fault(call, RULE_REQUIRED, "code", 0, 0);
	if (request->stamp == NULL)
		return call_fault(call, RULE_REQUIRED, "stamp", 0, 0);
	if (request->previous.len != 0 && call_length(call, request->previous, HASH_LEN, "previous") != ERR_OK)
		return ERR_INPUT;
	enum err err = open_parts(call, request, out);
	if (err != ERR_OK)
		return err;
	out->of = (struct stamped){&out->trip, &out->leg, &out->assignment,
	                           request->previous.len == 0 ? NULL : request->previous.data};
	out->pass_id = field_span(out->trip.body->pass_id);
	out->journey = out->assignment.body->journey;
	return ERR_OK;
}

/* ---- judging ---- */

/* The leg as it is, or as it was before it was reopened. */
static enum err find_leg(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	struct leg_row leg;
	enum err err = store_leg_get(tx, call->who.province, stamping->pass_id, &leg);
	if (err == ERR_OK && span_equal(leg.body, stamping->leg.raw))
		return ERR_OK;
	return err == ERR_OK ? store_revision_has(tx, call->who.province, stamping->pass_id, stamping->leg.raw) : err;
}

/* The trip and the leg are the desk's own bytes; the assignment may have been sealed without a network. */
static enum err find_pass(struct tx *tx, struct call *call, struct stamping *stamping)
{
	const struct directory *directory = held_directory(call->held);
	if (directory == NULL)
		return ERR_BUSY;
	enum err err = store_leg_trip(tx, call->who.province, stamping->pass_id, &stamping->row);
	if (err == ERR_OK && !span_equal(stamping->row.body, stamping->trip.raw))
		err = ERR_NOT_FOUND;
	if (err == ERR_OK)
		err = find_leg(tx, call, stamping);
	return err == ERR_OK ? assignment_verify(&stamping->code.assignment, &stamping->assignment, &stamping->trip,
	                                         directory->body->limits, &call->arena)
	                     : err;
}

static bool is_delivery(const struct stamping *stamping)
{
	return stamping->stamp.body->direction == GUOSUO__V1__DIRECTION__DELIVERED;
}

static enum err check_gate(struct call *call, const struct stamping *stamping)
{
	struct span port;
	if (!is_delivery(stamping))
		return ERR_OK;
	enum err err = arrivals_port(call, &port);
	return err == ERR_OK && !span_equal(port, span_text(stamping->trip.body->port))
	           ? call_fault(call, RULE_OTHER_PORT, "stamp.checkpoint", call->who.post, 0)
	           : err;
}

/* A device sends its own stamps. */
static enum err verify(struct call *call, const struct stamping *stamping)
{
	const Guosuo__V1__PutStampRequest *request = (const void *)call->request;
	const struct roster *roster = held_roster(call->held, call->who.province);
	size_t entry;
	if (roster == NULL)
		return ERR_BUSY;
	enum err err = stamp_verify(request->stamp, &stamping->stamp, &stamping->of, roster, call->now, &call->arena,
	                            &entry);
	if (err != ERR_OK)
		return err;
	return span_equal(field_span(roster->body->entries[entry]->key), span_of(call->who.key, KEY_LEN)) ? ERR_OK
	                                                                                                   : ERR_KEY;
}

/* ERR_NOT_FOUND: it is new. ERR_EXISTS: these very bytes are here already. */
static enum err find_same(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	const Guosuo__V1__PutStampRequest *request = (const void *)call->request;
	const Guosuo__V1__Stamp *stamp = stamping->stamp.body;
	struct stamp_row row;
	enum err err = store_stamp_get(tx, call->who.province, span_of(call->who.keyid, KEYID_LEN), stamp->sequence,
	                               &row);
	if (err != ERR_OK)
		return err;
	if (span_equal(row.body, stamping->stamp.raw) && span_equal(row.seals, field_span(request->stamp->seals)))
		return ERR_EXISTS;
	log_warn("stamp_conflict", NULL, log_number("province", call->who.province),
	         log_number("checkpoint", stamp->checkpoint), log_number("device", stamp->device),
	         log_number("sequence", stamp->sequence));
	fault_add(&call->faults, RULE_SEQUENCE_USED, "stamp.sequence", stamp->sequence, 0);
	return ERR_CONFLICT;
}

/* ---- keeping ---- */

/* The last journey ends the trip. What was withdrawn or revoked stays so: the goods have come all the same. */
static enum err end_trip(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	const int64_t to = GUOSUO__V1__TRIP_STATE__TRIP_DELIVERED;
	struct span company = stamping->row.company;
	uint32_t journeys;
	enum err err = store_stamp_count(tx, company, stamping->pass_id, &journeys);
	if (err != ERR_OK || journeys < trip_journeys(stamping->trip.body) ||
	    review_over(stamping->row.state))
		return err;
	err = progress_close(tx, &call->rules, company, stamping->pass_id, call->now);
	if (err == ERR_OK)
		err = bookings_release(tx, call, company, stamping->pass_id, stamping->leg.body->ordinal);
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
	const Guosuo__V1__PutStampRequest *request = (const void *)call->request;
	const Guosuo__V1__Stamp *stamp = stamping->stamp.body;
	const struct stamp_row row = {.province = call->who.province,
	                              .device = span_of(call->who.keyid, KEYID_LEN),
	                              .sequence = stamp->sequence,
	                              .company = stamping->row.company,
	                              .pass_id = stamping->pass_id,
	                              .checkpoint = stamp->checkpoint,
	                              .at = stamp->time,
	                              .created = call->now,
	                              .delivered = closes ? stamping->journey : 0,
	                              .previous = field_span(request->previous),
	                              .body = stamping->stamp.raw,
	                              .seals = field_span(request->stamp->seals)};
	enum err err = store_stamp_put(tx, &row);
	if (err == ERR_OK)
		err = store_entry_put(tx, ENTRY_STAMP, call->who.province, span_of(stamping->stamp.hash, HASH_LEN),
		                      row.device, call->now);
	return err == ERR_OK && closes ? deliver(tx, call, stamping) : err;
}

/* *at: when the journey was delivered, by whichever stamp was first here; 0: it was not. */
static enum err delivered_at(struct tx *tx, const struct stamping *stamping, int64_t *at)
{
	*at = 0;
	enum err err = store_stamp_delivered(tx, stamping->row.company, stamping->pass_id, stamping->journey, at);
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}

static enum err answer(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	Guosuo__V1__PutStampResponse *reply = call_reply(call);
	struct trip_row trip;
	if (reply == NULL)
		return ERR_MEMORY;
	enum err err = store_trip_get(tx, stamping->row.company, stamping->pass_id, &trip);
	if (err != ERR_OK)
		return err;
	reply->state = (Guosuo__V1__TripState)trip.state;
	reply->journey = stamping->journey;
	return delivered_at(tx, stamping, &reply->delivered);
}

static enum err put_new(struct tx *tx, struct call *call, const struct stamping *stamping)
{
	int64_t at;
	enum err err = delivered_at(tx, stamping, &at);
	return err == ERR_OK ? keep(tx, call, stamping, is_delivery(stamping) && at == 0) : err;
}

enum err stamps_put(struct tx *tx, struct call *call)
{
	struct stamping *stamping = call_take(call, sizeof *stamping);
	if (stamping == NULL)
		return ERR_MEMORY;
	enum err err = open_request(call, stamping);
	if (err == ERR_OK)
		err = find_pass(tx, call, stamping);
	if (err == ERR_OK)
		err = check_gate(call, stamping);
	if (err == ERR_OK)
		err = verify(call, stamping);
	if (err != ERR_OK)
		return err;
	err = find_same(tx, call, stamping);
	if (err == ERR_NOT_FOUND)
		err = put_new(tx, call, stamping);
	return err == ERR_OK || err == ERR_EXISTS ? answer(tx, call, stamping) : err;
}

/* ---- the officer's view ---- */

enum err stamps_add_trip(struct tx *tx, struct call *call, Guosuo__V1__TripView *view)
{
	struct row_cursor row;
	struct stamp_row stamp;
	view->deliveries = call_take(call, DELIVERIES_LISTED * sizeof(void *));
	if (view->deliveries == NULL)
		return ERR_MEMORY;
	enum err err = store_stamp_list(tx, span_text(call->who.company), field_span(view->pass_id), DELIVERIES_LISTED,
	                                &row);
	while (err == ERR_OK && view->n_deliveries < DELIVERIES_LISTED && (err = store_next(&row)) == ERR_OK) {
		Guosuo__V1__TripDelivery *out = call_make(call, &guosuo__v1__trip_delivery__descriptor);
		if (out == NULL)
			return ERR_MEMORY;
		store_stamp_row(&row, &stamp);
		out->journey = stamp.delivered;
		out->at = stamp.at;
		out->province = stamp.province;
		out->checkpoint = stamp.checkpoint;
		out->stamp = view_sealed(call, stamp.body, stamp.seals);
		view->deliveries[view->n_deliveries++] = out;
	}
	return err == ERR_NOT_FOUND ? ERR_OK : err;
}
